"""The names that columns of the further pages say in each row where the screen is narrow."""

from __future__ import annotations

from collections.abc import Iterator

from indexgov.report.language_pages import Label, css_text
from indexgov.report.scorecards_model import Scorecards


def labels(view: Scorecards) -> Iterator[Label]:
    """The columns that say their name in each row where the screen is narrow."""
    text = view.words.text
    named = {
        "asked-of": {5: "n", 6: text("short_dont_know"), 7: text("score")},
        "numbers": {4: text("score")},
        "figures": dict(enumerate((text(key) for key in ("audit_col_n", "audit_col_mean", "median", "audit_col_min",
                                                        "audit_col_max")), 2)),
        "status": {5: text("page_mean"), 6: text("page_share")},
    }  # fmt: skip
    named["weights"] = {2: text("page_indicators"), 3: text("weight")}
    for table, columns in named.items():
        yield from ((table, position, css_text(name)) for position, name in columns.items())
