"""Rules of what draws vary: it exists, it can vary, and every alternative could stand in the registry itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from indexgov.errors import Problem, choose_from, quoted
from indexgov.methods.means import MEANS, name_of
from indexgov.methods.scales import SCALES
from indexgov.registry.aggregation import Aggregation
from indexgov.registry.models import Indicator, Scale
from indexgov.registry.outline import ROOT, Outline, OutlineNode
from indexgov.registry.rules.check import Check, worded
from indexgov.registry.rules.tree import every_child, sums
from indexgov.registry.rules.whole import score_range
from indexgov.registry.source import Path_
from indexgov.registry.uncertainty import WeightDraws

_LEVELS = (ROOT, "component", "block", "sub_block")
"""Levels whose nodes combine children."""
_RULES_OF_MEANS = (score_range, every_child, sums)


def varied_weights(check: Check) -> Iterator[Problem]:
    """Weights are drawn in one way, where a node has siblings to share with."""
    for level, draws in check.registry.uncertainty.weights.items():
        path: Path_ = ("uncertainty", "weights", level)
        ways = [way for way in WeightDraws.one_of if getattr(draws, way) is not None]
        if len(ways) != 1 and not any(known[: len(path)] == path for known in check.dropped):
            message = f"'{level}' {'says twice' if ways else 'does not say'} how its weights are drawn"
            advice = "keep one of 'noise', 'dirichlet'" if ways else "write 'noise: 0.25' or 'dirichlet: 100'"
            yield check.problem("varied-weights", path, message, advice)
        yield from _vary(check, level, path, "weights cannot vary", "varied-weights")


def left_out(check: Check) -> Iterator[Problem]:
    """What is left out in a draw leaves something behind; no level is named twice."""
    levels = check.registry.uncertainty.leave_out
    yield from _once(check, levels, ("uncertainty", "leave_out"))
    for index, level in enumerate(levels):
        path = ("uncertainty", "leave_out", index)
        yield from _vary(check, level, path, "leaving it out would leave nothing", "leave-out")


def _vary(check: Check, level: str, path: Path_, consequence: str, rule: str) -> Iterator[Problem]:
    """A problem unless a node of the level has siblings."""
    if _unread(check):
        return
    nodes = [node for node in check.tree.nodes if node.level == level]
    name = level.replace("_", "-")
    place = check.source.key_place(path) if path[-1] == level else check.source.place(path)
    if not nodes:
        yield Problem(rule, place, f"there is no {name}", f"remove '{level}'")
    elif all(len(check.tree.children[node.parent]) == 1 for node in nodes):
        message = f"every {name} is the only child of its node, so {consequence}"
        yield Problem(rule, place, message, f"remove '{level}'")


def _once(check: Check, names: Sequence[object], path: Path_) -> Iterator[Problem]:
    """A problem for each item of a list that stands in it before."""
    for index, name in enumerate(names):
        if name in names[:index]:
            yield check.problem("varied-twice", (*path, index), f"{_told(name)} stands twice", "keep one of the two")


def _told(written: object) -> str:
    """A name, or a mean with its number, as it is written."""
    if isinstance(written, dict):
        return f"'{{{', '.join(f'{name}: {number:g}' for name, number in written.items())}}}'"
    return f"'{written}'"


def varied_means(check: Check) -> Iterator[Problem]:
    """Other means stand at nodes that combine, differ from the node's own, and would be accepted as its own."""
    for name, others in check.registry.uncertainty.aggregation.items():
        path: Path_ = ("uncertainty", "aggregation", name)
        found = [node for node in check.tree.nodes if (node.level if name in _LEVELS else node.id) == name]
        if not found or found[0].level == "indicator":
            yield from _no_place_for_means(check, name, bool(found))
            continue
        yield from _once(check, others, path)
        for index, other in enumerate(others):
            if other not in others[:index]:
                yield from _other_mean(check, name, found, other, (*path, index))


def _no_place_for_means(check: Check, name: str, exists: bool) -> Iterator[Problem]:
    """The problem of a name under `aggregation` that is no node, or an indicator."""
    message, advice = f"'{name}' is an indicator and combines nothing", "name a node above it"
    if not exists and name == "indicator":
        message = "indicators combine nothing"
    elif not exists and _unread(check):
        return
    elif not exists and name in _LEVELS:
        message, advice = f"there is no {name.replace('_', '-')}", f"remove '{name}'"
    elif not exists:
        allowed = [*_LEVELS, *(node.id for node in check.tree.nodes[1:] if node.level != "indicator")]
        message, advice = f"there is no level or node '{name}'", choose_from(name, allowed)
    yield Problem("varied-mean", check.source.key_place(("uncertainty", "aggregation", name)), message, advice)


def _other_mean(
    check: Check, name: str, nodes: Sequence[OutlineNode], other: Aggregation, path: Path_
) -> Iterator[Problem]:
    """Problems of one alternative for the nodes of a name."""
    if MEANS[name_of(other)].compares:
        message = f"{_told(other)} compares authorities with each other and cannot be drawn"
        yield check.problem("varied-mean", path, message, "use another mean")
        return
    changing = [node for node in nodes if not isinstance(node.model, Indicator) and node.model.aggregation != other]
    if not changing:
        message = f"{_told(other)} is the mean of '{name}' already"
        yield check.problem("varied-mean", path, message, "remove it, the registry's own mean is drawn too")
        return
    changed = replace(check, tree=_with_mean(check.tree, {node.id for node in changing}, other))
    for rule in _RULES_OF_MEANS:
        known = set(rule(check))
        found = next((problem for problem in rule(changed) if problem not in known), None)
        if found is not None:
            yield replace(found, place=check.source.place(path))
            return


def _with_mean(tree: Outline, ids: Iterable[str], mean: Aggregation) -> Outline:
    """The tree with another mean at some nodes."""
    wanted = set(ids)
    return Outline(
        tuple(
            replace(node, model=node.model.model_copy(update={"aggregation": mean})) if node.id in wanted else node
            for node in tree.nodes
        )
    )


def varied_scales(check: Check) -> Iterator[Problem]:
    """Other scales exist, read the same values, and are not the scale itself; some indicator uses the scale."""
    declared = check.names("scales")
    for name, others in check.registry.uncertainty.scales.items():
        path: Path_ = ("uncertainty", "scales", name)
        yield from check.unknown("unknown-scale", "scale", name, path, "scales")
        yield from _once(check, others, path)
        users = [one for one in check.registry.indicators if one.scale == name]
        if name in declared and not users and not _unread(check):
            message = f"no indicator uses the scale '{name}', so nothing varies"
            yield Problem("varied-scale", check.source.key_place(path), message, f"remove '{name}'")
        for index, other in enumerate(others):
            yield from check.unknown("unknown-scale", "scale", other, (*path, index), "scales")
            if other == name:
                message = f"the scale '{name}' stands in its own place"
                advice = "remove it, the registry's own scale is drawn too"
                yield check.problem("varied-scale", (*path, index), message, advice)
            elif other not in others[:index]:
                yield from _other_scale(check, users, (name, other), (*path, index))


def _other_scale(check: Check, users: Sequence[Indicator], names: tuple[str, str], path: Path_) -> Iterator[Problem]:
    """Problems of one scale that stands in the place of another: what it cannot read, and a direction it ignores."""
    first, other = (check.scale_called(name) for name in names)
    if first is None or other is None:
        return
    message, advice = _unreadable(first, other, names)
    turned = next((one.id for one in users if one.better == "lower"), None)
    if not message and turned and other.kind in SCALES and SCALES[other.kind].turn is None:
        message = f"'{turned}' says 'better: lower', but the scale '{names[1]}' states its scores"
        advice = "use a scale that can be turned, such as goalposts"
    if not message and other.relative is not None and other.relative.over != "period":
        message = f"the scale '{names[1]}' is made over {other.relative.over}, and cannot stand in the place of another"
        advice = "use a scale that needs no base period"
    if message:
        yield check.problem("varied-scale", path, message, advice)


def _unreadable(first: Scale, other: Scale, names: tuple[str, str]) -> tuple[str, str]:
    """What values of the first scale the other cannot read, with advice; empty where it reads them all."""
    kinds = _input(first), _input(other)
    if kinds[0] != kinds[1]:
        message = f"the scale '{names[1]}' reads {kinds[1]}, and '{names[0]}' reads {kinds[0]}"
        return message, f"use a scale that reads {kinds[0]}"
    lacking = [level for level in first.levels or {} if level not in (other.levels or {})]
    if lacking:
        message = f"the scale '{names[1]}' has no level {quoted(lacking)} of '{names[0]}'"
        return message, f"add {quoted(lacking)} to it"
    if first.ratio is not None and other.ratio is not None and set(first.ratio.parts) != set(other.ratio.parts):
        parts = quoted(first.ratio.parts)
        message = f"the scale '{names[1]}' has the parts {quoted(other.ratio.parts)}, and '{names[0]}' has {parts}"
        return message, f"use a ratio of {parts}"
    return "", ""


def _input(scale: Scale) -> str:
    """What a scale reads, in words."""
    return "levels" if scale.levels is not None else "counts" if scale.ratio is not None else "numbers"


def varied_rest(check: Check) -> Iterator[Problem]:
    """Rules for what is missing fit the range and stand once; the numbers of `top` ascend."""
    varied, bounds = check.registry.uncertainty, check.registry.range
    yield from _once(check, varied.missing, ("uncertainty", "missing"))
    if "zero" in varied.missing and (bounds is None or bounds[0] != 0) and ("range",) not in check.dropped:
        path: Path_ = ("uncertainty", "missing", varied.missing.index("zero"))
        message = f"'missing: zero' needs a range that begins at 0, not {worded(bounds)}"
        yield check.problem("missing-zero", path, message, "remove 'zero'")
    for index, number in enumerate(varied.top):
        if index and number <= varied.top[index - 1]:
            message = f"{number} does not come after {varied.top[index - 1]}"
            yield check.problem("top", ("uncertainty", "top", index), message, "sort the numbers, each once")


def _unread(check: Check) -> bool:
    """Whether a node could not be read, so that it cannot be said which nodes there are."""
    return any(known[:1] == ("components",) and known[-1] == "id" for known in check.dropped)
