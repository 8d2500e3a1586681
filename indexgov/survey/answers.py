"""From the cells of a frame to what they mean, as expressions that every engine can run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

import narwhals as nw
import numpy as np

from indexgov.survey.expressions import Chosen, Expression, col, lit, when
from indexgov.survey.questionnaire import PopulationMargin, Question, Questionnaire, labels_of, letter_of

Schema = Mapping[str, Any]
"""Types of the columns of a frame, as narwhals names them."""


def is_text(dtype: Any) -> bool:
    """Whether a column holds words; codes in it are matched as words."""
    return bool(dtype == nw.String or dtype == nw.Categorical or dtype == nw.Enum or dtype == nw.Object)


def words(name: str, schema: Schema) -> Expression:
    """The cells of a text column, without spaces at their ends."""
    column = col(name)
    return (column if schema[name] == nw.String else column.cast(nw.String)).stripped()


_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
"""A number as engines read it from text; a decimal comma is none."""


def number(name: str, schema: Schema) -> Expression:
    """The cells of a column as float64; null where blank or not a number."""
    if is_text(schema[name]):
        word = words(name, schema)
        # A word that is no number would stop the engine.
        return when(word.matches(_NUMBER), word).cast(nw.Float64)
    column = col(name).cast(nw.Float64) if schema[name] != nw.Float64 else col(name)
    return when(~column.is_nan(), column) if schema[name].is_float() else column


_ENDS = {
    "Boolean": (0, 1),
    **{
        name: (int(np.iinfo(name.lower()).min), int(np.iinfo(name.lower()).max))
        for name in ("Int8", "Int16", "Int32", "UInt8", "UInt16", "UInt32", "UInt64")
    },
}
"""Smallest and largest number of narrow columns."""


@dataclass(frozen=True)
class Cell:
    """The answers in one column."""

    name: str
    schema: Schema
    labels: Mapping[str, int]
    """Codes by their labels, in small letters."""

    @cached_property
    def text(self) -> bool:
        """Whether the answers are words."""
        return is_text(self.schema[self.name])

    @cached_property
    def _word(self) -> Expression:
        return words(self.name, self.schema).lowered()

    @cached_property
    def _numbers(self) -> Expression:
        dtype, column = self.schema[self.name], col(self.name)
        if dtype == nw.Boolean:
            # Booleans have no sums.
            return column.cast(nw.Int8)
        # Not every engine compares decimals with other numbers.
        return column.cast(nw.Float64) if dtype.is_decimal() else column

    def _held(self, codes: Iterable[int]) -> list[int]:
        """The codes that the column can hold; none other is in it, and small integers cannot be compared with them."""
        ends = _ENDS.get(str(self.schema[self.name]))
        if ends is None:
            return list(codes)
        low, high = ends
        return [code for code in codes if low <= code <= high]

    def written(self, code: int) -> list[str]:
        """The ways in which a code may be written in a column of words."""
        own = [text for text, meant in self.labels.items() if meant == code]
        if (letter := letter_of(code)) is not None:
            return [letter, *own]
        return [str(code), f"{code}.0", *([f"0{code}"] if 0 <= code < 10 else []), *own]

    def is_one_of(self, codes: Iterable[int]) -> Expression:
        """Where the answer is one of the codes; null or false where there is none."""
        wanted = list(dict.fromkeys(codes))
        if not wanted:
            return self.filled & lit(False)
        if self.text:
            return self._word.is_in([text for code in wanted for text in self.written(code)])
        if self.schema[self.name].is_float() or self.schema[self.name].is_decimal():
            return self._numbers.is_in([float(code) for code in wanted])
        held = self._held(wanted)
        if not held:
            return self.filled & lit(False)
        if len(held) > 1 and sorted(held) == list(range(min(held), max(held) + 1)):
            # A run of codes is told by its ends, which is faster.
            return (self._numbers >= min(held)) & (self._numbers <= max(held))
        return self._numbers.is_in(held)

    @cached_property
    def filled(self) -> Expression:
        """Where the cell is not blank."""
        if self.text:
            return ~col(self.name).is_null() & (self._word != "")
        column = col(self.name)
        there: Expression = ~column.is_null()
        if self.schema[self.name].is_float():
            there = there & ~column.is_nan()
        return there

    def code(self, codes: Sequence[int]) -> Expression:
        """The code of the answer as a number, where it is one of the codes; words are looked up."""
        if not self.text:
            return self._numbers
        return _either([when(self.is_one_of([code]), lit(float(code))) for code in codes])


def _either(branches: Sequence[Chosen]) -> Expression:
    chain: Expression = branches[-1].otherwise(lit(None))
    for branch in reversed(branches[:-1]):
        chain = branch.otherwise(chain)
    return chain


@dataclass(frozen=True)
class Answers:
    """The answers to one question in a frame: who gave a valid one, who did not know, who refused."""

    question: Question
    column: str
    schema: Schema

    @cached_property
    def _cell(self) -> Cell:
        return Cell(self.column, self.schema, labels_of(self.question))

    def _ticked(self, codes: Iterable[int]) -> list[Expression]:
        """For each code of a question with several answers that has a column, whether it was chosen."""
        names = [f"{self.column}/{code}" for code in codes]
        return [Cell(name, self.schema, _TICKS).is_one_of([1]) for name in names if name in self.schema]

    @cached_property
    def _boxes(self) -> list[Cell]:
        return [Cell(f"{self.column}/{code}", self.schema, _TICKS) for code in self.question.valid_codes]

    def tells(self, codes: Sequence[int]) -> bool:
        """Whether the frame can hold these codes; of several answers each needs its own column."""
        return self.question.type != "multiple" or any(f"{self.column}/{code}" in self.schema for code in codes)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the frame that hold several answers."""
        every = (*self.question.valid_codes, *self.question.dont_know_codes, *self.question.refused_codes)
        wanted = [f"{self.column}/{code}" for code in every]
        valid = len(self.question.valid_codes)
        return (*wanted[:valid], *(name for name in wanted[valid:] if name in self.schema))

    @cached_property
    def valid(self) -> Expression:
        """Where there is a valid answer."""
        question = self.question
        if question.type == "multiple":
            none = reduce(or_, [self.dont_know, self.refused])
            return reduce(and_, [box.is_one_of([0, 1]) for box in self._boxes]) & ~none
        if question.type == "number":
            column = number(self.column, self.schema)
            inside = self._cell.filled & ~self.dont_know & ~self.refused
            inside = inside & ~column.is_null() if self._cell.text else inside
            if question.range is not None:
                inside = inside & (column >= question.range[0]) & (column <= question.range[1])
            return inside
        return self._cell.is_one_of(question.valid_codes)

    @cached_property
    def dont_know(self) -> Expression:
        """Where the respondent did not know."""
        return self._no_answer(self.question.dont_know_codes)

    @cached_property
    def refused(self) -> Expression:
        """Where the respondent refused."""
        return self._no_answer(self.question.refused_codes)

    def _no_answer(self, codes: Sequence[int]) -> Expression:
        if self.question.type != "multiple":
            return self._cell.is_one_of(codes)
        chosen = [when(one, lit(True)).otherwise(lit(False)) for one in self._ticked(codes)]
        alone = [when(one, lit(False)).otherwise(lit(True)) for one in self._ticked(self._valid_codes)]
        return reduce(or_, chosen) & reduce(and_, alone) if chosen else lit(False)

    @property
    def _valid_codes(self) -> tuple[int, ...]:
        return self.question.valid_codes

    @cached_property
    def filled(self) -> Expression:
        """Where there is anything, an answer or not."""
        if self.question.type == "multiple":
            return reduce(or_, [Cell(name, self.schema, _TICKS).filled for name in self.columns])
        return self._cell.filled

    @cached_property
    def anything(self) -> Expression:
        """Something that is not null where there is an answer of any kind, as cheap as can be."""
        plain = self.question.type != "multiple" and not is_text(self.schema[self.column])
        if plain and not self.schema[self.column].is_float():
            return col(self.column)
        return when(self.filled, lit(1.0))

    @cached_property
    def number(self) -> Expression:
        """The answer as a number; only where it is valid."""
        if self.question.type == "number":
            return number(self.column, self.schema)
        return self._cell.code(self.question.valid_codes)

    def gives(self, codes: Sequence[int]) -> Expression:
        """Where one of the codes is the answer, or among the answers."""
        if self.question.type != "multiple":
            return self._cell.is_one_of(codes)
        chosen = self._ticked(codes)
        return reduce(or_, chosen) if chosen else self.filled & lit(False)


_TICKS = {"true": 1, "yes": 1, "false": 0, "no": 0}
"""Words for a box that was ticked or not."""


def answers_of(questionnaire: Questionnaire, name: str, column: str, schema: Schema) -> Answers:
    """The answers to a question."""
    return Answers(questionnaire.questions[name], column, schema)


def category(margin: PopulationMargin, answers: Answers) -> Expression:
    """The category of a respondent in a margin: the code answered, or the number of the group from 0; else null."""
    if margin.totals:
        codes = [one.code for one in margin.totals]
        branches = [when(answers.gives([code]), lit(float(code))) for code in codes]
        return _either(branches)
    branches = []
    for number_, group in enumerate(margin.groups):
        inside = answers.valid
        inside = inside & (answers.number >= group.from_) if group.from_ is not None else inside
        inside = inside & (answers.number <= group.to) if group.to is not None else inside
        branches.append(when(inside, lit(float(number_))))
    return _either(branches)
