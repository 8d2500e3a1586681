"""Rules of questionnaire.yaml about the interview: its modules, the cards, and how answers are put."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexgov.errors import Problem, choose_from
from indexgov.inputs.questions import Check
from indexgov.registry.source import Path_
from indexgov.survey.questionnaire import SECOND_PASS


def cards(check: Check) -> Iterator[Problem]:
    """Cards that are named exist, and each is named."""
    if check.misspelt("cards"):
        return
    known = check.names("cards")
    named = {name: question.card for name, question in check.questionnaire.questions.items()}
    unknown = {name: card for name, card in named.items() if card is not None and card not in known}
    for name, card in unknown.items():
        advice = choose_from(card, known)
        yield check.problem("unknown-card", ("questions", name, "card"), f"there is no card '{card}'", advice)
    if not unknown:
        yield from _unused(check, "card", [name for name in known if name not in named.values()])


def modules(check: Check) -> Iterator[Problem]:
    """Modules that are named exist, each is named, and where there are some every question belongs to one."""
    if check.misspelt("modules"):
        return
    known = check.names("modules")
    named = {name: question.module for name, question in check.questionnaire.questions.items()}
    strange = {name: module for name, module in named.items() if module not in known and (known or module is not None)}
    for name, module in strange.items():
        path: Path_ = ("questions", name, "module")
        if module is not None:
            yield check.problem("unknown-module", path, f"there is no module '{module}'", choose_from(module, known))
        elif check.whole(path):
            place, message = check.source.key_place(path[:-1]), f"'{name}' belongs to no module"
            yield Problem("module-missing", place, message, f"add 'module:' to it, {choose_from('', known)}")
    if not strange:
        yield from _unused(check, "module", [name for name in known if name not in named.values()])


def _unused(check: Check, word: str, names: list[str]) -> Iterator[Problem]:
    """A warning for each name that no question has, unless a question could not be read."""
    if not all(check.whole(("questions", one)) for one in check.names("questions")):
        return
    for name in names:
        place = check.source.key_place((f"{word}s", name))
        yield Problem(f"{word}-unused", place, f"no question has the {word} '{name}'", "remove it", "warning")


def together(check: Check) -> Iterator[Problem]:
    """Questions stand in the order of the modules."""
    places = {name: index for index, name in enumerate(check.names("modules"))}
    last: str | None = None
    reached = -1
    for name, question in check.questionnaire.questions.items():
        if question.module not in places or question.module == last:
            continue
        last = question.module
        if places[last] < reached:
            after = list(places)[reached]
            message = f"'{name}' of the module '{last}' stands after questions of the module '{after}'"
            advice = "put the questions of a module together, in the order of 'modules'"
            yield Problem("module-order", check.source.key_place(("questions", name)), message, advice)
        reached = max(reached, places[last])


def shuffled(check: Check) -> Iterator[Problem]:
    """Only what comes later for every order is filtered by a question of a module that changes places."""
    rotated = {name for run in check.questionnaire.rotations for name in run}
    asked = {question.module for question in check.questionnaire.questions.values()}
    for name, module in check.questionnaire.modules.items():
        if module.order == "random" and name in asked and name not in rotated and check.whole(("modules",)):
            message = f"the module '{name}' is random and has no random module next to it, so that it keeps its place"
            place = check.source.place(("modules", name, "order"))
            yield Problem("module-alone", place, message, "remove 'order', or make the next one random too", "warning")
    for name, question in check.questionnaire.questions.items():
        if check.swaps(name):
            before = check.before(name)
            message = f"'{name}' is filtered by the answers to '{before}' of the module "
            message += (
                f"'{check.questionnaire.questions[str(before)].module}', which may come after '{question.module}'"
            )
            advice = "put both in one module, or the module of one of them among those of a fixed order"
            yield check.problem("filter-random", ("questions", name, "filter"), message, advice)


def put(check: Check) -> Iterator[Problem]:
    """A number has no answers that could be shown or read out."""
    for name, question in check.questionnaire.questions.items():
        if question.answers is not None and question.type == "number":
            message = f"'{name}' is a number and has no answers to show or read out"
            yield check.problem("answers-number", ("questions", name, "answers"), message, "remove 'answers'")


def twins(check: Check) -> Iterator[Problem]:
    """Names that forms give to the second pass of a question are free."""
    for name, question in check.questionnaire.questions.items():
        if question.module is not None and f"{name}{SECOND_PASS}" in check.questionnaire.questions:
            message = f"'{name}{SECOND_PASS}' is what forms call '{name}' where its module comes second"
            place = check.source.key_place(("questions", f"{name}{SECOND_PASS}"))
            yield Problem("question-twin", place, message, "name it otherwise")


INTERVIEW_RULES: tuple[Callable[[Check], Iterator[Problem]], ...] = (
    cards, modules, together, shuffled, put, twins,
)  # fmt: skip
