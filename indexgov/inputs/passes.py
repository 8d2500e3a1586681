"""Questions that a form puts in one of two passes, NAME and NAME__2: their two columns are made one.

A form cannot put its modules in a random order, so report.survey_form writes those that change places twice.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from indexgov.errors import Problem
from indexgov.inputs.form_columns import ExportColumn
from indexgov.inputs.table_file import Table
from indexgov.survey.questionnaire import SECOND_PASS

Texts = npt.NDArray[np.object_]
_NOT_TICKED = {"", "0", "0.0", "false", "no"}


def put_together(table: Table, cells: dict[int, Texts], first: ExportColumn, second: ExportColumn) -> None:
    """Put the answers of the second pass among the cells of the first, found by the position of their column.

    Answers in both are recorded as an error.
    """
    given = []
    for one in (first, second):
        ticks = one.index is None
        places = list(one.split.values()) if one.index is None else [one.index]
        given.append(answered([cells[index] for index in places], ticks))
    index = first.index if first.index is not None else min(first.split.values())
    refuse_both(table, first.name, table.header[index], *given)
    if first.index is not None and second.index is not None:
        cells[first.index] = merged(cells[first.index], cells[second.index], ticks=False)
    for choice in first.split.keys() & second.split.keys():
        place = first.split[choice]
        cells[place] = merged(cells[place], cells[second.split[choice]], ticks=True)


def merged(first: Texts, second: Texts, ticks: bool) -> Texts:
    """The cells of both passes: what stands in the first, else in the second; of ticks the one that is set."""
    empty = np.array([text.casefold() in _NOT_TICKED if ticks else not text for text in first], dtype=bool)
    return np.array(np.where(empty & (second != ""), second, first), dtype=object)


def answered(columns: Sequence[Texts], ticks: bool) -> npt.NDArray[np.bool_]:
    """The rows in which one pass has an answer: something written, of ticks one that is set."""
    blanks = _NOT_TICKED if ticks else {""}
    given = np.array([[text.casefold() not in blanks for text in column] for column in columns], dtype=bool)
    return np.asarray(given.any(axis=0), dtype=bool)


def refuse_both(
    table: Table, name: str, column: str, first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]
) -> None:
    """Record an error at the first row that has answers of both passes; `column` holds those of the first."""
    rows = np.flatnonzero(first & second)
    if len(rows):
        numbers = ", ".join(str(table.rows[row]) for row in rows[:10])
        message = f"'{name}' and '{name}{SECOND_PASS}' are both answered, and an interview has one of the two"
        advice = f"blank one of them; rows that have both: {numbers}{', ...' if len(rows) > 10 else ''}"
        table.problems.append(Problem("pass-both", table.place(int(rows[0]), column), message, advice))
