"""Words beside the codes of the CSV files: names and titles in every language of the registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from indexgov.registry.models import Combine, Indicator, Legal, Registry, Titled
from indexgov.registry.outline import OutlineNode, outline
from indexgov.scoring import Assessment
from indexgov.tables import CODES, NODES, TERRITORIES

_BETWEEN = "; "


def ranking_table(assessment: Assessment) -> pd.DataFrame:
    """The ranking with the names of territories and the titles of bodies after all its columns."""
    registry, territories = assessment.registry, assessment.dataset.territories.set_index("territory")
    frame = assessment.ranking.copy()
    for language in registry.languages:
        frame[f"name_{language}"] = frame["territory"].map(territories[f"name_{language}"])
    return _titled(frame, "body", registry.bodies, registry)


def territories_table(assessment: Assessment) -> pd.DataFrame:
    """The territories of the dataset with the titles of their tiers and peer groups."""
    registry = assessment.registry
    numbers = dict.fromkeys(("population", "tile_row", "tile_col", *registry.denominators))
    frame = assessment.dataset.territories
    frame = frame[[*TERRITORIES.all, *(name for name in frame.columns if name not in TERRITORIES.all)]]
    # Counts of people are not printed with a decimal point that nobody wrote.
    whole = {name: "Int64" for name in numbers if bool((frame[name].dropna() % 1 == 0).all())}
    frame = _titled(frame.astype(whole), "tier", registry.tiers, registry)
    return _titled(frame, "peer_group", registry.peer_groups, registry)


def nodes_table(assessment: Assessment) -> pd.DataFrame:
    """Every node that the scores have, columns NODES: the tree of the period, each indicator before its own bodies."""
    registry = assessment.registry
    tree = outline(registry, assessment.dataset.period.last_day)
    shared: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for one in assessment.score_matrices for name in one.nodes):
        indicator, _, body = name.partition("@")
        if body:
            shared.setdefault(indicator, []).append(body)
    rows = []
    for node in tree.nodes:
        parent = tree.nodes[node.parent].id if node.parent >= 0 else ""
        rows.append(_node(node, parent, registry))
        rows += [rows[-1] | {"node": f"{node.id}@{body}", "body": body} for body in shared.get(node.id, ())]
    return pd.DataFrame(rows, columns=_spoken(NODES, registry), dtype=object)


def codes_table(registry: Registry) -> pd.DataFrame:
    """What the codes mean that the registry declares, columns CODES."""
    classes = registry.classes
    declared: dict[str, Mapping[str, Titled]] = {
        "body": registry.bodies,
        "tier": registry.tiers,
        "peer_group": registry.peer_groups,
        "reason": registry.reasons,
        "act": registry.acts,
    }
    titles = {column: {code: one.title for code, one in named.items()} for column, named in declared.items()}
    titles["class"] = {} if classes is None else classes.titles
    rows = [
        {"column": column, "code": code, **_titles(title, registry)}
        for column, named in titles.items()
        for code, title in named.items()
    ]
    return pd.DataFrame(rows, columns=_spoken(CODES, registry), dtype=object)


def _titled(frame: pd.DataFrame, column: str, named: Mapping[str, Titled], registry: Registry) -> pd.DataFrame:
    """A table with a column of titles for each language; empty for a code without a title."""
    for language in registry.languages:
        titles = {code: one.title[language] for code, one in named.items()}
        frame[f"{column}_{language}"] = [titles.get(code, "") for code in frame[column]]
    return frame


def _spoken(columns: tuple[str, ...], registry: Registry) -> list[str]:
    """The columns without the titles in languages that the registry does not have."""
    return [name for name in columns if not name.startswith("title_") or name[-2:] in registry.languages]


def _titles(title: Mapping[str, str], registry: Registry) -> dict[str, str]:
    return {f"title_{language}": title[language] for language in registry.languages}


def _node(node: OutlineNode, parent: str, registry: Registry) -> dict[str, str]:
    model, weight = node.model, node.weight
    row = {"node": node.id, "level": node.level, "parent": parent, "indicator": "", "body": "", "scale": "",
           "source": "", "legal": "", "weight": "" if weight is None else str(weight)}  # fmt: skip
    if isinstance(model, Indicator):
        row |= {
            "indicator": node.id,
            "body": _BETWEEN.join(model.body),
            "scale": model.scale,
            "source": "survey" if model.from_survey else "evidence",
            "legal": _BETWEEN.join(_cited(model.legal)),
        }
    # The index is called what its registry is called.
    return row | _titles((registry if isinstance(model, Combine) else model).title, registry)


def _cited(legal: tuple[Legal, ...]) -> Iterator[str]:
    """`access_law 16`: the act as codes.csv has it, and the article."""
    for one in legal:
        yield f"{one.act} {one.article}" if one.article else one.act
