"""Finds the columns of an export by the form: KoboToolbox and ODK write a question's header in a dozen ways.

A header is a name or a label, with the groups before it or without them, the parts joined by `/`, `-`, `.`, `:` or
what the exporter typed. A question with several answers has one column of all answers, a column for each, or both.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indexgov.errors import Problem, quoted
from indexgov.inputs.table_file import Table
from indexgov.inputs.workbook import letters_of
from indexgov.inputs.xlsform import Choice, Form, FormQuestion, find_questions, path_pattern
from indexgov.survey.questionnaire import SECOND_PASS

_EXACT, _PATH, _LABEL, _NO = range(4)
_LONGEST_SIGN = 3
_SIGN = re.compile(r"\W{1,3}|_{1,3}")


@dataclass(frozen=True)
class ExportColumn:
    """Where the export holds a sought column."""

    name: str
    """The sought name."""
    question: FormQuestion | None
    """None where the form does not have it, as with weights that are added later."""
    index: int | None
    """Position of the column; None where each answer has its own column and there is no other."""
    split: Mapping[str, int] = field(default_factory=dict)
    """Position of the columns of single answers, by the name of the choice."""


def find_column(
    name: str, table: Table, form: Form, several: Sequence[Choice] | None
) -> tuple[ExportColumn | None, list[Problem]]:
    """Where a column stands, or the error that tells why it is not known.

    `several` are the answers of a question with several answers as the questionnaire has them, used where the form
    has none; None for any other column.
    """
    asked = _asked(name, form)
    outside = [question for question in asked if question.repeat is None]
    if asked and not outside:
        question = asked[0]
        message = (
            f"'{name}' is asked inside the repeat '{question.repeat}' ({question.place.cell}), not once a respondent"
        )
        advice = "take a question outside the repeat, or add a column with one answer a respondent to the export"
        return None, [Problem("form-repeat", table.whole(), message, advice)]
    search = _Search(name, outside, form)
    columns = search.columns(table.header)
    split: dict[str, list[int]] = {}
    if several is not None:
        split = search.split(table.header, outside[0].choices if outside and outside[0].choices else several)
    if not columns and not split:
        return None, [_missing(name, outside, table, form)]
    if len(outside) > 1 and columns:
        outside = search.questions_of(table.header[columns[0]])
    if (problem := _ambiguous(name, (columns, *split.values()), outside, table)) is not None:
        return None, [problem]
    return ExportColumn(
        name,
        outside[0] if outside else None,
        columns[0] if columns else None,
        {choice: found[0] for choice, found in split.items()},
    ), []


def second_pass(column: ExportColumn, form: Form) -> str | None:
    """The name of the same question in the second pass of its module; None where the form puts it once."""
    if (first := column.question) is None:
        return None
    kind = first.type, first.list_name
    names = {one.name for one in form.questions if (one.type, one.list_name) == kind}
    return f"{first.name}{SECOND_PASS}" if f"{first.name}{SECOND_PASS}" in names else None


def _asked(name: str, form: Form) -> list[FormQuestion]:
    """Questions that a sought name may mean: by name or path, else by label."""
    by_name = list(find_questions(form, name))
    if by_name:
        return by_name
    label = name.casefold()
    return [one for one in form.questions if label in (text.casefold() for text in one.labels.values())]


def _ambiguous(
    name: str, positions: Sequence[Sequence[int]], asked: Sequence[FormQuestion], table: Table
) -> Problem | None:
    """The error of a name that fits two columns, or two questions of the form that are answered differently."""
    for found in positions:
        if len(found) > 1:
            places = ", ".join(f"'{table.header[index]}' ({_where(table, index)})" for index in found)
            message = f"'{name}' may be any of {len(found)} columns: {places}"
            advice = "write the whole header of the right one under 'columns' of the survey in dataset.yaml"
            if len({table.header[index] for index in found}) == 1:
                advice = "export with names instead of labels as headers, or with the groups in the headers"
            return Problem("column-ambiguous", table.whole(), message, advice)
    if len({(question.type, question.list_name) for question in asked}) > 1:
        cells = ", ".join(f"'{'/'.join(question.path)}' ({question.place.cell})" for question in asked)
        message = f"'{name}' may be any of {len(asked)} questions of the form: {cells}"
        advice = "export with the groups in the headers and write the whole header in dataset.yaml"
        return Problem("column-ambiguous", table.whole(), message, advice)
    return None


def _where(table: Table, index: int) -> str:
    return f"column {letters_of(index)}" if table.sheet is not None else f"column {index + 1}"


def _missing(name: str, asked: Sequence[FormQuestion], table: Table, form: Form) -> Problem:
    """The error of a column that the export does not have, with the names nearest to it."""
    known = {re.split(r"[/:.\-]", header)[-1].casefold(): header for header in reversed(table.header) if header}
    known |= {header.casefold(): header for header in table.header if header}
    near = difflib.get_close_matches(name.casefold(), known, n=3, cutoff=0.6)
    in_form = f", although the form has it in {asked[0].place.cell}" if asked else ""
    message = f"the export has no column '{name}'{in_form}"
    advice = "export all questions and all versions of the form" if asked else (
        "say under 'columns' of the survey in dataset.yaml which column it is")  # fmt: skip
    if near and not asked:
        advice = f"nearest: {quoted(dict.fromkeys(known[one] for one in near))}; {advice}"
    elif not asked and (forms := difflib.get_close_matches(name, [one.name for one in form.questions], n=3)):
        advice = f"nearest in the form: {quoted(forms)}; {advice}"
    return Problem("column-missing", table.whole(), message, advice)


class _Search:
    """Tells how well a header names a sought column."""

    def __init__(self, name: str, questions: Sequence[FormQuestion], form: Form) -> None:
        self.name, self.questions, self.form = name, questions, form
        self.last_part = re.compile(rf".*\W{re.escape(name)}", re.DOTALL)
        self.paths = [path_pattern(question.path) for question in questions]
        self.labels = {label.casefold() for question in questions for label in question.labels.values()}
        self.label_paths = [path_pattern(path) for question in questions for path in question.label_paths]
        self.names = {question.name for question in questions}

    def rank(self, header: str) -> int:
        """How a header names the column: _EXACT, _PATH, _LABEL or _NO."""
        if header == self.name:
            return _EXACT
        if header in self.names or any(path.fullmatch(header) for path in self.paths):
            return _PATH
        if self.last_part.fullmatch(header) and not self._belongs_to_another(header):
            return _PATH
        if header.casefold() in self.labels or any(path.fullmatch(header) for path in self.label_paths):
            return _LABEL
        return _NO

    def columns(self, headers: Sequence[str]) -> list[int]:
        """Positions of the headers that name the column best."""
        return _best((self.rank(header), index) for index, header in enumerate(headers))

    def split(self, headers: Sequence[str], choices: Sequence[Choice]) -> dict[str, list[int]]:
        """Positions of the columns of single answers by the choice's name."""
        ranks: dict[str, list[tuple[int, int]]] = {}
        for index, header in enumerate(headers):
            if self._is_another(header):
                continue
            fits = [
                (len(text), choice.name, self.rank(stem))
                for choice in choices
                for text in choice.spellings
                for stem in _stems(header, text)
            ]
            fits = [fit for fit in fits if fit[2] < _NO]
            # The minus of -1 could be a part of the separator before 1.
            longest = max((length for length, _, _ in fits), default=0)
            for name in dict.fromkeys(name for length, name, _ in fits if length == longest):
                rank = min(rank for length, found, rank in fits if (length, found) == (longest, name))
                ranks.setdefault(name, []).append((rank, index))
        return {name: _best(found) for name, found in ranks.items()}

    def questions_of(self, header: str) -> list[FormQuestion]:
        """Questions that a header may mean, by path where it has one."""
        by_path = [one for one in self.questions if path_pattern(one.path).fullmatch(header)]
        return by_path or list(self.questions)

    def _is_another(self, header: str) -> bool:
        """Whether a header is the name or path of another question, such as q__2 beside the answer 2 to q."""
        others = (one for one in self.form.questions if one not in self.questions)
        return any(header == one.name or path_pattern(one.path).fullmatch(header) for one in others)

    def _belongs_to_another(self, header: str) -> bool:
        """Whether a header that ends as the sought name is that of another question, or of one of its answers."""
        for question in self.form.questions:
            if question in self.questions:
                continue
            spelt = (path_pattern(question.path), path_pattern((question.name,)))
            stems = [header]
            if question.type == "select_multiple":
                stems += [stem for choice in question.choices for stem in _stems(header, choice.name.casefold())]
            if any(pattern.fullmatch(stem) for stem in stems for pattern in spelt):
                return True
        return False


def _best(ranked: Iterator[tuple[int, int]] | Sequence[tuple[int, int]]) -> list[int]:
    """Positions of the best rank, none where nothing fits."""
    found = [(rank, index) for rank, index in ranked if rank < _NO]
    best = min((rank for rank, _ in found), default=_NO)
    return [index for rank, index in found if rank == best]


def _stems(header: str, ending: str) -> Iterator[str]:
    """What may stand before a separator and an ending."""
    if not header.casefold().endswith(ending) or len(header.casefold()) != len(header):
        return
    rest = header[: len(header) - len(ending)]
    for length in range(1, min(_LONGEST_SIGN, len(rest) - 1) + 1):
        if _SIGN.fullmatch(rest[-length:]):
            yield rest[:-length].rstrip()
