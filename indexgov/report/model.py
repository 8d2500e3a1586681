"""What a page or a sheet shows: text in one language, and the raw number where a cell or a drawing needs one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from indexgov.report.words import Words

Key = tuple[str, str]
"""Territory and body of a card; the body of a territory's own card is empty."""


class Figure(NamedTuple):
    """A number and its text; None and a dash where there is none, and no text where none belongs."""

    number: float | None
    text: str


class Spread(NamedTuple):
    """The sampling error of a score that survey figures go into, in points."""

    se: Figure
    """Without a number where it is not known."""
    low: Figure
    """Ends of the interval, within the range of scores; without a number where there is none."""
    high: Figure
    text: str
    """The interval with its confidence in words; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every page and sheet says about the state of the figures."""

    status: str
    words: str
    note: str
    loud: bool
    """Whether it must stand on every page and sheet: demo and draft."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A text with the day it belongs to."""

    day: str
    text: str


@dataclass(frozen=True, slots=True)
class Band:
    """A class: letter, name, bounds in words."""

    id: str
    title: str
    bounds: str
    low: float | None
    """Where it begins, minus infinity for an open one; None where classes are parts of the peer group."""
    shade: int
    """1 (lowest) to 5 (highest), for the colour."""


@dataclass(frozen=True, slots=True)
class RankNotes:
    """What readers must know of rank intervals; empty texts where nobody is ranked."""

    level: str
    """Confidence, as `95 %`."""
    read: str = ""
    """How to read them; empty where there are none."""
    made: str = ""
    """Which errors they hold."""
    limits: str = ""
    """What they do not hold."""
    missing: str = ""
    """Why ranks have no intervals; empty where they have."""

    @property
    def known(self) -> bool:
        """Whether there are intervals."""
        return bool(self.read)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that is said, in order."""
        return tuple(one for one in (self.read, self.made, self.limits, self.missing) if one)


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis: the act, empty for good practice, then article and edition, with a link or an empty text."""

    act: str
    place: str
    link: str

    @property
    def text(self) -> str:
        """Act and article in one line."""
        return ", ".join(part for part in (self.act, self.place) if part)


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One node of the methodology in words."""

    id: str
    level: str
    level_words: str
    depth: int
    title: str
    concerns: str
    weight: Figure
    """Without a number where it is said in words."""
    aggregation: str
    missing: str
    scale: str
    legal: tuple[Basis, ...]
    allowed_reasons: str


@dataclass(frozen=True, slots=True)
class Methodology:
    """The registry in words."""

    id: str
    version: str
    title: str
    range: tuple[float, float] | None
    """Ends of every score; None where scores are not bounded."""
    decimals: int
    """How many decimals of a score are printed."""
    rows: tuple[MethodRow, ...]
    bands: tuple[Band, ...]
    rules: tuple[str, ...]
    """Between which ends scores lie, how ranks and territory scores are made, which scores a class asks for."""


@dataclass(frozen=True, slots=True)
class Head:
    """What every page and workbook says before anything else, in one language."""

    language: str
    words: Words
    stamp: Stamp
    title: str
    period: str
    last_day: date
    revision: str
    corrections: tuple[Dated, ...]
    licence: str
    citation: str
    contact: str
    methodology: Methodology
