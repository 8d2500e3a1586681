"""The checks of the pages can fail: each of them sees the fault that it is there for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import Reader, Tab
from tests.hostile_project import ATTRIBUTE, LINKS, SCRIPT
from tests.site_built import Site
from tests.test_site_access import HEADINGS, SMALL, UNNAMED, violations
from tests.test_site_browser import GROUND, WIDEST, tabbed
from tests.test_site_hostile import GREW

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = '<!doctype html><html lang="en"><title>A page</title><meta charset="utf-8"><body><main><h1>One</h1>{}</main>'


@pytest.fixture
def tab(chromium: Browser, tmp_path: Path) -> Tab:
    tab = Reader(chromium, Site(tmp_path)).tab()
    tab.page.set_viewport_size({"width": 360, "height": 800})
    return tab


def shown(tab: Tab, markup: str) -> None:
    path = tab.site.folder / "page.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(PAGE.format(markup), encoding="utf-8")
    tab.open(path)


@pytest.mark.parametrize(
    ("check", "markup", "fault"),
    [
        (WIDEST, '<p id="long" style="width: 400px">wide</p>', '408 px on 360: p#long "wide"'),
        (SMALL, '<p style="font-size: 10px">small</p>', '10.0 px: p "small"'),
        (SMALL, '<svg viewBox="0 0 40 4" width="20"><text y="4">x</text></svg>', '8.0 px: text "x"'),
        (UNNAMED, "<p><svg><circle r='4' /></svg></p>", "svg in p."),
        (HEADINGS, "<h3>Deep</h3>", 'h3 after h1: "Deep"'),
        (HEADINGS, "<h1>Two</h1>", "not one h1"),
        (GREW, SCRIPT, "a script ran"),
        (GREW, f"<p title='{ATTRIBUTE}", "a script ran"),
        (GREW, f'<a href="{LINKS[1]}">x</a>', "a link"),
    ],
)  # fmt: skip
def test_a_fault_is_seen(tab: Tab, check: str, markup: str, fault: str) -> None:
    shown(tab, "<p>nothing</p>")
    assert tab.page.evaluate(check) == []
    shown(tab, markup)
    tab.page.wait_for_timeout(20)
    assert tab.page.evaluate(check)[0].startswith(fault)


@pytest.mark.parametrize(
    ("markup", "said", "asked"),
    [
        ("<script>nothing.there</script>", "error: nothing is not defined", ""),
        ("<script>console.warn('mind')</script>", "warning: mind", ""),
        ("<script>alert('here')</script>", "dialog: here", ""),
        ('<img alt="" src="http://127.0.0.1:9/x.png">', "error: ", "http://127.0.0.1:9/x.png"),
        ('<img alt="" src="../x.png">', "error: ", "file://"),
    ],
)
def test_what_a_page_says_and_asks_for_is_noted(tab: Tab, markup: str, said: str, asked: str) -> None:
    shown(tab, markup)
    assert tab.said[0].startswith(said)
    assert "".join(tab.asked).startswith(asked)
    assert bool(tab.asked) == bool(asked)


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ('<a href="x" style="outline: none">x</a>', "no focus is seen at a"),
        ('<p class="stamp" style="position: sticky; top: 0">stamp</p><a href="x" style="position: fixed; top: 0">x</a>',
         "the focus is out of sight at a"),
        ("<button>a</button><button tabindex=1>b</button>", "2 things can be used, reached [1"),
    ],
)  # fmt: skip
def test_a_hidden_or_crooked_path_is_seen(tab: Tab, markup: str, fault: str) -> None:
    shown(tab, '<a href="x">x</a><button>y</button>')
    assert tabbed(tab, 10) == []
    shown(tab, markup)
    assert tabbed(tab, 10)[0].startswith(fault)


def test_axe_sees_pale_text(tab: Tab) -> None:
    shown(tab, '<p style="color: #999">pale</p>')
    assert violations({"page": tab}, {}) == ["page: color-contrast: 1 times, first at ['p']"]
    assert tab.page.evaluate(GROUND) > 0.99
