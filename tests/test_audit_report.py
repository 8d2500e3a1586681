"""What an audit writes: pages in three languages, a workbook, JSON; whole, stamped, and the same on every run."""

from __future__ import annotations

import json
import math
import re
import shutil
import warnings
from dataclasses import replace
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import indexgov
from indexgov.analysis.audit import TABLES, Audit
from indexgov.analysis.audit.findings import FINDINGS, NAMES
from indexgov.cli import main
from indexgov.report.audit_sheets import audit_tables
from indexgov.report.audit_view import audit_view
from indexgov.report.audit_words import AuditWords
from indexgov.report.words import words_of
from tests.conftest import SAMPLES
from tests.small_project import write_project
from tests.test_report_language import countries
from tests.test_report_site import SCRIPT, Page

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(scope="module")
def audited(demo: indexgov.Assessment) -> Audit:
    return indexgov.audit(demo)


@pytest.fixture(scope="module")
def out(audited: Audit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexgov.write_audit(audited, tmp_path_factory.mktemp("audit") / "out", "ru")


def every_kind(audited: Audit) -> Audit:
    """The audit with one finding of each kind, at both levels where it has two."""
    rows = [
        ("akimat", "region", kind, level, "disclosure", "R01" if kind == "thin" else "egov", 20, 0.5, 0.667)
        for kind in NAMES
        for level in ("warning", "note")
    ]
    return replace(audited, findings=pd.DataFrame(rows, columns=list(FINDINGS)))


def test_the_files(out: Path) -> None:
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    pages = {"site/index.html", "site/style.css", *(f"site/{language}/index.html" for language in LANGUAGES)}
    assert names == {"audit.json", "audit.xlsx", "manifest.json"} | pages
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["outputs"]) == names - {"manifest.json"}
    assert manifest["options"] == {"language": "ru"}
    assert "evidence.csv" in manifest["inputs"]


def test_json_holds_every_figure(out: Path, audited: Audit) -> None:
    """Each table can be made again from it, to the twelve digits that are the same on every machine."""
    content = json.loads((out / "audit.json").read_text(encoding="utf-8"))
    for name, frame in audited.tables().items():
        if name == "findings":
            continue
        assert content[name]["columns"] == list(TABLES[name])
        again = pd.DataFrame(content[name]["rows"], columns=content[name]["columns"])
        for column in frame.columns:
            mine, theirs = frame[column].astype(object), again[column].astype(object)
            assert list(mine.isna()) == list(theirs.isna())
            pairs = zip(mine[mine.notna()], theirs[theirs.notna()], strict=True)
            assert all(one == (other if isinstance(one, str) else pytest.approx(other, rel=1e-11, abs=1e-12))
                       for one, other in pairs), (name, column)  # fmt: skip
    assert len(content["findings"]) == len(audited.findings) > 10
    first = content["findings"][0]
    assert set(first) == {*FINDINGS, "message", "advice"}
    assert first["message"] == (
        "‘External index (monitoring)’: agreement of assessors 0.737 over 293 cells, 0.8 is customary."
    )
    assert all(one["advice"] for one in content["findings"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_words(audited: Audit, language: str) -> None:
    """Of every kind and level, without a placeholder left and with its figure."""
    words = AuditWords(every_kind(audited), language)
    assert len(words.told) == 2 * len(NAMES)
    for one in words.told:
        assert all((one.kind_words, one.message, one.advice))
        assert "{" not in one.message + one.advice
        assert re.search(r"\d", one.message)
    messages = {one.message for one in words.told if one.kind == "reversed"}
    assert len(messages) == 2
    assert any(words.territory("R01") in one.message for one in words.told if one.kind == "thin")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_has_headings(audited: Audit, language: str) -> None:
    """Every column of every table, also of those that are empty here, has a heading of its own."""
    filled = replace(audited, duplicates=pd.DataFrame(
        [("akimat", "region", "disclosure", "egov", 20, 1.0, 0.001)], columns=list(TABLES["duplicates"])
    ))  # fmt: skip
    tables = audit_tables(AuditWords(filled, language))
    assert [table.key for table in tables] == [f"audit_{name}" for name in TABLES]
    for table in tables:
        headings = [column.heading for column in table.columns]
        assert len(set(headings)) == len(headings), table.key
        assert all(len(row) == len(headings) for row in table.rows)
    assert len({table.title for table in tables}) == len(tables)


def test_pages_say_what_was_found(out: Path, audited: Audit) -> None:
    for language in LANGUAGES:
        text = unescape((out / "site" / language / "index.html").read_text(encoding="utf-8"))
        for one in AuditWords(audited, language).told:
            assert one.message in text
            assert one.advice in text
        for key in ("audit_title", "sheet_audit_importance", "sheet_audit_leave_one_out", "how_to_read"):
            assert words_of(language).text(key) in text


def test_pages_ask_nothing_and_can_be_read_aloud(out: Path) -> None:
    for path in (out / "site").rglob("index.html"):
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert len(SCRIPT.findall(text)) == text.count("<script")
        assert not re.search(
            r'(?:src|href)="(?!https://example\.org/|\.\./|#|data:,|style\.css|index\.html|\w\w/index)', text
        )
        assert len(page.of("table")) == len(page.of("caption"))
        assert all(one.get("scope") in {"col", "row"} for one in page.of("th"))
        anchors = set(re.findall(r'\bid="?([\w-]+)', text))
        assert {one["href"][1:] for one in page.of("a") if one["href"].startswith("#")} <= anchors


def test_stamp_on_every_page_and_sheet(out: Path, audited: Audit) -> None:
    for language in LANGUAGES:
        words = words_of(language).text("stamp_demo")
        text = (out / "site" / language / "index.html").read_text(encoding="utf-8")
        assert text.count('<aside class="stamp loud" ') == 1
        assert f'<strong lang="{language}">{words}</strong>' in text
        assert f'@page{{@top-left{{content:"{words}"}}}}' in text
        assert text.count(f'<p class="tag">{words}</p>') == len(audit_view(audited, language).parts)
    book = openpyxl.load_workbook(out / "audit.xlsx")
    assert all(sheet["A1"].value == "Синтетические данные, это не оценка" for sheet in book)


def test_the_workbook_has_a_sheet_for_every_table(out: Path, audited: Audit) -> None:
    book = openpyxl.load_workbook(out / "audit.xlsx")
    ru = words_of("ru")
    filled = [name for name in TABLES if name == "findings" or len(getattr(audited, name))]
    assert book.sheetnames == [ru.text("sheet_cover"), *map(AuditWords(audited, "ru").table, filled)]
    rows = list(book[ru.text("sheet_audit_importance")].iter_rows(min_row=3, values_only=True))
    heads = [str(one) for one in rows[0]]
    share = rows[1][heads.index(ru.text("audit_col_variance_share"))]
    assert share == pytest.approx(audited.importance["variance_share"].iloc[0])
    assert sum(row[0] is not None for row in rows) >= len(audited.importance)


def test_two_runs_give_the_same_bytes(audited: Audit, out: Path, tmp_path: Path) -> None:
    again = indexgov.write_audit(indexgov.audit(audited.assessment), tmp_path / "again", "ru")
    for path in sorted(out.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(out)).read_bytes(), path


def test_a_folder_of_something_else_is_refused(
    audited: Audit, aktogay: indexgov.Assessment, out: Path, tmp_path: Path
) -> None:
    """An earlier audit is replaced; results of a score, or of another index, are not."""
    copy = tmp_path / "out"
    shutil.copytree(out, copy)
    indexgov.write_audit(audited, copy, "en")
    with pytest.raises(indexgov.IndexgovError) as caught:
        indexgov.write_outputs(audited.assessment, copy)
    assert str(caught.value) == (
        f"'{copy}' holds the audit of 'kz-local-government' for 2026-Q3; name another folder with --out"
    )
    with pytest.raises(indexgov.IndexgovError, match="holds the audit of"):
        indexgov.write_audit(indexgov.audit(aktogay), copy, "en")


def test_one_body_without_a_range(tmp_path: Path) -> None:
    """An index of countries with z-scores: no ends, no floor, three countries; nothing is concluded, all is written."""
    found = indexgov.audit(countries(tmp_path / "data"))
    assert len(found.findings) == 0
    made = indexgov.write_audit(found, tmp_path / "out", "kk")
    text = (made / "site" / "en" / "index.html").read_text(encoding="utf-8")
    assert "Fewer than 10 authorities have a score" in text
    assert found.indicators["at_ceiling"].isna().all()
    assert all(math.isnan(one) for one in found.nodes.loc[found.nodes["n"] > 1, "middle_half"])


def test_what_people_type_cannot_become_markup(aktogay: indexgov.Assessment, tmp_path: Path) -> None:
    nasty = replace(
        aktogay, dataset=replace(aktogay.dataset, title=dict.fromkeys(LANGUAGES, "<script>alert(1)</script>"))
    )
    made = indexgov.write_audit(indexgov.audit(nasty), tmp_path / "out", "ru")
    assert "<script>" not in (made / "site" / "ru" / "index.html").read_text(encoding="utf-8")


def test_command_names_a_planted_constant(tmp_path: Path) -> None:
    """A copy of the demo in which one criterion is recorded alike for every akimat."""
    folder = tmp_path / "samples" / "demo" / "2026-Q3"
    shutil.copytree(SAMPLES / "demo" / "2026-Q3", folder)
    root = SAMPLES.parent
    shutil.copy(root / "indicators.yaml", tmp_path)
    shutil.copytree(root / "methodology", tmp_path / "methodology", ignore=shutil.ignore_patterns("indicators"))
    for name, sign in (("evidence.csv", ","), ("evidence-second.csv", ";")):
        frame = pd.read_csv(folder / name, sep=sign, dtype=str, keep_default_na=False)
        mine = (frame["body"] == "akimat") & (frame["indicator"] == "disclosure.general.heads")
        frame.loc[mine & (frame["value"] != "not_assessed"), "value"] = "full"
        frame.to_csv(folder / name, sep=sign, index=False)
    out = tmp_path / "out"
    done = CliRunner().invoke(main, ["audit", str(folder), "--out", str(out), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "Akimat, region: 1 warning" in done.stdout
    lines = " ".join(done.stdout.split())
    assert "warning: The same score for all (1)" in lines
    assert "all 20 have the same score, 100, so that it tells nobody apart." in lines
    assert "What to do: Sharpen the levels of its scale" in lines
    assert (out / "site" / "index.html").exists()
    told = CliRunner().invoke(main, ["audit", str(folder), "--out", str(out), "--json", "--lang", "ru"])
    content = json.loads(told.stdout)
    assert content["findings"][0]["kind"] == "constant"
    assert content["findings"][0]["message"].endswith("индикатор никого не различает.")
    assert content["out"] == out.as_posix()


def test_command_refuses_a_language_without_titles(tmp_path: Path) -> None:
    write_project(tmp_path)
    for name in ("indicators.yaml", "dataset.yaml"):
        text = (tmp_path / name).read_text(encoding="utf-8").replace("languages: [kk, ru, en]", "languages: [kk, ru]")
        (tmp_path / name).write_text(re.sub(r', en: (?:"[^"]*"|[^},]*)', "", text), encoding="utf-8")
    done = CliRunner().invoke(main, ["audit", str(tmp_path), "--out", str(tmp_path / "out"), "--lang", "en"])
    assert done.exit_code == 1
    assert done.stderr == "error: the registry has no titles in 'en', only in kk, ru\n"
    assert not (tmp_path / "out").exists()
