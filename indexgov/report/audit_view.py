"""What the page of an audit shows, in the words of one language and without any markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from indexgov.analysis.audit import Audit
from indexgov.analysis.audit.findings import WARNING
from indexgov.analysis.audit.peers import LEAST
from indexgov.report.audit_figures import Face, Frames, Heat, PageTable, agreement_table, faces_of, heats_of, tables_of
from indexgov.report.audit_sheets import limits
from indexgov.report.audit_words import AuditWords, Told, counts
from indexgov.report.model import Head
from indexgov.report.view import head_of


@dataclass(frozen=True, slots=True)
class Kind:
    """Findings of one kind."""

    title: str
    advice: str
    messages: tuple[str, ...]
    warns: bool


@dataclass(frozen=True, slots=True)
class SetView:
    """The authorities of one body and tier."""

    anchor: str
    title: str
    summary: str
    """How many warnings and notes, or that there is nothing to say."""
    kinds: tuple[Kind, ...]
    tables: tuple[PageTable, ...]
    heats: tuple[Heat, ...]
    faces: tuple[Face, ...]


@dataclass(frozen=True)
class AuditView(Head):
    """The page of one language: what the audit says."""

    together: SetView
    """What is said of all bodies together: agreement of assessors."""
    sets: tuple[SetView, ...]
    sentences: tuple[str, ...]
    """How to read it, and its limits."""

    @property
    def parts(self) -> tuple[SetView, ...]:
        """Everything with a heading of its own: all bodies together only where something is said of them."""
        return (self.together, *self.sets) if self.together.kinds or self.together.tables else self.sets


def audit_view(audit: Audit, language: str) -> AuditView:
    """Everything that the page of an audit shows, in `kk`, `ru` or `en`."""
    return audit_views(audit, [language])[0]


def audit_views(audit: Audit, languages: Sequence[str], *, beside: bool = True) -> list[AuditView]:
    """The page of an audit in several languages; `beside` says that the other files of the audit stand beside it."""
    frames = {key: {name: _of(frame, *key) for name, frame in audit.tables().items()} for key in _sets(audit)}
    return [_view(AuditWords(audit, language), frames, beside) for language in languages]


def _view(maker: AuditWords, frames: Mapping[tuple[str, str], Frames], beside: bool) -> AuditView:
    words = maker.words
    together = [one for one in maker.told if not one.body]
    where = "audit_in_workbook" if beside else "page_audit_more"
    return AuditView(
        **head_of(maker.audit.assessment.dataset, maker.method),
        together=SetView(
            "s0",
            words.text("audit_everybody"),
            _summary(together, maker),
            _kinds(together),
            agreement_table(maker),
            (),
            (),
        ),
        sets=tuple(_set(maker, number, *key, mine) for number, (key, mine) in enumerate(frames.items(), 1)),
        sentences=(words.text("audit_about_bodies"), words.text(where), limits(maker)),
    )


def _sets(audit: Audit) -> list[tuple[str, str]]:
    """Body and tier of everybody who was looked at."""
    return list(dict.fromkeys(zip(audit.nodes["body"], audit.nodes["tier"], strict=True)))


def _set(maker: AuditWords, number: int, body: str, tier: str, frames: Frames) -> SetView:
    told = [one for one in maker.told if (one.body, one.tier) == (body, tier)]
    few = int(frames["nodes"]["n"].iloc[0]) < LEAST
    summary = maker.words.text("audit_few", least=LEAST) if few and not told else _summary(told, maker)
    return SetView(
        f"s{number}",
        maker.who(body, tier),
        summary,
        _kinds(told),
        tuple(tables_of(maker, frames)),
        tuple(heats_of(maker, frames)),
        tuple(faces_of(maker, frames)),
    )


def _of(frame: pd.DataFrame, body: str, tier: str) -> pd.DataFrame:
    """The rows of a body and tier."""
    same = frame["body"] == body
    return frame[same & (frame["tier"] == tier)] if "tier" in frame else frame[same]


def _summary(told: Sequence[Told], maker: AuditWords) -> str:
    return counts(tuple(told), maker) or maker.words.text("audit_none")


def _kinds(told: Sequence[Told]) -> tuple[Kind, ...]:
    return tuple(_grouped(told))


def _grouped(told: Sequence[Told]) -> Iterator[Kind]:
    def key(one: Told) -> Any:
        return one.kind, one.level

    for (_, level), group in groupby(told, key=key):
        found = list(group)
        yield Kind(found[0].kind_words, found[0].advice, tuple(one.message for one in found), level == WARNING)
