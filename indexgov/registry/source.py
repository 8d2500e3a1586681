"""The only reader of YAML: strict, safe, and it remembers where every value stands.

PyYAML reads YAML 1.1, in which `no` is false, `010` is eight and `12:30` is 750. Here a plain word that YAML 1.1
and YAML 1.2 read differently is refused instead of guessed; so are duplicate keys, anchors, aliases, merge keys and
tags. Keys are always text. Everything wrong in a file is reported in one run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from indexgov.characters import invisible_in
from indexgov.errors import Place, Problem

Path_ = tuple[str | int, ...]
"""Where a value stands inside a file: mapping keys and list indexes from the root."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_resolve: Callable[[type[yaml.Node], str, tuple[bool, bool]], str] = yaml.SafeLoader("").resolve
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)?\.?[0-9]+([eE][-+]?[0-9]+)?\Z|[-+]?[0-9]+\.([eE][-+]?[0-9]+)?\Z")
_MOST_DIGITS = 40
"""Digits of a whole number: turning text into numbers takes the square of its length."""
_MOST_BYTES = 2 * 1024 * 1024
"""Twenty times the longest questionnaire; every value of a file is kept with its place, and 5 MB take half a minute."""
_FORBIDDEN = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no YAML may hold (YAML 1.2.2, section 5.1); the parser tells neither their line nor their column."""
_DEEPEST = 200
"""Nesting beyond which a file is refused before the parser, which is recursive, sees it."""
_STANDARD_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
}


class Mapping(dict[str, Any]):
    """A mapping that knows its path, so that a model made of it can be traced back to the file."""

    path: Path_ = ()


@dataclass
class Source:
    """One YAML file: its data, the place of every node, and the problems of reading it."""

    file: str
    """The name shown in messages."""
    text: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    _marks: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    _keys: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    _raw: dict[Path_, str] = field(default_factory=dict)
    refused: set[Path_] = field(default_factory=set)
    """Paths whose value was refused here, so that nobody complains about it again."""

    def place(self, path: Path_) -> Place:
        """The place of the value at `path`, or of the nearest parent that is written."""
        while path and path not in self._marks:
            path = path[:-1]
        line, column = self._marks.get(path, (1, 1))
        return self.at(line, column)

    def key_place(self, path: Path_) -> Place:
        """The place of the last key of `path` instead of its value."""
        return self.at(*self._keys[path]) if path in self._keys else self.place(path)

    def at(self, line: int, column: int) -> Place:
        """The place of a line and column, with the source line."""
        source = self._lines[line - 1] if 0 < line <= len(self._lines) else None
        return Place(self.file, line, column, source=source)

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines()

    def raw(self, path: Path_) -> str | None:
        """The scalar at `path` as it is written (`1.10`, not 1.1); None for mappings and lists."""
        return self._raw.get(path)

    def problem(self, rule: str, path: Path_, message: str, advice: str = "") -> Problem:
        """An error at the value at `path`."""
        return Problem(rule, self.place(path), message, advice)


def is_file(path: Path) -> bool:
    """Whether a path can be read as a file; names that no file can have are no files."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_yaml(path: Path, shown_as: str | None = None) -> Source:
    """The content of a YAML file with places; a file that cannot be read is a problem, never an exception."""
    name = shown_as or str(path)
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        text = data.decode("utf-8-sig") if len(data) <= _MOST_BYTES else ""
    except OSError as error:
        reason = error.strerror or str(error)
        return Source(name, "", problems=[Problem("file", Place(name), f"cannot read the file: {reason}")])
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} is not UTF-8"
        return Source(name, "", problems=[Problem("encoding", Place(name), message, "save the file as UTF-8")])
    if len(data) > _MOST_BYTES:
        return Source(name, "", problems=[_too_large(name)])
    return parse_yaml(text, name)


def parse_yaml(text: str, file: str) -> Source:
    """The content of YAML text with places; problems are collected in the result."""
    source = Source(file, text)
    if len(text) > _MOST_BYTES:
        source.problems.append(_too_large(file))
        return source
    if _too_deep(text):
        source.problems.append(Problem("yaml-depth", Place(file), "the file is nested too deeply"))
        return source
    if (forbidden := _FORBIDDEN.search(text)) is not None:
        lines = f"{text[: forbidden.start()]}.".splitlines()
        message = f"the text holds the invisible character {invisible_in(forbidden[0])}"
        place = source.at(len(lines), len(lines[-1]))
        source.problems.append(Problem("invisible", place, message, "delete it, or type the text again"))
        return source
    try:
        root = yaml.compose(text, Loader=_LOADER)
        if root is not None:
            source.data = _Walk(source).value(root, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = source.at(mark.line + 1, mark.column + 1) if mark else Place(file)
        sentence = " ".join(part for part in (error.context, error.problem) if part)
        tab = "\t" in (place.source or "")[: place.column or 0]
        advice = (
            "indent with spaces, not with tabs"
            if tab
            else "check indentation, colons and quotes here and in the line above"
        )
        source.problems.append(Problem("yaml-syntax", place, sentence, advice))
        return source
    except RecursionError:
        source.problems.append(Problem("yaml-depth", Place(file), "the file is nested too deeply"))
        return source
    if root is None:
        source.problems.append(Problem("yaml-empty", Place(file), "the file is empty"))
    return source


def _too_large(file: str) -> Problem:
    message = f"the file is larger than {_MOST_BYTES // 1024 // 1024} MB"
    return Problem("yaml-size", Place(file), message, "tables of data belong into CSV files")


def _too_deep(text: str) -> bool:
    """Whether brackets, or dashes on one line, nest deeper than any registry does."""
    depth = 0
    for match in re.finditer(r"[\[\]{}]", text):
        depth = depth + 1 if match[0] in "[{" else max(0, depth - 1)
        if depth > _DEEPEST:
            return True
    return re.search(rf"(?:[-?:][ \t]+){{{_DEEPEST}}}", text) is not None


class _Walk:
    """One pass over the composed nodes: builds the data, keeps the marks, collects the problems."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[int] = set()

    def refuse(self, rule: str, node: yaml.Node, message: str, advice: str, path: Path_ | None = None) -> None:
        if path is not None:
            self.source.refused.add(path)
        place = self.source.at(node.start_mark.line + 1, node.start_mark.column + 1)
        self.source.problems.append(Problem(rule, place, message, advice))

    def value(self, node: yaml.Node, path: Path_) -> Any:
        self.source._marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if id(node) in self.seen:
            self.refuse("yaml-alias", node, "anchors and aliases are not used here", "write the value out", path)
            return None
        self.seen.add(id(node))
        if node.tag not in _STANDARD_TAGS:
            self.refuse(
                "yaml-tag", node, f"the tag '{node.tag}' is not allowed", "remove it and write a plain value", path
            )
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self.scalar(node, path)

    def hidden(self, node: yaml.Node, path: Path_ | None = None) -> bool:
        """Whether a key or text holds a character that nobody sees, which is refused."""
        sign = invisible_in(node.value)
        if sign is not None:
            message = f"the text holds the invisible character {sign}"
            self.refuse("invisible", node, message, "delete it, or type the text again", path)
        return sign is not None

    def mapping(self, node: yaml.MappingNode, path: Path_) -> Mapping:
        result = Mapping()
        result.path = path
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.refuse("yaml-key", key_node, "a key must be a word", "write the key as plain text")
                continue
            if id(key_node) in self.seen:
                self.refuse("yaml-alias", key_node, "anchors and aliases are not used here", "write the key out")
                continue
            self.seen.add(id(key_node))
            key = key_node.value
            if self.hidden(key_node):
                continue
            if key == "<<" and _is_plain(key_node):
                self.refuse("yaml-merge", key_node, "merge keys are not used here", "write the values out")
                continue
            if key in result:
                message = f"the key '{key}' stands twice, first on line {lines[key]}"
                self.refuse("yaml-duplicate-key", key_node, message, "keep one of the two")
                continue
            lines[key] = key_node.start_mark.line + 1
            self.source._keys[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            result[key] = self.value(value_node, (*path, key))
        return result

    def scalar(self, node: yaml.Node, path: Path_) -> Any:
        text: str = node.value
        self.source._raw[path] = text
        self.hidden(node, path)
        if not _is_plain(node):
            return text
        self.refuse_ambiguous(node, path)
        if text in {"", "~", "null"}:
            return None
        if text in {"true", "false"}:
            return text == "true"
        if _INT.match(text) and len(text) > _MOST_DIGITS:
            advice = "write fewer digits, or quotes for a text"
            self.refuse("yaml-number", node, f"the number has {len(text)} digits", advice, path)
            return None
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text):
            return float(text)
        return text

    def refuse_ambiguous(self, node: yaml.Node, path: Path_) -> None:
        """Refuse a plain word that YAML 1.1 reads as something else than YAML 1.2 does; dates are text in both uses."""
        text: str = node.value
        old = _resolve(yaml.ScalarNode, text, (True, False)).rsplit(":", 1)[1]
        if node.tag.rsplit(":", 1)[1] != old:
            self.refuse("yaml-tag", node, "explicit tags are not allowed", "remove the tag, use quotes for text", path)
        elif old not in {"timestamp", "value"} and old != _core_tag(text):
            message = (
                f"'{text}' is read as {_WORDS[old]} by some YAML readers and as {_WORDS[_core_tag(text)]} by others"
            )
            number = re.fullmatch(r"([-+]?[0-9]+)(\.[0-9]*)?[eE]([-+]?)([0-9]+)", text)
            if number:
                mantissa = number[1] + (number[2] or ".0")
                advice = f"write {mantissa}e{number[3] or '+'}{number[4]} for the number, quotes for the text"
            else:
                advice = f'write "{text}" in quotes if text is meant, plain digits for a number'
            self.refuse("yaml-ambiguous", node, message, advice, path)


def _is_plain(node: yaml.Node) -> bool:
    """Whether a scalar is written without quotes; the C loader says so by an empty style, the other by None."""
    return isinstance(node, yaml.ScalarNode) and not node.style


_WORDS = {
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "null": "nothing",
    "str": "text",
    "merge": "a merge",
}


def _core_tag(text: str) -> str:
    """The type that the core schema of YAML 1.2 (section 10.3) gives to a plain scalar."""
    if text in {"", "~", "null"}:
        return "null"
    if text in {"true", "false"}:
        return "bool"
    if _INT.match(text):
        return "int"
    return "float" if _FLOAT.match(text) else "str"
