"""Which figures are told with a warning or are too imprecise to be printed: a short function a flag, and their table.

None of these rules takes a figure out of the index. A new flag is a function and a line in FLAGS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from indexgov.methods.arrays import ROUNDING, Floats, Mask
from indexgov.methods.publication import Profile
from indexgov.survey.intervals import Estimated, korn_graubard_capped
from indexgov.survey.measures import NUMBERS

NCHS_CONFIDENCE = 0.95
NCHS_N, NCHS_DF = 30, 8
"""Fewer answers, or effective answers, are suppressed; with fewer degrees of freedom a share is reviewed."""
NCHS_NARROW, NCHS_WIDE = 0.05, 0.30
"""Widths of the interval up to which a share is shown, and from which it is suppressed."""
NCHS_RELATIVE = 1.30
"""Width of the interval by the share, or by the rest to 1, beyond which it is suppressed, or footnoted."""
FEWEST_OTHERS = 3
"""With fewer other areas there is no telling what is usual."""


@dataclass(frozen=True)
class Standing:
    """What the presentation standards of the NCHS say of shares; False for means and where they do not hold."""

    suppress: Mask
    review: Mask
    complement: Mask


@dataclass(frozen=True)
class Figures:
    """Estimates that flags are set on, with the rules."""

    frame: pd.DataFrame
    """One row a figure, every column of ESTIMATES; figures are numbers, NaN where not known."""
    rules: Profile
    ends: Mapping[str, tuple[float, float]]
    """Declared ends of the scales of means, by indicator."""
    stays: Mask
    """Figures that were not removed; no flag is told of the others."""

    def numbers(self, column: str) -> Floats:
        """A column of figures."""
        return self.frame[column].to_numpy(dtype=np.float64)

    @cached_property
    def is_share(self) -> Mask:
        """Figures between 0 and 1; False too where the kind of a figure is not known."""
        return np.asarray(~self.frame["measure"].isin(["", *NUMBERS]).to_numpy(dtype=bool))

    @cached_property
    def declared(self) -> tuple[Floats, Floats]:
        """Ends of the scale of each figure: 0 and 1 of shares, those declared of others, NaN where none are."""
        unknown = (np.nan, np.nan)
        pairs = [self.ends.get(name, unknown) for name in self.frame["indicator"]]
        low, high = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
        return np.where(self.is_share, 0.0, low), np.where(self.is_share, 1.0, high)

    @cached_property
    def no_answer(self) -> Floats:
        """Share of "don't know" and refusals among all who were asked; NaN where neither is known."""
        parts = self.frame[["dont_know", "refused"]]
        return np.asarray(parts.sum(axis=1, min_count=1).to_numpy(dtype=np.float64))

    @cached_property
    def nchs(self) -> Standing:
        """The standards for shares.

        Effective answers are p(1-p)/se^2, at most n, and n for shares of 0 and 1, whose interval counts as narrow. The
        interval is the Korn-Graubard one with n* of at most n, at 95 %, whatever interval is printed. What cannot be
        judged, for want of a standard error or of degrees of freedom, is for review. Source: Parker et al. 2017,
        National Center for Health Statistics Data Presentation Standards for Proportions, Vital and Health Statistics
        2(175); the order of the rules is that of the package surveytable of the CDC.
        """
        judged = self.is_share & self.stays & self.rules.nchs
        p = np.where(judged, self.numbers("value"), np.nan)
        se, df, n = self.numbers("se"), self.numbers("df"), self.numbers("n")
        at_an_end = (p <= ROUNDING) | (p >= 1 - ROUNDING)
        low, high = korn_graubard_capped(Estimated(p, se, df, n), NCHS_CONFIDENCE)
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            effective = np.where(at_an_end, n, np.fmin(p * (1 - p) / se**2, n))
            width = np.where(at_an_end, 0.0, high - low)
            beyond = width > NCHS_NARROW
            few = effective < NCHS_N * (1 - ROUNDING)
            suppress = few | (width >= NCHS_WIDE) | (beyond & (width / p > NCHS_RELATIVE))
            complement = ~suppress & beyond & (width / (1 - p) > NCHS_RELATIVE)
        unknown = np.isnan(effective) | np.isnan(width)
        review = ~suppress & ((df < NCHS_DF) | at_an_end | unknown)
        return Standing(judged & suppress, judged & review, judged & complement)


def _below(values: Floats, least: float | None) -> Mask:
    return np.zeros(len(values), dtype=bool) if least is None else np.asarray(values < least)


def _beyond(values: Floats, most: float | None) -> Mask:
    return np.zeros(len(values), dtype=bool) if most is None else np.asarray(values > most + ROUNDING)


def _wide_interval(figures: Figures) -> Mask:
    """The half of the figure's own interval in points of 100 of its scale; not judged where ends are not known."""
    low, high = figures.declared
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        points = 50 * (figures.numbers("ci_high") - figures.numbers("ci_low")) / np.abs(high - low)
    return _beyond(points, figures.rules.half_width)


def _all_or_none(figures: Figures) -> Mask:
    """Shares of 0 and 1 and means at an end of the scale: what everybody answered is told of each of them.

    Only where the rules protect respondents. How few answers make it a disclosure is for the reader of the flag.
    """
    low, high = figures.declared
    value = figures.numbers("value")
    ended = (np.abs(value - low) <= ROUNDING) | (np.abs(value - high) <= ROUNDING)
    protects = figures.rules.disclosure is not None
    return np.asarray(ended & protects & (figures.frame["measure"] != "median").to_numpy(dtype=bool))


def _medians_of_others(values: Floats) -> Floats:
    """For each value the median of all the others; at least two values."""
    order = np.argsort(values, kind="stable")
    ordered, place = values[order], np.empty(len(values), dtype=np.intp)
    place[order] = np.arange(len(values))
    left, right = (len(values) - 2) // 2, (len(values) - 1) // 2
    return np.asarray((ordered[left + (left >= place)] + ordered[right + (right >= place)]) / 2)


def _no_answer_differs(figures: Figures) -> Mask:
    """Areas whose share of no answer is not what is usual for the question, to either side.

    Usual is the median of the other areas, at least FEWEST_OTHERS. An area differs if it is away from it by more than
    half of `no_answer` in the rules (10 points where that is 20 %), and by more than two standard errors of a simple
    random sample of its n answers, the greater variance of the two shares taken, so that small samples are not flagged
    for chance alone. Own criterion: no published one was found.
    """
    found = np.zeros(len(figures.frame), dtype=bool)
    if figures.rules.no_answer is None:
        return found
    share, n = figures.no_answer, figures.numbers("n")
    compared = figures.stays & (figures.frame["territory"] != "").to_numpy(dtype=bool) & ~np.isnan(share)
    for rows in figures.frame.groupby(["indicator", "body"], sort=False).indices.values():
        mine = np.asarray(rows)[compared[rows]]
        if len(mine) > FEWEST_OTHERS:
            own, usual = share[mine], _medians_of_others(share[mine])
            variance = np.maximum(own * (1 - own), usual * (1 - usual))
            chance = np.fmax(2 * np.sqrt(variance / n[mine]), 0.0)
            found[mine] = np.abs(own - usual) > np.maximum(figures.rules.no_answer / 2, chance) + ROUNDING
    return found


@dataclass(frozen=True)
class Flag:
    """What may be said beside a figure."""

    rule: Callable[[Figures], Mask]
    """Figures to the mask of those that it is said of."""
    words: str
    """What it means, in English."""
    source: str
    """Who asks for it."""
    hides: bool = False
    """Whether the figure is left out of printed tables; it stays in the index."""


_NCHS = "NCHS presentation standards for proportions (Parker et al. 2017)"
_DEFAULT = "default of the profile"
FLAGS: Mapping[str, Flag] = {
    "few_psus": Flag(
        lambda one: _below(one.numbers("n_psu"), one.rules.min_psus),
        "too few primary sampling units",
        f"{_DEFAULT}: one unit tells nothing of the spread between units",
        hides=True,
    ),
    "few_df": Flag(
        lambda one: _below(one.numbers("df"), one.rules.min_df),
        "few degrees of freedom: the standard error is uncertain",
        f"{_DEFAULT}, after the NCHS presentation standards",
    ),
    "wide_interval": Flag(_wide_interval, "wide confidence interval", f"{_DEFAULT}; US Census NSCH flags 20 points"),
    "no_answer": Flag(
        lambda one: _beyond(one.no_answer, one.rules.no_answer),
        "many did not know or refused to answer",
        _DEFAULT,
    ),
    "no_answer_differs": Flag(
        _no_answer_differs,
        "far more or far fewer did not know or refused than in other areas",
        f"{_DEFAULT}: those who answered are not comparable",
    ),
    "all_or_none": Flag(
        _all_or_none,
        "everybody gave the same answer",
        "attribute disclosure: Handbook on Statistical Disclosure Control, chapter 5",
    ),
    "nchs_suppress": Flag(
        lambda one: one.nchs.suppress, "too imprecise by the standards of the NCHS", _NCHS, hides=True
    ),
    "nchs_review": Flag(lambda one: one.nchs.review, "to be reviewed by the standards of the NCHS", _NCHS),
    "nchs_complement": Flag(
        lambda one: one.nchs.complement, "the rest to 100% is too imprecise by the standards of the NCHS", _NCHS
    ),
}
"""Flags by their codes, in the order in which they are written."""


def flagged(figures: Figures) -> dict[str, Mask]:
    """The figures that stay and that a flag is said of, by the codes of FLAGS."""
    return {code: figures.stays & flag.rule(figures) for code, flag in FLAGS.items()}
