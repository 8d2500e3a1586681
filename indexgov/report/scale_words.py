"""Scales in words: what a value, or the score of a node, becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from indexgov.methods.relative import Relative
from indexgov.methods.scales import Goalposts, Ratio
from indexgov.methods.treatment import Treatment
from indexgov.registry.models import Indicator, Registry, Restate, Scale
from indexgov.report.words import Words


class ScaleWords:
    """Puts the scales of a registry into the words of one language."""

    def __init__(
        self, registry: Registry, words: Words, groups: Callable[[Iterable[str]], str], names: Mapping[str, str]
    ) -> None:
        self.registry, self.words, self._groups, self._names = registry, words, groups, names
        self._known: dict[tuple[Any, ...], str] = {}

    def of(self, indicator: Indicator) -> str:
        """How a value of the indicator becomes a score."""
        key = (indicator.scale, indicator.better, indicator.measure == "share", indicator.denominator, indicator.per)
        if key not in self._known:
            scale, lower = self.registry.scales[indicator.scale], indicator.better == "lower"
            # A share is printed as per cent, so the ends of its scale are too.
            shown = self.words.stated_percent if key[2] else self.words.plain
            parts = [self._scale(scale, lower, shown)]
            if lower:
                parts.append(self.words.text("lower_better"))
            if indicator.denominator is not None:
                title = self.registry.denominators[indicator.denominator].title[self.words.language]
                per = self.words.plain(indicator.per)
                parts.insert(0, self.words.text("divided", title=title, per=per))
            self._known[key] = "; ".join(parts)
        return self._known[key]

    def restate(self, restate: Restate) -> str:
        """The other scale on which the score of a node is put."""
        scale = self._relative(restate.kind, restate.settings, self.words.plain, over="relative_scores")
        return self.words.text("restated", scale=scale)

    def level(self, scale: Scale, level: str) -> str:
        """What readers see for a level, or for a part of a ratio."""
        titles = (scale.titles or {}).get(level)
        return titles[self.words.language] if titles else level

    def _scale(self, scale: Scale, lower: bool, shown: Callable[[float], str]) -> str:
        words, plain = self.words, self.words.plain
        if scale.levels is not None:
            levels = scale.levels.items()
            pairs = ((self.level(scale, name), plain(score)) for name, score in levels)
            return "; ".join(words.text("scale_levels", level=level, score=score) for level, score in pairs)
        if scale.kind in {"piecewise", "bands"}:
            points = "; ".join(f"{shown(value)} → {plain(score)}" for value, score in scale.settings)
            return words.text(f"scale_{scale.kind}", points=points)
        if scale.goalposts is not None:
            return self._goalposts(scale.goalposts, lower, shown)
        if scale.ratio is not None:
            return self._ratio(scale, scale.ratio, lower)
        if scale.identity and lower:
            return words.text("identity_lower", sum=plain(sum(self.registry.range or (0.0, 0.0))))
        if scale.relative is not None:
            return self._relative(scale.kind, scale.relative, shown, lower=lower)
        return words.named("scale", scale.kind)

    def _goalposts(self, posts: Goalposts, lower: bool, shown: Callable[[float], str]) -> str:
        ends = {"min": shown(posts.min), "max": shown(posts.max), **self._ends(lower)}
        parts = [self.words.text("scale_goalposts", **ends)]
        if posts.transform == "log":
            parts.append(self.words.text("goalposts_log"))
        parts.append(self.words.text("goalposts_clamp" if posts.clamp else "goalposts_no_clamp"))
        return "; ".join(parts)

    def _ratio(self, scale: Scale, ratio: Ratio, lower: bool) -> str:
        low, high = self.registry.range or (0.0, 1.0)
        plain = self.words.plain
        named = ((self.level(scale, name), factor) for name, factor in ratio.numerator.items())
        terms = [name if factor == 1 else f"{plain(factor)} × {name}" for name, factor in named]
        counted = f"({' + '.join(terms)})" if len(terms) > 1 else terms[0]
        numerator = f"{plain(high - low)} × {counted}"
        if lower:
            numerator = f"{plain(high)} − {numerator}"
        elif low:
            numerator = f"{plain(low)} + {numerator}"
        return self.words.text("scale_ratio", numerator=numerator, denominator=self.level(scale, ratio.denominator))

    def _relative(
        self,
        kind: str,
        settings: Relative,
        shown: Callable[[float], str],
        lower: bool = False,
        over: str = "relative_period",
    ) -> str:
        """A relative scale with its settings; one that the catalogue does not know stands by its name."""
        words, numbers = self.words, settings.model_dump()
        values = {name: words.named(name, value) for name, value in numbers.items() if isinstance(value, str)}
        values |= {name: words.plain(value) for name, value in numbers.items() if isinstance(value, float)}
        if "target" in numbers:
            values["target"] = shown(numbers["target"])
        if "reference" in numbers:
            values["reference"] = self._names.get(numbers["reference"], numbers["reference"])
        # The other kinds speak of worst and best values, and those change places by themselves.
        values |= self._ends(lower and kind == "fraction")
        unbounded = f"scale_{kind}_unbounded"
        named = unbounded if self.registry.range is None and words.has(unbounded) else f"scale_{kind}"
        parts = [words.text(named, **values) if words.has(named) else kind]
        base = settings.over
        parts.append(words.text(over) if base == "period" else words.text("relative_base", period=words.period(base)))
        if groups := self._groups(settings.within):
            parts.append(words.text("relative_within", groups=groups))
        if settings.constant != "error":
            parts.append(words.text("relative_constant", score=words.plain(settings.constant)))
        if settings.treat is not None:
            parts.append(self._treatment(settings.treat))
        return "; ".join(parts)

    def _treatment(self, treat: Treatment) -> str:
        words, steps = self.words, []
        if treat.winsorise:
            steps.append(words.text("treat_winsorise", count=treat.winsorise))
        if treat.transform is not None:
            transform = words.named("transform", treat.transform)
            steps.append(words.text("treat_transform", transform=transform))
        told = words.text("treat_then").join(steps)
        limits = {"skewness": words.plain(treat.skewness), "kurtosis": words.plain(treat.kurtosis)}
        return words.text(f"treat_{treat.when}", steps=told, **limits)

    def _ends(self, lower: bool) -> Mapping[str, str]:
        """The scores of the low and the high end of a scale."""
        ends = self.registry.range or (0.0, 1.0)
        low, high = (self.words.plain(end) for end in (reversed(ends) if lower else ends))
        return {"low": low, "high": high}
