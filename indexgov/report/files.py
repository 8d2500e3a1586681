"""The files for machines: scores.csv, ranking.csv, survey_mapping.csv, assessment.json and manifest.json.

Also how a single file is written so that nobody ever finds half of it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import math
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

import indexgov
from indexgov.report.review import Review
from indexgov.scoring import Assessment
from indexgov.tables import COVARIANCES

FORMAT = 1
"""Version of assessment.json and manifest.json."""
MANIFEST = "manifest.json"
MAPPING = "survey_mapping.csv"


def write_tables(assessment: Assessment, folder: Path) -> None:
    """Write scores.csv, ranking.csv and assessment.json: UTF-8, comma, decimal point, full precision.

    With microdata also survey_mapping.csv: how their columns were understood.
    """
    tables = {"scores.csv": assessment.scores, "ranking.csv": assessment.ranking, MAPPING: assessment.dataset.mapping}
    for name, frame in tables.items():
        if frame is not None:
            write_csv(frame, folder / name)
    _write_json(folder / "assessment.json", _assessment(assessment))


def write_review(review: Review, folder: Path) -> None:
    """Write agreement.csv and replies.csv in the same form, each only if it has a row."""
    for name, frame in (("agreement.csv", review.agreement), ("replies.csv", review.replies)):
        if len(frame):
            write_csv(frame, folder / name)


def write_manifest(assessment: Assessment, folder: Path) -> None:
    """Write manifest.json: what went in and what came out, by SHA-256, so that anybody can check both."""
    dataset, registry = assessment.dataset, assessment.registry
    drawn = assessment.errors.draws if assessment.errors is not None else 0
    content = {
        "format": FORMAT,
        "indexgov": indexgov.__version__,
        "registry": {"id": registry.id, "version": registry.version, "sha256": registry.digest},
        "period": dataset.period.code,
        "status": dataset.status,
        "revision": dataset.revision,
        # Chance takes part only where a standard error has to be drawn.
        "seed": assessment.seed if drawn else None,
        "draws": drawn or None,
        "inputs": dict(dataset.files),
        "outputs": digests_below(folder),
        "problems": [problem_record(problem) for problem in dataset.problems],
    }
    write_readable(folder / MANIFEST, content)


def digests_below(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder, by its path in it."""
    return {path.relative_to(folder).as_posix(): digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def write_readable(path: Path, content: dict[str, Any]) -> None:
    """Write JSON that people read too."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table: UTF-8, comma, decimal point, full precision."""
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def write_texts(texts: Mapping[str, str], folder: Path) -> list[Path]:
    """Write texts by file name or path into a folder, each file whole or not at all, and return the paths.

    Raises OSError where that cannot be done.
    """
    # A folder that cannot be made is told by its own name.
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        write_whole(path, partial(Path.write_text, data=text, encoding="utf-8", newline="\n"))
    return paths


def write_new(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make a new file, whole or not at all.

    Raises FileExistsError if something stands there already, because people work on such files; other OSError if it
    cannot be written.
    """
    if path.exists():
        raise FileExistsError(errno.EEXIST, "it exists already")
    write_whole(path, write)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make a file in the place of `path`, whole or not at all. Raises OSError if it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as work:
        fresh = Path(work) / path.name
        write(fresh)
        fresh.replace(path)


def _assessment(assessment: Assessment) -> dict[str, Any]:
    """Everything needed to rescore or compare; nothing about single respondents."""
    dataset = assessment.dataset
    covariances = pd.DataFrame(columns=list(COVARIANCES)) if dataset.covariances is None else dataset.covariances
    return {
        "format": FORMAT,
        "indexgov": indexgov.__version__,
        "period": dataset.period.code,
        "status": dataset.status,
        "revision": dataset.revision,
        "title": dataset.title,
        "corrections": [{"date": one.date.isoformat(), "text": one.text} for one in dataset.corrections],
        "licence": dataset.licence,
        "citation": dataset.citation,
        "contact": dataset.contact,
        "sampling": dataset.sampling,
        "publication": asdict(dataset.rules) if dataset.rules is not None else None,
        "registry_sha256": assessment.registry.digest,
        # A range of null says that scores are not bounded; leaving it out would say 0 to 100.
        "registry": {
            **assessment.registry.model_dump(mode="json", by_alias=True, exclude_none=True),
            "range": assessment.registry.range,
        },
        "territories": _table(dataset.territories),
        "observations": _table(dataset.observations),
        "evidence": _table(dataset.evidence),
        "estimates": _table(dataset.estimates),
        "covariances": _table(covariances),
        "previous": {
            code: {"territories": _table(earlier.territories), "observations": _table(earlier.observations)}
            for code, earlier in dataset.previous.items()
        },
        "scores": _table(assessment.scores),
        "ranking": _table(assessment.ranking),
        "problems": [problem_record(problem) for problem in dataset.problems],
    }


def problem_record(problem: indexgov.Problem) -> dict[str, str]:
    """A problem for outputs, which do not tell where the data lie."""
    return {
        "level": problem.level,
        "rule": problem.rule,
        "place": str(problem.place.without_folder()),
        "message": problem.message,
        "advice": problem.advice,
    }


def _table(frame: pd.DataFrame) -> dict[str, Any]:
    """Columns and rows; what is missing is null."""
    columns = [_plain(frame[name]) for name in frame.columns]
    return {"columns": list(frame.columns), "rows": list(zip(*columns, strict=True))}


def _plain(column: pd.Series[Any]) -> list[Any]:
    values = column.astype(object).tolist()
    return [None if value is pd.NA or (isinstance(value, float) and math.isnan(value)) else value for value in values]


def _write_json(path: Path, content: dict[str, Any]) -> None:
    """Compact, one line a key, so that a file of many megabytes still opens and compares."""
    lines = [
        f"{json.dumps(key)}:{json.dumps(value, ensure_ascii=False, separators=(',', ':'), default=str)}"
        for key, value in content.items()
    ]
    path.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
