"""Rank sets: the ranks that an authority could hold, from what may be said of every pair of peers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from indexgov.methods.arrays import Floats, Mask
from indexgov.methods.matrices import product
from indexgov.methods.quantiles import normal_quantile

CONFIDENCE = 0.95
"""Of rank sets and of intervals of scores."""
MANY_PEERS = 64
"""Above this number of peers Bonferroni's bound stands in the place of the draws' own critical values. It needs no more
than variances and can only make sets wider: by a tenth at this size."""


@dataclass(frozen=True)
class RankSets:
    """The ranks that the authorities of one peer group could hold: arrays of one number an authority."""

    low: Floats
    """The best rank; NaN where no error is known."""
    high: Floats
    low_together: Floats
    """The same at a confidence that holds for all authorities at once: for claims about the best and the worst."""
    high_together: Floats
    alike: Mask
    """Authorities x authorities: those that cannot be told apart, each from itself included."""


def rank_sets(scores: Floats, deviations: Floats, known: Mask, tolerance: float) -> RankSets:
    """Rank sets of peers from draws of their errors, peers x peers compared.

    `deviations` are draws x peers, each draw's score less the mean of its draws; `known` says whose error is known.
    For authority j the critical value is the quantile CONFIDENCE of max over k of |e_j - e_k| / se(e_j - e_k); peers
    that differ from it by more standard errors than that stand above or below, all others cannot be told from it. Two
    count as apart only if each tells the other apart, so that lists agree. An authority whose error is not known is
    told from nobody. The sets that hold together take the quantile of the maximum over all pairs.

    Source: Mogstad, Romano, Shaikh and Wilhelm 2023, Inference for Ranks with Applications to Mobility across
    Neighbourhoods and Academic Achievement across Countries, Review of Economic Studies, section 3 (two-sided sets,
    without steps down).
    """
    apart = deviations - deviations.mean(axis=0)
    error = _pair_errors(apart)
    with np.errstate(divide="ignore"):
        inverse = np.where(error > 0, 1 / error, 0.0)
    # One authority at a time, its draws side by side: so they stay near the processor.
    draws = np.ascontiguousarray(apart.T)
    gaps, furthest = np.empty_like(draws), np.empty_like(draws)
    for own in range(len(draws)):
        np.abs(np.subtract(draws, draws[own], out=gaps), out=gaps)
        gaps *= inverse[own, :, np.newaxis]
        gaps.max(axis=0, out=furthest[own])
    place = math.ceil(CONFIDENCE * len(apart)) - 1
    critical = np.partition(furthest, place, axis=1)[:, place]
    together = float(np.partition(furthest.max(axis=0), place)[place])
    return _sets(scores, error, critical, together, known, tolerance)


def bounded_rank_sets(scores: Floats, variance: Floats, known: Mask, tolerance: float) -> RankSets:
    """Rank sets of many peers from the variances of their scores alone, by Bonferroni's inequality.

    Errors of different authorities count as independent; where they go together, as those of one survey do, differences
    are surer than that.
    """
    # One peer alone is compared with nobody.
    count = max(2, len(scores))
    error = np.sqrt(variance[:, np.newaxis] + variance)
    critical = np.full(len(scores), normal_quantile(1 - (1 - CONFIDENCE) / (count - 1)))
    together = normal_quantile(1 - 2 * (1 - CONFIDENCE) / (count * (count - 1)))
    return _sets(scores, error, critical, together, known, tolerance)


def _pair_errors(apart: Floats) -> Floats:
    """Standard error of every difference, from draws."""
    together = product(apart.T, apart) / (len(apart) - 1)
    own = np.diag(together)
    squared = own[:, np.newaxis] + own - 2 * together
    # What rounding leaves of a difference without error is none.
    return np.sqrt(np.where(squared > 1e-12 * (own[:, np.newaxis] + own), squared, 0.0))


def _sets(scores: Floats, error: Floats, critical: Floats, together: float, known: Mask, tolerance: float) -> RankSets:
    # How far the peer of the column is above the one of the row.
    gap = scores - scores[:, np.newaxis]
    sure = known & known[:, np.newaxis]
    wider = np.maximum(critical, critical[:, np.newaxis])
    ends = []
    for factor in (wider, np.full_like(wider, together)):
        reach = np.where(sure, factor * error + tolerance, np.inf)
        above, below = gap > reach, gap < -reach
        ends += [1.0 + above.sum(axis=1), len(scores) - below.sum(axis=1)]
    alike = np.abs(gap) <= np.where(sure, wider * error + tolerance, np.inf)
    told = known & bool((error[sure] > 0).any())
    low, high, low_together, high_together = (np.where(told, end, np.nan) for end in ends)
    return RankSets(low, high, low_together, high_together, alike)
