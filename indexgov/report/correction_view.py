"""What pages and workbooks say of the corrections of a release, in one language, without any markup."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from indexgov.analysis.corrections import Corrections
from indexgov.report.methodology import Method
from indexgov.report.model import Figure, Key
from indexgov.report.records import Values
from indexgov.report.survey_figures import figure, hidden_cells
from indexgov.report.words import DASH, sentence, words_of
from indexgov.tables import ASSESSED

COUNTS = ("values", "score", "rank", "interval", "class", "unchanged")
"""The counts that readers are told."""
_SIDES = ("before", "after")


class CellRow(NamedTuple):
    """A value that is recorded otherwise; figures and texts are those before and after."""

    key: Key
    name: str
    id: str
    criterion: str
    values: tuple[str, str]
    scores: tuple[Figure, Figure]


class TotalRow(NamedTuple):
    """An authority or territory of which score, rank, interval or class is another."""

    key: Key
    name: str
    scores: tuple[Figure, Figure]
    places: tuple[str, str]
    """Rank, and the interval in brackets where it is known."""
    classes: tuple[str, str]


class Own(NamedTuple):
    """What is corrected of one authority or territory."""

    total: TotalRow | None
    """None where it is still the same."""
    cells: tuple[CellRow, ...]


@dataclass(frozen=True)
class CorrectionsView:
    """The corrections of a release in one language."""

    lead: str
    releases: tuple[str, str]
    """What the release before is called, and this one."""
    counts: tuple[tuple[str, str], ...]
    """Words and number of each of COUNTS."""
    nothing: str
    """Said where no score, rank or class changed; else empty."""
    method: str
    """Said where the methodology is another one; else empty."""
    cells: tuple[CellRow, ...]
    totals: tuple[TotalRow, ...]

    own: Mapping[Key, Own]
    """Those of whom anything is corrected."""


def correction_view(found: Corrections, language: str) -> CorrectionsView:
    """The corrections of a release in one language, which its registry has."""
    return _Maker(found, language).view()


class _Maker:
    """Makes the view of one language."""

    def __init__(self, found: Corrections, language: str) -> None:
        self.found, self.words, self.language = found, words_of(language), language
        self.method = Method.of(found.corrected, self.words)
        self.values = Values(self.method)
        sides = found.published.dataset, found.corrected.dataset
        self.models = {one.id: one for side in sides for one in side.registry.indicators}
        self.secret = hidden_cells(sides[0].estimates) | hidden_cells(sides[1].estimates)

    def view(self) -> CorrectionsView:
        """All of it."""
        found, text = self.found, self.words.text
        sides = found.published.dataset, found.corrected.dataset
        registries = [one.registry for one in sides]
        cells = tuple(self._cell(row) for row in found.cells.to_dict("records"))
        totals = tuple(self._total(row) for row in found.totals.to_dict("records"))
        before, after = (text("revision", number=one.revision) for one in sides)
        versions = {end: one.version for end, one in zip(_SIDES, registries, strict=True)}
        return CorrectionsView(
            lead=text("corr_lead", before=before, after=sentence(after)),
            releases=(before, after),
            counts=tuple((text(f"corr_count_{name}"), self.words.number(found.counts[name], 0)) for name in COUNTS),
            nothing="" if any(found.counts[one] for one in ("score", "rank", "class")) else text("corr_nothing"),
            method=text("corr_method", **versions) if registries[0].digest != registries[1].digest else "",
            cells=cells,
            totals=totals,
            own=_by_key(cells, totals),
        )

    def _name(self, key: Key) -> str:
        territory = self.method.territory(key[0])
        title = self.method.body_title(key[1]) if key[1] in self.method.registry.bodies else key[1]
        return self.words.text("card_title", territory=territory, body=title) if key[1] else territory

    def _cell(self, row: Mapping[Hashable, Any]) -> CellRow:
        key, model = (row["territory"], row["body"]), self.models[row["node"]]
        values: list[str] = []
        scores: list[Figure] = []
        hidden = not self.secret.isdisjoint({(*key, model.id), (key[0], "", model.id)})
        for end in _SIDES:
            values.append(self.words.text("page_hidden") if hidden else self._value(row, end))
            scores.append(self._points(math.nan if hidden else row[f"score_{end}"]))
        title = self.method.title(model.title)
        return CellRow(key, self._name(key), model.id, title, (values[0], values[1]), (scores[0], scores[1]))

    def _value(self, row: Mapping[Hashable, Any], end: str) -> str:
        """A value in words, as it stands where this edition does not know its indicator; else its status."""
        status, text = row[f"status_{end}"], row[f"value_{end}"]
        if status != ASSESSED or not text:
            return self.words.text(status).lower() if status else DASH
        model = next((one for one in self.method.registry.indicators if one.id == row["node"]), None)
        return self.values.value(model, text) if model is not None else str(text)

    def _total(self, row: Mapping[Hashable, Any]) -> TotalRow:
        key = (row["territory"], row["body"])
        before, after = (self._points(row[f"score_{end}"]) for end in _SIDES)
        places = (self._place(row, "before"), self._place(row, "after"))
        classes = (row["class_before"] or DASH, row["class_after"] or DASH)
        return TotalRow(key, self._name(key), (before, after), places, classes)

    def _place(self, row: Mapping[Hashable, Any], end: str) -> str:
        rank, low, high = (row[f"{name}_{end}"] for name in ("rank", "rank_low", "rank_high"))
        if pd.isna(rank):
            return DASH
        return f"{rank}" if pd.isna(low) else f"{rank} ({self.words.interval(low, high)})"

    def _points(self, score: float) -> Figure:
        return figure(score, self.words.number(score, self.method.decimals + 1))


def _by_key(cells: tuple[CellRow, ...], totals: tuple[TotalRow, ...]) -> dict[Key, Own]:
    """What concerns each authority or territory."""
    found = {one.key: Own(one, ()) for one in totals}
    for key, rows in _grouped(cells).items():
        found[key] = Own(found[key].total if key in found else None, tuple(rows))
    return found


def _grouped(cells: tuple[CellRow, ...]) -> dict[Key, list[CellRow]]:
    found: dict[Key, list[CellRow]] = {}
    for one in cells:
        found.setdefault(one.key, []).append(one)
    return found
