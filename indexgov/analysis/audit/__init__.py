"""Is the index sound: what its scores say about its indicators, weights, gaps and assessors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from indexgov.analysis.agreement import agreement
from indexgov.analysis.audit.consistency import COMPONENTS, GROUPS, ITEM_REST, LOADINGS, groups, item_rest
from indexgov.analysis.audit.correlations import CORRELATIONS, correlations
from indexgov.analysis.audit.distribution import INDICATORS, MISSING, NODES, indicators, missing, nodes
from indexgov.analysis.audit.duplicates import DUPLICATES, duplicates
from indexgov.analysis.audit.findings import FINDINGS, findings_of
from indexgov.analysis.audit.importance import IMPORTANCE, importance
from indexgov.analysis.audit.omission import LEAVE_ONE_OUT, leave_one_out
from indexgov.analysis.audit.peers import PeerSet, peer_sets
from indexgov.analysis.audit.sides import SIDES, TWO_WAY, sides
from indexgov.tables import AGREEMENT, one_line

if TYPE_CHECKING:
    from indexgov.scoring.assessment import Assessment

TABLES: dict[str, tuple[str, ...]] = {
    "findings": FINDINGS,
    "correlations": CORRELATIONS,
    "item_rest": ITEM_REST,
    "duplicates": DUPLICATES,
    "groups": GROUPS,
    "components": COMPONENTS,
    "loadings": LOADINGS,
    "importance": IMPORTANCE,
    "indicators": INDICATORS,
    "nodes": NODES,
    "missing": MISSING,
    "leave_one_out": LEAVE_ONE_OUT,
    "agreement": AGREEMENT,
    "sides": SIDES,
    "two_way": TWO_WAY,
}
"""The columns of every table of an audit, by its name."""


@dataclass(frozen=True)
class Audit:
    """What an audit found, and every figure that it rests on; tables have the columns of TABLES."""

    assessment: Assessment
    findings: pd.DataFrame
    """One row a finding, warnings first."""
    correlations: pd.DataFrame
    """Siblings, nodes of one level, children with their parents."""
    item_rest: pd.DataFrame
    """Every indicator against the rest of its group."""
    duplicates: pd.DataFrame
    """Indicators that say the same."""
    groups: pd.DataFrame
    """Cronbach's alpha and principal components of every node with parts."""
    components: pd.DataFrame
    """The eigenvalues behind `groups`."""
    loadings: pd.DataFrame
    """Of every part on the first component."""
    importance: pd.DataFrame
    """Weights against what moves the index."""
    indicators: pd.DataFrame
    """How the scores of every indicator lie."""
    nodes: pd.DataFrame
    """How those of every node above lie."""
    missing: pd.DataFrame
    """What is missing for every authority."""
    leave_one_out: pd.DataFrame
    """What ranks would be without a node."""
    agreement: pd.DataFrame
    """How far assessors agreed; without rows where no cell was recorded by two."""
    sides: pd.DataFrame
    """Every pair of components."""
    two_way: pd.DataFrame
    """Where every authority stands on these."""

    def __repr__(self) -> str:
        return f"<Audit of {one_line(self.assessment.dataset)}: {len(self.findings)} findings>"

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by its name, in the order of TABLES."""
        return {name: getattr(self, name) for name in TABLES}


def audit(assessment: Assessment, agreed: pd.DataFrame | None = None) -> Audit:
    """Whether the index is sound: the tables of `Audit`, and what they give reason to look at.

    The authorities of each body and tier are looked at by themselves; territories, whose scores are made of those of
    their bodies, are not. Nothing is found about fewer than ten authorities; their figures stand in the tables. Sources
    stand at the functions; the frame is OECD and JRC, Handbook on Constructing Composite Indicators, 2008, steps
    4 to 7.

    `agreed` is the agreement of the assessors, for callers who have it already.
    """
    sets = peer_sets(assessment)
    agreed = agreement(assessment.dataset) if agreed is None else agreed
    frames = {
        "correlations": _stacked(correlations, sets, CORRELATIONS),
        "item_rest": _stacked(item_rest, sets, ITEM_REST),
        "duplicates": _stacked(duplicates, sets, DUPLICATES),
        "importance": _stacked(importance, sets, IMPORTANCE),
        "indicators": _stacked(indicators, sets, INDICATORS),
        "nodes": _stacked(nodes, sets, NODES),
        "missing": _stacked(missing, sets, MISSING),
        "leave_one_out": leave_one_out(assessment, sets),
        "agreement": agreed if agreed["cells"].any() else agreed.iloc[:0],
    }
    grouped, faced = [groups(one) for one in sets], [sides(one) for one in sets]
    for name, place in (("groups", 0), ("components", 1), ("loadings", 2)):
        frames[name] = _joined([one[place] for one in grouped], TABLES[name])
    for name, place in (("sides", 0), ("two_way", 1)):
        frames[name] = _joined([one[place] for one in faced], TABLES[name])
    return Audit(assessment, findings_of(frames), **frames)


def _stacked(
    analysis: Callable[[PeerSet], pd.DataFrame], sets: Sequence[PeerSet], columns: tuple[str, ...]
) -> pd.DataFrame:
    return _joined([analysis(one) for one in sets], columns)


def _joined(frames: Sequence[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    """The frames with rows below one another; none at all is a table without rows."""
    filled = [one for one in frames if len(one)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(columns))
