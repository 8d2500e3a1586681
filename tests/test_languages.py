"""The languages stand in one place, and everything that has texts has them in these."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import click

from indexgov.cli import main
from indexgov.languages import ENGLISH_NAMES, LANGUAGES, each_language
from indexgov.tables import TERRITORIES

PACKAGE = Path(__file__).parents[1] / "indexgov"


def lists_of_languages(tree: ast.AST) -> Iterator[int]:
    """Lines on which codes of languages are listed: as values, as columns such as `name_kk`, or as keys."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            listed = [one.value for one in node.elts if isinstance(one, ast.Constant)]
        elif isinstance(node, ast.Dict):
            listed = [one.value for one in node.keys if isinstance(one, ast.Constant)]
        else:
            continue
        ends = {str(one).rpartition("_")[2] for one in listed}
        if set(LANGUAGES) <= ends:
            yield node.lineno


def test_no_other_module_lists_them() -> None:
    """A fourth language would be forgotten in each further list; the classifier KATO has names in two of its own."""
    found = {
        f"{path.relative_to(PACKAGE).as_posix()}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line in lists_of_languages(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert {place.partition(":")[0] for place in found} == {"languages.py", "inputs/kato.py"}, found


def test_lists_are_seen() -> None:
    source = (
        'a = ("kk", "ru", "en")\nb = {"kk": 1, "ru": 2, "en": 3}\nc = ["x", "t_kk", "t_ru", "t_en"]\nd = ("kk", "ru")'
    )
    assert sorted(lists_of_languages(ast.parse(source))) == [1, 2, 3]


def test_every_command_offers_them() -> None:
    """Commands that tell titles have one option for it."""
    options = {
        name: option.type
        for name, command in main.commands.items()
        for option in command.params
        if "--lang" in option.opts
    }
    assert options.keys() >= {"score", "explain", "compare", "uncertainty", "audit", "survey", "template"}
    for name, kind in options.items():
        assert isinstance(kind, click.Choice), name
        assert tuple(kind.choices) == LANGUAGES, name


def test_columns_and_names() -> None:
    assert each_language("title") == ("title_kk", "title_ru", "title_en")
    assert set(each_language("name")) <= set(TERRITORIES.optional)
    assert tuple(ENGLISH_NAMES) == LANGUAGES
