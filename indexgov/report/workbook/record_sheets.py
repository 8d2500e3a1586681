"""The sheets of what was recorded: evidence with links, and survey estimates; the scores follow from the values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from indexgov.registry.models import Indicator
from indexgov.report.card_model import Answers, Evidence
from indexgov.report.model import Figure
from indexgov.report.words import DASH, sentence, short_title
from indexgov.report.workbook.cell_words import CellWords
from indexgov.report.workbook.formulas import Plan
from indexgov.report.workbook.marks import HIDDEN_MARK
from indexgov.report.workbook.mean_formulas import number
from indexgov.report.workbook.places import TOP, quoted
from indexgov.report.workbook.score_sheets import Sources
from indexgov.report.workbook.tables import Amount, Cell, Column, Engine, Formula, Link, Table
from indexgov.survey.measures import NUMBERS

EVIDENCE, SURVEY = "evidence", "survey"
_VALUE, _SCORE = "E", "F"
"""Columns of value and score in both sheets."""
_ROW = TOP + 1
_CLOSE = 1e-9
"""A formula stands for a score only if it gives it."""


class RecordSheets:
    """Makes both sheets, and says where the scores stand."""

    def __init__(self, cells: CellWords, plan: Plan, names: dict[int, str], levels: dict[str, dict[str, str]]) -> None:
        self.cells, self.plan, self.names, self.levels = cells, plan, names, levels
        self.text, self.method = cells.words.text, cells.method
        self.sources: Sources = {}
        """Filled by the sheets when they are made."""
        self._paths: dict[int, str] = {}
        self.bodies = {
            body: short_title(sentence(self.method.title(one.title)))
            for body, one in self.method.registry.bodies.items()
        }

    def evidence(self, title: str, shown: Sequence[int]) -> Table:
        """One row an authority and criterion with what counts, of the authorities in the columns `shown`.

        A line under the table says how many rows are left out.
        """
        text = self.text
        columns = [
            *self._first("criterion", "text"),
            Column(text("status"), 16),
            Column(text("reason"), 30),
            Column(text("evidence_link"), 50),
            Column(text("seen_on"), 12, "date"),
            Column(text("assessor"), 11),
            Column(text("note"), 17),
            Column(text("identifier"), 22),
        ]
        rows: list[list[Cell]] = []
        for column, row in self._cells(shown, survey=False):
            rows.append(self._record(row, column, _ROW + len(rows)))
        criteria = [row for row, model in enumerate(self.cells.models) if not model.from_survey]
        concerned = self.cells.section.cells.leaves.concerned[criteria]
        left = int(concerned[:, list(self.plan.columns)].sum()) - len(rows)
        below = [(text("book_cut", count=self.cells.words.number(left, 0)),)] if left else []
        return Table(EVIDENCE, title, columns, rows, fixed=4, below=below, live=True)

    def _first(self, what: str, form: str) -> list[Column]:
        text = self.text
        return [
            Column(text("territory"), 20, "strong"),
            Column(text("body"), 12),
            Column(text("block"), 28),
            Column(text(what), 46),
            Column(text("value"), 17, form),
            Column(text("score"), 10, "score", bar=True),
        ]

    def _cells(self, shown: Sequence[int], survey: bool) -> Iterator[tuple[int, int]]:
        """Column and row of the cells of criteria or of survey measures, authority by authority."""
        rows = [row for row, model in enumerate(self.cells.models) if model.from_survey == survey]
        concerned = self.cells.section.cells.leaves.concerned
        for column in shown:
            for row in rows:
                if concerned[row, column]:
                    yield column, row

    def _who(self, row: int, column: int) -> list[Cell]:
        cells = self.cells
        territory, body = cells.keys[column]
        position = cells.section.tree.leaves[row]
        return [self.method.territory(territory), self.bodies[body], self._path(position), self._title(row)]

    def _path(self, position: int) -> str:
        if position not in self._paths:
            self._paths[position] = self.cells.path(position, self.names)
        return self._paths[position]

    def _title(self, row: int) -> str:
        return self.method.title(self.cells.models[row].title)

    def _record(self, row: int, column: int, at: int) -> list[Cell]:
        """One criterion of an authority: the last record is what counts, decisions stand after what they decide."""
        cells = self.cells
        found = cells.records.evidence(cells.cell(row, column))
        last: list[Cell] = [None, None, None, None]
        if found:
            last = _seen(found)
        value = cells.value(row, column)
        shown: Cell = DASH if value is None else value
        if isinstance(shown, float):
            shown = Amount(shown, "plain")
        self._place(EVIDENCE, row, column, at)
        told: list[Cell] = [cells.flags(row, column), cells.why(row, column, found)]
        return [*self._who(row, column), shown, self._level(row, column, at), *told, *last, cells.models[row].id]

    def _place(self, key: str, row: int, column: int, at: int) -> None:
        position = self.cells.section.tree.leaves[row]
        self.sources[(position, column)] = f"{quoted(self.plan.places.sheets[key])}${_SCORE}${at}"

    def _level(self, row: int, column: int, at: int) -> Cell:
        """The score: looked up by the level where one was recorded, else as it was computed."""
        cells, score = self.cells, self.cells.score(row, column)
        if math.isnan(score):
            return self.plan.mark(cells.section.tree.leaves[row], column)
        level, scale = cells.level(row, column), cells.models[row].scale
        points = (cells.registry.scales[scale].levels or {}).get(level)
        if level and scale in self.levels and points == score:
            return Formula(f"VLOOKUP({_VALUE}{at},{self.plan.places.scales[scale]},2,FALSE)", score)
        return Engine(score)

    def survey(self, title: str, shown: Sequence[int], sentences: tuple[str, ...], confidence: str) -> Table:
        """One row a survey figure of the authorities in the columns `shown`, with what stands behind it.

        One that stands for every body has one row.
        """
        text = self.text
        columns = [
            *self._first("survey_measure", "plain"),
            Column(text("status"), 16),
            Column(text("reason"), 30),
            Column(text("sample_size"), 12, "whole"),
            Column(text("dont_know"), 18, "share"),
            Column(text("refused"), 18, "share"),
            Column(text("standard_error"), 14, "precise"),
            *(Column(sentence(f"{text(f'value_{end}')} {confidence}".strip()), 13, "plain") for end in ("low", "high")),
            Column(text("error_basis"), 26),
            Column(text("degrees"), 12, "plain"),
            Column(text("survey_flags"), 34),
            Column(text("question"), 22),
            Column(text("identifier"), 26),
        ]
        rows: list[list[Cell]] = []
        seen: dict[tuple[str, str], int] = {}
        shared = self.cells.section.cells.shared
        for column, row in self._cells(shown, survey=True):
            key = (self.cells.keys[column][0], self.cells.models[row].id)
            if shared[row, column] and key in seen:
                self._place(SURVEY, row, column, seen[key])
                continue
            at = _ROW + len(rows)
            if shared[row, column]:
                seen[key] = at
            rows.append(self._figures(row, column, at, bool(shared[row, column])))
        below = [(one,) for one in (*sentences, text("read_hidden"))] if rows else []
        return Table(SURVEY, title, columns, rows, fixed=4, below=below, live=True)

    def _figures(self, row: int, column: int, at: int, shared: bool) -> list[Cell]:
        cells, model = self.cells, self.cells.models[row]
        answers = cells.records.answers(cells.cell(row, column))
        position = cells.section.tree.leaves[row]
        hidden = bool(self.plan.hidden[position, column])
        value = None if hidden else cells.value(row, column)
        shown: Cell = Amount(value, _form(model)) if isinstance(value, float) else value or DASH
        self._place(SURVEY, row, column, at)
        who = self._who(row, column)
        if shared:
            who[1] = cells.words.text("everybody")
        why = cells.why(row, column, ())
        if hidden and answers is not None:
            why = cells.words.text("reason_hidden", why=answers.hidden)
        score: Cell = HIDDEN_MARK if hidden else self._measured(row, column, at, value)
        return [*who, shown, score, cells.flags(row, column), why, *_asked(answers, model), model.id]

    def _measured(self, row: int, column: int, at: int, value: str | float | None) -> Cell:
        """The score of a survey figure: between declared ends where it is measured so, else as it was computed."""
        cells, model, score = self.cells, self.cells.models[row], self.cells.score(row, column)
        if math.isnan(score):
            return self.plan.mark(cells.section.tree.leaves[row], column)
        ends, bounds = cells.registry.scales[model.scale].goalposts, cells.registry.range
        if ends is None or ends.transform is not None or bounds is None or not isinstance(value, float):
            return Engine(score)
        first, last = (ends.max, ends.min) if model.better == "lower" else (ends.min, ends.max)
        low, high = bounds
        exact = min(high, max(low, low + (high - low) * (value - first) / (last - first)))
        if abs(exact - score) > _CLOSE:
            return Engine(score)
        share = f"({_VALUE}{at}-{_bracketed(first)})/({number(last)}-{_bracketed(first)})"
        points = f"{number(low)}+({number(high)}-{_bracketed(low)})*{share}"
        return Formula(f"MIN({number(high)},MAX({number(low)},{points}))", score)


def _bracketed(value: float) -> str:
    """A number behind a minus."""
    return f"({number(value)})" if value < 0 else number(value)


def _form(model: Indicator) -> str:
    """The format of a value of a measure: a share, a mean or a median."""
    return "points" if model.measure in NUMBERS else "share"


def _seen(found: tuple[Evidence, ...]) -> list[Cell]:
    last = found[-1]
    notes = "; ".join(dict.fromkeys(one.note for one in found if one.note))
    return [Link(last.link) if last.link else None, last.day or last.seen_on, last.assessor, notes]


def _asked(answers: Answers | None, model: Indicator) -> list[Cell]:
    if answers is None:
        return [None] * 10
    form = _form(model)
    ends: list[Cell] = [
        Amount(one.number, form) if one.number is not None else one for one in (answers.low, answers.high)
    ]
    stands: list[Cell] = [answers.basis_words, answers.df, "; ".join(answers.flags), answers.question]
    counted: list[Figure] = [answers.n, answers.dont_know, answers.refused, answers.se]
    return [*counted, *ends, *stands]
