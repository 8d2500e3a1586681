"""Reads what KoboToolbox, ODK Central and their kin export, with the form that the answers were given to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.errors import Problem, choose_from, errors_in, excerpt, quoted
from indexgov.inputs.entries import SurveyEntry
from indexgov.inputs.form_answers import WHOLE, Choices, Coding, code_choices, in_rows
from indexgov.inputs.form_columns import ExportColumn, find_column, second_pass
from indexgov.inputs.form_consent import leave_out_refusals
from indexgov.inputs.passes import put_together
from indexgov.inputs.responses import Responses, Sought
from indexgov.inputs.table_file import Table, read_cells, rows_below
from indexgov.inputs.xlsform import Choice, Form, read_xlsform
from indexgov.methods.arrays import Floats, Mask
from indexgov.survey.questionnaire import Question, labels_of

Texts = npt.NDArray[np.object_]

_BLANKS = {"n/a", "N/A"}
"""What Ona writes where a question was not asked."""
_TICKS = {"1": 1.0, "1.0": 1.0, "true": 1.0, "yes": 1.0, "0": 0.0, "0.0": 0.0, "false": 0.0, "no": 0.0, "": np.nan}


def read_form_export(
    path: Path, form: Path, shown_as: str, form_shown_as: str, entry: SurveyEntry, sought: Sought
) -> Responses:
    """The submissions of an export, CSV or the first sheet of a workbook, in the codes of the questionnaire.

    Texts that were chosen come back as the names of choices, numbers and answers as floats, NaN where blank. A question
    with several answers has columns `NAME/CODE` of 1, 0 and NaN: "don't know" or a refusal alone leaves its valid
    answers blank. Faults are problems; after errors the frame lacks columns.
    """
    read = read_xlsform(form, form_shown_as)
    table, cells = read_cells(path, shown_as, replace(entry.format, private=True))
    export = _Export(table, read)
    if not cells and not table.problems:
        message, advice = "the export is empty", "the first row needs the names of the questions"
        table.problems.append(Problem("table-empty", table.whole(), message, advice))
    if cells and not errors_in(read.problems):
        table.header = tuple(cells[0][1])
        body = leave_out_refusals(table, read, rows_below(table, cells))
        columns = [found for name in sought.columns if (found := export.find(name, sought.answers.get(name)))]
        export.take(body, columns)
        for column in columns:
            export.read(column, sought)
        export.remark_unused()
    frame = pd.DataFrame(export.columns, index=range(len(table.rows)))
    return Responses(
        shown_as,
        frame,
        found=export.found,
        labels=export.labels,
        table=table,
        problems=[*read.problems, *table.problems],
    )


@dataclass
class _Export:
    """The table of an export, and what becomes of its columns."""

    table: Table
    form: Form
    cells: dict[int, Texts] = field(default_factory=dict)
    """Texts of the columns that are read, by position."""
    columns: dict[str, Texts | Floats] = field(default_factory=dict)
    passes: dict[str, ExportColumn] = field(default_factory=dict)
    """Where the second pass of a question stands, by its sought name."""
    found: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[int, str]] = field(default_factory=dict)

    def find(self, name: str, question: Question | None) -> ExportColumn | None:
        """Where a sought column stands; an error is recorded."""
        several = listed(question) if question is not None and question.type == "multiple" else None
        column, problems = find_column(name, self.table, self.form, several)
        self.table.problems += problems
        if column is None or question is None or question.module is None:
            return column
        if (again := second_pass(column, self.form)) is not None:
            second, problems = find_column(again, self.table, self.form, several)
            self.table.problems += problems
            if second is not None:
                self.passes[name] = second
        return column

    def take(self, body: Sequence[list[str]], columns: Sequence[ExportColumn]) -> None:
        """Keep the cells of the columns, and say where they stand."""
        for column in (*columns, *self.passes.values()):
            places = {column.name: column.index} if column.index is not None else {}
            choices = column.question.choices if column.question is not None else ()
            blank = not any("n/a" in choice.spellings for choice in choices)
            for name, index in {**places, **{f"{column.name}/{one}": i for one, i in column.split.items()}}.items():
                texts = [row[index] for row in body]
                texts = ["" if text in _BLANKS else text for text in texts] if blank else texts
                self.cells[index] = np.array(texts, dtype=object)
                if self.table.header[index] != name:
                    self.found[name] = self.table.header[index]
        for column in columns:
            if column.name in self.passes:
                put_together(self.table, self.cells, column, self.passes[column.name])
        self.table.frame = pd.DataFrame(
            {self.table.header[index]: texts for index, texts in sorted(self.cells.items())},
            index=range(len(self.table.rows)),
        )

    def read(self, column: ExportColumn, sought: Sought) -> None:
        """Turn the cells of a column into what was sought."""
        question = sought.answers.get(column.name)
        chosen = column.question.type if column.question is not None else ""
        several = question is not None and question.type == "multiple"
        if question is not None and several and column.name not in sought.texts:
            self._several(column, question)
        elif column.index is None or several or chosen in {"select_multiple", "rank"}:
            cell = f" ({column.question.place.cell})" if column.question is not None else ""
            message = f"'{column.name}' may hold several answers{cell}, one is expected"
            advice = "write 'type: multiple' for the question in the questionnaire, or take another column"
            self.table.problems.append(Problem("form-type", self.table.whole(), message, advice))
        elif column.name in sought.texts:
            self.columns[column.name] = self._names(column, column.index)
        elif question is None or question.type == "number":
            self.table.frame[self.table.header[column.index]] = self._names(column, column.index)
            self.columns[column.name] = self.table.numbers(self.table.header[column.index])
        else:
            self._single(column, column.index, question)

    def remark_unused(self) -> None:
        """One short note: an export has dozens of columns about the interview itself."""
        unused = sum(1 for index, header in enumerate(self.table.header) if header and index not in self.cells)
        if unused:
            message = f"columns of the export that are not used: {unused}"
            self.table.problems.append(Problem("column-extra", self.table.whole(), message, level="note"))

    def _at(
        self, rule: str, rows: npt.NDArray[np.intp], index: int, message: str, advice: str, level: str = "error"
    ) -> None:
        """Record a problem at the first of the rows that have it."""
        place = self.table.place(int(rows[0]), self.table.header[index])
        text = f"{message}{in_rows(len(rows))}"
        self.table.problems.append(Problem(rule, place, text, advice, "warning" if level == "warning" else "error"))

    def _names(self, column: ExportColumn, index: int) -> Texts:
        """Names of choices where labels were exported; other texts as they are."""
        texts = self.cells[index]
        if column.question is None or not column.question.choices:
            return texts
        found = self._chosen(column, index, Choices(column.question.choices))
        return np.array([found[text].name if text in found else text for text in texts], dtype=object)

    def _chosen(self, column: ExportColumn, index: int, choices: Choices) -> dict[str, Choice]:
        """The choice of every text that is one; a text that may be two is an error."""
        texts = self.cells[index]
        distinct = [text for text in dict.fromkeys(texts) if text]
        if distinct and choices.crossed(distinct):
            message = f"'{distinct[0]}' in '{column.name}' is the name of one choice and the label of another"
            advice = "change the labels in the form so that no label is the name of another choice"
            self._at("choice-ambiguous", np.flatnonzero(texts == distinct[0]), index, message, advice)
            return {}
        find = choices.labelled if choices.by_label(distinct) else choices.find
        found = {}
        for text in distinct:
            matches = find(text)
            if len(matches) > 1:
                names = quoted(choice.name for choice in matches)
                message = f"'{text}' in '{column.name}' is the label of the choices {names}"
                advice = "export names (XML values) instead of labels"
                self._at("choice-ambiguous", np.flatnonzero(texts == text), index, message, advice)
            if matches:
                found[text] = matches[0]
        return found

    def _single(self, column: ExportColumn, index: int, question: Question) -> None:
        """Answers to a question with one answer, as codes."""
        texts = self.cells[index]
        choices = Choices(column.question.choices if column.question is not None else ())
        found = self._chosen(column, index, choices)
        coding = self._coding(column, question, choices.all)
        codes = {"": np.nan}
        unknown: dict[str, list[str]] = {}
        for text in dict.fromkeys(texts):
            if text in found and found[text].name not in coding.codes:
                unknown.setdefault(found[text].name, []).append(text)
            elif text in found:
                codes[text] = float(coding.codes[found[text].name])
            elif text:
                codes[text] = self._typed(column, index, text, coding, choices)
        for same in unknown.values():
            rows = np.flatnonzero(np.isin(texts, same))
            place = self.table.place(int(rows[0]), self.table.header[index])
            self.table.problems.append(coding.unknown(found[same[0]], place, len(rows)))
        self._remark_silent(column, coding, choices, {found[text].name for text in found})
        self.columns[column.name] = np.array([codes.get(text, np.nan) for text in texts], dtype=float)

    def _typed(self, column: ExportColumn, index: int, text: str, coding: Coding, choices: Choices) -> float:
        """The code of a text that is no choice: typed into the form, or written into the export later."""
        rows = np.flatnonzero(self.cells[index] == text)
        code = float(text) if WHOLE.fullmatch(text) else labels_of(coding.question).get(text.casefold())
        if choices.all and (code is None or code not in coding.all_codes):
            message = f"'{excerpt(text)}' in '{column.name}' is no choice of the form"
            names = [choice.name for choice in choices.all]
            titles = {label: choice.name for choice in choices.all for label in choice.labels.values()}
            self._at("unknown-choice", rows, index, message, choose_from(text, names, titles, known="choices"))
        elif choices.all:
            message = f"'{text}' in '{column.name}' is no choice of the form but an answer of the questionnaire"
            self._at("unknown-choice", rows, index, message, f"it is taken as the code {code:g}", "warning")
        elif code is None:
            message = f"'{excerpt(text)}' is not an answer to '{column.name}'"
            self._at("unknown-code", rows, index, message, choose_from(text, coding.written, known="codes"))
        return np.nan if code is None else float(code)

    def _coding(self, column: ExportColumn, question: Question, choices: Sequence[Choice]) -> Coding:
        """Codes of the choices, with the labels for the table of columns."""
        place = column.question.place if column.question is not None else self.table.whole()
        coding, problems = code_choices(column.name, question, self.form, choices, place)
        self.table.problems += problems
        labels = {
            coding.codes[choice.name]: self.form.label(choice.labels)
            for choice in choices
            if choice.name in coding.codes and choice.labels
        }
        if labels and column.question is not None:
            self.labels[column.name] = labels
        return coding

    def _remark_silent(self, column: ExportColumn, coding: Coding, choices: Choices, given: set[str]) -> None:
        """A note on choices that mean nothing in the questionnaire and that nobody gave."""
        silent = [one.name for one in choices.all if one.name not in coding.codes and one.name not in given]
        if silent and column.question is not None:
            message = (
                f"choices of '{column.name}' that nobody gave and the questionnaire does not have: {quoted(silent)}"
            )
            self.table.problems.append(Problem("choice-unused", column.question.place, message, level="note"))

    def _several(self, column: ExportColumn, question: Question) -> None:
        """Answers to a question with several answers, a column a code."""
        in_form = column.question is not None and bool(column.question.choices)
        choices = Choices(column.question.choices if column.question is not None and in_form else listed(question))
        coding = self._coding(column, question, choices.all)
        together = self._together(column, choices) if column.index is not None else None
        chosen, answered = (
            self._apart(column, together) if column.split else (together or ({}, np.zeros(0, dtype=bool)))
        )
        index = column.index if column.index is not None else min(column.split.values())
        for choice in choices.all:
            rows = np.flatnonzero(chosen[choice.name]) if choice.name in chosen else np.zeros(0, dtype=np.intp)
            if len(rows) and choice.name not in coding.codes:
                place = self.table.place(int(rows[0]), self.table.header[column.split.get(choice.name, index)])
                self.table.problems.append(coding.unknown(choice, place, len(rows)))
        self._remark_silent(column, coding, choices, {name for name, ticked in chosen.items() if ticked.any()})
        self._code_several(column, index, coding, chosen, answered)

    def _together(self, column: ExportColumn, choices: Choices) -> tuple[dict[str, Mask], Mask]:
        """Who chose what by the column of all answers, and who answered."""
        assert column.index is not None
        texts = self.cells[column.index]
        tokens = list(dict.fromkeys(token for text in dict.fromkeys(texts) for token in text.split()))
        if tokens and choices.crossed(tokens):
            message = f"'{tokens[0]}' in '{column.name}' is the name of one choice and the label of another"
            advice = "change the labels in the form so that no label is the name of another choice"
            self._at("choice-ambiguous", np.flatnonzero(texts != ""), column.index, message, advice)
            return {}, texts != ""
        by_label = bool(tokens) and choices.by_label(tokens)
        sets: dict[str, list[Choice]] = {"": []}
        for text in dict.fromkeys(texts):
            readings = choices.several(text, by_label) if text else [[]]
            sets[text] = readings[0] if readings else []
            if len(readings) != 1:
                word = "can be read in more than one way" if readings else "holds what is no choice of the form"
                names = quoted(choice.name for choice in choices.all[:12])
                advice = f"choices: {names}" if not readings else "export names (XML values) instead of labels"
                rows = np.flatnonzero(texts == text)
                self._at("unknown-choice", rows, column.index, f"'{excerpt(text)}' in '{column.name}' {word}", advice)
        ticked = {text: {choice.name for choice in found} for text, found in sets.items()}
        chosen = {
            choice.name: np.array([choice.name in ticked[text] for text in texts], dtype=bool) for choice in choices.all
        }
        return chosen, np.asarray(texts != "", dtype=bool)

    def _apart(
        self, column: ExportColumn, together: tuple[dict[str, Mask], Mask] | None
    ) -> tuple[dict[str, Mask], Mask]:
        """Who chose what by the columns of single answers, and who answered."""
        ticks = {name: self._ticks(index) for name, index in column.split.items()}
        chosen = {name: tick == 1 for name, tick in ticks.items()}
        some = np.any(list(chosen.values()), axis=0)
        first = min(column.split.values())
        if together is None:
            # A form stores a question of which nothing was ticked as it stores one that was not asked.
            idle = np.flatnonzero(~some & np.any([tick == 0 for tick in ticks.values()], axis=0))
            if len(idle):
                message = f"'{column.name}' has 0 in every column and is taken as not answered"
                place = self.table.place(int(idle[0]), self.table.header[first])
                self.table.problems.append(
                    Problem("choice-none", place, f"{message}{in_rows(len(idle))}", level="note")
                )
            return chosen, some
        names, answered = together
        unequal = np.any([chosen[name] != names[name] for name in chosen if name in names] or [some & False], axis=0)
        rows = np.flatnonzero(unequal)
        if len(rows):
            message = f"the column '{self.table.header[column.index or 0]}' and its columns of single answers disagree"
            numbers = ", ".join(str(self.table.rows[row]) for row in rows[:10])
            advice = f"export once more; rows that disagree: {numbers}{', ...' if len(rows) > 10 else ''}"
            self._at("choice-disagree", rows, first, message, advice)
        # A choice that was deleted from the form has no column of its own.
        chosen |= {name: ticked for name, ticked in names.items() if name not in chosen}
        return chosen, answered | some

    def _ticks(self, index: int) -> Floats:
        """A column of a single answer as 1, 0 and NaN."""
        texts = self.cells[index]
        for text in dict.fromkeys(texts):
            if text.casefold() not in _TICKS:
                message = (
                    f"'{excerpt(text)}' in '{self.table.header[index]}' does not say whether the answer was chosen"
                )
                rows = np.flatnonzero(texts == text)
                self._at("choice-tick", rows, index, message, "write 1 or 0, TRUE or FALSE, or nothing")
        return np.array([_TICKS.get(text.casefold(), np.nan) for text in texts], dtype=float)

    def _code_several(
        self, column: ExportColumn, index: int, coding: Coding, chosen: Mapping[str, Mask], answered: Mask
    ) -> None:
        """Write the column of each code."""
        nobody = np.zeros(len(answered), dtype=bool)
        by_code = {
            code: np.any([chosen[name] for name, one in coding.codes.items() if one == code and name in chosen]
                         or [nobody], axis=0)
            for code in coding.all_codes
        }  # fmt: skip
        valid = np.any([by_code[code] for code in coding.question.valid_codes] or [nobody], axis=0)
        silent = np.any([by_code[code] for code in coding.no_answer] or [nobody], axis=0)
        both = np.flatnonzero(valid & silent)
        if len(both):
            message = f"'{column.name}' has \"don't know\" or a refusal together with answers"
            self._at("choice-both", both, index, message, "the answers count, the other is left out", "warning")
        for code, ticked in by_code.items():
            if code in coding.no_answer:
                values = np.where(ticked & ~valid, 1.0, 0.0)
            else:
                values = np.where(silent & ~valid, np.nan, ticked.astype(float))
            self.columns[f"{column.name}/{code}"] = np.where(answered, values, np.nan)


def listed(question: Question) -> tuple[Choice, ...]:
    """The answers of the questionnaire as if they were the choices of a form."""
    silent: tuple[int, ...] = (*question.dont_know_codes, *question.refused_codes)
    return (
        *(Choice(str(answer.code), answer.label) for answer in question.codes),
        *(Choice(str(code)) for code in silent),
    )
