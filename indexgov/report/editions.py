"""What the terminal and machines are told about the changes between two editions; printing is the command's part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from indexgov.registry.editions import Changes, Replacement, ShareChange, TreeChange
from indexgov.registry.models import Registry
from indexgov.registry.outline import ROOT, OutlineNode, outline
from indexgov.report.terminal import Line
from indexgov.report.words import spoken

_WORDS = {
    "body": "bodies",
    "legal": "legal basis",
    "not_applicable": "reasons accepted",
    "parent": "stands below",
}
"""Keys whose name alone would not be understood."""
_ABSENT = "-"
_WIDTH = 110


def edition_lines(changes: Changes, registry: Registry) -> Iterator[Line]:
    """One line that says it all, then indicators and nodes, then the shares of every body and tier that changes."""
    yield Line(_headline(changes, registry), heading=True)
    if changes.empty:
        return
    tree = outline(registry)
    nodes = {node.id: node for node in tree.nodes}
    above = {node.id: tree.nodes[node.parent].id for node in tree.nodes if node.parent >= 0}
    for word, names in (("began", changes.began), ("ended", changes.ended)):
        yield from _listed(word.capitalize(), names, nodes, registry, above)
    if changes.replaced:
        yield Line("")
        yield Line("Replaced", heading=True)
    for one in changes.replaced:
        yield from _replacement(one)
    for word, names in (("New in the tree", changes.appeared), ("No longer in the tree", changes.disappeared)):
        yield from _listed(word, names, nodes, registry, above)
    for trees in _alike(changes.trees):
        yield from _shares(trees, nodes, above)


def edition_record(changes: Changes) -> dict[str, Any]:
    """The changes for machines: the fields of `Changes`, with `from` and `to` as codes of periods."""
    content = asdict(changes)
    del content["from_period"], content["to_period"]
    return {"from": changes.from_period.code, "to": changes.to_period.code, **content}


def _headline(changes: Changes, registry: Registry) -> str:
    periods = f"{changes.from_period} to {changes.to_period}: "
    if changes.empty:
        count = len(registry.indicators_of(changes.to_period))
        return f"{periods}nothing changes, the same {_counted(count)} in both"
    counts = [(changes.began, "began"), (changes.ended, "ended"), (changes.replaced, "replaced")]
    words = [f"{len(what)} {word}" for what, word in counts if what]
    number, rest = words[0].split(" ", 1)
    words[0] = f"{_counted(int(number))} {rest}"
    tiers: dict[str, list[str]] = {}
    for tree in changes.trees:
        if tree.shares:
            tiers.setdefault(tree.body, []).append(tree.tier)
    where = " and ".join(f"for {body} {_at(names)}" for body, names in tiers.items())
    return f"{periods}{', '.join(words)}; {f'weights changed {where}' if where else 'no weights changed'}"


def _counted(count: int) -> str:
    return f"{count} indicator{'s' if count != 1 else ''}"


def _at(tiers: Sequence[str]) -> str:
    return f"at tier{'s' if len(tiers) > 1 else ''} {', '.join(tiers)}"


def _replacement(one: Replacement) -> Iterator[Line]:
    """Both ids, and a line for each difference, or two where one would be too long."""
    yield Line(f"  {one.before} -> {one.after}")
    words = [_WORDS.get(difference.key, difference.key) for difference in one.differences]
    width = max(map(len, words), default=0)
    for word, difference in zip(words, one.differences, strict=True):
        start, end = f"    {word.ljust(width)}  {difference.before}", f"-> {difference.after}"
        if len(start) + len(end) < _WIDTH:
            yield Line(f"{start} {end}")
        else:
            yield Line(start)
            yield Line(" " * (width + 6) + end)


def _listed(
    heading: str, names: Sequence[str], nodes: dict[str, OutlineNode], registry: Registry, above: dict[str, str]
) -> Iterator[Line]:
    if not names:
        return
    language = spoken(registry.languages)
    yield Line("")
    yield Line(heading, heading=True)
    width = max(len(name) for name in names)
    for name in names:
        title = getattr(nodes[name].model, "title", {})[language]
        place = f" (in {above[name]})" if above[name] != ROOT else ""
        yield Line(f"  {name.ljust(width)}  {title}{place}")


def _alike(trees: Sequence[TreeChange]) -> Iterator[list[TreeChange]]:
    """Trees of one body that change in the same way, together."""
    for _, group in groupby(trees, key=lambda tree: tree.body):
        found: dict[tuple[Any, ...], list[TreeChange]] = {}
        for tree in group:
            found.setdefault((tree.indicators_before, tree.indicators_after, tree.shares), []).append(tree)
        yield from found.values()


def _shares(trees: Sequence[TreeChange], nodes: dict[str, OutlineNode], above: dict[str, str]) -> Iterator[Line]:
    one = trees[0]
    who = f"{one.body} {_at([tree.tier for tree in trees])}"
    then = "as before" if one.indicators_before == one.indicators_after else f"then {one.indicators_after}"
    yield Line("")
    yield Line(f"{who}: {_counted(one.indicators_before)}, {then}", heading=True)
    rows = list(_rows(one.shares, nodes, above))
    if not rows:
        yield Line("  no weight changed")
        return
    width = max(len("share in the score"), *(len(name) for name, _, _ in rows))
    yield Line(f"  {'share in the score'.ljust(width)}   before    after")
    for name, before, after in rows:
        yield Line(f"  {name.ljust(width)}  {before:>7}  {after:>7}")


def _rows(
    shares: Sequence[ShareChange], nodes: dict[str, OutlineNode], above: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Label and both shares; indicators of one parent that only make room for others are one row."""

    groups: dict[tuple[Any, ...], list[ShareChange]] = {}
    for one in shares:
        moved = one.level == "indicator" and one.before is not None and one.after is not None and not one.instead_of
        key = (above[one.node], _percent(one.before), _percent(one.after)) if moved else (one.node,)
        groups.setdefault(key, []).append(one)
    for alike in groups.values():
        one = alike[0]
        label = f"{one.instead_of} -> {one.node}" if one.instead_of else one.node
        if len(alike) > 1:
            label = f"{_counted(len(alike))} of {above[one.node]}, each"
        depth, node = -1, nodes[one.node]
        while node.id != ROOT:
            depth, node = depth + 1, nodes[above[node.id]]
        yield "  " * depth + label, _percent(one.before), _percent(one.after)


def _percent(share: float | None) -> str:
    return _ABSENT if share is None else f"{share:.2%}"
