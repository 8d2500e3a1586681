"""How far assessors agreed and what became of objections, computed once and put into the words of one language."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from indexgov.analysis.agreement import agreement
from indexgov.analysis.replies import replies
from indexgov.report.card_model import Change, Outcome
from indexgov.report.methodology import Method
from indexgov.report.model import Figure, Key, Methodology
from indexgov.report.records import Records
from indexgov.report.scorecards_model import AgreementRow
from indexgov.report.survey_figures import figure
from indexgov.report.words import DASH, sentence
from indexgov.scoring.assessment import Assessment
from indexgov.tables import AGREEMENT, REPLIES


class Review(NamedTuple):
    """What an assessment says about its assessors and about the right of reply."""

    agreement: pd.DataFrame
    """Columns AGREEMENT; without rows where no cell was recorded by two assessors."""
    replies: pd.DataFrame
    """Columns REPLIES."""


def review_of(assessment: Assessment) -> Review:
    """The agreement of the assessors, and the objections with what they changed."""
    found = agreement(assessment.dataset)
    return Review(found if found["cells"].any() else found.iloc[:0], replies(assessment))


def agreement_rows(review: Review, method: Method, methodology: Methodology) -> tuple[AgreementRow, ...]:
    """Every node of all bodies together, then of each body."""
    words = method.words
    rows = {row.id: row for row in methodology.rows}
    found = []
    for body, node, _, cells, equal, share, kappa, alpha, note in review.agreement[list(AGREEMENT)].itertuples(
        index=False, name=None
    ):
        row = rows[node]
        found.append(
            AgreementRow(
                body,
                sentence(method.body_title(body)),
                node,
                row.level_words,
                row.depth,
                row.title if row.level != "index" else words.text("agreement_all"),
                Figure(cells, words.number(cells, 0)),
                Figure(equal, words.number(equal, 0)),
                figure(share, words.percent(share)),
                figure(kappa, words.number(kappa, 2)),
                figure(alpha, words.number(alpha, 2)),
                "; ".join(words.text(f"agreement_{one}") for one in note.split("; ") if one),
            )
        )
    return tuple(found)


def outcomes(review: Review, method: Method, records: Records) -> dict[Key, tuple[Outcome, ...]]:
    """What became of the objections to each authority; a territory has those of its bodies."""
    found: dict[Key, list[Outcome]] = defaultdict(list)
    for row in review.replies[list(REPLIES)].to_dict("records"):
        outcome = _outcome({str(name): value for name, value in row.items()}, method, records)
        for body in (row["body"], ""):
            found[(row["territory"], body)].append(outcome)
    return {key: tuple(rows) for key, rows in found.items()}


def _outcome(row: dict[str, Any], method: Method, records: Records) -> Outcome:
    words, text = method.words, {name: str(value) for name, value in row.items()}
    model = next(one for one in method.registry.indicators if one.id == text["indicator"])

    def value(name: str) -> str:
        return records.value(model, text[name]) if text[name] else DASH

    def change(name: str, decimals: int) -> Change:
        before, after = (_number(row[f"{name}_{when}"]) for when in ("before", "after"))
        return Change(figure(before, words.number(before, decimals)), figure(after, words.number(after, decimals)))

    return Outcome(
        method.title(model.title),
        model.id,
        method.body_title(text["body"]),
        text["state"],
        words.text(f"reply_{text['state']}"),
        value("value_before"),
        value("objection"),
        text["objection_text"],
        words.short_date(text["objected_on"]),
        _day(text["objected_on"]),
        value("decision"),
        text["decision_text"],
        words.short_date(text["decided_on"]),
        _day(text["decided_on"]),
        change("indicator_score", 1),
        change("score", 1),
        change("rank", 0),
        words.text(f"reply_{text['note']}") if text["note"] else "",
    )


def _number(value: Any) -> float:
    """A figure of a frame, whose missing ranks are NA."""
    return math.nan if pd.isna(value) else float(value)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
