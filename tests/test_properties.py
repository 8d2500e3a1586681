"""Laws that hold for every registry and dataset, not only for the examples."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import indexgov
from tests.in_memory import Key, Value, dataset, registry
from tests.slow_scoring import contributions, slow_scores

BODIES = ("akimat", "maslikhat")
MEANS = ("arithmetic", "geometric", "minimum")
RULES = ("{rule: refuse}", "{rule: zero}", "{rule: reweight}", "{rule: reweight, min_coverage: 0.5}")


@dataclass(frozen=True)
class Case:
    """An index of components, blocks and indicators of 0 to 100 points, and values for some regions."""

    shape: tuple[tuple[int, ...], ...]
    """Number of indicators in each block of each component."""
    weights: tuple[float, ...]
    means: tuple[str, ...]
    rules: tuple[str, ...]
    only: tuple[str, ...]
    """Body of each indicator; "" is both."""
    values: dict[Key, Value]
    territory: str = "{rule: pooled}"
    children: bool = False
    """Whether blocks weigh as their children."""

    def registry(self, factor: float = 1.0, left_out: str | None = None) -> indexgov.Registry:
        """The registry as YAML text; weights of siblings may be scaled, one indicator left out."""
        weight, mean, rule = iter(self.weights), iter(self.means), iter(self.rules)
        number = 0
        lines = ["components:"]
        for c, blocks in enumerate(self.shape):
            lines.append(f"  c{c}:\n    title: {{en: c{c}}}\n    weight: {next(weight) * factor!r}")
            lines.append(f"    aggregation: {next(mean)}\n    missing: {next(rule)}\n    blocks:")
            for b, size in enumerate(blocks):
                own = next(weight) * factor
                written = "children" if self.children else repr(own)
                lines.append(f"      - id: c{c}.b{b}\n        title: {{en: b}}\n        weight: {written}")
                lines.append(f"        aggregation: {next(mean)}\n        indicators:")
                for _ in range(size):
                    name = f"i{number}"
                    body = f", body: {self.only[number]}" if self.only[number] else ""
                    keys = f"scale: points, weight: {next(weight) * factor!r}, not_applicable: [why]{body}"
                    if name != left_out:
                        lines.append(f"          - {{id: {name}, title: {{en: i}}, {keys}}}")
                    number += 1
        lines.append(f"combine: {{aggregation: {next(mean)}, missing: {next(rule)}}}\nterritory: {self.territory}")
        return registry("\n".join(lines) + "\n")


@st.composite
def cases(draw: st.DrawFn, means: tuple[str, ...] = MEANS, full: bool = False) -> Case:
    """A random case; with `full` every value is there."""
    shape = tuple(
        tuple(blocks)
        for blocks in draw(st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=3), min_size=1, max_size=2))
    )
    count = sum(sum(blocks) for blocks in shape)
    nodes = count + sum(len(blocks) + 1 for blocks in shape)
    only = tuple(draw(st.lists(st.sampled_from(("", "", "akimat", "maslikhat")), min_size=count, max_size=count)))
    number = st.integers(0, 20).map(lambda whole: whole * 5.0)
    cell: st.SearchStrategy[Value] = (
        number if full else st.one_of(number, number, st.sampled_from((None, "not_applicable")))
    )
    values = {
        (place, body, f"i{index}"): draw(cell)
        for place in "ABCD"
        for body in BODIES
        for index in range(count)
        if only[index] in ("", body)
    }
    return Case(
        shape=shape,
        weights=tuple(draw(st.lists(st.floats(0.1, 10), min_size=nodes, max_size=nodes))),
        means=tuple(draw(st.lists(st.sampled_from(means), min_size=nodes + 1, max_size=nodes + 1))),
        rules=tuple(draw(st.lists(st.sampled_from(RULES), min_size=nodes + 1, max_size=nodes + 1))),
        only=only,
        values=values,
        territory=draw(st.sampled_from(("{rule: pooled}", "{rule: weights, akimat: 60, maslikhat: 40}"))),
        children=draw(st.booleans()),
    )


def scored(
    case: Case, values: dict[Key, Value] | None = None, rules: indexgov.Registry | None = None
) -> indexgov.Assessment:
    rules = rules or case.registry()
    places = [(place, "region") for place in "ABCD"]
    return indexgov.score(rules, dataset(rules, values or case.values, places))


def by_name(frame: pd.DataFrame, column: str) -> pd.Series:
    return frame.set_index(["territory", "body", "node"])[column].astype(float).sort_index()


def standing(ranking: pd.DataFrame, territory: str, body: str) -> tuple[float, float]:
    """Score and rank of an authority; NaN where it has none."""
    row = ranking[(ranking["territory"] == territory) & (ranking["body"] == body)].astype({"rank": float})
    return float(row["score"].iloc[0]), float(row["rank"].iloc[0])


@given(cases())
@settings(max_examples=150, deadline=None)
def test_scores_and_coverage_stay_in_range(case: Case) -> None:
    scores = scored(case).scores
    assert scores["score"].dropna().between(0, 100).all()
    for column in ("coverage", "effective_weight"):
        assert scores[column].dropna().between(0, 1 + 1e-12).all()


@given(cases())
@settings(max_examples=150, deadline=None)
def test_contributions_add_up(case: Case) -> None:
    """Of all indicators to the index, and of a node's children to the node: Euler's theorem."""
    scores = scored(case).scores
    for (_, body), rows in scores.groupby(["territory", "body"]):
        index = rows[rows["node"] == "index"].iloc[0]
        for level in ("component", "block", "indicator"):
            parts = rows.loc[rows["level"] == level, "contribution"]
            if pd.notna(index["score"]) and (level != "indicator" or body or case.territory == "{rule: pooled}"):
                assert parts.sum() == pytest.approx(index["score"], rel=1e-9, abs=1e-9)
        if pd.isna(index["score"]):
            assert rows["contribution"].isna().all()


@given(cases(full=True), st.data())
@settings(max_examples=150, deadline=None)
def test_raising_a_value_never_lowers_score_or_rank(case: Case, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(case.values)))
    old = case.values[key]
    assert isinstance(old, float)
    assume(old < 100)
    before = scored(case).ranking
    after = scored(case, case.values | {key: old + 5}).ranking
    for body in (key[1], ""):
        (old_score, old_rank), (new_score, new_rank) = (standing(frame, key[0], body) for frame in (before, after))
        assert new_score >= old_score - 1e-9
        assert math.isnan(old_rank) or new_rank <= old_rank


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_order_of_rows_and_columns_does_not_matter(case: Case, shuffle: random.Random) -> None:
    rules = case.registry()
    places = [(place, "region") for place in "ABCD"]
    plain = dataset(rules, case.values, places)
    rows, columns = list(range(len(plain.observations))), list(plain.observations.columns)
    shuffle.shuffle(rows)
    shuffle.shuffle(columns)
    mixed = replace(plain, observations=plain.observations.iloc[rows].reset_index(drop=True)[columns])
    first, second = indexgov.score(rules, plain), indexgov.score(rules, mixed)
    pd.testing.assert_frame_equal(first.scores, second.scores)
    pd.testing.assert_frame_equal(first.ranking, second.ranking)


@given(cases(), st.floats(0.01, 1000))
@settings(max_examples=80, deadline=None)
def test_scaling_sibling_weights_changes_nothing(case: Case, factor: float) -> None:
    plain, scaled = scored(case), scored(case, rules=case.registry(factor))
    for column in ("score", "coverage", "contribution", "effective_weight"):
        np.testing.assert_allclose(by_name(plain.scores, column), by_name(scaled.scores, column), rtol=1e-9, atol=1e-9)
    pd.testing.assert_series_equal(by_name(plain.scores, "rank"), by_name(scaled.scores, "rank"))


@given(cases())
@settings(max_examples=80, deadline=None)
def test_equal_authorities_tie(case: Case) -> None:
    """Region B with the values of region A has its scores, rank and class."""
    copied = {key: case.values["A", *key[1:]] if key[0] == "B" else value for key, value in case.values.items()}
    ranking = scored(case, copied).ranking
    columns = ["body", "score", "rank", "class", "coverage", "status"]
    first, second = (ranking.loc[ranking["territory"] == place, columns] for place in "AB")
    pd.testing.assert_frame_equal(
        first.sort_values("body").reset_index(drop=True), second.sort_values("body").reset_index(drop=True)
    )


@given(cases(), st.data())
@settings(max_examples=80, deadline=None)
def test_not_applicable_equals_leaving_the_indicator_out(case: Case, data: st.DataObject) -> None:
    """For everybody at once, in a block that keeps another indicator of every body it had."""
    count = len({key[2] for key in case.values})
    chosen = data.draw(st.integers(0, count - 1))
    starts = np.cumsum([0, *(size for blocks in case.shape for size in blocks)])
    block = next(range(a, b) for a, b in pairwise(starts.tolist()) if chosen in range(a, b))
    assume(any(case.only[other] in ("", case.only[chosen]) for other in block if other != chosen))
    name = f"i{chosen}"
    told = {key: "not_applicable" if key[2] == name else value for key, value in case.values.items()}
    without = {key: value for key, value in case.values.items() if key[2] != name}
    first = scored(case, told).scores
    second = scored(case, without, case.registry(left_out=name)).scores
    first = first[~first["node"].str.startswith((f"{name}@",)) & (first["node"] != name)]
    for column in ("score", "coverage", "contribution", "rank"):
        pd.testing.assert_series_equal(by_name(first, column), by_name(second, column), rtol=1e-12)


@given(cases(means=("arithmetic",), full=True))
@settings(max_examples=50, deadline=None)
def test_effective_weights_make_the_score(case: Case) -> None:
    """Where all means are arithmetic the index is the sum of effective weight times score over the indicators."""
    scores = scored(replace(case, territory="{rule: pooled}")).scores
    for _, rows in scores.groupby(["territory", "body"]):
        leaves = rows[rows["level"] == "indicator"]
        index = rows.loc[rows["node"] == "index", "score"].iloc[0]
        assert leaves["effective_weight"].sum() == pytest.approx(1, abs=1e-12)
        assert (leaves["effective_weight"] * leaves["score"]).sum() == pytest.approx(index, abs=1e-9)


@given(cases())
@settings(max_examples=200, deadline=None)
def test_a_slow_second_implementation_agrees(case: Case) -> None:
    """Score, coverage and all contributions of bodies and pooled territories, computed node by node in plain Python."""
    case = replace(case, territory="{rule: pooled}")
    rules = case.registry()
    scores = scored(case, rules=rules).scores
    for place in "ABCD":
        for body, bodies in (("akimat", ("akimat",)), ("maslikhat", ("maslikhat",)), ("", BODIES)):
            expected = slow_scores(rules, case.values, place, bodies)
            rows = scores[(scores["territory"] == place) & (scores["body"] == body)].set_index("node")
            if "index" not in rows.index:
                assert expected.score is None
                continue
            found = rows["score"].to_dict()["index"]
            assert found == pytest.approx(math.nan if expected.score is None else expected.score, abs=1e-9, nan_ok=True)
            if expected.applicable:
                assert rows["coverage"].to_dict()["index"] == pytest.approx(expected.coverage, abs=1e-12)
            if expected.score is not None:
                brought = rows["contribution"].dropna()
                slow = contributions(expected)
                assert {name: slow.get(str(name), 0.0) for name in brought.index} == pytest.approx(
                    dict(brought), abs=1e-9
                )
