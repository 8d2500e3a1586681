"""The tree of a registry as cells: for every authority and node the formula, and the value that the engine stores.

An authority has the same row in the sheet of scores (index, components, blocks and sub-blocks, then their coverage and
weights) and in the sheet of criteria. Nodes stand level by level there, so that the children of each are one range, or
two where a node has criteria beside other parts. Above the table stand the weights, which lead to the sheet of weights.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexgov.methods.arrays import Mask
from indexgov.methods.means import MEANS, name_of
from indexgov.registry.models import Indicator, Registry
from indexgov.registry.outline import OutlineNode
from indexgov.report.workbook.marks import HIDDEN_MARK, NO_SCORE_MARK, NOT_APPLICABLE_MARK
from indexgov.report.workbook.mean_formulas import Children, Part, mean_formula, number
from indexgov.report.workbook.places import FIRST, ROW, WEIGHTS_ROW, Places, across, base_id, letters
from indexgov.report.workbook.tables import Cell, Engine, Formula
from indexgov.scoring.section import Section

LEAD = 7
"""Columns before the scores: territory, body, rank, published rank with its interval, order, score that is compared."""
CRITERIA_LEAD = 2
"""Columns before the criteria: territory and body."""
_HAIR = "-1E-12"
_EXCEPTIONS = "¤"
"""Stands where a count of leaves with a score leaves some out for an authority, or takes some in."""


@dataclass(frozen=True)
class Plan:
    """One section as cells; the sheets of scores and criteria are those of the section."""

    registry: Registry
    section: Section
    places: Places
    columns: Sequence[int]
    """The authorities in the order of their rows."""
    hidden: Mask
    """Nodes whose scores count and are not printed: nodes x authorities."""
    scores_key: str
    criteria_key: str

    @cached_property
    def row(self) -> dict[int, int]:
        """The row of each authority by its column in the section."""
        return {column: FIRST + number for number, column in enumerate(self.columns)}

    @cached_property
    def inner(self) -> list[int]:
        """Positions of the nodes above the indicators, level by level: children of one node stand side by side."""
        found = [0]
        for position in found:
            found += [one for one in self.section.tree.children[position] if not self._is_leaf(one)]
        return found

    @cached_property
    def leaves(self) -> list[int]:
        """Positions of the indicators, in the order of the nodes that hold them."""
        return [one for position in self.inner for one in self.section.tree.children[position] if self._is_leaf(one)]

    @cached_property
    def at(self) -> dict[int, int]:
        """Column of the score of each node in its sheet."""
        inner = {position: LEAD + number for number, position in enumerate(self.inner)}
        return inner | {position: CRITERIA_LEAD + number for number, position in enumerate(self.leaves)}

    def coverage_at(self, position: int) -> str:
        """Name of the column with the coverage of a node."""
        return letters(self.at[position] + len(self.inner))

    def weight_at(self, position: int) -> str:
        """Name of the column with the weight of a node for the authority."""
        return letters(self.at[position] + 2 * len(self.inner))

    def _is_leaf(self, position: int) -> bool:
        return self.section.tree.nodes[position].level == "indicator"

    def address(self, position: int, column: int) -> str:
        """The cell with the score of a node, as other sheets name it."""
        key = self.criteria_key if self._is_leaf(position) else self.scores_key
        return f"{self.places.sheet(key)}${letters(self.at[position])}${self.row[column]}"

    def weight_name(self, position: int) -> str:
        """The name of the cell with the weight of a node; empty text where it has none of its own."""
        return self.places.weights.get(base_id(self.section.tree.nodes[position].id), "")

    def mark(self, position: int, column: int) -> str:
        """What stands in the place of a score that is not there."""
        return NO_SCORE_MARK if self.section.result.applicable[position, column] else NOT_APPLICABLE_MARK

    @cached_property
    def uncovered(self) -> Mask:
        """Leaves with a printed score that nobody assessed, which count and cover nothing: nodes x authorities."""
        result = self.section.result
        return np.asarray(~np.isnan(result.scores) & ~(result.coverage > 0) & result.concerned & ~self.hidden)

    @cached_property
    def _made(self) -> list[_NodeCells]:
        return [_NodeCells(self, position) for position in self.inner]

    def nodes(self, column: int) -> list[Cell]:
        """Scores, then coverage, then weights of the nodes above the indicators for an authority."""
        made = self._made
        found = [one.score(column) for one in made]
        found += [one.coverage(column) for one in made]
        found += [one.weight(column) for one in made]
        return found

    def merged(self, bodies: Plan) -> list[list[Cell]]:
        """Scores of territories that average their bodies: territories x nodes."""
        rows: dict[int, list[int]] = {}
        for column, place in enumerate(bodies.section.authorities.place.tolist()):
            rows.setdefault(place, []).append(column)
        kept = [position for position in range(len(bodies.section.tree.nodes)) if not bodies._is_leaf(position)]
        return [
            [self._averaged(bodies, position, kept[position], column, rows.get(column, [])) for position in self.inner]
            for column in self.columns
        ]

    def _averaged(self, bodies: Plan, position: int, below: int, column: int, own: list[int]) -> Cell:
        """The weighted mean of the bodies that apply; none where one of them has no score."""
        result, who = bodies.section.result, bodies.section.authorities
        terms = []
        for one in own:
            if result.concerned[below, one]:
                at = bodies.address(below, one)
                cover = f"{bodies.places.sheet(bodies.scores_key)}${bodies.coverage_at(below)}${bodies.row[one]}"
                terms.append((self.places.bodies[who.bodies[int(who.body_number[one])]], at, cover))
        if not terms:
            return None
        if bodies.hidden[below, own].any():
            value = self.values(position)[column]
            return HIDDEN_MARK if len(terms) == 1 else value if isinstance(value, str) else Engine(value)
        whole = "+".join(f"{weight}*ISNUMBER({cover})" for weight, _, cover in terms)
        lacking = "+".join(f"{weight}*ISNUMBER({cover})*(1-ISNUMBER({at}))" for weight, at, cover in terms)
        points = "+".join(f"{weight}*N({at})" for weight, at, _ in terms)
        none = f'IF({whole}>0,"{NO_SCORE_MARK}","{NOT_APPLICABLE_MARK}")'
        text = f"IF(AND({whole}>0,{lacking}=0),({points})/({whole}),{none})"
        return Formula(text, self.values(position)[column])

    def values(self, position: int) -> list[float | str]:
        """The score of every authority, or the mark in its place."""
        found: list[float | str] = self.section.result.scores[position].tolist()
        for column in np.flatnonzero(np.isnan(self.section.result.scores[position])).tolist():
            found[column] = self.mark(position, column)
        for column in np.flatnonzero(self.hidden[position]).tolist():
            found[column] = HIDDEN_MARK
        return found


class _NodeCells:
    """The cells of one node for every authority."""

    def __init__(self, plan: Plan, position: int) -> None:
        self.plan, self.position = plan, position
        self.node: OutlineNode = plan.section.tree.nodes[position]
        children = plan.section.tree.children[position]
        self.leaves = [one for one in children if plan._is_leaf(one)]
        self.inner = [one for one in children if not plan._is_leaf(one)]
        self.sheet = plan.places.sheet(plan.criteria_key) if self.leaves else ""
        self.children = Children(tuple(self._parts()), self.node.missing.rule == "zero", plan.registry.range)
        self.column = letters(plan.at[position])
        self.values, result = plan.values(position), plan.section.result
        self.covered = result.coverage[position].tolist()
        applies = result.applicable[position]
        self.weights = np.where(applies, np.nan_to_num(result.weights[position]), 0.0).tolist()
        self.pieces: dict[str, list[str]] = {}
        self.concerned = result.concerned[position].tolist()
        self.odd: list[bool] = np.any((plan.uncovered | plan.hidden)[self.leaves], axis=0).tolist()
        self.secret: list[bool] = np.any(plan.hidden[list(children)], axis=0).tolist()
        self.score_text, self.array = self._score()
        self.coverage_text, self.weight_text = self._coverage(), self._weight()

    def _parts(self) -> list[Part]:
        plan, found = self.plan, []
        if self.inner:
            first, count = plan.at[self.inner[0]], len(self.inner)
            weights = across("", first + 2 * len(plan.inner), count, ROW)
            found.append(Part(across("", first, count, ROW), weights, own=True))
        if self.leaves:
            first, count = plan.at[self.leaves[0]], len(self.leaves)
            weights = across(self.sheet, first, count, f"${WEIGHTS_ROW}")
            found.append(Part(across(self.sheet, first, count, ROW), weights, own=False))
        return found

    def _score(self) -> tuple[str, bool]:
        """The formula of the score; empty text where the engine's value stands."""
        model = self.node.model
        assert not isinstance(model, Indicator)
        found = mean_formula(model.aggregation, self.children)
        if found is None or model.restate is not None:
            return "", False
        value, array = found
        conditions = self._conditions()
        if conditions:
            ready = conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"
            value = f'IF({ready},{value},"{NO_SCORE_MARK}")'
        known = f"{self.plan.coverage_at(self.position)}{ROW}"
        return f'IF(ISNUMBER({known}),{value},"{NOT_APPLICABLE_MARK}")', array

    def _conditions(self) -> list[str]:
        """What must hold for a score, beside that something applies."""
        model, missing, tree = self.node.model, self.node.missing, self.plan.section.tree
        assert not isinstance(model, Indicator)
        children, known = self.children, f"{self.plan.coverage_at(self.position)}{ROW}"
        found = []
        if missing.rule != "zero":
            found.append(f"{children.present}>0")
            if missing.min_coverage > 0:
                found.append(f"{known}>={self.plan.places.floors[(self.node.id, 'min_coverage')]}{_HAIR}")
            if any(tree.nodes[one].impute is not None for one in self.leaves):
                found.append(f"{known}>0")
            if missing.min_children:
                found.append(self._enough_children())
            if missing.rule == "refuse":
                lacking = children.total(lambda one: f"SUMPRODUCT({one.expected}*(1-ISNUMBER({one.scores})))")
                found.append(f"{lacking}=0")
        if MEANS[name_of(model.aggregation)].every_child:
            found.append(f"{'+'.join(self._lost())}=0")
        return found

    def _enough_children(self) -> str:
        """The share of children with a score of their own against the floor."""
        expected = self.children.total(lambda one: f"SUMPRODUCT({one.expected})")
        shown = []
        if self.inner:
            part, first = self.children.parts[0], self.plan.at[self.inner[0]] + len(self.plan.inner)
            covered = across("", first, len(self.inner), ROW)
            shown.append(f"SUMPRODUCT({part.expected}*ISNUMBER({part.scores})*({covered}>0))")
        if self.leaves:
            part = self.children.parts[-1]
            shown.append(f"SUMPRODUCT({part.expected}*ISNUMBER({part.scores})){_EXCEPTIONS}")
        floor = self.plan.places.floors[(self.node.id, "min_children")]
        return f"({'+'.join(shown)})/({expected})>={floor}{_HAIR}"

    def _lost(self) -> list[str]:
        """How many children have no score, also those that do not apply: points that cannot be had are lost."""
        sign = f'="{NOT_APPLICABLE_MARK}"' if self.children.zero else None
        found = []
        if self.inner:
            plan = self.plan
            scores = self.children.parts[0].scores
            weights = across("", plan.at[self.inner[0]], len(self.inner), f"${WEIGHTS_ROW}")
            gone = f"({scores}{sign})" if sign else f"ISTEXT({scores})"
            # Above a part that weighs as its own parts stands no number, which counts as more than 0.
            found.append(f"SUMPRODUCT({gone}*({weights}<>0))")
        if self.leaves:
            part = self.children.parts[-1]
            gone = f"({part.scores}{sign})" if sign else f"ISTEXT({part.scores})"
            found.append(f"SUMPRODUCT({gone}*({part.weights}>0))")
        return found

    def _coverage(self) -> str:
        """The assessed share of the applicable weight."""
        terms = []
        if self.inner:
            part, first = self.children.parts[0], self.plan.at[self.inner[0]] + len(self.plan.inner)
            terms.append(f"SUMPRODUCT({part.weights},{across('', first, len(self.inner), ROW)})")
        if self.leaves:
            part = self.children.parts[-1]
            terms.append(f"SUMPRODUCT(ISNUMBER({part.scores})*{part.weights}){_EXCEPTIONS}")
        whole = self.children.whole
        return f'IF({whole}>0,({"+".join(terms)})/({whole}),"{NOT_APPLICABLE_MARK}")'

    def _weight(self) -> str:
        """The weight of the node among its siblings, 0 where nothing below it applies."""
        if self.node.weight == "children":
            return self.children.whole
        if self.position == 0:
            return ""
        return f"IF({self.children.whole}>0,{self.column}${WEIGHTS_ROW},0)"

    def _exceptions(self, column: int, counted: bool) -> str:
        """What the count of leaves with a score must leave out and take in: scores of others, scores not printed.

        Counted are their weights, or where `counted` the children themselves.
        """
        plan, text = self.plan, ""
        for leaf in self.leaves:
            sign = "-" if plan.uncovered[leaf, column] else "+" if plan.hidden[leaf, column] else ""
            if sign:
                cell = f"{self.sheet}{letters(plan.at[leaf])}${WEIGHTS_ROW}"
                text += f"{sign}({cell}>0)" if counted else f"{sign}{cell}"
        return text

    def _filled(self, text: str, column: int, counted: bool = False) -> str:
        """A formula in the row of an authority."""
        if self.odd[column]:
            text = text.replace(_EXCEPTIONS, self._exceptions(column, counted))
        return str(self.plan.row[column]).join(self._pieces(text))

    def _pieces(self, text: str) -> list[str]:
        if text not in self.pieces:
            self.pieces[text] = text.replace(_EXCEPTIONS, "").split(ROW)
        return self.pieces[text]

    def score(self, column: int) -> Cell:
        """The score for an authority; nothing outside its tree."""
        if not self.concerned[column]:
            return None
        value = self.values[column]
        if not self.score_text or self.secret[column]:
            return value if isinstance(value, str) else Engine(value)
        return Formula(self._filled(self.score_text, column, counted=True), value, array=self.array)

    def coverage(self, column: int) -> Cell:
        """The coverage for an authority."""
        if not self.concerned[column]:
            return None
        found = self.covered[column]
        value = NOT_APPLICABLE_MARK if math.isnan(found) else found
        return Formula(self._filled(self.coverage_text, column), value)

    def weight(self, column: int) -> Cell:
        """The weight for an authority; the whole has none."""
        if not self.weight_text or not self.concerned[column]:
            return None
        return Formula(self._filled(self.weight_text, column), self.weights[column])


def rank_text(first: int, count: int, column: str, tolerance: float, smallest: int) -> str:
    """The formula of a rank among the rows of a peer group: 1 + how many are above by more than the tolerance."""
    peers = f"{column}${first}:{column}${first + count - 1}"
    own = f"{column}{ROW}" + (f"+{number(tolerance)}" if tolerance else "")
    above = f"1+SUMPRODUCT(ISNUMBER({peers})*({peers}>{own}))"
    none = f'"{NO_SCORE_MARK}"'
    return f"IF(ISNUMBER({column}{ROW}),IF(COUNT({peers})<{smallest},{none},{above}),{none})"


def compared_text(column: str, decimals: int) -> str:
    """The formula of a score as it is compared: rounded half up, with the hair that arithmetic may leave it short."""
    factor = number(10.0**decimals)
    score = f"{column}{ROW}"
    return f"IF(ISNUMBER({score}),INT({score}*{factor}+0.5+0.000000001)/{factor},{score})"
