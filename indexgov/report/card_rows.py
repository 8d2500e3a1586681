"""The parts of a card: what each node and each indicator of an authority shows."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from indexgov.methods.means import MEANS, name_of
from indexgov.registry.models import Indicator
from indexgov.registry.outline import OutlineNode
from indexgov.report.card_model import Evidence, IndicatorGroup, IndicatorRow, NodeRow
from indexgov.report.methodology import Method
from indexgov.report.model import Basis, Figure, Key, RankNotes, Spread
from indexgov.report.records import Records
from indexgov.report.survey_figures import figure
from indexgov.report.words import DASH
from indexgov.scoring.score_matrices import BODY_WITHOUT_SCORE, FEW_CHILDREN, LOW_COVERAGE, NOT_COUNTED
from indexgov.survey.publication import REASONS, least_of
from indexgov.tables import ASSESSED, CARRIED, IMPUTED, NO_DENOMINATOR, NOT_APPLICABLE, NOT_ASSESSED, Dataset

BLANK = Figure(None, DASH)


class ScoreRow(NamedTuple):
    """A row of `Assessment.score_matrices` with the confidence of its interval."""

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
    confidence: float


class Peers(NamedTuple):
    """The scores of a peer group."""

    scores: tuple[float, ...]
    nodes: dict[str, tuple[float, float]]
    """Median and best of each node; without those that fewer than three have."""


Placed = dict[str, tuple[OutlineNode, int]]
"""The nodes of a section by id, with their depth."""
_NOWHERE = (math.nan, math.nan)


class RowMaker:
    """Puts rows of scores into the words of one language."""

    def __init__(self, dataset: Dataset, method: Method, records: Records, ranks: RankNotes) -> None:
        self.words, self.method, self.records, self.ranks = method.words, method, records, ranks
        self.registry, self.rules = method.registry, dataset.rules
        # Figures are made once: a site prints a few thousand different ones some hundred thousand times.
        self._points: dict[float, Figure] = {}
        self._parts: dict[float, Figure] = {}
        self._shares: dict[float, Figure] = {}
        self._weights: dict[float, Figure] = {}
        self._legal: dict[str, tuple[Basis, ...]] = {}

    def node(self, row: ScoreRow, node: OutlineNode, depth: int, peers: Peers) -> NodeRow:
        """A component, block or sub-block, or the index."""
        median, best = peers.nodes.get(row.node, _NOWHERE)
        place = DASH if math.isnan(row.rank) else f"{row.rank:.0f}"
        if self.ranks.known and not math.isnan(row.rank):
            place += f" ({self.words.interval(row.rank_low, row.rank_high)})"
        return NodeRow(
            row.node,
            row.level,
            depth,
            self.method.node_title(node),
            self.points(row.score),
            self.spread(row),
            self.points(median),
            self.points(best),
            # The whole has no weight in anything.
            self._plain(row.weight) if depth else Figure(None, ""),
            self.percent(row.effective_weight),
            self.part(row.contribution),
            self.percent(row.coverage),
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

    def groups(self, key: Key, rows: list[ScoreRow], nodes: Placed, peers: Peers) -> tuple[IndicatorGroup, ...]:
        """The indicators under the titles of the nodes that hold them."""
        groups: list[tuple[tuple[str, ...], list[IndicatorRow]]] = []
        above: list[tuple[str, bool]] = []
        for row in rows:
            node, depth = nodes[row.node]
            if row.level != "indicator":
                above = [*above[:depth], (self.method.node_title(node), math.isnan(row.score))]
                continue
            path = tuple(title for title, _ in above[1:depth])
            if not groups or groups[-1][0] != path:
                groups.append((path, []))
            blank = next((title for title, lacking in reversed(above[:depth]) if lacking), "")
            counted_out = row.reason == NOT_COUNTED and row.status == ASSESSED
            groups[-1][1].append(self._indicator(key, row, node, peers, blank if counted_out else ""))
        return tuple(IndicatorGroup(path, tuple(found)) for path, found in groups)

    def _indicator(self, key: Key, row: ScoreRow, node: OutlineNode, peers: Peers, uncounted: str) -> IndicatorRow:
        model = node.model
        assert isinstance(model, Indicator)
        cell = (key[0], key[1] or row.node.partition("@")[2], model.id)
        evidence = self.records.evidence(cell)
        median, best = peers.nodes.get(row.node, _NOWHERE)
        imputed = row.status == NOT_ASSESSED and not math.isnan(row.score)
        answers = self.records.answers(cell) if model.from_survey else None
        hidden = answers.hidden if answers is not None and row.status == ASSESSED else ""
        value, number = (DASH, None) if imputed or hidden else self._value(model, row.value, cell)
        why = self._imputed(node, row, cell) if imputed else self._missing(model, row, cell, evidence)
        reasons = [self.words.text("reason_hidden", why=hidden) if hidden else "", why]
        return IndicatorRow(
            row.node,
            self.method.title(model.title),
            "" if key[1] else self.method.body_title(cell[1]),
            value,
            number,
            model.measure or "",
            BLANK if hidden else self.points(row.score),
            None if hidden else self.spread(row),
            self.points(median),
            self.points(best),
            self._plain(row.weight),
            self.percent(row.effective_weight),
            self.part(row.contribution),
            row.status,
            self.words.text(row.status),
            "; ".join(filter(None, reasons)),
            row.disputed,
            imputed,
            self._mark(row, imputed),
            self.method.scales.of(model),
            self._legal_of(model),
            evidence,
            model.from_survey,
            answers,
            bool(hidden),
            uncounted,
        )

    def _mark(self, row: ScoreRow, imputed: bool) -> str:
        """The word beside the title of a score that does not come from this period's evidence."""
        mark = "mark_imputed" if imputed else "mark_carried" if row.reason == CARRIED else ""
        return self.words.text(mark) if mark else ""

    def _legal_of(self, model: Indicator) -> tuple[Basis, ...]:
        """The legal basis of an indicator, made once."""
        if model.id not in self._legal:
            self._legal[model.id] = self.method.legal(model)
        return self._legal[model.id]

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

    def points(self, number: float) -> Figure:
        """Points of score."""
        return self._points.get(number) or _kept(self._points, number, self.words.number, self.method.decimals)

    def part(self, number: float) -> Figure:
        """A part of a score or its error, in points with a decimal more."""
        return self._parts.get(number) or _kept(self._parts, number, self.words.number, self.method.decimals + 1)

    def percent(self, share: float) -> Figure:
        """A share from 0 to 1 as per cent."""
        return self._shares.get(share) or _kept(self._shares, share, self.words.percent)

    def _plain(self, number: float) -> Figure:
        return self._weights.get(number) or _kept(self._weights, number, self.words.plain)

    def spread(self, row: ScoreRow) -> Spread | None:
        """The sampling error of a score; the ends of its interval are those within the range."""
        low, high = row.ci_low, row.ci_high
        if math.isnan(row.se) and math.isnan(low):
            return None
        if self.registry.range is not None and not math.isnan(low):
            low, high = max(low, self.registry.range[0]), min(high, self.registry.range[1])
        ends, text = (self.points(low), self.points(high)), ""
        if not math.isnan(low):
            level = self.words.stated_percent(row.confidence)
            text = self.words.text("interval", level=level, low=ends[0].text, high=ends[1].text)
        return Spread(self.part(row.se), *ends, text)


def _kept(known: dict[float, Figure], number: float, words: Callable[..., str], *decimals: int) -> Figure:
    """A figure that was not made before."""
    if math.isnan(number):
        return BLANK
    known[number] = figure(number, words(number, *decimals))
    return known[number]
