"""What the page of an authority shows beside its card: peers, strong and weak parts, what would gain most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from indexgov.registry.models import Indicator
from indexgov.report.card_model import Card, IndicatorRow, NodeRow
from indexgov.report.charts import Chart, Strip
from indexgov.report.model import Figure, Key
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.site.material import Material, Neighbours
from indexgov.report.site.standing import PeerRow, Standings
from indexgov.report.words import sentence

_FEW = 5
"""How many strong and weak parts are told."""
_LEAST = 1e-9


class Named(NamedTuple):
    """Somebody with a page."""

    key: Key
    name: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """A part of the index against the median of the peers."""

    title: str
    gloss: str
    """What stands after the colon of the title."""
    score: Figure
    median: Figure
    difference: str
    ends: tuple[str, str]
    """Where the line between the two begins on the scale, and how long it is."""
    at: str
    stronger: bool


@dataclass(frozen=True, slots=True)
class Gain:
    """A criterion at its best, and what that would make of the authority."""

    id: str
    title: str
    value: str
    best: str
    gain: str
    score: str
    rank: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Side:
    """A body of a territory beside the others."""

    key: Key
    title: str
    score: Figure
    place: str
    interval: str
    scores: dict[str, Figure]
    """By node."""


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """One page."""

    card: Card
    strip: Strip | None
    neighbours: Neighbours | None
    above: tuple[Named, ...]
    below: tuple[Named, ...]
    near: tuple[PeerRow, ...]
    axis: tuple[str, str]
    """Ends of the scale on which they are drawn."""
    among: str
    """The place among those that are near."""
    strong: tuple[Contrast, ...]
    weak: tuple[Contrast, ...]
    gains: tuple[Gain, ...]
    gains_known: bool
    survey: tuple[IndicatorRow, ...]
    sides: tuple[Side, ...]
    """Of a territory: its bodies."""
    pooled: bool
    """Whether a territory is scored from the criteria of its bodies, not from their scores."""


class AuthorityPages:
    """Makes the pages of one view."""

    def __init__(self, view: Scorecards, material: Material) -> None:
        self.view, self.material, self.words = view, material, view.words
        self.chart, self.standings = Chart(*view.span), Standings(view, material)
        self._pooled = material.assessment.sections[-1].merged is None
        self._guidance = material.guidance.get(view.language, {})

    def page(self, card: Card) -> AuthorityPage:
        """All that the page of a card shows."""
        around = self.material.neighbours.get(card.key)
        contrasts = self._contrasts(card)
        strong = tuple(one for one in reversed(contrasts) if one.stronger)[:_FEW]
        weak = tuple(one for one in contrasts if not one.stronger)[:_FEW]
        gains = self._gains(card)
        return AuthorityPage(
            card=card,
            strip=self._strip(card),
            neighbours=around,
            above=self._names(around.above) if around is not None else (),
            below=self._names(around.below) if around is not None else (),
            near=tuple(self.standings.of(key) for key in around.near) if around is not None else (),
            axis=self._axis(card.key[1]),
            among=self.standings.place_among(card.key, around.near) if around is not None else "",
            strong=strong,
            weak=weak,
            gains=gains or (),
            gains_known=gains is not None,
            survey=tuple(row for row in card.rows if row.measured) if card.key[1] else (),
            sides=self._sides(card) if not card.key[1] else (),
            pooled=not card.key[1] and self._pooled,
        )

    def _axis(self, body: str) -> tuple[str, str]:
        chart = self.standings.chart(body)
        return self.words.plain(chart.low), self.words.plain(chart.high)

    def _strip(self, card: Card) -> Strip | None:
        """The peers on one scale, with the interval of the score and those that cannot be told apart."""
        strip, spread = self.chart.strip(card, self.view.methodology.bands), card.spread
        if strip is None:
            return None
        known = [self.view.heads[one.key].score.number for one in card.alike]
        alike = tuple(self.chart.at(score) for score in known if score is not None)
        if spread is None or spread.low.number is None or spread.high.number is None:
            return replace(strip, alike=alike)
        low, high = (self.chart.at(end) for end in (spread.low.number, spread.high.number))
        return replace(strip, alike=alike, low=low, high=high)

    def _names(self, keys: Iterable[Key]) -> tuple[Named, ...]:
        return tuple(Named(key, self.view.heads[key].territory) for key in keys)

    def _contrasts(self, card: Card) -> list[Contrast]:
        """The lowest parts of the index by their distance to the median, the weakest first."""
        parents = {
            card.nodes[place - 1].id
            for place, node in enumerate(card.nodes)
            if place and node.depth > card.nodes[place - 1].depth
        }
        lowest = [node for node in card.nodes if node.id not in parents and node.depth]
        found = [
            (node.score.number - node.median.number, node)
            for node in lowest
            if node.score.number is not None and node.median.number is not None
        ]
        found = [one for one in found if abs(one[0]) > _LEAST]
        return [self._contrast(difference, node) for difference, node in sorted(found, key=lambda one: one[0])]

    def _contrast(self, difference: float, node: NodeRow) -> Contrast:
        assert node.score.number is not None
        assert node.median.number is not None
        decimals, low = self.view.methodology.decimals, min(node.score.number, node.median.number)
        sign = "+" if difference > 0 else ""
        return Contrast(
            node.short,
            node.gloss,
            node.score,
            node.median,
            sign + self.words.number(difference, decimals),
            (self.chart.at(low), self.chart.length(abs(difference))),
            self.chart.at(node.score.number),
            difference > 0,
        )

    def _gains(self, card: Card) -> tuple[Gain, ...] | None:
        """What would gain most; None where it is not known."""
        found, (number, column) = self.material.gains, self.material.keys[card.key]
        if found is None or number or card.score.number is None:
            return None
        tree, rows = self.material.assessment.sections[0].tree, {row.id: row for row in card.rows}
        places = np.flatnonzero(found.leaf[:, column] >= 0)
        made = []
        for place in places:
            leaf = int(found.leaf[place, column])
            model = tree.nodes[tree.leaves[leaf]].model
            assert isinstance(model, Indicator)
            numbers = (float(one[place, column]) for one in (found.gain, found.score, found.rank))
            made.append(self._gain(rows[model.id], model, float(found.best[leaf]), *numbers))
        return tuple(made)

    def _gain(self, row: IndicatorRow, model: Indicator, best: float, gain: float, score: float, rank: float) -> Gain:
        scale, decimals = self.material.assessment.registry.scales[model.scale], self.view.methodology.decimals
        told, number = self._guidance.get(model.id), self.words.number
        if scale.levels is not None:
            level = max(scale.levels, key=scale.levels.__getitem__)
            title = scale.titles[level][self.view.language] if scale.titles and level in scale.titles else level
        else:
            title = number(best, decimals)
        return Gain(
            model.id,
            row.title,
            row.value,
            sentence(title),
            f"+{number(gain, max(decimals, 2))}",
            number(score, decimals),
            number(rank, 0),
            told.remedy if told is not None else "",
        )

    def _sides(self, card: Card) -> tuple[Side, ...]:
        """The bodies of a territory with their scores of the same parts."""
        section, made = self.material.assessment.sections[0], []
        for key in self.material.siblings[card.key[0]]:
            if not key[1]:
                continue
            _, column = self.material.keys[key]
            head, scores = self.view.heads[key], section.result.scores[:, column]
            shown = {
                node.id: self.standings.points(float(score))
                for node, score, concerned in zip(
                    section.tree.nodes, scores, section.result.concerned[:, column], strict=True
                )
                if concerned and node.level != "indicator"
            }
            made.append(Side(key, head.body, head.score, head.place, head.interval, shown))
        return tuple(made)
