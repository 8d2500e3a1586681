"""The right of reply: what counts after objections and decisions, and what these changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

import indexgov
from indexgov.report.view import scorecards
from indexgov.tables import REPLIES
from tests.small_project import DATASET, EVIDENCE, REGISTRY, write_project

OLD = "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,\n"
Row = tuple[str, str, str, str]
"""Value, assessor, stage and day."""


def lines(rows: Sequence[Row], cell: str = "R03,akimat,papers.heads,") -> str:
    """Rows of one cell as lines of the evidence file."""
    return "".join(f"{cell},{value},https://example.org/8,{day},{who},{stage},\n" for value, who, stage, day in rows)


def scored(folder: Path, evidence: str, disagreement: str = "fail", **files: str) -> indexgov.Assessment:
    text = REGISTRY.replace("territory: {rule", f"assessors: {{disagreement: {disagreement}}}\nterritory: {{rule")
    write_project(folder, {"evidence.csv": evidence, "indicators.yaml": text} | files)
    dataset = indexgov.load_dataset(folder)
    return indexgov.score(dataset.registry, dataset)


def outcome(assessment: indexgov.Assessment, body: str = "akimat") -> pd.Series:
    found = indexgov.replies(assessment)
    assert tuple(found.columns) == REPLIES
    (position,) = found.index[found["body"] == body]
    return pd.Series(found.loc[position])


def leaf(assessment: indexgov.Assessment, territory: str, body: str, node: str) -> pd.Series:
    rows = assessment.scores
    (position,) = rows.index[(rows["territory"] == territory) & (rows["body"] == body) & (rows["node"] == node)]
    return pd.Series(rows.loc[position])


FIRST: Row = ("none", "m1", "initial", "2026-08-05")


@pytest.mark.parametrize(
    ("rows", "state", "score", "disputed"),
    [
        ([FIRST, ("full", "", "reply", "2026-08-10")], "open", 0, True),
        ([FIRST, ("full", "", "reply", "2026-08-10"), ("full", "c", "decision", "2026-08-20")], "accepted", 100, False),
        ([FIRST, ("full", "", "reply", "2026-08-10"), ("partial", "c", "decision", "")], "partly", 50, False),
        ([FIRST, ("full", "", "reply", "2026-08-10"), ("none", "c", "decision", "2026-08-20")], "rejected", 0, False),
        ([FIRST, ("partial", "c", "decision", "2026-08-20")], "corrected", 50, False),
        ([FIRST, ("none", "c", "decision", "2026-08-20")], "confirmed", 0, False),
        # Nobody had looked, and the body says so.
        ([("full", "", "reply", "2026-08-10"), ("full", "c", "decision", "2026-08-20")], "accepted", 100, False),
        # A decision of the same day has read the letter; an objection after the decision opens the dispute again.
        ([FIRST, ("full", "", "reply", "2026-08-20"), ("none", "c", "decision", "2026-08-20")], "rejected", 0, False),
        ([FIRST, ("partial", "c", "decision", "2026-08-20"), ("full", "", "reply", "2026-08-21")], "open", 50, True),
        # Without a day nobody can tell, and the decision closes what there is.
        ([FIRST, ("partial", "c", "decision", ""), ("full", "", "reply", "2026-08-21")], "partly", 50, False),
        ([FIRST, ("partial", "c", "decision", "2026-08-20"), ("full", "", "reply", "")], "partly", 50, False),
    ],
)
def test_states(rows: list[Row], state: str, score: float, disputed: bool, tmp_path: Path) -> None:
    """What became of it, what counts now, and whether it is open: each follows from the rows and their days."""
    assessment = scored(tmp_path, EVIDENCE.replace(OLD, lines(rows)))
    row = outcome(assessment)
    assert (row["territory"], row["indicator"], row["state"]) == ("R03", "papers.heads", state)
    now = leaf(assessment, "R03", "akimat", "papers.heads")
    assert bool(now["disputed"]) == disputed
    if rows[0] == FIRST:
        assert (row["value_before"], row["indicator_score_before"]) == ("none", 0)
        assert (now["score"], row["indicator_score_after"]) == (score, score)


TALK: list[Row] = [
    FIRST,
    ("partial", "", "reply", "2026-08-10"),
    ("none", "c", "decision", "2026-08-20"),
    ("full", "", "reply", "2026-08-21"),
    ("partial", "c", "decision", "2026-08-30"),
]


@pytest.mark.parametrize("order", [1, -1])
def test_the_last_decided_value_counts(order: int, tmp_path: Path) -> None:
    """Two rounds of objection and decision by the same people: days tell them apart, not the order of the lines."""
    assessment = scored(tmp_path, EVIDENCE.replace(OLD, lines(TALK[::order])))
    row = outcome(assessment)
    assert row[["objection", "objected_on", "decision", "decided_on", "state"]].tolist() == [
        "full", "2026-08-21", "partial", "2026-08-30", "partly",
    ]  # fmt: skip
    now = leaf(assessment, "R03", "akimat", "papers.heads")
    assert (now["value"], now["score"], bool(now["disputed"])) == ("partial", 50, False)


def test_decisions_of_two_assessors_on_two_days(tmp_path: Path) -> None:
    rows: list[Row] = [FIRST, ("full", "c", "decision", "2026-08-20"), ("partial", "d", "decision", "2026-08-19")]
    assert leaf(scored(tmp_path, EVIDENCE.replace(OLD, lines(rows))), "R03", "akimat", "papers.heads")["score"] == 100


def test_before_is_the_period_without_replies_and_decisions(tmp_path: Path) -> None:
    """Scores and ranks before are those of a dataset whose files never held the rows; ranks of peers move too.

    R01, R02 and R03 stand 2, 3, 1 before. The decision lifts R02 over R01, whose own score stays.
    """
    talk = lines(
        [("full", "", "reply", "2026-08-10"), ("full", "c", "decision", "2026-08-20")], "R02,akimat,papers.heads,"
    )
    talk += lines([("full", "", "reply", "2026-08-11")], "R01,akimat,papers.budget,")
    estimates = "territory,body,indicator,value,n\n" + "".join(
        f"R0{place},akimat,satisfaction.body,{value},120\n" for place, value in ((1, 0.6), (2, 0.4), (3, 0.5))
    )
    first = EVIDENCE + lines([("full", "m1", "initial", "")], "R03,akimat,papers.budget,")
    never = scored(tmp_path / "never", first, **{"estimates.csv": estimates})
    told = scored(tmp_path / "told", first + talk, **{"estimates.csv": estimates})
    found = indexgov.replies(told)
    assert found[["territory", "state"]].to_numpy().tolist() == [["R01", "open"], ["R02", "accepted"]]
    for assessment, when in ((never, "before"), (told, "after")):
        ranking = assessment.ranking.set_index(["territory", "body"])
        for row in found.to_dict("records"):
            expected = ranking.loc[(row["territory"], row["body"])]
            assert row[f"score_{when}"] == expected["score"]
            assert row[f"rank_{when}"] == expected["rank"]
    assert found[["rank_before", "rank_after"]].to_numpy().tolist() == [[2, 3], [3, 2]]
    assert found["score_after"][0] == found["score_before"][0]
    assert found["score_after"][1] > found["score_before"][1]


def test_assessors_who_differ_have_no_value_before(tmp_path: Path) -> None:
    """Rule `fail`: only the decision settled it. That is no error, and no value may be made up for before."""
    rows: list[Row] = [FIRST, ("full", "m2", "second", "2026-08-06"), ("full", "c", "decision", "2026-08-20")]
    assessment = scored(tmp_path, EVIDENCE.replace(OLD, lines(rows)))
    row = outcome(assessment)
    assert (row["value_before"], row["note"], row["state"]) == ("", "assessors_differ", "corrected")
    assert math.isnan(row["indicator_score_before"])
    assert row["indicator_score_after"] == 100
    before = assessment.dataset.before_replies
    assert before is not None
    cell = before[
        (before["territory"] == "R03") & (before["indicator"] == "papers.heads") & (before["body"] == "akimat")
    ]
    assert cell[["status", "reason", "value"]].astype(str).to_numpy().tolist() == [
        ["not_assessed", "assessors_differ", ""]
    ]


@pytest.mark.parametrize(
    ("rule", "decision", "before", "score", "state"),
    [
        ("lower", "none", "none | full", 0, "rejected"),
        ("lower", "full", "none | full", 0, "accepted"),
        ("mean", "partial", "none | full", 50, "rejected"),
        ("mean", "none", "none | full", 50, "partly"),
    ],
)
def test_two_assessors_who_both_count(
    rule: str, decision: str, before: str, score: float, state: str, tmp_path: Path
) -> None:
    """Before, the registry's rule made one score of two values; a decision that leaves this score changed nothing."""
    rows: list[Row] = [FIRST, ("full", "m2", "second", ""), ("full", "", "reply", ""), (decision, "c", "decision", "")]
    row = outcome(scored(tmp_path, EVIDENCE.replace(OLD, lines(rows)), rule))
    assert (row["value_before"], row["indicator_score_before"], row["state"]) == (before, score, state)


SHARED = EVIDENCE.replace("R03,akimat,papers.heads", "R03,,papers.heads").replace(
    "R03,maslikhat,papers.heads,,partial,https://example.org/9,2026-08-05,,,\n", ""
)


def test_one_body_objects_to_a_shared_value(tmp_path: Path) -> None:
    """The value is disputed for all whom it stands for; the objection is that of one body."""
    reply = lines([("partial", "", "reply", "2026-08-10")], "R03,maslikhat,papers.heads,")
    assessment = scored(tmp_path, SHARED + reply)
    for body in ("akimat", "maslikhat"):
        row = leaf(assessment, "R03", body, "papers.heads")
        assert (row["score"], bool(row["disputed"])) == (100, True)
    found = indexgov.replies(assessment)
    assert found[["body", "state", "value_before"]].to_numpy().tolist() == [["maslikhat", "open", "full"]]
    cards = {card.key: card for card in scorecards(assessment, "en").cards}
    assert [len(cards["R03", body].outcomes) for body in ("akimat", "maslikhat", "")] == [0, 1, 1]
    # One value for every body is one leaf of the territory.
    assert leaf(assessment, "R03", "", "papers.heads")["value"] == "full"


def test_a_decision_about_one_body_splits_a_shared_value(tmp_path: Path) -> None:
    """That body has the value decided, the other keeps the common one, and neither is disputed any more."""
    talk = [("partial", "", "reply", "2026-08-10"), ("none", "c", "decision", "2026-08-20")]
    assessment = scored(tmp_path, SHARED + lines(talk, "R03,maslikhat,papers.heads,"))
    for body, score in (("akimat", 100), ("maslikhat", 0)):
        row = leaf(assessment, "R03", body, "papers.heads")
        assert (row["score"], bool(row["disputed"])) == (score, False)
        assert leaf(assessment, "R03", "", f"papers.heads@{body}")["score"] == score
    row = outcome(assessment, "maslikhat")
    assert row[["indicator_score_before", "indicator_score_after", "state"]].tolist() == [100, 0, "partly"]
    assert not assessment.dataset.observations["disputed"].any()


def test_a_decision_about_every_body_after_a_split_counts_for_all(tmp_path: Path) -> None:
    """The last decided value counts, whoever it was about before."""
    one = lines([("none", "c", "decision", "2026-08-20")], "R03,maslikhat,papers.heads,")
    every = lines([("partial", "c", "decision", "2026-08-25")], "R03,,papers.heads,")
    assessment = scored(tmp_path, SHARED + one + every)
    assert [leaf(assessment, "R03", body, "papers.heads")["score"] for body in ("akimat", "maslikhat")] == [50, 50]
    assert indexgov.replies(assessment)["state"].tolist() == ["corrected", "corrected"]


def test_an_objection_about_every_body_stands_for_each(tmp_path: Path) -> None:
    """So that each body's page tells it, with the scores of that body."""
    assessment = scored(tmp_path, SHARED + lines([("none", "", "reply", "2026-08-10")], "R03,,papers.heads,"))
    found = indexgov.replies(assessment)
    assert found["body"].tolist() == ["akimat", "maslikhat"]
    assert set(found["state"]) == {"open"}


def test_a_value_of_one_body_beside_a_shared_one_is_still_an_error(tmp_path: Path) -> None:
    with pytest.raises(indexgov.InputError) as caught:
        scored(tmp_path, SHARED + lines([("none", "m1", "initial", "")], "R03,maslikhat,papers.heads,"))
    assert [problem.rule for problem in caught.value.problems] == ["body-overlap"]


def test_ratios_are_told_apart_by_day(tmp_path: Path) -> None:
    """R01 asks for 10 of 10 where 8 in time and 1 late of 10 were counted; decided twice, last 9 + 1 of 10."""
    parts = {
        ("reply", "", "2026-08-10"): (10, 0, 10),
        ("decision", "c", "2026-08-20"): (8, 1, 10),
        ("decision", "c", "25.08.2026"): (9, 1, 10),
    }
    rows = "".join(
        f"R01,akimat,people.requests,{part},{count},https://example.org/3,{day},{who},{stage},\n"
        for (stage, who, day), counts in parts.items()
        for part, count in zip(("in_time", "late", "received"), counts, strict=True)
    )
    row = outcome(scored(tmp_path, EVIDENCE + rows))
    assert row["value_before"] == "in_time=8; late=1; received=10"
    assert row["objection"] == "in_time=10; late=0; received=10"
    assert row["decision"] == "in_time=9; late=1; received=10"
    # 100 * (8 + 1/2) / 10, then 100 * (9 + 1/2) / 10.
    assert row[["indicator_score_before", "indicator_score_after"]].tolist() == pytest.approx([85, 95], abs=1e-12)


def test_only_open_objections_keep_a_dataset_from_being_final(tmp_path: Path) -> None:
    """The akimat's objection was decided, the maslikhat's was not: the message stands at the second alone."""
    talk = lines([("none", "", "reply", "2026-08-10"), ("full", "c", "decision", "2026-08-20")])
    talk += lines([("full", "", "reply", "2026-08-10")], "R03,maslikhat,papers.heads,")
    final = DATASET.replace("status: demo", "status: final")
    with pytest.raises(indexgov.InputError) as caught:
        scored(tmp_path, EVIDENCE + talk, **{"dataset.yaml": final})
    assert [(one.rule, one.place.line) for one in caught.value.problems] == [("open-dispute", 17)]


def test_nothing_to_say(tmp_path: Path) -> None:
    """No reply and no decision: no rows, no second scoring, no file, no sheet."""
    assessment = scored(tmp_path / "p", EVIDENCE)
    assert assessment.dataset.before_replies is None
    found = indexgov.replies(assessment)
    assert (len(found), tuple(found.columns)) == (0, REPLIES)
    out = indexgov.write_outputs(assessment, tmp_path / "out")
    assert not (out / "replies.csv").exists()
    assert "replies.csv" not in (out / "site" / "en" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["upheld", "6 → 6", "Value decided: met", "61.2 → 61.9"]),
        ("ru", ["принято", "6 → 6", "Значение по решению: выполнено", "61,2 → 61,9"]),
        ("kk", ["қабылданды", "6 → 6", "Шешілген мән: орындалды", "61,2 → 61,9"]),
    ],
)
def test_the_page_of_a_body_tells_what_became_of_its_objection(
    demo_site: Path, language: str, words: list[str]
) -> None:
    """In its own language, with the numbers of replies.csv as readers see them."""
    text = (demo_site / language / "R08-akimat.html").read_text(encoding="utf-8")
    assert all(word in text for word in words)


def test_demo_shows_every_way_an_objection_can_go(demo: indexgov.Assessment) -> None:
    assert set(indexgov.replies(demo)["state"]) == {"open", "accepted", "partly", "rejected"}


def test_a_decision_that_makes_a_column_vary_does_not_stop_publication(tmp_path: Path) -> None:
    """6 and 6 sessions have no place on a min-max scale; the decision says 12 for one, and the period is published.

    What the scores were before cannot be told, and a note says so.
    """
    text = REGISTRY.replace("{goalposts: {min: 0, max: 12, clamp: false}}", "{minmax: {}}")
    rows = EVIDENCE.replace("people.sessions,,12,", "people.sessions,,6,")
    rows += "R02,maslikhat,people.sessions,,12,https://example.org/9,2026-09-20,,decision,\n"
    folder = write_project(tmp_path / "p", {"indicators.yaml": text, "evidence.csv": rows})
    data = indexgov.load_dataset(folder)
    assessment = indexgov.score(data.registry, data)
    (row,) = indexgov.replies(assessment).to_dict("records")
    assert (row["note"], row["indicator_score_after"]) == ("not_scored_before", 100)
    assert math.isnan(row["score_before"])
    indexgov.write_outputs(assessment, tmp_path / "out")
    assert "not_scored_before" in (tmp_path / "out" / "replies.csv").read_text(encoding="utf-8")
