"""Writes the pages of a comparison: in the look of the site, plain files without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from indexgov.report.change_cards import change_labels
from indexgov.report.change_charts import MOST, Diverging, bump, slope
from indexgov.report.change_model import AuthorityPair, ComparisonView
from indexgov.report.language_pages import by_territory, templates, write_pages
from indexgov.report.model import Key
from indexgov.report.site import file_names

FILES = (
    ("workbook", "comparison.xlsx"),
    ("changes", "changes.csv"),
    ("flips", "flips.csv"),
    ("series", "series.csv"),
    ("json", "comparison.json"),
)
"""Files beside the pages, by the key of their words."""


def write_change_pages(views: Sequence[ComparisonView], folder: Path) -> None:
    """Write the pages of the views, one a language, into `folder`; the first language is the default.

    `index.html` lets the reader choose a language, `<language>/index.html` tells the moves, and every authority and
    territory has a page of the same name in each language.
    """
    names = file_names(one.key for one in views[0].authorities)
    style = templates().get_template("change.css.j2").render()

    def pages(view: ComparisonView, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
        return _pages(view, {**shared, "pages": names, "diverging": Diverging.of})

    write_pages(views, folder, change_labels, style, pages)


def _pages(view: ComparisonView, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The moves, then the page of every authority and territory."""
    own = {"slope": slope, "bump": bump, "most": MOST, "scales": _scales(view), "totals": _totals(view),
           "told_series": len(view.periods) > 2 or view.restated, "files": FILES}  # fmt: skip
    home, template = (templates().get_template(f"change_{name}.html.j2") for name in ("home", "page"))
    yield "index.html", home.render(**shared, **own, page="index.html")
    siblings = by_territory(view.authorities)
    for one in view.authorities:
        page = shared["pages"][one.key]
        yield page, template.render(**shared, page=page, one=one, siblings=siblings[one.key[0]])


def _scales(view: ComparisonView) -> list[Diverging]:
    """One scale a pair of periods, so that bars of all bodies can be compared."""
    return [
        Diverging.of(move.total for body in pair.bodies for group in body.groups for move in group.rows)
        for pair in view.pairs
    ]


def _totals(view: ComparisonView) -> list[dict[Key, AuthorityPair]]:
    """By pair of periods, what it says of each authority."""
    found: list[dict[Key, AuthorityPair]] = [{} for _ in view.pairs]
    by_title = {(pair.before, pair.after): place for place, pair in enumerate(view.pairs)}
    for one in view.authorities:
        for pair in one.pairs:
            found[by_title[(pair.before, pair.after)]][one.key] = pair
    return found
