"""Reads questionnaire.yaml, and checks what its keys say of each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexgov.errors import InputError, Problem, errors_in
from indexgov.inputs.interview import INTERVIEW_RULES
from indexgov.inputs.margins import MARGIN_RULES
from indexgov.inputs.questions import QUESTION_RULES, Check
from indexgov.registry.base import Title
from indexgov.registry.source import Path_, read_yaml
from indexgov.registry.texts import check_text
from indexgov.registry.validation import read_model
from indexgov.survey.questionnaire import Questionnaire


def read_questionnaire(path: Path, shown_as: str) -> tuple[Questionnaire | None, list[Problem]]:
    """The questionnaire in a YAML file with every problem found; None where nothing can be made of it."""
    reading = read_model(Questionnaire, read_yaml(path, shown_as))
    problems = list(reading.problems)
    if reading.model is not None:
        check = Check(reading.model, reading.source, frozenset(reading.dropped))
        problems += [
            problem for rule in (_texts, *QUESTION_RULES, *INTERVIEW_RULES, *MARGIN_RULES) for problem in rule(check)
        ]
    problems.sort(key=lambda problem: (problem.place.line or 0, problem.place.column or 0))
    return reading.model, problems


def load_questionnaire(path: str | Path) -> Questionnaire:
    """The questionnaire in a YAML file. Raises InputError with everything that is wrong with it, each at its place."""
    questionnaire, problems = read_questionnaire(Path(path), str(path))
    if questionnaire is None or errors_in(problems):
        raise InputError(problems)
    return questionnaire


def _texts(check: Check) -> Iterator[Problem]:
    """Every text has every language."""
    content = check.questionnaire
    found: list[tuple[Path_, Title | None]] = [(("title",), content.title), (("introduction",), content.introduction)]
    found += [(("modules", name, "title"), one.title) for name, one in content.modules.items()]
    for name, question in content.questions.items():
        found.append((("questions", name, "text"), question.text))
        found.append((("questions", name, "instruction"), question.instruction))
    for one in check.lists():
        found += [((*answer.path, "label"), answer.label) for answer in one.content.codes if "codes" in one.own]
    found += [(("filters", name, "title"), one.title) for name, one in content.filters.items()]
    for path, text in found:
        if text is not None and path not in check.dropped:
            yield from check_text(check.source, path, text, content.languages)
