"""The criteria on the page of an authority: in chapters, with marks, legal basis and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from indexgov.registry.models import Indicator
from indexgov.report.card_model import Card, Evidence, IndicatorRow
from indexgov.report.language_pages import templates
from indexgov.report.model import Basis
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.site.material import Material
from indexgov.tables import NOT_APPLICABLE

Chapters = list[tuple[tuple[str, ...], list[tuple[str, tuple[IndicatorRow, ...]]]]]


class Act(NamedTuple):
    """An act that criteria cite: its number, the same on all pages of a language, and its link."""

    number: int
    link: str


class CriterionTexts:
    """What is the same on the pages of all authorities, made once a language."""

    def __init__(self, view: Scorecards, material: Material, shared: Mapping[str, Any]) -> None:
        self._view, self._pages = view, material.indicators
        self._names: dict[tuple[Any, ...], Markup] = {}
        self._records: dict[tuple[Any, ...], Markup] = {}
        self._made: Any = templates().get_template("criterion.html.j2").make_module(dict(shared))
        registry, guidance = material.assessment.registry, material.guidance.get(view.language, {})
        low, high = registry.range or (float("-inf"), float("inf"))
        self.acts: dict[str, Act] = {}
        self._law_of: dict[str, Markup] = {}
        self._tops: dict[str, float] = {}
        self._remedies: dict[str, str] = {}
        self._lows: dict[str, float] = {}
        self._cited: dict[str, list[str]] = {}
        legal = {row.id: row.legal for row in view.methodology.rows if row.level == "indicator"}
        for node in material.assessment.sections[0].tree.nodes:
            model = node.model
            if not isinstance(model, Indicator):
                continue
            points = registry.scales[model.scale].levels or {}
            self._tops[model.id] = max(points.values(), default=high)
            self._lows[model.id] = min(points.values(), default=low)
            told = guidance.get(model.id)
            self._remedies[model.id] = told.remedy if told is not None else ""
            self._law_of[model.id] = self._law(model.id, legal.get(model.id, ()))

    def _law(self, indicator: str, legal: tuple[Basis, ...]) -> Markup:
        """The legal basis in one line: numbers of acts and articles."""
        cited = []
        for basis in legal:
            if not basis.act:
                cited.append(Markup("{}").format(basis.place))
                continue
            act = self.acts.setdefault(basis.act, Act(len(self.acts) + 1, basis.link))
            self._cited.setdefault(indicator, []).append(basis.act)
            place = Markup('<a href="#a{0}">[{0}]</a>').format(act.number)
            if basis.place and basis.link != act.link:
                place += Markup(', <a rel=nofollow href="{}">{}</a>').format(basis.link, basis.place)
            elif basis.place:
                place += Markup(", {}").format(basis.place)
            cited.append(place)
        if not cited:
            return Markup()
        return Markup("<p>{}: {}.</p>").format(self._view.words.text("legal_basis"), Markup("; ").join(cited))

    def acts_of(self, rows: Iterable[IndicatorRow]) -> dict[str, Act]:
        """The acts that some criteria cite, in the order of their numbers."""
        cited = {act for row in rows for act in self._cited.get(row.id, ())}
        return {title: act for title, act in self.acts.items() if title in cited}

    def rows(self, rows: Iterable[IndicatorRow]) -> Iterator[tuple[Markup, tuple[Evidence, ...], Markup]]:
        """Criteria as rows of a table: what stands before and after the evidence is made once for many authorities.

        Evidence, legal basis and remedy are folded; where there is none of them, there is nothing to unfold.
        """
        for row in rows:
            sign, law = self._mark(row), self._law_of[row.id]
            unmet = row.score.number is not None and row.score.number < self._tops[row.id]
            remedy = self._remedies[row.id] if unmet else ""
            folded = bool(row.evidence or law or remedy)
            named = (row.id, sign, row.disputed, row.mark, folded)
            if named not in self._names:
                self._names[named] = self._made.name(row, self._pages[row.id], sign, folded)
            recorded = (row.id, row.status, row.value, row.reason, row.score.text, row.weight.text, folded)
            if recorded not in self._records:
                self._records[recorded] = self._made.recorded(row, law, remedy, folded)
            yield self._names[named], row.evidence, self._records[recorded]

    def _mark(self, row: IndicatorRow) -> str:
        """The sign of a criterion: how full its score is, or why it has none."""
        if row.disputed:
            return "md"
        if row.status == NOT_APPLICABLE:
            return "mn"
        if row.score.number is None:
            return "mb"
        if row.score.number >= self._tops[row.id]:
            return "mf"
        return "me" if row.score.number <= self._lows[row.id] else "mh"


def chapters(card: Card) -> Chapters:
    """The criteria of a card by the titles above them: one table for all that share all but the lowest of these."""
    found: Chapters = []
    for group in card.indicators:
        rows = tuple(row for row in group.rows if not row.measured)
        if not rows:
            continue
        head, title = (group.path[:-1], group.path[-1]) if len(group.path) > 1 else (group.path, "")
        if not found or found[-1][0] != head:
            found.append((head, []))
        found[-1][1].append((title, rows))
    return found
