"""Weighted medians with Woodruff's intervals, from the sums of each answer.

The median is the smallest answer x with F(x) >= 1/2, F being the weighted distribution in the domain. Its interval is
that of the share of answers up to the median, mapped back by the same rule (Woodruff 1952, Confidence Intervals for
Medians and Other Position Measures, JASA 47). A number with very many different answers makes as many sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.survey.cells import SampleCells
from indexgov.survey.expressions import col, when
from indexgov.survey.figures import Asked, linearised
from indexgov.survey.intervals import Estimated, median_interval, weighted_median
from indexgov.survey.measures import Measure
from indexgov.survey.plan import Plan
from indexgov.survey.sums import WEIGHT, Keys, Pass
from indexgov.survey.variance import Sums, gathered
from indexgov.survey.weighting import Reweighted
from indexgov.tables import ASSESSED

MAPPED_BACK = ("xlogit", "korn_graubard", "wald")
"""Kinds of the interval of the share that were checked against R; for others xlogit is taken."""


CHANGED = ("value", "se", "ci_low", "ci_high", "deff", "n_eff", "confidence", "interval", "basis")
"""Columns of the figures that a median has of its own."""
VALUE = "value "
"""Column of the answers in the sums of each answer."""


@dataclass(frozen=True)
class Median:
    """The medians of one measure, one entry a domain."""

    value: Floats
    se: Floats
    low: Floats
    high: Floats


def _below(sample: SampleCells, cells: pd.DataFrame, row: Ints, below: Mask) -> Sums:
    """The share of answers up to the median as sums of the sample's rows."""
    size = len(sample.cells)

    def added(name: str, counts: Mask | bool = True) -> Floats:
        return gathered(np.where(counts, cells[name], 0.0)[:, np.newaxis], row, size)

    weight, part = added("w "), added("w ", below)
    n, valid = added("n "), added("v " if "v " in cells else "n ")
    if "w2 " not in cells:
        return Sums(weight, part, part, n, valid)
    squares = added("w2 ", below)
    return Sums(weight, part, part, n, valid, added("w2 "), squares, squares)


def value_cells(frame: Any, plan: Plan, measure: Measure, keys: Keys, zeros: bool, second: bool) -> pd.DataFrame:
    """The weights of each answer to a measure's question: the cells of `keys`, each with a VALUE."""
    ratio = plan.ratios[plan.position[measure.name]]
    counts = plan.denominators[ratio.denominator].counts
    assert ratio.y is not None
    by_value = replace(keys, more={**keys.more, VALUE: when(counts, ratio.y)})
    weight = col(WEIGHT)
    job = Pass(frame, by_value)
    if zeros:
        job.add("w ", when(weight > 0, weight), "n ")
        job.count("v ", weight >= 0)
    else:
        job.add("w ", weight, "n ")
    if second:
        job.add("w2 ", weight * weight)
    cells = job.run()
    return cells[cells[VALUE].notna()].reset_index(drop=True)


def medians(
    sample: SampleCells,
    cells: pd.DataFrame,
    row: Ints,
    domain_of: Ints,
    count: int,
    asked: Asked,
    weighting: Reweighted | None,
) -> Median:
    """The medians of `count` domains: `cells` are those of values, `row` the row of the sample that each belongs to."""
    if not count:
        return Median(*np.zeros((4, 0)))
    factor = np.ones(len(cells)) if weighting is None else weighting.raked.factors[weighting.cell[row]]
    weight = cells["w "].to_numpy(dtype=float) * factor
    value, domain = cells[VALUE].to_numpy(dtype=float), domain_of[row]
    found = np.full((4, count), np.nan)
    distributions: dict[int, tuple[Floats, Floats]] = {}
    for number in range(count):
        mine = (domain == number) & (weight > 0)
        if mine.any():
            values, place = np.unique(value[mine], return_inverse=True)
            sums = np.bincount(place, weights=weight[mine])
            distributions[number] = values, sums.cumsum() / sums.sum()
            found[0, number] = weighted_median(*distributions[number])
    below = value <= np.where(domain >= 0, found[0, np.maximum(domain, 0)], np.nan)
    linear = linearised(sample, _below(sample, cells, row, below), domain_of, count, asked, weighting, {})
    share, degrees = linear.ratios.value[:, 0], linear.degrees()[:, 0]
    error, valid = np.sqrt(linear.variance()[:, 0]), linear.ratios.whole.valid[:, 0]
    kind = asked.interval if asked.interval in MAPPED_BACK else "xlogit"
    for number, (values, cumulative) in distributions.items():
        one = Estimated(*(np.asarray(part[number]) for part in (share, error, degrees, valid)))
        low, high, se = median_interval(kind, one, values, cumulative, asked.confidence)
        found[1:, number] = se, low, high
    return Median(*found)


def with_medians(frame: pd.DataFrame, found: Mapping[int, Median], asked: Asked) -> pd.DataFrame:
    """The figures of areas with the medians of some measures, by the place of the measure; they have no effect."""
    if not found or frame.empty:
        return frame
    areas = len(next(iter(found.values())).value)
    changed = {name: frame[name].to_numpy(copy=True).reshape(areas, -1) for name in CHANGED}
    status = frame["status"].to_numpy().reshape(areas, -1)
    for place, median in found.items():
        known = status[:, place] == ASSESSED
        told = known & ~np.isnan(median.low) & ~np.isnan(median.high)
        for name, figures in (("se", median.se), ("ci_low", median.low), ("ci_high", median.high)):
            changed[name][:, place] = np.where(known, figures, np.nan)
        changed["value"][:, place] = median.value
        # An effect of the design is defined for means and shares.
        changed["deff"][:, place] = changed["n_eff"][:, place] = np.nan
        changed["confidence"][:, place] = np.where(told, asked.confidence, np.nan)
        changed["interval"][:, place] = np.where(told, "woodruff", "")
        changed["basis"][:, place] = np.where(told, asked.design.basis, "")
    return frame.assign(**{name: values.reshape(-1) for name, values in changed.items()})
