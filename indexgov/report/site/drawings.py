"""Positions for the drawings of indicators, the same in every language."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexgov.methods.arrays import Floats
from indexgov.report.charts import Chart
from indexgov.report.site.distribution import Group
from indexgov.report.site.indicator_model import MOST_NAMES, Slice, Spread
from indexgov.scoring.rank import SMALLEST_GROUP

_SHADES = 5
_ROOM = 7.0
"""Per cent of a bar that a number needs."""
_BINS = 10
APART = "0"
"""Shade of two assessors who differ."""
OUT = "out"


def shades_of(count: int) -> list[str]:
    """The shade of each of so many levels, the best first: 5 down to 1."""
    return [str(_SHADES - round(number * (_SHADES - 1) / max(1, count - 1))) for number in range(count)]


def slices_of(group: Group) -> tuple[Slice, ...]:
    """Levels, the best first, then those without one; the whole bar is all whom the indicator concerns."""
    named = [columns for name, columns in group.levels.items() if name]
    pieces = list(zip(shades_of(len(named)), map(len, named), strict=True))
    pieces.append((APART, len(group.levels.get("", ()))))
    pieces.append((OUT, len(group.concerned) - len(group.shown)))
    found, start, whole = [], 0.0, max(1, len(group.concerned))
    for shade, count in pieces:
        length = 100 * count / whole
        if count:
            found.append(Slice(f"{start:.2f}%", f"{length:.2f}%", shade, str(count) if length >= _ROOM else ""))
        start += length
    return tuple(found)


def spread_of(scores: Floats, chart: Chart) -> Spread:
    """Scores in descending order, as ticks, or as their middle half where they are too many."""
    median = chart.at(float(np.median(scores))) if len(scores) >= SMALLEST_GROUP else ""
    if len(scores) <= MOST_NAMES:
        return Spread(tuple(chart.at(score) for score in scores.tolist()), ("", ""), median)
    low, high = (float(chart.at(float(end))[:-1]) for end in np.quantile(scores, (0.25, 0.75)))
    return Spread((), (f"{low:.2f}%", f"{high - low:.2f}%"), median)


def bins_of(scores: Floats, chart: Chart) -> tuple[tuple[str, str, str, str], ...]:
    """A histogram in ten columns: start, top, height and count of each."""
    counts, _ = np.histogram(scores, bins=_BINS, range=(chart.low, chart.high))
    most, wide = max(1, int(counts.max())), 100 / _BINS
    return tuple(
        (f"{wide * number:.2f}%", f"{100 - 100 * count / most:.2f}%", f"{100 * count / most:.2f}%", str(count))
        for number, count in enumerate(counts.tolist())
    )


def position(value: float, ends: Sequence[float]) -> str:
    """Where a value stands between two ends; beyond them, at the nearer one."""
    low, high = ends
    return f"{100 * (min(max(value, low), high) - low) / (high - low):.2f}%"
