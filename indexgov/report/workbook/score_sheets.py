"""The sheets of scores and criteria: every authority a row, every node a column, live from the weights above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexgov.registry.models import Indicator
from indexgov.report.methodology import Method, rounded_to, short_titles
from indexgov.report.model import Head, RankNotes
from indexgov.report.words import DASH, sentence, short_title
from indexgov.report.workbook.formulas import LEAD, Plan, compared_text, rank_text
from indexgov.report.workbook.marks import HIDDEN_MARK, NO_SCORE_MARK
from indexgov.report.workbook.places import FIRST, ROW, letters, spans
from indexgov.report.workbook.tables import Cell, Column, Formula, Rows, Table
from indexgov.scoring.rank import SMALLEST_GROUP, ranks, rounded
from indexgov.scoring.rank_errors import RankErrors

RANK, PUBLISHED, INTERVAL, ORDER, _COMPARED = 2, 3, 4, 5, 6
"""Columns of the sheet of scores."""
Sources = dict[tuple[int, int], str]
"""The cell in which a score stands, by position of the leaf and column of the authority."""
_CHILDREN = "Σ"
"""Stands above a node that weighs as its children."""


@dataclass(frozen=True)
class Who:
    """The authorities of a section as the sheets name them and rank them."""

    territory: Sequence[str]
    body: Sequence[str]
    groups: Sequence[int]
    """A number for each row, equal for peers, who stand one below the other."""
    rank: Sequence[float]
    """NaN where there is none."""
    interval: Sequence[str]
    """Of the published ranks, in words; a dash where it is not known."""
    compared: Sequence[float]
    """The scores that are compared."""
    scores: Sequence[float]
    whole: bool
    """Whether all peers are there; else ranks are no formulas."""


def who_of(plan: Plan, method: Method, errors: RankErrors | None, whole: bool) -> Who:
    """Names, groups and ranks of the rows of a plan; `errors` hold the rank intervals, where they are known."""
    authorities, registry = plan.section.authorities, plan.registry
    groups = authorities.groups(registry.ranking.within)
    compared = rounded(plan.section.result.scores[0], registry.ranking.on)
    rank, _ = ranks(compared, groups, registry.ranking.tolerance)
    kind, titles = sentence(method.words.text("territory_kind")), registry.bodies
    bodies = {body: short_title(sentence(method.title(one.title))) for body, one in titles.items()} | {"": kind}
    names, columns = authorities.body, list(plan.columns)
    return Who(
        [method.territory(str(authorities.territory[one])) for one in columns],
        [bodies[names[one]] for one in columns],
        groups[columns].tolist(),
        rank[columns].tolist(),
        [
            DASH if errors is None else method.words.interval(errors.rank_low[0, one], errors.rank_high[0, one])
            for one in columns
        ],
        compared[columns].tolist(),
        plan.section.result.scores[0, columns].tolist(),
        whole,
    )


class ScoreSheets:
    """Makes the two sheets of one section."""

    def __init__(self, plan: Plan, method: Method, who: Who, view: Head, ranks_: RankNotes) -> None:
        self.plan, self.method, self.who, self.period, self.notes = plan, method, who, view.period, ranks_
        self.text = method.words.text

    def scores(self, title: str, bodies: Plan | None = None) -> Table:
        """Ranks, scores, coverage and weights; with `bodies` territories average these, and have scores alone."""
        plan, text = self.plan, self.text
        merged = plan.merged(bodies) if bodies is not None else []
        names = self.short_names()
        kinds = [
            ("", "score", True),
            (f"{text('coverage')}: ", "share", False),
            (f"{text('weight')}: ", "plain", False),
        ]
        columns = [
            *self._who_columns(),
            Column(text("rank"), 7, "rank"),
            Column(text("book_rank_published"), 13, "rank"),
            Column(text("rank_interval"), 12, "plain"),
            Column(text("book_order"), 7, "rank"),
            Column(text("book_compared"), 15, "score"),
            *(
                Column(f"{before}{name}", 8.5, form, turned=True, shaded=shaded)
                for before, form, shaded in kinds[: 1 if merged else 3]
                for name in names
            ),
        ]

        def row(number: int) -> list[Cell]:
            cells = merged[number] if merged else plan.nodes(plan.columns[number])
            return [self.who.territory[number], self.who.body[number], *self._placed(number), *cells]

        heads = [[]] if bodies is not None else [self._weights()]
        below = [text("book_marks"), text("book_engine_why"), text("book_order_why"), text("book_intervals_stay")]
        below += self.notes.sentences
        return Table(
            plan.scores_key,
            f"{title}: {self.period}",
            columns,
            Rows(len(plan.columns), row),
            fixed=2,
            below=[(one,) for one in below],
            heads=heads,
            live=True,
            printed=LEAD + len(names),
        )

    def _who_columns(self) -> list[Column]:
        return [Column(self.text("territory"), 24, "strong"), Column(self.text("body"), 13)]

    def _weights(self) -> list[Cell]:
        """What stands above the nodes: their weights, by name."""
        found: list[Cell] = [self.text("weight"), *[None] * (LEAD - 1)]
        for position in self.plan.inner:
            found.append(self._weight(position))
        return found

    def _weight(self, position: int) -> Cell:
        plan = self.plan
        name, node = plan.weight_name(position), plan.section.tree.nodes[position]
        if not name:
            return _CHILDREN if node.weight == "children" else None
        return Formula(name, weight_of(plan, position), "plain")

    def _placed(self, number: int) -> list[Cell]:
        """Rank, number in the list, and the score that is compared where it is a rounded one."""
        who, rule = self.who, self.plan.registry.ranking
        row, score = FIRST + number, letters(LEAD)
        decimals = rounded_to(rule.on)
        found, rank = who.compared[number], who.rank[number]
        published: Cell = NO_SCORE_MARK if np.isnan(rank) else int(rank)
        compared: Cell = None
        if decimals is not None:
            value = self.plan.mark(0, self.plan.columns[number]) if np.isnan(found) else found
            compared = Formula(compared_text(score, decimals).replace(ROW, str(row)), value)
        if not who.whole:
            return [published, published, who.interval[number], None, compared]
        start, count = self.spans[number]
        column = score if decimals is None else letters(_COMPARED)
        text = rank_text(FIRST + start, count, column, rule.tolerance, SMALLEST_GROUP).replace(ROW, str(row))
        live = Formula(text, NO_SCORE_MARK if np.isnan(rank) else rank)
        return [live, published, who.interval[number], self._order(number), compared]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where the peers of each row begin, and how many they are."""
        return spans(self.who.groups)

    def _order(self, number: int) -> Cell:
        """The place of a row in the list of its peers: those of one rank stand in the order of the rows."""
        start, count = self.spans[number]
        rank, row, first = letters(RANK), FIRST + number, FIRST + start
        own = f"{rank}{row}"
        below = f'COUNTIF({rank}${first}:{rank}${first + count - 1},"<"&{own})'
        text = f'IF(ISNUMBER({own}),{below}+COUNTIF({rank}${first}:{own},{own}),"")'
        # Rows are in the order of the published ranking, those without a rank at the end.
        return Formula(text, "" if np.isnan(self.who.rank[number]) else float(number - start + 1))

    def short_names(self) -> list[str]:
        """Short titles of the nodes above the indicators, in the order of the plan."""
        tree, found = self.plan.section.tree, {0: self.text("total_score")}
        for position in self.plan.inner:
            below = [one for one in tree.children[position] if tree.nodes[one].level != "indicator"]
            titles = short_titles([self.method.node_title(tree.nodes[one]) for one in below])
            found |= dict(zip(below, titles, strict=True))
        return [found[position] for position in self.plan.inner]

    def criteria(self, title: str, cells: list[list[Cell]]) -> Table:
        """The score of every criterion and survey measure, under their weights; `cells` are those of the leaves."""
        plan, text = self.plan, self.text
        weights: list[Cell] = [text("weight"), None, *(self._weight(position) for position in plan.leaves)]
        columns = [
            *self._who_columns(),
            *(Column(self._leaf_title(position), 9, "engine", turned=True, shaded=True) for position in plan.leaves),
        ]
        rows = [
            [*names, *cells[number]] for number, names in enumerate(zip(self.who.territory, self.who.body, strict=True))
        ]
        return Table(
            plan.criteria_key, f"{title}: {self.period}", columns, rows, fixed=2,
            below=[(text("book_marks"),), (text("book_engine_why"),)], heads=[weights], live=True,
        )  # fmt: skip

    def _leaf_title(self, position: int) -> str:
        node = self.plan.section.tree.nodes[position]
        assert isinstance(node.model, Indicator)
        body = node.id.partition("@")[2]
        title = self.method.title(node.model.title)
        return f"{title} ({self.method.body_title(body)})" if body else title


def weight_of(plan: Plan, position: int) -> float:
    """The weight of a node as the engine takes it for whoever it concerns: as written, allotted, or from the data."""
    weights = plan.section.result.weights[position]
    known = weights[~np.isnan(weights)]
    if len(known):
        return float(known[0])
    # Nobody has it here; as for everybody else an unwritten weight is 1.
    written = plan.section.tree.nodes[position].weight
    return float(written) if isinstance(written, int | float) else 1.0


def leaf_cells(plan: Plan, sources: Sources) -> list[list[Cell]]:
    """The scores of the leaves, rows of authorities: from another cell where `sources` has one, else as they are.

    Marks of a cell that is led to are stored too, so that what reads this sheet alone sees them.
    """
    result, columns = plan.section.result, list(plan.columns)
    found: list[list[Cell]] = result.scores[plan.leaves][:, columns].T.tolist()
    blank = (np.isnan(result.scores) | plan.hidden)[plan.leaves][:, columns].T
    for row, at in zip(*(one.tolist() for one in np.nonzero(blank)), strict=True):
        position, column = plan.leaves[at], columns[row]
        outside = not result.concerned[position, column]
        found[row][at] = None if outside else _blank(plan, position, column)
    if sources:
        for cells, column in zip(found, columns, strict=True):
            for at, position in enumerate(plan.leaves):
                value = cells[at]
                if (position, column) in sources and isinstance(value, float | str) and value != HIDDEN_MARK:
                    cells[at] = Formula(sources[(position, column)], value, "score")
    return found


def _blank(plan: Plan, position: int, column: int) -> str:
    return HIDDEN_MARK if plan.hidden[position, column] else plan.mark(position, column)


def sources_in_bodies(plan: Plan, bodies: Plan) -> Sources:
    """The cell of a body in which the score of each leaf of a pooled territory stands."""
    assert plan.section.cells.origin is not None
    leaf, column = plan.section.cells.origin
    row_of = {position: row for row, position in enumerate(plan.section.tree.leaves)}
    found = {}
    for position in plan.leaves:
        number = row_of[position]
        at = bodies.section.tree.leaves[leaf[number]]
        for place in plan.columns:
            whose = int(column[number, place])
            if whose in bodies.row:
                found[(position, place)] = bodies.address(at, whose)
    return found
