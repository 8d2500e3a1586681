"""Where everybody stands: one line for each authority, in one language, for all pages that compare."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from indexgov.report.card_model import CardHead
from indexgov.report.charts import Chart
from indexgov.report.model import Band, Figure, Key, Spread
from indexgov.report.scorecards_model import RankingRow, Scorecards
from indexgov.report.site.material import Material
from indexgov.report.survey_figures import figure

_STEPS, _LEAST = 10, 1e-9


@dataclass(frozen=True, slots=True)
class PeerRow:
    """One authority among those that it is compared with."""

    key: Key
    name: str
    rank: str
    """Its official rank."""
    interval: str
    score: str
    ends: str
    """The interval of its score, `57,1–63,2`, with its confidence where this is not the same for all; else empty."""
    at: str
    """Positions on the scale of scores."""
    low: str
    high: str
    band: Band | None
    people: str
    """Population; empty where it is not known."""
    tier: str


class Standings:
    """The lines of all authorities of a view."""

    def __init__(self, view: Scorecards, material: Material) -> None:
        self.view, self._material = view, material
        titles = material.assessment.registry.tiers
        places = material.assessment.dataset.territories
        self._tiers = {
            territory: titles[tier].title[view.language] if tier in titles else tier
            for territory, tier in zip(places["territory"].tolist(), places["tier"].tolist(), strict=True)
        }
        self._charts: dict[str, Chart] = {}
        self._known: dict[Key, PeerRow] = {}

    @cached_property
    def ranked(self) -> dict[Key, RankingRow]:
        """The rows of all rankings."""
        return {row.key: row for one in self.view.rankings for group in one.groups for row in group.rows}

    def chart(self, body: str) -> Chart:
        """The scale on which those of a ranking are drawn: only so wide as their scores and intervals need."""
        if body not in self._charts:
            low, high = self.view.span
            found = [end for row in self.ranked.values() if row.key[0] and row.key[1] == body for end in _ends(row)]
            if found:
                step = (high - low) / _STEPS
                low = max(low, low + step * math.floor((min(found) - low) / step))
                high = min(high, low + step * math.ceil((max(found) - low) / step + _LEAST))
            self._charts[body] = Chart(low, high)
        return self._charts[body]

    def of(self, key: Key) -> PeerRow:
        """The line of one authority or territory."""
        if key not in self._known:
            self._known[key] = self._made(self.view.heads[key], self.ranked[key])
        return self._known[key]

    def _made(self, head: CardHead, row: RankingRow) -> PeerRow:
        people = self._material.people.get(head.key[0], math.nan)
        score, spread, chart = head.score.number, head.spread, self.chart(head.key[1])
        low = spread.low.number if spread is not None else None
        high = spread.high.number if spread is not None else None
        return PeerRow(
            head.key,
            head.territory,
            row.rank_text,
            row.interval,
            head.score.text,
            self._ends(spread) if spread is not None and low is not None else "",
            chart.at(score) if score is not None else "",
            chart.at(low) if low is not None else "",
            chart.at(high) if high is not None else "",
            head.band,
            self.view.words.number(people, 0) if not math.isnan(people) else "",
            self._tiers.get(head.key[0], ""),
        )

    def _ends(self, spread: Spread) -> str:
        return f"{spread.low.text}–{spread.high.text}" if self.view.confidence else spread.text

    def points(self, score: float) -> Figure:
        """A score in the decimals of the view."""
        return figure(score, self.view.words.number(score, self.view.methodology.decimals))

    def place_among(self, key: Key, others: Sequence[Key]) -> str:
        """Its place among some of its peers, `3rd of 6`; empty where it has no rank."""
        ranks = {one: self.ranked[one].rank for one in others}
        own = ranks[key]
        if own is None:
            return ""
        known = [rank for rank in ranks.values() if rank is not None]
        place = 1 + sum(rank < own for rank in known)
        return self.view.words.place(place, place + known.count(own) - 1, len(known))


def _ends(row: RankingRow) -> list[float]:
    """The score of a row and the ends of its interval, where they are known."""
    figures = [row.score, *((row.spread.low, row.spread.high) if row.spread is not None else ())]
    return [one.number for one in figures if one.number is not None]
