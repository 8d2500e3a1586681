"""Reads the classifier of administrative units (KATO, NK RK 11) into the territories of a dataset.

A code is nine digits: AB the region, CD the district or city of regional significance, EF the okrug, town or village
with an akim, HIJ the populated place. The level of a row follows from its zeros, never from its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from indexgov.errors import Problem, choose_from, errors_in, quoted
from indexgov.inputs.regions import NUMBERS, regions
from indexgov.inputs.table_file import (
    HEADER_SEARCH,
    SEPARATORS,
    Table,
    TableFormat,
    check_header,
    read_cells,
    rows_below,
)
from indexgov.inputs.workbook import Row
from indexgov.methods.arrays import Ints, Mask
from indexgov.tables import TERRITORIES, Columns

KATO = Columns(("te", "ab", "cd", "ef", "hij", "k", "name_kaz", "name_rus"), ("nn",))
"""The columns of the official table."""
TIERS = ("region", "city", "district", "city_district", "okrug")
"""Levels of units with an akim; `okrug` is every unit of the fourth level, towns, settlements and villages too."""

_PARTS = {"ab": 2, "cd": 2, "ef": 2, "hij": 3}
_KINDS = {
    "0": "region", "1": "urban", "2": "rural", "3": "town with rural places", "4": "district with urban places",
}  # fmt: skip
_CODE = re.compile(r"\d{9}\Z", re.ASCII)
_ENCODING = re.compile(r"'encoding(: \w+)?'( out)?( for it| for this file)? in dataset\.yaml")
_OKRUG = {"name_ru": re.compile(r"\bс\. ?о\."), "name_kk": re.compile(r"\bа\. ?о\.|\bауылдық округі?\Z")}
_LAST_DOT = re.compile(r"\b(?:[гспр]\.[оа]|[ақк]\.[оә])\Z")
_NO_SPACE = re.compile(r"\A(?:[гспр]\.[оа]\.|г\.(?!а\.))(?=\S)")
"""Russian abbreviations before a name: `г.Семей`, `с.о.Дон`, `г.а.Алтай`."""


@dataclass(frozen=True)
class Classifier:
    """What a classifier table holds."""

    territories: pd.DataFrame
    """Every unit with an akim in the order of the file, columns TERRITORIES; empty if there are errors."""
    places: int
    """Rows of populated places, which are left out."""
    centres: int
    """Rows of the town inside a city of regional significance, left out too: the city has the akim, not the row."""
    problems: tuple[Problem, ...]
    """Errors, and notes about columns that are not used."""


@dataclass(frozen=True)
class _Levels:
    """What the digits of a code say of its level."""

    cities: frozenset[str]
    """First two digits of the cities of republican significance, whose districts have no row of their own for CD."""

    @classmethod
    def of(cls, codes: Iterable[str], kinds: Iterable[str]) -> _Levels:
        """The levels in a table: a region of type 1 is a city."""
        pairs = zip(codes, kinds, strict=True)
        return cls(frozenset(code[:2] for code, kind in pairs if code.endswith("0000000") and kind == "1"))

    def is_centre(self, code: str) -> bool:
        """Whether a row is the town itself inside a city of regional significance: `г.Семей` in `Семей Г.А.`."""
        return code[2:3] in {"1", "2"} and code[4:] == "10000" and code[:2] not in self.cities

    def parent(self, code: str) -> str:
        """The code of the unit above; empty for a region."""
        if code.endswith("0000000"):
            return ""
        above = 2 if code.endswith("00000") or code[:2] in self.cities else 4
        return code[:above].ljust(9, "0")

    def tier(self, code: str) -> str:
        """The tier of a unit, one of TIERS."""
        if code.endswith("0000000"):
            return "region"
        if code[:2] in self.cities:
            return "city_district"
        if code.endswith("00000"):
            return "city" if code[2] in "12" else "district"
        # 11 to 19 are districts of a city; towns begin with 20, settlements, okrugs and villages with 30.
        return "city_district" if code[2] in "12" and "11" <= code[4:6] <= "19" else "okrug"


def read_kato(path: Path, shown_as: str, table_format: TableFormat) -> Classifier:
    """The territories of a classifier table, XLSX or CSV, with every problem found.

    The header may stand below title rows and in letters of any size. Numbers are taken as codes.
    """
    table = _read(path, shown_as, table_format)
    frame = table.frame
    if not len(frame) and not errors_in(table.problems):
        message, advice = "there is no row under the header", "name the whole table"
        table.problems.append(Problem("table-empty", table.whole(), message, advice))
    if not len(frame):
        return Classifier(pd.DataFrame(columns=list(TERRITORIES.all)), 0, 0, tuple(map(_for_command, table.problems)))
    good = _check_codes(table)
    levels = _Levels.of(frame["te"][good], frame["k"][good])
    place = good & (frame["hij"] != "000").to_numpy(dtype=bool)
    centre = good & np.array([levels.is_centre(code) for code in frame["te"]], dtype=bool)
    kept = np.flatnonzero(good & ~place & ~centre)
    _check_parents(table, kept, levels)
    _check_names(table, kept)
    problems = tuple(map(_for_command, sorted(table.problems, key=_order)))
    territories = _territories(frame.iloc[kept[:0] if errors_in(problems) else kept], levels)
    return Classifier(territories, int(place.sum()), int(centre.sum()), problems)


def _read(path: Path, shown_as: str, table_format: TableFormat) -> Table:
    """The table as text under its header in small letters, wherever that stands."""
    table, cells = _cells_from_header(path, shown_as, table_format)
    table.frame = pd.DataFrame(columns=list(KATO.all), dtype=object)
    if not cells or not check_header(table, cells, KATO):
        return table
    body = rows_below(table, cells)
    at = {name: index for index, name in enumerate(table.header)}
    columns = {name: [row[at[name]] for row in body] if name in at else [""] * len(body) for name in KATO.all}
    table.frame = pd.DataFrame(columns, dtype=object)
    return table


def _cells_from_header(path: Path, shown_as: str, table_format: TableFormat) -> tuple[Table, list[Row]]:
    """The rows from the header on, which may stand below a title; none where there is no header, with the reason."""
    # A title above the header does not tell how the cells are separated.
    signs = (None, *SEPARATORS) if table_format.separator is None else (table_format.separator,)
    tables = []
    for sign in signs:
        table, cells = read_cells(path, shown_as, replace(table_format, separator=sign))
        tables.append(table)
        start = next((at for at, (_, row) in enumerate(cells[:HEADER_SEARCH]) if _is_header(row)), None)
        if start is not None:
            number, header = cells[start]
            table.header = tuple(cell.casefold() for cell in header)
            return table, [(number, list(table.header)), *cells[start + 1 :]]
        if table.sheet is not None or table.problems:
            break
    table = tables[0]
    if not table.problems:
        message = f"none of the first {HEADER_SEARCH} rows holds the columns {quoted(KATO.required)}"
        advice = "name the table of the classifier NK RK 11 with its official columns"
        table.problems.append(Problem("kato-table", table.whole(), message, advice))
    return table, []


def _is_header(row: list[str]) -> bool:
    """Whether a row names the columns: the code, and half of the others."""
    found = {cell.casefold() for cell in row}
    return "te" in found and len(found & set(KATO.required)) >= len(KATO.required) // 2


def _check_codes(table: Table) -> Mask:
    """Write codes as text of full length; true for the rows whose code can be used."""
    frame = table.frame
    for name in ("te", *_PARTS, "k"):
        frame[name] = [re.sub(r"\s|\.0+\Z", "", text) for text in frame[name]]
    for name, width in _PARTS.items():
        frame[name] = [text.zfill(width) for text in frame[name]]
    good = np.array([_CODE.match(code) is not None for code in frame["te"]], dtype=bool)
    for row, code in table.problems_where(~good, "te"):
        message = f"'{code}' is not a KATO code" if code else "the row has no code"
        table.problem("kato-code", row, "te", message, "write nine digits as text, with leading zeros")
    joined = (frame["ab"] + frame["cd"] + frame["ef"] + frame["hij"]).to_numpy(dtype=object)
    unequal = good & (frame["te"].to_numpy(dtype=object) != joined)
    for row, code in table.problems_where(unequal, "te"):
        parts = " ".join(str(frame[name].iat[row]) for name in _PARTS)
        message = f"the code '{code}' is not that of the columns 'ab', 'cd', 'ef', 'hij', which say {parts}"
        table.problem("kato-parts", row, "te", message, "correct the code or its parts")
    for row, kind in table.problems_where(~frame["k"].isin(list(_KINDS)).to_numpy(), "k"):
        advice = choose_from(kind, [f"{number}: {word}" for number, word in _KINDS.items()])
        table.problem("kato-kind", row, "k", f"there is no type of territory '{kind}'", advice)
    first: dict[str, int] = {}
    for row, code in enumerate(frame["te"]):
        if good[row] and first.setdefault(code, row) != row:
            message = f"the code '{code}' stands twice, first in row {table.rows[first[code]]}"
            table.problem("territory-duplicate", row, "te", message, "keep one of the two rows")
            good[row] = False
    usable: Mask = good & ~unequal
    return usable


def _check_parents(table: Table, rows: Ints, levels: _Levels) -> None:
    known = set(table.frame["te"])
    for row in rows:
        code = str(table.frame["te"].iat[row])
        parent = levels.parent(code)
        if parent and parent not in known:
            message = f"the unit above '{code}' is '{parent}', which the table does not have"
            table.problem("kato-parent", int(row), "te", message, "add its row, or take the whole classifier")


def _check_names(table: Table, rows: Ints) -> None:
    for column in ("name_kaz", "name_rus"):
        for row, _ in table.problems_at(rows, column, lambda names: names == ""):
            message = f"'{table.frame['te'].iat[row]}' has no name in '{column}'"
            table.problem("territory-name", row, column, message, f"fill in '{column}'")


def _territories(frame: pd.DataFrame, levels: _Levels) -> pd.DataFrame:
    """Units as the rows of a dataset; what is built in of a region counts while its name is the same."""
    built_in = {row["territory"]: dict(row) for _, row in regions().iterrows()}
    rows = []
    for code, kind, kazakh, russian in zip(frame["te"], frame["k"], frame["name_kaz"], frame["name_rus"], strict=True):
        name_kk, name_ru, tier = plain_name(kazakh), plain_name(russian), levels.tier(code)
        group = tier
        if tier == "region":
            group = "city_of_republican_significance" if kind == "1" else "oblast"
        elif tier == "okrug":
            group = "rural_okrug" if _is_okrug(name_kk, name_ru) else "settlement"
        row = {"territory": code, "tier": tier, "parent": levels.parent(code), "peer_group": group}
        region = built_in.get(code, {})
        if region.get("name_kk") == re.sub(r" қ\.\Z", " қаласы", name_kk):
            row = {**region, **row}
        else:
            # No name is translated or transliterated: where there is no English one, the official name stands.
            row |= {"name_kk": name_kk, "name_ru": name_ru, "name_en": name_kk}
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(TERRITORIES.all), dtype=object)
    table[["iso"]] = table[["iso"]].fillna("")
    return table.astype(dict.fromkeys(NUMBERS, float))


def plain_name(name: str) -> str:
    """A name of the classifier with plain spaces and complete abbreviations, and not changed otherwise.

    >>> plain_name("г.Семей"), plain_name("Ақсуат  а.о")
    ('г. Семей', 'Ақсуат а.о.')
    """
    name = " ".join(name.split()).replace(" .", ".")
    name = _LAST_DOT.sub(r"\g<0>.", name)
    return _NO_SPACE.sub(r"\g<0> ", name)


def _is_okrug(name_kk: str, name_ru: str) -> bool:
    """Whether a unit of the fourth level is a rural okrug, which only its name tells."""
    return any(_OKRUG[column].search(name) is not None for column, name in (("name_kk", name_kk), ("name_ru", name_ru)))


def _order(problem: Problem) -> int:
    """The row of a problem; of the whole table 0."""
    row = re.search(r"\d+\Z", problem.place.cell or "")
    return problem.place.line or (int(row[0]) if row else 0)


def _for_command(problem: Problem) -> Problem:
    """A problem with advice for a file that stands on the command line, not in dataset.yaml."""
    return replace(problem, advice=_ENCODING.sub(_as_option, problem.advice))


def _as_option(match: re.Match[str]) -> str:
    return "'--encoding' out" if match[2] else f"'--encoding{match[1].replace(':', '')}'"
