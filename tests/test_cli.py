"""The command as its users run it: what it prints, where, with which exit code, and what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import indexgov
from indexgov.cli import main
from indexgov.cli.console import tell
from indexgov.errors import Place, Problem
from indexgov.report.placing import OutputError
from tests.small_project import EVIDENCE, REGISTRY, write_project


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_project(tmp_path / "p")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "p"


DEMO = Path(__file__).parents[1] / "samples" / "demo" / "2026-Q3"
FILES = {
    "survey_mapping.csv",
    "scores.csv",
    "ranking.csv",
    "ranking.json",
    "territories.csv",
    "nodes.csv",
    "codes.csv",
    "datapackage.json",
    "assessment.json",
    "manifest.json",
    "scorecards.xlsx",
    "scorecards.ru.xlsx",
    "scorecards.en.xlsx",
    "site",
}


@pytest.mark.usefixtures("project")
def test_score_leaves_all_files_in_the_default_folder() -> None:
    """Without --out the results stand in out/INDEX/DATASET; nothing temporary stays."""
    result = run("score", "p")
    assert result.exit_code == 0, result.stderr
    assert {path.name for path in Path("out/small/p").iterdir()} == FILES
    assert [path.name for path in Path("out/small").iterdir()] == ["p"]


@pytest.mark.usefixtures("project")
def test_score_shows_rankings_reasons_and_files() -> None:
    lines = run("score", "p", "--out", "r").stdout.splitlines()
    assert lines[0] == "Index 1, 2026-Q3, revision 1"
    assert lines[1] == "Synthetic data, not an assessment"
    assert "Akimat: 0 ranked, 3 not ranked" in lines
    assert "  not ranked, fewer than three scored peers: Region 01, Region 02" in lines
    assert "  not ranked, coverage below the floor (external: coverage 0.467, floor 0.5): Region 03" in lines
    assert lines[-1].endswith("files in r, for people: r/scorecards.xlsx, r/site/index.html")


@pytest.mark.usefixtures("project")
def test_quiet_prints_nothing_and_json_prints_json() -> None:
    quiet = run("score", "p", "--out", "r", "--quiet")
    assert (quiet.stdout, quiet.stderr) == ("", "")
    told = json.loads(run("score", "p", "--out", "r", "--json").stdout)
    assert (told["period"], told["status"], told["out"]) == ("2026-Q3", "demo", "r")
    assert {row["status"] for row in told["ranking"]} <= {"ranked", "few_peers", "low_coverage", "no_score"}
    assert all(row["rank"] is None for row in told["ranking"] if row["status"] != "ranked")


@pytest.mark.usefixtures("project")
def test_errors_as_json() -> None:
    write_project(Path("p"), {"evidence.csv": EVIDENCE.replace(",full,", ",ful,", 1)})
    result = run("check", "p", "--json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["rule"], problem["file"], problem["line"]) == ("unknown-level", "p/evidence.csv", 2)


@pytest.mark.usefixtures("project")
def test_check_finds_what_only_scoring_finds() -> None:
    """Two equal values cannot be placed among each other; `check` says so in the words of `score`."""
    text = REGISTRY.replace("sessions: {goalposts: {min: 0, max: 12, clamp: false}}", "sessions: {minmax: {}}")
    write_project(Path("p"), {"indicators.yaml": text, "evidence.csv": EVIDENCE.replace(",,12,", ",,6,")})
    checked, scored = run("check", "p"), run("score", "p", "--out", "r", "--quiet")
    assert (checked.exit_code, scored.exit_code) == (1, 1)
    assert "all 2 values are 6, and a relative scale needs two that differ [relative-scale]" in checked.stderr
    assert checked.stderr.splitlines()[:-1] == scored.stderr.splitlines()[:-1]
    told = json.loads(run("check", "p", "--json").stdout)["problems"]
    assert [(one["rule"], one["line"], one["column"]) for one in told] == [("relative-scale", 60, 24)]
    assert not Path("r").exists()


@pytest.mark.parametrize(("count", "told"), [(5, 5), (6, 1)])
def test_what_many_faults_need_is_told_once(count: int, told: int, capsys: pytest.CaptureFixture[str]) -> None:
    """An id that was misspelt in the registry made forty rows of evidence wrong, each with a list of ids below it."""
    lines = [Place("evidence.csv", line) for line in range(1, count + 1)]
    tell(
        [
            *(Problem("unknown", place, "there is no 'a'", "allowed: 'b'") for place in lines),
            Problem("x", Place("z"), "y"),
        ]
    )
    said = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in said if "error" in line] == ["evidence.csv"] * count + ["z"]
    assert said.count("  = allowed: 'b'") == told
    assert said[-2:] == ["  = allowed: 'b'", "z: error: y [x]"]


@pytest.mark.usefixtures("project")
def test_another_registry_can_be_tried() -> None:
    text = Path("p/indicators.yaml").read_text(encoding="utf-8").replace("weight: 60", "weight: 10")
    Path("other.yaml").write_text(text, encoding="utf-8")

    def external_share(out: str) -> float:
        scores = json.loads(Path(out, "assessment.json").read_text(encoding="utf-8"))["registry"]
        return float(scores["components"]["external"]["weight"])

    assert run("score", "p", "--out", "a").exit_code == 0
    assert run("score", "p", "--out", "b", "--registry", "other.yaml").exit_code == 0
    assert (external_share("a"), external_share("b")) == (60, 10)


@pytest.mark.usefixtures("project")
def test_results_replace_results_and_nothing_else() -> None:
    """An earlier result is replaced whole; a folder with anything else in it is not touched."""
    assert run("score", "p", "--out", "r").exit_code == 0
    first = Path("r/manifest.json").read_bytes()
    assert run("score", "p", "--out", "r").exit_code == 0
    assert Path("r/manifest.json").read_bytes() == first
    Path("r/letter.txt").write_text("mine", encoding="utf-8")
    result = run("score", "p", "--out", "r")
    assert result.exit_code == 1
    assert "'r' holds files that are not results of indexgov, such as 'letter.txt'" in result.stderr
    assert Path("r/letter.txt").read_text(encoding="utf-8") == "mine"
    assert run("score", "p", "--out", "p").exit_code == 1
    assert Path("p/dataset.yaml").exists()


@pytest.mark.usefixtures("project")
def test_results_of_another_index_or_period_are_not_replaced() -> None:
    """Two quarters called 2026-Q3 of two indexes meet in one default folder; the second must not destroy the first."""
    assert run("score", "p", "--out", "r").exit_code == 0
    assert run("init", "other").exit_code == 0
    result = run("score", "other/2026-Q3", "--out", "r")
    assert (result.exit_code, result.stderr) == (
        1,
        "error: 'r' holds the results of 'small' for 2026-Q3; name another folder with --out\n",
    )


def test_a_failure_while_writing_leaves_the_old_result(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills up half way: the result of before is still there, whole, and nothing half-written beside it."""
    assert run("score", "p", "--out", "r").exit_code == 0
    before = {path: path.read_bytes() for path in Path("r").rglob("*") if path.is_file()}

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("indexgov.report.publish.write_manifest", full_disk)
    dataset = indexgov.load_dataset(project)
    with pytest.raises(OutputError, match="No space left on device"):
        indexgov.write_outputs(indexgov.score(dataset.registry, dataset), "r")
    assert {path: path.read_bytes() for path in Path("r").rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in Path().iterdir()) == ["p", "r"]


@pytest.mark.usefixtures("project")
def test_two_runs_give_the_same_bytes() -> None:
    """CSV, JSON, HTML and XLSX, under different hash seeds and time zones."""
    found = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Almaty")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-m", "indexgov", "score", "p", "--out", f"r{seed}", "--quiet"]
        subprocess.run(command, check=True, env=environment)
        root = Path(f"r{seed}")
        found.append(
            {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        )
    assert found[0].keys() == found[1].keys()
    assert [name for name, data in found[0].items() if data != found[1][name]] == []


def test_manifest_tells_inputs_and_outputs(project: Path) -> None:
    """The digests are those of the files, so that anybody can check them."""
    import hashlib

    run("score", "p", "--out", "r")
    manifest = json.loads(Path("r/manifest.json").read_text(encoding="utf-8"))
    for root, names in ((project, manifest["inputs"]), (Path("r"), manifest["outputs"])):
        assert all(hashlib.sha256((root / name).read_bytes()).hexdigest() == digest for name, digest in names.items())
    assert {"dataset.yaml", "indicators.yaml", "evidence.csv", "survey.csv"} <= set(manifest["inputs"])
    assert "scorecards.xlsx" in manifest["outputs"]


def test_no_respondent_in_any_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A weight that only one respondent has is a marker; no output may carry it."""
    survey = "territory,weight,q_roads\n" + "".join(
        f"R0{n},1.{n}73517351,{code}\n" for n in (1, 2, 3) for code in (1, 3, 5)
    )
    write_project(tmp_path / "p", {"survey.csv": survey})
    monkeypatch.chdir(tmp_path)
    assert run("score", "p", "--out", "r").exit_code == 0
    for path in Path("r").rglob("*"):
        if path.is_file() and path.suffix != ".xlsx":
            assert "73517351" not in path.read_text(encoding="utf-8"), path


def test_init_makes_a_project_that_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = run("init", "mine")
    assert made.exit_code == 0
    assert made.stderr.rstrip().endswith("Next: indexgov score mine/2026-Q3")
    assert run("check", "mine").exit_code == 0
    assert run("check", "mine/2026-Q3").stderr == (
        "mine/2026-Q3: dataset of 2026-Q3 (demo) with 4 territories, 24 values: no errors\n"
    )
    scored = run("score", "mine/2026-Q3")
    assert scored.exit_code == 0
    assert "Akimat: 3 ranked, 1 not ranked" in scored.stdout


def test_init_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with something in it is left alone; an empty one is used."""
    monkeypatch.chdir(tmp_path)
    Path("full").mkdir()
    Path("full/notes.txt").write_text("mine", encoding="utf-8")
    result = run("init", "full")
    assert (result.exit_code, result.stderr) == (1, "error: cannot write 'full': it exists and is not empty\n")
    assert [path.name for path in Path("full").iterdir()] == ["notes.txt"]
    Path("empty").mkdir()
    assert run("init", "empty").exit_code == 0


@pytest.mark.parametrize(
    "words", [["score"], ["score", "nowhere"], ["check"], ["bogus"], ["score", "--bogus"], ["init"]]
)
def test_wrong_usage_is_exit_code_2(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*words).exit_code == 2


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("quarters/2026Q3", "; did you mean 'quarters/2026-Q3'?"),
        ("Quaters/2026-Q3/dataset.yaml", "; did you mean 'quarters'?"),
        ("quarters/2026-Q1", ""),
        ("a" * 300, ""),
        ("", ""),
    ],
)
def test_a_path_that_is_not_there(path: str, meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first part that is missing is compared with what lies in its place; another quarter is not meant."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "quarters" / "2026-Q3").mkdir(parents=True)
    result = CliRunner().invoke(main, ["score", path])
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == f"Error: Invalid value for 'DATASET': '{path}' does not exist{meant}"


def test_a_folder_without_a_dataset_is_an_error_not_a_traceback(tmp_path: Path) -> None:
    result = run("score", str(tmp_path))
    assert result.exit_code == 1
    assert "dataset.yaml: error: the folder has no dataset.yaml [file]\n" in result.stderr
    assert "  = name the folder of a dataset; 'indexgov init FOLDER' makes one to start from\n" in result.stderr


@pytest.mark.parametrize("command", ["check", "score", "audit", "uncertainty", "template"])
def test_a_folder_beside_the_dataset_leads_to_it(command: str, tmp_path: Path) -> None:
    """People name the project, or the results that lie open before them."""
    result = run(command, str(DEMO.parent))
    assert result.exit_code == 1
    assert f"  = name the dataset of one period: {DEMO.parent}/2026-Q2, {DEMO.parent}/2026-Q3\n" in result.stderr
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    result = run(command, str(tmp_path))
    assert "  = these are results: name the folder of the dataset that they were made from\n" in result.stderr


def test_a_dataset_is_checked_with_another_registry(tmp_path: Path) -> None:
    registry = (DEMO.parents[2] / "indicators.yaml").read_text(encoding="utf-8")
    other = tmp_path / "indicators.yaml"
    other.write_text(registry.replace("indexgov: 1", "indexgov: 1\nbogus: 1"), encoding="utf-8")
    result = run("check", str(DEMO), "--registry", str(other))
    assert result.exit_code == 1
    assert "'bogus' is not a key here" in result.stderr
    result = run("check", str(DEMO.parents[2] / "indicators.yaml"), "--registry", str(other))
    assert result.exit_code == 2
    assert "--registry is for datasets" in result.stderr


@pytest.mark.parametrize("command", [[], ["check"], ["score"], ["init"]])
def test_help_has_an_example(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Example:\n    indexgov " in result.stdout


def test_version() -> None:
    assert run("--version").stdout == f"indexgov, version {indexgov.__version__}\n"


def test_help_imports_nothing_heavy() -> None:
    """Start-up is what people feel; pandas and pydantic stay out of it."""
    code = (
        "import sys; sys.argv = ['indexgov', '--help']\n"
        "from indexgov.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'pydantic', 'yaml', 'jinja2', 'babel', 'xlsxwriter'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_no_colour_when_not_wanted(project: Path) -> None:
    """NO_COLOR (no-color.org) is respected also where colours are forced on."""
    runner = CliRunner()
    words = ["score", str(project), "--out", "r"]
    assert "\x1b[" in runner.invoke(main, words, color=True).stdout
    assert "\x1b[" not in runner.invoke(main, words, color=True, env={"NO_COLOR": "1"}).stdout
