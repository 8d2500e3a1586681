"""Writes the demo datasets 2026-Q2 and 2026-Q3: invented places, synthetic data, not an assessment of anybody.

Run as `python samples/demo/make_demo.py`; the files are the same bytes on every run and machine.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path

from invented import CITIES, HALF_SEEN, MODEL, REGIONS, TWIN, chance, population, quality
from invented_residents import survey

from indexgov.inputs.questionnaire import load_questionnaire
from indexgov.period import Period
from indexgov.registry.load import load_registry
from indexgov.registry.models import Indicator, Registry, Scale
from indexgov.survey.questionnaire import Questionnaire
from indexgov.tables import TERRITORIES

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SECOND_AKIMATS = ("R02", "R05", "R09", "R12", "R15", "R18")
SECOND_MASLIKHATS = ("R04", "R13")
"""A second assessor looked at them too, in Q3; all differences of the maslikhats were adjudicated."""
NEVER = frozenset({"no_collegium", "not_provided", "no_public_council"})
"""Reasons that do not occur at the tier of regions."""


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


def amounts(scale: Scale, cleared: float, name: tuple[str, ...]) -> dict[str, str]:
    """Value by part of a criterion that is counted or measured; the empty part is the value itself."""
    share = min(max(0.55 + cleared, 0.0), 1.0)
    if scale.ratio is not None:
        whole = 5 + int(60 * chance("whole", *name))
        first, *others = scale.ratio.numerator
        counts = {scale.ratio.denominator: whole, first: round(whole * (0.4 + 0.6 * share))}
        counts |= {other: round((whole - counts[first]) * 0.6) for other in others}
        return {part: str(count) for part, count in counts.items()}
    if scale.piecewise is not None:
        return {"": f"{2 + 13 * (1 - share):.1f}"}
    return {"": f"{100 * round(4 * share) / 4:.1f}"}


def reason_not_applicable(indicator: Indicator, region: str, body: str, quarter: str) -> str:
    """The reason for which a criterion does not apply here, or nothing."""
    if "no_okrugs" in indicator.not_applicable and region in CITIES:
        return "no_okrugs"
    reason = (*(one for one in indicator.not_applicable if one not in {"no_okrugs", *NEVER}), "")[0]
    lasting = reason == "no_participatory_budget" and region not in CITIES
    found = chance(reason, region) < 0.6 if lasting else chance(reason, region, body, quarter) < 0.06
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
    values = (
        {"": level(scale, cleared)} if scale.levels else amounts(scale, cleared, (source, body, indicator.id, quarter))
    )
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


def write_quarter(registry: Registry, questionnaire: Questionnaire, period: Period, roman: str, parent: Path) -> None:
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
    write_table(folder / "survey.csv", survey(registry, questionnaire, quarter))
    text = DATASET.format(quarter=quarter, roman=roman, english=f"Q{quarter[-1]} 2026", evidence=files)
    (folder / "dataset.yaml").write_text(text, encoding="utf-8")


def make_demo(folder: Path) -> None:
    """Write both quarters into a folder."""
    registry = load_registry(ROOT / "indicators.yaml")
    questionnaire = load_questionnaire(ROOT / "methodology/questionnaire.yaml")
    write_quarter(registry, questionnaire, Period.parse("2026-Q2"), "II", folder)
    write_quarter(registry, questionnaire, Period.parse("2026-Q3"), "III", folder)


if __name__ == "__main__":
    make_demo(HERE)
