"""The home page of a language: what the release says as a whole, and where everything else is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from indexgov.inputs.dataset_files import RESULTS_FILE
from indexgov.report.language_pages import Label, css_text, templates
from indexgov.report.scorecards_model import AgreementRow, Scorecards
from indexgov.report.site.boards import Board, Boards
from indexgov.report.site.heat_map import HeatMap, heat_map
from indexgov.report.site.material import Material
from indexgov.report.site.scatter import Scatter, scatter
from indexgov.report.site.search import FOLDED
from indexgov.report.site.shades import Grade, Shades
from indexgov.report.site.shifts import Shifts
from indexgov.report.site.tile_map import TileMap, tile_map
from indexgov.report.words import Words
from indexgov.report.workbook.review_sheets import review_keys

NAMES = "names.html"
"""The list of all territories, where it is too long for the home page."""
_TOTAL = "index"
_LETTERS = 2


class KeyFigure(NamedTuple):
    """A number with the sentence that it begins."""

    number: str
    sentence: str


class Download(NamedTuple):
    """A file that readers can take away."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Home:
    """All that the home page shows and other pages do not."""

    lead: tuple[str, ...]
    figures: dict[str, tuple[KeyFigure, ...]]
    """By body."""
    boards: tuple[Board, ...]
    many: bool
    """Whether the tables are too long for the page to hold all rows."""
    bracketed: bool
    """Whether there are brackets in them."""
    wordy: bool
    """Whether classes are called by words instead of letters."""
    since: str
    """The period with which scores are compared; empty where there is none."""
    map: TileMap | None
    legend: tuple[Grade, ...]
    scatters: dict[str, Scatter | None]
    """By body, as all that follow."""
    heats: dict[str, HeatMap | None]
    agreement: AgreementRow | None
    """What assessors agree on in all; None where no cell was recorded by two."""
    changes: str
    """The page of changes; empty where there is none."""
    further: tuple[tuple[str, str], ...]
    """Address and name of the other pages of the site."""
    downloads: tuple[Download, ...]
    folds: str
    """How a search folds what is typed."""


def home_pages(view: Scorecards, shared: dict[str, Any], material: Material) -> Iterator[tuple[str, str]]:
    """The home page, and where the rankings are long their rows and the list of all territories."""
    home = _home(view, shared, material)
    content = {**shared, "home": home, "inside": _inside, "page_kind": "home"}
    yield "index.html", templates().get_template("home.html.j2").render(content, page="index.html")
    if home.many:
        names = templates().get_template("names.html.j2")
        yield NAMES, names.render({**shared, "page": NAMES, "page_kind": "names"})
        for board in home.boards:
            yield board.file, board.script


def home_style() -> str:
    """What the style sheet needs for it."""
    return templates().get_template("home.css.j2").render()


def home_script() -> str:
    """The script of the home page."""
    return templates().get_template("home.js").render()


def home_labels(view: Scorecards, changes: bool) -> list[Label]:
    """Columns of the ranking tables that say their name in each row where the screen is narrow."""
    coverage = (7 if view.ranks.known else 5) + bool(view.methodology.bands)
    columns = {coverage: "coverage"} | ({coverage + 1: "change"} if changes else {})
    return [("board", position, css_text(view.words.text(key))) for position, key in columns.items()]


def _home(view: Scorecards, shared: dict[str, Any], material: Material) -> Home:
    shifts, shades = Shifts(view, material), Shades(view, material)
    made = Boards(view, material, shifts)
    boards, tiles = made.all(), tile_map(view, material, shades)
    circles = tiles.circles if tiles is not None else frozenset()
    scatters = {one.body: scatter(one, view, material, circles) for one in view.rankings}
    return Home(
        lead=tuple(_lead(view, material)),
        figures={one.body: tuple(_figures(one, scatters[one.body], view.words)) for one in boards},
        boards=boards,
        many=made.many,
        bracketed=any(table.bracketed for board in boards for table in board.tables),
        wordy=any(len(band.id) > _LETTERS for band in view.methodology.bands),
        since=shifts.since,
        map=tiles,
        legend=shades.legend,
        scatters=scatters,
        heats={one.body: heat_map(one, view, material, shades) for one in view.rankings},
        agreement=next((one for one in view.agreement if not one.body and one.id == _TOTAL and one.cells.number), None),
        changes=dict(material.menu).get("changes", ""),
        further=tuple((page, label) for kind, page, label in shared["nav"] if kind != "home"),
        downloads=tuple(_downloads(view, shared)),
        folds=json.dumps(FOLDED, ensure_ascii=False, separators=(",", ":")),
    )


def _lead(view: Scorecards, material: Material) -> Iterator[str]:
    """Who is compared, and what the score is made of."""
    words, registry = view.words, material.assessment.registry
    covered = words.counted("home_territories", len(view.places))
    bodies = [_inside(one.short) for one in view.rankings if one.body]
    key = "home_covers_bodies" if len(bodies) > 1 else "home_covers"
    yield words.text(key, territories=covered, bodies=", ".join(bodies))
    weights = [one.weight for one in registry.components.values()]
    if len(weights) < 2:
        yield words.text("home_evidence")
        return
    numbers = [float(one) for one in weights if isinstance(one, int | float)]
    titles = [component.title[view.language] for component in registry.components.values()]
    parts = [_inside(title) for title in titles]
    if len(numbers) == len(parts) and sum(numbers) > 0:
        shares = [words.stated_percent(one / sum(numbers)) for one in numbers]
        parts = [words.text("home_share", title=title, share=share) for title, share in zip(parts, shares, strict=True)]
    yield words.text("home_parts", parts=", ".join(parts))


def _inside(title: str) -> str:
    """A title as it stands within a sentence; abbreviations stay as they are."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _figures(board: Board, points: Scatter | None, words: Words) -> Iterator[KeyFigure]:
    """Three numbers that say how far a ranking may be trusted and what it hides."""
    if board.pairs:
        yield _key_figure("home_pairs", board.alike, words, all=words.number(board.pairs, 0))
    moved = board.movers.rose + board.movers.fell
    if board.movers.judged:
        ends = {"rose": words.number(board.movers.rose, 0), "fell": words.number(board.movers.fell, 0)}
        yield _key_figure("home_moved", moved, words, **ends)
    if points is not None:
        yield _key_figure("home_disagree", points.disagree, words, names=", ".join(map(_inside, points.names)))


def _key_figure(key: str, count: int, words: Words, **values: str) -> KeyFigure:
    """A number, and the sentence of its plural class without it."""
    sentence = words.counted(key, count, **values)
    return KeyFigure(words.number(count, 0), sentence)


def _downloads(view: Scorecards, shared: dict[str, Any]) -> Iterator[Download]:
    """The files beside the site."""
    text = view.words.text
    for other in shared["views"]:
        first = other.language == shared["views"][0].language
        name = "scorecards.xlsx" if first else f"scorecards.{other.language}.xlsx"
        yield Download(name, f"{text('file_workbook')}, {other.words.text('language_name')}")
    for name, key in _FILES:
        yield Download(name, text(key))
    for key in review_keys(view):
        yield Download(f"{key}.csv", text(f"file_{key}"))
    if shared["correction_page"]:
        yield from (Download(f"corrections.{kind}", text(f"corr_file_{kind}")) for kind in ("csv", "json"))
    if view.mapped:
        yield Download("survey_mapping.csv", text("file_mapping"))


_FILES = (
    ("ranking.csv", "file_ranking"),
    ("ranking.json", "home_file_ranking_json"),
    ("scores.csv", "file_scores"),
    ("nodes.csv", "home_file_nodes"),
    ("territories.csv", "home_file_territories"),
    ("datapackage.json", "home_file_package"),
    (RESULTS_FILE, "file_assessment"),
)
