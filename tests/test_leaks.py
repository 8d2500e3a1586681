"""Nothing of a single respondent, and nothing of the machine, in any file or on the terminal, whatever the command."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from tests import small_survey
from tests.small_project import DATASET, SURVEY, write_project

NAMES, SAID, DOOR = "Aigerim-7731-", "told-in-private-", "flat-55-"
WEIGHT = "1.2345678"
"""The beginning of every weight, as many digits as no figure of many respondents shares."""
USER = "saule-of-this-machine"
COMMANDS = (
    ("check", "now"),
    ("score", "now", "--previous", "before", "--out", "out/score"),
    ("compare", "before", "now", "--out", "out/compare"),
    ("explain", "now", "--territory", "R01", "--evidence"),
    ("explain", "now", "--territory", "R01", "--json"),
    ("audit", "now", "--out", "out/audit"),
    ("survey", "now", "--out", "out/survey"),
    ("survey", "now", "--questions", "--json", "--out", "out/survey2"),
    ("template", "now", "--out", "out/forms"),
    ("form", "now", "--monitors", "--out", "out/monitors.xlsx"),
    ("form", "now", "--out", "out/form.xlsx"),
)


def microdata() -> str:
    """The answers of the small project, each 40 times, with who gave them, where they live and what they said."""
    file = io.StringIO()
    rows = list(csv.DictReader(io.StringIO(SURVEY))) * 40
    columns = ["territory", "name", "weight", "door", "q_roads", "said"]
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    for at, row in enumerate(rows):
        told = {"name": f"{NAMES}{at}", "door": f"{DOOR}{at}", "said": f"{SAID}{at}", "weight": f"{WEIGHT}{at:03}"}
        writer.writerow(row | told)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("USER", "LOGNAME", "USERNAME", "HOSTNAME"):
        monkeypatch.setenv(name, USER)
    # The rules of publication hold, as they do where nothing is said.
    dataset = DATASET.replace("publication: {profile: open}\n", "")
    for name, period in (("before", "2026-Q2"), ("now", "2026-Q3")):
        files = {"survey.csv": microdata(), "dataset.yaml": dataset.replace("2026-Q3", period)}
        write_project(tmp_path / name, files)
        evidence = tmp_path / name / "evidence.csv"
        evidence.write_text(
            evidence.read_text("utf-8").replace("2026-08", f"2026-0{8 if name == 'now' else 5}"), "utf-8"
        )
    return tmp_path


def contents(path: Path) -> Iterator[str]:
    """The texts in a file: of a workbook those of its parts."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            yield from (book.read(name).decode("utf-8", "replace") for name in book.namelist())
    else:
        yield path.read_text(encoding="utf-8", errors="replace")


def test_nothing_of_a_respondent_or_the_machine_comes_out(folder: Path) -> None:
    """Every file and every line of the terminal; of the weights only sums and means leave the machine."""
    markers = (NAMES, SAID, DOOR, WEIGHT)
    machine = (str(folder), str(Path(indexgov.__file__).parent), USER)
    for words in COMMANDS:
        result = CliRunner().invoke(main, list(words))
        assert result.exit_code == 0, f"{words}: {result.output}"
        told = result.stdout + result.stderr
        assert [one for one in (*markers, *machine) if one in told] == [], words
    files = [path for path in Path("out").rglob("*") if path.is_file()]
    assert len(files) > 100
    for path in files:
        for text in contents(path):
            assert [one for one in (*markers, *machine) if one in text] == [], path


HEAD, *ROWS = small_survey.answers().splitlines()


def with_cell(place: int, text: str) -> str:
    """The survey with a text in one column of every row."""
    changed = [row.split(",") for row in ROWS]
    for at, row in enumerate(changed):
        row[place] = f"{text} {at}"
    return "\n".join([HEAD, *map(",".join, changed)]) + "\n"


LONG = "my neighbour of flat 12 told me that the akim took the money and SECRET"
FAULTS = {
    "no header": ("\n".join(ROWS) + "\n", ""),
    "no header, one separator": ("\n".join(ROWS) + "\n", '  separator: ";"\n'),
    "no header, DuckDB": ("\n".join(ROWS) + "\n", "  engine: duckdb\n"),
    "a story as a weight": (with_cell(4, LONG), ""),
    "a story as an answer": (with_cell(7, LONG), ""),
    "too many cells": ("\n".join([HEAD, *(f"{row},{LONG}" for row in ROWS)]) + "\n", ""),
    "an open quote": ("\n".join([HEAD, *ROWS[:5], f'"{ROWS[6]}']) + "\n", ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_messages_quote_no_row_and_no_story(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As documented: the beginning of a cell that must be mended, of few rows, and never who or what else is there."""
    monkeypatch.chdir(tmp_path)
    answers, more = FAULTS[fault]
    small_survey.write_survey(tmp_path / "s", {"answers.csv": answers, "dataset.yaml": small_survey.DATASET + more})
    for words in (["survey", "s"], ["survey", "s", "--json"], ["check", "s"]):
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 1, result.output
        told = result.stdout + result.stderr
        assert [one for one in (*small_survey.MARKERS, "SECRET", "took the money") if one in told] == []
        assert told.count("my neighbour") <= 21


def test_a_column_of_names_in_the_wrong_place_is_not_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who names the column of respondents as that of the territory sees twenty of them, and how many more there are."""
    monkeypatch.chdir(tmp_path)
    dataset = DATASET.replace("{weight: weight}", "{weight: weight, territory: name}")
    write_project(tmp_path / "now", {"survey.csv": microdata(), "dataset.yaml": dataset})
    told = CliRunner().invoke(main, ["check", "now"]).stderr
    assert told.count(f"'{NAMES}") == 20
    assert "340 more names are no territory" in told
