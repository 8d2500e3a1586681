"""What the pages of indicators show: text in one language, and positions for drawings."""

from __future__ import annotations

from dataclasses import dataclass

from indexgov.report.model import Basis, Figure

MOST_NAMES = 60
"""Names in a list; the others are counted."""


@dataclass(frozen=True, slots=True)
class Person:
    """An authority, or a territory, with its page."""

    name: str
    page: str


@dataclass(frozen=True, slots=True)
class People:
    """Some of them by name."""

    count: int
    named: tuple[Person, ...]
    more: str
    """How many are not named, and where they stand; empty where all are."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A piece of a bar that is as long as all whom an indicator concerns."""

    start: str
    length: str
    shade: str
    """1 (lowest level) to 5, `0` for two assessors who differ, `out` for what was not assessed or does not apply."""
    count: str
    """How many they are; empty where that has no room."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Scores on their scale."""

    ticks: tuple[str, ...]
    """One each; none where there are too many."""
    middle: tuple[str, str]
    """Where the middle half begins and how long it is, in the place of ticks; else empty texts."""
    median: str
    """Empty where fewer than three have a score."""


@dataclass(frozen=True, slots=True)
class Level:
    """Those who have one level."""

    title: str
    score: str
    shade: str
    share: str
    people: People


@dataclass(frozen=True, slots=True)
class Row:
    """One of those who have a number."""

    who: Person
    value: str
    score: str
    at: str
    """Where the number stands on the scale."""
    low: str
    """Ends of the interval there; empty where there is none."""
    high: str
    interval: str
    n: str
    dont_know: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Those who have nothing to print, for one reason."""

    status: str
    why: str
    people: People


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Scores of a group in numbers."""

    title: str
    n: str
    mean: Figure
    median: Figure
    low: Figure
    high: Figure


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A score that is another than in the period before."""

    who: Person
    points: str
    values: str
    """What was recorded before and now; empty for what is no evidence."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """What changed for those of a group since the period before."""

    better: tuple[ShiftRow, ...]
    more_better: str
    worse: tuple[ShiftRow, ...]
    more_worse: str
    alike: str
    """How many changes are within survey error; empty where that is not told."""


@dataclass(frozen=True, slots=True)
class GroupView:
    """Those whom an indicator concerns: a body, or all bodies that share its values."""

    title: str
    summary: str
    slices: tuple[Slice, ...]
    """None for what has no levels."""
    spread: Spread | None
    """None for what has levels."""
    brief: str
    """Levels by count, or the smallest and largest score; for the list of all indicators."""
    mean: Figure
    share: str
    """Of the indicator in the score; empty where the way of combining leaves none."""
    levels: tuple[Level, ...]
    rows: tuple[Row, ...]
    more: str
    bins: tuple[tuple[str, str, str, str], ...]
    """Start, top, height and count of the columns of a histogram; none where all stand in the rows."""
    axis: tuple[str, str]
    """The ends of the scale on which rows are drawn."""
    interval_head: str
    gaps: tuple[Gap, ...]
    figures: tuple[FigureRow, ...]
    shifts: Shifts | None


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One indicator in one language."""

    id: str
    page: str
    number: str
    """Such as 1.4.3."""
    title: str
    above: tuple[tuple[str, str], ...]
    """Ids and titles of the nodes above, from the component down."""
    concerns: str
    weight: str
    share: str
    """Of the score, body by body where that differs; empty where the way of combining leaves none."""
    measured: bool
    groups: tuple[GroupView, ...]
    facts: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    checks: tuple[tuple[str, str], ...]
    legal: tuple[Basis, ...]
    changed: str
    """What is said of the change as a whole: that it is new or was redefined; else empty."""
