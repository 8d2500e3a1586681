"""Pages in a real browser, which has no network: what they ask for, what they complain of, what stands on them.

All tests share one browser, because a second one cannot be started from the same thread while the first is open.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from tests.site_built import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = {"width": 1280, "height": 800}
_OPEN_ALL = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"


@contextmanager
def chromium_of_this_machine() -> Iterator[Browser]:
    """The browser that is installed, for as long as the block runs. Raises LookupError where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise LookupError("playwright is not installed") from error
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise LookupError("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        browser.close()


def unmet(reason: object) -> NoReturn:
    """Skip a test that needs a program; fail where CI is set, because there every program has to be."""
    if os.environ.get("CI"):
        pytest.fail(str(reason))
    pytest.skip(str(reason))


@dataclass
class Tab:
    """An open page, what it said on the console, and what it asked for outside of the site."""

    page: Page
    site: Site
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, path: Path, anchor: str = "") -> None:
        """Load a page from its file."""
        self.page.goto(path.as_uri() + (f"#{anchor}" if anchor else ""), wait_until="load")

    def unfold(self) -> None:
        """Open everything that is folded."""
        self.page.evaluate(_OPEN_ALL)


class Reader:
    """One who reads a site: a browser context that notes what the pages do."""

    def __init__(self, browser: Browser, site: Site, **options: Any) -> None:
        self.site = site
        self.context: BrowserContext = browser.new_context(**({"viewport": WIDE} | options))

    def tab(self) -> Tab:
        """A new empty page that is listened to."""
        tab = Tab(self.context.new_page(), self.site)
        home = self.site.folder.as_uri() + "/"

        def heard(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning", "assert"}:
                tab.said.append(f"{message.type}: {message.text}")

        def answer(dialog: Dialog) -> None:
            tab.said.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        def asked(address: str) -> None:
            if not address.startswith((home, "data:")):
                tab.asked.append(address)

        tab.page.on("console", heard)
        tab.page.on("pageerror", lambda error: tab.said.append(f"error: {error}"))
        tab.page.on("dialog", answer)
        tab.page.on("request", lambda request: asked(request.url))
        tab.page.on("websocket", lambda socket: asked(socket.url))
        return tab


class Tour(Reader):
    """A page of each kind in each language, loaded once and left open for all tests."""

    def __init__(self, browser: Browser, site: Site, **options: Any) -> None:
        super().__init__(browser, site, **options)
        self._open: dict[Path, Tab] = {}

    def tabs(self, folder: str) -> dict[str, Tab]:
        """The pages of one folder by kind, at their usual width and in light colours, everything unfolded."""
        return {kind: self._tab(path) for kind, path in self.site.pages(folder).items()}

    def expect_none(self, folder: str, check: Callable[[Tab], list[str]]) -> None:
        """Fail with all that a check finds on the pages of a folder, each with its kind."""
        found = [f"{kind}: {fault}" for kind, tab in self.tabs(folder).items() for fault in check(tab)]
        assert not found, "\n".join(found)

    def _tab(self, path: Path) -> Tab:
        if path not in self._open:
            self._open[path] = self.tab()
            self._open[path].open(path)
            self._open[path].unfold()
        tab = self._open[path]
        if tab.page.viewport_size != WIDE:
            tab.page.set_viewport_size({"width": WIDE["width"], "height": WIDE["height"]})
        tab.page.emulate_media(media="screen", color_scheme="light")
        return tab
