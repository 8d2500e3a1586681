"""Writes XLSForms, the workbooks of which KoboToolbox and ODK make forms (xlsform.org)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from indexgov.errors import Problem
from indexgov.report.files import write_new, write_whole
from indexgov.report.placing import OutputError
from indexgov.report.unchanged_inputs import refuse_changed
from indexgov.report.words import words_of
from indexgov.tables import SourceFile

Row = Mapping[str, str]
Texts = Mapping[str, str]
"""Text by language."""
_CREATED = datetime(2000, 1, 1)
"""A workbook says when it was made; the version of the form tells more."""


@dataclass(frozen=True)
class XlsForm:
    """The three sheets of a form; a row is its cells by column, and columns that no row has are not written."""

    survey: Sequence[Row]
    """`type`, `name`, `label::English (en)` and so on, one row a question, `begin_group` or `end_group`."""
    choices: Sequence[Row]
    """`list_name`, `name` and the labels, one row an answer."""
    settings: Row
    """`form_title`, `form_id`, `version`, `default_language`."""


class FormLanguages:
    """The languages of a form, and what a text becomes in them."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.words = {language: words_of(language) for language in languages}
        self.language_names = {one: f"{words.text('language_name')} ({one})" for one, words in self.words.items()}
        """How a form calls its languages, `English (en)`."""

    def column(self, key: str, texts: Texts) -> dict[str, str]:
        """The cells of a text: a column for each language."""
        return {f"{key}::{name}": texts[one] for one, name in self.language_names.items() if texts.get(one)}

    def text(self, key: str, **values: object) -> Texts:
        """A text of the catalogue."""
        return {one: words.text(key, **values) for one, words in self.words.items()}


def plain_number(number: float) -> str:
    """A number as the conditions of a form write it: every digit, and no exponent, which XPath does not know."""
    return f"{Decimal(repr(number)):f}".removesuffix(".0")


def write_xlsform(form: XlsForm, path: Path) -> None:
    """Write the workbook: the same form gives the same bytes."""
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # What a killed run leaves is removed with the folder it wrote.
    options = {**plain, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": form.settings["form_title"], "created": _CREATED})
        head = book.add_format({"bold": True, "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in (("survey", form.survey), ("choices", form.choices), ("settings", [form.settings])):
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            sheet.write_row(0, 0, columns, head)
            sheet.freeze_panes(1, 2)
            for index, column in enumerate(columns):
                sheet.set_column(index, index, 44 if "::" in column else 24, wrap)
            for number, row in enumerate(rows, 1):
                for index, column in enumerate(columns):
                    if row.get(column):
                        sheet.write_string(number, index, row[column], wrap)


@dataclass(frozen=True)
class WrittenForm:
    """An XLSForm that stands in a file."""

    path: Path
    questions: int
    """How many questions or criteria it asks; modules that change places are counted once."""
    problems: tuple[Problem, ...] = ()
    """Warnings and notes of the files that were read."""


def save_xlsform(form: XlsForm, out: str | Path | None, default: Path, sources: Iterable[SourceFile] = ()) -> Path:
    """Write a form to `out`, where nothing may stand yet, or to `default`, where an earlier form is replaced.

    Returns the path. Raises OutputError, also where `sources` were changed meanwhile; then nothing was written.
    """

    def fill(fresh: Path) -> None:
        write_xlsform(form, fresh)
        refuse_changed(sources)

    path = default if out is None else Path(out)
    write = write_whole if out is None else write_new
    try:
        write(path, fill)
    except FileExistsError:
        raise OutputError(f"'{path}' exists already; name another file, or move the old one away") from None
    except OSError as error:
        raise OutputError(f"cannot write '{path}': {error.strerror or error}") from None
    return path
