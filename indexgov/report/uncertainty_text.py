"""What the terminal shows of uncertainty, as lines of plain text; printing them is the command line's part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexgov.analysis.uncertainty import Uncertainty
from indexgov.report.supplement import first_lines
from indexgov.report.terminal import TOP, Line, folded
from indexgov.report.uncertainty_view import UncertaintyGroup, UncertaintyView, uncertainty_view
from indexgov.report.words import spoken

_INDENT = "  "


def uncertainty_lines(found: Uncertainty, language: str, width: int) -> Iterator[Line]:
    """What was drawn and what was not, then the top of each ranking with intervals and what drives them.

    In `language`, else in English where the registry has it, else in its first language.
    """
    view = uncertainty_view(found, language or spoken(found.assessment.registry.languages))
    text = view.words.text
    yield from first_lines(view, text("uncertainty_title"))
    yield Line("; ".join(f"{label}: {value}" for label, value in view.settings))
    for title, lines in (("uncertainty_drawn", view.drawn), ("uncertainty_not_drawn", view.not_drawn)):
        if lines:
            yield Line("")
            yield Line(text(title), heading=True)
            for line in lines:
                yield from folded(f"- {line}", width, _INDENT, _INDENT)
    if not view.has_errors:
        yield Line("")
        yield from folded(text("uncertainty_no_errors"), width)
    for group in view.groups:
        yield Line("")
        yield Line(f"{group.title} ({group.summary})", heading=True)
        yield from _table(view, group, width)


def _table(view: UncertaintyView, group: UncertaintyGroup, width: int) -> Iterator[Line]:
    text, shown = view.words.text, group.rows[:TOP]
    heads = [text("rank"), text("territory"), text("score")]
    cells = [[row.rank_text, row.name, row.figures["score"].text] for row in shown]
    for known, key, name in (
        (view.has_errors, "rank_interval", "errors"),
        (view.has_method, "uncertainty_method_interval", "method"),
    ):
        if known:
            heads.append(text(key))
            for row, line in zip(shown, cells, strict=True):
                line.append(getattr(row, name).text)
    widths = [max(len(line[place]) for line in (heads, *cells)) for place in range(len(heads))]
    yield Line(_aligned([head.lower() for head in heads], widths))
    for row, line in zip(shown, cells, strict=True):
        yield Line(_aligned(line, widths))
        yield from folded(row.driver, width, _INDENT * 3 + " " * widths[0])
    if len(group.rows) > TOP:
        yield Line(f"{_INDENT}... {text('and_more', count=len(group.rows) - TOP)}")


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Names at the left, figures at the right."""
    padded = (
        cell.ljust(room) if place == 1 else cell.rjust(room)
        for place, (cell, room) in enumerate(zip(cells, widths, strict=True))
    )
    return (_INDENT + _INDENT.join(padded)).rstrip()
