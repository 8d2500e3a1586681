"""Writes the pages: plain files that open from a disk, ask no address for anything and need no scripts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup, escape

from indexgov.report.charts import Chart
from indexgov.report.language_pages import Label, by_territory, css_text, templates, write_pages
from indexgov.report.model import Card, Figure, IndicatorRow, Key, NodeRow, Place, Scorecards
from indexgov.report.sheets import AGREEMENT_SENTENCES, review_keys
from indexgov.report.words import sentence

if TYPE_CHECKING:
    from indexgov.report.change_cards import CardChanges

_LONGEST_NAME = 80


def write_site(views: Sequence[Scorecards], folder: Path, changes: CardChanges | None = None) -> None:
    """Write the pages of the views, one a language, into `folder`; the first language is the default.

    `index.html` lets the reader choose a language, `<language>/index.html` holds the rankings, and every authority and
    territory has a page of the same name in each language. With `changes` it tells what changed since a period before.
    """
    style = "" if changes is None else changes.style(templates())
    names = page_names(views[0])

    def pages(view: Scorecards, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
        return _pages(view, shared | {"pages": names}, changes)

    write_pages(views, folder, column_labels, style, pages)


def _pages(view: Scorecards, shared: dict[str, Any], changes: CardChanges | None) -> Iterator[tuple[str, str]]:
    """The home of a language, then the page of every card."""
    first, chart, names = view is shared["views"][0], Chart(*view.span), shared["pages"]
    shared |= {
        "counted": view.words.counted,
        "chart": chart,
        "fig": _Shown(_dash(view.words.text("no_data"))),
        "told": _Told(view),
        "unit": _unit(view),
        "kinds": _kinds(view),
        "workbook": "scorecards.xlsx" if first else f"scorecards.{view.language}.xlsx",
    }
    told = {"agreement_sentences": AGREEMENT_SENTENCES, "reviews": review_keys(view)}
    home, template = (templates().get_template(f"{name}.html.j2") for name in ("home", "card"))
    yield "index.html", home.render(**shared, **told, page="index.html", tiles=_tiles(view))
    siblings, places = by_territory(view.cards), _anchors(view.cards, names)
    for card in view.cards:
        page = names[card.key]
        strip = chart.strip(card, view.methodology.bands)
        anchors = {row.id: _anchor(card, row, number, places) for number, row in enumerate(card.rows, 1)}
        here = [row for row in card.rows if not anchors[row.id].page]
        scales = {text: number for number, text in enumerate(dict.fromkeys(row.scale for row in here), 1)}
        own = {"chapters": _chapters(card), "anchors": anchors, "scales": scales, "acts": _acts(here)}
        since = {"change": None} if changes is None else changes.of(view.language, card.key)
        yield (
            page,
            template.render(
                **shared, **own, **since, page=page, card=card, strip=strip, siblings=siblings[card.key[0]]
            ),
        )


def page_names(view: Scorecards) -> dict[Key, str]:
    """The file name of every card: `<territory>-<body>.html`, `<territory>.html` for a territory's own.

    Codes are opaque text: signs that a file name may not have are written as `_` and their number in Unicode, and names
    that are too long or would fall together (also where capitals do not count) end in a part of their digest.
    """
    return file_names(card.key for card in view.cards)


def file_names(keys: Iterable[Key]) -> dict[Key, str]:
    """The file name of the page of every authority and territory, as `page_names` has them."""
    names: dict[Key, str] = {}
    taken = {"index"}
    for territory, body in keys:
        code = f"{territory}-{body}" if body else territory
        name = re.sub(r"[^A-Za-z0-9-]", lambda sign: f"_{ord(sign[0]):x}", code)
        if len(name) > _LONGEST_NAME or name.casefold() in taken:
            name = f"{name[:_LONGEST_NAME]}-{hashlib.sha256(code.encode()).hexdigest()[:16]}"
        taken.add(name.casefold())
        names[(territory, body)] = f"{name}.html"
    return names


class _Shown:
    """Turns figures into text for a page: words where there is none, for which the style sheet shows a dash."""

    def __init__(self, words: Markup) -> None:
        self._words = words
        self._known: dict[str, Markup] = {}
        """Escaped texts: a site prints a few thousand different ones some hundred thousand times."""

    def __call__(self, figure: Figure) -> Markup:
        if figure.number is None:
            return self._words if figure.text else Markup()
        found = self._known.get(figure.text)
        if found is None:
            found = self._known[figure.text] = escape(figure.text)
        return found


class _Told:
    """Turns the shares of a part into text; where the way of combining leaves none, says so instead of "no data"."""

    def __init__(self, view: Scorecards) -> None:
        text = view.words.text
        self._shown = _Shown(_dash(text("no_data")))
        sentences = {name: text(f"untold_{name}") for name in ("effective_weight", "contribution")}
        self._sentences = {name: one for name, one in sentences.items() if one in view.how_to_read}
        self._uncounted = text("reason_parent_without_score")

    def __call__(self, row: NodeRow | IndicatorRow, name: str) -> Markup:
        """The effective weight or contribution of a part, by its key."""
        if self._untold(row, name):
            return _dash(self._sentences[name])
        figure: Figure = getattr(row, name)
        return self._shown(figure)

    def sentences(self, card: Card) -> list[str]:
        """One for each of the two columns in which a part of the card has such a dash."""
        parts: list[NodeRow | IndicatorRow] = [*card.nodes, *card.rows]
        return [one for name, one in self._sentences.items() if any(self._untold(row, name) for row in parts)]

    def _untold(self, row: NodeRow | IndicatorRow, name: str) -> bool:
        if name not in self._sentences or getattr(row, name).number is not None:
            return False
        # A part that did not count has neither, whatever stands above it.
        return row.score.number is not None and row.weight.number != 0 and self._uncounted not in row.reason


def _dash(words: str) -> Markup:
    """A dash for the eye, words for the ear."""
    return Markup("<i class=no>{}</i>").format(words)


def _unit(view: Scorecards) -> str:
    """What a score is in: points of the highest; both ends where one would mislead, as in "points of 1"."""
    text, ends = view.words.text, view.methodology.range
    if ends is None:
        return text("points")
    low, high = (view.words.plain(end) for end in ends)
    return text("points_of", high=high) if ends[0] == 0 and ends[1] > 1 else text("points_between", low=low, high=high)


class _Act(NamedTuple):
    """An act that criteria of a page cite: its number on the page and its link."""

    number: int
    link: str


class _Anchor(NamedTuple):
    """Where the evidence of an indicator stands: its number on a page, and the page unless it is this one."""

    number: int
    page: str


class _Tile(NamedTuple):
    """A territory on the tile map."""

    row: int
    column: int
    place: Place
    key: Key


def _kinds(view: Scorecards) -> dict[str, str]:
    """What the page of each body is called; the empty body is the territory itself."""
    return {
        ranking.body: ranking.short if ranking.body else sentence(view.words.text("territory_kind"))
        for ranking in view.rankings
    }


def column_labels(view: Scorecards) -> list[Label]:
    """Table, position and name of the columns that say their name in each row where the screen is narrow.

    They stand in the style sheet once instead of in every cell.
    """
    w = view.words.text
    after = [*view.components, *([""] if view.methodology.bands else []), w("coverage"), w("not_applicable")]
    parts = (
        "rank_with_interval" if view.ranks.known else "rank",
        "median",
        "best",
        "weight",
        "effective_weight",
        "contribution",
        "coverage",
    )
    named = {
        "ranking": dict(enumerate(after, 5)),
        "nodes": dict(enumerate(map(w, parts), 4)),
        "leaves": dict(enumerate(map(w, ("score", "median", "effective_weight", "contribution")), 3)),
        "agreed": dict(enumerate((w(f"agreement_{key}") for key in ("cells", "share", "kappa", "alpha")), 2)),
        "method": dict(enumerate(map(w, ("weight", "aggregation", "missing_rule")), 2)),
    }
    found = [(table, position, name) for table, names in named.items() for position, name in names.items()]
    return [(table, position, css_text(name)) for table, position, name in found if name]


def _chapters(card: Card) -> list[tuple[tuple[str, ...], list[tuple[str, tuple[IndicatorRow, ...]]]]]:
    """The indicators of a card by the titles above them: one table for all that share all but the lowest of these."""
    found: list[tuple[tuple[str, ...], list[tuple[str, tuple[IndicatorRow, ...]]]]] = []
    for group in card.indicators:
        head, title = (group.path[:-1], group.path[-1]) if len(group.path) > 1 else (group.path, "")
        if not found or found[-1][0] != head:
            found.append((head, []))
        found[-1][1].append((title, group.rows))
    return found


def _anchors(cards: Sequence[Card], pages: dict[Key, str]) -> dict[tuple[str, str], _Anchor]:
    """Where the evidence of each indicator of a body stands, by territory and `indicator@body`."""
    return {
        (card.key[0], f"{row.id}@{card.key[1]}"): _Anchor(number, pages[card.key])
        for card in cards
        if card.key[1]
        for number, row in enumerate(card.rows, 1)
    }


def _anchor(card: Card, row: IndicatorRow, number: int, places: dict[tuple[str, str], _Anchor]) -> _Anchor:
    """Evidence is printed once: the page of a territory leads to those of its bodies."""
    return _Anchor(number, "") if card.key[1] else places.get((card.key[0], row.id), _Anchor(number, ""))


def _acts(rows: Sequence[IndicatorRow]) -> dict[str, _Act]:
    """The acts that criteria cite, numbered in the order of the page."""
    found: dict[str, _Act] = {}
    for row in rows:
        for basis in row.legal:
            if basis.act and basis.act not in found:
                found[basis.act] = _Act(len(found) + 1, basis.link)
    return found


def _tiles(view: Scorecards) -> list[_Tile]:
    """The territories on the tile map; none where they have no scores or no places on it."""
    return [
        _Tile(*place.tile, place, (place.code, ""))
        for place in view.places
        if place.tile and (place.code, "") in place.keys
    ]
