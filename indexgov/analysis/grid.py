"""The authorities and nodes of two assessments laid side by side, so that figures of both meet in one matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.section import Section

Objects = npt.NDArray[np.object_]
Key = tuple[str, str]
"""Territory and body; an empty body is the territory itself."""


@dataclass(frozen=True)
class Grid:
    """Rows are nodes, columns are authorities; those of the second assessment first, in its order."""

    number: int
    """Position of the section in the assessments: 0 for bodies, 1 for territories."""
    keys: tuple[Key, ...]
    nodes: tuple[str, ...]
    levels: tuple[str, ...]
    parents: tuple[str, ...]
    """Id of the node above each; empty for the index."""

    @classmethod
    def of(cls, first: Assessment, second: Assessment, number: int) -> Grid:
        """The grid of a section that both assessments have."""
        sides = [side.sections[number] for side in (first, second)]
        keys = dict.fromkeys([*_keys(sides[1]), *_keys(sides[0])])
        order = _merged(*([node.id for node in side.tree.nodes] for side in sides))
        levels, parents = {}, {}
        for side in sides:
            for node in side.tree.nodes:
                levels[node.id] = node.level
                parents[node.id] = side.tree.nodes[node.parent].id if node.parent >= 0 else ""
        of_nodes = tuple(levels[name] for name in order), tuple(parents[name] for name in order)
        return cls(number, tuple(keys), tuple(order), *of_nodes)

    def lay(self, section: Section, figures: npt.NDArray[Any], blank: object = np.nan) -> npt.NDArray[Any]:
        """Figures of a section, nodes x authorities, in their places; `blank` elsewhere."""
        matrix = np.full((len(self.nodes), len(self.keys)), blank, dtype=figures.dtype)
        rows, columns = self._places(section)
        kept = rows >= 0, columns >= 0
        matrix[np.ix_(rows[kept[0]], columns[kept[1]])] = figures[np.ix_(*kept)]
        return matrix

    def numbers(self, assessment: Assessment, column: str) -> Floats:
        """A column of an assessment's scores that holds numbers in its places, NaN elsewhere."""
        figures = self._own_rows(assessment)[column].to_numpy(dtype=float, na_value=np.nan)
        return self._spread(assessment, figures, np.nan)

    def words(self, assessment: Assessment, column: str) -> Objects:
        """A column of texts in its places, empty elsewhere."""
        return self._spread(assessment, self._own_rows(assessment)[column].to_numpy(dtype=object), "")

    def concerned(self, assessment: Assessment) -> Mask:
        """Which nodes are in whose tree."""
        section = assessment.sections[self.number]
        return self.lay(section, section.result.concerned, blank=False)

    def _own_rows(self, assessment: Assessment) -> pd.DataFrame:
        """The rows of an assessment's scores that are about this section."""
        sizes = [int(one.result.concerned.sum()) for one in assessment.sections]
        start = sum(sizes[: self.number])
        return assessment.scores.iloc[start : start + sizes[self.number]]

    def _spread(self, assessment: Assessment, figures: npt.NDArray[Any], blank: object) -> npt.NDArray[Any]:
        """Figures of rows, authority by authority, in their places."""
        section = assessment.sections[self.number]
        tall = np.full(section.result.concerned.T.shape, blank, dtype=figures.dtype)
        tall[section.result.concerned.T] = figures
        return self.lay(section, tall.T, blank)

    def _places(self, section: Section) -> tuple[Ints, Ints]:
        """Position here of each node and each authority of a section; -1 for those that are not here."""
        nodes = {name: place for place, name in enumerate(self.nodes)}
        keys = {key: place for place, key in enumerate(self.keys)}
        rows = [nodes.get(node.id, -1) for node in section.tree.nodes]
        return np.array(rows, dtype=np.intp), np.array([keys.get(key, -1) for key in _keys(section)], dtype=np.intp)


def _keys(section: Section) -> list[Key]:
    who = section.authorities
    return list(zip(who.territory.tolist(), who.body.tolist(), strict=True))


def _merged(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """The ids of both trees in the order of the second; one that is gone stands behind what it stood behind before."""
    order, kept = list(second), set(second)
    before = ""
    for name in first:
        if name not in kept:
            order.insert(order.index(before) + 1 if before else 0, name)
        before = name
    return order
