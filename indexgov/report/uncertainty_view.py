"""What the page, the workbook and the terminal show of uncertainty, in the words of one language, without markup."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indexgov.analysis.uncertainty import Uncertainty
from indexgov.report.cards import Standing
from indexgov.report.files import rows_of
from indexgov.report.model import Figure, Head, Key
from indexgov.report.survey_figures import figure
from indexgov.report.uncertainty_words import UncertaintyWords
from indexgov.report.view import head_of, standings
from indexgov.report.words import DASH

MOST_ON_PAGE = 30
"""Peers up to which a page shows the matrix of pairs."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The ranks from one end to the other; None where they are not known."""

    low: int | None
    high: int | None

    @property
    def text(self) -> str:
        """`6–12`, `6`, or a dash."""
        if self.low is None:
            return DASH
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


@dataclass(frozen=True, slots=True)
class UncertaintyRow:
    """One ranked authority or territory."""

    key: Key
    name: str
    rank: int
    rank_text: str
    """With the last of the places where several share them."""
    figures: Mapping[str, Figure]
    """The other columns of the table by name; without a number where nothing of the kind was drawn."""
    score_interval: str
    """Empty where its error is not known."""
    errors: Interval
    method: Interval
    alike: tuple[str, ...] | None
    """Names of those that cannot be told apart; None where pairs are not told."""
    alike_words: str
    """Empty where no error was drawn."""
    claims: str
    """Whether it may be called the first or the last; empty where its error is not known."""
    driver: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A cell of the matrix of pairs."""

    above: Figure
    """The probability that the one in the row is above the one in the column; no text on the diagonal."""
    shade: int
    """4 where the row is surely above, 1 where it is below, 0 where the two cannot be told apart."""


@dataclass(frozen=True, slots=True)
class UncertaintyGroup:
    """The peers of one group."""

    anchor: str
    title: str
    summary: str
    rows: tuple[UncertaintyRow, ...]
    pairs: tuple[tuple[Pair, ...], ...]
    """The matrix in the order of the rows; empty where pairs are not told."""

    @property
    def on_page(self) -> bool:
        """Whether the matrix fits on a page."""
        return bool(self.pairs) and len(self.rows) <= MOST_ON_PAGE


@dataclass(frozen=True)
class UncertaintyView(Head):
    """What is told of uncertainty in one language."""

    drawn: tuple[str, ...]
    not_drawn: tuple[str, ...]
    has_errors: bool
    """Whether any rank interval is known."""
    has_method: bool
    """Whether other weights or methods were drawn."""
    groups: tuple[UncertaintyGroup, ...]
    sentences: tuple[str, ...]
    """How to read it."""
    about_each: str
    tops: tuple[str, ...]
    """The columns of probabilities that the page shows, `top_3` or `method_top_3`, by name."""
    top_labels: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]


def uncertainty_view(found: Uncertainty, language: str) -> UncertaintyView:
    """Everything that is shown of an uncertainty, in `kk`, `ru` or `en`."""
    told = UncertaintyWords(found, language)
    words, assessment, text = told.words, found.assessment, told.words.text
    errors = bool(found.authorities["rank_low"].notna().any())
    method = bool(found.authorities["method_rank_low"].notna().any())
    tops = assessment.registry.uncertainty.top if errors or method else ()
    prefix = "top" if errors else "method_top"
    return UncertaintyView(
        **head_of(assessment.dataset, told.method),
        drawn=tuple(told.drawn()),
        not_drawn=tuple(told.not_drawn()),
        has_errors=errors,
        has_method=method,
        groups=_Groups(told).made(),
        sentences=_sentences(told, errors, method),
        about_each=text("uncertainty_each_about", level=told.level) if errors else "",
        tops=tuple(f"{prefix}_{top}" for top in tops),
        top_labels=tuple(text(f"uncertainty_{prefix}", top=top) for top in tops),
        settings=(
            (text("uncertainty_draws"), words.number(found.draws, 0)),
            (text("uncertainty_seed"), str(found.seed)),
            (text("uncertainty_confidence"), told.level),
        ),
    )


def _sentences(told: UncertaintyWords, errors: bool, method: bool) -> tuple[str, ...]:
    keys = {"read_kinds": True, "read_errors": errors, "no_errors": not errors, "read_method": method}
    keys |= {"read_not": True, "read_shares": len(told.found.drawn) > 1}
    return tuple(told.words.text(f"uncertainty_{key}", level=told.level) for key, applies in keys.items() if applies)


class _Groups:
    """The peer groups in the order of the ranking."""

    def __init__(self, told: UncertaintyWords) -> None:
        self.told = told
        self.standing = standings(told.found.assessment, told.method)
        self.pairs = self._pairs_by_key()

    def made(self) -> tuple[UncertaintyGroup, ...]:
        found, groups = self.told.found, dict[tuple[int, int], list[dict[str, Any]]]()
        number_of = self._numbers()
        for record in rows_of(found.authorities):
            groups.setdefault(number_of[(record["territory"], record["body"])], []).append(record)
        several = pd.Series([self._titles(records) for records in groups.values()]).duplicated(keep=False)
        return tuple(
            self._group(number, records, bool(same))
            for number, (records, same) in enumerate(zip(groups.values(), several, strict=True), 1)
        )

    def _numbers(self) -> dict[Key, tuple[int, int]]:
        """The section and peer group of everybody."""
        assessment, found = self.told.found.assessment, dict[Key, tuple[int, int]]()
        for number, section in enumerate(assessment.sections):
            who = section.authorities
            groups = who.groups(assessment.registry.ranking.within)
            for territory, body, group in zip(who.territory, who.body, groups, strict=True):
                found[(str(territory), str(body))] = (number, int(group))
        return found

    def _titles(self, records: Sequence[Mapping[str, Any]]) -> str:
        """What peers are: the bodies of the group."""
        bodies = dict.fromkeys(record["body"] for record in records)
        return ", ".join(self.told.body(body) for body in bodies)

    def _group(self, number: int, records: list[dict[str, Any]], several: bool) -> UncertaintyGroup:
        keys = [(record["territory"], record["body"]) for record in records]
        mixed = len({body for _, body in keys}) > 1
        names = {key: self.told.name(key, mixed) for key in keys}
        group = self.standing[keys[0]].group
        title = ", ".join(one for one in (self._titles(records), group if several else "") if one)
        known = {key for key, record in zip(keys, records, strict=True) if not pd.isna(record["rank_low"])}
        told = any(key in self.pairs for key in keys) and bool(known)
        rows = tuple(
            self._row(record, names, key in known, bool(known)) for key, record in zip(keys, records, strict=True)
        )
        pairs = tuple(self._pairs(keys, place) for place in range(len(keys))) if told else ()
        summary = self.told.words.counted("count_ranked", len(rows))
        return UncertaintyGroup(f"g{number}", title, summary, rows, pairs)

    def _row(self, record: Mapping[str, Any], names: Mapping[Key, str], known: bool, others: bool) -> UncertaintyRow:
        """One authority; `known` says whether its error is, `others` whether that of any peer is."""
        told, words, decimals = self.told, self.told.words, self.told.method.decimals
        key, peers = (record["territory"], record["body"]), len(names)
        ends = [words.number(record[f"score_{end}"], decimals) for end in ("low", "high")]
        listed = None
        if key in self.pairs:
            listed = tuple(name for other, name in names.items() if self.pairs[key].get(other, (False, 0.0))[0])
        claims = told.claims(record["rank_low_together"], record["rank_high_together"], peers) if known else ""
        return UncertaintyRow(
            key,
            names[key],
            int(record["rank"]),
            _rank(self.standing[key]),
            {name: self._figure(name, value) for name, value in record.items() if name not in ("territory", "body")},
            "" if pd.isna(record["score_low"]) else "–".join(ends),
            _interval(record["rank_low"], record["rank_high"]),
            _interval(record["method_rank_low"], record["method_rank_high"]),
            listed if known else None,
            told.alike(listed, known) if others else "",
            claims,
            told.driver(key),
        )

    def _figure(self, name: str, value: Any) -> Figure:
        words = self.told.words
        if pd.isna(value):
            return Figure(None, DASH)
        if "rank" in name:
            return figure(float(value), words.number(float(value), 0))
        if "top" in name:
            return figure(float(value), words.percent(float(value)))
        return figure(float(value), words.number(float(value), self.told.method.decimals))

    def _pairs_by_key(self) -> dict[Key, dict[Key, tuple[bool, float]]]:
        """Whether the two are alike, and the probability that the first is above, for every pair that is told."""
        frame, found = self.told.found.pairs, dict[Key, dict[Key, tuple[bool, float]]]()
        columns = (frame[name].tolist() for name in ("territory", "body", "other", "other_body", "alike", "above"))
        for territory, body, other, other_body, alike, above in zip(*columns, strict=True):
            found.setdefault((territory, body), {})[(other, other_body)] = (alike, above)
        return found

    def _pairs(self, keys: Sequence[Key], place: int) -> tuple[Pair, ...]:
        """A row of the matrix of pairs."""
        known, cells = self.pairs[keys[place]], []
        for column, key in enumerate(keys):
            if key in known:
                alike, above = known[key]
                shade = 0 if alike else 4 if place < column else 1
                cells.append(Pair(figure(above, self._probability(above, alike)), shade))
            else:
                cells.append(Pair(Figure(None, ""), 0))
        return tuple(cells)

    def _probability(self, above: float, alike: bool) -> str:
        """In per cent; 100 and 0 are not printed of two that cannot be told apart."""
        if alike and not 0.005 <= above < 0.995 and not math.isnan(above):
            return ">99" if above > 0.5 else "<1"
        return self.told.words.number(above * 100, 0)


def _rank(standing: Standing) -> str:
    assert standing.rank is not None
    return Interval(standing.rank, standing.last).text


def _interval(low: Any, high: Any) -> Interval:
    return Interval(None, None) if pd.isna(low) else Interval(int(low), int(high))
