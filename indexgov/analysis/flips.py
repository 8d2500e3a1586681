"""Criteria whose recorded value or status changed between two periods, with the evidence before and after."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from indexgov.analysis.hybrids import Hybrids
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.score_matrices import NOT_COUNTED
from indexgov.tables import ESTIMATES_KEY, FLIPS, REPLY, STAGES, Dataset

_EVIDENCE = {"source": "source_url", "seen": "seen_on", "archive": "archive_url"}
_KEY = list(ESTIMATES_KEY)


def flips_of(hybrids: Hybrids) -> pd.DataFrame:
    """The criteria of both editions that were recorded otherwise, columns FLIPS: one row an authority and criterion.

    The evidence is that of the record that counts: the last of a decision, an adjudication or an assessor. The note is
    `redefined` where the two values do not mean the same, and tells reasons, such as `assessed -> no_budget`, where a
    cell is not applicable, not assessed, or has a value that was not seen in the period.
    """
    first, second = hybrids.sides
    criteria = _criteria(first) & _criteria(second)
    tables = [_leaves(side, criteria) for side in hybrids.sides]
    both = tables[0].merge(tables[1], on=_KEY, suffixes=("_from", "_to"), how="right")
    both = both[both["status_from"].notna()]
    unlike = (both["value_from"] != both["value_to"]) | (both["status_from"] != both["status_to"])
    found = both[unlike].reset_index(drop=True)
    for side, end in zip(hybrids.sides, ("from", "to"), strict=True):
        evidence = _evidence(side.dataset, found[_KEY])
        found[f"period_{end}"] = side.dataset.period.code
        for name, column in _EVIDENCE.items():
            found[f"{name}_{end}"] = evidence[column].to_numpy()
    found["note"] = [_note(row, hybrids.redefined) for row in found.to_dict("records")]
    return found[list(FLIPS)]


def _criteria(assessment: Assessment) -> set[str]:
    edition = assessment.registry.indicators_of(assessment.dataset.period)
    return {one.id for one in edition if not one.from_survey}


def _leaves(assessment: Assessment, criteria: set[str]) -> pd.DataFrame:
    """What was recorded for the bodies, and the score that it got."""
    scores = assessment.scores
    mine = (scores["level"] == "indicator") & (scores["body"] != "") & scores["node"].isin(criteria)
    rows = scores.loc[mine, ["territory", "body", "node", "value", "status", "score", "reason"]]
    return rows.rename(columns={"node": "indicator"})


def _note(row: Mapping[Hashable, Any], redefined: tuple[str, ...]) -> str:
    words = ["redefined"] if row["indicator"] in redefined else []
    reasons = ["" if row[f"reason_{end}"] == NOT_COUNTED else str(row[f"reason_{end}"]) for end in ("from", "to")]
    if any(reasons):
        before, after = (reason or row[f"status_{end}"] for reason, end in zip(reasons, ("from", "to"), strict=True))
        words.append(f"{before} -> {after}")
    return "; ".join(words)


def _evidence(dataset: Dataset, cells: pd.DataFrame) -> pd.DataFrame:
    """The evidence of the record that counts in each cell; empty where there is none."""
    columns, evidence = list(_EVIDENCE.values()), dataset.evidence
    blank = pd.DataFrame("", index=cells.index, columns=columns, dtype=object)
    if not len(evidence) or not len(cells):
        return blank
    # A reply never counts; of the other stages the last decides.
    rows = evidence.loc[evidence["stage"] != REPLY, [*_KEY, "stage", *columns]]
    rows = rows.assign(_order=rows["stage"].map(STAGES.index)).sort_values(["_order", "seen_on"], kind="stable")
    cells = cells.astype(object).assign(_cell=np.arange(len(cells)))
    own = cells.merge(rows, on=_KEY)
    shared = cells.drop(columns="body").merge(rows[rows["body"] == ""].drop(columns="body"), on=["territory", _KEY[2]])
    # What was recorded for the body itself stands before what was recorded for all.
    last = pd.concat([shared, own], ignore_index=True).groupby("_cell")[columns].last()
    return last.reindex(cells["_cell"]).fillna("").reset_index(drop=True).astype(object)
