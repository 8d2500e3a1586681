"""What the terminal shows after scoring, as lines of plain text; printing them is the command line's part."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from indexgov.registry.outline import outline
from indexgov.report.methodology import Method
from indexgov.report.view import standings
from indexgov.report.words import words_of
from indexgov.scoring import Assessment
from indexgov.tables import NOT_ASSESSED

TOP = 10
"""How many rows of each ranking are shown."""
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


def stamp(status: str) -> str:
    """What the state of the figures is called."""
    return _STAMPS[status]


def ranking_reason(status: str) -> str:
    """Why an authority is not ranked; empty for one that is."""
    return _REASONS.get(status, "")


def summary(assessment: Assessment) -> Iterator[Line]:
    """The top of each ranking, how many were ranked or not, and why not; in English where the registry has it."""
    dataset, registry = assessment.dataset, assessment.registry
    language = "en" if "en" in registry.languages else registry.languages[0]
    method = Method(registry, outline(registry, dataset.period.last_day), words_of(language), dataset.territories)
    names, decimals = method.names, method.decimals
    titles = {body: _begun(model.title[language]) for body, model in registry.bodies.items()} | {"": "Territories"}
    head = f"{registry.title[language]} {registry.version}, {dataset.period}, revision {dataset.revision}"
    yield Line(head, heading=True)
    yield Line(_STAMPS[dataset.status], heading=dataset.status != "final")
    groups = {key: standing.group for key, standing in standings(assessment, method).items()}
    for body, rows in assessment.ranking.groupby("body", sort=False):
        ranked, others = rows[rows["status"] == "ranked"], rows[rows["status"] != "ranked"]
        yield Line("")
        yield Line(f"{titles[str(body)]}: {len(ranked)} ranked, {len(others)} not ranked", heading=True)
        peers = pd.Series([groups[(code, str(body))] for code in ranked["territory"]], index=ranked.index, dtype=object)
        for peer_group, members in ranked.groupby(peers, sort=False):
            if peers.nunique() > 1:
                yield Line(f"  {peer_group}")
            yield from _table(members, names, list(registry.components), decimals, registry.classes is not None)
        for status, reason, group in _not_ranked(others):
            listed = ", ".join(names[code] for code in group[:5]) + (", ..." if len(group) > 5 else "")
            yield Line(f"  not ranked, {_REASONS[status]}{f' ({reason})' if reason else ''}: {listed}")
    scores = assessment.scores
    leaves = scores[(scores["level"] == "indicator") & (scores["body"] != "")]
    leaves = leaves[leaves["score"].notna()]
    imputed = int((leaves["status"] == NOT_ASSESSED).sum())
    if imputed:
        yield Line("")
        yield Line(f"imputed: {imputed} of {len(leaves)} indicator scores, marked in scores.csv")


def _not_ranked(rows: pd.DataFrame) -> Iterator[tuple[str, str, list[str]]]:
    """Status, reason and territories of those who are not ranked, those with the same reason together."""
    for (status, reason), group in rows.groupby(["status", "reason"], sort=False):
        yield str(status), str(reason), [str(code) for code in group["territory"]]


def _begun(title: str) -> str:
    """A title at the beginning of a line; its other capitals, as of `UAE` or `City Hall`, are the author's."""
    return title[:1].upper() + title[1:]


def _table(
    rows: pd.DataFrame, names: dict[str, str], components: list[str], decimals: int, classes: bool
) -> Iterator[Line]:
    shown = rows.head(TOP).to_dict("records")
    width = max(len("territory"), *(len(names[row["territory"]]) for row in shown))
    widths = {name: max(8, len(name)) for name in components}
    heads = [name.rjust(widths[name]) for name in components]
    yield Line(
        "  ".join(["  rank", "territory".ljust(width), " score", *(["class"] if classes else []), *heads, "coverage"])
    )
    for row in shown:
        parts = [_number(row[name], decimals).rjust(widths[name]) for name in components]
        place = [f"{row['rank']:>6}", names[row["territory"]].ljust(width), _number(row["score"], decimals).rjust(6)]
        class_ = [(row["class"] or "-").center(5)] if classes else []
        yield Line("  ".join([*place, *class_, *parts, f"{row['coverage']:8.0%}"]))
    if len(rows) > TOP:
        yield Line(f"  ... and {len(rows) - TOP} more")


def _number(value: float, decimals: int) -> str:
    return "-" if math.isnan(value) else f"{value:.{decimals}f}"
