"""Means, missing rules, coverage, effective weights and contributions, each against a calculation by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import indexgov
from tests.in_memory import Value, dataset, registry, score_of

TWO_BLOCKS = """\
components:
  external:
    title: {{en: External}}
    aggregation: {top}
    missing: {missing}
    blocks:
      - id: x
        title: {{en: X}}
        weight: 3
        aggregation: {inner}
        indicators:
          - {{id: x.a, title: {{en: a}}, scale: points, weight: 1, not_applicable: [why]}}
          - {{id: x.b, title: {{en: b}}, scale: points, weight: 2, not_applicable: [why]}}
      - id: y
        title: {{en: Y}}
        weight: 1
        indicators:
          - {{id: y.c, title: {{en: c}}, scale: points, not_applicable: [why]}}
combine: {{missing: {{rule: reweight}}}}
"""


def assessed(
    a: Value, b: Value, c: Value, top: str = "arithmetic", inner: str = "arithmetic", missing: str = "{rule: refuse}"
) -> indexgov.Assessment:
    rules = registry(TWO_BLOCKS.format(top=top, inner=inner, missing=missing))
    values = {("A", "akimat", "x.a"): a, ("A", "akimat", "x.b"): b, ("A", "akimat", "y.c"): c}
    return indexgov.score(rules, dataset(rules, values, [("A", "okrug")]))


def test_arithmetic_by_hand() -> None:
    """x = (1*30 + 2*60)/3 = 50; index = (3*50 + 1*90)/4 = 60. Shares: 3/4*1/3, 3/4*2/3, 1/4."""
    result = assessed(30, 60, 90)
    assert score_of(result, "x")["score"] == pytest.approx(50, abs=1e-12)
    assert score_of(result, "index")["score"] == pytest.approx(60, abs=1e-12)
    assert score_of(result, "x.a")["effective_weight"] == pytest.approx(1 / 4, abs=1e-15)
    assert score_of(result, "x.b")["effective_weight"] == pytest.approx(1 / 2, abs=1e-15)
    assert score_of(result, "x.b")["contribution"] == pytest.approx(30, abs=1e-12)
    assert score_of(result, "y")["contribution"] == pytest.approx(22.5, abs=1e-12)


def test_geometric_by_hand() -> None:
    """x = (8^1 * 64^2)^(1/3) = 32; shares by weight, 1/3 and 2/3 of 32 (Euler), times 3/4 of the index."""
    result = assessed(8, 64, 90, inner="geometric")
    assert score_of(result, "x")["score"] == pytest.approx(32, abs=1e-12)
    assert score_of(result, "x.a")["contribution"] == pytest.approx(0.75 * 32 / 3, abs=1e-12)
    assert score_of(result, "x.b")["contribution"] == pytest.approx(0.75 * 64 / 3, abs=1e-12)
    assert math.isnan(score_of(result, "x.a")["effective_weight"])


def test_geometric_of_zero_is_zero() -> None:
    """One zero makes the product zero, and nobody brought a point."""
    result = assessed(0, 64, 90, inner="geometric")
    assert score_of(result, "x")["score"] == 0
    assert score_of(result, "x.b")["contribution"] == 0
    assert score_of(result, "index")["score"] == pytest.approx(22.5, abs=1e-12)


@pytest.mark.parametrize(("a", "b", "shares"), [(30, 60, (1, 0)), (60, 30, (0, 1)), (30, 30, (0.5, 0.5))])
def test_minimum_and_its_ties(a: float, b: float, shares: tuple[float, float]) -> None:
    """The lowest child is the score and brings all its points; children that tie share them equally."""
    result = assessed(a, b, 90, inner="minimum")
    assert score_of(result, "x")["score"] == 30
    for name, share in zip(("x.a", "x.b"), shares, strict=True):
        assert np.nan_to_num(score_of(result, name)["contribution"]) == pytest.approx(0.75 * 30 * share, abs=1e-12)


def test_sum_takes_weights_as_written_and_all_children() -> None:
    """0.25 * 40 + 0.5 * 60 = 40; points that could not be had would be points lost, so a sum needs every child."""
    text = """\
components:
  external:
    title: {en: External}
    aggregation: sum
    missing: {rule: reweight}
    blocks:
      - id: x
        title: {en: X}
        weight: 0.25
        indicators: [{id: a, title: {en: a}, scale: points, not_applicable: [why]}]
    indicators:
      - {id: b, title: {en: b}, scale: points, weight: 0.5}
"""
    rules = registry(text)

    def external(a: Value, b: Value) -> float:
        data = dataset(rules, {("A", "akimat", "a"): a, ("A", "akimat", "b"): b}, [("A", "okrug")])
        return float(score_of(indexgov.score(rules, data), "external")["score"])

    assert external(40, 60) == pytest.approx(40, abs=1e-12)
    assert math.isnan(external(None, 60))
    assert math.isnan(external("not_applicable", 60))


def test_sum_heeds_the_coverage_floor() -> None:
    """One block of weight 1 with one of two criteria assessed: coverage 0.5, below the floor of 0.66 of the sum."""
    text = """\
components:
  external:
    title: {en: External}
    aggregation: sum
    missing: {rule: reweight, min_coverage: 0.66}
    blocks:
      - id: x
        title: {en: X}
        weight: 1
        missing: {rule: reweight}
        indicators: [{id: a, title: {en: a}, scale: points}, {id: b, title: {en: b}, scale: points}]
"""
    rules = registry(text)
    data = dataset(rules, {("A", "akimat", "a"): 50.0, ("A", "akimat", "b"): None}, [("A", "okrug")])
    result = indexgov.score(rules, data)
    assert score_of(result, "x")["score"] == 50
    assert math.isnan(score_of(result, "external")["score"])


@pytest.mark.parametrize(
    ("missing", "x", "index"),
    [
        ("{rule: refuse}", math.nan, math.nan),
        ("{rule: zero}", 40, (3 * 40 + 90) / 4),
        ("{rule: reweight}", 60, (3 * 60 + 90) / 4),
        ("{rule: reweight, min_coverage: 0.6}", 60, (3 * 60 + 90) / 4),
        ("{rule: reweight, min_coverage: 0.7}", math.nan, 90),
    ],
)
def test_missing_rules(missing: str, x: float, index: float) -> None:
    """x.a (a third of x) is missing and x.b is 60: refuse gives nothing, zero (0 + 2*60)/3, reweight 60.

    The coverage of x is 2/3, above a floor of 0.6 and below one of 0.7; the coverage of external is
    3/4 * 2/3 + 1/4 = 3/4, above both.
    """
    result = assessed(None, 60, 90, missing=missing)
    assert score_of(result, "x")["score"] == pytest.approx(x, abs=1e-12, nan_ok=True)
    assert score_of(result, "index")["score"] == pytest.approx(index, abs=1e-12, nan_ok=True)
    assert score_of(result, "x")["coverage"] == pytest.approx(2 / 3, abs=1e-12)
    assert score_of(result, "external")["coverage"] == pytest.approx(3 / 4, abs=1e-12)


def test_what_did_not_count_says_so() -> None:
    """x is below its floor, so x.b = 60 was assessed and brought nothing; the ranking says which part lacks what."""
    result = assessed(None, 60, 90, missing="{rule: reweight, min_coverage: 0.7}")
    row = score_of(result, "x.b")
    assert (row["status"], row["reason"]) == ("assessed", "parent_without_score")
    assert math.isnan(row["contribution"])
    assert score_of(result, "y.c")["reason"] == ""
    refused = assessed(None, 60, 90).ranking
    assert refused["reason"].tolist() == ["external: coverage 0.750, rule refuse"]


def test_floor_of_exactly_the_coverage_is_reached() -> None:
    """2/3 computed as (0 + 2)/3 must reach a floor written 0.6666666666666666."""
    result = assessed(None, 60, 90, missing="{rule: reweight, min_coverage: 0.6666666666666666}")
    assert score_of(result, "x")["score"] == 60


def test_not_applicable_leaves_the_denominator() -> None:
    """Not applicable is not a gap: coverage stays 1, and its share of the nominal weight, 3/4 * 1/3, is told."""
    result = assessed("not_applicable", 60, 90)
    assert score_of(result, "x")["score"] == 60
    assert score_of(result, "index")["coverage"] == 1
    row = result.ranking[(result.ranking["body"] == "akimat")].iloc[0]
    assert row["not_applicable"] == pytest.approx(1 / 4, abs=1e-12)


def test_weight_of_children_pools_points() -> None:
    """With `weight: children` blocks of 2 and 1 criteria weigh 2 and 1; a criterion that does not apply weighs nothing.

    (30 + 60 + 90)/3 = 60 over all criteria; without x.a the blocks weigh 1 and 1: (60 + 90)/2 = 75.
    """
    text = TWO_BLOCKS.format(top="arithmetic", inner="arithmetic", missing="{rule: reweight}")
    text = text.replace("weight: 3", "weight: children").replace("        weight: 1\n", "        weight: children\n")
    text = text.replace("weight: 1,", "weight: 1,").replace("weight: 2,", "weight: 1,")
    rules = registry(text)

    def index(a: Value) -> float:
        values = {("A", "akimat", "x.a"): a, ("A", "akimat", "x.b"): 60.0, ("A", "akimat", "y.c"): 90.0}
        return float(score_of(indexgov.score(rules, dataset(rules, values, [("A", "okrug")])), "index")["score"])

    assert index(30) == pytest.approx(60, abs=1e-12)
    assert index("not_applicable") == pytest.approx(75, abs=1e-12)
    # Missing is not the same: x still weighs 2, so (2*60 + 1*90)/3 = 70.
    assert index(None) == pytest.approx(70, abs=1e-12)


def test_validity_chooses_the_edition() -> None:
    """A period is scored with what is valid on its last day; both ends are inclusive."""
    text = """\
components:
  external:
    title: {en: External}
    indicators:
      - {id: old, title: {en: old}, scale: points, valid: {to: 2026-Q2}}
      - {id: new, title: {en: new}, scale: points, valid: {from: 2026-Q3}, replaces: old}
      - {id: same, title: {en: same}, scale: points}
"""
    rules = registry(text)
    for period, name in (("2026-Q2", "old"), ("2026-Q3", "new")):
        data = dataset(rules, {("A", "akimat", name): 80, ("A", "akimat", "same"): 20}, [("A", "okrug")], period=period)
        result = indexgov.score(rules, data)
        assert score_of(result, "index")["score"] == 50
        assert set(result.scores["node"]) == {"index", "external", "same", name}


def test_an_authority_to_which_nothing_applies_is_listed_as_such() -> None:
    """It was looked at and has no score; "not assessed" would blame the monitor."""
    result = assessed("not_applicable", "not_applicable", "not_applicable")
    assert result.ranking[["status", "reason"]].to_numpy().tolist() == [["not_applicable", ""]]
    assert score_of(result, "index")["status"] == "not_applicable"
