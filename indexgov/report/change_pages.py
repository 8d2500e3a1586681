"""Writes the pages of a comparison: in the look of the site, plain files without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from indexgov.report.change_cards import change_labels
from indexgov.report.change_charts import Diverging
from indexgov.report.change_model import ComparisonView
from indexgov.report.change_moves import moves_page
from indexgov.report.language_pages import by_territory, templates, write_pages
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
    template = templates().get_template("change_page.html.j2")
    yield "index.html", moves_page(view, {**shared, "files": FILES, "rows_most": None}, "index.html")
    siblings = by_territory(view.authorities)
    for one in view.authorities:
        page = shared["pages"][one.key]
        yield page, template.render(**shared, page=page, one=one, siblings=siblings[one.key[0]])
