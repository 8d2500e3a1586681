"""What stands in the cells of microdata and what it means, and everything that may be wrong with them, at once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indexgov.survey.design import Design
from indexgov.survey.estimation import estimate
from indexgov.survey.faults import SurveyError
from indexgov.survey.measures import Measure
from indexgov.survey.questionnaire import Questionnaire
from tests.survey_sample import (
    ENGINES,
    codes,
    figure,
    in_engine,
    number,
    questionnaire,
    scale,
    scales,
    several,
    users,
    yes_no,
)

EACH = pytest.mark.parametrize("engine", ENGINES)
CHECKED = pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
ALONE = Design(unclustered=True)
GIVEN: list[Any] = [1, 3, 5, 98, 99, None]
"""Mean 3; one does not know and one refuses of five who were asked; the last was not asked."""
WORDED = scale(3) | {
    "codes": tuple(
        {"code": code, "label": {"kk": kk, "ru": ru, "en": en}}
        for code, kk, ru, en in (
            (1, "Нашар", "Плохо", "Bad"), (3, "Орташа", "Средне", "Fair"), (5, "Өте жақсы", "Отлично", "Fine")
        )
    )
}  # fmt: skip
WORDS = questionnaire({"q": WORDED}, languages=("kk", "ru", "en"))


def told(frame: Any, words: Questionnaire, *measures: Measure, **more: Any) -> pd.DataFrame:
    return estimate(frame, words, measures=measures, **{"design": ALONE, **more}).frame


def faults(frame: Any, words: Questionnaire, *measures: Measure, **more: Any) -> list[str]:
    with pytest.raises(SurveyError) as raised:
        told(frame, words, *measures, **more)
    return str(raised.value).split("\n")


COLUMNS: dict[str, Callable[[], Any]] = {
    **{name: lambda name=name: pd.array(GIVEN, dtype=name)  # type: ignore[misc]
       for name in ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Float32", "Float64")},
    "floats with NaN": lambda: np.array([1.0, 3, 5, 98, 99, np.nan]),
    "text": lambda: pd.array(["1", " 03 ", "5.0", "98", "99 ", ""], dtype="str"),
    "labels": lambda: pd.array(["нашар", "СРЕДНЕ", " Fine ", "98", "99", None], dtype="str"),
    "Kazakh": lambda: pd.array(["Нашар", "орташа", "ӨТЕ ЖАҚСЫ", "98", "99", None], dtype="str"),
    "categories": lambda: pd.Categorical(["Bad", "Fair", "Fine", "98", "99", None]),
    "objects": lambda: np.array([1, 3.0, 5, 98, 99, None], dtype=object),
    "decimals": lambda: np.array([None if one is None else Decimal(one) for one in GIVEN], dtype=object),
    "Arrow": lambda: pd.array(GIVEN, dtype="int16[pyarrow]"),
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
@EACH
def test_every_type_of_column(engine: str, column: str) -> None:
    frame = in_engine(engine, pd.DataFrame({"q": COLUMNS[column]()}))
    one = figure(told(frame, WORDS, Measure("q", "q", "mean")), "q")
    assert (one["value"], one["n"]) == (3, 3)
    assert (one["dont_know"], one["refused"]) == pytest.approx((0.2, 0.2))


def test_mixed_objects() -> None:
    """pandas alone has columns of numbers and words; blanks are blanks however they are written."""
    frame = pd.DataFrame({"q": pd.Series([1, "3", 5.0, "98", "Bad", " ", pd.NA, np.nan], dtype=object)})
    one = figure(told(frame, WORDS, Measure("q", "q", "mean")), "q")
    assert (one["value"], one["n"], one["dont_know"]) == (2.5, 4, 0.2)


@EACH
def test_booleans(engine: str) -> None:
    values = pd.array([True, False, True, None], dtype="boolean")
    words = questionnaire({"y": yes_no()})
    found = told(in_engine(engine, pd.DataFrame({"y": values})), words, Measure("y", "y", "share", (1,)))
    assert (figure(found, "y")["value"], figure(found, "y")["n"]) == pytest.approx((2 / 3, 3))
    objects = pd.DataFrame({"y": pd.Series([True, False, True, None], dtype=object)})
    assert figure(told(objects, words, Measure("y", "y", "share", (1,))), "y")["n"] == 3


BOXES = pd.DataFrame({
    "m/1": [1.0, 0, 1, np.nan, 0], "m/2": [0.0, 0, 1, np.nan, 0], "m/98": [0.0, 1, 0, np.nan, 0],
})  # fmt: skip
"""Of five: one, does not know, both, was not asked, none."""


@EACH
def test_several_answers(engine: str) -> None:
    words = questionnaire({"m": several(1, 2, dont_know=(98,))})
    measures = Measure("1", "m", "share", (1,)), Measure("any", "m", "share", (1, 2)), Measure("dk", "m", "dont_know")
    found = told(in_engine(engine, BOXES), words, *measures)
    assert [figure(found, name)["value"] for name in ("1", "any", "dk")] == pytest.approx([2 / 3, 2 / 3, 1 / 4])
    assert [figure(found, name)["n"] for name in ("1", "any", "dk")] == [3, 3, 4]


@EACH
def test_a_column_that_is_not_there_is_no_share_of_0(engine: str) -> None:
    """Nobody can have ticked "don't know" without a column for it, so nothing is known of it."""
    words = questionnaire({"m": several(1, 2, dont_know=(98,))})
    frame = in_engine(engine, BOXES.drop(columns="m/98"))
    assert np.isnan(figure(told(frame, words, Measure("1", "m", "share", (1,))), "1")["dont_know"])
    assert faults(frame, words, Measure("dk", "m", "dont_know")) == [
        "the column 'm/98' is missing; the data have: 'm/1', 'm/2'"
    ]


@pytest.mark.parametrize("written", [[20, 40.5, -1, 60, None], ["20", " 40.5", "-1", "6e1", ""]], ids=["float", "text"])
@EACH
def test_numbers(engine: str, written: list[Any]) -> None:
    words = questionnaire({"n": number(range=(0, 100), dont_know=(-1,))})
    frame = in_engine(engine, pd.DataFrame({"n": written}))
    found = told(frame, words, Measure("n", "n", "mean"), Measure("m", "n", "median"))
    assert (figure(found, "n")["value"], figure(found, "m")["value"]) == pytest.approx((120.5 / 3, 40.5))
    assert figure(found, "n")["dont_know"] == pytest.approx(0.25)


@CHECKED
def test_letters_of_stata(engine: str) -> None:
    """Stata's `.a` arrives as a number of its own."""
    words = questionnaire({"q": scale() | {"dont_know": (".a",), "refused": ()}})
    letter = words.questions["q"].dont_know_codes[0]
    one = figure(told(in_engine(engine, pd.DataFrame({"q": [1, 5, letter]})), words, Measure("q", "q", "mean")), "q")
    assert (one["value"], one["dont_know"]) == pytest.approx((3, 1 / 3))


@EACH
def test_filters(engine: str) -> None:
    """Only users who were ill are asked; who answers without being asked is left out and told of."""
    words = questionnaire(
        {"ill": yes_no(), "used": yes_no(filter="ill"), "q": scale(filter="users"), "x": scale()},
        filters={"ill": users("ill", 1), "users": users("used", 1)},
    )
    frame = pd.DataFrame({
        "ill": [1, 1, 1, 0, 1.0], "used": [1, 1, 0, 1, np.nan], "q": [2, 4, 5, 5, np.nan], "x": [1, 2, 3, 4, 5.0],
    })  # fmt: skip
    measures = [Measure("q", "q", "mean"), Measure("x", "x", "mean"), Measure("among", "x", "mean", among="users")]
    found = estimate(in_engine(engine, frame), words, measures=measures, design=ALONE)
    assert [figure(found.frame, name)["value"] for name in ("q", "x", "among")] == [3, 3, 1.5]
    assert [(one.rule, one.level, one.message) for one in found.warnings] == [
        ("routing", "warning", "2 answers to 'q' come from people outside the filter 'users'; they are left out"),
        ("routing", "warning", "an answer to 'used' comes from outside the filter 'ill'; it is left out"),
    ]


WRONG = pd.DataFrame({
    "a": ["A", "B", "Z", None], "s": ["s", "s", "t", None], "p": [1, 2, np.nan, 1], "w": [1.0, -2, np.nan, 3],
    "f": [9, 9, 0, 0], "q": [1, 7, 7, 6], "n": [1, 500, 2, 3],
})  # fmt: skip


def test_a_question_without_codes_of_no_answer_is_told_where_they_belong() -> None:
    """A file with 9 for "don't know" and a questionnaire that forgot it: the commonest fault of a first survey."""
    words = questionnaire({"q": scale(dont_know=(), refused=())})
    assert faults(pd.DataFrame({"q": [1, 9, 2]}), words, Measure("q", "q", "mean")) == [
        "'9' is not an answer to 'q'; allowed: '1', '2', '3', '4', '5'; a code that is no answer belongs under "
        "'dont_know' or 'refused' of the question"
    ]


@CHECKED
def test_everything_wrong_is_told_at_once(engine: str) -> None:
    words = questionnaire({"q": scale(), "n": number(range=(0, 100))})
    measures = Measure("q", "q", "mean"), Measure("n", "n", "mean")
    design, areas = Design("w", "s", "p", fpc="f"), {"A": "A", "B": "B"}
    assert faults(in_engine(engine, WRONG), words, *measures, design=design, area="a", areas=areas) == [
        "a respondent has no weight in 'w'; fill in the weight; 0 leaves a respondent out",
        "the weight -2 in 'w' is negative; write 0 or more",
        "'6' is not an answer to 'q'; allowed: '1', '2', '3', '4', '5', '98', '99'",
        "'7' is not an answer to 'q' (2 times); allowed: '1', '2', '3', '4', '5', '98', '99'",
        "'500' is not an answer to 'n'; numbers from 0 to 100",
        "1 respondent has no stratum; fill in 's' for everybody; the design needs all respondents",
        "1 respondent has no PSU; fill in 'p' for everybody; the design needs all respondents",
        "the population has 0 PSUs, the sample 1; correct 'f': it counts PSUs, not people",
        "the population has 0 PSUs in stratum 't', the sample 1; correct 'f': it counts PSUs, not people",
        "1 respondent without a territory; fill in 'a', or leave them in the design as an area of their own",
        "there is no territory 'Z' (1 respondent); allowed: 'A', 'B'",
    ]


@CHECKED
def test_columns_that_are_missing_or_hold_something_else(engine: str) -> None:
    frame = pd.DataFrame({"weight": ["1,5", "2"], "q": pd.to_datetime(["2026-01-01"] * 2)})
    found = faults(in_engine(engine, frame), scales(["q"]), Measure("q", "q", "mean"), design=Design("weight", psu="p"))
    assert found == [
        "the column 'p' is missing; the data have: 'weight', 'q'",
        "the column 'weight' holds text where numbers are needed; read it as numbers; mind decimal commas",
        "the column 'q' holds 'Datetime' where answers are needed; write codes or the words of the answers",
    ]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([0, 0], "all weights in 'w' are 0; name the column with the weights"),
        ([1, np.inf], "a weight in 'w' is infinite; correct the weight"),
    ],
)
@CHECKED
def test_weights_that_weigh_nothing(engine: str, weights: list[float], message: str) -> None:
    frame = in_engine(engine, pd.DataFrame({"w": weights, "q": [1, 2]}))
    design = Design("w", unclustered=True)
    assert faults(frame, scales(["q"]), Measure("q", "q", "mean"), design=design) == [message]
    equal = in_engine(engine, pd.DataFrame({"w": [2, 2], "q": [1, 2]}))
    found = estimate(equal, scales(["q"]), measures=[Measure("q", "q", "mean")], design=design)
    assert [(one.rule, one.message) for one in found.warnings] == [
        ("weight-constant", "all weights in 'w' are 2, so they weigh nothing")
    ]


@CHECKED
def test_numbers_of_a_population(engine: str) -> None:
    frame = in_engine(engine, pd.DataFrame({"p": [1, 2], "f": [3, 4], "q": [1, 2]}))
    assert faults(frame, scales(["q"]), Measure("q", "q", "mean"), design=Design(psu="p", fpc="f")) == [
        "the column 'f' has 2 numbers: '3', '4'; a stratum has one number of PSUs in the population"
    ]


def test_measures_that_nothing_bears() -> None:
    words = questionnaire({"q": scale(), "m": several(1, 2), "n": number()})
    measures = [
        Measure("a", "z", "mean"), Measure("a", "q", "middle"), Measure("b", "m", "median"),
        Measure("c", "q", "share", (9,)), Measure("d", "q", "mean", among="x"), Measure("e", "m", "refused"),
        Measure("f", "m", "top_box"), Measure("g", "n", "share", (1,)),
    ]  # fmt: skip
    assert faults(pd.DataFrame({"q": [1]}), words, *measures) == [
        "2 measures are called 'a'; give each a name of its own",
        "'a' is about the unknown question 'z'; allowed: 'q', 'm', 'n'",
        "'a' is a measure of the unknown kind 'middle'; allowed: "
        "'mean', 'share', 'top_box', 'median', 'dont_know', 'refused'",
        "'b' is a median of 'm', whose answers are names; take shares of its answers",
        "'c' counts '9', no valid answer to 'q'; valid are: '1', '2', '3', '4', '5'",
        "'d' is among the unknown filter 'x'; none is declared",
        "'e' is the share of 'refused', for which 'm' has no code; write 'refused:' at the question",
        "'f' counts the best answers to 'm', which is no scale; take the share of some answers, or write 'type: scale'",
        "'g' is a share of answers to 'n', which is a number; take its mean or median",
    ]


@CHECKED
def test_long_lists_of_faults_are_cut(engine: str) -> None:
    """Five values and twenty names are shown; of several weights below 0 only their number is told."""
    frame = pd.DataFrame({"a": [f"t{at:02}" for at in range(23)], "w": [-1.0, -2.0, *[1.0] * 21], "q": range(11, 34)})
    design = Design("w", unclustered=True)
    found = faults(in_engine(engine, frame), scales(["q"]), Measure("q", "q", "mean"), design=design, area="a",
                   areas={"A": "A"})  # fmt: skip
    assert found[0] == "the weight of 2 respondents in 'w' is negative; write 0 or more"
    assert found[5:7] == [
        "'15' is not an answer to 'q'; allowed: '1', '2', '3', '4', '5', '98', '99'",
        "18 more values are no answer to 'q'",
    ]
    assert found[-2:] == [
        "there is no territory 't19' (1 respondent); allowed: 'A'",
        "3 more names are no territory; is 'a' the column of the territory?",
    ]


@EACH
def test_ticks_that_are_neither_yes_nor_no(engine: str) -> None:
    """Of several answers a 2 and a blank beside a tick are told with the columns; a share of nobody is 0."""
    words = questionnaire({"m": several(1, 2)})
    for ticks, what in (([1, 2], "an answer to 'm' is"), ([2, 2], "2 answers to 'm' are")):
        frame = in_engine(engine, pd.DataFrame({"m/1": ticks, "m/2": [0, 1]}))
        assert faults(frame, words, Measure("m", "m", "share", (1,))) == [
            f"{what} incomplete or neither 0 nor 1; write 1 or 0 in each of 'm/1', 'm/2', or leave all of them blank"
        ]


@EACH
def test_a_code_that_a_column_cannot_hold_was_given_by_nobody(engine: str) -> None:
    frame = in_engine(engine, pd.DataFrame({"q": pd.array([1, 2, None], dtype="Int8")}))
    words = questionnaire({"q": {"text": {"en": "?"}, "type": "choice", "codes": codes(1, 2, 300)}})
    one = figure(told(frame, words, Measure("q", "q", "share", (300,))), "q")
    assert (one["value"], one["n"]) == (0, 2)


def test_a_design_that_its_columns_do_not_bear() -> None:
    """A stratum that nobody is in, and one without a number of PSUs."""
    frame = pd.DataFrame({"s": ["a", "a", "b"], "p": [1, 2, 3], "f": [9, 9, None], "q": [1, 2, 3]})
    design = Design(stratum="s", psu="p", fpc="f", collapse={"z": "a"})
    assert faults(frame, scales(["q"]), Measure("q", "q", "mean"), design=design) == [
        "'collapse' names the stratum 'z', which nobody is in; strata are: 'a', 'b'",
        "the column 'f' has blanks in stratum 'b'; write the stratum's PSUs in the population for everybody",
    ]


def test_no_measures_are_no_rows() -> None:
    assert told(pd.DataFrame({"q": [1, 2]}), scales(["q"])).empty


@EACH
def test_odd_frames(engine: str) -> None:
    """No respondents, one, none with an answer; areas of numbers; columns called like those the engine makes."""
    mean, median = Measure("q", "q", "mean"), Measure("m", "q", "median")
    frame = pd.DataFrame({"region ": [1.0, 1, 2], "rows": ["x", "x", "y"], "q": [1, 2, 4], "w": [1.0, 2, 3]})
    design = Design("w", psu="rows")
    for of in (ALONE, Design("w", unclustered=True)):
        nobody = faults(in_engine(engine, frame.iloc[:0]), scales(["q"]), mean, design=of)
        assert nobody == ["the data have no respondents; read the file with the answers"]
    found = told(in_engine(engine, frame), scales(["q"]), mean, median, design=design, area="region ")
    assert found["territory"].tolist() == ["1", "1", "2", "2", "", ""]
    assert found["value"].tolist() == pytest.approx([5 / 3, 2, 4, 4, 17 / 6, 2])
    none = told(in_engine(engine, frame.assign(q=98)), scales(["q"]), mean, median, area="rows")
    assert set(none["status"]) == {"not_assessed"}
    one = told(in_engine(engine, frame.iloc[:1]), scales(["q"]), mean, median)
    assert set(one["status"]) == {"not_estimable"}


def test_arguments_that_there_are_not() -> None:
    frame, words, mean = pd.DataFrame({"q": [1, 2]}), scales(["q"]), Measure("q", "q", "mean")
    with pytest.raises(ValueError, match="there is no interval 'logit': did you mean 'xlogit'"):
        told(frame, words, mean, interval="logit")
    with pytest.raises(ValueError, match=r"the confidence 95 is not between 0 and 1: write 0\.95 for 95 %"):
        told(frame, words, mean, confidence=95)
    with pytest.raises(ValueError, match="there is no rule for single PSUs 'drop': allowed: 'fail'"):
        told(frame, words, mean, design=Design(psu="q", lonely_psu="drop"))


def test_blanks_of_spark(spark: Any) -> None:
    """NaN and null are one blank in Spark too, in answers and in keys."""
    rows = [("A", 1.0, 1.0), ("A", 2.0, float("nan")), ("B", float("nan"), 4.0), ("B", None, 98.0), ("B", 2.0, None)]
    frame = spark.createDataFrame(rows, "a string, p double, q double")
    assert faults(frame, scales(["q"]), Measure("q", "q", "mean"), design=Design(psu="p"), area="a") == [
        "2 respondents have no PSU; fill in 'p' for everybody; the design needs all respondents"
    ]
    one = figure(told(frame, scales(["q"]), Measure("q", "q", "mean"), area="a"), "q")
    assert (one["value"], one["n"], one["dont_know"]) == pytest.approx((2.5, 2, 1 / 3))
