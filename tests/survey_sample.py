"""Questionnaires and samples for the tests of the survey engine, and one frame in every engine that it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from indexgov.survey.questionnaire import Questionnaire

ENGINES = ("pandas", "polars", "polars_lazy", "pyarrow", "duckdb")
"""Those that need no server."""
NO_ANSWER: Mapping[str, Any] = {"dont_know": (98,), "refused": (99,)}


def said(text: str) -> dict[str, str]:
    """A text in English."""
    return {"en": text}


def codes(*wanted: int, **labels: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    """Valid answers called `a1`, `a2` and so on."""
    return tuple({"code": code, "label": labels.get(f"a{code}", said(f"a{code}"))} for code in wanted)


def scale(size: int = 5, **more: Any) -> dict[str, Any]:
    """A scale from 1 on with 98 and 99 as no answers."""
    return {"text": said("?"), "type": "scale", "codes": codes(*range(1, size + 1)), **NO_ANSWER, **more}


def choice(*wanted: int, **more: Any) -> dict[str, Any]:
    """One of several answers."""
    return {"text": said("?"), "type": "choice", "codes": codes(*wanted), **more}


def several(*wanted: int, **more: Any) -> dict[str, Any]:
    """Any of several answers."""
    return {"text": said("?"), "type": "multiple", "codes": codes(*wanted), **more}


def yes_no(**more: Any) -> dict[str, Any]:
    """Yes is 1, no 0."""
    labels = ({"code": 1, "label": said("Yes")}, {"code": 0, "label": said("No")})
    return {"text": said("?"), "type": "yes_no", "codes": labels, **more}


def number(**more: Any) -> dict[str, Any]:
    """A number."""
    return {"text": said("?"), "type": "number", **more}


def questionnaire(questions: Mapping[str, Mapping[str, Any]], **more: Any) -> Questionnaire:
    """A questionnaire of some questions; `filters` and `margins` may follow."""
    head = {"indexgov_questionnaire": 1, "id": "test", "title": said("Test"), "languages": ("en",)}
    return Questionnaire.model_validate({**head, "questions": dict(questions), **more})


def scales(names: Iterable[str]) -> Questionnaire:
    """Scales from 1 to 5."""
    return questionnaire({name: scale() for name in names})


def users(question: str, *wanted: int) -> dict[str, Any]:
    """A filter of those who gave one of some answers."""
    return {"title": said("of users"), "question": question, "codes": wanted}


def in_engine(engine: str, frame: pd.DataFrame) -> Any:
    """The frame in another engine; `pandas` leaves it as it is."""
    return _ENGINES[engine](frame)


def _arrow(frame: pd.DataFrame) -> Any:
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False)


def _polars(frame: pd.DataFrame) -> Any:
    import polars as pl

    return pl.from_arrow(_arrow(frame))


def _duckdb(frame: pd.DataFrame) -> Any:
    import duckdb

    return duckdb.from_arrow(_arrow(frame))


_ENGINES: Mapping[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "polars": _polars,
    "polars_lazy": lambda frame: _polars(frame).lazy(),
    "pyarrow": _arrow,
    "duckdb": _duckdb,
}


def figure(frame: pd.DataFrame, indicator: str, area: str = "") -> pd.Series[Any]:
    """One row of estimates."""
    rows = frame[(frame["indicator"] == indicator) & (frame["territory"] == area)]
    assert len(rows) == 1, (indicator, area)
    return rows.iloc[0]


def column(frame: pd.DataFrame, indicator: str, name: str) -> Sequence[Any]:
    """A column of one measure in the order of the areas."""
    return frame.loc[frame["indicator"] == indicator, name].tolist()
