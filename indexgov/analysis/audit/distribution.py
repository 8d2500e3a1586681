"""How scores lie: every indicator and every node above, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indexgov.analysis.audit.peers import LEAST, PeerSet
from indexgov.methods.arrays import Floats, Mask, spread
from indexgov.methods.treatment import kurtosis, skewness

INDICATORS = (
    "body", "tier", "node", "parent", "applicable", "n", "missing", "mean", "median", "sd", "min", "q1", "q3", "max",
    "at_floor", "at_ceiling", "distinct", "commonest", "skewness", "kurtosis", "flag",
)  # fmt: skip
NODES = (
    "body", "tier", "node", "level", "n", "mean", "median", "sd", "min", "q1", "q3", "max", "middle_half",
    "skewness", "kurtosis", "standard_error", "reliability", "flag",
)  # fmt: skip
MISSING = ("body", "tier", "territory", "node", "level", "applicable", "assessed", "missing", "available")
CONSTANT, CEILING, FLOOR, BUNCHED = "constant", "ceiling", "floor", "bunched"
EXTREME = 0.9
"""Share of authorities at one end of the range from which on an indicator tells hardly anybody apart."""
AVAILABLE = 2 / 3
"""Least share of values for a figure to rest on. Source: OECD and JRC, Handbook, 2008, step 3; COINr's default."""
RELIABLE = 0.5
"""Below it more of the variance is error than difference."""
NARROW = 0.01
"""Share of the range: if the middle half of the authorities lies within it, their ranks are those of a hair."""


def indicators(peers: PeerSet) -> pd.DataFrame:
    """Every indicator of a set, columns INDICATORS, over the `n` authorities where it was assessed.

    `missing` is the share of the `applicable` authorities where it was not. `at_floor` and `at_ceiling` are shares at
    the ends of the range, `commonest` that of the most frequent score. Skewness and kurtosis are those of type 2
    (Joanes and Gill 1998), quantiles those of type 7. `flag` is `constant`, `ceiling` or `floor` for at least LEAST
    authorities.
    """
    ends = peers.assessment.registry.range
    leaves, rows, hair = peers.section.cells.leaves, [], 1e-9 * peers.width
    for position, row in peers.rows.items():
        applicable = leaves.applicable[row, peers.columns]
        scores = leaves.scores[row, peers.columns]
        known = scores[applicable & leaves.assessed[row, peers.columns] & ~np.isnan(scores)]
        asked = int(np.count_nonzero(applicable))
        missing = 1 - len(known) / asked if asked else np.nan
        at_ends = [_share(np.abs(known - end) <= hair) for end in ends] if ends is not None else [np.nan, np.nan]
        counts = np.unique(known, return_counts=True)[1]
        commonest = counts.max() / len(known) if len(known) else np.nan
        shape = (*at_ends, len(counts), commonest, skewness(known), kurtosis(known))
        parent = peers.id(peers.tree.nodes[position].parent)
        head = (peers.body, peers.tier, peers.id(position), parent, asked, len(known), missing)
        rows.append((*head, *_summary(known), *shape, _flag_of_indicator(known, *at_ends)))
    return pd.DataFrame(rows, columns=list(INDICATORS))


def nodes(peers: PeerSet) -> pd.DataFrame:
    """Every node above the indicators, columns NODES, over the `n` authorities with a score.

    `middle_half` is the distance of the quartiles as a share of the range, 0 without any variation and otherwise NaN
    without a range. `standard_error` is the root of the mean squared standard error of sampling, `reliability` 1 less
    the share of that mean square in the variance of the scores; NaN where no score has a known error. `flag` is
    `bunched` where ranks carry no information: the reliability is below RELIABLE, or `middle_half` below NARROW.
    """
    errors, rows = peers.assessment.errors, []
    for position in peers.nodes:
        if peers.level(position) == "indicator":
            continue
        scores = peers.scores[position]
        known = scores[~np.isnan(scores)]
        error, reliability = np.nan, np.nan
        if errors is not None:
            error, reliability = _reliability(scores, errors.sections[0].se[position, peers.columns])
        summary = _summary(known)
        middle_half = 0.0 if len(known) and not spread(known) else (summary[5] - summary[4]) / peers.width
        flag = _flag_of_node(known, middle_half, reliability)
        shape = (middle_half, skewness(known), kurtosis(known), error, reliability)
        head = (peers.body, peers.tier, peers.id(position), peers.level(position), len(known))
        rows.append((*head, *summary, *shape, flag))
    return pd.DataFrame(rows, columns=list(NODES))


def missing(peers: PeerSet) -> pd.DataFrame:
    """Every authority and node above the indicators that concerns it, columns MISSING, in the order of the authorities.

    Of the `applicable` indicators below the node `assessed` were, `missing` were not, `available` is the share that
    was; each counts once whatever its weight. What does not apply is not missing.
    """
    leaves = peers.section.cells.leaves
    applicable = np.zeros(peers.scores.shape, dtype=np.int64)
    assessed = np.zeros_like(applicable)
    for position, row in peers.rows.items():
        applicable[position] = leaves.applicable[row, peers.columns]
        assessed[position] = applicable[position] * (leaves.assessed[row, peers.columns] & ~_unscored(peers, row))
    for position in reversed(peers.nodes):
        parent = peers.tree.nodes[position].parent
        if parent >= 0:
            applicable[parent] += applicable[position]
            assessed[parent] += assessed[position]
    above = [position for position in peers.nodes if peers.level(position) != "indicator"]
    asked, found = applicable[above].T.ravel(), assessed[above].T.ravel()
    with np.errstate(invalid="ignore", divide="ignore"):
        columns = {
            "body": peers.body,
            "tier": peers.tier,
            "territory": np.repeat(np.array(peers.territories, dtype=object), len(above)),
            "node": np.tile(np.array([peers.id(one) for one in above], dtype=object), len(peers.columns)),
            "level": np.tile(np.array([peers.level(one) for one in above], dtype=object), len(peers.columns)),
            "applicable": asked,
            "assessed": found,
            "missing": asked - found,
            "available": np.where(asked > 0, found / asked, np.nan),
        }
    return pd.DataFrame(columns)[list(MISSING)]


def _unscored(peers: PeerSet, row: int) -> Mask:
    unscored: Mask = np.isnan(peers.section.cells.leaves.scores[row, peers.columns])
    return unscored


def _summary(known: Floats) -> Sequence[float]:
    """Mean, median, standard deviation (n - 1), smallest, quartiles, largest."""
    if not len(known):
        return (np.nan,) * 7
    low, middle, high = np.quantile(known, (0.25, 0.5, 0.75)).tolist()
    sd = float(known.std(ddof=1)) if len(known) > 1 else np.nan
    return (float(known.mean()), middle, sd, float(known.min()), low, high, float(known.max()))


def _share(where: Mask) -> float:
    return float(where.mean()) if len(where) else np.nan


def _reliability(scores: Floats, errors: Floats) -> tuple[float, float]:
    known = ~np.isnan(scores) & ~np.isnan(errors)
    if np.count_nonzero(known) < 2:
        return np.nan, np.nan
    noise = float((errors[known] ** 2).mean())
    if spread(scores[known]) == 0:
        return noise**0.5, np.nan
    return noise**0.5, 1 - noise / float(scores[known].var(ddof=1))


def _flag_of_indicator(known: Floats, at_floor: float, at_ceiling: float) -> str:
    if len(known) < LEAST:
        return ""
    if spread(known) == 0:
        return CONSTANT
    return CEILING if at_ceiling >= EXTREME else FLOOR if at_floor >= EXTREME else ""


def _flag_of_node(known: Floats, middle_half: float, reliability: float) -> str:
    return BUNCHED if len(known) >= LEAST and (reliability < RELIABLE or middle_half < NARROW) else ""
