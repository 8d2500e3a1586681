"""Who is asked about: one authority or territory of an assessment, found by code or name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexgov.errors import IndexgovError, choose_from, quoted
from indexgov.registry.models import Combine
from indexgov.registry.outline import OutlineNode
from indexgov.scoring import Assessment
from indexgov.scoring.section import Section


@dataclass(frozen=True)
class Asked:
    """One column of one section of an assessment."""

    assessment: Assessment
    number: int
    """Position of the section: 0 for bodies, 1 for territories."""
    column: int

    @property
    def section(self) -> Section:
        """The section."""
        return self.assessment.sections[self.number]

    @property
    def territory(self) -> str:
        """Code of the territory."""
        return str(self.section.authorities.territory[self.column])

    @property
    def body(self) -> str:
        """The body; empty for the territory itself."""
        return str(self.section.authorities.body[self.column])


def ask(assessment: Assessment, territory: str, body: str = "") -> Asked:
    """The authority of a territory's code or name and a body's id or title; without a body the territory itself.

    Raises IndexgovError with the nearest name where there is no such territory or body, where a name stands for
    several territories, where the territory has no score of its own, and where no indicator concerns whom is meant.
    """
    registry, places = assessment.registry, assessment.dataset.territories
    place = territory
    if territory not in set(places["territory"]):
        columns = [name for name in places.columns if name.startswith("name_")]
        rows = places[["territory", *columns]].to_dict("records")
        names = {str(row["territory"]): [str(row[name]) for name in columns if row[name]] for row in rows}
        place = _found("territory", territory, names)
    if not body:
        if registry.territory is None:
            there = _bodies_of(assessment, place)
            raise IndexgovError(f"the registry gives territories no score of their own; name a body: {quoted(there)}")
        return _asked(assessment, 1, int(np.flatnonzero(assessment.sections[1].authorities.territory == place)[0]))
    titles = {name: list(model.title.values()) for name, model in registry.bodies.items()}
    which = _found("body", body, titles)
    who = assessment.sections[0].authorities
    found = np.flatnonzero((who.territory == place) & (who.body == which))
    if not len(found):
        there = _bodies_of(assessment, place)
        raise IndexgovError(f"'{which}' does not exist in '{place}'; bodies there: {quoted(there) or 'none'}")
    return _asked(assessment, 0, int(found[0]))


def _asked(assessment: Assessment, number: int, column: int) -> Asked:
    asked = Asked(assessment, number, column)
    if not asked.section.result.concerned[0, column]:
        whose = f"'{asked.body}' of '{asked.territory}'" if asked.body else f"'{asked.territory}'"
        raise IndexgovError(f"there is nothing to explain: no indicator of the period concerns {whose}")
    return asked


def title_of(asked: Asked, node: OutlineNode, language: str) -> str:
    """The title of a node; of a pooled leaf with the body that it belongs to, of the index that of the registry."""
    registry = asked.assessment.registry
    if isinstance(node.model, Combine):
        return registry.title[language]
    body = node.id.partition("@")[2]
    # The gloss of a body's title, `akimat (executive body)`, would make brackets in brackets.
    whose = f" ({registry.bodies[body].title[language].partition(' (')[0]})" if body else ""
    return node.model.title[language] + whose


def _bodies_of(assessment: Assessment, place: str) -> list[str]:
    who = assessment.sections[0].authorities
    return [str(body) for body in who.body[who.territory == place]]


def _found(what: str, written: str, names: Mapping[str, Sequence[str]]) -> str:
    """The code that is meant by a code or by one of its names, whatever their case."""
    if written in names:
        return written
    wanted = written.strip().casefold()
    meant = [code for code, known in names.items() if wanted in {code.casefold(), *(one.casefold() for one in known)}]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise IndexgovError(f"'{written}' names {len(meant)} of them; give the code of the {what}: {quoted(meant)}")
    raise IndexgovError(f"there is no {what} '{written}'; {_advice(written, names)}")


def _advice(written: str, names: Mapping[str, Sequence[str]]) -> str:
    """The nearest code or name, then what is known: those who wrote a name are helped by names of that language."""
    languages = range(max(map(len, names.values()), default=0))
    titles = [[known[place] for known in names.values() if place < len(known)] for place in languages]
    for known in (list(names), *titles):
        # Another number is another place, however near it is written.
        alike = [name for name in known if _numbers(name) == _numbers(written)]
        hint, nearest, _ = choose_from(written, alike).partition("? ")
        if nearest:
            return f"{hint}? {choose_from('', known, known='known')}"
    return choose_from("", list(names), known="known")


def _numbers(text: str) -> list[int]:
    return [int(digits) for digits in re.findall("[0-9]+", text)]
