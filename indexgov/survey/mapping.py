"""How the columns of microdata are understood, as a table to look through before any figure is believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from indexgov.survey.design import Design
from indexgov.survey.measures import Measure
from indexgov.survey.questionnaire import Question, Questionnaire

MAPPING = (
    "column", "question", "used_for", "type", "scale", "direction", "valid", "dont_know", "refused", "filter",
    "file_labels", "file_missing",
)  # fmt: skip
"""Columns of the table: what is read, what it is read as, and what the file itself says of it."""
_SHOWN = 12
"""How many codes are listed before the rest is counted."""


def mapping_of(
    questionnaire: Questionnaire,
    measures: Iterable[Measure],
    design: Design,
    area: tuple[str, ...],
    columns: Mapping[str, str],
    found: Mapping[str, str],
    labels: Mapping[str, Mapping[int, str]],
    missing: Mapping[str, tuple[str, ...]],
    margins: Iterable[str] = (),
) -> pd.DataFrame:
    """One row a column of the file, columns MAPPING, all text: first those of the design, then those of questions.

    `columns` are names given to the columns of questions; `found` is how a column is called in the file, `labels` and
    `missing` what the file says of it; `margins` are those to which the weights are raked.
    """
    roles = [("area", name) for name in area] + [("stratum", name) for name in design.strata]
    roles += [
        (role, name) for role, name in (("PSU", design.psu), ("weight", design.weight), ("fpc", design.fpc)) if name
    ]
    rows = [dict.fromkeys(MAPPING, "") | {"column": found.get(name, name), "used_for": role} for role, name in roles]
    for name, names in _uses(questionnaire, measures, margins).items():
        question, column = questionnaire.questions[name], columns.get(name, name)
        rows.append({
            "column": found.get(column, column), "question": name, "used_for": ", ".join(names), "type": question.type,
            "scale": _scale(question), "direction": _direction(question), "valid": _codes(question.valid_codes),
            "dont_know": _codes(question.dont_know), "refused": _codes(question.refused),
            "filter": question.filter or "", "file_missing": ", ".join(missing.get(column, ())),
            "file_labels": "; ".join(f"{code} {text}" for code, text in list(labels.get(column, {}).items())[:_SHOWN]),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(MAPPING), dtype=object)


def _uses(questionnaire: Questionnaire, measures: Iterable[Measure], margins: Iterable[str]) -> dict[str, list[str]]:
    """The questions that are read, with what each is read for."""
    uses: dict[str, list[str]] = {}
    wanted = list(measures)
    for one in wanted:
        uses.setdefault(one.question, []).append(one.name)
    for one in wanted:
        for name in questionnaire.filters_of(one.question, one.among):
            into = uses.setdefault(questionnaire.filters[name].question, [])
            if f"filter {name}" not in into:
                into.append(f"filter {name}")
    for name in margins:
        uses.setdefault(questionnaire.margins[name].question, []).append(f"margin {name}")
    return uses


def _scale(question: Question) -> str:
    if question.type == "scale":
        worst, best = question.worst_and_best
        return f"{worst} worst to {best} best"
    if question.type == "number":
        return f"{question.range[0]:g} to {question.range[1]:g}" if question.range is not None else "any number"
    return ""


def _direction(question: Question) -> str:
    return f"{question.direction} is better" if question.type == "scale" else ""


def _codes(codes: Iterable[int | str]) -> str:
    every = [str(code) for code in codes]
    rest = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return ", ".join(every[:_SHOWN]) + rest
