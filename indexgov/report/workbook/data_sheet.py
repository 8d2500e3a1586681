"""The sheet for whoever computes on: rows of scores with codes and labels, one fact a row."""

from __future__ import annotations

import math

import pandas as pd

from indexgov.report.methodology import Method
from indexgov.report.model import Head
from indexgov.report.workbook.places import base_id
from indexgov.report.workbook.tables import Cell, Column, Table

_FIGURES = {
    "score": ("score", "plain"), "se": ("score_error", "plain"), "weight": ("weight", "plain"),
    "effective_weight": ("effective_weight", "plain"), "contribution": ("contribution", "plain"),
    "coverage": ("coverage", "plain"), "rank": ("rank", "rank"), "rank_low": ("rank_low", "rank"),
    "rank_high": ("rank_high", "rank"),
}  # fmt: skip
"""Columns of scores.csv with the key of their label and their format."""
_TEXTS = {"class": "class", "status": "status"}


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
