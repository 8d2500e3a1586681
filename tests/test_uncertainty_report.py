"""`indexgov uncertainty`: what it prints, the files it leaves, and the words of its pages. Places are invented."""

from __future__ import annotations

import io
import json
import re
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import indexgov
from indexgov.cli import main
from indexgov.report.placing import OutputError
from indexgov.report.uncertainty_view import Interval, UncertaintyView, uncertainty_view
from indexgov.report.uncertainty_words import UncertaintyWords
from indexgov.tables import CERTAINTY, PAIRS, SHARES

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

LANGUAGES = ("kk", "ru", "en")
UNCERTAINTY = """\
uncertainty:
  weights: {component: {noise: 0.25}}
  aggregation: {index: [geometric]}
  assessors: {rate: 0.05}
  top: [1, 3]
"""
REGISTRY = """\
indexgov: 1
id: sure
version: "1"
title: {kk: Индекс, ru: Индекс, en: Index}
languages: [kk, ru, en]
tiers: {region: {title: {kk: өңір, ru: регион, en: region}}}
bodies: {akimat: {title: {kk: әкімдік, ru: акимат, en: akimat}}}
scales:
  published: {levels: {full: 100, partial: 50, none: 0}}
  share: {goalposts: {min: 0, max: 1}}
components:
  external:
    title: {kk: Сыртқы, ru: Внешний, en: External}
    weight: 60
    indicators:
      - {id: heads, title: {kk: Басшылар, ru: Руководители, en: Heads}, scale: published}
      - {id: budget, title: {kk: Бюджет, ru: Бюджет, en: Budget}, scale: published}
      - {id: plans, title: {kk: Жоспарлар, ru: Планы, en: Plans}, scale: published}
  internal:
    title: {kk: Ішкі, ru: Внутренний, en: Internal}
    weight: 40
    indicators:
      - {id: trust, title: {kk: Сенім, ru: Доверие, en: Trust}, measure: mean, scale: share}
"""
DATASET = """\
period: 2026-Q3
status: demo
title: {kk: Үлгі, ru: Пример, en: Example}
registry: indicators.yaml
territories: territories.csv
evidence: [evidence.csv]
estimates: [estimates.csv]
publication: {profile: open}
"""
LEVELS = {
    "R01": ("full", "full", "full"),
    "R02": ("full", "partial", "full"),
    "R03": ("full", "partial", "partial"),
    "R04": ("none", "partial", "partial"),
    "R05": ("none", "none", "none"),
}
TRUST = {"R01": 0.9, "R02": 0.5, "R03": 0.48, "R04": 0.45, "R05": 0.2}


def write(folder: Path, section: str = UNCERTAINTY, se: str = "0.02", regions: int = 5) -> Path:
    """A project of five regions: the first and the last stand by themselves, the second and third are close."""
    places = list(LEVELS)[:regions]
    folder.mkdir(parents=True, exist_ok=True)
    seen = "https://example.org/1,2026-08-03"
    evidence = [
        f"{place},akimat,{name},{level},{seen}"
        for place in places
        for name, level in zip(("heads", "budget", "plans"), LEVELS[place], strict=True)
    ]
    files = {
        "indicators.yaml": [REGISTRY + section],
        "dataset.yaml": [DATASET],
        "territories.csv": ["territory,tier,name_kk,name_ru,name_en"]
        + [f"{one},region,Өңір {one[1:]},Регион {one[1:]},Region {one[1:]}" for one in places],
        "evidence.csv": ["territory,body,indicator,value,source_url,seen_on", *evidence],
        "estimates.csv": ["territory,body,indicator,value,se,n"]
        + [f"{place},akimat,trust,{TRUST[place]},{se},200" for place in places],
    }
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["uncertainty", *words])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path / "p")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> indexgov.Uncertainty:
    dataset = indexgov.load_dataset(write(tmp_path_factory.mktemp("p")))
    return indexgov.uncertainty(indexgov.score(dataset.registry, dataset))


@pytest.fixture(scope="module")
def view(found: indexgov.Uncertainty) -> UncertaintyView:
    return uncertainty_view(found, "en")


@pytest.fixture(scope="module")
def out(found: indexgov.Uncertainty, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexgov.write_uncertainty(found, tmp_path_factory.mktemp("out") / "r", "en")


# The command.


@pytest.mark.usefixtures("project")
def test_the_whole_output() -> None:
    result = run("p", "--draws", "1000", "--out", "r")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == EXPECTED


EXPECTED = """\
Uncertainty of scores and ranks: Index, Q3 2026
Synthetic data, not an assessment
Draws: 1,000; Seed: 20260930; Confidence: 95%

What was drawn
  - The sampling error of the survey: every figure with a standard error, with their covariances
  - The error of assessors: a level is taken for its neighbour in 5% of records, as the methodology
    states
  - Weights (component): each within ±25%
  - How parts are combined (‘Index’): besides its own also geometric mean

What was not drawn, and why
  - Section ‘uncertainty’ of the registry declares none of these: other scales, other rules for what
    was not assessed, parts to leave out

Akimat (ranked: 5)
  rank  territory  score  rank interval  with other weights and methods
     1  Region 01   96.0              1                               1
          More than half of the uncertainty of this score comes from the error of assessors (85%);
          the others less than 5% each.
     2  Region 02   70.0            2–3                               2
          More than half of the uncertainty of this score comes from the error of assessors (69%);
          the choice of weights 15%; the choice how parts are combined 5%; the others less than 5%
          each.
     3  Region 03   59.2            2–3                               3
          More than half of the uncertainty of this score comes from the error of assessors (96%);
          the choice of weights 6%; the sampling error of the survey 6%; the others less than 5%
          each.
     4  Region 04   38.0              4                               4
          More than half of the uncertainty of this score comes from the error of assessors (95%);
          the others less than 5% each.
     5  Region 05    8.0              5                               5
          More than half of the uncertainty of this score comes from the error of assessors (65%);
          the choice how parts are combined 25%; the others less than 5% each.

11 files in r, for people: r/uncertainty.xlsx, r/site/index.html
"""


@pytest.mark.usefixtures("project")
def test_default_folder_and_options() -> None:
    """Without --out results stand in out/INDEX/DATASET-uncertainty; seed and draws are recorded."""
    result = run("p", "--draws", "64", "--seed", "7", "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    folder = Path("out/sure/p-uncertainty")
    assert [path.name for path in Path("out/sure").iterdir()] == ["p-uncertainty"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["draws"], manifest["options"]) == (7, 64, {"language": "kk"})
    assert set(manifest["outputs"]) == {
        "uncertainty.csv", "pairs.csv", "sources.csv", "uncertainty.json", "uncertainty.xlsx", "site/style.css",
        "site/index.html", *(f"site/{language}/index.html" for language in LANGUAGES),
    }  # fmt: skip


@pytest.mark.usefixtures("project")
def test_same_bytes_with_one_and_two_workers() -> None:
    for number in ("1", "2"):
        assert run("p", "--draws", "300", "--workers", number, "--out", f"r{number}", "--quiet").exit_code == 0
    one, two = (
        {path.relative_to(f"r{number}"): path.read_bytes() for path in Path(f"r{number}").rglob("*.*")}
        for number in (1, 2)
    )
    assert len(one) == 11
    assert one == two


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--draws", "0"], "Invalid value for '--draws': 0 is not in the range x>=2."),
        (["--draws", "1"], "Invalid value for '--draws': 1 is not in the range x>=2."),
        (["--seed", "-1"], "Invalid value for '--seed': -1 is not in the range x>=0."),
        (["--workers", "0"], "Invalid value for '--workers': 0 is not in the range x>=1."),
    ],
)
def test_wrong_usage(words: list[str], message: str) -> None:
    result = run("p", *words)
    assert result.exit_code == 2
    assert result.stderr.endswith(f"Error: {message}\n")
    assert not Path("out").exists()


def test_nothing_to_draw(project: Path) -> None:
    """There is no page without anything on it."""
    write(project, "uncertainty: {assessors: none}\n", "")
    result = run("p", "--draws", "10")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "error: nothing can be drawn: no survey figure has a standard error, how often assessors err is not known, and "
        "'p/indicators.yaml' declares no other weights or methods; write what could be otherwise under 'uncertainty'\n"
    )
    assert not Path("out").exists()


def test_nobody_is_ranked(project: Path) -> None:
    """Two bodies have no ranks, and so no ranks that are sure or not."""
    write(project, regions=2)
    result = run("p", "--draws", "10")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "error: nobody is ranked, so that no rank is uncertain: 'indexgov score' tells why\n"
    assert not Path("out").exists()


def test_foreign_folders_are_left_alone(found: indexgov.Uncertainty, tmp_path: Path) -> None:
    """An uncertainty takes the place of an earlier one, not of scores, nor of anything else."""
    manifest = {"registry": {"id": "sure"}, "period": "2026-Q3", "outputs": {}}
    (tmp_path / "scores").mkdir()
    (tmp_path / "scores" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(OutputError) as error:
        indexgov.write_uncertainty(found, tmp_path / "scores", "en")
    assert str(error.value) == (
        f"'{tmp_path / 'scores'}' holds the results of 'sure' for 2026-Q3; name another folder with --out"
    )
    indexgov.write_uncertainty(found, tmp_path / "mine", "en")
    indexgov.write_uncertainty(found, tmp_path / "mine", "ru")
    with pytest.raises(OutputError) as error:
        indexgov.write_outputs(found.assessment, tmp_path / "mine")
    assert str(error.value) == (
        f"'{tmp_path / 'mine'}' holds the uncertainty of 'sure' for 2026-Q3; name another folder with --out"
    )


# The files.


def test_tables(found: indexgov.Uncertainty, out: Path) -> None:
    """The tables hold what the library gives, to the last digit."""
    columns = [*CERTAINTY, "top_1", "method_top_1", "top_3", "method_top_3"]
    frames = {"uncertainty": (found.authorities, columns), "pairs": (found.pairs, [*PAIRS])}
    frames |= {"sources": (found.shares, [*SHARES])}
    for name, (frame, names) in frames.items():
        read = pd.read_csv(out / f"{name}.csv", keep_default_na=False, na_values=[""])
        assert list(read.columns) == names, name
        expected = pd.read_csv(io.StringIO(frame.to_csv(index=False)), keep_default_na=False, na_values=[""])
        pd.testing.assert_frame_equal(read, expected, check_exact=True)
    assert len(found.authorities) == 5
    assert len(found.pairs) == 20
    assert set(found.shares["source"]) == {"sampling", "assessors", "weights", "aggregation"}


@pytest.mark.usefixtures("project")
def test_json_round_trip(found: indexgov.Uncertainty, out: Path) -> None:
    """The file and --json hold the same, and the tables come back from it as they were."""
    content = json.loads((out / "uncertainty.json").read_text(encoding="utf-8"))
    for name, frame in (("authorities", found.authorities), ("pairs", found.pairs), ("sources", found.shares)):
        assert content[name]["columns"] == list(frame.columns)
        assert content[name]["rows"] == frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    assert (content["seed"], content["draws"], content["confidence"]) == (20260930, 1000, 0.95)
    assert content["drawn"] == list(found.drawn) == ["sampling", "assessors", "weights", "aggregation"]
    assert content["declared"]["weights"] == {"component": {"noise": 0.25}}
    assert content["assessor_error"] == {"rate": 0.05, "cells": 0, "unequal": 0}
    printed = json.loads(run("p", "--json", "--out", "r").stdout)
    assert printed == {**content, "out": "r", "problems": []}


def test_workbook(found: indexgov.Uncertainty, tmp_path: Path) -> None:
    """Sheets of ranks, pairs and sources, with the figures of the tables."""
    indexgov.write_uncertainty(found, tmp_path / "r", "ru")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(tmp_path / "r" / "uncertainty.xlsx")
    assert book.sheetnames == ["Обложка", "Места", "Пары — Акимат", "Источники"]
    cover = "\n".join(str(row[0].value) for row in book["Обложка"].iter_rows() if row[0].value)
    assert "Неопределённость баллов и мест: Индекс" in cover
    rows = list(book["Места"].iter_rows(min_row=4, max_row=8, values_only=True))
    assert [row[1] for row in rows] == ["Регион 01", "Регион 02", "Регион 03", "Регион 04", "Регион 05"]
    frame = found.authorities
    assert [row[3] for row in rows] == frame["rank_low"].tolist()
    assert [row[4] for row in rows] == frame["rank_high"].tolist()
    pairs = list(book["Пары — Акимат"].iter_rows(min_row=4, max_row=8, min_col=3, values_only=True))
    known = found.pairs.set_index(["territory", "other"])["above"]
    for one, row in zip(LEVELS, pairs, strict=True):
        for other, value in zip(LEVELS, row, strict=False):
            assert value == (None if one == other else known[(one, other)])


# The pages and the sentences.


def test_each_is_told_what_its_table_says(found: indexgov.Uncertainty, view: UncertaintyView) -> None:
    """Lists of those that cannot be told apart are those of the pairs; each is told of by its own list."""
    (group,) = view.groups
    frame = found.pairs[found.pairs["alike"]]
    for row in group.rows:
        mine = [f"Region {code[1:]}" for code in frame.loc[frame["territory"] == row.key[0], "other"]]
        assert list(row.alike or ()) == mine
    first, *_, last = group.rows
    assert first.alike_words == "By its score it can be told apart from all of its peers."
    assert first.claims == "It may be called the first."
    assert last.claims == "It may be called the last."
    assert group.rows[2].claims == "It may be called neither the first nor the last."


@pytest.mark.parametrize("language", LANGUAGES)
def test_page(found: indexgov.Uncertainty, out: Path, language: str) -> None:
    """Every sentence of the view stands on the page of its language; scripts and other addresses do not."""
    view = uncertainty_view(found, language)
    html = (out / "site" / language / "index.html").read_text(encoding="utf-8")
    plain = re.sub(r"&#(\d+);", lambda sign: chr(int(sign[1])), html).replace("&lt;", "<").replace("&gt;", ">")
    told = [*view.sentences, *view.drawn, *view.not_drawn, view.about_each, *view.top_labels]
    told += [text for group in view.groups for row in group.rows for text in (row.alike_words, row.claims, row.driver)]
    assert all(told)
    assert [one for one in told if one not in plain] == []
    assert plain.count(view.stamp.words) >= 3
    assert "<script" not in html
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
    assert html.partition("<main")[2].count("<circle") == 5 + 1
    assert html.count("<tr>") == 1 + 5 + 1 + 5


@pytest.mark.parametrize(
    ("language", "drawn", "not_drawn"),
    [
        (
            "kk",
            "Салмақтар (компонент): әрқайсысы ±25% шегінде",
            "Тізілімнің uncertainty бөлімінде көрсетілмегені: басқа шкалалар, бағаланбағанға қатысты басқа ережелер, "
            "алып тасталатын бөліктер",
        ),
        (
            "ru",
            "Веса (компонент): каждый в пределах ±25\u00a0%",
            "В разделе uncertainty реестра не указаны: другие шкалы, другие правила для того, что не оценивалось, "
            "исключаемые части",
        ),
        (
            "en",
            "Weights (component): each within ±25%",
            "Section ‘uncertainty’ of the registry declares none of these: other scales, other rules for what was not "
            "assessed, parts to leave out",
        ),
    ],
)
def test_what_was_drawn(found: indexgov.Uncertainty, language: str, drawn: str, not_drawn: str) -> None:
    told = UncertaintyWords(found, language)
    assert list(told.drawn())[2] == drawn
    assert list(told.not_drawn()) == [not_drawn]


def shares(found: indexgov.Uncertainty, *rows: tuple[str, float, float]) -> UncertaintyWords:
    """Words about an uncertainty whose first authority has shares by hand."""
    from dataclasses import replace

    frame = pd.DataFrame([("R01", "akimat", *row) for row in rows], columns=list(SHARES))
    return UncertaintyWords(replace(found, shares=frame), "en")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [("weights", 0.62, 0.64), ("sampling", 0.11, 0.12), ("assessors", 0.27, 0.27)],
            "More than half of the uncertainty of this score comes from the choice of weights (62%); the error of "
            "assessors 27%; the sampling error of the survey 11%.",
        ),
        (
            [("weights", 0.4, 0.55), ("sampling", -0.02, 0.01), ("assessors", 0.3, 0.39)],
            "The largest part of the uncertainty of this score comes from the choice of weights (40%, together with "
            "other sources 55%); the error of assessors 30%; the others less than 5% each. Several sources acting "
            "together make 30%.",
        ),
        (
            [("weights", 0.0, 0.0), ("sampling", 1.03, 1.0)],
            "More than half of the uncertainty of this score comes from the sampling error of the survey (100%); the "
            "others less than 5% each.",
        ),
        ([], "Nothing that was drawn changes this score."),
    ],
)
def test_what_drives_a_score(found: indexgov.Uncertainty, rows: list[Any], sentence: str) -> None:
    """First-order shares; the total where it is more than ten points larger; small and negative ones are told
    together."""
    assert shares(found, *rows).driver(("R01", "akimat")) == sentence


def test_one_source_needs_no_share(tmp_path: Path) -> None:
    dataset = indexgov.load_dataset(write(tmp_path, "uncertainty: {assessors: none}\n"))
    found = indexgov.uncertainty(indexgov.score(dataset.registry, dataset))
    view = uncertainty_view(found, "en")
    assert view.groups[0].rows[0].driver == (
        "The only source of uncertainty of this score that was drawn is the sampling error of the survey."
    )
    assert view.not_drawn[0] == "The error of assessors: the methodology takes their records to be free of error"
    assert not view.has_method


def test_without_any_known_error(tmp_path: Path) -> None:
    """Only choices are drawn: no rank has an interval, and that is said; assessors are not known by five bodies."""
    dataset = indexgov.load_dataset(write(tmp_path / "p", "uncertainty: {weights: {component: {noise: 0.25}}}\n", ""))
    found = indexgov.uncertainty(indexgov.score(dataset.registry, dataset))
    view = uncertainty_view(found, "en")
    assert view.not_drawn[:2] == (
        "The sampling error of the survey: no figure has a standard error",
        "The error of assessors is not known: fewer than 30 criteria were assessed twice",
    )
    assert not view.has_errors
    assert view.tops == ("method_top_3",)
    assert any("no rank intervals" in one for one in view.sentences)
    row = view.groups[0].rows[0]
    assert (row.alike_words, row.claims, row.errors) == ("", "", Interval(None, None))
    out = indexgov.write_uncertainty(found, tmp_path / "r", "en")
    html = (out / "site" / "en" / "index.html").read_text(encoding="utf-8")
    assert "Rank interval" not in html
    assert (out / "pairs.csv").read_text(encoding="utf-8") == f"{','.join(PAIRS)}\n"


def test_a_group_without_errors_beside_one_with(tmp_path: Path) -> None:
    """Levels of okrugs were adjudicated and there is no survey: only regions have intervals; each tier is a group."""
    write(tmp_path / "p")
    rules = REGISTRY.replace("tiers: {region:", "tiers: {okrug: {title: {kk: округ, ru: округ, en: okrug}}, region:")
    head, _, _ = rules.partition("  internal:")
    section = "uncertainty: {weights: {indicator: {noise: 0.5}}, assessors: {rate: 0.05}}\n"
    (tmp_path / "p" / "indicators.yaml").write_text(head + section, encoding="utf-8")
    places = {"R01": "region", "R02": "region", "R03": "region", "K01": "okrug", "K02": "okrug", "K03": "okrug"}
    names = [f"{one},{tier},{one},{one},{one}" for one, tier in places.items()]
    rows = [
        f"{one},akimat,{name},{level},https://example.org/1,2026-08-03,{'adjudicated' if tier == 'okrug' else ''}"
        for one, tier in places.items()
        for name, level in zip(("heads", "budget", "plans"), LEVELS[f"R{one[1:]}"], strict=True)
    ]
    files = {
        "territories.csv": ["territory,tier,name_kk,name_ru,name_en", *names],
        "evidence.csv": ["territory,body,indicator,value,source_url,seen_on,stage", *rows],
        "dataset.yaml": [DATASET.replace("estimates: [estimates.csv]\npublication: {profile: open}\n", "")],
    }
    for name, lines in files.items():
        (tmp_path / "p" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    dataset = indexgov.load_dataset(tmp_path / "p")
    view = uncertainty_view(indexgov.uncertainty(indexgov.score(dataset.registry, dataset)), "en")
    assert [group.title for group in view.groups] == ["Akimat, Region", "Akimat, Okrug"]
    assert [[row.errors.low is None for row in group.rows] for group in view.groups] == [[False] * 3, [True] * 3]
    assert [len(group.pairs) for group in view.groups] == [3, 0]
    assert all(row.alike_words for row in view.groups[0].rows)
    assert not any(row.alike_words or row.claims for row in view.groups[1].rows)


def test_few_draws_tell_no_shares(tmp_path: Path) -> None:
    dataset = indexgov.load_dataset(write(tmp_path))
    found = indexgov.uncertainty(indexgov.score(dataset.registry, dataset, draws=100))
    assert uncertainty_view(found, "en").groups[0].rows[0].driver == (
        "There are too few draws to tell the shares of the sources: at least 256 are needed."
    )
