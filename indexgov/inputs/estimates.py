"""Reads estimates.csv: survey figures that an agency computed, and checks every row against the registry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indexgov.errors import Problem, choose_from
from indexgov.inputs.subject import Subject, check_names
from indexgov.inputs.table_file import Table
from indexgov.inputs.values import check_scale_numbers
from indexgov.survey.intervals import Estimated, share_interval
from indexgov.survey.measures import NUMBERS
from indexgov.tables import ASSESSED, ESTIMATES

ESTIMATE_STATUSES = ("", ASSESSED, "not_assessed", "suppressed", "not_estimable")
SRS_CONFIDENCE = 0.95
_FIGURES = (
    "value", "n", "se", "df", "deff", "ci_low", "ci_high", "confidence", "n_eff", "dont_know", "refused", "n_psu",
)  # fmt: skip
_SHARES = ("confidence", "dont_know", "refused")
_NOT_NEGATIVE = ("n", "se", "df", "deff", "n_eff", "n_psu")


def check_estimates(table: Table, subject: Subject) -> pd.DataFrame:
    """The usable rows of a table of estimates with figures as numbers; problems are recorded in the table.

    A share that comes with its number of answers and without a standard error gets that of a simple random sample.
    Rows without a territory are figures of the whole sample and are left out, with a note.
    """
    _leave_out_whole(table)
    frame = table.frame
    good = check_names(table, subject, from_survey=True)
    for row, status in table.problems_where(~frame["status"].isin(ESTIMATE_STATUSES).to_numpy(), "status"):
        table.problem(
            "estimate-status",
            row,
            "status",
            f"there is no status '{status}'",
            choose_from(status, ESTIMATE_STATUSES[1:]),
        )
    numbers = {column: table.numbers(column) for column in _FIGURES}
    for column in _SHARES:
        _refuse(table, column, (numbers[column] < 0) | (numbers[column] > 1), "must lie between 0 and 1")
    for column in _NOT_NEGATIVE:
        _refuse(table, column, numbers[column] < 0, "must not be negative")
    _refuse(table, "ci_low", numbers["ci_low"] > numbers["value"], "lies above the estimate")
    _refuse(table, "ci_high", numbers["ci_high"] < numbers["value"], "lies below the estimate")
    assessed = good & frame["status"].isin(["", ASSESSED]).to_numpy()
    for row, _ in table.problems_where(assessed & (frame["value"] == "").to_numpy(), "value"):
        message = f"'{frame['indicator'].iat[row]}' has no value"
        table.problem("value-empty", row, "value", message, "write a value, or a status such as not_assessed")
    for name in frame.loc[assessed, "indicator"].unique():
        indicator = subject.indicators[name]
        mine = assessed & (frame["indicator"] == name).to_numpy()
        rows, value = np.flatnonzero(mine), numbers["value"]
        check_scale_numbers(table, subject.registry, indicator, rows, value[rows])
        if indicator.measure not in NUMBERS:
            no_share = mine & ((value < 0) | (value > 1))
            _refuse(table, "value", no_share, "is a share and must lie between 0 and 1", "write 0.8 for 80 %")
        if indicator.min_n is not None:
            for row, _ in table.problems_where(mine & np.isnan(numbers["n"]), "n"):
                advice = f"fill in 'n' (min_n is {indicator.min_n})"
                table.problem("n-missing", row, "n", f"'{name}' needs the number of answers", advice)
    told = frame["status"].where(frame["status"] != "", ASSESSED)
    measure = frame["indicator"].map({name: one.measure for name, one in subject.indicators.items()}).fillna("")
    basis = frame["basis"].where((frame["basis"] != "") | np.isnan(numbers["se"]), "given")
    usable = frame.assign(**numbers, status=told, measure=measure, basis=basis)[list(ESTIMATES.all)][good]
    return with_srs_errors(usable.reset_index(drop=True))


def _leave_out_whole(table: Table) -> None:
    """Rows of the whole sample, as `indexgov survey` writes them, are about no territory."""
    whole = (table.frame["territory"] == "").to_numpy() & (table.frame["indicator"] != "").to_numpy()
    if whole.any() and (table.frame["territory"] != "").any():
        message = f"{int(whole.sum())} rows without a territory are figures of the whole sample and are left out"
        table.problems.append(Problem("whole-sample", table.whole(), message, level="note"))
        table.frame = table.frame[~whole].reset_index(drop=True)
        table.rows = table.rows[~whole]


def with_srs_errors(frame: pd.DataFrame) -> pd.DataFrame:
    """The estimates with the error of a simple random sample where a share has only its number of answers.

    se = sqrt(p (1 - p) / (n - 1)), which is R's for an unweighted sample of independent respondents; df = n - 1, xlogit
    interval at 95 %, design effect 1; `basis` is `srs`. A mean with nothing but n gets none: its spread is not known.
    """
    n, value = frame["n"].to_numpy(dtype=float), frame["value"].to_numpy(dtype=float)
    bare = frame[["se", "ci_low", "ci_high"]].isna().all(axis=1).to_numpy() & (frame["status"] == ASSESSED).to_numpy()
    share = ~frame["measure"].isin([*NUMBERS, ""]).to_numpy()
    chosen = np.flatnonzero(bare & share & (n > 1) & (value >= 0) & (value <= 1))
    if not len(chosen):
        return frame
    p, count = value[chosen], n[chosen]
    se = np.sqrt(p * (1 - p) / (count - 1))
    low, high = share_interval("xlogit", Estimated(p, se, count - 1, count), SRS_CONFIDENCE)
    made = frame.copy()
    figures = {"se": se, "df": count - 1, "deff": 1.0, "n_eff": count, "ci_low": low, "ci_high": high}
    for column, values in (figures | {"confidence": SRS_CONFIDENCE}).items():
        made.loc[chosen, column] = values
    made.loc[chosen, "basis"] = "srs"
    made.loc[chosen, "interval"] = np.where((p == 0) | (p == 1), "clopper_pearson", "xlogit")
    return made


def _refuse(
    table: Table,
    column: str,
    bad: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    why: str,
    advice: str = "correct the figure",
) -> None:
    for row, value in table.problems_where(bad, column):
        table.problem("estimate-value", row, column, f"{column} {value} {why}", advice)


def joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Estimates of several files and of the microdata in one table."""
    filled = [frame for frame in frames if len(frame)]
    if filled:
        return pd.concat(filled, ignore_index=True)
    text = {column: pd.Series([], dtype=object) for column in ESTIMATES.all if column not in _FIGURES}
    return pd.DataFrame({**text, **{column: pd.Series([], dtype=float) for column in _FIGURES}})[list(ESTIMATES.all)]
