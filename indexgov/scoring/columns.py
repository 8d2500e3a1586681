"""Whole columns: what an indicator recorded for all authorities at once, imputed and placed among others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from indexgov.errors import Problem
from indexgov.methods.arrays import Bounds, Floats, Mask, MethodError
from indexgov.methods.relative import Relative, Sample, scaled
from indexgov.methods.scales import SCALES
from indexgov.registry.models import Impute, Indicator, Registry
from indexgov.scoring.authorities import Authorities, Objects


@dataclass(frozen=True)
class Column:
    """One figure for each authority."""

    values: Floats
    """NaN where there is none."""
    shared: Mask
    """Where a value stands for every body of its territory."""
    authorities: Authorities

    def once(self, labels: Objects) -> Mask:
        """Where there is a value, leaving out what repeats that of another body of the territory in the same group.

        A value that stands for every body is one value, however many bodies it stands for.
        """
        known, seen = ~np.isnan(self.values), set()
        for position in np.flatnonzero(known & self.shared):
            key = (labels[position], self.authorities.place[position])
            known[position] = key not in seen
            seen.add(key)
        return known

    def completed(self, values: Floats) -> Column:
        """The column with figures of others put in; where values are shared, what is put in is shared too."""
        put_in = np.isnan(self.values) & ~np.isnan(values)
        return Column(values, self.shared | (put_in & self.shared.any()), self.authorities)


@dataclass(frozen=True)
class Filled:
    """A column with its scores."""

    values: Floats
    scores: Floats
    filled: Mask
    """Where a figure of others was put in."""


def fill(
    registry: Registry,
    indicator: Indicator,
    how: Impute | None,
    column: Column,
    scores: Floats,
    blank: Mask,
    base: Column | None,
    faults: list[Problem],
) -> Filled:
    """Scores of a column that is imputed, relative or both; `blank` says which cells may be imputed.

    Numbers are imputed before they are scaled, levels by their scores.
    """
    scale = registry.scales[indicator.scale]
    filled = np.zeros(len(blank), dtype=bool)
    values = column.values
    if how is not None and how.by != "last":
        figures = Column(scores if scale.levels else values, column.shared, column.authorities)
        found = _of_peers(figures, how, blank)
        filled = ~np.isnan(found)
        if scale.levels:
            scores = np.where(filled, found, scores)
        else:
            values = np.where(filled, found, values)
            if scale.relative is None:
                scores = np.where(filled, score_of(registry, indicator, values), scores)
    if scale.relative is not None:
        known = column.completed(values)
        lower, path = indicator.better == "lower", (*indicator.path, "scale")

        def report(error: MethodError, where: str) -> None:
            message = f"the scale '{indicator.scale}' has no answer for '{indicator.id}'{where}: {error}"
            faults.append(Problem("relative-scale", registry.place(path), message, error.advice))

        scores = placed(scale.kind, scale.relative, known, base or known, registry.range, lower, report)
    return Filled(values, scores, filled)


def score_of(registry: Registry, indicator: Indicator, values: Floats) -> Floats:
    """Scores of numbers on a scale that is not relative, turned where less is better."""
    scale = registry.scales[indicator.scale]
    kind = SCALES[scale.kind]
    scores = kind.score(values, scale.settings, registry.range)
    return kind.turn(scores, registry.range) if indicator.better == "lower" and kind.turn is not None else scores


def _of_peers(figures: Column, how: Impute, blank: Mask) -> Floats:
    """The mean or median of the peers' own figures, where a cell is blank; NaN elsewhere and where no peer has one."""
    found = np.full(len(blank), np.nan)
    labels = figures.authorities.labels(how.within)
    own = figures.once(labels)
    middle = np.mean if how.by == "mean" else np.median
    for label in dict.fromkeys(labels[blank]):
        peers = figures.values[own & (labels == label)]
        if len(peers):
            found[blank & (labels == label)] = middle(peers)
    return found


def placed(
    kind: str,
    settings: Relative,
    column: Column,
    base: Column,
    bounds: Bounds,
    lower: bool,
    report: Callable[[MethodError, str], None],
) -> Floats:
    """Scores of a column placed among the figures of `base`, group by group; NaN where there is no figure.

    What has no answer is told to `report` with words for the group.
    """
    scores = np.full(len(column.values), np.nan)
    labels, theirs = (one.authorities.labels(settings.within) for one in (column, base))
    known = ~np.isnan(column.values)
    usable = base.once(theirs)
    for label in dict.fromkeys(labels[known]):
        members, peers = known & (labels == label), usable & (theirs == label)
        sample = Sample(base.values[peers], base.authorities.territory[peers])
        try:
            scores[members] = scaled(kind, column.values[members], sample, settings, bounds, lower)
        except MethodError as error:
            words = ", ".join(filter(None, str(label).split("\x1f")))
            report(error, f" in {words}" if words else "")
    return scores
