"""Writes workbooks, such as that of scorecards: one file in one language, the same bytes on every run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from indexgov.report.layout import head_height, lines, page_breaks, row_height, sheet_names, text_height
from indexgov.report.model import Band, Figure, Scorecards, Stamp
from indexgov.report.sheets import Amount, Cell, Column, Link, Table, ranking_key, tables
from indexgov.report.words import DASH, Words

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


@dataclass(frozen=True)
class Book:
    """What a workbook holds: a cover and tables."""

    words: Words
    title: str
    subject: str
    stamp: Stamp | None
    """Stands in the first row of every sheet, and loud ones on every page; None where there is nothing to stamp."""
    created: date
    """A day that is the same on every run."""
    corner: str
    """Stands at the right above every page."""
    foot: str
    """Stands at the left below every page."""
    heading: str
    """Title of the cover."""
    facts: Sequence[tuple[str, str]]
    """Labels and texts of the cover; those without a text are left out."""
    sections: Sequence[tuple[str, Sequence[str]]]
    """Headings of the cover with the sentences under each; those without sentences are left out."""
    names: Sequence[tuple[str, str]]
    """Key and name of every sheet, the cover first."""
    tables: Sequence[Table]
    decimals: int = 2
    """Of scores."""
    span: tuple[float, float] = (0.0, 1.0)
    """Range of the bars and shades."""


def write_workbook(view: Scorecards, path: Path) -> None:
    """Write the workbook of a view to `path`."""
    write_book(_book(view), path)


def write_book(content: Book, path: Path) -> None:
    """Write a workbook to `path`."""
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # The library writes into what it is given, so that every workbook gets a font of its own.
    options = {**plain, "default_format_properties": dict(_FONT)}
    book = xlsxwriter.Workbook(str(path), options)
    # A workbook holds the time of its making.
    created = datetime.combine(content.created, time())
    comments = content.stamp.words if content.stamp is not None else ""
    book.set_properties({
        "title": content.title, "subject": content.subject, "comments": comments, "created": created,
    })  # fmt: skip
    writer = _Writer(content, book)
    writer.cover()
    for table in content.tables:
        writer.table(table)
    book.close()


def _book(view: Scorecards) -> Book:
    """The workbook of scorecards: what this is, how to read it, what it does not say, and its tables."""
    text, method = view.words.text, view.methodology
    sheets = tables(view)
    rankings = {ranking_key(one): one.short.lower() for one in view.rankings}
    corrections = "; ".join(f"{one.day}: {one.text}" for one in view.corrections)
    return Book(
        words=view.words,
        title=view.title,
        subject=view.period,
        stamp=view.stamp,
        created=view.last_day,
        corner=view.period,
        foot=f"{method.id} {method.version}",
        heading=method.title,
        facts=[
            ("", view.title),
            ("", view.stamp.note),
            (text("status"), view.stamp.words),
            (text("period"), f"{view.period}, {view.revision}"),
            (text("methodology"), f"{method.id} {method.version}"),
            (text("corrections"), corrections or text("no_corrections")),
            (text("licence"), view.licence),
            (text("citation"), view.citation),
            (text("contact"), view.contact),
        ],
        sections=[(text("how_to_read"), view.how_to_read), (text("what_not"), view.what_not)],
        names=[
            (key, text("sheet_ranking", body=rankings[key]) if key in rankings else text(f"sheet_{key}"))
            for key in ("cover", *(table.key for table in sheets))
        ],
        tables=sheets,
        decimals=method.decimals,
        span=view.span,
    )


class _Writer:
    """The sheets of one workbook."""

    def __init__(self, content: Book, book: Any) -> None:
        self.content, self.book, self.text = content, book, content.words.text
        # Patterns of CLDR become those of a workbook: dd.MM.y, d MMM y.
        days = {"num_format": self.text("date_short").replace("y", "yyyy").lower(), "align": "right"}
        decimals = content.decimals
        scores = {"score": {"num_format": _fixed(decimals)}, "contribution": {"num_format": _fixed(decimals + 1)}}
        forms = {**_FORMATS, **scores, "date": days}
        self.formats = {name: book.add_format({**_BASE, **form}) for name, form in forms.items()}
        self.bands = []
        for number, shade in enumerate(_SHADES):
            ink = "#FFFFFF" if number >= _DARK_SHADES else _INK
            letter = {**_BASE, "align": "center", "bold": True, "bg_color": shade, "font_color": ink}
            self.bands.append(book.add_format(letter))
        keys, names = zip(*content.names, strict=True)
        self.names = dict(zip(keys, sheet_names(names), strict=True))

    def _sheet(self, key: str, width: int) -> Any:
        """A sheet with the stamp in its first row, `width` columns wide, and on every printed page."""
        sheet, content = self.book.add_worksheet(self.names[key]), self.content
        stamp = content.stamp
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        loud = stamp is not None and stamp.loud
        sheet.set_header(f"&L&B{_header(stamp.words if stamp is not None and loud else '')}&R{_header(content.corner)}")
        sheet.set_footer(f"&L{_header(content.foot)}&C&A&R&P / &N")
        sheet.set_row(0, 18)
        if stamp is not None:
            sheet.write_string(0, 0, stamp.words, self.formats["stamp" if loud else "quiet"])
        if loud:
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
        low, high = self.content.span
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
        """What this is, how to read it, what the sheets hold."""
        content = self.content
        sheet = self._sheet(content.names[0][0], 2)
        sheet.fit_to_pages(1, 1)
        sheet.set_column(0, 0, _LABELS)
        sheet.set_column(1, 1, _TEXTS)
        sheet.write_string(1, 0, content.heading, self.formats["title"])
        row = 3
        for label, value in content.facts:
            if value:
                sheet.write_string(row, 0, label, self.formats["label"])
                sheet.write_string(row, 1, value, self.formats["text"])
                sheet.set_row(row, text_height(max(lines(label, _LABELS), lines(value, _TEXTS))))
                row += 1
        for heading, sentences in content.sections:
            if sentences:
                row = self._sentences(sheet, row + 1, heading, sentences)
        sheet.write_string(row + 1, 0, self.text("sheets"), self.formats["heading"])
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
