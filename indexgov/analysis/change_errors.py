"""Survey error of a change: how far two periods could differ because others were asked.

What is tested is the change at equal methodology: the second score less the first one restated with the methodology of
the second period. So what an edition changed is no news about opinion, and what the survey measured is tested as it
counts now. Only survey figures have errors; evidence has none.

se of the change = sqrt(se_a^2 + se_b^2 - 2 cov). The covariance is g_a' C g_b: C are the covariances of the figures of
two waves that visited the same localities, g the slopes of a score by its figures. It is 0 where no locality was
visited twice, and exact where all steps are straight lines. What is not known of it (of results without microdata, of
medians, of steps that are no straight lines) counts as 0: the error is then too large wherever the answers of the same
places go together, as they mostly do. The statistic is compared with Student's t of the smaller of the two degrees of
freedom (Welch's are never fewer, so the test is cautious), or the normal distribution where they are infinite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexgov.analysis.grid import Grid
from indexgov.analysis.hybrids import Hybrids
from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.methods.matrices import product
from indexgov.methods.quantiles import two_sided
from indexgov.scoring.errors import Slopes, slopes_of
from indexgov.scoring.sources import Sources
from indexgov.survey.waves import LinkedWaves, PsuTotals

_AT_ONCE = 500
"""Authorities whose covariances are held at once, which bounds the memory."""
_ROUNDING = 1e-12
"""Part of the two variances below which what is left of them is rounding."""
_SAME = 1e-9
"""Scores that differ by less, in points, did not change."""


@dataclass(frozen=True)
class ChangeErrors:
    """Arrays of nodes x authorities; NaN where there is no survey error."""

    se: Floats
    statistic: Floats
    df: Floats
    p_value: Floats
    bounded: Mask
    """Where the covariance is not known, so that `se` may be too large."""


class Waves:
    """The survey figures of two assessments under one methodology, and how they go together."""

    def __init__(self, hybrids: Hybrids, new_localities: bool) -> None:
        self.earlier, self.later = hybrids.assessment((1, 0, 0)), hybrids.second
        self._new, self._same_period = new_localities, hybrids.first.dataset.period == self.later.dataset.period

    def errors(self, grid: Grid) -> ChangeErrors:
        """The errors of a section's changes."""
        blank = np.full((len(grid.nodes), len(grid.keys)), np.nan)
        scores, se, df = [], [], []
        for side in (self.earlier, self.later):
            if side is None or side.errors is None or len(side.sections) <= grid.number:
                return ChangeErrors(blank, blank, blank, blank, np.zeros(blank.shape, dtype=bool))
            section, errors = side.sections[grid.number], side.errors.sections[grid.number]
            scores.append(grid.lay(section, section.result.scores))
            se.append(grid.lay(section, errors.se))
            df.append(grid.lay(section, errors.df))
        covariance, bounded = self._covariance(grid)
        difference, alone = scores[1] - scores[0], se[0] ** 2 + se[1] ** 2
        # Of one sample that gives one figure nothing is left to chance, whatever the steps in between.
        one = self._of_one_sample(grid) & (np.abs(difference) <= _SAME) & (np.abs(se[1] - se[0]) <= _SAME)
        left = np.where(one, 0.0, alone - 2 * covariance)
        # Of localities visited in part again the common ones may say more than there is: then nothing is known.
        with np.errstate(invalid="ignore"):
            too_much = left < -_ROUNDING * alone
        left, bounded = np.where(too_much, alone, left), bounded | too_much
        total = np.where(np.isnan(alone), np.nan, np.sqrt(np.where(left <= _ROUNDING * alone, 0.0, left)))
        with np.errstate(invalid="ignore", divide="ignore"):
            statistic = np.where(total > 0, difference / total, np.nan)
        degrees = np.where(np.isnan(total), np.nan, np.minimum(df[0], df[1]))
        certain = np.where(np.abs(difference) <= _SAME, 1.0, 0.0)
        p_value = np.where(total == 0, certain, two_sided(statistic, degrees))
        return ChangeErrors(total, statistic, degrees, p_value, bounded & ~one & ~np.isnan(total))

    @cached_property
    def _sources(self) -> tuple[Sources, Sources]:
        """The survey figures of both sides."""
        found = []
        for side in (self.earlier, self.later):
            assert side is not None
            sources = Sources.of(side.registry, side.dataset, side.sections[0])
            assert sources is not None
            found.append(sources)
        return found[0], found[1]

    @cached_property
    def _slopes(self) -> tuple[tuple[Slopes, ...], tuple[Slopes, ...]]:
        """How the scores of both sides move with their figures, section by section."""
        found = []
        for side in (self.earlier, self.later):
            assert side is not None
            slopes = slopes_of(side.registry, side.dataset, side.sections)
            assert slopes is not None
            found.append(slopes)
        return found[0], found[1]

    @property
    def _linked(self) -> bool:
        """Whether anything is known of how the two waves go together, beside that they do not."""
        return bool(self._one_sample) or (self._waves is not None and not self._new)

    @cached_property
    def _waves(self) -> LinkedWaves | None:
        """The localities of both; None where those of one are not known."""
        sides = [side.dataset.psus for side in (self.earlier, self.later) if side is not None]
        return LinkedWaves(sides[0], sides[1]) if len(sides) == 2 and sides[0] and sides[1] else None

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """Positions of every territory that both sides have."""
        one, other = ({str(name): place for place, name in enumerate(side.territories)} for side in self._sources)
        return {name: (place, other[name]) for name, place in one.items() if name in other}

    @cached_property
    def _one_sample(self) -> frozenset[str]:
        """Territories in which two revisions of one period have the same survey figures."""
        if not self._same_period:
            return frozenset()
        return frozenset(name for name, at in self._places.items() if _same_figures(*self._sources, at))

    def _between(self, name: str) -> Floats:
        """Covariances of the figures of a territory: of one sample, of the same localities; NaN where not known."""
        first, second = self._sources
        if name in self._one_sample:
            return np.asarray(first.covariance(np.array([self._places[name][0]]))[0])
        found = np.full((len(first.indicators), len(second.indicators)), np.nan)
        if self._new:
            return np.zeros_like(found)
        between = None if self._waves is None else self._waves.covariance(name)
        if self._waves is None or between is None:
            return found
        if not np.nan_to_num(between).any():
            # Not one locality was visited twice, so that no figure of any kind goes together with another.
            return np.zeros_like(found)
        rows, columns = _measured(first, self._waves.first), _measured(second, self._waves.second)
        known = rows >= 0, columns >= 0
        found[np.ix_(*known)] = between[np.ix_(rows[known[0]], columns[known[1]])]
        return found

    def _of_one_sample(self, grid: Grid) -> Mask:
        """Authorities of territories in which both sides have the same figures of the same period."""
        return np.array([key[0] in self._one_sample for key in grid.keys], dtype=bool)

    def _covariance(self, grid: Grid) -> tuple[Floats, Mask]:
        """Of the scores of both sides, nodes x authorities, and where a part of it is not known and counts as 0."""
        shape = (len(grid.nodes), len(grid.keys))
        found, bounded = np.zeros(shape), np.full(shape, not self._new)
        if not self._linked:
            return found, bounded
        pair = (self._slopes[0][grid.number], self._slopes[1][grid.number])
        nodes = [{side.paths.section.tree.nodes[position].id: position for position in side.nodes} for side in pair]
        rows = [(row, (nodes[0][name], nodes[1][name])) for row, name in enumerate(grid.nodes)
                if name in nodes[0] and name in nodes[1]]  # fmt: skip
        columns = [_columns(side) for side in pair]
        places = [place for place, key in enumerate(grid.keys)
                  if key[0] in self._places and all(key in side for side in columns)]  # fmt: skip
        for start in range(0, len(places), _AT_ONCE):
            some = places[start : start + _AT_ONCE]
            between = np.stack([self._between(grid.keys[place][0]) for place in some])
            at = [np.array([side[grid.keys[place]] for place in some], dtype=np.intp) for side in columns]
            for row, positions in rows:
                found[row, some], bounded[row, some] = _product(pair, positions, at, between)
        return found, bounded


def _product(
    pair: tuple[Slopes, Slopes], positions: tuple[int, int], at: Sequence[Ints], between: Floats
) -> tuple[Floats, Mask]:
    """g_a' C g_b of a node of some authorities, and where a part of it is not known."""
    first, second = (side.of(own, columns) for side, own, columns in zip(pair, positions, at, strict=True))
    bent = [~side.paths.linear[own, columns] for side, own, columns in zip(pair, positions, at, strict=True)]
    known = np.nan_to_num(between)
    total = (product(first[:, np.newaxis], known)[:, 0] * second).sum(axis=1)
    lacking = (product((first != 0)[:, np.newaxis] * 1.0, np.isnan(between) * 1.0)[:, 0] * (second != 0)).sum(axis=1)
    nothing = (between == 0).all(axis=(1, 2))
    return total, ~nothing & (bent[0] | bent[1] | (lacking > 0))


def _columns(slopes: Slopes) -> dict[tuple[str, str], int]:
    """Column of each authority of a section."""
    who = slopes.paths.section.authorities
    return {key: column for column, key in enumerate(zip(who.territory.tolist(), who.body.tolist(), strict=True))}


def _measured(sources: Sources, psus: PsuTotals) -> Ints:
    """The measure behind each slot; -1 where there is none, or where an indicator has several slots."""
    ids = [one.id for one in sources.indicators]
    single = [name in psus.measures and ids.count(name) == 1 for name in ids]
    return np.array([psus.measures.index(name) if own else -1 for name, own in zip(ids, single, strict=True)],
                    dtype=np.intp)  # fmt: skip


def _same_figures(first: Sources, second: Sources, at: tuple[int, int]) -> bool:
    """Whether two revisions of one period have the same survey figures in a territory, which are then one sample."""
    if [one.id for one in first.indicators] != [one.id for one in second.indicators]:
        return False
    pairs = ((getattr(first, name)[at[0]], getattr(second, name)[at[1]]) for name in ("value", "se"))
    return all(np.array_equal(one, other, equal_nan=True) for one, other in pairs)
