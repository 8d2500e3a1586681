"""What is worked out from the columns of a frame, said once for every engine.

An expression reads no data. Where a frame lives in pandas it is worked out by `in_memory`, each part once; everywhere
else narwhals hands it to the engine (Polars, PyArrow, DuckDB, Spark). Narwhals would make a pandas column of every
step, which takes milliseconds however few the rows are, and questionnaires take thousands of steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from indexgov.survey.in_memory import InMemory


class Expression:
    """A column to be worked out, in the words of narwhals; null where what it is made of is not known, as in SQL."""

    __slots__ = ("parts", "step")

    def __init__(self, step: str, *parts: Any) -> None:
        self.step, self.parts = step, parts

    def __and__(self, other: Expression) -> Expression:
        return Expression("__and__", self, other)

    def __or__(self, other: Expression) -> Expression:
        return Expression("__or__", self, other)

    def __invert__(self) -> Expression:
        return Expression("__invert__", self)

    def __eq__(self, other: object) -> Expression:  # type: ignore[override]
        return Expression("__eq__", self, other)

    def __ne__(self, other: object) -> Expression:  # type: ignore[override]
        return Expression("__ne__", self, other)

    def __lt__(self, other: object) -> Expression:
        return Expression("__lt__", self, other)

    def __le__(self, other: object) -> Expression:
        return Expression("__le__", self, other)

    def __gt__(self, other: object) -> Expression:
        return Expression("__gt__", self, other)

    def __ge__(self, other: object) -> Expression:
        return Expression("__ge__", self, other)

    def __mul__(self, other: object) -> Expression:
        return Expression("__mul__", self, other)

    __hash__ = object.__hash__

    def is_in(self, values: list[Any]) -> Expression:
        """Whether it is one of some values."""
        return Expression("is_in", self, values)

    def is_null(self) -> Expression:
        """Whether it is not known; itself always known."""
        return Expression("is_null", self)

    def is_nan(self) -> Expression:
        """Whether it is not a number; in pandas that is the same as not known."""
        return Expression("is_nan", self)

    def cast(self, dtype: Any) -> Expression:
        """The same as another type of narwhals."""
        return Expression("cast", self, dtype)

    def stripped(self) -> Expression:
        """Words without spaces at their ends."""
        return Expression("stripped", self)

    def lowered(self) -> Expression:
        """Words in small letters."""
        return Expression("lowered", self)

    def matches(self, pattern: str) -> Expression:
        """Whether a regular expression is found in words."""
        return Expression("matches", self, pattern)


class Chosen(Expression):
    """What stands where a condition holds, and null where it does not or is not known."""

    __slots__ = ()

    def otherwise(self, other: Expression) -> Expression:
        """The same with something else in the place of null."""
        return Expression("choose", *self.parts, other)


def col(name: str) -> Expression:
    """A column of the frame."""
    return Expression("col", name)


def lit(value: object) -> Expression:
    """The same value in every row; None is null."""
    return Expression("lit", value)


def when(where: Expression, then: Expression) -> Chosen:
    """What stands where a condition holds, null elsewhere; `otherwise` tells what stands there instead."""
    return Chosen("choose", where, then)


def any_of(*conditions: Expression) -> Expression:
    """Whether one of some conditions holds; those not known do not."""
    return Expression("any_of", *conditions) if conditions else lit(False)


def count_of(*conditions: Expression) -> Expression:
    """How many of some conditions hold; all must be known."""
    return Expression("count_of", *conditions)


def select(frame: Any, columns: Mapping[str, Expression]) -> Any:
    """A frame of narwhals with the columns of some expressions, by their names, worked out where `frame` lives."""
    if isinstance(frame, nw.DataFrame) and isinstance(native := frame.to_native(), pd.DataFrame):
        return nw.from_native(pd.DataFrame(_made(native, columns), index=native.index, copy=False))
    return frame.select(*(in_narwhals(one).alias(name) for name, one in columns.items()))


def with_columns(frame: Any, columns: Mapping[str, Expression]) -> Any:
    """A frame of narwhals with the columns of some expressions beside its own, worked out where it lives."""
    if isinstance(frame, nw.DataFrame) and isinstance(native := frame.to_native(), pd.DataFrame):
        return nw.from_native(native.assign(**_made(native, columns)))
    return frame.with_columns(*(in_narwhals(one).alias(name) for name, one in columns.items()))


def _made(frame: pd.DataFrame, columns: Mapping[str, Expression]) -> dict[str, Any]:
    engine, made = InMemory(frame), {}
    known: dict[int, Any] = {}
    # Too large numbers become infinite without a word, as everywhere in pandas.
    with np.errstate(all="ignore"):
        for name, one in columns.items():
            # Keys may be of types that have no answers, such as days.
            made[name] = frame[one.parts[0]] if one.step == "col" else engine.series(_worked_out(one, engine, known))
    return made


def in_narwhals(expression: Expression) -> nw.Expr:
    """The expression as narwhals has it, for engines that it drives."""
    made: nw.Expr = _worked_out(expression, _Narwhals, {})
    return made


def _worked_out(expression: Expression, engine: Any, known: dict[int, Any]) -> Any:
    """The expression by an engine; `known` holds what was worked out for the same object, by its id."""
    if id(expression) not in known:
        parts = [_worked_out(one, engine, known) if isinstance(one, Expression) else one for one in expression.parts]
        own = getattr(parts[0], expression.step, None)
        known[id(expression)] = own(*parts[1:]) if own else getattr(engine, expression.step)(*parts)
    return known[id(expression)]


class _Narwhals:
    """The steps of expressions that are no methods of columns in narwhals."""

    col, lit = staticmethod(nw.col), staticmethod(nw.lit)

    @staticmethod
    def stripped(words: nw.Expr) -> nw.Expr:
        return words.str.strip_chars()

    @staticmethod
    def lowered(words: nw.Expr) -> nw.Expr:
        return words.str.to_lowercase()

    @staticmethod
    def matches(words: nw.Expr, pattern: str) -> nw.Expr:
        return words.str.contains(pattern)

    @staticmethod
    def choose(where: nw.Expr, then: nw.Expr, *other: nw.Expr) -> nw.Expr:
        chosen = nw.when(where).then(then)
        return chosen.otherwise(*other) if other else chosen

    @staticmethod
    def any_of(*conditions: nw.Expr) -> nw.Expr:
        return nw.any_horizontal(*conditions, ignore_nulls=True)

    @staticmethod
    def count_of(*conditions: nw.Expr) -> nw.Expr:
        return nw.sum_horizontal(*(nw.when(one).then(nw.lit(1)).otherwise(nw.lit(0)) for one in conditions))
