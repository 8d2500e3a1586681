"""The pages of indicators: who has what, counted by hand on a small project."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.report.change_cards import CardChanges
from indexgov.report.site import Material, write_site
from indexgov.report.site.distribution import Distributions
from indexgov.report.site.indicator import indicator_views, parts_of
from indexgov.report.site.indicator_model import MOST_NAMES, GroupView, IndicatorView
from indexgov.report.words import words_of
from indexgov.tables import ESTIMATES as TABLE
from indexgov.tables import EVIDENCE
from tests.in_memory import dataset, registry
from tests.small_project import DATASET, ESTIMATES, write_project
from tests.small_project import EVIDENCE as RECORDS
from tests.test_report_survey import ESTIMATES as AWKWARD
from tests.test_report_survey import SAMPLING

LANGUAGES = ("kk", "ru", "en")
LOCAL = re.compile(r'href="?(?!https?:|data:|#)([^"#\s>]+)(#[^"\s>]*)?')


def scored(folder: Path, files: dict[str, str] | None = None) -> indexgov.Assessment:
    data = indexgov.load_dataset(write_project(folder, files))
    return indexgov.score(data.registry, data, draws=0)


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> indexgov.Assessment:
    return scored(tmp_path_factory.mktemp("p"))


def views(assessment: indexgov.Assessment, language: str = "en") -> dict[str, IndicatorView]:
    material = Material(assessment)
    found = indicator_views(material.view(language), Distributions(assessment), material)
    return {one.id: one for one in found}


def levels(group: GroupView) -> list[tuple[str, int, str, list[str]]]:
    return [(one.title, one.people.count, one.share, [who.name for who in one.people.named]) for one in group.levels]


def test_levels_are_counted_with_names_and_pages(assessment: indexgov.Assessment) -> None:
    """Heads: full for R01 and R03, partial for R02 as akimat; none, full, partial as maslikhat."""
    akimat, maslikhat = views(assessment)["papers.heads"].groups
    assert levels(akimat) == [
        ("Full", 2, "66.7%", ["Region 01", "Region 03"]), ("Partial", 1, "33.3%", ["Region 02"]),
        ("None", 0, "0.0%", []),
    ]  # fmt: skip
    assert [who.page for who in akimat.levels[0].people.named] == ["R01-akimat.html", "R03-akimat.html"]
    assert [(one.shade, one.length, one.count) for one in akimat.slices] == [("5", "66.67%", "2"), ("3", "33.33%", "1")]
    assert (akimat.brief, maslikhat.brief) == ("2 · 1 · 0", "1 · 1 · 1")
    # The means of 100, 50, 100 and of 0, 100, 50.
    assert (akimat.mean.text, akimat.figures[0].median.text, maslikhat.mean.text) == ("83.3", "100.0", "50.0")


def test_who_has_none_is_named_with_the_reason(assessment: indexgov.Assessment) -> None:
    (akimat,) = views(assessment)["papers.budget"].groups
    assert [(one.status, one.why, [who.name for who in one.people.named]) for one in akimat.gaps] == [
        ("Not assessed", "there is no record in the data", ["Region 03"]),
        ("Not applicable", "no budget", ["Region 02"]),
    ]
    assert akimat.mean.number is None, "one score is no mean of peers"
    assert [one.shade for one in akimat.slices] == ["3", "out"]


def test_shares_differ_by_body_where_their_trees_do(assessment: indexgov.Assessment) -> None:
    """Akimat: 60 % x 70 % x 2/3; maslikhat, which has no budget criterion: 60 % x 70 %."""
    one = views(assessment)["papers.heads"]
    assert one.share == "akimat 28.0%, maslikhat 42.0%"
    assert [group.share for group in one.groups] == ["28.0%", "42.0%"]
    assert (one.number, [title for _, title in one.above]) == ("1.1.1", ["External", "Openness", "Papers"])


def test_one_value_for_all_bodies_stands_once(assessment: indexgov.Assessment) -> None:
    """R01: (1.5 x 5 + 0.5 x 1) / 2 = 4, R02: 3, R03: (2 x 5 + 1 x 3) / 3 = 4.33 on a scale of 1 to 5."""
    (both,) = views(assessment)["satisfaction.roads"].groups
    assert both.title == "Akimat, maslikhat"
    found = [(row.who.name, row.who.page, row.value, row.at) for row in both.rows]
    assert found == [
        ("Region 03", "R03.html", "4.33", "83.33%"), ("Region 01", "R01.html", "4.00", "75.00%"),
        ("Region 02", "R02.html", "3.00", "50.00%"),
    ]  # fmt: skip
    assert both.axis == ("1.00", "5.00")


def test_the_question_stands_in_its_own_words(assessment: indexgov.Assessment) -> None:
    facts = dict(views(assessment, "kk")["satisfaction.roads"].facts)
    assert facts[words_of("kk").text("question_asked")] == "Жолдар? (q_roads)"


def test_two_assessors_are_told(tmp_path: Path) -> None:
    """Two cells were looked at twice, and one of them alike."""
    first = RECORDS.replace("R01,akimat,papers.heads,,full,https://example.org/1,2026-08-03,,,",
                             "R01,akimat,papers.heads,,full,https://example.org/1,2026-08-03,M1,initial,")  # fmt: skip
    first = first.replace("R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,",
                          "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,M1,initial,")  # fmt: skip
    page = "https://example.org/x"
    more = f"R01,akimat,papers.heads,,full,{page},2026-08-04,M2,second,\n"
    more += f"R03,akimat,papers.heads,,none,{page},2026-08-04,M2,second,\n"
    more += f"R03,akimat,papers.heads,,full,{page},2026-08-06,,adjudicated,\n"
    one = views(scored(tmp_path, {"evidence.csv": first + more}))["papers.heads"]
    assert dict(one.facts)["Agreement of assessors"] == "recorded by both: 2, alike: 1"


def test_hidden_and_removed_figures_stay_hidden(tmp_path: Path) -> None:
    """A figure of one sampling unit counts and is printed nowhere: not in rows, means, drawings or lists."""
    kept = [line for line in DATASET.splitlines() if not line.startswith(("survey:", "publication:"))]
    files = {"estimates.csv": AWKWARD, "dataset.yaml": "\n".join(kept) + "\n" + SAMPLING}
    found = scored(tmp_path / "p", files)
    akimat, maslikhat = views(found)["satisfaction.body"].groups
    assert [row.who.name for row in maslikhat.rows] == ["Region 02"]
    assert maslikhat.spread is not None
    assert maslikhat.spread.ticks == ("40.00%",)
    assert [(one.status, one.why) for one in maslikhat.gaps] == [
        ("Not assessed", "fewer than 10 respondents"),
        ("Not shown", "not shown, but counted in the index: too few primary sampling units"),
    ]
    assert akimat.gaps[0].why == "too few answers: n\u00a0=\u00a012, at least 30 needed"
    write_site(Material(found), tmp_path / "site")
    for path in (tmp_path / "site").rglob("*.html"):
        assert not re.search(r"51[.,]4|51[.,]37|0[.,]5137", path.read_text(encoding="utf-8")), path.name


def test_long_lists_are_cut_and_say_so() -> None:
    """130 territories: 100 with the level full, and 130 numbers in ten columns."""
    rules = registry("""\
components:
  external:
    title: {en: External}
    indicators:
      - {id: a, title: {en: A}, body: akimat, scale: published}
      - {id: b, title: {en: B}, body: akimat, scale: points}
""")
    values: dict[tuple[str, str, str], float | str | None] = {}
    for number in range(130):
        values[(f"T{number:03d}", "akimat", "a")] = "full" if number < 100 else "none"
        values[(f"T{number:03d}", "akimat", "b")] = float(number % 10 * 10 + 5)
    data = dataset(rules, values)
    blank = dict.fromkeys(("population", "tile_row", "tile_col"), math.nan)
    data = replace(data, territories=data.territories.assign(name_en=data.territories["territory"], **blank),
                   evidence=pd.DataFrame(columns=list(EVIDENCE.all), dtype=object),
                   estimates=pd.DataFrame(columns=list(TABLE.all), dtype=object))  # fmt: skip
    found = views(indexgov.score(rules, data, draws=0))
    full = found["a"].groups[0].levels[0].people
    assert (full.count, len(full.named), full.more) == (100, MOST_NAMES, "and 40 more; all stand in scores.csv")
    group = found["b"].groups[0]
    assert [count for *_, count in group.bins] == ["13"] * 10
    assert (len(group.rows), group.more) == (MOST_NAMES, "and 70 more; all stand in scores.csv")
    assert group.spread is not None
    assert not group.spread.ticks
    # Quartiles of 5, 15, ..., 95, each thirteen times.
    assert (group.spread.middle, group.spread.median) == (("25.00%", "50.00%"), "50.00%")


def earlier(folder: Path, code: str, evidence: str, estimates: str = ESTIMATES) -> Path:
    months = {"2026-Q1": "02", "2026-Q2": "05"}
    files = {"dataset.yaml": DATASET.replace("2026-Q3", code), "estimates.csv": estimates,
             "evidence.csv": evidence.replace("-08-", f"-{months[code]}-")}  # fmt: skip
    return write_project(folder, files)


def test_who_rose_and_who_fell(tmp_path: Path) -> None:
    """A quarter before the akimat of R01 had half of the heads, and the maslikhat of R01 all of them."""
    before = RECORDS.replace("R01,akimat,papers.heads,,full", "R01,akimat,papers.heads,,partial")
    before = before.replace(
        "R01,maslikhat,papers.heads,,none,", "R01,maslikhat,papers.heads,,full,https://example.org/1"
    )
    data = indexgov.load_dataset(earlier(tmp_path / "q2", "2026-Q2", before))
    first, second = indexgov.score(data.registry, data, draws=0), scored(tmp_path / "q3")
    comparison = indexgov.compare([first, second])
    material = Material(second, CardChanges(comparison))
    found = indicator_views(material.view("en"), Distributions(second, comparison), material)
    akimat, maslikhat = next(one for one in found if one.id == "papers.heads").groups
    assert akimat.shifts is not None
    assert maslikhat.shifts is not None
    assert [(row.who.name, row.points, row.values) for row in akimat.shifts.better] == [
        ("Region 01", "+50.0", "partial → full")
    ]
    assert not akimat.shifts.worse
    assert [(row.who.name, row.points) for row in maslikhat.shifts.worse] == [("Region 01", "\u2212100.0")]


def test_several_periods_before_make_a_series(tmp_path: Path) -> None:
    """Named in any order; the page of changes has all of them, and names lead to the pages of this site."""
    write_project(tmp_path / "q3")
    first, second = (earlier(tmp_path / code, code, RECORDS) for code in ("2026-Q1", "2026-Q2"))
    arguments = ["score", str(tmp_path / "q3"), "--previous", str(second), "--previous", str(first),
                 "--out", str(tmp_path / "out"), "--draws", "0", "--quiet"]  # fmt: skip
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    text = (tmp_path / "out" / "site" / "en" / "changes.html").read_text(encoding="utf-8")
    assert "Q1 2026 – Q3 2026" in text
    assert 'id="series"' in text
    assert '<a href="R01-akimat.html">' in text
    late = [*arguments[:2], "--previous", str(tmp_path / "q3"), "--out", str(tmp_path / "other")]
    told = CliRunner().invoke(main, late)
    assert told.exit_code != 0
    assert "which is not before 2026-Q3" in told.output


@pytest.fixture(scope="module")
def site(assessment: indexgov.Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("s") / "site"
    write_site(Material(assessment), folder)
    return folder


def test_links_of_the_further_pages_lead_somewhere(site: Path) -> None:
    """Files and places in them; every page has its twin in the other languages."""
    texts = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    places = {path: set(re.findall(r'\bid="?([^"\s>]+)', text)) for path, text in texts.items()}
    kinds = [path for path in texts if path.name.startswith(("i-", "indicators", "methodology", "audit"))]
    assert len(kinds) == 3 * (6 + 3)
    for path in kinds:
        for file, place in LOCAL.findall(texts[path]):
            target = (path.parent / unescape(file)).resolve()
            if target.suffix == ".html":
                assert target in texts, (path.name, file)
                assert not place or unescape(place)[1:] in places[target], (path.name, file, place)


def test_every_page_says_what_it_is_and_carries_the_stamp(site: Path) -> None:
    for language in LANGUAGES:
        stamp = words_of(language).text("stamp_demo")
        for name, kind in (("i-papers_2eheads", "indicator"), ("indicators", "indicators"), ("audit", "audit")):
            text = (site / language / f"{name}.html").read_text(encoding="utf-8")
            assert f'data-kind="{kind}"' in text
            assert f'<strong lang="{language}">{stamp}</strong>' in text
            assert re.search(rf'class="?tag"?>{re.escape(stamp)}<', text), (name, language)
            assert text.count("<h1") == 1


def test_the_list_holds_every_indicator_of_the_edition(assessment: indexgov.Assessment) -> None:
    material = Material(assessment)
    view, numbers = material.view("ru"), Distributions(assessment)
    found = indicator_views(view, numbers, material)
    parts = parts_of(view, numbers, found)
    assert [one.id for part in parts for chapter in part.chapters for one in chapter.indicators] == [
        one.id for one in assessment.registry.indicators_of(assessment.dataset.period)
    ]
    assert [(part.title, part.above) for part in parts] == [
        ("Открытость", "Внешний"), ("Удовлетворённость", "Внутренний")
    ]  # fmt: skip
