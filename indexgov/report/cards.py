"""One card for every authority and territory: where its score comes from, what is missing and why."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

import numpy as np

from indexgov.methods.means import MEANS, name_of
from indexgov.registry.models import Indicator
from indexgov.registry.outline import OutlineNode
from indexgov.report.methodology import Method
from indexgov.report.model import (
    Card,
    Evidence,
    Figure,
    IndicatorGroup,
    IndicatorRow,
    Key,
    NodeRow,
    Outcome,
    RankNotes,
    Spread,
    Twin,
    Unmet,
)
from indexgov.report.rank_basis import claims
from indexgov.report.records import Records
from indexgov.report.survey_figures import figure
from indexgov.report.words import DASH, sentence, short_title
from indexgov.scoring.alike import Alike
from indexgov.scoring.assessment import (
    BODY_WITHOUT_SCORE,
    FEW_CHILDREN,
    FEW_PEERS,
    LOW_COVERAGE,
    NOT_COUNTED,
    Assessment,
)
from indexgov.scoring.rank import SMALLEST_GROUP
from indexgov.scoring.section import Section
from indexgov.survey.publication import REASONS, least_of
from indexgov.tables import ASSESSED, CARRIED, IMPUTED, NO_DENOMINATOR, NOT_APPLICABLE, NOT_ASSESSED, SCORES


class ScoreRow(NamedTuple):
    """A row of `Assessment.scores`."""

    period: str
    territory: str
    body: str
    node: str
    level: str
    value: str
    score: float
    se: float
    weight: float
    effective_weight: float
    contribution: float
    coverage: float
    status: str
    disputed: bool
    rank: float
    rank_low: float
    rank_high: float
    peers: int
    band: str
    reason: str
    ci_low: float
    ci_high: float
    n: float
    n_eff: float


_RANKS = {"rank", "rank_low", "rank_high"}


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


class Peers(NamedTuple):
    """The scores of a peer group."""

    scores: tuple[float, ...]
    nodes: dict[str, tuple[float, float]]
    """Median and best of each node; without those that fewer than three have."""


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
    ) -> None:
        self.words, self.method, self.records, self.ranks = method.words, method, records, ranks
        self.registry, self.rules = method.registry, assessment.dataset.rules
        self.standings, self.outcomes = standings, outcomes
        self.peers: dict[Key, Peers] = {}
        self.nodes: dict[Key, dict[str, tuple[OutlineNode, int]]] = {}
        self.gates: dict[Key, tuple[Unmet, ...]] = {}
        self.alike: dict[Key, tuple[Alike, tuple[Twin, ...]]] = {}
        self.confidence = _confidence(assessment)
        for section in assessment.sections:
            self._look_at(section)
            self._look_at_gates(assessment, section)
        for section, alike in zip(assessment.sections, assessment.alike, strict=True):
            self._look_at_alike(section, alike)
        frame = assessment.scores
        columns = [
            frame[name].to_numpy(dtype=float, na_value=np.nan).tolist() if name in _RANKS else frame[name].tolist()
            for name in SCORES
        ]
        rows = map(ScoreRow._make, zip(*columns, strict=True))
        self.rows = {key: list(found) for key, found in groupby(rows, key=lambda row: (row.territory, row.body))}

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
        twins = [Twin(key, self._name(key)) for key in zip(who.territory, who.body, strict=True)]
        for column, one in alike.items():
            order = one.columns[np.argsort(-scores[one.columns], kind="stable")]
            self.alike[twins[column].key] = one, tuple(twins[other] for other in order)

    def _name(self, key: Key) -> str:
        """A peer in words: with its body where those of several bodies are ranked together."""
        name, together = self.method.names[key[0]], "body" not in self.registry.ranking.within
        return f"{name} ({self.method.body_title(key[1])})" if together and key[1] else name

    def cards(self) -> Iterator[Card]:
        """The cards in the order of bodies and territories."""
        for key in self.peers:
            yield self._card(key)

    def _card(self, key: Key) -> Card:
        rows, standing, peers, words = self.rows.get(key, []), self.standings[key], self.peers[key], self.words
        territory, body = key
        name = self.method.names[territory]
        kind = sentence(self.method.title(self.registry.bodies[body].title) if body else words.text("territory_kind"))
        nodes = tuple(self._node(row) for row in rows if row.level != "indicator")
        index = nodes[0] if nodes else None
        blank = Figure(None, DASH)
        bodies = [body, ""] if body else [*self.registry.bodies, ""]
        # Where there is one body, and nothing else has a page, its name adds nothing.
        alone = len(self.registry.bodies) == 1 and self.registry.territory is None
        return Card(
            key=key,
            name=words.text("card_title", territory=name, body=short_title(kind)) if body and not alone else name,
            territory=name,
            body=kind,
            group=standing.group,
            rank=standing.rank,
            place=self._place(rows, standing),
            interval=self._interval(standing),
            alike=self.alike[key][1] if key in self.alike else (),
            alike_count=self._alike_count(key),
            alike_words=self._alike_words(key),
            claims=tuple(claims(self.alike[key][0], words)) if key in self.alike else (),
            score=index.score if index else blank,
            spread=index.spread if index else None,
            band=self.method.bands.get(rows[0].band) if rows else None,
            gates=self.gates.get(key, ()),
            coverage=index.coverage if index else blank,
            not_applicable=self._percent(standing.not_applicable),
            status=standing.status,
            status_words=words.text(f"status_{standing.status}"),
            reasons=self._reasons(rows, standing),
            median=index.median if index else blank,
            best=index.best if index else blank,
            peers=peers.scores,
            nodes=nodes,
            indicators=self._groups(key, rows),
            objections=self.records.objections(territory, bodies),
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

    def _alike_words(self, key: Key) -> str:
        count = self._alike_count(key)
        if count.number is None:
            return ""
        return self.words.text("alike_count", count=count.text) if count.number else self.words.text("alike_nobody")

    def _reasons(self, rows: list[ScoreRow], standing: Standing) -> tuple[str, ...]:
        """Why there is no rank, part by part."""
        if standing.status == FEW_PEERS:
            return (sentence(self.words.counted("peers_count", rows[0].peers)),)
        if rows and rows[0].reason == BODY_WITHOUT_SCORE:
            return (sentence(self.words.text("reason_body")),)
        lacking = [row for row in rows if row.level in {"index", "component"} and math.isnan(row.score) and row.reason]
        named = [row for row in lacking if row.level == "component"] or lacking
        return tuple(self._why(row) for row in named)

    def _why(self, row: ScoreRow) -> str:
        node, _ = self.nodes[(row.territory, row.body)][row.node]
        title = self.method.node_title(node)
        if row.reason == LOW_COVERAGE:
            floor = self.words.stated_percent(node.missing.min_coverage)
            return self.words.text("why_coverage", title=title, coverage=self.words.percent(row.coverage), floor=floor)
        return self.words.text("why_no_score", title=title)

    def _node(self, row: ScoreRow) -> NodeRow:
        node, depth = self.nodes[(row.territory, row.body)][row.node]
        median, best = self._of_peers(row)
        place = DASH if math.isnan(row.rank) else f"{row.rank:.0f}"
        if self.ranks.known and not math.isnan(row.rank):
            place += f" ({self.words.interval(row.rank_low, row.rank_high)})"
        return NodeRow(
            row.node,
            row.level,
            depth,
            self.method.node_title(node),
            self._points(row.score),
            self._spread(row),
            median,
            best,
            # The whole has no weight in anything.
            self._plain(row.weight) if depth else Figure(None, ""),
            self._percent(row.effective_weight),
            self._points(row.contribution, 1),
            self._percent(row.coverage),
            not math.isnan(row.rank),
            place,
            row.status,
            self._node_reason(row, node),
            row.disputed,
        )

    def _node_reason(self, row: ScoreRow, node: OutlineNode) -> str:
        """Why a node has no score, or does not count although it has one."""
        if row.reason == NOT_COUNTED:
            return self.words.text(f"reason_{NOT_COUNTED}")
        if row.reason == LOW_COVERAGE:
            floor = self.words.stated_percent(node.missing.min_coverage)
            return self.words.text("reason_coverage", coverage=self.words.percent(row.coverage), floor=floor)
        if row.reason == FEW_CHILDREN:
            return self.words.text("reason_children", floor=self.words.stated_percent(node.missing.min_children))
        if row.reason == BODY_WITHOUT_SCORE:
            return self.words.text("reason_body")
        if row.reason:
            return self._gap(row, node)
        return self.words.text(NOT_APPLICABLE) if row.status == NOT_APPLICABLE else ""

    def _gap(self, row: ScoreRow, node: OutlineNode) -> str:
        """Why a node has no score although its coverage is enough."""
        model, rule = node.model, node.missing
        if rule.rule != "reweight" or isinstance(model, Indicator) or MEANS[name_of(model.aggregation)].every_child:
            return self.words.text("reason_gap")
        return self.words.text("reason_alone" if row.coverage else "reason_no_part")

    def _groups(self, key: Key, rows: list[ScoreRow]) -> tuple[IndicatorGroup, ...]:
        """The indicators under the titles of the nodes that hold them."""
        groups: list[tuple[tuple[str, ...], list[IndicatorRow]]] = []
        above: list[tuple[str, bool]] = []
        for row in rows:
            node, depth = self.nodes[key][row.node]
            if row.level != "indicator":
                above = [*above[:depth], (self.method.node_title(node), math.isnan(row.score))]
                continue
            path = tuple(title for title, _ in above[1:depth])
            if not groups or groups[-1][0] != path:
                groups.append((path, []))
            blank = next((title for title, lacking in reversed(above[:depth]) if lacking), "")
            counted_out = row.reason == NOT_COUNTED and row.status == ASSESSED
            groups[-1][1].append(self._indicator(key, row, node, blank if counted_out else ""))
        return tuple(IndicatorGroup(path, tuple(found)) for path, found in groups)

    def _indicator(self, key: Key, row: ScoreRow, node: OutlineNode, uncounted: str) -> IndicatorRow:
        model = node.model
        assert isinstance(model, Indicator)
        body = key[1] or row.node.partition("@")[2]
        cell = (key[0], body, model.id)
        evidence = self.records.evidence(cell)
        median, best = self._of_peers(row)
        imputed = row.status == NOT_ASSESSED and not math.isnan(row.score)
        mark = "mark_imputed" if imputed else "mark_carried" if row.reason == CARRIED else ""
        value, number = (DASH, None) if imputed else self._value(model, row.value, cell)
        about = "" if key[1] else self.method.body_title(body)
        reason = self._imputed(node, row, cell) if imputed else self._missing(model, row, cell, evidence)
        answers = self.records.answers(cell) if model.from_survey else None
        score, spread = self._points(row.score), self._spread(row)
        hidden = answers is not None and bool(answers.hidden) and row.status == ASSESSED
        if answers is not None and hidden:
            value, number, score, spread = DASH, None, Figure(None, DASH), None
            reason = "; ".join(filter(None, [self.words.text("reason_hidden", why=answers.hidden), reason]))
        return IndicatorRow(
            row.node,
            self.method.title(model.title),
            about,
            value,
            number,
            model.measure or "",
            score,
            spread,
            median,
            best,
            self._plain(row.weight),
            self._percent(row.effective_weight),
            self._points(row.contribution, 1),
            row.status,
            self.words.text(row.status),
            reason,
            row.disputed,
            imputed,
            self.words.text(mark) if mark else "",
            self.method.scales.of(model),
            self.method.legal(model),
            evidence,
            model.from_survey,
            answers,
            hidden,
            uncounted,
        )

    def _value(self, model: Indicator, text: str, cell: tuple[str, str, str]) -> tuple[str, float | None]:
        """A value in words and as a number: that which the scale is about, so divided where it has a denominator."""
        if not text:
            return DASH, None
        rate = self.records.rate(cell)
        if rate is None:
            return self.records.value(model, text), self.records.number(model, text)
        recorded = self.records.value(model, text)
        return self.words.text("recorded", rate=self.words.plain(rate), value=recorded), rate

    def _imputed(self, node: OutlineNode, row: ScoreRow, cell: tuple[str, str, str]) -> str:
        """What stands in the place of an assessment."""
        assert node.impute is not None
        model = node.model
        assert isinstance(model, Indicator)
        value, _ = self._value(model, row.value, cell)
        told = self.words.text(f"reason_{IMPUTED[node.impute.by]}", value=value)
        return f"{told}; {self.words.text(f'reason_{NOT_COUNTED}')}" if row.reason == NOT_COUNTED else told

    def _missing(
        self, model: Indicator, row: ScoreRow, cell: tuple[str, str, str], evidence: tuple[Evidence, ...]
    ) -> str:
        """Why an indicator has no score, or does not count although it has one."""
        if row.status == ASSESSED:
            return self.words.text(f"reason_{row.reason}") if row.reason in {NOT_COUNTED, CARRIED} else ""
        if row.reason == NO_DENOMINATOR and model.denominator is not None:
            title = self.method.title(self.registry.denominators[model.denominator].title)
            return self.words.text(f"reason_{NO_DENOMINATOR}", title=title)
        if row.status == NOT_APPLICABLE:
            titled = self.registry.reasons.get(row.reason)
            return self.method.title(titled.title) if titled else self.words.text("reason_empty_denominator")
        if row.reason in REASONS:
            answers = self.records.answers(cell)
            return self.words.text(
                f"reason_{row.reason}",
                n=answers.n.text if answers else DASH,
                least=least_of(row.reason, self.rules, model.min_n),
            )
        recorded = evidence or (model.from_survey and self.records.answers(cell))
        notes = "; ".join(dict.fromkeys(one.note for one in evidence if one.note))
        text = self.words.text("reason_not_looked" if recorded else "reason_no_record")
        return f"{text}; {self.words.text('note').lower()}: {notes}" if notes else text

    def _of_peers(self, row: ScoreRow) -> tuple[Figure, Figure]:
        median, best = self.peers[(row.territory, row.body)].nodes.get(row.node, (math.nan, math.nan))
        return self._points(median), self._points(best)

    def _points(self, number: float, more: int = 0) -> Figure:
        """Points of score, with more decimals where they are parts of one."""
        return figure(number, self.words.number(number, self.method.decimals + more))

    def _spread(self, row: ScoreRow) -> Spread | None:
        """The sampling error of a score; the ends of its interval are those within the range."""
        low, high = row.ci_low, row.ci_high
        if math.isnan(row.se) and math.isnan(low):
            return None
        if self.registry.range is not None and not math.isnan(low):
            low, high = max(low, self.registry.range[0]), min(high, self.registry.range[1])
        ends, text = (self._points(low), self._points(high)), ""
        if not math.isnan(low):
            level = self.words.stated_percent(self.confidence[(row.territory, row.body, row.node)])
            text = self.words.text("interval", level=level, low=ends[0].text, high=ends[1].text)
        return Spread(self._points(row.se, 1), *ends, text)

    def _plain(self, number: float) -> Figure:
        return figure(number, self.words.plain(number))

    def _percent(self, share: float) -> Figure:
        return figure(share, self.words.percent(share))


def _confidence(assessment: Assessment) -> dict[tuple[str, str, str], float]:
    """The confidence of every interval by territory, body and node."""
    found: dict[tuple[str, str, str], float] = {}
    errors = assessment.errors.sections if assessment.errors is not None else ()
    for section, one in zip(assessment.sections, errors, strict=False):
        who = section.authorities
        for position, column in zip(*np.nonzero(~np.isnan(one.confidence)), strict=True):
            key = (who.territory[column], who.body[column], section.tree.nodes[position].id)
            found[key] = float(one.confidence[position, column])
    return found
