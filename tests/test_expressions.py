"""Expressions mean the same in pandas, which `in_memory` works out, as in engines that narwhals drives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from indexgov.survey.expressions import Expression, any_of, col, count_of, lit, select, when, with_columns
from indexgov.survey.in_memory import Values

polars = pytest.importorskip("polars")

ROWS: Mapping[str, Any] = {
    "p": [True, True, True, False, False, False, None, None, None],
    "q": [True, False, None, True, False, None, True, False, None],
    "x": [1.0, 2.0, None, -3.5, 0.0, 4.0, None, 1e300, 2.0],
    "n": [1, 2, None, 3, 98, 99, 1, None, 5],
    "w": [" Yes", "no", None, "", "1.5 ", "abc", "-2e1", "ДА", "yes"],
}
"""Truth values in all nine pairs of true, false and not known; numbers and words with blanks."""


def pandas_frames() -> Mapping[str, pd.DataFrame]:
    """The rows in every type of pandas that a column may have."""
    plain = pd.DataFrame({
        "p": pd.array(ROWS["p"], dtype="boolean"), "q": pd.array(ROWS["q"], dtype="boolean"),
        "x": pd.array(ROWS["x"], dtype="Float64").to_numpy(dtype=float, na_value=np.nan),
        "n": pd.array(ROWS["n"], dtype="Int64"), "w": pd.array(ROWS["w"], dtype="str"),
    })  # fmt: skip
    floats = plain["n"].to_numpy(dtype=float, na_value=np.nan)
    return {
        "plain": plain,
        "nullable": plain.assign(x=pd.array(ROWS["x"], dtype="Float64"), w=pd.array(ROWS["w"], dtype="string")),
        "categories": plain.assign(n=floats, w=pd.Categorical(ROWS["w"])),
        "repeated index": plain.set_axis([7] * len(plain)),
    }


TRUTH = col("p"), col("q")
WORD = col("w").cast(nw.String).stripped()
CASES: Mapping[str, Expression] = {
    "and": TRUTH[0] & TRUTH[1],
    "or": TRUTH[0] | TRUTH[1],
    "not": ~TRUTH[0],
    "not both": ~(TRUTH[0] & TRUTH[1]),
    "neither": ~(TRUTH[0] | TRUTH[1]),
    "and nothing": TRUTH[0] & lit(False),
    "any": any_of(*TRUTH),
    "count": count_of(col("x").is_null(), col("w").is_null()),
    "above": col("x") > 0,
    "between": (col("n") >= 2) & (col("n") <= 98),
    "not above": ~(col("x") > 0),
    "codes": col("n").is_in([1, 98]),
    "not codes": ~col("n").is_in([1, 98]),
    "product": col("x") * col("x") * col("n"),
    "known": ~col("n").is_null(),
    "when": when(TRUTH[0], col("x")),
    "when else": when(TRUTH[0], col("x")).otherwise(col("n").cast(nw.Float64)),
    "chain": when(TRUTH[0], lit(1.0)).otherwise(when(TRUTH[1], lit(2.0)).otherwise(lit(None))),
    "definite": when(TRUTH[0], lit(True)).otherwise(lit(False)),
    "true as one": TRUTH[0].cast(nw.Int8),
    "words": WORD.lowered().is_in(["yes", "да"]),
    "not words": ~WORD.lowered().is_in(["yes", "да"]),
    "filled": ~col("w").is_null() & (WORD != ""),
    "numbers in words": when(WORD.matches(r"^[+-]?[0-9.]+(e[0-9]+)?$"), WORD).cast(nw.Float64),
    "nobody": lit(None),
}


def shown(frame: pd.DataFrame) -> dict[str, list[object]]:
    """The columns as plain values, None for what is not known."""
    return {name: [None if pd.isna(value) else value for value in frame[name].astype(object)] for name in frame.columns}


@pytest.fixture(scope="module")
def expected() -> dict[str, list[object]]:
    """What Polars makes of the cases; it has nulls, as SQL has them."""
    made = select(nw.from_native(polars.DataFrame(ROWS)), CASES).to_native()
    return {name: made[name].to_list() for name in made.columns}


@pytest.mark.parametrize("kind", ["plain", "nullable", "categories", "repeated index"])
def test_pandas_and_polars_agree(kind: str, expected: dict[str, list[object]]) -> None:
    found = shown(select(nw.from_native(pandas_frames()[kind]), CASES).to_native())
    assert {name: values for name, values in found.items() if values != expected[name]} == {}


def test_duckdb_agrees_with_both(expected: dict[str, list[object]]) -> None:
    duckdb = pytest.importorskip("duckdb")
    rows = polars.DataFrame({"place": list(range(len(ROWS["p"]))), **ROWS}).to_arrow()
    made = with_columns(nw.from_native(duckdb.arrow(rows)), CASES).sort("place").collect("polars").to_native()
    assert {name: made[name].to_list() for name in CASES if made[name].to_list() != expected[name]} == {}


def test_the_truth_table_of_sql() -> None:
    """SQL:2023, 6.39: false and unknown is false, true or unknown is true, all else with unknown is unknown."""
    found = shown(select(nw.from_native(pandas_frames()["plain"]), CASES).to_native())
    assert found["and"] == [True, False, None, False, False, False, None, False, None]
    assert found["or"] == [True, True, True, True, False, None, True, None, None]
    assert found["not"] == [False] * 3 + [True] * 3 + [None] * 3


def test_what_several_columns_are_made_of_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same object within a selection stands for the same values."""
    compared, above = list[object](), Values.__gt__

    def watched(one: Values, other: object) -> Values:
        compared.append(other)
        return above(one, other)

    monkeypatch.setattr(Values, "__gt__", watched)
    shared = col("x") > 0
    select(nw.from_native(pandas_frames()["plain"]), {"one": shared, "other": ~shared, "third": shared & lit(True)})
    assert compared == [0]


def test_a_bare_column_stays_what_it_is() -> None:
    """Areas may be days, which are no answers."""
    frame = pd.DataFrame({"day": pd.to_datetime(["2026-07-01", "2026-07-02"])})
    assert select(nw.from_native(frame), {"key": col("day")}).to_native()["key"].dtype == frame["day"].dtype


def test_a_frame_without_rows() -> None:
    empty = pandas_frames()["plain"].iloc[:0]
    assert select(nw.from_native(empty), CASES).shape == (0, len(CASES))
