"""The registries of the gallery are clean and listed, and give figures that were published or computed by hand."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
import pytest

import indexgov
from tests.gallery import GALLERY, edited, rules
from tests.in_memory import Key, Value, dataset, score_of

NAMES = sorted(path.stem for path in GALLERY.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_registry_is_clean_short_and_tells_its_source(name: str) -> None:
    text = (GALLERY / f"{name}.yaml").read_text(encoding="utf-8")
    head = re.match(r"(#.*\n)+", text)
    assert head is not None
    assert "# Method: " in head[0]
    assert "# Simplified: " in head[0]
    assert name == "asem" or text.count("\n") < 120
    assert max(map(len, text.splitlines())) <= 120
    assert rules(name).languages == ("en",)


def test_the_list_names_every_registry() -> None:
    listed = re.findall(r"^\| `(.+)\.yaml` \|", (GALLERY / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(listed) == NAMES


# lsgindex.org, page "Dynamic": municipality, year, total (City Hall, Assembly), in whole per cent.
LSGI = """\
Poti 2021 70 67 76, Poti 2023 75 70 83, Batumi 2021 49 46 53, Batumi 2023 51 50 52, Rustavi 2021 66 71 57,
Rustavi 2023 34 47 12, Tsageri 2021 49 50 47, Tsageri 2023 49 54 41, Lagodekhi 2021 61 48 79, Lagodekhi 2023 63 56 74,
Lanchkhuti 2021 41 35 52, Lanchkhuti 2023 40 31 54, Ozurgeti 2021 58 52 68, Ozurgeti 2023 45 33 63,
Tbilisi 2021 41 34 53, Tbilisi 2023 35 31 42, Zugdidi 2021 55 54 57, Zugdidi 2023 44 41 50, Senaki 2021 40 35 49,
Senaki 2023 31 26 39, Telavi 2021 51 46 58, Telavi 2023 50 43 63"""


def in_points(content: Any) -> None:
    content["scales"]["practice"] = {"identity": True}


def every(registry: indexgov.Registry, place: str, scores: dict[str, float]) -> dict[Key, Value]:
    """The same value for every criterion that concerns a body."""
    return {(place, body, one.id): scores[body] for one in registry.indicators for body in one.body or registry.bodies}


def test_pooled_totals_lie_between_the_bodies_as_published() -> None:
    """17 of 28 pooled criteria are City Hall's, 60.7 per cent, and all published totals lie there within rounding.

    Rounding may take half a point from the bodies and half a point from the total. Plain means of the bodies are off by
    more than that, as for Rustavi 2021: (71 + 57) / 2 = 64, published 66.
    """
    registry = edited("lsgi-like", in_points)
    published: dict[str, list[float]] = {}
    values: dict[Key, Value] = {}
    for row in LSGI.replace("\n", " ").split(","):
        name, year, *figures = row.split()
        place = f"{name} {year}"
        published[place] = [float(one) for one in figures]
        values |= every(registry, place, dict(zip(("city_hall", "assembly"), published[place][1:], strict=True)))
    places = [(place, "municipality") for place in published]
    result = indexgov.score(registry, dataset(registry, values, places, period="2023"))
    assert len(published) == 22
    for place, (total, city_hall, assembly) in published.items():
        assert score_of(result, "index", place, "city_hall")["score"] == pytest.approx(city_hall)
        assert score_of(result, "index", place, "assembly")["score"] == pytest.approx(assembly)
        pooled = score_of(result, "index", place, "")["score"]
        assert pooled == pytest.approx((17 * city_hall + 11 * assembly) / 28)
        assert abs(pooled - total) <= 1


ANSWERS = {"exact": "aaaaabbbbccccddeee", "between": "aaaaaabbbbbcddddee", "open": "aaaaabbbbccccddee"}


def test_answers_make_a_score_and_a_class() -> None:
    """Answers e are left out: (5 x 100 + 4 x 67 + 4 x 33 + 2 x 0) / 15 = 60, some information.

    (6 x 100 + 5 x 67 + 33 + 4 x 0) / 16 = 60.5 lies between the published classes 41-60 and 61-80 and is rounded to 61.
    A questionnaire with an open question has no score.
    """
    registry = rules("open-budget-like")
    values: dict[Key, Value] = {}
    for place, answers in ANSWERS.items():
        for one, answer in zip(registry.indicators, answers.ljust(18), strict=True):
            values[place, "government", one.id] = {"e": "not_applicable", " ": None}.get(answer, answer)
    places = [(place, "country") for place in ANSWERS]
    result = indexgov.score(registry, dataset(registry, values, places, period="2023"))
    found = result.ranking.set_index("territory")
    assert found.loc[["exact", "between"], "score"].tolist() == pytest.approx([60.0, 60.5])
    assert found["class"].to_dict() == {"exact": "some", "between": "significant", "open": ""}
    assert found.at["open", "status"] == "no_score"


def test_points_add_up_and_make_quarters() -> None:
    """If every part has the share s of its points, each of the eight dimensions has 1 + 9 s and the total 8 + 72 s.

    The totals 8, 26, 44, 62, 80 have the quartiles 26, 44, 62 (type 7), and who reaches one is above it. The sixth
    province lacks one figure of twenty-four and has no total.
    """
    registry = rules("points-quartiles")
    shares: dict[str, float] = {"P0": 0, "P1": 0.25, "P2": 0.5, "P3": 0.75, "P4": 1, "P5": 0.5}
    values: dict[Key, Value] = {(p, "province", one.id): s for p, s in shares.items() for one in registry.indicators}
    values["P5", "province", "d3.justice"] = None
    places = [(place, "province") for place in shares]
    result = indexgov.score(registry, dataset(registry, values, places, period="2021"))
    found = result.ranking.set_index("territory").loc[list(shares)]
    np.testing.assert_allclose(found["score"], [8, 26, 44, 62, 80, np.nan], rtol=1e-12)
    assert found["class"].tolist() == ["Q4", "Q3", "Q2", "Q1", "Q1", ""]
    np.testing.assert_allclose(found.loc["P4", list(registry.components)].astype(float), 10, rtol=1e-12)


def test_parts_of_a_dimension_add_up() -> None:
    """Four parts of 0.25 to 2.5 points with shares 0, 1, 0.5 and 0.2: 4 x 0.25 + 2.25 x 1.7 = 4.825."""
    registry = rules("points-quartiles")
    shares = dict(zip(["knowledge", "opportunities", "elections", "contributions"], [0.0, 1.0, 0.5, 0.2], strict=True))
    values: dict[Key, Value] = {("P", "province", f"d1.{name}"): share for name, share in shares.items()}
    result = indexgov.score(registry, dataset(registry, values, [("P", "province")], period="2021"))
    assert score_of(result, "participation", "P", "province")["score"] == pytest.approx(4.825)


def standardised(values: Any) -> Any:
    return (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)


def test_z_scores_of_pillars_and_of_their_mean() -> None:
    """Recomputed with numpy; questions in which more is worse change their sign.

    Forty regions are drawn around the middle of the scale, and the last answers the worst to every question, so that
    the class without a lower end is not empty.
    """
    registry = rules("zscored-pillars")
    drawn = np.random.default_rng(2021).normal(5.5, 1.2, (40, 9))
    sign = np.array([1 if one.better == "higher" else -1 for one in registry.indicators])
    assert sign.tolist() == [1, 1, 1, 1, -1, -1, -1, -1, -1]
    drawn[39] = np.where(sign > 0, 1, 10)
    values: dict[Key, Value] = {
        (f"R{row:02}", "government", one.id): float(drawn[row, column])
        for row in range(40)
        for column, one in enumerate(registry.indicators)
    }
    places = [(f"R{row:02}", "region") for row in range(40)]
    result = indexgov.score(registry, dataset(registry, values, places, period="2021"))
    z = standardised(sign * drawn)
    pillars = standardised(np.stack([z[:, :3].mean(axis=1), z[:, 3:6].mean(axis=1), z[:, 6:].mean(axis=1)], axis=1))
    whole = standardised(pillars.mean(axis=1))
    found = result.ranking.set_index("territory").loc[[place for place, _ in places]]
    np.testing.assert_allclose(found[list(registry.components)], pillars, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found["score"], whole, rtol=1e-12, atol=1e-12)
    names = np.array(["low", "below", "above", "high"])
    assert found["class"].tolist() == names[np.searchsorted([-1, 0, 1], whole, side="right")].tolist()
    assert set(found["class"]) == set(names)


# localtransparency.viitorul.org, rankings of 2022: town, letter, total and areas I to IX in whole per cent.
MOLDOVA = """\
Bălți,A,79,94,66,92,17,92,100,75,100,100
Chișinău,B+,65,94,64,50,71,92,40,42,50,20
Fălești,C,49,88,38,67,21,67,0,33,38,33
Cimișlia,C,47,100,31,29,86,33,20,8,100,33
Budești,C-,42,31,48,46,29,75,40,17,50,8
Sângerei,D+,38,88,22,54,0,38,0,17,100,8
Ceadâr-Lunga,D,35,31,27,58,29,67,20,17,50,0
Hâncești,D,33,84,11,29,0,58,0,17,50,42
Talmaza,D-,28,47,20,17,0,50,30,8,100,0
Leova,E,20,44,13,33,14,13,20,17,0,0
Glodeni,E,20,46,30,0,0,0,10,17,25,8
Băcioi,E-,12,11,13,8,14,8,0,17,50,0
Baurci,F,3,16,2,0,0,0,0,0,0,0
"""


def test_letters_and_totals_as_published() -> None:
    """Areas in whole per cent give totals within a point (half a point is theirs, half the total's) and all letters.

    Ceadâr-Lunga, printed 35, is a D and not a D+; Leova and Glodeni, printed 20, are an E and not an E+: letters are
    given on what is not rounded.
    """
    registry = rules("letter-grades")
    table = pd.read_csv(StringIO(MOLDOVA), header=None, index_col=0)
    values: dict[Key, Value] = {}
    for town, row in table.iterrows():
        for block, share in zip(registry.components["total"].blocks, row.iloc[2:], strict=True):
            for one in block.indicators:
                points = registry.scales[one.scale].goalposts
                assert points is not None
                assert one.weight == points.max
                values[str(town), "authority", one.id] = points.max * share / 100
    places = [(str(town), "locality") for town in table.index]
    result = indexgov.score(registry, dataset(registry, values, places, period="2022"))
    found = result.ranking.set_index("territory").loc[table.index]
    assert found["class"].tolist() == table[1].tolist()
    assert (found["score"] - table[2]).abs().max() <= 1


def test_a_score_that_prints_as_the_bound_is_below_it() -> None:
    """8 + 8 + 16 + 2.96 points of 100 are 34.96, printed as 35.0, and less than 35."""
    registry = rules("letter-grades")
    given = {
        "information.website": 8.0,
        "information.requests": 8.0,
        "decisions.drafts": 16.0,
        "procurement.plans": 2.96,
    }
    values: dict[Key, Value] = {("T", "authority", one.id): given.get(one.id, 0.0) for one in registry.indicators}
    result = indexgov.score(registry, dataset(registry, values, [("T", "locality")], period="2022"))
    row = score_of(result, "index", "T", "authority")
    assert row["score"] == pytest.approx(34.96)
    assert (f"{row['score']:.1f}", row["class"]) == ("35.0", "D")
