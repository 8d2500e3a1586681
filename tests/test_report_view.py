"""What writers are given: words, numbers and reasons in three languages."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import indexgov
from indexgov.period import Period
from indexgov.report.methodology import web_link
from indexgov.report.scorecards_model import Scorecards
from indexgov.report.view import scorecards
from indexgov.report.words import DASH, catalogue, short_title, words_of
from tests.small_project import REGISTRY, write_project

ROOT = Path(__file__).parents[1]
LANGUAGES = ("kk", "ru", "en")
ASKING = {"text", "counted"}
"""Methods of Words, also by their bare names, that take a key."""


@pytest.fixture(scope="module")
def view(demo: indexgov.Assessment) -> Scorecards:
    return scorecards(demo, "en")


def test_catalogue_is_complete() -> None:
    """A key without a language fails only on the page that prints it; a placeholder without its twin loses a number."""

    def placeholders(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, entry in catalogue().items():
        assert set(entry) == set(LANGUAGES), key
        forms = {language: text if isinstance(text, dict) else {"other": text} for language, text in entry.items()}
        assert all("other" in texts for texts in forms.values()), key
        assert len({isinstance(text, dict) for text in entry.values()}) == 1, key
        assert len({frozenset(placeholders(text)) for texts in forms.values() for text in texts.values()}) == 1, key
        assert all(text.strip() for texts in forms.values() for text in texts.values()), key


def test_every_word_that_is_asked_for_is_in_the_catalogue() -> None:
    """A page that is seldom written, or a branch that is seldom taken, would fail where nobody looks."""
    asked = {key: place for place, keys in asked_for() for key in keys}
    assert len(asked) > 300
    assert {key: place for key, place in asked.items() if key not in catalogue()} == {}


def asked_for() -> Iterator[tuple[str, set[str]]]:
    """The keys that templates and code name in so many words, by file; keys put together of parts are not seen."""
    report = ROOT / "indexgov" / "report"
    for path in report.rglob("*.j2"):
        text = path.read_text(encoding="utf-8")
        labels = re.findall(r"""\bw\[(["'])(\w+)\1\]""", text)
        texts = re.findall(r"""\b(?:t|text|counted)\((["'])(\w+)\1(?=[,)])""", text)
        yield path.name, {key for _, key in labels + texts}
    for path in report.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        named = [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in ASKING]
        first = [call.args[0] for call in named if call.args]
        yield path.name, {one.value for one in first if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def test_kazakh_words_are_kazakh_letters() -> None:
    """A Latin i or a Russian word in place of a Kazakh one looks right and cannot be found or read aloud."""
    for key, entry in catalogue().items():
        text = entry["kk"] if isinstance(entry["kk"], str) else entry["kk"]["other"]
        for word in text.replace("{", " {").replace("}", "} ").split():
            cyrillic = [letter for letter in word if "\u0400" <= letter <= "\u04ff"]
            latin = [letter for letter in word if letter.isascii() and letter.isalpha()]
            assert not (cyrillic and latin) or "{" in word, (key, word)


def test_kazakh_words_lose_a_doubled_letter_before_an_ending() -> None:
    """балл, but балы, балдың, балға; класс, but класы, класқа: the spelling of the language."""
    texts = {key: entry["kk"] for key, entry in catalogue().items()}
    found = {key: re.search(r"([Бб]алл|[Кк]ласс)[а-яәғқңөұүһі]", str(text)) for key, text in texts.items()}
    assert {key: match[0] for key, match in found.items() if match} == {}


@pytest.mark.parametrize(
    ("language", "number", "percent", "day", "in_table"),
    [
        ("kk", "−1\u00a0234\u00a0567,9", "98,7%", "2026 жылғы 5 тамыз", "05.08.2026"),
        ("ru", "−1\u00a0234\u00a0567,9", "98,7\u00a0%", "5 августа 2026 года", "05.08.2026"),
        ("en", "−1,234,567.9", "98.7%", "5 August 2026", "5 Aug 2026"),
    ],
)
def test_numbers_and_dates(language: str, number: str, percent: str, day: str, in_table: str) -> None:
    """Each language has its own decimal sign, group sign, per cent sign and order of a date."""
    words = words_of(language)
    assert words.number(-1234567.89) == number
    assert words.percent(0.98667) == percent
    assert words.percent(0.03).replace(",", ".").startswith("3.0")
    assert words.percent(1.0).replace(",", ".").startswith("100.0")
    assert words.stated_percent(0.66).startswith("66")
    assert "," not in words.stated_percent(0.66).replace(".", ",")
    assert words.long_date(date(2026, 8, 5)) == day
    assert words.short_date("2026-08-05") == in_table
    assert words.short_date("summer") == "summer"


def test_number_that_is_missing_or_nearly_zero() -> None:
    """Missing is never 0, and a rounded small loss is not minus nought."""
    words = words_of("ru")
    assert words.number(float("nan")) == words.percent(float("nan")) == words.plain(float("nan")) == DASH
    assert words.number(-0.04) == "0,0"
    assert words.plain(60.0) == "60"
    assert words.plain(2.845) == "2,845"


@pytest.mark.parametrize(
    ("code", "kk", "ru", "en"),
    [
        ("2026-Q3", "2026 жылғы III тоқсан", "III квартал 2026 года", "Q3 2026"),
        ("2026-S1", "2026 жылғы I жартыжылдық", "I полугодие 2026 года", "H1 2026"),
        ("2026", "2026 жыл", "2026 год", "2026"),
    ],
)
def test_periods(code: str, kk: str, ru: str, en: str) -> None:
    """CLDR builds the Kazakh quarter of a Cyrillic letter; the glossary has the form that people write."""
    assert [words_of(language).period(Period.parse(code)) for language in LANGUAGES] == [kk, ru, en]


def test_places_and_plurals() -> None:
    """English ordinals have four endings, Russian nouns three forms, Kazakh ones a single form."""
    english = words_of("en")
    places = [english.place(rank, rank, 30) for rank in (1, 2, 3, 11, 12, 21, 22)]
    assert [place.split()[0] for place in places] == ["1st", "2nd", "3rd", "11th", "12th", "21st", "22nd"]
    assert words_of("ru").place(12, 12, 20) == "12-е место из 20"
    assert "12–13" in words_of("ru").place(12, 13, 20)
    russian = [words_of("ru").counted("criteria_count", count) for count in (1, 2, 5, 11, 21)]
    assert russian == ["1 индикатор", "2 индикатора", "5 индикаторов", "11 индикаторов", "21 индикатор"]
    assert words_of("kk").counted("criteria_count", 5) == "5 индикатор"


def test_names_in_the_order_of_the_kazakh_alphabet() -> None:
    """By code point the Kazakh letters come after all Russian ones."""
    names = ["Ұлытау", "Шымкент", "Ілe", "Жетісу", "Ақмола", "Әйтеке", "Ғабит", "Қостанай", "Абай", "Өңір 10", "Өңір 2"]
    expected = [
        "Абай",
        "Ақмола",
        "Әйтеке",
        "Ғабит",
        "Жетісу",
        "Қостанай",
        "Өңір 2",
        "Өңір 10",
        "Ұлытау",
        "Шымкент",
        "Ілe",
    ]
    assert sorted(names, key=words_of("kk").sort_key) == expected


def test_short_titles() -> None:
    assert short_title("Budget: draft, approved") == "Budget"
    assert short_title("akimat (executive body)") == "akimat"


@pytest.mark.parametrize(("status", "loud"), [("demo", True), ("draft", True), ("final", False)])
def test_stamp_in_the_words_of_the_glossary(aktogay: indexgov.Assessment, status: str, loud: bool) -> None:
    words = {
        "demo": ("Синтетикалық деректер, бұл бағалау емес", "Синтетические данные, это не оценка",
                 "Synthetic data, not an assessment"),
        "draft": ("Алдын ала нәтиже", "Предварительный результат", "Draft"),
        "final": ("Түпкілікті нәтиже", "Окончательный результат", "Final"),
    }  # fmt: skip
    changed = replace(aktogay, dataset=replace(aktogay.dataset, status=status))
    stamps = [scorecards(changed, language).stamp for language in LANGUAGES]
    assert tuple(stamp.words for stamp in stamps) == words[status]
    assert {stamp.loud for stamp in stamps} == {loud}


def test_everybody_has_a_card_and_a_row(demo: indexgov.Assessment, view: Scorecards) -> None:
    """Those without a rank are listed too, with the reason."""
    keys = set(zip(demo.ranking["territory"], demo.ranking["body"], strict=True))
    rows = [row for ranking in view.rankings for group in ranking.groups for row in group.rows]
    assert {card.key for card in view.cards} == keys == {row.key for row in rows}
    unranked = [row for row in rows if row.rank is None]
    assert unranked, "the demo has a body under its coverage floor"
    for row in unranked:
        assert row.rank_text == DASH
        assert row.score.number is None
        assert row.score.text == DASH
        assert row.reasons
        assert "66%" in row.reasons[0]


def test_ties_share_places(view: Scorecards) -> None:
    tied = [row for row in view.rankings[0].groups[0].rows if "–" in row.rank_text]
    assert len(tied) == 2
    assert tied[0].rank == tied[1].rank
    assert {row.rank_text for row in tied} == {f"{tied[0].rank}–{(tied[0].rank or 0) + 1}"}


def test_contributions_of_leaves_make_the_score(view: Scorecards) -> None:
    """The card adds up: what the rows bring is what the head says."""
    for card in view.cards:
        if card.score.number is not None:
            total = sum(row.contribution.number or 0.0 for row in card.rows)
            assert total == pytest.approx(card.score.number, abs=1e-9)


def test_missing_is_a_dash_with_a_reason(view: Scorecards) -> None:
    lacking = [row for card in view.cards for row in card.rows if row.status != "assessed"]
    assert lacking
    for row in lacking:
        assert row.score.text == DASH
        assert row.score.number is None
        assert row.contribution.text == DASH
        assert row.reason


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "not counted: the part above it has no score"),
        ("ru", "не учтено: у вышестоящей части нет балла"),
        ("kk", "есепке алынбады: жоғары тұрған бөліктің балы жоқ"),
    ],
)
def test_what_was_assessed_in_vain_is_said(demo: indexgov.Assessment, language: str, words: str) -> None:
    """A score without weight looks like a mistake until the row says that the part above it has none."""
    frame = demo.scores
    expected = frame[(frame["reason"] == "parent_without_score") & (frame["level"] == "indicator")]
    assert len(expected), "the demo has a sub-block under its floor with something assessed in it"
    cards = {card.key: card for card in scorecards(demo, language).cards}
    rows = [row for card in cards.values() for row in card.rows if row.uncounted]
    assert len(rows) == len(expected)
    for row in rows:
        assert row.status == "assessed"
        assert row.score.number is not None
        assert row.effective_weight.text == row.contribution.text == DASH
        assert row.reason == words
    assert all(row.uncounted or not row.reason for card in cards.values() for row in card.with_status("assessed"))
    nodes = [node for card in cards.values() for node in card.nodes if node.reason == words]
    assert nodes
    assert all(node.score.number is not None for node in nodes)
    card = cards[("R16", "maslikhat")]
    lacking = {node.title for node in card.nodes if node.score.number is None}
    assert set(card.uncounted) <= lacking
    assert sum(map(len, card.uncounted.values())) == len([row for row in card.rows if row.uncounted])


def test_a_component_with_a_score_is_no_reason_for_no_rank(demo: indexgov.Assessment) -> None:
    """Only what has no score keeps somebody out of the ranking, not what did not count for that."""
    frame = demo.scores.copy()
    internal = (frame["territory"] == "R16") & (frame["body"] == "maslikhat") & (frame["node"] == "internal")
    frame.loc[internal, "reason"] = "parent_without_score"
    changed = replace(demo)
    changed.__dict__["scores"] = frame
    card = next(card for card in scorecards(changed, "en").cards if card.key == ("R16", "maslikhat"))
    assert len(card.reasons) == 1
    assert "External" in card.reasons[0]


def test_the_whole_has_no_weight(view: Scorecards) -> None:
    """It is a part of nothing; a weight of 1 beside weights that add up to 100 misleads."""
    for card in view.cards:
        assert card.nodes[0].level == "index"
        assert (card.nodes[0].weight.number, card.nodes[0].weight.text) == (None, "")
        assert all(node.weight.text for node in card.nodes[1:])


def test_notes_of_assessors_are_called_notes(view: Scorecards) -> None:
    reasons = {row.reason for card in view.cards for row in card.with_status("not_assessed")}
    assert "the assessor did not assess it; note: synthetic" in reasons


def test_how_places_are_given_is_explained(demo: indexgov.Assessment) -> None:
    """Equal printed scores with different places, and 12–13 read as an interval, are the questions readers ask."""
    for language in LANGUAGES:
        text = " ".join(scorecards(demo, language).how_to_read)
        assert words_of(language).text("read_places") in text
        assert "12–13" in text
    ranking = demo.registry.ranking.model_copy(update={"on": {"rounded": 1}})
    rounded = replace(demo, registry=demo.registry.model_copy(update={"ranking": ranking}))
    assert not any("12–13" in one for one in scorecards(rounded, "en").how_to_read)


def test_values_that_are_numbers_come_as_numbers(demo: indexgov.Assessment, view: Scorecards) -> None:
    card = next(card for card in view.cards if card.key == ("R03", "akimat"))
    rows = {row.id: row for row in card.rows}
    frame = demo.scores[(demo.scores["territory"] == "R03") & (demo.scores["body"] == "akimat")]
    values = dict(zip(frame["node"], frame["value"], strict=True))
    assert rows["satisfaction.akim"].number == float(values["satisfaction.akim"])
    assert rows["disclosure.general.heads"].number is None
    assert rows["disclosure.requests.answered"].number is None
    seen = rows["disclosure.general.heads"].evidence[-1]
    assert seen.day == date(2026, 9, 21)


def test_median_and_best_are_those_of_the_peers(demo: indexgov.Assessment, view: Scorecards) -> None:
    scores = demo.scores
    card = next(card for card in view.cards if card.key == ("R03", "akimat"))
    for node in card.nodes:
        column = scores[(scores["body"] == "akimat") & (scores["node"] == node.id)]["score"]
        assert node.median.number == pytest.approx(column.median(), abs=1e-9)
        assert node.best.number == pytest.approx(column.max(), abs=1e-9)


def test_levels_shares_and_counts_in_words(view: Scorecards, aktogay: indexgov.Assessment) -> None:
    """Codes of the data never reach a reader where the registry has words for them."""
    values = {row.value for card in view.cards for row in card.rows}
    assert "partly met" in values
    assert not values & {"full", "partial", "none", "met_", "not_assessed"}
    russian = scorecards(aktogay, "ru")
    rows = {row.id: row for row in russian.cards[0].rows}
    assert rows["appeals.granted"].value == "granted = 112; received = 371"
    assert rows["satisfaction.akim"].value == "80,0\u00a0%"
    answers = rows["satisfaction.akim"].answers
    assert answers is not None
    assert answers.n.number == 200
    assert answers.dont_know.text == DASH


def test_objections_come_with_decisions(view: Scorecards) -> None:
    settled = next(card for card in view.cards if card.key == ("R03", "akimat"))
    assert [one.stage for one in settled.objections] == ["objection", "decision"]
    assert not any(row.disputed for row in settled.rows)
    opened = next(card for card in view.cards if card.key == ("R11", "maslikhat"))
    assert [one.stage for one in opened.objections] == ["objection"]
    assert [row.id for row in opened.rows if row.disputed] == ["disclosure.sessions.minutes"]


def test_legal_basis_names_article_and_doubt(view: Scorecards) -> None:
    rows = {row.id: row for row in view.cards[0].rows}
    texts = [basis.text for basis in rows["disclosure.general.reception"].legal]
    assert texts == ["Law on access to information, No 401-V of 16 November 2015, article 16, unverified article"]
    assert rows["disclosure.acts.court"].legal[0].text == "Good practice"
    assert rows["satisfaction.akim"].legal == ()


def test_what_rank_intervals_leave_out_is_told_first(view: Scorecards) -> None:
    assert view.what_not[0].startswith("The rank interval does not hold what other weights and methods would change")


def test_language_that_the_registry_lacks(demo: indexgov.Assessment) -> None:
    with pytest.raises(ValueError, match="no titles in 'de'"):
        scorecards(demo, "de")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/x", ""])
def test_only_web_links(address: str) -> None:
    assert web_link(address) == ""
    assert web_link("HTTPS://example.org/") == "HTTPS://example.org/"


def test_names_with_strange_digits_can_be_sorted() -> None:
    """A superscript is a digit to Unicode and no number to Python; five thousand digits are too many for it."""
    words = words_of("en")
    names = ["Region " + "9" * 5_000, "Region 10", "Region 2²", "Region 2"]
    assert sorted(names, key=words.sort_key) == [
        "Region 2",
        "Region 2²",
        "Region 10",
        "Region " + "9" * 5_000,
    ]


def test_a_territory_that_averages_its_bodies_names_the_true_reason(tmp_path: Path) -> None:
    """Neither a floor nor a missing rule of the node is to blame: a body has no score, and its page says why."""
    text = REGISTRY.replace("territory: {rule: pooled}", "territory: {rule: weights, akimat: 60, maslikhat: 40}")
    dataset = indexgov.load_dataset(write_project(tmp_path, {"indicators.yaml": text}))
    view = scorecards(indexgov.score(dataset.registry, dataset), "en")
    card = next(card for card in view.cards if card.key == ("R03", ""))
    assert card.reasons == ("One of the bodies has no score here",)
    assert card.nodes[0].reason == "one of the bodies has no score here"
    assert not card.rows
