"""The workbook of a comparison: what was compared, moves, all changes, criteria recorded otherwise, series, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from indexgov.report.change_model import (
    AuthorityPair,
    BodyMoves,
    ComparisonView,
    Flip,
    Move,
    MoveGroup,
    NodeChange,
    PairView,
)
from indexgov.report.change_words import ARROW
from indexgov.report.model import Figure, Key
from indexgov.report.supplement import supplement_book
from indexgov.report.workbook.book import write_book
from indexgov.report.workbook.tables import Cell, Column, Link, Table

_AMOUNTS = ("change_substance", "change_coverage", "change_methodology")


def write_change_workbook(view: ComparisonView, path: Path) -> None:
    """Write the workbook of a comparison to `path`; one of several pairs of periods has them one below the other."""
    text = view.words.text
    named = [*change_tables(view), (text("sheet_notes"), _notes(view))]
    title = text("change_title")
    book = supplement_book(
        view,
        title,
        facts=[],
        sections=[
            (text("change_read"), view.how_to_read),
            *((text("change_compared"), pair.compared) for pair in view.pairs),
            (text("how_to_read"), view.also),
            (text("what_not"), view.what_not),
        ],
        names=[(one.key, name) for name, one in named],
        tables=[one for _, one in named],
        when=view.period,
    )
    write_book(replace(book, title=f"{title}: {view.period}"), path)


def change_tables(view: ComparisonView, only: Key | None = None) -> list[tuple[str, Table]]:
    """The name and table of every sheet about changes; those of one authority alone with `only`, its key."""
    text = view.words.text
    if only is not None:
        view = _of_one(view, only)
    bodies = {f"moves {body.body}": body.short.lower() for body in view.pairs[0].bodies}
    tables = [*_moves(view).values(), _changes(view), _flips(view), _series(view)]
    return [
        (text("sheet_moves", body=bodies[one.key]) if one.key in bodies else text(f"sheet_{one.key}"), one)
        for one in tables
    ]


def _of_one(view: ComparisonView, key: Key) -> ComparisonView:
    """The view with one authority."""
    pairs = [
        replace(pair, bodies=tuple(replace(body, groups=tuple(
            replace(group, rows=tuple(row for row in group.rows if row.key == key)) for group in body.groups
        )) for body in pair.bodies if body.body == key[1]))
        for pair in view.pairs
    ]  # fmt: skip
    series = [replace(group, rows=tuple(row for row in group.rows if row.key == key)) for group in view.series]
    authorities = tuple(one for one in view.authorities if one.key == key)
    return replace(view, pairs=tuple(pairs), series=tuple(series), authorities=authorities)


def _moves(view: ComparisonView) -> dict[str, Table]:
    """A sheet a body: totals with their amounts, ranks and significance."""
    text = view.words.text
    several = len(view.pairs) > 1
    columns = [
        *([Column(text("period"), 24)] if several else []),
        Column(text("territory"), 26, "strong"),
        *(Column(text(key), 13, "score") for key in ("change", *_AMOUNTS)),
        Column(text("change_score_from"), 12, "score"),
        Column(text("change_score_to"), 12, "score"),
        Column(text("change_rank_from"), 11, "rank"),
        Column(text("change_interval_from"), 15),
        Column(text("change_rank_to"), 11, "rank"),
        Column(text("change_interval_to"), 15),
        Column(text("change_rank_noise"), 30),
        Column(text("change_class_from"), 11),
        Column(text("change_class_to"), 11),
        Column(text("change_se"), 14, "points"),
        Column(text("change_p_value"), 11, "precise"),
        Column(text("change_significance"), 34),
        Column(text("note"), 50),
        Column(text("territory_code"), 14),
    ]
    found = {}
    for body in view.pairs[0].bodies:
        rows = [
            [*([pair.title] if several else []), *_move(group, move)]
            for pair, same in _pairs_with(view, body.body)
            for group in same.groups
            for move in group.rows
        ]
        title = f"{body.title}: {view.period}"
        key = f"moves {body.body}"
        found[key] = Table(key, title, columns, rows, fixed=2 if several else 1)
    return found


def _pairs_with(view: ComparisonView, body: str) -> Iterator[tuple[PairView, BodyMoves]]:
    """The pairs that have a body."""
    for pair in view.pairs:
        for one in pair.bodies:
            if one.body == body:
                yield pair, one


def _move(group: MoveGroup, move: Move) -> list[Cell]:
    total = move.total
    name = f"{move.name} ({group.title})" if group.title else move.name
    before, _, after = total.classes.partition(f" {ARROW} ")
    ends = [f"{one[0]}–{one[1]}" if one else "" for one in (move.interval_from, move.interval_to)]
    ranks: list[Cell] = [move.rank_from, ends[0], move.rank_to, ends[1]]
    told: list[Cell] = [total.significance, "; ".join(total.notes), move.key[0]]
    return [name, total.change, *total.amounts, total.score_from, total.score_to, *ranks, move.moved, before,
            after or before, total.se, total.p_value, *told]  # fmt: skip


def _changes(view: ComparisonView) -> Table:
    """One row an authority and node above the indicators, survey measure, or criterion that came or went."""
    text = view.words.text
    columns = [
        Column(text("territory"), 26, "strong"),
        Column(text("body"), 14),
        Column(text("level"), 14),
        Column(text("part"), 46),
        *(Column(text(key), 13, "score") for key in ("change", *_AMOUNTS)),
        Column(text("change_brought"), 13, "contribution"),
        Column(text("change_score_from"), 12, "score"),
        Column(text("change_score_to"), 12, "score"),
        Column(text("change_ranks"), 24),
        Column(text("change_value_from"), 14),
        Column(text("change_value_to"), 14),
        Column(text("change_se"), 14, "points"),
        Column(text("change_p_value"), 11, "precise"),
        Column(text("change_significance"), 34),
        Column(text("note"), 50),
        Column(text("change_period_from"), 24),
        Column(text("change_period_to"), 24),
        Column(text("identifier"), 34),
    ]
    rows = [
        [one.territory, one.body, text("survey_measure" if node.value_from else node.level), *_node(pair, node)]
        for one in view.authorities
        for pair in one.pairs
        for node in (*pair.nodes, *pair.survey, *pair.came)
    ]
    return Table("changes", f"{text('sheet_changes')}: {view.period}", columns, rows, fixed=4)


def _node(pair: AuthorityPair, node: NodeChange) -> list[Cell]:
    brought = node.brought if node.depth else Figure(None, "")
    return [node.title, node.change, *node.amounts, brought if brought.text else "", node.score_from, node.score_to,
            node.ranks, node.value_from, node.value_to, node.se, node.p_value, node.significance,
            "; ".join(node.notes), pair.before, pair.after, node.id]  # fmt: skip


def _flips(view: ComparisonView) -> Table:
    """One row an authority and criterion that was recorded otherwise, with the evidence of both periods."""
    text = view.words.text
    ends = ("from", "to")
    columns = [
        Column(text("territory"), 26, "strong"),
        Column(text("body"), 14),
        Column(text("criterion"), 60),
        *(Column(text(f"change_value_{end}"), 22) for end in ends),
        *(Column(text(f"change_score_{end}"), 12, "score") for end in ends),
        Column(text("change"), 12, "score"),
        *(Column(text(f"change_seen_{end}"), 14, "date") for end in ends),
        *(Column(text(f"change_source_{end}"), 44) for end in ends),
        *(Column(text(f"change_archive_{end}"), 34) for end in ends),
        Column(text("note"), 44),
        Column(text("change_period_from"), 24),
        Column(text("change_period_to"), 24),
        Column(text("identifier"), 34),
    ]
    rows = [
        [one.territory, one.body, *_flip(flip), pair.before, pair.after, flip.id]
        for one in view.authorities
        for pair in one.pairs
        for flip in pair.flips
    ]
    return Table("flips", f"{text('change_flips')}: {view.period}", columns, rows, fixed=3)


def _flip(flip: Flip) -> list[Cell]:
    ends = (flip.before, flip.after)
    days: list[Cell] = [one.on or one.day for one in ends]
    links: list[Cell] = [
        Link(one) if one else "" for one in (*(end.link for end in ends), *(end.archive for end in ends))
    ]
    return [
        flip.title,
        *(one.value for one in ends),
        *(one.score for one in ends),
        flip.change,
        *days,
        *links,
        flip.note,
    ]


def _series(view: ComparisonView) -> Table:
    """One row an authority and period."""
    text = view.words.text
    columns = [
        Column(text("body"), 24),
        Column(text("territory"), 26, "strong"),
        Column(text("period"), 24),
        Column(text("total_score"), 13, "score"),
        Column(text("change_ranks"), 16),
        *([Column(text("change_restated"), 20, "score")] if view.restated else []),
        Column(text("change_rolling"), 16, "score"),
        Column(text("change_rolling_change"), 20, "score"),
        Column(text("note"), 44),
        Column(text("territory_code"), 14),
    ]
    rows: list[Sequence[Cell]] = []
    for group in view.series:
        for row in group.rows:
            for period, point in zip(view.periods, row.points, strict=True):
                if point is not None:
                    restated = [point.restated] if view.restated else []
                    rows.append([group.title, row.name, period, point.score, point.rank, *restated, point.rolling,
                                 point.rolling_change, point.note, row.key[0]])  # fmt: skip
    return Table("series", f"{text('change_series')}: {view.period}", columns, rows, fixed=3)


def _notes(view: ComparisonView) -> Table:
    """One row a problem of the data of a period."""
    text = view.words.text
    columns = [Column(text("period"), 24), Column(text("kind"), 14), Column(text("message"), 90),
               Column(text("advice"), 60)]  # fmt: skip
    return Table("notes", text("sheet_notes"), columns, view.notices, fixed=1)
