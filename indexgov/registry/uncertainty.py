"""The `uncertainty` section of a registry: which assumptions of the methodology are varied in draws, and how far."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, model_serializer

from indexgov.registry.aggregation import Aggregation
from indexgov.registry.base import Id, Model, as_tuple, or_else

_T = TypeVar("_T")
_Several = Annotated[tuple[_T, ...], Field(min_length=1), BeforeValidator(as_tuple)]
"""A list that holds something where it is written."""


class WeightDraws(Model):
    """How the weights of one level are drawn; exactly one way is written."""

    one_of = ("noise", "dirichlet")
    noise: Annotated[float, Field(gt=0, lt=1)] | None = None
    """Each weight is multiplied by 1 + U(-noise, noise), drawn for each weight by itself: 0.25 is up to 25 % either
    way."""
    dirichlet: Annotated[float, Field(gt=0, le=1e15)] | None = None
    """Siblings' shares come from a Dirichlet distribution with the written shares as its mean; the larger the number,
    the closer they stay to it."""


class ErrorRate(Model):
    """How often assessors err, written as a number instead of estimated."""

    rate: Annotated[float, Field(ge=0, lt=0.5)]
    """Share of levels that an assessor takes for the neighbouring one, from 0 to below 0.5."""


class Uncertainty(Model):
    """The assumptions that draws vary, beside the sampling error of the survey, which always is drawn."""

    weights: Annotated[
        dict[Literal["component", "block", "sub_block", "indicator"], WeightDraws],
        Field(min_length=1),
    ] = {}
    """By level: how the weights of its nodes are drawn."""
    aggregation: Annotated[dict[Id, _Several[Aggregation]], Field(min_length=1)] = {}
    """By level (`index`, `component`, `block`, `sub_block`) or id of a node: other means, drawn with the same chance as
    its own. What is written for a node holds in place of what is written for its level."""
    scales: Annotated[dict[Id, _Several[Id]], Field(min_length=1)] = {}
    """By scale: other scales of the file that could stand in its place, drawn with the same chance as the scale."""
    missing: _Several[Literal["zero", "mean"]] = ()
    """What else could be done about what was not assessed, drawn with the same chance as the rules of the file: it
    counts as the lowest score (`zero`), or as the mean score of the peers (`mean`)."""
    leave_out: _Several[Literal["component", "block", "sub_block"]] = ()
    """Every draw leaves out nothing or one node of these levels, all with the same chance."""
    assessors: Annotated[
        Literal["estimated", "none"] | ErrorRate,
        or_else(
            "{value} does not say how often assessors err",
            names=("estimated", "none"),
            form="{rate: 0.05}",
            inside=ErrorRate,
        ),
    ] = "estimated"
    """The error of assessors: `estimated` from what two of them assessed, a `rate`, or `none`."""
    top: _Several[Annotated[int, Field(ge=1, le=1000)]] = (3,)
    """For each of these numbers the probability of being among so many best is told; they ascend."""

    @property
    def varies_method(self) -> bool:
        """Whether draws use other weights, means, scales, rules or nodes than the registry itself."""
        return bool(self.weights or self.aggregation or self.scales or self.missing or self.leave_out)

    @model_serializer(mode="wrap")
    def _as_written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """What is empty is left out, because an empty list is refused when it is read."""
        return {key: value for key, value in handler(self).items() if value not in ({}, (), [])}
