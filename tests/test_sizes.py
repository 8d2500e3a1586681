"""Modules and functions are small enough to be read at once."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "indexgov"
MODULE, FUNCTION = 300, 40
"""Lines of code at most: no blank ones, comments or docstrings."""
_NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def code_lines(source: str) -> set[int]:
    """The numbers of the lines that hold code."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Every function with its count of lines of code."""
    lines = code_lines(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, sum(node.lineno <= line <= (node.end_lineno or 0) for line in lines)


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8")


def test_no_module_is_too_long() -> None:
    found = {name: len(code_lines(source)) for name, source in sources()}
    assert {name: count for name, count in found.items() if count > MODULE} == {}


def test_no_function_is_too_long() -> None:
    found = [(f"{module}:{name}", count) for module, source in sources() for name, count in functions(source)]
    assert [one for one in found if one[1] > FUNCTION] == []


def test_what_counts_as_code() -> None:
    """By hand: of eight lines the import, the head of the function, and the two lines of its text in brackets."""
    source = (
        '"""A module."""\n\nimport os\ndef f():\n    """Says what."""\n    # why\n    return (os,\n            1)\n'
    )
    assert code_lines(source) == {3, 4, 7, 8}
    assert dict(functions(source)) == {"f": 3}
