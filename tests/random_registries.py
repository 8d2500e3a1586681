"""Random small registries with every mean and rule that can be computed for one authority by itself, and their data."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

import indexgov
from indexgov.tables import ESTIMATES, EVIDENCE, Dataset
from tests import in_memory

ANYWHERE = ["arithmetic", "geometric", "harmonic", {"power": 2}, {"power": -0.5}, "minimum", "median"]
FROM_ZERO, NARROW = [*ANYWHERE, "sum", "product"], [*ANYWHERE, "mazziotta_pareto"]
"""Means that keep to a range from 0 to 100, and to one from 60 to 120."""
SCALES = "scales: {points: identity}\n"
HEAD = in_memory.HEAD.replace("bodies:", "range: {range}\nbodies:")
PLACES = [(f"T{number}", "region" if number < 6 else "okrug") for number in range(10)]
BODIES = ("akimat", "maslikhat")


def named(data: Dataset) -> Dataset:
    """The dataset with the columns that reports read."""
    names = data.territories["territory"]
    table = data.territories.assign(name_en=names, tile_row=np.nan, tile_col=np.nan)
    evidence, estimates = (pd.DataFrame(columns=list(one.all)) for one in (EVIDENCE, ESTIMATES))
    return replace(data, territories=table, evidence=evidence, estimates=estimates)


def random_assessment(draw: np.random.Generator, number: int) -> indexgov.Assessment:
    """An assessment of ten territories by a registry of the given number; the same for the same draw."""
    low, high = ends = (0, 100) if number % 2 else (60, 120)
    means = FROM_ZERO if number % 2 else NARROW
    tree = _Tree(draw, means, number)
    components = {f"c{place}": tree.component(f"c{place}") for place in range(int(draw.integers(2, 4)))}
    combine: dict[str, Any] = {"aggregation": tree.mean(), "missing": tree.missing()}
    tree.weigh(list(components.values()), combine["aggregation"], draw)
    parts = {
        "components": components,
        "combine": combine,
        "ranking": {"on": "unrounded" if draw.random() < 0.6 else {"rounded": 1}, "within": ["body", "tier"]},
        "classes": {"bands": [_titled("A", {"from": (low + high) / 2}), _titled("B", {"from": low})]},
    }
    if draw.random() < 0.4:
        parts["classes"] = {"quantiles": [_titled(name, {}) for name in "ABC"]}
    rule = draw.integers(3)
    if rule:
        parts["territory"] = {"rule": "pooled"} if rule == 1 else {"rule": "weights", "akimat": 60, "maslikhat": 40}
    text = "\n".join(f"{key}: {json.dumps(value)}" for key, value in parts.items())
    head = HEAD.replace("{range}", json.dumps(ends))
    registry = indexgov.parse_registry(head + SCALES + text)
    return indexgov.score(registry, _data(registry, draw, ends), draws=0)


def _titled(name: str, more: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "title": {"en": name}, **more}


class _Tree:
    """Grows the nodes of one registry."""

    def __init__(self, draw: np.random.Generator, means: list[Any], number: int) -> None:
        self.draw, self.means, self.next = draw, means, number
        self.gate = draw.random() < 0.4

    def mean(self) -> Any:
        """Each mean in turn, so that all are met."""
        self.next += 1
        return self.means[self.next % len(self.means)]

    def missing(self) -> dict[str, Any]:
        rule = str(self.draw.choice(["reweight", "reweight", "refuse", "zero" if "sum" in self.means else "reweight"]))
        if rule != "reweight":
            return {"rule": rule}
        floors = {"min_coverage": 0.5, "min_children": 0.4}
        return {"rule": rule} | {key: floor for key, floor in floors.items() if self.draw.random() < 0.5}

    def component(self, name: str) -> dict[str, Any]:
        mean = self.mean()
        blocks = [self.block(f"{name}.b{place}") for place in range(int(self.draw.integers(2, 4)))]
        node: dict[str, Any] = {"title": {"en": name}, "aggregation": mean, "missing": self.missing(), "blocks": blocks}
        beside = [self.indicator(f"{name}.i", mean)] if self.draw.random() < 0.3 else []
        self.weigh([*blocks, *beside], mean, self.draw)
        return node | ({"indicators": beside} if beside else {})

    def block(self, name: str) -> dict[str, Any]:
        mean = self.mean()
        node = _titled(name, {"aggregation": mean})
        if self.draw.random() < 0.5:
            node["missing"] = self.missing()
        if self.draw.random() < 0.5:
            node["indicators"] = self.indicators(name, mean)
            return node
        node["sub_blocks"] = []
        for place in range(int(self.draw.integers(2, 4))):
            own = self.mean()
            below = self.indicators(f"{name}.s{place}", own)
            node["sub_blocks"].append(_titled(f"{name}.s{place}", {"aggregation": own, "indicators": below}))
        self.weigh(node["sub_blocks"], mean, self.draw)
        return node

    def indicators(self, name: str, mean: Any) -> list[dict[str, Any]]:
        found = [self.indicator(f"{name}.i{place}", mean) for place in range(int(self.draw.integers(1, 4)))]
        self.weigh(found, mean, self.draw)
        return found

    def indicator(self, name: str, mean: Any) -> dict[str, Any]:
        node = _titled(name, {"scale": "points"})
        if mean not in ("sum", "product"):
            node["not_applicable"] = ["why"]
        if self.draw.random() < 0.2:
            node["body"] = str(self.draw.choice(BODIES))
        if self.gate and self.draw.random() < 0.15:
            node["must_have"] = {"score": 80, "class": "B"}
        return node

    def weigh(self, family: list[dict[str, Any]], mean: Any, draw: np.random.Generator) -> None:
        """No weights, numbers, or those of the children, as far as the mean takes them."""
        if mean == "product" or (mean != "sum" and draw.random() < 0.3):
            return
        for node in family:
            inner = "scale" not in node
            if mean == "sum":
                node["weight"] = 0.5 / len(family)
            elif inner and draw.random() < 0.5:
                node["weight"] = "children"
            else:
                node["weight"] = int(draw.integers(0 if len(family) > 2 else 1, 6)) or 0.5
            if inner and self.gate and draw.random() < 0.2:
                node["must_have"] = {"score": 85, "class": "B"}


def _data(registry: indexgov.Registry, draw: np.random.Generator, ends: tuple[int, int]) -> Dataset:
    """Scores with two decimals, some not assessed, some not applicable, some shared by both bodies."""
    values: dict[in_memory.Key, in_memory.Value] = {}
    shared: set[in_memory.Key] = set()
    for place, tier in PLACES:
        for one in registry.indicators:
            whose = [body for body in BODIES if registry.exists(body, tier) and one.concerns(body, tier)]
            common = len(whose) > 1 and draw.random() < 0.1
            value = _value(one, draw, ends)
            for body in whose:
                values[place, body, one.id] = value if common else _value(one, draw, ends)
                if common:
                    shared.add((place, body, one.id))
    return named(in_memory.dataset(registry, values, PLACES, frozenset(shared)))


def _value(one: Any, draw: np.random.Generator, ends: tuple[int, int]) -> in_memory.Value:
    chance = draw.random()
    if chance < 0.06:
        return None
    if chance < 0.12 and one.not_applicable:
        return "not_applicable"
    return round(float(draw.uniform(*ends)), 2)
