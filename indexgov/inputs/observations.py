"""From what was recorded to what counts: stages, two assessors, values that stand for every body."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.errors import quoted
from indexgov.inputs.stages import days, in_cells, open_replies, superseded
from indexgov.inputs.subject import Subject
from indexgov.inputs.table_file import Table
from indexgov.registry.models import Indicator, Registry
from indexgov.tables import (
    ASSESSED,
    CARRIED,
    DATED_STAGES,
    DECISION,
    ESTIMATES_KEY,
    NO_DENOMINATOR,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    OBSERVATIONS,
    REPLY,
    SAMPLING,
    STAGES,
    STATUSES,
    Dataset,
)

ASSESSORS_DIFFER = "assessors_differ"
"""Reason of a cell in which two assessors differ and nothing settles it."""
_PRIORITY = {"initial": 1, "second": 1, "adjudicated": 2, "reply": 0, "decision": 3}
_CELL = list(ESTIMATES_KEY)
_CATEGORIES = ("territory", "body", "indicator", "status", "value")


def observations(
    tables: Sequence[Table], good: Sequence[npt.NDArray[np.bool_]], estimates: pd.DataFrame, subject: Subject
) -> pd.DataFrame:
    """What counts of evidence and estimates, columns OBSERVATIONS; problems go to the evidence tables.

    A decision counts before an adjudication, an adjudication before the assessors' own values; of several decisions the
    last counts. Two assessors who agree count once; two who differ stay two rows, for the registry's rule to settle.
    """
    evidence = _evidence(tables, good)
    counted, unsettled = _from_evidence(evidence, subject)
    for group in unsettled:
        _tell(group, tables)
    return _joined(counted, estimates, subject)


def observations_before_replies(
    tables: Sequence[Table], good: Sequence[npt.NDArray[np.bool_]], estimates: pd.DataFrame, subject: Subject
) -> pd.DataFrame | None:
    """The same as if there were no replies and no decisions; None where there are none.

    Where two assessors differ and nothing but a decision settled it, nothing counts: the cell is not assessed, with the
    reason ASSESSORS_DIFFER.
    """
    evidence = _evidence(tables, good)
    if not len(evidence) or not evidence["stage"].isin(DATED_STAGES).any():
        return None
    first = evidence[~evidence["stage"].isin(DATED_STAGES)].reset_index(drop=True)
    return _joined(_from_evidence(first, subject)[0], estimates, subject)


def with_records(dataset: Dataset, records: pd.DataFrame) -> pd.DataFrame:
    """The observations of a dataset, with rows of its evidence in the place of what counts in their cells.

    The rows of a cell must be those of one assessor.
    """
    subject = Subject(dataset.registry, dataset.period, dataset.territories)
    rows = records.assign(disputed=False, _who=records["assessor"], _unsettled=False)
    new = _for_each_body(_recorded(rows, subject), subject)
    old = dataset.observations.astype(dict.fromkeys(_CATEGORIES, object))
    taken = pd.MultiIndex.from_frame(new[_CELL])
    kept = old[~pd.MultiIndex.from_frame(old[_CELL]).isin(taken)]
    return _categorised(pd.concat([kept, new[list(OBSERVATIONS)]], ignore_index=True), subject)


def _evidence(tables: Sequence[Table], good: Sequence[npt.NDArray[np.bool_]]) -> pd.DataFrame:
    """The rows that can be used, each with its table and its position there."""
    used = [
        table.frame[mask].assign(_table=number, _row=np.flatnonzero(mask))
        for number, (table, mask) in enumerate(zip(tables, good, strict=True))
    ]
    return pd.concat(used, ignore_index=True) if used else pd.DataFrame()


def _joined(counted: pd.DataFrame, estimates: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """What counts of evidence and estimates in one frame, every shared value once for each of its bodies."""
    parts = [part for part in (counted, _from_estimates(estimates)) if len(part)]
    rows = pd.concat(parts, ignore_index=True) if parts else _from_estimates(estimates)
    return _categorised(_for_each_body(rows, subject), subject)


def _from_evidence(evidence: pd.DataFrame, subject: Subject) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """What counts in each cell, and the rows of every cell in which nothing settles what assessors said."""
    if not len(evidence):
        return evidence, []
    rows = in_cells(evidence)
    cell = rows.groupby(_CELL, sort=False).ngroup().to_numpy()
    priority = rows["stage"].map(_PRIORITY).to_numpy(dtype=int)
    highest = np.zeros(cell.max() + 1, dtype=int)
    np.maximum.at(highest, cell, priority)
    disputed = np.zeros(len(highest), dtype=bool)
    disputed[cell[open_replies(rows)]] = True
    # An objection to a cell that nobody assessed has no value to count, but it stands, and marks the cell.
    counts = (priority == highest[cell]) & ((priority > 0) | (highest[cell] == 0)) & ~superseded(rows)
    chosen = rows[counts].assign(_cell=cell[counts], disputed=disputed[cell[counts]])
    chosen["_who"] = (chosen["assessor"] + " (" + chosen["stage"] + ")").str.strip()
    chosen["_record"] = chosen["_who"] + days(chosen) + chosen["written"]
    several = chosen.groupby("_cell")["_record"].transform("nunique").to_numpy() > 1
    keep, settled = np.ones((2, len(chosen)), dtype=bool)
    unsettled = []
    for records in _by_cell(chosen, np.flatnonzero(several)):
        heard = _heard(records, subject)
        if not heard:
            places = sorted(place for rows in records.values() for place in rows.places)
            unsettled.append(chosen.iloc[places])
            settled[places] = False
            heard = {next(iter(records))}
        for one in records.keys() - heard:
            keep[records[one].places] = False
    return _recorded(chosen.assign(_unsettled=~settled)[keep], subject), unsettled


def _recorded(rows: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """Rows of evidence, of one record a cell or of two that both count, with the columns of observations."""
    status = np.where(rows["value"].isin(STATUSES), rows["value"], ASSESSED)
    nothing = rows["_unsettled"].to_numpy(dtype=bool) | (rows["stage"] == REPLY).to_numpy()
    status[nothing] = NOT_ASSESSED
    numeric = {name for name, one in subject.indicators.items() if not is_of_levels(subject.registry, one)}
    text = rows["value"].where(rows["indicator"].isin(numeric) & (status == ASSESSED))
    number = pd.to_numeric(text.str.replace(",", ".", regex=False), errors="coerce").to_numpy(dtype=float)
    number, lacking = _divided(number, rows, subject)
    status[lacking] = NOT_ASSESSED
    old = ((rows["seen_on"] != "") & (rows["seen_on"] < subject.period.first_day.isoformat())).to_numpy()
    unsettled = rows["_unsettled"].to_numpy(dtype=bool)
    carried = pd.Series(old & (status == ASSESSED), index=rows.index)
    if carried.any():
        # One old part or assessor makes the whole cell one that was not seen now.
        carried = carried.groupby([rows[name] for name in _CELL], sort=False).transform("any") & (status == ASSESSED)
    reasons = [unsettled, lacking, carried.to_numpy(dtype=bool)]
    made = rows.assign(
        status=status,
        number=number,
        value=rows["value"].where(status == ASSESSED, ""),
        part=rows["part"].where(~nothing, ""),
        reason=np.select(reasons, [ASSESSORS_DIFFER, NO_DENOMINATOR, CARRIED], rows["reason"]),
        assessor=rows["_who"],
        imputed=False,
        **dict.fromkeys(SAMPLING, np.nan),
    )
    # Where nothing counts, the parts of a ratio are one row that says so.
    return pd.DataFrame(made[~(nothing & made.duplicated(_CELL).to_numpy())])


def _divided(
    number: npt.NDArray[np.float64], rows: pd.DataFrame, subject: Subject
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Numbers by their indicators' denominators, and where the denominator is not known."""
    lacking = np.zeros(len(number), dtype=bool)
    for name, one in subject.indicators.items():
        if one.denominator is not None:
            mine = (rows["indicator"] == name).to_numpy() & ~np.isnan(number)
            factor = rows["territory"].map(subject.factors(one)).to_numpy(dtype=float)
            number = np.where(mine, number * factor, number)
            lacking |= mine & np.isnan(factor)
    return number, lacking


@dataclass(frozen=True)
class _Record:
    """What one assessor wrote of a cell."""

    stage: str
    indicator: str
    values: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """The positions of its rows."""


def _by_cell(rows: pd.DataFrame, places: npt.NDArray[np.intp]) -> Iterable[Mapping[str, _Record]]:
    """The records of each cell of some rows, by their names."""
    columns = (rows[name].to_numpy()[places] for name in ("_cell", "_record", "stage", "indicator", "value", "part"))
    cells: dict[int, dict[str, _Record]] = {}
    for place, cell, name, stage, indicator, value, part in zip(places.tolist(), *columns, strict=True):
        records = cells.setdefault(cell, {})
        record = records.setdefault(name, _Record(stage, indicator))
        record.values.append(value)
        record.parts.append(part)
        record.places.append(place)
    return cells.values()


def _heard(records: Mapping[str, _Record], subject: Subject) -> set[str]:
    """Which records of a cell count: one if all agree, otherwise all that say something; none if nothing settles it."""
    first = next(iter(records.values()))
    stage, indicator = first.stage, subject.indicators[first.indicator]
    said = {name: meant(one.values, one.parts, subject.registry, indicator) for name, one in records.items()}
    looked = {one: meaning for one, meaning in said.items() if meaning != NOT_ASSESSED}
    if stage == REPLY or len(set(looked.values())) <= 1:
        return {next(iter(looked or said))}
    unequal = any(meaning == NOT_APPLICABLE for meaning in looked.values())
    if stage in STAGES[2:] or unequal or subject.registry.assessors.disagreement == "fail":
        return set()
    return set(looked)


def _tell(group: pd.DataFrame, tables: Sequence[Table]) -> None:
    """Report a cell in which nothing settles what assessors said, at its last row."""
    stage, last = str(group["stage"].iat[0]), group.iloc[-1]
    values = ["; ".join(rows["value"]) for _, rows in group.groupby("_record", sort=False)]
    values = [value for value in values if value != NOT_ASSESSED]
    stages = quoted(list(dict.fromkeys(group["stage"])))
    message = f"'{last['indicator']}' has {len(values)} values at stage {stages}: {quoted(values)}"
    advice = "add a row with stage 'adjudicated'"
    if stage == DECISION:
        advice = "keep one of them, or write the day of each in 'seen_on', so that the last counts"
    elif stage in STAGES[2:]:
        advice = f"keep one row with stage '{stage}'"
    tables[int(last["_table"])].problem("assessors-differ", int(last["_row"]), "value", message, advice)


def is_of_levels(registry: Registry, indicator: Indicator) -> bool:
    """Whether the indicator is recorded as a level, not as a number or as counts."""
    return registry.scales[indicator.scale].kind == "levels"


def meant(values: Sequence[str], parts: Sequence[str], registry: Registry, indicator: Indicator) -> Hashable:
    """What the rows of one record say, so that two that mean the same are equal: `6` and `6.0`, or nothing to count.

    `not_assessed` and `not_applicable` as such; a level or the numbers by part otherwise.
    """
    scale = registry.scales[indicator.scale]
    words = {value for value in values if value in STATUSES}
    if words:
        return NOT_ASSESSED if NOT_ASSESSED in words else NOT_APPLICABLE
    if is_of_levels(registry, indicator):
        return frozenset(values)
    numbers = {part: _number(value) for part, value in zip(parts, values, strict=True)}
    if scale.ratio is not None and numbers.get(scale.ratio.denominator) == 0:
        return NOT_APPLICABLE
    return frozenset(numbers.items())


def _number(text: str) -> float:
    """A number that was checked, whatever its decimal sign."""
    return float(text.replace(",", "."))


def _from_estimates(estimates: pd.DataFrame) -> pd.DataFrame:
    """Estimates as observations; one that was removed is not assessed, for the reason that it has."""
    value, n = estimates["value"].to_numpy(dtype=float), estimates["n"].to_numpy(dtype=float)
    status = estimates["status"].to_numpy(dtype=object)
    ok = (status == ASSESSED) & ~np.isnan(value)
    reason = np.where(
        estimates["reason"] != "", estimates["reason"], np.where(status == ASSESSED, "no_answers", status)
    )
    reason = np.where(ok, "", reason)
    return pd.DataFrame({
        **{column: estimates[column].to_numpy(dtype=object) for column in _CELL},
        "part": "", "assessor": "", "disputed": False, "imputed": False, "reason": reason,
        "value": [repr(float(number)) if good else "" for number, good in zip(value, ok, strict=True)],
        "number": np.where(ok, value, np.nan), "status": np.where(ok, ASSESSED, NOT_ASSESSED),
        **{name: np.where(ok, estimates[name].to_numpy(dtype=float), np.nan) for name in SAMPLING[:-2]},
        "n": n, "n_eff": estimates["n_eff"].to_numpy(dtype=float),
    })  # fmt: skip


def _for_each_body(rows: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """Every shared row once for each body it stands for: all that the indicator concerns and that have no row here."""
    shared = (rows["body"] == "").to_numpy()
    own = _own_rows(rows, shared)
    bodies = [
        tuple(one for one in subject.bodies_at(subject.tiers[territory], name) if (territory, one, name) not in own)
        if blank
        else (body,)
        for territory, body, name, blank in zip(rows["territory"], rows["body"], rows["indicator"], shared, strict=True)
    ]
    repeated = rows.loc[np.repeat(rows.index.to_numpy(), [len(found) for found in bodies])].reset_index(drop=True)
    repeated["body"] = [body for found in bodies for body in found]
    if own:
        # What was split off until one body is left is shared by nobody.
        left = {(territory, name) for territory, _, name in own}
        pairs = zip(rows["territory"], rows["indicator"], bodies, strict=True)
        still = [len(found) > 1 or (place, name) not in left for place, name, found in pairs]
        shared = shared & np.array(still, dtype=bool)
    repeated["shared"] = np.repeat(shared, [len(found) for found in bodies])
    return repeated


def _own_rows(rows: pd.DataFrame, shared: npt.NDArray[np.bool_]) -> set[tuple[str, str, str]]:
    """The cells that were split off from a shared value."""
    if not shared.any():
        return set()
    pairs = pd.MultiIndex.from_frame(rows[["territory", "indicator"]])
    return set(rows.loc[~shared & pairs.isin(pairs[shared]), _CELL].itertuples(index=False, name=None))


def _categorised(rows: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """The columns of observations, with names as categories."""
    categories = {
        "territory": list(subject.tiers), "body": list(subject.registry.bodies), "indicator": list(subject.indicators),
        "status": list(STATUSES), "value": sorted(set(rows["value"])),
    }  # fmt: skip
    for column in _CATEGORIES:
        rows[column] = pd.Categorical(rows[column], categories=categories[column])
    return rows[list(OBSERVATIONS)]
