"""The page on which a reader changes weights and criteria: an unofficial calculation beside the published one."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from indexgov.registry.models import Combine, Indicator
from indexgov.registry.outline import OutlineNode
from indexgov.report.language_pages import templates
from indexgov.report.methodology import Method
from indexgov.report.model import Key
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.site.what_if_criteria import FOLDER, criteria_scripts
from indexgov.report.site.what_if_data import Trunk, adds_up, is_open, number_of, script_of, what_if_data
from indexgov.report.words import Words
from indexgov.scoring.assessment import Assessment

PAGE = "what-if.html"
DATA = "what-if-data.js"
_TEMPLATES = Path(__file__).parents[1] / "templates"
_SCRIPTS = {f"what-if-{name}.js": f"what_if_{name}.js" for name in ("engine", "text", "choice")} | {
    "what-if.js": "what_if.js"
}
"""Scripts of the site and the files that they are copied from."""
_HUNDRED = 100.0
_STEPS = 100
"""The fewest steps of a slider of weights."""
_MOST_TIMES, _TIMES_STEP = 3.0, 0.05
"""End and step of a slider by which the criteria of a part count."""


@dataclass(frozen=True, slots=True)
class Slider:
    """The weight of a node as a reader can change it."""

    id: str
    title: str
    level: str
    """Of the node, in words."""
    depth: int
    family: str
    """Id of the node above."""
    kind: str
    """`number` for a weight, `times` for what the weight of the children is multiplied by, empty for neither."""
    written: str
    """The weight as written, in words."""
    value: str
    """The same for a form control; 1 where it is the children's."""
    equal: str
    """What all of the family weigh where they weigh the same."""
    most: str
    step: str
    total: str
    """What the weights of the family must add up to; empty where they are relative."""
    why: str
    """Why it cannot be changed; empty where it can, and where it is the only one of its family."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A choice of weights that stands on a button."""

    name: str
    """`published`, `equal`, or `only` for one component."""
    node: str
    """The component; empty for the others."""
    title: str


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """The page in one language."""

    sliders: tuple[tuple[Slider, tuple[Slider, ...]], ...]
    """Of every component, with those below it."""
    presets: tuple[Preset, ...]
    fixed: str
    """Why no weight can be changed at all; empty where some can."""
    words: Markup
    """What the script needs in the language of the page, as JSON that may stand in a script element."""


@dataclass(frozen=True)
class WhatIf:
    """What all pages of a site share."""

    assessment: Assessment
    trunks: Mapping[int, Trunk]
    pages: Mapping[Key, str]

    @classmethod
    def of(cls, assessment: Assessment, pages: Mapping[Key, str]) -> WhatIf:
        """Of an assessment and the file names of its cards."""
        trunks = {
            number: Trunk.of(assessment, section)
            for number, section in enumerate(assessment.sections)
            if section.merged is None
        }
        return cls(assessment, trunks, pages)

    def write(self, view: Scorecards, folder: Path) -> None:
        """Write the scripts and their data, which are the same in every language, into the folder of a site."""
        data = what_if_data(self.assessment, self.trunks, view, self.pages)
        texts = {DATA: script_of("window.indexgovWhatIf", data)}
        texts |= {name: (_TEMPLATES / script).read_text(encoding="utf-8") for name, script in _SCRIPTS.items()}
        for trunk in self.trunks.values():
            found = criteria_scripts(self.assessment, trunk, self.pages)
            texts |= {f"{FOLDER}/{name}": text for name, text in found}
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")

    def view(self, view: Scorecards) -> WhatIfView:
        """The page in the language of a view."""
        method = Method.of(self.assessment, view.words)
        sliders = _sliders(self.trunks[0], method)
        root = self.trunks[0].fixed.get(0, "")
        presets = [Preset("published", "", "whatif_preset_published"), Preset("equal", "", "whatif_preset_equal")]
        told = [Preset(one.name, one.node, view.words.text(one.title)) for one in presets]
        components = [one for one in sliders if one.depth == 1 and one.kind]
        told += [
            Preset("only", one.id, view.words.text("whatif_preset_only", title=title))
            for one, title in zip(components, view.components, strict=False)
        ]
        why = view.words.text(f"whatif_fixed_{root}") if root else ""
        return WhatIfView(_by_component(sliders), tuple(told), why, _json(self._told(view, method)))

    def _told(self, view: Scorecards, method: Method) -> dict[str, Any]:
        """Names, titles and signs for the script."""
        words = view.words
        groups = [(ranking, group) for ranking in view.rankings for group in ranking.groups]
        return {
            "signs": _signs(words),
            "percent": words.stated_percent(0.0),
            "decimals": view.methodology.decimals,
            "lists": [f"{one.title}, {group.title}" if group.title else one.title for one, group in groups],
            "names": [[place.code, place.name] for place in view.places],
            "bodies": {body: method.body_title(body) for body in method.registry.bodies},
            "nodes": {node.id: method.node_title(node) for trunk in self.trunks.values() for node in _inner(trunk)},
            "criteria": _criteria(method),
            "levels": {
                name: [method.scales.level(scale, level) for level in scale.levels]
                for name, scale in method.registry.scales.items()
                if scale.levels is not None
            },
            "classes": [[band.id, band.shade] for band in view.methodology.bands],
            "text": {key: words.text(f"whatif_{key}") for key in _TEXTS} | {"class": words.text("class")},
        }


_TEXTS = (
    "times", "share", "moved", "beyond", "nobody", "nobody_moves", "up", "down", "same", "gone", "from_to", "rows",
    "criteria_count", "criteria_none", "criteria_loading", "criteria_merged", "now", "gain", "points", "not_ranked",
    "no_score", "copied", "rank_old", "score_old",
)  # fmt: skip
"""Keys of the words that the script puts numbers and names into, less their beginning."""


def pages(view: Scorecards, shared: dict[str, Any], what_if: WhatIf) -> Iterator[tuple[str, str]]:
    """The page of a language: its name and its text."""
    template = templates().get_template("what_if.html.j2")
    yield PAGE, template.render(shared, page=PAGE, page_kind="what-if", weights=what_if.view(view))


def _inner(trunk: Trunk) -> list[OutlineNode]:
    nodes = [trunk.section.tree.nodes[position] for position in trunk.positions]
    return [node for node in nodes if not isinstance(node.model, Indicator)]


def _criteria(method: Method) -> dict[str, str]:
    """Titles of the indicators from evidence."""
    models = [node.model for node in method.tree.nodes]
    found = [one for one in models if isinstance(one, Indicator) and not one.from_survey]
    return {one.id: method.title(one.title) for one in found}


def _sliders(trunk: Trunk, method: Method) -> tuple[Slider, ...]:
    """A slider for every node above the indicators but the index, in reading order."""
    tree, kept = trunk.section.tree, set(trunk.positions)
    depths, found = {0: 0}, []
    for position, node in enumerate(tree.nodes):
        if position == 0 or isinstance(node.model, Indicator):
            continue
        depths[position] = depths[node.parent] + 1
        why = "" if position in kept else _reason(trunk, position, method.words)
        if not why and not is_open(tree.nodes[node.parent]):
            why = method.words.text("whatif_fixed_product")
        found.append(_slider(trunk, position, depths[position], why, method))
    return tuple(found)


def _by_component(sliders: tuple[Slider, ...]) -> tuple[tuple[Slider, tuple[Slider, ...]], ...]:
    starts = [number for number, one in enumerate(sliders) if one.depth == 1]
    ends = [*starts[1:], len(sliders)]
    return tuple((sliders[start], sliders[start + 1 : end]) for start, end in zip(starts, ends, strict=True))


def _reason(trunk: Trunk, position: int, words: Words) -> str:
    """Why nothing below some node above this one can be computed."""
    while position not in trunk.fixed:
        position = trunk.section.tree.nodes[position].parent
    return words.text(f"whatif_fixed_{trunk.fixed[position]}")


def _slider(trunk: Trunk, position: int, depth: int, why: str, method: Method) -> Slider:
    tree, words = trunk.section.tree, method.words
    node = tree.nodes[position]
    family = [tree.nodes[child] for child in tree.children[node.parent]]
    written = [1.0 if one.weight is None else float(one.weight) for one in family if one.weight != "children"]
    mean = sum(written) / len(written) if sum(written) > 0 else 1.0
    of_children = node.weight == "children"
    most, step = (_MOST_TIMES, _TIMES_STEP) if of_children else _ends(written)
    value = 1.0 if of_children else 1.0 if node.weight is None else float(node.weight)
    kind = ("times" if of_children else "number") if len(family) > 1 and not why else ""
    assert not isinstance(node.model, Combine)
    return Slider(
        id=node.id,
        title=method.title(node.model.title),
        level=words.text(node.level),
        depth=depth,
        family=tree.nodes[node.parent].id,
        kind=kind,
        written=words.text("weight_children") if of_children else words.plain(value),
        value=_bare(value),
        equal=_bare(mean),
        most=_bare(most),
        step=_bare(step),
        total=_bare(sum(written)) if adds_up(tree.nodes[node.parent]) else "",
        why=why,
    )


def _ends(written: list[float]) -> tuple[float, float]:
    """The highest weight on a slider and its step: 100 for percentages, else twice the largest of the family."""
    whole, largest = sum(written), max(written)
    most = _HUNDRED if abs(whole - _HUNDRED) < 1e-9 else 2 * largest if largest > 0 else 1.0
    power = 10.0 ** math.floor(math.log10(most / _STEPS))
    step = max(factor * power for factor in (1, 2, 5) if factor * power <= most / _STEPS * (1 + 1e-9))
    return most, step


def _bare(number: float) -> str:
    """A number for a form control and a script."""
    return str(number_of(number))


def _signs(words: Words) -> dict[str, str]:
    """How the language writes numbers, read off one that has every sign."""
    shown = words.number(-1234.5, 1)
    return {"minus": shown[0], "group": shown[2], "decimal": shown[-2]}


def _json(content: dict[str, Any]) -> Markup:
    """JSON in which nothing can end the element that it stands in."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))
