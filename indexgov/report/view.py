"""What writers print: an assessment as numbers and words of one language, without any markup."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import fields, replace
from pathlib import PurePath
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from indexgov.registry.models import Indicator
from indexgov.report.card_model import CardHead, Total
from indexgov.report.cards import CardMaker, Cards, ScoreRows, Standing
from indexgov.report.methodology import Method, rounded_to, short_titles
from indexgov.report.model import Dated, Figure, Key, Methodology, RankNotes, Stamp
from indexgov.report.rank_basis import RankBasis
from indexgov.report.records import EvidenceRows, Records
from indexgov.report.review import Review, agreement_rows, outcomes, review_of
from indexgov.report.scorecards_model import Notice, Place, Ranking, RankingGroup, RankingRow, Scorecards
from indexgov.report.survey_figures import figure, survey_sentences
from indexgov.report.words import DASH, Words, sentence, short_title, words_of
from indexgov.scoring.assessment import RANKED, Assessment
from indexgov.scoring.section import Section
from indexgov.tables import Dataset

__all__ = ["Scorecards", "scorecards"]


class Facts(NamedTuple):
    """What views of an assessment have in common, in no language."""

    review: Review
    rows: ScoreRows
    evidence: EvidenceRows
    basis: RankBasis

    @classmethod
    def of(cls, assessment: Assessment, review: Review | None = None) -> Facts:
        """The facts of an assessment; `review` is that of it, for callers who have it."""
        evidence = EvidenceRows(assessment.dataset.evidence)
        return cls(review or review_of(assessment), ScoreRows(assessment), evidence, RankBasis.of(assessment))


def scorecards(assessment: Assessment, language: str, facts: Facts | None = None) -> Scorecards:
    """Everything that pages and workbooks show of an assessment, in `kk`, `ru` or `en`.

    `facts` are those of the assessment, for callers who need several languages.
    Raises ValueError for a language that the registry's titles do not have.
    """
    registry, dataset = assessment.registry, assessment.dataset
    if language not in registry.languages:
        raise ValueError(f"the registry has no titles in '{language}'")
    words = words_of(language)
    method = Method.of(assessment, words)
    standing = standings(assessment, method)
    facts = facts or Facts.of(assessment)
    records, ranks = Records(dataset, method, facts.evidence), facts.basis.notes(words)
    replies = outcomes(facts.review, method, records)
    maker = CardMaker(assessment, method, records, standing, replies, ranks, facts.rows)
    heads = maker.heads()
    head, errors = head_of(dataset, method), assessment.errors
    methodology: Methodology = head["methodology"]
    components = tuple(short_titles([method.title(one.title) for one in registry.components.values()]))
    return Scorecards(
        **head,
        languages=registry.languages,
        components=components,
        rankings=_rankings(method, heads, standing, ranks),
        ranks=ranks,
        heads=heads,
        cards=Cards(maker, heads),
        upper_cards=Cards(maker, heads, indicators=False),
        replied=any(replies.values()),
        places=_places(assessment, words, heads, method.names),
        agreement=agreement_rows(facts.review, method, methodology),
        confidence=words.stated_percent(errors.confidence) if errors is not None and errors.confidence > 0 else "",
        span=_span(methodology, assessment),
        survey=survey_sentences(dataset, words),
        mapped=dataset.mapping is not None,
        how_to_read=_how_to_read(method, _has_intervals(assessment), ranks),
        what_not=(
            *(one for one in (ranks.missing, ranks.limits) if one),
            *(words.text(key) for key in ("not_whole", "not_cause", "not_bad")),
        ),
        notices=_notices(assessment),
    )


def head_of(dataset: Dataset, method: Method) -> dict[str, Any]:
    """The fields of a `Head`, by name: of every view of a dataset."""
    words = method.words
    return {
        "language": words.language,
        "words": words,
        "stamp": stamp_of(dataset.status, words),
        "title": dataset.title[words.language],
        "period": words.period(dataset.period),
        "last_day": dataset.period.last_day,
        "revision": words.text("revision", number=dataset.revision),
        "corrections": tuple(Dated(words.long_date(one.date), one.text[words.language]) for one in dataset.corrections),
        "licence": dataset.licence,
        "citation": dataset.citation,
        "contact": dataset.contact,
        "methodology": method.methodology(),
    }


def stamp_of(status: str, words: Words) -> Stamp:
    """What is said of figures in a state: `demo`, `draft` or `final`."""
    return Stamp(status, words.text(f"stamp_{status}"), words.text(f"stamp_{status}_note"), loud=status != "final")


def _how_to_read(method: Method, intervals: bool, ranks: RankNotes) -> tuple[str, ...]:
    """One sentence for each thing that this methodology makes of figures."""
    words, registry, classes = method.words, method.registry, method.registry.classes
    indicators = [node for node in method.tree.nodes if isinstance(node.model, Indicator)]
    ranked_on = rounded_to(registry.ranking.on)
    classed_on = rounded_to(classes.on) if classes is not None else None
    low, high = (words.plain(end) for end in registry.range or (math.nan, math.nan))
    told = {
        "read_score": registry.range is not None,
        "read_score_unbounded": registry.range is None,
        "read_places": ranked_on is None,
        "read_places_rounded": ranked_on is not None,
        "read_contribution": True,
        **{f"untold_{name}": True for name in method.untold},
        "read_median": True,
        "read_interval": intervals,
        "read_coverage": True,
        "read_missing": True,
        "read_imputed": any(node.impute is not None for node in indicators),
        "read_carried": any(isinstance(node.model, Indicator) and node.model.carry for node in indicators),
        "read_not_applicable": True,
        "read_class": classes is not None and bool(classes.bands) and classed_on is None,
        "read_class_rounded": classed_on is not None,
        "read_quantiles": classes is not None and bool(classes.quantiles),
        "read_gates": any(node.model.must_have is not None for node in method.tree.nodes),
    }
    decimals = {"read_places_rounded": ranked_on, "read_class_rounded": classed_on}
    keys = [key for key, applies in told.items() if applies]
    texts = {key: words.text(key, low=low, high=high, decimals=decimals.get(key)) for key in keys}
    of_ranks = " ".join(filter(None, (ranks.read, ranks.made)))
    # Ranks and their intervals are read together.
    return tuple(one for key, text in texts.items() for one in (text, of_ranks if key in _PLACES else "") if one)


_PLACES = ("read_places", "read_places_rounded")


def _span(method: Methodology, assessment: Assessment) -> tuple[float, float]:
    """The range; without one the scores above the indicators, rounded outwards."""
    if method.range is not None:
        return method.range
    scores = np.concatenate([section.result.scores[_parts(section)].ravel() for section in assessment.sections])
    scores = scores[~np.isnan(scores)]
    step = 10.0 ** (1 - method.decimals)
    low, high = (math.floor(scores.min() / step), math.ceil(scores.max() / step)) if len(scores) else (0, 1)
    return round(low * step, method.decimals), round(max(high, low + 1) * step, method.decimals)


def _has_intervals(assessment: Assessment) -> bool:
    """Whether anything above the indicators has a sampling error or an interval that is known."""
    if assessment.errors is None:
        return False
    pairs = zip(assessment.sections, assessment.errors.sections, strict=True)
    return any(
        not np.isnan(matrix[_parts(section)][section.result.concerned[_parts(section)]]).all()
        for section, one in pairs
        for matrix in (one.se, one.ci_low)
    )


def _parts(section: Section) -> list[int]:
    """The positions of the nodes above the indicators."""
    return [place for place, node in enumerate(section.tree.nodes) if node.level != "indicator"]


def standings(assessment: Assessment, method: Method) -> dict[Key, Standing]:
    """Rank, last place of a tie, status and peer group of everybody, in the order of the ranking."""
    frame, registry = assessment.ranking, method.registry
    names = ("territory", "body", "tier", "peer_group", "rank", "status", "not_applicable")
    rows = list(zip(*(frame[name].tolist() for name in names), strict=True))
    ends = (frame[name].to_numpy(dtype=float, na_value=math.nan).tolist() for name in ("rank_low", "rank_high"))
    places = assessment.dataset.territories
    further = {name: dict(zip(places["territory"], places[name], strict=True)) for name in registry.groups}
    labels, peers = {}, {}
    for territory, body, tier, group, *_ in rows:
        own = {"body": body, "tier": tier, "peer_group": group}
        own |= {name: str(column[territory]) for name, column in further.items()}
        labels[(territory, body)] = own
        # Territories are ranked among themselves, whatever their bodies share.
        peers[(territory, body)] = (bool(body), *(own[name] for name in registry.ranking.within))
    ties = Counter((peers[(row[0], row[1])], row[4]) for row in rows if not pd.isna(row[4]))
    found = {}
    for (territory, body, _, _, rank, status, not_applicable), low, high in zip(rows, *ends, strict=True):
        key = (territory, body)
        place = None if pd.isna(rank) else int(rank)
        last = place + ties[(peers[key], rank)] - 1 if place is not None else 0
        found[key] = Standing(status, not_applicable, place, last, low, high, method.group_title(labels[key]))
    return found


def _rankings(
    method: Method, heads: dict[Key, CardHead], standing: dict[Key, Standing], ranks: RankNotes
) -> tuple[Ranking, ...]:
    """One ranking a body, then the territories, each in peer groups."""
    words = method.words
    rows: dict[str, dict[str, list[RankingRow]]] = {}
    for key in standing:
        groups = rows.setdefault(key[1], {})
        groups.setdefault(standing[key].group, []).append(_row(heads[key], standing[key], ranks, words))
    found = []
    for body, groups in rows.items():
        title = method.title(method.registry.bodies[body].title) if body else words.text("territories")
        made = tuple(
            RankingGroup(name if len(groups) > 1 else "", _summary(group, words), tuple(group))
            for name, group in groups.items()
        )
        found.append(Ranking(body, sentence(title), sentence(short_title(title)), made))
    return tuple(found)


def _row(card: CardHead, standing: Standing, ranks: RankNotes, words: Words) -> RankingRow:
    rank = standing.rank
    text = DASH if rank is None else f"{rank}–{standing.last}" if standing.last > rank else str(rank)
    low, high = (figure(end, words.number(end, 0)) for end in (standing.low, standing.high))
    return RankingRow(
        **{field.name: getattr(card, field.name) for field in fields(Total)},
        name=card.territory,
        rank_text=text,
        rank_low=low,
        rank_high=high,
        interval="" if rank is None or not ranks.known else f"({words.interval(standing.low, standing.high)})",
        alike=card.alike_count,
    )


def _summary(rows: list[RankingRow], words: Words) -> str:
    ranked = sum(row.status == RANKED for row in rows)
    return f"{sentence(words.counted('count_ranked', ranked))}, {words.counted('count_not_ranked', len(rows) - ranked)}"


def _places(
    assessment: Assessment, words: Words, cards: dict[Key, CardHead], names: dict[str, str]
) -> tuple[Place, ...]:
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
