"""What pages, sheets and the terminal show of a comparison: text in one language, and the numbers behind drawings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexgov.report.model import Figure, Head, Key


@dataclass(frozen=True, slots=True)
class NodeChange:
    """How one node of one authority changed, and what its change comes from."""

    id: str
    level: str
    depth: int
    title: str
    score_from: Figure
    score_to: Figure
    change: Figure
    methodology: Figure
    substance: Figure
    coverage: Figure
    brought: Figure
    """Points of the total that the node brought more or less."""
    ranks: str
    """`14 (9–16) → 8 (6–12)`; empty where it has a rank in neither period."""
    classes: str
    """`B → A`, one letter where it stayed; empty where there are none."""
    se: Figure
    """Standard error of the change at equal methodology."""
    p_value: Figure
    """Adjusted where several totals were tested."""
    significant: str
    """`yes`, `no`, or empty where it is not known."""
    significance: str
    """The same in words."""
    notes: tuple[str, ...]
    value_from: str = ""
    """What the survey measured, in words; empty for all but survey measures."""
    value_to: str = ""

    @property
    def amounts(self) -> tuple[Figure, Figure, Figure]:
        """What the change comes from, in the order of drawings."""
        return self.substance, self.coverage, self.methodology


@dataclass(frozen=True, slots=True)
class Seen:
    """The evidence of one period."""

    value: str
    score: Figure
    day: str
    on: date | None
    """The same as a date."""
    link: str
    archive: str


@dataclass(frozen=True, slots=True)
class Flip:
    """A criterion that was recorded otherwise."""

    id: str
    title: str
    path: str
    """The block and sub-block above it."""
    before: Seen
    after: Seen
    change: Figure
    note: str


@dataclass(frozen=True, slots=True)
class Move:
    """One authority in a table of moves."""

    key: Key
    name: str
    total: NodeChange
    rank_from: int | None
    rank_to: int | None
    interval_from: tuple[int, int] | None
    interval_to: tuple[int, int] | None
    moved: str
    """Whether its rank moved more than its noise, in words; empty where that is not known."""
    sure: bool
    """Whether it is known to have."""
    status: str
    """Why there is no change: new, gone, or without a score; else empty."""


@dataclass(frozen=True, slots=True)
class MoveGroup:
    """Peers, who are ranked among themselves."""

    title: str
    rows: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class BodyMoves:
    """The moves of one body, or of the territories (empty body)."""

    body: str
    title: str
    short: str
    groups: tuple[MoveGroup, ...]
    improved: tuple[Move, ...]
    declined: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class NodeMovers:
    """Who improved and who declined most in one node."""

    title: str
    depth: int
    body: str
    improved: tuple[tuple[Key, str, str], ...]
    """Key, name and change."""
    declined: tuple[tuple[Key, str, str], ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """Two periods beside each other."""

    title: str
    before: str
    after: str
    short_before: str
    """The periods as drawings write them."""
    short_after: str
    compared: tuple[str, ...]
    """What both have, and what is in one alone, a sentence each."""
    broken: bool
    """Whether some series is broken between the two."""
    bodies: tuple[BodyMoves, ...]
    levels: tuple[tuple[str, tuple[NodeMovers, ...]], ...]
    """By level of the tree, below the total."""


@dataclass(frozen=True, slots=True)
class AuthorityPair:
    """What two periods say of one authority."""

    before: str
    after: str
    total: NodeChange
    lead: str
    """The change in one sentence, or why there is none."""
    amounts: str
    """What it comes from, the largest amount first; empty where there is no change to tell."""
    biggest: tuple[str, ...]
    """The parts that brought most to it, each with its criterion."""
    summary: tuple[str, ...]
    """What else is to be told, a sentence each."""
    nodes: tuple[NodeChange, ...]
    """The total and what stands above the indicators."""
    survey: tuple[NodeChange, ...]
    came: tuple[NodeChange, ...]
    """Criteria that are new, gone or redefined."""
    flips: tuple[Flip, ...]


@dataclass(frozen=True, slots=True)
class AuthorityView:
    """Everything about one authority or territory; the latest pair of periods first."""

    key: Key
    name: str
    territory: str
    body: str
    pairs: tuple[AuthorityPair, ...]


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One period of one authority."""

    score: Figure
    rank: str
    """With its interval; empty where there is none."""
    place: int | None
    restated: Figure
    broken: bool
    """Whether the series is broken between the period before and this one."""
    rolling: Figure
    rolling_change: Figure
    note: str
    """That the series is broken, or why there is no restated score."""


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """The total of one authority through the periods; None where it was not there."""

    key: Key
    name: str
    points: tuple[SeriesPoint | None, ...]


@dataclass(frozen=True, slots=True)
class SeriesGroup:
    """The series of peers."""

    title: str
    rows: tuple[SeriesRow, ...]


@dataclass(frozen=True)
class ComparisonView(Head):
    """One comparison in one language; its period is from the first to the last, all else as the latest says it."""

    periods: tuple[str, ...]
    short_periods: tuple[str, ...]
    pairs: tuple[PairView, ...]
    """The latest first."""
    authorities: tuple[AuthorityView, ...]
    series: tuple[SeriesGroup, ...]
    """One a body and peer group."""
    restated: bool
    rolling: bool
    how_to_read: tuple[str, ...]
    """How to read the amounts."""
    also: tuple[str, ...]
    """How to read all else."""
    what_not: tuple[str, ...]
    notices: tuple[tuple[str, str, str, str], ...]
    """Period, level, message and advice of the problems of the data."""
