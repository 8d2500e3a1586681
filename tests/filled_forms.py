"""A small dataset without evidence whose registry has every kind of scale, and forms of it filled in by a program."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl

from tests.small_project import REGISTRY as SMALL
from tests.small_project import TERRITORIES

SCALES = """\
  points: identity
  delay: {piecewise: [[0, 100], [10, 0]]}
  steps: {bands: [[0, 0], [5, 50], [10, 100]]}
  near: {goalposts: {min: 0, max: 1000}}
  among: {minmax: {over: period}}
"""
DENOMINATORS = """\
denominators:
  population: {title: {kk: халық, ru: население, en: population}}
"""
CRITERIA = """\
              - id: people.points
                title: {kk: Баллдар, ru: Баллы, en: Points}
                scale: points
              - id: people.delay
                title: {kk: Кешігу, ru: Задержка, en: Delay}
                scale: delay
                not_applicable: [no_budget, no_staff]
              - id: people.steps
                title: {kk: Баспалдақ, ru: Ступени, en: Steps}
                scale: steps
              - id: people.near
                title: {kk: Жақын, ru: Близко, en: Near}
                scale: near
                denominator: population
                per: 1000
              - id: people.among
                title: {kk: Өзгелер арасында, ru: Среди других, en: Among others}
                scale: among
                carry: 2
"""
REGISTRY = (
    SMALL.replace("  points: identity\n", SCALES)
    .replace("  internal:\n", CRITERIA + "  internal:\n", 1)
    .replace("reasons:\n", "reasons:\n  no_staff: {title: {kk: қызметкер жоқ, ru: нет сотрудников, en: no staff}}\n")
    .replace("bodies:\n", f"{DENOMINATORS}bodies:\n", 1)
)
REGISTRY = REGISTRY[: REGISTRY.index("  internal:\n")] + REGISTRY[REGISTRY.index("territory: {rule: pooled}") :]
DATASET = """\
period: 2026-Q3
status: demo
title: {kk: Үлгі, ru: Пример, en: Example}
registry: indicators.yaml
territories: territories.csv
evidence: [EVIDENCE]
"""
HEADER, *LINES = TERRITORIES.splitlines()
PLACES = "\n".join([f"{HEADER},population", *(f"{line},{1000 * number}" for number, line in enumerate(LINES, 1)), ""])

Filled = Mapping[str, Mapping[str, Any]]
"""What is written into a form: cells by column, by the id of the row."""


def write_dataset(folder: Path, evidence: str = "forms", registry: str = REGISTRY) -> Path:
    """Write the dataset, with its evidence named as it stands in dataset.yaml, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "indicators.yaml": registry,
        "dataset.yaml": DATASET.replace("EVIDENCE", evidence),
        "territories.csv": PLACES,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@contextmanager
def seen(path: Path) -> Iterator[Any]:
    """A form as openpyxl sees it."""
    with warnings.catch_warnings():
        # What openpyxl does not keep of hints does not matter here.
        warnings.simplefilter("ignore")
        yield openpyxl.load_workbook(path)


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A form as openpyxl sees it, saved again at the end."""
    with seen(path) as book:
        yield book
        book.save(path)


def cells_of(sheet: Any) -> tuple[dict[str, int], dict[str, int]]:
    """The row of each id, and the column of each name, from 1."""
    rows = {str(cell.value): cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value}
    columns = {str(cell.value): cell.column for cell in next(sheet.iter_rows(min_row=1, max_row=1))}
    return rows, columns


def bodies_in(book: Any) -> list[Any]:
    """The sheets that are filled in."""
    return [sheet for sheet in book.worksheets if str(sheet["A1"].value).startswith("#columns")]


def fill(path: Path, filled: Filled, assessor: str = "") -> None:
    """Fill in a form by the ids of its rows."""
    with opened(path) as book:
        for sheet in bodies_in(book):
            rows, columns = cells_of(sheet)
            if assessor:
                sheet.cell(rows["#assessor"], 4).value = assessor
            for one, cells in filled.items():
                for name, value in cells.items() if one in rows else ():
                    sheet.cell(rows[one], columns[name]).value = value
