"""Survey figures as they are printed: intervals, no answers, what errors stand on, flags and rules of publication."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from indexgov.methods.publication import Profile
from indexgov.report.card_model import Answers
from indexgov.report.model import Figure
from indexgov.report.words import Words
from indexgov.survey.measures import NUMBERS
from indexgov.survey.precision import FLAGS
from indexgov.survey.publication import HIDDEN, public
from indexgov.tables import Dataset

Cell = tuple[str, str, str]
"""Territory, body (empty where a value stands for every body) and indicator."""
DOUBTFUL = ("weights_only", "srs")
"""Bases on which a standard error may be far too small, so that it is never printed without them."""
_CHANGED = ", changed"
"""How the name of a profile ends that a dataset or registry changed."""
_COLUMNS = (
    "territory", "body", "indicator", "question", "measure", "n", "dont_know", "refused", "se", "df", "ci_low",
    "ci_high", "confidence", "basis", "publication", "flags",
)  # fmt: skip


def figure(number: float, text: str) -> Figure:
    """A number with its text; without the number where it is missing."""
    return Figure(None if math.isnan(number) else float(number), text)


def value_words(words: Words, measure: str, number: float) -> str:
    """The value of a survey measure: a share as per cent, a mean or median with two decimals."""
    return words.number(number, 2) if measure in NUMBERS else words.percent(number)


def answers_by_cell(dataset: Dataset, words: Words) -> dict[Cell, Answers]:
    """What stands behind every survey figure; hidden and removed ones come without the numbers that they lose."""
    frame = public(dataset.estimates)
    rows = zip(*(frame[name].tolist() for name in _COLUMNS), strict=True)
    found = (dict(zip(_COLUMNS, row, strict=True)) for row in rows)
    return {(row["territory"], row["body"], row["indicator"]): _answers(row, words) for row in found}


def _answers(row: Mapping[str, Any], words: Words) -> Answers:
    low, high = (figure(row[end], value_words(words, row["measure"], row[end])) for end in ("ci_low", "ci_high"))
    interval = ""
    if low.number is not None and high.number is not None and not math.isnan(row["confidence"]):
        level = words.stated_percent(row["confidence"])
        # The sign of per cent stands once.
        begun = low.text if row["measure"] in NUMBERS else words.number(100 * low.number)
        interval = words.text("value_interval", level=level, low=begun, high=high.text)
    codes = row["flags"].split()
    hides = [code for code in codes if code in FLAGS and FLAGS[code].hides]
    return Answers(
        question=row["question"],
        n=figure(row["n"], words.number(row["n"], 0)),
        dont_know=figure(row["dont_know"], words.percent(row["dont_know"])),
        refused=figure(row["refused"], words.percent(row["refused"])),
        se=figure(row["se"], words.plain(row["se"])),
        df=figure(row["df"], words.plain(row["df"], 1)),
        low=low,
        high=high,
        interval=interval,
        basis=row["basis"],
        basis_words=words.named("basis", row["basis"]) if row["basis"] else "",
        doubtful=row["basis"] in DOUBTFUL,
        flags=tuple(words.named("flag", code) for code in codes),
        hidden="; ".join(words.named("flag", code) for code in hides) if row["publication"] == HIDDEN else "",
    )


def hidden_cells(estimates: pd.DataFrame) -> set[Cell]:
    """The figures that count but are not printed."""
    if "publication" not in estimates:
        return set()
    rows = estimates[estimates["publication"] == HIDDEN]
    return set(zip(*(rows[name].tolist() for name in ("territory", "body", "indicator")), strict=True))


def survey_sentences(dataset: Dataset, words: Words) -> tuple[str, ...]:
    """How the sample was drawn and which figures are told; nothing where there are no survey figures."""
    if dataset.rules is None or not len(dataset.estimates):
        return ()
    told = dataset.sampling.get(words.language, "").strip()
    sample = words.text("survey_sample", text=told) if told else words.text("survey_sample_unknown")
    name, changed = dataset.rules.name.removesuffix(_CHANGED), dataset.rules.name.endswith(_CHANGED)
    shown = words.text("profile_changed", name=name) if changed else name
    rules = "; ".join(_rules(dataset.rules, words)) or words.text("brief_none")
    return sample, words.text("survey_rules_told", name=shown, rules=rules)


def _rules(rules: Profile, words: Words) -> Iterator[str]:
    """Every rule that holds, in words."""
    for rule in ("min_n", "disclosure", "min_psus", "min_df", "half_width", "no_answer"):
        least = getattr(rules, rule)
        if least is not None:
            shown = words.stated_percent(least) if rule == "no_answer" else words.plain(least)
            yield words.text(f"brief_{rule}", least=shown)
    if rules.nchs:
        yield words.text("brief_nchs")
