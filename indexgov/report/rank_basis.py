"""What rank intervals are made of, or why there are none: as a record for programs and as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexgov.report.model import RankNotes
from indexgov.report.words import Words
from indexgov.scoring import Assessment
from indexgov.scoring.alike import Alike
from indexgov.scoring.rank_sets import CONFIDENCE
from indexgov.scoring.slips import FEWEST_PAIRS, ErrorRate, error_rate

ESTIMATED, DECLARED, TAKEN, FEW_PAIRS, NOTHING = "estimated", "declared", "none", "few_pairs", "nothing"
"""Error of assessors: its rate comes from criteria assessed twice, or from the registry; the registry takes records as
they are; too few were assessed twice; no recorded level that could have been another counts."""
NO_DRAWS, NO_ERROR, UNKNOWN = "no_draws", "no_error", "unknown"
"""Why there are no intervals: nobody drew; there is no error to draw; an error that counts is not known."""


@dataclass(frozen=True)
class RankBasis:
    """What the rank intervals of an assessment are made of."""

    why: str
    """Empty where intervals are known and where nobody is ranked; else one of the reasons."""
    ranked: bool
    """Whether anybody is, in the index or in a part of it."""
    sampling: bool
    """Whether they hold the sampling error of the survey."""
    assessors: str
    rate: ErrorRate | None
    """Of assessors; None where their error is not held."""

    @property
    def known(self) -> bool:
        """Whether there are any intervals."""
        return self.ranked and not self.why

    @classmethod
    def of(cls, assessment: Assessment) -> RankBasis:
        """Reads it from the draws of an assessment, which are made if nobody asked for them before."""
        drawn = assessment.error_draws
        ranked, known = (
            any(bool((~np.isnan(one.columns[name]))[~one.leaves].any()) for one in assessment.score_matrices)
            for name in ("rank", "rank_low")
        )
        missing = NO_DRAWS if not assessment.draws else NO_ERROR if drawn is None else UNKNOWN
        rate = drawn.rate if drawn is not None else None
        sampling = drawn is not None and drawn.replay.sources is not None
        return cls("" if known or not ranked else missing, ranked, sampling, what_of_assessors(assessment, rate), rate)

    def record(self) -> dict[str, Any] | None:
        """For manifest.json and `--json`; None where there are no intervals."""
        if not self.known:
            return None
        held = None
        if self.rate is not None:
            held = {"rate": float(self.rate.rate), "cells": self.rate.cells, "unequal": self.rate.unequal}
        return {"confidence": CONFIDENCE, "sampling_error": self.sampling, "assessor_error": held}

    def notes(self, words: Words) -> RankNotes:
        """The sentences of one language."""
        level = words.stated_percent(CONFIDENCE)
        if not self.known:
            return RankNotes(level, missing=self._missing(words))
        made = [words.text("rank_made", parts="; ".join(self._parts(words)))]
        if self.assessors in {FEW_PAIRS, TAKEN}:
            made.append(words.text(f"rank_without_{self.assessors}", least=FEWEST_PAIRS))
        return RankNotes(level, words.text("rank_read", level=level), " ".join(made), words.text("rank_limits"))

    def _parts(self, words: Words) -> Iterator[str]:
        if self.sampling:
            yield words.text("rank_part_sampling")
        if self.rate is not None:
            rate = words.stated_percent(round(self.rate.rate, 3))
            yield words.text(f"rank_part_{self.assessors}", rate=rate, cells=words.number(self.rate.cells, 0))

    def _missing(self, words: Words) -> str:
        if not self.why:
            return ""
        told = words.text(f"rank_{self.why}") if self.why != NO_ERROR else self._no_error(words)
        return f"{told} {words.text('rank_careful')}"

    def _no_error(self, words: Words) -> str:
        return words.text("rank_no_error", assessors=words.text(f"rank_no_rate_{self.assessors}", least=FEWEST_PAIRS))


def claims(alike: Alike, words: Words) -> Iterator[str]:
    """Whether an authority may be called the best or the worst of its peers."""
    level = words.stated_percent(CONFIDENCE)
    if alike.high == 1:
        yield words.text("claim_highest", level=level)
    elif alike.low == 1:
        yield words.text("claim_perhaps_highest", level=level)
    if alike.low == alike.peers:
        yield words.text("claim_lowest", level=level)
    elif alike.high == alike.peers:
        yield words.text("claim_perhaps_lowest", level=level)
    if alike.low > 1 and alike.high < alike.peers:
        yield words.text("claim_neither", level=level)


def what_of_assessors(assessment: Assessment, rate: ErrorRate | None) -> str:
    """What is known of the error of assessors: ESTIMATED, DECLARED, or why nothing is: TAKEN, FEW_PAIRS, NOTHING."""
    registry, dataset = assessment.registry, assessment.dataset
    if rate is not None:
        return ESTIMATED if rate.cells else DECLARED
    if registry.uncertainty.assessors == "none":
        return TAKEN
    leveled = any(not one.from_survey and registry.scales[one.scale].levels for one in registry.indicators)
    return FEW_PAIRS if leveled and error_rate(registry, dataset) is None else NOTHING
