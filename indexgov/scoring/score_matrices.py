"""What scores say of every node and authority, as matrices that become rows where somebody reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from indexgov.methods.arrays import Floats, Ints, Mask
from indexgov.scoring.authorities import Objects
from indexgov.scoring.errors import Errors
from indexgov.scoring.rank_errors import RankErrors
from indexgov.scoring.section import Section
from indexgov.tables import ASSESSED, NOT_APPLICABLE, NOT_ASSESSED, SCORES, STATUSES

NOT_COUNTED = "parent_without_score"
"""Reason of something that has a score and did not count, because the node above it has none."""
LOW_COVERAGE = "low_coverage"
"""Reason of a node whose coverage is below its floor, and status of an authority that has such a component."""
FEW_CHILDREN = "few_children"
"""Reason of a node of whose children too few have a score."""
NO_SCORE = "no_score"
"""Reason of a node that lacks something which must not be missing, and status of an authority without a score."""
BODY_WITHOUT_SCORE = "body_without_score"
"""Reason of a node of a territory that averages its bodies, where one of them has no score."""
_WHOLE = ("rank", "rank_low", "rank_high")
_BLOCK = 20_000
"""Rows of a block, about."""

Matrix = npt.NDArray[Any]


@dataclass(frozen=True)
class ScoreMatrices:
    """The rows of a section in `Assessment.scores`: authority by authority, node by node, if the node concerns it."""

    section: Section
    concerned: Mask
    """Nodes by authorities, as all matrices here."""
    columns: Mapping[str, Matrix]
    """Every column of SCORES and `confidence`, that of the interval; ranks are floats, NaN where there is none."""

    @classmethod
    def of(
        cls,
        section: Section,
        period: str,
        placed: tuple[Floats, Ints],
        classes: Objects,
        errors: Errors | None,
        sets: RankErrors | None,
    ) -> ScoreMatrices:
        """Lays out a section with its ranks, its numbers of peers, its classes and what is known of its errors."""
        who, tree, result = section.authorities, section.tree, section.result
        shape = result.scores.shape
        ids, levels = (np.array([getattr(node, name) for node in tree.nodes], dtype=object) for name in ("id", "level"))
        text, reason, disputed = values_and_reasons(section)
        blank = np.broadcast_to(np.nan, shape)
        sampling = ("se", "ci_low", "ci_high", "n", "n_eff", "confidence")
        found = {
            "period": np.broadcast_to(np.array(period, dtype=object), shape),
            "territory": np.broadcast_to(who.territory, shape),
            "body": np.broadcast_to(who.body, shape),
            "node": np.broadcast_to(ids[:, np.newaxis], shape),
            "level": np.broadcast_to(levels[:, np.newaxis], shape),
            "value": text,
            "score": result.scores,
            "weight": result.weights,
            "effective_weight": result.shares.effective_weights,
            "contribution": result.shares.contributions,
            "coverage": result.coverage,
            "status": statuses(section),
            "disputed": disputed,
            "rank": placed[0],
            "rank_low": blank if sets is None else sets.rank_low,
            "rank_high": blank if sets is None else sets.rank_high,
            "peers": placed[1],
            "class": classes,
            "reason": reason,
            **{name: blank if errors is None else getattr(errors, name) for name in sampling},
        }
        return cls(section, result.concerned, {name: found[name] for name in (*SCORES, "confidence")})

    def frame(self, authorities: slice = slice(None), *, whole: bool = True) -> pd.DataFrame:
        """The rows of some authorities, columns SCORES; those above the indicators alone where not the `whole`."""
        chosen = self.concerned[:, authorities] if whole else self.concerned[:, authorities] & ~self.leaves[:, None]
        keep = chosen.T.ravel()
        tall = {name: self.columns[name][:, authorities].T.ravel()[keep] for name in SCORES}
        return pd.DataFrame(tall | {name: whole_numbers(tall[name]) for name in _WHOLE})

    def blocks(self) -> Iterator[pd.DataFrame]:
        """All rows, some thousand at a time."""
        count = max(1, _BLOCK // max(1, len(self.concerned)))
        for start in range(0, len(self.section.authorities), count):
            yield self.frame(slice(start, start + count))

    def rows(self, authority: int) -> Iterator[tuple[Any, ...]]:
        """The rows of one authority: SCORES and the confidence of its intervals."""
        keep = self.concerned[:, authority]
        return zip(*(matrix[keep, authority].tolist() for matrix in self.columns.values()), strict=True)

    def across(self, node: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """The rows of one node with the number of the authority, for all that it concerns."""
        whom = np.flatnonzero(self.concerned[node])
        rows = zip(*(matrix[node, whom].tolist() for matrix in self.columns.values()), strict=True)
        return zip(whom.tolist(), rows, strict=True)

    @property
    def nodes(self) -> list[str]:
        """The nodes that concern anybody."""
        ids = (node.id for node in self.section.tree.nodes)
        return [name for name, anybody in zip(ids, np.any(self.concerned, axis=1), strict=True) if anybody]

    @property
    def leaves(self) -> Mask:
        """Which nodes are indicators."""
        return np.array([node.level == "indicator" for node in self.section.tree.nodes])

    @property
    def imputed(self) -> Ints:
        """How many indicators of each authority have a score although nobody assessed them."""
        own = self.concerned & (self.columns["status"] == NOT_ASSESSED) & ~np.isnan(self.columns["score"])
        return np.asarray(own[self.leaves].sum(axis=0))


def whole_numbers(values: Floats) -> pd.Series[int]:
    """Numbers without a fraction, with NA instead of NaN."""
    return pd.Series(values).astype("Int64")


def values_and_reasons(section: Section) -> tuple[Objects, Objects, Mask]:
    """Value, reason and dispute of every node; a node is disputed if anything below it is."""
    tree, cells, shape = section.tree, section.cells, section.result.scores.shape
    text, reason = np.full(shape, "", dtype=object), np.full(shape, "", dtype=object)
    disputed = np.zeros(shape, dtype=bool)
    if len(cells.status):
        rows = list(tree.leaves)
        text[rows], reason[rows] = cells.text, cells.reason
        disputed[rows] = cells.spread(cells.rows["disputed"].to_numpy(dtype=bool), False)
    if section.merged is not None:
        disputed |= section.merged[0]
    for position in reversed(range(1, shape[0])):
        disputed[tree.nodes[position].parent] |= disputed[position]
    for position, node in enumerate(tree.nodes):
        if node.level != "indicator":
            low, few, other = section.lacking(position)
            reason[position, low], reason[position, few] = LOW_COVERAGE, FEW_CHILDREN
            reason[position, other] = NO_SCORE if section.merged is None else BODY_WITHOUT_SCORE
    without = np.isnan(section.result.scores)
    for position in range(1, shape[0]):
        parent = tree.nodes[position].parent
        below = ~without[position] & (without[parent] | (reason[parent] == NOT_COUNTED))
        # What is carried or imputed says so first.
        reason[position, below & (reason[position] == "")] = NOT_COUNTED
    return text, reason, disputed


def statuses(section: Section) -> Objects:
    """`assessed` where there is a score, `not_applicable` where nothing below applies, `not_assessed` otherwise."""
    result = section.result
    missing = np.where(result.applicable, NOT_ASSESSED, NOT_APPLICABLE)
    status = np.where(~np.isnan(result.scores), ASSESSED, missing).astype(object)
    if len(section.cells.status):
        status[list(section.tree.leaves)] = np.array(STATUSES, dtype=object)[section.cells.status]
    return status
