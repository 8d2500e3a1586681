"""From observations to matrices of leaves x authorities: scores, statuses and what was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import Outline
from indexgov.scoring.aggregate import Leaves
from indexgov.scoring.authorities import Authorities
from indexgov.scoring.scales import NUMBER_SCALES, level_scores, share_of_parts, slope, turned
from indexgov.tables import ASSESSED, NOT_APPLICABLE, NOT_ASSESSED, STATUSES, Dataset

Objects = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]
Codes = npt.NDArray[np.int8]

EMPTY_DENOMINATOR = "empty_denominator"
"""Reason of a ratio that is not applicable because there was nothing to count."""


@dataclass(frozen=True)
class Cells:
    """What is known of every leaf for every authority, as matrices of leaves x authorities."""

    leaves: Leaves
    status: Codes
    """Positions in STATUSES."""
    row: Ints
    """The observation of each cell (the last, where there are several); -1 where there is none."""
    rows: pd.DataFrame
    """The observations."""
    row_se: Floats
    """Standard error of each observation in points of score; NaN where it is not known."""

    @classmethod
    def none(cls, count: int) -> Cells:
        """No leaf at all, for `count` authorities."""
        number, flag = np.zeros((0, count)), np.zeros((0, count), dtype=bool)
        nowhere, codes = np.zeros((0, count), dtype=np.intp), np.zeros((0, count), dtype=np.int8)
        return cls(Leaves(number, flag, flag), codes, nowhere, pd.DataFrame(), np.zeros(0))

    def spread(self, values: npt.NDArray[Any], blank: object) -> npt.NDArray[Any]:
        """A value of each observation laid out over the matrix, `blank` where there is none."""
        matrix = np.full(self.row.shape, blank, dtype=values.dtype)
        known = self.row >= 0
        matrix[known] = values[self.row[known]]
        return matrix

    @property
    def shared(self) -> Mask:
        """Where one value stands for every body."""
        return np.asarray(self.spread(self.rows["shared"].to_numpy(dtype=bool), False))

    @property
    def reason(self) -> Objects:
        """Why a cell is not applicable or not assessed."""
        reason: Objects = self.spread(self.rows["reason"].to_numpy(dtype=object), "")
        recorded = self.spread(self.rows["status"].cat.codes.to_numpy(), -1)
        turned_empty = (recorded == STATUSES.index(ASSESSED)) & (self.status == STATUSES.index(NOT_APPLICABLE))
        reason[turned_empty] = EMPTY_DENOMINATOR
        return reason

    @property
    def text(self) -> Objects:
        """What was recorded: `full`, `3.5`, `granted=112; received=371`, `full | partial` for two assessors."""
        value, part, who = (self.rows[name].to_numpy(dtype=object) for name in ("value", "part", "assessor"))
        keys = ["territory", "body", "indicator"]
        several = np.flatnonzero((part != "") | self.rows.duplicated(keys, keep=False).to_numpy())
        cell = list(zip(*(self.rows[key].cat.codes.to_numpy()[several] for key in keys), strict=True))
        told: dict[tuple[Any, ...], dict[str, list[str]]] = {}
        for key, row in zip(cell, several, strict=True):
            words = f"{part[row]}={value[row]}" if part[row] else str(value[row])
            told.setdefault(key, {}).setdefault(str(who[row]), []).append(words)
        joined = value.copy()
        for key, row in zip(cell, several, strict=True):
            joined[row] = " | ".join("; ".join(words) for words in told[key].values())
        return np.asarray(self.spread(joined, ""))


def cells_of(registry: Registry, dataset: Dataset, tree: Outline, authorities: Authorities) -> Cells:
    """The leaves of the tree, scored, for every authority."""
    models = (tree.nodes[leaf].model for leaf in tree.leaves)
    indicators = [model for model in models if isinstance(model, Indicator)]
    concerned = _concerned(registry, indicators, authorities)
    rows = dataset.observations
    place = _positions(rows["territory"], list(dataset.territories["territory"]))
    authority = authorities.lookup(place, _positions(rows["body"], list(registry.bodies)))
    leaf = _positions(rows["indicator"], [one.id for one in indicators])
    row = np.full(concerned.shape, -1, dtype=np.intp)
    row[leaf, authority] = np.arange(len(rows))
    row_scores, row_se = _scaled(registry, indicators, rows, leaf, authority)
    known = row >= 0
    status = np.full(concerned.shape, STATUSES.index(NOT_ASSESSED), dtype=np.int8)
    status[known] = rows["status"].cat.codes.to_numpy()[row[known]]
    scores = np.full(concerned.shape, np.nan)
    scores[known] = row_scores[row[known]]
    if np.count_nonzero(known) < len(rows):
        _settle(registry, rows, row_scores, leaf * concerned.shape[1] + authority, scores)
    # A ratio with nothing to count is not applicable where its scale says so; elsewhere the reader refused it.
    status[(status == STATUSES.index(ASSESSED)) & np.isnan(scores)] = STATUSES.index(NOT_APPLICABLE)
    leaves = Leaves(scores, concerned, concerned & (status != STATUSES.index(NOT_APPLICABLE)))
    return Cells(leaves, status, row, rows, row_se)


def _concerned(registry: Registry, indicators: list[Indicator], authorities: Authorities) -> Mask:
    concerned = np.zeros((len(indicators), len(authorities)), dtype=bool)
    for tier in registry.tiers:
        for number, body in enumerate(registry.bodies):
            columns = (authorities.tier == tier) & (authorities.body_number == number)
            concerned[np.ix_([one.concerns(body, tier) for one in indicators], columns)] = True
    return concerned


def _positions(column: pd.Series[Any], names: list[str]) -> Ints:
    """Position of each cell of a categorical column in a list of names."""
    return pd.Index(names).get_indexer(column.cat.categories)[column.cat.codes.to_numpy()]


def _scaled(
    registry: Registry, indicators: list[Indicator], rows: pd.DataFrame, leaf: Ints, authority: Ints
) -> tuple[Floats, Floats]:
    """Score and standard error of every observation; NaN where it is not assessed."""
    names = list(registry.scales)
    words = rows["value"].cat.categories.to_numpy(dtype=object)
    by_level = np.array([level_scores(words, scale) for scale in registry.scales.values()]).reshape(len(names), -1)
    scale_of_leaf = np.array([names.index(one.scale) for one in indicators], dtype=np.intp)
    scores = by_level[scale_of_leaf[leaf], rows["value"].cat.codes.to_numpy()]
    scores[rows["status"].cat.codes.to_numpy() != STATUSES.index(ASSESSED)] = np.nan
    se = np.full(len(rows), np.nan)
    number, errors = rows["number"].to_numpy(dtype=float), rows["se"].to_numpy(dtype=float)
    of_numbers = np.flatnonzero(~np.isnan(number))
    for position in np.unique(leaf[of_numbers]):
        chosen = of_numbers[leaf[of_numbers] == position]
        indicator = indicators[position]
        scale = registry.scales[indicator.scale]
        values = number[chosen]
        if scale.kind == "ratio":
            values = _shares(registry, indicator, rows.iloc[chosen], authority[chosen])
        result = NUMBER_SCALES[scale.kind](values, scale, registry.range)
        scores[chosen] = turned(result, registry.range) if indicator.better == "lower" else result
        se[chosen] = errors[chosen] * slope(number[chosen], scale, registry.range)
    return scores, se


def _shares(registry: Registry, indicator: Indicator, rows: pd.DataFrame, authority: Ints) -> Floats:
    """The share that the parts of each recorded ratio make, repeated for each of its rows."""
    part, who, number = (rows[name].to_numpy(dtype=object) for name in ("part", "assessor", "number"))
    together: dict[tuple[int, str], list[int]] = {}
    for position, column in enumerate(authority):
        together.setdefault((int(column), str(who[position])), []).append(position)
    shares = np.full(len(rows), np.nan)
    for positions in together.values():
        parts = {str(part[position]): float(number[position]) for position in positions}
        shares[positions] = share_of_parts(parts, registry.scales[indicator.scale])
    return shares


def _settle(registry: Registry, rows: pd.DataFrame, row_scores: Floats, cell: Ints, scores: Floats) -> None:
    """Where a cell has several observations: the mean or the lower of two assessors' scores, as `assessors` says."""
    repeated = np.flatnonzero(np.bincount(cell, minlength=scores.size)[cell] > 1)
    who = rows["assessor"].to_numpy(dtype=object)[repeated]
    frame = pd.DataFrame({"cell": cell[repeated], "who": who, "score": row_scores[repeated]})
    # The parts of a ratio repeat the score of one assessor, who must count once.
    each = frame.groupby(["cell", "who"])["score"].first().groupby(level="cell")
    settled = each.mean() if registry.assessors.disagreement == "mean" else each.min()
    scores.flat[settled.index.to_numpy()] = settled.to_numpy()
