"""Indicators that say the same: columns that are equal, or nearly, by more than chance."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from indexgov.analysis.audit.peers import LEAST, PeerSet
from indexgov.methods.arrays import Floats, spread

DUPLICATES = ("body", "tier", "node", "other", "n", "equal", "chance")
EQUAL = 0.95
"""Least share of authorities with equal scores."""
CHANCE = 0.01
"""Largest probability that any pair of the set would be so equal by chance."""
_NEAR = 1e-6
"""Scores that differ by no more than this share of the column's spread are equal."""


def duplicates(peers: PeerSet) -> pd.DataFrame:
    """Pairs of indicators whose scores are equal for nearly all authorities that have both, columns DUPLICATES.

    `equal` is their share, at least EQUAL of at least LEAST authorities. `chance` bounds the probability that any pair
    of the set agrees so were the scores of each indicator dealt to the authorities at random: C(n, d) d! prod(c!) / n!
    for d that differ and c authorities with each score, times the number of pairs. So two criteria that nearly all meet
    are not taken for one.
    """
    leaves = [position for position in peers.rows if spread(_known(peers.scores[position])) > 0]
    pairs, found = len(leaves) * (len(leaves) - 1) // 2, []
    for number, position in enumerate(leaves[:-1]):
        others = leaves[number + 1 :]
        one, rest = peers.scores[position], peers.scores[others]
        near = np.abs(rest - one) <= _NEAR * spread(_known(one))
        both = ~np.isnan(one) & ~np.isnan(rest)
        count, equal = both.sum(axis=1), (near & both).sum(axis=1)
        for place in np.flatnonzero((count >= LEAST) & (equal >= EQUAL * count)):
            chance = _chance(one[both[place]], int(count[place] - equal[place])) * pairs
            if chance < CHANCE:
                names = (peers.id(position), peers.id(others[place]))
                share = float(equal[place] / count[place])
                found.append((peers.body, peers.tier, *names, int(count[place]), share, chance))
    return pd.DataFrame(found, columns=list(DUPLICATES))


def _known(row: Floats) -> Floats:
    return row[~np.isnan(row)]


def _chance(scores: Floats, different: int) -> float:
    n, counts = len(scores), np.unique(scores, return_counts=True)[1]
    choices = math.lgamma(n + 1) - math.lgamma(n - different + 1)
    return math.exp(min(0.0, choices + sum(math.lgamma(count + 1) for count in counts.tolist()) - math.lgamma(n + 1)))
