"""Whom an authority cannot be told apart from by its score, and which ranks are left when all are judged at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexgov.methods.arrays import Ints
from indexgov.scoring.rank_sets import RankSets

MOST_NAMED = 200
"""Of more peers that cannot be told apart only the number is kept: such a list tells nobody anything."""


@dataclass(frozen=True)
class Alike:
    """What the rank sets of one authority say of its peers."""

    count: int
    """How many peers cannot be told apart from it."""
    columns: Ints
    """Their columns in the section; empty above MOST_NAMED."""
    low: int
    """The best rank at the confidence that holds for all peers at once."""
    high: int
    """The worst one. Only where both are 1 may it be called the first, and only where both are `peers` the last."""
    peers: int
    """How many are ranked, itself included."""


def alike_of(sets: RankSets, columns: Ints) -> dict[int, Alike]:
    """By column, of those whose error is known; `columns` are those of the peers in the section."""
    found = {}
    for own in np.flatnonzero(~np.isnan(sets.low)):
        others = sets.alike[own].copy()
        others[own] = False
        count = int(np.count_nonzero(others))
        named = columns[others] if count <= MOST_NAMED else columns[:0]
        ends = int(sets.low_together[own]), int(sets.high_together[own])
        found[int(columns[own])] = Alike(count, named, *ends, len(columns))
    return found
