"""The files for machines: the tables as CSV, assessment.json and manifest.json.

Also how a single file is written so that nobody ever finds half of it.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

import indexgov
from indexgov.inputs.dataset_files import MANIFEST, RESULTS_FILE
from indexgov.registry.models import Registry
from indexgov.report.labels import codes_table, nodes_table, ranking_table, territories_table
from indexgov.report.placing import put
from indexgov.report.rank_basis import RankBasis
from indexgov.report.review import Review
from indexgov.report.table_text import Blocks, csv_rows, json_pieces, plain_values
from indexgov.scoring import Assessment
from indexgov.tables import COVARIANCES, SCORES, Dataset

FORMAT = 1
"""Version of assessment.json and manifest.json."""

MAPPING = "survey_mapping.csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a cell begins that a spreadsheet computes instead of showing it."""


def write_tables(assessment: Assessment, folder: Path) -> None:
    """Write scores.csv, ranking.csv, what their codes mean (territories.csv, nodes.csv, codes.csv), assessment.json.

    With microdata also survey_mapping.csv: how their columns were understood.
    """
    tables: dict[str, pd.DataFrame | Blocks | None] = {
        "scores.csv": _scores(assessment),
        "ranking.csv": ranking_table(assessment),
        "territories.csv": territories_table(assessment),
        "nodes.csv": nodes_table(assessment),
        "codes.csv": codes_table(assessment.registry),
        MAPPING: assessment.dataset.mapping,
    }
    for name, table in tables.items():
        if table is not None:
            write_csv(table, folder / name)
    write_compact(folder / RESULTS_FILE, _assessment(assessment))


def write_review(review: Review, folder: Path) -> None:
    """Write agreement.csv and replies.csv in the same form, each only if it has a row."""
    for name, frame in (("agreement.csv", review.agreement), ("replies.csv", review.replies)):
        if len(frame):
            write_csv(frame, folder / name)


def write_manifest(assessment: Assessment, folder: Path, made_with: Mapping[str, Any] | None = None) -> None:
    """Write manifest.json: what went in and what came out, by SHA-256, so that anybody can check both.

    `made_with` is what else was asked for, with which the same files can be made again.
    """
    # Chance takes part in rank sets, and where a standard error has to be drawn.
    errors = assessment.errors
    drawn = assessment.error_draws is not None or (errors is not None and errors.draws > 0)
    own = {"rank_sets": RankBasis.of(assessment).record(), **(made_with or {})}
    content = manifest_record(assessment, folder, assessment.draws if drawn else None, own)
    write_readable(folder / MANIFEST, content)


def manifest_record(
    assessment: Assessment,
    folder: Path,
    draws: int | None,
    own: Mapping[str, Any],
    kind: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What went into the files of a folder and what came out: for their manifest.json.

    `draws` is None where no chance took part, `own` what these files have besides, `kind` says what they are where they
    are not scores.
    """
    dataset = assessment.dataset
    return {
        **made_record(),
        **(kind or {}),
        "registry": registry_record(assessment.registry),
        **release_record(dataset),
        "seed": None if draws is None else assessment.seed,
        "draws": draws,
        **own,
        "inputs": dict(dataset.files),
        "outputs": digests_below(folder),
        "problems": [problem_record(problem) for problem in dataset.problems],
    }


def made_record() -> dict[str, Any]:
    """What every file for machines begins with: the version of its form, and of what made it."""
    return {"format": FORMAT, "indexgov": indexgov.__version__}


def release_record(dataset: Dataset) -> dict[str, Any]:
    """Which figures these are."""
    return {"period": dataset.period.code, "status": dataset.status, "revision": dataset.revision}


def side_record(assessment: Assessment) -> dict[str, Any]:
    """Which figures these are, and which registry made them."""
    return {**release_record(assessment.dataset), "registry": registry_record(assessment.registry)}


def registry_record(registry: Registry) -> dict[str, Any]:
    """Which registry made them."""
    return {"id": registry.id, "version": registry.version, "sha256": registry.digest}


def digests_below(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder, by its path in it."""
    return digests(folder, sorted(path for path in folder.rglob("*") if path.is_file()))


def write_readable(path: Path, content: dict[str, Any]) -> None:
    """Write JSON that people read too."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")


def _scores(assessment: Assessment) -> Blocks:
    return Blocks(SCORES, lambda: chain.from_iterable(one.blocks() for one in assessment.score_matrices))


def write_csv(table: pd.DataFrame | Blocks, path: Path) -> None:
    """Write a table: UTF-8, comma, decimal point, full precision.

    A text that spreadsheets would take for a formula gets an apostrophe before it, as OWASP advises; numbers never do.
    """
    if isinstance(table, Blocks):
        safe: pd.DataFrame | Blocks = Blocks([*map(_quoted, table.columns)], lambda: map(_safe, table.frames()))
    else:
        safe = _safe(table)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(csv_rows(safe))


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    plain = {str(name): _harmless(column) for name, column in frame.items() if column.dtype.kind not in "biufM"}
    return frame.assign(**plain).rename(columns=_quoted)


def _harmless(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column without formulas; most columns have none, and are given back as they are."""
    formulas = {text: _quoted(text) for text in column.unique() if isinstance(text, str) and _quoted(text) != text}
    return column.astype(object).replace(formulas) if formulas else column


def _quoted(value: Any) -> Any:
    """A text with an apostrophe before it where it begins like a formula and is no number."""
    if not isinstance(value, str) or not value.startswith(_FORMULA) or len(value) == 1:
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    return value


def write_texts(texts: Mapping[str, str], folder: Path) -> list[Path]:
    """Write texts by file name or path into a folder, each file whole or not at all, and return the paths.

    None is put there before all are written. Raises OSError where that cannot be done.
    """

    def write(fresh: Path) -> None:
        # A folder that cannot be made is told by its own name.
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")

    def move(fresh: Path) -> None:
        for name, path in zip(texts, paths, strict=True):
            (fresh / name).replace(path)

    paths = [folder / name for name in texts]
    put(folder / "files", write, move)
    return paths


def write_new(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make a new file, whole or not at all.

    Raises FileExistsError if something stands there already, because people work on such files; other OSError if it
    cannot be written.
    """

    def once(fresh: Path) -> None:
        _refuse_present(path)
        write(fresh)
        # Somebody may have begun such a file meanwhile.
        _refuse_present(path)

    _refuse_present(path)
    write_whole(path, once)


def _refuse_present(path: Path) -> None:
    if path.exists():
        raise FileExistsError(errno.EEXIST, "it exists already")


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make a file in the place of `path`, whole or not at all. Raises OSError if it cannot be written."""
    put(path, lambda fresh: write(fresh / path.name), lambda fresh: (fresh / path.name).replace(path))


def _assessment(assessment: Assessment) -> dict[str, Any]:
    """Everything needed to rescore or compare; nothing about single respondents."""
    dataset = assessment.dataset
    covariances = pd.DataFrame(columns=list(COVARIANCES)) if dataset.covariances is None else dataset.covariances
    return {
        **made_record(),
        **release_record(dataset),
        "title": dataset.title,
        "corrections": correction_records(dataset),
        "licence": dataset.licence,
        "citation": dataset.citation,
        "contact": dataset.contact,
        "sampling": dataset.sampling,
        "publication": asdict(dataset.rules) if dataset.rules is not None else None,
        "seed": assessment.seed,
        "draws": assessment.draws,
        "registry_sha256": assessment.registry.digest,
        # A range of null says that scores are not bounded; leaving it out would say 0 to 100.
        "registry": {
            **assessment.registry.model_dump(mode="json", by_alias=True, exclude_none=True),
            "range": assessment.registry.range,
        },
        "territories": dataset.territories,
        "observations": dataset.observations,
        "evidence": dataset.evidence,
        "estimates": dataset.estimates,
        "covariances": covariances,
        "previous": {
            code: {"territories": earlier.territories, "observations": earlier.observations}
            for code, earlier in dataset.previous.items()
        },
        "scores": _scores(assessment),
        "ranking": assessment.ranking,
        "problems": [problem_record(problem) for problem in dataset.problems],
    }


def correction_records(dataset: Dataset) -> list[dict[str, Any]]:
    """What a release says that it corrects."""
    return [{"date": one.date.isoformat(), "text": one.text} for one in dataset.corrections]


def problem_record(problem: indexgov.Problem) -> dict[str, str]:
    """A problem for outputs, which do not tell where the data lie."""
    return {
        "level": problem.level,
        "rule": problem.rule,
        "place": str(problem.place.without_folder()),
        "message": problem.message,
        "advice": problem.advice,
    }


def table_record(frame: pd.DataFrame, *, finite: bool = False) -> dict[str, Any]:
    """Columns and rows; what is missing is null, where all must be `finite` also what is infinite."""
    if finite:
        rows = [list(row.values()) for row in row_records(frame)]
    else:
        rows = [list(row) for row in zip(*(plain_values(frame[name]) for name in frame.columns), strict=True)]
    return {"columns": list(frame.columns), "rows": rows}


def row_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each by the names of its columns; what is missing or infinite is null."""
    return [{name: finite_value(value) for name, value in row.items()} for row in rows_of(frame)]


def finite_value(value: Any) -> Any:
    """A plain value; None for what is missing or infinite, which JSON does not have."""
    if value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as they are, each by the names of its columns."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def write_compact(path: Path, content: dict[str, Any], *, spaced: bool = False) -> None:
    """Write JSON compactly, one line a key, so that a file of many megabytes still opens and compares.

    Tables inside it are columns and rows, as `table_record` has them. `spaced` leaves a blank after commas and colons.
    """
    comma, colon = (", ", ": ") if spaced else (",", ":")
    with path.open("w", encoding="utf-8") as file:
        for number, (key, value) in enumerate(content.items()):
            file.write((",\n" if number else "{") + f"{json.dumps(key)}:")
            file.writelines(json_pieces(value, comma, colon))
        file.write("}\n")


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(folder: Path, paths: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of files in a folder, by their paths in it, two at once: large results are two gigabytes."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return {
            path.relative_to(folder).as_posix(): one for path, one in zip(paths, pool.map(digest, paths), strict=True)
        }
