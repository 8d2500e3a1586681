"""Writes the workbook of scorecards: one file in one language, the same bytes on every run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from indexgov.report.model import Band, Figure, Scorecards
from indexgov.report.sheets import Cell, Link, Table, ranking_key, tables
from indexgov.report.words import DASH

_LONGEST_NAME = 31
_MOST_LINKS = 60_000
"""Excel opens no more than 65,530 links in a sheet; beyond this they stay text."""
_LONGEST_LINK = 2_000
_SHADES = ("#F3DFBD", "#BCD3CC", "#7DB0BA", "#2F7389", "#093F58")
_DARK_SHADES = 3
"""From this shade on the letter is white."""
_INK, _MUTED, _ACCENT, _BAR = "#13202A", "#52606B", "#00607A", "#4C98AD"
_BASE: dict[str, Any] = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_FORMATS: dict[str, dict[str, Any]] = {
    "stamp": {"bold": True, "font_color": "#FFFFFF", "bg_color": _INK, "valign": "vcenter"},
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 12, "top": 1},
    "label": {"font_color": _MUTED, "text_wrap": True},
    "head": {"bold": True, "text_wrap": True, "bottom": 1},
    "text": {"text_wrap": True},
    "strong": {"text_wrap": True, "bold": True},
    "link": {"font_color": _ACCENT, "underline": 1},
    "none": {"align": "right", "font_color": _MUTED},
    "rank": {"num_format": "0"},
    "whole": {"num_format": "#,##0"},
    "score": {"num_format": "0.0"},
    "points": {"num_format": "0.00"},
    "plain": {},
    "share": {"num_format": "0.0%"},
}
_TOP = 2
"""Row of the headings: under the stamp and the title."""


def write_workbook(view: Scorecards, path: Path) -> None:
    """Write the workbook of a view to `path`."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    # A workbook holds the time of its making; the last day of the period is the same on every run.
    created = datetime.combine(view.last_day, time())
    book.set_properties({"title": view.title, "subject": view.period, "comments": view.stamp.words, "created": created})
    writer = _Writer(view, book)
    writer.cover()
    for table in tables(view):
        writer.table(table)
    book.close()


class _Writer:
    """The sheets of one workbook."""

    def __init__(self, view: Scorecards, book: Any) -> None:
        self.view, self.book, self.text = view, book, view.words.text
        self.formats = {name: book.add_format({**_BASE, **form}) for name, form in _FORMATS.items()}
        self.bands = []
        for number, shade in enumerate(_SHADES):
            ink = "#FFFFFF" if number >= _DARK_SHADES else _INK
            letter = {**_BASE, "align": "center", "bold": True, "bg_color": shade, "font_color": ink}
            self.bands.append(book.add_format(letter))
        self.names = self._sheet_names()

    def _sheet_names(self) -> dict[str, str]:
        """The name of every sheet by its key, in order: at most 31 signs, none twice, no sign that Excel forbids."""
        wanted = {"cover": self.text("sheet_cover")}
        for ranking in self.view.rankings:
            wanted[ranking_key(ranking)] = self.text("sheet_ranking", body=ranking.short.lower())
        for key in ("blocks", "criteria", "survey", "methodology", "notes"):
            wanted[key] = self.text(f"sheet_{key}")
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
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        sheet.set_header(f"&L&B{_header(stamp.words if stamp.loud else '')}&R{_header(view.period)}")
        sheet.set_footer(f"&L{_header(f'{method.id} {method.version}')}&C&A&R&P / &N")
        sheet.set_row(0, 18)
        sheet.write_string(0, 0, stamp.words, self.formats["stamp" if stamp.loud else "label"])
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
            sheet.write_string(_TOP, position, column.heading, self.formats["head"])
        links = 0
        for number, row in enumerate(rows, _TOP + 1):
            for position, cell in enumerate(row):
                links += isinstance(cell, Link)
                self._write(sheet, number, position, cell, columns[position].form, links <= _MOST_LINKS)
        last = _TOP + max(1, len(rows))
        for number, row in enumerate(table.below, last + 2):
            for position, cell in enumerate(row):
                self._write(sheet, number, position, cell, "label", linked=False)
        sheet.freeze_panes(_TOP + 1, table.fixed)
        sheet.autofilter(_TOP, 0, last, len(columns) - 1)
        sheet.repeat_rows(0, _TOP)
        self._shade(sheet, table, last)

    def _shade(self, sheet: Any, table: Table, last: int) -> None:
        """Data bars and shades over the range of scores, so that equal lengths mean equal scores in every column."""
        low, high = self.view.methodology.low, self.view.methodology.high
        ends = {"min_type": "num", "max_type": "num", "min_value": low, "max_value": high}
        bar = {"type": "data_bar", "bar_color": _BAR, "bar_solid": True, "data_bar_2010": True, "bar_no_border": True}
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
                sheet.write_string(row, column, cell, self.formats[form if form in {"strong", "label"} else "text"])
        elif isinstance(cell, Figure):
            if cell.number is None:
                sheet.write_string(row, column, DASH, self.formats["none"])
            else:
                sheet.write_number(row, column, cell.number, self.formats[form])
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
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 110)
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
        return row + len(sentences)


def _header(text: str) -> str:
    """Text for a page header, in which an ampersand begins a code."""
    return text.replace("&", "&&")
