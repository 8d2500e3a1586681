"""Every relative scale and treatment against a calculation by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from indexgov.methods.arrays import Bounds, MethodError
from indexgov.methods.relative import RELATIVE_SCALES, Sample, scaled
from indexgov.methods.treatment import TRANSFORMS, Treatment, box_cox, kurtosis, learn, skewness

HUNDRED = (0.0, 100.0)
VALUES = (2.0, 4.0, 4.0, 10.0)


def placed(
    kind: str, values: tuple[float, ...] = VALUES, bounds: Bounds = HUNDRED, lower: bool = False, **settings: object
) -> list[float]:
    """The scores of values among themselves; the territories are called a, b, c, ..."""
    column = np.array(values)
    known = ~np.isnan(column)
    sample = Sample(column[known], np.array(list("abcdefgh")[: len(column)], dtype=object)[known])
    model = RELATIVE_SCALES[kind].settings.model_validate(settings)
    return [float(score) for score in scaled(kind, column, sample, model, bounds, lower)]


def test_minmax() -> None:
    """(x - 2)/8, laid over the range. Source: OECD and JRC, Handbook, 2008, step 5."""
    assert placed("minmax") == pytest.approx([0, 25, 25, 100], abs=1e-12)
    assert placed("minmax", bounds=(1.0, 5.0)) == pytest.approx([1, 2, 2, 5], abs=1e-12)
    assert placed("minmax", bounds=None) == pytest.approx([0, 0.25, 0.25, 1], abs=1e-12)
    assert placed("minmax", lower=True) == pytest.approx([100, 75, 75, 0], abs=1e-12)


def test_zscore() -> None:
    """Mean 5, squares 9 + 1 + 1 + 25 = 36: sd sqrt(12) with n - 1, 3 with n. Source: Handbook, 2008, step 5."""
    assert placed("zscore", bounds=None, sd="population") == pytest.approx([-1, -1 / 3, -1 / 3, 5 / 3], abs=1e-12)
    assert placed("zscore", bounds=None)[0] == pytest.approx(-3 / math.sqrt(12), abs=1e-12)
    shifted = placed("zscore", sd="population", centre=50, spread=30)
    assert shifted == pytest.approx([20, 40, 40, 100], abs=1e-12)
    assert placed("zscore", bounds=None, lower=True, sd="population")[0] == pytest.approx(1, abs=1e-12)


def test_rank() -> None:
    """Places from the lowest; two share place 2, or 2.5, or 3. Source: Handbook, 2008, step 5 (ranking)."""
    assert placed("rank", bounds=None) == [1, 2, 2, 4]
    assert placed("rank", bounds=None, ties="mean") == [1, 2.5, 2.5, 4]
    assert placed("rank", bounds=None, ties="max") == [1, 3, 3, 4]
    assert placed("rank") == [25, 50, 50, 100]
    assert placed("rank", bounds=None, lower=True) == [4, 2, 2, 1]


def test_borda() -> None:
    """How many are below: 0, 1, 1, 3. Source: de Borda 1781; Handbook, 2008, step 6."""
    assert placed("borda", bounds=None) == [0, 1, 1, 3]
    assert placed("borda") == pytest.approx([0, 100 / 3, 100 / 3, 100], abs=1e-12)


def test_percentile() -> None:
    """(place - 1)/(n - 1), what spreadsheets call PERCENTRANK.INC."""
    assert placed("percentile", bounds=None) == pytest.approx([0, 1 / 3, 1 / 3, 1], abs=1e-12)


def test_ties_within_rounding_are_ties() -> None:
    """0.1 + 0.2 and 0.3 are one value."""
    assert placed("rank", (0.1, 0.1 + 0.2, 0.3, 0.5), bounds=None) == [1, 2, 2, 4]


def test_distance_to_max() -> None:
    """1 - (10 - x)/8. Source: Becker et al., COINr, n_dist2max."""
    assert placed("distance_to_max", bounds=None) == pytest.approx([0, 0.25, 0.25, 1], abs=1e-12)


def test_distance_to_target() -> None:
    """Target 6: 1 - (6 - x)/(6 - 2); 10 is beyond it and scores no more in a range. Source: COINr, n_dist2targ.

    Where less is better and 3 is aimed at: 1 - (x - 3)/(10 - 3).
    """
    assert placed("distance_to_target", target=6) == pytest.approx([0, 50, 50, 100], abs=1e-12)
    assert placed("distance_to_target", bounds=None, target=6)[3] == pytest.approx(2, abs=1e-12)
    turned = placed("distance_to_target", lower=True, target=3)
    assert turned == pytest.approx([100, 600 / 7, 600 / 7, 0], abs=1e-12)
    with pytest.raises(MethodError, match="the target is not better than the worst value"):
        placed("distance_to_target", target=2)


def test_distance_to_reference() -> None:
    """The reference is b with 4: 1 - (4 - x)/(4 - 2). Source: COINr, n_dist2ref."""
    assert placed("distance_to_reference", reference="b") == pytest.approx([0, 100, 100, 100], abs=1e-12)
    with pytest.raises(MethodError, match="the reference 'z' has no value"):
        placed("distance_to_reference", reference="z")


def test_fraction() -> None:
    """x/10. Source: Handbook, 2008, step 5 (distance to the leader)."""
    assert placed("fraction") == pytest.approx([20, 40, 40, 100], abs=1e-12)
    with pytest.raises(MethodError, match="needs values from 0, found -1"):
        placed("fraction", (-1.0, 5.0))


@pytest.mark.parametrize("kind", RELATIVE_SCALES)
def test_a_gap_stays_a_gap_and_less_can_be_better(kind: str) -> None:
    """NaN has no score and is no part of the sample; `better: lower` turns the order around."""
    needed: dict[str, Any] = {"target": 9.5} if kind == "distance_to_target" else {}
    needed |= {"reference": "d"} if kind == "distance_to_reference" else {}
    up = placed(kind, (1.0, math.nan, 4.0, 9.0), bounds=None, **needed)
    low: dict[str, Any] = {"target": 0.5} if "target" in needed else {"reference": "a"} if needed else {}
    down = placed(kind, (1.0, math.nan, 4.0, 9.0), bounds=None, lower=True, **low)
    assert math.isnan(up[1])
    assert math.isnan(down[1])
    assert up[0] < up[2] < up[3]
    assert down[0] > down[2] > down[3]


@pytest.mark.parametrize("kind", RELATIVE_SCALES)
def test_no_variation_is_an_error_or_what_the_scale_says(kind: str) -> None:
    """All equal: nobody is better than another; 0.1 + 0.2 and 0.3 are no variation either."""
    needed: dict[str, Any] = {"target": 9} if kind == "distance_to_target" else {}
    needed |= {"reference": "a"} if kind == "distance_to_reference" else {}
    with pytest.raises(MethodError, match=r"all 2 values are 0\.3, and a relative scale needs two that differ"):
        placed(kind, (0.1 + 0.2, 0.3), **needed)
    with pytest.raises(MethodError, match="the only value is 7"):
        placed(kind, (7.0,), **needed)
    assert placed(kind, (0.1 + 0.2, 0.3), constant=40, **needed) == [40, 40]


def test_every_relative_scale_is_tested_here() -> None:
    """A scale without a test that cites its source must not ship."""
    import tests.test_relative as module

    assert {kind for kind in RELATIVE_SCALES if f"test_{kind}" not in vars(module)} == set()


TAIL = (1.0, 2.0, 3.0, 4.0, 5.0, 100.0)


def test_skewness_and_kurtosis() -> None:
    """1, 2, 3, 4, 100: spreadsheet functions SKEW and KURT give 2.22951... and 4.97598...; by hand from the moments.

    Joanes and Gill 1998: G1 = g1 sqrt(n(n-1))/(n-2); G2 = ((n+1) g2 + 6)(n-1)/((n-2)(n-3)), g2 the excess.
    """
    x = np.array([1.0, 2.0, 3.0, 4.0, 100.0])
    d = x - 22
    m2, m3, m4 = ((d**power).mean() for power in (2, 3, 4))
    assert skewness(x) == pytest.approx(m3 / m2**1.5 * math.sqrt(20) / 3, rel=1e-12)
    assert kurtosis(x) == pytest.approx((6 * (m4 / m2**2 - 3) + 6) * 4 / 6, rel=1e-12)
    assert math.isnan(skewness(np.array([1.0, 2.0])))
    assert math.isnan(kurtosis(np.array([3.0, 3.0, 3.0, 3.0])))


def treated(values: tuple[float, ...], **settings: object) -> list[float]:
    column = np.array(values)
    return [float(value) for value in learn(column, Treatment.model_validate(settings))(column)]


def test_winsorising_moves_the_fewest_points() -> None:
    """One outlier of skewness 2.4 and kurtosis 5.9: moved to the next value, the column passes. On the low side too."""
    assert treated(TAIL, winsorise=5) == [1, 2, 3, 4, 5, 5]
    assert treated(tuple(-value for value in TAIL), winsorise=5) == [-1, -2, -3, -4, -5, -5]


def test_winsorising_counts_ties() -> None:
    """Two equal outliers are two points: with one allowed nothing is moved."""
    tied = (*range(1, 11), 500.0, 500.0)
    thresholds = {"skewness": 1.0, "kurtosis": 1.0}
    assert treated(tied, winsorise=1, **thresholds) == list(tied)
    assert treated(tied, winsorise=2, **thresholds) == [*range(1, 11), 10, 10]


def test_a_column_that_passes_is_left_alone() -> None:
    """Without outliers nothing is moved, and nothing is transformed, unless `when: always` says so."""
    even = (1.0, 2.0, 3.0, 4.0)
    assert treated(even, winsorise=2, transform="log") == list(even)
    assert treated(even, when="always", transform="log") == pytest.approx([math.log(value) for value in even])


def test_a_column_that_still_fails_is_transformed_from_its_recorded_values() -> None:
    """One point may be moved and two stand out: the logarithm is taken of all values as they were recorded."""
    two = (*(float(value) for value in range(1, 21)), 900.0, 1000.0)
    expected = [math.log(value - 1 + 0.01 * 999) for value in two]
    assert treated(two, winsorise=1, transform="shifted_log") == pytest.approx(expected, rel=1e-12)


def test_transforms() -> None:
    """1, 2, 101: ln x; ln(x - 1 + 1); ln(100 (x - 1)/100 + 1); the square root less one, doubled (Box and Cox 1964)."""
    x = np.array([1.0, 2.0, 101.0])
    assert TRANSFORMS["log"](x, 1.0, 101.0) == pytest.approx(np.log(x))
    assert TRANSFORMS["shifted_log"](x, 1.0, 101.0) == pytest.approx([0.0, math.log(2), math.log(101)])
    assert TRANSFORMS["gii_log"](x, 1.0, 101.0) == pytest.approx([0.0, math.log(2), math.log(101)])
    assert box_cox(x, 0.5) == pytest.approx(2 * (np.sqrt(x) - 1))
    assert box_cox(x, 0.0) == pytest.approx(np.log(x))
    with pytest.raises(MethodError, match="needs values above 0"):
        box_cox(np.array([0.0, 1.0]), 0.5)
    with pytest.raises(MethodError, match="a logarithm needs values above 0, found 0"):
        TRANSFORMS["log"](x, 0.0, 101.0)


@pytest.mark.parametrize("transform", [*TRANSFORMS, {"boxcox": 0.3}])
@pytest.mark.parametrize("sign", [1, -1])
def test_transforms_keep_the_order(transform: object, sign: int) -> None:
    """A long tail on the low side is mirrored, so that it is the tail that is drawn in; order stays."""
    column = tuple(sorted(500 + sign * value for value in (1.0, 2.0, 3.0, 5.0, 8.0, 400.0)))
    result = treated(column, when="always", transform=transform)
    assert result == sorted(result)
    if transform in ("shifted_log", "gii_log"):
        gaps = np.diff(result) / np.ptp(result)
        assert (gaps[0] if sign < 0 else gaps[-1]) < 0.9


def test_a_target_that_the_transform_cannot_place_is_told() -> None:
    """ln(x - min + ...) has no value for a target below the smallest value: better said than moved to the smallest."""
    treat = {"when": "always", "transform": "shifted_log"}
    with pytest.raises(MethodError, match="lies beyond the values, where the transform has no value"):
        placed("distance_to_target", (1.0, 10.0, 100.0), lower=True, target=0.5, treat=treat)
