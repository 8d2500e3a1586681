"""The registry language as frozen models: what a methodologist may write, key by key.

The attribute docstrings are the manual of the language. Models say what a key looks like; what must agree with
something elsewhere in the file is a rule in `rules/`. The words for scales, means and treatments come from the tables
in `methods`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PrivateAttr, create_model

from indexgov.errors import Place
from indexgov.languages import Language
from indexgov.methods.relative import RELATIVE_SCALES, Relative
from indexgov.methods.scales import SCALES, Goalposts, Ratio
from indexgov.period import Period
from indexgov.registry.aggregation import Aggregation
from indexgov.registry.base import (
    Codes,
    Date,
    Id,
    IdOrIds,
    Ids,
    Model,
    Number,
    On,
    Pair,
    Pairs,
    PeriodCode,
    Title,
    as_tuple,
    or_else,
)
from indexgov.registry.publication import PublicationEntry
from indexgov.registry.source import Path_, Source
from indexgov.registry.uncertainty import Uncertainty

Text = Annotated[str, Field(min_length=1)]
Weight = Annotated[Number | Literal["children"], or_else("{value} is neither a number nor 'children'")]


class Titled(Model):
    """Something with a name for readers."""

    title: Title
    """Name for readers, a text for each language of the file."""


class Body(Titled):
    """An institution of a territory, such as the akimat or the maslikhat."""

    tiers: Ids = ()
    """Tiers of territory where the body exists; all of them when left out."""


class Act(Titled):
    """A law or order that criteria cite."""

    url: str | None = None
    """Address of the text, beginning with https://."""
    edition: Date | None = None
    """Date of the edition that was read."""


def _fields(table: Mapping[str, Any]) -> dict[str, Any]:
    """A field for each kind of a table, explained by the first line of its function."""
    return {
        name: (kind.settings | None, Field(default=None, description=(kind.score.__doc__ or "").partition("\n")[0]))
        for name, kind in table.items()
    }


class ScaleBase(Model):
    """The rule from a recorded value to a score; exactly one kind is written."""

    one_of = (*SCALES, *RELATIVE_SCALES)
    titles: dict[Id, Title] | None = None
    """What readers see for each level, or for each part of a ratio."""

    @property
    def kind(self) -> str:
        """The kind that is written, a name of SCALE_KINDS."""
        return next(kind for kind in SCALE_KINDS if getattr(self, kind) is not None)

    @property
    def settings(self) -> Any:
        """What stands under the kind."""
        return getattr(self, self.kind)

    def ends(self, bounds: tuple[float, float] | None) -> tuple[float, float] | None:
        """The values that score the ends of the range `bounds`; None for a scale without such ends."""
        settings = self.settings
        if self.kind == "goalposts":
            return settings.min, settings.max
        if self.kind == "piecewise" and settings:
            return settings[0][0], settings[-1][0]
        return bounds if self.kind == "identity" else None

    @property
    def relative(self) -> Relative | None:
        """The settings of a scale that places values among others; None for other scales."""
        return next((found for kind in RELATIVE_SCALES if (found := getattr(self, kind)) is not None), None)


SCALE_KINDS = ScaleBase.one_of
if TYPE_CHECKING:

    class Scale(ScaleBase):
        """The kinds that readers and reports handle by name; all of them come from the tables of `methods`."""

        levels: dict[Id, Number] | None = None
        goalposts: Goalposts | None = None
        piecewise: Pairs | None = None
        bands: Pairs | None = None
        ratio: Ratio | None = None
        identity: Literal[True] | None = None
else:
    Scale = create_model(
        "Scale",
        __base__=ScaleBase,
        __doc__=ScaleBase.__doc__,
        **_fields(SCALES | RELATIVE_SCALES),
    )


class RestateBase(Model):
    """Another scale for a node's score, laid over the scores of all authorities; exactly one kind is written."""

    one_of = tuple(RELATIVE_SCALES)

    @property
    def kind(self) -> str:
        """The kind that is written, a name of RELATIVE_SCALES."""
        return next(kind for kind in RELATIVE_SCALES if getattr(self, kind) is not None)

    @property
    def settings(self) -> Relative:
        """What stands under the kind."""
        found: Relative = getattr(self, self.kind)
        return found


if TYPE_CHECKING:

    class Restate(RestateBase):
        """The kinds come from the table of relative scales."""
else:
    Restate = create_model("Restate", __base__=RestateBase, __doc__=RestateBase.__doc__, **_fields(RELATIVE_SCALES))


def _expand_identity(value: Any) -> Any:
    return {"identity": True} if value == "identity" else value


ScaleEntry = Annotated[Scale, BeforeValidator(_expand_identity, json_schema_input_type=Scale | Literal["identity"])]


class Legal(Model):
    """The legal basis of a criterion."""

    model_config = ConfigDict(title="legal entry")
    act: Id
    """Id under `acts`."""
    article: str | None = None
    """Article of the act, as text in quotes."""
    edition: Date | None = None
    """Date of the edition of the act that was read."""
    url: str | None = None
    """Address of this article, where it has one of its own."""
    verified: bool = True
    """False where the article was not checked against the text of the act."""


class Valid(Model):
    """The periods in which a criterion holds; both ends inclusive, each may be left out."""

    from_: PeriodCode | None = Field(default=None, alias="from")
    """First period in which it holds; from the beginning when left out."""
    to: PeriodCode | None = None
    """Last period in which it holds; without end when left out."""

    def covers(self, day: date) -> bool:
        """Whether the criterion holds on `day`."""
        starts = self.from_ is None or self.from_.first_day <= day
        return starts and (self.to is None or day <= self.to.last_day)


class Impute(Model):
    """How indicators that were not assessed get a value of others; marked in every output, never coverage."""

    by: Literal["mean", "median", "last"]
    """`mean` or `median` of the peers' values (of the scores, for levels), or the `last` value of the authority."""
    within: Ids = ("body", "tier", "peer_group")
    """What peers share: `body`, `tier`, `peer_group` or names under `groups`."""
    carry: Annotated[int, Field(ge=1, le=40)] | None = None
    """With `last`: how many periods back a value may lie, in the datasets that dataset.yaml names as `previous`."""


class Missing(Model):
    """What a node does when some of its children have no score."""

    rule: Literal["reweight", "zero", "refuse"]
    """`reweight` shares the weight among children present, `zero` counts a missing one as 0, `refuse` gives none."""
    min_coverage: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Below this coverage a node that reweights has no score."""
    min_children: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Below this share of applicable children with a score a node that reweights has none."""
    impute: Impute | None = None
    """What indicators below get that were not assessed."""


class Budget(Model):
    """Weights from experts who shared out points among the children: the mean of their allocations."""

    budget: Annotated[dict[Id, dict[Id, Number]], Field(min_length=1)]
    """For each expert the points of each child; every allocation sums to 100."""


class MustHave(Model):
    """A gate: without this score the class of an authority is capped."""

    score: Number
    """The least score that passes; a score within the ranking's tolerance of it does."""
    class_: str = Field(alias="class")
    """The best class that is left to those who do not pass."""


Weights = Annotated[
    Literal["percent", "equal", "pca"] | Budget,
    or_else(
        "{value} does not say where weights come from",
        names=("percent", "equal", "pca"),
        form="{budget: {expert: {child: points}}}",
        inside=Budget,
    ),
]
"""What a node says about its children's weights. `equal` and `pca` (first principal component) replace written ones."""


class Node(Titled):
    """What every node of the tree may say about itself."""

    weight: Weight | None = None
    """Relative to the siblings; `children` is the sum of the applicable children's weights."""
    weights: Weights | None = None
    """`percent`: the children's weights sum to 100; or where they come from instead of being written."""
    aggregation: Aggregation = "arithmetic"
    """How the node combines its own children; not inherited."""
    restate: Restate | None = None
    """Puts the score on another scale before it counts further up."""
    missing: Missing | None = None
    """Inherited downwards; `{rule: refuse}` where nobody says otherwise."""
    must_have: MustHave | None = None
    """A gate for the class of the authority."""


class Indicator(Titled):
    """A criterion of the external component or a survey measure of the internal one."""

    id: Id
    """Name for machines, unique in the file; the evidence and estimates use it."""
    body: IdOrIds = ()
    """Bodies that are assessed by it; every body when left out."""
    tiers: Ids = ()
    """Tiers that are assessed by it; every tier when left out."""
    scale: Id
    """Name under `scales` of the rule from value to score."""
    weight: Weight | None = None
    """Relative to the siblings; equal when no sibling has a weight."""
    better: Literal["higher", "lower"] = "higher"
    """`lower` mirrors the score, for scales that do not state scores themselves."""
    not_applicable: Ids = ()
    """The only reasons (ids under `reasons`) for which it may be recorded as not applicable."""
    legal: Annotated[tuple[Legal, ...], BeforeValidator(as_tuple)] = ()
    """Legal basis; none means good practice."""
    valid: Valid | None = None
    """Periods in which it holds; always when left out."""
    replaces: Id | None = None
    """The indicator whose place it takes."""
    question: Id | None = None
    """Question of the questionnaire that feeds it."""
    measure: Literal["mean", "share", "top_box", "median", "dont_know", "refused"] | None = None
    """How answers become a value: their weighted `mean` or `median`, or a weighted share from 0 to 1: of the answers in
    `codes`, of the best answers of a scale (`top_box`), of those who did not know or who refused."""
    codes: Codes = ()
    """Codes of the answers that a `share` counts."""
    boxes: Annotated[int, Field(ge=1, le=10)] | None = None
    """How many of the best answers a `top_box` counts; 2 when left out."""
    among: Id | None = None
    """Name of a filter of the questionnaire: only those who had the experience are counted."""
    min_n: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    """With fewer valid answers the indicator is not assessed."""
    denominator: Id | None = None
    """Column of territories.csv, declared under `denominators`, by which the recorded number is divided."""
    per: Annotated[float, Field(gt=0, le=1e15)] = 1.0
    """The number is told per so many units of the denominator: 1000 for each thousand people."""
    carry: Annotated[int, Field(ge=1, le=40)] | None = None
    """How many periods before this one evidence may have been seen; it is marked."""
    impute: (
        Annotated[
            Impute | Literal["none"],
            or_else("{value} does not say how to impute", names=("none",), form="{by: mean}", inside=Impute),
        ]
        | None
    ) = None
    """What it gets where it was not assessed, instead of what `missing` above says; `none` forbids it."""
    must_have: MustHave | None = None
    """A gate for the class of the authority."""

    @property
    def from_survey(self) -> bool:
        """Whether the value comes from survey estimates instead of evidence."""
        return self.measure is not None

    def concerns(self, body: str, tier: str) -> bool:
        """Whether the indicator is meant for a body at a tier."""
        return (not self.body or body in self.body) and (not self.tiers or tier in self.tiers)


class SubBlock(Node):
    """A group of indicators."""

    id: Id
    """Name for machines, unique in the file."""
    indicators: Annotated[tuple[Indicator, ...], BeforeValidator(as_tuple)] = ()
    """Indicators of the sub-block, in the order in which they are shown."""


class Block(Node):
    """A group of sub-blocks or indicators."""

    id: Id
    """Name for machines, unique in the file."""
    sub_blocks: Annotated[tuple[SubBlock, ...], BeforeValidator(as_tuple)] = ()
    """Sub-blocks of the block, in the order in which they are shown."""
    indicators: Annotated[tuple[Indicator, ...], BeforeValidator(as_tuple)] = ()
    """Indicators that stand in the block itself."""


class Component(Node):
    """The external or internal side of the index; its id is its key."""

    blocks: Annotated[tuple[Block, ...], BeforeValidator(as_tuple)] = ()
    """Blocks of the component, in the order in which they are shown."""
    indicators: Annotated[tuple[Indicator, ...], BeforeValidator(as_tuple)] = ()
    """Indicators that stand in the component itself."""


class Combine(Model):
    """How components make the authority's score."""

    weights: Weights | None = None
    """`percent`: the components' weights sum to 100; or where they come from."""
    aggregation: Aggregation = "arithmetic"
    """How components make the score."""
    restate: Restate | None = None
    """Puts the score on another scale before it is ranked."""
    missing: Missing = Missing(rule="refuse")
    """What happens when a component has no score."""
    must_have: MustHave | None = None
    """A gate for the class of the authority."""


class Territory(Model):
    """How bodies make the territory's score: `pooled`, or `weights` with a number for each body."""

    model_config = ConfigDict(extra="allow")
    rule: Literal["pooled", "weights"]
    """`pooled` scores the territory as one more authority, `weights` takes the weighted mean of its bodies' scores."""
    __pydantic_extra__: dict[str, Annotated[Number, Field(description="Weight of the body.")]] = Field(init=False)

    @property
    def weights(self) -> dict[str, float]:
        """Weight of each body."""
        return dict(self.__pydantic_extra__)


class Ranking(Model):
    """How ranks are given: 1 + the number of peers above by more than the tolerance ("1224")."""

    on: On = "unrounded"
    """The scores that are compared: `unrounded`, or `{rounded: decimals}`."""
    tolerance: Annotated[float, Field(ge=0)] = 1.0e-9
    """Scores that differ by no more than this tie."""
    within: Ids = ("body", "tier", "peer_group")
    """What authorities must share to be peers: `body`, `tier`, `peer_group` or names under `groups`."""


class Band(Titled):
    """A class: scores from `from` up to the next band."""

    id: Text
    """Name of the class in the tables, such as A."""
    from_: Number | None = Field(default=None, alias="from")
    """Lowest score of the class, included; the lowest band of a registry without a range has none."""
    to: Number | None = None
    """May be written for the reader; must then be where the next band begins."""

    @property
    def start(self) -> float:
        """Where the band begins; minus infinity where it has no beginning."""
        return -math.inf if self.from_ is None else self.from_


class Quantile(Titled):
    """A class of equal size."""

    id: Text
    """What is printed as the class."""


class Classes(Model):
    """Letter or colour classes: bands, closed below and open above, or quantiles among peers."""

    on: On = "unrounded"
    """The scores that are classified: `unrounded`, or `{rounded: decimals}`."""
    bands: Annotated[tuple[Band, ...], BeforeValidator(as_tuple)] = ()
    """Classes by declared scores; together they cover the range without gap or overlap, in any order."""
    quantiles: Annotated[tuple[Quantile, ...], BeforeValidator(as_tuple)] = ()
    """Classes of equal size among peers, the best first: four of them are quarters."""

    @property
    def best_first(self) -> tuple[str, ...]:
        """The ids of the classes from the best to the worst."""
        bands = sorted(self.bands, key=lambda band: band.start, reverse=True)
        return (*(band.id for band in bands), *(one.id for one in self.quantiles))

    @property
    def titles(self) -> dict[str, Title]:
        """The title of each class by its id, from the best to the worst."""
        titles = {band.id: band.title for band in self.bands} | {one.id: one.title for one in self.quantiles}
        return {name: titles[name] for name in self.best_first}


class Assessors(Model):
    """What counts when two assessors differ and nobody adjudicated."""

    disagreement: Literal["fail", "lower", "mean"] = "fail"
    """`fail` makes a difference an error in the data, `lower` takes the lower score, `mean` the mean."""


class Registry(Model):
    """A methodology: the whole content of `indicators.yaml`."""

    not_yet = frozenset({"survey"})
    indexgov: Literal[1]
    """Version of the registry language."""
    id: Annotated[
        str,
        Field(
            pattern=r"^[a-z][a-z0-9-]*$",
            json_schema_extra={"patternErrorMessage": "The id has small Latin letters, digits and hyphens."},
        ),
    ]
    """Name of the index for machines: small Latin letters, digits and hyphens."""
    version: str
    """Version of the methodology, as text in quotes, such as "2026.1"."""
    title: Title
    """Name of the index for readers, a text for each language."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1), BeforeValidator(as_tuple)]
    """Languages of every title; the first is the default."""
    guidance: str | None = None
    """Folder with a file of guidance for each language, such as `kk.yaml`, counted from the folder of this file."""
    territory_codes: Literal["kato"] | None = None
    """`kato` checks that territories are nine digits of the classifier NK RK 11."""
    range: Pair | None = (0.0, 100.0)
    """Ends of every score; null where scores are not bounded, as z-scores are not."""
    tiers: dict[Id, Titled]
    """Kinds of territory by id, such as region, district, okrug."""
    peer_groups: dict[Id, Titled] = {}
    """Allowed peer groups by id; without the key, territories may name any group."""
    groups: dict[Id, Titled] = {}
    """Further columns of territories.csv by which authorities can be grouped."""
    denominators: dict[Id, Titled] = {}
    """Columns of territories.csv by which recorded numbers can be divided, `population` among them."""
    bodies: dict[Id, Body]
    """Institutions that are assessed, by id, such as the akimat and the maslikhat."""
    acts: dict[Id, Act] = {}
    """Laws and orders that criteria cite, by id."""
    reasons: dict[Id, Titled] = {}
    """Reasons for which a criterion may be not applicable."""
    scales: Annotated[dict[Id, ScaleEntry], Field(min_length=1)]
    """Rules from value to score, by the name that indicators use."""
    assessors: Assessors = Assessors()
    """How the values of two assessors who differ are settled."""
    components: Annotated[dict[Id, Component], Field(min_length=1)]
    """The tree of blocks, sub-blocks and indicators, by component."""
    combine: Combine = Combine()
    """How the components make the authority's score."""
    territory: Territory | None = None
    """How the bodies make the territory's score; without the key only bodies are scored."""
    ranking: Ranking = Ranking()
    """How ranks are given."""
    classes: Classes | None = None
    """Letter or colour bands of the score; none when left out."""
    publication: PublicationEntry | None = None
    """Which survey figures are published, flagged, hidden or removed; a dataset may say otherwise."""
    uncertainty: Uncertainty = Uncertainty()
    """The assumptions that are varied to tell how certain scores and ranks are; they change no score."""
    _digest: str = PrivateAttr(default="")
    _source: Source | None = PrivateAttr(default=None)

    def __repr_args__(self) -> Iterator[tuple[str, str]]:
        yield from (("id", self.id), ("version", self.version))

    @property
    def digest(self) -> str:
        """SHA-256 of the file, which tells a dataset's registry from another."""
        return self._digest

    @property
    def file(self) -> str:
        """The file that was read, as it is shown in messages."""
        return self._source.file if self._source is not None else ""

    def place(self, path: Path_) -> Place:
        """Where something stands in the file that was read."""
        return self._source.place(path) if self._source is not None else Place("")

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator of the file, in its order, of all editions."""
        found: list[Indicator] = []
        for component in self.components.values():
            found += component.indicators
            for block in component.blocks:
                found += block.indicators
                for sub_block in block.sub_blocks:
                    found += sub_block.indicators
        return tuple(found)

    def indicators_of(self, period: Period) -> tuple[Indicator, ...]:
        """The edition of a period: the indicators that hold on its last day."""
        day = period.last_day
        return tuple(
            indicator for indicator in self.indicators if indicator.valid is None or indicator.valid.covers(day)
        )

    def exists(self, body: str, tier: str) -> bool:
        """Whether a body exists at a tier."""
        tiers = self.bodies[body].tiers
        return not tiers or tier in tiers
