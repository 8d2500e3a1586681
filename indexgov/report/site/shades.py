"""Which colour and letter a score has: its class, or its fifth of the scale where the methodology has no classes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from indexgov.report.model import Figure
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.site.material import Material
from indexgov.scoring.rank import class_of
from indexgov.scoring.section import Section

_FIFTHS = 5


class Shade(NamedTuple):
    """The colour of a score, 1 (lowest) to 5 (highest), 0 where there is no score, and the letter of its class."""

    number: int
    letter: str


NONE = Shade(0, "")


class Grade(NamedTuple):
    """A line of the legend."""

    shade: Shade
    words: str
    """Its name and bounds in short."""


class Cell(NamedTuple):
    """A score in a coloured field."""

    text: str
    """Empty where there is none."""
    number: str
    """The score for programs; empty where the text says it and where there is none."""
    shade: Shade


class Shades:
    """The colours of the scores of a view."""

    def __init__(self, view: Scorecards, material: Material) -> None:
        self._view, self._assessment = view, material.assessment
        self._bands = {band.id: band for band in view.methodology.bands}
        self._classes: dict[tuple[int, int], list[str]] = {}

    @cached_property
    def legend(self) -> tuple[Grade, ...]:
        """What each colour stands for, from the lowest up."""
        if self._bands:
            return tuple(self._grades())
        return tuple(self._fifths())

    def _grades(self) -> Iterator[Grade]:
        bands = self._view.methodology.bands[::-1]
        ends = [*(band.low for band in bands[1:]), self._view.span[1]]
        for band, end in zip(bands, ends, strict=True):
            told = band.title
            if band.low is not None and end is not None:
                told += f", {self._between(max(band.low, self._view.span[0]), end)}"
            yield Grade(Shade(band.shade, band.id), told)

    def _fifths(self) -> Iterator[Grade]:
        low, high = self._view.span
        ends = [low + (high - low) * number / _FIFTHS for number in range(_FIFTHS + 1)]
        for number, (start, end) in enumerate(pairwise(ends), 1):
            yield Grade(Shade(number, ""), self._between(start, end))

    def _between(self, low: float, high: float) -> str:
        ends = self._view.words.plain(low, 2), self._view.words.plain(high, 2)
        return "–".join(ends) if low >= 0 else f"[{'; '.join(ends)}]"

    def of_whole(self, figure: Figure, letter: str) -> Shade:
        """The colour of the score of an authority, whose class is known."""
        if figure.number is None:
            return NONE
        return self._of_class(letter) or self._fifth(figure.number)

    def of_part(self, section: int, position: int, column: int) -> Shade:
        """The colour of the score of a node of an authority."""
        score = float(self._section(section).result.scores[position, column])
        if math.isnan(score):
            return NONE
        letter = self._class(section, position, column) if self._bands else ""
        return self._of_class(letter) or self._fifth(score)

    def cell(self, section: int, position: int, column: int, decimals: int) -> Cell:
        """The score of a node of an authority in a coloured field."""
        score = float(self._section(section).result.scores[position, column])
        if math.isnan(score):
            return Cell("", "", NONE)
        text = self._view.words.number(score, decimals)
        number = "" if text.isdecimal() else f"{score:.6g}"
        return Cell(text, number, self.of_part(section, position, column))

    def _section(self, number: int) -> Section:
        return self._assessment.sections[number]

    def _class(self, section: int, position: int, column: int) -> str:
        if (section, position) not in self._classes:
            registry, one = self._assessment.registry, self._section(section)
            assert registry.classes is not None
            groups = one.authorities.groups(registry.ranking.within)
            found = class_of(one.result.scores[position], registry.classes, groups, registry.ranking.tolerance)
            self._classes[section, position] = found.tolist()
        return self._classes[section, position][column]

    def _of_class(self, letter: str) -> Shade | None:
        # In a group that is too small for quantiles nobody has a class.
        return Shade(self._bands[letter].shade, letter) if letter in self._bands else None

    def _fifth(self, score: float) -> Shade:
        low, high = self._view.span
        return Shade(1 + min(_FIFTHS - 1, max(0, int(_FIFTHS * (score - low) / (high - low)))), "")
