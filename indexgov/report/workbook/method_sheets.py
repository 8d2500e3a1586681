"""The sheets about the method: the tree with its rules, and what every indicator is."""

from __future__ import annotations

from indexgov.registry.models import Indicator
from indexgov.report.methodology import Method
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.workbook.tables import Cell, Column, Table


def methodology_table(view: Scorecards) -> Table:
    """The tree with weights, means, missing rules, scales and legal basis; under it classes and rules."""
    text, method = view.words.text, view.methodology
    columns = [
        Column(text("level"), 16),
        Column(text("title"), 50, "strong"),
        Column(text("weight"), 16, "plain"),
        Column(text("concerns"), 20),
        Column(text("aggregation"), 20),
        Column(text("missing_rule"), 36),
        Column(text("scale"), 36),
        Column(text("legal_basis"), 48),
        Column(text("allowed_reasons"), 32),
        Column(text("identifier"), 26),
    ]
    rows: list[list[Cell]] = []
    for row in method.rows:
        legal = "; ".join(one.text for one in row.legal)
        weight: Cell = row.weight if row.weight.number is not None else row.weight.text
        rules: list[Cell] = [weight, row.concerns, row.aggregation, row.missing, row.scale, legal]
        rows.append([row.level_words, row.title, *rules, row.allowed_reasons, row.id])
    below: list[list[Cell]] = [
        [band, f"{text('class')} {band.id}: {band.title}, {band.bounds}"] for band in method.bands
    ]
    below += [[None, rule] for rule in (*method.rules, *view.survey)]
    title = f"{text('methodology')}: {method.title}, {method.version}"
    return Table("methodology", title, columns, rows, fixed=2, below=below)


def codebook_table(view: Scorecards, method: Method) -> Table:
    """One row an indicator: its titles in every language, what it is made of, and under which law."""
    text, registry = view.words.text, method.registry
    columns = [
        Column(text("identifier"), 30, "strong"),
        Column(text("level"), 18),
        *(Column(text("book_title_in", language=text(f"book_language_{one}")), 46) for one in registry.languages),
        Column(text("concerns"), 18),
        Column(text("scale"), 36),
        Column(text("book_better"), 18),
        Column(text("weight"), 10, "plain"),
        Column(text("book_source"), 16),
        Column(text("question"), 22),
        Column(text("book_measure"), 20),
        Column(text("legal_basis"), 48),
        Column(text("book_valid"), 18),
    ]
    rows: list[list[Cell]] = []
    for node, row in zip(method.tree.nodes, view.methodology.rows, strict=True):
        model = node.model
        if not isinstance(model, Indicator):
            continue
        weight: Cell = row.weight if row.weight.number is not None else row.weight.text
        source = text("book_source_survey" if model.from_survey else "book_source_evidence")
        held = "–".join(str(one) if one else "" for one in (model.valid.from_, model.valid.to)) if model.valid else ""
        told: list[Cell] = [row.concerns, row.scale, text(f"book_better_{model.better}"), weight, source]
        asked: list[Cell] = [model.question, text(f"book_measure_{model.measure}") if model.measure else None]
        legal = "; ".join(one.text for one in row.legal)
        titles = [model.title[one] for one in registry.languages]
        rows.append([row.id, row.level_words, *titles, *told, *asked, legal, held])
    return Table("codebook", text("sheet_book_codebook"), columns, rows, fixed=1)
