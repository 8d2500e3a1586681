"""Two components beside each other: who is above the median in both, in one of them, in neither."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from indexgov.methods.arrays import Floats
from indexgov.report.charts import Chart
from indexgov.report.scorecards_model import Ranking, RankingRow, Scorecards
from indexgov.report.site.boards import ALL_ROWS
from indexgov.report.site.label_places import Frame, LabelPlace, Spot, label_places
from indexgov.report.site.material import Material
from indexgov.report.site.tile_map import short_names

_FEWEST = 3
"""Peers that a median says something about."""
MOST_NAMES = 60
"""Of more points only those that stand apart are named."""
_WIDE, _NARROW = Frame((620.0, 920.0), 520.0), Frame((270.0, 640.0), 420.0)
"""The drawing on wide and on narrow screens; its height stands in the style sheet too."""
_STEPS, _LEAST = 10, 1e-9
_ROUND, _MOST_TICKS = (1, 2, 5, 10), 6
_NEAR = 0.25
BOTH, FIRST, SECOND, NEITHER = QUADRANTS = ("both", "first", "second", "neither")


class Cross(NamedTuple):
    """The interval of a score, as positions on its axis."""

    low: str
    high: str


class Point(NamedTuple):
    """An authority with its two scores."""

    name: str
    page: str
    round: bool
    x: str
    y: str
    across: Cross | None
    upright: Cross | None
    wide: LabelPlace | None
    narrow: LabelPlace | None
    label: str
    told: tuple[str, str]
    near: str
    """The end of the first axis that it is near to, `start` or `end`; else `middle`."""
    quadrant: str


@dataclass(frozen=True, slots=True)
class Scatter:
    """The points of one ranking; without points where there are too many to be told from each other."""

    body: str
    short: str
    names: tuple[str, str]
    points: tuple[Point, ...]
    medians: tuple[str, str]
    """Positions; the second is counted from the top."""
    median_words: tuple[str, str]
    ticks: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]
    counts: dict[str, int]

    @property
    def disagree(self) -> int:
        """How many are above the median in one component and below it in the other."""
        return self.counts[FIRST] + self.counts[SECOND]


def scatter(ranking: Ranking, view: Scorecards, material: Material, circles: frozenset[str]) -> Scatter | None:
    """The first two components of a ranking beside each other; None with fewer, and with fewer than three peers.

    `circles` are the territories that are drawn as such.
    """
    if len(view.components) < 2:
        return None
    rows = [row for group in ranking.groups for row in group.rows if _both(row)]
    if len(rows) < _FEWEST:
        return None
    values = [tuple(figure.number or 0.0 for figure in row.components[:2]) for row in rows]
    middles = tuple(median(pair[axis] for pair in values) for axis in (0, 1))
    charts = tuple(_axis([pair[axis] for pair in values], view.span) for axis in (0, 1))
    found = [_quadrant(pair, middles) for pair in values]
    counts = {name: found.count(name) for name in QUADRANTS}
    decimals = view.methodology.decimals
    told = tuple(view.words.number(one, decimals) for one in middles)
    points = _points(rows, values, found, charts, material, circles) if len(rows) <= ALL_ROWS else ()
    return Scatter(
        ranking.body,
        ranking.short,
        (view.components[0], view.components[1]),
        points,
        (charts[0].at(middles[0]), _from_top(charts[1].at(middles[1]))),
        (told[0], told[1]),
        (_ticks(charts[0], view), tuple((_from_top(at), text) for at, text in _ticks(charts[1], view))),
        counts,
    )


def _both(row: RankingRow) -> bool:
    return all(figure.number is not None for figure in row.components[:2])


def _quadrant(pair: tuple[float, ...], middles: tuple[float, ...]) -> str:
    above = tuple(one > middle for one, middle in zip(pair, middles, strict=True))
    return {(True, True): BOTH, (True, False): FIRST, (False, True): SECOND}.get((above[0], above[1]), NEITHER)


def _axis(values: Sequence[float], span: tuple[float, float]) -> Chart:
    """An axis as wide as the values need, in tenths of the scale."""
    low, high = span
    step = (high - low) / _STEPS
    start = max(low, low + step * math.floor((min(values) - low) / step))
    end = min(high, low + step * math.ceil((max(values) - low) / step + _LEAST))
    return Chart(start, max(end, start + step))


def _ticks(chart: Chart, view: Scorecards) -> tuple[tuple[str, str], ...]:
    """Round scores on an axis."""
    wide = chart.high - chart.low
    size = 10 ** math.floor(math.log10(wide / _MOST_TICKS))
    step = next(one * size for one in _ROUND if wide / (one * size) <= _MOST_TICKS + _LEAST)
    first = math.ceil(chart.low / step - _LEAST)
    last = math.floor(chart.high / step + _LEAST)
    return tuple((chart.at(number * step), view.words.plain(number * step)) for number in range(first, last + 1))


def _from_top(at: str) -> str:
    return f"{100 - float(at.rstrip('%')):.2f}%"


def _points(
    rows: Sequence[RankingRow],
    values: Sequence[tuple[float, ...]],
    quadrants: Sequence[str],
    charts: tuple[Chart, ...],
    material: Material,
    circles: frozenset[str],
) -> tuple[Point, ...]:
    names = short_names([row.name for row in rows])
    at = [(charts[0].at(pair[0]), _from_top(charts[1].at(pair[1]))) for pair in values]
    spots = [Spot(_share(x), _share(y), name) for (x, y), name in zip(at, names, strict=True)]
    named = len(spots) <= MOST_NAMES
    wide = label_places(spots, _WIDE) if named else [None] * len(spots)
    narrow = label_places(spots, _NARROW) if named else [None] * len(spots)
    made = []
    for number, row in enumerate(rows):
        across, upright = (_cross(row, axis, charts[axis], material) for axis in (0, 1))
        if upright is not None:
            upright = Cross(_from_top(upright.low), _from_top(upright.high))
        x, y = at[number]
        texts = (row.components[0].text, row.components[1].text)
        round_ = row.key[0] in circles
        made.append(Point(row.name, material.pages[row.key], round_, x, y, across, upright, wide[number],
                          narrow[number], names[number], texts, _near(spots[number].x), quadrants[number]))  # fmt: skip
    return tuple(made)


def _near(share: float) -> str:
    return "start" if share < _NEAR else "end" if share > 1 - _NEAR else "middle"


def _share(at: str) -> float:
    return float(at.rstrip("%")) / 100


def _cross(row: RankingRow, axis: int, chart: Chart, material: Material) -> Cross | None:
    """The interval of a component of an authority; None where it has none."""
    errors = material.assessment.errors
    if errors is None:
        return None
    section, column = material.keys[row.key]
    name = list(material.assessment.registry.components)[axis]
    nodes = material.assessment.sections[section].tree.nodes
    position = next((number for number, node in enumerate(nodes) if node.id == name), None)
    if position is None:
        return None
    one = errors.sections[section]
    low, high = _end(one.ci_low, position, column), _end(one.ci_high, position, column)
    return None if math.isnan(low) or math.isnan(high) else Cross(chart.at(low), chart.at(high))


def _end(ends: Floats, position: int, column: int) -> float:
    return float(ends[position, column])
