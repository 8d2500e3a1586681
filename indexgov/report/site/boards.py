"""The ranking tables of the home page: rows with their positions in drawings, and what they are sorted and found by."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from indexgov.report.charts import Chart, Segment
from indexgov.report.model import Key
from indexgov.report.scorecards_model import Ranking, RankingGroup, RankingRow, Scorecards
from indexgov.report.site.brackets import alike_among, brackets
from indexgov.report.site.material import Material
from indexgov.report.site.search import search_text
from indexgov.report.site.shifts import Movers, Shift, Shifts
from indexgov.report.words import DASH, sentence
from indexgov.tables import NAMES

ALL_ROWS = 440
"""Where the rankings have more rows than this together, a page holds the first of each and scripts bring the others."""
_FEWEST, _FIRST = 3, 20
"""Rows of a group that such a page holds without scripts: at least, at most."""
_TICKS, _APART = 4, 0.6
"""About so many ticks, the last but one so many steps before the end."""


class Tie(NamedTuple):
    """A piece of a bracket in one row: its lane and whether it begins or ends there."""

    lane: int
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a ranking table."""

    row: RankingRow
    page: str
    ties: tuple[Tie, ...]
    parts: tuple[Segment, ...]
    """The score as a bar."""
    interval: str
    """Its rank interval, `9–16`; empty where it is not known."""
    at: str
    """Positions of rank and interval on the scale of ranks; empty where there are none."""
    low: str
    high: str
    shift: Shift | None
    remarks: tuple[str, ...]
    """Why it is not ranked, or which gate holds its class down."""
    sorted_by: dict[str, float]
    """Numbers by which tables are sorted, by the letter of the column."""
    kind: int
    """Which line of the filter it belongs to."""
    found_by: str


@dataclass(frozen=True, slots=True)
class Table:
    """Peers, who are ranked among themselves."""

    title: str
    summary: str
    lines: tuple[Line, ...]
    """Those that stand in the page."""
    left_out: int
    ticks: tuple[tuple[str, str], ...]
    """Position and number of ranks on their scale."""
    grid: tuple[str, str]
    """Where the first line of its grid stands, and how far it is to the next."""
    bracketed: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The ranking of a body, or of the territories."""

    body: str
    title: str
    short: str
    tables: tuple[Table, ...]
    kinds: tuple[str, ...]
    """Lines of the filter by peer group or tier; empty where there is only one."""
    kind_label: str
    """Key of what they are."""
    grouped: bool
    """Whether each of them is a table of its own."""
    movers: Movers
    pairs: int
    """Neighbours in it, pair by pair, and how many of these pairs cannot be told apart."""
    alike: int
    file: str
    """The script with all rows; empty where the page holds them."""
    script: str
    """What it says."""


class Boards:
    """Makes the ranking tables of a view."""

    def __init__(self, view: Scorecards, material: Material, shifts: Shifts) -> None:
        self.view, self.material, self.shifts = view, material, shifts
        self.chart = Chart(*view.span)
        self.order = {place.code: number for number, place in enumerate(view.places)}
        self.many = sum(len(group.rows) for one in view.rankings for group in one.groups) > ALL_ROWS

    def all(self) -> tuple[Board, ...]:
        """One for each ranking, in their order."""
        return tuple(self._board(one, number) for number, one in enumerate(self.view.rankings, 1))

    def _board(self, ranking: Ranking, number: int) -> Board:
        grouped = len(ranking.groups) > 1
        rows = tuple(row for group in ranking.groups for row in group.rows)
        label, named = ("group", {}) if grouped else self._kinds(rows)
        kinds = [group.title for group in ranking.groups] if grouped else list(dict.fromkeys(named.values()))
        tables, script = [], []
        first = max(_FEWEST, min(_FIRST, ALL_ROWS // max(1, len(ranking.groups))))
        for position, group in enumerate(ranking.groups):
            own = {row.key: position if grouped else kinds.index(named[row.key]) if named else 0 for row in group.rows}
            lines = self._lines(group, own)
            shown = lines[:first] if self.many else lines
            known = [line for line in lines if line.row.rank is not None]
            ties = any(line.ties for line in shown)
            left = len(lines) - len(shown)
            tables.append(Table(group.title, group.summary, tuple(shown), left, *_scale(len(known)), ties))
            script.append([_packed(line) for line in lines] if self.many else [])
        movers = self.shifts.movers({row.key: row for row in rows})
        pairs = [pair for group in ranking.groups for pair in self._neighbours(group)]
        file = f"ranking-{number}.js" if self.many else ""
        found = json.dumps(script, ensure_ascii=False, separators=(",", ":"))
        code = f'(window.indexgovRanking=window.indexgovRanking||{{}})["{number}"]={found};\n' if self.many else ""
        shown_kinds = tuple(kinds) if len(kinds) > 1 else ()
        names = ranking.body, ranking.title, ranking.short
        return Board(*names, tuple(tables), shown_kinds, label, grouped, movers, len(pairs), sum(pairs), file, code)

    def _neighbours(self, group: RankingGroup) -> list[bool]:
        """Whether neighbours cannot be told apart, pair by pair; nothing where that is not known."""
        ranked = [row for row in group.rows if row.rank is not None]
        if not self.view.ranks.known:
            return []
        alike = alike_among(ranked, self.material)
        return [alike(place, place + 1) for place in range(len(ranked) - 1)]

    def _lines(self, group: RankingGroup, kinds: dict[Key, int]) -> list[Line]:
        ranked = [row for row in group.rows if row.rank is not None]
        ties: dict[int, list[Tie]] = {}
        if not self.many and self.view.ranks.known:
            for one in brackets(len(ranked), alike_among(ranked, self.material)):
                for place in range(one.first, one.last + 1):
                    ties.setdefault(place, []).append(Tie(one.lane, place == one.first, place == one.last))
        return [
            self._line(row, tuple(ties.get(place, ())), len(ranked), kinds[row.key])
            for place, row in enumerate(group.rows)
        ]

    def _line(self, row: RankingRow, ties: tuple[Tie, ...], peers: int, kind: int) -> Line:
        low, high = row.rank_low.number, row.rank_high.number
        known = low is not None and high is not None and row.rank is not None
        shift = self.shifts.of(row.key)
        own = {"n": float(self.order[row.key[0]]), "s": row.score.number, "c": row.coverage.number}
        if low is not None and high is not None and known:
            own["w"] = high - low
        own |= {"d": shift.number} if shift is not None else {}
        capped = [gate.text for gate in row.gates if row.band is not None and gate.cap == row.band.id]
        remarks = (row.status_words, *row.reasons) if row.rank is None else tuple(capped)
        return Line(
            row,
            self.material.pages[row.key],
            ties,
            self.chart.parts(row),
            row.interval.strip("()") if known else "",
            _at(row.rank, peers),
            _at(low, peers) if known else "",
            _at(high, peers) if known else "",
            shift,
            remarks,
            {name: number for name, number in own.items() if number is not None},
            kind,
            self._found_by[row.key[0]],
        )

    def _kinds(self, rows: Sequence[RankingRow]) -> tuple[str, dict[Key, str]]:
        """The tier of each row, or its peer group where all are of one tier; empty where these are one too.

        With the key of the word for what they are.
        """
        registry, language = self.material.assessment.registry, self.view.language
        places = self.material.assessment.dataset.territories
        for column, label, titles in (("tier", "tier", registry.tiers), ("peer_group", "group", registry.peer_groups)):
            own = dict(zip(places["territory"].tolist(), places[column].tolist(), strict=True))
            if len({own[row.key[0]] for row in rows}) > 1:
                named = {one: titles[one].title[language] if one in titles else one for one in set(own.values())}
                # A territory without a peer group is in none of the filter's lines but `all`.
                return label, {row.key: sentence(named[own[row.key[0]]]) or DASH for row in rows}
        return "tier", {}

    @cached_property
    def _found_by(self) -> dict[str, str]:
        """By what each territory is found: its names in all languages and its codes."""
        places = self.material.assessment.dataset.territories
        columns = [name for name in (*NAMES, "territory", "iso") if name in places]
        rows = zip(*(places[name].astype(str).tolist() for name in columns), strict=True)
        return {code: search_text(row) for code, row in zip(places["territory"].tolist(), rows, strict=True)}


def _at(rank: float | None, peers: int) -> str:
    """The position of a rank on a scale from the first to the last."""
    return "" if rank is None else f"{100 * (rank - 1) / max(1, peers - 1):.2f}%"


def _scale(peers: int) -> tuple[tuple[tuple[str, str], ...], tuple[str, str]]:
    """Ticks of a scale of ranks, which are the first rank, the last and round ones between, and its grid."""
    rough = max(1.0, peers / _TICKS)
    size = 10 ** math.floor(math.log10(rough))
    step = next(factor * size for factor in (1, 2, 5, 10) if factor * size >= rough)
    between = [rank for rank in range(step, peers, step) if 1 < rank <= peers - step * _APART]
    ranks = dict.fromkeys((1, *between, peers)) if peers > 1 else {}
    return tuple((_at(rank, peers), str(rank)) for rank in ranks), (_at(step, peers), _at(step + 1, peers))


def _packed(line: Line) -> list[Any]:
    """A row as the script of a long table reads it: what is shown, then what it is sorted, filtered and found by."""
    row, shift = line.row, line.shift
    return [
        row.name, line.page, "" if row.rank is None else row.rank_text, line.interval, line.at, line.low, line.high,
        "" if row.score.number is None else row.score.text, [[part.start, part.length, part.number]
        for part in line.parts], row.band.id if row.band else "", row.band.shade if row.band else 0,
        "" if row.coverage.number is None else row.coverage.text, shift.kind if shift else "",
        shift.text if shift else "", list(line.remarks),
        {name: round(number, 6) for name, number in line.sorted_by.items()}, line.kind, line.found_by,
    ]  # fmt: skip
