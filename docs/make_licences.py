"""Writes licences.md: the licence of everything that indexgov installs, read from what is installed.

Usage: python -m docs.make_licences   (in an environment with the extra `test`)
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
PAGE = Path(__file__).parent / "licences.md"
EXTRAS = ("sav", "big", "spark", "pdf")
HEAD = """\
# Licences and dependencies

indexgov is under the MIT licence. What it brings is listed here, as the packages say of themselves; versions are those
that the tests were run with (`constraints.txt`). This page is written by `python -m docs.make_licences`, and a test
fails where it is out of date.
"""
_SHORT = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "ISC License (ISCL)": "ISC",
}


def asked_for(extra: str = "") -> Iterator[Requirement]:
    """What this project asks for, always or with an extra; an extra may name others of the project."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    for line in project["optional-dependencies"][extra] if extra else project["dependencies"]:
        asked = Requirement(line)
        if asked.name == project["name"]:
            for other in sorted(asked.extras):
                yield from asked_for(other)
        else:
            yield asked


def everything(*extras: str) -> set[str]:
    """What the project installs with some extras, and what that brings on this machine, by canonical name."""
    found: set[str] = set()
    waiting = [asked for extra in ("", *extras) for asked in asked_for(extra)]
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if name in found:
            continue
        found.add(name)
        for line in distribution(name).requires or ():
            asked = Requirement(line)
            if asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in {"", *one.extras}):
                waiting.append(asked)
    return found


def licence(package: Distribution) -> str:
    """The licence of a package in short: its expression, else its classifiers, else the first line of its text."""
    told = package.metadata
    if "License-Expression" in told:
        return str(told["License-Expression"])
    named = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License ::")]
    named = [_SHORT.get(one, one) for one in named if one != "OSI Approved"]
    written: list[str] = (told.get_all("License") or [""])[0].strip().splitlines()
    if named == ["BSD"] and written and "BSD" in written[0] and len(written[0]) < 20:
        return written[0]
    return ", ".join(named) or (written[0] if written else "not said")


def table(names: set[str]) -> Iterator[str]:
    """A table of packages in alphabetical order."""
    yield "| package | version | licence |"
    yield "| --- | --- | --- |"
    for name in sorted(names):
        package = distribution(name)
        shown = re.sub(r"\s+", " ", licence(package)).replace("|", "/")
        yield f"| {package.metadata['Name']} | {package.version} | {shown} |"


def page() -> str:
    """The whole page."""
    base = everything()
    parts = [HEAD, "## Always installed\n", "\n".join(table(base)) + "\n"]
    shown = set(base)
    for extra in EXTRAS:
        more = everything(extra) - base
        shown |= more
        parts += [f"## With `indexgov[{extra}]`\n", "\n".join(table(more)) + "\n"]
    parts += [
        "## For tests and documentation alone\n",
        "\n".join(table(everything("test") - shown)) + "\n",
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
