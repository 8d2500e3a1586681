"""The words of pages and workbooks in Kazakh, Russian and English: one catalogue, numbers, dates and periods."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date

from indexgov.period import Period
from indexgov.registry.source import read_yaml

CATALOGUE = Path(__file__).parent / "locale" / "words.yaml"
DASH = "—"
"""Stands where there is no figure; the words for it are `no_data`."""
_NBSP, _MINUS = "\u00a0", "\u2212"
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_DIGITS = re.compile(r"([0-9]+)")

Entry = str | dict[str, str]
"""A text, or a text for each plural class."""


@cache
def catalogue() -> dict[str, dict[str, Entry]]:
    """Every entry by key, then by language."""
    source = read_yaml(CATALOGUE, CATALOGUE.name)
    if source.problems:
        raise ValueError("\n".join(str(problem) for problem in source.problems))
    entries: dict[str, dict[str, Entry]] = source.data
    return entries


@cache
def words_of(language: str) -> Words:
    """The words of one language: `kk`, `ru` or `en`."""
    return Words(language)


class Words:
    """Texts, numbers, dates and names as one language writes them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = {key: entry[language] for key, entry in catalogue().items()}
        self._locale = Locale.parse(language)
        symbols = self._locale.number_symbols["latn"]
        self._signs = str.maketrans({",": symbols["group"].replace(" ", _NBSP), ".": symbols["decimal"], "-": _MINUS})
        self._per_cent: str = self._locale.percent_formats[None].pattern.rpartition("0")[2].replace(" ", _NBSP)
        self._order = {letter: number for number, letter in enumerate(_KAZAKH)}
        self._dates: dict[str, str] = {}

    def text(self, key: str, **values: object) -> str:
        """The text of a key with its placeholders filled in. Raises KeyError for a key that is not in the catalogue."""
        entry = self._texts[key]
        if not isinstance(entry, str):
            raise KeyError(f"'{key}' needs a number")
        return entry.format(**values) if values else entry

    def has(self, key: str) -> bool:
        """Whether the catalogue has the key."""
        return key in self._texts

    def named(self, what: str, name: str | Mapping[Any, float]) -> str:
        """The text of something that a registry names, `{power: 2}` with its number; its own name where there is none.

        Tables of methods can grow without the catalogue.
        """
        parameter = "" if isinstance(name, str) else self.plain(next(iter(name.values())))
        name = name if isinstance(name, str) else next(iter(name))
        if self.has(f"{what}_{name}"):
            return self.text(f"{what}_{name}", parameter=parameter)
        return f"{name} ({parameter})" if parameter else name

    def labels(self) -> dict[str, str]:
        """The texts that depend on nothing, by key."""
        return {key: entry for key, entry in self._texts.items() if isinstance(entry, str) and "{" not in entry}

    def counted(self, key: str, count: int, **values: object) -> str:
        """The text of a key in the plural class of `count`: `21 индикатор`, `5 индикаторов`."""
        return self._form(key, self._locale.plural_form(count)).format(count=self.number(count, 0), **values)

    def place(self, rank: int, last: int, peers: int) -> str:
        """A rank in words: `12th of 20`; those who tie share the places from `rank` to `last`."""
        if last > rank:
            return self.text("place_tied", ranks=f"{rank}–{last}", peers=peers)
        return self._form("place", self._locale.ordinal_form(rank)).format(rank=rank, peers=peers)

    def interval(self, low: float, high: float) -> str:
        """A rank interval: `9–16`, `1` where one rank is possible, a dash where it is not known."""
        if math.isnan(low) or math.isnan(high):
            return DASH
        return f"{low:.0f}–{high:.0f}" if high > low else f"{low:.0f}"

    def _form(self, key: str, plural_class: str) -> str:
        entry = self._texts[key]
        if isinstance(entry, str):
            raise KeyError(f"'{key}' has no plural forms")
        return entry.get(plural_class, entry["other"])

    def number(self, value: float, decimals: int = 1) -> str:
        """A number with a fixed count of decimals: `1 234,5`; a dash where it is not a number."""
        if not math.isfinite(value):
            return DASH
        text = f"{value:,.{decimals}f}"
        if text[0] == "-" and not text.strip("-0.,"):
            text = text[1:]
        return text.translate(self._signs)

    def plain(self, value: float, decimals: int = 4) -> str:
        """A number with as many decimals as it needs, up to `decimals`: `60`, `2,85`."""
        if not math.isfinite(value):
            return DASH
        text = f"{value:.{decimals}f}"
        needed = len(text.rstrip("0").partition(".")[2]) if decimals else 0
        return self.number(value, needed)

    def percent(self, share: float) -> str:
        """A share from 0 to 1 as per cent with one decimal, so that a column reads alike: `98,7 %`, `100,0 %`."""
        return self.number(share * 100) + self._per_cent if math.isfinite(share) else DASH

    def stated_percent(self, share: float) -> str:
        """A share that the methodology states, such as a floor, with as many decimals as it needs: `66 %`."""
        return self.plain(share * 100) + self._per_cent if math.isfinite(share) else DASH

    def long_date(self, day: date) -> str:
        """`5 August 2026`, `5 августа 2026 года`, `2026 жылғы 5 тамыз`."""
        return str(format_date(day, self.text("date_long"), self._locale))

    def short_date(self, text: str) -> str:
        """A date of the data (YYYY-MM-DD) for a table: `05.08.2026`, `5 Aug 2026`; other text stays as it is."""
        if text not in self._dates:
            try:
                self._dates[text] = format_date(date.fromisoformat(text), self.text("date_short"), self._locale)
            except ValueError:
                self._dates[text] = text
        return self._dates[text]

    def period(self, period: Period) -> str:
        """`Q3 2026`, `III квартал 2026 года`, `2026 жылғы III тоқсан`."""
        year, _, part = period.code.partition("-")
        if not part:
            return self.text("period_year", year=year)
        key = "period_quarter" if part[0] == "Q" else "period_half"
        return self.text(key, year=year, number=part[1] if self.language == "en" else _ROMAN[part[1]])

    def short_period(self, period: Period) -> str:
        """A quarter as narrow columns write it: `Q3 2026`, `III кв. 2026`; the code of what is no quarter."""
        year, _, part = period.code.partition("-")
        if part[:1] != "Q":
            return period.code
        number = part[1] if self.language == "en" else _ROMAN[part[1]]
        return self.text("period_quarter_short", year=year, number=number)

    def sort_key(self, name: str) -> list[tuple[int, int, str]]:
        """Orders names by the Kazakh alphabet, which holds the Russian one, and numbers in them by size."""
        found: list[tuple[int, int, str]] = []
        for piece in _DIGITS.split(name.casefold()):
            if piece.isascii() and piece.isdigit():
                digits = piece.lstrip("0")
                # Longer numbers are larger; those of equal length compare as text. No number is too long for this.
                found.append((1, len(digits), digits))
            else:
                found += [(2, self._order[letter], "") if letter in self._order else (0, 0, letter) for letter in piece]
        return found


def spoken(languages: Sequence[str]) -> str:
    """The language of what is told where nobody asks for one: English where it is there, else the first."""
    return "en" if "en" in languages else languages[0]


def sentence(text: str) -> str:
    """A text with a capital first letter, as labels have it."""
    return text[:1].upper() + text[1:]


def short_title(text: str) -> str:
    """The short name of a block or body: what stands before the colon, without a gloss in brackets."""
    return re.sub(r"\s*\([^()]*\)\Z", "", text.partition(": ")[0])
