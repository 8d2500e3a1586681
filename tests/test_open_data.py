"""Open data as programs of others meet it: the data package, the tables of labels, ranking.json, harmless cells."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import pytest

import indexgov
from indexgov import tables
from indexgov.report import columns
from indexgov.report.files import write_csv
from indexgov.report.publish import write_outputs
from indexgov.survey.mapping import MAPPING
from tests.small_project import EVIDENCE, REGISTRY, write_project

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "dataset.md").read_text(encoding="utf-8")
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(scope="session")
def results(demo: indexgov.Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_outputs(demo, tmp_path_factory.mktemp("open") / "demo")


def package_of(folder: Path) -> Any:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def faults(folder: Path) -> list[list[Any]]:
    """What frictionless finds: the kind, the row and the column of each error."""
    report = frictionless.validate(str(folder / "datapackage.json"))
    found: list[list[Any]] = report.flatten(["type", "rowNumber", "fieldName"])
    return found


def expanded(described: tuple[columns.Column, ...]) -> tuple[str, ...]:
    """The names of columns in a registry of all languages."""
    return tuple(
        one.name.replace("LANG", language)
        for one in described
        for language in (LANGUAGES if one.name.endswith("LANG") else ("",))
    )


DESCRIBED = {
    "scores": (columns.SCORES, tables.SCORES),
    "ranking": (columns.RANKING, tables.RANKING),
    "ranking-after": (columns.RANKING_AFTER, tables.RANKING_AFTER),
    "ranking-labels": (columns.RANKING_LABELS, tables.RANKING_LABELS),
    "territories": (columns.TERRITORIES, tables.TERRITORIES.all),
    "territory-labels": (columns.TERRITORY_LABELS, tables.TERRITORY_LABELS),
    "nodes": (columns.NODES, tables.NODES),
    "codes": (columns.CODES, tables.CODES),
    "agreement": (columns.AGREEMENT, tables.AGREEMENT),
    "replies": (columns.REPLIES, tables.REPLIES),
    "mapping": (columns.SURVEY_MAPPING, MAPPING),
}


@pytest.mark.parametrize(("described", "names"), DESCRIBED.values(), ids=DESCRIBED)
def test_page_and_program_describe_the_same_columns(
    described: tuple[columns.Column, ...], names: tuple[str, ...]
) -> None:
    """One text for both: every column of the program, in its order, has the row on the page that says the same."""
    assert expanded(described) == names
    for one in described:
        shown = ", ".join(f"`{name}`" for name in expanded((one,)))
        unit = f" {one.unit}" if one.unit else ""
        assert f"| {shown} |{unit} | {one.meaning.replace(' | ', chr(32) + chr(92) + '| ')} |" in PAGE


def test_frictionless_accepts_the_demo(results: Path) -> None:
    """The reference implementation of the standard reads every row by the description, sizes and digests included."""
    assert faults(results) == []
    package = frictionless.Package(str(results / "datapackage.json"))
    assert {one.path for one in package.resources} == {path.name for path in results.glob("*.csv")}
    assert package.get_resource("scores").hash == f"sha256:{manifest(results)['scores.csv']}"
    with package.get_resource("ranking") as ranking:
        rows = ranking.read_rows()
    assert [row["rank"] for row in rows[:2]] == [1, 2]
    assert {row["body_en"] for row in rows} == {"akimat (executive body)", "maslikhat (elected council)", None}


def manifest(folder: Path) -> Mapping[str, str]:
    outputs: Mapping[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    return outputs


def test_everything_new_stands_in_the_manifest(results: Path) -> None:
    assert {"datapackage.json", "ranking.json", "nodes.csv", "codes.csv", "territories.csv"} <= set(manifest(results))


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "fault"),
    [
        ("scores", 1, "period", "2026-Q5", "constraint-error"),
        ("scores", 1, "level", "chapter", "constraint-error"),
        ("scores", 1, "coverage", "1.2", "constraint-error"),
        ("scores", 1, "rank", "0", "constraint-error"),
        ("scores", 1, "rank", "first", "type-error"),
        ("scores", 1, "node", "", "constraint-error"),
        ("scores", 1, "node", "nobody.knows", "foreign-key"),
        ("ranking", 1, "territory", "R99", "foreign-key"),
        ("ranking", 1, "class", "Z", "constraint-error"),
        ("nodes", 2, "node", "index", "primary-key"),
    ],
)
def test_the_description_refuses_what_cannot_be(
    results: Path, tmp_path: Path, table: str, row: int, column: str, value: str, fault: str
) -> None:
    """A description that accepts everything would pass the test above as well."""
    for path in (*results.glob("*.csv"), results / "datapackage.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))
    lines[row][lines[0].index(column)] = value
    with (tmp_path / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(lines)
    found = {(kind, number) for kind, number, _ in faults(tmp_path)}
    assert (fault, row + 1) in found
    # The file is no longer that of the digest either.
    assert {kind for kind, number in found if number is None} == {"hash-count", "byte-count"} & {
        kind for kind, number in found if number is None
    }


def test_the_package_says_whose_data_these_are(results: Path, demo: indexgov.Assessment) -> None:
    """Licence, citation, contact and stamp travel with the files; no clock takes part."""
    package = package_of(results)
    licence = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC-BY-4.0"}
    assert package["licenses"] == [licence]
    assert package["citation"] == demo.dataset.citation
    assert package["contributors"] == [
        {"title": "https://example.org/", "path": "https://example.org/", "roles": ["contact"]}
    ]
    assert package["description"].startswith("Synthetic data, not an assessment.")
    assert (package["created"], package["version"]) == ("2026-09-30T00:00:00Z", "1")
    assert package["name"] == "kz-local-government-2026-q3"


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("", None),
        ("https://example.org/terms", [{"path": "https://example.org/terms"}]),
        ("Free with attribution", [{"name": "Free-with-attribution", "title": "Free with attribution"}]),
        ("Қолдануға болады", [{"name": "other", "title": "Қолдануға болады"}]),
    ],
)
def test_any_licence_makes_a_valid_package(
    aktogay: indexgov.Assessment, tmp_path: Path, licence: str, expected: list[dict[str, str]] | None
) -> None:
    """The standard wants a name without spaces or an address; people write what they like."""
    own = replace(aktogay, dataset=replace(aktogay.dataset, licence=licence, contact="office@example.org"))
    folder = write_outputs(own, tmp_path / "r")
    assert faults(folder) == []
    assert package_of(folder).get("licenses") == expected
    assert package_of(folder)["contributors"][0]["email"] == "office@example.org"


def test_columns_of_the_registry_are_described_too(tmp_path: Path) -> None:
    """Groups and denominators stand in territories.csv under names that only the registry knows."""
    title = "title: {kk: А, ru: Б, en: Kind of land}"
    text = REGISTRY.replace(
        "bodies:\n", f"groups: {{land: {{{title}}}}}\ndenominators: {{roads: {{{title}}}}}\nbodies:\n", 1
    )
    rows = "territory,tier,name_kk,name_ru,name_en,land,roads\nR01,region,А,Б,A,steppe,12.5\n"
    rows += "R02,region,А,Б,B,,\nR03,region,А,Б,C,hills,3\n"
    project = write_project(tmp_path / "p", {"indicators.yaml": text, "territories.csv": rows})
    dataset = indexgov.load_dataset(project)
    folder = write_outputs(indexgov.score(dataset.registry, dataset), tmp_path / "r")
    assert faults(folder) == []
    (table,) = [one for one in package_of(folder)["resources"] if one["name"] == "territories"]
    fields = {one["name"]: one for one in table["schema"]["fields"]}
    assert (fields["land"]["type"], fields["roads"]["type"]) == ("string", "number")
    assert fields["roads"]["title"] == "Kind of land"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("  internal:\n", "  name_en:\n", "id-reserved"),
        ("bodies:\n", "groups: {tier_kk: {title: {kk: А, ru: Б, en: C}}}\nbodies:\n", "column-reserved"),
    ],
)
def test_names_of_label_columns_are_taken(old: str, new: str, rule: str) -> None:
    """A component or a group of that name would give a table two columns of one name."""
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.parse_registry(REGISTRY.replace(old, new, 1))
    assert [one.rule for one in caught.value.problems] == [rule]


def test_labels_join(results: Path) -> None:
    """Every code of the data columns has its words: no reader needs the registry."""
    read = {
        name: pd.read_csv(results / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("scores", "ranking", "nodes", "codes")
    }
    nodes, codes = read["nodes"].set_index("node"), read["codes"].set_index(["column", "code"])
    assert set(read["scores"]["node"]) <= set(nodes.index)
    titles, parents = nodes["title_ru"].to_dict(), nodes["parent"].to_dict()
    assert titles["disclosure.budget.civil@akimat"] == titles["disclosure.budget.civil"]
    assert parents["disclosure.budget.civil@akimat"] == "disclosure.budget"
    for column in ("body", "tier", "peer_group", "class"):
        for code in set(read["ranking"][column]) - {""}:
            assert codes.at[(column, code), "title_kk"]
    assert (nodes[["title_kk", "title_ru", "title_en"]] != "").all(axis=None)
    acts = {cited.split(" ")[0] for legal in nodes["legal"] if legal for cited in legal.split("; ")}
    assert {("act", act) for act in acts} <= set(codes.index)


def test_ranking_for_other_sites(results: Path, demo: indexgov.Assessment) -> None:
    """The same figures as ranking.csv, the stamp in every language, and links that lead to pages."""
    told = json.loads((results / "ranking.json").read_text(encoding="utf-8"))
    assert told["format"] == 1
    assert told["show_stamp"] is True
    assert told["stamp"]["ru"]["words"] == "Синтетические данные, это не оценка"
    assert told["period_title"]["kk"] == "2026 жылғы III тоқсан"
    assert [one["body"] for one in told["rankings"]] == ["akimat", "maslikhat", ""]
    rows = [row for one in told["rankings"] for row in one["rows"]]
    plain = demo.ranking.astype(object).where(demo.ranking.notna(), None)
    records: list[dict[Any, Any]] = plain.to_dict("records")
    for row, written in zip(rows, records, strict=True):
        assert (row["territory"], row["body"], row["status"]) == (
            written["territory"], written["body"], written["status"],
        )  # fmt: skip
        for name in ("score", "rank", "rank_low", "rank_high"):
            assert row[name] == written[name]
        for language in LANGUAGES:
            assert row["name"][language] in (results / row["pages"][language]).read_text(encoding="utf-8")
    assert (results / "ranking.json").stat().st_size < 64_000


def test_formulas_do_not_reach_a_spreadsheet(tmp_path: Path) -> None:
    """Words of an objection come from the body that objects; OWASP's list of beginnings, and numbers stay numbers."""
    texts = ['=HYPERLINK("https://example.org")', "+7 700 000", "@SUM(A1)", "-cmd", "\tx"]
    kept = ["-5", "+1e3", "-", "a=b", "", "R01"]
    frame = pd.DataFrame({"=1+1": [*texts, *kept], "n": [-1.5] * 11})
    write_csv(frame, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as stream:
        head, *rows = list(csv.reader(stream))
    assert head == ["'=1+1", "n"]
    assert [row[0] for row in rows] == [*(f"'{text}" for text in texts), *kept]
    assert {row[1] for row in rows} == {"-1.5"}


def test_an_objection_cannot_carry_a_formula(tmp_path: Path) -> None:
    """From the evidence file to replies.csv, with the package still valid."""
    line = 'R01,akimat,papers.heads,,full,https://example.org/1,2026-08-20,,reply,,"=1+1"\n'
    text = "".join(f"{row},\n" for row in EVIDENCE.splitlines()).replace("stage,reason,", "stage,reason,comment", 1)
    dataset = indexgov.load_dataset(write_project(tmp_path / "p", {"evidence.csv": text + line}))
    folder = write_outputs(indexgov.score(dataset.registry, dataset), tmp_path / "r")
    (reply,) = pd.read_csv(folder / "replies.csv").to_dict("records")
    assert reply["objection_text"] == "'=1+1"
    assert faults(folder) == []
