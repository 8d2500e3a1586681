"""The workbook of an audit: a cover, and a sheet for every table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from indexgov.analysis.audit import TABLES, Audit
from indexgov.analysis.audit.peers import LEAST
from indexgov.report.audit_words import AuditWords, counts
from indexgov.report.model import Figure, Head
from indexgov.report.supplement import supplement_book
from indexgov.report.view import head_of
from indexgov.report.words import DASH
from indexgov.report.workbook.book import write_book
from indexgov.report.workbook.tables import Cell, Column, Table

_SHARES = frozenset({
    "equal", "first_share", "share", "cumulative", "weight", "effective_weight", "r2_parent", "r2_index",
    "variance_share", "at_floor", "at_ceiling", "commonest", "middle_half", "available", "moved", "percent_agreement",
})  # fmt: skip
_WHOLE = frozenset({
    "n", "children", "above_one", "number", "applicable", "assessed", "distinct", "largest_change", "rank_from",
    "rank_to", "cells", "both_high", "component_high", "other_high", "both_low",
})  # fmt: skip
_POINTS = frozenset({
    "mean", "median", "sd", "min", "q1", "q3", "max", "standard_error", "score", "other_score", "other_median",
    "mean_change", "skewness", "kurtosis", "pearson", "spearman", "ci_low", "ci_high", "item_rest", "item_whole",
    "whole_low", "whole_high", "alpha", "kappa",
    "loading", "eigenvalue", "reliability",
})  # fmt: skip
_NODES = frozenset({"node", "parent", "child", "component"})
_HEADS = {
    "agreement.cells": "agreement_cells",
    "agreement.equal": "agreement_equal",
    "agreement.percent_agreement": "agreement_share",
    "agreement.kappa": "agreement_kappa",
    "agreement.alpha": "agreement_alpha",
    "leave_one_out.territory": "audit_col_who",
    "body": "body",
    "tier": "tier",
    "level": "level",
    "territory": "territory",
    "effective_weight": "effective_weight",
    "note": "note",
    "score": "score",
    "assessed": "assessed",
    "median": "median",
    "component": "component",
    "standard_error": "standard_error",
}
"""Keys of headings that are not `audit_col_` and the name; the table comes first where the name means two things."""


def write_audit_workbook(audit: Audit, language: str, path: Path) -> None:
    """Write the workbook of an audit to `path`: a cover and a sheet for every table with a row."""
    words = AuditWords(audit, language)
    text, made = words.words.text, audit_tables(words)
    book = supplement_book(
        Head(**head_of(audit.assessment.dataset, words.method)),
        text("audit_title"),
        facts=[(words.table("findings"), counts(words.told, words) or text("audit_none"))],
        sections=[(text("how_to_read"), [text("audit_lead"), text("audit_about_bodies"), limits(words)])],
        names=[(one.key, one.title) for one in made],
        tables=made,
    )
    write_book(book, path)


def limits(words: AuditWords) -> str:
    """Where nothing is concluded, as a sentence."""
    return words.words.text("audit_about_limits", least=LEAST)


def audit_tables(words: AuditWords) -> list[Table]:
    """The findings, and every other table with a row."""
    others = [name for name in TABLES if name != "findings" and len(getattr(words.audit, name))]
    return [_findings(words), *(_table(words, name) for name in others)]


def _findings(words: AuditWords) -> Table:
    text = words.words.text
    columns = [
        Column(text("body"), 22, "strong"),
        Column(text("level"), 15),
        Column(text("kind"), 28),
        Column(text("audit_col_told"), 70),
        Column(text("what_to_do"), 60),
    ]
    levels = {one.level: text(f"level_{one.level}") for one in words.told}
    rows: list[Sequence[Cell]] = [
        [words.who(one.body, one.tier), levels[one.level], one.kind_words, one.message, one.advice]
        for one in words.told
    ]
    below = [] if rows else [(text("audit_none"),)]
    return Table("audit_findings", words.table("findings"), columns, rows, fixed=1, below=below)


def _table(words: AuditWords, name: str) -> Table:
    """A table as it is, with titles for ids, and the id of the node at the end."""
    frame, text = getattr(words.audit, name), words.words.text
    shown = [one for one in TABLES[name] if one != "tier" or len(words.registry.tiers) > 1]
    columns = [_column(words, name, one) for one in shown]
    cells = [[_cell(words, name, one, value) for value in _values(frame[one])] for one in shown]
    if "node" in shown:
        columns.append(Column(text("identifier"), 28))
        cells.append([str(value) for value in frame["node"]])
    rows = list(zip(*cells, strict=True))
    about = {"components": "groups", "loadings": "groups", "two_way": "sides"}.get(name, name)
    below = [(text(f"audit_about_{about}"),), (limits(words),)]
    return Table(f"audit_{name}", words.table(name), columns, rows, fixed=_fixed(shown), below=below)


def _fixed(shown: Sequence[str]) -> int:
    """How many columns stay in view: up to the one that says what a row is about, where that is near."""
    return next((place + 1 for place, name in enumerate(shown[:3]) if name in {"node", "territory"}), 1)


def _values(column: pd.Series[Any]) -> list[Any]:
    return column.astype(object).where(column.notna(), math.nan).tolist()


def _column(words: AuditWords, table: str, name: str) -> Column:
    key = _HEADS.get(f"{table}.{name}") or _HEADS.get(name) or f"audit_col_{name}"
    heading = words.words.text(key)
    if name in _NODES or name == "other":
        return Column(heading, 44, "strong" if name == "node" else "text")
    if name in {"body", "tier", "level", "territory", "relation", "flag", "place", "note"}:
        return Column(heading, 24)
    return Column(heading, 16, _form(table, name))


def _form(table: str, name: str) -> str:
    """The format of a figure; the same name counts in one table and is a share in another."""
    if (table, name) in {("missing", "missing"), ("agreement", "equal")}:
        return "whole"
    if name in _SHARES or (table, name) == ("indicators", "missing"):
        return "share"
    return "whole" if name in _WHOLE else "points" if name in _POINTS else "precise"


def _cell(words: AuditWords, table: str, name: str, value: Any) -> Cell:
    if name in _TEXTS:
        return _TEXTS[name](words, value)
    if table == "agreement" and name == "note":
        return "; ".join(words.words.text(f"agreement_{one}") for one in str(value).split("; ") if one)
    number = float(value)
    return Figure(None if math.isnan(number) else number, DASH)


def _flag(words: AuditWords, value: str) -> str:
    return words.words.text(f"audit_{value}") if value else ""


_TEXTS: dict[str, Callable[[AuditWords, Any], Cell]] = {
    "body": lambda words, value: words.body(value),
    "tier": lambda words, value: words.method.title(words.registry.tiers[value].title),
    "level": lambda words, value: words.words.text(value),
    "territory": lambda words, value: words.territory(value),
    "relation": lambda words, value: words.words.text(f"audit_relation_{value}"),
    "flag": _flag,
    "place": lambda words, value: words.words.text(f"audit_col_{value}"),
    "node": lambda words, value: words.title(value),
    "other": lambda words, value: words.title(value),
    "parent": lambda words, value: words.title(value) if value else "",
    "child": lambda words, value: words.title(value),
    "component": lambda words, value: words.title(value),
}
