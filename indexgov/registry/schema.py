"""JSON Schema of a model, for editors: the keys with their docstrings, in the forms that the model reads.

Draft 7 (https://json-schema.org/draft-07) is what editors know best. Stricter than the model in one point: a key that
may be left out must hold something when it is written, so that a key without a value is marked while one types.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import textwrap
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from indexgov.registry.base import Model
from indexgov.registry.findings import examples

Schema = dict[str, Any]
DIALECT = "http://json-schema.org/draft-07/schema#"
_ORDER = (
    "$schema", "$id", "$ref", "$comment", "title", "description", "markdownDescription", "type", "const", "enum",
    "pattern", "patternErrorMessage", "format", "minimum", "maximum", "default", "examples", "anyOf", "allOf",
    "errorMessage", "required", "properties", "propertyNames", "additionalProperties", "minProperties", "items",
    "additionalItems", "minItems", "dependencies", "definitions",
)  # fmt: skip
_NOTHING: tuple[Any, ...] = (None, [], {}, "")
"""Defaults that say no more than that the key was left out."""
_MAPS = ("properties", "patternProperties", "definitions")
"""Keywords whose values are mappings of names to schemas."""
_LISTS = ("anyOf", "allOf", "oneOf", "items")
_SINGLE = ("items", "additionalItems", "additionalProperties", "propertyNames", "not")
_ANNOTATIONS = ("description", "markdownDescription", "default", "examples")
"""What belongs to a key, and not to the type that several keys share."""


def schema_of(model: type[Model], identifier: str) -> Schema:
    """The schema of a file that holds one `model`; `identifier` becomes its `$id`."""
    raw = model.model_json_schema(
        ref_template="#/definitions/{model}", schema_generator=_Generator, mode="validation", by_alias=True
    )
    definitions = raw.pop("$defs", {})
    shared: Schema = {}
    root = _plain(_changed(raw, lambda schema: _tidy(schema, shared)))
    for name, definition in definitions.items():
        shared[name] = _plain(_changed(definition, lambda schema: _tidy(schema, shared)))
    root |= {"$schema": DIALECT, "$id": identifier, "definitions": dict(sorted(shared.items()))}
    return _in_order(_changed(root, _in_order))


def schema_text(schema: Schema) -> str:
    """The schema as a file: JSON with two spaces and a newline at the end; UTF-8 when it is encoded."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def subschemas(schema: Any) -> Iterator[Schema]:
    """A schema and every schema inside it."""
    if isinstance(schema, dict):
        yield schema
        for *_, child in _children(schema):
            yield from subschemas(child)


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, with what draft 7 says otherwise and what models say about themselves."""

    schema_dialect = DIALECT

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the name is pydantic's
        """Titles are type words here, so a key's name is none."""
        return False

    def tuple_schema(self, schema: Any) -> Schema:
        """Draft 7 has no `prefixItems`."""
        found = super().tuple_schema(schema)
        if "prefixItems" in found:
            found.pop("maxItems", None)
            found |= {"additionalItems": found.get("items", False), "items": found.pop("prefixItems")}
        return found

    def dict_schema(self, schema: Any) -> Schema:
        """Names get their own message, which `patternProperties` cannot have."""
        found = super().dict_schema(schema)
        names = self.generate_inner(schema["keys_schema"]) if "keys_schema" in schema else {}
        if set(names) & {"pattern", "enum", "const"}:
            values = self.generate_inner(schema["values_schema"])
            found.pop("patternProperties", None)
            found |= {"propertyNames": names, "additionalProperties": values}
        return found

    def model_schema(self, schema: Any) -> Schema:
        """A model is called by its name in words and says which of its keys exclude each other."""
        found = super().model_schema(schema)
        model = schema["cls"]
        if found["title"] == model.__name__:
            found["title"] = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower().replace("sub ", "sub-")
        for key, text in _docstrings(model).items():
            found["properties"][key].setdefault("description", text)
        return found | _exactly_one(model.one_of)


def _docstrings(model: type[Model]) -> dict[str, str]:
    """What stands under the keys of a model in its source; pydantic would read it at every start of the program."""
    found = {}
    for owner in reversed(model.__mro__):
        if issubclass(owner, Model):
            (body,) = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
            lines = body.body if isinstance(body, ast.ClassDef) else []
            for line, below in pairwise(lines):
                if (
                    isinstance(line, ast.AnnAssign)
                    and isinstance(below, ast.Expr)
                    and isinstance(line.target, ast.Name)
                ):
                    text = below.value.value if isinstance(below.value, ast.Constant) else None
                    key = model.model_fields.get(line.target.id)
                    if key is not None and isinstance(text, str):
                        found[key.alias or line.target.id] = inspect.cleandoc(text)
    return found


def _exactly_one(keys: tuple[str, ...]) -> Schema:
    """Exactly one of the keys stands there; every other is marked, with one message instead of `oneOf`'s riddle."""
    if not keys:
        return {}
    told = {"errorMessage": f"Write exactly one of {', '.join(keys)}."}
    return {
        "anyOf": [{"required": [key], **told} for key in keys],
        "dependencies": {key: {"properties": dict.fromkeys(keys, False) | {key: True}, **told} for key in keys},
    }


def _children(schema: Schema) -> Iterator[tuple[Any, Any, Any]]:
    """Every direct subschema, after what holds it and its key there."""
    for keyword, value in schema.items():
        if keyword in _MAPS:
            yield from ((value, name, child) for name, child in value.items())
        elif keyword in _LISTS and isinstance(value, list):
            yield from ((value, index, child) for index, child in enumerate(value))
        elif keyword in _SINGLE:
            yield schema, keyword, value


def _changed(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """A copy in which every schema below was replaced by what `change` makes of it, from the inside out."""
    copy = {key: _copied(value) for key, value in schema.items()}
    for holder, key, child in list(_children(copy)):
        if isinstance(child, dict):
            holder[key] = change(_changed(child, change))
    return copy


def _copied(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else list(value) if isinstance(value, list) else value


def _tidy(schema: Schema, shared: Schema) -> Schema:
    """One schema as it is shown: no empty defaults, no nulls for "left out", nothing beside a reference."""
    schema = _without_left_out(_plain(schema))
    if "title" in schema and "properties" in schema:
        own = {key: schema.pop(key) for key in _ANNOTATIONS if key in schema}
        shared[schema["title"].capitalize()] = schema
        schema = own | {"$ref": f"#/definitions/{schema['title'].capitalize()}"}
    if "$ref" in schema and len(schema) > 1:  # draft 7 ignores what stands beside a reference
        schema["allOf"] = [{"$ref": schema.pop("$ref")}]
    return schema


def _without_left_out(schema: Schema) -> Schema:
    """A default of null means that the key was left out; no one writes it."""
    forms = schema.get("anyOf", [])
    if "default" in schema and schema["default"] in _NOTHING and schema.pop("default") is None:
        forms = [form for form in forms if form != {"type": "null"}]
    flat = [inner for form in forms for inner in (form["anyOf"] if set(form) == {"anyOf"} else [form])]
    if len(flat) == 1:
        del schema["anyOf"]
        return {**flat[0], **schema}
    return schema | ({"anyOf": flat} if flat else {})


def _plain(schema: Schema) -> Schema:
    """Whole numbers without a point, marked-up text where there is code in a description, examples of a key."""
    for key in ("minimum", "maximum", "default"):
        if key in schema:
            schema[key] = _whole(schema[key])
    for name, child in schema.get("properties", {}).items():
        shown = examples(name, schema.get("title", ""))
        if isinstance(child, dict) and shown and "examples" not in child:
            child["examples"] = shown
    text = schema.get("description")
    if isinstance(text, str):
        text = " ".join(text.split())
        schema["description"] = text.replace("`", "'")
        if "`" in text:
            schema["markdownDescription"] = text
    return schema


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items() if item not in _NOTHING}
    return [_whole(item) for item in value] if isinstance(value, list | tuple) else value


def _in_order(schema: Schema) -> Schema:
    """Keywords in one order; keys of the language stay in theirs."""
    place = {keyword: number for number, keyword in enumerate(_ORDER)}
    return dict(sorted(schema.items(), key=lambda item: (place.get(item[0], len(place)), item[0])))
