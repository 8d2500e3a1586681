"""Estimates of every measure in every area and in the whole sample, from a frame of respondents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from indexgov.errors import choose_from
from indexgov.methods.arrays import Ints
from indexgov.survey.answers import Schema, number
from indexgov.survey.cells import SampleCells
from indexgov.survey.checks import (
    answer_faults,
    area_faults,
    column_faults,
    first_look,
    measure_faults,
    narwhals_frame,
    number_faults,
    type_faults,
)
from indexgov.survey.design import LONELY_RULES, Design
from indexgov.survey.estimates import WHOLE as WHOLE
from indexgov.survey.estimates import Change as Change
from indexgov.survey.estimates import DesignNames
from indexgov.survey.estimates import Estimates as Estimates
from indexgov.survey.faults import Fault, SurveyError
from indexgov.survey.figures import Asked, linearised, pairs_of, table
from indexgov.survey.intervals import INTERVALS
from indexgov.survey.measures import Measure, default_measures
from indexgov.survey.medians import Median, medians, value_cells, with_medians
from indexgov.survey.plan import Plan, plan_of
from indexgov.survey.questionnaire import Questionnaire
from indexgov.survey.raking import RakingError
from indexgov.survey.sums import FPC, Keys, add_up, weighted
from indexgov.survey.weighting import Raking, Reweighted, margin_answers, margin_keys, reweighted


def estimate(
    frame: Any,
    questionnaire: Questionnaire,
    *,
    area: str | Sequence[str] | None = None,
    design: Design | None = None,
    columns: Mapping[str, str] | None = None,
    measures: Iterable[Measure] | None = None,
    areas: Mapping[str, str] | None = None,
    interval: str = "xlogit",
    confidence: float = 0.95,
    raking: Raking | None = None,
    covariances: bool = False,
) -> Estimates:
    """Design-based estimates of every measure in every area, and in the whole sample.

    `frame` has one row a respondent and is anything that narwhals takes: pandas, Polars (also lazy), PyArrow, DuckDB,
    PySpark; of what is lazy only sums are collected. Never filter it before: the whole sample is the design. `columns`
    name the columns of questions that are called otherwise. `area` is the column (or several) of the area; `areas` maps
    every name under which an area may stand to the one of the results, and areas nobody was asked in come back with
    n = 0; without it all that occur are areas. `measures` default to all that the questionnaire suggests
    (`default_measures`). With `covariances` those of samples without PSUs are worked out too, which takes longer.

    Raises SurveyError with everything that is wrong: measures, columns, weights, answers, areas, design, margins.
    Raises ValueError for an interval, a confidence or a rule for single PSUs that there is not.

    Sources: `variance` for standard errors, `intervals` for the intervals, `medians`, `weighting`.
    """
    asked = Asked(design or Design(), interval, confidence)
    job = _Estimation(questionnaire, asked, dict(columns or {}), areas, raking)
    of_area = () if area is None else (area,) if isinstance(area, str) else tuple(area)
    wanted = list(measures) if measures is not None else list(default_measures(questionnaire))
    job.refuse_words(wanted)
    return job.run(narwhals_frame(frame), of_area, wanted, covariances)


@dataclass
class _Estimation:
    """One estimation while it goes on."""

    questionnaire: Questionnaire
    asked: Asked
    columns: Mapping[str, str]
    areas: Mapping[str, str] | None
    raking: Raking | None
    faults: list[Fault] = field(default_factory=list)

    def refuse_words(self, measures: Sequence[Measure]) -> None:
        """Stop at names that nothing bears."""
        design, confidence = self.asked.design, self.asked.confidence
        for what, name, known in (
            ("interval", self.asked.interval, list(INTERVALS)),
            ("rule for single PSUs", design.lonely_psu, list(LONELY_RULES)),
        ):
            if name not in known:
                raise ValueError(f"there is no {what} '{name}': {choose_from(name, known)}")
        if not 0 < confidence < 1:
            raise ValueError(f"the confidence {confidence:g} is not between 0 and 1: write 0.95 for 95 %")
        self.faults += measure_faults(self.questionnaire, measures)
        for name in self.raking.margins if self.raking is not None else ():
            if name not in self.questionnaire.margins:
                self.faults.append(Fault("unknown-margin", f"there is no margin '{name}' in the questionnaire",
                                         choose_from(name, list(self.questionnaire.margins))))  # fmt: skip
        self.stop()

    def stop(self) -> None:
        """Raise what was found so far, if it holds an error."""
        if any(one.level == "error" for one in self.faults):
            raise SurveyError(self.faults)

    def run(self, frame: Any, of_area: tuple[str, ...], measures: list[Measure], covariances: bool) -> Estimates:
        """The estimates; each step stops where an error leaves the next without sense."""
        plan, keys = self.plan(measures, frame.collect_schema(), of_area)
        design, second = self.asked.design, self.asked.design.psu is None
        look = first_look(frame, design, plan)
        self.faults += look.faults
        frame, pairs = weighted(frame, design.weight), second and covariances
        cells = add_up(
            frame, plan, keys, zeros=look.zeros, second=second, pairs=pairs, everybody=self.raking is not None
        )
        if cells.empty:
            self.faults.append(
                Fault("no-respondents", "the data have no respondents", "read the file with the answers")
            )
            self.stop()
        self.faults += answer_faults(frame, plan, cells, look.filled)
        sample = SampleCells.of(cells, of_area, design, self.faults)
        names, domain = self.domains(sample, of_area)
        self.stop()
        weighting = self.weighting(sample)
        self.remark()
        sums, products = sample.sums(plan), pairs_of(sample, plan, pairs)
        systems = [(domain, names), (np.zeros(len(domain), dtype=np.intp), [WHOLE])]
        linear = [linearised(sample, sums, one, len(of), self.asked, weighting, products) for one, of in systems]
        parts = [table(one, plan, measures, of, self.asked) for one, (_, of) in zip(linear, systems, strict=True)]
        middles: list[dict[int, Median]] = [{}, {}]
        for place in (place for place, one in enumerate(measures) if one.kind == "median"):
            by_value = value_cells(frame, plan, measures[place], keys, look.zeros, second)
            row = sample.rows_of(by_value, keys.names)
            for middle, (one, of) in zip(middles, systems, strict=True):
                middle[place] = medians(sample, by_value, row, one, len(of), self.asked, weighting)
        parts = [with_medians(part, found, self.asked) for part, found in zip(parts, middles, strict=True)]
        return Estimates(
            pd.concat(parts, ignore_index=True), tuple(measures), tuple(names), tuple(self.faults),
            int(sample.rows.sum()), weighting, linear[0], linear[1], plan.position,
            DesignNames(sample.psu_names, sample.stratum_names) if sample.psu_names else None,
        )  # fmt: skip

    def plan(self, measures: Sequence[Measure], schema: Schema, of_area: tuple[str, ...]) -> tuple[Plan, Keys]:
        """What must be added up, and of whom together; stops where columns are not there or hold something else."""
        design, raking = self.asked.design, self.raking
        named = [name for name in (*of_area, *design.strata, design.psu) if name]
        numbers = [name for name in (design.weight, design.fpc) if name]
        answers = [column for name in self.questions(measures) for column in self.columns_of(name)]
        for one in measures:
            question = self.questionnaire.questions[one.question]
            if question.type == "multiple" and one.kind in ("dont_know", "refused"):
                codes = question.dont_know_codes if one.kind == "dont_know" else question.refused_codes
                answers += [f"{self.columns.get(one.question, one.question)}/{code}" for code in codes]
        self.faults += column_faults(schema, [*named, *numbers, *answers])
        self.faults += number_faults(schema, numbers)
        self.faults += type_faults(schema, answers)
        self.stop()
        more = {FPC: number(design.fpc, schema)} if design.fpc is not None else {}
        if raking is not None:
            of_margins = margin_answers(self.questionnaire, raking, self.columns, schema)
            more |= margin_keys(self.questionnaire, of_margins)
        keys = Keys(of_area, design.strata, (design.psu,) if design.psu is not None else (), more)
        return plan_of(self.questionnaire, measures, self.columns, schema), keys

    def questions(self, measures: Sequence[Measure]) -> list[str]:
        """The questions whose answers are looked at: those measured, those of filters, those of margins."""
        found = [one.question for one in measures]
        for one in measures:
            filters = self.questionnaire.filters_of(one.question, one.among)
            found += [self.questionnaire.filters[name].question for name in filters]
        margins = self.raking.margins if self.raking is not None else ()
        return list(dict.fromkeys([*found, *(self.questionnaire.margins[name].question for name in margins)]))

    def columns_of(self, question: str) -> list[str]:
        """The columns of a frame that hold the answers to a question."""
        one, column = self.questionnaire.questions[question], self.columns.get(question, question)
        return [f"{column}/{code}" for code in one.valid_codes] if one.type == "multiple" else [column]

    def domains(self, sample: SampleCells, of_area: Sequence[str]) -> tuple[list[str], Ints]:
        """The areas in the order of the results, and the area of each row of the sample, -1 for none."""
        if not of_area:
            return [], np.full(len(sample.area), -1, dtype=np.intp)
        areas = self.areas
        known = None if areas is None else list(areas)
        self.faults += area_faults(sample.area, sample.rows.tolist(), of_area, known)
        called = [name if areas is None else areas.get(name, "") for name in sample.area]
        names = sorted(set(called) - {""}) if areas is None else list(dict.fromkeys(areas.values()))
        position = {name: number for number, name in enumerate(names)} | {"": -1}
        return names, np.array([position[name] for name in called], dtype=np.intp)

    def weighting(self, sample: SampleCells) -> Reweighted | None:
        """The raked weights, with what is to be said of them."""
        if self.raking is None:
            return None
        try:
            found = reweighted(sample, self.questionnaire, self.raking)
        except RakingError as error:
            self.faults += [Fault(one.rule, one.message, one.advice, one.margin or "") for one in error.faults]
            raise SurveyError(self.faults) from None
        if not found.raked.converged:
            gap = found.raked.largest_gap
            message = f"raking does not meet the margins: the largest gap is {gap:.2g} of the population"
            self.faults.append(Fault("raking", message, "widen 'limit', or drop a margin", level="warning"))
        if self.asked.design.psu is None:
            message = "without PSUs the standard errors take raked weights as given"
            self.faults.append(Fault("raking", message, "they may be a little too large", level="note"))
        return found

    def remark(self) -> None:
        """What the design leaves open."""
        if self.asked.design.basis == "weights_only":
            guess = self.asked.design.cluster
            message = "weights only, clustering unknown: if people were drawn in places, the true errors are larger"
            if guess is not None:
                message = (
                    f"clustering assumed, not known: {guess.size:g} respondents a cluster and rho {guess.rho:g} "
                    f"multiply the variance by {guess.factor:.3g}"
                )
            advice = "name the column of the PSU (the locality), or write 'unclustered: true'"
            self.faults.append(Fault("clustering-unknown", message, advice, level="warning"))
        elif self.asked.design.lonely_psu != "fail":
            message = f"strata with a single PSU are treated by the rule '{self.asked.design.lonely_psu}'"
            self.faults.append(Fault("lonely-psu", message, level="note"))
