"""Survey estimates as sources of sampling error: how far they are off, how they go together, and draws of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.methods.matrices import eigen, product
from indexgov.methods.scales import SCALES
from indexgov.registry.models import Indicator, Registry
from indexgov.scoring.authorities import Objects
from indexgov.scoring.section import Section
from indexgov.tables import ASSESSED, IMPUTED, STATUSES, Dataset

CONFIDENCE = 0.95
"""Confidence of an interval where the estimate states none."""
_SINGULAR = 1e-12
"""What is left of a variance after that of the other estimates, as a part of it, below which nothing is left."""


def survey_leaves(section: Section) -> dict[int, Indicator]:
    """The survey indicators of a tree by the row of their leaf."""
    models = (section.tree.nodes[leaf].model for leaf in section.tree.leaves)
    return {row: one for row, one in enumerate(models) if isinstance(one, Indicator) and one.from_survey}


@dataclass(frozen=True)
class Sources:
    """The survey estimates behind the scores of a dataset: arrays of territories x slots, NaN where there is none.

    A slot is one indicator, or one indicator and body. An estimate that stands for every body of a territory fills one
    slot, so that its error is one error, however many bodies it enters.
    """

    territories: Objects
    indicators: tuple[Indicator, ...]
    """Of each slot."""
    slot: Ints
    """Slot of each observation; -1 for what is no survey estimate that counts."""
    value: Floats
    """In the units of the estimates, as `se` and covariances."""
    se: Floats
    """NaN where it is not known: without a standard error, or with one that no degrees of freedom stand behind."""
    df: Floats
    """Infinite where the estimate states none."""
    confidence: Floats
    slope: Floats
    """Points of score per unit of value with their sign; NaN where the scale is no straight line at the value."""
    limits: Floats
    """The lowest and the highest value that an estimate may have, slots x 2."""
    pairs: tuple[Ints, Ints, Ints, Floats]
    """Territory, slot, other slot and covariance of what is not independent."""

    @classmethod
    def of(cls, registry: Registry, dataset: Dataset, bodies: Section) -> Sources | None:
        """The survey estimates that give leaves of the bodies a score; None where there are none."""
        cells, who, indicators = bodies.cells, bodies.authorities, survey_leaves(bodies)
        if not indicators:
            return None
        leaves, counting = list(indicators), cells.status == STATUSES.index(ASSESSED)
        known = (cells.row >= 0) & counting & ~np.isnan(cells.leaves.scores)
        position, column = np.nonzero(known[leaves])
        if not len(position):
            return None
        row = cells.row[leaves][position, column]
        shared, kinds = cells.rows["shared"].to_numpy(dtype=bool)[row], len(who.bodies) + 1
        codes, which = np.unique(
            position * kinds + np.where(shared, 0, 1 + who.body_number[column]), return_inverse=True
        )
        slot, place = (np.full(len(cells.rows), -1, dtype=np.intp) for _ in range(2))
        slot[row], place[row] = which, who.place[column]
        names = dataset.territories["territory"].to_numpy(dtype=object)
        of_slot = tuple(indicators[leaves[code // kinds]] for code in codes)

        def laid_out(name: str, blank: float = np.nan) -> Floats:
            matrix = np.full((len(names), len(codes)), np.nan)
            matrix[place[row], slot[row]] = cells.rows[name].to_numpy(dtype=float)[row]
            return np.where(np.isnan(matrix), blank, matrix)

        value, df = laid_out("number"), laid_out("df", np.inf)
        se = np.where(df > 0, laid_out("se"), np.nan)
        for leaf, one in indicators.items():
            if _unknown_among_peers(registry, dataset, bodies, leaf, slot, se):
                se[:, [number for number, other in enumerate(of_slot) if other is one]] = np.nan
        slopes = [slope_of(registry, one, value[:, number]) for number, one in enumerate(of_slot)]
        pairs = _pairs(dataset.covariances, names, of_slot, codes % kinds == 0, ~np.isnan(value))
        confidence = laid_out("confidence", CONFIDENCE)
        limits = np.array([_limits(registry, one) for one in of_slot])
        return cls(names, of_slot, slot, value, se, df, confidence, np.stack(slopes, axis=1), limits, pairs)

    def covariance(self, places: Ints) -> Floats:
        """Covariance matrices of chosen territories, territories x slots x slots; 0 for what is not known."""
        size = len(self.indicators)
        matrix = np.zeros((len(places), size, size))
        matrix[:, np.arange(size), np.arange(size)] = np.nan_to_num(self.se[places]) ** 2
        at = np.full(len(self.territories), -1, dtype=np.intp)
        at[places] = np.arange(len(places))
        place, one, other, covariance = self.pairs
        here = (at[place] >= 0) & ~np.isnan(self.se[place, one]) & ~np.isnan(self.se[place, other])
        for first, second in ((one, other), (other, one)):
            matrix[at[place[here]], first[here], second[here]] = covariance[here]
        return matrix


def slope_of(registry: Registry, indicator: Indicator, values: Floats) -> Floats:
    """Points of score per unit of value, negative where less is better; NaN where the scale is no straight line."""
    scale = registry.scales[indicator.scale]
    kind = None if scale.relative is not None else SCALES[scale.kind]
    if kind is None or kind.slope is None:
        return np.full(len(values), np.nan)
    mirrored = indicator.better == "lower" and kind.turn is not None
    return kind.slope(values, scale.settings, registry.range) * (-1.0 if mirrored else 1.0)


def _limits(registry: Registry, indicator: Indicator) -> tuple[float, float]:
    """Between which values readers would take an estimate; scales with ends of their own clamp."""
    scale, open_ended = registry.scales[indicator.scale], indicator.measure in {"mean", "median"}
    low, high = (-np.inf, np.inf) if open_ended else (0.0, 1.0)
    if scale.identity and registry.range is not None:
        return max(low, registry.range[0]), min(high, registry.range[1])
    return (max(low, scale.bands[0][0]), high) if scale.bands else (low, high)


def _unknown_among_peers(
    registry: Registry, dataset: Dataset, bodies: Section, leaf: int, slot: Ints, se: Floats
) -> bool:
    """Whether a scale made of this period's values stands on one whose error is not known.

    What was imputed from the peers is no value of its own: it moves as they do.
    """
    settings = registry.scales[survey_leaves(bodies)[leaf].scale].relative
    if settings is None or not (isinstance(settings.over, str) or settings.over == dataset.period):
        return False
    cells = bodies.cells
    scored = np.flatnonzero(~np.isnan(cells.leaves.scores[leaf]))
    row, imputed = cells.row[leaf, scored], cells.imputed[leaf, scored]
    own = np.where(row >= 0, slot[row], -1)
    unknown = (own < 0) | np.isnan(se[bodies.authorities.place[scored], own])
    of_peers = [1 + list(IMPUTED).index(by) for by in ("mean", "median")]
    return bool((unknown & ~np.isin(imputed, of_peers)).any())


def _pairs(
    table: pd.DataFrame | None, names: Objects, indicators: Sequence[Indicator], shared: Mask, present: Mask
) -> tuple[Ints, Ints, Ints, Floats]:
    """Rows of the covariances as positions; those about estimates that do not count are left out."""
    nothing = np.zeros(0, dtype=np.intp)
    if table is None or not len(table):
        return nothing, nothing, nothing, np.zeros(0)
    ids = list(dict.fromkeys(one.id for one in indicators))
    slot_of = np.full((len(names), len(ids)), -1, dtype=np.intp)
    for number, name in enumerate(ids):
        own = [slot for slot, one in enumerate(indicators) if one.id == name]
        common = [slot for slot in own if shared[slot]]
        # Where each of several bodies has an estimate of its own, none of them is the one that the table is about.
        alone = present[:, own].sum(axis=1) == 1
        for slot in own:
            slot_of[present[:, slot] & alone, number] = slot
        for slot in common:
            slot_of[present[:, slot], number] = slot
    place = pd.Index(names).get_indexer(pd.Index(table["territory"]))
    one, other = (pd.Index(ids).get_indexer(pd.Index(table[key])) for key in ("indicator", "other"))
    known = (place >= 0) & (one >= 0) & (other >= 0)
    place, one, other = place[known], one[known], other[known]
    first, second = slot_of[place, one], slot_of[place, other]
    both = (first >= 0) & (second >= 0)
    covariance = table["covariance"].to_numpy(dtype=float)[known][both]
    return place[both], first[both], second[both], covariance


class Draws:
    """Values that other samples might have given: draws from N(value, covariance), territory by territory.

    Every territory has its own stream of chance, made of the seed and its code: its draws depend on its own estimates
    alone, not on the order of rows or on who else is scored. Shares are kept within 0 and 1. Estimates without a
    standard error stay as they are.
    """

    def __init__(self, sources: Sources, places: Ints, seed: Sequence[int]) -> None:
        self._sources, self._places = sources, places
        self._roots = _roots(sources.covariance(places))
        names = [str(sources.territories[place]) for place in places]
        self._chance = [np.random.default_rng([*seed, *name.encode()]) for name in names]

    def take(self, count: int) -> Floats:
        """The next draws of every territory, territories x slots x draws; NaN where there is no estimate."""
        value = self._sources.value[self._places]
        deviates = np.zeros((*value.shape, count))
        for number, chance in enumerate(self._chance):
            present = np.flatnonzero(~np.isnan(value[number]))
            deviates[number, present] = chance.standard_normal((count, len(present))).T
        low, high = self._sources.limits.T[:, np.newaxis, :, np.newaxis]
        return np.asarray(np.clip(value[:, :, np.newaxis] + product(self._roots, deviates), low, high))


def _roots(covariance: Floats) -> Floats:
    """Lower triangular L with L L' the covariance, matrix by matrix; what depends wholly on others gets no own part.

    Cholesky's decomposition for semi-definite matrices: the estimates of a survey may be as good as equal. Where rows
    of L do not have the variances as their lengths, covariances contradict each other, as no sample's do; then the
    nearest that do not are taken, by setting negative eigenvalues to 0, with the variances as they are (L is not
    triangular).
    """
    size, root = covariance.shape[-1], np.zeros_like(covariance)
    for column in range(size):
        done = product(root[:, column:, :column], root[:, column, :column, np.newaxis])[..., 0]
        left = covariance[:, column:, column] - done
        own = left[:, 0]
        enough = own > _SINGULAR * covariance[:, column, column]
        scale = np.sqrt(np.where(enough, own, 1.0))
        root[:, column:, column] = np.where(enough[:, np.newaxis], left / scale[:, np.newaxis], 0.0)
    variances = np.diagonal(covariance, axis1=1, axis2=2)
    wrong = (np.abs((root**2).sum(axis=2) - variances) > 1e-6 * variances).any(axis=1)
    if wrong.any():
        values, vectors = (np.stack(found) for found in zip(*map(eigen, covariance[wrong]), strict=True))
        nearest = vectors * np.sqrt(np.maximum(values, 0.0))[:, np.newaxis]
        lengths = np.sqrt((nearest**2).sum(axis=2))
        scale = np.divide(np.sqrt(variances[wrong]), lengths, out=np.zeros_like(lengths), where=lengths > 0)
        root[wrong] = nearest * scale[:, :, np.newaxis]
    return root
