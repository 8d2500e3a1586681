"""Finds the sought columns of microdata in the header of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexgov.errors import Place, Problem, choose_from
from indexgov.inputs.respondents import Sought
from indexgov.survey.questionnaire import SECOND_PASS, Question, code_of

SIGNS = ("/", "_", ".", "$")
"""What may stand between the name of a question and a code in the header of a file."""


@dataclass(frozen=True)
class Located:
    """Where the sought columns stand in a file."""

    names: Mapping[str, str]
    """Column of the file by column of the frame; a question with a column for each code has `NAME/CODE` for each."""
    together: tuple[str, ...]
    """Questions with several answers that have one column for all of them."""

    @property
    def found(self) -> dict[str, str]:
        """Those that are called otherwise in the file."""
        return {name: there for name, there in self.names.items() if name != there}


def locate(sought: Sought, find: Callable[[str], str | None]) -> Located:
    """The columns to read; `find` gives the column of the file for a name, None where there is none.

    What is not in the file stands under its own name, for whoever checks the header.
    """
    names: dict[str, str] = {}
    together = []
    for name in sought.columns:
        question = sought.answers.get(name)
        split = _split_columns(name, question, find) if question is not None and question.type == "multiple" else {}
        if split:
            names |= split
        else:
            names[name] = find(name) or name
            if question is not None and question.type == "multiple":
                together.append(name)
    return Located(names, tuple(together))


def _split_columns(name: str, question: Question, find: Callable[[str], str | None]) -> dict[str, str]:
    """Column of the file by `NAME/CODE`; empty where all answers stand in one column or nowhere."""
    best: dict[int, str] = {}
    sign = SIGNS[0]
    for one in SIGNS:
        found = {code: there for code in question.valid_codes if (there := find(f"{name}{one}{code}")) is not None}
        if len(found) > len(best):
            best, sign = found, one
    if not best or (len(best) < len(question.valid_codes) and find(name) is not None):
        return {}
    columns = {f"{name}/{code}": best.get(code, f"{name}{sign}{code}") for code in question.valid_codes}
    for written in (*question.dont_know, *question.refused):
        there = find(f"{name}{sign}{str(written).removeprefix('.')}")
        if there is not None:
            columns[f"{name}/{code_of(written)}"] = there
    return columns


def second_passes(sought: Sought, located: Located, header: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Columns of the second pass of a form, see inputs.passes, each after the name of the column that it belongs to."""
    for name, there in located.names.items():
        question = question_of(name, sought)
        again = f"{question}{SECOND_PASS}{there.removeprefix(question)}"
        in_module = question in sought.answers and sought.answers[question].module is not None
        if in_module and again in header and again not in located.names.values():
            yield name, again


def question_of(name: str, sought: Sought) -> str:
    """The sought column of a located one, which may be that of a single answer."""
    return name if name in sought.columns else name.rpartition("/")[0]


def refuse_passes(sought: Sought, located: Located, header: Sequence[str], place: Place) -> Iterator[Problem]:
    """An error where a file has questions in two passes and its reader takes one column for each."""
    for name, again in dict(second_passes(sought, located, header)).items():
        message = f"the file has '{again}' beside '{located.names[name]}', two passes of one question"
        advice = "export as CSV or XLSX, with 'engine: memory' if it is large: there they become one"
        yield Problem("pass-both", place, message, advice)
        return


def finder(names: Sequence[str]) -> Callable[[str], str | None]:
    """Finds a column by its name, else by its name in small letters where only one is called so."""
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(name.casefold(), []).append(name)

    def find(name: str) -> str | None:
        near = folded.get(name.casefold(), [])
        return name if name in near else near[0] if len(near) == 1 else None

    return find


def missing_columns(located: Located, there: Sequence[str], place: Place) -> Iterator[Problem]:
    """A problem for each column that the file does not have, with the nearest one that it has."""
    for name in located.names.values():
        if name not in there:
            yield Problem(
                "column-missing",
                place,
                f"the column '{name}' is missing",
                choose_from(name, there, known="the file has"),
            )
