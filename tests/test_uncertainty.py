"""Draws of the methodology and of errors: the batched computation is the engine's, and its shares are known ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import indexgov
from indexgov.analysis.uncertainty import replayed, uncertainty
from indexgov.analysis.uncertainty.rescoring import Rescoring
from indexgov.analysis.uncertainty.sample import sample
from indexgov.analysis.uncertainty.sobol import sobol_shares
from indexgov.errors import IndexgovError
from indexgov.registry.models import Registry
from indexgov.registry.uncertainty import Uncertainty
from tests.in_memory import Key, Value, dataset, registry, with_sampling

TREE = """
range: [0, 100]
territory: {rule: TERRITORY}
components:
  external:
    title: {en: External}
    weight: 3
    aggregation: MEAN
    missing: {rule: RULE}
    blocks:
      - id: b1
        title: {en: b1}
        weight: WEIGHT
        indicators:
          - {id: a, title: {en: a}, scale: points, weight: 1, not_applicable: [why]}
          - {id: b, title: {en: b}, scale: points, weight: 2}
          - {id: c, title: {en: c}, scale: points, weight: 3}
      - id: b2
        title: {en: b2}
        weight: WEIGHT
        sub_blocks:
          - id: b2.s1
            title: {en: s1}
            weight: WEIGHT
            indicators:
              - {id: d, title: {en: d}, scale: points, body: akimat}
              - {id: e, title: {en: e}, scale: points}
          - id: b2.s2
            title: {en: s2}
            weight: WEIGHT
            indicators: [{id: f, title: {en: f}, scale: points}]
  internal:
    title: {en: Internal}
    weight: 2
    indicators: [{id: q, title: {en: q}, scale: points}]
"""


def tree(mean: str = "arithmetic", rule: str = "reweight", weight: str = "children", territory: str = "pooled") -> str:
    made = TREE.replace("MEAN", mean).replace("RULE", rule).replace("WEIGHT", weight)
    return made.replace("TERRITORY", territory)


def values(seed: int, places: int = 5) -> dict[Key, Value]:
    """Points from 1 to 99 with some missing and some that do not apply."""
    chance, found = np.random.default_rng(seed), dict[Key, Value]()
    for place in range(places):
        for body in ("akimat", "maslikhat"):
            for name in "abcdefq":
                if name == "d" and body == "maslikhat":
                    continue
                gone = chance.random()
                value: Value = round(float(chance.uniform(1, 99)), 3)
                found[(f"R{place}", body, name)] = None if gone < 0.1 else value
                if name == "a" and gone > 0.85:
                    found[(f"R{place}", body, name)] = "not_applicable"
    return found


def weighed(rules: Registry, factors: dict[str, float]) -> Registry:
    """The registry with each weight multiplied, siblings without one counting 1; for weights that are written."""

    def changed(node: Any, name: str) -> Any:
        update: dict[str, Any] = {"weight": (1.0 if node.weight is None else node.weight) * factors.get(name, 1.0)}
        for key in ("blocks", "sub_blocks", "indicators"):
            if getattr(node, key, ()):
                update[key] = tuple(changed(child, child.id) for child in getattr(node, key))
        return node.model_copy(update=update)

    components = {name: changed(node, name) for name, node in rules.components.items()}
    return rules.model_copy(update={"components": components})


@pytest.mark.parametrize("mean", ["arithmetic", "geometric", "{power: 0.5}", "harmonic", "median", "minimum"])
@pytest.mark.parametrize("rule", ["reweight", "zero"])
@pytest.mark.parametrize("territory", ["pooled", "weights, akimat: 60, maslikhat: 40"])
def test_draws_of_weights_are_what_the_engine_makes_of_them(mean: str, rule: str, territory: str) -> None:
    """A draw is the same as a registry with those weights, for bodies and territories."""
    rules = registry(tree(mean, rule, "2", territory))
    data = dataset(rules, values(3))
    chance = np.random.default_rng(8)
    names = ["external", "internal", "b1", "b2", "b2.s1", "b2.s2", *"abcdef"]
    factors = {name: chance.uniform(0.5, 1.5, 6) for name in names}
    made = replayed(indexgov.score(rules, data), factors)
    for draw in range(6):
        other = weighed(rules, {name: float(one[draw]) for name, one in factors.items()})
        expected = indexgov.score(other, replace(data, registry=other), draws=0)
        for (scores, places), section in zip(made, expected.sections, strict=True):
            np.testing.assert_allclose(scores[draw], section.result.scores[0], rtol=1e-12)
            body = str(section.authorities.body[0]) if not section.authorities.body[0] else "akimat"
            rows = expected.ranking[expected.ranking["body"] == body].set_index("territory")["rank"]
            own = section.authorities.body == body
            found = pd.Series(places[draw, own], index=section.authorities.territory[own])
            np.testing.assert_array_equal(found[rows.index], rows.fillna(0).astype(int))


def test_weights_of_children_follow_the_leaves() -> None:
    """With `children` a leaf that weighs more makes its block weigh more: (2 x 90 + 1 x 30) / 3."""
    rules = registry("""
components:
  external:
    title: {en: External}
    blocks:
      - {id: one, title: {en: one}, weight: children, indicators: [{id: a, title: {en: a}, scale: points, weight: 1}]}
      - {id: two, title: {en: two}, weight: children, indicators: [{id: b, title: {en: b}, scale: points, weight: 1}]}
""")
    data = dataset(rules, {(place, "akimat", name): {"a": 90.0, "b": 30.0}[name] for place in "RST" for name in "ab"})
    ((scores, _),) = replayed(indexgov.score(rules, data), {"a": np.array([1.0, 2.0]), "two": np.array([1.0, 1.0])})
    assert scores[:, 0] == pytest.approx([60, 70])


@pytest.mark.parametrize("draws", [1, 2])
@pytest.mark.parametrize("places", [1, 4])
def test_a_single_draw_and_a_single_place_are_scored_like_many(draws: int, places: int) -> None:
    """90 and 30 with weights 3 and 1: (3 x 90 + 30) / 4 = 75, in leaves and in blocks that weigh what these do."""
    rules = registry("""
components:
  external:
    title: {en: External}
    blocks:
      - {id: one, title: {en: x}, weight: children, indicators: [{id: a, title: {en: a}, scale: points, body: akimat}]}
      - {id: two, title: {en: y}, weight: children, indicators: [{id: b, title: {en: b}, scale: points, body: akimat}]}
""")
    points = {"a": 90.0, "b": 30.0}
    known = {(f"R{place}", "akimat", name): value for place in range(places) for name, value in points.items()}
    assessment = indexgov.score(rules, dataset(rules, known, [(f"R{place}", "okrug") for place in range(places)]))
    for factors in ({"a": 3.0}, {"one": 3.0}):
        ((scores, _),) = replayed(assessment, {name: np.full(draws, value) for name, value in factors.items()})
        assert scores.ravel() == pytest.approx([75.0] * draws * places)


def test_a_node_that_is_not_there_is_told() -> None:
    rules = registry(tree())
    with pytest.raises(IndexgovError, match="no node 'b9' in the tree of 2026-Q3"):
        replayed(indexgov.score(rules, dataset(rules, values(1))), {"b9": np.ones(2)})


ALL = """
uncertainty:
  weights: {component: {noise: 0.3}, block: {dirichlet: 40}, indicator: {noise: 0.2}}
  aggregation: {external: [geometric], sub_block: [{power: 2}]}
  missing: [zero, mean]
  leave_out: [block]
  top: [1, 2]
"""


def with_errors(rules: Registry, seed: int = 3) -> indexgov.Dataset:
    """A dataset in which the survey figures have standard errors."""
    known = values(seed)
    errors = {
        key: {"se": 2.0, "df": 30.0} for key, value in known.items() if key[2] == "q" and isinstance(value, float)
    }
    return with_sampling(dataset(rules, known), errors)


def survey(text: str) -> str:
    """The tree with `q` as a survey measure."""
    return text.replace(
        "{id: q, title: {en: q}, scale: points}", "{id: q, title: {en: q}, question: q, measure: mean, scale: points}"
    )


@pytest.fixture(scope="module")
def everything() -> indexgov.Assessment:
    """All kinds of draws at once, with survey errors."""
    rules = registry(ALL + survey(tree()))
    return indexgov.score(rules, with_errors(rules), draws=300)


def test_results_depend_neither_on_workers_nor_on_how_many_at_once(everything: indexgov.Assessment) -> None:
    errors = everything.error_draws
    assert errors is not None
    draws = sample(everything.registry, everything.dataset, 5, 300)
    for replay in (None, errors.replay):
        made = [
            Rescoring(everything, replay, ((5, 1), (5, 2)), workers, at_once).index(draws)
            for workers, at_once in ((1, 8), (2, 1), (2, 8), (3, 100))
        ]
        for other in made[1:]:
            for one, two in zip(made[0], other, strict=True):
                assert one.tobytes() == two.tobytes()


def test_units_of_any_size_give_the_same(everything: indexgov.Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Units and worlds of a single draw among them; sums in another order may differ in the last digits."""
    errors = everything.error_draws
    assert errors is not None
    draws = sample(everything.registry, everything.dataset, 5, 65)
    for replay in (None, errors.replay):
        made = []
        for size in (1, 64 * 10, 10**6):
            for name in ("_CELLS", "_CELLS_WITH_ERRORS", "_FEWEST"):
                monkeypatch.setattr(f"indexgov.analysis.uncertainty.rescoring.{name}", 1 if name == "_FEWEST" else size)
            made.append(Rescoring(everything, replay, ((5, 1), (5, 2))).index(draws))
        for other in made[1:]:
            for one, two in zip(made[0], other, strict=True):
                np.testing.assert_allclose(one, two, rtol=1e-12)


def test_a_node_keeps_its_own_mean_although_its_level_has_another() -> None:
    """What is declared for a node holds in place of its level: each of its two means in half of the draws."""
    rules = registry(
        "uncertainty: {aggregation: {component: [geometric], external: [{power: 2}]}}\n"
        + tree("arithmetic", weight="1")
    )
    drawn = sample(rules, dataset(rules, values(1)), 4, 4000)
    means = [dict(drawn.choices(rules, draw).means) for draw in range(4000)]
    own = [means_ for means_ in means if means_.get("external") is None]
    assert len(own) / 4000 == pytest.approx(0.5, abs=0.03)
    # It is told so wherever the level has drawn another.
    assert all(("external" in one) == ("component" in one) for one in own)


def test_everything_at_once(everything: indexgov.Assessment) -> None:
    """Every table has its rows, ends hold what they must, and the same seed gives the same tables."""
    result = uncertainty(everything, workers=2)
    assert result.drawn == ("sampling", "weights", "aggregation", "missing", "leave_out")
    rows = result.authorities
    assert len(rows) == everything.ranking["rank"].notna().sum()
    for low, high in (("rank_low", "rank_high"), ("rank_low_together", "rank_high_together")):
        known = rows[low].notna()
        assert (rows[low] <= rows["rank"])[known].all()
        assert (rows["rank"] <= rows[high])[known].all()
    assert (rows["method_rank_low"] <= rows["method_rank_median"]).all()
    assert (rows["method_rank_median"] <= rows["method_rank_high"]).all()
    assert (rows["method_score_low"] < rows["method_score_high"]).all()
    for name in ("top_1", "top_2", "method_top_1", "method_top_2"):
        assert rows[name].dropna().between(0, 1).all()
    # Of the draws of a group somebody is first, or several tie.
    for _, group in rows.groupby("body"):
        assert group["method_top_1"].sum() == pytest.approx(1)
    both = result.pairs.merge(
        result.pairs, left_on=["territory", "other", "body"], right_on=["other", "territory", "body"]
    )
    known = both["above_x"].notna()
    assert known.any()
    assert (both["above_x"] + both["above_y"])[known].to_numpy() == pytest.approx(1)
    assert (both["alike_x"] == both["alike_y"]).all()
    again = uncertainty(everything)
    for name in ("authorities", "pairs", "shares"):
        pd.testing.assert_frame_equal(getattr(result, name), getattr(again, name))


def test_draws_of_one_kind_do_not_change_with_another() -> None:
    """Whoever adds a treatment of missing data draws the same weights."""
    plain = registry("uncertainty: {weights: {block: {noise: 0.3}}}\n" + tree())
    more = registry("uncertainty: {weights: {block: {noise: 0.3}}, missing: [zero]}\n" + tree())
    one, other = (sample(rules, dataset(rules, values(1)), 4, 50) for rules in (plain, more))
    assert one.factors.keys() == other.factors.keys() == {"b1", "b2"}
    for name, factor in one.factors.items():
        np.testing.assert_array_equal(factor, other.factors[name])


def test_dirichlet_shares_have_the_written_ones_as_their_mean() -> None:
    """Weights 1, 2 and 3 with concentration 50: E(share) = 1/6, 1/3, 1/2 and Var = p (1 - p) / 51."""
    rules = registry("uncertainty: {weights: {indicator: {dirichlet: 50}}}\n" + tree())
    factors = sample(rules, dataset(rules, values(1)), 4, 40_000).factors
    shares = np.stack([factors[name] * weight / 6 for name, weight in (("a", 1), ("b", 2), ("c", 3))])
    assert shares.sum(axis=0) == pytest.approx(np.ones(40_000))
    expected = np.array([1 / 6, 1 / 3, 1 / 2])
    assert shares.mean(axis=1) == pytest.approx(expected, abs=2e-3)
    assert shares.var(axis=1) == pytest.approx(expected * (1 - expected) / 51, rel=0.05)


def test_missing_may_count_as_the_lowest_or_as_the_mean_of_the_peers() -> None:
    """R1 lacks b of two equal criteria and has 80 in a: 80 as written, 40 with 0, 75 with the peers' mean of 70."""
    rules = registry("""
uncertainty: {missing: [zero, mean]}
components:
  external:
    title: {en: External}
    missing: {rule: reweight}
    indicators: [{id: a, title: {en: a}, scale: points}, {id: b, title: {en: b}, scale: points}]
""")
    known: dict[Key, Value] = {("R1", "akimat", "a"): 80.0, ("R1", "akimat", "b"): None}
    known |= {("R2", "akimat", "a"): 50.0, ("R2", "akimat", "b"): 60.0}
    known |= {("R3", "akimat", "a"): 20.0, ("R3", "akimat", "b"): 80.0}
    data = dataset(rules, known)
    scores = Rescoring(indexgov.score(rules, data), None).index(sample(rules, data, 1, 200))[0]
    assert set(np.round(scores[:, 0], 9)) == {80.0, 40.0, 75.0}
    assert set(scores[:, 1]) == {55.0}


def test_what_is_left_out_is_absent_and_its_siblings_share_its_weight() -> None:
    """Blocks of 90, 60 and 30 with equal weights: 60 with all, 45, 60 and 75 without one of them."""
    block = "      - {id: ID, title: {en: b}, indicators: [{id: ID.i, title: {en: i}, scale: points}]}"
    blocks = "\n".join(block.replace("ID", name) for name in ("x", "y", "z"))
    rules = registry(
        f"uncertainty: {{leave_out: [block]}}\ncomponents:\n  external:\n    title: {{en: E}}\n    blocks:\n{blocks}\n"
    )
    points = {"x.i": 90.0, "y.i": 60.0, "z.i": 30.0}
    data = dataset(rules, {(place, "akimat", name): value for place in "RST" for name, value in points.items()})
    scores = Rescoring(indexgov.score(rules, data), None).index(sample(rules, data, 1, 4000))[0][:, 0]
    found, counts = np.unique(np.round(scores, 9), return_counts=True)
    assert found.tolist() == [45, 60, 75]
    # Nothing, x, y or z are left out with the same chance of a quarter; nothing and y give the same.
    assert counts / 4000 == pytest.approx([0.25, 0.5, 0.25], abs=0.03)


def test_a_scale_may_stand_for_another() -> None:
    """`partial` counts 50 or 25."""
    levels = (
        "published: {levels: {full: 100, partial: 50, none: 0}}",
        "strict: {levels: {full: 100, partial: 25, none: 0}}",
    )
    scales = f"scales:\n  {levels[0]}\n  {levels[1]}\n"
    rules = registry(
        "uncertainty: {scales: {published: [strict]}}\ncomponents:\n  external:\n    title: {en: E}\n"
        "    indicators: [{id: a, title: {en: a}, scale: published}]\n",
        scales,
    )
    data = dataset(rules, {(place, "akimat", "a"): "partial" for place in "RST"})
    scores = Rescoring(indexgov.score(rules, data), None).index(sample(rules, data, 1, 100))[0]
    assert set(scores[:, :3].ravel()) == {50.0, 25.0}


def test_a_draw_without_an_answer_stops_with_the_reason() -> None:
    """The maslikhat of R2 has only what is left out."""
    rules = registry("uncertainty: {leave_out: [block]}\n" + tree(weight="1"))
    known = values(3)
    for name in "def":
        known.pop(("R2", "maslikhat", name), None)
    known |= {("R2", "maslikhat", "q"): 50.0, ("R2", "maslikhat", "b"): 50.0}
    assessment = indexgov.score(rules, dataset(rules, known), draws=200)
    with pytest.raises(IndexgovError) as caught:
        uncertainty(assessment)
    assert "gives the maslikhat of 'R2' no score (the registry as written, without 'b1')" in str(caught.value)


def test_an_assessment_without_draws_has_no_uncertainty() -> None:
    rules = registry(tree())
    with pytest.raises(IndexgovError, match="scored with 0 draws: score it with at least 2"):
        uncertainty(indexgov.score(rules, dataset(rules, values(1)), draws=0))


def test_nothing_declared_and_no_error_known_is_said_by_empty_columns() -> None:
    rules = registry(tree())
    result = uncertainty(indexgov.score(rules, dataset(rules, values(1)), draws=50))
    assert result.drawn == ()
    assert not len(result.pairs)
    assert not len(result.shares)
    empty = [name for name in result.authorities if name not in ("territory", "body", "score", "rank")]
    assert result.authorities[empty].isna().all(axis=None)


def test_sobol_shares_of_a_linear_model() -> None:
    """y = 3 a + 2 b + c of independent uniforms: shares 9/14, 4/14 and 1/14, first and total alike."""
    chance = np.random.default_rng(1)
    first, second = chance.random((2, 4096, 3))

    def outputs(which: Any) -> np.ndarray:
        inputs = np.where(np.array(which), second, first)
        return np.column_stack([inputs @ [3.0, 2.0, 1.0], np.ones(4096)])

    shares = sobol_shares(outputs, 3)
    for found in (shares.first, shares.total):
        assert found[:, 0] == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.03)
        # What does not vary has no shares.
        assert np.isnan(found[:, 1]).all()


def test_what_does_not_vary_has_no_shares() -> None:
    shares = sobol_shares(lambda _: np.full((8, 1), 5.0), 2)
    assert np.isnan(shares.first).all()
    assert np.isnan(shares.total).all()


def test_sobol_shares_of_the_ishigami_function() -> None:
    """sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 on (-pi, pi): S = 0.3139, 0.4424, 0 and T = 0.5576, 0.4424, 0.2437
    (Saltelli et al. 2008, Global Sensitivity Analysis: The Primer, section 4.5)."""
    chance = np.random.default_rng(2)
    first, second = chance.uniform(-np.pi, np.pi, (2, 2**14, 3))

    def outputs(which: Any) -> np.ndarray:
        x = np.where(np.array(which), second, first)
        made = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
        return np.reshape(made, (-1, 1))

    shares = sobol_shares(outputs, 3)
    assert shares.first[:, 0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert shares.total[:, 0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)


def test_shares_of_two_sources_of_known_size() -> None:
    """Two survey figures of three criteria with errors 3 and 1 and a weight that is drawn but changes nothing."""
    rules = registry(
        "uncertainty: {weights: {indicator: {noise: 0.5}}}\n"
        "components:\n  internal:\n    title: {en: I}\n    indicators:\n"
        "      - {id: q, title: {en: q}, question: q, measure: mean, scale: points}\n"
        "      - {id: r, title: {en: r}, question: r, measure: mean, scale: points}\n"
    )
    keys: list[Key] = [(place, "akimat", name) for place in "RST" for name in "qr"]
    data = with_sampling(dataset(rules, dict.fromkeys(keys, 50.0)), {key: {"se": 3.0} for key in keys})
    shares = uncertainty(indexgov.score(rules, data, draws=1024)).shares
    own = shares[shares["territory"] == "R"].set_index("source")
    # Equal figures: without error a weight moves nothing, so that all of the first order is the sample's.
    assert own["first"].to_dict() == pytest.approx({"sampling": 1.0, "weights": 0.0}, abs=0.1)
    assert own["total"].to_dict() == pytest.approx({"sampling": 1.0, "weights": 0.0}, abs=0.15)


def test_no_uncertainty_of_the_demo_is_hidden(demo: indexgov.Assessment) -> None:
    """Everybody ranked has a rank set that holds its rank, and probabilities of two peers add up to 1."""
    result = uncertainty(demo, sources=False)
    assert result.drawn[:2] == ("sampling", "assessors")
    assert result.authorities[["rank_low", "rank_high", "method_rank_low", "method_rank_high"]].notna().all(axis=None)
    assert isinstance(demo.registry.uncertainty, Uncertainty)
