"""The whole calculation of one score in reading order: value, scale, score, weight, contribution, and the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from indexgov.analysis.account import how, shares
from indexgov.analysis.formulas import number
from indexgov.analysis.gains import Counts, counts, gains
from indexgov.analysis.leaves import Leaf, Records
from indexgov.analysis.subject import Asked, ask, title_of
from indexgov.errors import IndexgovError, choose_from
from indexgov.registry.outline import ROOT
from indexgov.scoring import Assessment
from indexgov.scoring.alike import Alike
from indexgov.tables import NOT_ASSESSED, one_line

EXPLANATION = (
    "node", "level", "depth", "title", "value", "number", "scale", "score", "weight", "share", "contribution",
    "effective_weight", "coverage", "rank", "rank_low", "rank_high", "peers", "status", "reason", "how", "source_url",
    "archive_url", "seen_on", "assessor", "stage", "note", "n", "se", "df", "ci_low", "ci_high", "basis", "flags",
    "question",
)  # fmt: skip
"""Columns of an explanation's frame."""
_SAMPLING = ("n", "se", "df", "ci_low", "ci_high")
_FROM_ESTIMATE = (*_SAMPLING, "basis", "flags", "question")
_FROM_EVIDENCE = ("source_url", "archive_url", "seen_on", "assessor", "stage", "note")
_RANKS = ("rank", "rank_low", "rank_high")
_FROM_SCORES = (
    "value", "score", "weight", "contribution", "effective_weight", "coverage", *_RANKS, "peers", "status", "reason",
)  # fmt: skip
BODY = "body"
"""Level of the rows of a territory that averages its bodies."""


@dataclass(frozen=True)
class Explanation:
    """How one score came about."""

    asked: Asked
    language: str
    """Language of the titles: `kk`, `ru` or `en`."""
    frame: pd.DataFrame
    """One row a node in reading order, columns EXPLANATION."""
    leaves: Mapping[str, Leaf]
    """By node of the indicators: all rows of evidence, and the survey estimate."""

    def __repr__(self) -> str:
        who = "/".join(part for part in (self.asked.territory, self.asked.body) if part)
        return f"<Explanation of {who!r} in {one_line(self.asked.assessment.dataset)}: {len(self.frame)} nodes>"

    @property
    def standing(self) -> Mapping[str, Any]:
        """The row of the ranking: score, components, rank, class, coverage, status and reason."""
        rows = self.asked.assessment.ranking
        mine = (rows["territory"] == self.asked.territory) & (rows["body"] == self.asked.body)
        return dict(rows[mine].iloc[0])

    @property
    def peers(self) -> int:
        """How many of its peers have a score, itself included."""
        section = self.asked.section
        groups = section.authorities.groups(self.asked.assessment.registry.ranking.within)
        scored = ~np.isnan(section.result.scores[0])
        return int(np.count_nonzero(scored & (groups == groups[self.asked.column])))

    @property
    def alike(self) -> Alike | None:
        """The peers that cannot be told apart from it; None without a rank, and where no error is known."""
        return self.asked.assessment.alike[self.asked.number].get(self.asked.column)

    @property
    def open_criteria(self) -> int:
        """Criteria that nobody assessed: not the body's to mend, and so without a gain."""
        return self.counts.not_assessed

    @property
    def counts(self) -> Counts:
        """How many criteria there are gains for, and how many are left out."""
        return counts(self.asked)

    def gains(self, limit: int | None = None) -> pd.DataFrame:
        """What would gain most: see `indexgov.gains`."""
        return gains(self.asked.assessment, self.asked.territory, self.asked.body, limit, self.language)


def explain(assessment: Assessment, territory: str, body: str = "", language: str | None = None) -> Explanation:
    """The calculation of the score of a body of a territory, or of the territory itself, with its evidence.

    `territory` is a code or a name in any language, `body` an id or title; without a body the territory's own score is
    explained, whose rows are its pooled leaves (`indicator@body`), or its bodies where the registry averages them.
    `language` is that of the titles, the registry's first if left out.

    Comes back as an Explanation whose `frame` has one row a node in reading order, columns EXPLANATION: scores and
    contributions in points of the range, `share` and `coverage` from 0 to 1. The score of a node is the mean that `how`
    names of its children's scores with their shares; in a `sum` the share is the weight. Contributions of the
    indicators add up to the score, and are empty where `how` of a node above says why. `n`, `se`, `df`, the ends of the
    interval in the units of the value, `basis`, `flags` and `question` are those of the survey estimate.

    Raises IndexgovError for a territory, body or language that is not known, with the nearest name.
    """
    languages = assessment.registry.languages
    if language is not None and language not in languages:
        raise IndexgovError(f"the registry has no titles in '{language}'; {choose_from(language, languages)}")
    chosen = language or languages[0]
    asked = ask(assessment, territory, body)
    if asked.section.merged is not None:
        return Explanation(asked, chosen, _frame(_of_bodies(asked, chosen)), {})
    records, leaves = Records(asked, chosen), dict[str, Leaf]()
    return Explanation(asked, chosen, _frame(_of_nodes(asked, records, leaves)), leaves)


def _frame(rows: Iterator[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(EXPLANATION))
    numbers = ("number", "score", "weight", "share", "contribution", "effective_weight", "coverage", *_SAMPLING)
    counts = (*_RANKS, "peers")
    texts = [name for name in EXPLANATION if name not in (*numbers, *counts, "depth")]
    frame[texts] = frame[texts].astype(object).fillna("")
    return frame.astype(dict.fromkeys(numbers, float) | dict.fromkeys(counts, "Int64"))


def _scores(asked: Asked) -> dict[str, dict[str, Any]]:
    """The rows of the scores table of the authority, by node. They stand together, in the order of the columns."""
    before = [section.result.concerned for section in asked.assessment.sections[: asked.number]]
    concerned = asked.section.result.concerned
    start = sum(int(mask.sum()) for mask in before) + int(concerned[:, : asked.column].sum())
    rows = asked.assessment.scores.iloc[start : start + int(concerned[:, asked.column].sum())]
    records = rows.to_dict("records")
    return {str(row["node"]): {str(name): value for name, value in row.items()} for row in records}


def _of_nodes(asked: Asked, records: Records, leaves: dict[str, Leaf]) -> Iterator[dict[str, Any]]:
    tree, scores = asked.section.tree, _scores(asked)
    depth, share = {-1: -1}, dict[int, float]({0: 1.0} if scores[ROOT]["score"] == scores[ROOT]["score"] else {})
    for position, node in enumerate(tree.nodes):
        depth[position] = depth[node.parent] + 1
        if node.id not in scores:
            continue
        found = scores[node.id]
        row = {
            "node": node.id,
            "level": node.level,
            "depth": depth[position],
            "title": title_of(asked, node, records.language),
            **{name: found[name] for name in _FROM_SCORES},
            "share": share.get(position, np.nan),
        }
        if node.level == "indicator":
            leaf = leaves[node.id] = records.leaf(position, str(found["reason"]))
            row |= {"number": leaf.number, "scale": leaf.scale, "how": leaf.how}
            row |= {name: leaf.joined(name) for name in _FROM_EVIDENCE}
            row |= {name: leaf.estimate.get(name) for name in _FROM_ESTIMATE}
        else:
            share |= shares(asked, position)
            row["how"] = how(asked, position)
        yield row


def _of_bodies(asked: Asked, language: str) -> Iterator[dict[str, Any]]:
    """The index of a territory that averages its bodies, then a row a body."""
    assessment, bodies = asked.assessment, asked.assessment.sections[0]
    registry, who, whole = assessment.registry, bodies.authorities, _scores(asked)[ROOT]
    assert registry.territory is not None
    columns = np.flatnonzero((who.territory == asked.territory) & bodies.result.applicable[0])
    written = {int(column): registry.territory.weights[str(who.body[column])] for column in columns}
    total, scored = sum(written.values()), not np.isnan(whole["score"])
    lacking = [str(who.body[column]) for column in columns if np.isnan(bodies.result.scores[0, column])]
    words = f"arithmetic mean of {len(columns)} bod{'y' if len(columns) == 1 else 'ies'}"
    told = words if scored else f"no score: {', '.join(lacking)} {'has' if len(lacking) == 1 else 'have'} none"
    head = {"node": ROOT, "level": "index", "depth": 0, "title": registry.title[language], "how": told}
    yield head | {name: whole[name] for name in _FROM_SCORES} | {"share": 1.0 if scored else np.nan}
    for column in columns:
        body, share = str(who.body[column]), written[int(column)] / total if scored and total else np.nan
        score = float(bodies.result.scores[0, column])
        yield {
            "node": body,
            "level": BODY,
            "depth": 1,
            "title": registry.bodies[body].title[language],
            "value": "",
            "score": score,
            "weight": written[int(column)],
            "share": share,
            "contribution": share * score,
            "effective_weight": share,
            "coverage": float(bodies.result.coverage[0, column]),
            "status": NOT_ASSESSED if np.isnan(score) else "assessed",
            "reason": "",
            "how": f"the body's own index, weight {number(written[int(column)])}; explained with --body {body}",
        }
