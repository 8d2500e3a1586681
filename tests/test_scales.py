"""Scales against calculations by hand and a published worked example."""

from __future__ import annotations

import math

import numpy as np
import pytest

from indexgov.methods.arrays import turned
from indexgov.methods.scales import SCALES, Goalposts, Ratio, goalposts_slope, levels, share_of_parts
from indexgov.registry.models import Scale

HUNDRED = (0.0, 100.0)


def scaled(scale: Scale, *values: float, bounds: tuple[float, float] = HUNDRED) -> list[float]:
    return [float(score) for score in SCALES[scale.kind].score(np.array(values, dtype=float), scale.settings, bounds)]


def test_goalposts_in_logarithms() -> None:
    """UNDP, Human Development Report 2023/24, technical note 1: income between 100 and 75,000 in logarithms.

    Norway 2022: (ln 69189.76165 - ln 100)/(ln 75000 - ln 100) = ln 691.8976165 / ln 750.
    """
    income = Scale(goalposts=Goalposts(min=100, max=75000, transform="log"))
    assert scaled(income, 69189.76165) == pytest.approx([100 * math.log(691.8976165) / math.log(750)], abs=1e-12)
    assert scaled(income, 100, 75000, 90000) == pytest.approx([0, 100, 100], abs=1e-12)


def test_goalposts_clamp_and_range() -> None:
    """Beyond the ends a value scores as the end; a range of 1 to 10 stretches alike; blank stays blank."""
    scale = Scale(goalposts=Goalposts(min=1, max=5))
    assert scaled(scale, 0, 1, 3, 5, 9) == [0, 0, 50, 100, 100]
    assert scaled(scale, 1, 3, 5, bounds=(1.0, 10.0)) == [1, 5.5, 10]
    assert math.isnan(scaled(scale, math.nan)[0])


def test_ends_are_reached_exactly() -> None:
    """A hair above 100 would, mirrored, be a hair below 0 and leave a geometric mean without a score."""
    line = Scale(goalposts=Goalposts(min=2.4, max=13.2))
    curve = Scale(goalposts=Goalposts(min=40.4, max=455.7, transform="log"))
    for scale, low, high in ((line, 2.4, 13.2), (curve, 40.4, 455.7)):
        scores = np.array(scaled(scale, low, high))
        assert scores.tolist() == [0, 100]
        assert turned(scores, HUNDRED).tolist() == [100, 0]


def test_piecewise() -> None:
    """Full points to day 0 and 5, then a straight line to nothing at day 15: day 10 is half way."""
    scale = Scale(piecewise=((0, 100), (5, 100), (15, 0)))
    assert scaled(scale, -1, 3, 10, 15, 40) == [100, 100, 50, 0, 0]
    assert math.isnan(scaled(scale, math.nan)[0])


def test_bands() -> None:
    """Steps from 0, 10 and 20: closed below, open above, nothing below the first; a hair of rounding reaches a step.

    Step tables are how the Open Budget Survey and the Uzbek Openness Index class their totals (81 and above, 61 to 80).
    """
    scale = Scale(bands=((0, 0), (10, 50), (20, 100)))
    assert scaled(scale, 0, 9.99, 10, 19.9, 20, 500) == [0, 0, 50, 50, 100, 100]
    assert math.isnan(scaled(scale, -0.1)[0])
    assert math.isnan(scaled(scale, math.nan)[0])
    assert scaled(Scale(bands=((0, 0), (0.3, 100))), 0.1 + 0.2, 0.3) == [100, 100]


def test_ratio() -> None:
    """(8 + 0.5 * 1)/10 = 0.85, so 85 points; nothing to count is no number."""
    parts = Ratio(numerator={"in_time": 1, "late": 0.5}, denominator="received")
    assert share_of_parts({"in_time": 8, "late": 1, "received": 10}, parts) == 0.85
    assert scaled(Scale(ratio=parts), 0.85) == [85]
    assert math.isnan(share_of_parts({"in_time": 0, "late": 0, "received": 0}, parts))


def test_levels_and_identity() -> None:
    scores = {"full": 100.0, "none": 0.0}
    assert levels(np.array(["none", "full"], dtype=object), scores, HUNDRED).tolist() == [0, 100]
    assert math.isnan(levels(np.array(["half"], dtype=object), scores, HUNDRED)[0])
    assert scaled(Scale(identity=True), 12.5) == [12.5]


def test_turned_mirrors_in_the_range() -> None:
    assert turned(np.array([0.0, 25.0]), HUNDRED).tolist() == [100, 75]
    assert turned(np.array([1.0, 4.0]), (1.0, 10.0)).tolist() == [10, 7]


def test_slope_only_where_the_scale_is_straight() -> None:
    """A standard error is stretched by 100/(5 - 1) = 25; at a clamped end and on a logarithm it is not told."""
    line, curve = Goalposts(min=1, max=5), Goalposts(min=1, max=5, transform="log")
    assert goalposts_slope(np.array([3.0]), line, HUNDRED).tolist() == [25]
    assert np.isnan(goalposts_slope(np.array([7.0]), line, HUNDRED)).all()
    assert np.isnan(goalposts_slope(np.array([3.0]), curve, HUNDRED)).all()


def test_every_scale_is_tested_here() -> None:
    """A scale without a test must not ship; relative ones have a module of their own."""
    tested = " ".join(name for name in globals() if name.startswith("test_"))
    assert {kind for kind in SCALES if kind not in tested} == set()
