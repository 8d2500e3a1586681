"""Sampling errors of scores: from the survey figures up the tree to the index, and the intervals made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexgov.methods.arrays import Floats, Ints
from indexgov.methods.quantiles import t_quantile
from indexgov.registry.models import Indicator, Registry
from indexgov.scoring.aggregate import Peers
from indexgov.scoring.columns import score_of
from indexgov.scoring.draws import Replay
from indexgov.scoring.paths import Merger, Paths, below_sections, gradients, variance
from indexgov.scoring.section import Section
from indexgov.scoring.sources import Sources, survey_leaves
from indexgov.tables import Dataset

_AT_ONCE = 4_000_000
"""Numbers of covariance matrices that are held at once, which bounds the memory."""


@dataclass(frozen=True)
class Errors:
    """What is known of the sampling errors of a section: arrays of nodes x authorities.

    NaN where a score has no sampling error, as below external components, and where it is not known.
    """

    se: Floats
    """Points of score."""
    ci_low: Floats
    ci_high: Floats
    confidence: Floats
    """Of the interval; NaN where there is none."""
    df: Floats
    """Degrees of freedom: the smallest of the figures below; infinite where none states any."""
    n: Floats
    """Valid answers; of survey indicators only, as `n_eff`."""
    n_eff: Floats


@dataclass(frozen=True)
class SamplingErrors:
    """The sampling errors of an assessment."""

    sections: tuple[Errors, ...]
    """In the order of the assessment's sections."""
    draws: int
    """How many draws were made; 0 where every figure is exact."""

    @property
    def confidence(self) -> float:
        """The confidence that all intervals have in common; NaN where they differ and where there is none."""
        found = np.unique(np.concatenate([one.confidence[~np.isnan(one.confidence)] for one in self.sections]))
        return float(found[0]) if len(found) == 1 else float("nan")


def errors_of(
    registry: Registry, dataset: Dataset, sections: Sequence[Section], seed: int, draws: int
) -> SamplingErrors | None:
    """The sampling errors of every node; None where no survey figure gives a score.

    Where every step from the survey figures up is a straight line the standard error is sqrt(g' V g), g being the
    derivatives of the node by the figures and V their covariance matrix, with the covariances of items that the same
    respondents answered. Elsewhere it is the standard deviation over `draws` draws of the figures; the score stays that
    of the estimates. With 0 draws it is then not known. A value that stands for several bodies has one error, also in
    the mean of these. Where a figure that counts has no standard error, or was imputed, the node has none either.

    The interval of a node is score -/+ t(df) se, df being the smallest of the figures below it; it is not clipped to
    the range. That of an indicator is the estimate's own interval put through the scale. Source of the linear rule:
    Wolter 2007, Introduction to Variance Estimation, ch. 6 (Taylor series; exact for linear functions).
    """
    below = below_sections(registry, dataset, sections)
    if below is None:
        return None
    sources, paths, merger = below
    exact = _exact(registry, sources, paths, merger)
    curved = any((one.counts & one.known & ~one.linear).any() for one in paths)
    drawn = exact
    if curved and draws:
        drawn = _by_draws(Replay(registry, dataset, tuple(sections), sources), paths, seed, draws)
    found = []
    for one, plain, by_draws in zip(paths, exact, drawn, strict=True):
        unknown = np.nan if drawn is exact else by_draws
        se = np.where(one.counts & one.known, np.where(one.linear, plain, unknown), np.nan)
        found.append(_with_intervals(registry, sources, one, se))
    return SamplingErrors(tuple(found), draws if drawn is not exact else 0)


def _by_draws(replay: Replay, paths: Sequence[Paths], seed: int, draws: int) -> tuple[Floats, ...]:
    """Standard errors as standard deviations over draws, of the territories that have a node which needs them."""
    needed = np.zeros(len(replay.dataset.territories), dtype=bool)
    for one in paths:
        needed[one.section.authorities.place[(one.counts & one.known & ~one.linear).any(axis=0)]] = True
    return tuple(np.sqrt(one) for one in replay.variances([seed], draws, np.flatnonzero(needed)))


@dataclass(frozen=True)
class Slopes:
    """How the scores of a section move with the survey figures; right where `paths.linear`."""

    paths: Paths
    sources: Sources
    above: dict[int, Floats]
    """Derivative of the nodes above the indicators by every figure, authorities x slots, by position."""

    @property
    def nodes(self) -> tuple[int, ...]:
        """Positions of all nodes with a survey figure below them, and of the survey indicators."""
        return (*self.above, *self.paths.leaves)

    def of(self, position: int, columns: Ints) -> Floats:
        """Derivative of a node of some authorities by every figure, authorities x slots."""
        if position in self.above:
            return self.above[position][columns]
        slot, place = self.paths.leaves[position][columns], self.paths.section.authorities.place[columns]
        found = np.zeros((len(columns), len(self.sources.indicators)))
        known = np.flatnonzero(slot >= 0)
        found[known, slot[known]] = np.nan_to_num(self.sources.slope[place[known], slot[known]])
        return found


def slopes_of(registry: Registry, dataset: Dataset, sections: Sequence[Section]) -> tuple[Slopes, ...] | None:
    """The slopes of every section; None where no survey figure gives a score."""
    below = below_sections(registry, dataset, sections)
    if below is None:
        return None
    sources, paths, merger = below
    slopes = _slopes(registry, sources, paths, merger, np.arange(len(sources.territories)))
    return tuple(Slopes(one, sources, above) for one, (_, above) in zip(paths, slopes, strict=True))


def _slopes(
    registry: Registry, sources: Sources, paths: list[Paths], merger: Merger | None, places: Ints
) -> Iterator[tuple[Ints, dict[int, Floats]]]:
    """For each section its authorities in some adjacent territories, and the slopes of its nodes there."""
    slopes = dict[int, Floats]()
    for one in paths:
        place = one.section.authorities.place
        columns = np.flatnonzero((place >= places[0]) & (place <= places[-1]))
        if one.section.merged is None:
            slopes = gradients(one, sources, Peers.of(registry, one.section.authorities).setting, columns)
        else:
            assert merger is not None
            own = np.flatnonzero((merger.place >= places[0]) & (merger.place <= places[-1]))
            made = {node: merger.merged(node, slope, own, places) for node, slope in slopes.items()}
            slopes = {merger.rows[node]: slope for node, slope in made.items()}
        yield columns, slopes


def _exact(registry: Registry, sources: Sources, paths: list[Paths], merger: Merger | None) -> tuple[Floats, ...]:
    """Standard errors by sqrt(g' V g), of use where all is linear; a few territories at a time."""
    found = tuple(np.full(one.counts.shape, np.nan) for one in paths)
    for se, one in zip(found, paths, strict=True):
        for position, slot in one.leaves.items():
            at = (one.section.authorities.place, slot)
            se[position] = np.where(slot >= 0, np.abs(sources.slope[at]) * sources.se[at], np.nan)
    step = max(1, _AT_ONCE // len(sources.indicators) ** 2)
    for start in range(0, len(sources.territories), step):
        places = np.arange(start, min(start + step, len(sources.territories)))
        covariance = sources.covariance(places)
        for se, one, (columns, slopes) in zip(
            found, paths, _slopes(registry, sources, paths, merger, places), strict=True
        ):
            place = one.section.authorities.place
            for position, slope in slopes.items():
                se[position, columns] = np.sqrt(variance(slope, covariance[place[columns] - start]))
    return found


def _with_intervals(registry: Registry, sources: Sources, paths: Paths, se: Floats) -> Errors:
    """Intervals, and the answers behind the indicators."""
    section, known = paths.section, ~np.isnan(se)
    reach = np.full(se.shape, np.nan)
    for confidence in np.unique(paths.confidence[known]):
        mine = known & (paths.confidence == confidence)
        reach[mine] = t_quantile(float(confidence), paths.df[mine]) * se[mine]
    low, high = section.result.scores - reach, section.result.scores + reach
    n, n_eff = np.full(se.shape, np.nan), np.full(se.shape, np.nan)
    for row, indicator in survey_leaves(section).items():
        position, cells = section.tree.leaves[row], section.cells
        own = np.flatnonzero((cells.row[row] >= 0) & (cells.imputed[row] == 0))
        rows = cells.row[row, own]
        n[position, own], n_eff[position, own] = (
            cells.rows[name].to_numpy(dtype=float)[rows] for name in ("n", "n_eff")
        )
        if _rises(registry, indicator):
            slot = paths.leaves[position]
            have = np.flatnonzero(slot >= 0)
            ends = _own_interval(registry, sources, section, row, have, slot[have])
            low[position, have], high[position, have] = ends
    none = np.isnan(low) | np.isnan(high)
    low[none] = high[none] = np.nan
    return Errors(se, low, high, np.where(none, np.nan, paths.confidence), paths.df, n, n_eff)


def _rises(registry: Registry, indicator: Indicator) -> bool:
    """Whether the ends of an interval of values are the ends of that of scores: not where a scale turns or compares."""
    scale = registry.scales[indicator.scale]
    points = scale.piecewise or scale.bands
    if scale.relative is not None:
        return False
    steps = np.diff([score for _, score in points]) if points else np.zeros(0)
    return bool((steps >= 0).all() or (steps <= 0).all())


def _own_interval(
    registry: Registry, sources: Sources, section: Section, row: int, have: Ints, slot: Ints
) -> tuple[Floats, Floats]:
    """Ends of an indicator's interval for some authorities, in points of score; NaN where there is none."""
    cells, model = section.cells, section.tree.nodes[section.tree.leaves[row]].model
    assert isinstance(model, Indicator)
    at = (section.authorities.place[have], slot)
    given = [cells.rows[name].to_numpy(dtype=float)[cells.row[row, have]] for name in ("ci_low", "ci_high")]
    value, df = sources.value[at], sources.df[at]
    reach = np.full(len(have), np.nan)
    for confidence in np.unique(sources.confidence[at][~np.isnan(sources.se[at])]):
        mine = (sources.confidence[at] == confidence) & ~np.isnan(sources.se[at])
        reach[mine] = t_quantile(float(confidence), df[mine]) * sources.se[at][mine]
    absent = np.isnan(given[0]) | np.isnan(given[1])
    pair = (np.where(absent, value - reach, given[0]), np.where(absent, value + reach, given[1]))
    bands = registry.scales[model.scale].bands
    # Below the first band there is no score.
    least = bands[0][0] if bands else -np.inf
    ends = [score_of(registry, model, np.where(df > 0, np.maximum(one, least), np.nan)) for one in pair]
    return np.minimum(*ends), np.maximum(*ends)
