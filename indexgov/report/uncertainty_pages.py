"""Writes the pages of uncertainty: one a language, in the look of the site, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexgov.analysis.uncertainty import Uncertainty
from indexgov.report.language_pages import Label, css_text, templates, write_pages
from indexgov.report.uncertainty_view import UncertaintyGroup, UncertaintyRow, UncertaintyView, uncertainty_view

_FIRST_NAMED = 5
"""The first column of the table that says its name in each row where the screen is narrow."""


def write_uncertainty_pages(found: Uncertainty, folder: Path) -> None:
    """Write the pages into `folder`: `<language>/index.html`, and `index.html` to choose a language."""
    views = [uncertainty_view(found, language) for language in found.assessment.registry.languages]
    write_pages(views, folder, _column_labels, templates().get_template("uncertainty.css.j2").render(), _pages)


def _pages(view: UncertaintyView, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    own = {"drawn": _Drawing.of, "heads": _column_heads(view), "page": "index.html"}
    yield "index.html", templates().get_template("uncertainty.html.j2").render(**shared, **own)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The ranks of one row on the scale of its group, in per cent of the width."""

    errors: tuple[str, str] | None
    """Where the thick bar begins, and how long it is; None without one."""
    method: tuple[str, str] | None
    """The same of the thin line."""
    rank: str

    @classmethod
    def of(cls, group: UncertaintyGroup, row: UncertaintyRow) -> _Drawing:
        """Every rank takes an equal stretch, so that an interval of one rank is seen as well."""
        step = 100 / len(group.rows)
        bars = [
            None
            if one.low is None or one.high is None
            else (_at((one.low - 1) * step), _at((one.high - one.low + 1) * step))
            for one in (row.errors, row.method)
        ]
        return cls(bars[0], bars[1], _at((row.rank - 0.5) * step))


def _at(per_cent: float) -> str:
    return f"{per_cent:.2f}%"


def _column_labels(view: UncertaintyView) -> list[Label]:
    """The columns after the chart."""
    return [("sure", position, css_text(head)) for position, head in enumerate(_column_heads(view), _FIRST_NAMED)]


def _column_heads(view: UncertaintyView) -> list[str]:
    """The columns of the table after rank, name, score and chart."""
    text = view.words.text
    heads = [text("rank_interval")] if view.has_errors else []
    heads += [text("uncertainty_method_interval")] if view.has_method else []
    return [*heads, *view.top_labels]
