"""From observations to matrices of leaves x authorities: scores, statuses and what was written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.errors import Problem
from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.methods.scales import levels, share_of_parts
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import Outline
from indexgov.scoring.aggregate import Leaves
from indexgov.scoring.authorities import Authorities, authorities_of
from indexgov.scoring.columns import Column, fill, score_of
from indexgov.tables import ASSESSED, IMPUTED, NOT_APPLICABLE, NOT_ASSESSED, STATUSES, Dataset

Objects = npt.NDArray[np.object_]
Codes = npt.NDArray[np.int8]

EMPTY_DENOMINATOR = "empty_denominator"
"""Reason of a ratio that is not applicable because there was nothing to count."""
IMPUTED_REASONS = ("", *IMPUTED.values())


@dataclass(frozen=True)
class Cells:
    """What is known of every leaf for every authority, as matrices of leaves x authorities."""

    leaves: Leaves
    status: Codes
    """Positions in STATUSES."""
    imputed: Codes
    """Positions in IMPUTED_REASONS: how a cell that nobody assessed came by its score."""
    values: Floats
    """The number that was scored, divided and imputed, where the scale takes numbers and it was needed; else NaN."""
    row: Ints
    """The observation of each cell (the last, where there are several); -1 where there is none."""
    rows: pd.DataFrame
    """The observations."""
    origin: tuple[Ints, Ints] | None = None
    """Of pooled territories: the leaf of the bodies that each leaf is, and the authority whose cell each cell is.

    The second is -1 where there is none; of a value that stands for several bodies it is the last of them.
    """

    @classmethod
    def none(cls, count: int) -> Cells:
        """No leaf at all, for `count` authorities."""
        number, flag = np.zeros((0, count)), np.zeros((0, count), dtype=bool)
        nowhere, codes = np.zeros((0, count), dtype=np.intp), np.zeros((0, count), dtype=np.int8)
        leaves = Leaves(number, flag, flag, flag)
        return cls(leaves, codes, codes, number, nowhere, pd.DataFrame())

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
        """Why a cell is not applicable or not assessed, or how it came by its score although it is not."""
        reason: Objects = self.spread(self.rows["reason"].to_numpy(dtype=object), "")
        recorded = self.spread(self.rows["status"].cat.codes.to_numpy(), -1)
        turned_empty = (recorded == STATUSES.index(ASSESSED)) & (self.status == STATUSES.index(NOT_APPLICABLE))
        reason[turned_empty] = EMPTY_DENOMINATOR
        filled = self.imputed > 0
        reason[filled] = np.array(IMPUTED_REASONS, dtype=object)[self.imputed[filled]]
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


def cells_of(
    registry: Registry, dataset: Dataset, tree: Outline, authorities: Authorities, faults: list[Problem]
) -> Cells:
    """The leaves of the tree, scored, for every authority; columns that cannot be scaled are added to `faults`."""
    indicators = [model for leaf in tree.leaves if isinstance(model := tree.nodes[leaf].model, Indicator)]
    concerned = _concerned(registry, indicators, authorities)
    recorded = _Recorded.of(registry, dataset, indicators, authorities)
    rows = dataset.observations
    row = recorded.laid_out(np.arange(len(rows), dtype=np.int32), -1)
    scores = recorded.settled_scores(repeated=int(np.count_nonzero(row >= 0)) < len(rows))
    status = recorded.laid_out(rows["status"].cat.codes.to_numpy(), STATUSES.index(NOT_ASSESSED))
    # A ratio with nothing to count is not applicable where its scale says so; elsewhere the reader refused it.
    for position, one in enumerate(indicators):
        if registry.scales[one.scale].kind == "ratio":
            empty = (status[position] == STATUSES.index(ASSESSED)) & np.isnan(scores[position])
            status[position, empty] = STATUSES.index(NOT_APPLICABLE)
    last = np.int8(IMPUTED_REASONS.index(IMPUTED["last"]))
    imputed = recorded.laid_out(rows["imputed"].to_numpy(dtype=np.int8) * last, 0)
    applicable = concerned & (status != STATUSES.index(NOT_APPLICABLE))
    needed = [
        position
        for position, (one, leaf) in enumerate(zip(indicators, tree.leaves, strict=True))
        if registry.scales[one.scale].relative is not None or tree.nodes[leaf].impute is not None
    ]
    # Where every score comes from its own value alone, no matrix of numbers is needed.
    values = np.full_like(scores, np.nan) if needed else np.broadcast_to(np.float64("nan"), scores.shape)
    for position in needed:
        column = recorded.column(position)
        blank = applicable[position] & (status[position] == STATUSES.index(NOT_ASSESSED)) & (imputed[position] == 0)
        how = tree.nodes[tree.leaves[position]].impute
        base = base_of(registry, dataset, indicators[position])
        result = fill(registry, indicators[position], how, column, scores[position], blank, base, faults)
        scores[position], values[position] = result.scores, result.values
        if how is not None:
            imputed[position, result.filled] = IMPUTED_REASONS.index(IMPUTED[how.by])
    leaves = Leaves(scores, concerned, applicable, applicable & (status == STATUSES.index(ASSESSED)))
    return Cells(leaves, status, imputed, values, row, rows)


def _concerned(registry: Registry, indicators: list[Indicator], authorities: Authorities) -> Mask:
    concerned = np.zeros((len(indicators), len(authorities)), dtype=bool)
    for tier in registry.tiers:
        for number, body in enumerate(registry.bodies):
            columns = (authorities.tier == tier) & (authorities.body_number == number)
            concerned[np.ix_([one.concerns(body, tier) for one in indicators], columns)] = True
    return concerned


def _positions(column: pd.Series[Any], names: list[str]) -> Ints:
    """Position of each cell of a categorical column in a list of names."""
    return pd.Index(names).get_indexer(column.cat.categories).astype(np.int32)[column.cat.codes.to_numpy()]


@dataclass(frozen=True)
class _Recorded:
    """The observations of a dataset, each with the cell that it belongs to."""

    registry: Registry
    dataset: Dataset
    indicators: list[Indicator]
    authorities: Authorities
    leaf: Ints
    """Position of each observation's indicator; -1 for one that is not asked for."""
    authority: Ints
    counts: Mask
    """Whether an observation has a value that counts: assessed, or carried over."""

    @classmethod
    def of(
        cls, registry: Registry, dataset: Dataset, indicators: list[Indicator], authorities: Authorities
    ) -> _Recorded:
        rows = dataset.observations
        place = _positions(rows["territory"], list(dataset.territories["territory"]))
        authority = authorities.lookup(place, _positions(rows["body"], list(registry.bodies)))
        leaf = _positions(rows["indicator"], [one.id for one in indicators])
        assessed = rows["status"].cat.codes.to_numpy() == STATUSES.index(ASSESSED)
        counts = (assessed | rows["imputed"].to_numpy(dtype=bool)) & (leaf >= 0)
        return cls(registry, dataset, indicators, authorities, leaf, authority, counts)

    @cached_property
    def cell(self) -> Ints:
        """The cell of each observation, counted along the rows of a matrix of leaves x authorities."""
        return self.leaf * len(self.authorities) + self.authority

    def laid_out(self, figures: npt.NDArray[Any], blank: object) -> npt.NDArray[Any]:
        """A figure of each observation in a matrix of leaves x authorities, `blank` where there is none."""
        matrix = np.full((len(self.indicators), len(self.authorities)), blank, dtype=figures.dtype)
        matrix.reshape(-1)[self.cell] = figures
        return matrix

    def settled_scores(self, repeated: bool) -> Floats:
        """Scores on scales of their own, leaves x authorities; `repeated` says that cells have several observations."""
        by_row = self.scaled()
        scores = self.laid_out(by_row, np.nan)
        if repeated:
            cells, settled = self.settle(np.arange(len(by_row)), by_row, repeated_only=True)
            scores.flat[cells] = settled
        return scores

    def scaled(self) -> Floats:
        """Score of every observation on a scale of its own; NaN where it has no value that counts.

        Relative scales need the whole column and come later.
        """
        registry, rows = self.registry, self.dataset.observations
        names = list(registry.scales)
        words = rows["value"].cat.categories.to_numpy(dtype=object)
        by_level = np.array([
            levels(words, scale.levels or {}, registry.range) for scale in registry.scales.values()
        ]).reshape(len(names), -1)  # fmt: skip
        scale_of_leaf = np.array([names.index(one.scale) for one in self.indicators], dtype=np.intp)
        scores = by_level[scale_of_leaf[self.leaf], rows["value"].cat.codes.to_numpy()]
        scores[~self.counts] = np.nan
        for position, indicator in enumerate(self.indicators):
            scale = registry.scales[indicator.scale]
            if scale.relative is None and scale.levels is None:
                chosen = self.by_leaf[position]
                scores[chosen] = score_of(registry, indicator, self.numbers(position, chosen))
        return np.asarray(scores)

    def numbers(self, position: int, chosen: Ints) -> Floats:
        """The number of each chosen observation of an indicator; for a ratio the share that its parts make."""
        rows, indicator = self.dataset.observations, self.indicators[position]
        number = rows["number"].to_numpy(dtype=float)[chosen]
        parts = self.registry.scales[indicator.scale].ratio
        if parts is None:
            return number
        part, who = (rows[name].to_numpy(dtype=object)[chosen] for name in ("part", "assessor"))
        together: dict[tuple[int, str], list[int]] = {}
        for place, column in enumerate(self.authority[chosen]):
            together.setdefault((int(column), str(who[place])), []).append(place)
        shares = np.full(len(chosen), np.nan)
        for places in together.values():
            shares[places] = share_of_parts({str(part[one]): float(number[one]) for one in places}, parts)
        return shares

    def settle(
        self, chosen: Ints, figures: Floats, repeated_only: bool = False, lower: bool = True
    ) -> tuple[Ints, Floats]:
        """Cells and their figures where a cell has several observations: the mean or the worse of two assessors'.

        `lower` says that the lower figure is the worse.
        """
        cell = self.cell[chosen]
        keep = self.leaf[chosen] >= 0
        if repeated_only:
            keep &= np.bincount(np.maximum(cell, 0))[np.maximum(cell, 0)] > 1
        who = self.dataset.observations["assessor"].to_numpy(dtype=object)[chosen[keep]]
        frame = pd.DataFrame({"cell": cell[keep], "who": who, "figure": figures[keep]})
        # The parts of a ratio repeat the figure of one assessor, who must count once.
        each = frame.groupby(["cell", "who"])["figure"].first().groupby(level="cell")
        worse = each.min() if lower else each.max()
        settled = each.mean() if self.registry.assessors.disagreement == "mean" else worse
        return settled.index.to_numpy(dtype=np.intp), settled.to_numpy(dtype=float)

    @cached_property
    def by_leaf(self) -> list[Ints]:
        """The observations of each indicator that have a value that counts."""
        counting = np.flatnonzero(self.counts)
        order = counting[np.argsort(self.leaf[counting], kind="stable")]
        ends = np.searchsorted(self.leaf[order], np.arange(1, len(self.indicators)))
        return np.split(order, ends)

    def column(self, position: int) -> Column:
        """The numbers of one indicator, one for each authority."""
        values = np.full(len(self.authorities), np.nan)
        shared = np.zeros(len(self.authorities), dtype=bool)
        chosen = self.by_leaf[position]
        if len(chosen):
            numbers, authority = self.numbers(position, chosen), self.authority[chosen]
            values[authority] = numbers
            if np.bincount(authority).max() > 1:
                lower = self.indicators[position].better == "higher"
                cell, settled = self.settle(chosen, numbers, lower=lower)
                values[cell - position * len(self.authorities)] = settled
            shared[self.authority[chosen]] = self.dataset.observations["shared"].to_numpy(dtype=bool)[chosen]
        return Column(values, shared, self.authorities)


def columns_of(registry: Registry, dataset: Dataset, indicators: list[Indicator]) -> list[Column]:
    """The numbers of indicators as recorded, each with one for each authority of a dataset in the engine's order."""
    authorities = authorities_of(registry, dataset.territories)
    recorded = _Recorded.of(registry, dataset, indicators, authorities)
    return [recorded.column(position) for position in range(len(indicators))]


def base_of(registry: Registry, dataset: Dataset, indicator: Indicator) -> Column | None:
    """The column of the base period that a relative scale names; None where that is this period."""
    settings = registry.scales[indicator.scale].relative
    if settings is None or isinstance(settings.over, str) or settings.over == dataset.period:
        return None
    return columns_of(registry, dataset.previous[settings.over.code], [indicator])[0]
