"""Who has what on each indicator, as numbers: computed once for the pages of all languages."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from indexgov.analysis.agreement import agreement_by_indicator
from indexgov.analysis.compare import Comparison
from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.registry.editions import nominal_shares
from indexgov.registry.models import Indicator
from indexgov.registry.outline import OutlineNode
from indexgov.report.model import Key
from indexgov.report.survey_figures import hidden_cells
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.rank import SMALLEST_GROUP
from indexgov.scoring.section import Section
from indexgov.survey.publication import public
from indexgov.tables import ASSESSED, ESTIMATES_KEY, NOT_APPLICABLE, NOT_ASSESSED, STATUSES

_BLANK: Mapping[str, Any] = {
    **dict.fromkeys(("value", "n", "dont_know", "ci_low", "ci_high", "confidence"), math.nan),
    **dict.fromkeys((*ESTIMATES_KEY, "flags", "basis"), ""),
}
"""What is read of a survey figure, where there is none."""
_IS = {status: number for number, status in enumerate(STATUSES)}


@dataclass(frozen=True, slots=True)
class Figures:
    """Scores of a group in numbers; NaN where fewer than three have one that is printed."""

    tier: str
    """Empty for all tiers together."""
    n: int
    mean: float
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Shift:
    """A score that is another than in the period before."""

    column: int
    points: float
    values: tuple[str, str] | None
    """What was recorded before and now; None where that is no evidence."""


@dataclass(frozen=True, slots=True)
class Group:
    """Those whom an indicator concerns: a body, or all bodies where each value stands for all of them.

    The arrays are columns of the section.
    """

    bodies: tuple[str, ...]
    concerned: Ints
    shown: Ints
    """Who has a score that is printed, the best first."""
    hidden: Ints
    """Whose figure counts but is not printed."""
    imputed: Ints
    missing: Ints
    not_applicable: Ints
    levels: Mapping[str, Ints]
    """Those of `shown` by level, the best level first; the empty name is for two assessors who differ."""
    figures: tuple[Figures, ...]
    """Of all, then of each tier where there are several."""
    better: tuple[Shift, ...]
    worse: tuple[Shift, ...]
    alike: int | None
    """How many changes of a survey figure are within survey error; None where nothing is told of that."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An indicator with those whom it concerns."""

    position: int
    """Of its node in the tree."""
    row: int
    """Of its cells."""
    model: Indicator
    groups: tuple[Group, ...]


class Distributions:
    """The indicators of an assessment, and what changed since the period before."""

    def __init__(self, assessment: Assessment, comparison: Comparison | None = None) -> None:
        self.assessment, self.section = assessment, assessment.sections[0]
        who = self.section.authorities
        self.keys: list[Key] = list(zip(who.territory.tolist(), who.body.tolist(), strict=True))
        self.text, self.reason = self.section.cells.text, self.section.cells.reason
        self.agreed = agreement_by_indicator(assessment.dataset)
        self._changes = _Changes(comparison) if comparison is not None else None

    @property
    def compared(self) -> bool:
        """Whether there is a period before."""
        return self._changes is not None

    @property
    def period_before(self) -> str:
        """The code of the period before; empty where there is none."""
        return self._changes.before if self._changes is not None else ""

    def note(self, indicator: str) -> str:
        """Why an indicator cannot be compared: `new`, `redefined`, or empty."""
        return self._changes.notes.get(indicator, "") if self._changes is not None else ""

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every indicator in the order of the methodology."""
        tree = self.section.tree
        return tuple(self._leaf(row, position, tree.nodes[position]) for row, position in enumerate(tree.leaves))

    @cached_property
    def shares(self) -> dict[str, dict[str, tuple[float, float]]]:
        """Smallest and largest nominal share of every node in a score, by body: tiers may differ."""
        registry, day = self.assessment.registry, self.assessment.dataset.period.last_day
        found: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
        for body, tier in dict.fromkeys(zip(self.section.authorities.body, self.section.authorities.tier, strict=True)):
            for node, share in nominal_shares(registry, day, body, tier).items():
                low, high = found[node].get(body, (share, share))
                found[node][body] = min(low, share), max(high, share)
        return found

    @cached_property
    def hidden(self) -> Mask:
        """Cells whose survey figure counts but is not printed: leaves x authorities."""
        mask = np.zeros(self.section.cells.status.shape, dtype=bool)
        cells = hidden_cells(self.assessment.dataset.estimates)
        rows = {self.section.tree.nodes[leaf].id: row for row, leaf in enumerate(self.section.tree.leaves)}
        columns: dict[str, list[int]] = defaultdict(list)
        for column, (territory, _) in enumerate(self.keys):
            columns[territory].append(column)
        for territory, body, indicator in cells:
            for column in columns[territory] if indicator in rows else ():
                if body in ("", self.keys[column][1]):
                    mask[rows[indicator], column] = True
        return mask

    def estimate(self, key: Key, indicator: str) -> Mapping[str, Any]:
        """The survey figure of an authority, its own or that of all bodies; blank where there is none."""
        place = self._estimates.get((*key, indicator), self._estimates.get((key[0], "", indicator), -1))
        return {name: column[place] for name, column in self._columns.items()} if place >= 0 else _BLANK

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        # Hidden figures are blank here, so that nothing can print them.
        frame = public(self.assessment.dataset.estimates)
        return {name: frame[name].tolist() for name in _BLANK}

    @cached_property
    def _estimates(self) -> dict[tuple[str, str, str], int]:
        columns = (self._columns[name] for name in ESTIMATES_KEY)
        return {cell: place for place, cell in enumerate(zip(*columns, strict=True))}

    def _leaf(self, row: int, position: int, node: OutlineNode) -> Leaf:
        model = node.model
        assert isinstance(model, Indicator)
        return Leaf(position, row, model, tuple(self._groups(row, position, model)))

    def _groups(self, row: int, position: int, model: Indicator) -> Iterator[Group]:
        section = self.section
        who, cells = section.authorities, section.cells
        concerned = np.flatnonzero(section.result.concerned[position])
        numbers = list(dict.fromkeys(who.body_number[concerned].tolist()))
        recorded = concerned[cells.row[row, concerned] >= 0]
        shared = cells.rows["shared"].to_numpy(dtype=bool)[cells.row[row, recorded]]
        scale = self.assessment.registry.scales[model.scale]
        if len(numbers) > 1 and len(recorded) and shared.all() and scale.relative is None:
            _, first = np.unique(who.place[concerned], return_index=True)
            yield self._group(row, position, model, tuple(who.bodies[one] for one in numbers), concerned[first])
            return
        for number in numbers:
            mine = concerned[who.body_number[concerned] == number]
            yield self._group(row, position, model, (who.bodies[number],), mine)

    def _group(self, row: int, position: int, model: Indicator, bodies: tuple[str, ...], columns: Ints) -> Group:
        section = self.section
        scores, status = section.result.scores[position, columns], section.cells.status[row, columns]
        imputed = (status == _IS[NOT_ASSESSED]) & ~np.isnan(scores)
        assessed = (status == _IS[ASSESSED]) & ~np.isnan(scores)
        hidden = assessed & self.hidden[row, columns]
        best = columns[assessed & ~hidden]
        best = best[np.argsort(-section.result.scores[position, best], kind="stable")]
        missing = ~assessed & ~imputed & (status != _IS[NOT_APPLICABLE])
        better, worse, alike = self._shifts(model, columns)
        return Group(
            bodies,
            columns,
            best,
            columns[hidden],
            columns[imputed],
            columns[missing],
            columns[status == _IS[NOT_APPLICABLE]],
            self._levels(row, model, best),
            tuple(_figures(section, position, best)),
            better,
            worse,
            alike,
        )

    def _levels(self, row: int, model: Indicator, shown: Ints) -> dict[str, Ints]:
        """The columns by level; nothing for an indicator without levels."""
        written = self.assessment.registry.scales[model.scale].levels
        if written is None:
            return {}
        text = self.text[row, shown]
        order = sorted(written, key=lambda name: -written[name])
        found = {name: shown[text == name] for name in order}
        apart = shown[~np.isin(text.astype(str), order)]
        return found | ({"": apart} if len(apart) else {})

    def _shifts(self, model: Indicator, columns: Ints) -> tuple[tuple[Shift, ...], tuple[Shift, ...], int | None]:
        if self._changes is None:
            return (), (), None
        return self._changes.of(model, columns, self.keys)


def _figures(section: Section, position: int, columns: Ints) -> Iterator[Figures]:
    """Of all columns, then of each tier where there are several."""
    scores, tiers = section.result.scores[position, columns], section.authorities.tier[columns]
    yield _of_scores("", scores)
    found = dict.fromkeys(section.authorities.tier.tolist())
    for tier in found if len(found) > 1 else ():
        if (tiers == tier).any():
            yield _of_scores(str(tier), scores[tiers == tier])


def _of_scores(tier: str, scores: Floats) -> Figures:
    if len(scores) < SMALLEST_GROUP:
        return Figures(tier, len(scores), math.nan, math.nan, math.nan, math.nan)
    return Figures(
        tier, len(scores), float(scores.mean()), float(np.median(scores)), float(scores.min()), float(scores.max())
    )


class _Changes:
    """What the two latest periods of a comparison say of indicators."""

    def __init__(self, comparison: Comparison) -> None:
        first, second = comparison.pairs[-1]
        common = comparison.common[-1]
        self.before = first.dataset.period.code
        ends = {"period_from": self.before, "period_to": second.dataset.period.code}
        self.notes = dict.fromkeys(common.indicators.new, "new") | dict.fromkeys(common.redefined, "redefined")
        hidden = hidden_cells(first.dataset.estimates) | hidden_cells(second.dataset.estimates)
        rows = comparison.changes
        rows = rows[_mask([rows[name] == code for name, code in ends.items()])]
        rows = rows[(rows["level"] == "indicator") & (rows["body"] != "") & rows["change"].notna()]
        names = ("territory", "body", "node", "change", "significant")
        self._points: dict[tuple[str, str, str], tuple[float, str]] = {}
        for territory, body, node, points, significant in zip(*(rows[name].tolist() for name in names), strict=True):
            if points and not {(territory, body, node), (territory, "", node)} & hidden:
                self._points[(territory, body, node)] = points, significant
        flips = comparison.flips
        flips = flips[_mask([flips[name] == code for name, code in ends.items()])]
        names = ("territory", "body", "indicator", "value_from", "value_to")
        columns = (flips[name].tolist() for name in names)
        self._values = {(place, body, name): (old, new) for place, body, name, old, new in zip(*columns, strict=True)}

    def of(
        self, model: Indicator, columns: Ints, keys: Sequence[Key]
    ) -> tuple[tuple[Shift, ...], tuple[Shift, ...], int | None]:
        """Whose scores rose and whose fell, the largest first; of survey figures only what is beyond survey error."""
        if self.notes.get(model.id) == "redefined":
            return (), (), None
        found, alike = [], 0
        for column in columns.tolist():
            place, body = keys[column]
            points, significant = self._points.get((place, body, model.id), (0.0, ""))
            alike += significant == "no"
            if points and significant != "no":
                values = self._values.get((place, body, model.id)) or self._values.get((place, "", model.id))
                found.append(Shift(column, points, values))
        rose = sorted((one for one in found if one.points > 0), key=lambda one: -one.points)
        fell = sorted((one for one in found if one.points < 0), key=lambda one: one.points)
        return tuple(rose), tuple(fell), alike if model.from_survey else None


def _mask(conditions: Sequence[object]) -> Mask:
    return np.asarray(np.logical_and.reduce([np.asarray(one, dtype=bool) for one in conditions]))
