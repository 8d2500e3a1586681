"""What an evidence form says: the rows and words of the sheet of each body, before anybody draws it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexgov.inputs.evidence import lowest_level
from indexgov.inputs.form_layout import (
    FormStamp,
    StampedSheet,
    concerned,
    fingerprint,
    level_labels,
    parts_of,
    reason_labels,
    row_id,
)
from indexgov.inputs.form_words import status_words
from indexgov.inputs.subject import Subject
from indexgov.registry.guidance import CriterionGuidance, Guidance
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import outline
from indexgov.report.model import Stamp
from indexgov.report.view import stamp_of
from indexgov.report.words import Words, sentence, short_title, words_of
from indexgov.report.workbook.layout import sheet_names
from indexgov.tables import NOT_APPLICABLE, NOT_ASSESSED, REPLY, STAGES

SECOND = STAGES[1]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a block or sub-block above its criteria."""

    text: str
    depth: int
    """0 is a block."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row to fill in: a criterion, or one count of it."""

    id: str
    number: str
    title: str
    check: str
    """How to check, and what the levels mean."""
    choices: tuple[str, ...]
    """What the drop-down of the value offers; empty where a number is typed."""
    low: float | None
    high: float | None
    """Ends of the number."""
    statuses: tuple[str, ...]
    """Words that may stand instead of a number."""
    reasons: tuple[str, ...]
    first_day: date
    """First day of which evidence may be."""
    unsourced: str
    """The level that needs no link; empty for numbers."""
    leads: bool
    """False for the counts after the first one, which share its link."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """The sheet of one body."""

    body: str
    name: str
    title: str
    rows: tuple[Heading | Criterion, ...]


@dataclass(frozen=True)
class EvidenceForm:
    """A workbook to fill in."""

    words: Words
    stamp: FormStamp
    banner: Stamp
    period: str
    first_day: date
    last_day: date
    """Last day that a date may name."""
    version: str
    pages: tuple[FormPage, ...]
    instructions: tuple[str, ...]
    recorded: Mapping[str, tuple[str, ...]]
    """For objections what was recorded, by the id of the row: value, score, link, day, comment."""


class FormMaker:
    """Makes the forms of one dataset in one language; what bodies of a kind share is made once."""

    def __init__(self, subject: Subject, status: str, guidance: Guidance, language: str, seed: int) -> None:
        self.subject, self.status, self.seed = subject, status, seed
        self.registry, self.period, self.words = subject.registry, subject.period, words_of(language)
        self.guidance = guidance.get(language, {})
        names = zip(subject.territories["territory"], subject.territories[f"name_{language}"], strict=True)
        self.names: dict[str, str] = dict(names)
        languages = [language, *(one for one in self.registry.languages if one != language)]
        self.status_words = {one: self.words.text(one).lower() for one in (NOT_APPLICABLE, NOT_ASSESSED)}
        self.stamped_words = tuple(
            (one, words_of(told).text(one).lower()) for told in languages for one in (NOT_APPLICABLE, NOT_ASSESSED)
        )
        self._rows: dict[tuple[str, str], tuple[Heading | Criterion, ...]] = {}
        self._prints: dict[tuple[str, str], str] = {}

    def form(
        self,
        territory: str,
        bodies: Sequence[str],
        stage: str,
        assessor: str = "",
        only: Mapping[str, frozenset[str]] | None = None,
        recorded: Mapping[str, tuple[str, ...]] | None = None,
    ) -> EvidenceForm:
        """The form of some bodies of a territory; `only` names the criteria of each body that it holds."""
        registry, period, words = self.registry, self.period, self.words
        pages = tuple(self._pages(territory, bodies, stage, only))
        sheets = tuple(self._stamped(page, self.subject.tiers[territory]) for page in pages)
        stamp = FormStamp(
            registry.id, registry.version, period.code, self.status, territory, stage, assessor, words.language,
            str(self.seed), self.stamped_words, sheets,
        )  # fmt: skip
        return EvidenceForm(
            words,
            stamp,
            stamp_of(self.status, words),
            words.period(period),
            period.first_day,
            _a_year_after(period.last_day),
            f"{registry.id} {registry.version} · {period.code} · {sheets[0].fingerprint[:8]}",
            pages,
            tuple(self._instructions(stage)),
            recorded or {},
        )

    def _pages(
        self, territory: str, bodies: Sequence[str], stage: str, only: Mapping[str, frozenset[str]] | None
    ) -> Iterator[FormPage]:
        text, tier = self.words.text, self.subject.tiers[territory]
        key = {SECOND: "form_title_second", REPLY: "form_title_reply"}.get(stage, "form_title")
        titles = [short_title(self._body(body)) for body in bodies]
        for body, kind, name in zip(bodies, titles, sheet_names(titles), strict=True):
            rows = self.rows(body, tier)
            if stage == REPLY:
                rows = tuple(self._claimable(row) for row in rows)
            title = text(key, name=text("card_title", territory=self.names[territory], body=kind))
            yield FormPage(body, name, title, rows if only is None else _among(rows, only[body]))

    def _claimable(self, row: Heading | Criterion) -> Heading | Criterion:
        """A row of a reply: that nobody looked is the monitors' word, which a body has no use for."""
        if not isinstance(row, Criterion):
            return row
        word = self.status_words[NOT_ASSESSED]
        choices, statuses = (tuple(one for one in words if one != word) for words in (row.choices, row.statuses))
        return replace(row, choices=choices, statuses=statuses)

    def _stamped(self, page: FormPage, tier: str) -> StampedSheet:
        ids = tuple(row.id for row in page.rows if isinstance(row, Criterion))
        return StampedSheet(page.body, page.name, self._print(page.body, tier), ids)

    def rows(self, body: str, tier: str) -> tuple[Heading | Criterion, ...]:
        """Headings and criteria of a body at a tier, in the order of the registry."""
        if (body, tier) not in self._rows:
            self._rows[body, tier] = tuple(self._headed(body, tier))
        return self._rows[body, tier]

    def _print(self, body: str, tier: str) -> str:
        if (body, tier) not in self._prints:
            self._prints[body, tier] = fingerprint(self.registry, self.period, body, tier)
        return self._prints[body, tier]

    def _body(self, body: str) -> str:
        return sentence(self.registry.bodies[body].title[self.words.language])

    def _headed(self, body: str, tier: str) -> Iterator[Heading | Criterion]:
        tree = outline(self.registry, self.period.last_day)
        above: list[str] = []
        wanted = {one.id for one in concerned(self.registry, self.period, body, tier)}
        number = 0
        for node in tree.nodes:
            model = node.model
            if not isinstance(model, Indicator) or model.id not in wanted:
                continue
            path: list[str] = []
            parent = node.parent
            while parent > 0:
                titled = tree.nodes[parent]
                if titled.level != "component" or not path:
                    path.insert(0, getattr(titled.model, "title", {})[self.words.language])
                parent = tree.nodes[parent].parent
            for depth, text in enumerate(path):
                if path[: depth + 1] != above[: depth + 1]:
                    yield Heading(text, depth)
            above, number = path, number + 1
            yield from self._criterion(model, body, number)

    def _criterion(self, one: Indicator, body: str, number: int) -> Iterator[Criterion]:
        registry, words, language = self.registry, self.words, self.words.language
        scale, told = registry.scales[one.scale], self.guidance.get(one.id)
        labels = level_labels(scale, language, (word for _, word in self.stamped_words))
        statuses, title = status_words(one, self.status_words), one.title[language]
        low, high = _ends(one, registry)
        worst = lowest_level(scale)
        plain = Criterion(
            id="",
            number=str(number),
            title=title,
            check="\n".join(self._check(one, told, labels, low, high)),
            choices=(*labels.values(), *statuses) if labels else (),
            low=low,
            high=high,
            statuses=statuses,
            reasons=tuple(reason_labels(registry, one.not_applicable, language).values()),
            first_day=self.period.back(one.carry or 0).first_day,
            unsourced=labels[worst] if worst is not None else "",
            leads=True,
        )
        parts = parts_of(scale)
        for position, part in enumerate(parts, 1):
            title_of_part = (scale.titles or {}).get(part, {}).get(language, part.replace("_", " "))
            named = (told.parts.get(part) if told is not None else None) or title_of_part
            yield replace(
                plain,
                id=row_id(body, one.id, part),
                number=f"{number}.{position}" if part else plain.number,
                title=words.text("form_count", title=title, part=named) if part else title,
                check=plain.check if position == 1 else "",
                leads=position == 1,
            )

    def _check(
        self, one: Indicator, told: CriterionGuidance | None, labels: Mapping[str, str], low: float | None,
        high: float | None,
    ) -> Iterator[str]:  # fmt: skip
        """The lines that tell how to check; without guidance what the scale itself says."""
        text = self.words.text
        if told is not None:
            yield told.check
        if told is not None and labels:
            yield from (text("form_level", level=label, words=told.levels[one]) for one, label in labels.items())
        elif labels:
            yield text("form_levels", levels=", ".join(labels.values()))
        elif told is not None and told.value is not None:
            yield told.value
        else:
            yield f"{number_words(self.words, low, high)}."
        if one.denominator is not None:
            titled = self.registry.denominators[one.denominator].title[self.words.language]
            yield text("form_divided", title=titled)
        if told is not None and told.not_applicable is not None:
            yield text("form_when_not_applicable", words=told.not_applicable)
        if told is not None:
            yield text("form_keep", words=told.evidence)

    def _instructions(self, stage: str) -> Iterator[str]:
        keys = ["form_how_reply", "form_how_decision"]
        if stage != REPLY:
            keys = ["form_how_fill", "form_how_source", "form_how_not_applicable", "form_how_not_assessed"]
        words = {one: self.status_words[one] for one in (NOT_APPLICABLE, NOT_ASSESSED)}
        for key in (*keys, "form_how_rows"):
            yield self.words.text(key, **words)


def number_words(words: Words, low: float | None, high: float | None) -> str:
    """Which number may be typed."""
    if low is None:
        return words.text("form_any_number")
    if high is None:
        return words.text("form_number_from", low=words.plain(low))
    return words.text("form_number_between", low=words.plain(low), high=words.plain(high))


def _among(rows: Sequence[Heading | Criterion], chosen: frozenset[str]) -> tuple[Heading | Criterion, ...]:
    """The rows of some criteria, with the headings that still have any below them."""
    kept: list[Heading | Criterion] = []
    pending: list[Heading] = []
    for row in rows:
        if isinstance(row, Heading):
            pending = [*(one for one in pending if one.depth < row.depth), row]
        elif row.id.split("/")[1] in chosen:
            kept += [*pending, row]
            pending = []
    return tuple(kept)


def _ends(one: Indicator, registry: Registry) -> tuple[float | None, float | None]:
    """Ends of the number that may be recorded; None where there is none."""
    scale = registry.scales[one.scale]
    if scale.ratio is not None:
        return 0.0, None
    if one.denominator is not None:
        return None, None
    if scale.goalposts is not None and not scale.goalposts.clamp:
        return scale.goalposts.min, scale.goalposts.max
    if scale.identity and registry.range is not None:
        return registry.range
    return (scale.bands[0][0], None) if scale.bands else (None, None)


def _a_year_after(day: date) -> date:
    """The same day of the next year; the last one of its month where that has fewer days."""
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
