"""Positions for drawings: per cent of the width, as text, so that templates only place them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from indexgov.report.card_model import Card
from indexgov.report.model import Band
from indexgov.report.scorecards_model import RankingRow

_MOST_MARKS = 150
"""More peers than this are drawn as heaps."""
_HEAPS, _BASE, _HEIGHT = 50, 34, 24
"""How many heaps the scale has, where they stand and how high the highest is, in pixels."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: where it starts, how long it is, its place among the pieces."""

    start: str
    length: str
    number: int


@dataclass(frozen=True, slots=True)
class Heap:
    """Many scores that stand close together: where they begin, how wide and how high they are drawn."""

    start: str
    width: str
    top: str
    height: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A peer group on one scale."""

    peers: tuple[str, ...]
    """Where each peer stands; empty for groups that are drawn as heaps."""
    heaps: tuple[Heap, ...]
    own: str
    median: str
    bands: tuple[tuple[Segment, Band], ...]
    """The classes with the stretch that each covers, the best last; none where classes are parts of the group."""
    low: str = ""
    """Ends of the interval of the score; empty where there is none."""
    high: str = ""
    alike: tuple[str, ...] = ()
    """The peers that cannot be told apart from it."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The scale of scores that all drawings of a view share."""

    low: float
    high: float
    _groups: dict[int, tuple[tuple[float, ...], tuple[tuple[str, ...], tuple[Heap, ...]]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def at(self, score: float) -> str:
        """The position of a score; scores beyond the ends stand at the end."""
        return self._per_cent(self._inside(score) - self.low)

    def length(self, points: float) -> str:
        """So many points as a length on the scale."""
        return self._per_cent(points)

    def _inside(self, score: float) -> float:
        return min(max(score, self.low), self.high)

    def _per_cent(self, points: float) -> str:
        return f"{100 * points / (self.high - self.low):.2f}%"

    def bar(self, score: float) -> Segment:
        """A score as a bar from 0, or from the end that is nearer to 0."""
        start, end = sorted((self._inside(0.0), self._inside(score)))
        return Segment(self.at(start), self._per_cent(end - start), 1)

    def parts(self, row: RankingRow) -> tuple[Segment, ...]:
        """The score of a row as a bar: a piece for each component where contributions allow it, else one piece."""
        if row.score.number is None:
            return ()
        known = [points for points in row.contributions if points is not None and points >= 0]
        if self.low != 0 or len(known) != len(row.contributions) or not known:
            return (self.bar(row.score.number),)
        found, start = [], 0.0
        for number, points in enumerate(known, 1):
            found.append(Segment(self.at(start), self._per_cent(min(points, max(0.0, self.high - start))), number))
            start += points
        return tuple(found)

    def strip(self, card: Card, bands: Sequence[Band]) -> Strip | None:
        """The peers of a card on one scale, with the bands, which are given the best first.

        None where the card has no score or fewer than three peers have one.
        """
        if card.score.number is None or card.median.number is None:
            return None
        found, high = [], self.high
        for band in bands:
            if band.low is not None:
                low = self._inside(band.low)
                if low < high:
                    found.append((Segment(self.at(low), self._per_cent(high - low), band.shade), band))
                high = min(high, low)
        found.reverse()
        peers, heaps = self._peers(card.peers)
        return Strip(peers, heaps, self.at(card.score.number), self.at(card.median.number), tuple(found))

    def _peers(self, scores: tuple[float, ...]) -> tuple[tuple[str, ...], tuple[Heap, ...]]:
        """Marks of a group, or heaps of a large one; made once for all who share it."""
        known = self._groups.get(id(scores))
        if known is None or known[0] is not scores:
            few = len(scores) <= _MOST_MARKS
            drawn = (tuple(map(self.at, scores)), ()) if few else ((), self._heaps(scores))
            known = self._groups[id(scores)] = (scores, drawn)
        return known[1]

    def _heaps(self, scores: tuple[float, ...]) -> tuple[Heap, ...]:
        width = (self.high - self.low) / _HEAPS
        counts = Counter(min(int((self._inside(score) - self.low) / width), _HEAPS - 1) for score in scores)
        most, step = max(counts.values()), 100 / _HEAPS
        heights = {place: _HEIGHT * count / most for place, count in sorted(counts.items())}
        return tuple(
            Heap(f"{step * place:.2f}%", f"{0.8 * step:.2f}%", f"{_BASE - height:.1f}", f"{height:.1f}")
            for place, height in heights.items()
        )
