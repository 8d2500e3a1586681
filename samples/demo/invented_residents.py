"""The invented residents of the demo: where they live, whom of them was asked, and what they answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from invented import CITIES, FEW_ANSWERS, MODEL, REGIONS, SEED, SMALL_SAMPLE, TWIN, chance, population, quality

from indexgov.registry.models import Indicator, Registry
from indexgov.survey.questionnaire import Question, Questionnaire

LOCALITIES, SIZE = 40, 10
"""As the methodology proposes: 400 interviews in a region, ten in a locality."""

YES = {
    "q_pupils": 0.45, "q_school_visited": 0.8, "q_school_problem": 0.3, "q_clinic_visit": 0.7,
    "q_drugs_prescribed": 0.6, "q_clinic_problem": 0.3, "q_victim": 0.07, "q_dispute_had": 0.12, "q_aid_needed": 0.35,
    "q_aid_applied": 0.7, "q_appealed": 0.3, "q_official_contact": 0.4,
}  # fmt: skip
"""How many of those who are asked had the experience that leads to further questions."""
Answers = dict[str, tuple[int, ...]]
"""Codes by question; nothing where it was not asked."""


@dataclass(frozen=True)
class Locality:
    """A primary sampling unit: an invented town, city district or village in its stratum."""

    settlement: str
    """`urban` or `rural`; with the region it makes the stratum."""
    code: str
    respondents: int
    people: float
    """Residents whom one respondent stands for."""
    mood: float
    """By how much its people are happier than those of the region."""


def localities(region: str, quarter: str) -> Iterator[Locality]:
    """The localities that were drawn in a region; cities have urban ones alone."""
    urban = 1.0 if region in CITIES else 0.35 + 0.4 * chance("urban", region)
    shares = {"urban": urban} | ({} if region in CITIES else {"rural": 1 - urban})
    for settlement, share in shares.items():
        name = (region, settlement, quarter)
        count = 3 if region == SMALL_SAMPLE else round(share * LOCALITIES)
        size = 7 if region == SMALL_SAMPLE else SIZE - 1
        sizes = [size + int(2.999 * chance("size", *name, number)) for number in range(count)]
        for number, respondents in enumerate(sizes, 1):
            mood = 0.10 * (chance("locality", *name, number) - 0.5) + (0.03 if settlement == "rural" else 0.0)
            people = share * population(region) / sum(sizes)
            yield Locality(settlement, f"{settlement[0].upper()}{number:02d}", respondents, people, mood)


@dataclass(frozen=True)
class Resident:
    """One respondent: what moves the answers, and dice of their own."""

    region: str
    quarter: str
    temper: float
    """By how much they are happier than others of the region."""
    age: int
    dice: Random


def answer(name: str, question: Question, measure: Indicator | None, one: Resident) -> tuple[int, ...]:
    """What a respondent answers to a question that is put to them."""
    lot = one.dice.random()
    if lot < 0.015 and question.refused_codes:
        return (question.refused_codes[0],)
    if lot < 0.06 and question.dont_know_codes and name not in YES:
        return (question.dont_know_codes[0],)
    body = (*(measure.body if measure is not None else ()), "akimat")[0]
    mood = 0.22 + 0.55 * quality(one.region, body, one.quarter) + 0.2 * (chance("mood", one.region, name) - 0.5)
    mood = min(max(mood + one.temper, 0.02), 0.98)
    if question.type == "number":
        return (number(name, question, mood, one),)
    codes = question.valid_codes
    if question.type == "scale":
        ordered = codes if question.direction == "higher" else codes[::-1]
        place = min(max(mood + 0.5 * (one.dice.random() - 0.5), 0.0), 0.999)
        return (ordered[int(place * len(ordered))],)
    if question.type == "multiple":
        chosen = {one.dice.choice(codes[:-1]) for _ in range(1 + (one.dice.random() < 0.4))}
        return (codes[-1],) if one.dice.random() < 0.25 else tuple(sorted(chosen))
    return (single(name, codes, measure, mood, one),)


def single(name: str, codes: Sequence[int], measure: Indicator | None, mood: float, one: Resident) -> int:
    """One of several answers: as often as `YES` says, as good as the mood, or anyhow."""
    if name in YES:
        return codes[0] if one.dice.random() < YES[name] else codes[1]
    counted = tuple(code for code in codes if measure is not None and code in measure.codes)
    others = tuple(code for code in codes if code not in counted)
    if not counted or not others:
        return one.dice.choice(codes)
    good = measure is not None and measure.better == "higher"
    wanted = 0.15 + 0.6 * mood if good else 0.30 - 0.25 * mood
    return one.dice.choice(counted if one.dice.random() < wanted else others)


def number(name: str, question: Question, mood: float, one: Resident) -> int:
    """A number that is asked: an age, people in a household, or minutes, fewer where people are happier."""
    low, high = question.range or (0.0, 100.0)
    if name == "q_age":
        return one.age
    if name == "q_household":
        return 1 + int(6.999 * one.dice.random() ** 1.5)
    return int(min(max(low, 5 + 50 * (1 - mood) * one.dice.random()), high))


def interview(questionnaire: Questionnaire, measures: Mapping[str, Indicator], one: Resident) -> Answers:
    """The answers of one respondent along the route of the questionnaire."""
    given: Answers = {}
    for name, question in questionnaire.questions.items():
        passed = True
        if question.filter is not None:
            before = questionnaire.filters[question.filter]
            passed = bool(set(given.get(before.question, ())) & set(before.codes))
        if passed:
            given[name] = answer(name, question, measures.get(name), one)
    return given


def respondents(registry: Registry, questionnaire: Questionnaire, region: str, quarter: str) -> Iterator[list[str]]:
    """The survey rows of one region: settlement, locality, weight, then an answer to every question."""
    measures = {indicator.question: indicator for indicator in registry.indicators if indicator.from_survey}
    asked = {name: one for name, one in measures.items() if name is not None}
    everybody = [one for one in localities(region, quarter) for _ in range(one.respondents)]
    for order, locality in enumerate(everybody):
        dice = Random(f"{SEED} respondent {region} {quarter} {order}")
        temper = 0.35 * (dice.random() + dice.random() + dice.random() - 1.5) + locality.mood
        weight = f"{locality.people * (0.7 + 0.6 * dice.random()):.1f}"
        one = Resident(region, quarter, temper, 18 + int(62 * dice.random() ** 1.3), dice)
        given = interview(questionnaire, asked, one)
        if region == FEW_ANSWERS[0] and not (order % 7 == 0 and order // 7 < FEW_ANSWERS[2]):
            del given[FEW_ANSWERS[1]]
        cells = [" ".join(map(str, given.get(name, ()))) for name in questionnaire.questions]
        yield [locality.settlement, locality.code, weight, *cells]


def survey(registry: Registry, questionnaire: Questionnaire, quarter: str) -> Iterator[list[str]]:
    """The survey file, heading first."""
    yield ["territory", "stratum", "psu", "weight", *questionnaire.questions]
    for region in REGIONS:
        source = MODEL if region == TWIN else region
        for settlement, locality, *row in respondents(registry, questionnaire, source, quarter):
            # Localities are drawn anew every quarter, so that their codes say which it was.
            yield [region, f"{region} {settlement}", f"{region}-{quarter[-2:]}-{locality}", *row]
