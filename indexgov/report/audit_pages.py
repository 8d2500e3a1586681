"""Writes the pages of an audit: one a language, in the look of the site, without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from indexgov.analysis.audit import Audit
from indexgov.report.audit_view import AuditView, audit_view
from indexgov.report.language_pages import Label, css_text, templates, write_pages


def write_audit_pages(audit: Audit, folder: Path) -> None:
    """Write the pages of an audit into `folder`: `<language>/index.html`, and `index.html` to choose a language."""
    views = [audit_view(audit, language) for language in audit.assessment.registry.languages]
    write_pages(views, folder, column_labels, templates().get_template("audit.css.j2").render(), _pages)


def _pages(view: AuditView, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "index.html", audit_page(view, shared, "index.html")


def audit_page(view: AuditView, shared: Mapping[str, Any], page: str) -> str:
    """The page of an audit; `shared` is what every template needs."""
    return templates().get_template("audit.html.j2").render(shared, view=view, page=page, page_kind="audit")


def column_labels(view: AuditView) -> list[Label]:
    """Every column but the first."""
    tables = {table.key: table.heads for one in view.parts for table in one.tables}
    return [
        (f"audit-{key}", position, css_text(head))
        for key, heads in tables.items()
        for position, head in enumerate(heads[1:], 2)
    ]
