"""The table of readers: of each its good files, how they are damaged, and how a damaged one is read."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import openpyxl
import pandas as pd

import indexgov
from fuzz.mutations import (
    Mutation,
    damaged_archive,
    damaged_bytes,
    damaged_table,
    damaged_text,
    damaged_tree,
    deflated,
    either,
)
from indexgov.errors import InputError, Problem, errors_in
from indexgov.inputs.dataset_files import MANIFEST, RESULTS_FILE
from indexgov.inputs.dataset_head import DatasetHead, load_head
from indexgov.inputs.engines import EngineError
from indexgov.inputs.entries import SurveyEntry
from indexgov.inputs.form_export import read_form_export
from indexgov.inputs.form_file import read_form
from indexgov.inputs.form_words import FormWords
from indexgov.inputs.kato import read_kato
from indexgov.inputs.questionnaire import load_questionnaire
from indexgov.inputs.respondents import Sought
from indexgov.inputs.responses import read_responses
from indexgov.inputs.results import read_results
from indexgov.inputs.table_file import TableFormat
from indexgov.inputs.territories import read_territories
from indexgov.inputs.xlsform import read_xlsform
from tests.filled_forms import fill
from tests.small_project import DATASET, REGISTRY, write_project
from tests.survey_questions import USUAL
from tests.test_form_export import AGE, NEEDS, ROADS, write_form
from tests.test_large_files import TEXT
from tests.test_monitor_form import SENT, send
from tests.test_territories_kato import TABLE

SEEDS = Path(__file__).with_name("seeds")
"""Good files written for this folder, by reader: `NAME.*`."""
_ROOT = Path(__file__).parents[1]
_BARE = DATASET.replace("survey: {", "x_survey: {").partition("x_survey")[0]
"""The small dataset without microdata, whose reading takes longest."""


@dataclass(frozen=True)
class Reader:
    """One kind of file."""

    name: str
    file: str
    """Name under which a damaged file is written into the folder of the reader."""
    seeds: tuple[bytes, ...]
    mutate: Mutation
    read: Callable[[Path], object]
    """Reads the damaged file; raises what the product raises, and InputError where it returns errors."""
    share: int = 1
    """How often it runs for each run of a reader with 1."""
    isolated: bool = False
    """Whether it calls libraries in C or Rust, which may end the process."""
    folder: Path = field(default=Path())


@dataclass(frozen=True)
class Left:
    """A reader that cannot run here, with the reason."""

    name: str
    reason: str


def readers(work: Path) -> list[Reader | Left]:
    """Every reader, with a folder of its own below `work` that holds what it needs beside the damaged file."""
    made: list[Reader | Left] = []
    for make in _MAKERS:
        folder = work / make.__name__.removeprefix("_")
        folder.mkdir(parents=True)
        made += make(folder)
    return made


_YAML = either(damaged_text, damaged_text, damaged_tree, damaged_tree, damaged_bytes)
_CSV = either(damaged_table, damaged_table, damaged_table, damaged_text, damaged_bytes)
_XLSX = either(damaged_archive, damaged_archive, damaged_archive, deflated)


def _told(problems: tuple[Problem, ...] | list[Problem]) -> None:
    if errors_in(problems):
        raise InputError(problems)


def _own(name: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(SEEDS.glob(f"{name}.*")))


def _made(path: Path) -> bytes:
    """A file that a library made, without the time at which it did: the same seed makes the same damage again."""
    data = path.read_bytes()
    if path.suffix != ".xlsx":
        return _TIMES.sub(lambda found: bytes(re.sub(rb"[0-9]", b"0", found[0])), data)
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), _DAYS.sub(b"2026-01-01T00:00:00Z", old.read(name)))
    return out.getvalue()


_DAYS = re.compile(rb"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_TIMES = re.compile(rb"[0-9]{2} [A-Z][a-z]{2} (?:20)?[0-9]{2} ?[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
"""In the headers of SPSS and Stata."""


def _yaml_files(folder: Path) -> Iterator[Reader]:
    project = write_project(folder / "p")
    registry = indexgov.load_registry(project / "indicators.yaml")
    gallery = tuple(one.read_bytes() for one in sorted((_ROOT / "methodology" / "gallery").rglob("*.yaml"))[:6])
    small = (REGISTRY.encode(), *_own("registry"), *(one for one in gallery if len(one) < 8000))
    yield Reader("registry", "indicators.yaml", small, _YAML, indexgov.load_registry, 100, folder=folder)
    asked = ((project / "questionnaire.yaml").read_bytes(), *_own("questionnaire"))
    yield Reader("questionnaire", "questionnaire.yaml", asked, _YAML, load_questionnaire, 200, folder=folder)

    def head(path: Path) -> object:
        reading = DatasetHead(path)
        opened_ = reading.opened(registry, everything=True)
        _told(reading.problems)
        return opened_

    (project / "forms").mkdir()
    (project / "form.xlsx").touch()
    named = ((project / "dataset.yaml").read_bytes(), *_own("dataset"))
    yield Reader("dataset", "dataset.yaml", named, _YAML, head, 300, folder=project)
    guided = indexgov.parse_registry(f"guidance: .\n{REGISTRY}", str(folder / "indicators.yaml"))
    texts = _own("guidance")
    for language in (b"kk", b"ru"):
        # What is not translated is refused.
        text = re.sub(
            rb"\.(?=[,}\n])", b" " + language + b".", texts[0].replace(b"language: en", b"language: " + language)
        )
        (folder / f"{language.decode()}.yaml").write_bytes(text)
    yield Reader("guidance", "en.yaml", texts, _YAML, lambda _: indexgov.load_guidance(guided), 15, folder=folder)


def _tables(folder: Path) -> Iterator[Reader]:
    for name, other in (("evidence", "estimates"), ("estimates", "evidence")):
        alone = _BARE.replace(f"{other}: [{other}.csv]\n", "")
        project = write_project(folder / name, {"dataset.yaml": alone})
        registry = indexgov.load_registry(project / "indicators.yaml")

        def whole(path: Path, registry: indexgov.Registry = registry) -> object:
            return indexgov.load_dataset(path.parent, registry)

        good = ((project / f"{name}.csv").read_bytes(), *_own(name))
        yield Reader(name, f"{name}.csv", good, _CSV, whole, 4, folder=project)
    places = ((project / "territories.csv").read_bytes(), *_own("territories"))

    def territories(path: Path) -> object:
        written = ("utf-8", "utf-8", "cp1251", "kz1048")[path.stat().st_size % 4]
        frame, problems = read_territories(path, "territories.csv", registry, TableFormat(written))
        _told(problems)
        return frame

    yield Reader("territories", "territories.csv", places, _CSV, territories, 50, folder=folder)
    table = "".join(",".join(row) + "\n" for row in TABLE).encode()

    def kato(path: Path) -> object:
        found = read_kato(path, "kato.csv", TableFormat())
        _told(found.problems)
        return found

    yield Reader("kato", "kato.csv", (table,), _CSV, kato, 4, folder=folder)


def _earlier(folder: Path) -> Iterator[Reader]:
    scale = "scales:\n  among: {minmax: {over: 2026-Q2, constant: 50}}\n"
    rules = REGISTRY.replace("scales:\n", scale).replace("scale: opinion", "scale: among")
    before = _BARE.replace("2026-Q3", "2026-Q2").replace("evidence: [evidence.csv]\n", "")
    write_project(folder / "p", {"dataset.yaml": f"{_BARE}previous: [q2]\n", "indicators.yaml": rules})
    earlier = write_project(folder / "p" / "q2", {"dataset.yaml": before})
    with (folder / "p" / "estimates.csv").open("a", encoding="utf-8") as file:
        file.write("".join(f"R0{n},,satisfaction.roads,{n},100\n" for n in (1, 2, 3)))
    estimates = (folder / "p" / "estimates.csv").read_bytes()
    (earlier / "estimates.csv").write_bytes(estimates)
    registry = indexgov.load_registry(folder / "p" / "indicators.yaml")

    def whole(_: Path) -> object:
        return indexgov.load_dataset(folder / "p", registry)

    yield Reader("previous", "estimates.csv", (estimates,), _CSV, whole, 1, folder=earlier)
    yield Reader("previous-dataset", "dataset.yaml", ((earlier / "dataset.yaml").read_bytes(),), _YAML, whole, 1,
                 folder=earlier)  # fmt: skip


def _microdata(folder: Path) -> Iterator[Reader | Left]:
    frame = pd.DataFrame({
        "region": ["Абай", "Абай", "Алматы", ""], "psu": ["01", "02", "02", "03"], "weight": [1.25, 2.0, 0.5, 1.0],
        "roads": [4.0, 98.0, 99.0, None], "age": [30.0, 998.0, None, 41.0],
        **{f"visited_{code}": [1.0, 0.0, None, 0.0] for code in (1, 2, 3, 98, 99)},
    })  # fmt: skip

    def read(path: Path) -> object:
        decimal = "," if path.suffix == ".csv" else "."
        entry = SurveyEntry.model_validate({"file": path.name, "questionnaire": "q.yaml", "decimal": decimal})
        responses = read_responses(path, path.name, entry, USUAL)
        _told(responses.problems)
        if path.suffix == ".parquet":
            try:
                with responses.guarded():
                    responses.frame.fetchall()
            except EngineError as error:
                _told([error.problem(path.name)])
        return responses

    yield Reader("microdata", "survey.csv", (TEXT.encode(), *_own("microdata")), _CSV, read, 80, folder=folder)
    book = folder / "survey.xlsx"
    frame.to_excel(book, index=False, engine="openpyxl")
    yield Reader("microdata-xlsx", book.name, (_made(book),), _XLSX, read, 12, True, folder)
    if find_spec("pyreadstat") is None:
        yield Left("sav", "the library pyreadstat is not installed")
    else:
        import pyreadstat

        for kind, write in (("sav", pyreadstat.write_sav), ("dta", pyreadstat.write_dta)):
            path = folder / f"survey.{kind}"
            write(frame, path, variable_value_labels={"roads": {4: "Хорошо", 98: "Не знаю"}})
            yield Reader(kind, path.name, (_made(path),), damaged_bytes, read, 80, True, folder)
        path = folder / "survey.zsav"
        pyreadstat.write_sav(frame, path, compress=True, missing_ranges={"roads": [98, 99]})
        yield Reader("zsav", path.name, (_made(path),), damaged_bytes, read, 40, True, folder)
    if find_spec("pyarrow") is None or find_spec("duckdb") is None:
        yield Left("parquet", "it needs the libraries pyarrow, to make a file, and duckdb, to read it")
    else:
        path = folder / "survey.parquet"
        frame.to_parquet(path, engine="pyarrow")
        yield Reader("parquet", path.name, (_made(path),), damaged_bytes, read, 1, True, folder)


def _workbooks(folder: Path) -> Iterator[Reader]:
    project = write_project(folder / "p", {"dataset.yaml": _BARE.replace("evidence.csv", "evidence.xlsx")})
    registry = indexgov.load_registry(project / "indicators.yaml")
    sheet = project / "evidence.xlsx"
    pd.read_csv(project / "evidence.csv", dtype=str).to_excel(sheet, index=False, engine="openpyxl")
    formulas = openpyxl.load_workbook(sheet)
    assert formulas.active is not None
    formulas.active["K1"], formulas.active["K2"] = "remark", "=1+1"
    formulas.save(folder / "formulas.xlsx")
    seeds = (_made(sheet), _made(folder / "formulas.xlsx"))

    def whole(_: Path) -> object:
        return indexgov.load_dataset(project, registry)

    yield Reader("evidence-xlsx", sheet.name, seeds, _XLSX, whole, 2, True, project)
    write_project(folder / "f", {"dataset.yaml": _BARE.replace("evidence: [evidence.csv]\n", "")})
    indexgov.write_forms(folder / "f", folder / "forms", language="en")
    forms = sorted((folder / "forms").rglob("*.xlsx"))
    fill(forms[0], {"akimat/papers.heads": {"value": "full", "note": "page 3"}}, "M1")
    subject = load_head(folder / "f").subject
    words = FormWords(subject.registry)

    def form(path: Path) -> object:
        found = read_form(path, "form.xlsx", subject, words)
        _told(found.problems + [problem for one in found.sheets for problem in one.table.problems])
        return found

    yield Reader("form", "form.xlsx", tuple(_made(one) for one in forms[:3]), _XLSX, form, 10, True, folder)


def _exports(folder: Path) -> Iterator[Reader]:
    path = write_form(folder / "form.xlsx")

    def xlsform(path: Path) -> object:
        found = read_xlsform(path, "form.xlsx")
        _told(found.problems)
        return found

    yield Reader("xlsform", "damaged.xlsx", (_made(path),), _XLSX, xlsform, 80, True, folder)
    sought = Sought(("oblys", "psu"), (), {"roads": ROADS, "needs": NEEDS, "age": AGE})
    text = (
        "start;oblys;psu;city/roads;city/more/needs;city/more/needs/1;city/more/needs/2;city/more/needs/3;"
        "city/more/needs/98;age;_id\n2026-09-01;01;v1;01;1 2;1;1;0;0;30;1\n2026-09-01;02;v1;05;98;0;0;0;1;41;2\n"
        "2026-09-01;02;v2;98;;;;;;;3\n"
    )

    def export(path: Path) -> object:
        entry = SurveyEntry(file=path.name, questionnaire="q.yaml")
        found = read_form_export(path, folder / "form.xlsx", path.name, "form.xlsx", entry, sought)
        _told(found.problems)
        return found

    yield Reader("form-export", "export.csv", (text.encode(),), _CSV, export, 15, folder=folder)
    yield from _monitor_export(folder)


def _monitor_export(folder: Path) -> Iterator[Reader]:
    project = write_project(folder / "m", {"dataset.yaml": _BARE.replace("evidence.csv", "export.csv")})
    registry = indexgov.load_registry(project / "indicators.yaml")
    send(project, SENT, {**SENT, "body": "maslikhat", "value__papers__heads": "not_assessed"})

    def whole(_: Path) -> object:
        return indexgov.load_dataset(project, registry)

    good = (project / "export.csv").read_bytes().removeprefix(codecs.BOM_UTF8)
    yield Reader("monitor-export", "export.csv", (good,), _CSV, whole, 3, folder=project)


def _results(folder: Path) -> Iterator[Reader]:
    project = write_project(folder / "p", {"dataset.yaml": _BARE})
    dataset = indexgov.load_dataset(project)
    indexgov.write_outputs(indexgov.score(dataset.registry, dataset, draws=0), folder / "out")
    good = (folder / "out" / RESULTS_FILE).read_bytes()
    manifest = (folder / "out" / MANIFEST).read_bytes()
    shutil.rmtree(folder / "out")
    place = folder / "results"
    place.mkdir()

    def results(path: Path) -> object:
        # Whoever changes a result can change its digest too.
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        (place / MANIFEST).write_text(json.dumps({"outputs": {RESULTS_FILE: digest}}), encoding="utf-8")
        return read_results(path)

    shown = either(damaged_tree, damaged_tree, damaged_tree, damaged_text, damaged_bytes)
    yield Reader("results", RESULTS_FILE, (good,), shown, results, 10, folder=place)
    beside = folder / "beside"
    beside.mkdir()
    (beside / RESULTS_FILE).write_bytes(good)
    yield Reader("manifest", MANIFEST, (manifest,), _YAML, lambda path: read_results(path.parent / RESULTS_FILE), 3,
                 folder=beside)  # fmt: skip


_MAKERS = (_yaml_files, _tables, _earlier, _microdata, _workbooks, _exports, _results)
