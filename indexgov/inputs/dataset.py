"""Reads a dataset: one period in one folder, checked against its registry, with every problem in one run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import BeforeValidator, Field

from indexgov.errors import InputError, Problem, choose_from, errors_in, quoted
from indexgov.inputs.estimates import check_estimates, joined
from indexgov.inputs.evidence import check_evidence
from indexgov.inputs.observations import observations, observations_before_replies
from indexgov.inputs.previous import base_periods, carried_indicators, with_last_values
from indexgov.inputs.remarks import remarks
from indexgov.inputs.stages import in_cells, open_replies
from indexgov.inputs.subject import Subject, check_duplicates
from indexgov.inputs.table_file import ENCODINGS, Table, TableFormat, read_table
from indexgov.inputs.territories import read_territories
from indexgov.registry.base import Date, Model, PeriodCode, Title, as_tuple, listed
from indexgov.registry.load import load_registry
from indexgov.registry.models import Registry
from indexgov.registry.source import Path_, Source, read_yaml
from indexgov.registry.texts import check_text
from indexgov.registry.validation import read_model
from indexgov.survey.microdata import SurveyColumns, estimate_from_microdata
from indexgov.survey.questionnaire import read_questionnaire
from indexgov.tables import ESTIMATES, ESTIMATES_KEY, EVIDENCE, EVIDENCE_KEY, Correction, Dataset

FILE_NAME = "dataset.yaml"


def _file_entry(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


class FileEntry(Model):
    """A table file; a plain file name may stand for it."""

    file: str
    """Path of the file, counted from the folder of dataset.yaml."""
    encoding: Literal[ENCODINGS] = "utf-8"  # type: ignore[valid-type]
    """How the characters of a CSV file are stored."""
    separator: Literal[",", ";", "\t"] | None = None
    """What stands between the cells of a CSV file; found out when left out."""
    decimal: Literal[".", ","] = "."
    """The decimal sign of the numbers in the file."""
    sheet: str | None = None
    """Name of the sheet of a workbook; its first sheet when left out."""

    @property
    def format(self) -> TableFormat:
        """How the file is written."""
        return TableFormat(self.encoding, self.separator, self.decimal, self.sheet)


Entry = Annotated[FileEntry, BeforeValidator(_file_entry, json_schema_input_type=FileEntry | str)]
Entries = Annotated[
    tuple[Entry, ...],
    BeforeValidator(as_tuple),
    BeforeValidator(_listed, json_schema_input_type=Entry | tuple[Entry, ...]),
]


class SurveyEntry(FileEntry):
    """Microdata, one row a respondent."""

    not_yet = frozenset({"engine", "raking", "margins", "publication"})
    questionnaire: str
    """Path of the questionnaire, counted from the folder of dataset.yaml."""
    columns: SurveyColumns = SurveyColumns()
    """Which columns of the data hold what."""


class CorrectionEntry(Model):
    """What was corrected in this revision."""

    date: Date
    """Day of the correction."""
    text: Title
    """What was corrected, in each language of the registry."""


class DatasetFile(Model):
    """The whole content of `dataset.yaml`."""

    not_yet = frozenset({"publication"})
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
    """Tables of what the monitors recorded; one file or a list."""
    estimates: Entries = ()
    """Tables of survey results that were computed elsewhere; one file or a list."""
    survey: SurveyEntry | None = None
    """Microdata of the survey, with the questionnaire."""
    previous: Annotated[tuple[str, ...], BeforeValidator(as_tuple), BeforeValidator(listed)] = ()
    """Folders of earlier datasets: base periods of relative scales, and last values to carry over."""
    licence: str = ""
    """Terms on which the data may be used, such as CC-BY-4.0."""
    citation: str = ""
    """How to cite the data."""
    contact: str = ""
    """Whom to ask about the data."""


def load_dataset(path: str | Path, registry: Registry | None = None) -> Dataset:
    """The dataset in a folder (or in the folder of a `dataset.yaml`), checked against its registry.

    `registry` replaces the one that the file names. Raises InputError with the problems of the registry, or with all
    problems of the dataset, each at its file and line or sheet and cell.
    """
    path = Path(path)
    file = path if path.suffix in {".yaml", ".yml"} else path / FILE_NAME
    return _Loading(file).dataset(registry)


@dataclass
class _Loading:
    """One run over the files of a dataset."""

    file: Path
    earlier: bool = True
    """Whether earlier datasets are read too; theirs are not."""
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    previous: dict[str, Dataset] = field(default_factory=dict)

    def dataset(self, registry: Registry | None) -> Dataset:
        source = read_yaml(self.file, _shown(self.file))
        self.note_file(self.file)
        if isinstance(source.data, dict) and "components" in source.data:
            raise InputError([_not_a_dataset(source)])
        reading = read_model(DatasetFile, source)
        content = reading.model
        self.problems += reading.problems
        if content is None:
            raise InputError(self.problems)
        self.refuse_absent(content, source, with_registry=registry is None)
        if registry is None:
            path = self.beside(content.registry)
            if not _is_file(path):
                raise InputError(self.problems)
            self.note_file(path)
            try:
                registry = load_registry(path)
            except InputError as error:
                raise InputError((*self.problems, *error.problems)) from None
        self.problems += _texts(content, registry, source)
        if not registry.indicators_of(content.period):
            message = f"no indicator of the registry is valid in {content.period}"
            self.problems.append(source.problem("no-indicator", ("period",), message, "see 'valid' in the registry"))
            raise InputError(self.problems)
        if self.earlier:
            self.read_previous(content, registry, source)
        dataset = self.tables(content, registry)
        if errors_in(self.problems):
            raise InputError(self.problems)
        return dataset

    def refuse_absent(self, content: DatasetFile, source: Source, with_registry: bool) -> None:
        """Report files that are not there at the line that names them, with the nearest name in their folder."""
        named: list[tuple[Path_, str]] = [(("territories",), content.territories.file)]
        named += [(("evidence", index), entry.file) for index, entry in enumerate(content.evidence)]
        named += [(("estimates", index), entry.file) for index, entry in enumerate(content.estimates)]
        if content.survey is not None:
            named += [(("survey", "file"), content.survey.file)]
            named += [(("survey", "questionnaire"), content.survey.questionnaire)]
        if with_registry:
            named.append((("registry",), content.registry))
        for place, name in named:
            path = self.beside(name)
            if not _is_file(path):
                beside = sorted(one.name for one in path.parent.iterdir()) if path.parent.is_dir() else []
                advice = choose_from(path.name, beside, known="its folder holds") if beside else "correct the path"
                self.problems.append(source.problem("file", place, f"the file '{name}' does not exist", advice))

    def read_previous(self, content: DatasetFile, registry: Registry, source: Source) -> None:
        """Read the earlier datasets that the registry needs, by their periods."""
        bases = base_periods(registry, content.period)
        last = carried_indicators(registry, content.period)
        needed = bool(bases or last)
        if last and not content.previous:
            message = f"no earlier dataset is named, so nothing can be carried over for {quoted(list(last)[:3])}"
            advice = "name its folder under 'previous', unless this is the first period"
            self.problems.append(replace(source.problem("previous", (), message, advice), level="note"))
        for index, name in enumerate(content.previous):
            file = self.beside(name) / FILE_NAME
            if not _is_file(file):
                message = f"there is no dataset in '{name}'"
                advice = f"name a folder with a {FILE_NAME}"
                self.problems.append(source.problem("previous", ("previous", index), message, advice))
                continue
            if not needed:
                continue
            try:
                dataset = _Loading(file, earlier=False).dataset(registry)
            except InputError as error:
                self.problems += error.problems
                continue
            code = dataset.period.code
            if dataset.period.last_day >= content.period.first_day or code in self.previous:
                what = "stands twice" if code in self.previous else f"does not lie before {content.period}"
                message = f"the period {code} of '{name}' {what}"
                self.problems.append(source.problem("previous", ("previous", index), message, "correct the folder"))
                continue
            self.previous[code] = dataset
            # What a base period lacks moves the scores of this one.
            self.problems += [problem for problem in dataset.problems if problem.rule == "no-denominator"]
            folder = Path(os.path.relpath(file.parent, self.file.parent))
            self.files.update({
                Path(os.path.normpath(folder / inner)).as_posix(): digest for inner, digest in dataset.files.items()
            })  # fmt: skip
        for base, scale in bases.items():
            if base.last_day >= content.period.first_day:
                message = f"the scale '{scale}' is made over {base}, which does not lie before {content.period}"
                advice = "correct 'over' in the registry, or score a later period"
                self.problems.append(source.problem("previous", ("period",), message, advice))
            elif base.code not in self.previous and not errors_in(self.problems):
                message = f"the scale '{scale}' is made over {base}, and no dataset of that period is named"
                advice = f"add its folder: 'previous: [../{base}]'"
                self.problems.append(source.problem("previous-missing", ("previous",), message, advice))

    def tables(self, content: DatasetFile, registry: Registry) -> Dataset:
        territories = self.territories(content, registry)
        subject = Subject(registry, content.period, territories, complete=not errors_in(self.problems))
        evidence = [table for entry in content.evidence if (table := self.table(entry, EVIDENCE))]
        good = [check_evidence(table, subject) for table in evidence]
        check_duplicates(evidence, EVIDENCE_KEY)
        estimates = [table for entry in content.estimates if (table := self.table(entry, ESTIMATES))]
        frames = [check_estimates(table, subject) for table in estimates]
        check_duplicates(estimates, ESTIMATES_KEY)
        if content.survey is not None:
            frames.append(self.survey(content.survey, subject))
            self.refuse_two_sources(estimates, frames)
        figures = joined(frames)
        clean = not errors_in(
            [*self.problems, *(problem for table in (*evidence, *estimates) for problem in table.problems)]
        )
        rows = observations(evidence, good, figures, subject) if clean else pd.DataFrame()
        before = observations_before_replies(evidence, good, figures, subject) if clean else None
        if clean:
            rows = with_last_values(rows, self.previous, subject)
            before = before if before is None else with_last_values(before, self.previous, subject)
        if clean and content.status == "final":
            _refuse_disputes(evidence)
        for table in (*evidence, *estimates):
            self.problems += sorted(table.problems, key=lambda problem: problem.place.line or 0)
        if clean and not errors_in(self.problems):
            self.problems += remarks(subject, rows, evidence, self.previous, _shown(self.file))
        blank = pd.DataFrame(columns=list(EVIDENCE.all), dtype=object)
        return Dataset(
            period=content.period,
            status=content.status,
            revision=content.revision,
            title=content.title,
            corrections=tuple(Correction(entry.date, entry.text) for entry in content.corrections),
            licence=content.licence,
            citation=content.citation,
            contact=content.contact,
            registry=registry,
            territories=territories,
            evidence=pd.concat([table.frame for table in evidence] or [blank], ignore_index=True),
            estimates=figures,
            observations=rows,
            problems=tuple(self.problems),
            files=dict(sorted(self.files.items())),
            previous=dict(sorted(self.previous.items())),
            before_replies=before,
        )

    def territories(self, content: DatasetFile, registry: Registry) -> pd.DataFrame:
        """The territories, with which all else is checked; without a single one nothing else can be."""
        entry = content.territories
        path = self.beside(entry.file)
        if not _is_file(path):
            raise InputError(self.problems)
        territories, found = read_territories(path, self.shown(entry.file), registry, entry.format)
        self.note_file(path)
        self.problems += found
        if not len(territories):
            raise InputError(self.problems)
        return territories

    def table(self, entry: FileEntry, columns: Any) -> Table | None:
        """A table, or None where the file is not there, which was reported."""
        path = self.beside(entry.file)
        if not _is_file(path):
            return None
        self.note_file(path)
        return read_table(path, self.shown(entry.file), columns, entry.format)

    def survey(self, entry: SurveyEntry, subject: Subject) -> pd.DataFrame:
        if not (_is_file(self.beside(entry.questionnaire)) and _is_file(self.beside(entry.file))):
            return joined([])
        questionnaire, found = read_questionnaire(self.beside(entry.questionnaire), self.shown(entry.questionnaire))
        self.note_file(self.beside(entry.questionnaire))
        self.problems += found
        if questionnaire is None or errors_in(found):
            return joined([])
        path = self.beside(entry.file)
        self.note_file(path)
        frame, found = estimate_from_microdata(
            path, self.shown(entry.file), questionnaire, entry.columns, subject, entry.format
        )
        self.problems += sorted(found, key=lambda problem: problem.place.line or 0)
        pairs = zip(frame["territory"], frame["indicator"], strict=True)
        concerned = np.array([bool(subject.bodies_at(subject.tiers[place], one)) for place, one in pairs], dtype=bool)
        return frame[concerned]

    def refuse_two_sources(self, tables: list[Table], frames: list[pd.DataFrame]) -> None:
        """An indicator is estimated from the microdata or given as an estimate, not both."""
        computed = set(zip(frames[-1]["territory"], frames[-1]["indicator"], strict=True))
        for table in tables:
            pairs = zip(table.frame["territory"], table.frame["indicator"], strict=True)
            for row, (territory, name) in enumerate(pairs):
                if (territory, name) in computed:
                    message = f"'{name}' of '{territory}' is given here and computed from the microdata too"
                    table.problem("row-duplicate", row, "indicator", message, "keep one of the two")

    def beside(self, name: str) -> Path:
        """A path written in the file, which counts from the file's folder."""
        return Path(os.path.normpath(self.file.parent / name))

    def shown(self, name: str) -> str:
        return _shown(self.beside(name))

    def note_file(self, path: Path) -> None:
        """Remember what was read by its digest; a file that cannot be read is reported by its reader."""
        if _is_file(path):
            name = Path(os.path.relpath(path, self.file.parent)).as_posix()
            self.files[name] = hashlib.sha256(path.read_bytes()).hexdigest()


def _is_file(path: Path) -> bool:
    """Whether a path can be read as a file; names that no file can have are no files."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _not_a_dataset(source: Source) -> Problem:
    advice = "name a dataset: a folder with a dataset.yaml that names this registry"
    return source.problem("not-a-dataset", (), "this file is a registry, not a dataset", advice)


def _shown(path: Path) -> str:
    return path.as_posix()


def _texts(content: DatasetFile, registry: Registry, source: Source) -> Iterator[Problem]:
    """Titles and corrections have every language of the registry."""
    texts = [(("title",), content.title), *(((*entry.path, "text"), entry.text) for entry in content.corrections)]
    for path, text in texts:
        yield from check_text(source, path, text, registry.languages)


def _refuse_disputes(evidence: list[Table]) -> None:
    """A final dataset has no open objection."""
    if not evidence:
        return
    tables = [table.frame.assign(_table=number, _row=range(len(table.frame))) for number, table in enumerate(evidence)]
    rows = in_cells(pd.concat(tables, ignore_index=True))
    for _, row in rows[open_replies(rows)].drop_duplicates(["_table", "_row"]).iterrows():
        message = f"the objection to '{row['indicator']}' of '{row['territory']}' is open, and the dataset is final"
        advice = "add a row with stage 'decision', or keep the status draft"
        evidence[int(row["_table"])].problem("open-dispute", int(row["_row"]), "stage", message, advice)
