"""Tables as JSON and as rows of CSV, some thousand rows at a time, so that large ones never stand in memory whole."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any

import numpy as np
import pandas as pd

_ROWS = 20_000
"""Rows that are made text together."""


def plain_values(column: pd.Series[Any]) -> list[Any]:
    """The values of a column as Python has them; None for what is missing."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "biuf":
        values = column.tolist()
        return [None if value != value else value for value in values] if column.dtype.kind == "f" else values
    values = column.astype(object).tolist()
    if not column.hasnans:
        return values
    return [None if value is pd.NA or (isinstance(value, float) and math.isnan(value)) else value for value in values]


@dataclass(frozen=True)
class Blocks:
    """A table that is made block by block, each time that somebody goes through it."""

    columns: Sequence[str]
    frames: Callable[[], Iterator[pd.DataFrame]]


def json_pieces(value: Any, comma: str, colon: str) -> Iterator[str]:
    """JSON of a value, of which tables at any depth are columns and rows with null for what is missing.

    `comma` and `colon` are the signs between items and after keys. What JSON does not have is written as text.
    """
    dumped = json.JSONEncoder(ensure_ascii=False, separators=(comma, colon), default=str).encode
    if isinstance(value, pd.DataFrame | Blocks):
        yield f'{{"columns"{colon}{dumped(list(value.columns))}{comma}"rows"{colon}['
        for number, part in enumerate(_parts(value)):
            rows = zip(*(_in_json(part[name], dumped) for name in part.columns), strict=True)
            yield (comma if number else "") + comma.join([f"[{comma.join(row)}]" for row in rows])
        yield "]}"
    elif _holds_table(value):
        for number, (key, inside) in enumerate(value.items()):
            yield f"{comma if number else '{'}{dumped(key)}{colon}"
            yield from json_pieces(inside, comma, colon)
        yield "}"
    else:
        yield dumped(value)


def _holds_table(value: Any) -> bool:
    return isinstance(value, dict) and any(
        isinstance(one, pd.DataFrame | Blocks) or _holds_table(one) for one in value.values()
    )


def csv_rows(table: pd.DataFrame | Blocks) -> Iterator[Iterable[Any]]:
    """The header and the rows of a table, for `csv` to write."""
    yield table.columns
    for part in _parts(table):
        yield from zip(*(plain_values(part[name]) for name in part.columns), strict=True)


def _parts(table: pd.DataFrame | Blocks) -> Iterator[pd.DataFrame]:
    if isinstance(table, Blocks):
        return table.frames()
    return (table.iloc[start : start + _ROWS] for start in range(0, len(table), _ROWS))


def _in_json(column: pd.Series[Any], dumped: Callable[[Any], str]) -> list[str]:
    """Every value of a column as JSON."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        # The place -1, of what is missing, takes the last.
        words = [*map(dumped, plain_values(column.cat.categories.to_series())), "null"]
        return [words[place] for place in column.cat.codes.tolist()]
    values = plain_values(column)
    kinds = set(map(type, values)) - {NoneType}
    if kinds == {float}:
        return [float.__repr__(one) if one is not None and math.isfinite(one) else dumped(one) for one in values]
    if len(kinds) > 1 or not kinds <= {str, int, bool}:
        return [dumped(one) for one in values]
    # Of one kind, what is equal is written alike, which holds neither of 1 and true nor of 0.0 and -0.0.
    known = {one: dumped(one) for one in set(values)}
    return [known[one] for one in values]
