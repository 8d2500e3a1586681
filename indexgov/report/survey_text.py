"""What the terminal shows of a survey, as lines of plain text; printing them is the command line's part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexgov.report.mapping import cut
from indexgov.report.survey_view import SurveyMeasure, SurveyRow, SurveyView
from indexgov.report.terminal import Line, folded
from indexgov.report.words import DASH, sentence

_AREA = 28
"""Most characters of the name of an area."""
_GAP = "  "


def survey_lines(view: SurveyView, width: int) -> Iterator[Line]:
    """The head and a block for each measure with a line for each area, the whole sample last."""
    yield Line(f"{view.title}, {view.period}" if view.period else view.title, heading=True)
    if view.stamp is not None:
        yield Line(view.stamp.words, heading=view.stamp.loud)
    for label, text in view.facts:
        yield from folded(f"{label}: {text}", width, deeper=_GAP)
    for measure in view.measures:
        yield Line("")
        yield from (
            Line(one.text, heading=True) for one in folded(f"{measure.id}: {measure.title}", width, deeper=_GAP)
        )
        yield from folded("; ".join(one for one in (measure.kind, measure.among) if one), width, _GAP, _GAP)
        yield from _table(view, measure, width)


def _table(view: SurveyView, measure: SurveyMeasure, width: int) -> Iterator[Line]:
    text = view.words.text
    heads = [
        text("area").lower(), text("value").lower(), text("short_interval", level=view.level), "n", "n_eff",
        text("short_deff"), text("short_dont_know"), text("short_refused"),
    ]  # fmt: skip
    rows = [_cells(row) for row in measure.rows]
    no_answer = [any(row[place] != DASH for row in rows) for place in (6, 7)]
    shown = [0, 1, 2, 3, 4, 5, *(place for place, there in zip((6, 7), no_answer, strict=True) if there)]
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in shown]
    yield Line(_GAP + _aligned([heads[place] for place in shown], widths))
    for cells, row in zip(rows, measure.rows, strict=True):
        line = _GAP + _aligned([cells[place] for place in shown], widths)
        remark = sentence(row.remark)
        if remark and len(line) + len(_GAP) + len(remark) <= width:
            yield Line(line + _GAP + remark)
            continue
        yield Line(line)
        yield from folded(remark, width, "      ") if remark else ()


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Names at the left, figures at the right."""
    first, *others = (
        cell.rjust(room) if place else cell.ljust(room)
        for place, (cell, room) in enumerate(zip(cells, widths, strict=True))
    )
    return _GAP.join([first, *others]).rstrip()


def _cells(row: SurveyRow) -> list[str]:
    ends = f"{row.low.text} … {row.high.text}" if row.low.number is not None else DASH
    figures = (row.value.text, ends, row.n.text, row.n_eff.text, row.deff.text, row.dont_know.text, row.refused.text)
    return [cut(row.name, _AREA), *figures]
