"""The page of the moves between periods: of a comparison by itself, and within the site of an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexgov.report.change_charts import MOST, Diverging, bump, slope
from indexgov.report.change_model import AuthorityPair, ComparisonView
from indexgov.report.language_pages import templates
from indexgov.report.model import Key


def moves_page(view: ComparisonView, shared: Mapping[str, Any], page: str) -> str:
    """The page of the moves: `shared` has the `files` beside it, `pages` by authority, and how many rows a table has.

    Who has no page stands there without a link; `rows_most` is None for all rows.
    """
    own = {
        "slope": slope,
        "bump": bump,
        "most": MOST,
        "scales": _scales(view),
        "totals": _totals(view),
        "told_series": len(view.periods) > 2 or view.restated,
    }
    template = templates().get_template("change_home.html.j2")
    return template.render(shared, **own, view=view, page=page, page_kind="changes")


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
