"""What writers are given: words, numbers and reasons in three languages."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import indexgov
from indexgov.period import Period
from indexgov.report.methodology import web_link
from indexgov.report.model import Scorecards
from indexgov.report.view import scorecards
from indexgov.report.words import DASH, catalogue, short_title, words_of

ROOT = Path(__file__).parents[1]
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(scope="module")
def demo() -> indexgov.Assessment:
    registry = indexgov.load_registry(ROOT / "indicators.yaml")
    return indexgov.score(registry, indexgov.load_dataset(ROOT / "samples" / "demo" / "2026-Q3", registry))


@pytest.fixture(scope="module")
def view(demo: indexgov.Assessment) -> Scorecards:
    return scorecards(demo, "en")


@pytest.fixture(scope="module")
def aktogay() -> indexgov.Assessment:
    folder = ROOT / "samples" / "aktogay-2021"
    registry = indexgov.load_registry(folder / "indicators.yaml")
    return indexgov.score(registry, indexgov.load_dataset(folder, registry))


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


def test_kazakh_words_are_kazakh_letters() -> None:
    """A Latin i or a Russian word in place of a Kazakh one looks right and cannot be found or read aloud."""
    for key, entry in catalogue().items():
        text = entry["kk"] if isinstance(entry["kk"], str) else entry["kk"]["other"]
        for word in text.replace("{", " {").replace("}", "} ").split():
            cyrillic = [letter for letter in word if "\u0400" <= letter <= "\u04ff"]
            latin = [letter for letter in word if letter.isascii() and letter.isalpha()]
            assert not (cyrillic and latin) or "{" in word, (key, word)


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
    assert words.percent(1.0).startswith("100")
    assert "," not in words.percent(1.0)
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
    assert rows["satisfaction.akim"].value == "80\u00a0%"
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


def test_interval_is_said_to_be_missing(view: Scorecards) -> None:
    assert view.what_not[0].startswith("The rank interval is not computed in this release.")


def test_language_that_the_registry_lacks(demo: indexgov.Assessment) -> None:
    with pytest.raises(ValueError, match="no titles in 'de'"):
        scorecards(demo, "de")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/x", ""])
def test_only_web_links(address: str) -> None:
    assert web_link(address) == ""
    assert web_link("HTTPS://example.org/") == "HTTPS://example.org/"
