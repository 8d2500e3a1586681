"""No withheld figure follows from the published ones: an attacker who solves all linear relations between them fails.

Everybody weighs the same here, which is the worst case: then a share times the number of answers is a number of people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indexgov.inputs.questionnaire import load_questionnaire
from indexgov.inputs.released import asked_by
from indexgov.methods.arrays import Floats
from indexgov.methods.publication import Profile
from indexgov.survey import Design, Measure, estimate
from indexgov.survey.publication import publish
from indexgov.survey.questionnaire import Questionnaire

QUESTIONNAIRE = """\
indexgov_questionnaire: 1
id: secret
title: {en: Secret}
languages: [en]
questions:
  sex:
    text: {en: Sex}
    type: choice
    codes: [{code: 1, label: {en: woman}}, {code: 2, label: {en: man}}]
  visited:
    text: {en: Visited?}
    type: yes_no
    codes: [{code: 1, label: {en: "yes"}}, {code: 2, label: {en: "no"}}]
  roads:
    text: {en: Roads?}
    type: scale
    codes: [{code: 1, label: {en: bad}}, {code: 2, label: {en: fair}}, {code: 3, label: {en: good}}]
    dont_know: [98]
  clinic:
    text: {en: Clean?}
    type: yes_no
    filter: visitors
    codes: [{code: 1, label: {en: "yes"}}, {code: 2, label: {en: "no"}}]
filters:
  visitors: {title: {en: visitors}, question: visited, codes: [1]}
"""
MEASURES = (
    Measure("sex.1", "sex", "share", (1,)),
    Measure("sex.2", "sex", "share", (2,)),
    Measure("visited", "visited", "share", (1,)),
    Measure("roads", "roads", "mean"),
    Measure("roads.top", "roads", "top_box"),
    Measure("roads.1", "roads", "share", (1,)),
    Measure("roads.visitors", "roads", "mean", among="visitors"),
    Measure("roads.visitors.1", "roads", "share", (1,), among="visitors"),
    Measure("clinic", "clinic", "share", (1,)),
)
CODES = {"sex": (1, 2), "visited": (1, 2), "roads": (1, 2, 3, 98), "clinic": (1, 2)}
THRESHOLD = 6
RULES = Profile("secret", min_n=None, disclosure=THRESHOLD)


@pytest.fixture(scope="module")
def questionnaire(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    path = tmp_path_factory.mktemp("secret") / "questionnaire.yaml"
    path.write_text(QUESTIONNAIRE, encoding="utf-8")
    return load_questionnaire(path)


def respondents(seed: int) -> pd.DataFrame:
    """Three to five areas, one or two of them small; nobody leaves a question out that was put to them."""
    chance = np.random.default_rng(seed)
    count = int(chance.integers(3, 6))
    sizes = [*chance.integers(2, 16, size=2), *chance.integers(8, 40, size=count - 2)]
    rows = sum(sizes)
    visited = chance.choice([1, 2], size=rows, p=(share := chance.uniform(0.2, 0.8), 1 - share))
    clinic = np.where(visited == 1, chance.choice([1, 2], size=rows), np.nan)
    roads = chance.choice([1, 2, 3, 98], size=rows, p=[0.3, 0.3, 0.3, 0.1])
    areas = np.repeat([f"T{at}" for at in range(count)], sizes)
    sex = chance.choice([1, 2], size=rows)
    return pd.DataFrame({"area": areas, "sex": sex, "visited": visited, "roads": roads, "clinic": clinic})


@dataclass
class Attacker:
    """Knows who was asked what and every published figure; what is unknown are numbers of people by their answers."""

    areas: list[str]

    def __post_init__(self) -> None:
        kinds = [
            (area, question, visitor, code)
            for area, question in product(self.areas, CODES)
            for visitor, code in product((True, False), CODES[question])
            if not (question == "visited" and visitor != (code == 1)) and (visitor or question != "clinic")
        ]
        self.cells = {kind: at for at, kind in enumerate(kinds)}
        self.known: list[Floats] = []
        for area, visitor in product(self.areas, (True, False)):
            whole = self._sum(area, "visited", _one_if(visitor))
            others = [name for name in CODES if name != "visited" and (visitor or name != "clinic")]
            self.known += [whole - self._sum(area, name, _one_if(visitor)) for name in others]

    def _sum(self, area: str, question: str, counts: Callable[[bool, int], float]) -> Floats:
        """How many people of an area, '' for all, have answers to a question that count, each as often as told."""
        row = np.zeros(len(self.cells) + 1)
        for (place, name, visitor, code), at in self.cells.items():
            if name == question and area in ("", place):
                row[at] = float(counts(visitor, code))
        return row

    def people(self, area: str, measure: Measure, rest: bool = False) -> Floats:
        """The number of people with a valid answer; the `rest` are those whom the filter of the measure leaves out."""
        return self._sum(area, measure.question, lambda v, c: c != 98 and self._in(measure, v, rest))

    def sum_of(self, area: str, measure: Measure, rest: bool = False) -> Floats:
        """The sum of what the measure counts of them."""

        def worth(visitor: bool, code: int) -> float:
            if code == 98 or not self._in(measure, visitor, rest):
                return 0.0
            counted = (2, 3) if measure.kind == "top_box" else measure.codes
            return float(code) if measure.kind == "mean" else float(code in counted)

        return self._sum(area, measure.question, worth)

    @staticmethod
    def _in(measure: Measure, visitor: bool, rest: bool) -> bool:
        return (visitor or measure.among is None) != rest

    def learn(self, row: pd.Series, measure: Measure) -> None:
        """Take in a published row: the figure, the number of answers, the share of those who did not know."""
        area = str(row["territory"])
        people = self.people(area, measure)
        if not np.isnan(row["n"]):
            self.known.append(people - row["n"] * self._one)
        if row["n"] == 0:
            # Nobody is there: neither with this answer nor with that one.
            self.known += [one for one in np.diag(people) if one.any()]
        if not np.isnan(row["value"]):
            self.known.append(self.sum_of(area, measure) - row["value"] * people)
        if not np.isnan(row["dont_know"]) and 98 in CODES[measure.question]:
            silent = self._sum(area, measure.question, lambda v, c: c == 98 and self._in(measure, v, False))
            self.known.append(silent - row["dont_know"] * (silent + people))

    @property
    def _one(self) -> Floats:
        """What is added to a number of people to make an equation of it."""
        row = np.zeros(len(self.cells) + 1)
        row[-1] = 1.0
        return row

    def solves(self, secrets: list[Floats]) -> list[bool]:
        """Whether each expression, which is 0, follows from what is known: whether it is a sum of known ones."""
        known = np.array(self.known)
        known /= np.linalg.norm(known, axis=1, keepdims=True).clip(1e-300)
        _, sizes, rows = np.linalg.svd(known, full_matrices=False)
        basis = rows[sizes > 1e-9 * sizes.max()]
        left = [one - basis.T @ (basis @ one) for one in (secret / np.linalg.norm(secret) for secret in secrets)]
        return [bool(np.linalg.norm(one) < 1e-7) for one in left]


def _one_if(visitor: bool) -> Callable[[bool, int], float]:
    """Counts visitors, or those who are none, whatever they answered."""
    return lambda here, _: float(here == visitor)


def secrets_of(attacker: Attacker, full: pd.DataFrame) -> Iterator[tuple[str, Floats]]:
    """Every figure of one to THRESHOLD - 1 people, and every difference of two figures that is one of so few."""
    for _, row in full.iterrows():
        measure = next(one for one in MEASURES if one.name == row["indicator"])
        area = str(row["territory"])
        if 0 < row["n"] < THRESHOLD:
            value = attacker.sum_of(area, measure) - row["value"] * attacker.people(area, measure)
            yield f"{measure.name} of {area}", value
        if measure.among is not None:
            everybody = next(one for one in MEASURES if one.name == measure.name.replace(".visitors", ""))
            rows = full[(full["territory"] == area) & (full["indicator"] == everybody.name)]
            n, value = rows[["n", "value"]].to_numpy(dtype=float)[0]
            few = n - row["n"]
            if 0 < few < THRESHOLD and row["n"]:
                rest = (n * value - row["n"] * row["value"]) / few
                expression = attacker.sum_of(area, measure, rest=True) - rest * attacker.people(
                    area, measure, rest=True
                )
                yield f"{measure.name} of the others of {area}", expression


SEEDS = (1, 2, 3, 5, 17, 18, 32, 34, 36, 75)
"""In the last seven the number of people behind a filter told what was withheld of the question before it."""


@pytest.mark.parametrize("seed", SEEDS)
def test_no_withheld_figure_is_determined(seed: int, questionnaire: Questionnaire) -> None:
    frame = respondents(seed)
    full = estimate(frame, questionnaire, area="area", design=Design(unclustered=True), measures=MEASURES).frame
    filters = {one.name: questionnaire.filters_of(one.question, one.among) for one in MEASURES}
    public = publish(full, RULES, filters=filters, asked_by=asked_by(questionnaire))
    everything, outside = Attacker(sorted(frame["area"].unique())), Attacker(sorted(frame["area"].unique()))
    for table, attacker in ((full, everything), (public[public["status"] != "suppressed"], outside)):
        for _, row in table.iterrows():
            attacker.learn(row, next(one for one in MEASURES if one.name == row["indicator"]))
    secrets = dict(secrets_of(outside, full))
    if not secrets:
        return
    # With all figures published, everything is known: the relations are those that hold.
    assert all(everything.solves(list(secrets.values())))
    found = outside.solves(list(secrets.values()))
    assert [name for name, solved in zip(secrets, found, strict=True) if solved] == []


def test_an_empty_filter_does_not_tell_what_was_withheld(questionnaire: Questionnaire) -> None:
    """By hand: 4 people of A are too few to tell who visited, and "nobody was asked of the clinic" would tell it."""
    areas = ["A"] * 4 + ["B"] * 20 + ["C"] * 20
    visited = [2] * 4 + [1, 2] * 20
    clinic = [1 if one == 1 else np.nan for one in visited]
    frame = pd.DataFrame({"area": areas, "visited": visited, "clinic": clinic})
    measures = [one for one in MEASURES if one.question in ("visited", "clinic")]
    full = estimate(frame, questionnaire, area="area", design=Design(unclustered=True), measures=measures).frame
    filters = {one.name: questionnaire.filters_of(one.question, one.among) for one in measures}
    public = publish(full, RULES, filters=filters, asked_by=asked_by(questionnaire))
    told: Any = public.set_index(["indicator", "territory"])
    assert told.loc[("visited", "A"), "reason"] == "disclosure"
    assert told.loc[("clinic", "A"), ["status", "reason"]].tolist() == ["suppressed", "disclosure"]
    assert np.isnan(float(str(told.loc[("clinic", "A"), "n"])))
    # B complements A among visitors too; the whole less C is then a figure of both.
    assert [told.loc[(one.name, "B"), "reason"] for one in measures] == ["complementary"] * 2
