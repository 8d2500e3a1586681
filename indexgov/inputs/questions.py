"""Rules of questionnaire.yaml about questions, their answers, and the filters before them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexgov.errors import Problem, choose_from, quoted
from indexgov.registry import validation
from indexgov.registry.source import Path_, Source
from indexgov.survey.questionnaire import Card, Ends, Question, Questionnaire


@dataclass(frozen=True)
class Answers:
    """A list of answers as a rule looks at it: that of a card, or that of a question with what its card brings."""

    words: str
    path: Path_
    content: Question | Card
    own: frozenset[str]
    """The keys that stand at `path`; what the others bring is looked at where it is written."""

    def home(self, key: str, card: str | None) -> Path_:
        """Where a key is written."""
        return (*self.path, key) if key in self.own or card is None else ("cards", card, key)


@dataclass(frozen=True)
class Check:
    """What a rule looks at."""

    questionnaire: Questionnaire
    source: Source
    dropped: frozenset[Path_]
    """Paths whose wrong value was left out and already reported."""

    def problem(self, rule: str, path: Path_, message: str, advice: str = "") -> Problem:
        """An error at the value at `path`."""
        return self.source.problem(rule, path, message, advice)

    def whole(self, path: Path_) -> bool:
        """Whether nothing at a path or below it was left out, or written under a name like it."""
        below = any(one[: len(path)] == path for one in self.dropped)
        return not below and not validation.lost(self.dropped, path[:-1], str(path[-1]))

    def misspelt(self, key: str) -> bool:
        """Whether a top-level key is wrong or written under a name like it, which is reported already."""
        return validation.lost(self.dropped, (), key)

    def names(self, key: str) -> list[str]:
        """The names written under a top-level key, also those whose content is faulty."""
        written = self.source.data.get(key)
        return list(written) if isinstance(written, dict) else []

    def named(self, name: str, path: Path_) -> Iterator[Problem]:
        """A problem if there is no question of this name."""
        known = self.names("questions")
        if name not in known:
            yield self.problem("unknown-question", path, f"there is no question '{name}'", choose_from(name, known))

    def answers(self, question: str) -> Question | None:
        """A question whose answers could all be read."""
        if not self.whole(("questions", question, "codes")) or not self.whole(("questions", question, "card")):
            return None
        found = self.questionnaire.questions.get(question)
        card = found.card if found is not None else None
        known = card is None or (card in self.questionnaire.cards and self.whole(("cards", card)))
        return found if known else None

    def own(self, question: str) -> frozenset[str]:
        """The keys that a question itself writes."""
        return frozenset(self.source.data["questions"][question])

    def lists(self) -> Iterator[Answers]:
        """Every list of answers: the cards, then what questions write themselves."""
        for name, card in self.questionnaire.cards.items():
            yield Answers(f"the card '{name}'", ("cards", name), card, frozenset(_LISTED))
        for name, question in self.questionnaire.questions.items():
            own = self.own(name) & frozenset(_LISTED) if question.card is not None else frozenset(_LISTED)
            if own:
                yield Answers(f"'{name}'", ("questions", name), question, own)

    def before(self, question: str) -> str | None:
        """The question whose answers decide whether a question is put."""
        name = self.questionnaire.questions[question].filter
        one = self.questionnaire.filters.get(name) if name is not None else None
        return one.question if one is not None and one.question in self.questionnaire.questions else None

    def swaps(self, question: str) -> bool:
        """Whether a question is filtered by one of another module that changes places with its own."""
        before = self.before(question)
        if before is None:
            return False
        modules = {self.questionnaire.questions[one].module for one in (before, question)}
        return len(modules) == 2 and any(modules <= set(run) for run in self.questionnaire.rotations)

    def circle(self, question: str) -> tuple[str, ...]:
        """The questions by which a question is filtered until it comes to itself; none where it does not."""
        found, before = [question], self.before(question)
        while before is not None and before not in found:
            found.append(before)
            before = self.before(before)
        return tuple(found) if before == question else ()


_LISTED = ("codes", "ends", "dont_know", "refused")
"""What a card may bring to a question."""


def codes(check: Check) -> Iterator[Problem]:
    """A code means one thing within a question."""
    for one in check.lists():
        seen: dict[int | str, tuple[Path_, str]] = {}
        for path, code, key in _written(one):
            first = seen.setdefault(code, (path, key))
            if first != (path, key) and {key, first[1]} & one.own:
                where = f"twice under '{key}'" if first[1] == key else f"under '{first[1]}' and under '{key}'"
                message = f"the code {code} of {one.words} means two things: it stands {where}"
                place = path if key in one.own else first[0]
                yield check.problem("code-duplicate", place, message, "give each answer its own code")
            elif first == (path, key) and isinstance(one.content, Question) and _within(code, one.content):
                low, high = one.content.range or (0, 0)
                message = (
                    f"the code {code} of {one.words} means two things: it is a number from {low:g} to {high:g} too"
                )
                yield check.problem("code-duplicate", path, message, "take a code outside 'range'")


def _written(one: Answers) -> Iterator[tuple[Path_, int | str, str]]:
    """Every code of a list with its place and its key."""
    for answer in one.content.codes:
        yield (*answer.path, "code"), answer.code, "codes"
    card = one.content.card if isinstance(one.content, Question) else None
    for key in ("dont_know", "refused"):
        for index, code in enumerate(getattr(one.content, key)):
            yield (*one.home(key, card), index), code, key


def _within(code: int | str, question: Question) -> bool:
    """Whether a code is a valid number of its question."""
    if question.range is None or question.type != "number" or isinstance(code, str):
        return False
    return question.range[0] <= code <= question.range[1]


def labels(check: Check) -> Iterator[Problem]:
    """A label stands for one code of a question; exports have labels in any language in the place of codes."""
    for one in check.lists():
        seen: dict[str, int] = {}
        for answer in one.content.codes if "codes" in one.own else ():
            for language, text in answer.label.items():
                first = seen.setdefault(text.strip().casefold(), answer.code)
                if first != answer.code and text.strip():
                    message = f"the label '{text}' of {one.words} stands for the code {first} and for {answer.code}"
                    advice = "word the two answers differently"
                    yield check.problem("label-duplicate", (*answer.path, "label", language), message, advice)


def kinds(check: Check) -> Iterator[Problem]:
    """A number has no codes, yes and no are two, and all other questions have some."""
    for name, card in check.questionnaire.cards.items():
        if not card.codes and check.whole(("cards", name, "codes")):
            message = f"the card '{name}' has no valid answer"
            yield check.problem("code-none", ("cards", name, "codes"), message, "list the codes")
    for name, question in check.questionnaire.questions.items():
        path: Path_ = ("questions", name, "codes")
        if question.type == "number" and (question.codes or question.card is not None):
            key = "codes" if question.codes else "card"
            advice = f"remove '{key}', or write 'type: scale'"
            yield check.problem("code-number", (*path[:-1], key), f"'{name}' is a number and takes no {key}", advice)
        if question.type == "number" or check.answers(name) is None:
            continue
        path = path if question.card is None or "codes" in check.own(name) else ("questions", name, "card")
        if not question.codes and path[-1] == "codes":
            yield check.problem("code-none", path, f"'{name}' has no valid answer", "list the codes")
        elif question.codes and question.type == "yes_no" and len(question.codes) != 2:
            count = f"{len(question.codes)} code" + "s" * (len(question.codes) > 1)
            message = f"'{name}' is a question of yes and no, and has {count}"
            yield check.problem("code-yes-no", path, message, "keep two, or write 'type: choice'")


def alone(check: Check) -> Iterator[Problem]:
    """An answer that excludes all others is one of several."""
    for name, question in check.questionnaire.questions.items():
        for answer in question.codes if "codes" in check.own(name) and question.type != "multiple" else ():
            if answer.alone:
                message = f"'alone' is for one of several answers, and '{name}' is of type '{question.type}'"
                yield check.problem("code-alone", (*answer.path, "alone"), message, "remove it")


def ends(check: Check) -> Iterator[Problem]:
    """The ends of a scale are its lowest and highest code."""
    for name, question in check.questionnaire.questions.items():
        if question.ends is not None and question.type != "scale":
            message = f"'{name}' has 'ends' and is of type '{question.type}'"
            advice = "remove 'ends', or write 'type: scale'"
            yield check.problem("scale-ends", ("questions", name, "ends"), message, advice)
    for one in check.lists():
        written, content = one.content.ends, one.content
        if written is None or not content.codes or not {"codes", "ends"} & one.own:
            continue
        if isinstance(content, Question) and (content.type != "scale" or check.answers(str(one.path[-1])) is None):
            continue
        if check.whole((*one.path, "codes")):
            yield from _ends(check, one, written)


def _ends(check: Check, one: Answers, written: Ends) -> Iterator[Problem]:
    """What is wrong with the ends of one list."""
    path: Path_ = (*one.path, "ends") if "ends" in one.own else (*one.path, "codes")
    valid = [answer.code for answer in one.content.codes]
    unknown = [(key, code) for key, code in (("worst", written.worst), ("best", written.best)) if code not in valid]
    for key, code in unknown:
        advice = choose_from(str(code), [str(known) for known in valid])
        yield check.problem("unknown-code", (*path, key), f"{code} is no valid answer to {one.words}", advice)
    low, high = min(valid), max(valid)
    if written.worst == written.best:
        message = f"the worst and the best answer to {one.words} are both {written.best}"
        yield check.problem("scale-ends", path, message, "name the two ends of the scale")
    elif not unknown and {written.worst, written.best} != {low, high}:
        message = (
            f"the ends of {one.words} are {written.worst} and {written.best}, and its codes go from {low} to {high}"
        )
        advice = "name the lowest and the highest code; number the answers in their order"
        yield check.problem("scale-ends", path, message, advice)


def ranges(check: Check) -> Iterator[Problem]:
    """A range is for numbers and runs upwards."""
    for name, question in check.questionnaire.questions.items():
        path: Path_ = ("questions", name, "range")
        if question.range is not None and question.type != "number":
            message = f"'{name}' has 'range' and is of type '{question.type}'"
            yield check.problem("number-range", path, message, "remove 'range', or write 'type: number'")
        elif question.range is not None and question.range[0] >= question.range[1]:
            low, high = question.range
            message = f"the range of '{name}' goes from {low:g} to {high:g}"
            yield check.problem("number-range", path, message, "write the smaller number first")


def filters(check: Check) -> Iterator[Problem]:
    """Filters that are named exist, and each goes by valid answers to a question."""
    known = check.names("filters")
    for name, question in check.questionnaire.questions.items():
        if question.filter is not None and question.filter not in known:
            message, advice = f"there is no filter '{question.filter}'", choose_from(question.filter, known)
            yield check.problem("unknown-filter", ("questions", name, "filter"), message, advice)
    for name, one in check.questionnaire.filters.items():
        path: Path_ = ("filters", name)
        yield from check.named(one.question, (*path, "question"))
        before = check.answers(one.question)
        if before is not None and before.type == "number":
            message = f"the filter '{name}' goes by '{one.question}', which is a number"
            yield check.problem("filter-question", (*path, "question"), message, "take a question with codes")
            continue
        if not one.codes and check.whole((*path, "codes")):
            message, advice = f"the filter '{name}' lets nobody pass", "list the answers of those who pass"
            yield check.problem("filter-codes", (*path, "codes"), message, advice)
        valid = before.valid_codes if before is not None else one.codes
        for index, code in enumerate(one.codes):
            if code not in valid:
                advice = choose_from(str(code), [str(answer) for answer in valid])
                message = f"{code} is no valid answer to '{one.question}'"
                yield check.problem("unknown-code", (*path, "codes", index), message, advice)


def circles(check: Check) -> Iterator[Problem]:
    """No question is put only to those who gave some answer to it."""
    told: set[str] = set()
    for name in check.questionnaire.questions:
        circle = check.circle(name)
        if circle and name not in told:
            told |= set(circle)
            through = f" through {quoted(circle[1:])}" if len(circle) > 1 else ""
            message = f"'{name}' is filtered by its own answers{through}"
            advice = "remove a 'filter'; to count only some in a figure, let the indicator name them by 'among'"
            yield check.problem("filter-circle", ("questions", name, "filter"), message, advice)


def order(check: Check) -> Iterator[Problem]:
    """A question whose answers decide about another is put before it."""
    place = {name: index for index, name in enumerate(check.questionnaire.questions)}
    for name in place:
        before = check.before(name)
        if before is not None and place[before] > place[name] and not check.circle(name) and not check.swaps(name):
            message = f"'{name}' is filtered by the answers to '{before}', which comes after it"
            where = check.source.place(("questions", name, "filter"))
            yield Problem("filter-order", where, message, f"write '{before}' before it", "warning")


QUESTION_RULES: tuple[Callable[[Check], Iterator[Problem]], ...] = (
    codes, labels, kinds, alone, ends, ranges, filters, circles, order,
)  # fmt: skip
