"""For each authority the criteria that it does not meet, with what stands beside them: a small script a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import numpy as np

from indexgov.methods.arrays import Floats, Mask
from indexgov.registry.models import Indicator
from indexgov.report.model import Key
from indexgov.report.site.what_if_data import Trunk, number_of, top_of
from indexgov.scoring.assessment import Assessment

FOLDER = "criteria"
"""Of the scripts, inside that of the site."""
Criterion = list[float | int | None]
"""Row among the leaves, score, and coverage (1, 0, None where it does not apply); of one that is not met also its
level, -1 where it has none."""


def criteria_scripts(assessment: Assessment, trunk: Trunk, pages: Mapping[Key, str]) -> Iterator[tuple[str, str]]:
    """File name and content of the script of every authority of a section that does not meet some criterion.

    Of a part that holds a figure which is not printed nothing is told, nor of one that cannot be computed again.
    """
    who, leaves = trunk.section.authorities, trunk.section.cells.leaves
    unmet, parts = unmet_criteria(assessment, trunk), _parts(trunk)
    scores = np.where(leaves.applicable, leaves.scores, np.nan)
    coverage = np.where(leaves.applicable, leaves.assessed & ~np.isnan(scores), np.nan)
    matrices = (leaves.concerned, unmet, trunk.hidden, scores, coverage, _levels(assessment, trunk))
    # Plain lists, an authority at a time: single numbers of a matrix are slow to take.
    for column, figures in enumerate(zip(*(matrix.T.tolist() for matrix in matrices), strict=True)):
        told = [[place, _criteria(rows, *figures)] for place, rows in parts if _is_told(rows, *figures[1:3])]
        if told:
            page = pages[(who.territory[column], who.body[column])]
            content = json.dumps({"page": page, "parts": told}, separators=(",", ":"), allow_nan=False)
            yield f"{page.removesuffix('.html')}.js", f"window.indexgovCriteria={content};\n"


def _is_told(rows: list[int], unmet: list[bool], hidden: list[bool]) -> bool:
    return any(unmet[row] for row in rows) and not any(hidden[row] for row in rows)


def _criteria(
    rows: list[int],
    concerned: list[bool],
    unmet: list[bool],
    _hidden: list[bool],
    scores: list[float],
    coverage: list[float],
    level: list[float],
) -> list[Criterion]:
    """The criteria of a part of one authority, all that enter its score."""
    return [
        [row, number_of(scores[row]), number_of(coverage[row]), *([int(level[row])] if unmet[row] else [])]
        for row in rows
        if concerned[row]
    ]


def unmet_criteria(assessment: Assessment, trunk: Trunk) -> Mask:
    """Where a criterion from evidence was assessed and scores less than it could: leaves x authorities."""
    section, registry = trunk.section, assessment.registry
    leaves, found = section.cells.leaves, np.zeros(section.cells.leaves.scores.shape, dtype=bool)
    for row, position in enumerate(section.tree.leaves):
        model = section.tree.nodes[position].model
        assert isinstance(model, Indicator)
        if not model.from_survey:
            top, own = top_of(registry, model), leaves.scores[row]
            with np.errstate(invalid="ignore"):
                found[row] = leaves.assessed[row] & (own < top - 1e-12 * np.maximum(1.0, np.abs(own)))
    return found


def _parts(trunk: Trunk) -> list[tuple[int, list[int]]]:
    """The ends of the trunk that can be made again from criteria: place in the trunk and rows of its leaves."""
    tree, found = trunk.section.tree, []
    row = {position: number for number, position in enumerate(tree.leaves)}
    ends = set(trunk.leaves)
    for place, position in enumerate(trunk.positions):
        if position in ends and position not in trunk.fixed:
            found.append((place, [row[leaf] for leaf in tree.children[position] or (position,)]))
    return found


def _levels(assessment: Assessment, trunk: Trunk) -> Floats:
    """The place of the recorded level among those of its scale; -1 where assessors differ and no level is between."""
    section, text = trunk.section, trunk.section.cells.text
    scores, found = section.cells.leaves.scores, np.full(text.shape, -1.0)
    for row, position in enumerate(section.tree.leaves):
        model = section.tree.nodes[position].model
        assert isinstance(model, Indicator)
        levels = assessment.registry.scales[model.scale].levels or {}
        for place, score in enumerate(levels.values()):
            found[row, scores[row] == score] = place
        # Where two levels have one score the word that was recorded decides.
        for place, name in enumerate(levels):
            found[row, text[row] == name] = place
    return found
