"""What all pages and workbooks show of one assessment: its rankings, cards, places and notices in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexgov.report.card_model import Card, CardHead, Total
from indexgov.report.model import Band, Figure, Head, Key, RankNotes


@dataclass(frozen=True, slots=True)
class RankingRow(Total):
    """One authority or territory in a ranking."""

    name: str
    rank_text: str
    """`12`, `12–13` where places are tied, a dash where there is no rank."""
    rank_low: Figure
    """Ends of the rank interval; without a number where it is not known."""
    rank_high: Figure
    interval: str
    """The same as text in brackets: `(9–16)`; empty where the release has none, or where there is no rank."""
    alike: Figure
    """How many peers cannot be told apart from it; without a number where the interval is not known."""


@dataclass(frozen=True, slots=True)
class RankingGroup:
    """Peers, who are ranked among themselves."""

    title: str
    """Empty where there is one group."""
    summary: str
    """How many are ranked and how many are not."""
    rows: tuple[RankingRow, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranking of a body, or of the territories (empty body)."""

    body: str
    title: str
    short: str
    groups: tuple[RankingGroup, ...]

    @property
    def has_ranks(self) -> bool:
        """Whether anybody in it is ranked."""
        return any(row.rank is not None for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """How far two assessors agreed below one node."""

    body: str
    """Id; empty for all bodies together."""
    body_title: str
    id: str
    level_words: str
    depth: int
    title: str
    cells: Figure
    equal: Figure
    share: Figure
    kappa: Figure
    alpha: Figure
    note: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning or note met while reading the data; its sentence is in English."""

    level: str
    rule: str
    place: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Place:
    """A territory with its cards, for the alphabetical list."""

    name: str
    code: str
    keys: tuple[Key, ...]
    score: Figure
    """Of the territory itself; without a number where territories are not scored."""
    band: Band | None
    tile: tuple[int, int] | None
    """Row and column on the tile map."""


@dataclass(frozen=True, slots=True)
class Scorecards(Head):
    """One assessment in one language."""

    languages: tuple[str, ...]
    """Of the registry; the first is the default."""
    components: tuple[str, ...]
    rankings: tuple[Ranking, ...]
    ranks: RankNotes
    heads: Mapping[Key, CardHead]
    """The first lines of every card, in the order of the cards."""
    cards: Sequence[Card]
    """Made one by one when they are asked for."""
    upper_cards: Sequence[Card]
    """The same without their indicators, for pages that show none."""
    replied: bool
    """Whether anybody objected, or a value was decided."""
    places: tuple[Place, ...]
    """In alphabetical order."""
    agreement: tuple[AgreementRow, ...]
    """Empty where no cell was recorded by two assessors."""
    confidence: str
    """Of all intervals, as `95 %`; empty where they differ and where there is none."""
    span: tuple[float, float]
    """Ends of drawings: the range, or the lowest and highest score shown where scores are not bounded."""
    survey: tuple[str, ...]
    """How the sample was drawn and which figures are told; empty without survey figures."""
    mapped: bool
    """Whether the outputs hold the table of how the columns of microdata were understood."""
    how_to_read: tuple[str, ...]
    what_not: tuple[str, ...]
    notices: tuple[Notice, ...]
