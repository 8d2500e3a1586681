"""Compares periods: what changed, by how much, because of what, and whether it is more than noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

import indexgov
from indexgov.analysis.changes import changes_of
from indexgov.analysis.flips import flips_of
from indexgov.analysis.hybrids import Hybrids
from indexgov.analysis.in_common import Common
from indexgov.analysis.series import series_of
from indexgov.errors import IndexgovError
from indexgov.scoring.assessment import Assessment
from indexgov.tables import one_line


@dataclass(frozen=True)
class Comparison:
    """The result of comparing assessments."""

    assessments: tuple[Assessment, ...]
    """In the order of their periods."""
    changes: pd.DataFrame
    """Columns CHANGES: every pair of consecutive periods."""
    flips: pd.DataFrame
    """Columns FLIPS: the criteria that were recorded otherwise."""
    series: pd.DataFrame
    """Columns SERIES: every period."""
    common: tuple[Common, ...]
    """What the two periods of every pair have in common."""

    def __repr__(self) -> str:
        compared = "; ".join(one_line(one.dataset) for one in self.assessments)
        return f"<Comparison of {compared}: {len(self.changes)} changes>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the table of `indexgov.as_html`."""
        return indexgov.as_html(self)

    @property
    def pairs(self) -> tuple[tuple[Assessment, Assessment], ...]:
        """The pairs that were compared."""
        return tuple(pairwise(self.assessments))


def compare(assessments: Sequence[Assessment], *, restate: bool = False, new_localities: bool = False) -> Comparison:
    """How scores, ranks and classes changed between consecutive periods, and what each change comes from.

    Assessments are put in the order of their periods, then revisions. The amounts `methodology`, `substance` and
    `coverage` add up to the change (see `split`); ranks and classes show from and to. What is significant is told of
    survey error alone, and of the change at equal methodology (see `change_errors`). PSUs of one name in one stratum
    are one locality, visited twice; with `new_localities` their codes say nothing from period to period, and the
    samples are independent. With `restate` the series holds all periods with the methodology of the last one too.

    Raises IndexgovError for fewer than two assessments, for those of different indexes, and for periods that overlap;
    the same period twice is two revisions of it, which are compared by themselves.
    """
    ordered = sorted(assessments, key=lambda one: (one.dataset.period, one.dataset.revision))
    _check(ordered)
    pairs = [Hybrids(first, second) for first, second in pairwise(ordered)]
    return Comparison(
        tuple(ordered),
        pd.concat([changes_of(one, new_localities) for one in pairs], ignore_index=True),
        pd.concat([flips_of(one) for one in pairs], ignore_index=True),
        series_of(ordered, restate),
        tuple(Common.of(one) for one in pairs),
    )


def _check(ordered: Sequence[Assessment]) -> None:
    """Refuse what cannot be compared."""
    if len(ordered) < 2:
        raise IndexgovError(f"a comparison needs two assessments or more, found {len(ordered)}")
    names = list(dict.fromkeys(one.registry.id for one in ordered))
    if len(names) > 1:
        raise IndexgovError(
            f"'{names[0]}' and '{names[1]}' are different indexes: compare assessments by registries of one id"
        )
    for first, second in pairwise(one.dataset.period for one in ordered):
        if first == second and len(ordered) > 2:
            raise IndexgovError(
                f"the period {first} stands twice: compare two revisions by themselves, and one of them with others"
            )
        if first != second and second.first_day <= first.last_day:
            raise IndexgovError(f"the periods {first} and {second} overlap: compare periods that follow each other")
