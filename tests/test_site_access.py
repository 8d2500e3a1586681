"""Whether everybody can use the pages: WCAG 2.2 AA as far as programs can tell, in three languages and in the dark."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from tests.browser import Tab, Tour, unmet
from tests.site_built import FOLDERS

# The size of targets is a criterion of WCAG 2.2 that axe leaves out unless asked; it would fetch style sheets anew.
ALL_RULES = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}
# Colours are the same in every language, all other rules see no colours: one language stands for all in the dark.
SCHEMES: dict[str, Literal["light", "dark"]] = {"": "light", "kk": "light", "ru": "dark", "en": "light"}

# Begun on all pages before any is waited for: each page has a process of its own.
BEGIN = """options => {
  window.examined = new Promise(done => setTimeout(() => axe.run(document, options).then(done), 0));
}"""
END = "() => window.examined.then(results => results.violations)"

SMALL = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = new Set();
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const e = text.parentElement;
    if (!text.data.trim() || e.closest("script, style, template") || !e.checkVisibility()) continue;
    const scale = e.closest("svg") && e.getScreenCTM ? e.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(e).fontSize) * scale;
    if (size < 11) found.add(`${size.toFixed(1)} px: ${e.localName} "${text.data.trim().slice(0, 30)}"`);
  }
  return [...found];
}"""

UNNAMED = """() => {
  const named = e => ["aria-label", "aria-labelledby"].some(name => (e.getAttribute(name) || "").trim())
    || e.querySelector(":scope > title") || (e.getAttribute("alt") || "").trim();
  const found = new Set();
  for (const e of document.querySelectorAll("svg, img, canvas, [role=img]")) {
    if (e.parentElement.closest("svg, [role=img]") || e.closest("[aria-hidden=true]") || named(e)) continue;
    if (e.localName === "img" && e.hasAttribute("alt")) continue;
    found.add(`${e.localName} in ${e.parentElement.localName}.${e.parentElement.className}`);
  }
  return [...found];
}"""

HEADINGS = """() => {
  const found = [], all = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(e => e.checkVisibility());
  if (all.filter(e => e.localName === "h1").length !== 1) found.push("not one h1");
  let last = 0;
  for (const e of all) {
    const level = Number(e.localName[1]);
    if (level > last + 1) found.push(`h${level} after h${last}: "${e.textContent.trim().slice(0, 40)}"`);
    last = level;
  }
  return found;
}"""


def violations(tabs: dict[str, Tab], options: dict[str, Any]) -> list[str]:
    """What axe-core finds on the pages: kind, rule and where."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        unmet("axe-playwright-python is not installed")
    script = Axe().axe_script
    for tab in tabs.values():
        tab.page.evaluate(script)
        tab.page.evaluate(BEGIN, options)
    return [
        f"{kind}: {found['id']}: {len(found['nodes'])} times, first at {found['nodes'][0]['target']}"
        for kind, tab in tabs.items()
        for found in tab.page.evaluate(END)
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_axe_finds_nothing(tour: Tour, folder: str) -> None:
    tabs = tour.tabs(folder)
    for tab in tabs.values():
        tab.page.emulate_media(color_scheme=SCHEMES[folder])
    found = violations(tabs, ALL_RULES)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("folder", FOLDERS)
def test_headings_are_in_order(tour: Tour, folder: str) -> None:
    tour.expect_none(folder, lambda tab: tab.page.evaluate(HEADINGS))


@pytest.mark.parametrize("folder", FOLDERS)
def test_pictures_have_names_or_are_silent(tour: Tour, folder: str) -> None:
    tour.expect_none(folder, lambda tab: tab.page.evaluate(UNNAMED))


@pytest.mark.parametrize("width", [360, 1280])
def test_no_text_is_too_small_to_read(tour: Tour, width: int) -> None:
    """Sizes are the same in all languages. Texts in pictures shrink with these, unless they are placed in per cent."""

    def faults(tab: Tab) -> list[str]:
        tab.page.set_viewport_size({"width": width, "height": 800})
        found: list[str] = tab.page.evaluate(SMALL)
        return found

    tour.expect_none("kk", faults)
