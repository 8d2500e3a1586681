"""The types that methods share, and the fault that they report."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.signedinteger]
"""Positions and numbers of groups; matrices of cells hold 32 bits, which halves what they touch in memory."""
Mask = npt.NDArray[np.bool_]
Bounds = tuple[float, float] | None
"""Ends of every score; None where scores are not bounded."""

ROUNDING = 1e-12
"""A share computed as 2 / 3 may be a hair below two thirds written out; a floor must not turn on that."""


class MethodError(ValueError):
    """Data that a method has no answer for; the text says what was found, `advice` what to do."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.advice = advice


def laid(shares: Floats, bounds: Bounds) -> Floats:
    """Shares from 0 to 1 laid over the range; as they are where scores are not bounded."""
    if bounds is None:
        return shares
    return np.clip(bounds[0] + (bounds[1] - bounds[0]) * shares, *bounds)


def turned(scores: Floats, bounds: Bounds) -> Floats:
    """Scores mirrored in the range, for `better: lower`; unbounded shares are mirrored between 0 and 1."""
    low, high = bounds or (0.0, 1.0)
    mirrored = low + high - scores
    return mirrored if bounds is None else np.clip(mirrored, low, high)


def zeroed(values: Floats) -> Floats:
    """The values with 0 for NaN."""
    return np.where(np.isnan(values), 0.0, values)


def spread(sample: Floats) -> float:
    """Largest less smallest; 0 where they differ by no more than rounding."""
    if not len(sample):
        return 0.0
    low, high = float(sample.min()), float(sample.max())
    return high - low if high - low > 1e-12 * max(abs(low), abs(high)) else 0.0
