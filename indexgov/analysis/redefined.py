"""Indicators that kept their id and changed their meaning, so that values of one period cannot be scored in another."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indexgov.analysis.pair import PairRows
from indexgov.registry.models import Indicator, Registry
from indexgov.scoring.assessment import Assessment

_ASKED = ("question", "measure", "codes", "boxes", "among", "denominator", "per")
"""Keys that say what is recorded; who changes one records something else."""


def redefined(first: Assessment, second: Assessment, rows: PairRows) -> tuple[str, ...]:
    """The ids of the indicators in both editions whose values cannot be scored under the other methodology.

    What is asked differs (question, measure, codes, filter, denominator), or the kind of value (a level, a number,
    counts by part), or one period has a value that the scale of the other has no place for. Another scale that places
    all values is a change of method and no break.
    """
    sides = (first, second)
    models = [{one.id: one for one in side.registry.indicators_of(side.dataset.period)} for side in sides]
    found = []
    for name in models[1]:
        if name not in models[0]:
            continue
        pair = (models[0][name], models[1][name])
        alike = _kind(first.registry, pair[0]) == _kind(second.registry, pair[1])
        alike = alike and all(getattr(pair[0], key) == getattr(pair[1], key) for key in _ASKED)
        if not alike or not all(
            _fits(rows.of_indicator(name, source), sides[1 - source].registry, pair[1 - source]) for source in (0, 1)
        ):
            found.append(name)
    return tuple(found)


def _kind(registry: Registry, indicator: Indicator) -> tuple[str, ...]:
    """What is recorded: a level, a number, or counts with the names of their parts."""
    scale = registry.scales[indicator.scale]
    if scale.ratio is not None:
        return ("counts", *sorted(scale.ratio.parts))
    return ("level",) if scale.levels is not None else ("number",)


def _fits(rows: pd.DataFrame, registry: Registry, indicator: Indicator) -> bool:
    """Whether a scale has a place for all recorded values."""
    scale = registry.scales[indicator.scale]
    if scale.levels is not None:
        return set(rows["value"].unique()) <= set(scale.levels)
    if scale.ratio is not None or not len(rows):
        return True
    numbers = rows["number"].to_numpy(dtype=float)
    low, high = -np.inf, np.inf
    if scale.goalposts is not None and not scale.goalposts.clamp:
        low, high = scale.goalposts.min, scale.goalposts.max
    elif scale.identity and registry.range is not None:
        low, high = registry.range
    elif scale.bands:
        low = scale.bands[0][0]
    return bool(((numbers >= low) & (numbers <= high)).all())
