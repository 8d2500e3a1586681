"""What the rows of a dataset are about: territories, bodies and indicators, checked against the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.errors import choose_from, quoted
from indexgov.inputs.stages import days
from indexgov.inputs.table_file import Table
from indexgov.methods.arrays import Mask
from indexgov.period import Period
from indexgov.registry.editions import in_the_place_of
from indexgov.registry.models import Indicator, Registry
from indexgov.tables import DATED_STAGES


@dataclass(frozen=True)
class Subject:
    """What the rows of a dataset are checked against."""

    registry: Registry
    period: Period
    territories: pd.DataFrame
    complete: bool = True
    """False where the table of territories has errors, so that a territory may be missing because of them."""

    @cached_property
    def tiers(self) -> dict[str, str]:
        """Tier of each territory."""
        return dict(zip(self.territories["territory"], self.territories["tier"], strict=True))

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """The indicators valid in the period."""
        return {indicator.id: indicator for indicator in self.registry.indicators_of(self.period)}

    def factors(self, indicator: Indicator) -> dict[str, float]:
        """What a recorded number is multiplied by in each territory; NaN where the denominator is not known.

        Empty for an indicator without a denominator.
        """
        if indicator.denominator is None:
            return {}
        below = self.territories[indicator.denominator].to_numpy(dtype=float)
        # What cannot be divided by was reported with the territories.
        below = np.where(below > 0, below, np.nan)
        return dict(zip(self.territories["territory"], indicator.per / below, strict=True))

    def bodies_at(self, tier: str, indicator: str) -> tuple[str, ...]:
        """The bodies at a tier that an indicator concerns."""
        model = self.indicators[indicator]
        return tuple(b for b in self.registry.bodies if self.registry.exists(b, tier) and model.concerns(b, tier))


def check_names(table: Table, subject: Subject, from_survey: bool) -> Mask:
    """Check territory, body and indicator of every row; true for the rows where all three can be used together."""
    frame = table.frame
    good = np.ones(len(frame), dtype=bool)
    known: Mapping[str, list[str]] = {
        "territory": list(subject.tiers),
        "body": list(subject.registry.bodies),
        "indicator": list(subject.indicators),
    }
    titles = {text: body for body, model in subject.registry.bodies.items() for text in model.title.values()}
    every_id = {indicator.id for indicator in subject.registry.indicators}
    for column, names in known.items():
        bad = ~frame[column].isin(["", *names] if column == "body" else names).to_numpy()
        good &= ~bad
        for row, name in table.problems_where(bad, column):
            if column == "territory" and name and not subject.complete:
                continue
            if not name:
                advice = f"fill in '{column}' in every row; merged cells hold it only once"
                table.problem(f"unknown-{column}", row, column, f"the row has no {column}", advice)
            elif column == "indicator" and name in every_id:
                message = f"'{name}' is not valid in {subject.period}"
                table.problem("indicator-not-valid", row, column, message, _in_its_place(subject, name))
            else:
                advice = choose_from(name, names, titles if column == "body" else {})
                table.problem(f"unknown-{column}", row, column, f"there is no {column} '{name}'", advice)
    tier = frame["territory"].map(subject.tiers).fillna("")
    # A territory whose tier is not known was reported with the territories.
    good &= tier.isin(list(subject.registry.tiers)).to_numpy()
    keys = pd.DataFrame({"tier": tier, "body": frame["body"], "indicator": frame["indicator"]})
    named = np.flatnonzero(good)
    for key, rows in keys[good].groupby(["tier", "body", "indicator"], sort=False).indices.items():
        positions = named[rows]
        if not _fits(table, subject, cast("tuple[str, str, str]", key), from_survey, positions):
            good[positions] = False
    return good


def _fits(
    table: Table, subject: Subject, key: tuple[str, str, str], from_survey: bool, rows: npt.NDArray[np.intp]
) -> bool:
    """Whether an indicator concerns a body at a tier and comes from this kind of table."""
    tier, body, name = key
    indicator = subject.indicators[name]
    concerned = subject.bodies_at(tier, name)
    if indicator.from_survey != from_survey:
        if indicator.from_survey:
            what, advice = "is a survey measure", "record it under 'estimates' or 'survey'"
        else:
            what, advice = "is not a survey measure", "record it under 'evidence'"
        for row in rows:
            table.problem("wrong-table", int(row), "indicator", f"'{name}' {what}", advice)
        return False
    if concerned and (not body or body in concerned):
        return True
    if body and not subject.registry.exists(body, tier):
        for row in rows:
            message = f"there is no {body} at tier '{tier}', the tier of '{table.frame['territory'].iat[int(row)]}'"
            table.problem("not-concerned", int(row), "body", message, "correct the body, or the tier of the territory")
        return False
    who = f"the {body} of " if body else ""
    advice = f"it concerns {quoted(indicator.body or subject.registry.bodies)}"
    advice += (
        f" at {quoted(indicator.tiers)}; correct or remove the row"
        if indicator.tiers
        else "; correct or remove the row"
    )
    for row in rows:
        territory = table.frame["territory"].iat[int(row)]
        message = f"'{name}' does not concern {who}'{territory}' (tier '{tier}')"
        table.problem("not-concerned", int(row), "body" if body else "indicator", message, advice)
    return False


def _in_its_place(subject: Subject, name: str) -> str:
    """Advice for an indicator of another period: those of this one that took its place, or whose place it takes."""
    others = in_the_place_of(subject.registry, name, subject.period)
    valid = next(one.valid for one in subject.registry.indicators if one.id == name)
    if not others:
        return "see 'valid' in the registry"
    named = quoted(one.id for one in others)
    if valid is not None and valid.from_ is not None and valid.from_.first_day > subject.period.last_day:
        return f"it begins in {valid.from_} and replaces {named}: record that until then"
    return f"it was replaced by {named}"


def check_duplicates(tables: Sequence[Table], key: tuple[str, ...]) -> None:
    """No two rows of all files have the same key, and no value stands for one body and for every body at once.

    Replies and decisions of one cell differ by their day, and may be about one body where the value is a shared one.
    """
    if not any(len(table.frame) for table in tables):
        return
    sizes = [len(table.frame) for table in tables]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    frame = pd.concat([table.frame for table in tables], ignore_index=True)
    columns, one_body = list(key), (frame["body"] != "").to_numpy()
    if "stage" in key:
        frame["seen_on"] = days(frame)
        columns.append("seen_on")
        one_body = one_body & ~frame["stage"].isin(DATED_STAGES).to_numpy()
    frame = frame[columns]

    def at(position: int) -> tuple[Table, int]:
        number = int(np.searchsorted(starts, position, side="right")) - 1
        return tables[number], position - int(starts[number])

    twice = frame.duplicated(columns).to_numpy()
    if twice.any():
        cell = frame.groupby(columns, sort=False).ngroup().to_numpy()
        _, first = np.unique(cell, return_index=True)
        for position in np.flatnonzero(twice):
            table, row = at(int(position))
            first_table, first_row = at(int(first[cell[position]]))
            name = ", ".join(str(value) for value in frame.iloc[int(position)] if value)
            place = first_table.place(first_row, columns[0])
            message = f"the row for {name} stands twice, first at {place}"
            table.problem("row-duplicate", row, columns[0], message, "keep one of the two rows")
    blank = (frame["body"] == "").to_numpy()
    if blank.any():
        pairs = pd.MultiIndex.from_frame(frame[["territory", "indicator"]])
        for position in np.flatnonzero(pairs.isin(pairs[blank]) & one_body):
            table, row = at(int(position))
            body, indicator = frame["body"].iat[int(position)], frame["indicator"].iat[int(position)]
            message = f"'{indicator}' is recorded for '{body}' and also for every body (empty 'body')"
            table.problem("body-overlap", row, "body", message, "keep one of the two")
