"""One set of authorities with everything that was computed for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexgov.methods.arrays import ROUNDING, Mask
from indexgov.registry.outline import Outline
from indexgov.scoring.aggregate import Aggregates
from indexgov.scoring.authorities import Authorities, Objects
from indexgov.scoring.cells import Cells


@dataclass(frozen=True)
class Section:
    """One set of authorities with its tree, its leaves and its results."""

    authorities: Authorities
    tree: Outline
    cells: Cells
    result: Aggregates
    merged: tuple[Mask, Objects] | None = None
    """Of territories that average their bodies: disputes by node and territory, and which body has no score."""

    def lacking(self, position: int) -> tuple[Mask, Mask, Mask]:
        """Where an applicable node has no score: below its coverage, below its children floor, for another reason."""
        without = self.result.applicable[position] & np.isnan(self.result.scores[position])
        low, few = np.zeros_like(without), np.zeros_like(without)
        rule = self.tree.nodes[position].missing
        if self.merged is None and rule.rule != "zero":
            low = without & (self.result.coverage[position] < rule.min_coverage - ROUNDING)
            if rule.min_children:
                few = (
                    without & ~low & (self.result.children_assessed(self.tree, position) < rule.min_children - ROUNDING)
                )
        # A mean of bodies knows no floor of its own: it lacks a score where a body does.
        return low, few, without & ~low & ~few
