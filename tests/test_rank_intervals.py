"""No rank stands without its interval, none is claimed where no error is known, and all say what it is made of."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import indexgov
from indexgov.cli import main
from indexgov.report.explanation import as_json, lines
from indexgov.report.rank_basis import RankBasis, claims
from indexgov.report.site import Material, write_site
from indexgov.report.terminal import summary
from indexgov.report.view import scorecards
from indexgov.report.words import words_of
from indexgov.report.workbook.scorecards import write_workbook
from indexgov.scoring.alike import MOST_NAMED, alike_of
from indexgov.scoring.assessment import DRAWS, SEED
from indexgov.scoring.rank_sets import RankSets
from indexgov.scoring.slips import ErrorRate
from tests.in_memory import dataset, with_sampling
from tests.small_project import write_project
from tests.test_errors_up_the_tree import index
from tests.test_report_language import countries

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import openpyxl

LANGUAGES = ("kk", "ru", "en")
HEADINGS = {"Орын (аралығы)", "Место (интервал)", "Rank (interval)"}
PLAIN_HEADINGS = {"Орын", "Место", "Rank"}
INTERVALS = ("Орындар аралығы, ", "Интервал мест, ", "Rank interval, ")
WITH_INTERVAL = re.compile(r"(\d+)(?:–\d+)? \((\d+)(?:–(\d+))?\)")
OUTSIDE = {words_of(language).text(key) for language in LANGUAGES for key in ("not_ranked", "no_data")} | {"—", "–", ""}


class Cells(HTMLParser):
    """The tables of a page as rows of texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.tables[-1][-1][-1] += data


def ranks_of(text: str, known: bool = True) -> Iterator[str]:
    """The cells under every heading of ranks on a page; an interval that has its own column follows in brackets.

    Where intervals are not `known` a plain rank has none, and is left out.
    """
    for table in Cells(text).tables:
        top = next((row for row in table if (HEADINGS | PLAIN_HEADINGS) & set(row)), [])
        for column, heading in enumerate(top):
            own = [place for place, other in enumerate(top) if other.startswith(INTERVALS)]
            assert heading not in PLAIN_HEADINGS or len(own) == known, top
            for row in table[table.index(top) + 1 :]:
                if heading in HEADINGS and len(row) > column:
                    yield row[column].strip()
                elif heading in PLAIN_HEADINGS and known:
                    yield f"{row[column].strip()} ({row[own[0]]})".removesuffix(" ()")


def test_every_rank_of_every_page_has_its_interval(demo: indexgov.Assessment, demo_site: Path) -> None:
    """Rankings, parts and peers in three languages; the interval holds the rank."""
    printed = 0
    for path in demo_site.glob("*/*.html"):
        if path.name == "what-if.html":
            # Its ranks are nobody's: they come with the weights that a reader writes.
            continue
        text = path.read_text(encoding="utf-8")
        for cell in ranks_of(text):
            found = WITH_INTERVAL.fullmatch(cell)
            assert found or cell in OUTSIDE, (path, cell)
            if found:
                rank, low = int(found[1]), int(found[2])
                assert low <= rank <= int(found[3] or low), (path, cell)
                printed += 1
    rows = demo.scores[demo.scores["level"] != "indicator"]
    near = sum(len(one.near) for one in Material(demo).neighbours.values())
    # The home page has them in the ranking and beside the coloured table.
    assert printed == 3 * (rows["rank"].notna().sum() + 2 * demo.ranking["rank"].notna().sum() + near)


def test_every_card_says_interval_peers_and_claims(demo: indexgov.Assessment) -> None:
    """As many peers are listed as the interval has other ranks; who may be called the first is the set for all."""
    columns = ["territory", "body", "rank", "rank_low", "rank_high"]
    ranked = demo.ranking.loc[demo.ranking["rank"].notna(), columns].to_dict("records")
    places = {(row["territory"], row["body"]): row for row in ranked}
    for language in LANGUAGES:
        words = words_of(language)
        for card in scorecards(demo, language).cards:
            if card.rank is None:
                assert (card.interval, card.alike, card.claims) == ("", (), ())
                continue
            row = places[card.key]
            ends = words.interval(row["rank_low"], row["rank_high"])
            assert card.interval == words.text("rank_interval_is", ends=ends, level=words.stated_percent(0.95))
            assert len(card.alike) == row["rank_high"] - row["rank_low"]
            assert card.claims
            peers = {one.key for one in card.alike}
            assert card.key not in peers
            assert all(places[key]["rank"] <= row["rank_high"] for key in peers)


def test_the_page_of_an_authority(demo_site: Path) -> None:
    text = (demo_site / "en" / "R05-akimat.html").read_text(encoding="utf-8")
    assert "<strong>13th of 20.</strong> Rank interval (95%): 9–16.</p>" in text
    same = text.partition("<div class=same>")[2].partition("</div>")[0]
    assert "<h2>Cannot be told apart: 7</h2>" in same
    assert re.findall(r">Region (\d\d)</a>", same) == ["20", "10", "11", "19", "06", "07", "15"]
    assert '<a href="R20-akimat.html">Region 20</a>' in same
    assert "Its result may be called neither the highest nor the lowest (confidence 95%)." in text
    made = "The interval holds: the sampling error of the survey; the error of assessors (estimated at 9%, criteria"
    assert f"{made} assessed twice: 289)." in text
    assert "The rank interval does not hold what other weights and methods would change" in text
    home = (demo_site / "en" / "index.html").read_text(encoding="utf-8")
    assert "The rank interval shows which ranks are possible at a confidence of 95%." in home
    assert made in home


def test_ranks_of_the_workbook_stand_beside_their_intervals(demo: indexgov.Assessment, tmp_path: Path) -> None:
    """Every ranking sheet has both ends as numbers, those of the frame; ranks of replies say that they have none."""
    view = scorecards(demo, "en")
    write_workbook(demo, view, tmp_path / "book.xlsx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(tmp_path / "book.xlsx", data_only=True)
    ends: list[Any] = []
    for sheet in book:
        top = int((sheet.freeze_panes or "A4").lstrip("ABCDEFGH")) - 1
        headings = [cell.value for cell in sheet[top]]
        if "Rank interval, from" not in headings:
            replies = any("without their intervals" in str(row[0]) for row in sheet.iter_rows(values_only=True))
            beside = headings.count("Rank interval") == headings.count("Published rank") == headings.count("Rank")
            assert replies or beside, sheet.title
            continue
        if sheet.title == "Data":
            continue
        columns = [headings.index(name) for name in ("Rank", "Rank interval, from", "Rank interval, to")]
        alike = headings.index("How many cannot be told apart")
        for row in sheet.iter_rows(min_row=4, values_only=True):
            if isinstance(row[0], int):
                ends.append([row[column] for column in columns])
                assert row[alike] == row[columns[2]] - row[columns[1]]
        texts = [row[0] for row in sheet.iter_rows(values_only=True)]
        assert all(one in texts for one in view.ranks.sentences)
    notes = [row for row in book["Notes"].iter_rows(values_only=True) if row[0] == "Who cannot be told apart from it"]
    named = {row[:3]: row[4] for row in notes}
    who = ("Who cannot be told apart from it", "Region 05", "Akimat")
    assert named[who] == "Region 20; Region 10; Region 11; Region 19; Region 06; Region 07; Region 15"
    ranked = demo.ranking[demo.ranking["rank"].notna()]
    assert ends == ranked[["rank", "rank_low", "rank_high"]].to_numpy().tolist()


def test_ranks_before_and_after_a_reply_say_that_they_have_none(demo_site: Path) -> None:
    text = (demo_site / "en" / "R03-akimat.html").read_text(encoding="utf-8")
    assert "Ranks stand here without their intervals: those ‘before’ are computed for this comparison alone." in text


def test_every_rank_of_the_terminal_has_its_interval(demo: indexgov.Assessment) -> None:
    told = [line.text for line in summary(demo)]
    rows = [text for text in told if re.match(r" +\d+  ", text)]
    assert len(rows) == 30
    assert all(re.match(r" +\d+ +\d+(-\d+)?  Region \d\d", text) for text in rows)
    assert "     2       2-5  Region 13    69.3    B        75.4      60.2       98%" in told
    assert any(text.startswith("interval: the ranks possible at 95%. The interval holds: ") for text in told)


def test_explain_tells_intervals_and_peers(demo: indexgov.Assessment) -> None:
    told = indexgov.explain(demo, "R05", "akimat", "en")
    text = "\n".join(line.text for line in lines(told, 100))
    assert "rank 13 of 20 (9 to 16)" in text
    who = "Region 20, Region 10, Region 11, Region 19,\nRegion 06, Region 07, Region 15."
    assert f"By its score it cannot be told apart from 7 peers: {who}" in text
    printed = [line.text for line in lines(told, 100) if re.search(r"\d\.\d\d +\d+ \(\d+(-\d+)?\)$", line.text)]
    nodes = told.frame[(told.frame["level"] != "indicator") & told.frame["rank"].notna()]
    assert len(printed) == len(nodes) > 10
    assert "These ranks carry no interval: they are computed for the change alone." in text
    narrow = "\n".join(line.text for line in lines(told, 80))
    assert "13 (9-16)" not in narrow
    content = as_json(told)
    assert (content["standing"]["rank_low"], content["standing"]["rank_high"]) == (9, 16)
    assert content["alike"]["count"] == len(content["alike"]["peers"]) == 7
    assert content["alike"]["peers"][0] == {"territory": "R20", "body": "akimat"}
    parts = [row for row in content["nodes"] if row["level"] != "indicator" and row["rank"] is not None]
    assert all(row["rank_low"] <= row["rank"] <= row["rank_high"] for row in parts)


# What may be claimed, by hand.


def four(*values: float, draws: int = 1000) -> indexgov.Assessment:
    """Akimats with one survey figure each, all with a standard error of 1 and nothing in common."""
    rules = index("scale: points")
    rows = {(place, "akimat", "i0"): value for place, value in zip("ABCDEF", values, strict=False)}
    data = dataset(rules, rows, [(place, "region") for place, *_ in rows])
    return indexgov.score(rules, with_sampling(data, {key: {"se": 1.0} for key in rows}), draws=draws)


def told(assessment: indexgov.Assessment, column: int) -> list[str]:
    return list(claims(assessment.alike[0][column], words_of("en")))


def test_far_and_near_scores() -> None:
    """90, 60, 58, 20: a difference has an error of 1.41, so 2 points say nothing and 30 points everything."""
    found = four(90, 60, 58, 20)
    assert [list(found.alike[0][column].columns) for column in range(4)] == [[], [2], [1], []]
    ends = found.ranking.head(4)[["rank_low", "rank_high"]].to_numpy().tolist()
    assert ends == [[1, 1], [2, 3], [2, 3], [4, 4]]
    assert told(found, 0)[0].startswith("Its result may be called the highest of its peers:")
    assert told(found, 3)[0].startswith("Its result may be called the lowest of its peers:")
    neither = ["Its result may be called neither the highest nor the lowest (confidence 95%)."]
    assert [told(found, column) for column in (1, 2)] == [neither, neither]


def test_nobody_is_first_where_two_are_near() -> None:
    found = four(90, 89, 20, 19)
    for column, what in ((0, "highest"), (1, "highest"), (2, "lowest"), (3, "lowest")):
        assert len(told(found, column)) == 1
        assert told(found, column)[0].startswith(f"Its result may be the {what} but must not be called so:")


def test_who_could_be_anywhere_may_be_called_nothing() -> None:
    """All within one standard error: both ends are open for each."""
    assert [len(told(four(50, 50.2, 50.4), column)) for column in range(3)] == [2, 2, 2]


def test_lists_are_lists_and_not_groups() -> None:
    """The middle one cannot be told from either end (2.5 / 1.41 = 1.8 errors), the ends can (3.5 errors)."""
    found = four(50, 52.5, 55)
    assert [list(found.alike[0][column].columns) for column in range(3)] == [[1], [0, 2], [1]]


def test_only_the_number_of_very_many_is_told() -> None:
    count = MOST_NAMED + 2
    ends = np.ones(count), np.full(count, float(count))
    found = alike_of(RankSets(*ends, *ends, np.ones((count, count), dtype=bool)), np.arange(count))
    assert (found[0].count, len(found[0].columns), found[0].peers) == (count - 1, 0, count)
    few = alike_of(RankSets(*ends, *ends, np.eye(count, dtype=bool)), np.arange(count))
    assert (few[7].count, len(few[7].columns)) == (0, 0)


def test_an_error_that_is_not_known_makes_no_interval() -> None:
    """Without the standard error of D nothing is known of its rank; it stays in the intervals of the others."""
    rules = index("scale: points")
    rows = {(place, "akimat", "i0"): value for place, value in zip("ABCD", (90.0, 60.0, 58.0, 20.0), strict=True)}
    data = dataset(rules, rows, [(place, "region") for place in "ABCD"])
    data = replace(data, territories=data.territories.assign(name_en=data.territories["territory"]))
    known = {key: {"se": 1.0} for key in rows if key[0] != "D"}
    found = indexgov.score(rules, with_sampling(data, known))
    assert sorted(found.alike[0]) == [0, 1, 2]
    ranking = found.ranking.head(4)
    assert ranking["rank"].tolist() == [1, 2, 3, 4]
    assert ranking["rank_high"].isna().tolist() == [False, False, False, True]
    assert ranking["rank_high"].tolist()[:3] == [2, 4, 4]
    shown = [line.text for line in summary(found)]
    assert [text[:17] for text in shown if re.match(" +[14] ", text)] == ["     1       1-2 ", "     4         - "]
    assert "-: The rank interval is not known: the error of a figure that counts is not known." in " ".join(shown)
    text = "\n".join(line.text for line in lines(indexgov.explain(found, "D", "akimat"), 100))
    assert "rank 4 of 4 (-)" in text
    assert "The rank interval is not known: the error of a figure that counts is not known." in text.replace("\n", " ")


# Where nothing is known.


def test_without_draws_everything_says_so(demo: indexgov.Assessment, tmp_path: Path) -> None:
    """`--draws 0`: ranks stand alone, and each place where they stand names the reason."""
    none = replace(demo, draws=0)
    words = {language: scorecards(none, language) for language in LANGUAGES}
    missing = words["en"].ranks.missing
    assert missing == (
        "The rank interval was not computed: no draws were made. Neighbouring places should therefore not be read as "
        "different."
    )
    write_site(Material(none), tmp_path / "site")
    for language, view in words.items():
        assert view.what_not[0] == view.ranks.missing
        for name in ("index.html", "R05-akimat.html"):
            text = (tmp_path / "site" / language / name).read_text(encoding="utf-8")
            assert view.ranks.missing in text
            assert not list(ranks_of(text, known=False))
    write_workbook(none, words["en"], tmp_path / "book.xlsx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(tmp_path / "book.xlsx", data_only=True).worksheets[1]
    assert missing in [row[0] for row in sheet.iter_rows(values_only=True)]
    assert "Rank interval, from" not in [cell.value for cell in sheet[3]]
    assert missing in " ".join(line.text for line in summary(none))
    told = indexgov.explain(none, "R05", "akimat", "en")
    text = "\n".join(line.text for line in lines(told, 100))
    assert "rank 13 of 20, class C" in text
    assert missing in text.replace("\n", " ")
    assert as_json(told)["rank_sets"] is None
    assert as_json(told)["alike"] is None


def test_nothing_is_claimed_where_nobody_is_ranked(aktogay: indexgov.Assessment, aktogay_site: Path) -> None:
    """The thesis has one district and no survey with errors: no rank, no interval, and no word about either."""
    view = scorecards(aktogay, "en")
    assert view.ranks.sentences == ()
    for path in aktogay_site.rglob("*.html"):
        # Words that wait for a script are not read by anybody.
        text = re.sub(r'<script type="application/json".*?</script>', "", path.read_text(encoding="utf-8"))
        assert not list(ranks_of(text, known=False))
        assert not re.search("Орындар аралығы|[Ии]нтервал мест|[Rr]ank interval", text)
    assert not any("interval" in line.text for line in summary(aktogay))


def test_where_no_error_is_known_the_reason_is_told(tmp_path: Path) -> None:
    """Eight countries ranked by numbers from evidence: no survey, and no level that an assessor could mistake."""
    found = countries(tmp_path)
    assert found.ranking["rank"].notna().sum() == 7
    assert found.error_draws is None
    notes = scorecards(found, "en").ranks
    assert notes.missing.startswith(
        "The rank interval is not known: there is no survey figure with a standard error, and no recorded level counts "
        "in which an assessor could have erred."
    )
    assert "interval" not in notes.read


@pytest.mark.parametrize(
    ("assessors", "rate", "sampling", "expected"),
    [
        ("estimated", ErrorRate(0.0912, 289, 47), False,
         "The interval holds: the error of assessors (estimated at 9.1%, criteria assessed twice: 289)."),
        ("declared", ErrorRate(0.05, 0, 0), True,
         "The interval holds: the sampling error of the survey; the error of assessors (5%, as the methodology "
         "states)."),
        ("none", None, True,
         "The interval holds: the sampling error of the survey. The error of assessors is left out: the methodology "
         "takes their records to be free of error."),
        ("nothing", None, True, "The interval holds: the sampling error of the survey."),
    ],
)  # fmt: skip
def test_what_it_is_made_of(assessors: str, rate: ErrorRate | None, sampling: bool, expected: str) -> None:
    basis = RankBasis("", True, sampling, assessors, rate)
    assert basis.notes(words_of("en")).made == expected
    record = basis.record()
    assert record is not None
    assert (record["assessor_error"] is None) == (rate is None)


# The command.


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_project(tmp_path / "p")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "p"


@pytest.mark.usefixtures("project")
def test_the_manifest_records_seed_and_draws() -> None:
    """Anybody can make the same intervals again; without draws there is no seed, for chance took no part."""
    for words, expected in ((["--seed", "7", "--draws", "50"], (7, 50)), (["--draws", "0"], (None, None))):
        result = CliRunner().invoke(main, ["score", "p", "--out", "r", "--json", *words])
        assert result.exit_code == 0, result.stderr
        manifest = json.loads(Path("r/manifest.json").read_text(encoding="utf-8"))
        assert (manifest["seed"], manifest["draws"]) == expected
        held = {"confidence": 0.95, "sampling_error": True, "assessor_error": None} if expected[0] else None
        assert manifest["rank_sets"] == json.loads(result.stdout)["rank_sets"] == held
        frame = pd.read_csv("r/scores.csv")
        ranked = frame[frame["rank"].notna() & (frame["node"] == "internal")]
        assert len(ranked)
        assert ranked["rank_low"].notna().all() == ranked["rank_high"].notna().all() == (expected[0] is not None)


def test_the_command_draws_as_the_library_does() -> None:
    """The command line must not import the library to say what it does by default."""
    defaults = {option.name: option.default for option in main.commands["score"].params}
    assert (defaults["seed"], defaults["draws"]) == (SEED, DRAWS)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("command", [["score", "p"], ["explain", "p", "--territory", "R01", "--body", "akimat"]])
def test_one_draw_is_wrong_usage(command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "--draws", "1"])
    assert (result.exit_code, result.stdout) == (2, "")
    told = "Error: Invalid value for '--draws': 1 draw tells no spread; make at least 2, or 0 to skip them\n"
    assert result.stderr.endswith(told)
