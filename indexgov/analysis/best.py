"""What the best recorded value of a criterion would be, and a dataset with that value in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.analysis.formulas import number
from indexgov.methods.arrays import Bounds, Floats
from indexgov.methods.relative import ToTarget
from indexgov.registry.models import Indicator, Registry, Scale
from indexgov.scoring.columns import score_of
from indexgov.tables import Dataset

Rows = npt.NDArray[np.intp]
"""Positions of observations."""


@dataclass(frozen=True)
class Best:
    """The best value of one cell."""

    rows: Rows
    """The observations that it takes the place of."""
    texts: tuple[str, ...]
    """What would be recorded in each of them."""
    numbers: Floats
    """The number of each; NaN for levels."""
    shown: str
    score: float
    """NaN where it depends on the values of others."""


def best_value(
    registry: Registry, indicator: Indicator, observations: pd.DataFrame, rows: Rows, score: float, peers: Floats
) -> Best | None:
    """The best value of a cell that was recorded in `rows` and scores `score`; None where it has it already.

    It is the level with the highest score, the best end or point of the scale, all cases in the part that counts most
    of a ratio; for a scale that places values among others the target, or the best value of the `peers`.
    """
    scale, lower = registry.scales[indicator.scale], indicator.better == "lower"
    if scale.levels is not None:
        name = max(scale.levels, key=scale.levels.__getitem__)
        found = Best(rows, (name,) * len(rows), np.full(len(rows), np.nan), name, scale.levels[name])
    elif scale.ratio is not None:
        found = _counts(registry, indicator, observations, rows)
    else:
        own = observations["number"].to_numpy(dtype=float)[rows]
        goal = _goal(scale, registry.range, lower, own, peers)
        relative = scale.relative is not None
        told = np.nan if relative else float(score_of(registry, indicator, np.array([goal]))[0])
        found = Best(rows, (number(goal),) * len(rows), np.full(len(rows), goal), number(goal), told)
        worst = own.max() if lower else own.min()
        if relative and (not (worst > goal if lower else worst < goal) or _at_top(score, registry.range)):
            return None
    return None if found.score <= score + 1e-12 * max(1.0, abs(score)) else found


def _at_top(score: float, bounds: Bounds) -> bool:
    return bounds is not None and score >= bounds[1]


def _goal(scale: Scale, bounds: Bounds, lower: bool, own: Floats, peers: Floats) -> float:
    """The best number of a scale; of several the one nearest to what was recorded."""
    points = scale.piecewise or scale.bands
    if points is not None:
        top = max(score for _, score in points)
        return float(min((value for value, score in points if score == top), key=lambda value: abs(value - own[0])))
    if isinstance(scale.relative, ToTarget) and bounds is not None:
        return scale.relative.target
    ends = scale.ends(bounds)
    if ends is not None:
        return ends[0] if lower else ends[1]
    known = peers[~np.isnan(peers)]
    return float(known.min() if lower else known.max())


def _counts(registry: Registry, indicator: Indicator, observations: pd.DataFrame, rows: Rows) -> Best:
    """All cases in the part that counts most, or in none where less is better; for each assessor his own cases."""
    ratio = registry.scales[indicator.scale].ratio
    assert ratio is not None
    cells = observations.iloc[rows]
    part, who = (cells[name].to_numpy(dtype=object) for name in ("part", "assessor"))
    counts = cells["number"].to_numpy(dtype=float)
    whole = {
        assessor: count for assessor, name, count in zip(who, part, counts, strict=True) if name == ratio.denominator
    }
    lower = indicator.better == "lower"
    chosen = max(ratio.numerator, key=ratio.numerator.__getitem__)
    # Of several parts that count most each keeps its cases, and the first gets the others.
    equal = [name for name, factor in ratio.numerator.items() if factor == ratio.numerator[chosen] and not lower]
    numbers = np.where((part == ratio.denominator) | np.isin(part, equal), counts, 0.0)
    for first in np.flatnonzero(part == chosen) if not lower else ():
        mine = (who == who[first]) & np.isin(part, equal)
        numbers[first] += whole[who[first]] - counts[mine].sum()
    texts = tuple(number(one) for one in numbers)
    said = [f"{name}={text}" for name, text, one in zip(part, texts, who, strict=True) if one == who[0]]
    share = 0.0 if lower else ratio.numerator[chosen]
    return Best(rows, texts, numbers, "; ".join(said), float(score_of(registry, indicator, np.array([share]))[0]))


def with_best(dataset: Dataset, changes: Iterable[Best]) -> Dataset:
    """The dataset with the best values recorded in the place of what was recorded."""
    rows = dataset.observations
    value, figure = rows["value"].astype(object).to_numpy(copy=True), rows["number"].to_numpy(dtype=float, copy=True)
    for change in changes:
        value[change.rows], figure[change.rows] = change.texts, change.numbers
    known = rows["value"].cat.categories
    more = sorted(set(value) - set(known))
    column = pd.Categorical(value, categories=[*known, *more])
    return replace(dataset, observations=rows.assign(value=column, number=figure))
