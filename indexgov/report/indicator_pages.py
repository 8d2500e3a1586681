"""The pages of the indicators in Markdown: what is judged, by which law, how it is checked and what can be done.

They are made of the registry, its guidance and the questionnaire, so nobody edits them and a test can tell drift.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from indexgov.registry.guidance import CriterionGuidance, Guidance
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import Outline, OutlineNode, outline
from indexgov.report.methodology import Method
from indexgov.report.model import Basis
from indexgov.report.words import Words, sentence, words_of
from indexgov.survey.questionnaire import Questionnaire

_TEMPLATES = Path(__file__).parent / "templates"
INDEX = "README.md"
"""File of the list of all pages of a language."""


def drift(texts: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Where a folder of pages differs from what they should be: `missing`, `changed` or `left over` by path.

    Pages are left over that were made of the registry before and are none of the texts; other files are not looked at.
    """
    found = {}
    for name, text in texts.items():
        path = folder / name
        if not path.is_file():
            found[name] = "missing"
        elif path.read_text(encoding="utf-8") != text:
            found[name] = "changed"
    for language in dict.fromkeys(name.partition("/")[0] for name in texts):
        made = f"<!-- {words_of(language).text('pages_made')} -->"
        for path in sorted((folder / language).glob("*.md")):
            name = path.relative_to(folder).as_posix()
            if name not in texts and path.read_text(encoding="utf-8").startswith(made):
                found[name] = "left over"
    return found


@dataclass(frozen=True)
class Entry:
    """One indicator as a page shows it, in one language."""

    id: str
    number: str
    """Such as 1.4.3; the words for an earlier wording where a later one took its place."""
    title: str
    facts: tuple[tuple[str, str], ...]
    """Labels and texts of the table."""
    levels: tuple[tuple[str, str], ...]
    """Levels with their scores, or counts, and what stands for them."""
    guidance: tuple[tuple[str, str], ...]
    """Headings and paragraphs."""


@dataclass(frozen=True)
class Page:
    """The indicators of one sub-block, or of a block that has none."""

    id: str
    file: str
    number: str
    title: str
    above: tuple[str, ...]
    """Titles of the component and the block."""
    entries: tuple[Entry, ...]


def indicator_pages(
    registry: Registry, guidance: Guidance, questionnaire: Questionnaire | None = None
) -> dict[str, str]:
    """The text of every page by its path, such as `kk/disclosure.budget.md`, and a list of them for each language.

    `questionnaire` gives survey measures the wording of their questions; without it they have the name alone.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    texts: dict[str, str] = {}
    for language in registry.languages:
        words = words_of(language)
        pages = tuple(_Pages(registry, guidance.get(language, {}), questionnaire, words).pages())
        shared = {"t": words.text, "title": registry.title[language], "version": registry.version}
        page_template = environment.get_template("indicator_page.md.j2")
        for page in pages:
            texts[f"{language}/{page.file}"] = page_template.render(page=page, index=INDEX, **shared)
        listed = environment.get_template("indicator_index.md.j2").render(pages=pages, **shared)
        texts[f"{language}/{INDEX}"] = listed
    return texts


class _Pages:
    """Puts a registry into pages of one language."""

    def __init__(
        self,
        registry: Registry,
        guidance: Mapping[str, CriterionGuidance],
        questionnaire: Questionnaire | None,
        words: Words,
    ) -> None:
        self.registry, self.guidance, self.questionnaire, self.words = registry, guidance, questionnaire, words
        self.tree: Outline = outline(registry)
        nowhere = pd.DataFrame(columns=["territory", "peer_group", f"name_{words.language}"], dtype=object)
        self.method = Method(registry, self.tree, words, nowhere)

    def pages(self) -> Iterator[Page]:
        """One page for each node that holds indicators, in the order of the registry."""
        numbers = self._numbers()
        for position, node in enumerate(self.tree.nodes):
            leaves = [self.tree.nodes[child] for child in self.tree.children[position]]
            # Earlier wordings come last: the reader looks for what holds.
            entries = [one for one in leaves if isinstance(one.model, Indicator)]
            entries.sort(key=lambda one: not _lasts(one.model))
            if not entries:
                continue
            yield Page(
                node.id,
                f"{node.id}.md",
                numbers[position],
                self.method.node_title(node),
                tuple(self._above(node)),
                tuple(self._entries(entries, numbers[position])),
            )

    def _numbers(self) -> list[str]:
        """The number of each node: blocks are counted through all components, the rest within what holds it."""
        numbers, blocks = [""] * len(self.tree.nodes), 0
        for position, node in enumerate(self.tree.nodes):
            if node.level == "block":
                blocks += 1
                numbers[position] = str(blocks)
            elif node.level == "sub_block":
                beside = [one for one in self.tree.children[node.parent] if self.tree.nodes[one].level == "sub_block"]
                numbers[position] = f"{numbers[node.parent]}.{beside.index(position) + 1}"
        return numbers

    def _above(self, node: OutlineNode) -> Iterator[str]:
        titles = []
        while node.parent > 0:
            node = self.tree.nodes[node.parent]
            titles.append(self.method.node_title(node))
        yield from reversed(titles)

    def _entries(self, nodes: Iterable[OutlineNode], above: str) -> Iterator[Entry]:
        count = 0
        for node in nodes:
            model = node.model
            assert isinstance(model, Indicator)
            lasting = _lasts(model)
            count += lasting
            number = f"{above}.{count}".lstrip(".") if lasting else self.words.text("earlier_wording")
            facts = tuple((label, text.replace("|", "\\|")) for label, text in self._facts(model) if text)
            title = self.method.title(model.title)
            yield Entry(model.id, number, title, facts, tuple(self._levels(model)), tuple(self._guidance(model)))

    def _facts(self, model: Indicator) -> Iterator[tuple[str, str]]:
        words, method = self.words, self.method
        yield words.text("body"), sentence(method.concerned(model))
        yield words.text("valid"), self._validity(model)
        if model.replaces is not None:
            yield words.text("replaces"), f"`{model.replaces}`"
        if model.from_survey:
            yield from self._survey_facts(model)
        yield words.text("scale"), sentence(method.scales.of(model))
        yield words.text("legal_basis"), "<br>".join(_linked(one) for one in method.legal(model))
        reasons = [method.title(self.registry.reasons[name].title) for name in model.not_applicable]
        yield words.text("allowed_reasons"), "; ".join(reasons)

    def _validity(self, model: Indicator) -> str:
        if model.valid is None:
            return ""
        start, end = model.valid.from_, model.valid.to
        ends = [("valid_from", start), ("valid_to", end)]
        told = [self.words.text(key, period=self.words.period(period)) for key, period in ends if period is not None]
        return "; ".join(told)

    def _survey_facts(self, model: Indicator) -> Iterator[tuple[str, str]]:
        words, language = self.words, self.words.language
        questionnaire = self.questionnaire
        question = questionnaire.questions.get(model.question or "") if questionnaire is not None else None
        if question is None or questionnaire is None or model.question is None:
            yield words.text("question"), f"`{model.question}`"
            return
        yield words.text("question_asked"), f"{question.text[language]} (`{model.question}`)"
        counted = question.top(model.boxes or 2) if model.measure == "top_box" else model.codes
        labels = {answer.code: answer.label[language] for answer in question.codes}
        answers = "; ".join(labels.get(code, str(code)) for code in counted)
        yield words.text("measure"), sentence(words.text(f"measure_{model.measure}", answers=answers))
        groups = [questionnaire.filters[name] for name in questionnaire.filters_of(model.question, model.among)]
        yield words.text("among"), "; ".join(one.title[language] for one in groups)
        if model.min_n is not None:
            yield words.text("least_answers"), words.number(model.min_n, 0)

    def _levels(self, model: Indicator) -> Iterator[tuple[str, str]]:
        scale, found = self.registry.scales[model.scale], self.guidance.get(model.id)
        if found is None:
            return
        for name, score in (scale.levels or {}).items():
            yield f"{sentence(self.method.scales.level(scale, name))} ({self.words.plain(score)})", found.levels[name]
        for name, text in found.parts.items():
            yield f"`{name}`", text
        if found.value is not None:
            yield self.words.text("value"), found.value

    def _guidance(self, model: Indicator) -> Iterator[tuple[str, str]]:
        found = self.guidance.get(model.id)
        if found is None:
            return
        if found.not_applicable is not None:
            yield self.words.text("not_applicable"), found.not_applicable
        yield self.words.text("how_to_check"), found.check
        yield self.words.text("evidence"), found.evidence
        yield self.words.text("what_to_do"), found.remedy


def _lasts(model: object) -> bool:
    """Whether no later edition has taken the place of an indicator."""
    return not isinstance(model, Indicator) or model.valid is None or model.valid.to is None


def _linked(basis: Basis) -> str:
    """A legal basis in one line, its act as a link."""
    act = f"[{basis.act}]({basis.link})" if basis.act and basis.link else basis.act
    return ", ".join(part for part in (act, basis.place) if part)
