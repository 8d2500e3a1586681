"""Gates: scores without which the class of an authority is capped, whatever its total."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from indexgov.methods.arrays import Ints, Mask
from indexgov.registry.outline import Outline
from indexgov.scoring.aggregate import Aggregates


@dataclass(frozen=True)
class Gate:
    """One gate and those who did not pass it."""

    node: str
    score: float
    """The least score that passes."""
    cap: str
    """The best class left."""
    failed: Mask
    """By authority."""
    shown: Mask
    """Whether somebody assessed the node, or a part of it."""

    def by_place(self, place: Ints, counts: Mask, count: int) -> Gate:
        """The gate for territories: failed where a body that counts failed, for the reason of that body."""
        failed, unseen = (
            np.bincount(place[mask & counts], minlength=count) > 0 for mask in (self.failed, self.failed & ~self.shown)
        )
        return replace(self, failed=failed, shown=~unseen)


def gates_of(tree: Outline, result: Aggregates, tolerance: float) -> tuple[Gate, ...]:
    """Every gate of a tree.

    It is failed by a score below it, and by a node that nobody assessed, imputed or not: a class is a claim, and what
    nobody has shown does not carry it. A node that does not apply fails nobody.
    """
    found = []
    for position, node in enumerate(tree.nodes):
        gate = node.model.must_have
        if gate is not None:
            with np.errstate(invalid="ignore"):
                passed = result.scores[position] >= gate.score - tolerance
                shown = result.coverage[position] > 0
            failed = result.applicable[position] & ~(passed & shown)
            found.append(Gate(node.id, gate.score, gate.class_, failed, shown))
    return tuple(found)
