"""What one pair of periods says of one authority: nodes, criteria, survey measures, and the reasons in words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from indexgov.analysis.changes import GONE, NEW, NO_SCORE, NOT_SPLIT, NOTES, REDEFINED, REDEFINED_BELOW, REPLACES
from indexgov.report.change_model import AuthorityPair, Flip, NodeChange, Seen
from indexgov.report.change_rows import PairChanges, Row
from indexgov.report.change_words import AMOUNTS, ARROW, ChangeWords
from indexgov.report.methodology import web_link
from indexgov.report.model import Key
from indexgov.report.survey_figures import figure
from indexgov.report.words import DASH, sentence, short_title

_TOLD = (NEW, GONE, REPLACES, NO_SCORE, NOT_SPLIT, REDEFINED, REDEFINED_BELOW)
"""Notes that stand beside parts; those on peers and on the survey stand beside the total alone."""
_CAME = {NEW, GONE, REDEFINED}
_PARTS, _INSIDE = 2, 1
"""How many of the biggest parts are named, and how many criteria in each."""
_LEAST = 1e-9


class AuthorityChanges:
    """The changes of the authorities of one pair of periods."""

    def __init__(self, pair: PairChanges, words: ChangeWords) -> None:
        self.pair, self.words, self.text = pair, words, words.text
        self.before, self.after = words.period(pair.first), words.period(pair.second)
        self._totals: dict[Key, NodeChange] = {}

    def of(self, key: Key) -> AuthorityPair:
        """Everything about one authority; a territory's own leaves stand on the pages of its bodies."""
        rows = self.pair.rows[key]
        leaves = [row for row in rows if row["level"] == "indicator"] if key[1] else []
        asked = [row for row in leaves if self.words.is_survey(row["node"])]
        return AuthorityPair(
            before=self.before,
            after=self.after,
            total=self.total(key),
            lead=self.lead(key),
            amounts=self.amounts(self.total(key)),
            biggest=tuple(self.biggest(key)),
            summary=tuple(self.summary(key)),
            nodes=tuple(self.node(row) for row in rows if row["level"] != "indicator"),
            survey=tuple(self.measure(row) for row in asked if not _nothing(row)),
            came=tuple(self.node(row) for row in leaves if _CAME & set(row["note"].replace(";", "").split(" "))),
            flips=tuple(self.flip(row) for row in self.pair.flips.get(key, ()) if key[1]),
        )

    def total(self, key: Key) -> NodeChange:
        """The total of an authority."""
        if key not in self._totals:
            self._totals[key] = self.node(self.pair.total(key), NOTES)
        return self._totals[key]

    def node(self, row: Row, notes: Sequence[str] = _TOLD) -> NodeChange:
        """One node; hidden survey figures lose their numbers."""
        words = self.words
        hidden = self.is_hidden(row)
        scores = [words.score(math.nan if hidden else row[f"score_{end}"]) for end in ("from", "to")]
        change = math.nan if hidden else row["change"]
        amounts = [words.signed(math.nan if hidden else row[name]) for name in AMOUNTS]
        p_value = row["p_value"] if math.isnan(row["p_adjusted"]) else row["p_adjusted"]
        return NodeChange(
            id=row["node"],
            level=row["level"],
            depth=words.node(row["node"]).depth,
            title=words.title(row["node"]),
            score_from=scores[0],
            score_to=scores[1],
            change=words.signed(change),
            substance=amounts[0],
            coverage=amounts[1],
            methodology=amounts[2],
            brought=words.signed(row["brought"], 1),
            ranks=words.ranks(row),
            classes=words.classes(row["class_from"], row["class_to"]),
            se=figure(row["se"], words.words.number(row["se"], words.decimals + 1)),
            p_value=figure(p_value, words.p_value(p_value)),
            significant=row["significant"],
            significance=words.significance(row["significant"]),
            notes=words.notes(row["note"], notes),
        )

    def measure(self, row: Row) -> NodeChange:
        """A survey measure with its values."""
        values = [DASH, DASH] if self.is_hidden(row) else [self.value(row, end) for end in ("from", "to")]
        return replace(self.node(row), value_from=values[0], value_to=values[1])

    def is_hidden(self, row: Row) -> bool:
        """Whether a node is a survey figure that is not printed."""
        return self.pair.is_hidden((row["territory"], row["body"]), row["node"])

    def value(self, row: Row, end: str) -> str:
        """What was recorded at one end, in words; a dash where the node was not there."""
        status, value = row[f"status_{end}_"], row[f"value_{end}_"]
        side = self.pair.first if end == "from" else self.pair.second
        return self.words.value(side, row["node"].partition("@")[0], value, status) if isinstance(status, str) else DASH

    def flip(self, row: Row) -> Flip:
        """A criterion that was recorded otherwise."""
        words, name = self.words, row["indicator"]
        change = row["score_to"] - row["score_from"]
        before, after = self._seen(row, "from"), self._seen(row, "to")
        note = words.flip_note(row["note"])
        return Flip(name, words.title(name), words.node(name).path, before, after, words.signed(change), note)

    def _seen(self, row: Row, end: str) -> Seen:
        side = self.pair.first if end == "from" else self.pair.second
        day = row[f"seen_{end}"]
        try:
            on: date | None = date.fromisoformat(day)
        except ValueError:
            on = None
        return Seen(
            self.words.value(side, row["indicator"], row[f"value_{end}"], row[f"status_{end}"]),
            self.words.score(row[f"score_{end}"]),
            self.words.words.short_date(day),
            on,
            web_link(row[f"source_{end}"]),
            web_link(row[f"archive_{end}"]),
        )

    def lead(self, key: Key) -> str:
        """The change of a total in one sentence, or why there is none."""
        total = self.total(key)
        if total.change.number is None:
            return self.text("change_none", reason="; ".join(total.notes) or self.text("no_data"))
        told = {"before": total.score_from.text, "after": total.score_to.text, "change": total.change.text}
        return self.text("change_score_line", arrow=ARROW, **told) + "."

    def summary(self, key: Key) -> Iterator[str]:
        """What else is to be told of the change of a total, a sentence each."""
        total, row = self.total(key), self.pair.total(key)
        if total.change.number is None:
            return
        if total.ranks:
            moved = self.text(f"change_moved_{row['rank_moved']}") if row["rank_moved"] else ""
            yield "; ".join(filter(None, [sentence(self.text("change_rank_line", ranks=total.ranks)), moved])) + "."
        if total.classes:
            yield sentence(self.text("change_class_line", classes=total.classes)) + "."
        if total.significance:
            yield sentence(total.significance) + "."
        yield from (sentence(note) + "." for note in total.notes)

    def amounts(self, total: NodeChange) -> str:
        """What a change comes from, the largest first; those that are shown as 0 are left out."""
        named = zip(AMOUNTS, total.amounts, strict=True)
        found = [(name, one) for name, one in named if one.number is not None and one.text.strip("0.,")]
        found.sort(key=lambda pair: -abs(pair[1].number or 0.0))
        return ", ".join(f"{self.text(f'change_{name}').lower()} {one.text}" for name, one in found)

    def biggest(self, key: Key) -> list[str]:
        """The parts that brought most to the change, each with the criterion that did."""
        if self.total(key).change.number is None:
            return []
        rows = {row["node"]: row for row in self.pair.rows[key]}
        inside: dict[str, list[Row]] = defaultdict(list)
        for row in rows.values():
            if row["level"] == "indicator" and abs(row["brought"]) > _LEAST:
                inside[self.words.node(row["node"]).above].append(row)
        parents = [rows[name] for name in inside if name in rows] or _first_level(rows.values(), self.words)
        parents = [row for row in parents if abs(row["brought"]) > _LEAST]
        parents.sort(key=lambda row: -abs(row["brought"]))
        return [self._part(row, inside.get(row["node"], [])) for row in parents[:_PARTS]]

    def _part(self, row: Row, leaves: list[Row]) -> str:
        """`Accountability +3.2 (Answers at meetings: full, was none)`."""
        told = f"{short_title(self.words.title(row['node']))} {self.words.signed(row['brought']).text}"
        same = [leaf for leaf in leaves if leaf["brought"] * row["brought"] > 0]
        same.sort(key=lambda leaf: -abs(leaf["brought"]))
        why = "; ".join(self._why(leaf) for leaf in same[:_INSIDE])
        return f"{told} ({why})" if why else told

    def _why(self, row: Row) -> str:
        title, before, after = self.words.title(row["node"]), self.value(row, "from"), self.value(row, "to")
        if self.is_hidden(row):
            return title
        if not isinstance(row["status_from_"], str):
            why = self.text("change_part_new", after=after)
        elif not isinstance(row["status_to_"], str):
            why = self.text("change_part_gone")
        elif before != after:
            why = self.text("change_was", before=before, after=after)
        else:
            why = self.text("change_part_weight" if row["score_from"] == row["score_to"] else "change_part_scale")
        return f"{title}: {why}"


def _nothing(row: Row) -> bool:
    """Whether a node has a score in neither period."""
    return math.isnan(row["score_from"]) and math.isnan(row["score_to"])


def _first_level(rows: Iterable[Row], words: ChangeWords) -> list[Row]:
    """The rows right below the total."""
    return [row for row in rows if words.node(row["node"]).depth == 1]
