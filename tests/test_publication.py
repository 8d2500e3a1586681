"""What the publication rules tell, flag, hide and remove: by hand, against NCHS rules on R's figures, and by laws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexgov.methods.publication import PROFILES, Profile
from indexgov.report.words import words_of
from indexgov.survey.precision import FLAGS
from indexgov.survey.publication import (
    COUNTS,
    FIGURES,
    HIDDEN_FIGURES,
    REASONS,
    explain_reason,
    public,
    publish,
    removed,
)
from indexgov.tables import ESTIMATES
from tests.gallery import reference

STANDARD, NCHS, OPEN = (PROFILES[name] for name in ("standard", "nchs", "open"))
SECRET = Profile("secret", disclosure=10)
FIGURE: Mapping[str, Any] = {
    "territory": "A", "body": "", "indicator": "trust", "question": "q1", "measure": "mean", "value": 3.0, "se": 0.1,
    "df": 20.0, "deff": 1.5, "ci_low": 2.8, "ci_high": 3.2, "confidence": 0.95, "n": 100.0, "n_eff": 66.0,
    "n_psu": 22.0, "dont_know": 0.02, "refused": 0.01, "status": "assessed", "interval": "t", "basis": "design",
    "reason": "", "publication": "", "flags": "",
}  # fmt: skip
SHARE: Mapping[str, Any] = {"measure": "share", "value": 0.5, "se": 0.03, "ci_low": 0.45, "ci_high": 0.55, "n": 400.0}


def table(*rows: Mapping[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{**FIGURE, **row} for row in rows])


def areas(total: float | None = None, /, **counts: float) -> pd.DataFrame:
    """One indicator in areas with so many respondents, the whole sample last."""
    rows = [{"territory": name, "n": float(n)} for name, n in counts.items()]
    return table(*rows, *([] if total is None else [{"territory": "", "n": float(total)}]))


def told(frame: pd.DataFrame, *columns: str) -> list[Any]:
    rows = frame[list(columns)].itertuples(index=False, name=None)
    return [row if len(columns) > 1 else row[0] for row in rows]


# What each rule says of one figure. The profile is `standard`: 30 answers, 10 respondents, 2 units, 8 degrees of
# freedom, 10 points, 20 % without an answer.
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, ("assessed", "", "", "")),
        ({"n": 30.0}, ("assessed", "", "", "")),
        ({"n": 29.0}, ("not_assessed", "min_n", "removed", "")),
        ({"n": 10.0}, ("not_assessed", "min_n", "removed", "")),
        ({"n": 9.0}, ("suppressed", "disclosure", "removed", "")),
        ({"n": 9.0, "status": "not_estimable", "reason": "no_df"}, ("suppressed", "disclosure", "removed", "")),
        ({"n": 0.0, "value": np.nan}, ("not_assessed", "no_answers", "removed", "")),
        ({"n": 0.0, "value": np.nan, "status": "not_assessed"}, ("not_assessed", "no_answers", "removed", "")),
        ({"n": 50.0, "status": "not_assessed"}, ("not_assessed", "no_answers", "removed", "")),
        (
            {"se": np.nan, "status": "not_estimable", "reason": "lonely_psu"},
            ("not_estimable", "lonely_psu", "removed", ""),
        ),
        ({"se": np.nan, "status": "not_estimable"}, ("not_estimable", "not_estimable", "removed", "")),
        ({"status": "suppressed"}, ("suppressed", "withheld", "removed", "")),
        ({"status": "suppressed", "reason": "agency rule 3"}, ("suppressed", "agency rule 3", "removed", "")),
        ({"n_psu": 1.0}, ("assessed", "", "hidden", "few_psus")),
        ({"n_psu": np.nan}, ("assessed", "", "", "")),
        ({"df": 7.0}, ("assessed", "", "flagged", "few_df")),
        ({"df": 7.0, "n_psu": 1.0}, ("assessed", "", "hidden", "few_psus few_df")),
        # 1 to 5: a half of 0.41 is 10.25 points of 100, one of 0.4 is 10.
        ({"ci_low": 2.6, "ci_high": 3.42}, ("assessed", "", "flagged", "wide_interval")),
        ({"ci_low": 2.6, "ci_high": 3.4}, ("assessed", "", "", "")),
        ({"ci_low": 1.0, "ci_high": 5.0, "indicator": "unknown"}, ("assessed", "", "", "")),
        ({**SHARE, "ci_low": 0.39, "ci_high": 0.6}, ("assessed", "", "flagged", "wide_interval")),
        ({"dont_know": 0.15, "refused": 0.06}, ("assessed", "", "flagged", "no_answer")),
        ({"dont_know": 0.15, "refused": 0.05}, ("assessed", "", "", "")),
        ({"dont_know": np.nan, "refused": 0.3}, ("assessed", "", "flagged", "no_answer")),
        ({**SHARE, "value": 1.0, "se": 0.0}, ("assessed", "", "flagged", "all_or_none")),
        ({**SHARE, "value": 0.0, "se": 0.0}, ("assessed", "", "flagged", "all_or_none")),
        ({"value": 5.0, "se": 0.0}, ("assessed", "", "flagged", "all_or_none")),
        ({"value": 5.0, "measure": "median"}, ("assessed", "", "", "")),
        (
            {"n": np.nan, "df": np.nan, "n_psu": np.nan, "dont_know": np.nan, "refused": np.nan},
            ("assessed", "", "", ""),
        ),
    ],
)
def test_one_figure(row: Mapping[str, Any], expected: tuple[str, ...]) -> None:
    found = publish(table(row), STANDARD, ends={"trust": (1.0, 5.0)})
    assert told(found, "status", "reason", "publication", "flags") == [expected]


def test_an_indicator_may_ask_for_more_answers_and_not_for_fewer() -> None:
    frame = table({"n": 49.0}, {"n": 49.0, "indicator": "other"}, {"n": 29.0, "indicator": "third"})
    found = publish(frame, STANDARD, min_n={"trust": 50, "third": 5})
    assert told(found, "reason") == ["min_n", "", "min_n"]
    assert told(publish(frame, OPEN, min_n={"trust": 50}), "reason") == ["min_n", "", ""]


def test_a_scale_whose_best_answer_is_the_lower_one_is_as_wide() -> None:
    found = publish(table({"ci_low": 2.6, "ci_high": 3.42}), STANDARD, ends={"trust": (5.0, 1.0)})
    assert told(found, "flags") == ["wide_interval"]


def test_a_removed_figure_loses_its_numbers_and_keeps_its_row() -> None:
    """`n` is told where a figure was removed for few answers or none, not where respondents are protected."""
    frame = table({"n": 20.0}, {"n": 5.0, "territory": "B"}, {"n": 0.0, "value": np.nan, "territory": "C"})
    found = publish(frame, STANDARD)
    assert found[list(FIGURES)].isna().all(axis=None)
    assert told(found, "territory") == ["A", "B", "C"]
    np.testing.assert_array_equal(found["n"], [20.0, np.nan, 0.0])
    np.testing.assert_array_equal(found["n_psu"], [22.0, np.nan, 22.0])
    assert removed(found).tolist() == [True, True, True]


def test_a_hidden_figure_stays_in_the_index_and_not_in_printed_tables() -> None:
    found = publish(table({"n_psu": 1.0}, {"territory": "B"}), STANDARD)
    assert removed(found).tolist() == [False, False]
    assert told(found, "value", "se") == [(3.0, 0.1)] * 2
    printed = public(found)
    assert printed[list(HIDDEN_FIGURES)].isna().all(axis=1).tolist() == [True, False]
    assert told(printed, "n", "n_psu", "flags") == [(100.0, 1.0, "few_psus"), (100.0, 22.0, "")]


def test_an_area_that_knows_less_than_others_is_flagged() -> None:
    """Others have a median of 2 %; 13 % is 11 points more, and in 100 answers two standard errors are 6.7 points."""
    usual = [
        {"territory": name, "dont_know": share, "refused": 0.0}
        for name, share in zip("BCDE", (0.01, 0.02, 0.02, 0.03), strict=True)
    ]
    odd = {"territory": "A", "dont_know": 0.1, "refused": 0.03}
    total = {"territory": "", "dont_know": 0.5, "refused": 0.0}
    flags = told(publish(table(odd, *usual, total), STANDARD), "flags")
    assert flags == ["no_answer_differs", "", "", "", "", "no_answer"]
    # In 30 answers two standard errors are 12.3 points; of two other areas none is usual; without n there is no chance.
    assert told(publish(table({**odd, "n": 30.0}, *usual), STANDARD), "flags")[0] == ""
    assert told(publish(table(odd, *usual[:2]), STANDARD), "flags")[0] == ""
    assert told(publish(table({**odd, "n": np.nan}, *usual), STANDARD), "flags")[0] == "no_answer_differs"


def test_the_median_of_others_leaves_the_area_out() -> None:
    """For each of 5, 1, 3, 3 and 9 by hand: of (1, 3, 3, 9), (3, 3, 5, 9), (1, 3, 5, 9) twice and (1, 3, 3, 5)."""
    from indexgov.survey.precision import _medians_of_others

    assert _medians_of_others(np.array([5.0, 1.0, 3.0, 3.0, 9.0])).tolist() == [3.0, 4.0, 4.0, 4.0, 3.0]
    assert _medians_of_others(np.array([5.0, 1.0])).tolist() == [1.0, 5.0]
    assert _medians_of_others(np.array([5.0, 1.0, 2.0])).tolist() == [1.5, 3.5, 3.0]


# Shares of 4 and 5 about roads in regions of lgpi20, R survey, strata, clusters and weights: R01 to R03. Effective
# answers are p(1-p)/se^2: 0.749351 x 0.250649 / 0.0403852^2 = 115.2; 0.272188 x 0.727812 / 0.00906772^2 = 2409, so 174;
# 0.318610 x 0.681390 / 0.0808586^2 = 33.2. Widths from R: 0.842253716 - 0.635979883 = 0.206; 0.344720995 -
# 0.207591394 = 0.137; 0.551066231 - 0.137803841 = 0.413. The first two are shown, with 6 and 7 degrees of freedom; the
# last is too wide.
@pytest.mark.parametrize(
    ("p", "se", "df", "n", "flags"),
    [
        (0.749351204204346, 0.040385240881962, 6, 151, "nchs_review"),
        (0.272187632025378, 0.00906771700841792, 7, 174, "nchs_review"),
        (0.318610002354584, 0.0808586123021208, 6, 144, "nchs_suppress"),
        # 25 effective answers; 400 of them and many degrees of freedom, 0.1 wide.
        (0.5, 0.1, 200, 400, "nchs_suppress"),
        (0.5, 0.025, 200, 400, ""),
        (0.5, 0.025, 8, 400, ""),
        (0.5, 0.025, 7, 400, "nchs_review"),
        # About 100 effective answers of 5 %: 0.02 to 0.11, 1.8 times the share. Of 95 % it is the rest that is lost.
        (0.05, 0.0218, 400, 1000, "nchs_suppress"),
        (0.95, 0.0218, 400, 1000, "nchs_complement"),
        (0.95, 0.0218, 7, 1000, "nchs_review nchs_complement"),
        # Far more than 130 % of the share, and no wider than 0.05.
        (0.002, 0.0014, 400, 1000, ""),
        (0.998, 0.0014, 400, 1000, ""),
        (0.0, 0.0, 200, 30, "nchs_review"),
        (1.0, 0.0, 200, 30, "nchs_review"),
        (1.0, 0.0, 200, 29, "nchs_suppress"),
        # No standard error, no degrees of freedom, no n; too few effective answers are too few whatever n is.
        (0.5, np.nan, 200, 400, "nchs_review"),
        (0.5, 0.025, np.nan, 400, "nchs_review"),
        (0.5, 0.025, 200, np.nan, "nchs_review"),
        (0.5, 0.1, 200, np.nan, "nchs_suppress"),
        # All primary sampling units alike: as many effective answers as answers.
        (0.5, 0.0, 200, 400, ""),
    ],
)
def test_nchs_rules(p: float, se: float, df: float, n: float, flags: str) -> None:
    rules = Profile("nchs alone", nchs=True)
    row = {**SHARE, "value": p, "se": se, "df": df, "n": n, "ci_low": 0.0, "ci_high": 1.0}
    found = publish(table(row), rules)
    hidden = "hidden" if "suppress" in flags else "flagged" if flags else ""
    assert told(found, "status", "publication", "flags") == [("assessed", hidden, flags)]
    assert told(publish(table({**row, "measure": "mean"}), rules), "flags") == [""]
    assert told(publish(table({**row, "measure": ""}), rules), "flags") == [""]


def test_nchs_rules_on_the_reference_survey() -> None:
    """In lgpi20 they hide 60 of 120 shares of 4 and 5 by region and question, and 108 have fewer than 8 df."""
    given = pd.read_csv(reference("survey") / "expected" / "lgpi20_top2.csv")
    given = given[(given["design"] == "strat_psu_w") & (given["domain_var"] == "region")]
    columns = {"domain": "territory", "item": "indicator", "estimate": "value", "degf": "df", "n_valid_w_pos": "n"}
    frame = given.rename(columns=columns).assign(measure="top_box")
    found = publish(frame[["territory", "indicator", "measure", "value", "se", "df", "n", "n_psu"]], NCHS)
    flags = found["flags"].str.split()
    assert len(found) == 120
    assert flags.map(lambda codes: "nchs_suppress" in codes).sum() == 60
    assert (found["publication"] == "hidden").sum() == 60
    assert flags.map(lambda codes: "few_df" in codes).sum() == 108
    assert not removed(found).any()


def test_a_profile_without_rules_tells_everything() -> None:
    frame = table({"n": 1.0, "df": 1.0, "n_psu": 1.0, "dont_know": 0.9}, {**SHARE, "value": 1.0, "n": 2.0})
    found = publish(frame, OPEN, ends={"trust": (1.0, 5.0)})
    pd.testing.assert_frame_equal(found, frame)


# Disclosure with totals: areas by their respondents, then what is withheld, the whole sample being ''.
@pytest.mark.parametrize(
    ("frame", "disclosed", "complementary"),
    [
        (areas(A=5, B=40, C=60), "A", []),  # no total
        (areas(105, A=5, B=40, C=60), "A", ["B"]),
        (areas(105, A=5, B=60, C=40), "A", ["C"]),
        (areas(85, D=5, C=40, B=40), "D", ["B"]),  # of equals the first by name
        (areas(45, A=5, B=40), "A", [""]),
        (areas(45, A=5, B=40, C=0), "A", [""]),  # nobody answered in C: it hides nothing
        (areas(113, A=5, B=8, C=40, D=60), "AB", []),
        (areas(105, A=2, B=3, C=40, D=60), "AB", ["C"]),  # together fewer than 10
        (areas(105, A=35, B=40, C=30), "", []),
        (areas(8, A=5, B=3), ["A", "B", ""], []),
    ],
)
def test_no_area_is_the_total_less_the_others(frame: pd.DataFrame, disclosed: Any, complementary: list[str]) -> None:
    found = publish(frame, SECRET).set_index("territory")
    assert found.index[found["reason"] == "disclosure"].tolist() == list(disclosed)
    assert found.index[found["reason"] == "complementary"].tolist() == complementary
    gone = found[found["reason"].isin(["disclosure", "complementary"])]
    assert gone[[*FIGURES, *COUNTS]].isna().all(axis=None)
    assert set(gone["status"]) <= {"suppressed"}


def test_the_number_of_a_protected_area_is_not_the_total_less_the_others() -> None:
    """An area with few answers tells their number, unless another area's could be told from it."""
    frame = areas(125, A=5, B=20, C=40, D=60)
    found = publish(frame, STANDARD)
    assert told(found, "reason") == ["disclosure", "complementary", "", "", ""]
    assert found["n"].isna().tolist() == [True, True, False, False, False]


def test_the_only_area_with_few_answers_takes_the_total_with_it() -> None:
    """The total less the others would tell it; with two such areas it tells neither."""
    found = publish(areas(120, A=20, B=40, C=60), STANDARD)
    assert told(found, "reason") == ["min_n", "", "", "complementary"]
    assert told(publish(areas(100, A=20, B=20, C=60), STANDARD), "reason") == ["min_n", "min_n", "", ""]


def test_a_total_that_is_not_told_reveals_nothing() -> None:
    frame = areas(105, A=5, B=40, C=60)
    frame.loc[3, "status"] = "not_estimable"
    assert told(publish(frame, SECRET), "reason") == ["disclosure", "", "", "not_estimable"]


def test_indicators_and_bodies_have_totals_of_their_own() -> None:
    one = areas(105, A=5, B=40, C=60)
    other = areas(110, A=50, B=15, C=45).assign(indicator="roads", question="q2")
    body = areas(A=5, B=40, C=60).assign(body="akimat")
    found = publish(pd.concat([one, other, body]), SECRET)
    assert told(found, "reason") == ["disclosure", "complementary", "", "", *[""] * 4, "disclosure", "", ""]


def test_what_others_withheld_counts() -> None:
    """The one area that an agency withheld is not to be worked out either."""
    frame = areas(140, A=np.nan, B=40, C=60)
    frame.loc[0, "status"] = "suppressed"
    assert told(publish(frame, SECRET), "reason") == ["withheld", "complementary", "", ""]


def test_all_measures_of_a_question_fall_together() -> None:
    """Shares of the codes of one question add up to 1, so one of them must not stay where the others are withheld."""
    frames = [areas(105, A=5, B=40, C=40, D=20).assign(indicator=f"q1.{code}", measure="share") for code in (1, 2)]
    # The second has its rows in another order.
    found = publish(pd.concat([frames[0], frames[1].iloc[::-1]]), SECRET)
    for _, rows in found.groupby("indicator"):
        assert set(rows.loc[removed(rows), "territory"]) == {"A", "D"}


def test_the_same_people_under_another_filter_fall_with_them() -> None:
    """In B everybody is a user: the figure among users, withheld for A's sake, would be read from that among all."""
    everybody = areas(160, A=30, B=40, C=90)
    users = areas(105, A=5, B=40, C=60).assign(indicator="users")
    found = publish(pd.concat([everybody, users]), SECRET)
    reasons = found.set_index(["indicator", "territory"])["reason"]
    assert reasons["users"].tolist() == ["disclosure", "complementary", "", ""]
    # Now B alone would be missing from the total of all, so A goes too.
    assert reasons["trust"].tolist() == ["complementary", "complementary", "", ""]


FILTERS = {"users": ("visited",), "rest": ("not_visited",), "often": ("visited", "often")}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"trust": 40, "users": 9}, ["", "disclosure"]),
        ({"trust": 40, "users": 30}, ["", ""]),
        # All less users are 5 people.
        ({"trust": 40, "users": 35}, ["", "complementary"]),
        # 9 users are 40 less 31.
        ({"trust": 40, "users": 9, "rest": 31}, ["", "disclosure", "complementary"]),
        ({"trust": 40, "users": 35, "often": 30}, ["", "complementary", "complementary"]),
        # Users and the rest are no part of each other; 12 often among 35.
        ({"users": 35, "rest": 33, "often": 12}, ["", "", ""]),
        # 30 users are withheld by the agency: the rest of 20 would tell.
        ({"trust": 50, "users": -30, "rest": 20}, ["", "withheld", "complementary"]),
    ],
)
def test_differences_of_nested_figures(counts: Mapping[str, int], expected: list[str]) -> None:
    rows = [
        {"indicator": name, "n": float(abs(n)), "status": "suppressed" if n < 0 else ""} for name, n in counts.items()
    ]
    found = publish(table(*rows), SECRET, filters=FILTERS)
    assert told(found, "reason") == expected


def test_those_without_an_answer_are_no_group_to_protect() -> None:
    """The share of "don't know" is one of 40 asked, a mean one of 35 who answered: the other 5 told nothing."""
    frame = table({"indicator": "dk", "measure": "dont_know", "n": 40.0}, {"indicator": "users", "n": 35.0})
    assert told(publish(frame, SECRET, filters=FILTERS), "reason") == ["", ""]


def test_a_table_of_an_agency_may_have_few_columns() -> None:
    """Nothing is assumed of what it does not tell; index and other columns stay."""
    frame = pd.DataFrame(
        {"territory": ["A", "B"], "indicator": "trust", "value": ["3.5", ""], "note": "x"}, index=["first", "second"]
    )
    found = publish(frame, STANDARD)
    assert told(found, "value", "status", "reason", "note")[0] == (3.5, "assessed", "", "x")
    assert told(found, "status", "reason", "publication")[1] == ("not_assessed", "no_answers", "removed")
    assert found.index.tolist() == ["first", "second"]
    assert list(found) == ["territory", "indicator", "value", "note", "status", "reason", "publication", "flags"]
    assert "status" not in frame


def test_an_empty_table_stays_empty() -> None:
    found = publish(pd.DataFrame(columns=list(ESTIMATES.all)), NCHS)
    assert len(public(found)) == 0
    assert removed(found).tolist() == []


def test_every_reason_and_flag_has_words() -> None:
    """English words of the code and of the catalogue are the same; the others have the same threshold in them."""
    assert explain_reason("disclosure", STANDARD) == "fewer than 10 respondents"
    assert explain_reason("min_n", STANDARD) == "fewer than 30 valid answers"
    assert explain_reason("min_n", STANDARD, 50) == "fewer than 50 valid answers"
    assert explain_reason("min_n", STANDARD, 5) == "fewer than 30 valid answers"
    assert explain_reason("min_n", OPEN, 5) == "fewer than 5 valid answers"
    assert explain_reason("min_n", OPEN) == "fewer than the required valid answers"
    assert explain_reason("agency rule 3", STANDARD) == "agency rule 3"
    for code, reason in REASONS.items():
        if code == "min_n":
            continue  # pages tell n beside the threshold
        texts = {language: words_of(language).text(f"reason_{code}") for language in ("kk", "ru", "en")}
        assert texts["en"] == reason.words
        assert {"{least}" in text for text in texts.values()} == {bool(reason.threshold)}
    for code, flag in FLAGS.items():
        assert words_of("en").text(f"flag_{code}") == flag.words
        assert words_of("kk").has(f"flag_{code}")
        assert words_of("ru").has(f"flag_{code}")
        assert flag.source


NUMBERS = [*FIGURES, *COUNTS]


@st.composite
def estimates(draw: st.DrawFn) -> pd.DataFrame:
    """Two measures of one question in some areas and the whole sample, one of them among users, small numbers."""
    count = draw(st.integers(1, 6))
    rows: list[dict[str, Any]] = []
    base = draw(st.lists(st.integers(0, 40), min_size=count, max_size=count))
    for name, measure in (("mean", "mean"), ("top", "top_box"), ("users", "mean")):
        n = [draw(st.integers(0, one)) for one in base] if name == "users" else base
        here: list[dict[str, Any]] = [{"territory": f"T{at}", "n": float(one)} for at, one in enumerate(n)]
        if draw(st.booleans()):
            here.append({"territory": "", "n": float(sum(n))})
        for row in here:
            known = row["n"] > 0
            row |= {"indicator": name, "measure": measure, "value": draw(st.floats(0, 1)) if known else np.nan}
            row |= {"se": draw(st.floats(0, 0.2)), "df": draw(st.integers(1, 20)), "n_psu": draw(st.integers(1, 20))}
            if known and draw(st.integers(0, 9)) == 0:
                row |= {"status": "not_estimable", "reason": "lonely_psu", "se": np.nan}
        rows += here
    return table(*draw(st.permutations(rows)))


PASSED = {"users": ("visited",)}
ENDS = {"mean": (0.0, 1.0), "users": (0.0, 1.0)}
RULES = st.builds(
    Profile, st.just("drawn"), min_n=st.none() | st.integers(1, 40), disclosure=st.integers(1, 20),
    min_psus=st.just(2), min_df=st.just(8), half_width=st.just(10.0), no_answer=st.just(0.2), nchs=st.booleans(),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(estimates(), RULES)
def test_laws_of_one_table(frame: pd.DataFrame, rules: Profile) -> None:
    """What stays is as it was, what is removed has no number, and what is withheld is not the only one."""
    found = publish(frame, rules, ends=ENDS, filters=PASSED)
    gone = removed(found)
    pd.testing.assert_frame_equal(found.loc[~gone, NUMBERS], frame.loc[~gone, NUMBERS].astype(float))
    assert found.loc[gone, list(FIGURES)].isna().all(axis=None)
    assert (found.loc[gone, "reason"] != "").all()
    assert (found.loc[gone, "flags"] == "").all()
    assert (gone == (found["status"] != "assessed")).all()
    assert told(found, "territory", "indicator") == told(frame, "territory", "indicator")
    assert found.loc[found["status"] == "suppressed", list(COUNTS)].isna().all(axis=None)
    for name, rows in found.groupby("indicator"):
        secret = (rows["status"] == "suppressed") & (rows["territory"] != "")
        total = rows[(rows["territory"] == "") & (rows["status"] == "assessed")]
        if secret.any() and len(total):
            assert secret.sum() >= 2, name
            assert rules.disclosure is not None
            assert frame.loc[secret.index[secret], "n"].sum() >= rules.disclosure, name
    again = publish(found, rules, ends=ENDS, filters=PASSED)
    pd.testing.assert_frame_equal(again, found)


@settings(max_examples=80, deadline=None)
@given(estimates(), RULES, st.integers(1, 20))
def test_a_higher_threshold_only_removes_more(frame: pd.DataFrame, rules: Profile, more: int) -> None:
    assert rules.disclosure is not None
    higher = replace(rules, disclosure=rules.disclosure + more)
    before, after = (removed(publish(frame, one, filters=PASSED)) for one in (rules, higher))
    # The total may come back where further areas are withheld, because then it tells none of them.
    areas_only = (frame["territory"] != "").to_numpy()
    assert (after >= before)[areas_only].all()


@settings(max_examples=60, deadline=None)
@given(estimates(), RULES)
def test_the_order_of_rows_does_not_matter(frame: pd.DataFrame, rules: Profile) -> None:
    turned = publish(frame.iloc[::-1], rules, ends=ENDS, filters=PASSED).sort_index()
    pd.testing.assert_frame_equal(turned, publish(frame, rules, ends=ENDS, filters=PASSED))


@settings(max_examples=60, deadline=None)
@given(estimates(), RULES)
def test_withheld_figures_cannot_be_solved_for(frame: pd.DataFrame, rules: Profile) -> None:
    """Totals as weighted sums, with all weights known: no published figures span one that is withheld.

    Unknown are the sums over users and over the rest in each area; every published figure is a linear equation of them.
    """
    found = publish(frame, rules, filters=PASSED)
    names = sorted(set(frame["territory"]) - {""})
    people = {(name, territory): n for name, territory, n in told(frame, "indicator", "territory", "n")}

    def equation(name: str, territory: str) -> list[float]:
        places = names if territory == "" else [territory]
        used = [float(place in places and people[("users", place)] > 0) for place in names]
        rest = [float(place in places and people[("mean", place)] > people[("users", place)]) for place in names]
        return [*used, *([0.0] * len(names) if name == "users" else rest)]

    for kind in (("mean", "users"), ("top",)):
        mine = found[found["indicator"].isin(kind)]
        # What areas have that were removed for their quality is taken as known, to be on the safe side.
        known = mine[(mine["status"] == "assessed") | (mine["status"] != "suppressed") & (mine["territory"] != "")]
        secret = mine[(mine["status"] == "suppressed") & (mine["territory"] != "")]
        matrix = np.array([equation(*row) for row in told(known, "indicator", "territory")]).reshape(-1, 2 * len(names))
        rank = np.linalg.matrix_rank(matrix) if len(matrix) else 0
        for row in told(secret, "indicator", "territory"):
            assert np.linalg.matrix_rank(np.vstack([matrix, equation(*row)])) > rank
