"""Brackets beside a ranking: runs of neighbours of whom no two can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from indexgov.report.scorecards_model import RankingRow
from indexgov.report.site.material import Material

LANES = 2
"""Brackets that stand beside each other: so many are enough, because each begins after the last but one has ended."""


class Bracket(NamedTuple):
    """A run of rows, both ends included, and the lane that it is drawn in, from 0."""

    first: int
    last: int
    lane: int


def alike_among(rows: Sequence[RankingRow], material: Material) -> Callable[[int, int], bool]:
    """Whether two of the rows, counted from 0, cannot be told apart; False where the error of one is not known.

    Of those who have too many such peers to be named it is whether their ranks are in the intervals of each other.
    """
    columns, named, counts = [], [], []
    for row in rows:
        section, column = material.keys[row.key]
        one = material.assessment.alike[section].get(column)
        columns.append(column)
        named.append(frozenset(one.columns.tolist()) if one is not None else frozenset())
        counts.append(one.count if one is not None else 0)

    def alike(one: int, other: int) -> bool:
        if named[one] or named[other]:
            return columns[other] in named[one] or columns[one] in named[other]
        return counts[one] > 0 and counts[other] > 0 and _overlap(rows[one], rows[other])

    return alike


def _overlap(one: RankingRow, other: RankingRow) -> bool:
    return _holds(one, other.rank) and _holds(other, one.rank)


def _holds(row: RankingRow, rank: int | None) -> bool:
    low, high = row.rank_low.number, row.rank_high.number
    return rank is not None and low is not None and high is not None and low <= rank <= high


def brackets(count: int, alike: Callable[[int, int], bool]) -> list[Bracket]:
    """As few runs as hold every pair of neighbours that cannot be told apart, each as long as it can be.

    `alike` says whether two of the `count` rows, counted from 0, cannot be told apart.
    """
    found: list[Bracket] = []
    row = 0
    while row < count - 1:
        if not alike(row, row + 1):
            row += 1
            continue
        first, last = row, row + 1
        while last + 1 < count and all(alike(last + 1, one) for one in range(first, last + 1)):
            last += 1
        while first > 0 and all(alike(first - 1, one) for one in range(first, last + 1)):
            first -= 1
        before = found[-1] if found else None
        lane = 0 if before is None or before.last < first else 1 - before.lane
        found.append(Bracket(first, last, lane))
        row = last
    return found
