"""Writes the demo datasets 2026-Q2 and 2026-Q3: invented places, synthetic data, not an assessment of anybody.

Run as `python samples/demo/make_demo.py`. Every draw is made from its own name ("level R01 akimat ..."), so the files
are the same bytes on every run and machine, and a new criterion does not disturb the others.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

from indexgov.period import Period
from indexgov.registry.load import load_registry
from indexgov.registry.models import Indicator, Registry, Scale
from indexgov.tables import TERRITORIES

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SEED = "indexgov demo 1"
REGIONS = [f"R{number:02d}" for number in range(1, 21)]
CITIES = {"R18", "R19", "R20"}

# What makes the demo awkward, as life is.
TWIN, MODEL = "R07", "R06"  # equal akimats and equal surveys: an exact tie of two akimats
HALF_SEEN = ("R16", "maslikhat")  # about half of it was assessed: under the coverage floor
FEW_ANSWERS = ("R13", "q_safe", 22)  # a question that so few were asked that its indicator is not assessed
SMALL_SAMPLE = "R17"  # few localities and respondents: figures are told, with flags
SECOND_AKIMATS = ("R02", "R05", "R09", "R12", "R15", "R18")  # a second assessor looked at them too, in Q3
SECOND_MASLIKHATS = ("R04", "R13")  # likewise; all differences were adjudicated


@dataclass(frozen=True)
class Objection:
    """A body's objection to the lowest level, in Q3: the letter, and the decision unless it is open."""

    cell: tuple[str, str, str]
    letter: int
    decision: str = ""
    answer: str = ""


OBJECTIONS = (
    Objection(("R11", "maslikhat", "disclosure.sessions.minutes"), 17),
    Objection(("R03", "akimat", "disclosure.property.leases"), 23, "partial", "the list is published, the rent is not"),
    Objection(("R08", "akimat", "disclosure.budget.civil"), 31, "full", "it was published in time, on another page"),
    Objection(("R14", "maslikhat", "disclosure.staff.pay"), 38, "none", "the page that the letter names tells no pay"),
)


@dataclass(frozen=True)
class Row:
    """One row of an evidence file; the fields are its columns."""

    territory: str
    body: str
    indicator: str
    value: str
    part: str = ""
    source_url: str = ""
    archive_url: str = ""
    seen_on: str = ""
    assessor: str = "M1"
    stage: str = "initial"
    reason: str = ""
    note: str = "synthetic"
    comment: str = ""


def chance(*name: str | int) -> float:
    """The number between 0 and 1 that belongs to a name."""
    return Random(" ".join([SEED, *map(str, name)])).random()


def quality(region: str, body: str, quarter: str) -> float:
    """How well a body does, from about 0.1 to 0.9; bodies of a region are alike, and each moves a little in Q3."""
    drift = 0.16 * (chance("drift", region, body) - 0.5) if quarter == "2026-Q3" else 0.0
    return 0.12 + 0.40 * chance("region", region) + 0.30 * chance("body", region, body) + drift


def margin(region: str, body: str, indicator: str, quarter: str) -> float:
    """By how much a body clears a criterion: its quality, the ease of the criterion, and luck that mostly lasts."""
    ease = 0.5 * (chance("ease", indicator) - 0.5)
    redrawn = quarter == "2026-Q3" and chance("redrawn", region, body, indicator) < 0.12
    return (
        quality(region, body, quarter) + ease - chance("luck", region, body, indicator, "again" if redrawn else "first")
    )


def level(scale: Scale, cleared: float) -> str:
    """The level for a margin: the highest when it is positive, one lower with each step of 0.2."""
    names = sorted(scale.levels or {}, key=lambda name: -(scale.levels or {})[name])
    return names[min(0 if cleared > 0 else 1 + int(-cleared / 0.2), len(names) - 1)]


def amounts(scale_name: str, cleared: float, name: tuple[str, ...]) -> dict[str, str]:
    """Value by part of a criterion that is counted or measured; the empty part is the value itself."""
    share = min(max(0.55 + cleared, 0.0), 1.0)
    if scale_name == "answered":
        received = 20 + int(180 * chance("received", *name))
        in_time = round(received * (0.5 + 0.5 * share))
        late = round((received - in_time) * 0.6)
        return {"received": str(received), "in_time": str(in_time), "late": str(late)}
    if scale_name == "reply_days":
        return {"": f"{2 + 14 * (1 - share):.1f}"}
    return {"": f"{100 * round(4 * share) / 4:.1f}"}


def reason_not_applicable(indicator: Indicator, region: str, body: str, quarter: str) -> str:
    """The reason for which a criterion does not apply here, or nothing."""
    reason = (*indicator.not_applicable, "")[0]
    lasting = reason == "no_participatory_budget" and region not in CITIES
    found = chance(reason, region) < 0.6 if lasting else chance(reason, region, body, quarter) < 0.08
    return reason if found else ""


def proof(row: Row, first_day: date) -> Row:
    """The row with its evidence: an address, sometimes an archived copy, sometimes a document and page."""
    place = f"{row.territory.lower()}/{row.body}/{row.indicator}"
    luck_of_proof = chance("proof", place)
    seen_on = (first_day + timedelta(days=50 + int(35 * chance("day", place)))).isoformat()
    if luck_of_proof < 0.05:
        return replace(row, seen_on=seen_on, note=f"synthetic: minutes No {1 + int(200 * luck_of_proof)}, page 2")
    archive = f"https://example.org/archive/{place}" if luck_of_proof > 0.6 else ""
    return replace(row, seen_on=seen_on, source_url=f"https://example.org/{place}", archive_url=archive)


def cell(registry: Registry, indicator: Indicator, region: str, body: str, period: Period) -> Iterator[Row]:
    """The first assessor's rows for one criterion of one body."""
    quarter = str(period)
    source = MODEL if (region, body) == (TWIN, "akimat") else region
    row = Row(region, body, indicator.id, "")
    if chance("left out", source, body, indicator.id, quarter) < (0.5 if (region, body) == HALF_SEEN else 0.02):
        if chance("no row", source, body, indicator.id) < 0.5:
            yield replace(row, value="not_assessed", comment="the site could not be reached")
        return
    reason = reason_not_applicable(indicator, source, body, quarter)
    if reason:
        yield proof(replace(row, value="not_applicable", reason=reason), period.first_day)
        return
    scale = registry.scales[indicator.scale]
    cleared = margin(source, body, indicator.id, quarter)
    values = {"": level(scale, cleared)} if scale.levels else amounts(indicator.scale, cleared, (source, body, quarter))
    for part, value in values.items():
        comment = "looked for and not found" if value == "none" else ""
        yield proof(replace(row, part=part, value=value, comment=comment), period.first_day)


def first_look(registry: Registry, period: Period) -> list[Row]:
    """The evidence of the first assessor."""
    criteria = [indicator for indicator in registry.indicators_of(period) if not indicator.from_survey]
    asked = [(region, body, criterion) for region in REGIONS for body in registry.bodies for criterion in criteria]
    concerned = [(region, body, criterion) for region, body, criterion in asked if criterion.concerns(body, "region")]
    return [row for region, body, criterion in concerned for row in cell(registry, criterion, region, body, period)]


def second_look(registry: Registry, first: Iterable[Row]) -> list[Row]:
    """What a second assessor recorded for part of the criteria, with a somewhat other eye."""
    criteria = {indicator.id: indicator for indicator in registry.indicators}
    rows = []
    for row in first:
        name = (row.territory, row.body, row.indicator)
        chosen = SECOND_AKIMATS if row.body == "akimat" else SECOND_MASLIKHATS
        looked = row.territory in chosen and chance("second", *name) < 0.5
        if not looked or row.part or row.value in {"not_assessed", "not_applicable"}:
            continue
        scale, value = registry.scales[criteria[row.indicator].scale], row.value
        if chance("differs", *name) < 0.2:
            value = level(scale, chance("other eye", *name) - 0.5) if scale.levels else f"{float(value) + 1.5:.1f}"
        url = row.source_url or f"https://example.org/{'/'.join(name).lower()}"
        rows.append(
            replace(row, value=value, source_url=url, archive_url="", assessor="M2", stage="second", comment="")
        )
    return rows


def settle(first: Iterable[Row], second: Iterable[Row]) -> list[Row]:
    """The adjudicated rows, in favour of the first assessor: akimats every third difference, maslikhats all."""
    before = {(row.territory, row.body, row.indicator): row.value for row in first}
    differing = [row for row in second if before[row.territory, row.body, row.indicator] != row.value]
    akimats, maslikhats = ([row for row in differing if row.body == body] for body in ("akimat", "maslikhat"))
    chosen = [*akimats[::3], *maslikhats]
    settled = [replace(row, value=before[row.territory, row.body, row.indicator]) for row in chosen]
    return [replace(row, assessor="M3", stage="adjudicated") for row in settled]


def objections(first: list[Row]) -> list[Row]:
    """The first rows with some cells set to the lowest level, the objections to these, and the decisions."""
    cells = {one.cell for one in OBJECTIONS}
    rows = [row for row in first if (row.territory, row.body, row.indicator) not in cells]
    for one in OBJECTIONS:
        found = Row(*one.cell, "none", seen_on="2026-08-25", comment="looked for and not found")
        url = f"https://example.org/{'/'.join(one.cell).lower()}/letter-{one.letter}"
        reply = replace(found, value="full", stage="reply", assessor="", source_url=url, seen_on="2026-09-10")
        rows += [found, replace(reply, comment="the body says that it was published on another page")]
        if one.decision:
            decision = replace(reply, value=one.decision, stage="decision", assessor="M3", seen_on="2026-09-18")
            rows.append(replace(decision, comment=one.answer))
    return rows


def answer(spec: dict[str, Any], better: str, mood: float, dice: Random) -> str:
    """One respondent's answer to one question; `mood` runs from 0 (bad) to 1 (good)."""
    codes = [code["code"] for code in spec["codes"]]
    luck_of_code = dice.random()
    if luck_of_code < 0.02:
        return str(spec["refused"][0])
    if luck_of_code < 0.09:
        return str(spec["dont_know"][0])
    if spec["type"] == "scale":
        place = min(max(mood + 0.5 * (dice.random() - 0.5), 0.0), 0.999)
        return str(codes[int(place * len(codes))])
    if spec["type"] == "choice" and dice.random() < 0.4:
        return str(codes[2])
    chance_of_yes = 0.30 - 0.25 * mood if better == "lower" else 0.15 + 0.6 * mood
    return str(codes[0] if dice.random() < chance_of_yes else codes[1])


def population(region: str) -> int:
    """Residents of a region."""
    return 1000 * (300 + int(1700 * chance("population", region)))


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
        count = 3 if region == SMALL_SAMPLE else (12 if region in CITIES else 6) + int(2.999 * chance("drawn", *name))
        size = 7 if region == SMALL_SAMPLE else 13
        sizes = [size + int(4.999 * chance("size", *name, number)) for number in range(count)]
        for number, respondents in enumerate(sizes, 1):
            mood = 0.10 * (chance("locality", *name, number) - 0.5) + (0.03 if settlement == "rural" else 0.0)
            people = share * population(region) / sum(sizes)
            yield Locality(settlement, f"{settlement[0].upper()}{number:02d}", respondents, people, mood)


def respondents(registry: Registry, questions: dict[str, Any], region: str, quarter: str) -> Iterator[list[str]]:
    """The survey rows of one region: settlement, locality, weight, sex, age, then an answer to every question."""
    measures = {indicator.question: indicator for indicator in registry.indicators if indicator.from_survey}
    everybody = [one for one in localities(region, quarter) for _ in range(one.respondents)]
    for number, locality in enumerate(everybody):
        dice = Random(f"{SEED} respondent {region} {quarter} {number}")
        temper = 0.35 * (dice.random() + dice.random() + dice.random() - 1.5) + locality.mood
        weight = f"{locality.people * (0.7 + 0.6 * dice.random()):.1f}"
        sex, age = str(1 + (dice.random() < 0.53)), str(18 + int(62 * dice.random() ** 1.3))
        row = [locality.settlement, locality.code, weight, sex, age]
        for place, (question, spec) in enumerate(questions.items()):
            body = (measures[question].body or ("akimat",))[0]
            mood = (
                0.22 + 0.55 * quality(region, body, quarter) + 0.2 * (chance("mood", region, question) - 0.5) + temper
            )
            given = answer(spec, measures[question].better, mood, dice)
            # Every seventh is asked the rare question, so that all localities have some who were.
            asked_few = (region, question) == FEW_ANSWERS[:2]
            unasked = asked_few and (number % 7 != place % 7 or number // 7 >= FEW_ANSWERS[2])
            skipped = question == "q_dispute" and dice.random() < 0.08
            row.append("" if unasked or skipped else given)
        yield row


def survey(registry: Registry, quarter: str) -> Iterator[list[str]]:
    """The survey file, heading first."""
    questions = yaml.safe_load((ROOT / "methodology/questionnaire.yaml").read_text(encoding="utf-8"))["questions"]
    yield ["territory", "stratum", "psu", "weight", "sex", "age", *questions]
    for region in REGIONS:
        source = MODEL if region == TWIN else region
        for settlement, locality, *row in respondents(registry, questions, source, quarter):
            yield [region, f"{region} {settlement}", f"{region}-{locality}", *row]


def territories() -> Iterator[list[str]]:
    """The territories file, heading first."""
    yield list(TERRITORIES.all)
    for place, region in enumerate(REGIONS):
        group = "city_of_republican_significance" if region in CITIES else "oblast"
        names = [f"{word} {region[1:]}" for word in ("Өңір", "Регион", "Region")]
        yield [
            region,
            "region",
            "",
            group,
            *names,
            str(population(region)),
            "",
            str(place // 5 + 1),
            str(place % 5 + 1),
        ]


def write_table(path: Path, rows: Iterable[Iterable[str]], separator: str = ",") -> None:
    """A CSV file in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator, lineterminator="\n").writerows(rows)


def table(rows: Iterable[Row], decimal: str = ".") -> Iterator[tuple[str, ...]]:
    """Evidence rows as text, heading first."""
    yield tuple(field.name for field in fields(Row))
    for row in rows:
        yield astuple(replace(row, value=row.value.replace(".", decimal)))


DATASET = """\
# yaml-language-server: $schema=../../../docs/dataset.schema.json
# Synthetic: invented places and figures, not an assessment of anybody. Written by make_demo.py.
period: {quarter}
status: demo
revision: 1
corrections: []
title:
  kk: "Үлгі, 2026 жылғы {roman} тоқсан: ойдан шығарылған аумақтар, синтетикалық деректер"
  ru: "Пример, {roman} квартал 2026 года: вымышленные территории, синтетические данные"
  en: "Demo, {english}: invented places, synthetic data"
registry: ../../../indicators.yaml
territories: territories.csv
evidence: [{evidence}]
survey:
  file: survey.csv
  questionnaire: ../../../methodology/questionnaire.yaml
  columns: {{territory: territory, weight: weight, stratum: stratum, psu: psu}}
sampling:
  kk: >-
    Ойдан шығарылған іріктеме: әр өңірдің қалалық және ауылдық бөлігінде елді мекендер, оларда 18 жастан
    асқан тұрғындар кездейсоқ таңдалды. Салмақтар тұрғындар санына келтірілген.
  ru: >-
    Вымышленная выборка: в городской и сельской части каждого региона случайно отобраны населённые пункты,
    в них — жители старше 18 лет. Веса приведены к числу жителей.
  en: >-
    An invented sample: localities were drawn in the urban and the rural part of each region, and in these
    residents of 18 and over. Weights are brought to the number of residents.
licence: CC-BY-4.0
citation: "indexgov demo, {english}: invented places, synthetic data, not an assessment"
contact: "https://example.org/"
"""


def write_quarter(registry: Registry, period: Period, roman: str, parent: Path) -> None:
    """One dataset folder."""
    quarter, folder = str(period), parent / str(period)
    folder.mkdir(exist_ok=True)
    rows = first_look(registry, period)
    files = "evidence.csv"
    if quarter == "2026-Q3":
        rows = objections(rows)
        second = second_look(registry, rows)
        rows += settle(rows, second)
        write_table(folder / "evidence-second.csv", table(second, decimal=","), separator=";")
        files += ', {file: evidence-second.csv, separator: ";", decimal: ","}'
    write_table(folder / "evidence.csv", table(rows))
    write_table(folder / "territories.csv", territories())
    write_table(folder / "survey.csv", survey(registry, quarter))
    text = DATASET.format(quarter=quarter, roman=roman, english=f"Q{quarter[-1]} 2026", evidence=files)
    (folder / "dataset.yaml").write_text(text, encoding="utf-8")


def make_demo(folder: Path) -> None:
    """Write both quarters into a folder."""
    registry = load_registry(ROOT / "indicators.yaml")
    write_quarter(registry, Period.parse("2026-Q2"), "II", folder)
    write_quarter(registry, Period.parse("2026-Q3"), "III", folder)


if __name__ == "__main__":
    make_demo(HERE)
