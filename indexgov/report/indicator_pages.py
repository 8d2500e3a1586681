"""The pages of the indicators in Markdown: what is judged, by which law, how it is checked and what can be done.

They are made of the registry, its guidance and the questionnaire, so nobody edits them and a test can tell drift.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from indexgov.registry.guidance import CriterionGuidance, Guidance
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import OutlineNode, outline
from indexgov.report.indicator_words import IndicatorWords, numbers_of, titles_above
from indexgov.report.methodology import Method
from indexgov.report.model import Basis
from indexgov.report.words import Words, sentence, words_of
from indexgov.survey.questionnaire import Questionnaire

_TEMPLATES = Path(__file__).parent / "templates"
_MARKS = {ord(sign): f"\\{sign}" for sign in "\\[]{}"} | {ord("<"): "&lt;"}
_ENTITY = re.compile(r"&(?=#?\w+;)")
_IN_LINKS = ":/?#@!$&'*+,;=%~"
"""What an address may hold as it is; brackets would end the link."""
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
        shared = {"t": words.text, "title": _plain(registry.title[language]), "version": _plain(registry.version)}
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
        self.words, self.tree = words, outline(registry)
        nowhere = pd.DataFrame(columns=["territory", "peer_group", f"name_{words.language}"], dtype=object)
        self.method = Method(registry, self.tree, words, nowhere)
        self.told = IndicatorWords(self.method, guidance, questionnaire, lambda name: f"`{name}`")

    def pages(self) -> Iterator[Page]:
        """One page for each node that holds indicators, in the order of the registry."""
        numbers = numbers_of(self.tree)
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
                _plain(self.method.node_title(node)),
                tuple(map(_plain, titles_above(self.method, node))),
                tuple(self._entries(entries, numbers[position])),
            )

    def _entries(self, nodes: Iterable[OutlineNode], above: str) -> Iterator[Entry]:
        count = 0
        for node in nodes:
            model = node.model
            assert isinstance(model, Indicator)
            lasting = _lasts(model)
            count += lasting
            number = f"{above}.{count}".lstrip(".") if lasting else self.words.text("earlier_wording")
            facts = tuple((_plain(label), text.replace("|", "\\|")) for label, text in self._facts(model) if text)
            levels, checks = (
                tuple((_plain(head), _plain(text)) for head, text in told)
                for told in (self.told.levels(model), self.told.checks(model))
            )
            yield Entry(model.id, number, _plain(self.method.title(model.title)), facts, levels, checks)

    def _facts(self, model: Indicator) -> Iterator[tuple[str, str]]:
        words, method = self.words, self.method
        yield words.text("body"), _plain(sentence(method.concerned(model)))
        yield words.text("valid"), _plain(self.told.validity(model))
        if model.replaces is not None:
            yield words.text("replaces"), f"`{model.replaces}`"
        if model.from_survey:
            yield from ((label, _plain(text)) for label, text in self.told.survey(model))
        yield words.text("scale"), _plain(sentence(method.scales.of(model)))
        yield words.text("legal_basis"), "<br>".join(_linked(one) for one in method.legal(model))
        yield words.text("allowed_reasons"), _plain(self.told.reasons(model))


def _lasts(model: object) -> bool:
    """Whether no later edition has taken the place of an indicator."""
    return not isinstance(model, Indicator) or model.valid is None or model.valid.to is None


def _linked(basis: Basis) -> str:
    """A legal basis in one line, its act as a link."""
    act = _plain(basis.act)
    if basis.act and basis.link:
        act = f"[{act}]({quote(basis.link, safe=_IN_LINKS)})"
    return ", ".join(part for part in (act, _plain(basis.place)) if part)


def _plain(text: str) -> str:
    """A text of the registry that stays text: no markup, link, picture, role or fence of Markdown begins in it.

    Names of columns and codes are in backticks already, which stay.
    """
    return _ENTITY.sub("&amp;", " ".join(text.splitlines())).translate(_MARKS)
