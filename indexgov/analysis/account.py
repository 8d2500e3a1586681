"""How a node came by its score, in one plain sentence: its mean, what was left out, gates, and what cannot be told."""

from __future__ import annotations

import numpy as np

from indexgov.analysis.formulas import number, relative_formula, tidy
from indexgov.analysis.subject import Asked
from indexgov.methods.arrays import ROUNDING, Floats
from indexgov.methods.means import MEANS, mean_of, name_of
from indexgov.methods.relative import Sample
from indexgov.registry.models import Budget, Indicator
from indexgov.registry.outline import OutlineNode
from indexgov.scoring.aggregate import Peers

_MEANS = {
    "arithmetic": "arithmetic mean",
    "geometric": "geometric mean",
    "harmonic": "harmonic mean",
    "power": "power mean",
    "minimum": "lowest",
    "median": "weighted median",
    "sum": "sum of weight x score",
    "product": "product",
    "mazziotta_pareto": "mean less a penalty for imbalance (Mazziotta and Pareto)",
    "copeland": "wins less defeats against the peers (Copeland)",
}


def combined(asked: Asked, position: int) -> Floats:
    """The score of a node for every authority as its children make it, before it is restated."""
    section, registry = asked.section, asked.assessment.registry
    node, children = section.tree.nodes[position], list(section.tree.children[position])
    assert not isinstance(node.model, Indicator)
    mean, setting = mean_of(node.model.aggregation, Peers.of(registry, section.authorities).setting)
    result = section.result
    value = mean.value(np.nan_to_num(result.scores[children]), result.counted[children], setting)
    return np.where(np.isnan(result.scores[position]), np.nan, value)


def shares(asked: Asked, position: int) -> dict[int, float]:
    """By child the share with which it counted: its weight over the sum of weights, or in a `sum` the weight itself.

    Empty for a node without a score, and for territories that average their bodies.
    """
    section, column = asked.section, asked.column
    children = list(section.tree.children[position])
    counted = section.result.counted[children, column]
    if np.isnan(section.result.scores[position, column]) or np.isnan(counted).any() or not counted.sum() > 0:
        return {}
    model = section.tree.nodes[position].model
    whole = 1.0 if not isinstance(model, Indicator) and model.aggregation == "sum" else float(counted.sum())
    return {child: float(weight) / whole for child, weight in zip(children, counted, strict=True) if weight > 0}


def how(asked: Asked, position: int) -> str:
    """The sentence for a node above the indicators."""
    node = asked.section.tree.nodes[position]
    told = [_without_score(asked, position) or _mean(asked, position), _weights(node), _restated(asked, position)]
    return "; ".join(filter(None, [*told, gate(asked, position), untold(asked, position)]))


def gate(asked: Asked, position: int) -> str:
    """What a gate at the node demands, and whether it was passed."""
    section, model = asked.section, asked.section.tree.nodes[position].model
    if model.must_have is None or not section.result.applicable[position, asked.column]:
        return ""
    tolerance = asked.assessment.registry.ranking.tolerance
    passed = section.result.scores[position, asked.column] >= model.must_have.score - tolerance
    least, cap = number(model.must_have.score), model.must_have.class_
    shown = section.result.coverage[position, asked.column] > 0
    if passed and shown:
        return f"gate of {least} passed"
    return f"gate of {least} not passed{'' if shown else ', nobody assessed it'}: class at most {cap}"


def untold(asked: Asked, position: int) -> str:
    """Why nothing below a node has a contribution, where the node is the reason."""
    section, model = asked.section, asked.section.tree.nodes[position].model
    assert not isinstance(model, Indicator)
    if np.isnan(section.result.scores[position, asked.column]):
        return ""
    if model.restate is not None:
        why = "the score depends on those of others"
    elif name_of(model.aggregation) == "copeland":
        why = "it counts wins, not points"
    elif MEANS[name_of(model.aggregation)].slope is None:
        name = name_of(model.aggregation)
        why = "the points of a product do not add up" if name == "product" else f"the points of '{name}' do not add up"
    else:
        return ""
    return f"no contributions are told below, because {why}"


def _without_score(asked: Asked, position: int) -> str:
    """Why a node has no score; empty where it has one."""
    section, column = asked.section, asked.column
    result, node = section.result, section.tree.nodes[position]
    if not np.isnan(result.scores[position, column]):
        return ""
    if not result.applicable[position, column]:
        return "not applicable: nothing below applies"
    rule = node.missing
    children = _live(asked, position)
    lacking = [child for child in children if np.isnan(result.scores[child, column])]
    if len(lacking) == len(children):
        return "no score: nothing below has one"
    coverage = result.coverage[position, column]
    if rule.rule == "reweight" and coverage < rule.min_coverage - ROUNDING:
        return f"no score: coverage {number(round(coverage, 4))} is below the floor {number(rule.min_coverage)}"
    names = ", ".join(section.tree.nodes[child].id for child in lacking)
    if rule.rule == "refuse" and lacking:
        return f"no score: {names} {'has' if len(lacking) == 1 else 'have'} none, and the rule is 'refuse'"
    known = [child for child in children if child not in lacking and result.coverage[child, column] > 0]
    if len(known) < (rule.min_children - ROUNDING) * len(children):
        floor = number(rule.min_children)
        return f"no score: {len(known)} of {len(children)} parts were assessed, the floor is {floor} of them"
    assert not isinstance(node.model, Indicator)
    return f"no score: '{name_of(node.model.aggregation)}' needs a score of every part"


def _live(asked: Asked, position: int) -> list[int]:
    """Children that apply and weigh."""
    result, column = asked.section.result, asked.column
    return [
        child
        for child in asked.section.tree.children[position]
        if result.applicable[child, column] and result.weights[child, column] > 0
    ]


def _mean(asked: Asked, position: int) -> str:
    section, column = asked.section, asked.column
    result, node = section.result, section.tree.nodes[position]
    assert not isinstance(node.model, Indicator)
    children = [child for child in section.tree.children[position] if result.concerned[child, column]]
    counted = [child for child in children if result.counted[child, column] > 0]
    live = set(_live(asked, position))
    aside = sum(not result.applicable[child, column] for child in children)
    weightless = sum(bool(result.applicable[child, column]) and child not in live for child in children)
    empty = [child for child in live if np.isnan(result.scores[child, column])]
    zero = node.missing.rule == "zero"
    name = name_of(node.model.aggregation)
    name = _MEANS.get(name, name)
    if not isinstance(node.model.aggregation, str):
        name += f" with p = {number(next(iter(node.model.aggregation.values())))}"
    of = f"all {len(children)}" if len(counted) == len(children) > 1 else f"{len(counted)} of {len(children)}"
    told = [f"{name} of {of} parts" if len(children) > 1 else f"{name} of its one part"]
    told += [f"{aside} not applicable left out"] if aside else []
    told += [f"{len(empty)} without a score {'as 0' if zero else 'left out'}"] if empty else []
    told += [f"{weightless} of weight 0"] if weightless else []
    return ", ".join(told)


def _weights(node: OutlineNode) -> str:
    model = node.model
    if isinstance(model, Indicator) or model.weights in (None, "percent", "equal"):
        return ""
    if isinstance(model.weights, Budget):
        return f"weights: mean of what {len(model.weights.budget)} experts gave"
    return "weights from the first principal component of all scores"


def _restated(asked: Asked, position: int) -> str:
    section, model = asked.section, asked.section.tree.nodes[position].model
    if isinstance(model, Indicator) or model.restate is None:
        return ""
    score = float(section.result.scores[position, asked.column])
    if np.isnan(score):
        return ""
    before, settings = combined(asked, position), model.restate.settings
    labels = section.authorities.labels(settings.within)
    peers = ~np.isnan(before) & (labels == labels[asked.column])
    sample = Sample(before[peers], section.authorities.territory[peers])
    own, bounds = float(before[asked.column]), asked.assessment.registry.range
    words = relative_formula(model.restate.kind, own, sample, settings, bounds, False, score)
    return f"makes {number(float(tidy(np.array(own), sample.values)))}, restated by {words}"
