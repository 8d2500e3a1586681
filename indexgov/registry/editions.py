"""Editions: what differs between the methodology of two periods, each judged on its last day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

from indexgov.period import Period
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import Level, Outline, outline

ROUNDING = 1e-12
"""Shares that differ by no more are the same: sums in another order may end in another last digit."""
_NOT_COMPARED = frozenset({"id", "valid", "replaces"})
"""Keys in which a replacement differs by its nature."""
_LEFT_OUT = {"weight": "equal", "body": "every body", "tiers": "every tier"}
"""What it means to leave a key out; `none` for the others."""


@dataclass(frozen=True)
class Difference:
    """One respect in which an indicator differs from the one whose place it takes."""

    key: str
    """Key of the registry, such as `scale`; `parent` where it stands below another node."""
    before: str
    """In words: `every body`, `published {levels: {full: 100, none: 0}}`."""
    after: str


@dataclass(frozen=True)
class Replacement:
    """An indicator that stands in the place of another; `before` and `after` are ids."""

    before: str
    after: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class ShareChange:
    """A node of one body's tree whose nominal share in the authority's score changes."""

    node: str
    """Id in the second tree; where it is not in that, in the first."""
    instead_of: str
    """Id that stood in its place in the first; empty where nothing was replaced."""
    level: Level
    before: float | None
    """Share from 0 to 1; None where the node is not in the tree."""
    after: float | None


@dataclass(frozen=True)
class TreeChange:
    """The tree of one body at one tier, where it changes."""

    body: str
    tier: str
    indicators_before: int
    indicators_after: int
    shares: tuple[ShareChange, ...]
    """In the order of the file; empty where indicators were replaced with the same weight and nothing else moved."""


@dataclass(frozen=True)
class Changes:
    """How the edition of `to_period` differs from that of `from_period`; ids stand in the order of the file."""

    from_period: Period
    to_period: Period
    began: tuple[str, ...]
    """Indicators that hold in the second edition only and are in nobody's place."""
    ended: tuple[str, ...]
    """Indicators that hold in the first edition only and whose place nobody takes."""
    replaced: tuple[Replacement, ...]
    appeared: tuple[str, ...]
    """Components, blocks and sub-blocks that have indicators in the second edition only."""
    disappeared: tuple[str, ...]
    trees: tuple[TreeChange, ...]
    """Bodies and tiers whose tree changes."""

    @property
    def empty(self) -> bool:
        """Whether the two editions are the same."""
        return not (self.began or self.ended or self.replaced)


def changes(registry: Registry, from_period: Period, to_period: Period) -> Changes:
    """How the edition of one period differs from that of another; either may be the earlier one.

    Going back in time, what began later has ended, and the older indicator stands in the place of the newer. An
    indicator also replaces one that ended some time before, and through others that held only between the two
    periods. Indicators that hold in both editions are the same in both, apart from their shares. What stands beside the
    tree, such as `uncertainty`, has no editions and is no change.
    """
    trees = outline(registry, from_period.last_day), outline(registry, to_period.last_day)
    order = {node.id: position for position, node in enumerate(outline(registry).nodes)}
    levels = {node.id: node.level for tree in trees for node in tree.nodes}
    before, after = ({node.id for node in tree.nodes} for tree in trees)
    gone, come = sorted(before - after, key=order.__getitem__), sorted(after - before, key=order.__getitem__)
    pairs = _pairs(registry, set(gone), set(come))
    paired = {name for pair in pairs for name in pair}

    def indicators(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if levels[name] == "indicator" and name not in paired)

    return Changes(
        from_period,
        to_period,
        began=indicators(come),
        ended=indicators(gone),
        replaced=tuple(Replacement(old, new, tuple(_differences(registry, old, new))) for old, new in pairs),
        appeared=tuple(name for name in come if levels[name] != "indicator"),
        disappeared=tuple(name for name in gone if levels[name] != "indicator"),
        trees=tuple(_tree_changes(registry, trees, pairs, order, levels)),
    )


def in_the_place_of(registry: Registry, name: str, period: Period) -> tuple[Indicator, ...]:
    """The indicators of a period's edition that replace `name`, or that it replaces, also through others."""
    known = _by_id(registry)
    earlier = set(_chain(known, known[name]))
    return tuple(one for one in registry.indicators_of(period) if one.id in earlier or name in _chain(known, one))


def nominal_shares(registry: Registry, day: date, body: str, tier: str) -> dict[str, float]:
    """Share of every node in the score of an authority for which everything applies and is assessed, on a day.

    By id, from 0 to 1; `index` is 1, and those of all indicators add up to 1. A share is the product of w / sum(w)
    from the index down, of w in a `sum` (whose shares add up to what its weights do). Where every mean on the way is
    arithmetic or a sum this is the effective weight of such an authority; below any other mean no number says what a
    node brings to every authority, and the share tells how the weights are shared out. Nodes below which every weight
    is 0 have the share 0, like nodes that are not applicable. Empty where nothing concerns the body at the tier.
    """
    return _shares(registry, outline(registry, day), body, tier)


def _shares(registry: Registry, tree: Outline, body: str, tier: str) -> dict[str, float]:
    concerned = tree.concerned(registry, body, tier)
    present = sorted(concerned)
    children = {position: [child for child in tree.children[position] if child in concerned] for position in present}
    weights: dict[int, float] = {}
    whole: dict[int, float] = {}
    for position in reversed(present):
        node = tree.nodes[position]
        written = 1.0 if node.weight is None else node.weight
        whole[position] = fsum(weights[child] for child in children[position])
        if written == "children":
            weights[position] = whole[position]
        else:
            weights[position] = float(written) if whole[position] > 0 or node.level == "indicator" else 0.0
    shares = {0: 1.0} if present else {}
    for position in present:
        model = tree.nodes[position].model
        total = 1.0 if not isinstance(model, Indicator) and model.aggregation == "sum" else whole[position]
        for child in children[position]:
            shares[child] = shares[position] * weights[child] / total if total > 0 else 0.0
    return {tree.nodes[position].id: share for position, share in shares.items()}


def _by_id(registry: Registry) -> dict[str, Indicator]:
    return {indicator.id: indicator for indicator in registry.indicators}


def _chain(known: Mapping[str, Indicator], indicator: Indicator) -> Iterator[str]:
    """The ids that an indicator replaces: its predecessor, the predecessor of that one, and so on."""
    while indicator.replaces is not None:
        indicator = known[indicator.replaces]
        yield indicator.id


def _pairs(registry: Registry, gone: set[str], come: set[str]) -> list[tuple[str, str]]:
    """Who stood in a place before and who stands there after, in the order of those who replace."""
    found, known = [], _by_id(registry)
    for later in registry.indicators:
        for side, opposite in ((gone, come), (come, gone)):
            earlier = next((name for name in _chain(known, later) if name in opposite), None)
            if later.id in side and earlier is not None:
                found.append((earlier, later.id) if side is come else (later.id, earlier))
    return found


def _tree_changes(
    registry: Registry,
    trees: tuple[Outline, Outline],
    pairs: Sequence[tuple[str, str]],
    order: Mapping[str, int],
    levels: Mapping[str, Level],
) -> Iterator[TreeChange]:
    for body in registry.bodies:
        for tier in registry.tiers:
            before, after = (_shares(registry, tree, body, tier) for tree in trees)
            if before.keys() == after.keys():
                continue
            counts = [sum(levels[name] == "indicator" for name in shares) for shares in (before, after)]
            rows = []
            for old, new in _rows(before, after, pairs, order):
                shares = before.get(old), after.get(new)
                if None in shares or abs((shares[0] or 0.0) - (shares[1] or 0.0)) > ROUNDING:
                    name = new or old
                    rows.append(ShareChange(name, old if new and old != new else "", levels[name], *shares))
            yield TreeChange(body, tier, counts[0], counts[1], tuple(rows))


def _rows(
    before: Mapping[str, float], after: Mapping[str, float], pairs: Sequence[tuple[str, str]], order: Mapping[str, int]
) -> list[tuple[str, str]]:
    """Ids that stand in one place before and after, empty where there is none, in the order of the file."""
    rows = [(name, name) for name in before if name in after]
    matched: set[str] = set()
    for old, new in pairs:
        # An indicator that was split among the bodies may meet two heirs here; one of them takes its place.
        if old in before and new in after and not {old, new} & matched:
            rows.append((old, new))
            matched |= {old, new}
    rows += [(name, "") for name in before if name not in after and name not in matched]
    rows += [("", name) for name in after if name not in before and name not in matched]
    return sorted(rows, key=lambda row: min(order[name] for name in row if name))


def _differences(registry: Registry, old: str, new: str) -> Iterator[Difference]:
    known = _by_id(registry)
    one, other = known[old], known[new]
    tree = outline(registry)
    parents = {node.id: tree.nodes[node.parent].id for node in tree.nodes if node.id in (old, new)}
    if parents[old] != parents[new]:
        yield Difference("parent", parents[old], parents[new])
    values = one.model_dump(by_alias=True), other.model_dump(by_alias=True)
    for name, field in Indicator.model_fields.items():
        key = field.alias or name
        before, after = (value[key] for value in values)
        if name in _NOT_COMPARED or before == after:
            continue
        if name == "title":
            yield Difference(key, *_titles(registry, one, other))
        elif name == "scale":
            yield Difference(key, *(_scale(registry, scale) for scale in (one.scale, other.scale)))
        else:
            words = _legal if name == "legal" else _listed if isinstance(before, tuple) else _flow
            yield Difference(key, *(words(value) or _LEFT_OUT.get(name, "none") for value in (before, after)))


def _titles(registry: Registry, one: Indicator, other: Indicator) -> tuple[str, str]:
    """Both titles in English, or in the first language in which they differ."""
    languages = sorted(registry.languages, key=lambda language: language != "en")
    language = next(language for language in languages if one.title[language] != other.title[language])
    return one.title[language], other.title[language]


def _scale(registry: Registry, name: str) -> str:
    """Name and content of a scale; titles of levels are left out, they do not change a score."""
    content = registry.scales[name].model_dump(by_alias=True, exclude_unset=True, exclude={"titles"})
    return f"{name} {_flow(content)}"


def _legal(value: Sequence[Mapping[str, Any]]) -> str:
    found = []
    for entry in value:
        words = [entry["act"], f"article {entry['article']}" if entry["article"] else ""]
        words += [f"edition of {entry['edition']}" if entry["edition"] else "", entry["url"] or ""]
        words.append("" if entry["verified"] else "not verified")
        found.append(", ".join(word for word in words if word))
    return "; ".join(found)


def _listed(value: Sequence[Any]) -> str:
    return ", ".join(_flow(one) for one in value)


def _flow(value: Any) -> str:
    """A value as YAML writes it on one line; empty for none."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{_listed(value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)
