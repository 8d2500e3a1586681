"""What the terminal shows of a comparison, as lines of plain text; printing them is the command line's part."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from indexgov.report.change_model import AuthorityPair, AuthorityView, ComparisonView, Move
from indexgov.report.change_words import ARROW
from indexgov.report.model import Key
from indexgov.report.terminal import Line

_NARROWEST = 60


def comparison_lines(view: ComparisonView, width: int) -> Iterator[Line]:
    """What was compared, and for each body the totals that rose and fell most with their reasons."""
    page = _Page(view, max(width, _NARROWEST))
    yield Line(f"{view.methodology.title}: {_plain(view.period)}", heading=True)
    yield Line(view.stamp.words, heading=view.stamp.loud)
    by_key = {one.key: one for one in view.authorities}
    for number, pair in enumerate(view.pairs):
        yield Line("")
        if len(view.pairs) > 1:
            yield Line(_plain(pair.title), heading=True)
        for told in pair.compared:
            yield from page.wrapped(told)
        for body in pair.bodies:
            for heading, moves in (("change_improved", body.improved), ("change_declined", body.declined)):
                yield Line("")
                yield Line(f"{body.title}, {view.words.text(heading).lower()}", heading=True)
                yield from page.moves(moves, by_key, number)


def authority_lines(view: ComparisonView, key: Key, width: int) -> Iterator[Line]:
    """The last change of one authority with its reasons, for the terminal; nothing where it was not compared."""
    page = _Page(view, max(width, _NARROWEST))
    for one in view.authorities:
        if one.key == key:
            yield from page.authority(one.pairs[0])


class _Page:
    """Lines of a width."""

    def __init__(self, view: ComparisonView, width: int) -> None:
        self.text, self.width = view.words.text, width
        self.pairs = {number: (pair.before, pair.after) for number, pair in enumerate(view.pairs)}

    def moves(self, moves: Sequence[Move], authorities: dict[Key, AuthorityView], number: int) -> Iterator[Line]:
        """A paragraph for each authority."""
        for move in moves:
            pairs = authorities[move.key].pairs
            pair = next(one for one in pairs if (one.before, one.after) == self.pairs[number])
            yield from self.wrapped(f"{move.name}: {self.move(pair)}", "  ")
            notes = "; ".join(filter(None, [move.total.significance, move.moved]))
            yield from self.wrapped(notes, "    ") if notes else ()
        if not moves:
            yield Line(f"  {self.text('change_nobody')}")

    def move(self, pair: AuthorityPair, ranked: bool = True) -> str:
        """`54.6 -> 61.2 (+6.6; rank 14 (9–16) -> 8 (6–12)): substance +5.1; biggest: ...`."""
        total = pair.total
        rank = self.text("change_rank_line", ranks=total.ranks) if total.ranks and ranked else ""
        inside = "; ".join(filter(None, [total.change.text, rank]))
        biggest = f"{self.text('change_biggest')}: {'; '.join(pair.biggest)}" if pair.biggest else ""
        why = "; ".join(filter(None, [pair.amounts, biggest]))
        told = f"{total.score_from.text} {ARROW} {total.score_to.text} ({inside})"
        return f"{told}: {why}" if why else told

    def authority(self, pair: AuthorityPair) -> Iterator[Line]:
        """The change of one authority, part by part."""
        yield Line(self.text("change_since", period=pair.before), heading=True)
        if pair.total.change.number is None:
            yield from self.wrapped(pair.lead, "  ")
            return
        yield from self.wrapped(f"{self.move(pair, ranked=False)}.", "  ")
        for told in pair.summary:
            yield from self.wrapped(told, "  ")
        yield from self.parts(pair)
        if pair.flips:
            yield Line(f"  {self.text('change_flips')}: {len(pair.flips)}")
            for flip in pair.flips:
                yield from self.wrapped(f"{flip.title}: {flip.before.value} {ARROW} {flip.after.value}", "    ")

    def parts(self, pair: AuthorityPair) -> Iterator[Line]:
        """A line for each part above the indicators: its change, the three amounts, and what it brought."""
        keys = ("change", "change_substance", "change_coverage", "change_methodology", "change_brought")
        heads = [self.text(key).lower() for key in keys]
        rows = [
            (node, [*(one.text for one in (node.change, *node.amounts)), node.brought.text if node.depth else ""])
            for node in pair.nodes
        ]
        widths = [max(len(head), *(len(row[place]) for _, row in rows)) for place, head in enumerate(heads)]
        left = self.width - sum(widths) - 2 * len(widths)
        yield Line("".ljust(left) + "".join(f"  {head.rjust(size)}" for head, size in zip(heads, widths, strict=True)))
        for node, figures in rows:
            indent = "  " * (node.depth + 1)
            first, *more = textwrap.wrap(node.title, max(left - len(indent), 16)) or [""]
            cells = "".join(f"  {one.rjust(size)}" for one, size in zip(figures, widths, strict=True))
            yield Line((f"{indent}{first}".ljust(left) + cells).rstrip(), heading=node.depth < 2)
            yield from (Line(indent + rest) for rest in more)

    def wrapped(self, text: str, indent: str = "") -> Iterator[Line]:
        """A paragraph; its further lines stand deeper."""
        deeper = indent + "  " if indent else ""
        for line in textwrap.wrap(_plain(text), self.width, initial_indent=indent, subsequent_indent=deeper,
                                  break_on_hyphens=False):  # fmt: skip
            yield Line(line)


def _plain(text: str) -> str:
    """Text whose arrows every terminal has."""
    return text.replace(ARROW, "->")
