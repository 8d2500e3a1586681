"""What the site has besides rankings and cards: pages of indicators, methodology, changes and corrections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from indexgov.report.language_pages import templates
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.site import changes, indicator, methodology
from indexgov.report.site.distribution import Distributions
from indexgov.report.site.material import Material

_STYLES = ("indicator", "methodology")


class Further:
    """The further pages of a site; what all languages share is made once."""

    def __init__(self, material: Material) -> None:
        self.material = material

    @cached_property
    def numbers(self) -> Distributions:
        """Who has what on each indicator."""
        since = self.material.changes
        return Distributions(self.material.assessment, since.comparison if since is not None else None)

    def pages(self, view: Scorecards, shared: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """File names and pages of one language; `shared` is what every template needs."""
        yield from indicator.pages(view, shared, self.numbers, self.material)
        yield from methodology.pages(view, shared, self.numbers, self.material)
        since = self.material.changes
        if since is not None and since.told_in(self.material.languages):
            yield from changes.pages(view, shared, since)
        if self.material.corrections is not None:
            yield from self.material.corrections.pages(view.language, shared)

    @staticmethod
    def style() -> str:
        """What the style sheet needs besides that of cards."""
        return "".join(templates().get_template(f"{name}.css.j2").render() for name in _STYLES)
