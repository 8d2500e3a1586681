"""The tile map of the home page: one tile a territory, one layer for each score that it can show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexgov.report.scorecards_model import Place, RankingRow, Scorecards
from indexgov.report.site.material import Material
from indexgov.report.site.shades import NONE, Shade, Shades
from indexgov.report.words import DASH, sentence

MOST_TILES = 60
"""Of more territories no map is drawn: their tiles would be too small to be read."""
_LETTERS = 3
"""Of a short name that still names something."""
_LONG = 5
"""Letters from which on a word may be divided."""
_VOWELS = "аәеёиіоөуұүыэюяaeiouy"
_CONSONANT = rf"[^\W\d{_VOWELS}ьъ]"
_SYLLABLE = re.compile(
    rf"(?<=[{_VOWELS}])(?={_CONSONANT}[{_VOWELS}])|(?<=[{_VOWELS}]{_CONSONANT})(?={_CONSONANT}[{_VOWELS}])",
    re.IGNORECASE,
)
_SOFT = "\u00ad"


class Field(NamedTuple):
    """What a layer shows in a tile; without a page where the territory has no such body."""

    text: str
    shade: Shade
    page: str


class Tile(NamedTuple):
    """A territory on the map."""

    row: int
    column: int
    name: str
    """Without what most names have in common, long words with soft hyphens."""
    whole: str
    round: bool
    fields: tuple[Field, ...]
    """One for each layer."""


class Layer(NamedTuple):
    """A score that the map can show."""

    number: int
    """Of the ranking, from 1."""
    part: int
    """0 for the whole score, then the components from 1."""
    title: str


@dataclass(frozen=True, slots=True)
class TileMap:
    """The map with all layers; the first stands in the page without scripts."""

    tiles: tuple[Tile, ...]
    layers: tuple[Layer, ...]
    parts: tuple[str, ...]
    """The whole score, then the components where there are several."""
    circles: frozenset[str]
    """Codes of the territories that are circles."""
    square: str
    """What squares and circles stand for; empty where all tiles are of one kind."""
    round: str


def tile_map(view: Scorecards, material: Material, shades: Shades) -> TileMap | None:
    """The map of a view; None without places on it, and where there are too many."""
    places = [place for place in view.places if place.tile is not None]
    if not 0 < len(places) <= MOST_TILES:
        return None
    parts = (view.words.text("total_score"), *(view.components if len(view.components) > 1 else ()))
    layers, columns = [], []
    for place_of, ranking in enumerate(view.rankings, 1):
        rows = {row.key[0]: row for group in ranking.groups for row in group.rows}
        for number, part in enumerate(parts):
            layers.append(Layer(place_of, number, f"{ranking.short}: {part}"))
            columns.append([_field(rows.get(place.code), number, material, shades) for place in places])
    round_, words = _shapes(places, view, material)
    names = short_names([place.name for place in places])
    tiles = [
        Tile(*place.tile, divided(name), place.name, place.code in round_, fields)
        for place, name, fields in zip(places, names, zip(*columns, strict=True), strict=True)
        if place.tile is not None
    ]
    return TileMap(tuple(tiles), tuple(layers), parts, frozenset(round_), *words)


def _field(row: RankingRow | None, part: int, material: Material, shades: Shades) -> Field:
    if row is None:
        return Field(DASH, NONE, "")
    page = material.pages[row.key]
    if part == 0:
        shade = shades.of_whole(row.score, row.band.id if row.band is not None else "")
        return Field(row.score.text, shade, page)
    figure = row.components[part - 1]
    section, column = material.keys[row.key]
    name = list(material.assessment.registry.components)[part - 1]
    tree = material.assessment.sections[section].tree
    position = next((number for number, node in enumerate(tree.nodes) if node.id == name), None)
    shade = NONE if position is None else shades.of_part(section, position, column)
    return Field(figure.text, shade, page)


def _shapes(places: Sequence[Place], view: Scorecards, material: Material) -> tuple[set[str], tuple[str, str]]:
    """The territories that are circles, and what squares and circles are called.

    All but the most common tier are circles; where all are of one tier, all but the most common peer group.
    """
    frame, registry = material.assessment.dataset.territories, material.assessment.registry
    for column, titles in (("tier", registry.tiers), ("peer_group", registry.peer_groups)):
        own = dict(zip(frame["territory"].tolist(), frame[column].tolist(), strict=True))
        counts = Counter(own[place.code] for place in places)
        if len(counts) > 1:
            usual = min(counts, key=lambda one: (-counts[one], one))
            others = [one for one in counts if one != usual]
            named = [titles[one].title[view.language] if one in titles else one for one in (usual, *others)]
            round_ = {place.code for place in places if own[place.code] != usual}
            return round_, (sentence(named[0]), sentence(", ".join(named[1:])))
    return set(), ("", "")


def short_names(names: Sequence[str]) -> list[str]:
    """Names without the words that more than half of them begin or end with, as long as they stay different names."""
    ends = Counter(words[place] for name in names if len(words := name.split()) > 1 for place in (0, -1))
    usual = {word for word, count in ends.items() if 2 * count > len(names)}
    cut = []
    for name in names:
        words = name.split()
        rest = words[1:] if words[0] in usual else words
        rest = rest[:-1] if rest and rest[-1] in usual else rest
        cut.append(" ".join(rest))
    clear = [
        # A short name that begins the name of another would be taken for it: Алматы облысы and Алматы қаласы.
        sum(map(str.isalpha, short)) >= _LETTERS
        and cut.count(short) == 1
        and not any(other != name and f"{other} ".startswith(f"{short} ") for other in names)
        for name, short in zip(names, cut, strict=True)
    ]
    return [short if plain else name for name, short, plain in zip(names, cut, clear, strict=True)]


def divided(name: str) -> str:
    """A name whose long words have soft hyphens between syllables."""
    return " ".join(_divided(word) if len(word) > _LONG else word for word in name.split(" "))


def _divided(word: str) -> str:
    places = [found.start() for found in _SYLLABLE.finditer(word) if 3 <= found.start() <= len(word) - 3]
    pieces = [word[start:end] for start, end in zip([0, *places], [*places, len(word)], strict=True)]
    return _SOFT.join(pieces)
