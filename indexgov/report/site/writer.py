"""Writes the pages: plain files that open from a disk, ask no address for anything and can be read without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from indexgov.report.charts import Chart
from indexgov.report.correction_pages import CORRECTIONS
from indexgov.report.language_pages import Label, css_text, shared_by_pages, templates, write_common, write_text
from indexgov.report.model import Key
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.site.audit import AUDIT_STYLE, AuditPages
from indexgov.report.site.authority import AuthorityPages
from indexgov.report.site.criteria import CriterionTexts, chapters
from indexgov.report.site.further import Further
from indexgov.report.site.home import home_labels, home_pages, home_script, home_style
from indexgov.report.site.labels import labels
from indexgov.report.site.material import Material
from indexgov.report.site.shown import Shown, Told, dash, kinds_of, unit_of
from indexgov.report.site.single import single_file
from indexgov.report.site.standing import Standings
from indexgov.report.site.what_if import WhatIf
from indexgov.report.site.what_if import pages as what_if_pages

_AT_ONCE, _OF_LARGE = 200, 1_200
"""Cards that one task writes; of a large site more, because there each task begins anew."""
LARGE = 500
"""Of more authorities and territories every task has a process of its own, which ends with its memory."""


class SiteWriter:
    """Writes the site of an assessment: what all languages share, then the pages of each."""

    def __init__(self, material: Material, folder: Path) -> None:
        self.material, self.folder, self.further = material, folder, Further(material)
        for language in material.languages:
            (folder / language).mkdir(parents=True, exist_ok=True)

    def tasks(self) -> list[Callable[[], None]]:
        """What is to be done besides `common`, in pieces that may be done in any order."""
        count = len(self.material.keys)
        at_once = _AT_ONCE if count <= LARGE else _OF_LARGE
        found: list[Callable[[], None]] = [self._what_if_data, self._audit]
        for language in self.material.languages:
            found += [partial(self._once, language), partial(self._further, language)]
            places = (range(start, min(start + at_once, count)) for start in range(0, count, at_once))
            found += [partial(self._cards, language, some) for some in places]
        return found

    def prepare(self) -> None:
        """Make what all pages need and no rank set."""
        # Compiled once, before processes that would each do it again.
        for name in templates().list_templates(extensions=["j2"]):
            templates().get_template(name)
        _ = self.material.review, self.material.gains, self.material.assessment.errors

    def common(self) -> None:
        """Write what all languages share."""
        made = templates()
        views, changes = map(self.material.view, self.material.languages), self.material.changes is not None
        labelled = {view.language: [*column_labels(view), *home_labels(view, changes)] for view in views}
        style = made.get_template("card.css.j2").render() + self.further.style()
        if self.material.changes is not None:
            style += self.material.changes.style(made)
        write_common(self.material.heads, self.folder, labelled, style)
        write_text(self.folder / "site.js", made.get_template("site.js").render())
        write_text(self.folder / "home.js", home_script())
        write_text(self.folder / "home.css", home_style())
        write_text(self.folder / "what-if.css", made.get_template("what_if.css.j2").render())

    def _once(self, language: str) -> None:
        """The pages that a language has once."""
        view, shared = self.material.view(language), self._shared(language)
        for name, html in home_pages(view, shared, self.material):
            write_text(self.folder / language / name, html)
        for name, text in _peer_files(view, self.material, shared["peer_files"]):
            write_text(self.folder / language / name, text)
        for name, html in what_if_pages(view, shared, self._what_if):
            write_text(self.folder / language / name, html)

    @cached_property
    def _what_if(self) -> WhatIf:
        return WhatIf.of(self.material.assessment, self.material.pages)

    def _what_if_data(self) -> None:
        """What the page of other weights computes with, in no language."""
        self._what_if.write(self.material.view(self.material.languages[0]), self.folder)

    def _audit(self) -> None:
        """The audit, in all languages."""
        material = self.material
        made = AuditPages(material.assessment, material.facts.review.agreement)
        write_text(self.folder / AUDIT_STYLE, made.style())
        for language in material.languages:
            for name, html in made.pages(material.view(language), self._shared(language)):
                write_text(self.folder / language / name, html)

    def _further(self, language: str) -> None:
        """Indicators, methodology, changes."""
        for name, html in self.further.pages(self.material.view(language), self._shared(language)):
            write_text(self.folder / language / name, html)

    def _cards(self, language: str, places: range) -> None:
        """The pages of some authorities and territories."""
        view, shared = self.material.view(language), self._shared(language)
        for name, html in _card_pages(view, shared, self.material, places):
            write_text(self.folder / language / name, html)

    def alone(self, language: str, key: Key | None) -> str:
        """The page of an authority or territory, or the ranking, as one file that needs no other."""
        view, shared = self.material.view(language), self._shared(language)
        shared["peer_files"] = dict.fromkeys(shared["peer_files"], "")
        if key is None:
            made = dict(home_pages(view, shared, self.material))["index.html"]
        else:
            place = list(self.material.keys).index(key)
            ((_, made),) = _card_pages(view, shared, self.material, [place])
        files = {path.name: path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.*s"))}
        files |= {path.name: path.read_text(encoding="utf-8") for path in sorted((self.folder / language).glob("*.js"))}
        return single_file(made, files)

    def _shared(self, language: str) -> dict[str, Any]:
        """What every template needs."""
        view, material = self.material.view(language), self.material
        first = language == material.languages[0]
        return {
            **shared_by_pages(view, material.heads),
            "counted": view.words.counted,
            "pages": material.pages,
            "criteria": material.indicators,
            "nav": [(kind, page, view.words.text(f"nav_{kind.replace('-', '_')}")) for kind, page in material.menu],
            "chart": Chart(*view.span),
            "fig": Shown(dash(view.words.text("no_data"))),
            "told": Told(view),
            "unit": unit_of(view),
            "kinds": kinds_of(view),
            "workbook": "scorecards.xlsx" if first or material.one_book else f"scorecards.{language}.xlsx",
            "peer_files": {one.body: f"peers-{number}.js" for number, one in enumerate(view.rankings, 1)},
            "what_if": dict(material.menu).get("what-if", ""),
            "change": None,
            "corrected": None,
            "correction_page": "" if material.corrections is None else CORRECTIONS,
        }


def write_site(material: Material, folder: Path) -> None:
    """Write the site into `folder`, one page after the other; the first language is the default.

    `index.html` lets the reader choose a language, `<language>/index.html` holds the rankings, and every authority,
    territory and indicator has a page of the same name in each language.
    """
    writer = SiteWriter(material, folder)
    writer.common()
    for task in writer.tasks():
        task()


def _card_pages(
    view: Scorecards, shared: dict[str, Any], material: Material, places: Iterable[int]
) -> Iterator[tuple[str, str]]:
    """The pages of cards at some places; those of territories show no indicators."""
    made, texts = AuthorityPages(view, material), CriterionTexts(view, material, shared)
    template, territory = (templates().get_template(f"{name}.html.j2") for name in ("card", "territory"))
    keys = list(material.keys)
    for place in places:
        card = view.cards[place] if keys[place][1] else view.upper_cards[place]
        name, recorded = material.pages[card.key], [row for row in card.rows if not row.measured]
        since = {} if material.changes is None else material.changes.of(view.language, card.key)
        if material.corrections is not None:
            since |= material.corrections.of(view.language, card.key)
        content = {**shared, **since, "page": name, "card": card, "one": made.page(card),
                   "siblings": material.siblings[card.key[0]], "criterion_rows": texts.rows}  # fmt: skip
        if card.key[1]:
            yield (
                name,
                template.render(
                    content,
                    page_kind="authority",
                    recorded=recorded,
                    chapters=chapters(card),
                    acts=texts.acts_of(recorded),
                ),
            )
        else:
            yield name, territory.render(content, page_kind="territory")


def _peer_files(view: Scorecards, material: Material, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """For every ranking the lines of all who are ranked, for readers who choose their own peers."""
    standings, text = Standings(view, material), view.words.text
    words = {name: text(f"site_peers_{name}") for name in ("near", "all", "choice", "add")}
    words["peers"] = text("site_peers")
    for ranking in view.rankings:
        rows = []
        for number, group in enumerate(ranking.groups):
            for row in group.rows:
                if row.rank is not None:
                    one = standings.of(row.key)
                    told = {"rank": one.rank, "interval": one.interval, "name": one.name, "at": one.at,
                            "low": one.low, "high": one.high, "score": one.score, "ends": one.ends,
                            "band": one.band.id if one.band else "", "shade": one.band.shade if one.band else 0,
                            "people": one.people, "tier": one.tier, "group": number,
                            "page": material.pages[row.key]}  # fmt: skip
                    rows.append(told)
        content = {"words": words, "bands": bool(view.methodology.bands), "rows": rows}
        found = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        yield names[ranking.body], f"window.indexgovPeers={found};\n"


def column_labels(view: Scorecards) -> list[Label]:
    """Table, position and name of the columns that say their name in each row where the screen is narrow.

    They stand in the style sheet once instead of in every cell.
    """
    w = view.words.text
    rank = "rank_with_interval" if view.ranks.known else "rank"
    parts = (rank, "median", "best", "weight", "effective_weight", "contribution", "coverage")
    bands = ["class"] if view.methodology.bands else []
    named = {
        # The page of a territory has a column more for each of its bodies.
        **{f"parts{bodies}": dict(enumerate(map(w, parts), 4 + bodies)) for bodies in range(len(view.rankings))},
        "leaves": dict(enumerate(map(w, ("score", "weight")), 3)),
        "peers": dict(enumerate(map(w, ("score", "site_score_interval", *bands, "site_population")), 4)),
        "gains": dict(enumerate(map(w, ("site_now", "site_at_best", "site_gain", "score", "site_gain_rank")), 2)),
        "measured": dict(enumerate(map(w, ("score", "median", "effective_weight", "contribution")), 5)),
        "agreed": dict(enumerate((w(f"agreement_{key}") for key in ("cells", "share", "kappa", "alpha")), 2)),
        "method": dict(enumerate(map(w, ("weight", "aggregation", "missing_rule")), 2)),
    }
    found = [(table, position, name) for table, names in named.items() for position, name in names.items()]
    return [*((table, position, css_text(name)) for table, position, name in found if name), *labels(view)]
