"""Changes split by hand: small periods of which every mixture is written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import indexgov
from indexgov.analysis.grid import Grid
from indexgov.analysis.hybrids import Hybrids
from indexgov.analysis.split import scores_of
from indexgov.survey.variance import Strata
from indexgov.survey.waves import PsuTotals
from tests.in_memory import Key, Value, dataset, registry, with_sampling

TREE = """\
components:
  external:
    title: {{en: External}}
    missing: {{rule: reweight{floor}}}
    blocks:
      - id: x
        title: {{en: X}}
        indicators:
          - {{id: a, title: {{en: a}}, scale: {scale}, weight: {a}, body: akimat}}
          - {{id: b, title: {{en: b}}, scale: points, weight: {b}, not_applicable: [why], body: akimat}}
{more}"""
SCALES = """\
scales:
  points: identity
  published: {levels: {full: 100, partial: 50, none: 0}}
  yes_no: {levels: {'yes': 100, 'no': 0}}
  placed: {minmax: {over: period, constant: 50}}
"""
Q2, Q3 = "2026-Q2", "2026-Q3"
AMOUNTS = ("methodology", "substance", "coverage")


def rules(a: float = 1, b: float = 1, floor: str = "", scale: str = "points", more: str = "") -> indexgov.Registry:
    return registry(TREE.format(a=a, b=b, floor=floor, scale=scale, more=more), SCALES)


def scored(by: indexgov.Registry, a: Value, b: Value, period: str, **others: Value) -> indexgov.Assessment:
    """One akimat with its values."""
    values: dict[Key, Value] = {("A", "akimat", name): value for name, value in {"a": a, "b": b, **others}.items()}
    return indexgov.score(by, dataset(by, values, [("A", "region")], period=period))


def row(comparison: indexgov.Comparison, node: str = "index", territory: str = "A") -> Mapping[str, Any]:
    rows = comparison.changes
    found = rows[(rows["node"] == node) & (rows["territory"] == territory) & (rows["body"] == "akimat")]
    assert len(found) == 1
    return dict(found.iloc[0])


def amounts(comparison: indexgov.Comparison, node: str = "index", territory: str = "A") -> list[float]:
    found = row(comparison, node, territory)
    return [float(found[name]) for name in AMOUNTS]


def test_only_weights_changed() -> None:
    """(80 + 40)/2 = 60 and (3 x 80 + 40)/4 = 70: all 10 are methodology, the others are 0 to the last digit."""
    found = indexgov.compare([scored(rules(), 80.0, 40.0, Q2), scored(rules(a=3), 80.0, 40.0, Q3)])
    assert row(found)["change"] == 10
    assert amounts(found) == [pytest.approx(10, abs=1e-12), 0, 0]


def test_only_evidence_changed() -> None:
    """(80 + 40)/2 = 60 and (100 + 40)/2 = 70: all substance."""
    found = indexgov.compare([scored(rules(), 80.0, 40.0, Q2), scored(rules(), 100.0, 40.0, Q3)])
    assert amounts(found) == [0, pytest.approx(10, abs=1e-12), 0]
    assert amounts(found, "b") == [0, 0, 0]


@pytest.mark.parametrize("missing", [None, "not_applicable"])
def test_only_coverage_changed(missing: Value) -> None:
    """(80 + 40)/2 = 60; without b it is 80: all coverage, whether b was not assessed or did not apply."""
    found = indexgov.compare([scored(rules(), 80.0, 40.0, Q2), scored(rules(), 80.0, missing, Q3)])
    assert amounts(found) == [0, 0, pytest.approx(20, abs=1e-12)]
    assert row(found, "b")["note"] == "no_score 2026-Q3"
    assert all(np.isnan(amounts(found, "b")))


OTHER_BLOCK = """\
      - id: y
        title: {en: Y}
        indicators: [{id: c, title: {en: c}, scale: points, body: akimat}]
"""


def test_only_coverage_changed_across_a_floor() -> None:
    """x = 60, y = 50, mean 55. Without b x is covered by half, below 0.6, and has no score: 50 is left."""
    text = """\
components:
  external:
    title: {en: External}
    missing: {rule: reweight}
    blocks:
      - id: x
        title: {en: X}
        missing: {rule: reweight, min_coverage: 0.6}
        indicators:
          - {id: a, title: {en: a}, scale: points, body: akimat}
          - {id: b, title: {en: b}, scale: points, body: akimat}
"""
    by = registry(text + OTHER_BLOCK, SCALES)
    found = indexgov.compare([scored(by, 80.0, 40.0, Q2, c=50.0), scored(by, 80.0, None, Q3, c=50.0)])
    assert row(found)["change"] == -5
    assert amounts(found) == [0, 0, pytest.approx(-5, abs=1e-12)]
    assert row(found, "x")["note"] == "no_score 2026-Q3"


def test_a_mixture_below_a_floor_counts_without_it() -> None:
    """The floor rises from 0.4 to 0.6 while b arrives. A: 80 (b missing). B: (80 + 40)/2 = 60.

    The new floor with the old coverage (0.5) would leave nothing; without floors v(1, s, 0) = 80. So all is coverage.
    """
    before = scored(rules(floor=", min_coverage: 0.4"), 80.0, None, Q2)
    found = indexgov.compare([before, scored(rules(floor=", min_coverage: 0.6"), 80.0, 40.0, Q3)])
    assert amounts(found) == [0, 0, pytest.approx(-20, abs=1e-12)]


def test_everything_changed() -> None:
    """Weights 1:1 -> 3:1, a 80 -> 100, b not assessed -> 40.

    Without b only a counts: v000 = v100 = 80, v010 = v110 = 100. With b, whose only value is 40:
    v001 = (80 + 40)/2 = 60, v101 = (240 + 40)/4 = 70, v011 = (100 + 40)/2 = 70, v111 = (300 + 40)/4 = 85.
    methodology 0/3 + 0/6 + 10/6 + 15/3 = 20/3; substance 20/3 + 20/6 + 10/6 + 15/3 = 50/3;
    coverage -20/3 - 10/6 - 30/6 - 15/3 = -55/3; together 15/3 = 5.
    """
    first, second = scored(rules(), 80.0, None, Q2), scored(rules(a=3), 100.0, 40.0, Q3)
    hybrids = Hybrids(first, second)
    grid = Grid.of(first, second, 0)
    found = {mix: values[0, 0] for mix, values in scores_of(hybrids, grid).items()}
    assert found == {
        (0, 0, 0): 80, (1, 0, 0): 80, (0, 1, 0): 100, (1, 1, 0): 100,
        (0, 0, 1): 60, (1, 0, 1): 70, (0, 1, 1): 70, (1, 1, 1): 85,
    }  # fmt: skip
    wanted = [20 / 3, 50 / 3, -55 / 3]
    assert amounts(indexgov.compare([second, first])) == pytest.approx(wanted, abs=1e-12)


NEW = "          - {id: n, title: {en: n}, scale: points, body: akimat, weight: 1, valid: {from: 2026-Q3}}\n"


def test_a_new_indicator_is_methodology() -> None:
    """(80 + 40)/2 = 60; with the new n = 0 it is 40. One registry, two editions: all methodology."""
    by = rules(more=NEW)
    values: dict[Key, Value] = {("A", "akimat", name): value for name, value in (("a", 80.0), ("b", 40.0))}
    first = indexgov.score(by, dataset(by, values, period=Q2))
    second = indexgov.score(by, dataset(by, {**values, ("A", "akimat", "n"): 0.0}, period=Q3))
    found = indexgov.compare([first, second])
    assert amounts(found) == [pytest.approx(-20, abs=1e-12), 0, 0]
    assert (row(found, "n")["note"], found.common[0].indicators.new) == ("new", ("n",))
    assert np.isnan(row(found, "n")["change"])
    # In a period without it the indicator is not asked for, so nothing is left to change.
    back = indexgov.compare([replaced(second, "2026-Q1"), replaced(first, Q2)])
    assert row(back)["change"] == 0


def replaced(one: indexgov.Assessment, period: str) -> indexgov.Assessment:
    """The same values in another period; without the indicators that the period does not have."""
    by = one.registry
    known = {indicator.id for indicator in by.indicators_of(indexgov.Period.parse(period))}
    rows = one.dataset.observations
    kept = rows[rows["indicator"].isin(known)].reset_index(drop=True)
    return indexgov.score(by, replace(one.dataset, period=indexgov.Period.parse(period), observations=kept))


def test_a_redefined_indicator_is_not_bridged() -> None:
    """a was `partial` of full, partial, none (50), now `yes` of yes and no (100); b stays 40: 45 -> 70.

    `partial` has no score under yes and no: each methodology takes the value of its own period, so all is methodology.
    """
    first = scored(rules(scale="published"), "partial", 40.0, Q2)
    found = indexgov.compare([first, scored(rules(scale="yes_no"), "yes", 40.0, Q3)])
    assert row(found)["change"] == 25
    assert amounts(found) == [pytest.approx(25, abs=1e-12), 0, 0]
    assert found.common[0].redefined == ("a",)
    assert [row(found, node)["note"] for node in ("a", "b", "x", "index")] == [
        "redefined", "", "redefined_below", "redefined_below",
    ]  # fmt: skip
    assert found.flips.loc[found.flips["indicator"] == "a", "note"].tolist() == ["redefined"]


def test_another_scale_for_the_same_levels_is_methodology() -> None:
    """`full` counted 100 and counts 60 now, and partial stays; the value can be scored, so nothing is broken."""
    stricter = SCALES.replace("full: 100", "full: 60")
    second = registry(TREE.format(a=1, b=1, floor="", scale="published", more=""), stricter)
    found = indexgov.compare([scored(rules(scale="published"), "full", 40.0, Q2), scored(second, "full", 40.0, Q3)])
    assert amounts(found) == [pytest.approx(-20, abs=1e-12), 0, 0]
    assert found.common[0].redefined == ()


def test_a_new_territory_is_coverage() -> None:
    """b is placed between the lowest and the highest: A 0, B 10 of 0..10. With C at 20, B falls from 100 to 50."""
    text = """\
components:
  external:
    title: {en: External}
    indicators: [{id: b, title: {en: b}, scale: placed, body: akimat}]
"""
    by = registry(text, SCALES)
    old: dict[Key, Value] = {("A", "akimat", "b"): 0.0, ("B", "akimat", "b"): 10.0}
    new: dict[Key, Value] = {**old, ("C", "akimat", "b"): 20.0}
    sides = [indexgov.score(by, dataset(by, values, period=code)) for values, code in ((old, Q2), (new, Q3))]
    found = indexgov.compare(sides)
    assert amounts(found, territory="B") == [0, 0, pytest.approx(-50, abs=1e-12)]
    assert amounts(found, territory="A") == [0, 0, 0]
    assert (row(found, territory="C")["note"], found.common[0].territories.new) == ("new", ("C",))
    # Two of two were too few for ranks.
    assert row(found, territory="B")["note"] == "peers 2 -> 3"
    gone = indexgov.compare([replaced(sides[1], Q2), replaced(sides[0], Q3)])
    assert row(gone, territory="C")["note"] == "gone"


def test_two_revisions_and_the_same_period() -> None:
    """A revision that corrects a from 80 to 100 changes 10 points of substance; with itself nothing changes."""
    by = rules()
    first = scored(by, 80.0, 40.0, Q3)
    second = indexgov.score(by, replace(scored(by, 100.0, 40.0, Q3).dataset, revision=2))
    found = indexgov.compare([second, first])
    assert amounts(found) == [0, pytest.approx(10, abs=1e-12), 0]
    assert (found.common[0].revision_from, found.common[0].revision_to) == (1, 2)
    same = indexgov.compare([first, first])
    assert (same.changes[["change", *AMOUNTS]] == 0).all().all()
    assert len(same.flips) == 0


def test_what_cannot_be_compared() -> None:
    by = rules()
    one = scored(by, 80.0, 40.0, Q2)
    other = scored(registry(TREE.format(a=1, b=1, floor="", scale="points", more=""), SCALES), 80.0, 40.0, Q3)
    other = replace(other, registry=other.registry.model_copy(update={"id": "another"}))
    cases = {
        "a comparison needs two assessments or more, found 1": [one],
        "'memory' and 'another' are different indexes: compare assessments by registries of one id": [one, other],
        "the periods 2026-S1 and 2026-Q2 overlap: compare periods that follow each other": [
            one, scored(by, 80.0, 40.0, "2026-S1"),
        ],
        "the period 2026-Q2 stands twice: compare two revisions by themselves, and one of them with others": [
            one, one, scored(by, 80.0, 40.0, Q3),
        ],
    }  # fmt: skip
    for message, assessments in cases.items():
        with pytest.raises(indexgov.IndexgovError) as caught:
            indexgov.compare(assessments)
        assert str(caught.value) == message


def test_five_quarters_roll_and_are_restated() -> None:
    """a = 10, 20, 30, 40, 50 and b the same: four-quarter means 25 and 35; windows never overlap, so no change yet.

    The last quarter weighs a 3:1, which changes nothing where a = b, and 3/4 a + 1/4 b elsewhere.
    """
    codes = ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    values = [10.0, 20.0, 30.0, 40.0, 50.0]
    one = [scored(rules(), a, 0.0, code) for a, code in zip(values[:4], codes[:4], strict=True)]
    found = indexgov.compare([*one, scored(rules(a=3), 50.0, 0.0, codes[4])], restate=True).series
    mine = found[(found["node"] == "index")]
    assert mine["score"].tolist() == [5, 10, 15, 20, 37.5]
    assert mine["restated"].tolist() == [7.5, 15, 22.5, 30, 37.5]
    assert mine["rolling"].tolist()[3:] == [18.75, 26.25]
    assert mine["rolling"].isna().tolist() == [True, True, True, False, False]
    assert mine["rolling_change"].isna().all()
    # Without 2026-Q2 no window has its four quarters.
    holes = indexgov.compare([one[0], one[1], one[3]]).series
    assert holes["rolling"].isna().all()
    assert holes["restated"].isna().all()


def test_eight_quarters_have_a_change_of_windows() -> None:
    """Means of 1..4 and 5..8 are 2.5 and 6.5: the windows stand side by side, so the change is 4."""
    codes = [f"{year}-Q{quarter}" for year in (2025, 2026) for quarter in (1, 2, 3, 4)]
    every = [scored(rules(), float(number), float(number), code) for number, code in enumerate(codes, 1)]
    found = indexgov.compare(every).series
    assert found.loc[found["node"] == "index", "rolling_change"].tolist()[-1] == 4


def survey(a: float, se: float, period: str, shares: str = "") -> indexgov.Assessment:
    """One survey figure on 0..1, half of the index; the other half is a number from evidence."""
    text = f"""\
components:
  external: {{title: {{en: E}}, weight: 1, indicators: [{{id: a, title: {{en: a}}, scale: points, body: akimat}}]}}
  internal:
    title: {{en: I}}
    weight: {shares or 1}
    indicators: [{{id: s, title: {{en: s}}, scale: part, measure: share, body: akimat}}]
"""
    by = registry(text, "scales: {points: identity, part: {goalposts: {min: 0, max: 1}}}\n")
    key = ("A", "akimat", "s")
    data = dataset(by, {("A", "akimat", "a"): 50.0, key: a}, period=period)
    return indexgov.score(by, with_sampling(data, {key: {"se": se, "df": 10.0}}))


def test_the_error_of_a_change() -> None:
    """0.50 (se 0.03) -> 0.60 (se 0.04): 10 points with sqrt(3^2 + 4^2) = 5; the index moves half of that, 5 +/- 2.5.

    Both have t = 2, p = 0.0734 by Student's t with 10 degrees of freedom (tables: 0.05 < p < 0.10).
    """
    found = indexgov.compare([survey(0.5, 0.03, Q2), survey(0.6, 0.04, Q3)])
    of_figure, of_index = row(found, "s"), row(found)
    assert [of_figure[name] for name in ("se", "statistic", "df")] == pytest.approx([5, 2, 10])
    assert [of_index[name] for name in ("se", "statistic", "df")] == pytest.approx([2.5, 2, 10])
    assert of_index["p_value"] == pytest.approx(0.0733880, abs=1e-6)
    assert (of_index["p_adjusted"], of_index["significant"]) == (of_index["p_value"], "no")
    assert np.isnan(of_figure["p_adjusted"])
    assert of_index["note"] == "covariance_unknown"
    assert (row(found, "a")["significant"], row(found, "external")["significant"]) == ("", "")
    new = indexgov.compare([survey(0.5, 0.03, Q2), survey(0.6, 0.04, Q3)], new_localities=True)
    assert (row(new)["se"], row(new)["note"]) == (pytest.approx(2.5), "")


def of_two_questions(period: str, values: tuple[float, float], totals: list[list[float]]) -> indexgov.Assessment:
    """Two survey figures on 0..1 with equal weights, and the linearised totals of two localities of one stratum."""
    text = """\
components:
  internal:
    title: {en: I}
    indicators:
      - {id: s, title: {en: s}, scale: part, measure: share, body: akimat}
      - {id: t, title: {en: t}, scale: part, measure: share, body: akimat}
"""
    by = registry(text, "scales: {part: {goalposts: {min: 0, max: 1}}}\n")
    keys: list[Key] = [("A", "akimat", name) for name in "st"]
    z = np.array(totals)
    # One stratum of two PSUs: covariance 2/(2 - 1) x the products about the means, which are 0 here.
    matrix = 2 * z.T @ z
    data = with_sampling(
        dataset(by, dict(zip(keys, values, strict=True)), period=period, shared=frozenset(keys)),
        {key: {"se": float(np.sqrt(matrix[place, place])), "df": 10.0} for place, key in enumerate(keys)},
        [("A", "s", "t", float(matrix[0, 1]))],
    )
    psus = PsuTotals(
        ("A",), ("s", "t"), z, np.ones((1, 2), dtype=bool), np.array([0, 0]), np.array([0, 1]), ("1", "2"),
        np.array([0, 0]), Strata(np.array([2.0]), np.array([np.inf]), "fail"), ("north",),
    )  # fmt: skip
    return indexgov.score(by, replace(data, psus=psus))


def test_the_covariance_climbs_the_tree() -> None:
    """Totals of (s, t) are -/+ (0.02, 0.01) and then -/+ (0.01, 0.03); the index is 50 s + 50 t.

    se of s: sqrt(2 x 2 x 0.02^2) = 0.04 and 0.02. The index has the totals -/+ 50 x 0.03 = 1.5 and 50 x 0.04 = 2, so
    errors 3 and 4; both waves go wholly together, so that the change has |4 - 3| = 1. Of s it is 100 x (0.04 - 0.02).
    Where the second wave has the opposite signs the errors add up: 7.
    """
    first = of_two_questions(Q2, (0.5, 0.5), [[-0.02, -0.01], [0.02, 0.01]])
    second = of_two_questions(Q3, (0.52, 0.52), [[-0.01, -0.03], [0.01, 0.03]])
    found = indexgov.compare([first, second])
    assert [row(found)[name] for name in ("se", "statistic", "note")] == [pytest.approx(1), pytest.approx(2), ""]
    assert row(found, "s")["se"] == pytest.approx(2)
    against = of_two_questions(Q3, (0.52, 0.52), [[0.01, 0.03], [-0.01, -0.03]])
    assert row(indexgov.compare([first, against]))["se"] == pytest.approx(7)
    alone = indexgov.compare([first, second], new_localities=True)
    assert row(alone)["se"] == pytest.approx(5)


def test_a_covariance_that_cannot_be_is_not_believed() -> None:
    """Totals ten times too large for the errors that are told would leave a variance below 0: 3 and 4 make 5."""
    first = of_two_questions(Q2, (0.5, 0.5), [[-0.02, -0.01], [0.02, 0.01]])
    second = of_two_questions(Q3, (0.52, 0.52), [[-0.01, -0.03], [0.01, 0.03]])
    psus = second.dataset.psus
    assert psus is not None
    larger = replace(second.dataset, psus=replace(psus, totals=10 * psus.totals))
    found = row(indexgov.compare([first, indexgov.score(second.registry, larger)]))
    assert (found["se"], found["note"]) == (pytest.approx(5), "covariance_unknown")


def test_a_change_of_weights_is_no_news_about_opinion() -> None:
    """The survey weighs 3 instead of 1. At the new weights the index was (50 + 3 x 50)/4 = 50 and is 57.5.

    Its errors are 3/4 of 3 and of 4 points: the tested change is 7.5 with 3.75, t = 2. The change itself is the same,
    because evidence and survey stood at 50 before: methodology 1/2 of what weights do to the 10 points, 2.5 x 1/2.
    """
    found = row(indexgov.compare([survey(0.5, 0.03, Q2), survey(0.6, 0.04, Q3, shares="3")]))
    assert [found[name] for name in ("change", "se", "statistic")] == pytest.approx([7.5, 3.75, 2])
    assert [found[name] for name in AMOUNTS] == pytest.approx([1.25, 6.25, 0])


def test_one_sample_leaves_nothing_to_chance() -> None:
    """Two revisions with the same survey: its error is in both, so the change of 0 has an error of 0."""
    first = survey(0.5, 0.03, Q3)
    second = indexgov.score(first.registry, replace(first.dataset, revision=2))
    found = row(indexgov.compare([first, second]))
    assert (found["se"], found["p_value"], found["significant"], found["note"]) == (0, 1, "no", "")


def test_a_change_without_any_error_is_certain() -> None:
    """Both figures are exact: 0.5 to 0.6 of the half that the survey weighs is a change of 5 points for sure."""
    found = row(indexgov.compare([survey(0.5, 0.0, Q2), survey(0.6, 0.0, Q3)]))
    assert (found["change"], found["se"]) == (pytest.approx(5), 0)
    assert (found["p_value"], found["significant"]) == (0, "yes")


def test_reasons_add_up_and_movers_have_directions() -> None:
    """a 80 -> 100 brings 10 more, b 40 -> 20 brings 10 less, of 60; nothing moved, and the two are why."""
    found = indexgov.compare([scored(rules(), 80.0, 40.0, Q2), scored(rules(), 100.0, 20.0, Q3)])
    why = indexgov.reasons(found, "A", "akimat")
    assert why[["node", "change", "because"]].to_numpy().tolist() == [["a", 10.0, "value"], ["b", -10.0, "value"]]
    assert len(indexgov.movers(found)) == 0
    leaves = indexgov.movers(found, level="indicator", count=1)
    assert leaves[["direction", "place", "node"]].to_numpy().tolist() == [["improved", 1, "a"], ["declined", 1, "b"]]
    with pytest.raises(indexgov.IndexgovError) as caught:
        indexgov.movers(found, level="blocks")
    assert str(caught.value) == (
        "there is no level 'blocks'; did you mean 'block'? allowed: 'index', 'component', 'block', 'indicator'"
    )
    with pytest.raises(indexgov.IndexgovError) as caught:
        indexgov.reasons(found, "B", "akimat")
    assert str(caught.value).startswith("there is no authority 'B akimat'; ")


def test_a_territory_that_averages_its_bodies_is_split_too() -> None:
    """Akimat 60 -> 80, maslikhat 20 -> 40, weights 60:40 -> 50:50: 44 -> 60.

    With the new weights the old scores make 40, so methodology alone takes 4 away first and, after the scores, moves
    64 to 60, 4 too: -4. The scores bring 20 with any weights: +20. Blocks are the lowest nodes of such a territory.
    """
    text = """\
components:
  external:
    title: {{en: E}}
    blocks: [{{id: x, title: {{en: X}}, indicators: [{{id: a, title: {{en: a}}, scale: points}}]}}]
territory: {{rule: weights, akimat: {akimat}, maslikhat: {maslikhat}}}
"""
    sides = []
    for code, values, weights in ((Q2, (60.0, 20.0), (60, 40)), (Q3, (80.0, 40.0), (50, 50))):
        by = registry(text.format(akimat=weights[0], maslikhat=weights[1]), SCALES)
        cells: dict[Key, Value] = {("A", body, "a"): value for body, value in zip(by.bodies, values, strict=True)}
        sides.append(indexgov.score(by, dataset(by, cells, period=code)))
    found = indexgov.compare(sides)
    whole = found.changes[(found.changes["body"] == "") & (found.changes["node"] == "index")].iloc[0]
    assert [whole[name] for name in ("change", *AMOUNTS)] == pytest.approx([16, -4, 20, 0], abs=1e-12)
    why = indexgov.reasons(found, "A")
    assert why[["node", "level", "change"]].to_numpy().tolist() == [["x", "block", pytest.approx(16)]]


CELLS = st.one_of(st.none(), st.just("not_applicable"), st.integers(0, 10).map(lambda number: number * 10.0))


@settings(max_examples=60, deadline=None)
@given(st.lists(CELLS, min_size=4, max_size=4), st.lists(CELLS, min_size=4, max_size=4), st.integers(1, 4))
def test_amounts_add_up_and_who_changed_nothing_has_nothing(
    before: list[Value], after: list[Value], weight: int
) -> None:
    """Any values and gaps of two places, with a floor of a half and another weight of a."""
    floor = ", min_coverage: 0.5"
    sides = []
    for values, by, code in ((before, rules(floor=floor), Q2), (after, rules(a=weight, floor=floor), Q3)):
        cells: dict[Key, Value] = {(place, "akimat", name): values[number] for number, (place, name) in
                                   enumerate((place, name) for place in "AB" for name in "ab")
                                   if not (name == "a" and values[number] == "not_applicable")}  # fmt: skip
        sides.append(indexgov.score(by, dataset(by, cells, [("A", "region"), ("B", "region")], period=code)))
    rows = indexgov.compare(sides).changes
    known = rows[rows["change"].notna()]
    assert np.allclose(known[list(AMOUNTS)].sum(axis=1), known["change"], rtol=0, atol=1e-9)
    assert not known[list(AMOUNTS)].isna().any().any()
    if weight == 1:
        assert (known["methodology"] == 0).all()
    states = [[None if not isinstance(value, float) else "" for value in values] for values in (before, after)]
    if states[0] == states[1] and [value == "not_applicable" for value in before] == [
        value == "not_applicable" for value in after
    ]:
        assert (known["coverage"] == 0).all()
    if all(not isinstance(one, float) or not isinstance(other, float) or one == other
           for one, other in zip(before, after, strict=True)):  # fmt: skip
        assert (known["substance"] == 0).all()


def test_tables_have_their_columns() -> None:
    from indexgov.tables import CHANGES, FLIPS, MOVERS, REASONS, SERIES

    found = indexgov.compare([scored(rules(), 80.0, 40.0, Q2), scored(rules(), 100.0, 40.0, Q3)])
    tables: list[tuple[pd.DataFrame, tuple[str, ...]]] = [
        (found.changes, CHANGES), (found.flips, FLIPS), (found.series, SERIES), (indexgov.movers(found), MOVERS),
        (indexgov.reasons(found, "A", "akimat"), REASONS),
    ]  # fmt: skip
    for table, columns in tables:
        assert tuple(table.columns) == columns


def revisions(*figures: tuple[float, float], names: str = "s", without: str = "") -> indexgov.Assessment:
    """One quarter whose survey figures are told for the places A and B, with their standard errors."""
    each = ", ".join(
        f"{{id: {name}, title: {{en: {name}}}, scale: part, measure: share, body: akimat}}" for name in names
    )
    by = registry(f"components: {{c: {{title: {{en: c}}, indicators: [{each}]}}}}\n",
                  "scales: {part: {goalposts: {min: 0, max: 1}}}\n")  # fmt: skip
    told = {(place, "akimat", name): figure for place, figure in zip("AB", figures, strict=True) for name in names}
    data = dataset(by, {key: None if key[2] in without else value for key, (value, _) in told.items()})
    data = with_sampling(data, {key: {"se": se, "df": 10.0} for key, (_, se) in told.items()})
    return indexgov.score(by, replace(data, revision=len(names) + (not without)))


def test_a_revision_may_keep_the_sample_of_some_places() -> None:
    """A has the figure that it had: one sample, no error. B is 0.5 +/- 0.03 and was 0.6 +/- 0.04: 5 points of error.

    Nothing is known of how the two of B go together, but that they do not where others were asked.
    """
    first, second = revisions((0.5, 0.03), (0.6, 0.04)), revisions((0.5, 0.03), (0.5, 0.03))
    second = replace(second, dataset=replace(second.dataset, revision=9))
    for new, note in ((False, "covariance_unknown"), (True, "")):
        found = indexgov.compare([first, second], new_localities=new)
        assert (row(found, "s")["se"], row(found, "s")["note"]) == (0, "")
        of_b = row(found, "s", "B")
        assert (of_b["se"], row(found, territory="B")["note"]) == (pytest.approx(5), note)


def test_a_revision_of_errors_alone_is_another_figure() -> None:
    """0.5 stays and its error is 0.04 instead of 0.03, while t is asked too: 3 and 4 points, no one sample, make 5."""
    found = indexgov.compare([revisions((0.5, 0.03), (0.5, 0.03)), revisions((0.5, 0.04), (0.5, 0.04), names="st")])
    assert row(found, "s")["se"] == pytest.approx(5)


def test_a_revision_with_another_question_is_another_sample() -> None:
    """s is as it was, but t was not: of two samples with errors of 3 points each nothing else is known, 3 sqrt(2)."""
    alone = revisions((0.5, 0.03), (0.5, 0.03), names="st", without="t")
    found = indexgov.compare([alone, revisions((0.5, 0.03), (0.5, 0.03), names="st")])
    assert row(found, "s")["se"] == pytest.approx(18**0.5)


def test_reasons_of_who_has_no_score_and_of_a_period_that_is_not_there() -> None:
    found = indexgov.compare([scored(rules(), 80.0, 40.0, Q2), scored(rules(), None, None, Q3)])
    assert indexgov.reasons(found, "A", "akimat", period_to=Q3).empty
    with pytest.raises(indexgov.IndexgovError) as caught:
        indexgov.reasons(found, "A", "akimat", period_to=Q2)
    assert str(caught.value) == "no period was compared with '2026-Q2' as its end; known: '2026-Q3'"


@pytest.mark.parametrize("scale", ["{bands: [[10, 50], [20, 100]]}", "{goalposts: {min: 10, max: 20, clamp: false}}"])
def test_a_value_without_a_place_on_the_other_scale_is_redefined(scale: str) -> None:
    """5 of the earlier quarter stands below the first band, and before goalposts that allow nothing outside."""
    scales = SCALES.replace("points:", f"other: {scale}\n  points:")
    later = registry(TREE.format(a=1, b=1, floor="", scale="other", more=""), scales)
    found = indexgov.compare([scored(rules(), 5.0, 40.0, Q2), scored(later, 20.0, 40.0, Q3)])
    assert found.common[0].redefined == ("a",)
    # (5 + 40)/2 = 22.5 and (100 + 40)/2 = 70: each methodology takes the value of its own period.
    assert amounts(found) == [pytest.approx(47.5), 0, 0]


ALONE = "components: {c: {title: {en: c}, indicators: [{id: i, title: {en: i}, scale: s, body: akimat}]}}\n"


def placed(scale: str, values: tuple[Value, ...], period: str, body: str = ALONE) -> indexgov.Assessment:
    by = registry(body, f"scales: {{s: {scale}}}\n")
    cells: dict[Key, Value] = {(place, "akimat", "i"): value for place, value in zip("ABC", values, strict=True)}
    return indexgov.score(by, dataset(by, cells, period=period))


def test_a_mixture_that_has_no_answer_leaves_amounts_unknown() -> None:
    """A is the lowest in both quarters, among (1, 2, -) and among (2, -, 3).

    The values of now with the coverage of then are 2 and 2, between which no place is between the ends.
    """
    found = indexgov.compare(
        [placed("{minmax: {}}", (1.0, 2.0, None), Q2), placed("{minmax: {}}", (2.0, None, 3.0), Q3)]
    )
    assert row(found)["change"] == 0
    assert np.isnan(amounts(found)).any()


def test_a_quarter_that_the_latest_methodology_cannot_score_is_not_restated() -> None:
    """All have 5, which the first methodology calls 50 and for which the second has no answer."""
    first = placed("{minmax: {constant: 50}}", (5.0, 5.0, 5.0), Q2)
    series = indexgov.compare([first, placed("{minmax: {}}", (1.0, 2.0, 3.0), Q3)], restate=True).series
    before = series[(series["period"] == Q2) & (series["node"] == "index")]
    assert before["score"].tolist() == [50, 50, 50]
    assert before["restated"].isna().all()
    assert set(before["note"]) == {"not_restated"}


def test_groups_that_only_the_later_quarter_has() -> None:
    """Placed among all 1, 2, 3: 0, 50, 100; and within the zones of the later quarter, (A, B) and C: 0, 100, 50.

    The values stay, so that all is methodology.
    """
    body = "groups: {zone: {title: {en: zone}}}\n" + ALONE
    by = registry(body, "scales: {s: {minmax: {within: [zone], constant: 50}}}\n")
    values: dict[Key, Value] = {(place, "akimat", "i"): at + 1.0 for at, place in enumerate("ABC")}
    data = dataset(by, values, period=Q3)
    second = indexgov.score(by, replace(data, territories=data.territories.assign(zone=["n", "n", "s"])))
    found = indexgov.compare([placed("{minmax: {}}", (1.0, 2.0, 3.0), Q2), second])
    assert [amounts(found, territory=place)[0] for place in "ABC"] == pytest.approx([0, 50, -50])
    assert [amounts(found, territory=place)[1:] for place in "ABC"] == [[0, 0]] * 3
