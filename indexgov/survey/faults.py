"""What is wrong with microdata, by column and value; whoever read the file knows the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from indexgov.errors import IndexgovError


@dataclass(frozen=True)
class Fault:
    """Something that stops an estimation, or that its reader must know."""

    rule: str
    message: str
    advice: str = ""
    column: str = ""
    """The column of the frame it is about; empty for the whole."""
    value: object = None
    """The value that is at fault, so that its first row can be looked up; None for a blank."""
    level: Literal["error", "warning", "note"] = "error"


class SurveyError(IndexgovError):
    """Microdata from which nothing can be estimated, with everything that is wrong with them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "\n".join(f"{one.message}; {one.advice}" if one.advice else one.message for one in self.faults)
        )
