"""From a questionnaire to a form and back: the form of KoboToolbox and ODK asks what the questionnaire says, and an
export of it gives the figures of the same answers in a plain file."""

from __future__ import annotations

import csv
import math
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.inputs.fieldwork import load_fieldwork
from indexgov.inputs.xlsform import read_xlsform
from indexgov.report.survey_form import survey_form
from indexgov.report.xlsform import XlsForm
from indexgov.survey.length import interview_minutes
from indexgov.survey.questionnaire import SECOND_PASS, Questionnaire

ROOT = Path(__file__).parents[1]
QUESTIONNAIRE = """\
indexgov_questionnaire: 1
id: towns 2026
title: {kk: Қалалар, ru: Города, en: Towns}
languages: [kk, ru, en]
introduction: {kk: Сәлем!, ru: Здравствуйте!, en: Hello!}
modules:
  about: {title: {kk: Сіз, ru: О вас, en: You}}
  health: {title: {kk: Денсаулық, ru: Здоровье, en: Health}, order: random}
  roads: {title: {kk: Жол, ru: Дороги, en: Roads}, order: random}
  school: {title: {kk: Мектеп, ru: Школа, en: School}, order: random}
  last: {title: {kk: Соңы, ru: Конец, en: End}}
cards:
  yes_no:
    codes: [{code: 1, label: {kk: иә, ru: да, en: "yes"}}, {code: 2, label: {kk: жоқ, ru: нет, en: "no"}}]
    dont_know: [98]
  quality:
    codes:
      - {code: 1, label: {kk: нашар, ru: плохо, en: bad}}
      - {code: 2, label: {kk: орташа, ru: средне, en: fair}}
      - {code: 3, label: {kk: жақсы, ru: хорошо, en: good}}
    dont_know: [98]
    refused: [99, ".r"]
questions:
  sex:
    module: about
    text: {kk: Жыныс, ru: Пол, en: Sex}
    type: choice
    answers: not_read_out
    instruction: {kk: Сұрамаңыз., ru: Не спрашивайте., en: Do not ask.}
    codes: [{code: 1, label: {kk: әйел, ru: женщина, en: woman}}, {code: 2, label: {kk: ер, ru: мужчина, en: man}}]
  age:
    module: about
    text: {kk: Жас, ru: Возраст, en: Age}
    type: number
    range: [18, 110]
    dont_know: [998]
    refused: [999]
  visited: {module: health, text: {kk: Бардыңыз ба, ru: Были, en: Visited}, type: yes_no, card: yes_no}
  clinic:
    module: health
    text: {kk: Емхана, ru: Поликлиника, en: Clinic}
    type: scale
    card: quality
    answers: card
    filter: visitors
  missing:
    module: health
    text: {kk: Не жетпеді, ru: Чего не хватило, en: What was missing}
    type: multiple
    filter: critics
    codes:
      - {code: -1, label: {kk: дәрігер, ru: врача, en: a doctor}}
      - {code: 1, label: {kk: дәрі, ru: лекарств, en: medicines}}
      - {code: 2, label: {kk: уақыт, ru: времени, en: time}}
      - {code: 7, label: {kk: ештеңе, ru: ничего, en: nothing}, alone: true}
    dont_know: [98]
  roads: {module: roads, text: {kk: Жолдар, ru: Дороги, en: Roads}, type: scale, card: quality, answers: card}
  minutes: {module: roads, text: {kk: Минут, ru: Минут, en: Minutes}, type: number, range: [0.5, 90]}
  school: {module: school, text: {kk: Мектеп, ru: Школа, en: School}, type: scale, card: quality, answers: read_out}
  teacher: {module: school, text: {kk: Мұғалім, ru: Учитель, en: Teacher}, type: yes_no, card: yes_no, filter: content}
  doctor: {module: last, text: {kk: Дәрігер, ru: Врач, en: Doctor}, type: yes_no, card: yes_no, filter: undoctored}
  free: {module: last, text: {kk: Сан, ru: Число, en: Number}, type: number}
filters:
  visitors: {title: {kk: барған, ru: были, en: visitors}, question: visited, codes: [1]}
  critics: {title: {kk: сын, ru: критики, en: critics}, question: clinic, codes: [1, 2]}
  content: {title: {kk: риза, ru: довольные, en: content}, question: school, codes: [3]}
  undoctored: {title: {kk: дәрігерсіз, ru: без врача, en: without a doctor}, question: missing, codes: [-1, 2]}
"""
SURVEY = """\
survey:
  file: {file}
  questionnaire: questionnaire.yaml
{form}  columns: {{territory: town, weight: wgt, stratum: layer, psu: block, questions: {{{questions}}}}}
"""
WITH_FORM = "  form: form.xlsx\n"
DESIGN = ("town", "layer", "block")
ROTATED = ("health", "roads", "school")


@dataclass(frozen=True)
class Study:
    """A questionnaire in a folder with the form made of it."""

    folder: Path
    questionnaire: Questionnaire
    form: XlsForm
    columns: Mapping[str, str]
    """Columns of questions that are called otherwise."""

    def column(self, name: str) -> str:
        return self.columns.get(name, name)

    def dataset(self, file: str, form: str) -> str:
        questions = ", ".join(f"{name}: {column}" for name, column in self.columns.items())
        return SURVEY.format(file=file, form=form, questions=questions)


def study_of(folder: Path, text: str, columns: Mapping[str, str]) -> Study:
    """Write the questionnaire, a dataset.yaml without data, and the form made of them."""
    (folder / "questionnaire.yaml").write_text(text, encoding="utf-8")
    questions = ", ".join(f"{name}: {column}" for name, column in columns.items())
    content = SURVEY.format(file="absent.csv", form=WITH_FORM, questions=questions)
    (folder / "dataset.yaml").write_text(content, encoding="utf-8")
    indexgov.write_survey_form(folder, folder / "form.xlsx")
    fieldwork = load_fieldwork(folder)
    return Study(folder, fieldwork.questionnaire, survey_form(fieldwork), columns)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A questionnaire with everything that the language has."""
    return study_of(tmp_path_factory.mktemp("form"), QUESTIONNAIRE, {"sex": "Q1", "missing": "Q7"})


@pytest.fixture(scope="module")
def project(study: Study) -> Path:
    return study.folder


@pytest.fixture(scope="module")
def form(study: Study) -> XlsForm:
    return study.form


def row_of(form: XlsForm, name: str) -> Mapping[str, str]:
    (found,) = [row for row in form.survey if row.get("name") == name]
    return found


def converted(path: Path) -> str:
    """The XForm that pyxform, the converter of KoboToolbox and ODK, makes of a form without a warning.

    Where there is Java, ODK Validate comes with it: JavaRosa, the engine of ODK Collect, evaluates every condition.
    """
    xls2xform = pytest.importorskip("pyxform.xls2xform", reason="pyxform is the reference reader of XLSForm")
    result = xls2xform.convert(path, validate=shutil.which("java") is not None)
    assert result.warnings == []
    return str(result.xform)


# What the form says


def test_pyxform_takes_the_form(project: Path, form: XlsForm) -> None:
    """Every question is there, in three languages, and our own reader sees the same choices."""
    xform = converted(project / "form.xlsx")
    for row in form.survey:
        assert row.get("type") in {"end_group", "begin_group"} or f'/{row["name"]}"' in xform
    for language in ("Қазақша (kk)", "Русский (ru)", "English (en)"):
        assert f'<translation lang="{language}"' in xform
    read = read_xlsform(project / "form.xlsx", "form.xlsx")
    assert read.problems == []
    assert read.language == "Қазақша (kk)"
    by_name = {question.name: question for question in read.questions}
    assert [choice.name for choice in by_name["clinic"].choices] == ["1", "2", "3", "98", "99", ".r"]
    assert by_name["roads"].list_name == by_name["clinic__2"].list_name == "quality"


@pytest.mark.parametrize("source", ["methodology/questionnaire.yaml", "samples/demo/2026-Q3"])
def test_pyxform_takes_the_forms_of_this_repository(source: str, tmp_path: Path) -> None:
    written = indexgov.write_survey_form(ROOT / source, tmp_path / "form.xlsx")
    assert converted(written.path)


def test_territories_of_the_dataset_are_chosen_by_name() -> None:
    """An interviewer chooses a name; the export holds the code, which territories.csv has."""
    made = survey_form(load_fieldwork(ROOT / "samples" / "demo" / "2026-Q3"))
    places = [row for row in made.choices if row["list_name"] == "territory"]
    assert len(places) == 20
    assert (places[0]["name"], places[0]["label::Қазақша (kk)"], places[0]["label::English (en)"]) == (
        "R01", "Өңір 01", "Region 01",
    )  # fmt: skip
    assert [row["name"] for row in made.survey[:7]] == [
        "start", "end", "today", "territory", "stratum", "psu", "introduction",
    ]  # fmt: skip


def test_rows_of_every_kind(form: XlsForm) -> None:
    """Types, hints, limits and routing, as the questionnaire has them."""
    assert [row["type"] for row in form.survey[:9]] == [
        "start", "end", "today", "text", "text", "text", "note", "select_one consent", "note",
    ]  # fmt: skip
    assert row_of(form, "refusal")["relevant"] == "${consent} = 'no'"
    assert row_of(form, "Q1")["hint::English (en)"] == "Do not ask. Do not read out the answers."
    assert row_of(form, "clinic")["hint::Русский (ru)"] == "Покажите карточку 1."
    assert row_of(form, "school")["hint::Қазақша (kk)"] == "Жауаптарды оқып беріңіз."
    assert row_of(form, "age")["type"] == "integer"
    assert row_of(form, "age")["constraint"] == "(. >= 18 and . <= 110) or . = 998 or . = 999"
    assert row_of(form, "age")["constraint_message::English (en)"] == "Enter a number from 18 to 110."
    assert row_of(form, "age")["hint::English (en)"] == "998: don't know; 999: refused (do not read out)"
    assert (row_of(form, "minutes")["type"], row_of(form, "minutes")["constraint"]) == (
        "decimal", "(. >= 0.5 and . <= 90)",
    )  # fmt: skip
    assert "constraint" not in row_of(form, "free")
    assert row_of(form, "Q7")["constraint"] == "not((selected(., '7') or selected(., '98')) and count-selected(.) > 1)"
    assert row_of(form, "Q7")["constraint_message::English (en)"] == (
        "Not marked together with other answers: nothing; don't know."
    )
    assert {row.get("required") for row in form.survey if row["type"].startswith(("select", "integer"))} == {"yes"}


def test_routing_refers_to_the_same_pass_and_to_either_from_outside(form: XlsForm) -> None:
    """A chain names every filter; a later module looks at whichever pass was taken."""
    assert row_of(form, "Q7")["relevant"] == "${visited} = '1' and (${clinic} = '1' or ${clinic} = '2')"
    assert row_of(form, "Q7__2")["relevant"] == "${visited__2} = '1' and (${clinic__2} = '1' or ${clinic__2} = '2')"
    assert row_of(form, "doctor")["relevant"].endswith(
        "(selected(coalesce(${Q7}, ${Q7__2}), '-1') or selected(coalesce(${Q7}, ${Q7__2}), '2'))"
    )
    assert row_of(form, "teacher")["relevant"] == "${school} = '3'"


def test_without_random_modules_nothing_is_doubled(tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(QUESTIONNAIRE.replace(", order: random", ""), encoding="utf-8")
    made = survey_form(load_fieldwork(tmp_path / "q.yaml"))
    names = [row["name"] for row in made.survey if "name" in row]
    assert not [name for name in names if name.endswith(SECOND_PASS)]
    assert not [row for row in made.survey if row["type"] == "calculate"]


def test_names_that_the_questionnaire_takes_are_left_to_it(tmp_path: Path) -> None:
    """A question called `end` or `consent` keeps its name, and a sample column that is a question is asked once."""
    text = QUESTIONNAIRE.replace("  free:", "  end:").replace("  doctor:", "  consent:")
    (tmp_path / "questionnaire.yaml").write_text(text, encoding="utf-8")
    content = SURVEY.format(file="a.csv", form="", questions="missing: Q7").replace("town", "sex")
    (tmp_path / "dataset.yaml").write_text(content, encoding="utf-8")
    made = survey_form(load_fieldwork(tmp_path / "dataset.yaml"))
    names = [row["name"] for row in made.survey if "name" in row]
    assert len(names) == len(set(names))
    assert names[:5] == ["start", "end_", "today", "layer", "block"]
    assert row_of(made, "refusal")["relevant"] == "${consent_} = 'no'"
    indexgov.write_survey_form(tmp_path / "dataset.yaml", tmp_path / "form.xlsx")
    assert converted(tmp_path / "form.xlsx")


def test_the_version_is_that_of_the_content(project: Path, tmp_path: Path) -> None:
    """The same questionnaire gives the same bytes; another word gives another version, which servers ask for."""
    indexgov.write_survey_form(project, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == (project / "form.xlsx").read_bytes()
    (tmp_path / "q.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    first = survey_form(load_fieldwork(tmp_path / "q.yaml")).settings
    (tmp_path / "q.yaml").write_text(QUESTIONNAIRE.replace("en: fair", "en: so so"), encoding="utf-8")
    other = survey_form(load_fieldwork(tmp_path / "q.yaml")).settings
    assert first["version"] != other["version"]
    assert first["form_id"] == "towns-2026"
    assert first["default_language"] == "Қазақша (kk)"


# Interviews by the form's own conditions


class Value(str):
    """What a form has for an answer: text, which conditions may compare with a number."""

    __hash__ = str.__hash__

    def __le__(self, other: Any) -> bool:
        return bool(float(self or "nan") <= other)

    def __gt__(self, other: Any) -> bool:
        return bool(float(self or "nan") > other)


def holds(condition: str, values: Mapping[str, str]) -> bool:
    """Whether a condition of a form is true."""
    code = re.sub(r"\$\{([^}]+)\}", r"value('\1')", condition).replace(" = ", " == ")
    words = {
        "value": lambda name: Value(values.get(name, "")),
        "selected": lambda value, one: one in value.split(),
        "coalesce": lambda first, second: first or second,
    }
    return bool(eval(code, {"__builtins__": {}}, words)) if code else True


def interview(form: XlsForm, answers: Mapping[str, str], draw: float) -> tuple[dict[str, str], list[str]]:
    """What a form records of somebody with these answers, and the groups in the order in which they were put."""
    values: dict[str, str] = {"draw": str(draw), "consent": "yes"}
    open_: list[bool] = []
    order = []
    for row in form.survey:
        name, relevant = row.get("name", ""), holds(row.get("relevant", ""), values)
        if row["type"] == "begin_group":
            open_.append(relevant)
            order += [name] if relevant else []
        elif row["type"] == "end_group":
            open_.pop()
        elif name == "first_module":
            values[name] = str(int(draw * int(row["calculation"].rpartition("* ")[2].rstrip(")"))))
        elif all(open_) and relevant and name.removesuffix(SECOND_PASS) in answers:
            values[name] = answers[name.removesuffix(SECOND_PASS)]
    return values, order


def answers_of(chance: Random, questionnaire: Questionnaire) -> dict[str, str]:
    """What somebody would answer to every question, were it put."""
    found = {}
    for name, question in questionnaire.questions.items():
        low, high = question.range or (0, 9)
        valid = [str(code) for code in question.valid_codes] or [
            str(number) for number in range(math.ceil(low), math.floor(high))
        ]
        silent = [str(code) for code in (*question.dont_know, *question.refused)]
        if question.type == "multiple" and chance.random() < 0.8:
            chosen = [code for code in valid[:-1] if chance.random() < 0.5]
            found[name] = " ".join(chosen) or valid[-1]
        else:
            found[name] = chance.choice(valid * 4 + silent)
    return found


def asked(questionnaire: Questionnaire, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to the questions that are put, by the filters of the questionnaire alone."""
    kept: dict[str, str] = {}
    for name, question in questionnaire.questions.items():
        one = None if question.filter is None else questionnaire.filters[question.filter]
        if one is None or set(kept.get(one.question, "").split()) & {str(code) for code in one.codes}:
            kept[name] = answers[name]
    return kept


def respondents(questionnaire: Questionnaire) -> Iterator[tuple[dict[str, str], dict[str, str], float]]:
    """People with their place in the sample, what they would answer, and the draw of their interview."""
    chance = Random(7)
    for number in range(240):
        town = ("Ashford", "Birchwood", "Highland")[number % 3]
        block = f"{town}-{number // 3 % 8}"
        design = {"town": town, "layer": f"{town}-{number // 3 % 2}", "block": block}
        design["wgt"] = chance.choice(["1", "1.25", "0.5"])
        yield design, answers_of(chance, questionnaire), (number % 12 + 0.5) / 12


def interviews(study: Study) -> Iterator[tuple[dict[str, str], dict[str, str], list[str]]]:
    """Of every respondent the place in the sample, what the form records, and the groups that were put."""
    for design, answers, draw in respondents(study.questionnaire):
        renamed = {study.column(name): text for name, text in answers.items()}
        yield design, *interview(study.form, renamed, draw)


def test_each_module_is_put_once_and_takes_every_place(study: Study) -> None:
    """The order is turned by a third each time: every module is first, second and last in a third of interviews."""
    assert study.questionnaire.rotations == (ROTATED,)
    places: dict[str, list[int]] = {name: [] for name in ROTATED}
    for _, put, order in interviews(study):
        # A group gets another name where a question has its own.
        modules = [name.removesuffix("_").removesuffix(SECOND_PASS) for name in order]
        assert modules[0] == "about"
        assert modules[-1] == "last"
        assert sorted(modules[1:-1]) == sorted(ROTATED)
        for place, name in enumerate(modules[1:-1]):
            places[name].append(place)
        assert len([name for name in put if name.removesuffix(SECOND_PASS) == "roads"]) == 1
    assert {name: [found.count(place) for place in range(3)] for name, found in places.items()} == {
        name: [80, 80, 80] for name in ROTATED
    }


def headers(form: XlsForm) -> dict[str, tuple[str, Mapping[str, str]]]:
    """Path and row of every question of the form."""
    groups: list[str] = []
    found = {}
    for row in form.survey:
        if row["type"] == "begin_group":
            groups.append(row["name"])
        elif row["type"] == "end_group":
            groups.pop()
        elif row["type"] not in {"note", "calculate", "start", "end", "today"}:
            found[row["name"]] = ("/".join([*groups, row["name"]]), row)
    return found


def export(study: Study, groups: bool, together: bool, split: bool) -> list[list[str]]:
    """An export of all interviews: headers as paths or names, several answers in one column, in one for each, or both.

    A column for each has 0 where its question was put and, as older KoboToolbox wrote it, where it was not.
    """
    table = []
    for number, (design, recorded, _) in enumerate(interviews(study)):
        values = recorded | design
        cells = {"start": "2026-09-01T10:00", "wgt": design["wgt"]}
        for name, (path, row) in headers(study.form).items():
            header, value = path if groups else name, values.get(name, "")
            if row["type"].startswith("select_multiple"):
                chosen = value.split()
                codes = [one["name"] for one in study.form.choices if one["list_name"] == row["type"].split()[1]]
                idle = "0" if number % 2 else ""
                cells |= {header: value} if together else {}
                ticks = {f"{header}/{code}": str(int(code in chosen)) if value else idle for code in codes}
                cells |= ticks if split else {}
            else:
                cells[header] = value
        table.append(cells)
    return [list(table[0]), *([row[name] for name in table[0]] for row in table)]


def plain(study: Study) -> list[list[str]]:
    """The same people in a file that no form made."""
    names = list(study.questionnaire.questions)
    rows = [[*DESIGN, "wgt", *(study.column(name) for name in names)]]
    for design, answers, _ in respondents(study.questionnaire):
        kept = asked(study.questionnaire, answers)
        rows.append([*design.values(), *(kept.get(name, "") for name in names)])
    return rows


def estimated(study: Study, rows: list[list[str]], name: str, form: str = "") -> pd.DataFrame:
    """The estimates of every question, from a file with these rows."""
    if name.endswith(".csv"):
        with (study.folder / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    else:
        workbook = openpyxl.Workbook()
        for row in rows:
            workbook.active.append(row)
        workbook.save(study.folder / name)
    (study.folder / "survey.yaml").write_text(study.dataset(name, form), encoding="utf-8")
    return indexgov.load_survey(study.folder / "survey.yaml").estimates.frame


@pytest.mark.parametrize(
    ("name", "with_form", "shape"),
    [
        ("kobo.csv", WITH_FORM, {"groups": True, "together": True, "split": True}),
        ("odk.csv", WITH_FORM, {"groups": True, "together": True, "split": False}),
        ("split.csv", WITH_FORM, {"groups": False, "together": False, "split": True}),
        ("kobo.xlsx", WITH_FORM, {"groups": False, "together": True, "split": True}),
        ("names.csv", "", {"groups": False, "together": True, "split": False}),
        ("names.xlsx", "", {"groups": False, "together": True, "split": False}),
    ],
)
def test_an_export_gives_the_figures_of_the_same_answers(
    name: str, with_form: str, shape: dict[str, bool], study: Study
) -> None:
    """Whatever pass a module was put in, and however the export writes it: all figures to the last bit."""
    expected = estimated(study, plain(study), "plain.csv")
    assert len(expected) > 60
    found = estimated(study, export(study, **shape), name, with_form)
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_an_export_of_our_own_questionnaire_gives_the_figures_of_the_same_answers(tmp_path: Path) -> None:
    """The questionnaire of the internal index, as KoboToolbox exports it."""
    ours = study_of(tmp_path, (ROOT / "methodology" / "questionnaire.yaml").read_text(encoding="utf-8"), {})
    rows = export(ours, groups=True, together=True, split=True)
    found = estimated(ours, rows, "kobo.csv", WITH_FORM)
    pd.testing.assert_frame_equal(found, estimated(ours, plain(ours), "plain.csv"), check_exact=True)


def test_an_export_without_a_form_may_be_split(study: Study) -> None:
    """Blank columns, not noughts, tell that a question was not put; without the form nothing else can."""
    rows = export(study, groups=False, together=False, split=True)
    several = [index for index, name in enumerate(rows[0]) if name.startswith("Q7")]
    for row in rows[1:]:
        for same in ([one for one in several if ("__2" in rows[0][one]) == second] for second in (False, True)):
            if all(row[one] in {"", "0"} for one in same):
                for one in same:
                    row[one] = ""
    expected = estimated(study, plain(study), "plain.csv")
    pd.testing.assert_frame_equal(estimated(study, rows, "apart.csv"), expected, check_exact=True)


@pytest.mark.parametrize("with_form", [WITH_FORM, ""], ids=["with the form", "without it"])
@pytest.mark.parametrize(("name", "value"), [("clinic", "1"), ("Q7", "1 2"), ("minutes", "30")])
def test_answers_in_both_passes_are_refused(with_form: str, name: str, value: str, study: Study) -> None:
    """Nobody can tell which of the two counts; the message names the rows and quotes none."""
    rows = export(study, groups=False, together=True, split=False)
    for number in (5, 9):
        rows[number][rows[0].index(name)] = rows[number][rows[0].index(f"{name}__2")] = value
    with pytest.raises(indexgov.InputError) as caught:
        estimated(study, rows, "both.csv", with_form)
    (problem,) = [one for one in caught.value.problems if one.level == "error"]
    assert str(problem) == (
        f"{study.folder.as_posix()}/both.csv:6: error: '{name}' and '{name}__2' are both answered, and an interview "
        "has one of the two [pass-both]\n  = blank one of them; rows that have both: 6, 10"
    )


@pytest.mark.parametrize(
    ("name", "write"), [("both.parquet", "to_parquet"), ("both.dta", "to_stata")], ids=["parquet", "stata"]
)
def test_files_whose_passes_are_not_put_together_are_refused(name: str, write: str, study: Study) -> None:
    """The answers of the second pass would be lost without a word."""
    rows = export(study, groups=False, together=False, split=True)
    names = [one.replace("/", "_") for one in rows[0]]
    frame = pd.DataFrame(rows[1:], columns=names).replace({"": "0", ".r": "99"})
    frame = frame[[one for one in names if "-1" not in one]]
    getattr(frame, write)(study.folder / name)
    (study.folder / "survey.yaml").write_text(
        study.dataset(name, "").replace("missing: Q7", "").replace("Q1, ", "Q1"), encoding="utf-8"
    )
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_survey(study.folder / "survey.yaml")
    problem = next(one for one in caught.value.problems if one.rule == "pass-both")
    assert str(problem) == (
        f"{study.folder.as_posix()}/{name}: error: the file has 'visited__2' beside 'visited', two passes of one "
        "question [pass-both]\n  = export as CSV or XLSX, with 'engine: memory' if it is large: there they become one"
    )


@pytest.mark.parametrize("refused", ["no", "нет"], ids=["name", "label"])
def test_who_refused_the_interview_is_no_respondent(refused: str, study: Study) -> None:
    """A row without answers would change effective sizes and the shares of those who did not know."""
    rows = export(study, groups=False, together=True, split=False)
    expected = estimated(study, rows, "agreed.csv", WITH_FORM)
    place = {"town": "Ashford", "layer": "Ashford-0", "block": "Ashford-0", "consent": refused, "wgt": ""}
    row = [place.get(name, "") for name in rows[0]]
    found = estimated(study, [rows[0], row, *rows[1:], row], "refused.csv", WITH_FORM)
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
    notes = [str(one) for one in indexgov.load_survey(study.folder / "survey.yaml").problems if one.rule == "consent"]
    file = (study.folder / "refused.csv").as_posix()
    assert notes == [f"{file}: note: rows of people who refused the interview, which are left out: 2 [consent]"]


def test_the_second_pass_is_not_the_answer_2(study: Study) -> None:
    """`Q7__2` is a column of all answers, although `__` may stand between a question and an answer."""
    rows = export(study, groups=False, together=True, split=False)
    found = estimated(study, rows, "twos.csv", WITH_FORM)
    share = found.set_index(["territory", "indicator"])["value"]["", "missing.2"]
    assert 0 < share < 1


# How long an interview takes


def test_minutes_by_hand() -> None:
    """Characters by 15 a second, 14 seconds an answer, 20 for a number or several; a card is explained once."""
    word = {"en": "word"}
    codes = [{"code": 1, "label": {"en": "two words"}}, {"code": 2, "label": {"en": "one"}}]
    content = {
        "indexgov_questionnaire": 1, "id": "q", "title": word, "languages": ["en"],
        "introduction": {"en": "one two three four five"},
        "cards": {"card": {"codes": codes}},
        "questions": {
            "a": {"text": {"en": "one two"}, "type": "scale", "card": "card", "answers": "card"},
            "b": {"text": {"en": "one two"}, "type": "scale", "card": "card", "answers": "card"},
            "c": {"text": {"en": "one"}, "type": "choice", "codes": codes, "answers": "read_out", "filter": "f"},
            "d": {"text": {"en": "one"}, "type": "multiple", "codes": codes, "answers": "not_read_out"},
            "e": {"text": {"en": "one"}, "type": "number"},
        },
        "filters": {"f": {"title": word, "question": "a", "codes": [1]}},
    }  # fmt: skip
    questionnaire = Questionnaire.model_validate(content)
    shortest, longest = interview_minutes(questionnaire, "en")
    # Introduction 23, a 7 with its card 12, b 7, d 3, e 3; and c 3 with its answers 12.
    assert shortest == pytest.approx((55 / 15 + 14 + 14 + 20 + 20) / 60, abs=1e-12)
    assert longest == pytest.approx((70 / 15 + 14 + 14 + 14 + 20 + 20) / 60, abs=1e-12)


def test_check_tells_the_length(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    result = CliRunner().invoke(main, ["check", "questionnaire.yaml"])
    assert result.stderr == (
        "questionnaire.yaml: questionnaire 'towns 2026' with 11 questions in 5 modules, 2 to 3 minutes: no errors\n"
    )


# The command


def test_the_command_writes_beside_other_results(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["form", str(project / "questionnaire.yaml")])
    assert result.exit_code == 0
    assert result.stderr == "out/towns-2026/form.xlsx: form with 11 questions\n"
    assert [path.name for path in (tmp_path / "out" / "towns-2026").iterdir()] == ["form.xlsx"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "sex: Q1",
            '"sex": "Q 1"',
            """\
dataset.yaml:4:90: error: 'Q 1' cannot be the name of a question in a form [form-name]
  4 |   columns: {territory: town, weight: wgt, stratum: layer, psu: block, questions: {"sex": "Q 1", missing: Q7}}
    |                                                                                          ^
  = write Latin letters, digits and _, a letter first; the export will have a column of this name
1 error, nothing was written
""",
        ),
        (
            "questionnaire: questionnaire.yaml",
            "questionnaire: questionnaires.yaml",
            """\
dataset.yaml:3:18: error: the file 'questionnaires.yaml' does not exist [file]
  3 |   questionnaire: questionnaires.yaml
    |                  ^
  = did you mean 'questionnaire.yaml'? its folder holds: 'dataset.yaml', 'questionnaire.yaml'
1 error, nothing was written
""",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(
    old: str, new: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    Path("dataset.yaml").write_text(
        SURVEY.format(file="a.csv", form="", questions="sex: Q1, missing: Q7").replace(old, new), encoding="utf-8"
    )
    result = CliRunner().invoke(main, ["form", "dataset.yaml"])
    assert result.stderr == message
    assert result.exit_code == 1
    assert not Path("out").exists()
