"""Laws of the wider methods, and a slow second implementation beside each of them.

Some laws do not hold for every method, and are not claimed here:

- A better value may lower the score under `mazziotta_pareto`: a mean less a penalty for imbalance falls when one child
  runs far ahead of the others.
- Under `copeland`, a `restate` or a relative scale a better value may change the score of others, and a child that
  somebody newly has may lower his score. What a better value does to one's own score is tested.
- `product` and `copeland` are not homogeneous of degree one, so contributions below them are not told; nor below a
  restated node.
- `sum` takes weights as written, so scaling them changes it, and `product` takes none.
- A treated column is no longer the recorded one, so the order of two values inside the cut ends is not kept strictly.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import indexgov
from tests.in_memory import Key, Value, dataset, registry
from tests.slow_methods import (
    component_weights,
    copeland_scores,
    imputed,
    mean_score,
    placed,
    quantile_class,
)

PLACES = "ABCDEF"
BODIES = ("akimat", "maslikhat")
WHO = [(place, body) for body in BODIES for place in PLACES]
RANGES = {"[0, 100]": (0.0, 100.0), "[70, 130]": (70.0, 130.0), "null": None}
SMOOTH: tuple[str | dict[str, float], ...] = (
    "arithmetic",
    "harmonic",
    {"power": 2.0},
    {"power": -1.5},
    {"power": 0.5},
    "mazziotta_pareto",
)
RELATIVE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("minmax", {}),
    ("zscore", {"centre": 50, "spread": 10}),
    ("zscore", {"centre": 50, "spread": 30, "sd": "population"}),
    *((kind, {"ties": ties}) for kind in ("rank", "borda", "percentile") for ties in ("min", "mean", "max")),
    ("distance_to_max", {}),
    ("distance_to_target", {"target": 8.0}),
    ("distance_to_reference", {"reference": "A"}),
    ("fraction", {}),
)
WITHIN: tuple[tuple[str, ...], ...] = ((), ("body",), ("tier",), ("tier", "body"))
TIERS = {place: "region" if place in "ABCD" else "okrug" for place in PLACES}
"""An okrug has no maslikhat."""


def flow(value: object) -> str:
    """A setting as YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return repr(value) if isinstance(value, float) else str(value)


def rules(
    count: int,
    scale: str = "identity",
    keys: Sequence[str] = (),
    node: str = "",
    bounds: str = "[0, 100]",
    tail: str = "",
) -> indexgov.Registry:
    """A component `c` with `count` indicators on the scale `s`; `keys` are added to each, `node` to the component."""
    lines = [
        f"range: {bounds}",
        "components:",
        "  c:",
        "    title: {en: c}",
        *(f"    {key}" for key in node.split("\n")),
    ]
    lines.append("    indicators:")
    for number in range(count):
        more = f", {keys[number]}" if keys else ""
        lines.append(f"      - {{id: i{number}, title: {{en: i}}, scale: s, not_applicable: [why]{more}}}")
    if count and ("product" in node or "sum" in node):
        lines = [line.replace(", not_applicable: [why]", "") for line in lines]
    return registry("\n".join(lines) + f"\n{tail}\n", f"scales: {{s: {scale}}}\n")


def scored(
    made: indexgov.Registry, values: Mapping[Key, Value], shared: frozenset[Key] = frozenset()
) -> indexgov.Assessment:
    return indexgov.score(made, dataset(made, values, list(TIERS.items()), shared))


def column(assessment: indexgov.Assessment, node: str, name: str = "score") -> dict[tuple[str, str], Any]:
    """One column of scores.csv at a node, by authority; numbers come from the matrices, which costs less."""
    section = assessment.sections[0]
    matrices = {"score": "scores", "coverage": "coverage", "contribution": "contributions", "weight": "weights"}
    if name in matrices:
        position = next(at for at, one in enumerate(section.tree.nodes) if one.id == node)
        holder = section.result.shares if name == "contribution" else section.result
        numbers = getattr(holder, matrices[name])[position].tolist()
        return dict(
            zip(zip(section.authorities.territory, section.authorities.body, strict=True), numbers, strict=True)
        )
    rows = assessment.scores
    rows = rows[(rows["node"] == node) & (rows["body"] != "")]
    return dict(zip(zip(rows["territory"], rows["body"], strict=True), rows[name], strict=True))


def exists(place: str, body: str) -> bool:
    return body == "akimat" or TIERS[place] == "region"


AUTHORITIES = [(place, body) for place, body in WHO if exists(place, body)]


def table(draw: st.DrawFn, count: int, cell: st.SearchStrategy[Any]) -> dict[Key, Any]:
    """A cell for each authority and indicator."""
    return {(*who, f"i{number}"): draw(cell) for who in AUTHORITIES for number in range(count)}


def near(number: float | None) -> Any:
    return pytest.approx(math.nan if number is None else number, rel=1e-9, abs=1e-9, nan_ok=True)


@st.composite
def trees(draw: st.DrawFn, means: Sequence[str | dict[str, float]]) -> tuple[Any, str, list[int], dict[Key, Any]]:
    """A mean, the range it is used in, whole weights, and values; some are missing, some do not apply."""
    mean = draw(st.sampled_from(list(means)))
    bounds = draw(st.sampled_from(["[70, 130]", "null"])) if mean == "mazziotta_pareto" else "[0, 100]"
    count = draw(st.integers(1, 4))
    weights = [1] * count if mean == "product" else draw(st.lists(st.integers(1, 4), min_size=count, max_size=count))
    low, high = (70, 130) if mean == "mazziotta_pareto" else (0, 100)
    number = st.one_of(st.sampled_from([low, high]), st.integers(low, high)).map(float)
    gap = st.none() if mean == "product" else st.sampled_from([None, "not_applicable"])
    return mean, bounds, weights, table(draw, count, st.one_of(number, number, number, gap))


def of_tree(case: tuple[Any, str, list[int], dict[Key, Any]], factor: float = 1.0) -> indexgov.Registry:
    mean, bounds, weights, _ = case
    keys = [] if mean == "product" else [f"weight: {weight * factor!r}" for weight in weights]
    return rules(len(weights), "identity", keys, f"aggregation: {flow(mean)}\nmissing: {{rule: reweight}}", bounds)


@given(trees((*SMOOTH, "median", "product")))
@settings(max_examples=40, deadline=None)
def test_means_agree_with_their_definitions(case: tuple[Any, str, list[int], dict[Key, Any]]) -> None:
    """Harmonic, power, median, product and Mazziotta-Pareto means over the children that are there."""
    mean, bounds, weights, values = case
    found = column(scored(of_tree(case), values), "c")
    for who in AUTHORITIES:
        cells = [values[(*who, f"i{number}")] for number in range(len(weights))]
        there = [(cell, float(weight)) for cell, weight in zip(cells, weights, strict=True) if isinstance(cell, float)]
        expected = mean_score(mean, there, RANGES[bounds]) if there else None
        if mean == "product" and len(there) < len(cells):
            expected = None
        assert found[who] == near(expected), (who, there)


@given(trees(("median",)))
@settings(max_examples=40, deadline=None)
def test_medians_agree_with_their_definition(case: tuple[Any, str, list[int], dict[Key, Any]]) -> None:
    """Half of the weight below and half above leaves two middles, and the median lies between them."""
    _, _, weights, values = case
    found = column(scored(of_tree(case), values), "c")
    for who in AUTHORITIES:
        cells = [values[(*who, f"i{number}")] for number in range(len(weights))]
        there = [(cell, float(weight)) for cell, weight in zip(cells, weights, strict=True) if isinstance(cell, float)]
        assert found[who] == near(mean_score("median", there, None) if there else None), (who, there)


@given(trees(SMOOTH))
@settings(max_examples=40, deadline=None)
def test_contributions_are_scores_times_derivatives(case: tuple[Any, str, list[int], dict[Key, Any]]) -> None:
    """The derivative by finite differences of the slow mean."""
    mean, bounds, weights, values = case
    assessment = scored(of_tree(case), values)
    parts = [column(assessment, f"i{number}", "contribution") for number in range(len(weights))]
    for who in AUTHORITIES:
        cells = [values[(*who, f"i{number}")] for number in range(len(weights))]
        there = {number: float(weights[number]) for number, cell in enumerate(cells) if isinstance(cell, float)}
        if any(cells[number] < 1 for number in there):
            continue
        for number in there:
            step = 1e-4 * cells[number]
            up, down = (
                mean_score(
                    mean, [(cells[one] + sign * step * (one == number), there[one]) for one in there], RANGES[bounds]
                )
                for sign in (1, -1)
            )
            assert parts[number][who] == pytest.approx(cells[number] * (up - down) / (2 * step), rel=1e-5, abs=1e-5)


@given(trees((*SMOOTH, "median", "minimum", "geometric", "product")))
@settings(max_examples=60, deadline=None)
def test_means_stay_in_range_and_contributions_add_up(case: tuple[Any, str, list[int], dict[Key, Any]]) -> None:
    """Means lie between the children with weight; a product and a penalised mean between the ends of the range."""
    mean, bounds, weights, values = case
    assessment = scored(of_tree(case), values)
    found, parts = (column(assessment, "c"), [])
    for number in range(len(weights)):
        parts.append(column(assessment, f"i{number}", "contribution"))
    for who in AUTHORITIES:
        there = [values[(*who, f"i{n}")] for n in range(len(weights)) if isinstance(values[(*who, f"i{n}")], float)]
        if math.isnan(found[who]):
            continue
        brought = [part[who] for part in parts if not math.isnan(part[who])]
        if mean == "product":
            assert brought == []
            assert 0 <= found[who] <= min(there) + 1e-9
            continue
        assert sum(brought) == near(found[who])
        assert found[who] <= max(there) + 1e-9
        limits = RANGES[bounds] if mean == "mazziotta_pareto" else (min(there), max(there))
        assert limits is None or limits[0] - 1e-9 <= found[who] <= limits[1] + 1e-9


@given(trees((*SMOOTH, "median", "copeland")), st.floats(0.01, 1000))
@settings(max_examples=40, deadline=None)
def test_scaling_weights_changes_nothing(case: tuple[Any, str, list[int], dict[Key, Any]], factor: float) -> None:
    """All but a sum take weights relative to the siblings' (a product takes none)."""
    plain, wide = (scored(of_tree(case, one), case[3]).scores for one in (1.0, factor))
    for name in ("score", "contribution", "coverage"):
        np.testing.assert_allclose(plain[name].astype(float), wide[name].astype(float), rtol=1e-9, atol=1e-9)
    assert list(plain["rank"].fillna(0)) == list(wide["rank"].fillna(0))


@given(trees(("arithmetic", "harmonic", {"power": 3.0}, {"power": -2.0}, "median", "product", "copeland")), st.data())
@settings(max_examples=60, deadline=None)
def test_a_better_value_never_lowers_the_own_score(
    case: tuple[Any, str, list[int], dict[Key, Any]], data: st.DataObject
) -> None:
    """Not for `mazziotta_pareto`, as the head of this file says."""
    values = case[3]
    able = sorted(key for key, value in values.items() if isinstance(value, float) and value < 100)
    assume(able)
    key = data.draw(st.sampled_from(able))
    better = data.draw(st.integers(int(values[key]) + 1, 100))
    made = of_tree(case)
    before, after = (column(scored(made, one), "c") for one in (values, values | {key: float(better)}))
    old, new = before[key[:2]], after[key[:2]]
    assert math.isnan(old) or new >= old - 1e-9


@given(st.data(), st.sampled_from(["[0, 100]", "null"]), st.sampled_from(["", ", min_children: 0.6"]))
@settings(max_examples=60, deadline=None)
def test_copeland(data: st.DataObject, bounds: str, floor: str) -> None:
    """Wins less defeats among peers with missing children and ties; without a range they add up to 0."""
    count = data.draw(st.integers(1, 4))
    weights = data.draw(st.lists(st.integers(1, 3), min_size=count, max_size=count))
    values = data.draw(st.composite(lambda draw: table(draw, count, st.sampled_from([10.0, 20.0, 30.0, 30.0, None])))())
    node = f"aggregation: copeland\nmissing: {{rule: reweight{floor}}}"
    keys = [f"weight: {weight}" for weight in weights]
    made = rules(count, "identity", keys, node, bounds, "ranking: {within: [body]}")
    assessment = scored(made, values)
    found = column(assessment, "c")
    for body in BODIES:
        scores = {
            place: [values[place, body, f"i{number}"] for number in range(count)]
            for place in PLACES
            if exists(place, body)
        }
        least = 0.6 * count - 1e-9 if floor else 1
        ready = {place: row for place, row in scores.items() if sum(one is not None for one in row) >= least}
        expected = copeland_scores(ready, weights, RANGES[bounds])
        assert {place: found[place, body] for place in scores} == {place: near(expected.get(place)) for place in scores}
        if bounds == "null":
            assert sum(expected.values()) == 0
            assert np.nansum([found[place, body] for place in scores]) == 0
    assert np.isnan([column(assessment, "i0", "contribution")[who] for who in AUTHORITIES]).all()


@dataclass(frozen=True)
class Scaled:
    """One indicator on a relative scale."""

    kind: str
    settings: dict[str, Any]
    within: tuple[str, ...]
    bounds: str
    lower: bool
    values: dict[Key, Any]
    shared: frozenset[Key]
    base: dict[Key, Any] | None = None

    def registry(self) -> indexgov.Registry:
        more = {"within": list(self.within), "constant": 40.0} | ({"over": "2025-Q4"} if self.base is not None else {})
        keys = ["better: lower"] if self.lower else ["better: higher"]
        return rules(1, flow({self.kind: self.settings | more}), keys, "missing: {rule: reweight}", self.bounds)

    def scores(self) -> dict[tuple[str, str], float]:
        made = self.registry()
        data = dataset(made, self.values, list(TIERS.items()), self.shared)
        if self.base is not None:
            data = replace(data, previous={"2025-Q4": dataset(made, self.base, list(TIERS.items()), period="2025-Q4")})
        return column(indexgov.score(made, data), "i0")

    def peers(self, who: tuple[str, str]) -> list[tuple[str, float]]:
        """The values of the group of `who`; a value for every body counts once in a group."""
        found, source = [], self.values if self.base is None else self.base
        seen = set()
        for place, body in AUTHORITIES:
            value, key = source[place, body, "i0"], (place, body, "i0")
            label = [{"body": body, "tier": TIERS[place]}[name] for name in self.within]
            mine = label == [{"body": who[1], "tier": TIERS[who[0]]}[name] for name in self.within]
            again = self.base is None and key in self.shared and place in seen
            if mine and isinstance(value, float) and not again:
                found.append((place, value))
                seen.add(place)
        return found

    def expected(self, who: tuple[str, str]) -> float | None:
        value = self.values[(*who, "i0")]
        if not isinstance(value, float):
            return None
        own = self.settings | {"constant": 40.0}
        return placed(self.kind, own, value, self.peers(who), RANGES[self.bounds], self.lower)


@st.composite
def scales(draw: st.DrawFn, within: Sequence[tuple[str, ...]] = WITHIN, bases: bool = True) -> Scaled:
    kind, own = draw(st.sampled_from(RELATIVE))
    number = st.integers(0, 9).map(float)
    values = table(draw, 1, st.one_of(number, number, number, st.sampled_from([None, "not_applicable"])))
    shared = frozenset[Key]()
    chosen = draw(st.sampled_from(within))
    base = table(draw, 1, st.one_of(number, number, st.none())) if bases and draw(st.booleans()) else None
    for place in draw(st.sets(st.sampled_from("ABCD"))):
        values[place, "maslikhat", "i0"] = values[place, "akimat", "i0"]
        shared |= {(place, body, "i0") for body in BODIES}
    bounds = draw(st.sampled_from(["[0, 100]", "null"]))
    lower = draw(st.booleans())
    own = own | ({"target": 1.0} if kind == "distance_to_target" and lower else {})
    return Scaled(kind, own, chosen, bounds, lower, values, shared, base)


def unanswered(case: Scaled) -> bool:
    """Whether the definition has no answer for somebody with a value."""
    return any(isinstance(case.values[(*who, "i0")], float) and case.expected(who) is None for who in AUTHORITIES)


@given(scales())
@settings(max_examples=60, deadline=None)
def test_relative_scales_agree_with_their_definitions(case: Scaled) -> None:
    """All nine, in both directions, with and without a range, in groups, over a base period, shared values once."""
    if unanswered(case):
        with pytest.raises(indexgov.InputError, match="relative-scale"):
            case.scores()
        return
    found = case.scores()
    assert found == {who: near(case.expected(who)) for who in AUTHORITIES}
    if case.bounds != "null":
        assert all(math.isnan(score) or 0 <= score <= 100 for score in found.values())


@given(scales(within=((),), bases=False))
@settings(max_examples=60, deadline=None)
def test_less_is_better_turns_the_order_round(case: Scaled) -> None:
    """A higher value never has a lower score, and with `better: lower` never a higher one; equal values tie."""
    assume(not unanswered(case))
    found = case.scores()
    known = sorted(
        (case.values[(*who, "i0")], who) for who in AUTHORITIES if isinstance(case.values[(*who, "i0")], float)
    )
    for (x, one), (y, other) in pairwise(known):
        gap = found[one] - found[other] if case.lower else found[other] - found[one]
        assert gap >= -1e-9
        assert x != y or abs(gap) <= 1e-9


@given(scales(bases=False), st.data())
@settings(max_examples=60, deadline=None)
def test_a_better_value_never_lowers_the_own_place(case: Scaled, data: st.DataObject) -> None:
    """Also where it moves the ends, the mean or the places of the scale; the reference territory's own value apart."""
    able = sorted(
        key for key, value in case.values.items()
        if isinstance(value, float) and key not in case.shared and case.settings.get("reference") != key[0]
    )  # fmt: skip
    assume(able)
    key = data.draw(st.sampled_from(able))
    moved = data.draw(st.integers(0, 12))
    better = float(min(moved, case.values[key]) if case.lower else max(moved, case.values[key]))
    after = replace(case, values=case.values | {key: better})
    spread = [len({value for _, value in one.peers(key[:2])}) > 1 for one in (case, after)]
    assume(all(spread) and not unanswered(case) and not unanswered(after))
    assert after.scores()[key[:2]] >= case.scores()[key[:2]] - 1e-9


@given(
    st.data(),
    st.sampled_from(["mean", "median"]),
    st.sampled_from(WITHIN),
    st.sampled_from(["identity", "{goalposts: {min: 20, max: 80}}", "levels", "{minmax: {constant: 50}}"]),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_imputation(data: st.DataObject, by: str, within: tuple[str, ...], scale: str, lower: bool) -> None:
    """A blank cell has the figure of its peers, a level their score, marked, and coverage is what it was."""
    levels = {"a": 90.0, "b": 40.0, "c": 10.0}
    cell: st.SearchStrategy[Any] = (
        st.sampled_from(list(levels)) if scale == "levels" else st.integers(0, 100).map(float)
    )
    drawn = st.one_of(cell, cell, st.sampled_from([None, "not_applicable"]))
    values = data.draw(st.composite(lambda draw: table(draw, 1, drawn))())
    how = f"missing: {{rule: reweight, impute: {{by: {by}, within: {flow(within)}}}}}"
    keys = ["better: lower"] if lower and scale != "levels" else ["better: higher"]
    made, plain = (
        rules(1, "{levels: {a: 90, b: 40, c: 10}}" if scale == "levels" else scale, keys, node)
        for node in (how, "missing: {rule: reweight}")
    )
    common = data.draw(st.sets(st.sampled_from("ABCD")))
    values |= {(place, "maslikhat", "i0"): values[place, "akimat", "i0"] for place in common}
    shared = frozenset((place, body, "i0") for place in common for body in BODIES)
    assessment = scored(made, values, shared)
    figures = {who: levels.get(str(values[(*who, "i0")]), values[(*who, "i0")]) for who in AUTHORITIES}
    filled: dict[tuple[str, str], float | None] = {}
    for place, body in AUTHORITIES:
        figure = figures[place, body]
        if figure is None:
            alike = {
                (at, "" if at in common else of): other
                for (at, of), other in figures.items()
                if isinstance(other, float)
                and all(of == body if name == "body" else TIERS[at] == TIERS[place] for name in within)
            }
            figure = imputed(by, list(alike.values()))
        filled[place, body] = figure if isinstance(figure, float) else None
    sample = [
        (at, figure)
        for (at, of), figure in filled.items()
        if figure is not None and not (at in common and of == "maslikhat" and isinstance(figures[at, of], float))
    ]
    found = column(assessment, "i0")
    for who, figure in filled.items():
        expected = figure
        if figure is not None and "goalposts" in scale:
            share = min(max((figure - 20) / 60, 0), 1)
            expected = 100 * (1 - share if lower else share)
        elif figure is not None and "minmax" in scale:
            expected = placed("minmax", {"constant": 50.0}, figure, sample, (0.0, 100.0), lower)
        elif figure is not None and scale == "identity" and lower:
            expected = 100 - figure
        assert found[who] == near(expected), (who, figure)
    reasons, statuses = (column(assessment, "i0", name) for name in ("reason", "status"))
    for who in AUTHORITIES:
        was_blank = values[(*who, "i0")] is None
        marked = reasons[who] == f"imputed_{by}"
        assert marked == (was_blank and filled[who] is not None)
        assert not was_blank or statuses[who] == "not_assessed"
    for node in ("i0", "c", "index"):
        before, after = (column(scored(one, values, shared), node, "coverage") for one in (plain, made))
        assert before == pytest.approx(after, nan_ok=True)


@given(st.data(), st.sampled_from([0.25, 0.5, 0.75, 1.0]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_min_children(data: st.DataObject, share: float, fill: bool) -> None:
    """The share of applicable children with a recorded value, each counting once whatever its weight."""
    count = data.draw(st.integers(1, 4))
    weights = data.draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    cell = st.one_of(st.integers(0, 100).map(float), st.sampled_from([None, "not_applicable"]))
    values = data.draw(st.composite(lambda draw: table(draw, count, cell))())
    impute = ", impute: {by: mean}" if fill else ""
    node = f"missing: {{rule: reweight, min_children: {share}{impute}}}"
    found = column(scored(rules(count, "identity", [f"weight: {w}" for w in weights], node), values), "c")
    for who in AUTHORITIES:
        cells = [values[(*who, f"i{number}")] for number in range(count)]
        live = [cell for cell in cells if cell != "not_applicable"]
        there = [cell for cell in live if cell is not None]
        assert math.isnan(found[who]) == (not there or len(there) < share * len(live) - 1e-9), (who, cells)


@given(
    st.data(), st.integers(2, 5), st.integers(0, 100), st.sampled_from(["identity", "{goalposts: {min: 0, max: 50}}"])
)
@settings(max_examples=40, deadline=None)
def test_quantile_classes_and_gates(data: st.DataObject, count: int, least: int, scale: str) -> None:
    """Quantiles of type 7 inside groups of three and more; without the gate's score at most the class it names."""
    names = [f"q{number}" for number in range(count)]
    cap = data.draw(st.sampled_from(names[1:]))
    values = data.draw(
        st.composite(lambda draw: table(draw, 2, st.one_of(st.integers(0, 100).map(float), st.none())))()
    )
    gate = f"must_have: {{score: {least}, class: {cap}}}"
    quantiles = ", ".join(f"{{id: {name}, title: {{en: q}}}}" for name in names)
    tail = f"classes: {{quantiles: [{quantiles}]}}\nranking: {{within: [body]}}"
    made = rules(2, scale, [gate, "better: higher"], "missing: {rule: reweight}", tail=tail)
    assessment = scored(made, values)
    scores, classes, gated = column(assessment, "index"), column(assessment, "index", "class"), column(assessment, "i0")
    ranking = {(row.territory, row.body): row for row in assessment.ranking.itertuples()}
    for place, body in AUTHORITIES:
        peers = [scores[other] for other in AUTHORITIES if other[1] == body and not math.isnan(scores[other])]
        own = scores[place, body]
        passed = gated[place, body] >= least - 1e-9
        expected = ""
        if not math.isnan(own) and len(peers) >= 3:
            expected = quantile_class(own, peers, names)
            expected = expected if passed else max(expected, cap)
        assert classes[place, body] == expected
        row: Any = ranking[place, body]
        assert row[ranking_column(assessment, "class")] == expected
        assert ("class at most" in row.reason) == (not passed and not math.isnan(own))
        assert ("not assessed" in row.reason) == (math.isnan(gated[place, body]) and not math.isnan(own))


def ranking_column(assessment: indexgov.Assessment, name: str) -> int:
    return 1 + list(assessment.ranking.columns).index(name)


@given(st.data(), st.sampled_from(RELATIVE), st.sampled_from(WITHIN), st.sampled_from(["[0, 100]", "null"]))
@settings(max_examples=60, deadline=None)
def test_restate(data: st.DataObject, chosen: tuple[str, dict[str, Any]], within: tuple[str, ...], bounds: str) -> None:
    """The scores of all authorities at a node, placed among each other; what stands below contributes nothing."""
    kind, own = chosen
    cell = st.one_of(st.integers(0, 9).map(float), st.integers(0, 9).map(float), st.none())
    values = data.draw(st.composite(lambda draw: table(draw, 2, cell))())
    restate = flow({kind: own | {"within": list(within), "constant": 40.0}})
    made = rules(2, "identity", (), f"missing: {{rule: reweight}}\nrestate: {restate}", bounds)
    plain = column(scored(rules(2, "identity", (), "missing: {rule: reweight}", bounds), values), "c")

    def alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
        return all(one[1] == other[1] if name == "body" else TIERS[one[0]] == TIERS[other[0]] for name in within)

    expected: dict[tuple[str, str], float | None] = {}
    for who in AUTHORITIES:
        sample = [
            (other[0], plain[other]) for other in AUTHORITIES if alike(who, other) and not math.isnan(plain[other])
        ]
        known = not math.isnan(plain[who])
        expected[who] = (
            placed(kind, own | {"constant": 40.0}, plain[who], sample, RANGES[bounds], False) if known else None
        )
    if any(expected[who] is None and not math.isnan(plain[who]) for who in AUTHORITIES):
        with pytest.raises(indexgov.InputError, match="'restate' has no answer"):
            scored(made, values)
        return
    assessment = scored(made, values)
    assert column(assessment, "c") == {who: near(expected[who]) for who in AUTHORITIES}
    assert assessment.scores.loc[assessment.scores["level"] == "indicator", "contribution"].isna().all()


@given(st.data(), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_principal_component(data: st.DataObject, count: int) -> None:
    """Weights are squared loadings of the first component; the score is the mean with them."""
    number = st.integers(0, 40)
    core = {who: data.draw(number) for who in AUTHORITIES}
    noise = data.draw(st.composite(lambda draw: table(draw, count, st.integers(-8, 8)))())
    values: dict[Key, Value] = {key: float(50 + core[key[:2]] + off) for key, off in noise.items()}
    columns = [[float(str(values[(*who, f"i{n}")])) for who in AUTHORITIES] for n in range(count)]
    assume(all(np.std(one) > 2 for one in columns))
    assume((np.corrcoef(columns) > 0.2).all())
    expected = component_weights(columns)
    assessment = scored(rules(count, "identity", (), "weights: pca"), values)
    for index, who in enumerate(AUTHORITIES):
        weights = [column(assessment, f"i{n}", "weight")[who] for n in range(count)]
        assert weights == pytest.approx(expected, abs=1e-6)
        mean = math.fsum(weight * one[index] for weight, one in zip(expected, columns, strict=True))
        assert column(assessment, "c")[who] == pytest.approx(mean, abs=1e-4)


@dataclass(frozen=True)
class Mixed:
    """Everything at once: two blocks with means, relative scales, imputation, floors, restated scores."""

    means: tuple[Any, ...]
    scales: tuple[str, ...]
    missing: tuple[str, ...]
    restate: tuple[str, ...]
    weights: tuple[int, ...]
    lower: tuple[bool, ...]
    values: dict[Key, Any]

    def registry(self) -> indexgov.Registry:
        lines = ["components:", "  c:", "    title: {en: c}", f"    missing: {self.missing[0]}", "    blocks:"]
        for block in range(2):
            lines.append(f"      - id: b{block}\n        title: {{en: b}}\n        weight: {self.weights[block]}")
            lines.append(f"        aggregation: {flow(self.means[block])}\n        missing: {self.missing[1 + block]}")
            lines.append(f"        {self.restate[block]}\n        indicators:")
            for number in (2 * block, 2 * block + 1):
                better = "lower" if self.lower[number] and "bands" not in self.scales[number] else "higher"
                keys = f"scale: s{number}, weight: {self.weights[2 + number]}, better: {better}, not_applicable: [why]"
                lines.append(f"          - {{id: i{number}, title: {{en: i}}, {keys}}}")
        named = "\n".join(f"  s{number}: {scale}" for number, scale in enumerate(self.scales))
        tail = "territory: {rule: pooled}\nclasses: {quantiles: [{id: A, title: {en: a}}, {id: B, title: {en: b}}]}\n"
        return registry("\n".join(lines) + f"\n{tail}", f"scales:\n{named}\n")


@st.composite
def mixtures(draw: st.DrawFn) -> Mixed:
    mean: st.SearchStrategy[Any] = st.sampled_from(
        ["arithmetic", "harmonic", "median", "minimum", "geometric", "copeland", {"power": 2.0}, {"power": -1.0}]
    )
    relative = st.sampled_from(RELATIVE).filter(lambda one: "distance_to_" not in one[0] or one[0] == "distance_to_max")
    written = relative.flatmap(
        lambda one: st.sampled_from(WITHIN).map(
            lambda within: flow({one[0]: one[1] | {"within": within, "constant": 40}})
        )
    )
    scale = st.one_of(st.sampled_from(["identity", "{bands: [[0, 10], [4, 50], [7, 100]]}"]), written)
    missing = st.sampled_from([
        "{rule: reweight}", "{rule: zero}", "{rule: refuse}", "{rule: reweight, min_coverage: 0.4, min_children: 0.5}",
        "{rule: reweight, impute: {by: mean, within: [body]}}", "{rule: reweight, impute: {by: median, within: []}}",
    ])  # fmt: skip
    restate = st.sampled_from(["restate: {minmax: {constant: 50}}", "restate: {rank: {within: [body], constant: 50}}"])
    cell = st.one_of(
        st.integers(0, 9).map(float), st.integers(0, 9).map(float), st.sampled_from([None, "not_applicable"])
    )
    return Mixed(
        means=(draw(mean), draw(mean)),
        scales=tuple(draw(scale) for _ in range(4)),
        missing=tuple(draw(missing) for _ in range(3)),
        restate=tuple(draw(st.one_of(st.just(""), restate)) for _ in range(2)),
        weights=tuple(draw(st.integers(1, 5)) for _ in range(6)),
        lower=tuple(draw(st.booleans()) for _ in range(4)),
        values=table(draw, 4, cell),
    )


def by_node(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_index(["territory", "body", "node"]).sort_index()


@given(mixtures(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_does_not_matter(case: Mixed, shuffle: random.Random) -> None:
    """Neither that of the observations nor that of the territories."""
    made = case.registry()
    rows, places = list(case.values), list(TIERS.items())
    first = indexgov.score(made, dataset(made, case.values, places))
    shuffle.shuffle(rows)
    shuffle.shuffle(places)
    second = indexgov.score(made, dataset(made, {key: case.values[key] for key in rows}, places))
    one, other = by_node(first.scores), by_node(second.scores)
    pd.testing.assert_frame_equal(one, other, rtol=1e-9, atol=1e-9)


@given(mixtures())
@settings(max_examples=40, deadline=None)
def test_mixtures_stay_in_range_and_equal_authorities_tie(case: Mixed) -> None:
    """Akimat B with the values of akimat A has its score, coverage, class and rank at every node."""
    values = case.values | {("B", body, f"i{n}"): case.values["A", body, f"i{n}"] for body in BODIES for n in range(4)}
    assessment = scored(case.registry(), values)
    scores = assessment.scores
    assert scores["score"].dropna().between(0, 100).all()
    assert scores["coverage"].dropna().between(0, 1 + 1e-12).all()
    for body in (*BODIES, ""):
        one, other = (
            scores[(scores["territory"] == place) & (scores["body"] == body)]
            .drop(columns="territory")
            .reset_index(drop=True)
            for place in "AB"
        )
        pd.testing.assert_frame_equal(one, other, rtol=1e-9, atol=1e-9)


@given(mixtures())
@settings(max_examples=40, deadline=None)
def test_mixtures_add_up_where_contributions_are_told(case: Mixed) -> None:
    """Either all blocks of a scored authority contribute and add up, or none of them is told to."""
    scores = scored(case.registry(), case.values).scores
    for _, rows in scores.groupby(["territory", "body"]):
        index = rows.loc[rows["node"] == "index", "score"].iloc[0]
        blocks = rows.loc[rows["level"] == "block", "contribution"]
        if not math.isnan(index):
            assert blocks.sum() == near(index)
        for number in range(2):
            told = rows[rows["node"].str.match(rf"i[{2 * number}{2 * number + 1}](@|$)")]["contribution"].dropna()
            block = rows.loc[rows["node"] == f"b{number}", "contribution"].dropna()
            if case.restate[number] or case.means[number] == "copeland":
                assert told.empty
            elif len(block):
                assert told.sum() == near(block.iloc[0])


def test_a_target_is_transformed_with_the_values() -> None:
    """Values of 1, 10 and 100 on a logarithm lie none, one third and two thirds of the way to a target of 1000."""
    scale = "{distance_to_target: {target: 1000, treat: {when: always, transform: log}}}"
    values: dict[Key, Value] = {(place, "akimat", "i0"): 10.0**power for power, place in enumerate("ABC")}
    found = column(scored(rules(1, scale, (), "missing: {rule: reweight}"), values), "i0")
    assert [found[place, "akimat"] for place in "ABC"] == pytest.approx([0, 100 / 3, 200 / 3])


def test_a_reference_has_one_value() -> None:
    """The akimat and the maslikhat of the reference differ, so it is not said which of them is meant."""
    values: dict[Key, Value] = {("A", "akimat", "i0"): 4.0, ("A", "maslikhat", "i0"): 6.0, ("B", "akimat", "i0"): 1.0}
    with pytest.raises(indexgov.InputError, match="the reference 'A' has 2 values"):
        scored(rules(1, "{distance_to_reference: {reference: A}}", (), "missing: {rule: reweight}"), values)
    apart = rules(
        1, "{distance_to_reference: {reference: A, within: [body], constant: 7}}", (), "missing: {rule: reweight}"
    )
    found = column(scored(apart, values), "i0")
    assert (found["A", "akimat"], found["B", "akimat"], found["A", "maslikhat"]) == (100, 0, 7)


def test_the_base_period_is_scored_by_its_own_values() -> None:
    """The registry that compares every later quarter with 2026-Q3 scores 2026-Q3 too, without an earlier dataset."""
    values: dict[Key, Value] = {(place, "akimat", "i0"): float(number) for number, place in enumerate("ABC")}
    found = column(scored(rules(1, "{minmax: {over: 2026-Q3}}", (), "missing: {rule: reweight}"), values), "i0")
    assert [found[place, "akimat"] for place in "ABC"] == [0, 50, 100]


def test_who_has_no_score_is_no_opponent() -> None:
    """Akimat C lacks a child and has no score; had it counted as beaten, A would have all the points and B some."""
    values: dict[Key, Value] = {(place, "akimat", name): 50.0 for place in "AB" for name in ("i0", "i1")}
    values |= {("A", "akimat", "i0"): 60.0, ("C", "akimat", "i0"): 10.0}
    found = column(
        scored(rules(2, "identity", (), "aggregation: copeland", tail="ranking: {within: [body]}"), values), "c"
    )
    assert (found["A", "akimat"], found["B", "akimat"]) == (100, 0)
    assert math.isnan(found["C", "akimat"])


def test_a_value_for_every_body_is_one_peer() -> None:
    """The 10 of A stands for both its bodies and counts once: (10 + 40) / 2, not (10 + 10 + 40) / 3."""
    values: dict[Key, Value] = {("A", body, "i0"): 10.0 for body in BODIES}
    values |= {("B", "akimat", "i0"): 40.0, ("B", "maslikhat", "i0"): None}
    shared = frozenset(("A", body, "i0") for body in BODIES)
    for within, expected in (("[]", 25.0), ("[body]", 10.0)):
        node = f"missing: {{rule: reweight, impute: {{by: mean, within: {within}}}}}"
        assert column(scored(rules(1, "identity", (), node), values, shared), "i0")["B", "maslikhat"] == expected
