"""Schemas as a page for methodologists: one section a mapping, one row a key, types in words."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
_WORDS = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false", "null": "null"}
_WIDE = 1e6
"""Bounds beyond this only keep sums from overflowing and say nothing to a reader."""
_FEW = 5
"""Places of a mapping that are listed; what stands in more places stands everywhere."""
_TABLE = "| key | type | default | meaning |\n|---|---|---|---|"


def reference_of(parts: dict[str, Schema]) -> str:
    """Markdown: each schema under its heading, then the mappings below it in reading order, each once on the page.

    The schemas are as `schema_of` returns them: references lead to `definitions`, which have titles.
    """
    told: set[str] = set()
    return "\n".join(section for heading, schema in parts.items() for section in _sections(heading, schema, told))


def _sections(heading: str, schema: Schema, told: set[str]) -> Iterator[str]:
    definitions: dict[str, Schema] = schema["definitions"]
    yield f"## {heading}\n\n{_text(schema)}\n\n{_keys(schema, definitions)}\n"
    for name, users in _users(schema).items():
        if name not in told:
            told.add(name)
            definition = definitions[name]
            about = f"{_text(definition)} Under {', '.join(users)}.".strip()
            title = definition["title"]
            yield f"### {title[0].upper()}{title[1:]}\n\n{about}\n\n{_keys(definition, definitions)}\n"


def _text(schema: Schema) -> str:
    texts = (schema.get(key) for key in ("markdownDescription", "description", "$comment"))
    return next((text for text in texts if isinstance(text, str)), "")


def _users(schema: Schema) -> dict[str, list[str]]:
    """Each definition, in the order in which a reader of a file meets it, with the keys under which it stands."""
    users: dict[str, list[str]] = {}

    def visit(owner: Schema, of: str) -> None:
        for key, value in owner.get("properties", {}).items():
            for name in dict.fromkeys(_references(value)):
                found = users.setdefault(name, [])
                found.append(f"`{key}`{of}")
                if len(found) == 1:
                    definition = schema["definitions"][name]
                    visit(definition, f" of {definition['title']}")

    visit(schema, "")
    return {name: found if len(found) <= _FEW else ["many keys"] for name, found in users.items()}


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield _target(schema)
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)


def _target(reference: Schema) -> str:
    return str(reference["$ref"]).rsplit("/", 1)[1]


def _keys(definition: Schema, definitions: dict[str, Schema]) -> str:
    """The table of the keys of one mapping."""
    required = definition.get("required", [])
    rows = [
        (f"`{key}`", _type(value, definitions), _default(value, key in required), _text(value))
        for key, value in definition.get("properties", {}).items()
    ]
    others = definition.get("additionalProperties")
    if isinstance(others, dict):
        rows.append(("any other key", _type(others, definitions), "none", _text(others)))
    return "\n".join([_TABLE, *(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)])


def _default(schema: Schema, required: bool) -> str:
    if required:
        return "required"
    return f"`{_flow(schema['default'])}`" if "default" in schema else "none"


def _flow(value: Any) -> str:
    """A value as it is written in YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, float):
        mantissa, _, exponent = f"{value!r}".partition("e")
        return f"{mantissa}{'' if '.' in mantissa else '.0'}e{int(exponent)}" if exponent else mantissa
    plain = isinstance(value, str) and value.replace("_", "").replace("-", "").isalnum()
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def _type(schema: Schema, definitions: dict[str, Schema], many: bool = False) -> str:
    """The type of a value in words; of several values with `many`."""
    if "$ref" in schema:
        title = str(definitions[_target(schema)]["title"])
        return f"[{_plural(title) if many else title}](#{title.replace(' ', '-')})"
    if "title" in schema:
        return _plural(schema["title"]) if many else str(schema["title"])
    if "allOf" in schema:
        return _type(schema["allOf"][0], definitions, many)
    if "const" in schema:
        return f"`{_flow(schema['const'])}`"
    if "enum" in schema:
        words = [f"`{_flow(word)}`" for word in schema["enum"]]
        return f"{'' if many else 'one of '}{', '.join(words)}"
    if "anyOf" in schema:
        return " or ".join(_type(form, definitions, many) for form in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{'lists' if many else 'list'} {_items(schema, definitions)}"
    if schema.get("type") == "object":
        return _mapping(schema, definitions)
    word = _WORDS.get(str(schema.get("type")), "anything")
    return (_plural(word) if many else word) + _bounds(schema)


def _items(schema: Schema, definitions: dict[str, Schema]) -> str:
    items = schema.get("items", {})
    if isinstance(items, list):
        return f"[{', '.join(_type(item, definitions) for item in items)}]"
    return f"of {_type(items, definitions, many=True)}"


def _mapping(schema: Schema, definitions: dict[str, Schema]) -> str:
    if "properties" in schema:
        inner = (f"{key}: {_type(value, definitions)}" for key, value in schema["properties"].items())
        return "{" + ", ".join(inner) + "}"
    name = schema.get("propertyNames", {}).get("title", "name")
    return f"by {name}: {_type(schema.get('additionalProperties', {}), definitions)}"


def _bounds(schema: Schema) -> str:
    words = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "to below"}
    told = [f" {word} {schema[key]:g}" for key, word in words.items() if abs(schema.get(key, math.inf)) <= _WIDE]
    return "".join(told)


def _plural(word: str) -> str:
    return word if word == "true or false" else f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
