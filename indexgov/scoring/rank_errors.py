"""What sampling error and the error of assessors leave open: rank sets of every node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.registry.models import Ranking, Registry
from indexgov.scoring.alike import Alike, alike_of
from indexgov.scoring.batch import Drawn
from indexgov.scoring.draws import Chance, Replay
from indexgov.scoring.paths import below_sections
from indexgov.scoring.rank import SMALLEST_GROUP
from indexgov.scoring.rank_sets import MANY_PEERS, RankSets, bounded_rank_sets, rank_sets
from indexgov.scoring.section import Section
from indexgov.scoring.slips import ErrorRate, Slips
from indexgov.tables import Dataset


@dataclass(frozen=True)
class RankErrors:
    """What is known of the ranks of a section: arrays of nodes x authorities, NaN where no error is known."""

    rank_low: Floats
    rank_high: Floats
    alike: dict[int, Alike] = field(default_factory=dict)
    """By column: who cannot be told apart from an authority by its index."""


@dataclass(frozen=True)
class ErrorDraws:
    """Both kinds of error of an assessment, ready to be drawn."""

    replay: Replay
    known: tuple[Mask, ...]
    """Whether all errors in a score are known: nodes x authorities, for each section."""
    seed: int
    draws: int

    @property
    def rate(self) -> ErrorRate | None:
        """Of assessors; None where it is not known."""
        return self.replay.slips.rate if self.replay.slips is not None else None

    @classmethod
    def of(
        cls, registry: Registry, dataset: Dataset, sections: Sequence[Section], seed: int, draws: int
    ) -> ErrorDraws | None:
        """None where there is nothing to draw: no survey figure with an error, and assessors whose error is unknown."""
        below, slips = below_sections(registry, dataset, sections), Slips.of(registry, dataset, sections[0])
        sources = below[0] if below is not None else None
        if sources is not None and np.isnan(sources.se).all():
            sources = None
        if not draws or (sources is None and slips is None):
            return None
        replay = Replay(registry, dataset, tuple(sections), sources, slips)
        if below is not None:
            known = tuple(~one.counts | one.known for one in below[1])
        else:
            known = tuple(np.ones(section.result.scores.shape, dtype=bool) for section in sections)
        return cls(replay, known, seed, draws)

    def groups(self, number: int, anywhere: bool = False) -> Iterator[Ints]:
        """The peers of each group of a section that is ranked; with `anywhere` at any node, not only at the index."""
        section = self.replay.sections[number]
        groups = section.authorities.groups(self.replay.registry.ranking.within)
        for group in np.unique(groups):
            members = np.flatnonzero(groups == group)
            scored = ~np.isnan(section.result.scores[: None if anywhere else 1, members])
            if scored.sum(axis=1).max() >= SMALLEST_GROUP:
                yield members

    def deviations(self, number: int, members: Ints, nodes: Sequence[int] | None = None) -> Mapping[int, Floats]:
        """Draws of scores less the mean of their draws, draws x members, of the nodes that any draw changes.

        The mean is taken off so that scores as recorded stay in the middle: a level at the end of its scale can only
        err to one side.
        """
        places = self.places(number, members)
        at = np.searchsorted(self.replay.columns(number, places), members)
        return {position: _centred(one[:, at]) for position, one in self.drawn(places, nodes)[number].items()}

    def places(self, number: int, members: Ints) -> Ints:
        """The territories that have to be drawn for some authorities."""
        if self.replay.among:
            return np.arange(len(self.replay.dataset.territories))
        return np.unique(self.replay.sections[number].authorities.place[members])

    def drawn(self, places: Ints, nodes: Sequence[int] | None = None) -> tuple[Drawn, ...]:
        """All draws of scores of the authorities of some territories, for each section: draws x authorities."""
        replay, sections = self.replay, self.replay.sections
        chance, found = Chance(replay, places, [self.seed]), [Drawn() for _ in sections]
        size = max(1, _CELLS // max(1, len(places) * (1 + len(replay.registry.bodies))))
        for start in range(0, self.draws, size):
            made = replay.scored(chance.take(min(size, self.draws - start)))
            if size >= self.draws and nodes is None:
                return made
            for whole, drawn in zip(found, made, strict=True):
                for position in drawn if nodes is None else set(nodes) & set(drawn):
                    scores = drawn[position]
                    target = whole.setdefault(position, np.empty((self.draws, scores.shape[1])))
                    target[start : start + len(scores)] = scores
        return tuple(found)


_CELLS = 60_000
"""Authorities x draws that are scored together."""


def _centred(scores: Floats) -> Floats:
    return np.asarray(scores - scores.mean(axis=0))


def rank_errors_of(errors: ErrorDraws) -> tuple[RankErrors, ...]:
    """Rank sets of every node, for each section.

    Groups up to MANY_PEERS have sets from their draws, larger ones from variances.
    """
    made = tuple(RankErrors(*np.full((2, *section.result.scores.shape), np.nan)) for section in errors.replay.sections)
    few: dict[bytes, list[tuple[int, Ints]]] = {}
    many: list[tuple[int, Ints]] = []
    for number in range(len(made)):
        for members in errors.groups(number, anywhere=True):
            if len(members) > MANY_PEERS:
                many.append((number, members))
            else:
                few.setdefault(errors.places(number, members).tobytes(), []).append((number, members))
    for together in few.values():
        places = errors.places(*together[0])
        drawn = errors.drawn(places)
        for number, members in together:
            at = np.searchsorted(errors.replay.columns(number, places), members)
            for position, scores in drawn[number].items():
                _fill(errors, made, number, position, members, _centred(scores[:, at]))
    if many:
        everybody = np.arange(len(errors.replay.dataset.territories))
        variances = errors.replay.variances([errors.seed], errors.draws, everybody)
        for number, members in many:
            for row in np.flatnonzero(~np.isnan(variances[number][:, members]).all(axis=1)).tolist():
                _fill(errors, made, number, row, members, None, variances[number][row, members])
    return made


def sets_of(errors: ErrorDraws, number: int, position: int, members: Ints, drawn: Floats) -> RankSets:
    """The rank sets of those peers that have a score at a node."""
    section = errors.replay.sections[number]
    scored = np.flatnonzero(~np.isnan(section.result.scores[position, members]))
    scores = section.result.scores[position, members[scored]]
    known = errors.known[number][position, members[scored]] & ~np.isnan(drawn[:, scored]).any(axis=0)
    made, tolerance = np.nan_to_num(drawn[:, scored]), _tolerance(errors.replay.registry.ranking)
    if len(members) > MANY_PEERS:
        return bounded_rank_sets(scores, made.var(axis=0, ddof=1), known, tolerance)
    return rank_sets(scores, made, known, tolerance)


def _tolerance(rule: Ranking) -> float:
    """How near scores may be and still tie: where they are rounded before they are ranked, up to one whole step.

    Sets are made of unrounded scores, because it is these that err.
    """
    return rule.tolerance + (0.0 if isinstance(rule.on, str) else 10.0 ** -rule.on["rounded"])


def _fill(
    errors: ErrorDraws,
    made: Sequence[RankErrors],
    number: int,
    position: int,
    members: Ints,
    drawn: Floats | None,
    variance: Floats | None = None,
) -> None:
    """Write down what draws, or variances alone, say of a node of some peers."""
    scores, known = errors.replay.sections[number].result.scores[position], errors.known[number][position]
    scored = ~np.isnan(scores[members])
    own = members[scored]
    if len(own) < SMALLEST_GROUP:
        return
    if drawn is not None:
        sets = sets_of(errors, number, position, members, drawn)
    else:
        assert variance is not None
        spread = np.nan_to_num(variance[scored])
        sets = bounded_rank_sets(scores[own], spread, known[own], _tolerance(errors.replay.registry.ranking))
    made[number].rank_low[position, own], made[number].rank_high[position, own] = sets.low, sets.high
    if position == 0:
        made[number].alike.update(alike_of(sets, own))
