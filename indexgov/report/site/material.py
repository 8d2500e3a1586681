"""What all pages of a site are made of, in no language."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from indexgov.analysis.best_gains import BestGains, best_gains
from indexgov.methods.arrays import Ints
from indexgov.registry.guidance import Guidance
from indexgov.report.change_cards import CardChanges
from indexgov.report.correction_pages import CorrectionPages
from indexgov.report.methodology import Method
from indexgov.report.model import Head, Key
from indexgov.report.review import Review, review_of
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.site.names import file_names, indicator_names
from indexgov.report.view import Facts, head_of, scorecards
from indexgov.report.words import words_of
from indexgov.scoring import Assessment
from indexgov.scoring.section import Section

NEAREST = 5
"""How many peers a page compares an authority with."""
MOST_GAINS = 10
_NAMED_PEERS = 64
"""In larger groups it is not told who is above or below, only how many cannot be told apart."""


@dataclass(frozen=True)
class Neighbours:
    """The peers of an authority that its page names."""

    near: tuple[Key, ...]
    """Nearest by population, else by rank; in the order of the ranking, itself included."""
    by_population: bool
    above: tuple[Key, ...] = ()
    """Those surely above, best first; empty where it is not known, and in large groups."""
    below: tuple[Key, ...] = ()
    known: bool = False
    """Whether `above` and `below` tell all."""


@dataclass(frozen=True)
class Material:
    """One assessment with everything that its pages need."""

    assessment: Assessment
    changes: CardChanges | None = None
    guidance: Guidance = field(default_factory=dict)
    one_book: bool = False
    """Whether there is one workbook, to which the pages of every language lead."""
    corrections: CorrectionPages | None = None

    _views: dict[str, Scorecards] = field(default_factory=dict, repr=False, compare=False)

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of the registry; the first is the default."""
        return self.assessment.registry.languages

    def view(self, language: str) -> Scorecards:
        """Everything that pages show, in one language; made once."""
        if language not in self._views:
            self._views[language] = scorecards(self.assessment, language, self.facts)
        return self._views[language]

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """What every page says of each language."""
        return tuple(
            Head(**head_of(self.assessment.dataset, Method.of(self.assessment, words_of(language))))
            for language in self.languages
        )

    @cached_property
    def menu(self) -> tuple[tuple[str, str], ...]:
        """Kind and file of the pages that every page leads to."""
        changed = self.changes is not None and self.changes.told_in(self.languages)
        kinds = ["indicators", *(["changes"] if changed else []), "what-if", "methodology", "audit"]
        return (("home", "index.html"), *((kind, f"{kind}.html") for kind in kinds))

    @cached_property
    def facts(self) -> Facts:
        """What the views of all languages have in common."""
        return Facts.of(self.assessment, self.review)

    @cached_property
    def review(self) -> Review:
        """What the assessment says about its assessors and objections; no rank set is needed for it."""
        return review_of(self.assessment)

    @cached_property
    def keys(self) -> dict[Key, tuple[int, int]]:
        """Section and column of every authority and territory, in the order of the cards."""
        return {
            (territory, body): (number, column)
            for number, section in enumerate(self.assessment.sections)
            for column, (territory, body) in enumerate(
                zip(section.authorities.territory, section.authorities.body, strict=True)
            )
        }

    @cached_property
    def pages(self) -> dict[Key, str]:
        """The file name of the page of every authority and territory."""
        return file_names(self.keys)

    @cached_property
    def indicators(self) -> dict[str, str]:
        """The file name of the page of every indicator of the edition."""
        ids = [node.id for node in self.assessment.sections[0].tree.nodes if node.level == "indicator"]
        return indicator_names(ids, self.pages.values())

    @cached_property
    def gains(self) -> BestGains | None:
        """What would gain most, for every authority; None where every change must be scored on its own."""
        return best_gains(self.assessment, MOST_GAINS)

    @cached_property
    def siblings(self) -> dict[str, list[Key]]:
        """The cards of each territory."""
        found: dict[str, list[Key]] = {}
        for key in self.keys:
            found.setdefault(key[0], []).append(key)
        return found

    @cached_property
    def neighbours(self) -> dict[Key, Neighbours]:
        """The peers that each page names."""
        found: dict[Key, Neighbours] = {}
        for number, section in enumerate(self.assessment.sections):
            groups = section.authorities.groups(self.assessment.registry.ranking.within)
            for group in np.unique(groups):
                found |= self._of_group(number, section, np.flatnonzero(groups == group))
        return found

    def _of_group(self, number: int, section: Section, members: Ints) -> dict[Key, Neighbours]:
        who, scores = section.authorities, section.result.scores[0]
        keys = list(zip(who.territory.tolist(), who.body.tolist(), strict=True))
        scored = members[~np.isnan(scores[members])]
        ranked = scored[np.argsort(-scores[scored], kind="stable")]
        people = np.array([self.people.get(one, math.nan) for one in who.territory], dtype=float)
        by_population = bool((people[ranked] > 0).all())
        size = np.log(people) if by_population else scores
        order = ranked[np.argsort(size[ranked], kind="stable")] if by_population else ranked
        place = {int(column): position for position, column in enumerate(ranked)}
        alike = self.assessment.alike[number] if len(ranked) <= _NAMED_PEERS else {}
        found = {}
        for position, column in enumerate(order.tolist()):
            window = order[max(0, position - NEAREST) : position + NEAREST + 1]
            nearest = window[np.argsort(np.abs(size[window] - size[column]), kind="stable")][: NEAREST + 1]
            near = tuple(keys[one] for one in sorted(nearest.tolist(), key=place.__getitem__))
            one, own = alike.get(column), place[column]
            if one is None:
                found[keys[column]] = Neighbours(near, by_population)
                continue
            same = set(one.columns.tolist())
            above, below = (tuple(keys[other] for other in side if other not in same)
                            for side in (ranked[:own].tolist(), ranked[own + 1 :].tolist()))  # fmt: skip
            found[keys[column]] = Neighbours(near, by_population, above, below, known=True)
        return found

    @cached_property
    def people(self) -> dict[str, float]:
        """The population of each territory; NaN where it is not known."""
        places = self.assessment.dataset.territories
        return dict(zip(places["territory"].tolist(), places["population"].tolist(), strict=True))
