"""How long an interview takes, by what is read aloud and what is answered. The rates are assumptions, to be confirmed
by a pilot."""

from __future__ import annotations

from collections.abc import Mapping

from indexgov.survey.questionnaire import Questionnaire

CHARACTERS_PER_SECOND = 15.0
"""Read aloud without haste, some 130 Russian words a minute; words would count Kazakh short, whose words are long."""
SECONDS_OF_ONE_ANSWER = 14.0
SECONDS_OF_MORE = 20.0
"""To listen, think, answer, ask back and write down: with the reading that makes about three questions a minute. A
number is thought over, and several answers are more than one."""


def interview_minutes(questionnaire: Questionnaire, language: str) -> tuple[float, float]:
    """Minutes of an interview in a language: where nobody passes any filter, and where everybody passes all.

    Read aloud are the introduction, every question, answers that are read out, and each card once, when it is first
    shown. A language that a text lacks takes no time.
    """
    return _minutes(questionnaire, language, False), _minutes(questionnaire, language, True)


def _minutes(questionnaire: Questionnaire, language: str, filtered: bool) -> float:
    characters, seconds = _length(questionnaire.introduction, language), 0.0
    cards, explained = questionnaire.shown_cards, set[int]()
    for name, question in questionnaire.questions.items():
        if question.filter is not None and not filtered:
            continue
        characters += _length(question.text, language)
        if question.answers == "read_out" or (name in cards and cards[name] not in explained):
            characters += sum(_length(answer.label, language) for answer in question.codes)
        if name in cards:
            explained.add(cards[name])
        seconds += SECONDS_OF_MORE if question.type in ("number", "multiple") else SECONDS_OF_ONE_ANSWER
    return (characters / CHARACTERS_PER_SECOND + seconds) / 60


def _length(text: Mapping[str, str] | None, language: str) -> int:
    return len((text or {}).get(language, "").strip())
