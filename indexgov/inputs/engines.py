"""DuckDB and Spark as readers of files that are not read whole: the little that differs between them."""

from __future__ import annotations

import glob
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

from indexgov.errors import Place, Problem

Kind = Literal["text", "whole", "number", "other"]
"""What a column holds: text, whole numbers or true and false, other numbers, or what has no place in a survey."""
MEMORY = "800MB"
"""What DuckDB may take before it writes to disk."""


class EngineError(Exception):
    """An engine cannot read a file; `line` is where, if it tells. The message quotes no cell."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line

    def problem(self, shown_as: str) -> Problem:
        """The problem that this is to who must mend the file."""
        advice = "ask for the file again, or save it again"
        return Problem("file", Place(shown_as, self.line), f"the file cannot be read: {self}", advice)


class Engine(Protocol):
    """Reads files as frames that narwhals takes, and computes columns by SQL that both engines know."""

    damaged: str
    """SQL that is 1 in a row of a CSV file that is damaged, 0 in others."""
    matches: str
    """Function that tells whether a regular expression is found in a text."""
    every: str
    """Last argument of `regexp_replace` for all matches."""

    @property
    def progress(self) -> Callable[[], float] | None:
        """What tells from another thread how much of the running query is done, 0 to 1 or NaN; None where nothing."""

    def guarded(self) -> AbstractContextManager[None]:
        """Makes EngineError of what the engine raises inside; it reads when rows are asked for, so long as they are."""

    def parquet(self, path: Path) -> Any:
        """The frame in a Parquet file or a folder of them."""

    def csv(self, path: Path, width: int, separator: str, header_lines: int) -> Any:
        """The frame in a CSV file of UTF-8: columns of text named `c0`, `c1` and so on, without the header.

        Spark adds `damaged` with the rows that have another number of cells; DuckDB stops at the first when it reads.
        """

    def kinds(self, frame: Any) -> dict[str, Kind]:
        """What each column of a frame holds."""

    def select(self, frame: Any, columns: Mapping[str, str]) -> Any:
        """The frame with columns computed by SQL expressions."""

    def row(self, frame: Any) -> tuple[Any, ...]:
        """The one row of a frame."""

    def name(self, column: str) -> str:
        """A name of a column in quotes."""


def missing_engine(engine: str, shown_as: str) -> Problem | None:
    """What is missing to run an engine, None where nothing is."""
    module, extra = {"duckdb": ("duckdb", "big"), "spark": ("pyspark", "spark")}[engine]
    try:
        __import__(module)
    except ImportError:
        message = f"this file needs the library {module}"
        return Problem("extra-missing", Place(shown_as), message, f"run: pip install 'indexgov[{extra}]'")
    if engine == "spark":
        from pyspark.sql import SparkSession

        java = shutil.which("java", path=None if "JAVA_HOME" not in os.environ else f"{os.environ['JAVA_HOME']}/bin")
        if java is None and SparkSession.getActiveSession() is None and "SPARK_REMOTE" not in os.environ:
            advice = "install Java 17 or later and let JAVA_HOME name its folder, or write 'engine: duckdb'"
            return Problem("java-missing", Place(shown_as), "Spark needs Java, which is not found", advice)
    return None


def start(engine: str, folder: Path) -> Engine:
    """An engine that is ready to read; `folder` is for what it must put aside. EngineError where it does not start."""
    return DuckDBEngine(folder) if engine == "duckdb" else SparkEngine()


class DuckDBEngine:
    """DuckDB in memory, which loads nothing from the network and spills into one folder."""

    damaged = "0"
    matches = "regexp_matches"
    every = ", 'g'"

    def __init__(self, folder: Path) -> None:
        import duckdb

        self.error = duckdb.Error
        self.connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": MEMORY,
                "temp_directory": str(folder),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        # Progress is counted only with the bar on, which need not be drawn for that.
        self.connection.execute("SET enable_progress_bar_print = false; SET enable_progress_bar = true")

    @property
    def progress(self) -> Callable[[], float] | None:
        """What tells how much of the running query is done, 0 to 1; NaN while that is not known."""
        return self._done

    def _done(self) -> float:
        percent = float(self.connection.query_progress())
        return percent / 100 if percent >= 0 else float("nan")

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Makes EngineError of what DuckDB raises inside."""
        try:
            yield
        except self.error as error:
            raise _duckdb_fault(error) from None

    def parquet(self, path: Path) -> Any:
        """The frame in a Parquet file or a folder of them."""
        # Names of files are patterns to DuckDB.
        pattern = glob.escape(str(path))
        return self.connection.read_parquet(
            f"{pattern}/**/*.parquet" if path.is_dir() else pattern, binary_as_string=True
        )

    def csv(self, path: Path, width: int, separator: str, header_lines: int) -> Any:
        """The frame in a CSV file of UTF-8, without the header."""
        return self.connection.read_csv(
            glob.escape(str(path)),
            header=False,
            skiprows=header_lines,
            delimiter=separator,
            quotechar='"',
            escapechar='"',
            auto_detect=False,
            columns={f"c{index}": "VARCHAR" for index in range(width)},
        )

    def kinds(self, frame: Any) -> dict[str, Kind]:
        """What each column of a frame holds."""
        types = [str(one).upper() for one in frame.types]
        return {name: _kind(one, _DUCKDB_KINDS) for name, one in zip(frame.columns, types, strict=True)}

    def select(self, frame: Any, columns: Mapping[str, str]) -> Any:
        """The frame with columns computed by SQL expressions."""
        return frame.project(", ".join(f"{sql} AS {self.name(name)}" for name, sql in columns.items()))

    def row(self, frame: Any) -> tuple[Any, ...]:
        """The one row of a frame."""
        return tuple(frame.fetchall()[0])

    def name(self, column: str) -> str:
        """A name of a column in quotes."""
        return '"' + column.replace('"', '""') + '"'


def _duckdb_fault(error: Exception) -> EngineError:
    """The first sentence of a message, which quotes the row further on."""
    first = str(error).split("\n", 1)[0]
    line = re.search(r"on Line: (\d+)", first)
    message = re.sub(r"^[\w ]*Error: |CSV Error on Line: \d+|'[^']*'", "", first).strip()
    return EngineError(message or "the row cannot be read", int(line[1]) if line else None)


class SparkEngine:
    """The Spark session that runs, or one on this machine."""

    damaged = "0"
    matches = "regexp_like"
    every = ""

    def __init__(self) -> None:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        # Faults that Spark has no name for come from the bridge to Java.
        self.errors = (PySparkException, Py4JError)
        try:
            builder = SparkSession.Builder().appName("indexgov").config("spark.ui.enabled", "false")
            self.session = SparkSession.getActiveSession() or builder.getOrCreate()
        except (*self.errors, OSError) as error:
            raise EngineError(f"Spark does not start: {_spark_fault(error)}") from None

    @property
    def progress(self) -> Callable[[], float] | None:
        """Nothing: Spark has a page of its own for that."""
        return None

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Makes EngineError of what Spark raises inside."""
        try:
            yield
        except self.errors as error:
            raise EngineError(_spark_fault(error)) from None

    def parquet(self, path: Path) -> Any:
        """The frame in a Parquet file or a folder of them."""
        return self.session.read.option("recursiveFileLookup", "true").parquet(_hadoop(path))

    def csv(self, path: Path, width: int, separator: str, header_lines: int) -> Any:  # noqa: ARG002
        """The frame in a CSV file of UTF-8, without the header."""
        schema = ", ".join([*(f"c{index} STRING" for index in range(width)), "damaged STRING"])
        reader = self.session.read.schema(schema).options(
            header=True,
            sep=separator,
            quote='"',
            escape='"',
            multiLine=True,
            columnPruning=False,
            columnNameOfCorruptRecord="damaged",
        )
        self.damaged = "CASE WHEN damaged IS NULL THEN 0 ELSE 1 END"
        return reader.csv(_hadoop(path))

    def kinds(self, frame: Any) -> dict[str, Kind]:
        """What each column of a frame holds."""
        return {name: _kind(kind.upper(), _SPARK_KINDS) for name, kind in frame.dtypes}

    def select(self, frame: Any, columns: Mapping[str, str]) -> Any:
        """The frame with columns computed by SQL expressions."""
        return frame.selectExpr(*(f"{sql} AS {self.name(name)}" for name, sql in columns.items()))

    def row(self, frame: Any) -> tuple[Any, ...]:
        """The one row of a frame."""
        return tuple(frame.first())

    def name(self, column: str) -> str:
        """A name of a column in quotes."""
        return "`" + column.replace("`", "``") + "`"


def _hadoop(path: Path) -> str:
    """A path as Hadoop reads it, whose signs of patterns stand for themselves."""
    return "file:///" + re.sub(r"([\[\]{}*?\\])", r"\\\1", path.resolve().as_posix().lstrip("/"))


def _spark_fault(error: Exception) -> str:
    """The sentence behind the name of the fault, else the first line."""
    sentence = re.search(r"\[[A-Z_.]+\] ([^\n]*)", str(error))
    return sentence[1] if sentence else str(error).strip().split("\n", 1)[0]


_DUCKDB_KINDS: Mapping[Kind, Sequence[str]] = {
    "text": ("VARCHAR", "ENUM", "UUID"),
    "whole": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
              "UHUGEINT", "BOOLEAN"),
    "number": ("DOUBLE", "FLOAT", "DECIMAL"),
}  # fmt: skip
_SPARK_KINDS: Mapping[Kind, Sequence[str]] = {
    "text": ("STRING", "VARCHAR", "CHAR"),
    "whole": ("TINYINT", "SMALLINT", "INT", "BIGINT", "BOOLEAN"),
    "number": ("DOUBLE", "FLOAT", "DECIMAL"),
}


def _kind(written: str, kinds: Mapping[Kind, Iterable[str]]) -> Kind:
    """The kind of a type as the engine writes it; lists and other nested types are none of them."""
    bare = re.sub(r"\(.*\)$", "", written)
    return next((kind for kind, names in kinds.items() if bare in names), "other")
