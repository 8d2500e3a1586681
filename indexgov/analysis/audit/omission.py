"""What happens to the ranks when one indicator, sub-block, block or component is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.analysis.audit.peers import PeerSet
from indexgov.methods.arrays import Floats
from indexgov.registry.outline import Outline
from indexgov.scoring.aggregate import Peers
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.batch import Batch
from indexgov.scoring.rank import ranks_in_draws, rounded

Places = npt.NDArray[np.int32]
LEAVE_ONE_OUT = (
    "body", "tier", "node", "level", "n", "mean_change", "largest_change", "moved", "territory", "rank_from", "rank_to",
)  # fmt: skip
_AT_ONCE = 150_000
"""Authorities x nodes left out that are scored together."""


def leave_one_out(assessment: Assessment, sets: Sequence[PeerSet]) -> pd.DataFrame:
    """Every node below the index that is left out, for every set that it concerns, columns LEAVE_ONE_OUT.

    All scores above the node are computed once more with weight 0 for it, so that its weight goes to its siblings, and
    ranked anew; floors are not judged again. Over the `n` who have a rank with it and without it: the mean and the
    largest absolute change of rank, the share `moved` whose rank changes, and who moves most, the first in the order of
    the territories. Figures are NaN where nobody has both.
    """
    section, rule = assessment.sections[0], assessment.registry.ranking
    peers = Peers.of(assessment.registry, section.authorities)
    batch = Batch(section.tree, section.result, peers, absent=True)
    before = ranks_in_draws(rounded(section.result.scores[:1], rule.on), peers.setting.groups, rule.tolerance)[0]
    removable, found = list(_removable(section.tree)), []
    step = max(1, _AT_ONCE // max(1, len(section.authorities)))
    for start in range(0, len(removable), step):
        some = removable[start : start + step]
        scores = batch.climb({}, _factors(section.tree, some), len(some), index_only=True)[0]
        for position, without in zip(some, rounded(scores, rule.on), strict=True):
            after = ranks_in_draws(without[np.newaxis], peers.setting.groups, rule.tolerance)[0]
            found += [_row(one, position, before, after) for one in sets if position in one.nodes]
    order = {(peers.body, peers.tier): number for number, peers in enumerate(sets)}
    found.sort(key=lambda row: order[(str(row[0]), str(row[1]))])
    frame = pd.DataFrame(found, columns=list(LEAVE_ONE_OUT))
    return frame.astype({"rank_from": "Int64", "rank_to": "Int64"})


def _removable(tree: Outline) -> Iterator[int]:
    """Positions of the nodes without which something is left of the index."""
    return (position for position in range(1, len(tree.nodes)) if _gone(tree, position) > 0)


def _gone(tree: Outline, position: int) -> int:
    """Position of the highest node that holds nothing but a node: without that, nothing is left of it."""
    while position > 0 and len(tree.children[tree.nodes[position].parent]) == 1:
        position = tree.nodes[position].parent
    return position


def _factors(tree: Outline, removed: Sequence[int]) -> dict[int, Floats]:
    """By what weights are multiplied: 0 for one node in each row."""
    found: dict[int, Floats] = {}
    for row, position in enumerate(removed):
        found.setdefault(_gone(tree, position), np.ones(len(removed)))[row] = 0.0
    return found


def _row(peers: PeerSet, position: int, before: Places, after: Places) -> tuple[object, ...]:
    old, new = before[peers.columns], after[peers.columns]
    both = np.flatnonzero((old > 0) & (new > 0))
    head = (peers.body, peers.tier, peers.id(position), peers.level(position), len(both))
    if not len(both):
        return (*head, np.nan, np.nan, np.nan, "", pd.NA, pd.NA)
    moves = np.abs(new[both] - old[both])
    most = both[int(np.argmax(moves))]
    who = (peers.territories[most], int(old[most]), int(new[most])) if moves.any() else ("", pd.NA, pd.NA)
    return (*head, float(moves.mean()), float(moves.max()), float((moves > 0).mean()), *who)
