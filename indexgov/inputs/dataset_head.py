"""The head of a dataset: what its dataset.yaml says, the methodology that it names, and its territories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import pandas as pd
from pydantic import BeforeValidator, Field

from indexgov.errors import InputError, Place, Problem, errors_in
from indexgov.inputs.dataset_files import MANIFEST, DatasetFiles
from indexgov.inputs.entries import Entries, Entry, SurveyEntry
from indexgov.inputs.subject import Subject
from indexgov.inputs.survey_entry import check_survey_entry, survey_files
from indexgov.inputs.territories import read_territories
from indexgov.registry.base import Date, Model, PeriodCode, Title, as_tuple, listed
from indexgov.registry.load import load_registry
from indexgov.registry.models import Registry
from indexgov.registry.publication import PublicationEntry
from indexgov.registry.source import Path_, Source, is_file, read_yaml
from indexgov.registry.texts import check_text
from indexgov.registry.validation import read_model
from indexgov.tables import SourceFile

FILE_NAME = "dataset.yaml"


class CorrectionEntry(Model):
    """What was corrected in this revision."""

    date: Date
    """Day of the correction."""
    text: Title
    """What was corrected, in each language of the registry."""


class DatasetFile(Model):
    """The whole content of `dataset.yaml`."""

    period: PeriodCode
    """The quarter, half-year or year that is assessed, such as 2026-Q3."""
    status: Literal["demo", "draft", "final"]
    """`demo` is marked as synthetic on every sheet and page; `final` refuses open objections."""
    revision: Annotated[int, Field(ge=1)] = 1
    """Number of this edition of the results, from 1."""
    corrections: Annotated[tuple[CorrectionEntry, ...], BeforeValidator(as_tuple)] = ()
    """What was corrected in this revision; printed."""
    title: Title
    """Name of the dataset for readers, in each language of the registry."""
    registry: str
    """Path of the methodology, counted from the folder of dataset.yaml."""
    territories: Entry
    """The table of the territories that are assessed."""
    evidence: Entries = ()
    """What the monitors recorded: tables, filled forms, or folders of forms; one or a list."""
    estimates: Entries = ()
    """Tables of survey results that were computed elsewhere; one file or a list."""
    survey: SurveyEntry | None = None
    """Microdata of the survey, with the questionnaire."""
    previous: Annotated[tuple[str, ...], BeforeValidator(as_tuple), BeforeValidator(listed)] = ()
    """Folders of earlier datasets: base periods of relative scales, and last values to carry over."""
    publication: PublicationEntry | None = None
    """Which survey figures are published, flagged, hidden or removed; replaces what the registry says."""
    sampling: Title = Field(default={})
    """How the sample of the survey was drawn, in each language; printed beside survey figures."""
    licence: str = ""
    """Terms on which the data may be used, such as CC-BY-4.0."""
    citation: str = ""
    """How to cite the data."""
    contact: str = ""
    """Whom to ask about the data."""
    indexgov_dataset: Literal[1] = 1
    """Version of the language of this file."""


class Opened(NamedTuple):
    """What a dataset.yaml says, and the methodology by which it is read."""

    content: DatasetFile
    registry: Registry
    source: Source


class Head(NamedTuple):
    """What is known of a dataset before anybody recorded anything."""

    content: DatasetFile
    subject: Subject
    sources: tuple[SourceFile, ...]
    """Every file that was read."""


def load_head(path: str | Path, registry: Registry | None = None) -> Head:
    """The head of the dataset in a folder (or in the folder of a `dataset.yaml`); evidence and surveys are not read.

    `registry` replaces the one that the file names. Raises InputError with the problems of the registry, or with those
    of dataset.yaml and the territories.
    """
    head = DatasetHead(file_in(Path(path)))
    content, registry, _ = head.opened(registry, everything=False)
    territories = head.territories(content, registry)
    if errors_in(head.problems):
        raise InputError(head.problems)
    return Head(content, Subject(registry, content.period, territories), tuple(head.sources))


def file_in(path: Path) -> Path:
    """The dataset.yaml that a path names: itself, or the one in the folder."""
    return path if path.suffix in {".yaml", ".yml"} else path / FILE_NAME


@dataclass
class DatasetHead(DatasetFiles):
    """Reads dataset.yaml, the registry and the territories."""

    def opened(self, registry: Registry | None, everything: bool) -> Opened:
        """What the file says, checked against the registry; raises InputError where nothing else can be read.

        Files that are not there are reported: of everything, or only of what the head needs.
        """
        refuse_other_folder(self.file)
        self.note(self.file)
        source = read_yaml(self.file, self.file.as_posix())
        refuse_other_kind(source)
        reading = read_model(DatasetFile, source)
        content = reading.model
        self.problems += reading.problems
        if content is None:
            raise InputError(self.problems)
        named = named_files(content) if everything else [(("territories",), content.territories.file)]
        named += [(("registry",), content.registry)] if registry is None else []
        earlier: list[tuple[Path_, str]] = [(("previous", index), name) for index, name in enumerate(content.previous)]
        self.refuse_absolute([(("registry",), content.registry), *named_files(content), *earlier], source)
        # Evidence may be a folder of forms.
        folders = {place for place, name in named if place[0] == "evidence" and self.is_folder(name)}
        self.refuse_absent([one for one in named if one[0] not in folders], source)
        if registry is None:
            path = self.beside(content.registry)
            if not is_file(path):
                raise InputError(self.problems)
            self.note(path)
            try:
                registry = load_registry(path)
            except InputError as error:
                raise InputError((*self.problems, *error.problems)) from None
        self.problems += _texts(content, registry, source)
        if content.survey is not None and everything:
            self.problems += check_survey_entry(content.survey, source, reading.dropped)
        if not registry.indicators_of(content.period):
            message = f"no indicator of the registry is valid in {content.period}"
            self.problems.append(source.problem("no-indicator", ("period",), message, "see 'valid' in the registry"))
            raise InputError(self.problems)
        return Opened(content, registry, source)

    def territories(self, content: DatasetFile, registry: Registry) -> pd.DataFrame:
        """The territories, with which all else is checked; without a single one nothing else can be."""
        entry = content.territories
        path = self.beside(entry.file)
        if not is_file(path):
            raise InputError(self.problems)
        self.note(path)
        territories, found = read_territories(path, self.shown(entry.file), registry, entry.format)
        self.problems += found
        if not len(territories):
            raise InputError(self.problems)
        return territories


def refuse_other_folder(file: Path) -> None:
    """Raise InputError where a folder has no dataset.yaml, with what stands there instead."""
    folder = file.parent
    if file.exists() or not folder.is_dir():
        return
    inside = sorted(one.parent.name for one in folder.glob(f"*/{FILE_NAME}"))
    if (folder / MANIFEST).exists():
        advice = "these are results: name the folder of the dataset that they were made from"
    elif inside:
        advice = f"name the dataset of one period: {', '.join(f'{folder.as_posix()}/{one}' for one in inside[-3:])}"
    else:
        advice = "name the folder of a dataset; 'indexgov init FOLDER' makes one to start from"
    raise InputError([Problem("file", Place(file.as_posix()), f"the folder has no {FILE_NAME}", advice)])


def refuse_other_kind(source: Source) -> None:
    """Raise InputError where a file is a registry or a questionnaire: its keys would all be told to be unknown."""
    for key, kind in (("components", "registry"), ("indexgov_questionnaire", "questionnaire")):
        if isinstance(source.data, dict) and key in source.data:
            advice = f"name a dataset: a folder with a dataset.yaml that names this {kind}"
            raise InputError([source.problem("not-a-dataset", (), f"this file is a {kind}, not a dataset", advice)])


def named_files(content: DatasetFile) -> list[tuple[Path_, str]]:
    """The tables and survey files that a dataset.yaml names, each with the place where it does."""
    named: list[tuple[Path_, str]] = [(("territories",), content.territories.file)]
    named += [(("evidence", index), entry.file) for index, entry in enumerate(content.evidence)]
    named += [(("estimates", index), entry.file) for index, entry in enumerate(content.estimates)]
    return named + (survey_files(content.survey) if content.survey is not None else [])


def _texts(content: DatasetFile, registry: Registry, source: Source) -> Iterator[Problem]:
    """Titles, corrections and the words about the sample have every language of the registry."""
    texts = [(("title",), content.title), *(((*entry.path, "text"), entry.text) for entry in content.corrections)]
    if "sampling" in content.model_fields_set:
        texts.append((("sampling",), content.sampling))
    for path, text in texts:
        yield from check_text(source, path, text, registry.languages)
