"""Prepares a CSV file for an engine that reads UTF-8 alone, and finds the lines of what the engine stumbles on."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from indexgov.errors import Place, Problem
from indexgov.inputs.encoding import EncodingCheck
from indexgov.inputs.table_file import (
    HEADER_SEARCH,
    SEPARATORS,
    Table,
    TableFormat,
    check_header,
    number_fault,
    number_in,
)
from indexgov.tables import Columns

PIECE = 4 * 1024 * 1024
"""Bytes that are looked at in one go."""
TOLD = 10
"""Faults of cells and rows that are told one by one."""


@dataclass(frozen=True)
class LargeText:
    """A CSV file that is UTF-8, perhaps as a copy."""

    path: Path
    header: tuple[str, ...]
    header_lines: int
    """Lines down to the end of the header."""
    separator: str
    decimal: str


def prepare(
    path: Path,
    shown_as: str,
    table_format: TableFormat,
    folder: Path,
    required: Callable[[tuple[str, ...]], Columns],
) -> tuple[LargeText | None, list[Problem]]:
    """The file as UTF-8 with its header, or None, and the problems of its encoding and header.

    A copy in UTF-8 goes to `folder` where the file is declared otherwise. `required` tells from the header what it
    needs.
    """
    utf8, beginning, problems = _as_utf8(path, shown_as, table_format, folder)
    if utf8 is None:
        return None, problems
    # Not splitlines, which takes other signs for ends of lines too.
    lines = list(io.StringIO(beginning, newline=""))
    first = next((line for line in lines if line.strip()), "")
    separator = table_format.separator or max(SEPARATORS, key=first.count)
    rows = list(itertools.islice(_rows(lines, separator), HEADER_SEARCH))
    if not rows:
        return None, [Problem("table-empty", Place(shown_as), "the table is empty", "write a header and a row each")]
    if rows[0].fault:
        return None, [_unreadable(rows[0], shown_as)]
    header = tuple(rows[0].cells)
    table = Table(shown_as, table_format, pd.DataFrame(), np.zeros(0, dtype=np.int64), header)
    if not check_header(table, [(row.line, row.cells) for row in rows], required(header)):
        return None, table.problems
    return LargeText(utf8, header, rows[0].last, separator, table_format.decimal), table.problems


def _as_utf8(
    path: Path, shown_as: str, table_format: TableFormat, folder: Path
) -> tuple[Path | None, str, list[Problem]]:
    """The file, or its copy if it is not UTF-8, with the beginning of its text; None where its encoding is wrong."""
    check = EncodingCheck(table_format.encoding, private=True)
    copy = folder / "utf-8.csv"
    beginning = ""
    with path.open("rb") as file, copy.open("w", encoding="utf-8", newline="") as written:
        while piece := file.read(PIECE):
            text = check.feed(piece)
            beginning = beginning or text
            if table_format.encoding != "utf-8":
                written.write(text)
        check.feed(b"", final=True)
    suspicion = check.result()
    if suspicion is not None:
        place = Place(shown_as, suspicion.line)
        return None, "", [Problem("encoding", place, suspicion.message, suspicion.advice)]
    return path if table_format.encoding == "utf-8" else copy, beginning, []


@dataclass(frozen=True)
class _Row:
    """A row with its first and last line; without cells where it cannot be read."""

    line: int
    last: int
    cells: list[str]
    fault: str = ""


def _rows(lines: Iterable[str], separator: str) -> Iterator[_Row]:
    """Rows that are not blank, to the first that cannot be read."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Row(line, reader.line_num, [" ".join(cell.split()) for cell in cells])
            line = reader.line_num + 1
    except csv.Error as error:
        yield _Row(line, line, [], str(error))


def _unreadable(row: _Row, shown_as: str) -> Problem:
    return Problem("csv", Place(shown_as, row.line), f"the row cannot be read: {row.fault}", "check the quotes")


def faults_by_line(text: LargeText, shown_as: str, numeric: Mapping[str, Mapping[str, int]]) -> list[Problem]:
    """The first TOLD faults of rows and of cells that must be numbers, with their lines.

    `numeric` has the columns of numbers, each with the words that stand for numbers in it.
    """
    found = list(itertools.islice(_faults(text, shown_as, numeric), TOLD + 1))
    if len(found) > TOLD:
        message = f"there are more faults than these {TOLD}"
        found[TOLD] = Problem("more-faults", Place(shown_as), message, "mend all of the same kind before the next run")
    return found


def _faults(text: LargeText, shown_as: str, numeric: Mapping[str, Mapping[str, int]]) -> Iterator[Problem]:
    positions = [(text.header.index(column), column, words) for column, words in numeric.items()]
    with text.path.open(encoding="utf-8-sig", newline="") as file:
        for row in itertools.islice(_rows(file, text.separator), 1, None):
            place = Place(shown_as, row.line)
            if row.fault:
                yield _unreadable(row, shown_as)
            elif len(row.cells) != len(text.header):
                message = f"the row has {len(row.cells)} cells, the header {len(text.header)}"
                yield Problem("row-width", place, message, "put quotes around text that holds the separator")
            else:
                for index, column, words in positions:
                    cell = row.cells[index]
                    number = 0.0 if cell in words else number_in(cell, text.decimal)
                    fault = number_fault(cell, number, column, text.decimal)
                    if fault is not None:
                        yield Problem("number", place, *fault)
