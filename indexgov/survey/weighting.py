"""Raking of a sample by the sums of its cells: a factor for each joint cell of the margins."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indexgov.methods.arrays import Floats, Ints
from indexgov.survey.answers import Answers, Schema, answers_of, category
from indexgov.survey.cells import SampleCells
from indexgov.survey.expressions import Expression
from indexgov.survey.questionnaire import PopulationMargin, Questionnaire
from indexgov.survey.raking import Margin, Raked, Regression, rake, regression, weighting_effect
from indexgov.survey.variance import gathered


@dataclass(frozen=True)
class Raking:
    """To which margins of the questionnaire the weights are raked."""

    margins: tuple[str, ...]
    limit: tuple[float, float] | None = None
    """Smallest and largest factor, in mean factors."""


@dataclass(frozen=True)
class Reweighted:
    """The sample after raking."""

    raked: Raked
    model: Regression
    cell: Ints
    """Joint cell of each row of the sums."""
    everybody: Floats
    """Weight before raking, PSUs x joint cells."""
    effect_before: float
    """Kish's design effect of the weights, n sum w^2 / (sum w)^2."""
    effect_after: float


def margin_answers(
    questionnaire: Questionnaire, raking: Raking, columns: Mapping[str, str], schema: Schema
) -> dict[str, Answers]:
    """The answers that the margins are about, by the name of the margin."""
    asked = {name: questionnaire.margins[name].question for name in raking.margins}
    return {name: answers_of(questionnaire, one, columns.get(one, one), schema) for name, one in asked.items()}


def margin_keys(questionnaire: Questionnaire, answers: Mapping[str, Answers]) -> dict[str, Expression]:
    """The category of a respondent in each margin, by the name of the column that it makes."""
    return {f"margin {name}": category(questionnaire.margins[name], one) for name, one in answers.items()}


def reweighted(sample: SampleCells, questionnaire: Questionnaire, raking: Raking) -> Reweighted:
    """Factors that rake the weights of a sample, from its cells with the columns of `margin_keys`, `w all`, `w2 all`.

    Raises RakingError with all reasons why it cannot be raked.
    """
    cells, names = sample.cells, list(raking.margins)
    joint = cells[[f"margin {name}" for name in names]].astype(float)
    keys, first, cell = _joint(joint)
    weight = cells["w all"].to_numpy(dtype=float)
    base = gathered(weight[:, np.newaxis], cell, len(keys))[:, 0]
    categories = {
        name: _words(questionnaire.margins[name], joint.iloc[first, place]) for place, name in enumerate(names)
    }
    margins = [Margin(name, _totals(questionnaire.margins[name])) for name in names]
    raked = rake(base, categories, margins, limit=raking.limit)
    everybody = np.zeros((len(sample.stratum_of_psu), len(base)))
    np.add.at(everybody, (sample.psu, cell), weight)
    squares, heads = (
        gathered(cells[[name]].to_numpy(dtype=float), cell, len(base))[:, 0] for name in ("w2 all", "n all")
    )
    return Reweighted(
        raked,
        regression(base, categories, margins),
        cell,
        everybody,
        weighting_effect(heads, base, squares),
        weighting_effect(heads, base, squares, raked.factors),
    )


def _joint(joint: pd.DataFrame) -> tuple[list[tuple[float, ...]], list[int], Ints]:
    """The different combinations of categories, a row of each, and the combination of each row."""
    grouped = joint.fillna(-np.inf).groupby(list(joint.columns), sort=True).ngroup().to_numpy()
    _, first = np.unique(grouped, return_index=True)
    keys = [tuple(row) for row in joint.iloc[first].itertuples(index=False)]
    return keys, first.tolist(), grouped.astype(np.intp)


def _words(margin: PopulationMargin, values: pd.Series[float]) -> Sequence[str | None]:
    """Categories as they are called in messages: the code, or the numbers of a group."""
    called = _called(margin)
    return [None if np.isnan(value) else called[int(value)] for value in values]


def _called(margin: PopulationMargin) -> dict[int, str]:
    if margin.totals:
        return {one.code: str(one.code) for one in margin.totals}
    words = {}
    for number, group in enumerate(margin.groups):
        low = "" if group.from_ is None else f"{group.from_:g}"
        high = "" if group.to is None else f"{group.to:g}"
        words[number] = f"{low}-{high}" if low and high else (f"{low}+" if low else f"to {high}")
    return words


def _totals(margin: PopulationMargin) -> dict[Hashable, float]:
    totals = [one.total for one in (margin.totals or margin.groups)]
    return dict(zip(_called(margin).values(), totals, strict=True))
