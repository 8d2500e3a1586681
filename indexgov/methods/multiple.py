"""Several tests at once."""

from __future__ import annotations

import numpy as np

from indexgov.methods.arrays import Floats


def holm(p_values: Floats) -> Floats:
    """p values adjusted for their number, so that one false alarm among all is no likelier than the level; NaN stays.

    The smallest of m is multiplied by m, the next by m - 1 and so on; none is smaller than one before it, nor above 1.
    Source: Holm 1979, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.
    """
    adjusted = np.full(len(p_values), np.nan)
    known = np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    steps = p_values[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(order) else steps
    return adjusted
