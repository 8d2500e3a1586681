"""What was recorded in a cell and why it has no score, in words, read from the matrices of a section."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from indexgov.methods.arrays import Ints
from indexgov.registry.models import Indicator
from indexgov.report.card_model import Answers, Evidence
from indexgov.report.methodology import Method
from indexgov.report.records import Records
from indexgov.report.words import DASH
from indexgov.scoring.authorities import Objects
from indexgov.scoring.section import Section
from indexgov.survey.publication import REASONS, least_of
from indexgov.tables import ASSESSED, CARRIED, IMPUTED, NO_DENOMINATOR, NOT_APPLICABLE, STATUSES, Dataset


class CellWords:
    """The cells of the bodies; a cell is a row of the leaves and a column of the authorities."""

    def __init__(self, section: Section, dataset: Dataset, method: Method, records: Records) -> None:
        self.section, self.dataset, self.method, self.records = section, dataset, method, records
        self.words, self.registry = method.words, method.registry
        who = section.authorities
        self.keys = list(zip(who.territory.tolist(), who.body.tolist(), strict=True))
        self.models: list[Indicator] = []
        for leaf in section.tree.leaves:
            model = section.tree.nodes[leaf].model
            assert isinstance(model, Indicator)
            self.models.append(model)

    @cached_property
    def texts(self) -> Objects:
        """What was recorded, as scores.csv has it."""
        return self.section.cells.text

    @cached_property
    def reasons(self) -> Objects:
        """Codes of reasons."""
        return self.section.cells.reason

    def cell(self, row: int, column: int) -> tuple[str, str, str]:
        """Territory, body and indicator."""
        return (*self.keys[column], self.models[row].id)

    def status(self, row: int, column: int) -> str:
        """Id of the status."""
        return STATUSES[self.section.cells.status[row, column]]

    def filled(self, row: int, column: int) -> bool:
        """Whether it has a score although nobody assessed it."""
        return bool(self.section.cells.imputed[row, column])

    def flags(self, row: int, column: int) -> str:
        """Status with what must be said beside it."""
        reason, text = self.reasons[row, column], self.words.text
        mark = "mark_imputed" if self.filled(row, column) else "mark_carried" if reason == CARRIED else ""
        seen = self.section.cells.row[row, column]
        disputed = seen >= 0 and bool(self._disputed[seen])
        found = (text(self.status(row, column)), text(mark) if mark else "", text("disputed") if disputed else "")
        return ", ".join(one for one in found if one)

    @cached_property
    def _disputed(self) -> Objects:
        return self.section.cells.rows["disputed"].to_numpy(dtype=object)

    def value(self, row: int, column: int) -> str | float | None:
        """The value: a number where it is one, words, or None where none was recorded."""
        text, model = str(self.texts[row, column]), self.models[row]
        if not text or self.filled(row, column):
            return None
        rate = self.records.rate(self.cell(row, column))
        if rate is not None:
            return rate
        number = self.records.number(model, text)
        return self.records.value(model, text) if number is None else number

    def level(self, row: int, column: int) -> str:
        """The level that was recorded by one assessor; empty text where the value is anything else."""
        text = str(self.texts[row, column])
        scale = self.registry.scales[self.models[row].scale]
        counts = self.status(row, column) == ASSESSED and not self.filled(row, column)
        return text if counts and scale.levels is not None and text in scale.levels else ""

    def why(self, row: int, column: int, evidence: tuple[Evidence, ...]) -> str:
        """Why there is no score, or what the score stands on where nobody assessed; else empty text."""
        code, model, text = str(self.reasons[row, column]), self.models[row], self.words.text
        status = self.status(row, column)
        if self.filled(row, column):
            last = code == IMPUTED["last"]
            value = self.records.value(model, str(self.texts[row, column])) if last else DASH
            return text(f"reason_{code}", value=value)
        if code == NO_DENOMINATOR and model.denominator is not None:
            return text(f"reason_{code}", title=self.method.title(self.registry.denominators[model.denominator].title))
        if status == NOT_APPLICABLE:
            titled = self.registry.reasons.get(code)
            return self.method.title(titled.title) if titled else text("reason_empty_denominator")
        if code in REASONS:
            return self.why_removed(code, model, self.records.answers(self.cell(row, column)))
        if status == ASSESSED:
            return text(f"reason_{CARRIED}") if code == CARRIED else ""
        recorded = evidence or (model.from_survey and self.records.answers(self.cell(row, column)))
        return text("reason_not_looked" if recorded else "reason_no_record")

    def why_removed(self, code: str, model: Indicator, answers: Answers | None) -> str:
        """Why a survey figure was removed."""
        n = answers.n.text if answers else DASH
        return self.words.text(f"reason_{code}", n=n, least=least_of(code, self.dataset.rules, model.min_n))

    def path(self, position: int, names: dict[int, str]) -> str:
        """Short titles of the nodes between the component and a leaf."""
        found: list[str] = []
        nodes = self.section.tree.nodes
        parent = nodes[position].parent
        while parent > 0 and nodes[parent].level != "component":
            found.append(names[parent])
            parent = nodes[parent].parent
        return " · ".join(reversed(found))

    def score(self, row: int, column: int) -> float:
        """The score; NaN where there is none."""
        return float(self.section.result.scores[self.section.tree.leaves[row], column])

    @cached_property
    def uncounted(self) -> Ints:
        """The nearest node above an assessed leaf that has no score, for which it does not count; -1 where it does."""
        tree, scores = self.section.tree, self.section.result.scores
        near = np.full(scores.shape, -1, dtype=np.int32)
        for position, node in enumerate(tree.nodes):
            above = near[node.parent] if node.parent >= 0 else near[position]
            near[position] = np.where(np.isnan(scores[position]) & (node.level != "indicator"), position, above)
        leaves = list(tree.leaves)
        counts = (self.section.cells.status == STATUSES.index(ASSESSED)) & ~np.isnan(scores[leaves])
        return np.asarray(np.where(counts, near[leaves], -1))
