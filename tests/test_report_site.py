"""The pages as a browser without a network meets them."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import indexgov
from indexgov.report.language_pages import css_text
from indexgov.report.site import Material, column_labels, file_names, page_names, write_site
from indexgov.report.site.names import indicator_names
from indexgov.report.view import scorecards
from indexgov.report.words import words_of
from tests.test_report_language import small

ROOT = Path(__file__).parents[1]
LANGUAGES = ("kk", "ru", "en")
DOWNLOADS = {
    "ranking.csv",
    "ranking.json",
    "scores.csv",
    "nodes.csv",
    "territories.csv",
    "datapackage.json",
    "survey_mapping.csv",
    "agreement.csv",
    "replies.csv",
    "assessment.json",
    "scorecards.xlsx",
    "scorecards.ru.xlsx",
    "scorecards.en.xlsx",
}
VOID = {"meta", "link", "br", "img", "input", "hr"}
NASTY = '<script>alert("x")</script>'
SCRIPT = re.compile(
    r'<script (?:defer )?src="((?:\.\./)?[\w-]+\.js)"></script>'
    r'|<script type="application/json" id="[\w-]+">[^<]*</script>'
)
"""The only ways in which a page may hold a script: a file of the site, or data in which no element can begin."""
ASKS = re.compile(
    r"\bfetch\b|XMLHttpRequest|sendBeacon|WebSocket|EventSource|\bimport\b|\beval\b|https?:(?!//www\.w3\.org/)"
)
"""What a script would ask an address with; the address of the language of drawings is only its name."""


class Page(HTMLParser):
    """Elements of a page, and whether they are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def written(assessment: indexgov.Assessment, folder: Path) -> Path:
    write_site(Material(assessment), folder)
    return folder


@pytest.fixture(scope="module")
def pages(demo_site: Path) -> dict[Path, Page]:
    """The pages that differ in kind, parsed: starts, a tie, a settled and an open objection, one not ranked."""
    kinds = re.compile(r"index|R(03|06)-akimat|R(11|16)-maslikhat|R16")
    paths = [path for path in sorted(demo_site.rglob("*.html")) if kinds.fullmatch(path.stem)]
    return {path: Page(path.read_text(encoding="utf-8")) for path in paths}


def test_everybody_has_a_page_in_each_language(demo: indexgov.Assessment, demo_site: Path) -> None:
    names = set(page_names(scorecards(demo, "en")).values())
    assert {"R01-akimat.html", "R01-maslikhat.html", "R01.html"} <= names
    assert len(names) == len(demo.ranking)
    files = {language: {path.name for path in (demo_site / language).iterdir()} for language in LANGUAGES}
    assert files["kk"] == files["ru"] == files["en"] >= names | {"index.html"}


def test_stamp_on_every_page(demo: indexgov.Assessment, demo_site: Path) -> None:
    """On screen in a bar that stays at the top, on paper in the margin of every sheet."""
    words = {language: scorecards(demo, language).stamp.words for language in LANGUAGES}
    for path in demo_site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        expected = words.get(path.parent.name, words["kk"])
        assert text.count('<aside class="stamp loud" ') == 1, path
        assert f'<strong lang="{path.parent.name}">{expected}</strong>' in text or path.parent == demo_site
        assert f'@page{{@top-left{{content:"{expected}"}}}}' in text
    chooser = (demo_site / "index.html").read_text(encoding="utf-8")
    assert all(word in chooser for word in words.values())


def test_stamp_words_are_safe_inside_a_style() -> None:
    """They stand between quotes in CSS, where an escaped sign would be printed as it is written."""
    for language in LANGUAGES:
        for status in ("demo", "draft", "final"):
            assert not set(words_of(language).text(f"stamp_{status}")) & set("\"'\\<>&{}")


def test_final_pages_are_quiet(aktogay: indexgov.Assessment, tmp_path: Path) -> None:
    final = written(replace(aktogay, dataset=replace(aktogay.dataset, status="final")), tmp_path / "site")
    text = (final / "ru" / "index.html").read_text(encoding="utf-8")
    assert "Окончательный результат" in text
    assert 'class="stamp calm"' in text
    assert "@page{@top-left" not in text


def test_every_indicator_has_a_page(demo: indexgov.Assessment, demo_site: Path) -> None:
    assert all((demo_site / "en" / name).is_file() for name in Material(demo).indicators.values())


def test_nothing_is_asked_of_the_network(demo_site: Path, pages: dict[Path, Page]) -> None:
    """Only links that a reader follows name an address; no picture, script, style or font does."""
    for path in demo_site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'<(?!a )[^>]*(src|href|action|data)="(https?:)?//', text), path
        scripts = SCRIPT.findall(text)
        assert len(scripts) == text.count("<script"), path
        scripts = [name for name in scripts if name]
        assert all((path.parent / name).resolve().is_relative_to(demo_site.resolve()) for name in scripts), path
        assert all((path.parent / name).is_file() for name in scripts), path
    for path in demo_site.rglob("*.js"):
        assert not ASKS.search(path.read_text(encoding="utf-8")), path
    for path, page in pages.items():
        assert not {"iframe", "img", "object", "embed", "form"} & {tag for tag, _ in page.elements}, path
        sheets = {attributes["href"] for attributes in page.of("link")} - {"data:,", "style.css"}
        assert sheets <= {"../style.css", "../home.css", "../what-if.css", "../audit.css"}
        for tag, attributes in page.elements:
            assert "src" not in attributes or tag == "script"
            assert "srcset" not in attributes
            assert not any(name.startswith("on") for name in attributes), (path, tag)
    assert "url(" not in (demo_site / "style.css").read_text(encoding="utf-8")
    assert "@import" not in (demo_site / "style.css").read_text(encoding="utf-8")


def test_links_outside_are_web_links_that_tell_nothing(pages: dict[Path, Page]) -> None:
    """A page says once for all its links that they name no referrer; none opens a window that could look back."""
    outside = [attributes for page in pages.values() for attributes in page.of("a") if "://" in attributes["href"]]
    assert outside
    for attributes in outside:
        assert attributes["href"].startswith(("http://", "https://"))
        assert attributes["rel"] == "nofollow"
        assert "target" not in attributes
    for page in pages.values():
        if any("://" in attributes["href"] for attributes in page.of("a")):
            assert {"name": "referrer", "content": "no-referrer"} in page.of("meta")


def test_pages_name_their_language_and_the_others(pages: dict[Path, Page], demo_site: Path) -> None:
    for path, page in pages.items():
        if path.parent == demo_site:
            assert page.of("html")[0]["lang"] == "kk"
            continue
        assert page.of("html")[0]["lang"] == path.parent.name
        others = {attributes["href"] for attributes in page.of("a") if "hreflang" in attributes}
        assert others == {f"../{language}/{path.name}" for language in LANGUAGES if language != path.parent.name}


def test_tables_can_be_read_aloud(pages: dict[Path, Page]) -> None:
    """Every table has a caption, and every heading cell says what it heads."""
    for path, page in pages.items():
        assert len(page.of("table")) == len(page.of("caption")), path
        assert all(attributes.get("scope") in {"col", "colgroup", "row", "rowgroup"} for attributes in page.of("th")), (
            path
        )
        assert len(page.of("h1")) == 1, path


def test_missing_is_a_dash_with_words(demo: indexgov.Assessment, demo_site: Path) -> None:
    """The body under its coverage floor has no figure, which is not 0, and the page says why it is not ranked."""
    unranked = demo.ranking[demo.ranking["status"] == "low_coverage"].iloc[0]
    text = (demo_site / "en" / f"{unranked['territory']}-{unranked['body']}.html").read_text(encoding="utf-8")
    head = text.partition('<div class="big">')[2].partition("</div>")[0]
    assert "<i class=no>no data</i>" in head
    assert '.no::before{content:"—"' in (demo_site / "style.css").read_text(encoding="utf-8")
    assert "Not ranked: too little was assessed" in text
    assert "at least 66% is needed" in text
    home = (demo_site / "en" / "index.html").read_text(encoding="utf-8")
    assert "at least 66% is needed" in home


def test_what_did_not_count_is_listed(demo_site: Path) -> None:
    text = (demo_site / "en" / "R16-maslikhat.html").read_text(encoding="utf-8")
    listed = text.partition("<h3>Assessed but not counted</h3>")[2].partition("</section>")[0]
    assert "<dt>‘Public procurement’: no score</dt>" in listed
    assert "<small>not counted: the part above it has no score</small>" in text
    assert "Assessed but not counted" not in (demo_site / "en" / "R03-akimat.html").read_text(encoding="utf-8")


def test_pages_stay_small(demo: indexgov.Assessment, demo_site: Path) -> None:
    """What every row repeats stands in the style sheet or at the end of the page: many readers are on mobile networks.

    Cyrillic letters take two bytes, so the same page is larger in Kazakh and Russian.
    """
    homes = {path: path.stat().st_size for path in demo_site.glob("*/index.html")}
    # Three rankings with their map, scatters and coloured tables: some 27 kB as servers send it.
    assert max(homes.values()) < 215_000
    assert max(len(gzip.compress(path.read_bytes())) for path in homes) < 30_000
    cards = set(Material(demo).pages.values())
    sizes = {path: path.stat().st_size for path in demo_site.rglob("*.html") if path.name in cards}
    assert max(size for path, size in sizes.items() if path.parent.name == "en") < 126_000
    assert max(sizes.values()) < 170_000
    # Survey figures come with intervals, answers and what their errors stand on: some 4 kB a page.
    assert sum(sizes.values()) / len(sizes) < 128_000
    assert max(path.stat().st_size for path in demo_site.rglob("*.html")) < 230_000


def test_columns_name_themselves_on_narrow_screens(demo: indexgov.Assessment, demo_site: Path) -> None:
    """The headings are out of sight there; names of parts come from the methodology and may hold any sign."""
    style = (demo_site / "style.css").read_text(encoding="utf-8")
    assert ':lang(ru) .parts0 td:nth-child(9)::before{content:"Вклад: "}' in style
    assert ':lang(en) .board td:nth-child(8)::before{content:"Coverage: "}' in style
    view = scorecards(demo, "en")
    nasty = replace(view, components=('"}*{display:none}</style>', "b"))
    assert '"' not in "".join(name for _, _, name in column_labels(nasty))
    assert "<" not in "".join(name for _, _, name in column_labels(nasty))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["R03-akimat.html", "R03.html"])
def test_names_on_narrow_screens_are_those_of_the_headings(
    demo: indexgov.Assessment, demo_site: Path, name: str, language: str
) -> None:
    """They are set by position, so a column more, as on the page of a territory for each body, would shift them."""
    text = (demo_site / language / name).read_text(encoding="utf-8")
    tables = re.findall('<table class="rows ([^"]*)">.*?<thead>(.*?)</thead>', text, re.DOTALL)
    heads = {table: re.findall("<th[^>]*>(.*?)</th>", head, re.DOTALL) for table, head in tables}
    labels = column_labels(scorecards(demo, language))
    named = [(head, place, label) for head in heads for table, place, label in labels if table in head.split()]
    assert len({head for head, _, _ in named}) == len(heads) == (5 if "akimat" in name else 2)
    for head, place, label in named:
        assert css_text(re.sub("<[^>]*>", " ", heads[head][place - 1]).strip()).startswith(label), (head, label)
    bodies = re.findall(r'<td data-of="([^"]*)">', text)
    assert set(bodies) == (set() if "akimat" in name else set(heads["nodes parts2"][3:5]))


def test_evidence_is_printed_once(demo_site: Path) -> None:
    """The page of a territory leads to those of its bodies."""
    text = (demo_site / "en" / "R03.html").read_text(encoding="utf-8")
    assert '<h3><a href="R03-akimat.html">' in text
    assert "/akimat/disclosure.general.heads" not in text
    assert "/akimat/disclosure.general.heads" in (demo_site / "en" / "R03-akimat.html").read_text(encoding="utf-8")


def test_acts_stand_at_the_end_of_a_page(demo_site: Path) -> None:
    """A criterion cites them by number: the title of a law is longer than most criteria."""
    text = (demo_site / "en" / "R03-akimat.html").read_text(encoding="utf-8")
    assert text.count("Law on access to information, No 401-V of 16 November 2015") == 1
    assert re.search(r'<a href="#a1">\[1\]</a>, article 16', text)
    assert re.search(r'<li id="a1"><a rel=nofollow href="https://', text)


def test_nothing_is_folded_where_there_is_nothing_to_read(tmp_path: Path) -> None:
    """A fold that opens to nothing looks like evidence that was lost: nobody recorded the requests of R03."""
    acts = "acts:\n  law: {title: {kk: Заң, ru: Закон, en: Law}, url: https://example.org/law}\n"
    site = written(small(tmp_path, (acts, ""), ('legal: [{act: law, article: "16"}]', "")), tmp_path / "site")
    text = (site / "en" / "R03-akimat.html").read_text(encoding="utf-8")
    rows = dict(re.findall(r'<tr><th scope=row><i class=m\w></i><a href="[^"]*">(\w+)</a>(.*?)</tr>', text))
    assert rows.keys() == {"Heads", "Budget", "Requests"}
    assert {name for name, row in rows.items() if "<details>" in row} == {"Heads"}
    assert "https://example.org/8" in rows["Heads"]
    assert text.count("<details") == text.count("</details>")


def test_what_people_type_cannot_become_markup(aktogay: indexgov.Assessment, tmp_path: Path) -> None:
    territories, evidence = aktogay.dataset.territories.copy(), aktogay.dataset.evidence.copy()
    territories.loc[0, ["name_kk", "name_ru", "name_en"]] = NASTY
    evidence.loc[0, ["note", "comment"]] = NASTY
    # The first two rows are the parts of one ratio, which one assessor records.
    evidence.loc[:1, "assessor"] = NASTY
    evidence.loc[0, "source_url"] = "javascript:alert(1)"
    evidence.loc[1, "source_url"] = 'https://example.org/"onmouseover="alert(1)'
    dataset = replace(aktogay.dataset, territories=territories, evidence=evidence)
    dataset = replace(dataset, citation=NASTY, licence=NASTY, contact="javascript:x")
    site = written(replace(aktogay, dataset=dataset), tmp_path / "site")
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert len(SCRIPT.findall(text)) == text.count("<script"), path
        page = Page(text)
        assert not any("javascript:" in value for _, attributes in page.elements for value in attributes.values())
        assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    text = (site / "en" / "553200000-akimat.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in text


def test_names_in_scripts_stay_text(tmp_path: Path) -> None:
    """The lines of all peers are JSON, which scripts put into pages as text."""
    assessment = small(tmp_path, ("min_coverage: 0.5", "min_coverage: 0"))
    territories = assessment.dataset.territories.copy()
    territories[["name_kk", "name_ru", "name_en"]] = NASTY
    made = replace(assessment, dataset=replace(assessment.dataset, territories=territories))
    site = written(made, tmp_path / "site")
    told = (site / "en" / "peers-1.js").read_text(encoding="utf-8")
    peers = json.loads(told.removeprefix("window.indexgovPeers=").removesuffix(";\n"))
    assert NASTY in {one["name"] for one in peers["rows"]}
    assert not re.search("innerHTML|outerHTML|insertAdjacentHTML|document.write", (site / "site.js").read_text("utf-8"))


def test_file_names_come_from_safe_signs_only() -> None:
    """A territory code is opaque text: it must not leave the folder, hide a page or fall together with another."""
    codes = ["../x", "a/b", "a_b", "A/B", "index", "What-If", "i-x", "Ақтоғай", "con?", "a" * 300]
    names = list(file_names((code, "") for code in codes).values())
    names += indicator_names(["x", "X"], names).values()
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,97}\.html", name) for name in names)
    assert len({name.casefold() for name in names} | {"index.html", "what-if.html"}) == len(codes) + 4


def test_two_runs_give_the_same_bytes(demo: indexgov.Assessment, demo_site: Path, tmp_path: Path) -> None:
    again = written(demo, tmp_path / "site")
    for path in sorted(demo_site.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(demo_site)).read_bytes(), path
