"""One component against another: who is open but not liked, and the reverse."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from indexgov.analysis.audit.correlations import CONFIDENCE
from indexgov.analysis.audit.peers import PeerSet
from indexgov.methods.arrays import Floats
from indexgov.methods.association import fisher_interval, pearson, spearman

SIDES = (
    "body", "tier", "component", "other", "n", "pearson", "spearman", "ci_low", "ci_high", "median", "other_median",
    "both_high", "component_high", "other_high", "both_low",
)  # fmt: skip
TWO_WAY = ("body", "tier", "component", "other", "territory", "score", "other_score", "place")
BOTH_HIGH, COMPONENT_HIGH, OTHER_HIGH, BOTH_LOW = PLACES = SIDES[-4:]
"""Whether an authority is at or above the median of each of the two components."""


def sides(peers: PeerSet) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every pair of components: how they go together (SIDES), and the place of every authority (TWO_WAY).

    Over the `n` authorities that have both scores. High is at or above the median of these, low is below.
    """
    pairs, rows = [], []
    components = [position for position in peers.nodes if peers.level(position) == "component"]
    for one, other in combinations(components, 2):
        scores = peers.scores[[one, other]]
        both = np.flatnonzero(~np.isnan(scores).any(axis=0))
        head = (peers.body, peers.tier, peers.id(one), peers.id(other))
        places, medians = _places(scores[:, both])
        r, count = pearson(scores[:1], scores[1:])
        low, high = fisher_interval(r, count, CONFIDENCE)
        figures = (float(r[0, 0]), float(spearman(scores, [(0, 1)])[0]), float(low[0, 0]), float(high[0, 0]))
        pairs.append((*head, len(both), *figures, *medians, *(places.count(place) for place in PLACES)))
        who = [peers.territories[column] for column in both]
        told = zip(who, *scores[:, both].tolist(), places, strict=True)
        rows += [(*head, *row) for row in told]
    return pd.DataFrame(pairs, columns=list(SIDES)), pd.DataFrame(rows, columns=list(TWO_WAY))


def _places(scores: Floats) -> tuple[list[str], tuple[float, float]]:
    if not scores.shape[1]:
        return [], (np.nan, np.nan)
    first, second = np.median(scores, axis=1).tolist()
    high = zip((scores[0] >= first).tolist(), (scores[1] >= second).tolist(), strict=True)
    names = {(True, True): BOTH_HIGH, (True, False): COMPONENT_HIGH, (False, True): OTHER_HIGH}
    return [names.get(one, BOTH_LOW) for one in high], (first, second)
