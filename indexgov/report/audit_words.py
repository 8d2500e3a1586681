"""The findings of an audit in the words of one language: what was found, and what a methodologist could do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from indexgov.analysis.audit import Audit
from indexgov.analysis.audit.consistency import REVERSED
from indexgov.analysis.audit.findings import LEVELS, NAMES, WARNING
from indexgov.report.files import rows_of
from indexgov.report.methodology import Method
from indexgov.report.words import sentence, words_of

_SHARES = frozenset({"duplicate", "bunched", "ceiling", "floor", "missing", "thin", "outweighs", "outweighed"})
"""Kinds of findings whose figures are shares, 0 to 1."""
_PLAIN = frozenset({"constant", "decisive"})
"""Those whose figures are scores or ranks; the others are correlations and the like."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words."""

    body: str
    tier: str
    kind: str
    level: str
    kind_words: str
    message: str
    advice: str


class AuditWords:
    """Names of bodies, nodes and territories, and sentences about findings."""

    def __init__(self, audit: Audit, language: str) -> None:
        self.words, self.registry, self.audit = words_of(language), audit.assessment.registry, audit
        self.method = Method.of(audit.assessment, self.words)
        nodes = self.method.tree.nodes
        self._titles = {node.id: self.method.node_title(node) for node in nodes}
        self.depths = {node.id: 0 for node in nodes}
        for node in nodes[1:]:
            self.depths[node.id] = self.depths[nodes[node.parent].id] + 1

    def title(self, node: str) -> str:
        """The title of a node; its id where it is none of the tree."""
        return self._titles.get(node, node)

    def territory(self, code: str) -> str:
        """The name of a territory, its code where it has none."""
        return self.method.territory(code)

    def table(self, name: str) -> str:
        """The title of a table of the audit."""
        return self.words.text("sheet_agreement" if name == "agreement" else f"sheet_audit_{name}")

    def body(self, body: str) -> str:
        """A body by its name; empty text is all of them."""
        return sentence(self.method.body_title(body)) if body else self.words.text("audit_everybody")

    def who(self, body: str, tier: str) -> str:
        """A body with its tier where the registry has several."""
        name = self.body(body)
        if tier and len(self.registry.tiers) > 1:
            return f"{name}, {self.method.title(self.registry.tiers[tier].title)}"
        return name

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Every finding: body by body, warnings first, kinds in their order."""
        bodies = ["", *self.registry.bodies]

        def place(row: dict[str, Any]) -> tuple[int, str, int, int]:
            return bodies.index(row["body"]), row["tier"], LEVELS.index(row["level"]), NAMES.index(row["kind"])

        return tuple(self.finding(row) for row in sorted(rows_of(self.audit.findings), key=place))

    def finding(self, row: dict[str, Any]) -> Told:
        """One row of the findings."""
        kind, level, text = str(row["kind"]), str(row["level"]), self.words.text
        # What may be chance is told with more care.
        key = "audit_doubtful" if kind == REVERSED and level != WARNING else f"audit_{kind}"
        message = text(
            f"{key}_told",
            title=self.title(row["node"]),
            other=self.territory(row["other"]) if kind == "thin" else self.title(row["other"]),
            n=self.words.number(row["n"], 0),
            figure=self._number(kind, row["figure"]),
            threshold=self._number(kind, row["threshold"]),
        )
        return Told(row["body"], row["tier"], kind, level, text(key), message, text(f"{key}_do"))

    def _number(self, kind: str, figure: float) -> str:
        if math.isnan(figure):
            return ""
        if kind in _SHARES:
            return self.words.percent(figure)
        return self.words.plain(figure, 1 if kind in _PLAIN else 3)


def counts(told: tuple[Told, ...], words: AuditWords) -> str:
    """How many warnings and notes there are, in words; empty where there is none."""
    warnings = sum(one.level == WARNING for one in told)
    found = {"audit_warnings": warnings, "audit_notes": len(told) - warnings}
    return ", ".join(words.words.counted(key, count) for key, count in found.items() if count)
