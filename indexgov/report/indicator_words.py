"""What a registry, its guidance and the questionnaire say of an indicator, in the words of one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from indexgov.registry.guidance import CriterionGuidance
from indexgov.registry.models import Indicator
from indexgov.registry.outline import Outline, OutlineNode
from indexgov.report.methodology import Method
from indexgov.report.words import sentence
from indexgov.survey.questionnaire import Questionnaire

Labelled = tuple[str, str]
"""A label and its text."""


class IndicatorWords:
    """Labels and texts about indicators."""

    def __init__(
        self,
        method: Method,
        guidance: Mapping[str, CriterionGuidance],
        questionnaire: Questionnaire | None,
        code: Callable[[str], str] = str,
    ) -> None:
        """`guidance` is by indicator; `code` marks a name for machines."""
        self.method, self.words, self.guidance, self.questionnaire = method, method.words, guidance, questionnaire
        self.code = code

    def validity(self, model: Indicator) -> str:
        """The periods in which it holds; empty where it always does."""
        if model.valid is None:
            return ""
        ends = [("valid_from", model.valid.from_), ("valid_to", model.valid.to)]
        told = [self.words.text(key, period=self.words.period(period)) for key, period in ends if period is not None]
        return "; ".join(told)

    def reasons(self, model: Indicator) -> str:
        """The reasons for which it may be recorded as not applicable."""
        known = self.method.registry.reasons
        return "; ".join(self.method.title(known[name].title) for name in model.not_applicable)

    def survey(self, model: Indicator) -> Iterator[Labelled]:
        """How a survey measure is asked and counted; the name of the question where its wording is not known."""
        words, language = self.words, self.words.language
        questionnaire = self.questionnaire
        question = questionnaire.questions.get(model.question or "") if questionnaire is not None else None
        if question is None or questionnaire is None or model.question is None:
            yield words.text("question"), self.code(str(model.question))
            return
        yield words.text("question_asked"), f"{question.text[language]} ({self.code(model.question)})"
        counted = question.top(model.boxes or 2) if model.measure == "top_box" else model.codes
        labels = {answer.code: answer.label[language] for answer in question.codes}
        answers = "; ".join(labels.get(code, str(code)) for code in counted)
        yield words.text("measure"), sentence(words.text(f"measure_{model.measure}", answers=answers))
        groups = [questionnaire.filters[name] for name in questionnaire.filters_of(model.question, model.among)]
        yield words.text("among"), "; ".join(one.title[language] for one in groups)
        if model.min_n is not None:
            yield words.text("least_answers"), words.number(model.min_n, 0)

    def levels(self, model: Indicator) -> Iterator[Labelled]:
        """Levels with their scores, or counts, and what stands for them."""
        scale, found = self.method.registry.scales[model.scale], self.guidance.get(model.id)
        if found is None:
            return
        for name, score in (scale.levels or {}).items():
            yield f"{sentence(self.method.scales.level(scale, name))} ({self.words.plain(score)})", found.levels[name]
        for name, text in found.parts.items():
            yield self.code(name), text
        if found.value is not None:
            yield self.words.text("value"), found.value

    def checks(self, model: Indicator) -> Iterator[Labelled]:
        """Headings and paragraphs: how it is checked and what can be done."""
        found = self.guidance.get(model.id)
        if found is None:
            return
        if found.not_applicable is not None:
            yield self.words.text("not_applicable"), found.not_applicable
        yield self.words.text("how_to_check"), found.check
        yield self.words.text("evidence"), found.evidence
        yield self.words.text("what_to_do"), found.remedy


def numbers_of(tree: Outline) -> list[str]:
    """The number of each node above the indicators, such as 1.4.

    Blocks are counted through all components, sub-blocks within what holds them; the others have none.
    """
    numbers, blocks = [""] * len(tree.nodes), 0
    for position, node in enumerate(tree.nodes):
        if node.level == "block":
            blocks += 1
            numbers[position] = str(blocks)
        elif node.level == "sub_block":
            beside = [one for one in tree.children[node.parent] if tree.nodes[one].level == "sub_block"]
            numbers[position] = f"{numbers[node.parent]}.{beside.index(position) + 1}"
    return numbers


def titles_above(method: Method, node: OutlineNode) -> list[str]:
    """The titles of the nodes above one, from the component down."""
    titles = []
    while node.parent > 0:
        node = method.tree.nodes[node.parent]
        titles.append(method.node_title(node))
    return titles[::-1]
