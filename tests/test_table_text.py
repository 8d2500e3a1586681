"""Tables as text are what pandas and `json` write of them in one piece."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pandas as pd
import pytest

from indexgov.report import table_text
from indexgov.report.files import table_record
from indexgov.report.table_text import csv_rows, json_pieces

TABLE = pd.DataFrame({
    "words": pd.array(["а,б", 'say "no"', "", None], dtype="str"),
    "names": pd.Categorical(["ү", None, "x", "ү"]),
    "objects": np.array(["line\nbreak", None, 1, 2.5], dtype=object),
    "mixed": np.array([True, 1, 1.0, "1"], dtype=object),
    "numbers": [0.1 + 0.2, np.nan, -0.0, 1e-7],
    "beyond": [np.inf, -np.inf, 0.0, -0.0],
    "whole": [1, -2, 3, 10**15],
    "ranks": pd.array([1, None, 3, 4], dtype="Int64"),
    "texts": np.array([{"kk": "а"}, {}, None, {"ru": "б"}], dtype=object),
    "flags": [True, False, True, False],
    "unknown flags": pd.array([True, None, False, None], dtype="boolean"),
})  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3, 4, 1000])
def test_json_in_pieces_is_that_of_one_dump(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_text, "_ROWS", rows)
    inside = {"2026-Q1": {"table": TABLE, "none": TABLE.iloc[:0]}, "2026-Q2": {}}
    plain = {"2026-Q1": {"table": table_record(TABLE), "none": table_record(TABLE.iloc[:0])}, "2026-Q2": {}}
    for comma, colon in ((",", ":"), (", ", ": ")):
        whole = json.dumps(plain, ensure_ascii=False, separators=(comma, colon), default=str)
        assert "".join(json_pieces(inside, comma, colon)) == whole


@pytest.mark.parametrize("rows", [1, 3, 1000])
def test_csv_rows_are_those_of_pandas(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_text, "_ROWS", rows)
    for table in (TABLE, TABLE.iloc[:0], TABLE[["words"]]):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(csv_rows(table))
        assert text.getvalue() == table.to_csv(index=False, lineterminator="\n")


def test_what_json_does_not_have_is_text() -> None:
    made = "".join(json_pieces(pd.DataFrame({"day": pd.to_datetime(["2026-07-01"])}), ",", ":"))
    assert json.loads(made)["rows"] == [["2026-07-01 00:00:00"]]
