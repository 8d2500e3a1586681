"""The files of an uncertainty: three tables, uncertainty.json, uncertainty.xlsx, pages in site/, manifest.json."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from indexgov.analysis.uncertainty import Uncertainty
from indexgov.inputs.dataset_files import MANIFEST
from indexgov.report.files import (
    made_record,
    manifest_record,
    side_record,
    table_record,
    write_compact,
    write_csv,
    write_readable,
)
from indexgov.report.uncertainty_pages import write_uncertainty_pages
from indexgov.report.uncertainty_sheets import write_uncertainty_workbook
from indexgov.report.uncertainty_view import uncertainty_view
from indexgov.report.words import spoken
from indexgov.scoring.rank_sets import CONFIDENCE


def write_files(found: Uncertainty, folder: Path, language: str, progress: Callable[[str], None]) -> None:
    """Write every output into a folder: the workbook in `language`, pages in all languages of the registry."""
    progress("tables")
    for name, frame in (("uncertainty", found.authorities), ("pairs", found.pairs), ("sources", found.shares)):
        write_csv(frame, folder / f"{name}.csv")
    write_compact(folder / "uncertainty.json", uncertainty_record(found), spaced=True)
    progress("uncertainty.xlsx")
    write_uncertainty_workbook(found, language, folder / "uncertainty.xlsx")
    progress("site")
    write_uncertainty_pages(found, folder / "site")
    kind = {"uncertainty": {"drawn": list(found.drawn)}}
    manifest = manifest_record(found.assessment, folder, found.draws, {"options": {"language": language}}, kind)
    write_readable(folder / MANIFEST, manifest)


def uncertainty_record(found: Uncertainty, language: str = "") -> dict[str, Any]:
    """Everything for machines: settings, what was drawn, the tables, sentences; what is missing is null.

    Sentences are in `language`, else in English where the registry has it, else in its first language.
    """
    assessment = found.assessment
    registry, errors = assessment.registry, assessment.error_draws
    view = uncertainty_view(found, language or spoken(registry.languages))
    rate = errors.rate if errors is not None else None
    return {
        **made_record(),
        **side_record(assessment),
        "draws": found.draws,
        "seed": found.seed,
        "confidence": CONFIDENCE,
        "drawn": list(found.drawn),
        "drawn_words": list(view.drawn),
        "not_drawn_words": list(view.not_drawn),
        "declared": registry.uncertainty.model_dump(mode="json", by_alias=True, exclude_none=True),
        "assessor_error": rate and {"rate": float(rate.rate), "cells": rate.cells, "unequal": rate.unequal},
        "authorities": table_record(found.authorities),
        "pairs": table_record(found.pairs),
        "sources": table_record(found.shares),
        "told": [
            {"territory": row.key[0], "body": row.key[1], "alike": row.alike_words, "claim": row.claims,
             "driver": row.driver}
            for group in view.groups for row in group.rows
        ],
    }  # fmt: skip
