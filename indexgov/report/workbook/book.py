"""Writes workbooks, such as that of scorecards: one file in one language, the same bytes on every run."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from indexgov.report.model import Band, Figure, Stamp
from indexgov.report.words import DASH, Words
from indexgov.report.workbook.formats import BANDS, BAR, FORMS, SHADE, base_of, fixed
from indexgov.report.workbook.layout import head_height, lines, page_breaks, row_height, sheet_names, text_height
from indexgov.report.workbook.places import letters
from indexgov.report.workbook.tables import Amount, Cell, Column, Engine, Formula, Input, Link, Table

_MOST_LINKS = 60_000
"""Excel opens no more than 65,530 links in a sheet; beyond this they stay text."""
_LONGEST_LINK = 2_000
_LONGEST_TEXT = 32_000
"""Excel holds 32,767 signs in a cell; XlsxWriter leaves a longer text out without a word."""
_LONGEST_LITERAL = 250
"""Signs of a text inside a formula: Excel repairs a file with more than 255 by dropping the formula."""
_NOTE = 120
"""Most characters across of a text under a table."""
_LABELS, _TEXTS = 34, 110
"""Widths of the columns of the cover."""
_FIRST_YEAR = 1900
"""Workbooks know no day before it."""
_TOP = 2
"""Row of the headings, or of what stands above them: under the stamp and the title."""
UNOFFICIAL = "unofficial"
"""Name of the cell that counts the weights and points that are not the published ones."""
_OPEN = {"autofilter": True, "format_columns": True, "format_rows": True, "format_cells": True}
"""What readers may do in a sheet of protected formulas."""


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
    unofficial: str = ""
    """Stands before the title of a live table whose weights were changed; empty where no table is live."""
    large: bool = False
    """Whether rows are written as they come, which takes no memory and gives a larger file."""


def write_book(content: Book, path: Path) -> None:
    """Write a workbook to `path`."""
    import xlsxwriter

    from indexgov.report.workbook.sheet import Sheet

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # The library writes into what it is given, so that every workbook gets a font of its own.
    options = {**plain, "default_format_properties": base_of({}), "constant_memory": content.large}
    # What a killed run leaves is removed with the folder it wrote.
    options["tmpdir"] = str(path.parent)
    book = xlsxwriter.Workbook(str(path), options)
    # A workbook holds the time of its making.
    created = datetime.combine(content.created, time())
    comments = content.stamp.words if content.stamp is not None else ""
    book.set_properties({
        "title": content.title, "subject": content.subject, "comments": comments, "created": created,
    })  # fmt: skip
    writer = _Writer(content, book, Sheet)
    with without_collection():
        writer.cover()
        for table in content.tables:
            writer.table(table)
        book.close()


@contextmanager
def without_collection() -> Iterator[None]:
    """While many cells are made, which form no circles: to look for some among them costs a quarter of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Writer:
    """The sheets of one workbook."""

    def __init__(self, content: Book, book: Any, kind: type) -> None:
        self.content, self.book, self.kind, self.text = content, book, kind, content.words.text
        # Patterns of CLDR become those of a workbook: dd.MM.y, d MMM y.
        days = {"num_format": self.text("date_short").replace("y", "yyyy").lower(), "align": "right"}
        decimals = content.decimals
        scores = {"score": fixed(decimals), "contribution": fixed(decimals + 1)}
        forms = {**FORMS, **scores, "date": days}
        self.formats = {name: book.add_format(base_of(form)) for name, form in forms.items()}
        engine = {**scores["score"], **FORMS["engine"]}
        self.formats["engine"] = book.add_format(base_of(engine))
        self.bands = [book.add_format(base_of(one)) for one in BANDS]
        keys, names = zip(*content.names, strict=True)
        self.names = dict(zip(keys, sheet_names(names), strict=True))
        self.writers: dict[type, Callable[[Any, int, int, Any, str], None]] = {
            str: self._string, float: self._number, int: self._rank, Figure: self._figure, Amount: self._amount,
            date: self._day, Link: self._link, Band: self._band, Formula: self._formula, Engine: self._engine,
            Input: self._input,
        }  # fmt: skip
        self.links = 0

    def _sheet(self, key: str, width: int) -> Any:
        """A sheet with the stamp in its first row, `width` columns wide, and on every printed page."""
        content = self.content
        sheet = self.book.add_worksheet(self.names[key], worksheet_class=self.kind)
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
        sheet.set_row(1, 24)
        self._title(sheet, table)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width)
        top = _TOP + len(table.heads)
        self.links = 0
        self._rows(sheet, columns, table.heads, _TOP)
        sheet.set_row(top, head_height(columns))
        for position, column in enumerate(columns):
            sheet.write_string(top, position, column.heading, self.formats[_head(column)])
        self._rows(sheet, columns, rows, top + 1)
        last = top + max(1, len(rows))
        self._below(sheet, table, last + 2)
        sheet.freeze_panes(top + 1, table.fixed)
        if table.filtered:
            sheet.autofilter(top, 0, last, len(columns) - 1)
        self._print(sheet, table, top, last)
        self._shade(sheet, table, top + 1, last)
        for one in table.sparks:
            self._spark(sheet, table, one.column, (one.first, one.last), top + 1)
        for name, place in table.names:
            self.book.define_name(name, f"='{self.names[table.key].replace(chr(39), chr(39) * 2)}'!{place}")
        if table.live:
            sheet.protect("", _OPEN)

    def _title(self, sheet: Any, table: Table) -> None:
        """The title; of a live table it says when the weights are not the published ones."""
        warning = self.content.unofficial
        if not table.live or not warning or len(table.title) > _LONGEST_LITERAL:
            sheet.write_string(1, 0, table.title, self.formats["title"])
            return
        said, title = (one.replace('"', '""') for one in (f"{warning} · ", table.title))
        text = f'=IF({UNOFFICIAL}>0,"{said}","")&"{title}"'
        sheet.write_formula(1, 0, text, self.formats["title"], table.title)
        rule = {"type": "formula", "criteria": f"={UNOFFICIAL}>0", "format": self.formats["alarm"]}
        sheet.conditional_format(1, 0, 1, 0, rule)

    def _rows(self, sheet: Any, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], first: int) -> None:
        writers, forms = self.writers, [one.form for one in columns]
        sheet.reach(len(columns))
        for number, row in enumerate(rows, first):
            sheet.set_row(number, row_height(row, columns))
            for position, cell in enumerate(row):
                if cell is not None:
                    writers[type(cell)](sheet, number, position, cell, forms[position])

    def _print(self, sheet: Any, table: Table, top: int, last: int) -> None:
        """What goes on paper, and where wide tables break."""
        printed = table.columns[: table.printed] if table.printed else table.columns
        if table.printed:
            sheet.print_area(0, 0, last + 1 + len(table.below), table.printed - 1)
        sheet.repeat_rows(0, top)
        scale, breaks = page_breaks(printed, table.fixed)
        if breaks:
            sheet.set_print_scale(scale)
            sheet.set_v_pagebreaks(breaks)
            sheet.repeat_columns(0, table.fixed - 1)
        else:
            sheet.fit_to_pages(1, 0)

    def _below(self, sheet: Any, table: Table, first: int) -> None:
        """What stands under a table: the text at the end of a row runs over the columns to its right."""
        last = len(table.columns) - 1
        for number, row in enumerate(table.below, first):
            start = len(row) - 1
            for position, cell in enumerate(row[:start]):
                if cell is not None:
                    self.writers[type(cell)](sheet, number, position, cell, "label")
            text = str(row[start])
            # No wider than the columns that stay together on a printed page.
            end, width = start, table.columns[start].width
            while end < last and width + table.columns[end + 1].width <= _NOTE:
                end += 1
                width += table.columns[end].width
            sheet.set_row(number, text_height(lines(text, width)))
            if end > start:
                sheet.merge_range(number, start, number, end, "", self.formats["label"])
            sheet.write_string(number, start, text, self.formats["label"])

    def _shade(self, sheet: Any, table: Table, first: int, last: int) -> None:
        """Data bars and shades over the span of scores, so that equal lengths mean equal scores in every column."""
        low, high = self.content.span
        ends = {"min_type": "num", "max_type": "num", "min_value": low, "max_value": high}
        bar = {"type": "data_bar", "bar_color": BAR, "bar_solid": True, "data_bar_2010": True, "bar_no_border": True}
        bar["bar_negative_color_same"] = True
        for position, column in enumerate(table.columns):
            if column.bar:
                sheet.conditional_format(first, position, last, position, {**bar, **ends})
        scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": SHADE, **ends}
        shaded = [position for position, column in enumerate(table.columns) if column.shaded]
        if table.shaded:
            shaded = list(range(table.fixed, len(table.columns)))
        if shaded:
            sheet.conditional_format(first, shaded[0], last, shaded[-1], scale)

    def _spark(self, sheet: Any, table: Table, column: int, ends: tuple[int, int], first: int) -> None:
        """A small line in each row of a column, over the numbers in other columns of the row."""
        name = self.names[table.key].replace("'", "''")
        low, high = (letters(one) for one in ends)
        for number in range(first, first + len(table.rows)):
            place = f"'{name}'!{low}{number + 1}:{high}{number + 1}"
            sheet.add_sparkline(number, column, {"range": place, "markers": True, "series_color": BAR})

    def _string(self, sheet: Any, row: int, column: int, cell: str, form: str) -> None:
        """Text goes in as text whatever it begins with."""
        if cell:
            cell = cell if len(cell) <= _LONGEST_TEXT else f"{cell[: _LONGEST_TEXT - 1]}…"
            shown = form if form in {"strong", "label"} else "none" if cell in _SIGNS else "text"
            sheet.place_text(row, column, cell, self.formats[shown])

    def _number(self, sheet: Any, row: int, column: int, cell: float, form: str) -> None:
        sheet.place_number(row, column, cell, self.formats[form])

    def _rank(self, sheet: Any, row: int, column: int, cell: int, _form: str) -> None:
        sheet.place_number(row, column, cell, self.formats["rank"])

    def _figure(self, sheet: Any, row: int, column: int, cell: Figure, form: str) -> None:
        if cell.number is None:
            sheet.place_text(row, column, DASH, self.formats["none"])
        else:
            sheet.place_number(row, column, cell.number, self.formats[form])

    def _amount(self, sheet: Any, row: int, column: int, cell: Amount, _form: str) -> None:
        sheet.place_number(row, column, cell.number, self.formats[cell.form])

    def _day(self, sheet: Any, row: int, column: int, cell: date, _form: str) -> None:
        if cell.year < _FIRST_YEAR:
            sheet.place_text(row, column, cell.isoformat(), self.formats["text"])
        else:
            sheet.write_datetime(row, column, cell, self.formats["date"])

    def _link(self, sheet: Any, row: int, column: int, cell: Link, _form: str) -> None:
        self.links += 1
        if self.links <= _MOST_LINKS and len(cell.address) <= _LONGEST_LINK:
            sheet.write_url(row, column, cell.address, self.formats["link"])
        else:
            sheet.place_text(row, column, cell.address, self.formats["text"])

    def _band(self, sheet: Any, row: int, column: int, cell: Band, _form: str) -> None:
        sheet.place_text(row, column, cell.id, self.bands[cell.shade - 1])

    def _formula(self, sheet: Any, row: int, column: int, cell: Formula, form: str) -> None:
        shown = self.formats[cell.form or form]
        if cell.array:
            sheet.write_array_formula(row, column, row, column, f"{{={cell.text}}}", shown, cell.value)
        else:
            sheet.place_formula(row, column, cell.text, shown, cell.value)

    def _engine(self, sheet: Any, row: int, column: int, cell: Engine, _form: str) -> None:
        sheet.place_number(row, column, cell.number, self.formats["engine"])

    def _input(self, sheet: Any, row: int, column: int, cell: Input, _form: str) -> None:
        sheet.place_number(row, column, cell.number, self.formats["input"])

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


_SIGNS = frozenset(f"{DASH}×•")
"""Stand in the place of a number, and where numbers stand."""


def _head(column: Column) -> str:
    """The format of a heading: that of numbers stands over them."""
    if column.turned:
        return "turned"
    return "head" if column.form in {"text", "strong"} else "number head"


def _header(text: str) -> str:
    """Text for a page header, in which an ampersand begins a code."""
    return text.replace("&", "&&")
