"""Weights that come from data or from experts instead of being written at each child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from indexgov.methods.arrays import ROUNDING, Floats, MethodError, spread
from indexgov.methods.matrices import correlations, eigen


def principal_component(scores: Floats, names: Sequence[str] = ()) -> Floats:
    """Weights of children (rows) from their scores for authorities (columns), positive, with sum 1.

    They are the squared loadings of the first principal component of the children's correlations. Columns with NaN are
    left out. Raises MethodError where there are fewer complete columns than children plus one, where a child has no
    variation, or where a child runs against the others, so that its weight would be negative; it says which of `names`.
    Source: OECD and JRC, Handbook on Constructing Composite Indicators, 2008, step 6; Nicoletti et al. 2000.
    """
    complete = scores[:, ~np.isnan(scores).any(axis=0)]
    least = len(scores) + 1
    if complete.shape[1] < least:
        found = f"of the authorities {complete.shape[1]} have a score for every child, and {least} are needed"
        raise MethodError(f"weights by principal component: {found}", "write the weights")
    called = [f"'{name}'" for name in names] or [f"child {number + 1}" for number in range(len(scores))]
    for name, row in zip(called, complete, strict=True):
        if spread(row) == 0:
            found = f"{name} has the same score for every authority"
            raise MethodError(f"weights by principal component: {found}", "write the weights")
    _, vectors = eigen(correlations(complete))
    total, last = vectors[:, -1].sum(), vectors[-1, -1]
    # Of two children that run against each other neither is in the majority: then the first one is told.
    loadings = vectors[:, -1] * (1 if (last if abs(total) <= ROUNDING else total) >= 0 else -1)
    if (loadings <= 0).any():
        found = f"{called[int(np.argmin(loadings))]} runs against the others"
        raise MethodError(f"weights by principal component: {found}", "turn its scale, or write the weights")
    return np.asarray(loadings**2)


def mean_allocation(points: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Mean points of each child over the experts (budget allocation; OECD and JRC, Handbook, 2008, step 6)."""
    totals: dict[str, float] = {}
    for allocation in points.values():
        for child, number in allocation.items():
            totals[child] = totals.get(child, 0.0) + number / len(points)
    return totals
