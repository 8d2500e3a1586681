"""Reads estimates.csv: survey figures that an agency computed, and checks every row against the registry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indexgov.errors import choose_from
from indexgov.inputs.subject import Subject, check_names
from indexgov.inputs.table_file import Table
from indexgov.inputs.values import check_scale_numbers
from indexgov.tables import ASSESSED, ESTIMATES

ESTIMATE_STATUSES = ("", ASSESSED, "not_assessed", "suppressed", "not_estimable")
_FIGURES = ("value", "n", "se", "df", "deff", "ci_low", "ci_high", "confidence", "n_eff", "dont_know", "refused")
_SHARES = ("confidence", "dont_know", "refused")
_NOT_NEGATIVE = ("n", "se", "df", "deff", "n_eff")


def check_estimates(table: Table, subject: Subject) -> pd.DataFrame:
    """The usable rows of a table of estimates with figures as numbers; problems are recorded in the table."""
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
        if indicator.measure == "share":
            no_share = mine & ((value < 0) | (value > 1))
            _refuse(table, "value", no_share, "is a share and must lie between 0 and 1", "write 0.8 for 80 %")
        if indicator.min_n is not None:
            for row, _ in table.problems_where(mine & np.isnan(numbers["n"]), "n"):
                advice = f"fill in 'n' (min_n is {indicator.min_n})"
                table.problem("n-missing", row, "n", f"'{name}' needs the number of answers", advice)
    return frame.assign(**numbers)[list(ESTIMATES.all)][good].reset_index(drop=True)


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
