"""The questionnaire: questions with their texts and answers in modules, cards of answers, filters and margins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from indexgov.languages import Language
from indexgov.registry.base import Code, Codes, Id, Model, Number, Title, as_tuple, or_else

Letter = Annotated[str, Field(pattern=r"^\.[a-z]$")]
NoAnswer = Annotated[Code | Letter, or_else("{value} is neither a whole number nor a letter from .a to .z")]
NoAnswers = Annotated[tuple[NoAnswer, ...], BeforeValidator(as_tuple)]
"""Codes of no answer; Stata's letters `.a` to `.z` are codes too."""

SECOND_PASS = "__2"
"""Ends the name of a question where a form writes a random module a second time; an interview passes one of the two."""

Direction = Literal["higher", "lower"]


def code_of(code: int | str) -> int:
    """The number that stands for a code of no answer: its own, or a number of its own for each of Stata's letters."""
    return code if isinstance(code, int) else _LETTERS - ord(code[1])


def letter_of(code: int) -> str | None:
    """The letter of Stata for which a number stands; None for codes that are numbers themselves."""
    return f".{chr(_LETTERS - code)}" if code < _LETTERS else None


_LETTERS = -2_000_000_000
"""Below every code that can be written."""


class Answer(Model):
    """A valid answer."""

    code: Code
    """The number that stands in the data for this answer."""
    label: Title
    """The answer as it was read out or shown, in each language."""
    alone: bool = False
    """Of several answers: one that excludes all others, such as "none of these"."""


class Ends(Model):
    """The declared ends of a scale, whatever answers were observed."""

    worst: Code
    """Code of the worst answer."""
    best: Code
    """Code of the best answer; it may be the lower one."""


class Module(Model):
    """Questions that belong together and are put one after the other."""

    title: Title
    """Name of the module, in each language."""
    order: Literal["fixed", "random"] = "fixed"
    """Random modules that stand next to each other change places from interview to interview."""


class Card(Model):
    """A list of answers that several questions share, and that respondents may be shown."""

    codes: Annotated[tuple[Answer, ...], BeforeValidator(as_tuple)]
    """The valid answers, at least one."""
    ends: Ends | None = None
    """Worst and best code of a scale; lowest and highest when left out."""
    dont_know: NoAnswers = ()
    """Codes of "don't know"; not on the card that is shown."""
    refused: NoAnswers = ()
    """Codes of a refusal; not on the card that is shown."""


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

    module: Id | None = None
    """Name under `modules`; of every question where there are modules."""
    text: Title
    """Wording of the question, in each language."""
    type: Literal["scale", "yes_no", "choice", "multiple", "number"]
    """Points of a scale, yes or no, one of several answers, any of several answers, or a number."""
    card: Id | None = None
    """Name under `cards` of the answers; a key that the question writes itself replaces that of the card."""
    answers: Literal["card", "read_out", "not_read_out"] | None = None
    """How the answers are put: shown on a card, read out, or left to the respondent."""
    instruction: Title | None = None
    """What the interviewer must know, in each language."""
    codes: Annotated[tuple[Answer, ...], BeforeValidator(as_tuple)] = ()
    """The valid answers, at least one; a number has none, and a card brings them."""
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

    def dealt(self, card: Card) -> Question:
        """The question with what it does not write itself from a card."""
        keys = ("codes", "dont_know", "refused", *(("ends",) if self.type == "scale" else ()))
        return self.model_copy(update={key: getattr(card, key) for key in keys if key not in self.model_fields_set})

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
    languages: Annotated[tuple[Language, ...], BeforeValidator(as_tuple)]
    """Languages of every text of the questionnaire."""
    introduction: Title | None = None
    """What the interviewer says first, in each language."""
    modules: dict[Id, Module] = Field(default={})
    """Parts of the interview in their order, by names that questions use."""
    cards: dict[Id, Card] = Field(default={})
    """Lists of answers that questions share, by names that questions use."""
    questions: dict[Id, Question]
    """The questions, by the id that indicators use."""
    filters: dict[Id, Filter] = Field(default={})
    """Those who had an experience, by names that questions and indicators use."""
    margins: dict[Id, PopulationMargin] = Field(default={})
    """Counts of the population to which a sample can be raked, by names that dataset.yaml uses."""

    def __repr_args__(self) -> Iterator[tuple[str, str]]:
        yield from (("id", self.id), ("questions", str(len(self.questions))))

    @model_validator(mode="after")
    def _deal_cards(self) -> Self:
        for name, question in self.questions.items():
            if question.type != "number" and question.card in self.cards:
                self.questions[name] = question.dealt(self.cards[question.card])
        return self

    @property
    def rotations(self) -> tuple[tuple[str, ...], ...]:
        """The modules that change places with each other, in their written order; each at least two."""
        asked = {question.module for question in self.questions.values()}
        used = [name for name in self.modules if name in asked]
        runs = [tuple(run) for _, run in groupby(used, lambda name: self.modules[name].order)]
        return tuple(run for run in runs if len(run) > 1 and self.modules[run[0]].order == "random")

    @property
    def shown_cards(self) -> dict[str, int]:
        """Number of the card for each question whose answers are shown; the same answers are the same card."""
        numbers: dict[tuple[tuple[int, tuple[tuple[str, str], ...]], ...], int] = {}
        found: dict[str, int] = {}
        for name, question in self.questions.items():
            if question.answers == "card":
                shown = tuple((answer.code, tuple(answer.label.items())) for answer in question.codes)
                found[name] = numbers.setdefault(shown, len(numbers) + 1)
        return found

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
