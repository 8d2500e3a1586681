"""A new word of the registry is a function above its table and a line in it: docs/extending.md, applied to a copy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

import indexgov
from tests.test_docs import EXTENDING as PAGE
from tests.test_docs import ROOT, blocks, data_of, merged

REGISTRY = """\
indexgov: 1
id: tiny
version: "1"
title: {en: Tiny}
languages: [en]
tiers: {region: {title: {en: region}}}
bodies: {akimat: {title: {en: akimat}}}
scales:
  points: identity
  reply: identity
components:
  external:
    title: {en: External}
    indicators:
      - {id: a, title: {en: a}, scale: reply}
      - {id: b, title: {en: b}, scale: points}
      - {id: c, title: {en: c}, scale: points}
      - {id: d, title: {en: d}, scale: points}
ranking: {within: [body]}
"""
DATASET = """\
period: 2026-Q3
status: demo
title: {en: Tiny}
registry: indicators.yaml
territories: territories.csv
evidence: evidence.csv
"""
TERRITORIES = "territory,tier,name_en\nR1,region,Region 1\nR2,region,Region 2\nR3,region,Region 3\n"
VALUES = {"a": (0, 8, 27), "b": (50, 50, 50), "c": (60, 60, 60), "d": (100, 100, 100)}

SCORE = """\
import json, sys
import indexgov
dataset = indexgov.load_dataset(sys.argv[1])
found = indexgov.score(dataset.registry, dataset).scores
rows = found.loc[found["node"] == sys.argv[2], ["territory", "score", "contribution"]]
from indexgov.registry.models import Registry
print(json.dumps({"file": indexgov.__file__, "rows": rows.values.tolist(), "schema": Registry.model_json_schema()}))
"""

EXPLAIN = """\
import json, sys
import indexgov
from indexgov.report.explanation import as_json, lines
dataset = indexgov.load_dataset(sys.argv[1])
told = indexgov.explain(indexgov.score(dataset.registry, dataset), "R2", "akimat")
nodes = {node["node"]: node for node in as_json(told)["nodes"]}
text = " ".join(line.text for line in lines(told, 100))
gains = told.gains()["node"].tolist()
print(json.dumps({"scale": nodes["a"]["scale"], "how": nodes["external"]["how"], "text": text, "gains": gains}))
"""


@dataclass(frozen=True)
class Case:
    """A word of the page with a node whose scores were calculated by hand."""

    word: str
    table: str
    file: str
    node: str
    scores: tuple[float, float, float]
    allowed: str
    """What the refusal of the word names without the edits."""
    indicator: str = "a"
    """An indicator whose contributions are looked at."""
    contributions: tuple[float, float, float] | None = None
    scale: str = ""
    """How the score of the 8 of R2 is explained."""
    how: str = "arithmetic mean of all 4 parts"
    best: bool = True
    """Whether the best value of the scale is known."""


CASES = [
    Case("logistic", "SCALES", "scales", "a", (88.07970779778823, 59.8687660112452, 3.229546469845052), "'levels'",
         scale="logistic {middle: 10, steepness: -0.2}: 8 = 59.868766", best=False),
    Case("fraction_of_mean", "RELATIVE_SCALES", "relative", "a", (0, 240 / 7, 100), "did you mean 'fraction'",
         scale="fraction_of_mean {within: [tier]} over 3 values: 8 = 34.285714", best=False),
    Case("trimmed", "MEANS", "means", "external", (55, 55, 55), "allowed: 'power'", "b", (25, 25, 25),
         scale="the value is the score", how="trimmed with p = 0.25 of all 4 parts"),
    Case("cube_root", "TRANSFORMS", "treatment", "a", (0, 200 / 3, 100), "'log', 'shifted_log', 'gii_log'",
         scale="minmax over 3 values, outliers treated, 8 counts as 2: 100 x (2 - 0) / (3 - 0)"),
]  # fmt: skip
"""By hand, for 0, 8 and 27 days: 100 / (1 + e^(0.2 (x - 10))); the mean is 35/3, so 8 / (70/3) and no more than all;
with 0, 8 or 27 the lowest and 100 the highest (50 + 60) / 2 stays, 25 of it of `b`; roots 0, 2, 3 between 0 and 3."""
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.word)


def code(first_line: str) -> str:
    """The code on the page under a first line that says where it goes."""
    (found,) = [body for body in blocks(PAGE, "python") if body.startswith(f"# {first_line}\n")]
    return found.partition("\n")[2]


def usage(case: Case) -> Any:
    """The piece of registry on the page that uses the word."""
    (found,) = [data_of(body) for body in blocks(PAGE, "yaml") if case.word in body]
    return found


def edited(case: Case, copy: Path) -> None:
    """Make the two edits of the page in one file of a copy of the package, and nowhere else."""
    shutil.copytree(ROOT / "indexgov", copy / "indexgov", ignore=shutil.ignore_patterns("__pycache__"))
    file = copy / "indexgov" / "methods" / f"{case.file}.py"
    before, start, rest = file.read_text(encoding="utf-8").partition(f"\n{case.table}: dict[")
    inside, end, after = rest.partition("\n}\n")
    assert start
    assert end
    function = code(f"above {case.table} in indexgov/methods/{case.file}.py")
    line = code(f"in {case.table}").rstrip("\n")
    file.write_text(f"{before}\n{function}\n{start}{inside}\n{line}{end}{after}", encoding="utf-8")


def project(case: Case, folder: Path) -> Path:
    """A tiny dataset whose registry uses the word."""
    folder.mkdir()
    rules = yaml.safe_dump(merged(data_of(REGISTRY), usage(case)), allow_unicode=True)
    rows = [
        f"R{number},akimat,{name},{value},https://example.org/{number}"
        for name, values in VALUES.items()
        for number, value in enumerate(values, 1)
    ]
    evidence = "\n".join(["territory,body,indicator,value,source_url", *rows, ""])
    files = {"indicators.yaml": rules, "dataset.yaml": DATASET, "territories.csv": TERRITORIES}
    for name, text in (files | {"evidence.csv": evidence}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(copy: Path, program: str, *arguments: str) -> str:
    """What a program prints that imports the copy of the package; warnings are errors."""
    command = [sys.executable, "-W", "error", "-c", program, *arguments]
    environment = os.environ | {"PYTHONPATH": str(copy)}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@EACH
def test_two_edits_in_one_file_make_a_word(case: Case, tmp_path: Path) -> None:
    """The promise of the page: registry, readers, scoring and schema know the word; scores are those by hand above."""
    copy = tmp_path / "copy"
    edited(case, copy)
    folder = project(case, tmp_path / "project")
    told = json.loads(run(copy, SCORE, str(folder), case.node))
    assert Path(told["file"]).is_relative_to(copy)
    assert [score for _, score, _ in told["rows"]] == pytest.approx(case.scores, abs=1e-9)
    assert case.table == "TRANSFORMS" or f'"{case.word}"' in json.dumps(told["schema"])
    if case.contributions is not None:
        rows = json.loads(run(copy, SCORE, str(folder), case.indicator))["rows"]
        assert [contribution for _, _, contribution in rows] == pytest.approx(case.contributions, abs=1e-9)


@EACH
def test_a_new_word_is_explained(case: Case, tmp_path: Path) -> None:
    """What has no sentence of its own is told as written, with the score; what has no best value is counted.

    R2 has 8 of `a`, and can gain by `b` and `c`, whose scale is known.
    """
    edited(case, tmp_path / "copy")
    told = json.loads(run(tmp_path / "copy", EXPLAIN, str(project(case, tmp_path / "project"))))
    assert (told["scale"], told["how"]) == (case.scale, case.how)
    assert {"b", "c"} <= set(told["gains"])
    assert ("a" in told["gains"]) == case.best
    assert ("1 criterion whose best value is not known is left out." in told["text"]) != case.best


@EACH
def test_the_test_on_the_page_passes(case: Case, tmp_path: Path) -> None:
    """A worked example whose own test fails would teach the wrong thing."""
    edited(case, tmp_path)
    (test,) = [body for body in blocks(PAGE, "python") if f"def test_{case.word}()" in body]
    run(tmp_path, f"{test}\ntest_{case.word}()\n")


@EACH
def test_without_the_edits_the_word_is_refused(case: Case, tmp_path: Path) -> None:
    """Otherwise the edits would prove nothing; the refusal names the nearest word or all of them."""
    with pytest.raises(indexgov.InputError) as refused:
        indexgov.load_dataset(project(case, tmp_path / "project"))
    text = str(refused.value)
    assert case.word in text
    assert case.allowed in text


def test_a_wrong_setting_is_refused_with_its_place(tmp_path: Path) -> None:
    """What the page says comes for free: the settings of a new scale are checked like those of an old one."""
    case = CASES[0]
    edited(case, tmp_path / "copy")
    folder = project(case, tmp_path / "project")
    rules = folder / "indicators.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("steepness", "stepness"), encoding="utf-8")
    program = "import indexgov, sys\ntry: indexgov.load_dataset(sys.argv[1])\nexcept indexgov.InputError as e: print(e)"
    told = run(tmp_path / "copy", program, str(folder))
    assert "'stepness' is not a key here" in told
    assert "did you mean 'steepness'" in told


def test_the_page_has_no_code_that_is_not_tried() -> None:
    """Every block of the page belongs to a case above."""
    assert len(blocks(PAGE, "python")) == 3 * len(CASES)
    assert len(blocks(PAGE, "yaml")) == len(CASES)
