"""Every mean against a calculation by hand or a published property; its slope against differences of the mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indexgov.methods.means import MEANS, Mean, Setting, mean_of

HUNDRED = Setting((0.0, 100.0), np.zeros(1, dtype=np.intp), 1e-9)


def mean(name: str, scores: list[float], weights: list[float] | None = None, setting: Setting = HUNDRED) -> float:
    column = np.array(scores, dtype=float)[:, np.newaxis]
    parts = np.array(weights or [1.0] * len(scores), dtype=float)[:, np.newaxis]
    return float(MEANS[name].value(column, parts, setting)[0])


def test_arithmetic() -> None:
    """(1 * 20 + 3 * 60)/4 = 50. Source: OECD and JRC, Handbook on Constructing Composite Indicators, 2008, step 6."""
    assert mean("arithmetic", [20, 60], [1, 3]) == pytest.approx(50, abs=1e-12)


def test_geometric() -> None:
    """(8 * 64^2)^(1/3) = 32. Source: UNDP, Human Development Report 2022, technical note 1."""
    assert mean("geometric", [8, 64], [1, 2]) == pytest.approx(32, abs=1e-12)
    assert mean("geometric", [0, 64]) == 0


def test_harmonic() -> None:
    """Half a way at 40 and half at 60 km/h is 48 km/h: 2/(1/40 + 1/60). With weights 1 and 2: 3/(1/40 + 2/60)."""
    assert mean("harmonic", [40, 60]) == pytest.approx(48, abs=1e-12)
    assert mean("harmonic", [40, 60], [1, 2]) == pytest.approx(3 / (1 / 40 + 2 / 60), abs=1e-12)
    assert mean("harmonic", [0, 60]) == 0


@pytest.mark.parametrize(("power", "expected"), [(2, 12.5**0.5), (1, 3.5), (-1, 24 / 7), (1e-9, 12**0.5)])
def test_power(power: float, expected: float) -> None:
    """3 and 4: root mean square sqrt(12.5), p = 1 arithmetic, -1 harmonic, to 0 geometric (Hardy et al. 1934, 2.9)."""
    found = mean("power", [3, 4], setting=replace(HUNDRED, parameter=power))
    assert found == pytest.approx(expected, rel=1e-7)


def test_power_does_not_overflow() -> None:
    """80^400 has 762 digits; the mean lies between the largest score and it divided by 2^(1/400)."""
    found = mean("power", [20, 80], setting=replace(HUNDRED, parameter=400.0))
    assert found == pytest.approx(80 / 2 ** (1 / 400), rel=1e-12)


def test_minimum() -> None:
    """A child without weight does not count."""
    assert mean("minimum", [30, 20, 50], [1, 0, 1]) == 30


@pytest.mark.parametrize(
    ("scores", "weights", "expected"),
    [
        ([10, 20, 90], [1, 1, 1], 20),
        ([10, 20, 30, 90], [1, 1, 1, 1], 25),
        ([10, 20, 90], [1, 1, 2], 55),
        ([10, 20, 90], [1, 1, 5], 90),
        ([90, 10, 20], [0, 1, 1], 15),
        ([10, 20, 30], [0.1, 0.2, 0.3], 25),
    ],
)
def test_median(scores: list[float], weights: list[float], expected: float) -> None:
    """Half of the weight lies on each side; where that falls between two children their midpoint (Edgeworth 1888).

    In the last row 0.1 + 0.2 is half of 0.6, although floating point says a hair more.
    """
    assert mean("median", scores, weights) == pytest.approx(expected, abs=1e-12)


def test_sum() -> None:
    """0.25 * 40 + 0.5 * 60 = 40, weights as written."""
    assert mean("sum", [40, 60], [0.25, 0.5]) == pytest.approx(40, abs=1e-12)


def test_product() -> None:
    """80 % of 50 % is 40 %: the loss of each part is a loss of the whole, as in UNDP's inequality-adjusted index."""
    assert mean("product", [80, 50]) == pytest.approx(40, abs=1e-12)


def test_mazziotta_pareto() -> None:
    """90, 100, 110: M = 100, S^2 = (100 + 0 + 100)/3, so 100 - 2/3. Equal scores have no penalty.

    Source: Mazziotta and Pareto 2016, Social Indicators Research 127, formula (4) with negative sign.
    """
    unbounded = Setting(None, np.zeros(1, dtype=np.intp), 1e-9)
    assert mean("mazziotta_pareto", [90, 100, 110], setting=unbounded) == pytest.approx(100 - 2 / 3, abs=1e-12)
    assert mean("mazziotta_pareto", [95, 95], setting=unbounded) == pytest.approx(95, abs=1e-12)
    assert np.isnan(mean("mazziotta_pareto", [-3, 1], setting=unbounded))


def test_mazziotta_pareto_stays_in_a_narrow_range() -> None:
    """The rule that admits a range is that high is at most twice low; at the worst mixtures it still holds."""
    domain = MEANS["mazziotta_pareto"].domain
    assert domain.fits((70.0, 130.0))
    assert domain.fits(None)
    assert not domain.fits((0.0, 100.0))
    edge = Setting((50.0, 100.0), np.zeros(1, dtype=np.intp), 1e-9)
    for share in np.linspace(0, 1, 101):
        assert mean("mazziotta_pareto", [50, 100], [1 - share, share], edge) >= 50 - 1e-9


def copeland(rows: list[list[float]], weights: list[float], bounds: tuple[float, float] | None = None) -> list[float]:
    scores = np.array(rows, dtype=float).T
    setting = Setting(bounds, np.zeros(scores.shape[1], dtype=np.intp), 1e-9)
    parts = np.repeat(np.array(weights)[:, np.newaxis], scores.shape[1], axis=1)
    return [float(value) for value in MEANS["copeland"].value(scores, parts, setting)]


def test_copeland() -> None:
    """Three rows, three children. a beats b on two of three, b beats c on all, a beats c on all: 2, 0, -2.

    Source: Copeland 1951; Munda and Nardo 2009, Non-compensatory/nonlinear composite indicators.
    """
    assert copeland([[9, 9, 4], [8, 8, 8], [1, 2, 3]], [1, 1, 1]) == [2, 0, -2]
    assert copeland([[9, 9, 4], [8, 8, 8], [1, 2, 3]], [1, 1, 1], (0.0, 100.0)) == [100, 50, 0]


def test_copeland_of_a_cycle_is_a_draw() -> None:
    """Condorcet's cycle: each beats one and loses to one."""
    assert copeland([[1, 2, 3], [2, 3, 1], [3, 1, 2]], [1, 1, 1]) == [0, 0, 0]


def test_copeland_compares_on_children_that_both_have() -> None:
    """The second has no third child; on the first two they tie, so neither wins."""
    scores, weights = np.array([[5.0, 1.0], [1.0, 5.0], [9.0, 0.0]]), np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 0.0]])
    setting = Setting(None, np.zeros(2, dtype=np.intp), 1e-9)
    assert MEANS["copeland"].value(scores, weights, setting).tolist() == [0, 0]


WRITTEN = [name if not mean.parameter else {name: 2.5} for name, mean in MEANS.items()]


@pytest.mark.parametrize("written", [one for one in WRITTEN if MEANS[one if isinstance(one, str) else "power"].slope])
def test_slope_is_the_derivative_and_shares_add_up(written: str | dict[str, float]) -> None:
    """Each slope equals a central difference of its mean, and by Euler's theorem score x slope sums to the mean."""
    setting = Setting((50.0, 100.0), np.zeros(1, dtype=np.intp), 1e-9)
    method, own = mean_of(written, setting)
    scores, weights = np.array([[61.0], [73.0], [88.0]]), np.array([[1.0], [2.0], [1.5]])
    value = method.value(scores, weights, own)
    assert method.slope is not None
    slope = method.slope(scores, weights, value, own)
    assert float((scores * slope).sum()) == pytest.approx(float(value[0]), rel=1e-12)
    for child in range(3):
        step = np.zeros((3, 1))
        step[child] = 1e-4
        change = method.value(scores + step, weights, own) - method.value(scores - step, weights, own)
        assert float(slope[child, 0]) == pytest.approx(float(change[0]) / 2e-4, abs=1e-7)


def test_every_mean_is_tested_here() -> None:
    """A mean without a test that cites its source must not ship."""
    import tests.test_means as module

    tested = " ".join(vars(module))
    assert {name for name in MEANS if f"test_{name}" not in tested} == set()
    assert all(isinstance(mean, Mean) for mean in MEANS.values())
