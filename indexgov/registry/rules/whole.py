"""Rules of the registry as a whole: titles, range, territories."""

from __future__ import annotations

from collections.abc import Iterator

from indexgov.errors import Problem, quoted
from indexgov.methods.means import MEANS, name_of
from indexgov.registry.models import Indicator, Titled
from indexgov.registry.outline import ROOT
from indexgov.registry.rules.check import Check, models_in, worded
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
    bounds = check.registry.range
    if ("range",) in check.dropped:
        return
    if bounds is not None and bounds[0] >= bounds[1]:
        message = f"the range {bounds[0]:g} to {bounds[1]:g} does not run upwards"
        yield check.problem("range-reversed", ("range",), message, "swap its ends")
        return
    for node in check.tree.nodes:
        model = node.model
        if isinstance(model, Indicator):
            continue
        path: Path_ = ("combine",) if node.id == ROOT else node.path
        name = name_of(model.aggregation)
        if not MEANS[name].domain.fits(bounds):
            message = f"'{name}' needs {MEANS[name].domain.words}, not {worded(bounds)}"
            advice = "use another aggregation or another range"
            yield check.problem("mean-range", (*path, "aggregation"), message, advice)
        if isinstance(model.aggregation, dict) and model.aggregation[name] == 0:
            advice = "write 'geometric', which is the limit at 0"
            yield check.problem("mean-power", (*path, "aggregation"), f"'{name}' has no value for 0", advice)
        if model.missing is not None and model.missing.rule == "zero" and (bounds is None or bounds[0] != 0):
            message = f"'missing: zero' needs a range that begins at 0, not {worded(bounds)}"
            yield check.problem("missing-zero", (*path, "missing"), message, "use reweight or refuse")


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
