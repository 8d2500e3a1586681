"""What a card shows of an authority or territory: where its score comes from, indicator by indicator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from indexgov.report.model import Band, Basis, Figure, Key, Spread
from indexgov.report.words import short_title


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
class Total:
    """The score of an authority or territory as a whole, with all that is said of it in a ranking and on a card."""

    key: Key
    rank: int | None
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
class CardHead(Total):
    """What the first lines about one authority or territory say."""

    name: str
    territory: str
    body: str
    group: str
    place: str
    interval: str
    """The rank interval in words; empty without a rank, and where the release has none."""
    alike_count: Figure
    """How many peers cannot be told apart from it; without a number where the interval is not known."""


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
