"""Positions for drawings: per cent of the width, as text, so that templates only place them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexgov.report.model import Band, Card, RankingRow


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: where it starts, how long it is, its place among the pieces."""

    start: str
    length: str
    number: int


@dataclass(frozen=True, slots=True)
class Strip:
    """A peer group on one scale."""

    peers: tuple[str, ...]
    own: str
    median: str
    bands: tuple[tuple[Segment, Band], ...]
    """The classes with the stretch that each covers."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The scale of scores that all drawings of a view share."""

    low: float
    high: float

    def at(self, score: float) -> str:
        """The position of a score; scores beyond the ends stand at the end."""
        return self._per_cent(min(max(score, self.low), self.high) - self.low)

    def _per_cent(self, points: float) -> str:
        return f"{100 * points / (self.high - self.low):.2f}%"

    def parts(self, row: RankingRow) -> tuple[Segment, ...]:
        """The score of a row as a bar: a piece for each component where contributions allow it, else one piece."""
        if row.score.number is None:
            return ()
        known = [points for points in row.contributions if points is not None and points >= 0]
        if self.low != 0 or len(known) != len(row.contributions) or not known:
            return (Segment("0%", self.at(row.score.number), 1),)
        found, start = [], 0.0
        for number, points in enumerate(known, 1):
            found.append(Segment(self.at(start), self._per_cent(min(points, max(0.0, self.high - start))), number))
            start += points
        return tuple(found)

    def strip(self, card: Card, bands: Sequence[Band]) -> Strip | None:
        """The peers of a card on one scale; None where the card has no score or fewer than three peers have one."""
        if card.score.number is None or card.median.number is None:
            return None
        rising, found = sorted(bands, key=lambda band: band.low), []
        for position, band in enumerate(rising):
            low = max(self.low, band.low)
            high = rising[position + 1].low if position + 1 < len(rising) else self.high
            found.append((Segment(self.at(low), self._per_cent(max(0.0, high - low)), band.shade), band))
        peers = tuple(self.at(score) for score in card.peers)
        return Strip(peers, self.at(card.score.number), self.at(card.median.number), tuple(found))
