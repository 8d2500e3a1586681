"""Reads a sheet of an XLSX workbook as text, and refuses what would be read as something that nobody wrote."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from indexgov.errors import Place, Problem, choose_from, excerpt
from indexgov.inputs.workbook_bounds import TooLargeError, refuse_large

_MOST_NAMES = 1024 * 1024
"""Bytes in which the names of sheets are looked for."""
_STYLES = "xl/styles.xml"
_SUSPECT = re.compile(rb'<f[ >/]|t="e"')
Row = tuple[int, list[str]]
Merged = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last of the cells that were merged, by row and column from 0."""


_FORMULA = re.compile(rb'<(?:\w+:)?c [^>]*\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f[ >/]')
_PERCENT = re.compile(r'numFmtId="(\d+)" formatCode="[^"]*%|formatCode="[^"]*%[^"]*" numFmtId="(\d+)"')
_REMARKS = re.compile(r"xl/(comments\d*|comments/[^/]+|threadedComments/[^/]+)\.xml\Z")
_REMARK = re.compile(rb'<(?:\w+:)?(?:comment|threadedComment) [^>]*\bref="([A-Z]{1,3}[0-9]{1,7})"')
_ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


@dataclass(frozen=True)
class Book:
    """Every sheet of a workbook as text."""

    sheets: dict[str, list[Row]]
    """Rows of each sheet with their numbers, from 1."""
    faults: dict[tuple[str, str], str]
    """Cells by sheet and name that hold a formula, an error or a percentage instead of a value, with what they hold."""
    merged: dict[str, list[Merged]]
    """Merged cells of each sheet, of which all but the first are read as empty."""
    remarks: tuple[str, ...]
    """Names of the cells to which somebody pinned a remark, in any sheet; none of them is read."""


def read_book(path: Path, file: str, harmless: str = "") -> tuple[Book | None, list[Problem]]:
    """A whole workbook, or None with the problems where it cannot be read.

    `file` is the name that messages show, `harmless` a cell that may hold a formula in every sheet.
    """
    import python_calamine

    try:
        refuse_large(path)
        suspect = _has_percentages(path)
        for data in _sheet_parts(path):
            found = _FORMULA.findall(data)
            suspect |= b't="e"' in data or len(found) != len(_ANY_FORMULA.findall(data))
            suspect |= any(cell.decode() != harmless for cell in found)
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        cells = {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items()}
        merged = {name: list(sheet.merged_cell_ranges or ()) for name, sheet in sheets.items()}
        faults, remarks = _faults(path) if suspect else {}, tuple(_remarks(path))
    except OSError as error:
        return None, [Problem("file", Place(file), f"cannot read the file: {error.strerror or error}")]
    except _unreadable() as error:
        return None, [_cannot_read(file, error)]
    rows = {
        name: [(number, [cell_text(cell) for cell in row]) for number, row in enumerate(sheet, 1)]
        for name, sheet in cells.items()
    }
    return Book(rows, faults, merged, remarks), []


def has_sheet(path: Path, names: Collection[str]) -> bool:
    """Whether a file is a workbook with a sheet of one of these names; the rest of it is not read."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as stream:
            data = stream.read(_MOST_NAMES)
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return False
    return any(f'name="{name}"'.encode() in data for name in names)


def _faults(path: Path) -> dict[tuple[str, str], str]:
    """Cells with formulas, errors or percentages, by sheet and cell."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type in {"f", "e"}:
                    # An array formula is an object that holds its text.
                    found[sheet.title, cell.coordinate] = str(getattr(cell.value, "text", cell.value))
                elif cell.data_type == "n" and cell.value is not None and "%" in cell.number_format:
                    found[sheet.title, cell.coordinate] = f"{cell.value * 100:g}%"
    book.close()
    return found


def _has_percentages(path: Path) -> bool:
    """Whether a cell may be shown as a percentage: who types 50% sees it, and 0.5 is what is stored."""
    with zipfile.ZipFile(path) as archive:
        styles = archive.read(_STYLES).decode("utf-8", "replace") if _STYLES in archive.namelist() else ""
    formats = {"9", "10", *("".join(ids) for ids in _PERCENT.findall(styles))}
    used = styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]
    return any(one in formats for one in re.findall(r'numFmtId="(\d+)"', used))


def _remarks(path: Path) -> Iterator[str]:
    """Cells to which a remark is pinned."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if _REMARKS.match(name):
                yield from (cell.decode() for cell in _REMARK.findall(archive.read(name)))


def read_sheet(path: Path, file: str, wanted: str | None) -> tuple[str | None, list[Row], list[Problem]]:
    """The name of the sheet, its rows with their numbers from 1, and the problems; no rows where it cannot be read.

    `wanted` names the sheet in letters of any size, as spreadsheets do; None takes the first. `file` is the name that
    messages show.
    """
    import python_calamine

    suspect = False
    try:
        refuse_large(path)
        for data in _sheet_parts(path):
            suspect |= _SUSPECT.search(data) is not None
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        found = {one.casefold(): one for one in names}
        if wanted is not None and wanted.casefold() not in found:
            return (
                None,
                [],
                [Problem("sheet", Place(file), f"there is no sheet '{wanted}'", choose_from(wanted, names))],
            )
        name = names[0] if wanted is None else found[wanted.casefold()]
        cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        faults = list(_without_value(path, file, name)) if suspect else []
    except _unreadable() as error:
        return None, [], [_cannot_read(file, error)]
    rows = [(number, [cell_text(cell) for cell in row]) for number, row in enumerate(cells, 1)]
    while rows and not any(rows[0][1]):
        rows.pop(0)
    return name, rows, faults


def _unreadable() -> tuple[type[Exception], ...]:
    """What the readers of workbooks raise at a file that is none, or is damaged."""
    import python_calamine

    return (
        TooLargeError, python_calamine.CalamineError, python_calamine.ZipError, python_calamine.XmlError,
        zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, IndexError, EOFError, ParseError, KeyError,
        ValueError, TypeError,
    )  # fmt: skip


def _cannot_read(file: str, error: Exception) -> Problem:
    if isinstance(error, TooLargeError):
        advice = "copy the filled cells into a new workbook and save it as .xlsx"
        return Problem("workbook", Place(file), str(error), advice)
    return Problem("workbook", Place(file), f"the workbook cannot be read: {error}", "save it again as .xlsx")


def _sheet_parts(path: Path) -> Iterator[bytes]:
    """The XML of every sheet."""
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            if re.match(r"xl/worksheets/[^/]+\.xml\Z", part.filename):
                yield archive.read(part)


def _without_value(path: Path, file: str, name: str) -> Iterator[Problem]:
    """Cells that hold an error, or a formula whose result was not saved; both would be read as empty."""
    import openpyxl

    with warnings.catch_warnings():
        # openpyxl warns of drop-downs and styles that it does not keep; nothing is saved here.
        warnings.simplefilter("ignore")
        results, formulas = (openpyxl.load_workbook(path, read_only=True, data_only=flag) for flag in (True, False))
    for book in (results, formulas):
        # The size that a sheet states of itself may be that of all cells there can be.
        book[name].reset_dimensions()
    for shown, written in zip(results[name].iter_rows(), formulas[name].iter_rows(), strict=False):
        for cell, source in zip(shown, written, strict=False):
            place = Place(file, cell=f"{name}!{getattr(cell, 'coordinate', '')}")
            if getattr(cell, "data_type", "") == "e":
                yield Problem("cell-error", place, f"the cell holds the error {cell.value}", "write the value itself")
            elif getattr(source, "data_type", "") == "f" and cell.value is None:
                message = f"the formula {excerpt(str(source.value))} has no saved result"
                yield Problem(
                    "cell-formula", place, message, "open the file in a spreadsheet and save it, or write the value"
                )
    results.close()
    formulas.close()


def cell_text(cell: Any) -> str:
    """A cell as the text a person would have typed."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else " ".join(str(cell).split())


def letters_of(index: int) -> str:
    """Column letters of a sheet: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
