"""What a comparison says, as numbers and words of one language, without any markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from indexgov.analysis.changes import GONE, NEW, NO_SCORE, errors_of_ranks
from indexgov.analysis.compare import Comparison
from indexgov.analysis.in_common import Common
from indexgov.analysis.movers import DECLINED, IMPROVED
from indexgov.errors import IndexgovError, choose_from, quoted
from indexgov.report.change_model import AuthorityView, BodyMoves, ComparisonView, Move, MoveGroup, NodeMovers, PairView
from indexgov.report.change_nodes import AuthorityChanges
from indexgov.report.change_rows import Gathered, PairChanges
from indexgov.report.change_series import series_groups
from indexgov.report.change_words import ChangeWords
from indexgov.report.model import Key
from indexgov.report.view import head_of, stamp_of, standings
from indexgov.report.words import sentence

LISTED = 12
"""Names in a sentence; the others are counted."""
_LOUDEST = ("demo", "draft", "final")
_BELOW = ("component", "block", "sub_block", "indicator")
_READ = ("change_read_amounts", "change_read_shapley", "change_read_only", "change_read_scores")
_ALSO = ("change_read_significant", "change_read_rank", "change_read_rounded")


def common_languages(comparison: Comparison) -> list[str]:
    """The languages that all registries have, in the order of the latest. Raises IndexgovError where there is none."""
    registries = [one.registry for one in comparison.assessments]
    found: list[str] = [name for name in registries[-1].languages if all(name in one.languages for one in registries)]
    if not found:
        told = " and ".join(quoted(one.languages) for one in registries)
        raise IndexgovError(f"the registries have no language in common: {told}; a comparison needs one")
    return found


def chosen_language(comparison: Comparison, language: str | None, default: str = "") -> str:
    """The language that is asked for, else `default` where there is it, else the first common one.

    Raises IndexgovError for a language in which some registry has no titles.
    """
    known = common_languages(comparison)
    if language is not None and language not in known:
        raise IndexgovError(f"the registry has no titles in '{language}'; {choose_from(language, known)}")
    return language or (default if default in known else known[0])


def comparison_views(comparison: Comparison, languages: Sequence[str] | None = None) -> list[ComparisonView]:
    """What a comparison says in each language, by default those that all registries have."""
    gathered = Gathered.of(comparison)
    chosen = languages or common_languages(comparison)
    return [_View(gathered, ChangeWords(comparison, language)).whole() for language in chosen]


class _View:
    """Makes the view of one language."""

    def __init__(self, gathered: Gathered, words: ChangeWords) -> None:
        self.gathered, self.words, self.text = gathered, words, words.text
        self.comparison = gathered.comparison
        self.changes = [AuthorityChanges(pair, words) for pair in gathered.pairs]
        self.groups: dict[Key, str] = {}
        for one, method in zip(self.comparison.assessments, words.methods, strict=True):
            self.groups |= {key: standing.group for key, standing in standings(one, method).items()}

    def whole(self) -> ComparisonView:
        """All of it."""
        words, sides = self.words, self.comparison.assessments
        series = self.comparison.series
        status = min((one.dataset.status for one in sides), key=_LOUDEST.index)
        periods = tuple(words.period(one) for one in sides)
        head = head_of(sides[-1].dataset, words.latest)
        head |= {"stamp": stamp_of(status, words.words), "period": f"{periods[0]} – {periods[-1]}"}
        intervals = bool(series["rank_low"].notna().any())
        return ComparisonView(
            **head,
            periods=periods,
            short_periods=tuple(words.short_period(one) for one in sides),
            pairs=tuple(self.pair(one) for one in self.changes),
            authorities=tuple(self.authorities()),
            series=tuple(series_groups(self.comparison, words, self.groups)),
            restated=bool(series["restated"].notna().any()),
            rolling=bool(series["rolling"].notna().any()),
            how_to_read=tuple(self.text(key) for key in _READ),
            also=tuple(self.text(key) for key in _ALSO if intervals or key != "change_read_rank"),
            what_not=(
                *(() if intervals else (self.text("change_no_interval"),)),
                *(self.text(key) for key in ("change_not_cause", "change_not_bridged")),
            ),
            notices=tuple(self.notices()),
        )

    def notices(self) -> Iterator[tuple[str, str, str, str]]:
        """The problems of the data of each period."""
        for one in self.comparison.assessments:
            for problem in one.dataset.problems:
                level = self.text(f"level_{problem.level}")
                yield self.words.period(one), level, problem.message, problem.advice

    def authorities(self) -> Iterator[AuthorityView]:
        """Every authority that was compared, in the order of the tables."""
        keys = dict.fromkeys(key for one in self.changes for key in one.pair.rows)
        order = {body: number for number, body in enumerate(self.comparison.changes["body"].unique())}
        for key in sorted(keys, key=lambda one: order[one[1]]):
            pairs = tuple(one.of(key) for one in self.changes if key in one.pair.rows)
            body = sentence(self.words.body(key[1]))
            yield AuthorityView(key, self.words.authority(*key), self.words.name(key[0]), body, pairs)

    def pair(self, changes: AuthorityChanges) -> PairView:
        """Two periods beside each other."""
        pair = changes.pair
        common = pair.common
        return PairView(
            title=f"{changes.before} – {changes.after}",
            before=changes.before,
            after=changes.after,
            short_before=self.words.short_period(pair.first),
            short_after=self.words.short_period(pair.second),
            compared=tuple(self.compared(changes)),
            broken=bool(common.redefined or common.authorities.new or common.authorities.gone),
            bodies=tuple(self.bodies(changes)),
            levels=tuple(self.levels(changes)),
        )

    def compared(self, changes: AuthorityChanges) -> Iterator[str]:
        """What both periods have, and what is in one alone, a sentence each."""
        common, text = changes.pair.common, self.text
        yield text("change_periods", before=changes.before, after=changes.after)
        yield text("change_authorities", both=len(common.authorities.both), scored=len(common.scored))
        yield text("change_criteria", both=len(common.indicators.both))
        versions = [side.registry.version for side in (changes.pair.first, changes.pair.second)]
        if common.same_methodology:
            yield text("change_methodology_same")
        elif versions[0] == versions[1]:
            yield text("change_edition")
        else:
            yield text("change_methodology_other", before=versions[0], after=versions[1])
        for key, names in self._alone(common).items():
            if names:
                yield text(f"change_{key}", names=self.listed(names))
        if errors_of_ranks(changes.pair.first) != errors_of_ranks(changes.pair.second):
            yield text("change_ranks_differ")

    def _alone(self, common: Common) -> dict[str, list[str]]:
        """Names of what is in one period alone, by the key of their sentence."""
        places, words = common.territories, self.words
        apart = {*places.new, *places.gone}

        def bodies(names: Sequence[str]) -> list[str]:
            # Those of territories that came or went are told with these.
            pairs = [name.rpartition("/") for name in names]
            return [words.authority(place, body) for place, _, body in pairs if place not in apart]

        return {
            "new_territories": [words.name(one) for one in places.new],
            "gone_territories": [words.name(one) for one in places.gone],
            "new_authorities": bodies(common.authorities.new),
            "gone_authorities": bodies(common.authorities.gone),
            "not_scored": bodies([one for one in common.authorities.both if one not in common.scored]),
            "new_criteria": [words.title(one) for one in common.indicators.new],
            "gone_criteria": [words.title(one) for one in common.indicators.gone],
            "redefined": [words.title(one) for one in common.redefined],
        }

    def listed(self, names: Sequence[str]) -> str:
        """Names in one sentence."""
        more = [self.text("and_more", count=len(names) - LISTED)] if len(names) > LISTED else []
        return "; ".join([*names[:LISTED], *more])

    def bodies(self, changes: AuthorityChanges) -> Iterator[BodyMoves]:
        """The moves of each body, then of the territories."""
        moved = self.gathered.moved(changes.pair, "index")
        keys: dict[str, list[Key]] = {}
        for key in changes.pair.rows:
            keys.setdefault(key[1], []).append(key)
        for body, mine in keys.items():
            moves = {key: self.move(changes, key) for key in mine}
            groups: dict[str, list[Move]] = {}
            for key, move in moves.items():
                groups.setdefault(self.groups.get(key, ""), []).append(move)
            chosen = [
                tuple(moves[(row["territory"], body)] for row in moved
                      if row["body"] == body and row["direction"] == direction)
                for direction in (IMPROVED, DECLINED)
            ]  # fmt: skip
            several = len(groups) > 1
            title = sentence(self.words.body(body)) if body else sentence(self.text("territories"))
            made = tuple(
                MoveGroup(name if several else "", tuple(sorted(rows, key=self._order)))
                for name, rows in groups.items()
            )
            yield BodyMoves(body, title, title, made, *chosen)

    def _order(self, move: Move) -> tuple[Any, ...]:
        """By the later rank; those without one after the others, by name."""
        return (move.rank_to is None, move.rank_to or 0, self.words.words.sort_key(move.name))

    def move(self, changes: AuthorityChanges, key: Key) -> Move:
        """One authority in the table of its body."""
        row, total = changes.pair.total(key), changes.total(key)
        ranks = [None if pd.isna(row[f"rank_{end}"]) else int(row[f"rank_{end}"]) for end in ("from", "to")]
        moved = self.text(f"change_moved_{row['rank_moved']}") if row["rank_moved"] else ""
        status = "; ".join(self.words.notes(row["note"], (NEW, GONE, NO_SCORE)))
        return Move(key, self.words.name(key[0]), total, ranks[0], ranks[1], _interval(row, "from"),
                    _interval(row, "to"), moved, row["rank_moved"] == "yes", status)  # fmt: skip

    def levels(self, changes: AuthorityChanges) -> Iterator[tuple[str, tuple[NodeMovers, ...]]]:
        """Who moved most in each part, by level."""
        for level in _BELOW:
            if level in self.gathered.movers:
                found = tuple(self.node_movers(changes.pair, level))
                if found:
                    yield self.text(level), found

    def node_movers(self, pair: PairChanges, level: str) -> Iterator[NodeMovers]:
        """Who moved most in each node of a level; leaves of territories are those of their bodies."""
        nodes: dict[tuple[str, str], dict[str, list[tuple[Key, str, str]]]] = {}
        for row in self.gathered.moved(pair, level):
            key = (row["territory"], row["body"])
            if level == "indicator" and (not key[1] or pair.is_hidden(key, row["node"])):
                continue
            told = (key, self.words.name(key[0]), self.words.signed(row["change"]).text)
            places = nodes.setdefault((row["node"], key[1]), {IMPROVED: [], DECLINED: []})
            places[row["direction"]].append(told)
        for (node, body), both in nodes.items():
            depth, title = self.words.node(node).depth, self.words.title(node)
            kind = sentence(self.words.body(body))
            yield NodeMovers(title, depth, kind, tuple(both[IMPROVED]), tuple(both[DECLINED]))


def _interval(row: Any, end: str) -> tuple[int, int] | None:
    low, high = row[f"rank_low_{end}_"], row[f"rank_high_{end}_"]
    return None if np.isnan(low) or np.isnan(high) else (int(low), int(high))
