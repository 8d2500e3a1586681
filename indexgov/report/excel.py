"""Writes the workbook of scorecards: one file in one language, the same bytes on every run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from indexgov.report.layout import head_height, lines, page_breaks, row_height, text_height
from indexgov.report.model import Band, Figure, Scorecards
from indexgov.report.sheets import Amount, Cell, Column, Link, Table, ranking_key, tables
from indexgov.report.words import DASH

_LONGEST_NAME = 31
_MOST_LINKS = 60_000
"""Excel opens no more than 65,530 links in a sheet; beyond this they stay text."""
_LONGEST_LINK = 2_000
_LONGEST_TEXT = 32_000
"""Excel holds 32,767 signs in a cell; XlsxWriter leaves a longer text out without a word."""
_NOTE = 120
"""Most characters across of a text under a table."""
_SHADES = ("#F3DFBD", "#BCD3CC", "#7DB0BA", "#2F7389", "#093F58")
_DARK_SHADES = 3
"""From this shade on the letter is white."""
_LABELS, _TEXTS = 34, 110
"""Widths of the columns of the cover."""
_INK, _MUTED, _ACCENT, _BAR = "#13202A", "#52606B", "#00607A", "#4C98AD"
# The default font measures the widths; Arial or its twin Liberation Sans is on nearly every machine.
_FONT: dict[str, Any] = {"font_name": "Arial", "font_size": 10}
_BASE: dict[str, Any] = {**_FONT, "valign": "top"}
_INDENTED: dict[str, Any] = {"align": "left", "indent": 1}
_FORMATS: dict[str, dict[str, Any]] = {
    "stamp": {"bold": True, "font_color": "#FFFFFF", "bg_color": _INK, "valign": "vcenter"},
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 12, "top": 1},
    "quiet": {"font_color": _MUTED},
    "label": {"font_color": _MUTED, "text_wrap": True},
    "head": {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom", **_INDENTED},
    "number head": {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom", "align": "right"},
    "turned": {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom", "align": "center", "rotation": 90},
    "text": {"text_wrap": True, **_INDENTED},
    "strong": {"text_wrap": True, "bold": True, **_INDENTED},
    "link": {"font_color": _ACCENT, "underline": 1, **_INDENTED},
    "none": {"align": "right", "font_color": _MUTED},
    "rank": {"num_format": "0"},
    "whole": {"num_format": "#,##0"},
    "points": {"num_format": "0.00"},
    "plain": {},
    "precise": {"num_format": "0.0000"},
    "share": {"num_format": "0.0%"},
}
_FIRST_YEAR = 1900
"""Workbooks know no day before it."""
_TOP = 2
"""Row of the headings: under the stamp and the title."""


def write_workbook(view: Scorecards, path: Path) -> None:
    """Write the workbook of a view to `path`."""
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    options = {**plain, "default_format_properties": _FONT}
    book = xlsxwriter.Workbook(str(path), options)
    # A workbook holds the time of its making; the last day of the period is the same on every run.
    created = datetime.combine(view.last_day, time())
    book.set_properties({"title": view.title, "subject": view.period, "comments": view.stamp.words, "created": created})
    sheets = tables(view)
    writer = _Writer(view, book, [table.key for table in sheets])
    writer.cover()
    for table in sheets:
        writer.table(table)
    book.close()


class _Writer:
    """The sheets of one workbook."""

    def __init__(self, view: Scorecards, book: Any, keys: Sequence[str]) -> None:
        self.view, self.book, self.text = view, book, view.words.text
        # Patterns of CLDR become those of a workbook: dd.MM.y, d MMM y.
        days = {"num_format": self.text("date_short").replace("y", "yyyy").lower(), "align": "right"}
        decimals = view.methodology.decimals
        scores = {"score": {"num_format": _fixed(decimals)}, "contribution": {"num_format": _fixed(decimals + 1)}}
        forms = {**_FORMATS, **scores, "date": days}
        self.formats = {name: book.add_format({**_BASE, **form}) for name, form in forms.items()}
        self.bands = []
        for number, shade in enumerate(_SHADES):
            ink = "#FFFFFF" if number >= _DARK_SHADES else _INK
            letter = {**_BASE, "align": "center", "bold": True, "bg_color": shade, "font_color": ink}
            self.bands.append(book.add_format(letter))
        self.names = self._sheet_names(keys)

    def _sheet_names(self, keys: Sequence[str]) -> dict[str, str]:
        """The names of the cover and the sheets by key: at most 31 signs, none twice, no sign that Excel forbids."""
        rankings = {ranking_key(one): one.short.lower() for one in self.view.rankings}
        wanted = {
            key: self.text("sheet_ranking", body=rankings[key]) if key in rankings else self.text(f"sheet_{key}")
            for key in ("cover", *keys)
        }
        names: dict[str, str] = {}
        taken: set[str] = set()
        for key, name in wanted.items():
            whole = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")
            number, clean = 1, whole[:_LONGEST_NAME].strip(" '")
            while clean.casefold() in taken:
                number += 1
                ending = f" {number}"
                clean = whole[: _LONGEST_NAME - len(ending)].rstrip(" '") + ending
            taken.add(clean.casefold())
            names[key] = clean
        return names

    def _sheet(self, key: str, width: int) -> Any:
        """A sheet with the stamp in its first row, `width` columns wide, and on every printed page."""
        sheet, view = self.book.add_worksheet(self.names[key]), self.view
        stamp, method = view.stamp, view.methodology
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        sheet.set_header(f"&L&B{_header(stamp.words if stamp.loud else '')}&R{_header(view.period)}")
        sheet.set_footer(f"&L{_header(f'{method.id} {method.version}')}&C&A&R&P / &N")
        sheet.set_row(0, 18)
        sheet.write_string(0, 0, stamp.words, self.formats["stamp" if stamp.loud else "quiet"])
        if stamp.loud:
            for position in range(1, width):
                sheet.write_blank(0, position, None, self.formats["stamp"])
        return sheet

    def table(self, table: Table) -> None:
        """A sheet with one table under the stamp and its title."""
        columns, rows = table.columns, table.rows
        sheet = self._sheet(table.key, len(columns))
        sheet.write_string(1, 0, table.title, self.formats["title"])
        sheet.set_row(1, 24)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width)
            sheet.write_string(_TOP, position, column.heading, self.formats[_head(column)])
        sheet.set_row(_TOP, head_height(columns))
        links = 0
        for number, row in enumerate(rows, _TOP + 1):
            sheet.set_row(number, row_height(row, columns))
            for position, cell in enumerate(row):
                links += isinstance(cell, Link)
                self._write(sheet, number, position, cell, columns[position].form, links <= _MOST_LINKS)
        last = _TOP + max(1, len(rows))
        self._below(sheet, table, last + 2)
        sheet.freeze_panes(_TOP + 1, table.fixed)
        sheet.autofilter(_TOP, 0, last, len(columns) - 1)
        sheet.repeat_rows(0, _TOP)
        scale, breaks = page_breaks(columns, table.fixed)
        if breaks:
            sheet.set_print_scale(scale)
            sheet.set_v_pagebreaks(breaks)
            sheet.repeat_columns(0, table.fixed - 1)
        else:
            sheet.fit_to_pages(1, 0)
        self._shade(sheet, table, last)

    def _below(self, sheet: Any, table: Table, first: int) -> None:
        """What stands under a table: the text at the end of a row runs over the columns to its right."""
        last = len(table.columns) - 1
        for number, row in enumerate(table.below, first):
            start = len(row) - 1
            for position, cell in enumerate(row[:start]):
                self._write(sheet, number, position, cell, "label", linked=False)
            text = str(row[start])
            # No wider than the columns that stay together on a printed page.
            end, width = start, table.columns[start].width
            while end < last and width + table.columns[end + 1].width <= _NOTE:
                end += 1
                width += table.columns[end].width
            if end > start:
                sheet.merge_range(number, start, number, end, "", self.formats["label"])
            sheet.write_string(number, start, text, self.formats["label"])
            sheet.set_row(number, text_height(lines(text, width)))

    def _shade(self, sheet: Any, table: Table, last: int) -> None:
        """Data bars and shades over the span of scores, so that equal lengths mean equal scores in every column."""
        low, high = self.view.span
        ends = {"min_type": "num", "max_type": "num", "min_value": low, "max_value": high}
        bar = {"type": "data_bar", "bar_color": _BAR, "bar_solid": True, "data_bar_2010": True, "bar_no_border": True}
        bar["bar_negative_color_same"] = True
        for position, column in enumerate(table.columns):
            if column.bar:
                sheet.conditional_format(_TOP + 1, position, last, position, {**bar, **ends})
        if table.shaded:
            scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": _SHADES[2], **ends}
            sheet.conditional_format(_TOP + 1, table.fixed, last, len(table.columns) - 1, scale)

    def _write(self, sheet: Any, row: int, column: int, cell: Cell, form: str, linked: bool) -> None:
        """One cell; text goes in as text whatever it begins with."""
        if isinstance(cell, str):
            if cell:
                cell = cell if len(cell) <= _LONGEST_TEXT else f"{cell[: _LONGEST_TEXT - 1]}…"
                sheet.write_string(row, column, cell, self.formats[form if form in {"strong", "label"} else "text"])
        elif isinstance(cell, Figure):
            if cell.number is None:
                sheet.write_string(row, column, DASH, self.formats["none"])
            else:
                sheet.write_number(row, column, cell.number, self.formats[form])
        elif isinstance(cell, Amount):
            sheet.write_number(row, column, cell.number, self.formats[cell.form])
        elif isinstance(cell, date):
            if cell.year < _FIRST_YEAR:
                sheet.write_string(row, column, cell.isoformat(), self.formats["text"])
            else:
                sheet.write_datetime(row, column, cell, self.formats["date"])
        elif isinstance(cell, Link):
            if linked and len(cell.address) <= _LONGEST_LINK:
                sheet.write_url(row, column, cell.address, self.formats["link"])
            else:
                sheet.write_string(row, column, cell.address, self.formats["text"])
        elif isinstance(cell, Band):
            sheet.write_string(row, column, cell.id, self.bands[cell.shade - 1])
        elif cell is not None:
            sheet.write_number(row, column, cell, self.formats["rank"])

    def cover(self) -> None:
        """What this is, for which period, how to read it, what it does not say, what the sheets hold."""
        view, text, method = self.view, self.text, self.view.methodology
        sheet = self._sheet("cover", 2)
        sheet.fit_to_pages(1, 1)
        sheet.set_column(0, 0, _LABELS)
        sheet.set_column(1, 1, _TEXTS)
        sheet.write_string(1, 0, method.title, self.formats["title"])
        corrections = "; ".join(f"{one.day}: {one.text}" for one in view.corrections)
        facts = [
            ("", view.title),
            ("", view.stamp.note),
            (text("status"), view.stamp.words),
            (text("period"), f"{view.period}, {view.revision}"),
            (text("methodology"), f"{method.id} {method.version}"),
            (text("corrections"), corrections or text("no_corrections")),
            (text("licence"), view.licence),
            (text("citation"), view.citation),
            (text("contact"), view.contact),
        ]
        row = 3
        for label, value in facts:
            if value:
                sheet.write_string(row, 0, label, self.formats["label"])
                sheet.write_string(row, 1, value, self.formats["text"])
                sheet.set_row(row, text_height(max(lines(label, _LABELS), lines(value, _TEXTS))))
                row += 1
        row = self._sentences(sheet, row + 1, text("how_to_read"), view.how_to_read)
        row = self._sentences(sheet, row + 1, text("what_not"), view.what_not)
        sheet.write_string(row + 1, 0, text("sheets"), self.formats["heading"])
        sheet.write_blank(row + 1, 1, None, self.formats["heading"])
        for number, name in enumerate(list(self.names.values())[1:], row + 2):
            inside = name.replace("'", "''")
            sheet.write_url(number, 0, f"internal:'{inside}'!A1", self.formats["link"], name)

    def _sentences(self, sheet: Any, row: int, heading: str, sentences: Sequence[str]) -> int:
        sheet.write_string(row, 0, heading, self.formats["heading"])
        for number, one in enumerate(sentences):
            sheet.write_string(row + number, 1, one, self.formats["text"])
            sheet.set_row(row + number, text_height(lines(one, _TEXTS)))
        return row + len(sentences)


def _head(column: Column) -> str:
    """The format of a heading: that of numbers stands over them."""
    if column.turned:
        return "turned"
    return "head" if column.form in {"text", "strong"} else "number head"


def _fixed(decimals: int) -> str:
    """The format of a number with so many decimals."""
    return f"0.{'0' * decimals}" if decimals else "0"


def _header(text: str) -> str:
    """Text for a page header, in which an ampersand begins a code."""
    return text.replace("&", "&&")
