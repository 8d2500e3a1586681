"""A survey by itself: the estimates of a dataset that may hold nothing but microdata and their questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import Field

import indexgov
from indexgov.errors import InputError, Place, Problem, errors_in
from indexgov.inputs.dataset_files import DatasetFiles
from indexgov.inputs.dataset_head import DatasetFile, file_in, refuse_other_kind
from indexgov.inputs.entries import Entry, SurveyEntry
from indexgov.inputs.measured import check_measures
from indexgov.inputs.released import asked_by, mean_ends, rules_of
from indexgov.inputs.survey_entry import check_survey_entry, questionnaire_of, survey_files
from indexgov.inputs.survey_estimates import Listen, Watch, note_microdata, survey_estimates, territory_names
from indexgov.inputs.territories import read_territories
from indexgov.methods.publication import Profile
from indexgov.registry.base import PeriodCode, Title
from indexgov.registry.load import load_registry
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.source import Source, read_yaml
from indexgov.registry.validation import read_model
from indexgov.survey.estimation import Estimates
from indexgov.survey.measures import Measure, default_measures
from indexgov.survey.publication import publish
from indexgov.survey.questionnaire import Questionnaire
from indexgov.tables import SourceFile


class SurveyFile(DatasetFile):
    """A dataset.yaml of which only the survey is needed."""

    period: PeriodCode | None = None  # type: ignore[assignment]
    """The period, where the registry has editions."""
    status: Literal["demo", "draft", "final"] | None = None  # type: ignore[assignment]
    """`demo` is told as synthetic."""
    title: Title = Field(default={})
    """Name of the survey for readers."""
    registry: str | None = None  # type: ignore[assignment]
    """Path of the methodology; without it every question is estimated."""
    territories: Entry | None = None  # type: ignore[assignment]
    """The table of the areas; without it all that occur are areas."""
    survey: SurveyEntry
    """The microdata."""


@dataclass(frozen=True)
class SurveyResults:
    """What `indexgov survey` has to tell."""

    content: SurveyFile
    questionnaire: Questionnaire
    estimates: Estimates
    """As computed, with covariances and the report of raking."""
    released: pd.DataFrame
    """The estimates under the rules of publication, area by area, those of the whole sample last."""
    rules: Profile
    mapping: pd.DataFrame
    """How the columns were understood."""
    names: Mapping[str, Mapping[str, str]]
    """Names of the areas in each language that the table of areas has; empty without such a table."""
    titles: Mapping[str, Mapping[str, str]]
    """Titles of the indicators by id, in each language; empty without a registry."""
    min_n: Mapping[str, int]
    """Fewest answers by indicator, where it has a threshold of its own."""
    every_question: bool
    """Whether every question was estimated rather than indicators."""
    problems: tuple[Problem, ...]
    files: Mapping[str, str]
    """SHA-256 of every file that was read."""
    sources: tuple[SourceFile, ...] = ()
    """The same files where they lie."""

    def __repr__(self) -> str:
        state = f", {self.content.status}" if self.content.status else ""
        return f"<SurveyResults of {self.questionnaire.id!r}{state}: {len(self.released)} figures>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the table of `indexgov.as_html`."""
        return indexgov.as_html(self)


def load_survey(
    path: str | Path, listen: Listen | None = None, every_question: bool = False, watch: Watch | None = None
) -> SurveyResults:
    """The estimates of a survey: of the registry's survey indicators, or of every question.

    `path` is a folder with a dataset.yaml, or the file; of its keys only `survey` is needed. Every question is
    estimated where there is no registry, or where `every_question` asks for it. `listen` is told how the columns are
    understood before anything is estimated, `watch` what is being done. Raises InputError with all problems, each at
    its place.
    """
    path = Path(path)
    file = file_in(path)
    return _Surveying(file).results(listen, every_question, watch)


class _Surveying(DatasetFiles):
    """One run over the files of a survey."""

    def results(self, listen: Listen | None, every_question: bool, watch: Watch | None) -> SurveyResults:
        content, source = self.content()
        registry = self.registry(content)
        questionnaire = questionnaire_of(content.survey, self, source)
        self.stop()
        assert questionnaire is not None
        indicators = [] if every_question or registry is None else self.indicators(content, registry)
        if registry is not None:
            whole = Place(self.shown(content.survey.file))
            self.problems += check_measures(registry, indicators, questionnaire, whole)
        areas = self.areas(content, registry)
        names = None if areas is None else territory_names(areas)
        self.stop()
        measures = [Measure.of(one) for one in indicators] or list(default_measures(questionnaire))
        note_microdata(self, content.survey)
        made = survey_estimates(self, content.survey, questionnaire, measures, names, listen, watch, covariances=False)
        self.problems += made.problems
        self.stop()
        assert made.estimates is not None
        assert made.mapping is not None
        rules = rules_of(content.publication, registry, microdata=True)
        least = {one.id: one.min_n for one in indicators if one.min_n is not None}
        # The rules see every area, because the whole sample holds them all.
        every = _released(made.estimates.frame, measures, rules, questionnaire, least)
        return SurveyResults(
            content=content,
            questionnaire=questionnaire,
            estimates=made.estimates,
            released=_concerned(every, indicators, areas, registry),
            rules=rules,
            mapping=made.mapping,
            names={} if areas is None else _names(areas),
            titles={one.id: one.title for one in indicators},
            min_n=least,
            every_question=not indicators,
            problems=tuple(self.problems),
            files=dict(sorted(self.digests.items())),
            sources=tuple(self.sources),
        )

    def content(self) -> tuple[SurveyFile, Source]:
        """What the file says, with faults of it and of the files that it names among the problems.

        Raises InputError where it cannot be understood.
        """
        self.note(self.file)
        source = read_yaml(self.file, self.file.as_posix())
        refuse_other_kind(source)
        reading = read_model(SurveyFile, source)
        self.problems += reading.problems
        content = reading.model
        if content is None:
            raise InputError(self.problems)
        named = survey_files(content.survey)
        named += [(("territories",), content.territories.file)] if content.territories is not None else []
        named += [(("registry",), content.registry)] if content.registry is not None else []
        self.refuse_absolute(named, source)
        self.refuse_absent(named, source)
        self.problems += check_survey_entry(content.survey, source, reading.dropped)
        return content, source

    def stop(self) -> None:
        """Raise what was found so far, if it holds an error."""
        if errors_in(self.problems):
            raise InputError(self.problems)

    def registry(self, content: SurveyFile) -> Registry | None:
        if content.registry is None or not self.is_there(content.registry):
            return None
        path = self.beside(content.registry)
        self.note(path)
        try:
            return load_registry(path)
        except InputError as error:
            self.problems += error.problems
            return None

    def indicators(self, content: SurveyFile, registry: Registry) -> list[Indicator]:
        """The survey indicators that name a question, of the period where there is one."""
        every = registry.indicators if content.period is None else registry.indicators_of(content.period)
        return [one for one in every if one.from_survey and one.question is not None]

    def areas(self, content: SurveyFile, registry: Registry | None) -> pd.DataFrame | None:
        """The table of areas; None where the data tell which there are."""
        entry = content.territories
        if entry is None or registry is None:
            return None
        path = self.beside(entry.file)
        self.note(path)
        territories, found = read_territories(path, self.shown(entry.file), registry, entry.format)
        self.problems += found
        return territories


def _names(areas: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Names of areas by their codes, then by language."""
    found: dict[str, dict[str, str]] = {code: {} for code in areas["territory"]}
    for column in (one for one in areas.columns if one.startswith("name_")):
        for code, name in zip(areas["territory"], areas[column], strict=True):
            if name:
                found[code][column.removeprefix("name_")] = str(name)
    return found


def _concerned(
    frame: pd.DataFrame, indicators: list[Indicator], areas: pd.DataFrame | None, registry: Registry | None
) -> pd.DataFrame:
    """The estimates without those of areas that an indicator does not concern, as an index has none of them."""
    if areas is None or registry is None or not indicators:
        return frame
    tiers = dict(zip(areas["territory"], areas["tier"], strict=True))
    bodies = {
        (one.id, tier): any(registry.exists(body, tier) and one.concerns(body, tier) for body in registry.bodies)
        for one in indicators
        for tier in dict.fromkeys(tiers.values())
    }
    pairs = zip(frame["territory"], frame["indicator"], strict=True)
    keep = [not place or bodies[name, tiers[place]] for place, name in pairs]
    return frame[keep].reset_index(drop=True)


def _released(
    frame: pd.DataFrame, measures: list[Measure], rules: Profile, questionnaire: Questionnaire, least: dict[str, int]
) -> pd.DataFrame:
    means = [one for one in measures if not one.is_share]
    return publish(
        frame,
        rules,
        min_n=least,
        ends={one.name: ends for one in means if (ends := mean_ends(questionnaire, one.question)) is not None},
        filters={one.name: questionnaire.filters_of(one.question, one.among) for one in measures},
        asked_by=asked_by(questionnaire),
    )
