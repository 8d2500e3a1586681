"""The list of modules in ARCHITECTURE.md: one line each, the first sentence of the module's docstring.

Usage, from a checkout: python -m docs.make_architecture
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "ARCHITECTURE.md"
START = "<!-- modules: written by `python -m docs.make_architecture` -->\n"
END = "<!-- end of modules -->\n"


def modules(package: Path) -> Iterator[tuple[str, str]]:
    """Path below the checkout and first sentence of every module of a package, folder by folder."""
    paths = package.rglob("*.py")
    for path in sorted(paths, key=lambda one: (one.parent.parts, one.name != "__init__.py", one.name)):
        yield path.relative_to(package.parent).as_posix(), first_sentence(path.read_text(encoding="utf-8"))


def first_sentence(source: str) -> str:
    """The first sentence of a module's docstring. Raises ValueError for a module without one."""
    told = ast.get_docstring(ast.parse(source))
    if not told:
        raise ValueError("a module has no docstring")
    paragraph = " ".join(told.partition("\n\n")[0].split())
    return paragraph.partition(". ")[0].rstrip(".")


def listed(package: Path) -> str:
    """The modules as a list in Markdown, a heading for each folder."""
    lines: list[str] = []
    for name, sentence in modules(package):
        folder, _, module = name.rpartition("/")
        if module == "__init__.py":
            lines += ["", f"### `{folder}/`", ""]
        lines.append(f"- `{name}`: {sentence}.")
    return "\n".join([*lines, "", ""])


def renewed(page: str, package: Path) -> str:
    """The page with the list of today between its two marks. Raises ValueError if a mark is not there once."""
    if page.count(START) != 1 or page.count(END) != 1:
        raise ValueError(f"the page needs {START.strip()} and {END.strip()} once each")
    before, _, rest = page.partition(START)
    return f"{before}{START}{listed(package)}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), ROOT / "indexgov"), encoding="utf-8", newline="\n")
