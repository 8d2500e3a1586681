"""Ranks inside peer groups and classes, both from unrounded scores unless the registry says otherwise."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexgov.registry.models import Classes, On

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SMALLEST_GROUP = 3
"""No ranks in a smaller group: being first of two says nothing."""


_HAIR = 1e-9
"""What arithmetic may leave a half short of, as 0.285 * 100 does; in units of the last decimal."""


def rounded(scores: Floats, on: On) -> Floats:
    """Scores as they are compared: unrounded, or rounded half up to the decimals asked for."""
    if isinstance(on, str):
        return scores
    factor = 10.0 ** on["rounded"]
    return np.asarray(np.floor(scores * factor + 0.5 + _HAIR) / factor)


def ranks(scores: Floats, groups: Ints, tolerance: float) -> tuple[Floats, Ints]:
    """Rank and number of ranked peers for each score; NaN ranks where there is no score or too few peers.

    The rank is 1 + the number of scores in the same group that are higher by more than the tolerance ("1224": those
    who tie share the better place). `groups` holds a number for each score; peers count the ranked ones themselves
    included.
    """
    result = np.full(len(scores), np.nan)
    peers = np.zeros(len(scores), dtype=np.int64)
    order = np.argsort(groups, kind="stable")
    bounds = np.flatnonzero(np.diff(groups[order])) + 1
    for members in np.split(order, bounds):
        present = members[~np.isnan(scores[members])]
        peers[members] = len(present)
        if len(present) >= SMALLEST_GROUP:
            ascending = np.sort(scores[present])
            above = len(present) - np.searchsorted(ascending, scores[present] + tolerance, side="right")
            result[present] = 1 + above
    return result, peers


def class_of(scores: Floats, classes: Classes, tolerance: float) -> npt.NDArray[np.object_]:
    """The id of the band that holds each score; bands are closed below, and a score within the tolerance is inside.

    Empty text where there is no score.
    """
    bands = sorted(classes.bands, key=lambda band: band.from_)
    starts = np.array([band.from_ for band in bands])
    names = np.array(["", *(band.id for band in bands)], dtype=object)
    compared = rounded(scores, classes.on)
    position = np.searchsorted(starts, compared + tolerance, side="right")
    return np.asarray(names[np.where(np.isnan(scores), 0, position)])
