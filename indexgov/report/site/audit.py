"""The page of the audit: what the scores say about the index itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from indexgov.analysis.audit import audit
from indexgov.report.audit_files import steadied
from indexgov.report.audit_pages import audit_page, column_labels
from indexgov.report.audit_view import AuditView, audit_views
from indexgov.report.language_pages import templates
from indexgov.report.scorecards_model import Scorecards
from indexgov.scoring.assessment import Assessment

AUDIT, AUDIT_STYLE = "audit.html", "audit.css"


class AuditPages:
    """The audit of an assessment, ready for every language."""

    def __init__(self, assessment: Assessment, agreed: pd.DataFrame | None = None) -> None:
        """`agreed` is the agreement of the assessors, for callers who have it already."""
        found = steadied(audit(assessment, agreed))
        views = audit_views(found, assessment.registry.languages, beside=False)
        self._views: dict[str, AuditView] = {view.language: view for view in views}

    def pages(self, view: Scorecards, shared: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The page in one language."""
        yield AUDIT, audit_page(self._views[view.language], {**shared, "sheet": f"../{AUDIT_STYLE}"}, AUDIT)

    def style(self) -> str:
        """Its style sheet: that of an audit, and the names of its columns in all languages."""
        labels = {language: column_labels(view) for language, view in self._views.items()}
        made = templates()
        return made.get_template("audit.css.j2").render() + made.get_template("change_labels.css.j2").render(
            labels=labels
        )
