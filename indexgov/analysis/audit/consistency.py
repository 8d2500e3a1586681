"""Whether the parts of a node measure one thing: Cronbach's alpha, principal components, items against the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from indexgov.analysis.audit.correlations import CHANCE, CONFIDENCE
from indexgov.analysis.audit.peers import LEAST, PeerSet
from indexgov.methods.arrays import Floats, zeroed
from indexgov.methods.association import (
    alpha_interval,
    cronbach_alpha,
    fisher_interval,
    p_value,
    pearson,
    principal_components,
)
from indexgov.methods.multiple import holm

GROUPS = (
    "body", "tier", "node", "level", "children", "n", "alpha", "ci_low", "ci_high", "first_share", "above_one",
)  # fmt: skip
COMPONENTS = ("body", "tier", "node", "number", "eigenvalue", "share", "cumulative")
LOADINGS = ("body", "tier", "node", "child", "loading")
ITEM_REST = (
    "body", "tier", "node", "parent", "n", "item_rest", "ci_low", "ci_high", "item_whole", "whole_low", "whole_high",
    "p_holm", "flag",
)  # fmt: skip
REVERSED, DOUBTFUL = "reversed", "doubtful"
"""Of an indicator that runs against the others: beyond chance after Holm's correction; before it alone."""
_KAISER = 1.0
"""An eigenvalue above it explains more than one child does. Source: Kaiser (1960)."""


def groups(peers: PeerSet) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Every node with at least two children (GROUPS), its eigenvalues (COMPONENTS) and first loadings (LOADINGS).

    `alpha` and the components are those of the children's scores over the `n` authorities that have all of them,
    `ci_low` and `ci_high` the 95 % interval of `alpha`. `first_share` is the share of variance of the first component,
    `above_one` how many eigenvalues exceed 1.
    """
    rows, eigen, loadings = [], [], []
    who = (peers.body, peers.tier)
    for position, children in peers.groups():
        scores = peers.scores[children]
        complete = scores[:, ~np.isnan(scores).any(axis=0)]
        found, name = principal_components(complete), peers.id(position)
        shares = found.eigenvalues / found.eigenvalues.sum() if len(found.eigenvalues) else found.eigenvalues
        first = float(shares[0]) if len(shares) else float("nan")
        above = int(np.count_nonzero(found.eigenvalues > _KAISER + 1e-9))
        size, alpha = complete.shape, cronbach_alpha(complete)
        rows.append((*who, name, peers.level(position), *size, alpha, *alpha_interval(alpha, *size), first, above))
        together = zip(found.eigenvalues.tolist(), shares.tolist(), np.cumsum(shares).tolist(), strict=True)
        eigen += [(*who, name, number, *one) for number, one in enumerate(together, 1)]
        pairs = zip(children, found.loadings.tolist(), strict=True)
        loadings += [(*who, name, peers.id(child), loading) for child, loading in pairs]
    return (
        pd.DataFrame(rows, columns=list(GROUPS)),
        pd.DataFrame(eigen, columns=list(COMPONENTS)),
        pd.DataFrame(loadings, columns=list(LOADINGS)),
    )


def item_rest(peers: PeerSet) -> pd.DataFrame:
    """Every indicator with a sibling against the rest, columns ITEM_REST.

    `item_rest` is Pearson's correlation of an indicator with the mean of its siblings (the corrected item-total
    correlation; Nunnally and Bernstein 1994, ch. 8), `item_whole` that with the mean of all other indicators of its
    component, each with its 95 % interval. The others enter less their means, so that a gap in one moves nobody.
    `p_holm` is the smaller of the two probabilities by chance, doubled, and corrected over the indicators of the set.
    `flag` is for at least LEAST authorities where both correlations are negative and an interval lies below 0:
    `reversed` where it does so after the correction too, `doubtful` where it does so before it alone.
    """
    leaves = [position for position in peers.rows if len(peers.children(peers.tree.nodes[position].parent)) > 1]
    if not leaves:
        return pd.DataFrame(columns=list(ITEM_REST))
    groups = {position: peers.children(peers.tree.nodes[position].parent) for position in leaves}
    r, count = _against(peers, leaves, groups)
    whole, others = _against(peers, leaves, _components(peers))
    (low, high), (whole_low, whole_high) = fisher_interval(r, count, CONFIDENCE), fisher_interval(whole, others)
    chance = np.minimum(2 * np.fmin(p_value(r, count), p_value(whole, others)), 1.0)
    adjusted = holm(chance)
    below = (count >= LEAST) & (r < 0) & (whole < 0) & ((high < 0) | (whole_high < 0))
    columns = {
        "body": peers.body,
        "tier": peers.tier,
        "node": [peers.id(position) for position in leaves],
        "parent": [peers.id(peers.tree.nodes[position].parent) for position in leaves],
        "n": count.astype(int),
        "item_rest": r,
        "ci_low": low,
        "ci_high": high,
        "item_whole": whole,
        "whole_low": whole_low,
        "whole_high": whole_high,
        "p_holm": adjusted,
        "flag": np.where(below & (adjusted < CHANCE), REVERSED, np.where(below, DOUBTFUL, "")),
    }
    return pd.DataFrame(columns)[list(ITEM_REST)]


def _components(peers: PeerSet) -> dict[int, list[int]]:
    """Positions of all indicators of the component that an indicator stands in, by the position of each."""

    def above(one: int) -> int:
        while peers.level(one) != "component":
            one = peers.tree.nodes[one].parent
        return one

    found: dict[int, list[int]] = {}
    for one in peers.rows:
        found.setdefault(above(one), []).append(one)
    return {one: members for members in found.values() for one in members}


def _against(peers: PeerSet, leaves: Sequence[int], groups: Mapping[int, Sequence[int]]) -> tuple[Floats, Floats]:
    """Correlation of each indicator with the mean deviation of the others of its group, and over how many."""
    known: dict[tuple[int, ...], tuple[Floats, ...]] = {}
    found = []
    for position in leaves:
        group = tuple(groups[position])
        if group not in known:
            scores = peers.scores[list(group)]
            there = ~np.isnan(scores)
            means = zeroed(scores).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
            deviations = zeroed(scores - means[:, np.newaxis])
            known[group] = deviations, there, deviations.sum(axis=0), there.sum(axis=0)
        moved, present, total, count = known[group]
        own = group.index(position)
        with np.errstate(invalid="ignore", divide="ignore"):
            rest = (total - moved[own]) / (count - present[own])
        rest[~np.isfinite(rest)] = np.nan
        r, pairs = pearson(peers.scores[[position]], rest[np.newaxis])
        found.append((r[0, 0], pairs[0, 0]))
    return np.array([one for one, _ in found]), np.array([other for _, other in found])
