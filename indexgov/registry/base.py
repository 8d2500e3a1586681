"""What every model of a YAML file is made of: the strict base class and the types of single values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PlainSerializer,
    PrivateAttr,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from indexgov.languages import ENGLISH_NAMES
from indexgov.period import Period
from indexgov.registry.source import Mapping, Path_

NOT_YET = "is part of the registry language but not supported yet"
ID = r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*"


class Model(BaseModel):
    """Base of every model: frozen, strict, no unknown keys; remembers its path in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    not_yet: ClassVar[frozenset[str]] = frozenset()
    """Keys of the language that this release refuses with a message of their own."""
    one_of: ClassVar[tuple[str, ...]] = ()
    """Keys of which exactly one is written."""
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


def or_else(message: str, names: Sequence[str] = (), form: str = "", inside: Any = None) -> WrapValidator:
    """One message for a value that fits none of the forms of a union, with `names` and `form` as what is allowed.

    `inside` is the form that is a mapping: whoever wrote one is told what is wrong inside it.
    """
    mapping = None if inside is None else _adapter(inside)

    def check(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            if mapping is not None and isinstance(value, dict):
                mapping.validate_python(value)
            context = {"value": in_words(value), "names": tuple(names), "form": form}
            raise PydanticCustomError("form", message, context) from None

    return WrapValidator(check)


def _adapter(inside: Any) -> TypeAdapter[Any]:
    strict = not (isinstance(inside, type) and issubclass(inside, BaseModel))
    return TypeAdapter(inside, config=ConfigDict(strict=True) if strict else None)


def in_words(value: Any) -> str:
    """A value for a message: in quotes, or what it is if it is no single value."""
    if isinstance(value, list | tuple | dict):
        return "a mapping" if isinstance(value, dict) else "a list"
    word = str(value).lower() if isinstance(value, bool) else str(value)
    return "nothing" if value is None or not word else f"'{word}'"


def listed(value: Any) -> Any:
    """One name may stand for a list of one."""
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


# Where a validator reads more than its type says, the form for editors stands beside it. Titles there are type words.
Id = Annotated[
    str,
    Field(
        pattern=rf"^{ID}$",
        title="id",
        json_schema_extra={"patternErrorMessage": "An id has small Latin letters, digits and _, parts joined by dots."},
    ),
]
Title = Annotated[
    dict[str, str],
    WithJsonSchema(
        {
            "$comment": "A text for each language of the file.",
            "title": "title",
            "type": "object",
            "properties": {
                language: {"type": "string", "description": f"Text in {spoken}."}
                for language, spoken in ENGLISH_NAMES.items()
            },
            "additionalProperties": False,
            "minProperties": 1,
        }
    ),
]
"""Text by language code; every language of the registry must be there."""
Ids = Annotated[tuple[Id, ...], BeforeValidator(as_tuple)]
IdOrIds = Annotated[
    tuple[Id, ...], BeforeValidator(as_tuple), BeforeValidator(listed, json_schema_input_type=Id | tuple[Id, ...])
]
Date = Annotated[
    date,
    BeforeValidator(_parse_date),
    WithJsonSchema(
        {
            "title": "date",
            "type": "string",
            "format": "date",
            "patternErrorMessage": "A date is written YYYY-MM-DD.",
            "examples": ["2025-03-15"],
        }
    ),
]
PeriodCode = Annotated[
    Period,
    BeforeValidator(_parse_period),
    WithJsonSchema(
        {
            "title": "period",
            "type": ["string", "integer"],
            "pattern": "^(?!0000)[0-9]{4}(-?(Q[1-4]|S[12]))?$",
            "patternErrorMessage": "A period is a quarter, a half-year or a year, such as 2026-Q3, 2026-S1 or 2026.",
            "minimum": 1000,
            "maximum": 9999,
            "examples": ["2026-Q3", "2026-S1", 2026],
        }
    ),
    PlainSerializer(lambda period: period.code, str, when_used="json"),
]
Number = Annotated[float, Field(ge=-1e15, le=1e15)]
"""Larger numbers are slips, and sums of them overflow."""
Code = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(as_tuple)]
Pair = Annotated[tuple[Number, Number], BeforeValidator(as_tuple)]
Pairs = Annotated[tuple[Pair, ...], BeforeValidator(as_tuple)]
_Rounded = Annotated[
    dict[Literal["rounded"], Annotated[int, Field(ge=0, le=12)]],
    Field(min_length=1),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {
                "rounded": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 12,
                    "description": "Decimals, rounded half up.",
                }
            },
            "required": ["rounded"],
            "additionalProperties": False,
        }
    ),
]
On = Annotated[
    Literal["unrounded"] | _Rounded,
    or_else("{value} is neither 'unrounded' nor {{rounded: decimals}}", inside=_Rounded),
]
"""The scores that are compared: as they are, or rounded to a number of decimals."""
