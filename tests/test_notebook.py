"""What a notebook shows of a result: its state first, ranks with intervals; and the notebook to begin with."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import indexgov
from indexgov.report import notebook
from tests import small_survey, two_quarters
from tests.site_built import scored
from tests.test_docs import ROOT

FIRST_LOOK = ROOT / "docs" / "examples" / "first_look.ipynb"


class Reading(HTMLParser):
    """The words and the rows of a piece of HTML, and whether every element that is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.words: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag != "br":
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def shown(result: Any) -> Reading:
    """What a notebook asks of an object, read."""
    text = result._repr_html_()
    assert not re.search(r"<script|https?://|src=|href=", text)
    return Reading(text)


def test_an_assessment_shows_its_state_first_and_no_rank_without_its_interval(demo: indexgov.Assessment) -> None:
    page = shown(demo)
    assert page.words[0] == "Synthetic data, not an assessment"
    assert {"Rank interval, 95%", "Ranked: 19, not ranked: 1"} <= {word.removeprefix(". ") for word in page.words}
    rows = {row[2]: row for row in page.rows if row[2].startswith("Region")}
    ranked = [row for row in page.rows if row[0][:1].isdigit()]
    assert len(ranked) == int(demo.ranking["rank"].notna().sum())
    assert all(re.fullmatch(r"\(\d+(–\d+)?\)", row[1]) for row in ranked)
    assert len(rows) == 20
    left_out = [row for row in page.rows if row[0].startswith("not ranked:")]
    assert len(left_out) == int(demo.ranking["rank"].isna().sum())
    assert not any(row[1] for row in left_out)


def test_at_a_prompt_everything_shows_in_one_line(demo: indexgov.Assessment, tmp_path: Path) -> None:
    """Without a notebook an assessment of twenty regions was a wall of two and a half million characters."""
    survey = indexgov.load_survey(small_survey.write_survey(tmp_path / "survey"))
    quarter = "kz-local-government 2026-Q3, revision 1, demo"
    assert repr(demo.registry) == "Registry(id='kz-local-government', version='2026.1')"
    assert repr(demo.dataset) == f"<Dataset of {quarter}: 20 territories, 4920 values>"
    assert repr(demo) == f"<Assessment of {quarter}: 60 authorities and territories>"
    explained, audited = indexgov.explain(demo, "R05", "akimat"), indexgov.audit(demo)
    assert repr(explained) == f"<Explanation of 'R05/akimat' in {quarter}: {len(explained.frame)} nodes>"
    assert repr(audited) == f"<Audit of {quarter}: {len(audited.findings)} findings>"
    assert repr(survey.questionnaire) == f"Questionnaire(id='towns', questions='{len(survey.questionnaire.questions)}')"
    assert repr(survey) == f"<SurveyResults of 'towns', demo: {len(survey.released)} figures>"


def test_of_two_quarters_every_state_is_named_at_a_prompt(tmp_path: Path) -> None:
    """A log that keeps the line keeps the state, so that nobody takes invented figures for an assessment."""
    before, after = (scored(folder) for folder in two_quarters.write_quarters(tmp_path))
    compared = indexgov.compare([after, before])
    names = [f"{one.registry.id} {one.dataset.period}, revision 1, demo" for one in (before, after)]
    assert repr(compared) == f"<Comparison of {names[0]}; {names[1]}: {len(compared.changes)} changes>"


def test_languages_are_those_of_the_registry(demo: indexgov.Assessment) -> None:
    """In Kazakh on demand; a language without titles is refused as elsewhere."""
    assert "Синтетикалық деректер, бұл бағалау емес" in indexgov.as_html(demo, "kk")
    with pytest.raises(ValueError, match="no titles in 'de'"):
        indexgov.as_html(demo, "de")


def test_without_intervals_the_reason_is_told(tmp_path: Path) -> None:
    """No sampling error and no assessors who looked twice: ranks without intervals, and a sentence that says why."""
    _, later = two_quarters.write_quarters(tmp_path)
    page = shown(scored(later))
    assert "Rank interval, 95%" not in page.words
    assert [row[0] for row in page.rows if row[0][:1].isdigit()] == ["1", "2–3", "2–3"]
    assert any("interval" in word for word in page.words)


def test_a_draft_is_stamped_and_a_final_one_is_named(tmp_path: Path) -> None:
    """A loud state has the class that all pages give it."""
    folder = two_quarters.write_quarters(tmp_path)[1]
    for status, loud in (("draft", True), ("final", False)):
        file = folder / "dataset.yaml"
        text = re.sub(r"status: \w+", f"status: {status}", file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")
        result = scored(folder)
        assert ('class="tag"' in result._repr_html_()) is loud
        assert shown(result).words[0] == status.title()


def test_texts_are_escaped(tmp_path: Path) -> None:
    """Names come from tables that strangers fill in."""
    folder = two_quarters.write_quarters(tmp_path)[1]
    hostile = "<script>alert(1)</script> & <b>"
    for name, before in (("territories.csv", "Region 01"), ("dataset.yaml", "en: Example")):
        file = folder / name
        after = f'en: "{hostile}"' if name.endswith("yaml") else hostile
        file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    page = shown(scored(folder))
    assert {"script", "b"}.isdisjoint(page.seen)
    assert hostile in page.words


def test_rows_beyond_the_first_are_counted(demo: indexgov.Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 20 akimats, 20 maslikhats and 20 territories the first 8 each stand, and the others are told."""
    monkeypatch.setattr(notebook, "SHOWN", 8)
    page = shown(demo)
    assert len(page.rows) == 3 * 9
    assert page.words.count("Further rows: 12.") == 3


def test_a_comparison_shows_what_changes_come_from(tmp_path: Path) -> None:
    """By hand, as in docs/compare.md: Region 01 rose by 50, 8.3 of it by the new criterion."""
    before, after = (scored(folder) for folder in two_quarters.write_quarters(tmp_path))
    page = shown(indexgov.compare([after, before]))
    assert page.words[0] == "Synthetic data, not an assessment"
    (row,) = [row for row in page.rows if row[0] == "Region 01"]
    assert row[1:5] == ["+50.0", "+41.7", "0.0", "+8.3"]


def test_a_survey_shows_its_published_figures(tmp_path: Path) -> None:
    """Rows of the areas and the whole sample, with intervals; what is hidden has none."""
    results = indexgov.load_survey(small_survey.write_survey(tmp_path))
    page = shown(results)
    assert page.words[0] == "Synthetic data, not an assessment"
    areas = [row for row in page.rows if row[0] in ("Ashford", "Birchwood", "Highland", "Whole sample")]
    assert len(areas) == 4 * sum(row[0] == "Area" for row in page.rows)
    assert any(row[0] == "Ashford" and "–" in row[2] for row in areas)
    hidden = results.released.loc[results.released["value"].isna() & (results.released["territory"] != "")]
    assert sum(not row[2] for row in areas) >= len(hidden)


def test_the_notebook_to_begin_with_holds_no_results() -> None:
    """Results of yesterday beside code of today are wrong without anybody seeing it."""
    cells = json.loads(FIRST_LOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)


# The kernel's own libraries warn of each other and leave sockets to the end of the process.
@pytest.mark.filterwarnings("default")
def test_the_notebook_to_begin_with_runs() -> None:
    """Every cell, in a kernel of its own, from its folder; its tables are those that are promised."""
    nbformat = pytest.importorskip("nbformat", reason="notebooks are not installed")
    nbclient = pytest.importorskip("nbclient", reason="notebooks are not installed")
    pytest.importorskip("ipykernel", reason="notebooks are not installed")
    book = nbformat.read(FIRST_LOOK, as_version=4)
    nbclient.NotebookClient(book, timeout=120, resources={"metadata": {"path": str(FIRST_LOOK.parent)}}).execute()
    made = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    tables = [output["data"]["text/html"] for output in made if "text/html" in output.get("data", {})]
    stamped = [table for table in tables if "Synthetic data, not an assessment" in table]
    assert len(stamped) == 2, "of the assessment and of the comparison"
    assert "Rank interval, 95%" in stamped[0]
    assert "Most improved" in stamped[1]
    texts = [output["data"]["text/plain"] for output in made if "data" in output]
    assert "'R14'" in texts, "the akimat that leads the ranking of the demo"
