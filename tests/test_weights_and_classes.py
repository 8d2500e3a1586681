"""Weights that are not written, floors by children, imputation, gates and quantile classes: by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import indexgov
from indexgov.methods.arrays import MethodError
from indexgov.methods.weights import mean_allocation, principal_component
from tests.in_memory import Key, Value, dataset, registry, score_of

TREE = """\
components:
  c:
    title: {en: c}
    KEYS
    indicators:
      - {id: x, title: {en: x}, scale: SCALE, MORE}
      - {id: y, title: {en: y}, scale: SCALE}
      - {id: z, title: {en: z}, scale: SCALE}
"""
LETTERS = """\
classes:
  bands:
    - {id: A, from: 80, title: {en: A}}
    - {id: B, from: 60, title: {en: B}}
    - {id: C, from: 0, title: {en: C}}
"""
Rows = dict[str, tuple[Value, Value, Value]]


def assessed(
    rows: Rows, keys: str, more: str = "weight: 1", rest: str = "", scale: str = "points"
) -> indexgov.Assessment:
    text = TREE.replace("KEYS", keys).replace("MORE", more).replace(", weight: 1}", "}").replace("SCALE", scale)
    rules = registry(text + rest)
    values: dict[Key, Value] = {
        (place, "akimat", name): value for place, row in rows.items() for name, value in zip("xyz", row, strict=True)
    }
    return indexgov.score(rules, dataset(rules, values, [(place, "okrug") for place in rows]))


def test_first_principal_component() -> None:
    """Two children that agree in part: both loadings are sqrt(1/2), so each weighs a half, whatever their units.

    Three children, correlations r(xy) = 1, r(xz) = r(yz) = r: the first vector is (a, a, b), and the squares sum to 1.
    Source: OECD and JRC, Handbook, 2008, step 6; Nicoletti et al. 2000.
    """
    two = principal_component(np.array([[1.0, 2.0, 4.0], [10.0, 0.0, 30.0]]))
    assert two == pytest.approx([0.5, 0.5], abs=1e-12)
    x, z = np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([2.0, 1.0, 4.0, 3.0, 6.0])
    r = np.corrcoef(x, z)[0, 1]
    # (1 + 1 - e) a + r b = 0 and 2 r a + (1 - e) b = 0 for the largest e.
    e = (3 + math.sqrt(1 + 8 * r * r)) / 2
    a, b = 1.0, (e - 2) / r
    expected = np.array([a * a, a * a, b * b]) / (2 * a * a + b * b)
    assert principal_component(np.array([x, 7 * x, z])) == pytest.approx(expected, abs=1e-12)


def test_principal_component_refuses_what_it_cannot_weigh() -> None:
    """Too few authorities, a child without variation, a child that runs against the others."""
    with pytest.raises(MethodError, match="of the authorities 2 have a score for every child, and 3 are needed"):
        principal_component(np.array([[1.0, 2.0, np.nan], [3.0, 5.0, 4.0]]))
    with pytest.raises(MethodError, match="child 2 has the same score for every authority"):
        principal_component(np.array([[1.0, 2.0, 3.0], [4.0, 4.0, 4.0]]))
    with pytest.raises(MethodError, match="runs against the others"):
        principal_component(np.array([[1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 4.0, 3.0], [4.0, 3.0, 2.0, 1.0]]))


def test_weights_by_principal_component_in_a_registry() -> None:
    """Perfectly correlated children weigh a third each: (10 + 20 + 30)/3."""
    rows: Rows = {place: (10.0 * n, 20.0 * n, 30.0 * n) for place, n in zip("ABCD", (1, 2, 3, 3.3), strict=True)}
    result = assessed(rows, "weights: pca")
    assert score_of(result, "c")["score"] == pytest.approx(20, abs=1e-12)
    assert score_of(result, "x")["weight"] == pytest.approx(1 / 3, abs=1e-12)


def test_budget_allocation() -> None:
    """Two experts: x 50 and 30, y 30 and 30, z 20 and 40: weights 40, 30, 30. (40*10 + 30*20 + 30*30)/100 = 19."""
    points = {"one": {"x": 50.0, "y": 30.0, "z": 20.0}, "two": {"x": 30.0, "y": 30.0, "z": 40.0}}
    assert mean_allocation(points) == {"x": 40, "y": 30, "z": 30}
    budget = "weights: {budget: {one: {x: 50, y: 30, z: 20}, two: {x: 30, y: 30, z: 40}}}"
    result = assessed({"A": (10.0, 20.0, 30.0)}, budget)
    assert score_of(result, "c")["score"] == pytest.approx(19, abs=1e-12)
    assert score_of(result, "x")["weight"] == 40


def test_equal_weights() -> None:
    """Said instead of left open; the same as no weights."""
    assert score_of(assessed({"A": (10.0, 20.0, 60.0)}, "weights: equal"), "c")["score"] == pytest.approx(30, abs=1e-12)


@pytest.mark.parametrize(("floor", "score"), [(0.6, 15.0), (2 / 3, 15.0), (0.67, math.nan)])
def test_floor_on_the_number_of_children(floor: float, score: float) -> None:
    """Two of three children are 2/3, however the weights are: a floor of 0.67 leaves no score."""
    result = assessed({"A": (10.0, 20.0, None)}, f"missing: {{rule: reweight, min_children: {floor}}}")
    assert score_of(result, "c")["score"] == pytest.approx(score, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(("by", "filled"), [("mean", 40.0), ("median", 20.0)])
def test_imputation_by_peers(by: str, filled: float) -> None:
    """A was not assessed in z; its peers have 10, 20, 90: mean 40, median 20. It is marked and is no coverage."""
    rows: Rows = {"A": (60.0, 50.0, None), "B": (1.0, 1.0, 10.0), "C": (1.0, 1.0, 20.0), "D": (1.0, 1.0, 90.0)}
    result = assessed(rows, f"missing: {{rule: refuse, impute: {{by: {by}}}}}")
    leaf = score_of(result, "z")
    assert leaf["score"] == filled
    assert (leaf["status"], leaf["reason"], leaf["coverage"]) == ("not_assessed", f"imputed_{by}", 0)
    whole = score_of(result, "c")
    assert whole["score"] == pytest.approx((60 + 50 + filled) / 3, abs=1e-12)
    assert whole["coverage"] == pytest.approx(2 / 3, abs=1e-12)


def test_levels_are_imputed_by_their_scores() -> None:
    """full and none are 100 and 0: the mean of the peers is 50, a score that is no level."""
    rows: Rows = {"A": ("full", "full", None), "B": ("none", "none", "full"), "C": ("none", "none", "none")}
    result = assessed(rows, "missing: {rule: refuse, impute: {by: mean}}", scale="published")
    assert score_of(result, "z")["score"] == 50


def test_nobody_to_impute_from_stays_missing() -> None:
    """Nothing is invented where no peer has a value, and an indicator may forbid it."""
    rows: Rows = {"A": (60.0, 50.0, None), "B": (1.0, 1.0, None)}
    result = assessed(rows, "missing: {rule: reweight, impute: {by: mean}}")
    assert math.isnan(score_of(result, "z")["score"])
    rows = {"A": (None, 50.0, 60.0), "B": (1.0, 1.0, 5.0)}
    result = assessed(rows, "missing: {rule: reweight, impute: {by: mean}}", more="impute: none")
    assert math.isnan(score_of(result, "x")["score"])


def test_gates_cap_the_class() -> None:
    """A, B and C have 90; B fails x with 40, C was not looked at in x: a class is a claim, and nobody has shown it."""
    rows: Rows = {"A": (90.0, 90.0, 90.0), "B": (40.0, 100.0, 100.0), "C": (None, 90.0, 90.0), "D": (50.0, 1.0, 1.0)}
    gate = "must_have: {score: 50, class: B}"
    result = assessed(rows, "missing: {rule: reweight}", more=gate, rest=LETTERS)
    ranking = result.ranking.set_index("territory")
    assert ranking["class"].to_dict() == {"A": "A", "B": "B", "C": "B", "D": "C"}
    assert ranking["reason"].to_dict() == {
        "A": "", "B": "x: below 50, class at most B", "C": "x: not assessed, class at most B", "D": "",
    }  # fmt: skip
    assert ranking["rank"].to_dict() == {"A": 1, "C": 1, "B": 3, "D": 4}


def test_a_gate_does_not_ask_for_what_does_not_apply() -> None:
    """Not applicable is not failed."""
    rows: Rows = {"A": ("not_applicable", 90.0, 90.0)}
    gate = "not_applicable: [why], must_have: {score: 50, class: B}"
    assert assessed(rows, "missing: {rule: reweight}", more=gate, rest=LETTERS).ranking["class"].tolist() == ["A"]


def test_quantile_classes() -> None:
    """1 to 8: quartiles of type 7 are 2.75, 4.5, 6.25 (Hyndman and Fan 1996), so pairs from the top: 8 and 7, 6 and 5.

    Two who tie are in one class although that makes it larger.
    """
    quarters = "classes: {quantiles: [{id: Q1, title: {en: a}}, {id: Q2, title: {en: b}}, {id: Q3, title: {en: c}}, " \
        "{id: Q4, title: {en: d}}]}\n"  # fmt: skip
    rows: Rows = {name: (float(n),) * 3 for n, name in enumerate("ABCDEFGH", 1)}
    found = assessed(rows, "weights: equal", rest=quarters).ranking.set_index("territory")["class"]
    assert "".join(found[name][1] for name in "ABCDEFGH") == "44332211"
    rows["E"] = rows["F"] = rows["G"]
    found = assessed(rows, "weights: equal", rest=quarters).ranking.set_index("territory")["class"]
    assert found["E"] == found["F"] == found["G"]


def test_no_quantiles_among_two() -> None:
    """Two are no distribution: they have no class, as they have no rank."""
    halves = "classes: {quantiles: [{id: upper, title: {en: a}}, {id: lower, title: {en: b}}]}\n"
    found = assessed({"A": (1.0, 1.0, 1.0), "B": (9.0, 9.0, 9.0)}, "weights: equal", rest=halves).ranking
    assert found["class"].tolist() == ["", ""]


def test_restated_scores() -> None:
    """Scores 10, 20, 60 have mean 30 and variance 700: 50 + 10 (10 - 30)/sqrt(700). Contributions are not told."""
    rows: Rows = {"A": (10.0,) * 3, "B": (20.0,) * 3, "C": (60.0,) * 3}
    result = assessed(rows, "restate: {zscore: {centre: 50, spread: 10}}")
    assert score_of(result, "c")["score"] == pytest.approx(50 - 200 / math.sqrt(700), abs=1e-12)
    assert math.isnan(score_of(result, "x")["contribution"])
    assert score_of(result, "c")["contribution"] == score_of(result, "index")["score"]


def test_unbounded_scores_are_not_cut() -> None:
    """With `range: null` a z-score is a z-score, below 0 and above; the lowest class needs no beginning."""
    text = (
        "range: null\ncomponents: {c: {title: {en: c}, indicators: [{id: x, title: {en: x}, scale: z}]}}\n"
        "classes: {bands: [{id: above, from: 0, title: {en: a}}, {id: below, title: {en: b}}]}\n"
    )
    rules = registry(text, scales="scales: {z: {zscore: {sd: population}}}\n")
    values: dict[Key, Value] = {
        (name, "akimat", "x"): number for name, number in zip("ABC", (1.0, 2.0, 6.0), strict=True)
    }
    ranking = indexgov.score(rules, dataset(rules, values, [(name, "okrug") for name in "ABC"])).ranking.set_index(
        "territory"
    )
    assert ranking.loc["A", "score"] == pytest.approx(-2 / math.sqrt(14 / 3), abs=1e-12)
    assert ranking["class"].to_dict() == {"A": "below", "B": "below", "C": "above"}


def test_a_value_put_in_for_every_body_is_one_value() -> None:
    """x is recorded for both bodies at once: 0 in A, 10 in B; C gets the mean 5 for both bodies, which counts once.

    Mean 5, squares 25 + 25 + 0 over 3: the 10 of B scores 5/sqrt(50/3), not 5/sqrt(50/4).
    """
    text = (
        "range: null\ncomponents:\n  c:\n    title: {en: c}\n    indicators:\n"
        "      - {id: x, title: {en: x}, scale: z, impute: {by: mean, within: [tier]}}\n"
    )
    rules = registry(text, scales="scales: {z: {zscore: {sd: population}}}\n")
    both = ("akimat", "maslikhat")
    values: dict[Key, Value] = {
        (place, body, "x"): score for place, score in (("A", 0.0), ("B", 10.0)) for body in both
    }
    places = [(name, "region") for name in "ABC"]
    result = indexgov.score(rules, dataset(rules, values, places, shared=frozenset(values)))
    assert score_of(result, "x", "B")["score"] == pytest.approx(5 / math.sqrt(50 / 3), abs=1e-12)


POOLED_PCA = """\
components:
  c:
    title: {en: c}
    weights: pca
    missing: {rule: reweight}
    indicators:
      - {id: x, title: {en: x}, scale: points}
      - {id: y, title: {en: y}, scale: points}
territory: {rule: pooled}
"""


def test_pooled_territories_weigh_with_the_weights_of_their_bodies() -> None:
    """Two children weigh a half each by symmetry, in the bodies and in the territory, also where a value is shared."""
    rules = registry(POOLED_PCA)
    values: dict[Key, Value] = {
        (place, body, name): 10.0 * n + bonus
        for n, place in enumerate("ABCD", 1)
        for body, bonus in (("akimat", 0.0), ("maslikhat", 3.0))
        for name in "xy"
    }
    both = frozenset(("A", body, "x") for body in ("akimat", "maslikhat"))
    values |= dict.fromkeys(both, 20.0)
    result = indexgov.score(rules, dataset(rules, values, [(place, "region") for place in "ABCD"], both))
    assert score_of(result, "x")["weight"] == pytest.approx(0.5, abs=1e-12)
    assert score_of(result, "x", body="")["weight"] == pytest.approx(0.5, abs=1e-12)
    assert score_of(result, "c", body="")["score"] == pytest.approx((20 + 10 + 13) / 3, abs=1e-12)


def test_a_pooled_sum_cannot_leave_the_range() -> None:
    """Two children of 0.5 for two bodies each are four of 0.5 in the territory: 160 of 100."""
    text = POOLED_PCA.replace("weights: pca", "aggregation: sum").replace(
        "scale: points}", "scale: points, weight: 0.5}"
    )
    with pytest.raises(indexgov.InputError, match="add up to 2 for the pooled territory at tier 'region'"):
        registry(text)
