"""Tables of microdata in memory, in DuckDB and in Spark: the same answers from each, or a clear stop."""

from __future__ import annotations

import gc
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from indexgov.errors import errors_in
from indexgov.inputs import large_text, responses
from indexgov.inputs.engines import EngineError
from indexgov.inputs.entries import SurveyEntry
from indexgov.inputs.large_file import read_large
from indexgov.inputs.respondents import Responses, Sought
from indexgov.inputs.responses import read_responses
from indexgov.survey.sums import collected
from tests.survey_questions import AGE, LETTERS, ROADS, USUAL, VISITED

HEADER = "region;psu;weight;roads;age;visited/1;visited/2;visited/3;visited/98\n"
ROWS = [
    "\u00a0Қызылорда  қ. ;01;1,25;5;30;1;0;1;0\n",
    '"Өс;кемен";02;2;98;998;0;0;0;1\n',
    "\n",
    '"a\nb";02;0,5;;;;;;\n',
]
TEXT = HEADER + "".join(ROWS)
MANY = ["region", "psu", "weight", "roads", "age", *(f"visited/{code}" for code in (1, 2, 3, 98, 99))]
ANSWERS: list[list[Any]] = [
    ["Қызылорда қ.", "01", 1.25, "5", 30.0, 1.0, 0.0, 1.0, 0.0, 0.0],
    ["Өс;кемен", "02", 2.0, "98", 998.0, None, None, None, 1.0, None],
    ["a b", "02", 0.5, None, None, None, None, None, None, None],
]
"""Worked out by hand: a lone code of no answer leaves the other columns blank, a blank row of a file is no respondent,
and who was not asked stays blank."""


def read(path: Path, sought: Sought = USUAL, **entry: Any) -> Responses:
    given = SurveyEntry.model_validate({"file": path.name, "questionnaire": "q.yaml", **entry})
    return read_responses(path, path.name, given, sought)


def rows(found: Responses, columns: list[str] = MANY) -> list[list[Any]]:
    """The rows of any frame with None for blanks."""
    assert errors_in(found.problems) == ()
    frame = found.frame
    if isinstance(frame, pd.DataFrame):
        cells = frame[columns].astype(object).to_numpy().tolist()
    else:
        names = frame.columns
        listed = frame.fetchall() if hasattr(frame, "fetchall") else frame.collect()
        cells = [[row[names.index(name)] for name in columns] for row in listed]
    return [[None if cell == "" or pd.isna(cell) else cell for cell in row] for row in cells]


def told(found: Responses) -> list[str]:
    return [str(problem) for problem in found.problems]


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    from pyspark.sql import SparkSession

    builder = SparkSession.Builder().master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(params=["memory", "duckdb", "spark"])
def engine(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if name == "duckdb":
        pytest.importorskip("duckdb")
    elif name == "spark":
        request.getfixturevalue("spark")
    return name


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "kz1048"])
def test_csv_in_every_engine(code: str, engine: str, tmp_path: Path) -> None:
    """Semicolons, decimal commas, quotes around separators and line ends, no-break spaces, blank rows, and a mark."""
    path = tmp_path / "survey [1].csv"
    path.write_bytes(TEXT.encode(code))
    found = read(path, engine=engine, decimal=",", encoding=code.removesuffix("-sig"))
    assert told(found) == []
    assert rows(found) == ANSWERS
    assert (found.table is not None) == (engine == "memory")


def test_parquet_in_every_engine(engine: str, tmp_path: Path) -> None:
    """Types stay: codes that are numbers come as floats, texts that are numbers without decimals, NaN as a blank."""
    path = tmp_path / "survey [1].parquet"
    frame = pd.DataFrame(
        {
            "Region": pd.Categorical(["Абай ", "Алматы", "Абай "]),
            "psu": [1.0, 2.5, np.nan],
            "weight": [1, 2, 3],
            "roads": [5, 98, np.nan],
            "age": ["30", " ", "1e2"],
            "visited_1": [True, False, None],
            "visited_2": [0, 98, None],
            "visited_3": [1.0, 0.0, None],
        }
    )
    frame.to_parquet(path)
    found = read(path, engine=engine)
    assert told(found) == []
    assert found.found["region"] == "Region"
    assert rows(found) == [
        ["Абай", "1", 1.0, 5.0, 30.0, 1.0, 0.0, 1.0, 0.0, 0.0],
        ["Алматы", "2.5", 2.0, 98.0, None, None, None, None, 1.0, None],
        ["Абай", None, 3.0, None, 100.0, None, None, None, None, None],
    ]


FAULTS = [
    "x;1;1.234,5;5;30;1;0;1;0\n",
    "x;1;1\u00a0234,5;5;30;1;0;1;0\n",
    "x;1;1e16;5;old;1;0;1;0\n",
    "x;1\n",
    "x;1;1;5;30;1;;1;0\n",
]
FAULT_LINES = {
    "7: error: '1.234,5' in column 'weight' is not a number [number]\n  = write digits with a decimal comma",
    "8: error: '1 234,5' in column 'weight' is not a number [number]\n"
    "  = write the number without spaces between its digits",
    "9: error: '1e16' in column 'weight' is beyond 1e+15 [number]\n  = correct the number",
    "9: error: 'old' in column 'age' is not a number [number]\n  = write digits with a decimal comma",
}


def test_faults_have_their_lines_in_every_engine(engine: str, tmp_path: Path) -> None:
    """No engine makes a blank of what is no number, whatever it would do by itself."""
    path = tmp_path / "survey.csv"
    path.write_text(TEXT + "".join(FAULTS), encoding="utf-8")
    found = told(read(path, engine=engine, decimal=","))
    assert {f"survey.csv:{line}" for line in FAULT_LINES} <= set(found) or engine == "memory"
    width = "survey.csv:10: error: the row has 2 cells, the header 9 [row-width]"
    assert any(line.startswith(width) for line in found)
    path.write_text(TEXT + "".join(FAULTS[:3] + FAULTS[4:]), encoding="utf-8")
    found = told(read(path, engine=engine, decimal=","))
    assert {f"survey.csv:{line}" for line in FAULT_LINES} <= set(found)
    partly = "some columns of 'visited' are filled and some are blank"
    where = f"survey.csv:10: error: {partly}" if engine == "memory" else f"survey.csv: error: {partly}, in 1 rows"
    assert any(line.startswith(where) for line in found)
    assert not any("x;1;" in line for line in found)


def test_only_the_first_faults_of_a_large_file_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    monkeypatch.setattr(large_text, "TOLD", 2)
    path = tmp_path / "survey.csv"
    path.write_text("weight\n1\nx\ny\nz\n", encoding="utf-8")
    found = read(path, Sought((), ("weight",), {}), engine="duckdb")
    assert told(found) == [
        "survey.csv:3: error: 'x' in column 'weight' is not a number [number]\n  = write digits with a decimal point",
        "survey.csv:4: error: 'y' in column 'weight' is not a number [number]\n  = write digits with a decimal point",
        "survey.csv: error: there are more faults than these 2 [more-faults]\n"
        "  = mend all of the same kind before the next run",
    ]


def test_faults_in_parquet(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    path = tmp_path / "survey.parquet"
    weights = ["1,25", "2", "4,5"]
    pd.DataFrame({"weight": weights, "fpc": [1.0, np.inf, 2.0], "psu": [[1], [2], [3]]}).to_parquet(path)
    assert told(read(path, Sought((), ("weight", "fpc"), {}))) == [
        "survey.parquet: error: '1,25' in column 'weight' is not a number, one of 2 such cells [number]\n"
        "  = for decimal commas write 'decimal: \",\"' for this file in dataset.yaml",
        "survey.parquet: error: 'inf' in column 'fpc' is not a number [number]\n  = write digits with a decimal point",
    ]
    assert told(read(path, Sought(("psu", "regin"), ("wieght",), {"visited": VISITED}))) == [
        "survey.parquet: error: the column 'regin' is missing [column-missing]\n"
        "  = the file has: 'weight', 'fpc', 'psu'",
        "survey.parquet: error: the column 'wieght' is missing [column-missing]\n"
        "  = did you mean 'weight'? the file has: 'weight', 'fpc', 'psu'",
        "survey.parquet: error: the column 'visited' is missing [column-missing]\n"
        "  = the file has: 'weight', 'fpc', 'psu'",
        "survey.parquet: error: the column 'visited' holds several answers in one cell, which needs 'engine: memory' "
        "[multiple-answers]\n  = write a column for each answer, such as 'visited/1'",
        "survey.parquet: error: the column 'psu' holds neither text nor numbers [column-type]\n"
        "  = save it as text or as numbers",
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "survey.csv: error: the table is empty [table-empty]\n  = write a header and a row each"),
        (b"weight\n", "survey.csv: error: the file has no respondents [table-empty]\n  = one row a respondent"),
        (
            # All that was sought is missing: the first row may be a respondent, of whom nothing is quoted.
            b"wieght;a\n1;2\n",
            "survey.csv:1: error: the column 'weight' is missing [column-missing]\n"
            "  = the first row that is not empty must hold the names of the columns",
        ),
        (
            b"weight,weight\n1,2\n",
            "survey.csv:1: error: the column 'weight' stands twice [column-duplicate]\n  = rename one of the two",
        ),
        (
            b'weight,"a\n1,2\n',
            "survey.csv:1: error: the row cannot be read: unexpected end of data [csv]\n  = check the quotes",
        ),
        (
            "weight;a\n1;Қызылорда\n".encode("kz1048"),
            "survey.csv:2: error: byte 12 is not utf-8 [encoding]\n  = is the file kz1048? letters inside its words "
            "are Қ in kz1048, which would be Ќ in cp1251: then declare 'encoding: kz1048' for it in dataset.yaml",
        ),
    ],
    ids=["empty", "no rows", "missing", "twice", "quotes", "encoding"],
)
def test_bad_csv_in_duckdb(data: bytes, expected: str, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    path = tmp_path / "survey.csv"
    path.write_bytes(data)
    assert told(read(path, Sought((), ("weight",), {}), engine="duckdb")) == [expected]


def test_damaged_parquet(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "survey.parquet"
    path.write_bytes(b"PAR1 and nothing more")
    [problem] = read(path, engine=engine).problems
    assert (problem.rule, problem.message[:25]) == ("file", "the file cannot be read: ")
    absent = read(tmp_path / "absent.parquet", engine=engine)
    assert [one.rule for one in absent.problems] == ["file"]


def test_parquet_that_breaks_after_the_faults_were_counted(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "survey.parquet"
    pd.DataFrame({"weight": [1.0, 2.0]}).to_parquet(path)
    found = read(path, Sought((), ("weight",), {}), engine=engine)
    assert told(found) == []
    path.write_bytes(b"PAR1" + bytes(path.stat().st_size - 4))
    if engine == "memory":
        assert rows(found, ["weight"]) == [[1.0], [2.0]]
        return
    with pytest.raises(EngineError), found.guarded():
        collected(nw.from_native(found.frame))


def test_parquet_that_breaks_before_it_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    path = tmp_path / "survey.parquet"
    pd.DataFrame({"weight": [1.0, 2.0]}).to_parquet(path)

    def read_and_break(*given: Any) -> Responses:
        found = read_large(*given)
        path.write_bytes(b"PAR1" + bytes(path.stat().st_size - 4))
        return found

    monkeypatch.setattr(responses, "read_large", read_and_break)
    [problem] = read(path, Sought((), ("weight",), {}), engine="memory").problems
    assert (problem.rule, problem.message[:25]) == ("file", "the file cannot be read: ")


def test_several_answers_in_one_cell_need_memory(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text('visited\n1 3\n98\n""\n3 1\n', encoding="utf-8")
    sought = Sought((), (), {"visited": VISITED})
    columns = [f"visited/{code}" for code in (1, 2, 3, 98, 99)]
    assert rows(read(path, sought), columns) == [[1, 0, 1, 0, 0], [None, None, None, 1, None], [1, 0, 1, 0, 0]]
    pytest.importorskip("duckdb")
    assert told(read(path, sought, engine="duckdb")) == [
        "survey.csv: error: the column 'visited' holds several answers in one cell, which needs 'engine: memory' "
        "[multiple-answers]\n  = write a column for each answer, such as 'visited/1'"
    ]


def test_large_csv_goes_to_duckdb_unless_memory_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    monkeypatch.setattr(responses, "LARGE", 10)
    path = tmp_path / "survey.csv"
    path.write_text(TEXT.replace(",", "."), encoding="utf-8")
    assert type(read(path).frame).__name__ == "DuckDBPyRelation"
    assert isinstance(read(path, engine="memory").frame, pd.DataFrame)


def test_workbooks(tmp_path: Path) -> None:
    """TRUE and FALSE of a sheet are 1 and 0; a fault names its cell."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    cells = [["Абай", 1, 1.25, 5, 30, True, False, True], ["Абай", 1, 2, ".a", "998", False, False, False]]
    for row in [["region", "psu", "weight", "roads", "age", "visited_1", "visited_2", "visited_3"], *cells]:
        sheet.append(row)
    path = tmp_path / "survey.xlsx"
    book.save(path)
    sought = Sought(USUAL.texts, USUAL.numbers, {"roads": LETTERS, "age": AGE, "visited": VISITED})
    found = read(path, sought)
    assert rows(found) == [
        ["Абай", "1", 1.25, "5", 30.0, 1.0, 0.0, 1.0, 0.0, 0.0],
        ["Абай", "1", 2.0, ".a", 998.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    ]
    assert str(found.place(1, "visited/2")) == "survey.xlsx:Data!G3"
    sheet["C3"] = "1,25"
    book.save(path)
    assert told(read(path, sought)) == [
        "survey.xlsx:Data!C3: error: '1,25' in column 'weight' is not a number [number]\n"
        "  = for decimal commas write 'decimal: \",\"' for this file in dataset.yaml"
    ]


def test_letters_of_stata_in_columns_of_numbers(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("roads;age\n.a;.a\n5;30\n", encoding="utf-8")
    age = AGE.model_copy(update={"dont_know": (".a",)})
    found = read(path, Sought((), (), {"roads": LETTERS, "age": age}), engine=engine)
    assert rows(found, ["roads", "age"]) == [[".a", float(age.dont_know_codes[0])], ["5", 30.0]]


def test_other_kinds_of_files(tmp_path: Path) -> None:
    assert told(read(tmp_path / "survey.por")) == [
        "survey.por: error: files of the kind '.por' are not read [file-kind]\n  = save the data as one of '.csv', "
        "'.tsv', '.txt', '.xlsx', '.xlsm', '.sav', '.zsav', '.dta', '.parquet', '.pq'"
    ]


@pytest.mark.parametrize(("name", "module", "extra"), [("duckdb", "duckdb", "big"), ("spark", "pyspark", "spark")])
def test_without_the_library(
    name: str, module: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert told(read(tmp_path / "survey.parquet", engine=name)) == [
        f"survey.parquet: error: this file needs the library {module} [extra-missing]\n"
        f"  = run: pip install 'indexgov[{extra}]'"
    ]


def test_spark_without_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = pytest.importorskip("pyspark.sql")
    monkeypatch.setattr(sql.SparkSession, "getActiveSession", lambda: None)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.delenv("SPARK_REMOTE", raising=False)
    assert told(read(tmp_path / "survey.parquet", engine="spark")) == [
        "survey.parquet: error: Spark needs Java, which is not found [java-missing]\n"
        "  = install Java 17 or later and let JAVA_HOME name its folder, or write 'engine: duckdb'"
    ]


def test_points_in_names(engine: str, tmp_path: Path) -> None:
    """To Spark `a.b` is b inside a."""
    path = tmp_path / "survey.csv"
    path.write_text("v.x/1,v.x/2,v.x/3,w.t\n1,0,0,1\n", encoding="utf-8")
    found = read(path, Sought((), ("w.t",), {"v.x": VISITED}), engine=engine)
    if engine == "spark":
        assert told(found) == [
            f"survey.csv: error: Spark does not take the point in the name of the column '{name}' [column-name]\n"
            "  = rename the column, or write 'engine: duckdb'"
            for name in ("w.t", "v.x")
        ]
    else:
        assert rows(found, ["w.t", "v.x/1", "v.x/2"]) == [[1.0, 1.0, 0.0]]


def test_duckdb_loads_nothing_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No extensions from the network, bounded memory, and the copy in UTF-8 goes with the responses."""
    pytest.importorskip("duckdb")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = tmp_path / "survey.csv"
    path.write_bytes(TEXT.encode("kz1048"))
    found = read(path, engine="duckdb", decimal=",", encoding="kz1048")
    assert [one.name.startswith("indexgov-") for one in tmp_path.iterdir() if one != path] == [True]
    settings = found.frame.query("x", "SELECT name, value FROM duckdb_settings()")
    known = dict(settings.fetchall())
    assert (known["autoinstall_known_extensions"], known["autoload_known_extensions"]) == ("false", "false")
    assert known["memory_limit"] == "762.9 MiB"
    del found, settings
    gc.collect()
    assert list(tmp_path.iterdir()) == [path]


def test_a_scale_as_labels_stays_text(engine: str, tmp_path: Path) -> None:
    """Exports hold labels instead of codes as often as not; the caller knows the questionnaire."""
    path = tmp_path / "survey.csv"
    path.write_text("roads\n  Хорошо \n5\n", encoding="utf-8")
    assert rows(read(path, Sought((), (), {"roads": ROADS}), engine=engine), ["roads"]) == [["Хорошо"], ["5"]]
