"""The same inputs give the same bytes on every machine: the promise that lets anybody check a published result."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.site_built import scored
from tests.small_project import FILES, write_project

SAME = Path(__file__).parents[1] / "benchmarks" / "same.py"


def test_every_command_writes_the_same_bytes_everywhere() -> None:
    """Hash seed, locale, time zone, folder, relative paths, threads, umask, processor, libraries and line ends differ.

    They differ at once, in two runs; where this fails, `python benchmarks/same.py` names the one that matters.
    """
    words = [sys.executable, str(SAME), "--together", "--json", "--territories", "3"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    assert json.loads(done.stdout) == {"east": [], "west": []}


def reversed_rows(text: str) -> str:
    """A table with its rows in the opposite order."""
    head, *rows = text.splitlines(keepends=True)
    return head + "".join(reversed(rows))


def turned_columns(text: str) -> str:
    """A table with its columns in the opposite order."""
    return "".join(",".join(reversed(row)) + "\n" for row in csv.reader(text.splitlines()))


@pytest.mark.parametrize("turned", [reversed_rows, turned_columns])
def test_orders_without_meaning_change_no_score(turned: Callable[[str], str], tmp_path: Path) -> None:
    """Rows of evidence, estimates and answers, and columns of every table, stand in any order."""
    names = ("evidence.csv", "estimates.csv", "survey.csv", "territories.csv")
    plain = write_project(tmp_path / "plain")
    other = write_project(tmp_path / "other", {name: turned(FILES[name]) for name in names})
    # A sum of weights in another order may end in another last digit.
    pd.testing.assert_frame_equal(in_order(other), in_order(plain), rtol=1e-12)


def in_order(folder: Path) -> pd.DataFrame:
    """Scores sorted; counts of a ratio are told in the order in which they were recorded."""
    scores = scored(folder).scores.sort_values(["territory", "body", "node"], ignore_index=True)
    return scores.assign(value=["; ".join(sorted(value.split("; "))) for value in scores["value"]])
