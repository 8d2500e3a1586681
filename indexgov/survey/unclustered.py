"""Variances where each respondent is a PSU, or where nothing is known but the weights: from sums of squared weights.

With u_i = w_i (y_i - R d_i) / sum w d of each respondent the variance of `variance` needs sums of w^2 d, w^2 y and
w^2 y^2 in each stratum, and for covariances those of products of two answers; no respondent is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.survey.variance import NOISE, Ratios, Strata, Sums, average_scale, gathered

Pairs = Mapping[tuple[int, int], tuple[Floats, Floats, Floats, Floats]]
"""Of two ratios, the sums of w^2 d e, w^2 y e, w^2 d z and w^2 y z in each row, where y / d and z / e are the two."""


@dataclass(frozen=True)
class OfRespondents:
    """Variances where each respondent is a PSU: one row a domain and stratum, with sums of squared weights."""

    ratios: Ratios
    rows: Sums
    domain: Ints
    stratum: Ints
    strata: Strata
    """Counts of respondents, those without an answer or weight included."""
    pairs: Pairs

    def _mean(self) -> Floats:
        ratio, whole = self.ratios.value[self.domain], self.ratios.whole.w[self.domain]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.nan_to_num((self.rows.y - ratio * self.rows.w) / whole)

    def _factor(self) -> Floats:
        factor = self.strata.factor
        factor[self.strata.single] *= self.strata.lonely == "adjust"
        return factor[self.stratum][:, np.newaxis]

    def _less(self) -> Floats:
        """What the square of a stratum's total is multiplied by; a lonely respondent is measured from 0."""
        return np.where(self.strata.single, 0.0, 1 / self.strata.psus)[self.stratum][:, np.newaxis]

    def _average(self) -> Floats:
        """What variances are multiplied by where a lonely stratum counts as the average of the domain's others."""
        count = len(self.ratios.value)
        if self.strata.lonely != "average":
            return np.ones(self.ratios.value.shape)
        there = (self.rows.w > 0).astype(float)
        every = gathered(there, self.domain, count)
        lonely = gathered(there * self.strata.single[self.stratum][:, np.newaxis], self.domain, count)
        return average_scale(every, lonely)

    def variance(self) -> Floats:
        """Variances, domains x ratios; NaN where the design does not allow one."""
        ratio, whole = self.ratios.value[self.domain], self.ratios.whole.w[self.domain]
        assert self.rows.w2 is not None
        assert self.rows.y2 is not None
        assert self.rows.yy2 is not None
        with np.errstate(invalid="ignore", divide="ignore"):
            size = (self.rows.yy2 + ratio**2 * self.rows.w2) / whole**2
            squares = size - 2 * ratio * self.rows.y2 / whole**2
        # Where all say the same, the difference of large squares is rounding.
        squares = np.where(squares <= NOISE * size, 0.0, squares)
        parts = self._factor() * (np.nan_to_num(squares) - self._mean() ** 2 * self._less())
        found = gathered(parts, self.domain, len(self.ratios.value)) * self._average()
        known = ~self.lonely() & ~np.isnan(self.ratios.value)
        return np.where(known, np.maximum(self.ratios.clean(found), 0.0), np.nan)

    def degrees(self) -> Floats:
        """Respondents with a weight above 0 who count, less strata with such a one."""
        strata = gathered((self.rows.w > 0).astype(float), self.domain, len(self.ratios.value))
        return np.asarray(self.ratios.whole.n - strata)

    def psus(self) -> Floats:
        """Respondents, each being a PSU."""
        return self.ratios.whole.n

    def lonely(self) -> Mask:
        """Domains with somebody who counts in a stratum with a single respondent, where the rule is to say nothing."""
        if self.strata.lonely != "fail":
            return np.zeros(self.ratios.value.shape, dtype=bool)
        counts = (self.rows.w > 0) & self.strata.single[self.stratum][:, np.newaxis]
        return gathered(counts.astype(float), self.domain, len(self.ratios.value)) > 0

    def covariance(self, domain: int) -> Floats:
        """Covariances of the ratios of one domain; NaN for pairs that were not added up."""
        mine = self.domain == domain
        ratio, whole = self.ratios.value[domain], self.ratios.whole.w[domain]
        factor, less, mean = self._factor()[mine, 0], self._less()[mine, 0], self._mean()[mine]
        found = np.full((len(ratio), len(ratio)), np.nan)
        found[np.diag_indices(len(ratio))] = self.variance()[domain]
        for (one, other), sums in self.pairs.items():
            dd, yd, dy, yz = (column[mine] for column in sums)
            with np.errstate(invalid="ignore", divide="ignore"):
                products = yz - ratio[other] * yd - ratio[one] * dy + ratio[one] * ratio[other] * dd
                products = products / (whole[one] * whole[other])
            value = (factor * (products - mean[:, one] * mean[:, other] * less)).sum()
            found[one, other] = found[other, one] = value
        scale = np.sqrt(self._average()[domain])
        off = ~np.eye(len(ratio), dtype=bool)
        found[off] = (found * scale[:, np.newaxis] * scale)[off]
        certain = np.diag(found) == 0
        found[certain, :] = found[:, certain] = 0.0
        return found


@dataclass(frozen=True)
class OfWeights:
    """Variances where nothing is known but the weights: Kish's effective sample size, times a guess of clustering.

    var R = srs x n sum w^2 / (sum w)^2 x factor (Kish 1965, Survey Sampling, 8.2 and 5.4; Kish 1992, Weighting for
    Unequal P_i, Journal of Official Statistics 8). Clustering that nobody tells of is not in it: standard errors are
    too small.
    """

    respondents: OfRespondents
    factor: float

    @property
    def ratios(self) -> Ratios:
        """The ratios."""
        return self.respondents.ratios

    @property
    def effect(self) -> Floats:
        """n sum w^2 / (sum w)^2, times the guess."""
        whole = self.respondents.ratios.whole
        assert whole.w2 is not None
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(whole.n * whole.w2 / whole.w**2 * self.factor)

    def variance(self) -> Floats:
        """Variances, domains x ratios."""
        return np.asarray(self.respondents.ratios.srs * self.effect)

    def degrees(self) -> Floats:
        """n - 1."""
        whole = self.respondents.ratios.whole
        return np.maximum(whole.n - 1, 0.0)

    def psus(self) -> Floats:
        """Not known."""
        return np.full(self.respondents.ratios.value.shape, np.nan)

    def lonely(self) -> Mask:
        """Nowhere."""
        return np.zeros(self.respondents.ratios.value.shape, dtype=bool)

    def covariance(self, domain: int) -> Floats:
        """The variances here with the correlations that respondents drawn one by one would have."""
        # Nothing is made of strata here, so that a single respondent in one takes no figure away.
        strata = replace(self.respondents.strata, lonely="adjust")
        found = replace(self.respondents, strata=strata).covariance(domain)
        variance, own = self.variance()[domain], np.diag(found)
        with np.errstate(invalid="ignore", divide="ignore"):
            by = np.sqrt(np.where(own > 0, variance / own, np.where(np.isnan(own), np.nan, 0.0)))
        return np.asarray(found * by[:, np.newaxis] * by)
