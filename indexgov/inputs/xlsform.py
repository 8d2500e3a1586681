"""Reads an XLSForm, the workbook from which KoboToolbox and ODK make a form: its questions, groups and choices.

The words of the workbook are those of the XLSForm standard (xlsform.org) with the older ones that pyxform takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from indexgov.errors import Place, Problem, choose_from, errors_in, quoted
from indexgov.inputs.workbook import letters_of, read_sheet

Labels = Mapping[str, str]
"""Label by language as the header of its column names it; "" is the column `label` itself."""

_YES = {"yes", "true", "true()"}
_KEYS = {
    "command": "type", "tag": "name", "value": "name", "caption": "label", "list name": "list_name",
}  # fmt: skip
_LABEL = re.compile(r"(?:label|caption)\s*::?\s*(.+)\Z", re.IGNORECASE)
_SELECT = re.compile(
    r"(?:add )?(?P<kind>select1|rank|select[_ ]one[_ ]external|select[_ ]one|select[_ ]multiple|select all that apply)"
    r"(?: prompt using)?(?P<file>[_ ]from[_ ]file)?(?: from)?\s+(?P<list>.+?)"
    r"(?P<other>\s+or[_ ](?:specify[_ ])?other)?\Z",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"(begin|end)[_ ](group|lgroup|repeat|looped group|loop)\Z", re.IGNORECASE)
_REPEATS = {"lgroup", "repeat", "looped group", "loop"}


@dataclass(frozen=True)
class Choice:
    """An answer that can be chosen in a form."""

    name: str
    """What an export of values holds."""
    labels: Labels = field(default_factory=dict)
    """What an export of labels holds."""
    place: Place | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name and every label, in small letters."""
        return tuple(dict.fromkeys(text.casefold() for text in (self.name, *self.labels.values()) if text))


@dataclass(frozen=True)
class FormQuestion:
    """A question of a form."""

    name: str
    type: str
    """`select_one`, `select_multiple`, or the type as the form has it."""
    labels: Labels
    groups: tuple[tuple[str, Labels], ...]
    """Names and labels of the groups and repeats around it, the outermost first."""
    repeat: str | None
    """Name of the repeat in which it is asked."""
    list_name: str | None
    """Name of its list of choices, or of the file that holds them."""
    choices: tuple[Choice, ...]
    """Empty where they lie in a file, and where nothing is chosen."""
    place: Place

    @property
    def path(self) -> tuple[str, ...]:
        """Names of the groups and of the question."""
        return (*(name for name, _ in self.groups), self.name)

    @property
    def label_paths(self) -> tuple[tuple[str, ...], ...]:
        """Labels of the groups and of the question in each language; a group without a label shows its name."""
        return tuple(
            (*(labels.get(language) or name for name, labels in self.groups), label)
            for language, label in self.labels.items()
        )


@dataclass
class Form:
    """A form with the faults found in it."""

    file: str
    questions: list[FormQuestion] = field(default_factory=list)
    language: str = ""
    """Language that a form opens in."""
    problems: list[Problem] = field(default_factory=list)

    def label(self, labels: Labels) -> str:
        """The label in the form's language, else without a language, else in any."""
        return labels.get(self.language) or labels.get("") or next(iter(labels.values()), "")


@dataclass(frozen=True)
class _Sheet:
    """A sheet with its columns by name."""

    file: str
    name: str
    header: Mapping[str, int]
    languages: Mapping[str, int]
    rows: tuple[tuple[int, list[str]], ...]

    def cell(self, row: list[str], key: str) -> str:
        index = self.header.get(key)
        return row[index] if index is not None and index < len(row) else ""

    def labels(self, row: list[str]) -> Labels:
        return {name: row[index] for name, index in self.languages.items() if index < len(row) and row[index]}

    def place(self, number: int, key: str) -> Place:
        return Place(self.file, cell=f"{self.name}!{letters_of(self.header.get(key, 0))}{number}")


def read_xlsform(path: Path, shown_as: str) -> Form:
    """The form in an XLSForm workbook; faults stand among its problems, each with sheet and cell.

    Rows that are disabled are left out. Choices that lie in a file beside the form are not read.
    """
    form = Form(shown_as)
    survey = _sheet(form, path, "survey", ("type", "name"))
    if survey is None:
        return form
    choices = _sheet(form, path, "choices", ("list_name", "name"), optional=True)
    settings = _sheet(form, path, "settings", (), optional=True)
    if errors_in(form.problems):
        return form
    first = settings.rows[0][1] if settings is not None and settings.rows else []
    duplicates = settings is not None and settings.cell(first, "allow_choice_duplicates").casefold() in _YES
    lists = _lists(form, choices, duplicates) if choices is not None else {}
    _read_questions(form, survey, lists, choices is not None)
    languages = list(survey.languages)
    wanted = settings.cell(first, "default_language") if settings is not None else ""
    form.language = wanted if wanted in languages else "" if "" in languages else next(iter(languages), "")
    _refuse_twice(form)
    return form


def _sheet(form: Form, path: Path, name: str, required: tuple[str, ...], optional: bool = False) -> _Sheet | None:
    """A sheet of the form; None where it is missing or cannot be read, with the reason."""
    try:
        found, rows, problems = read_sheet(path, form.file, name)
    except OSError as error:
        message = f"cannot read the file: {error.strerror or error}"
        form.problems.append(Problem("file", Place(form.file), message))
        return None
    if found is None and optional and all(problem.rule == "sheet" for problem in problems):
        return None
    form.problems += problems
    if found is None:
        return None
    header, languages = _header(rows[0][1] if rows else [])
    missing = [one for one in required if one not in header]
    if missing:
        place = Place(form.file, cell=f"{found}!A{rows[0][0] if rows else 1}")
        message = f"the sheet '{found}' has no column {quoted(missing)}"
        form.problems.append(Problem("form-column", place, message, "export the form as XLSForm once more"))
        return None
    return _Sheet(form.file, found, header, languages, tuple(rows[1:]))


def _header(cells: list[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Position of every column by name, and of the labels by language."""
    header: dict[str, int] = {}
    languages: dict[str, int] = {}
    for index, text in enumerate(cells):
        label = _LABEL.match(text)
        key = _KEYS.get(text.casefold(), text.casefold())
        if label or key == "label":
            languages.setdefault(label.group(1) if label else "", index)
        elif key:
            header.setdefault(key, index)
    return header, languages


def _lists(form: Form, sheet: _Sheet, duplicates: bool) -> dict[str, list[Choice]]:
    """The choices by the name of their list."""
    lists: dict[str, list[Choice]] = {}
    known: dict[tuple[str, str], Place] = {}
    for number, row in sheet.rows:
        list_name, name = sheet.cell(row, "list_name"), sheet.cell(row, "name")
        if not list_name:
            continue
        place = sheet.place(number, "name")
        if not name:
            message = f"a choice of '{list_name}' has no name"
            form.problems.append(Problem("form-choice", place, message, "give it one, for example its code"))
            continue
        before = known.setdefault((list_name, name), place)
        if before is not place and not duplicates:
            message = f"the choice '{name}' of '{list_name}' stands twice, first in {before.cell}"
            form.problems.append(Problem("form-duplicate", place, message, "give each choice its own name"))
            continue
        lists.setdefault(list_name, []).append(Choice(name, sheet.labels(row), place))
    return lists


def _read_questions(form: Form, sheet: _Sheet, lists: Mapping[str, list[Choice]], has_choices: bool) -> None:
    """Add the questions of the survey, with the groups that are open around them."""
    open_: list[tuple[str, Labels, str, Place]] = []
    for number, row in sheet.rows:
        kind, name = sheet.cell(row, "type"), sheet.cell(row, "name")
        place = sheet.place(number, "type")
        if not kind or sheet.cell(row, "disabled").casefold() in _YES:
            continue
        if control := _CONTROL.match(kind):
            word = "repeat" if control.group(2).casefold() in _REPEATS else "group"
            if control.group(1).casefold() == "begin":
                open_.append((name, sheet.labels(row), word, place))
            elif open_ and open_[-1][2] == word:
                open_.pop()
            else:
                message = f"'{kind}' closes no {word}"
                form.problems.append(Problem("form-group", place, message, _close_advice(open_)))
        elif name:
            groups = tuple((group, labels) for group, labels, _, _ in open_ if group)
            repeat = next((group for group, _, word, _ in reversed(open_) if word == "repeat"), None)
            form.questions.append(_question(form, sheet, number, row, groups, repeat, lists, has_choices))
    for name, _, word, place in open_:
        message = f"the {word} '{name}' is not closed"
        form.problems.append(Problem("form-group", place, message, f"write end_{word} under its last question"))


def _close_advice(open_: list[tuple[str, Labels, str, Place]]) -> str:
    if not open_:
        return "delete the row, or write the missing begin"
    name, _, word, place = open_[-1]
    return f"the {word} '{name}' of {place.cell} is open: close it first with end_{word}"


def _question(
    form: Form,
    sheet: _Sheet,
    number: int,
    row: list[str],
    groups: tuple[tuple[str, Labels], ...],
    repeat: str | None,
    lists: Mapping[str, list[Choice]],
    has_choices: bool,
) -> FormQuestion:
    """The question of a row of the survey."""
    kind, list_name = sheet.cell(row, "type"), None
    choices: tuple[Choice, ...] = ()
    place = sheet.place(number, "type")
    if select := _SELECT.match(kind):
        word = select["kind"].casefold()
        list_name = select["list"]
        external = select["file"] or "external" in word or list_name.startswith("${")
        several = word.startswith(("select_multiple", "select multiple", "select all"))
        kind = word if word == "rank" else "select_multiple" if several else "select_one"
        if list_name in lists and not external:
            # pyxform adds this choice under this name.
            other = (Choice("other", {"": "Other"}),) if select["other"] else ()
            choices = (*lists[list_name], *other)
        elif not external:
            message = f"'{sheet.cell(row, 'name')}' chooses from the list '{list_name}', which the form does not have"
            advice = choose_from(list_name, list(lists), known="lists") if has_choices else "add the sheet 'choices'"
            form.problems.append(Problem("form-list", place, message, advice))
    labels = sheet.labels(row)
    return FormQuestion(sheet.cell(row, "name"), kind, labels, groups, repeat, list_name, choices, place)


def _refuse_twice(form: Form) -> None:
    """A name stands once within a group."""
    known: dict[tuple[str, ...], Place] = {}
    for question in form.questions:
        before = known.setdefault(question.path, question.place)
        if before is not question.place:
            message = f"the question '{'/'.join(question.path)}' stands twice, first in {before.cell}"
            form.problems.append(Problem("form-duplicate", question.place, message, "give each question its own name"))


def find_questions(form: Form, name: str) -> Iterator[FormQuestion]:
    """Questions of that name, or of that path with any sign between its parts."""
    for question in form.questions:
        if question.name == name or path_pattern(question.path).fullmatch(name):
            yield question


@lru_cache(maxsize=8192)
def path_pattern(path: tuple[str, ...]) -> re.Pattern[str]:
    """A path as a header writes it: one separator throughout, signs or underscores of at most three characters."""
    first, *rest = (re.escape(part) for part in path)
    if not rest:
        return re.compile(first, re.IGNORECASE)
    return re.compile(rf"{first}(?P<sign>\W{{1,3}}|_{{1,3}}){'(?P=sign)'.join(rest)}", re.IGNORECASE)
