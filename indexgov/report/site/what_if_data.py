"""What the browser needs to score again under other weights: numbers of every authority, in no language."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexgov.methods.arrays import Floats, Mask, zeroed
from indexgov.methods.means import MEANS, name_of
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import OutlineNode
from indexgov.report.methodology import rounded_to
from indexgov.report.model import Key
from indexgov.report.scorecards_model import RankingRow, Scorecards
from indexgov.report.survey_figures import hidden_cells
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.gates import gates_of
from indexgov.scoring.rank import SMALLEST_GROUP
from indexgov.scoring.section import Section

BROWSER_MEANS = frozenset({
    "arithmetic", "geometric", "harmonic", "power", "minimum", "median", "sum", "product", "mazziotta_pareto",
})  # fmt: skip
"""What `what_if_engine.js` can compute; of any other mean the score stays as published."""
Numbers = list[float | int | None]


@dataclass(frozen=True)
class Trunk:
    """The upper part of a section's tree, down to the nodes whose scores no weight of the page changes."""

    section: Section
    hidden: Mask
    """Where a leaf of the section holds a survey figure that is not printed: leaves x authorities."""
    positions: tuple[int, ...]
    """Of its nodes in the section's tree."""
    fixed: Mapping[int, str]
    """Why what is below a node cannot be computed in a browser, by its position in the section's tree."""

    @classmethod
    def of(cls, assessment: Assessment, section: Section) -> Trunk:
        """Cut at the nodes above the indicators, and at those that cannot be computed again."""
        tree, hidden = section.tree, _hidden_leaves(assessment, section)
        row = {leaf: number for number, leaf in enumerate(tree.leaves)}
        kept, fixed = [0], dict[int, str]()
        for position, node in enumerate(tree.nodes):
            if position not in kept or isinstance(node.model, Indicator):
                continue
            children = tree.children[position]
            inner = [child for child in children if child not in row]
            why = _why_fixed(node)
            # Beside other nodes an indicator is told by itself, which a hidden figure must not be.
            if not why and inner and any(hidden[row[child]].any() for child in children if child in row):
                why = "hidden"
            if why:
                fixed[position] = why
            elif inner:
                kept += children
        return cls(section, hidden, tuple(sorted(kept)), fixed)

    @property
    def leaves(self) -> tuple[int, ...]:
        """Positions in the section's tree of those whose scores stay as they are."""
        above = {self.section.tree.nodes[position].parent for position in self.positions}
        return tuple(position for position in self.positions if position not in above)


def _why_fixed(node: OutlineNode) -> str:
    """Why a node's score cannot be made again from its children without those of others; empty where it can."""
    model = node.model
    assert not isinstance(model, Indicator)
    name = name_of(model.aggregation)
    if model.restate is not None:
        return "restated"
    if model.weights == "pca":
        return "pca"
    if MEANS[name].compares:
        return "compares"
    return "" if name in BROWSER_MEANS else "mean"


def _hidden_leaves(assessment: Assessment, section: Section) -> Mask:
    tree, who = section.tree, section.authorities
    found = np.zeros((len(tree.leaves), len(who)), dtype=bool)
    columns: dict[str, list[int]] = {}
    for column, territory in enumerate(who.territory):
        columns.setdefault(territory, []).append(column)
    rows: dict[str, list[tuple[int, str]]] = {}
    for row, position in enumerate(tree.leaves):
        name, _, body = tree.nodes[position].id.partition("@")
        rows.setdefault(name, []).append((row, body))
    for territory, body, indicator in hidden_cells(assessment.dataset.estimates):
        for row, whose in rows.get(indicator, ()):
            for column in columns.get(territory, ()):
                if body in {"", whose or who.body[column]}:
                    found[row, column] = True
    return found


def what_if_data(
    assessment: Assessment, trunks: Mapping[int, Trunk], view: Scorecards, pages: Mapping[Key, str]
) -> dict[str, Any]:
    """Everything that `what_if_engine.js` computes with, ready for JSON.

    `trunks` are those of the sections that have leaves, by number. The view gives what is published, and may be of any
    language: no word of it is taken.
    """
    registry = assessment.registry
    rows = [
        (number, row)
        for number, group in enumerate(group for ranking in view.rankings for group in ranking.groups)
        for row in group.rows
    ]
    listed = {row.key: (number, row) for number, row in rows}
    return {
        "range": registry.range,
        "on": rounded_to(registry.ranking.on),
        "tolerance": registry.ranking.tolerance,
        "smallest": SMALLEST_GROUP,
        "classes": _classes(registry),
        "scales": {
            name: [[level, number_of(score)] for level, score in scale.levels.items()]
            for name, scale in registry.scales.items()
            if scale.levels is not None
        },
        "sections": [
            _section(assessment, number, trunks.get(number)) | _published(registry, section, listed, pages)
            for number, section in enumerate(assessment.sections)
        ],
    }


def _classes(registry: Registry) -> dict[str, Any] | None:
    classes = registry.classes
    if classes is None:
        return None
    starts = [number_of(start) for start in sorted(band.start for band in classes.bands)] or None
    return {"on": rounded_to(classes.on), "names": classes.best_first, "starts": starts}


def top_of(registry: Registry, indicator: Indicator) -> float:
    """The highest score that an indicator can have; NaN where that depends on the values of others."""
    scale, ends = registry.scales[indicator.scale], registry.range
    if scale.levels is not None:
        return max(scale.levels.values())
    points = scale.piecewise or scale.bands
    if points is not None:
        return max(score for _, score in points)
    if scale.ratio is not None and indicator.better == "higher":
        low, high = ends or (0.0, 1.0)
        return min(high, low + (high - low) * max(scale.ratio.numerator.values()))
    if scale.goalposts is not None or scale.ratio is not None:
        return (ends or (0.0, 1.0))[1]
    return ends[1] if scale.identity and ends is not None else math.nan


def _published(
    registry: Registry, section: Section, listed: Mapping[Key, tuple[int, RankingRow]], pages: Mapping[Key, str]
) -> dict[str, Any]:
    """Who the authorities are, and the scores, ranks and classes that were published of them."""
    who = section.authorities
    keys = list(zip(who.territory.tolist(), who.body.tolist(), strict=True))
    rows = [listed[key][1] for key in keys]
    names = registry.classes.best_first if registry.classes is not None else ()
    return {
        "territory": [territory for territory, _ in keys],
        "body": [body for _, body in keys],
        "page": [pages[key] for key in keys],
        "list": [listed[key][0] for key in keys],
        "group": who.groups(registry.ranking.within).tolist(),
        "score": [row.score.number for row in rows],
        "rank": [row.rank for row in rows],
        "low": [number_of(row.rank_low.number) for row in rows],
        "high": [number_of(row.rank_high.number) for row in rows],
        "class": [-1 if row.band is None else names.index(row.band.id) for row in rows],
    }


def _section(assessment: Assessment, number: int, trunk: Trunk | None) -> dict[str, Any]:
    """The tree and the scores at its ends; of territories that average their bodies the weights of these."""
    if trunk is None:
        return {"nodes": [], "columns": [], "leaves": [], "gates": [], "merge": _merge(assessment, number)}
    section, registry = trunk.section, assessment.registry
    tree, ends = section.tree, set(trunk.leaves)
    place = {position: row for row, position in enumerate(trunk.positions)} | {-1: -1}
    nominal = _nominal(section)
    return {
        "nodes": [_node(trunk, position, place) for position in trunk.positions],
        "columns": [_columns(trunk, position, nominal) if position in ends else None for position in trunk.positions],
        "leaves": [_leaf(registry, tree.nodes[position]) for position in tree.leaves],
        "gates": list(_gates(assessment, trunk, place)),
        "merge": None,
    }


def _merge(assessment: Assessment, number: int) -> list[list[list[float | int]]]:
    """For each territory the columns of its bodies with their weights."""
    territory, bodies = assessment.registry.territory, assessment.sections[0].authorities
    assert territory is not None
    found: list[list[list[float | int]]] = [[] for _ in range(len(assessment.sections[number].authorities))]
    for column, (place, body) in enumerate(zip(bodies.place, bodies.body, strict=True)):
        found[int(place)].append([column, territory.weights[body]])
    return found


def _node(trunk: Trunk, position: int, place: Mapping[int, int]) -> dict[str, Any]:
    tree = trunk.section.tree
    node = tree.nodes[position]
    told: dict[str, Any] = {"id": node.id, "parent": place[node.parent], "weight": _weight(node)}
    if isinstance(node.model, Indicator):
        return told | {"row": tree.leaves.index(position)}
    mean, children = node.model.aggregation, tree.children[position]
    told |= {
        "mean": name_of(mean),
        "rule": node.missing.rule,
        "floor": node.missing.min_coverage,
        "children_floor": node.missing.min_children,
        "imputes": any(tree.nodes[child].impute is not None for child in children),
    }
    if not isinstance(mean, str):
        told["parameter"] = next(iter(mean.values()))
    return told | ({"fixed": trunk.fixed[position]} if position in trunk.fixed else {})


def _weight(node: OutlineNode) -> float | int | str | None:
    written = node.weight
    return written if isinstance(written, str) else number_of(1.0 if written is None else written)


def _leaf(registry: Registry, node: OutlineNode) -> dict[str, Any]:
    model = node.model
    assert isinstance(model, Indicator)
    levels = registry.scales[model.scale].levels is not None
    return {
        "id": node.id,
        "weight": _weight(node),
        "scale": model.scale if levels else None,
        "top": number_of(top_of(registry, model)),
    }


def _nominal(section: Section) -> Floats:
    """Weights as if everything applied: nodes x authorities, 0 where a node does not concern."""
    tree, result = section.tree, section.result
    found = np.where(result.concerned, zeroed(result.weights), 0.0)
    for position in reversed(range(len(tree.nodes))):
        if tree.nodes[position].weight == "children":
            found[position] = found[list(tree.children[position])].sum(axis=0)
    return found


def _columns(trunk: Trunk, position: int, nominal: Floats) -> dict[str, Any]:
    """What the node above makes its score of."""
    result, node = trunk.section.result, trunk.section.tree.nodes[position]
    of_children = node.weight == "children"
    weights = np.where(result.applicable[position], zeroed(result.weights[position]), 0.0)
    return {
        "score": packed(result.scores[position]),
        "coverage": packed(result.coverage[position]),
        # What is written needs no column, only whom the node concerns.
        "whole": packed(weights if of_children else np.zeros_like(weights)),
        "nominal": packed(nominal[position] if of_children else result.concerned[position].astype(float)),
    }


def _gates(assessment: Assessment, trunk: Trunk, place: Mapping[int, int]) -> Iterable[dict[str, Any]]:
    """Gates above the ends of the trunk are judged again; the others say who failed."""
    section, classes = trunk.section, assessment.registry.classes
    if classes is None:
        return
    position_of = {node.id: position for position, node in enumerate(section.tree.nodes)}
    for gate in gates_of(section.tree, section.result, assessment.registry.ranking.tolerance):
        position = position_of[gate.node]
        told = {"cap": classes.best_first.index(gate.cap), "score": number_of(gate.score)}
        if position in place:
            yield told | {"node": place[position], "failed": None}
        else:
            failed = np.flatnonzero(gate.failed).tolist()
            yield told | {"row": _row_of(section, position), "failed": failed}


def _row_of(section: Section, position: int) -> int | None:
    return section.tree.leaves.index(position) if position in section.tree.leaves else None


def packed(column: Floats) -> Numbers | dict[str, list[Any]]:
    """A column of numbers; where many are alike each once, and where it stands."""
    values, at = np.unique(column, return_inverse=True)
    numbers = [number_of(value) for value in values.tolist()]
    if 2 * len(values) > len(column):
        return [number_of(value) for value in column.tolist()]
    return {"values": numbers, "at": at.tolist()}


def number_of(value: float | None) -> float | int | None:
    """A number as JSON has it: whole ones without a point, None where it is missing or not finite."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else float(value)


def script_of(name: str, content: Any) -> str:
    """A script that gives a global name its content."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"{name}={text};\n"


def is_open(node: OutlineNode) -> bool:
    """Whether other weights of a node's children change its score: a product takes none."""
    return not isinstance(node.model, Indicator) and name_of(node.model.aggregation) != "product"


def adds_up(node: OutlineNode) -> bool:
    """Whether weights are points as written, whose sum must not grow."""
    return not isinstance(node.model, Indicator) and name_of(node.model.aggregation) == "sum"
