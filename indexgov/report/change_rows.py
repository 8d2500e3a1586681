"""The rows of a comparison by authority, with what each node brought to the total: what every language shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from indexgov.analysis.compare import Comparison
from indexgov.analysis.in_common import Common
from indexgov.analysis.movers import movers
from indexgov.report.model import Key
from indexgov.report.survey_figures import hidden_cells
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.score_matrices import NOT_COUNTED

TOTALS, PARTS = 5, 3
"""How many of the most improved and the most declined are told: of totals, and of parts."""
Row = Mapping[Hashable, Any]
_NODE = ["territory", "body", "node"]
_OF_SIDE = ("contribution", "score", "reason", "value", "status")
_INTERVAL = ("rank_low", "rank_high")


class PairChanges:
    """The rows of two periods by authority; a node that is in one period alone brought nothing in the other."""

    def __init__(self, comparison: Comparison, first: Assessment, second: Assessment, common: Common) -> None:
        self.first, self.second, self.common = first, second, common
        self.ends = {"period_from": first.dataset.period.code, "period_to": second.dataset.period.code}
        frame = _of_pair(comparison.changes, self.ends)
        for side, end in ((first, "from"), (second, "to")):
            frame = frame.merge(_side(side).add_suffix(f"_{end}_"), how="left",
                                left_on=_NODE, right_on=[f"{name}_{end}_" for name in _NODE])  # fmt: skip
        brought = [_brought(frame, end) for end in ("from", "to")]
        self.rows = _by_key(frame.assign(brought=brought[1] - brought[0]))
        self.flips = _by_key(_of_pair(comparison.flips, self.ends))
        self._hidden = hidden_cells(first.dataset.estimates) | hidden_cells(second.dataset.estimates)

    def is_hidden(self, key: Key, node: str) -> bool:
        """Whether a node is a survey figure that counts but is not printed; some stand for every body."""
        indicator, _, body = node.partition("@")
        return any((key[0], whose, indicator) in self._hidden for whose in (body or key[1], ""))

    def total(self, key: Key) -> Row:
        """The row of an authority's total."""
        return self.rows[key][0]


@dataclass(frozen=True)
class Gathered:
    """What every language shows of a comparison."""

    comparison: Comparison
    pairs: tuple[PairChanges, ...]
    """The latest first."""
    movers: dict[str, pd.DataFrame]
    """Columns MOVERS by level, those of a pair of periods one after the other."""

    @classmethod
    def of(cls, comparison: Comparison) -> Gathered:
        """Of one comparison."""
        sides = zip(comparison.pairs, comparison.common, strict=True)
        pairs = tuple(PairChanges(comparison, *pair, common) for pair, common in sides)[::-1]
        levels = dict.fromkeys(comparison.changes["level"])
        counts = {level: TOTALS if level == "index" else PARTS for level in levels}
        return cls(comparison, pairs, {level: movers(comparison, level, count) for level, count in counts.items()})

    def moved(self, pair: PairChanges, level: str) -> list[Row]:
        """Who moved most between two periods."""
        return list(_of_pair(self.movers[level], pair.ends).to_dict("records"))


def _of_pair(frame: pd.DataFrame, ends: Mapping[str, str]) -> pd.DataFrame:
    mine = np.ones(len(frame), dtype=bool)
    for name, code in ends.items():
        mine &= (frame[name] == code).to_numpy()
    return frame[mine]


def _side(assessment: Assessment) -> pd.DataFrame:
    """What one period says of every node."""
    scores = assessment.scores
    chosen = scores[[*_NODE, *_OF_SIDE]].assign(there=True)
    for name in _INTERVAL:
        chosen[name] = scores[name].to_numpy(dtype=float, na_value=np.nan) if name in scores else np.nan
    return chosen


def _brought(frame: pd.DataFrame, end: str) -> pd.Series[float]:
    """Points that each node brought to the total; NaN where that is not told."""
    points, score = frame[f"contribution_{end}_"], frame[f"score_{end}_"]
    nothing = score.isna() | (frame[f"reason_{end}_"] == NOT_COUNTED) | frame[f"there_{end}_"].isna()
    return points.mask(points.isna() & nothing, 0.0)


def _by_key(frame: pd.DataFrame) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in frame.to_dict("records"):
        found[(row["territory"], row["body"])].append(row)
    return dict(found)
