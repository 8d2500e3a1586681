"""What must hold of microdata before anything is estimated from them, checked in the frame wherever it lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from indexgov.errors import choose_from, excerpt, quoted
from indexgov.survey.answers import Schema, is_text
from indexgov.survey.cells import label
from indexgov.survey.design import Design
from indexgov.survey.expressions import Expression, col, lit, select, when
from indexgov.survey.faults import Fault
from indexgov.survey.measures import MEASURES, Measure
from indexgov.survey.plan import Plan
from indexgov.survey.questionnaire import Question, Questionnaire
from indexgov.survey.sums import collected

_SHOWN = 5
"""How many wrong values of a column are told."""
_PLACES = 20
"""How many names that are no territory are told."""


def narwhals_frame(frame: Any) -> Any:
    """The frame as narwhals sees it; columns of Python objects in pandas become what they hold, or text."""
    if isinstance(frame, pd.DataFrame) and frame.columns.is_unique:
        objects = [name for name in frame.columns if frame[name].dtype == object]
        if objects:
            frame = frame.assign(**{name: _plain(frame[name]) for name in objects})
    return nw.from_native(frame)


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column of Python objects as numbers, as yes and no, or as text, in which every engine sees words."""
    held = pd.api.types.infer_dtype(column, skipna=True)
    if held in ("integer", "floating", "mixed-integer-float", "decimal"):
        return column.astype("float64")
    if held == "boolean":
        return column.astype("boolean")
    return column.map(_word).astype("str")


def _word(value: object) -> object:
    return np.nan if label(value) == "" else label(value)


def measure_faults(questionnaire: Questionnaire, measures: Sequence[Measure]) -> Iterator[Fault]:
    """Measures that are there twice, that nobody knows, or that their question does not allow."""
    times = Counter(one.name for one in measures)
    for name, count in times.items():
        if count > 1:
            yield Fault("measure-twice", f"{count} measures are called '{name}'", "give each a name of its own")
    for one in measures:
        if one.kind not in MEASURES:
            message = f"'{one.name}' is a measure of the unknown kind '{one.kind}'"
            yield Fault("unknown-measure", message, choose_from(one.kind, MEASURES))
        if one.among is not None and one.among not in questionnaire.filters:
            message = f"'{one.name}' is among the unknown filter '{one.among}'"
            yield Fault("unknown-filter", message, choose_from(one.among, list(questionnaire.filters)))
        if one.question not in questionnaire.questions:
            message = f"'{one.name}' is about the unknown question '{one.question}'"
            yield Fault("unknown-question", message, choose_from(one.question, list(questionnaire.questions)))
        else:
            yield from _unfit(one, questionnaire.questions[one.question])


def _unfit(measure: Measure, question: Question) -> Iterator[Fault]:
    """What a measure wants and its question does not have."""
    kind, type_ = measure.kind, question.type
    if kind in ("mean", "median") and type_ in ("multiple", "choice"):
        message = f"'{measure.name}' is a {kind} of '{measure.question}', whose answers are names"
        yield Fault("measure-type", message, "take shares of its answers")
    if kind == "top_box" and type_ != "scale":
        message = f"'{measure.name}' counts the best answers to '{measure.question}', which is no scale"
        yield Fault("measure-type", message, "take the share of some answers, or write 'type: scale'")
    if kind == "share" and type_ == "number":
        message = f"'{measure.name}' is a share of answers to '{measure.question}', which is a number"
        yield Fault("measure-type", message, "take its mean or median")
    elif kind == "share":
        strange = [str(code) for code in measure.codes if code not in question.valid_codes]
        if strange or not measure.codes:
            what = f"{quoted(strange)}, no valid answer to '{measure.question}'" if strange else "no answer"
            advice = f"valid are: {quoted(question.valid_codes)}"
            yield Fault("measure-codes", f"'{measure.name}' counts {what}", advice)
    if (kind == "dont_know" and not question.dont_know) or (kind == "refused" and not question.refused):
        message = f"'{measure.name}' is the share of '{kind}', for which '{measure.question}' has no code"
        yield Fault("measure-codes", message, f"write '{kind}:' at the question")


def column_faults(schema: Schema, needed: Iterable[str]) -> Iterator[Fault]:
    """Columns that are not there."""
    for name in dict.fromkeys(needed):
        if name not in schema:
            advice = choose_from(name, list(schema), known="the data have")
            yield Fault("column-missing", f"the column '{name}' is missing", advice, name)


def number_faults(schema: Schema, columns: Iterable[str]) -> Iterator[Fault]:
    """Columns that must be numbers and are something else."""
    for name in dict.fromkeys(columns):
        if name in schema and not (schema[name].is_numeric() or schema[name] in (nw.Boolean, nw.Unknown)):
            held = "text" if is_text(schema[name]) else _called(schema[name])
            message = f"the column '{name}' holds {held} where numbers are needed"
            yield Fault("number", message, "read it as numbers; mind decimal commas", name)


def _called(dtype: Any) -> str:
    """The type of a column without its particulars."""
    return f"'{str(dtype).partition('(')[0]}'"


def type_faults(schema: Schema, columns: Iterable[str]) -> Iterator[Fault]:
    """Columns whose cells are no answers: dates, lists."""
    for name in dict.fromkeys(columns):
        if name not in schema or is_text(schema[name]) or schema[name].is_numeric():
            continue
        if schema[name] not in (nw.Boolean, nw.Unknown):
            message = f"the column '{name}' holds {_called(schema[name])} where answers are needed"
            yield Fault("answer-type", message, "write codes or the words of the answers", name)


@dataclass(frozen=True)
class FirstLook:
    """What one quick look at all respondents tells, before they are added up by cells."""

    faults: list[Fault]
    """What is wrong with the weights."""
    zeros: bool
    """Whether some weights are 0."""
    filled: Mapping[str, int]
    """How many gave any answer to a question, of those where this tells whether all are known ones."""


def first_look(frame: Any, design: Design, plan: Plan) -> FirstLook:
    """The weights and the numbers of answers, in one pass without groups."""
    weight = lit(1.0) if design.weight is None else col(design.weight).cast(nw.Float64)
    floats = design.weight is not None and frame.collect_schema()[design.weight].is_float()
    blank = weight.is_null() | weight.is_nan() if floats else weight.is_null()
    looked = {"blank": blank, "negative": weight < 0, "zero": weight == 0}
    asked = [name for name in plan.answers if plan.asked_of_all(name) is not None]
    made: dict[str, Expression] = {what: when(where, lit(1)).otherwise(lit(0)) for what, where in looked.items()}
    made |= {"low": when(~blank, weight), "high": when(~blank, weight)}
    made |= {f"filled {name}": plan.answers[name].anything for name in asked}
    row = collected(
        select(frame, made).select(
            nw.col("blank", "negative", "zero").sum(),
            nw.col("low").min(),
            nw.col("high").max(),
            nw.len().alias("rows"),
            *(nw.col(f"filled {name}").count() for name in asked),
        )
    ).iloc[0]
    faults = [] if design.weight is None else _weight_faults(design.weight, row)
    return FirstLook(faults, int(row["zero"] or 0) > 0, {name: int(row[f"filled {name}"]) for name in asked})


def _weight_faults(name: str, row: pd.Series) -> list[Fault]:
    blanks, negative, zero, rows = (int(row[key] or 0) for key in ("blank", "negative", "zero", "rows"))
    found = []
    if blanks:
        who = "a respondent has" if blanks == 1 else f"{blanks} respondents have"
        advice = "fill in the weight; 0 leaves a respondent out"
        found.append(Fault("weight", f"{who} no weight in '{name}'", advice, name))
    if negative:
        message = f"the weight of {negative} respondents in '{name}' is negative"
        if negative == 1:
            message = f"the weight {row['low']:g} in '{name}' is negative"
        found.append(Fault("weight", message, "write 0 or more", name, float(row["low"])))
    if float(row["high"] if row["high"] is not None else 0.0) == np.inf:
        found.append(Fault("weight", f"a weight in '{name}' is infinite", "correct the weight", name))
    if rows and zero == rows:
        found.append(Fault("weight", f"all weights in '{name}' are 0", "name the column with the weights", name))
    elif rows > 1 and not blanks and float(row["low"]) == float(row["high"]):
        message = f"all weights in '{name}' are {float(row['low']):g}, so they weigh nothing"
        found.append(Fault("weight-constant", message, "check that it is the column of the weights", name,
                           level="warning"))  # fmt: skip
    return found


def answer_faults(frame: Any, plan: Plan, cells: pd.DataFrame, filled: Mapping[str, int]) -> Iterator[Fault]:
    """Answers that are no code of their question, and answers of people who were not to be asked."""
    for name, answers in plan.answers.items():
        position = plan.asked_of_all(name)
        if position is None:
            stray = int(cells[f"unknown {name}"].sum())
        else:
            stray = filled[name] - int(cells[f"v {position}" if f"v {position}" in cells else f"n {position}"].sum())
        if stray:
            yield from _stray(frame, name, answers, stray)
        routed = int(cells[f"routed {name}"].sum()) if name in plan.routed else 0
        if routed:
            filter_ = answers.question.filter
            message = f"{routed} answers to '{name}' come from people outside the filter '{filter_}'; they are left out"
            if routed == 1:
                message = f"an answer to '{name}' comes from outside the filter '{filter_}'; it is left out"
            yield Fault("routing", message, "check the routing of the questionnaire", answers.column, level="warning")


def _stray(frame: Any, name: str, answers: Any, count: int) -> Iterator[Fault]:
    question = answers.question
    allowed = [*question.valid_codes, *question.dont_know, *question.refused]
    if question.type == "multiple":
        columns = ", ".join(f"'{column}'" for column in answers.columns)
        what = f"an answer to '{name}' is" if count == 1 else f"{count} answers to '{name}' are"
        message = f"{what} incomplete or neither 0 nor 1"
        yield Fault(
            "unknown-code", message, f"write 1 or 0 in each of {columns}, or leave all of them blank", answers.column
        )
        return
    known = answers.valid | answers.dont_know | answers.refused
    wrong = answers.filled & when(known, lit(False)).otherwise(lit(True))
    made = select(frame, {"key 0": col(answers.column), "wrong": wrong}).filter(nw.col("wrong")).select("key 0")
    rows = collected(made.group_by("key 0").agg(nw.len().alias("n 0")))
    found = ((label(value), value, int(n)) for value, n in zip(rows["key 0"], rows["n 0"], strict=True))
    values = sorted(found, key=lambda one: one[0])
    for written, value, times in values[:_SHOWN]:
        often = "" if times == 1 else f" ({times} times)"
        message = f"'{excerpt(written)}' is not an answer to '{answers.column}'{often}"
        advice = choose_from(written, [str(code) for code in allowed])
        if not question.dont_know and not question.refused:
            advice += "; a code that is no answer belongs under 'dont_know' or 'refused' of the question"
        if question.type == "number":
            ends = question.range
            advice = f"numbers from {ends[0]:g} to {ends[1]:g}" if ends else "a number"
            advice += f", or {quoted(str(code) for code in allowed)}" if allowed else ""
        yield Fault("unknown-code", message, advice, answers.column, value)
    if len(values) > _SHOWN:
        rest = len(values) - _SHOWN
        yield Fault("unknown-code", f"{rest} more values are no answer to '{answers.column}'", "", answers.column)


def area_faults(
    names: Sequence[str], rows: Sequence[float], columns: Sequence[str], known: Sequence[str] | None
) -> Iterator[Fault]:
    """Respondents without an area, or in one that nobody knows."""
    counts: dict[str, int] = {}
    for name, number in zip(names, rows, strict=True):
        counts[name] = counts.get(name, 0) + int(number)
    strange = [name for name in sorted(counts) if name and known is not None and name not in known]
    for name in sorted(counts):
        who = "1 respondent" if counts[name] == 1 else f"{counts[name]} respondents"
        if not name and columns:
            advice = f"fill in {quoted(columns)}, or leave them in the design as an area of their own"
            yield Fault("unknown-territory", f"{who} without a territory", advice, columns[0])
        elif known is not None and name in strange[:_PLACES]:
            yield Fault("unknown-territory", f"there is no territory '{excerpt(name)}' ({who})",
                        choose_from(name, list(known)), columns[0], name)  # fmt: skip
    if len(strange) > _PLACES:
        message = f"{len(strange) - _PLACES} more names are no territory"
        yield Fault("unknown-territory", message, f"is {quoted(columns)} the column of the territory?")
