"""Files of SPSS and Stata, made by pyreadstat: right figures, or a clear stop."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indexgov.inputs.entries import SurveyEntry
from indexgov.inputs.respondents import Responses, Sought
from indexgov.inputs.responses import read_responses
from indexgov.inputs.table_file import TableFormat
from tests.survey_questions import AGE, LETTERS, ROADS, VISITED

pyreadstat = pytest.importorskip("pyreadstat")

NONE = np.nan


def read(path: Path, sought: Sought, **entry: Any) -> Responses:
    given = SurveyEntry.model_validate({"file": path.name, "questionnaire": "q.yaml", **entry})
    return read_responses(path, path.name, given, sought)


def told(responses: Responses) -> list[str]:
    return [str(problem) for problem in responses.problems]


def columns(responses: Responses) -> dict[str, list[Any]]:
    return {str(name): column.tolist() for name, column in responses.frame.items()}


@pytest.mark.parametrize("suffix", [".sav", ".zsav"])
def test_codes_that_spss_calls_missing_stay_codes(suffix: str, tmp_path: Path) -> None:
    """Readers blank 98 and 99 unless told otherwise, and "don't know" can no longer be told from "not asked"."""
    frame = pd.DataFrame({"region": [1.0, 2.0, 2.0, NONE], "roads": [4.0, 98.0, 99.0, NONE], "other": [1.0] * 4})
    path = tmp_path / f"survey{suffix}"
    labels = {"region": {1: "Абай", 2: "Алматы"}, "roads": {4: "Хорошо", 98: "Не знаю"}}
    pyreadstat.write_sav(
        frame, path, compress=suffix == ".zsav", missing_ranges={"roads": [98, 99]}, variable_value_labels=labels
    )
    responses = read(path, Sought(("region",), (), {"roads": ROADS}))
    assert told(responses) == []
    np.testing.assert_array_equal(responses.frame["roads"].to_numpy(), [4, 98, 99, NONE])
    assert responses.frame["region"].tolist() == ["1", "2", "2", ""]
    assert list(responses.frame.columns) == ["region", "roads"]
    assert responses.labels == {"region": {1: "Абай", 2: "Алматы"}, "roads": {4: "Хорошо", 98: "Не знаю"}}
    assert responses.missing == {"roads": ("98", "99")}


def test_a_missing_range_is_told_and_blanks_weights(tmp_path: Path) -> None:
    """950 within a declared range 900 to 999 is no weight; among answers it stays for the questionnaire to say."""
    frame = pd.DataFrame({"region": ["a ", "b"], "weight": [1.25, 950.0], "age": [30.0, 950.0]})
    path = tmp_path / "survey.sav"
    ranges: Any = {"weight": [{"lo": 900, "hi": 999}], "age": [{"lo": 900, "hi": 999}]}
    pyreadstat.write_sav(frame, path, missing_ranges=ranges)
    responses = read(path, Sought(("region",), ("weight",), {"age": AGE}))
    np.testing.assert_array_equal(responses.frame["weight"].to_numpy(), [1.25, NONE])
    assert responses.frame["age"].tolist() == [30, 950]
    assert responses.frame["region"].tolist() == ["a", "b"]
    assert responses.missing == {"weight": ("900 to 999",), "age": ("900 to 999",)}


def test_labels_of_a_text_column_only_if_every_code_has_one(tmp_path: Path) -> None:
    """Half-labelled columns mix labels and numbers in other readers."""
    path = tmp_path / "survey.sav"
    frame = pd.DataFrame({"region": [1.0, 2.0], "psu": [1.5, 1e20]})
    pyreadstat.write_sav(frame, path, variable_value_labels={"region": {1: "Абай"}})
    responses = read(path, Sought(("region", "psu"), (), {}))
    assert responses.labels == {}
    assert columns(responses) == {"region": ["1", "2"], "psu": ["1.5", "1e+20"]}


def test_letters_of_stata_become_numbers_of_their_own(tmp_path: Path) -> None:
    """.a is below every code: -2 000 000 000 less the number of the letter; a weight of .b is no weight."""
    path = tmp_path / "survey.dta"
    frame = pd.DataFrame(
        {"roads": [4, "a", 5, "b"], "weight": [1.25, "b", 1.0, 2.0], "region": ["Алматы ", "б", "a", ""]}
    )
    pyreadstat.write_dta(
        frame,
        path,
        missing_user_values={"roads": ["a", "b"], "weight": ["b"]},
        variable_value_labels={"roads": {4: "Хорошо", "a": "Не знаю"}},
    )
    responses = read(path, Sought(("region",), ("weight",), {"roads": LETTERS}))
    assert told(responses) == []
    assert responses.frame["roads"].tolist() == [4, *LETTERS.dont_know_codes, 5, *LETTERS.refused_codes]
    np.testing.assert_array_equal(responses.frame["weight"].to_numpy(), [1.25, NONE, 1, 2])
    assert responses.frame["region"].tolist() == ["Алматы", "б", "a", ""]
    assert responses.labels == {"roads": {4: "Хорошо", LETTERS.dont_know_codes[0]: "Не знаю"}}
    assert responses.missing == {"roads": (".a", ".b"), "weight": (".b",)}


def test_names_without_regard_to_capitals(tmp_path: Path) -> None:
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(pd.DataFrame({"REGION": ["a"], "Roads": [3.0]}), path)
    responses = read(path, Sought(("region",), (), {"roads": ROADS}))
    assert responses.found == {"region": "REGION", "roads": "Roads"}
    assert columns(responses) == {"region": ["a"], "roads": [3]}


def test_missing_columns(tmp_path: Path) -> None:
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(pd.DataFrame({"Q7_road": [3.0], "oblys": ["a"]}), path)
    responses = read(path, Sought(("region",), (), {"q7_roads": ROADS}))
    assert told(responses) == [
        "survey.sav: error: the column 'region' is missing [column-missing]\n  = the file has: 'Q7_road', 'oblys'",
        "survey.sav: error: the column 'q7_roads' is missing [column-missing]\n"
        "  = did you mean 'Q7_road'? the file has: 'Q7_road', 'oblys'",
    ]


def test_numbers_kept_as_text(tmp_path: Path) -> None:
    """A weight of "1,25" is neither 1 nor 125."""
    path = tmp_path / "survey.sav"
    frame = pd.DataFrame({"weight": ["1,25", "2", "", "1 234,5", "no"]})
    pyreadstat.write_sav(frame, path)
    assert told(read(path, Sought((), ("weight",), {}))) == [
        "survey.sav: error: row 1: '1,25' in column 'weight' is not a number [number]\n"
        "  = for decimal commas write 'decimal: \",\"' for this file in dataset.yaml",
        "survey.sav: error: row 4: '1 234,5' in column 'weight' is not a number [number]\n"
        "  = write the number without spaces between its digits",
        "survey.sav: error: row 5: 'no' in column 'weight' is not a number [number]\n"
        "  = write digits with a decimal point",
    ]
    pyreadstat.write_sav(frame.iloc[:3], path)
    responses = read(path, Sought((), ("weight",), {}), decimal=",")
    np.testing.assert_array_equal(responses.frame["weight"].to_numpy(), [1.25, 2, NONE])


@pytest.mark.parametrize("sign", ["_", ".", "$"])
def test_several_answers_in_columns(sign: str, tmp_path: Path) -> None:
    """Rows: 1 and 3 chosen, don't know in its own column, refused in the columns of the others, not asked."""
    path = tmp_path / "survey.sav"
    cells = {"1": [1, 0, 99, NONE], "2": [0, 0, 99, NONE], "3": [1, 0, 99, NONE], "98": [0, 1, NONE, NONE]}
    frame = pd.DataFrame({f"visited{sign}{code}": np.array(column, dtype=float) for code, column in cells.items()})
    pyreadstat.write_sav(frame, path)
    responses = read(path, Sought((), (), {"visited": VISITED}))
    assert told(responses) == []
    expected = pd.DataFrame(
        {
            "visited/1": [1, NONE, NONE, NONE],
            "visited/2": [0, NONE, NONE, NONE],
            "visited/3": [1, NONE, NONE, NONE],
            "visited/98": [0, 1, NONE, NONE],
            "visited/99": [0, NONE, 1, NONE],
        }
    )
    pd.testing.assert_frame_equal(responses.frame, expected, check_dtype=False)
    assert responses.found["visited/1"] == f"visited{sign}1"


def test_several_answers_in_one_column(tmp_path: Path) -> None:
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(pd.DataFrame({"visited": ["1 3", "98", "", "2 98"]}), path)
    responses = read(path, Sought((), (), {"visited": VISITED}))
    expected = pd.DataFrame(
        {
            "visited/1": [1, NONE, NONE, 0],
            "visited/2": [0, NONE, NONE, 1],
            "visited/3": [1, NONE, NONE, 0],
            "visited/98": [0, 1, NONE, 0],
            "visited/99": [0, NONE, NONE, 0],
        }
    )
    pd.testing.assert_frame_equal(responses.frame, expected, check_dtype=False)
    assert told(responses) == [
        "survey.sav: warning: row 4: 'visited' has an answer and a code of no answer [multiple-answers]\n"
        "  = the answer counts; correct the row if it must not"
    ]
    pyreadstat.write_sav(pd.DataFrame({"visited": ["1 7", "1,2"]}), path)
    assert told(read(path, Sought((), (), {"visited": VISITED}))) == [
        f"survey.sav: error: row {row}: '{word}' is not an answer to 'visited' [unknown-code]\n"
        f"  = {near}allowed: '98', '99', '1', '2', '3', with a blank between two codes"
        for row, word, near in ((1, "7", ""), (2, "1,2", ""))
    ]


def test_one_and_blank_is_no_answer_to_what_was_not_chosen(tmp_path: Path) -> None:
    """With 1 and blank alone every share would be 100 %: who did not choose cannot be told from who was not asked."""
    path = tmp_path / "survey.sav"
    frame = pd.DataFrame({"visited_1": [1, NONE, NONE], "visited_2": [NONE, 1, NONE], "visited_3": [5, NONE, NONE]})
    pyreadstat.write_sav(frame, path)
    assert told(read(path, Sought((), (), {"visited": VISITED}))) == [
        "survey.sav: error: row 1: a column of 'visited' holds something else than 1, 0, a blank or a code of no "
        "answer [multiple-answers]\n  = write 1 where the answer was chosen and 0 where not",
        "survey.sav: error: row 2: some columns of 'visited' are filled and some are blank [multiple-answers]\n"
        "  = write 0 where an answer was not chosen; leave all columns blank where the question was not put",
    ]


def test_columns_for_some_answers_only(tmp_path: Path) -> None:
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(pd.DataFrame({"visited_1": [1.0], "visited_2": [1.0]}), path)
    assert told(read(path, Sought((), (), {"visited": VISITED}))) == [
        "survey.sav: error: the column 'visited_3' is missing [column-missing]\n"
        "  = the file has: 'visited_1', 'visited_2'"
    ]


def in_code_page(path: Path) -> None:
    """A file whose texts are kz1048 behind a header that says UTF-8, as programs without code pages write them."""
    frame = pd.DataFrame({"region": ["K" * 9, "A" * 6], "roads": [4.0, 5.0]})
    pyreadstat.write_sav(frame, path, variable_value_labels={"roads": {4: "L" * 5}})
    data = path.read_bytes()
    for placeholder, text in (("K" * 9, "Қызылорда"), ("A" * 6, "Алматы"), ("L" * 5, "өңірі")):
        assert data.count(placeholder.encode()) == 1
        data = data.replace(placeholder.encode(), text.encode("kz1048"))
    path.write_bytes(data)


def test_wrong_declared_encoding(tmp_path: Path) -> None:
    path = tmp_path / "survey.sav"
    in_code_page(path)
    sought = Sought(("region",), (), {"roads": ROADS})
    assert told(read(path, sought)) == [
        "survey.sav: error: the texts of the file are not in the encoding it names [encoding]\n"
        "  = declare 'encoding: cp1251' or 'encoding: kz1048' for it in dataset.yaml"
    ]
    assert told(read(path, sought, encoding="cp1251")) == [
        "survey.sav: error: its word 'ґѕірі' would be 'өңірі' in kz1048: is the file kz1048 instead of cp1251? "
        "[encoding]\n  = declare 'encoding: kz1048' for it in dataset.yaml; if cp1251 is right, save the file as UTF-8"
    ]
    right = read(path, sought, encoding="kz1048")
    assert told(right) == []
    assert right.frame["region"].tolist() == ["Қызылорда", "Алматы"]
    assert right.labels == {"roads": {4: "өңірі"}}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.sav", b"", "unable to read from file"),
        ("other.sav", b"PK\x03\x04" * 100, "unable to read from file"),
        ("other.dta", b"garbage" * 100, "this version of the file format is not supported"),
    ],
)
def test_files_that_cannot_be_read(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    [problem] = read(tmp_path / name, Sought(("region",), (), {})).problems
    assert str(problem).startswith(f"{name}: error: the file cannot be read: ")
    assert str(problem).endswith("[statistical-file]\n  = ask for the file again, or export it as CSV")
    if name != "other.sav":
        assert message in problem.message


def test_truncated_and_absent_files(tmp_path: Path) -> None:
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(pd.DataFrame({"region": [f"a{row}" for row in range(500)]}), path)
    path.write_bytes(path.read_bytes()[:-100])
    assert [problem.rule for problem in read(path, Sought(("region",), (), {})).problems] == ["statistical-file"]
    absent = read(tmp_path / "absent.dta", Sought(("region",), (), {}))
    assert [problem.rule for problem in absent.problems] == ["statistical-file"]


def test_a_file_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(pd.DataFrame({"region": pd.Series([], dtype="str")}), path)
    assert told(read(path, Sought(("region",), (), {}))) == [
        "survey.sav: error: the file has no respondents [table-empty]\n  = one row a respondent"
    ]


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    assert told(read(tmp_path / "survey.sav", Sought(("region",), (), {}))) == [
        "survey.sav: error: files of the kind '.sav' need the library pyreadstat [extra-missing]\n"
        "  = run: pip install 'indexgov[sav]'"
    ]


def test_table_format_has_defaults() -> None:
    assert TableFormat() == TableFormat("utf-8", None, ".", None, False)
