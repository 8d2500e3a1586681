"""What must be added up for a list of measures: denominators, numerators, and whose answers they are.

Every figure is a ratio: the weighted sum of y over the weighted number of those who count. For a mean y is the answer,
for a share 1 or 0. Several ratios share one denominator, so that each is added up once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from indexgov.survey.answers import Answers, Schema, answers_of
from indexgov.survey.expressions import Expression, lit, when
from indexgov.survey.measures import Measure
from indexgov.survey.questionnaire import Question, Questionnaire

VALID, ASKED = "valid", "asked"


@dataclass(frozen=True)
class Denominator:
    """Those who count: valid answers, or all who were asked."""

    question: str
    filters: tuple[str, ...]
    who: str
    """VALID or ASKED."""
    counts: Expression
    """True where a respondent counts."""


@dataclass(frozen=True)
class Ratio:
    """One figure as a ratio."""

    denominator: int
    """Position in the plan's denominators."""
    y: Expression | None
    """The answer as a number, or None for a share."""
    gives: Expression | None
    """Where y is 1, for a share; else None."""


@dataclass(frozen=True)
class Plan:
    """Denominators and ratios, and what is looked at to find faults."""

    denominators: tuple[Denominator, ...]
    ratios: tuple[Ratio, ...]
    position: Mapping[str, int]
    """Position of each measure's ratio, by name; medians have none."""
    beside: Mapping[tuple[str, str], int]
    """Position of the share of `dont_know` and `refused` of each measure's question, by (measure, kind)."""
    answers: Mapping[str, Answers]
    """Answers to every question that is looked at."""
    routed: Mapping[str, Expression]
    """Of questions with a filter of their own: where somebody answered who was not asked."""

    def asked_of_all(self, question: str) -> int | None:
        """The denominator that counts whoever gave a known answer to a question; None where none does."""
        answers = self.answers[question]
        wanted = ASKED if answers.question.dont_know or answers.question.refused else VALID
        for position, one in enumerate(self.denominators):
            if (one.question, one.filters, one.who) == (question, (), wanted):
                return position
        return None


def plan_of(
    questionnaire: Questionnaire, measures: Sequence[Measure], columns: Mapping[str, str], schema: Schema
) -> Plan:
    """The plan for some measures of a questionnaire in a frame of a schema; `columns` name those called otherwise."""
    return _Planning(questionnaire, columns, schema).plan(measures)


class _Planning:
    """One plan while it is made."""

    def __init__(self, questionnaire: Questionnaire, columns: Mapping[str, str], schema: Schema) -> None:
        self.questionnaire, self.columns, self.schema = questionnaire, columns, schema
        self.answers: dict[str, Answers] = {}
        self.denominators: dict[tuple[str, tuple[str, ...], str], Denominator] = {}
        self.ratios: list[Ratio] = []
        self.shared: dict[tuple[int, str], int] = {}

    def plan(self, measures: Sequence[Measure]) -> Plan:
        position, beside = {}, {}
        for one in measures:
            question = self.questionnaire.questions[one.question]
            filters = self.questionnaire.filters_of(one.question, one.among)
            answers = self.answers_to(one.question)
            for kind, codes in (("dont_know", question.dont_know_codes), ("refused", question.refused_codes)):
                if codes and answers.tells(codes):
                    beside[one.name, kind] = self.no_answer(one.question, filters, kind)
            if one.kind in ("dont_know", "refused"):
                position[one.name] = beside[one.name, one.kind]
            else:
                # A median has its denominator looked at too, because it knows how many answered.
                position[one.name] = self.answered(one, question, filters)
        routed = {}
        for name, answers in list(self.answers.items()):
            own = self.questionnaire.questions[name].filter
            if own is not None:
                passes = self.passes(self.questionnaire.filters_of(name))
                outside = when(passes, lit(False)).otherwise(lit(True))
                routed[name] = answers.valid & outside
        denominators = tuple(self.denominators.values())
        return Plan(denominators, tuple(self.ratios), position, beside, dict(self.answers), routed)

    def answers_to(self, question: str) -> Answers:
        if question not in self.answers:
            column = self.columns.get(question, question)
            self.answers[question] = answers_of(self.questionnaire, question, column, self.schema)
        return self.answers[question]

    def passes(self, filters: Sequence[str]) -> Expression:
        chosen = [self.questionnaire.filters[name] for name in filters]
        return reduce(and_, [self.answers_to(one.question).gives(one.codes) for one in chosen])

    def denominator(self, question: str, filters: tuple[str, ...], who: str) -> int:
        key = (question, filters, who)
        if key not in self.denominators:
            answers = self.answers_to(question)
            counts = answers.valid
            if who == ASKED:
                parts = [when(one, lit(True)).otherwise(lit(False))
                         for one in (answers.valid, answers.dont_know, answers.refused)]  # fmt: skip
                counts = reduce(or_, parts)
            if filters:
                counts = counts & self.passes(filters)
            self.denominators[key] = Denominator(question, filters, who, counts)
        return list(self.denominators).index(key)

    def answered(self, measure: Measure, question: Question, filters: tuple[str, ...]) -> int:
        position, answers = self.denominator(measure.question, filters, VALID), self.answers_to(measure.question)
        share = measure.is_share
        codes = measure.counted(question) if share else ()
        key = (position, str(sorted(codes)) if share else "mean")
        if key not in self.shared:
            self.shared[key] = len(self.ratios)
            gives = answers.gives(codes) if share else None
            self.ratios.append(Ratio(position, None if share else answers.number, gives))
        return self.shared[key]

    def no_answer(self, question: str, filters: tuple[str, ...], kind: str) -> int:
        position, answers = self.denominator(question, filters, ASKED), self.answers_to(question)
        if (position, kind) not in self.shared:
            self.shared[position, kind] = len(self.ratios)
            self.ratios.append(Ratio(position, None, answers.dont_know if kind == "dont_know" else answers.refused))
        return self.shared[position, kind]
