"""What the terminal shows after scoring, as lines of plain text; printing them is the command line's part."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from indexgov.report.methodology import Method, score_decimals
from indexgov.report.model import RankNotes
from indexgov.report.rank_basis import RankBasis
from indexgov.report.view import standings
from indexgov.report.words import spoken, words_of
from indexgov.scoring import Assessment

TOP = 10
"""How many rows of each ranking are shown."""
_NARROWEST = 40
"""Lines are folded to no less."""
_WIDTH = 100
"""Of sentences under the tables."""
_STAMPS = {"demo": "Synthetic data, not an assessment", "draft": "Draft", "final": "Final"}
_REASONS = {
    "low_coverage": "coverage below the floor",
    "no_score": "a part that must not be missing has no score",
    "few_peers": "fewer than three scored peers",
    "not_applicable": "nothing applies",
}


@dataclass(frozen=True)
class Line:
    """A line and whether it is a heading."""

    text: str
    heading: bool = False


def folded(text: str, width: int, indent: str = "", deeper: str = "") -> Iterator[Line]:
    """A text in as many lines as it needs, the first after `indent`, the others deeper."""
    following = indent + deeper
    for line in textwrap.wrap(text, max(width, _NARROWEST), initial_indent=indent, subsequent_indent=following):
        yield Line(line)


def stamp(status: str) -> str:
    """What the state of the figures is called."""
    return _STAMPS[status]


def ranking_reason(status: str) -> str:
    """Why an authority is not ranked; empty for one that is."""
    return _REASONS.get(status, "")


def summary(assessment: Assessment) -> Iterator[Line]:
    """The top of each ranking, how many were ranked or not, and why not; in English where the registry has it."""
    dataset, registry = assessment.dataset, assessment.registry
    language = spoken(registry.languages)
    method = Method.of(assessment, words_of(language))
    names, decimals = method.names, method.decimals
    titles = {body: _begun(model.title[language]) for body, model in registry.bodies.items()} | {"": "Territories"}
    head = f"{registry.title[language]} {registry.version}, {dataset.period}, revision {dataset.revision}"
    yield Line(head, heading=True)
    yield Line(_STAMPS[dataset.status], heading=dataset.status != "final")
    notes = RankBasis.of(assessment).notes(words_of("en"))
    groups = {key: standing.group for key, standing in standings(assessment, method).items()}
    for body, rows in assessment.ranking.groupby("body", sort=False):
        ranked, others = rows[rows["status"] == "ranked"], rows[rows["status"] != "ranked"]
        yield Line("")
        yield Line(f"{titles[str(body)]}: {len(ranked)} ranked, {len(others)} not ranked", heading=True)
        peers = pd.Series([groups[(code, str(body))] for code in ranked["territory"]], index=ranked.index, dtype=object)
        for peer_group, members in ranked.groupby(peers, sort=False):
            if peers.nunique() > 1:
                yield Line(f"  {peer_group}")
            columns = notes.known, registry.classes is not None
            yield from _table(members, names, list(registry.components), decimals, *columns)
        for status, reason, group in _not_ranked(others):
            listed = ", ".join(names[code] for code in group[:5]) + (", ..." if len(group) > 5 else "")
            yield Line(f"  not ranked, {_REASONS[status]}{f' ({reason})' if reason else ''}: {listed}")
    bodies = assessment.score_matrices[0]
    imputed = int(bodies.imputed.sum())
    if imputed:
        scored = int((bodies.concerned & ~np.isnan(bodies.columns["score"]))[bodies.leaves].sum())
        yield Line("")
        yield Line(f"imputed: {imputed} of {scored} indicator scores, marked in scores.csv")
    told = textwrap.wrap(_of_ranks(assessment, notes), _WIDTH, break_on_hyphens=False)
    yield from (Line(text) for text in ["", *told] if told)


def moves(before: Assessment, after: Assessment) -> Iterator[Line]:
    """What moved in each ranking from one result to the next of the same dataset, the first of those that did."""
    registry = after.registry
    language, decimals = spoken(registry.languages), score_decimals(registry) + 1
    names = dict(
        zip(after.dataset.territories["territory"], after.dataset.territories[f"name_{language}"], strict=True)
    )
    was = {(row["territory"], row["body"]): row for row in before.ranking.to_dict("records")}
    still = True
    for body, rows in after.ranking.groupby("body", sort=False):
        pairs = [(was.get((row["territory"], row["body"])), row) for row in rows.to_dict("records")]
        told = [(_standing(old, decimals), _standing(row, decimals), names[row["territory"]]) for old, row in pairs]
        moved = [one for one in told if one[0] != one[1]]
        if not moved:
            continue
        still = False
        title = _begun(registry.bodies[str(body)].title[language]) if body else "Territories"
        yield Line(f"{title}: {len(moved)} of {len(told)} moved", heading=True)
        width = max(len(name) for _, _, name in moved[:TOP])
        yield from (Line(f"  {name.ljust(width)}  {old} -> {new}") for old, new, name in moved[:TOP])
        if len(moved) > TOP:
            yield Line(f"  ... and {len(moved) - TOP} more")
    if still:
        yield Line("no score and no rank moved")


def _standing(row: Mapping[Hashable, Any] | None, decimals: int) -> str:
    """Rank and score of an authority: `3. 61.25`; a dash for a missing one, `new` where there is none."""
    if row is None:
        return "new"
    rank = "-" if pd.isna(row["rank"]) else f"{row['rank']}."
    return f"{rank.rjust(3)} {_number(row['score'], decimals)}"


def _of_ranks(assessment: Assessment, notes: RankNotes) -> str:
    """What the intervals in the tables are made of, or why there are none; empty where nobody is ranked."""
    ranked = assessment.ranking[assessment.ranking["rank"].notna()]
    if not len(ranked) or not notes.known:
        return notes.missing if len(ranked) else ""
    words = words_of("en")
    blank = f"-: {words.text('rank_interval_unknown')}." if ranked["rank_low"].isna().any() else ""
    return " ".join(filter(None, [f"interval: the ranks possible at {notes.level}.", notes.made, blank, notes.limits]))


def _not_ranked(rows: pd.DataFrame) -> Iterator[tuple[str, str, list[str]]]:
    """Status, reason and territories of those who are not ranked, those with the same reason together."""
    for (status, reason), group in rows.groupby(["status", "reason"], sort=False):
        yield str(status), str(reason), [str(code) for code in group["territory"]]


def _begun(title: str) -> str:
    """A title at the beginning of a line; its other capitals, as of `UAE` or `City Hall`, are the author's."""
    return title[:1].upper() + title[1:]


def _table(
    rows: pd.DataFrame, names: dict[str, str], components: list[str], decimals: int, intervals: bool, classes: bool
) -> Iterator[Line]:
    """The first of a ranking; with rank intervals and classes where there are any."""
    shown = rows.head(TOP).to_dict("records")
    width = max(len("territory"), *(len(names[row["territory"]]) for row in shown))
    widths = {name: max(8, len(name)) for name in components}
    heads = [*(["class"] if classes else []), *(name.rjust(widths[name]) for name in components), "coverage"]
    yield Line("  ".join(["  rank", *(["interval"] if intervals else []), "territory".ljust(width), " score", *heads]))
    for row in shown:
        place = [f"{row['rank']:>6}"]
        place += [interval(row["rank_low"], row["rank_high"]).rjust(8)] if intervals else []
        figures = [names[row["territory"]].ljust(width), _number(row["score"], decimals).rjust(6)]
        figures += [(row["class"] or "-").center(5)] if classes else []
        figures += [_number(row[name], decimals).rjust(widths[name]) for name in components]
        yield Line("  ".join([*place, *figures, f"{row['coverage']:8.0%}"]))
    if len(rows) > TOP:
        yield Line(f"  ... and {len(rows) - TOP} more")


def interval(low: float, high: float, between: str = "-") -> str:
    """A rank interval: `9-16`, `1` where one rank is possible, `-` where it is not known."""
    return "-" if pd.isna(low) else f"{low}{between}{high}" if high > low else f"{low}"


def _number(value: float, decimals: int) -> str:
    return "-" if math.isnan(value) else f"{value:.{decimals}f}"
