"""What is shown of a survey: its estimates in words and numbers of one language, for the terminal and the workbook."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from indexgov.errors import Problem
from indexgov.inputs.survey_data import SurveyResults
from indexgov.report.model import Figure, Stamp
from indexgov.report.survey_facts import facts_of, rules_in_words
from indexgov.report.survey_figures import figure
from indexgov.report.view import stamp_of
from indexgov.report.words import Words, words_of
from indexgov.survey.estimation import WHOLE
from indexgov.survey.measures import Measure
from indexgov.survey.publication import HIDDEN, REASONS, REMOVED, least_of, public

NO_PERIOD = date(1980, 1, 1)
"""Day of the making of a workbook without a period, so that it is the same on every run."""


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One figure: a measure in an area, or in the whole sample."""

    code: str
    """The area as the estimates name it; empty for the whole sample."""
    name: str
    value: Figure
    """Without a number where the figure is hidden or removed, like the others that go with it."""
    low: Figure
    high: Figure
    se: Figure
    n: Figure
    n_eff: Figure
    deff: Figure
    df: Figure
    n_psu: Figure
    dont_know: Figure
    refused: Figure
    publication: str
    """`flagged`, `hidden` or `removed` in words; empty where there is nothing to say."""
    why: str
    """Flags, or the reason why it was removed, in words."""

    @property
    def remark(self) -> str:
        """What is to be said of the figure."""
        return f"{self.publication}: {self.why}" if self.why else self.publication


@dataclass(frozen=True, slots=True)
class SurveyMeasure:
    """A measure with its figures, area by area, the whole sample last."""

    id: str
    question: str
    title: str
    kind: str
    """What is computed, in words."""
    among: str
    """Words of the filters before it; empty where everybody was asked."""
    is_share: bool
    rows: tuple[SurveyRow, ...]


@dataclass(frozen=True, slots=True)
class SurveyView:
    """All that is told of a survey."""

    words: Words
    id: str
    title: str
    stamp: Stamp | None
    """None where nobody said what state the figures are in."""
    period: str
    """Empty where there is none."""
    day: date
    """The last day of the period."""
    level: str
    """Confidence of the intervals."""
    facts: tuple[tuple[str, str], ...]
    """What stands in the head: labels and texts."""
    more: tuple[tuple[str, str], ...]
    """Licence, citation and contact, as far as they are given."""
    measures: tuple[SurveyMeasure, ...]
    rules: tuple[str, ...]
    """The rules of publication, a sentence each."""
    legend: tuple[str, ...]
    """Flags and reasons that occur, each with how often."""
    problems: tuple[Problem, ...]
    results: SurveyResults


def survey_view(results: SurveyResults, language: str) -> SurveyView:
    """What is told of a survey in a language: `kk`, `ru` or `en`; titles that lack it are in their first language."""
    words, content = words_of(language), results.content
    own = content.title or results.questionnaire.title
    period = content.period
    terms = [(words.text(key), getattr(content, key)) for key in ("licence", "citation", "contact")]
    return SurveyView(
        words=words,
        id=results.questionnaire.id,
        title=titled(own, language),
        stamp=stamp_of(content.status, words) if content.status is not None else None,
        period=words.period(period) if period is not None else "",
        day=period.last_day if period is not None else NO_PERIOD,
        level=words.stated_percent(content.survey.confidence),
        facts=tuple(facts_of(results, words)),
        more=tuple((label, text) for label, text in terms if text),
        measures=_Figures(results, words).measures(),
        rules=tuple(rules_in_words(results.rules, words)),
        legend=tuple(_legend(results, words)),
        problems=results.problems,
        results=results,
    )


def titled(titles: Mapping[str, str], language: str) -> str:
    """The title in a language, in the first one that there is where that is missing."""
    return titles.get(language) or next(iter(titles.values()), "")


class _Figures:
    """The measures of a survey with their figures."""

    def __init__(self, results: SurveyResults, words: Words) -> None:
        self.results, self.words = results, words
        self.shown = public(results.released)

    def measures(self) -> tuple[SurveyMeasure, ...]:
        groups = dict(list(self.shown.groupby("indicator", sort=False)))
        return tuple(self.measure(one, groups[one.name]) for one in self.results.estimates.measures)

    def measure(self, one: Measure, frame: pd.DataFrame) -> SurveyMeasure:
        questionnaire, language = self.results.questionnaire, self.words.language
        question = questionnaire.questions[one.question]
        title = titled(self.results.titles.get(one.name) or question.text, language)
        filters = questionnaire.filters_of(one.question, one.among)
        among = ", ".join(titled(questionnaire.filters[name].title, language) for name in filters)
        rows = tuple(self.row(row, one.is_share) for row in frame.to_dict("records"))
        return SurveyMeasure(one.name, one.question, title, self.kind(one), among, one.is_share, rows)

    def kind(self, one: Measure) -> str:
        """What is computed: answers that a share counts stand by their labels."""
        question = self.results.questionnaire.questions[one.question]
        codes = one.counted(question)
        labels = [titled(answer.label, self.words.language) for answer in question.codes if answer.code in codes]
        return self.words.text(f"measure_{one.kind}", answers=", ".join(labels))

    def row(self, row: Mapping[Any, Any], share: bool) -> SurveyRow:
        words = self.words
        number = {name: float(row[name]) for name in (
            "value", "ci_low", "ci_high", "se", "n", "n_eff", "deff", "df", "n_psu", "dont_know", "refused",
        )}  # fmt: skip

        def of(name: str, decimals: int) -> Figure:
            return figure(number[name], words.number(number[name], decimals))

        def percent(name: str) -> Figure:
            return figure(number[name], words.percent(number[name]))

        def valued(name: str) -> Figure:
            return percent(name) if share else of(name, 2)

        code, publication = str(row["territory"]), str(row["publication"])
        return SurveyRow(
            code,
            words.text("whole_sample") if code == WHOLE else self.name(code),
            valued("value"), valued("ci_low"), valued("ci_high"), of("se", 4), of("n", 0), of("n_eff", 1),
            of("deff", 2), of("df", 0), of("n_psu", 0), percent("dont_know"), percent("refused"),
            words.text(f"published_{publication}") if publication else "",
            self.why(row),
        )  # fmt: skip

    def name(self, code: str) -> str:
        """The name of an area in the language of the words, else in another one, else as the data call it."""
        return titled(self.results.names.get(code, {}), self.words.language) or code

    def why(self, row: Mapping[Any, Any]) -> str:
        """Flags of a figure that stays, the reason of one that does not."""
        if str(row["publication"]) == REMOVED:
            n = float(row["n"])
            least = least_of(str(row["reason"]), self.results.rules, self.results.min_n.get(str(row["indicator"])))
            return reason_in_words(str(row["reason"]), self.words, n, least)
        return "; ".join(self.words.text(f"flag_{code}") for code in str(row["flags"]).split())


def reason_in_words(code: str, words: Words, n: float, least: int | None) -> str:
    """Why a figure was removed; a reason that is not known stands for itself."""
    if code not in REASONS:
        return code
    return words.text(f"reason_{code}", n=words.number(n, 0), least=least if least is not None else "")


def _legend(results: SurveyResults, words: Words) -> Iterator[str]:
    """Flags and reasons by how often they occur, in the order of the table."""
    frame = results.released
    hidden = (frame["publication"] == HIDDEN).to_numpy(dtype=bool)
    found: Counter[str] = Counter()
    for publication, flags, reason in zip(frame["publication"], frame["flags"], frame["reason"], strict=True):
        found.update([f"reason {reason}"] if publication == REMOVED else [f"flag {one}" for one in flags.split()])
    for key, count in found.items():
        kind, _, code = key.partition(" ")
        text = words.text(f"flag_{code}") if kind == "flag" else _reason_alone(code, results, words)
        yield words.text("survey_legend_line", words=text, code=code, count=count)
    if hidden.any():
        yield f"{words.text('published_hidden')}: {int(hidden.sum())}"
    if not found:
        yield words.text("survey_legend_none")


def _reason_alone(code: str, results: SurveyResults, words: Words) -> str:
    """A reason without the number of one figure."""
    least = least_of(code, results.rules)
    if code == "min_n":
        return words.text("legend_min_n", least=math.nan if least is None else least)
    return reason_in_words(code, words, math.nan, least)
