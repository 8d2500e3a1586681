"""The questions of the monitors' form: which there are for a criterion, what they are called, and the form's stamp.

Ids of criteria hold dots, which a name in a form may have and a reference to it may not: `disclosure.acts.court` is
asked as `value__disclosure__acts__court`. The names are the same in the form and in its export.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property

from indexgov.period import Period
from indexgov.registry.models import Indicator, Registry, Scale
from indexgov.tables import STAGES

STAMP = "indexgov_form"
"""Question that holds the stamp; a table with it is an export of the form."""
TERRITORY, TIER, BODY, ASSESSOR, STAGE = "territory", "tier", "body", "assessor", "stage"
FORM_STAGES = STAGES[:2]
"""Stages that the form records: the first and the second assessor."""
RECORDED = "recorded"
"""Answer of a criterion that takes numbers: they follow."""
DETAILS = {"source_url": "link", "seen_on": "seen", "note": "note", "comment": "comment", "reason": "reason"}
"""Columns of evidence, and what begins the name of the question for each."""
_OF = "__OF__"


def encoded(identifier: str) -> str:
    """An id as a part of a name: dots become two underscores; underscores beside dots or others become U.

    Ids have no capitals, so no two ids have the same code.
    """
    return re.sub(r"_(?=[_.]|\Z)|(?<=[_.])_", "U", identifier).replace(".", "__")


def decoded(code: str) -> str:
    """The id behind a code."""
    return code.replace("__", ".").replace("U", "_")


@dataclass(frozen=True)
class Criterion:
    """A criterion as the form asks for it."""

    indicator: Indicator
    scale: Scale

    def name(self, what: str) -> str:
        """Name of a question about it: `value`, `number` or one of DETAILS."""
        return f"{what}__{encoded(self.indicator.id)}"

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels that can be chosen; empty where numbers are recorded."""
        return tuple(self.scale.levels or ())

    @cached_property
    def numbers(self) -> dict[str, str]:
        """Names of the questions for numbers, by the part that each is; a single number is the part ``."""
        if self.levels:
            return {}
        if self.scale.ratio is None:
            return {"": self.name("number")}
        of = encoded(self.indicator.id)
        return {part: f"count__{encoded(part)}{_OF}{of}" for part in self.scale.ratio.parts}


def criteria(registry: Registry, period: Period) -> tuple[Criterion, ...]:
    """What monitors judge in a period, in the order of the registry."""
    return tuple(
        Criterion(one, registry.scales[one.scale]) for one in registry.indicators_of(period) if not one.from_survey
    )


def stamp(registry: Registry, period: Period) -> str:
    """What tells the form of a registry and period from another: its id, version, period and fingerprint.

    The fingerprint is of all that gives an answer its meaning: criteria, levels, parts and reasons. Titles and weights
    may change, and exports of the form stay good.
    """
    content = [
        [one.indicator.id, one.scale.kind, one.levels, tuple(one.numbers), one.indicator.not_applicable]
        for one in criteria(registry, period)
    ]
    fingerprint = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]
    version = "".join(re.findall(r"[\w.-]+", registry.version))
    return f"{registry.id} {version} {period.code} {fingerprint}"
