"""The tables that pass between the layers: their columns, their keys, and the dataset that carries them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from indexgov.errors import Problem
from indexgov.languages import each_language
from indexgov.period import Period

if TYPE_CHECKING:
    import pandas as pd

    from indexgov.methods.publication import Profile
    from indexgov.registry.models import Registry
    from indexgov.survey.questionnaire import Questionnaire
    from indexgov.survey.waves import PsuTotals


@dataclass(frozen=True)
class Columns:
    """The columns of a table that people write."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Required columns, then optional ones."""
        return self.required + self.optional


NAMES = each_language("name")
"""Columns of the names of a territory."""
TERRITORIES = Columns(
    ("territory", "tier"),
    ("parent", "peer_group", *NAMES, "population", "iso", "tile_row", "tile_col"),
)
EVIDENCE = Columns(
    ("territory", "body", "indicator", "value"),
    ("part", "source_url", "archive_url", "seen_on", "assessor", "stage", "reason", "note", "comment"),
)
EVIDENCE_KEY = ("territory", "body", "indicator", "part", "stage", "assessor")
ESTIMATES = Columns(
    ("territory", "body", "indicator", "value", "n"),
    (
        "question", "measure", "se", "df", "deff", "ci_low", "ci_high", "confidence", "n_eff", "status",
        "dont_know", "refused", "n_psu", "interval", "basis", "reason", "publication", "flags",
    ),
)  # fmt: skip
"""`interval` is the kind of the confidence interval, `basis` what the standard error stands on (BASES), `reason` why a
figure was removed, `publication` and `flags` what the publication rules say of it."""
ESTIMATES_KEY = ("territory", "body", "indicator")

STAGES = ("initial", "second", "adjudicated", "reply", "decision")
"""`reply` is the body's objection and never scored; of the others the last decides, the first two count together."""
INITIAL, SECOND = STAGES[:2]
"""Two assessors, each without knowing what the other found."""
REPLY, DECISION = DATED_STAGES = STAGES[3:]
"""Of these a cell may have several, each of its own day; the last decision counts."""
ASSESSED, NOT_APPLICABLE, NOT_ASSESSED = STATUSES = ("assessed", "not_applicable", "not_assessed")

BASES = ("design", "unclustered", "weights_only", "srs", "given")
"""What a standard error stands on: strata, PSUs and weights; respondents drawn one by one; weights alone, clustering
unknown; the formula of a simple random sample; the table it came with."""
COVARIANCES = ("territory", "indicator", "other", "covariance")
"""Sampling covariance of two survey estimates of a territory that stand for every body, in the units of the two; one
row a pair of different indicators in the order of the estimates. What has no row is independent."""

SAMPLING = ("se", "df", "ci_low", "ci_high", "confidence", "n", "n_eff")
"""What a survey estimate brings beside its value, in the units of the value."""
OBSERVATIONS = (
    "territory", "body", "indicator", "part", "assessor", "value", "number", "status", "reason", "disputed",
    "shared", "imputed", *SAMPLING,
)  # fmt: skip
"""What counts, one row a recorded value: `value` as written, `number` where the scale takes numbers (else NaN), divided
by the indicator's denominator, `shared` where one value stands for every body, `imputed` where it is carried over from
an earlier period although nobody assessed it; territory, body, indicator, value and status are categories."""

CARRIED = "carried"
"""Reason of a value whose evidence was seen before the period, within what the registry allows."""
IMPUTED = {"mean": "imputed_mean", "median": "imputed_median", "last": "imputed_last"}
"""Reason of a cell that nobody assessed and that has a score of others, or of an earlier period."""
NO_DENOMINATOR = "no_denominator"
"""Reason of a value that could not be divided, because the territory lacks the denominator."""

SCORES = (
    "period", "territory", "body", "node", "level", "value", "score", "se", "weight", "effective_weight",
    "contribution", "coverage", "status", "disputed", "rank", "rank_low", "rank_high", "peers", "class", "reason",
    "ci_low", "ci_high", "n", "n_eff",
)  # fmt: skip
RANKING = ("territory", "body", "tier", "peer_group", "score")
RANKING_AFTER = ("rank", "rank_low", "rank_high", "class", "coverage", "not_applicable", "status", "reason")
"""Columns of the ranking before and after those of the components."""
RANKING_LABELS = (*NAMES, *each_language("body"))
"""Words beside the codes, the last columns of ranking.csv; only those of the registry's languages."""
TERRITORY_LABELS = (*each_language("tier"), *each_language("peer_group"))
"""The same of the territories.csv that scoring writes."""
NODES = (
    "node", "level", "parent", "indicator", "body", "weight", "scale", "source", "legal", *each_language("title"),
)  # fmt: skip
"""What the nodes of scores are, one row a node; titles in the languages of the registry."""
CODES = ("column", "code", *each_language("title"))
"""What a code in a column means, likewise."""
CERTAINTY = (
    "territory", "body", "score", "score_low", "score_high", "rank", "rank_low", "rank_high", "rank_low_together",
    "rank_high_together", "method_score_low", "method_score_high", "method_rank_low", "method_rank_median",
    "method_rank_high",
)  # fmt: skip
"""How sure a score and a rank are, one row a ranked authority or territory; columns `top_K` and `method_top_K`
follow."""
PAIRS = ("territory", "body", "other", "other_body", "alike", "above")
"""Two peers: whether they cannot be told apart, and the probability that the first is above the second."""
SHARES = ("territory", "body", "source", "first", "total")
"""What a source of uncertainty does to the variance of a score, 0 to 1."""
AGREEMENT = ("body", "node", "level", "cells", "equal", "percent_agreement", "kappa", "alpha", "note")
"""What two assessors said, one row a body and node; an empty body is all bodies together."""
CHANGES = (
    "period_from", "period_to", "territory", "body", "node", "level", "score_from", "score_to", "change",
    "methodology", "substance", "coverage", "rank_from", "rank_to", "rank_moved", "class_from", "class_to", "se",
    "statistic", "df", "p_value", "p_adjusted", "significant", "note",
)  # fmt: skip
"""How scores changed, one row a pair of periods, authority and node; an empty body is the territory itself."""
FLIPS = (
    "period_from", "period_to", "territory", "body", "indicator", "value_from", "value_to", "status_from", "status_to",
    "score_from", "score_to", "source_from", "source_to", "seen_from", "seen_to", "archive_from", "archive_to", "note",
)  # fmt: skip
"""Criteria whose recorded value or status changed, with the evidence before and after."""
SERIES = (
    "period", "territory", "body", "node", "level", "score", "rank", "rank_low", "rank_high", "class", "restated",
    "rolling", "rolling_change", "note",
)  # fmt: skip
"""Scores of several periods, one row a period, authority and node."""
MOVERS = (
    "period_from", "period_to", "direction", "place", "territory", "body", "node", "level", "change", "methodology",
    "substance", "coverage", "significant", "note",
)  # fmt: skip
"""Who moved most; `direction` is `improved` or `declined`, `place` counts from 1."""
REASONS = (
    "node", "level", "brought_from", "brought_to", "change", "because", "score_from", "score_to", "value_from",
    "value_to", "note",
)  # fmt: skip
"""What a change of the total is made of; `brought` are points of the authority's score."""
REPLIES = (
    "territory", "body", "indicator", "state", "value_before", "objection", "objection_text", "objected_on",
    "decision", "decision_text", "decided_on", "indicator_score_before", "indicator_score_after",
    "score_before", "score_after", "rank_before", "rank_after", "note",
)  # fmt: skip
"""Objections and decisions, one row an authority and indicator."""
CORRECTED = (
    "territory", "body", "node", "level", "value_before", "value_after", "status_before", "status_after",
    "score_before", "score_after", "rank_before", "rank_low_before", "rank_high_before", "rank_after",
    "rank_low_after", "rank_high_after", "class_before", "class_after", "note",
)  # fmt: skip
"""What a release says otherwise than the one that it corrects, one row an authority and node."""
PROBLEMS = ("level", "rule", "place", "message", "advice")


@dataclass(frozen=True)
class Correction:
    """A change made to a published revision."""

    date: date
    text: dict[str, str]


@dataclass(frozen=True)
class SourceFile:
    """A file as it was when it was read."""

    path: Path
    """With its folders, from the root."""
    state: tuple[int, int] | None
    """Time of the last change and size; None where only the digest of the text is known."""
    sha256: str


@dataclass(frozen=True)
class Dataset:
    """One period as it was read and checked."""

    period: Period
    status: str
    """`demo`, `draft` or `final`."""
    revision: int
    title: dict[str, str]
    corrections: tuple[Correction, ...]
    licence: str
    citation: str
    contact: str
    registry: Registry
    """The registry that the tables were checked against."""
    territories: pd.DataFrame
    """One row a territory, columns TERRITORIES, in the order of the file; population and tile positions are numbers."""
    evidence: pd.DataFrame
    """Every row of the evidence files, columns EVIDENCE, all text."""
    estimates: pd.DataFrame
    """Every survey estimate, columns ESTIMATES; figures are numbers, shares from 0 to 1."""
    observations: pd.DataFrame
    """What counts, columns OBSERVATIONS."""
    problems: tuple[Problem, ...]
    """Warnings and notes; a dataset with errors is not made."""
    files: Mapping[str, str]
    """SHA-256 of every file that was read, by its path from the dataset's folder."""
    previous: Mapping[str, Dataset] = field(default_factory=dict)
    """Earlier datasets by period code, where the registry needs them: base periods, values carried over."""
    before_replies: pd.DataFrame | None = None
    """What counted before any reply or decision, columns OBSERVATIONS; None where there is neither."""
    covariances: pd.DataFrame | None = None
    """Covariances of the survey estimates that come from microdata, columns COVARIANCES; None where there are none."""
    sampling: dict[str, str] = field(default_factory=dict)
    """How the survey's sample was drawn, in words for each language; printed beside survey figures."""
    mapping: pd.DataFrame | None = None
    """How the columns of the microdata were understood; None without microdata."""
    rules: Profile | None = None
    """The rules of publication of survey figures; None without such figures."""
    psus: PsuTotals | None = None
    """Linearised totals of the localities that the survey visited, for the covariance with another period; None
    without microdata and in results, which name no locality."""
    questionnaire: Questionnaire | None = None
    """What the survey asked, in its own words; None without microdata and in results."""
    sources: tuple[SourceFile, ...] = ()
    """The files that were read, where they lie."""

    def __repr__(self) -> str:
        return f"<Dataset of {one_line(self)}: {len(self.territories)} territories, {len(self.observations)} values>"


def one_line(dataset: Dataset) -> str:
    """Which data these are, their state included, for what is shown at a prompt or in a log."""
    return f"{dataset.registry.id} {dataset.period.code}, revision {dataset.revision}, {dataset.status}"
