"""Profiles of publication rules: named sets of thresholds, of which a registry or a dataset may change any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """Thresholds that survey figures must meet; None where a rule does not hold.

    `min_n` and `disclosure` remove a figure from the index too. The others are about precision: they flag or hide a
    figure, which stays in the index with its standard error, because an index whose parts depend on the size of the
    sample would not compare places.
    """

    name: str
    min_n: int | None = None
    """With fewer valid answers a figure is not assessed."""
    disclosure: int | None = None
    """With fewer respondents than this a figure is suppressed, so that no single person can be told from it."""
    min_psus: int | None = None
    """With fewer PSUs a figure is hidden."""
    min_df: int | None = None
    """With fewer degrees of freedom a figure is flagged."""
    half_width: float | None = None
    """With a wider half of the confidence interval, in points of 100 of the scale, a figure is flagged."""
    no_answer: float | None = None
    """With a larger share of "don't know" and refusals a figure is flagged."""
    nchs: bool = False
    """Whether the presentation standards of the US NCHS for shares hold: they hide and flag."""


PROFILES: Mapping[str, Profile] = {
    one.name: one
    for one in (
        Profile("standard", min_n=30, disclosure=10, min_psus=2, min_df=8, half_width=10.0, no_answer=0.2),
        Profile("nchs", min_n=30, disclosure=10, min_psus=2, min_df=8, no_answer=0.2, nchs=True),
        Profile("open"),
    )
}
"""`standard` is the default for microdata; `nchs` adds the presentation standards for shares (National Center for
Health Statistics Data Presentation Standards for Proportions, Vital and Health Statistics 2(175), 2017) in the place of
one width for all; `open` has no rule."""
