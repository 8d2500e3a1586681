"""Draws of what the registry declares uncertain: weights, means, scales, what was not assessed, what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from indexgov.analysis.uncertainty.worlds import Choices
from indexgov.methods.arrays import Floats, Ints
from indexgov.registry.models import Registry
from indexgov.registry.outline import Outline, outline
from indexgov.registry.uncertainty import WeightDraws
from indexgov.tables import Dataset

SAMPLING, ASSESSORS = "sampling", "assessors"
WEIGHTS, AGGREGATION, SCALES, MISSING, LEAVE_OUT = METHOD = ("weights", "aggregation", "scales", "missing", "leave_out")
SOURCES = (SAMPLING, ASSESSORS, *METHOD)
"""What makes scores uncertain: two kinds of error, then the choices of the methodology."""
LEVELS = ("index", "component", "block", "sub_block")
"""What stands for all nodes of a level where means are declared."""
_STREAM = 512
"""Sets these streams of chance apart from those of territories, whose seeds hold bytes and smaller numbers."""


@dataclass(frozen=True)
class Sample:
    """Draws of the methodology: one entry a draw in each array."""

    count: int
    factors: Mapping[str, Floats]
    """By what the weight of a node is multiplied, by id; 1 or not there where it is as written."""
    means: Mapping[str, Ints]
    """Which mean a node or level has: 0 its own, else the position in the registry's list, from 1."""
    scales: Mapping[str, Ints]
    """Which scale stands for a scale, likewise."""
    missing: Ints
    """Which treatment, likewise."""
    left_out: Ints
    """Which of the nodes that may be left out, from 1; 0 for none."""

    @classmethod
    def as_written(cls, count: int) -> Sample:
        """Draws that change nothing."""
        return cls(count, {}, {}, {}, np.zeros(count, dtype=np.intp), np.zeros(count, dtype=np.intp))

    def with_source(self, source: str, other: Sample) -> Sample:
        """The draws with one source taken from others."""
        own = {WEIGHTS: "factors", AGGREGATION: "means", SCALES: "scales", MISSING: "missing", LEAVE_OUT: "left_out"}
        name = own.get(source)
        return self if name is None else replace(self, **{name: getattr(other, name)})

    def choices(self, registry: Registry, draw: int) -> Choices:
        """The world of one draw."""
        declared = registry.uncertainty
        scales = [(name, declared.scales[name][one[draw] - 1]) for name, one in self.scales.items() if one[draw]]
        means = [
            (name, declared.aggregation[name][one[draw] - 1] if one[draw] else None)
            for name, one in self.means.items()
        ]  # fmt: skip
        # Only a node whose level has drawn another mean has to be told that it keeps its own.
        others = any(mean is not None and name in LEVELS for name, mean in means)
        means = [(name, mean) for name, mean in means if mean is not None or (others and name not in LEVELS)]
        if not self.missing[draw]:
            return Choices(tuple(scales), tuple(means))
        return Choices(tuple(scales), tuple(means), declared.missing[self.missing[draw] - 1])

    def worlds(self) -> tuple[Ints, Ints]:
        """The first draw of each world, and the world of each draw."""
        columns = [*self.scales.values(), *self.means.values(), self.missing]
        _, first, which = np.unique(np.column_stack(columns), axis=0, return_index=True, return_inverse=True)
        return first, which.ravel()


def left_out(registry: Registry, tree: Outline) -> tuple[str, ...]:
    """The nodes that draws may leave out, by id."""
    return tuple(node.id for node in tree.nodes if node.level in registry.uncertainty.leave_out)


def sample(registry: Registry, dataset: Dataset, seed: int, count: int, label: int = 0) -> Sample:
    """Draws of all that the `uncertainty` section of a registry varies; `label` tells samples of one seed apart.

    Every kind of choice has a stream of chance of its own: whoever adds one does not change the draws of the others.
    """
    declared, tree = registry.uncertainty, outline(registry, dataset.period.last_day)
    streams = {name: np.random.default_rng([seed, _STREAM + number, label]) for number, name in enumerate(METHOD)}

    def among(name: str, alternatives: int) -> Ints:
        return streams[name].integers(0, alternatives + 1, count)

    return Sample(
        count,
        _factors(tree, declared.weights, streams[WEIGHTS], count),
        {name: among(AGGREGATION, len(means)) for name, means in declared.aggregation.items()},
        {name: among(SCALES, len(scales)) for name, scales in declared.scales.items()},
        among(MISSING, len(declared.missing)),
        among(LEAVE_OUT, len(left_out(registry, tree))),
    )


def _factors(
    tree: Outline, declared: Mapping[Any, WeightDraws], chance: np.random.Generator, count: int
) -> dict[str, Floats]:
    """By what the weights of nodes are multiplied.

    `noise` gives 1 + U(-noise, noise), as COINr's noisy weights; `dirichlet` the drawn share of a node among its
    siblings over its written share, whose mean is 1.
    """
    found: dict[str, Floats] = {}
    for below in tree.children:
        for level, draws in declared.items():
            children = [child for child in below if tree.nodes[child].level == level]
            if children:
                luck = _luck(tree, children, draws, chance, count)
                found |= {tree.nodes[child].id: luck[:, row] for row, child in enumerate(children)}
    return found


def _luck(
    tree: Outline, children: Sequence[int], draws: WeightDraws, chance: np.random.Generator, count: int
) -> Floats:
    if draws.noise is not None:
        return 1 + draws.noise * chance.uniform(-1, 1, (count, len(children)))
    assert draws.dirichlet is not None
    written = np.array([_written(tree, child) for child in children])
    shares, luck = written / written.sum(), np.ones((count, len(children)))
    weighs = shares > 0
    luck[:, weighs] = chance.dirichlet(draws.dirichlet * shares[weighs], count) / shares[weighs]
    return luck


def _written(tree: Outline, position: int) -> float:
    """The weight of a node as written; where it is its children's, their sum."""
    weight = tree.nodes[position].weight
    if weight == "children":
        return sum(_written(tree, child) for child in tree.children[position])
    return 1.0 if weight is None else float(weight)
