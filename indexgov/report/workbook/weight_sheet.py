"""The sheet of weights: what readers may change, what was published, and beside it the order that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from indexgov.registry.models import Indicator, Registry, Scale
from indexgov.registry.outline import Outline
from indexgov.report.methodology import Method
from indexgov.report.model import MethodRow
from indexgov.report.workbook.book import UNOFFICIAL
from indexgov.report.workbook.formulas import LEAD, Plan
from indexgov.report.workbook.places import FIRST, TOP, Places, letters, names_of, quoted
from indexgov.report.workbook.score_sheets import INTERVAL, ORDER, PUBLISHED, RANK, Who, weight_of
from indexgov.report.workbook.tables import Amount, Cell, Column, Engine, Formula, Input, Table

KEY = "weights"
_ROW = TOP + 1
_FLOORS = {"min_coverage": "E", "min_children": "F"}
_TEXT, _NOW, _PUBLISHED = "B", "C", "D"
_MOST_LISTED = 100
"""Places of each peer group in the order beside the weights."""
_PATTERNS = frozenset("*?~")
_LONGEST = 255
"""Signs of a text that programs look up."""


@dataclass(frozen=True)
class Row:
    """One number that readers may change, or a node without one."""

    kind: str
    title: str
    now: Cell
    published: Cell
    floors: tuple[Cell, Cell]
    told: str
    id: str
    name: str = ""
    """The name of its cell."""


def level_titles(registry: Registry, method: Method) -> dict[str, dict[str, str]]:
    """Titles of the levels of each scale that can be looked up by them: none is another's, none reads as a pattern."""
    found = {}
    for name, scale in registry.scales.items():
        if scale.levels is not None:
            titles = {level: method.scales.level(scale, level) for level in scale.levels}
            plain = all(0 < len(one) <= _LONGEST and not _PATTERNS & set(one) for one in titles.values())
            if plain and len({one.casefold() for one in titles.values()}) == len(titles):
                found[name] = titles
    return found


class WeightSheet:
    """Lays the numbers out, so that other sheets can lead to them."""

    def __init__(self, method: Method, tree: Outline, sheets: Mapping[str, str], live_scales: bool) -> None:
        self.method, self.registry, self.tree, self.sheets = method, method.registry, tree, dict(sheets)
        self.titles = level_titles(self.registry, method) if live_scales else {}
        nodes = [node.id for node in tree.nodes if node.level != "index" and node.weight != "children"]
        self.weights = names_of("w", nodes)
        territory = self.registry.territory
        self.bodies = names_of("body", territory.weights) if territory is not None else {}

    def places(self) -> Places:
        """Where formulas find weights, floors and points."""
        sheet = quoted(self.sheets[KEY])
        floors = {
            (node.id, key): f"{sheet}${column}${_ROW + number}"
            for number, node in enumerate(self.tree.nodes)
            for key, column in _FLOORS.items()
        }
        return Places(self.sheets, self.weights, self.bodies, names_of("scale", self._scales), floors)

    @property
    def _scales(self) -> list[str]:
        """The scales with levels of the indicators of the edition."""
        used = dict.fromkeys(node.model.scale for node in self.tree.nodes if isinstance(node.model, Indicator))
        return [name for name in used if name in self.titles]

    def table(
        self, plan: Plan, told: Sequence[MethodRow], lists: Sequence[tuple[str, Plan, Who]], notes: Sequence[str]
    ) -> Table:
        """The sheet.

        `told` are the nodes in words, `lists` a title, a plan and its names for each section, `notes` are of ranks.
        """
        text = self.method.words.text
        rows = [*self._nodes(plan, told), *self._bodies(), *self._levels()]
        columns = [
            Column(text("level"), 18),
            Column(text("title"), 52, "strong"),
            Column(text("book_weight_now"), 18, "plain"),
            Column(text("book_weight_published"), 14, "plain"),
            Column(text("book_floor"), 14, "share"),
            Column(text("book_floor_children"), 14, "share"),
            Column(text("aggregation"), 34),
            Column(text("identifier"), 30),
        ]
        cells = [[one.kind, one.title, one.now, one.published, *one.floors, one.told, one.id] for one in rows]
        blocks = [self._list(title, one, who) for title, one, who in lists]
        for heads, _ in blocks:
            columns += heads
        wide: list[list[Cell]] = [
            [cell for part, width in zip(line, [8, *(len(heads) for heads, _ in blocks)], strict=True)
             for cell in (part if part is not None else [None] * width)]
            for line in zip_longest(cells, *(found for _, found in blocks))
        ]  # fmt: skip
        names = [(one.name, f"${_NOW}${_ROW + number}") for number, one in enumerate(rows) if one.name]
        last = len(wide) + _ROW + 1
        return Table(
            KEY, text("book_weights_title"), columns, wide, fixed=2, live=True, filtered=False, printed=8,
            below=self._below(len(rows), notes),
            names=[*names, *self._ranges(rows), (UNOFFICIAL, f"${_NOW}${last}")],
        )  # fmt: skip

    def _below(self, count: int, notes: Sequence[str]) -> list[tuple[Cell, ...]]:
        """How many numbers were changed, and what the sheet is for."""
        text, end = self.method.words.text, _ROW + count - 1
        published = f"{_PUBLISHED}{_ROW}:{_PUBLISHED}{end}"
        changed = f"SUMPRODUCT(ISNUMBER({published})*({_NOW}{_ROW}:{_NOW}{end}<>{published}))"
        told = [text("book_weights_why"), text("book_intervals_stay"), text("book_protected"), *notes]
        return [(None, text("book_changed"), Formula(changed, 0.0, "rank"), ""), *[(one,) for one in told]]

    def _nodes(self, plan: Plan, told: Sequence[MethodRow]) -> list[Row]:
        """A row a node, in the order of the methodology."""
        found = []
        for position, (node, row) in enumerate(zip(self.tree.nodes, told, strict=True)):
            name = self.weights.get(node.id, "")
            above = self.tree.nodes[node.parent].model if node.parent >= 0 else None
            by_data = getattr(above, "weights", None) == "pca"
            now: Cell = row.weight.text
            published: Cell = None
            if name:
                weight = weight_of(plan, position)
                now, published = Engine(weight) if by_data else Input(weight), weight
            floors = (node.missing.min_coverage, node.missing.min_children)
            asked: list[Cell] = [
                Amount(one, "share") if one > 0 and node.level != "indicator" else None for one in floors
            ]
            rule = "; ".join(one for one in (row.aggregation, row.scale) if one)
            found.append(Row(row.level_words, row.title, now, published, (asked[0], asked[1]), rule, row.id, name))
        return found

    def _bodies(self) -> list[Row]:
        """The weights of the bodies in the mean of their territory."""
        territory = self.registry.territory
        kind, title = self.method.words.text("body"), self.method.body_title
        weights = territory.weights if territory is not None else {}
        return [
            Row(kind, title(body), Input(one), one, (None, None), "", body, self.bodies[body])
            for body, one in weights.items()
        ]

    def _levels(self) -> list[Row]:
        """The points of each level, under the title by which they are looked up."""
        kind = self.method.words.text("book_scale_level")
        found = []
        for name in self._scales:
            scale: Scale = self.registry.scales[name]
            for level, points in (scale.levels or {}).items():
                title = self.titles[name][level]
                found.append(Row(kind, title, Input(points), points, (None, None), "", f"{name}: {level}"))
        return found

    def _ranges(self, rows: Sequence[Row]) -> list[tuple[str, str]]:
        """Names of the levels of each scale with their points."""
        number, found = len(rows) - len(self._levels()), []
        for name, range_ in names_of("scale", self._scales).items():
            count = len(self.registry.scales[name].levels or {})
            first = _ROW + number
            found.append((range_, f"${_TEXT}${first}:${_NOW}${first + count - 1}"))
            number += count
        return found

    def _list(self, title: str, plan: Plan, who: Who) -> tuple[list[Column], list[list[Cell]]]:
        """The ranking in the order that follows from the weights, with the ranks that were published."""
        text = self.method.words.text
        columns = [
            Column("", 3), Column(text("rank"), 8, "rank"), Column(title, 28, "strong"),
            Column(text("score"), 10, "score"), Column(text("book_rank_published"), 15, "rank"),
            Column(text("rank_interval"), 12, "plain"),
        ]  # fmt: skip
        rows: list[list[Cell]] = []
        sheet = plan.places.sheet(plan.scores_key)
        start = 0
        while start < len(who.groups):
            count = sum(one == who.groups[start] for one in who.groups)
            ranked = sum(one == one for one in who.rank[start : start + count])
            for place in range(1, min(ranked, _MOST_LISTED) + 1):
                rows.append(self._listed(sheet, who, start, count, place))
            start += count
        return columns, rows

    def _listed(self, sheet: str, who: Who, start: int, count: int, place: int) -> list[Cell]:
        first, last = FIRST + start, FIRST + start + count - 1
        order = letters(ORDER)
        found = f"MATCH({place},{sheet}${order}${first}:${order}${last},0)"

        def of(column: str, value: float | str, form: str = "") -> Formula:
            return Formula(f'IFERROR(INDEX({sheet}${column}${first}:${column}${last},{found}),"")', value, form)

        # Rows stand in the order of the published ranking.
        number = start + place - 1
        name = who.territory[number]
        shown = f'IFERROR(INDEX({sheet}$A${first}:$A${last},{found}),"")'
        return [None, of(letters(RANK), who.rank[number]), Formula(shown, name), of(letters(LEAD), who.scores[number]),
                of(letters(PUBLISHED), who.rank[number]), of(letters(INTERVAL), who.interval[number])]  # fmt: skip
