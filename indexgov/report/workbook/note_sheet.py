"""The sheet of problems: warnings, why somebody is not ranked, objections, what was not assessed or does not count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from indexgov.report.scorecards_model import RankingRow, Scorecards
from indexgov.report.words import sentence, short_title
from indexgov.report.workbook.cell_words import CellWords
from indexgov.report.workbook.tables import Cell, Column, Link, Table
from indexgov.scoring.alike import Alike
from indexgov.scoring.section import Section
from indexgov.tables import NOT_ASSESSED


def notes_table(
    view: Scorecards, cells: CellWords, columns: Sequence[int], shown: Sequence[int], alike: list[list[Cell]]
) -> Table:
    """One row a problem of the authorities in `columns`; those of criteria are told of those in `shown`."""
    text = view.words.text
    headings = [
        Column(text("kind"), 19),
        Column(text("territory"), 16, "strong"),
        Column(text("body"), 12),
        Column(text("title"), 40),
        Column(text("message"), 48),
        Column(text("where"), 52),
        Column(text("advice"), 28),
    ]
    rows: list[list[Cell]] = [
        [sentence(text(f"level_{one.level}")), None, None, None, one.message, f"{one.place} [{one.rule}]", one.advice]
        for one in view.notices
    ]
    named = {cells.keys[column] for column in columns}
    for ranking in view.rankings:
        for group in ranking.groups:
            for row in group.rows:
                if row.key in named or not row.key[1]:
                    rows += _of_rank(view, ranking.short, row)
    rows += alike
    rows += _of_cells(view, cells, shown)
    below = [(text("book_notes_cut"),)] if len(shown) < len(columns) else []
    return Table("notes", f"{text('notes')}: {view.period}", headings, rows, fixed=2, below=below)


def _of_rank(view: Scorecards, body: str, row: RankingRow) -> Iterator[list[Cell]]:
    """Why somebody is not ranked, or has no better class."""
    outside = sentence(view.words.text("not_ranked"))
    for reason in row.reasons:
        yield [outside, row.name, body, None, reason, None, None]
    for one in row.gates:
        yield [view.words.text("class"), row.name, body, None, one.text, None, None]


def _of_cells(view: Scorecards, cells: CellWords, columns: Sequence[int]) -> Iterator[list[Cell]]:
    """Objections and decisions of each authority, then what was not assessed, and what was and does not count."""
    text, tree = view.words.text, cells.section.tree
    for column in columns:
        territory, body = cells.keys[column]
        title = sentence(cells.method.title(cells.registry.bodies[body].title))
        who: list[Cell] = [cells.method.territory(territory), short_title(title)]
        for one in cells.records.objections(territory, [body, ""]):
            said = "; ".join(part for part in (one.value, one.text) if part)
            link = Link(one.link) if one.link else None
            yield [sentence(one.stage), *who, one.indicator, f"{one.day}: {said}", link, None]
        for row in np.flatnonzero(cells.section.cells.leaves.concerned[:, column]).tolist():
            name = cells.method.title(cells.models[row].title)
            if cells.status(row, column) == NOT_ASSESSED and not cells.models[row].from_survey:
                why = cells.why(row, column, cells.records.evidence(cells.cell(row, column)))
                yield [cells.flags(row, column), *who, name, why, None, None]
        for row in np.flatnonzero(cells.uncounted[:, column] >= 0).tolist():
            parent = tree.nodes[cells.uncounted[row, column]]
            name = cells.method.title(cells.models[row].title)
            why = text("why_no_score", title=cells.method.node_title(parent))
            yield [text("uncounted_title"), *who, name, why, None, None]


def alike_rows(view: Scorecards, cells: CellWords, section: Section, alike: dict[int, Alike]) -> list[list[Cell]]:
    """Whom each authority cannot be told apart from, best scores first."""
    who, scores, rows = section.authorities, section.result.scores[0], []
    together = "body" not in cells.registry.ranking.within

    def name(column: int) -> str:
        place, body = cells.method.territory(who.territory[column]), str(who.body[column])
        return f"{place} ({cells.method.body_title(body)})" if together and body else place

    for column, one in alike.items():
        order = one.columns[np.argsort(-scores[one.columns], kind="stable")].tolist()
        if order:
            body = str(who.body[column])
            title = cells.method.title(cells.registry.bodies[body].title) if body else view.words.text("territory_kind")
            told: list[Cell] = [view.words.text("alike_title"), cells.method.territory(who.territory[column])]
            names = "; ".join(name(other) for other in order)
            rows.append([*told, short_title(sentence(title)), None, names, None, None])
    return rows
