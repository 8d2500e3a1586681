"""What the terminal says of the corrections of a release, in English where the registry has it."""

from __future__ import annotations

from collections.abc import Iterator

from indexgov.analysis.corrections import Corrections
from indexgov.report.correction_view import TotalRow, correction_view
from indexgov.report.terminal import TOP, Line, folded
from indexgov.report.words import spoken


def correction_lines(found: Corrections, width: int) -> Iterator[Line]:
    """What was corrected, how much changed with it, and the first of those who have another score, rank or class."""
    view = correction_view(found, spoken(found.corrected.registry.languages))
    dataset = found.corrected.dataset
    language = spoken(found.corrected.registry.languages)
    yield Line("")
    yield Line(view.lead, heading=True)
    for one in dataset.corrections:
        yield from folded(f"{one.date.isoformat()} {one.text[language]}", width, "  ", "  ")
    counted = "; ".join(f"{words}: {number}" for words, number in view.counts)
    yield from folded(" ".join(filter(None, [f"{counted}.", view.nothing, view.method])), width, "  ")
    for row in view.totals[:TOP]:
        yield from folded(f"{row.name}: {_moved(row)}", width, "  ", "  ")
    if len(view.totals) > TOP:
        yield Line(f"  ... and {len(view.totals) - TOP} more, see corrections.csv")


def _moved(row: TotalRow) -> str:
    """What is another: `score 61.25 -> 64.00, rank 3 (2-5) -> 2 (1-4)`."""
    pairs = {"score": (row.scores[0].text, row.scores[1].text), "rank": row.places, "class": row.classes}
    return ", ".join(f"{name} {before} -> {after}" for name, (before, after) in pairs.items() if before != after)
