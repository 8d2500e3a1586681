"""From a file of respondents to the estimates of a survey, with everything that is wrong at its place in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from indexgov.errors import Level, Place, Problem, errors_in
from indexgov.inputs.dataset_files import DatasetFiles
from indexgov.inputs.engines import EngineError
from indexgov.inputs.entries import SurveyEntry
from indexgov.inputs.respondents import Fraction, Responses, Sought
from indexgov.inputs.responses import read_responses
from indexgov.survey.cells import label
from indexgov.survey.estimation import Estimates, estimate
from indexgov.survey.faults import Fault, SurveyError
from indexgov.survey.mapping import mapping_of
from indexgov.survey.measures import Measure
from indexgov.survey.questionnaire import Question, Questionnaire
from indexgov.survey.weighting import Raking
from indexgov.tables import NAMES

Listen = Callable[[pd.DataFrame], None]
"""Is told how the columns of the file are understood, before anything is estimated."""
Watch = Callable[[str, Fraction | None], None]
"""Is told what begins, `reading` or `estimating`, and what tells how far a pass over the file is, if anything does."""

_TOLD = 20
"""How many problems of one rule are told of a file of respondents."""


@dataclass
class Surveyed:
    """What came of a file of respondents."""

    estimates: Estimates | None = None
    """None where an error stopped it; then `problems` hold the error."""
    mapping: pd.DataFrame | None = None
    """How the columns were understood, columns MAPPING."""
    problems: list[Problem] = field(default_factory=list)


def note_microdata(files: DatasetFiles, entry: SurveyEntry) -> None:
    """Remember the files of respondents by their digests, before they are read."""
    for name in (entry.file, entry.form):
        if name is not None:
            files.note(files.beside(name))


def survey_estimates(
    files: DatasetFiles,
    entry: SurveyEntry,
    questionnaire: Questionnaire,
    measures: Sequence[Measure],
    areas: Mapping[str, str] | None,
    listen: Listen | None = None,
    watch: Watch | None = None,
    *,
    covariances: bool,
) -> Surveyed:
    """The estimates of the microdata of a dataset, as its entry in dataset.yaml describes them.

    `areas` maps every name under which a territory may stand to its code; None takes the areas that occur.
    `covariances` is for scores: without PSUs they take a sum for every pair of measures.
    """
    design, columns = entry.design, entry.columns
    raking = Raking(entry.raking.margins, entry.raking.limit) if entry.raking is not None else None
    questions = _questions(questionnaire, measures, raking)
    tell = watch or _unwatched
    tell("reading", None)
    read = _read(files, entry, {columns.of(name): questionnaire.questions[name] for name in questions}, tell)
    found = Surveyed(problems=list(_first_of_each_rule(read.problems)))
    if errors_in(read.problems):
        return found
    named = {name: columns.of(name) for name in questions}
    found.mapping = mapping_of(
        questionnaire, measures, design, (columns.territory,), named, read.found, read.labels, read.missing,
        raking.margins if raking is not None else (),
    )  # fmt: skip
    if listen is not None:
        listen(found.mapping)
    tell("estimating", read.progress)
    _estimate(found, read, lambda: estimate(
        read.frame, questionnaire, area=columns.territory, design=design, columns=named, measures=measures,
        areas=areas, interval=entry.interval, confidence=entry.confidence, raking=raking, covariances=covariances,
    ))  # fmt: skip
    return found


def _estimate(found: Surveyed, read: Responses, work: Callable[[], Estimates]) -> None:
    """Add the estimates to what was found, or what stops them."""
    try:
        with read.guarded():
            found.estimates = work()
        found.problems += [_problem(one, read) for one in found.estimates.warnings]
    except SurveyError as error:
        found.problems += [_problem(one, read) for one in error.faults]
    except EngineError as error:
        found.problems.append(error.problem(read.file))


def _read(files: DatasetFiles, entry: SurveyEntry, answers: Mapping[str, Question], tell: Watch) -> Responses:
    """The columns of the design and those of the questions, by their names in the file."""
    design, form = entry.design, None if entry.form is None else files.beside(entry.form)
    sought = Sought(
        texts=tuple(dict.fromkeys((entry.columns.territory, *design.strata, *([design.psu] if design.psu else [])))),
        numbers=tuple(name for name in (design.weight, design.fpc) if name),
        answers=answers,
    )
    return read_responses(
        files.beside(entry.file), files.shown(entry.file), entry, sought, form, files.shown(entry.form or ""),
        lambda fraction: tell("reading", fraction),
    )  # fmt: skip


def _first_of_each_rule(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The first problems of each rule and level, and how many more there are.

    Each may quote a cell: where a wrong column is named, all of them together would list the respondents.
    """
    counts: Counter[tuple[str, Level]] = Counter()
    for one in problems:
        counts[one.rule, one.level] += 1
        if counts[one.rule, one.level] <= _TOLD:
            yield one
    for (rule, level), count in counts.items():
        if count > _TOLD:
            place = next(one.place for one in problems if (one.rule, one.level) == (rule, level))
            message = f"there are {count - _TOLD} more like these {_TOLD}"
            yield Problem(rule, Place(place.file), message, "is the right column named?", level)


def _unwatched(_step: str, _fraction: Fraction | None) -> None:
    """Where nobody waits."""


def _questions(questionnaire: Questionnaire, measures: Sequence[Measure], raking: Raking | None) -> list[str]:
    """The questions whose answers are needed: those measured, those of filters, those of margins."""
    names = [one.question for one in measures]
    for one in measures:
        names += [questionnaire.filters[name].question for name in questionnaire.filters_of(one.question, one.among)]
    names += [questionnaire.margins[name].question for name in raking.margins] if raking is not None else []
    return list(dict.fromkeys(names))


def _problem(fault: Fault, read: Responses) -> Problem:
    """A fault at its first place in the file, as far as the file knows places."""
    return Problem(fault.rule, read.place(_row(fault, read), fault.column), fault.message, fault.advice, fault.level)


def _row(fault: Fault, read: Responses) -> int | None:
    """The first row of a table with the value at fault."""
    if read.table is None or not fault.column or fault.column not in read.frame:
        return None
    if fault.value is None and fault.level != "error":
        # A remark on a whole column has no row of its own.
        return None
    wanted = "" if fault.value is None else label(fault.value).casefold()
    written = [label(value).casefold() for value in read.frame[fault.column].tolist()]
    return written.index(wanted) if wanted in written else None


def territory_names(territories: pd.DataFrame) -> dict[str, str]:
    """Codes of territories by every name under which a respondent's territory may stand: the code and its names.

    A name that two territories share stands for neither.
    """
    codes = list(territories["territory"])
    found = {code: code for code in codes}
    for column in NAMES:
        if column not in territories:
            continue
        names = territories[column].to_numpy(dtype=object)
        for code, name in zip(codes, names, strict=True):
            if name and np.count_nonzero(names == name) == 1:
                found.setdefault(str(name), code)
    return found
