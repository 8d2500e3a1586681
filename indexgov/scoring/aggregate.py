"""From children to parents, over all authorities at once: scores, coverage, effective weights, contributions.

Arrays have one row a node or child and one column an authority. A child without a score is NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from indexgov.methods.arrays import ROUNDING, Floats, Mask, MethodError, zeroed
from indexgov.methods.means import Setting, mean_of, name_of
from indexgov.methods.weights import principal_component
from indexgov.registry.models import Indicator, Registry, Restate
from indexgov.registry.outline import Outline, OutlineNode
from indexgov.scoring.authorities import Authorities
from indexgov.scoring.columns import Column, placed


@dataclass(frozen=True)
class Leaves:
    """The leaves of the tree: arrays of leaves x authorities."""

    scores: Floats
    """NaN where there is no score."""
    concerned: Mask
    """Whether the indicator is in the authority's tree at all."""
    applicable: Mask
    """Whether it is, and was not recorded as not applicable."""
    assessed: Mask
    """Whether somebody assessed it; a cell that was not may still have a score of others."""


@dataclass(frozen=True)
class Peers:
    """The authorities over which scores are compared, and how."""

    authorities: Authorities
    setting: Setting

    @classmethod
    def of(cls, registry: Registry, authorities: Authorities) -> Peers:
        """Peers as the registry ranks them."""
        groups, tolerance = authorities.groups(registry.ranking.within), registry.ranking.tolerance
        return cls(authorities, Setting(registry.range, groups, tolerance))


@dataclass(frozen=True)
class Shares:
    """What every node brings to the authority's score: arrays of nodes x authorities."""

    effective_weights: Floats
    """Share of the node in the authority's score; NaN off paths of arithmetic means and sums."""
    contributions: Floats
    """Points brought to the authority's score (Euler shares); those of siblings add up to their parent's."""


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
    counted: Floats
    """Weight with which the node counted in its parent's mean; 0 where it did not."""
    share_out: Callable[[Aggregates], Shares]
    """How the score of the index is shared out; only who asks for it pays for it."""

    @cached_property
    def shares(self) -> Shares:
        """Effective weights and contributions of every node."""
        return self.share_out(self)

    def children_assessed(self, tree: Outline, position: int) -> Floats:
        """Share of a node's applicable children with weight that have a score of their own, each counting once."""
        children = list(tree.children[position])
        expected = self.applicable[children] & (zeroed(self.weights[children]) > 0)
        present = expected & ~np.isnan(self.scores[children]) & (zeroed(self.coverage[children]) > 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(present.sum(axis=0) / expected.sum(axis=0))


Report = Callable[[OutlineNode, str, MethodError], None]
"""Is told of a node whose scores or weights could not be computed, and the key of the registry that asked for them."""


def aggregate(tree: Outline, leaves: Leaves, peers: Peers, report: Report) -> Aggregates:
    """Scores and coverage of every node, from the leaves up."""
    shape = (len(tree.nodes), leaves.scores.shape[1])
    concerned, applicable = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    figures = {name: np.full(shape, np.nan) for name in ("scores", "coverage", "not_applicable", "weights")}
    share_out = partial(_descend, tree, peers.setting)
    state = Aggregates(
        concerned=concerned, applicable=applicable, counted=np.zeros(shape), share_out=share_out, **figures
    )
    rows = np.array(tree.leaves, dtype=np.intp)
    state.scores[rows] = np.where(leaves.applicable, leaves.scores, np.nan)
    state.concerned[rows], state.applicable[rows] = leaves.concerned, leaves.applicable
    state.coverage[rows] = np.where(leaves.applicable, leaves.assessed & ~np.isnan(leaves.scores), np.nan)
    state.not_applicable[rows] = np.where(leaves.concerned, ~leaves.applicable, np.nan)
    for row, leaf in enumerate(tree.leaves):
        written = tree.nodes[leaf].weight
        state.weights[leaf] = np.where(leaves.concerned[row], 1.0 if written is None else float(written), np.nan)
    # Nominal weights differ from those that count only where they are the children's.
    nominal: dict[int, Floats] = {}
    for position in reversed(range(shape[0])):
        if tree.nodes[position].level != "indicator":
            _climb(tree, position, state, nominal, peers, report)
    return state


def _climb(
    tree: Outline, position: int, state: Aggregates, nominal: dict[int, Floats], peers: Peers, report: Report
) -> None:
    """Fill in one node from its children, and the weights with which they counted."""
    node = tree.nodes[position]
    assert not isinstance(node.model, Indicator)
    children = list(tree.children[position])
    if node.model.weights == "pca" and any(tree.nodes[child].allotted is None for child in children):
        names = [tree.nodes[child].id for child in children]
        _weigh_by_data(node, children, names, state, report)
    below = _Below.of(children, state, nominal)
    _cover(position, below, state)
    mean, setting = mean_of(node.model.aggregation, peers.setting)
    counted, ready = _counted(tree, position, below, state, mean.every_child)
    scores = state.scores[children]
    if node.missing.rule == "zero":
        scores = np.where(below.weights > 0, scores, np.nan)
    value = np.where(ready, mean.value(zeroed(scores), counted, setting), np.nan)
    if mean.needs and np.isnan(value[ready]).any():
        who = peers.authorities.named(int(np.flatnonzero(ready & np.isnan(value))[0]))
        found = f"'{name_of(node.model.aggregation)}' has no value for the scores of {who}: {mean.needs}"
        report(node, "aggregation", MethodError(found, "choose another aggregation"))
    if node.model.restate is not None:
        value = restated(node, node.model.restate, value, peers, report)
    state.scores[position], state.counted[children] = value, counted
    if node.weight == "children":
        state.weights[position] = below.weights.sum(axis=0)
        nominal[position] = below.nominal.sum(axis=0)
    else:
        written = 1.0 if node.weight is None else float(node.weight)
        state.weights[position] = np.where(state.concerned[position], written, np.nan)


@dataclass(frozen=True)
class _Below:
    """The children of a node: arrays of children x authorities."""

    children: list[int]
    weights: Floats
    """Of those that are applicable, else 0."""
    nominal: Floats
    """Of those in the authority's tree, applicable or not, else 0."""

    @classmethod
    def of(cls, children: list[int], state: Aggregates, nominal: dict[int, Floats]) -> _Below:
        before = zeroed(state.weights[children])
        weights = np.where(state.applicable[children], before, 0.0)
        for row, child in enumerate(children):
            before[row] = nominal.get(child, before[row])
        before[~state.concerned[children]] = 0.0
        return cls(children, weights, before)


def _cover(position: int, below: _Below, state: Aggregates) -> None:
    """Fill in whom a node concerns, and how much of what stands below it applies and was assessed."""
    children, whole = below.children, below.weights.sum(axis=0)
    state.concerned[position] = state.concerned[children].any(axis=0)
    state.applicable[position] = state.applicable[children].any(axis=0) & (whole > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        coverage = (below.weights * zeroed(state.coverage[children])).sum(axis=0) / whole
        missing = (below.nominal * zeroed(state.not_applicable[children])).sum(axis=0)
        state.not_applicable[position] = missing / below.nominal.sum(axis=0)
    state.coverage[position] = np.where(state.applicable[position], coverage, np.nan)


def _counted(tree: Outline, position: int, below: _Below, state: Aggregates, every_child: bool) -> tuple[Floats, Mask]:
    """The weights with which children count, and who has enough of them for a score; for others all weights are 0."""
    missing, children = tree.nodes[position].missing, below.children
    applicable, coverage = state.applicable[children], state.coverage[position]
    present = ~np.isnan(state.scores[children]) & (below.weights > 0)
    ready = state.applicable[position].copy()
    if missing.rule != "zero":
        ready &= present.any(axis=0) & (coverage >= missing.min_coverage - ROUNDING)
        if any(tree.nodes[child].impute is not None for child in children):
            # A score that is made of nothing but others' values would be invented.
            ready &= coverage > 0
        if missing.min_children:
            ready &= state.children_assessed(tree, position) >= missing.min_children - ROUNDING
        if missing.rule == "refuse":
            ready &= (present | (below.weights == 0)).all(axis=0)
    if every_child:
        # Points that cannot be had would be points lost: every child of the tree is needed, applicable or not.
        had = applicable if missing.rule == "zero" else present
        ready &= (had | (below.nominal == 0)).all(axis=0)
    weights = below.weights if missing.rule == "zero" else np.where(present, below.weights, 0.0)
    # Who has no score here is nobody's opponent where a mean compares peers.
    return np.where(ready, weights, 0.0), ready


def _weigh_by_data(node: OutlineNode, children: list[int], names: list[str], state: Aggregates, report: Report) -> None:
    """Put weights from the first principal component where equal ones stand."""
    try:
        weights = principal_component(state.scores[children], names)
    except MethodError as error:
        report(node, "weights", error)
        return
    for child, weight in zip(children, weights, strict=True):
        state.weights[child] = np.where(state.concerned[child], weight, np.nan)


def restated(node: OutlineNode, restate: Restate, scores: Floats, peers: Peers, report: Report) -> Floats:
    """Scores of a node placed on another scale among those of all authorities; NaN and a report without an answer."""
    column = Column(scores, np.zeros(len(scores), dtype=bool), peers.authorities)

    def tell(error: MethodError, where: str) -> None:
        report(node, "restate", MethodError(f"'restate' has no answer{where}: {error}", error.advice))

    return placed(restate.kind, restate.settings, column, column, peers.setting.bounds, False, tell)


def _descend(tree: Outline, setting: Setting, state: Aggregates) -> Shares:
    """Chain the slopes from the index down: contribution = score x derivative of the index by the node.

    By Euler's theorem the contributions add up exactly wherever the mean is homogeneous of degree one; below any other
    mean and below a restated node they are not told.
    """
    effective, contributions = np.full_like(state.scores, np.nan), np.full_like(state.scores, np.nan)
    top = np.where(np.isnan(state.scores[0]), np.nan, 1.0)
    effective[0], contributions[0] = top, zeroed(state.scores[0]) * top
    slopes = {0: top}
    for position, node in enumerate(tree.nodes):
        if isinstance(node.model, Indicator) or position not in slopes:
            continue
        children = list(tree.children[position])
        mean, own = mean_of(node.model.aggregation, setting)
        if mean.slope is None or node.model.restate is not None:
            continue
        scores, counted = zeroed(state.scores[children]), state.counted[children]
        # A node without a score may count as zero above; what stands below it brought nothing.
        known = (counted > 0) & ~np.isnan(state.scores[position])
        local = np.where(known, mean.slope(scores, counted, state.scores[position], own), np.nan)
        below = slopes[position] * local
        contributions[children] = scores * below
        slopes |= {child: below[row] for row, child in enumerate(children)}
        if mean.linear:
            effective[children] = effective[position] * local
    return Shares(effective, contributions)
