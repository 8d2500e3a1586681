"""Microdata as an agency delivered them, made one kind of frame whatever file they come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from indexgov.errors import Place, Problem
from indexgov.inputs.table_file import Table
from indexgov.survey.questionnaire import Question

Fraction = Callable[[], float]
"""How much of the pass over a file that goes on is done, 0 to 1; NaN where that is not known."""


@dataclass(frozen=True)
class Sought:
    """The columns that an estimation needs, by the names that dataset.yaml gives them."""

    texts: tuple[str, ...]
    """Columns with names: territory, stratum, PSU."""
    numbers: tuple[str, ...]
    """Columns with numbers: weight, finite population correction."""
    answers: Mapping[str, Question]
    """Columns with answers, each with its question."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them, each once; a question with several answers counts as the one column that it may have."""
        return tuple(dict.fromkeys((*self.texts, *self.numbers, *self.answers)))


@dataclass
class Responses:
    """One row a respondent, in the order of the file, with what the file says of its columns.

    Texts are text. Numbers and the answers to a question about a number are floats. Other answers are codes as numbers
    or as text, or labels as text, in one column. A question with several answers has a column `NAME/CODE` for each of
    its codes, 1 where it was chosen, 0 where not, blank where the question was not answered. Null, NaN and empty text
    are blanks.
    """

    file: str
    frame: Any
    """A frame that narwhals takes: pandas for files that are read whole, else DuckDB's relation or Spark's frame.

    A lazy frame may read a temporary file that goes with these responses: hold them as long as it is used.
    """
    found: Mapping[str, str] = field(default_factory=dict)
    """The column of the file in which each column of the frame was found, where it is called otherwise there."""
    labels: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """Labels of codes that the file brings, by sought column; of a text column if every code in it has one."""
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes and ranges that the file declares as missing, as written there, by sought column."""
    table: Table | None = None
    """The table of a CSV file or sheet, which knows the place of every row; the rows of the frame are its rows."""
    problems: list[Problem] = field(default_factory=list)
    progress: Fraction | None = None
    """How far a pass over a lazy frame is; None where nothing tells it."""
    guarded: Callable[[], AbstractContextManager[None]] = nullcontext
    """Inside it, EngineError is raised where the file behind a lazy frame cannot be read after all."""

    def place(self, row: int | None, column: str) -> Place:
        """The place of a cell as well as it is known: line or sheet cell, else the file."""
        if self.table is not None and row is not None:
            return self.table.place(row, self.found.get(column, column))
        return Place(self.file)
