"""Rank sets, errors of assessors and what is made of them: by hand, by formula and by simulation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import indexgov
from indexgov.analysis.uncertainty import uncertainty
from indexgov.scoring.rank import ranks, ranks_in_draws
from indexgov.scoring.rank_sets import MANY_PEERS, bounded_rank_sets, rank_sets
from indexgov.scoring.slips import Slips, error_rate
from indexgov.tables import EVIDENCE, Dataset
from tests.in_memory import Key, dataset, registry, with_sampling

EVERYBODY = np.array([True, True, True])


def normal(errors: list[float], draws: int = 20_000) -> np.ndarray:
    """Draws of independent normal errors."""
    return np.random.default_rng(7).normal(size=(draws, len(errors))) * errors


def test_peers_far_apart_hold_one_rank_and_peers_close_together_hold_both() -> None:
    """Scores 60, 59 and 40 with standard errors of 1: the gap of 1 is 0.7 standard errors of a difference, those of 19
    and 20 are 13 and 14, and no critical value of three peers is near either (it lies between 1.96 and 2.4)."""
    sets = rank_sets(np.array([60.0, 59.0, 40.0]), normal([1, 1, 1]), EVERYBODY, 1e-9)
    assert sets.low.tolist() == [1, 1, 3]
    assert sets.high.tolist() == [2, 2, 3]
    assert sets.alike.tolist() == [[True, True, False], [True, True, False], [False, False, True]]


def test_the_critical_value_is_that_of_two_comparisons() -> None:
    """Of three equal normal errors each is compared with two others, whose differences go together by one half: the
    two-sided 95 % point is Dunnett's 2.212 (Hsu 1996, Multiple Comparisons, table of |d| for k = 2 and infinite df)."""
    error = np.sqrt(2.0)
    for factor, apart in ((2.15, False), (2.27, True)):
        scores = np.array([factor * error, 0.0, -100.0])
        sets = rank_sets(scores, normal([1, 1, 1], 200_000), EVERYBODY, 1e-9)
        assert sets.alike[0, 1] == (not apart)


def test_sets_for_all_peers_at_once_are_wider() -> None:
    """Of three pairs the 95 % point of the largest |difference| is Tukey's q(3, infinite) / sqrt(2) = 3.314 / 1.414 =
    2.344; a gap of 2.28 standard errors is beyond Dunnett's value and within Tukey's."""
    scores = np.array([2.28 * np.sqrt(2.0), 0.0, -100.0])
    sets = rank_sets(scores, normal([1, 1, 1], 200_000), EVERYBODY, 1e-9)
    assert (sets.low[0], sets.high[0]) == (1, 1)
    assert (sets.low_together[0], sets.high_together[0]) == (1, 2)


def test_errors_that_go_together_tell_peers_apart_all_the_same() -> None:
    """One error in both scores leaves their difference as it is."""
    drawn = normal([5, 0, 0])[:, [0, 0, 1]]
    sets = rank_sets(np.array([50.1, 50.0, 0.0]), drawn, EVERYBODY, 1e-9)
    assert not sets.alike[0, 1]
    assert sets.low[:2].tolist() == [1, 2]


def test_who_has_an_unknown_error_is_told_from_nobody() -> None:
    known = np.array([True, False, True])
    sets = rank_sets(np.array([90.0, 50.0, 10.0]), normal([1, 0, 1]), known, 1e-9)
    assert np.isnan(sets.low[1])
    assert np.isnan(sets.high[1])
    assert (sets.low.tolist()[0], sets.high.tolist()[0]) == (1, 2)
    assert (sets.low.tolist()[2], sets.high.tolist()[2]) == (2, 3)


def test_no_error_anywhere_is_no_set() -> None:
    """Where nothing is uncertain, or nothing is known, no interval may be claimed."""
    sets = rank_sets(np.array([90.0, 50.0, 10.0]), np.zeros((50, 3)), EVERYBODY, 1e-9)
    assert np.isnan([sets.low, sets.high, sets.low_together, sets.high_together]).all()


def test_the_set_holds_the_rank_and_lists_agree() -> None:
    generator = np.random.default_rng(5)
    for _ in range(30):
        scores = np.round(generator.normal(50, 3, 12), 1)
        drawn = generator.normal(size=(400, 12)) * generator.uniform(0, 3, 12)
        sets = rank_sets(scores, drawn, np.ones(12, dtype=bool), 1e-9)
        rank, _ = ranks(scores, np.zeros(12, dtype=np.int64), 1e-9)
        assert (sets.low_together <= sets.low).all()
        assert (sets.low <= rank).all()
        assert (rank <= sets.high).all()
        assert (sets.high <= sets.high_together).all()
        assert (sets.alike == sets.alike.T).all()


def test_many_peers_have_wider_sets_from_variances() -> None:
    """Bonferroni's value for 64 comparisons is 3.36; the draws' own is smaller, so its sets are inside."""
    count = MANY_PEERS + 1
    scores, error = np.linspace(70, 30, count), np.full(count, 1.5)
    drawn = normal(list(error), 4000)
    bounded = bounded_rank_sets(scores, error**2, np.ones(count, dtype=bool), 1e-9)
    sharp = rank_sets(scores, drawn, np.ones(count, dtype=bool), 1e-9)
    assert (bounded.low <= sharp.low).all()
    assert (bounded.high >= sharp.high).all()
    # The first is apart from those more than 3.36 x 1.5 x sqrt(2) = 7.13 points below: 11 steps of 0.625 are within.
    assert norm.isf(0.025 / 64) == pytest.approx(3.359, abs=1e-3)
    assert bounded.high[0] == 12


def test_one_peer_of_many_that_has_a_score_is_alone() -> None:
    sets = bounded_rank_sets(np.array([50.0]), np.array([1.0]), np.array([True]), 1e-9)
    assert (sets.low.tolist(), sets.high.tolist()) == ([1], [1])


def test_scores_that_are_rounded_before_they_are_ranked_err_unrounded() -> None:
    """49.51 and 49.49 are 50 and 49 when rounded; with standard errors of 0.2 nobody can tell them apart."""
    rules = registry(NORMAL.replace("components:", "ranking: {on: {rounded: 0}}\ncomponents:"))
    values = {("R1", "akimat", "q"): 49.51, ("R2", "akimat", "q"): 49.49, ("R3", "akimat", "q"): 10.0}
    data = with_sampling(dataset(rules, values), {key: {"se": 0.2} for key in values})
    assessment = indexgov.score(rules, data)
    rows = assessment.ranking[assessment.ranking["body"] == "akimat"]
    assert rows["rank"].tolist() == [1, 2, 3]
    assert rows[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 2], [1, 2], [3, 3]]
    found = uncertainty(assessment).authorities.set_index("territory")["top_1"]
    # Both round to the same in about half of the draws, and are then both first.
    assert found["R1"] == pytest.approx(1 - 0.24, abs=0.06)
    assert found["R2"] == pytest.approx(1 - 0.26, abs=0.06)


def test_ranks_in_draws_are_those_of_each_draw() -> None:
    generator = np.random.default_rng(3)
    scores = np.round(generator.normal(size=(60, 40)), 1)
    scores[:, [4, 9]] = np.nan
    groups = generator.integers(0, 3, 40)
    found = ranks_in_draws(scores, groups, 1e-9)
    for row, drawn in enumerate(scores):
        expected, _ = ranks(drawn, groups, 1e-9)
        np.testing.assert_array_equal(found[row], np.nan_to_num(expected))


LEVELS = """
components:
  external:
    title: {en: External}
    missing: {rule: reweight}
    indicators:
      - {id: a, title: {en: a}, scale: published, not_applicable: [why]}
      - {id: b, title: {en: b}, scale: published}
"""


def assessed(
    rules: indexgov.Registry, values: dict[Key, str], twice: int, unequal: int, more: tuple[tuple[str, ...], ...] = ()
) -> Dataset:
    """Levels, and evidence of territories of their own that two assessors looked at."""
    rows = [(f"X{number}", "akimat", "a", "full", "initial", "M1") for number in range(twice)]
    rows += [
        (f"X{number}", "akimat", "a", "none" if number < unequal else "full", "second", "M2") for number in range(twice)
    ]
    frame = pd.DataFrame([*rows, *more], columns=["territory", "body", "indicator", "value", "stage", "assessor"])
    frame = frame.reindex(columns=list(EVIDENCE.all), fill_value="").astype(object)
    return replace(dataset(rules, dict(values)), evidence=frame)


def test_the_rate_of_assessors_by_hand() -> None:
    """40 pairs of which 7 differ: d = 7.5 / 41 = 0.18293, e = (1 - sqrt(1 - 0.36585)) / 2 = 0.10183."""
    rules = registry(LEVELS)
    found = error_rate(rules, assessed(rules, {("R1", "akimat", "a"): "full"}, 40, 7))
    assert found is not None
    assert (found.cells, found.unequal) == (40, 7)
    assert found.rate == pytest.approx(0.101833, abs=1e-6)


def test_a_rate_of_few_pairs_is_not_known_and_one_of_equal_pairs_is_not_zero() -> None:
    rules, values = registry(LEVELS), {("R1", "akimat", "a"): "full"}
    assert error_rate(rules, assessed(rules, values, 29, 3)) is None
    found = error_rate(rules, assessed(rules, values, 30, 0))
    assert found is not None
    # A half of 31 differ.
    assert found.rate == pytest.approx((1 - np.sqrt(1 - 1 / 31)) / 2)


def test_assessors_of_a_known_rate_are_found_at_it() -> None:
    """Two assessors who err with probability 0.08 on two levels: the estimate is right but for chance."""
    generator, rules = np.random.default_rng(11), registry(LEVELS)
    wrong = generator.random((2, 6000)) < 0.08
    data = assessed(rules, {("R1", "akimat", "a"): "full"}, 6000, int((wrong[0] != wrong[1]).sum()))
    found = error_rate(rules, data)
    assert found is not None
    assert found.rate == pytest.approx(0.08, abs=0.006)


@pytest.mark.parametrize(
    ("declared", "expected"), [("{rate: 0.05}", 0.05), ("none", None), ("estimated", None)], ids=str
)
def test_a_declared_rate_needs_no_pairs(declared: str, expected: float | None) -> None:
    rules = registry(f"uncertainty: {{assessors: {declared}}}\n{LEVELS}")
    found = error_rate(rules, dataset(rules, {("R1", "akimat", "a"): "full"}))
    assert (found is None) if expected is None else (found is not None and found.rate == expected)


def slips_of(
    values: dict[Key, str], more: tuple[tuple[str, ...], ...] = (), shared: frozenset[Key] = frozenset()
) -> Slips:
    rules = registry(f"uncertainty: {{assessors: {{rate: 0.2}}}}\n{LEVELS}")
    data = assessed(rules, values, 0, 0, more)
    if shared:
        data = replace(dataset(rules, dict(values), shared=shared), evidence=data.evidence)
    found = Slips.of(rules, data, indexgov.score(rules, data).sections[0])
    assert found is not None
    return found


def test_levels_err_to_their_neighbours() -> None:
    """At the ends of a scale there is one neighbour, between them there are two."""
    found = slips_of({("R1", "akimat", "a"): "full", ("R2", "akimat", "a"): "partial", ("R3", "akimat", "a"): "none"})
    np.testing.assert_array_equal(found.lower, [50, 0, np.nan])
    np.testing.assert_array_equal(found.upper, [np.nan, 100, 50])
    assert found.chance.tolist() == [0.2, 0.2, 0.2]
    luck = np.array([[0.19, 0.09, 0.19], [0.21, 0.11, 0.21], [0.9, 0.21, 0.0]])
    nobody = np.nan
    expected = [[50, 0, 50], [nobody, 100, nobody], [nobody, nobody, 50]]
    np.testing.assert_array_equal(found.erred(np.arange(3), luck), expected)


def test_what_was_decided_is_exempt_and_what_two_agreed_on_errs_less() -> None:
    """Both of two must have erred alike: 0.2^2 / (0.2^2 + 0.8^2) = 1 / 17."""
    values: dict[Key, str] = {(place, "akimat", "a"): "full" for place in ("R1", "R2", "R3", "R4")}
    more = (
        ("R1", "akimat", "a", "full", "initial", "M1"),
        ("R1", "akimat", "a", "full", "decision", ""),
        ("R2", "akimat", "a", "none", "initial", "M1"),
        ("R2", "akimat", "a", "full", "second", "M2"),
        ("R2", "akimat", "a", "full", "adjudicated", "M3"),
        ("R3", "akimat", "a", "full", "initial", "M1"),
        ("R3", "akimat", "a", "full", "second", "M2"),
    )
    found = slips_of(values, more)
    assert found.place.tolist() == [2, 3]
    assert found.chance.tolist() == pytest.approx([1 / 17, 0.2])


def test_a_record_for_every_body_errs_once() -> None:
    keys: list[Key] = [("R1", body, "a") for body in ("akimat", "maslikhat")]
    found = slips_of(dict.fromkeys(keys, "full"), shared=frozenset(keys))
    assert found.record.tolist() == [0, 0]
    assert slips_of(dict.fromkeys(keys, "full")).record.tolist() == [0, 1]


NORMAL = """
uncertainty: {top: [1]}
components:
  internal:
    title: {en: Internal}
    indicators: [{id: q, title: {en: q}, body: akimat, question: q, measure: mean, scale: points}]
"""


def test_one_normal_difference_is_as_by_formula() -> None:
    """P(first above second) = Phi((52 - 50) / sqrt(1.5^2 + 2^2)) = Phi(0.8) = 0.788."""
    rules = registry(NORMAL)
    values = {("R1", "akimat", "q"): 52.0, ("R2", "akimat", "q"): 50.0, ("R3", "akimat", "q"): 10.0}
    errors = {"R1": 1.5, "R2": 2.0, "R3": 0.5}
    data = with_sampling(dataset(rules, values), {(place, "akimat", "q"): {"se": se} for place, se in errors.items()})
    result = uncertainty(indexgov.score(rules, data, draws=40_000))
    pairs = result.pairs.set_index(["territory", "other"])
    expected = norm.cdf(0.8)
    assert pairs.at[("R1", "R2"), "above"] == pytest.approx(expected, abs=0.01)
    assert pairs.at[("R2", "R1"), "above"] == pytest.approx(1 - expected, abs=0.01)
    assert pairs.at[("R1", "R3"), "above"] == 1
    rows = result.authorities.set_index("territory")
    assert rows.at["R1", "top_1"] == pytest.approx(expected, abs=0.01)
    # 52 -/+ 1.96 x 1.5.
    assert rows.at["R1", "score_low"] == pytest.approx(49.06, abs=0.05)
    assert rows.at["R1", "score_high"] == pytest.approx(54.94, abs=0.05)
    assert result.drawn == ("sampling",)
    only = result.shares.set_index("territory")
    assert only["first"].to_numpy() == pytest.approx([1, 1, 1], abs=0.1)


def test_who_ties_is_above_in_half_of_the_draws() -> None:
    """R1 and R2 have one figure without an error, R4 lies 0.5 below it, which the tolerance lets pass."""
    rules = registry("ranking: {tolerance: 0.5}\n" + NORMAL)
    values = {(f"R{at}", "akimat", "q"): one for at, one in enumerate((52.0, 52.0, 10.0, 51.5, 51.4), start=1)}
    data = with_sampling(dataset(rules, values), {key: {"se": 0.0} for key in values})
    pairs = uncertainty(indexgov.score(rules, data, draws=10)).pairs.set_index(["territory", "other"])["above"]
    assert [pairs["R1", other] for other in ("R2", "R3", "R4", "R5")] == [0.5, 1, 0.5, 1]
    assert [pairs[other, "R1"] for other in ("R2", "R3", "R4", "R5")] == [0.5, 0, 0.5, 0]


def test_more_peers_than_are_compared_in_draws() -> None:
    """201 scores 0.04 apart: with errors of 0.0005 points everybody holds one rank, with errors of 5 any.

    Bonferroni's value for 200 comparisons is 3.66, and 3.66 x 5 x sqrt(2) = 26 is far more than all 8.
    """
    rules = registry(NORMAL)
    values = {(f"R{at:03}", "akimat", "q"): 60 - 0.04 * at for at in range(201)}
    assert norm.isf(0.025 / 200) == pytest.approx(3.66, abs=0.01)
    for se, ends in ((0.0005, [list(range(1, 202))] * 2), (5.0, [[1] * 201, [201] * 201])):
        data = with_sampling(dataset(rules, values), {key: {"se": se} for key in values})
        assessment = indexgov.score(rules, data, draws=40)
        rows = assessment.ranking[assessment.ranking["body"] == "akimat"]
        assert [rows["rank_low"].tolist(), rows["rank_high"].tolist()] == ends
        found = uncertainty(assessment, sources=False)
        own = found.authorities[found.authorities["body"] == "akimat"]
        assert own[["rank_low", "rank_high"]].to_numpy().T.tolist() == ends
        # Pairs of more than two hundred are not told.
        assert found.pairs.empty


@pytest.mark.parametrize(("gap", "low", "high"), [(2.25, [3, 2, 1], [3, 2, 1]), (2.23, [2, 2, 1], [3, 3, 1])])
def test_bonferroni_of_three_peers(gap: float, low: list[int], high: list[int]) -> None:
    """Two comparisons each, 97.5 % two-sided: 2.2414 standard errors of a difference, which is 1 here."""
    sets = bounded_rank_sets(np.array([0.0, gap, 20.0]), np.full(3, 0.5), np.ones(3, dtype=bool), 0.0)
    assert sets.low.tolist() == low
    assert sets.high.tolist() == high


@pytest.mark.parametrize(("gap", "low", "high"), [(2.40, [3, 2, 1], [3, 2, 1]), (2.39, [2, 2, 1], [3, 3, 1])])
def test_bonferroni_of_all_three_pairs(gap: float, low: list[int], high: list[int]) -> None:
    """Three comparisons at once, 1 - 0.05/3 two-sided: 2.3940 (tables) standard errors of a difference, which is 1."""
    sets = bounded_rank_sets(np.array([0.0, gap, 20.0]), np.full(3, 0.5), np.ones(3, dtype=bool), 0.0)
    assert sets.low_together.tolist() == low
    assert sets.high_together.tolist() == high
