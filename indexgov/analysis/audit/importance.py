"""What the weights say and what really moves the index."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indexgov.analysis.audit.peers import PeerSet
from indexgov.methods.arrays import Floats, spread, zeroed
from indexgov.methods.matrices import dot, product

IMPORTANCE = (
    "body", "tier", "node", "level", "parent", "n", "weight", "effective_weight", "r2_parent", "r2_index",
    "variance_share",
)  # fmt: skip


def importance(peers: PeerSet) -> pd.DataFrame:
    """Every node below the index, columns IMPORTANCE; shares are 0 to 1 and means over the `n` who have an index.

    `weight` is the share among siblings with which the node counted, `effective_weight` that in the index. `r2_parent`
    and `r2_index` are squared Pearson correlations, the linear estimate of the correlation ratio by which Paruolo,
    Saisana and Saltelli (2013) measure importance. `variance_share` is cov(contribution, index) / var(index): those of
    siblings whose contributions make the index add up to 1 exactly, and one may be negative; NaN where contributions
    are not told, and where the index has no variation.
    """
    scored = np.flatnonzero(~np.isnan(peers.scores[0]))
    nodes = [position for position in peers.nodes if position]
    if not nodes:
        return pd.DataFrame(columns=list(IMPORTANCE))
    matrix, _ = peers.correlations
    result = peers.section.result
    columns, parents = peers.columns[scored], [peers.tree.nodes[position].parent for position in nodes]
    frame = {
        "body": peers.body,
        "tier": peers.tier,
        "node": [peers.id(position) for position in nodes],
        "level": [peers.level(position) for position in nodes],
        "parent": [peers.id(parent) for parent in parents],
        "n": len(scored),
        "weight": _shares(peers, result.counted[:, columns])[nodes],
        "effective_weight": _means(result.shares.effective_weights[nodes][:, columns]),
        "r2_parent": matrix[nodes, parents] ** 2,
        "r2_index": matrix[nodes, 0] ** 2,
        "variance_share": _parts(result.shares.contributions[nodes][:, columns], peers.scores[0, scored]),
    }
    return pd.DataFrame(frame)[list(IMPORTANCE)]


def _shares(peers: PeerSet, counted: Floats) -> Floats:
    """Mean share of each node in the weights that counted in its parent, over those where any did."""
    found = np.full(len(counted), np.nan)
    for position in peers.nodes:
        children = list(peers.tree.children[position])
        whole = counted[children].sum(axis=0) if children else np.zeros(0)
        known = whole > 0
        if known.any():
            found[children] = (counted[children][:, known] / whole[known]).mean(axis=1)
    return found


def _means(rows: Floats) -> Floats:
    """Mean of each row with 0 for gaps; NaN for a row without any value."""
    known = ~np.isnan(rows).all(axis=1) if rows.shape[1] else np.zeros(len(rows), dtype=bool)
    return np.where(known, zeroed(rows).sum(axis=1) / max(1, rows.shape[1]), np.nan)


def _parts(contributions: Floats, index: Floats) -> Floats:
    """Covariance of each row with the index over the index's variance; what brought nothing counts as 0."""
    if spread(index) == 0:
        return np.full(len(contributions), np.nan)
    known = ~np.isnan(contributions).all(axis=1)
    centred = index - index.mean()
    parts = product(zeroed(contributions), centred[:, np.newaxis])[:, 0] / dot(centred, centred)
    return np.where(known, parts, np.nan)
