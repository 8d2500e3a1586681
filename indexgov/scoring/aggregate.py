"""From children to parents, over all authorities at once: scores, coverage, effective weights, contributions.

Arrays have one row a node or child and one column an authority. A child without a score is NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexgov.registry.models import Indicator
from indexgov.registry.outline import Outline

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


ROUNDING = 1e-12
"""A share computed as 2 / 3 may be a hair below two thirds written out; a floor must not turn on that."""


@dataclass(frozen=True)
class Mean:
    """How children make a parent."""

    value: Callable[[Floats, Floats], Floats]
    """Scores and weights (children x authorities, weight 0 where a child does not count) to the parent's score."""
    slope: Callable[[Floats, Floats, Floats], Floats]
    """Scores, weights and the parent's score to the partial derivative of the parent by each child."""
    linear: bool = False
    """Whether the slope is a weight, so that effective weights can be told."""


def _shares(weights: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(weights / weights.sum(axis=0))


def _between(value: Floats, scores: Floats, weights: Floats) -> Floats:
    """A mean lies between its parts; this takes back the last digit by which rounding may leave them."""
    lowest = np.where(weights > 0, scores, np.inf).min(axis=0)
    highest = np.where(weights > 0, scores, -np.inf).max(axis=0)
    return np.asarray(np.minimum(np.maximum(value, lowest), highest))


def arithmetic(scores: Floats, weights: Floats) -> Floats:
    """sum(w s) / sum(w)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return _between((weights * scores).sum(axis=0) / weights.sum(axis=0), scores, weights)


def geometric(scores: Floats, weights: Floats) -> Floats:
    """exp(sum(w ln s) / sum(w)); 0 where a child with weight scores 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.where(weights > 0, np.log(np.where(weights > 0, scores, 1.0)), 0.0)
        return _between(np.exp((weights * logs).sum(axis=0) / weights.sum(axis=0)), scores, weights)


def minimum(scores: Floats, weights: Floats) -> Floats:
    """The lowest score among children with weight."""
    lowest = np.where(weights > 0, scores, np.inf).min(axis=0)
    return np.where(np.isfinite(lowest), lowest, np.nan)


def total(scores: Floats, weights: Floats) -> Floats:
    """sum(w s), weights as written."""
    return np.asarray((weights * scores).sum(axis=0))


def _arithmetic_slope(scores: Floats, weights: Floats, parent: Floats) -> Floats:
    return _shares(weights)


def _geometric_slope(scores: Floats, weights: Floats, parent: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(scores > 0, _shares(weights) * parent / scores, 0.0)


def _minimum_slope(scores: Floats, weights: Floats, parent: Floats) -> Floats:
    lowest = (weights > 0) & (np.abs(scores - parent) <= 1e-12 * np.maximum(1.0, np.abs(parent)))
    return _shares(lowest.astype(float))


def _total_slope(scores: Floats, weights: Floats, parent: Floats) -> Floats:
    return weights


MEANS: dict[str, Mean] = {
    "arithmetic": Mean(arithmetic, _arithmetic_slope, linear=True),
    "geometric": Mean(geometric, _geometric_slope),
    "minimum": Mean(minimum, _minimum_slope),
    "sum": Mean(total, _total_slope, linear=True),
}


@dataclass(frozen=True)
class Leaves:
    """The leaves of the tree: arrays of leaves x authorities."""

    scores: Floats
    """NaN where there is no score."""
    concerned: Mask
    """Whether the indicator is in the authority's tree at all."""
    applicable: Mask
    """Whether it is, and was not recorded as not applicable."""


@dataclass(frozen=True)
class Aggregates:
    """Every node of the tree for every authority: arrays of nodes x authorities, in the order of the outline."""

    scores: Floats
    concerned: Mask
    applicable: Mask
    coverage: Floats
    """Assessed share of the applicable nominal leaf weight below the node, 0 to 1; NaN where nothing is applicable."""
    not_applicable: Floats
    """Not applicable share of the nominal leaf weight, 0 to 1."""
    weights: Floats
    """Nominal weight among siblings; where it is `children`, the sum of the applicable children's weights."""
    effective_weights: Floats
    """Share of the node in the authority's score; NaN off paths of arithmetic means and sums."""
    contributions: Floats
    """Points brought to the authority's score (Euler shares); those of siblings add up to their parent's."""


def aggregate(tree: Outline, leaves: Leaves) -> Aggregates:
    """Scores and coverage of every node from the leaves up, then shares in the whole from the index down."""
    shape = (len(tree.nodes), leaves.scores.shape[1])
    nan = np.full(shape, np.nan)
    state = Aggregates(
        nan.copy(),
        np.zeros(shape, dtype=bool),
        np.zeros(shape, dtype=bool),
        nan.copy(),
        nan.copy(),
        nan.copy(),
        nan.copy(),
        nan.copy(),
    )
    rows = np.array(tree.leaves, dtype=np.intp)
    state.scores[rows] = np.where(leaves.applicable, leaves.scores, np.nan)
    state.concerned[rows], state.applicable[rows] = leaves.concerned, leaves.applicable
    state.coverage[rows] = np.where(leaves.applicable, ~np.isnan(leaves.scores), np.nan)
    state.not_applicable[rows] = np.where(leaves.concerned, ~leaves.applicable, np.nan)
    for row, leaf in enumerate(tree.leaves):
        written = tree.nodes[leaf].weight
        state.weights[leaf] = np.where(leaves.concerned[row], 1.0 if written is None else float(written), np.nan)
    nominal = state.weights.copy()
    used: dict[int, Floats] = {}
    for position in reversed(range(shape[0])):
        if tree.nodes[position].level != "indicator":
            used[position] = _climb(tree, position, state, nominal)
    _descend(tree, used, state)
    return state


def _climb(tree: Outline, position: int, state: Aggregates, nominal: Floats) -> Floats:
    """Fill in one node from its children; returns the weights with which the children counted."""
    node = tree.nodes[position]
    assert not isinstance(node.model, Indicator)
    children = list(tree.children[position])
    scores, applicable = state.scores[children], state.applicable[children]
    state.concerned[position] = state.concerned[children].any(axis=0)
    weights = np.where(applicable, np.nan_to_num(state.weights[children]), 0.0)
    before = np.where(state.concerned[children], np.nan_to_num(nominal[children]), 0.0)
    whole = weights.sum(axis=0)
    state.applicable[position] = applicable.any(axis=0) & (whole > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        coverage = (weights * np.nan_to_num(state.coverage[children])).sum(axis=0) / whole
        state.not_applicable[position] = (before * np.nan_to_num(state.not_applicable[children])).sum(
            axis=0
        ) / before.sum(axis=0)
    state.coverage[position] = np.where(state.applicable[position], coverage, np.nan)
    present = ~np.isnan(scores) & (weights > 0)
    rule, aggregation = node.missing.rule, node.model.aggregation
    if rule == "zero":
        scores = np.where(weights > 0, np.nan_to_num(scores), np.nan)
        counted, ready = weights, np.ones_like(whole, dtype=bool)
    else:
        counted = np.where(present, weights, 0.0)
        enough = state.coverage[position] >= node.missing.min_coverage - ROUNDING
        ready = enough & present.any(axis=0) if rule == "reweight" else (present | (weights == 0)).all(axis=0)
    if aggregation == "sum":
        # Points that cannot be had would be points lost: a sum needs every child of the tree, applicable or not.
        ready &= (present | (before == 0)).all(axis=0) if rule != "zero" else (applicable | (before == 0)).all(axis=0)
    value = MEANS[aggregation].value(np.nan_to_num(scores), counted)
    state.scores[position] = np.where(ready & state.applicable[position], value, np.nan)
    written = node.weight
    known = 1.0 if written is None else written
    state.weights[position] = (
        whole if known == "children" else np.where(state.concerned[position], float(known), np.nan)
    )
    nominal[position] = before.sum(axis=0) if known == "children" else state.weights[position]
    return counted


def _descend(tree: Outline, used: dict[int, Floats], state: Aggregates) -> None:
    """Chain the slopes from the index down: contribution = score x derivative of the index by the node.

    By Euler's theorem the contributions add up exactly wherever the mean is homogeneous of degree one.
    """
    slopes = np.full_like(state.scores, np.nan)
    slopes[0] = np.where(np.isnan(state.scores[0]), np.nan, 1.0)
    state.effective_weights[0] = slopes[0]
    for position, counted in sorted(used.items()):
        node = tree.nodes[position]
        assert not isinstance(node.model, Indicator)
        children = list(tree.children[position])
        mean = MEANS[node.model.aggregation]
        scores = np.nan_to_num(state.scores[children])
        # A node without a score may count as zero above; what stands below it brought nothing.
        known = (counted > 0) & ~np.isnan(state.scores[position])
        local = np.where(known, mean.slope(scores, counted, state.scores[position]), np.nan)
        slopes[children] = slopes[position] * local
        if mean.linear:
            state.effective_weights[children] = state.effective_weights[position] * local
    state.contributions[:] = np.where(np.isnan(slopes), np.nan, np.nan_to_num(state.scores) * slopes)
