"""Raking of design weights to known population totals, and the residuals that standard errors need after it.

Both work on sums over joint cells: all respondents with the same category in every margin share one joint cell and
one factor, so that raked weight = design weight x factor of the cell, and no respondent is needed here.

Sources: Deming and Stephan 1940, On a Least Squares Adjustment of a Sampled Frequency Table, Annals of Mathematical
Statistics 11 (iterative proportional fitting); Deville and Särndal 1992, Calibration Estimators in Survey Sampling,
JASA 87 (limits of factors, variance by residuals); Deville, Särndal and Sautory 1993, Generalized Raking Procedures
in Survey Sampling, JASA 88.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from indexgov.errors import choose_from, quoted
from indexgov.methods.arrays import Floats, Ints
from indexgov.methods.matrices import product, pseudo_inverse

SAME_POPULATION = 1e-6
"""Relative difference up to which margins are of one population: totals are published rounded to whole persons."""
_COLLINEAR = 1e-11
"""Share of the largest eigenvalue below which a combination of dummies is none: every margin adds up to the same."""
_POTENTIAL = 1e100
"""Where margins cannot be met within limits, factors before limiting run away, and must not become infinite."""

RakingRule = Literal[
    "raking-no-margins",
    "raking-limit",
    "raking-weights",
    "raking-margin-twice",
    "raking-empty-margin",
    "raking-total",
    "raking-populations",
    "raking-unknown-category",
    "raking-no-answer",
    "raking-empty-category",
]


@dataclass(frozen=True)
class RakingFault:
    """One reason why weights cannot be raked."""

    rule: RakingRule
    message: str
    """What was found, one sentence without a full stop."""
    advice: str
    """What to do about it."""
    margin: str | None = None
    """Name of the margin that is at fault; None where it is not one margin."""


class RakingError(ValueError):
    """Weights that cannot be raked; `faults` holds every reason, general ones first, then margin by margin."""

    def __init__(self, faults: Iterable[RakingFault]) -> None:
        self.faults: tuple[RakingFault, ...] = tuple(faults)
        super().__init__("; ".join(fault.message for fault in self.faults))


@dataclass(frozen=True)
class Margin:
    """A question whose answers are known for the whole population."""

    name: str
    totals: Mapping[Hashable, float]
    """Category -> how many of the population are in it, above 0. The number 1 and the text '1' are two categories."""


@dataclass(frozen=True)
class Raked:
    """Factors of the joint cells and how well they meet the margins."""

    factors: Floats
    """Raked weight / design weight, one a joint cell; the mean factor in cells without weight."""
    mean_factor: float
    """Population / sum of the design weights."""
    factor_low: float
    """Smallest factor of a cell with weight, in mean factors, as `limit` is."""
    factor_high: float
    """Largest factor of a cell with weight, in mean factors."""
    rounds: int
    """Rounds over all margins that were used; 0 where only the mean factor was needed."""
    converged: bool
    """Whether `largest_gap` came down to the tolerance."""
    largest_gap: float
    """Largest |achieved - wanted| of any category, as a share of the population."""
    trimmed_cells: int
    """Cells with weight whose factor is held at a limit."""
    trimmed_share: float
    """Share of the design weights in these cells, 0 to 1."""
    report: pd.DataFrame
    """One row a category of each margin, in their order: `margin`, `category`, `population` (as wanted, in persons),
    `before` and `after` (shares of the population by design and by raked weights, 0 to 1), `gap` (`after` less the
    wanted share)."""


@dataclass(frozen=True)
class Regression:
    """Weighted regression on the dummies of all margins, ready for any number of items."""

    codes: tuple[Ints, ...]
    """For each margin, the column of the dummy that is 1 in the cell; one entry a cell with weight."""
    held: Ints
    """Positions of the cells with weight."""
    inverse: Floats
    """(sum w x x')^-, dummies by dummies."""

    def fitted(self, sums: Floats) -> Floats:
        """x' B of every joint cell, cells x items; 0 in cells without weight.

        `sums` are the sums of w y over the respondents of each joint cell, cells x items, with the design weights that
        the regression was made from; B = (sum w x x')^- sum w x y.
        """
        moments = np.zeros((len(self.inverse), sums.shape[1]))
        for codes in self.codes:
            np.add.at(moments, codes, sums[self.held])
        coefficients = product(self.inverse, moments)
        found = np.zeros_like(sums)
        found[self.held] = sum(coefficients[codes] for codes in self.codes)
        return found


def rake(
    base: Floats,
    cells: Mapping[str, Sequence[Hashable]],
    margins: Sequence[Margin],
    *,
    tolerance: float = 1e-10,
    rounds: int = 1000,
    limit: tuple[float, float] | None = None,
) -> Raked:
    """Factors that make the weighted sample meet all margins, by iterative proportional fitting.

    `base` holds the sum of the design weights of each joint cell, 0 or more; `cells[name][c]` is the category of cell c
    in the margin `name`, None or NaN where it was not answered, which only cells without weight may have. Margins whose
    populations differ by rounding are brought to the mean of these. It ends when no category misses its total by more
    than `tolerance` times the population, or after `rounds` rounds, and then `converged` is False.

    `limit` bounds every factor, in mean factors: (0.3, 3) lets no weight grow to more than three times what it would be
    without raking. The factors are then the product of one multiplier a category, cut at the limits (the distance of
    raking on a bounded range, as in the bounded cases of Deville and Särndal 1992): what a limited cell leaves over is
    taken up by the other cells of its categories until nothing moves. Where the limits forbid the margins, `converged`
    is False and the report tells the gaps.

    Raises RakingError with all faults: no margin, a limit that leaves out the mean factor, weights that are negative or
    all 0, a margin that is there twice or has no categories, totals that are not above 0, margins of different
    populations, categories without a total or without weight, and weight without an answer. Raises ValueError where
    `cells` is not as long as `base`.
    """
    faults = [*_general_faults(base, margins, limit), *_margin_faults(base, cells, margins)]
    if faults:
        raise RakingError(faults)
    held = np.flatnonzero(base > 0)
    start = base[held] / base[held].sum()
    codes = [_codes(cells[margin.name], margin, held) for margin in margins]
    wanted = [_shares(margin) for margin in margins]
    factors, done, gap = _fitted(start, codes, wanted, tolerance, rounds, limit)
    trimmed = np.zeros(len(held), bool) if limit is None else (factors <= limit[0]) | (factors >= limit[1])
    population = float(np.mean([sum(margin.totals.values()) for margin in margins]))
    mean_factor = population / float(base.sum())
    of_all = np.full(len(base), mean_factor)
    of_all[held] *= factors
    return Raked(
        factors=of_all,
        mean_factor=mean_factor,
        factor_low=float(factors.min()),
        factor_high=float(factors.max()),
        rounds=done,
        converged=gap <= tolerance,
        largest_gap=gap,
        trimmed_cells=int(trimmed.sum()),
        trimmed_share=float(start[trimmed].sum()),
        report=_report(margins, codes, start, start * factors, population),
    )


def weighting_effect(respondents: Floats, weights: Floats, squares: Floats, factors: Floats | None = None) -> float:
    """Design effect of unequal weights, n sum(w^2) / (sum w)^2, 1 or more; of the raked weights with `factors`.

    One entry a joint cell: how many respondents have a weight above 0, and their sums of w and of w^2. NaN where there
    is no weight. Source: Kish 1992, Weighting for Unequal Pi, Journal of Official Statistics 8.
    """
    by = np.ones(len(weights)) if factors is None else factors
    total = float((weights * by).sum())
    return float(respondents.sum()) * float((squares * by**2).sum()) / total**2 if total > 0 else math.nan


def regression(base: Floats, cells: Mapping[str, Sequence[Hashable]], margins: Sequence[Margin]) -> Regression:
    """The regression on the margins, weighted by the design weights, from the same arguments as `rake`.

    The dummies are collinear, since each margin adds up to the intercept; a generalised inverse is used, which treats
    eigenvalues below 1e-11 of the largest as 0 (after scaling, so that rare categories count) and leaves the fitted
    values as they are for any choice of dummies. The arguments must have passed the checks of `rake`.
    """
    held = np.flatnonzero(base > 0)
    sizes = [len(margin.totals) for margin in margins]
    starts = np.cumsum([0, *sizes[:-1]])
    codes = tuple(_codes(cells[m.name], m, held) + first for m, first in zip(margins, starts, strict=True))
    products = np.zeros((sum(sizes), sum(sizes)))
    for one in codes:
        for other in codes:
            np.add.at(products, (one, other), base[held])
    # Without the scaling a category with a millionth of the weight would look collinear.
    scale = 1 / np.sqrt(np.diag(products))
    inverse = pseudo_inverse(products * np.outer(scale, scale), _COLLINEAR)
    return Regression(codes, held, inverse * np.outer(scale, scale))


def calibrated_residuals(
    sums: Floats, weights: Floats, cell: Ints, unit: Ints, raked: Raked, model: Regression
) -> Floats:
    """Totals of the calibrated linearised values u in every sampling unit, units x items.

    For a ratio R = Y / D of raked sums, Y = sum w g y and D = sum w g d over a domain, the calibrated value of a
    respondent is u = w g ((y - R d) / D - x' B): w design weight, g factor of the joint cell, (y - R d) / D taken as 0
    outside the domain and without a valid answer, x the dummies of the margins, and B from the regression of
    (y - R d) / D on x over ALL respondents with the weights w. The variance of R is the variance of the totals of u
    over sampling units by the design's formula, as it is for linearised values without raking.

    Every row of the arguments is what one sampling unit has in one joint cell; all that have respondents must be
    there, the domain's or not. `sums` are the sums of w (y - R d) / D, rows x items, where an item is any ratio, for
    example a question in an area; `weights` the sums of w over ALL respondents of the row; `cell` the position of the
    joint cell, `unit` of the sampling unit, both from 0. Units without respondents have no row; if they count in the
    design, add totals of 0 for them.

    Source: Deville and Särndal 1992; the regression weighted by design weights is that of `calibrate()` in
    the R package survey, Lumley. With limited factors the same residuals hold in large samples.
    """
    in_cells = np.zeros((len(raked.factors), sums.shape[1]))
    np.add.at(in_cells, cell, sums)
    left = sums - model.fitted(in_cells)[cell] * weights[:, np.newaxis]
    totals = np.zeros((int(unit.max(initial=-1)) + 1, sums.shape[1]))
    np.add.at(totals, unit, left * raked.factors[cell][:, np.newaxis])
    return totals


def _codes(answers: Sequence[Hashable], margin: Margin, held: Ints) -> Ints:
    """Positions in the margin of the categories of the cells with weight."""
    place = {category: number for number, category in enumerate(margin.totals)}
    return np.array([place[answers[number]] for number in held], dtype=np.intp)


def _shares(margin: Margin) -> Floats:
    """Wanted shares of the categories, sum 1."""
    totals = np.array(list(margin.totals.values()), dtype=float)
    return np.asarray(totals / totals.sum())


def _gap(weights: Floats, codes: Sequence[Ints], wanted: Sequence[Floats]) -> float:
    """Largest |achieved - wanted| of any category of any margin."""
    return max(
        float(np.abs(np.bincount(of_margin, weights, len(shares)) - shares).max())
        for of_margin, shares in zip(codes, wanted, strict=True)
    )


def _fitted(
    start: Floats,
    codes: Sequence[Ints],
    wanted: Sequence[Floats],
    tolerance: float,
    rounds: int,
    limit: tuple[float, float] | None,
) -> tuple[Floats, int, float]:
    """Factors with mean 1, the rounds used and the gap left; `start` and `wanted` are shares with sum 1."""
    factors = free = np.ones(len(start))
    done, gap = 0, _gap(start, codes, wanted)
    while gap > tolerance and done < rounds:
        for of_margin, shares in zip(codes, wanted, strict=True):
            if limit is None:
                achieved = np.bincount(of_margin, start * factors, len(shares))
                factors = factors * (shares / achieved)[of_margin]
            else:
                free = free * _multipliers(start, free, of_margin, shares, limit)[of_margin]
                free = np.clip(free, 1 / _POTENTIAL, _POTENTIAL)
                factors = np.clip(free, *limit)
        done, gap = done + 1, _gap(start * factors, codes, wanted)
    return factors, done, gap


def _multipliers(start: Floats, free: Floats, codes: Ints, wanted: Floats, limit: tuple[float, float]) -> Floats:
    """One multiplier a category such that the limited cells add up to what is wanted, or come as near as they can."""
    members = (np.flatnonzero(codes == number) for number in range(len(wanted)))
    return np.array([_multiplier(w, start[m], free[m], limit) for w, m in zip(wanted, members, strict=True)])


def _multiplier(wanted: float, start: Floats, free: Floats, limit: tuple[float, float]) -> float:
    """The m with sum(start * clip(m * free, *limit)) = wanted.

    The sum rises with m in straight pieces, which begin where a cell leaves the lower limit or reaches the upper one.
    """
    low, high = limit
    ends = np.concatenate([low / free, high / free])
    order = np.argsort(ends, kind="stable")
    ends = ends[order]
    slopes = np.cumsum(np.concatenate([start * free, -start * free])[order])[:-1]
    sums = low * start.sum() + np.concatenate([[0.0], np.cumsum(slopes * np.diff(ends))])
    return float(np.interp(wanted, np.maximum.accumulate(sums), ends))


def _report(
    margins: Sequence[Margin], codes: Sequence[Ints], before: Floats, after: Floats, population: float
) -> pd.DataFrame:
    """The report of `Raked`; the weights are shares of the population."""
    parts = []
    for margin, of_margin in zip(margins, codes, strict=True):
        wanted = _shares(margin)
        achieved = np.bincount(of_margin, after, len(wanted))
        columns = {
            "margin": margin.name,
            "category": pd.Series(list(margin.totals), dtype=object),
            "population": wanted * population,
            "before": np.bincount(of_margin, before, len(wanted)),
            "after": achieved,
            "gap": achieved - wanted,
        }
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def _general_faults(
    base: Floats, margins: Sequence[Margin], limit: tuple[float, float] | None
) -> Iterator[RakingFault]:
    """What is wrong with the weights, the limit and the margins taken together."""
    if not margins:
        advice = "name at least one margin with its population totals, or leave raking out"
        yield RakingFault("raking-no-margins", "there is no margin to rake to", advice)
    if limit is not None and not 0 <= limit[0] < 1 < limit[1] < math.inf:
        message = f"the limits {limit[0]:g} and {limit[1]:g} of the factors do not lie on both sides of 1"
        advice = "write a lower limit from 0 to below 1 and an upper one above 1, for example 0.3 and 3"
        yield RakingFault("raking-limit", message, advice)
    wrong = int((~(np.isfinite(base) & (base >= 0))).sum())
    if wrong:
        message = f"the design weights of {wrong} of {len(base)} joint cells are missing, infinite or below 0"
        yield RakingFault("raking-weights", message, "give every respondent a finite weight of 0 or more")
    elif not base.any():
        message = "no respondent has a design weight above 0"
        yield RakingFault("raking-weights", message, "check the column of the weights")
    for name, times in Counter(margin.name for margin in margins).items():
        if times > 1:
            message = f"the margin '{name}' is there {times} times"
            yield RakingFault("raking-margin-twice", message, "keep one of them", name)
    sums = {one.name: sum(one.totals.values()) for one in margins if one.totals and not any(_bad_totals(one))}
    if sums and max(sums.values()) - min(sums.values()) > SAME_POPULATION * max(sums.values()):
        found = ", ".join(f"'{name}' to {total:.15g}" for name, total in sums.items())
        message = f"the margins add up to different populations: {found}"
        advice = "take all totals from one source, date and age group, or scale them to one population"
        yield RakingFault("raking-populations", message, advice)


def _bad_totals(margin: Margin) -> Iterator[tuple[Hashable, float]]:
    """Categories whose total is not a number above 0."""
    return ((category, total) for category, total in margin.totals.items() if not 0 < total < math.inf)


def _margin_faults(
    base: Floats, cells: Mapping[str, Sequence[Hashable]], margins: Sequence[Margin]
) -> Iterator[RakingFault]:
    """What is wrong with each margin, alone and against the data."""
    for margin in {margin.name: margin for margin in margins}.values():
        answers = cells[margin.name]
        if len(answers) != len(base):
            raise ValueError(f"{len(answers)} categories of '{margin.name}' for {len(base)} joint cells")
        if not margin.totals:
            message = f"the margin '{margin.name}' has no categories"
            advice = "give its categories with their population totals, or leave the margin out"
            yield RakingFault("raking-empty-margin", message, advice, margin.name)
            continue
        for category, total in _bad_totals(margin):
            message = f"the total of '{category}' in the margin '{margin.name}' is {total:.15g}, and must be above 0"
            advice = "write how many of the population are in the category"
            yield RakingFault("raking-total", message, advice, margin.name)
        yield from _category_faults(np.where(np.isfinite(base) & (base > 0), base, 0.0), answers, margin)


def _category_faults(base: Floats, answers: Sequence[Hashable], margin: Margin) -> Iterator[RakingFault]:
    """Categories of the data without a total, totals without respondents, and respondents without an answer."""
    of_category: dict[Hashable, float] = {}
    unanswered = 0.0
    for answer, weight in zip(answers, base.tolist(), strict=True):
        if pd.isna(answer):  # type: ignore[call-overload]
            unanswered += weight
        else:
            of_category[answer] = of_category.get(answer, 0.0) + weight
    total = float(base.sum())
    for category, weight in of_category.items():
        if category not in margin.totals:
            share = weight / total if total else 0.0
            message = f"the data have '{category}' in '{margin.name}' ({share:.2%} of the weight), the margin has not"
            known = [str(one) for one in margin.totals]
            kinds = "write both as text or both as numbers"
            advice = kinds if str(category) in known else choose_from(str(category), known)
            yield RakingFault("raking-unknown-category", message, advice, margin.name)
    if unanswered > 0:
        message = (
            f"respondents with {unanswered / total:.2%} of the weight have no answer in the margin '{margin.name}'"
        )
        advice = "fill in their answers, give them the weight 0, or leave the margin out"
        yield RakingFault("raking-no-answer", message, advice, margin.name)
    # Where nobody has weight at all, that is told once and not for every category.
    empty = [one for one in margin.totals if total and not of_category.get(one, 0.0) > 0]
    if empty:
        message = f"no respondent with a weight above 0 is in {quoted(empty)} of the margin '{margin.name}'"
        advice = "join the category with a neighbour, in the totals and in the data"
        yield RakingFault("raking-empty-category", message, advice, margin.name)
