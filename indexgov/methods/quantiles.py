"""How many standard errors an interval reaches: quantiles of Student's t and of the normal distribution."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from indexgov.methods.arrays import Floats


def t_quantile(confidence: float, df: Floats) -> Floats:
    """How many standard errors an interval reaches to each side: the quantile (1 + confidence) / 2 of Student's t.

    NaN where df is NaN, 0 or below; the normal quantile where df is infinite.
    """
    from scipy.special import stdtrit

    df = np.asarray(df, dtype=np.float64)
    found = -np.asarray(stdtrit(np.where(df > 0, df, 1.0), (1 - confidence) / 2), dtype=np.float64)
    return np.where(np.isinf(df), normal_quantile(confidence), np.where(df > 0, found, np.nan))


def normal_quantile(confidence: float) -> float:
    """How many standard errors a normal interval reaches to each side: 1.96 for 0.95."""
    return -NormalDist().inv_cdf((1 - confidence) / 2)


def two_sided(statistic: Floats, df: Floats) -> Floats:
    """The chance of a statistic as far from 0 or farther, by Student's t; by the normal distribution for infinite df.

    NaN where the statistic is NaN or df is not above 0.
    """
    from scipy.special import ndtr, stdtr

    df, far = np.asarray(df, dtype=np.float64), -np.abs(statistic)
    usable = (df > 0) & np.isfinite(df)
    by_t = np.where(usable, stdtr(np.where(usable, df, 1.0), far), np.nan)
    return np.asarray(2 * np.where(np.isposinf(df), ndtr(far), by_t), dtype=np.float64)
