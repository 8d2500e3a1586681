"""What a page or a sheet shows: text in one language, and the raw number where a cell or a drawing needs one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from indexgov.report.words import Words, short_title

Key = tuple[str, str]
"""Territory and body of a card; the body of a territory's own card is empty."""


class Figure(NamedTuple):
    """A number and its text; None and a dash where there is none, and no text where none belongs."""

    number: float | None
    text: str


class Spread(NamedTuple):
    """The sampling error of a score that survey figures go into, in points."""

    se: Figure
    """Without a number where it is not known."""
    low: Figure
    """Ends of the interval, within the range of scores; without a number where there is none."""
    high: Figure
    text: str
    """The interval with its confidence in words; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every page and sheet says about the state of the figures."""

    status: str
    words: str
    note: str
    loud: bool
    """Whether it must stand on every page and sheet: demo and draft."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A text with the day it belongs to."""

    day: str
    text: str


@dataclass(frozen=True, slots=True)
class Band:
    """A class: letter, name, bounds in words."""

    id: str
    title: str
    bounds: str
    low: float | None
    """Where it begins, minus infinity for an open one; None where classes are parts of the peer group."""
    shade: int
    """1 (lowest) to 5 (highest), for the colour."""


@dataclass(frozen=True, slots=True)
class RankNotes:
    """What readers must know of rank intervals; empty texts where nobody is ranked."""

    level: str
    """Confidence, as `95 %`."""
    read: str = ""
    """How to read them; empty where there are none."""
    made: str = ""
    """Which errors they hold."""
    limits: str = ""
    """What they do not hold."""
    missing: str = ""
    """Why ranks have no intervals; empty where they have."""

    @property
    def known(self) -> bool:
        """Whether there are intervals."""
        return bool(self.read)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that is said, in order."""
        return tuple(one for one in (self.read, self.made, self.limits, self.missing) if one)


@dataclass(frozen=True, slots=True)
class Twin:
    """A peer that cannot be told apart from somebody."""

    key: Key
    name: str


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition of a class that is not met, and the best class that is left."""

    text: str
    cap: str


@dataclass(frozen=True, slots=True)
class RankingRow:
    """One authority or territory in a ranking."""

    key: Key
    name: str
    rank: int | None
    rank_text: str
    """`12`, `12–13` where places are tied, a dash where there is no rank."""
    rank_low: Figure
    """Ends of the rank interval; without a number where it is not known."""
    rank_high: Figure
    interval: str
    """The same as text in brackets: `(9–16)`; empty where the release has none, or where there is no rank."""
    alike: Figure
    """How many peers cannot be told apart from it; without a number where the interval is not known."""
    score: Figure
    spread: Spread | None
    components: tuple[Figure, ...]
    contributions: tuple[float | None, ...]
    """Points that each component brings to the score."""
    band: Band | None
    gates: tuple[Unmet, ...]
    coverage: Figure
    not_applicable: Figure
    status: str
    status_words: str
    reasons: tuple[str, ...]
    imputed: int
    """How many of its indicators have a score although nobody assessed them."""


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


class NodeRow(NamedTuple):
    """A component, block or sub-block of one authority, or its whole index."""

    id: str
    level: str
    depth: int
    title: str
    score: Figure
    spread: Spread | None
    median: Figure
    best: Figure
    weight: Figure
    effective_weight: Figure
    contribution: Figure
    coverage: Figure
    ranked: bool
    place: str
    """The rank with its interval in brackets; a dash where there is none."""
    status: str
    reason: str
    disputed: bool

    @property
    def short(self) -> str:
        """The title as far as the colon."""
        return short_title(self.title)

    @property
    def gloss(self) -> str:
        """What stands after that."""
        return self.title.removeprefix(self.short)


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis: the act, empty for good practice, then article and edition, with a link or an empty text."""

    act: str
    place: str
    link: str

    @property
    def text(self) -> str:
        """Act and article in one line."""
        return ", ".join(part for part in (self.act, self.place) if part)


class Evidence(NamedTuple):
    """One assessor's record of one indicator."""

    seen: str
    """Who saw what and when, in one line."""
    stage: str
    value: str
    assessor: str
    seen_on: str
    day: date | None
    """The same as a date."""
    link: str
    archive: str
    note: str
    comment: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What stands behind a survey measure, and what the rules of publication say of it."""

    question: str
    n: Figure
    dont_know: Figure
    refused: Figure
    se: Figure
    df: Figure
    low: Figure
    """Ends of the interval of the value, in its units."""
    high: Figure
    interval: str
    """The interval with its level in short words; empty where there is none."""
    basis: str
    """What the standard error stands on, one of BASES; empty where there is none."""
    basis_words: str
    doubtful: bool
    """Whether the error may be far too small on this basis."""
    flags: tuple[str, ...]
    """What is wrong with the precision of the figure, in words."""
    hidden: str
    """Why the figure is not printed although it counts; else empty."""


class IndicatorRow(NamedTuple):
    """One indicator of one authority; in a territory's own card with the body that it is about."""

    id: str
    title: str
    body: str
    value: str
    number: float | None
    """The value unrounded, where it is one number."""
    measure: str
    """`mean` or `share` of a survey measure, else empty."""
    score: Figure
    spread: Spread | None
    median: Figure
    best: Figure
    weight: Figure
    effective_weight: Figure
    contribution: Figure
    status: str
    status_words: str
    reason: str
    disputed: bool
    imputed: bool
    """Whether it has a score although nobody assessed it."""
    mark: str
    """A word beside the title for a score of others or of earlier evidence; else empty."""
    scale: str
    legal: tuple[Basis, ...]
    evidence: tuple[Evidence, ...]
    measured: bool
    """Whether the survey feeds it, not evidence."""
    answers: Answers | None
    hidden: bool
    """Whether its value and score are not printed although they count."""
    uncounted: str
    """The part above without a score, for which it does not count although it was assessed; else empty."""


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """The indicators of a block or sub-block with the titles above them."""

    path: tuple[str, ...]
    rows: tuple[IndicatorRow, ...]


@dataclass(frozen=True, slots=True)
class Objection:
    """A reply of a body or the decision on it."""

    indicator: str
    body: str
    stage: str
    day: str
    value: str
    text: str
    assessor: str
    link: str


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before the objections and decisions, and after them."""

    before: Figure
    after: Figure


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an objection, or of a value that was decided without one."""

    indicator: str
    id: str
    body: str
    state: str
    state_words: str
    value_before: str
    asked: str
    asked_text: str
    asked_on: str
    asked_day: date | None
    """The same as a date."""
    decided: str
    decided_text: str
    decided_on: str
    decided_day: date | None
    indicator_score: Change
    score: Change
    """Of the authority."""
    rank: Change
    note: str


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
class CardHead:
    """What the first lines about one authority or territory say."""

    key: Key
    name: str
    territory: str
    body: str
    group: str
    rank: int | None
    place: str
    interval: str
    """The rank interval in words; empty without a rank, and where the release has none."""
    alike_count: Figure
    """How many peers cannot be told apart from it; without a number where the interval is not known."""
    score: Figure
    spread: Spread | None
    components: tuple[Figure, ...]
    """Score of each component of the registry."""
    contributions: tuple[float | None, ...]
    """Points that each component brings to the score."""
    band: Band | None
    gates: tuple[Unmet, ...]
    coverage: Figure
    not_applicable: Figure
    status: str
    status_words: str
    reasons: tuple[str, ...]
    imputed: int
    """How many of its indicators have a score although nobody assessed them."""


@dataclass(frozen=True, slots=True)
class Card(CardHead):
    """Everything about one authority or territory."""

    alike: tuple[Twin, ...]
    """Peers that cannot be told apart from it by their scores; empty where they are too many to be named."""
    alike_words: str
    """How many there are as a sentence; empty without an interval."""
    claims: tuple[str, ...]
    """Whether it may be called the best or the worst; empty without an interval."""
    median: Figure
    best: Figure
    peers: tuple[float, ...]
    """Scores of the peer group in ascending order, this one included."""
    nodes: tuple[NodeRow, ...]
    indicators: tuple[IndicatorGroup, ...]
    objections: tuple[Objection, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def rows(self) -> tuple[IndicatorRow, ...]:
        """Every indicator in the order of the methodology."""
        return tuple(row for group in self.indicators for row in group.rows)

    def with_status(self, status: str) -> tuple[IndicatorRow, ...]:
        """The indicators with a status."""
        return tuple(row for row in self.rows if row.status == status)

    @property
    def has_places(self) -> bool:
        """Whether it has a rank in the index or in a part of it."""
        return any(node.ranked for node in self.nodes)

    @property
    def uncounted(self) -> dict[str, tuple[IndicatorRow, ...]]:
        """The indicators that were assessed but do not count, by the part above them that has no score."""
        found: dict[str, list[IndicatorRow]] = {}
        for row in self.rows:
            if row.uncounted:
                found.setdefault(row.uncounted, []).append(row)
        return {title: tuple(rows) for title, rows in found.items()}


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One node of the methodology in words."""

    id: str
    level: str
    level_words: str
    depth: int
    title: str
    concerns: str
    weight: Figure
    """Without a number where it is said in words."""
    aggregation: str
    missing: str
    scale: str
    legal: tuple[Basis, ...]
    allowed_reasons: str


@dataclass(frozen=True, slots=True)
class Methodology:
    """The registry in words."""

    id: str
    version: str
    title: str
    range: tuple[float, float] | None
    """Ends of every score; None where scores are not bounded."""
    decimals: int
    """How many decimals of a score are printed."""
    rows: tuple[MethodRow, ...]
    bands: tuple[Band, ...]
    rules: tuple[str, ...]
    """Between which ends scores lie, how ranks and territory scores are made, which scores a class asks for."""


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
class Head:
    """What every page and workbook says before anything else, in one language."""

    language: str
    words: Words
    stamp: Stamp
    title: str
    period: str
    last_day: date
    revision: str
    corrections: tuple[Dated, ...]
    licence: str
    citation: str
    contact: str
    methodology: Methodology


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
