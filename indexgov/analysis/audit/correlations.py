"""Which nodes go together: siblings, nodes of one level under different parents, children with their parents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from indexgov.analysis.audit.peers import LEAST, PeerSet
from indexgov.methods.arrays import Floats
from indexgov.methods.association import fisher_interval, p_value, spearman
from indexgov.methods.multiple import holm

CORRELATIONS = (
    "body", "tier", "relation", "level", "parent", "node", "other", "n", "pearson", "spearman", "ci_low", "ci_high",
    "p_holm", "flag",
)  # fmt: skip
WITHIN, ACROSS, PARENT = RELATIONS = ("within", "across", "parent")
"""Two children of one node; two nodes of one level under different parents, of indicators only those that say the same;
a child and its parent, `other`."""
NEGATIVE, REDUNDANT, WEAK = "negative", "redundant", "weak"
NEGATIVE_BELOW, REDUNDANT_ABOVE = -0.4, 0.92
"""Source: practice of the Joint Research Centre, as the defaults of COINr's `get_corr_flags` (Becker et al. 2022)."""
WEAK_BELOW = 0.3
"""Source: OECD and JRC, Handbook, 2008, step 4; the JRC's audits want a part to correlate above 0.3 with its whole."""
CONFIDENCE, CHANCE = 0.95, 0.05
"""Of intervals, and the largest probability of a correlation by chance, after Holm's correction, that is told."""


class _Pair(NamedTuple):
    relation: str
    parent: int
    node: int
    other: int


def correlations(peers: PeerSet) -> pd.DataFrame:
    """Every pair of nodes of a set, columns CORRELATIONS, over the authorities that have both scores.

    `ci_low` and `ci_high` are Fisher's 95 % interval of `pearson`, `p_holm` its two-sided probability by chance,
    corrected over the pairs of the same relation and level. Indicators under different parents are too many to be told:
    of these only the pairs that are flagged have rows, corrected over all of them. `flag` names what is wrong with a
    pair of at least LEAST authorities, empty where nothing is.
    """
    twins = dict(_twins(peers))
    pairs = [*_pairs(peers), *twins]
    if not pairs:
        return pd.DataFrame(columns=list(CORRELATIONS))
    first, second = (np.array([getattr(one, name) for one in pairs]) for name in ("node", "other"))
    matrix, counts = peers.correlations
    r, count = matrix[first, second], counts[first, second]
    low, high = fisher_interval(r, count, CONFIDENCE)
    chance = _adjusted(peers, pairs, p_value(r, count))
    chance = np.array([twins.get(pair, own) for pair, own in zip(pairs, chance.tolist(), strict=True)])
    columns = {
        "body": peers.body,
        "tier": peers.tier,
        "relation": [one.relation for one in pairs],
        "level": [peers.level(one.node) for one in pairs],
        "parent": [peers.id(one.parent) if one.parent >= 0 else "" for one in pairs],
        "node": [peers.id(one.node) for one in pairs],
        "other": [peers.id(one.other) for one in pairs],
        "n": count.astype(int),
        "pearson": r,
        "spearman": spearman(peers.scores, [(one.node, one.other) for one in pairs]),
        "ci_low": low,
        "ci_high": high,
        "p_holm": chance,
        "flag": [_flag(*one) for one in zip([pair.relation for pair in pairs], r, count, high, chance, strict=True)],
    }
    return pd.DataFrame(columns)[list(CORRELATIONS)]


def _pairs(peers: PeerSet) -> Iterator[_Pair]:
    for position, children in peers.groups():
        for node, other in combinations(children, 2):
            yield _Pair(WITHIN, position, node, other)
    above = [position for position in peers.nodes if peers.level(position) not in {"index", "indicator"}]
    for node, other in combinations(above, 2):
        nodes = peers.tree.nodes
        if nodes[node].level == nodes[other].level and nodes[node].parent != nodes[other].parent:
            yield _Pair(ACROSS, -1, node, other)
    for position in peers.nodes:
        for child in peers.children(position):
            yield _Pair(PARENT, position, child, position)


def _twins(peers: PeerSet) -> Iterator[tuple[_Pair, float]]:
    """Indicators under different parents that say the same, with the probability by chance, over all such pairs."""
    matrix, counts = peers.correlations
    leaves = np.array([position for position in peers.nodes if peers.level(position) == "indicator"], dtype=np.intp)
    parents = np.array([peers.tree.nodes[position].parent for position in leaves])
    apart = np.triu(parents[:, np.newaxis] != parents)
    r, count = matrix[np.ix_(leaves, leaves)], counts[np.ix_(leaves, leaves)]
    first, second = np.nonzero(apart & (r > REDUNDANT_ABOVE) & (count >= LEAST))
    chances = p_value(r[first, second], count[first, second]) * np.count_nonzero(apart)
    for one, other, chance in zip(leaves[first].tolist(), leaves[second].tolist(), chances.tolist(), strict=True):
        if chance < CHANCE:
            yield _Pair(ACROSS, -1, one, other), chance


def _adjusted(peers: PeerSet, pairs: list[_Pair], chances: Floats) -> Floats:
    """Holm's correction among the pairs of the same relation and level."""
    kinds = pd.factorize(np.array([f"{one.relation} {peers.level(one.node)}" for one in pairs], dtype=object))[0]
    adjusted = np.full(len(pairs), np.nan)
    for kind in np.unique(kinds):
        members = kinds == kind
        adjusted[members] = holm(chances[members])
    return adjusted


def _flag(relation: str, r: float, count: float, high: float, chance: float) -> str:
    if count < LEAST or np.isnan(r):
        return ""
    if relation == WITHIN and r < NEGATIVE_BELOW and high < 0 and chance < CHANCE:
        return NEGATIVE
    if relation != PARENT and r > REDUNDANT_ABOVE and chance < CHANCE:
        return REDUNDANT
    return WEAK if relation == PARENT and high < WEAK_BELOW else ""
