"""Reads evidence sheets and checks every row against the registry."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.errors import choose_from, quoted
from indexgov.inputs.table_file import Table
from indexgov.period import Period
from indexgov.registry.models import Indicator, Registry, Scale
from indexgov.tables import EVIDENCE_KEY, NOT_APPLICABLE, NOT_ASSESSED, STAGES

_LINK = re.compile(r"https?://[^\s<>\"]+\Z")
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Subject:
    """What the rows of a dataset are checked against."""

    registry: Registry
    period: Period
    territories: pd.DataFrame

    @cached_property
    def tiers(self) -> dict[str, str]:
        """Tier of each territory."""
        return dict(zip(self.territories["territory"], self.territories["tier"], strict=True))

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """The indicators valid in the period."""
        return {indicator.id: indicator for indicator in self.registry.indicators_of(self.period)}

    def bodies_of(self, indicator: Indicator, territory: str) -> tuple[str, ...]:
        """The bodies of a territory that an indicator concerns."""
        tier = self.tiers[territory]
        return tuple(b for b in self.registry.bodies if self.registry.exists(b, tier) and indicator.concerns(b, tier))


def check_names(table: Table, subject: Subject, from_survey: bool) -> Mask:
    """Check territory, body and indicator of every row; true for the rows where all three can be used together."""
    frame = table.frame
    good = np.ones(len(frame), dtype=bool)
    known: Mapping[str, tuple[list[str], str]] = {
        "territory": (list(subject.tiers), "territory"),
        "body": (list(subject.registry.bodies), "body"),
        "indicator": (list(subject.indicators), "indicator"),
    }
    all_ids = {indicator.id: indicator for indicator in subject.registry.indicators}
    for column, (names, what) in known.items():
        bad = ~frame[column].isin(["", *names] if column == "body" else names).to_numpy()
        good &= ~bad
        for row, name in table.problems_where(bad, column):
            if column == "indicator" and name in all_ids:
                message = f"'{name}' is not valid in {subject.period}"
                table.problem("indicator-not-valid", row, column, message, _successor(subject, name))
            else:
                table.problem(f"unknown-{what}", row, column, f"there is no {what} '{name}'", choose_from(name, names))
    combinations = frame.loc[good, ["territory", "body", "indicator"]].drop_duplicates()
    for territory, body, name in combinations.itertuples(index=False):
        _check_combination(table, subject, (territory, body, name), from_survey, good)
    return good


def _check_combination(
    table: Table, subject: Subject, key: tuple[str, str, str], from_survey: bool, good: Mask
) -> None:
    """Whether an indicator concerns a body of a territory and comes from this kind of table."""
    territory, body, name = key
    indicator = subject.indicators[name]
    concerned = subject.bodies_of(indicator, territory)
    if indicator.from_survey == from_survey and concerned and (not body or body in concerned):
        return
    if indicator.from_survey != from_survey:
        place = (
            ("is a survey measure", "record it under 'estimates' or 'survey'")
            if indicator.from_survey
            else ("is not a survey measure", "record it under 'evidence'")
        )
        rule, column, message, advice = "wrong-table", "indicator", f"'{name}' {place[0]}", place[1]
    else:
        who = f"the {body} of " if body else ""
        rule, column = "not-concerned", "body" if body else "indicator"
        message = f"'{name}' does not concern {who}'{territory}' (tier '{subject.tiers[territory]}')"
        advice = f"it concerns {quoted(indicator.body or subject.registry.bodies)}"
        advice += f" at {quoted(indicator.tiers)}; remove the row" if indicator.tiers else "; remove the row"
    frame = table.frame
    rows = ((frame["territory"] == territory) & (frame["body"] == body) & (frame["indicator"] == name)).to_numpy()
    good &= ~rows
    for row in np.flatnonzero(rows):
        table.problem(rule, int(row), column, message, advice)


def _successor(subject: Subject, name: str) -> str:
    for indicator in subject.indicators.values():
        if indicator.replaces == name:
            return f"it was replaced by '{indicator.id}'"
    return "see 'valid' in the registry"


def check_duplicates(tables: Sequence[Table], key: tuple[str, ...]) -> None:
    """No two rows of all files have the same key, and no value stands for one body and for every body at once."""
    if not any(len(table.frame) for table in tables):
        return
    places = [(table, row) for table in tables for row in range(len(table.frame))]
    columns = list(key)
    frame = pd.concat([table.frame[columns] for table in tables], ignore_index=True)
    for position in np.flatnonzero(frame.duplicated(columns).to_numpy()):
        same = (frame[columns] == frame[columns].iloc[position]).all(axis=1).to_numpy()
        first_table, first_row = places[int(np.flatnonzero(same)[0])]
        name = ", ".join(str(value) for value in frame.iloc[int(position)] if value)
        table, row = places[int(position)]
        message = f"the row for {name} stands twice, first at {first_table.place(first_row, columns[0])}"
        table.problem("row-duplicate", row, columns[0], message, "keep one of the two rows")
    pairs = pd.MultiIndex.from_frame(frame[["territory", "indicator"]])
    blank = (frame["body"] == "").to_numpy()
    for position in np.flatnonzero(pairs.isin(pairs[blank]) & ~blank):
        table, row = places[int(position)]
        body, one = frame["body"].iat[int(position)], frame["indicator"].iat[int(position)]
        message = f"'{one}' is recorded for '{body}' and also for every body (empty 'body')"
        table.problem("body-overlap", row, "body", message, "keep one of the two")


def check_evidence(table: Table, subject: Subject) -> Mask:
    """Check every row of an evidence sheet; true for the rows that can be used. Problems are recorded in the table."""
    frame = table.frame
    frame.loc[(frame["stage"] == "").to_numpy(), "stage"] = STAGES[0]
    good = check_names(table, subject, from_survey=False)
    for row, stage in table.problems_where(~frame["stage"].isin(STAGES).to_numpy(), "stage"):
        table.problem("unknown-stage", row, "stage", f"there is no stage '{stage}'", choose_from(stage, STAGES))
    good &= frame["stage"].isin(STAGES).to_numpy()
    for row, _ in table.problems_where(good & (frame["value"] == "").to_numpy(), "value"):
        advice = f"write a value, '{NOT_ASSESSED}' if nobody looked, or '{NOT_APPLICABLE}' with a reason"
        table.problem("value-empty", row, "value", f"'{frame['indicator'].iat[row]}' has no value", advice)
    good &= (frame["value"] != "").to_numpy()
    recorded = good & ~frame["value"].isin([NOT_APPLICABLE, NOT_ASSESSED]).to_numpy()
    _check_reasons(table, subject, good)
    for name in frame.loc[recorded, "indicator"].unique():
        indicator = subject.indicators[name]
        _CHECKS[subject.registry.scales[indicator.scale].kind](
            table, subject, indicator, recorded & (frame["indicator"] == name).to_numpy()
        )
    _check_links(table, subject, recorded)
    _check_dates(table, subject)
    return good


def _check_reasons(table: Table, subject: Subject, good: Mask) -> None:
    frame = table.frame
    for row, _ in table.problems_where(good & (frame["value"] == NOT_APPLICABLE).to_numpy(), "value"):
        indicator = subject.indicators[str(frame["indicator"].iat[row])]
        reason = str(frame["reason"].iat[row])
        if not indicator.not_applicable:
            message = f"'{indicator.id}' cannot be not applicable"
            table.problem(
                "not-applicable",
                row,
                "value",
                message,
                "the registry lists no reason for it; record a value or not_assessed",
            )
        elif reason not in indicator.not_applicable:
            message = (
                f"'{reason}' is not a reason for which '{indicator.id}' is not applicable"
                if reason
                else (f"'{indicator.id}' is not applicable without a reason")
            )
            table.problem("not-applicable", row, "reason", message, choose_from(reason, indicator.not_applicable))


def _check_levels(table: Table, subject: Subject, indicator: Indicator, rows: Mask) -> None:
    levels = list(subject.registry.scales[indicator.scale].levels or {})
    for row, value in table.problems_where(rows & ~table.frame["value"].isin(levels).to_numpy(), "value"):
        message = f"'{value}' is not a level of '{indicator.id}' (scale '{indicator.scale}')"
        table.problem("unknown-level", row, "value", message, choose_from(value, levels))
    _check_no_part(table, indicator, rows)


def _check_number(table: Table, subject: Subject, indicator: Indicator, rows: Mask) -> None:
    numbers = table.numbers("value", rows)
    check_scale_numbers(table, subject.registry, indicator, numbers)
    _check_no_part(table, indicator, rows)


def check_scale_numbers(
    table: Table, registry: Registry, indicator: Indicator, numbers: npt.NDArray[np.float64]
) -> None:
    """Numbers lie where the indicator's scale can place them; NaN is not looked at."""
    scale = registry.scales[indicator.scale]
    low, high = registry.range
    if scale.goalposts is not None:
        ends = scale.goalposts
        low, high = ends.min, ends.max
        if ends.clamp:
            return
    elif scale.kind != "identity":
        return
    what = "the goalposts" if scale.goalposts is not None else "the range"
    with np.errstate(invalid="ignore"):
        outside = (numbers < low) | (numbers > high)
    for row, value in table.problems_where(outside, "value"):
        message = f"{value} is outside {what} {low:g} to {high:g} of '{indicator.id}'"
        table.problem(
            "out-of-range",
            row,
            "value",
            message,
            "correct the value, or let the scale clamp" if scale.goalposts else "correct the value",
        )


def _check_no_part(table: Table, indicator: Indicator, rows: Mask) -> None:
    for row, part in table.problems_where(rows & (table.frame["part"] != "").to_numpy(), "part"):
        table.problem("part", row, "part", f"'{indicator.id}' has no parts, found '{part}'", "leave 'part' empty")


def _check_ratio(table: Table, subject: Subject, indicator: Indicator, rows: Mask) -> None:
    """Parts are known, counted once each, not negative, and do not exceed the denominator."""
    ratio = subject.registry.scales[indicator.scale].ratio
    assert ratio is not None
    frame, names = table.frame, [*ratio.numerator, ratio.denominator]
    unknown = rows & ~frame["part"].isin(names).to_numpy()
    for row, part in table.problems_where(unknown, "part"):
        table.problem("part", row, "part", f"'{part}' is not a part of '{indicator.id}'", choose_from(part, names))
    counts = table.numbers("value", rows)
    for row, value in table.problems_where(counts < 0, "value"):
        table.problem("count", row, "value", f"the count {value} is negative", "write a count of 0 or more")
    key = [column for column in EVIDENCE_KEY if column != "part"]
    chosen = frame[rows & np.isfinite(counts) & (counts >= 0)]
    for _, group in chosen.groupby(key, sort=False):
        count = {str(frame["part"].iat[row]): float(counts[row]) for row in group.index}
        first = int(group.index[0])
        missing = [name for name in names if name not in count]
        if missing and not set(count) <= set(names):
            continue
        if missing:
            message = f"'{indicator.id}' lacks the part {quoted(missing)}"
            table.problem("part", first, "part", message, f"a row each for {quoted(names)}")
            continue
        total, whole = sum(count[name] for name in ratio.numerator), count[ratio.denominator]
        if total > whole:
            message = f"the parts of '{indicator.id}' count {total:g}, more than '{ratio.denominator}' {whole:g}"
            table.problem("ratio-above-one", first, "value", message, "correct the counts")
        elif whole == 0 and ratio.empty == "error":
            message = f"'{ratio.denominator}' of '{indicator.id}' is 0"
            advice = "record not_applicable or not_assessed, or write 'empty: not_applicable' in the scale"
            table.problem("ratio-empty", first, "value", message, advice)


_CHECKS: dict[str, Callable[[Table, Subject, Indicator, Mask], None]] = {
    "levels": _check_levels,
    "goalposts": _check_number,
    "piecewise": _check_number,
    "identity": _check_number,
    "ratio": _check_ratio,
}


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
    column = table.frame["seen_on"]
    first_day = subject.period.first_day
    dates = {text: parse_date(text) for text in column.unique() if text}
    for text, seen in dates.items():
        if seen is not None and seen >= first_day:
            continue
        for row in np.flatnonzero((column == text).to_numpy()):
            if seen is None:
                table.problem("date", int(row), "seen_on", f"'{text}' is not a date", "write YYYY-MM-DD or DD.MM.YYYY")
            else:
                message = f"the evidence was seen on {seen}, before {subject.period} began on {first_day}"
                table.problem(
                    "evidence-old",
                    int(row),
                    "seen_on",
                    message,
                    "look again; carrying evidence over is not supported yet",
                )
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
