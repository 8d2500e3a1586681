"""Scales that need nothing but the value: one short function a kind, and the table of kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from indexgov.methods.arrays import Bounds, Floats, laid, turned
from indexgov.registry.base import Id, Model, Number, Pairs


class Goalposts(Model):
    """Declared ends of a scale: `min` scores the low end of the range, `max` the high end (UNDP's goalposts)."""

    min: Number
    """The value that scores the low end of the range."""
    max: Number
    """The value that scores the high end of the range."""
    transform: Literal["log"] | None = None
    """`log` places values by their logarithm between the logarithms of the ends."""
    clamp: bool = True
    """Whether a value outside the ends scores as the nearer end; false makes it an error in the data."""


class Ratio(Model):
    """Share of counted cases: range low + width * sum(factor * part) / denominator."""

    numerator: dict[str, Number]
    """Part names with the factor by which each counts."""
    denominator: str
    """Name of the part that is the whole."""
    empty: Literal["error", "not_applicable"] = "error"
    """What a denominator of zero means."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Every count that is recorded: the denominator first."""
        return tuple(dict.fromkeys((self.denominator, *self.numerator)))


def levels(names: npt.NDArray[np.object_], scores: dict[str, float], bounds: Bounds) -> Floats:
    """The score of each name; NaN for a name that is not a level."""
    return np.array([scores.get(str(name), np.nan) for name in names], dtype=float)


def goalposts(values: Floats, ends: Goalposts, bounds: Bounds) -> Floats:
    """Position between declared ends, or between their logarithms; values beyond the ends score as the ends.

    Source: UNDP, Human Development Report 2022, technical note 1 (dimension index).
    """
    clipped, limits = np.clip(values, ends.min, ends.max), np.array([ends.min, ends.max])
    if ends.transform == "log":
        clipped, limits = np.log(clipped), np.log(limits)
    return laid((clipped - limits[0]) / (limits[1] - limits[0]), bounds)


def piecewise(values: Floats, points: Pairs, bounds: Bounds) -> Floats:
    """Linear interpolation between the written points, level beyond the first and the last."""
    at = np.array(points, dtype=float)
    return np.where(np.isnan(values), np.nan, np.interp(values, at[:, 0], at[:, 1]))


def bands(values: Floats, steps: Pairs, bounds: Bounds) -> Floats:
    """The score of the highest step that the value reaches: steps are closed below and open above.

    NaN below the first step. A value within the last digit of a step reaches it, as 0.1 + 0.2 reaches 0.3.
    """
    at = np.array(steps, dtype=float)
    starts = at[:, 0] - 1e-12 * np.maximum(1.0, np.abs(at[:, 0]))
    step = np.searchsorted(starts, values, side="right") - 1
    return np.where(np.isnan(values) | (step < 0), np.nan, at[np.maximum(step, 0), 1])


def ratio(shares: Floats, parts: Ratio, bounds: Bounds) -> Floats:
    """A share from 0 to 1 (see `share_of_parts`) laid over the range."""
    return laid(shares, bounds)


def identity(values: Floats, settings: object, bounds: Bounds) -> Floats:
    """The value is the score."""
    return values


def goalposts_slope(values: Floats, ends: Goalposts, bounds: Bounds) -> Floats:
    """Points of score per unit of value between the ends; NaN beyond them and on a logarithm."""
    low, high = bounds or (0.0, 1.0)
    inside = (values >= ends.min) & (values <= ends.max) & (ends.transform is None)
    return np.where(inside, (high - low) / (ends.max - ends.min), np.nan)


def identity_slope(values: Floats, settings: object, bounds: Bounds) -> Floats:
    """One point for each unit."""
    return np.ones_like(values)


def turned_sign(scores: Floats, bounds: Bounds) -> Floats:
    """For `better: lower` where the value is the score: mirrored in the range, or its negative without a range."""
    return -scores if bounds is None else turned(scores, bounds)


@dataclass(frozen=True)
class ScaleKind:
    """A kind of scale: what is written under its key, and how a value becomes a score."""

    settings: Any
    """Type of what stands under the key."""
    score: Callable[[Any, Any, Bounds], Floats]
    """Values, settings and range to scores."""
    turn: Callable[[Floats, Bounds], Floats] | None = turned
    """What `better: lower` does to the scores; None where the settings state the scores."""
    slope: Callable[[Floats, Any, Bounds], Floats] | None = None
    """Points of score per unit of value, NaN where the scale is no straight line; the standard error of a score is this
    times that of the value."""


SCALES: dict[str, ScaleKind] = {
    "levels": ScaleKind(dict[Id, Number], levels, turn=None),
    "goalposts": ScaleKind(Goalposts, goalposts, slope=goalposts_slope),
    "piecewise": ScaleKind(Pairs, piecewise, turn=None),
    "bands": ScaleKind(Pairs, bands, turn=None),
    "ratio": ScaleKind(Ratio, ratio),
    "identity": ScaleKind(Literal[True], identity, turned_sign, identity_slope),
}
"""Scales of one value. A new kind is a function above and a line here."""


def share_of_parts(parts: dict[str, float], settings: Ratio) -> float:
    """sum(factor * part) / denominator, from 0 to 1; NaN where the denominator is 0."""
    whole = parts[settings.denominator]
    counted = sum(factor * parts[name] for name, factor in settings.numerator.items())
    return counted / whole if whole else float("nan")
