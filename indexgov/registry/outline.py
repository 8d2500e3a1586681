"""The registry as one flat tree: what rules walk through and what the engine computes over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from indexgov.methods.weights import mean_allocation
from indexgov.registry.models import (
    Block,
    Budget,
    Combine,
    Component,
    Impute,
    Indicator,
    Missing,
    Registry,
    SubBlock,
    Weight,
)
from indexgov.registry.source import Path_

Level = Literal["index", "component", "block", "sub_block", "indicator"]
ROOT = "index"
"""Id of the node that combines the components."""


@dataclass(frozen=True)
class OutlineNode:
    """One node of the tree with what it inherits."""

    id: str
    level: Level
    model: Combine | Component | Block | SubBlock | Indicator
    parent: int
    """Position of the parent in the outline; -1 for the index."""
    missing: Missing
    """What the node does when a child has no score; of an indicator, what the node above it does."""
    path: Path_
    allotted: float | None = None
    """Points that experts gave it, where the parent's weights are a budget."""

    @property
    def weight(self) -> Weight | None:
        """The weight as written or allotted; None where siblings are equal or weigh by their data."""
        if self.allotted is not None:
            return self.allotted
        return None if isinstance(self.model, Combine) else self.model.weight

    @property
    def impute(self) -> Impute | None:
        """What an indicator gets where it was not assessed; None for any other node."""
        if not isinstance(self.model, Indicator):
            return None
        own = self.model.impute
        return self.missing.impute if own is None else own if isinstance(own, Impute) else None


@dataclass(frozen=True)
class Outline:
    """Every node of a registry in reading order, parents before children."""

    nodes: tuple[OutlineNode, ...]

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """Positions of the children of each node."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for position, node in enumerate(self.nodes):
            if node.parent >= 0:
                found[node.parent].append(position)
        return tuple(tuple(positions) for positions in found)

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        """Positions of the indicators."""
        return tuple(position for position, node in enumerate(self.nodes) if node.level == "indicator")

    def concerned(self, registry: Registry, body: str, tier: str) -> frozenset[int]:
        """Positions of the nodes in the tree of a body at a tier: its indicators and all above them."""
        found: set[int] = set()
        for leaf in self.leaves:
            model = self.nodes[leaf].model
            if isinstance(model, Indicator) and registry.exists(body, tier) and model.concerns(body, tier):
                position = leaf
                while position >= 0 and position not in found:
                    found.add(position)
                    position = self.nodes[position].parent
        return frozenset(found)


def outline(registry: Registry, day: date | None = None) -> Outline:
    """The tree of a registry; with `day` only the indicators that hold on it, and no node left without any."""
    nodes: list[OutlineNode] = [
        OutlineNode(ROOT, "index", registry.combine, -1, registry.combine.missing, ("components",))
    ]
    default = Missing(rule="refuse")

    def allotted(name: str, parent: int) -> float | None:
        above = nodes[parent].model
        points = None if isinstance(above, Indicator) else above.weights
        return mean_allocation(points.budget).get(name) if isinstance(points, Budget) else None

    def add(
        name: str, level: Level, model: Component | Block | SubBlock | Indicator, parent: int, missing: Missing
    ) -> None:
        if isinstance(model, Indicator):
            if day is None or model.valid is None or model.valid.covers(day):
                nodes.append(OutlineNode(name, level, model, parent, missing, model.path, allotted(name, parent)))
            return
        own, here = model.missing or missing, len(nodes)
        nodes.append(OutlineNode(name, level, model, parent, own, model.path, allotted(name, parent)))
        for block in getattr(model, "blocks", ()):
            add(block.id, "block", block, here, own)
        for sub_block in getattr(model, "sub_blocks", ()):
            add(sub_block.id, "sub_block", sub_block, here, own)
        for indicator in model.indicators:
            add(indicator.id, "indicator", indicator, here, own)
        if day is not None and len(nodes) == here + 1:
            nodes.pop()

    for name, component in registry.components.items():
        add(name, "component", component, 0, default)
    return Outline(tuple(nodes))
