"""Survey figures of a dataset under its rules of publication."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from indexgov.inputs.subject import Subject
from indexgov.methods.publication import PROFILES, Profile
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.publication import PublicationEntry
from indexgov.survey.measures import NUMBERS
from indexgov.survey.publication import FLAGGED, HIDDEN, publish, removed
from indexgov.survey.questionnaire import Questionnaire
from indexgov.tables import ASSESSED, COVARIANCES


def rules_of(written: PublicationEntry | None, registry: Registry | None, microdata: bool) -> Profile:
    """The profile that holds: the dataset's, else the registry's.

    Where neither is written microdata get `standard`; figures that somebody else computed were released by them, and
    get `open`.
    """
    if written is None and registry is not None:
        written = registry.publication
    if written is not None:
        return written.rules
    return PROFILES["standard" if microdata else "open"]


def released(
    frame: pd.DataFrame, subject: Subject, rules: Profile, questionnaire: Questionnaire | None = None
) -> pd.DataFrame:
    """The estimates with what the rules say of each; a removed figure keeps its row and loses its numbers."""
    indicators = subject.indicators
    return publish(
        frame,
        rules,
        min_n={name: one.min_n for name, one in indicators.items() if one.min_n is not None},
        ends={
            name: ends
            for name, one in indicators.items()
            if one.measure in NUMBERS and (ends := _ends(one, subject.registry, questionnaire)) is not None
        },
        filters={
            name: questionnaire.filters_of(one.question, one.among)
            for name, one in indicators.items()
            if questionnaire is not None and one.question in questionnaire.questions
        },
        asked_by=asked_by(questionnaire) if questionnaire is not None else None,
    )


def asked_by(questionnaire: Questionnaire) -> dict[str, str]:
    """The question that each filter asks."""
    return {name: one.question for name, one in questionnaire.filters.items()}


def as_delivered(given: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """Estimates from tables that no rule judged, hidden and flagged as those who computed them did."""
    keep = (made["status"] == ASSESSED) & (made["publication"] == "") & given["publication"].isin([HIDDEN, FLAGGED])
    kept = {name: made[name].where(~keep, given[name]) for name in ("publication", "flags")}
    return made.assign(**kept)


def together(given: pd.DataFrame, subject: Subject) -> pd.DataFrame | None:
    """Covariances of estimates that came in tables, columns COVARIANCES: the largest that they can be.

    The same respondents gave them, and nobody told how the answers go together. Taken as independent, the error of a
    node would be too small; taken as going together wholly it is an upper bound (Cauchy and Schwarz).
    """
    known = given[(given["territory"] != "") & given["se"].notna()]
    known = known[~known.duplicated(["territory", "indicator"], keep=False)]
    lower = {name for name, one in subject.indicators.items() if one.better == "lower"}
    rows = []
    for place, mine in known.groupby("territory", sort=False):
        figures = list(zip(mine["indicator"], mine["se"], strict=True))
        for (one, error), (other, second) in combinations(figures, 2):
            sign = -1.0 if (one in lower) != (other in lower) else 1.0
            rows.append((place, one, other, sign * error * second))
    return pd.DataFrame(rows, columns=list(COVARIANCES)) if rows else None


def both(one: pd.DataFrame | None, other: pd.DataFrame | None) -> pd.DataFrame | None:
    """Two tables of covariances as one; None where there is neither."""
    parts = [part for part in (one, other) if part is not None]
    return pd.concat(parts, ignore_index=True) if parts else None


def _ends(indicator: Indicator, registry: Registry, questionnaire: Questionnaire | None) -> tuple[float, float] | None:
    """The declared ends of the answers that a mean is taken of, by the questionnaire or the indicator's scale."""
    if questionnaire is not None and indicator.question in questionnaire.questions:
        return mean_ends(questionnaire, indicator.question)
    return registry.scales[indicator.scale].ends(registry.range)


def mean_ends(questionnaire: Questionnaire, question: str) -> tuple[float, float] | None:
    """The smallest and largest answer to a question; None where it has no ends."""
    one = questionnaire.questions[question]
    if one.type == "number":
        return one.range
    return float(min(one.valid_codes)), float(max(one.valid_codes))


def allowed(covariances: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """The covariances of figures that stay."""
    gone = frame[removed(frame)]
    secret = pd.MultiIndex.from_arrays([gone["territory"], gone["indicator"]])
    pairs: Mapping[str, pd.MultiIndex] = {
        name: pd.MultiIndex.from_arrays([covariances["territory"], covariances[name]])
        for name in ("indicator", "other")
    }
    keep = ~np.logical_or(*(pair.isin(secret) for pair in pairs.values()))
    return covariances[keep].reset_index(drop=True)
