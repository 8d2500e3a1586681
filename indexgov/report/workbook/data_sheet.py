"""The sheet for whoever computes on: rows of scores with codes and labels, one fact a row."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from indexgov.methods.arrays import Mask
from indexgov.report.methodology import Method
from indexgov.report.model import Head, Key
from indexgov.report.workbook.places import base_id
from indexgov.report.workbook.tables import Cell, Column, Table
from indexgov.scoring import Assessment
from indexgov.scoring.section import Section

_FIGURES = {
    "score": ("score", "plain"), "se": ("score_error", "plain"), "weight": ("weight", "plain"),
    "effective_weight": ("effective_weight", "plain"), "contribution": ("contribution", "plain"),
    "coverage": ("coverage", "plain"), "rank": ("rank", "rank"), "rank_low": ("rank_low", "rank"),
    "rank_high": ("rank_high", "rank"),
}  # fmt: skip
"""Columns of scores.csv with the key of their label and their format."""
MOST_DATA = 3_000
"""Rows of the sheet: of more, whoever computes on takes scores.csv."""
_TEXTS = {"class": "class", "status": "status"}


def data_rows(assessment: Assessment, hidden: Sequence[Mask], only: Key | None) -> tuple[pd.DataFrame, int]:
    """Rows of scores.csv, without the figures that are not printed, and how many there are before the cut.

    Where there are more than MOST_DATA, those above the indicators come alone, and no more of them. `hidden` says of
    each section by node and authority what is not printed; with `only`, the rows are those of one authority.
    """
    found = [(one, slice(None)) for one in assessment.score_matrices]
    if only is not None:
        keys = (keys_of(section) for section in assessment.sections)
        places = ((one, known.index(only)) for (one, _), known in zip(found, keys, strict=True) if only in known)
        found = [(one, slice(column, column + 1)) for one, column in places]
    count = sum(int(one.concerned[:, chosen].sum()) for one, chosen in found)
    rows = [one.frame(chosen, whole=count <= MOST_DATA) for one, chosen in found]
    scores = pd.concat(rows, ignore_index=True).iloc[:MOST_DATA]
    secret = {
        (*keys_of(section)[column], section.tree.nodes[position].id)
        for section, mask in zip(assessment.sections, hidden, strict=True)
        for position, column in zip(*(one.tolist() for one in np.nonzero(mask)), strict=True)
    }
    if secret:
        lost = np.array(
            [key in secret for key in zip(scores["territory"], scores["body"], scores["node"], strict=True)]
        )
        blank = ["score", "se", "contribution", "rank", "rank_low", "rank_high"]
        scores = scores.assign(**{name: scores[name].mask(lost) for name in blank})
    return scores, count


def keys_of(section: Section) -> list[Key]:
    """Territory and body of every authority of a section."""
    who = section.authorities
    return list(zip(who.territory.tolist(), who.body.tolist(), strict=True))


def data_table(view: Head, method: Method, shown: pd.DataFrame, count: int) -> Table:
    """The `shown` rows of scores in the order of scores.csv, which has `count` of them."""
    text = view.words.text
    lacking = count - len(shown)
    below = [(text("book_data_cut", count=view.words.number(lacking, 0)),)] if lacking else []
    codes = ["period", "territory", "", "body", "", "node", "", "level", *_FIGURES, *_TEXTS]
    labels = ["period", "territory_code", "territory", "book_body_code", "body", "identifier", "title", "level"]
    widths = [11, 13, 24, 12, 13, 30, 44, 13]
    columns = [
        *(Column(text(label), width) for label, width in zip(labels, widths, strict=True)),
        *(Column(text(label), 13, form) for label, form in _FIGURES.values()),
        *(Column(text(label), 16) for label in _TEXTS.values()),
    ]
    lists = [shown[name].tolist() for name in ("territory", "body", "node", "level", "period")]
    figures = [_numbers(shown[name]) for name in _FIGURES]
    texts = [shown[name].astype(str).tolist() for name in _TEXTS]
    bodies = {one: method.body_title(one) for one in method.registry.bodies} | {"": text("territory_kind")}
    titles = {node.id: method.node_title(node) for node in method.tree.nodes}
    cells: list[list[Cell]] = [
        [period, territory, method.territory(territory), body, bodies[body], node, titles.get(base_id(node), node),
         text(level) if level != "index" else text("total_score"), *numbers, *told]
        for (territory, body, node, level, period), numbers, told in zip(
            zip(*lists, strict=True), zip(*figures, strict=True), zip(*texts, strict=True), strict=True)
    ]  # fmt: skip
    title = f"{text('sheet_book_data')}: {view.period}"
    return Table("data", title, columns, cells, fixed=3, heads=[codes], below=below)


def _numbers(column: pd.Series) -> list[float | int | None]:
    """Figures; whole numbers as such, nothing where there is none."""
    whole = column.dtype.kind != "f"
    values = column.to_numpy(dtype=float, na_value=math.nan).tolist()
    return [None if math.isnan(one) else int(one) if whole else one for one in values]
