"""The figures of a sample with their covariances, and how a figure changes from one area to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from indexgov.errors import choose_from
from indexgov.methods.arrays import Floats, Mask
from indexgov.survey.faults import Fault
from indexgov.survey.measures import Measure
from indexgov.survey.variance import Linearised, OfPsus
from indexgov.survey.weighting import Reweighted
from indexgov.tables import COVARIANCES

WHOLE = ""
"""The area that is the whole sample."""


@dataclass(frozen=True)
class Change:
    """How a figure differs between two areas of one sample, such as a place in two quarters."""

    difference: float
    """The second less the first."""
    se: float
    """NaN where the design does not tell the error of one of the two."""
    df: float
    """Of the two the smaller."""
    covariance: float
    """Of the two figures; 0 where they share no PSU."""

    @property
    def t(self) -> float:
        """The difference in standard errors."""
        return self.difference / self.se if self.se > 0 else float("nan")


@dataclass(frozen=True)
class DesignNames:
    """What the PSUs and strata of a sample are called, by which two waves know the same locality."""

    psus: tuple[str, ...]
    strata: tuple[str, ...]


@dataclass(frozen=True)
class Estimates:
    """Figures of a sample."""

    frame: pd.DataFrame
    """One row an area and measure: columns ESTIMATES, and `n_valid` (answers, those of weight 0 included) and `sum_w`
    (sum of the weights). `territory` is the area, empty for the whole sample, which comes last."""
    measures: tuple[Measure, ...]
    areas: tuple[str, ...]
    warnings: tuple[Fault, ...]
    """What the reader of the figures must know."""
    respondents: int
    weighting: Reweighted | None
    """How the weights were raked; None where they were not."""
    by_area: Linearised
    of_whole: Linearised
    position: Mapping[str, int]
    names: DesignNames | None = None
    """None for samples without PSUs."""

    def covariance(self, area: str, first: str, second: str) -> float:
        """The sampling covariance of two measures in an area (empty: the whole sample); of one its variance.

        NaN where the design does not tell the error of one of the two, and for medians. Raises ValueError for names
        that are not there.
        """
        ratios = [self._ratio(name) for name in (first, second)]
        if "median" in {one.kind for one in self.measures if one.name in (first, second)}:
            return float("nan")
        return float(self._covariances(area)[ratios[0], ratios[1]])

    def covariances(self) -> pd.DataFrame:
        """All pairs of different measures in every area, columns COVARIANCES; medians, and areas without, left out."""
        names = np.array([one.name for one in self.measures if one.kind != "median"], dtype=object)
        columns = [self.position[name] for name in names]
        upper = np.triu_indices(len(names), 1)
        found = [self._covariances(area)[np.ix_(columns, columns)][upper] for area in self.areas]
        count = len(self.areas)
        every = pd.DataFrame({
            "territory": np.repeat(np.array(self.areas, dtype=object), len(upper[0])),
            "indicator": np.tile(names[upper[0]], count), "other": np.tile(names[upper[1]], count),
            "covariance": np.concatenate([*found, np.zeros(0)]),
        })  # fmt: skip
        return every[every["covariance"].notna()].reset_index(drop=True)[list(COVARIANCES)]

    def change(self, measure: str, first: str, second: str) -> Change:
        """The change of a measure from one area to another, with the covariance of areas that share PSUs.

        The measure is a mean or a share. Raises ValueError where the sample has no PSUs, because then nothing is known
        of respondents asked twice, for raked weights, for single PSUs by the rule `average`, and for names that are not
        there.
        """
        if not isinstance(self.by_area, OfPsus):
            raise ValueError("a change needs a design with PSUs and weights that were not raked")
        domains, ratio = [self._area(area) for area in (first, second)], self._ratio(measure)
        if any(one.kind == "median" for one in self.measures if one.name == measure):
            raise ValueError(f"'{measure}' is a median, whose change has no standard error")
        value, variance = self.by_area.ratios.value[domains, ratio], self.by_area.variance()[domains, ratio]
        shared = self.by_area.across((domains[0], ratio), (domains[1], ratio))
        known = not self._unknown[0][domains, ratio].any()
        se = float(np.sqrt(max(variance.sum() - 2 * shared, 0.0))) if known else float("nan")
        df = float(self.by_area.degrees()[domains, ratio].min())
        return Change(float(value[1] - value[0]), se, df, shared)

    def _ratio(self, measure: str) -> int:
        if measure not in self.position:
            raise ValueError(f"there is no measure '{measure}': {choose_from(measure, list(self.position))}")
        return self.position[measure]

    def _area(self, area: str) -> int:
        if area not in self.areas:
            raise ValueError(f"there is no area '{area}': {choose_from(area, self.areas)}")
        return self.areas.index(area)

    @cached_property
    def _unknown(self) -> tuple[Mask, Mask]:
        """Where the design does not tell the error, for areas and for the whole."""
        by_area, whole = (np.isnan(one.variance()) | (one.degrees() <= 0) for one in (self.by_area, self.of_whole))
        return by_area, whole

    def _covariances(self, area: str) -> Floats:
        whole = area == WHOLE
        source, domain = (self.of_whole, 0) if whole else (self.by_area, self._area(area))
        unknown = self._unknown[whole][domain]
        found = source.covariance(domain).copy()
        found[unknown, :] = found[:, unknown] = np.nan
        return found
