"""Scores by draws: what they would have been had other samples been drawn, or had assessors seen things otherwise.

Standard errors are made so where a step is no straight line: other means than arithmetic ones and sums, restated nodes,
scales with corners or of logarithms, values beyond the ends of a scale, and scales that place a value among others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from indexgov.methods.arrays import Floats, Ints
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import OutlineNode
from indexgov.scoring.aggregate import Peers
from indexgov.scoring.batch import Batch, Drawn
from indexgov.scoring.cells import IMPUTED_REASONS, base_of
from indexgov.scoring.columns import Column, fill, score_of
from indexgov.scoring.paths import Merger, compares
from indexgov.scoring.section import Section
from indexgov.scoring.slips import SlipDraws, Slips
from indexgov.scoring.sources import Draws, Sources, survey_leaves
from indexgov.tables import IMPUTED, Dataset

_AT_ONCE = 20_000
"""Authorities x draws that are scored together, which bounds the memory."""


@dataclass(frozen=True)
class Replay:
    """Scores sections again, by the functions that made the scores."""

    registry: Registry
    dataset: Dataset
    sections: tuple[Section, ...]
    """The bodies, then the territories where they are scored."""
    sources: Sources | None
    """Survey figures that are drawn; None leaves them as they are."""
    slips: Slips | None = None
    """Records of assessors that are drawn; None leaves them as they are."""

    @cached_property
    def _merger(self) -> Merger | None:
        """Of territories that average their bodies."""
        if len(self.sections) < 2 or self.sections[1].merged is None:
            return None
        assert self.registry.territory is not None
        return Merger.of(self.registry.territory.weights, *self.sections)

    @cached_property
    def among(self) -> bool:
        """Whether a drawn score depends on other authorities, so that all have to be drawn together."""
        leaves = survey_leaves(self.sections[0]).values() if self.sources is not None else ()
        if any(self.registry.scales[one.scale].relative is not None for one in leaves):
            return True
        return any(
            not isinstance(node.model, Indicator) and compares(node)
            for section in self.sections
            if section.merged is None
            for node in _drawn_nodes(section, self)
        )

    def columns(self, number: int, places: Ints) -> Ints:
        """Authorities of a section that belong to some territories, which ascend."""
        return np.flatnonzero(np.isin(self.sections[number].authorities.place, places))

    def variances(self, seed: Sequence[int], draws: int, chosen: Ints) -> tuple[Floats, ...]:
        """Variance (divisor draws - 1) of every node's score over the draws, for each section.

        Arrays of nodes x authorities: NaN where no draw changes anything, and where a draw has no score. Where no score
        depends on other authorities, only the `chosen` territories are drawn, a few at a time.
        """
        found = tuple(np.full(section.result.scores.shape, np.nan) for section in self.sections)
        for places, size in self._blocks(draws, chosen):
            chance, columns = Chance(self, places, seed), [self.columns(n, places) for n in range(len(self.sections))]
            scores = [one.result.scores[:, own] for one, own in zip(self.sections, columns, strict=True)]
            sums = [np.full((2, *one.shape), np.nan) for one in scores]
            for start in range(0, draws, size):
                made = self.scored(chance.take(min(size, draws - start)))
                for total, known, drawn in zip(sums, scores, made, strict=True):
                    for position, others in drawn.items():
                        # Distances from the score itself, so that no digits are lost.
                        apart = others - known[position]
                        before = total[:, position] if start else 0.0
                        total[:, position] = before + np.stack([apart.sum(axis=0), (apart**2).sum(axis=0)])
            for variance, total, own in zip(found, sums, columns, strict=True):
                variance[:, own] = np.maximum(total[1] - total[0] ** 2 / draws, 0.0) / (draws - 1)
        return found

    def _blocks(self, draws: int, chosen: Ints) -> Iterator[tuple[Ints, int]]:
        """Territories that are drawn together, and how many draws are made at once."""
        who = self.sections[0].authorities
        if self.among:
            yield np.arange(len(self.dataset.territories)), max(1, _AT_ONCE // max(len(who), 1))
            return
        step = max(1, _AT_ONCE // (draws * len(who.bodies)))
        for start in range(0, len(chosen), step):
            yield chosen[start : start + step], draws

    def scored(
        self,
        luck: Luck,
        factors: Sequence[Mapping[int, Floats]] = ({}, {}),
        absent: bool = False,
        index_only: bool = False,
    ) -> tuple[Drawn, ...]:
        """The drawn nodes of each section in some draws, for the authorities of some territories: draws x authorities.

        `factors` holds for each section by what the weights of its nodes are multiplied, one number a draw; `absent`
        says that factors of 0 leave nodes out; `index_only` leaves out all nodes but the index.
        """
        places, count = luck.places, luck.count
        columns = self.columns(0, places)
        leaves = self._leaves(columns, luck)
        bodies = self._batch(0, columns, absent).climb(leaves, factors[0], count, index_only)
        if len(self.sections) < 2:
            return (bodies,)
        if self._merger is not None:
            rows, merger = self._merger.rows, self._merger
            return bodies, {
                rows[position]: merger.merged(position, drawn.T, columns, places).T
                for position, drawn in bodies.items()
                if position in rows
            }
        own = self.columns(1, places)
        pooled = _pooled(self.sections[0], self.sections[1], columns, own, leaves, count) if leaves else {}
        return bodies, self._batch(1, own, absent).climb(pooled, factors[1], count, index_only)

    def _batch(self, number: int, columns: Ints, absent: bool) -> Batch:
        whole = self._whole[number]
        part = whole if len(columns) == whole.result.scores.shape[1] else whole.of(columns)
        return replace(part, absent=absent)

    @cached_property
    def _whole(self) -> tuple[Batch, ...]:
        return tuple(
            Batch(section.tree, section.result, Peers.of(self.registry, section.authorities))
            for section in self.sections
        )

    def _leaves(self, columns: Ints, luck: Luck) -> Drawn:
        """The drawn leaves of the bodies for some authorities."""
        found = Drawn()
        if self.sources is not None and luck.values is not None:
            found |= self._survey_leaves(self.sources, luck.places, columns, luck.values)
        if self.slips is not None and luck.slips is not None:
            found |= self._slipped(self.slips, columns, luck.slips)
        return found

    def _slipped(self, slips: Slips, columns: Ints, luck: Floats) -> Drawn:
        """The indicators that assessors recorded, as they are or as somebody would have recorded who erred."""
        section, found = self.sections[0], Drawn()
        cells = np.flatnonzero(np.isin(slips.column, columns))
        leaf, at = slips.leaf[cells], np.searchsorted(columns, slips.column[cells])
        other_scores = slips.erred(cells, luck)
        order = np.argsort(leaf, kind="stable")
        for chosen in np.split(order, np.flatnonzero(np.diff(leaf[order])) + 1) if len(order) else ():
            row = leaf[chosen[0]]
            scores = np.repeat(section.cells.leaves.scores[row, columns][np.newaxis], len(luck), axis=0)
            other = other_scores[:, chosen]
            scores[:, at[chosen]] = np.where(np.isnan(other), scores[:, at[chosen]], other)
            found[section.tree.leaves[row]] = scores
        return found

    def _survey_leaves(self, sources: Sources, places: Ints, columns: Ints, values: Floats) -> Drawn:
        """The survey indicators, from values of territories x slots x draws."""
        section, found = self.sections[0], Drawn()
        at = np.searchsorted(places, section.authorities.place[columns])
        for row, indicator in survey_leaves(section).items():
            rows, known = section.cells.row[row, columns], section.cells.leaves.scores[row, columns]
            slot = np.where((rows >= 0) & ~np.isnan(known), sources.slot[rows], -1)
            have = slot >= 0
            drawn = values[at[have], slot[have]].T
            if self.registry.scales[indicator.scale].relative is None:
                scores = np.repeat(known[np.newaxis], values.shape[2], axis=0)
                scores[:, have] = score_of(self.registry, indicator, drawn)
            else:
                scores = self._placed(row, indicator, columns[have], drawn)
            found[section.tree.leaves[row]] = scores
        return found

    def _placed(self, row: int, indicator: Indicator, own: Ints, drawn: Floats) -> Floats:
        """A column on a scale among others, draw by draw; all authorities have to be there."""
        section = self.sections[0]
        cells, who = section.cells, section.authorities
        imputed = cells.imputed[row]
        of_peers = np.isin(imputed, [IMPUTED_REASONS.index(IMPUTED[by]) for by in ("mean", "median")])
        shared = cells.spread(cells.rows["shared"].to_numpy(dtype=bool), False)[row]
        how = section.tree.nodes[section.tree.leaves[row]].impute
        base = base_of(self.registry, self.dataset, indicator)
        scores = np.empty((len(drawn), len(who)))
        for number, mine in enumerate(drawn):
            values = np.where(of_peers, np.nan, cells.values[row])
            values[own] = mine
            column, nothing = Column(values, shared, who), np.full(len(who), np.nan)
            # What has no answer in a draw leaves NaN there, and with it an error that is not known.
            scores[number] = fill(self.registry, indicator, how, column, nothing, of_peers, base, []).scores
        return scores


def _drawn_nodes(section: Section, replay: Replay) -> Iterator[OutlineNode]:
    """The nodes of a section that stand above something that is drawn."""
    tree, drawn = section.tree, set[int]()
    survey = set(survey_leaves(section)) if replay.sources is not None else set()
    slipped = set() if replay.slips is None else {replay.sections[0].tree.leaves[row] for row in replay.slips.leaf}
    names = {replay.sections[0].tree.nodes[leaf].id for leaf in slipped}
    for row, leaf in enumerate(tree.leaves):
        if row in survey or tree.nodes[leaf].id.partition("@")[0] in names:
            drawn.add(leaf)
    for position in reversed(range(len(tree.nodes))):
        if drawn & set(tree.children[position]):
            drawn.add(position)
            yield tree.nodes[position]


def _pooled(bodies: Section, section: Section, columns: Ints, own: Ints, leaves: Drawn, count: int) -> Drawn:
    """The drawn indicators of bodies as leaves of pooled territories: each is that of one body, or of all."""
    assert section.cells.origin is not None
    rows, whose = section.cells.origin
    among = np.full(len(bodies.authorities), -1, dtype=np.intp)
    among[columns] = np.arange(len(columns))
    found = Drawn()
    for position, row, who in zip(section.tree.leaves, rows, whose[:, own], strict=True):
        drawn = leaves.get(bodies.tree.leaves[row])
        if drawn is not None:
            have = who >= 0
            scores = np.full((count, len(own)), np.nan)
            scores[:, have] = drawn[:, among[who[have]]]
            found[position] = scores
    return found


@dataclass(frozen=True)
class Luck:
    """What chance gave in some draws to some territories."""

    places: Ints
    """They ascend."""
    count: int
    values: Floats | None = None
    """Survey figures: territories x slots x draws."""
    slips: Floats | None = None
    """A number from 0 to 1 for each cell that assessors recorded: draws x cells."""

    def some(self, draws: Ints) -> Luck:
        """The same for some of the draws."""
        values = None if self.values is None else self.values[:, :, draws]
        return Luck(self.places, len(draws), values, None if self.slips is None else self.slips[draws])


class Chance:
    """The streams of chance of some territories, draw after draw.

    Every territory has streams of its own, so that its draws depend neither on who else is scored nor on how many draws
    are made at once.
    """

    def __init__(
        self, replay: Replay, places: Ints, seed: Sequence[int], seed_of_slips: Sequence[int] | None = None
    ) -> None:
        self._places = places
        self._survey = Draws(replay.sources, places, seed) if replay.sources is not None else None
        seed = seed if seed_of_slips is None else seed_of_slips
        self._slips = SlipDraws(replay.slips, places, seed) if replay.slips is not None else None

    def take(self, count: int) -> Luck:
        """The next draws."""
        values = self._survey.take(count) if self._survey is not None else None
        return Luck(self._places, count, values, self._slips.take(count) if self._slips is not None else None)
