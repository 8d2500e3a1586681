"""The corrections of a release for machines: corrections.csv, corrections.json, and what the manifest says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexgov.analysis.corrections import Corrections
from indexgov.inputs.dataset_files import RESULTS_FILE
from indexgov.report.files import (
    correction_records,
    made_record,
    registry_record,
    side_record,
    table_record,
    write_compact,
    write_csv,
)


def write_corrections(found: Corrections, folder: Path) -> None:
    """Write corrections.csv and corrections.json: everything that is said otherwise than before."""
    write_csv(found.rows, folder / "corrections.csv")
    write_compact(folder / "corrections.json", {
        **made_record(),
        **side_record(found.corrected),
        "published": published_record(found),
        "corrections": correction_records(found.corrected.dataset),
        "counts": found.counts,
        "rows": table_record(found.rows, finite=True),
    })  # fmt: skip


def published_record(found: Corrections) -> dict[str, Any]:
    """Which results are corrected; the digest is that of their assessment.json."""
    before = found.published.dataset
    digest = before.files[RESULTS_FILE]
    return {"revision": before.revision, "registry": registry_record(before.registry), "assessment_sha256": digest}
