"""How columns go together: correlations with gaps, their intervals, Holm's correction, and what a set has in common.

Matrices have one row a column of the data and one column an authority; NaN is a gap, and a pair of rows takes the
authorities that have both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from indexgov.methods.arrays import Floats, Ints, Mask, spread, zeroed
from indexgov.methods.matrices import correlations, dot, eigen, product

_FLAT = 1e-12
"""A variance below this share of the mean square is rounding."""


def pearson(rows: Floats, others: Floats) -> tuple[Floats, Floats]:
    """Pearson's correlation of each row with each of the others, and the number of pairs.

    NaN below three pairs and where either has no variation over them.
    """
    one, there = _centred(rows)
    other, here = _centred(others)
    count = product(there, here.T)
    first, second = product(one, here.T), product(there, other.T)
    products = count * product(one, other.T) - first * second
    level, other_level = product(one**2, here.T), product(there, (other**2).T)
    square, other_square = count * level - first**2, count * other_level - second**2
    flat = (square <= _FLAT * count * level) | (other_square <= _FLAT * count * other_level) | (count < 3)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = products / np.sqrt(square * other_square)
    return np.where(flat, np.nan, np.clip(found, -1.0, 1.0)), count


def _centred(rows: Floats) -> tuple[Floats, Floats]:
    """The rows less their means with 0 for gaps, and 1 where there is a value; a constant row is exactly 0."""
    there = ~np.isnan(rows)
    known = np.maximum(there.sum(axis=1), 1)
    moved = zeroed(rows - (zeroed(rows).sum(axis=1) / known)[:, np.newaxis])
    for number, row in enumerate(rows):
        if spread(row[there[number]]) == 0:
            moved[number] = 0.0
    return moved, there.astype(float)


def spearman(rows: Floats, pairs: Sequence[tuple[int, int]]) -> Floats:
    """Spearman's correlation of pairs of rows, given by their positions: Pearson's of the ranks, ties at the mean.

    Ranks are those among the columns that both have. NaN below three pairs and where either has no variation.
    """
    orders = {one: np.argsort(rows[one], kind="stable") for one in {one for pair in pairs for one in pair}}
    there, found = ~np.isnan(rows), np.full(len(pairs), np.nan)
    ranked: dict[tuple[int, bytes], Floats] = {}

    def ranks(row: int, both: Mask) -> Floats:
        # Rows have few gaps, so that the same ranks are asked for again and again.
        key = row, both.tobytes()
        if key not in ranked:
            # The order among all is the order among some, so that each row is sorted once.
            ranked[key] = _centred_ranks(rows[row], orders[row][both[orders[row]]])
        return ranked[key]

    for number, (one, other) in enumerate(pairs):
        both = there[one] & there[other]
        count = int(np.count_nonzero(both))
        if count < 3:
            continue
        first, second = ranks(one, both), ranks(other, both)
        size = float(np.sqrt(dot(first, first) * dot(second, second)))
        if size > 0:
            found[number] = dot(first, second) / size
    return found


def _centred_ranks(row: Floats, order: Ints) -> Floats:
    """Ranks less their mean at the columns in `order`, which are ascending, and 0 elsewhere; ties at the mean."""
    ascending = row[order]
    starts = np.flatnonzero(np.concatenate([[True], ascending[1:] != ascending[:-1]]))
    ends = np.append(starts[1:], len(order))
    ranks = np.zeros(len(row))
    ranks[order] = np.repeat((starts + ends - len(order)) / 2, ends - starts)
    return ranks


def fisher_interval(r: Floats, count: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Interval of a correlation: tanh(atanh r -/+ z / sqrt(n - 3)); NaN below four pairs. Source: Fisher (1921)."""
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * _error(count)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.arctanh(r)
        return np.tanh(middle - reach), np.tanh(middle + reach)


def p_value(r: Floats, count: Floats) -> Floats:
    """Two-sided probability of so strong a correlation where there is none, by Fisher's z; NaN below four pairs."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(np.arctanh(r)) / _error(count)
    return np.array([math.erfc(one / math.sqrt(2)) if not math.isnan(one) else math.nan for one in z.ravel()]).reshape(
        z.shape
    )


def _error(count: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 3, 1 / np.sqrt(count - 3), np.nan)


def cronbach_alpha(rows: Floats) -> float:
    """k / (k - 1) (1 - sum of the rows' variances / variance of their sum), over columns without gaps, at most 1.

    NaN below two rows and two columns, and where the sum has no variation. Source: Cronbach (1951).
    """
    if len(rows) < 2 or rows.shape[1] < 2:
        return math.nan
    total = rows.sum(axis=0)
    if spread(total) == 0:
        return math.nan
    shares = np.var(rows, axis=1, ddof=1).sum() / np.var(total, ddof=1)
    return float(len(rows) / (len(rows) - 1) * (1 - shares))


def alpha_interval(alpha: float, rows: int, count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of Cronbach's alpha of so many rows and columns: ln(1 - alpha) -/+ z sqrt(2 k / ((k - 1) (n - 2))).

    NaN below two rows and three columns, and for an alpha of 1. Source: Bonett (2002).
    """
    if rows < 2 or count < 3 or not alpha < 1:
        return math.nan, math.nan
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * math.sqrt(2 * rows / ((rows - 1) * (count - 2)))
    return 1 - (1 - alpha) * math.exp(reach), 1 - (1 - alpha) * math.exp(-reach)


@dataclass(frozen=True)
class Principal:
    """Principal components of a correlation matrix."""

    eigenvalues: Floats
    """The largest first; they add up to the number of rows with variation."""
    loadings: Floats
    """Correlation of each row with the first component, its sum not negative; NaN for a row without variation."""


def principal_components(rows: Floats) -> Principal:
    """Principal components of the rows' correlations over columns without gaps.

    Nothing but NaN below two rows with variation and three columns. Source: OECD and JRC, Handbook, 2008, step 4.
    """
    moving: Mask = np.array([spread(row) > 0 for row in rows], dtype=bool)
    loadings = np.full(len(rows), np.nan)
    if np.count_nonzero(moving) < 2 or rows.shape[1] < 3:
        return Principal(np.zeros(0), loadings)
    values, vectors = eigen(correlations(rows[moving]))
    values = np.maximum(values[::-1], 0.0)
    first = vectors[:, -1] * np.sqrt(values[0])
    loadings[moving] = first if first.sum() >= 0 else -first
    return Principal(values, loadings)
