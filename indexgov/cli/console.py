"""What commands print: problems with their places, lines, JSON; and how they leave."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from indexgov.characters import visible

if TYPE_CHECKING:
    import pandas as pd

    from indexgov.errors import Problem
    from indexgov.report.terminal import Line


_MANY = 5
"""Messages in a row beyond which the same advice is not told with each."""


def say(text: str, err: bool = False) -> None:
    """Print a text that may hold what others wrote: whatever commands a terminal or turns its text round is spelt out.

    A title or a cell could otherwise clear the screen, forge a line, or hide what stands before it.
    """
    click.echo(visible(text, kept="\n"), err=err)


def fail(problems: Iterable[Problem], as_json: bool, ending: str) -> NoReturn:
    """List all problems and leave with exit code 1."""
    found = tuple(problems)
    if as_json:
        print_json({"problems": [as_dict(problem) for problem in found]})
    else:
        tell(found)
        errors = sum(problem.level == "error" for problem in found)
        say(f"{number_of(errors, 'error')}{ending}", err=True)
    sys.exit(1)


def tell(problems: Iterable[Problem]) -> None:
    """Messages to standard error; what to do stands once, below the last, where many in a row need the same."""
    for _, alike in groupby(problems, key=lambda problem: (problem.rule, problem.advice)):
        *before, last = alike
        for problem in before:
            say(str(problem if len(before) < _MANY else replace(problem, advice="")), err=True)
        say(str(last), err=True)


def tell_mapping(mapping: pd.DataFrame) -> None:
    """How the columns of microdata are understood, to standard error."""
    from indexgov.report.mapping import mapping_lines

    print_lines(mapping_lines(mapping, terminal_width()))


def counted(problems: Iterable[Problem]) -> str:
    """How many warnings and notes there are, in words that continue a sentence."""
    levels = [problem.level for problem in problems]
    words = [number_of(levels.count(level), level) for level in ("warning", "note") if level in levels]
    return "".join(f", {word}" for word in words)


def number_of(count: int, word: str) -> str:
    """A number with its noun."""
    return f"{count} {word}{'s' if count != 1 else ''}"


def as_dict(problem: Problem) -> dict[str, Any]:
    """A problem for machines."""
    place = problem.place
    return {
        "level": problem.level,
        "rule": problem.rule,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "cell": place.cell,
        "message": problem.message,
        "advice": problem.advice,
    }


def print_json(content: Any) -> None:
    """JSON to standard output."""
    say(json.dumps(content, ensure_ascii=False, indent=2))


def bold(text: str) -> str:
    """Bold on a terminal, unless NO_COLOR (no-color.org) asks for plain text; click itself strips it from files."""
    return text if os.environ.get("NO_COLOR") else click.style(text, bold=True)


def print_lines(lines: Iterable[Line], err: bool = True) -> None:
    """Lines of text with bold headings, to standard error or else to standard output."""
    for line in lines:
        shown = visible(line.text.replace("\n", " "))
        click.echo(bold(shown) if line.heading else shown, err=err)


def terminal_width() -> int:
    """How many signs a line of the terminal holds."""
    return shutil.get_terminal_size((100, 24)).columns


def tell_files(out: Path, *for_people: str) -> None:
    """How many files a folder holds, and which of them people open."""
    files = sum(1 for path in out.rglob("*") if path.is_file())
    say(f"\n{files} files in {out}, for people: {', '.join(str(out / name) for name in for_people)}")


def print_results(content: Mapping[str, Any], out: Path, problems: Iterable[Problem]) -> None:
    """Results as JSON to standard output, with the folder of their files and what was found wrong."""
    print_json({**content, "out": out.as_posix(), "problems": [as_dict(problem) for problem in problems]})


def not_written(out: Path, error: OSError, advice: str = "") -> NoReturn:
    """Say why a file or folder was not written, and leave with exit code 1; `advice` is for one that exists already."""
    say(f"error: cannot write '{out}': {error.strerror or error}", err=True)
    if advice and isinstance(error, FileExistsError):
        say(f"  = {advice}", err=True)
    sys.exit(1)


@contextmanager
def faults_told(as_json: bool, ending: str) -> Iterator[None]:
    """Whatever is wrong with the input, or hinders the output, is told; then the command leaves with exit code 1."""
    from indexgov.errors import IndexgovError, InputError

    try:
        yield
    except InputError as error:
        fail(error.problems, as_json, ending)
    except IndexgovError as error:
        say(f"error: {error}", err=True)
        sys.exit(1)
