"""Publication rules as they are written in a registry or a dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from indexgov.methods.publication import PROFILES, Profile
from indexgov.registry.base import Model


class PublicationEntry(Model):
    """Which survey figures are published: a named profile, and thresholds of it that are changed."""

    profile: Literal[tuple(PROFILES)] = "standard"  # type: ignore[valid-type]
    """Name of the profile: its thresholds hold where nothing else is written; it is printed with the figures."""
    min_n: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    """With fewer valid answers a figure is not assessed and leaves the index."""
    disclosure: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    """With fewer respondents than this a figure is suppressed and leaves the index."""
    min_psus: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """With fewer primary sampling units a figure is hidden; it stays in the index."""
    min_df: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """With fewer degrees of freedom a figure is flagged."""
    half_width: Annotated[float, Field(gt=0, le=100)] | None = None
    """With a wider half of the confidence interval, in points of 100, a figure is flagged."""
    no_answer: Annotated[float, Field(gt=0, le=1)] | None = None
    """With a larger share of "don't know" and refusals a figure is flagged."""

    @property
    def rules(self) -> Profile:
        """The profile with the thresholds that were changed."""
        named = PROFILES[self.profile]
        changed = {key: value for key in PublicationEntry.model_fields if key != "profile"
                   and (value := getattr(self, key)) is not None}  # fmt: skip
        return replace(named, name=f"{named.name}, changed" if changed else named.name, **changed)
