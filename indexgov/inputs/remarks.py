"""What a clean dataset may still have forgotten: told as warnings and notes, because it may be meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from indexgov.errors import Place, Problem, quoted
from indexgov.inputs.subject import Subject
from indexgov.inputs.table_file import Table
from indexgov.methods.arrays import Ints
from indexgov.tables import ASSESSED, NO_DENOMINATOR, Dataset

_SHOWN = 5


def remarks(
    subject: Subject, rows: pd.DataFrame, evidence: Sequence[Table], previous: Mapping[str, Dataset], file: str
) -> Iterator[Problem]:
    """Warnings and notes on a dataset without errors; `rows` are its observations, `file` is the dataset's own file."""
    yield from _nothing_recorded(subject, rows, Place(file))
    yield from _beyond_the_ends(subject, rows, previous, Place(file))
    yield from _broken_counts(rows, Place(file))
    yield from _undivided(subject, rows, Place(file))
    yield from _undecided(subject, rows, Place(file))
    for table in evidence:
        yield from _seen_late(table, subject)


def _nothing_recorded(subject: Subject, rows: pd.DataFrame, place: Place) -> Iterator[Problem]:
    """Indicators and authorities without a single row, and the number of cells without one."""
    axes = {
        "territory": list(subject.tiers),
        "body": list(subject.registry.bodies),
        "indicator": list(subject.indicators),
    }
    sizes = tuple(map(len, axes.values()))
    # Cells are counted as numbers: in a whole country they are half a million.
    expected = _cells_of(subject)
    recorded = np.ravel_multi_index([rows[column].cat.codes.to_numpy(dtype=np.intp) for column in axes], sizes)
    for what, many, position in (("indicator", "indicators", 2), ("territory", "territories", 0)):
        wanted, found = (np.unique(np.unravel_index(cells, sizes)[position]) for cells in (expected, recorded))
        empty = [axes[what][place] for place in np.setdiff1d(wanted, found)]
        if empty:
            more = f" and {len(empty) - _SHOWN} more" if len(empty) > _SHOWN else ""
            noun = what if len(empty) == 1 else many
            message = f"nothing is recorded for the {noun} {quoted(empty[:_SHOWN])}{more}"
            yield Problem("nothing-recorded", place, message, "is a file or a row missing?", "warning")
    missing = np.setdiff1d(expected, recorded)
    if len(missing):
        places = zip(axes.values(), np.unravel_index(missing, sizes), strict=True)
        named = zip(*(map(names.__getitem__, there) for names, there in places), strict=True)
        territory, body, name = min(named)
        message = f"{len(missing)} of {len(expected)} cells have no row and count as not assessed"
        yield Problem("not-recorded", place, message, f"such as '{name}' for the {body} of '{territory}'", "note")


def _cells_of(subject: Subject) -> Ints:
    """Every cell that is to be recorded, as a number: its place among all territories x bodies x indicators."""
    tiers, bodies = np.array(list(subject.tiers.values()), dtype=object), list(subject.registry.bodies)
    at = {tier: np.flatnonzero(tiers == tier) for tier in dict.fromkeys(tiers)}
    sizes = len(tiers), len(bodies), len(subject.indicators)
    found = [
        np.ravel_multi_index((places, bodies.index(body), number), sizes)
        for number, name in enumerate(subject.indicators)
        for tier, places in at.items()
        for body in subject.bodies_at(tier, name)
    ]
    return np.concatenate([np.zeros(0, dtype=np.intp), *found])


def _beyond_the_ends(
    subject: Subject, rows: pd.DataFrame, previous: Mapping[str, Dataset], place: Place
) -> Iterator[Problem]:
    """Numbers beyond the ends of a scale that goes on level there: right or a slip, the score does not show it."""
    assessed = rows[(rows["status"] == ASSESSED) & rows["number"].notna()]
    for name, group in assessed.groupby("indicator", observed=True, sort=False):
        scale = subject.registry.scales[subject.indicators[str(name)].scale]
        ends = scale.ends(subject.registry.range)
        if scale.relative is not None and str(scale.relative.over) in previous:
            base = previous[str(scale.relative.over)].observations
            figures = base.loc[(base["indicator"] == name) & (base["status"] == ASSESSED), "number"]
            ends = (float(figures.min()), float(figures.max())) if len(figures) else None
        if ends is None or scale.identity:
            continue
        numbers = group["number"].to_numpy(dtype=float)
        beyond = np.unique(numbers[(numbers < ends[0]) | (numbers > ends[1])])
        if len(beyond):
            shown = ", ".join(f"{number:g}" for number in beyond[:_SHOWN]) + (", ..." if len(beyond) > _SHOWN else "")
            message = f"values of '{name}' lie beyond the ends {ends[0]:g} and {ends[1]:g} of its scale: {shown}"
            yield Problem("beyond-ends", place, message, "they score as the ends; check that they are meant", "note")


def _broken_counts(rows: pd.DataFrame, place: Place) -> Iterator[Problem]:
    """Parts of a ratio with a fraction: right for amounts of money, a slip where `83%` was typed for a count."""
    parts = rows[(rows["part"] != "") & (rows["number"] % 1 != 0) & rows["number"].notna()]
    for name, group in parts.groupby("indicator", observed=True, sort=False):
        shown = ", ".join(f"{number:g}" for number in group["number"].head(_SHOWN))
        message = f"parts of the ratio '{name}' are not whole: {shown}"
        yield Problem("broken-count", place, message, "check that they are amounts, not percentages", "note")


def _undivided(subject: Subject, rows: pd.DataFrame, place: Place) -> Iterator[Problem]:
    """Values that cannot be divided, because their territory lacks the denominator; they count as not assessed."""
    lacking = rows[rows["reason"] == NO_DENOMINATOR]
    for name, group in lacking.groupby("indicator", observed=True, sort=False):
        column = subject.indicators[str(name)].denominator
        places = list(dict.fromkeys(group["territory"].astype(str)))
        more = ", ..." if len(places) > _SHOWN else ""
        message = f"'{name}' cannot be divided where '{column}' is empty: {quoted(places[:_SHOWN])}{more}"
        yield Problem("no-denominator", place, message, f"fill in '{column}' in the table of territories", "warning")


def _undecided(subject: Subject, rows: pd.DataFrame, place: Place) -> Iterator[Problem]:
    """Cells on which two assessors differ and nobody decided: the registry's rule settles them without a word."""
    cell = ["territory", "body", "indicator", "part"]
    by_assessor = rows[(rows["status"] == ASSESSED) & rows.duplicated(cell, keep=False)].astype({"value": object})
    values = by_assessor.groupby(cell, observed=True, sort=False)["value"].nunique()
    differing = values[values > 1]
    if len(differing):
        territory, body, name, _ = differing.index[0]
        counts = {"lower": "the lower one counts", "mean": "their mean counts"}[subject.registry.assessors.disagreement]
        cells = "1 cell" if len(differing) == 1 else f"{len(differing)} cells"
        message = f"two assessors differ on {cells} and nobody decided; {counts}"
        advice = f"such as '{name}' for the {body} of '{territory}'; to decide add rows with the stage 'adjudicated'"
        yield Problem("not-decided", place, message, advice, "note")


def _seen_late(table: Table, subject: Subject) -> Iterator[Problem]:
    """Evidence seen after the period ended: usual for a few weeks, a slip for a wrong year."""
    seen = table.frame["seen_on"].to_numpy(dtype=object)
    last = subject.period.last_day.isoformat()
    late = sorted(day for day in seen if day > last)
    if late:
        rows = "1 row was" if len(late) == 1 else f"{len(late)} rows were"
        message = f"{rows} seen after {subject.period} ended on {last}, the last on {late[-1]}"
        yield Problem("seen-late", table.whole(), message, "check the dates", "note")
