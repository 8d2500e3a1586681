"""Reads microdata that are too large for memory: Parquet and large CSV, by DuckDB or Spark."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd

from indexgov.errors import Place, Problem, errors_in, excerpt
from indexgov.inputs.engines import Engine, EngineError, Kind, missing_engine, start
from indexgov.inputs.large_text import LargeText, faults_by_line, prepare
from indexgov.inputs.located import Located, finder, locate, missing_columns, refuse_passes
from indexgov.inputs.respondents import Fraction, Responses, Sought
from indexgov.inputs.several_answers import ANSWERS_RULE, code_columns, faults, number_words, settled
from indexgov.inputs.table_file import LARGEST, TableFormat, number_fault, number_in
from indexgov.survey.expressions import in_narwhals, with_columns
from indexgov.tables import Columns

PARQUET = (".parquet", ".pq")


@dataclass(frozen=True)
class _Source:
    """A file as an engine sees it."""

    engine: Engine
    frame: Any
    columns: Mapping[str, str]
    """Column of the frame by column of the file."""
    kinds: Mapping[str, Kind]
    """What each column of the file holds."""
    format: TableFormat
    text: LargeText | None = None


def read_large(
    path: Path,
    shown_as: str,
    sought: Sought,
    table_format: TableFormat,
    engine: str,
    watch: Callable[[Fraction | None], None] | None = None,
) -> Responses:
    """The sought columns of a Parquet or CSV file as a lazy frame of `engine`, "duckdb" or "spark".

    The file is read once to find faults: cells that are no numbers where numbers are sought, rows of another width,
    wrong encodings. Text is cleaned as in small files, numbers become float64, and numbers where texts are sought are
    written without needless decimals. Blanks become null. `watch` is told, before the first pass, what tells how far
    a pass is.
    """
    responses = Responses(shown_as, pd.DataFrame())
    missing = missing_engine(engine, shown_as)
    responses.problems += [missing] if missing is not None else []
    responses.problems += _unfit_names(sought, Place(shown_as)) if engine == "spark" else []
    if responses.problems:
        return responses
    folder = Path(tempfile.mkdtemp(prefix="indexgov-"))
    weakref.finalize(responses, shutil.rmtree, folder, ignore_errors=True)
    try:
        running = start(engine, folder / "spill")
        responses.progress, responses.guarded = running.progress, running.guarded
        if watch is not None:
            watch(running.progress)
        with running.guarded():
            if path.suffix.lower() in PARQUET:
                source: _Source | None = _parquet_source(running, path, table_format)
            else:
                source = _csv_source(running, path, sought, table_format, folder, responses)
            if source is not None:
                _read(source, sought, responses)
    except EngineError as error:
        responses.problems.append(error.problem(shown_as))
    except OSError as error:
        responses.problems.append(Problem("file", Place(shown_as), f"cannot read the file: {error.strerror or error}"))
    return responses


def _unfit_names(sought: Sought, place: Place) -> Iterator[Problem]:
    """Names that Spark takes for parts of nested columns."""
    for name in sought.columns:
        if "." in name:
            message = f"Spark does not take the point in the name of the column '{name}'"
            yield Problem("column-name", place, message, "rename the column, or write 'engine: duckdb'")


def _parquet_source(engine: Engine, path: Path, table_format: TableFormat) -> _Source:
    frame = engine.parquet(path)
    kinds = engine.kinds(frame)
    return _Source(engine, frame, {name: name for name in kinds}, kinds, table_format)


def _csv_source(
    engine: Engine, path: Path, sought: Sought, table_format: TableFormat, folder: Path, responses: Responses
) -> _Source | None:
    """A CSV file whose encoding and header are right, else None with problems."""

    def required(header: tuple[str, ...]) -> Columns:
        located = locate(sought, lambda name: name if name in header else None)
        return Columns(tuple(dict.fromkeys(located.names.values())))

    text, problems = prepare(path, responses.file, table_format, folder, required)
    responses.problems += problems
    if text is None:
        return None
    columns = {name: f"c{index}" for index, name in enumerate(text.header) if name}
    frame = engine.csv(text.path, len(text.header), text.separator, text.header_lines)
    return _Source(engine, frame, columns, dict.fromkeys(columns, "text"), table_format, text)


def _read(source: _Source, sought: Sought, responses: Responses) -> None:
    """Put the frame and all faults of its cells into the responses."""
    there = list(source.columns)
    located = locate(sought, finder(there) if source.text is None else lambda name: name if name in there else None)
    responses.found = located.found
    responses.problems += missing_columns(located, there, Place(responses.file))
    responses.problems += refuse_passes(sought, located, there, Place(responses.file))
    responses.problems += _unfit_columns(source, sought, located, Place(responses.file))
    if errors_in(responses.problems):
        return
    numeric = _numeric(sought, located)
    columns = {
        name: _number(source, there, numeric[name])
        if name in numeric
        else _written(source, there, name in sought.texts)
        for name, there in located.names.items()
    }
    by_line = {located.names[name]: words for name, words in numeric.items()}
    try:
        with source.engine.guarded():
            found = list(_faults(source, columns, sought, located, numeric, responses.file))
    except EngineError as error:
        found = [error.problem(responses.file)]
    if source.text is not None and errors_in(found):
        # The lines of faults of cells and rows are worth another pass.
        with_lines = faults_by_line(source.text, responses.file, by_line)
        found = with_lines + [one for one in found if one.rule == ANSWERS_RULE or not with_lines]
    responses.problems += found
    frame = nw.from_native(source.engine.select(source.frame, columns))
    for name, question in sought.answers.items():
        if question.type == "multiple":
            made = settled(frame.collect_schema().names(), name, question)
            frame = with_columns(frame, made)
    responses.frame = frame.to_native()


def _unfit_columns(source: _Source, sought: Sought, located: Located, place: Place) -> Iterator[Problem]:
    """Columns that no engine can make answers of."""
    for name in located.together:
        message = f"the column '{located.names[name]}' holds several answers in one cell, which needs 'engine: memory'"
        advice = f"write a column for each answer, such as '{name}/{sought.answers[name].valid_codes[0]}'"
        yield Problem(ANSWERS_RULE, place, message, advice)
    for there in dict.fromkeys(located.names.values()):
        if source.kinds.get(there) == "other":
            message = f"the column '{there}' holds neither text nor numbers"
            yield Problem("column-type", place, message, "save it as text or as numbers")


def _numeric(sought: Sought, located: Located) -> dict[str, Mapping[str, int]]:
    """Columns of the frame that are numbers, with the words that stand for numbers in them."""
    columns: dict[str, Mapping[str, int]] = {name: {} for name in sought.numbers}
    for name, question in sought.answers.items():
        if question.type in ("number", "multiple"):
            columns |= {
                one: number_words(question) for one in (name, *code_columns(name, question)) if one in located.names
            }
    return columns


def _cleaned(source: _Source, column: str) -> str:
    """SQL of a text column with single spaces, null for blanks."""
    name = source.engine.name(source.columns[column])
    return f"nullif(trim(regexp_replace({name}, '[{_BLANKS}]+', ' '{source.engine.every})), '')"


def _written(source: _Source, column: str, as_text: bool) -> str:
    """SQL of a column of texts or of answers: numbers stay numbers unless texts are sought."""
    name, kind = source.engine.name(source.columns[column]), source.kinds[column]
    if kind == "text":
        return _cleaned(source, column)
    number = _number(source, column, {})
    if not as_text:
        return number
    written = f"CAST({name} AS STRING)"
    if kind == "number":
        whole = f"{number} = floor({number}) AND abs({number}) <= {LARGEST:.0f}"
        digits = f"CAST(CAST({number} AS BIGINT) AS STRING)"
        written = f"CASE WHEN {whole} THEN {digits} WHEN NOT isnan({number}) THEN {written} END"
    return written


def _number(source: _Source, column: str, words: Mapping[str, int]) -> str:
    """SQL of a column as float64, null for what is no number."""
    if source.kinds[column] != "text":
        number = f"CAST({source.engine.name(source.columns[column])} AS DOUBLE)"
        return number if source.kinds[column] == "whole" else f"CASE WHEN NOT isnan({number}) THEN {number} END"
    text = _cleaned(source, column)
    known = " ".join(f"WHEN {text} = '{word}' THEN CAST({number} AS DOUBLE)" for word, number in words.items())
    written = f"{source.engine.matches}({text}, '{_NUMBER[source.format.decimal]}')"
    return f"CASE {known} WHEN {written} THEN TRY_CAST(replace({text}, ',', '.') AS DOUBLE) END"


def _no_number(source: _Source, column: str, words: Mapping[str, int]) -> str:
    """SQL of the text of a cell that is not blank and no number that makes sense, null for others."""
    number = _number(source, column, words)
    if source.kinds[column] != "text":
        return f"CASE WHEN abs({number}) > {LARGEST:.0f} THEN CAST({number} AS STRING) END"
    text = _cleaned(source, column)
    return f"CASE WHEN {number} IS NULL OR abs({number}) > {LARGEST:.0f} THEN {text} END"


def _faults(
    source: _Source,
    columns: Mapping[str, str],
    sought: Sought,
    located: Located,
    numeric: Mapping[str, Mapping[str, int]],
    shown_as: str,
) -> Iterator[Problem]:
    """What is wrong in the cells, counted in one pass over the file."""
    bad = {f"bad {name}": _no_number(source, located.names[name], words) for name, words in numeric.items()}
    frame = nw.from_native(source.engine.select(source.frame, {**columns, **bad, "damaged row": source.engine.damaged}))
    several = {
        (name, fault): in_narwhals(where)
        for name, question in sought.answers.items()
        if question.type == "multiple"
        for fault, where in faults(frame.collect_schema().names(), name, question).items()
    }
    # Spark looks for damaged rows only where another column is asked for too.
    figures = [nw.len().alias("rows"), nw.col(next(iter(columns))).count().alias("filled"), nw.col("damaged row").sum()]
    figures += [nw.col(name).count().alias(f"count {name}") for name in bad]
    figures += [nw.col(name).min().alias(f"first {name}") for name in bad]
    figures += [
        nw.when(where).then(nw.lit(1)).otherwise(nw.lit(0)).sum().alias(f"several {index}")
        for index, where in enumerate(several.values())
    ]
    rows, _, damaged, *rest = source.engine.row(frame.select(*figures).to_native())
    counts, firsts, found = rest[: len(bad)], rest[len(bad) : 2 * len(bad)], rest[2 * len(bad) :]
    place = Place(shown_as)
    if not rows:
        yield Problem("table-empty", place, "the file has no respondents", "one row a respondent")
    if damaged:
        yield Problem("row-width", place, f"{damaged} rows have another number of cells than the header")
    for name, count, first in zip(numeric, counts, firsts, strict=True):
        if count:
            yield _no_numbers(located.names[name], count, first, source.format.decimal, place)
    for (name, one), count in zip(several, found, strict=True):
        if count:
            message = f"{one.text.format(name=name)}, in {count} rows"
            yield Problem(ANSWERS_RULE, place, message, one.advice, one.level)


def _no_numbers(column: str, count: int, first: str, decimal: str, place: Place) -> Problem:
    """Cells of a column that are no numbers: `first` is the text of one of them."""
    fault = number_fault(first, number_in(first, decimal), column, decimal)
    message, advice = fault or (f"'{excerpt(first)}' in column '{column}' is not a number", "correct the number")
    return Problem("number", place, message + (f", one of {count} such cells" if count > 1 else ""), advice)


_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_NUMBER = {
    decimal: f"^[-+]?[0-9]+([{signs}][0-9]+)?([eE][-+]?[0-9]+)?$" for decimal, signs in ((".", "."), (",", ".,"))
}
"""The numbers that small files may have, see `table_file.NUMBER`, in the words of every dialect."""
