"""Scales that place a value among others: one short function a kind, and the table of kinds.

A function gets values and the sample that they are placed in, both already turned so that more is better, and lays
the result over the range; without a range the result stays in the method's own units.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from indexgov.methods.arrays import Bounds, Floats, MethodError, laid, spread, turned
from indexgov.methods.treatment import Treatment, learn
from indexgov.registry.base import Ids, Model, Number, PeriodCode, or_else


class Relative(Model):
    """A scale that places a value among those of other authorities."""

    over: Annotated[
        Literal["period"] | PeriodCode, or_else("{value} is neither 'period' nor a period such as 2025-Q4")
    ] = "period"
    """Whose values make the scale: those of the period that is scored, or of a named base period."""
    within: Ids = ()
    """What authorities must share to be scaled together: `body`, `tier`, `peer_group` or names under `groups`."""
    constant: Annotated[
        Literal["error"] | Number, or_else("{value} is neither 'error' nor the score of a column without variation")
    ] = "error"
    """What a column without variation means: an error in the data, or this score for everybody."""
    treat: Treatment | None = None
    """What is done to outliers first."""


class ZScore(Relative):
    """Distance from the mean in standard deviations: centre + spread * (x - mean) / sd."""

    sd: Literal["sample", "population"] = "sample"
    """Divisor n - 1 or n."""
    centre: Number = 0.0
    """Score of the mean."""
    spread: Annotated[float, Field(gt=0, le=1e15)] = 1.0
    """Points of score for one standard deviation."""


class Ranked(Relative):
    """Place among the others."""

    ties: Literal["min", "mean", "max"] = "min"
    """Place of equal values: the lowest, the mean or the highest of the places that they take."""


class ToTarget(Relative):
    """Distance to a declared target."""

    target: Number
    """The value that scores the high end of the range."""


class ToReference(Relative):
    """Distance to the value of one territory."""

    reference: str
    """Code of the territory whose value scores the high end of the range."""


@dataclass(frozen=True)
class Sample:
    """The values among which others are placed, without NaN, with the territory of each."""

    values: Floats
    territories: npt.NDArray[np.object_]


def minmax(values: Floats, sample: Sample, settings: Relative, bounds: Bounds) -> Floats:
    """(x - min) / (max - min). Source: OECD and JRC, Handbook on Constructing Composite Indicators, 2008, step 5."""
    return laid((values - sample.values.min()) / np.ptp(sample.values), bounds)


def zscore(values: Floats, sample: Sample, settings: ZScore, bounds: Bounds) -> Floats:
    """centre + spread (x - mean) / sd. Source: OECD and JRC, Handbook, 2008, step 5 (standardisation)."""
    sd = sample.values.std(ddof=1 if settings.sd == "sample" else 0)
    scores: Floats = settings.centre + settings.spread * (values - sample.values.mean()) / sd
    return scores if bounds is None else np.clip(scores, *bounds)


def _places(values: Floats, sample: Sample, ties: str) -> Floats:
    """Place of each value in the sample from the lowest, 1 to n; NaN stays. Ties within rounding are ties."""
    ascending = np.sort(sample.values)
    hair = 1e-12 * np.maximum(1e-300, np.abs(values))
    below = np.searchsorted(ascending, values - hair, side="left")
    until = np.searchsorted(ascending, values + hair, side="right")
    last = np.maximum(until, below + 1)
    place = {"min": below + 1.0, "mean": (below + 1 + last) / 2.0, "max": last.astype(float)}[ties]
    return np.where(np.isnan(values), np.nan, place)


def rank(values: Floats, sample: Sample, settings: Ranked, bounds: Bounds) -> Floats:
    """Place from the lowest, 1 to n; over a range place / n. Source: Handbook, 2008, step 5 (ranking)."""
    place = _places(values, sample, settings.ties)
    return place if bounds is None else laid(place / len(sample.values), bounds)


def borda(values: Floats, sample: Sample, settings: Ranked, bounds: Bounds) -> Floats:
    """Borda points: how many are below, 0 to n - 1; over a range points / (n - 1). Source: de Borda 1781."""
    points = _places(values, sample, settings.ties) - 1
    return points if bounds is None else laid(points / (len(sample.values) - 1), bounds)


def percentile(values: Floats, sample: Sample, settings: Ranked, bounds: Bounds) -> Floats:
    """(place - 1) / (n - 1), the PERCENTRANK of spreadsheets: share of the others that are below."""
    return laid((_places(values, sample, settings.ties) - 1) / (len(sample.values) - 1), bounds)


def distance_to_max(values: Floats, sample: Sample, settings: Relative, bounds: Bounds) -> Floats:
    """1 - (max - x) / (max - min). Source: Becker et al., COINr, n_dist2max."""
    return laid(1 - (sample.values.max() - values) / np.ptp(sample.values), bounds)


def _to_goal(values: Floats, sample: Sample, goal: float, bounds: Bounds, what: str) -> Floats:
    lowest = sample.values.min()
    if not goal - lowest > 1e-12 * max(abs(goal), abs(lowest)):
        raise MethodError(f"{what} is not better than the worst value", "choose another, or use 'minmax'")
    return laid(1 - (goal - values) / (goal - lowest), bounds)


def distance_to_target(values: Floats, sample: Sample, settings: ToTarget, bounds: Bounds) -> Floats:
    """1 - (target - x) / (target - min); beyond the target no more in a range. Source: COINr, n_dist2targ."""
    return _to_goal(values, sample, settings.target, bounds, "the target")


def distance_to_reference(values: Floats, sample: Sample, settings: ToReference, bounds: Bounds) -> Floats:
    """1 - (reference - x) / (reference - min), the reference being one territory's value. Source: COINr, n_dist2ref."""
    found = sample.values[sample.territories == settings.reference]
    if not len(found):
        advice = "name a territory with a value in every group, or use 'distance_to_max'"
        raise MethodError(f"the reference '{settings.reference}' has no value", advice)
    if spread(found) > 0:
        message = f"the reference '{settings.reference}' has {len(found)} values"
        raise MethodError(message, "write 'within: [body]', so that each body has a reference of its own")
    return _to_goal(values, sample, float(found[0]), bounds, f"the reference '{settings.reference}'")


def fraction(values: Floats, sample: Sample, settings: Relative, bounds: Bounds) -> Floats:
    """x / max, for values from 0. Source: Handbook, 2008, step 5 (distance to the best performer)."""
    low, high = float(sample.values.min()), float(sample.values.max())
    if low < 0 or high <= 0:
        raise MethodError(f"a fraction of the largest value needs values from 0, found {low:g}", "use 'minmax'")
    return laid(values / high, bounds)


@dataclass(frozen=True)
class RelativeKind:
    """A kind of relative scale: what is written under its key, and how values become scores."""

    settings: type[Relative]
    """Model of what stands under the key."""
    score: Callable[[Floats, Sample, Any, Bounds], Floats]
    """Values, sample, settings and range to scores."""
    mirror: bool = False
    """Whether `better: lower` mirrors the scores; otherwise the values change their sign first."""


RELATIVE_SCALES: dict[str, RelativeKind] = {
    "minmax": RelativeKind(Relative, minmax),
    "zscore": RelativeKind(ZScore, zscore),
    "rank": RelativeKind(Ranked, rank),
    "percentile": RelativeKind(Ranked, percentile),
    "borda": RelativeKind(Ranked, borda),
    "distance_to_max": RelativeKind(Relative, distance_to_max),
    "distance_to_target": RelativeKind(ToTarget, distance_to_target),
    "distance_to_reference": RelativeKind(ToReference, distance_to_reference),
    "fraction": RelativeKind(Relative, fraction, mirror=True),
}
"""Scales of a value among others. A new kind is a function above and a line here."""


def scaled(kind: str, values: Floats, sample: Sample, settings: Relative, bounds: Bounds, lower: bool) -> Floats:
    """Scores of values placed in a sample, outliers treated first; `lower` says that less is better.

    Raises MethodError where the sample has no variation and the settings do not say what that means, or where the
    method has no answer for it.
    """
    if settings.treat is not None and len(sample.values):
        treated = learn(sample.values, settings.treat)
        values, sample = treated(values), Sample(treated(sample.values), sample.territories)
        if isinstance(settings, ToTarget) and treated.transform:
            if treated.cuts(settings.target):
                message = f"the target {settings.target:g} lies beyond the values, where the transform has no value"
                raise MethodError(message, "choose a target among the values, or leave the transform out")
            target = float(treated(np.array([settings.target]))[0])
            settings = settings.model_copy(update={"target": target})
    if spread(sample.values) == 0:
        if settings.constant == "error":
            number = f"all {len(sample.values)} values are" if len(sample.values) > 1 else "the only value is"
            message = f"{number} {sample.values[0]:g}" if len(sample.values) else "there is no value to compare with"
            advice = "write 'constant: SCORE' in the scale, or choose a scale that is not relative"
            raise MethodError(f"{message}, and a relative scale needs two that differ", advice)
        return np.where(np.isnan(values), np.nan, settings.constant)
    method = RELATIVE_SCALES[kind]
    if lower and not method.mirror:
        values, sample = -values, Sample(-sample.values, sample.territories)
        if isinstance(settings, ToTarget):
            settings = settings.model_copy(update={"target": -settings.target})
    scores = method.score(values, sample, settings, bounds)
    return turned(scores, bounds) if lower and method.mirror else scores
