"""Pages as PDF, printed by a browser of this machine: the same two pages of paper that a reader would print."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from indexgov.errors import IndexgovError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

BROWSER = "INDEXGOV_BROWSER"
"""Names the browser, where it is not found by itself."""
_PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
_CHANNELS = ("chrome", "msedge")
_DATES = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")


def print_pages(pages: Iterable[tuple[str, Path]], created: date) -> None:
    """Print pages, each given as HTML with the file that it goes to; `created` is the day that the files bear.

    Raises IndexgovError where the extra `pdf` or a browser (Chromium, Chrome or Edge) is missing.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise IndexgovError("PDF needs the extra 'pdf': pip install 'indexgov[pdf]'") from None
    with sync_playwright() as session:
        browser = _browser(session)
        page = browser.new_page(java_script_enabled=False)
        for html, path in pages:
            page.set_content(html)
            path.write_bytes(_dated(page.pdf(prefer_css_page_size=True, print_background=True, tagged=True), created))
        browser.close()


def _browser(session: Playwright) -> Browser:
    """A browser of this machine."""
    from playwright.sync_api import Error

    named = os.environ.get(BROWSER) or next(filter(None, map(shutil.which, _PROGRAMS)), None)
    # Whoever prints as root has no sandbox to run a browser in; the page runs no scripts.
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    for channel in (None,) if named else _CHANNELS:
        try:
            return session.chromium.launch(executable_path=named, channel=channel, args=sandbox)
        except Error:
            continue
    raise IndexgovError(f"PDF needs Chromium, Chrome or Edge, and none was found: name the program in {BROWSER}")


def _dated(content: bytes, created: date) -> bytes:
    """The same bytes on every run: the time of printing makes room for the day of the data, in as many bytes."""
    day = f"D:{created:%Y%m%d}000000".encode()

    def told(found: re.Match[bytes]) -> bytes:
        text = b"/" + found[1] + b" (" + day
        return text + b" " * (len(found[0]) - len(text) - 1) + b")"

    return _DATES.sub(told, content)
