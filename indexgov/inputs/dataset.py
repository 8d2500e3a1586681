"""Reads a dataset: one period in one folder, checked against its registry, with every problem in one run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from indexgov.errors import InputError, Place, Problem, errors_in, quoted
from indexgov.inputs.dataset_head import FILE_NAME, DatasetFile, DatasetHead, file_in
from indexgov.inputs.entries import FileEntry, SurveyEntry
from indexgov.inputs.estimates import check_estimates, joined
from indexgov.inputs.evidence import check_evidence
from indexgov.inputs.evidence_files import evidence_tables
from indexgov.inputs.measured import check_measures
from indexgov.inputs.observations import observations, observations_before_replies
from indexgov.inputs.previous import base_periods, carried_indicators, with_last_values
from indexgov.inputs.released import allowed, as_delivered, both, released, rules_of, together
from indexgov.inputs.remarks import remarks
from indexgov.inputs.responses import by_engine
from indexgov.inputs.stages import in_cells, open_replies
from indexgov.inputs.subject import Subject, check_duplicates
from indexgov.inputs.survey_entry import questionnaire_of
from indexgov.inputs.survey_estimates import Listen, note_microdata, survey_estimates, territory_names
from indexgov.inputs.table_file import Table, read_table
from indexgov.methods.arrays import Mask
from indexgov.methods.publication import Profile
from indexgov.period import Period
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.source import Source, is_file
from indexgov.survey.measures import Measure
from indexgov.survey.questionnaire import Questionnaire
from indexgov.survey.waves import PsuTotals
from indexgov.tables import ESTIMATES, ESTIMATES_KEY, EVIDENCE, EVIDENCE_KEY, Correction, Dataset
from indexgov.workers import beside


def load_dataset(
    path: str | Path, registry: Registry | None = None, listen: Listen | None = None, *, processes: int = 1
) -> Dataset:
    """The dataset in a folder (or in the folder of a `dataset.yaml`), checked against its registry.

    `registry` replaces the one that the file names. `listen` is told how the columns of microdata are understood,
    before anything is estimated from them. With two `processes` another one estimates while evidence is read, and
    `listen` is told afterwards; for programs that run no threads of their own. Raises InputError with the problems of
    the registry, or with all problems of the dataset, each at its file and line or sheet and cell.
    """
    return _Loading(file_in(Path(path)), listen=listen, processes=processes).dataset(registry)


@dataclass(frozen=True)
class _Surveyed:
    """What became of microdata."""

    problems: Sequence[Problem] = ()
    frame: pd.DataFrame = field(default_factory=lambda: joined([]))
    """The estimates as they are released; without rows where there are none."""
    mapping: pd.DataFrame | None = None
    """How the columns were understood."""
    covariances: pd.DataFrame | None = None
    psus: PsuTotals | None = None


@dataclass
class _Loading(DatasetHead):
    """One run over the files of a dataset."""

    earlier: bool = True
    """Whether earlier datasets are read too; theirs are not."""
    listen: Listen | None = None
    processes: int = 1
    previous: dict[str, Dataset] = field(default_factory=dict)
    questionnaire: Questionnaire | None = None

    def dataset(self, registry: Registry | None) -> Dataset:
        content, registry, source = self.opened(registry, everything=True)
        if self.earlier:
            self.read_previous(content, registry, source)
        dataset = self.tables(content, registry, source)
        if errors_in(self.problems):
            raise InputError(self.problems)
        return dataset

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
            place = ("previous", index)
            if not is_file(self.beside(name) / FILE_NAME):
                message, advice = f"there is no dataset in '{name}'", f"name a folder with a {FILE_NAME}"
                self.problems.append(source.problem("previous", place, message, advice))
            elif needed:
                self.read_earlier(name, content, registry, partial(source.problem, "previous", place))
        self.refuse_other_bases(bases, content, source)

    def read_earlier(
        self, name: str, content: DatasetFile, registry: Registry, problem: Callable[[str, str], Problem]
    ) -> None:
        """Read the dataset in a folder that is named under 'previous'."""
        try:
            dataset = _Loading(self.beside(name) / FILE_NAME, earlier=False).dataset(registry)
        except InputError as error:
            self.problems += error.problems
            return
        code = dataset.period.code
        if dataset.period.last_day >= content.period.first_day or code in self.previous:
            what = "stands twice" if code in self.previous else f"does not lie before {content.period}"
            self.problems.append(problem(f"the period {code} of '{name}' {what}", "correct the folder"))
            return
        self.previous[code] = dataset
        # What a base period lacks moves the scores of this one.
        self.problems += [one for one in dataset.problems if one.rule == "no-denominator"]
        self.sources += dataset.sources
        folder = Path(os.path.relpath(self.beside(name), self.file.parent))
        self.digests.update({
            Path(os.path.normpath(folder / inner)).as_posix(): digest for inner, digest in dataset.files.items()
        })  # fmt: skip

    def refuse_other_bases(self, bases: Mapping[Period, str], content: DatasetFile, source: Source) -> None:
        """Scales are made over earlier periods that were read."""
        for base, scale in bases.items():
            if base.last_day >= content.period.first_day:
                message = f"the scale '{scale}' is made over {base}, which does not lie before {content.period}"
                advice = "correct 'over' in the registry, or score a later period"
                self.problems.append(source.problem("previous", ("period",), message, advice))
            elif base.code not in self.previous and not errors_in(self.problems):
                message = f"the scale '{scale}' is made over {base}, and no dataset of that period is named"
                advice = f"add its folder: 'previous: [../{base}]'"
                self.problems.append(source.problem("previous-missing", ("previous",), message, advice))

    def tables(self, content: DatasetFile, registry: Registry, source: Source) -> Dataset:
        territories = self.territories(content, registry)
        subject = Subject(registry, content.period, territories, complete=not errors_in(self.problems))
        rules = rules_of(content.publication, registry, microdata=content.survey is not None)
        with self.surveying(content, subject, source, rules) as made:
            evidence, good = self.evidence(content, subject, source)
            estimates, given = self.given(content, subject)
            surveyed = _Surveyed() if errors_in(self.problems) else made()
        self.problems += surveyed.problems
        self.refuse_two_sources(estimates, surveyed.frame)
        told = joined([given, surveyed.frame])
        figures = told[told["territory"] != ""].reset_index(drop=True)
        found = (problem for table in (*evidence, *estimates) for problem in table.problems)
        rows, before = pd.DataFrame(), None
        if not errors_in([*self.problems, *found]):
            rows, before = self.observed(evidence, good, figures, subject)
            if content.status == "final":
                _refuse_disputes(evidence)
        for table in (*evidence, *estimates):
            self.problems += sorted(table.problems, key=lambda problem: problem.place.line or 0)
        if not errors_in(self.problems):
            self.problems += remarks(subject, rows, evidence, self.previous, self.file.as_posix())
        return Dataset(
            **_head(content),
            registry=registry,
            territories=territories,
            evidence=_rows_of(evidence),
            estimates=told,
            observations=rows,
            problems=tuple(self.problems),
            files=dict(sorted(self.digests.items())),
            previous=dict(sorted(self.previous.items())),
            before_replies=before,
            covariances=both(surveyed.covariances, together(given, subject)),
            mapping=surveyed.mapping,
            rules=rules if len(told) else None,
            psus=surveyed.psus,
            questionnaire=self.questionnaire,
            sources=tuple(self.sources),
        )

    def observed(
        self, evidence: list[Table], good: Sequence[Mask], figures: pd.DataFrame, subject: Subject
    ) -> tuple[pd.DataFrame, pd.DataFrame | None]:
        """The values, and those before replies where there are any; both with what is carried over."""
        rows = observations(evidence, good, figures, subject)
        before = observations_before_replies(evidence, good, figures, subject)
        kept = None if before is None else with_last_values(before, self.previous, subject)
        return with_last_values(rows, self.previous, subject), kept

    def evidence(self, content: DatasetFile, subject: Subject, source: Source) -> tuple[list[Table], list[Mask]]:
        """The tables of evidence, and which of their rows are right."""
        tables = evidence_tables(self, content.evidence, subject, source)
        good = [check_evidence(table, subject) for table in tables]
        check_duplicates(tables, EVIDENCE_KEY)
        return tables, good

    def given(self, content: DatasetFile, subject: Subject) -> tuple[list[Table], pd.DataFrame]:
        """The files of estimates, and all estimates in them as they are released."""
        tables = [table for entry in content.estimates if (table := self.table(entry, ESTIMATES))]
        delivered = joined([check_estimates(table, subject) for table in tables])
        check_duplicates(tables, ESTIMATES_KEY)
        given = released(delivered, subject, rules_of(content.publication, subject.registry, microdata=False))
        return tables, as_delivered(delivered, given) if len(given) else given

    def table(self, entry: FileEntry, columns: Any) -> Table | None:
        """A table, or None where the file is not there, which was reported."""
        path = self.beside(entry.file)
        if not is_file(path):
            return None
        self.note(path)
        return read_table(path, self.shown(entry.file), columns, entry.format)

    @contextmanager
    def surveying(
        self, content: DatasetFile, subject: Subject, source: Source, rules: Profile
    ) -> Iterator[Callable[[], _Surveyed]]:
        """What gives the estimates from the microdata; another process may begin to make them meanwhile."""
        entry = content.survey
        questionnaire = self.questionnaire = None if entry is None else questionnaire_of(entry, self, source)
        measured = [one for one in subject.indicators.values() if one.from_survey and one.question is not None]
        if entry is not None and questionnaire is not None:
            whole = Place(self.shown(entry.file))
            self.problems += check_measures(subject.registry, measured, questionnaire, whole)
        if entry is None or questionnaire is None or not self.is_there(entry.file) or errors_in(self.problems):
            yield _Surveyed
            return
        note_microdata(self, entry)
        make = partial(self.estimated, entry, questionnaire, measured, subject, rules)
        if self.processes < 2 or by_engine(self.beside(entry.file), entry):
            yield partial(make, self.listen)
            return
        with beside(make) as made:
            yield partial(self.heard, made)

    def heard(self, made: Callable[[], _Surveyed]) -> _Surveyed:
        """The same, with what another process had nobody to tell."""
        found = made()
        if self.listen is not None and found.mapping is not None:
            self.listen(found.mapping)
        return found

    def estimated(
        self,
        entry: SurveyEntry,
        questionnaire: Questionnaire,
        measured: Sequence[Indicator],
        subject: Subject,
        rules: Profile,
        listen: Listen | None = None,
    ) -> _Surveyed:
        areas, measures = territory_names(subject.territories), [Measure.of(one) for one in measured]
        made = survey_estimates(self, entry, questionnaire, measures, areas, listen, covariances=True)
        problems = sorted(made.problems, key=lambda problem: problem.place.line or 0)
        if made.estimates is None:
            return _Surveyed(problems, mapping=made.mapping)
        # The rules see every area, because the whole sample holds them all.
        every = released(made.estimates.frame, subject, rules, questionnaire)
        concerned = [
            not place or bool(subject.bodies_at(subject.tiers[place], one))
            for place, one in zip(every["territory"], every["indicator"], strict=True)
        ]
        frame = every[concerned].reset_index(drop=True)
        covariances = allowed(made.estimates.covariances(), every)
        return _Surveyed(problems, frame, made.mapping, covariances, PsuTotals.of(made.estimates))

    def refuse_two_sources(self, tables: list[Table], surveyed: pd.DataFrame) -> None:
        """An indicator is estimated from the microdata or given as an estimate, not both."""
        computed = set(zip(surveyed["territory"], surveyed["indicator"], strict=True))
        for table in tables:
            pairs = zip(table.frame["territory"], table.frame["indicator"], strict=True)
            for row, (territory, name) in enumerate(pairs):
                if (territory, name) in computed:
                    message = f"'{name}' of '{territory}' is given here and computed from the microdata too"
                    table.problem("row-duplicate", row, "indicator", message, "keep one of the two")


def _head(content: DatasetFile) -> dict[str, Any]:
    """What the file itself says of the data, by the names of a Dataset."""
    names = ("period", "status", "revision", "title", "licence", "citation", "contact", "sampling")
    corrections = tuple(Correction(entry.date, entry.text) for entry in content.corrections)
    return {**{name: getattr(content, name) for name in names}, "corrections": corrections}


def _rows_of(evidence: list[Table]) -> pd.DataFrame:
    blank = pd.DataFrame(columns=list(EVIDENCE.all), dtype=object)
    return pd.concat([table.frame for table in evidence] or [blank], ignore_index=True)


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
