"""Reads territories.csv: the places that are assessed."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from indexgov.errors import Problem, choose_from
from indexgov.inputs.table_file import Table, TableFormat, read_table
from indexgov.registry.models import Registry
from indexgov.tables import TERRITORIES, Columns

_CODE = re.compile(r"\w[\w .\-/]*\Z")
_KATO = re.compile(r"\d{9}\Z", re.ASCII)


def read_territories(
    path: Path, shown_as: str, registry: Registry, table_format: TableFormat
) -> tuple[pd.DataFrame, list[Problem]]:
    """The territories in the order of the file, columns TERRITORIES, with the problems found.

    Codes stay text, so leading zeros survive. The columns that the registry names under `groups` are added as text.
    `population`, `tile_row`, `tile_col` and the registry's `denominators` are float64, NaN where blank.
    """
    declared = dict.fromkeys((*TERRITORIES.required, *registry.groups, *registry.denominators))
    columns = Columns(tuple(declared), tuple(name for name in TERRITORIES.optional if name not in declared))
    table = read_table(path, shown_as, columns, table_format)
    frame = table.frame
    if not len(frame) and not table.problems:
        table.problems.append(Problem("table-empty", table.whole(), "there is no territory", "add a row for each"))
    for column in dict.fromkeys(("population", "tile_row", "tile_col", *registry.denominators)):
        frame[column] = table.numbers(column)
    _check_codes(table, registry)
    known = list(registry.tiers)
    for row, tier in table.problems_where(~frame["tier"].isin(known).to_numpy(), "tier"):
        table.problem("unknown-tier", row, "tier", f"there is no tier '{tier}'", choose_from(tier, known))
    groups = list(registry.peer_groups)
    if groups:
        for row, group in table.problems_where(~frame["peer_group"].isin(["", *groups]).to_numpy(), "peer_group"):
            table.problem(
                "unknown-peer-group", row, "peer_group", f"there is no peer group '{group}'", choose_from(group, groups)
            )
    for language in registry.languages:
        name = f"name_{language}"
        for row, _ in table.problems_where((frame[name] == "").to_numpy(), name):
            code = frame["territory"].iat[row]
            table.problem("territory-name", row, name, f"'{code}' has no name in '{language}'", f"fill in '{name}'")
    for row, _ in table.problems_where((frame["population"] < 0).to_numpy(), "population"):
        table.problem("population", row, "population", f"the population is negative: {frame['population'].iat[row]:g}")
    for column in registry.denominators:
        wrong = frame[column] == 0 if column == "population" else frame[column] <= 0
        for row, _ in table.problems_where(wrong.to_numpy(), column):
            message = f"nothing can be divided by {frame[column].iat[row]:g}, and '{column}' is a denominator"
            advice = "write a number above 0, or leave the cell empty where it is not known"
            table.problem("denominator", row, column, message, advice)
    return frame, table.problems


def _check_codes(table: Table, registry: Registry) -> None:
    codes = table.frame["territory"]
    for row, _ in table.problems_where((codes == "").to_numpy(), "territory"):
        table.problem("territory-code", row, "territory", "the territory has no code", "fill in 'territory'")
    for row, code in table.problems_where((codes.duplicated() & (codes != "")).to_numpy(), "territory"):
        line = int(table.rows[int(np.flatnonzero(codes == code)[0])])
        message = f"the territory '{code}' stands twice, first in row {line}"
        table.problem("territory-duplicate", row, "territory", message, "keep one of the two rows")
    for row, code in table.problems_where((~codes.str.match(_CODE) & (codes != "")).to_numpy(), "territory"):
        message = f"'{code}' cannot be a code"
        advice = "begin with a letter or digit; letters, digits, spaces and . - / _ may follow"
        table.problem("territory-code", row, "territory", message, advice)
    if registry.territory_codes == "kato":
        for row, code in table.problems_where((~codes.str.match(_KATO) & (codes != "")).to_numpy(), "territory"):
            message = f"'{code}' is not a KATO code"
            table.problem("territory-code", row, "territory", message, "write nine digits as text, with leading zeros")
