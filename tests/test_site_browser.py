"""How pages behave in a real browser: every kind of page, every language, also kinds that are added later."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexgov.report.words import words_of
from tests.browser import Reader, Tab, Tour, unmet
from tests.site_built import FOLDERS, LANGUAGES, Site, places_and_links

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KINDS = {"home", "authority", "territory", "indicator", "indicators", "changes", "methodology", "audit", "what-if"}

WIDEST = """() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= innerWidth) return [];
  const clipped = e => { for (let up = e.parentElement; up && up !== document.body; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== "visible") return true; return false; };
  let right = innerWidth, worst = document.body;
  for (const e of document.body.querySelectorAll("*")) {
    const edge = e.getBoundingClientRect().right + scrollX;
    if (edge > right + 0.5 && !clipped(e)) { right = edge; worst = e; }
  }
  const name = worst.localName + (worst.id ? "#" + worst.id : "") + [...worst.classList].map(c => "." + c).join("");
  return [`${page.scrollWidth} px on ${innerWidth}: ${name} "${worst.textContent.trim().slice(0, 40)}"`];
}"""

# How light the ground is, from 0 to 1; what has none of its own is as light as paper.
GROUND = """() => {
  const [red, green, blue, cover] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
  if (cover === 0) return 1;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}"""

FOCUSABLE = """limit => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const steps = all.filter(e => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true})
    && !(e.type === "radio" && !e.checked));
  steps.slice(0, limit).forEach((e, number) => { e.dataset.step = number; });
  document.activeElement.blur();
  return Math.min(limit, steps.length);
}"""

FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const stamp = document.querySelector(".stamp"), bar = stamp && stamp.getBoundingClientRect();
  const under = bar && getComputedStyle(stamp).position === "sticky" && !stamp.contains(e)
    && !e.matches(".skip") && box.bottom <= bar.bottom;
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const name = e.localName + ` "${(e.textContent || e.getAttribute("aria-label") || "").trim().slice(0, 40)}"`;
  return {step: e.dataset.step === undefined ? -1 : Number(e.dataset.step), drawn, under: Boolean(under), name,
    seen: box.bottom > 0 && box.top < innerHeight};
}"""

PAGES_OF_A_PDF = re.compile(rb"/Type\s*/Page\b")


def test_every_kind_of_page_is_there(built: Site) -> None:
    """The checks below take one page of every kind that they find, also of kinds that are added."""
    assert KINDS - set(built.kinds) == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_is_asked_for_and_nothing_complains(tour: Tour, folder: str) -> None:
    tour.expect_none(folder, lambda tab: tab.said + tab.asked)


@pytest.mark.parametrize("width", [320, 360, 1920])
@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_scrolls_sideways(tour: Tour, folder: str, width: int) -> None:
    """Also with everything unfolded; tables may scroll within themselves."""

    def faults(tab: Tab) -> list[str]:
        tab.page.set_viewport_size({"width": width, "height": 800})
        found: list[str] = tab.page.evaluate(WIDEST)
        return found

    tour.expect_none(folder, faults)


@pytest.mark.parametrize("folder", FOLDERS)
def test_dark_screens_and_light_paper(tour: Tour, folder: str) -> None:
    def faults(tab: Tab) -> list[str]:
        light = tab.page.evaluate(GROUND)
        tab.page.emulate_media(media="screen", color_scheme="dark")
        dark = tab.page.evaluate(GROUND)
        tab.page.emulate_media(media="print", color_scheme="dark")
        paper = tab.page.evaluate(GROUND)
        return [] if dark < 0.2 and min(light, paper) > 0.8 else [f"light {light}, dark {dark}, paper {paper}"]

    tour.expect_none(folder, faults)


@pytest.fixture(scope="module")
def tab(chromium: Browser, built: Site) -> Tab:
    """A page that tests may lead elsewhere."""
    return Reader(chromium, built).tab()


@pytest.mark.parametrize(("language", "other"), [("kk", "ru"), ("ru", "en"), ("en", "kk")])
def test_the_other_language_is_the_same_page_at_the_same_place(
    tab: Tab, built: Site, language: str, other: str
) -> None:
    faults = []
    for kind, path in built.pages(language).items():
        anchor = min(places_and_links(path)[0] - {"main"}, default="main")
        tab.open(path, anchor)
        here = tab.page.evaluate("location.hash")
        tab.page.click(f"a[hreflang={other}]")
        there = (built.folder / other / path.name).as_uri() + here
        if tab.page.url != there or tab.page.locator("html").get_attribute("lang") != other or len(here) < 2:
            faults.append(f"{kind}: from {path.name}#{anchor} to {tab.page.url}")
    assert not faults, "\n".join(faults)


def tabbed(tab: Tab, limit: int) -> list[str]:
    """What is wrong with the path that the key Tab takes through the first things that can be used."""
    steps, faults = tab.page.evaluate(FOCUSABLE, limit), []
    reached = []
    for _ in range(steps):
        tab.page.keyboard.press("Tab")
        now = tab.page.evaluate(FOCUSED)
        reached.append(now["step"])
        if not now["drawn"]:
            faults.append(f"no focus is seen at {now['name']}")
        if now["under"] or not now["seen"]:
            faults.append(f"the focus is out of sight at {now['name']}")
    if reached != list(range(steps)):
        faults.append(f"{steps} things can be used, reached {reached}")
    return faults


def test_the_keyboard_reaches_every_ranking_link(tab: Tab, built: Site) -> None:
    """From the top of the page, in the order of the page, and the focus is seen at every step."""
    path = built.pages("kk")["home"]
    tab.open(path)
    links = "main table a[href$='.html']"
    shown = tab.page.locator(links).filter(visible=True).count()
    assert shown >= 18
    faults = tabbed(tab, 2000)
    assert not faults, "\n".join(faults)
    assert tab.page.locator(f"{links}[data-step]").filter(visible=True).count() == shown


def test_the_keyboard_finds_its_way_on_every_page(tab: Tab, built: Site) -> None:
    faults = []
    for kind, path in built.pages("ru").items():
        tab.open(path)
        faults += [f"{kind}: {fault}" for fault in tabbed(tab, 40)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_authority_is_two_sheets_of_paper(tab: Tab, built: Site, language: str, tmp_path: Path) -> None:
    """Each sheet with the stamp: the fullest and the emptiest page, those without a rank, a third of the others."""
    names = [f"{row['territory']}-{row['body']}.html" for row in ranking(built)]
    by_size = sorted(names, key=lambda name: (built.folder / language / name).stat().st_size)
    unranked = [name for name, row in zip(names, ranking(built), strict=True) if not row["rank"]]
    faults = []
    for name in {*names[LANGUAGES.index(language) :: 3], *unranked, by_size[0], by_size[-1]}:
        tab.open(built.folder / language / name)
        printed = tmp_path / "page.pdf"
        count = len(PAGES_OF_A_PDF.findall(tab.page.pdf(path=printed, format="A4", prefer_css_page_size=True)))
        stamped = [words_of(language).text("stamp_demo") in sheet for sheet in text_of_sheets(printed)]
        if count != 2 or stamped != [True] * count:
            faults.append(f"{name}: {count} sheets, {sum(stamped)} with the stamp")
    assert not faults, "\n".join(sorted(faults))


def text_of_sheets(printed: Path) -> list[str]:
    """The text of every page of a PDF."""
    if shutil.which("pdftotext") is None:
        unmet("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-layout", str(printed), "-"], check=True, capture_output=True, text=True)
    return [" ".join(sheet.split()) for sheet in done.stdout.removesuffix("\f").split("\f")]


@pytest.fixture(scope="module")
def unscripted(chromium: Browser, built: Site) -> Tab:
    """A page in a browser that runs no scripts."""
    return Reader(chromium, built, java_script_enabled=False).tab()


@pytest.mark.parametrize("language", LANGUAGES)
def test_rankings_can_be_read_without_scripts(unscripted: Tab, built: Site, language: str) -> None:
    """Every authority stands on the page that opens first, under each body, without a click."""
    unscripted.open(built.pages(language)["home"])
    shown = unscripted.page.locator("main").inner_text()
    ranked = [row for row in ranking(built) if row["rank"]]
    assert len(ranked) > 30
    for row in ranked:
        name = f"{row['territory']}-{row['body']}.html"
        assert unscripted.page.locator(f"main table a[href='{name}']").filter(visible=True).count() >= 1, name
        assert words_of(language).number(float(row["score"])) in shown, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_read_without_scripts(unscripted: Tab, built: Site, language: str) -> None:
    for kind, path in built.pages(language).items():
        unscripted.open(path)
        assert unscripted.page.locator("h1").filter(visible=True).count() == 1, kind
        assert len(unscripted.page.locator("main").inner_text()) > 300, kind


def ranking(built: Site) -> list[dict[str, str]]:
    """The rows of the authorities in ranking.csv."""
    with (built.out / "ranking.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["body"]]
