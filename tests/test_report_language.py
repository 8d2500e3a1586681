"""Reports of registries that use the whole language: no range, quantiles, gates, imputation, methods with new names.

Places and figures are invented.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import indexgov
import indexgov.registry
from indexgov.methods import treatment
from indexgov.methods.means import MEANS
from indexgov.registry.models import SCALE_KINDS
from indexgov.report.card_model import Card
from indexgov.report.charts import Chart
from indexgov.report.files import write_tables
from indexgov.report.methodology import Method, score_decimals, short_titles
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.site import Material, write_site
from indexgov.report.site.shown import unit_of
from indexgov.report.terminal import summary
from indexgov.report.view import scorecards
from indexgov.report.words import DASH, words_of
from indexgov.report.workbook.scorecards import write_workbook
from indexgov.tables import IMPUTED
from tests.small_project import REGISTRY, write_project

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

LANGUAGES = ("kk", "ru", "en")

HEAD = """\
indexgov: 1
id: countries
version: "1"
title: {kk: Индекс, ru: Индекс, en: Index}
languages: [kk, ru, en]
range: null
tiers: {country: {title: {kk: ел, ru: страна, en: country}}}
bodies: {country: {title: {kk: ел, ru: страна, en: country}}}
"""
COUNTRIES = (
    HEAD
    + """\
groups: {income: {title: {kk: Табыс тобы, ru: Группа дохода, en: Income group}}}
denominators: {population: {title: {kk: халық саны, ru: численность населения, en: population}}}
scales:
  z: zscore
  base: {zscore: {over: "2025"}}
components:
  health:
    title: {kk: Денсаулық, ru: Здоровье, en: Health}
    missing: {rule: reweight, impute: {by: median, within: [income]}}
    indicators:
      - {id: doctors, title: {kk: Дәрігер, ru: Врачи, en: Doctors}, scale: z, denominator: population, per: 1000,
         impute: none}
      - {id: deaths, title: {kk: Өлім, ru: Смертность, en: Deaths}, scale: base, better: lower}
  roads:
    title: {kk: Жолдар, ru: Дороги, en: Roads}
    missing: {rule: reweight, impute: {by: last, carry: 1}}
    indicators:
      - {id: roads.paved, title: {kk: Төсем, ru: Покрытие, en: Paved}, scale: z, carry: 1}
ranking: {within: [income]}
classes:
  quantiles:
    - {id: A, title: {kk: үздік, ru: лучшие, en: best}}
    - {id: B, title: {kk: жақсы, ru: хорошие, en: good}}
    - {id: C, title: {kk: әлсіз, ru: слабые, en: weak}}
    - {id: D, title: {kk: нашар, ru: плохие, en: poor}}
"""
).replace("z: zscore", "z: {zscore: {}}")
DATASET = """\
period: "{period}"
status: draft
title: {{kk: Үлгі, ru: Пример, en: Example}}
registry: indicators.yaml
territories: territories.csv
evidence: [evidence.csv]
{more}"""
PLACES = [f"C{number}" for number in range(1, 9)]


def countries(folder: Path) -> indexgov.Assessment:
    """Eight countries in two income groups; the year before is there for a base period and for last values."""
    for year in ("2025", "2026"):
        now = year == "2026"
        territories = ["territory,tier,name_kk,name_ru,name_en,population,income"]
        evidence = ["territory,body,indicator,value,source_url,seen_on"]
        for number, place in enumerate(PLACES, 1):
            people = "" if place == "C5" and now else number * 100_000
            income = "high" if number <= 4 else "low"
            territories.append(f"{place},country,Ел {number},Страна {number},Country {number},{people},{income}")
            for name, value in (
                ("doctors", number**2 * 100),
                ("deaths", 20 - number),
                ("roads.paved", number * 7 % 50),
            ):
                open_ = now and (place, name) in {("C2", "deaths"), ("C3", "roads.paved")}
                seen = "2025-05-01" if (place, name) == ("C1", "roads.paved") or not now else "2026-05-01"
                told = "not_assessed" if open_ else value
                evidence.append(f"{place},country,{name},{told},https://example.org/{place},{seen}")
        files = {
            "indicators.yaml": COUNTRIES,
            "dataset.yaml": DATASET.format(period=year, more="previous: [../2025]\n" if now else ""),
            "territories.csv": "\n".join(territories) + "\n",
            "evidence.csv": "\n".join(evidence) + "\n",
        }
        (folder / year).mkdir(parents=True)
        for name, text in files.items():
            (folder / year / name).write_text(text, encoding="utf-8")
    dataset = indexgov.load_dataset(folder / "2026")
    return indexgov.score(dataset.registry, dataset)


@pytest.fixture(scope="module")
def unbounded(tmp_path_factory: pytest.TempPathFactory) -> indexgov.Assessment:
    return countries(tmp_path_factory.mktemp("countries"))


def small(folder: Path, *changes: tuple[str, str]) -> indexgov.Assessment:
    """The small project with some words of its registry changed."""
    text = REGISTRY
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    dataset = indexgov.load_dataset(write_project(folder, {"indicators.yaml": text}))
    return indexgov.score(dataset.registry, dataset)


def card_of(view: Scorecards, territory: str, body: str = "country") -> Card:
    return next(card for card in view.cards if card.key == (territory, body))


def opened(assessment: indexgov.Assessment, view: Scorecards, path: Path) -> Any:
    write_workbook(assessment, view, path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=True)


def test_every_method_has_words() -> None:
    """A registry may name any of them; a reader must not meet the key of a table."""
    keys = [f"mean_{name}" for name in MEANS]
    keys += [f"scale_{name}" for name in SCALE_KINDS]
    keys += [f"transform_{name}" for name in (*treatment.TRANSFORMS, "boxcox")]
    keys += [f"ties_{name}" for name in ("min", "mean", "max")] + ["sd_sample", "sd_population"]
    keys += [f"impute_{by}" for by in (*IMPUTED, "none")] + [f"reason_{reason}" for reason in IMPUTED.values()]
    keys += [f"missing_{rule}" for rule in ("reweight", "zero", "refuse")]
    for language in LANGUAGES:
        assert [key for key in keys if not words_of(language).has(key)] == []


ADDED = {
    "methods/means.py": 'MEANS["lowest_two"] = Mean(minimum, parameter=True)',
    "methods/scales.py": 'SCALES["square_root"] = ScaleKind(Number, identity)',
    "methods/relative.py": 'RELATIVE_SCALES["sigmoid"] = RelativeKind(Relative, minmax)',
}
"""Lines that somebody writes below the tables."""


def test_methods_that_somebody_adds_stand_by_their_names(tmp_path: Path) -> None:
    """A new kind or mean is a function and a line in a table; the catalogue of words need not know it."""
    text = REGISTRY
    for old, new in (
        ("id: openness\n", "id: openness\n        aggregation: {lowest_two: 2}\n"),
        ("share: {goalposts: {min: 0, max: 1}}", "share: {square_root: 2}"),
        ("opinion: {goalposts: {min: 1, max: 5}}", "opinion: {sigmoid: {constant: 50}}"),
    ):
        assert old in text
        text = text.replace(old, new)
    folder = write_project(tmp_path / "project", {"indicators.yaml": text})
    package = tmp_path / "indexgov"
    shutil.copytree(Path(indexgov.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, line in ADDED.items():
        (package / name).write_text(f"{(package / name).read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    command = [sys.executable, "-m", "indexgov", "score", str(folder), "--out", str(tmp_path / "out")]
    place = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=place)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "site" / "kk" / "methodology.html").read_text(encoding="utf-8")
    assert "lowest_two (2)" in page
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(tmp_path / "out" / "scorecards.ru.xlsx")
    told = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
    assert "square_root" in told
    assert "sigmoid; сравнивается со значениями того же периода; если значения у всех равны, балл — 50" in told


@pytest.mark.parametrize(
    ("ends", "on", "decimals"),
    [("[0, 100]", "unrounded", 1), ("[0, 50]", "unrounded", 1), ("[0, 10]", "unrounded", 2), ("[0, 1]", "unrounded", 3),
     ("null", "unrounded", 2), ("[0, 1]", "{rounded: 2}", 3), ("[0, 100]", "{rounded: 3}", 3)],
)  # fmt: skip
def test_decimals_follow_the_range(ends: str, on: str, decimals: int) -> None:
    """Of 0 to 1 one decimal tells nothing apart; scores that are ranked on three decimals are printed with three."""
    parts = (
        "components: {a: {title: {kk: a, ru: a, en: a}, indicators: [{id: b, scale: s, title: {kk: b, ru: b, en: b}}]}}"
    )
    scales = f"scales: {{s: identity}}\nranking: {{on: {on}}}\n"
    text = HEAD.replace("range: null", f"range: {ends}") + scales + parts
    assert score_decimals(indexgov.parse_registry(text)) == decimals


def test_scores_without_a_range(unbounded: indexgov.Assessment, tmp_path: Path) -> None:
    """Nothing is laid over 0 to 100: drawings span the scores shown, from 0 outwards, and the words say it."""
    view = scorecards(unbounded, "en")
    nodes = unbounded.scores[unbounded.scores["level"] != "indicator"]["score"]
    low, high = view.span
    assert low == math.floor(nodes.min() * 10) / 10
    assert high == math.ceil(nodes.max() * 10) / 10
    assert low < 0 < high
    assert "Scores are not bounded." in view.methodology.rules
    assert view.how_to_read[0].startswith("Scores are not bounded; higher is better.")
    score = card_of(view, "C8").score
    assert score.number is not None
    assert score.text == words_of("en").number(score.number, 2)
    write_site(Material(unbounded), tmp_path / "site")
    page = (tmp_path / "site" / "en" / "C8-country.html").read_text(encoding="utf-8")
    assert "points; not bounded" in page
    assert ">100<" not in page
    sheet = opened(unbounded, view, tmp_path / "book.xlsx")["Ranking – country"]
    heads = [cell.value for cell in sheet[3]]
    assert sheet.cell(4, heads.index("Score") + 1).number_format == "0.00"
    bars = [one.dataBar for rules in sheet.conditional_formatting for one in rules.rules if one.dataBar is not None]
    bounds = {float(end.val) for bar in bars for end in bar.cfvo}
    assert bounds == {low, high}


def test_bars_begin_at_nought() -> None:
    """A bar from the low end would make the worst score look like none and a mean score like half."""
    chart = Chart(-1.0, 3.0)
    assert (chart.bar(-1.0).start, chart.bar(-1.0).length) == ("0.00%", "25.00%")
    assert (chart.bar(1.0).start, chart.bar(1.0).length) == ("25.00%", "25.00%")
    assert (Chart(70.0, 130.0).bar(100.0).start, Chart(70.0, 130.0).bar(100.0).length) == ("0.00%", "50.00%")
    assert (Chart(0.0, 100.0).bar(40.0).start, Chart(0.0, 100.0).bar(40.0).length) == ("0.00%", "40.00%")


@pytest.mark.parametrize(
    ("language", "mark", "median", "last", "carried", "lacking"),
    [
        ("en", "imputed", "the median of others was put in its place", "the last value was put in its place: 21",
         "the evidence was seen before this period",
         "cannot be computed: the territory has no figure for ‘population’"),
        ("ru", "подставлено", "подставлена медиана других", "подставлено последнее значение: 21",
         "подтверждение просмотрено до этого периода",
         "рассчитать нельзя: у территории нет показателя «численность населения»"),
        ("kk", "орнына қойылған", "орнына басқалардың медианасы қойылды", "орнына соңғы мәні қойылды: 21",
         "дәлел осы кезеңге дейін қаралған", "есептеу мүмкін емес: аумақтың «халық саны» көрсеткіші жоқ"),
    ],
)  # fmt: skip
def test_what_was_not_seen_now_is_marked(
    unbounded: indexgov.Assessment, language: str, mark: str, median: str, last: str, carried: str, lacking: str
) -> None:
    """An imputed cell has a score and must not look assessed; the card, coverage and count say so."""
    view = scorecards(unbounded, language)
    rows = {(card.key[0], row.id): row for card in view.cards for row in card.rows}
    for cell, reason in ((("C2", "deaths"), median), (("C3", "roads.paved"), last)):
        row = rows[cell]
        assert (row.status, row.imputed, row.mark, row.value, row.number) == ("not_assessed", True, mark, DASH, None)
        assert row.score.number is not None
        assert row.reason == reason
    assert card_of(view, "C2").imputed == card_of(view, "C3").imputed == 1
    assert card_of(view, "C2").coverage.number == pytest.approx(0.75)
    old = rows[("C1", "roads.paved")]
    assert (old.status, old.imputed, old.reason) == ("assessed", False, carried)
    assert old.mark == words_of(language).text("mark_carried")
    none = rows[("C5", "doctors")]
    assert (none.score.text, none.mark, none.reason) == (DASH, "", lacking)
    told = " ".join(view.how_to_read)
    assert words_of(language).text("read_imputed") in told
    assert words_of(language).text("read_carried") in told


def test_imputed_cells_on_the_page_and_in_the_workbook(unbounded: indexgov.Assessment, tmp_path: Path) -> None:
    view = scorecards(unbounded, "en")
    write_site(Material(unbounded), tmp_path / "site")
    page = (tmp_path / "site" / "en" / "C3-country.html").read_text(encoding="utf-8")
    assert page.count('<span class="flag">imputed</span>') == 2
    assert "Indicators imputed: 1." in page
    assert words_of("en").text("read_imputed").replace("'", "&#39;") in page
    book = opened(unbounded, view, tmp_path / "book.xlsx")
    heads = [cell.value for cell in book["Evidence"][3]]
    status, value, title = heads.index("Status"), heads.index("Value"), heads.index("Criterion")
    cells = [[cell.value for cell in row] for row in book["Evidence"].iter_rows(min_row=4)]
    mine = next(row for row in cells if row[0] == "Country 3" and row[title] == "Paved")
    assert (mine[status], mine[value]) == ("Not assessed, imputed", DASH)
    ranking = [cell.value for cell in book["Ranking – country"][3]]
    counts = {
        row[1].value: row[ranking.index("Indicators imputed")].value
        for row in book["Ranking – country"].iter_rows(min_row=4, max_row=11)
    }
    assert {name for name, count in counts.items() if count} == {"Country 2", "Country 3"}
    # Three indicators of eight countries, of which one has no denominator and so no score.
    assert "imputed: 2 of 23 indicator scores, marked in scores.csv" in [line.text for line in summary(unbounded)]


def test_a_divided_number_is_told_as_it_was_scored(unbounded: indexgov.Assessment) -> None:
    """900 doctors for 300,000 people are 3 for each 1,000; the scale beside it speaks of the second number."""
    row = next(row for row in card_of(scorecards(unbounded, "en"), "C3").rows if row.id == "doctors")
    assert (row.value, row.number) == ("3 (recorded: 900)", 3.0)
    assert row.scale.startswith("the recorded number is divided by ‘population’, per 1,000; distance from the mean")


def test_peer_groups_of_the_registry_are_named(unbounded: indexgov.Assessment) -> None:
    """Ranks are given within income groups, and neither body nor tier tells anybody apart."""
    view = scorecards(unbounded, "ru")
    assert [group.title for group in view.rankings[0].groups] == ["Группа дохода (high)", "Группа дохода (low)"]
    assert card_of(view, "C8").group == "Группа дохода (low)"
    assert card_of(view, "C8").place.endswith("из 4")
    assert "Места определяются отдельно в каждой группе: Группа дохода." in view.methodology.rules
    lines = [line.text for line in summary(unbounded)]
    assert lines.index("  Income group (high)") < lines.index("  Income group (low)")


def test_one_body_that_is_the_territory_itself(unbounded: indexgov.Assessment, tmp_path: Path) -> None:
    """`Country 1: Country` says one thing twice, and a survey that was not asked needs no sheet."""
    view = scorecards(unbounded, "en")
    assert card_of(view, "C1").name == "Country 1"
    names = opened(unbounded, view, tmp_path / "book.xlsx").sheetnames
    assert names == ["Cover", "Ranking – country", "Weights", "Components", "Criteria", "Evidence", "Codebook",
                     "Methodology", "Notes", "Data"]  # fmt: skip
    rows = {row.id: row for row in view.methodology.rows}
    assert rows["deaths"].concerns == "country"
    assert rows["deaths"].legal == ()


@pytest.mark.parametrize(
    ("language", "best", "second"),
    [
        ("en", "best quarter of the peer group", "the peer group in equal parts: part 2 of 4, counted from the best"),
        ("ru", "лучшая четверть группы сравнения",
         "группа сравнения поделена на равные части: часть 2 из 4, считая от лучшей"),
        ("kk", "салыстыру тобының үздік төрттен бірі",
         "салыстыру тобы тең бөліктерге бөлінген, үздігінен санағанда 4 ішінен 2-бөлік"),
    ],
)  # fmt: skip
def test_classes_that_are_parts_of_the_group(
    unbounded: indexgov.Assessment, language: str, best: str, second: str
) -> None:
    view = scorecards(unbounded, language)
    assert [band.bounds for band in view.methodology.bands][:2] == [best, second]
    assert [band.shade for band in view.methodology.bands] == [5, 4, 2, 1]
    strip = Chart(*view.span).strip(card_of(view, "C8"), view.methodology.bands)
    assert strip is not None
    assert strip.bands == ()
    assert words_of(language).text("read_quantiles") in view.how_to_read
    assert words_of(language).text("read_class") not in view.how_to_read


def test_a_lowest_class_without_a_beginning(unbounded: indexgov.Assessment) -> None:
    """Minus infinity is no figure for a reader, and no place on a drawing."""
    bands = (
        "  bands:\n    - {id: A, from: 0, title: {kk: a, ru: a, en: a}}\n    - {id: B, title: {kk: b, ru: b, en: b}}\n"
    )
    registry = indexgov.parse_registry(COUNTRIES[: COUNTRIES.index("  quantiles:")] + bands)
    view = scorecards(replace(unbounded, registry=registry), "en")
    assert [band.bounds for band in view.methodology.bands] == ["0 and above", "below 0"]
    strip = Chart(-1.0, 3.0).strip(card_of(view, "C8"), view.methodology.bands)
    assert strip is not None
    assert [(part.start, part.length, band.id) for part, band in strip.bands] == [
        ("0.00%", "25.00%", "B"),
        ("25.00%", "75.00%", "A"),
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Not met: ‘Heads’ at least 60, or the class is at most B"),
        ("ru", "Не выполнено: «Руководители» — не меньше 60, иначе класс не выше B"),
        ("kk", "Орындалмады: «Басшылар» – кемінде 60, әйтпесе класс B шегінен аспайды"),
    ],
)
def test_gates_that_were_not_passed(tmp_path: Path, language: str, words: str) -> None:
    """R02's akimat publishes its heads in part (50): whatever its total, the class is at most B."""
    assessment = small(
        tmp_path,
        ('legal: [{act: law, article: "16"}]', "must_have: {score: 60, class: B}"),
        ("min_coverage: 0.5", "min_coverage: 0"),
    )
    view = scorecards(assessment, language)
    cards = {card.key: card for card in view.cards}
    told = {key: [one.text for one in card.gates] for key, card in cards.items() if card.gates}
    assert told[("R02", "akimat")] == [words]
    assert ("R01", "akimat") not in told
    pooled = words_of(language)
    body = {"en": "akimat", "ru": "акимат", "kk": "әкімдік"}[language]
    assert any(f"({body})" in text for text in told[("R02", "")])
    assert any("60" in rule and "B" in rule for rule in view.methodology.rules)
    assert pooled.text("read_gates") in view.how_to_read
    write_site(Material(assessment), tmp_path / "site")
    page = (tmp_path / "site" / language / "R02-akimat.html").read_text(encoding="utf-8")
    assert words in page
    book = opened(assessment, view, tmp_path / "book.xlsx")
    assert any(cell.value == words for sheet in book for row in sheet.iter_rows() for cell in row)


UNTOLD = [words_of("en").text(f"untold_{name}") for name in ("effective_weight", "contribution")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("aggregation: copeland", "pairwise comparisons with all peers: wins less defeats (Copeland)"),
        ("aggregation: product", "product of the parts, each taken as a share of the highest score"),
        ("restate: {minmax: {constant: 50}}",
         "weighted mean; then the score is put on another scale: the worst value → 0, the best → 100, a straight line "
         "between; compared with the scores of all; where all values are equal, the score is 50"),
    ],
)  # fmt: skip
def test_what_no_contribution_can_be_told_of(tmp_path: Path, line: str, words: str) -> None:
    """A dash with one sentence for each column, which readers by ear hear in its place, and one bar, not pieces."""
    assessment = small(
        tmp_path,
        ("territory: {rule: pooled}\n", ""),
        ("    weight: 60\n    missing: {rule: reweight, min_coverage: 0.5}\n",
         "    weight: 50\n    missing: {rule: zero}\n"),
        ("    weight: 40\n", "    weight: 50\n    missing: {rule: zero}\n"),
        ("ranking: {within: [body, tier]}", f"combine: {{{line}}}\nranking: {{within: [body, tier]}}"),
    )  # fmt: skip
    view = scorecards(assessment, "en")
    card = card_of(view, "R01", "akimat")
    assert card.score.number is not None
    for node in card.nodes[1:]:
        assert node.score.number is not None
        assert (node.contribution.text, node.effective_weight.text) == (DASH, DASH)
    row = next(row for row in view.rankings[0].groups[0].rows if row.key == ("R01", "akimat"))
    assert len(Chart(*view.span).parts(row)) == 1
    assert view.methodology.rows[0].aggregation == words
    write_site(Material(assessment), tmp_path / "site")
    page = (tmp_path / "site" / "en" / "R01-akimat.html").read_text(encoding="utf-8")
    for sentence in UNTOLD:
        assert sentence in view.how_to_read
        assert f"<p>{sentence}</p>" in page
        assert page.count(f"<td><i class=no>{sentence}</i></td>") >= len(card.nodes) - 1
    plain = scorecards(small(tmp_path / "plain"), "en")
    assert not set(UNTOLD) & set(plain.how_to_read)


@pytest.mark.parametrize("mean", ["geometric", "harmonic"])
def test_contributions_are_told_where_effective_weights_are_not(tmp_path: Path, mean: str) -> None:
    """The slope of these means depends on the scores, so it is no weight, but it gives contributions (Euler)."""
    combined = f"combine: {{aggregation: {mean}}}\nranking: {{within: [body, tier]}}"
    assessment = small(tmp_path, ("ranking: {within: [body, tier]}", combined))
    view = scorecards(assessment, "en")
    card = card_of(view, "R01", "akimat")
    assert all(node.contribution.number is not None for node in card.nodes[1:])
    assert all(node.effective_weight.number is None for node in card.nodes[1:])
    assert UNTOLD[0] in view.how_to_read
    assert UNTOLD[1] not in view.how_to_read
    write_site(Material(assessment), tmp_path / "site")
    page = (tmp_path / "site" / "en" / "R01-akimat.html").read_text(encoding="utf-8")
    assert UNTOLD[0] in page
    assert UNTOLD[1] not in page


@pytest.mark.parametrize(
    ("language", "ends", "words"),
    [
        ("en", (0, 1), "on a scale from 0 to 1"),
        ("ru", (0, 1), "по шкале от 0 до 1"),
        ("kk", (0, 1), "0–1 шкаласы бойынша"),
        ("en", (1, 7), "on a scale from 1 to 7"),
        ("en", (0, 100), "points of 100"),
    ],
)
def test_what_a_score_is_in(tmp_path: Path, language: str, ends: tuple[float, float], words: str) -> None:
    """A score of 0.4 is not "points of 1", and 1 of 7 is not nothing."""
    view = scorecards(small(tmp_path), language)
    view = replace(view, methodology=replace(view.methodology, range=ends))
    assert unit_of(view) == words


def test_short_titles_still_tell_siblings_apart() -> None:
    """What stands before the colon is a name only if it is one, and no other part's."""
    titles = ["I: Openness", "Acts: decisions", "Acts: drafts", "People: reception, appeals", "Budget (plan)"]
    told = ["I: Openness", "Acts: decisions", "Acts: drafts", "People", "Budget"]
    assert short_titles(titles) == told


def test_scales_say_which_end_is_better(tmp_path: Path) -> None:
    """With `better: lower` the smallest value has the highest score: the arrows must run that way."""
    lower = "scale: sessions\n                better: lower"
    requests = "scale: answered\n                better: lower"
    assessment = small(tmp_path, ("scale: sessions", lower), ("scale: answered", requests))
    rows = {row.id: row for row in scorecards(assessment, "en").methodology.rows}
    assert rows["people.sessions"].scale.startswith("0 → 100, 12 → 0, a straight line between")
    assert rows["people.requests"].scale.startswith("100 − 100 × (in_time + 0.5 × late) / received")


def test_missing_rules_and_weights_in_words(tmp_path: Path) -> None:
    """Everything that changes a score stands in the methodology."""
    budget = "weights: {budget: {first: {openness.papers: 60, openness.people: 40}, second: " \
             "{openness.papers: 80, openness.people: 20}}}"  # fmt: skip
    assessment = small(
        tmp_path,
        ("        weights: percent\n", f"        {budget}\n        aggregation: {{power: -2}}\n"),
        ("            weight: 70\n", ""),
        ("            weight: 30\n", ""),
        ("min_coverage: 0.5", "min_coverage: 0.5, min_children: 0.25, impute: {by: mean, within: [tier]}"),
    )
    rows = {row.id: row for row in scorecards(assessment, "en").methodology.rows}
    assert rows["openness"].aggregation == (
        "power mean with exponent −2; weights are the mean of the points that experts allotted (experts: 2)"
    )
    assert rows["openness.papers"].weight.number == 70
    assert rows["external"].missing == (
        "a part without a score is left out and its weight shared by the others; below 50% coverage there is no score; "
        "with less than 25% of the parts assessed there is no score; "
        "an indicator that was not assessed gets the mean of its group (tier)"
    )


def test_weights_from_the_data_are_no_equal_weights(unbounded: indexgov.Assessment) -> None:
    text = COUNTRIES.replace("ranking:", "combine: {weights: pca}\nranking:")
    registry = indexgov.parse_registry(text)
    tree = unbounded.sections[0].tree
    changed = replace(tree, nodes=(replace(tree.nodes[0], model=registry.combine), *tree.nodes[1:]))
    rows = Method(registry, changed, words_of("en"), unbounded.dataset.territories).methodology().rows
    assert rows[0].aggregation == "weighted mean; weights taken from the data by the first principal component"
    weights = {row.id: row.weight.text for row in rows}
    assert (weights["health"], weights["doctors"]) == ("from the data", "equal")


def test_a_node_that_compares_says_when_there_is_nobody(tmp_path: Path) -> None:
    """Nothing is missing below it, so the sentence about gaps would be false."""
    assessment = small(
        tmp_path,
        ("missing: {rule: reweight, min_coverage: 0.5}", "missing: {rule: reweight}\n    aggregation: copeland"),
        ("{within: [body, tier]}", "{within: [body, tier, peer_group]}"),
    )
    territories = assessment.dataset.territories.assign(peer_group=["a", "b", "b"])
    alone = indexgov.score(assessment.registry, replace(assessment.dataset, territories=territories))
    card = card_of(scorecards(alone, "en"), "R01", "akimat")
    assert next(node for node in card.nodes if node.id == "external").reason == "there is nobody to compare with"


def test_results_for_machines_can_be_scored_again(unbounded: indexgov.Assessment, tmp_path: Path) -> None:
    """The registry in assessment.json is the one that was used: no range stays no range, a period stays its code."""
    write_tables(unbounded, tmp_path)
    content = json.loads((tmp_path / "assessment.json").read_text(encoding="utf-8"))
    # YAML wants a point in a number with an exponent.
    again = indexgov.parse_registry(json.dumps(content["registry"]).replace("1e-09", "1.0e-09"))
    assert again.range is None
    assert again.model_dump() == unbounded.registry.model_dump()
    observations = content["observations"]
    imputed = observations["columns"].index("imputed")
    assert sum(row[imputed] for row in observations["rows"]) == 1
    reasons = {row[content["scores"]["columns"].index("reason")] for row in content["scores"]["rows"]}
    assert {"imputed_median", "imputed_last", "carried", "no_denominator"} <= reasons
    assert "income" in content["territories"]["columns"]
    earlier = content["previous"]["2025"]
    assert len(earlier["observations"]["rows"]) == len(PLACES) * 3
