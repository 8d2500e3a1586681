"""What pydantic finds, in the words of the person who must mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, get_args, get_origin

from indexgov.errors import Problem, choose_from
from indexgov.languages import LANGUAGES
from indexgov.registry.base import NOT_YET, Model
from indexgov.registry.source import Mapping, Path_, Source, parse_yaml

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
_NO_TEXT = 'write a text; one with a comma inside braces needs quotes: {en: "first, second"}'
_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "above"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "below"),
}
_KEY = "[key]"
"""What pydantic puts at the end of a location that is a key."""
_STEPS = "[[0, 0], [10, 50], [20, 100]]"
"""How `bands` of a scale are written; those of classes have the same name."""
_TEXTS = "{" + ", ".join(f"{language}: …" for language in LANGUAGES) + "}"
_EXAMPLES = {
    "title": _TEXTS,
    "text": _TEXTS,
    "label": _TEXTS,
    "introduction": _TEXTS,
    "instruction": _TEXTS,
    "levels": "{full: 100, partial: 50, none: 0}",
    "goalposts": "{min: 0, max: 100}",
    "minmax": "{within: [tier]}",
    "zscore": "{centre: 50, spread: 10}",
    "rank": "{ties: mean}",
    "percentile": "{ties: mean}",
    "borda": "{ties: mean}",
    "distance_to_max": "{within: [tier]}",
    "distance_to_target": "{target: 90}",
    "distance_to_reference": '{reference: "R01"}',
    "fraction": "{within: [tier]}",
    "treat": "{winsorise: 5, transform: shifted_log}",
    "within": "[body, tier]",
    "impute": "{by: mean, within: [tier]}",
    "must_have": "{score: 50, class: B}",
    "aggregation": "{power: 2}",
    "budget": "{expert: {one: 60, two: 40}}",
    "quantiles": "[{id: A, title: {…}}, {id: B, title: {…}}]",
    "piecewise": "[[0, 100], [5, 100], [15, 0]]",
    "ratio": "{numerator: {in_time: 1, late: 0.5}, denominator: received}",
    "numerator": "{in_time: 1, late: 0.5}",
    "missing": "{rule: reweight, min_coverage: 0.66}",
    "valid": "{from: 2026-Q1, to: 2026-Q4}",
    "legal": '[{act: law, article: "16"}]',
    "bands": "[{id: A, from: 50, title: {…}}, {id: B, from: 0, title: {…}}]",
    "previous": "[../2026-Q2]",
    "range": "[0, 100], or null",
    "dont_know": "[98]",
    "refused": "[99]",
    "ends": "{worst: 1, best: 5}",
    "totals": "[{code: 1, total: 5200}, {code: 2, total: 4800}]",
    "cluster": "{size: 10, rho: 0.05}",
    "limit": "[0.3, 3]",
    "uncertainty": "{weights: {component: {noise: 0.25}}, top: [3]}",
    "uncertainty.weights": "{component: {noise: 0.25}, block: {dirichlet: 100}}",
    "uncertainty.aggregation": "{component: [geometric], index: [{power: 0.5}]}",
    "uncertainty.scales": "{published: [strict]}",
    "uncertainty.missing": "[zero, mean]",
    "uncertainty.leave_out": "[component, block]",
    "uncertainty.top": "[3, 10]",
}
"""How a key is written, for those who wrote it in another shape; after a dot where it is written so in one mapping."""


def examples(key: str, owner: str = "") -> list[Any]:
    """Values that show how a key of the mapping `owner` is written; none for keys that need no example."""
    text = _EXAMPLES.get(f"{owner}.{key}", _EXAMPLES.get(key, "…"))
    found = None if "…" in text else parse_yaml(text, key).data
    return [] if found is None else [found]


def told(model: type[Model], source: Source, fault: Any, loc: Path_, path: Path_) -> Problem:
    """One finding about the model, at `path` in the file; `loc` is where pydantic says it stands."""
    if loc and loc[-1] == _KEY:
        return _wrong_key(source, fault, path[:-1])
    kind, raw = fault["type"], source.raw(path)
    key = next((part for part in reversed(loc) if isinstance(part, str)), "")
    written = f"'{raw}'" if raw else _SHAPES.get(type(fault["input"]), "nothing")
    found, hint = f"found {written}", _number_hint(raw, fault["input"])
    if kind == "extra_forbidden":
        return _unknown_key(model, source, loc, path)
    if kind == "missing":
        return _missing(source, loc, path)
    if kind in {"too_long", "too_short", "string_too_short"}:
        return source.problem("value", path, *_wrong_length(fault, loc, key))
    if kind == "form":
        return source.problem("value", path, fault["msg"], _form_hint(fault["ctx"]) or hint)
    if kind == "string_type":
        return source.problem(
            "text", path, f"'{key}' must be text, {found}", f'write "{raw}" in quotes' if raw else _NO_TEXT
        )
    if kind == "literal_error":
        advice = hint if str(raw) in _expected(fault) else choose_from(str(raw or ""), _expected(fault))
        return source.problem("value", path, f"{written} is not a value of '{key}'", advice)
    if kind == "string_pattern_mismatch":
        return source.problem("id", path, f"{written} is not an id", _id_hint(fault))
    if kind in _EXPECTED:
        advice = hint or _shape_hint(loc, raw or "")
        return source.problem("type", path, f"'{key}' must be {_EXPECTED[kind]}, {found}", advice)
    if kind in _BOUNDS:
        words, advice = _bound(fault)
        return source.problem("bounds", path, f"'{key}' must be {words}, {found}", advice)
    return source.problem("value", path, fault["msg"], hint)


def _wrong_length(fault: Any, loc: Path_, key: str) -> tuple[str, str]:
    """What is said of a list or text with too much or too little in it, and what to do."""
    if fault["type"] == "too_long":
        number = int(loc[-1]) + 1 if loc and isinstance(loc[-1], int) else 1
        message = f"item {number} of '{key}' has {len(fault['input'])} values, expected {fault['ctx']['max_length']}"
        return message, _shape_hint(loc)
    advice = "write a text" if fault["type"] == "string_too_short" else _shape_hint(loc) or "write at least one"
    return f"'{key}' is empty", advice


def _bound(fault: Any) -> tuple[str, str]:
    """The bound that a number passes, and what to do where it was written as a percentage."""
    kind = fault["type"]
    name, words = _BOUNDS[kind]
    limit, number = fault["ctx"][name], fault["input"]
    fits = number < 100 * limit or kind == "less_than_equal"
    percent = kind.startswith("less") and limit <= 1 and 10 * limit <= number <= 100 * limit and fits
    return f"{words} {limit:g}", f"write {number / 100:g} for {number:g} %" if percent else ""


def _number_hint(raw: str | None, value: Any) -> str:
    """What to do about a number that was written as something else."""
    if raw is None or not isinstance(value, str):
        return ""
    if re.fullmatch(r"[-+]?\d+(\.\d+)?", raw):
        return "remove the quotes"
    if re.fullmatch(r"[-+]?\d+,\d+", raw):
        return f"write {raw.replace(',', '.')} with a decimal point"
    if re.fullmatch(r"[-+]?\d{1,3}( \d{3})+(\.\d+)?", raw):
        return f"write {raw.replace(' ', '')} without spaces"
    return f"write {raw.rstrip(' %')} without the sign" if re.fullmatch(r"[-+]?\d+(\.\d+)? ?%", raw) else ""


def _expected(fault: Any) -> list[str]:
    """The words that a fixed choice allows, as they are written in YAML."""
    words = [name.strip("' ") for name in str(fault["ctx"]["expected"]).replace(" or ", ", ").split(",")]
    return [word.lower() if word in {"True", "False"} else word for word in words]


def _wrong_key(source: Source, fault: Any, path: Path_) -> Problem:
    """A name that its owner chooses and that is no id or empty, or a key that is not one of a few."""
    place, key = source.key_place(path), str(path[-1])
    if fault["type"] == "literal_error":
        return Problem("unknown-key", place, f"'{key}' is not a key here", choose_from(key, _expected(fault)))
    if fault["type"] == "string_too_short":
        return Problem("value", place, "a key is empty", "write a name before the colon")
    return Problem("id", place, f"'{key}' is not an id", _id_hint(fault))


def _form_hint(context: Any) -> str:
    """What a choice between words and a form allows."""
    if not context["names"]:
        return ""
    return f"{choose_from(context['value'].strip(chr(39)), context['names'])}, {context['form']}"


def _shape_hint(loc: Path_, word: str = "") -> str:
    key = next((part for part in reversed(loc) if isinstance(part, str)), "")
    example = _EXAMPLES.get(key, "")
    varied = f"uncertainty.{loc[1]}" if loc[0] == "uncertainty" and len(loc) > 1 else ""
    if varied in _EXAMPLES:
        example = f"{loc[1]}: {_EXAMPLES[varied]}"
    elif loc[0] == "scales" and key == "bands":
        example = _STEPS
    elif key == "restate" or (loc[0] == "scales" and len(loc) == 2):
        # The kind alone is a mapping too.
        kind = word if word in _EXAMPLES else "goalposts" if loc[0] == "scales" else "zscore"
        example = f"{{{kind}: {_EXAMPLES[kind]}}}"
    return f"write it like this: {example}" if example else ""


def _id_hint(fault: Any) -> str:
    dotted = "\\." in fault["ctx"]["pattern"]
    return f"use small Latin letters, digits and {'_, parts joined by dots' if dotted else 'hyphens'}"


def _missing(source: Source, loc: Path_, path: Path_) -> Problem:
    if isinstance(loc[-1], int):
        key = next((str(part) for part in reversed(loc) if isinstance(part, str)), "")
        message = f"item {int(loc[-2]) + 1} of '{key}' has too few values" if isinstance(loc[-2], int) else (
            f"'{key}' has too few values")  # fmt: skip
        return source.problem("value", path[:-1], message, _shape_hint(loc))
    return source.problem("missing-key", path[:-1], f"the key '{loc[-1]}' is missing", f"add '{loc[-1]}:' here")


def _unknown_key(model: type[Model], source: Source, loc: Path_, path: Path_) -> Problem:
    key, place = str(loc[-1]), source.key_place(path)
    owners = list(_models_at(model, loc[:-1]))
    if any(key in owner.not_yet for owner in owners):
        return Problem("not-supported-yet", place, f"'{key}' {NOT_YET}", "leave it out in this release")
    if key.isdigit():
        return Problem("unknown-key", place, f"'{key}' is not a key here", "write decimals with a point, not a comma")
    allowed = [field.alias or name for owner in owners for name, field in owner.model_fields.items()]
    return Problem("unknown-key", place, f"'{key}' is not a key here", choose_from(key, allowed, limit=30))


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
