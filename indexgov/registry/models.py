"""The registry language as frozen models: what a methodologist may write, key by key.

The attribute docstrings are the manual of the language. Models say what a key looks like; what must agree with
something elsewhere in the file is a rule in `rules/`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from indexgov.period import Period
from indexgov.registry.source import Mapping, Path_

NOT_YET = "is part of the registry language but not supported yet"
ID = r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*"


class Model(BaseModel):
    """Base of every model: frozen, strict, no unknown keys; remembers its path in the file."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True, allow_inf_nan=False
    )
    not_yet: ClassVar[frozenset[str]] = frozenset()
    """Keys of the language that this release refuses with a message of their own."""
    _path: Path_ = PrivateAttr(default=())

    @model_validator(mode="wrap")
    @classmethod
    def _keep_path(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        model = handler(value)
        if isinstance(value, Mapping):
            model._path = value.path
        return model

    @property
    def path(self) -> Path_:
        """Where the model stands in the file."""
        return self._path


def _refuse_later(*later: str) -> BeforeValidator:
    """A check that gives words of the language which are not supported yet their own message."""

    def check(value: Any) -> Any:
        word = next(iter(value)) if isinstance(value, dict) and len(value) == 1 else value
        if isinstance(word, str) and word in later:
            raise PydanticCustomError("not_supported_yet", "'{word}' " + NOT_YET, {"word": word})
        return value

    return BeforeValidator(check)


def _refuse_unbounded(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("not_supported_yet", "'{word}' " + NOT_YET, {"word": "range: null"})
    return value


def _or_else(message: str, **context: str) -> WrapValidator:
    """One message for a value that fits none of the forms of a union."""

    def check(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            raise PydanticCustomError("form", message, {"value": value, **context}) from None

    return WrapValidator(check)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def as_tuple(value: Any) -> Any:
    """YAML has lists, frozen models have tuples."""
    return tuple(value) if isinstance(value, list) else value


def _parse_date(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError(
                "date", "'{value}' is not a date, expected YYYY-MM-DD", {"value": value}
            ) from None
    return value


def _parse_period(value: Any) -> Any:
    if isinstance(value, str | int) and not isinstance(value, bool):
        try:
            return Period.parse(str(value))
        except ValueError:
            message = "'{value}' is not a period, expected for example 2026-Q3, 2026-S1 or 2026"
            raise PydanticCustomError("period", message, {"value": str(value)}) from None
    return value


def _expand_identity(value: Any) -> Any:
    return {"identity": True} if value == "identity" else value


Id = Annotated[str, Field(pattern=rf"^{ID}$")]
Title = dict[str, str]
"""Text by language code; every language of the registry must be there."""
Ids = Annotated[tuple[Id, ...], BeforeValidator(as_tuple)]
IdOrIds = Annotated[tuple[Id, ...], BeforeValidator(as_tuple), BeforeValidator(_listed)]
Date = Annotated[date, BeforeValidator(_parse_date)]
PeriodCode = Annotated[Period, BeforeValidator(_parse_period)]
Number = Annotated[float, Field(ge=-1e15, le=1e15)]
"""Larger numbers are slips, and sums of them overflow."""
Code = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(as_tuple)]
Pair = Annotated[tuple[Number, Number], BeforeValidator(as_tuple)]
Pairs = Annotated[tuple[Pair, ...], BeforeValidator(as_tuple)]

Aggregation = Annotated[
    Literal["arithmetic", "geometric", "minimum", "sum"],
    _refuse_later("harmonic", "power", "median", "product", "mazziotta_pareto", "copeland"),
]
Weight = Annotated[Number | Literal["children"], _or_else("'{value}' is neither a number nor 'children'")]
On = Annotated[
    Literal["unrounded"] | Annotated[dict[Literal["rounded"], Annotated[int, Field(ge=0, le=12)]], Field(min_length=1)],
    _or_else("'{value}' is neither 'unrounded' nor {form}", form="{rounded: decimals}"),
]


class Titled(Model):
    """Something with a name for readers."""

    title: Title


class Body(Titled):
    """An institution of a territory, such as the akimat or the maslikhat."""

    tiers: Ids = ()
    """Tiers of territory where the body exists; all of them when left out."""


class Act(Titled):
    """A law or order that criteria cite."""

    url: str | None = None
    edition: Date | None = None
    """Date of the edition that was read."""


class Goalposts(Model):
    """Declared ends of a scale: `min` scores the low end of the range, `max` the high end (UNDP's goalposts)."""

    min: Number
    max: Number
    transform: Literal["log"] | None = None
    """`log` places values by their logarithm between the logarithms of the ends."""
    clamp: bool = True
    """Whether a value outside the ends scores as the nearer end; false makes it an error in the data."""


class Ratio(Model):
    """Share of counted cases: range low + width * sum(factor * part) / denominator."""

    numerator: dict[str, Number]
    """Part names with the factor by which each counts."""
    denominator: str
    empty: Literal["error", "not_applicable"] = "error"
    """What a denominator of zero means."""


class Scale(Model):
    """The rule from a recorded value to a score; exactly one kind is written."""

    not_yet = frozenset({
        "minmax", "zscore", "rank", "percentile", "borda", "distance_to_max", "distance_to_target",
        "distance_to_reference", "fraction", "bands", "over", "constant", "winsorise", "boxcox", "log",
    })  # fmt: skip
    levels: dict[Id, Number] | None = None
    """Level names with the score of each."""
    titles: dict[Id, Title] | None = None
    """What readers see for each level."""
    goalposts: Goalposts | None = None
    piecewise: Pairs | None = None
    """Points [value, score] in ascending order of value, joined by straight lines, level beyond the ends."""
    ratio: Ratio | None = None
    identity: Literal[True] | None = None
    """The value is the score."""

    @property
    def kind(self) -> str:
        """`levels`, `goalposts`, `piecewise`, `ratio` or `identity`."""
        return next(kind for kind in SCALE_KINDS if getattr(self, kind) is not None)

    def ends(self, bounds: tuple[float, float]) -> tuple[float, float] | None:
        """The values that score the ends of the range `bounds`; None for a scale that is not of numbers."""
        if self.goalposts is not None:
            return self.goalposts.min, self.goalposts.max
        if self.piecewise:
            return self.piecewise[0][0], self.piecewise[-1][0]
        return bounds if self.identity else None


SCALE_KINDS = ("levels", "goalposts", "piecewise", "ratio", "identity")


class Legal(Model):
    """The legal basis of a criterion."""

    act: Id
    """Id under `acts`."""
    article: str | None = None
    edition: Date | None = None
    url: str | None = None
    verified: bool = True
    """False where the article was not checked against the text of the act."""


class Valid(Model):
    """The periods in which a criterion holds; both ends inclusive, each may be left out."""

    from_: PeriodCode | None = Field(default=None, alias="from")
    to: PeriodCode | None = None

    def covers(self, day: date) -> bool:
        """Whether the criterion holds on `day`."""
        starts = self.from_ is None or self.from_.first_day <= day
        return starts and (self.to is None or day <= self.to.last_day)


class Missing(Model):
    """What a node does when some of its children have no score."""

    not_yet = frozenset({"impute", "min_children", "carry"})
    rule: Literal["reweight", "zero", "refuse"]
    """`reweight` shares the weight among children present, `zero` counts a missing one as 0, `refuse` gives none."""
    min_coverage: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Below this coverage a node that reweights has no score."""


class Node(Titled):
    """What every node of the tree may say about itself."""

    not_yet = frozenset({"restate", "must_have"})
    weight: Weight | None = None
    """Relative to the siblings; `children` is the sum of the applicable children's weights."""
    weights: Literal["percent"] | None = None
    """`percent` demands that the children's weights sum to 100."""
    aggregation: Aggregation = "arithmetic"
    missing: Missing | None = None
    """Inherited downwards; `{rule: refuse}` where nobody says otherwise."""


class Indicator(Titled):
    """A criterion of the external component or a survey measure of the internal one."""

    not_yet = frozenset({"among", "carry", "must_have", "denominator", "per", "impute", "restate", "treat"})
    id: Id
    body: IdOrIds = ()
    """Bodies that are assessed by it; every body when left out."""
    tiers: Ids = ()
    """Tiers that are assessed by it; every tier when left out."""
    scale: Id
    weight: Weight | None = None
    better: Literal["higher", "lower"] = "higher"
    not_applicable: Ids = ()
    """The only reasons (ids under `reasons`) for which it may be recorded as not applicable."""
    legal: Annotated[tuple[Legal, ...], BeforeValidator(as_tuple)] = ()
    """Legal basis; none means good practice."""
    valid: Valid | None = None
    replaces: Id | None = None
    """The indicator whose place it takes."""
    question: Id | None = None
    """Question of the questionnaire that feeds it."""
    measure: Annotated[Literal["mean", "share"], _refuse_later("median")] | None = None
    """How answers become a value: weighted `mean`, or weighted `share` of the answers in `codes`, from 0 to 1."""
    codes: Codes = ()
    min_n: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    """With fewer valid answers the indicator is not assessed."""

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
    indicators: Annotated[tuple[Indicator, ...], BeforeValidator(as_tuple)] = ()


class Block(Node):
    """A group of sub-blocks or indicators."""

    id: Id
    sub_blocks: Annotated[tuple[SubBlock, ...], BeforeValidator(as_tuple)] = ()
    indicators: Annotated[tuple[Indicator, ...], BeforeValidator(as_tuple)] = ()


class Component(Node):
    """The external or internal side of the index; its id is its key."""

    blocks: Annotated[tuple[Block, ...], BeforeValidator(as_tuple)] = ()
    indicators: Annotated[tuple[Indicator, ...], BeforeValidator(as_tuple)] = ()


class Combine(Model):
    """How components make the authority's score."""

    not_yet = frozenset({"restate"})
    weights: Literal["percent"] | None = None
    aggregation: Aggregation = "arithmetic"
    missing: Missing = Missing(rule="refuse")


class Territory(Model):
    """How bodies make the territory's score: `pooled`, or `weights` with a number for each body."""

    model_config = ConfigDict(extra="allow")
    rule: Literal["pooled", "weights"]
    __pydantic_extra__: dict[str, Number] = Field(init=False)

    @property
    def weights(self) -> dict[str, float]:
        """Weight of each body."""
        return dict(self.__pydantic_extra__)


class Ranking(Model):
    """How ranks are given: 1 + the number of peers above by more than the tolerance ("1224")."""

    on: On = "unrounded"
    tolerance: Annotated[float, Field(ge=0)] = 1.0e-9
    within: Annotated[tuple[Literal["body", "tier", "peer_group"], ...], BeforeValidator(as_tuple)] = (
        "body",
        "tier",
        "peer_group",
    )
    """What authorities must share to be peers."""


class Band(Titled):
    """A class: scores from `from` up to the next band."""

    id: str
    from_: Number = Field(alias="from")
    to: Number | None = None
    """May be written for the reader; must then be where the next band begins."""


class Classes(Model):
    """Letter or colour bands, closed below and open above."""

    not_yet = frozenset({"quantiles"})
    on: On = "unrounded"
    bands: Annotated[tuple[Band, ...], BeforeValidator(as_tuple)]


class Assessors(Model):
    """What counts when two assessors differ and nobody adjudicated."""

    disagreement: Literal["fail", "lower", "mean"] = "fail"


class Registry(Model):
    """A methodology: the whole content of `indicators.yaml`."""

    not_yet = frozenset({"uncertainty", "imputation", "survey", "publication"})
    indexgov: Literal[1]
    """Version of the registry language."""
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    version: str
    title: Title
    languages: Annotated[tuple[Literal["kk", "ru", "en"], ...], Field(min_length=1), BeforeValidator(as_tuple)]
    """Languages of every title; the first is the default."""
    territory_codes: Literal["kato"] | None = None
    """`kato` checks that territories are nine digits of the classifier NK RK 11."""
    range: Annotated[Pair, BeforeValidator(_refuse_unbounded)] = (0.0, 100.0)
    """Ends of every score."""
    tiers: dict[Id, Titled]
    peer_groups: dict[Id, Titled] = {}
    bodies: dict[Id, Body]
    acts: dict[Id, Act] = {}
    reasons: dict[Id, Titled] = {}
    """Reasons for which a criterion may be not applicable."""
    scales: Annotated[dict[Id, Annotated[Scale, BeforeValidator(_expand_identity)]], Field(min_length=1)]
    assessors: Assessors = Assessors()
    components: Annotated[dict[Id, Component], Field(min_length=1)]
    combine: Combine = Combine()
    territory: Territory | None = None
    ranking: Ranking = Ranking()
    classes: Classes | None = None
    _digest: str = PrivateAttr(default="")
    _file: str = PrivateAttr(default="")

    @property
    def digest(self) -> str:
        """SHA-256 of the file, which tells a dataset's registry from another."""
        return self._digest

    @property
    def file(self) -> str:
        """The file that was read, as it is shown in messages."""
        return self._file

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
