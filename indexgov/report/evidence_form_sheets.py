"""Draws evidence forms: a workbook with locked texts, open cells, drop-down lists and hints, always the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from indexgov.inputs.form_layout import (
    CODE,
    CODE_COLUMN,
    CODE_ROW,
    FILLED_COLUMN,
    HEAD,
    LISTS,
    NAMES,
    RECORDED,
    STAMP,
    columns_of,
    inputs_of,
)
from indexgov.inputs.workbook import letters_of
from indexgov.report.evidence_form import Criterion, EvidenceForm, FormPage, Heading, number_words
from indexgov.report.evidence_form_looks import FONT, FORMATS, HEADINGS, HINTS, REPLY_HEADINGS, WIDTHS
from indexgov.report.workbook.layout import lines, text_height
from indexgov.tables import REPLY

_BANNER, _TITLE, _HEAD = 1, 2, 4
"""Rows, from 0; the first one is hidden and names the columns."""
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255
"""What a hint at a cell may hold."""
_BOLD = 0.9
"""Share of the width that bold text may fill."""
_RUNNING = 1.12
"""By how much more of running text a line holds than of digits, by which widths are counted."""


def write_form(form: EvidenceForm, path: Path) -> None:
    """Write the workbook of a form to `path`."""
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(str(path), plain)
    created = datetime.combine(form.first_day, time())
    book.set_properties({
        "title": form.pages[0].title, "subject": form.period, "comments": form.version, "created": created,
    })  # fmt: skip
    formats = {name: book.add_format({**FONT, **told}) for name, told in FORMATS.items()}
    hints = {name: book.add_format({"bg_color": shade}) for name, shade in HINTS.items()}
    sheets = [book.add_worksheet(page.name) for page in form.pages]
    lists = _Lists(book.add_worksheet(LISTS))
    for page, sheet in zip(form.pages, sheets, strict=True):
        _Page(form, page, sheet, formats, hints, lists).draw()
    stamp = book.add_worksheet(STAMP)
    for number, cells in enumerate(form.stamp.lines()):
        stamp.write_row(number, 0, cells)
    for hidden in (stamp, lists.sheet):
        hidden.protect()
        hidden.very_hidden()
    book.close()


class _Lists:
    """The hidden sheet with the texts of the drop-down lists, one list a column."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self._known: dict[tuple[str, ...], str] = {}

    def range_of(self, choices: tuple[str, ...]) -> str:
        """Where a list stands, for a drop-down."""
        if choices not in self._known:
            column = len(self._known)
            self.sheet.write_column(0, column, choices)
            letters = letters_of(column)
            self._known[choices] = f"='{LISTS}'!${letters}$1:${letters}${len(choices)}"
        return self._known[choices]


class _Page:
    """The sheet of one body."""

    def __init__(
        self,
        form: EvidenceForm,
        page: FormPage,
        sheet: Any,
        formats: Mapping[str, Any],
        hints: Mapping[str, Any],
        lists: _Lists,
    ) -> None:
        self.form, self.page, self.sheet, self.lists = form, page, sheet, lists
        self.formats, self.hints = formats, hints
        self.text, stage = form.words.text, form.stamp.stage
        self.reply = stage == REPLY
        self.columns = columns_of(stage)
        self.at = {name: position for position, name in enumerate(self.columns)}
        self.inputs = inputs_of(stage)
        self.last = len(self.columns) - 1

    def draw(self) -> None:
        """Everything of the sheet."""
        first = self._top()
        rows: list[tuple[int, Criterion]] = []
        for number, row in enumerate(self.page.rows, first):
            if isinstance(row, Heading):
                self._heading(number, row.text, "sub-block" if row.depth else "block")
            else:
                self._row(number, row)
                rows.append((number, row))
        end = first + len(self.page.rows)
        self.sheet.write_string(end + 1, 1, self.text("form_foot", version=self.form.version), self.formats["quiet"])
        self._filled(rows, first, end - 1)
        self._values(rows)
        self._others(rows, first, end - 1)
        self._hints(rows, first, end - 1)
        self._setup(end + 1)

    def _top(self) -> int:
        """What stands above the criteria; the first row below it."""
        sheet, formats, form = self.sheet, self.formats, self.form
        sheet.write_row(0, 0, (f"{NAMES} {self.page.body}", *self.columns[1:]))
        sheet.set_row(0, None, None, {"hidden": True})
        banner = formats["banner" if form.banner.loud else "quiet"]
        for position in range(1, self.last + 1):
            sheet.write_blank(_BANNER, position, None, banner)
        version = self.text("form_version", version=form.version)
        sheet.write_string(_BANNER, 1, f"{form.banner.words} · {version}", banner)
        sheet.set_row(_BANNER, 18)
        sheet.write_string(_TITLE, 1, f"{self.page.title} · {form.period}", formats["title"])
        sheet.set_row(_TITLE, 24)
        label = self.text("form_sender" if self.reply else "form_assessor")
        sheet.write_string(CODE_ROW, 0, CODE)
        sheet.merge_range(CODE_ROW, 1, CODE_ROW, CODE_COLUMN - 1, label, formats["label"])
        sheet.write_string(CODE_ROW, CODE_COLUMN, form.stamp.assessor, formats["code"])
        sheet.set_row(CODE_ROW, text_height(max(1, lines(label, 34))) + 6)
        prompt = {"validate": "any", **self._prompt("assessor", label if self.reply else self.text("form_code_prompt"))}
        sheet.data_validation(CODE_ROW, CODE_COLUMN, CODE_ROW, CODE_COLUMN, prompt)
        self._head()
        return self._instructions(_HEAD + 1)

    def _head(self) -> None:
        self.sheet.write_string(_HEAD, 0, HEAD)
        most = 1
        for position, name in enumerate(self.columns[1:], 1):
            key = (REPLY_HEADINGS if self.reply else {}).get(name, HEADINGS[name])
            heading = self.text(key) if key else "№"
            self.sheet.write_string(_HEAD, position, heading, self.formats["head"])
            most = max(most, lines(heading, WIDTHS[name] * _BOLD - 1))
        self.sheet.set_row(_HEAD, text_height(most) + 4)

    def _instructions(self, row: int) -> int:
        self._heading(row, self.text("form_instruction"), "sub-block")
        last = self.at["comment"] - 2
        width = sum(WIDTHS[name] for name in self.columns[1 : last + 1])
        for number, told in enumerate(self.form.instructions, row + 1):
            self.sheet.merge_range(number, 1, number, last, told, self.formats["told"])
            self.sheet.set_row(number, text_height(lines(told, width)))
        return row + 1 + len(self.form.instructions)

    def _heading(self, number: int, text: str, form: str) -> None:
        for position in range(1, self.last + 1):
            self.sheet.write_blank(number, position, None, self.formats[form])
        self.sheet.write_string(number, 1, text, self.formats[form])
        self.sheet.set_row(number, 21 if form == "block" else 18)

    def _row(self, number: int, row: Criterion) -> None:
        sheet, formats, at = self.sheet, self.formats, self.at
        told = dict(zip(RECORDED, self.form.recorded.get(row.id, ("",) * len(RECORDED)), strict=True))
        told |= {"number": row.number, "indicator": row.title, "check": row.check}
        sheet.write_string(number, 0, row.id)
        most = 1
        for name in self.columns[1 : at["value"]]:
            form = {"number": "number", "indicator": "name"}.get(name, "locked")
            # Not as an empty text, which is no empty cell.
            write = sheet.write_string if told[name] else sheet.write_blank
            write(number, at[name], told[name] or None, formats[form])
            most = max(most, lines(told[name], WIDTHS[name] * (_BOLD if form == "name" else _RUNNING) - 0.5))
        kinds = {"value": "text" if row.choices else "any", "seen_on": "date"}
        for name in self.inputs:
            form = "locked" if name == "reason" and not row.reasons else kinds.get(name, "text")
            sheet.write_blank(number, at[name], None, formats[form])
        longest = max((lines(choice, WIDTHS["value"] - 1) for choice in row.choices), default=1)
        sheet.set_row(number, text_height(max(most, longest, 2)))

    def _filled(self, rows: Sequence[tuple[int, Criterion]], first: int, last: int) -> None:
        """The count of rows that have a value, kept by the workbook itself."""
        before, after = self.text("form_filled", filled="\0", rows=len(rows)).split("\0")
        column = letters_of(self.at["value"])
        formula = f'="{before}"&COUNTA({column}{first + 1}:{column}{last + 1})&"{after}"'
        self.sheet.write_formula(CODE_ROW, FILLED_COLUMN, formula, self.formats["filled"], f"{before}0{after}")

    def _values(self, rows: Sequence[tuple[int, Criterion]]) -> None:
        """Drop-down lists for levels, and what a number may be."""
        column, letters = self.at["value"], letters_of(self.at["value"])
        for choices, chosen in _grouped(rows, lambda row: row.choices).items():
            if choices:
                self._validate(column, chosen, {
                    "validate": "list", "source": self.lists.range_of(choices),
                    **self._prompt("value", self.text("form_choose")),
                })  # fmt: skip
        numbers = [(number, row) for number, row in rows if not row.choices]
        for (low, high, statuses), chosen in _grouped(numbers, lambda row: (row.low, row.high, row.statuses)).items():
            cell = f"{letters}{chosen[0] + 1}"
            limits = [f"ISNUMBER({cell})"]
            limits += [f"{cell}>={low!r}"] if low is not None else []
            limits += [f"{cell}<={high!r}"] if high is not None else []
            words = ",".join(f"{cell}={_literal(word)}" for word in statuses)
            told = number_words(self.form.words, low, high)
            told = self.text("form_or_words", number=told, words=", ".join(f"«{word}»" for word in statuses))
            self._validate(column, chosen, {
                "validate": "custom", "value": f"=OR(AND({','.join(limits)}),{words})", **self._prompt("value", told),
            })  # fmt: skip

    def _others(self, rows: Sequence[tuple[int, Criterion]], first: int, last: int) -> None:
        """Drop-down lists for reasons, links that begin as links do, dates within the period."""
        word = self.form.stamp.words[0][1]
        for reasons, chosen in _grouped(rows, lambda row: row.reasons).items():
            if reasons:
                self._validate(self.at["reason"], chosen, {
                    "validate": "list", "source": self.lists.range_of(reasons),
                    **self._prompt("reason", self.text("form_choose_reason", word=word)),
                })  # fmt: skip
        for name in ("source_url", "archive_url"):
            if name in self.at:
                cell = f"{letters_of(self.at[name])}{first + 1}"
                self.sheet.data_validation(first, self.at[name], last, self.at[name], {
                    "validate": "custom", "value": f'=OR(LEFT({cell},7)="http://",LEFT({cell},8)="https://")',
                    **self._prompt(name, self.text("form_link")),
                })  # fmt: skip
        for first_day, chosen in _grouped(rows, lambda row: row.first_day).items():
            ends = {"minimum": first_day, "maximum": self.form.last_day}
            told = self.text("form_date", first=self._day(first_day), last=self._day(self.form.last_day))
            self._validate(self.at["seen_on"], chosen, {
                "validate": "date", "criteria": "between", **ends, **self._prompt("seen_on", told),
            })  # fmt: skip

    def _hints(self, rows: Sequence[tuple[int, Criterion]], first: int, last: int) -> None:
        """Red where something is missing that must be there, and a light colour where a row is filled in."""
        value, reason = (f"${letters_of(self.at[name])}" for name in ("value", "reason"))
        statuses = [word for _, word in self.form.stamp.words[:2]]
        alarm = {"type": "formula", "format": self.hints["alarm"], "stop_if_true": True}
        criteria = f'=AND({value}{first + 1}={_literal(statuses[0])},{reason}{first + 1}="")'
        column = self.at["reason"]
        self.sheet.conditional_format(first, column, last, column, {**alarm, "criteria": criteria})
        if not self.reply:
            self._link_hints([(number, row) for number, row in rows if row.leads], statuses, alarm)
        done = {"type": "formula", "criteria": f'={value}{first + 1}<>""', "format": self.hints["done"]}
        self.sheet.conditional_format(first, 1, last, self.last, done)

    def _link_hints(
        self, rows: Sequence[tuple[int, Criterion]], statuses: Sequence[str], alarm: Mapping[str, Any]
    ) -> None:
        """Red where a value has neither link nor note, but for the lowest level, which needs none."""
        column = self.at["source_url"]
        value, link, note = (f"${letters_of(self.at[name])}" for name in ("value", "source_url", "note"))
        for unsourced, chosen in _grouped(rows, lambda row: row.unsourced).items():
            line, ranges = chosen[0] + 1, _ranges(chosen)
            free = "".join(f",{value}{line}<>{_literal(word)}" for word in (*statuses, unsourced) if word)
            criteria = f'=AND({value}{line}<>""{free},{link}{line}="",{note}{line}="")'
            cells = " ".join(f"{link[1:]}{start + 1}:{link[1:]}{end + 1}" for start, end in ranges)
            told = {**alarm, "criteria": criteria, "multi_range": cells}
            self.sheet.conditional_format(ranges[0][0], column, ranges[0][1], column, told)

    def _setup(self, end: int) -> None:
        """Widths, what is fixed, what is locked, and how it is printed."""
        sheet = self.sheet
        sheet.set_column(0, 0, 3, None, {"hidden": True})
        for name, position in list(self.at.items())[1:]:
            sheet.set_column(position, position, WIDTHS[name])
        sheet.freeze_panes(_HEAD + 1, self.at["indicator"] + 1)
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.5)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD)
        sheet.print_area(0, 1, end, self.last)
        sheet.set_footer(f"&L{self.form.version.replace('&', '&&')}&C&A&R&P / &N")

    def _validate(self, column: int, rows: Sequence[int], told: dict[str, Any]) -> None:
        """One rule for the cells of a column in some rows."""
        ranges = _ranges(rows)
        others = {"other_cells": [[start, column, end, column] for start, end in ranges[1:]]} if ranges[1:] else {}
        self.sheet.data_validation(ranges[0][0], column, ranges[0][1], column, {**told, **others})

    def _prompt(self, name: str, told: str) -> dict[str, str]:
        """What is shown at a cell, and when something else is written into it."""
        key = "assessor" if name == "assessor" else (REPLY_HEADINGS if self.reply else {}).get(name, HEADINGS[name])
        return {
            "input_title": _cut(self.text(key), _LONGEST_TITLE),
            "input_message": _cut(told, _LONGEST_MESSAGE),
            "error_title": _cut(self.text("form_not_allowed"), _LONGEST_TITLE),
            "error_message": _cut(told, _LONGEST_MESSAGE),
        }

    def _day(self, day: date) -> str:
        return self.form.words.short_date(day.isoformat())


def _grouped(rows: Iterable[tuple[int, Criterion]], key: Any) -> dict[Any, list[int]]:
    """Numbers of rows by what their rule is about."""
    found: dict[Any, list[int]] = {}
    for number, row in rows:
        found.setdefault(key(row), []).append(number)
    return found


def _ranges(rows: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each run of rows that follow each other."""
    found: list[tuple[int, int]] = []
    for number in rows:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _literal(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def _cut(text: str, longest: int) -> str:
    """A text that is not longer than a program allows."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
