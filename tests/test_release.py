"""What is released: the files of the wheel and the sdist, and the command where there is nothing but the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

import indexgov
from docs.make_licences import PAGE, everything, licence, page

ROOT = Path(__file__).parents[1]
_MADE = {"__pycache__", ".pytest_cache", ".mypy_cache"}


def _built(source: Path, out: Path, *kinds: str) -> list[Path]:
    """Builds from a folder with the tools that are installed, and gives the files."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), *kinds, str(source)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"})
    return sorted(out.iterdir())


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist and the wheel that is made of it."""
    sdist, wheel = sorted(_built(ROOT, tmp_path_factory.mktemp("dist")), key=lambda one: one.suffix)
    return sdist, wheel


@pytest.fixture(scope="module")
def installed(released: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that has the wheel; what it depends on comes from this one."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place / "env", with_pip=False)
    programs = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    python = programs / ("python.exe" if os.name == "nt" else "python")
    where = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip())
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(packages)]
    subprocess.run([*install, str(released[1])], check=True, capture_output=True)
    # A project in this environment may be editable: its own files are looked for first.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def test_the_wheel_holds_the_package_and_nothing_else(released: tuple[Path, Path]) -> None:
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "indexgov").rglob("*")
        if path.is_file() and not _MADE & set(path.parts)
    }
    with zipfile.ZipFile(released[1]) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == sources
    assert "indexgov/py.typed" in held


def test_the_sdist_makes_the_same_wheel(released: tuple[Path, Path], tmp_path: Path) -> None:
    """Whoever packages from the sdist gets what was tested, to the byte."""
    with tarfile.open(released[0]) as sdist:
        sdist.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    (again,) = _built(source, tmp_path / "dist", "--wheel")
    assert again.read_bytes() == released[1].read_bytes()
    names = {path.name for path in source.iterdir()}
    assert {"tests", "docs", "samples", "methodology", "constraints.txt", "CHANGELOG.md", "LICENSE"} <= names
    assert not [path for path in source.rglob("*") if _MADE & set(path.parts)]


def test_a_first_quarter_without_the_repository(installed: Path, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}

    def run(*words: str) -> str:
        command = [str(installed), "-I", "-m", "indexgov", *words]
        done = subprocess.run(command, cwd=tmp_path, env=kept, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert run("--version").split()[-1] == indexgov.__version__
    run("init", "my-index")
    run("check", "my-index/2026-Q3")
    assert "ranked" in run("score", "my-index/2026-Q3", "--out", "out")
    for name in ("scores.csv", "ranking.csv", "scorecards.xlsx", "site/index.html", "manifest.json"):
        assert (tmp_path / "out" / name).stat().st_size
    assert "urn:indexgov:schema:indicators" in run("schema", "registry")
    where = [str(installed), "-I", "-c", "import indexgov; print(indexgov.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=kept, capture_output=True, text=True, check=True).stdout
    assert Path(found.strip()).is_relative_to(installed.parents[1])


def test_every_module_can_be_imported(installed: Path, tmp_path: Path) -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((ROOT / "indexgov").rglob("*.py"))
        if path.name != "__main__.py"
    ]
    program = "import importlib, sys; [importlib.import_module(name) for name in sys.stdin.read().split()]"
    done = subprocess.run(
        [str(installed), "-I", "-c", program], input="\n".join(names), cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_page_of_licences_is_up_to_date() -> None:
    """A licence that changes, or a package that comes along, is seen before it is shipped."""
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m docs.make_licences"


def test_what_everybody_installs_is_free_to_use() -> None:
    """No licence that binds the work of those who use indexgov; a new one is a decision."""
    for name in everything():
        assert any(word in licence(distribution(name)) for word in ("MIT", "BSD", "PSF", "Apache")), name
