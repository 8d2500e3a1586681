"""ARCHITECTURE.md and CONTRIBUTING.md speak of the package as it is."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import checks

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "ARCHITECTURE.md"
made = import_module("docs.make_architecture")
_PATH = re.compile(r"`((?:indexgov|tests|docs|methodology|samples)/[\w/*.-]+)`")
_INVENTED = {"indexgov/report/typical.py", "indexgov/inputs/json_lines.py"}
"""Files that the worked examples make."""


def test_every_module_stands_on_the_page_once() -> None:
    """With the first sentence of its docstring, so that the page cannot tell what a module did a year ago."""
    page = PAGE.read_text(encoding="utf-8")
    assert page == made.renewed(page, ROOT / "indexgov"), "run: python -m docs.make_architecture"
    for name, _ in made.modules(ROOT / "indexgov"):
        assert page.count(f"\n- `{name}`: ") == 1


def test_a_page_that_is_behind_is_seen(tmp_path: Path) -> None:
    """A module that came, one that is gone and one that changed: the test above would fail for each."""
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "__init__.py").write_text('"""A package. Whose second sentence is left out."""')
    (tmp_path / "one" / "new.py").write_text('"""Reads\nwhat is new.\n\nMore."""')
    page = PAGE.read_text(encoding="utf-8")
    lines = made.renewed(page, tmp_path / "one").splitlines()
    assert {"### `one/`", "- `one/__init__.py`: A package.", "- `one/new.py`: Reads what is new."} <= set(lines)
    assert not any("indexgov/errors.py`: " in line for line in lines)
    with pytest.raises(ValueError, match="no docstring"):
        made.first_sentence("import os")


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/decisions.md"])
def test_files_that_are_named_are_there(page: str) -> None:
    """A step that names a file that was renamed sends people looking; links likewise."""
    text = (ROOT / page).read_text(encoding="utf-8")
    missing = [name for name in _PATH.findall(text) if name not in _INVENTED and not any(ROOT.glob(name.rstrip("/")))]
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith("https://")]
    assert missing + [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_every_check_is_asked_for_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A check that fails does not hide those after it, and is named at the end."""
    asked: list[str] = []

    def passes(name: str) -> bool:
        asked.append(name)
        return name != "format"

    monkeypatch.setattr(checks, "_passes", passes)
    assert checks.main([]) == 1
    assert asked == list(checks.CHECKS)
    assert capsys.readouterr().out == "failed: format\n"
    assert checks.main(["types", "lint"]) == 0
    assert asked[-2:] == ["types", "lint"]
    assert checks.main(["tpyes"]) == 2


def test_workflow_runs_what_the_machine_of_the_project_runs() -> None:
    """The versions of Python that the package promises, and no program of .ci/run that a test would miss."""
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    own = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "run: python checks.py" in workflow
    assert "secrets." not in workflow
    for program in ("libreoffice-calc", "fonts-dejavu-core", "poppler-utils", "vnu-jar@26.9.27"):
        assert program in workflow, program
        assert program in own, program
