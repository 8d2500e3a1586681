"""From YAML data to a model: what pydantic finds becomes problems with a place, and what can be read is kept.

A file with seven faults must report all seven, also those that only rules can see. So a part that does not fit its
model is left out and the rest is read again, until a model comes of it or nothing is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin

from pydantic import ValidationError

from indexgov.errors import Problem, choose_from
from indexgov.registry.models import NOT_YET, Model
from indexgov.registry.source import Mapping, Path_, Source

M = TypeVar("M", bound=Model)
_ROUNDS = 8


@dataclass
class Reading(Generic[M]):
    """What came of reading a file: a model (None when nothing could be made of it) and the problems met."""

    source: Source
    model: M | None = None
    problems: list[Problem] = field(default_factory=list)
    dropped: set[Path_] = field(default_factory=set)
    """Paths whose value was wrong, or whose key is not known, and left out; rules that depend on them stay silent."""


def read_model(model: type[M], source: Source) -> Reading[M]:
    """The model that a YAML file holds, as far as it can be read, with every problem of its form."""
    reading = Reading[M](source, problems=list(source.problems))
    data = source.data
    if not isinstance(data, Mapping):
        if data is not None:
            reading.problems.append(source.problem("form", (), "the file must be a mapping of keys to values"))
        return reading
    for _ in range(_ROUNDS):
        try:
            reading.model = model.model_validate(data)
            return reading
        except ValidationError as error:
            faults = error.errors(include_url=False)
        for fault in faults:
            loc = tuple(part for part in fault["loc"] if isinstance(part, str | int))
            path = _original(data, loc)
            if not any(path[: len(known)] == known for known in (*reading.dropped, *source.refused)):
                reading.problems.append(_told(model, source, fault, loc, path))
            reading.dropped.add(path)
        missing = [fault["loc"] for fault in faults if fault["type"] == "missing"]
        wrong = [fault["loc"] for fault in faults if fault["type"] != "missing"]
        for loc in missing:
            if not _filled(data, loc):
                if len(loc) == 1:
                    return reading
                wrong.append(loc[:-1])
        data = _without(data, wrong)
    return reading


_STAND_INS: dict[str, Any] = {"title": {}, "text": {}, "version": "", "indexgov": 1, "indexgov_questionnaire": 1}


def _filled(data: Any, loc: tuple[str | int, ...]) -> bool:
    """Put a stand-in where a key is missing without which the rest can still be judged; whether there is one."""
    if loc[-1] not in _STAND_INS:
        return False
    for part in loc[:-1]:
        data = data[part]
    data[loc[-1]] = _STAND_INS[str(loc[-1])]
    return True


def _original(data: Any, loc: Sequence[str | int]) -> Path_:
    """The path in the file of a location in data from which list items may have been dropped."""
    path: Path_ = ()
    for part in loc:
        known = (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        )
        data = data[part] if known else None
        path = data.path if isinstance(data, Mapping) else (*path, part)
    return path


def _without(data: Any, locs: list[tuple[str | int, ...]]) -> Any:
    """A copy of `data` without the values at `locs`; the longest part of a location that exists is what goes."""
    here = {loc[0] for loc in locs if loc and (len(loc) == 1 or not _holds(data, loc))}
    deeper: dict[str | int, list[tuple[str | int, ...]]] = {}
    for loc in locs:
        if loc and loc[0] not in here:
            deeper.setdefault(loc[0], []).append(loc[1:])

    def child(key: str | int, value: Any) -> Any:
        return _without(value, deeper[key]) if key in deeper else value

    if isinstance(data, Mapping):
        copy = Mapping({key: child(key, value) for key, value in data.items() if key not in here})
        copy.path = data.path
        return copy
    if isinstance(data, list):
        return [child(index, value) for index, value in enumerate(data) if index not in here]
    return data


def _holds(data: Any, loc: tuple[str | int, ...]) -> bool:
    """Whether the step after the first leads to something inside data[loc[0]]."""
    value = data[loc[0]]
    if isinstance(value, dict):
        return loc[1] in value
    return isinstance(value, list) and isinstance(loc[1], int) and loc[1] < len(value)


def _told(model: type[Model], source: Source, fault: Any, loc: Path_, path: Path_) -> Problem:
    """One finding of pydantic in our words."""
    kind, context = fault["type"], fault.get("ctx", {})
    key, raw = str(loc[-1]) if loc else "", source.raw(path)
    found = f"found '{raw}'" if raw is not None else f"found {_SHAPES.get(type(fault['input']), 'nothing')}"
    if kind == "extra_forbidden":
        return _unknown_key(model, source, loc, path)
    if kind == "missing":
        return source.problem("missing-key", path[:-1], f"the key '{key}' is missing", f"add '{key}:' here")
    if kind == "not_supported_yet":
        return source.problem("not-supported-yet", path, fault["msg"], "use what this release supports")
    if kind == "string_type":
        advice = f'write "{raw}" in quotes' if raw else "write a text"
        return source.problem("text", path, f"'{key}' must be text, {found}", advice)
    if kind == "literal_error":
        allowed = [name.strip("' ") for name in str(context["expected"]).replace(" or ", ", ").split(",")]
        return source.problem("value", path, f"'{raw}' is not a value of '{key}'", choose_from(str(raw), allowed))
    if kind == "string_pattern_mismatch":
        advice = (
            "use small Latin letters, digits and _, parts joined by dots"
            if "\\." in context["pattern"]
            else ("use small Latin letters, digits and hyphens")
        )
        return source.problem("id", path, f"'{raw if raw is not None else key}' is not an id", advice)
    expected = _EXPECTED.get(kind)
    if expected is not None:
        return source.problem("type", path, f"'{key}' must be {expected}, {found}")
    if kind in _BOUNDS:
        bound = context[_BOUNDS[kind][0]]
        return source.problem("bounds", path, f"'{key}' must be {_BOUNDS[kind][1]} {bound:g}, {found}")
    return source.problem("value", path, fault["msg"])


_SHAPES: dict[type[Any], str] = {list: "a list", Mapping: "a mapping", dict: "a mapping"}
_EXPECTED = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "tuple_type": "a list",
    "finite_number": "a finite number",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most"), "greater_than": ("gt", "more than"),
    "too_short": ("min_length", "of a length of at least"), "too_long": ("max_length", "of a length of at most"),
}  # fmt: skip


def _unknown_key(model: type[Model], source: Source, loc: Path_, path: Path_) -> Problem:
    key = str(loc[-1])
    owners = list(_models_at(model, loc[:-1]))
    if any(key in owner.not_yet for owner in owners):
        return Problem(
            "not-supported-yet", source.key_place(path), f"'{key}' {NOT_YET}", "leave it out in this release"
        )
    allowed = [field.alias or name for owner in owners for name, field in owner.model_fields.items()]
    return Problem(
        "unknown-key", source.key_place(path), f"'{key}' is not a key here", choose_from(key, allowed, limit=30)
    )


def _models_at(annotation: Any, loc: Sequence[str | int]) -> Iterator[type[Model]]:
    """The models that may stand at a location below a type."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        if not loc:
            yield annotation
            return
        by_key = {field.alias or name: field for name, field in annotation.model_fields.items()}
        if loc[0] in by_key:
            yield from _models_at(by_key[str(loc[0])].annotation, loc[1:])
        return
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal or not arguments:
        return
    if origin is dict:
        yield from _models_at(arguments[1], loc[1:])
    elif origin in (list, tuple):
        yield from _models_at(arguments[0], loc[1:])
    else:
        for argument in arguments:
            yield from _models_at(argument, loc)
