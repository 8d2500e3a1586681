"""The Aktogay sample against a calculation by hand.

Figures (samples/aktogay-2021/SOURCES.md): of 371 appeals 112 were granted, 24 came electronically and 69 through the
site and social networks; satisfied with the akim 80 %, with the deputies 76.6 %, with the work with people 42 %, with
openness of information 20 %, fully informed 2 %.

Every score on the way up is a fraction that can be checked with a pencil, so a wrong step in the engine shows by name.
"""

import math
import warnings
from pathlib import Path

import pandas as pd
import pytest

import indexgov
from indexgov.report.view import scorecards
from indexgov.report.workbook.scorecards import write_workbook

SAMPLE = Path(__file__).parents[1] / "samples" / "aktogay-2021"
DISTRICT = "553200000"
BODIES = ["akimat", "maslikhat", ""]


@pytest.fixture(scope="module")
def assessment() -> indexgov.Assessment:
    return indexgov.score(indexgov.load_registry(SAMPLE / "indicators.yaml"), indexgov.load_dataset(SAMPLE))


def nodes(assessment: indexgov.Assessment, body: str) -> pd.DataFrame:
    """The rows of one body, or of the district for "", by node."""
    scores = assessment.scores
    return scores[(scores["territory"] == DISTRICT) & (scores["body"] == body)].set_index("node")


def test_akimat_by_hand(assessment: indexgov.Assessment) -> None:
    """The akimat has every value.

    External, one block `appeals`, weights 2 and 1:
        appeals.granted    100 * 112 / 371        = 11200/371  = 30.1887
        appeals.online     100 * (24 + 69) / 371  =  9300/371  = 25.0674
        appeals            (2 * 11200 + 1 * 9300) / (3 * 371) = 31700/1113 = 28.4816
        external           the same, one block
    Internal, two blocks of weight 50:
        satisfaction       80, one answer
        openness           (42 + 20 + 2) / 3      = 64/3       = 21.3333
        internal           (80 + 64/3) / 2        = 152/3      = 50.6667
    Index, weights 50 and 50:
        (31700/1113 + 152/3) / 2 = (31700/1113 + 56392/1113) / 2 = 88092/2226 = 14682/371 = 39.5741
    """
    score = nodes(assessment, "akimat")["score"]
    expected = {
        "appeals.granted": 11200 / 371,
        "appeals.online": 9300 / 371,
        "appeals": 31700 / 1113,
        "external": 31700 / 1113,
        "satisfaction.akim": 80,
        "satisfaction": 80,
        "openness.work": 42,
        "openness.information": 20,
        "openness.informed": 2,
        "openness": 64 / 3,
        "internal": 152 / 3,
        "index": 14682 / 371,
    }
    assert score.to_dict() == pytest.approx(expected, abs=1e-9)


def test_akimat_contributions_by_hand(assessment: indexgov.Assessment) -> None:
    """Effective weight = product of the normalised weights on the path; contribution = effective weight * score.

        appeals.granted       1/2 * 1 * 2/3   = 1/3    1/3 * 11200/371 = 11200/1113 = 10.0629
        appeals.online        1/2 * 1 * 1/3   = 1/6    1/6 * 9300/371  =   1550/371 =  4.1779
        satisfaction.akim     1/2 * 1/2 * 1   = 1/4    1/4 * 80        =         20
        openness.work         1/2 * 1/2 * 1/3 = 1/12   1/12 * 42       =        7/2
        openness.information                    1/12   1/12 * 20       =        5/3
        openness.informed                       1/12   1/12 * 2        =        1/6
    Weights: 1/3 + 1/6 + 1/4 + 3/12 = 1. Points: 10.0629 + 4.1779 + 20 + 3.5 + 1.6667 + 0.1667 = 39.5741, the index.
    """
    akimat = nodes(assessment, "akimat")
    leaves = akimat[akimat["level"] == "indicator"]
    weights = {
        "appeals.granted": 1 / 3,
        "appeals.online": 1 / 6,
        "satisfaction.akim": 1 / 4,
        "openness.work": 1 / 12,
        "openness.information": 1 / 12,
        "openness.informed": 1 / 12,
    }
    points = {
        "appeals.granted": 11200 / 1113,
        "appeals.online": 1550 / 371,
        "satisfaction.akim": 20,
        "openness.work": 7 / 2,
        "openness.information": 5 / 3,
        "openness.informed": 1 / 6,
    }
    assert leaves["effective_weight"].to_dict() == pytest.approx(weights, abs=1e-9)
    assert leaves["contribution"].to_dict() == pytest.approx(points, abs=1e-9)
    assert leaves["contribution"].sum() == pytest.approx(14682 / 371, abs=1e-9)


def test_maslikhat_has_an_internal_score_but_no_index(assessment: indexgov.Assessment) -> None:
    """The source counts no appeals to the maslikhat, so half of its tree is not assessed.

    External: coverage 0 is below the floor of 0.5, so no score (reweighting nothing must not give zero).
    Internal:
        satisfaction       76.6, one answer
        openness           (42 + 20 + 2) / 3 = 64/3, the same values as the akimat's
        internal           (76.6 + 64/3) / 2 = (229.8 + 64) / 6 = 293.8/6 = 1469/30 = 48.9667
    Index: `combine` refuses a missing component, so none: survey answers alone must not stand beside the akimat's 39.6.
    """
    maslikhat = nodes(assessment, "maslikhat")
    score = maslikhat["score"]
    assert score[["appeals.granted", "appeals.online", "appeals", "external", "index"]].isna().all()
    assert score["satisfaction"] == pytest.approx(76.6, abs=1e-9)
    assert score["openness"] == pytest.approx(64 / 3, abs=1e-9)
    assert score["internal"] == pytest.approx(1469 / 30, abs=1e-9)
    assert maslikhat.loc["appeals.granted", "status"] == "not_assessed"
    assert maslikhat["contribution"].isna().all(), "no index, so nothing can contribute to it"


def test_district_by_hand(assessment: indexgov.Assessment) -> None:
    """The district is scored like one more authority whose leaves are the (indicator, body) pairs.

    External: four pairs of weights 2, 2, 1, 1; the maslikhat's two are not assessed, coverage 3/6 reaches the floor:
        appeals            (2 * 11200/371 + 1 * 9300/371) / 3 = 31700/1113, from the akimat alone
    Internal:
        satisfaction       (80 + 76.6) / 2        = 78.3
        openness           (42 + 20 + 2) / 3      = 64/3, each shared answer once
        internal           (78.3 + 64/3) / 2      = (234.9 + 64) / 6 = 298.9/6 = 2989/60 = 49.8167
    Index:
        (31700/1113 + 2989/60) / 2 = (634000 + 1108919) / 44520 = 1742919/44520 = 580973/14840 = 39.1491
    """
    score = nodes(assessment, "")["score"]
    assert score["appeals.granted@akimat"] == pytest.approx(11200 / 371, abs=1e-9)
    assert pd.isna(score["appeals.granted@maslikhat"])
    assert score["external"] == pytest.approx(31700 / 1113, abs=1e-9)
    assert score["satisfaction"] == pytest.approx(78.3, abs=1e-9)
    assert score["openness"] == pytest.approx(64 / 3, abs=1e-9)
    assert score["internal"] == pytest.approx(2989 / 60, abs=1e-9)
    assert score["index"] == pytest.approx(580973 / 14840, abs=1e-9)


def test_district_contributions_by_hand(assessment: indexgov.Assessment) -> None:
    """The akimat's appeals take over the weight of the maslikhat's; a shared answer weighs as in one body.

        appeals.granted@akimat             1/2 * 2/3         = 1/3     10.0629 = 11200/1113
        appeals.online@akimat              1/2 * 1/3         = 1/6      4.1779 =   1550/371
        satisfaction.akim@akimat           1/2 * 1/2 * 1/2   = 1/8     80 / 8  =         10
        satisfaction.deputies@maslikhat                        1/8   76.6 / 8  =      9.575
        openness.work                      1/2 * 1/2 * 1/3   = 1/12   42 / 12  =        7/2
        openness.information                                   1/12   20 / 12  =        5/3
        openness.informed                                      1/12    2 / 12  =        1/6
    Points: 14.2408 + 10 + 9.575 + 3.5 + 1.6667 + 0.1667 = 39.1491, the index.
    """
    district = nodes(assessment, "")
    leaves = district[district["level"] == "indicator"]
    points = leaves["contribution"].drop(["appeals.granted@maslikhat", "appeals.online@maslikhat"])
    expected = {
        "appeals.granted@akimat": 11200 / 1113,
        "appeals.online@akimat": 1550 / 371,
        "satisfaction.akim@akimat": 10,
        "satisfaction.deputies@maslikhat": 9.575,
        "openness.work": 7 / 2,
        "openness.information": 5 / 3,
        "openness.informed": 1 / 6,
    }
    assert points.to_dict() == pytest.approx(expected, abs=1e-9)
    assert leaves["contribution"].sum() == pytest.approx(580973 / 14840, abs=1e-9)


def test_coverage_tells_how_much_of_the_tree_was_assessed(assessment: indexgov.Assessment) -> None:
    """Half of the weight is external: the maslikhat lacks it all, the district lacks the maslikhat's half of it.

    akimat     1/2 * 1   + 1/2 * 1 = 1
    maslikhat  1/2 * 0   + 1/2 * 1 = 1/2
    district   1/2 * 3/6 + 1/2 * 1 = 3/4
    """
    coverage = {body: nodes(assessment, body)["coverage"] for body in BODIES}
    assert [coverage[body]["external"] for body in BODIES] == pytest.approx([1, 0, 1 / 2], abs=1e-9)
    assert [coverage[body]["internal"] for body in BODIES] == pytest.approx([1, 1, 1], abs=1e-9)
    assert [coverage[body]["index"] for body in BODIES] == pytest.approx([1, 1 / 2, 3 / 4], abs=1e-9)


def test_nobody_is_ranked_or_classed(assessment: indexgov.Assessment) -> None:
    """There is one district: groups of fewer than three are never ranked, and the registry has no classes."""
    ranking = assessment.ranking
    assert set(ranking["body"]) >= {"akimat", "maslikhat"}
    assert ranking[["rank", "rank_low", "rank_high"]].isna().all(axis=None)
    assert not ranking["status"].eq("ranked").any()
    assert ranking["class"].fillna("").eq("").all()


def test_the_file_holds_no_precision_that_the_source_does_not_give() -> None:
    """The source does not say how the 200 were chosen, so no standard error stands in the table of its figures."""
    estimates = pd.read_csv(SAMPLE / "estimates.csv", dtype=str, keep_default_na=False)
    assert estimates["n"].eq("200").all()
    assert set(estimates[["se", "df", "deff", "ci_low", "ci_high", "confidence", "n_eff"]].to_numpy().flat) == {""}


def test_errors_are_those_of_a_simple_random_sample_by_hand(assessment: indexgov.Assessment) -> None:
    """Share 0.8 of 200: se = sqrt(0.8 * 0.2 / 199) = 0.0283552.

    Interval on the logit (svyciprop's xlogit) with 199 degrees of freedom, qt(0.975, 199) = 1.971957 in R:
    ln 4 = 1.386294, se / (0.8 * 0.2) = 0.177220, so 1.386294 -/+ 0.349470, which is 0.738236 to 0.850139.
    """
    rows = assessment.dataset.estimates.set_index("indicator")
    akim = rows.loc["satisfaction.akim"]
    se = math.sqrt(0.8 * 0.2 / 199)
    assert akim["se"] == pytest.approx(0.0283552, abs=1e-7)
    assert akim["se"] == pytest.approx(se, abs=1e-12)
    assert (akim["df"], akim["deff"], akim["confidence"]) == (199, 1, 0.95)
    half = 1.971956544251755 * se / 0.16
    ends = [1 / (1 + math.exp(-(math.log(4) + sign * half))) for sign in (-1, 1)]
    assert [akim["ci_low"], akim["ci_high"]] == pytest.approx(ends, abs=1e-9)
    assert [akim["ci_low"], akim["ci_high"]] == pytest.approx([0.7382, 0.8501], abs=1e-4)
    assert rows["basis"].eq("srs").all()
    assert rows["interval"].eq("xlogit").all()
    leaf = nodes(assessment, "akimat").loc["satisfaction.akim"]
    assert leaf["se"] == pytest.approx(100 * se, abs=1e-9)


SAID = {
    "kk": ("қарапайым кездейсоқ іріктемедегідей", "Дереккөзде 200 респонденттің қалай таңдалғаны", "Сауалнама"),
    "ru": ("как для простой случайной выборки", "В источнике не сказано, как были отобраны 200 респондентов", "Опрос"),
    "en": ("as if a simple random sample", "The source does not say how the 200 respondents were chosen", "Survey"),
}


@pytest.mark.parametrize("language", SAID)
def test_pages_and_workbooks_say_that_the_sampling_is_not_described(
    aktogay: indexgov.Assessment, aktogay_site: Path, tmp_path: Path, language: str
) -> None:
    """An interval of a survey of unknown design must not be seen without the words that it is one."""
    import openpyxl

    label, sentence, sheet_name = SAID[language]
    view = scorecards(aktogay, language)
    names = ("index.html", f"{DISTRICT}.html", f"{DISTRICT}-akimat.html", f"{DISTRICT}-maslikhat.html")
    pages = {name: (aktogay_site / language / name).read_text(encoding="utf-8") for name in names}
    for name, page in pages.items():
        text = " ".join(page.split())
        assert text.count(sentence) == 1, name
        # The figures themselves stand on the pages of the bodies.
        assert "-" not in name or label in text
    write_workbook(aktogay, view, tmp_path / "book.xlsx")
    with warnings.catch_warnings():
        # openpyxl says that it does not keep the data bars of 2010, which a test does not need.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    cells = [str(cell.value) for row in book[sheet_name].iter_rows() for cell in row if cell.value]
    assert cells.count(label) == 5, "those that stand for both bodies stand once"
    assert sum(sentence in cell for cell in cells) == 1
    method = [str(cell.value) for row in book[view.words.text("sheet_methodology")].iter_rows() for cell in row]
    assert sum(sentence in cell for cell in method) == 1
