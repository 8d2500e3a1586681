"""Denominators from territories.csv, evidence of earlier periods, base periods: through the files, by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import indexgov
from tests.small_project import DATASET, EVIDENCE, REGISTRY, TERRITORIES, write_project

PEOPLE = TERRITORIES.replace("territory,tier,", "territory,tier,population,").replace(",region,", ",region,POP,")
SESSIONS = "                scale: sessions\n"


def with_people(*population: str) -> str:
    """The territories with a population each."""
    text = PEOPLE
    for number in population:
        text = text.replace("POP", number, 1)
    return text


def divided(scale: str, extra: str = "") -> str:
    """The small registry whose sessions are counted per 1,000 people."""
    text = REGISTRY.replace(
        "acts:\n", "denominators: {population: {title: {kk: халық, ru: население, en: people}}}\nacts:\n"
    )
    text = text.replace("{goalposts: {min: 0, max: 12, clamp: false}}", scale)
    return text.replace(
        SESSIONS, SESSIONS + "                denominator: population\n                per: 1000\n" + extra
    )


def sessions(folder: Path, files: dict[str, str]) -> tuple[indexgov.Dataset, pd.DataFrame]:
    """The dataset, and the rows of the sessions of each maslikhat, by territory."""
    data = indexgov.load_dataset(write_project(folder, files))
    scores = indexgov.score(data.registry, data).scores
    mine = (scores["node"] == "people.sessions") & (scores["body"] == "maslikhat")
    return data, scores[mine].set_index("territory")


def test_numbers_are_divided_by_their_denominator(tmp_path: Path) -> None:
    """R01: 6 sessions for 4,000 people are 1.5 per 1,000, half of 3; R02: 12 for 4,000 are 3. The value stays 6."""
    files = {"indicators.yaml": divided("{goalposts: {min: 0, max: 3, clamp: false}}"),
             "territories.csv": with_people("4000", "4000", "1")}  # fmt: skip
    data, rows = sessions(tmp_path / "p", files)
    assert rows["score"].tolist()[:2] == pytest.approx([50, 100], abs=1e-12)
    assert rows.loc["R01", "value"] == "6"
    numbers = data.observations.loc[data.observations["indicator"] == "people.sessions", "number"]
    assert sorted(numbers) == pytest.approx([1.5, 3], abs=1e-12)


def test_without_its_denominator_a_value_is_not_assessed(tmp_path: Path) -> None:
    """A population that is not known is no population of 0: R01 has no score, and the reason says why."""
    files = {"indicators.yaml": divided("{goalposts: {min: 0, max: 3}}"),
             "territories.csv": with_people("", "4000", "1")}  # fmt: skip
    data, rows = sessions(tmp_path / "p", files)
    assert rows["score"].isna()["R01"]
    assert "'people.sessions' cannot be divided where 'population' is empty: 'R01'" in [
        problem.message for problem in data.problems if problem.level == "warning"
    ]
    assert (rows.loc["R01", "status"], rows.loc["R01", "reason"]) == ("not_assessed", "no_denominator")
    assert rows.loc["R02", "score"] == 100


def test_a_divided_value_outside_goalposts_is_an_error(tmp_path: Path) -> None:
    """6 for 1,000 people are 6 per 1,000, beyond 3; the message shows what was written."""
    files = {"indicators.yaml": divided("{goalposts: {min: 0, max: 3, clamp: false}}"),
             "territories.csv": with_people("1000", "4000", "1")}  # fmt: skip
    with pytest.raises(
        indexgov.InputError, match=r"6, divided 6, is outside the goalposts 0 to 3 of 'people\.sessions'"
    ):
        sessions(tmp_path / "p", files)


def test_evidence_of_earlier_periods_is_carried_and_marked(tmp_path: Path) -> None:
    """`carry: 1` admits what was seen since 1 April for the third quarter, counts it, and says so."""
    carried = REGISTRY.replace(SESSIONS, SESSIONS + "                carry: 1\n")
    old = EVIDENCE.replace("https://example.org/4,2026-08-03", "https://example.org/4,2026-04-01")
    _, rows = sessions(tmp_path / "p", {"indicators.yaml": carried, "evidence.csv": old})
    assert (rows.loc["R01", "status"], rows.loc["R01", "reason"]) == ("assessed", "carried")
    assert (rows.loc["R01", "score"], rows.loc["R01", "coverage"]) == (50, 1)
    assert rows.loc["R02", "reason"] == ""
    older = EVIDENCE.replace("https://example.org/4,2026-08-03", "https://example.org/4,2026-03-31")
    with pytest.raises(indexgov.InputError, match=r"'people\.sessions' may be carried from 2026-04-01"):
        sessions(tmp_path / "q", {"indicators.yaml": carried, "evidence.csv": older})


def test_a_base_period_keeps_the_scale(tmp_path: Path) -> None:
    """The scale is made of 2026-Q2, with 2 and 10 sessions: 6 is half way, 12 is beyond and scores as the end.

    What changes in 2026-Q3 does not move it, which is what a base period is for.
    """
    based = REGISTRY.replace("{goalposts: {min: 0, max: 12, clamp: false}}", "{minmax: {over: 2026-Q2}}")
    earlier = EVIDENCE.replace("people.sessions,,6,", "people.sessions,,2,").replace(
        "people.sessions,,12,", "people.sessions,,10,"
    )
    base = DATASET.replace("2026-Q3", "2026-Q2").replace("indicators.yaml", "../p/indicators.yaml")
    write_project(tmp_path / "base", {"dataset.yaml": base, "evidence.csv": earlier.replace("2026-08", "2026-05")})
    named = DATASET + "previous: [../base]\n"
    data, rows = sessions(tmp_path / "p", {"indicators.yaml": based, "dataset.yaml": named})
    assert rows["score"].tolist()[:2] == pytest.approx([50, 100], abs=1e-12)
    assert "../base/evidence.csv" in data.files
    beyond = "values of 'people.sessions' lie beyond the ends 2 and 10 of its scale: 12"
    assert beyond in [problem.message for problem in data.problems]
    with pytest.raises(indexgov.InputError, match="made over 2026-Q2, and no dataset of that period is named"):
        sessions(tmp_path / "q", {"indicators.yaml": based})


def test_last_values_without_an_earlier_dataset_are_a_note(tmp_path: Path) -> None:
    """In the first period there is nothing to take over; later it is a folder that was forgotten."""
    taking = REGISTRY.replace(SESSIONS, SESSIONS + "                impute: {by: last, carry: 1}\n")
    data = indexgov.load_dataset(write_project(tmp_path / "p", {"indicators.yaml": taking}))
    message = "no earlier dataset is named, so nothing can be carried over for 'people.sessions'"
    assert (message, "note") in [(problem.message, problem.level) for problem in data.problems]


@pytest.mark.parametrize("first", [True, False])
def test_a_ratio_with_one_old_part_is_carried_whatever_the_order(first: bool, tmp_path: Path) -> None:
    """One part of a ratio was seen before the period: the cell was not seen now as a whole, and says so."""
    carried = REGISTRY.replace(
        "                scale: answered\n", "                scale: answered\n                carry: 1\n"
    )
    text, lines = EVIDENCE, [line for line in EVIDENCE.splitlines() if "people.requests" in line]
    old = [line.replace("2026-08-03", "2026-05-03") if number == 0 else line for number, line in enumerate(lines)]
    ordered = [old[0], *old[1:]] if first else [*old[1:], old[0]]
    for line in lines:
        text = text.replace(line + "\n", "")
    data = indexgov.load_dataset(
        write_project(tmp_path / "p", {"indicators.yaml": carried, "evidence.csv": text + "\n".join(ordered) + "\n"})
    )
    scores = indexgov.score(data.registry, data).scores
    row = scores[(scores["node"] == "people.requests") & (scores["body"] == "akimat") & (scores["territory"] == "R01")]
    assert row["reason"].tolist() == ["carried"]
