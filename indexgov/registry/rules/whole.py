"""Rules of the registry as a whole: titles, range, classes, territories."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from indexgov.errors import Problem, quoted
from indexgov.registry.models import Indicator, Titled
from indexgov.registry.outline import ROOT
from indexgov.registry.rules.check import Check, models_in
from indexgov.registry.source import Path_
from indexgov.registry.texts import check_text


def titles(check: Check) -> Iterator[Problem]:
    """Every title has every language and no other."""
    if any(known[:1] == ("languages",) for known in check.dropped):
        return
    texts = [((*model.path, "title"), model.title) for model in models_in(check.registry) if isinstance(model, Titled)]
    texts.append((("title",), check.registry.title))
    for name, scale in check.registry.scales.items():
        texts += [(("scales", name, "titles", level), title) for level, title in (scale.titles or {}).items()]
    for path, title in texts:
        if any(known[: len(path)] == path or path[: len(known)] == known for known in check.dropped):
            continue
        yield from check_text(check.source, path, title, check.registry.languages)


def score_range(check: Check) -> Iterator[Problem]:
    """The range runs upwards and fits what is computed in it."""
    low, high = check.registry.range
    if ("range",) in check.dropped:
        return
    if low >= high:
        yield check.problem(
            "range-reversed", ("range",), f"the range {low:g} to {high:g} does not run upwards", "swap its ends"
        )
    for node in check.tree.nodes:
        model = node.model
        if isinstance(model, Indicator):
            continue
        path: Path_ = ("combine",) if node.id == ROOT else node.path
        if model.aggregation == "geometric" and low < 0:
            advice = "use another aggregation or a range from 0"
            yield check.problem(
                "geometric-range",
                (*path, "aggregation"),
                f"a geometric mean has no meaning below 0, the range begins at {low:g}",
                advice,
            )
        if model.missing is not None and model.missing.rule == "zero" and low != 0:
            message = f"'missing: zero' needs a range that begins at 0, not {low:g}"
            yield check.problem("missing-zero", (*path, "missing"), message, "use reweight or refuse")


def class_bands(check: Check) -> Iterator[Problem]:
    """Bands cover the range once: no gap, no overlap."""
    classes = check.registry.classes
    if classes is None or any(known[:1] == ("classes",) for known in check.dropped):
        return
    low, high = check.registry.range
    path: Path_ = ("classes", "bands")
    if not classes.bands:
        yield check.problem("class-gap", path, "there are no bands", "add bands or remove 'classes'")
        return
    bands = sorted(classes.bands, key=lambda band: band.from_)
    if len({band.id for band in bands}) < len(bands):
        yield check.problem("class-duplicate", path, "two bands have the same id", "rename one of them")
    if bands[0].from_ > low:
        message = f"scores from {low:g} to {bands[0].from_:g} have no class"
        yield check.problem("class-gap", (*bands[0].path, "from"), message, f"let the lowest band begin at {low:g}")
    for band in bands:
        if not low <= band.from_ <= high:
            message = f"the band '{band.id}' begins at {band.from_:g}, outside the range {low:g} to {high:g}"
            yield check.problem("class-range", (*band.path, "from"), message, "bring it into the range")
    for band, above in pairwise(bands):
        if band.from_ == above.from_:
            message = f"the bands '{band.id}' and '{above.id}' both begin at {band.from_:g}"
            yield check.problem(
                "class-overlap", (*above.path, "from"), message, "let each band begin where the one below ends"
            )
        elif band.to is not None and band.to != above.from_:
            kind, word = ("class-overlap", "overlap") if band.to > above.from_ else ("class-gap", "leave a gap")
            message = f"the bands '{band.id}' and '{above.id}' {word} between {above.from_:g} and {band.to:g}"
            yield check.problem(kind, (*band.path, "to"), message, f"write 'to: {above.from_:g}' or leave 'to' out")
    if bands[-1].to is not None and bands[-1].to != high:
        message = f"the highest band '{bands[-1].id}' ends at {bands[-1].to:g}, the range at {high:g}"
        yield check.problem("class-gap", (*bands[-1].path, "to"), message, f"write 'to: {high:g}' or leave 'to' out")


def territory_weights(check: Check) -> Iterator[Problem]:
    """Fixed weights of bodies name each body once, and nothing else."""
    territory = check.registry.territory
    if territory is None:
        return
    for body, weight in territory.weights.items():
        if territory.rule == "pooled":
            yield check.problem(
                "territory-weights",
                ("territory", body),
                "a pooled territory score takes no weights",
                "write 'rule: weights' or remove it",
            )
            continue
        yield from check.unknown("unknown-body", "body", body, ("territory", body), "bodies")
        if weight < 0:
            message = f"the weight of '{body}' is negative: {weight:g}"
            yield check.problem("weights-negative", ("territory", body), message, "write 0 or more")
    if territory.rule == "weights" and not any(known[:1] == ("territory",) for known in check.dropped):
        registry_bodies = check.registry.bodies.keys()
        absent = [body for body in registry_bodies if body not in territory.weights]
        if absent and territory.weights.keys() <= registry_bodies:
            yield check.problem(
                "territory-weights",
                ("territory",),
                f"there is no weight for {quoted(absent)}",
                "give every body a weight",
            )
        elif not absent and not any(territory.weights.values()):
            yield check.problem(
                "weights-zero", ("territory",), "all weights of the bodies are zero", "give at least one body a weight"
            )
