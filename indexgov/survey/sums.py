"""The one heavy part: a pass over all respondents that adds up each area x stratum x PSU.

It is written once and runs wherever the frame lives: in memory (pandas, Polars, PyArrow) or lazily (Polars, DuckDB,
Spark). What comes back has one row a cell and no respondent. Products are made as columns first and
then added up plainly, which every engine can do. Sums of parts of a file add up to those of the whole.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from indexgov.methods.matrices import product
from indexgov.survey.answers import number
from indexgov.survey.expressions import Expression, col, lit, select, when, with_columns
from indexgov.survey.plan import Plan

WHOLE_AT_ONCE = 8
"""How many questions an engine that keeps every new column in memory works on at a time."""
WEIGHT = "weight "
"""Column of the weights, once `weighted` has made it. Names of made columns hold a space, so that they meet no column
of a file by accident."""

FPC = "fpc "
"""Key with the population that a stratum was drawn from."""
ROWS = "rows "
"""Respondents of a cell."""
_ALL = "all "
"""The one key of a frame that has no other."""


@dataclass(frozen=True)
class Keys:
    """The columns that make a cell, as they are called in the frame."""

    area: tuple[str, ...]
    stratum: tuple[str, ...]
    psu: tuple[str, ...]
    more: Mapping[str, Expression]
    """Further columns to be made, by name: categories of margins where weights are raked, the value of a median."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the frame, each once."""
        return tuple(dict.fromkeys((*self.area, *self.stratum, *self.psu)))

    @property
    def names(self) -> list[str]:
        """Columns of the sums that make a cell."""
        return [*self.columns, *self.more] or [_ALL]


def collected(frame: Any) -> pd.DataFrame:
    """The rows of a small frame, whatever engine made it."""
    if isinstance(frame, nw.LazyFrame):
        with warnings.catch_warnings():
            # Spark's remarks on the version of pandas, and on another way that it tries; only plain columns pass here.
            warnings.simplefilter("ignore")
            frame = frame.collect("pandas")
    found: pd.DataFrame = frame.to_pandas()
    return found


def weighted(frame: Any, column: str | None) -> Any:
    """The frame with the weight of each respondent as float64; 1 where there is no column.

    Blank weights are errors that `weight_faults` finds; here they stay what they are.
    """
    if column is None:
        return with_columns(frame, {WEIGHT: lit(1.0)})
    there = col(column)
    weight = there if frame.collect_schema()[column] == nw.Float64 else there.cast(nw.Float64)
    return with_columns(frame, {WEIGHT: weight})


class Pass:
    """One pass over a frame: the columns to make, and what to add up of them."""

    def __init__(self, frame: Any, keys: Keys) -> None:
        self.frame, self.keys = frame, keys
        self.looked: dict[str, Expression] = {}
        self.made: dict[str, Expression] = {}
        self.counted: dict[str, str] = {}

    def look(self, name: str, expression: Expression) -> Expression:
        """A column that several others are made of, worked out once."""
        self.looked[name] = expression
        return col(name)

    def add(self, name: str, expression: Expression, count: str | None = None) -> None:
        """Add up an expression under a name, and count where it is not null under another."""
        self.made[name] = expression
        if count is not None:
            self.counted[count] = name

    def count(self, name: str, where: Expression) -> None:
        """Count the rows where something holds."""
        self.add(name, when(where, lit(1.0)))

    def run(self) -> pd.DataFrame:
        """One row a cell: its keys, ROWS, and what was asked for; sums of nothing are 0."""
        keys = self._keys()
        frame = select(self.rows(), {**{key: col(key) for key in keys}, **self.made})
        cells = _added(frame, keys, list(self.made), self.counted)
        cells = cells.rename(columns=dict(zip(keys, self.keys.names, strict=True)))
        figures = [ROWS, *self.made, *self.counted]
        return pd.concat([cells[self.keys.names], cells[figures].astype(float).fillna(0.0)], axis=1)

    def rows(self) -> Any:
        """One row a respondent: weight, the columns that others are made of, and keys under the names of `_keys`."""
        schema, keys = self.frame.collect_schema(), self._keys()
        # A key of floats may be blank in two ways, null and NaN, which are one cell.
        blank = [number(name, schema) if schema[name].is_float() else col(name) for name in self.keys.columns]
        made = [*blank, *self.keys.more.values()] or [lit(1)]
        return select(self.frame, {WEIGHT: col(WEIGHT), **self.looked, **dict(zip(keys, made, strict=True))})

    def products(self, plan: Plan) -> pd.DataFrame:
        """The sums of `_pairs` for a frame in memory: one matrix product a cell, where columns would be thousands."""
        rows, keys, wanted = collected(self.rows()), self._keys(), _paired(plan)
        first, second = np.zeros((2, len(rows), len(wanted)))
        for column, position in enumerate(wanted):
            one = plan.ratios[position]
            first[:, column] = rows[f"m {one.denominator}"].fillna(0.0)
            # Those who do not count have the weight 0 here, so that whatever stands in their place adds nothing.
            given = rows[f"g {position}" if one.gives is not None else f"x {position}"].astype(float).fillna(0.0)
            second[:, column] = first[:, column] * given
        # Numbers of groups instead of their keys, of which some are NaN.
        cell = rows.groupby(keys, dropna=False, sort=False).ngroup().to_numpy()
        order, starts = np.argsort(cell, kind="stable"), np.flatnonzero(np.diff(np.sort(cell))) + 1
        members = np.split(order, starts)
        made = []
        for places in members:
            m, y = first[places], second[places]
            made.append(np.stack([product(m.T, m), product(y.T, m), product(m.T, y), product(y.T, y)]))
        names, sums = ("dd", "yd", "dy", "yz"), np.stack(made)
        found = rows.iloc[[places[0] for places in members]][keys].reset_index(drop=True)
        found = found.rename(columns=dict(zip(keys, self.keys.names, strict=True)))
        columns = {
            f"{name} {wanted[one]} {wanted[other]}": sums[:, kind, one, other]
            for one, other in combinations(range(len(wanted)), 2)
            for kind, name in enumerate(names)
        }
        sizes = [float(len(places)) for places in members]
        return pd.concat([found, pd.DataFrame({ROWS: sizes, **columns})], axis=1)

    def _keys(self) -> list[str]:
        """Names that every engine takes for keys; those of a file may end in a space."""
        return [f"key {position}" for position in range(len(self.keys.names))]


def _added(frame: Any, keys: list[str], sums: list[str], counts: Mapping[str, str]) -> pd.DataFrame:
    """One row a cell: its keys, ROWS, sums of columns, and under other names how many of a column are not null."""
    native = frame.to_native()
    if isinstance(native, pd.DataFrame):
        # Narwhals would add up one column after the other.
        cells = native.groupby(keys, sort=False, dropna=False, observed=True)
        added, filled = cells[sums].sum(), cells[list(counts.values())].count().set_axis(list(counts), axis=1)
        parts = [added.index.to_frame(), cells.size().to_frame(ROWS), added, filled]
        return pd.concat([part.reset_index(drop=True) for part in parts], axis=1)
    aggregates = [
        nw.len().alias(ROWS),
        *(nw.col(name).sum() for name in sums),
        *(nw.col(counted).count().alias(name) for name, counted in counts.items()),
    ]
    return collected(frame.group_by(*keys).agg(*aggregates))


def add_up(
    frame: Any,
    plan: Plan,
    keys: Keys,
    *,
    zeros: bool,
    second: bool = False,
    pairs: bool = False,
    everybody: bool = False,
) -> pd.DataFrame:
    """The sums that a plan needs of a frame with weights, one row a cell; `zeros` tells that some weights are 0.

    Columns: those of `keys`, ROWS, and for denominator d and ratio r: `w d` = sum of w, `n d` and `v d` respondents
    with a weight above 0 and all, `y r` = sum of w y, `yy r` = sum of w y^2 (of means); with `second` also the sums of
    w^2 (`w2 d`), w^2 y (`y2 r`) and w^2 y^2 (`yy2 r`), and with `pairs` those of products of two ratios. `unknown q`
    and `routed q` count answers to a question that are none of its codes (only where no denominator tells, see
    `Plan.asked_of_all`), and of people who were not asked. With
    `everybody` the weights of all respondents are added up too: `w all`, `w2 all`, and how many are above 0, `n all`.
    """
    questions = list(plan.answers)
    eager = isinstance(frame, nw.DataFrame)
    step = WHOLE_AT_ONCE if eager else max(len(questions), 1)
    parts = []
    for start in range(0, max(len(questions), 1), step):
        chosen = questions[start : start + step]
        job = Pass(frame, keys)
        _questions(job, plan, chosen)
        _denominators(job, plan, chosen, zeros, second)
        _ratios(job, plan, chosen, second)
        if second and pairs and not eager:
            _pairs(job, plan)
        if everybody and start == 0:
            weight = col(WEIGHT)
            job.add("w all", when(weight > 0, weight), "n all")
            job.add("w2 all", weight * weight)
        parts.append(job.run())
    if second and pairs and eager and len(frame):
        job = Pass(frame, keys)
        _denominators(job, plan, questions, zeros, second)
        _ratios(job, plan, questions, second)
        parts.append(job.products(plan))
    return _side_by_side(parts, keys.names)


def _side_by_side(parts: Sequence[pd.DataFrame], names: list[str]) -> pd.DataFrame:
    """Sums of the same cells, put beside each other."""
    if len(parts) == 1:
        return parts[0]
    indexed = [part.set_index(names).sort_index() for part in parts]
    order = [one.drop(columns=ROWS) if number_ else one for number_, one in enumerate(indexed)]
    if not all(one.index.equals(order[0].index) for one in order):
        raise AssertionError("the same rows made other cells")
    return pd.concat([order[0].index.to_frame(index=False), *(one.reset_index(drop=True) for one in order)], axis=1)


def _questions(job: Pass, plan: Plan, chosen: Sequence[str]) -> None:
    for name in chosen:
        answers = plan.answers[name]
        if plan.asked_of_all(name) is None:
            known = answers.valid | answers.dont_know | answers.refused
            stray = when(known, lit(False)).otherwise(lit(True))
            job.count(f"unknown {name}", job.look(f"stray {name}", answers.filled & stray))
        if name in plan.routed:
            job.count(f"routed {name}", job.look(f"off {name}", plan.routed[name]))


def _denominators(job: Pass, plan: Plan, chosen: Sequence[str], zeros: bool, second: bool) -> None:
    weight = col(WEIGHT)
    for position, one in enumerate(plan.denominators):
        if one.question not in chosen:
            continue
        counts = one.counts & (weight > 0) if zeros else one.counts
        mine = job.look(f"m {position}", when(counts, weight))
        job.add(f"w {position}", mine, f"n {position}")
        if zeros:
            job.count(f"v {position}", job.look(f"e {position}", one.counts))
        if second:
            job.add(f"w2 {position}", mine * mine)


def _ratios(job: Pass, plan: Plan, chosen: Sequence[str], second: bool) -> None:
    for position, one in enumerate(plan.ratios):
        if plan.denominators[one.denominator].question not in chosen:
            continue
        # The weight of those who count; it is null for all others, and so are its products.
        mine = col(f"m {one.denominator}")
        if one.gives is not None:
            given = job.look(f"g {position}", one.gives)
            job.add(f"y {position}", when(given, mine))
            if second:
                job.add(f"y2 {position}", when(given, mine * mine))
        elif one.y is not None:
            y = job.look(f"x {position}", one.y)
            job.add(f"y {position}", mine * y)
            job.add(f"yy {position}", mine * y * y)
            if second:
                job.add(f"y2 {position}", mine * mine * y)
                job.add(f"yy2 {position}", mine * mine * y * y)


def _paired(plan: Plan) -> list[int]:
    """Positions of the ratios that have a figure, of which all pairs are wanted."""
    return sorted(set(plan.position.values()))


def _pairs(job: Pass, plan: Plan) -> None:
    """Sums of w^2 times products of y or of 1 of two ratios, over those who count in both."""

    def factors(position: int) -> tuple[Expression, Expression]:
        one = plan.ratios[position]
        mine = col(f"m {one.denominator}")
        if one.gives is not None:
            return mine, when(col(f"g {position}"), mine).otherwise(mine * 0.0)
        return mine, mine * col(f"x {position}")

    wanted = _paired(plan)
    parts = {position: factors(position) for position in wanted}
    for first, second in combinations(wanted, 2):
        (here, y), (there, z) = parts[first], parts[second]
        for name, both in (("dd", here * there), ("yd", y * there), ("dy", here * z), ("yz", y * z)):
            job.add(f"{name} {first} {second}", both)
