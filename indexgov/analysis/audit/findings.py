"""What the figures give reason to look at: one short function a kind of finding, and the table of kinds.

A `warning` is a flaw that no chance explains; a `note` is worth knowing, and may be meant so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from indexgov.analysis.audit.consistency import DOUBTFUL, REVERSED
from indexgov.analysis.audit.correlations import NEGATIVE, NEGATIVE_BELOW, REDUNDANT, REDUNDANT_ABOVE, WEAK, WEAK_BELOW
from indexgov.analysis.audit.distribution import AVAILABLE, BUNCHED, CEILING, CONSTANT, EXTREME, FLOOR, NARROW, RELIABLE
from indexgov.analysis.audit.duplicates import EQUAL
from indexgov.analysis.audit.peers import LEAST

FINDINGS = ("body", "tier", "kind", "level", "node", "other", "n", "figure", "threshold")
WARNING, NOTE = LEVELS = ("warning", "note")
ALPHA = 0.7
"""Cronbach's alpha from which on parts measure one thing. Source: Nunnally 1978, p. 245."""
TENTATIVE, AGREED = 0.667, 0.8
"""Agreement below which nothing should be concluded, and only tentatively. Source: Krippendorff 2004, p. 241."""
UNLIKE, APART = 2.0, 0.1
"""How many times the real share of a node may be its weight, or the reverse, and how far they must lie apart."""
DECISIVE = 0.1
"""Mean change of rank, as a share of the places, that one indicator may decide."""

Frames = Mapping[str, pd.DataFrame]


class Finding(NamedTuple):
    """One row of the findings."""

    body: str
    tier: str
    kind: str
    level: str
    node: str
    other: str
    """The other node of a pair, or the territory that a finding is about; else empty."""
    n: int
    figure: float
    threshold: float
    """The bound that the figure is beyond; NaN where there is none."""


def findings_of(frames: Frames) -> pd.DataFrame:
    """Everything that was found, columns FINDINGS, warnings first, in the order of the kinds."""
    found = [one for kind in KINDS for one in KINDS[kind](frames)]
    found.sort(key=lambda one: LEVELS.index(one.level))
    return pd.DataFrame(found, columns=list(FINDINGS))


def _each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples."""
    return frame.itertuples(index=False)


def _flagged(frame: pd.DataFrame, *flags: str) -> Iterator[Any]:
    """The rows with one of the flags."""
    return _each(frame[frame["flag"].isin(flags)])


def _constant(frames: Frames) -> Iterator[Finding]:
    for row in _flagged(frames["indicators"], CONSTANT):
        yield Finding(row.body, row.tier, CONSTANT, WARNING, row.node, "", row.n, row.mean, math.nan)


def _duplicate(frames: Frames) -> Iterator[Finding]:
    for row in _each(frames["duplicates"]):
        yield Finding(row.body, row.tier, "duplicate", WARNING, row.node, row.other, row.n, row.equal, EQUAL)


def _reversed(frames: Frames) -> Iterator[Finding]:
    for row in _flagged(frames["item_rest"], REVERSED):
        yield Finding(row.body, row.tier, REVERSED, WARNING, row.node, row.parent, row.n, _stronger(row), 0.0)
    for row in _flagged(frames["item_rest"], DOUBTFUL):
        yield Finding(row.body, row.tier, REVERSED, NOTE, row.node, row.parent, row.n, _stronger(row), 0.0)


def _stronger(row: Any) -> float:
    """The correlation that tells more against an indicator."""
    return float(min(row.item_rest, row.item_whole))


def _bunched(frames: Frames) -> Iterator[Finding]:
    for row in _flagged(frames["nodes"], BUNCHED):
        # A sub-block may well be met by all; a block or an index that ranks nobody has failed.
        level = NOTE if row.level == "sub_block" else WARNING
        unreliable = row.reliability < RELIABLE
        figures = (row.reliability, RELIABLE) if unreliable else (row.middle_half, NARROW)
        kind = "unreliable" if unreliable else BUNCHED
        yield Finding(row.body, row.tier, kind, level, row.node, "", row.n, *figures)


def _negative(frames: Frames) -> Iterator[Finding]:
    for row in _flagged(frames["correlations"], NEGATIVE):
        yield Finding(row.body, row.tier, NEGATIVE, WARNING, row.node, row.other, row.n, row.pearson, NEGATIVE_BELOW)


def _redundant(frames: Frames) -> Iterator[Finding]:
    known = {(row.body, row.tier, row.node, row.other) for row in _each(frames["duplicates"])}
    for row in _flagged(frames["correlations"], REDUNDANT):
        if (row.body, row.tier, row.node, row.other) not in known:
            yield Finding(row.body, row.tier, REDUNDANT, NOTE, row.node, row.other, row.n, row.pearson, REDUNDANT_ABOVE)


def _weak(frames: Frames) -> Iterator[Finding]:
    told = {(row.body, row.tier, row.node) for row in _flagged(frames["item_rest"], REVERSED, DOUBTFUL)}
    for row in _flagged(frames["correlations"], WEAK):
        if (row.body, row.tier, row.node) not in told:
            yield Finding(row.body, row.tier, WEAK, NOTE, row.node, row.other, row.n, row.pearson, WEAK_BELOW)


def _extreme(frames: Frames) -> Iterator[Finding]:
    for row in _flagged(frames["indicators"], CEILING, FLOOR):
        share = row.at_ceiling if row.flag == CEILING else row.at_floor
        yield Finding(row.body, row.tier, row.flag, NOTE, row.node, "", row.n, share, EXTREME)


def _incoherent(frames: Frames) -> Iterator[Finding]:
    frame = frames["groups"]
    for row in _each(frame[(frame["n"] >= LEAST) & (frame["ci_high"] < ALPHA)]):
        yield Finding(row.body, row.tier, "incoherent", NOTE, row.node, "", row.n, row.alpha, ALPHA)


def _unlike(frames: Frames) -> Iterator[Finding]:
    frame = frames["importance"]
    shares, weights = frame["variance_share"], frame["effective_weight"]
    apart = ((shares > UNLIKE * weights) | (weights > UNLIKE * shares)) & ((shares - weights).abs() > APART)
    for row in _each(frame[apart & (frame["n"] >= LEAST)]):
        kind = "outweighs" if row.variance_share > row.effective_weight else "outweighed"
        yield Finding(row.body, row.tier, kind, NOTE, row.node, "", row.n, row.variance_share, row.effective_weight)


def _decisive(frames: Frames) -> Iterator[Finding]:
    frame = frames["leave_one_out"]
    most = DECISIVE * frame["n"]
    chosen = (frame["level"] == "indicator") & (frame["n"] >= LEAST) & (frame["mean_change"] > most)
    for row, bound in zip(_each(frame[chosen]), most[chosen].tolist(), strict=True):
        yield Finding(row.body, row.tier, "decisive", NOTE, row.node, "", row.n, row.mean_change, bound)


def _gaps(frames: Frames) -> Iterator[Finding]:
    frame = frames["indicators"]
    chosen = (frame["applicable"] >= LEAST) & (1 - frame["missing"] < AVAILABLE)
    for row in _each(frame[chosen]):
        yield Finding(row.body, row.tier, "missing", NOTE, row.node, "", row.applicable, 1 - row.missing, AVAILABLE)


def _thin(frames: Frames) -> Iterator[Finding]:
    frame = frames["missing"]
    chosen = (frame["level"] == "index") & (frame["available"] < AVAILABLE)
    for row in _each(frame[chosen]):
        yield Finding(
            row.body, row.tier, "thin", NOTE, "index", row.territory, row.applicable, row.available, AVAILABLE
        )


def _disagreed(frames: Frames) -> Iterator[Finding]:
    """Of all bodies together; a sub-block has too few cells doubly assessed to say more than its block."""
    frame = frames["agreement"]
    chosen = (frame["body"] == "") & (frame["cells"] >= LEAST) & frame["level"].isin(["component", "block"])
    for row in _each(frame[chosen]):
        figure = row.kappa if math.isnan(row.alpha) else row.alpha
        if figure < AGREED:
            weak = figure < TENTATIVE
            kind, level, bound = ("disagreed", WARNING, TENTATIVE) if weak else ("tentative", NOTE, AGREED)
            yield Finding("", "", kind, level, row.node, "", row.cells, figure, bound)


def _opposed(frames: Frames) -> Iterator[Finding]:
    for row in _each(frames["sides"]):
        if row.n >= LEAST and row.ci_low <= 0:
            yield Finding(row.body, row.tier, "apart", NOTE, row.component, row.other, row.n, row.pearson, 0.0)


KINDS: dict[str, Callable[[Frames], Iterator[Finding]]] = {
    "constant": _constant,
    "duplicate": _duplicate,
    "reversed": _reversed,
    "bunched": _bunched,
    "negative": _negative,
    "disagreed": _disagreed,
    "redundant": _redundant,
    "weak": _weak,
    "extreme": _extreme,
    "incoherent": _incoherent,
    "unlike": _unlike,
    "decisive": _decisive,
    "missing": _gaps,
    "thin": _thin,
    "apart": _opposed,
}
"""A new kind of finding is a function, a line here and two texts in the catalogue."""
NAMES = (
    "constant", "duplicate", "reversed", "bunched", "unreliable", "negative", "disagreed", "redundant",
    "weak", "ceiling", "floor", "incoherent", "outweighs", "outweighed", "decisive", "missing", "thin", "tentative",
    "apart",
)  # fmt: skip
"""What a finding may be called, in the order of printing."""
