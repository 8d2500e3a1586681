"""The consent at the beginning of an interview: who refuses it was asked nothing and is no respondent."""

from __future__ import annotations

import numpy as np

from indexgov.errors import Problem
from indexgov.inputs.form_answers import Choices
from indexgov.inputs.form_columns import find_column
from indexgov.inputs.table_file import Table
from indexgov.inputs.xlsform import Form

CONSENT, AGREED, REFUSED = "consent", "yes", "no"
"""The list of choices by which report.survey_form asks for consent, and its two answers."""


def leave_out_refusals(table: Table, form: Form, body: list[list[str]]) -> list[list[str]]:
    """The rows of an export without those of people who refused the interview, which are counted in a note.

    Consent is the first question that offers the list CONSENT, as report.survey_form makes it; what is asked with the
    same answers later on is a question like any other.
    """
    asked = next((one for one in form.questions if one.list_name == CONSENT), None)
    if asked is None or {choice.name for choice in asked.choices} != {AGREED, REFUSED}:
        return body
    column, _ = find_column(asked.name, table, form, None)
    if column is None or column.index is None:
        return body
    choices = Choices(asked.choices)
    refused = [[one.name for one in choices.find(row[column.index])] == [REFUSED] for row in body]
    if not any(refused):
        return body
    message = f"rows of people who refused the interview, which are left out: {sum(refused)}"
    table.problems.append(Problem("consent", table.whole(), message, level="note"))
    table.rows = table.rows[~np.array(refused)]
    return [row for row, out in zip(body, refused, strict=True) if not out]
