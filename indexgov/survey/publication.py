"""The rules of publication on a table of survey estimates: what is told, flagged, hidden or removed, and why.

A figure is removed for three reasons: respondents are too few to be protected (`suppressed`), answers are too few
(`not_assessed`), or it has no standard error (`not_estimable`). A removed figure keeps its row and its reason and loses
every number. Rules of precision only flag or hide it; a hidden figure stays in the index with its standard error.

Why no published node lets a removed figure be solved for: a removed figure enters no node at all. Index, blocks and
sub-blocks are made of the figures that stay, so that each would be the same whatever the removed figure was. The other
way to it is the whole sample less the other areas. For suppressed figures `disclosure.withheld` closes it: it removes
further figures, marked `complementary`. Where a figure was removed for few answers or for want of a standard error and
is the only one of its indicator that is missing, the figure of the whole sample is withheld, which is in no index.

A hidden figure does enter the nodes and can be solved for from them. That is a matter of quality, not of secrecy.

The threshold of disclosure is one of respondents with a valid answer, unweighted. The shares of "don't know" and of
refusal in a row stand for at least as many people and go with it: with them and the number of those asked the number
of answers could be told. Where they are measures of their own, their own n decides. A share is judged by all who
answered, not by those who gave the answer; 0 and 100 % are flagged. An area where nobody gave a valid answer is told as
such, without its shares of no answer, as nobody knows how many were asked.

Covariances of a removed figure are figures of it: drop their rows with `removed`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indexgov.methods.arrays import Mask
from indexgov.methods.publication import Profile
from indexgov.survey.disclosure import withheld
from indexgov.survey.precision import FLAGS, Figures, flagged
from indexgov.tables import ASSESSED, ESTIMATES, NOT_ASSESSED

Texts = np.ndarray[tuple[int, ...], np.dtype[np.object_]]
SUPPRESSED, NOT_ESTIMABLE = "suppressed", "not_estimable"
PUBLISHED, FLAGGED, HIDDEN, REMOVED = ("", "flagged", "hidden", "removed")
"""What becomes of a figure: told as it is, with flags, only in the index, or not at all."""
COUNTS = ("n", "n_psu")
HIDDEN_FIGURES = ("value", "se", "deff", "ci_low", "ci_high", "n_eff")
"""What a hidden figure loses in printed tables; what tells why it is hidden stays."""
FIGURES = (*HIDDEN_FIGURES, "df", "dont_know", "refused")
"""What a removed figure loses; a suppressed one loses COUNTS too."""
_NUMBERS = (*FIGURES, *COUNTS)


@dataclass(frozen=True)
class Reason:
    """Why a figure was removed."""

    status: str
    """The status that it goes with."""
    words: str
    """What it means, in English; `{least}` is the threshold."""
    threshold: str = ""
    """The threshold in the profile, if any."""


REASONS: Mapping[str, Reason] = {
    "disclosure": Reason(SUPPRESSED, "fewer than {least} respondents", "disclosure"),
    "complementary": Reason(SUPPRESSED, "withheld so that another withheld figure cannot be worked out"),
    "withheld": Reason(SUPPRESSED, "withheld by those who computed it"),
    "min_n": Reason(NOT_ASSESSED, "fewer than {least} valid answers", "min_n"),
    "no_answers": Reason(NOT_ASSESSED, "no valid answers"),
    "lonely_psu": Reason(NOT_ESTIMABLE, "not estimable: a stratum has a single sampling unit"),
    "no_df": Reason(NOT_ESTIMABLE, "not estimable: no degrees of freedom"),
    "not_estimable": Reason(NOT_ESTIMABLE, "not estimable"),
}
"""Reasons by their codes; rows that come in removed may bring others."""


def least_of(code: str, rules: Profile | None, min_n: int | None = None) -> int | None:
    """The threshold that a figure did not reach, where its reason is one of numbers.

    `min_n` is the threshold of the indicator, where it has its own; the greater one counts.
    """
    threshold = REASONS[code].threshold if code in REASONS else ""
    least = getattr(rules, threshold) if rules is not None and threshold else None
    return max(least or 0, min_n or 0) or None if threshold == "min_n" else least


def explain_reason(code: str, rules: Profile, min_n: int | None = None) -> str:
    """English words for a reason, such as "fewer than 10 respondents"; a code that is not known stands for itself.

    `min_n` is the threshold of the indicator, where it has its own; the greater one counts.
    """
    if code not in REASONS:
        return code
    least = least_of(code, rules, min_n)
    return REASONS[code].words.format(least="the required" if least is None else least)


def publish(
    frame: pd.DataFrame,
    rules: Profile,
    *,
    min_n: Mapping[str, int] | None = None,
    ends: Mapping[str, tuple[float, float]] | None = None,
    filters: Mapping[str, Collection[str]] | None = None,
    asked_by: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The rows of `frame` in their order, with status, reason, publication and flags, removed figures blanked.

    `frame` has columns of ESTIMATES, at least territory (`''` is the whole sample), indicator and value; a rule that
    needs a column or a figure that is not there is not judged. By indicator: `min_n` are thresholds of their own, of
    which the greater one counts; `ends` the declared ends of the scales of means; `filters` the names of all filters
    that its respondents passed, as `Questionnaire.filters_of` gives them, without which no difference between two
    figures of a question is looked at. `asked_by` is the question of each filter. `measure` tells shares from means;
    neither is assumed where it is empty. Figures come back as numbers, and those that stay are not changed. To publish
    twice changes nothing.
    """
    full = _complete(frame)
    status, reason = _judged(full, rules, min_n or {})
    if rules.disclosure is not None:
        secret = withheld(full, rules.disclosure, status == ASSESSED, filters or {}, asked_by or {})
        few = (full["n"] < rules.disclosure).to_numpy(dtype=bool)
        added = secret & (status != SUPPRESSED)
        reason = np.where(added, np.where(few, "disclosure", "complementary"), reason)
        status = np.where(added, SUPPRESSED, status)
        alone = _whole_beside_one(full, status)
        reason = np.where(alone, "complementary", reason)
        status = np.where(alone, SUPPRESSED, status)
    stays = status == ASSESSED
    flags = flagged(Figures(full, rules, ends or {}, stays))
    told = [" ".join(code for code, mask in flags.items() if mask[row]) for row in range(len(full))]
    codes = np.array(told, dtype=object)
    hides = np.logical_or.reduce([mask for code, mask in flags.items() if FLAGS[code].hides])
    publication = np.select([~stays, hides, codes != ""], [REMOVED, HIDDEN, FLAGGED], PUBLISHED)
    numbers = {column: full[column].to_numpy() for column in _NUMBERS if column in frame}
    words = {"status": status, "reason": reason, "publication": publication.astype(object), "flags": codes}
    made = frame.assign(**numbers, **words)
    return _blanked(_blanked(made, ~stays, FIGURES), status == SUPPRESSED, COUNTS)


def _whole_beside_one(full: pd.DataFrame, status: Texts) -> Mask:
    """Rows of the whole sample from which, less the other areas, the only removed area could be worked out."""
    whole = (full["territory"] == "").to_numpy()
    gone = ~whole & (status != ASSESSED) & ~(full["n"] == 0).to_numpy()
    keys = full["indicator"].astype(str) + "\x1f" + (full["body"].astype(str) if "body" in full else "")
    count = pd.Series(gone).groupby(keys.to_numpy()).transform("sum").to_numpy()
    return np.asarray(whole & (status == ASSESSED) & (count == 1))


def public(frame: pd.DataFrame) -> pd.DataFrame:
    """Published estimates as they are printed: hidden figures are blanked too; their rows and flags stay."""
    return _blanked(frame, (frame["publication"] == HIDDEN).to_numpy(dtype=bool), HIDDEN_FIGURES)


def removed(frame: pd.DataFrame) -> Mask:
    """Rows of published estimates whose figure is in no node of the index and in no table."""
    return np.asarray((frame["publication"] == REMOVED).to_numpy(dtype=bool))


def _complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Every column of ESTIMATES, row by row: figures as float64, NaN where there are none, the rest as text."""
    columns: dict[str, object] = {}
    for column in ESTIMATES.all:
        given = frame[column].reset_index(drop=True) if column in frame else pd.Series(index=range(len(frame)))
        if column in _NUMBERS:
            columns[column] = pd.to_numeric(given, errors="coerce").astype(np.float64)
        else:
            columns[column] = given.astype(object).where(given.notna(), "").astype(object)
    return pd.DataFrame(columns)


def _judged(full: pd.DataFrame, rules: Profile, min_n: Mapping[str, int]) -> tuple[Texts, Texts]:
    """Status and reason before anything is withheld: what came in, no answers, few answers."""
    n = full["n"].to_numpy(dtype=np.float64)
    given, reason = full["status"].to_numpy(dtype=object), full["reason"].to_numpy(dtype=object)
    least = np.array([max(rules.min_n or 0, min_n.get(name, 0)) for name in full["indicator"]], dtype=np.float64)
    open_ = np.isin(given, ["", ASSESSED])
    withheld_before = given == SUPPRESSED
    blank = full["value"].isna().to_numpy()
    cases = [withheld_before, (n == 0) | (open_ & blank), n < least, given == NOT_ESTIMABLE, ~open_]
    status = np.select(cases, [SUPPRESSED, NOT_ASSESSED, NOT_ASSESSED, NOT_ESTIMABLE, NOT_ASSESSED], ASSESSED)
    stated = reason != ""
    reasons = [
        np.where(stated, reason, "withheld"),
        "no_answers",
        "min_n",
        np.where(stated, reason, "not_estimable"),
        np.where(stated, reason, "no_answers"),
    ]
    chosen = [np.broadcast_to(np.asarray(one, dtype=object), len(full)) for one in reasons]
    return status.astype(object), np.select(cases, chosen, reason)


def _blanked(frame: pd.DataFrame, rows: Mask, columns: tuple[str, ...]) -> pd.DataFrame:
    present = [column for column in columns if column in frame]
    return frame.assign(**{column: frame[column].where(~rows).astype(np.float64) for column in present})
