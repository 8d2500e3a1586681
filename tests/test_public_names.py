"""What others may build on: public names are listed, so that a change of them is deliberate, and all are documented."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from indexgov.registry.base import Model

LIST = Path(__file__).with_name("public_names.txt")
MODULES = ("indexgov", "indexgov.survey", "indexgov.scoring", "indexgov.report")
"""Where public names are documented."""
_FUNCTION = re.compile(r"<function .*? at 0x\w+>")
"""A default that is a function stands in memory where it likes."""


def described(name: str, thing: Any) -> Iterator[str]:
    """A name with how it is called, and the public members of a class."""
    if inspect.ismodule(thing):
        yield name
        return
    yield f"{name}{_signature(thing)}"
    if inspect.isclass(thing):
        for member in sorted(_members(thing)):
            yield f"{name}.{member}"


def _signature(thing: Any) -> str:
    # Of models the fields are listed below; their types have no lasting text.
    if inspect.isclass(thing) and issubclass(thing, Model):
        return ""
    try:
        return _FUNCTION.sub("...", str(inspect.signature(thing)).replace("'", ""))
    except ValueError:
        return ""


def _members(thing: type) -> set[str]:
    """Public attributes, methods and fields that our own classes bring."""
    own = [one for one in thing.__mro__ if one.__module__.startswith("indexgov")]
    return {
        name
        for one in own
        for name in [*vars(one), *inspect.get_annotations(one)]
        if not name.startswith("_") and not name.startswith("model_")
    }


def listed() -> list[str]:
    lines: list[str] = []
    for module in MODULES:
        home = import_module(module)
        lines += [
            f"# {module}",
            *(one for name in sorted(home.__all__) for one in described(name, getattr(home, name))),
        ]
    return lines


def test_public_names_are_those_of_the_list() -> None:
    """Whoever removes a name or an argument breaks the programs of others, and sees it here first."""
    assert listed() == LIST.read_text(encoding="utf-8").splitlines(), (
        "if this is meant: python -m tests.test_public_names"
    )


@pytest.mark.parametrize("module", MODULES)
def test_public_names_are_documented(module: str) -> None:
    """Each of them, and each method of a public class; what a class inherits from a library is described there."""
    home = import_module(module)
    for name in home.__all__:
        thing = getattr(home, name)
        assert inspect.getdoc(thing), name
        if not inspect.isclass(thing):
            continue
        for member in _members(thing):
            found = inspect.getattr_static(thing, member, None)
            if inspect.isroutine(found) or isinstance(found, property):
                assert inspect.getdoc(found), f"{name}.{member}"


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_public_by_accident(module: str) -> None:
    """What can be imported without an underscore is listed in `__all__`, or is a module below; and the reverse."""
    home = import_module(module)
    names = {
        name
        for name, thing in vars(home).items()
        if not name.startswith("_")
        and name not in ("annotations", "TYPE_CHECKING", "Any")
        and not inspect.ismodule(thing)
    }
    assert names <= set(home.__all__)
    assert set(dir(home)) >= set(home.__all__)
    assert len(home.__all__) == len(set(home.__all__))


if __name__ == "__main__":
    LIST.write_text("\n".join([*listed(), ""]), encoding="utf-8", newline="\n")
