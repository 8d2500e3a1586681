"""Is the index sound: every figure of the audit by hand or by a law, and what it finds and does not find."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import indexgov
from indexgov.analysis.audit import TABLES, Audit, audit
from indexgov.analysis.audit.distribution import AVAILABLE
from indexgov.analysis.audit.duplicates import CHANCE
from indexgov.analysis.audit.findings import KINDS, NAMES
from indexgov.methods.association import (
    alpha_interval,
    cronbach_alpha,
    fisher_interval,
    p_value,
    pearson,
    principal_components,
    spearman,
)
from indexgov.methods.multiple import holm
from tests.conftest import SAMPLES
from tests.in_memory import Key, Value, dataset, registry, with_sampling

FALSE_ALARMS = {"constant", "duplicate", "reversed", "bunched", "unreliable"}
ONE_BODY = """\
components:
  external:
    title: {en: External}
    weight: 60
    missing: {rule: reweight}
    blocks:
      - id: papers
        weight: 3
        title: {en: Papers}
        indicators:
          - {id: papers.a, title: {en: A}, scale: points, body: akimat, weight: 2}
          - {id: papers.b, title: {en: B}, scale: points, body: akimat, weight: 1}
          - {id: papers.c, title: {en: C}, scale: points, body: akimat, weight: 1}
      - id: talks
        weight: 1
        title: {en: Talks}
        indicators:
          - {id: talks.a, title: {en: A}, scale: points, body: akimat}
          - {id: talks.b, title: {en: B}, scale: points, body: akimat}
  internal:
    title: {en: Internal}
    weight: 40
    missing: {rule: reweight}
    indicators:
      - {id: survey.a, title: {en: A}, question: a, measure: mean, scale: points, body: akimat}
      - {id: survey.b, title: {en: B}, question: b, measure: mean, scale: points, body: akimat}
"""
LEAVES = ("papers.a", "papers.b", "papers.c", "talks.a", "talks.b", "survey.a", "survey.b")


def invented(count: int = 30, seed: int = 7) -> dict[str, np.ndarray[Any, Any]]:
    """Scores of one factor and noise: what a sound index looks like."""
    random = np.random.default_rng(seed)
    quality = random.normal(0, 15, count)
    return {name: np.round(np.clip(50 + quality + random.normal(0, 8, count), 0, 100), 1) for name in LEAVES}


def scored(
    columns: Mapping[str, Any], rules: str = ONE_BODY, tier: str = "okrug", **options: Any
) -> indexgov.Assessment:
    """The assessment of columns of scores, one an indicator; NaN is not assessed."""
    count = len(next(iter(columns.values())))
    values: dict[Key, Value] = {
        (f"T{number:02}", "akimat", name): None if math.isnan(value) else float(value)
        for name, column in columns.items()
        for number, value in enumerate(column)
    }
    made = registry(rules)
    return indexgov.score(made, dataset(made, values, [(f"T{number:02}", tier) for number in range(count)]), **options)


def kinds(found: Audit, level: str | None = None) -> set[str]:
    rows = found.findings if level is None else found.findings[found.findings["level"] == level]
    return set(rows["kind"])


@pytest.fixture(scope="module")
def sound() -> Audit:
    return audit(scored(invented()))


# The methods, by hand.


def test_pearson_by_hand_and_over_what_both_have() -> None:
    """1, 2, 3, 4 against 2, 4, 6, 9: covariance 11.5/3, variances 5/3 and 26.75/3; the gap leaves its column out."""
    rows = np.array([[1.0, 2, 3, 4, math.nan], [2, 4, 6, 9, 100], [5, 5, 5, 5, 5]])
    r, count = pearson(rows, rows)
    assert r[0, 1] == pytest.approx(11.5 / math.sqrt(5 * 26.75), abs=1e-15)
    assert count[0, 1] == 4
    assert math.isnan(r[0, 2])
    assert r[1, 1] == 1


def test_a_column_without_variation_over_the_pairs_has_no_correlation() -> None:
    """It varies, but not where the other is known; what is left is rounding, not a correlation."""
    rows = np.array([[0.1, 0.1, 0.1, 0.1, 0.9], [1.0, 2.0, 3.0, 5.0, math.nan]])
    assert math.isnan(pearson(rows, rows)[0][0, 1])
    assert math.isnan(spearman(rows, [(0, 1)])[0])


def test_spearman_is_pearson_of_mean_ranks_of_the_pairs() -> None:
    """10, 20, 20, 40 have the ranks 1, 2.5, 2.5, 4; the fifth has no partner and takes no place."""
    rows = np.array([[10.0, 20, 20, 40, 15], [1, 3, 2, 4, math.nan]])
    ranks = np.array([[1, 2.5, 2.5, 4], [1, 3, 2, 4]])
    assert spearman(rows, [(0, 1)])[0] == pytest.approx(np.corrcoef(ranks)[0, 1], abs=1e-15)
    assert math.isnan(spearman(rows[:, :2], [(0, 1)])[0])


def test_fisher_interval_and_probability() -> None:
    """r = 0.5 of 28: atanh 0.549306, error 1/5: 0.157 to 0.939; |z| = 2.7465, two-sided 0.006023."""
    r, n = np.array([0.5, 0.5, 1.0]), np.array([28.0, 3.0, 10.0])
    low, high = fisher_interval(r, n)
    assert math.tanh(0.5493061443 - 1.9599639845 / 5) == pytest.approx(low[0], abs=1e-9)
    assert math.tanh(0.5493061443 + 1.9599639845 / 5) == pytest.approx(high[0], abs=1e-9)
    assert math.isnan(low[1])
    assert low[2] == high[2] == 1
    assert p_value(r, n)[0] == pytest.approx(0.006023, abs=1e-6)
    assert p_value(r, n)[2] == 0


def test_holm_by_hand() -> None:
    """0.01, 0.04, 0.03 become 3 x 0.01, then 2 x 0.03, then 0.04, which may not be below 0.06."""
    np.testing.assert_allclose(holm(np.array([0.01, 0.04, math.nan, 0.03])), [0.03, 0.06, math.nan, 0.06], atol=1e-15)
    assert len(holm(np.zeros(0))) == 0


def test_cronbach_alpha_by_hand() -> None:
    """Variances 1 and 7/3, those of the sums 2, 4, 7 are 19/3: 2 (1 - (10/3) / (19/3)) = 18/19."""
    rows = np.array([[1.0, 2, 3], [1, 2, 4]])
    assert cronbach_alpha(rows) == pytest.approx(18 / 19, abs=1e-15)
    assert cronbach_alpha(np.array([[1.0, 2, 3], [1, 2, 3]])) == pytest.approx(1, abs=1e-15)
    assert math.isnan(cronbach_alpha(rows[:1]))
    assert math.isnan(cronbach_alpha(np.array([[1.0, 2, 3], [3, 2, 1]])))


def test_interval_of_alpha() -> None:
    """Bonett: alpha 0.7 of 5 items and 102 cases: ln 0.3 -/+ 1.96 sqrt(10 / (4 x 100))."""
    low, high = alpha_interval(0.7, 5, 102)
    reach = 1.9599639845 * math.sqrt(0.025)
    assert (low, high) == pytest.approx((1 - 0.3 * math.exp(reach), 1 - 0.3 * math.exp(-reach)), abs=1e-9)
    assert all(math.isnan(one) for one in (*alpha_interval(1.0, 5, 100), *alpha_interval(0.5, 1, 100)))


def test_principal_components_by_hand() -> None:
    """Two columns with correlation r have the eigenvalues 1 + r and 1 - r and equal loadings sqrt((1 + r) / 2)."""
    rows = np.array([[1.0, 2, 3, 4], [2, 1, 4, 3], [7, 7, 7, 7]])
    found = principal_components(rows)
    np.testing.assert_allclose(found.eigenvalues, [1.6, 0.4], atol=1e-12)
    np.testing.assert_allclose(found.loadings, [math.sqrt(0.8), math.sqrt(0.8), math.nan], atol=1e-12)
    assert len(principal_components(rows[1:]).eigenvalues) == 0


# The tables.


def test_every_table_has_its_columns(sound: Audit) -> None:
    assert {name: tuple(frame.columns) for name, frame in sound.tables().items()} == TABLES
    assert set(sound.findings["kind"]) <= set(NAMES)
    assert set(KINDS) - {"extreme", "unlike"} <= set(NAMES)


def test_shares_of_the_variance_add_up_to_one(sound: Audit, demo: indexgov.Assessment) -> None:
    """cov(sum of contributions, index) = var(index): the law of the decomposition, at every level of a linear index."""
    for found in (sound, audit(demo)):
        frame = found.importance.set_index("node")
        for (_, _), rows in frame.groupby(["body", "tier"]):
            assert rows.loc[rows["parent"] == "index", "variance_share"].sum() == pytest.approx(1, abs=1e-12)
            leaves = rows.loc[rows["level"] == "indicator", "variance_share"]
            assert leaves.sum() == pytest.approx(1, abs=1e-12)
            assert rows.loc[rows["parent"] == "index", "effective_weight"].sum() == pytest.approx(1, abs=1e-12)


def test_shares_of_the_variance_of_a_geometric_index_add_up() -> None:
    """By Euler's theorem contributions add up there too; a minimum leaves none to be told."""
    geometric = audit(scored(invented(), ONE_BODY + "combine: {aggregation: geometric}\n")).importance
    assert geometric.loc[geometric["parent"] == "index", "variance_share"].sum() == pytest.approx(1, abs=1e-12)
    assert geometric["effective_weight"].isna().all()
    median = audit(scored(invented(), ONE_BODY + "combine: {restate: {zscore: {}}}\nrange: null\n")).importance
    assert median["variance_share"].isna().all()


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("node", ["papers.a", "papers", "internal"])
def test_leave_one_out_is_the_registry_with_the_weight_zero(node: str, missing: bool) -> None:
    """Ranks by the audit are those of a registry in which the node weighs nothing."""
    columns = invented(20)
    if missing:
        columns["papers.a"][3] = columns["talks.b"][5] = columns["survey.b"][5] = math.nan
    head = {"papers.a": "weight: 2", "papers": "weight: 3", "internal": "weight: 40"}[node]
    assert ONE_BODY.count(head) == 1
    before, after = scored(columns), scored(columns, ONE_BODY.replace(head, "weight: 0"))
    ranks = [one.ranking.set_index("territory")["rank"].astype(float).sort_index() for one in (before, after)]
    moves = (ranks[1] - ranks[0]).abs()
    row = audit(before).leave_one_out.set_index("node").loc[node]
    assert moves.max() > 0
    assert row["n"] == 20
    assert row["mean_change"] == pytest.approx(moves.mean(), abs=1e-12)
    assert row["largest_change"] == moves.max()
    assert row["moved"] == pytest.approx((moves > 0).mean())
    assert (row["territory"], row["rank_from"], row["rank_to"]) == (
        moves.idxmax(), *(one[str(moves.idxmax())] for one in ranks),
    )  # fmt: skip


def test_leave_one_out_where_scores_depend_on_others(demo: indexgov.Assessment) -> None:
    """Copeland compares peers, so everybody is scored again; the last node of all cannot be left out."""
    columns = {name: column for name, column in invented(12).items() if name.startswith("survey")}
    rules = "components:\n" + ONE_BODY[ONE_BODY.index("  internal") :]
    found = audit(scored(columns, rules.replace("weight: 40", "aggregation: copeland"))).leave_one_out
    assert list(found["node"]) == ["survey.a", "survey.b"]
    assert (found["n"] == 12).all()
    without = audit(demo).leave_one_out
    assert set(without.loc[without["body"] == "akimat", "node"]) <= set(audit(demo).importance["node"])


def test_what_is_missing_is_counted_once_each() -> None:
    """One of seven indicators is missing for T00; what does not apply would not be asked for."""
    columns = invented(12)
    columns["talks.a"][0] = math.nan
    found = audit(scored(columns))
    row = found.missing.set_index(["territory", "node"])
    assert tuple(row.loc[("T00", "index"), ["applicable", "assessed", "missing"]]) == (7, 6, 1)
    assert tuple(row.loc[("T00", "talks"), ["applicable", "assessed", "missing"]]) == (2, 1, 1)
    assert row.loc[("T01", "index"), "available"] == 1
    assert found.indicators.set_index("node").loc["talks.a", "missing"] == pytest.approx(1 / 12)


def test_what_is_available_is_told_where_it_is_too_little() -> None:
    """9 of 12 akimats lack one criterion: a quarter has it."""
    columns = invented(12)
    columns["talks.a"][:9] = math.nan
    rows = audit(scored(columns)).findings
    [row] = rows[rows["kind"] == "missing"].to_dict("records")
    assert (row["node"], row["n"], row["figure"], row["threshold"]) == ("talks.a", 12, 0.25, AVAILABLE)


def test_how_scores_lie_by_hand() -> None:
    """Twelve scores: 0 twice, 100 ten times."""
    columns = invented(12)
    columns["papers.a"] = np.array([0.0, 0, *[100] * 10])
    row = audit(scored(columns)).indicators.set_index("node").loc["papers.a"]
    assert (row["n"], row["distinct"], row["min"], row["max"], row["median"]) == (12, 2, 0, 100, 100)
    assert row["mean"] == pytest.approx(1000 / 12)
    assert row["sd"] == pytest.approx(np.std(columns["papers.a"], ddof=1))
    assert row["at_floor"] == pytest.approx(2 / 12)
    assert row["at_ceiling"] == row["commonest"] == pytest.approx(10 / 12)


def test_components_against_each_other() -> None:
    """High is at or above the median of those who have both scores."""
    columns = {name: np.arange(12.0) if name.startswith("survey") else np.arange(12.0)[::-1] for name in LEAVES}
    found = audit(scored(columns))
    row = found.sides.iloc[0]
    assert row["pearson"] == row["spearman"] == pytest.approx(-1)
    assert (row["both_high"], row["component_high"], row["other_high"], row["both_low"]) == (0, 6, 6, 0)
    places = found.two_way.set_index("territory")["place"]
    assert (places["T00"], places["T11"]) == ("component_high", "other_high")


def test_reliability_is_the_share_that_is_not_error() -> None:
    """The standard error of every survey score is 2, the variance of the component is known."""
    columns = invented(12)
    columns["survey.b"] = columns["survey.a"].copy()
    assessment = scored(columns)
    sampling = {(f"T{number:02}", "akimat", name): {"se": 2.0, "n": 50.0} for number in range(12)
                for name in ("survey.a", "survey.b")}  # fmt: skip
    made = indexgov.score(assessment.registry, with_sampling(assessment.dataset, sampling))
    row = audit(made).nodes.set_index("node").loc["internal"]
    assert row["reliability"] == pytest.approx(1 - row["standard_error"] ** 2 / row["sd"] ** 2)


def test_the_standard_error_of_equal_scores_by_hand() -> None:
    """sqrt((2^2 + 4^2) / 2) = sqrt(10), though scores that do not differ have no reliability."""
    rules = "".join(line for line in ONE_BODY.splitlines(keepends=True) if "survey.b" not in line)
    assessment = scored({name: np.full(2, 50.0) for name in LEAVES[:-1]}, rules)
    sampling = {(f"T{number:02}", "akimat", "survey.a"): {"se": se, "n": 50.0} for number, se in enumerate((2.0, 4.0))}
    made = indexgov.score(assessment.registry, with_sampling(assessment.dataset, sampling))
    row = audit(made).nodes.set_index("node").loc["internal"]
    assert row["standard_error"] == pytest.approx(math.sqrt(10))
    assert np.isnan(row["reliability"])


@pytest.mark.parametrize(
    ("sizes", "moved", "chance"),
    [
        ((10, 5, 5), 0, math.factorial(10) * math.factorial(5) ** 2 / math.factorial(20)),
        # C(20, 1) 1! choices of the one who differs.
        ((10, 5, 5), 1, 20 * math.factorial(10) * math.factorial(5) ** 2 / math.factorial(20)),
        ((5, 5), 0, 1 / 252),
        ((9, 1), 0, 1 / 10),
    ],
)
def test_the_chance_of_equal_columns_by_hand(sizes: tuple[int, ...], moved: int, chance: float) -> None:
    """One pair of indicators alone varies: of twenty authorities, C(n, d) d! prod(c!) / n! for the d that differ."""
    one = np.repeat([10.0, 50.0, 90.0][: len(sizes)], sizes)
    other = one.copy()
    other[:moved] = 30.0
    columns = {name: np.full(len(one), 50.0) for name in LEAVES} | {"papers.a": one, "talks.b": other}
    found = audit(scored(columns)).duplicates
    if chance > CHANCE:
        assert found.empty
        return
    assert found[["node", "other", "n"]].to_numpy().tolist() == [["papers.a", "talks.b", len(one)]]
    assert found["equal"].tolist() == pytest.approx([1 - moved / len(one)])
    assert found["chance"].tolist() == pytest.approx([chance], rel=1e-9)


# What is found, and what is not.


@pytest.mark.parametrize("quarter", ["2026-Q2", "2026-Q3"])
def test_the_untouched_demo_is_not_blamed(quarter: str, demo: indexgov.Assessment) -> None:
    """No warning at all; notes are few and true."""
    if quarter == "2026-Q3":
        assessment = demo
    else:
        data = indexgov.load_dataset(SAMPLES / "demo" / quarter)
        assessment = indexgov.score(data.registry, data)
    found = audit(assessment)
    assert kinds(found, "warning") == set()
    assert not kinds(found) & FALSE_ALARMS
    assert len(found.findings) < 40


def planted(demo: indexgov.Assessment, change: Callable[[pd.DataFrame], None]) -> Audit:
    """The audit of a copy of the demo's third quarter after a change to what was recorded of akimats."""
    rows = demo.dataset.observations.copy()
    mine = rows[rows["body"] == "akimat"].copy()
    change(mine)
    rows.loc[mine.index] = mine
    return audit(indexgov.score(demo.registry, replace(demo.dataset, observations=rows)))


def warnings_of(found: Audit, kind: str) -> set[tuple[str, str, str]]:
    rows = found.findings[(found.findings["kind"] == kind) & (found.findings["level"] == "warning")]
    return set(zip(rows["body"], rows["node"], rows["other"], strict=True))


def test_a_planted_constant_is_named(demo: indexgov.Assessment) -> None:
    def same(rows: pd.DataFrame) -> None:
        rows.loc[(rows["indicator"] == "disclosure.general.heads") & (rows["value"] != ""), "value"] = "partial"

    found = planted(demo, same)
    assert warnings_of(found, "constant") == {("akimat", "disclosure.general.heads", "")}
    assert kinds(found, "warning") == {"constant"}


def test_a_planted_duplicate_is_named(demo: indexgov.Assessment) -> None:
    """Two criteria of different sub-blocks, one filled from the other."""
    one, other = "disclosure.general.structure", "disclosure.acts.texts"

    def copied(rows: pd.DataFrame) -> None:
        source = rows[rows["indicator"] == one].drop_duplicates("territory").set_index("territory")["value"]
        target = rows["indicator"] == other
        rows.loc[target, "value"] = rows.loc[target, "territory"].astype(str).map(source.astype(str)).to_numpy()

    found = planted(demo, copied)
    assert warnings_of(found, "duplicate") == {("akimat", one, other)}
    assert kinds(found, "warning") == {"duplicate"}


def reversals(found: Audit) -> list[tuple[str, str, str]]:
    rows = found.findings[found.findings["kind"] == "reversed"]
    return list(zip(rows["body"], rows["node"], rows["level"], strict=True))


def test_a_planted_reversal_of_a_criterion_is_named(demo: indexgov.Assessment) -> None:
    """Recorded upside down for twenty akimats: named, but among so many criteria chance cannot be ruled out."""
    turned = {"full": "none", "none": "full", "partial": "partial"}

    def upside_down(rows: pd.DataFrame) -> None:
        chosen = (rows["indicator"] == "disclosure.property.auctions") & rows["value"].isin(list(turned))
        rows.loc[chosen, "value"] = rows.loc[chosen, "value"].astype(str).map(turned).to_numpy()

    assert reversals(planted(demo, upside_down)) == [("akimat", "disclosure.property.auctions", "note")]


def test_a_planted_reversal_of_a_measure_is_named(demo: indexgov.Assessment) -> None:
    """Answers coded the wrong way round: residents' views go so well together that this cannot be chance."""

    def upside_down(rows: pd.DataFrame) -> None:
        chosen = rows["indicator"] == "satisfaction.akimat_openness"
        rows.loc[chosen, "number"] = 6 - rows.loc[chosen, "number"]

    assert ("akimat", "satisfaction.akimat_openness", "warning") in reversals(planted(demo, upside_down))


def test_a_planted_bunched_block_is_named(demo: indexgov.Assessment) -> None:
    """Every akimat gets the records of the first one in a block: whoever it applies to alike has one score."""

    def alike(rows: pd.DataFrame) -> None:
        block = rows["indicator"].astype(str).str.startswith("egov.")
        first = rows[block & (rows["territory"] == "R01")].drop_duplicates(["indicator", "part"])
        source = first.set_index(["indicator", "part"])[["value", "number", "status", "reason"]]
        for index, row in rows[block].iterrows():
            if (row["indicator"], row["part"]) in source.index:
                rows.loc[index, source.columns] = source.loc[(row["indicator"], row["part"])].to_numpy()

    found = planted(demo, alike)
    assert ("akimat", "egov", "") in warnings_of(found, "bunched")


def test_criteria_that_nearly_all_meet_are_no_duplicates() -> None:
    """Two columns of 29 full scores and one low one that fall on the same authority: one chance in thirty."""
    columns = invented()
    columns["papers.a"] = columns["talks.a"] = np.array([0.0, *[100.0] * 29])
    found = audit(scored(columns))
    assert "duplicate" not in kinds(found)
    assert {"ceiling"} <= kinds(found, "note")


def test_a_copy_on_another_scale_is_named_wherever_it_stands() -> None:
    """10 + 0.8 x in another block says the same as x, though no score is equal."""
    columns = invented(seed=8)
    columns["talks.b"] = 10 + 0.8 * columns["papers.a"]
    rows = audit(scored(columns)).findings
    own = rows[(rows["kind"] == "redundant") & (rows["node"] == "papers.a")]
    assert own["other"].tolist() == ["talks.b"]
    assert own["level"].tolist() == ["note"]
    assert own["figure"].tolist() == pytest.approx([1.0])


def test_noise_is_not_blamed() -> None:
    """Fifty indexes of pure chance: reversed and negative are warned of in no more than the stated 5 % and a little."""
    blamed = 0
    for seed in range(50):
        random = np.random.default_rng(seed)
        columns = {name: random.uniform(0, 100, 40) for name in LEAVES}
        blamed += bool(kinds(audit(scored(columns)), "warning") & {"reversed", "negative", "duplicate"})
    assert blamed <= 5


def test_parts_that_cancel_out_are_named() -> None:
    columns = invented()
    columns["papers.b"] = 100 - columns["papers.a"]
    found = audit(scored(columns))
    rows = found.findings[found.findings["kind"] == "negative"]
    assert ("papers.a", "papers.b") in set(zip(rows["node"], rows["other"], strict=True))


def test_a_weight_that_is_not_what_it_says() -> None:
    """The internal component hardly varies: it weighs 40 % and decides next to nothing."""
    columns = invented()
    for name in ("survey.a", "survey.b"):
        columns[name] = 50 + (columns[name] - 50) / 20
    found = audit(scored(columns)).findings.set_index("node")
    row = found[found["kind"] == "outweighed"].loc["internal"]
    assert row["threshold"] == pytest.approx(0.4)
    assert row["figure"] < 0.1


# Awkward data.


def test_fewer_than_ten_are_not_judged() -> None:
    columns = {name: np.full(9, 50.0) for name in LEAVES}
    found = audit(scored(columns))
    assert len(found.findings) == 0
    assert found.indicators["flag"].eq("").all()


def test_two_authorities() -> None:
    columns = {name: np.array([10.0, 20.0]) for name in LEAVES}
    found = audit(scored(columns))
    assert len(found.findings) == 0
    assert found.correlations["pearson"].isna().all()
    assert found.leave_one_out["n"].eq(0).all()


def test_nothing_was_assessed() -> None:
    found = audit(scored({name: np.full(12, math.nan) for name in LEAVES}))
    assert kinds(found) == {"missing", "thin"}
    assert found.importance["variance_share"].isna().all()
    assert found.nodes["n"].eq(0).all()


def test_no_authority_at_all() -> None:
    """A tier where no body exists has territories and nothing to look at."""
    rules = registry(ONE_BODY.replace("body: akimat", "body: maslikhat"))
    found = audit(indexgov.score(rules, dataset(rules, {}, [("A", "okrug")])))
    assert all(len(frame) == 0 for name, frame in found.tables().items() if name not in {"nodes", "missing"})


def test_tiers_are_looked_at_apart() -> None:
    """Regions and okrugs of opposite sign: together they would look reversed or unrelated."""
    columns, made = invented(24), registry(ONE_BODY)
    values: dict[Key, Value] = {
        (f"T{number:02}", "akimat", name): float(value)
        for name, column in columns.items()
        for number, value in enumerate(column)
    }
    places = [(f"T{number:02}", "region" if number < 12 else "okrug") for number in range(24)]
    found = audit(indexgov.score(made, dataset(made, values, places)))
    sizes = found.nodes[found.nodes["node"] == "index"].set_index(["body", "tier"])["n"]
    assert sizes[("akimat", "region")] == sizes[("akimat", "okrug")] == 12
