"""The sheet of a ranking: ranks and scores led to from the sheet of scores, the rest as it was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from indexgov.analysis.compare import Comparison
from indexgov.report.model import Key, Spread
from indexgov.report.scorecards_model import Ranking, RankingRow, Scorecards
from indexgov.report.words import sentence, words_of
from indexgov.report.workbook.formulas import Plan
from indexgov.report.workbook.marks import NO_SCORE_MARK
from indexgov.report.workbook.places import letters, quoted
from indexgov.report.workbook.score_sheets import PUBLISHED, RANK
from indexgov.report.workbook.tables import Cell, Column, Engine, Formula, Spark, Table

_RANK_ENDS = ("rank_low", "rank_high")


def ranking_key(body: str) -> str:
    """The key of the sheet of a ranking."""
    return f"ranking {body}"


@dataclass(frozen=True)
class Past:
    """Index scores of earlier periods."""

    periods: Sequence[str]
    scores: Mapping[Key, Sequence[float]]
    """By territory and body, one a period; NaN where there was none."""

    @classmethod
    def of(cls, comparison: Comparison | None, language: str) -> Past:
        """The periods before the last of a comparison; none without one."""
        if comparison is None:
            return cls((), {})
        before, words = comparison.assessments[:-1], words_of(language)
        series = comparison.series[comparison.series["level"] == "index"]
        found: dict[Key, list[float]] = {}
        for number, one in enumerate(before):
            rows = series[series["period"] == one.dataset.period.code]
            columns = (rows[name].tolist() for name in ("territory", "body", "score"))
            for territory, body, score in zip(*columns, strict=True):
                found.setdefault((territory, body), [float("nan")] * len(before))[number] = score
        return cls([words.short_period(one.dataset.period) for one in before], found)


class RankingSheet:
    """Makes the sheet of one ranking."""

    def __init__(self, view: Scorecards, plan: Plan, past: Past, whole: bool) -> None:
        self.view, self.plan, self.past, self.whole = view, plan, past, whole
        self.text = view.words.text
        who = plan.section.authorities
        keys = zip(who.territory.tolist(), who.body.tolist(), strict=True)
        self.column = {key: number for number, key in enumerate(keys) if number in plan.row}
        ids = {node.id: position for position, node in enumerate(plan.section.tree.nodes)}
        self.components = [ids.get(name) for name in plan.registry.components]

    def table(self, ranking: Ranking) -> Table:
        """The ranking in the order in which it was published."""
        rows = [row for group in ranking.groups for row in group.rows if row.key in self.column]
        groups = {row.key: group.title for group in ranking.groups for row in group.rows}
        flags = {
            "known": self.view.ranks.known,
            "grouped": len(ranking.groups) > 1,
            "imputed": any(row.imputed for row in rows),
            "spread": any(row.spread for row in rows),
        }
        columns = self._columns(flags)
        sentences = self.view.ranks.sentences if ranking.has_ranks else ()
        live = self.text("book_live", sheet=self.plan.places.sheets[self.plan.scores_key])
        below = [*sentences, live, self.text("book_intervals_stay")]
        sparks: list[Spark] = []
        cells = [self._row(row, groups[row.key], flags) for row in rows]
        if self.past.periods:
            first = len(columns)
            columns += [Column(one, 12, "score") for one in (*self.past.periods, self.view.period)]
            columns.append(Column(self.text("book_spark"), 16))
            cells = [[*one, *self._before(row)] for one, row in zip(cells, rows, strict=True)]
            sparks = [Spark(len(columns) - 1, first, len(columns) - 2)]
        return Table(
            ranking_key(ranking.body), f"{ranking.title}: {self.view.period}", columns, cells, fixed=2,
            below=[(one,) for one in below], live=True, sparks=sparks,
        )  # fmt: skip

    def _columns(self, flags: Mapping[str, bool]) -> list[Column]:
        text = self.text
        return [
            Column(text("rank"), 8, "rank"),
            Column(text("territory"), 28, "strong"),
            *(Column(text(end), 11, "rank") for end in _RANK_ENDS if flags["known"]),
            *([Column(text("group"), 20)] if flags["grouped"] else []),
            Column(text("score"), 13, "score", bar=True),
            *(_spread_columns(self.view) if flags["spread"] else []),
            *(Column(name, 16, "score", bar=True) for name in self.view.components),
            Column(text("class"), 9),
            Column(text("coverage"), 12, "share"),
            Column(text("not_applicable_share"), 17, "share"),
            Column(text("status"), 26),
            Column(text("reason"), 44),
            *([Column(text("imputed_count"), 17, "rank")] if flags["imputed"] else []),
            *([Column(text("alike_number"), 17, "rank")] if flags["known"] else []),
            Column(text("territory_code"), 13),
        ]

    def _row(self, row: RankingRow, group: str, flags: Mapping[str, bool]) -> list[Cell]:
        column, plan = self.column[row.key], self.plan
        ends: list[Cell] = [row.rank_low, row.rank_high] if flags["known"] else []
        scores = [self._score(0, column), *(_spread(row.spread) if flags["spread"] else [])]
        scores += [None if position is None else self._score(position, column) for position in self.components]
        merged = plan.section.merged is not None
        covered = row.coverage if merged else self._led(plan.coverage_at(0), column, row.coverage.number)
        reasons = "; ".join((*row.reasons, *(one.text for one in row.gates)))
        return [
            self._rank(row, column),
            row.name,
            *ends,
            *([group] if flags["grouped"] else []),
            *scores,
            row.band,
            covered,
            row.not_applicable,
            row.status_words,
            reasons,
            *([row.imputed] if flags["imputed"] else []),
            *([row.alike] if flags["known"] else []),
            row.key[0],
        ]

    def _rank(self, row: RankingRow, column: int) -> Cell:
        value = NO_SCORE_MARK if row.rank is None else float(row.rank)
        return self._led(letters(RANK if self.whole else PUBLISHED), column, value)

    def _score(self, position: int, column: int) -> Cell:
        plan = self.plan
        if not plan.section.result.concerned[position, column]:
            return None
        return Formula(plan.address(position, column), plan.values(position)[column])

    def _led(self, name: str, column: int, value: float | str | None) -> Cell:
        """A cell of the sheet of scores; a number or the mark that stands there."""
        if value is None:
            value = self.plan.mark(0, column)
        sheet = quoted(self.plan.places.sheets[self.plan.scores_key])
        return Formula(f"{sheet}${name}${self.plan.row[column]}", value)

    def _before(self, row: RankingRow) -> list[Cell]:
        """The scores of the periods before, and that of this one beside them."""
        scores = self.past.scores.get(row.key, [float("nan")] * len(self.past.periods))
        return [*(None if pd.isna(one) else Engine(one) for one in scores), self._score(0, self.column[row.key]), None]


def _spread_columns(view: Scorecards) -> list[Column]:
    """Standard error of the score and its interval; the level stands in the heading where all have one."""
    text = view.words.text
    ends = [sentence(text(key, level=view.confidence).strip()) for key in ("interval_low", "interval_high")]
    return [Column(text("score_error"), 14, "contribution"), *(Column(end, 14, "score") for end in ends)]


def _spread(spread: Spread | None) -> list[Cell]:
    return [None, None, None] if spread is None else [spread.se, spread.low, spread.high]
