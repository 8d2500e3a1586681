"""Names, titles, notes and links that try to become markup, scripts or formulas stay text, on every kind of page."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import Tab, Tour
from tests.hostile_project import ATTRIBUTE, FORMULA, SCRIPT, STYLE, TEMPLATE, hostile_site
from tests.site_built import FOLDERS, LANGUAGES, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

# What a formula quotes is a text of its own, in which a quote is written twice.
LITERAL = re.compile(r'"(?:[^"]|"")*"')

PLAIN = (SCRIPT, ATTRIBUTE, STYLE, FORMULA, TEMPLATE)

# As a reader would: press, choose, drag and search everything that can be.
USE_ALL = """text => {
  const tell = (e, name) => e.dispatchEvent(new Event(name, {bubbles: true}));
  for (const e of document.querySelectorAll("button, summary, [role=tab]")) e.click();
  for (const e of document.querySelectorAll("select")) for (const one of e.options) {
    e.value = one.value; tell(e, "input"); tell(e, "change"); }
  for (const e of document.querySelectorAll("input")) {
    if (e.type === "checkbox" || e.type === "radio") { e.click(); continue; }
    e.value = e.type === "range" ? e.min : text; tell(e, "input"); tell(e, "change"); }
}"""

GREW = """() => {
  const found = window.ran === undefined ? [] : ["a script ran"];
  const grown = "img[src=x], iframe, object, embed, base, [onload], [onerror], [onmouseover]";
  for (const e of document.querySelectorAll(grown)) found.push(`an element grew: ${e.outerHTML.slice(0, 80)}`);
  for (const e of document.querySelectorAll("[href], [src], [action]"))
    for (const name of ["href", "src", "action"])
      if (/^\\s*(javascript|vbscript|data:text)/i.test(e.getAttribute(name) || ""))
        found.push(`a link: ${e.outerHTML}`);
  for (const e of document.querySelectorAll("script")) if (!e.src && /window.ran/.test(e.text)
    && !/json/.test(e.type)) found.push(`a script: ${e.text.slice(0, 80)}`);
  return found;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return hostile_site(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def hostile(chromium: Browser, site: Site) -> Tour:
    return Tour(chromium, site)


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_grows_out_of_texts(hostile: Tour, folder: str) -> None:
    def faults(tab: Tab) -> list[str]:
        tab.page.evaluate(USE_ALL, ATTRIBUTE)
        tab.page.evaluate("text => { location.hash = text; }", f"a={STYLE}")
        tab.page.wait_for_timeout(50)
        found: list[str] = tab.page.evaluate(GREW)
        return found + tab.said + tab.asked

    hostile.expect_none(folder, faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_read_as_they_were_written(hostile: Tour, language: str) -> None:
    """Nothing is left out or changed: on the pages of one language together every text can be read."""
    shown = " ".join(tab.page.locator("body").inner_text() for tab in hostile.tabs(language).values())
    assert [text for text in PLAIN if text not in shown] == []
    assert all("<" in tab.page.locator("body").inner_text() for tab in hostile.tabs(language).values())


def test_workbooks_hold_no_formula_of_a_stranger(site: Site) -> None:
    """Cells with the texts are texts, and no cell leads to a script."""
    books = list(site.out.glob("*.xlsx"))
    assert len(books) == len(LANGUAGES)
    for path in books:
        cells = [cell for sheet in opened(path) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        texts = [cell for cell in cells if isinstance(cell.value, str)]
        assert any(cell.value.startswith(FORMULA) and cell.data_type == "s" for cell in texts), path
        formulas = [LITERAL.sub('""', cell.value) for cell in texts if cell.data_type == "f"]
        assert not [text for text in formulas if any(one in text for one in ("cmd|", "ran=1"))], path
        links = [cell.hyperlink.target for cell in cells if cell.hyperlink is not None and cell.hyperlink.target]
        assert all(link.startswith("https://") for link in links), path


def opened(path: Any) -> Any:
    with warnings.catch_warnings():
        # openpyxl says that it does not keep the data bars of 2010, which a test does not need.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)
