"""Checks evidence sheets against the registry, row by row."""

from __future__ import annotations

import re
from datetime import date, datetime

import numpy as np
import pandas as pd

from indexgov.errors import choose_from
from indexgov.inputs.subject import Subject, check_names
from indexgov.inputs.table_file import Table
from indexgov.inputs.values import check_values
from indexgov.methods.arrays import Mask
from indexgov.registry.models import Scale
from indexgov.tables import INITIAL, NOT_APPLICABLE, NOT_ASSESSED, STAGES

_LINK = re.compile(r"https?://[^\s<>\"]+\Z")


def check_evidence(table: Table, subject: Subject) -> Mask:
    """Check every row of an evidence sheet; true for the rows that can be used. Problems are recorded in the table."""
    frame = table.frame
    frame.loc[(frame["stage"] == "").to_numpy(), "stage"] = INITIAL
    good = check_names(table, subject, from_survey=False)
    for row, stage in table.problems_where(~frame["stage"].isin(STAGES).to_numpy(), "stage"):
        table.problem("unknown-stage", row, "stage", f"there is no stage '{stage}'", choose_from(stage, STAGES))
    good &= frame["stage"].isin(STAGES).to_numpy()
    for row, _ in table.problems_where(good & (frame["value"] == "").to_numpy(), "value"):
        advice = f"write a value, '{NOT_ASSESSED}' if nobody looked, or '{NOT_APPLICABLE}' with a reason"
        table.problem("value-empty", row, "value", f"'{frame['indicator'].iat[row]}' has no value", advice)
    good &= (frame["value"] != "").to_numpy()
    recorded = good & ~frame["value"].isin([NOT_APPLICABLE, NOT_ASSESSED]).to_numpy()
    # Before the values: the parts of a reply or decision belong together by their day.
    _check_dates(table, subject)
    _check_reasons(table, subject, good)
    positions = np.flatnonzero(recorded)
    for name, rows in frame["indicator"][recorded].groupby(frame["indicator"][recorded], sort=False).indices.items():
        check_values(table, subject, subject.indicators[str(name)], positions[rows])
    _check_links(table, subject, recorded)
    return good


def _check_reasons(table: Table, subject: Subject, good: Mask) -> None:
    frame = table.frame
    for row, _ in table.problems_where(good & (frame["value"] == NOT_APPLICABLE).to_numpy(), "value"):
        indicator = subject.indicators[str(frame["indicator"].iat[row])]
        reason = str(frame["reason"].iat[row])
        if not indicator.not_applicable:
            advice = "the registry lists no reason for it; record a value or not_assessed"
            table.problem("not-applicable", row, "value", f"'{indicator.id}' cannot be not applicable", advice)
        elif reason not in indicator.not_applicable:
            message = f"'{reason}' is not a reason for which '{indicator.id}' is not applicable"
            if not reason:
                message = f"'{indicator.id}' is not applicable without a reason"
            table.problem("not-applicable", row, "reason", message, choose_from(reason, indicator.not_applicable))


def lowest_level(scale: Scale) -> str | None:
    """The level that says nothing was found; None for scales without levels."""
    return min(scale.levels, key=scale.levels.__getitem__) if scale.levels else None


def _check_links(table: Table, subject: Subject, recorded: Mask) -> None:
    """What was found has a source: a web address, or a note that names a paper document."""
    frame = table.frame
    for column in ("source_url", "archive_url"):
        bad = (frame[column] != "").to_numpy() & ~frame[column].str.match(_LINK).to_numpy(dtype=bool)
        for row, link in table.problems_where(bad, column):
            table.problem(
                "link", row, column, f"'{link}' is not a web address", "begin it with https:// and write no spaces"
            )
    sourced = (frame[["source_url", "archive_url", "note"]] != "").any(axis=1).to_numpy()
    lowest = {name: lowest_level(subject.registry.scales[one.scale]) for name, one in subject.indicators.items()}
    nothing_found = (frame["value"] == frame["indicator"].map(lowest)).to_numpy()
    needs = recorded & ~sourced & ~nothing_found & ~frame["stage"].isin(["reply"]).to_numpy()
    for row, value in table.problems_where(needs, "value"):
        message = f"'{value}' for '{frame['indicator'].iat[row]}' has no evidence"
        table.problem(
            "link-missing", row, "source_url", message, "fill in 'source_url', or name document and page in 'note'"
        )


def _check_dates(table: Table, subject: Subject) -> None:
    """Evidence was seen in the period, or as many periods before it as its indicator may be carried."""
    column, period = table.frame["seen_on"], subject.period
    dates = {text: parse_date(text) for text in column.unique() if text}
    carried = {name: period.back(one.carry or 0).first_day for name, one in subject.indicators.items()}
    for text, seen in dates.items():
        if seen is not None and seen >= period.first_day:
            continue
        for row in np.flatnonzero((column == text).to_numpy()):
            name = str(table.frame["indicator"].iat[int(row)])
            first_day = carried.get(name, period.first_day)
            if seen is None:
                table.problem("date", int(row), "seen_on", f"'{text}' is not a date", "write YYYY-MM-DD or DD.MM.YYYY")
            elif seen < first_day:
                message = f"the evidence was seen on {seen}, before {period} began on {period.first_day}"
                advice = "look again, or write 'carry: N' at the indicator to allow evidence of N periods before"
                if first_day < period.first_day:
                    message = f"the evidence was seen on {seen}, '{name}' may be carried from {first_day}"
                    advice = "look again"
                table.problem("evidence-old", int(row), "seen_on", message, advice)
    written = {text: seen.isoformat() for text, seen in dates.items() if seen}
    table.frame["seen_on"] = pd.Series([written.get(text, text) for text in column], index=column.index, dtype=object)


def parse_date(text: str) -> date | None:
    """A date written as YYYY-MM-DD or DD.MM.YYYY; None for anything else."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
