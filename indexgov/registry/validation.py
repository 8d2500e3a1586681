"""From YAML data to a model: what pydantic finds becomes problems with a place, and what can be read is kept.

A file with seven faults must report all seven, also those that only rules can see. So a part that does not fit its
model is left out and the rest is read again, until a model comes of it or nothing is left.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from indexgov.errors import Problem
from indexgov.registry.base import Model
from indexgov.registry.findings import told
from indexgov.registry.source import Mapping, Path_, Source
from indexgov.registry.versions import version_problem

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
    version = version_problem(source)
    if version is not None:
        # All else would be judged by the rules of another version.
        reading.problems = [version]
        return reading
    for _ in range(_ROUNDS):
        try:
            reading.model = model.model_validate(data)
            return reading
        except ValidationError as error:
            faults = error.errors(include_url=False)
        extra = [fault["loc"] for fault in faults if fault["type"] == "extra_forbidden"]
        for fault in faults:
            loc = fault["loc"]
            path = _original(data, loc)
            known = any(path[: len(one)] == one for one in (*reading.dropped, *source.refused))
            # What was emptied here was not written empty.
            known |= fault["type"] == "too_short" and any(one[: len(path)] == path for one in reading.dropped)
            if not known and not (fault["type"] == "missing" and _misspelt(loc, extra)):
                reading.problems.append(told(model, source, fault, loc, path))
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


def lost(dropped: Collection[Path_], path: Path_, key: str) -> bool:
    """Whether a key was wrong, or a misspelling of it stands beside it; both are reported already."""
    beside = [str(one[-1]) for one in dropped if one[:-1] == path]
    return bool(difflib.get_close_matches(key, beside, n=1, cutoff=0.75))


def _misspelt(loc: tuple[str | int, ...], extra: list[tuple[str | int, ...]]) -> bool:
    """Whether a key that is missing stands there under a name like it, which is reported already."""
    beside = [str(one[-1]) for one in extra if one[:-1] == loc[:-1]]
    return bool(difflib.get_close_matches(str(loc[-1]), beside, n=1, cutoff=0.7))


_STAND_INS: dict[str, Any] = {
    "title": {},
    "text": {},
    "version": "",
    "status": "draft",
    "indexgov": 1,
    "indexgov_questionnaire": 1,
}


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
