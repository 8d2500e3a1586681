"""What somebody asks for besides the tables and pages of an assessment, and how the manifest records it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from indexgov.analysis.compare import Comparison
from indexgov.analysis.corrections import Corrections
from indexgov.report.correction_files import published_record
from indexgov.report.files import side_record
from indexgov.report.model import Key


class Wanted(NamedTuple):
    """What somebody asked for besides the whole."""

    single: Sequence[Key | None]
    """Whose pages are to be one file; None is the ranking."""
    pdf: Sequence[Key | None]
    books: Sequence[Key]
    language: str | None
    """Of workbooks; None for every language."""
    workbooks: bool

    def record(self, comparison: Comparison | None, corrections: Corrections | None) -> dict[str, Any]:
        """What the manifest says of it, and of the results that these are compared with or correct."""
        earlier = comparison.assessments[:-1] if comparison is not None else ()
        return {
            "options": {
                "language": self.language,
                "workbooks": self.workbooks,
                "single": [_named(key) for key in self.single],
                "pdf": [_named(key) for key in self.pdf],
                "books": [_named(key) for key in self.books],
            },
            "previous": [{**side_record(one), "seed": one.seed, "draws": one.draws} for one in earlier],
            "corrects": published_record(corrections) if corrections is not None else None,
        }

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Wanted:
        """What `record` says under `options`."""
        single, pdf = ([_key(name) for name in options[kind]] for kind in ("single", "pdf"))
        books = [key for name in options["books"] if (key := _key(name)) is not None]
        return cls(single, pdf, books, options["language"], options["workbooks"])


def _named(key: Key | None) -> list[str]:
    """An authority as territory and body; an empty list for the ranking."""
    return [] if key is None else list(key)


def _key(name: Sequence[str]) -> Key | None:
    return (name[0], name[1]) if name else None
