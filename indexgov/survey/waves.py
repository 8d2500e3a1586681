"""Two waves of a survey: how figures changed, with the covariance of samples that visited the same localities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from indexgov.errors import quoted
from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.methods.matrices import product
from indexgov.methods.quantiles import two_sided
from indexgov.survey.design import Design
from indexgov.survey.estimates import WHOLE, Change, Estimates
from indexgov.survey.estimation import estimate
from indexgov.survey.measures import Measure
from indexgov.survey.questionnaire import Questionnaire
from indexgov.survey.variance import OfPsus, Strata

CHANGES_OF_WAVES = (
    "area", "measure", "value_from", "value_to", "se_from", "se_to", "covariance", "difference", "se", "statistic",
    "df", "p_value",
)  # fmt: skip
"""Columns of `changes_of_waves`; an empty area is the whole sample."""


def changes_of_waves(
    frame: Any,
    questionnaire: Questionnaire,
    *,
    wave: str,
    waves: tuple[str, str],
    design: Design,
    linked: bool,
    area: str | None = None,
    columns: Mapping[str, str] | None = None,
    measures: Iterable[Measure] | None = None,
) -> pd.DataFrame:
    """How every mean and share changed between two waves, columns CHANGES_OF_WAVES: one row an area and measure.

    `frame` holds the respondents of both waves as `estimate` takes them; `wave` is the column that tells them apart,
    `waves` its values before and after. `linked` says that the same PSUs were visited in both: a PSU then keeps its
    identity, and var(b - a) = var a + var b - 2 cov(a, b), the covariance being that of the linearised totals in the
    PSUs of the joint design. Otherwise every wave has strata and PSUs of its own, and the covariance is 0. Last come
    the changes of the whole sample. `df` are the smaller of the two, so that the p value (two-sided, by Student's t)
    is cautious.

    Raises SurveyError like `estimate`, and ValueError for a design without PSUs and for a wave that nobody is in.
    Source: Kish 1965, Survey Sampling, 12.4 (comparisons of overlapping samples); linearisation as in `variance`.
    """
    if design.psu is None:
        raise ValueError("changes need a design with PSUs: without them nothing is known of people asked twice")
    if not linked:
        design = replace(design, stratum=(*design.strata, wave))
    wanted = None if measures is None else list(measures)
    parts = []
    for of_area in ((area, wave), (wave,)) if area is not None else ((wave,),):
        found = estimate(frame, questionnaire, area=of_area, design=design, columns=columns, measures=wanted)
        parts += _changes(found, waves, by_area=len(of_area) > 1)
    return pd.DataFrame(parts, columns=list(CHANGES_OF_WAVES))


def _changes(found: Estimates, waves: tuple[str, str], by_area: bool) -> list[tuple[Any, ...]]:
    """Rows of one division of the sample; areas that were visited in one wave alone have none."""
    pairs = _pairs(found.areas, waves) if by_area else {WHOLE: waves}
    absent = [one for one in waves if not any(name == one or name.endswith(f" / {one}") for name in found.areas)]
    if absent:
        raise ValueError(f"nobody is in the wave {quoted(absent)}")
    keys = zip(found.frame["territory"], found.frame["indicator"], strict=True)
    figures = dict(zip(keys, found.frame[["value", "se"]].to_numpy(dtype=float).tolist(), strict=True))
    rows = []
    for area, (before, after) in pairs.items():
        for one in found.measures:
            if one.kind == "median":
                continue
            change: Change = found.change(one.name, before, after)
            values, errors = zip(*(figures[name, one.name] for name in (before, after)), strict=True)
            p_value = float(two_sided(np.array([change.t]), np.array([change.df]))[0])
            rows.append((area, one.name, *values, *errors, change.covariance, change.difference, change.se, change.t,
                         change.df, p_value))  # fmt: skip
    return rows


def _pairs(areas: Iterable[str], waves: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """The names `area / wave` of every area that was visited in both waves."""
    known = set(areas)
    found: dict[str, tuple[str, str]] = {}
    for name in areas:
        area, separator, wave = name.rpartition(" / ")
        other = f"{area}{separator}{waves[1]}"
        if wave == waves[0] and other in known:
            found[area] = (name, other)
    return found


@dataclass(frozen=True)
class PsuTotals:
    """The linearised figures of one wave added up in its PSUs: what the covariance with another wave is made of.

    It stays in memory: PSUs are localities, which no output names.
    """

    areas: tuple[str, ...]
    measures: tuple[str, ...]
    """Names of means and shares."""
    totals: Floats
    """Rows (an area and PSU) x measures; 0 where nobody counts."""
    known: Mask
    """Areas x measures: whether the design tells the error."""
    area: Ints
    """Area of each row."""
    psu: Ints
    """PSU of each row."""
    psus: tuple[str, ...]
    """Name of each PSU of the sample; the same name in the same stratum is the same locality."""
    stratum: Ints
    """Stratum of each PSU."""
    strata: Strata
    names: tuple[str, ...]
    """Name of each stratum."""

    @classmethod
    def of(cls, estimates: Estimates) -> PsuTotals | None:
        """Those of estimates by area; None where the sample has no PSUs or its weights were raked."""
        linear, named = estimates.by_area, estimates.names
        if not isinstance(linear, OfPsus) or named is None or (linear.strata.lonely == "average"):
            return None
        measures = [one.name for one in estimates.measures if one.kind != "median"]
        columns = [estimates.position[name] for name in measures]
        known = ~(np.isnan(linear.variance()) | (linear.degrees() <= 0))[:, columns]
        return cls(estimates.areas, tuple(measures), linear.totals[:, columns], known, linear.domain, linear.psu,
                   named.psus, linear.stratum, linear.strata, named.strata)  # fmt: skip

    @cached_property
    def by_stratum(self) -> dict[str, frozenset[str]]:
        """PSUs of the sample by the name of their stratum."""
        found: dict[str, set[str]] = {name: set() for name in self.names}
        for psu, stratum in zip(self.psus, self.stratum.tolist(), strict=True):
            found[self.names[stratum]].add(psu)
        return {name: frozenset(psus) for name, psus in found.items()}

    def of_area(self, area: int) -> dict[str, dict[str, Floats]]:
        """Totals of the measures in the PSUs of an area, by stratum and PSU."""
        found: dict[str, dict[str, Floats]] = {}
        for row in range(*np.searchsorted(self.area, [area, area + 1])):
            psu = self.psu[row]
            found.setdefault(self.names[self.stratum[psu]], {})[self.psus[psu]] = self.totals[row]
        return found


@dataclass(frozen=True)
class LinkedWaves:
    """Two waves that know each other's localities by their names."""

    first: PsuTotals
    second: PsuTotals

    @cached_property
    def _common(self) -> dict[str, frozenset[str]]:
        """PSUs that both waves visited, by the name of their stratum."""
        theirs = self.second.by_stratum
        return {name: psus & theirs[name] for name, psus in self.first.by_stratum.items() if name in theirs}

    def covariance(self, area: str) -> Floats | None:
        """Covariances of the figures of an area, measures of the first wave x measures of the second.

        0 where no PSU was visited in both. Of a stratum that was visited in part again, the PSUs common to both waves
        tell the covariance. NaN for a figure without an error; None where the area is not in both, and where a stratum
        has a single common PSU of several, from which no covariance can be told.
        """
        sides = (self.first, self.second)
        if not all(area in side.areas for side in sides):
            return None
        numbers = [side.areas.index(area) for side in sides]
        totals = [side.of_area(number) for side, number in zip(sides, numbers, strict=True)]
        found = np.zeros((len(self.first.measures), len(self.second.measures)))
        for name in totals[0]:
            common = self._common.get(name, frozenset())
            visited = [{psu: total for psu, total in side.get(name, {}).items() if psu in common} for side in totals]
            if not all(visited):
                continue
            factor = self._factor(name, len(common))
            if factor is None:
                return None
            found += factor * _products(visited[0], visited[1], len(common))
        found[~self.first.known[numbers[0]]] = np.nan
        found[:, ~self.second.known[numbers[1]]] = np.nan
        return found

    def _factor(self, name: str, common: int) -> float | None:
        """What the products of a stratum are multiplied by; None where a single PSU of several is common."""
        sides = [(side.strata, side.names.index(name)) for side in (self.first, self.second)]
        if all(strata.psus[place] == common for strata, place in sides):
            strata, place = sides[0]
            alone = bool(strata.single[place])
            return float(strata.factor[place]) * (not alone or strata.lonely == "adjust")
        return common / (common - 1) if common > 1 else None


def _products(first: Mapping[str, Floats], second: Mapping[str, Floats], count: int) -> Floats:
    """Sum over PSUs of the products of totals about their means; those of a single PSU are measured from 0.

    PSUs that an area has nobody in have a total of 0 and count in the mean.
    """
    both = [psu for psu in first if psu in second]
    found = np.zeros((len(next(iter(first.values()))), len(next(iter(second.values())))))
    if both:
        found = product(np.stack([first[psu] for psu in both]).T, np.stack([second[psu] for psu in both]))
    if count > 1:
        found = found - np.outer(sum(first.values()), sum(second.values())) / count
    return found
