"""Positions for the drawings of a comparison: per cent of the width and pixels of the height, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexgov.report.change_model import MoveGroup, NodeChange, SeriesGroup
from indexgov.report.charts import Segment
from indexgov.report.model import Key

STEP = 22
"""Pixels from place to place."""
MOST = 60
"""Places in a drawing; more cannot be read."""
_LAST = 62.0
"""Per cent of the width at which the last period stands; names stand behind it."""
_FIRST = 12.0
_NEAREST, _BESIDE, _ABREAST = 7, 3, 6
"""Pixels from a dot to the bar of its interval, from bar to bar, and how many bars stand abreast."""
_CROWD = 3
"""More periods have their names in two lines."""


@dataclass(frozen=True, slots=True)
class Diverging:
    """The scale of amounts, to both sides of 0."""

    low: float
    high: float

    @classmethod
    def of(cls, changes: Iterable[NodeChange]) -> Diverging:
        """Wide enough for every one of the changes."""
        ends = [end for one in changes for end in _ends(one)]
        low, high = min(ends, default=0.0), max(ends, default=0.0)
        return cls(low, high) if high > low else cls(-1.0, 1.0)

    def at(self, points: float) -> str:
        """The position of so many points."""
        return f"{100 * (points - self.low) / (self.high - self.low):.2f}%"

    @property
    def zero(self) -> str:
        """The position of no change."""
        return self.at(0.0)

    def parts(self, change: NodeChange) -> tuple[Segment, ...]:
        """The amounts one after the other: gains to the right of 0, losses to the left."""
        found, right, left = [], 0.0, 0.0
        for number, one in enumerate(change.amounts, 1):
            points = one.number or 0.0
            start = right if points > 0 else left + points
            right, left = right + max(points, 0.0), left + min(points, 0.0)
            if points:
                found.append(Segment(self.at(start), f"{100 * abs(points) / (self.high - self.low):.2f}%", number))
        return tuple(found)


def _ends(change: NodeChange) -> tuple[float, float]:
    points = [one.number or 0.0 for one in change.amounts]
    return sum(one for one in points if one < 0), sum(one for one in points if one > 0)


@dataclass(frozen=True, slots=True)
class Dot:
    """An authority at one period."""

    x: str
    y: int
    text: str
    """Its rank."""
    low: int
    """Ends of the bar of its rank interval; equal where there is none."""
    high: int
    shift: int
    """Pixels between the dot and that bar, so that the bars of neighbours stand beside each other."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line from period to period."""

    x1: str
    y1: int
    x2: str
    y2: int
    broken: bool


@dataclass(frozen=True, slots=True)
class Path:
    """One authority through the periods."""

    key: Key
    name: str
    turn: str
    """`up`, `down` or `level`."""
    sure: bool
    """Whether its rank moved more than its noise."""
    dots: tuple[Dot, ...]
    pieces: tuple[Piece, ...]
    label: int | None
    """Where its name stands; None where it has no rank in the last period."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """Ranks through periods: who stands where, with lines between."""

    height: int
    heads: tuple[tuple[str, int, str], ...]
    """Position and name of every period."""
    label: str
    paths: tuple[Path, ...]


def slope(group: MoveGroup, periods: Sequence[str]) -> Ranks | None:
    """From rank to rank between two periods; None where nobody has a rank or too many have one."""
    rows = []
    for move in group.rows:
        ends = ((move.rank_from, move.interval_from), (move.rank_to, move.interval_to))
        rows.append(_Ranked(move.key, move.name, ends, (False, False), move.sure))
    return _drawn(rows, periods)


def bump(group: SeriesGroup, periods: Sequence[str]) -> Ranks | None:
    """The ranks of peers through all periods; None where nobody has a rank or too many have one."""
    rows = []
    for row in group.rows:
        places = tuple((one.place if one is not None else None, None) for one in row.points)
        broken = tuple(one is not None and one.broken for one in row.points)
        rows.append(_Ranked(row.key, row.name, places, broken, sure=False))
    return _drawn(rows, periods)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Ranks and their intervals by period."""

    key: Key
    name: str
    ends: tuple[tuple[int | None, tuple[int, int] | None], ...]
    broken: tuple[bool, ...]
    sure: bool


def _drawn(rows: Sequence[_Ranked], periods: Sequence[str]) -> Ranks | None:
    slots = [_slots(rows, number) for number in range(len(periods))]
    most = max((max(one.values(), default=0) for one in slots), default=0)
    if not most or most > MOST:
        return None
    width = (_LAST - _FIRST) / (len(periods) - 1)
    places = [f"{_FIRST + width * number:.2f}%" for number in range(len(periods))]
    paths = tuple(_path(row, slots, places) for row in rows if any(row.key in one for one in slots))
    lines = [12 + 14 * (number % 2 if len(periods) > _CROWD else 0) for number in range(len(periods))]
    heads = tuple(zip(places, lines, periods, strict=True))
    return Ranks(STEP * (most + 1) + STEP // 2, heads, places[-1], paths)


def _slots(rows: Sequence[_Ranked], number: int) -> dict[Key, int]:
    """Places one below the other; those who tie stand in the order of the rows."""
    ranked = [(rank, place, row.key) for place, row in enumerate(rows) if (rank := row.ends[number][0]) is not None]
    return {key: slot for slot, (_, _, key) in enumerate(sorted(ranked), 1)}


def _path(row: _Ranked, slots: Sequence[dict[Key, int]], places: Sequence[str]) -> Path:
    dots: list[Dot | None] = []
    for number, (slot, x, (rank, interval)) in enumerate(zip(slots, places, row.ends, strict=True)):
        if rank is None:
            dots.append(None)
            continue
        y = STEP * (slot[row.key] + 1)
        low, high = (STEP * (end + 1) for end in interval or (slot[row.key], slot[row.key]))
        shift = _NEAREST + _BESIDE * (slot[row.key] % _ABREAST)
        dots.append(Dot(x, y, str(rank), low, high, -shift if number == 0 else shift))
    pieces = [
        Piece(one.x, one.y, other.x, other.y, broken)
        for one, other, broken in zip(dots[:-1], dots[1:], row.broken[1:], strict=True)
        if one is not None and other is not None
    ]
    ranks = [rank for rank, _ in row.ends if rank is not None]
    turn = "up" if ranks[-1] < ranks[0] else "down" if ranks[-1] > ranks[0] else "level"
    last = dots[-1]
    return Path(row.key, row.name, turn, row.sure, tuple(one for one in dots if one is not None), tuple(pieces),
                last.y if last is not None else None)  # fmt: skip
