"""Changes in the words of one language: names, signed figures, ranks with intervals, notes and reasons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from indexgov.analysis.changes import NO_SCORE, NOTES, PEERS, REPLACES
from indexgov.analysis.compare import Comparison
from indexgov.registry.models import Indicator
from indexgov.report.change_rows import Row
from indexgov.report.methodology import Method
from indexgov.report.model import Figure
from indexgov.report.records import Records
from indexgov.report.survey_figures import figure
from indexgov.report.words import DASH, Words, short_title, words_of
from indexgov.scoring.assessment import Assessment
from indexgov.tables import STATUSES

ARROW = "→"
_P_DECIMALS = 3
AMOUNTS = ("substance", "coverage", "methodology")
"""The amounts of a change in the order in which they are told."""


class _Node(NamedTuple):
    """A node of a tree in words."""

    title: str
    depth: int
    above: str
    """Id of its parent; empty for the total."""
    path: str
    """The short titles between the total and the node."""


class ChangeWords:
    """Names and sentences for a comparison; what the latest period does not know is named as the one before does."""

    def __init__(self, comparison: Comparison, language: str) -> None:
        self.comparison, self.words = comparison, words_of(language)
        self.text = self.words.text
        self.methods = [Method.of(one, self.words) for one in comparison.assessments]
        self.latest = self.methods[-1]
        self.decimals = self.latest.decimals
        self._records: dict[int, Records] = {}
        self._nodes: dict[str, _Node] = {}
        self._names: dict[str, str] = {}
        for one, method in zip(comparison.assessments, self.methods, strict=True):
            self._names |= {code: name for code, name in method.names.items() if name}
            for section in one.sections:
                depths: list[int] = []
                path: list[str] = []
                for node in section.tree.nodes:
                    depth = 0 if node.parent < 0 else depths[node.parent] + 1
                    depths.append(depth)
                    title = method.node_title(node)
                    path = [*path[:depth], short_title(title)]
                    above = section.tree.nodes[node.parent].id if depth else ""
                    self._nodes[node.id] = _Node(title, depth, above, " › ".join(path[1:depth]))
        registries = [one.registry for one in comparison.assessments]
        self._own = [{one.id: one for one in registry.indicators} for registry in registries]
        self.indicators = {name: one for own in self._own for name, one in own.items()}

    def records(self, assessment: Assessment) -> Records:
        """The values of one period in words."""
        number = self._number(assessment)
        if number not in self._records:
            self._records[number] = Records(assessment.dataset, self.methods[number])
        return self._records[number]

    def _number(self, assessment: Assessment) -> int:
        return next(place for place, one in enumerate(self.comparison.assessments) if one is assessment)

    def name(self, territory: str) -> str:
        """The name of a territory, its code where it has none."""
        return self._names.get(territory, territory)

    def body(self, body: str) -> str:
        """The short name of a body; the territory itself has an empty one."""
        for method in reversed(self.methods):
            if body in method.registry.bodies:
                return method.body_title(body)
        return body or self.text("territory_kind")

    def authority(self, territory: str, body: str) -> str:
        """An authority by its name, the body only where there are several."""
        registry = self.latest.registry
        alone = len(registry.bodies) == 1 and registry.territory is None
        name = self.name(territory)
        return name if alone or not body else self.text("card_title", territory=name, body=self.body(body))

    def title(self, node: str) -> str:
        """The title of a node, with the body where it is a leaf of a territory."""
        title = self.node(node).title
        body = node.partition("@")[2]
        return f"{title} ({self.body(body)})" if body else title

    def node(self, node: str) -> _Node:
        """Where a node stands in its tree; the later tree decides."""
        return self._nodes[node]

    def period(self, assessment: Assessment) -> str:
        """A period by its name, with the release where two of it are compared."""
        told = self.words.period(assessment.dataset.period)
        periods = [one.dataset.period.code for one in self.comparison.assessments]
        if periods.count(assessment.dataset.period.code) == 1:
            return told
        return f"{told}, {self.text('revision', number=assessment.dataset.revision)}"

    def short_period(self, assessment: Assessment) -> str:
        """A period as narrow columns write it: `III кв. 2026`, the code of what is no quarter."""
        period, revision = assessment.dataset.period, assessment.dataset.revision
        told = self.words.short_period(period)
        periods = [one.dataset.period.code for one in self.comparison.assessments]
        return told if periods.count(period.code) == 1 else f"{told} ({revision})"

    def score(self, number: float) -> Figure:
        """A score."""
        return figure(number, self.words.number(number, self.decimals))

    def signed(self, number: float, more: int = 0) -> Figure:
        """Points more or less: `+3.2`, and 0.0 without a sign."""
        return figure(number, signed(self.words, number, self.decimals + more))

    def p_value(self, number: float) -> str:
        """A p value with three decimals, `< 0.001` for a smaller one; a dash where there is none."""
        least = 10.0**-_P_DECIMALS
        return (
            f"< {self.words.number(least, _P_DECIMALS)}" if number < least else self.words.number(number, _P_DECIMALS)
        )

    def ranks(self, row: Row) -> str:
        """The ranks of two periods with their intervals; empty where there is none."""
        ends = []
        for end in ("from", "to"):
            rank = row[f"rank_{end}"]
            low, high = row[f"rank_low_{end}_"], row[f"rank_high_{end}_"]
            ends.append(self.rank(math.nan if pd.isna(rank) else float(rank), low, high))
        return "" if ends == ["", ""] else f" {ARROW} ".join(end or DASH for end in ends)

    def rank(self, rank: float, low: float, high: float) -> str:
        """`14 (9–16)`; without an interval where there is none, empty without a rank."""
        if math.isnan(rank):
            return ""
        return f"{rank:g}" if math.isnan(low) else f"{rank:g} ({low:g}–{high:g})"

    def notes(self, note: str, told: Sequence[str] = NOTES) -> tuple[str, ...]:
        """Those notes of a change that are to be told, in words."""
        found = []
        for one in filter(None, note.split("; ")):
            word, _, rest = one.partition(" ")
            if word in told:
                found.append(self._note(word, rest))
        return tuple(found)

    def _note(self, word: str, rest: str) -> str:
        if word == REPLACES:
            return self.text("change_note_replaces", title=self.title(rest))
        if word == NO_SCORE:
            period = next(one for one in self.comparison.assessments if one.dataset.period.code == rest)
            return self.text("change_note_no_score", period=self.words.period(period.dataset.period))
        if word == PEERS:
            before, _, after = rest.partition(" -> ")
            return self.text("change_note_peers", before=before, after=after)
        return self.text(f"change_note_{word}")

    def _as_of(self, assessment: Assessment, indicator: str) -> Indicator | None:
        """An indicator as a period had it, whose scale may have been another, or under the id that it replaced."""
        own, latest = self._own[self._number(assessment)], self.indicators.get(indicator)
        return own.get(indicator) or (own.get(latest.replaces or "") if latest is not None else None) or latest

    def value(self, assessment: Assessment, indicator: str, value: str, status: str) -> str:
        """What was recorded, in words; the status where there is no value."""
        model = self._as_of(assessment, indicator)
        if value and model is not None:
            return self.records(assessment).value(model, value)
        return self.text(status).lower() if status in STATUSES else DASH

    def flip_note(self, note: str) -> str:
        """The note of a criterion that was recorded otherwise."""
        found = []
        for one in filter(None, note.split("; ")):
            before, arrow, after = one.partition(" -> ")
            found.append(f"{self._reason(before)} {ARROW} {self._reason(after)}" if arrow
                         else self.text(f"change_note_{one}"))  # fmt: skip
        return "; ".join(found)

    def _reason(self, code: str) -> str:
        """A status, or why there is no assessment: by the registry's title, else by the catalogue's."""
        for method in reversed(self.methods):
            if code in method.registry.reasons:
                return method.title(method.registry.reasons[code].title)
        if code in STATUSES:
            return self.text(code).lower()
        labels = self.words.labels()
        return labels.get(f"reason_{code}") or labels.get(f"mark_{code}") or code

    def classes(self, before: str, after: str) -> str:
        """The classes of two periods; empty where there are none."""
        if before == after:
            return before
        return f"{before or DASH} {ARROW} {after or DASH}"

    def significance(self, code: str) -> str:
        """Whether a change is more than survey error."""
        return self.text(f"change_significant_{code}") if code else ""

    def is_survey(self, node: str) -> bool:
        """Whether a node is a survey measure."""
        model: Indicator | None = self.indicators.get(node.partition("@")[0])
        return model is not None and model.from_survey


def signed(words: Words, number: float, decimals: int) -> str:
    """A number with its sign; none where it is shown as 0."""
    text = words.number(number, decimals)
    return f"+{text}" if number > 0 and text.strip("0.,") else text
