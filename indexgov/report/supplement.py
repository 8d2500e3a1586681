"""What audit, uncertainty and comparison have in common: the cover of a workbook, the first lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexgov.report.model import Head
from indexgov.report.terminal import Line
from indexgov.report.workbook.book import Book
from indexgov.report.workbook.tables import Table


def supplement_book(
    view: Head,
    title: str,
    facts: Sequence[tuple[str, str]],
    sections: Sequence[tuple[str, Sequence[str]]],
    names: Sequence[tuple[str, str]],
    tables: Sequence[Table],
    when: str = "",
) -> Book:
    """A workbook beside the scorecards; `facts` stand on its cover after the methodology, `names` are of the sheets.

    `when` is what the cover says of the period, where that is not the period and revision of the view.
    """
    text, method = view.words.text, view.methodology
    version = f"{method.id} {method.version}"
    return Book(
        words=view.words,
        title=title,
        subject=view.period,
        stamp=view.stamp,
        created=view.last_day,
        corner=view.period,
        foot=version,
        heading=f"{title}: {method.title}",
        facts=[
            ("", view.title),
            ("", view.stamp.note),
            (text("status"), view.stamp.words),
            (text("period"), when or f"{view.period}, {view.revision}"),
            (text("methodology"), version),
            *facts,
            (text("licence"), view.licence),
            (text("citation"), view.citation),
            (text("contact"), view.contact),
        ],
        sections=sections,
        names=[("cover", text("sheet_cover")), *names],
        tables=tables,
        decimals=method.decimals,
    )


def first_lines(view: Head, title: str) -> Iterator[Line]:
    """What the terminal shows first: title, methodology, period and the state of the figures."""
    yield Line(f"{title}: {view.methodology.title}, {view.period}", heading=True)
    yield Line(view.stamp.words, heading=view.stamp.loud)
