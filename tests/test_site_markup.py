"""The files of the site without a browser: the validator of the Web, links that lead somewhere, one language a page."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from indexgov.report.words import words_of
from tests.browser import unmet
from tests.site_built import FOLDERS, LANGUAGES, Site, Texts, places_and_links

ROOT = Path(__file__).parents[1]
VALIDATOR = ROOT / ".tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Positions and sizes of SVG are properties of CSS since SVG 2; the validator does not know them.
SVG_GEOMETRY = re.compile(r"^CSS: .*: Property “(x|y|r|rx|ry|cx|cy|d)” doesn't exist\.$")
# Two Latin words beside each other; names of formats, laws and programs stand alone or in capitals.
ENGLISH = re.compile(r"\b[A-Za-z]*[a-z]{2,}(?:[ \u00a0,]+[A-Za-z]*[a-z]+)+\b")
# Addresses, ids with points in them, commands of this program.
CODE = re.compile(r"(https?://|mailto:)\S+|[\w-]+(\.[\w-]+)+|\bindexgov \w+")


def test_validator_finds_nothing(built: Site) -> None:
    jar = Path(os.environ.get("INDEXGOV_VNU", VALIDATOR))
    if shutil.which("java") is None or not jar.is_file():
        unmet(f"no Java or no validator in '{jar}': npm install --prefix .tools vnu-jar, or set INDEXGOV_VNU")
    pages = [path for folder in FOLDERS for path in built.pages(folder).values()]
    command = ["java", "-jar", str(jar), "--errors-only", "--also-check-css", "--format", "json"]
    done = subprocess.run(
        [*command, str(built.folder / "style.css"), *map(str, pages)], capture_output=True, text=True, check=False
    )
    found = [one for one in json.loads(done.stderr)["messages"] if not SVG_GEOMETRY.match(one["message"])]
    told = [f"{one['url']}:{one.get('lastLine')}: {one['message']} {one.get('extract', '')}" for one in found]
    assert not told, "\n".join(told)


def test_every_link_leads_to_a_file_and_a_place(built: Site) -> None:
    """On every page of every language, also to files to take away; `#a=R05` is a choice and no place."""
    found = {path: places_and_links(path) for path in built.all_pages()}
    places = {path: there for path, (there, _) in found.items()}
    lost = {link: path.name for path, (_, links) in found.items() for link in links if not leads(path, link, places)}
    assert not lost, "\n".join(f"{link} on {name}" for link, name in sorted(lost.items())[:20])


def leads(path: Path, link: str, places: dict[Path, set[str]]) -> bool:
    """Whether what a link names is there; addresses outside are not asked."""
    if re.match(r"(https?|mailto|data):", link):
        return True
    name, _, anchor = link.partition("#")
    target = (path.parent / unquote(name)).resolve() if name else path
    if target not in places:
        return target.is_file() and not anchor
    return not anchor or "=" in anchor or unquote(anchor) in places[target]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_english_on_kazakh_and_russian_pages(built: Site, language: str) -> None:
    """Also in what only a screen reader says. What the data themselves say in English may stand."""
    data = set(english_of_the_data(built))
    found = {
        f"{kind}: {words[0]}"
        for kind, path in built.pages(language).items()
        for text in Texts(path).found
        for words in ENGLISH.finditer(CODE.sub("", text))
        if not any(words[0] in known for known in data)
    }
    assert not found, "\n".join(sorted(found))


def english_of_the_data(built: Site) -> Iterator[str]:
    """What people wrote in one language only: how to cite, notes and comments of assessors."""
    content = json.loads((built.out / "assessment.json").read_text(encoding="utf-8"))
    yield from (content[name] for name in ("licence", "citation", "contact"))
    yield from {cell for row in content["evidence"]["rows"] for cell in row if isinstance(cell, str)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stamp_stands_on_every_page(built: Site, language: str) -> None:
    stamp = words_of(language).text("stamp_demo")
    assert all(stamp in path.read_text(encoding="utf-8") for path in (built.folder / language).glob("*.html"))
