"""Rules of what is compared over authorities: columns of territories, imputation, relative scales."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexgov.errors import Problem, choose_from
from indexgov.methods.relative import RELATIVE_SCALES, Relative, ZScore
from indexgov.methods.treatment import Treatment
from indexgov.registry.models import Impute, Indicator
from indexgov.registry.outline import ROOT
from indexgov.registry.rules.check import Check, lost, one_kind, outside, worded
from indexgov.registry.source import Path_
from indexgov.tables import TERRITORIES, TERRITORY_LABELS


def columns(check: Check) -> Iterator[Problem]:
    """Groups and denominators are columns of their own, and `ranking` names groups that exist."""
    for key in ("groups", "denominators"):
        for name in getattr(check.registry, key):
            taken = (*TERRITORIES.all, *TERRITORY_LABELS, *(("body", "index") if key == "groups" else ()))
            if name in taken and not (key == "denominators" and name == "population"):
                message = f"'{name}' is a column with a meaning of its own"
                yield Problem("column-reserved", check.source.key_place((key, name)), message, "choose another name")
    for name in check.registry.denominators:
        if name in check.registry.groups:
            place = check.source.key_place(("denominators", name))
            message = f"'{name}' stands under 'groups' too, and a column is text or a number"
            yield Problem("column-reserved", place, message, "remove one of the two")
    yield from _groups_exist(check, check.registry.ranking.within, ("ranking", "within"))
    for node in check.tree.nodes:
        if isinstance(node.model, Indicator):
            if isinstance(node.model.impute, Impute):
                yield from impute(check, node.model.impute, (*node.path, "impute"))
        elif node.model.missing is not None and node.model.missing.impute is not None:
            if node.id == ROOT:
                message = "'impute' has no effect at 'combine', from which no indicator inherits"
                advice = "write it under 'missing' of a component"
                yield check.problem("impute", ("combine", "missing", "impute"), message, advice)
                continue
            yield from impute(check, node.model.missing.impute, (*node.path, "missing", "impute"))


def impute(check: Check, how: Impute, path: Path_) -> Iterator[Problem]:
    """The last value says how far back it may lie; means and medians look at peers."""
    yield from _groups_exist(check, how.within, (*path, "within"))
    if how.by == "last" and how.within != Impute.model_fields["within"].default:
        message = "'within' has no effect with 'by: last', which takes the authority's own value"
        yield check.problem("impute", (*path, "within"), message, "remove it, or write 'by: mean'")
    if how.by == "last" and how.carry is None and not lost(check, path, "carry"):
        yield check.problem("impute", path, "'by: last' does not say how old a value may be", "add 'carry: 1'")
    if how.by != "last" and how.carry is not None:
        message = f"'carry' has no effect with 'by: {how.by}'"
        yield check.problem("impute", (*path, "carry"), message, "remove it, or write 'by: last'")


def _groups_exist(check: Check, within: Iterable[str], path: Path_) -> Iterator[Problem]:
    allowed = ["body", "tier", "peer_group", *check.names("groups")]
    for index, name in enumerate(within):
        if name not in allowed:
            message, advice = f"there is no group '{name}'", choose_from(name, allowed)
            yield check.problem("unknown-group", (*path, index), message, advice)


def relative_scales(check: Check) -> Iterator[Problem]:
    """Relative scales name groups that exist, stay in the range, and treat outliers in one way."""
    found: list[tuple[Path_, str, Relative]] = []
    for name, scale in check.registry.scales.items():
        if scale.relative is not None:
            found.append((("scales", name, scale.kind), f"the scale '{name}'", scale.relative))
    for node in check.tree.nodes:
        if isinstance(node.model, Indicator) or node.model.restate is None:
            continue
        path: Path_ = (*(("combine",) if node.id == ROOT else node.path), "restate")
        kinds = [kind for kind in RELATIVE_SCALES if getattr(node.model.restate, kind) is not None]
        if len(kinds) != 1:
            if not any(known[: len(path)] == path for known in check.dropped):
                yield from one_kind(check, path, f"'restate' of '{node.id}'", kinds, RELATIVE_SCALES)
            continue
        settings = node.model.restate.settings
        found.append(((*path, kinds[0]), f"'restate' of '{node.id}'", settings))
        if settings.over != "period":
            message = f"'restate' of '{node.id}' cannot be made over {settings.over}"
            yield check.problem("restate-over", (*path, kinds[0], "over"), message, "leave 'over' out")
    for path, what, settings in found:
        yield from _relative(check, path, what, settings)


def _relative(check: Check, path: Path_, what: str, settings: Relative) -> Iterator[Problem]:
    bounds = check.registry.range
    yield from _groups_exist(check, settings.within, (*path, "within"))
    if settings.constant != "error" and outside(float(settings.constant), bounds):
        message = f"'constant' of {what} is {settings.constant:g}, outside {worded(bounds)}"
        yield check.problem("constant", (*path, "constant"), message, "write a score inside the range")
    upwards = bounds is not None and bounds[0] < bounds[1]
    if (
        isinstance(settings, ZScore)
        and bounds is not None
        and upwards
        and not lost(check, path, "centre")
        and (not bounds[0] < settings.centre < bounds[1])
    ):
        message = f"{what} puts the mean at {settings.centre:g}, not inside {worded(bounds)}"
        advice = "write 'centre' and 'spread', such as {centre: 50, spread: 10}, or 'range: null'"
        yield check.problem("zscore-range", path, message, advice)
    inside: Path_ = (*path, "treat")
    if settings.treat is not None and not any(known[: len(inside)] == inside for known in check.dropped):
        yield from _treatment(check, inside, what, settings.treat)


def _treatment(check: Check, path: Path_, what: str, treat: Treatment) -> Iterator[Problem]:
    if not treat.winsorise and treat.transform is None:
        message = f"'treat' of {what} does nothing"
        yield check.problem("treat", path, message, "add 'winsorise: 5' or 'transform: shifted_log'")
    elif treat.when == "always" and treat.winsorise and treat.transform is not None:
        message = f"'treat' of {what} always winsorises and always transforms"
        yield check.problem("treat", path, message, "keep one, or write 'when: failing'")
    for key in ("skewness", "kurtosis"):
        if treat.when == "always" and key in treat.model_fields_set:
            message = f"'{key}' has no effect with 'when: always'"
            yield check.problem("treat", (*path, key), message, "remove it, or write 'when: failing'")
