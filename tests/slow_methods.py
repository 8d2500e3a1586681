"""The wider methods once more, slowly: lists and loops, written from their definitions, not from the engine."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from statistics import fmean, median, pstdev, stdev
from typing import Any

Bounds = tuple[float, float] | None
Child = tuple[float, float]
"""Score and weight."""


def mean_score(aggregation: str | Mapping[str, float], children: Sequence[Child], bounds: Bounds) -> float:
    """The score of a parent from children that all have a score and a weight above 0."""
    if not isinstance(aggregation, str):
        return _power(children, aggregation["power"])
    whole = math.fsum(weight for _, weight in children)
    average = math.fsum(score * weight for score, weight in children) / whole
    if aggregation == "arithmetic":
        return average
    if aggregation == "harmonic":
        return 0.0 if min(children)[0] == 0 else whole / math.fsum(weight / score for score, weight in children)
    if aggregation == "median":
        return _median(children)
    if aggregation == "product":
        assert bounds is not None
        return bounds[1] * math.prod(score / bounds[1] for score, _ in children)
    assert aggregation == "mazziotta_pareto"
    variance = math.fsum(weight * (score - average) ** 2 for score, weight in children) / whole
    return average - variance / average


def _power(children: Sequence[Child], p: float) -> float:
    if p < 0 and min(children)[0] == 0:
        return 0.0
    whole = math.fsum(weight for _, weight in children)
    return float(math.fsum(weight / whole * score**p for score, weight in children) ** (1 / p))


def _median(children: Sequence[Child]) -> float:
    """The middle of all scores with at most half of the weight below them and at most half above."""
    exact = [(score, Fraction(weight)) for score, weight in children]
    half = sum((weight for _, weight in exact), Fraction(0)) / 2
    middle = [
        score
        for score, _ in exact
        if sum(weight for other, weight in exact if other < score) <= half
        and sum(weight for other, weight in exact if other > score) <= half
    ]
    return (min(middle) + max(middle)) / 2


def copeland_scores(
    scores: Mapping[str, Sequence[float | None]], weights: Sequence[float], bounds: Bounds
) -> dict[str, float]:
    """Wins less defeats of each of some peers; a pair is judged on the children that both have."""
    found: dict[str, float] = {}
    for one, mine in scores.items():
        net = 0
        for other, theirs in scores.items():
            gain = 0.0
            for a, b, weight in zip(mine, theirs, weights, strict=True):
                if a is not None and b is not None and a != b:
                    gain += weight if a > b else -weight
            net += (gain > 0) - (gain < 0) if other != one else 0
        reach = len(scores) - 1
        if reach:
            low, high = bounds or (0.0, 0.0)
            found[one] = float(net) if bounds is None else low + (high - low) * (net + reach) / (2 * reach)
    return found


def placed(
    kind: str, settings: Mapping[str, Any], x: float, sample: Sequence[tuple[str, float]], bounds: Bounds, lower: bool
) -> float | None:
    """The score of `x` among a sample of (territory, value); None where the scale has no answer."""
    values = [value for _, value in sample]
    if not values or min(values) == max(values):
        return None if "constant" not in settings else float(settings["constant"])
    best, worst = (min(values), max(values)) if lower else (max(values), min(values))
    if kind in ("rank", "borda", "percentile"):
        return _by_place(kind, settings.get("ties", "min"), x, values, bounds, lower)
    if kind == "zscore":
        sd = pstdev(values) if settings.get("sd") == "population" else stdev(values)
        turned = (fmean(values) - x) / sd if lower else (x - fmean(values)) / sd
        score = float(settings.get("centre", 0.0) + settings.get("spread", 1.0) * turned)
        return score if bounds is None else min(max(score, bounds[0]), bounds[1])
    if kind == "fraction":
        if min(values) < 0:
            return None
        share = _laid(x / max(values), bounds)
        low, high = bounds or (0.0, 1.0)
        return low + high - share if lower else share
    goal = best
    if kind == "distance_to_target":
        goal = settings["target"]
    if kind == "distance_to_reference":
        known = [value for territory, value in sample if territory == settings["reference"]]
        if len(set(known)) != 1:
            return None
        goal = known[0]
    if goal == worst or (goal > worst) == lower:
        return None
    return _laid((x - worst) / (goal - worst), bounds)


def _by_place(kind: str, ties: str, x: float, values: Sequence[float], bounds: Bounds, lower: bool) -> float:
    behind = sum(value > x if lower else value < x for value in values)
    equal = max(1, sum(value == x for value in values))
    place = behind + {"min": 1.0, "mean": (1 + equal) / 2, "max": float(equal)}[ties]
    n = len(values)
    if kind == "percentile":
        return _laid((place - 1) / (n - 1), bounds)
    own = place if kind == "rank" else place - 1
    return own if bounds is None else _laid(own / (n if kind == "rank" else n - 1), bounds)


def _laid(share: float, bounds: Bounds) -> float:
    if bounds is None:
        return share
    return min(max(bounds[0] + (bounds[1] - bounds[0]) * share, bounds[0]), bounds[1])


def imputed(by: str, peers: Sequence[float]) -> float | None:
    """The figure of others for somebody who has none."""
    if not peers:
        return None
    return fmean(peers) if by == "mean" else median(peers)


def quantile_class(score: float, peers: Sequence[float], names: Sequence[str]) -> str:
    """The class of a score among peers' scores, `names` from the best: type 7 of Hyndman and Fan (1996).

    The bound at share q lies q (n - 1) steps up the sorted scores, on a straight line between two of them.
    """
    ascending, count = sorted(peers), len(names)
    position = 0
    for number in range(1, count):
        step = Fraction(number * (len(ascending) - 1), count)
        below = int(step)
        above = min(below + 1, len(ascending) - 1)
        bound = ascending[below] + float(step - below) * (ascending[above] - ascending[below])
        position += score >= bound - 1e-9
    return names[count - 1 - position]


def component_weights(columns: Sequence[Sequence[float]]) -> list[float]:
    """Squared loadings of the first principal component of the columns' correlations, by power iteration."""
    matrix = [[_correlation(one, other) for other in columns] for one in columns]
    vector = [1.0 + 0.01 * number for number in range(len(columns))]
    for _ in range(5000):
        product = [math.fsum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]
        size = math.sqrt(math.fsum(part * part for part in product))
        vector = [part / size for part in product]
    return [part * part for part in vector]


def _correlation(one: Sequence[float], other: Sequence[float]) -> float:
    a, b = fmean(one), fmean(other)
    shared = math.fsum((x - a) * (y - b) for x, y in zip(one, other, strict=True))
    return shared / math.sqrt(math.fsum((x - a) ** 2 for x in one) * math.fsum((y - b) ** 2 for y in other))
