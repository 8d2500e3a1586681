"""Rules of dataset.yaml about the survey: what its keys say of the sample fits together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from indexgov.errors import Problem, choose_from, errors_in, quoted
from indexgov.inputs.dataset_files import DatasetFiles
from indexgov.inputs.entries import SurveyEntry
from indexgov.inputs.questionnaire import read_questionnaire
from indexgov.registry.source import Path_, Source, is_file
from indexgov.registry.validation import lost
from indexgov.survey.questionnaire import Questionnaire

_FORM_FILES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
_READ_WHOLE = (".sav", ".zsav", ".dta", ".xlsx", ".xlsm")


def survey_files(entry: SurveyEntry) -> list[tuple[Path_, str]]:
    """The files that the entry names, each with the place where it does."""
    named: list[tuple[Path_, str]] = [
        (("survey", "file"), entry.file),
        (("survey", "questionnaire"), entry.questionnaire),
    ]
    return [*named, (("survey", "form"), entry.form)] if entry.form is not None else named


def questionnaire_of(entry: SurveyEntry, files: DatasetFiles, source: Source) -> Questionnaire | None:
    """The questionnaire that the entry names; None where it has errors, which are recorded, or is not there."""
    path = files.beside(entry.questionnaire)
    if not is_file(path):
        return None
    files.note(path)
    questionnaire, found = read_questionnaire(path, files.shown(entry.questionnaire))
    files.problems += found
    if questionnaire is None:
        return None
    unknown = [*check_questions_named(entry, questionnaire, source), *check_margins_named(entry, questionnaire, source)]
    files.problems += unknown
    return None if errors_in([*found, *unknown]) else questionnaire


def check_survey_entry(entry: SurveyEntry, source: Source, dropped: Collection[Path_]) -> Iterator[Problem]:
    """Problems of the entry itself, without its files; keys at the paths `dropped` could not be read."""
    yield from _design(entry, source, dropped)
    yield from _collapse(entry, source, dropped)
    yield from _raking(entry, source, dropped)
    yield from _files(entry, source)


def check_questions_named(entry: SurveyEntry, questionnaire: Questionnaire, source: Source) -> Iterator[Problem]:
    """Columns that are named for questions that the questionnaire does not have."""
    known = list(questionnaire.questions)
    for name in entry.columns.questions:
        if name not in known:
            message = f"the questionnaire has no question '{name}'"
            path = ("survey", "columns", "questions", name)
            yield source.problem("unknown-question", path, message, choose_from(name, known))


def check_margins_named(entry: SurveyEntry, questionnaire: Questionnaire, source: Source) -> Iterator[Problem]:
    """Margins to which weights are raked and that the questionnaire does not have."""
    names = entry.raking.margins if entry.raking is not None else ()
    known = list(questionnaire.margins)
    for index, name in enumerate(names):
        if name not in known:
            message = f"the questionnaire has no margin '{name}'"
            path = ("survey", "raking", "margins", index)
            yield source.problem("unknown-margin", path, message, choose_from(name, known))


def _design(entry: SurveyEntry, source: Source, dropped: Collection[Path_]) -> Iterator[Problem]:
    """What is said of PSUs is said once, and strata do not stand alone."""
    columns = entry.columns
    named = [key for key in ("stratum", "fpc") if getattr(columns, key) is not None]
    # Any column that could not be read may have been that of PSUs.
    unsure = any(one[:2] == ("survey", "columns") for one in dropped) or lost(dropped, ("survey",), "unclustered")
    if named and columns.psu is None and not entry.unclustered and not unsure:
        message = f"the sample has {quoted(named)} and no 'psu'"
        advice = "name the column of PSUs, such as the locality, or write 'unclustered: true' if respondents were "
        advice += "drawn one by one"
        yield source.problem("survey-design", ("survey", "columns", named[0]), message, advice)
    if columns.psu is not None and entry.unclustered:
        message = "'psu' names PSUs, and 'unclustered' says that respondents were drawn one by one"
        yield source.problem("survey-design", ("survey", "unclustered"), message, "remove one of the two")
    known = "psu" if columns.psu is not None else "unclustered" if entry.unclustered else None
    if entry.cluster is not None and known is not None:
        message = f"'cluster' is for data that do not name their clusters, and there is '{known}'"
        yield source.problem("survey-design", ("survey", "cluster"), message, "remove 'cluster'")


def _collapse(entry: SurveyEntry, source: Source, dropped: Collection[Path_]) -> Iterator[Problem]:
    """Strata go to strata that stay."""
    path: Path_ = ("survey", "collapse")
    if entry.collapse and entry.columns.stratum is None and not lost(dropped, ("survey", "columns"), "stratum"):
        message = "'collapse' puts strata together, and no column of strata is named"
        yield source.problem("collapse", path, message, "add 'stratum' under 'columns', or remove 'collapse'")
    for stratum, target in entry.collapse.items():
        if stratum == target:
            message = f"the stratum '{stratum}' is put together with itself"
            yield source.problem("collapse", (*path, stratum), message, "name another stratum")
        elif target in entry.collapse:
            message = f"the stratum '{stratum}' goes to '{target}', which goes to '{entry.collapse[target]}' itself"
            yield source.problem("collapse", (*path, stratum), message, "name a stratum that stays")


def _raking(entry: SurveyEntry, source: Source, dropped: Collection[Path_]) -> Iterator[Problem]:
    """Raking has margins, each once, and limits around 1."""
    if entry.raking is None:
        return
    path: Path_ = ("survey", "raking")
    names = entry.raking.margins
    if not names and not any(one[:3] == (*path, "margins") for one in dropped):
        message, advice = "'raking' names no margin", "name margins of the questionnaire, or remove 'raking'"
        yield source.problem("raking-margins", (*path, "margins"), message, advice)
    for index, name in enumerate(names):
        if name in names[:index]:
            message = f"the margin '{name}' stands twice"
            yield source.problem("raking-margins", (*path, "margins", index), message, "keep one of the two")
    if entry.raking.limit is not None and not 0 <= entry.raking.limit[0] < 1 < entry.raking.limit[1]:
        low, high = entry.raking.limit
        message = f"the limits {low:g} and {high:g} of the factor do not hold 1 between them"
        advice = "write a number from 0 to 1, then one above 1, such as [0.3, 3]"
        yield source.problem("raking-limit", (*path, "limit"), message, advice)


def _files(entry: SurveyEntry, source: Source) -> Iterator[Problem]:
    """A form belongs to an export as CSV or XLSX, and databases read files of their own kinds."""
    suffix = PurePosixPath(entry.file).suffix.lower()
    if entry.form is not None and suffix not in _FORM_FILES:
        message = f"'form' is for exports of KoboToolbox and ODK, and '{entry.file}' is no CSV and no XLSX file"
        yield source.problem("survey-form", ("survey", "form"), message, "remove 'form', or name the export")
    if entry.engine not in ("duckdb", "spark"):
        return
    what = f"a {suffix} file" if suffix in _READ_WHOLE else "an export with a form" if entry.form is not None else ""
    if what:
        message = f"{entry.engine} does not read {what}"
        advice = "remove 'engine', or save the data as CSV or Parquet"
        yield source.problem("survey-engine", ("survey", "engine"), message, advice)
