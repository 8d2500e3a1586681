"""The sheet of the library that writes workbooks, with its inner loop as our tables need it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from xlsxwriter.worksheet import CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

from indexgov.report.workbook.places import letters


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet that takes formulas as they are, keeps every digit of a number, and writes cells five times as fast.

    The library looks in each formula for some hundred functions that came after 2007, of which ours use none, and
    rounds numbers to 16 digits, which is one short of what a float needs. Places are numbers, never names of cells.
    """

    previous_row: int

    def reach(self, columns: int) -> None:
        """Make room for a table of so many columns, in which `place` puts cells without looking at every one."""
        self._check_dimensions(self.previous_row, max(0, columns - 1))

    def place_text(self, row: int, column: int, text: str, form: Any) -> None:
        """Put a text, no longer than a cell holds, into a row that has a height."""
        held = text if self.constant_memory else self.str_table._get_shared_string_index(text)
        self._place(row, column, CellStringTuple(held, form))

    def place_number(self, row: int, column: int, number: float, form: Any) -> None:
        """Put a finite number into a row that has a height."""
        self._place(row, column, CellNumberTuple(number, form))

    def place_formula(self, row: int, column: int, formula: str, form: Any, value: float | str) -> None:
        """Put a formula, without the sign of equality, with its result into a row that has a height."""
        self._place(row, column, CellFormulaTuple(formula, form, value))

    def _place(self, row: int, column: int, cell: Any) -> None:
        if self.constant_memory and row > self.previous_row:
            self._write_single_row(row)
        self.table[row][column] = cell

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.lstrip("{=").rstrip("}")

    def _write_rows(self) -> None:
        # No sheet of ours has comments, and none needs to say how far each row reaches.
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            self._write_whole(row)

    def _write_single_row(self, current_row_num: int = 0) -> None:
        self._write_whole(self.previous_row)
        self.previous_row = current_row_num
        self.table.clear()

    def _write_whole(self, row: int) -> None:
        cells, written = self.table.get(row), list[str]()
        if not cells:
            if row in self.row_info:
                self._write_empty_row(row, None, self.row_info[row])
            return
        self._write_row(row, None, self.row_info.get(row))
        for column, cell in sorted(cells.items()):
            text = self._text(row + 1, column, cell)
            if text:
                written.append(text)
            else:
                self.fh.write("".join(written))
                written.clear()
                super()._write_cell(row, column, cell)
        self.fh.write("".join(written))
        self._xml_end_tag("row")

    def _text(self, row: int, column: int, cell: Any) -> str:
        """A cell of the kinds that our tables are full of; empty for all others."""
        kind, end = cell.__class__, ""
        if cell.format is None:
            return ""
        if kind is CellNumberTuple:
            end = f"><v>{_digits(cell.number)}</v></c>"
        elif kind is CellStringTuple:
            end = _inline(cell.string) if self.constant_memory else f' t="s"><v>{cell.string}</v></c>'
        elif kind is CellFormulaTuple and isinstance(cell.value, float):
            end = f"><f>{_escaped(cell.formula)}</f><v>{_digits(cell.value)}</v></c>"
        elif kind is CellFormulaTuple and isinstance(cell.value, str) and not cell.value.startswith("#"):
            of_text = ' t="str"' if cell.value else ""
            end = f"{of_text}><f>{_escaped(cell.formula)}</f><v>{_escaped(cell.value)}</v></c>"
        return end and f'<c r="{letters(column)}{row}" s="{cell.format._get_xf_index()}"{end}'


@lru_cache(maxsize=20_000)
def _inline(text: str) -> str:
    """The end of a cell that holds its text itself; most texts stand in many cells."""
    shown = _escaped(Worksheet._escape_control_characters(text))
    kept = ' xml:space="preserve"' if shown != shown.strip() else ""
    return f' t="inlineStr"><is><t{kept}>{shown}</t></is></c>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _digits(number: float) -> str:
    """A number with every digit that it has."""
    return float.__repr__(number).removesuffix(".0") if isinstance(number, float) else str(number)
