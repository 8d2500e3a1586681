"""Nothing of a single respondent, and nothing of the machine, in any file or on the terminal, whatever the command."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from openpyxl.comments import Comment

import indexgov
from indexgov.cli import main
from tests import small_survey
from tests.small_project import DATASET, REGISTRY, SURVEY, write_project

ROOT = Path(__file__).parents[1]

NAMES, SAID, DOOR = "Aigerim-7731-", "told-in-private-", "flat-55-"
WEIGHT = "1.2345678"
"""The beginning of every weight, as many digits as no figure of many respondents shares."""
USER = "saule-of-this-machine"
LONG = "my neighbour of flat 12 told me that the akim took the money and SECRET"
MARKERS = (NAMES, SAID, DOOR, WEIGHT, USER)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
COMMANDS = (
    ("check", "now"),
    ("score", "now", "--previous", "before", "--out", "out/score"),
    ("compare", "before", "now", "--out", "out/compare"),
    ("explain", "now", "--territory", "R01", "--evidence"),
    ("explain", "now", "--territory", "R01", "--json"),
    ("compare", "before", "now", "--json", "--out", "out/compare2"),
    ("audit", "now", "--out", "out/audit"),
    ("uncertainty", "ranked", "--draws", "50", "--out", "out/uncertainty"),
    ("uncertainty", "ranked", "--draws", "50", "--json", "--out", "out/uncertainty2"),
    ("verify", "out/score"),
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
    # Only who is ranked has an uncertain rank: here missing evidence counts as the lowest level.
    zero = REGISTRY.replace("missing: {rule: reweight, min_coverage: 0.5}", "missing: {rule: zero}").replace(
        "    weight: 40\n    blocks:", "    weight: 40\n    missing: {rule: reweight, min_coverage: 0.1}\n    blocks:"
    )
    for name, period, registry in (
        ("before", "2026-Q2", REGISTRY),
        ("now", "2026-Q3", REGISTRY),
        ("ranked", "2026-Q3", zero),
    ):
        files = {"survey.csv": microdata(), "dataset.yaml": dataset.replace("2026-Q3", period)}
        files["indicators.yaml"] = registry
        write_project(tmp_path / name, files)
        evidence = tmp_path / name / "evidence.csv"
        evidence.write_text(
            evidence.read_text("utf-8").replace("2026-08", f"2026-0{5 if name == 'before' else 8}"), "utf-8"
        )
    return tmp_path


def contents(path: Path) -> Iterator[str]:
    """The texts in a file: of a workbook those of its parts, of a PDF those of its streams and what it shows."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            yield from (book.read(name).decode("utf-8", "replace") for name in book.namelist())
    elif path.suffix == ".pdf":
        yield path.read_bytes().decode("latin-1")
        for stream in _STREAM.findall(path.read_bytes()):
            with suppress(zlib.error):
                yield zlib.decompress(stream).decode("utf-8", "replace")
        if shutil.which("pdftotext"):
            yield subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode("utf-8")
    else:
        yield path.read_text(encoding="utf-8", errors="replace")


def test_nothing_of_a_respondent_or_the_machine_comes_out(folder: Path) -> None:
    """Every file and every line of the terminal; of the weights only sums and means leave the machine."""
    markers, machine = MARKERS, (str(folder), str(Path(indexgov.__file__).parent))
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


def write_microdata(path: Path, changed: dict[str, list[str]] | None = None) -> None:
    """The microdata in the format of a file, which tells besides who made it, as programs do."""
    frame = pd.read_csv(io.StringIO(microdata())).assign(**(changed or {}))
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    elif path.suffix == ".parquet":
        frame.attrs["author"] = USER
        frame.to_parquet(path)
    elif path.suffix == ".xlsx":
        with pd.ExcelWriter(path, engine="openpyxl") as writer:
            frame.to_excel(writer, index=False)
            sheet = next(iter(writer.sheets.values()))
            sheet["B2"].comment = Comment(f"{SAID} as well", USER)
            writer.book.properties.creator = USER
    else:
        pyreadstat = pytest.importorskip("pyreadstat")
        write = pyreadstat.write_dta if path.suffix == ".dta" else pyreadstat.write_sav
        write(frame, path, file_label=USER)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".sav", ".dta", ".parquet"])
def test_no_format_of_microdata_lets_more_out(suffix: str) -> None:
    """Columns that nobody asks for, notes and properties of the file stay where they are; so do stories in messages."""
    if suffix == ".parquet":
        pytest.importorskip("duckdb")
    dataset, survey = Path("now/dataset.yaml"), Path(f"now/survey{suffix}")
    dataset.write_text(dataset.read_text("utf-8").replace("survey.csv", survey.name), "utf-8")
    Path("now/survey.csv").unlink()
    write_microdata(survey)
    for words in (
        ("score", "now", "--draws", "0", "--lang", "en", "--out", "out/score"),
        ("survey", "now", "--questions", "--json", "--out", "out/survey"),
    ):
        result = CliRunner().invoke(main, list(words))
        assert result.exit_code == 0, result.output
        assert [one for one in MARKERS if one in result.stdout + result.stderr] == []
    for path in (path for path in Path("out").rglob("*") if path.is_file()):
        for text in contents(path):
            assert [one for one in MARKERS if one in text] == [], path
    write_microdata(survey, {"q_roads": [f"{LONG} {at}" for at in range(360)]})
    result = CliRunner().invoke(main, ["check", "now"])
    assert result.exit_code == 1, result.output
    told = result.stdout + result.stderr
    assert [one for one in (*MARKERS, "SECRET", "took the money") if one in told] == []
    assert 1 <= told.count("my neighbour") <= 21


def test_a_page_for_print_tells_no_more(folder: Path) -> None:
    pytest.importorskip("playwright")
    words = ["score", "now", "--draws", "0", "--lang", "en", "--pdf", "R01/akimat", "--out", "out/score"]
    # In a process of its own: another test may have a browser open in this one.
    command, env = [sys.executable, "-m", "indexgov", *words], os.environ | {"PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if "a browser" in result.stderr:
        pytest.skip("no browser on this machine")
    assert result.returncode == 0, result.stderr
    pages = list(Path("out/score/pdf").iterdir())
    assert len(pages) == 3
    for path in pages:
        for text in contents(path):
            assert [one for one in (*MARKERS, str(folder), USER) if one in text] == [], path


HEAD, *ROWS = small_survey.answers().splitlines()


def with_cell(place: int, text: str) -> str:
    """The survey with a text in one column of every row."""
    changed = [row.split(",") for row in ROWS]
    for at, row in enumerate(changed):
        row[place] = f"{text} {at}"
    return "\n".join([HEAD, *map(",".join, changed)]) + "\n"


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
