"""Weighted means and shares for each territory, from one row a respondent.

Standard errors need the design of the sample; until it is read, estimates carry n and no standard error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from indexgov.errors import Place, Problem, choose_from, errors_in
from indexgov.inputs.estimates import joined
from indexgov.inputs.subject import Subject
from indexgov.inputs.table_file import Table, TableFormat, read_table
from indexgov.methods.arrays import Floats
from indexgov.registry.base import Model
from indexgov.registry.models import Indicator, Registry
from indexgov.survey.questionnaire import Question, Questionnaire
from indexgov.tables import ESTIMATES, Columns

Column = Annotated[str, Field(min_length=1)]


class SurveyColumns(Model):
    """Which columns of the data hold what: named in dataset.yaml, never in the questionnaire."""

    not_yet = frozenset({"stratum", "psu", "fpc"})
    territory: Column = "territory"
    """Column with the territory of the respondent."""
    weight: Column | None = None
    """Column with the respondent's weight, 0 or more; all weigh 1 when left out."""
    questions: dict[str, Column] = Field(default={})
    """Columns of questions that are called otherwise; a question without an entry has a column of its own name."""

    def of(self, question: str) -> str:
        """The column of a question."""
        return self.questions.get(question, question)


def estimate_from_microdata(
    path: Path,
    shown_as: str,
    questionnaire: Questionnaire,
    columns: SurveyColumns,
    subject: Subject,
    table_format: TableFormat,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Estimates of every survey indicator in every territory, columns ESTIMATES, with the problems found.

    `value` is sum(w x) / sum(w) over respondents with a valid answer: x is the code for a mean, 0 or 1 for a share.
    `n` counts those respondents; `dont_know` and `refused` are weighted shares of all who were asked. A territory
    without valid answers keeps its row, with n = 0 and no value.
    """
    measured = [one for one in subject.indicators.values() if one.from_survey and one.question is not None]
    questions = {
        name: one for name, one in questionnaire.questions.items() if any(m.question == name for m in measured)
    }
    weights = [columns.weight] if columns.weight else []
    required = dict.fromkeys((columns.territory, *weights, *(columns.of(name) for name in questions)))
    table = read_table(path, shown_as, Columns(tuple(required)), replace(table_format, private=True))
    for one in measured:
        if one.question is None or one.question not in questions:
            message = f"the indicator '{one.id}' asks '{one.question}', which the questionnaire does not have"
            advice = choose_from(str(one.question), list(questionnaire.questions))
            table.problems.append(Problem("unknown-question", table.whole(), message, advice))
        else:
            table.problems += _fits(one, questions[one.question], subject.registry, table.whole())
    place = _places(table, columns.territory, subject)
    weight = _weights(table, columns.weight)
    answers = {name: _answers(table, columns.of(name), question) for name, question in questions.items()}
    if errors_in(table.problems) or (place < 0).any():
        return joined([]), table.problems
    names = list(subject.tiers)
    parts = [
        _estimate(one, questions[one.question], answers[one.question], weight, place, names)
        for one in measured
        if one.question is not None
    ]
    return joined(parts), table.problems


def _fits(one: Indicator, question: Question, registry: Registry, place: Place) -> Iterator[Problem]:
    """The codes of an indicator are answers, and the answers of a mean lie where its scale can place them."""
    valid = question.valid_codes
    for code in one.codes:
        if code not in valid:
            message = f"the indicator '{one.id}' counts the code {code}, which is no valid answer to '{one.question}'"
            yield Problem("unknown-code", place, message, choose_from(str(code), [str(known) for known in valid]))
    ends = registry.scales[one.scale].ends(registry.range)
    outside = [code for code in valid if one.measure == "mean" and ends and not ends[0] <= code <= ends[1]]
    if ends and outside:
        message = f"the answer {outside[0]} to '{one.question}' lies outside the ends {ends[0]:g} to {ends[1]:g}"
        advice = f"let the scale '{one.scale}' of '{one.id}' hold all answers"
        yield Problem("out-of-range", place, message, advice)


def _places(table: Table, column: str, subject: Subject) -> npt.NDArray[np.intp]:
    """Position of each respondent's territory; -1 for one that is not known."""
    names = list(subject.tiers)
    place = pd.Index(names).get_indexer(pd.Index(table.frame[column]))
    if subject.complete:
        for row, name in table.problems_where(place < 0, column):
            message = f"there is no territory '{name}'" if name else "the respondent has no territory"
            table.problem("unknown-territory", row, column, message, choose_from(name, names))
    return place


def _weights(table: Table, column: str | None) -> Floats:
    if column is None:
        return np.ones(len(table.frame))
    for row, _ in table.problems_where((table.frame[column] == "").to_numpy(), column):
        table.problem(
            "weight", row, column, "the respondent has no weight", "fill in the weight; 0 leaves a respondent out"
        )
    weight = table.numbers(column)
    for row, text in table.problems_where(weight < 0, column):
        table.problem("weight", row, column, f"the weight {text} is negative", "write 0 or more")
    return weight


def _answers(table: Table, column: str, question: Question) -> Floats:
    labels = {text.casefold(): answer.code for answer in question.codes for text in answer.label.values()}
    written = table.frame[column]
    named = written.str.casefold().isin(list(labels)).to_numpy(dtype=bool)
    for row, text in table.problems_where(named, column):
        message = f"'{text}' in column '{column}' is the label of an answer"
        table.problem("unknown-code", row, column, message, f"write its code, {labels[text.casefold()]}")
    table.frame[column] = written.where(~named, "")
    codes = table.numbers(column)
    allowed = [*question.valid_codes, *question.dont_know, *question.refused]
    for row, text in table.problems_where(~np.isnan(codes) & ~np.isin(codes, allowed), column):
        message = f"'{text}' is not an answer to '{column}'"
        table.problem("unknown-code", row, column, message, choose_from(text, [str(code) for code in allowed]))
    return codes


def _estimate(
    one: Indicator, question: Question, codes: Floats, weight: Floats, place: npt.NDArray[np.intp], names: list[str]
) -> pd.DataFrame:
    def total(values: Floats) -> Floats:
        return np.bincount(place, weights=values, minlength=len(names)).astype(float)

    asked = ~np.isnan(codes) & (weight > 0)
    valid = asked & np.isin(codes, question.valid_codes)
    x = np.where(valid, np.isin(codes, one.codes) if one.measure == "share" else np.nan_to_num(codes), 0.0)
    with np.errstate(invalid="ignore"):
        value = total(weight * x) / total(weight * valid)
        dont_know = total(weight * (asked & np.isin(codes, question.dont_know))) / total(weight * asked)
        refused = total(weight * (asked & np.isin(codes, question.refused))) / total(weight * asked)
    frame = pd.DataFrame(dict.fromkeys(ESTIMATES.all, ""), index=range(len(names)), dtype=object)
    figures = {"value": value, "n": total(valid.astype(float)), "dont_know": dont_know, "refused": refused}
    blank = dict.fromkeys(("se", "df", "deff", "ci_low", "ci_high", "confidence", "n_eff"), np.nan)
    texts = {"territory": names, "indicator": one.id, "question": one.question, "measure": one.measure}
    return frame.assign(**texts, **figures, **blank)
