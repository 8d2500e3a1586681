"""The uncertainty of an assessment in the words of one language: what was drawn, what was not, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from indexgov.analysis.uncertainty import Uncertainty
from indexgov.analysis.uncertainty.result import MOST_PAIRS
from indexgov.analysis.uncertainty.sample import ASSESSORS, METHOD, SAMPLING, SOURCES, left_out
from indexgov.registry.outline import ROOT
from indexgov.report.methodology import Method
from indexgov.report.model import Key
from indexgov.report.rank_basis import what_of_assessors
from indexgov.report.words import sentence, words_of
from indexgov.scoring.rank_sets import CONFIDENCE
from indexgov.scoring.slips import FEWEST_PAIRS

_LEVELS = (ROOT, "component", "block", "sub_block")
FEWEST_DRAWS = 256
"""Draws below which shares of sources are too rough to be told in words."""
_SMALL = 0.05
"""Shares below this are told together."""
_FURTHER = 0.1
"""By so much a total share passes the first-order share before the difference is told."""
_JOINT = 0.2
"""So much is left by all first-order shares before it is told: their errors add up."""


class DeclaredWords:
    """Sentences about the assumptions that a registry declares to be varied."""

    def __init__(self, method: Method) -> None:
        self.method, self.registry, self.words = method, method.registry, method.words

    def lines(self) -> list[str]:
        """Everything that is declared; nothing where that is nothing."""
        declared = self.registry.uncertainty
        return [
            *self.weights(),
            *self.means(),
            *self.other_scales(),
            *(self.missing() if declared.missing else ()),
            *(self.left_out() if declared.leave_out else ()),
        ]

    def weights(self) -> list[str]:
        """How weights are drawn, a line a level."""
        words, lines = self.words, []
        for name, draws in self.registry.uncertainty.weights.items():
            level = words.text(name).lower()
            if draws.noise is not None:
                share = words.stated_percent(draws.noise)
                lines.append(words.text("uncertainty_drawn_noise", level=level, share=share))
            else:
                assert draws.dirichlet is not None
                number = words.plain(draws.dirichlet)
                lines.append(words.text("uncertainty_drawn_dirichlet", level=level, number=number))
        return lines

    def means(self) -> list[str]:
        """Which other means are drawn, a line a level or node."""
        declared, lines = self.registry.uncertainty.aggregation, []
        titles = {node.id: self.method.node_title(node) for node in self.method.tree.nodes}
        titles |= {level: self.words.text(level) for level in _LEVELS}
        for name, means in declared.items():
            if name in titles:
                listed = ", ".join(self.words.named("mean", one) for one in means)
                lines.append(self.words.text("uncertainty_drawn_aggregation", what=titles[name], means=listed))
        return lines

    def other_scales(self) -> list[str]:
        """Which scales stand in the place of others, a line a scale."""
        text = self.words.text
        return [
            text("uncertainty_drawn_scales", name=name, others=", ".join(others))
            for name, others in self.registry.uncertainty.scales.items()
        ]

    def missing(self) -> list[str]:
        """What else is done about what was not assessed."""
        ways = [self.words.text(f"uncertainty_way_{name}") for name in self.registry.uncertainty.missing]
        return [self.words.text("uncertainty_drawn_missing", ways=", ".join(ways))]

    def left_out(self) -> list[str]:
        """Which parts are left out one by one."""
        levels = ", ".join(self.words.text(name).lower() for name in self.registry.uncertainty.leave_out)
        count = len(left_out(self.registry, self.method.tree))
        return [self.words.text("uncertainty_drawn_leave_out", levels=levels, count=count)]


class UncertaintyWords(DeclaredWords):
    """Names and sentences about the uncertainty of scores and ranks."""

    def __init__(self, found: Uncertainty, language: str) -> None:
        super().__init__(Method.of(found.assessment, words_of(language)))
        self.found = found
        self.level = self.words.stated_percent(CONFIDENCE)

    def source(self, name: str) -> str:
        """What a source of uncertainty is called."""
        return self.words.text(f"uncertainty_source_{name}")

    def drawn(self) -> Iterator[str]:
        """What was drawn, a line each."""
        told = (
            self._sampling, self._assessors, self.weights, self.means, self.other_scales, self.missing, self.left_out,
        )  # fmt: skip
        for name, lines in zip(SOURCES, told, strict=True):
            yield from lines() if name in self.found.drawn else ()

    def not_drawn(self) -> Iterator[str]:
        """What was not, and why, a line each."""
        text, drawn = self.words.text, self.found.drawn
        if SAMPLING not in drawn:
            yield text("uncertainty_without_sampling")
        if ASSESSORS not in drawn:
            yield text(f"uncertainty_without_{what_of_assessors(self.found.assessment, None)}", least=FEWEST_PAIRS)
        kinds = [text(f"uncertainty_kind_{name}") for name in METHOD if name not in drawn]
        if kinds:
            yield text("uncertainty_without_method", kinds=", ".join(kinds))

    def _sampling(self) -> list[str]:
        return [self.words.text("uncertainty_drawn_sampling")]

    def _assessors(self) -> list[str]:
        errors = self.found.assessment.error_draws
        assert errors is not None
        assert errors.rate is not None
        rate = self.words.stated_percent(round(errors.rate.rate, 3))
        if not errors.rate.cells:
            return [self.words.text("uncertainty_drawn_declared", rate=rate)]
        counts = {name: self.words.number(getattr(errors.rate, name), 0) for name in ("cells", "unequal")}
        return [self.words.text("uncertainty_drawn_estimated", rate=rate, **counts)]

    @cached_property
    def _shares(self) -> Mapping[Key, list[tuple[str, float, float]]]:
        """Sources with their first-order and total shares, 0 to 1, by authority, the largest first."""
        shares: dict[Key, list[tuple[str, float, float]]] = {}
        frame = self.found.shares
        columns = (frame[name].tolist() for name in ("territory", "body", "source", "first", "total"))
        for territory, body, source, first, total in zip(*columns, strict=True):
            # Estimates may lie beyond their ends: a source does by itself no more than in all, which is surer.
            most = min(max(total, 0.0), 1.0)
            shares.setdefault((territory, body), []).append((source, min(max(first, 0.0), most), most))
        return {key: sorted(rows, key=lambda row: -row[1]) for key, rows in shares.items()}

    def driver(self, key: Key) -> str:
        """What drives the uncertainty of a score: one sentence, with a second one where sources act together."""
        text, rows = self.words.text, self._shares.get(key, [])
        if not rows:
            return text("uncertainty_driver_none")
        if len(self.found.drawn) == 1:
            return text("uncertainty_driver_only", source=self.source(rows[0][0]))
        if self.found.draws < FEWEST_DRAWS:
            return text("uncertainty_driver_few", least=FEWEST_DRAWS)
        (name, first, total), *others = rows
        leading = "uncertainty_driver_most" if round(first, 2) > 0.5 else "uncertainty_driver_largest"
        parts = [text(leading, source=self.source(name), share=self._share(first, total))]
        told = [row for row in others if row[1] >= _SMALL or row[2] - row[1] > _FURTHER]
        for name, first, total in told:
            parts.append(text("uncertainty_driver_more", source=self.source(name), share=self._share(first, total)))
        parts += [text("uncertainty_driver_rest")] if len(told) < len(others) else []
        joint = 1 - sum(row[1] for row in rows)
        whole = f"{'; '.join(parts)}."
        return f"{whole} {text('uncertainty_driver_joint', share=self._whole(joint))}" if joint > _JOINT else whole

    def _share(self, first: float, total: float) -> str:
        if total - first <= _FURTHER:
            return self._whole(first)
        return self.words.text("uncertainty_driver_together", share=self._whole(first), total=self._whole(total))

    def _whole(self, share: float) -> str:
        """A share in whole per cent: more than that draws do not tell."""
        return self.words.stated_percent(round(share, 2))

    def alike(self, names: Sequence[str] | None, known: bool) -> str:
        """Whom an authority cannot be told from: by `names`, which are None where pairs are not told."""
        text = self.words.text
        if not known:
            return text("uncertainty_alike_unknown")
        if names is None:
            return text("uncertainty_alike_many", most=MOST_PAIRS)
        if not names:
            return text("alike_nobody")
        return text("uncertainty_alike", count=len(names), names=", ".join(names))

    def claims(self, low: int, high: int, peers: int) -> str:
        """Whether one may be called the first or the last, by the ranks that hold for all peers at once."""
        found = []
        if low == 1:
            found.append("first" if high == 1 else "perhaps_first")
        if high == peers:
            found.append("last" if low == peers else "perhaps_last")
        return " ".join(self.words.text(f"uncertainty_{one}") for one in found or ["neither"])

    def name(self, key: Key, mixed: bool) -> str:
        """The name of a territory, with the body where peers are bodies of several kinds."""
        name = self.method.territory(key[0])
        return f"{name}, {self.method.body_title(key[1])}" if mixed else name

    def body(self, body: str) -> str:
        """What a ranking is of: a body, or the territories."""
        return sentence(self.method.body_title(body) if body else self.words.text("territories"))
