"""Reads the filled rows of one sheet of an evidence form into a table of evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from indexgov.errors import Place, Problem, choose_from, quoted
from indexgov.inputs.form_layout import FormStamp, StampedSheet, columns_of, inputs_of, parts_of, row_id
from indexgov.inputs.form_words import FormWords, Vocabulary
from indexgov.inputs.table_file import Table, TableFormat
from indexgov.inputs.workbook import letters_of
from indexgov.registry.models import Indicator
from indexgov.tables import EVIDENCE, NOT_APPLICABLE, NOT_ASSESSED

_FORMAT = TableFormat(decimal=",")
_SHOWN = 1
"""Where the number of a criterion stands, from 0."""
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?\Z")
_SHARED = ("source_url", "archive_url", "seen_on", "note", "reason")
"""What stands in the row of one part of a criterion holds for the others that leave it blank."""


@dataclass
class FormRow:
    """A row of a form as it was filled in."""

    number: int
    cells: dict[str, str]
    shown: str = ""
    """The number of the criterion that the person sees."""
    faulty: bool = False
    """Whether a cell holds a formula, an error or a percentage, so that nothing of the row can be used."""

    @property
    def blank(self) -> bool:
        """Whether nobody filled in anything."""
        return not any(self.cells.values())


@dataclass
class FormSheet:
    """The sheet of one body in a form that fits the dataset."""

    file: str
    name: str
    stamp: FormStamp
    sheet: StampedSheet
    indicators: Mapping[str, Indicator]
    words: FormWords
    faults: Mapping[tuple[str, str], str]
    """Cells of the workbook with formulas or errors, and what they hold."""
    problems: list[Problem] = field(default_factory=list)

    def table(self, rows: list[tuple[int, list[str]]], assessor: str) -> Table:
        """The rows that were filled in, as evidence of one assessor; what is wrong goes to `problems`."""
        told: list[tuple[int, dict[str, str]]] = []
        found = self._rows(rows)
        for name in dict.fromkeys(one.split("/")[1] for one in self.sheet.rows):
            told += self._evidence(self.indicators[name], found)
        about = {"territory": self.stamp.territory, "body": self.sheet.body, "stage": self.stamp.stage}
        told.sort(key=lambda one: one[0])
        frame = pd.DataFrame(
            [about | {"assessor": assessor} | cells for _, cells in told], columns=list(EVIDENCE.all), dtype=object
        ).fillna("")
        numbers = np.array([number for number, _ in told], dtype=np.int64)
        return Table(self.file, _FORMAT, frame, numbers, columns_of(self.stamp.stage), self.name)

    def _rows(self, rows: list[tuple[int, list[str]]]) -> dict[str, FormRow]:
        """The rows by id; rows that do not belong to the form, and ids that lack, are reported."""
        columns = columns_of(self.stamp.stage)
        positions = {name: columns.index(name) for name in inputs_of(self.stamp.stage)}
        expected, strange = set(self.sheet.rows), list[tuple[FormRow, str]]()
        found: dict[str, FormRow] = {}
        for number, cells in rows:
            cells = [*cells, *[""] * (len(columns) - len(cells))]
            row = self._look_for_faults(
                FormRow(number, {name: cells[position] for name, position in positions.items()}, cells[_SHOWN])
            )
            if any(cells[len(columns) :]):
                beside = next(index for index, text in enumerate(cells) if text and index >= len(columns))
                place = Place(self.file, cell=f"{self.name}!{letters_of(beside)}{number}")
                message, advice = f"'{cells[beside]}' stands outside the form", "move it into the form or delete it"
                self.problems.append(Problem("form-outside", place, message, advice))
            if cells[0] in found:
                message = f"the row '{cells[0]}' stands twice, first in row {found[cells[0]].number}"
                self._problem("form-row", row, "", message, "keep the row of the form and delete the other")
            elif cells[0] in expected:
                found[cells[0]] = row
            elif cells[0] or not row.blank:
                strange.append((row, cells[0]))
        missing = [one for one in self.sheet.rows if one not in found]
        for row, one in strange:
            self._strange(row, one, missing)
        # An id that was edited is told where it stands, with the ids that are missing.
        if len(missing) > sum(bool(one) for _, one in strange):
            self._lacking(missing, found)
        elif not strange:
            self._look_for_moves(found)
        return found

    def _lacking(self, missing: list[str], found: Mapping[str, FormRow]) -> None:
        """Rows that were deleted, told at the row beside which the first of them stood."""
        before = self.sheet.rows[: self.sheet.rows.index(missing[0])]
        beside = [one for one in before if one in found][-1:] or list(found)[:1]
        place = Place(self.file, cell=f"{self.name}!A{found[beside[0]].number}" if beside else None)
        what = "the row" if len(missing) == 1 else f"{len(missing)} rows"
        message = f"the sheet '{self.name}' lacks {what} {quoted(missing[:5])}"
        message += f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        advice = "rows may be sorted but not deleted: copy what was filled in into a new form"
        self.problems.append(Problem("form-row", place, message, advice))

    def _look_for_moves(self, found: Mapping[str, FormRow]) -> None:
        """What people see was moved together with the hidden ids: then the numbers rise in the order of the form."""
        before: tuple[int, ...] = ()
        for one in self.sheet.rows:
            shown = found[one].shown
            now = tuple(int(digits) for digits in shown.split(".")) if _NUMBER.match(shown) else ()
            if now <= before:
                message = f"the hidden first column says '{one}', and the number of the criterion is '{shown}'"
                message += ": rows were moved, copied or sorted without that column"
                advice = "copy what was filled in into a new form, or move the hidden column with the rows"
                self._problem("form-moved", found[one], "number", message, advice)
                return
            before = now

    def _strange(self, row: FormRow, found: str, missing: list[str]) -> None:
        if not found:
            message = "the row was added: it belongs to no criterion of the form"
            self._problem("form-row", row, "", message, "move what it says into the row of its criterion, or to a CSV")
            return
        message = f"the first column says '{found}', which is no row of this form"
        self._problem("form-row", row, "", message, f"{choose_from(found, missing, known='missing are')}; restore it")

    def _look_for_faults(self, row: FormRow) -> FormRow:
        """The same row, with cells that hold a formula or an error reported."""
        for name in row.cells if self.faults else ():
            content = self.faults.get((self.name, self._cell(row, name)))
            if content is not None:
                what = "formula" if content.startswith("=") else "percentage" if content.endswith("%") else "error"
                message = f"the cell holds the {what} {content}"
                self._problem("form-formula", row, name, message, "write the value itself")
                row.faulty = True
        return row

    def _evidence(self, indicator: Indicator, found: Mapping[str, FormRow]) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of evidence that say what was filled in for a criterion, with their numbers."""
        scale = self.words.registry.scales[indicator.scale]
        ids = {part: row_id(self.sheet.body, indicator.id, part) for part in parts_of(scale)}
        rows = {part: found[one] for part, one in ids.items() if one in found and not found[one].blank}
        if any(found[one].faulty for one in ids.values() if one in found):
            return
        read = {part: self._read(indicator, row) for part, row in rows.items()}
        if not rows or not all(read.values()):
            return
        if "" not in ids:
            shared = {name: next((row.cells[name] for row in rows.values() if row.cells.get(name)), "")
                      for name in _SHARED}  # fmt: skip
            for row in rows.values():
                row.cells |= {name: row.cells[name] or text for name, text in shared.items() if name in row.cells}
            rows = self._whole(indicator, ids, rows, found)
        for part, row in rows.items():
            yield row.number, row.cells | {"indicator": indicator.id, "part": part}

    def _whole(
        self, indicator: Indicator, ids: Mapping[str, str], rows: Mapping[str, FormRow], found: Mapping[str, FormRow]
    ) -> dict[str, FormRow]:
        """The counts of a ratio, complete, or one row with the status that they share; none where they do not fit."""
        said = {part: row.cells["value"] for part, row in rows.items() if row.cells["value"]}
        status = next((part for part, value in said.items() if value in {NOT_APPLICABLE, NOT_ASSESSED}), None)
        if not said:
            self._half(indicator, next(iter(rows.values())))
            return {}
        if status is not None and len(set(said.values())) == 1:
            return {"": rows[status]}
        if status is not None:
            message = f"one count of '{indicator.id}' is '{said[status]}', and another row says something else"
            self._problem("form-parts", rows[status], "value", message, "give all counts, or the same status in each")
            return {}
        lacking = [part for part in ids if part not in said and ids[part] in found]
        for part in lacking:
            message = f"the count '{part}' of '{indicator.id}' is blank, and {quoted(said)} is filled in"
            self._problem(
                "form-parts", found[ids[part]], "value", message, "fill in every count; 0 where there is none"
            )
        return {} if lacking else dict(rows)

    def _read(self, indicator: Indicator, row: FormRow) -> bool:
        """Turn the words of a row into ids; false where they mean nothing, which is reported."""
        cells, scale = row.cells, self.words.registry.scales[indicator.scale]
        value = self._id(indicator, row, "value", self.words.values(indicator, self.stamp), bool(scale.levels))
        reason = self._id(indicator, row, "reason", self.words.reasons(indicator, self.stamp), True)
        if value is None or reason is None:
            return False
        cells |= {"value": value, "reason": reason}
        part = scale.ratio is not None
        if value == NOT_APPLICABLE and not part and not self._reason_given(indicator, row):
            return False
        if not value and not part:
            self._half(indicator, row)
            return False
        if reason and value != NOT_APPLICABLE and not (part and not value):
            message = f"'{indicator.id}' has a reason why it is not applicable, and a value"
            word = dict(self.stamp.words[::-1])[NOT_APPLICABLE]
            self._problem("form-reason", row, "reason", message, f"choose '{word}' as the value, or clear the reason")
            return False
        return True

    def _half(self, indicator: Indicator, row: FormRow) -> None:
        filled = quoted(name for name, text in row.cells.items() if text)
        message = f"'{indicator.id}' has {filled} and no value"
        self._problem("form-half", row, "value", message, "choose the value, or clear the row")

    def _reason_given(self, indicator: Indicator, row: FormRow) -> bool:
        """Whether a criterion that is not applicable may be so, and says why; else it is reported."""
        if not indicator.not_applicable:
            message = f"'{indicator.id}' cannot be not applicable"
            offered = self.words.values(indicator, self.stamp).offered
            self._problem("not-applicable", row, "value", message, choose_from("", offered))
        elif not row.cells["reason"]:
            message = f"'{indicator.id}' is not applicable without a reason"
            offered = self.words.reasons(indicator, self.stamp).offered
            self._problem("not-applicable", row, "reason", message, choose_from("", offered))
        return bool(indicator.not_applicable and row.cells["reason"])

    def _id(self, indicator: Indicator, row: FormRow, column: str, vocabulary: Vocabulary, closed: bool) -> str | None:
        """What a word means, the text itself where anything may be written; None where it means nothing."""
        text = row.cells[column]
        found = vocabulary.id_of(text)
        if not text or found is not None or not closed:
            return found or text
        what = "level" if column == "value" else "reason"
        message = f"'{text}' is not a {what} of '{indicator.id}'"
        self._problem(f"form-{what}", row, column, message, choose_from(text, vocabulary.offered))
        return None

    def _cell(self, row: FormRow, column: str) -> str:
        columns = columns_of(self.stamp.stage)
        return f"{letters_of(columns.index(column) if column else 0)}{row.number}"

    def _problem(self, rule: str, row: FormRow, column: str, message: str, advice: str) -> None:
        place = Place(self.file, cell=f"{self.name}!{self._cell(row, column)}")
        self.problems.append(Problem(rule, place, message, advice))
