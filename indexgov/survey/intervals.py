"""Confidence intervals of design-based shares, means and medians: one short function a kind, and their table.

Arrays have one equal shape, NaN where a figure is not known. `confidence` lies between 0 and 1, as 0.95. Ends are not
clipped, neither to 0 and 1 nor to the scale of the question: that is for display.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from indexgov.methods.arrays import ROUNDING, Floats, Mask
from indexgov.methods.quantiles import normal_quantile, t_quantile

Ends = tuple[Floats, Floats]
"""Low ends and high ends, of the shape of the estimates."""


@dataclass(frozen=True)
class Estimated:
    """Estimates with what their intervals need."""

    value: Floats
    """Shares from 0 to 1, or means in the units of the scale."""
    se: Floats
    """Standard errors under the design of the sample, 0 or more."""
    df: Floats
    """Degrees of freedom of the design: primary sampling units less strata among the rows that count."""
    n: Floats
    """Rows with a valid answer, those of weight 0 included."""


def _at_an_end(shares: Floats) -> Mask:
    return np.asarray((shares <= ROUNDING) | (shares >= 1 - ROUNDING))


def _binomial_variance(shares: Floats) -> Floats:
    """p(1-p); NaN for 0 and 1, where an interval that divides by it is not defined."""
    return np.where(_at_an_end(shares), np.nan, shares * (1 - shares))


def _beta(shares: Floats, n: Floats, confidence: float) -> Ends:
    """Beta^-1(a/2; np, n(1-p)+1) and Beta^-1(1-a/2; np+1, n(1-p)), a being 1 - confidence."""
    from scipy.special import betainccinv, betaincinv

    tail = (1 - confidence) / 2
    with np.errstate(invalid="ignore"):
        low = betaincinv(n * shares, n * (1 - shares) + 1, tail)
        high = betainccinv(n * shares + 1, n * (1 - shares), tail)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def xlogit(estimated: Estimated, confidence: float) -> Ends:
    """expit(logit p -/+ t se / (p(1-p))): always within 0 and 1; NaN for shares of 0 and 1.

    Source: `xlogit` of svyciprop in R survey (Lumley). R's `logit` is the same by iteration, to about 2e-9.
    """
    from scipy.special import expit, logit

    p = estimated.value
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        reach = t_quantile(confidence, estimated.df) * estimated.se / _binomial_variance(p)
        centre = logit(p)
        return np.asarray(expit(centre - reach)), np.asarray(expit(centre + reach))


def _effective_n(estimated: Estimated, confidence: float) -> Floats:
    """p(1-p)/var (t(n-1) / t(df))^2: answers of a simple random sample that would tell as much."""
    ratio = t_quantile(confidence, estimated.n - 1) / t_quantile(confidence, estimated.df)
    return np.asarray(_binomial_variance(estimated.value) / estimated.se**2 * ratio**2)


def korn_graubard(estimated: Estimated, confidence: float) -> Ends:
    """The exact binomial interval on n* = p(1-p)/var (t(n-1) / t(df))^2 answers; NaN for shares of 0 and 1.

    The share itself where the standard error is 0. Source: Korn and Graubard 1998, Confidence Intervals for Proportions
    with Small Expected Number of Positive Counts Estimated from Survey Data; `beta` of svyciprop in R survey.
    """
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        n = _effective_n(estimated, confidence)
        low, high = _beta(estimated.value, n, confidence)
    return np.where(np.isinf(n), estimated.value, low), np.where(np.isinf(n), estimated.value, high)


def korn_graubard_capped(estimated: Estimated, confidence: float) -> Ends:
    """As `korn_graubard` with n* no larger than n, so that no design is credited with more answers than it has.

    Source: Parker et al. 2017, National Center for Health Statistics Data Presentation Standards for Proportions.
    """
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        return _beta(estimated.value, np.minimum(_effective_n(estimated, confidence), estimated.n), confidence)


def arcsine(estimated: Estimated, confidence: float) -> Ends:
    """sin^2(asin(sqrt p) -/+ t se / (2 sqrt(p(1-p)))), the angle kept within 0 and 90 degrees; NaN for 0 and 1.

    Source: `asin` of svyciprop in R survey, which lets the angle pass its ends: sin^2 then turns back, and the low end
    may lie above the share. Here an angle beyond an end is that end, a share of 0 or 1.
    """
    p = estimated.value
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        reach = t_quantile(confidence, estimated.df) * estimated.se / (2 * np.sqrt(_binomial_variance(p)))
        angle = np.arcsin(np.sqrt(p))
        low, high = np.maximum(angle - reach, 0.0), np.minimum(angle + reach, np.pi / 2)
        return np.sin(low) ** 2, np.sin(high) ** 2


def wald(estimated: Estimated, confidence: float) -> Ends:
    """p -/+ t se, which may pass 0 and 1; `mean` of svyciprop in R survey."""
    reach = t_quantile(confidence, estimated.df) * estimated.se
    return np.asarray(estimated.value - reach), np.asarray(estimated.value + reach)


@dataclass(frozen=True)
class Interval:
    """A kind of interval of a share."""

    ends: Callable[[Estimated, float], Ends]
    """Estimates and confidence to the ends; NaN where the kind has no answer."""
    words: str
    """What it is called in reports."""


INTERVALS: Mapping[str, Interval] = {
    "xlogit": Interval(xlogit, "logit interval"),
    "korn_graubard": Interval(korn_graubard, "Korn-Graubard interval"),
    "korn_graubard_capped": Interval(korn_graubard_capped, "Korn-Graubard interval with n* of at most n"),
    "arcsine": Interval(arcsine, "arcsine interval"),
    "wald": Interval(wald, "Wald interval"),
}
"""Intervals of a share. A new kind is a function above and a line here."""


def clopper_pearson(shares: Floats, n: Floats, confidence: float) -> Ends:
    """The exact binomial interval of shares among n independent answers; NaN where n is not above 0.

    At a share of 0 the low end is 0 and the high end Beta^-1(1 - a/2; 1, n), a being 1 - confidence; at 1 the mirror
    image. Only one end can then miss, so the interval is one-sided and holds with 1 - a/2. In a clustered sample the
    answers are not independent and the variance at 0 or 1 is seen as 0: n answers tell less than n here, so the true
    interval is wider. Read it as the least that remains unknown. Source: Clopper and Pearson 1934.
    """
    n = np.asarray(n, dtype=np.float64)
    whole = np.where(_at_an_end(shares), np.round(shares), shares)
    low, high = _beta(whole, n, confidence)
    counted = n > 0
    return np.where(counted & (whole == 0), 0.0, low), np.where(counted & (whole == 1), 1.0, high)


def _estimable(estimated: Estimated) -> Mask:
    """Where there is a standard error; one of 0 that comes with no degrees of freedom is none."""
    return np.asarray(~np.isnan(estimated.se) & (estimated.df > 0))


def share_interval(kind: str, estimated: Estimated, confidence: float) -> Ends:
    """The interval of a share: the kind of INTERVALS, and `clopper_pearson` for shares of 0 and 1 whatever the kind.

    NaN where the standard error is unknown or df is not above 0, as where all answers come from one sampling unit.
    Raises KeyError for a kind that is not in INTERVALS.
    """
    exact = clopper_pearson(estimated.value, estimated.n, confidence)
    at_an_end, known = _at_an_end(estimated.value), _estimable(estimated)
    low, high = (
        np.where(known, np.where(at_an_end, at, within), np.nan)
        for at, within in zip(exact, INTERVALS[kind].ends(estimated, confidence), strict=True)
    )
    return low, high


def mean_interval(estimated: Estimated, confidence: float) -> Ends:
    """m -/+ t(df) se; NaN where the standard error is unknown or df is not above 0."""
    return wald(estimated, confidence)


def normal_interval(estimated: Estimated, confidence: float) -> Ends:
    """m -/+ z se, for designs with many primary sampling units; NaN where se is unknown or df is 0 or below.

    Degrees of freedom that are not known (NaN) do no harm.
    """
    reach = np.where(estimated.df <= 0, np.nan, normal_quantile(confidence) * estimated.se)
    return np.asarray(estimated.value - reach), np.asarray(estimated.value + reach)


def _smallest(values: Floats, cumulative: Floats, share: float) -> float:
    """The smallest value of positive weight with F(x) >= share; NaN for a share beyond 0 and 1."""
    if not len(values) or not -ROUNDING <= share <= 1 + ROUNDING:
        return float("nan")
    # A code that nobody gave has F = 0 and must not answer for the share 0.
    reached = int(np.searchsorted(cumulative, max(share - ROUNDING, np.nextafter(0.0, 1.0))))
    return float(values[min(reached, len(values) - 1)])


def weighted_median(values: Floats, cumulative: Floats) -> float:
    """The smallest x with F(x) >= 0.5, within 1e-12; NaN where there are no values.

    `values` ascend and differ; `cumulative` is the share of the weight at or below each, ending at 1.
    Source: `math` of svyquantile in R survey.
    """
    return _smallest(values, cumulative, 0.5)


def median_interval(
    kind: str, below: Estimated, values: Floats, cumulative: Floats, confidence: float
) -> tuple[float, float, float]:
    """Low end, high end and standard error of one weighted median, by Woodruff's method.

    `below` is the share of answers at or below the median, F(median), as numbers or arrays without dimensions; `values`
    and `cumulative` are as in `weighted_median`. Both ends of the share's interval of this kind are mapped back by the
    rule of the median; an end beyond 0 and 1 gives NaN. The standard error is (high - low) / (2 t), NaN where an end
    is. NaN also where `below` is 1, save for `wald`. Raises KeyError for a kind that is not in INTERVALS.
    Source: Woodruff 1952, Confidence Intervals for Medians and Other Position Measures; svyquantile in R survey.
    """
    ends = INTERVALS[kind].ends(below, confidence)
    low, high = (_smallest(values, cumulative, float(end)) for end in ends)
    return low, high, (high - low) / (2 * float(t_quantile(confidence, below.df)))
