"""How the sheets of the workbook fit: heights of rows with wrapped text, and where wide ones break on paper.

Programs do not agree about making rows as high as their text, so that every height is written down.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from indexgov.report.workbook.tables import Cell, Column

_LINE, _HIGHEST = 12.75, 400.0
"""Points of a line of text, and the highest row that programs open."""
_FILL = 0.97
"""Share of the width that text may fill: fonts differ between machines."""
_BOLD = 0.92
_INDENT = 1.3
"""Characters that text stands in from the edge of its column."""
_BUTTON = 2.5
"""Characters that the button of a filter covers in a heading."""
_LONGEST_NAME = 31
"""Signs in the name of a sheet."""
_SHORT = 4
"""Texts up to this length take one line in every column."""
_CELL, _EDGE = 7, 5
"""Pixels of a character and of the edges of a column."""
_PAGE = 965
"""Pixels across a printed page (A4, landscape) at full size."""
_SMALLEST = 0.62
"""Sheets that would be smaller than this on one page are laid on several at this size."""


@lru_cache(maxsize=20_000)
def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column that is `width` characters wide."""
    room = max(1, int(width * _FILL))
    count = 0
    for paragraph in text.split("\n"):
        count, used = count + 1, 0
        for word in paragraph.split(" "):
            length = len(word)
            if used and used + 1 + length > room:
                count, used = count + 1, 0
            elif used:
                used += 1
            # A word that is longer than the line is broken inside.
            count += max(0, length - 1) // room
            used += length if length <= room else (length - 1) % room + 1
    return count


def row_height(row: Sequence[Cell], columns: Sequence[Column]) -> float:
    """The height of a row in points, so that its longest text is seen whole."""
    most = 1
    for position, cell in enumerate(row):
        if cell.__class__ is str and len(cell) > _SHORT:
            column = columns[position]
            most = max(most, lines(cell, (column.width - _INDENT) * (_BOLD if column.form == "strong" else 1)))
    return text_height(most)


def text_height(count: int) -> float:
    """The height of a row with so many lines."""
    return min(_HIGHEST, _LINE * count + 2)


def head_height(columns: Sequence[Column]) -> float:
    """The height of the headings: across in as many lines as they need, turned ones as long as two lines of them."""
    across = max(
        (lines(one.heading, one.width * _BOLD - _INDENT - _BUTTON) for one in columns if not one.turned), default=1
    )
    longest = max((len(one.heading) for one in columns if one.turned), default=0)
    return max(text_height(across), min(190.0, 5.8 * longest + 16) if longest else 0)


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """The names of sheets: at most 31 signs, none twice, no sign that Excel forbids."""
    names: list[str] = []
    taken: set[str] = set()
    for name in wanted:
        whole = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")
        number, clean = 1, whole[:_LONGEST_NAME].strip(" '")
        while clean.casefold() in taken:
            number += 1
            ending = f" {number}"
            clean = whole[: _LONGEST_NAME - len(ending)].rstrip(" '") + ending
        taken.add(clean.casefold())
        names.append(clean)
    return names


def page_breaks(columns: Sequence[Column], fixed: int) -> tuple[int, list[int]]:
    """The scale of print in per cent and the columns before which a page ends; scale 0 fits the sheet on one page.

    The first `fixed` columns are repeated on every page.
    """
    pixels = [math.ceil(one.width * _CELL) + _EDGE for one in columns]
    room = _PAGE / _SMALLEST
    if sum(pixels) <= room:
        return 0, []
    breaks: list[int] = []
    repeated = sum(pixels[:fixed])
    used = repeated
    for position in range(fixed, len(columns)):
        if used + pixels[position] > room and used > repeated:
            breaks.append(position)
            used = repeated
        used += pixels[position]
    return round(100 * _SMALLEST), breaks
