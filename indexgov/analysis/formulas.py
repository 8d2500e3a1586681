"""From value to score in words: the formula of a scale with its numbers filled in, for a person with a calculator."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from indexgov.methods.arrays import Bounds, Floats, spread
from indexgov.methods.relative import Relative, Sample
from indexgov.methods.scales import SCALES, Goalposts
from indexgov.methods.treatment import learn
from indexgov.registry.base import Model
from indexgov.registry.models import Indicator, Scale

VALUE_IS_SCORE = "the value is the score"


@dataclass(frozen=True)
class Reading:
    """What one assessor recorded, or what was put in its place."""

    value: str
    """As written; empty where a number of others was put in."""
    number: float
    """The number that was scored; NaN for levels."""
    parts: Mapping[str, float] = field(default_factory=dict)
    """Of a ratio."""


def number(value: float) -> str:
    """A number with as many digits as a calculation by hand needs: `12`, `0.285714`, `1617000`."""
    if not math.isfinite(value):
        return "-"
    if value and not 1e-3 <= abs(value) < 1e15:
        return f"{value:.6g}"
    return f"{value:.6f}".rstrip("0").rstrip(".")


def formula(reading: Reading, indicator: Indicator, scale: Scale, bounds: Bounds) -> str:
    """How a scale of one value scores a reading: `full = 100`, `goalposts 0 to 12: 100 x (6 - 0) / (12 - 0)`."""
    lower = indicator.better == "lower"
    if scale.kind in _FORMULAS:
        return _FORMULAS[scale.kind](reading, scale.settings, bounds, lower)
    kind = SCALES[scale.kind]
    scores = kind.score(np.array([reading.number]), scale.settings, bounds)
    if lower and kind.turn is not None:
        scores = kind.turn(scores, bounds)
    return f"{as_written(scale.kind, scale.settings)}: {number(reading.number)} = {number(float(scores[0]))}"


def as_written(kind: str, settings: object) -> str:
    """A kind with its settings as in the registry, for a word without a formula here: `logistic {middle: 10}`."""
    written = settings.model_dump(by_alias=True, exclude_unset=True) if isinstance(settings, Model) else settings
    return kind if written is True or written == {} else f"{kind} {_plain(written)}"


def _plain(written: object) -> str:
    if isinstance(written, dict):
        return f"{{{', '.join(f'{key}: {_plain(value)}' for key, value in written.items())}}}"
    if isinstance(written, list | tuple):
        return f"[{', '.join(map(_plain, written))}]"
    return number(written) if isinstance(written, float) else str(written)


def tidy(values: Floats, sample: Floats) -> Floats:
    """The values with 0 for what is only rounding beside the spread of a sample."""
    return np.where(np.abs(values) < 1e-12 * spread(sample), 0.0, values)


def laid_over(share: str, bounds: Bounds, lower: bool = False) -> str:
    """A share from 0 to 1 laid over the range, or mirrored in it."""
    if bounds is None:
        return f"1 - {share}" if lower else share
    low, high = bounds
    start = f"{number(high)} - " if lower else f"{number(low)} + " if low else ""
    return f"{start}{number(high - low)} x {share}"


def _levels(reading: Reading, scores: dict[str, float], bounds: Bounds, lower: bool) -> str:
    return f"{reading.value} = {number(scores[reading.value])}" if reading.value in scores else ""


def _goalposts(reading: Reading, ends: Goalposts, bounds: Bounds, lower: bool) -> str:
    logarithm = "ln " if ends.transform == "log" else ""
    at, low, high = (f"{logarithm}{number(one)}" for one in (_clip(reading.number, ends), ends.min, ends.max))
    head = f"goalposts {number(ends.min)} to {number(ends.max)}{', logarithm' if logarithm else ''}"
    beyond = "" if ends.min <= reading.number <= ends.max else f", {number(reading.number)} counts as {at}"
    share = f"{at} / {high}" if low == "0" else f"({at} - {low}) / ({high} - {low})"
    return f"{head}{beyond}: {laid_over(share, bounds, lower)}"


def _clip(value: float, ends: Goalposts) -> float:
    return min(max(value, ends.min), ends.max)


def _piecewise(reading: Reading, points: Any, bounds: Bounds, lower: bool) -> str:
    at = reading.number
    if at <= points[0][0] or at >= points[-1][0]:
        first = at <= points[0][0]
        (end, score), words = (points[0], "or less") if first else (points[-1], "or more")
        return f"{number(end)} {words} = {number(score)}"
    after = next(place for place, point in enumerate(points) if point[0] > at)
    (x0, y0), (x1, y1) = points[after - 1], points[after]
    head = f"line from {number(x0)} = {number(y0)} to {number(x1)} = {number(y1)}"
    if y0 == y1:
        return head
    step = f"{number(abs(y1 - y0))} x ({number(at)} - {number(x0)}) / ({number(x1)} - {number(x0)})"
    return f"{head}: {number(y0)} {'+' if y1 > y0 else '-'} {step}"


def _bands(reading: Reading, steps: Any, bounds: Bounds, lower: bool) -> str:
    hair = 1e-12 * max(1.0, abs(reading.number))
    reached = [step for step in steps if step[0] <= reading.number + hair]
    return f"from {number(reached[-1][0])} = {number(reached[-1][1])}" if reached else ""


def _ratio(reading: Reading, parts: Any, bounds: Bounds, lower: bool) -> str:
    if not reading.parts:
        return laid_over(number(reading.number), bounds, lower)
    counted = [
        number(reading.parts[name]) if factor == 1 else f"{number(factor)} x {number(reading.parts[name])}"
        for name, factor in parts.numerator.items()
    ]
    top = f"({' + '.join(counted)})" if len(counted) > 1 or "x" in counted[0] else counted[0]
    return laid_over(f"{top} / {number(reading.parts[parts.denominator])}", bounds, lower)


def _identity(reading: Reading, settings: object, bounds: Bounds, lower: bool) -> str:
    if not lower:
        return VALUE_IS_SCORE
    return f"{number(sum(bounds))} - {number(reading.number)}" if bounds else f"minus {number(reading.number)}"


_FORMULAS: dict[str, Callable[[Reading, Any, Bounds, bool], str]] = {
    "levels": _levels,
    "goalposts": _goalposts,
    "piecewise": _piecewise,
    "bands": _bands,
    "ratio": _ratio,
    "identity": _identity,
}
"""For each kind of methods.scales.SCALES."""


def relative_formula(
    kind: str, value: float, sample: Sample, settings: Relative, bounds: Bounds, lower: bool, score: float
) -> str:
    """How a relative scale places a value in a sample: `minmax over 20 values: 100 x (6 - 3.1) / (9.4 - 3.1)`.

    Outliers are treated first, and the formula has the numbers after that.
    """
    over = "" if settings.over == "period" else f" of {settings.over}"
    name = kind.replace("_", " ") if kind in _PLACES else as_written(kind, settings)
    head = f"{name} over {len(sample.values)} value{'s' * (len(sample.values) != 1)}{over if kind in _PLACES else ''}"
    if settings.treat is not None and len(sample.values):
        treated = learn(sample.values, settings.treat)
        before, value = value, float(treated(np.array([value]))[0])
        sample = Sample(treated(sample.values), sample.territories)
        if value != before:
            head += f", outliers treated, {number(before)} counts as {number(value)}"
    if spread(sample.values) == 0:
        return f"{head}: all are equal = {number(score)}"
    value, sample = (
        float(tidy(np.array(value), sample.values)),
        replace(sample, values=tidy(sample.values, sample.values)),
    )
    if kind not in _PLACES:
        return f"{head}: {number(value)} = {number(score)}"
    share, straight = _PLACES[kind](value, sample, settings, lower)
    words = (
        share if straight or (bounds is None and kind in _UNITS) else laid_over(share, bounds, _mirrors(kind, lower))
    )
    cut = bounds is not None and score in bounds and kind in _MAY_LEAVE | ({kind} if over else set())
    return f"{head}: {words}" + (f", kept within {number(bounds[0])} to {number(bounds[1])}" if cut and bounds else "")


_UNITS = {"rank", "borda"}
"""Kinds that tell places, not shares, where scores are not bounded."""
_MAY_LEAVE = {"zscore", "distance_to_target", "distance_to_reference"}
"""Kinds whose result may lie beyond the range, and is taken back to its end."""


def _mirrors(kind: str, lower: bool) -> bool:
    return lower and kind == "fraction"


def _between(value: float, low: float, high: float, lower: bool) -> str:
    top = f"{number(high)} - {number(value)}" if lower else f"{number(value)} - {number(low)}"
    return f"({top}) / ({number(high)} - {number(low)})"


def _minmax(value: float, sample: Sample, settings: Any, lower: bool) -> tuple[str, bool]:
    return _between(value, float(sample.values.min()), float(sample.values.max()), lower), False


def _to_goal(value: float, goal: float, values: Floats, lower: bool) -> tuple[str, bool]:
    worst = float(values.max() if lower else values.min())
    low, high = (goal, worst) if lower else (worst, goal)
    return f"(1 - {_between(value, low, high, not lower)})", False


def _to_max(value: float, sample: Sample, settings: Any, lower: bool) -> tuple[str, bool]:
    best = float(sample.values.min() if lower else sample.values.max())
    return _to_goal(value, best, sample.values, lower)


def _to_target(value: float, sample: Sample, settings: Any, lower: bool) -> tuple[str, bool]:
    return _to_goal(value, settings.target, sample.values, lower)


def _to_reference(value: float, sample: Sample, settings: Any, lower: bool) -> tuple[str, bool]:
    found = float(sample.values[sample.territories == settings.reference][0])
    return _to_goal(value, found, sample.values, lower)


def _zscore(value: float, sample: Sample, settings: Any, lower: bool) -> tuple[str, bool]:
    mean = float(tidy(sample.values.mean(), sample.values))
    sd = float(sample.values.std(ddof=1 if settings.sd == "sample" else 0))
    gap = f"{number(mean)} - {number(value)}" if lower else f"{number(value)} - {number(mean)}"
    start = f"{number(settings.centre)} + " if settings.centre else ""
    factor = f"{number(settings.spread)} x " if settings.spread != 1 else ""
    return f"{start}{factor}({gap}) / {number(sd)}", True


def _place(value: float, sample: Sample, settings: Any, lower: bool) -> float:
    """Place from the worst, 1 to n, as methods.relative gives it."""
    sign = -1.0 if lower else 1.0
    hair = 1e-12 * max(1e-300, abs(value))
    below = int(np.count_nonzero(sign * sample.values < sign * value - hair))
    last = max(below + 1, int(np.count_nonzero(sign * sample.values <= sign * value + hair)))
    return {"min": below + 1.0, "mean": (below + 1 + last) / 2, "max": float(last)}[settings.ties]


def _rank(value: float, sample: Sample, settings: Any, lower: bool) -> tuple[str, bool]:
    return f"{number(_place(value, sample, settings, lower))} / {len(sample.values)}", False


def _borda(value: float, sample: Sample, settings: Any, lower: bool) -> tuple[str, bool]:
    return f"({number(_place(value, sample, settings, lower))} - 1) / ({len(sample.values)} - 1)", False


def _fraction(value: float, sample: Sample, settings: Any, lower: bool) -> tuple[str, bool]:
    return f"{number(value)} / {number(float(sample.values.max()))}", False


_PLACES: dict[str, Callable[[float, Sample, Any, bool], tuple[str, bool]]] = {
    "minmax": _minmax,
    "zscore": _zscore,
    "rank": _rank,
    "percentile": _borda,
    "borda": _borda,
    "distance_to_max": _to_max,
    "distance_to_target": _to_target,
    "distance_to_reference": _to_reference,
    "fraction": _fraction,
}
"""For each kind of methods.relative.RELATIVE_SCALES: the formula, and whether it already is the score."""
