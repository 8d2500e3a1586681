"""The files of a comparison: changes.csv, flips.csv, series.csv, comparison.json, comparison.xlsx, site/, manifest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import indexgov
from indexgov.analysis.compare import Comparison
from indexgov.analysis.movers import movers
from indexgov.inputs.dataset_files import MANIFEST
from indexgov.report.change_pages import write_change_pages
from indexgov.report.change_sheets import write_change_workbook
from indexgov.report.change_view import comparison_views
from indexgov.report.files import (
    digests_below,
    made_record,
    problem_record,
    row_records,
    side_record,
    table_record,
    write_compact,
    write_csv,
    write_readable,
)
from indexgov.scoring import Assessment

SPLIT = "Shapley value over methodology, substance and coverage"
"""What the amounts are, in files."""
_TABLES = ("changes", "flips", "series")


def write_files(
    comparison: Comparison, folder: Path, language: str, new_localities: bool, progress: Callable[[str], None]
) -> None:
    """Write every output of a comparison into a folder: the workbook in `language`, pages in all of the registry's."""
    progress("tables")
    for name in _TABLES:
        write_csv(getattr(comparison, name), folder / f"{name}.csv")
    write_compact(folder / "comparison.json", comparison_record(comparison, new_localities))
    views = comparison_views(comparison)
    progress("comparison.xlsx")
    write_change_workbook(next(view for view in views if view.language == language), folder / "comparison.xlsx")
    progress("site")
    write_change_pages(views, folder / "site")
    write_readable(folder / MANIFEST, _manifest(comparison, folder, language, new_localities))


def comparison_record(comparison: Comparison, new_localities: bool = False) -> dict[str, Any]:
    """The comparison for machines: what was compared, every table, who moved most; what is missing is null."""
    return {**head_record(comparison, new_localities),
            **{name: table_record(getattr(comparison, name), finite=True) for name in _TABLES}}  # fmt: skip


def head_record(comparison: Comparison, new_localities: bool = False) -> dict[str, Any]:
    """What was compared, with the moves of the totals; without the tables of every node."""
    changes = comparison.changes
    return {
        **made_record(),
        "index": comparison.assessments[-1].registry.id,
        "split": SPLIT,
        "options": _options(comparison, new_localities),
        "periods": [side_record(one) for one in comparison.assessments],
        "common": [asdict(one) for one in comparison.common],
        "totals": row_records(changes[changes["level"] == "index"]),
        "movers": {level: row_records(movers(comparison, level)) for level in dict.fromkeys(changes["level"])},
    }


def authority_record(comparison: Comparison, territory: str, body: str) -> dict[str, Any]:
    """The last change of one authority for machines: every node, criteria recorded otherwise, the biggest parts."""
    rows = {}
    for name in ("changes", "flips"):
        frame = getattr(comparison, name)
        rows[name] = row_records(frame[(frame["territory"] == territory) & (frame["body"] == body)])
    why = indexgov.reasons(comparison, territory, body)
    return {"split": SPLIT, "period_from": comparison.common[-1].period_from, **rows, "reasons": row_records(why)}


def _options(comparison: Comparison, new_localities: bool) -> dict[str, bool]:
    return {"restate": bool(comparison.series["restated"].notna().any()), "new_localities": new_localities}


def _manifest(comparison: Comparison, folder: Path, language: str, new_localities: bool) -> dict[str, Any]:
    """What went in and what came out."""
    sides = comparison.assessments
    return {
        **made_record(),
        "comparison": {"index": sides[-1].registry.id, "from": sides[0].dataset.period.code,
                       "to": sides[-1].dataset.period.code},
        "options": {"language": language, **_options(comparison, new_localities)},
        "inputs": [
            {**side_record(one), "seed": one.seed, "draws": one.draws, "files": dict(one.dataset.files),
             "problems": [problem_record(problem) for problem in one.dataset.problems]}
            for one in sides
        ],
        "outputs": digests_below(folder),
    }  # fmt: skip


def default_name(assessments: Sequence[Assessment]) -> str:
    """The name of the folder of a comparison: from the first period to the last, with releases of one period."""
    first, last = assessments[0].dataset, assessments[-1].dataset
    if first.period == last.period:
        return f"{first.period.code}-r{first.revision}-to-r{last.revision}"
    return f"{first.period.code}-to-{last.period.code}"
