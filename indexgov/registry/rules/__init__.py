"""What must agree inside a registry: one small function a rule, all of them in `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from indexgov.errors import Problem
from indexgov.registry.rules import indicators, scales, tree, whole
from indexgov.registry.rules.check import Check

__all__ = ["RULES", "Check"]

RULES: tuple[Callable[[Check], Iterable[Problem]], ...] = (
    whole.score_range, whole.titles, whole.class_bands, whole.territory_weights,
    scales.scale_kinds, scales.levels, scales.goalposts, scales.piecewise, scales.ratios,
    tree.ids, tree.empty_nodes, tree.weights, tree.percent, tree.sums, tree.missing_rules,
    indicators.references, indicators.nobody, indicators.validity, indicators.replacements, indicators.survey_measures,
    indicators.direction, indicators.links,
)  # fmt: skip
