"""Writes the pages: plain files that open from a disk, ask no address for anything and need no scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from indexgov.report.charts import Chart
from indexgov.report.methodology import web_link
from indexgov.report.model import Card, Figure, Key, Place, Scorecards
from indexgov.report.words import DASH, Words, sentence

_TEMPLATES = Path(__file__).parent / "templates"
_LONGEST_NAME = 80


def write_site(views: Sequence[Scorecards], folder: Path) -> None:
    """Write the pages of the views, one a language, into `folder`; the first language is the default.

    `index.html` lets the reader choose a language, `<language>/index.html` holds the rankings, and every authority and
    territory has a page of the same name in each language.
    """
    environment = _environment()
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "style.css", environment.get_template("style.css.j2").render())
    _write(folder / "index.html", environment.get_template("languages.html.j2").render(views=views))
    pages = page_names(views[0])
    for number, view in enumerate(views):
        (folder / view.language).mkdir(exist_ok=True)
        words = Markup('<span aria-hidden="true">{}</span><span class="unseen">{}</span>').format(
            DASH, view.words.text("no_data")
        )
        shared: dict[str, Any] = {
            "view": view,
            "views": views,
            "t": view.words.text,
            "w": _labels(view.words),
            "counted": view.words.counted,
            "pages": pages,
            "chart": Chart(view.methodology.low, view.methodology.high),
            "fig": _Shown(words),
            "web_link": web_link,
            "kinds": _kinds(view),
            "workbook": "scorecards.xlsx" if number == 0 else f"scorecards.{view.language}.xlsx",
        }
        home = environment.get_template("home.html.j2").render(**shared, page="index.html", tiles=_tiles(view))
        _write(folder / view.language / "index.html", home)
        template = environment.get_template("card.html.j2")
        siblings = _siblings(view.cards)
        for card in view.cards:
            page = pages[card.key]
            strip = shared["chart"].strip(card, view.methodology.bands)
            html = template.render(**shared, page=page, card=card, strip=strip, siblings=siblings[card.key[0]])
            _write(folder / view.language / page, html)


def page_names(view: Scorecards) -> dict[Key, str]:
    """The file name of every card: `<territory>-<body>.html`, `<territory>.html` for a territory's own.

    Codes are opaque text, so signs that a file name may not have become underscores, and names that would fall together
    (also where capitals do not count) get an underscore more.
    """
    names: dict[Key, str] = {}
    taken = {"index"}
    for territory, body in (card.key for card in view.cards):
        code = f"{territory}-{body}" if body else territory
        name = re.sub(r"[^A-Za-z0-9-]", "_", code)[:_LONGEST_NAME]
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        names[(territory, body)] = f"{name}.html"
    return names


class _Shown:
    """Turns figures into text for a page: a dash for the eye and words for the ear where there is none."""

    def __init__(self, words: Markup) -> None:
        self._words = words
        self._known: dict[str, Markup] = {}
        """Escaped texts: a site prints a few thousand different ones some hundred thousand times."""

    def __call__(self, figure: Figure) -> Markup:
        if figure.number is None:
            return self._words
        found = self._known.get(figure.text)
        if found is None:
            found = self._known[figure.text] = escape(figure.text)
        return found


class _Tile(NamedTuple):
    """A territory on the tile map."""

    row: int
    column: int
    place: Place
    key: Key


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _labels(words: Words) -> dict[str, Markup]:
    """The texts without placeholders, escaped once, because a page prints thousands of them."""
    return {key: escape(text) for key, text in words.labels().items()}


def _kinds(view: Scorecards) -> dict[str, str]:
    """What the page of each body is called; the empty body is the territory itself."""
    return {
        ranking.body: ranking.short if ranking.body else sentence(view.words.text("territory_kind"))
        for ranking in view.rankings
    }


def _tiles(view: Scorecards) -> list[_Tile]:
    """The territories on the tile map; none where they have no scores or no places on it."""
    return [
        _Tile(*place.tile, place, (place.code, ""))
        for place in view.places
        if place.tile and (place.code, "") in place.keys
    ]


def _siblings(cards: Sequence[Card]) -> dict[str, list[Card]]:
    """The cards of each territory."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        found.setdefault(card.key[0], []).append(card)
    return found


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
