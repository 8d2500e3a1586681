"""From the sums of the sample to the figures of each domain: values, standard errors, intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from indexgov.methods.arrays import ROUNDING, Floats, Ints
from indexgov.survey.cells import SampleCells
from indexgov.survey.design import Design
from indexgov.survey.intervals import Estimated, clopper_pearson, mean_interval, share_interval
from indexgov.survey.measures import Measure
from indexgov.survey.plan import Plan
from indexgov.survey.unclustered import OfRespondents, OfWeights, Pairs
from indexgov.survey.variance import Calibrated, Linearised, OfPsus, Ratios, Sums, gathered
from indexgov.survey.weighting import Reweighted
from indexgov.tables import ASSESSED, NOT_ASSESSED

NO_ANSWERS, LONELY_PSU, NO_DF = "no_answers", "lonely_psu", "no_df"
"""Reasons: nobody gave a valid answer; a stratum has a single PSU; there are no more PSUs than strata."""
NOT_ESTIMABLE = "not_estimable"
"""Status of a figure whose error the design does not tell; an error of 0 would be a false certainty."""


@dataclass(frozen=True)
class Asked:
    """How figures are wanted."""

    design: Design
    interval: str
    """Kind of the interval of shares."""
    confidence: float


def linearised(
    sample: SampleCells, sums: Sums, domain: Ints, count: int, asked: Asked, weighting: Reweighted | None, pairs: Pairs
) -> Linearised:
    """The variances of ratios of the sums, in `count` domains; rows of domain -1 are of none."""
    factor = np.ones(len(domain)) if weighting is None else weighting.raked.factors[weighting.cell]
    raked = sums.times(factor)
    mine = np.flatnonzero(domain >= 0)
    ratios = Ratios.of(_rows(raked, mine).grouped(domain[mine], count))
    if asked.design.psu is None:
        key, row, first = _grouped(domain[mine], sample.stratum[mine], len(sample.strata.psus))
        squares = {one: tuple(gathered((column * factor**2)[mine, np.newaxis], row, len(key))[:, 0] for column in found)
                   for one, found in pairs.items()}  # fmt: skip
        each = OfRespondents(
            ratios, _rows(raked, mine).grouped(row, len(key)), domain[mine][first], sample.stratum[mine][first],
            sample.strata, squares,  # type: ignore[arg-type]
        )  # fmt: skip
        guess = asked.design.cluster.factor if asked.design.cluster is not None else 1.0
        return each if asked.design.unclustered else OfWeights(each, guess)
    _, row, first = _grouped(domain[mine], sample.psu[mine], len(sample.stratum_of_psu))
    plain = OfPsus(
        ratios, _rows(raked, mine).grouped(row, len(first)), domain[mine][first], sample.psu[mine][first],
        sample.stratum_of_psu, sample.strata,
    )  # fmt: skip
    if weighting is None:
        return plain
    joint = sample.psu * len(weighting.raked.factors) + weighting.cell
    every, row, first = _grouped(domain[mine], joint[mine], int(joint.max(initial=0)) + 1)
    return Calibrated(
        plain, _rows(sums, mine).grouped(row, len(every)), domain[mine][first], sample.psu[mine][first],
        weighting.cell[mine][first], weighting.raked, weighting.model, weighting.everybody,
    )  # fmt: skip


def _rows(sums: Sums, chosen: Ints) -> Sums:
    figures = {name: getattr(sums, name) for name in Sums.__dataclass_fields__}
    return Sums(**{name: None if values is None else values[chosen] for name, values in figures.items()})  # type: ignore[arg-type]


def _grouped(domain: Ints, inner: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """The different pairs of two numbers in ascending order, the pair of each row, and the first row of each pair."""
    key = domain.astype(np.int64) * size + inner
    found, first, row = np.unique(key, return_index=True, return_inverse=True)
    return found, row, first


def pairs_of(sample: SampleCells, plan: Plan, wanted: bool) -> Pairs:
    """The sums of products of all pairs of ratios that have a figure, where respondents are PSUs."""
    positions = sorted(set(plan.position.values())) if wanted else []
    return {(one, other): sample.pair(one, other) for one, other in combinations(positions, 2)}


def table(
    linear: Linearised, plan: Plan, measures: Sequence[Measure], areas: Sequence[str], asked: Asked
) -> pd.DataFrame:
    """The figures of measures in areas: one row an area and measure, area by area."""
    columns, ratios = [plan.position[one.name] for one in measures], linear.ratios
    n, valid = ratios.whole.n[:, columns], ratios.whole.valid[:, columns]
    value, variance = ratios.value[:, columns], linear.variance()[:, columns]
    degrees, lonely = linear.degrees()[:, columns], linear.lonely()[:, columns]
    none = n == 0
    no_df = ~none & ~lonely & (degrees <= 0)
    se = np.where(none | lonely | no_df, np.nan, np.sqrt(variance))
    with np.errstate(invalid="ignore", divide="ignore"):
        effect = se**2 / ratios.srs[:, columns]
    share = np.broadcast_to(np.array([one.is_share for one in measures], dtype=bool), value.shape)
    # The sum of all answers and that of those counted may differ by the order of adding.
    value = np.where(share & (value >= 1 - ROUNDING), 1.0, value)
    estimated = Estimated(value, se, np.where(degrees > 0, degrees, np.nan), valid)
    ends = _ends(estimated, share, n, asked)
    status = np.where(none, NOT_ASSESSED, np.where(lonely | no_df, NOT_ESTIMABLE, ASSESSED))
    reason = np.select([none, lonely, no_df], [NO_ANSWERS, LONELY_PSU, NO_DF], "")
    exact = share & ((value == 0) | (value == 1))
    kind = np.where(share, np.where(exact, "clopper_pearson", asked.interval), "t")
    with np.errstate(invalid="ignore", divide="ignore"):
        effective = n / effect
    names = [one.name for one in measures]
    flat = {
        "value": value, "se": se, "df": np.where(none, np.nan, degrees), "deff": effect,
        "ci_low": ends[0], "ci_high": ends[1], "n": n, "n_valid": valid,
        "n_eff": np.where(effect > 0, effective, np.nan),
        "n_psu": linear.psus()[:, columns], "sum_w": ratios.whole.w[:, columns],
        **{what: _beside(ratios, names, plan.beside, what) for what in ("dont_know", "refused")},
        "status": status, "reason": reason, "interval": np.where(np.isnan(ends[0]), "", kind),
    }  # fmt: skip
    return _labelled(flat, measures, areas, asked)


def _labelled(
    figures: Mapping[str, Floats], measures: Sequence[Measure], areas: Sequence[str], asked: Asked
) -> pd.DataFrame:
    """Figures of areas x measures as rows that say what each of them is."""
    frame = pd.DataFrame({name: matrix.reshape(-1) for name, matrix in figures.items()})
    names = [one.name for one in measures]
    texts: dict[str, Any] = {
        "territory": np.repeat(list(areas), len(measures)), "body": "",
        "indicator": np.tile(names, len(areas)), "question": np.tile([one.question for one in measures], len(areas)),
        "measure": np.tile([one.kind for one in measures], len(areas)),
    }  # fmt: skip
    told = np.where(frame["ci_low"].isna(), np.nan, asked.confidence)
    frame = frame.assign(**texts, confidence=told, basis=np.where(frame["se"].isna(), "", asked.design.basis))
    text = ("territory", "body", "indicator", "question", "measure", "status", "reason", "interval", "basis")
    return frame.astype(dict.fromkeys(text, object))


def _ends(estimated: Estimated, share: Floats, n: Floats, asked: Asked) -> tuple[Floats, Floats]:
    """The confidence interval of every figure: t for means, the kind that was asked for of shares."""
    low, high = mean_interval(estimated, asked.confidence)
    if share.any():
        shares = share_interval(asked.interval, estimated, asked.confidence)
        low, high = (np.where(share, own, mean) for own, mean in zip(shares, (low, high), strict=True))
    # Who weighs nothing brings no certainty.
    edge = share & ~np.isnan(low) & ((estimated.value == 0) | (estimated.value == 1))
    if not edge.any():
        return low, high
    exact = clopper_pearson(estimated.value, n, asked.confidence)
    return np.where(edge, exact[0], low), np.where(edge, exact[1], high)


def _beside(ratios: Ratios, names: Sequence[str], beside: Mapping[tuple[str, str], int], what: str) -> Floats:
    """The share of "don't know" or of refusals beside each measure; NaN where the question has no code for it."""
    columns = [beside.get((name, what), -1) for name in names]
    unknown = np.full((len(ratios.value), 1), np.nan)
    return np.hstack([ratios.value, unknown])[:, columns]
