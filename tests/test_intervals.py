"""Confidence intervals against figures of R survey, by hand, and by the laws they obey.

The reference figures are those of R 4.2.2 with survey 4.1-1 and 4.5 (medians from 4.5) for synthetic samples.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexgov.methods.arrays import Floats, Mask
from indexgov.methods.quantiles import t_quantile
from indexgov.survey.intervals import (
    INTERVALS,
    Estimated,
    clopper_pearson,
    mean_interval,
    median_interval,
    normal_interval,
    share_interval,
    weighted_median,
)
from tests.gallery import reference

IN_R = {
    "xlogit": "xlogit",
    "korn_graubard": "beta",
    "korn_graubard_capped": "betacap",
    "arcsine": "asin",
    "wald": "mean",
}
"""What R survey, or the reference for `betacap`, calls each kind."""
NAN = float("nan")


def estimated(value: Any, se: Any, df: Any, n: Any) -> Estimated:
    return Estimated(*(np.asarray(one, dtype=np.float64) for one in (value, se, df, n)))


def assert_equal(found: Any, expected: Any, floor: float = 0.0) -> None:
    """Equal to 1e-9 of the figure; NaN only where NaN is expected."""
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=floor, equal_nan=True)


# R survey 4.5, svyciprop: 151 answers about roads in region R01 of lgpi20, strata, clusters and weights; 8 clusters in
# 2 strata. The share of 4 and 5. `betacap` is the reference's own formula: here n* is below n, so it equals `beta`.
ROADS = estimated(0.749351204204346, 0.040385240881962, 6, 151)
ROADS_ENDS = {
    "xlogit": (0.638539041573917, 0.834971758326688),
    "korn_graubard": (0.635979883416687, 0.842253716486758),
    "korn_graubard_capped": (0.635979883416687, 0.842253716486758),
    "arcsine": (0.644932130700376, 0.840862246794795),
    "wald": (0.650532079678929, 0.848170328729763),
}
# The same for 31 answers in region `lonely` of edge, R's lonely.psu = "adjust": df = 2, so t = 4.30.
LONELY = estimated(0.447653583026272, 0.102654679039873, 2, 31)
LONELY_ENDS = {
    "xlogit": (0.119572500984054, 0.82866187008507),
    "korn_graubard": (0.0771925364716537, 0.871288604637603),
    "arcsine": (0.0811272964588949, 0.852836009218097),
    "wald": (0.00596614803380818, 0.889341018018735),
}


@pytest.mark.parametrize(("kind", "ends"), ROADS_ENDS.items())
def test_share_of_r_survey(kind: str, ends: tuple[float, float]) -> None:
    assert_equal(INTERVALS[kind].ends(ROADS, 0.95), ends)
    assert_equal(share_interval(kind, ROADS, 0.95), ends)


@pytest.mark.parametrize(("kind", "ends"), LONELY_ENDS.items())
def test_share_of_r_survey_with_two_degrees_of_freedom(kind: str, ends: tuple[float, float]) -> None:
    assert_equal(share_interval(kind, LONELY, 0.95), ends)


def test_effective_n_is_capped_at_n() -> None:
    """Region `ordinary` of edge: n* is above its 47 answers, so the cap widens 0.361 to 0.528 (R) to 0.299 to 0.596."""
    ordinary = estimated(0.44378759010292, 0.0298911792842837, 4, 47)
    assert_equal(INTERVALS["korn_graubard"].ends(ordinary, 0.95), (0.36143901271084, 0.52847676722144))
    assert_equal(INTERVALS["korn_graubard_capped"].ends(ordinary, 0.95), (0.298988210609438, 0.595929188789415))


def test_mean_of_r_survey() -> None:
    """Mean answer about roads in R01: confint(svymean(...)) without and with the degrees of freedom."""
    roads = estimated(4.16205271241926, 0.132001413353608, 6, 151)
    assert_equal(normal_interval(roads, 0.95), (3.90333469633781, 4.42077072850072))
    assert_equal(mean_interval(roads, 0.95), (3.83905688971643, 4.48504853512209))


@pytest.mark.parametrize(
    ("confidence", "df", "expected"),
    [
        (0.95, 1, 12.706204736432095),  # Student's table: 12.706, 2.447, 1.980; normal 1.960 and 2.576
        (0.95, 6, 2.4469118511449692),
        (0.95, 120, 1.9799304050824413),
        (0.95, np.inf, 1.959963984540054),
        (0.99, np.inf, 2.5758293035489004),
        (0.95, 0, NAN),
        (0.95, -2, NAN),
        (0.95, NAN, NAN),
    ],
)
def test_quantiles(confidence: float, df: float, expected: float) -> None:
    assert_equal(t_quantile(confidence, np.array([df])), [expected])


def test_clopper_pearson_by_hand() -> None:
    """At 0 of n the high end solves (1 - x)^n = a/2: 1 - 0.025^(1/20) = 0.168433 for n = 20; at 1 the mirror image.

    Table of Clopper and Pearson 1934 for 3 of 10: 0.067 and 0.652.
    """
    found = np.array([0.0, 1.0, 0.3, 1e-15, 0.0, 1.0, 0.3])
    low, high = clopper_pearson(found, np.array([20.0, 20.0, 10.0, 20.0, 0.0, 0.0, 0.0]), 0.95)
    bound = 1 - 0.025 ** (1 / 20)
    assert_equal(np.delete(low, 2), [0, 1 - bound, 0, NAN, NAN, NAN])
    assert_equal(np.delete(high, 2), [bound, 1, bound, NAN, NAN, NAN])
    assert (low[2], high[2]) == (pytest.approx(0.067, abs=5e-4), pytest.approx(0.652, abs=5e-4))


@pytest.mark.parametrize("kind", INTERVALS)
def test_shares_of_none_and_all_get_the_exact_interval(kind: str) -> None:
    """Whatever the kind, rounding of the share and of its standard error included; never where df is 0."""
    shares = estimated([0, 1, 1 - 1e-15, 0, 1], [0, 0, 1e-17, 0, NAN], [2, 17, 2, 0, 2], [18, 18, 18, 18, 18])
    bound = 1 - 0.025 ** (1 / 18)
    low, high = share_interval(kind, shares, 0.95)
    assert_equal(low, [0, 1 - bound, 1 - bound, NAN, NAN])
    assert_equal(high, [bound, 1, 1, NAN, NAN])


def test_what_is_not_estimable_has_no_interval() -> None:
    """A region with one cluster has se 0 in R: a false certainty. Unknown se and unknown value have none either."""
    nothing = estimated([0.4, 0.4, 0.4, NAN], [0.0, NAN, 0.1, 0.1], [0, 5, NAN, 5], [20, 20, 20, 20])
    for kind in INTERVALS:
        assert np.isnan(share_interval(kind, nothing, 0.95)).all()
    assert np.isnan(mean_interval(nothing, 0.95)).all()
    low, high = normal_interval(nothing, 0.95)
    assert np.isnan([low[[0, 1, 3]], high[[0, 1, 3]]]).all()
    assert_equal([low[2], high[2]], [0.4 - 0.1959963984540054, 0.4 + 0.1959963984540054])


@pytest.mark.parametrize("kind", [one for one in INTERVALS if one != "korn_graubard_capped"])
def test_no_error_leaves_the_share(kind: str) -> None:
    """A census of its clusters has se 0 with degrees of freedom: the interval is the share."""
    assert_equal(share_interval(kind, estimated(0.3, 0.0, 4, 50), 0.95), (0.3, 0.3))


def test_arcsine_does_not_turn_back() -> None:
    """Region `zerow` of edge, df = 1: in R the angle passes its ends, and the low end 0.483 is above the 0.433."""
    zero_weights = estimated(0.43285121601647, 0.115905925943637, 1, 21)
    assert_equal(INTERVALS["arcsine"].ends(zero_weights, 0.95), (0, 1))


# Laws

shares = st.floats(0.001, 0.999)
errors = st.floats(0.001, 0.3)
freedoms = st.integers(1, 200).map(float)
counts = st.integers(2, 5000).map(float)
kinds = st.sampled_from(sorted(INTERVALS))
HAIR = 1e-9


@given(kinds, shares, errors, freedoms, counts)
def test_the_interval_holds_the_share(kind: str, p: float, se: float, df: float, n: float) -> None:
    low, high = share_interval(kind, estimated(p, se, df, n), 0.95)
    assert low - HAIR <= p <= high + HAIR
    if kind != "wald":
        assert low >= 0
        assert high <= 1


@given(kinds, shares, errors, st.floats(1.0, 3.0), st.floats(0.8, 0.99), st.floats(0.0, 0.009), freedoms, counts)
def test_it_widens_with_error_and_confidence(
    kind: str, p: float, se: float, times: float, confidence: float, more: float, df: float, n: float
) -> None:
    """A larger standard error, or more confidence, never takes anything out of the interval.

    For Korn and Graubard's only the first is a law: their n* holds a ratio of two t quantiles, which moves too.
    """
    low, high = share_interval(kind, estimated(p, se, df, n), confidence)
    others = [share_interval(kind, estimated(p, se * times, df, n), confidence)]
    if not kind.startswith("korn"):
        others.append(share_interval(kind, estimated(p, se, df, n), confidence + more))
    for other in others:
        assert other[0] <= low + HAIR
        assert other[1] >= high - HAIR


@given(kinds, shares, errors, freedoms, counts)
def test_the_rest_has_the_mirror_image(kind: str, p: float, se: float, df: float, n: float) -> None:
    low, high = share_interval(kind, estimated(p, se, df, n), 0.95)
    assert_equal(share_interval(kind, estimated(1 - p, se, df, n), 0.95), (1 - high, 1 - low), floor=HAIR)


@given(st.floats(-100, 100), st.floats(0, 10), freedoms)
def test_the_interval_of_a_mean_is_even(mean: float, se: float, df: float) -> None:
    """It lies evenly around the mean, and with t it is never narrower than with z."""
    one = estimated(mean, se, df, 100)
    low, high = mean_interval(one, 0.95)
    assert (low + high) / 2 == pytest.approx(mean, abs=1e-9)
    assert high - low >= np.subtract(*normal_interval(one, 0.95)[::-1]) - 1e-9


# Medians

CODES = np.array([1.0, 2.0, 3.0, 4.0, 5.0])


def test_median_by_hand() -> None:
    """Half is reached exactly at 2, although a sum may be a hair below; without answers there is no median."""
    assert weighted_median(CODES, np.array([0.1, 0.5 - 1e-16, 0.7, 0.9, 1.0])) == 2
    assert weighted_median(CODES, np.array([0.1, 0.5 - 1e-9, 0.7, 0.9, 1.0])) == 3
    assert np.isnan(weighted_median(np.array([]), np.array([])))


def test_median_interval_by_hand() -> None:
    """F(3) = 0.5, se 0.05, infinite df: 0.402 to 0.598 is reached at 3 and at 4; se = 1 / (2 1.96)."""
    cumulative = np.array([0.1, 0.4, 0.5, 0.9, 1.0])
    found = median_interval("wald", estimated(0.5, 0.05, np.inf, 100), CODES, cumulative, 0.95)
    assert_equal(found, (3, 4, 1 / (2 * 1.959963984540054)))


def test_median_interval_beyond_the_shares() -> None:
    """0.5 - 1.96 0.3 is below 0: no low end and no standard error; a code without weight is no end either."""
    cumulative = np.array([0.0, 0.4, 0.5, 0.9, 1.0])
    wide = estimated(0.5, 0.3, np.inf, 100)
    assert_equal(median_interval("wald", wide, CODES, cumulative, 0.95), (NAN, NAN, NAN))
    assert median_interval("arcsine", estimated(0.5, 3.0, np.inf, 100), CODES, cumulative, 0.95)[:2] == (2, 5)
    assert_equal(median_interval("xlogit", estimated(0.5, 0.0, 0, 1), CODES, cumulative, 0.95), (NAN, NAN, NAN))


# Whole tables of the reference


def table(name: str) -> pd.DataFrame:
    frame = pd.read_csv(reference("survey") / "expected" / name)
    return frame[frame["n_valid"] > 0].reset_index(drop=True)


def figures(frame: pd.DataFrame) -> Estimated:
    return estimated(frame["estimate"], frame["se"], frame["degf"], frame["n_valid"])


@pytest.mark.parametrize("kind", INTERVALS)
@pytest.mark.parametrize("dataset", ["lgpi20", "mini", "edge"])
def test_all_shares_of_the_reference(dataset: str, kind: str) -> None:
    """Raw kinds, NaN included; where R's arcsine turns back (2 rows of edge) it is no interval and is left out."""
    frame = table(f"{dataset}_top2.csv")
    expected = frame[[f"{IN_R[kind]}_low", f"{IN_R[kind]}_high"]].to_numpy().T
    turned = (expected[0] > frame["estimate"]) & (frame["degf"] == 1)
    assert turned.sum() == (2 if (dataset, kind) == ("edge", "arcsine") else 0)
    assert_equal(np.array(INTERVALS[kind].ends(figures(frame), 0.95))[:, ~turned], expected[:, ~turned])


@pytest.mark.parametrize("dataset", ["lgpi20", "mini", "edge"])
def test_all_means_of_the_reference(dataset: str) -> None:
    frame = table(f"{dataset}_means.csv")
    assert_equal(mean_interval(figures(frame), 0.95), frame[["ci_t_low", "ci_t_high"]].to_numpy().T)
    frame = frame[frame["degf"] > 0]
    assert_equal(normal_interval(figures(frame), 0.95), frame[["ci_norm_low", "ci_norm_high"]].to_numpy().T)


@cache
def answers(dataset: str) -> pd.DataFrame:
    return pd.read_csv(reference("survey") / "input" / f"{dataset}.csv")


@cache
def strata_and_units(dataset: str, design: str) -> tuple[Any, Any, Floats, Floats]:
    """Stratum and primary sampling unit of every row, its weight and the sampled fraction of its stratum."""
    data = answers(dataset)
    own, one = pd.Series(range(len(data))), pd.Series(0, index=data.index)
    sampled_as_rows = "w_only" in design or design == "unweighted" or "psu" not in data
    stratum = data["urb"] if design.startswith("urb") else data.get("stratum", one)
    stratum = stratum if design.startswith("strat") or design.startswith("urb") else one
    unit = own if sampled_as_rows else data["psu"]
    weight = np.ones(len(data)) if design == "unweighted" else data["weight"].to_numpy(dtype=float)
    population = next((data[name] for name in ("n_psu_pop", "fpc_n", "fpc_psu") if name in data), one)
    fraction = unit.groupby(stratum).transform("nunique") / population
    return stratum, unit, weight, fraction.to_numpy(dtype=float) if design.endswith("fpc") else np.zeros(len(data))


def error_of_share(hits: Mask, domain: Mask, dataset: str, design: str) -> float:
    """sqrt(sum_h (1 - f_h) n_h/(n_h - 1) sum_c (z_hc - mean z)^2), z the total of w (x - p)/W over a unit.

    A unit that is alone in its stratum counts z^2 (R's lonely.psu = "adjust").
    """
    stratum, unit, weight, fraction = strata_and_units(dataset, design)
    whole = weight[domain].sum()
    u = np.where(domain, weight * (hits - weight[domain & hits].sum() / whole) / whole, 0.0)
    units = pd.DataFrame({"u": u, "stratum": stratum, "unit": unit, "f": fraction})
    totals = units.groupby(["stratum", "unit"], as_index=False).agg(z=("u", "sum"), f=("f", "first"))
    by_stratum = totals.groupby("stratum")["z"]
    n, mean = by_stratum.transform("size").to_numpy(), by_stratum.transform("mean").to_numpy()
    alone = n == 1
    squares = (totals["z"].to_numpy() - np.where(alone, 0.0, mean)) ** 2
    factor = np.where(alone, 1.0, n / np.where(alone, 1, n - 1))
    return float(np.sqrt(((1 - totals["f"].to_numpy()) * factor * squares).sum()))


MEDIANS = [("lgpi20", one) for one in ("strat_psu_w", "psu_w", "strat_psu_w_fpc", "urbstrat_psu_w", "w_only")]
MEDIANS += [("lgpi20", "unweighted"), ("edge", "strat_psu_w|lonely=adjust"), ("edge", "w_only")]
MEDIANS += [(f"mini_{one}", f"{one}{fpc}") for one in ("srs", "strat") for fpc in ("", "_fpc")]
MEDIANS += [("mini_clus1", "clus"), ("mini_clus1", "clus_fpc")]


@pytest.mark.parametrize(("dataset", "design"), MEDIANS)
def test_all_medians_of_the_reference(dataset: str, design: str) -> None:
    """Woodruff's intervals of R survey 4.5, with the standard error of the share computed here from the answers."""
    data, weight = answers(dataset), strata_and_units(dataset, design)[2]
    frame = table(f"{dataset.split('_')[0]}_medians.csv")
    frame = frame[(frame["dataset"] == dataset) & (frame["design"] == design)]
    assert len(frame)
    for row in frame.to_dict("records"):
        item = data[row["item"]].to_numpy(dtype=float)
        domain = ~np.isin(item, (98, 99)) if row["item"] != "score" else np.ones(len(data), dtype=bool)
        if row["domain_var"] != "_all":
            domain &= (data[row["domain_var"]] == row["domain"]).to_numpy()
        values, place = np.unique(item[domain], return_inverse=True)
        cumulative = np.bincount(place, weight[domain]).cumsum() / weight[domain].sum()
        median = weighted_median(values, cumulative)
        assert_equal(median, row["median_math"])
        error = error_of_share(item <= median, domain, dataset, design)
        below = estimated(cumulative[values == median][0], error, row["degf"], row["n_valid"])
        for kind in ("wald", "korn_graubard", "xlogit"):
            expected = [row[f"math_{IN_R[kind]}_{end}"] for end in ("low", "high", "se")]
            assert_equal(median_interval(kind, below, values, cumulative, 0.95), expected)
