"""The files of a survey: estimates.csv, survey_mapping.csv, raking.csv, survey.xlsx and manifest.json."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from indexgov.inputs.dataset_files import MANIFEST
from indexgov.inputs.survey_data import SurveyResults
from indexgov.report.files import (
    digests_below,
    made_record,
    problem_record,
    write_csv,
    write_readable,
)
from indexgov.report.survey_sheets import write_survey_workbook
from indexgov.report.survey_view import survey_view
from indexgov.tables import ESTIMATES

_LIBRARIES = ("numpy", "pandas", "scipy", "narwhals")
"""Those that take part in every figure."""


def write_files(results: SurveyResults, folder: Path, language: str, progress: Callable[[str], None]) -> None:
    """Write every output of a survey into a folder; the workbook in `language`."""
    progress("tables")
    write_csv(estimates_table(results), folder / "estimates.csv")
    write_csv(results.mapping, folder / "survey_mapping.csv")
    if results.estimates.weighting is not None:
        write_csv(results.estimates.weighting.raked.report, folder / "raking.csv")
    progress("survey.xlsx")
    write_survey_workbook(survey_view(results, language), folder / "survey.xlsx")
    write_readable(folder / MANIFEST, _manifest(results, folder, language))


def estimates_table(results: SurveyResults) -> pd.DataFrame:
    """The estimates in columns ESTIMATES: hidden figures with their values, as the index takes them."""
    return results.released[list(ESTIMATES.all)]


def _manifest(results: SurveyResults, folder: Path, language: str) -> dict[str, Any]:
    """What went in, with what, and what came out; of respondents only how many there were."""
    content, entry = results.content, results.content.survey
    return {
        **made_record(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "survey": {
            "id": results.questionnaire.id,
            "respondents": results.estimates.respondents,
            "measures": len(results.estimates.measures),
        },
        "period": None if content.period is None else content.period.code,
        "status": content.status,
        "options": {
            "every_question": results.every_question,
            "language": language,
            "basis": entry.design.basis,
            "lonely_psu": entry.lonely_psu,
            "interval": entry.interval,
            "confidence": entry.confidence,
            "raking": list(entry.raking.margins) if entry.raking is not None else [],
            "publication": results.rules.name,
        },
        "inputs": dict(results.files),
        "outputs": digests_below(folder),
        "problems": [problem_record(problem) for problem in results.problems],
    }
