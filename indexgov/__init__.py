"""Scores and ranks local government: a methodology in YAML and a quarter in a folder make an assessment.

>>> import indexgov
>>> registry = indexgov.load_registry("indicators.yaml")
>>> dataset = indexgov.load_dataset("samples/demo/2026-Q3")
>>> assessment = indexgov.score(registry, dataset)
>>> assessment.ranking.head()
"""

from __future__ import annotations

TYPE_CHECKING = False
# Type checkers take it for true. Importing `typing` takes longer than all that runs here, and who stops it meanwhile by
# Ctrl+C gets a traceback.
if TYPE_CHECKING:
    from typing import Any

    from indexgov import survey
    from indexgov.analysis.agreement import agreement
    from indexgov.analysis.audit import Audit, audit
    from indexgov.analysis.compare import Comparison, compare
    from indexgov.analysis.corrections import Corrections, corrections
    from indexgov.analysis.explain import Explanation, explain
    from indexgov.analysis.gains import gains
    from indexgov.analysis.movers import movers, reasons
    from indexgov.analysis.opened import load_assessment
    from indexgov.analysis.replies import replies
    from indexgov.analysis.uncertainty import Uncertainty, uncertainty
    from indexgov.errors import IndexgovError, InputError, Place, Problem
    from indexgov.inputs.dataset import load_dataset
    from indexgov.inputs.questionnaire import load_questionnaire
    from indexgov.inputs.regions import regions
    from indexgov.inputs.survey_data import SurveyResults, load_survey
    from indexgov.period import Period
    from indexgov.registry.guidance import load_guidance
    from indexgov.registry.load import load_registry, parse_registry
    from indexgov.registry.models import Registry
    from indexgov.report import (
        write_audit,
        write_comparison,
        write_monitor_form,
        write_outputs,
        write_survey,
        write_survey_form,
        write_uncertainty,
    )
    from indexgov.report.forms import write_forms
    from indexgov.report.notebook import as_html
    from indexgov.scoring import Assessment, score
    from indexgov.tables import Dataset
    from indexgov.verification import Verification, verify

__version__ = "1.0.0"

__all__ = [
    "Assessment", "Audit", "Comparison", "Corrections", "Dataset", "Explanation", "IndexgovError", "InputError",
    "Period", "Place", "Problem", "Registry", "SurveyResults", "Uncertainty", "Verification", "agreement", "as_html",
    "audit", "compare", "corrections", "explain", "gains", "load_assessment", "load_dataset", "load_guidance",
    "load_questionnaire", "load_registry", "load_survey", "movers", "parse_registry", "reasons", "regions", "replies",
    "score", "survey", "uncertainty", "verify", "write_audit", "write_comparison", "write_forms", "write_monitor_form",
    "write_outputs", "write_survey", "write_survey_form", "write_uncertainty",
]  # fmt: skip

_HOME = {
    "Assessment": "scoring",
    "Audit": "analysis.audit",
    "Comparison": "analysis.compare",
    "Corrections": "analysis.corrections",
    "Dataset": "tables",
    "Explanation": "analysis.explain",
    "IndexgovError": "errors",
    "InputError": "errors",
    "Period": "period",
    "Place": "errors",
    "Problem": "errors",
    "Registry": "registry.models",
    "SurveyResults": "inputs.survey_data",
    "Uncertainty": "analysis.uncertainty",
    "Verification": "verification",
    "agreement": "analysis.agreement",
    "as_html": "report.notebook",
    "audit": "analysis.audit",
    "compare": "analysis.compare",
    "corrections": "analysis.corrections",
    "explain": "analysis.explain",
    "gains": "analysis.gains",
    "load_assessment": "analysis.opened",
    "load_dataset": "inputs.dataset",
    "load_guidance": "registry.guidance",
    "load_questionnaire": "inputs.questionnaire",
    "load_registry": "registry.load",
    "load_survey": "inputs.survey_data",
    "movers": "analysis.movers",
    "parse_registry": "registry.load",
    "reasons": "analysis.movers",
    "regions": "inputs.regions",
    "replies": "analysis.replies",
    "score": "scoring",
    "uncertainty": "analysis.uncertainty",
    "verify": "verification",
    "write_audit": "report",
    "write_comparison": "report",
    "write_forms": "report.forms",
    "write_monitor_form": "report",
    "write_outputs": "report",
    "write_survey": "report",
    "write_survey_form": "report",
    "write_uncertainty": "report",
}


def __getattr__(name: str) -> Any:
    """Names are imported on first use, so that `import indexgov` and `indexgov --help` cost nothing."""
    from importlib import import_module

    if name == "survey":
        return import_module("indexgov.survey")
    if name in _HOME:
        return getattr(import_module(f"indexgov.{_HOME[name]}"), name)
    raise AttributeError(f"module 'indexgov' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
