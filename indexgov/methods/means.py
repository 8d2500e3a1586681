"""From children's scores to the parent's, over all authorities at once: one short function a mean, and their table.

Arrays have one row a child and one column an authority; weight 0 where a child does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from indexgov.methods.arrays import Bounds, Floats, Ints, Mask, laid


@dataclass(frozen=True)
class Setting:
    """What a mean may need beside scores and weights."""

    bounds: Bounds
    groups: Ints
    """A number for each authority, equal for peers."""
    tolerance: float
    """Scores that differ by no more are equal."""
    parameter: float = float("nan")
    """What is written beside the name, as the 2 in `{power: 2}`."""


@dataclass(frozen=True)
class Domain:
    """The ranges in which a mean makes sense."""

    fits: Callable[[Bounds], bool]
    words: str


ANY = Domain(lambda _: True, "any range")
NOT_NEGATIVE = Domain(lambda ends: ends is not None and ends[0] >= 0, "a range that begins at 0 or above")
FROM_ZERO = Domain(lambda ends: ends is not None and ends[0] == 0, "a range that begins at 0")
NARROW = Domain(
    lambda ends: ends is None or (ends[0] > 0 and ends[1] <= 2 * ends[0]),
    "no range, or one whose high end is at most twice its low end, such as [70, 130]",
)
"""In a wider range a mean less a penalty for imbalance could leave it."""
BOUNDED = Domain(lambda ends: ends is not None, "a range")


def _shares(weights: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(weights / weights.sum(axis=0))


def _between(value: Floats, scores: Floats, weights: Floats) -> Floats:
    """A mean lies between its parts; this takes back the last digit by which rounding may leave them."""
    lowest = np.where(weights > 0, scores, np.inf).min(axis=0)
    highest = np.where(weights > 0, scores, -np.inf).max(axis=0)
    return np.asarray(np.minimum(np.maximum(value, lowest), highest))


def arithmetic(scores: Floats, weights: Floats, setting: Setting) -> Floats:
    """sum(w s) / sum(w)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return _between((weights * scores).sum(axis=0) / weights.sum(axis=0), scores, weights)


def geometric(scores: Floats, weights: Floats, setting: Setting) -> Floats:
    """exp(sum(w ln s) / sum(w)); 0 where a child with weight scores 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.where(weights > 0, np.log(np.where(weights > 0, scores, 1.0)), 0.0)
        return _between(np.exp((weights * logs).sum(axis=0) / weights.sum(axis=0)), scores, weights)


def power(scores: Floats, weights: Floats, setting: Setting) -> Floats:
    """(sum(w s^p) / sum(w))^(1/p); 0 where p is below 0 and a child with weight scores 0 (Hardy et al. 1934)."""
    p, largest = setting.parameter, np.where(weights > 0, scores, 0.0).max(axis=0)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        # Scores are taken as shares of the largest, so that no power of them overflows.
        powers = np.where(weights > 0, np.where(weights > 0, scores / largest, 1.0) ** p, 0.0)
        value = largest * (np.where(weights > 0, weights * powers, 0.0).sum(axis=0) / weights.sum(axis=0)) ** (1 / p)
    return _between(np.where(largest == 0, 0.0, value), scores, weights)


def harmonic(scores: Floats, weights: Floats, setting: Setting) -> Floats:
    """sum(w) / sum(w / s); 0 where a child with weight scores 0."""
    return power(scores, weights, replace(setting, parameter=-1.0))


def minimum(scores: Floats, weights: Floats, setting: Setting) -> Floats:
    """The lowest score among children with weight."""
    lowest = np.where(weights > 0, scores, np.inf).min(axis=0)
    return np.where(np.isfinite(lowest), lowest, np.nan)


def median(scores: Floats, weights: Floats, setting: Setting) -> Floats:
    """Weighted median: half of the weight is not above it, half not below; between two children their midpoint."""
    order = np.argsort(np.where(weights > 0, scores, np.inf), axis=0, kind="stable")
    ascending, climbed = np.take_along_axis(scores, order, 0), np.take_along_axis(weights, order, 0).cumsum(axis=0)
    half = climbed[-1] / 2
    hair = 1e-12 * climbed[-1]
    columns = np.arange(scores.shape[1])
    low, high = (climbed >= half - hair).argmax(axis=0), (climbed > half + hair).argmax(axis=0)
    value = (ascending[low, columns] + ascending[high, columns]) / 2
    return np.where(climbed[-1] > 0, value, np.nan)


def total(scores: Floats, weights: Floats, setting: Setting) -> Floats:
    """sum(w s), weights as written."""
    return np.asarray((weights * scores).sum(axis=0))


def product(scores: Floats, weights: Floats, setting: Setting) -> Floats:
    """high * prod(s / high) over the children with weight: a part that is lost is lost for all."""
    assert setting.bounds is not None
    high = setting.bounds[1]
    return np.asarray(high * np.where(weights > 0, scores / high, 1.0).prod(axis=0))


def mazziotta_pareto(scores: Floats, weights: Floats, setting: Setting) -> Floats:
    """M - S^2 / M: the weighted mean less a penalty for imbalance, S being the standard deviation (divisor sum(w)).

    Source: Mazziotta and Pareto 2016, On a Generalized Non-compensatory Composite Index. NaN where M is not above 0.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = weights.sum(axis=0)
        mean = (weights * scores).sum(axis=0) / whole
        variance = (weights * (scores - mean) ** 2).sum(axis=0) / whole
        return np.where(mean > 0, mean - variance / mean, np.nan)


def copeland(scores: Floats, weights: Floats, setting: Setting) -> Floats:
    """Wins less defeats against all peers: one beats another if children with more than half of the weight say so.

    Children that tie (within the tolerance) give half of their weight to each; a pair is compared on the children that
    both have. From -(n - 1) to n - 1, over the range if there is one; a lone authority has no score.
    Source: Copeland 1951; Munda and Nardo 2009 for the outranking matrix.
    """
    value = np.full(scores.shape[1], np.nan)
    for group in np.unique(setting.groups):
        members = np.flatnonzero((setting.groups == group) & (weights > 0).any(axis=0))
        if len(members) > 1:
            wins = _wins(scores[:, members], weights[:, members], setting.tolerance)
            reach = len(members) - 1
            value[members] = wins if setting.bounds is None else laid((wins + reach) / (2 * reach), setting.bounds)
    return value


def _wins(scores: Floats, weights: Floats, tolerance: float) -> Floats:
    wins = np.zeros(scores.shape[1])
    for one in range(scores.shape[1]):
        both = np.where((weights > 0) & (weights[:, [one]] > 0), weights + weights[:, [one]], 0.0)
        gap = scores[:, [one]] - scores
        # What is for it less what is against it has one size from both sides, so wins and defeats add up to 0.
        margin = (both * ((gap > tolerance).astype(float) - (gap < -tolerance))).sum(axis=0)
        hair = 1e-12 * both.sum(axis=0)
        wins[one] = np.count_nonzero(margin > hair) - np.count_nonzero(margin < -hair)
    return wins


def _arithmetic_slope(scores: Floats, weights: Floats, parent: Floats, setting: Setting) -> Floats:
    return _shares(weights)


def _total_slope(scores: Floats, weights: Floats, parent: Floats, setting: Setting) -> Floats:
    return weights


def _geometric_slope(scores: Floats, weights: Floats, parent: Floats, setting: Setting) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(scores > 0, _shares(weights) * parent / scores, 0.0)


def _power_slope(scores: Floats, weights: Floats, parent: Floats, setting: Setting) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        slope = _shares(weights) * (scores / parent) ** (setting.parameter - 1)
    return np.where((scores > 0) & (parent > 0), slope, 0.0)


def _harmonic_slope(scores: Floats, weights: Floats, parent: Floats, setting: Setting) -> Floats:
    return _power_slope(scores, weights, parent, replace(setting, parameter=-1.0))


def _minimum_slope(scores: Floats, weights: Floats, parent: Floats, setting: Setting) -> Floats:
    return _shares(((weights > 0) & _equal(scores, parent)).astype(float))


def _median_slope(scores: Floats, weights: Floats, parent: Floats, setting: Setting) -> Floats:
    """All comes from the child in the middle, or half from each of the two next to it; ties share equally."""
    present = weights > 0
    below = np.where(present & (scores <= parent + 1e-12 * np.maximum(1.0, np.abs(parent))), scores, -np.inf)
    above = np.where(present & (scores >= parent - 1e-12 * np.maximum(1.0, np.abs(parent))), scores, np.inf)
    lower, upper = (present & _equal(scores, end) for end in (below.max(axis=0), above.min(axis=0)))
    return (_shares(lower.astype(float)) + _shares(upper.astype(float))) / 2


def _mazziotta_pareto_slope(scores: Floats, weights: Floats, parent: Floats, setting: Setting) -> Floats:
    shares = _shares(weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (shares * scores).sum(axis=0)
        imbalance = (mean - parent) / mean
        return np.asarray(shares * (1 - 2 * (scores - mean) / mean + imbalance))


def _equal(scores: Floats, other: Floats) -> Mask:
    with np.errstate(invalid="ignore"):
        return np.abs(scores - other) <= 1e-12 * np.maximum(1.0, np.abs(other))


@dataclass(frozen=True)
class Mean:
    """How children make a parent."""

    value: Callable[[Floats, Floats, Setting], Floats]
    """Scores, weights and setting to the parent's score; NaN where there is none although children have scores."""
    slope: Callable[[Floats, Floats, Floats, Setting], Floats] | None = None
    """Scores, weights, the parent's score and setting to the derivative of the parent by each child.

    None for what is not homogeneous of degree one: contributions would not add up.
    """
    domain: Domain = ANY
    linear: bool = False
    """Whether the slope is a weight, so that effective weights can be told."""
    every_child: bool = False
    """Whether a child that does not apply leaves the parent without a score."""
    compares: bool = False
    """Whether the score of one authority depends on those of its peers."""
    parameter: bool = False
    """Whether it is written with a number, as `{power: 2}`."""
    needs: str = ""
    """What is wrong with scores for which the value is NaN, in words."""


MEANS: dict[str, Mean] = {
    "arithmetic": Mean(arithmetic, _arithmetic_slope, linear=True),
    "geometric": Mean(geometric, _geometric_slope, NOT_NEGATIVE),
    "harmonic": Mean(harmonic, _harmonic_slope, NOT_NEGATIVE),
    "power": Mean(power, _power_slope, NOT_NEGATIVE, parameter=True),
    "minimum": Mean(minimum, _minimum_slope),
    "median": Mean(median, _median_slope),
    "sum": Mean(total, _total_slope, linear=True, every_child=True),
    "product": Mean(product, None, FROM_ZERO, every_child=True),
    "mazziotta_pareto": Mean(mazziotta_pareto, _mazziotta_pareto_slope, NARROW, needs="their mean is not above 0"),
    "copeland": Mean(copeland, compares=True),
}
"""How a node combines its children. A new mean is a function above and a line here."""


def name_of(aggregation: str | Mapping[str, float]) -> str:
    """The name of a mean as written: `geometric`, or `{power: 2}`."""
    return aggregation if isinstance(aggregation, str) else next(iter(aggregation))


def mean_of(aggregation: str | Mapping[str, float], setting: Setting) -> tuple[Mean, Setting]:
    """The mean that a node names, and the setting with its parameter."""
    if isinstance(aggregation, str):
        return MEANS[aggregation], setting
    name, parameter = next(iter(aggregation.items()))
    return MEANS[name], replace(setting, parameter=parameter)
