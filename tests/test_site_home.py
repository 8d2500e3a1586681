"""The home page: its figures against the assessment, and what it does in a browser that has no network."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import indexgov
from indexgov.report.change_cards import CardChanges
from indexgov.report.site import Material, boards, write_site
from indexgov.report.site.brackets import brackets
from indexgov.report.site.label_places import Frame, LabelPlace, Spot, label_places
from indexgov.report.site.scatter import scatter
from indexgov.report.site.search import folded, search_text
from indexgov.report.site.shades import Shades
from indexgov.report.site.shifts import DOWN, SAME, UP, Shifts
from indexgov.report.site.tile_map import divided, short_names, tile_map
from indexgov.report.site.writer import SiteWriter
from tests.named_places import NAMES, named_places

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LETTERS = 12.0


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> indexgov.Assessment:
    return named_places(tmp_path_factory.mktemp("places"))


@pytest.fixture(scope="module")
def site(places: indexgov.Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "site"
    write_site(Material(places), folder)
    return folder


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A tab on which nothing may go wrong."""
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield tab
    tab.close()
    assert wrong == []


def opened(page: Page, site: Path, language: str = "kk", anchor: str = "") -> Page:
    page.goto((site / language / "index.html").as_uri() + anchor)
    return page


def shown(page: Page) -> list[str]:
    """The names in the ranking that is seen, in order."""
    return page.locator(".boards .chosen tbody th a").all_inner_texts()


# What is drawn


def test_brackets_by_hand() -> None:
    """Rows 0 to 2 are alike, 2 and 3 are too, but 3 is apart from 0 and 1; 4 is alone; 5 and 6 are alike."""
    alike = {(0, 1), (0, 2), (1, 2), (2, 3), (5, 6)}
    found = brackets(7, lambda one, other: (min(one, other), max(one, other)) in alike)
    assert [tuple(one) for one in found] == [(0, 2, 0), (2, 3, 1), (5, 6, 0)]


@given(st.lists(st.floats(0, 10), min_size=1, max_size=14), st.floats(0.1, 4))
def test_brackets_hold_every_pair_of_neighbours_that_is_alike(scores: list[float], reach: float) -> None:
    ordered = sorted(scores, reverse=True)

    def alike(one: int, other: int) -> bool:
        return abs(ordered[one] - ordered[other]) <= reach

    found = brackets(len(ordered), alike)
    for one in range(len(ordered) - 1):
        assert alike(one, one + 1) == any(run.first <= one and one + 1 <= run.last for run in found)
    for run in found:
        assert all(alike(one, other) for one in range(run.first, run.last + 1) for other in range(run.first, one))
    for before, after in itertools.combinations(found, 2):
        assert before.lane != after.lane or before.last < after.first


def test_search_understands_those_without_kazakh_letters() -> None:
    assert folded("Ақтөбе") == folded("АКТОБЕ") == "актобе"
    assert folded("Өскемен–Һауа, Ёлка") == "оскемен хауа елка"
    assert search_text(("Ақтөбе", "Актобе", "Aktobe", "", "KZ-15")) == "актобе aktobe kz 15"


def test_short_names_stay_names() -> None:
    """What most names share goes, unless the rest would be no name or that of another."""
    names = ["Абай облысы", "Алматы облысы", "Жамбыл облысы", "Алматы қаласы"]
    assert short_names(names) == ["Абай", "Алматы облысы", "Жамбыл", "Алматы қаласы"]
    assert short_names(["Өңір 01", "Өңір 02", "Өңір 03"]) == ["Өңір 01", "Өңір 02", "Өңір 03"]
    assert divided("Карагандинская") == "Кара\u00adган\u00adдинская"
    assert divided("Абай") == "Абай"


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=25))
def test_names_of_points_do_not_cover_each_other(points: list[tuple[float, float]]) -> None:
    """At either width; a name for which there is no room has no place."""
    frame = Frame((300.0, 900.0), 400.0)
    spots = [Spot(x, y, "Ақмола") for x, y in points]
    found = label_places(spots, frame)
    for width in frame.widths:
        boxes = [box(spot, place, width, frame.height) for spot, place in zip(spots, found, strict=True) if place]
        for one, other in itertools.combinations(boxes, 2):
            assert one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] + 1 or other[3] <= one[1] + 1


def box(spot: Spot, place: LabelPlace, width: float, height: float) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a name of six letters that are half as wide as high."""
    long = len(spot.name) * LETTERS / 2
    left = spot.x * width + float(place.dx) - {"start": 0, "middle": long / 2, "end": long}[place.anchor]
    top = spot.y * height + float(place.dy) - 0.8 * LETTERS
    return left, top, left + long, top + LETTERS


def test_the_map_shows_the_classes_of_what_it_shows(demo: indexgov.Assessment) -> None:
    """Every layer against the frame of all scores; circles are the peer group that is not the most common one."""
    material = Material(demo)
    view = material.view("en")
    made = tile_map(view, material, Shades(view, material))
    assert made is not None
    codes = [place.code for place in view.places if place.tile]
    rows = demo.scores.set_index(["territory", "body", "node"])[["class", "score"]].to_dict("index")
    nodes = ("index", *demo.registry.components)
    bodies = [one.body for one in view.rankings]
    for place, layer in enumerate(made.layers):
        for code, tile in zip(codes, made.tiles, strict=True):
            row = rows[(code, bodies[layer.number - 1], nodes[layer.part])]
            assert tile.fields[place].shade.letter == row["class"]
            expected = "—" if np.isnan(row["score"]) else view.words.number(row["score"], 1)
            assert tile.fields[place].text == expected
    assert made.circles == {"R18", "R19", "R20"}
    assert [tile.round for tile in made.tiles] == [code in made.circles for code in codes]


def test_no_map_without_places_on_it(demo: indexgov.Assessment) -> None:
    territories = demo.dataset.territories.assign(tile_row=np.nan, tile_col=np.nan)
    material = Material(replace(demo, dataset=replace(demo.dataset, territories=territories)))
    view = material.view("en")
    assert tile_map(view, material, Shades(view, material)) is None


def test_quadrants_are_those_of_the_medians(demo: indexgov.Assessment) -> None:
    material = Material(demo)
    view = material.view("en")
    ranking = view.rankings[0]
    found = scatter(ranking, view, material, frozenset())
    assert found is not None
    rows = demo.ranking[(demo.ranking["body"] == ranking.body)].dropna(subset=["external", "internal"])
    above = rows[["external", "internal"]] > rows[["external", "internal"]].median()
    assert found.counts["both"] == above.all(axis=1).sum()
    assert found.counts["neither"] == (~above.any(axis=1)).sum()
    assert found.disagree == (above["external"] != above["internal"]).sum()
    assert len(found.points) == len(rows)


def test_the_first_figure_counts_neighbours_that_cannot_be_told_apart(demo: indexgov.Assessment) -> None:
    """By the lists that the assessment gives, without the code of the page."""
    material = Material(demo)
    view = material.view("en")
    made = boards.Boards(view, material, Shifts(view, material)).all()
    section = demo.sections[0]
    alike, count = demo.alike[0], 0
    columns = {
        (t, b): n for n, (t, b) in enumerate(zip(section.authorities.territory, section.authorities.body, strict=True))
    }
    ranked = demo.ranking[(demo.ranking["body"] == made[0].body) & demo.ranking["rank"].notna()]
    order = [columns[(territory, made[0].body)] for territory in ranked["territory"]]
    for one, other in itertools.pairwise(order):
        count += other in set(alike[one].columns.tolist())
    assert (made[0].alike, made[0].pairs) == (count, len(order) - 1)


def test_movers_are_beyond_the_error(demo: indexgov.Assessment) -> None:
    """Signs, counts and lists against the frame of the comparison."""
    root = Path(__file__).parents[1] / "samples" / "demo"
    since = indexgov.compare([indexgov.load_assessment(root / "2026-Q2"), demo])
    material = Material(demo, CardChanges(since))
    view = material.view("en")
    shifts = Shifts(view, material)
    frame = since.changes[(since.changes["level"] == "index") & (since.changes["body"] == "akimat")]
    ranking = view.rankings[0]
    found = shifts.movers({row.key: row for group in ranking.groups for row in group.rows})
    beyond = frame[frame["significant"] == "yes"]
    assert (found.rose, found.fell) == ((beyond["change"] > 0).sum(), (beyond["change"] < 0).sum())
    best = beyond.sort_values("change", ascending=False)["territory"].tolist()[: len(found.improved)]
    assert [one.key[0] for one in found.improved] == best
    for row in frame.dropna(subset=["change"]).to_dict("records"):
        shift = shifts.of((row["territory"], "akimat"))
        expected = {"yes": UP if row["change"] > 0 else DOWN, "no": SAME}[row["significant"]]
        assert shift is not None
        assert shift.kind == expected
        assert shift.number == pytest.approx(row["change"])


def test_who_is_not_ranked_is_listed_with_the_reason(site: Path) -> None:
    text = (site / "en" / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr class=out.*?</tr>", text, re.DOTALL)
    assert len(rows) == 3
    assert all("Sample Oskemen" in row and "not ranked: a part that must be there has no score" in row for row in rows)
    assert all("data-s=" not in row for row in rows)


def test_the_stamp_stands_at_every_picture(site: Path) -> None:
    """A picture that is cut out of the page still says what it is."""
    text = (site / "en" / "index.html").read_text(encoding="utf-8")
    tag = "<span class=tag>Synthetic data, not an assessment</span>"
    assert tag in text.partition("<figure class=map")[2].partition("</figure>")[0]
    for name in ("ranking", "scatter", "heat"):
        assert tag in text.partition(f'id="{name}"')[2].partition("</section>")[0], name


# What a reader does


def test_who_is_shown_is_chosen_once_for_all_sections(page: Page, site: Path) -> None:
    opened(page, site)
    assert page.locator(".body:visible").count() == page.locator('.body[data-body="1"]').count() > 2
    page.get_by_role("button", name="Мәслихат").first.click()
    assert page.locator(".body:visible").count() == page.locator('.body[data-body="2"]').count()
    assert page.locator(".bodies button[aria-pressed=true]").all_inner_texts() == ["Мәслихат"] * 4
    assert page.locator("#map-title").inner_text() == "Мәслихат: Жиынтық балл"
    opened(page, site, "kk", "#r3")
    assert page.locator("#r3").is_visible()
    assert not page.locator("#r1").is_visible()


def test_the_map_changes_its_layer(page: Page, site: Path, places: indexgov.Assessment) -> None:
    opened(page, site, "en")
    internal = places.ranking[places.ranking["body"] == "akimat"].set_index("territory")["internal"]
    first = page.locator(".tile").filter(has_text="Aktobe")
    page.locator(".map").get_by_role("button", name="Internal").click()
    assert first.locator("strong").inner_text() == f"{internal['T0000']:.1f}"
    assert first.get_attribute("class") == "tile s5"
    nobody = page.locator(".tile").filter(has_text="Oskemen")
    assert nobody.get_attribute("class") == "tile s0"
    assert first.get_attribute("href") == "T0000-akimat.html"


def test_sorting(page: Page, site: Path, places: indexgov.Assessment) -> None:
    """Names by the Kazakh alphabet, scores from the best, those without a figure always last."""
    opened(page, site)
    head = page.locator("#r1 th[data-sort=n]")
    assert page.locator("#r1 th[aria-sort]").get_attribute("data-sort") == "rank"
    head.get_by_role("button").click()
    assert shown(page) == [
        "Ақтөбе үлгісі",
        "Жаңаөзен үлгісі",
        "Өскемен үлгісі",
        "Ұзынағаш үлгісі",
        "Һауа үлгісі",
        "Шәуілдір үлгісі",
    ]
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert shown(page)[0] == "Шәуілдір үлгісі"
    page.locator("#r1 th[data-sort=s] button").click()
    mine = places.ranking[(places.ranking["body"] == "akimat") & places.ranking["rank"].notna()]
    names = {f"T{number:04d}": names[0] for number, names in enumerate(NAMES)}
    assert shown(page) == [*(names[code] for code in mine["territory"]), "Өскемен үлгісі"]
    page.locator("#r1 th[data-sort=s] button").click()
    assert shown(page)[-1] == "Өскемен үлгісі"
    assert shown(page)[0] == names[mine["territory"].iloc[-1]]


def test_sorting_by_keyboard(page: Page, site: Path) -> None:
    opened(page, site)
    page.locator("#r1 th[data-sort=n] button").focus()
    page.keyboard.press("Enter")
    assert shown(page)[0] == "Ақтөбе үлгісі"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('th').dataset.sort") == "s"


@pytest.mark.parametrize("typed", ["Актобе", "АҚТӨБЕ", "aktobe", "актюб", "t0000", "улгиси акт"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_search_in_any_language(page: Page, site: Path, typed: str, language: str) -> None:
    opened(page, site, language)
    page.get_by_role("searchbox").fill(typed)
    column = ("kk", "ru", "en").index(language)
    assert shown(page) == [NAMES[0][column]]
    told = {"kk": "Табылды: 1 / 6", "ru": "Найдено: 1 из 6", "en": "Found: 1 of 6"}
    assert page.get_by_role("status").inner_text() == told[language]


def test_search_finds_nothing_and_is_reset(page: Page, site: Path) -> None:
    opened(page, site, "ru")
    page.get_by_role("searchbox").fill("щщщ")
    assert page.get_by_role("status").inner_text() == "Ничего не найдено"
    assert shown(page) == []
    page.get_by_role("button", name="Сбросить").click()
    assert len(shown(page)) == 6
    assert page.get_by_role("status").inner_text() == ""


def test_filter_by_class(page: Page, site: Path, places: indexgov.Assessment) -> None:
    opened(page, site, "en")
    page.get_by_label("Class").select_option("A")
    best = places.ranking[(places.ranking["body"] == "akimat") & (places.ranking["class"] == "A")]
    assert len(shown(page)) == len(best) == 3


def test_columns_of_the_coloured_table_sort_it(page: Page, site: Path) -> None:
    opened(page, site, "en")
    table = page.locator(".heat:visible")
    table.get_by_role("button", name="Satisfaction").click()
    place = page.evaluate(
        "[...document.querySelectorAll('.heat')[0].tHead.rows].pop().querySelector('[aria-sort]').cellIndex"
    )
    values = [row.locator("td, th").nth(place).inner_text() for row in table.locator("tbody tr").all()]
    numbers = [int(one) for one in values if one]
    assert numbers == sorted(numbers, reverse=True)
    assert values[-1] == ""
    table.get_by_role("button", name="Rank").click()
    ranks = [text.partition(" ")[0] for text in table.locator("tbody td.rank").all_inner_texts()]
    assert ranks == ["1", "2", "3", "4", "5", ""]


def test_all_can_be_read_without_scripts(chromium: Browser, site: Path) -> None:
    tab = chromium.new_page(java_script_enabled=False)
    opened(tab, site, "en")
    assert tab.locator(".body:visible").count() == tab.locator(".body").count()
    assert tab.locator(".board tbody tr:visible").count() == 18
    assert tab.locator(".controls:visible").count() == 0
    tab.close()


def test_narrow_screens_do_not_scroll_sideways(chromium: Browser, site: Path) -> None:
    tab = chromium.new_page(viewport={"width": 360, "height": 700})
    opened(tab, site, "ru")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    assert tab.locator(".strips li:visible").count() == 3
    tab.close()


def test_long_rankings_come_page_by_page(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page holds the first rows, its script the others; somebody is found in whichever group it is."""
    monkeypatch.setattr(boards, "ALL_ROWS", 100)
    writer = SiteWriter(Material(named_places(tmp_path / "project", okrugs=130)), tmp_path / "site")
    writer.common()
    home = tmp_path / "site" / "kk" / "index.html"
    for task in writer.tasks():
        if not home.exists():
            task()
    text = (tmp_path / "site" / "kk" / "index.html").read_text(encoding="utf-8")
    assert text.count("data-q=") == 6 + 6 + 6 + 2 * 20
    assert "names.html" in text
    assert "Бөген 135 ауылдық округі" in (tmp_path / "site" / "kk" / "names.html").read_text(encoding="utf-8")
    opened(page, tmp_path / "site")
    page.locator(".kinds:visible select").select_option("1")
    assert len(shown(page)) == 100
    page.get_by_role("button", name="Келесі").click()
    assert len(shown(page)) == 30
    assert "101–130 / 130" in page.locator(".pager:visible").inner_text()
    page.get_by_role("searchbox").fill("bogen 77 ")
    assert shown(page) == ["Бөген 77 ауылдық округі"]
    page.get_by_role("searchbox").fill("актобе")
    assert shown(page) == ["Ақтөбе үлгісі"]
    assert page.locator(".boards .chosen tbody tr td.score").inner_text() == "96,0"


def test_the_page_stands_alone(chromium: Browser, places: indexgov.Assessment, tmp_path: Path) -> None:
    """As one file it still draws, sorts and shows the layers of its map."""
    writer = SiteWriter(Material(places), tmp_path / "site")
    writer.common()
    (tmp_path / "one.html").write_text(writer.alone("en", None), encoding="utf-8")
    tab = chromium.new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto((tmp_path / "one.html").as_uri())
    tab.locator(".map").get_by_role("button", name="External").click()
    assert tab.locator(".tile strong").first.inner_text() == "100.0"
    assert tab.locator(".field svg .spot").count() == 15
    assert tab.locator(".spot:visible").count() == 5
    assert wrong == []
    tab.close()
