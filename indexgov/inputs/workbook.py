"""Reads a sheet of an XLSX workbook as text, and refuses what would be read as something that nobody wrote."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from indexgov.errors import Place, Problem, choose_from

_MOST_CELLS = 20_000_000
_MOST_BYTES = 512 * 1024 * 1024
"""Unpacked size of a sheet; a zip may hide far more in a small file."""
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_SUSPECT = re.compile(rb'<f[ >/]|t="e"')
Row = tuple[int, list[str]]


def read_sheet(path: Path, file: str, wanted: str | None) -> tuple[str | None, list[Row], list[Problem]]:
    """The name of the sheet, its rows with their numbers from 1, and the problems; no rows where it cannot be read.

    `wanted` names the sheet in letters of any size, as spreadsheets do; None takes the first. `file` is the name that
    messages show.
    """
    import python_calamine

    suspect = False
    try:
        for data in _sheet_parts(path):
            _refuse_size(data)
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
    except _TooLargeError as error:
        advice = "delete what stands far from the table and save again"
        return None, [], [Problem("workbook", Place(file), str(error), advice)]
    except (
        python_calamine.CalamineError,
        python_calamine.ZipError,
        python_calamine.XmlError,
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        IndexError,
        EOFError,
    ) as error:
        return (
            None,
            [],
            [Problem("workbook", Place(file), f"the workbook cannot be read: {error}", "save it again as .xlsx")],
        )
    rows = [(number, [cell_text(cell) for cell in row]) for number, row in enumerate(cells, 1)]
    while rows and not any(rows[0][1]):
        rows.pop(0)
    return name, rows, list(_without_value(path, file, name)) if suspect else []


class _TooLargeError(Exception):
    """A sheet that would take more memory than it is worth."""


def _sheet_parts(path: Path) -> Iterator[bytes]:
    """The XML of every sheet."""
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            if re.match(r"xl/worksheets/[^/]+\.xml\Z", part.filename):
                if part.file_size > _MOST_BYTES:
                    raise _TooLargeError(f"a sheet is larger than {_MOST_BYTES // 1024 // 1024} MB")
                yield archive.read(part)


def _refuse_size(data: bytes) -> None:
    """Refuse a sheet whose cells stretch over more than anybody fills: one stray cell in the last corner is enough."""
    cells = _CELL.findall(data)
    if cells:
        column = max({letters for letters, _ in cells}, key=lambda letters: (len(letters), letters))
        width, height = _number_of(column.decode()), max(int(number) for _, number in cells)
        if width * height > _MOST_CELLS:
            raise _TooLargeError(f"a sheet has cells up to {column.decode()}{height}, more than can be read")


def _without_value(path: Path, file: str, name: str) -> Iterator[Problem]:
    """Cells that hold an error, or a formula whose result was not saved; both would be read as empty."""
    import openpyxl

    with warnings.catch_warnings():
        # openpyxl warns of drop-downs and styles that it does not keep; nothing is saved here.
        warnings.simplefilter("ignore")
        results, formulas = (openpyxl.load_workbook(path, read_only=True, data_only=flag) for flag in (True, False))
    for shown, written in zip(results[name].iter_rows(), formulas[name].iter_rows(), strict=False):
        for cell, source in zip(shown, written, strict=False):
            place = Place(file, cell=f"{name}!{getattr(cell, 'coordinate', '')}")
            if getattr(cell, "data_type", "") == "e":
                yield Problem("cell-error", place, f"the cell holds the error {cell.value}", "write the value itself")
            elif getattr(source, "data_type", "") == "f" and cell.value is None:
                message = f"the formula {source.value} has no saved result"
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


def _number_of(letters: str) -> int:
    """Number of a column from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
