"""Benchmarks run, so that they do not rot; what they print is not looked at, because machines differ."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SURVEY_SPEED = BENCHMARKS / "survey_speed.py"


def test_survey_speed_runs_and_its_engines_agree() -> None:
    for module in ("duckdb", "polars", "pyarrow"):
        pytest.importorskip(module)
    # Enough for every area to have an answer to every item in two PSUs.
    words = ["--rows", "20000", "--long", "20000", "--growth", "10000", "20000", "--runs", "1"]
    done = subprocess.run([sys.executable, str(SURVEY_SPEED), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("a million rows") == 2


def test_forms_speed_runs() -> None:
    words = [sys.executable, str(BENCHMARKS / "forms_speed.py"), "4", "20"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("4 forms of 20 criteria")
