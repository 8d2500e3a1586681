"""What a sheet holds: a table of headings, widths and cells, without a word about how a workbook is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from indexgov.report.model import Band, Figure


@dataclass(frozen=True, slots=True)
class Link:
    """A cell with an address of the web."""

    address: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with a format of its own, in a column where every row measures something else."""

    number: float
    form: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed where it stands."""

    text: str
    """Without the equals sign."""
    value: float | str
    """What is stored with it, for whoever does not compute; a text may be empty."""
    form: str = ""
    """Name of a format in the place of the column's."""
    array: bool = False
    """Whether it must be entered as an array formula."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A number in a table of formulas that is none itself: it is as indexgov computed it, and looks so."""

    number: float


@dataclass(frozen=True, slots=True)
class Input:
    """A number that readers may change, in a cell that is not protected."""

    number: float


Cell = str | float | Figure | Amount | Link | Band | date | int | Formula | Engine | Input | None
"""Text, a number or the dash for a missing one, a link, a class, a day, a rank, a formula; None leaves it empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """Heading, width in characters, and the name of the format."""

    heading: str
    width: float
    form: str = "text"
    bar: bool = False
    """Whether figures carry a data bar over the range of scores."""
    turned: bool = False
    """Whether the heading is turned, so that many narrow columns stay readable."""
    shaded: bool = False
    """Whether scores are shaded over the range."""


class Rows(Sequence[Sequence[Cell]]):
    """Rows that are made when they are written, because all at once would fill the memory."""

    def __init__(self, number: int, make: Callable[[int], Sequence[Cell]]) -> None:
        self._number, self._make = number, make

    def __len__(self) -> int:
        return self._number

    def __getitem__(self, position: Any) -> Any:
        if not 0 <= position < self._number:
            raise IndexError(position)
        return self._make(position)


@dataclass(frozen=True, slots=True)
class Spark:
    """A column of small drawings, each of the numbers in some columns of its own row."""

    column: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet with one table."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    fixed: int
    """How many columns stay in view."""
    below: Sequence[Sequence[Cell]] = ()
    """Rows that stand under the table, outside its filter."""
    heads: Sequence[Sequence[Cell]] = ()
    """Rows that stay in view between the headings and the table."""
    shaded: bool = False
    """Whether scores are shaded over the range, in every column that does not stay in view."""
    live: bool = False
    """Whether it holds formulas over weights: protected, and its title says when these are not the published ones."""
    printed: int = 0
    """How many columns are printed; 0 for all."""
    filtered: bool = True
    """Whether rows can be filtered."""
    names: Sequence[tuple[str, str]] = ()
    """Names for ranges of its cells, as `$C$4`."""
    sparks: Sequence[Spark] = ()
