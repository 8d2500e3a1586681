"""No figure of the samples changes unnoticed: tables of scoring, survey and analysis against `kept_figures.json`."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests import kept_figures
from tests.kept_figures import FILE, Tables, kept


def test_scores_stay() -> None:
    assert_kept(kept_figures.scores)


def test_what_cannot_be_told_apart_and_gains_stay() -> None:
    assert_kept(kept_figures.alike)


def test_every_corner_of_the_language_stays() -> None:
    assert_kept(kept_figures.corners)


def test_changes_stay() -> None:
    assert_kept(kept_figures.changes)


def test_series_of_quarters_stay() -> None:
    assert_kept(kept_figures.quarters)


def test_audits_stay() -> None:
    assert_kept(kept_figures.audits)


def test_draws_stay() -> None:
    assert_kept(kept_figures.uncertainties)


def test_estimates_stay() -> None:
    assert_kept(kept_figures.surveys)


def assert_kept(tables: Callable[[], Tables]) -> None:
    """Every column is as the file has it, and none came or went."""
    case = f"{tables.__name__} | "
    held = {
        name.removeprefix(case): figures
        for name, figures in json.loads(FILE.read_text(encoding="utf-8")).items()
        if name.startswith(case)
    }
    made = {
        f"{table} | {column}": figures
        for table, columns in kept(tables()).items()
        for column, figures in columns.items()
    }
    assert list(made) == list(held)
    changed = {
        name: (figures, held[name])
        for name, figures in made.items()
        if figures != (held[name] if isinstance(figures, str) else pytest.approx(held[name], rel=1e-9, abs=1e-9))
    }
    assert changed == {}, "on purpose? run `python -m tests.kept_figures` and say in the commit which changed and why"
