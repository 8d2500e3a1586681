"""The table of changes between two periods: scores, ranks and classes, what changed them, and whether it is noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.analysis.change_errors import ChangeErrors, Waves
from indexgov.analysis.grid import Grid
from indexgov.analysis.hybrids import Hybrids
from indexgov.analysis.split import Amounts, split
from indexgov.methods.arrays import Floats, Mask
from indexgov.methods.multiple import holm
from indexgov.registry.editions import changes as edition_changes
from indexgov.scoring.assessment import Assessment
from indexgov.tables import CHANGES

LEVEL_OF_TEST = 0.05
NEW, GONE, REPLACES, NO_SCORE, NOT_SPLIT = "new", "gone", "replaces", "no_score", "not_split"
REDEFINED, REDEFINED_BELOW, PEERS, UNKNOWN_COVARIANCE = "redefined", "redefined_below", "peers", "covariance_unknown"
NOTES = (NEW, GONE, REPLACES, NO_SCORE, NOT_SPLIT, REDEFINED, REDEFINED_BELOW, PEERS, UNKNOWN_COVARIANCE)
"""First words of the notes of a change. `new` and `gone`: the node or the authority is in one period alone; `replaces
ID`: what the new node stands in the place of; `no_score PERIOD`: there is no score at that end; `not_split`: a mixture
of the two periods has no score, so that the amounts are unknown; `redefined`: the values of the two periods do not mean
the same, `redefined_below`: those of an indicator below; `peers A -> B`: how many were ranked; `covariance_unknown`:
`se` may be too large, because it is not known how two waves go together."""

Objects = npt.NDArray[np.object_]


def changes_of(hybrids: Hybrids, new_localities: bool) -> pd.DataFrame:
    """The changes between two assessments, columns CHANGES: the bodies, then the territories where both score them."""
    waves = Waves(hybrids, new_localities)
    count = min(len(side.sections) for side in hybrids.sides)
    grids = [Grid.of(*hybrids.sides, number) for number in range(count)]
    frame = pd.concat([_Changes(hybrids, grid).table(waves.errors(grid)) for grid in grids], ignore_index=True)
    frame["p_adjusted"] = _adjusted(frame)
    frame["significant"] = _significant(frame)
    return frame[list(CHANGES)]


@dataclass(frozen=True)
class _Changes:
    """The changes of one section."""

    hybrids: Hybrids
    grid: Grid

    def table(self, errors: ChangeErrors) -> pd.DataFrame:
        """One row an authority and a node that is in its tree at either end."""
        grid, sides = self.grid, self.hybrids.sides
        concerned = [grid.concerned(side) for side in sides]
        keep = (concerned[0] | concerned[1]).T
        scores = self._numbers("score")
        amounts = split(self.hybrids, grid)
        keys = np.array(grid.keys, dtype=object).reshape(-1, 2)
        known = ~np.isnan(scores[0]) & ~np.isnan(scores[1])

        def tall(matrix: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return matrix.T[keep]

        ranks = [pd.Series(tall(one)).astype("Int64") for one in self._numbers("rank")]

        return pd.DataFrame({
            "period_from": sides[0].dataset.period.code,
            "period_to": sides[1].dataset.period.code,
            "territory": np.repeat(keys[:, 0], len(grid.nodes))[keep.ravel()],
            "body": np.repeat(keys[:, 1], len(grid.nodes))[keep.ravel()],
            "node": np.tile(np.array(grid.nodes, dtype=object), len(grid.keys))[keep.ravel()],
            "level": np.tile(np.array(grid.levels, dtype=object), len(grid.keys))[keep.ravel()],
            "score_from": tall(scores[0]),
            "score_to": tall(scores[1]),
            "change": tall(scores[1] - scores[0]),
            **{name: tall(getattr(amounts, name)) for name in ("methodology", "substance", "coverage")},
            "rank_from": ranks[0],
            "rank_to": ranks[1],
            "rank_moved": tall(self._rank_moved()),
            "class_from": tall(grid.words(sides[0], "class")),
            "class_to": tall(grid.words(sides[1], "class")),
            **{name: tall(np.where(known, getattr(errors, name), np.nan))
               for name in ("se", "statistic", "df", "p_value")},
            "note": tall(self._notes(concerned, scores, amounts, errors)),
        })  # fmt: skip

    def _numbers(self, name: str) -> tuple[Floats, Floats]:
        """A column of the scores of both periods."""
        one, other = (self.grid.numbers(side, name) for side in self.hybrids.sides)
        return one, other

    def _rank_moved(self) -> Objects:
        """Whether ranks moved more than their noise.

        Empty where no interval is known, where the intervals of the two periods hold different errors, and where others
        are ranked: of fewer peers everybody has a better rank.
        """
        low, high, peers = (self._numbers(name) for name in ("rank_low", "rank_high", "peers"))
        found = rank_moved((low[0], high[0]), (low[1], high[1]))
        same = errors_of_ranks(self.hybrids.first) == errors_of_ranks(self.hybrids.second)
        return np.where((peers[0] == peers[1]) & same, found, "").astype(object)

    def _notes(
        self, concerned: list[Mask], scores: tuple[Floats, Floats], amounts: Amounts, errors: ChangeErrors
    ) -> Objects:
        """What must be known of a change, joined by semicolons; its words are those of NOTES."""
        told = np.full(concerned[0].shape, "", dtype=object)

        def tell(where: Mask, words: str | Objects) -> None:
            between = np.where(told[where] == "", "", "; ").astype(object)
            told[where] += between + (words if isinstance(words, str) else words[where])

        tell(concerned[1] & ~concerned[0], NEW)
        tell(concerned[0] & ~concerned[1], GONE)
        for row, before in self._replaced().items():
            where = np.zeros_like(concerned[0])
            where[row] = concerned[1][row]
            tell(where, f"{REPLACES} {before}")
        both = concerned[0] & concerned[1]
        ends = dict.fromkeys(side.dataset.period.code for side in self.hybrids.sides)
        for code, figures in zip(ends, scores if len(ends) > 1 else (scores[0] + scores[1],), strict=True):
            tell(both & np.isnan(figures), f"{NO_SCORE} {code}")
        known = ~np.isnan(scores[0]) & ~np.isnan(scores[1])
        tell(known & np.isnan(amounts.methodology + amounts.substance + amounts.coverage), NOT_SPLIT)
        for words, rows in zip((REDEFINED, REDEFINED_BELOW), self._redefined(), strict=True):
            tell(both & rows[:, np.newaxis], words)
        peers, ranks = self._numbers("peers"), self._numbers("rank")
        moved = both & ~(np.isnan(ranks[0]) & np.isnan(ranks[1])) & (peers[0] != peers[1])
        counts = np.full(told.shape, "", dtype=object)
        pairs = zip(peers[0][moved], peers[1][moved], strict=True)
        counts[moved] = [f"{PEERS} {one:g} -> {other:g}" for one, other in pairs]
        tell(moved, counts)
        tell(known & errors.bounded, UNKNOWN_COVARIANCE)
        return told

    def _replaced(self) -> dict[int, str]:
        """Rows of nodes that stand in the place of others, with the ids of these."""
        first, second = (side.dataset.period for side in self.hybrids.sides)
        pairs = {one.after: one.before for one in edition_changes(self.hybrids.second.registry, first, second).replaced}
        models = {one.id: one.replaces for one in self.hybrids.second.registry.indicators}
        before = {node.id for node in self.hybrids.trees[0].nodes}
        rows = {}
        for row, name in enumerate(self.grid.nodes):
            own = name.partition("@")[0]
            old = pairs.get(own) or models.get(own)
            if own not in before and old in before:
                rows[row] = str(old)
        return rows

    def _redefined(self) -> tuple[Mask, Mask]:
        """Rows of redefined indicators, and of the nodes above them."""
        own = np.array([name.partition("@")[0] in self.hybrids.redefined for name in self.grid.nodes], dtype=bool)
        place = {name: row for row, name in enumerate(self.grid.nodes)}
        above = np.zeros_like(own)
        for row in np.flatnonzero(own):
            parent = self.grid.parents[row]
            while parent:
                above[place[parent]] = True
                parent = self.grid.parents[place[parent]]
        return own, above


def errors_of_ranks(assessment: Assessment) -> tuple[bool, bool]:
    """Whether the rank intervals of an assessment hold the sampling error of the survey, and the error of assessors."""
    errors = assessment.error_draws
    return (False, False) if errors is None else (errors.replay.sources is not None, errors.replay.slips is not None)


def rank_moved(first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Objects:
    """`yes` where two intervals of ranks have no rank in common, `no` where they have; empty where one is not known."""
    known = ~np.isnan(first[0] + first[1] + second[0] + second[1])
    with np.errstate(invalid="ignore"):
        apart = (first[1] < second[0]) | (second[1] < first[0])
    return np.where(known, np.where(apart, "yes", "no"), "").astype(object)


def _adjusted(frame: pd.DataFrame) -> Floats:
    """p values adjusted by Holm over the authorities of one body: of the index, or where it has none of components."""
    adjusted = np.full(len(frame), np.nan)
    p_value, level = frame["p_value"].to_numpy(), frame["level"].to_numpy()
    for body in frame["body"].unique():
        mine = (frame["body"] == body).to_numpy() & ~np.isnan(p_value)
        of_index = mine & (level == "index")
        family = of_index if of_index.any() else mine & (level == "component")
        adjusted[family] = holm(p_value[family])
    return adjusted


def _significant(frame: pd.DataFrame) -> Objects:
    """At 5 %: on the adjusted p value where there is one, else on its own; empty where there is none."""
    adjusted, own = frame["p_adjusted"].to_numpy(), frame["p_value"].to_numpy()
    p_value = np.where(np.isnan(adjusted), own, adjusted)
    with np.errstate(invalid="ignore"):
        told = np.where(p_value < LEVEL_OF_TEST, "yes", "no")
    return np.where(np.isnan(p_value), "", told).astype(object)
