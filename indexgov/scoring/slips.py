"""Errors of assessors: a recorded level may have been the one next to it, as often as two assessors show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.registry.models import Indicator, Registry
from indexgov.scoring.authorities import Objects
from indexgov.scoring.section import Section
from indexgov.tables import ASSESSED, ESTIMATES_KEY, INITIAL, SECOND, STATUSES, Dataset

FEWEST_PAIRS = 30
"""Criteria that two assessors recorded, below which their error is not known."""
_SETTLED = ("adjudicated", "decision")
"""Stages at which somebody else looked again; what they found is taken as it is."""
_HAIR = 1e-9
"""Scores that differ by less are one level."""
_STREAM = 256
"""Sets these streams of chance apart from those of survey figures, whose seeds hold bytes only."""


@dataclass(frozen=True)
class ErrorRate:
    """How often a single assessor records a neighbouring level."""

    rate: float
    """0 up to 0.5."""
    cells: int
    """Criteria assessed twice that it was estimated from; 0 where the registry declares it."""
    unequal: int
    """How many of these were recorded differently."""


def error_rate(registry: Registry, dataset: Dataset) -> ErrorRate | None:
    """The rate that the registry declares, or the one that its assessors show; None where it is not known.

    Two assessors who err independently with rate e differ in 2 e (1 - e) of the cells, which gives
    e = (1 - sqrt(1 - 2 d)) / 2 for the share d of unequal cells. The formula is exact for two levels and a little high
    for more, where both may err to different sides. d is (unequal + 1/2) / (cells + 1), so that a handful of equal
    cells is no proof of a rate of 0. Source: the model of two fallible classifiers, Walter and Irwig 1988, with both
    rates equal.
    """
    return _rate(registry, _pairs(registry, dataset))


def _rate(registry: Registry, pairs: pd.DataFrame) -> ErrorRate | None:
    declared = registry.uncertainty.assessors
    if declared == "none":
        return None
    if not isinstance(declared, str):
        return ErrorRate(declared.rate, 0, 0)
    cells, unequal = len(pairs), int(pairs["unequal"].sum())
    if cells < FEWEST_PAIRS:
        return None
    differ = min((unequal + 0.5) / (cells + 1), 0.5)
    return ErrorRate((1 - math.sqrt(1 - 2 * differ)) / 2, cells, unequal)


def _pairs(registry: Registry, dataset: Dataset) -> pd.DataFrame:
    """Cells with a level at both stages, indexed by territory, body and indicator; whether the two differ."""
    rows = dataset.evidence
    if not len(rows):
        return pd.DataFrame({"unequal": np.zeros(0, dtype=bool)})
    levels = {one.id: registry.scales[one.scale].levels for one in registry.indicators if not one.from_survey}
    pairs = zip(rows["indicator"], rows["value"], strict=True)
    known = np.array([value in (levels.get(name) or ()) for name, value in pairs], dtype=bool)
    keys = list(ESTIMATES_KEY)
    said = [rows[(rows["stage"] == stage) & known].groupby(keys)["value"].first() for stage in (INITIAL, SECOND)]
    both = pd.concat(said, axis=1, join="inner", keys=["one", "other"])
    return pd.DataFrame({"unequal": both["one"] != both["other"]}, index=both.index)


@dataclass(frozen=True)
class Slips:
    """Every recorded level that could have been another, and what that would do to its score.

    Arrays of cells, in the order of territories and leaves. A record that stands for every body has one error in all
    of its cells.
    """

    rate: ErrorRate
    leaf: Ints
    column: Ints
    record: Ints
    """Which record each cell is from, counted from 0 in each territory."""
    place: Ints
    """Territory of each cell; they ascend."""
    chance: Floats
    """Of an error, 0 to 0.5."""
    lower: Floats
    """Score of the next level below; NaN where there is none."""
    upper: Floats
    territories: Objects

    @classmethod
    def of(cls, registry: Registry, dataset: Dataset, bodies: Section) -> Slips | None:
        """The levels from evidence that count; None where the error of assessors is not known, or nothing was recorded.

        What was adjudicated or decided is exempt. Where two assessors recorded the same, both must have erred alike:
        e^2 / (e^2 + (1 - e)^2).
        """
        if registry.uncertainty.assessors == "none":
            return None
        pairs = _pairs(registry, dataset)
        rate = _rate(registry, pairs)
        if rate is None:
            return None
        cells, who = bodies.cells, bodies.authorities
        lower, upper = _neighbours(registry, bodies)
        exposed = (cells.status == STATUSES.index(ASSESSED)) & ~np.isnan(cells.leaves.scores)
        exposed &= ~_marked(bodies, _settled(dataset))
        exposed &= ~(np.isnan(lower) & np.isnan(upper))
        if not exposed.any():
            return None
        agreed = _marked(bodies, pairs.index[~pairs["unequal"].to_numpy(dtype=bool)])
        doubly = rate.rate**2 / (rate.rate**2 + (1 - rate.rate) ** 2)
        leaf, column = np.nonzero(exposed)
        order = np.lexsort([who.body_number[column], leaf, who.place[column]])
        leaf, column = leaf[order], column[order]
        place = who.place[column]
        body = np.where(cells.shared[leaf, column], -1, who.body_number[column])
        # A new record wherever territory, leaf or body change, but not between the bodies that share one.
        new = np.ones(len(leaf), dtype=bool)
        new[1:] = (np.diff(place) != 0) | (np.diff(leaf) != 0) | (body[1:] >= 0)
        running = np.cumsum(new) - 1
        record = running - running[np.searchsorted(place, place)]
        chance = np.where(agreed[leaf, column], doubly, rate.rate)
        names = dataset.territories["territory"].to_numpy(dtype=object)
        at = (leaf, column)
        return cls(rate, leaf, column, record, place, chance, lower[at], upper[at], names)

    def erred(self, cells: Ints, luck: Floats) -> Floats:
        """The scores of some cells by their luck, draws x cells: of a neighbouring level, NaN where nobody erred.

        At the end of a scale there is one neighbour, elsewhere each has half of the chance.
        """
        lower, upper, chance = self.lower[cells], self.upper[cells], self.chance[cells]
        both = ~np.isnan(lower) & ~np.isnan(upper)
        down = np.where(np.isnan(lower), 0.0, np.where(both, chance / 2, chance))
        return np.where(luck < down, lower, np.where(luck < chance, upper, np.nan))


def _neighbours(registry: Registry, bodies: Section) -> tuple[Floats, Floats]:
    """The scores of the levels next to each recorded one, leaves x authorities; NaN where there is no such level."""
    scores, tree = bodies.cells.leaves.scores, bodies.tree
    lower, upper = np.full_like(scores, np.nan), np.full_like(scores, np.nan)
    for row, position in enumerate(tree.leaves):
        model = tree.nodes[position].model
        assert isinstance(model, Indicator)
        levels = registry.scales[model.scale].levels
        if levels and not model.from_survey:
            steps = np.unique([-np.inf, *levels.values(), np.inf])
            below = steps[np.searchsorted(steps, scores[row] - _HAIR) - 1]
            above = steps[np.searchsorted(steps, scores[row] + _HAIR, side="right") % len(steps)]
            lower[row], upper[row] = (np.where(np.isfinite(one), one, np.nan) for one in (below, above))
    return lower, upper


def _settled(dataset: Dataset) -> pd.Index[Any]:
    """The cells that somebody adjudicated or decided, by territory, body and indicator."""
    rows = dataset.evidence
    if not len(rows):
        return pd.Index([])
    return pd.MultiIndex.from_frame(rows.loc[rows["stage"].isin(_SETTLED), list(ESTIMATES_KEY)].drop_duplicates())


def _marked(bodies: Section, keys: pd.Index[Any]) -> Mask:
    """Where the leaves of the bodies are those of some cells; an empty body stands for all."""
    who, tree = bodies.authorities, bodies.tree
    found = np.zeros((len(tree.leaves), len(who)), dtype=bool)
    row_of = {tree.nodes[leaf].id: row for row, leaf in enumerate(tree.leaves)}
    columns: dict[tuple[str, str], list[int]] = {}
    for column, (territory, body) in enumerate(zip(who.territory, who.body, strict=True)):
        for whose in ("", str(body)):
            columns.setdefault((str(territory), whose), []).append(column)
    for territory, body, name in keys:
        if name in row_of:
            found[row_of[name], columns.get((territory, body), [])] = True
    return found


class SlipDraws:
    """Scores that other assessors might have recorded, territory by territory.

    Every territory has its own stream of chance, made of the seed and its code, as survey figures have.
    """

    def __init__(self, slips: Slips, places: Ints, seed: Sequence[int]) -> None:
        start, end = (np.searchsorted(slips.place, places, side=side) for side in ("left", "right"))
        cells = np.concatenate([np.arange(one, other) for one, other in zip(start, end, strict=True)])
        counts = [int(slips.record[one:other].max(initial=-1)) + 1 for one, other in zip(start, end, strict=True)]
        shift = np.repeat(np.cumsum([0, *counts[:-1]]), end - start)
        self._record = slips.record[cells] + shift
        names = [str(slips.territories[place]) for place in places]
        streams = [np.random.default_rng([*seed, _STREAM, *name.encode()]) for name in names]
        self._streams = list(zip(streams, counts, strict=True))

    def take(self, count: int) -> Floats:
        """A number from 0 to 1 for each cell in each of the next draws, draws x cells, for `Slips.erred`."""
        luck = [stream.random((count, size)) for stream, size in self._streams]
        return np.concatenate(luck, axis=1)[:, self._record]
