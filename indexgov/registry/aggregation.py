"""How a mean is written: the names of `methods.means.MEANS`, with a number where a mean takes one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from indexgov.methods.means import MEANS
from indexgov.registry.base import Number, or_else

_PLAIN = tuple(name for name, mean in MEANS.items() if not mean.parameter)
_WITH_NUMBER = tuple(name for name, mean in MEANS.items() if mean.parameter)
_Parameter = Annotated[dict[Literal[_WITH_NUMBER], Number], Field(min_length=1, max_length=1)]  # type: ignore[valid-type]
Aggregation = Annotated[
    Literal[_PLAIN] | _Parameter,  # type: ignore[valid-type]
    or_else("{value} is not a mean", names=_PLAIN, form="{power: 2}", inside=_Parameter),
]
"""How a node combines its children."""
