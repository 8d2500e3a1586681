"""What was recorded about each indicator: evidence, objections, survey answers, ready to print."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from indexgov.registry.models import Indicator, Registry
from indexgov.report.card_model import Answers, Evidence, Objection
from indexgov.report.methodology import Method, web_link
from indexgov.report.survey_figures import Cell, answers_by_cell, value_words
from indexgov.report.words import Words
from indexgov.tables import ESTIMATES_KEY, NOT_APPLICABLE, NOT_ASSESSED, STAGES, Dataset

_FIELDS = (
    "territory",
    "body",
    "indicator",
    "part",
    "value",
    "stage",
    "assessor",
    "seen_on",
    "source_url",
    "archive_url",
    "note",
    "comment",
)
_OBJECTION = STAGES[3:]
_KEPT = 64
"""So many bodies are kept in words."""


class EvidenceRows:
    """The rows of evidence by territory and body, the same in all languages."""

    def __init__(self, frame: pd.DataFrame) -> None:
        # Texts of a column are made only where they are asked for.
        self._columns = [frame[name].array for name in _FIELDS]
        self._places = frame.groupby(["territory", "body"], sort=False, observed=True).indices
        asked = frame.loc[frame["stage"].isin(_OBJECTION), ["territory", "body"]].drop_duplicates()
        self.replied = frozenset(asked.itertuples(index=False, name=None))
        """Territories and bodies with a reply or a decision."""

    def of(self, territory: str, body: str) -> Iterator[tuple[str, ...]]:
        """The rows about a body, in the order of the files; an empty body is what stands for all of them."""
        places = self._places.get((territory, body))
        if places is None:
            return iter(())
        return zip(*(np.asarray(column.take(places), dtype=object).tolist() for column in self._columns), strict=True)


class _Told(NamedTuple):
    """What is recorded about a body."""

    evidence: dict[str, tuple[Evidence, ...]]
    """By indicator."""
    objections: tuple[Objection, ...]


class Values:
    """Recorded values in the words of one language."""

    def __init__(self, method: Method) -> None:
        self.words: Words = method.words
        self._method = method
        self._registry: Registry = method.registry
        self._values: dict[tuple[str, str], str] = {}

    def value(self, indicator: Indicator, text: str) -> str:
        """A recorded value in words: level titles, numbers as the language writes them, shares as per cent.

        The text is that of scores: parts stand behind semicolons, assessors who differ behind bars.
        """
        key = (indicator.id, text)
        if key not in self._values:
            said = ["; ".join(self._part(indicator, part) for part in one.split("; ")) for one in text.split(" | ")]
            self._values[key] = " / ".join(said)
        return self._values[key]

    def _part(self, indicator: Indicator, text: str) -> str:
        name, equals, value = text.rpartition("=")
        scale = self._registry.scales[indicator.scale]
        if scale.kind == "levels":
            if text in {NOT_APPLICABLE, NOT_ASSESSED}:
                return self.words.text(text).lower()
            return self._method.scales.level(scale, text)
        try:
            number = float(value.replace(",", "."))
        except ValueError:
            return self.words.text(value).lower() if value in {NOT_APPLICABLE, NOT_ASSESSED} else text
        if indicator.measure is not None:
            return value_words(self.words, indicator.measure, number)
        shown = self.words.plain(number)
        return f"{name} = {shown}" if equals else shown


class Records(Values):
    """The rows of a dataset by cell, in the words of one language."""

    def __init__(self, dataset: Dataset, method: Method, rows: EvidenceRows | None = None) -> None:
        super().__init__(method)
        self._indicators = {one.id: one for one in self._registry.indicators}
        self._evidence_rows = rows or EvidenceRows(dataset.evidence)
        self._told: dict[tuple[str, str], _Told] = {}
        self._answers = answers_by_cell(dataset, self.words)
        self._rates = self._read_rates(dataset.observations)

    def evidence(self, cell: Cell) -> tuple[Evidence, ...]:
        """The records of a cell, those that stand for every body included, in the order of the files."""
        territory, body, indicator = cell
        shared = self._of(territory, "").evidence.get(indicator, ())
        return self._of(territory, body).evidence.get(indicator, ()) + shared if body else shared

    def objections(self, territory: str, bodies: list[str]) -> tuple[Objection, ...]:
        """Replies and decisions about bodies of a territory."""
        replied = (body for body in bodies if (territory, body) in self._evidence_rows.replied)
        return tuple(one for body in replied for one in self._of(territory, body).objections)

    def answers(self, cell: Cell) -> Answers | None:
        """The survey figures of a cell; None where the data hold none."""
        return self._answers.get(cell) or self._answers.get((cell[0], "", cell[2]))

    def rate(self, cell: Cell) -> float | None:
        """What was recorded divided by its denominator; None where nothing is divided."""
        return self._rates.get(cell)

    def _read_rates(self, rows: pd.DataFrame) -> dict[Cell, float]:
        divided = [one.id for one in self._registry.indicators if one.denominator is not None]
        if not divided:
            return {}
        chosen = rows[rows["indicator"].isin(divided) & rows["number"].notna()]
        # Where two assessors count, their rates stand in two rows and are not one number.
        chosen = chosen[~chosen.duplicated(list(ESTIMATES_KEY), keep=False)]
        names = (*ESTIMATES_KEY, "number", "shared")
        found: dict[Cell, float] = {}
        for territory, body, indicator, rate, shared in zip(*(chosen[name].tolist() for name in names), strict=True):
            found[(territory, body, indicator)] = rate
            if shared:
                found[(territory, "", indicator)] = rate
        return found

    def number(self, indicator: Indicator, text: str) -> float | None:
        """A recorded value as a number; None for levels, parts, two readings and words."""
        if self._registry.scales[indicator.scale].kind == "levels":
            return None
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def _of(self, territory: str, body: str) -> _Told:
        """What is recorded about a body; kept for a while, because pages are made territory by territory."""
        found = self._told.get((territory, body))
        if found is None:
            if len(self._told) >= _KEPT:
                self._told.clear()
            found = self._told[(territory, body)] = self._read(territory, body)
        return found

    def _read(self, territory: str, body: str) -> _Told:
        groups: dict[tuple[str, ...], list[str]] = {}
        for _, _, indicator, part, value, *rest in self._evidence_rows.of(territory, body):
            groups.setdefault((indicator, *rest), []).append(f"{part}={value}" if part else value)
        evidence: dict[str, list[Evidence]] = {}
        objections: list[Objection] = []
        for (indicator, stage, assessor, seen_on, source, archive, note, comment), values in groups.items():
            model = self._indicators.get(indicator)
            if model is None:
                continue
            words, day = self.words.text(f"stage_{stage}"), self.words.short_date(seen_on)
            shown = self.value(model, values[0] if len(values) == 1 else "; ".join(values))
            if stage in _OBJECTION:
                text = "; ".join(one for one in (comment, note) if one)
                title, who = self._method.title(model.title), self._method.body_title(body)
                objections.append(Objection(title, who, words, day, shown, text, assessor, web_link(source)))
            if stage != _OBJECTION[0]:
                who = f"{words} {assessor}" if words and assessor else words or assessor
                seen = f"{who}, {day}: {shown}" if who and day else f"{who or day}: {shown}"
                links = (web_link(source), web_link(archive))
                one = Evidence(seen, words, shown, assessor, day, _date(seen_on), *links, note, comment)
                evidence.setdefault(indicator, []).append(one)
        return _Told({name: tuple(records) for name, records in evidence.items()}, tuple(objections))


@lru_cache(maxsize=2_000)
def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
