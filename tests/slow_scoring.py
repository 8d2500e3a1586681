"""Scoring once more, slowly and without arrays: written from the rules of the language, not from the engine."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from indexgov.methods.means import name_of
from indexgov.registry.models import Indicator, Registry
from tests.in_memory import Key, Value

REFUSE = {"rule": "refuse", "min_coverage": 0.0}


@dataclass(eq=False)
class Slow:
    """One node of one authority."""

    name: str
    weight: float
    """Weight among its siblings; of the applicable children where it is `children`."""
    applicable: bool
    score: float | None
    coverage: float
    counted: list[tuple[Slow, float]] = field(default_factory=list)
    """The children that made the score, with the score that they counted with."""
    aggregation: str = ""


def slow_scores(registry: Registry, values: Mapping[Key, Value], territory: str, bodies: tuple[str, ...]) -> Slow:
    """The index of one authority (one body) or of a pooled territory (several), of the points in `values`."""
    components = []
    for name, component in registry.components.items():
        node = _node(name, component, REFUSE, values, territory, bodies)
        components += [node] if node else []
    combine = registry.combine
    return _parent("index", 1.0, name_of(combine.aggregation), combine.missing.model_dump(), components)


def _node(
    name: str, model: Any, inherited: dict[str, Any], values: Mapping[Key, Value], place: str, bodies: tuple[str, ...]
) -> Slow | None:
    missing = model.missing.model_dump() if model.missing else inherited
    children: list[Slow] = []
    for part in (*getattr(model, "blocks", ()), *getattr(model, "sub_blocks", ())):
        child = _node(part.id, part, missing, values, place, bodies)
        children += [child] if child else []
    for indicator in model.indicators:
        children += _leaves(indicator, values, place, bodies)
    if not children:
        return None
    weight = model.weight
    if weight == "children":
        weight = sum(child.weight for child in children if child.applicable)
    return _parent(name, 1.0 if weight is None else weight, name_of(model.aggregation), missing, children)


def _leaves(indicator: Indicator, values: Mapping[Key, Value], place: str, bodies: tuple[str, ...]) -> list[Slow]:
    found = []
    for body in bodies:
        if not indicator.body or body in indicator.body:
            value = values[place, body, indicator.id]
            score = value if isinstance(value, float) else None
            weight = 1.0 if indicator.weight is None else float(indicator.weight)
            name = indicator.id if len(bodies) == 1 else f"{indicator.id}@{body}"
            found.append(Slow(name, weight, value != "not_applicable", score, float(score is not None)))
    return found


def _parent(name: str, weight: float, aggregation: str, missing: dict[str, Any], children: list[Slow]) -> Slow:
    live = [child for child in children if child.applicable and child.weight > 0]
    whole = math.fsum(child.weight for child in live)
    node = Slow(name, weight, bool(live), None, 0.0, aggregation=aggregation)
    if not live:
        return node
    node.coverage = math.fsum(child.weight * child.coverage for child in live) / whole
    if missing["rule"] == "zero":
        counted = [(child, child.score or 0.0) for child in live]
    else:
        counted = [(child, child.score) for child in live if child.score is not None]
        lacking = (
            len(counted) < len(live) if missing["rule"] == "refuse" else node.coverage < missing["min_coverage"] - 1e-12
        )
        if lacking or not counted:
            return node
    node.counted = counted
    total = math.fsum(child.weight for child, _ in counted)
    if aggregation == "arithmetic":
        node.score = math.fsum(child.weight * score for child, score in counted) / total
    elif aggregation == "minimum":
        node.score = min(score for _, score in counted)
    elif any(score == 0 for _, score in counted):
        node.score = 0.0
    else:
        node.score = math.exp(math.fsum(child.weight * math.log(score) for child, score in counted) / total)
    return node


def contributions(index: Slow) -> dict[str, float]:
    """Points of every node that counted in the index: Euler shares, written as shares of the parent's points.

    Of an arithmetic mean a child brings w s / sum(w s), of a geometric one w / sum(w), of a minimum all or its share of
    a tie; of a parent that scores 0 nothing.
    """
    found = {index.name: index.score or 0.0}

    def share(node: Slow, points: float) -> None:
        total = math.fsum(child.weight for child, _ in node.counted)
        lowest = [
            child for child, score in node.counted if abs(score - (node.score or 0.0)) <= 1e-12 * max(1, abs(score))
        ]
        for child, score in node.counted:
            if not node.score:
                part = 0.0
            elif node.aggregation == "arithmetic":
                part = points * child.weight * score / total / node.score
            elif node.aggregation == "minimum":
                part = points / len(lowest) if child in lowest else 0.0
            else:
                part = points * child.weight / total
            found[child.name] = part
            share(child, part)

    share(index, index.score or 0.0)
    return found
