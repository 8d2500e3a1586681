"""From what was recorded to what counts: stages, two assessors, values that stand for every body."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.errors import quoted
from indexgov.inputs.subject import Subject
from indexgov.inputs.table_file import Table
from indexgov.registry.models import Scale
from indexgov.tables import ASSESSED, ESTIMATES_KEY, NOT_APPLICABLE, NOT_ASSESSED, OBSERVATIONS, STAGES, STATUSES

_PRIORITY = {"initial": 1, "second": 1, "adjudicated": 2, "reply": 0, "decision": 3}
_CELL = list(ESTIMATES_KEY)


def observations(
    tables: Sequence[Table], good: Sequence[npt.NDArray[np.bool_]], estimates: pd.DataFrame, subject: Subject
) -> pd.DataFrame:
    """What counts of evidence and estimates, columns OBSERVATIONS; problems go to the evidence tables.

    A decision counts before an adjudication, an adjudication before the assessors' own values. Two assessors who agree
    count once; two who differ stay two rows, for the registry's rule to settle.
    """
    used = [
        table.frame[mask].assign(_table=number, _row=np.flatnonzero(mask))
        for number, (table, mask) in enumerate(zip(tables, good, strict=True))
    ]
    evidence = pd.concat(used, ignore_index=True) if used else pd.DataFrame()
    parts = [_from_estimates(estimates, subject)]
    if len(evidence):
        parts.insert(0, _from_evidence(evidence, tables, subject))
    return _with_bodies(pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True), subject)


def _from_evidence(evidence: pd.DataFrame, tables: Sequence[Table], subject: Subject) -> pd.DataFrame:
    cell = evidence.groupby(_CELL, sort=False).ngroup().to_numpy()
    priority = evidence["stage"].map(_PRIORITY).to_numpy(dtype=int)
    highest = np.zeros(cell.max() + 1, dtype=int)
    np.maximum.at(highest, cell, priority)
    replied = np.zeros(len(highest), dtype=bool)
    replied[cell[priority == 0]] = True
    disputed = replied & (highest < _PRIORITY["decision"])
    # An objection to a cell that nobody assessed has no value to count, but it stands, and marks the cell.
    counts = (priority == highest[cell]) & ((priority > 0) | (highest[cell] == 0))
    chosen = evidence[counts].assign(_cell=cell[counts], disputed=disputed[cell[counts]])
    chosen["_who"] = (chosen["assessor"] + " (" + chosen["stage"] + ")").str.strip()
    several = chosen.groupby("_cell")["_who"].transform("nunique").to_numpy() > 1
    keep = np.ones(len(chosen), dtype=bool)
    for _, group in chosen[several].groupby("_cell", sort=False):
        gone = group.index[~group["_who"].isin(_heard(group, tables, subject))]
        keep[chosen.index.get_indexer(gone)] = False
    chosen = pd.DataFrame(chosen[keep])
    status = np.where(chosen["value"].isin(STATUSES), chosen["value"], ASSESSED)
    status[(chosen["stage"] == "reply").to_numpy()] = NOT_ASSESSED
    numeric = {name for name, one in subject.indicators.items() if subject.registry.scales[one.scale].kind != "levels"}
    text = chosen["value"].where(chosen["indicator"].isin(numeric) & (status == ASSESSED))
    return chosen.assign(
        status=status,
        number=pd.to_numeric(text.str.replace(",", ".", regex=False), errors="coerce").astype(float),
        value=chosen["value"].where(status == ASSESSED, ""),
        assessor=chosen["_who"],
        se=np.nan,
        n=np.nan,
    )


def _heard(group: pd.DataFrame, tables: Sequence[Table], subject: Subject) -> set[str]:
    """Which assessors of a cell count: one if all agree, otherwise all who looked."""
    stage, name = str(group["stage"].iat[0]), str(group["indicator"].iat[0])
    scale = subject.registry.scales[subject.indicators[name].scale]
    said = {str(who): _meant(rows, scale) for who, rows in group.groupby("_who", sort=False)}
    looked = {who: meant for who, meant in said.items() if meant != NOT_ASSESSED}
    if stage == "reply" or len(set(looked.values())) <= 1:
        return {next(iter(looked or said))}
    final = stage in STAGES[2:]
    unequal = any(meant == NOT_APPLICABLE for meant in looked.values())
    if final or unequal or subject.registry.assessors.disagreement == "fail":
        last = group.iloc[-1]
        values = ["; ".join(rows["value"]) for who, rows in group.groupby("_who", sort=False) if str(who) in looked]
        stages = quoted(list(dict.fromkeys(group["stage"])))
        message = f"'{name}' has {len(looked)} values at stage {stages}: {quoted(values)}"
        advice = f"keep one row with stage '{stage}'" if final else "add a row with stage 'adjudicated'"
        tables[int(last["_table"])].problem("assessors-differ", int(last["_row"]), "value", message, advice)
    return set(looked)


def _meant(rows: pd.DataFrame, scale: Scale) -> object:
    """What one assessor said, so that two who mean the same are equal: `6` and `6.0`, or nothing to count."""
    words = {value for value in rows["value"] if value in STATUSES}
    if words:
        return NOT_ASSESSED if NOT_ASSESSED in words else NOT_APPLICABLE
    if scale.kind == "levels":
        return frozenset(rows["value"])
    numbers = {str(part): _number(value) for part, value in zip(rows["part"], rows["value"], strict=True)}
    if scale.ratio is not None and numbers.get(scale.ratio.denominator) == 0:
        return NOT_APPLICABLE
    return frozenset(numbers.items())


def _number(text: str) -> float:
    """A number that was checked, whatever its decimal sign."""
    return float(text.replace(",", "."))


def _from_estimates(estimates: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """Estimates as observations; too few answers or a status of its own make an estimate not assessed."""
    min_n = (
        estimates["indicator"]
        .map({name: one.min_n or 0 for name, one in subject.indicators.items()})
        .to_numpy(dtype=float)
    )
    n, value = estimates["n"].to_numpy(dtype=float), estimates["value"].to_numpy(dtype=float)
    own = ~estimates["status"].isin(["", ASSESSED]).to_numpy()
    few = ~own & (n < min_n)
    blank = ~own & ~few & np.isnan(value)
    reason = np.select([own, few, blank], [estimates["status"].to_numpy(dtype=object), "min_n", "no_answers"], "")
    ok = ~(own | few | blank)
    return pd.DataFrame({
        **{column: estimates[column].to_numpy(dtype=object) for column in _CELL},
        "part": "", "assessor": "", "disputed": False, "reason": reason,
        "value": [repr(float(number)) if good else "" for number, good in zip(value, ok, strict=True)],
        "number": np.where(ok, value, np.nan), "status": np.where(ok, ASSESSED, NOT_ASSESSED),
        "se": np.where(ok, estimates["se"].to_numpy(dtype=float), np.nan), "n": n,
    })  # fmt: skip


def _with_bodies(rows: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """Every shared row once for each body it stands for, and names as categories."""
    shared = (rows["body"] == "").to_numpy()
    bodies = [
        subject.bodies_at(subject.tiers[territory], name) if blank else (body,)
        for territory, body, name, blank in zip(rows["territory"], rows["body"], rows["indicator"], shared, strict=True)
    ]
    repeated = rows.loc[np.repeat(rows.index.to_numpy(), [len(found) for found in bodies])].reset_index(drop=True)
    repeated["body"] = [body for found in bodies for body in found]
    repeated["shared"] = np.repeat(shared, [len(found) for found in bodies])
    categories = {
        "territory": list(subject.tiers), "body": list(subject.registry.bodies), "indicator": list(subject.indicators),
        "status": list(STATUSES), "value": sorted(set(repeated["value"])),
    }  # fmt: skip
    for column, names in categories.items():
        repeated[column] = pd.Categorical(repeated[column], categories=names)
    return repeated[list(OBSERVATIONS)]
