"""Assessments that never were: the methodology of one period, the values of another, the states of cells of a third.

They are scored to tell apart what a change comes from (see `split`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.analysis.pair import ABSENT, VALUED, PairRows
from indexgov.analysis.redefined import redefined
from indexgov.errors import InputError
from indexgov.methods.arrays import Mask
from indexgov.registry.outline import Outline, outline
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.engine import sections_of
from indexgov.scoring.section import Section
from indexgov.tables import Dataset

Mix = tuple[int, int, int]
"""From which of two assessments, 0 or 1, a hybrid takes methodology, substance and coverage."""
Choice = npt.NDArray[np.int8]
"""For each cell the dataset whose rows count; -1 for none."""
FIRST, SECOND = (0, 0, 0), (1, 1, 1)
_AUTHORITY = ("territory", "tier", "peer_group")


@dataclass(frozen=True)
class Hybrids:
    """The eight mixtures of two assessments, of which two are the assessments themselves.

    A hybrid (m, s, c) has the registry and the edition of m, and the territories of c with their tiers and peer groups.
    For each cell of the tree:

    - Its state comes from c, if the edition of c asks for the indicator there, else from the other period, so that the
      arrival of an indicator is methodology alone.
    - An assessed cell takes its value from s, if s has one, else from the other period, which has its only value.
    - Any other cell takes what c has: not assessed, not applicable, or a value filled in from an earlier period.
    - Values of a redefined indicator are those of m's own period; a cell without one is not assessed.
    """

    first: Assessment
    second: Assessment
    _scored: dict[tuple[object, ...], tuple[Section, ...] | None] = field(default_factory=dict)

    @cached_property
    def rows(self) -> PairRows:
        """What the two datasets recorded."""
        return PairRows.of(self.first.dataset, self.second.dataset)

    @cached_property
    def redefined(self) -> tuple[str, ...]:
        """Ids of indicators whose values cannot be bridged."""
        return () if self.same_methodology else redefined(self.first, self.second, self.rows)

    @cached_property
    def trees(self) -> tuple[Outline, Outline]:
        """The two editions."""
        one, other = (outline(side.registry, side.dataset.period.last_day) for side in self.sides)
        return one, other

    @property
    def sides(self) -> tuple[Assessment, Assessment]:
        """The two assessments."""
        return self.first, self.second

    @cached_property
    def same_methodology(self) -> bool:
        """Whether the registries say the same and the two periods have the same indicators."""
        one, other = (side.registry for side in self.sides)
        same = one.digest == other.digest or one.model_dump() == other.model_dump()
        nodes = [[node.id for node in tree.nodes] for tree in self.trees]
        return same and nodes[0] == nodes[1]

    @cached_property
    def same_places(self) -> bool:
        """Whether the two periods have the same territories with the same tiers and groups."""
        columns = list(dict.fromkeys((*_AUTHORITY, *self.first.registry.groups, *self.second.registry.groups)))
        tables = [self._territories(side, side) for side in (0, 1)]
        if not all(set(columns) <= set(table.columns) for table in tables):
            return False
        one, other = (table[columns].to_numpy(dtype=object) for table in tables)
        return one.shape == other.shape and bool((one == other).all())

    def sections(self, mix: Mix, floors: bool = True) -> tuple[Section, ...] | None:
        """The hybrid scored; None where a method has no answer for its data.

        Without `floors` no node asks for a least coverage or for all of its children. Mixtures that cannot differ are
        scored once.
        """
        for end, side in zip((FIRST, SECOND), self.sides, strict=True):
            self._scored.setdefault((*self._signature(end), True), side.sections)
        key = (*self._signature(mix), floors)
        if key not in self._scored:
            self._scored[key] = self._score(mix, floors)
        return self._scored[key]

    def assessment(self, mix: Mix) -> Assessment | None:
        """The hybrid as an assessment, with the survey errors of its values where s and c are the same."""
        if mix in (FIRST, SECOND) or (self.same_methodology and mix[1] == mix[2]):
            return self.sides[mix[1]]
        sections = self.sections(mix)
        if sections is None:
            return None
        side = self.sides[mix[0]]
        return Assessment(side.registry, self.dataset(mix), sections, side.seed, side.draws)

    def dataset(self, mix: Mix) -> Dataset:
        """The data of a hybrid."""
        method, substance, coverage = mix
        own, later = self.sides[method].dataset, self.second.dataset
        previous = dict(own.previous)
        if method == 0 and own.period != later.period:
            # A scale that is made over the first period itself stays on the values of that period.
            previous[own.period.code] = own
        return replace(
            own,
            period=later.period,
            territories=self._territories(method, coverage),
            observations=self.rows.chosen(self.choice(mix)),
            previous=previous,
            covariances=self.sides[substance].dataset.covariances,
            psus=self.sides[substance].dataset.psus,
        )

    def choice(self, mix: Mix) -> Choice:
        """Whose rows count in each cell."""
        method, substance, coverage = mix
        rows, owner = self.rows, np.where(self._asked(coverage, coverage), coverage, 1 - coverage)
        state = np.take_along_axis(rows.state, owner[np.newaxis], 0)[0]
        valued = state == VALUED
        source = np.where(valued, np.where(rows.state[substance] == VALUED, substance, 1 - substance), owner)
        none = ~self._asked(method, coverage) | (state == ABSENT)
        if self.redefined:
            names = np.array([name in self.redefined for name in rows.names("indicator")], dtype=bool)
            foreign = names[rows.indicator] & (source != method)
            none |= foreign & valued & (rows.state[method] != VALUED)
            none |= foreign & np.take_along_axis(rows.imputed, owner[np.newaxis], 0)[0]
            source = np.where(foreign & valued, method, source)
        return np.where(none, -1, np.where(rows.same, 0, source)).astype(np.int8)

    def _signature(self, mix: Mix) -> tuple[object, ...]:
        """What mixtures share that cannot differ."""
        if mix not in self._signatures:
            method, _, coverage = mix
            made = (method * (not self.same_methodology), coverage * (not self.same_places))
            self._signatures[mix] = (*made, self.choice(mix).tobytes())
        return self._signatures[mix]

    @cached_property
    def _signatures(self) -> dict[Mix, tuple[object, ...]]:
        return {}

    def _score(self, mix: Mix, floors: bool) -> tuple[Section, ...] | None:
        tree = self.trees[mix[0]]
        try:
            return sections_of(self.sides[mix[0]].registry, self.dataset(mix), tree if floors else without_floors(tree))
        except InputError:
            return None

    def _territories(self, method: int, coverage: int) -> pd.DataFrame:
        """The territories of c, with the columns that the registry of m groups them by."""
        table, others = (self.sides[side].dataset.territories for side in (coverage, 1 - coverage))
        for name in self.sides[method].registry.groups:
            if name not in table:
                known = dict(zip(others["territory"], others[name], strict=True)) if name in others else {}
                table = table.assign(**{name: [known.get(code, "") for code in table["territory"]]})
        return table

    def _asked(self, method: int, coverage: int) -> Mask:
        """Cells that the edition of m asks for at the tiers of c."""
        if (method, coverage) not in self._asked_for:
            rows, registry = self.rows, self.sides[method].registry
            table = self.sides[coverage].dataset.territories
            tiers = dict(zip(table["territory"], table["tier"], strict=True))
            names = list(dict.fromkeys(tiers.values()))
            tier = np.array([names.index(tiers[code]) if code in tiers else -1 for code in rows.names("territory")])
            models = {one.id: one for one in registry.indicators_of(self.sides[method].dataset.period)}
            # The last tier stands for territories that are not there.
            asked = np.zeros((len(rows.names("indicator")), len(rows.names("body")), len(names) + 1), dtype=bool)
            for number, name in enumerate(rows.names("indicator")):
                for place, body in enumerate(rows.names("body")):
                    if name in models and body in registry.bodies:
                        asked[number, place, :-1] = [
                            registry.exists(body, one) and models[name].concerns(body, one) for one in names
                        ]
            self._asked_for[method, coverage] = asked[rows.indicator, rows.body, tier[rows.territory]]
        return self._asked_for[method, coverage]

    @cached_property
    def _asked_for(self) -> dict[tuple[int, int], Mask]:
        return {}


def without_floors(tree: Outline) -> Outline:
    """A tree in which no node asks for a least coverage, a share of its children or all of them."""
    nodes = []
    for node in tree.nodes:
        rule = "reweight" if node.missing.rule == "refuse" else node.missing.rule
        free = node.missing.model_copy(update={"rule": rule, "min_coverage": 0.0, "min_children": 0.0})
        nodes.append(replace(node, missing=free))
    return Outline(tuple(nodes))
