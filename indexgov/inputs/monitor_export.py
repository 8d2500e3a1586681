"""Reads exports of the monitors' form: one row a submission, made into rows of evidence.

KoboToolbox and ODK write the groups of a question before its name or leave them out; only the name matters here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from indexgov.errors import Place, Problem, choose_from, quoted
from indexgov.inputs.monitor_questions import (
    ASSESSOR,
    BODY,
    DETAILS,
    FORM_STAGES,
    RECORDED,
    STAGE,
    STAMP,
    TERRITORY,
    Criterion,
    criteria,
    stamp,
)
from indexgov.inputs.subject import Subject
from indexgov.inputs.table_file import Table
from indexgov.tables import EVIDENCE, NOT_APPLICABLE, NOT_ASSESSED, Columns

_ABOUT = (TERRITORY, BODY, ASSESSOR, STAGE)
"""What every submission says of itself."""


@dataclass
class MonitorTable(Table):
    """Evidence that was read from submissions: a row knows the column of each of its cells."""

    columns: list[Mapping[str, int]] = field(default_factory=list)
    """Position in the file of the cells of each row, by the column of evidence."""

    def place(self, row: int, column: str) -> Place:
        """The place of a cell of the export; in a CSV file its line, with the question and the answer."""
        known, number = self.columns[row], int(self.rows[row])
        index = known.get(column, known["value"])
        if self.sheet is not None:
            return super().place(row, self.header[index])
        return Place(self.file, number, source=f"{self.header[index]}: {self.frame[column].iat[row]}")


def evidence_columns(header: Sequence[str]) -> Columns:
    """The columns of an evidence table; of an export of the monitors' form all that it has."""
    if STAMP in map(_name, header):
        return Columns((), tuple(dict.fromkeys(cell for cell in header if cell)))
    return EVIDENCE


def evidence_export(table: Table, subject: Subject) -> Table:
    """The evidence in an export of the monitors' form; any other table as it is.

    What is wrong with a submission is a problem of the table that comes back, and its rows are left out.
    """
    named = {_name(column): column for column in table.frame.columns}
    if STAMP not in named:
        return table
    found = MonitorTable(table.file, table.format, pd.DataFrame(), table.rows[:0], table.header, table.sheet)
    found.problems += table.problems
    reading = _Reading(table, subject, named, found.problems)
    rows = list(reading.rows())
    found.frame = pd.DataFrame(
        {name: [cells.get(name, "") for _, cells, _ in rows] for name in EVIDENCE.all}, dtype=object
    )
    found.rows = np.array([table.rows[row] for row, _, _ in rows], dtype=np.int64)
    found.columns = [columns for _, _, columns in rows]
    return found


def _name(header: str) -> str:
    """The name of a question without the groups before it."""
    return re.split(r"\W+", header)[-1]


_Row = tuple[int, dict[str, str], dict[str, int]]
"""Position of the submission, cells of evidence, and where each stands in the file."""


@dataclass
class _Reading:
    """One run over the submissions."""

    table: Table
    subject: Subject
    named: Mapping[str, str]
    """Headers by the name of the question."""
    problems: list[Problem]

    def __post_init__(self) -> None:
        # Lists, because single cells of a frame are slow and every submission has hundreds.
        self._cells = {name: self.table.frame[header].tolist() for name, header in self.named.items()}

    def rows(self) -> Iterator[_Row]:
        """Every row of evidence; none where the export cannot be understood."""
        asked = criteria(self.subject.registry, self.subject.period)
        missing = [name for name in _ABOUT if name not in self.named]
        for one in asked:
            details = [name for name in DETAILS.values() if name != "reason" or one.indicator.not_applicable]
            names = [one.name("value"), *one.numbers.values(), *map(one.name, details)]
            missing += [name for name in names if name not in self.named]
        asked_names = {*_ABOUT, *(name for one in asked for name in (one.name("value"), *one.numbers.values()))}
        headers = [name for name in map(_name, self.table.frame.columns) if name in asked_names]
        for name in dict.fromkeys(name for name in headers if headers.count(name) > 1):
            message = f"the export has several columns for the question '{name}'"
            self.problems.append(
                Problem("monitor-column", self.table.whole(), message, "keep the one with the answers")
            )
        if len(set(headers)) < len(headers):
            return
        if missing:
            message = f"the export of the monitors' form has no column {quoted(missing[:5])}"
            message += f" and {len(missing) - 5} more" if len(missing) > 5 else ""
            advice = "export names (XML values and headers), not labels, and every question"
            self.problems.append(Problem("monitor-column", self.table.whole(), message, advice))
            return
        for row in self._submissions():
            for criterion in asked:
                yield from self._evidence(row, criterion)

    def _submissions(self) -> Iterator[int]:
        """Positions of the submissions that can be used."""
        expected = stamp(self.subject.registry, self.subject.period)
        first: dict[tuple[str, ...], int] = {}
        reported: set[str] = set()
        for row in range(len(self.table.frame)):
            found = self._cell(row, STAMP)
            if found != expected:
                if found not in reported:
                    self._wrong_form(row, found, expected)
                reported.add(found)
                continue
            key = tuple(self._cell(row, name) for name in _ABOUT)
            before = first.setdefault(key, row)
            if before != row:
                self._twice(row, before)
            elif self._names_are_known(row):
                yield row

    def _wrong_form(self, row: int, found: str, expected: str) -> None:
        same = self._cells[STAMP].count(found)
        message = (
            f"{same} submission{'s' if same > 1 else ''} of the form '{found}', and that of the dataset is '{expected}'"
        )
        advice = "read it with the registry and period it was made for, or record it anew: indexgov form --monitors"
        self._problem("monitor-form", row, STAMP, message, advice)

    def _twice(self, row: int, before: int) -> None:
        territory, body, assessor, stage = (self._cell(row, name) for name in _ABOUT)
        message = f"'{assessor}' sent the {body} of '{territory}' twice at stage '{stage}'"
        message += f", first in row {self.table.rows[before]}"
        self._problem("monitor-twice", row, TERRITORY, message, "delete one of the two submissions")

    def _names_are_known(self, row: int) -> bool:
        """Whether territory, body and stage can be used; each is told once a submission, not once a criterion."""
        subject, territory, body = self.subject, self._cell(row, TERRITORY), self._cell(row, BODY)
        known = {TERRITORY: list(subject.tiers), BODY: list(subject.registry.bodies), STAGE: list(FORM_STAGES)}
        wrong = [name for name, names in known.items() if self._cell(row, name) not in names]
        for name in wrong:
            if name != TERRITORY or subject.complete:
                cell = self._cell(row, name)
                message = f"there is no {name} '{cell}'" if cell else f"the submission has no {name}"
                self._problem(f"unknown-{name}", row, name, message, choose_from(cell, known[name]))
        if wrong:
            return False
        tier = subject.tiers[territory]
        if not subject.registry.exists(body, tier):
            message = f"there is no {body} at tier '{tier}', the tier of '{territory}'"
            self._problem("not-concerned", row, BODY, message, "correct the body or the territory")
            return False
        return True

    def _evidence(self, row: int, criterion: Criterion) -> Iterator[_Row]:
        """The rows of one criterion: none where all is blank, one a part of a ratio."""
        names = {column: criterion.name(what) for column, what in DETAILS.items()}
        numbers = {part: self._cell(row, name) for part, name in criterion.numbers.items()}
        value = self._cell(row, criterion.name("value"))
        cells = {column: self._cell(row, name) for column, name in names.items()}
        if not value and not any(numbers.values()) and not any(cells.values()):
            return
        cells |= {
            "territory": self._cell(row, TERRITORY),
            "body": self._cell(row, BODY),
            "stage": self._cell(row, STAGE),
        }
        cells |= {"assessor": self._cell(row, ASSESSOR), "indicator": criterion.indicator.id}
        names |= {"territory": TERRITORY, "body": BODY, "stage": STAGE, "assessor": ASSESSOR}
        at = {column: self._index(name) for column, name in names.items() if name in self.named}
        if numbers and value in {"", RECORDED}:
            for part, number in numbers.items():
                where = {"value": self._index(criterion.numbers[part])}
                yield row, {**cells, "part": part, "value": number}, {**at, **where}
            return
        if any(numbers.values()) and value in {NOT_APPLICABLE, NOT_ASSESSED}:
            message = f"'{criterion.indicator.id}' has a number and is '{value}' too"
            self._problem("monitor-number", row, criterion.name("value"), message, "delete the number, or the answer")
        yield row, {**cells, "value": value}, {**at, "value": self._index(criterion.name("value"))}

    def _cell(self, row: int, name: str) -> str:
        return str(self._cells[name][row]) if name in self._cells else ""

    def _index(self, name: str) -> int:
        header = self.named.get(name)
        return self.table.header.index(header) if header is not None else 0

    def _problem(self, rule: str, row: int, name: str, message: str, advice: str) -> None:
        place = self.table.place(row, self.named[name])
        if place.cell is None:
            # The whole line of an export is many screens long.
            place = Place(place.file, place.line, source=f"{self.named[name]}: {self._cell(row, name)}")
        self.problems.append(Problem(rule, place, message, advice))
