"""From values to scores: one short function a kind of scale, and the table of kinds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from indexgov.registry.models import Scale

Floats = npt.NDArray[np.float64]
Range = tuple[float, float]


def inside(scores: Floats, bounds: Range) -> Floats:
    """Scores without the last digit by which rounding may carry them over an end; a mean above may not survive it."""
    return np.clip(scores, *bounds)


def goalposts(values: Floats, scale: Scale, bounds: Range) -> Floats:
    """Position between declared ends, or between their logarithms; values beyond the ends score as the ends.

    Source: UNDP, Human Development Report 2022, technical note 1 (dimension index).
    """
    ends = scale.goalposts
    assert ends is not None
    clipped = np.clip(values, ends.min, ends.max)
    limits = np.array([ends.min, ends.max])
    if ends.transform == "log":
        clipped, limits = np.log(clipped), np.log(limits)
    return inside(bounds[0] + (bounds[1] - bounds[0]) * (clipped - limits[0]) / (limits[1] - limits[0]), bounds)


def piecewise(values: Floats, scale: Scale, bounds: Range) -> Floats:
    """Linear interpolation between the written points, level beyond the first and the last."""
    assert scale.piecewise is not None
    points = np.array(scale.piecewise, dtype=float)
    return np.where(np.isnan(values), np.nan, np.interp(values, points[:, 0], points[:, 1]))


def ratio(shares: Floats, scale: Scale, bounds: Range) -> Floats:
    """A share from 0 to 1 (see `share_of_parts`) laid over the range."""
    return inside(bounds[0] + (bounds[1] - bounds[0]) * shares, bounds)


def identity(values: Floats, scale: Scale, bounds: Range) -> Floats:
    """The value is the score."""
    return values


NUMBER_SCALES: dict[str, Callable[[Floats, Scale, Range], Floats]] = {
    "goalposts": goalposts,
    "piecewise": piecewise,
    "ratio": ratio,
    "identity": identity,
}
"""Scales of numbers; levels are looked up by name (`level_scores`)."""


def level_scores(names: npt.NDArray[np.object_], scale: Scale) -> Floats:
    """The score of each name; NaN for a name that is not a level."""
    levels = scale.levels or {}
    return np.array([levels.get(str(name), np.nan) for name in names], dtype=float)


def share_of_parts(parts: dict[str, float], scale: Scale) -> float:
    """sum(factor * part) / denominator, from 0 to 1; NaN where the denominator is 0."""
    assert scale.ratio is not None
    whole = parts[scale.ratio.denominator]
    counted = sum(factor * parts[name] for name, factor in scale.ratio.numerator.items())
    return counted / whole if whole else float("nan")


def turned(scores: Floats, bounds: Range) -> Floats:
    """Scores mirrored in the range, for `better: lower`."""
    return inside(bounds[0] + bounds[1] - scores, bounds)


def slope(values: Floats, scale: Scale, bounds: Range) -> Floats:
    """Points of score per unit of value where the scale is a straight line there; NaN elsewhere.

    The standard error of a score is this times the standard error of the value (a linear map, so no approximation).
    """
    if scale.identity:
        return np.ones_like(values)
    ends = scale.goalposts
    if ends is None or ends.transform is not None:
        return np.full_like(values, np.nan)
    inside = (values >= ends.min) & (values <= ends.max)
    return np.where(inside, (bounds[1] - bounds[0]) / (ends.max - ends.min), np.nan)
