"""The page of other weights against the engine: scores to 1e-9, equal ranks and classes, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import pytest

import indexgov
from indexgov.analysis.gains import gains
from indexgov.inputs.dataset import load_dataset
from indexgov.methods.means import name_of
from indexgov.registry.models import Indicator
from indexgov.registry.outline import Outline
from indexgov.report.site import Material, write_site
from indexgov.report.site.what_if import WhatIf
from indexgov.report.site.what_if_data import BROWSER_MEANS, packed, what_if_data
from indexgov.report.view import scorecards
from indexgov.report.words import words_of
from tests import in_memory
from tests.other_weights import Choice, rescored
from tests.random_registries import named, random_assessment
from tests.small_project import DATASET, ESTIMATES, REGISTRY, write_project

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ENGINE = Path(__file__).parents[1] / "indexgov" / "report" / "templates" / "what_if_engine.js"
LANGUAGES = ("ru", "en")
NOWHERE = Choice()
RUN = """choice => data.sections.map(section => {
  const everybody = section.territory.map((_, authority) => authority);
  const found = indexgovEngine.recompute(data, section, everybody, choice);
  const plain = numbers => numbers.map(number => Number.isNaN(number) ? null : number);
  return {scores: plain(found.scores), ranks: plain(found.ranks), classes: found.classes};
})"""


@pytest.fixture(scope="module")
def engine(chromium: Browser) -> Any:
    """A page with nothing but the arithmetic in it."""
    page = chromium.new_page()
    page.add_script_tag(path=str(ENGINE))
    return page


@pytest.fixture(scope="module")
def site(demo: indexgov.Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("what-if") / "site"
    write_site(Material(demo), folder)
    return folder


@pytest.fixture
def page(chromium: Browser) -> Iterator[Any]:
    """A page on which no script may fail."""
    found, faults = chromium.new_page(viewport={"width": 1280, "height": 900}), []
    found.on("pageerror", lambda fault: faults.append(str(fault)))
    found.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield found
    found.close()
    assert faults == []


def opened(page: Any, site: Path, choice: str = "", language: str = "en") -> Any:
    page.goto("about:blank")
    page.goto(f"{(site / language / 'what-if.html').as_uri()}{choice}")
    page.wait_for_selector("#rows tr")
    return page


def data_of(assessment: indexgov.Assessment) -> dict[str, Any]:
    """What the data file holds."""
    view = scorecards(assessment, "en")
    what_if = WhatIf.of(assessment, Material(assessment).pages)
    found: dict[str, Any] = json.loads(json.dumps(what_if_data(assessment, what_if.trunks, view, what_if.pages)))
    return found


def assert_equal(found: list[dict[str, Any]], expected: indexgov.Assessment) -> None:
    """The same scores to 1e-9, the same ranks and the same classes in every section."""
    classes = expected.registry.classes
    names = classes.best_first if classes is not None else ()
    frame = expected.ranking.set_index(["territory", "body"])
    for section, one in zip(expected.sections, found, strict=True):
        keys = list(zip(section.authorities.territory, section.authorities.body, strict=True))
        scores = np.array([np.nan if score is None else score for score in one["scores"]])
        np.testing.assert_allclose(scores, section.result.scores[0], rtol=0, atol=1e-9)
        rows = frame.loc[keys]
        assert one["ranks"] == [
            None if rank is None else rank for rank in rows["rank"].astype(object).replace({np.nan: None})
        ]
        assert [names[place] if place >= 0 else "" for place in one["classes"]] == rows["class"].tolist()


def random_choice(assessment: indexgov.Assessment, draw: np.random.Generator) -> Choice:
    """About half of the nodes with another weight, a few of them with none."""
    weights, times = {}, {}
    tree = assessment.sections[0].tree
    adds_up = [getattr(node.model, "aggregation", "") == "sum" for node in tree.nodes]
    # In a sum weights are points, so that those below it cannot be written twice as large.
    sums = [
        adds_up[place] or any(one and _below(tree, place, at) for at, one in enumerate(adds_up))
        for place in range(len(adds_up))
    ]
    for place, node in enumerate(tree.nodes):
        if place == 0 or node.level == "indicator" or draw.random() < 0.5:
            continue
        amount = 0.0 if draw.random() < 0.1 else float(draw.random())
        if node.weight == "children" and not sums[place] and draw.random() < 0.7:
            times[node.id] = 3 * amount
        elif adds_up[node.parent]:
            weights[node.id] = amount / 10
        else:
            weights[node.id] = 100 * amount
    return Choice(weights, times)


def _below(tree: Outline, above: int, position: int) -> bool:
    while position > above:
        position = tree.nodes[position].parent
    return position == above


def test_fifty_random_weights_of_the_demo(demo: indexgov.Assessment, site: Path, page: Any) -> None:
    """By the files of the site, for akimats, maslikhats and the territories that pool them."""
    draw = np.random.default_rng(20260930)
    opened(page, site).evaluate("() => {window.data = indexgovEngine.opened(indexgovWhatIf)}")
    assert_equal(page.evaluate(RUN, NOWHERE.json), demo)
    for _ in range(50):
        choice = random_choice(demo, draw)
        assert_equal(page.evaluate(RUN, choice.json), rescored(demo, choice))


@pytest.mark.parametrize("number", range(60))
def test_random_weights_of_random_registries(engine: Any, number: int) -> None:
    """Every mean, missing rule, floor, source of weights, territory rule, rounding and gate that the browser knows."""
    draw = np.random.default_rng(number)
    assessment = random_assessment(draw, number)
    engine.evaluate("raw => {window.data = indexgovEngine.opened(raw)}", data_of(assessment))
    assert_equal(engine.evaluate(RUN, NOWHERE.json), assessment)
    for _ in range(3):
        choice = random_choice(assessment, draw)
        assert_equal(engine.evaluate(RUN, choice.json), rescored(assessment, choice))


def test_random_registries_have_every_mean_of_the_browser() -> None:
    found = set()
    for number in range(12):
        nodes = random_assessment(np.random.default_rng(number), number).sections[0].tree.nodes
        found |= {name_of(node.model.aggregation) for node in nodes if not isinstance(node.model, Indicator)}
    assert found == BROWSER_MEANS


def table(page: Any) -> dict[str, tuple[str, float | None]]:
    """Unofficial rank and score of every territory on the page."""
    found: dict[str, tuple[str, float | None]] = page.evaluate("""() => Object.fromEntries(
      Array.from(document.querySelectorAll('#rows tr'), row => {
        const score = row.cells[2].querySelector('data');
        return [row.cells[1].textContent, [row.cells[0].textContent, score ? Number(score.value) : null]];
      }))""")
    return found


def test_the_page_shows_what_the_engine_makes_of_the_address(demo: indexgov.Assessment, site: Path, page: Any) -> None:
    """Also with the language switched, and after it was opened anew from the address that it wrote."""
    choice = Choice({"external": 35}, {"disclosure": 2.5, "egov": 0.4})
    words = "&".join(f"w.{name}={weight}" for name, weight in {**choice.weights, **choice.times}.items())
    expected = rescored(demo, choice)
    frame = expected.ranking[expected.ranking["body"] == "maslikhat"].set_index("territory")
    opened(page, site, f"#{words}&r=1")
    names = dict(zip(demo.dataset.territories["name_en"], demo.dataset.territories["territory"], strict=True))
    shown = table(page)
    assert {names[name] for name in shown} == set(frame.index)
    for name, (rank, score) in shown.items():
        row = frame.loc[names[name]]
        if np.isnan(row["score"]):
            assert score is None
        else:
            assert score == pytest.approx(row["score"], abs=1e-9)
            assert rank.split("–")[0] == str(row["rank"])
    printed = page.locator("#rows tr td:nth-child(3)").all_inner_texts()
    known = frame["score"].dropna().sort_values(ascending=False, kind="stable")
    assert printed[: len(known)] == [words_of("en").number(score) for score in known]
    page.click("a[hreflang=ru]")
    page.wait_for_selector("#rows tr")
    assert [value for _, value in table(page).values()] == [value for _, value in shown.values()]
    assert page.evaluate("location.hash") == f"#{words}&r=1"
    page.click("#reset")
    assert page.evaluate("location.hash") == "#r=1"


def test_the_published_weights_give_the_published_ranking(site: Path, page: Any) -> None:
    opened(page, site)
    assert page.locator("#summary").inner_text().startswith("Changed rank: 0 of 20.")
    for rank, _, _, move, *rest in page.evaluate(
        "Array.from(document.querySelectorAll('#rows tr'), row => Array.from(row.cells, cell => cell.textContent))"
    ):
        assert move.startswith("=")
        assert rest[1].startswith(rank)
    assert page.evaluate("location.hash") == ""


def test_presets(demo: indexgov.Assessment, site: Path, page: Any) -> None:
    """One component alone ranks by its own scores; equal weights are equal in every family."""
    opened(page, site).click("[data-preset=only][data-component=external]")
    frame = demo.ranking[demo.ranking["body"] == "akimat"].set_index("territory")
    names = dict(zip(demo.dataset.territories["name_en"], demo.dataset.territories["territory"], strict=True))
    for name, (_, score) in table(page).items():
        assert score == pytest.approx(frame.loc[names[name], "external"], abs=1e-9, nan_ok=True)
    page.click("[data-preset=equal]")
    ids = [node.id for node in demo.sections[0].tree.nodes[1:] if node.level != "indicator"]
    equal = rescored(demo, Choice(dict.fromkeys(ids, 1.0))).ranking
    frame = equal[equal["body"] == "akimat"].set_index("territory")
    for name, (_, score) in table(page).items():
        assert score == pytest.approx(frame.loc[names[name], "score"], abs=1e-9)
    assert page.evaluate("location.hash") == "#b=equal"
    page.click("[data-preset=published]")
    assert page.evaluate("location.hash") == ""


def best(assessment: indexgov.Assessment, row: pd.Series) -> str:
    """The best of a criterion as the address has it: its level, or the score of a number."""
    name = row["node"].partition("@")[0]
    scale = next(one.scale for one in assessment.registry.indicators if one.id == name)
    return str(row["best_value"] if assessment.registry.scales[scale].levels else row["best_score"])


@pytest.mark.parametrize(("territory", "body"), [("R05", "akimat"), ("R11", "maslikhat"), ("R05", "")])
def test_criteria_against_the_gains_of_the_engine(
    demo: indexgov.Assessment, site: Path, page: Any, territory: str, body: str
) -> None:
    """Each criterion at its best alone: the score, rank and class that the whole period scored again gives."""
    frame = gains(demo, territory, body, language="en")
    frame = frame[frame["criteria"] == 1]
    who = f"{territory}/{body}" if body else territory
    opened(page, site, f"#a={who}").wait_for_selector("#criteria fieldset")
    assert f": {len(frame)}." in page.locator("#criteria-note").inner_text()
    step = max(1, len(frame) // 12)
    for _, row in frame.iloc[::step].iterrows():
        opened(page, site, f"#a={who}&c.{row['node']}={best(demo, row)}").wait_for_selector("#criteria fieldset")
        score = float(page.locator("#own-score b data").get_attribute("value"))
        assert score == pytest.approx(row["score_after"], abs=1e-9)
        assert page.locator("#own-rank b").inner_text().split("–")[0] == str(row["rank_after"])
        assert page.locator("#own-class .class").last.inner_text() == row["class_after"]


def test_a_criterion_is_toggled_by_hand(site: Path, page: Any) -> None:
    """The address names it, the gain was told beside it, and the link from the page of the authority leads here."""
    page.goto((site / "en" / "R05-akimat.html").as_uri())
    page.click("a[href^='what-if.html#a=']")
    page.wait_for_selector("#criteria fieldset")
    assert page.evaluate("location.hash") == "#a=R05/akimat"
    assert page.locator("#who").evaluate("one => one.selectedOptions[0].textContent") == "Region 05"
    before = float(page.locator("#own-score b data").get_attribute("value"))
    first = page.locator("#criteria fieldset").first
    gain = float(first.locator(".gain").inner_text().rpartition("+")[2])
    first.locator("input").last.check()
    after = float(page.locator("#own-score b data").get_attribute("value"))
    assert after - before == pytest.approx(gain, abs=0.05)
    assert re.search(r"^#a=R05/akimat&c\.[\w.]+=\w+$", page.evaluate("location.hash"))
    assert table(page)["Region 05"][1] == pytest.approx(after, abs=1e-9)
    page.click("#clear")
    assert page.evaluate("location.hash") == "#a=R05/akimat"
    assert float(page.locator("#own-score b data").get_attribute("value")) == before


def test_the_keyboard_moves_a_slider(site: Path, page: Any) -> None:
    opened(page, site)
    page.focus("[id='w-external']")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("location.hash") == "#w.external=61"
    assert page.locator("[id='w-external'] + output").inner_text() == "61"
    assert page.locator("[id='w-external']").get_attribute("aria-valuetext") == "61, share 60.4%"
    page.keyboard.press("Home")
    assert page.locator("[id='w-internal'] ~ .part-of").inner_text() == "share 100.0%"


@pytest.mark.parametrize(
    "address",
    [
        "#w.external=x&w.nobody=3",
        "#w.external=-5",
        "#w.external=1e999",
        "#a=R99/akimat&c.x=1",
        "#r=99&o=up",
        "#%E0%A4&&=",
    ],
)
def test_an_address_that_means_nothing_is_the_published_ranking(site: Path, page: Any, address: str) -> None:
    opened(page, site, address)
    assert page.locator("#summary").inner_text().startswith("Changed rank: 0 of 20.")


def test_without_weights_nobody_has_a_score(site: Path, page: Any) -> None:
    opened(page, site, "#w.external=0&w.internal=0")
    assert "nobody has a score" in page.locator("#summary").inner_text()
    assert all(score is None for _, score in table(page).values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_page(
    chromium: Browser, site: Path, language: str, scheme: Literal["light", "dark"]
) -> None:
    """WCAG 2.2 AA by axe, with everything open, and no sideways scroll on a narrow telephone."""
    playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page = chromium.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    opened(page, site, "#w.external=30&a=R05/akimat", language).wait_for_selector("#criteria fieldset")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = playwright.Axe().run(page)
    page_width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert found.violations_count == 0, found.generate_report()
    assert page_width == 360


def test_every_part_says_that_it_is_unofficial_and_synthetic(site: Path, page: Any) -> None:
    opened(page, site)
    for part in page.locator(".whatif").all():
        assert part.locator(".tag").all_inner_texts() == ["Unofficial calculation", "Synthetic data, not an assessment"]
        assert part.evaluate("one => getComputedStyle(one).borderStyle") == "dashed"


def test_without_scripts_the_weights_stand_in_a_table(chromium: Browser, site: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "en" / "what-if.html").as_uri())
    assert page.locator("noscript strong").inner_text().startswith("Changing weights needs JavaScript")
    assert page.locator(".written tbody tr").first.is_visible()
    assert not page.locator("#controls").is_visible()
    assert not page.locator("#result").is_visible()
    context.close()


def test_nothing_is_asked_of_the_network(site: Path) -> None:
    for path in site.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"fetch\(|XMLHttpRequest|import\(|innerHTML|eval\(", text), path
    text = (site / "en" / "what-if.html").read_text(encoding="utf-8")
    scripts = ["../site.js", *(f"../what-if{name}.js" for name in ("-data", "-engine", "-text", "-choice", ""))]
    assert re.findall(r'src="([^"]*)"', text) == scripts


def test_two_runs_give_the_same_bytes(demo: indexgov.Assessment, site: Path, tmp_path: Path) -> None:
    WhatIf.of(demo, Material(demo).pages).write(scorecards(demo, "en"), tmp_path)
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert path.read_bytes() == (site / path.relative_to(tmp_path)).read_bytes(), path


NASTY = '</script><script>alert("x")</script>'


def test_what_people_type_cannot_become_markup(aktogay: indexgov.Assessment, tmp_path: Path) -> None:
    territories = aktogay.dataset.territories.copy()
    territories.loc[0, ["name_kk", "name_ru", "name_en"]] = NASTY
    assessment = replace(aktogay, dataset=replace(aktogay.dataset, territories=territories))
    write_site(Material(assessment), tmp_path)
    text = (tmp_path / "ru" / "what-if.html").read_text(encoding="utf-8")
    assert text.count("<script") == text.count("</script>") == 7
    assert "alert" in text


MIXED = REGISTRY.replace(
    "    blocks:\n      - id: satisfaction",
    """\
    indicators:
      - {id: trust, title: {kk: Сенім, ru: Доверие, en: Trust}, measure: share, scale: share, min_n: 30}
    blocks:
      - id: satisfaction""",
)


def small(folder: Path, **files: str) -> indexgov.Assessment:
    dataset = load_dataset(write_project(folder, files))
    return indexgov.score(dataset.registry, dataset)


def test_a_figure_that_is_not_printed_is_in_no_file(tmp_path: Path) -> None:
    """Beside other nodes a survey measure is told by itself; with a hidden one the part above stays as it is."""
    estimates = ESTIMATES + "R01,,trust,0.4,120\nR02,,trust,0.61803,110\nR03,,trust,0.5,100\n"
    files = {"indicators.yaml": MIXED, "estimates.csv": estimates}
    shown = data_of(small(tmp_path / "shown", **files))
    assert "trust" in [node["id"] for node in shown["sections"][0]["nodes"]]
    assert "61.803" in json.dumps(shown)
    clusters = {"value,n": "n_psu", "0.61803,110": "1"}
    few = "\n".join(f"{line},{clusters.get(','.join(line.split(',')[3:]), '')}" for line in estimates.splitlines())
    rules = "publication: {profile: open, min_psus: 2}"
    files |= {"estimates.csv": few, "dataset.yaml": DATASET.replace("publication: {profile: open}", rules)}
    hidden = data_of(small(tmp_path / "hidden", **files))
    nodes = {node["id"]: node for node in hidden["sections"][0]["nodes"]}
    assert "trust" not in nodes
    assert nodes["internal"]["fixed"] == "hidden"
    assert "61.803" not in json.dumps(hidden)


def test_points_of_a_sum_add_up_to_what_was_written(tmp_path: Path, chromium: Browser) -> None:
    """Another weight of one part takes points from the others: 20 beside 40 is a third of the points."""
    text = REGISTRY.replace("weight: 60", "weight: 0.6").replace("weight: 40", "weight: 0.4")
    assessment = small(tmp_path / "project", **{"indicators.yaml": f"{text}combine: {{aggregation: sum}}\n"})
    write_site(Material(assessment), tmp_path / "site")
    page = opened(chromium.new_page(), tmp_path / "site", "#w.external=0.2")
    expected = rescored(assessment, Choice({"external": 1 / 3, "internal": 2 / 3})).ranking
    akimats = expected[expected["body"] == "akimat"].set_index("territory")["score"]
    names = dict(
        zip(assessment.dataset.territories["name_en"], assessment.dataset.territories["territory"], strict=True)
    )
    for name, (_, score) in table(page).items():
        assert (np.nan if score is None else score) == pytest.approx(akimats[names[name]], abs=1e-9, nan_ok=True)
    page.close()


FIXED: Mapping[str, tuple[str, str]] = {
    "compares": ("weights: percent", "aggregation: copeland"),
    "restated": ("weights: percent", "weights: percent\n        restate: {minmax: {over: period}}"),
}


@pytest.mark.parametrize("why", FIXED)
def test_what_a_browser_cannot_compute_keeps_its_score_and_says_why(
    tmp_path: Path, chromium: Browser, why: str
) -> None:
    """The sliders below such a part are gone; those above it work on."""
    before, after = FIXED[why]
    assessment = small(tmp_path / "project", **{"indicators.yaml": REGISTRY.replace(before, after)})
    write_site(Material(assessment), tmp_path / "site")
    page = chromium.new_page()
    opened(page, tmp_path / "site", "#w.external=10")
    assert page.locator("[id='w-openness.papers']").count() == 0
    assert page.locator(".weigh small", has_text="which a browser does not repeat").count() == 2
    page.evaluate("() => {window.data = indexgovEngine.opened(indexgovWhatIf)}")
    choice = Choice({"external": 10.0})
    assert_equal(page.evaluate(RUN, choice.json), rescored(assessment, choice))
    page.close()


def test_a_methodology_whose_whole_compares_has_no_sliders(tmp_path: Path, chromium: Browser) -> None:
    text = REGISTRY + "combine: {aggregation: copeland}\n"
    assessment = small(tmp_path / "project", **{"indicators.yaml": text})
    write_site(Material(assessment), tmp_path / "site")
    page = chromium.new_page()
    page.goto((tmp_path / "site" / "en" / "what-if.html").as_uri())
    assert (
        "cannot be changed on a page: the score of a part above comes from comparing"
        in page.locator("main").inner_text()
    )
    assert page.locator("input, script[defer], .whatif").count() == 0
    assert page.locator(".written tbody tr").first.is_visible()
    page.close()


def test_columns_are_packed_without_loss() -> None:
    alike, apart = np.array([1.5, np.nan, 1.5, 2.0, np.nan, 2.0]), np.array([0.1, 0.2, np.nan])
    found = packed(alike)
    assert isinstance(found, dict)
    assert [found["values"][place] for place in found["at"]] == [1.5, None, 1.5, 2, None, 2]
    assert packed(apart) == [0.1, 0.2, None]


GATED = REGISTRY.replace(
    "                weight: 2\n", "                weight: 2\n                must_have: {score: 100, class: B}\n"
)


@pytest.mark.parametrize(
    ("territory", "body"), [("R01", "akimat"), ("R02", "akimat"), ("R01", "maslikhat"), ("R01", "")]
)
def test_numbers_and_gates_against_the_gains_of_the_engine(
    tmp_path: Path, chromium: Browser, territory: str, body: str
) -> None:
    """A number or a share of cases at its best, and a gate that a better level passes."""
    assessment = small(tmp_path / "project", **{"indicators.yaml": GATED})
    write_site(Material(assessment), tmp_path / "site")
    frame = gains(assessment, territory, body, language="en")
    frame = frame[frame["criteria"] == 1]
    assert len(frame)
    page = chromium.new_page()
    for _, row in frame.iterrows():
        who = f"{territory}/{body}".rstrip("/")
        opened(page, tmp_path / "site", f"#a={who}&c.{row['node']}={best(assessment, row)}")
        page.wait_for_selector("#criteria fieldset")
        score = page.locator("#own-score b data")
        if np.isnan(row["score_after"]):
            assert score.count() == 0
            continue
        assert float(score.get_attribute("value") or "nan") == pytest.approx(row["score_after"], abs=1e-9)
        assert page.locator("#own-class .class").last.inner_text() == row["class_after"]
    page.close()


def test_a_number_is_moved_on_a_slider(tmp_path: Path, chromium: Browser) -> None:
    assessment = small(tmp_path / "project")
    write_site(Material(assessment), tmp_path / "site")
    page = opened(chromium.new_page(), tmp_path / "site", "#a=R01/akimat")
    page.wait_for_selector("#criteria fieldset")
    page.locator("#criteria input[type=range]").focus()
    page.keyboard.press("End")
    assert page.evaluate("location.hash") == "#a=R01/akimat&c.people.requests=100"
    assert page.locator("#criteria output").inner_text() == "score 100.0"
    page.close()


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of 120 territories that average their bodies."""
    nodes = "{id: %s, title: {en: %s}, weight: %d, indicators: [{id: %s.i, title: {en: Thing}, scale: points}]}"
    blocks = ", ".join(nodes % (name, name, weight, name) for name, weight in (("one", 2), ("two", 1)))
    text = f"components: {{all: {{title: {{en: All}}, blocks: [{blocks}]}}}}\n"
    text += "territory: {rule: weights, akimat: 60, maslikhat: 40}\n"
    rules, draw = in_memory.registry(text), np.random.default_rng(1)
    values = {
        (f"T{place:03}", body, f"{name}.i"): round(float(draw.uniform(0, 100)), 1)
        for place in range(120)
        for body in rules.bodies
        for name in ("one", "two")
    }
    assessment = indexgov.score(rules, named(in_memory.dataset(rules, values)), draws=0)
    folder = tmp_path_factory.mktemp("crowd")
    write_site(Material(assessment), folder)
    return folder


def test_long_lists_are_told_in_pages(crowd: Path, page: Any) -> None:
    opened(page, crowd, "#w.one=0&w.two=1")
    assert page.locator("#rows tr").count() == 50
    assert page.locator("#range").inner_text() == "1–50 of 120"
    page.click("#after")
    page.click("#after")
    assert page.locator("#range").inner_text() == "101–120 of 120"
    assert page.locator("#rows tr").count() == 20
    assert page.locator("#after").is_disabled()
    page.select_option("#order", "old")
    assert page.locator("#range").inner_text() == "1–50 of 120"
    first = page.locator("#rows tr").first.locator("td").nth(4)
    assert first.inner_text() == "1"


def test_a_territory_of_averaged_bodies_leads_to_them(crowd: Path, page: Any) -> None:
    opened(page, crowd, "#a=T005")
    assert page.locator("#list").evaluate("one => one.selectedOptions[0].textContent") == "Territories"
    assert (
        page.locator("#criteria-note")
        .inner_text()
        .startswith("The score of a territory comes from those of its bodies")
    )
    page.select_option("#list", "1")
    assert page.evaluate("location.hash") == "#a=T005/maslikhat"
