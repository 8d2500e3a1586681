"""The workbook of scorecards: from weights to ranks in formulas, with what was recorded and everything about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from indexgov.analysis.compare import Comparison
from indexgov.methods.arrays import Mask
from indexgov.registry.models import Indicator
from indexgov.report.card_model import Outcome
from indexgov.report.change_model import ComparisonView
from indexgov.report.change_sheets import change_tables
from indexgov.report.correction_view import CorrectionsView
from indexgov.report.methodology import Method
from indexgov.report.model import Key
from indexgov.report.records import Records
from indexgov.report.review import Review, outcomes, review_of
from indexgov.report.scorecards_model import Ranking, Scorecards
from indexgov.report.words import Words, sentence
from indexgov.report.workbook.book import Book, without_collection, write_book
from indexgov.report.workbook.cell_words import CellWords
from indexgov.report.workbook.correction_sheet import corrections_table
from indexgov.report.workbook.data_sheet import data_rows, data_table, keys_of
from indexgov.report.workbook.formulas import Plan
from indexgov.report.workbook.layout import sheet_names
from indexgov.report.workbook.method_sheets import codebook_table, methodology_table
from indexgov.report.workbook.note_sheet import alike_rows, notes_table
from indexgov.report.workbook.ranking_sheet import Past, RankingSheet, ranking_key
from indexgov.report.workbook.record_sheets import EVIDENCE, SURVEY, RecordSheets
from indexgov.report.workbook.review_sheets import agreement_table, replies_table
from indexgov.report.workbook.score_sheets import ScoreSheets, Who, leaf_cells, sources_in_bodies, who_of
from indexgov.report.workbook.tables import Table
from indexgov.report.workbook.weight_sheet import KEY as WEIGHTS
from indexgov.report.workbook.weight_sheet import WeightSheet
from indexgov.scoring.alike import Alike
from indexgov.scoring.assessment import Assessment
from indexgov.scoring.rank import ranks, rounded
from indexgov.scoring.section import Section
from indexgov.survey.publication import HIDDEN
from indexgov.tables import ASSESSED, ESTIMATES_KEY, STATUSES, Dataset

MOST_CELLS = 20_000
"""Recorded values that have a row each; of more the first are shown, and their scores are numbers of the engine."""
_SCORES = ("scores", "scores territories")
_CRITERIA = ("criteria", "criteria territories")
_LOWEST = {"sub_block": "sub_blocks", "block": "blocks", "component": "components"}
"""The key of the name of the sheet of scores by the lowest level that the methodology has."""


@dataclass(frozen=True)
class Since:
    """What changed since earlier periods: the comparison, and its view in the language of the workbook."""

    comparison: Comparison
    view: ComparisonView


def write_workbook(
    assessment: Assessment,
    view: Scorecards,
    path: Path,
    review: Review | None = None,
    since: Since | None = None,
    only: Key | None = None,
    corrected: CorrectionsView | None = None,
) -> None:
    """Write the workbook of an assessment to `path`, in the language of its view.

    `review` is that of the assessment, for callers who have it. `since` adds the changes since earlier periods,
    `corrected` what a release corrects. With `only`, a territory and a body (empty for the territory itself), it is
    about one authority.
    """
    with without_collection():
        write_book(_Maker(assessment, view, review, since, only, corrected).book(), path)


class _Maker:
    """Makes the tables of one workbook."""

    def __init__(
        self,
        assessment: Assessment,
        view: Scorecards,
        review: Review | None,
        since: Since | None,
        only: Key | None,
        corrected: CorrectionsView | None,
    ) -> None:
        self.assessment, self.view, self.since, self.only, self.corrected = assessment, view, since, only, corrected
        self.words: Words = view.words
        self.text = view.words.text
        self.method = Method.of(assessment, view.words)
        self.columns = [self._columns(section) for section in assessment.sections]
        self.keys = [keys_of(section) for section in assessment.sections]
        bodies = assessment.sections[0]
        recorded = np.cumsum(bodies.cells.leaves.concerned[:, self.columns[0]].sum(axis=0))
        self.shown = self.columns[0][: int(np.searchsorted(recorded, MOST_CELLS, side="right"))]
        """The authorities whose records have a row each."""
        self.large = len(self.shown) < len(self.columns[0])
        self.records = Records(self._shown_dataset(), self.method)
        self.cells = CellWords(bodies, assessment.dataset, self.method, self.records)
        self.outcomes = self._outcomes(review)
        self.sheets = self._names()
        self.weights = WeightSheet(self.method, bodies.tree, self.sheets, live_scales=not self.large)
        self.hidden = _hidden(assessment)
        self.plans = self._plans()
        errors = assessment.rank_errors or [None] * len(assessment.sections)
        self.who = [who_of(plan, self.method, one, only is None) for plan, one in zip(self.plans, errors, strict=False)]

    def _columns(self, section: Section) -> list[int]:
        """The authorities of a section in the order of their rows: group by group, the best first."""
        registry, who, scores = self.assessment.registry, section.authorities, section.result.scores[0]
        groups = who.groups(registry.ranking.within)
        rank, _ = ranks(rounded(scores, registry.ranking.on), groups, registry.ranking.tolerance)
        keys = (np.arange(len(who)), -np.nan_to_num(scores, nan=-np.inf), np.nan_to_num(rank, nan=np.inf), groups)
        order = [int(one) for one in np.lexsort(keys)]
        if self.only is None:
            return order
        known, (territory, body) = keys_of(section), self.only
        wanted = [key for key in known if key[0] == territory and (key[1] == body or not body)]
        return [column for column in order if known[column] in wanted]

    def _shown_dataset(self) -> Dataset:
        """The dataset, with no more evidence than is shown."""
        dataset = self.assessment.dataset
        if not self.large:
            return dataset
        places = {self.keys[0][column][0] for column in self.shown}
        return replace(dataset, evidence=dataset.evidence[dataset.evidence["territory"].isin(places)])

    @cached_property
    def everybody(self) -> set[Key]:
        """Whom the workbook is about."""
        return {keys[column] for keys, columns in zip(self.keys, self.columns, strict=True) for column in columns}

    def _outcomes(self, review: Review | None) -> dict[Key, Sequence[Outcome]]:
        found = outcomes(review or review_of(self.assessment), self.method, self.records)
        return {key: one for key, one in found.items() if key in self.everybody and key[1] and one}

    def _names(self) -> dict[str, str]:
        """Every sheet by key with its name, in order, the cover first."""
        text, levels = self.text, {node.level for node in self.assessment.sections[0].tree.nodes}
        scores = text(f"sheet_{next(key for level, key in _LOWEST.items() if level in levels)}")
        rankings = {ranking_key(one.body): text("sheet_ranking", body=one.short.lower()) for one in self._rankings()}
        names = {"cover": text("sheet_cover"), **rankings, WEIGHTS: text("sheet_book_weights"), _SCORES[0]: scores}
        names[_CRITERIA[0]] = text("sheet_criteria")
        if self._has_territories:
            names[_SCORES[1]] = text("book_of_territories", sheet=scores)
            if self.assessment.sections[1].merged is None:
                names[_CRITERIA[1]] = text("book_of_territories", sheet=text("sheet_criteria"))
        models = self.cells.models
        names |= {EVIDENCE: text("sheet_book_evidence")} if not all(one.from_survey for one in models) else {}
        names |= {SURVEY: text("sheet_survey")} if any(one.from_survey for one in models) else {}
        names |= {"agreement": text("sheet_agreement")} if self.view.agreement and self.only is None else {}
        names |= {"replies": text("sheet_replies")} if self.outcomes else {}
        names |= {one.key: name for name, one in self.changes}
        names |= {"corrections": text("corrections")} if self.corrected is not None else {}
        for key in ("codebook", "data"):
            names[key] = text(f"sheet_book_{key}")
        names |= {"methodology": text("sheet_methodology"), "notes": text("sheet_notes")}
        order = [key for key in names if key != "data"]
        return dict(zip([*order, "data"], sheet_names([names[key] for key in [*order, "data"]]), strict=True))

    @property
    def _has_territories(self) -> bool:
        return len(self.assessment.sections) > 1 and bool(self.columns[1])

    def _rankings(self) -> list[Ranking]:
        """The rankings with somebody to show."""
        rows = {one.body: (row.key for group in one.groups for row in group.rows) for one in self.view.rankings}
        return [one for one in self.view.rankings if any(key in self.everybody for key in rows[one.body])]

    @cached_property
    def changes(self) -> list[tuple[str, Table]]:
        """The sheets of changes with their names; nothing without a comparison."""
        return change_tables(self.since.view, self.only) if self.since is not None else []

    def _plans(self) -> list[Plan]:
        """The sections that are shown, as cells."""
        places, registry = self.weights.places(), self.assessment.registry
        found = []
        for number, (section, columns) in enumerate(zip(self.assessment.sections, self.columns, strict=True)):
            if number and not self._has_territories:
                continue
            keys = (_SCORES[number], _CRITERIA[number])
            found.append(Plan(registry, section, places, columns, self.hidden[number], *keys))
        return found

    def book(self) -> Book:
        """The whole workbook: cover, rankings, weights, scores, what was recorded, and what it is all about."""
        view, method, text = self.view, self.view.methodology, self.text
        found = {one.key: one for one in self._tables()}
        corrections = "; ".join(f"{one.day}: {one.text}" for one in view.corrections)
        return Book(
            words=view.words,
            title=view.title,
            subject=view.period,
            stamp=view.stamp,
            created=view.last_day,
            corner=view.period,
            foot=f"{method.id} {method.version}",
            heading=method.title,
            facts=[
                ("", view.title),
                ("", view.stamp.note),
                (text("status"), view.stamp.words),
                (text("period"), f"{view.period}, {view.revision}"),
                *([(text("book_authority"), self._name(self.only))] if self.only is not None else []),
                (text("methodology"), f"{method.id} {method.version}"),
                (text("corrections"), corrections or text("no_corrections")),
                (text("licence"), view.licence),
                (text("citation"), view.citation),
                (text("contact"), view.contact),
            ],
            sections=[
                (text("how_to_read"), view.how_to_read),
                (text("book_how"), self._how()),
                (text("what_not"), view.what_not),
            ],
            names=[(key, name) for key, name in self.sheets.items() if key == "cover" or key in found],
            tables=[found[key] for key in self.sheets if key in found],
            decimals=method.decimals,
            span=view.span,
            unofficial=text("book_unofficial"),
            large=self.large,
        )

    def _how(self) -> list[str]:
        """How the formulas go together, and what is none."""
        text = self.text
        keys = ["book_how_chain", "book_how_weights", "book_marks", "book_engine_why", "book_protected"]
        return [*(text(key) for key in keys), *([text("book_large")] if self.large else [])]

    def _name(self, key: Key) -> str:
        territory = self.method.territory(key[0])
        return (
            self.text("card_title", territory=territory, body=self.method.body_title(key[1])) if key[1] else territory
        )

    def _tables(self) -> Iterator[Table]:
        view, plans, bodies = self.view, self.plans, self.plans[0]
        past = Past.of(self.since.comparison if self.since is not None else None, view.language)
        for ranking in self._rankings():
            yield RankingSheet(view, plans[0 if ranking.body else 1], past, self.only is None).table(ranking)
        yield self.weights.table(bodies, view.methodology.rows, self._lists(), view.ranks.sentences)
        makers = [
            ScoreSheets(plan, self.method, who, view, view.ranks) for plan, who in zip(plans, self.who, strict=True)
        ]
        names = dict(zip(bodies.inner, makers[0].short_names(), strict=True))
        records = RecordSheets(self.cells, bodies, names, self.weights.titles)
        # These say where scores stand, to which the criteria lead.
        recorded = [
            records.evidence(f"{self.sheets.get(EVIDENCE, '')}: {view.period}", self.shown),
            records.survey(f"{self.sheets.get(SURVEY, '')}: {view.period}", self.shown, view.survey, view.confidence),
        ]
        yield makers[0].scores(self.sheets[_SCORES[0]])
        yield makers[0].criteria(self.sheets[_CRITERIA[0]], leaf_cells(bodies, records.sources))
        yield from self._territories(makers, bodies)
        yield from (one for one in recorded if one.key in self.sheets)
        yield from self._reviews()
        yield from (one for _, one in self.changes)
        if self.corrected is not None:
            yield corrections_table(view, self.corrected, self.everybody if self.only is not None else None)
        yield codebook_table(view, self.method)
        yield methodology_table(view)
        alike = [
            row
            for number, found in enumerate(self.assessment.alike)
            for row in alike_rows(view, self.cells, self.assessment.sections[number], self._alike(number, found))
        ]
        yield notes_table(view, self.cells, bodies.columns, self.shown, alike)
        yield data_table(view, self.method, *data_rows(self.assessment, self.hidden, self.only))

    def _territories(self, makers: list[ScoreSheets], bodies: Plan) -> Iterator[Table]:
        if len(makers) > 1:
            merged = self.assessment.sections[1].merged is not None
            yield makers[1].scores(self.sheets[_SCORES[1]], bodies if merged else None)
            if not merged:
                cells = leaf_cells(self.plans[1], sources_in_bodies(self.plans[1], bodies))
                yield makers[1].criteria(self.sheets[_CRITERIA[1]], cells)

    def _lists(self) -> list[tuple[str, Plan, Who]]:
        """What is ranked anew beside the weights; nothing for one authority, whose peers are not here."""
        titles = [self.text("book_bodies"), sentence(self.text("territories"))]
        return [(titles[number], plan, who) for number, (plan, who) in enumerate(zip(self.plans, self.who, strict=True))
                if self.only is None]  # fmt: skip

    def _reviews(self) -> Iterator[Table]:
        if "agreement" in self.sheets:
            yield agreement_table(self.view)
        if "replies" in self.sheets:
            yield replies_table(self.view, self.method, self.outcomes)

    def _alike(self, number: int, found: Mapping[int, Alike]) -> dict[int, Alike]:
        """Those of the authorities that the workbook is about."""
        keys = self.keys[number]
        return {column: one for column, one in found.items() if self.only is None or keys[column] == self.only}


def _hidden_keys(assessment: Assessment) -> set[tuple[str, str, str]]:
    """Survey figures that count and are not printed: territory, body or empty text for every body, and indicator."""
    frame = assessment.dataset.estimates
    if "publication" not in frame:
        return set()
    rows = frame[frame["publication"] == HIDDEN]
    return set(zip(*(rows[name].tolist() for name in ESTIMATES_KEY), strict=True))


def _is_hidden(secret: set[tuple[str, str, str]], territory: str, body: str, node: str) -> bool:
    name, _, whose = node.partition("@")
    return (territory, whose or body, name) in secret or (territory, "", name) in secret


def _hidden(assessment: Assessment) -> list[Mask]:
    """What counts and is not printed, nodes x authorities, for each section.

    These are survey figures, and nodes in which nothing but such a figure counts: their score would be its score. That
    of a node with more children stays; the rules of publication say why it may be solved for.
    """
    secret, bodies = _hidden_keys(assessment), assessment.sections[0]
    found = [np.zeros(section.result.scores.shape, dtype=bool) for section in assessment.sections]
    if not secret:
        return found
    assessed = bodies.cells.status == STATUSES.index(ASSESSED)
    for row, leaf in enumerate(bodies.tree.leaves):
        model = bodies.tree.nodes[leaf].model
        if isinstance(model, Indicator) and model.from_survey:
            mine = [_is_hidden(secret, *key, model.id) for key in keys_of(bodies)]
            found[0][leaf] = np.array(mine) & assessed[row]
    for section, mask in zip(assessment.sections[1:], found[1:], strict=True):
        if section.cells.origin is not None:
            leaf_of, column = section.cells.origin
            own = found[0][np.array(bodies.tree.leaves)[leaf_of]]
            here = np.take_along_axis(own, np.maximum(column, 0), axis=1)
            mask[list(section.tree.leaves)] = here & (column >= 0)
    for section, mask in zip(assessment.sections, found, strict=True):
        if section.merged is None:
            _spread_upwards(section, mask)
    return found


def _spread_upwards(section: Section, mask: Mask) -> None:
    """Mark the nodes, but for the index, of which the only child that counts is marked."""
    for position in reversed(range(1, len(mask))):
        children = list(section.tree.children[position])
        if children:
            counts = section.result.counted[children] > 0
            mask[position] = (counts.sum(axis=0) == 1) & (counts & mask[children]).any(axis=0)
