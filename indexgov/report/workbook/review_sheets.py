"""The sheets about assessors and objections, which stand only where there is something to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexgov.report.card_model import Outcome
from indexgov.report.methodology import Method
from indexgov.report.model import Head, Key
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.words import sentence, short_title
from indexgov.report.workbook.tables import Cell, Column, Table

AGREEMENT_SENTENCES = ("agreement_what", "agreement_what_kappa", "agreement_what_alpha")
"""Keys of what readers must know about the figures of agreement."""


def review_keys(view: Scorecards) -> list[str]:
    """The keys of the sheets about assessors and objections, which stand only where there is something to say."""
    return [*(["agreement"] if view.agreement else []), *(["replies"] if view.replied else [])]


def agreement_table(view: Scorecards) -> Table:
    """One row a body and node: how far two assessors agreed."""
    text = view.words.text
    columns = [
        Column(text("body"), 14),
        Column(text("level"), 14),
        Column(text("title"), 50, "strong"),
        Column(text("agreement_cells"), 14, "whole"),
        Column(text("agreement_equal"), 14, "whole"),
        Column(text("agreement_share"), 14, "share"),
        Column(text("agreement_kappa"), 14, "points"),
        Column(text("agreement_alpha"), 18, "points"),
        Column(text("note"), 40),
        Column(text("identifier"), 26),
    ]
    rows: list[list[Cell]] = []
    for row in view.agreement:
        figures: list[Cell] = [row.cells, row.equal, row.share, row.kappa, row.alpha]
        rows.append([row.body_title, row.level_words, row.title, *figures, row.note, row.id])
    below = [(text(key),) for key in AGREEMENT_SENTENCES]
    return Table("agreement", f"{text('sheet_agreement')}: {view.period}", columns, rows, fixed=3, below=below)


def replies_table(view: Head, method: Method, found: Mapping[Key, Sequence[Outcome]]) -> Table:
    """One row an authority and criterion that was objected to or decided, with what that changed."""
    text = view.words.text
    indicator, total, rank = text("criterion_score"), text("total_score"), text("rank")
    changed = ((indicator, "score"), (total, "score"), (rank, "rank"))
    columns = [
        Column(text("territory"), 16, "strong"),
        Column(text("body"), 12),
        Column(text("criterion"), 42),
        Column(text("reply_state"), 18),
        Column(text("reply_value_before"), 17),
        Column(text("reply_asked"), 17),
        Column(text("reply_asked_text"), 34),
        Column(text("reply_asked_on"), 13, "date"),
        Column(text("reply_decided"), 17),
        Column(text("reply_decided_text"), 34),
        Column(text("reply_decided_on"), 13, "date"),
        *(Column(f"{name}: {text(when)}", 13, form) for name, form in changed for when in ("before", "after")),
        Column(text("note"), 30),
        Column(text("identifier"), 26),
    ]
    rows: list[list[Cell]] = []
    for (territory, body), outcomes in found.items():
        name = short_title(sentence(method.title(method.registry.bodies[body].title))) if body else ""
        for one in outcomes if body else ():
            asked: list[Cell] = [one.asked, one.asked_text, one.asked_day]
            decided: list[Cell] = [one.decided, one.decided_text, one.decided_day]
            changes = (one.indicator_score, one.score, one.rank)
            figures: list[Cell] = [figure for change in changes for figure in (change.before, change.after)]
            who: list[Cell] = [method.territory(territory), name, one.indicator, one.state_words]
            rows.append([*who, one.value_before, *asked, *decided, *figures, one.note, one.id])
    below = [(text("replies_what"),)]
    return Table("replies", f"{text('sheet_replies')}: {view.period}", columns, rows, fixed=3, below=below)
