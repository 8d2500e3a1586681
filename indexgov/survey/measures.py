"""What is estimated from the answers to a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexgov.registry.models import Indicator
from indexgov.survey.questionnaire import Question, Questionnaire

MEASURES = ("mean", "share", "top_box", "median", "dont_know", "refused")
NUMBERS = ("mean", "median")
"""Measures in the units of the answers; the others are shares from 0 to 1."""


@dataclass(frozen=True)
class Measure:
    """One figure of a question in every area."""

    name: str
    """Name in the table of estimates: that of the indicator."""
    question: str
    kind: str
    """One of MEASURES."""
    codes: tuple[int, ...] = ()
    """Answers that a share counts."""
    boxes: int = 2
    """Best answers that a top box counts."""
    among: str | None = None
    """Name of a filter of the questionnaire."""

    @property
    def is_share(self) -> bool:
        """Whether the figure lies between 0 and 1."""
        return self.kind not in NUMBERS

    def counted(self, question: Question) -> tuple[int, ...]:
        """The valid codes that a share or a top box counts."""
        return question.top(self.boxes) if self.kind == "top_box" else self.codes

    @classmethod
    def of(cls, indicator: Indicator) -> Measure:
        """The measure of a survey indicator that names its question."""
        assert indicator.question is not None
        assert indicator.measure is not None
        return cls(
            indicator.id,
            indicator.question,
            indicator.measure,
            indicator.codes,
            indicator.boxes or 2,
            indicator.among,
        )


def default_measures(questionnaire: Questionnaire) -> Sequence[Measure]:
    """What is estimated where nothing is asked for: every question as its type suggests.

    A scale has its mean and the share of its two best answers, a number its mean and median, any other question the
    share of each answer, of yes and no the first one. Names are those of the questions, with what is counted behind a
    point.
    """
    found: list[Measure] = []
    for name, one in questionnaire.questions.items():
        if one.type == "scale":
            found += [Measure(name, name, "mean"), Measure(f"{name}.top_box", name, "top_box")]
        elif one.type == "number":
            found += [Measure(name, name, "mean"), Measure(f"{name}.median", name, "median")]
        elif one.type == "yes_no":
            found.append(Measure(name, name, "share", one.valid_codes[:1]))
        else:
            found += [Measure(f"{name}.{code}", name, "share", (code,)) for code in one.valid_codes]
    return found
