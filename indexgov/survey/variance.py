"""Ratios of sums with their variances by Taylor linearisation, from the sums of PSUs or of respondents.

Of a domain D with weights w the ratio R = sum w y / sum w d is linearised as u = w (y - R d) / sum w d, which is 0
outside the domain. With n_h PSUs of stratum h in the WHOLE sample, and z the totals of u in PSUs,

    var R = sum_h (1 - n_h/N_h) n_h/(n_h - 1) sum_c (z_hc - mean_h z)^2,

so that PSUs without anybody of the domain count with z = 0: rows are never dropped before the design is known.
Sources: Woodruff 1971, A Simple Method for Approximating the Variance of a Complicated Estimate, JASA 66; Lumley 2010,
Complex Surveys, chapter 2 and appendix A. Figures agree with R's package `survey` ("ultimate cluster", one stage).
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.methods.matrices import product
from indexgov.survey.raking import Raked, Regression

NOISE = 1e-12
"""A standard error below this part of the answers' size is rounding: all who were asked said the same."""


@dataclass(frozen=True)
class Strata:
    """The strata of the whole sample, one entry each."""

    psus: Floats
    """PSUs in the sample, n_h; of a sample without PSUs its respondents."""
    population: Floats
    """PSUs in the population, N_h; infinite where there is no finite population correction."""
    lonely: str
    """What a stratum with a single PSU adds, one of LONELY_RULES."""

    @property
    def single(self) -> Mask:
        """Strata with one PSU of several in the population; one that was taken whole has no variance."""
        return np.asarray((self.psus == 1) & (self.population > 1))

    @property
    def factor(self) -> Floats:
        """(1 - n_h/N_h) n_h/(n_h - 1); of a single PSU without the last part."""
        rest = 1 - self.psus / self.population
        return rest * np.where(self.psus > 1, self.psus / np.maximum(self.psus - 1, 1), 1.0)


def average_scale(strata: Floats, lonely: Floats) -> Floats:
    """Strata of a domain / (strata - lonely strata); NaN where there are no others, 1 where there is nobody."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(strata > lonely, strata / (strata - lonely), np.where(strata > 0, np.nan, 1.0))


@dataclass(frozen=True)
class Sums:
    """Sums over respondents: arrays of rows x ratios, where a row belongs to one domain."""

    w: Floats
    """sum w d."""
    y: Floats
    """sum w y."""
    yy: Floats
    """sum w y^2."""
    n: Floats
    """Respondents with a weight above 0 who count."""
    valid: Floats
    """Respondents who count, whatever their weight."""
    w2: Floats | None = None
    """sum w^2 d, of samples without PSUs."""
    y2: Floats | None = None
    yy2: Floats | None = None

    def grouped(self, row: Ints, count: int) -> Sums:
        """Sums of rows put together."""

        def add(values: Floats | None) -> Floats | None:
            return None if values is None else gathered(values, row, count)

        figures = {name: add(getattr(self, name)) for name in ("w", "y", "yy", "n", "valid", "w2", "y2", "yy2")}
        return Sums(**figures)  # type: ignore[arg-type]

    def times(self, factor: Floats) -> Sums:
        """The sums with the weights of each row multiplied; those of squares by the square."""
        by = factor[:, np.newaxis]

        def squared(values: Floats | None) -> Floats | None:
            return None if values is None else values * by**2

        return Sums(self.w * by, self.y * by, self.yy * by, self.n, self.valid,
                    squared(self.w2), squared(self.y2), squared(self.yy2))  # fmt: skip


def gathered(values: Floats, row: Ints, count: int) -> Floats:
    """Rows of a matrix added up by the number of their group."""
    found = np.zeros((count, values.shape[1]))
    if len(row):
        order = np.argsort(row, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(row[order]) > 0])
        found[row[order][starts]] = np.add.reduceat(values[order], starts, axis=0)
    return found


@dataclass(frozen=True)
class Ratios:
    """Ratios of domains, arrays of domains x ratios."""

    value: Floats
    """NaN where nobody counts."""
    whole: Sums
    """Sums of the domains."""

    @classmethod
    def of(cls, whole: Sums) -> Ratios:
        """Ratios of the sums of domains."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return cls(whole.y / np.where(whole.w > 0, whole.w, np.nan), whole)

    @property
    def srs(self) -> Floats:
        """Variance that a simple random sample with replacement of as many respondents would have.

        [sum w (y - R)^2 / sum w] / (n - 1), n being respondents with a weight above 0.
        """
        whole = self.whole
        with np.errstate(invalid="ignore", divide="ignore"):
            squares = np.maximum(whole.yy / whole.w - self.value**2, 0.0)
            squares = np.where(squares <= NOISE * whole.yy / whole.w, 0.0, squares)
            return np.asarray(squares / np.where(whole.n > 1, whole.n - 1, np.nan))

    def clean(self, variance: Floats) -> Floats:
        """A variance without what is only rounding."""
        with np.errstate(invalid="ignore", divide="ignore"):
            size = self.whole.yy / self.whole.w
        return np.where(variance <= NOISE**2 * size, 0.0, variance)


class Linearised(Protocol):
    """The variances of ratios of domains."""

    @property
    def ratios(self) -> Ratios:
        """The ratios."""

    @abstractmethod
    def variance(self) -> Floats:
        """Variances, domains x ratios; NaN where the design does not allow one."""

    @abstractmethod
    def degrees(self) -> Floats:
        """Degrees of freedom: PSUs with somebody who counts, less strata with such a PSU."""

    @abstractmethod
    def psus(self) -> Floats:
        """PSUs with somebody who counts, domains x ratios; NaN where PSUs are not known."""

    @abstractmethod
    def lonely(self) -> Mask:
        """Where a stratum with a single PSU leaves no variance."""

    @abstractmethod
    def covariance(self, domain: int) -> Floats:
        """Covariances of the ratios of one domain, ratios x ratios."""


@dataclass(frozen=True)
class OfPsus:
    """Variances from the sums of PSUs: one row a domain and PSU, in the order of domains."""

    ratios: Ratios
    rows: Sums
    domain: Ints
    psu: Ints
    """PSU of each row, a position in `stratum`."""
    stratum: Ints
    """Stratum of each PSU of the sample."""
    strata: Strata

    @property
    def totals(self) -> Floats:
        """z: the linearised ratios added up in the rows; 0 where a domain has nobody who counts."""
        ratio, whole = self.ratios.value[self.domain], self.ratios.whole.w[self.domain]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.nan_to_num((self.rows.y - ratio * self.rows.w) / whole)

    def _groups(self) -> tuple[Ints, Ints, Ints]:
        """The group (domain and stratum) of each row, and domain and stratum of each group."""
        key = self.domain.astype(np.int64) * len(self.strata.psus) + self.stratum[self.psu]
        found, group = np.unique(key, return_inverse=True)
        return group, found // len(self.strata.psus), found % len(self.strata.psus)

    def spread(self, totals: Floats) -> tuple[Floats, Ints]:
        """Rows whose squares add up to the variances of their domains, and whose products to covariances.

        A row of each PSU, and one of each stratum for its PSUs without anybody of the domain.
        """
        group, domain, stratum = self._groups()
        count, strata = len(domain), self.strata
        present = np.bincount(group, minlength=count)
        mean = gathered(totals, group, count) / strata.psus[stratum][:, np.newaxis]
        # A lonely PSU is measured from 0, which is the mean of all totals of a ratio.
        single = strata.single[stratum]
        mean[single] = 0.0
        factor = strata.factor[stratum]
        factor[single] *= strata.lonely == "adjust"
        absent = np.where(single, 0, strata.psus[stratum] - present)
        own = (totals - mean[group]) * np.sqrt(factor[group])[:, np.newaxis]
        rest = mean * np.sqrt(factor * np.maximum(absent, 0))[:, np.newaxis]
        of = np.concatenate([self.domain, domain])
        return np.vstack([own, rest]) * np.sqrt(self.average(group, domain, stratum))[of], of

    def average(self, group: Ints, domain: Ints, stratum: Ints) -> Floats:
        """What variances are multiplied by where a lonely stratum counts as the average of the domain's others.

        Strata of the domain / (strata - lonely strata), domains x ratios; NaN where there are no others.
        """
        if self.strata.lonely != "average":
            return np.ones((1 + int(domain.max(initial=0)), self.rows.w.shape[1]))
        there = (gathered((self.rows.w > 0).astype(float), group, len(domain)) > 0).astype(float)
        alone = there * self.strata.single[stratum][:, np.newaxis]
        count = 1 + int(domain.max(initial=0))
        every, lonely = (gathered(part, domain, count) for part in (there, alone))
        return average_scale(every, lonely)

    def variance(self) -> Floats:
        """Variances, domains x ratios; NaN where the design does not allow one."""
        parts, domain = self.spread(self.totals)
        found = gathered(parts**2, domain, len(self.ratios.value))
        return np.where(self.lonely() | np.isnan(self.ratios.value), np.nan, self.ratios.clean(found))

    def degrees(self) -> Floats:
        """PSUs with somebody who counts, less strata with such a PSU."""
        group, domain, _ = self._groups()
        there = gathered((self.rows.w > 0).astype(float), group, len(domain))
        return self.psus() - gathered((there > 0).astype(float), domain, len(self.ratios.value))

    def psus(self) -> Floats:
        """PSUs with somebody who counts."""
        return gathered((self.rows.w > 0).astype(float), self.domain, len(self.ratios.value))

    def lonely(self) -> Mask:
        """Domains with somebody who counts in a stratum with a single PSU, where the rule is to say nothing."""
        if self.strata.lonely != "fail":
            return np.zeros(self.ratios.value.shape, dtype=bool)
        alone = self.strata.single[self.stratum[self.psu]]
        counts = (self.rows.w > 0) & alone[:, np.newaxis]
        return gathered(counts.astype(float), self.domain, len(self.ratios.value)) > 0

    def covariance(self, domain: int) -> Floats:
        """Covariances of the ratios of one domain."""
        mine = self.of_domain(domain)
        parts, _ = mine.spread(mine.totals)
        return product(parts.T, parts)

    def of_domain(self, domain: int) -> OfPsus:
        """The rows of one domain."""
        rows = slice(*np.searchsorted(self.domain, [domain, domain + 1]))
        sums = Sums(*(getattr(self.rows, name)[rows] for name in ("w", "y", "yy", "n", "valid")))
        return OfPsus(self.ratios, sums, self.domain[rows], self.psu[rows], self.stratum, self.strata)

    def across(self, first: tuple[int, int], second: tuple[int, int]) -> float:
        """The covariance of two (domain, ratio) that share PSUs, such as a place in two quarters.

        Raises ValueError for the rule `average`, which has no factor that two domains share.
        """
        if self.strata.lonely == "average" and self.strata.single.any():
            raise ValueError("strata with a single PSU by the rule 'average' have no covariance between areas")
        sides = []
        for domain, ratio in (first, second):
            mine = self.of_domain(domain)
            dense = np.zeros(len(self.stratum))
            np.add.at(dense, mine.psu, mine.totals[:, ratio])
            sides.append(dense)
        strata = self.strata
        count = len(strata.psus)
        means = [np.bincount(self.stratum, side, count) / strata.psus for side in sides]
        for mean in means:
            mean[strata.single] = 0.0
        factor = strata.factor
        factor[strata.single] *= strata.lonely == "adjust"
        one, other = (side - mean[self.stratum] for side, mean in zip(sides, means, strict=True))
        return float((factor[self.stratum] * one * other).sum())


@dataclass(frozen=True)
class Calibrated:
    """Variances after raking: from what the margins leave unexplained (Deville and Särndal 1992)."""

    plain: OfPsus
    """The same sums with raked weights as if those had been given."""
    rows: Sums
    """Sums with the weights before raking, one row a domain, PSU and joint cell of the margins."""
    domain: Ints
    """Domain of each row, ascending."""
    psu: Ints
    cell: Ints
    """Joint cell of each row."""
    raked: Raked
    model: Regression
    everybody: Floats
    """Weight before raking of all respondents, PSUs x joint cells."""

    @property
    def ratios(self) -> Ratios:
        """The ratios of the raked weights."""
        return self.plain.ratios

    def _totals(self, domain: int) -> Floats:
        """Totals of the residuals in every PSU of the sample for one domain, PSUs x ratios."""
        rows, ratios = slice(*np.searchsorted(self.domain, [domain, domain + 1])), self.plain.ratios
        with np.errstate(invalid="ignore", divide="ignore"):
            sums = np.nan_to_num(
                (self.rows.y[rows] - ratios.value[domain] * self.rows.w[rows]) / ratios.whole.w[domain]
            )
        factors, cell = self.raked.factors, self.cell[rows]
        fitted = self.model.fitted(gathered(sums, cell, len(factors)))
        own = gathered(sums * factors[cell][:, np.newaxis], self.psu[rows], len(self.everybody))
        return np.asarray(own - product(self.everybody * factors, fitted))

    def _spread(self, domain: int) -> Floats:
        totals, plain = self._totals(domain), self.plain
        every = np.arange(len(plain.stratum))
        mine = slice(*np.searchsorted(plain.domain, [domain, domain + 1]))
        there = gathered(plain.rows.w[mine], plain.psu[mine], len(every))
        alone = Sums(there, there, there, there, there)
        whole = OfPsus(plain.ratios, alone, np.zeros(len(every), dtype=int), every, plain.stratum, plain.strata)
        return whole.spread(totals)[0]

    def variance(self) -> Floats:
        """Variances, domains x ratios; NaN where the design does not allow one."""
        count = len(self.plain.ratios.value)
        found = np.array([(self._spread(domain) ** 2).sum(axis=0) for domain in range(count)])
        found = found.reshape(self.plain.ratios.value.shape)
        unknown = self.lonely() | np.isnan(self.plain.ratios.value)
        return np.where(unknown, np.nan, self.plain.ratios.clean(found))

    def degrees(self) -> Floats:
        """As without raking."""
        return self.plain.degrees()

    def psus(self) -> Floats:
        """PSUs with somebody who counts."""
        return self.plain.psus()

    def lonely(self) -> Mask:
        """Everywhere if any stratum has a single PSU: after raking, all PSUs bear on all domains."""
        if self.plain.strata.lonely == "fail" and self.plain.strata.single.any():
            return np.ones(self.plain.ratios.value.shape, dtype=bool)
        return self.plain.lonely()

    def covariance(self, domain: int) -> Floats:
        """Covariances of the ratios of one domain."""
        parts = self._spread(domain)
        return product(parts.T, parts)
