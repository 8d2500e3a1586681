"""Benchmarks run, so that they do not rot; what they print is not looked at, because machines differ."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
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


def test_rank_coverage_runs_and_sets_hold() -> None:
    """The sets hold the true rank at least as often as they say: it is a check that can fail, not a time."""
    words = [sys.executable, str(BENCHMARKS / "rank_coverage.py"), "--samples", "40", "--draws", "300"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()[2:]
    assert len(lines) == 8
    for line in lines:
        told = line.split("|")
        assert float(told[2].split(",")[0]) > 0.95, line


def test_draws_speed_runs() -> None:
    words = [sys.executable, str(BENCHMARKS / "draws_speed.py"), "--runs", "1", "--draws", "64", "--workers", "2", "12"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].split()[:4] == ["12", "107", "64", "2"]


def test_shares_of_a_package_by_hand() -> None:
    """9 + 10 of 10 + 10 statements are 95 %, 3 + 0 of 4 + 0 branches 75 %; packages beside it do not count."""
    whole = {"covered_lines": 10, "num_statements": 10, "covered_branches": 0, "num_branches": 0}
    part = {"covered_lines": 9, "num_statements": 10, "covered_branches": 3, "num_branches": 4}
    names = ("indexgov/survey/a.py", "indexgov/survey/b/c.py", "indexgov/surveys.py", "indexgov/scoring/a.py")
    files = {name: {"summary": one} for name, one in zip(names, (whole, part, part, part), strict=True)}
    assert import_module("benchmarks.coverage_floor").shares(files, "indexgov/survey") == (95, 75)
