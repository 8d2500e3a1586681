"""The files for machines: scores.csv, ranking.csv, assessment.json and manifest.json."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd

import indexgov
from indexgov.report.review import Review
from indexgov.scoring import Assessment

FORMAT = 1
"""Version of assessment.json and manifest.json."""
MANIFEST = "manifest.json"


def write_tables(assessment: Assessment, folder: Path) -> None:
    """Write scores.csv, ranking.csv and assessment.json: UTF-8, comma, decimal point, full precision."""
    for name, frame in (("scores.csv", assessment.scores), ("ranking.csv", assessment.ranking)):
        frame.to_csv(folder / name, index=False, lineterminator="\n", encoding="utf-8")
    _write_json(folder / "assessment.json", _assessment(assessment))


def write_review(review: Review, folder: Path) -> None:
    """Write agreement.csv and replies.csv in the same form, each only if it has a row."""
    for name, frame in (("agreement.csv", review.agreement), ("replies.csv", review.replies)):
        if len(frame):
            frame.to_csv(folder / name, index=False, lineterminator="\n", encoding="utf-8")


def write_manifest(assessment: Assessment, folder: Path) -> None:
    """Write manifest.json: what went in and what came out, by SHA-256, so that anybody can check both."""
    outputs = {
        path.relative_to(folder).as_posix(): digest(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }
    dataset, registry = assessment.dataset, assessment.registry
    content = {
        "format": FORMAT,
        "indexgov": indexgov.__version__,
        "registry": {"id": registry.id, "version": registry.version, "sha256": registry.digest},
        "period": dataset.period.code,
        "status": dataset.status,
        "revision": dataset.revision,
        "seed": None,
        "inputs": dict(dataset.files),
        "outputs": outputs,
        "problems": [_problem(problem) for problem in dataset.problems],
    }
    (folder / MANIFEST).write_text(
        json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8"
    )


def _assessment(assessment: Assessment) -> dict[str, Any]:
    """Everything needed to rescore or compare; nothing about single respondents."""
    dataset = assessment.dataset
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
        "previous": {
            code: {"territories": _table(earlier.territories), "observations": _table(earlier.observations)}
            for code, earlier in dataset.previous.items()
        },
        "scores": _table(assessment.scores),
        "ranking": _table(assessment.ranking),
        "problems": [_problem(problem) for problem in dataset.problems],
    }


def _problem(problem: indexgov.Problem) -> dict[str, str]:
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
