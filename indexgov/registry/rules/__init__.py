"""What must agree inside a registry: one small function a rule, all of them in `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from indexgov.errors import Problem
from indexgov.registry.rules import classes, columns, indicators, scales, tree, uncertainty, whole
from indexgov.registry.rules.check import Check

__all__ = ["RULES", "Check"]

RULES: tuple[Callable[[Check], Iterable[Problem]], ...] = (
    whole.score_range, whole.titles, whole.territory_weights, classes.class_bands, classes.gates,
    columns.columns, columns.relative_scales,
    scales.scale_kinds, scales.levels, scales.goalposts, scales.points, scales.ratios,
    tree.ids, tree.empty_nodes, tree.weights, tree.sources_of_weights, tree.percent, tree.sums, tree.every_child,
    tree.missing_rules,
    indicators.references, indicators.nobody, indicators.validity, indicators.replacements, indicators.heirs,
    indicators.survey_measures, indicators.direction, indicators.denominators, indicators.carried, indicators.links,
    uncertainty.varied_weights, uncertainty.varied_means, uncertainty.varied_scales, uncertainty.varied_rest,
    uncertainty.left_out,
)  # fmt: skip
