"""What comes out: tables for machines, a workbook and pages for people."""

from indexgov.report.publish import write_outputs, write_survey

__all__ = ["write_outputs", "write_survey"]
