"""The pages as a browser without a network meets them."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import indexgov
from indexgov.report.site import column_labels, page_names, write_site
from indexgov.report.view import scorecards
from indexgov.report.words import words_of

ROOT = Path(__file__).parents[1]
LANGUAGES = ("kk", "ru", "en")
DOWNLOADS = {
    "ranking.csv",
    "scores.csv",
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
    write_site([scorecards(assessment, language) for language in LANGUAGES], folder)
    return folder


@pytest.fixture(scope="module")
def site(demo: indexgov.Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(demo, tmp_path_factory.mktemp("out") / "site")


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """The pages that differ in kind, parsed: starts, a tie, a settled and an open objection, one not ranked."""
    kinds = re.compile(r"index|R(03|06)-akimat|R(11|16)-maslikhat|R16")
    paths = [path for path in sorted(site.rglob("*.html")) if kinds.fullmatch(path.stem)]
    return {path: Page(path.read_text(encoding="utf-8")) for path in paths}


def test_everybody_has_a_page_in_each_language(demo: indexgov.Assessment, site: Path) -> None:
    names = set(page_names(scorecards(demo, "en")).values())
    assert {"R01-akimat.html", "R01-maslikhat.html", "R01.html"} <= names
    assert len(names) == len(demo.ranking)
    for language in LANGUAGES:
        assert {path.name for path in (site / language).iterdir()} == names | {"index.html"}


def test_stamp_on_every_page(demo: indexgov.Assessment, site: Path) -> None:
    """On screen in a bar that stays at the top, on paper in the margin of every sheet."""
    words = {language: scorecards(demo, language).stamp.words for language in LANGUAGES}
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        expected = words.get(path.parent.name, words["kk"])
        assert text.count('<p class="stamp loud" role="note">') == 1, path
        assert f"<strong>{expected}</strong>" in text or path.parent == site
        assert f'@page{{@top-left{{content:"{expected}"}}}}' in text
    chooser = (site / "index.html").read_text(encoding="utf-8")
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


def test_every_link_inside_leads_to_a_file(site: Path) -> None:
    """Also to the row that it names."""
    found: dict[Path, set[str]] = {}
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        anchors = set(re.findall(r'\bid="?([\w-]+)', text))
        for target in set(re.findall(r'<a [^>]*href="((?!https?://)[^"]+)"', text)):
            if target.startswith("#"):
                assert target[1:] in anchors, (path, target)
            elif target.removeprefix("../../") in DOWNLOADS:
                assert path.parent.parent == site
            else:
                name, _, anchor = target.partition("#")
                leads_to = (path.parent / name).resolve()
                if leads_to not in found:
                    found[leads_to] = set(re.findall(r'\bid="?([\w-]+)', leads_to.read_text(encoding="utf-8")))
                assert not anchor or anchor in found[leads_to], (path, target)


def test_nothing_is_asked_of_the_network(site: Path, pages: dict[Path, Page]) -> None:
    """Only links that a reader follows name an address; no picture, script, style or font does."""
    for path in site.rglob("*.html"):
        assert not re.search(r'<(?!a )[^>]*(src|href|action|data)="(https?:)?//', path.read_text(encoding="utf-8")), (
            path
        )
    for path, page in pages.items():
        assert not {"script", "iframe", "img", "object", "embed", "form"} & {tag for tag, _ in page.elements}, path
        assert {attributes["href"] for attributes in page.of("link")} <= {"data:,", "../style.css", "style.css"}
        for tag, attributes in page.elements:
            assert "src" not in attributes
            assert "srcset" not in attributes
            assert not any(name.startswith("on") for name in attributes), (path, tag)
    assert "url(" not in (site / "style.css").read_text(encoding="utf-8")
    assert "@import" not in (site / "style.css").read_text(encoding="utf-8")


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


def test_pages_name_their_language_and_the_others(pages: dict[Path, Page], site: Path) -> None:
    for path, page in pages.items():
        if path.parent == site:
            assert page.of("html")[0]["lang"] == "kk"
            continue
        assert page.of("html")[0]["lang"] == path.parent.name
        others = {attributes["href"] for attributes in page.of("a") if "hreflang" in attributes}
        assert others == {f"../{language}/{path.name}" for language in LANGUAGES if language != path.parent.name}


def test_tables_can_be_read_aloud(pages: dict[Path, Page]) -> None:
    """Every table has a caption, and every heading cell says what it heads."""
    for path, page in pages.items():
        assert len(page.of("table")) == len(page.of("caption")), path
        assert all(attributes.get("scope") in {"col", "row", "rowgroup"} for attributes in page.of("th")), path
        # The narrow layout changes how rows and cells are displayed, which takes their meaning unless roles keep it.
        roles = {"table": "table", "tr": "row", "td": "cell"}
        assert all(one["role"] == role for tag, role in roles.items() for one in page.of(tag)), path
        assert all(one["role"] in {"columnheader", "rowheader"} for one in page.of("th")), path
        assert len(page.of("h1")) == (path.name != "index.html" or path.parent.name in LANGUAGES)


def test_missing_is_a_dash_with_words(demo: indexgov.Assessment, site: Path) -> None:
    """The body under its coverage floor has no figure, which is not 0, and the page says why it is not ranked."""
    unranked = demo.ranking[demo.ranking["status"] == "low_coverage"].iloc[0]
    text = (site / "en" / f"{unranked['territory']}-{unranked['body']}.html").read_text(encoding="utf-8")
    head = text.partition('<div class="big">')[2].partition("</div>")[0]
    assert "<i class=no>no data</i>" in head
    assert '.no::before{content:"—"' in (site / "style.css").read_text(encoding="utf-8")
    assert "Not ranked: too little was assessed" in text
    assert "at least 66% is needed" in text
    home = (site / "en" / "index.html").read_text(encoding="utf-8")
    assert "at least 66% is needed" in home


def test_what_did_not_count_is_listed(site: Path) -> None:
    text = (site / "en" / "R16-maslikhat.html").read_text(encoding="utf-8")
    listed = text.partition("<h3>Assessed but not counted</h3>")[2].partition("</section>")[0]
    assert "<dt>‘Public procurement’: no score</dt>" in listed
    assert "<small>not counted: the part above it has no score</small>" in text
    assert "Assessed but not counted" not in (site / "en" / "R03-akimat.html").read_text(encoding="utf-8")


def test_pages_stay_small(site: Path) -> None:
    """What every row repeats stands in the style sheet or at the end of the page: many readers are on mobile networks.

    Cyrillic letters take two bytes, so the same page is larger in Kazakh and Russian.
    """
    sizes = {path: path.stat().st_size for path in site.rglob("*.html")}
    assert max(size for path, size in sizes.items() if path.parent.name == "en") < 126_000
    assert max(sizes.values()) < 170_000
    # Survey figures come with intervals, answers and what their errors stand on: some 4 kB a page.
    assert sum(sizes.values()) / len(sizes) < 128_000


def test_columns_name_themselves_on_narrow_screens(demo: indexgov.Assessment, site: Path) -> None:
    """The headings are out of sight there; names of parts come from the methodology and may hold any sign."""
    style = (site / "style.css").read_text(encoding="utf-8")
    assert ':lang(ru) .leaves td:nth-child(6)::before{content:"Вклад: "}' in style
    assert ':lang(en) .ranking td:nth-child(5)::before{content:"External index: "}' in style
    view = scorecards(demo, "en")
    nasty = replace(view, components=('"}*{display:none}</style>', "b"))
    assert '"' not in "".join(name for _, _, name in column_labels(nasty))
    assert "<" not in "".join(name for _, _, name in column_labels(nasty))


def test_evidence_is_printed_once(site: Path) -> None:
    """The page of a territory leads to the rows of its bodies."""
    text = (site / "en" / "R03.html").read_text(encoding="utf-8")
    assert '<a href="R03-akimat.html#i1">akimat</a>' in text
    assert "/akimat/disclosure.general.heads" not in text
    assert "/akimat/disclosure.general.heads" in (site / "en" / "R03-akimat.html").read_text(encoding="utf-8")


def test_acts_and_scales_stand_at_the_end_of_a_page(site: Path) -> None:
    """A criterion cites them by number: the title of a law is longer than most criteria."""
    text = (site / "en" / "R03-akimat.html").read_text(encoding="utf-8")
    assert text.count("Law on access to information, No 401-V of 16 November 2015") == 1
    assert text.count("met = 100; partly met = 50; not met = 0") == 1
    assert re.search(r'<a href="#a1">\[1\]</a>, article 16', text)
    assert re.search(r'<li id="a1"><a rel=nofollow href="https://', text)


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
        assert "<script" not in text, path
        page = Page(text)
        assert not any("javascript:" in value for _, attributes in page.elements for value in attributes.values())
        assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    text = (site / "en" / "553200000-akimat.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in text


def test_file_names_come_from_safe_signs_only(demo: indexgov.Assessment) -> None:
    """A territory code is opaque text: it must not leave the folder, hide a page or fall together with another."""
    view = scorecards(demo, "en")
    codes = ["../x", "a/b", "a_b", "A/B", "index", "Ақтоғай", "con?", "a" * 300]
    cards = [replace(card, key=(code, "")) for card, code in zip(view.cards, codes, strict=False)]
    names = list(page_names(replace(view, cards=tuple(cards))).values())
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,97}\.html", name) for name in names)
    assert len({name.casefold() for name in names} | {"index.html"}) == len(codes) + 1


def test_two_runs_give_the_same_bytes(demo: indexgov.Assessment, site: Path, tmp_path: Path) -> None:
    again = written(demo, tmp_path / "site")
    for path in sorted(site.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(site)).read_bytes(), path
