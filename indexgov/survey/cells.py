"""The sums of a pass with their keys as numbers: areas, strata, PSUs, joint cells of margins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indexgov.errors import quoted
from indexgov.methods.arrays import Floats, Ints
from indexgov.survey.design import Design
from indexgov.survey.faults import Fault
from indexgov.survey.plan import Plan
from indexgov.survey.sums import FPC, ROWS
from indexgov.survey.variance import Strata, Sums

JOIN = " / "
"""Stands between the names of several columns that together make an area or a stratum."""


def label(value: object) -> str:
    """The name of an area, stratum or PSU as text: numbers without a useless fraction, blanks empty."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def labels(cells: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Names of the cells by some columns; empty where one of them is blank."""
    if not columns:
        return [""] * len(cells)
    parts = [[label(value) for value in cells[name].tolist()] for name in columns]
    return [JOIN.join(words) if all(words) else "" for words in zip(*parts, strict=True)]


def numbered(names: Sequence[str]) -> tuple[Ints, list[str]]:
    """Position of each name among the different names in alphabetical order, and these names."""
    different = sorted(set(names))
    position = {name: number for number, name in enumerate(different)}
    return np.array([position[name] for name in names], dtype=np.intp), different


@dataclass(frozen=True)
class SampleCells:
    """Sums of the sample, one row a cell."""

    cells: pd.DataFrame
    area: list[str]
    """Area of each cell; empty for respondents without one."""
    stratum: Ints
    psu: Ints
    """PSU of each cell, a position in `stratum_of_psu`; of samples without PSUs the stratum's."""
    stratum_of_psu: Ints
    strata: Strata
    rows: Floats
    """Respondents of each cell."""
    psu_names: tuple[str, ...]
    """Name of each PSU; none for samples without PSUs."""
    stratum_names: tuple[str, ...]

    @classmethod
    def of(cls, cells: pd.DataFrame, area: Sequence[str], design: Design, faults: list[Fault]) -> SampleCells:
        """The cells of a pass by the columns of the design; what is wrong with the design goes to `faults`."""
        rows = cells[ROWS].to_numpy(dtype=float)
        given = labels(cells, design.strata)
        _absent(given, rows, design.strata, "stratum", faults)
        different: list[str] = []
        merged = [design.collapse.get(name, name) for name in given]
        _collapse_faults(design, given, faults)
        stratum, names = numbered(merged)
        if design.psu is None:
            psu, of_psu = stratum, np.arange(len(names))
            sizes: Floats = np.bincount(stratum, weights=rows, minlength=len(names)).astype(np.float64)
        else:
            own = labels(cells, (design.psu,))
            _absent(own, rows, (design.psu,), "PSU", faults)
            # Numbers of PSUs may begin anew in each stratum.
            psu, different = numbered([f"{one}\x1f{name}" for one, name in zip(given, own, strict=True)])
            of_psu = np.zeros(len(different), dtype=np.intp)
            of_psu[psu] = stratum
            sizes = np.bincount(of_psu, minlength=len(names)).astype(np.float64)
        population = _population(cells, given, stratum, sizes, design, faults)
        strata = Strata(sizes, population, design.lonely_psu)
        return cls(cells, labels(cells, area), stratum, psu, of_psu, strata, rows, tuple(different), tuple(names))

    def sums(self, plan: Plan) -> Sums:
        """The sums of every ratio of a plan, cells x ratios."""
        below = [one.denominator for one in plan.ratios]
        own = range(len(plan.ratios))
        second = not below or f"w2 {below[0]}" in self.cells
        return Sums(
            w=self._matrix([f"w {d}" for d in below]),
            y=self._matrix([f"y {r}" for r in own]),
            yy=self._matrix([f"yy {r}" for r in own], [f"y {r}" for r in own]),
            n=self._matrix([f"n {d}" for d in below]),
            valid=self._matrix([f"v {d}" for d in below], [f"n {d}" for d in below]),
            w2=self._matrix([f"w2 {d}" for d in below]) if second else None,
            y2=self._matrix([f"y2 {r}" for r in own]) if second else None,
            yy2=self._matrix([f"yy2 {r}" for r in own], [f"y2 {r}" for r in own]) if second else None,
        )

    def _matrix(self, names: Sequence[str], otherwise: Sequence[str] = ()) -> Floats:
        """Columns of the cells side by side; the squares of a share are its own sums."""
        chosen = [name if name in self.cells else otherwise[place] for place, name in enumerate(names)]
        if not chosen:
            return np.zeros((len(self.cells), 0))
        return self.cells[chosen].to_numpy(dtype=float)

    def rows_of(self, others: pd.DataFrame, names: Sequence[str]) -> Ints:
        """The row here of each row of finer sums with the same keys."""
        keys = [name for name in names if name in others]
        if not keys:
            return np.zeros(len(others), dtype=np.intp)
        here = self.cells[keys].assign(**{"row ": np.arange(len(self.cells))})
        return others[keys].merge(here, on=keys, how="left")["row "].to_numpy(dtype=np.intp)

    def pair(self, first: int, second: int) -> tuple[Floats, Floats, Floats, Floats]:
        """The sums of products of two ratios, cell by cell."""
        dd, yd, dy, yz = (self.cells[f"{name} {first} {second}"].to_numpy(dtype=float)
                          for name in ("dd", "yd", "dy", "yz"))  # fmt: skip
        return dd, yd, dy, yz


def _absent(names: Sequence[str], rows: Floats, columns: Sequence[str], what: str, faults: list[Fault]) -> None:
    """Respondents whose place in the design is blank."""
    count = int(sum(number for name, number in zip(names, rows, strict=True) if columns and not name))
    if count:
        who = "1 respondent has" if count == 1 else f"{count} respondents have"
        advice = f"fill in {quoted(columns)} for everybody; the design needs all respondents"
        faults.append(Fault("design-blank", f"{who} no {what}", advice, columns[0]))


def _collapse_faults(design: Design, given: Sequence[str], faults: list[Fault]) -> None:
    for name in sorted({*design.collapse, *design.collapse.values()} - set(given)):
        advice = f"strata are: {quoted(sorted(set(given))[:10])}"
        faults.append(Fault("unknown-stratum", f"'collapse' names the stratum '{name}', which nobody is in", advice))


def _population(
    cells: pd.DataFrame, given: Sequence[str], stratum: Ints, sizes: Floats, design: Design, faults: list[Fault]
) -> Floats:
    """PSUs of each stratum in the population; infinite without a correction. Strata made one are added up."""
    if design.fpc is None:
        return np.full(len(sizes), np.inf)
    written: dict[str, set[float]] = {}
    for name, value in zip(given, cells[FPC].to_numpy(dtype=float), strict=True):
        written.setdefault(name, set()).add(value)
    into = dict(zip(given, stratum.tolist(), strict=True))
    found, wrong = np.zeros(len(sizes)), []
    for name in sorted(written):
        fault = _fpc_fault(design, name, written[name])
        if fault is None:
            found[into[name]] += next(iter(written[name]))
        else:
            wrong.append(fault)
    faults += wrong
    what, rest = ("people", "") if design.psu is None else ("PSUs", ", not people")
    for name in sorted({design.collapse.get(name, name) for name in given}) if not wrong else ():
        number = next(into[one] for one in given if design.collapse.get(one, one) == name)
        if found[number] < sizes[number]:
            message = f"the population has {found[number]:g} {what}{_in(name)}, the sample {sizes[number]:g}"
            faults.append(Fault("fpc", message, f"correct '{design.fpc}': it counts {what}{rest}", design.fpc))
    return found


def _fpc_fault(design: Design, name: str, values: set[float]) -> Fault | None:
    """What is wrong with the numbers that stand in a stratum for its population."""
    if any(math.isnan(value) for value in values):
        message = f"the column '{design.fpc}' has blanks{_in(name)}"
        return Fault("fpc", message, "write the stratum's PSUs in the population for everybody", design.fpc or "")
    if len(values) > 1:
        some = quoted(f"{value:g}" for value in sorted(values)[:3])
        message = f"the column '{design.fpc}' has {len(values)} numbers{_in(name)}: {some}"
        return Fault("fpc", message, "a stratum has one number of PSUs in the population", design.fpc or "")
    return None


def _in(stratum: str) -> str:
    return f" in stratum '{stratum}'" if stratum else ""
