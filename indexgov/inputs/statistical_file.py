"""Reads microdata in the files of SPSS and Stata, with the codes that these call missing kept as codes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indexgov.errors import Level, Place, Problem
from indexgov.inputs.encoding import TO_CP1251, TO_KZ1048, misread
from indexgov.inputs.located import Located, finder, locate, missing_columns, refuse_passes
from indexgov.inputs.respondents import Responses, Sought
from indexgov.inputs.several_answers import Tell, code_columns, from_columns, from_texts
from indexgov.inputs.spss_dictionary import contradiction
from indexgov.inputs.table_file import LARGEST, TableFormat, number_fault, number_in
from indexgov.methods.arrays import Floats
from indexgov.survey.questionnaire import code_of

SUFFIXES = (".sav", ".zsav", ".dta")
"""Files of SPSS, of SPSS compressed, and of Stata."""


def read_statistical(
    path: Path,
    shown_as: str,
    sought: Sought,
    table_format: TableFormat = TableFormat(),  # noqa: B008
) -> Responses:
    """The sought columns of a file of SPSS or Stata.

    Numbers and numeric answers are float64; codes that the file declares missing stay among the answers, Stata's
    letters as the numbers that `code_of` gives them, and become NaN where numbers such as weights are sought. Texts
    that the file stores as numbers are written without decimals. Names of columns are found without regard to capital
    letters where that is unique. `Responses.labels` and `Responses.missing` have what the file declares.

    A file that cannot be read, a missing column or text where numbers are sought becomes a problem.
    """
    responses = Responses(shown_as, pd.DataFrame())
    try:
        import pyreadstat
    except ImportError:
        message = f"files of the kind '{path.suffix}' need the library pyreadstat"
        responses.problems.append(
            Problem("extra-missing", Place(shown_as), message, "run: pip install 'indexgov[sav]'")
        )
        return responses
    stata = path.suffix.lower() == ".dta"
    try:
        reader = _Reader(path, pyreadstat.read_dta if stata else pyreadstat.read_sav, stata, table_format)
        there = reader.columns()
        located = locate(sought, finder(there))
        responses.problems += missing_columns(located, there, Place(shown_as))
        responses.problems += refuse_passes(sought, located, there, Place(shown_as))
        if responses.problems or not located.names:
            return responses
        frame, notes = reader.read(located)
    except (
        pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ArithmeticError, LookupError, MemoryError, OSError,
        TypeError, ValueError,
    ) as error:  # fmt: skip
        responses.problems.append(_unreadable(shown_as, error))
        return responses
    found = _File(frame, notes, table_format)
    responses.found = located.found
    responses.labels, responses.missing = _declared(found, sought, located)
    responses.frame = _frame(found, sought, located, responses)
    responses.problems += _wrong_letters(found, table_format, responses)
    return responses


@dataclass(frozen=True)
class _Reader:
    """Reads one file in the encoding that is declared for it."""

    path: Path
    library: Callable[..., tuple[pd.DataFrame, Any]]
    """Gives the cells of a file, and notes on it."""
    stata: bool
    format: TableFormat

    @property
    def encoding(self) -> str | None:
        """What the library is told; not every build of it knows kz1048."""
        return None if self.format.encoding == "utf-8" else "CP1251"

    def columns(self) -> list[str]:
        """The names of the columns. Raises ValueError for a file that contradicts itself."""
        if not self.stata and (fault := contradiction(self.path)):
            raise ValueError(fault)
        with warnings.catch_warnings(record=True) as twice:
            # Of two columns of one name the second is renamed, with a warning.
            warnings.simplefilter("always")
            notes = self.library(str(self.path), metadataonly=True, encoding=self.encoding)[1]
        if twice:
            raise ValueError(str(twice[0].message))
        # Stata packs nothing: a row takes a byte at least, and room is made for all that the file claims to have.
        if self.stata and (notes.number_rows or 0) > self.path.stat().st_size:
            raise ValueError("rows are missing")
        if None in notes.column_names:
            raise ValueError("a column has no name")
        return [name.translate(_right_letters(self.format)) for name in notes.column_names]

    def read(self, located: Located) -> tuple[pd.DataFrame, Any]:
        """The cells of the columns that are sought, and notes on them."""
        back = TO_CP1251 if self.format.encoding == "kz1048" else {}
        wanted = [name.translate(back) for name in dict.fromkeys(located.names.values())]
        return self.library(
            str(self.path), usecols=wanted, user_missing=True, disable_datetime_conversion=True, encoding=self.encoding
        )


def _right_letters(table_format: TableFormat) -> dict[int, int]:
    """What makes the letters that are meant of those that the library reads."""
    return TO_KZ1048 if table_format.encoding == "kz1048" else {}


class _File:
    """What was read: cells as float64 or stripped text, by column of the file."""

    def __init__(self, frame: pd.DataFrame, notes: Any, table_format: TableFormat) -> None:
        letters = _right_letters(table_format)

        def right(text: str) -> str:
            return text.translate(letters)

        self.decimal = table_format.decimal
        self.encoding = str(notes.file_encoding or "").upper()
        self.labels: dict[str, dict[Any, str]] = {
            right(name): {value: right(label) for value, label in labels.items()}
            for name, labels in notes.variable_value_labels.items()
        }
        self.ranges: dict[str, list[dict[str, Any]]] = {
            right(name): ranges for name, ranges in notes.missing_ranges.items()
        }
        self.letters: dict[str, list[str]] = {right(name): marks for name, marks in notes.missing_user_values.items()}
        self.rows = len(frame)
        types = notes.readstat_variable_types
        self.cells: dict[str, Floats | list[str]] = {
            right(name): [right(_text(cell)) for cell in frame[name].tolist()]
            if types[name] == "string"
            else _floats(frame[name])
            for name in frame.columns
        }


def _text(cell: Any) -> str:
    return "" if pd.isna(cell) else " ".join(str(cell).split())


def _floats(column: pd.Series) -> Floats:
    """Numbers; the letters of Stata's missing values, which pyreadstat puts between them, by their own numbers."""
    if column.dtype == object:
        column = column.map(lambda cell: code_of(f".{cell}") if isinstance(cell, str) else cell)
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _unreadable(shown_as: str, error: Exception) -> Problem:
    text = str(error).strip()
    if isinstance(error, UnicodeDecodeError) or "encoding" in text:
        advice = "declare 'encoding: cp1251' or 'encoding: kz1048' for it in dataset.yaml"
        return Problem("encoding", Place(shown_as), "the texts of the file are not in the encoding it names", advice)
    if isinstance(error, ArithmeticError | LookupError | MemoryError | TypeError):
        # The library met what it did not expect, and its words are about itself.
        text = "it is damaged"
    message = f"the file cannot be read: {text[:1].lower()}{text[1:]}"
    return Problem("statistical-file", Place(shown_as), message, "ask for the file again, or export it as CSV")


def _frame(found: _File, sought: Sought, located: Located, responses: Responses) -> pd.DataFrame:
    """The frame of the sought columns; faults of cells go to the problems of the responses."""

    def tell(rule: str, row: int, _column: str, message: str, advice: str, level: Level) -> None:
        responses.problems.append(Problem(rule, Place(responses.file), f"row {row + 1}: {message}", advice, level))

    columns: dict[str, Any] = {}
    for name in sought.texts:
        columns[name] = pd.array(_as_texts(found.cells[located.names[name]]), dtype="str")
    for name in sought.numbers:
        there = located.names[name]
        columns[name] = _without_missing(_as_numbers(found, there, tell), found.ranges.get(there, []))
    for name, question in sought.answers.items():
        split = [one for one in code_columns(name, question) if one in located.names]
        if name in located.together:
            columns |= from_texts(name, question, _as_texts(found.cells[located.names[name]]), tell)
        elif question.type == "multiple":
            cells = {one: _as_numbers(found, located.names[one], tell) for one in split}
            columns |= from_columns(name, question, cells, tell)
        elif question.type == "number":
            columns[name] = _as_numbers(found, located.names[name], tell)
        else:
            answers = found.cells[located.names[name]]
            columns[name] = pd.array(answers, dtype="str") if isinstance(answers, list) else answers
    return pd.DataFrame(columns, index=range(found.rows))


def _as_numbers(found: _File, column: str, tell: Tell) -> Floats:
    """The cells of a column as numbers; text that is none is told and NaN."""
    cells = found.cells[column]
    if not isinstance(cells, list):
        cells = [text_of(cell) if abs(cell) > LARGEST else cell for cell in cells.tolist()]
    numbers = np.full(len(cells), np.nan)
    for row, cell in enumerate(cells):
        number = number_in(cell, found.decimal) if isinstance(cell, str) else cell
        fault = number_fault(str(cell), number, column, found.decimal)
        if fault is not None:
            tell("number", row, column, *fault, "error")
        numbers[row] = np.nan if number is None else number
    return numbers


def _without_missing(numbers: Floats, ranges: list[dict[str, Any]]) -> Floats:
    """Numbers with NaN for what the file declares missing: 999 may stand for a weight that nobody knows."""
    for one in ranges:
        if not isinstance(one["lo"], str):
            numbers = np.where((numbers >= one["lo"]) & (numbers <= one["hi"]), np.nan, numbers)
    # Stata's letters lie below every number that a file can hold for a weight.
    return np.where(np.isin(numbers, _LETTERS), np.nan, numbers)


_LETTERS = [code_of(f".{letter}") for letter in "abcdefghijklmnopqrstuvwxyz"]


def _as_texts(cells: Floats | list[str]) -> list[str]:
    return cells if isinstance(cells, list) else [text_of(cell) for cell in cells.tolist()]


def text_of(number: float) -> str:
    """A number as text: whole ones without decimals, Stata's letters as such, NaN as empty text."""
    if np.isnan(number):
        return ""
    if number in _LETTERS:
        return f".{chr(ord('a') + _LETTERS.index(int(number)))}"
    return str(int(number)) if number.is_integer() and abs(number) < LARGEST else repr(number)


def _declared(
    found: _File, sought: Sought, located: Located
) -> tuple[dict[str, dict[int, str]], dict[str, tuple[str, ...]]]:
    """Labels of codes and codes declared missing, by sought column."""
    labels: dict[str, dict[int, str]] = {}
    missing: dict[str, tuple[str, ...]] = {}
    for name in sought.columns:
        columns = [there for one, there in located.names.items() if one == name or one.startswith(f"{name}/")]
        known = _codes(found.labels.get(columns[0], {})) if name in located.names else {}
        if name in sought.texts and not {*_as_texts(found.cells[columns[0]])} <= {"", *map(str, known)}:
            known = {}
        declared = dict.fromkeys(text for column in columns for text in _missing_texts(found, column))
        if known:
            labels[name] = known
        if declared:
            missing[name] = tuple(declared)
    return labels, missing


def _codes(labels: Mapping[Any, str]) -> dict[int, str]:
    """Labels by whole codes; other values are no codes."""
    known: dict[int, str] = {}
    for value, label in labels.items():
        if isinstance(value, str) and len(value) == 1 and value.isascii() and value.isalpha():
            known[code_of(f".{value}")] = label.strip()
        elif number := _whole(value):
            known[int(number)] = label.strip()
    return known


def _whole(value: Any) -> str:
    """A value that is a whole number as digits, empty text for others."""
    text = text_of(float(value)) if isinstance(value, int | float) else str(value).strip()
    return text if text.removeprefix("-").isdecimal() else ""


def _missing_texts(found: _File, column: str) -> Iterator[str]:
    for one in found.ranges.get(column, []):
        low, high = (one[end].strip() if isinstance(one[end], str) else text_of(one[end]) for end in ("lo", "hi"))
        yield low if low == high else f"{low} to {high}"
    yield from (f".{letter}" for letter in found.letters.get(column, []))


def _wrong_letters(found: _File, table_format: TableFormat, responses: Responses) -> Iterator[Problem]:
    """Kazakh words of a file that names cp1251 as its encoding and is kz1048."""
    named = found.encoding if table_format.encoding == "utf-8" else table_format.encoding
    texts = [cell for cells in found.cells.values() if isinstance(cells, list) for cell in dict.fromkeys(cells)]
    labels = [label for one in responses.labels.values() for label in one.values()]
    word = misread(iter([*labels, *texts])) if "1251" in named else None
    if word is not None:
        message = (
            f"its word '{word}' would be '{word.translate(TO_KZ1048)}' in kz1048: is the file kz1048 instead of cp1251?"
        )
        advice = "declare 'encoding: kz1048' for it in dataset.yaml; if cp1251 is right, save the file as UTF-8"
        yield Problem("encoding", Place(responses.file), message, advice)
