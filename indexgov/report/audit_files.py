"""The files of an audit: audit.json, audit.xlsx, the pages in site/, and manifest.json."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indexgov.analysis.audit import Audit
from indexgov.inputs.dataset_files import MANIFEST
from indexgov.report.audit_pages import write_audit_pages
from indexgov.report.audit_sheets import write_audit_workbook
from indexgov.report.audit_words import AuditWords
from indexgov.report.files import (
    made_record,
    manifest_record,
    rows_of,
    side_record,
    table_record,
    write_compact,
    write_readable,
)
from indexgov.report.words import spoken

DIGITS = 12
"""Significant digits, and decimals at most, of figures in the files."""


def write_files(audit: Audit, folder: Path, language: str, progress: Callable[[str], None]) -> None:
    """Write every output of an audit into a folder: the workbook in `language`, pages in all of the registry's."""
    progress("tables")
    audit = steadied(audit)
    write_compact(folder / "audit.json", audit_record(audit), spaced=True)
    progress("audit.xlsx")
    write_audit_workbook(audit, language, folder / "audit.xlsx")
    progress("site")
    write_audit_pages(audit, folder / "site")
    errors = audit.assessment.errors
    drawn = errors.draws if errors is not None and errors.draws else None
    kind = {"audit": {"findings": len(audit.findings)}}
    manifest = manifest_record(audit.assessment, folder, drawn, {"options": {"language": language}}, kind)
    write_readable(folder / MANIFEST, manifest)


def steadied(audit: Audit) -> Audit:
    """The audit with its figures to DIGITS significant digits and decimals.

    Sums of products differ between machines in the last digits, and the files must not.
    """
    tables = {}
    for name, frame in audit.tables().items():
        floats = [column for column in frame.columns if frame[column].dtype == float]
        tables[name] = frame.assign(**{column: frame[column].map(_steady) for column in floats})
    return Audit(audit.assessment, **tables)


def _steady(number: float) -> float:
    # Adding 0 takes the sign from a nought.
    return float(f"{round(number, DIGITS):.{DIGITS}g}") + 0.0


def audit_record(audit: Audit, language: str = "") -> dict[str, Any]:
    """The audit for machines: findings with message and advice, and every table; what is missing is null.

    Figures have DIGITS significant digits. Messages are in `language`, else in English where the registry has it, else
    in its first language.
    """
    audit = steadied(audit)
    words = AuditWords(audit, language or spoken(audit.assessment.registry.languages))
    return {
        **made_record(),
        **side_record(audit.assessment),
        "findings": [_finding(row, words) for row in rows_of(audit.findings)],
        **{name: table_record(frame) for name, frame in audit.tables().items() if name != "findings"},
    }


def _finding(row: dict[str, Any], words: AuditWords) -> dict[str, Any]:
    """A finding with what is said of it; a bound that there is not is null."""
    told = words.finding(row)
    threshold = None if math.isnan(row["threshold"]) else row["threshold"]
    return {**row, "threshold": threshold, "message": told.message, "advice": told.advice}
