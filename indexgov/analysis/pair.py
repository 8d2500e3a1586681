"""What two datasets recorded, cell by cell, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.tables import ASSESSED, ESTIMATES_KEY, SAMPLING, STATUSES, Dataset

ABSENT, WITHOUT_VALUE, VALUED = range(3)
"""State of a cell in a dataset: no row; a row that is not assessed, not applicable, or filled from an earlier period;
a value of its own."""
_CATEGORIES = (*ESTIMATES_KEY, "value", "status")


@dataclass(frozen=True)
class PairRows:
    """The observations of two datasets, 0 and 1, and the cells (territory, body, indicator) that they are about."""

    rows: pd.DataFrame
    """Those of the first dataset, then those of the second, with common categories."""
    source: Ints
    """Dataset of each row."""
    cell: Ints
    """Cell of each row."""
    territory: Ints
    """Of each cell, a position among the categories of `rows`, as `body` and `indicator`."""
    body: Ints
    indicator: Ints
    state: npt.NDArray[np.int8]
    """Datasets x cells: ABSENT, WITHOUT_VALUE or VALUED."""
    imputed: Mask
    """Datasets x cells: whether a cell without a value of its own has one of an earlier period."""
    same: Mask
    """Cells about which the two datasets say the same."""

    @classmethod
    def of(cls, first: Dataset, second: Dataset) -> PairRows:
        """The rows of two datasets."""
        tables = (first.observations, second.observations)
        rows = pd.concat([one.drop(columns=list(_CATEGORIES)) for one in tables], ignore_index=True)
        for name in _CATEGORIES:
            rows[name] = pd.api.types.union_categoricals([one[name] for one in tables])
        rows = rows[list(first.observations.columns)]
        source = np.repeat([0, 1], [len(one) for one in tables])
        codes = [rows[name].cat.codes.to_numpy().astype(np.int64) for name in ESTIMATES_KEY]
        counts = [len(rows[name].cat.categories) for name in ESTIMATES_KEY]
        key = (codes[0] * counts[1] + codes[1]) * counts[2] + codes[2]
        cells, cell = np.unique(key, return_inverse=True)
        assessed = rows["status"].cat.codes.to_numpy() == STATUSES.index(ASSESSED)
        state = np.zeros((2, len(cells)), dtype=np.int8)
        np.maximum.at(state, (source, cell), np.where(assessed, VALUED, WITHOUT_VALUE).astype(np.int8))
        imputed = np.zeros(state.shape, dtype=bool)
        filled = rows["imputed"].to_numpy(dtype=bool)
        imputed[source[filled], cell[filled]] = True
        imputed &= state == WITHOUT_VALUE
        of_cell = (cells // (counts[1] * counts[2]), cells // counts[2] % counts[1], cells % counts[2])
        return cls(rows, source, cell, *of_cell, state, imputed, _same(rows, source, cell, len(cells)))

    def names(self, key: str) -> Sequence[str]:
        """Names behind the positions in `territory`, `body` or `indicator`."""
        return list(self.rows[key].cat.categories)

    def of_indicator(self, name: str, source: int) -> pd.DataFrame:
        """The rows of one dataset that give an indicator a value."""
        known = self.names("indicator")
        if name not in known:
            return self.rows.iloc[:0]
        mine = (self.source == source) & (self.rows["indicator"].cat.codes.to_numpy() == known.index(name))
        counts = self.rows["status"].cat.codes.to_numpy() == STATUSES.index(ASSESSED)
        return pd.DataFrame(self.rows[mine & (counts | self.rows["imputed"].to_numpy(dtype=bool))])

    def chosen(self, choice: npt.NDArray[np.int8]) -> pd.DataFrame:
        """The rows of each cell from the dataset that is chosen for it; -1 takes none."""
        return pd.DataFrame(self.rows[choice[self.cell] == self.source].reset_index(drop=True))


def _same(rows: pd.DataFrame, source: Ints, cell: Ints, count: int) -> Mask:
    """Cells with as many rows in both datasets, which give the same figures in the same order of parts and values.

    Errors of figures are figures too: a revision may correct nothing else.
    """
    part = pd.factorize(rows["part"])[0]
    value, status = (rows[name].cat.codes.to_numpy() for name in ("value", "status"))
    flags = rows["imputed"].to_numpy(dtype=bool) * 2 + rows["shared"].to_numpy(dtype=bool)
    figures = [rows[name].to_numpy(dtype=float) for name in ("number", *SAMPLING)]
    counts = np.stack([np.bincount(cell[source == side], minlength=count) for side in (0, 1)])
    same = np.asarray(counts[0] == counts[1])
    order = np.lexsort((value, part, cell))
    order = order[same[cell[order]]]
    first, second = (order[source[order] == side] for side in (0, 1))

    def differ(column: npt.NDArray[Any] | Floats) -> Mask:
        one, other = column[first], column[second]
        return np.asarray((one != other) & ~((one != one) & (other != other)))

    unlike = np.any([differ(column) for column in (value, status, part, flags, *figures)], axis=0)
    same[cell[first[unlike]]] = False
    return same
