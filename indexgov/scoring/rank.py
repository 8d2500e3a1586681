"""Ranks inside peer groups and classes, both from unrounded scores unless the registry says otherwise."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexgov.methods.arrays import Floats
from indexgov.registry.base import On
from indexgov.registry.models import Classes

Ints = npt.NDArray[np.int64]
SMALLEST_GROUP = 3
"""No ranks in a smaller group: being first of two says nothing."""


_AT_ONCE = 60_000
"""Scores that are ranked together, which keeps them at hand."""
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


def ranks_in_draws(scores: Floats, groups: Ints, tolerance: float) -> npt.NDArray[np.int32]:
    """The rank of each score in each draw, draws x authorities, by the rule of `ranks`; 0 where there is none.

    Who has no score in the first draw has none in any.
    """
    found = np.zeros(scores.shape, dtype=np.int32)
    scored = ~np.isnan(scores[0])
    step = max(1, _AT_ONCE // max(1, scores.shape[1]))
    for group in np.unique(groups[scored]):
        members = np.flatnonzero(scored & (groups == group))
        if len(members) >= SMALLEST_GROUP:
            own = slice(None) if len(members) == scores.shape[1] else members
            for start in range(0, len(scores), step):
                found[start : start + step, own] = _places(scores[start : start + step, own], tolerance)
    return found


def _places(scores: Floats, tolerance: float) -> npt.NDArray[np.int32]:
    """Ranks within each row, by one sort: place from the top, that of the highest of those who tie."""
    count = scores.shape[1]
    order = np.argsort(scores, axis=1)
    ascending = np.take_along_axis(scores, order, axis=1)
    places = np.repeat(np.arange(count, 0, -1, dtype=np.int32)[np.newaxis], len(scores), axis=0)
    tied = np.flatnonzero((np.diff(ascending, axis=1) <= tolerance).any(axis=1))
    for row in tied:
        above = np.searchsorted(ascending[row], ascending[row] + tolerance, side="right")
        places[row] = 1 + count - above
    found = np.empty(scores.shape, dtype=np.int32)
    np.put_along_axis(found, order, places, axis=1)
    return found


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
