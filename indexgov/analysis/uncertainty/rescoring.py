"""Scores of the index in many draws of errors and of the methodology, in one batched computation.

Draws go through in units of fixed size, so that results depend neither on how many are handled at once nor on how many
workers handle them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np

from indexgov.analysis.uncertainty.sample import Sample, left_out
from indexgov.analysis.uncertainty.worlds import Choices, world
from indexgov.errors import IndexgovError
from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.scoring import Assessment
from indexgov.scoring.draws import Chance, Luck, Replay

_CELLS = 240_000
"""Authorities x draws of a unit where only the methodology is drawn: about what a processor keeps at hand."""
_CELLS_WITH_ERRORS = 60_000
"""The same where every leaf is drawn."""
_FEWEST = 16
"""Draws of a unit, however many authorities there are."""


@dataclass(frozen=True)
class Rescoring:
    """An assessment that is scored again under draws."""

    assessment: Assessment
    errors: Replay | None
    """Which kinds of error are drawn; None for neither."""
    seeds: tuple[Sequence[int], Sequence[int]] = ((), ())
    """Of the draws of survey figures, and of those of assessors."""
    workers: int = 1
    at_once: int = 8
    """Units a worker that wait for each other."""

    def index(self, sample: Sample) -> tuple[Floats, ...]:
        """The score of the index in every draw, draws x authorities, for each section.

        NaN only where the authority has no score as recorded. Raises IndexgovError with the reason where a draw gives
        an authority no score.
        """
        sections = self.assessment.sections
        known = [~np.isnan(section.result.scores[0]) for section in sections]
        found = tuple(np.empty((sample.count, len(one))) for one in known)
        first, which = sample.worlds()
        choices = [sample.choices(self.assessment.registry, int(draw)) for draw in first]
        # Where nothing but the methodology is drawn one world is held at a time, the registry's own, which is there
        # already, last; errors go through all of them.
        for chosen in [choices] if self.errors is not None else [[one] for one in reversed(choices)]:
            worlds = [_World.of(self.assessment, one, self.errors, sample) for one in chosen]
            here = which if self.errors is not None else np.where(which == choices.index(chosen[0]), 0, -1)
            self._run(worlds, self._units(here, len(known[0])), sample, known, found)
            del worlds
        return found

    def _run(
        self,
        worlds: Sequence[_World],
        units: Iterator[tuple[int, Ints, Luck]],
        sample: Sample,
        known: Sequence[Mask],
        found: Sequence[Floats],
    ) -> None:
        """Score units and put the results where they belong."""

        def run(unit: tuple[int, Ints, Luck]) -> None:
            number, draws, luck = unit
            made = worlds[number].scored(draws, luck, absent=bool(sample.left_out[draws].any()))
            for target, scores, who, scored in zip(found, made, self.assessment.sections, known, strict=True):
                target[draws] = scores if scored.all() else np.where(scored, scores, np.nan)
                if np.isnan(scores.sum(axis=0)[scored]).any():
                    row, column = np.argwhere(np.isnan(scores) & scored)[0]
                    whose = who.authorities.named(int(column))
                    _refuse(self.assessment, sample, worlds[number].choices, whose, int(draws[row]))

        if self.workers == 1:
            for unit in units:
                run(unit)
            return
        with ThreadPoolExecutor(self.workers) as pool:
            # A few at a time, because what chance gave them waits in memory.
            while some := list(islice(units, self.workers * self.at_once)):
                list(pool.map(run, some))

    def _units(self, which: Ints, authorities: int) -> Iterator[tuple[int, Ints, Luck]]:
        """Draws that are scored together: those of one world, a unit at a time, with what chance gave them."""
        places = np.arange(len(self.assessment.dataset.territories))
        if self.errors is None:
            size, draws = max(_FEWEST, _CELLS // max(1, authorities)), np.flatnonzero(which == 0)
            for start in range(0, len(draws), size):
                yield 0, draws[start : start + size], Luck(places, len(draws[start : start + size]))
            return
        size = max(_FEWEST, _CELLS_WITH_ERRORS // max(1, authorities))
        chance = Chance(self.errors, places, *self.seeds)
        for start in range(0, len(which), size):
            luck = chance.take(min(size, len(which) - start))
            here = which[start : start + size]
            for number in np.unique(here):
                some = np.flatnonzero(here == number)
                yield int(number), start + some, luck.some(some)


@dataclass(frozen=True)
class _World:
    """One world with the factors of its weights."""

    choices: Choices
    replay: Replay
    factors: Sequence[Mapping[int, Floats]]
    """For each section by position, one number for each draw of the sample."""

    @classmethod
    def of(cls, assessment: Assessment, choices: Choices, errors: Replay | None, sample: Sample) -> _World:
        replay = world(assessment, choices, errors)
        return cls(choices, replay, _by_position(assessment, replay, sample))

    def scored(self, draws: Ints, luck: Luck, absent: bool) -> Iterator[Floats]:
        """The scores of the index in some draws of the sample, for each section."""
        own = [{position: one[draws] for position, one in each.items()} for each in self.factors]
        for section, drawn in zip(
            self.replay.sections, self.replay.scored(luck, own, absent, index_only=True), strict=True
        ):
            scores = section.result.scores[0]
            yield drawn.get(0, np.broadcast_to(scores, (len(draws), len(scores))))


def _by_position(assessment: Assessment, replay: Replay, sample: Sample) -> list[Mapping[int, Floats]]:
    """The factors of weights by position in the tree of each section, nodes left out among them."""
    names = left_out(assessment.registry, replay.sections[0].tree)
    gone = {name: (sample.left_out != 1 + row).astype(float) for row, name in enumerate(names)}
    made: list[Mapping[int, Floats]] = []
    for section in replay.sections:
        own: dict[int, Floats] = {}
        for position, node in enumerate(section.tree.nodes):
            name = node.id.partition("@")[0]
            factor = sample.factors.get(name)
            if name in gone and sample.left_out.any():
                factor = gone[name] if factor is None else factor * gone[name]
            if factor is not None:
                own[position] = factor
        made.append(own)
    return made


def _refuse(assessment: Assessment, sample: Sample, choices: Choices, who: str, draw: int) -> None:
    """Say which draw gave an authority no score, and under what."""
    tree = assessment.sections[0].tree
    told = str(choices)
    if sample.left_out[draw]:
        told += f", without '{left_out(assessment.registry, tree)[sample.left_out[draw] - 1]}'"
    raise IndexgovError(
        f"draw {draw + 1} gives {who} no score ({told}); take that out of 'uncertainty' in '{assessment.registry.file}'"
    )
