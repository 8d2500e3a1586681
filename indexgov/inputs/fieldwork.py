"""What a survey needs before anybody was asked: questionnaire, names of the columns to come, territories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indexgov.errors import InputError, Problem, errors_in
from indexgov.inputs.dataset_files import DatasetFiles
from indexgov.inputs.dataset_head import file_in, refuse_other_kind
from indexgov.inputs.entries import SurveyColumns, SurveyEntry
from indexgov.inputs.questionnaire import read_questionnaire
from indexgov.inputs.survey_data import SurveyFile
from indexgov.inputs.survey_entry import check_survey_entry, questionnaire_of
from indexgov.inputs.territories import read_territories
from indexgov.registry.load import load_registry
from indexgov.registry.source import Path_, Source, read_yaml
from indexgov.registry.validation import read_model
from indexgov.survey.questionnaire import Questionnaire
from indexgov.tables import SourceFile

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
"""What KoboToolbox and ODK take as the name of a question."""


@dataclass(frozen=True)
class Fieldwork:
    """A survey that is to be held."""

    questionnaire: Questionnaire
    columns: SurveyColumns
    """What the columns of the data will be called; the names of the questions where no dataset says otherwise."""
    territories: pd.DataFrame | None
    """The territories in columns TERRITORIES; None where no dataset names them."""
    problems: tuple[Problem, ...]
    """Warnings and notes."""
    sources: tuple[SourceFile, ...]
    """Every file that was read."""


def load_fieldwork(path: str | Path) -> Fieldwork:
    """The survey of a questionnaire.yaml, or of a dataset: its folder or its dataset.yaml.

    The microdata need not be there yet. Raises InputError with all problems, each at its place.
    """
    file = file_in(Path(path))
    planning = _Planning(file)
    planning.note(file)
    source = read_yaml(file, file.as_posix())
    if isinstance(source.data, dict) and "indexgov_questionnaire" in source.data:
        questionnaire, problems = read_questionnaire(file, file.as_posix())
        if questionnaire is None or errors_in(problems):
            raise InputError(problems)
        return Fieldwork(questionnaire, SurveyColumns(), None, tuple(problems), tuple(planning.sources))
    refuse_other_kind(source)
    return planning.fieldwork(source)


class _Planning(DatasetFiles):
    """One run over the files of a dataset whose survey is not held yet."""

    def fieldwork(self, source: Source) -> Fieldwork:
        reading = read_model(SurveyFile, source)
        self.problems += reading.problems
        content = reading.model
        if content is None:
            raise InputError(self.problems)
        named: list[tuple[Path_, str]] = [(("survey", "questionnaire"), content.survey.questionnaire)]
        named += [(("territories",), content.territories.file)] if content.territories is not None else []
        named += [(("registry",), content.registry)] if content.registry is not None else []
        self.refuse_absolute(named, source)
        self.refuse_absent(named, source)
        self.problems += check_survey_entry(content.survey, source, reading.dropped)
        self.problems += _names(content.survey, source)
        questionnaire = questionnaire_of(content.survey, self, source)
        territories = self.territories(content)
        if errors_in(self.problems) or questionnaire is None:
            raise InputError(self.problems)
        columns, problems = content.survey.columns, tuple(self.problems)
        return Fieldwork(questionnaire, columns, territories, problems, tuple(self.sources))

    def territories(self, content: SurveyFile) -> pd.DataFrame | None:
        """The table of territories; None where there is none, or no registry that says how to read it."""
        entry = content.territories
        if entry is None or content.registry is None or not self.is_there(content.registry):
            return None
        if not self.is_there(entry.file):
            return None
        path = self.beside(content.registry)
        self.note(path)
        try:
            registry = load_registry(path)
        except InputError as error:
            self.problems += error.problems
            return None
        path = self.beside(entry.file)
        self.note(path)
        territories, found = read_territories(path, self.shown(entry.file), registry, entry.format)
        self.problems += found
        return territories


def _names(entry: SurveyEntry, source: Source) -> Iterator[Problem]:
    """Columns that will be asked have names that a form takes."""
    columns, path = entry.columns, ("survey", "columns")
    asked: list[tuple[Path_, str | None]] = [
        ((*path, key), getattr(columns, key)) for key in ("territory", "stratum", "psu")
    ]
    asked += [((*path, "questions", question), column) for question, column in columns.questions.items()]
    for place, column in asked:
        if column is not None and not _NAME.fullmatch(column):
            message = f"'{column}' cannot be the name of a question in a form"
            advice = "write Latin letters, digits and _, a letter first; the export will have a column of this name"
            yield source.problem("form-name", place, message, advice)
