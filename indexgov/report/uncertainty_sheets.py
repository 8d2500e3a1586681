"""The workbook of an uncertainty: a cover, the ranks, a matrix of pairs for each group, the sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from indexgov.analysis.uncertainty import Uncertainty
from indexgov.report.files import rows_of
from indexgov.report.model import Figure
from indexgov.report.supplement import supplement_book
from indexgov.report.uncertainty_view import UncertaintyGroup, UncertaintyView, uncertainty_view
from indexgov.report.words import DASH, sentence
from indexgov.report.workbook.book import write_book
from indexgov.report.workbook.tables import Cell, Column, Table

_RANKS = (
    ("rank_low", "rank_low"), ("rank_high", "rank_high"), ("rank_low_together", "uncertainty_col_low_together"),
    ("rank_high_together", "uncertainty_col_high_together"), ("method_rank_low", "uncertainty_col_method_low"),
    ("method_rank_median", "uncertainty_col_method_median"), ("method_rank_high", "uncertainty_col_method_high"),
)  # fmt: skip
"""Columns of ranks, and the keys of their headings."""
_SCORES = ("score_low", "score_high", "method_score_low", "method_score_high")


def write_uncertainty_workbook(found: Uncertainty, language: str, path: Path) -> None:
    """Write the workbook to `path`: a cover with settings and how to read it, ranks, pairs, sources."""
    view = uncertainty_view(found, language)
    text = view.words.text
    tables = [_ranks(found, view), *_pairs(view), *([_sources(found, view)] if len(found.shares) else [])]
    book = supplement_book(
        view,
        text("uncertainty_title"),
        facts=view.settings,
        sections=[
            (text("how_to_read"), view.sentences),
            (text("uncertainty_drawn"), view.drawn),
            (text("uncertainty_not_drawn"), view.not_drawn),
            (text("uncertainty_each"), [view.about_each] if view.about_each else []),
        ],
        names=[(table.key, table.title) for table in tables],
        tables=tables,
    )
    write_book(book, path)


def _ranks(found: Uncertainty, view: UncertaintyView) -> Table:
    """One row an authority: its intervals, probabilities, and what is said of it."""
    text, tops = view.words.text, found.assessment.registry.uncertainty.top
    tables = [f"{prefix}_{top}" for prefix in ("top", "method_top") for top in tops]
    heads = [text(f"uncertainty_{prefix}", top=top) for prefix in ("top", "method_top") for top in tops]
    columns = [
        Column(text("group"), 22),
        Column(text("territory"), 26, "strong"),
        Column(text("rank"), 8, "whole"),
        *(Column(text(key), 15, "whole") for _, key in _RANKS),
        Column(text("score"), 11, "score"),
        *(Column(text(f"uncertainty_col_{name}"), 17, "score") for name in _SCORES),
        *(Column(head, 17, "share") for head in heads),
        Column(text("uncertainty_col_alike"), 60),
        Column(text("uncertainty_col_claim"), 60),
        Column(text("territory_code"), 13),
    ]
    names = ("rank", *(name for name, _ in _RANKS), "score", *_SCORES, *tables)
    rows: list[Sequence[Cell]] = [
        [group.title, row.name, *(row.figures[name] for name in names), _listed(row.alike), row.claims, row.key[0]]
        for group in view.groups for row in group.rows
    ]  # fmt: skip
    return Table("ranks", text("uncertainty_sheet_ranks"), columns, rows, fixed=2)


def _listed(names: Sequence[str] | None) -> Cell:
    return Figure(None, DASH) if names is None else ", ".join(names)


def _pairs(view: UncertaintyView) -> list[Table]:
    """The probabilities of the pairs of each group, in the order of their ranks."""
    return [_matrix(view, group, number) for number, group in enumerate(view.groups, 1) if group.pairs]


def _matrix(view: UncertaintyView, group: UncertaintyGroup, number: int) -> Table:
    text = view.words.text
    columns = [
        Column(text("rank"), 8, "text"),
        Column(text("territory"), 26, "strong"),
        *(Column(row.name, 8, "share", turned=True) for row in group.rows),
    ]
    rows: list[Sequence[Cell]] = []
    for row, pairs in zip(group.rows, group.pairs, strict=True):
        rows.append([row.rank_text, row.name, *(one.above if one.above.text else None for one in pairs)])
    below = [(text("uncertainty_pairs_sheet_about", sheet=text("uncertainty_sheet_ranks")),)]
    title = text("uncertainty_sheet_pairs", group=group.title)
    return Table(f"pairs {number}", title, columns, rows, fixed=2, below=below, shaded=True)


def _sources(found: Uncertainty, view: UncertaintyView) -> Table:
    """One row an authority: what each source does by itself, and what it does together with others."""
    text = view.words.text
    kinds = [(source, kind) for source in found.drawn for kind in ("first", "total")]
    columns = [
        Column(text("group"), 22),
        Column(text("territory"), 26, "strong"),
        *(Column(_head(view, source, kind), 20, "share") for source, kind in kinds),
        Column(text("uncertainty_col_driver"), 100),
    ]
    known = {
        (row["territory"], row["body"], row["source"], kind): float(row[kind])
        for row in rows_of(found.shares)
        for kind in ("first", "total")
    }
    rows: list[Sequence[Cell]] = [
        [group.title, row.name, *(Figure(known.get((*row.key, *kind)), DASH) for kind in kinds), row.driver]
        for group in view.groups for row in group.rows
    ]  # fmt: skip
    below = [(view.words.text("uncertainty_read_shares", level=view.words.text("uncertainty_title")),)]
    return Table("sources", text("uncertainty_sheet_sources"), columns, rows, fixed=2, below=below)


def _head(view: UncertaintyView, source: str, kind: str) -> str:
    name = view.words.text(f"uncertainty_source_{source}")
    return sentence(view.words.text(f"uncertainty_col_{kind}", source=name))
