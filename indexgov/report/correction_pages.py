"""The corrections of a release on the pages of its site: a page of their own, and a part of each page they concern."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from indexgov.analysis.corrections import Corrections
from indexgov.report.correction_view import CorrectionsView, correction_view
from indexgov.report.language_pages import templates
from indexgov.report.model import Key

CORRECTIONS = "corrections.html"
_MOST_ROWS = 200


class CorrectionPages:
    """What the pages of each language say of the corrections."""

    def __init__(self, found: Corrections) -> None:
        self.found = found
        languages = found.corrected.registry.languages
        self.views: dict[str, CorrectionsView] = {one: correction_view(found, one) for one in languages}

    def of(self, language: str, key: Key) -> dict[str, Any]:
        """What the template of a card needs; nothing is corrected where `corrected` is None."""
        view = self.views[language]
        return {"corrected": view.own.get(key), "correction_names": view.releases}

    def pages(self, language: str, shared: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The page in one language; long tables are cut, and it says so."""
        template = templates().get_template("corrections.html.j2")
        own = {"correction": self.views[language], "rows_most": _MOST_ROWS, "page_kind": "corrections"}
        yield CORRECTIONS, template.render({**shared, **own, "page": CORRECTIONS})
