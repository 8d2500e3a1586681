"""A questionnaire as XLSForm, from which KoboToolbox and ODK make the interview.

An XLSForm cannot put its groups in a random order, so modules that change places are written twice: a draw at the
start says which module comes first, those from it on are put in the first pass, those before it in the second. The last
module is never before the first, so that it stands once. A question of the second pass is called NAME__2.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from indexgov.inputs.fieldwork import Fieldwork, load_fieldwork
from indexgov.inputs.form_consent import AGREED, CONSENT, REFUSED
from indexgov.languages import LANGUAGES
from indexgov.report.interview_words import Answers, InterviewWords
from indexgov.report.xlsform import Row, Texts, WrittenForm, XlsForm, save_xlsform
from indexgov.survey.questionnaire import SECOND_PASS, Filter, Question, Questionnaire


def survey_form(fieldwork: Fieldwork) -> XlsForm:
    """The form of a survey in the languages of its questionnaire, with the names that its dataset gives the columns.

    Its version changes with its content.
    """
    questionnaire = fieldwork.questionnaire
    words = InterviewWords(questionnaire.languages)
    survey = _Survey(fieldwork, words)
    rows = list(survey.rows())
    title = questionnaire.title[questionnaire.languages[0]]
    content = json.dumps([rows, survey.choices, title], ensure_ascii=False, sort_keys=True)
    settings = {
        "form_title": title,
        "form_id": re.sub(r"[^\w.-]+", "-", questionnaire.id).strip(".-") or "survey",
        "version": hashlib.sha256(content.encode()).hexdigest()[:12],
        "default_language": words.language_names[questionnaire.languages[0]],
        "style": "pages",
    }
    return XlsForm(rows, survey.choices, settings)


@dataclass
class _Survey:
    """The rows of a form, and the names that are taken so far."""

    fieldwork: Fieldwork
    words: InterviewWords
    choices: list[Row] = field(default_factory=list)
    _lists: dict[tuple[str, str], str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        columns = self.fieldwork.columns
        asked = [columns.of(name) for name in self.questionnaire.questions]
        sample = {
            columns.territory: "territory_kind",
            columns.stratum: "role_stratum",
            columns.psu or "psu": "role_PSU",
        }
        self._sample = {name: key for name, key in sample.items() if name is not None and name not in asked}
        self._taken |= {*asked, *(f"{name}{SECOND_PASS}" for name in asked), *self._sample}
        self._twice = {name for run in self.questionnaire.rotations for name in run[:-1]}
        self._cards = self.questionnaire.shown_cards
        self._consent = self._free(CONSENT)

    @property
    def questionnaire(self) -> Questionnaire:
        return self.fieldwork.questionnaire

    def rows(self) -> Iterator[Row]:
        """Every row of the sheet of questions."""
        for kind in ("start", "end", "today"):
            yield {"type": kind, "name": self._free(kind)}
        yield from self._places()
        yield from self._beginning()
        agreed = f"${{{self._consent}}} = '{AGREED}'"
        if not self.questionnaire.modules:
            yield from self._group(self._free("interview"), {}, agreed, self._questions(None, ""))
            return
        rotations = {run[0]: run for run in self.questionnaire.rotations}
        rotated = {name for run in rotations.values() for name in run}
        for module in self.questionnaire.modules:
            if module in rotations:
                yield from self._rotation(rotations[module], agreed)
            elif module not in rotated:
                yield from self._module(module, "", agreed)

    def _places(self) -> Iterator[Row]:
        """Where the interview is held; what the questionnaire asks itself is not asked twice."""
        territories = self.fieldwork.territories
        for name, key in self._sample.items():
            label = self.words.column("label", self.words.label(key))
            row = {"type": "text", "name": name, **label, "required": "yes"}
            if name == self.fieldwork.columns.territory and territories is not None:
                choices = [self._territory(one) for _, one in territories.iterrows()]
                row |= {"type": f"select_one {self._list(name, choices)}", "appearance": "minimal"}
            yield row

    def _territory(self, place: pd.Series) -> tuple[str, Texts]:
        code = str(place["territory"])
        known = {one: str(place.get(f"name_{one}") or "") for one in LANGUAGES}
        other = next((name for name in known.values() if name), code)
        return code, {one: known[one] or other for one in self.questionnaire.languages}

    def _beginning(self) -> Iterator[Row]:
        """What is said first, the consent, and the end for those who do not give it."""
        introduction = self.questionnaire.introduction
        if introduction is not None:
            label = self.words.column("label", introduction)
            yield {"type": "note", "name": self._free("introduction"), **label}
        answers = [(AGREED, self.words.text("form_yes")), (REFUSED, self.words.text("form_no"))]
        name = self._list(CONSENT, answers)
        label = self.words.column("label", self.words.text("form_consent"))
        yield {"type": f"select_one {name}", "name": self._consent, **label, "required": "yes"}
        label = self.words.column("label", self.words.text("form_end"))
        yield {
            "type": "note",
            "name": self._free("refusal"),
            **label,
            "relevant": f"${{{self._consent}}} = '{REFUSED}'",
        }

    def _rotation(self, run: tuple[str, ...], agreed: str) -> Iterator[Row]:
        """Modules that change places, in two passes of which an interview has one for each module.

        The draw stands apart, because `once` keeps the value of its own row and nothing that is made of it.
        """
        draw, first = self._free("draw"), self._free("first_module")
        yield {"type": "calculate", "name": draw, "calculation": "once(random())"}
        yield {"type": "calculate", "name": first, "calculation": f"int(${{{draw}}} * {len(run)})"}
        for place, module in enumerate(run):
            relevant = agreed if place == len(run) - 1 else f"{agreed} and ${{{first}}} <= {place}"
            yield from self._module(module, "", relevant)
        for place, module in enumerate(run[:-1]):
            yield from self._module(module, SECOND_PASS, f"{agreed} and ${{{first}}} > {place}")

    def _module(self, module: str, suffix: str, relevant: str) -> Iterator[Row]:
        questions = list(self._questions(module, suffix))
        if questions:
            title = self.words.column("label", self.questionnaire.modules[module].title)
            yield from self._group(self._free(f"{module}{suffix}"), title, relevant, iter(questions))

    def _group(self, name: str, label: Row, relevant: str, rows: Iterator[Row]) -> Iterator[Row]:
        yield {"type": "begin_group", "name": name, **label, "relevant": relevant}
        yield from rows
        yield {"type": "end_group"}

    def _questions(self, module: str | None, suffix: str) -> Iterator[Row]:
        """The questions of a module in one pass."""
        for name, question in self.questionnaire.questions.items():
            if question.module == module:
                yield self._question(name, question, suffix)

    def _question(self, name: str, question: Question, suffix: str) -> Row:
        column, words = self.fieldwork.columns.of(name), self.words
        row: dict[str, str] = {"name": f"{column}{suffix}", **words.column("label", question.text)}
        row |= words.column("hint", words.hint(question, self._cards.get(name)))
        if question.type == "number":
            row = {"type": "integer" if _whole(question) else "decimal", **row, **words.limits(question)}
        else:
            kind = "select_multiple" if question.type == "multiple" else "select_one"
            row = {"type": f"{kind} {self._list(question.card or column, words.answers(question))}", **row}
            row |= words.exclusive(question) if question.type == "multiple" else {}
        passed = [self._passed(self.questionnaire.filters[one], question.module, suffix)
                  for one in self.questionnaire.filters_of(name)]  # fmt: skip
        return row | {"relevant": " and ".join(passed), "required": "yes"}

    def _passed(self, one: Filter, module: str | None, suffix: str) -> str:
        """The condition that a respondent passes a filter, for a question of a module in one pass.

        The filters before it stand there too: an answer that was given before somebody went back and took another way
        is no answer, and not every program forgets it at once.
        """
        question, column = self.questionnaire.questions[one.question], self.fieldwork.columns.of(one.question)
        given = f"${{{column}}}"
        if question.module in self._twice:
            second = f"${{{column}{SECOND_PASS}}}"
            given = f"coalesce({given}, {second})" if question.module != module else second if suffix else given
        several = question.type == "multiple"
        codes = [f"selected({given}, '{code}')" if several else f"{given} = '{code}'" for code in one.codes]
        return codes[0] if len(codes) == 1 else f"({' or '.join(codes)})"

    def _list(self, name: str, answers: Answers) -> str:
        """The name of a list of choices, which is written unless it is known under this name."""
        rows = [{"name": code, **self.words.column("label", label)} for code, label in answers]
        key = name, json.dumps(rows)
        if key not in self._lists:
            wanted = name
            while wanted in self._lists.values():
                wanted += "_"
            self._lists[key] = wanted
            self.choices += [{"list_name": wanted, **row} for row in rows]
        return self._lists[key]

    def _free(self, name: str) -> str:
        """The name, or one like it where a question is called so."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


def _whole(question: Question) -> bool:
    """Whether the valid numbers are whole, as far as their range tells."""
    return question.range is not None and all(end.is_integer() for end in question.range)


def write_survey_form(source: str | Path, out: str | Path | None = None) -> WrittenForm:
    """Write the survey of a questionnaire or of a dataset as XLSForm, for KoboToolbox and ODK.

    `source` is a questionnaire.yaml, a dataset.yaml or its folder; `out` a new workbook, `out/SURVEY/form.xlsx` when
    left out. Raises InputError with everything that is wrong with the files, OutputError where the form cannot be
    written.
    """
    fieldwork = load_fieldwork(source)
    form = survey_form(fieldwork)
    path = save_xlsform(form, out, Path("out") / form.settings["form_id"] / "form.xlsx", fieldwork.sources)
    return WrittenForm(path, len(fieldwork.questionnaire.questions), fieldwork.problems)
