"""Questions and sought columns for tests of files with microdata."""

from __future__ import annotations

from typing import Any

from indexgov.inputs.respondents import Sought
from indexgov.survey.questionnaire import Question


def title(text: str) -> dict[str, str]:
    return {"kk": text, "ru": text, "en": text}


def question(kind: str, codes: tuple[int, ...] = (), **more: Any) -> Question:
    answers = [{"code": code, "label": title(f"answer {code}")} for code in codes]
    return Question.model_validate({"text": title("?"), "type": kind, "codes": answers, **more})


ROADS = question("scale", (1, 2, 3, 4, 5), dont_know=[98], refused=[99])
AGE = question("number", dont_know=[998])
VISITED = question("multiple", (1, 2, 3), dont_know=[98], refused=[99])
LETTERS = question("scale", (1, 2, 3, 4, 5), dont_know=[".a"], refused=[".b"])
USUAL = Sought(("region", "psu"), ("weight",), {"roads": ROADS, "age": AGE, "visited": VISITED})
