"""ranking.json: the rankings in one small file that other sites read, with words in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from indexgov.report.files import finite_value, made_record, registry_record, release_record, rows_of, write_compact
from indexgov.report.methodology import score_decimals
from indexgov.report.model import Key
from indexgov.report.rank_basis import RankBasis
from indexgov.report.view import stamp_of
from indexgov.report.words import sentence, words_of
from indexgov.scoring import Assessment
from indexgov.tables import RANKING, RANKING_AFTER

RANKING_JSON = "ranking.json"
_CODES, _FIGURES = RANKING[:-1], (RANKING[-1], *RANKING_AFTER)
"""The columns of the ranking before the components: whose row it is, then its score; and those after."""


def write_ranking(assessment: Assessment, pages: Mapping[Key, str], folder: Path) -> None:
    """Write ranking.json into a folder; `pages` are the file names of authorities and territories in its site."""
    registry, dataset = assessment.registry, assessment.dataset
    said = {language: words_of(language) for language in registry.languages}
    stamps = {language: stamp_of(dataset.status, words) for language, words in said.items()}
    classes = registry.classes
    content = {
        **made_record(),
        **release_record(dataset),
        "period_title": {language: words.period(dataset.period) for language, words in said.items()},
        "title": dataset.title,
        "stamp": {language: {"words": stamp.words, "note": stamp.note} for language, stamp in stamps.items()},
        "show_stamp": next(iter(stamps.values())).loud,
        "languages": list(registry.languages),
        "licence": dataset.licence,
        "citation": dataset.citation,
        "contact": dataset.contact,
        "index": {**registry_record(registry), "title": registry.title},
        "range": registry.range,
        "decimals": score_decimals(registry),
        "rank_sets": RankBasis.of(assessment).record(),
        "components": [{"id": name, "title": one.title} for name, one in registry.components.items()],
        "classes": [{"id": name, "title": title} for name, title in (classes.titles if classes else {}).items()],
        "rankings": list(_rankings(assessment, pages)),
    }
    write_compact(folder / RANKING_JSON, content)


def _rankings(assessment: Assessment, pages: Mapping[Key, str]) -> Iterator[dict[str, Any]]:
    """One ranking a body, then that of the territories where they are scored."""
    registry = assessment.registry
    places = {str(row["territory"]): row for row in rows_of(assessment.dataset.territories)}
    for body, rows in assessment.ranking.groupby("body", sort=False):
        title = registry.bodies[str(body)].title if body else _of_territories(assessment)
        told = []
        for row in rows_of(rows):
            page = pages[(row["territory"], row["body"])]
            told.append({
                **{name: row[name] for name in _CODES},
                "name": {language: places[row["territory"]][f"name_{language}"] for language in registry.languages},
                **{name: finite_value(row[name]) for name in _FIGURES},
                "components": {name: finite_value(row[name]) for name in registry.components},
                "pages": {language: f"site/{language}/{page}" for language in registry.languages},
            })  # fmt: skip
        yield {"body": str(body), "title": title, "rows": told}


def _of_territories(assessment: Assessment) -> dict[str, str]:
    """What the ranking of the territories themselves is called."""
    return {one: sentence(words_of(one).text("territory_kind")) for one in assessment.registry.languages}
