"""datapackage.json: every CSV file of the results described for programs, by the Data Package standard (version 2).

https://datapackage.org/standard/data-package/
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexgov.registry.models import Registry, Titled
from indexgov.report.columns import (
    AGREEMENT,
    CODES,
    CORRECTED,
    NODES,
    RANKING,
    RANKING_AFTER,
    RANKING_LABELS,
    REPLIES,
    SCORES,
    SURVEY_MAPPING,
    TERRITORIES,
    TERRITORY_LABELS,
    Column,
)
from indexgov.report.files import digest, write_readable
from indexgov.report.view import stamp_of
from indexgov.report.words import sentence, spoken, words_of
from indexgov.scoring import Assessment
from indexgov.tables import Dataset

DATA_PACKAGE = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_LICENCES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
"""Addresses of the licences that open data mostly have."""
_ADDRESS, _MAIL = re.compile(r"https?://\S+\Z"), re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+\Z")


@dataclass(frozen=True)
class _Table:
    """What is to be known of a CSV file besides its columns."""

    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    blank_body: bool = False
    """Whether the key may hold an empty body; a primary key must not."""
    points_to: Mapping[str, str] | None = None
    """Columns whose codes stand in the first column of another table."""


_PLACED = {"territory": "territories"}
TABLES: dict[str, _Table] = {
    "ranking": _Table(
        "Ranking", "One row an authority, then one row a territory if territories are scored; ranked ones first.",
        (*RANKING, *RANKING_AFTER, *RANKING_LABELS), ("territory", "body"), True, _PLACED,
    ),
    "scores": _Table(
        "Scores", "One row an authority and node. Nodes that do not concern an authority have no row.",
        SCORES, ("territory", "body", "node"), True, _PLACED | {"node": "nodes"},
    ),
    "territories": _Table(
        "Territories", "One row a territory.", (*TERRITORIES, *TERRITORY_LABELS), ("territory",),
    ),
    "nodes": _Table(
        "Nodes of the index", "One row a node of the tree as it holds in the period, from the index to its indicators.",
        NODES, ("node",), points_to={"parent": "nodes"},
    ),
    "codes": _Table("Codes", "What the codes of the methodology mean.", CODES, ("column", "code")),
    "agreement": _Table(
        "Agreement of assessors", "How far two assessors agreed before any adjudication: one row a body and node.",
        AGREEMENT, ("body", "node"), True, {"node": "nodes"},
    ),
    "replies": _Table(
        "Objections and decisions", "One row an authority and indicator with a reply or a decision.",
        REPLIES, ("territory", "body", "indicator"), points_to=_PLACED | {"indicator": "nodes"},
    ),
    "corrections": _Table(
        "Corrections", "One row an authority and node of which the release before said anything else.",
        CORRECTED, ("territory", "body", "node"), True,
    ),
    "survey_mapping": _Table(
        "Columns of the survey", "How the columns of the microdata were understood: one row a column.", SURVEY_MAPPING,
    ),
}  # fmt: skip
"""The CSV files of the results by their names without the ending; some of them only where they have rows."""


def write_data_package(assessment: Assessment, folder: Path) -> None:
    """Write datapackage.json, which describes the CSV files that stand in the folder."""
    registry, dataset = assessment.registry, assessment.dataset
    words = words_of(spoken(registry.languages))
    stamp = stamp_of(dataset.status, words)
    content = {
        "$schema": _PROFILE,
        "name": f"{registry.id}-{dataset.period.code.lower()}",
        "title": dataset.title[words.language],
        "description": f"{stamp.words}. {stamp.note}",
        "version": str(dataset.revision),
        "created": f"{dataset.period.last_day.isoformat()}T00:00:00Z",
        "keywords": list(_keywords(registry, dataset)),
        "licenses": _licences(dataset.licence),
        "contributors": _contributors(dataset.contact),
        "sources": list(_sources(registry, dataset)),
        "citation": dataset.citation,
        "status": dataset.status,
        "period": dataset.period.code,
        "resources": [_resource(name, folder, registry) for name in TABLES if (folder / f"{name}.csv").exists()],
    }
    write_readable(folder / DATA_PACKAGE, {key: value for key, value in content.items() if value or key == "resources"})


def columns_of(name: str, registry: Registry) -> dict[str, tuple[Column, str]]:
    """The columns that a table can have with a registry, by name, each with its title."""
    found: dict[str, tuple[Column, str]] = {}
    for column in TABLES[name].columns:
        for language in registry.languages if column.name.endswith("LANG") else ("",):
            own = column.name.replace("LANG", language)
            found[own] = column, sentence(own.replace("_", " "))
    language = spoken(registry.languages)
    for column, titled in _declared(name, registry):
        found[column.name] = column, sentence(titled.title[language])
    return found


def _declared(name: str, registry: Registry) -> Iterator[tuple[Column, Titled]]:
    """The columns that a table has because the registry declares them."""
    if name == "ranking":
        meaning = "score of the component; empty where it has none"
        for component, node in registry.components.items():
            yield Column(component, "number", "points of `range`", meaning), node
    if name == "territories":
        for group, titled in registry.groups.items():
            yield Column(group, "string", "", "label by which authorities are grouped"), titled
        for denominator, titled in registry.denominators.items():
            yield Column(denominator, "number", "", "by which recorded numbers are divided", low=0), titled


def _resource(name: str, folder: Path, registry: Registry) -> dict[str, Any]:
    table, path = TABLES[name], folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    known = columns_of(name, registry)
    key = list(table.key)
    blank = table.blank_body and (registry.territory is not None or name == "agreement")
    schema: dict[str, Any] = {
        "fields": [_field(own, *known[own], registry) for own in header],
        "missingValues": [""],
        "uniqueKeys" if blank else "primaryKey": [key] if blank else key,
        # The table of a node's parent is its own, which the standard calls by an empty name.
        "foreignKeys": [
            {
                "fields": [own],
                "reference": {"resource": "" if other == name else other, "fields": [TABLES[other].key[0]]},
            }
            for own, other in (table.points_to or {}).items()
        ],
    }
    return {
        "name": name,
        "type": "table",
        "path": path.name,
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest(path)}",
        "dialect": {"delimiter": ",", "doubleQuote": True, "header": True, "lineTerminator": "\n"},
        "schema": {key: value for key, value in schema.items() if value},
    }


def _field(name: str, column: Column, title: str, registry: Registry) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": column.kind, "title": title, "description": told(column)}
    declared: dict[str, Iterable[str]] = {
        "body": registry.bodies,
        "tier": registry.tiers,
        "peer_group": registry.peer_groups,
        "class": () if registry.classes is None else registry.classes.best_first,
    }
    constraints = {
        "required": column.required,
        "minimum": column.low,
        "maximum": column.high,
        "enum": list(column.one_of or declared.get(column.codes, ())),
        "pattern": column.pattern,
    }
    told_of = {key: value for key, value in constraints.items() if value is not None and value not in (False, [], "")}
    return field | ({"constraints": told_of} if told_of else {})


def told(column: Column) -> str:
    """What a column means, with its unit."""
    meaning = sentence(column.meaning)
    return f"{meaning} ({column.unit})" if column.unit else meaning


def _keywords(registry: Registry, dataset: Dataset) -> Iterator[str]:
    yield registry.id
    yield dataset.period.code
    for language in registry.languages:
        yield registry.title[language]
        yield from (one.title[language] for one in registry.components.values())


def _licences(text: str) -> list[dict[str, str]]:
    """The terms as the standard wants them: a name without spaces, or an address."""
    if not text or _ADDRESS.match(text):
        return [{"path": text}] if text else []
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-") or "other"
    address = {"path": _LICENCES[text]} if text in _LICENCES else {}
    return [{"name": name, **address, "title": text}]


def _contributors(contact: str) -> list[dict[str, Any]]:
    if not contact:
        return []
    reached = {"path": contact} if _ADDRESS.match(contact) else {"email": contact} if _MAIL.match(contact) else {}
    return [{"title": contact, **reached, "roles": ["contact"]}]


def _sources(registry: Registry, dataset: Dataset) -> Iterator[dict[str, str]]:
    """The methodology, and the files that were read, by their names; manifest.json has their digests."""
    yield {"title": registry.title[spoken(registry.languages)], "version": registry.version}
    yield from ({"title": name} for name in dict.fromkeys(Path(one).name for one in dataset.files))
