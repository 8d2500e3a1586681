"""Ranks and classes: ties, tolerance, groups, bounds."""

from __future__ import annotations

import numpy as np
import pytest

from indexgov.registry.models import Band, Classes
from indexgov.scoring.rank import class_of, ranks, rounded

NAN = float("nan")


def ranked(*scores: float, groups: tuple[int, ...] | None = None, tolerance: float = 1e-9) -> list[float]:
    places, _ = ranks(np.array(scores), np.array(groups or [0] * len(scores)), tolerance)
    return [0 if np.isnan(place) else int(place) for place in places]


def test_ties_share_the_better_place() -> None:
    """The competition ranking "1224"."""
    assert ranked(50, 70, 50, 10) == [2, 1, 2, 4]


def test_sums_that_differ_in_the_last_digit_tie() -> None:
    """0.1 + 0.2 and 0.3 are the same score to everybody but the processor."""
    assert ranked(0.1 + 0.2, 0.3, 0.1) == [1, 1, 3]


def test_tolerance_counts_those_above_by_more_than_it() -> None:
    """With a tolerance of 1: only 3 is above 1.5 by more than 1, and nobody is above 2.5."""
    assert ranked(1.5, 2.5, 3.0, 0.0, tolerance=1) == [2, 1, 1, 4]


def test_missing_scores_have_no_rank_and_are_no_peers() -> None:
    places, peers = ranks(np.array([5, NAN, 7, 6]), np.zeros(4, dtype=int), 1e-9)
    assert peers.tolist() == [3, 3, 3, 3]
    assert np.isnan(places[1])
    assert places[[0, 2, 3]].tolist() == [3, 1, 2]


def test_no_ranks_among_fewer_than_three() -> None:
    """Groups of two are not ranked; the group of three beside them is."""
    assert ranked(1, 2, 5, 6, 7, groups=(0, 0, 1, 1, 1)) == [0, 0, 3, 2, 1]


def bands(**starts: float) -> Classes:
    return Classes(bands=tuple(Band.model_validate({"id": k, "from": v, "title": {}}) for k, v in starts.items()))


def test_bands_are_closed_below() -> None:
    """80 is an A, a hair below is a B, and a hair that is only rounding is still an A."""
    scores = np.array([80.0, 79.9999, 80 - 1e-12, 0.0, 100.0, NAN])
    assert class_of(scores, bands(A=80, B=0), np.zeros(6, dtype=np.intp), 1e-9).tolist() == [
        "A",
        "B",
        "A",
        "B",
        "A",
        "",
    ]


@pytest.mark.parametrize(("score", "decimals", "expected"), [(0.285 * 100, 0, 29), (79.95, 1, 80.0), (79.94, 1, 79.9)])
def test_rounding_half_up_survives_floating_point(score: float, decimals: int, expected: float) -> None:
    """0.285 * 100 is 28.499999999999996 and rounds to 29, as on paper."""
    assert rounded(np.array([score]), {"rounded": decimals})[0] == pytest.approx(expected, abs=1e-12)
