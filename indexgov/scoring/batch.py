"""The nodes of a tree for many draws at once: other leaf scores, other weights, or both.

Arrays of what a draw changes have one row a draw and one column an authority; what no draw changes has no rows. Who has
a score does not depend on the draw: floors were applied to what was recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from indexgov.methods.arrays import Floats, Ints, Mask, zeroed
from indexgov.methods.matrices import product
from indexgov.methods.means import Mean, Setting, mean_of
from indexgov.registry.models import Indicator
from indexgov.registry.outline import Outline
from indexgov.scoring.aggregate import Aggregates, Peers, restated

Drawn = dict[int, Floats]
"""Scores by position of the node: draws x authorities."""
_ONE = np.ones((1, 1))


@dataclass(frozen=True)
class _Terms:
    """Children x authorities."""

    points: Floats
    """Weight that counted x score."""
    counted: Floats
    """Weight that counted; one column where it is the same for all authorities."""


@dataclass(frozen=True)
class Batch:
    """A tree that was scored once and is scored again under other leaf scores and weights."""

    tree: Outline
    result: Aggregates
    """What was recorded: scores, the weights that counted, what applies."""
    peers: Peers
    absent: bool = False
    """Whether a node may lose its score in a draw because all that is below it is left out.

    It is then missing to the node above, which does what its rule says; otherwise what has no score in a draw takes it
    from all above.
    """
    _known_terms: dict[tuple[int, ...], _Terms] = field(default_factory=dict, repr=False, compare=False)

    def of(self, columns: Ints) -> Batch:
        """The same for some authorities; right where no score depends on those of others."""
        result = self.result
        names = ("scores", "concerned", "applicable", "coverage", "not_applicable", "weights", "counted")
        part = replace(result, **{name: getattr(result, name)[:, columns] for name in names})
        setting = replace(self.peers.setting, groups=self.peers.setting.groups[columns])
        return replace(self, result=part, peers=replace(self.peers, setting=setting), _known_terms={})

    def climb(
        self, leaves: Mapping[int, Floats], factors: Mapping[int, Floats], count: int, index_only: bool = False
    ) -> Drawn:
        """The scores of every node that some draw changes, in `count` draws; with `index_only` that of the index alone.

        `leaves` holds drawn scores of indicators, draws x authorities; `factors` what the weight of a node is
        multiplied by, one number a draw. Only the nodes above these are scored again.
        """
        found: Drawn = dict(leaves)
        weights = _weights(self.tree, self.result, factors)
        for position in reversed(range(len(self.tree.nodes))):
            children = list(self.tree.children[position])
            if any(child in found or child in weights for child in children):
                found[position] = self._node(position, children, found, weights, count)
            if index_only:
                # Nobody asks for them again, and the less is held the nearer it is at hand.
                for child in children:
                    found.pop(child, None)
        return found

    def _node(
        self, position: int, children: Sequence[int], found: Drawn, weights: Mapping[int, Floats], count: int
    ) -> Floats:
        node, result = self.tree.nodes[position], self.result
        assert not isinstance(node.model, Indicator)
        mean, setting = mean_of(node.model.aggregation, self.peers.setting)
        ready = ~np.isnan(result.scores[position])
        counting = [child for child in children if (result.counted[child] > 0).any()]
        plain = all(weights[child].shape[1] == 1 for child in counting if child in weights)
        if not counting:
            return np.full((count, result.scores.shape[1]), np.nan)
        drawn = [child for child in counting if child in found]
        gone = {child: np.isnan(found[child]) for child in drawn if self.absent}
        gone = {child: mask for child, mask in gone.items() if mask.any()}
        if mean.linear and plain and not gone:
            value = self._linear(counting, found, weights, count, divide=not mean.every_child)
        else:
            value = self._curved(mean, setting, counting, found, weights, gone, count, node.missing.rule)
        if node.model.restate is not None:
            value = np.stack([restated(node, node.model.restate, row, self.peers, lambda *_: None) for row in value])
        value[:, ~ready] = np.nan
        return value

    def _linear(
        self, children: Sequence[int], found: Drawn, weights: Mapping[int, Floats], count: int, divide: bool
    ) -> Floats:
        """Weighted means or sums whose weights are what was recorded times one factor a draw.

        Children that no draw changes come in by one product of matrices, factors x (weight x score).
        """
        still, moving = tuple(c for c in children if c not in found), tuple(c for c in children if c in found)
        factors = {child: weights.get(child, _ONE) for child in children}
        terms, shape = self._terms(still), (count, self.result.scores.shape[1])
        above = _product([factors[child] for child in still], terms.points, shape)
        for child in moving:
            own = self._terms((child,)).counted
            above += (factors[child] * own) * self._usable(found[child], child)
        if not divide:
            return above
        counted = self._terms(tuple(children)).counted
        whole = _product(list(factors.values()), counted, (count, counted.shape[1]))
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.divide(above, whole, out=above)

    def _usable(self, drawn: Floats, child: int) -> Floats:
        """Drawn scores, 0 where there was none: there the child does not count, or counts as 0."""
        known = ~np.isnan(self.result.scores[child])
        return drawn if known.all() else np.where(known, drawn, 0.0)

    def _terms(self, children: tuple[int, ...]) -> _Terms:
        """What no draw changes of some children, made once for all draws."""
        if children not in self._known_terms:
            chosen = list(children)
            counted = self.result.counted[chosen]
            points = counted * zeroed(self.result.scores[chosen])
            alike = bool(len(chosen) and counted.shape[1] and (counted == counted[:, :1]).all())
            self._known_terms[children] = _Terms(points, counted[:, :1] if alike else counted)
        return self._known_terms[children]

    def _curved(
        self,
        mean: Mean,
        setting: Setting,
        children: Sequence[int],
        found: Drawn,
        weights: Mapping[int, Floats],
        gone: Mapping[int, Mask],
        count: int,
        rule: str,
    ) -> Floats:
        """Any mean, by the function that makes the scores, over authorities x draws laid out as one row."""
        counted, scores, shape = self.result.counted, self.result.scores, (count, self.result.scores.shape[1])
        values, whole = np.empty((2, len(children), *shape))
        lost = np.zeros(shape, dtype=bool)
        for row, child in enumerate(children):
            values[row] = found.get(child, zeroed(scores[child]))
            # A weight that is the sum of those below is drawn with them, where the child counts.
            whole[row] = counted[child]
            if child in weights:
                whole[row] = weights[child] * counted[child]
            if child in gone and rule == "reweight":
                whole[row][gone[child]] = 0.0
            elif child in found and not (child in gone and rule == "zero"):
                lost |= np.isnan(self._usable(values[row], child)) & (whole[row] > 0)
        values = zeroed(values)
        if mean.compares:
            value = np.stack([mean.value(values[:, one], whole[:, one], setting) for one in range(count)])
        else:
            wide = (len(children), -1)
            value = mean.value(values.reshape(wide), whole.reshape(wide), setting).reshape(shape)
        empty = ~(whole > 0).any(axis=0)
        return np.where(lost | empty, np.nan, value)


def _product(factors: Sequence[Floats], rows: Floats, shape: tuple[int, int]) -> Floats:
    """sum over children of factor x row: draws x authorities."""
    if not factors:
        return np.zeros(shape)
    if all(one is _ONE for one in factors):
        return np.repeat(rows.sum(axis=0, keepdims=True), shape[0], axis=0)
    columns = [one if len(one) == shape[0] else np.repeat(one, shape[0], axis=0) for one in factors]
    return product(np.concatenate(columns, axis=1), rows)


def _weights(tree: Outline, result: Aggregates, factors: Mapping[int, Floats]) -> Drawn:
    """By what the weight of each node is multiplied in every draw where a draw changes it.

    One column for all authorities; a column an authority where a node weighs what its applicable children weigh.
    """
    found = {position: factor[:, np.newaxis] for position, factor in factors.items()}
    for position in reversed(range(1, len(tree.nodes))):
        node = tree.nodes[position]
        children = tree.children[position]
        if node.weight != "children" or not any(child in found for child in children):
            continue
        total = np.zeros((1, result.weights.shape[1]))
        for child in children:
            own = np.where(result.applicable[child], zeroed(result.weights[child]), 0.0)
            drawn = found.get(child)
            total = total + (own if drawn is None else drawn * own)
        written = zeroed(result.weights[position])
        total = np.divide(total, written, out=np.ones_like(total), where=written > 0)
        found[position] = total * factors[position][:, np.newaxis] if position in factors else total
    return found
