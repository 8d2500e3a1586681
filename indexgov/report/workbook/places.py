"""Where things stand in the workbook of scorecards: addresses of cells, and names of weights and scales."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from indexgov.inputs.workbook import letters_of

TOP = 3
"""Row under the stamp and the title, as programs number rows: of the headings where nothing stands above them."""
WEIGHTS_ROW = TOP
"""Row of the weights, above the headings of a table of scores."""
FIRST = WEIGHTS_ROW + 2
"""Row of the first authority in it."""
ROW = "§"
"""Stands for the number of the row in a formula that every authority has in its own row."""
letters = cache(letters_of)
"""The name of a column, counted from 0."""


def quoted(sheet: str) -> str:
    """The name of a sheet as it stands before a cell in a formula."""
    return "'" + sheet.replace("'", "''") + "'!"


def across(sheet: str, first: int, count: int, row: str) -> str:
    """A range of cells of one row; `sheet` is quoted, or empty for the sheet itself."""
    return f"{sheet}{letters(first)}{row}:{letters(first + count - 1)}{row}"


def names_of(prefix: str, ids: Iterable[str]) -> dict[str, str]:
    """Names for ranges of cells by id, none twice; a dot of an id becomes a line, which every program allows."""
    found: dict[str, str] = {}
    for one in ids:
        plain = f"{prefix}_{re.sub(r'[^A-Za-z0-9]', '_', one)}"
        name, number = plain, 1
        while name.casefold() in {known.casefold() for known in found.values()}:
            number += 1
            name = f"{plain}_{number}"
        found[one] = name
    return found


@dataclass(frozen=True)
class Places:
    """Names of the sheets that formulas lead to, and of the cells with weights and points."""

    sheets: dict[str, str]
    """Names of sheets by key."""
    weights: dict[str, str]
    """Names of the cells with weights, by the id of a node."""
    bodies: dict[str, str]
    """The same by body, where territories average their bodies."""
    scales: dict[str, str]
    """Names of the ranges of levels and points, by scale; without those that cannot be looked up."""
    floors: dict[tuple[str, str], str]
    """Addresses of what a node asks for, by its id and the key of the registry."""

    def sheet(self, key: str) -> str:
        """The name of a sheet as it stands before a cell in a formula."""
        return quoted(self.sheets[key])


def base_id(node: str) -> str:
    """The id under which the registry knows a node: a leaf of a pooled territory names its body after it."""
    return node.partition("@")[0]


def spans(groups: Sequence[int]) -> list[tuple[int, int]]:
    """First position and length of the run of equal numbers that each position is in."""
    found: list[tuple[int, int]] = []
    start = 0
    for end in range(1, len(groups) + 1):
        if end == len(groups) or groups[end] != groups[start]:
            found += [(start, end - start)] * (end - start)
            start = end
    return found
