"""The page of the changes between the periods of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from indexgov.report.change_cards import CardChanges
from indexgov.report.change_charts import Diverging
from indexgov.report.change_moves import moves_page
from indexgov.report.scorecards_model import Scorecards

CHANGES = "changes.html"
_MOST_ROWS = 200


def pages(view: Scorecards, shared: Mapping[str, Any], changes: CardChanges) -> Iterator[tuple[str, str]]:
    """The page in one language; long tables are cut, and it says so."""
    own = {**shared, "files": (), "rows_most": _MOST_ROWS, "diverging": Diverging.of}
    yield CHANGES, moves_page(changes.views[view.language], own, CHANGES)
