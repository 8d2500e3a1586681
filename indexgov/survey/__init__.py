"""The household survey: what was asked, and what the answers say.

>>> import indexgov
>>> from indexgov.survey import Design, estimate
>>> questionnaire = indexgov.load_questionnaire("questionnaire.yaml")
>>> estimate(frame, questionnaire, area="region", design=Design(weight="w", stratum="s", psu="p")).frame
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indexgov.survey.design import ClusterGuess, Design
    from indexgov.survey.estimation import Estimates, estimate
    from indexgov.survey.faults import SurveyError
    from indexgov.survey.measures import Measure
    from indexgov.survey.questionnaire import Questionnaire
    from indexgov.survey.waves import changes_of_waves
    from indexgov.survey.weighting import Raking

__all__ = [
    "ClusterGuess", "Design", "Estimates", "Measure", "Questionnaire", "Raking", "SurveyError", "changes_of_waves",
    "estimate",
]  # fmt: skip

_HOME = {
    "ClusterGuess": "design",
    "Design": "design",
    "Estimates": "estimation",
    "Measure": "measures",
    "Questionnaire": "questionnaire",
    "Raking": "weighting",
    "SurveyError": "faults",
    "changes_of_waves": "waves",
    "estimate": "estimation",
}


def __getattr__(name: str) -> Any:
    """Names are imported on first use, so that what needs only the questionnaire does not load the estimation."""
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"indexgov.survey.{_HOME[name]}"), name)
    raise AttributeError(f"module 'indexgov.survey' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
