"""The right of reply: what bodies objected to, what was decided, and what that changed in scores and ranks."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from indexgov.errors import InputError
from indexgov.inputs.observations import ASSESSORS_DIFFER, meant
from indexgov.inputs.stages import open_replies
from indexgov.inputs.subject import Subject
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.engine import score
from indexgov.scoring.score_matrices import statuses, values_and_reasons, whole_numbers
from indexgov.tables import ASSESSED, DATED_STAGES, ESTIMATES_KEY, NOT_ASSESSED, REPLIES

OPEN, ACCEPTED, PARTLY, REJECTED, CORRECTED, CONFIRMED = STATES = (
    "open", "accepted", "partly", "rejected", "corrected", "confirmed",
)  # fmt: skip
"""`open`: not decided yet; then: decided as asked, otherwise, or without a change; the last two: decided though nobody
had objected, with and without a change."""
NOT_SCORED_BEFORE = "not_scored_before"
"""Note where the methods of the registry have no answer for the data without replies and decisions."""
_CELL = list(ESTIMATES_KEY)
_SAME = 1e-9

Cell = tuple[str, str, str]


class _Record(NamedTuple):
    """A reply or a decision: its value, what it means, the words with it, and its day."""

    value: str = ""
    meaning: Hashable = None
    text: str = ""
    day: str = ""


class _Leaf(NamedTuple):
    """An indicator of an authority as it was scored."""

    value: str
    score: float
    reason: str


def replies(assessment: Assessment) -> pd.DataFrame:
    """Every objection and decision and what it changed, columns REPLIES: one row an authority and indicator.

    `value_before` is what counted without any reply or decision, in the form of scores (or the status where nothing was
    assessed); `objection` the value that the body asked for last, `decision` the value decided last, or empty; each
    with the words beside it and its day (YYYY-MM-DD, or empty). `state` is one of STATES. Scores are points of the
    range, ranks places among peers, both empty where there is none. `before`: the whole period scored again without any
    reply and decision; `after`: the assessment. So scores and ranks of an authority show what all decisions together
    changed, those about its peers included. `note` is `assessors_differ` where two assessors differed and nothing but
    the decision settled it: then there is no value and no score of the indicator before, and it did not count there.
    An objection or decision that is about every body stands once for each of them.
    """
    dataset = assessment.dataset
    subject = Subject(assessment.registry, dataset.period, dataset.territories)
    spoken = _spoken(dataset.evidence, subject)
    if dataset.before_replies is None or not len(spoken):
        return _typed([])
    try:
        before = score(assessment.registry, replace(dataset, observations=dataset.before_replies), draws=0)
    except InputError:
        before = None
    said_before = _meanings(dataset.before_replies, spoken, subject)
    ordered = _in_order(spoken, subject)
    cells = [cell for cell, _ in ordered]
    leaves = (_leaves(before, cells) if before else {}), _leaves(assessment, cells)
    places = (_places(before) if before else {}), _places(assessment)
    nowhere = (math.nan, pd.NA)
    rows = []
    for cell, said in ordered:
        asked, decided = (_last(said[said["stage"] == stage], subject) for stage in DATED_STAGES)
        was, became = (found.get(cell, _Leaf(NOT_ASSESSED, math.nan, "")) for found in leaves)
        unsettled = was.reason == ASSESSORS_DIFFER
        meanings = said_before.get(cell, [NOT_ASSESSED])
        # Where two assessors count, a decision leaves things as they were if it leaves the score.
        alike = len(meanings) > 1 and abs(was.score - became.score) < _SAME
        unchanged = not unsettled and (meanings == [decided.meaning] or alike)
        state = OPEN if said["_open"].any() else _state(asked, decided, unchanged)
        words = (asked.value, asked.text, asked.day, decided.value, decided.text, decided.day)
        points = (was.score, became.score, *(found.get(cell[:2], nowhere)[0] for found in places))
        ranks = (found.get(cell[:2], nowhere)[1] for found in places)
        value, note = ("", ASSESSORS_DIFFER) if unsettled else (was.value, "") if before else ("", NOT_SCORED_BEFORE)
        rows.append((*cell, state, value, *words, *points, *ranks, note))
    return _typed(rows)


def _typed(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(REPLIES), dtype=object)
    kinds = {name: float for name in REPLIES if "score" in name} | {"rank_before": "Int64", "rank_after": "Int64"}
    return frame.astype(kinds)


def _spoken(evidence: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """The replies and decisions, those about every body once for each, and whether they are objections still open."""
    if not len(evidence):
        return evidence
    late = evidence[evidence["stage"].isin(DATED_STAGES)].reset_index(drop=True)
    bodies = [
        [body] if body else list(subject.bodies_at(subject.tiers[territory], name))
        for territory, body, name in zip(late["territory"], late["body"], late["indicator"], strict=True)
    ]
    listed = pd.Series(bodies, index=late.index, dtype=object)
    rows = late.assign(written=late["body"], body=listed).explode("body", ignore_index=True)
    return rows.assign(_open=open_replies(rows))


def _in_order(spoken: pd.DataFrame, subject: Subject) -> list[tuple[Cell, pd.DataFrame]]:
    """The cells in the order of territories, bodies and indicators, each with its rows."""
    names = (subject.tiers, subject.registry.bodies, subject.indicators)
    order = [{name: number for number, name in enumerate(found)} for found in names]
    cells: list[tuple[Cell, pd.DataFrame]] = []
    for key, rows in spoken.groupby(_CELL, sort=False):
        territory, body, name = map(str, key)
        cells.append(((territory, body, name), rows))
    return sorted(cells, key=lambda cell: [at[name] for at, name in zip(order, cell[0], strict=True)])


def _last(rows: pd.DataFrame, subject: Subject) -> _Record:
    """The record of the latest day, of several the last written; records without a day stand before all others."""
    if not len(rows):
        return _Record()
    records = [one for _, one in rows.groupby(["seen_on", "assessor", "written"], sort=False)]
    last = sorted(records, key=lambda one: str(one["seen_on"].iat[0]))[-1]
    parts = [f"{part}={value}" if part else value for part, value in zip(last["part"], last["value"], strict=True)]
    words = [text for name in ("comment", "note") for text in dict.fromkeys(last[name]) if text]
    indicator = subject.indicators[str(last["indicator"].iat[0])]
    meaning = meant(last["value"].tolist(), last["part"].tolist(), subject.registry, indicator)
    return _Record("; ".join(parts), meaning, "; ".join(words), str(last["seen_on"].iat[0]))


def _state(asked: _Record, decided: _Record, unchanged: bool) -> str:
    """What became of an objection that is not open, or of a cell that was decided without one."""
    if asked.meaning is None:
        return CONFIRMED if unchanged else CORRECTED
    if decided.meaning == asked.meaning:
        return ACCEPTED
    return REJECTED if unchanged else PARTLY


def _leaves(assessment: Assessment, cells: Sequence[Cell]) -> dict[Cell, _Leaf]:
    """Some indicators of authorities as they were scored."""
    section = assessment.sections[0]
    (text, reason, _), status, scores = values_and_reasons(section), statuses(section), section.result.scores
    who = zip(section.authorities.territory.tolist(), section.authorities.body.tolist(), strict=True)
    columns = {key: column for column, key in enumerate(who)}
    nodes = {section.tree.nodes[position].id: position for position in section.tree.leaves}
    found = {}
    for cell in cells:
        node, column = nodes.get(cell[2]), columns.get(cell[:2])
        if node is not None and column is not None and section.result.concerned[node, column]:
            said = status[node, column]
            value = text[node, column] if said == ASSESSED or text[node, column] else said
            found[cell] = _Leaf(value, float(scores[node, column]), reason[node, column])
    return found


def _places(assessment: Assessment) -> dict[tuple[str, str], tuple[float, Any]]:
    """Score and rank of every authority; what ranks leave open is not asked for, which takes longest."""
    found: dict[tuple[str, str], tuple[float, Any]] = {}
    for section in assessment.sections:
        who, ranks = section.authorities, whole_numbers(assessment.places(section)[0])
        keys = zip(who.territory.tolist(), who.body.tolist(), strict=True)
        found |= zip(keys, zip(section.result.scores[0].tolist(), ranks.tolist(), strict=True), strict=True)
    return found


def _meanings(observations: pd.DataFrame, spoken: pd.DataFrame, subject: Subject) -> dict[Cell, list[Hashable]]:
    """What counted in each cell that was spoken about: one meaning, or those of two assessors who differ."""
    plain = observations.astype(dict.fromkeys((*_CELL, "value", "status"), object))
    plain = plain[pd.MultiIndex.from_frame(plain[_CELL]).isin(pd.MultiIndex.from_frame(spoken[_CELL]))]
    # A status is what was said where there is no value.
    plain = plain.assign(value=plain["value"].where(plain["status"] == ASSESSED, plain["status"]))
    found: dict[Cell, list[Hashable]] = {}
    for key, rows in plain.groupby([*_CELL, "assessor"], sort=False):
        territory, body, name, _ = map(str, key)
        said = (rows["value"].tolist(), rows["part"].tolist())
        meaning = meant(*said, subject.registry, subject.indicators[name])
        found.setdefault((territory, body, name), []).append(meaning)
    return found
