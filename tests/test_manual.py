"""The manual: it is built without a warning, names everything that is public, and asks no address for anything."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import indexgov
from indexgov import survey
from indexgov.cli import main
from tests.test_docs import ROOT, text_of

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual as HTML."""
    for name in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(name, reason="the tools of the manual are not installed: pip install '.[docs]'")
    out = tmp_path_factory.mktemp("manual")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "--quiet", "-b", "html", str(DOCS), str(out)]
    built = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (built.returncode, built.stderr) == (0, "")
    return out


def page(manual: Path, name: str) -> str:
    """The text of a built page."""
    return html.unescape(re.sub(r"<[^>]+>", "", (manual / f"{name}.html").read_text(encoding="utf-8")))


def test_every_page_is_built(manual: Path) -> None:
    """And stands in the table of contents, or the build would have warned."""
    pages = [path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")]
    assert all((manual / path).exists() for path in pages)


def test_every_command_and_option_is_told(manual: Path) -> None:
    """The reference is made from the commands, so that this fails only where the making does."""
    text = page(manual, "commands")
    for name, command in main.commands.items():
        assert f"indexgov {name}" in text
        assert command.help is not None
        options = [option for one in command.params for option in one.opts if option.startswith("--")]
        assert all(option in text for option in options), name


def test_every_public_name_is_told(manual: Path) -> None:
    """With what it takes: its signature stands on the page."""
    text = (manual / "python.html").read_text(encoding="utf-8")
    names = {f"indexgov.{name}" for name in indexgov.__all__ if name != "survey"}
    names |= {f"indexgov.survey.{name}" for name in survey.__all__}
    told = set(re.findall(r'<dt class="sig[^>]*id="([\w.]+)"', text))
    assert names <= told, names - told


def test_people_of_the_first_page_have_a_path() -> None:
    """Seven people come here, and each finds a row."""
    text = text_of(DOCS / "index.md")
    people = ("methodologist", "monitor", "survey agency", "analyst", "body that is rated", "citizen", "developer")
    rows = [line for line in text.splitlines() if line.startswith("| a")]
    assert len(rows) == len(people)
    assert all(any(one in row and row.count("](") >= 2 for row in rows) for one in people)


def loaded(file: Path) -> Iterator[str]:
    """Addresses that a built file makes a browser load."""
    text = file.read_text(encoding="utf-8")
    yield from re.findall(r"<(?:script|img|iframe|source)\b[^>]*\ssrc=\"([^\"]+)\"", text)
    yield from re.findall(r"<link\b[^>]*\shref=\"([^\"]+)\"", text)
    yield from re.findall(r"url\(\s*['\"]?((?:https?:)?//[^)'\"]+)", text)


def test_nothing_is_loaded_from_elsewhere(manual: Path) -> None:
    """It can be read from a disk, and tells nobody who reads it."""
    files = [*manual.rglob("*.html"), *manual.rglob("*.css")]
    assert not [(file.name, one) for file in files for one in loaded(file) if re.match(r"(https?:)?//", one)]
