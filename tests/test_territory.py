"""The territory's own score: pooled leaves and fixed weights, by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

import indexgov
from tests.in_memory import Key, Value, dataset, registry, score_of

TEXT = """\
components:
  external:
    title: {{en: External}}
    missing: {{rule: reweight}}
    blocks:
      - id: x
        title: {{en: X}}
        weight: children
        indicators:
          - {{id: a, title: {{en: a}}, scale: points, not_applicable: [why]}}
          - {{id: b, title: {{en: b}}, scale: points, body: akimat}}
      - id: y
        title: {{en: Y}}
        weight: children
        indicators:
          - {{id: c, title: {{en: c}}, scale: points}}
territory: {rule}
"""
VALUES: dict[Key, Value] = {
    ("A", "akimat", "a"): 10.0,
    ("A", "akimat", "b"): 40.0,
    ("A", "akimat", "c"): 70.0,
    ("A", "maslikhat", "a"): 20.0,
    ("A", "maslikhat", "c"): 90.0,
}
POOLED = "{rule: pooled}"


def assessed(
    rule: str, values: dict[Key, Value], shared: frozenset[Key] = frozenset(), tier: str = "region"
) -> indexgov.Assessment:
    rules = registry(TEXT.format(rule=rule))
    return indexgov.score(rules, dataset(rules, values, [("A", tier)], shared))


def test_pooled_counts_every_pair_once() -> None:
    """Five leaves of equal weight: (10 + 40 + 20 + 70 + 90)/5 = 46. The akimat has 3 of 5, so its share is 0.6."""
    result = assessed(POOLED, VALUES)
    assert score_of(result, "index", body="")["score"] == pytest.approx(46, abs=1e-12)
    assert score_of(result, "x", body="")["weight"] == 3
    leaves = result.scores[(result.scores["body"] == "") & (result.scores["level"] == "indicator")]
    assert set(leaves["node"]) == {"a@akimat", "a@maslikhat", "b@akimat", "c@akimat", "c@maslikhat"}
    share = leaves.loc[leaves["node"].str.endswith("@akimat"), "effective_weight"].sum()
    assert share == pytest.approx(0.6, abs=1e-12)


def test_pooled_takes_a_shared_value_once() -> None:
    """c = 80 for both bodies is one leaf: (10 + 40 + 20 + 80)/4 = 37.5; each body still has it."""
    shared = frozenset({("A", "akimat", "c"), ("A", "maslikhat", "c")})
    result = assessed(POOLED, VALUES | dict.fromkeys(shared, 80.0), shared)
    assert score_of(result, "index", body="")["score"] == pytest.approx(37.5, abs=1e-12)
    assert score_of(result, "c", body="")["score"] == 80
    assert score_of(result, "c", body="maslikhat")["score"] == 80


def test_pooled_with_missing_and_not_applicable() -> None:
    """a does not apply to the akimat and c was not looked at for the maslikhat.

    x has the leaves b = 40 and a@maslikhat = 20, mean 30, weight 2; y has c@akimat = 70 of two, weight 2 still:
    (2*30 + 2*70)/4 = 50, with 3 of 4 leaves assessed.
    """
    result = assessed(POOLED, VALUES | {("A", "akimat", "a"): "not_applicable", ("A", "maslikhat", "c"): None})
    row = score_of(result, "index", body="")
    assert row["score"] == pytest.approx(50, abs=1e-12)
    assert row["coverage"] == pytest.approx(0.75, abs=1e-12)


def test_pooled_tree_with_an_indicator_that_concerns_nobody_here() -> None:
    """y holds only a criterion of regions; a dataset of okrugs is scored without it: (10 + 40)/2 = 25."""
    text = TEXT.format(rule=POOLED).replace("title: {en: c}", "title: {en: c}, tiers: [region]")
    rules = registry(text)
    values: dict[Key, Value] = {("A", "akimat", "a"): 10.0, ("A", "akimat", "b"): 40.0}
    result = indexgov.score(rules, dataset(rules, values, [("A", "okrug")]))
    assert score_of(result, "index", body="")["score"] == pytest.approx(25, abs=1e-12)


def test_fixed_weights_of_bodies() -> None:
    """Akimat 40 (10, 40, 70), maslikhat 55 (20, 90): (60*40 + 40*55)/100 = 46; x: (60*25 + 40*20)/100 = 23.

    Contributions of the blocks: akimat 2/3*25 and 1/3*70, maslikhat 1/2*20 and 1/2*90, weighted alike.
    """
    result = assessed("{rule: weights, akimat: 60, maslikhat: 40}", VALUES)
    assert score_of(result, "index", body="")["score"] == pytest.approx(46, abs=1e-12)
    assert score_of(result, "x", body="")["score"] == pytest.approx(23, abs=1e-12)
    assert score_of(result, "x", body="")["contribution"] == pytest.approx(0.6 * 50 / 3 + 0.4 * 10, abs=1e-12)
    assert score_of(result, "y", body="")["contribution"] == pytest.approx(0.6 * 70 / 3 + 0.4 * 45, abs=1e-12)


def test_pooled_counts_a_shared_measure_once_also_where_it_was_not_recorded() -> None:
    """c is shared in A and nobody recorded it in B: in both it is one leaf of three, so B has coverage 2/3."""
    rules = registry(TEXT.format(rule=POOLED).replace("{{", "{").replace("}}", "}"))
    values: dict[Key, Value] = {}
    for place in "AB":
        values |= {(place, "akimat", "a"): 10.0, (place, "maslikhat", "a"): 20.0, (place, "akimat", "b"): 30.0}
    shared = frozenset({("A", "akimat", "c"), ("A", "maslikhat", "c")})
    data = dataset(rules, values | dict.fromkeys(shared, 80.0), [("A", "region"), ("B", "region")], shared)
    result = indexgov.score(rules, data)
    assert score_of(result, "index", "A", "")["coverage"] == 1
    assert score_of(result, "index", "B", "")["coverage"] == pytest.approx(3 / 4, abs=1e-12)


def test_fixed_weights_show_nothing_where_nothing_is_known() -> None:
    """Off arithmetic paths no effective weight can be told, and a part without a score brought nothing: both empty."""
    text = TEXT.replace("      - id: x\n", "      - id: x\n        aggregation: geometric\n")
    rules = registry(text.format(rule="{rule: weights, akimat: 60, maslikhat: 40}"))
    missing = {key: None if key[2] == "c" else value for key, value in VALUES.items()}
    result = indexgov.score(rules, dataset(rules, missing, [("A", "region")]))
    for node in ("a", "b"):
        assert math.isnan(score_of(result, node)["effective_weight"])
    row = score_of(result, "y", body="")
    assert math.isnan(row["contribution"])
    assert math.isnan(row["effective_weight"])


def test_fixed_weights_refuse_a_body_without_score() -> None:
    """The maslikhat was not looked at: half of a territory is not the territory."""
    values = VALUES | {("A", "maslikhat", "a"): None, ("A", "maslikhat", "c"): None}
    result = assessed("{rule: weights, akimat: 60, maslikhat: 40}", values)
    assert math.isnan(score_of(result, "index", body="")["score"])


@pytest.mark.parametrize("rule", [POOLED, "{rule: weights, akimat: 60, maslikhat: 40}"])
def test_a_body_that_does_not_exist_leaves_the_mean(rule: str) -> None:
    """An okrug has no maslikhat, so its territory score is the akimat's: (10 + 40 + 70)/3 = 40."""
    values = {key: value for key, value in VALUES.items() if key[1] == "akimat"}
    result = assessed(rule, values, tier="okrug")
    assert score_of(result, "index", body="")["score"] == pytest.approx(40, abs=1e-12)
    assert set(result.ranking["body"]) == {"akimat", ""}


def test_fixed_weights_say_whose_score_is_missing_and_keep_disputes() -> None:
    """The ranking names the body without a score; an objection to a body's criterion marks the territory too."""
    values = VALUES | {("A", "maslikhat", "a"): None, ("A", "maslikhat", "c"): None}
    rules = registry(TEXT.format(rule="{rule: weights, akimat: 60, maslikhat: 40}"))
    data = dataset(rules, values, [("A", "region")])
    disputed = data.observations.assign(disputed=data.observations["indicator"] == "b")
    result = indexgov.score(rules, replace(data, observations=disputed))
    ranking = result.ranking.set_index("body")
    assert (ranking.loc["", "status"], ranking.loc["", "reason"]) == ("no_score", "maslikhat: no score")
    assert score_of(result, "index", body="")["reason"] == "body_without_score"
    assert bool(score_of(result, "x", body="")["disputed"])
    assert not bool(score_of(result, "y", body="")["disputed"])
