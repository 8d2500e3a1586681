"""Rules of the tree: ids, empty nodes, weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexgov.errors import Place, Problem, choose_from, quoted
from indexgov.methods.means import MEANS, name_of
from indexgov.registry.models import Budget, Combine, Indicator
from indexgov.registry.outline import ROOT, OutlineNode, outline
from indexgov.registry.rules.check import Check, days_of_change, lost
from indexgov.registry.source import Path_
from indexgov.tables import RANKING, RANKING_AFTER, RANKING_LABELS


def ids(check: Check) -> Iterator[Problem]:
    """Ids of nodes are unique, and none takes the name of the whole or of a column."""
    first: dict[str, Place] = {}
    for node in check.tree.nodes[1:]:
        component = node.level == "component"
        place = check.source.key_place(node.path) if component else check.source.place((*node.path, "id"))
        rule, advice = "id-reserved", "choose another id"
        if node.id == ROOT:
            message = f"'{ROOT}' is the name of the whole index"
        elif component and node.id in (*RANKING, *RANKING_AFTER, *RANKING_LABELS):
            message = f"'{node.id}' is a column of the ranking"
        elif node.id in first:
            rule, advice = "id-duplicate", "rename one of the two"
            message = f"the id '{node.id}' stands twice, first on line {first[node.id].line}"
        else:
            first[node.id] = place
            continue
        yield Problem(rule, place, message, advice)


def empty_nodes(check: Check) -> Iterator[Problem]:
    """A component, block or sub-block holds something."""
    for position, node in enumerate(check.tree.nodes):
        inside = (known for known in check.dropped if known[: len(node.path)] == node.path)
        if node.level != "indicator" and not check.tree.children[position] and not any(inside):
            name = node.level.replace("_", "-")
            yield check.problem(
                "empty-node", node.path, f"the {name} '{node.id}' is empty", "add indicators or remove it"
            )


def weights(check: Check) -> Iterator[Problem]:
    """Siblings' weights are all written or none, not negative, not all zero; `children` needs children."""
    for node, siblings in _families(check):
        paths = {sibling.id: (*sibling.path, "weight") for sibling in siblings}
        # Faults of allotted points are told where the points stand.
        allotted = not isinstance(node.model, Indicator) and isinstance(node.model.weights, Budget)
        if allotted or any(lost(check, sibling.path, "weight") for sibling in siblings):
            continue
        written = [sibling for sibling in siblings if sibling.weight is not None]
        if written and len(written) < len(siblings):
            without = next(sibling for sibling in siblings if sibling.weight is None)
            message = f"some children of '{node.id}' have a weight and '{without.id}' has none"
            yield check.problem(
                "weights-partial", without.path, message, "write all weights or none (none means equal)"
            )
        for sibling in written:
            if sibling.weight == "children":
                if isinstance(sibling.model, Indicator):
                    advice = "an indicator has no children: write a number"
                    yield check.problem(
                        "weights-children", paths[sibling.id], f"'{sibling.id}' cannot weigh as its children", advice
                    )
            elif sibling.weight is not None and sibling.weight < 0:
                message = f"the weight of '{sibling.id}' is negative: {sibling.weight:g}"
                yield check.problem("weights-negative", paths[sibling.id], message, "write 0 or more")
        if len(written) == len(siblings) and siblings and all(sibling.weight == 0 for sibling in siblings):
            message = f"all weights of the children of '{node.id}' are zero"
            yield check.problem("weights-zero", paths[siblings[0].id], message, "give at least one child a weight")


def sources_of_weights(check: Check) -> Iterator[Problem]:
    """Where a node says where the weights come from, no child writes one, and every allocation is complete."""
    for node, siblings in _families(check):
        if isinstance(node.model, Indicator) or node.model.weights in (None, "percent"):
            continue
        word = "budget" if isinstance(node.model.weights, Budget) else node.model.weights
        for sibling in siblings:
            if not isinstance(sibling.model, Combine) and sibling.model.weight is not None:
                message = f"'{sibling.id}' has a weight, and '{node.id}' says 'weights: {word}'"
                yield check.problem("weights-source", (*sibling.path, "weight"), message, "remove one of the two")
        if isinstance(node.model.weights, Budget):
            yield from _allocations(check, node, [sibling.id for sibling in siblings], node.model.weights)


def _allocations(check: Check, node: OutlineNode, children: list[str], weights: Budget) -> Iterator[Problem]:
    base: Path_ = (*(("combine",) if node.id == ROOT else node.path), "weights", "budget")
    for expert, points in weights.budget.items():
        path = (*base, expert)
        if any(known[: len(path)] == path for known in check.dropped):
            continue
        for child, number in points.items():
            if child not in children:
                message = f"'{node.id}' has no child '{child}'"
                place = check.source.key_place((*path, child))
                yield Problem("budget", place, message, choose_from(child, children))
            elif number < 0:
                yield check.problem("budget", (*path, child), f"the points are negative: {number:g}", "write 0 or more")
        missing = [child for child in children if child not in points]
        if missing and points.keys() <= set(children):
            yield check.problem("budget", path, f"'{expert}' gives no points to {quoted(missing)}", "write 0 or more")
        elif not missing and abs(sum(points.values()) - 100) > 1e-9:
            message = f"the points of '{expert}' sum to {sum(points.values()):.10g}, expected 100"
            yield check.problem("budget", path, message, "share out 100 points")


def percent(check: Check) -> Iterator[Problem]:
    """With `weights: percent` the children's weights sum to 100, in the tree of every body, tier and edition."""
    for node, siblings in _families(check):
        model = node.model
        if isinstance(model, Indicator) or model.weights != "percent":
            continue
        path: Path_ = ("combine", "weights") if node.id == ROOT else (*node.path, "weights")
        if any(lost(check, sibling.path, "weight") for sibling in siblings):
            continue
        if any(not isinstance(sibling.weight, int | float) for sibling in siblings):
            yield check.problem(
                "weights-percent",
                path,
                f"the children of '{node.id}' have no percentages",
                "write a number for each child",
            )
            continue
        for where, total in _sums(check, node, siblings):
            if abs(total - 100) > 1e-9:
                message = f"weights of the children of '{node.id}' sum to {total:.10g}{where}, expected 100"
                yield check.problem("weights-percent", path, message, "change the weights or remove 'weights: percent'")
                break


def every_child(check: Check) -> Iterator[Problem]:
    """A mean that needs every child has none that may not apply; a product has no unequal weights."""
    for node, siblings in _families(check):
        model = node.model
        if isinstance(model, Indicator) or not MEANS[name_of(model.aggregation)].every_child:
            continue
        name = name_of(model.aggregation)
        for sibling in siblings:
            if not isinstance(sibling.model, Indicator):
                continue
            message = f"'{name}' needs every child, and '{sibling.id}' may be not applicable"
            scale = check.scale_of(sibling.model)
            if sibling.model.not_applicable:
                advice = "remove 'not_applicable', or use another aggregation"
                yield check.problem("every-child", (*sibling.path, "not_applicable"), message, advice)
            elif scale is not None and scale.ratio is not None and scale.ratio.empty == "not_applicable":
                advice = "use a scale without 'empty: not_applicable', or another aggregation"
                yield check.problem("every-child", (*sibling.path, "scale"), message, advice)
        if name == "product" and model.weights == "pca":
            message = f"the product '{node.id}' takes no weights, and 'weights: pca' makes some"
            base: Path_ = ("combine",) if node.id == ROOT else node.path
            yield check.problem("product-weights", (*base, "weights"), message, "remove 'weights'")
        if name == "product" and len({sibling.weight for sibling in siblings}) > 1:
            message = f"the product '{node.id}' takes no weights, and its children have different ones"
            path: Path_ = ("combine", "aggregation") if node.id == ROOT else (*node.path, "aggregation")
            yield check.problem("product-weights", path, message, "remove the weights of its children")


def sums(check: Check) -> Iterator[Problem]:
    """A sum of points takes weights as written and cannot leave the range."""
    bounds = check.registry.range
    for node, siblings in _families(check):
        model = node.model
        if isinstance(model, Indicator) or model.aggregation != "sum":
            continue
        path: Path_ = ("combine", "aggregation") if node.id == ROOT else (*node.path, "aggregation")
        if any(not isinstance(sibling.weight, int | float) for sibling in siblings):
            yield check.problem(
                "sum-weights", path, f"the children of '{node.id}' need a number each", "a sum takes weights as written"
            )
            continue
        low, high = bounds or (0.0, 0.0)
        for where, total in (*_sums(check, node, siblings), *_pooled_sums(check, node, siblings)):
            if total * high > high + 1e-9 or total * low < low - 1e-9:
                limits = f"{low:g} to {high:g}"
                message = f"the sum '{node.id}' can leave the range {limits}: its weights add up to {total:.10g}{where}"
                yield check.problem("sum-range", path, message, "let the weights add up to at most 1")
                break


def missing_rules(check: Check) -> Iterator[Problem]:
    """A coverage floor belongs to reweighting."""
    for node in check.tree.nodes:
        model = node.model
        if isinstance(model, Indicator) or model.missing is None:
            continue
        path: Path_ = (*(("combine",) if node.id == ROOT else node.path), "missing")
        for key in ("min_coverage", "min_children"):
            imputes = model.missing.rule == "refuse" and model.missing.impute is not None
            if getattr(model.missing, key) and model.missing.rule != "reweight" and not imputes:
                message = f"'{key}' has no effect with rule '{model.missing.rule}'"
                yield check.problem("min-coverage", (*path, key), message, "remove it or write 'rule: reweight'")


def _families(check: Check) -> Iterator[tuple[OutlineNode, list[OutlineNode]]]:
    for position, node in enumerate(check.tree.nodes):
        if node.level != "indicator" and check.tree.children[position]:
            yield node, [check.tree.nodes[child] for child in check.tree.children[position]]


def _sums(check: Check, node: OutlineNode, siblings: Sequence[OutlineNode]) -> Iterator[tuple[str, float]]:
    """Sums of the siblings' weights: in every tree that holds the node, with words saying which tree it is."""
    registry = check.registry
    everybody = sum(float(sibling.weight or 0) for sibling in siblings if isinstance(sibling.weight, int | float))
    days = days_of_change(registry)
    if _has_gaps(check, node):
        yield "", everybody
        return
    found: set[float] = set()
    for day in days:
        tree = outline(registry, day)
        for body in registry.bodies:
            for tier in registry.tiers:
                present = {tree.nodes[position].id for position in tree.concerned(registry, body, tier)}
                if node.id not in present:
                    continue
                total = sum(float(s.weight) for s in siblings if s.id in present and isinstance(s.weight, int | float))
                if total not in found:
                    found.add(total)
                    when = f" on {day}" if len(days) > 1 else ""
                    yield ("" if total == everybody else f" for '{body}' at tier '{tier}'{when}"), total


def _pooled_sums(check: Check, node: OutlineNode, siblings: Sequence[OutlineNode]) -> Iterator[tuple[str, float]]:
    """Sums of the weights in a pooled territory, where an indicator stands once for each body that it concerns."""
    registry = check.registry
    if registry.territory is None or registry.territory.rule != "pooled" or _has_gaps(check, node):
        return
    for day in days_of_change(registry):
        tree = outline(registry, day)
        for tier in registry.tiers:
            concerned = [tree.concerned(registry, body, tier) for body in registry.bodies]
            found = [{tree.nodes[position].id for position in positions} for positions in concerned]
            total = 0.0
            for sibling in siblings:
                bodies = sum(sibling.id in present for present in found)
                times = bodies if isinstance(sibling.model, Indicator) else min(bodies, 1)
                total += times * float(sibling.weight or 0)
            yield f" for the pooled territory at tier '{tier}'", total


def _has_gaps(check: Check, node: OutlineNode) -> bool:
    """Whether something below a node could not be read or is empty, so that its trees cannot be told."""
    below = any(
        known[: len(node.path)] == node.path and known[-1] in {"id", "scale", "body", "tiers", "valid"}
        for known in check.dropped
    )
    return below or any(
        other.level != "indicator" and not check.tree.children[position] and other.path[: len(node.path)] == node.path
        for position, other in enumerate(check.tree.nodes)
    )
