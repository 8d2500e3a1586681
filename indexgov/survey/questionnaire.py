"""The questionnaire: questions with their texts, valid answers, the codes of no answer, filters and margins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from indexgov.registry.base import Code, Codes, Id, Model, Number, Title, as_tuple, or_else

Letter = Annotated[str, Field(pattern=r"^\.[a-z]$")]
NoAnswer = Annotated[Code | Letter, or_else("{value} is neither a whole number nor a letter from .a to .z")]
NoAnswers = Annotated[tuple[NoAnswer, ...], BeforeValidator(as_tuple)]
"""Codes of no answer; Stata's letters `.a` to `.z` are codes too."""

Direction = Literal["higher", "lower"]


def code_of(code: int | str) -> int:
    """The number that stands for a code of no answer: its own, or a number of its own for each of Stata's letters."""
    return code if isinstance(code, int) else _LETTERS - ord(code[1])


_LETTERS = -2_000_000_000
"""Below every code that can be written."""


class Answer(Model):
    """A valid answer."""

    code: Code
    """The number that stands in the data for this answer."""
    label: Title
    """The answer as it was read out or shown, in each language."""


class Ends(Model):
    """The declared ends of a scale, whatever answers were observed."""

    worst: Code
    """Code of the worst answer."""
    best: Code
    """Code of the best answer; it may be the lower one."""


class Filter(Model):
    """Those who had an experience, by what they answered to a question."""

    title: Title
    """Words printed beside a figure, such as "of those who visited a clinic", in each language."""
    question: Id
    """The question that was put before."""
    codes: Codes
    """Answers of those who pass, at least one."""


class Question(Model):
    """One question; a blank cell in the data means that it was not asked."""

    text: Title
    """Wording of the question, in each language."""
    type: Literal["scale", "yes_no", "choice", "multiple", "number"]
    """Points of a scale, yes or no, one of several answers, any of several answers, or a number."""
    codes: Annotated[tuple[Answer, ...], BeforeValidator(as_tuple)] = ()
    """The valid answers, at least one; a number has none."""
    ends: Ends | None = None
    """Worst and best code of a scale; lowest and highest when left out."""
    range: Annotated[tuple[Number, Number], BeforeValidator(as_tuple)] | None = None
    """Smallest and largest valid number."""
    dont_know: NoAnswers = ()
    """Codes of "don't know"; counted and left out of the value."""
    refused: NoAnswers = ()
    """Codes of a refusal; counted and left out of the value."""
    filter: Id | None = None
    """Name under `filters` of those to whom the question is put; everybody when left out."""

    @property
    def valid_codes(self) -> tuple[int, ...]:
        """Codes of substantive answers."""
        return tuple(answer.code for answer in self.codes)

    @property
    def dont_know_codes(self) -> tuple[int, ...]:
        """Codes of "don't know" as numbers."""
        return tuple(code_of(code) for code in self.dont_know)

    @property
    def refused_codes(self) -> tuple[int, ...]:
        """Codes of a refusal as numbers."""
        return tuple(code_of(code) for code in self.refused)

    @property
    def worst_and_best(self) -> tuple[int, int]:
        """The ends of a scale."""
        if self.ends is not None:
            return self.ends.worst, self.ends.best
        return min(self.valid_codes), max(self.valid_codes)

    @property
    def direction(self) -> Direction:
        """Whether a higher code is the better answer."""
        worst, best = self.worst_and_best
        return "higher" if best >= worst else "lower"

    def top(self, count: int) -> tuple[int, ...]:
        """The `count` best codes of a scale, as a top box counts them."""
        ordered = sorted(self.valid_codes, reverse=self.direction == "higher")
        return tuple(ordered[:count])


class Group(Model):
    """Numbers that belong together in a margin, such as ages."""

    from_: Annotated[Number | None, Field(alias="from")] = None
    """Smallest number of the group; no limit when left out."""
    to: Number | None = None
    """Largest number of the group; no limit when left out."""
    total: Annotated[float, Field(gt=0, le=1e15)]
    """People of the group in the population."""


class CodeTotal(Model):
    """How many people of the population would give an answer."""

    code: Code
    """The answer."""
    total: Annotated[float, Field(gt=0, le=1e15)]
    """People in the population."""


class PopulationMargin(Model):
    """The population by the answers to one question: counts of a census, not of the sample."""

    question: Id
    """The question whose answers are counted."""
    totals: Annotated[tuple[CodeTotal, ...], BeforeValidator(as_tuple)] = ()
    """People for each answer."""
    groups: Annotated[tuple[Group, ...], BeforeValidator(as_tuple)] = ()
    """People for each group of numbers, instead of `totals`."""
    source: str = ""
    """Where the counts come from."""


class Questionnaire(Model):
    """The whole content of `questionnaire.yaml`."""

    indexgov_questionnaire: Literal[1]
    """Version of the language of this file."""
    id: str
    """Name of the survey for machines."""
    title: Title
    """Name of the survey for readers, in each language."""
    languages: Annotated[tuple[Literal["kk", "ru", "en"], ...], BeforeValidator(as_tuple)]
    """Languages of every text of the questionnaire."""
    questions: dict[Id, Question]
    """The questions, by the id that indicators use."""
    filters: dict[Id, Filter] = Field(default={})
    """Those who had an experience, by names that questions and indicators use."""
    margins: dict[Id, PopulationMargin] = Field(default={})
    """Counts of the population to which a sample can be raked, by names that dataset.yaml uses."""

    def filters_of(self, question: str, among: str | None = None) -> tuple[str, ...]:
        """Names of the filters that stand before a question, and of the one asked for, in the order of the questions.

        A filter's own question may have a filter again, and whoever was not asked that one did not pass.
        """
        found: list[str] = []
        queue = [name for name in (self.questions[question].filter, among) if name is not None]
        while queue:
            name = queue.pop()
            if name not in found:
                found.append(name)
                before = self.questions[self.filters[name].question].filter
                queue += [before] if before is not None else []
        order = list(self.questions)
        return tuple(sorted(found, key=lambda name: (order.index(self.filters[name].question), name)))


def labels_of(question: Question) -> Mapping[str, int]:
    """Codes by the labels of the valid answers in every language, in small letters without spaces at the ends."""
    return {text.strip().casefold(): answer.code for answer in question.codes for text in answer.label.values()}
