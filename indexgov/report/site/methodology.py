"""The page of the methodology: how scores come about, from the weights of the parts to the rules of publication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexgov.registry.models import Indicator
from indexgov.report.indicator_words import IndicatorWords, numbers_of
from indexgov.report.language_pages import templates
from indexgov.report.methodology import Method, web_link
from indexgov.report.scorecards_model import AgreementRow, Scorecards
from indexgov.report.site.distribution import Distributions
from indexgov.report.site.indicator_model import Person
from indexgov.report.site.material import Material
from indexgov.report.uncertainty_words import DeclaredWords
from indexgov.report.words import sentence
from indexgov.report.workbook.review_sheets import AGREEMENT_SENTENCES

METHODOLOGY = "methodology.html"


@dataclass(frozen=True, slots=True)
class PartRow:
    """A node above the indicators."""

    id: str
    depth: int
    number: str
    title: str
    indicators: str
    """How many stand below it."""
    weight: str
    shares: tuple[str, ...]
    """Of the score, for each body of the columns; empty text where the way of combining leaves none."""
    aggregation: str
    missing: str


@dataclass(frozen=True, slots=True)
class Used:
    """A scale, a reason or an act, with the indicators that use it."""

    title: str
    detail: str
    link: str
    count: str
    by: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """An indicator that does not hold in every period."""

    id: str
    title: str
    page: str
    """Empty where it does not hold in this one."""
    valid: str
    replaces: str


@dataclass(frozen=True, slots=True)
class MethodologyView:
    """The methodology in one language."""

    bodies: tuple[str, ...]
    """Heads of the columns of shares; one without text where all bodies have the same."""
    parts: tuple[PartRow, ...]
    untold: tuple[str, ...]
    scales: tuple[Used, ...]
    reasons: tuple[Used, ...]
    acts: tuple[Used, ...]
    editions: tuple[Edition, ...]
    declared: tuple[str, ...]
    """The assumptions that draws vary."""
    agreement: tuple[AgreementRow, ...]


def methodology_view(view: Scorecards, numbers: Distributions, files: Mapping[str, str]) -> MethodologyView:
    """The methodology that an assessment was made with; `files` are the pages of its indicators."""
    return _Maker(view, numbers, files).whole()


class _Maker:
    """Makes the view of one language."""

    def __init__(self, view: Scorecards, numbers: Distributions, files: Mapping[str, str]) -> None:
        self.view, self.numbers, self.words, self.text = view, numbers, view.words, view.words.text
        self.method = Method.of(numbers.assessment, view.words)
        self.registry, self.tree = self.method.registry, self.method.tree
        self.models = [leaf.model for leaf in numbers.leaves]
        self.files = files
        self.names = {one.id: Person(self.method.title(one.title), self.files[one.id]) for one in self.models}

    def whole(self) -> MethodologyView:
        alike = all(len(set(ends.values())) < 2 for ends in self.numbers.shares.values())
        bodies = [body for body in self.registry.bodies if body in self.numbers.shares.get("index", {})]
        chosen = bodies[:1] if alike else bodies
        return MethodologyView(
            bodies=tuple("" if alike else sentence(self.method.body_title(body)) for body in chosen),
            parts=tuple(self._parts(chosen)),
            untold=tuple(self.text(f"untold_{name}") for name in self.method.untold),
            scales=tuple(self._scales()),
            reasons=tuple(self._reasons()),
            acts=tuple(self._acts()),
            editions=tuple(self._editions()),
            declared=tuple(DeclaredWords(self.method).lines()),
            agreement=tuple(row for row in self.view.agreement if not row.body and row.cells.number),
        )

    def _parts(self, bodies: Sequence[str]) -> Iterator[PartRow]:
        below = [0] * len(self.tree.nodes)
        for position in reversed(range(1, len(self.tree.nodes))):
            below[position] += not self.tree.children[position]
            below[self.tree.nodes[position].parent] += below[position]
        numbers, told = numbers_of(self.tree), dict[int, tuple[str, str]]()
        for position, row in enumerate(self.view.methodology.rows):
            if row.level == "indicator":
                continue
            shares = tuple(self._share(row.id, body) if row.level != "index" else "" for body in bodies)
            count = self.words.number(below[position], 0)
            told[position] = row.aggregation, row.missing
            above = told.get(self.tree.nodes[position].parent, ("", ""))
            # The same words in every row would hide where something else holds.
            rules = (self.text("page_as_above") if one == same else one for one, same in zip(told[position], above,
                                                                                           strict=True))  # fmt: skip
            yield PartRow(row.id, row.depth, numbers[position], row.title, count, row.weight.text, shares, *rules)

    def _share(self, node: str, body: str) -> str:
        ends = self.numbers.shares.get(node, {}).get(body)
        if ends is None or "effective_weight" in self.method.untold:
            return ""
        low, high = (self.words.percent(one) for one in ends)
        return high if low == high else f"{self.words.number(100 * ends[0])}–{high}"

    def _used(self, title: str, detail: str, link: str, models: Sequence[Indicator]) -> Used:
        count = self.words.counted("criteria_count", len(models))
        return Used(title, detail, link, count, tuple(self.names[one.id] for one in models))

    def _scales(self) -> Iterator[Used]:
        found: dict[str, list[Indicator]] = {}
        for one in self.models:
            found.setdefault(sentence(self.method.scales.of(one)), []).append(one)
        for title, models in found.items():
            yield self._used(title, "", "", models)

    def _reasons(self) -> Iterator[Used]:
        for name, titled in self.registry.reasons.items():
            models = [one for one in self.models if name in one.not_applicable]
            if models:
                yield self._used(sentence(self.method.title(titled.title)), "", "", models)

    def _acts(self) -> Iterator[Used]:
        for name, act in self.registry.acts.items():
            models = [one for one in self.models if any(basis.act == name for basis in one.legal)]
            if not models:
                continue
            edition = ""
            if act.edition is not None:
                edition = self.text("edition", date=self.words.short_date(act.edition.isoformat()))
            yield self._used(self.method.title(act.title), edition, web_link(act.url or ""), models)

    def _editions(self) -> Iterator[Edition]:
        told = IndicatorWords(self.method, {}, None)
        titles = {one.id: self.method.title(one.title) for one in self.registry.indicators}
        for one in self.registry.indicators:
            if one.valid is not None or one.replaces is not None:
                before = titles.get(one.replaces or "", "")
                yield Edition(one.id, titles[one.id], self.files.get(one.id, ""), told.validity(one), before)


def pages(
    view: Scorecards, shared: Mapping[str, Any], numbers: Distributions, material: Material
) -> Iterator[tuple[str, str]]:
    """The page in one language."""
    template = templates().get_template("methodology.html.j2")
    method = methodology_view(view, numbers, material.indicators)
    own = {"method": method, "agreement_sentences": AGREEMENT_SENTENCES}
    yield METHODOLOGY, template.render(shared, **own, page=METHODOLOGY, page_kind="methodology")
