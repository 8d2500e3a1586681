"""What the columns of the CSV files mean: said once, for datapackage.json and for the tables of docs/dataset.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexgov.analysis.agreement import NOTES
from indexgov.analysis.changes import GONE, NEW
from indexgov.analysis.replies import STATES
from indexgov.languages import ENGLISH_NAMES
from indexgov.scoring.assessment import FEW_PEERS, RANKED
from indexgov.scoring.score_matrices import LOW_COVERAGE, NO_SCORE
from indexgov.tables import NOT_APPLICABLE, STATUSES

Kind = Literal["string", "number", "integer", "boolean", "date"]
LEVELS = ("index", "component", "block", "sub_block", "indicator")
_POINTS, _SHARE, _PLACE, _RECORDED = "points of `range`", "0 to 1", "place", "as recorded"
_ENDS = ("before", "after")
_PERIOD = "[0-9]{4}(-(Q[1-4]|S[12]))?"


@dataclass(frozen=True)
class Column:
    """A column, or one for each language where the name ends in `_LANG`."""

    name: str
    kind: Kind
    unit: str
    meaning: str
    required: bool = False
    low: float | None = None
    high: float | None = None
    one_of: tuple[str, ...] = ()
    """The only values there can be."""
    codes: str = ""
    """Whose ids the registry declares as the only values: `body`, `tier`, `peer_group` or `class`."""
    pattern: str = ""


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _share(name: str, meaning: str) -> Column:
    return Column(name, "number", _SHARE, meaning, low=0, high=1)


def _points(name: str, meaning: str, low: float | None = None) -> Column:
    return Column(name, "number", _POINTS, meaning, low=low)


def _place(name: str, meaning: str) -> Column:
    return Column(name, "integer", _PLACE, meaning, low=1)


def _text(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, "string", unit, meaning)


_TERRITORY = Column("territory", "string", "", "code of the territory", required=True)
_BODY = Column("body", "string", "", "id of the body; empty: the territory itself", codes="body")
_NODE = Column("node", "string", "id", "the node; `index` is the whole", required=True)
_LEVEL = Column(
    "level", "string", "", "where in the tree the node stands: " + _listed(LEVELS), required=True, one_of=LEVELS
)
_CLASS = "of the score; empty for indicators; at the index no better than failed gates allow"
_LOW, _HIGH = (
    "the best rank that is possible (95 %); empty where no error is known",
    "the worst rank that is possible (95 %)",
)

SCORES = (
    Column("period", "string", "", "the period, such as 2026-Q3", required=True, pattern=_PERIOD),
    _TERRITORY,
    _BODY,
    Column(
        "node", "string", "id",
        "`index` is the whole; `indicator@body` is the value of one body in a pooled territory score, a plain "
        "indicator id there a value common to every body", required=True,
    ),
    _LEVEL,
    _text("value", "`full`, `7`, `in_time=8; late=1; received=10`, `full | partial` for two assessors", _RECORDED),
    _points("score", "unrounded; empty: no score"),
    _points("se", "standard error from the survey's sample, of indicators and of all that is made of them; empty "
            "without survey figures below, and where it is not known", low=0),
    Column("weight", "number", "as written", "1 where none is written; the sum for `children`; of a territory averaged "
           "by `weights` only what is written"),
    _share("effective_weight", "share in the authority's score; empty for what did not count and below means other "
           "than `arithmetic` and `sum` and restated nodes"),
    _points("contribution", "points brought to the authority's score; siblings add up to their parent's; empty below "
            "`product`, `copeland` and restated nodes"),
    _share("coverage", "assessed share of the applicable leaf weight; empty where nothing applies"),
    Column("status", "string", "", "`assessed` (has a score), `not_applicable`, `not_assessed`", required=True,
           one_of=STATUSES),
    Column("disputed", "boolean", "True, False", "an open objection here or below", required=True),
    _place("rank", "among peers at this node; empty without a score and among fewer than three"),
    _place("rank_low", _LOW),
    _place("rank_high", _HIGH),
    Column("peers", "integer", "count", "scored authorities of the peer group", low=0),
    Column("class", "string", "id of a class", _CLASS, codes="class"),
    _text("reason", "why there is no score, or why it did not count"),
    _points("ci_low", "lower end of the confidence interval, not clipped to the range; its level is that of the "
            "estimates (`confidence`), 0.95 where they state none or differ"),
    _points("ci_high", "upper end of the confidence interval"),
    Column("n", "number", "count", "valid answers; of survey indicators only", low=0),
    Column("n_eff", "number", "count", "effective sample size; of survey indicators only", low=0),
)  # fmt: skip
RANKING = (
    _TERRITORY,
    _BODY,
    Column("tier", "string", "", "id of the tier", required=True, codes="tier"),
    Column("peer_group", "string", "", "the peer group of the territory", codes="peer_group"),
    _points("score", "of the index, unrounded"),
)
RANKING_AFTER = (
    _place("rank", "1 is best; equal scores share the better place"),
    _place("rank_low", _LOW),
    _place("rank_high", _HIGH),
    Column("class", "string", "id of a class", "no better than failed gates allow", codes="class"),
    _share("coverage", "of the index"),
    _share("not_applicable", "share of the nominal weight that does not apply"),
    Column("status", "string", "", "`ranked`; `low_coverage` (a component or the index is below a floor of coverage or "
           "of children); `no_score` (something is missing that must not be); `not_applicable` (no criterion applies); "
           "`few_peers` (a score, but fewer than three scored peers)", required=True,
           one_of=(RANKED, LOW_COVERAGE, NO_SCORE, NOT_APPLICABLE, FEW_PEERS)),
    _text("reason", "without a score: which component lacks what, such as `external: coverage 0.457, floor 0.66`; with "
          "one: every failed gate, such as `papers.contacts: below 50, class at most B`", "text"),
)  # fmt: skip
RANKING_LABELS = (
    _text("name_LANG", "name of the territory, in every language of the registry", "text"),
    _text("body_LANG", "title of the body, in every language of the registry; empty for the territory itself", "text"),
)
TERRITORIES = (
    Column("territory", "string", "", "code, unique", required=True),
    Column("tier", "string", "", "id of the tier", required=True, codes="tier"),
    _text("parent", "code of the territory above, as the dataset has it"),
    Column("peer_group", "string", "", "the peer group", codes="peer_group"),
    *(_text(f"name_{language}", f"name in {spoken}", "text") for language, spoken in ENGLISH_NAMES.items()),
    Column("population", "number", "people", "number of residents", low=0),
    _text("iso", "ISO 3166-2"),
    Column("tile_row", "number", "", "place in the tile map, from above"),
    Column("tile_col", "number", "", "place in the tile map, from the left"),
)
TERRITORY_LABELS = (
    _text("tier_LANG", "title of the tier, in every language of the registry", "text"),
    _text("peer_group_LANG", "title of the peer group, in every language of the registry that declares it", "text"),
)
NODES = (
    Column("node", "string", "id", "as in scores.csv, unique", required=True),
    _LEVEL,
    _text("parent", "the node above; empty for the index", "id"),
    _text("indicator", "the indicator; empty for what stands above indicators", "id"),
    _text("body", "ids of the bodies that it concerns, joined by `; `; empty: every body"),
    _text("weight", "the number written, or `children`; empty: siblings are equal or weigh by data", "as written"),
    _text("scale", "of an indicator: the rule from value to score", "id"),
    Column("source", "string", "", "of an indicator: `evidence` or `survey`", one_of=("evidence", "survey")),
    _text("legal", "of an indicator: its legal basis as act and article, joined by `; `; empty: good practice"),
    _text("title_LANG", "title, in every language of the registry", "text"),
)  # fmt: skip
CODES = (
    Column("column", "string", "", "where the code stands: `body`, `tier`, `peer_group`, `class`, `reason`; or `act`, "
           "in `legal` of nodes.csv", required=True,
           one_of=("body", "tier", "peer_group", "class", "reason", "act")),
    Column("code", "string", "id", "the code as the tables have it", required=True),
    _text("title_LANG", "what it means, in every language of the registry", "text"),
)  # fmt: skip
AGREEMENT = (
    Column("body", "string", "", "empty: all bodies together; a value common to every body counts once there, and once "
           "for each body", codes="body"),
    _NODE,
    _LEVEL,
    Column("cells", "integer", "count", "criteria that both recorded; `not_assessed` is no record", True, low=0),
    Column("equal", "integer", "count", "those on which they mean the same: one level, the same numbers (6 and 6.0), "
           "or both not applicable", True, low=0),
    _share("percent_agreement", "`equal` / `cells`: the share of criteria on which both assessors agreed"),
    Column("kappa", "number", "at most 1", "Cohen's kappa, the share corrected for chance; only scales of levels, with "
           "level names and `not_applicable` as nominal categories", high=1),
    Column("alpha", "number", "at most 1", "Krippendorff's alpha by the interval metric between the scores of the two "
           "records; only criteria that have a score from both", high=1),
    Column("note", "string", "", f"why a figure is missing: {_listed(NOTES)}, joined by `; `"),
)  # fmt: skip
REPLIES = (
    _TERRITORY,
    Column("body", "string", "", "whose value it is", required=True, codes="body"),
    Column("indicator", "string", "id", "the criterion", required=True),
    Column("state", "string", "", f"what became of it: {_listed(STATES)}", required=True, one_of=STATES),
    _text("value_before", "what counted without replies and decisions; a status where nothing was assessed", _RECORDED),
    _text("objection", "the value that the last reply asks for", _RECORDED),
    _text("objection_text", "`comment` and `note` of that reply", "text"),
    Column("objected_on", "date", "day", "`seen_on` of that reply"),
    _text("decision", "the value of the last decision", _RECORDED),
    _text("decision_text", "`comment` and `note` of that decision", "text"),
    Column("decided_on", "date", "day", "`seen_on` of that decision"),
    _points("indicator_score_before", "of the indicator, without replies and decisions"),
    _points("indicator_score_after", "of the indicator, in this release"),
    _points("score_before", "of the authority, without replies and decisions"),
    _points("score_after", "of the authority, in this release"),
    _place("rank_before", "of the authority; without intervals, because those before are computed for this comparison "
           "alone"),
    _place("rank_after", "of the authority, in this release"),
    _text("note", "`assessors_differ`: two assessors differed and only the decision settled it; so nothing counted "
          "before. `not_scored_before`: without replies and decisions a method has no answer, such as a column without "
          "variation; so there is no score to compare with"),
)  # fmt: skip
CORRECTED = (
    _TERRITORY,
    _BODY,
    _NODE,
    _LEVEL,
    *(_text(f"value_{end}", "as in scores.csv", _RECORDED) for end in _ENDS),
    *(Column(f"status_{end}", "string", "", "as in scores.csv; empty where there is no row", one_of=("", *STATUSES))
      for end in _ENDS),
    *(_points(f"score_{end}", "unrounded; empty: no score") for end in _ENDS),
    *(_place(f"{name}_{end}", f"as `{name}` in scores.csv") for end in _ENDS for name in
      ("rank", "rank_low", "rank_high")),
    *(Column(f"class_{end}", "string", "id of a class", _CLASS) for end in _ENDS),
    Column("note", "string", "", "`new`, `gone`: the authority or the node is in one of the two releases alone",
           one_of=("", NEW, GONE)),
)  # fmt: skip
SURVEY_MAPPING = (
    _text("column", "name in the file"),
    _text("question", "id of the question; empty for columns of the design"),
    _text("used_for", "`area`, `stratum`, `PSU`, `weight`, `fpc`, or the indicators and filters that need it"),
    _text("type", "of the question"),
    _text("scale", "what is worst and best, or between what a number lies"),
    _text("direction", "which end is better"),
    _text("valid", "codes that count"),
    _text("dont_know", "codes of those who did not know"),
    _text("refused", "codes of those who refused"),
    _text("filter", "who was asked"),
    _text("file_labels", "what a statistical file or a form says of the codes of the column itself"),
    _text("file_missing", "which values it declares as missing"),
)
