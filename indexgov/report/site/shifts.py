"""What changed since the period before, as the home page tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from indexgov.report.change_model import AuthorityPair
from indexgov.report.model import Key
from indexgov.report.scorecards_model import RankingRow, Scorecards
from indexgov.report.site.material import Material

UP, DOWN, SAME, OPEN = "up", "down", "same", "open"
"""More than the error upwards or downwards; within the error; nothing is known of the error."""
_MOST = 5


class Shift(NamedTuple):
    """The change of the score of an authority."""

    kind: str
    number: float
    text: str


class Mover(NamedTuple):
    """Somebody whose score changed by more than the error."""

    key: Key
    name: str
    shift: Shift
    before: str
    after: str
    amounts: str
    """What the change comes from."""


class Movers(NamedTuple):
    """Who moved most in a ranking."""

    improved: tuple[Mover, ...]
    declined: tuple[Mover, ...]
    rose: int
    """How many rose, and fell, by more than the error."""
    fell: int
    judged: int
    """For how many it is known whether they did."""
    compared: int


class Shifts:
    """The changes of the scores of a view; none where no period before is given."""

    def __init__(self, view: Scorecards, material: Material) -> None:
        self._language, self._changes = view.language, material.changes
        self._pairs: dict[Key, AuthorityPair | None] = {}
        self.since = next((pair.before for pair in map(self._pair, view.heads) if pair is not None), "")
        """The period before, in words; empty where there is none."""

    def of(self, key: Key) -> Shift | None:
        """How the score of an authority changed; None where it cannot be told."""
        pair = self._pair(key)
        if pair is None:
            return None
        number, text = pair.total.change
        if number is None:
            return None
        moved = {"yes": UP if number > 0 else DOWN, "no": SAME}.get(pair.total.significant, OPEN)
        return Shift(moved, number, text)

    def movers(self, rows: Mapping[Key, RankingRow]) -> Movers:
        """Who moved most among those of a ranking."""
        shifts = {key: shift for key in rows if (shift := self.of(key)) is not None}
        sides = [[key for key, one in shifts.items() if one.kind == kind] for kind in (UP, DOWN)]
        chosen = [
            tuple(self._mover(key, rows[key], shifts[key]) for key in sorted(side, key=lambda key: (
                -abs(shifts[key].number), key))[:_MOST])
            for side in sides
        ]  # fmt: skip
        judged = sum(one.kind != OPEN for one in shifts.values())
        return Movers(chosen[0], chosen[1], len(sides[0]), len(sides[1]), judged, len(shifts))

    def _mover(self, key: Key, row: RankingRow, shift: Shift) -> Mover:
        pair = self._pair(key)
        assert pair is not None
        total = pair.total
        return Mover(key, row.name, shift, total.score_from.text, total.score_to.text, pair.amounts)

    def _pair(self, key: Key) -> AuthorityPair | None:
        if self._changes is None:
            return None
        if key not in self._pairs:
            self._pairs[key] = self._changes.of(self._language, key)["change"]
        return self._pairs[key]
