"""Rules of questionnaire.yaml about margins: counts of the population to which weights are raked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

from indexgov.errors import Problem, choose_from, quoted
from indexgov.inputs.questions import Check
from indexgov.registry.source import Path_
from indexgov.survey.questionnaire import Group, PopulationMargin

TOLERANCE = 1e-6
"""How far the sums of two margins may lie apart, relative to the larger; rounded counts do not agree to the last."""


def forms(check: Check) -> Iterator[Problem]:
    """A margin counts everybody by the answers to a question: totals of codes, or groups of a number."""
    for name, margin in check.questionnaire.margins.items():
        path: Path_ = ("margins", name)
        yield from check.named(margin.question, (*path, "question"))
        question = check.questionnaire.questions.get(margin.question)
        if margin.totals and margin.groups:
            message = f"the margin '{name}' has 'totals' and 'groups'"
            yield check.problem("margin-form", (*path, "groups"), message, "keep one of the two")
        elif not margin.totals and not margin.groups and _read(check, name):
            message = f"the margin '{name}' has no totals"
            yield check.problem("margin-form", path, message, "add 'totals', or 'groups' for a question about a number")
        elif question is not None and question.type == "number" and margin.totals:
            message = f"'{margin.question}' is a number, and 'totals' is for answers with codes"
            yield check.problem("margin-form", (*path, "totals"), message, "write 'groups'")
        elif question is not None and question.type != "number" and margin.groups:
            message = f"'{margin.question}' is no number, and 'groups' is for numbers"
            yield check.problem("margin-form", (*path, "groups"), message, "write 'totals'")


def everybody(check: Check) -> Iterator[Problem]:
    """The question of a margin is put to everybody and has one answer, so that each person counts once."""
    for name, margin in check.questionnaire.margins.items():
        path: Path_ = ("margins", name, "question")
        question = check.questionnaire.questions.get(margin.question)
        if question is not None and question.filter is not None:
            message = f"'{margin.question}' is not put to everybody, and the margin '{name}' counts everybody"
            yield check.problem("margin-question", path, message, "take a question without 'filter'")
        if question is not None and question.type == "multiple":
            message = f"'{margin.question}' takes several answers, so that people would count more than once"
            yield check.problem("margin-question", path, message, "take a question with one answer")


def totals(check: Check) -> Iterator[Problem]:
    """Every valid answer has one total."""
    for name, margin in check.questionnaire.margins.items():
        question = check.answers(margin.question)
        if question is None or question.type == "number" or not margin.totals:
            continue
        valid, counted = question.valid_codes, [one.code for one in margin.totals]
        for index, one in enumerate(margin.totals):
            path = (*one.path, "code")
            if one.code not in valid:
                advice = choose_from(str(one.code), [str(code) for code in valid])
                message = f"{one.code} is no valid answer to '{margin.question}'"
                yield check.problem("unknown-code", path, message, advice)
            elif one.code in counted[:index]:
                message = f"the margin '{name}' counts the code {one.code} twice"
                yield check.problem("code-duplicate", path, message, "keep one of the two")
        without = [code for code in valid if code not in counted]
        if without and _read(check, name):
            message = f"the margin '{name}' has no total for {quoted(without)} of '{margin.question}'"
            advice = "add it; who gave an answer without a total has no place in the population"
            yield check.problem("margin-codes", ("margins", name, "totals"), message, advice)


def groups(check: Check) -> Iterator[Problem]:
    """Groups of numbers follow each other without overlap and without a whole number between them."""
    for name, margin in check.questionnaire.margins.items():
        reversed_ = [one for one in margin.groups if _ends(one)[0] > _ends(one)[1]]
        for one in reversed_:
            message = f"the group {_words(one)} ends before it begins"
            yield check.problem("margin-groups", one.path, message, "swap 'from' and 'to'")
        if reversed_ or not _read(check, name):
            continue
        for one, after in pairwise(sorted(margin.groups, key=_ends)):
            end, begin = _ends(one)[1], _ends(after)[0]
            if begin <= end:
                message = f"the groups {_words(one)} and {_words(after)} overlap"
                yield check.problem("margin-groups", after.path, message, "both ends belong to a group: begin after it")
            elif begin - end > 1:
                message = f"no group of '{name}' holds the numbers between {end:g} and {begin:g}"
                yield check.problem("margin-groups", after.path, message, "add a group, or let one reach the next")


def sums(check: Check) -> Iterator[Problem]:
    """All margins count the same people."""
    known = {name: one for name, one in check.questionnaire.margins.items() if _complete(check, name, one)}
    first = next(iter(known), "")
    for name, margin in known.items():
        if not math.isclose(_total(margin), _total(known[first]), rel_tol=TOLERANCE):
            message = f"the margin '{name}' sums to {_total(margin):.15g}, and '{first}' to {_total(known[first]):.15g}"
            place = check.source.key_place(("margins", name))
            yield Problem("margin-total", place, message, "count the same people in both")


def _read(check: Check, name: str) -> bool:
    """Whether all of a margin could be read."""
    return not any(one[:2] == ("margins", name) for one in check.dropped)


def _complete(check: Check, name: str, margin: PopulationMargin) -> bool:
    """Whether a margin counts a whole population, as far as the questionnaire tells."""
    question = check.answers(margin.question)
    valid = sorted(question.valid_codes) if question is not None and margin.totals else []
    return _read(check, name) and _total(margin) > 0 and sorted(one.code for one in margin.totals) == valid


def _total(margin: PopulationMargin) -> float:
    return math.fsum([*(one.total for one in margin.totals), *(one.total for one in margin.groups)])


def _ends(group: Group) -> tuple[float, float]:
    low = -math.inf if group.from_ is None else group.from_
    return low, math.inf if group.to is None else group.to


def _words(group: Group) -> str:
    parts = [("from", group.from_), ("to", group.to)]
    return " ".join(f"{word} {number:g}" for word, number in parts if number is not None) or "of all numbers"


MARGIN_RULES: tuple[Callable[[Check], Iterator[Problem]], ...] = (forms, everybody, totals, groups, sums)
