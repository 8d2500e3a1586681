"""Registries and assessments under other weights: what a methodologist would write instead of moving a slider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import indexgov
from indexgov.methods.weights import mean_allocation
from indexgov.registry.models import Budget, Combine, Indicator


@dataclass(frozen=True)
class Choice:
    """Weights by node: in the place of what is written, and multiples of the weight of the children."""

    weights: Mapping[str, float] = field(default_factory=dict)
    times: Mapping[str, float] = field(default_factory=dict)

    @property
    def json(self) -> dict[str, dict[str, float]]:
        return {"weights": dict(self.weights), "times": dict(self.times)}


def rescored(assessment: indexgov.Assessment, choice: Choice) -> indexgov.Assessment:
    """The period scored by the registry with the weights written into it; nothing is drawn."""
    registry = with_weights(assessment.registry, choice)
    return indexgov.score(registry, replace(assessment.dataset, registry=registry), draws=0)


def with_weights(registry: indexgov.Registry, choice: Choice) -> indexgov.Registry:
    """A part that counts twice with the weight of its children is one whose children have twice the weight."""
    points = _allotted(registry.combine)
    components = {
        name: _weighed(component, name, choice, 1.0, points.get(name))
        for name, component in registry.components.items()
    }
    combine = registry.combine.model_copy(update={"weights": None})
    return registry.model_copy(update={"components": components, "combine": combine})


def _allotted(model: Any) -> dict[str, float]:
    return mean_allocation(model.weights.budget) if isinstance(model.weights, Budget) else {}


def _weighed(model: Any, name: str, choice: Choice, above: float, points: float | None) -> Any:
    """A node with what it weighs, `above` times as much as it did."""
    assert not isinstance(model, Combine)
    of_children = model.weight == "children"
    own = choice.times.get(name, 1.0)
    written = points if points is not None else 1.0 if model.weight is None else model.weight
    update: dict[str, Any] = {"weight": "children" if of_children else written * above}
    if name in choice.weights:
        update["weight"], of_children = choice.weights[name] * above, False
    if not isinstance(model, Indicator):
        below = above * own if of_children else 1.0
        points_below = _allotted(model)
        update["weights"] = None
        for key in ("blocks", "sub_blocks", "indicators"):
            if hasattr(model, key):
                update[key] = tuple(
                    _weighed(one, one.id, choice, below, points_below.get(one.id)) for one in getattr(model, key)
                )
    return model.model_copy(update=update)
