"""Problems found in what people write, in the one form in which every part of indexgov reports them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

from indexgov.characters import visible

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Place:
    """Where something stands: a file with line and column (from 1), or a workbook with sheet and cell."""

    file: str
    line: int | None = None
    column: int | None = None
    cell: str | None = None
    """`Sheet!D14`, for workbooks, which have no lines."""
    source: str | None = None
    """The line as it is written, shown under the message with a caret."""

    def without_folder(self) -> Place:
        """The same place by the bare name of its file, for outputs that must not depend on where the data lie."""
        return replace(self, file=PurePath(self.file).name)

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.file}:{self.cell}"
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


@dataclass(frozen=True)
class Problem:
    """One fault, told to the person who must mend it."""

    rule: str
    """Stable code of the rule, for example `weights-percent`."""
    place: Place
    message: str
    """One sentence without a full stop: what was found and what was expected."""
    advice: str = ""
    """What to do about it."""
    level: Level = "error"

    def __str__(self) -> str:
        """The whole message: place, level, sentence and rule, then the source line with a caret, then the advice.

        What cannot be printed is written out, because what was read may hold commands for a terminal.
        """
        lines = [f"{visible(str(self.place))}: {self.level}: {visible(self.message)} [{self.rule}]"]
        if self.place.source is not None and self.place.line is not None:
            number = str(self.place.line)
            # A tab would push the caret away from its place.
            source = self.place.source.replace("\t", " ")
            lines.append(f"  {number} | {visible(source)}")
            if self.place.column is not None:
                lines.append(f"  {' ' * len(number)} | {' ' * len(visible(source[: self.place.column - 1]))}^")
        if self.advice:
            lines.append(f"  = {visible(self.advice)}")
        return "\n".join(lines)


class IndexgovError(Exception):
    """Base of every error that indexgov raises on purpose."""


class InputError(IndexgovError):
    """A registry or dataset has faults; `problems` holds all of them, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def errors_in(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that forbid going on; warnings and notes are left out."""
    return tuple(problem for problem in problems if problem.level == "error")


_LONGEST = 40
_NUMBERS = re.compile(r"\d+")


def excerpt(text: str) -> str:
    """A cell as a message quotes it: its first 40 characters at most, as it may be what somebody said in private."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def quoted(names: Iterable[object]) -> str:
    """Names in quotes, comma between them, for a sentence: `'full', 'partial'`."""
    return ", ".join(f"'{name}'" for name in names)


def choose_from(
    found: str, allowed: Sequence[str], titles: Mapping[str, str] | None = None, limit: int = 12, known: str = "allowed"
) -> str:
    """Advice for a name that is not known: the nearest known one, then what is allowed.

    `titles` maps what readers see to names, for those who wrote the title instead of the name; `known` says what the
    names are.
    """
    named = {title.casefold(): name for title, name in (titles or {}).items()}
    if found.casefold() in named:
        return f"write '{named[found.casefold()]}', which is the name behind this title"
    near = nearest(found, allowed)
    hint = f"did you mean '{near}'? " if near else ""
    if not allowed:
        return f"{hint}none is declared"
    more = f" and {len(allowed) - limit} more" if len(allowed) > limit else ""
    return f"{hint}{known}: {quoted(allowed[:limit])}{more}"


def nearest(found: str, allowed: Sequence[str]) -> str | None:
    """The known name that was probably meant.

    Where codes differ in their number alone (`R20` and `R03`), all are equally near, and the wrong one would be
    believed; `R1` is `R01`.
    """
    words, number = _parted(found)
    names: dict[str, str] = {}
    for name in allowed:
        parts = _parted(name)
        if parts[1] == number or parts[0] != words:
            names.setdefault(name.casefold(), name)
    near = difflib.get_close_matches(found.casefold(), names, n=3, cutoff=0.6)
    same = [name for name in near if _parted(name)[1] == number]
    return names[(same or near)[0]] if near else None


def _parted(name: str) -> tuple[str, str]:
    """A name without its digits, and its digits without leading zeros."""
    return _NUMBERS.sub("", name.casefold()), "".join(digits.lstrip("0") for digits in _NUMBERS.findall(name))
