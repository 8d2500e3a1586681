"""The table of how the columns of microdata are understood, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from indexgov.report.terminal import Line

HEADING = "how the columns are understood"
_HEADS = ("column", "question", "used for", "scale", "direction", "no answer", "the file declares")
_GAP = "  "
_NARROWEST = 8
"""Characters below which no column is cut."""


def mapping_lines(mapping: pd.DataFrame, width: int) -> Iterator[Line]:
    """How the columns of a file are understood, one line a column of it, none wider than `width`."""
    rows = [_mapped(row) for row in mapping.to_dict("records")]
    shown = [place for place in range(len(_HEADS)) if any(row[place] for row in rows)]
    heads, cells = [_HEADS[place] for place in shown], [[row[place] for place in shown] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > width and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    yield Line(HEADING, heading=True)
    for row in (heads, *cells):
        padded = (cut(cell, room).ljust(room) for cell, room in zip(row, widths, strict=True))
        yield Line(_GAP.join(padded).rstrip())


def _mapped(row: Mapping[Any, str]) -> list[str]:
    no_answer = [f"{word} {row[key]}" for key, word in (("dont_know", "dk"), ("refused", "ref")) if row[key]]
    declared = [row["file_labels"], f"missing: {row['file_missing']}" if row["file_missing"] else ""]
    among = f" (of {row['filter']})" if row["filter"] else ""
    return [
        row["column"],
        row["question"],
        row["used_for"],
        (row["scale"] or row["type"]) + among,
        row["direction"],
        ", ".join(no_answer),
        "; ".join(one for one in declared if one),
    ]


def cut(text: str, room: int) -> str:
    """A text that fits into so many characters."""
    return text if len(text) <= room else f"{text[: room - 1]}…"
