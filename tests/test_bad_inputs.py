"""One fault a case, with the whole message that the person who made it must read."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from indexgov.cli import main
from tests.bad_inputs import CASES as INPUTS
from tests.bad_inputs import SEVEN_FAULTS, Case
from tests.bad_methods import CASES as METHODS
from tests.bad_questionnaires import CASES as QUESTIONNAIRES
from tests.bad_registries import CASES as REGISTRIES
from tests.bad_rules import CASES as RULES
from tests.small_project import FILES, write_project

CASES = (*INPUTS, *REGISTRIES, *METHODS, *RULES, *QUESTIONNAIRES)


def broken(case: Case) -> dict[str, str]:
    """The files of the small project with the faults of a case in them."""
    files = dict(FILES)
    for name, old, new in case.edits:
        text = files.get(name, "")
        assert old in text, f"{case.name}: '{old}' is not in {name}"
        files[name] = text.replace(old, new, 1)
    return files


@pytest.mark.parametrize("case", [*CASES, SEVEN_FAULTS], ids=lambda case: case.name)
def test_whole_message(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, exactly the expected messages, no traceback, and no trace of an output folder."""
    write_project(tmp_path / "p", broken(case))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["score", "p", "--out", "results", "--quiet"])
    assert result.stderr == case.expected.lstrip("\n")
    assert result.stdout == ""
    assert result.exit_code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]


def test_unbroken_project_has_no_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project that the cases break is itself clean, so every message comes from the fault."""
    write_project(tmp_path / "p")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["check", "p"])
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "p/dataset.yaml: note: 7 of 30 cells have no row and count as not assessed [not-recorded]",
        "  = such as 'people.requests' for the maslikhat of 'R01'",
        "p: dataset of 2026-Q3 (demo) with 3 territories, 25 values: no errors, 1 note",
    ]


def test_table_is_large_enough() -> None:
    """Rules need cases; names are unique so that a failure can be found."""
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)
