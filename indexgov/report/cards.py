"""One card for every authority and territory: where its score comes from, what is missing and why."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import NamedTuple, overload

import numpy as np

from indexgov.report.card_model import Card, CardHead, Outcome, Twin, Unmet
from indexgov.report.card_rows import BLANK, Peers, Placed, RowMaker, ScoreRow
from indexgov.report.methodology import Method
from indexgov.report.model import Figure, Key, RankNotes
from indexgov.report.rank_basis import claims
from indexgov.report.records import Records
from indexgov.report.survey_figures import figure
from indexgov.report.words import sentence, short_title
from indexgov.scoring.alike import Alike
from indexgov.scoring.assessment import FEW_PEERS, Assessment
from indexgov.scoring.rank import SMALLEST_GROUP
from indexgov.scoring.score_matrices import BODY_WITHOUT_SCORE, LOW_COVERAGE
from indexgov.scoring.section import Section

_KEPT = 250
"""So many cards are kept for those who ask again; of more each is made when it is asked for, to spare memory."""


class Standing(NamedTuple):
    """A row of `Assessment.ranking` with the last place of those who tie with it."""

    status: str
    not_applicable: float
    rank: int | None
    last: int
    low: float
    """Ends of the rank interval; NaN where it is not known."""
    high: float
    group: str


class ScoreRows:
    """The rows of `Assessment.scores` by authority, made only where they are asked for."""

    def __init__(self, assessment: Assessment) -> None:
        self._matrices = assessment.score_matrices
        self._keys = [
            list(zip(one.section.authorities.territory, one.section.authorities.body, strict=True))
            for one in self._matrices
        ]
        self._places = {
            key: (number, column) for number, keys in enumerate(self._keys) for column, key in enumerate(keys)
        }
        self._imputed = [one.imputed.tolist() for one in self._matrices]

    def of(self, key: Key) -> list[ScoreRow]:
        """The rows of one authority, in the order of the tree."""
        number, column = self._places[key]
        return list(map(ScoreRow._make, self._matrices[number].rows(column)))

    def head(self, key: Key) -> list[ScoreRow]:
        """Its index and components; empty where the tree holds nothing for it."""
        return self._heads.get(key, [])

    @cached_property
    def _heads(self) -> dict[Key, list[ScoreRow]]:
        found: dict[Key, list[ScoreRow]] = {}
        for keys, matrices in zip(self._keys, self._matrices, strict=True):
            for position, node in enumerate(matrices.section.tree.nodes):
                if node.level in {"index", "component"}:
                    for column, row in matrices.across(position):
                        found.setdefault(keys[column], []).append(ScoreRow._make(row))
        return found

    def imputed(self, key: Key) -> int:
        """How many indicators have a score although nobody assessed them."""
        number, column = self._places[key]
        return int(self._imputed[number][column])


class CardMaker:
    """Makes the cards of an assessment in one language."""

    def __init__(
        self,
        assessment: Assessment,
        method: Method,
        records: Records,
        standings: dict[Key, Standing],
        outcomes: dict[Key, tuple[Outcome, ...]],
        ranks: RankNotes,
        rows: ScoreRows,
    ) -> None:
        self.words, self.method, self.records, self.ranks = method.words, method, records, ranks
        self.registry = method.registry
        self.standings, self.outcomes = standings, outcomes
        self.peers: dict[Key, Peers] = {}
        self.nodes: dict[Key, Placed] = {}
        self.gates: dict[Key, tuple[Unmet, ...]] = {}
        self.alike: dict[Key, tuple[Alike, list[Key]]] = {}
        for section in assessment.sections:
            self._look_at(section)
            self._look_at_gates(assessment, section)
        for section, alike in zip(assessment.sections, assessment.alike, strict=True):
            self._look_at_alike(section, alike)
        self.rows = rows
        self.made = RowMaker(assessment.dataset, method, records, ranks)

    def _look_at(self, section: Section) -> None:
        """Medians and bests of a section, all nodes of a peer group at once."""
        who, tree, result = section.authorities, section.tree, section.result
        groups = who.groups(self.registry.ranking.within)
        depths: list[int] = []
        for node in tree.nodes:
            depths.append(0 if node.parent < 0 else depths[node.parent] + 1)
        nodes = {node.id: (node, depth) for node, depth in zip(tree.nodes, depths, strict=True)}
        found: dict[int, Peers] = {}
        for number in np.unique(groups):
            scores = np.sort(result.scores[:, groups == number], axis=1)
            counts = (~np.isnan(scores)).sum(axis=1)
            enough = np.flatnonzero(counts >= SMALLEST_GROUP)
            median = np.nanmedian(scores[enough], axis=1).tolist()
            best = scores[enough, counts[enough] - 1].tolist()
            ids = [tree.nodes[position].id for position in enough]
            summary = dict(zip(ids, zip(median, best, strict=True), strict=True))
            found[int(number)] = Peers(tuple(scores[0, : counts[0]].tolist()), summary)
        for key, number in zip(zip(who.territory, who.body, strict=True), groups, strict=True):
            self.peers[key], self.nodes[key] = found[int(number)], nodes

    def _look_at_gates(self, assessment: Assessment, section: Section) -> None:
        """The gates that those with a score did not pass."""
        keys, scored = list(zip(section.authorities.territory, section.authorities.body, strict=True)), section.result
        # Territories that average their bodies have the gates of these.
        nodes = {node.id: node for one in assessment.sections for node in one.tree.nodes}
        for gate in assessment.gates(section):
            title, body = self.method.node_title(nodes[gate.node]), gate.node.partition("@")[2]
            title = f"{title} ({self.method.body_title(body)})" if body else title
            told = self.words.text("gate_failed", title=title, score=self.words.plain(gate.score), cap=gate.cap)
            for position in np.flatnonzero(gate.failed & ~np.isnan(scored.scores[0])):
                self.gates[keys[position]] = (*self.gates.get(keys[position], ()), Unmet(told, gate.cap))

    def _look_at_alike(self, section: Section, alike: Mapping[int, Alike]) -> None:
        """Whom each authority cannot be told apart from, best scores first."""
        who, scores = section.authorities, section.result.scores[0]
        keys = list(zip(who.territory, who.body, strict=True))
        for column, one in alike.items():
            order = one.columns[np.argsort(-scores[one.columns], kind="stable")]
            self.alike[keys[column]] = one, [keys[other] for other in order]

    def name(self, key: Key) -> str:
        """A peer in words: with its body where those of several bodies are ranked together."""
        name, together = self.method.names[key[0]], "body" not in self.registry.ranking.within
        return f"{name} ({self.method.body_title(key[1])})" if together and key[1] else name

    def heads(self) -> dict[Key, CardHead]:
        """What the first lines of each card say, in the order of bodies and territories."""
        return {key: self._head(key) for key in self.peers}

    def _head(self, key: Key) -> CardHead:
        rows, standing, words = self.rows.head(key), self.standings[key], self.words
        territory, body = key
        name = self.method.names[territory]
        kind = sentence(self.method.title(self.registry.bodies[body].title) if body else words.text("territory_kind"))
        index = rows[0] if rows else None
        parts = {row.node: row for row in rows if row.level == "component"}
        named = [parts.get(component) for component in self.registry.components]
        # Where there is one body, and nothing else has a page, its name adds nothing.
        alone = len(self.registry.bodies) == 1 and self.registry.territory is None
        return CardHead(
            key=key,
            name=words.text("card_title", territory=name, body=short_title(kind)) if body and not alone else name,
            territory=name,
            body=kind,
            group=standing.group,
            rank=standing.rank,
            place=self._place(rows, standing),
            interval=self._interval(standing),
            alike_count=self._alike_count(key),
            score=self.made.points(index.score) if index else BLANK,
            spread=self.made.spread(index) if index else None,
            components=tuple(self.made.points(row.score) if row else BLANK for row in named),
            contributions=tuple(_number(row.contribution) if row else None for row in named),
            band=self.method.bands.get(index.band) if index else None,
            gates=self.gates.get(key, ()),
            coverage=self.made.percent(index.coverage) if index else BLANK,
            not_applicable=self.made.percent(standing.not_applicable),
            status=standing.status,
            status_words=words.text(f"status_{standing.status}"),
            reasons=self._reasons(rows, standing),
            imputed=self.rows.imputed(key),
        )

    def card(self, head: CardHead, *, indicators: bool) -> Card:
        """The card that begins with `head`, with or without its indicators."""
        key = head.key
        rows, peers, nodes = self.rows.of(key), self.peers[key], self.nodes[key]
        made = tuple(self.made.node(row, *nodes[row.node], peers) for row in rows if row.level != "indicator")
        bodies = [key[1], ""] if key[1] else [*self.registry.bodies, ""]
        alike = self.alike.get(key)
        return Card(
            **{one.name: getattr(head, one.name) for one in fields(CardHead)},
            alike=tuple(Twin(one, self.name(one)) for one in alike[1]) if alike else (),
            alike_words=self._alike_words(head.alike_count),
            claims=tuple(claims(alike[0], self.words)) if alike else (),
            median=made[0].median if made else BLANK,
            best=made[0].best if made else BLANK,
            peers=peers.scores,
            nodes=made,
            indicators=self.made.groups(key, rows, nodes, peers) if indicators else (),
            objections=self.records.objections(key[0], bodies),
            outcomes=self.outcomes.get(key, ()),
        )

    def _place(self, rows: list[ScoreRow], standing: Standing) -> str:
        if standing.rank is None:
            return sentence(self.words.text(f"status_{standing.status}"))
        return self.words.place(standing.rank, standing.last, rows[0].peers)

    def _interval(self, standing: Standing) -> str:
        if standing.rank is None or not self.ranks.known:
            return ""
        if math.isnan(standing.low):
            return self.words.text("rank_interval_unknown")
        ends = self.words.interval(standing.low, standing.high)
        return self.words.text("rank_interval_is", ends=ends, level=self.ranks.level)

    def _alike_count(self, key: Key) -> Figure:
        count = self.alike[key][0].count if key in self.alike else math.nan
        return figure(count, self.words.number(count, 0))

    def _alike_words(self, count: Figure) -> str:
        if count.number is None:
            return ""
        return self.words.text("alike_count", count=count.text) if count.number else self.words.text("alike_nobody")

    def _reasons(self, rows: list[ScoreRow], standing: Standing) -> tuple[str, ...]:
        """Why there is no rank, part by part."""
        if standing.status == FEW_PEERS:
            return (sentence(self.words.counted("peers_count", rows[0].peers)),)
        if rows and rows[0].reason == BODY_WITHOUT_SCORE:
            return (sentence(self.words.text("reason_body")),)
        lacking = [row for row in rows if math.isnan(row.score) and row.reason]
        named = [row for row in lacking if row.level == "component"] or lacking
        return tuple(self._why(row) for row in named)

    def _why(self, row: ScoreRow) -> str:
        node, _ = self.nodes[(row.territory, row.body)][row.node]
        title = self.method.node_title(node)
        if row.reason == LOW_COVERAGE:
            floor = self.words.stated_percent(node.missing.min_coverage)
            return self.words.text("why_coverage", title=title, coverage=self.words.percent(row.coverage), floor=floor)
        return self.words.text("why_no_score", title=title)


class Cards(Sequence[Card]):
    """The cards of a view, each made when it is asked for."""

    def __init__(self, maker: CardMaker, heads: Mapping[Key, CardHead], *, indicators: bool = True) -> None:
        self._maker, self._heads, self._indicators = maker, tuple(heads.values()), indicators
        self._kept: dict[Key, Card] | None = {} if len(heads) <= _KEPT else None

    @overload
    def __getitem__(self, place: int) -> Card: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Card]: ...
    def __getitem__(self, place: int | slice) -> Card | Sequence[Card]:
        """The card at a place, in the order of bodies and territories."""
        if isinstance(place, slice):
            return [self.of(head) for head in self._heads[place]]
        return self.of(self._heads[place])

    def __len__(self) -> int:
        return len(self._heads)

    def __iter__(self) -> Iterator[Card]:
        return map(self.of, self._heads)

    def of(self, head: CardHead) -> Card:
        """The card that begins with `head`."""
        if self._kept is None:
            return self._maker.card(head, indicators=self._indicators)
        if head.key not in self._kept:
            self._kept[head.key] = self._maker.card(head, indicators=self._indicators)
        return self._kept[head.key]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
