"""The 20 regions of Kazakhstan, which are built in: codes, names in three languages, places in the tile map."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pandas as pd

from indexgov.tables import TERRITORIES

_FILE = Path(__file__).with_name("regions.csv")
NUMBERS = ("population", "tile_row", "tile_col")
"""Columns of the territories that are numbers."""


def regions() -> pd.DataFrame:
    """The 20 regions (17 regions and 3 cities) in the order of the Kazakh alphabet, columns TERRITORIES.

    Codes are those of the classifier NK RK 11 (KATO). `population`, `tile_row` and `tile_col` are float64 as in a
    table that was read; the population is NaN, because it changes.
    """
    with _FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return pd.DataFrame(
        {
            name: [_number(row[name]) for row in rows]
            if name in NUMBERS
            else pd.Series([row[name] for row in rows], dtype=object)
            for name in TERRITORIES.all
        }
    )


def _number(text: str) -> float:
    return float(text) if text else math.nan
