"""What the best recorded value of a criterion would be, and a dataset with that value in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.analysis.formulas import number
from indexgov.methods.arrays import Bounds, Floats, MethodError
from indexgov.methods.relative import Sample, ToTarget, scaled
from indexgov.registry.models import Indicator, Registry, Scale
from indexgov.scoring.columns import score_of
from indexgov.tables import Dataset

Rows = npt.NDArray[np.intp]
"""Positions of observations."""


_KNOWN = frozenset({
    "levels", "goalposts", "piecewise", "bands", "ratio", "identity",
    "minmax", "zscore", "rank", "percentile", "borda", "distance_to_max", "distance_to_target",
    "distance_to_reference", "fraction",
})  # fmt: skip
"""Kinds of scales for which there is a rule here."""


def is_known(scale: Scale) -> bool:
    """Whether it is known what the best value on a scale is; of a word added to the tables it is not."""
    return scale.kind in _KNOWN


@dataclass(frozen=True)
class Among:
    """The values of others, for scales without a best value of their own."""

    peers: Floats
    """NaN where there is none."""
    base: Sample | None = None
    """The sample of the base period that the scale is made over."""


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
    registry: Registry,
    indicator: Indicator,
    observations: pd.DataFrame,
    rows: Rows,
    score: float,
    among: Among,
    factor: float,
) -> Best | None:
    """The best value of a cell that was recorded in `rows` and scores `score`; None where it has it already.

    It is the level with the highest score, the best end or point of the scale, all cases in the part that counts most
    of a ratio; for a scale that places values among others the target, or the best value of the peers; over a base
    period the best of that period, where no value of a peer scores more. `factor` is what a recorded number is
    multiplied by (the unit over the denominator, else 1); the best is told as it would have to be recorded.
    Raises ValueError for a scale that is not known here.
    """
    scale, lower = registry.scales[indicator.scale], indicator.better == "lower"
    if not is_known(scale):
        raise ValueError(f"the best value on '{scale.kind}' is not known")
    if scale.levels is not None:
        name = max(scale.levels, key=scale.levels.__getitem__)
        found = Best(rows, (name,) * len(rows), np.full(len(rows), np.nan), name, scale.levels[name])
    elif scale.ratio is not None:
        found = _counts(registry, indicator, observations, rows)
    else:
        own = observations["number"].to_numpy(dtype=float)[rows]
        goal = _goal(scale, registry.range, lower, own, among)
        text = number(goal / factor)
        relative = scale.relative is not None
        told = np.nan if relative else float(score_of(registry, indicator, np.array([goal]))[0])
        found = Best(rows, (text,) * len(rows), np.full(len(rows), goal), text, told)
        worst = own.max() if lower else own.min()
        if relative and (not (worst > goal if lower else worst < goal) or _at_top(score, registry.range)):
            return None
    return None if found.score <= score + 1e-12 * max(1.0, abs(score)) else found


def _at_top(score: float, bounds: Bounds) -> bool:
    return bounds is not None and score >= bounds[1]


def _goal(scale: Scale, bounds: Bounds, lower: bool, own: Floats, among: Among) -> float:
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
    known = among.peers[~np.isnan(among.peers)]
    best = float(known.min() if lower else known.max())
    return best if among.base is None else _of_base(scale, bounds, lower, best, among.base)


def _of_base(scale: Scale, bounds: Bounds, lower: bool, best: float, base: Sample) -> float:
    """The end of the sample of a base period, or the best value of a peer where that scores more."""
    assert scale.relative is not None
    if not len(base.values):
        return best
    end = float(base.values.min() if lower else base.values.max())
    try:
        of_end, of_best = scaled(scale.kind, np.array([end, best]), base, scale.relative, bounds, lower)
    except MethodError:
        return best
    return end if of_end >= of_best - 1e-12 * max(1.0, abs(of_best)) else best


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
