"""Files of SPSS and Stata of which some bytes were changed: refused in whole sentences, never read by half."""

from __future__ import annotations

import struct
from pathlib import Path

import pandas as pd
import pytest

from indexgov.inputs.entries import SurveyEntry
from indexgov.inputs.respondents import Responses, Sought
from indexgov.inputs.responses import read_responses
from tests.survey_questions import ROADS

pyreadstat = pytest.importorskip("pyreadstat")

PACKED, ROWS = 72, 80
"""Where the header of an SPSS file tells whether its rows are packed, and how many there are: PSPP manual."""
LABELLED = b"\x04\0\0\0\x01\0\0\0\x02\0\0\0"
"""The record after value labels: one variable has them, the second."""
AS_TEXT, AS_NUMBER = b"\0\x08\x01\0" * 2, b"\2\x08\5\0" * 2
"""Formats A8 and F8.2, to print and to write."""


def written(path: Path) -> bytes:
    frame = pd.DataFrame({"region": ["a", "b"], "roads": [4.0, 5.0], "door": [7.0, 8.0]})
    write = pyreadstat.write_dta if path.suffix == ".dta" else pyreadstat.write_sav
    write(frame, path, variable_value_labels={"roads": {4: "good"}})
    return path.read_bytes()


def read(path: Path) -> Responses:
    entry = SurveyEntry.model_validate({"file": path.name, "questionnaire": "q.yaml"})
    return read_responses(path, path.name, entry, Sought(("region",), (), {"roads": ROADS}))


def told(path: Path, data: bytes, old: bytes, new: bytes) -> list[str]:
    """The messages about a file in which some bytes are others."""
    assert data.count(old) == 1
    assert old != new
    path.write_bytes(data.replace(old, new))
    return [str(problem) for problem in read(path).problems]


def refusal(name: str, fault: str) -> list[str]:
    return [
        f"{name}: error: the file cannot be read: {fault} [statistical-file]\n"
        "  = ask for the file again, or export it as CSV"
    ]


@pytest.fixture
def sav(tmp_path: Path) -> tuple[Path, bytes]:
    path = tmp_path / "survey.sav"
    return path, written(path)


@pytest.fixture
def dta(tmp_path: Path) -> tuple[Path, bytes]:
    path = tmp_path / "survey.dta"
    return path, written(path)


def record(data: bytes, name: bytes) -> tuple[int, int]:
    """Where the record of a variable begins and ends: 24 bytes, and a name of 8."""
    name_at = data.index(name.ljust(8))
    return name_at - 24, name_at + 8


def test_what_is_not_changed_is_read(sav: tuple[Path, bytes], dta: tuple[Path, bytes]) -> None:
    for path, _ in (sav, dta):
        responses = read(path)
        assert responses.problems == []
        assert responses.frame.to_dict("list") == {"region": ["a", "b"], "roads": [4, 5]}
        assert responses.labels == {"roads": {4: "good"}}


def test_a_column_without_a_name(sav: tuple[Path, bytes], dta: tuple[Path, bytes]) -> None:
    """pyreadstat calls it None, which ended in a traceback, though nobody asks for that column."""
    path, data = sav
    assert told(path, data, b"DOOR    ", b" " * 8) == refusal(path.name, "a column has no name")
    path, data = dta
    assert told(path, data, b"door", b"\0" * 4) == refusal(path.name, "a column has no name")


def test_two_columns_of_one_name(sav: tuple[Path, bytes], dta: tuple[Path, bytes]) -> None:
    """The library renames the second with a warning: which of them are the answers, nobody knows."""
    path, data = dta
    fault = "column 'roads' is duplicated, renamed to 'roads_duplicated1'"
    assert told(path, data, b"door\0", b"roads") == refusal(path.name, fault)
    path, data = sav
    short = data.replace(b"ROADS=roads\tDOOR=", b"Q0ADS=roads\tQ0OR=")
    fault = "column 'ROADS' is duplicated, renamed to 'ROADS_duplicated1'"
    assert told(path, short, b"DOOR    ", b"ROADS   ") == refusal(path.name, fault)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (3, "invalid file, or file has unsupported features"),
        (10**9, "rows are missing"),
        (2**40, "it is damaged"),
        (2**63, "unable to seek within file"),
    ],
)
def test_more_rows_than_a_stata_file_has(rows: int, fault: str, dta: tuple[Path, bytes]) -> None:
    """The library makes room for all of them before it looks: a thousand million rows took the memory of a machine."""
    path, data = dta
    assert told(path, data, b"<N>" + struct.pack("<Q", 2), b"<N>" + struct.pack("<Q", rows)) == refusal(
        path.name, fault
    )


@pytest.mark.parametrize("rows", [0, 1, 3, 10**9, 2**31 - 1])
def test_another_number_of_rows_than_an_spss_file_has(rows: int, sav: tuple[Path, bytes]) -> None:
    """With a count too small the library leaves out the rest of the respondents without a word."""
    path, data = sav
    path.write_bytes(data[:ROWS] + struct.pack("<i", rows) + data[ROWS + 4 :])
    fault = f"its header tells of {rows} rows, and its data are 2"
    assert [str(one) for one in read(path).problems] == refusal(path.name, fault)


def test_an_spss_file_that_does_not_know_its_rows(sav: tuple[Path, bytes]) -> None:
    """-1 is what programs write that send the rows on while they come."""
    path, data = sav
    path.write_bytes(data[:ROWS] + struct.pack("<i", -1) + data[ROWS + 4 :])
    assert read(path).frame["region"].tolist() == ["a", "b"]


def test_packed_rows_beyond_the_end(tmp_path: Path) -> None:
    path = tmp_path / "survey.sav"
    frame = pd.DataFrame({"region": ["a", "b"], "roads": [4.0, 5.0]})
    pyreadstat.write_sav(frame, path, row_compress=True)
    data = path.read_bytes()
    assert data[PACKED] == 1
    path.write_bytes(data[:ROWS] + struct.pack("<i", 5) + data[ROWS + 4 :])
    fault = "file did not contain the expected number of rows"
    assert [str(one) for one in read(path).problems] == refusal(path.name, fault)


@pytest.mark.parametrize("at", [-1, 0, 9])
def test_labels_of_a_variable_that_is_not_there(at: int, sav: tuple[Path, bytes]) -> None:
    """The library wrote beyond its memory and ended the process."""
    path, data = sav
    other = LABELLED[:-4] + struct.pack("<i", at)
    assert told(path, data, LABELLED, other) == refusal(path.name, "what it says of its variables contradicts itself")


def test_a_number_as_a_value_of_a_text(sav: tuple[Path, bytes]) -> None:
    path, data = sav
    other = LABELLED[:-4] + struct.pack("<i", 1)
    assert told(path, data, LABELLED, other) == refusal(path.name, "what it says of its variables contradicts itself")


@pytest.mark.parametrize(
    ("name", "width", "shown"),
    [
        (b"DOOR", 5, AS_NUMBER),
        (b"REGION", 0, AS_TEXT),
        (b"DOOR", 20, AS_TEXT),
        (b"DOOR", -1, AS_NUMBER),
        (b"DOOR", 300, AS_TEXT),
    ],
    ids=["text shown as a number", "number shown as a text", "parts are missing", "part of nothing", "too wide"],
)
def test_a_variable_that_contradicts_itself(name: bytes, width: int, shown: bytes, sav: tuple[Path, bytes]) -> None:
    path, data = sav
    begin, end = record(data, name)
    other = struct.pack("<ii", 2, width) + data[begin + 8 : begin + 16] + shown + data[end - 8 : end]
    fault = "what it says of its variables contradicts itself"
    assert told(path, data, data[begin:end], other) == refusal(path.name, fault)


def test_a_dictionary_that_contradicts_the_data(sav: tuple[Path, bytes]) -> None:
    """48 bytes are 2 rows of 3 cells: with a variable less 3 rows, of which the cells go to others, with one more 1."""
    path, data = sav
    begin, end = record(data, b"DOOR")
    door = data[begin:end]
    fault = "its header tells of 2 rows, and its data are 3"
    assert told(path, data, door, b"") == refusal(path.name, fault)
    fault = "its header tells of 2 rows, and its data are 1"
    assert told(path, data, door, door + door.replace(b"DOOR", b"GATE")) == refusal(path.name, fault)
    path.write_bytes(data[:-8])
    assert [str(one) for one in read(path).problems] == refusal(path.name, fault)
