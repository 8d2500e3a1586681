"""Stages of evidence: which cell a row speaks about, which decision counts, and which objections are open."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.methods.arrays import Mask
from indexgov.tables import DATED_STAGES, DECISION, ESTIMATES_KEY, REPLY

_CELL = list(ESTIMATES_KEY)


def days(evidence: pd.DataFrame) -> pd.Series[str]:
    """The day of every reply and decision, which tells one from another; empty text for the other stages."""
    return evidence["seen_on"].where(evidence["stage"].isin(DATED_STAGES), "")


def in_cells(evidence: pd.DataFrame) -> pd.DataFrame:
    """The rows with the body of the cell that they speak about as `body`, and the body as written as `written`.

    An objection of one body to a value that stands for every body speaks about the shared cell. A decision about one
    body splits its cell off: the shared rows then stand once more, for that body.
    """
    rows = evidence.assign(written=evidence["body"])
    shared = (rows["body"] == "").to_numpy()
    if not shared.any():
        return rows
    pairs = pd.MultiIndex.from_frame(rows[["territory", "indicator"]])
    own = ~shared & pairs.isin(pairs[shared])
    if not own.any():
        return rows
    split = rows.loc[own & (rows["stage"] == DECISION).to_numpy(), _CELL].drop_duplicates()
    copies = rows[shared].drop(columns="body").merge(split, on=["territory", "indicator"])
    apart = pd.MultiIndex.from_frame(rows[_CELL]).isin(pd.MultiIndex.from_frame(split))
    rows.loc[own & ~apart, "body"] = ""
    return pd.concat([rows, copies], ignore_index=True)


def open_replies(rows: pd.DataFrame) -> Mask:
    """Which rows are objections that nothing has decided, among rows whose `body` is that of their cell.

    A decision closes the objections of its cell, but not those of a later day; without a date it closes them all.
    """
    replies = (rows["stage"] == REPLY).to_numpy()
    if not replies.any():
        return replies
    decided, dated, last = _decided(rows)
    return np.asarray(replies & (~decided | dated & (rows["seen_on"].to_numpy(dtype=object) > last)))


def superseded(rows: pd.DataFrame) -> Mask:
    """Which rows are decisions that one of a later day replaces; where a day is missing none is later."""
    decisions = (rows["stage"] == DECISION).to_numpy()
    if not decisions.any():
        return decisions
    _, dated, last = _decided(rows)
    return np.asarray(decisions & dated & (rows["seen_on"].to_numpy(dtype=object) < last))


def _decided(rows: pd.DataFrame) -> tuple[Mask, Mask, npt.NDArray[np.object_]]:
    """For each row: whether its cell has a decision, whether every one of these has a day, and the last day."""
    cell = rows.groupby(_CELL, sort=False).ngroup().to_numpy()
    decisions = (rows["stage"] == DECISION).to_numpy()
    found = rows["seen_on"][decisions].groupby(cell[decisions]).agg(["min", "max"]).reindex(range(cell.max() + 1))
    first, last = (found[name].fillna("").to_numpy(dtype=object)[cell] for name in ("min", "max"))
    decided = np.isin(cell, cell[decisions])
    return decided, decided & (first != ""), last
