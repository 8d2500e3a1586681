"""The tables and drawings of the page of an audit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indexgov.analysis.audit.correlations import ACROSS, REDUNDANT_ABOVE, WITHIN
from indexgov.analysis.audit.sides import BOTH_HIGH, BOTH_LOW, COMPONENT_HIGH, OTHER_HIGH
from indexgov.report.audit_words import AuditWords
from indexgov.report.charts import Chart, Segment
from indexgov.report.words import DASH

Frames = Mapping[str, pd.DataFrame]

_MOST_ACROSS = 24
"""Parts that a table of correlations has room for."""
_MOST_NAMES = 60
"""Names in a list; the others are counted."""
_MOST_LEAVES = 10
"""Indicators of the leave-one-out table."""
_SHADES = ((REDUNDANT_ABOVE, 5), (0.7, 4), (0.4, 3), (0.2, 2))
"""Shade of a correlation from a bound up; below nought it is the first, between there is none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell: text, and a drawing that says the same."""

    text: str
    """A dash where there is no figure."""
    bars: tuple[Segment, ...] = ()
    line: str = ""
    """Where the mean stands, for a bar from the smallest to the largest."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row with the title that heads it."""

    depth: int
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of a page."""

    key: str
    title: str
    about: str
    heads: tuple[str, ...]
    """Of the columns, the first included."""
    rows: tuple[PageRow, ...]
    folded: bool = False
    """Whether it is so long that it opens on demand."""
    empty: str = ""
    """What is said where there is no row."""
    more: str = ""
    """How many rows are left out; empty where none is."""


@dataclass(frozen=True, slots=True)
class Heat:
    """Correlations of the parts of one level, every pair twice."""

    title: str
    names: tuple[str, ...]
    cells: tuple[tuple[tuple[str, int], ...], ...]
    """Text and shade; shade 0 is none."""


@dataclass(frozen=True, slots=True)
class Face:
    """Two components against each other."""

    title: str
    about: str
    across: tuple[str, str]
    rows: tuple[tuple[str, tuple[str, str]], ...]
    """Heading, and the names in its two cells."""


def tables_of(maker: AuditWords, frames: Frames) -> Iterator[PageTable]:
    """The tables of a body and tier, in the order of reading."""
    yield _importance(maker, frames["importance"])
    yield _nodes(maker, frames["nodes"])
    yield _groups(maker, frames["groups"])
    above = frames["leave_one_out"]
    leaves = above[(above["level"] == "indicator") & (above["mean_change"] > 0)]
    yield _omission(maker, "leave_one_out", above[above["level"] != "indicator"])
    most = leaves.sort_values("mean_change", ascending=False, kind="stable").head(_MOST_LEAVES)
    if len(most):
        yield _omission(maker, "leaf_omission", most)
    yield _missing(maker, frames["missing"])
    yield _indicators(maker, frames["indicators"])


def agreement_table(maker: AuditWords) -> tuple[PageTable, ...]:
    """How far assessors agreed, all bodies together, above the sub-blocks; none where nobody looked twice."""
    frame = maker.audit.agreement
    rows = frame[(frame["body"] == "") & frame["level"].isin(["index", "component", "block"])]
    if not len(rows):
        return ()
    words = maker.words

    def cells(row: Any) -> list[str]:
        share = words.percent(row.percent_agreement)
        return [words.number(row.cells, 0), share, words.number(row.kappa, 2), words.number(row.alpha, 2)]

    heads = [words.text(f"agreement_{key}") for key in ("cells", "share", "kappa", "alpha")]
    return (_table(maker, "agreement", heads, [(row.node, cells(row)) for row in _each(rows)]),)


def heats_of(maker: AuditWords, frames: Frames) -> Iterator[Heat]:
    """Correlations of blocks and of sub-blocks, where there are three or more and they fit on a page."""
    frame = frames["correlations"]
    for level in ("block", "sub_block"):
        pairs = frame[(frame["level"] == level) & frame["relation"].isin([WITHIN, ACROSS])]
        nodes = frames["nodes"]["node"][frames["nodes"]["level"] == level].tolist()
        if not 2 < len(nodes) <= _MOST_ACROSS:
            continue
        known: dict[tuple[str, str], float] = {}
        for one, other, r in zip(pairs["node"], pairs["other"], pairs["pearson"], strict=True):
            known[(one, other)] = known[(other, one)] = float(r)
        cells = tuple(tuple(_shaded(maker, known.get((one, other))) for other in nodes) for one in nodes)
        title = maker.words.text("audit_heat", level=maker.words.text(f"sheet_{level}s").lower())
        yield Heat(title, tuple(maker.title(one) for one in nodes), cells)


def _shaded(maker: AuditWords, r: float | None) -> tuple[str, int]:
    if r is None:
        return "", 0
    if math.isnan(r):
        return DASH, 0
    return maker.words.number(r, 2), 1 if r < 0 else next((shade for low, shade in _SHADES if r >= low), 0)


def faces_of(maker: AuditWords, frames: Frames) -> Iterator[Face]:
    """Every pair of components with the names of who stands where."""
    places, words = frames["two_way"], maker.words
    for pair in _each(frames["sides"]):
        mine = places[(places["component"] == pair.component) & (places["other"] == pair.other)]
        names = {
            place: _listed(maker, group["territory"].tolist()) for place, group in mine.groupby("place", sort=False)
        }
        one, other = maker.title(pair.component), maker.title(pair.other)

        def cells(*kinds: str, names: dict[Any, str] = names) -> tuple[str, str]:
            first, second = (names.get(kind) or words.text("audit_nobody") for kind in kinds)
            return first, second

        figures = {"pearson": words.number(pair.pearson, 2), "spearman": words.number(pair.spearman, 2)}
        yield Face(
            f"{one} · {other}",
            words.text("audit_about_two_way", component=one, other=other, n=words.number(pair.n, 0), **figures),
            (words.text("audit_high", title=other), words.text("audit_low", title=other)),
            (
                (words.text("audit_high", title=one), cells(BOTH_HIGH, COMPONENT_HIGH)),
                (words.text("audit_low", title=one), cells(OTHER_HIGH, BOTH_LOW)),
            ),
        )


def _listed(maker: AuditWords, codes: Sequence[str]) -> str:
    """Names of territories; those that are too many are counted."""
    more = [maker.words.text("and_more", count=len(codes) - _MOST_NAMES)] if len(codes) > _MOST_NAMES else []
    return ", ".join([*(maker.territory(code) for code in codes[:_MOST_NAMES]), *more])


def _each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples."""
    return frame.itertuples(index=False)


def _table(
    maker: AuditWords, key: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str | Piece]]]
) -> PageTable:
    """A table with a node in each row."""
    text = maker.words.text
    made = tuple(
        PageRow(
            maker.depths[node], maker.title(node), tuple(Piece(one) if isinstance(one, str) else one for one in cells)
        )
        for node, cells in rows
    )
    title = text("audit_leaf_omission") if key == "leaf_omission" else maker.table(key)
    about = text("audit_about_leave_one_out" if key == "leaf_omission" else f"audit_about_{key}")
    return PageTable(key, title, about, (text("audit_col_node"), *heads), made)


def _importance(maker: AuditWords, frame: pd.DataFrame) -> PageTable:
    words, shown = maker.words, frame[frame["level"] != "indicator"]
    most = max([0.01, *shown["effective_weight"].dropna(), *shown["variance_share"].dropna()])
    chart = Chart(0.0, float(most))

    def cells(row: Any) -> list[str | Piece]:
        pairs = enumerate((row.effective_weight, row.variance_share), 1)
        bars = [(number, chart.bar(share)) for number, share in pairs if not math.isnan(share)]
        drawn = tuple(Segment(bar.start, bar.length, number) for number, bar in bars)
        weight, share, r2 = (words.percent(one) for one in (row.effective_weight, row.variance_share, row.r2_index))
        return [weight, share, Piece("", drawn), r2]

    keys = ("effective_weight", "audit_col_variance_share", "audit_bars", "audit_col_r2_index")
    rows = [(row.node, cells(row)) for row in _each(shown)]
    return _table(maker, "importance", [words.text(key) for key in keys], rows)


def _nodes(maker: AuditWords, frame: pd.DataFrame) -> PageTable:
    words, decimals = maker.words, maker.method.decimals
    low, high = maker.registry.range or (float(frame["min"].min()), float(frame["max"].max()))
    chart = Chart(low, high) if high > low else None

    def cells(row: Any) -> list[str | Piece]:
        drawn = Piece("")
        if chart is not None and row.n:
            start, end = float(chart.at(row.min)[:-1]), float(chart.at(row.max)[:-1])
            drawn = Piece("", (Segment(f"{start:.2f}%", f"{end - start:.2f}%", 2),), chart.at(row.mean))
        points = [words.number(one, decimals) for one in (row.mean, row.sd, row.min, row.max)]
        return [words.number(row.n, 0), *points, drawn, words.number(row.reliability, 2)]

    keys = ("audit_col_n", "audit_col_mean", "audit_col_sd", "audit_col_min", "audit_col_max", "audit_spread")
    heads = [words.text(key) for key in (*keys, "audit_col_reliability")]
    return _table(maker, "nodes", heads, [(row.node, cells(row)) for row in _each(frame)])


def _groups(maker: AuditWords, frame: pd.DataFrame) -> PageTable:
    words = maker.words

    def cells(row: Any) -> list[str]:
        shown = [words.number(one, 0) for one in (row.children, row.n)]
        return [*shown, words.number(row.alpha, 2), words.percent(row.first_share), words.number(row.above_one, 0)]

    heads = [words.text(f"audit_col_{key}") for key in ("children", "n", "alpha", "first_share", "above_one")]
    return _table(maker, "groups", heads, [(row.node, cells(row)) for row in _each(frame)])


def _omission(maker: AuditWords, key: str, frame: pd.DataFrame) -> PageTable:
    words = maker.words

    def cells(row: Any) -> list[str]:
        who = (
            "" if not row.territory else f"{maker.territory(row.territory)}: {row.rank_from}\u00a0→\u00a0{row.rank_to}"
        )
        moves = [words.number(row.mean_change), words.number(row.largest_change, 0), words.percent(row.moved)]
        return [*moves, who or DASH]

    heads = [words.text(f"audit_col_{one}") for one in ("mean_change", "largest_change", "moved", "who")]
    return _table(maker, key, heads, [(row.node, cells(row)) for row in _each(frame)])


def _missing(maker: AuditWords, frame: pd.DataFrame) -> PageTable:
    """Who has gaps, those with most first."""
    words = maker.words
    whole = frame[(frame["level"] == "index") & (frame["missing"] > 0)].sort_values("available", kind="stable")

    def row(one: Any) -> PageRow:
        shown = [words.number(number, 0) for number in (one.applicable, one.assessed, one.missing)]
        cells = (*shown, words.percent(one.available))
        return PageRow(1, maker.territory(one.territory), tuple(Piece(cell) for cell in cells))

    keys = ("audit_col_applicable", "assessed", "audit_col_missing", "audit_col_available")
    heads = [words.text(key) for key in keys]
    return PageTable(
        "missing",
        maker.table("missing"),
        words.text("audit_about_missing"),
        (words.text("territory"), *heads),
        tuple(row(one) for one in _each(whole.head(_MOST_NAMES))),
        empty=words.text("missing_none"),
        more=words.text("and_more", count=len(whole) - _MOST_NAMES) if len(whole) > _MOST_NAMES else "",
    )


def _indicators(maker: AuditWords, frame: pd.DataFrame) -> PageTable:
    words, decimals = maker.words, maker.method.decimals

    def cells(row: Any) -> list[str]:
        shares = [words.percent(one) for one in (row.missing, row.at_floor, row.at_ceiling, row.commonest)]
        points = [words.number(one, decimals) for one in (row.mean, row.sd)]
        flag = words.text(f"audit_{row.flag}") if row.flag else ""
        return [words.number(row.n, 0), shares[0], *points, *shares[1:], flag]

    keys = ("n", "missing", "mean", "sd", "at_floor", "at_ceiling", "commonest", "flag")
    heads = [words.text(f"audit_col_{key}") for key in keys]
    made = _table(maker, "indicators", heads, [(row.node, cells(row)) for row in _each(frame)])
    return PageTable(made.key, made.title, made.about, made.heads, made.rows, folded=True)
