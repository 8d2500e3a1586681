"""Products and eigenvectors of matrices whose last digits do not depend on the machine.

The libraries that numpy hands these to (BLAS, LAPACK) add in an order that depends on the processor and on the number
of threads, so that the same inputs would not give the same bytes. Here numpy's own loops add, always in one order.
"""

from __future__ import annotations

import numpy as np

from indexgov.methods.arrays import Floats, Ints

_SWEEPS = 60
"""More than enough: convergence is quadratic, and a matrix of a hundred rows takes about ten."""


def product(left: Floats, right: Floats) -> Floats:
    """The product of two matrices, or of two stacks of them."""
    return np.asarray(np.einsum("...ij,...jk->...ik", left, right))


def dot(left: Floats, right: Floats) -> float:
    """The inner product of two vectors."""
    return float(np.einsum("i,i->", left, right))


def correlations(rows: Floats) -> Floats:
    """Pearson's correlations of rows without gaps, each of which has variation."""
    moved = rows - rows.mean(axis=1, keepdims=True)
    sums = product(moved, moved.T)
    size = np.sqrt(np.diag(sums))
    found = np.clip(sums / (size[:, np.newaxis] * size), -1.0, 1.0)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def eigen(symmetric: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues of a symmetric matrix in ascending order, and its eigenvectors as columns.

    Jacobi's rotations, as many at once as have no row in common. Source: Golub and Van Loan, Matrix Computations, 4th
    edition, 8.5. Raises ValueError for a matrix that holds anything but finite numbers.
    """
    if not np.isfinite(symmetric).all():
        raise ValueError("only finite matrices have eigenvalues")
    size = len(symmetric)
    matrix, vectors = symmetric.astype(float), np.eye(size)
    rounds = _rounds(size)
    scale = float(np.abs(matrix).max(initial=0.0))
    for _ in range(_SWEEPS):
        apart = matrix[~np.eye(size, dtype=bool)]
        if (np.abs(apart) <= np.finfo(float).eps ** 2 * scale).all():
            break
        for first, second in rounds:
            _rotate(matrix, vectors, first, second)
    values = np.diag(matrix)
    order = np.argsort(values, kind="stable")
    return values[order], vectors[:, order]


def pseudo_inverse(symmetric: Floats, least: float) -> Floats:
    """Moore and Penrose's inverse of a symmetric matrix; eigenvalues up to `least` of the largest size count as 0."""
    values, vectors = eigen(symmetric)
    sizes = np.abs(values)
    kept = sizes > least * sizes.max(initial=0.0)
    inverse = np.divide(1.0, values, out=np.zeros_like(values), where=kept)
    return product(vectors * inverse, vectors.T)


def _rounds(size: int) -> list[tuple[Ints, Ints]]:
    """Every pair of rows once, in rounds of pairs without a common row, as in a tournament."""
    players = list(range(size + size % 2))
    found = []
    for _ in range(len(players) - 1):
        half = len(players) // 2
        pairs = zip(players[:half], reversed(players[half:]), strict=True)
        # With an odd number one row rests in every round.
        real = [(min(pair), max(pair)) for pair in pairs if max(pair) < size]
        if real:
            first, second = np.array(real).T
            found.append((first, second))
        players = [players[0], players[-1], *players[1:-1]]
    return found


def _rotate(matrix: Floats, vectors: Floats, first: Ints, second: Ints) -> None:
    """Turn pairs of rows and columns so that what stands where they cross becomes 0; both arguments are changed."""
    cross = matrix[first, second]
    there = cross != 0
    if not there.any():
        return
    first, second, cross = first[there], second[there], cross[there]
    own, other = matrix[first, first], matrix[second, second]
    with np.errstate(over="ignore"):
        theta = (other - own) / (2 * cross)
        tangent = np.where(theta < 0, -1.0, 1.0) / (np.abs(theta) + np.sqrt(theta**2 + 1))
    cosine = 1 / np.sqrt(tangent**2 + 1)
    sine = tangent * cosine
    for table in (matrix, vectors):
        one, two = table[:, first], table[:, second]
        table[:, first], table[:, second] = cosine * one - sine * two, sine * one + cosine * two
    one, two = matrix[first], matrix[second]
    matrix[first] = cosine[:, np.newaxis] * one - sine[:, np.newaxis] * two
    matrix[second] = sine[:, np.newaxis] * one + cosine[:, np.newaxis] * two
    matrix[first, second] = matrix[second, first] = 0.0
    matrix[first, first], matrix[second, second] = own - tangent * cross, other + tangent * cross
