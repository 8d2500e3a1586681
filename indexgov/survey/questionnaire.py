"""The questionnaire: questions with their texts, valid answers and the codes of no answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator

from indexgov.errors import Problem
from indexgov.registry.base import Code, Codes, Id, Model, Title, as_tuple
from indexgov.registry.source import Path_, Source, read_yaml
from indexgov.registry.texts import check_text
from indexgov.registry.validation import read_model


class Answer(Model):
    """A valid answer."""

    code: Code
    """The number that stands in the data for this answer."""
    label: Title
    """The answer as it was read out or shown, in each language."""


class Question(Model):
    """One question; a blank cell in the data means that it was not asked."""

    not_yet = frozenset({"filter", "among", "ends", "margins"})
    text: Title
    """Wording of the question, in each language."""
    type: Literal["scale", "yes_no", "choice"]
    """Form of the question: points of a scale, yes or no, or a choice of answers."""
    codes: Annotated[tuple[Answer, ...], BeforeValidator(as_tuple)]
    """The valid answers, at least one."""
    dont_know: Codes = ()
    """Codes of "don't know"; counted and left out of the value."""
    refused: Codes = ()
    """Codes of a refusal; counted and left out of the value."""

    @property
    def valid_codes(self) -> tuple[int, ...]:
        """Codes of substantive answers."""
        return tuple(answer.code for answer in self.codes)


class Questionnaire(Model):
    """The whole content of `questionnaire.yaml`."""

    not_yet = frozenset({"margins", "routing"})
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


def read_questionnaire(path: Path, shown_as: str) -> tuple[Questionnaire | None, list[Problem]]:
    """The questionnaire in a YAML file with every problem found; None where nothing can be made of it."""
    reading = read_model(Questionnaire, read_yaml(path, shown_as))
    problems = list(reading.problems)
    if reading.model is not None:
        problems += _texts(reading.model, reading.source, reading.dropped)
        problems += _codes(reading.model, reading.source)
    problems.sort(key=lambda problem: (problem.place.line or 0, problem.place.column or 0))
    return reading.model, problems


def _texts(questionnaire: Questionnaire, source: Source, dropped: set[Path_]) -> Iterator[Problem]:
    """Every text has every language."""
    texts: list[tuple[Path_, Title]] = [(("title",), questionnaire.title)]
    for name, question in questionnaire.questions.items():
        texts.append((("questions", name, "text"), question.text))
        texts += [((*answer.path, "label"), answer.label) for answer in question.codes]
    for path, text in texts:
        if path not in dropped:
            yield from check_text(source, path, text, questionnaire.languages)


def _codes(questionnaire: Questionnaire, source: Source) -> Iterator[Problem]:
    """A code means one thing within a question."""
    for name, question in questionnaire.questions.items():
        codes = [*question.valid_codes, *question.dont_know, *question.refused]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            message = f"the code {twice[0]} of '{name}' means two things"
            yield source.problem("code-duplicate", ("questions", name), message, "give each answer its own code")
        if not question.codes:
            yield source.problem(
                "code-none", ("questions", name, "codes"), f"'{name}' has no valid answer", "list the codes"
            )
