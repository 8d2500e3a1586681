"""Explanations are the calculation itself, and gains are what scoring again would give."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import indexgov
from indexgov.analysis import gains as gaining
from indexgov.analysis.explain import EXPLANATION
from indexgov.analysis.formulas import _FORMULAS, _PLACES, as_written, relative_formula
from indexgov.analysis.formulas import number as in_words
from indexgov.analysis.subject import ask
from indexgov.cli import main
from indexgov.methods.means import Setting, mean_of
from indexgov.methods.relative import Relative, Sample
from indexgov.report.explanation import lines as page
from indexgov.report.terminal import summary
from indexgov.tables import CARRIED
from tests.in_memory import Key, Value, dataset, registry
from tests.small_project import ESTIMATES, EVIDENCE, REGISTRY, TERRITORIES, write_project
from tests.test_properties import Case, cases
from tests.test_properties import scored as in_any_way

PLACES = "ABCDEF"
INDICATORS = ("i1", "i2", "i3", "i4")


def scored(rules: indexgov.Registry, values: dict[Key, Value], **more: Any) -> indexgov.Assessment:
    return indexgov.score(rules, dataset(rules, values, **more))


def all_of(assessment: indexgov.Assessment) -> list[tuple[str, str]]:
    return [
        (str(place), str(body))
        for section in assessment.sections
        for place, body in zip(section.authorities.territory, section.authorities.body, strict=True)
    ]


def recomputed(rows: pd.DataFrame, position: int, rules: indexgov.Registry) -> float:
    """The score of a node from the rows one step below it in the frame, by the mean that the registry names."""
    depth = rows["depth"].to_numpy()
    after = np.arange(len(rows)) > position
    end = np.flatnonzero(after & (depth <= depth[position]))
    below = rows.iloc[position + 1 : end[0] if len(end) else len(rows)]
    children = below[(below["depth"] == depth[position] + 1) & below["share"].notna()]
    nodes: dict[str, Any] = {"index": rules.combine, **rules.components}
    for component in rules.components.values():
        for block in component.blocks:
            nodes |= {block.id: block} | {one.id: one for one in block.sub_blocks}
    setting = Setting(rules.range, np.zeros(1, dtype=np.intp), rules.ranking.tolerance)
    mean, own = mean_of(nodes[str(rows["node"].iloc[position])].aggregation, setting)
    scores, shares = (children[name].fillna(0.0).to_numpy()[:, np.newaxis] for name in ("score", "share"))
    return float(mean.value(scores, shares, own)[0])


def check_calculation(assessment: indexgov.Assessment) -> int:
    """Every printed number follows from the printed numbers below it; returns how many scores were looked at."""
    looked = 0
    for place, body in all_of(assessment):
        rows = indexgov.explain(assessment, place, body).frame
        mine = (assessment.scores["territory"] == place) & (assessment.scores["body"] == body)
        engine = assessment.scores[mine]
        assert rows["node"].tolist() == engine["node"].tolist()
        np.testing.assert_array_equal(rows["score"].to_numpy(), engine["score"].to_numpy())
        above = (rows["level"] != "indicator") & rows["score"].notna()
        for position in np.flatnonzero(above):
            own = recomputed(rows, int(position), assessment.registry)
            assert own == pytest.approx(rows["score"].iloc[position], abs=1e-9)
            looked += 1
        index = rows["score"].iloc[0]
        leaves = rows[rows["level"] == "indicator"]
        if not math.isnan(index):
            assert math.fsum(leaves["contribution"].dropna()) == pytest.approx(index, abs=1e-9)
        else:
            assert rows["contribution"].isna().all()
            assert rows["how"].iloc[0].startswith("no score: ")
    return looked


def test_the_frame_is_the_calculation_for_every_authority_of_the_demo(demo: indexgov.Assessment) -> None:
    """Recomputed from the printed shares and scores alone; contributions add up to what is published."""
    assert check_calculation(demo) > 1000


def test_the_frame_is_the_calculation_for_aktogay(aktogay: indexgov.Assessment) -> None:
    """Real figures, with nodes below their floors."""
    assert check_calculation(aktogay) > 0


def calculated(formula: str) -> float:
    """What a person with a calculator gets: the last part of a formula, after its colon or equals sign."""
    sum_ = re.split(r": | = ", formula)[-1]
    return float(eval(re.sub(r"ln ([\d.]+)", r"math.log(\1)", sum_).replace(" x ", " * "), {"math": math}))


def test_formulas_of_the_demo_give_the_scores(demo: indexgov.Assessment) -> None:
    """An auditor recomputes any score from its line; numbers in it are rounded to six decimals."""
    seen = 0
    for place, body in all_of(demo):
        rows = indexgov.explain(demo, place, body).frame
        for row in rows[(rows["scale"] != "") & ~rows["scale"].str.contains("|", regex=False)].itertuples():
            assert calculated(str(row.scale)) == pytest.approx(row.score, abs=1e-3), row.node
            seen += 1
    assert seen > 3000


def test_a_body_that_one_component_leaves_out_counts_in_its_territory() -> None:
    """The first component is about akimats alone: of a territory both bodies are told, (80 + 40) / 2."""
    rules = registry("""
territory: {rule: weights, akimat: 1, maslikhat: 1}
components:
  c: {title: {en: c}, indicators: [{id: i1, title: {en: i1}, scale: points, body: akimat}]}
  d: {title: {en: d}, indicators: [{id: i2, title: {en: i2}, scale: points}]}
""")
    known: dict[Key, Value] = {("A", "akimat", "i1"): 80.0, ("A", "akimat", "i2"): 80.0, ("A", "maslikhat", "i2"): 40.0}
    frame = indexgov.explain(scored(rules, known), "A").frame
    assert frame[["node", "score"]].to_numpy().tolist() == [["index", 60.0], ["akimat", 80.0], ["maslikhat", 40.0]]


def test_who_has_no_index_is_nobodys_peer() -> None:
    """B has the first component and no index, C both: A is compared with C alone."""
    rules = registry("""
combine: {missing: {rule: refuse}}
components:
  c: {title: {en: c}, indicators: [{id: i1, title: {en: i1}, scale: points, body: akimat}]}
  d: {title: {en: d}, indicators: [{id: i2, title: {en: i2}, scale: points, body: akimat}]}
""")
    known: dict[Key, Value] = {(place, "akimat", name): 50.0 for place in "ABC" for name in ("i1", "i2")}
    assert indexgov.explain(scored(rules, {**known, ("B", "akimat", "i2"): None}), "A", "akimat").peers == 2


# Scales

NUMBERS = {"A": 12.0, "B": 3.0, "C": 8.0, "D": 6.0}


@pytest.mark.parametrize(
    ("scale", "better", "formula", "score"),
    [
        ("goalposts: {min: 2, max: 22}", "higher", "goalposts 2 to 22: 100 x (12 - 2) / (22 - 2)", 50),
        ("goalposts: {min: 2, max: 22}", "lower", "goalposts 2 to 22: 100 - 100 x (12 - 2) / (22 - 2)", 50),
        ("goalposts: {min: 2, max: 10}", "higher",
         "goalposts 2 to 10, 12 counts as 10: 100 x (10 - 2) / (10 - 2)", 100),
        ("goalposts: {min: 2, max: 12}", "higher", "goalposts 2 to 12: 100 x (12 - 2) / (12 - 2)", 100),
        ("goalposts: {min: 12, max: 22}", "higher", "goalposts 12 to 22: 100 x (12 - 12) / (22 - 12)", 0),
        ("goalposts: {min: 1, max: 144, transform: log}", "higher",
         "goalposts 1 to 144, logarithm: 100 x (ln 12 - ln 1) / (ln 144 - ln 1)", 50),
        ("piecewise: [[0, 100], [20, 0]]", "higher",
         "line from 0 = 100 to 20 = 0: 100 - 100 x (12 - 0) / (20 - 0)", 40),
        ("piecewise: [[0, 0], [10, 80]]", "higher", "10 or more = 80", 80),
        ("bands: [[0, 0], [10, 60], [20, 90]]", "higher", "from 10 = 60", 60),
        ("identity: true", "lower", "100 - 12", 88),
        ("minmax: {}", "higher", "minmax over 4 values: 100 x (12 - 3) / (12 - 3)", 100),
        ("minmax: {}", "lower", "minmax over 4 values: 100 x (12 - 12) / (12 - 3)", 0),
        ("zscore: {centre: 50, spread: 10, sd: population}", "higher",
         "zscore over 4 values: 50 + 10 x (12 - 7.25) / 3.269174", 64.5297),
        ("rank: {}", "higher", "rank over 4 values: 100 x 4 / 4", 100),
        ("borda: {}", "lower", "borda over 4 values: 100 x (1 - 1) / (4 - 1)", 0),
        ("percentile: {}", "higher", "percentile over 4 values: 100 x (4 - 1) / (4 - 1)", 100),
        ("distance_to_target: {target: 21}", "higher",
         "distance to target over 4 values: 100 x (1 - (21 - 12) / (21 - 3))", 50),
        ("distance_to_reference: {reference: D}", "higher",
         "distance to reference over 4 values: 100 x (1 - (6 - 12) / (6 - 3)), kept within 0 to 100", 100),
        ("distance_to_max: {}", "lower", "distance to max over 4 values: 100 x (1 - (12 - 3) / (12 - 3))", 0),
        ("fraction: {}", "lower", "fraction over 4 values: 100 - 100 x 12 / 12", 0),
    ],
)  # fmt: skip
def test_a_formula_has_its_numbers(scale: str, better: str, formula: str, score: float) -> None:
    """Scores by hand; the z-score has mean 7.25 and sum of squares 42.75."""
    rules = registry(
        "components: {c: {title: {en: c}, indicators: [{id: i, title: {en: i}, scale: s, better: BETTER}]}}".replace(
            "BETTER", better
        ),
        f"scales: {{s: {{{scale}}}}}\n",
    )
    told = indexgov.explain(scored(rules, {(place, "akimat", "i"): x for place, x in NUMBERS.items()}), "A", "akimat")
    row = told.frame.iloc[-1]
    assert (row["scale"], row["number"]) == (formula, 12.0)
    assert row["score"] == pytest.approx(score, abs=1e-3)
    if not formula.endswith("100") or "kept" not in formula:
        assert calculated(formula) == pytest.approx(score, abs=1e-3)


def test_a_base_period_is_named_in_the_formula() -> None:
    """Over the earlier quarter, where values went from 0 to 20, 12 is 60; 30 of now is kept at 100."""
    body = "components: {c: {title: {en: c}, indicators: [{id: i, title: {en: i}, scale: s}]}}"
    rules = registry(body, "scales: {s: {minmax: {over: 2026-Q2}}}\n")
    before: dict[Key, Value] = {(place, "akimat", "i"): x for place, x in zip("ABC", (0.0, 20.0, 5.0), strict=True)}
    now: dict[Key, Value] = {(place, "akimat", "i"): x for place, x in zip("ABC", (12.0, 30.0, 1.0), strict=True)}
    earlier = dataset(rules, before, period="2026-Q2")
    assessment = indexgov.score(rules, replace(dataset(rules, now), previous={"2026-Q2": earlier}))
    told = [indexgov.explain(assessment, place, "akimat").frame["scale"].iloc[-1] for place in "AB"]
    assert told == [
        "minmax over 3 values of 2026-Q2: 100 x (12 - 0) / (20 - 0)",
        "minmax over 3 values of 2026-Q2: 100 x (30 - 0) / (20 - 0), kept within 0 to 100",
    ]


def test_treated_outliers_are_told() -> None:
    """Winsorising moves 1000 to the next value, 5, and the formula has the numbers after that: (5 - 1) / (5 - 1)."""
    body = "components: {c: {title: {en: c}, indicators: [{id: i, title: {en: i}, scale: s}]}}"
    rules = registry(body, "scales: {s: {minmax: {treat: {winsorise: 1, skewness: 1, kurtosis: 1}}}}\n")
    numbers = zip("ABCDEF", (1000.0, 1.0, 2.0, 3.0, 4.0, 5.0), strict=True)
    assessment = scored(rules, {(place, "akimat", "i"): x for place, x in numbers})
    assert indexgov.explain(assessment, "A", "akimat").frame["scale"].iloc[-1] == (
        "minmax over 6 values, outliers treated, 1000 counts as 5: 100 x (5 - 1) / (5 - 1)"
    )


def test_an_imputed_cell_is_told() -> None:
    """The mean of the five peers' 10, 20, 30, 40 and 50 is 30, scored on goalposts 0 to 60."""
    rules = tree("reweight, impute: {by: mean}", scales="scales: {points: {goalposts: {min: 0, max: 60}}}\n")
    values: dict[Key, Value] = {(p, "akimat", n): 10.0 * (x + 1) for x, p in enumerate("ACDEF") for n in INDICATORS}
    values |= {("B", "akimat", name): None if name == "i1" else 30.0 for name in INDICATORS}
    row = indexgov.explain(scored(rules, values), "B", "akimat").frame.set_index("node").loc["i1"]
    assert (row["value"], row["number"], row["score"], row["coverage"]) == ("", 30.0, 50.0, 0.0)
    assert row["scale"] == "goalposts 0 to 60: 100 x 30 / 60"
    assert (row["status"], row["how"]) == ("not_assessed", "not assessed: the mean of the peers was put in")


# What a node tells

TREE = """
components:
  c:
    title: {{en: c}}
    missing: {{rule: {rule}}}
    {component}
    blocks:
      - {{id: b1, title: {{en: one}}, weight: 2, {block}, indicators: [{i1}, {i2}]}}
      - {{id: b2, title: {{en: two}}, weight: 1, indicators: [{i3}, {i4}]}}
{rest}
"""
CLASSES = "classes: {bands: [{id: H, from: 50, title: {en: h}}, {id: L, from: 0, title: {en: l}}]}"


def tree(
    rule: str = "reweight",
    component: str = "weight: 1",
    block: str = "aggregation: arithmetic",
    rest: str = CLASSES,
    keys: str = "scale: points",
    first: str = "",
    scales: str = "scales: {points: identity}\n",
) -> indexgov.Registry:
    # A product needs every child.
    keys += "" if "product" in block else ", not_applicable: [why]"
    one = {name: f"{{id: {name}, title: {{en: {name}}}, {keys}{first if name == 'i1' else ''}}}" for name in INDICATORS}
    return registry(TREE.format(rule=rule, component=component, block=block, rest=rest, **one), scales)


def points() -> dict[Key, Value]:
    """Six akimats and four indicators that move together, none of them equal."""
    return {
        (place, "akimat", name): 12.0 * number + 7.0 * one + (5 * number * (one + 1)) % 11 + 2
        for number, place in enumerate(PLACES)
        for one, name in enumerate(INDICATORS)
    }


def how_of(rules: indexgov.Registry, node: str, values: dict[Key, Value] | None = None) -> str:
    told = indexgov.explain(scored(rules, values or points()), "B", "akimat").frame
    return str(told.set_index("node").loc[node, "how"])


def test_a_node_tells_what_it_left_out() -> None:
    """Two of the four cells of B are gone: one nobody assessed, one does not apply."""
    gone: dict[Key, Value] = {("B", "akimat", "i1"): None, ("B", "akimat", "i3"): "not_applicable"}
    values = points() | gone
    assert how_of(tree(), "b1", values) == "arithmetic mean of 1 of 2 parts, 1 without a score left out"
    assert how_of(tree(), "b2", values) == "arithmetic mean of 1 of 2 parts, 1 not applicable left out"
    assert how_of(tree("zero"), "b1", values) == "arithmetic mean of all 2 parts, 1 without a score as 0"
    assert how_of(tree("refuse"), "b1", values) == "no score: i1 has none, and the rule is 'refuse'"
    assert how_of(tree("reweight, min_coverage: 0.7"), "b1", values) == "no score: coverage 0.5 is below the floor 0.7"
    assert how_of(tree("reweight, min_children: 0.7"), "b1", values) == (
        "no score: 1 of 2 parts were assessed, the floor is 0.7 of them"
    )
    assert how_of(tree(), "i1", values) == "not assessed"
    assert how_of(tree(), "i3", values) == "not applicable"


def test_a_node_tells_why_there_are_no_contributions() -> None:
    """Copeland counts wins, a restated score depends on others, a product is no sum; shares are told all the same."""
    assert how_of(tree(block="aggregation: copeland"), "b1").endswith(
        "no contributions are told below, because it counts wins, not points"
    )
    assert "because the points of a product do not add up" in how_of(tree(block="aggregation: product"), "b1")
    restated = tree(block="restate: {minmax: {}}")
    values = points()
    own = {place: (values[place, "akimat", "i1"] + values[place, "akimat", "i2"]) / 2 for place in PLACES}  # type: ignore[operator]
    low, high = min(own.values()), max(own.values())
    assert how_of(restated, "b1") == (
        "arithmetic mean of all 2 parts; "
        f"makes {own['B']:g}, restated by minmax over 6 values: 100 x ({own['B']:g} - {low:g}) / ({high:g} - {low:g}); "
        "no contributions are told below, because the score depends on those of others"
    )
    rows = indexgov.explain(scored(restated, values), "B", "akimat").frame.set_index("node")
    assert rows.loc[["i1", "i2"], "contribution"].isna().all()
    assert rows.loc[["i1", "i2"], "share"].tolist() == [0.5, 0.5]
    assert rows.loc[["i3", "i4"], "contribution"].notna().all()


def test_gates_and_weights_of_a_node_are_told() -> None:
    gated = tree(first=", must_have: {score: 60, class: L}")
    assert how_of(gated, "i1") == "gate of 60 not passed: class at most L"
    assert how_of(tree(first=", must_have: {score: 5, class: L}"), "i1") == "gate of 5 passed"
    budget = "weights: {budget: {x: {i1: 60, i2: 40}, y: {i1: 20, i2: 80}}}"
    assert how_of(tree(block=budget), "b1") == "arithmetic mean of all 2 parts; weights: mean of what 2 experts gave"
    rows = indexgov.explain(scored(tree(block=budget), points()), "B", "akimat").frame.set_index("node")
    assert rows.loc[["i1", "i2"], "share"].tolist() == pytest.approx([0.4, 0.6])


@pytest.mark.parametrize(
    "block",
    ["aggregation: geometric", "aggregation: harmonic", "aggregation: {power: 2}", "aggregation: minimum",
     "aggregation: median", "aggregation: product", "weights: pca"],
)  # fmt: skip
def test_other_means_are_recomputed_too(block: str) -> None:
    """The same law as for the demo, where all means are arithmetic; a product tells no contributions."""
    assessment = scored(tree(block=block), points())
    for place in PLACES:
        rows = indexgov.explain(assessment, place, "akimat").frame
        for position in np.flatnonzero(rows["level"] != "indicator"):
            assert recomputed(rows, int(position), assessment.registry) == pytest.approx(rows["score"].iloc[position])
        total = rows.loc[rows["level"] == "indicator", "contribution"].sum()
        assert "product" in block or total == pytest.approx(rows["score"].iloc[0], abs=1e-9)


def test_a_sum_has_its_weights_as_shares() -> None:
    """20 x 0.5 + 40 x 0.25 = 20."""
    body = """
components:
  c: {title: {en: c}, aggregation: sum, indicators: [
    {id: i1, title: {en: i1}, scale: points, weight: 0.5}, {id: i2, title: {en: i2}, scale: points, weight: 0.25}]}
"""
    rules = registry(body)
    rows = indexgov.explain(
        scored(rules, {("A", "akimat", "i1"): 20.0, ("A", "akimat", "i2"): 40.0}), "A", "akimat"
    ).frame
    assert rows["share"].tolist() == [1.0, 1.0, 0.5, 0.25]
    assert rows["score"].iloc[1] == 20.0
    assert rows["how"].iloc[1] == "sum of weight x score of all 2 parts"


def test_a_territory_that_averages_its_bodies_is_explained_by_them() -> None:
    """(60 x 30 + 40 x 80) / 100 = 50."""
    rules = tree(rest="territory: {rule: weights, akimat: 60, maslikhat: 40}")
    values: dict[Key, Value] = {
        (place, body, name): score
        for place in "ABC"
        for body, score in (("akimat", 30.0), ("maslikhat", 80.0))
        for name in INDICATORS
    }
    told = indexgov.explain(scored(rules, values), "A")
    assert told.frame["node"].tolist() == ["index", "akimat", "maslikhat"]
    assert told.frame["score"].tolist() == [50.0, 30.0, 80.0]
    assert told.frame["share"].tolist() == pytest.approx([1.0, 0.6, 0.4])
    assert told.frame["contribution"].tolist() == pytest.approx([50.0, 18.0, 32.0])


def test_the_index_of_a_body_without_score_names_the_territory_s_gap() -> None:
    rules = tree(rest="territory: {rule: weights, akimat: 60, maslikhat: 40}")
    values: dict[Key, Value] = {("A", "akimat", name): 30.0 for name in INDICATORS}
    told = indexgov.explain(scored(rules, values | {("A", "maslikhat", "i1"): None}), "A")
    assert told.frame["how"].iloc[0] == "no score: maslikhat has none"


# Gains

POINTS = "scales: {points: identity}\n"
REGISTRIES = {
    "arithmetic": tree(),
    "geometric": tree(block="aggregation: geometric"),
    "minimum": tree(block="aggregation: minimum"),
    "median": tree(component="aggregation: median"),
    "product": tree(block="aggregation: product"),
    "copeland": tree(block="aggregation: copeland"),
    "pca": tree(block="weights: pca"),
    "restated": tree(block="restate: {zscore: {centre: 50, spread: 10}}"),
    "restated whole": tree(rest=f"combine: {{restate: {{minmax: {{}}}}}}\n{CLASSES}"),
    "minmax": tree(scales="scales: {points: {minmax: {}}}\n"),
    "minmax, less is better": tree(scales="scales: {points: {minmax: {}}}\n", keys="scale: points, better: lower"),
    "zscore": tree(scales="scales: {points: {zscore: {centre: 50, spread: 10}}}\n"),
    "rank": tree(scales="scales: {points: {rank: {}}}\n"),
    "target": tree(scales="scales: {points: {distance_to_target: {target: 95}}}\n"),
    "goalposts": tree(
        scales="scales: {points: {goalposts: {min: 10, max: 90}}}\n", keys="scale: points, better: lower"
    ),
    "piecewise": tree(scales="scales: {points: {piecewise: [[0, 0], [40, 90], [60, 90], [100, 10]]}}\n"),
    "bands": tree(scales="scales: {points: {bands: [[0, 0], [30, 50], [60, 100]]}}\n"),
    "gated": tree(first=", must_have: {score: 60, class: L}"),
    "zero": tree("zero"),
    "floor": tree("reweight, min_coverage: 0.8"),
    "imputed": tree("reweight, impute: {by: mean}"),
    "quantiles": tree(rest="classes: {quantiles: [{id: T, title: {en: t}}, {id: Z, title: {en: z}}]}"),
    "rounded": tree(rest=f"ranking: {{on: {{rounded: 0}}}}\n{CLASSES}"),
}  # fmt: skip


def again(rules: indexgov.Registry, values: dict[Key, Value], place: str, node: str) -> tuple[pd.Series, float]:
    """The row of the ranking and the score of a node after scoring other values from the start."""
    assessment = scored(rules, values)
    ranking, rows = assessment.ranking, assessment.scores
    mine = (rows["territory"] == place) & (rows["body"] == "akimat") & (rows["node"] == node)
    chosen = ranking[(ranking["territory"] == place) & (ranking["body"] == "akimat")].iloc[0]
    return chosen, float(rows.loc[mine, "score"].iloc[0])


@pytest.mark.parametrize("name", list(REGISTRIES))
@pytest.mark.parametrize("place", ["C", "D"])
def test_gains_are_what_scoring_again_gives(name: str, place: str) -> None:
    """Each change is made in the data, and everything is scored anew: score, rank, class, alone and five together.

    One cell of another authority is missing, so that imputation and floors have something to do.
    """
    rules, values = REGISTRIES[name], points()
    if name != "pca":
        values[("B", "akimat", "i2")] = None
    assessment = scored(rules, values)
    before = assessment.ranking.set_index(["territory", "body"])["score"][place, "akimat"]
    frame = indexgov.gains(assessment, place, "akimat")
    alone = frame[frame["criteria"] == 1]
    assert 0 < len(alone) <= 4
    assert alone["gain"].dropna().is_monotonic_decreasing
    changed: dict[Key, Value] = {}
    for number, row in enumerate(frame.itertuples()):
        if row.node == "together":
            assert row.criteria == len(changed) > 1
        else:
            new: dict[Key, Value] = {(place, "akimat", str(row.node)): float(str(row.best_value))}
            changed |= new if frame["gain"].iloc[number] > 0 else {}
        values_now = values | (changed if row.node == "together" else new)
        try:
            found, leaf = again(rules, values_now, place, "i1" if row.node == "together" else str(row.node))
        except indexgov.InputError:
            # With this value one child runs against the others, and there are no weights by principal component.
            assert name == "pca"
            assert pd.isna(frame["gain"].iloc[number])
            continue
        assert row.score_after == pytest.approx(found["score"], abs=1e-9)
        assert row.gain == pytest.approx(found["score"] - before, abs=1e-9)
        assert (row.rank_after, row.class_after) == (found["rank"], found["class"])
        assert row.node == "together" or row.best_score == pytest.approx(leaf, abs=1e-9)


@pytest.mark.parametrize(
    ("place", "body"), [("R05", "akimat"), ("R16", "maslikhat"), ("R07", ""), ("R01", "maslikhat")]
)
def test_both_ways_to_score_again_agree(demo: indexgov.Assessment, place: str, body: str) -> None:
    """One matrix of variants gives what scoring the whole period for each variant gives; R16 has no score."""
    asked = ask(demo, place, body)
    changes = list(gaining._changes(asked, "en"))[::4]
    variants = [[change] for change in changes] + [changes]
    fast, slow = gaining.side_by_side(asked, variants), gaining.one_by_one(asked, variants)
    assert len(fast) == len(slow) > 2
    for one, other in zip(fast, slow, strict=True):
        np.testing.assert_allclose([one.leaf, one.score, one.rank], [other.leaf, other.score, other.rank], atol=1e-9)
        assert one.class_ == other.class_


@given(cases(), st.sampled_from(("akimat", "maslikhat", "")))
@settings(max_examples=60, deadline=None)
def test_any_index_is_explained_and_scored_again(case: Case, body: str) -> None:
    """Random trees, weights, means, rules and gaps: contributions add up, and both ways to score again agree."""
    assessment = in_any_way(case)
    nodes = assessment.scores[(assessment.scores["territory"] == "A") & (assessment.scores["body"] == body)]
    if not len(nodes):
        with pytest.raises(indexgov.IndexgovError, match="no indicator of the period concerns"):
            indexgov.explain(assessment, "A", body)
        return
    rows = indexgov.explain(assessment, "A", body).frame
    brought = rows.loc[rows["level"].isin(["indicator", "body"]), "contribution"]
    if not math.isnan(rows["score"].iloc[0]):
        assert math.fsum(brought.dropna()) == pytest.approx(rows["score"].iloc[0], abs=1e-9)
    asked = ask(assessment, "A", body)
    changes = list(gaining._changes(asked, "en"))
    variants = [[change] for change in changes] + ([changes] if changes else [])
    if variants:
        for one, other in zip(gaining.side_by_side(asked, variants), gaining.one_by_one(asked, variants), strict=True):
            mine, theirs = ([outcome.leaf, outcome.score, outcome.rank] for outcome in (one, other))
            np.testing.assert_allclose(mine, theirs, atol=1e-9)


def test_gains_of_a_territory_that_averages_its_bodies() -> None:
    """A point of the akimat's index is 0.6 points of the territory's; a value for both bodies counts in both."""
    rules = tree(rest="territory: {rule: weights, akimat: 60, maslikhat: 40}")
    values: dict[Key, Value] = {
        (place, body, name): 10.0 * number + 5.0 * one
        for number, place in enumerate("ABC")
        for body in ("akimat", "maslikhat")
        for one, name in enumerate(INDICATORS)
    }
    shared = frozenset((place, body, "i4") for place in "ABC" for body in ("akimat", "maslikhat"))
    assessment = scored(rules, values, shared=shared)
    frame = indexgov.gains(assessment, "A").set_index("node")
    assert set(frame.index) == {f"{name}@{body}" for name in INDICATORS[:3] for body in rules.bodies} | {
        "i4",
        "together",
    }
    # i1 is half of b1, which is two thirds of the index: 100 / 3 points for the akimat.
    assert frame.loc["i1@akimat", "gain"] == pytest.approx(0.6 * 100 / 3)
    assert frame.loc["i4", "gain"] == pytest.approx((100 - 15) / 6)
    fast = indexgov.gains(assessment, "A")
    asked = ask(assessment, "A")
    slow = gaining.one_by_one(asked, [[change] for change in gaining._changes(asked, "en")])
    assert sorted(fast["score_after"][:-1]) == pytest.approx(sorted(one.score for one in slow))


def test_a_change_that_leaves_no_variation_has_no_gain() -> None:
    """With B at A's value the column is constant, for which this relative scale has no answer."""
    rules = tree(scales="scales: {points: {minmax: {}}}\n")
    values: dict[Key, Value] = {(place, "akimat", name): 5.0 for place in "ABC" for name in INDICATORS}
    values |= {("B", "akimat", name): 1.0 for name in INDICATORS}
    frame = indexgov.gains(scored(rules, values), "B", "akimat")
    assert len(frame) == 4
    assert frame["gain"].isna().all()
    assert frame["rank_after"].isna().all()


def test_a_value_for_both_bodies_moves_both_where_they_are_peers() -> None:
    """With akimats and maslikhats in one ranking, the maslikhat of the same territory gains too, and so the rank."""
    rules = tree(rest="ranking: {within: [tier]}")
    values: dict[Key, Value] = {
        (place, body, name): 20.0 * number + 5.0 * one + (3.0 if body == "maslikhat" else 0.0) * (name != "i1")
        for number, place in enumerate("ABC")
        for body in ("akimat", "maslikhat")
        for one, name in enumerate(INDICATORS)
    }
    shared = frozenset((place, body, "i1") for place in "ABC" for body in ("akimat", "maslikhat"))
    frame = indexgov.gains(scored(rules, values, shared=shared), "A", "akimat").set_index("node")
    assert frame.loc["i1", "best_value"] == "100"
    better: dict[Key, Value] = {("A", body, "i1"): 100.0 for body in ("akimat", "maslikhat")}
    found = scored(rules, values | better, shared=shared).ranking.set_index(["territory", "body"])
    assert frame.loc["i1", "rank_after"] == found["rank"]["A", "akimat"]
    alone = scored(rules, values | {("A", "akimat", "i1"): 100.0}).ranking.set_index(["territory", "body"])
    assert found["rank"]["A", "akimat"] == alone["rank"]["A", "akimat"] + 1


def test_limit_keeps_the_largest_and_the_five_together() -> None:
    assessment = scored(tree(), points())
    whole, short = indexgov.gains(assessment, "A", "akimat"), indexgov.gains(assessment, "A", "akimat", limit=2)
    pd.testing.assert_frame_equal(short, whole.iloc[[0, 1, 4]].reset_index(drop=True))


# The small project, as files

DAMAGED = EVIDENCE.replace("R01,akimat,papers.heads,,full", "R01,akimat,papers.heads,,partial")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_project(tmp_path / "p", {"evidence.csv": DAMAGED})
    monkeypatch.chdir(tmp_path)
    return tmp_path / "p"


def of_files(folder: Path, **files: str) -> indexgov.Assessment:
    write_project(folder, {f"{name}.csv": text for name, text in files.items()})
    data = indexgov.load_dataset(folder)
    return indexgov.score(data.registry, data)


@pytest.mark.parametrize(
    ("node", "old", "new"),
    [
        ("papers.heads", "R01,akimat,papers.heads,,partial", "R01,akimat,papers.heads,,full"),
        ("papers.budget", "R01,akimat,papers.budget,,partial", "R01,akimat,papers.budget,,full"),
        ("people.requests", "in_time,8,https://example.org/3,2026-08-03,,,\nR01,akimat,people.requests,late,1,",
         "in_time,10,https://example.org/3,2026-08-03,,,\nR01,akimat,people.requests,late,0,"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("body", ["akimat", ""])
def test_gains_are_what_better_evidence_gives(tmp_path: Path, node: str, old: str, new: str, body: str) -> None:
    """The evidence file itself is mended and read again: for the akimat, and for the pooled territory."""
    assert DAMAGED.count(old) == 1
    before = of_files(tmp_path / "before", evidence=DAMAGED)
    after = of_files(tmp_path / "after", evidence=DAMAGED.replace(old, new))
    frame = indexgov.gains(before, "R01", body).set_index("node")
    row = frame.loc[node if body else f"{node}@akimat"]
    found = after.ranking.set_index(["territory", "body"])["score"]
    assert row["score_after"] == pytest.approx(found["R01", body], abs=1e-9)


def test_gains_leave_out_the_survey_and_what_nobody_assessed(tmp_path: Path) -> None:
    """R03's akimat has papers.heads at its best; papers.budget and people.requests were not looked at."""
    assessment = of_files(tmp_path, evidence=EVIDENCE)
    told = indexgov.explain(assessment, "R03", "akimat")
    assert len(told.gains()) == 0
    assert told.open_criteria == 2


def test_a_leaf_has_its_evidence(tmp_path: Path) -> None:
    """Two assessors and an objection: all rows are kept, the objection is said to be open."""
    text = EVIDENCE + (
        "R01,maslikhat,papers.heads,,full,https://example.org/m2,2026-08-09,M2,second,\n"
        "R01,maslikhat,papers.heads,,full,https://example.org/body,2026-08-20,,reply,\n"
    )
    text = text.replace(
        "R01,maslikhat,papers.heads,,none,,2026-08-03,,,", "R01,maslikhat,papers.heads,,none,,2026-08-03,M1,initial,"
    )
    rules = REGISTRY.replace("components:", "assessors: {disagreement: mean}\ncomponents:", 1)
    write_project(tmp_path, {"evidence.csv": text, "indicators.yaml": rules})
    data = indexgov.load_dataset(tmp_path)
    told = indexgov.explain(indexgov.score(data.registry, data), "R01", "maslikhat", "en")
    row = told.frame.set_index("node").loc["papers.heads"]
    assert (row["value"], row["scale"], row["score"]) == ("none | full", "none = 0 | full = 100", 50.0)
    assert row["how"] == "two assessors differ: the mean counts; an objection is open"
    assert (row["assessor"], row["seen_on"], row["source_url"]) == (
        "M1; M2",
        "2026-08-03; 2026-08-09",
        "https://example.org/m2",
    )
    assert [one.get("stage") for one in told.leaves["papers.heads"].evidence] == ["initial", "second", "reply"]


def test_a_survey_measure_has_its_estimate(tmp_path: Path) -> None:
    """R02's figure stands for both bodies; 12 answers of R03 are fewer than 30."""
    head, *rows = ESTIMATES.splitlines()
    rows = [f"{row},0.05,Satisfied?" if row.startswith("R02") else f"{row},," for row in rows]
    assessment = of_files(tmp_path, estimates="\n".join([f"{head},se,question", *rows]) + "\n")
    row = indexgov.explain(assessment, "R02", "akimat").frame.set_index("node").loc["satisfaction.body"]
    assert (row["n"], row["se"], row["question"], row["number"]) == (110.0, 0.05, "Satisfied?", 0.4)
    assert row["scale"] == "goalposts 0 to 1: 100 x 0.4 / 1"
    assert row["how"] == "one value for every body"
    pooled = indexgov.explain(assessment, "R02").frame.set_index("node").loc["satisfaction.body"]
    assert (pooled["n"], pooled["how"]) == (110.0, "one value for every body")
    few = indexgov.explain(assessment, "R03", "maslikhat").frame.set_index("node").loc["satisfaction.body"]
    assert few["how"] == "not assessed: too few answers"


def test_reasons_are_told_in_words(tmp_path: Path) -> None:
    """Not applicable with the title of its reason; evidence from before the period with a note."""
    assessment = of_files(tmp_path, evidence=EVIDENCE)
    frame = indexgov.explain(assessment, "R02", "akimat", "ru").frame.set_index("node")
    assert frame.loc["papers.budget", "how"] == "not applicable: нет бюджета"
    assert frame.loc["papers.budget", "title"] == "Бюджет"
    assert frame.loc["people.requests", "how"] == "not assessed: nothing was recorded"
    rules = REGISTRY.replace("id: papers.heads", "id: papers.heads\n                carry: 1")
    old = EVIDENCE.replace("https://example.org/1,2026-08-03", "https://example.org/1,2026-05-03")
    write_project(tmp_path / "old", {"indicators.yaml": rules, "evidence.csv": old})
    data = indexgov.load_dataset(tmp_path / "old")
    row = (
        indexgov.explain(indexgov.score(data.registry, data), "R01", "akimat")
        .frame.set_index("node")
        .loc["papers.heads"]
    )
    assert (row["reason"], row["how"]) == (CARRIED, "the evidence was seen before the period")


def test_a_divided_number_is_told(tmp_path: Path) -> None:
    """6 sessions for 20 people are 30 for each hundred; 100 would be 20 sessions, as recorded."""
    per_head = "scale: points\n                denominator: population\n                per: 100"
    rules = REGISTRY.replace("scale: sessions", per_head)
    rules = rules.replace("reasons:", "denominators: {population: {title: {kk: н, ru: н, en: people}}}\nreasons:")
    names = TERRITORIES.replace("name_en\n", "name_en,population\n")
    names = "".join(line + ("" if "population" in line else ",20") + "\n" for line in names.splitlines())
    write_project(tmp_path, {"indicators.yaml": rules, "territories.csv": names})
    data = indexgov.load_dataset(tmp_path)
    told = indexgov.explain(indexgov.score(data.registry, data), "R01", "maslikhat")
    row = told.frame.set_index("node").loc["people.sessions"]
    assert (row["value"], row["number"], row["score"]) == ("6", 30.0, 30.0)
    assert row["how"] == "number = value / population x 100"
    assert told.gains().set_index("node").loc["people.sessions", "best_value"] == "20"


PER_HEAD = "scale: points\n                denominator: population\n                per: 1000"


def per_head(folder: Path, people: dict[str, str], **keys: str) -> indexgov.Assessment:
    """The small project with sessions for each 1,000 people; `better` and `impute` are lines of the indicator."""
    lines = "".join(f"\n                {key}: {value}" for key, value in keys.items() if key != "scale")
    rules = REGISTRY.replace("scale: sessions", PER_HEAD.replace("points", "sessions") + lines)
    rules = rules.replace("{goalposts: {min: 0, max: 12, clamp: false}}", keys["scale"])
    rules = rules.replace("reasons:", "denominators: {population: {title: {kk: н, ru: н, en: people}}}\nreasons:")
    head, *places = TERRITORIES.splitlines()
    places = [f"{line},{people[line[:3]]}" for line in places]
    names = "\n".join([f"{head},population", *places]) + "\n"
    write_project(folder, {"indicators.yaml": rules, "territories.csv": names})
    data = indexgov.load_dataset(folder)
    return indexgov.score(data.registry, data)


@pytest.mark.parametrize(
    ("scale", "better", "place", "best"),
    [
        ("{goalposts: {min: 0, max: 3}}", "higher", "R01", "12"),
        ("{goalposts: {min: 1, max: 3}}", "lower", "R01", "4"),
        ("{minmax: {}}", "higher", "R02", "30"),
        ("{minmax: {}}", "lower", "R01", "4.8"),
    ],
)
def test_a_best_value_is_told_as_it_would_be_recorded(
    tmp_path: Path, scale: str, better: str, place: str, best: str
) -> None:
    """By hand: R01 has 6 sessions for 4,000 people, 1.5 per 1,000; R02 has 12.

    3 per 1,000 of 4,000 people are 12, and 1 per 1,000 are 4. With 20,000 people R02 reaches R01's 1.5 with 30; with
    10,000 people it has 1.2, which is 4.8 of 4,000.
    """
    people = {"R01": "4000", "R02": "20000" if better == "higher" else "10000", "R03": "1"}
    told = indexgov.gains(per_head(tmp_path, people, scale=scale, better=better), place, "maslikhat")
    row = told.set_index("node").loc["people.sessions"]
    assert (row["value"], row["best_value"]) == ("6" if place == "R01" else "12", best)


def test_the_best_over_a_base_period_is_its_end() -> None:
    """The earlier quarter went from 0 to 20, and 20 scores 100 already: nobody needs C's 30.

    Where less is better it is 0, although the best of now is 1; without a range 30 would score more than 20.
    """
    body = "components: {c: {title: {en: c}, indicators: [{id: i, title: {en: i}, scale: s, better: BETTER}]}}"
    for better, rest, expected in (("higher", "", "20"), ("lower", "", "0"), ("higher", "range: null\n", "30")):
        rules = registry(body.replace("BETTER", better), f"{rest}scales: {{s: {{minmax: {{over: 2026-Q2}}}}}}\n")
        before: dict[Key, Value] = {(place, "akimat", "i"): x for place, x in zip("ABC", (0.0, 20.0, 5.0), strict=True)}
        now: dict[Key, Value] = {(place, "akimat", "i"): x for place, x in zip("ABC", (12.0, 1.0, 30.0), strict=True)}
        data = replace(dataset(rules, now), previous={"2026-Q2": dataset(rules, before, period="2026-Q2")})
        frame = indexgov.gains(indexgov.score(rules, data), "A", "akimat")
        assert frame["best_value"].tolist() == [expected]


def test_a_number_without_its_denominator_is_told(tmp_path: Path) -> None:
    """R01 recorded 6, and R02's 12 for 4,000 people, 3 per 1,000, is the only number to put in."""
    people, scale = {"R01": "", "R02": "4000", "R03": "1"}, "{goalposts: {min: 0, max: 4}}"
    lacks = "recorded 6, but the denominator 'population' is missing"
    for number, (keys, words, score) in enumerate((
        ({"impute": "{by: median}"}, f"{lacks}; the median of the peers was put in", 75.0),
        ({}, f"not assessed: {lacks}", math.nan),
    )):  # fmt: skip
        assessment = per_head(tmp_path / str(number), people, scale=scale, **keys)
        row = indexgov.explain(assessment, "R01", "maslikhat").frame.set_index("node").loc["people.sessions"]
        assert row["how"] == words
        np.testing.assert_allclose(row["score"], score, rtol=0, atol=1e-12)


def text_of(assessment: indexgov.Assessment, place: str, width: int = 100) -> str:
    return "\n".join(line.text for line in page(indexgov.explain(assessment, place, "akimat"), width))


def test_equal_gains_and_no_gains_are_told() -> None:
    """Four indicators of equal weight at 40 would gain 60 / 4 each; with all at 100 there is nothing to gain.

    Of the lower of two neither alone raises the minimum, and both together do.
    """
    rules = registry(
        "components: {c: {title: {en: c}, indicators: ["
        + ", ".join(f"{{id: {name}, title: {{en: {name}}}, scale: points}}" for name in INDICATORS)
        + "]}}"
    )
    values: dict[Key, Value] = {("A", "akimat", name): 40.0 for name in INDICATORS}
    values |= {("B", "akimat", name): 100.0 for name in INDICATORS}
    assessment = scored(rules, values)
    assert "4 criteria would gain the same +15.00; their order means nothing." in text_of(assessment, "A")
    assert "Every criterion that was assessed from evidence is at its best already." in text_of(assessment, "B")
    lowest = tree(block="aggregation: minimum", component="aggregation: minimum")
    told = text_of(scored(lowest, values), "A")
    assert "4 assessed criteria could score more, but none would raise the score alone." in told


def test_a_restated_score_is_told_once_and_without_rounding_errors() -> None:
    """0.1 + 0.2 - 0.3 is 0 but for rounding: a sum whose weights cancel would show 1e-17 as an end of the scale."""
    sample = Sample(np.array([5.6e-17, 1.0, 2.0]), np.array(list("ABC"), dtype=object))
    told = relative_formula("minmax", 5.6e-17, sample, Relative(), (0.0, 100.0), False, 0.0)
    assert told == "minmax over 3 values: 100 x (0 - 0) / (2 - 0)"
    text = text_of(scored(tree(rest=f"combine: {{restate: {{minmax: {{}}}}}}\n{CLASSES}"), points()), "C")
    assert text.replace("\n", " ").count("restated by") == 1


def test_long_values_are_wrapped() -> None:
    """At 80 columns no part of a value is cut off."""
    scales = "scales: {points: {levels: {not_published_anywhere_at_all: 0, full: 100}}}\n"
    values: dict[Key, Value] = {("A", "akimat", name): "not_published_anywhere_at_all" for name in INDICATORS}
    text = text_of(scored(tree(scales=scales), values), "A", 80)
    head = text.partition("What would gain most")[0]
    assert "..." not in head
    assert "not_publishe" in head
    assert max(map(len, text.splitlines())) <= 80


def named(rules: indexgov.Registry, values: dict[Key, Value]) -> indexgov.Assessment:
    """Scored with a name for each territory."""
    data = dataset(rules, values)
    return indexgov.score(
        rules, replace(data, territories=data.territories.assign(name_en=data.territories["territory"]))
    )


def test_the_summary_keeps_capitals_and_leaves_out_what_is_not_there() -> None:
    """A body's title is its author's, and without classes there is no column for them."""
    rules = tree(rest="")
    bodies = {"akimat": rules.bodies["akimat"].model_copy(update={"title": {"en": "city Hall, UAE"}})}
    for classes in (False, True):
        rules = tree(rest=CLASSES if classes else "").model_copy(update={"bodies": dict(rules.bodies) | bodies})
        told = "\n".join(line.text for line in summary(named(rules, points())))
        assert "City Hall, UAE: 6 ranked" in told
        assert ("class" in told) == classes


def test_imputed_scores_are_counted_among_scores() -> None:
    """Of 24 cells one does not apply and has no score, and B's is imputed: 1 of 23."""
    rules = tree("reweight, impute: {by: mean}")
    values = points() | {("B", "akimat", "i1"): None, ("C", "akimat", "i2"): "not_applicable"}
    told = "\n".join(line.text for line in summary(named(rules, values)))
    assert "imputed: 1 of 23 indicator scores" in told


# Errors


@pytest.mark.parametrize(
    ("territory", "body", "message"),
    [
        ("R1", "akimat", "there is no territory 'R1'; did you mean 'R01'? known: 'R01', 'R02', 'R03'"),
        ("Regoin 02", "akimat",
         "there is no territory 'Regoin 02'; did you mean 'Region 02'? known: 'Region 01', 'Region 02', 'Region 03'"),
        ("Регон 2", "akimat",
         "there is no territory 'Регон 2'; did you mean 'Регион 02'? known: 'Регион 01', 'Регион 02', 'Регион 03'"),
        ("Region 4", "akimat", "there is no territory 'Region 4'; known: 'R01', 'R02', 'R03'"),
        ("R01", "akimt", "there is no body 'akimt'; did you mean 'akimat'? known: 'akimat', 'maslikhat'"),
    ],
)  # fmt: skip
def test_names_that_are_not_known(tmp_path: Path, territory: str, body: str, message: str) -> None:
    assessment = of_files(tmp_path)
    for function in (indexgov.explain, indexgov.gains):
        with pytest.raises(indexgov.IndexgovError) as error:
            function(assessment, territory, body)
        assert str(error.value) == message


def test_names_are_found_in_any_language_and_case(tmp_path: Path) -> None:
    assessment = of_files(tmp_path)
    told = indexgov.explain(assessment, "регион 02", "Әкімдік")
    assert (told.asked.territory, told.asked.body) == ("R02", "akimat")


def test_a_body_that_is_not_there_and_a_territory_without_score() -> None:
    rules = tree()
    data = dataset(rules, points(), [(place, "okrug") for place in PLACES])
    assessment = indexgov.score(rules, data)
    with pytest.raises(indexgov.IndexgovError, match="'maslikhat' does not exist in 'A'; bodies there: 'akimat'"):
        indexgov.explain(assessment, "A", "maslikhat")
    with pytest.raises(indexgov.IndexgovError, match="no score of their own; name a body: 'akimat'"):
        indexgov.explain(assessment, "A")
    with pytest.raises(indexgov.IndexgovError, match="no titles in 'ru'"):
        indexgov.explain(assessment, "A", "akimat", "ru")


# The command


def run(*words: str, width: int = 100) -> Result:
    return CliRunner(env={"COLUMNS": str(width)}).invoke(main, ["explain", *words])


OUTPUT = """\
Region 01, akimat
Index 1, 2026-Q3, revision 1
Synthetic data, not an assessment

63.30 of 100, class A, coverage 100%
fewer than three scored peers

The rank interval is at a confidence of 95%. The interval holds: the sampling error of the survey.
The error of assessors is left out, because it is not known: fewer than 30 criteria were assessed
twice. The rank interval does not hold what other weights and methods would change (the command
indexgov uncertainty computes that), nor a law that was misread, nor errors in the evidence itself.

                                                           value      score   share   points    rank
Index                                                                 63.30            63.30
  External                                                            60.50  60.00%    36.30
    Openness                                                          60.50 100.00%    36.30
      Papers                                                          50.00  70.00%    21.00   2 (-)
        Heads                                              partial    50.00  66.67%    14.00
        Budget                                             partial    50.00  33.33%     7.00
      People                                                          85.00  30.00%    15.30
        Requests                                                      85.00 100.00%    15.30
          in_time=8; late=1; received=10: 100 x (8 + 0.5 x 1) / 10
  Internal                                                            67.50  40.00%    27.00 2 (1-3)
    Satisfaction                                                      67.50 100.00%    27.00 2 (1-3)
      Work                                                 0.6        60.00  50.00%    12.00
        goalposts 0 to 1: 100 x 0.6 / 1
      Roads                                                4          75.00  50.00%    15.00
        goalposts 1 to 5: 100 x (4 - 1) / (5 - 1)

How it adds up
  63.30 = 60.00% x 60.50 (External) + 40.00% x 67.50 (Internal)
  5 indicators: 3 from evidence, 2 from the survey.
  The points of the 5 that counted add up to 63.30.
  A score is the arithmetic mean of the scores one step below, each with its share, unless a line
  says else. Shown figures are rounded, --json has all digits.

What would gain most
                                                                           gain    score  rank class
  Heads: partial -> full                                                 +14.00    77.30     -   A
  Budget: partial -> full                                                 +7.00    70.30     -   A
  Requests: in_time=8; late=1; received=10 -> in_time=10; late=0;         +2.70    66.00     -   A
    received=10
  The 3 largest at once                                                  +23.70    87.00     -   A
  Each alone, at its best, while all others stay as they are.
  2 survey measures are left out: residents answer them.
"""


@pytest.mark.usefixtures("project")
def test_the_whole_output() -> None:
    """What a person reads, line by line: 0.6 x (0.7 x 50 + 0.3 x 85) + 0.4 x 67.5 = 63.3.

    Two are fewer than can be ranked, so only parts have ranks; nobody knows how often an assessor errs in `Papers`.
    """
    result = run("p", "--territory", "Region 01", "--body", "akimat")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == OUTPUT


@pytest.mark.usefixtures("project")
def test_evidence_and_languages() -> None:
    text = run("p", "--territory", "R01", "--body", "akimat", "--lang", "kk", "--evidence").stdout
    assert text.startswith("Өңір 01, әкімдік\n")
    assert "          [people.requests]\n          in_time=8; late=1; received=10, seen 2026-08-03\n" in text
    assert "          https://example.org/3\n" in text
    assert "survey: n = 120" in text


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("width", [40, 70, 100, 160])
def test_lines_fit_the_terminal(width: int) -> None:
    """No line is longer than the terminal, down to the narrowest page of 70 columns."""
    for body in ("akimat", "maslikhat", ""):
        text = run("p", "--territory", "R01", *(["--body", body] if body else []), width=width).stdout
        assert max(map(len, text.splitlines())) <= max(width, 70)


@pytest.mark.usefixtures("project")
def test_json_has_everything() -> None:
    """Missing is null, evidence is nested, and gains are all there."""
    told = json.loads(run("p", "--territory", "R01", "--body", "akimat", "--lang", "en", "--json").stdout)
    assert list(told) == [
        "format", "indexgov", "registry", "period", "status", "revision", "territory", "name", "body", "language",
        "range", "standing", "rank_sets", "alike", "nodes", "gains",
    ]  # fmt: skip
    nodes = {node["node"]: node for node in told["nodes"]}
    assert set(EXPLANATION) - set(nodes["index"]) == {
        "source_url", "archive_url", "seen_on", "assessor", "stage", "note", "n", "se", "df", "ci_low", "ci_high",
        "basis", "flags", "question",
    }  # fmt: skip
    assert "evidence" not in nodes["external"]
    parts = nodes["people.requests"]["evidence"]
    assert [(one["part"], one["value"]) for one in parts] == [("in_time", "8"), ("late", "1"), ("received", "10")]
    assert nodes["people.requests"]["number"] == 0.85
    estimate = nodes["satisfaction.body"]["estimate"]
    assert (estimate["body"], estimate["value"], estimate["n"], estimate["basis"]) == ("akimat", 0.6, 120.0, "srs")
    assert estimate["se"] == pytest.approx((0.6 * 0.4 / 119) ** 0.5, rel=1e-12)
    assert nodes["papers.heads"]["number"] is None
    assert (told["standing"]["rank"], told["alike"]) == (None, None)
    assert told["rank_sets"] == {"confidence": 0.95, "sampling_error": True, "assessor_error": None}
    ranks = [nodes["internal"][name] for name in ("rank", "rank_low", "rank_high", "peers")]
    assert ranks == [2, 1, 3, 3]
    assert [row["node"] for row in told["gains"]["criteria"]] == ["papers.heads", "papers.budget", "people.requests"]
    assert told["gains"]["together"]["criteria"] == 3
    total = sum(node["contribution"] for node in told["nodes"] if node["level"] == "indicator")
    assert total == pytest.approx(told["standing"]["score"], abs=1e-9)


@pytest.mark.usefixtures("project")
def test_usage_errors_and_data_errors() -> None:
    """2 for a wrong name, 1 for wrong data; never a traceback."""
    wrong = run("p", "--territory", "R9", "--body", "akimat")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "there is no territory 'R9'" in wrong.stderr
    rules = Path("p/indicators.yaml").read_text(encoding="utf-8")
    Path("p/indicators.yaml").write_text(rules.replace("territory: {rule: pooled}\n", ""), encoding="utf-8")
    nobody = run("p", "--territory", "R01")
    assert nobody.exit_code == 2
    assert "name a body: 'akimat', 'maslikhat'" in nobody.stderr
    Path("p/evidence.csv").write_text(EVIDENCE.replace(",full,", ",ful,", 1), encoding="utf-8")
    broken = run("p", "--territory", "R01", "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["problems"][0]["rule"] == "unknown-level"
    assert "Traceback" not in wrong.stderr + nobody.stderr + broken.stderr


@pytest.mark.usefixtures("project")
def test_another_registry() -> None:
    """With --registry the score is that of the other methodology: here the survey alone counts."""
    other = REGISTRY.replace("weight: 60", "weight: 0.0").replace("weight: 40", "weight: 1")
    Path("other.yaml").write_text(other, encoding="utf-8")
    first = json.loads(run("p", "--territory", "R01", "--body", "akimat", "--json").stdout)
    second = json.loads(run("p", "--territory", "R01", "--body", "akimat", "--json", "--registry", "other.yaml").stdout)
    internal = next(node["score"] for node in first["nodes"] if node["node"] == "internal")
    assert second["standing"]["score"] == pytest.approx(internal)


def test_a_ratio_keeps_the_cases_that_already_count_most(tmp_path: Path) -> None:
    """Of 10 requests 8 counted whole and 1 more counts whole too: the tenth is all that is missing."""
    rules = REGISTRY.replace("numerator: {in_time: 1, late: 0.5}", "numerator: {in_time: 1, late: 1}")
    write_project(tmp_path, {"indicators.yaml": rules})
    data = indexgov.load_dataset(tmp_path)
    frame = indexgov.gains(indexgov.score(data.registry, data), "R01", "akimat").set_index("node")
    assert frame.loc["people.requests", "best_value"] == "in_time=9; late=1; received=10"
    assert frame.loc["people.requests", "best_score"] == 100.0
    lower = REGISTRY.replace("scale: answered", "scale: answered\n                better: lower")
    write_project(tmp_path, {"indicators.yaml": lower})
    data = indexgov.load_dataset(tmp_path)
    frame = indexgov.gains(indexgov.score(data.registry, data), "R01", "akimat").set_index("node")
    assert frame.loc["people.requests", "best_value"] == "in_time=0; late=0; received=10"
    assert frame.loc["people.requests", "score"] == 15.0
    assert frame.loc["people.requests", "best_score"] == 100.0


def test_what_has_no_score_says_why() -> None:
    """A sum needs all its parts, and what stands on the scores of others needs one of its own."""
    gone: dict[Key, Value] = {("B", "akimat", "i1"): None}
    parts = ", ".join(f"{{id: {name}, title: {{en: i}}, scale: points, weight: 0.5}}" for name in ("i1", "i2"))
    summed = (
        f"components: {{c: {{title: {{en: c}}, missing: {{rule: reweight}}, aggregation: sum, indicators: [{parts}]}}}}"
    )
    two = {key: value for key, value in points().items() if key[2] in ("i1", "i2")}
    assert how_of(registry(summed), "c", two | gone) == "no score: 'sum' needs a score of every part"
    restated = tree(block="restate: {minmax: {}}")
    assert how_of(restated, "b1", points() | gone | {("B", "akimat", "i2"): None}) == "no score: nothing below has one"


def test_scores_without_a_value_of_their_own() -> None:
    """Full and partial of two peers are 75; 3 and 7 of 10 are a share of 0.5; among equal ones all have 50."""
    values: dict[Key, Value] = {
        ("A", "akimat", "i"): "full",
        ("B", "akimat", "i"): "partial",
        ("C", "akimat", "i"): None,
    }
    body = "components: {c: {title: {en: c}, indicators: [{id: i, title: {en: i}, scale: s, impute: {by: mean}}]}}\n"
    levels = registry(body, "scales: {s: {levels: {full: 100, partial: 50, none: 0}}}\n")
    row = indexgov.explain(scored(levels, values), "C", "akimat").frame.set_index("node").loc["i"]
    assert (row["score"], row["scale"]) == (75, "score of the peers = 75")
    equal = registry(body, "scales: {s: {minmax: {constant: 50}}}\n")
    row = indexgov.explain(scored(equal, dict.fromkeys(values, 4.0)), "C", "akimat").frame.set_index("node").loc["i"]
    assert (row["score"], row["scale"]) == (50, "minmax over 3 values: all are equal = 50")


def test_names_of_several_and_bodies_without_indicators() -> None:
    rules = registry(
        "components: {c: {title: {en: c}, indicators: [{id: i, title: {en: i}, scale: points, body: akimat}]}}"
    )
    data = dataset(rules, {("A", "akimat", "i"): 1.0, ("B", "akimat", "i"): 2.0})
    twice = replace(data, territories=data.territories.assign(name_en="Riverside"))
    with pytest.raises(indexgov.IndexgovError) as error:
        indexgov.explain(indexgov.score(rules, twice), "riverside", "akimat")
    assert str(error.value) == "'riverside' names 2 of them; give the code of the territory: 'A', 'B'"
    with pytest.raises(indexgov.IndexgovError) as error:
        indexgov.explain(indexgov.score(rules, data), "A", "maslikhat")
    assert str(error.value) == "there is nothing to explain: no indicator of the period concerns 'maslikhat' of 'A'"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (12.0, "12"),
        (2 / 7, "0.285714"),
        (1617000.0, "1617000"),
        (2.5e-5, "2.5e-05"),
        (-3e15, "-3e+15"),
        (math.inf, "-"),
    ],
)
def test_numbers_have_the_digits_that_a_hand_needs(value: float, written: str) -> None:
    assert in_words(value) == written


@pytest.mark.parametrize(
    ("settings_", "written"),
    [
        (True, "logistic"),
        ({}, "logistic"),
        (
            {"middle": 10.0, "ends": [0, 0.5], "end": {"at": "top"}},
            "logistic {middle: 10, ends: [0, 0.5], end: {at: top}}",
        ),
    ],
)
def test_a_word_without_a_formula_is_told_as_in_the_registry(settings_: object, written: str) -> None:
    assert as_written("logistic", settings_) == written


def test_scales_without_a_formula_tell_value_and_score(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a word is that somebody adds to the tables: 12 is 12, or 88 where less is better; 3 among 1 and 5 is 50."""
    body = "components: {c: {title: {en: c}, indicators: [{id: i, title: {en: i}, scale: s, better: BETTER}]}}\n"
    monkeypatch.delitem(_FORMULAS, "identity")
    monkeypatch.delitem(_PLACES, "minmax")
    for scale, better, told in (
        ("identity", "higher", "identity: 12 = 12"),
        ("identity", "lower", "identity: 12 = 88"),
        ("{minmax: {constant: 0}}", "higher", "minmax {constant: 0} over 3 values: 12 = 50"),
    ):
        rules = registry(body.replace("BETTER", better), f"scales: {{s: {scale}}}\n")
        values: dict[Key, Value] = {
            (place, "akimat", "i"): x for place, x in zip("ABC", (10.0, 12.0, 14.0), strict=True)
        }
        assert indexgov.explain(scored(rules, values), "B", "akimat").frame["scale"].iloc[-1] == told


def test_who_has_the_best_value_gains_nothing() -> None:
    """Of three on a z-score without a range A is the best already; B would be where A is, 10 places on: +1 each."""
    body = "components: {c: {title: {en: c}, indicators: [{id: i, title: {en: i}, scale: s}]}}\n"
    rules = registry("range: null\n" + body, "scales: {s: {zscore: {centre: 0, spread: 1}}}\n")
    values: dict[Key, Value] = {(place, "akimat", "i"): x for place, x in zip("ABC", (30.0, 20.0, 10.0), strict=True)}
    assessment = scored(rules, values)
    assert indexgov.gains(assessment, "A", "akimat").empty
    assert indexgov.gains(assessment, "B", "akimat")["best_value"].tolist() == ["30"]
