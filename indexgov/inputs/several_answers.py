"""Questions with several answers: which columns of a file hold them, and how every form becomes one.

Files have a column for each code (1 chosen, 0 not) or one column with codes between blanks. A code of no answer has a
column of its own, stands in the columns of the other codes, or stands alone in the one column.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pandas as pd

from indexgov.errors import Level, choose_from, excerpt
from indexgov.methods.arrays import Floats
from indexgov.survey.expressions import Expression, any_of, col, count_of, lit, select, when
from indexgov.survey.questionnaire import Question, code_of

ANSWERS_RULE = "multiple-answers"
Tell = Callable[[str, int, str, str, str, Level], None]
"""Takes rule, row from 0, column of the frame, message, advice and level of a fault of a cell."""


@dataclass(frozen=True)
class Fault:
    """What may be wrong in the columns of a question with several answers; `{name}` is the question's column."""

    text: str
    advice: str
    level: Level = "error"


OTHER = Fault(
    "a column of '{name}' holds something else than 1, 0, a blank or a code of no answer",
    "write 1 where the answer was chosen and 0 where not",
)
PARTLY = Fault(
    "some columns of '{name}' are filled and some are blank",
    "write 0 where an answer was not chosen; leave all columns blank where the question was not put",
)
BOTH = Fault(
    "'{name}' has an answer and a code of no answer", "the answer counts; correct the row if it must not", "warning"
)


def code_columns(name: str, question: Question) -> list[str]:
    """The columns `NAME/CODE` of a question: its valid answers, then its codes of no answer."""
    return [f"{name}/{code}" for code in (*question.valid_codes, *_no_answers(question))]


def number_words(question: Question) -> dict[str, int]:
    """Words that stand for numbers in the columns of a number or of several answers.

    They are Stata's letters among the codes of no answer, and in columns of several answers true and false.
    """
    words = {str(code): code_of(code) for code in (*question.dont_know, *question.refused)}
    if question.type == "multiple":
        words |= {"TRUE": 1, "FALSE": 0, "True": 1, "False": 0}
    return words


def _no_answers(question: Question) -> list[int]:
    return [*question.dont_know_codes, *question.refused_codes]


def from_texts(name: str, question: Question, texts: Sequence[str], tell: Tell) -> dict[str, Floats]:
    """Columns `NAME/CODE` of 1, 0 and NaN from texts such as "1 3 5"; blank texts stay blank."""
    codes = {str(written): code_of(written) for written in (*question.dont_know, *question.refused)}
    codes |= {str(code): code for code in question.valid_codes}
    columns = {column: np.full(len(texts), np.nan) for column in code_columns(name, question)}
    for row, text in enumerate(texts):
        words = text.split()
        for word in words:
            if word not in codes:
                advice = choose_from(word, list(codes)) + ", with a blank between two codes"
                tell("unknown-code", row, name, f"'{excerpt(word)}' is not an answer to '{name}'", advice, "error")
        if words:
            for column in columns.values():
                column[row] = 0.0
            for word in words:
                if word in codes:
                    columns[f"{name}/{codes[word]}"][row] = 1.0
    return from_columns(name, question, columns, tell)


def from_columns(name: str, question: Question, columns: Mapping[str, Floats], tell: Tell) -> dict[str, Floats]:
    """Columns `NAME/CODE` of 1, 0 and NaN from those of a file, whose faults are told row by row."""
    frame = nw.from_native(pd.DataFrame(columns), eager_only=True)
    wrong = faults(columns, name, question)
    where = select(frame, {str(place): one for place, one in enumerate(wrong.values())})
    for place, fault in enumerate(wrong):
        for row in np.flatnonzero(where[str(place)].to_numpy()):
            tell(ANSWERS_RULE, int(row), next(iter(columns)), fault.text.format(name=name), fault.advice, fault.level)
    done = select(frame, settled(columns, name, question))
    return {column: done[column].to_numpy() for column in code_columns(name, question)}


def settled(there: Collection[str], name: str, question: Question) -> dict[str, Expression]:
    """The columns of a question as Responses have them, from columns of numbers with the same names; `there` are all.

    A code of no answer counts where no valid answer was chosen: its column is 1, the others are blank. Where one was
    chosen it is 0. Columns of codes of no answer that are not there are made.
    """
    valid = [col(f"{name}/{code}") for code in question.valid_codes]
    chosen, answered = any_of(*(one == 1 for one in valid)), any_of(*((one == 1) | (one == 0) for one in valid))
    lone = {code: _given(name, code, valid, there) & ~chosen for code in _no_answers(question)}
    silent = any_of(*lone.values())
    one, zero = lit(1.0), lit(0.0)
    columns = {
        f"{name}/{code}": when(~silent & any_of(column == 1), one).otherwise(when(~silent & any_of(column == 0), zero))
        for code, column in zip(question.valid_codes, valid, strict=True)
    }
    none = when(answered & ~silent, zero)
    return columns | {f"{name}/{code}": when(given, one).otherwise(none) for code, given in lone.items()}


def faults(there: Collection[str], name: str, question: Question) -> dict[Fault, Expression]:
    """For each fault whether a row has it, as true or false, from columns of numbers called `NAME/CODE`."""
    valid = [col(f"{name}/{code}") for code in question.valid_codes]
    nothing = _no_answers(question)
    own = [col(f"{name}/{code}") for code in nothing if f"{name}/{code}" in there]
    known = [0.0, 1.0, *map(float, nothing)]
    other = any_of(*(~one.is_null() & ~one.is_in(known) for one in [*valid, *own]))
    filled = count_of(*(~one.is_null() for one in valid))
    silent = any_of(*(_given(name, code, valid, there) for code in nothing))
    return {
        OTHER: other,
        PARTLY: ~other & ~silent & (filled > 0) & (filled < len(valid)),
        BOTH: ~other & silent & any_of(*(one == 1 for one in valid)),
    }


def _given(name: str, code: int, valid: list[Expression], there: Collection[str]) -> Expression:
    """Whether a code of no answer was recorded, in its own column or in those of the others."""
    # 1 and 0 in the columns of answers say whether these were chosen.
    places = [one == code for one in valid if code not in (0, 1)]
    if f"{name}/{code}" in there:
        own = col(f"{name}/{code}")
        places += [own == 1, own == code]
    return any_of(*places)
