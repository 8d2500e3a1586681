"""The registry in words: weights, means, missing rules, scales, legal basis, classes."""

from __future__ import annotations

from collections.abc import Callable

from indexgov.registry.models import Combine, Goalposts, Indicator, Legal, Missing, Ratio, Registry, Scale
from indexgov.registry.outline import Outline, OutlineNode
from indexgov.report.model import Band, Basis, Figure, Methodology, MethodRow
from indexgov.report.words import Words, short_title

_SHADES = 5


class Method:
    """Puts what a registry says into the words of one language."""

    def __init__(self, registry: Registry, tree: Outline, words: Words) -> None:
        self.registry, self.tree, self.words = registry, tree, words
        self.bands = self._bands()
        self._scales: dict[tuple[str, str, bool], str] = {}

    def methodology(self) -> Methodology:
        """The whole registry, its tree as rows."""
        registry = self.registry
        depths = self._depths()
        rows = tuple(self._row(node, depth) for node, depth in zip(self.tree.nodes, depths, strict=True))
        rules = [self.words.text("ranks_rule"), *self._territory_rule()]
        low, high = registry.range
        title, bands = self.title(registry.title), tuple(self.bands.values())
        return Methodology(registry.id, registry.version, title, low, high, rows, bands, tuple(rules))

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
        """The legal basis of a criterion, `good practice` where there is none; nothing for a survey measure."""
        if not indicator.legal and not indicator.from_survey:
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

    def level_title(self, scale: Scale, level: str) -> str:
        """What readers see for a level."""
        titles = (scale.titles or {}).get(level)
        return self.title(titles) if titles else level

    def scale(self, indicator: Indicator) -> str:
        """How a value of the indicator becomes a score."""
        key = (indicator.scale, indicator.better, indicator.measure == "share")
        if key not in self._scales:
            scale = self.registry.scales[indicator.scale]
            # A share is printed as per cent, so the ends of its scale are too.
            shown = self.words.stated_percent if key[2] else self.words.plain
            text = self._goalposts(scale.goalposts, shown) if scale.goalposts else self._scale_words(scale)
            self._scales[key] = f"{text}; {self.words.text('scale_lower')}" if indicator.better == "lower" else text
        return self._scales[key]

    def _scale_words(self, scale: Scale) -> str:
        words, plain = self.words, self.words.plain
        if scale.levels is not None:
            levels = scale.levels.items()
            return "; ".join(
                words.text("scale_level", level=self.level_title(scale, name), score=plain(score))
                for name, score in levels
            )
        if scale.piecewise is not None:
            points = "; ".join(f"{plain(value)} → {plain(score)}" for value, score in scale.piecewise)
            return words.text("scale_piecewise", points=points)
        return self._ratio(scale.ratio) if scale.ratio is not None else words.text("scale_identity")

    def _goalposts(self, posts: Goalposts, shown: Callable[[float], str]) -> str:
        low, high = (self.words.plain(end) for end in self.registry.range)
        parts = [self.words.text("scale_goalposts", min=shown(posts.min), max=shown(posts.max), low=low, high=high)]
        if posts.transform == "log":
            parts.append(self.words.text("scale_log"))
        parts.append(self.words.text("scale_clamp" if posts.clamp else "scale_no_clamp"))
        return "; ".join(parts)

    def _ratio(self, ratio: Ratio) -> str:
        low, high = self.registry.range
        plain = self.words.plain
        terms = [name if factor == 1 else f"{plain(factor)} × {name}" for name, factor in ratio.numerator.items()]
        numerator = f"{plain(high - low)} × ({' + '.join(terms)})"
        if low:
            numerator = f"{plain(low)} + {numerator}"
        return self.words.text("scale_ratio", numerator=numerator, denominator=ratio.denominator)

    def missing(self, rule: Missing) -> str:
        """What a node does about children without a score."""
        text = self.words.text(f"missing_{rule.rule}")
        if rule.rule == "reweight" and rule.min_coverage > 0:
            text = f"{text}; {self.words.text('missing_floor', floor=self.words.stated_percent(rule.min_coverage))}"
        return text

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
                self._concerns(model),
                self._weight(node),
                "",
                "",
                self.scale(model),
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
            words.text(f"mean_{model.aggregation}"),
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
            return Figure(None, self.words.text("weight_equal"))
        if node.weight == "children":
            return Figure(None, self.words.text("weight_children"))
        return Figure(float(node.weight), self.words.plain(node.weight))

    def _concerns(self, indicator: Indicator) -> str:
        bodies = [self.title(self.registry.bodies[body].title) for body in indicator.body] or [
            self.words.text("everybody")
        ]
        tiers = [self.title(self.registry.tiers[tier].title) for tier in indicator.tiers]
        return ", ".join(bodies) + (f" ({', '.join(tiers)})" if tiers else "")

    def _depths(self) -> list[int]:
        depths: list[int] = []
        for node in self.tree.nodes:
            depths.append(0 if node.parent < 0 else depths[node.parent] + 1)
        return depths

    def _bands(self) -> dict[str, Band]:
        """The classes from the highest down, by id."""
        if self.registry.classes is None:
            return {}
        rising = sorted(self.registry.classes.bands, key=lambda band: band.from_)
        bands = []
        for number, band in enumerate(rising):
            low = self.words.plain(band.from_)
            last = number == len(rising) - 1
            bounds = (
                self.words.text("class_from", low=low)
                if last
                else self.words.text("class_between", low=low, high=self.words.plain(rising[number + 1].from_))
            )
            shade = 1 + round(number * (_SHADES - 1) / max(1, len(rising) - 1))
            bands.append(Band(band.id, self.title(band.title), bounds, band.from_, shade))
        return {band.id: band for band in reversed(bands)}


def web_link(address: str) -> str:
    """The address if it is one of the web (http or https), empty text otherwise: other schemes may run code."""
    return address if address.lower().startswith(("http://", "https://")) else ""
