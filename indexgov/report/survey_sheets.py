"""The workbook of a survey: about it, its estimates, how columns were understood, and raking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from indexgov.report.model import Figure
from indexgov.report.survey_view import SurveyMeasure, SurveyRow, SurveyView, titled
from indexgov.report.words import DASH, Words, sentence
from indexgov.report.workbook.book import Book, write_book
from indexgov.report.workbook.tables import Amount, Cell, Column, Table
from indexgov.survey.mapping import MAPPING
from indexgov.survey.questionnaire import Question

_ROLES = ("area", "stratum", "PSU", "weight", "fpc")
_WIDTHS = {"used_for": 38, "valid": 24, "file_labels": 44, "file_missing": 22}


def write_survey_workbook(view: SurveyView, path: Path) -> None:
    """Write the workbook of a survey to `path`: sheets About, Estimates, Mapping, where weights were raked Raking."""
    text = view.words.text
    tables = [_estimates(view), _mapping(view), *_raking(view)]
    keys = ("about", *(table.key for table in tables))
    facts = [("", view.stamp.note if view.stamp is not None else "")]
    facts += [(text("status"), view.stamp.words)] if view.stamp is not None else []
    facts += [(text("period"), view.period), *view.facts[:2]]
    warnings = [f"{one.message} [{one.rule}]" for one in view.problems]
    write_book(
        Book(
            words=view.words,
            title=view.title,
            subject=view.period,
            stamp=view.stamp,
            created=view.day,
            corner=view.period,
            foot=view.id,
            heading=view.title,
            facts=[*facts, *view.more],
            sections=[
                (text("survey_design_title"), [f"{label}: {told}" for label, told in view.facts[2:]]),
                (text("survey_rules"), view.rules),
                (text("survey_legend"), view.legend),
                (text("how_to_read"), [text("read_hidden")]),
                (text("sheet_warnings"), warnings),
            ],
            names=[(key, text(f"sheet_{key}")) for key in keys],
            tables=tables,
        ),
        path,
    )


def _estimates(view: SurveyView) -> Table:
    """One row a measure and area; hidden and removed figures are dashes."""
    text = view.words.text
    level = view.level
    columns = [
        Column(text("area"), 22, "strong"),
        Column(text("question_text"), 48),
        Column(text("measure"), 30),
        Column(text("among"), 24),
        Column(text("value"), 12, "points"),
        Column(sentence(text("interval_low", level=level)), 14, "points"),
        Column(sentence(text("interval_high", level=level)), 14, "points"),
        Column(text("standard_error"), 14, "precise"),
        Column(text("survey_n"), 12, "whole"),
        Column(text("survey_n_eff"), 14, "whole"),
        Column(text("survey_deff"), 11, "points"),
        Column(text("survey_df"), 12, "whole"),
        Column(text("survey_psus"), 15, "whole"),
        Column(text("dont_know"), 18, "share"),
        Column(text("survey_refused"), 13, "share"),
        Column(text("survey_remark"), 44),
        Column(text("area_code"), 18),
        Column(text("identifier"), 22),
    ]
    rows = [_row(one, row) for one in view.measures for row in one.rows]
    title = f"{text('sheet_estimates')}: {view.period}" if view.period else text("sheet_estimates")
    return Table("estimates", title, columns, rows, fixed=1, below=[(text("read_hidden"),)])


def _row(measure: SurveyMeasure, row: SurveyRow) -> Sequence[Cell]:
    form = "share" if measure.is_share else "points"
    ends = [_amount(one, form) for one in (row.value, row.low, row.high)]
    behind = [row.se, row.n, row.n_eff, row.deff, row.df, row.n_psu, row.dont_know, row.refused]
    told = [measure.title, sentence(measure.kind), measure.among]
    return [row.name, *told, *ends, *behind, sentence(row.remark), row.code, measure.id]


def _amount(one: Figure, form: str) -> Cell:
    return one if one.number is None else Amount(one.number, form)


def _mapping(view: SurveyView) -> Table:
    """One row a column of the file, in words of the language."""
    text = view.words.text
    heads = {
        "question": text("question"), "scale": text("scale"),
        **{one: text(f"mapping_{one}") for one in MAPPING if one not in ("question", "scale")},
    }  # fmt: skip
    columns = [Column(heads[one], _WIDTHS.get(one, 18), "strong" if one == "column" else "text") for one in MAPPING]
    rows = [_mapped(view, row) for row in view.results.mapping.to_dict("records")]
    return Table("mapping", text("sheet_mapping"), columns, rows, fixed=1)


def _mapped(view: SurveyView, row: Mapping[Any, str]) -> list[Cell]:
    words, told = view.words, dict(row)
    questionnaire = view.results.questionnaire
    if row["used_for"] in _ROLES and not row["question"]:
        told["used_for"] = words.text(f"role_{row['used_for']}")
    elif row["question"]:
        question = questionnaire.questions[row["question"]]
        told["used_for"] = ", ".join(_use(one, words) for one in row["used_for"].split(", "))
        told |= {"type": words.text(f"question_{question.type}"), "scale": _scale(question, words)}
        told["direction"] = words.text(f"question_{question.direction}") if question.type == "scale" else ""
        if row["filter"]:
            told["filter"] = titled(questionnaire.filters[row["filter"]].title, words.language)
    return [told[one] for one in MAPPING]


def _use(text: str, words: Words) -> str:
    """What a question is read for: a measure by its id, a filter or a margin by its name."""
    what, space, name = text.partition(" ")
    return words.text(f"use_{what}", name=name) if space else text


def _scale(question: Question, words: Words) -> str:
    if question.type == "scale":
        worst, best = question.worst_and_best
        return words.text("question_ends", worst=worst, best=best)
    if question.type != "number":
        return ""
    if question.range is None:
        return words.text("question_any_number")
    low, high = (words.plain(end) for end in question.range)
    return words.text("question_range", low=low, high=high)


def _raking(view: SurveyView) -> list[Table]:
    """One row a category of each margin; nothing where weights were not raked."""
    weighting, text = view.results.estimates.weighting, view.words.text
    if weighting is None:
        return []
    shares = ("raking_wanted", "raking_before", "raking_after")
    columns = [
        Column(text("raking_margin"), 22, "strong"),
        Column(text("raking_category"), 30),
        Column(text("raking_population"), 18, "whole"),
        *(Column(text(key), 20, "share") for key in shares),
    ]
    rows: list[Sequence[Cell]] = []
    for one in weighting.raked.report.to_dict("records"):
        figures = [one["population"], one["after"] - one["gap"], one["before"], one["after"]]
        label = _category(view, str(one["margin"]), str(one["category"]))
        rows.append([str(one["margin"]), label, *(Figure(float(number), DASH) for number in figures)])
    below = [(f"{label}: {told}",) for label, told in view.facts[-2:]]
    return [Table("raking", text("sheet_raking"), columns, rows, fixed=2, below=below)]


def _category(view: SurveyView, margin: str, category: str) -> str:
    """The label of an answer, or the numbers of a group."""
    questionnaire = view.results.questionnaire
    answers = questionnaire.questions[questionnaire.margins[margin].question].codes
    labels = {str(one.code): titled(one.label, view.words.language) for one in answers}
    return labels.get(category, category)
