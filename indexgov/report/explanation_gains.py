"""What would gain most, as lines for the terminal: each criterion alone, the largest at once, and what is left out."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence

import pandas as pd

from indexgov.analysis.gains import TOGETHER
from indexgov.report.explanation_lines import ExplanationLines, Row, many
from indexgov.report.terminal import TOP, Line

_NBSP = "\u00a0"
_LONG = 36
"""A change of fewer letters stays on one line."""


class GainLines(ExplanationLines):
    """The section on what would gain most."""

    def lines(self) -> Iterator[Line]:
        """The section, with its heading."""
        yield Line("What would gain most", heading=True)
        told, frame = self.told, self.told.gains()
        rows = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
        alone = [row for row in rows if row["node"] != TOGETHER and row["gain"] > 0]
        if math.isnan(float(told.standing["score"])):
            yield from self.wrapped("There is no score, and no gain until what is missing was assessed.", "  ")
        else:
            if alone:
                yield from self._table(alone, [row for row in rows if row["node"] == TOGETHER])
            for words in self._without_gain([row for row in rows if row["node"] != TOGETHER]):
                yield from self.wrapped(words, "  ")
        for words in self._left_out():
            yield from self.wrapped(words, "  ")

    def _without_gain(self, rows: Sequence[Row]) -> Iterator[str]:
        """Why there is no table of gains, and what could not be told."""
        known, counts = [row for row in rows if not math.isnan(row["gain"])], self.told.counts
        if not rows and counts.assessed:
            which = "Every other criterion" if counts.best_unknown else "Every criterion"
            yield f"{which} that was assessed from evidence is at its best already."
        elif not rows and not counts.best_unknown:
            yield "No criterion was assessed from evidence."
        elif known and not any(row["gain"] > 0 for row in known):
            what = many(len(known), "assessed criterion", "assessed criteria")
            yield f"{what} could score more, but none would raise the score alone."
        if len(known) < len(rows):
            what = many(len(rows) - len(known), "criterion", "criteria")
            yield f"{what}: it cannot be told, for with the best value the method has no answer for the data."

    def _left_out(self) -> Iterator[str]:
        """What has no gain, and why."""
        counts = self.told.counts
        if counts.not_assessed:
            what = many(counts.not_assessed, "criterion that nobody assessed is", "criteria that nobody assessed are")
            yield f"{what} left out: that is for the monitors to mend, not for the body."
        if counts.survey:
            what = many(counts.survey, "survey measure is", "survey measures are")
            yield f"{what} left out: residents answer {'it' if counts.survey == 1 else 'them'}."
        if counts.best_unknown:
            what = many(counts.best_unknown, "criterion", "criteria")
            yield f"{what} whose best value is not known {'is' if counts.best_unknown == 1 else 'are'} left out."

    def _tied(self, alone: Sequence[Row]) -> Iterator[str]:
        """Criteria in the table whose order means nothing."""
        groups: list[list[Row]] = []
        for place, row in enumerate(alone):
            # Equal but for rounding.
            if groups and abs(groups[-1][0]["gain"] - row["gain"]) < 1e-9 * max(1.0, abs(row["gain"])):
                groups[-1].append(row)
            elif place < TOP:
                groups.append([row])
            else:
                break
        same = [f"{len(group)} {{}} the same +{self.figure(group[0]['gain'])}" for group in groups if len(group) > 1]
        if same:
            first, *more = same
            words = [first.format("criteria would gain"), *(one.format("would gain") for one in more)]
            yield f"{', '.join(words)}; their order means nothing."

    def _table(self, alone: Sequence[Row], together: Sequence[Row]) -> Iterator[Line]:
        shown = alone[:TOP]
        classes = any(row["class_after"] for row in shown)
        heads = ["gain".rjust(8), "score".rjust(8), "rank".rjust(5), *(["class"] if classes else [])]
        left = self.width - sum(map(len, heads)) - len(heads)
        yield Line("".ljust(left) + " ".join(["", *heads]), heading=True)
        for row in [*shown, *together]:
            rank = "-" if pd.isna(row["rank_after"]) else str(row["rank_after"])
            figures = [f"+{self.figure(row['gain'])}".rjust(8), self.figure(row["score_after"]).rjust(8), rank.rjust(5)]
            figures += [str(row["class_after"]).center(5)] if classes else []
            change = "" if row["node"] == TOGETHER else f"{row['title']}: {self._change(row)}"
            text = f"The {row['criteria']} largest at once" if row["node"] == TOGETHER else change
            first, *more = (line.replace(_NBSP, " ") for line in textwrap.wrap(text, left - 4))
            yield Line(f"  {first}".ljust(left) + " ".join(["", *figures]).rstrip(), heading=row["node"] == TOGETHER)
            yield from (Line(f"    {words}") for words in more)
        if len(alone) > TOP:
            yield Line(f"  ... and {len(alone) - TOP} more, all in --json")
        yield from self.wrapped("Each alone, at its best, while all others stay as they are.", "  ")
        if any(not pd.isna(row["rank_after"]) for row in shown):
            yield from self.wrapped("These ranks carry no interval: they are computed for the change alone.", "  ")
        for words in self._tied(alone):
            yield from self.wrapped(words, "  ")

    def _change(self, row: Row) -> str:
        """From what was recorded to the best value, kept on one line where it is short."""
        before, after = (self.in_words(row["node"], str(row[name])) for name in ("value", "best_value"))
        text = f"{before} -> {after}"
        return text.replace(" ", _NBSP) if len(text) < _LONG else text
