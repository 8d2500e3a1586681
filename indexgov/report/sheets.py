"""The tables of the workbook: headings, widths and cells, without a word about how a workbook is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indexgov.report.methodology import short_titles
from indexgov.report.model import (
    Band,
    Card,
    Figure,
    IndicatorGroup,
    IndicatorRow,
    MethodRow,
    Ranking,
    RankingRow,
    Scorecards,
    Spread,
)
from indexgov.report.words import DASH, sentence, short_title
from indexgov.survey.measures import NUMBERS

AGREEMENT_SENTENCES = ("agreement_what", "agreement_what_kappa", "agreement_what_alpha")
"""Keys of what readers must know about the figures of agreement."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell with an address of the web."""

    address: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with a format of its own, in a column where every row measures something else."""

    number: float
    form: str


_LOWEST = {"sub_block": "sub_blocks", "block": "blocks", "component": "components"}
"""The key of the sheet of nodes by the lowest level that the methodology has."""
_RANK_ENDS = ("rank_low", "rank_high")
_Names = dict[tuple[str, ...], str]
"""Short titles of nodes by the titles down to them."""
Cell = str | Figure | Amount | Link | Band | date | int | None
"""Text, a number or the dash for a missing one, a link, a class, a day, a rank; None leaves the cell empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """Heading, width in characters, and the name of the format."""

    heading: str
    width: float
    form: str = "text"
    bar: bool = False
    """Whether figures carry a data bar over the range of scores."""
    turned: bool = False
    """Whether the heading is turned, so that many narrow columns stay readable."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet with one table."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    fixed: int
    """How many columns stay in view."""
    below: Sequence[Sequence[Cell]] = ()
    """Rows that stand under the table, outside its filter."""
    shaded: bool = False
    """Whether scores are shaded over the range."""


def tables(view: Scorecards) -> list[Table]:
    """Every sheet after the cover, in order; none for a survey that there was not."""
    rankings = [_ranking(view, ranking) for ranking in view.rankings]
    review = [{"agreement": _agreement, "replies": _replies}[key](view) for key in review_keys(view)]
    survey = _survey(view)
    asked = [survey] if survey.rows else []
    return [*rankings, _blocks(view), _criteria(view), *asked, *review, _methodology(view), _notes(view)]


def ranking_key(ranking: Ranking) -> str:
    """The key of the sheet of a ranking."""
    return f"ranking {ranking.body}"


def review_keys(view: Scorecards) -> list[str]:
    """The keys of the sheets about assessors and objections, which stand only where there is something to say."""
    replied = any(card.outcomes for card in view.cards)
    return [*(["agreement"] if view.agreement else []), *(["replies"] if replied else [])]


def _ranking(view: Scorecards, ranking: Ranking) -> Table:
    text = view.words.text
    grouped = len(ranking.groups) > 1
    imputed = any(row.imputed for group in ranking.groups for row in group.rows)
    spread = any(row.spread for group in ranking.groups for row in group.rows)
    known = view.ranks.known
    columns = [
        Column(text("rank"), 8, "rank"),
        Column(text("territory"), 28, "strong"),
        *(Column(text(end), 11, "rank") for end in _RANK_ENDS if known),
        *([Column(text("group"), 20)] if grouped else []),
        Column(text("score"), 13, "score", bar=True),
        *(_spread_columns(view) if spread else []),
        *(Column(name, 16, "score", bar=True) for name in view.components),
        Column(text("class"), 9),
        Column(text("coverage"), 12, "share"),
        Column(text("not_applicable_share"), 17, "share"),
        Column(text("status"), 26),
        Column(text("reason"), 44),
        *([Column(text("imputed_count"), 17, "rank")] if imputed else []),
        *([Column(text("alike_number"), 17, "rank")] if known else []),
        Column(text("territory_code"), 13),
    ]
    made = (grouped, imputed, spread, known)
    rows = [_ranking_row(row, group.title, *made) for group in ranking.groups for row in group.rows]
    key, title = ranking_key(ranking), f"{ranking.title}: {view.period}"
    below = view.ranks.sentences if ranking.has_ranks else ()
    return Table(key, title, columns, rows, fixed=2, below=[(one,) for one in below])


def _ranking_row(row: RankingRow, group: str, grouped: bool, imputed: bool, spread: bool, known: bool) -> list[Cell]:
    rank: Cell = Figure(None, DASH) if row.rank is None else row.rank
    ends: list[Cell] = [row.rank_low, row.rank_high] if known else []
    errors = _spread(row.spread) if spread else []
    figures = [row.score, *errors, *row.components, row.band, row.coverage, row.not_applicable]
    return [
        rank,
        row.name,
        *ends,
        *([group] if grouped else []),
        *figures,
        row.status_words,
        "; ".join((*row.reasons, *(one.text for one in row.gates))),
        *([row.imputed] if imputed else []),
        *([row.alike] if known else []),
        row.key[0],
    ]


def _spread_columns(view: Scorecards) -> list[Column]:
    """Standard error of the score and its interval; the level stands in the heading where all have one."""
    text = view.words.text
    ends = [sentence(text(key, level=view.confidence).strip()) for key in ("interval_low", "interval_high")]
    return [Column(text("score_error"), 14, "contribution"), *(Column(end, 14, "score") for end in ends)]


def _spread(spread: Spread | None) -> list[Cell]:
    return [None, None, None] if spread is None else [spread.se, spread.low, spread.high]


def _blocks(view: Scorecards) -> Table:
    """Components, blocks and sub-blocks across, authorities and territories down: these may be thousands."""
    text = view.words.text
    nodes = [row for row in view.methodology.rows if row.level != "indicator"]
    columns = [Column(text("territory"), 24, "strong"), Column(text("body"), 13)]
    names = {(): text("total_score"), **_short_names(view)}
    columns += [Column(names[path], 7.5, "score", turned=True) for path in _paths(nodes)]
    rows: list[list[Cell]] = []
    for card in view.cards:
        scores = {node.id: node.score for node in card.nodes}
        body = short_title(card.body) if card.key[1] else sentence(text("territory_kind"))
        rows.append([card.territory, body, *(scores.get(node.id) for node in nodes)])
    key = next(key for level, key in _LOWEST.items() if any(row.level == level for row in nodes))
    title = f"{text(f'sheet_{key}')}: {view.period}"
    return Table(key, title, columns, rows, fixed=2, shaded=True)


def _paths(nodes: Sequence[MethodRow]) -> list[tuple[str, ...]]:
    """The titles from the component down to each node; empty for the index."""
    found: list[tuple[str, ...]] = []
    above: tuple[str, ...] = ()
    for node in nodes:
        above = (*above[: node.depth - 1], node.title) if node.depth else ()
        found.append(above)
    return found


def _short_names(view: Scorecards) -> _Names:
    """The short title of every component, block and sub-block by the titles from the component down to it."""
    siblings: dict[tuple[str, ...], list[str]] = {}
    for path in _paths([row for row in view.methodology.rows if row.level != "indicator"]):
        if path:
            siblings.setdefault(path[:-1], []).append(path[-1])
    return {
        (*above, title): short
        for above, titles in siblings.items()
        for title, short in zip(titles, short_titles(titles), strict=True)
    }


def _authorities(view: Scorecards) -> list[Card]:
    """The cards of bodies: a territory's own indicators are theirs, and would stand twice."""
    return [card for card in view.cards if card.key[1]]


def _figure_columns(view: Scorecards, what: str) -> list[Column]:
    text = view.words.text
    return [
        Column(text("territory"), 16, "strong"),
        Column(text("body"), 12),
        Column(text("block"), 28),
        Column(text(what), 42),
        Column(text("value"), 17, "plain" if what == "survey_measure" else "text"),
        Column(text("score"), 10, "score", bar=True),
        Column(text("weight"), 9, "plain"),
        Column(text("effective_weight"), 14, "share"),
        Column(text("contribution"), 13, "contribution"),
        Column(text("status"), 16),
        Column(text("reason"), 28),
    ]


def _figures(view: Scorecards, names: _Names, card: Card, group: IndicatorGroup, row: IndicatorRow) -> list[Cell]:
    flags = (row.status_words, row.mark, view.words.text("disputed") if row.disputed else "")
    status = ", ".join(flag for flag in flags if flag)
    path = " · ".join(names[group.path[: end + 1]] for end in range(1, len(group.path)))
    figures: list[Cell] = [_value(row), row.score, row.weight, row.effective_weight, row.contribution]
    return [card.territory, short_title(card.body), path, row.title, *figures, status, row.reason]


def _value(row: IndicatorRow) -> Cell:
    """The value as a number where it is one, in the form of its measure."""
    if row.number is not None:
        return Amount(row.number, _form(row.measure))
    return Figure(None, DASH) if row.value == DASH else row.value


def _form(measure: str) -> str:
    """The format of a value of a measure: a share, a mean or median, or no survey measure at all."""
    return "plain" if not measure else "points" if measure in NUMBERS else "share"


def _criteria(view: Scorecards) -> Table:
    """One row an authority and criterion, with the evidence that counts."""
    text, names = view.words.text, _short_names(view)
    columns = [
        *_figure_columns(view, "criterion"),
        Column(text("evidence_link"), 52),
        Column(text("seen_on"), 12, "date"),
        Column(text("assessor"), 12),
        Column(text("note"), 17),
        Column(text("identifier"), 21),
    ]
    rows = [
        [*_figures(view, names, card, group, row), *_seen(row), row.id]
        for card in _authorities(view)
        for group in card.indicators
        for row in group.rows
        if not row.measured
    ]
    return Table("criteria", f"{text('sheet_criteria')}: {view.period}", columns, rows, fixed=4)


def _seen(row: IndicatorRow) -> list[Cell]:
    """The last record of a criterion: decisions and adjudications stand after what they decide."""
    if not row.evidence:
        return [None, None, None, None]
    last = row.evidence[-1]
    notes = "; ".join(dict.fromkeys(one.note for one in row.evidence if one.note))
    return [Link(last.link) if last.link else None, last.day or last.seen_on, last.assessor, notes]


def _survey(view: Scorecards) -> Table:
    """One row an authority and survey measure, with what stands behind it."""
    text, names = view.words.text, _short_names(view)
    spread = any(row.spread for card in _authorities(view) for row in card.rows)
    columns = [
        *_figure_columns(view, "survey_measure"),
        Column(text("sample_size"), 12, "whole"),
        Column(text("dont_know"), 18, "share"),
        Column(text("refused"), 18, "share"),
        Column(text("standard_error"), 14, "precise"),
        *(
            Column(sentence(f"{text(f'value_{end}')} {view.confidence}".strip()), 13, "plain")
            for end in ("low", "high")
        ),
        Column(text("error_basis"), 26),
        Column(text("degrees"), 12, "plain"),
        Column(text("survey_flags"), 34),
        *(_spread_columns(view) if spread else []),
        Column(text("question"), 22),
        Column(text("identifier"), 26),
    ]
    rows = [
        [*_figures(view, names, card, group, row), *_asked(row, spread), row.id]
        for card in _authorities(view)
        for group in card.indicators
        for row in group.rows
        if row.measured
    ]
    below = [(one,) for one in view.survey]
    return Table("survey", f"{text('sheet_survey')}: {view.period}", columns, rows, fixed=4, below=below)


def _asked(row: IndicatorRow, spread: bool) -> list[Cell]:
    errors = _spread(row.spread) if spread else []
    if row.answers is None:
        return [*[None] * 9, *errors, None]
    one, form = row.answers, _form(row.measure)
    ends: list[Cell] = [Amount(end.number, form) if end.number is not None else end for end in (one.low, one.high)]
    stands: list[Cell] = [one.basis_words, one.df, "; ".join(one.flags)]
    return [one.n, one.dont_know, one.refused, one.se, *ends, *stands, *errors, one.question]


def _agreement(view: Scorecards) -> Table:
    """One row a body and node: how far two assessors agreed."""
    text = view.words.text
    columns = [
        Column(text("body"), 14),
        Column(text("level"), 14),
        Column(text("title"), 50, "strong"),
        Column(text("agreement_cells"), 14, "whole"),
        Column(text("agreement_equal"), 14, "whole"),
        Column(text("agreement_share"), 14, "share"),
        Column(text("agreement_kappa"), 14, "points"),
        Column(text("agreement_alpha"), 18, "points"),
        Column(text("note"), 40),
        Column(text("identifier"), 26),
    ]
    rows: list[list[Cell]] = []
    for row in view.agreement:
        figures: list[Cell] = [row.cells, row.equal, row.share, row.kappa, row.alpha]
        rows.append([row.body_title, row.level_words, row.title, *figures, row.note, row.id])
    below = [(text(key),) for key in AGREEMENT_SENTENCES]
    return Table("agreement", f"{text('sheet_agreement')}: {view.period}", columns, rows, fixed=3, below=below)


def _replies(view: Scorecards) -> Table:
    """One row an authority and criterion that was objected to or decided, with what that changed."""
    text = view.words.text
    indicator, total, rank = text("criterion_score"), text("total_score"), text("rank")
    changed = ((indicator, "score"), (total, "score"), (rank, "rank"))
    columns = [
        Column(text("territory"), 16, "strong"),
        Column(text("body"), 12),
        Column(text("criterion"), 42),
        Column(text("reply_state"), 18),
        Column(text("reply_value_before"), 17),
        Column(text("reply_asked"), 17),
        Column(text("reply_asked_text"), 34),
        Column(text("reply_asked_on"), 13, "date"),
        Column(text("reply_decided"), 17),
        Column(text("reply_decided_text"), 34),
        Column(text("reply_decided_on"), 13, "date"),
        *(Column(f"{name}: {text(when)}", 13, form) for name, form in changed for when in ("before", "after")),
        Column(text("note"), 30),
        Column(text("identifier"), 26),
    ]
    rows: list[list[Cell]] = []
    for card in _authorities(view):
        for one in card.outcomes:
            asked: list[Cell] = [one.asked, one.asked_text, one.asked_day]
            decided: list[Cell] = [one.decided, one.decided_text, one.decided_day]
            changes = (one.indicator_score, one.score, one.rank)
            figures: list[Cell] = [figure for change in changes for figure in (change.before, change.after)]
            who: list[Cell] = [card.territory, short_title(card.body), one.indicator, one.state_words]
            rows.append([*who, one.value_before, *asked, *decided, *figures, one.note, one.id])
    below = [(text("replies_what"),)]
    return Table("replies", f"{text('sheet_replies')}: {view.period}", columns, rows, fixed=3, below=below)


def _methodology(view: Scorecards) -> Table:
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


def _notes(view: Scorecards) -> Table:
    """Warnings, who cannot be told apart, why somebody is not ranked, objections, what was not assessed and why."""
    text = view.words.text
    columns = [
        Column(text("kind"), 19),
        Column(text("territory"), 16, "strong"),
        Column(text("body"), 12),
        Column(text("title"), 40),
        Column(text("message"), 48),
        Column(text("where"), 52),
        Column(text("advice"), 28),
    ]
    rows: list[list[Cell]] = [
        [sentence(text(f"level_{one.level}")), None, None, None, one.message, f"{one.place} [{one.rule}]", one.advice]
        for one in view.notices
    ]
    for card in view.cards:
        if card.alike:
            body = short_title(card.body) if card.key[1] else sentence(text("territory_kind"))
            names = "; ".join(one.name for one in card.alike)
            rows.append([text("alike_title"), card.territory, body, None, names, None, None])
    for card in _authorities(view):
        rows += _card_notes(view, card)
    return Table("notes", f"{text('notes')}: {view.period}", columns, rows, fixed=2)


def _card_notes(view: Scorecards, card: Card) -> list[list[Cell]]:
    who: list[Cell] = [card.territory, short_title(card.body)]
    outside = sentence(view.words.text("not_ranked"))
    rows: list[list[Cell]] = [[outside, *who, None, reason, None, None] for reason in card.reasons]
    rows += [[view.words.text("class"), *who, None, one.text, None, None] for one in card.gates]
    for one in card.objections:
        said = "; ".join(part for part in (one.value, one.text) if part)
        link = Link(one.link) if one.link else None
        rows.append([sentence(one.stage), *who, one.indicator, f"{one.day}: {said}", link, None])
    for status in ("not_assessed", "not_applicable"):
        for row in card.with_status(status):
            kind = f"{row.status_words}, {row.mark}" if row.mark else row.status_words
            rows.append([kind, *who, row.title, row.reason, None, None])
    uncounted = view.words.text("uncounted_title")
    for title, found in card.uncounted.items():
        why = view.words.text("why_no_score", title=title)
        rows += [[uncounted, *who, row.title, why, None, None] for row in found]
    return rows
