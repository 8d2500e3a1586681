"""What questionnaire.yaml may say, and what is told of it without an error."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import indexgov
from indexgov.errors import Place, Problem
from indexgov.inputs.measured import check_measures
from indexgov.inputs.questionnaire import read_questionnaire
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.rules.indicators import _MEASURES
from indexgov.survey.measures import MEASURES
from indexgov.survey.questionnaire import Questionnaire
from tests.in_memory import HEAD, SCALES

WHOLE = """\
indexgov_questionnaire: 1
id: whole
title: {en: Survey}
languages: [en]
questions:
  used:
    text: {en: Did you visit a clinic?}
    type: yes_no
    codes: [{code: 1, label: {en: "yes"}}, {code: 2, label: {en: "no"}}]
    dont_know: [98, ".a"]
  clinic:
    text: {en: How was it?}
    type: scale
    filter: visitors
    codes: [{code: 1, label: {en: good}}, {code: 2, label: {en: fair}}, {code: 3, label: {en: bad}}]
    ends: {worst: 3, best: 1}
    refused: [".b"]
  unmet:
    text: {en: What was missing?}
    type: multiple
    filter: content
    codes: [{code: 1, label: {en: doctors}}, {code: 2, label: {en: medicines}}]
  age:
    text: {en: How old are you?}
    type: number
    range: [18, 110]
    refused: [999]
filters:
  visitors: {title: {en: of those who visited a clinic}, question: used, codes: [1]}
  content: {title: {en: of those who liked it}, question: clinic, codes: [1, 2]}
  in_need: {title: {en: of those who missed something}, question: unmet, codes: [1, 2]}
margins:
  used: {question: used, totals: [{code: 1, total: 400000}, {code: 2, total: 600000}], source: census}
  age: {question: age, groups: [{from: 30, total: 600000.5}, {to: 29, total: 400000}]}
"""


def problems_of(text: str, folder: Path) -> tuple[Questionnaire | None, list[Problem]]:
    (folder / "q.yaml").write_text(text, encoding="utf-8")
    return read_questionnaire(folder / "q.yaml", "q.yaml")


def told(problems: list[Problem]) -> list[tuple[str, int | None, str]]:
    return [(problem.rule, problem.place.line, problem.level) for problem in problems]


def test_every_kind_of_question_is_accepted(tmp_path: Path) -> None:
    """Letters of Stata, open groups in any order, a filter on several answers, and margins that differ by rounding."""
    questionnaire, problems = problems_of(WHOLE, tmp_path)
    assert problems == []
    assert questionnaire is not None
    assert questionnaire.filters_of("unmet") == ("visitors", "content")
    assert questionnaire.questions["clinic"].direction == "lower"


def test_a_filter_by_a_later_question_is_a_warning(tmp_path: Path) -> None:
    """Interviews may jump back, so it is possible, and mostly a slip."""
    head, questions = WHOLE.split("questions:\n")
    before, used = (
        questions[questions.index("  clinic:") : questions.index("filters:")],
        questions.split("  clinic:")[0],
    )
    text = f"{head}questions:\n{before}{used}{questions[questions.index('filters:') :]}"
    _, problems = problems_of(text, tmp_path)
    assert told(problems) == [("filter-order", 9, "warning")]
    assert problems[0].message == "'clinic' is filtered by the answers to 'used', which comes after it"


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("dont_know: [98,", 'dont_know: ["98",', ["value"]),
        ("codes: [{code: 1, label: {en: doctors}}", 'codes: [{code: "1", label: {en: doctors}}', ["type"]),
        ("type: yes_no", "type: yesno", ["value"]),
        ("total: 400000}, {code: 2", "total: many}, {code: 2", ["type"]),
        ("from: 30, ", "form: 30, ", ["unknown-key"]),
        ("question: used, codes: [1]", "qustion: used, codes: [1]", ["unknown-key"]),
        ("codes: [1]}", "codes: 1}", ["type"]),
    ],
)
def test_what_follows_from_a_fault_is_not_told(old: str, new: str, rules: list[str], tmp_path: Path) -> None:
    """One fault is one message: a filter, margin or question that could not be read is not missed elsewhere."""
    assert old in WHOLE
    _, problems = problems_of(WHOLE.replace(old, new, 1), tmp_path)
    assert [problem.rule for problem in problems] == rules


INTERVIEW = """\
indexgov_questionnaire: 1
id: interview
title: {en: Survey}
languages: [en]
modules:
  town: {title: {en: Town}, order: random}
  roads: {title: {en: Roads}, order: random}
cards:
  quality: {codes: [{code: 1, label: {en: good}}, {code: 2, label: {en: bad}}], ends: {worst: 2, best: 1}}
questions:
  town: {module: town, text: {en: Town?}, type: scale, card: quality, answers: card, refused: [9]}
  parks: {module: town, text: {en: Parks?}, type: choice, card: quality, instruction: {en: Point at one.}}
  roads: {module: roads, text: {en: Roads?}, type: scale, card: quality}
  lanes: {module: roads, text: {en: Lanes?}, type: yes_no, card: quality, filter: content}
filters:
  content: {title: {en: of the content}, question: roads, codes: [1]}
"""


def test_a_card_brings_what_a_question_does_not_write(tmp_path: Path) -> None:
    """Everything that reads a question finds its answers; ends belong to scales alone."""
    questionnaire, problems = problems_of(INTERVIEW, tmp_path)
    assert problems == []
    assert questionnaire is not None
    town, parks = questionnaire.questions["town"], questionnaire.questions["parks"]
    assert (town.valid_codes, town.worst_and_best, town.refused) == ((1, 2), (2, 1), (9,))
    assert (parks.valid_codes, parks.ends, parks.refused) == ((1, 2), None, ())
    assert questionnaire.rotations == (("town", "roads"),)


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("[{code: 1,", '[{code: "1",', ["type"]),
        ("ends: {worst: 2, best", "ends: {worst: two, best", ["type"]),
        ("quality: {codes:", "quality: {code:", ["unknown-key"]),
        ("cards:", "crads:", ["unknown-key"]),
        ("modules:", "moduls:", ["unknown-key"]),
        ("module: town, text: {en: Parks", "modul: town, text: {en: Parks", ["unknown-key"]),
        ("card: quality, instruction", "crad: quality, instruction", ["unknown-key"]),
        ("card: quality, instruction", "card: 3, instruction", ["text"]),
        ("order: random", "order: often", ["value"]),
    ],
)
def test_what_follows_from_a_fault_of_the_interview_is_not_told(
    old: str, new: str, rules: list[str], tmp_path: Path
) -> None:
    """A card or a module that could not be read is not missed by every question."""
    assert old in INTERVIEW
    _, problems = problems_of(INTERVIEW.replace(old, new, 1), tmp_path)
    assert [problem.rule for problem in problems] == rules


def asked(indicator: str, tmp_path: Path) -> list[Problem]:
    """What is wrong with one indicator of the scale 1 to 3, or of shares, that asks the questionnaire above."""
    questionnaire, _ = problems_of(WHOLE, tmp_path)
    assert questionnaire is not None
    registry = registry_of(indicator)
    return list(check_measures(registry, registry.indicators, questionnaire, Place("survey.csv")))


def registry_of(indicator: str) -> Registry:
    scales = SCALES + "  three: {goalposts: {min: 1, max: 3}}\n"
    tree = f"components: {{c: {{title: {{en: c}}, indicators: [{{id: i, title: {{en: i}}, {indicator}}}]}}}}"
    return indexgov.parse_registry(HEAD + scales + tree)


@pytest.mark.parametrize(
    "indicator",
    [
        "scale: three, better: lower, question: clinic, measure: mean",
        "scale: three, better: lower, question: clinic, measure: median, among: in_need",
        "scale: points, question: age, measure: mean",
        "scale: points, question: clinic, measure: top_box",
        "scale: points, question: clinic, measure: top_box, boxes: 1, among: visitors",
        "scale: points, question: clinic, measure: refused",
        "scale: points, question: used, measure: dont_know",
        "scale: points, question: unmet, measure: share, codes: [2]",
        "scale: points, measure: median",
        "scale: points",
    ],
)
def test_measures_that_fit(indicator: str, tmp_path: Path) -> None:
    assert asked(indicator, tmp_path) == []


def test_direction_of_a_mean_is_a_warning(tmp_path: Path) -> None:
    """The best answer has the code 1, so that a higher mean is a worse one; a top box knows the ends itself."""
    (problem,) = asked("scale: three, question: clinic, measure: mean", tmp_path)
    assert (problem.rule, problem.level) == ("direction", "warning")
    assert str(problem) == (
        "survey.csv: warning: the best answer to 'clinic' is 1 and the worst 3, but for the indicator 'i' higher is "
        "better [direction]\n  = write 'better: lower' there, or correct 'ends' of the question"
    )


@pytest.mark.parametrize(
    ("indicator", "rule"),
    [
        ("scale: points, question: used, measure: mean", "measure-question"),
        ("scale: points, question: age, measure: share, codes: [20]", "measure-question"),
        ("scale: points, question: unmet, measure: median", "measure-question"),
        ("scale: points, question: age, measure: top_box", "measure-question"),
        ("scale: points, question: clinic, measure: dont_know", "measure-no-answer"),
        ("scale: points, question: clinic, measure: top_box, boxes: 3", "measure-boxes"),
        ("scale: points, question: clinc, measure: refused", "unknown-question"),
        ("scale: points, question: clinic, measure: refused, among: visitor", "unknown-filter"),
    ],
)
def test_measures_that_do_not_fit(indicator: str, rule: str, tmp_path: Path) -> None:
    """A mean of yes and no depends on which of the two has the larger code; shares of a number have no codes."""
    assert [problem.rule for problem in asked(indicator, tmp_path)] == [rule]


def test_words_are_there_for_every_measure() -> None:
    """The registry, which knows nothing of surveys, words the same measures as the engine has."""
    words, _ = get_args(Indicator.model_fields["measure"].annotation)
    assert tuple(_MEASURES) == MEASURES == get_args(words)
