"""What a rule looks at, and the questions that several rules ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import BaseModel

from indexgov.errors import Problem, choose_from, quoted
from indexgov.registry import validation
from indexgov.registry.models import SCALE_KINDS, Indicator, Registry, Scale
from indexgov.registry.outline import Outline
from indexgov.registry.source import Path_, Source


@dataclass(frozen=True)
class Check:
    """What a rule looks at."""

    registry: Registry
    source: Source
    dropped: frozenset[Path_]
    """Paths whose wrong value was left out and already reported."""
    tree: Outline

    def problem(self, rule: str, path: Path_, message: str, advice: str = "") -> Problem:
        """An error at the value at `path`."""
        return self.source.problem(rule, path, message, advice)

    def names(self, key: str) -> list[str]:
        """The names written under a top-level key, also those whose content is faulty."""
        written = self.source.data.get(key)
        return list(written) if isinstance(written, dict) else []

    def scale_of(self, indicator: Indicator) -> Scale | None:
        """The scale of an indicator, if it is declared and of one kind."""
        return self.scale_called(indicator.scale)

    def scale_called(self, name: str) -> Scale | None:
        """The scale of a name, if it is declared and of one kind."""
        scale = self.registry.scales.get(name)
        kinds = [kind for kind in SCALE_KINDS if scale is not None and getattr(scale, kind) is not None]
        return scale if len(kinds) == 1 else None

    def unknown(self, rule: str, what: str, name: str, path: Path_, key: str) -> Iterator[Problem]:
        """A problem if `name` is not among the names under a top-level key."""
        allowed = self.names(key)
        if name not in allowed:
            # A name may be a value (`scale: opinion`) or a key (`akimat: 60`).
            place = self.source.key_place(path) if path[-1] == name else self.source.place(path)
            yield Problem(rule, place, f"there is no {what} '{name}'", choose_from(name, allowed))


def models_in(model: BaseModel) -> Iterator[BaseModel]:
    """A model and every model inside it."""
    yield model
    for name in type(model).model_fields:
        value = getattr(model, name)
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,):
            if isinstance(item, BaseModel):
                yield from models_in(item)


def one_kind(check: Check, path: Path_, what: str, kinds: Sequence[str], known: Iterable[str]) -> Iterator[Problem]:
    """A problem unless exactly one kind is written, with something under it."""
    written = check.source.data
    for part in path:
        written = written[part]
    bare = [kind for kind in known if kind in written and kind not in kinds]
    if len(kinds) > 1:
        yield check.problem("scale-kind", path, f"{what} is of {len(kinds)} kinds: {quoted(kinds)}", "keep one")
    elif not kinds and bare:
        place = check.source.key_place((*path, bare[0]))
        advice = f"write its settings, or '{bare[0]}: {{}}' where it needs none"
        yield Problem("scale-kind", place, f"{what} says nothing under '{bare[0]}'", advice)
    elif not kinds:
        yield check.problem("scale-kind", path, f"{what} says nothing", f"write one of {quoted(known)}")


def lost(check: Check, path: Path_, key: str) -> bool:
    """Whether a key was wrong, or a misspelling of it stands beside it; both are reported already."""
    return validation.lost(check.dropped, path, key)


def days_of_change(registry: Registry) -> list[date]:
    """A day in every stretch of time in which the set of valid indicators stays the same."""
    days: set[date] = set()
    for indicator in registry.indicators:
        if indicator.valid is not None and indicator.valid.from_ is not None:
            days.add(indicator.valid.from_.first_day)
        if indicator.valid is not None and indicator.valid.to is not None:
            last = indicator.valid.to.last_day
            days.add(last + timedelta(days=1) if last < date.max else last)
    first = min(days | {date(2000, 1, 2)})
    return sorted(days | {first - timedelta(days=1) if first > date.min else first})


def outside(score: float, bounds: tuple[float, float] | None) -> bool:
    """Whether a score lies outside the range; a range that does not run upwards has a fault of its own."""
    return bounds is not None and bounds[0] < bounds[1] and not bounds[0] <= score <= bounds[1]


def worded(bounds: tuple[float, float] | None) -> str:
    """The range in words."""
    return "the range null" if bounds is None else f"the range {bounds[0]:g} to {bounds[1]:g}"
