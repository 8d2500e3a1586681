"""Exports of KoboToolbox and ODK, read with their form: right figures or a clear stop for every known trap.

Layouts are those that the projects describe: headers with groups and a separator that is also used for the columns of
single answers (kobotoolbox/kpi #2044), headers without groups (kobotoolbox/kobocat #85), unanswered questions with
several answers blank or 0 (kobotoolbox/formpack #56), repeats on other sheets and absent from CSV (kobotoolbox/kpi
#2337), answers from a file never split (kobotoolbox/kpi #5940), group paths and split columns as options of ODK Central
(getodk/central-backend #411), n/a of Ona (onaio/onadata #2774).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexgov.inputs.entries import SurveyEntry
from indexgov.inputs.form_export import read_form_export
from indexgov.inputs.responses import Responses, Sought
from indexgov.inputs.xlsform import read_xlsform
from indexgov.survey.questionnaire import Question

Rows = Sequence[Sequence[Any]]

SURVEY: Rows = (
    ("type", "name", "label::Русский (ru)", "label::Қазақша (kk)", "choice_filter"),
    ("start", "start", "", "", ""),
    ("select_one oblys", "oblys", "Область", "Облыс", ""),
    ("text", "psu", "Населённый пункт", "Елді мекен", ""),
    ("begin_group", "city", "О городе", "Қала туралы", ""),
    ("select_one sat", "roads", "Довольны ли вы дорогами, в целом?", "Жолдарға қанағаттанасыз ба?", ""),
    ("begin_group", "more", "Подробнее", "Толығырақ", ""),
    ("select_multiple needs", "needs", "Что важно?", "Не маңызды?", ""),
    ("end_group", "", "", "", ""),
    ("end_group", "", "", "", ""),
    ("integer", "age", "Возраст", "Жасы", ""),
    ("begin_repeat", "kids", "Дети", "Балалар", ""),
    ("select_one sat", "school", "Довольны ли вы школой?", "Мектепке қанағаттанасыз ба?", ""),
    ("end_repeat", "", "", "", ""),
)
CHOICES: Rows = (
    ("List name", "NAME", "label::Русский (ru)", "label::Қазақша (kk)"),
    ("oblys", "01", "Акмолинская область", "Ақмола облысы"),
    ("oblys", "02", "Абай", "Абай облысы"),
    ("sat", "01", "плохо", "жаман"),
    ("sat", "05", "очень хорошо", "өте жақсы"),
    ("sat", "98", "Не знаю", "Білмеймін"),
    ("needs", "1", "Дороги", "Жолдар"),
    ("needs", "2", "Чистая вода", "Таза су"),
    ("needs", "3", "Вода", "Су"),
    ("needs", "98", "Затрудняюсь ответить", "Жауап беруге қиналамын"),
)
SETTINGS: Rows = (("form_title", "form_id", "default_language"), ("Опрос", "survey", "Русский (ru)"))

ROADS = Question.model_validate(
    {
        "text": {"ru": "Дороги"},
        "type": "scale",
        "codes": [{"code": 1, "label": {"ru": "Плохо"}}, {"code": 5, "label": {"ru": "Очень хорошо"}}],
        "dont_know": [98],
        "refused": [99],
    }
)
NEEDS = Question.model_validate(
    {
        "text": {"ru": "Что важно"},
        "type": "multiple",
        "codes": [
            {"code": 1, "label": {"ru": "дороги"}},
            {"code": 2, "label": {"ru": "чистая вода"}},
            {"code": 3, "label": {"ru": "вода"}},
        ],
        "dont_know": [98],
    }
)
AGE = Question.model_validate({"text": {"ru": "Возраст"}, "type": "number", "range": [18, 120]})
NAN = np.nan


def write_form(path: Path, survey: Rows = SURVEY, choices: Rows | None = CHOICES, settings: Rows = SETTINGS) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        if rows:
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
    workbook.save(path)
    return path


def changed(rows: Rows, old: str, new: str) -> Rows:
    return tuple(tuple(new if cell == old else cell for cell in row) for row in rows)


def read(
    folder: Path,
    export: str | Mapping[str, Rows],
    answers: Mapping[str, Question] | None = None,
    texts: tuple[str, ...] = (),
    numbers: tuple[str, ...] = (),
    form: Mapping[str, Any] | None = None,
    **entry: Any,
) -> Responses:
    """Write an export, text for CSV or rows by sheet for a workbook, and its form, and read them."""
    name = "data.csv" if isinstance(export, str) else "data.xlsx"
    if isinstance(export, str):
        (folder / name).write_text(export, encoding="utf-8-sig")
    else:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in export.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
        workbook.save(folder / name)
    path = write_form(folder / "form.xlsx", **(form or {}))
    sought = Sought(texts, numbers, answers if answers is not None else {"roads": ROADS})
    return read_form_export(
        folder / name, path, name, "form.xlsx", SurveyEntry(file=name, questionnaire="q.yaml", **entry), sought
    )


def told(responses: Responses, level: str = "error") -> list[str]:
    return [str(problem) for problem in responses.problems if problem.level == level]


def column(responses: Responses, name: str) -> list[Any]:
    assert told(responses) == []
    return list(responses.frame[name])


def equal(found: Sequence[float], expected: Sequence[float]) -> bool:
    return np.array_equal(np.array(found), np.array(expected), equal_nan=True)


def test_the_form_of_these_tests_is_one(tmp_path: Path) -> None:
    """pyxform, which Kobo and ODK use, takes the form and sees the same paths."""
    xls2xform = pytest.importorskip("pyxform.xls2xform", reason="pyxform is the reference reader of XLSForm")
    path = write_form(
        tmp_path / "form.xlsx", choices=changed(changed(CHOICES, "List name", "list_name"), "NAME", "name")
    )
    xform = xls2xform.convert(path, form_name="survey").xform
    form = read_xlsform(path, "form.xlsx")
    assert form.problems == []
    assert form.language == "Русский (ru)"
    for question in form.questions:
        assert f'nodeset="/survey/{"/".join(question.path)}"' in xform
    by_name = {question.name: question for question in form.questions}
    assert by_name["needs"].path == ("city", "more", "needs")
    assert [choice.name for choice in by_name["roads"].choices] == ["01", "05", "98"]
    assert (by_name["school"].repeat, by_name["roads"].repeat) == ("kids", None)


KOBO = (
    '"start";"oblys";"psu";"{0}roads";"{1}needs";"{1}needs{2}1";"{1}needs{2}2";"{1}needs{2}3";"{1}needs{2}98";"age"\n'
)
ROWS = (
    '"2026";"01";"a";"05";"1 2";"1";"1";"0";"0";"20"\n'
    '"2026";"02";"b";"98";"";"";"";"";"";""\n'
    '"2026";"02";"b";"";"98";"0";"0";"0";"1";"40"\n'
)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (KOBO.format("city/", "city/more/", "/"), "city/roads"),
        (KOBO.format("", "", "/"), "roads"),
        (KOBO.format("", "", "."), "roads"),
        (KOBO.format("city-", "city-more-", "/"), "city-roads"),
        (KOBO.format("city:", "city:more:", ":"), "city:roads"),
        (KOBO.format("city__", "city__more__", "__"), "city__roads"),
        (KOBO.format("city | ", "city | more | ", " | "), "city | roads"),
    ],
)
def test_headers_with_groups_and_separators(tmp_path: Path, header: str, found: str) -> None:
    """Values as Kobo writes them, with and without groups, and as ODK Central does with `-` and `/`."""
    responses = read(tmp_path, header + ROWS, {"roads": ROADS, "needs": NEEDS, "age": AGE}, ("oblys", "psu"))
    assert column(responses, "oblys") == ["01", "02", "02"]
    assert column(responses, "psu") == ["a", "b", "b"]
    assert equal(column(responses, "roads"), [5, 98, NAN])
    assert equal(column(responses, "age"), [20, NAN, 40])
    assert equal(column(responses, "needs/1"), [1, NAN, NAN])
    assert equal(column(responses, "needs/3"), [0, NAN, NAN])
    assert equal(column(responses, "needs/98"), [0, NAN, 1])
    assert responses.found.get("roads", "roads") == found
    assert responses.labels["roads"] == {1: "плохо", 5: "очень хорошо", 98: "Не знаю"}
    assert str(responses.place(1, "roads")) == "data.csv:3"


@pytest.mark.parametrize(
    ("groups", "more"), [("", ""), ("О городе/", "О городе/Подробнее/")], ids=["without groups", "with groups"]
)
def test_labels_as_headers_and_cells(tmp_path: Path, groups: str, more: str) -> None:
    """A label may hold commas although `;` separates, and the labels of several answers are joined by spaces.

    "Чистая вода" is one answer, although "Вода" is another: formpack joins labels by spaces.
    """
    export = (
        f'"Область";"{groups}Довольны ли вы дорогами, в целом?";"{more}Что важно?";"{more}Что важно?/Дороги";'
        f'"{more}Что важно?/Чистая вода";"{more}Что важно?/Вода";"{more}Что важно?/Затрудняюсь ответить"\n'
        '"Абай";"Очень хорошо";"Дороги Чистая вода";"1";"1";"0";"0"\n'
        '"Акмолинская область";"Не знаю";"Вода";"0";"0";"1";"0"\n'
    )
    answers = {"roads": ROADS, "needs": NEEDS}
    for text in (export, "\n".join(";".join(line.split(";")[:3]) for line in export.splitlines())):
        responses = read(tmp_path, text, answers, ("oblys",))
        assert column(responses, "oblys") == ["02", "01"]
        assert column(responses, "roads") == [5, 98]
        assert column(responses, "needs/1") == [1, 0]
        assert column(responses, "needs/2") == [1, 0]
        assert column(responses, "needs/3") == [0, 1]


def test_labels_in_the_other_language(tmp_path: Path) -> None:
    responses = read(tmp_path, "Жолдарға қанағаттанасыз ба?,Облыс\nӨТЕ ЖАҚСЫ,Абай облысы\n", texts=("oblys",))
    assert column(responses, "roads") == [5]
    assert column(responses, "oblys") == ["02"]


def test_names_that_are_words_take_the_code_of_the_label(tmp_path: Path) -> None:
    form = {"choices": changed(changed(CHOICES, "01", "bad"), "05", "very_good")}
    responses = read(tmp_path, "city/roads\nvery_good\nbad\n98\n", form=form)
    assert column(responses, "roads") == [5, 1, 98]


def test_names_with_a_leading_zero_that_a_spreadsheet_took(tmp_path: Path) -> None:
    responses = read(tmp_path, {"Опрос": [("oblys", "city/roads"), (1, 5), (2, 98)]}, texts=("oblys",))
    assert column(responses, "roads") == [5, 98]
    assert column(responses, "oblys") == ["01", "02"]
    assert str(responses.place(1, "roads")) == "data.xlsx:Опрос!B3"


def test_a_choice_that_looks_like_dont_know_is_a_question(tmp_path: Path) -> None:
    """The words decide nothing; a person does, in the questionnaire."""
    form = {"choices": changed(CHOICES, "98", "77")}
    responses = read(tmp_path, "roads\n05\n77\n77\n", form=form)
    assert told(responses) == [
        "data.csv:3: error: the choice '77' of 'roads', 'Не знаю', looks like \"don't know\" and is no code of the "
        "question (2 rows) [unknown-choice]\n"
        "  = if that is what it means, write 'dont_know: [98, 77]' for the question in the questionnaire"
    ]
    words = read(tmp_path, "roads\n05\nref\n", form={
        "choices": changed(changed(changed(CHOICES, "98", "ref"), "Не знаю", "Отказ от ответа"), "Білмеймін", "-")
    })  # fmt: skip
    assert told(words) == [
        "data.csv:3: error: the choice 'ref' of 'roads', 'Отказ от ответа', looks like a refusal and is no code of the "
        "question [unknown-choice]\n"
        "  = if that is what it means, name it 99 in the form and in the export"
    ]


def test_a_choice_that_nobody_gave_is_noted(tmp_path: Path) -> None:
    responses = read(tmp_path, "roads\n05\n", form={"choices": changed(CHOICES, "98", "77")})
    assert column(responses, "roads") == [5]
    assert told(responses, "note") == [
        "form.xlsx:survey!A6: note: choices of 'roads' that nobody gave and the questionnaire does not have: '77' "
        "[choice-unused]"
    ]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Не знаю", "dont_know"), ("затрудняюсь ответить", "dont_know"), ("Білмеймін", "dont_know"),
        ("жауап беруге қиналамын", "dont_know"), ("Don’t know", "dont_know"), ("don't know", "dont_know"),
        ("Hard to say", "dont_know"), ("Отказ от ответа", "refused"), ("отказ", "refused"), ("Refused", "refused"),
        ("жауап бергім келмейді", "refused"), ("Prefer not to answer", "refused"),
        ("Знаю хорошо", None), ("Отказали в услуге", None), ("refuse collection", None),
    ],
)  # fmt: skip
def test_words_of_no_answer(label: str, kind: str | None) -> None:
    from indexgov.inputs.form_answers import looks_like
    from indexgov.inputs.xlsform import Choice

    assert looks_like(Choice("x", {"": label})) == kind


def test_a_form_that_counts_the_other_way_round(tmp_path: Path) -> None:
    """In the form 1 is "very good", in the questionnaire 5: taken by their numbers every figure would be reversed."""
    choices = changed(changed(changed(CHOICES, "плохо", "x"), "очень хорошо", "плохо"), "x", "очень хорошо")
    responses = read(tmp_path, "roads\n05\n", form={"choices": choices})
    assert told(responses) == [
        "form.xlsx:choices!B4: error: the choice '01' of 'roads', 'очень хорошо', has the code 1, but the "
        "questionnaire gives this answer the code 5 [choice-conflict]\n"
        "  = make the code and the label agree in the form or in the questionnaire",
        "form.xlsx:choices!B5: error: the choice '05' of 'roads', 'плохо', has the code 5, but the questionnaire "
        "gives this answer the code 1 [choice-conflict]\n"
        "  = make the code and the label agree in the form or in the questionnaire",
    ]


def test_dont_know_with_the_code_of_an_answer(tmp_path: Path) -> None:
    question = Question.model_validate(
        {"text": {"ru": "Дороги"}, "type": "scale", "codes": [{"code": code, "label": {"ru": str(code)}} for code in
         (1, 5, 98)]}
    )  # fmt: skip
    (message,) = told(read(tmp_path, "roads\n05\n", {"roads": question}))
    assert "the choice '98' of 'roads', 'Не знаю', looks like \"don't know\", but 98 is a valid answer" in message


def test_a_refusal_with_the_code_of_dont_know_is_a_warning(tmp_path: Path) -> None:
    form = {"choices": changed(CHOICES, "98", "99")}
    assert told(read(tmp_path, "roads\n99\n", form=form), "warning") == [
        "form.xlsx:choices!B6: warning: the choice '99' of 'roads', 'Не знаю', looks like \"don't know\", but 99 "
        "stands under 'refused' [choice-conflict]\n"
        "  = make the code and the label agree in the form or in the questionnaire"
    ]


def test_a_choice_that_the_questionnaire_does_not_have(tmp_path: Path) -> None:
    choices = (*CHOICES, ("sat", "7", "никак", "ешқандай"))
    assert told(read(tmp_path, "roads\n7\n", form={"choices": choices})) == [
        "data.csv:2: error: the choice '7' of 'roads', 'никак', is no answer of the questionnaire [unknown-choice]\n"
        "  = name it by one of the codes '1', '5', '98', '99', or give an answer of the questionnaire its label"
    ]


def test_answers_typed_into_the_form(tmp_path: Path) -> None:
    """A scale may be asked as a whole number; text that is neither a code nor a label is an error."""
    survey = changed(SURVEY, "select_one sat", "integer")
    responses = read(tmp_path, "roads\n5\n1.0\nочень хорошо\n", form={"survey": survey})
    assert column(responses, "roads") == [5, 1, 5]
    assert told(read(tmp_path, "roads\nда\n", form={"survey": survey})) == [
        "data.csv:2: error: 'да' is not an answer to 'roads' [unknown-code]\n  = codes: '1', '5', '98', '99'"
    ]


def test_labels_that_can_be_read_in_two_ways(tmp_path: Path) -> None:
    """ "A", "B" and "A B" joined by spaces."""
    choices = changed(changed(changed(CHOICES, "Дороги", "Чистая"), "Чистая вода", "Чистая вода"), "Су", "су")
    responses = read(tmp_path, "needs\nЧистая вода\n", {"needs": NEEDS}, form={"choices": choices})
    assert told(responses)[-1] == (
        "data.csv:2: error: 'Чистая вода' in 'needs' can be read in more than one way [unknown-choice]\n"
        "  = export names (XML values) instead of labels"
    )
    assert told(read(tmp_path, "needs\n1 7\n", {"needs": NEEDS})) == [
        "data.csv:2: error: '1 7' in 'needs' holds what is no choice of the form [unknown-choice]\n"
        "  = choices: '1', '2', '3', '98'"
    ]


def test_two_choices_of_one_label(tmp_path: Path) -> None:
    choices = changed(CHOICES, "очень хорошо", "плохо")
    question = ROADS.model_copy(update={"codes": ()})
    responses = read(tmp_path, "roads\nплохо\n", {"roads": question}, form={"choices": choices})
    assert told(responses)[0] == (
        "data.csv:2: error: 'плохо' in 'roads' is the label of the choices '01', '05' [choice-ambiguous]\n"
        "  = export names (XML values) instead of labels"
    )


def test_labels_that_are_names_of_other_choices(tmp_path: Path) -> None:
    choices = changed(changed(CHOICES, "плохо", "05"), "очень хорошо", "01")
    responses = read(tmp_path, "roads\n05\n01\n", form={"choices": choices})
    assert told(responses)[0] == (
        "data.csv:2: error: '05' in 'roads' is the name of one choice and the label of another [choice-ambiguous]\n"
        "  = change the labels in the form so that no label is the name of another choice"
    )


def test_a_text_that_is_no_choice(tmp_path: Path) -> None:
    """A code of the questionnaire that was written into the export later counts, with a warning."""
    responses = read(tmp_path, "roads\nочень хорошa\n99\n")
    assert told(responses) == [
        "data.csv:2: error: 'очень хорошa' in 'roads' is no choice of the form [unknown-choice]\n"
        "  = choices: '01', '05', '98'"
    ]
    assert told(responses, "warning") == [
        "data.csv:3: warning: '99' in 'roads' is no choice of the form but an answer of the questionnaire "
        "[unknown-choice]\n"
        "  = it is taken as the code 99"
    ]


def test_zero_for_unanswered_is_blank(tmp_path: Path) -> None:
    """An export that writes 0 everywhere: the blank column of all answers tells that nothing was answered."""
    text = "needs,needs/1,needs/2,needs/3,needs/98\n1,1,0,0,0\n,0,0,0,0\n"
    assert equal(column(read(tmp_path, text, {"needs": NEEDS}), "needs/1"), [1, NAN])
    alone = read(
        tmp_path, "needs/1,needs/2,needs/3,needs/98,x\nTRUE,False,0.0,0,1\n0,0,0,0,1\n,,,,1\n", {"needs": NEEDS}
    )
    assert equal(column(alone, "needs/1"), [1, NAN, NAN])
    assert equal(column(alone, "needs/2"), [0, NAN, NAN])
    assert told(alone, "note") == [
        "data.csv:3: note: 'needs' has 0 in every column and is taken as not answered [choice-none]",
        "data.csv: note: columns of the export that are not used: 1 [column-extra]",
    ]


def test_columns_that_disagree(tmp_path: Path) -> None:
    text = "needs,needs/1,needs/2,needs/3,needs/98\n1 2,1,1,0,0\n1,1,1,0,0\n,1,0,0,0\n"
    assert told(read(tmp_path, text, {"needs": NEEDS})) == [
        "data.csv:3: error: the column 'needs' and its columns of single answers disagree (2 rows) [choice-disagree]\n"
        "  = export once more; rows that disagree: 3, 4"
    ]


def test_a_deleted_choice_stands_in_the_column_of_all_answers(tmp_path: Path) -> None:
    responses = read(tmp_path, "needs,needs/1,needs/2\n1 3,1,0\n2,0,1\n", {"needs": NEEDS})
    assert column(responses, "needs/3") == [1, 0]


def test_dont_know_together_with_answers(tmp_path: Path) -> None:
    responses = read(tmp_path, "needs\n1 98\n98\n2\n", {"needs": NEEDS})
    assert equal(column(responses, "needs/1"), [1, NAN, 0])
    assert equal(column(responses, "needs/98"), [0, 1, 0])
    assert told(responses, "warning") == [
        "data.csv:2: warning: 'needs' has \"don't know\" or a refusal together with answers [choice-both]\n"
        "  = the answers count, the other is left out"
    ]


def test_a_tick_that_is_none(tmp_path: Path) -> None:
    assert told(read(tmp_path, "needs/1,needs/2\n1,0\n2,0\n", {"needs": NEEDS})) == [
        "data.csv:3: error: '2' in 'needs/1' does not say whether the answer was chosen [choice-tick]\n"
        "  = write 1 or 0, TRUE or FALSE, or nothing"
    ]


def test_a_choice_from_a_file_is_never_split(tmp_path: Path) -> None:
    """The form does not have its choices: the cell holds names, which are the questionnaire's codes."""
    survey = changed(SURVEY, "select_multiple needs", "select_multiple_from_file needs.csv")
    responses = read(tmp_path, "city/more/needs,x\n1 03,\n,1\n98,\n", {"needs": NEEDS}, form={"survey": survey})
    assert equal(column(responses, "needs/3"), [1, NAN, NAN])
    assert equal(column(responses, "needs/98"), [0, NAN, 1])


def test_negative_codes_in_split_headers(tmp_path: Path) -> None:
    """The minus of -1 is not a separator before 1."""
    question = NEEDS.model_copy(update={"dont_know": (-1,)})
    responses = read(
        tmp_path, "needs/1,needs/2,needs/-1\n1,0,0\n0,0,1\n", {"needs": question},
        form={"choices": changed(CHOICES, "98", "-1"), "survey": changed(SURVEY, "select_one sat", "text")},
    )  # fmt: skip
    assert equal(column(responses, "needs/1"), [1, NAN])
    assert column(responses, "needs/-1") == [0, 1]


def test_a_question_inside_a_repeat(tmp_path: Path) -> None:
    """Kobo writes repeats to another sheet; what stands there is not one answer a respondent."""
    sheets: dict[str, Rows] = {
        "Опрос": [("oblys", "city/roads"), ("01", "05")],
        "kids": [("kids/school",), ("05",), ("01",)],
    }
    assert told(read(tmp_path, sheets, {"school": ROADS})) == [
        "data.xlsx: error: 'school' is asked inside the repeat 'kids' (survey!A13), not once a respondent "
        "[form-repeat]\n"
        "  = take a question outside the repeat, or add a column with one answer a respondent to the export"
    ]
    assert column(read(tmp_path, sheets), "roads") == [5]


def test_what_ona_writes_for_not_asked(tmp_path: Path) -> None:
    responses = read(tmp_path, "roads,age\nn/a,n/a\n05,30\n", {"roads": ROADS, "age": AGE})
    assert equal(column(responses, "roads"), [NAN, 5])
    assert equal(column(responses, "age"), [NAN, 30])


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    assert told(read(tmp_path, "a/roads,b/roads\n05,01\n")) == [
        "data.csv: error: 'roads' may be any of 2 columns: 'a/roads' (column 1), 'b/roads' (column 2) "
        "[column-ambiguous]\n"
        "  = write the whole header of the right one under 'columns' of the survey in dataset.yaml"
    ]
    assert column(read(tmp_path, "a/roads,b/roads\n05,01\n", {"b/roads": ROADS}), "b/roads") == [1]
    header = "Довольны ли вы дорогами"
    same = changed(changed(SURVEY, SURVEY[5][2], header), SURVEY[10][2], header)
    assert told(read(tmp_path, f"{header};{header}\nплохо;5\n", form={"survey": same})) == [
        f"data.csv: error: 'roads' may be any of 2 columns: '{header}' (column 1), '{header}' (column 2) "
        "[column-ambiguous]\n"
        "  = export with names instead of labels as headers, or with the groups in the headers"
    ]


def test_a_name_in_two_groups_of_the_form(tmp_path: Path) -> None:
    """Without groups in the headers nobody can tell which list the codes are from."""
    survey = (*SURVEY, ("begin_group", "b", "Б", "Б", ""), ("select_one oblys", "roads", "А", "А", ""),
              ("end_group", "", "", "", ""))  # fmt: skip
    assert told(read(tmp_path, "roads\n05\n", form={"survey": survey})) == [
        "data.csv: error: 'roads' may be any of 2 questions of the form: 'city/roads' (survey!A6), 'b/roads' "
        "(survey!A16) [column-ambiguous]\n"
        "  = export with the groups in the headers and write the whole header in dataset.yaml"
    ]
    assert column(read(tmp_path, "city-roads,b-roads\n05,01\n", {"city/roads": ROADS}, form={"survey": survey}),
                  "city/roads") == [5]  # fmt: skip


def test_an_answer_called_as_another_question_is_not_that_question(tmp_path: Path) -> None:
    """`needs/roads` ends as `roads` does, and is an answer to `needs`."""
    choices = tuple(("needs", "roads", *row[2:]) if row[:2] == ("needs", "1") else row for row in CHOICES)
    text = "city/roads,city/more/needs/roads,city/more/needs/2\n05,1,0\n"
    responses = read(tmp_path, text, {"roads": ROADS, "needs": NEEDS}, form={"choices": choices})
    assert column(responses, "roads") == [5]
    assert column(responses, "needs/1") == [1]


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    responses = read(tmp_path, "city/roods,weight_2\n05,1\n", {"roads": ROADS, "x": ROADS}, numbers=("weigth",))
    assert told(responses) == [
        "data.csv: error: the export has no column 'weigth' [column-missing]\n"
        "  = nearest: 'weight_2'; say under 'columns' of the survey in dataset.yaml which column it is",
        "data.csv: error: the export has no column 'roads', although the form has it in survey!A6 [column-missing]\n"
        "  = export all questions and all versions of the form",
        "data.csv: error: the export has no column 'x' [column-missing]\n"
        "  = say under 'columns' of the survey in dataset.yaml which column it is",
    ]


def test_weights_added_later(tmp_path: Path) -> None:
    text = "roads;вес\n05;1,5\n01;0,5\n"
    assert column(read(tmp_path, text, numbers=("вес",), decimal=","), "вес") == [1.5, 0.5]
    assert told(read(tmp_path, text, numbers=("вес",))) == [
        "data.csv:2: error: '1,5' in column 'вес' is not a number [number]\n"
        "  = for decimal commas write 'decimal: \",\"' for this file in dataset.yaml",
        "data.csv:3: error: '0,5' in column 'вес' is not a number [number]\n"
        "  = for decimal commas write 'decimal: \",\"' for this file in dataset.yaml",
    ]


def test_a_question_with_several_answers_where_one_is_expected(tmp_path: Path) -> None:
    assert told(read(tmp_path, "needs\n1 2\n", {"needs": ROADS})) == [
        "data.csv: error: 'needs' may hold several answers (survey!A8), one is expected [form-type]\n"
        "  = write 'type: multiple' for the question in the questionnaire, or take another column"
    ]


def test_columns_about_the_interview_make_one_short_note(tmp_path: Path) -> None:
    """Kobo adds a dozen columns of its own."""
    responses = read(tmp_path, "start,end,roads,_id,_uuid,_submission_time,__version__\n1,2,05,3,4,5,6\n")
    assert told(responses, "note") == ["data.csv: note: columns of the export that are not used: 6 [column-extra]"]


def test_an_empty_export_and_files_that_are_none(tmp_path: Path) -> None:
    assert told(read(tmp_path, "")) == [
        "data.csv: error: the export is empty [table-empty]\n  = the first row needs the names of the questions"
    ]
    (tmp_path / "text.xlsx").write_text("no workbook", encoding="utf-8")
    assert [problem.rule for problem in read_xlsform(tmp_path / "text.xlsx", "text.xlsx").problems] == ["workbook"]
    assert [problem.rule for problem in read_xlsform(tmp_path / "none.xlsx", "none.xlsx").problems] == ["file"]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            {"survey": ()},
            "form.xlsx: error: there is no sheet 'survey' [sheet]\n  = allowed: 'choices', 'settings'",
        ),
        (
            {"survey": changed(SURVEY, "type", "kind")},
            "form.xlsx:survey!A1: error: the sheet 'survey' has no column 'type' [form-column]\n"
            "  = export the form as XLSForm once more",
        ),
        (
            {"survey": changed(SURVEY, "select_multiple needs", "select_multiple need")},
            "form.xlsx:survey!A8: error: 'needs' chooses from the list 'need', which the form does not have "
            "[form-list]\n"
            "  = did you mean 'needs'? lists: 'oblys', 'sat', 'needs'",
        ),
        (
            {"survey": changed(SURVEY, "age", "psu")},
            "form.xlsx:survey!A11: error: the question 'psu' stands twice, first in survey!A4 [form-duplicate]\n"
            "  = give each question its own name",
        ),
        (
            {"choices": changed(CHOICES, "05", "01")},
            "form.xlsx:choices!B5: error: the choice '01' of 'sat' stands twice, first in choices!B4 [form-duplicate]\n"
            "  = give each choice its own name",
        ),
        (
            {"survey": SURVEY[:-1]},
            "form.xlsx:survey!A12: error: the repeat 'kids' is not closed [form-group]\n"
            "  = write end_repeat under its last question",
        ),
        (
            {"survey": (*SURVEY, ("end_group", "", "", "", ""))},
            "form.xlsx:survey!A15: error: 'end_group' closes no group [form-group]\n"
            "  = delete the row, or write the missing begin",
        ),
    ],
)  # fmt: skip
def test_faults_of_the_form(tmp_path: Path, form: Mapping[str, Any], expected: str) -> None:
    assert told(read(tmp_path, "roads\n05\n", form=form)) == [expected]


def test_older_words_of_the_form(tmp_path: Path) -> None:
    """Columns in any order and letters, older names of types, `or_other`, disabled rows, choices that stand twice."""
    survey = (
        ("LABEL : English", "Name", "TYPE", "disabled"),
        ("Roads", "roads", "select one from sat or specify other", ""),
        ("Gone", "roads", "text", "yes"),
        ("House", "house", "begin looped group", ""),
        ("Needs", "needs", "select all that apply from sat", ""),
        ("", "", "end looped group", ""),
    )
    choices = (("Label", "value", "list name"), ("Bad", "1", "sat"), ("Bad again", "1", "sat"), ("Good", 5, "sat"))
    path = write_form(tmp_path / "old.xlsx", survey, choices, (("allow_choice_duplicates",), ("yes",)))
    form = read_xlsform(path, "old.xlsx")
    assert form.problems == []
    roads, needs = form.questions
    assert (roads.type, needs.type, needs.repeat) == ("select_one", "select_multiple", "house")
    assert roads.labels == {"English": "Roads"}
    assert [choice.name for choice in roads.choices] == ["1", "1", "5", "other"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sets(st.sampled_from(("1", "2", "3"))) | st.just({"98"}), min_size=1, max_size=8))
def test_every_layout_of_several_answers_is_the_same_answers(
    tmp_path_factory: pytest.TempPathFactory, answers: list[set[str]]
) -> None:
    """Names or labels together, columns of single answers, or both: the frame is the same."""
    labels = {"1": "Дороги", "2": "Чистая вода", "3": "Вода", "98": "Затрудняюсь ответить"}
    ticks = [",".join("" if not one else str(int(name in one)) for name in labels) for one in answers]
    names = [" ".join(sorted(one)) for one in answers]
    spelt = [" ".join(labels[name] for name in sorted(one)) for one in answers]
    split = ",".join(f"needs/{name}" for name in labels)
    texts = (
        "needs,x\n" + "".join(f"{one},1\n" for one in names),
        "needs,x\n" + "".join(f"{one},1\n" for one in spelt),
        f"{split},x\n" + "".join(f"{one},1\n" for one in ticks),
        f"needs,{split},x\n" + "".join(f"{name},{one},1\n" for name, one in zip(names, ticks, strict=True)),
    )
    folder = tmp_path_factory.mktemp("layouts")
    first, *others = (read(folder, text, {"needs": NEEDS}) for text in texts)
    assert told(first) == []
    assert list(first.frame["needs/1"].fillna(-1)) == [
        -1 if one in (set(), {"98"}) else float("1" in one) for one in answers
    ]
    for other in others:
        pd.testing.assert_frame_equal(other.frame, first.frame)
