"""Reads a table from CSV or XLSX as text, and knows the place of every cell."""

from __future__ import annotations

import csv
import difflib
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.characters import invisible_in
from indexgov.errors import Place, Problem, excerpt, quoted
from indexgov.inputs.encoding import decoded
from indexgov.inputs.workbook import letters_of, read_sheet
from indexgov.tables import Columns

ENCODINGS = ("utf-8", "cp1251", "kz1048")
"""kz1048 is the Kazakh code page: cp1251 has no letters ә ғ қ ң ө ұ ү һ and would read it to wrong ones."""
SEPARATORS = (",", ";", "\t")
HEADER_SEARCH = 20
"""How many rows are looked at to tell where a missing header may stand."""
_LONGEST_HEADER = 200_000
"""Characters of a file in which the header is looked for."""
_MOST_COLUMNS = 16_384
"""Cells of a row, as many as a spreadsheet has: more is a file of something else."""
_LONGEST_CELL = 131_072
"""Characters of a cell of a CSV file; a quote that nobody closes takes in all that follows."""
_MOST_BYTES = 512 * 1024 * 1024
"""Size of a CSV file that is read whole; large microdata are read by an engine."""


@dataclass(frozen=True)
class TableFormat:
    """How a CSV file is written; nothing here matters to XLSX but `sheet`."""

    encoding: str = "utf-8"
    separator: str | None = None
    """None: the one of comma, semicolon and tab that the header uses."""
    decimal: str = "."
    sheet: str | None = None
    """None: the first sheet."""
    private: bool = False
    """Whether messages may name lines but not quote them, because a line is a respondent."""


@dataclass
class Table:
    """A table as text: every cell stripped, blank cells empty."""

    file: str
    format: TableFormat
    frame: pd.DataFrame
    rows: npt.NDArray[np.int64]
    """Line or sheet row of each row of the frame, from 1."""
    header: tuple[str, ...] = ()
    sheet: str | None = None
    text: str = ""
    """The CSV file, of which messages quote lines; empty for what must not be quoted."""
    problems: list[Problem] = field(default_factory=list)

    def place(self, row: int, column: str) -> Place:
        """The place of a cell: the line in a CSV file, the cell in a sheet."""
        number = int(self.rows[row])
        if self.sheet is None:
            return Place(self.file, number, source=self._line(number))
        index = self.header.index(column) if column in self.header else 0
        return Place(self.file, cell=f"{self.sheet}!{letters_of(index)}{number}")

    def row_place(self, number: int) -> Place:
        """The place of a whole row by its number in the file."""
        if self.sheet is not None:
            return Place(self.file, cell=f"{self.sheet}!A{number}")
        return Place(self.file, number, source=self._line(number))

    def _line(self, number: int) -> str | None:
        return self._lines[number - 1] if number <= len(self._lines) else None

    @cached_property
    def _lines(self) -> list[str]:
        return re.split(r"\r\n|\r|\n", self.text) if self.text else []

    def whole(self) -> Place:
        """The place of the table itself."""
        return Place(self.file)

    def problem(self, rule: str, row: int, column: str, message: str, advice: str = "") -> None:
        """Record an error at a cell."""
        self.problems.append(Problem(rule, self.place(row, column), message, advice))

    def problems_where(self, mask: npt.NDArray[np.bool_], column: str) -> Iterator[tuple[int, str]]:
        """Position and text of each cell of a column where the mask is true."""
        return self.problems_at(np.flatnonzero(mask), column)

    def problems_at(
        self,
        rows: npt.NDArray[np.intp],
        column: str,
        bad: Callable[[npt.NDArray[np.object_]], npt.NDArray[np.bool_]] | None = None,
    ) -> Iterator[tuple[int, str]]:
        """Position and text of each cell of a column in some rows, of the bad ones if that is asked."""
        values = self.frame[column].to_numpy(dtype=object)[rows]
        for index in range(len(rows)) if bad is None else np.flatnonzero(bad(values)):
            yield int(rows[index]), str(values[index])

    def numbers(self, column: str, rows: npt.NDArray[np.intp] | None = None) -> npt.NDArray[np.float64]:
        """A column as float64, in all or in some rows, NaN where blank; what is no number is recorded as an error."""
        rows = np.arange(len(self.frame)) if rows is None else rows
        text = self.frame[column].to_numpy(dtype=object)[rows]
        known = {word: number_in(word, self.format.decimal) for word in dict.fromkeys(text)}
        for index, word in enumerate(text):
            fault = number_fault(word, known[word], column, self.format.decimal)
            if fault is not None:
                self.problem("number", int(rows[index]), column, *fault)
        return np.array([known[word] for word in text], dtype=float)


def number_in(text: str, decimal: str) -> float | None:
    """A finite number as a file with this decimal sign writes it; NaN for a blank, None for anything else."""
    if not text:
        return math.nan
    number = float(text.replace(",", ".")) if NUMBER[decimal].match(text) else math.inf
    return number if math.isfinite(number) else None


def number_fault(text: str, number: float | None, column: str, decimal: str) -> tuple[str, str] | None:
    """Message and advice for a cell that holds no number or one beyond all sense, None for any other."""
    if number is not None and abs(number) > LARGEST:
        return f"'{excerpt(text)}' in column '{column}' is beyond {LARGEST:g}", "correct the number"
    if number is not None:
        return None
    advice = f"write digits with a decimal {'point' if decimal == '.' else 'comma'}"
    if decimal == "." and "," in text and NUMBER[","].match(text):
        advice = "for decimal commas write 'decimal: \",\"' for this file in dataset.yaml"
    elif " " in text and number_in(text.replace(" ", ""), ",") is not None:
        advice = "write the number without spaces between its digits"
    elif _WITH_WORDS.fullmatch(text):
        advice = "write the number in digits, without words beside it"
    elif text.endswith("%"):
        advice = f"write {excerpt(text.rstrip('% '))} without the sign, or a share from 0 to 1 where one is asked"
    return f"'{excerpt(text)}' in column '{column}' is not a number", advice


LARGEST = 1e15
"""Larger numbers are slips, and their squares overflow."""
NUMBER = {
    ".": re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?\Z", re.ASCII),
    ",": re.compile(r"[-+]?\d+([.,]\d+)?([eE][-+]?\d+)?\Z", re.ASCII),
}
"""Numbers by the decimal sign of the file."""
_WITH_WORDS = re.compile(r"[-+]?\d+(?:[.,]\d+)?\s*[^\W\d_]\D*")
"""A number with its unit, such as `7 days`."""


def read_table(
    path: Path, shown_as: str, columns: Columns | Callable[[Sequence[str]], Columns], table_format: TableFormat
) -> Table:
    """The table in a CSV or XLSX file, with the columns asked for; optional columns that are absent come back empty.

    Where the columns depend on what there is, `columns` is a function of the header.

    A file that cannot be read gives an empty table with a problem. Columns nobody asked for are left out with a note.
    """
    table, cells = read_cells(path, shown_as, table_format)
    body: list[list[str]] = []
    if not isinstance(columns, Columns):
        columns = columns(cells[0][1] if cells else ())
    if cells:
        body = _body(table, cells, columns)
    elif not table.problems:
        table.problems.append(
            Problem(
                "table-empty", Place(shown_as), "the table is empty", f"the first row needs {quoted(columns.required)}"
            )
        )
    position = {name: index for index, name in enumerate(table.header)}
    if not table_format.private:
        _refuse_invisible(table, body, {name: position[name] for name in columns.all if name in position})
    table.frame = pd.DataFrame(
        {name: [row[position[name]] for row in body] if name in position else [""] * len(body) for name in columns.all},
        dtype=object,
    )
    return table


def _refuse_invisible(table: Table, body: list[list[str]], position: dict[str, int]) -> None:
    """Report characters that nobody sees in the columns that are read."""
    seen: dict[str, str | None] = {}
    for index, row in enumerate(body):
        for name, at in position.items():
            text = row[at]
            if text.isprintable():
                continue
            if text not in seen:
                seen[text] = invisible_in(text)
            if seen[text] is not None:
                message = f"the cell of '{name}' holds the invisible character {seen[text]}"
                table.problem("invisible", index, name, message, "delete it, or type the text again")


def read_cells(path: Path, shown_as: str, table_format: TableFormat) -> tuple[Table, list[tuple[int, list[str]]]]:
    """A table without header and frame, and the rows of the file with their numbers; no rows where it is unreadable.

    The first row that is not empty comes first. What hinders the reading stands among the problems of the table.
    """
    table = Table(shown_as, table_format, pd.DataFrame(), np.zeros(0, dtype=np.int64))
    try:
        if path.suffix.lower() in {".xlsx", ".xlsm"}:
            table.sheet, cells, problems = read_sheet(path, shown_as, table_format.sheet)
            table.problems += problems
            # What only looks empty would be reported once more as missing.
            return table, [] if problems else cells
        return table, _csv_rows(path, table)
    except OSError as error:
        table.problems.append(Problem("file", Place(shown_as), f"cannot read the file: {error.strerror or error}"))
        return table, []


def _body(table: Table, cells: list[tuple[int, list[str]]], columns: Columns) -> list[list[str]]:
    """Check the header and the width of rows; the rows under the header without the blank ones."""
    table.header = tuple(cells[0][1])
    return rows_below(table, cells) if check_header(table, cells, columns) else []


def rows_below(table: Table, cells: list[tuple[int, list[str]]]) -> list[list[str]]:
    """The rows under the header without the blank ones, each as wide as the header; the table learns their places.

    A row of another width is an error and left out.
    """
    header = cells[0][1]
    body, rows = [], []
    for row_number, row in cells[1:]:
        if not any(row):
            continue
        if len(row) != len(header) and (any(row[len(header) :]) or table.sheet is None):
            message = f"the row has {len(row)} cells, the header {len(header)}"
            advice = "put quotes around text that holds the separator"
            if len(row) < len(header):
                other = [sign for sign in SEPARATORS if any(sign in cell for cell in row)]
                advice = f"the row holds {other[0]!r}: is that a separator too?" if other else (
                    "write a separator also for each empty cell")  # fmt: skip
            table.problems.append(Problem("row-width", table.row_place(row_number), message, advice))
            continue
        body.append(row if len(row) == len(header) else row[: len(header)] + [""] * (len(header) - len(row)))
        rows.append(row_number)
    table.rows = np.array(rows, dtype=np.int64)
    return body


def check_header(table: Table, cells: list[tuple[int, list[str]]], columns: Columns) -> bool:
    """Whether the rows under the header can be read; what is wrong goes to the problems of the table.

    `cells` has the header first, each row with its number; some rows after it help to say where the header is.
    """
    number, header = cells[0]
    place = table.row_place(number)
    missing = [name for name in columns.required if name not in header]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if missing:
        message = f"the column {quoted(missing)} is missing"
        if len(missing) > 1:
            message = f"the columns {quoted(missing)} are missing"
        table.problems.append(Problem("column-missing", place, message, _header_advice(table, cells, missing, columns)))
    # Where no name fits, a private file may have no header, and its first row is a respondent.
    for name in [] if table.format.private and set(missing) == set(columns.required) else twice:
        message = f"the column '{name}' stands twice"
        table.problems.append(Problem("column-duplicate", place, message, "rename one of the two"))
    if not missing:
        _remark_extra(table, place, [name for name in header if name and name not in columns.all], columns)
    return not missing and not twice


def _remark_extra(table: Table, place: Place, extra: list[str], columns: Columns) -> None:
    """Columns that nobody reads: a misspelling of one that is not there is a warning, anything else a note."""
    unused, absent = [], [name for name in columns.all if name not in table.header]
    for name in extra:
        near = difflib.get_close_matches(name.casefold().replace(" ", "_"), absent, n=1, cutoff=0.8)
        if near:
            message = f"the column '{name}' is not used"
            table.problems.append(Problem("column-extra", place, message, f"did you mean '{near[0]}'?", "warning"))
        else:
            unused.append(name)
    if unused:
        message = f"columns that are not used: {quoted(unused)}"
        table.problems.append(Problem("column-extra", place, message, level="note"))


def _header_advice(table: Table, cells: list[tuple[int, list[str]]], missing: list[str], columns: Columns) -> str:
    """Why columns may be missing: another row, another separator, another spelling."""
    header = cells[0][1]
    for number, row in cells[1:HEADER_SEARCH]:
        if set(missing) <= set(row):
            return f"row {number} has them: the header must be the first row that is not empty"
    if len(header) == 1 and any(separator in header[0] for separator in SEPARATORS):
        shown = "" if table.format.private else f", '{header[0]}'"
        return f"the header is one cell{shown}: is the declared separator right?"
    spelt = {name.casefold().replace(" ", "_"): name for name in header if name}
    free = [name for name in spelt if spelt[name] not in columns.all]
    # A private file may have no header: then what is only similar is an answer of its first respondent.
    cutoff = 1.0 if table.format.private and set(missing) == set(columns.required) else 0.6
    near = {name: difflib.get_close_matches(name.casefold(), free, n=1, cutoff=cutoff) for name in missing}
    renamed = [f"rename '{spelt[found[0]]}' to '{name}'" for name, found in near.items() if found]
    if renamed:
        return "; ".join(renamed)
    if table.format.private:
        return "the first row that is not empty must hold the names of the columns"
    return f"the table has: {quoted(spelt.values())}"


def _csv_rows(path: Path, table: Table) -> list[tuple[int, list[str]]]:
    """Rows of a CSV file with the line each begins on."""
    if path.stat().st_size > _MOST_BYTES:
        message = f"the file is larger than {_MOST_BYTES // 1024 // 1024} MB"
        table.problems.append(Problem("table-size", Place(table.file), message, "divide it into several files"))
        return []
    data = path.read_bytes()
    text, suspicion = decoded(data, table.format.encoding, table.format.private)
    if suspicion is not None:
        place = Place(table.file, suspicion.line)
        table.problems.append(Problem("encoding", place, suspicion.message, suspicion.advice))
        return []
    if "\0" in text:
        # numpy takes texts that differ only by it for equal.
        place = Place(table.file, text.count("\n", 0, text.index("\0")) + 1)
        message = f"the line holds the invisible character {invisible_in(chr(0))}"
        table.problems.append(Problem("invisible", place, message, "save the file again as UTF-8"))
        return []
    if not table.format.private:
        table.text = text
    separator = table.format.separator or _separator(text)
    rows: list[tuple[int, list[str]]] = []
    # A text buffer would hold four bytes of every character.
    reader = csv.reader((line.group() for line in _LINE.finditer(text)), delimiter=separator, strict=True)
    start, clean = 1, _Cleaned()
    # The limit is one for all the program, and others may have lifted it.
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        for row in reader:
            if len(row) > _MOST_COLUMNS:
                raise csv.Error(f"it has more than {_MOST_COLUMNS} cells")
            if row and (rows or any(cell.strip() for cell in row)):
                rows.append((start, [clean[cell] for cell in row]))
            start = reader.line_num + 1
    except csv.Error as error:
        table.problems.append(
            Problem("csv", Place(table.file, start), f"the row cannot be read: {error}", "check the quotes")
        )
        return []
    finally:
        csv.field_size_limit(limit)
    return rows


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def _separator(text: str) -> str:
    """The separator that the header uses most; commas inside quotes belong to a label."""
    bare = re.sub(r'"(?:[^"]|"")*"', '""', text[:_LONGEST_HEADER])
    first = next((line for line in re.split(r"\r\n|\r|\n", bare) if line.strip()), "")
    return max(SEPARATORS, key=first.count)


class _Cleaned(dict[str, str]):
    """Texts without spaces at their ends and with single spaces inside, by what was written; no-break ones are spaces.

    Cells repeat, so that each is worked out, and kept in memory, once.
    """

    def __missing__(self, text: str) -> str:
        cleaned = " ".join(text.split())
        self[text] = text if cleaned == text else cleaned
        return self[text]
