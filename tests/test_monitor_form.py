"""The monitors' form: what it asks, that KoboToolbox and ODK take it, and that its export is evidence like any other."""

from __future__ import annotations

import csv
import io
import itertools
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import indexgov
from indexgov.cli import main
from indexgov.inputs.dataset_head import load_head
from indexgov.inputs.monitor_questions import STAMP, decoded, encoded, stamp
from indexgov.inputs.xlsform import Form, read_xlsform
from indexgov.registry.base import ID
from indexgov.registry.guidance import CriterionGuidance
from indexgov.report import xlsform
from indexgov.report.monitor_form import monitor_form
from indexgov.report.placing import OutputError
from indexgov.report.xlsform import Row, XlsForm, write_xlsform
from tests.conftest import SAMPLES
from tests.small_project import DATASET, REGISTRY, TERRITORIES, write_project

ROOT = SAMPLES.parent
DEMO = SAMPLES / "demo" / "2026-Q3"
PARTS = {"in_time", "late", "received"}


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture(scope="module")
def demo_form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    write_xlsform(monitor_form(load_head(DEMO).subject), path)
    return path


@given(st.lists(st.from_regex(ID, fullmatch=True), min_size=2, max_size=2, unique=True))
def test_names_of_questions_are_reversible(ids: list[str]) -> None:
    """Any two ids of a registry have two names, each of which XML and references in forms allow."""
    for one in ids:
        assert decoded(encoded(one)) == one
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", encoded(one))
    assert encoded(ids[0]) != encoded(ids[1])


def test_names_of_difficult_ids() -> None:
    """By hand: a dot is two underscores, so underscores beside a dot or another one must look otherwise."""
    assert [encoded(one) for one in ("disclosure.acts.court", "a_b", "a__b", "a_.b", "a._b", "a.b_")] == [
        "disclosure__acts__court", "a_b", "aUUb", "aU__b", "a__Ub", "a__bU",
    ]  # fmt: skip


def test_pyxform_and_odk_validate_take_the_form(demo_form: Path) -> None:
    """No warning of pyxform; with Java also ODK Validate, which computes every relevance and constraint once."""
    xls2xform = pytest.importorskip("pyxform.xls2xform", reason="pyxform is the reference reader of XLSForm")
    warnings: list[str] = []
    made = xls2xform.convert(
        str(demo_form), warnings=warnings, validate=shutil.which("java") is not None, form_name="data"
    )
    assert warnings == []
    form = read_xlsform(demo_form, "form.xlsx")
    assert form.problems == []
    for question in form.questions:
        assert f'nodeset="/data/{"/".join(question.path)}"' in made.xform
    assert form.language == "Қазақша (kk)"
    assert {language for one in form.questions for language in one.labels} == {
        "Қазақша (kk)", "Русский (ru)", "English (en)",
    }  # fmt: skip


def test_the_form_asks_every_criterion_once(demo_form: Path) -> None:
    registry = indexgov.load_registry(ROOT / "indicators.yaml")
    asked = [one.id for one in registry.indicators_of(indexgov.Period.parse("2026-Q3")) if not one.from_survey]
    names = [question.name for question in read_xlsform(demo_form, "form.xlsx").questions]
    assert [name for name in names if name.startswith("value__")] == [f"value__{encoded(one)}" for one in asked]
    assert len(names) == len(set(names))


def test_the_same_dataset_gives_the_same_bytes(tmp_path: Path, demo_form: Path) -> None:
    write_xlsform(monitor_form(load_head(DEMO).subject), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == demo_form.read_bytes()


TIERED = REGISTRY.replace(
    "                body: akimat\n", "                body: akimat\n                tiers: [okrug]\n", 1
)
WITH_OKRUG = TERRITORIES + "K01,okrug,Округ 01,Округ 01,Okrug 01\n"


def small(folder: Path, files: Mapping[str, str] | None = None) -> XlsForm:
    return monitor_form(load_head(write_project(folder / "p", dict(files or {}))).subject)


def row_of(form: XlsForm, name: str) -> Row:
    (row,) = [row for row in form.survey if row.get("name") == name and row["type"] != "end_group"]
    return row


def test_criteria_are_asked_of_the_bodies_they_concern(tmp_path: Path) -> None:
    """The conditions of groups, computed for every body and tier, are those of the registry."""
    folder = write_project(tmp_path / "p", {"indicators.yaml": TIERED, "territories.csv": WITH_OKRUG})
    subject = load_head(folder).subject
    form = monitor_form(subject)

    def holds(condition: str, answers: Mapping[str, str]) -> bool:
        condition = re.sub(
            r"selected\('([^']*)', \$\{(\w+)\}\)", lambda one: str(answers[one[2]] in one[1].split()), condition
        )
        condition = re.sub(r"\$\{(\w+)\} != ''", lambda one: str(answers[one[1]] != ""), condition)
        assert re.fullmatch(r"(True|False|and|or|[() ])*", condition)
        return bool(eval(condition))

    for tier, body in itertools.product(subject.registry.tiers, subject.registry.bodies):
        shown, open_ = set(), []
        for row in form.survey:
            if row["type"] == "begin_group":
                open_.append(holds(row.get("relevant", "True"), {"tier": tier, "body": body}))
            elif row["type"] == "end_group":
                open_.pop()
            elif row["name"].startswith("value__") and all(open_):
                shown.add(decoded(row["name"].removeprefix("value__")))
        bodies = [row for row in form.choices if row["list_name"] == "bodies" and row["name"] == body]
        assert (tier in bodies[0]["tiers"].split()) == subject.registry.exists(body, tier)
        if subject.registry.exists(body, tier):
            external = (one.id for one in subject.indicators.values() if not one.from_survey)
            assert shown == {one for one in external if body in subject.bodies_at(tier, one)}


def test_limits_have_every_digit_and_no_exponent(tmp_path: Path) -> None:
    """By hand: XPath 1.0 knows no exponents, and six digits of 1,234,567 would refuse the last 2,567."""
    registry = REGISTRY.replace("{min: 0, max: 12, clamp: false}", "{min: 0.0000001, max: 1234567, clamp: false}")
    form = small(tmp_path, {"indicators.yaml": registry})
    assert row_of(form, "number__people__sessions")["constraint"] == ". >= 0.0000001 and . <= 1234567"


def test_a_form_that_cannot_be_written_leaves_the_earlier_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("out/small/form.xlsx")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"earlier")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(xlsform, "write_xlsform", full)
    with pytest.raises(OutputError, match=r"^cannot write 'out/small/form.xlsx': No space left on device$"):
        xlsform.save_xlsform(small(tmp_path), None, path)
    assert path.read_bytes() == b"earlier"
    assert list(path.parent.iterdir()) == [path]


def test_answers_are_what_the_registry_allows(tmp_path: Path) -> None:
    """By hand: levels in the order of the registry, not applicable only with a reason, counts of at most the whole."""
    form = small(tmp_path)
    lists = {
        name: [row["name"] for row in rows]
        for name, rows in itertools.groupby(form.choices, key=lambda row: row["list_name"])
    }
    assert row_of(form, "value__papers__heads")["type"] == "select_one levels_published"
    assert lists["levels_published"] == ["full", "partial", "none", "not_assessed"]
    assert row_of(form, "value__papers__budget")["type"] == "select_one levels_published_or_not"
    assert lists["levels_published_or_not"] == ["full", "partial", "none", "not_applicable", "not_assessed"]
    assert lists["numbers"] == ["recorded", "not_assessed"]
    assert row_of(form, "reason__papers__budget")["choice_filter"] == "selected('no_budget', name)"
    assert row_of(form, "number__people__sessions")["constraint"] == ". >= 0 and . <= 12"
    assert row_of(form, "count__late__OF__people__requests")["constraint"] == (
        ". >= 0 and . + coalesce(${count__in_time__OF__people__requests}, 0)"
        " <= ${count__received__OF__people__requests}"
    )
    assert row_of(form, "seen__papers__heads")["constraint"] == ". <= today() and . >= date('2026-07-01')"
    assert row_of(form, "note__papers__heads")["required"] == (
        "${link__papers__heads} = '' and ${value__papers__heads} != 'not_applicable'"
        " and ${value__papers__heads} != 'none'"
    )


def test_hints_are_the_guidance(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", {})
    subject = load_head(folder).subject

    def entry(language: str, **more: object) -> CriterionGuidance:
        texts = {"check": f"look {language}", "evidence": f"keep {language}", "remedy": f"do {language}"}
        return CriterionGuidance.model_validate(texts | more)

    guidance = {
        language: {
            one.id: entry(
                language,
                levels={level: f"{level} {language}" for level in subject.registry.scales[one.scale].levels or ()},
                parts=dict.fromkeys(PARTS, f"count {language}") if one.scale == "answered" else {},
                value=f"number {language}",
                not_applicable=f"when {language}",
            )
            for one in subject.registry.indicators
        }
        for language in ("kk", "ru", "en")
    }
    form = monitor_form(subject, guidance)
    assert row_of(form, "value__papers__heads")["hint::Русский (ru)"] == (
        "look ru\nполностью: full ru\nчастично: partial ru\nнет: none ru"
    )
    assert row_of(form, "reason__papers__budget")["hint::English (en)"] == "when en"
    assert row_of(form, "note__papers__heads")["hint::Қазақша (kk)"] == "keep kk"
    assert row_of(form, "number__people__sessions")["label::English (en)"] == "number en"
    assert row_of(form, "count__late__OF__people__requests")["label::English (en)"] == "count en"
    xls2xform = pytest.importorskip("pyxform.xls2xform", reason="pyxform is the reference reader of XLSForm")
    write_xlsform(form, tmp_path / "form.xlsx")
    warnings: list[str] = []
    xls2xform.convert(str(tmp_path / "form.xlsx"), warnings=warnings, form_name="data")
    assert warnings == []


def test_stamp_tells_what_gives_answers_their_meaning() -> None:
    """Titles and weights may be corrected while monitors work; parts, reasons, version and period may not."""
    period = indexgov.Period.parse("2026-Q3")

    def of(old: str = "", new: str = "", when: indexgov.Period = period) -> str:
        assert old in REGISTRY
        return stamp(indexgov.parse_registry(REGISTRY.replace(old, new) if old else REGISTRY, "given.yaml"), when)

    assert re.fullmatch(r"small 1 2026-Q3 [0-9a-f]{12}", of())
    assert of("en: Heads", "en: The heads") == of()
    assert of("weight: 60", "weight: 70") == of()
    others = [
        of('version: "1"', 'version: "2"'),
        of("in_time: 1, late: 0.5", "in_time: 1"),
        of("not_applicable: [no_budget]", "not_applicable: []"),
        of(when=indexgov.Period.parse("2026-Q4")),
    ]
    assert len({of(), *others}) == 5


def answers_of(rows: pd.DataFrame) -> dict[str, str]:
    """One submission as the form records it, from the evidence of a body."""
    found: dict[str, str] = {}
    for _, row in rows.iterrows():
        code = str(row["indicator"]).replace(".", "__")
        if row["part"]:
            found[f"count__{row['part']}__OF__{code}"] = row["value"]
        found[f"value__{code}"] = "recorded" if row["part"] or re.match(r"[\d.]+\Z", row["value"]) else row["value"]
        if not row["part"] and re.match(r"[\d.]+\Z", row["value"]):
            found[f"number__{code}"] = row["value"]
        details = {"link": "source_url", "seen": "seen_on", "note": "note", "comment": "comment", "reason": "reason"}
        found |= {f"{what}__{code}": row[column] for what, column in details.items() if row[column]}
    return found


def export(form: Form, submissions: Sequence[Mapping[str, str]], sign: str | None = "/") -> list[list[str]]:
    """Header and rows as KoboToolbox (/) and ODK (-) write them, or without groups; with what they add."""
    names = [question.name for question in form.questions]
    head = [question.name if sign is None else sign.join(question.path) for question in form.questions]
    rows = [[one.get(name, "") for name in names] for one in submissions]
    extra = [["2026-09-01T10:00:00", *row, str(number)] for number, row in enumerate(rows, 1)]
    return [["start", *head, "_id"], *extra]


def write_export(path: Path, table: list[list[str]], separator: str = ";") -> None:
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.title = "form"
        for row in table:
            book.active.append([cell or None for cell in row])
        book.save(path)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=separator, lineterminator="\n").writerows(table)
        path.write_text(text.getvalue(), encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("name", "sign"), [("export.csv", "/"), ("export.csv", "-"), ("export.xlsx", None), ("export.xlsx", "/")]
)
def test_an_export_scores_as_the_same_evidence(
    tmp_path: Path, demo: indexgov.Assessment, demo_form: Path, name: str, sign: str | None
) -> None:
    """Both assessors of the demo through the form; adjudications, replies and decisions stay in a table."""
    evidence = demo.dataset.evidence.copy()
    # The second assessor's table has decimal commas; forms know no others than points.
    evidence["value"] = pd.Series([value.replace(",", ".") for value in evidence["value"]], dtype=object)
    by_form = evidence["stage"].isin(["initial", "second"])
    subject = load_head(DEMO).subject
    submissions = [
        {STAMP: stamp(subject.registry, subject.period), "tier": "region"}
        | dict(zip(("territory", "body", "assessor", "stage"), map(str, key), strict=True))
        | answers_of(rows)
        for key, rows in evidence[by_form].groupby(["territory", "body", "assessor", "stage"], sort=False)
    ]
    assert len(submissions) > 40
    folder = tmp_path / "samples" / "demo" / "2026-Q3"
    shutil.copytree(DEMO, folder)
    shutil.copytree(ROOT / "methodology", tmp_path / "methodology")
    shutil.copy(ROOT / "indicators.yaml", tmp_path)
    write_export(folder / name, export(read_xlsform(demo_form, "form.xlsx"), submissions, sign))
    evidence[~by_form].to_csv(folder / "rest.csv", index=False)
    text = (folder / "dataset.yaml").read_text(encoding="utf-8")
    text = re.sub(r"^evidence: .*$", f"evidence: [{name}, rest.csv]", text, flags=re.MULTILINE)
    (folder / "dataset.yaml").write_text(text, encoding="utf-8")
    dataset = indexgov.load_dataset(folder)
    key = ["territory", "body", "indicator", "part", "stage", "assessor", "seen_on"]
    columns = [column for column in evidence.columns if column != "archive_url"]
    pd.testing.assert_frame_equal(
        dataset.evidence[columns].sort_values(key, ignore_index=True),
        evidence[columns].sort_values(key, ignore_index=True),
    )
    found = indexgov.score(dataset.registry, dataset)
    pd.testing.assert_frame_equal(found.scores, demo.scores)
    pd.testing.assert_frame_equal(found.ranking, demo.ranking)


SENT = {
    "territory": "R01", "body": "akimat", "assessor": "M1", "stage": "initial",
    "value__papers__heads": "full", "link__papers__heads": "https://example.org/1", "seen__papers__heads": "2026-08-03",
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small project with nothing but an export of its form as evidence."""
    folder = write_project(tmp_path / "p", {"dataset.yaml": DATASET.replace("evidence.csv", "export.csv")})
    monkeypatch.chdir(tmp_path)
    return folder


def send(project: Path, *submissions: Mapping[str, str], name: str = "export.csv", drop: str = "-") -> None:
    """Write an export of the project's form, each submission with the stamp, without columns that begin with `drop`."""
    subject = load_head(project).subject
    write_xlsform(monitor_form(subject), project / "form.xlsx")
    right = {STAMP: stamp(subject.registry, subject.period)}
    form = read_xlsform(project / "form.xlsx", "form.xlsx")
    (project / "form.xlsx").unlink()
    form.questions = [one for one in form.questions if not one.name.startswith(drop)]
    write_export(project / name, export(form, [right | dict(one) for one in submissions]))


def errors_of(project: Path) -> str:
    result = run("check", "p")
    assert result.exit_code == 1
    stamped = stamp(load_head(project).subject.registry, indexgov.Period.parse("2026-Q3"))
    return result.stderr.replace(stamped, "STAMP")


def test_two_columns_for_one_question_are_refused(project: Path) -> None:
    """Which of them holds the answers nobody can tell; one would be lost in silence."""
    send(project, SENT)
    header, *lines = (project / "export.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{header},again/value__papers__heads", *(f"{line},full" for line in lines)]
    (project / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert errors_of(project) == (
        "p/export.csv: error: the export has several columns for the question 'value__papers__heads' [monitor-column]\n"
        "  = keep the one with the answers\n"
        "1 error\n"
    )


def test_blanks_are_no_rows(project: Path) -> None:
    """One answer is one row, counts are a row a part, and nothing else comes of a submission."""
    counts = {f"count__{part}__OF__people__requests": number for part, number in
              (("received", "10"), ("in_time", "8"), ("late", "0"))}  # fmt: skip
    more = {"value__people__requests": "recorded", "note__people__requests": "letter 5, page 2", **counts}
    none = {"value__papers__budget": "not_applicable", "reason__papers__budget": "no_budget"}
    send(project, SENT | more | none)
    evidence = indexgov.load_dataset(project).evidence
    rows = evidence[["indicator", "part", "value", "reason", "source_url", "seen_on", "note"]].to_numpy().tolist()
    assert rows == [
        ["papers.heads", "", "full", "", "https://example.org/1", "2026-08-03", ""],
        ["papers.budget", "", "not_applicable", "no_budget", "", "", ""],
        ["people.requests", "received", "10", "", "", "", "letter 5, page 2"],
        ["people.requests", "in_time", "8", "", "", "", "letter 5, page 2"],
        ["people.requests", "late", "0", "", "", "", "letter 5, page 2"],
    ]
    assert set(evidence[["territory", "body", "assessor", "stage"]].agg("/".join, axis=1)) == {"R01/akimat/M1/initial"}


def test_a_wrong_version_is_refused_once(project: Path) -> None:
    old = {STAMP: "small 1 2026-Q2 0123456789ab"}
    send(project, SENT | old, SENT, SENT | old | {"body": "maslikhat"})
    assert errors_of(project) == (
        "p/export.csv:2: error: 2 submissions of the form 'small 1 2026-Q2 0123456789ab', and that of the dataset is "
        "'STAMP' [monitor-form]\n"
        "  2 | indexgov_form: small 1 2026-Q2 0123456789ab\n"
        "  = read it with the registry and period it was made for, or record it anew: indexgov form --monitors\n"
        "1 error\n"
    )


def test_two_submissions_of_one_body_are_refused(project: Path) -> None:
    send(project, SENT, SENT | {"stage": "second"}, SENT | {"value__papers__heads": "none"})
    assert errors_of(project) == (
        "p/export.csv:4: error: 'M1' sent the akimat of 'R01' twice at stage 'initial', first in row 2 [monitor-twice]\n"
        "  4 | territory: R01\n"
        "  = delete one of the two submissions\n"
        "1 error\n"
    )


def test_a_body_that_is_not_known_is_told_once_a_submission(project: Path) -> None:
    """Forty criteria of a submission do not make forty messages."""
    send(project, SENT | {"territory": "R09"}, SENT | {"body": ""}, SENT | {"stage": "reply"})
    assert errors_of(project) == (
        "p/export.csv:2: error: there is no territory 'R09' [unknown-territory]\n"
        "  2 | territory: R09\n"
        "  = allowed: 'R01', 'R02', 'R03'\n"
        "p/export.csv:3: error: the submission has no body [unknown-body]\n"
        "  3 | body: \n"
        "  = allowed: 'akimat', 'maslikhat'\n"
        "p/export.csv:4: error: there is no stage 'reply' [unknown-stage]\n"
        "  4 | stage: reply\n"
        "  = allowed: 'initial', 'second'\n"
        "3 errors\n"
    )


def test_a_body_that_does_not_exist_at_the_tier(project: Path) -> None:
    (project / "territories.csv").write_text(WITH_OKRUG, encoding="utf-8")
    send(project, SENT | {"territory": "K01", "body": "maslikhat"})
    assert errors_of(project) == (
        "p/export.csv:2: error: there is no maslikhat at tier 'okrug', the tier of 'K01' [not-concerned]\n"
        "  2 | body: maslikhat\n"
        "  = correct the body or the territory\n"
        "1 error\n"
    )


def test_answers_are_checked_at_their_cell(project: Path) -> None:
    """What was typed into the export later is found by sheet and cell, in CSV by line and question."""
    wrong = SENT | {"value__papers__heads": "ful", "link__papers__heads": "www"}
    send(project, wrong)
    assert errors_of(project) == (
        "p/export.csv:2: error: 'ful' is not a level of 'papers.heads' (scale 'published') [unknown-level]\n"
        "  2 | section__openness__papers/about__papers__heads/value__papers__heads: ful\n"
        "  = did you mean 'full'? allowed: 'full', 'partial', 'none'\n"
        "p/export.csv:2: error: 'www' is not a web address [link]\n"
        "  2 | section__openness__papers/about__papers__heads/link__papers__heads: www\n"
        "  = begin it with https:// and write no spaces\n"
        "2 errors\n"
    )
    (project / "dataset.yaml").write_text(DATASET.replace("evidence.csv", "export.xlsx"), encoding="utf-8")
    send(project, wrong, name="export.xlsx")
    assert [line.split(" [")[-1] + " " + line.split(": ")[0] for line in errors_of(project).splitlines()[::2]] == [
        "unknown-level] p/export.xlsx:form!H2",
        "link] p/export.xlsx:form!I2",
        "2 errors 2 errors",
    ]


def test_a_number_beside_not_applicable_is_refused(project: Path) -> None:
    send(project, SENT | {"value__people__requests": "not_assessed", "count__received__OF__people__requests": "4"})
    assert errors_of(project) == (
        "p/export.csv:2: error: 'people.requests' has a number and is 'not_assessed' too [monitor-number]\n"
        "  2 | section__openness__people/about__people__requests/value__people__requests: not_assessed\n"
        "  = delete the number, or the answer\n"
        "1 error\n"
    )


@pytest.mark.parametrize(
    ("drop", "missing"),
    [
        ("assessor", "'assessor'"),
        (
            "value__",
            "'value__papers__heads', 'value__papers__budget', 'value__people__sessions', 'value__people__requests'",
        ),
        ("comment__papers__heads", "'comment__papers__heads'"),
    ],
    ids=["who", "labels", "one question"],
)
def test_an_export_without_its_columns(project: Path, drop: str, missing: str) -> None:
    send(project, SENT, drop=drop)
    assert errors_of(project) == (
        f"p/export.csv: error: the export of the monitors' form has no column {missing} [monitor-column]\n"
        "  = export names (XML values and headers), not labels, and every question\n"
        "1 error\n"
    )


@pytest.mark.usefixtures("project")
def test_the_command_needs_no_evidence() -> None:
    """The form is made before the quarter begins: the files of the evidence are not there yet."""
    result = run("form", "p", "--monitors", "--out", "forms/m.xlsx")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "forms/m.xlsx: form with 4 questions\n"
    assert [path.name for path in Path("forms").iterdir()] == ["m.xlsx"]
    again = run("form", "p", "--monitors", "--out", "forms/m.xlsx")
    assert again.stderr == ("error: 'forms/m.xlsx' exists already; name another file, or move the old one away\n")
    assert again.exit_code == 1
    assert run("form", "p", "--monitors").exit_code == 0
    assert Path("out/small/small-2026-Q3-monitors.xlsx").is_file()


@pytest.mark.usefixtures("project")
def test_wrong_usage_and_faults_of_the_dataset() -> None:
    Path("p/territories.csv").write_text(TERRITORIES.replace("R03,region", "R03,regon"), encoding="utf-8")
    assert run("form", "p", "--monitors").stderr == (
        "p/territories.csv:4: error: there is no tier 'regon' [unknown-tier]\n"
        "  4 | R03,regon,Өңір 03,Регион 03,Region 03\n"
        "  = did you mean 'region'? allowed: 'region', 'okrug'\n"
        "1 error, nothing was written\n"
    )
    for words in (["form", "p/indicators.yaml", "--monitors"], ["form", "p/indicators.yaml"]):
        assert run(*words).stderr.splitlines()[0] == (
            "p/indicators.yaml:1:1: error: this file is a registry, not a dataset [not-a-dataset]"
        )
    Path("p/questionnaire.yaml").write_text("indexgov_questionnaire: 1\n", encoding="utf-8")
    assert run("form", "p/questionnaire.yaml", "--monitors").stderr == (
        "p/questionnaire.yaml:1:1: error: this file is a questionnaire, not a dataset [not-a-dataset]\n"
        "  1 | indexgov_questionnaire: 1\n"
        "    | ^\n"
        "  = name a dataset: a folder with a dataset.yaml that names this questionnaire\n"
        "1 error, nothing was written\n"
    )
    assert sorted(path.name for path in Path().iterdir()) == ["p"]
