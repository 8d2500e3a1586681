"""The coloured table of the home page: authorities by the lowest parts above the indicators."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from indexgov.registry.outline import OutlineNode
from indexgov.report.methodology import short_titles
from indexgov.report.scorecards_model import Ranking, RankingRow, Scorecards
from indexgov.report.site.material import Material
from indexgov.report.site.shades import Cell, Shades

MOST_ROWS = 60
"""Of more authorities only the first and the last ENDS are shown."""
ENDS = 20
_WHOLE_FROM = 50.0
"""From a range so wide on, whole points are enough to compare colours by."""


class HeatRow(NamedTuple):
    """An authority with its score in each part."""

    name: str
    page: str
    rank: str
    cells: tuple[Cell, ...]


class Part(NamedTuple):
    """A column: a part of the index and how the authorities shown differ in it."""

    title: str
    short: str
    told: str
    """The lowest and the highest score, and the median."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The coloured table of one ranking."""

    body: str
    short: str
    parts: tuple[Part, ...]
    groups: tuple[tuple[str, int], ...]
    """Components with how many parts each has."""
    rows: tuple[HeatRow, ...]
    left_out: int
    """Authorities between the first and the last that are not shown."""
    after: int
    """Number of the row after which they would stand."""


def heat_map(ranking: Ranking, view: Scorecards, material: Material, shades: Shades) -> HeatMap | None:
    """The coloured table of a ranking; None where the index has no parts between the components and the indicators."""
    rows = [row for group in ranking.groups for row in group.rows]
    section = material.keys[rows[0].key][0] if rows else 0
    columns = [material.keys[row.key][1] for row in rows]
    positions = _positions(material, section, columns)
    if len(positions) < 2:
        return None
    left = max(0, len(rows) - 2 * ENDS) if len(rows) > MOST_ROWS else 0
    shown = [*rows[:ENDS], *rows[-ENDS:]] if left else rows
    decimals = 0 if view.span[1] - view.span[0] >= _WHOLE_FROM else view.methodology.decimals
    made = [_row(row, section, positions, material, shades, decimals) for row in shown]
    titled = {row.id: row.title for row in view.methodology.rows}
    tree = material.assessment.sections[section].tree
    titles = [titled[tree.nodes[place].id] for place in positions]
    owners = [_component(tree.nodes, place, titled) if len(view.components) > 1 else "" for place in positions]
    parts = []
    for place, title, short in zip(positions, titles, short_titles(titles), strict=True):
        scores = material.assessment.sections[section].result.scores[place, columns]
        known = scores[~np.isnan(scores)]
        ends = (known.min(), np.median(known), known.max()) if len(known) else (math.nan,) * 3
        lowest, middle, highest = (view.words.number(float(end), decimals) for end in ends)
        told = view.words.text("home_heat_strip", lowest=lowest, middle=middle, highest=highest)
        parts.append(Part(title, short, told))
    groups = [(name, owners.count(name)) for name in dict.fromkeys(owners)]
    # A component that is a column itself needs no second name above it.
    groups = groups if any(count > 1 for _, count in groups) else []
    return HeatMap(ranking.body, ranking.short, tuple(parts), tuple(groups), tuple(made), left, ENDS if left else 0)


def _positions(material: Material, section: int, columns: Sequence[int]) -> list[int]:
    """The lowest nodes above the indicators that concern anybody here."""
    one = material.assessment.sections[section]
    found = []
    for place, (node, below) in enumerate(zip(one.tree.nodes, one.tree.children, strict=True)):
        lowest = all(one.tree.nodes[child].level == "indicator" for child in below)
        if node.level not in {"index", "indicator"} and lowest and one.result.concerned[place, columns].any():
            found.append(place)
    return found


def _component(nodes: Sequence[OutlineNode], place: int, titled: dict[str, str]) -> str:
    node = nodes[place]
    while node.level != "component":
        node = nodes[node.parent]
    return titled[node.id]


def _row(
    row: RankingRow, section: int, positions: Sequence[int], material: Material, shades: Shades, decimals: int
) -> HeatRow:
    column = material.keys[row.key][1]
    cells = tuple(shades.cell(section, place, column, decimals) for place in positions)
    rank = "" if row.rank is None else f"{row.rank_text} {row.interval}".rstrip()
    return HeatRow(row.name, material.pages[row.key], rank, cells)
