"""Guidance of the criteria: complete in both directions, in the words of the scale, and the pages made of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.registry.guidance import guidance_files
from indexgov.report.indicator_pages import indicator_pages
from tests.bad_guidance import CASES, WORDS, guidance
from tests.small_project import REGISTRY

GUIDED = REGISTRY.replace("tiers:\n", "guidance: guidance\ntiers:\n", 1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "indicators.yaml").write_text(GUIDED, encoding="utf-8")
    (tmp_path / "guidance").mkdir()
    for language in WORDS:
        (tmp_path / f"guidance/{language}.yaml").write_text(guidance(language), encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_guidance_is_read_by_language_and_criterion() -> None:
    found = indexgov.load_guidance(indexgov.load_registry("indicators.yaml"))
    assert list(found) == ["kk", "ru", "en"]
    assert found["ru"]["papers.heads"].levels == {
        "full": "текст full", "partial": "текст partial", "none": "текст none",
    }  # fmt: skip
    assert found["en"]["people.requests"].parts["late"] == "text late"
    assert found["kk"]["people.sessions"].value == "мәтін value"
    assert found["en"]["papers.budget"].not_applicable == "text not applicable"


def test_a_registry_without_guidance_has_none(tmp_path: Path) -> None:
    (tmp_path / "indicators.yaml").write_text(REGISTRY, encoding="utf-8")
    assert indexgov.load_guidance(indexgov.load_registry(tmp_path / "indicators.yaml")) == {}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_told_where_it_stands(case: str, folder: Path) -> None:
    before, after, expected = CASES[case]
    text = guidance("en")
    assert before in text
    (folder / "guidance/en.yaml").write_text(text.replace(before, after, 1), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "indicators.yaml"])
    assert result.stderr == expected
    assert result.exit_code == 1


def test_a_language_without_a_file_is_told_at_the_registry(folder: Path) -> None:
    (folder / "guidance/kk.yaml").unlink()
    result = CliRunner().invoke(main, ["check", "indicators.yaml"])
    assert (
        result.stderr
        == """\
indicators.yaml:6:11: error: the file 'guidance/kk.yaml' does not exist [file]
  6 | guidance: guidance
    |           ^
  = write the guidance in 'kk', or correct 'guidance'
1 error
"""
    )


@pytest.mark.usefixtures("folder")
def test_pages_tell_law_levels_and_guidance() -> None:
    registry = indexgov.load_registry("indicators.yaml")
    pages = indicator_pages(registry, indexgov.load_guidance(registry))
    assert sorted(name for name in pages if name.startswith("en/")) == [
        "en/README.md", "en/openness.papers.md", "en/openness.people.md", "en/satisfaction.md",
    ]  # fmt: skip
    page = pages["en/openness.papers.md"]
    assert "## 1.1.2 Budget\n" in page
    assert "| Legal basis | [Law](https://example.org/law), article 16 |" in page
    assert "- **Partial (50)**: text partial\n" in page
    assert "**Not applicable.** text not applicable\n" in page
    assert "**What to do.** text remedy\n" in page
    assert "| When not applicable | no budget |" in page
    assert "**Қалай тексеріледі.** мәтін check\n" in pages["kk/openness.papers.md"]


def test_drift_of_the_pages_is_told_and_mended(folder: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["pages", "indicators.yaml", "--out", "pages", *words])
        return result.exit_code, result.stderr

    assert run() == (0, "12 pages in pages, 12 of them new, changed or removed\n")
    assert run("--check") == (0, "")
    page = folder / "pages/en/satisfaction.md"
    (folder / "pages/en/old.md").write_text(page.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "pages/en/mine.md").write_text("Notes of a reader\n", encoding="utf-8")
    page.write_text("edited by hand\n", encoding="utf-8")
    (folder / "pages/ru/README.md").unlink()
    told = "pages/ru/README.md: missing\npages/en/satisfaction.md: changed\npages/en/old.md: left over\n"
    code, found = run("--check")
    assert code == 1
    assert sorted(found.splitlines()) == sorted(told.splitlines())
    assert run()[0] == 0
    assert run("--check") == (0, "")
    assert (folder / "pages/en/mine.md").is_file()


@pytest.mark.parametrize("text", ["[]", "indexgov_guidance: 1\nregistry: small\nlanguage: en\n"])
def test_guidance_that_cannot_be_read_is_told_once(text: str, folder: Path) -> None:
    """Nothing is said of the criteria of a file that says nothing of criteria."""
    (folder / "guidance/en.yaml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "indicators.yaml"])
    assert result.exit_code == 1
    assert result.stderr.count("error:") == 1


def test_a_registry_without_guidance_has_no_files(tmp_path: Path) -> None:
    (tmp_path / "indicators.yaml").write_text(REGISTRY, encoding="utf-8")
    assert guidance_files(indexgov.load_registry(tmp_path / "indicators.yaml")) == {}
