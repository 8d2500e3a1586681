"""Products and eigenvectors that are made without the libraries whose digits depend on the machine."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from indexgov.methods.matrices import correlations, dot, eigen, product, pseudo_inverse

PACKAGE = Path(__file__).parents[1] / "indexgov"
FORBIDDEN = {"linalg", "corrcoef", "cov", "matmul", "dot", "inner", "vdot", "tensordot", "polyfit"}


def symmetric(size: int, seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    values = np.random.default_rng(seed).normal(size=(size, size))
    return values + values.T


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 40])
def test_eigen_equals_the_library(size: int) -> None:
    """LAPACK's values, and vectors that make the matrix again: odd and even sizes are paired in other ways."""
    matrix = symmetric(size, size)
    values, vectors = eigen(matrix)
    np.testing.assert_allclose(values, np.linalg.eigvalsh(matrix), atol=1e-12 * size)
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(size), atol=1e-13 * size)
    np.testing.assert_allclose(vectors @ np.diag(values) @ vectors.T, matrix, atol=1e-12 * size)


def test_eigen_by_hand() -> None:
    """(2, 1; 1, 2) has 1 and 3, along the diagonals of the square."""
    values, vectors = eigen(np.array([[2.0, 1.0], [1.0, 2.0]]))
    np.testing.assert_allclose(values, [1, 3], rtol=1e-15)
    np.testing.assert_allclose(np.abs(vectors), np.sqrt(0.5), rtol=1e-15)
    assert vectors[0, 0] * vectors[1, 0] < 0 < vectors[0, 1] * vectors[1, 1]


def test_eigen_of_special_matrices() -> None:
    """What turns nothing, what is as good as nothing, what has equal values, and what has no value."""
    values, vectors = eigen(np.diag([3.0, 1.0, 2.0]))
    assert values.tolist() == [1, 2, 3]
    assert vectors.tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    np.testing.assert_allclose(eigen(np.ones((4, 4)))[0], [0, 0, 0, 4], atol=1e-15)
    np.testing.assert_allclose(eigen(np.array([[1e-300, 1e-200], [1e-200, 1.0]]))[0], [1e-300, 1], atol=1e-300)
    assert eigen(np.zeros((0, 0)))[0].tolist() == []
    assert eigen(np.zeros((2, 2)))[1].tolist() == [[1, 0], [0, 1]]
    with pytest.raises(ValueError, match="only finite matrices"):
        eigen(np.array([[np.nan]]))


def test_the_argument_stays_as_it_was() -> None:
    matrix = symmetric(3, 1)
    before = matrix.copy()
    eigen(matrix)
    assert (matrix == before).all()


def test_the_inverse_of_a_singular_matrix() -> None:
    """Moore and Penrose's four laws where one row is the sum of two others."""
    half = np.random.default_rng(2).normal(size=(4, 3))
    matrix = half @ half.T
    found = pseudo_inverse(matrix, 1e-11)
    for made, wanted in ((matrix @ found @ matrix, matrix), (found @ matrix @ found, found)):
        np.testing.assert_allclose(made, wanted, atol=1e-10 * np.abs(wanted).max())
    np.testing.assert_allclose(matrix @ found, (matrix @ found).T, atol=1e-10)
    np.testing.assert_allclose(found, np.linalg.pinv(matrix, rcond=1e-11, hermitian=True), rtol=1e-8)
    # Eigenvalues up to the bound count as none.
    assert pseudo_inverse(np.diag([1.0, 0.25]), 0.25).tolist() == [[1, 0], [0, 0]]
    assert pseudo_inverse(np.diag([1.0, -0.5]), 0.25).tolist() == [[1, 0], [0, -2]]


def test_products_by_hand() -> None:
    left, right = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]])
    assert product(left, right).tolist() == [[19, 22], [43, 50]]
    assert product(np.stack([left, right]), right).tolist() == [[[19, 22], [43, 50]], [[67, 78], [91, 106]]]
    assert dot(left[0], right[0]) == 17


def test_correlations_equal_the_library() -> None:
    rows = np.random.default_rng(3).normal(size=(5, 12))
    np.testing.assert_allclose(correlations(rows), np.corrcoef(rows), atol=1e-15)
    # Rounding may not bring two equal rows above 1.
    twice = correlations(np.stack([rows[0], rows[0] * 3]))
    np.testing.assert_allclose(twice, 1.0, rtol=1e-15)
    assert (twice <= 1).all()


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=str(path.relative_to(PACKAGE))) for path in sorted(PACKAGE.rglob("*.py"))]
)
def test_nobody_asks_a_library_whose_digits_depend_on_the_machine(path: Path) -> None:
    """No `@`, no `numpy.linalg`, no `numpy.dot`: the functions of `methods.matrices` stand for them."""

    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not isinstance(getattr(node, "op", None), ast.MatMult), f"{path}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "np":
            assert node.attr not in FORBIDDEN, f"{path}:{node.lineno}: np.{node.attr}"
