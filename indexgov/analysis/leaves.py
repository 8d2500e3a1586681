"""One indicator of one authority: what was recorded, by whom, where it is seen, and how it became a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from indexgov.analysis.account import gate
from indexgov.analysis.formulas import Reading, formula, number, relative_formula
from indexgov.analysis.subject import Asked
from indexgov.methods.relative import Relative, Sample
from indexgov.methods.scales import share_of_parts
from indexgov.registry.models import Indicator, Registry
from indexgov.scoring.cells import EMPTY_DENOMINATOR, columns_of
from indexgov.scoring.columns import Column
from indexgov.tables import CARRIED, ESTIMATES, EVIDENCE, IMPUTED, NO_DENOMINATOR, REPLY, STAGES

Rows = list[dict[str, Any]]
SHARED = "one value for every body"
NOT_COUNTED = "not counted: a node above has no score"
_NOT_ASSESSED = "not assessed: "
_WORDS = {
    CARRIED: "the evidence was seen before the period",
    IMPUTED["mean"]: "not assessed: the mean of the peers was put in",
    IMPUTED["median"]: "not assessed: the median of the peers was put in",
    IMPUTED["last"]: "not assessed: the last known value was carried over",
    EMPTY_DENOMINATOR: "not applicable: there was nothing to count",
    "min_n": "not assessed: too few answers",
    "no_answers": "not assessed: no valid answers",
    "parent_without_score": NOT_COUNTED,
}


@dataclass(frozen=True)
class Leaf:
    """What is known of one indicator of one authority."""

    body: str
    """Whose value it is; empty where one value stands for every body, and where nothing is known of it."""
    number: float
    """The number that was scored; NaN for levels, and where two assessors gave two."""
    scale: str
    how: str
    evidence: tuple[Mapping[str, str], ...] = ()
    """Every row of the evidence files about it, without empty columns."""
    estimate: Mapping[str, Any] = field(default_factory=dict)
    """The survey estimate, without empty columns."""

    def joined(self, column: str) -> str:
        """The different texts of a column of the evidence that was scored, behind semicolons."""
        rows = [row for row in self.evidence if row.get("stage") != STAGES[3]] or self.evidence
        return "; ".join(dict.fromkeys(row[column] for row in rows if row.get(column)))


class Records:
    """What a dataset holds about one territory."""

    def __init__(self, asked: Asked, language: str) -> None:
        data = asked.assessment.dataset
        self.asked, self.language = asked, language
        self.registry: Registry = asked.assessment.registry
        self.observations, self.evidence, self.estimates = (
            _by_indicator(frame, asked.territory) for frame in (data.observations, data.evidence, data.estimates)
        )
        self._row_of = {leaf: row for row, leaf in enumerate(asked.section.tree.leaves)}
        self._columns: dict[str, dict[str, Column]] = {}

    def leaf(self, position: int, reason: str) -> Leaf:
        """What is known of a leaf; `reason` is that of its row in the scores."""
        section, column = self.asked.section, self.asked.column
        indicator = section.tree.nodes[position].model
        assert isinstance(indicator, Indicator)
        # The body stands in the name of a leaf of a pooled territory.
        body = self.asked.body or section.tree.nodes[position].id.partition("@")[2]
        rows = self.observed(indicator.id, body)
        whose = "" if rows and rows[0]["shared"] else body
        readings = self.readings(rows, indicator)
        filled = float(section.cells.values[self._row_of[position], column])
        if np.isnan(filled) and len({reading.number for reading in readings}) == 1:
            filled = readings[0].number
        score = float(section.result.scores[position, column])
        scale = "" if np.isnan(score) else self.scaled(indicator, readings, filled, score, body)
        evidence = _cell(self.evidence, indicator.id, whose, EVIDENCE.all)
        told = self.words(indicator, reason, rows, len(readings), position, evidence)
        estimates = _cell(self.estimates, indicator.id, whose, ESTIMATES.all)
        return Leaf(whose, filled, scale, told, evidence, estimates[0] if estimates else {})

    def observed(self, indicator: str, body: str) -> Rows:
        """What counts of an indicator: for one body, or what stands for every body."""
        rows = self.observations.get(indicator, [])
        if not body:
            rows = [row for row in rows if row["shared"]]
        # A value that stands for every body is there once for each of them.
        return [row for row in rows if row["body"] == (body or rows[0]["body"])]

    def readings(self, rows: Rows, indicator: Indicator) -> list[Reading]:
        """What each assessor recorded and counts, those who have no value left out."""
        ratio, found = self.registry.scales[indicator.scale].ratio, []
        said: dict[str, Rows] = {}
        for row in rows:
            if row["value"]:
                said.setdefault(str(row["assessor"]), []).append(row)
        for counted in said.values():
            if ratio is None:
                found.append(Reading(str(counted[0]["value"]), float(counted[0]["number"])))
            else:
                parts = {str(row["part"]): float(row["number"]) for row in counted}
                found.append(Reading("", share_of_parts(parts, ratio), parts))
        return found

    def scaled(self, indicator: Indicator, readings: list[Reading], value: float, score: float, body: str) -> str:
        """The formula of the scale with its numbers; of two assessors both."""
        scale, bounds = self.registry.scales[indicator.scale], self.registry.range
        if scale.relative is not None:
            sample = self.sample(indicator, scale.relative, body)
            lower = indicator.better == "lower"
            return relative_formula(scale.kind, value, sample, scale.relative, bounds, lower, score)
        if not readings and scale.levels:
            return f"score of the peers = {number(score)}"
        if not readings:
            return formula(Reading("", value), indicator, scale, bounds)
        told = [formula(one, indicator, scale, bounds) for one in readings]
        return " | ".join(dict.fromkeys(told))

    def sample(self, indicator: Indicator, settings: Relative, body: str) -> Sample:
        """The values among which a relative scale places the value of a body of the territory."""
        bodies = self.asked.assessment.sections[0]
        leaf = next(row for row, one in enumerate(bodies.tree.leaves) if bodies.tree.nodes[one].id == indicator.id)
        column = self.recorded(settings)[indicator.id]
        of_now = settings.over in ("period", self.asked.assessment.dataset.period)
        values = bodies.cells.values[leaf] if of_now else column.values
        who = bodies.authorities
        mine = (who.territory == self.asked.territory) & bodies.cells.leaves.concerned[leaf]
        own = int(np.flatnonzero(mine & (who.body == body) if body else mine)[-1])
        label = who.labels(settings.within)[own]
        labels = column.authorities.labels(settings.within)
        used = ~np.isnan(values) & column.completed(values).once(labels) & (labels == label)
        return Sample(values[used], column.authorities.territory[used])

    def recorded(self, settings: Relative) -> dict[str, Column]:
        """The numbers of the indicators of relative scales in the period that a scale is made over."""
        over, data = str(settings.over), self.asked.assessment.dataset
        if over not in self._columns:
            scales = {name: scale.relative for name, scale in self.registry.scales.items()}
            wanted = [
                one
                for one in self.registry.indicators_of(data.period)
                if (scale := scales[one.scale]) is not None and str(scale.over) == over
            ]
            columns = columns_of(self.registry, data.previous.get(over, data), wanted)
            self._columns[over] = {one.id: column for one, column in zip(wanted, columns, strict=True)}
        return self._columns[over]

    def words(
        self,
        indicator: Indicator,
        reason: str,
        rows: Rows,
        readings: int,
        position: int,
        evidence: tuple[dict[str, Any], ...],
    ) -> str:
        """What a reader must know about how the value came about."""
        section, column, told = self.asked.section, self.asked.column, []
        if any(row["reason"] == NO_DENOMINATOR for row in rows):
            told.append(_undivided(indicator, reason, evidence))
        elif reason in self.registry.reasons:
            told.append(f"not applicable: {self.registry.reasons[reason].title[self.language]}")
        elif reason:
            told.append(_WORDS.get(reason, f"not assessed: {reason}"))
        elif not section.result.applicable[position, column]:
            told.append("not applicable")
        elif np.isnan(section.result.scores[position, column]):
            told.append("not assessed" if rows else "not assessed: nothing was recorded")
        if readings > 1:
            rule = self.registry.assessors.disagreement
            told.append(f"two assessors differ: the {'mean' if rule == 'mean' else 'lower'} counts")
        if indicator.denominator is not None and readings:
            per = f" x {number(indicator.per)}" if indicator.per != 1 else ""
            told.append(f"number = value / {indicator.denominator}{per}")
        if any(row["disputed"] for row in rows):
            told.append("an objection is open")
        if rows and rows[0]["shared"] and len(self.registry.bodies) > 1:
            told.append(SHARED)
        return "; ".join(filter(None, [*told, gate(self.asked, position)]))


def _undivided(indicator: Indicator, reason: str, evidence: Sequence[Mapping[str, Any]]) -> str:
    """What was recorded and could not be divided, and what was put in its place."""
    said = dict.fromkeys(str(row["value"]) for row in evidence if row.get("stage") != REPLY and row.get("value"))
    words = f"recorded {' | '.join(said)}, but the" if said else "the"
    words += f" denominator '{indicator.denominator}' is missing"
    if reason in IMPUTED.values():
        return f"{words}; {_WORDS[reason].removeprefix(_NOT_ASSESSED)}"
    return _NOT_ASSESSED + words


def _by_indicator(frame: pd.DataFrame, territory: str) -> dict[str, Rows]:
    """The rows of a territory by indicator; none of a frame without columns."""
    found: dict[str, Rows] = {}
    if "territory" in frame:
        mine = frame[(frame["territory"] == territory).to_numpy()]
        for row in mine.to_dict("records"):
            found.setdefault(str(row["indicator"]), []).append({str(name): value for name, value in row.items()})
    return found


def _cell(rows: Mapping[str, Rows], indicator: str, body: str, columns: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    """The rows of a cell as they were read, without the key and without empty columns."""
    return tuple(
        {
            name: row[name]
            for name in columns
            if name not in ("territory", "indicator") and row.get(name, "") != "" and not _is_nan(row[name])
        }
        for row in rows.get(indicator, [])
        if row["body"] in ("", body)
    )


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and np.isnan(value)
