"""What the terminal shows of an audit, as lines of plain text; printing them is the command line's part."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexgov.analysis.audit import Audit
from indexgov.report.audit_view import SetView, audit_view
from indexgov.report.supplement import first_lines
from indexgov.report.terminal import Line, folded
from indexgov.report.words import spoken

_MOST = 5
"""Findings of a kind that are shown; all of them stand in the files."""


def audit_lines(audit: Audit, language: str, width: int) -> Iterator[Line]:
    """The findings body by body and kind by kind, each kind with what could be done.

    In `language`, else in English where the registry has it, else in its first language.
    """
    view = audit_view(audit, language or spoken(audit.assessment.registry.languages))
    text = view.words.text
    yield from first_lines(view, text("audit_title"))
    for one in view.parts:
        yield Line("")
        yield Line(f"{one.title}: {one.summary}", heading=True)
        yield from _kinds(
            one, text("level_warning"), text("what_to_do"), lambda count: text("and_more", count=count), width
        )


def _kinds(one: SetView, warning: str, advice: str, more: Callable[[int], str], width: int) -> Iterator[Line]:
    for kind in one.kinds:
        head = f"{warning}: {kind.title}" if kind.warns else kind.title
        yield Line(f"  {head} ({len(kind.messages)})")
        for message in kind.messages[:_MOST]:
            yield from folded(f"- {message}", width, "    ", "  ")
        if len(kind.messages) > _MOST:
            yield Line(f"    - {more(len(kind.messages) - _MOST)}")
        yield from folded(f"{advice}: {kind.advice}", width, "    ")
