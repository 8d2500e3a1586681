"""How a score came about and what would gain most: lines for the terminal, and the same for programs."""

from __future__ import annotations

import itertools
import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

import indexgov
from indexgov.analysis.explain import BODY, EXPLANATION, Explanation
from indexgov.analysis.formulas import VALUE_IS_SCORE
from indexgov.analysis.gains import TOGETHER
from indexgov.analysis.leaves import NOT_COUNTED, SHARED
from indexgov.report.explanation_gains import GainLines
from indexgov.report.explanation_lines import ExplanationLines, Row, many
from indexgov.report.files import finite_value, row_records
from indexgov.report.model import RankNotes
from indexgov.report.rank_basis import RankBasis, claims
from indexgov.report.terminal import Line, interval, ranking_reason, stamp
from indexgov.report.words import words_of
from indexgov.survey.publication import HIDDEN
from indexgov.tables import INITIAL, NOT_APPLICABLE, NOT_ASSESSED

FORMAT = 1
"""Version of what `--json` prints."""
_CELLS = (
    "source_url",
    "archive_url",
    "seen_on",
    "assessor",
    "stage",
    "note",
    "n",
    "se",
    "df",
    "ci_low",
    "ci_high",
    "basis",
    "flags",
    "question",
)
_PLAIN = ("arithmetic mean of all ", "arithmetic mean of its one part")
"""Calculations that the reader expects, and that are not told under every node."""
_NARROWEST, _WIDE, _FIGURES, _VALUE = 70, 100, 26, 18
"""Widths: of a page at least, of one with room, of the three columns of figures, of the values at most."""


def as_json(told: Explanation) -> dict[str, Any]:
    """The explanation with all rows of evidence and all gains, ready for JSON; what is missing is null."""
    assessment, standing = told.asked.assessment, told.standing
    dataset, registry = assessment.dataset, assessment.registry
    nodes = []
    for row in row_records(told.frame[[name for name in EXPLANATION if name not in _CELLS]]):
        leaf = told.leaves.get(row["node"])
        if leaf is not None:
            row |= {"evidence": list(leaf.evidence), "estimate": dict(leaf.estimate) or None}
        nodes.append(row)
    gained = row_records(told.gains())
    return {
        "format": FORMAT,
        "indexgov": indexgov.__version__,
        "registry": {"id": registry.id, "version": registry.version, "sha256": registry.digest},
        "period": dataset.period.code,
        "status": dataset.status,
        "revision": dataset.revision,
        "territory": told.asked.territory,
        "name": name_of(told),
        "body": told.asked.body,
        "language": told.language,
        "range": list(registry.range) if registry.range else None,
        "standing": {key: finite_value(value) for key, value in standing.items() if key not in ("territory", "body")}
        | {"peers": told.peers},
        "rank_sets": RankBasis.of(assessment).record(),
        "alike": _alike(told),
        "nodes": nodes,
        "gains": {
            "criteria": [row for row in gained if row["node"] != TOGETHER],
            "together": next((row for row in gained if row["node"] == TOGETHER), None),
            "not_assessed": told.counts.not_assessed,
            "survey": told.counts.survey,
            "best_unknown": told.counts.best_unknown,
        },
    }


def _alike(told: Explanation) -> dict[str, Any] | None:
    """The peers that cannot be told apart, and the ranks left at the confidence that holds for all at once."""
    alike, who = told.alike, told.asked.section.authorities
    if alike is None:
        return None
    peers = [{"territory": str(who.territory[one]), "body": str(who.body[one])} for one in _alike_columns(told)]
    return {"count": alike.count, "peers": peers, "low_together": alike.low, "high_together": alike.high}


def _estimated(estimate: Row) -> Iterator[str]:
    """What stands behind a survey figure: numbers, interval, what its error stands on, what is wrong with it."""
    words = words_of("en")
    yield from (f"{key} = {estimate[key]:g}" for key in ("n", "se", "df") if key in estimate)
    if {"ci_low", "ci_high", "confidence"} <= set(estimate):
        yield f"{estimate['confidence']:.4g} interval {estimate['ci_low']:.4g} to {estimate['ci_high']:.4g}"
    if "basis" in estimate:
        yield f"error of {words.named('basis', estimate['basis'])}"
    yield from (words.named("flag", code) for code in str(estimate.get("flags", "")).split())
    yield from (["not printed in tables and pages"] if estimate.get("publication") == HIDDEN else [])
    yield from (str(estimate[key]) for key in ("question",) if key in estimate)


def name_of(told: Explanation) -> str:
    """Name of the territory in the chosen language; its code where the dataset has no name."""
    return _name(told, told.asked.territory)


def _name(told: Explanation, territory: str) -> str:
    places = told.asked.assessment.dataset.territories
    column = f"name_{told.language}"
    mine = places[(places["territory"] == territory).to_numpy()]
    return (str(mine[column].iloc[0]) if column in mine else "") or territory


def _alike_columns(told: Explanation) -> list[int]:
    """The columns of the peers that cannot be told apart, best scores first."""
    scores = told.asked.section.result.scores[0]
    columns = told.alike.columns if told.alike is not None else ()
    return sorted(map(int, columns), key=lambda one: -scores[one])


def _alike_names(told: Explanation) -> list[str]:
    """These peers in words, those of several bodies with their body."""
    who, registry = told.asked.section.authorities, told.asked.assessment.registry
    together = "body" not in registry.ranking.within and told.asked.body
    columns = _alike_columns(told)
    bodies = [f" ({who.body[one]})" if together else "" for one in columns]
    return [f"{_name(told, str(who.territory[one]))}{body}" for one, body in zip(columns, bodies, strict=True)]


def lines(told: Explanation, width: int, evidence: bool = False) -> Iterator[Line]:
    """The whole calculation for a terminal of `width` columns; with `evidence` also who saw what, where and when."""
    width = max(width, _NARROWEST)
    page = _Page(told, width, evidence)
    yield from page.head()
    yield Line("")
    yield from page.tree()
    yield Line("")
    yield from page.sum_up()
    yield Line("")
    yield from GainLines(told, width).lines()


@dataclass(frozen=True)
class _Page(ExplanationLines):
    """The calculation."""

    evidence: bool

    @property
    def rows(self) -> list[Row]:
        return [{str(key): value for key, value in row.items()} for row in self.told.frame.to_dict("records")]

    @cached_property
    def ranks(self) -> RankNotes:
        return RankBasis.of(self.told.asked.assessment).notes(words_of("en"))

    def rank(self, row: Row) -> str:
        """The rank of a part with its interval, `3 (1-7)`; empty for indicators and without a rank."""
        if pd.isna(row["rank"]) or row["level"] == "indicator":
            return ""
        ends = f" ({interval(row['rank_low'], row['rank_high'])})" if self.ranks.known else ""
        return f"{row['rank']}{ends}"

    def head(self) -> Iterator[Line]:
        told, standing = self.told, self.told.standing
        assessment = told.asked.assessment
        registry, body = assessment.registry, told.asked.body
        whose = registry.bodies[body].title[told.language] if body else ""
        yield Line(", ".join(filter(None, [name_of(told), whose])), heading=True)
        title, data = registry.title[told.language], assessment.dataset
        yield from self.wrapped(f"{title} {registry.version}, {data.period}, revision {data.revision}")
        yield Line(stamp(data.status), heading=data.status != "final")
        yield Line("")
        yield Line(", ".join(filter(None, self.standing(standing))), heading=True)
        reasons = ranking_reason(standing["status"]), str(standing["reason"])
        if any(reasons):
            yield from self.wrapped("; ".join(filter(None, reasons)))
        if not pd.isna(standing["rank"]) or any(map(self.rank, self.rows)):
            yield Line("")
            for sentence in self.notes_of_ranks():
                yield from self.wrapped(sentence)

    def notes_of_ranks(self) -> Iterator[str]:
        """Who cannot be told apart, and what the interval is made of; or why there is none."""
        told, words = self.told, words_of("en")
        if told.alike is not None:
            named = ": " * (len(told.alike.columns) > 0) + ", ".join(_alike_names(told))
            count = many(told.alike.count, "peer", "peers")
            nobody = not told.alike.count
            yield words.text("alike_nobody") if nobody else f"By its score it cannot be told apart from {count}{named}."
            yield from claims(told.alike, words)
        ranks = self.ranks
        if ranks.known and pd.isna(told.standing["rank_low"]) and not pd.isna(told.standing["rank"]):
            yield f"{words.text('rank_interval_unknown')}."
        if ranks.known:
            yield f"The rank interval is at a confidence of {ranks.level}. {ranks.made} {ranks.limits}"
        else:
            yield ranks.missing

    def standing(self, standing: Row) -> Iterator[str]:
        ends = self.told.asked.assessment.registry.range
        score = float(standing["score"])
        of = "" if ends is None else f" of {ends[1]:g}" if ends[0] == 0 else f" on {ends[0]:g} to {ends[1]:g}"
        yield "no score" if math.isnan(score) else f"{self.figure(score)}{of}"
        if not pd.isna(standing["rank"]):
            ends = interval(standing["rank_low"], standing["rank_high"], " to ")
            yield f"rank {standing['rank']} of {self.told.peers}" + (f" ({ends})" if self.ranks.known else "")
        yield f"class {standing['class']}" if standing["class"] else ""
        yield f"coverage {standing['coverage']:.0%}" if not math.isnan(standing["coverage"]) else ""

    def tree(self) -> Iterator[Line]:
        """One line a node, values beside the criteria, and notes under those that need them."""
        rows = self.rows
        room = _VALUE if self.width >= _WIDE else 2 * _VALUE // 3
        values = [textwrap.wrap(self.short_value(row), room, break_on_hyphens=False) or [""] for row in rows]
        size = max(map(len, ["value", *itertools.chain(*values)]))
        ranks = [self.rank(row) if self.width >= _WIDE else "" for row in rows]
        wide = max(4, *map(len, ranks)) if any(ranks) else 0
        left = self.width - _FIGURES - size - 1 - (wide + 1 if wide else 0)
        names = ["", "score".rjust(8), "share".rjust(7), "points".rjust(8), *(["rank".rjust(wide)] if wide else [])]
        heads = " ".join(names)
        yield Line("".ljust(left + 1) + "value".ljust(size) + heads, heading=True)
        for row, value, rank in zip(rows, values, ranks, strict=True):
            indent = "  " * int(row["depth"])
            title = "Index" if row["level"] == "index" else str(row["title"])
            share = "" if row["level"] == "index" or math.isnan(row["share"]) else f"{row['share']:.2%}"
            figures = self.figure(row["score"]).rjust(8), share.rjust(7), self.figure(row["contribution"]).rjust(8)
            first, *more = textwrap.wrap(title, left - len(indent), break_on_hyphens=False) or [""]
            line = " ".join([f"{indent}{first}".ljust(left), value[0].ljust(size), *figures, rank.rjust(wide)]).rstrip()
            # What has parts stands out from what was recorded.
            yield Line(line, heading=row["level"] not in ("indicator", BODY))
            for text, rest in itertools.zip_longest(more, value[1:], fillvalue=""):
                yield Line(f"{indent}{text}".ljust(left + 1 if rest else 0) + rest)
            yield from self.notes(row, indent + "  ")

    def notes(self, row: Row, indent: str) -> Iterator[Line]:
        """What stands under a node: its calculation where that is not plain, and the evidence."""
        told = str(row["how"])
        if row["level"] != "indicator":
            if not told.startswith(_PLAIN) or "," in told or ";" in told:
                yield from self.wrapped(told, indent)
            return
        if self.scale_of(str(row["node"])).levels is None and row["scale"]:
            parts = f"{row['value']}: " if "=" in row["value"] else ""
            told = "; ".join(filter(None, [f"{parts}{row['scale']}", told]))
        # What holds of every measure, or of the whole page, would be noise under each.
        common = {SHARED, VALUE_IS_SCORE, NOT_COUNTED if math.isnan(self.told.standing["score"]) else SHARED}
        told = "; ".join(one for one in told.split("; ") if one not in common)
        yield from self.wrapped(told, indent)
        if self.evidence:
            yield from self.seen(str(row["node"]), indent)

    def short_value(self, row: Row) -> str:
        """A level's title or a number; parts of a ratio stand in the note."""
        if row["level"] != "indicator" or "=" in row["value"]:
            return ""
        return self.in_words(row["node"], str(row["value"]))

    def seen(self, node: str, indent: str) -> Iterator[Line]:
        """The rows of evidence and the survey estimate, one line each, links whole."""
        leaf = self.told.leaves[node]
        yield Line(f"{indent}[{node}]")
        said: dict[tuple[str, ...], list[str]] = {}
        for one in leaf.evidence:
            key = tuple(
                one.get(name, "") for name in ("assessor", "stage", "seen_on", "source_url", "archive_url", "note")
            )
            said.setdefault(key, []).append(f"{one['part']}={one['value']}" if "part" in one else one["value"])
        for (who, stage, day, source, archive, note), values in said.items():
            by = " ".join(filter(None, [who, f"({stage})" if stage and stage != INITIAL else ""]))
            words = [", ".join(filter(None, [by, "; ".join(values), f"seen {day}" if day else "", note]))]
            yield from (Line(f"{indent}{text}") for text in [*words, source, archive] if text)
        if leaf.estimate:
            yield from self.wrapped(f"survey: {', '.join(_estimated(leaf.estimate))}", indent)

    def sum_up(self) -> Iterator[Line]:
        yield Line("How it adds up", heading=True)
        rows = self.rows
        whole, parts = rows[0], [row for row in rows if row["depth"] == 1]
        terms = [
            f"{row['share']:.2%} x {self.figure(np.nan_to_num(row['score']))} ({row['title']})"
            for row in parts
            if row["share"] > 0
        ]
        if str(whole["how"]).startswith("arithmetic mean") and ";" not in whole["how"]:
            yield from self.wrapped(f"{self.figure(whole['score'])} = {' + '.join(terms)}", "  ")
        leaves = [row for row in rows if row["level"] == "indicator"]
        brought = [row for row in leaves if not math.isnan(row["contribution"])]
        if leaves:
            yield from self.wrapped(self.counted(leaves), "  ")
        if brought and not math.isnan(whole["score"]):
            total = math.fsum(row["contribution"] for row in brought)
            words = f"The points of the {len(brought)} that counted add up to {self.figure(total)}"
            aside = "" if abs(total - whole["score"]) < 1e-6 else "; those without points are explained above"
            yield from self.wrapped(words + aside + ".", "  ")
        plain = (
            "A score is the arithmetic mean of the scores one step below, each with its share, unless a line says else."
        )
        yield from self.wrapped(f"{plain} Shown figures are rounded, --json has all digits.", "  ")

    def counted(self, leaves: Sequence[Row]) -> str:
        survey = {one.id for one in self.told.asked.assessment.registry.indicators if one.from_survey}
        asked = sum(str(row["node"]).partition("@")[0] in survey for row in leaves)
        states = [str(row["status"]) for row in leaves]
        words = [f"{len(leaves)} indicators: {len(leaves) - asked} from evidence, {asked} from the survey"]
        for status, text in ((NOT_APPLICABLE, "not applicable"), (NOT_ASSESSED, "not assessed")):
            words += [f"{states.count(status)} {text}"] if status in states else []
        return ", ".join(words) + "."
