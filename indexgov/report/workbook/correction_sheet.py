"""The sheet of what a release corrects, which stands only where it is known."""

from __future__ import annotations

from collections.abc import Collection

from indexgov.report.correction_view import CorrectionsView
from indexgov.report.model import Head, Key
from indexgov.report.words import DASH
from indexgov.report.workbook.tables import Cell, Column, Table


def corrections_table(view: Head, corrected: CorrectionsView, only: Collection[Key] | None = None) -> Table:
    """One row a score, rank or class that changed, then one row a recorded value; of some alone with `only`."""
    text = view.words.text
    named = (("value", 20, "text"), ("score", 14, "points"), ("rank_with_interval", 16, "text"), ("class", 12, "text"))
    columns = [
        Column(text("corr_whose"), 34, "strong"),
        Column(text("corr_effect"), 46),
        *(
            Column(f"{text(key)}: {release}", width, form)
            for key, width, form in named
            for release in corrected.releases
        ),
        Column(text("identifier"), 26),
    ]
    rows: list[list[Cell]] = []
    for total in corrected.totals:
        if only is None or total.key in only:
            what: list[Cell] = [total.name, text("total_score"), DASH, DASH]
            rows.append([*what, *total.scores, *total.places, *total.classes, "index"])
    for cell in corrected.cells:
        if only is None or cell.key in only:
            rows.append([cell.name, cell.criterion, *cell.values, *cell.scores, *[DASH] * 4, cell.id])
    dated = [(f"{one.day}: {one.text}",) for one in view.corrections]
    said = [(one,) for one in (corrected.lead, corrected.nothing, corrected.method) if one]
    title = f"{text('corrections')}: {view.period}"
    return Table("corrections", title, columns, rows, fixed=1, below=[*said, *dated, (text("corr_below"),)])
