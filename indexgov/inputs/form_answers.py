"""Turns the choices of a form into the codes of the questionnaire, and refuses to guess what a choice means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from indexgov.errors import Place, Problem, quoted
from indexgov.inputs.xlsform import Choice, Form
from indexgov.survey.questionnaire import Question, code_of, labels_of

WHOLE = re.compile(r"[-+]?[0-9]+(?:\.0+)?")
_LOOKS = {
    "dont_know": re.compile(
        r"не зна(?:ю|ет|ем)\b|затрудн|білмейм|жауап беру(?:ге)? қи[ны]|қиналам|(?:don['’]?t|do not) know"
        r"|(?:hard|difficult) to (?:say|answer)|can(?:['’]?t|not) say",
    ),
    "refused": re.compile(
        r"отказ\w*(?: от ответа| отвечать|\W*\Z)|не (?:хочу|желаю) отвечать|нет ответа|жауап бергім келмей"
        r"|жауап беруден бас|бас тарт|refuse[ds]?(?: to answer|\W*\Z)|prefer not|decline[ds]? to",
    ),
}
_WORDS = {"dont_know": '"don\'t know"', "refused": "a refusal"}
_SIGNS = re.compile(r"[\s,;|]+")


def looks_like(choice: Choice) -> str | None:
    """`dont_know` or `refused` where a label of the choice reads so in Kazakh, Russian or English."""
    for kind, pattern in _LOOKS.items():
        if any(pattern.search(label.casefold()) for label in choice.labels.values()):
            return kind
    return None


class Choices:
    """The choices of a question, found by what a cell holds."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        self.all = tuple(choices)
        self._names = {choice.name: choice for choice in reversed(choices)}
        self._numbers: dict[float, list[Choice]] = {}
        self._labels: dict[str, list[Choice]] = {}
        for choice in self._names.values():
            if WHOLE.fullmatch(choice.name):
                self._numbers.setdefault(float(choice.name), []).append(choice)
        for choice in choices:
            for label in dict.fromkeys(text.casefold() for text in choice.labels.values()):
                same = self._labels.setdefault(label, [])
                if choice.name not in (one.name for one in same):
                    same.append(self._names[choice.name])

    def named(self, text: str) -> list[Choice]:
        """The choice of that name; spreadsheets write 01 as 1, so a number may stand for a name."""
        if text in self._names:
            return [self._names[text]]
        return self._numbers.get(float(text), []) if WHOLE.fullmatch(text) else []

    def labelled(self, text: str) -> list[Choice]:
        """The choices with that label in any language."""
        return self._labels.get(text.casefold(), [])

    def find(self, text: str) -> list[Choice]:
        """The choices that a text may mean: by name, else by label."""
        return self.named(text) or self.labelled(text)

    def crossed(self, texts: Iterable[str]) -> bool:
        """Whether all texts are names and all are labels, of other choices: nobody can tell which."""
        pairs = [(self.named(text), self.labelled(text)) for text in texts]
        return all(name and label for name, label in pairs) and any(name != label for name, label in pairs)

    def by_label(self, texts: Sequence[str]) -> bool:
        """Whether texts are labels although some are names too."""
        return not all(self.named(text) for text in texts) and all(self.labelled(text) for text in texts)

    def several(self, text: str, by_label: bool) -> list[list[Choice]]:
        """Every set of choices that a cell with several answers may mean: names, else labels, which may hold spaces."""
        tokens = [token for token in _SIGNS.split(text) if token]
        names = [self.named(token) for token in tokens]
        if not by_label and all(len(name) == 1 for name in names):
            return [[name[0] for name in names]]

        find = self.labelled if by_label else self.find

        @cache
        def ways(start: int) -> tuple[tuple[str, ...], ...]:
            """Ways to read the rest of the cell, two at most, since two are too many already."""
            if start >= len(text):
                return ((),)
            found: list[tuple[str, ...]] = []
            for end in range(len(text), start, -1):
                boundary = end == len(text) or _SIGNS.match(text, end)
                for choice in find(text[start:end]) if boundary else []:
                    after = _SIGNS.match(text, end)
                    found += [(choice.name, *rest) for rest in ways(after.end() if after else end)]
            return tuple(dict.fromkeys(found))[:2]

        return [[self._names[name] for name in sorted(way)] for way in {frozenset(way) for way in ways(0)}]


@dataclass(frozen=True)
class Coding:
    """Codes of the questionnaire by the names of choices."""

    name: str
    question: Question
    form: Form
    codes: dict[str, int]
    """Choices that are none of the question's codes have no entry."""

    @property
    def all_codes(self) -> tuple[int, ...]:
        """Valid codes, then those of no answer."""
        return (*self.question.valid_codes, *self.no_answer)

    @property
    def written(self) -> tuple[str, ...]:
        """All codes as the questionnaire writes them."""
        return tuple(
            str(code) for code in (*self.question.valid_codes, *self.question.dont_know, *self.question.refused)
        )

    @property
    def no_answer(self) -> tuple[int, ...]:
        """Codes of "don't know", then of a refusal."""
        return (*self.question.dont_know_codes, *self.question.refused_codes)

    def unknown(self, choice: Choice, place: Place, rows: int) -> Problem:
        """The error of a choice that was given and is no code of the question."""
        label = self.form.label(choice.labels)
        called = f"the choice '{choice.name}' of '{self.name}'" + (f", '{label}'," if label else "")
        kind = looks_like(choice)
        if kind is None:
            message = f"{called} is no answer of the questionnaire{in_rows(rows)}"
            advice = f"name it by one of the codes {quoted(self.written)}, or give an answer of the questionnaire"
            return Problem("unknown-choice", place, message, f"{advice} its label")
        message = f"{called} looks like {_WORDS[kind]} and is no code of the question{in_rows(rows)}"
        codes = self.question.dont_know if kind == "dont_know" else self.question.refused
        if WHOLE.fullmatch(choice.name):
            listed = ", ".join(str(code) for code in (*codes, int(choice.name)))
            advice = f"if that is what it means, write '{kind}: [{listed}]' for the question in the questionnaire"
        elif codes:
            advice = f"if that is what it means, name it {codes[0]} in the form and in the export"
        else:
            advice = "if that is what it means, name it by a number in the form and in the export, and list that "
            advice += f"number under '{kind}' of the question in the questionnaire"
        return Problem("unknown-choice", place, message, advice)


def code_choices(
    name: str, question: Question, form: Form, choices: Sequence[Choice], place: Place
) -> tuple[Coding, list[Problem]]:
    """Codes of a question's choices: the choice's name as a number, else the answer with the same label.

    A name and a label that say different things are an error: 1 may be the best answer in the form and the worst in
    the questionnaire.
    """
    coding = Coding(name, question, form, {})
    labels = labels_of(question)
    letters = {code: code_of(code) for code in (*question.dont_know, *question.refused) if isinstance(code, str)}
    problems: list[Problem] = []
    for choice in choices:
        if choice.name in letters:
            coding.codes[choice.name] = letters[choice.name]
            continue
        number = int(choice.name) if WHOLE.fullmatch(choice.name) and "." not in choice.name else None
        said = {labels[label] for label in (one.casefold() for one in choice.labels.values()) if label in labels}
        if number in coding.all_codes and number is not None:
            coding.codes[choice.name] = number
            problems += _contradictions(coding, choice, number, said, choice.place or place)
        elif len(said) == 1:
            coding.codes[choice.name] = said.pop()
        elif not said and choice.name.casefold() in labels:
            coding.codes[choice.name] = labels[choice.name.casefold()]
    silent = [code for code in question.valid_codes if code not in coding.codes.values()]
    if choices and silent and coding.codes:
        message = f"'{name}' has the codes {quoted(silent)} in the questionnaire and no such choice in the form"
        problems.append(Problem("choice-absent", place, message, level="note"))
    return coding, problems


def _contradictions(coding: Coding, choice: Choice, number: int, said: set[int], place: Place) -> Iterator[Problem]:
    """What a choice's label says against its code."""
    label, kind = coding.form.label(choice.labels), looks_like(choice)
    question = coding.question
    advice = "make the code and the label agree in the form or in the questionnaire"
    if said and number not in said:
        message = f"the choice '{choice.name}' of '{coding.name}', '{label}', has the code {number}, but the "
        message += f"questionnaire gives this answer the code {min(said)}"
        yield Problem("choice-conflict", place, message, advice)
    elif kind is not None and number in question.valid_codes and not said:
        message = (
            f"the choice '{choice.name}' of '{coding.name}', '{label}', looks like {_WORDS[kind]}, but {number} is "
        )
        yield Problem("choice-conflict", place, f"{message}a valid answer in the questionnaire", advice)
    elif kind is not None and number in (question.refused_codes if kind == "dont_know" else question.dont_know_codes):
        other = "refused" if kind == "dont_know" else "dont_know"
        if not _LOOKS[other].search(" ".join(choice.labels.values()).casefold()):
            message = (
                f"the choice '{choice.name}' of '{coding.name}', '{label}', looks like {_WORDS[kind]}, but {number} "
            )
            yield Problem("choice-conflict", place, f"{message}stands under '{other}'", advice, "warning")


def in_rows(count: int) -> str:
    """How often something was seen, for the end of a sentence; nothing where it was once."""
    return f" ({count} rows)" if count > 1 else ""
