"""The totals of every authority through the periods, in the words of one language."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from indexgov.analysis.changes import REDEFINED_BELOW
from indexgov.analysis.compare import Comparison
from indexgov.analysis.series import NOTES
from indexgov.report.change_model import SeriesGroup, SeriesPoint, SeriesRow
from indexgov.report.change_words import ChangeWords
from indexgov.report.model import Key
from indexgov.report.words import sentence


def series_groups(comparison: Comparison, words: ChangeWords, groups: Mapping[Key, str]) -> Iterator[SeriesGroup]:
    """The series of each body and peer group; an authority that was not there in a period has no point in it."""
    broken = _broken(comparison)
    points: dict[Key, list[SeriesPoint | None]] = {}
    for number, frame in enumerate(_parts(comparison)):
        for row in frame[frame["level"] == "index"].to_dict("records"):
            key = (row["territory"], row["body"])
            of_key = points.setdefault(key, [None] * len(comparison.assessments))
            of_key[number] = _point(row, words, (number, key) in broken)
    found: dict[tuple[str, str], list[SeriesRow]] = {}
    bodies = list(dict.fromkeys(body for _, body in points))
    for key, mine in sorted(points.items(), key=lambda item: bodies.index(item[0][1])):
        found.setdefault((key[1], groups.get(key, "")), []).append(SeriesRow(key, words.name(key[0]), tuple(mine)))
    for (body, group), rows in found.items():
        title = sentence(words.body(body)) if body else sentence(words.text("territories"))
        several = sum(one == body for one, _ in found) > 1
        rows.sort(key=lambda row: (_last_place(row), words.words.sort_key(row.name)))
        yield SeriesGroup(f"{title}: {group}" if several else title, tuple(rows))


def _parts(comparison: Comparison) -> Iterator[pd.DataFrame]:
    """The series of each assessment; two releases of one period stand one after the other."""
    start = 0
    for one in comparison.assessments:
        yield comparison.series.iloc[start : start + len(one.scores)]
        start += len(one.scores)


def _broken(comparison: Comparison) -> set[tuple[int, Key]]:
    """Where the total of an authority does not go on from the period before."""
    rows = comparison.changes
    rows = rows[(rows["level"] == "index") & rows["note"].str.contains(REDEFINED_BELOW, regex=False)]
    places = {one.dataset.period.code: number for number, one in enumerate(comparison.assessments)}
    columns = (rows[name].tolist() for name in ("period_to", "territory", "body"))
    return {(places[code], (territory, body)) for code, territory, body in zip(*columns, strict=True)}


def _point(row: Mapping[Hashable, Any], words: ChangeWords, broken: bool) -> SeriesPoint:
    rank, low, high = (np.nan if pd.isna(row[name]) else float(row[name]) for name in ("rank", "rank_low", "rank_high"))
    place = None if np.isnan(rank) else int(rank)
    broken_note = words.text(f"change_note_{REDEFINED_BELOW}") if broken else ""
    note = "; ".join(filter(None, [broken_note, *words.notes(row["note"], NOTES)]))
    return SeriesPoint(
        words.score(row["score"]),
        words.rank(rank, low, high),
        place,
        words.score(row["restated"]),
        broken,
        words.score(row["rolling"]),
        words.signed(row["rolling_change"]),
        note,
    )


def _last_place(row: SeriesRow) -> float:
    last = row.points[-1]
    return float("inf") if last is None or last.place is None else last.place
