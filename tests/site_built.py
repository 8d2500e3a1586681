"""The site as it is written with all that belongs to it, and its pages by kind."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

import indexgov

DEMO = Path(__file__).parents[1] / "samples" / "demo"
LANGUAGES = ("kk", "ru", "en")
FOLDERS = ("", *LANGUAGES)
"""Where pages lie: the choice of a language, then a folder a language."""
CHOICE = "choice"
"""The kind of the page that stands outside of the languages."""
_KIND = re.compile(r'<body[^>]* data-kind="([\w-]+)"')
# Texts hold no bare quotes: they are escaped.
_ATTRIBUTE = re.compile(r"""\s(id|href|src)=(?:"([^"]*)"|([^\s"'>]+))""")


@dataclass(frozen=True)
class Site:
    """A written site and the results that lie around it."""

    out: Path

    @property
    def folder(self) -> Path:
        return self.out / "site"

    @cached_property
    def kinds(self) -> dict[str, str]:
        """One page name a kind, the same in every language: the page with most on it."""
        found: dict[str, Path] = {}
        for path in sorted((self.folder / LANGUAGES[0]).glob("*.html")):
            kind = _kind(path)
            if kind not in found or path.stat().st_size > found[kind].stat().st_size:
                found[kind] = path
        return {kind: path.name for kind, path in sorted(found.items())}

    def pages(self, folder: str) -> dict[str, Path]:
        """A page of each kind in one of FOLDERS, by kind."""
        if not folder:
            return {CHOICE: self.folder / "index.html"}
        return {kind: self.folder / folder / name for kind, name in self.kinds.items()}

    def all_pages(self) -> Iterator[Path]:
        """Every page of every language, sorted."""
        yield from sorted(self.folder.rglob("*.html"))


def scored(folder: Path) -> indexgov.Assessment:
    """A dataset folder, loaded and scored."""
    dataset = indexgov.load_dataset(folder)
    return indexgov.score(dataset.registry, dataset)


def written(assessment: indexgov.Assessment, before: indexgov.Assessment, out: Path) -> Site:
    """Write every output of an assessment, with what changed since the one before, into the folder `out`."""
    return Site(indexgov.write_outputs(assessment, out, comparison=indexgov.compare([before, assessment])))


def _kind(path: Path) -> str:
    """What a page says of itself."""
    found = _KIND.search(path.read_text(encoding="utf-8"))
    assert found, f"{path} does not name its kind"
    return found[1]


def places_and_links(path: Path) -> tuple[set[str], set[str]]:
    """What other pages can link to on a page, and where its own links, pictures, styles and scripts lead."""
    found: dict[str, set[str]] = {"id": set(), "href": set(), "src": set()}
    for name, value, bare in _ATTRIBUTE.findall(path.read_text(encoding="utf-8")):
        found[name].add(html.unescape(value or bare))
    return found["id"], found["href"] | found["src"]


class Texts(HTMLParser):
    """The texts of a page in its own language: what is read, and what only a screen reader says."""

    _SILENT = frozenset({"script", "style", "code", "kbd", "samp", "template"})
    _VOID = frozenset({"meta", "link", "br", "img", "input", "hr", "wbr", "col", "source"})
    _SPOKEN = (
        "aria-label",
        "aria-description",
        "aria-valuetext",
        "aria-roledescription",
        "alt",
        "title",
        "placeholder",
    )

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._language = path.parent.name
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        foreign = given.get("lang", self._language) != self._language
        silent = foreign or tag in self._SILENT or (bool(self._open) and self._open[-1][1])
        if not silent:
            self.found += [given[name] for name in self._SPOKEN if name in given]
        if tag not in self._VOID:
            self._open.append((tag, silent))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self._VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]) and data.strip():
            self.found.append(data)
