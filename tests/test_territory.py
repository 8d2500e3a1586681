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


WEIGHTED = """\
components:
  external:
    title: {en: External}
    missing: {rule: reweight}
    blocks:
      - id: x
        title: {en: X}
        weight: children
        indicators:
          - {id: a, title: {en: a}, scale: points, weight: 3, not_applicable: [why]}
          - {id: b, title: {en: b}, scale: points, weight: 2, body: akimat, not_applicable: [why]}
      - id: y
        title: {en: Y}
        weight: children
        indicators:
          - {id: c, title: {en: c}, scale: points, weight: 4, not_applicable: [why]}
territory: {rule: pooled}
"""


@pytest.mark.parametrize(
    ("change", "shared", "akimat", "whole", "score"),
    [
        ({}, (), 3 + 2 + 4, 16, (30 + 80 + 280 + 60 + 360) / 16),
        ({("maslikhat", "a"): "not_applicable"}, (), 9, 13, (30 + 80 + 280 + 360) / 13),
        ({("akimat", "b"): "not_applicable"}, (), 7, 14, (30 + 280 + 60 + 360) / 14),
        ({("maslikhat", "a"): "not_applicable", ("maslikhat", "c"): "not_applicable"}, (), 9, 9, 390 / 9),
        ({}, ("c",), 5, 12, (30 + 80 + 60 + 280) / 12),
        ({("akimat", "a"): "not_applicable"}, ("c",), 2, 9, (80 + 60 + 280) / 9),
    ],
)
def test_share_of_the_akimat_is_its_share_of_applicable_weight(
    change: dict[tuple[str, str], Value], shared: tuple[str, ...], akimat: int, whole: int, score: float
) -> None:
    """Weights 3, 2, 4 for the akimat and 3, 4 for the maslikhat: 9 of 16, as LSGI pools the criteria of both bodies.

    What does not apply leaves the weights, on its own side alone. A value for both bodies is one leaf and nobody's own:
    it counts in the whole and not for the akimat.
    """
    values: dict[Key, Value] = {**VALUES, **{("A", *key): value for key, value in change.items()}}
    both = frozenset(("A", body, name) for body in ("akimat", "maslikhat") for name in shared)
    values |= dict.fromkeys(both, 70.0)
    rules = registry(WEIGHTED)
    result = indexgov.score(rules, dataset(rules, values, [("A", "region")], both))
    leaves = result.scores[(result.scores["body"] == "") & (result.scores["level"] == "indicator")]
    own = leaves.loc[leaves["node"].str.endswith("@akimat"), "effective_weight"].sum()
    assert own == pytest.approx(akimat / whole, abs=1e-12)
    assert score_of(result, "index", body="")["score"] == pytest.approx(score, abs=1e-12)
    assert leaves["contribution"].sum() == pytest.approx(score, abs=1e-12)


def test_a_missing_pair_keeps_its_block_and_leaves_the_share() -> None:
    """Nobody looked at c for the maslikhat: y still weighs 8, all of it on c@akimat.

    x = (3*10 + 2*40 + 3*20)/8 = 21.25, y = 70; (8*21.25 + 8*70)/16 = 45.625. The akimat has 8/16 * 5/8 + 8/16.
    """
    rules = registry(WEIGHTED)
    values: dict[Key, Value] = {**VALUES, ("A", "maslikhat", "c"): None}
    result = indexgov.score(rules, dataset(rules, values, [("A", "region")]))
    assert score_of(result, "index", body="")["score"] == pytest.approx(45.625, abs=1e-12)
    leaves = result.scores[(result.scores["body"] == "") & (result.scores["level"] == "indicator")]
    own = leaves.loc[leaves["node"].str.endswith("@akimat"), "effective_weight"].sum()
    assert own == pytest.approx(5 / 16 + 1 / 2, abs=1e-12)
