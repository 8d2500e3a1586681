"""What dataset.yaml says of a file: how it is written, and of microdata which columns hold what."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from indexgov.inputs.table_file import ENCODINGS, TableFormat
from indexgov.registry.base import Id, Ids, Model, as_tuple, listed
from indexgov.survey.design import LONELY_RULES, ClusterGuess, Design
from indexgov.survey.intervals import INTERVALS


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


Column = Annotated[str, Field(min_length=1)]


class SurveyColumns(Model):
    """Which columns of the data hold what: named in dataset.yaml, never in the questionnaire."""

    territory: Column = "territory"
    """Column with the territory of the respondent: its code or one of its names."""
    weight: Column | None = None
    """Column with the respondent's weight, 0 or more; all weigh 1 when left out."""
    stratum: Column | None = None
    """Column with the stratum of the sample; one stratum when left out."""
    psu: Column | None = None
    """Column with the primary sampling unit, such as the locality or the cluster; numbered anew in each stratum or
    not."""
    fpc: Column | None = None
    """Column with the number of PSUs that the stratum has in the population, for the finite population correction."""
    questions: dict[Id, Column] = Field(default={})
    """Columns of questions that are called otherwise; a question without an entry has a column of its own name. Of a
    question with several answers it is the column of all answers, or what stands before `/1` in its columns."""

    def of(self, question: str) -> str:
        """The column of a question."""
        return self.questions.get(question, question)


class ClusterEntry(Model):
    """What is known of a clustered sample whose clusters are not in the data."""

    size: Annotated[float, Field(ge=1, le=1e6)]
    """Respondents in a cluster."""
    rho: Annotated[float, Field(ge=0, le=1)]
    """How alike respondents of one cluster are, the intraclass correlation."""


class RakingEntry(Model):
    """Weights that are raked to margins of the questionnaire."""

    margins: Annotated[Ids, BeforeValidator(as_tuple), BeforeValidator(listed, json_schema_input_type=Id | Ids)]
    """Names of margins of the questionnaire, at least one."""
    limit: Annotated[tuple[float, float], BeforeValidator(as_tuple)] | None = None
    """Smallest and largest factor by which a weight may change, relative to the mean factor, such as [0.3, 3]."""


class SurveyEntry(FileEntry):
    """Microdata, one row a respondent."""

    questionnaire: str
    """Path of the questionnaire, counted from the folder of dataset.yaml."""
    form: str | None = None
    """Path of the XLSForm of a KoboToolbox or ODK export."""
    columns: SurveyColumns = SurveyColumns()
    """Which columns of the data hold what."""
    engine: Literal["memory", "duckdb", "spark"] | None = None
    """What adds up the answers; when left out DuckDB for Parquet and large CSV, memory for the rest."""
    unclustered: bool = False
    """Whether respondents were drawn one by one, so that there are no PSUs to name."""
    cluster: ClusterEntry | None = None
    """Of data without PSUs: what the clusters were like."""
    lonely_psu: Literal[LONELY_RULES] = "fail"  # type: ignore[valid-type]
    """What happens to a stratum with a single PSU: `fail` leaves its figures without a standard error."""
    collapse: dict[Column, Column] = Field(default={})
    """Strata that are put together with another before anything is computed: the one that goes, and where to."""
    interval: Literal[tuple(INTERVALS)] = "xlogit"  # type: ignore[valid-type]
    """Kind of the confidence interval of shares."""
    confidence: Annotated[float, Field(ge=0.5, le=0.9999)] = 0.95
    """Confidence of the intervals."""
    raking: RakingEntry | None = None
    """Raking of the weights to the population."""

    @property
    def design(self) -> Design:
        """The design of the sample by its columns."""
        guess = ClusterGuess(self.cluster.size, self.cluster.rho) if self.cluster is not None else None
        return Design(
            weight=self.columns.weight,
            stratum=self.columns.stratum,
            psu=self.columns.psu,
            fpc=self.columns.fpc,
            unclustered=self.unclustered,
            lonely_psu=self.lonely_psu,
            collapse=dict(self.collapse),
            cluster=guess,
        )
