"""Who moved most, and what a change of the total is made of."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from indexgov.analysis.compare import Comparison
from indexgov.errors import IndexgovError, choose_from, quoted
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.score_matrices import NOT_COUNTED
from indexgov.tables import MOVERS, REASONS

IMPROVED, DECLINED = DIRECTIONS = ("improved", "declined")
NEW, GONE, STATUS, VALUE, SCALE, WEIGHT = BECAUSE = ("new", "gone", "status", "value", "scale", "weight")
"""Why a criterion brought another number of points: it is in one edition alone; it was assessed or applicable in one
period alone; another value was recorded; the same value scores otherwise; its score stayed and its weight did not."""
_LEAST = 1e-9
"""Changes that are smaller, in points, are none."""


def movers(comparison: Comparison, level: str = "index", count: int = 5) -> pd.DataFrame:
    """The most improved and the most declined of every pair of periods, columns MOVERS.

    Of each body, and of the territories themselves (empty body), `count` in each direction, by node where a level has
    several; those with the same change share the better place. Raises IndexgovError for a level that there is not.
    """
    changes = comparison.changes
    levels = list(dict.fromkeys(changes["level"]))
    if level not in levels:
        raise IndexgovError(f"there is no level '{level}'; {choose_from(level, levels)}")
    rows = changes[(changes["level"] == level) & (changes["change"].abs() > _LEAST)]
    keys, found = ["period_from", "period_to", "body", "node"], []
    for direction, sign in zip(DIRECTIONS, (1.0, -1.0), strict=True):
        mine = rows[sign * rows["change"] > 0]
        mine = mine.assign(direction=direction, _size=-sign * mine["change"])
        place = mine.groupby(keys, sort=False)["_size"].rank(method="min")
        mine = mine.assign(place=place.astype("int64"))
        found.append(mine[mine["place"] <= count])
    order = {name: number for number, name in enumerate(changes["node"].unique())}
    bodies = {name: number for number, name in enumerate(changes["body"].unique())}
    whole = pd.concat(found, ignore_index=True)
    whole = whole.assign(_body=whole["body"].map(bodies), _node=whole["node"].map(order),
                         _direction=whole["direction"].map(DIRECTIONS.index))  # fmt: skip
    by = ["period_from", "_body", "_node", "_direction", "place"]
    return whole.sort_values(by, kind="stable")[list(MOVERS)].reset_index(drop=True)


def reasons(
    comparison: Comparison, territory: str, body: str = "", period_to: str | None = None, count: int = 5,
    level: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """What the change of an authority's total is made of, columns REASONS: the biggest parts first.

    A part is the change of what a node brought to the score (its contribution); those of a level add up to the change
    of the total wherever contributions are told, and a node that is in one period alone brought 0 in the other. The
    default level are the nodes that nothing stands below: indicators, or blocks where a territory averages its bodies.
    Without a body the territory itself is meant; `period_to` defaults to the last period. Empty where the authority has
    no score at either end. Raises IndexgovError for a territory, body or period that was not compared.
    """
    first, second = _pair(comparison, period_to)
    sides = [_nodes(side, territory, body, level) for side in (first, second)]
    ends = [_total(side, territory, body) for side in (first, second)]
    if all(end is None for end in ends):
        known = sorted({f"{row[0]} {row[1]}".strip() for row in zip(second.scores["territory"], second.scores["body"],
                                                                    strict=True)})  # fmt: skip
        asked = f"{territory} {body}".strip()
        raise IndexgovError(f"there is no authority '{asked}'; {choose_from(asked, known)}")
    both = sides[1].merge(sides[0], left_index=True, right_index=True, suffixes=("_to", "_from"), how="outer")
    both = both.reindex([name for name in comparison.changes["node"].unique() if name in both.index])
    if any(end is None or np.isnan(end) for end in ends):
        return pd.DataFrame(columns=list(REASONS))
    # What is not in a tree brought nothing to it.
    brought = [both[f"brought_{end}"].where(both[f"status_{end}"].notna(), 0.0) for end in ("from", "to")]
    levels = both["level_to"].fillna(both["level_from"])
    frame = both.assign(level=levels, brought_from=brought[0], brought_to=brought[1], change=brought[1] - brought[0])
    frame["because"] = [_because(row) for row in frame.to_dict("records")]
    frame = frame[frame["change"].abs() > _LEAST].rename_axis("node").reset_index()
    frame[["value_from", "value_to"]] = frame[["value_from", "value_to"]].fillna("")
    frame = frame.assign(note=frame["node"].map(_notes(comparison, first, second, territory, body)).fillna(""))
    biggest = np.argsort(-frame["change"].abs().to_numpy(), kind="stable")[:count]
    return frame.iloc[biggest][list(REASONS)].reset_index(drop=True)


def _pair(comparison: Comparison, period_to: str | None) -> tuple[Assessment, Assessment]:
    found = {second.dataset.period.code: (first, second) for first, second in comparison.pairs}
    if period_to is None:
        return comparison.pairs[-1]
    if period_to not in found:
        raise IndexgovError(f"no period was compared with '{period_to}' as its end; known: {quoted(found)}")
    return found[period_to]


def _nodes(assessment: Assessment, territory: str, body: str, level: str | None) -> pd.DataFrame:
    """The nodes of one authority at a level; `brought` is NaN where a contribution is not told."""
    scores, trees = assessment.scores, [section.tree for section in assessment.sections]
    tree = trees[0] if body else trees[-1]
    lowest = [node.id for node, below in zip(tree.nodes, tree.children, strict=True) if not below]
    mine = (scores["territory"] == territory) & (scores["body"] == body)
    mine &= scores["node"].isin(lowest) if level is None else scores["level"] == level
    rows = scores[mine].set_index("node")
    nothing = rows["score"].isna() | (rows["reason"] == NOT_COUNTED)
    brought = rows["contribution"].mask(rows["contribution"].isna() & nothing, 0.0)
    return rows.assign(brought=brought)[["level", "brought", "score", "value", "status"]]


def _total(assessment: Assessment, territory: str, body: str) -> float | None:
    """The score of an authority, NaN where it has none; None where there is no such authority."""
    found = _nodes(assessment, territory, body, "index")["score"]
    return float(found.iloc[0]) if len(found) else None


def _because(row: Mapping[Hashable, Any]) -> str:
    if not isinstance(row["status_from"], str):
        return NEW
    if not isinstance(row["status_to"], str):
        return GONE
    if row["status_from"] != row["status_to"]:
        return STATUS
    if row["score_from"] == row["score_to"]:
        return WEIGHT
    return VALUE if row["value_from"] != row["value_to"] or not row["value_to"] else SCALE


def _notes(comparison: Comparison, first: Assessment, second: Assessment, territory: str, body: str) -> dict[str, str]:
    """The notes of the changes of one authority by node."""
    rows = comparison.changes
    mine = (rows["territory"] == territory) & (rows["body"] == body)
    mine &= (rows["period_from"] == first.dataset.period.code) & (rows["period_to"] == second.dataset.period.code)
    return dict(zip(rows.loc[mine, "node"], rows.loc[mine, "note"], strict=True))
