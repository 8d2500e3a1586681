"""Standard errors by draws: what the scores would have been had other samples been drawn.

Used where a step is no straight line: other means than arithmetic ones and sums, restated nodes, scales with corners or
of logarithms, values beyond the ends of a scale, and scales that place a value among others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from indexgov.methods.arrays import Floats, Ints, zeroed
from indexgov.methods.means import mean_of
from indexgov.registry.models import Indicator, Registry
from indexgov.scoring.aggregate import Peers, restated
from indexgov.scoring.cells import IMPUTED_REASONS, base_of
from indexgov.scoring.columns import Column, fill, score_of
from indexgov.scoring.paths import Merger, Paths, compares
from indexgov.scoring.section import Section
from indexgov.scoring.sources import Draws, Sources, survey_leaves
from indexgov.tables import IMPUTED, Dataset

_AT_ONCE = 20_000
"""Authorities x draws that are scored together, which bounds the memory."""
Drawn = dict[int, Floats]
"""Scores by position of the node, authorities x draws."""


@dataclass(frozen=True)
class Replay:
    """Scores the survey's part of the tree again, by the functions that made the scores."""

    registry: Registry
    dataset: Dataset
    sources: Sources
    bodies: Paths
    territories: Paths | None
    """Of the territories, where they are scored."""
    merger: Merger | None
    """Of territories that average their bodies."""

    def standard_errors(self, seed: int, draws: int) -> tuple[Floats, ...]:
        """Standard deviation (divisor draws - 1) of every node's score over the draws, for each section.

        Arrays of nodes x authorities: NaN where no draw was needed, and where a draw has no score. Where no score
        depends on other authorities, only territories are drawn that have a node which needs it, a few at a time.
        """
        sections = [self.bodies, *([self.territories] if self.territories else [])]
        found = tuple(np.full(paths.counts.shape, np.nan) for paths in sections)
        for places, size in self._blocks(draws):
            chance, columns = Draws(self.sources, places, seed), [self._columns(paths, places) for paths in sections]
            scores = [paths.section.result.scores[:, own] for paths, own in zip(sections, columns, strict=True)]
            sums = [np.zeros((2, *one.shape)) for one in scores]
            for start in range(0, draws, size):
                values = chance.take(min(size, draws - start))
                for total, known, drawn in zip(sums, scores, self._scored(places, values), strict=True):
                    for position, others in drawn.items():
                        # Distances from the score itself, so that no digits are lost.
                        apart = others - known[position, :, np.newaxis]
                        total[:, position] += apart.sum(axis=1), (apart**2).sum(axis=1)
            for se, total, own in zip(found, sums, columns, strict=True):
                squares = np.maximum(total[1] - total[0] ** 2 / draws, 0.0)
                se[:, own] = np.sqrt(squares / (draws - 1))
        return found

    def _columns(self, paths: Paths, places: Ints) -> Ints:
        """Authorities of the section that belong to some territories."""
        return np.flatnonzero(np.isin(paths.section.authorities.place, places))

    def _blocks(self, draws: int) -> Iterator[tuple[Ints, int]]:
        """Territories that are drawn together, and how many draws are made at once."""
        who = self.bodies.section.authorities
        everybody = np.arange(len(self.sources.territories))
        leaves = survey_leaves(self.bodies.section).values()
        among = any(self.registry.scales[one.scale].relative is not None for one in leaves)
        trees = [
            paths for paths in (self.bodies, self.territories) if paths is not None and paths.section.merged is None
        ]
        among |= any(compares(paths.section.tree.nodes[position]) for paths in trees for position in paths.nodes)
        if among:
            yield everybody, max(1, _AT_ONCE // max(len(who), 1))
            return
        needed = np.zeros(len(everybody), dtype=bool)
        for paths in filter(None, (self.bodies, self.territories)):
            curved = (paths.counts & paths.known & ~paths.linear).any(axis=0)
            needed[paths.section.authorities.place[curved]] = True
        chosen, step = np.flatnonzero(needed), max(1, _AT_ONCE // (draws * len(who.bodies)))
        for start in range(0, len(chosen), step):
            yield chosen[start : start + step], draws

    def _scored(self, places: Ints, values: Floats) -> Iterator[Drawn]:
        """The nodes of the bodies, then of the territories, in every draw of the values of some territories."""
        columns, section = self._columns(self.bodies, places), self.bodies.section
        at = np.searchsorted(places, section.authorities.place[columns])
        leaves = self._leaves(columns, at, values)
        bodies = self._climbed(self.bodies, columns, leaves)
        yield bodies
        if self.territories is None:
            return
        if self.merger is not None:
            merger = self.merger
            yield {
                merger.rows[position]: merger.merged(position, bodies[position], columns, places)
                for position in self.bodies.nodes
            }
            return
        yield self._climbed(self.territories, places, self._pooled(places, columns, leaves))

    def _leaves(self, columns: Ints, at: Ints, values: Floats) -> Drawn:
        """The survey indicators of some authorities; `at` is the place of each one's territory among the values."""
        section, found = self.bodies.section, Drawn()
        for row, indicator in survey_leaves(section).items():
            position = section.tree.leaves[row]
            slot, known = self.bodies.leaves[position][columns], section.cells.leaves.scores[row, columns, np.newaxis]
            scores = np.repeat(known, values.shape[2], axis=1)
            have = slot >= 0
            drawn = values[at[have], slot[have]]
            if self.registry.scales[indicator.scale].relative is None:
                scores[have] = score_of(self.registry, indicator, drawn)
            else:
                scores = self._placed(row, indicator, columns[have], drawn)
            found[position] = scores
        return found

    def _placed(self, row: int, indicator: Indicator, own: Ints, drawn: Floats) -> Floats:
        """A column on a scale among others, draw by draw; all authorities have to be there."""
        section = self.bodies.section
        cells, who = section.cells, section.authorities
        imputed = cells.imputed[row]
        of_peers = np.isin(imputed, [IMPUTED_REASONS.index(IMPUTED[by]) for by in ("mean", "median")])
        shared = cells.spread(cells.rows["shared"].to_numpy(dtype=bool), False)[row]
        how, base = section.tree.nodes[section.tree.leaves[row]].impute, base_of(self.registry, self.dataset, indicator)
        scores = np.empty((len(who), drawn.shape[1]))
        for number in range(drawn.shape[1]):
            values = np.where(of_peers, np.nan, cells.values[row])
            values[own] = drawn[:, number]
            column, nothing = Column(values, shared, who), np.full(len(who), np.nan)
            # What has no answer in a draw leaves NaN there, and with it a standard error that is not known.
            scores[:, number] = fill(self.registry, indicator, how, column, nothing, of_peers, base, []).scores
        return scores

    def _pooled(self, places: Ints, columns: Ints, leaves: Drawn) -> Drawn:
        """The same indicators as leaves of pooled territories: each is that of one body."""
        assert self.territories is not None
        section, bodies, found = self.territories.section, self.bodies.section, Drawn()
        position_of = {bodies.tree.nodes[position].id: position for position in leaves}
        count = next(iter(leaves.values())).shape[1]
        among = np.full(len(bodies.authorities), -1, dtype=np.intp)
        among[columns] = np.arange(len(columns))
        for row in survey_leaves(section):
            position = section.tree.leaves[row]
            model = section.tree.nodes[position].model
            assert isinstance(model, Indicator)
            have = self.territories.leaves[position][places] >= 0
            scores = np.repeat(section.cells.leaves.scores[row, places, np.newaxis], count, axis=1)
            source = among[self.sources.column[section.cells.row[row, places[have]]]]
            scores[have] = leaves[position_of[model.id]][source]
            found[position] = scores
        return found

    def _climbed(self, paths: Paths, columns: Ints, leaves: Mapping[int, Floats]) -> Drawn:
        """Leaves and the nodes above them; what no survey figure stands below is as it is."""
        section, found = paths.section, dict(leaves)
        peers = Peers.of(self.registry, section.authorities)
        for position in paths.nodes:
            found[position] = _node(section, position, columns, found, peers)
        return found


def _node(section: Section, position: int, columns: Ints, found: Drawn, peers: Peers) -> Floats:
    """A node from its children in every draw; what counts in a node does not depend on the draw."""
    node, result = section.tree.nodes[position], section.result
    assert not isinstance(node.model, Indicator)
    children, count = list(section.tree.children[position]), next(iter(found.values())).shape[1]
    plain, shape = result.scores[children][:, columns], (len(columns), count)
    scores = np.stack([
        np.broadcast_to(found.get(child, plain[row, :, np.newaxis]), shape) for row, child in enumerate(children)
    ])  # fmt: skip
    counted = result.counted[children][:, columns]
    lost = (np.isnan(scores) & (~np.isnan(plain) & (counted > 0))[:, :, np.newaxis]).any(axis=0)
    mean, setting = mean_of(node.model.aggregation, peers.setting)
    scores = zeroed(scores)
    if mean.compares:
        values = [mean.value(scores[:, :, number], counted, setting) for number in range(count)]
        value = np.stack(values, axis=1)
    else:
        flat = scores.reshape(len(children), -1)
        value = mean.value(flat, np.repeat(counted, count, axis=1), setting).reshape(shape)
    blank = np.isnan(result.scores[position, columns])
    value = np.where(lost | blank[:, np.newaxis], np.nan, value)
    if node.model.restate is None:
        return value
    placed = [restated(node, node.model.restate, value[:, number], peers, lambda *_: None) for number in range(count)]
    return np.stack(placed, axis=1)
