"""Expressions over the columns of a pandas frame, worked out with numpy.

What is not known is marked beside the values and follows the rules of SQL: a comparison with it is not known, `and` and
`or` are known where one side settles them. NaN in a column is not known, as pandas has it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.methods.arrays import Ints, Mask

Array = npt.NDArray[Any]


class Values:
    """Numbers or truth values, one a row or one for all rows, and where they are not known."""

    __slots__ = ("unknown", "values")

    def __init__(self, values: Array, unknown: Mask | None = None) -> None:
        self.values, self.unknown = values, unknown

    def __and__(self, other: Values) -> Values:
        unknown = _either(self.unknown, other.unknown)
        if unknown is not None:
            unknown = unknown & (_holds(self) | _is(self.unknown)) & (_holds(other) | _is(other.unknown))
        return Values(self.values & other.values, unknown)

    def __or__(self, other: Values) -> Values:
        unknown = _either(self.unknown, other.unknown)
        if unknown is None:
            return Values(self.values | other.values)
        found = _holds(self) | _holds(other)
        return Values(found, unknown & ~found)

    def __invert__(self) -> Values:
        return Values(~self.values, self.unknown)

    def __eq__(self, other: object) -> Values:  # type: ignore[override]
        return self._with(operator.eq, other)

    def __ne__(self, other: object) -> Values:  # type: ignore[override]
        return self._with(operator.ne, other)

    def __lt__(self, other: object) -> Values:
        return self._with(operator.lt, other)

    def __le__(self, other: object) -> Values:
        return self._with(operator.le, other)

    def __gt__(self, other: object) -> Values:
        return self._with(operator.gt, other)

    def __ge__(self, other: object) -> Values:
        return self._with(operator.ge, other)

    def __mul__(self, other: object) -> Values:
        return self._with(operator.mul, other)

    __hash__ = object.__hash__

    def _with(self, operate: Callable[[Any, Any], Array], other: object) -> Values:
        if not isinstance(other, Values):
            return Values(operate(self.values, other), self.unknown)
        return Values(operate(self.values, other.values), _either(self.unknown, other.unknown))

    def is_in(self, values: Iterable[object]) -> Values:
        """Where the value is one of some."""
        return Values(reduce(operator.or_, [self.values == one for one in values]), self.unknown)

    def is_null(self) -> Values:
        """Where the value is not known."""
        return Values(np.zeros(self.values.shape, dtype=bool) if self.unknown is None else self.unknown)

    is_nan = is_null

    def cast(self, dtype: Any) -> Values:
        """The values as float64, or truth values as 1 and 0."""
        return Values(self.values.astype(np.float64 if dtype == nw.Float64 else np.int8), self.unknown)


class Words:
    """The words of a column: every different one, and which of them stands in each row, -1 for none."""

    __slots__ = ("place", "words")

    def __init__(self, words: list[str], place: Ints) -> None:
        self.words, self.place = words, place

    def stripped(self) -> Words:
        """The words without spaces at their ends."""
        return Words([word.strip() for word in self.words], self.place)

    def lowered(self) -> Words:
        """The words in small letters."""
        return Words([word.lower() for word in self.words], self.place)

    def matches(self, pattern: str) -> Values:
        """Where a regular expression is found."""
        found = re.compile(pattern)
        return self._where([found.search(word) is not None for word in self.words])

    def is_in(self, words: Iterable[str]) -> Values:
        """Where the word is one of some."""
        wanted = set(words)
        return self._where([word in wanted for word in self.words])

    def __ne__(self, other: object) -> Values:  # type: ignore[override]
        return self._where([word != other for word in self.words])

    __hash__ = object.__hash__

    def is_null(self) -> Values:
        """Where there is no word."""
        return Values(self.place < 0)

    def cast(self, dtype: Any) -> Words | Values:
        """The words as they are, or the numbers that they write."""
        if dtype == nw.String:
            return self
        numbers = np.full(len(self.words) + 1, np.nan)
        for place in np.unique(self.place[self.place >= 0]):
            numbers[place] = float(self.words[place])
        return _with_nan(numbers[self.place])

    def _where(self, each: list[bool]) -> Values:
        # The place -1 takes the last.
        return Values(np.array([*each, False])[self.place], _if_any(self.place < 0))


class InMemory:
    """The steps of expressions over a pandas frame that are no methods of values or words."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._read: dict[str, Values | Words] = {}

    def col(self, name: str) -> Values | Words:
        """The values of a column, or its words."""
        if name not in self._read:
            self._read[name] = _column(self.frame[name])
        return self._read[name]

    @staticmethod
    def lit(value: object) -> Values:
        """One value for all rows; None is not known."""
        return Values(np.array(np.nan), np.array(True)) if value is None else Values(np.array(value))

    @staticmethod
    def choose(where: Values, then: Any, other: Values | None = None) -> Values | Words:
        """One thing where a condition holds, and another, or nothing known, where it does not."""
        holds = _holds(where)
        if isinstance(then, Words):
            return Words(then.words, np.where(holds, then.place, -1))
        if other is None:
            # What stands where nothing is known is never looked at.
            return Values(np.where(holds, then.values, then.values.dtype.type(0)), _if_any(~holds | _is(then.unknown)))
        unknown = _either(then.unknown, other.unknown)
        if unknown is not None:
            unknown = _if_any(np.where(holds, _is(then.unknown), _is(other.unknown)))
        return Values(np.where(holds, then.values, other.values), unknown)

    @staticmethod
    def any_of(*conditions: Values) -> Values:
        """Where one of some conditions holds."""
        return Values(reduce(operator.or_, map(_holds, conditions)))

    @staticmethod
    def count_of(*conditions: Values) -> Values:
        """How many of some conditions hold."""
        return Values(np.sum([_holds(one) for one in conditions], axis=0))

    def series(self, found: Values) -> Any:
        """What was worked out as a column of the frame's length: NaN, or of truth values NA, where not known."""
        values = np.broadcast_to(found.values, (len(self.frame),))
        if found.unknown is None or not found.unknown.any():
            return values
        unknown = np.broadcast_to(found.unknown, values.shape)
        if values.dtype == np.bool_:
            return pd.arrays.BooleanArray(values.copy(), unknown.copy())
        return np.where(unknown, np.nan, values)


def _column(column: pd.Series[Any]) -> Values | Words:
    """A column that pandas holds, whatever its type."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return Words([str(word) for word in dtype.categories], np.asarray(column.cat.codes, dtype=np.intp))
    if isinstance(dtype, np.dtype) and dtype.kind in "iub":
        return Values(column.to_numpy())
    if pd.api.types.is_bool_dtype(dtype) or pd.api.types.is_integer_dtype(dtype):
        plain = np.bool_ if pd.api.types.is_bool_dtype(dtype) else np.int64
        return Values(column.to_numpy(dtype=plain, na_value=0), _if_any(column.isna().to_numpy(dtype=bool)))
    nothing = not pd.api.types.is_string_dtype(dtype) and bool(column.isna().all())
    if pd.api.types.is_numeric_dtype(dtype) or nothing:
        return _with_nan(column.to_numpy(dtype=np.float64, na_value=np.nan))
    place, words = pd.factorize(column)
    return Words([str(word) for word in words], place)


def _with_nan(values: Array) -> Values:
    return Values(values, _if_any(np.isnan(values)))


def _if_any(unknown: Mask) -> Mask | None:
    return unknown if unknown.any() else None


def _is(unknown: Mask | None) -> Mask:
    return np.array(False) if unknown is None else unknown


def _either(first: Mask | None, second: Mask | None) -> Mask | None:
    return second if first is None else first if second is None else first | second


def _holds(one: Values) -> Mask:
    """Where a condition is known to hold."""
    return one.values if one.unknown is None else one.values & ~one.unknown
