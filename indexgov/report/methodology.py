"""The registry in words: weights, means, missing rules, scales, legal basis, classes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from indexgov.methods.means import MEANS, name_of
from indexgov.registry.models import Band as ClassBand
from indexgov.registry.models import Budget, Combine, Impute, Indicator, Legal, Missing, Node, Registry
from indexgov.registry.outline import Outline, OutlineNode, outline
from indexgov.report.model import Band, Basis, Figure, Methodology, MethodRow
from indexgov.report.scale_words import ScaleWords
from indexgov.report.words import Words, sentence, short_title
from indexgov.scoring.assessment import Assessment

_SHADES = 5
_DECIMALS = ((50.0, 1), (5.0, 2), (0.0, 3))
"""From a range so wide on, scores are printed with so many decimals."""
_UNBOUNDED_DECIMALS = 2
_FEWEST_LETTERS = 3
"""Of a short title that still says what it is of."""


def score_decimals(registry: Registry) -> int:
    """How many decimals of a score are printed: what the range needs, and no fewer than ranks are given on."""
    if registry.range is None:
        decimals = _UNBOUNDED_DECIMALS
    else:
        width = registry.range[1] - registry.range[0]
        decimals = next(number for least, number in _DECIMALS if width >= least)
    return max(decimals, rounded_to(registry.ranking.on) or 0)


def rounded_to(on: str | Mapping[Any, int]) -> int | None:
    """The decimals in `{rounded: decimals}`; None for `unrounded`."""
    return None if isinstance(on, str) else on["rounded"]


class Method:
    """Puts what a registry says into the words of one language."""

    def __init__(self, registry: Registry, tree: Outline, words: Words, territories: pd.DataFrame) -> None:
        self.registry, self.tree, self.words = registry, tree, words
        codes, names = territories["territory"].tolist(), territories[f"name_{words.language}"].tolist()
        self.names: dict[str, str] = dict(zip(codes, names, strict=True))
        """Names of the territories by code."""
        self._peer_groups = bool((territories["peer_group"] != "").any())
        self.decimals = score_decimals(registry)
        self.bands = self._bands()
        self.scales = ScaleWords(registry, words, self.groups, self.names)

    @classmethod
    def of(cls, assessment: Assessment, words: Words) -> Method:
        """The registry as valid in the period of an assessment, with its territories."""
        registry, dataset = assessment.registry, assessment.dataset
        return cls(registry, outline(registry, dataset.period.last_day), words, dataset.territories)

    def territory(self, code: str) -> str:
        """The name of a territory, its code where it has none."""
        return self.names.get(code) or code

    def methodology(self) -> Methodology:
        """The whole registry, its tree as rows."""
        registry = self.registry
        depths = self._depths()
        rows = tuple(self._row(node, depth) for node, depth in zip(self.tree.nodes, depths, strict=True))
        rules = [self._range_rule(), self.words.text("ranks_rule"), self._peers_rule(), *self._territory_rule()]
        rules += [self._gate_rule(node) for node in self.tree.nodes if node.model.must_have is not None]
        title, bands = self.title(registry.title), tuple(self.bands.values())
        told = (title, registry.range, self.decimals, rows, bands, tuple(rules))
        return Methodology(registry.id, registry.version, *told)

    def _range_rule(self) -> str:
        if self.registry.range is None:
            return self.words.text("range_unbounded")
        low, high = (self.words.plain(end) for end in self.registry.range)
        return self.words.text("range_rule", low=low, high=high)

    def _peers_rule(self) -> str:
        groups = self.groups(self.registry.ranking.within)
        return self.words.text("ranks_within", groups=groups) if groups else self.words.text("ranks_together")

    def _gate_rule(self, node: OutlineNode) -> str:
        gate = node.model.must_have
        assert gate is not None
        score = self.words.plain(gate.score)
        return self.words.text("gate_rule", title=self.node_title(node), score=score, cap=gate.class_)

    def groups(self, within: Iterable[str]) -> str:
        """What peers share, in words: the kinds of groups that can differ; empty text where there are none."""
        registry, words = self.registry, self.words
        several = {"body": len(registry.bodies) > 1, "tier": len(registry.tiers) > 1, "peer_group": self._peer_groups}
        found = []
        for name in within:
            if name in registry.groups:
                found.append(self.title(registry.groups[name].title))
            elif several[name]:
                found.append(words.text({"peer_group": "group"}.get(name, name)).lower())
        return ", ".join(found)

    def group_title(self, labels: Mapping[str, str]) -> str:
        """The peer group of an authority with such labels; empty text where all bodies of their kind are one."""
        registry, parts = self.registry, []
        for name in registry.ranking.within:
            label = labels[name]
            if name in registry.groups and label:
                parts.append(f"{self.title(registry.groups[name].title)} ({label})")
            elif name == "tier" and len(registry.tiers) > 1:
                parts.append(self.title(registry.tiers[label].title))
            elif name == "peer_group" and label:
                titled = registry.peer_groups.get(label)
                parts.append(self.title(titled.title) if titled else label)
        if labels["body"] and "body" not in registry.ranking.within and len(registry.bodies) > 1:
            parts.append(self.words.text("bodies_together"))
        return sentence(", ".join(parts))

    def _territory_rule(self) -> list[str]:
        """How the scores of bodies make the score of their territory; nothing where territories are not scored."""
        rule = self.registry.territory
        if rule is None:
            return []
        if rule.rule == "pooled":
            return [self.words.text("territory_pooled")]
        shares = [
            f"{self.title(self.registry.bodies[body].title)} {self.words.plain(weight)}"
            for body, weight in rule.weights.items()
        ]
        return [self.words.text("territory_weights", weights=", ".join(shares))]

    def title(self, titles: dict[str, str]) -> str:
        """A title of the registry in the language of the words."""
        return titles[self.words.language]

    def body_title(self, body: str) -> str:
        """The short title of a body; empty text means every body."""
        if not body:
            return self.words.text("everybody")
        return short_title(self.title(self.registry.bodies[body].title))

    def node_title(self, node: OutlineNode) -> str:
        """The title of a node; the index has a name of its own."""
        return self.words.text("total_score") if isinstance(node.model, Combine) else self.title(node.model.title)

    def legal(self, indicator: Indicator) -> tuple[Basis, ...]:
        """The legal basis of a criterion; nothing for a survey measure, and where the registry speaks of no acts.

        A criterion without one is good practice.
        """
        if not indicator.legal and not indicator.from_survey and self.registry.acts:
            return (Basis("", self.words.text("good_practice"), ""),)
        return tuple(self._basis(one) for one in indicator.legal)

    def _basis(self, legal: Legal) -> Basis:
        act = self.registry.acts[legal.act]
        parts = []
        if legal.article:
            parts.append(self.words.text("article", article=legal.article))
        edition = legal.edition or act.edition
        if edition is not None:
            parts.append(self.words.text("edition", date=self.words.short_date(edition.isoformat())))
        if not legal.verified:
            parts.append(self.words.text("article_unverified"))
        return Basis(self.title(act.title), ", ".join(parts), web_link(legal.url or act.url or ""))

    def missing(self, rule: Missing) -> str:
        """What a node does about children without a score."""
        words, parts = self.words, [self.words.text(f"missing_{rule.rule}")]
        if rule.rule == "reweight":
            floors = {"missing_floor": rule.min_coverage, "missing_children": rule.min_children}
            parts += [words.text(key, floor=words.stated_percent(floor)) for key, floor in floors.items() if floor > 0]
        if rule.impute is not None:
            parts.append(self._impute(rule.impute))
        return "; ".join(parts)

    def _impute(self, how: Impute) -> str:
        age = self.words.counted("periods_old", how.carry or 0)
        return self.words.text(f"impute_{how.by}", age=age, peers=self.groups(how.within) or self.words.text("all"))

    def _own_missing(self, model: Indicator) -> str:
        """What an indicator itself says about evidence that is old or not there."""
        parts = []
        if model.carry is not None:
            parts.append(self.words.text("carry_rule", age=self.words.counted("periods_old", model.carry)))
        if model.impute is not None:
            none = self.words.text("impute_none")
            parts.append(self._impute(model.impute) if isinstance(model.impute, Impute) else none)
        return "; ".join(parts)

    def _aggregation(self, model: Node | Combine) -> str:
        """How a node combines its children, where their weights come from, and what is done to the score."""
        parts, weights = [self.words.named("mean", model.aggregation)], model.weights
        if isinstance(weights, Budget):
            parts.append(self.words.text("weights_budget", experts=len(weights.budget)))
        elif weights in {"equal", "pca"}:
            parts.append(self.words.text(f"weights_{weights}"))
        if model.restate is not None:
            parts.append(self.scales.restate(model.restate))
        return "; ".join(parts)

    @property
    def untold(self) -> tuple[str, ...]:
        """The keys of what cannot be told below some node: `effective_weight`, `contribution`, both or none."""
        inner = [node.model for node in self.tree.nodes if not isinstance(node.model, Indicator)]
        means = [MEANS[name_of(one.aggregation)] for one in inner]
        restated = any(one.restate is not None for one in inner)
        lacking = {
            "effective_weight": restated or any(not mean.linear for mean in means),
            "contribution": restated or any(mean.slope is None for mean in means),
        }
        return tuple(name for name, lacks in lacking.items() if lacks)

    def _row(self, node: OutlineNode, depth: int) -> MethodRow:
        words, model = self.words, node.model
        level = words.text("survey_measure" if isinstance(model, Indicator) and model.from_survey else node.level)
        if isinstance(model, Indicator):
            reasons = "; ".join(self.title(self.registry.reasons[name].title) for name in model.not_applicable)
            return MethodRow(
                node.id,
                node.level,
                level,
                depth,
                self.title(model.title),
                self.concerned(model),
                self._weight(node),
                "",
                self._own_missing(model),
                self.scales.of(model),
                self.legal(model),
                reasons,
            )
        title = words.text("combine_title") if isinstance(model, Combine) else self.title(model.title)
        return MethodRow(
            node.id,
            node.level,
            level,
            depth,
            title,
            "",
            self._weight(node),
            self._aggregation(model),
            self.missing(node.missing),
            "",
            (),
            "",
        )

    def _weight(self, node: OutlineNode) -> Figure:
        """The weight as written; in words, without a number, where it is not one."""
        if node.level == "index":
            return Figure(None, "")
        if node.weight is None:
            above = self.tree.nodes[node.parent].model
            by_data = not isinstance(above, Indicator) and above.weights == "pca"
            return Figure(None, self.words.text("weight_pca" if by_data else "weight_equal"))
        if node.weight == "children":
            return Figure(None, self.words.text("weight_children"))
        return Figure(float(node.weight), self.words.plain(node.weight))

    def concerned(self, indicator: Indicator) -> str:
        """The bodies that an indicator concerns, with the tiers where these are named."""
        known = self.registry.bodies
        named = indicator.body or (known if len(known) == 1 else ())
        bodies = [self.title(known[body].title) for body in named] or [self.words.text("everybody")]
        tiers = [self.title(self.registry.tiers[tier].title) for tier in indicator.tiers]
        return ", ".join(bodies) + (f" ({', '.join(tiers)})" if tiers else "")

    def _depths(self) -> list[int]:
        depths: list[int] = []
        for node in self.tree.nodes:
            depths.append(0 if node.parent < 0 else depths[node.parent] + 1)
        return depths

    def _bands(self) -> dict[str, Band]:
        """The classes from the best down, by id."""
        classes = self.registry.classes
        if classes is None:
            return {}
        count = len(classes.best_first)
        shades = [_SHADES - round(number * (_SHADES - 1) / max(1, count - 1)) for number in range(count)]
        if classes.quantiles:
            return {
                one.id: Band(one.id, self.title(one.title), self._quantile(number, count), None, shade)
                for number, (one, shade) in enumerate(zip(classes.quantiles, shades, strict=True), 1)
            }
        bands = sorted(classes.bands, key=lambda band: band.start, reverse=True)
        ends = [math.inf, *(band.start for band in bands)]
        return {
            band.id: Band(band.id, self.title(band.title), self._bounds(band, end), band.start, shade)
            for band, end, shade in zip(bands, ends, shades, strict=False)
        }

    def _bounds(self, band: ClassBand, end: float) -> str:
        low, high = self.words.plain(band.start), self.words.plain(end)
        if math.isinf(band.start):
            return self.words.text("class_any" if math.isinf(end) else "class_below", high=high)
        return self.words.text("class_from" if math.isinf(end) else "class_between", low=low, high=high)

    def _quantile(self, number: int, count: int) -> str:
        if number == 1 and self.words.has(f"part_{count}"):
            return self.words.text("class_quantile_best", part=self.words.text(f"part_{count}"))
        return self.words.text("class_quantile", number=number, count=count)


def short_titles(titles: Sequence[str]) -> list[str]:
    """The short titles of siblings; the whole title where the short one is that of another or has under three letters.

    A title such as `I: Openness` is cut to a numeral, which tells nobody what the part is.
    """
    cut = [short_title(title) for title in titles]
    clear = [cut.count(one) == 1 and sum(map(str.isalpha, one)) >= _FEWEST_LETTERS for one in cut]
    return [short if plain else title for title, short, plain in zip(titles, cut, clear, strict=True)]


def web_link(address: str) -> str:
    """The address if it is one of the web (http or https), empty text otherwise: other schemes may run code."""
    return address if address.lower().startswith(("http://", "https://")) else ""
