"""The pages of indicators: who has what on each, and all of them on one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from indexgov.period import Period
from indexgov.registry.models import Indicator
from indexgov.report.indicator_words import IndicatorWords, numbers_of
from indexgov.report.language_pages import templates
from indexgov.report.methodology import Method
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.site.distribution import Distributions, Leaf
from indexgov.report.site.groups import GroupMaker
from indexgov.report.site.indicator_model import GroupView, IndicatorView
from indexgov.report.site.material import Material
from indexgov.report.words import sentence

INDICATORS = "indicators.html"
_EXTREMES = 8
"""Indicators that are met least, and as many that are met most."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The indicators of one sub-block, or of a block that has none."""

    id: str
    number: str
    title: str
    indicators: tuple[IndicatorView, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A block, or a component without blocks, with the chapters of its indicators."""

    id: str
    above: str
    """The title of its component; empty where it is one itself."""
    opens: str
    """The id of its component where it is the first of its parts; else empty."""
    title: str
    count: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Extreme:
    """An indicator of a body among those with the lowest or the highest mean score."""

    indicator: IndicatorView
    group: GroupView


def indicator_views(view: Scorecards, numbers: Distributions, material: Material) -> tuple[IndicatorView, ...]:
    """Every indicator in the language of a view."""
    return tuple(_Maker(view, numbers, material).views())


class _Maker:
    """Makes the views of one language."""

    def __init__(self, view: Scorecards, numbers: Distributions, material: Material) -> None:
        self.numbers, self.words, self.text = numbers, view.words, view.words.text
        self.method, self.tree = Method.of(material.assessment, view.words), numbers.section.tree
        dataset = material.assessment.dataset
        self.told = IndicatorWords(self.method, material.guidance.get(view.language, {}), dataset.questionnaire)
        self.groups = GroupMaker(numbers, self.method, material.pages, view.span)
        self.files, self.above = material.indicators, numbers_of(self.tree)

    def views(self) -> Iterator[IndicatorView]:
        counts: dict[int, int] = {}
        for leaf in self.numbers.leaves:
            parent = self.tree.nodes[leaf.position].parent
            counts[parent] = counts.get(parent, 0) + 1
            yield self._view(leaf, f"{self.above[parent]}.{counts[parent]}".lstrip("."))

    def _view(self, leaf: Leaf, number: str) -> IndicatorView:
        model = leaf.model
        return IndicatorView(
            id=model.id,
            page=self.files[model.id],
            number=number,
            title=self.method.title(model.title),
            above=tuple(self._nodes_above(leaf.position)),
            concerns=sentence(self.method.concerned(model)),
            weight=self.groups.words.plain(model.weight) if isinstance(model.weight, float | int)
            else self.text("weight_equal"),
            share=self._share(model),
            measured=model.from_survey,
            groups=tuple(self.groups.view(leaf, group) for group in leaf.groups),
            facts=tuple((label, text) for label, text in self._facts(model) if text),
            levels=tuple(self.told.levels(model)),
            checks=tuple(self.told.checks(model)),
            legal=self.method.legal(model),
            changed=self._changed(model),
        )  # fmt: skip

    def _nodes_above(self, position: int) -> list[tuple[str, str]]:
        found, node = [], self.tree.nodes[position]
        while node.parent > 0:
            node = self.tree.nodes[node.parent]
            found.append((node.id, self.method.node_title(node)))
        return found[::-1]

    def _share(self, model: Indicator) -> str:
        """Share of the score, body by body where they differ."""
        told = {body: self.groups.share(model, body) for body in self.numbers.shares.get(model.id, {})}
        if len(set(told.values())) < 2:
            return next(iter(told.values()), "")
        return ", ".join(f"{self.method.body_title(body)} {share}" for body, share in told.items())

    def _facts(self, model: Indicator) -> Iterator[tuple[str, str]]:
        yield self.text("identifier"), model.id
        yield self.text("valid"), self.told.validity(model)
        yield self.text("replaces"), model.replaces or ""
        if model.from_survey:
            yield from self.told.survey(model)
        yield self.text("scale"), sentence(self.method.scales.of(model))
        yield self.text("allowed_reasons"), self.told.reasons(model)
        cells, equal = self.numbers.agreed.get(model.id, (0, 0))
        counts = {"cells": self.words.number(cells, 0), "equal": self.words.number(equal, 0)}
        yield self.text("sheet_agreement"), self.text("page_agreed", **counts) if cells else ""

    def _changed(self, model: Indicator) -> str:
        note = self.numbers.note(model.id)
        return self.text(f"page_{note}") if note else ""


def pages(
    view: Scorecards, shared: Mapping[str, Any], numbers: Distributions, material: Material
) -> Iterator[tuple[str, str]]:
    """The page of every indicator, then that of all of them."""
    found = indicator_views(view, numbers, material)
    before = view.words.period(Period.parse(numbers.period_before)) if numbers.compared else ""
    template = templates().get_template("indicator.html.j2")
    named = {**shared, "heads": _heads(view), "before": before, "page_kind": "indicator"}
    beside = zip((None, *found), found, (*found[1:], None), strict=False)
    for previous, one, following in beside:
        yield one.page, template.render(named, one=one, previous=previous, following=following, page=one.page)
    least, most = _extremes(found)
    listed = templates().get_template("indicators.html.j2")
    parts = parts_of(view, numbers, found)
    yield INDICATORS, listed.render(shared, parts=parts, least=least, most_met=most, page=INDICATORS,
                                    page_kind="indicators")  # fmt: skip


def _heads(view: Scorecards) -> dict[str, tuple[str, ...]]:
    """Heads of the tables that every page has."""
    text = view.words.text
    return {
        "figures": tuple(text(key) for key in ("tier", "audit_col_n", "audit_col_mean", "median", "audit_col_min",
                                               "audit_col_max")),
    }  # fmt: skip


def parts_of(view: Scorecards, numbers: Distributions, found: Sequence[IndicatorView]) -> tuple[Part, ...]:
    """The indicators by block and sub-block, in the order of the methodology."""
    numbered = dict(
        zip((node.id for node in numbers.section.tree.nodes), numbers_of(numbers.section.tree), strict=True)
    )

    def chapter(nodes: tuple[tuple[str, str], ...], rows: Sequence[IndicatorView]) -> Chapter:
        node, title = nodes[-1]
        return Chapter(node, numbered[node], title, tuple(rows))

    made: list[Part] = []
    for head, rows in groupby(found, key=lambda one: one.above[:2]):
        mine = list(rows)
        chapters = tuple(chapter(nodes, list(group)) for nodes, group in groupby(mine, key=lambda one: one.above))
        inside = len(head) > 1
        opens = head[0][0] if inside and all(part.above != head[0][1] for part in made) else ""
        count = view.words.counted("criteria_count", len(mine))
        made.append(Part(head[-1][0], head[0][1] if inside else "", opens, head[-1][1], count, chapters))
    return tuple(made)


def _extremes(found: Sequence[IndicatorView]) -> tuple[tuple[Extreme, ...], tuple[Extreme, ...]]:
    """Criteria that are met least and those that are met most; none where there are too few for two lists."""
    known = [Extreme(one, group) for one in found for group in one.groups
             if not one.measured and group.mean.number is not None]  # fmt: skip
    if len(known) < 2 * _EXTREMES:
        return (), ()
    known.sort(key=lambda one: one.group.mean.number or 0.0)
    return tuple(known[:_EXTREMES]), tuple(reversed(known[-_EXTREMES:]))
