"""What comes out: tables for machines, a workbook and pages for people."""

from indexgov.report.monitor_form import write_monitor_form
from indexgov.report.publish import write_audit, write_comparison, write_outputs, write_survey, write_uncertainty
from indexgov.report.survey_form import write_survey_form

__all__ = [
    "write_audit",
    "write_comparison",
    "write_monitor_form",
    "write_outputs",
    "write_survey",
    "write_survey_form",
    "write_uncertainty",
]
