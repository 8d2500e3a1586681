"""Work that another process does meanwhile comes out as if it had been done here."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.errors import InputError, Place, Problem
from indexgov.tables import Dataset
from indexgov.workers import WorkerError, beside
from tests.small_project import SURVEY, write_project

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Any:
    yield
    assert multiprocessing.active_children() == []


def test_what_another_process_makes_is_there_when_asked_for() -> None:
    with beside(os.getpid) as made:
        assert made() != os.getpid()


def test_an_error_of_another_process_is_raised_by_whoever_asks() -> None:
    told = Problem("number", Place("a.csv", 3), "no number", "write one")

    def refuse() -> None:
        raise InputError([told])

    with pytest.raises(InputError) as caught, beside(refuse) as made:
        made()
    assert list(caught.value.problems) == [told]


def test_what_cannot_be_sent_is_an_error() -> None:
    with pytest.raises(Exception, match="pickle"), beside(lambda: lambda: 1) as made:
        made()


def test_nobody_waits_for_a_process_that_is_not_asked() -> None:
    """An error meanwhile ends the other process, which would never end."""
    with pytest.raises(ZeroDivisionError), beside(signal.pause):
        raise ZeroDivisionError


def test_a_killed_process_is_told() -> None:
    with (
        pytest.raises(WorkerError, match=r"was ended \(SIGKILL\), perhaps because memory ran out"),
        beside(lambda: os.kill(os.getpid(), signal.SIGKILL)) as made,
    ):
        made()


def test_one_processor_does_it_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with beside(os.getpid) as made:
        assert made() == os.getpid()


def heard(folder: Path, processes: int) -> tuple[Dataset, list[pd.DataFrame]]:
    """A dataset with what was told of its columns."""
    told: list[pd.DataFrame] = []
    return indexgov.load_dataset(folder, listen=told.append, processes=processes), told


def test_a_survey_that_is_estimated_meanwhile_is_the_same(tmp_path: Path) -> None:
    """In every table, in what is told of the columns, and in the digests of the files."""
    folder = write_project(tmp_path / "p")
    (alone, told), (other, told_by_other) = heard(folder, 1), heard(folder, 2)
    for field in fields(Dataset):
        one, two = getattr(alone, field.name), getattr(other, field.name)
        if isinstance(one, pd.DataFrame):
            pd.testing.assert_frame_equal(one, two)
        elif field.name != "psus":
            assert one == two or field.name in {"registry", "questionnaire"}, field.name
    assert len(alone.estimates)
    (mapping,), (mapping_of_other,) = told, told_by_other
    pd.testing.assert_frame_equal(mapping, mapping_of_other)
    assert "survey.csv" in other.files


@pytest.mark.parametrize(
    "files",
    [
        {"survey.csv": SURVEY.replace("R02,1,3", "R02,-1,3")},
        {"survey.csv": SURVEY.replace("R02,1,3", "R02,-1,3"), "evidence.csv": "territory,body\n"},
        {"survey.csv": "", "territories.csv": "code\n"},
    ],
    ids=["microdata", "and evidence", "and territories"],
)
def test_faults_are_told_in_the_same_order(tmp_path: Path, files: dict[str, str]) -> None:
    folder, found = write_project(tmp_path / "p", files), []
    for processes in (1, 2):
        with pytest.raises(InputError) as caught:
            indexgov.load_dataset(folder, processes=processes)
        found.append([str(one) for one in caught.value.problems])
    assert found[0] == found[1]
    assert found[0]


@pytest.mark.parametrize("words", [["score", "p"], ["check", "p"]])
def test_a_survey_that_takes_all_memory_is_told_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path / "p")
    monkeypatch.setattr("indexgov.inputs.dataset.survey_estimates", lambda *_, **__: os.kill(os.getpid(), 9))
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith(
        "error: a process that did a part of the work was ended (SIGKILL), perhaps because memory ran out; nothing was "
        "written, close other programs and run the command again\n"
    )
    assert [one.name for one in tmp_path.iterdir()] == ["p"]
