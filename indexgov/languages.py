"""The languages in which titles are written and results are told."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["kk", "ru", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""All of them, in the order in which columns and choices show them."""
ENGLISH_NAMES: dict[Language, str] = {"kk": "Kazakh", "ru": "Russian", "en": "English"}
"""What messages and descriptions of files call them."""


def each_language(column: str) -> tuple[str, ...]:
    """The columns that hold a text in each language, such as `name_kk`, `name_ru` and `name_en`."""
    return tuple(f"{column}_{language}" for language in LANGUAGES)
