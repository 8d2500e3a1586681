"""Pictures of the pages in docs/screenshots, one a kind, from the demo: three languages, a dark screen and a telephone.

Usage, from a checkout: python -m docs.make_screenshots
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.browser import Reader, chromium_of_this_machine
from tests.site_built import DEMO, scored, written

FOLDER = Path(__file__).parent / "screenshots"
SCREEN, TELEPHONE = (1280, 800), (390, 844)
MOST_BYTES = 200_000


class Shot(NamedTuple):
    """How the picture of a kind of page is taken."""

    language: str
    size: tuple[int, int] = SCREEN
    colours: str = "light"


SHOTS = {
    "home": Shot("kk"),
    "authority": Shot("ru"),
    "territory": Shot("kk", TELEPHONE),
    "indicator": Shot("en"),
    "changes": Shot("ru"),
    "methodology": Shot("kk"),
    "audit": Shot("en"),
    "what-if": Shot("ru", colours="dark"),
}


def main() -> int:
    """Write the pictures and say how large they are; 1 where a kind has no page or its picture is too large."""
    FOLDER.mkdir(exist_ok=True)
    left = 0
    with tempfile.TemporaryDirectory() as work, chromium_of_this_machine() as browser:
        site = written(scored(DEMO / "2026-Q3"), scored(DEMO / "2026-Q2"), Path(work) / "out")
        for kind, (language, (width, height), colours) in SHOTS.items():
            if kind not in site.kinds:
                print(f"{kind}: no such page")
                left = 1
                continue
            reader = Reader(browser, site, viewport={"width": width, "height": height}, color_scheme=colours)
            tab, path = reader.tab(), FOLDER / f"{kind}.png"
            tab.open(site.pages(language)[kind])
            tab.page.screenshot(path=path, animations="disabled")
            size = path.stat().st_size
            left |= size > MOST_BYTES
            print(f"{kind}: {width} x {height}, {language}, {colours}, {size / 1000:.0f} kB")
    return left


if __name__ == "__main__":
    sys.exit(main())
