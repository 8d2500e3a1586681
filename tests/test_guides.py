"""The guides: their commands work, are the same in three languages, and their words are those of the pages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.inputs.entries import SurveyEntry
from tests.test_docs import ROOT, blocks, headings, text_of

DOCS = ROOT / "docs"
PEOPLE = sorted((DOCS / "people").glob("*.md"))
TRANSLATED = ("methodologist", "monitor")
PAGES = [DOCS / f"{name}.md" for name in ("methods", "limits", "peers", "glossary")]
PAGES += [*PEOPLE, *sorted((DOCS / "kk").glob("*.md")), *sorted((DOCS / "ru").glob("*.md"))]
_PASTE = re.compile(r'<!-- paste into (\S+) before "(.+)" -->\n```yaml\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_SHORT = {
    "agreement of assessors": "the name of a sheet, which has 31 signs at most",
    "codebook": "the name of a sheet",
    "degrees of freedom": "a table says it in the plural without the word for number",
    "design effect": "tables have the short loan word",
    "external against internal": "the name of a sheet",
    "what would gain most": "the Kazakh heading is a question",
}
"""Terms for which pages have another form than the glossary, and why."""


def commands(page: Path) -> list[list[str]]:
    """The commands of a page, in their order, without the name of the program."""
    lines = [line for block in blocks(page, "bash") for line in block.splitlines()]
    words = [shlex.split(line) for line in lines]
    assert all(one[0] == "indexgov" for one in words), page
    return [one[1:] for one in words]


def pasted(page: Path) -> list[tuple[str, str, str]]:
    """What a page tells its reader to write: the file, the line before which it stands, and the text."""
    return _PASTE.findall(text_of(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_links_lead_somewhere(page: Path) -> None:
    """A link to a page that was moved, or to a heading that was renamed, is a dead end."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        name, _, heading = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.is_relative_to(DOCS), target
        assert file.exists(), target
        assert not heading or heading in headings(file), target


@pytest.mark.parametrize("name", TRANSLATED)
def test_guides_have_the_same_commands_in_three_languages(name: str) -> None:
    """A command that was mended in one language only fails for the readers of the others."""
    english, *others = (DOCS / folder / f"{name}.md" for folder in ("people", "kk", "ru"))
    for other in others:
        assert [blocks(other, kind) for kind in ("bash", "yaml", "text")] == [
            blocks(english, kind) for kind in ("bash", "yaml", "text")
        ]
        assert pasted(other) == pasted(english)
        assert re.findall(r"\.md(#[\w-]+)\)", text_of(other)) == re.findall(r"\.md(#[\w-]+)\)", text_of(english))


@pytest.mark.parametrize("page", PEOPLE, ids=lambda page: page.stem)
def test_commands_of_a_guide_work(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order, in a new folder; those on the whole demo, which other tests run, are only read."""
    monkeypatch.chdir(tmp_path)
    for words in commands(page):
        if any(word.startswith(("samples/", "methodology/")) for word in words):
            monkeypatch.chdir(ROOT)
            main.commands[words[0]].make_context(words[0], words[1:], parent=click.Context(main)).close()
            monkeypatch.chdir(tmp_path)
            continue
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, (words, result.output)
        if words[0] == "init":
            for file, before, text in pasted(page):
                path = tmp_path / file
                whole = path.read_text(encoding="utf-8")
                assert whole.count(f"\n{before}") == 1
                path.write_text(whole.replace(f"\n{before}", f"\n{text}{before}"), encoding="utf-8")
        if "--from" in words:
            assert "openness.register" in result.output


@pytest.mark.parametrize("page", [page for page in PEOPLE if blocks(page, "python")], ids=lambda page: page.stem)
def test_python_of_a_guide_works(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers begin by copying it."""
    monkeypatch.chdir(ROOT)
    for block in blocks(page, "python"):
        exec(compile(block, page.name, "exec"), {"__name__": "guide"})


def test_columns_of_the_agency_are_keys_of_a_dataset() -> None:
    """An agency copies the entry and changes the names of the columns."""
    (entry,) = blocks(DOCS / "people" / "survey-agency.md", "yaml")
    content = yaml.safe_load(entry)
    assert list(content) == ["survey"]
    assert SurveyEntry.model_validate(content["survey"]).encoding == "cp1251"


def test_terms_are_those_of_the_pages() -> None:
    """Who looks up a word of a page must find that word."""
    printed: dict[str, set[tuple[str, str]]] = {}
    words = yaml.safe_load((ROOT / "indexgov/report/locale/words.yaml").read_text(encoding="utf-8"))
    for entry in words.values():
        if all(isinstance(entry.get(language), str) for language in ("kk", "ru", "en")):
            english, russian, kazakh = (entry[language].lower().strip(" .:") for language in ("en", "ru", "kk"))
            printed.setdefault(english, set()).add((russian, kazakh))
    compared = 0
    for english, russian, kazakh in terms():
        if english.lower() in printed and english not in _SHORT:
            compared += 1
            assert (russian.lower(), kazakh.lower()) in printed[english.lower()], english
    assert compared > 60


def terms() -> list[tuple[str, str, str]]:
    """The rows of the glossary without marks of doubt and what explains the English word."""
    rows = [line.strip("|").split("|") for line in text_of(DOCS / "glossary.md").splitlines() if line.startswith("| ")]
    plain = [[re.sub(r"\s*\((\?|of [^)]*|any [^)]*|one [^)]*)\)", "", cell).strip() for cell in row] for row in rows]
    return [(row[0], row[1], row[2]) for row in plain if row[0] != "en"]


def test_a_term_stands_once() -> None:
    """Two rows of one word would soon say two things, but for words that mean two things."""
    rows = [line for line in text_of(DOCS / "glossary.md").splitlines() if line.startswith("| ")]
    names = [row.strip("|").split("|")[0].strip() for row in rows if not row.startswith("| en |")]
    assert len(names) == len(set(names))


def test_open_points_of_the_methodology_are_counted() -> None:
    """How much of the law was not checked is a figure that changes with the registry."""
    registry = indexgov.load_registry(ROOT / "indicators.yaml")
    references = [reference for indicator in registry.indicators for reference in indicator.legal]
    unchecked = sum(not reference.verified for reference in references)
    assert f"Of {len(references)} references to articles of law {unchecked} were not" in text_of(DOCS / "limits.md")
