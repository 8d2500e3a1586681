"""Standard errors of survey figures on their way up to the index: by hand, by the delta method, and from R."""

from __future__ import annotations

import csv
import math
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import indexgov
from indexgov.scoring.sources import _roots
from tests.gallery import reference
from tests.in_memory import Key, Value, dataset, registry, score_of, with_sampling

SCALES = """\
scales:
  points: identity
  opinion: {goalposts: {min: 1, max: 5}}
  wide: {goalposts: {min: 1, max: 1000, transform: log}}
  steps: {piecewise: [[0, 0], [50, 80], [100, 100]]}
  hill: {piecewise: [[0, 0], [50, 100], [100, 0]]}
  bands: {bands: [[0, 0], [50, 100]]}
  share: {goalposts: {min: 0, max: 1}}
  among: {zscore: {centre: 50, spread: 10}}
"""
T975_7, T975_12, Z975 = 2.364624251592784, 2.178812829667229, 1.959963984540054
"""Quantiles of Student's t with 7 and 12 degrees of freedom and of the normal distribution, from R's qt and qnorm."""


def index(*leaves: str, above: str = "", tail: str = "") -> indexgov.Registry:
    """A registry with one component and one block of survey indicators; each leaf is what stands in its braces."""
    rows = "".join(
        f"          - {{id: i{number}, title: {{en: i}}, measure: mean, {leaf}}}\n"
        for number, leaf in enumerate(leaves)
    )
    return registry(
        "components:\n  internal:\n    title: {en: Internal}\n    blocks:\n      - id: b\n        title: {en: b}\n"
        f"{above}        indicators:\n{rows}{tail}",
        SCALES,
    )


def means(how: str) -> str:
    """The line of a block that names its mean."""
    return f"        aggregation: {how}\n"


def one_body(values: Mapping[str, Value], place: str = "A") -> dict[Key, Value]:
    return {(place, "akimat", name): value for name, value in values.items()}


def se_of(assessment: indexgov.Assessment, node: str, place: str = "A", body: str = "akimat") -> float:
    return float(score_of(assessment, node, place, body)["se"])


# Two figures of one territory.


TWO = one_body({"i0": 3.0, "i1": 4.0})
TWO_SE = {("A", "akimat", "i0"): {"se": 0.10, "df": 12.0}, ("A", "akimat", "i1"): {"se": 0.20, "df": 7.0}}


def test_a_mean_of_two_figures_with_covariance_by_hand() -> None:
    """Weights 3 and 1: var = (0.75 x 2.5)^2 + (0.25 x 5)^2 + 2 x 0.75 x 0.25 x 625 x 0.004."""
    rules = index("scale: opinion, weight: 3", "scale: opinion, weight: 1")
    found = indexgov.score(rules, with_sampling(dataset(rules, TWO), TWO_SE, [("A", "i0", "i1", 0.004)]))
    expected = math.sqrt((0.75 * 2.5) ** 2 + (0.25 * 5.0) ** 2 + 2 * 0.75 * 0.25 * 625 * 0.004)
    for node in ("b", "internal", "index"):
        row = score_of(found, node)
        assert row["se"] == pytest.approx(expected, rel=1e-12)
        # The smallest degrees of freedom of the figures below.
        assert row["ci_low"] == pytest.approx(56.25 - T975_7 * expected, rel=1e-9)
        assert row["ci_high"] == pytest.approx(56.25 + T975_7 * expected, rel=1e-9)
        assert np.isnan(row["n"])
        assert np.isnan(row["n_eff"])
    assert se_of(found, "i0") == pytest.approx(2.5)
    assert score_of(found, "i0")["ci_low"] == pytest.approx(50 - T975_12 * 2.5, rel=1e-9)
    assert found.errors is not None
    assert found.errors.draws == 0


def test_without_a_row_figures_are_independent() -> None:
    rules = index("scale: opinion", "scale: opinion")
    found = indexgov.score(rules, with_sampling(dataset(rules, TWO), TWO_SE))
    assert se_of(found, "index") == pytest.approx(math.hypot(2.5, 5.0) / 2, rel=1e-12)


def test_a_mirrored_scale_turns_the_sign_of_the_covariance() -> None:
    """One figure is better lower: what moves both up moves one score up and one down."""
    rules = index("scale: opinion", "scale: opinion, better: lower")
    found = indexgov.score(rules, with_sampling(dataset(rules, TWO), TWO_SE, [("A", "i0", "i1", 0.01)]))
    assert se_of(found, "index") == pytest.approx(math.sqrt(2.5**2 + 5.0**2 - 2 * 625 * 0.01) / 2, rel=1e-12)
    assert se_of(found, "i1") == pytest.approx(5.0)


def test_a_sum_takes_weights_as_written() -> None:
    rules = index("scale: share, weight: 0.6", "scale: share, weight: 0.4", above=means("sum"))
    values = with_sampling(
        dataset(rules, one_body({"i0": 0.5, "i1": 0.5})),
        {("A", "akimat", name): {"se": 0.05} for name in ("i0", "i1")},
    )
    assert se_of(indexgov.score(rules, values), "index") == pytest.approx(5 * math.hypot(0.6, 0.4), rel=1e-12)


def test_normal_where_no_degrees_of_freedom_are_stated_and_none_where_there_are_none() -> None:
    rules = index("scale: opinion")
    figures = {
        "A": {"se": 0.1},
        "B": {"se": 0.1, "df": 0.0, "ci_low": 2.9, "ci_high": 3.1},
        "C": {"se": 0.1, "df": 7.0},
    }
    data = dataset(rules, {(place, "akimat", "i0"): 3.0 for place in figures})
    found = indexgov.score(rules, with_sampling(data, {(one, "akimat", "i0"): told for one, told in figures.items()}))
    assert score_of(found, "index", "A")["ci_high"] == pytest.approx(50 + Z975 * 2.5, rel=1e-9)
    assert score_of(found, "index", "C")["ci_high"] == pytest.approx(50 + T975_7 * 2.5, rel=1e-9)
    for node in ("i0", "index"):
        assert score_of(found, node, "B")[["se", "ci_low", "ci_high"]].isna().all()


def test_the_interval_of_a_figure_is_its_own_put_through_the_scale() -> None:
    """Ends change places where less is better; n is that of the figure; the level is the figures' common one."""
    rules = index("scale: share, better: lower")
    told = {"se": 0.05, "df": 12.0, "ci_low": 0.11, "ci_high": 0.33, "confidence": 0.9, "n": 151.0, "n_eff": 70.0}
    data = with_sampling(dataset(rules, one_body({"i0": 0.2})), {("A", "akimat", "i0"): told})
    found = indexgov.score(rules, data)
    row = score_of(found, "i0")
    assert list(row[["ci_low", "ci_high"]]) == pytest.approx([67, 89])
    assert list(row[["n", "n_eff"]]) == [151, 70]
    # qt(0.95, 12) = 1.782288
    assert score_of(found, "index")["ci_high"] == pytest.approx(80 + 1.7822875556493194 * 5, rel=1e-9)


# What is not known is never told.


@pytest.mark.parametrize("how", ["arithmetic", "geometric"])
def test_a_figure_without_a_standard_error_makes_every_node_above_unknown(how: str) -> None:
    rules = index("scale: opinion", "scale: opinion", above=means(how))
    found = indexgov.score(rules, with_sampling(dataset(rules, TWO), {("A", "akimat", "i0"): {"se": 0.1, "df": 7.0}}))
    assert se_of(found, "i0") == pytest.approx(2.5)
    for node in ("i1", "b", "index"):
        assert score_of(found, node)[["se", "ci_low", "ci_high"]].isna().all()


def test_what_does_not_count_brings_no_error() -> None:
    """Not assessed, or of weight 0: the rest is known."""
    rules = index("scale: opinion, weight: 1", "scale: opinion, weight: 0", above="        missing: {rule: reweight}\n")
    values = {**TWO, **one_body({"i0": 3.0, "i1": None}, "B")}
    figures = {(place, "akimat", "i0"): {"se": 0.1} for place in "AB"}
    found = indexgov.score(rules, with_sampling(dataset(rules, values), figures))
    assert [se_of(found, "index", place) for place in "AB"] == pytest.approx([2.5, 2.5])


def test_an_imputed_figure_has_no_known_error() -> None:
    rules = index("scale: opinion, impute: {by: mean}", "scale: opinion")
    values = {**TWO, **one_body({"i0": None, "i1": 4.0}, "B")}
    figures = {key: {"se": 0.1} for key, value in values.items() if value is not None}
    found = indexgov.score(rules, with_sampling(dataset(rules, values), figures))
    assert score_of(found, "i0", "B")["score"] == 50
    assert np.isnan(se_of(found, "i0", "B"))
    assert np.isnan(se_of(found, "index", "B"))
    assert se_of(found, "index", "A") > 0


def test_evidence_has_no_sampling_error() -> None:
    """A half of the score is evidence: the other half's error counts half; evidence itself has none."""
    rules = registry(
        "components:\n"
        "  external: {title: {en: E}, indicators: [{id: e, title: {en: e}, scale: points}]}\n"
        "  internal: {title: {en: I}, indicators: [{id: i, title: {en: i}, scale: points, measure: mean}]}\n"
    )
    data = with_sampling(dataset(rules, one_body({"e": 40.0, "i": 60.0})), {("A", "akimat", "i"): {"se": 3.0}})
    found = indexgov.score(rules, data)
    assert se_of(found, "index") == pytest.approx(1.5)
    assert np.isnan(se_of(found, "external"))
    assert np.isnan(se_of(found, "e"))


def test_no_covariance_matrix_gives_a_negative_variance() -> None:
    """A covariance larger than the two standard errors allow is no estimate of anything."""
    rules = index("scale: opinion", "scale: opinion")
    impossible = with_sampling(dataset(rules, TWO), TWO_SE, [("A", "i0", "i1", -0.1)])
    assert np.isnan(se_of(indexgov.score(rules, impossible), "index"))


def test_weights_from_the_scores_have_errors_that_are_not_known() -> None:
    rules = index("scale: points", "scale: points", above="        weights: pca\n")
    values: dict[Key, Value] = {}
    for number, place in enumerate("ABCD"):
        values |= one_body({"i0": 40.0 + 5 * number, "i1": 50.0 + number**2}, place)
    found = indexgov.score(rules, with_sampling(dataset(rules, values), {key: {"se": 1.0} for key in values}))
    assert np.isnan(se_of(found, "index"))
    assert se_of(found, "i0") == 1


# Both bodies of a territory.


BODIES: dict[Key, Value] = {("A", "akimat", "i0"): 60.0, ("A", "maslikhat", "i0"): 60.0}
BODY_SE = {key: {"se": 4.0} for key in BODIES}
WEIGHED = "territory: {rule: weights, akimat: 3, maslikhat: 1}\n"


@pytest.mark.parametrize(
    ("tail", "shared", "expected"),
    [
        ("territory: {rule: pooled}\n", True, 4.0),
        ("territory: {rule: pooled}\n", False, 4.0 / math.sqrt(2)),
        (WEIGHED, True, 4.0),
        (WEIGHED, False, 4.0 * math.hypot(0.75, 0.25)),
    ],
)
@pytest.mark.parametrize("how", ["arithmetic", "geometric", "median"])
def test_a_value_of_both_bodies_has_one_error(tail: str, shared: bool, expected: float, how: str) -> None:
    """In the mean of two bodies one error counts whole, two errors of their own partly cancel; so also by draws."""
    rules = index("scale: points", above=means(how), tail=tail)
    data = dataset(rules, BODIES, shared=frozenset(BODIES if shared else ()))
    found = indexgov.score(rules, with_sampling(data, BODY_SE))
    exact = how == "arithmetic"
    pooled_curve = how == "geometric" and "pooled" in tail
    assert se_of(found, "index", body="") == pytest.approx(
        expected, rel=1e-12 if exact else 0.08 if pooled_curve else 0.06
    )
    assert se_of(found, "index", body="maslikhat") == pytest.approx(4.0, rel=1e-12 if exact else 0.06)


def test_covariances_hold_between_the_bodies_of_a_territory() -> None:
    """Each body has its own question, asked of the same respondents; the bodies are averaged."""
    rules = index("scale: points, body: akimat", "scale: points, body: maslikhat", tail=WEIGHED)
    values: dict[Key, Value] = {("A", "akimat", "i0"): 60.0, ("A", "maslikhat", "i1"): 40.0}
    data = with_sampling(dataset(rules, values), {key: {"se": 4.0} for key in values}, [("A", "i0", "i1", 8.0)])
    expected = math.sqrt((0.75 * 4) ** 2 + (0.25 * 4) ** 2 + 2 * 0.75 * 0.25 * 8)
    assert se_of(indexgov.score(rules, data), "index", body="") == pytest.approx(expected, rel=1e-12)


def test_covariances_are_those_of_estimates_for_every_body() -> None:
    """Where each body has an estimate of its own, a row of the table is about neither of them."""
    rules = index("scale: points", "scale: points", tail=WEIGHED)
    common = {("A", body, "i1"): 40.0 for body in ("akimat", "maslikhat")}
    data = dataset(rules, {**BODIES, **common}, shared=frozenset(common))
    figures = {key: {"se": 4.0} for key in (*BODIES, *common)}
    found = indexgov.score(rules, with_sampling(data, figures, [("A", "i0", "i1", 8.0)]))
    assert se_of(found, "index") == pytest.approx(4 * math.hypot(0.5, 0.5), rel=1e-12)
    whole = math.sqrt((0.75 * 2) ** 2 + (0.25 * 2) ** 2 + 2.0**2)
    assert se_of(found, "index", body="") == pytest.approx(whole, rel=1e-12)


def test_a_body_without_a_known_error_leaves_the_territory_without_one() -> None:
    rules = index("scale: points", tail=WEIGHED)
    found = indexgov.score(rules, with_sampling(dataset(rules, BODIES), {("A", "akimat", "i0"): {"se": 4.0}}))
    assert se_of(found, "index") == 4
    assert np.isnan(se_of(found, "index", body=""))


# R.


def test_the_index_of_six_items_is_that_of_r() -> None:
    """R survey 4.5: SE of the 0-100 index of six item means in lgpi20 = sqrt(sum of the 36 covariances) / 6 x 25."""
    cells, expected = defaultdict[str, dict[tuple[str, str], float]](dict), dict[str, float]()
    with (reference("survey") / "expected" / "lgpi20_item_covariance.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["design"] == "strat_psu_w" and row["domain_var"] == "region"]
    for row in rows:
        if not row["item_a"].startswith("equal_weight_index"):
            cells[row["domain"]][row["item_a"], row["item_b"]] = float(row["cov"])
        elif row["item_b"] == "se":
            expected[row["domain"]] = float(row["cov"])
    ids = {name: f"i{number}" for number, name in enumerate(dict.fromkeys(one for one, _ in cells["R01"]))}
    assert (len(cells), len(ids)) == (20, 6)
    rules = index(*["scale: opinion"] * 6)
    sampling, pairs = {}, []
    for place, found in cells.items():
        for (one, other), covariance in found.items():
            if one == other:
                sampling[(place, "akimat", ids[one])] = {"se": math.sqrt(covariance)}
            else:
                pairs.append((place, ids[one], ids[other], covariance))
    assert len(pairs) == 20 * 15
    data = dataset(rules, dict.fromkeys(sampling, 3.0))
    scored = indexgov.score(rules, with_sampling(data, sampling, pairs))
    for place, se in expected.items():
        assert se_of(scored, "index", place) == pytest.approx(se, rel=1e-9)


# Draws.


def drawn(how: str, draws: int = 4000, seed: int = 1, covariance: float = 0.0, leaf: str = "scale: points") -> float:
    """The standard error of the index over 60 and 80 with standard errors of 2 and 3, by draws."""
    rules = index(leaf, leaf, above=means(how))
    figures = {("A", "akimat", "i0"): {"se": 2.0}, ("A", "akimat", "i1"): {"se": 3.0}}
    data = with_sampling(dataset(rules, one_body({"i0": 60.0, "i1": 80.0})), figures, [("A", "i0", "i1", covariance)])
    found = indexgov.score(rules, data, seed=seed, draws=draws)
    assert found.errors is not None
    assert found.errors.draws == draws
    return se_of(found, "index")


@pytest.mark.parametrize("covariance", [0.0, 4.0, -4.0])
def test_a_geometric_mean_by_draws_is_that_of_the_delta_method(covariance: float) -> None:
    """Derivatives G/2x and G/2y; 4000 draws tell a standard error to about 1.1 % (1 / sqrt(2 x 3999))."""
    mean = math.sqrt(60 * 80)
    one, other = mean / 120, mean / 160
    delta = math.sqrt((one * 2) ** 2 + (other * 3) ** 2 + 2 * one * other * covariance)
    assert drawn("geometric", covariance=covariance) == pytest.approx(delta, rel=0.05)


def test_a_linear_mean_by_draws_is_the_exact_one() -> None:
    """`{power: 1}` is the arithmetic mean and is not known to be linear: se = sqrt(4 + 9 + 2 x 4) / 2."""
    assert drawn("{power: 1}", covariance=4.0) == pytest.approx(math.sqrt(21) / 2, rel=0.05)


def test_the_lowest_of_two_equal_figures_by_draws() -> None:
    """var min(X, Y) of two independent normals with one mean and sd s is s^2 (1 - 1/pi) (Clark 1961)."""
    rules = index("scale: points", "scale: points", above=means("minimum"))
    values = one_body({"i0": 50.0, "i1": 50.0})
    data = with_sampling(dataset(rules, values), {key: {"se": 3.0} for key in values})
    found = indexgov.score(rules, data, draws=8000)
    assert se_of(found, "index") == pytest.approx(3 * math.sqrt(1 - 1 / math.pi), rel=0.05)
    assert score_of(found, "index")["score"] == 50


def test_a_scale_with_corners_is_drawn_and_what_stands_beside_it_is_exact() -> None:
    """At 50 the slope is 1.6 below and 0.4 above: sd = s sqrt((a^2 + b^2) / 2 - (a - b)^2 / (2 pi))."""
    rules = index("scale: steps", "scale: points")
    values = one_body({"i0": 50.0, "i1": 40.0})
    data = with_sampling(dataset(rules, values), {key: {"se": 2.0} for key in values})
    found = indexgov.score(rules, data, draws=8000)
    corner = 2 * math.sqrt((1.6**2 + 0.4**2) / 2 - (1.6 - 0.4) ** 2 / (2 * math.pi))
    assert se_of(found, "i0") == pytest.approx(corner, rel=0.05)
    assert se_of(found, "i1") == 2.0
    assert se_of(found, "index") == pytest.approx(math.hypot(corner, 2) / 2, rel=0.05)


def test_a_logarithm_by_draws_is_that_of_the_delta_method() -> None:
    """d score / d value = 100 / (value ln 1000)."""
    rules = index("scale: wide")
    found = indexgov.score(
        rules, with_sampling(dataset(rules, one_body({"i0": 200.0})), {("A", "akimat", "i0"): {"se": 4.0}}), draws=4000
    )
    assert se_of(found, "i0") == pytest.approx(100 / (200 * math.log(1000)) * 4, rel=0.05)
    assert se_of(found, "index") == se_of(found, "i0")


def test_bands_keep_their_lowest_step_in_every_draw() -> None:
    """What is drawn below the first band stays in it, so that no draw and no end of an interval lacks a score."""
    rules = index("scale: bands", above=means("geometric"))
    data = with_sampling(dataset(rules, one_body({"i0": 20.0})), {("A", "akimat", "i0"): {"se": 30.0}})
    found = indexgov.score(rules, data)
    # A share Phi(-1) = 0.159 of the draws reaches the upper band: sd = 100 sqrt(p (1 - p)).
    assert se_of(found, "i0") == pytest.approx(36.5, rel=0.1)
    assert score_of(found, "i0")["ci_low"] == 0


def test_the_interval_on_a_scale_that_turns_is_made_of_the_standard_error() -> None:
    hill = index("scale: hill")
    found = indexgov.score(
        hill, with_sampling(dataset(hill, one_body({"i0": 40.0})), {("A", "akimat", "i0"): {"se": 1.0}})
    )
    row = score_of(found, "i0")
    assert (row["ci_high"] - row["ci_low"]) / 2 == pytest.approx(Z975 * row["se"], rel=1e-9)


def peers(seed: int = 1, order: int = 1, restate: str = "", scale: str = "points") -> indexgov.Assessment:
    """Four territories of two figures; `order` turns the rows round."""
    rules = index(f"scale: {scale}", f"scale: {scale}", above=restate)
    values = {
        key: value
        for number, place in enumerate("ABCD")
        for key, value in one_body({"i0": 40.0 + 10 * number, "i1": 70.0 - 5 * number}, place).items()
    }
    data = dataset(rules, dict(list(values.items())[::order]), [(place, "region") for place in "ABCD"])
    return indexgov.score(rules, with_sampling(data, {key: {"se": 2.0} for key in values}), seed=seed)


@pytest.mark.parametrize(
    "made",
    [
        {"scale": "among"},
        {"restate": "        restate: {zscore: {centre: 50, spread: 10}}\n"},
        {"restate": means("copeland")},
    ],
)
def test_scores_among_peers_move_with_all_of_them(made: Mapping[str, Any]) -> None:
    """Everybody has an error; where one of the peers has none that is known, nobody has."""
    found = peers(**made)
    mine = (found.scores["node"] == "index") & (found.scores["body"] == "akimat")
    se = found.scores.loc[mine, "se"]
    assert len(se) == 4
    assert (se >= 0).all()
    assert (se > 0).any()
    rows = found.dataset.observations.copy()
    rows.loc[0, "se"] = np.nan
    fewer = indexgov.score(found.registry, replace(found.dataset, observations=rows))
    assert fewer.scores.loc[mine, "se"].isna().all()


def test_a_z_score_by_draws_is_that_of_the_delta_method() -> None:
    """One of 20 equal-error territories: d z / d x by central differences over all values (spread 10)."""
    rules = index("scale: among")
    numbers = np.linspace(20, 80, 20)
    values = {(f"T{n:02d}", "akimat", "i0"): float(number) for n, number in enumerate(numbers)}
    data = with_sampling(dataset(rules, values), {key: {"se": 0.5} for key in values})
    found = indexgov.score(rules, data, draws=3000)

    def z(x: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
        return float(50 + 10 * (x[3] - x.mean()) / x.std(ddof=1))

    slopes = [(z(numbers + step) - z(numbers - step)) / 2e-5 for step in np.eye(20) * 1e-5]
    assert se_of(found, "i0", "T03") == pytest.approx(0.5 * math.hypot(*slopes), rel=0.05)


def test_one_seed_gives_one_result_in_any_order_of_rows() -> None:
    variants: list[dict[str, Any]] = [{"scale": "steps"}, {"scale": "among"}]
    for made in variants:
        first, again, turned, other = peers(**made), peers(**made), peers(order=-1, **made), peers(seed=2, **made)
        pd.testing.assert_frame_equal(first.scores, again.scores)
        names = ["territory", "node", "se"]
        pd.testing.assert_frame_equal(first.scores[names], turned.scores[names], rtol=1e-12)
        assert (first.scores["se"] != other.scores["se"]).any()


def test_a_territory_is_drawn_alike_whoever_is_scored_beside_it() -> None:
    rules = index("scale: steps", "scale: steps", above=means("median"))
    figures = {("A", "akimat", "i0"): {"se": 2.0}, ("A", "akimat", "i1"): {"se": 3.0}}
    alone = dataset(rules, one_body({"i0": 50.0, "i1": 52.0}))
    beside = dataset(rules, one_body({"i0": 50.0, "i1": 52.0}, "0") | one_body({"i0": 50.0, "i1": 52.0}))
    found = [se_of(indexgov.score(rules, with_sampling(one, figures)), "index") for one in (alone, beside)]
    assert found[0] == found[1] > 0


def test_without_draws_what_needs_them_is_unknown() -> None:
    rules = index("scale: points", "scale: steps")
    values = one_body({"i0": 60.0, "i1": 70.0})
    data = with_sampling(dataset(rules, values), {key: {"se": 2.0} for key in values})
    found = indexgov.score(rules, data, draws=0)
    assert se_of(found, "i0") == 2
    assert np.isnan(se_of(found, "i1"))
    assert np.isnan(se_of(found, "index"))
    with pytest.raises(ValueError, match="draws are 0 or at least 2"):
        indexgov.score(rules, data, draws=1)
    for seed, draws in ((0, 2), (0, 0)):
        assert indexgov.score(rules, data, seed=seed, draws=draws).seed == seed
    for seed, draws in ((-1, 2), (0, -1)):
        with pytest.raises(ValueError, match="the seed is 0 or more, draws are 0 or at least 2"):
            indexgov.score(rules, data, seed=seed, draws=draws)


def test_draws_are_made_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores, ranks and classes do not wait for them."""
    monkeypatch.setattr("indexgov.scoring.draws.Replay.variances", lambda *_: pytest.fail("draws were made"))
    found = peers(scale="steps")
    assert found.ranking["rank"].notna().sum() == 4
    assert found.sections[0].result.shares.contributions.shape


# External only.


def test_without_survey_figures_there_is_no_error_and_no_scipy() -> None:
    """The import of scipy alone would take longer than scoring."""
    code = (
        "import sys, tests.in_memory as m, indexgov\n"
        "leaf = '{id: i, title: {en: i}, scale: points}'\n"
        "rules = m.registry('components: {e: {title: {en: E}, indicators: [' + leaf + ']}}')\n"
        "found = indexgov.score(rules, m.dataset(rules, {('A', 'akimat', 'i'): 5.0}))\n"
        "assert found.errors is None\n"
        "assert found.scores[['se', 'ci_low', 'ci_high', 'n', 'n_eff']].isna().all().all()\n"
        "assert not [name for name in sys.modules if name.startswith('scipy')]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# Laws.


figures = st.lists(st.tuples(st.floats(1, 5), st.floats(0, 1), st.floats(0.1, 10)), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(figures, st.floats(0.1, 100), st.floats(-1, 1))
def test_the_laws_of_an_arithmetic_mean(told: list[tuple[float, float, float]], factor: float, together: float) -> None:
    """Not negative, at most the largest below (Cauchy-Schwarz), and weights times a number change nothing."""
    found = []
    for times in (1.0, factor):
        rules = index(*(f"scale: opinion, weight: {weight * times!r}" for _, _, weight in told))
        values = one_body({f"i{number}": value for number, (value, _, _) in enumerate(told)})
        sampling = {("A", "akimat", f"i{number}"): {"se": se} for number, (_, se, _) in enumerate(told)}
        # Correlations of the same sign between the first two only make a matrix that is a covariance matrix.
        pairs = [("A", "i0", "i1", together * told[0][1] * told[1][1])] if len(told) > 1 else []
        found.append(se_of(indexgov.score(rules, with_sampling(dataset(rules, values), sampling, pairs)), "index"))
    assert 0 <= found[0] <= 25 * max(se for _, se, _ in told) * (1 + 1e-9)
    assert found[0] == pytest.approx(found[1], rel=1e-9, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 10_000))
def test_the_root_of_a_covariance_matrix_makes_it_again(size: int, rank: int, seed: int) -> None:
    """L L' = V also where estimates depend wholly on each other and V is singular."""
    made = np.random.default_rng(seed).normal(size=(3, size, rank))
    matrix = made @ made.transpose(0, 2, 1)
    root = _roots(matrix)
    np.testing.assert_allclose(root @ root.transpose(0, 2, 1), matrix, atol=1e-5 * np.abs(matrix).max())
    assert (np.triu(root, 1) == 0).all()


def test_covariances_that_contradict_each_other_leave_variances_as_they_are() -> None:
    """Correlations of 0.9, -0.9 and 0.9 between three figures cannot be: nothing may be drawn wider than it is."""
    impossible = np.array([[[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]], np.eye(3)])
    root = _roots(impossible)
    made = root @ root.transpose(0, 2, 1)
    np.testing.assert_allclose(np.diagonal(made, axis1=1, axis2=2), np.ones((2, 3)), rtol=1e-12)
    np.testing.assert_allclose(made[1], np.eye(3), atol=1e-12)
    assert made[0, 0, 1] > 0 > made[0, 0, 2]
