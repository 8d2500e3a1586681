"""What writers print: an assessment as numbers and words of one language, without any markup."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from pathlib import PurePath

import pandas as pd

from indexgov.registry.outline import outline
from indexgov.report.cards import CardMaker, Standing
from indexgov.report.methodology import Method
from indexgov.report.model import (
    Card,
    Dated,
    Figure,
    Key,
    Methodology,
    Notice,
    Place,
    Ranking,
    RankingGroup,
    RankingRow,
    Scorecards,
    Stamp,
)
from indexgov.report.records import Records
from indexgov.report.words import DASH, Words, sentence, short_title, words_of
from indexgov.scoring.assessment import RANKED, Assessment

__all__ = ["Scorecards", "scorecards"]


def scorecards(assessment: Assessment, language: str) -> Scorecards:
    """Everything that pages and workbooks show of an assessment, in `kk`, `ru` or `en`.

    Raises ValueError for a language that the registry's titles do not have.
    """
    registry, dataset = assessment.registry, assessment.dataset
    if language not in registry.languages:
        raise ValueError(f"the registry has no titles in '{language}'")
    words = words_of(language)
    method = Method(registry, outline(registry, dataset.period.last_day), words)
    standings = _standings(assessment, method)
    maker = CardMaker(assessment, method, Records(dataset, method), standings)
    cards = {card.key: card for card in maker.cards()}
    methodology = method.methodology()
    components = tuple(short_title(method.title(one.title)) for one in registry.components.values())
    return Scorecards(
        language=language,
        languages=registry.languages,
        words=words,
        stamp=_stamp(dataset.status, words),
        title=dataset.title[language],
        period=words.period(dataset.period),
        last_day=dataset.period.last_day,
        revision=words.text("revision", number=dataset.revision),
        corrections=tuple(Dated(words.long_date(one.date), one.text[language]) for one in dataset.corrections),
        licence=dataset.licence,
        citation=dataset.citation,
        contact=dataset.contact,
        components=components,
        rankings=_rankings(assessment, method, cards, standings),
        cards=tuple(cards.values()),
        places=_places(assessment, words, cards, maker.names),
        methodology=methodology,
        how_to_read=_how_to_read(words, methodology, registry.ranking.on == "unrounded"),
        what_not=tuple(words.text(key) for key in ("no_interval", "not_whole", "not_cause", "not_bad")),
        notices=_notices(assessment),
    )


def _stamp(status: str, words: Words) -> Stamp:
    return Stamp(status, words.text(f"stamp_{status}"), words.text(f"stamp_{status}_note"), loud=status != "final")


def _how_to_read(words: Words, method: Methodology, unrounded: bool) -> tuple[str, ...]:
    keys = [
        *(["read_places"] if unrounded else []),
        "read_contribution",
        "read_median",
        "read_coverage",
        "read_missing",
        "read_not_applicable",
        *(["read_class"] if method.bands else []),
    ]
    score = words.text("read_score", low=words.plain(method.low), high=words.plain(method.high))
    return (score, *(words.text(key) for key in keys))


def _standings(assessment: Assessment, method: Method) -> dict[Key, Standing]:
    """Rank, last place of a tie, status and peer group of everybody, in the order of the ranking."""
    frame = assessment.ranking
    names = ("territory", "body", "tier", "peer_group", "rank", "status", "not_applicable")
    rows = list(zip(*(frame[name].tolist() for name in names), strict=True))
    within = method.registry.ranking.within

    def peers(body: str, tier: str, group: str) -> tuple[str, ...]:
        values = {"body": body, "tier": tier, "peer_group": group}
        return tuple(values[name] for name in within)

    ties = Counter((*peers(body, tier, group), rank) for _, body, tier, group, rank, _, _ in rows if not pd.isna(rank))
    found = {}
    for territory, body, tier, group, rank, status, not_applicable in rows:
        place = None if pd.isna(rank) else int(rank)
        last = place + ties[(*peers(body, tier, group), rank)] - 1 if place is not None else 0
        found[(territory, body)] = Standing(status, not_applicable, place, last, _group_title(method, tier, group))
    return found


def _group_title(method: Method, tier: str, group: str) -> str:
    """The peer group in words: its tier, and its group where ranks are given within groups."""
    registry, parts = method.registry, []
    if "tier" in registry.ranking.within:
        parts.append(method.title(registry.tiers[tier].title))
    if "peer_group" in registry.ranking.within and group:
        titled = registry.peer_groups.get(group)
        parts.append(method.title(titled.title) if titled else group)
    return sentence(", ".join(parts))


def _rankings(
    assessment: Assessment, method: Method, cards: dict[Key, Card], standings: dict[Key, Standing]
) -> tuple[Ranking, ...]:
    """One ranking a body, then the territories, each in peer groups."""
    frame, words = assessment.ranking, method.words
    components = list(method.registry.components)
    points = [frame[name].tolist() for name in components]
    rows: dict[str, dict[str, list[RankingRow]]] = {}
    for position, key in enumerate(standings):
        scores = tuple(_points(column[position], words) for column in points)
        groups = rows.setdefault(key[1], {})
        groups.setdefault(standings[key].group, []).append(_row(cards[key], standings[key], scores, components))
    found = []
    for body, groups in rows.items():
        title = method.title(method.registry.bodies[body].title) if body else words.text("territories")
        made = tuple(
            RankingGroup(name if len(groups) > 1 else "", _summary(group, words), tuple(group))
            for name, group in groups.items()
        )
        found.append(Ranking(body, sentence(title), sentence(short_title(title)), made))
    return tuple(found)


def _row(card: Card, standing: Standing, scores: tuple[Figure, ...], components: list[str]) -> RankingRow:
    brought = {node.id: node.contribution.number for node in card.nodes if node.level == "component"}
    rank = standing.rank
    text = DASH if rank is None else f"{rank}–{standing.last}" if standing.last > rank else str(rank)
    return RankingRow(
        card.key,
        card.territory,
        rank,
        text,
        card.score,
        scores,
        tuple(brought.get(name) for name in components),
        card.band,
        card.coverage,
        card.not_applicable,
        card.status,
        card.status_words,
        card.reasons,
    )


def _points(number: float, words: Words) -> Figure:
    return Figure(None if math.isnan(number) else number, words.number(number))


def _summary(rows: list[RankingRow], words: Words) -> str:
    ranked = sum(row.status == RANKED for row in rows)
    return f"{sentence(words.counted('count_ranked', ranked))}, {words.counted('count_not_ranked', len(rows) - ranked)}"


def _places(assessment: Assessment, words: Words, cards: dict[Key, Card], names: dict[str, str]) -> tuple[Place, ...]:
    """The territories by alphabet, with the cards of their bodies and their own."""
    frame = assessment.dataset.territories
    tiles = {
        code: None if math.isnan(row) or math.isnan(column) else (int(row), int(column))
        for code, row, column in zip(
            frame["territory"].tolist(), frame["tile_row"].tolist(), frame["tile_col"].tolist(), strict=True
        )
    }
    keys: dict[str, list[Key]] = {code: [] for code in names}
    for key in cards:
        keys[key[0]].append(key)
    found = []
    for code in sorted(names, key=lambda one: (words.sort_key(names[one]), one)):
        own = cards.get((code, ""))
        score = own.score if own else Figure(None, DASH)
        found.append(Place(names[code], code, tuple(keys[code]), score, own.band if own else None, tiles[code]))
    return tuple(found)


def _notices(assessment: Assessment) -> tuple[Notice, ...]:
    """Warnings and notes; the folder of a file is left out, because it depends on where the data lie."""
    found = []
    for one in assessment.warnings:
        place = replace(one.place, file=PurePath(one.place.file).name)
        found.append(Notice(one.level, one.rule, str(place), one.message, one.advice))
    return tuple(found)
