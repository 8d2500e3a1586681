"""Reads microdata of every kind of file into responses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.errors import Level, Place, Problem, errors_in, quoted
from indexgov.inputs.engines import EngineError
from indexgov.inputs.entries import SurveyEntry
from indexgov.inputs.large_file import PARQUET, read_large
from indexgov.inputs.located import Located, locate, question_of, second_passes
from indexgov.inputs.passes import answered, merged, refuse_both
from indexgov.inputs.respondents import Fraction, Responses, Sought
from indexgov.inputs.several_answers import code_columns, from_columns, from_texts, number_words
from indexgov.inputs.statistical_file import SUFFIXES as STATISTICAL
from indexgov.inputs.statistical_file import read_statistical
from indexgov.inputs.table_file import Table, TableFormat, read_table
from indexgov.methods.arrays import Floats
from indexgov.survey.questionnaire import Question
from indexgov.tables import Columns

__all__ = ["Responses", "Sought", "read_responses"]

TEXT = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
LARGE = 64 * 1024 * 1024
"""Bytes from which a CSV file is left to DuckDB."""


def read_responses(
    path: Path,
    shown_as: str,
    entry: SurveyEntry,
    sought: Sought,
    form_path: Path | None = None,
    form_shown_as: str = "",
    watch: Callable[[Fraction | None], None] | None = None,
) -> Responses:
    """The sought columns of the file of a survey, whatever its kind, with the problems found.

    Statistical files, workbooks and CSV become a pandas frame; Parquet, CSV of LARGE bytes and whatever names an engine
    stay in DuckDB or Spark. `form_path` is the XLSForm that the entry names, beside the file when left out. A file
    without rows is an error. `watch` is told what tells how far an engine is, before it begins.
    """
    if entry.form is not None:
        from indexgov.inputs.form_export import read_form_export

        form = form_path or path.parent / entry.form
        responses = read_form_export(path, form, shown_as, form_shown_as or entry.form, entry, sought)
    else:
        responses = _read(path, shown_as, entry, sought, watch)
    if isinstance(responses.frame, pd.DataFrame) and responses.frame.empty and not errors_in(responses.problems):
        message = "the file has no respondents"
        responses.problems.append(Problem("table-empty", Place(shown_as), message, "one row a respondent"))
    return responses


def _read(
    path: Path,
    shown_as: str,
    entry: SurveyEntry,
    sought: Sought,
    watch: Callable[[Fraction | None], None] | None,
) -> Responses:
    suffix = path.suffix.lower()
    table_format = replace(entry.format, private=True)
    if suffix in STATISTICAL:
        return read_statistical(path, shown_as, sought, table_format)
    if suffix not in (*TEXT, *WORKBOOKS, *PARQUET):
        known = quoted([*TEXT, *WORKBOOKS, *STATISTICAL, *PARQUET])
        problem = Problem(
            "file-kind",
            Place(shown_as),
            f"files of the kind '{suffix}' are not read",
            f"save the data as one of {known}",
        )
        return Responses(shown_as, pd.DataFrame(), problems=[problem])
    if by_engine(path, entry):
        engine = "spark" if entry.engine == "spark" else "duckdb"
        responses = read_large(path, shown_as, sought, table_format, engine, watch)
        if entry.engine == "memory" and not errors_in(responses.problems):
            try:
                with responses.guarded():
                    responses.frame = nw.from_native(responses.frame).collect(backend="pandas").to_native()
            except EngineError as error:
                responses.problems.append(error.problem(shown_as))
        return responses
    return _from_table(path, shown_as, sought, table_format)


def by_engine(path: Path, entry: SurveyEntry) -> bool:
    """Whether DuckDB or Spark reads a file."""
    suffix = path.suffix.lower()
    if suffix not in TEXT or entry.engine is not None:
        return suffix in PARQUET or (suffix in TEXT and entry.engine != "memory")
    return path.is_file() and path.stat().st_size > LARGE


def _from_table(path: Path, shown_as: str, sought: Sought, table_format: TableFormat) -> Responses:
    """The responses in a CSV file or a workbook that is read whole."""
    located = Located({}, ())
    second: dict[str, str] = {}

    def columns(header: Sequence[str]) -> Columns:
        nonlocal located
        located = locate(sought, lambda name: name if name in header else None)
        second.update(second_passes(sought, located, header))
        return Columns(tuple(dict.fromkeys((*located.names.values(), *second.values()))))

    table = read_table(path, shown_as, columns, table_format)
    if len(table.frame):
        _merge_passes(table, sought, located, second)
    responses = Responses(shown_as, pd.DataFrame(), located.found, table=table, problems=table.problems)
    if not errors_in(table.problems) and len(table.frame):
        responses.frame = _frame(table, sought, located)
    return responses


def _merge_passes(table: Table, sought: Sought, located: Located, second: Mapping[str, str]) -> None:
    """Make one column of the two of a question that a form put in one of two passes."""
    for question in dict.fromkeys(question_of(name, sought) for name in second):
        names = [name for name in second if question_of(name, sought) == question]
        ticks = names != [question]
        first = [table.frame[located.names[name]].to_numpy(dtype=object) for name in names]
        again = [table.frame[second[name]].to_numpy(dtype=object) for name in names]
        refuse_both(table, question, located.names[names[0]], answered(first, ticks), answered(again, ticks))
        for name, cells, others in zip(names, first, again, strict=True):
            table.frame[located.names[name]] = merged(cells, others, ticks)


def _frame(table: Table, sought: Sought, located: Located) -> pd.DataFrame:
    """The frame of the sought columns; faults of cells go to the problems of the table."""

    def tell(rule: str, row: int, name: str, message: str, advice: str, level: Level) -> None:
        place = table.place(row, located.names.get(name, name))
        table.problems.append(Problem(rule, place, message, advice, level))

    def texts(name: str) -> npt.NDArray[np.object_]:
        return table.frame[located.names[name]].to_numpy(dtype=object)

    columns: dict[str, Any] = {name: pd.array(texts(name), dtype="str") for name in sought.texts}
    columns |= {name: table.numbers(located.names[name]) for name in sought.numbers}
    for name, question in sought.answers.items():
        if name in located.together:
            columns |= from_texts(name, question, texts(name).tolist(), tell)
        elif question.type == "multiple":
            split = [one for one in code_columns(name, question) if one in located.names]
            cells = {one: _numbers(table, located.names[one], question) for one in split}
            columns |= from_columns(name, question, cells, tell)
        elif question.type == "number":
            columns[name] = _numbers(table, located.names[name], question)
        else:
            columns[name] = pd.array(texts(name), dtype="str")
    return pd.DataFrame(columns, index=range(len(table.frame)))


def _numbers(table: Table, column: str, question: Question) -> Floats:
    """Answers that are numbers, with Stata's letters and the words of a sheet for true and false as numbers too."""
    known = {word: str(number) for word, number in number_words(question).items()}
    written = table.frame[column]
    table.frame[column] = np.array([known.get(cell, cell) for cell in written], dtype=object)
    numbers = table.numbers(column)
    table.frame[column] = written
    return numbers
