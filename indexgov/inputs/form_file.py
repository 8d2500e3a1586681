"""Reads a filled evidence form, and refuses one that was made for something else or that was damaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from indexgov.errors import Place, Problem, choose_from, quoted
from indexgov.inputs.form_cells import FormSheet
from indexgov.inputs.form_layout import (
    CODE,
    CODE_COLUMN,
    CODE_ROW,
    FILLED_COLUMN,
    HEAD,
    LISTS,
    NAMES,
    STAMP,
    FormStamp,
    StampedSheet,
    columns_of,
    concerned,
    fingerprint,
    inputs_of,
    parts_of,
    row_id,
)
from indexgov.inputs.form_words import FormWords
from indexgov.inputs.subject import Subject
from indexgov.inputs.table_file import Table
from indexgov.inputs.workbook import Book, Row, letters_of, read_book
from indexgov.tables import SECOND, STAGES

_FILLED = f"{letters_of(FILLED_COLUMN)}{CODE_ROW + 1}"
_AGAIN = "make a new form with 'indexgov template' and copy into it what was filled in"


@dataclass
class FilledSheet:
    """What one body's sheet of a form says."""

    body: str
    assessor: str
    place: Place
    """Of the assessor's code."""
    table: Table


@dataclass
class Form:
    """A form as it was read."""

    file: str
    stamp: FormStamp | None = None
    """None where it is damaged or does not belong here, which `problems` say."""
    sheets: list[FilledSheet] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_form(path: Path, shown_as: str, subject: Subject, words: FormWords) -> Form:
    """A filled form with one table of evidence for each of its bodies; every problem stands in the form."""
    form = Form(shown_as)
    book, form.problems = read_book(path, shown_as, _FILLED)
    if book is None:
        return form
    stamp, found = stamp_in(book, shown_as)
    form.problems += found or list(_foreign(stamp, subject, shown_as)) if stamp is not None else found
    if stamp is None or form.problems:
        return form
    bodies, form.problems = _bodies(book, stamp, shown_as)
    if form.problems:
        return form
    form.stamp = stamp
    codes = {body: _code(book.sheets[name]) for body, name in bodies.items()}
    given = {code for code, _ in codes.values() if code}
    for sheet in stamp.sheets:
        name, (code, number) = bodies[sheet.body], codes[sheet.body]
        # A code that is written once holds for every sheet of the form.
        code = code or (next(iter(given)) if len(given) == 1 else "")
        cell = f"{letters_of(CODE_COLUMN)}{number}"
        place = Place(shown_as, cell=f"{name}!{cell}")
        if (name, cell) in book.faults:
            message = f"the cell holds the formula {book.faults[name, cell]}"
            form.problems.append(Problem("form-formula", place, message, "write the code itself"))
        form.problems += _merged(book, name, stamp, shown_as)
        reading = FormSheet(shown_as, name, stamp, sheet, subject.indicators, words, book.faults)
        table = reading.table(_below(book.sheets[name]), code)
        form.problems += sorted(reading.problems, key=lambda one: _row_of(one.place))
        form.sheets.append(FilledSheet(sheet.body, code, place, table))
    if book.remarks:
        message = f"remarks are pinned to the cells {quoted(book.remarks[:5])}, and they are not read"
        advice = "write into the column of comments what must be kept"
        form.problems.append(Problem("form-remark", Place(shown_as), message, advice, "warning"))
    return form


def filled_cell(path: Path) -> str | None:
    """The first cell of a form that somebody filled in, `Sheet!D14`; empty text where nobody did.

    None for a file that is no form, or one that was damaged.
    """
    book, _ = read_book(path, path.name, _FILLED)
    stamp = stamp_in(book, path.name)[0] if book is not None else None
    if book is None or stamp is None:
        return None
    bodies, problems = _bodies(book, stamp, path.name)
    if problems:
        return None
    columns = columns_of(stamp.stage)
    first = columns.index(inputs_of(stamp.stage)[0])
    for name in bodies.values():
        code, number = _code(book.sheets[name])
        if code != stamp.assessor:
            return f"{name}!{letters_of(CODE_COLUMN)}{number}"
        for row, cells in _below(book.sheets[name]):
            for position, text in enumerate(cells[first:], first):
                if text:
                    return f"{name}!{letters_of(position)}{row}"
    # A formula whose result was not saved is read as empty, and a remark is not read at all.
    hidden = [f"{name}!{cell}" for name, cell in book.faults if cell != _FILLED]
    return next(iter([*hidden, *book.remarks]), "")


def stamp_in(book: Book, file: str) -> tuple[FormStamp | None, list[Problem]]:
    """The stamp of a form, or None with the problem."""
    if STAMP not in book.sheets:
        message = f"the hidden sheet '{STAMP}' is missing, which says for what the form was made"
        return None, [Problem("form-stamp", Place(file), message, _AGAIN)]
    lines = [cells for _, cells in book.sheets[STAMP]]
    for cells in lines:
        while cells and not cells[-1]:
            cells.pop()
    try:
        return FormStamp.read([tuple(cells) for cells in lines if cells]), []
    except (ValueError, IndexError, TypeError):
        message = f"the hidden sheet '{STAMP}' was changed, so nobody can tell for what the form was made"
        return None, [Problem("form-stamp", Place(file), message, _AGAIN)]


def _foreign(stamp: FormStamp, subject: Subject, file: str) -> Iterator[Problem]:
    """Why a form does not belong to a dataset; the first reason is told, because the others follow from it."""
    registry, place = subject.registry, Place(file)
    if stamp.registry != registry.id:
        message = f"the form was made for the registry '{stamp.registry}', and this is '{registry.id}'"
        yield Problem("form-registry", place, message, "move the file to the dataset to which it belongs")
    elif stamp.period != subject.period.code:
        message = f"the form was made for {stamp.period}, and the dataset is of {subject.period}"
        advice = f"move the file to the dataset of {stamp.period}, and make forms of this one with 'indexgov template'"
        yield Problem("form-period", place, message, advice)
    elif stamp.version != registry.version:
        message = f"the form was made with version '{stamp.version}' of the registry, and this is '{registry.version}'"
        yield Problem("form-version", place, message, _AGAIN)
    elif stamp.stage not in STAGES:
        advice = choose_from(stamp.stage, STAGES)
        yield Problem("unknown-stage", place, f"the form is of a stage '{stamp.stage}'", advice)
    elif stamp.territory not in subject.tiers:
        if subject.complete:
            message = f"the form is about '{stamp.territory}', and the dataset has no such territory"
            yield Problem("unknown-territory", place, message, choose_from(stamp.territory, list(subject.tiers)))
    else:
        for sheet in stamp.sheets:
            yield from _foreign_sheet(sheet, stamp, subject, place)


def _foreign_sheet(sheet: StampedSheet, stamp: FormStamp, subject: Subject, place: Place) -> Iterator[Problem]:
    registry, tier = subject.registry, subject.tiers[stamp.territory]
    if sheet.body not in registry.bodies or not registry.exists(sheet.body, tier):
        bodies = [body for body in registry.bodies if registry.exists(body, tier)]
        message = f"the form is about '{sheet.body}', and '{stamp.territory}' (tier '{tier}') has no such body"
        yield Problem("unknown-body", place, message, choose_from(sheet.body, bodies))
    elif sheet.fingerprint != fingerprint(registry, subject.period, sheet.body, tier):
        now = [
            row_id(sheet.body, one.id, part)
            for one in concerned(registry, subject.period, sheet.body, tier)
            for part in parts_of(registry.scales[one.scale])
        ]
        changed = [one for one in sheet.rows if one not in now] + [one for one in now if one not in sheet.rows]
        what = f"such as {quoted(changed[:3])}" if changed and stamp.stage != SECOND else "levels, parts or reasons"
        message = f"the criteria of the {sheet.body} of '{stamp.territory}' changed since the form was made: {what}"
        yield Problem("form-criteria", place, message, _AGAIN)


def _bodies(book: Book, stamp: FormStamp, file: str) -> tuple[dict[str, str], list[Problem]]:
    """The name of each body's sheet; a form of which something hidden was removed gives problems."""
    found: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for name, rows in book.sheets.items():
        body = next((cells[0].removeprefix(NAMES).strip() for _, cells in rows if cells[0].startswith(NAMES)), None)
        if body is not None:
            found.setdefault(body, []).append(name)
            continue
        owners = [sheet for sheet in stamp.sheets if sheet.name.casefold() == name.casefold()]
        if owners:
            found.setdefault(owners[0].body, [])
            message = f"the sheet '{name}' lacks its hidden first column or its hidden first row"
            problems.append(Problem("form-hidden", Place(file), message, _AGAIN))
        elif name not in {STAMP, LISTS} and any(any(cells) for _, cells in rows):
            message = f"the sheet '{name}' is not part of the form"
            advice = "move what it says into the form, and delete the sheet"
            problems.append(Problem("form-sheet", Place(file), message, advice))
    if LISTS not in book.sheets:
        message = f"the hidden sheet '{LISTS}' is missing, which holds the drop-down lists"
        problems.append(Problem("form-hidden", Place(file), message, _AGAIN))
    for sheet in stamp.sheets:
        names = found.pop(sheet.body, None)
        if names is None:
            problems.append(Problem("form-hidden", Place(file), f"the sheet '{sheet.name}' is missing", _AGAIN))
        elif len(names) > 1:
            message = f"the sheets {quoted(names)} are about the same body"
            problems.append(Problem("form-sheet", Place(file), message, "keep one of the two"))
        problems += _columns(book.sheets[names[0]], names[0], stamp, file) if names else []
    for names in found.values():
        message = f"the sheet '{names[0] if names else ''}' is not part of the form"
        problems.append(Problem("form-sheet", Place(file), message, "delete the sheet, or hand it in as its own form"))
    return {sheet.body: name for sheet in stamp.sheets for name in _named(book, sheet)}, problems


def _named(book: Book, sheet: StampedSheet) -> Iterator[str]:
    """The sheets that say that they are about a body."""
    for name, rows in book.sheets.items():
        if any(cells[0] == f"{NAMES} {sheet.body}" for _, cells in rows):
            yield name


def _columns(rows: list[Row], name: str, stamp: FormStamp, file: str) -> Iterator[Problem]:
    """The hidden row names the columns in their order, and the row of the assessor's code is there."""
    number, cells = next((number, cells) for number, cells in rows if cells[0].startswith(NAMES))
    written, wanted = [text for text in cells[1:] if text], list(columns_of(stamp.stage)[1:])
    if written != wanted or cells[1 : len(wanted) + 1] != wanted:
        missing = [one for one in wanted if one not in written]
        what = f"lacks the column {quoted(missing)}" if missing else "has columns that were moved or added"
        place = Place(file, cell=f"{name}!A{number}")
        yield Problem("form-columns", place, f"the sheet '{name}' {what}", _AGAIN)
    elif not {CODE, HEAD} <= {cells[0] for _, cells in rows}:
        message = f"the sheet '{name}' lacks the row of the assessor's code or that of the headings"
        yield Problem("form-columns", Place(file), message, _AGAIN)


def _merged(book: Book, name: str, stamp: FormStamp, file: str) -> Iterator[Problem]:
    """Cells to fill in that were merged with others, which would be read as empty."""
    first = columns_of(stamp.stage).index(inputs_of(stamp.stage)[0])
    rows = {one for sheet in stamp.sheets for one in sheet.rows}
    begins = {number - 1: CODE_COLUMN if cells[0] == CODE else first
              for number, cells in book.sheets[name] if cells[0] in rows or cells[0] == CODE}  # fmt: skip
    for (top, left), (bottom, right) in book.merged[name]:
        if any(top <= row <= bottom and right >= column for row, column in begins.items()):
            start = f"{letters_of(left)}{top + 1}"
            message = f"the cells {start}:{letters_of(right)}{bottom + 1} are merged, and only the first can be read"
            place = Place(file, cell=f"{name}!{start}")
            yield Problem("form-merged", place, message, "split them, and fill in each row")


def _code(rows: list[Row]) -> tuple[str, int]:
    """The code of the assessor and the row where it stands."""
    number, cells = next((number, cells) for number, cells in rows if cells[0] == CODE)
    return (cells[CODE_COLUMN] if len(cells) > CODE_COLUMN else ""), number


def _below(rows: list[Row]) -> list[Row]:
    """The rows under the headings."""
    number = next(number for number, cells in rows if cells[0] == HEAD)
    return [row for row in rows if row[0] > number]


def _row_of(place: Place) -> int:
    """The row of a cell in a sheet, 0 for a place that is no cell."""
    digits = "".join(sign for sign in (place.cell or "").rpartition("!")[2] if sign.isdigit())
    return int(digits) if digits else 0
