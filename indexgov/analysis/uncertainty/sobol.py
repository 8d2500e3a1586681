"""What drives the uncertainty of a score: shares of its variance by source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from indexgov.methods.arrays import Floats


@dataclass(frozen=True)
class Shares:
    """Shares of the variance of some outputs: arrays of sources x outputs; NaN where an output does not vary."""

    first: Floats
    """What the source does by itself: what of the variance would go if the source were known."""
    total: Floats
    """With all that it does together with others: what would stay if only the source were unknown."""


def sobol_shares(outputs: Callable[[Sequence[bool]], Floats], sources: int) -> Shares:
    """First-order and total Sobol shares of groups of inputs.

    `outputs` scores a sample, draws x outputs, in which each source comes from the first of two independent samples
    (False) or from the second (True); the number of draws is a power of 2. Both estimators are those of scipy: Saltelli
    et al. 2010 for the first order, Jansen 1999 for the total. Estimates of small shares may be a little below 0.
    """
    from scipy.stats import sobol_indices

    none = [False] * sources
    first, second = outputs(none), outputs([True] * sources)
    mixed = np.stack([outputs([number == one for number in range(sources)]) for one in range(sources)])
    varies = np.ptp(np.concatenate([first, second]), axis=0) > 0
    result = Shares(*np.full((2, sources, first.shape[1]), np.nan))
    if varies.any():
        parts = {"f_A": first[:, varies].T, "f_B": second[:, varies].T, "f_AB": mixed[:, :, varies].transpose(0, 2, 1)}
        found = sobol_indices(func=parts, n=len(first))
        # One output comes back without its axis.
        result.first[:, varies] = np.reshape(found.first_order, (-1, sources)).T
        result.total[:, varies] = np.reshape(found.total_order, (-1, sources)).T
    return result
