"""Ranks inside peer groups and classes, both from unrounded scores unless the registry says otherwise."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexgov.methods.arrays import Floats
from indexgov.registry.models import Classes, On

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


def class_of(scores: Floats, classes: Classes, groups: Ints, tolerance: float) -> npt.NDArray[np.object_]:
    """The id of the class of each score: of the band that holds it, or of its quantile among its peers.

    Bands and quantiles are closed below, and a score within the tolerance is inside. Quantiles are those of type 7
    (Hyndman and Fan 1996), so equal scores share a class; a group of fewer than three scores has none. Empty text where
    there is no score.
    """
    names = np.array(["", *reversed(classes.best_first)], dtype=object)
    compared = rounded(scores, classes.on)
    position = np.zeros(len(scores), dtype=np.intp)
    if classes.bands:
        starts = np.array(sorted(band.start for band in classes.bands))
        position = np.searchsorted(starts, compared + tolerance, side="right")
    else:
        shares = np.arange(1, len(classes.quantiles)) / len(classes.quantiles)
        for group in np.unique(groups):
            members = (groups == group) & ~np.isnan(scores)
            if np.count_nonzero(members) >= SMALLEST_GROUP:
                starts = np.quantile(compared[members], shares)
                position[members] = 1 + np.searchsorted(starts, compared[members] + tolerance, side="right")
    return np.asarray(names[np.where(np.isnan(scores), 0, position)])


def capped(classes: npt.NDArray[np.object_], cap: str, order: tuple[str, ...]) -> npt.NDArray[np.object_]:
    """The classes, none better than `cap`; `order` names them from the best to the worst."""
    better = np.isin(classes, order[: order.index(cap)])
    return np.where(better, cap, classes)
