"""Outliers of a column before it is scaled: winsorising by count, and transforms.

Skewness and kurtosis with thresholds 2 and 3.5, up to five winsorised points and a logarithm for what still fails are
the practice of the European Commission's Joint Research Centre (Becker et al., COINr, section "Outlier treatment").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from indexgov.methods.arrays import Floats, MethodError, spread
from indexgov.registry.base import Model, or_else


def skewness(sample: Floats) -> float:
    """Bias-corrected skewness G1 (type 2 of Joanes and Gill 1998); NaN below three values or without variation."""
    n = len(sample)
    if n < 3 or spread(sample) == 0:
        return float("nan")
    centred = sample - sample.mean()
    moment = float((centred**3).mean() / (centred**2).mean() ** 1.5)
    return moment * float(np.sqrt(n * (n - 1))) / (n - 2)


def kurtosis(sample: Floats) -> float:
    """Bias-corrected excess kurtosis G2 (type 2 of Joanes and Gill 1998); NaN below four values or all equal."""
    n = len(sample)
    if n < 4 or spread(sample) == 0:
        return float("nan")
    centred = sample - sample.mean()
    moment = float((centred**4).mean() / (centred**2).mean() ** 2) - 3.0
    return ((n + 1) * moment + 6) * (n - 1) / ((n - 2) * (n - 3))


def natural_log(values: Floats, low: float, high: float) -> Floats:
    """ln x."""
    if low <= 0:
        raise MethodError(f"a logarithm needs values above 0, found {low:g}", "use 'shifted_log'")
    return np.log(np.maximum(values, low))


def shifted_log(values: Floats, low: float, high: float) -> Floats:
    """ln(x - min + 0.01 (max - min)), the logarithm of the JRC's COIN Tool; for any sign."""
    return np.log(np.maximum(values, low) - low + 0.01 * (high - low))


def gii_log(values: Floats, low: float, high: float) -> Floats:
    """ln((max - 1)(x - min) / (max - min) + 1), the logarithm of the Global Innovation Index; needs max above 1."""
    if high <= 1:
        raise MethodError(f"'gii_log' needs a largest value above 1, found {high:g}", "use 'shifted_log'")
    return np.log((high - 1) * (np.maximum(values, low) - low) / (high - low) + 1)


TRANSFORMS: dict[str, Callable[[Floats, float, float], Floats]] = {
    "log": natural_log,
    "shifted_log": shifted_log,
    "gii_log": gii_log,
}
"""Transforms of values, given the smallest and the largest of the sample. A new one is a function and a line here."""


def box_cox(values: Floats, power: float) -> Floats:
    """(x^power - 1) / power, and ln x for power 0 (Box and Cox 1964)."""
    if values[~np.isnan(values)].min(initial=np.inf) <= 0:
        found = float(values[~np.isnan(values)].min())
        raise MethodError(f"Box-Cox needs values above 0, found {found:g}", "use 'shifted_log'")
    return np.log(values) if power == 0 else (values**power - 1) / power


_BoxCox = Annotated[dict[Literal["boxcox"], Annotated[float, Field(ge=-5, le=5)]], Field(min_length=1)]
"""Higher powers overflow, and Box and Cox looked between -2 and 2."""
_NAMES = tuple(TRANSFORMS)
Transform = Annotated[
    Literal[_NAMES] | _BoxCox,  # type: ignore[valid-type]
    or_else("{value} is not a transform", names=_NAMES, form="{boxcox: power}", inside=_BoxCox),
]


class Treatment(Model):
    """What is done to outliers of a column before a relative scale is laid over it."""

    when: Literal["failing", "always"] = "failing"
    """`failing`: only if both |skewness| and kurtosis pass their thresholds; `always`: whatever they are."""
    skewness: Annotated[float, Field(ge=0)] = 2.0
    """A column fails when |skewness| is above this and kurtosis above its own threshold."""
    kurtosis: float = 3.5
    """Threshold of the excess kurtosis."""
    winsorise: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Most points that may be moved to the nearest value that stays, ties counted each, until the column passes."""
    transform: Transform | None = None
    """For a column that still fails after winsorising, taken from its values as recorded; with `always` for any."""


@dataclass(frozen=True)
class Treated:
    """A treatment with what was learned from a sample."""

    low: float
    high: float
    """Values beyond these were moved to them."""
    moved: int
    """How many points of the sample that were."""
    settings: Treatment
    transform: bool
    mirrored: bool
    sample: tuple[float, float]

    def cuts(self, value: float) -> bool:
        """Whether the transform takes a value for the nearest of the sample."""
        low, high = self.sample
        named = self.transform and isinstance(self.settings.transform, str)
        return named and (value > high if self.mirrored else value < low)

    def __call__(self, values: Floats) -> Floats:
        """The values as the treatment makes them; order is kept."""
        if not self.transform:
            return np.clip(values, self.low, self.high)
        chosen, (low, high) = self.settings.transform, self.sample
        if isinstance(chosen, dict):
            return box_cox(values, chosen["boxcox"])
        change = TRANSFORMS[str(chosen)]
        # A long tail on the low side is a long tail on the high side of the mirror.
        return -change(low + high - values, low, high) if self.mirrored else change(values, low, high)


def fails(sample: Floats, settings: Treatment) -> bool:
    """Whether |skewness| and kurtosis are both above their thresholds."""
    return bool(abs(skewness(sample)) > settings.skewness and kurtosis(sample) > settings.kurtosis)


def learn(sample: Floats, settings: Treatment) -> Treated:
    """The treatment of a column, learned from a sample without NaN."""
    low, high = (float(sample.min()), float(sample.max())) if len(sample) else (-np.inf, np.inf)
    ends, always = (low, high), settings.when == "always"
    current, moved, open_ = sample, 0, True
    while open_ and moved < settings.winsorise and (always or fails(current, settings)):
        open_ = spread(current) > 0
        if open_:
            upper = not skewness(current) < 0
            inner = current[current < high].max() if upper else current[current > low].min()
            limits = (low, float(inner)) if upper else (float(inner), high)
            count = int(((sample < limits[0]) | (sample > limits[1])).sum())
            open_ = count <= settings.winsorise
            if open_:
                (low, high), moved, current = limits, count, np.clip(sample, *limits)
    transform = settings.transform is not None and (always or fails(current, settings))
    if transform:
        (low, high), moved = ends, 0
    mirrored = transform and settings.transform in ("shifted_log", "gii_log") and skewness(sample) < 0
    # Outside the sample, in another period, nothing is cut that the treatment did not cut here.
    cut = (low if low > ends[0] else -np.inf, high if high < ends[1] else np.inf)
    return Treated(*cut, moved, settings, transform, mirrored, ends)
