"""Who is looked at together: the authorities of one body and tier, with the nodes of their tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexgov.methods.arrays import Floats, Ints
from indexgov.methods.association import pearson
from indexgov.registry.outline import Outline
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.section import Section

LEAST = 10
"""Fewest authorities, or pairs, about which anything is found; of fewer the tables hold the figures alone."""


@dataclass(frozen=True)
class PeerSet:
    """The authorities of one body and tier."""

    assessment: Assessment
    body: str
    tier: str
    columns: Ints
    """Their places in the section of the bodies."""

    @property
    def section(self) -> Section:
        """All authorities."""
        return self.assessment.sections[0]

    @cached_property
    def tree(self) -> Outline:
        """The tree of the period."""
        return self.section.tree

    @cached_property
    def scores(self) -> Floats:
        """Nodes x authorities of the set."""
        return self.section.result.scores[:, self.columns]

    @cached_property
    def correlations(self) -> tuple[Floats, Floats]:
        """Pearson's correlation of every node with every other, and over how many authorities."""
        return pearson(self.scores, self.scores)

    @cached_property
    def nodes(self) -> tuple[int, ...]:
        """Positions of the nodes that concern at least one of them, parents before children."""
        return tuple(np.flatnonzero(self.section.result.concerned[:, self.columns].any(axis=1)).tolist())

    @cached_property
    def rows(self) -> dict[int, int]:
        """Row of each concerned indicator in the matrices of leaves, by its position."""
        return {leaf: row for row, leaf in enumerate(self.tree.leaves) if leaf in self._concerned}

    @property
    def territories(self) -> list[str]:
        """Territory of each."""
        return [str(one) for one in self.section.authorities.territory[self.columns]]

    @property
    def width(self) -> float:
        """Length of the range of scores; NaN where there is none."""
        ends = self.assessment.registry.range
        return float("nan") if ends is None else float(ends[1] - ends[0])

    @cached_property
    def _concerned(self) -> frozenset[int]:
        return frozenset(self.nodes)

    def children(self, position: int) -> list[int]:
        """Positions of the children of a node that concern the set."""
        return [child for child in self.tree.children[position] if child in self._concerned]

    def groups(self) -> Iterator[tuple[int, list[int]]]:
        """Every node with at least two children, and these."""
        for position in self.nodes:
            children = self.children(position)
            if len(children) > 1:
                yield position, children

    def id(self, position: int) -> str:
        """The id of a node."""
        return self.tree.nodes[position].id

    def level(self, position: int) -> str:
        """The level of a node."""
        return self.tree.nodes[position].level


def peer_sets(assessment: Assessment) -> tuple[PeerSet, ...]:
    """Every body at every tier where it exists, in the registry's order."""
    who, found = assessment.sections[0].authorities, []
    for number, body in enumerate(who.bodies):
        for tier in assessment.registry.tiers:
            columns = np.flatnonzero((who.body_number == number) & (who.tier == tier))
            if len(columns):
                found.append(PeerSet(assessment, body, str(tier), columns))
    return tuple(found)
