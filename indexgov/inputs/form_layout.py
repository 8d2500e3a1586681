"""What the writer and the reader of evidence forms agree on: sheets, columns, rows, and what a form depends on.

A form is a workbook with one sheet a body. The first column of such a sheet is hidden and says what each row is; a
hidden sheet holds the stamp: for what the form was made, and which rows it must have.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexgov.period import Period
from indexgov.registry.models import Indicator, Registry, Scale
from indexgov.tables import REPLY

STAMP, LISTS = "_indexgov", "_lists"
"""Names of the hidden sheets: the stamp, and the texts of the drop-down lists."""
FORMS, REPLIES = FOLDERS = ("forms", "replies")
"""Where forms of monitors and of bodies are left beside dataset.yaml, unless another folder is asked for."""
NAMES, CODE, HEAD = "#columns", "#assessor", "#head"
"""Marks in the first column: the row with the names of the columns, followed by the body; the row of the assessor's
code; that of the headings, below which the criteria stand."""
CODE_COLUMN, FILLED_COLUMN = 3, 4
"""Where the code of the assessor and the count of filled rows stand in their row, from 0."""
CODE_ROW = 3
"""Row of the assessor's code as it is written, from 0."""
FORMAT = "1"
INPUTS = ("value", "reason", "source_url", "archive_url", "seen_on", "note", "comment")
REPLY_INPUTS = ("value", "reason", "source_url", "seen_on", "comment")
"""What is filled in, names of columns of evidence."""
_LONGEST = 200
"""Signs of a label; formulas and drop-down lists hold no more than 255."""
RECORDED = ("recorded", "recorded_score", "recorded_url", "recorded_on", "recorded_comment")
"""What a form for objections shows of each criterion."""


def columns_of(stage: str) -> tuple[str, ...]:
    """The columns of a sheet from its first one, which holds the ids of the rows."""
    return ("row", "number", "indicator", *(RECORDED if stage == REPLY else ("check",)), *inputs_of(stage))


def inputs_of(stage: str) -> tuple[str, ...]:
    """The columns that are filled in."""
    return REPLY_INPUTS if stage == REPLY else INPUTS


def row_id(body: str, indicator: str, part: str = "") -> str:
    """The id of a row, unique in a form: `akimat/papers.heads`, `akimat/service.requests/late`."""
    return _plain("/".join(filter(None, (body, indicator, part))))


def parts_of(scale: Scale) -> tuple[str, ...]:
    """The counts that a value of the scale consists of; one empty text where it is not made of counts."""
    return scale.ratio.parts if scale.ratio is not None else ("",)


def concerned(registry: Registry, period: Period, body: str, tier: str) -> tuple[Indicator, ...]:
    """The criteria that monitors judge for a body at a tier in a period; none where there is no such body."""
    if not registry.exists(body, tier):
        return ()
    return tuple(one for one in registry.indicators_of(period) if not one.from_survey and one.concerns(body, tier))


def fingerprint(registry: Registry, period: Period, body: str, tier: str) -> str:
    """SHA-256 of what the sheet of a body depends on: criteria in force, their levels or parts, allowed reasons."""
    told = []
    for one in concerned(registry, period, body, tier):
        scale = registry.scales[one.scale]
        told.append([one.id, scale.kind, list(scale.levels or parts_of(scale)), list(one.not_applicable)])
    text = json.dumps([registry.id, period.code, body, tier, told], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def level_labels(scale: Scale, language: str, taken: Iterable[str] = ()) -> dict[str, str]:
    """What a drop-down says for each level; `taken` are words that mean something else there."""
    titles = scale.titles or {}
    return told_apart({level: titles.get(level, {}).get(language, level) for level in scale.levels or {}}, taken)


def reason_labels(registry: Registry, reasons: Sequence[str], language: str) -> dict[str, str]:
    """What a drop-down says for each reason."""
    return told_apart({one: registry.reasons[one].title[language] for one in reasons})


def told_apart(titles: Mapping[str, str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A label for each id: its title, with the id in brackets where the title alone could mean something else."""
    plain = {one: _plain(title) for one, title in titles.items()}
    plain = {one: title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…" for one, title in plain.items()}
    counts = Counter([title.casefold() for title in plain.values()] + [word.casefold() for word in taken])
    return {one: title if counts[title.casefold()] == 1 else f"{title} ({one})" for one, title in plain.items()}


@dataclass(frozen=True)
class StampedSheet:
    """What a stamp says of the sheet of a body."""

    body: str
    name: str
    fingerprint: str
    rows: tuple[str, ...]
    """Ids of the rows that it must have."""


@dataclass(frozen=True)
class FormStamp:
    """What a form was made for."""

    registry: str
    version: str
    period: str
    status: str
    """Of the dataset: `demo`, `draft` or `final`."""
    territory: str
    stage: str
    assessor: str
    """The code that was filled in beforehand; empty where nobody was assigned."""
    language: str
    seed: str
    words: tuple[tuple[str, str], ...]
    """Statuses with their words, in every language of the registry."""
    sheets: tuple[StampedSheet, ...]

    def lines(self) -> list[tuple[str, ...]]:
        """The rows of the hidden sheet; the last one seals the others."""
        lines: list[tuple[str, ...]] = [("format", FORMAT), *((name, getattr(self, name)) for name in _SINGLE)]
        lines += [("word", *pair) for pair in self.words]
        for sheet in self.sheets:
            lines.append(("sheet", sheet.body, sheet.name, sheet.fingerprint))
            lines += [("row", one) for one in sheet.rows]
        lines = [tuple(_plain(cell) for cell in line) for line in lines]
        return [*lines, ("seal", _seal(lines))]

    @classmethod
    def read(cls, lines: Sequence[Sequence[str]]) -> FormStamp:
        """The stamp in the rows of the hidden sheet. Raises ValueError where it was changed or belongs to nobody."""
        if not lines or list(lines[-1]) != ["seal", _seal(lines[:-1])] or list(lines[0]) != ["format", FORMAT]:
            raise ValueError("the seal does not fit")
        single = {line[0]: line[1] if len(line) > 1 else "" for line in lines if line[0] in _SINGLE}
        words = tuple((line[1], line[2]) for line in lines if line[0] == "word")
        sheets: list[StampedSheet] = []
        for line in lines:
            if line[0] == "sheet":
                sheets.append(StampedSheet(line[1], line[2], line[3], ()))
            elif line[0] == "row":
                last = sheets[-1]
                sheets[-1] = StampedSheet(last.body, last.name, last.fingerprint, (*last.rows, line[1]))
        return cls(**single, words=words, sheets=tuple(sheets))


_SINGLE = ("registry", "version", "period", "status", "territory", "stage", "assessor", "language", "seed")


def _plain(text: str) -> str:
    """A text as it comes back from a cell."""
    return " ".join(text.split())


def _seal(lines: Sequence[Sequence[str]]) -> str:
    text = "\n".join("\t".join(line).rstrip("\t") for line in lines)
    return hashlib.sha256(text.encode()).hexdigest()
