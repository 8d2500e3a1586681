"""What the lines of an explanation have in common: figures, recorded values and sentences on a page of some width."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indexgov.analysis.explain import Explanation
from indexgov.registry.models import Scale
from indexgov.report.terminal import Line

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ExplanationLines:
    """What the lines are made of."""

    told: Explanation
    width: int

    def figure(self, value: float) -> str:
        """A score or points with two decimals, with four where the range is so narrow that two would hide them."""
        ends = self.told.asked.assessment.registry.range
        decimals = 2 if ends is not None and ends[1] - ends[0] > 2 else 4
        return "-" if math.isnan(value) else f"{value:.{decimals}f}"

    def in_words(self, node: str, value: str) -> str:
        """A recorded value for readers: titles of levels, numbers without long decimals."""
        titles = self.scale_of(node).titles or {}
        told = [titles[one][self.told.language] if one in titles else one for one in value.split(" | ")]
        try:
            return " | ".join(_short(one) for one in told)
        except ValueError:
            return " | ".join(told)

    def scale_of(self, node: str) -> Scale:
        """The scale of an indicator."""
        registry = self.told.asked.assessment.registry
        name = node.partition("@")[0]
        return registry.scales[next(one.scale for one in registry.indicators if one.id == name)]

    def wrapped(self, text: str, indent: str = "") -> Iterator[Line]:
        """A sentence in as many lines as it needs."""
        for line in textwrap.wrap(text, self.width - len(indent), break_on_hyphens=False):
            yield Line(indent + line)


def many(count: int, one: str, more: str) -> str:
    """A count with its noun."""
    return f"{count} {one if count == 1 else more}"


def _short(number: str) -> str:
    """A number as written, without long decimals. Raises ValueError for what is none."""
    if "." not in number:
        return number
    value = float(number)
    return f"{value:.5g}" if abs(value) < 1e4 else f"{value:.0f}"
