"""Writes the territories of a dataset, and says in a line how many of each tier there are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from indexgov.report.files import write_csv, write_new

_WORDS = {
    "region": ("region", "regions"),
    "city": ("city of regional significance", "cities of regional significance"),
    "district": ("district", "districts"),
    "city_district": ("city district", "city districts"),
    "rural_okrug": ("rural okrug", "rural okrugs"),
    "settlement": ("town, settlement or village", "towns, settlements and villages"),
}


def write_territories(territories: pd.DataFrame, path: Path) -> None:
    """Write a new territories.csv. Raises OSError as write_new does."""
    whole = territories.astype({"population": "Int64", "tile_row": "Int64", "tile_col": "Int64"})
    write_new(path, lambda fresh: write_csv(whole, fresh))


def counted(territories: pd.DataFrame) -> dict[str, int]:
    """How many territories there are of each tier, those of the fourth level by their peer group."""
    kinds = territories["tier"].where(territories["tier"] != "okrug", territories["peer_group"])
    return {kind: int((kinds == kind).sum()) for kind in _WORDS if (kinds == kind).any()}


def in_words(counts: dict[str, int]) -> str:
    """Counts as a message tells them: `20 regions, 170 districts`."""
    return ", ".join(f"{count} {_WORDS[kind][min(count, 2) - 1]}" for kind, count in counts.items())
