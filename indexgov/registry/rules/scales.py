"""Rules of scales: one kind each, inside the range, running the right way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from indexgov.errors import Problem, choose_from
from indexgov.registry.models import SCALE_KINDS, Scale
from indexgov.registry.rules.check import Check, one_kind, outside, worded
from indexgov.registry.source import Path_
from indexgov.tables import NOT_APPLICABLE, NOT_ASSESSED


def scale_kinds(check: Check) -> Iterator[Problem]:
    """A scale is of exactly one kind."""
    for name, scale in check.registry.scales.items():
        kinds = [kind for kind in SCALE_KINDS if getattr(scale, kind) is not None]
        if any(known[:2] == ("scales", name) for known in check.dropped):
            continue
        yield from one_kind(check, ("scales", name), f"the scale '{name}'", kinds, SCALE_KINDS)


def levels(check: Check) -> Iterator[Problem]:
    """Levels lie in the range, have usable names, and titles name levels or parts."""
    for name, scale in check.registry.scales.items():
        path: Path_ = ("scales", name, "levels")
        for level, score in (scale.levels or {}).items():
            if outside(score, check.registry.range):
                message = f"the level '{level}' scores {score:g}, outside {worded(check.registry.range)}"
                yield check.problem("level-range", (*path, level), message, "bring it into the range or change 'range'")
            if level in (NOT_APPLICABLE, NOT_ASSESSED):
                yield check.problem(
                    "level-name", (*path, level), f"'{level}' is a status, not a level", "choose another name"
                )
        if scale.levels is not None and len(scale.levels) < 2:
            yield check.problem(
                "level-count", path, f"the scale '{name}' has {len(scale.levels)} level", "write at least two levels"
            )
        yield from _titles(check, name, scale)


def _titles(check: Check, name: str, scale: Scale) -> Iterator[Problem]:
    """Titles name levels, or the parts of a ratio."""
    path: Path_ = ("scales", name, "titles")
    if scale.titles is None:
        return
    if scale.levels is not None:
        word, known = "level", list(check.source.data["scales"][name]["levels"])
    elif scale.ratio is not None:
        word, known = "part", list(scale.ratio.parts)
    else:
        yield check.problem("level-titles", path, "only levels and parts have titles", "remove 'titles'")
        return
    for one in (one for one in scale.titles if one not in known):
        yield check.problem("level-titles", (*path, one), f"there is no {word} '{one}'", choose_from(one, known))


def goalposts(check: Check) -> Iterator[Problem]:
    """Goalposts run upwards; logarithms need positive ends."""
    for name, scale in check.registry.scales.items():
        ends = scale.goalposts
        path: Path_ = ("scales", name, "goalposts")
        if ends is None:
            continue
        if ends.min >= ends.max:
            message = f"the goalposts of '{name}' are reversed: min {ends.min:g} is not below max {ends.max:g}"
            yield check.problem(
                "goalposts-reversed",
                (*path, "min"),
                message,
                "swap them; write 'better: lower' at the indicator if less is better",
            )
        if ends.transform == "log" and ends.min <= 0:
            message = f"the goalposts of '{name}' have no logarithm: min is {ends.min:g}"
            yield check.problem("goalposts-log", (*path, "min"), message, "a logarithmic scale needs a min above 0")


def points(check: Check) -> Iterator[Problem]:
    """Points of `piecewise` and steps of `bands` ascend by value and score inside the range."""
    for name, scale in check.registry.scales.items():
        for kind, written in (("piecewise", scale.piecewise), ("bands", scale.bands)):
            if written is None:
                continue
            path: Path_ = ("scales", name, kind)
            what = "point" if kind == "piecewise" else "step"
            if len(written) < 2 and not any(known[:3] == path for known in check.dropped):
                message = f"the scale '{name}' has {len(written)} {what}"
                yield check.problem(kind, path, message, f"write at least two {what}s")
            for index, (left, right) in enumerate(pairwise(written)):
                if left[0] >= right[0]:
                    message = f"the value {right[0]:g} does not come after {left[0]:g}"
                    yield check.problem(kind, (*path, index + 1), message, f"sort the {what}s by value")
            for index, (_, score) in enumerate(written):
                if outside(score, check.registry.range):
                    message = f"the {what} scores {score:g}, outside {worded(check.registry.range)}"
                    yield check.problem(kind, (*path, index, 1), message, "bring it into the range")


def ratios(check: Check) -> Iterator[Problem]:
    """Parts count between nothing and once, so that a share stays a share."""
    for name, scale in check.registry.scales.items():
        if scale.ratio is None:
            continue
        path: Path_ = ("scales", name, "ratio", "numerator")
        if not scale.ratio.numerator:
            yield check.problem("ratio", path, f"the ratio '{name}' has no numerator", "name at least one part")
        if scale.ratio.denominator in scale.ratio.numerator:
            message = f"'{scale.ratio.denominator}' is the denominator and part of the numerator too"
            yield check.problem("ratio", (*path, scale.ratio.denominator), message, "remove it from the numerator")
        for part, factor in scale.ratio.numerator.items():
            if not 0 <= factor <= 1:
                yield check.problem(
                    "ratio", (*path, part), f"the part '{part}' counts {factor:g} times", "write a factor from 0 to 1"
                )
