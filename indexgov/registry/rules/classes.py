"""Rules of classes: bands without gap or overlap, quantiles, gates."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexgov.errors import Problem, choose_from, quoted
from indexgov.registry.models import Band, Classes
from indexgov.registry.outline import ROOT
from indexgov.registry.rules.check import Check, outside, worded
from indexgov.registry.source import Path_


def class_bands(check: Check) -> Iterator[Problem]:
    """Bands cover the range once: no gap, no overlap."""
    classes = check.registry.classes
    bounds = check.registry.range
    if classes is None or any(known[:1] == ("classes",) for known in check.dropped):
        return
    if bounds is not None and bounds[0] >= bounds[1]:
        return
    path: Path_ = ("classes", "bands")
    if classes.quantiles:
        yield from _quantiles(check, classes)
        return
    if not classes.bands:
        advice = "write 'bands' or 'quantiles', or remove 'classes'"
        yield check.problem("class-gap", path, "there are neither bands nor quantiles", advice)
        return
    bands = sorted(classes.bands, key=lambda band: band.start)
    if len({band.id for band in bands}) < len(bands):
        yield check.problem("class-duplicate", path, "two bands have the same id", "rename one of them")
    for band in bands:
        if band.from_ is None and bounds is not None:
            yield check.problem("missing-key", band.path, "the key 'from' is missing", "add 'from:' here")
            return
        if band.from_ is not None and outside(band.from_, bounds):
            message = f"the band '{band.id}' begins at {band.from_:g}, outside {worded(bounds)}"
            yield check.problem("class-range", (*band.path, "from"), message, "bring it into the range")
    yield from _lowest(check, bands[0])
    yield from _neighbours(check, bands)
    yield from _highest(check, bands[-1])


def _lowest(check: Check, band: Band) -> Iterator[Problem]:
    """The lowest band begins where the range does."""
    low = -math.inf if check.registry.range is None else check.registry.range[0]
    if band.start > low:
        begin, advice = "below", "leave 'from' out in the lowest band"
        if check.registry.range is not None:
            begin, advice = f"from {low:g} to", f"let the lowest band begin at {low:g}"
        message = f"scores {begin} {band.start:g} have no class"
        yield check.problem("class-gap", (*band.path, "from"), message, advice)


def _neighbours(check: Check, bands: Sequence[Band]) -> Iterator[Problem]:
    """Each band ends where the next one begins."""
    for band, above in pairwise(bands):
        if above.from_ is None:
            message = f"the bands '{band.id}' and '{above.id}' both have no 'from'"
            yield check.problem("class-overlap", above.path, message, "leave it out in the lowest band only")
        elif band.start == above.start:
            message = f"the bands '{band.id}' and '{above.id}' both begin at {band.start:g}"
            yield check.problem(
                "class-overlap", (*above.path, "from"), message, "let each band begin where the one below ends"
            )
        elif band.to is not None and band.to != above.start:
            kind, word = ("class-overlap", "overlap") if band.to > above.start else ("class-gap", "leave a gap")
            ends = sorted((above.start, band.to))
            message = f"the bands '{band.id}' and '{above.id}' {word} between {ends[0]:g} and {ends[1]:g}"
            yield check.problem(kind, (*band.path, "to"), message, f"write 'to: {above.start:g}' or leave 'to' out")


def _highest(check: Check, band: Band) -> Iterator[Problem]:
    """The highest band ends where the range does."""
    high = math.inf if check.registry.range is None else check.registry.range[1]
    if band.to is not None and band.to != high:
        message = f"the highest band '{band.id}' ends at {band.to:g}, and scores without a range do not"
        advice = "leave 'to' out"
        if check.registry.range is not None:
            message = f"the highest band '{band.id}' ends at {band.to:g}, the range at {high:g}"
            advice = f"write 'to: {high:g}' or leave 'to' out"
        yield check.problem("class-gap", (*band.path, "to"), message, advice)


def _quantiles(check: Check, classes: Classes) -> Iterator[Problem]:
    path: Path_ = ("classes", "quantiles")
    if classes.bands:
        message = "classes are bands or quantiles, not both"
        yield check.problem("class-quantiles", path, message, "keep one")
    if len(classes.quantiles) < 2:
        yield check.problem("class-quantiles", path, "there is one quantile", "write at least two classes")
    if len({one.id for one in classes.quantiles}) < len(classes.quantiles):
        yield check.problem("class-duplicate", path, "two classes have the same id", "rename one of them")


def gates(check: Check) -> Iterator[Problem]:
    """A gate names a class below the best, and a score inside the range."""
    known = check.registry.classes.best_first if check.registry.classes is not None else ()
    for node in check.tree.nodes:
        gate = node.model.must_have
        if gate is None:
            continue
        path: Path_ = (*(("combine",) if node.id == ROOT else node.path), "must_have")
        if check.registry.classes is None:
            if not any(dropped[:1] == ("classes",) for dropped in check.dropped):
                yield check.problem("must-have", path, "a gate caps a class, and there are no classes", "add 'classes'")
        elif gate.class_ not in known:
            message, advice = f"there is no class '{gate.class_}'", choose_from(gate.class_, known)
            yield check.problem("must-have", (*path, "class"), message, advice)
        elif gate.class_ == known[0]:
            message = f"'{gate.class_}' is the best class, so the gate of '{node.id}' caps nothing"
            yield check.problem("must-have", (*path, "class"), message, f"write one of {quoted(known[1:])}")
        if outside(gate.score, check.registry.range):
            message = f"the gate of '{node.id}' asks for {gate.score:g}, outside {worded(check.registry.range)}"
            yield check.problem("must-have", (*path, "score"), message, "bring it into the range")
