"""The result of scoring one period: matrices inside, frames outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

import indexgov
from indexgov.errors import Problem
from indexgov.methods.arrays import Floats
from indexgov.registry.models import Registry
from indexgov.scoring.alike import Alike
from indexgov.scoring.errors import Errors, SamplingErrors, errors_of
from indexgov.scoring.gates import Gate, gates_of
from indexgov.scoring.rank import SMALLEST_GROUP, capped, class_of, ranks, rounded
from indexgov.scoring.rank_errors import ErrorDraws, RankErrors, rank_errors_of
from indexgov.scoring.score_matrices import LOW_COVERAGE, NO_SCORE, ScoreMatrices, whole_numbers
from indexgov.scoring.section import Section
from indexgov.tables import NOT_APPLICABLE, PROBLEMS, RANKING, RANKING_AFTER, Dataset, one_line

Objects = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]

SEED = 20260930
"""Of draws, where nobody names another."""
DRAWS = 1000
"""How many draws a standard error or rank set is made of, where nobody says otherwise; the error of a standard error is
then about 2 %."""
RANKED, FEW_PEERS = "ranked", "few_peers"
"""Status of an authority in the ranking, beside LOW_COVERAGE and NO_SCORE; `few_peers`: there is a score, but fewer
than three peers have one."""


@dataclass(frozen=True)
class Assessment:
    """Scores, ranks and classes of one period."""

    registry: Registry
    dataset: Dataset
    sections: tuple[Section, ...]
    """The authorities, then the territories where the registry scores them."""
    seed: int = SEED
    """Of the draws by which rank sets are made, and standard errors where a step is no straight line."""
    draws: int = DRAWS
    """How many; 0 leaves rank sets and those standard errors unknown."""

    def __repr__(self) -> str:
        authorities = sum(len(one.result.scores[0]) for one in self.sections)
        return f"<Assessment of {one_line(self.dataset)}: {authorities} authorities and territories>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the table of `indexgov.as_html`."""
        return indexgov.as_html(self)

    @cached_property
    def errors(self) -> SamplingErrors | None:
        """Sampling errors of every node; None where no survey figure gives a score. Only who asks pays for draws."""
        return errors_of(self.registry, self.dataset, self.sections, self.seed, self.draws)

    @cached_property
    def error_draws(self) -> ErrorDraws | None:
        """Sampling error and the error of assessors, ready to be drawn; None without draws, and where none is known."""
        return ErrorDraws.of(self.registry, self.dataset, self.sections, self.seed, self.draws)

    @cached_property
    def rank_errors(self) -> tuple[RankErrors, ...] | None:
        """The rank sets of every node, for each section; None where there are no error draws."""
        return rank_errors_of(self.error_draws) if self.error_draws is not None else None

    @cached_property
    def alike(self) -> tuple[Mapping[int, Alike], ...]:
        """For each section, by column: the peers that an authority cannot be told apart from by its index.

        An authority is missing where no error of its score is known, or where it has no rank.
        """
        return tuple(one.alike for one in self.rank_errors) if self.rank_errors else tuple({} for _ in self.sections)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """One row an authority and node, columns SCORES, in the order of bodies, territories and the registry's tree.

        `score` and `contribution` are points of the range, weights as written, `effective_weight` and `coverage` from
        0 to 1. `rank_low` and `rank_high` are the ranks that the node could hold (95 %, from sampling error and the
        error of assessors), empty where no error is known. A territory's own rows have an empty body; the leaves of a
        pooled one are called `indicator@body`.
        """
        return pd.concat([one.frame() for one in self.score_matrices], ignore_index=True)

    @cached_property
    def score_matrices(self) -> tuple[ScoreMatrices, ...]:
        """What `scores` says of each section, for who needs a part of it or cannot hold so many rows at once."""
        errors = self.errors.sections if self.errors is not None else [None] * len(self.sections)
        sets = self.rank_errors or [None] * len(self.sections)
        return tuple(self._matrices(*three) for three in zip(self.sections, errors, sets, strict=True))

    def _matrices(self, section: Section, errors: Errors | None, sets: RankErrors | None) -> ScoreMatrices:
        groups = section.authorities.groups(self.registry.ranking.within)
        placed = [self._ranks(row, groups) for row in section.result.scores]
        classes = np.full(section.result.scores.shape, "", dtype=object)
        for position, node in enumerate(section.tree.nodes):
            if node.level != "indicator":
                classes[position] = self._classes(section.result.scores[position], groups)
        classes[0] = self._class_of_whole(section, groups)
        ranks, peers = (np.array(one) for one in zip(*placed, strict=True))
        return ScoreMatrices.of(section, self.dataset.period.code, (ranks, peers), classes, errors, sets)

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """One row an authority or territory, those ranked first: score, components, rank, class, coverage, status.

        `rank_low` and `rank_high` are as in `scores`. `not_applicable` is the share of the nominal weight that
        does not apply, 0 to 1. `status` is `ranked`, `low_coverage` (a component is below its coverage floor),
        `no_score` (something is missing that must not be), `not_applicable` (nothing applies) or `few_peers`; `reason`
        says which part lacks what.
        """
        sets = self.rank_errors or [None] * len(self.sections)
        pairs = zip(self.sections, sets, strict=True)
        return pd.concat([self._section_ranking(section, one) for section, one in pairs], ignore_index=True)

    @cached_property
    def problems(self) -> pd.DataFrame:
        """Warnings and notes met while reading, columns PROBLEMS."""
        rows = [
            (one.level, one.rule, str(one.place.without_folder()), one.message, one.advice) for one in self.warnings
        ]
        return pd.DataFrame(rows, columns=list(PROBLEMS), dtype=object)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The same as objects."""
        return self.dataset.problems

    def places(self, section: Section) -> tuple[Floats, Ints]:
        """The rank of each authority of a section by its index, NaN without one, and how many peers have a rank."""
        return self._ranks(section.result.scores[0], section.authorities.groups(self.registry.ranking.within))

    def _ranks(self, scores: Floats, groups: npt.NDArray[np.intp]) -> tuple[Floats, Ints]:
        rule = self.registry.ranking
        return ranks(rounded(scores, rule.on), groups, rule.tolerance)

    def _classes(self, scores: Floats, groups: npt.NDArray[np.intp]) -> Objects:
        if self.registry.classes is None:
            return np.full(len(scores), "", dtype=object)
        return class_of(scores, self.registry.classes, groups, self.registry.ranking.tolerance)

    def _class_of_whole(self, section: Section, groups: npt.NDArray[np.intp]) -> Objects:
        """The class of each authority, capped where it did not pass a gate."""
        found, classes = self._classes(section.result.scores[0], groups), self.registry.classes
        for gate in self.gates(section) if classes is not None else ():
            assert classes is not None
            found = np.where(gate.failed, capped(found, gate.cap, classes.best_first), found)
        return found

    def gates(self, section: Section) -> tuple[Gate, ...]:
        """Every gate with those who did not pass it; a territory of averaged bodies has the gates of its bodies."""
        if section.merged is None:
            return gates_of(section.tree, section.result, self.registry.ranking.tolerance)
        who, territory = self.sections[0].authorities, self.registry.territory
        weights = territory.weights if territory is not None else {}
        counts = np.array([weights.get(body, 0.0) > 0 for body in who.bodies])[who.body_number]
        count = len(section.authorities)
        return tuple(gate.by_place(who.place, counts, count) for gate in self.gates(self.sections[0]))

    def _gate_reasons(self, section: Section) -> Objects:
        """Which gates an authority with a class did not pass: `papers.heads: below 50, class at most C`."""
        told, scored = np.full(len(section.authorities), "", dtype=object), ~np.isnan(section.result.scores[0])
        for gate in self.gates(section):
            for mask, what in ((gate.shown, f"below {gate.score:g}"), (~gate.shown, "not assessed")):
                words = f"{gate.node}: {what}, class at most {gate.cap}"
                told = _joined(told, np.where(gate.failed & scored & mask, words, "").astype(object))
        return told

    def _section_ranking(self, section: Section, sets: RankErrors | None) -> pd.DataFrame:
        who, result = section.authorities, section.result
        score = result.scores[0]
        groups = who.groups(self.registry.ranking.within)
        rank, peers = self.places(section)
        blank = np.full(len(who), np.nan)
        named = {node.id: position for position, node in enumerate(section.tree.nodes) if node.level == "component"}
        components = {name: result.scores[named[name]] if name in named else blank for name in self.registry.components}
        columns = {
            "territory": who.territory,
            "body": who.body,
            "tier": who.tier,
            "peer_group": who.peer_group,
            "score": score,
            **components,
            "rank": whole_numbers(rank),
            "rank_low": whole_numbers(blank if sets is None else sets.rank_low[0]),
            "rank_high": whole_numbers(blank if sets is None else sets.rank_high[0]),
            "class": self._class_of_whole(section, groups),
            "coverage": result.coverage[0],
            "not_applicable": result.not_applicable[0],
            "status": _ranking_status(section, peers),
            "reason": _joined(_ranking_reasons(section), self._gate_reasons(section)),
        }
        keys = [who.body_number, groups, np.nan_to_num(rank, nan=np.inf), -score]
        frame = pd.DataFrame(columns)[[*RANKING, *components, *RANKING_AFTER]]
        return frame.iloc[np.lexsort([who.place, *reversed(keys)])]


def _joined(one: Objects, other: Objects) -> Objects:
    """Two columns of reasons as one."""
    between = np.where((one != "") & (other != ""), "; ", "").astype(object)
    return np.asarray(one + between + other)


def _ranking_status(section: Section, peers: Ints) -> Objects:
    """Why an authority is not ranked, or that it is."""
    scored = ~np.isnan(section.result.scores[0])
    low = np.zeros(len(scored), dtype=bool)
    for position in (0, *section.tree.children[0]):
        below, few, _ = section.lacking(position)
        low |= below | few
    conditions = [scored & (peers >= SMALLEST_GROUP), scored, low]
    conditions.append(~section.result.applicable[0])
    return np.select(conditions, [RANKED, FEW_PEERS, LOW_COVERAGE, NOT_APPLICABLE], NO_SCORE).astype(object)


def _ranking_reasons(section: Section) -> Objects:
    """Which components have no score, and why: `external: coverage 0.457, floor 0.66`; empty where there is a score."""
    tree, result = section.tree, section.result
    if section.merged is not None:
        return section.merged[1]
    told = np.full(result.scores.shape[1], "", dtype=object)
    for column in np.flatnonzero(np.isnan(result.scores[0])):
        words = []
        for position in (*tree.children[0], 0):
            low, few, other = (mask[column] for mask in section.lacking(position))
            node, coverage = tree.nodes[position], result.coverage[position, column]
            if low:
                words.append(f"{node.id}: coverage {coverage:.3f}, floor {node.missing.min_coverage:g}")
            elif few:
                share = result.children_assessed(tree, position)[column]
                words.append(f"{node.id}: {share:.3f} of its children, floor {node.missing.min_children:g}")
            elif other and position:
                words.append(f"{node.id}: coverage {coverage:.3f}, rule {node.missing.rule}")
        told[column] = "; ".join(words)
    return told
