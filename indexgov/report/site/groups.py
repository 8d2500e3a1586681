"""Those whom an indicator concerns, in the words of one language."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from indexgov.methods.arrays import Floats, Ints
from indexgov.registry.models import Indicator
from indexgov.report.change_words import signed
from indexgov.report.charts import Chart
from indexgov.report.methodology import Method
from indexgov.report.model import Figure, Key
from indexgov.report.records import Values
from indexgov.report.site.distribution import Distributions, Figures, Group, Leaf, Shift
from indexgov.report.site.drawings import APART, bins_of, position, shades_of, slices_of, spread_of
from indexgov.report.site.indicator_model import (
    MOST_NAMES,
    FigureRow,
    Gap,
    GroupView,
    Level,
    People,
    Person,
    Row,
    ShiftRow,
    Shifts,
)
from indexgov.report.survey_figures import figure, value_words
from indexgov.report.words import DASH, sentence
from indexgov.scoring.cells import EMPTY_DENOMINATOR
from indexgov.survey.precision import FLAGS
from indexgov.survey.publication import REASONS, least_of
from indexgov.tables import NO_DENOMINATOR, NOT_APPLICABLE, NOT_ASSESSED


class GroupMaker:
    """Puts the groups of indicators into words."""

    def __init__(
        self, numbers: Distributions, method: Method, pages: Mapping[Key, str], span: tuple[float, float]
    ) -> None:
        self.numbers, self.method, self.words, self.text = numbers, method, method.words, method.words.text
        self.dataset, self.registry = numbers.assessment.dataset, method.registry
        self.values, self.chart, self.untold = Values(method), Chart(*span), method.untold
        self.people = [Person(method.territory(code), pages[(code, body)]) for code, body in numbers.keys]
        self.territories = {code: Person(method.territory(code), page) for (code, body), page in pages.items()
                            if not body}  # fmt: skip

    def view(self, leaf: Leaf, group: Group) -> GroupView:
        """One group."""
        scores = self.numbers.section.result.scores[leaf.position, group.shown]
        leveled, listed = bool(group.levels), group.shown[:MOST_NAMES]
        levels = tuple(self._levels(leaf.model, group)) if leveled else ()
        rows, ends, head = ((), self.registry.range, "") if leveled else self._rows(leaf, group, listed)
        low, high = ends or (self.chart.low, self.chart.high)
        shown = value_words if leaf.model.measure is not None else None
        axis = [shown(self.words, leaf.model.measure or "", end) if shown else self.words.plain(end)
                for end in (low, high)]  # fmt: skip
        figures = tuple(self._figures(one) for one in group.figures)
        return GroupView(
            title=self._title(group),
            summary=self._summary(group),
            slices=slices_of(group) if leveled else (),
            spread=None if leveled else spread_of(scores, self.chart),
            brief=self._brief(group, scores, leveled),
            mean=figures[0].mean,
            share=", ".join(dict.fromkeys(self.share(leaf.model, body) for body in group.bodies)),
            levels=levels,
            rows=rows,
            more=self._more(len(group.shown)) if rows else "",
            bins=bins_of(scores, self.chart) if not leveled and len(scores) > MOST_NAMES else (),
            axis=(axis[0], axis[1]),
            interval_head=head,
            gaps=tuple(self._gaps(leaf, group)),
            figures=figures,
            shifts=self._shifts(leaf.model, group) if self.numbers.compared else None,
        )

    def _title(self, group: Group) -> str:
        bodies = [sentence(self.method.body_title(body)) for body in group.bodies]
        return ", ".join([bodies[0], *(one[:1].lower() + one[1:] for one in bodies[1:])])

    def share(self, model: Indicator, body: str) -> str:
        """Share of the score of a body, from smallest to largest where tiers differ; empty where there is none."""
        ends = self.numbers.shares.get(model.id, {}).get(body)
        if ends is None or "effective_weight" in self.untold:
            return ""
        low, high = (self.words.percent(one) for one in ends)
        return high if low == high else f"{self.words.number(100 * ends[0])}–{high}"

    def _summary(self, group: Group) -> str:
        counts = {"assessed": len(group.shown), "page_imputed": len(group.imputed), "page_hidden": len(group.hidden),
                  "not_assessed": len(group.missing), "not_applicable": len(group.not_applicable)}  # fmt: skip
        return ". ".join(f"{self.text(key)}: {count}" for key, count in counts.items() if count or key == "assessed")

    def _brief(self, group: Group, scores: Floats, leveled: bool) -> str:
        if leveled:
            return " · ".join(str(len(columns)) for name, columns in group.levels.items() if name)
        if not len(scores):
            return DASH
        low, high = (self.words.number(end, self.method.decimals) for end in (scores.min(), scores.max()))
        return f"{low} … {high}"

    def _levels(self, model: Indicator, group: Group) -> Iterator[Level]:
        scale = self.registry.scales[model.scale]
        shades = iter(shades_of(sum(1 for name in group.levels if name)))
        for name, columns in group.levels.items():
            title = sentence(self.method.scales.level(scale, name)) if name else self.text("page_apart")
            score = self.words.plain((scale.levels or {})[name]) if name else ""
            share = self.words.percent(len(columns) / len(group.shown)) if len(group.shown) else ""
            yield Level(title, score, next(shades) if name else APART, share, self._named(columns, group))

    def _named(self, columns: Ints, group: Group) -> People:
        return People(len(columns), tuple(self._who(one, group) for one in columns[:MOST_NAMES].tolist()),
                      self._more(len(columns)))  # fmt: skip

    def _who(self, column: int, group: Group) -> Person:
        """An authority; the territory itself where all of its bodies share a value and it has a page."""
        own = self.people[column]
        return own if len(group.bodies) == 1 else self.territories.get(self.numbers.keys[column][0], own)

    def _more(self, count: int) -> str:
        return self.text("page_more", count=self.words.number(count - MOST_NAMES, 0)) if count > MOST_NAMES else ""

    def _figures(self, one: Figures) -> FigureRow:
        title = self.method.title(self.registry.tiers[one.tier].title) if one.tier else self.text("all")
        return FigureRow(sentence(title), self.words.number(one.n, 0),
                         *map(self._points, (one.mean, one.median, one.low, one.high)))  # fmt: skip

    def _points(self, number: float) -> Figure:
        return figure(number, self.words.number(number, self.method.decimals))

    def _rows(self, leaf: Leaf, group: Group, columns: Ints) -> tuple[tuple[Row, ...], tuple[float, float] | None, str]:
        """The best of those who have a number, the ends of their scale, and the head of their intervals."""
        if leaf.model.from_survey:
            return self._measures(leaf, group, columns)
        found = []
        for column in columns.tolist():
            score = self.numbers.section.result.scores[leaf.position, column]
            points = self.words.number(score, self.method.decimals)
            found.append(Row(self._who(column, group), self._value(leaf, column), points, self.chart.at(score),
                             "", "", "", "", "", ()))  # fmt: skip
        return tuple(found), None, ""

    def _value(self, leaf: Leaf, column: int) -> str:
        """What was recorded, with what it comes to where that is divided by something."""
        recorded = self.values.value(leaf.model, self.numbers.text[leaf.row, column])
        row = self.numbers.section.cells.row[leaf.row, column]
        if leaf.model.denominator is None or row < 0 or " / " in recorded:
            return recorded
        rate = float(self.numbers.section.cells.rows["number"].to_numpy(dtype=float)[row])
        return self.text("recorded", rate=self.words.plain(rate), value=recorded)

    def _measures(
        self, leaf: Leaf, group: Group, columns: Ints
    ) -> tuple[tuple[Row, ...], tuple[float, float] | None, str]:
        """Survey figures with their intervals, in their own units."""
        model, words = leaf.model, self.words
        records = [self.numbers.estimate(self.numbers.keys[column], model.id) for column in columns.tolist()]
        numbers = [number for one in records for number in (one["value"], one["ci_low"], one["ci_high"])]
        known = [number for number in numbers if not math.isnan(number)]
        ends = self.registry.scales[model.scale].ends(self.registry.range)
        low, high = sorted(ends) if ends is not None else (min(known, default=0.0), max(known, default=1.0))
        high = high if high > low else low + 1.0
        levels = {one["confidence"] for one in records if not math.isnan(one["confidence"])}
        head = self.text("short_interval", level=words.stated_percent(levels.pop())) if len(levels) == 1 else ""
        scores = self.numbers.section.result.scores[leaf.position, columns].tolist()
        rows = tuple(
            self._measure(model, self._who(column, group), one, score, (low, high), bool(head))
            for column, one, score in zip(columns.tolist(), records, scores, strict=True)
        )
        return rows, (low, high), head or self.text("page_interval")

    def _measure(
        self, model: Indicator, who: Person, one: Mapping[str, Any], score: float, ends: tuple[float, float],
        headed: bool,
    ) -> Row:  # fmt: skip
        names, words = ("value", "ci_low", "ci_high"), self.words
        shown = {name: value_words(words, model.measure or "", one[name]) for name in names}
        known = not math.isnan(one["ci_low"])
        return Row(
            who,
            shown["value"],
            words.number(score, self.method.decimals),
            position(one["value"], ends),
            position(one["ci_low"], ends) if known else "",
            position(one["ci_high"], ends) if known else "",
            self._interval(one, shown, headed) if known else "",
            words.number(one["n"], 0),
            words.percent(one["dont_know"]),
            tuple(self._flags(one)),
        )

    def _interval(self, one: Mapping[str, Any], shown: Mapping[str, str], headed: bool) -> str:
        if headed:
            return f"{shown['ci_low']}–{shown['ci_high']}"
        level = self.words.stated_percent(one["confidence"])
        return self.text("value_interval", level=level, low=shown["ci_low"], high=shown["ci_high"])

    def _flags(self, one: Mapping[str, Any]) -> Iterator[str]:
        for code in one["flags"].split():
            yield self.words.named("flag", code)
        if one["basis"] in ("weights_only", "srs"):
            yield self.words.named("basis", one["basis"])

    def _gaps(self, leaf: Leaf, group: Group) -> Iterator[Gap]:
        """Who has nothing to print and why, one entry a status and reason."""
        kinds = (("not_assessed", group.missing), ("page_imputed", group.imputed), ("page_hidden", group.hidden),
                 ("not_applicable", group.not_applicable))  # fmt: skip
        for status, columns in kinds:
            reasons: dict[str, list[int]] = {}
            for column in columns.tolist():
                reasons.setdefault(self._why(leaf, column, status), []).append(column)
            for why, found in reasons.items():
                yield Gap(self.text(status), why, self._named(np.array(found, dtype=np.intp), group))

    def _why(self, leaf: Leaf, column: int, status: str) -> str:
        code, model = str(self.numbers.reason[leaf.row, column]), leaf.model
        if status == "page_hidden":
            flags = self.numbers.estimate(self.numbers.keys[column], model.id)["flags"].split()
            why = "; ".join(self.words.named("flag", one) for one in flags if one in FLAGS and FLAGS[one].hides)
            return self.text("reason_hidden", why=why)
        if code == NO_DENOMINATOR and model.denominator is not None:
            title = self.method.title(self.registry.denominators[model.denominator].title)
            return self.text(f"reason_{NO_DENOMINATOR}", title=title)
        if status == NOT_APPLICABLE:
            titled = self.registry.reasons.get(code)
            return self.method.title(titled.title) if titled else self.text(f"reason_{EMPTY_DENOMINATOR}")
        if code in REASONS:
            n = self.numbers.estimate(self.numbers.keys[column], model.id)["n"]
            least = least_of(code, self.dataset.rules, model.min_n)
            return self.text(f"reason_{code}", n=self.words.number(n, 0), least=least)
        if status == NOT_ASSESSED:
            seen = self.numbers.section.cells.row[leaf.row, column] >= 0
            return self.text("reason_not_looked" if seen else "reason_no_record")
        return self.text(f"reason_{code}", value=self.values.value(model, self.numbers.text[leaf.row, column]))

    def _shifts(self, model: Indicator, group: Group) -> Shifts:
        alike = "" if group.alike is None else self.text("page_alike", count=self.words.number(group.alike, 0))
        better, worse = (self._moved(model, rows, group) for rows in (group.better, group.worse))
        return Shifts(better, self._more(len(group.better)), worse, self._more(len(group.worse)), alike)

    def _moved(self, model: Indicator, shifts: Sequence[Shift], group: Group) -> tuple[ShiftRow, ...]:
        def told(one: Shift) -> str:
            if one.values is None:
                return ""
            return " → ".join(self.values.value(model, text) if text else DASH for text in one.values)

        return tuple(
            ShiftRow(self._who(one.column, group), signed(self.words, one.points, self.method.decimals), told(one))
            for one in shifts[:MOST_NAMES]
        )
