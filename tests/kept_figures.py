"""Every table that the package makes of samples, each column in one line: what `kept_figures.json` holds.

That a figure is right is shown elsewhere, by hand or by another program. Here none may change unnoticed. Whoever
changes some on purpose runs `python -m tests.kept_figures` and says in the commit which, and why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

import indexgov
from indexgov.analysis.best_gains import best_gains
from indexgov.methods.publication import PROFILES
from indexgov.survey import ClusterGuess, Design, Estimates, Measure, Raking, changes_of_waves, estimate
from indexgov.survey.publication import publish
from tests.in_memory import registry
from tests.random_registries import random_assessment
from tests.site_built import DEMO, scored
from tests.survey_sample import choice, number, questionnaire, scale, yes_no
from tests.test_audit import invented
from tests.test_audit import scored as audited
from tests.test_uncertainty import ALL, survey, tree, with_errors
from tests.workbook_cases import CASES

FILE = Path(__file__).with_suffix(".json")
Tables = Iterator[tuple[str, pd.DataFrame]]
Kept = dict[str, dict[str, Any]]


def kept(tables: Tables) -> Kept:
    """What is held of tables, by table and column: how many numbers are known, and a sum in which every row counts
    otherwise; of texts a digest."""
    return {name: {str(column): _of_column(frame[column]) for column in frame} for name, frame in tables}


def _of_column(column: pd.Series[Any]) -> list[float] | str:
    if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)):
        text = "\x1f".join(_written(cell) for cell in column)
        return f"{len(column)} {hashlib.sha256(text.encode()).hexdigest()[:12]}"
    numbers = np.nan_to_num(column.to_numpy(dtype=float), nan=np.nan, posinf=1e6, neginf=-1e6)
    known = ~np.isnan(numbers)
    by_place = numbers * (1 + np.arange(len(numbers)) * 0.6180339887498949 % 1)
    return [float(f"{one:.12g}") for one in (known.sum(), by_place[known].sum())]


def _written(cell: object) -> str:
    """A cell of a column of texts; of numbers among them as many digits as no machine disputes."""
    return f"{cell:.8g}" if isinstance(cell, float) else str(cell)


@cache
def quarter(name: str) -> indexgov.Assessment:
    """A quarter of the demo, scored."""
    return scored(DEMO / name)


def scores() -> Tables:
    """Scores, ranks and what the demo says of its third quarter."""
    for name in ("2026-Q2", "2026-Q3"):
        one = quarter(name)
        yield f"{name} ranking", one.ranking
        for body in ("akimat", "maslikhat", ""):
            yield f"{name} scores of '{body}'", one.scores[one.scores["body"] == body]
        yield f"{name} problems", one.problems.drop(columns="file", errors="ignore")


def alike() -> Tables:
    """Who cannot be told apart, where it comes from, what could be gained."""
    one = quarter("2026-Q3")
    groups = [
        {"section": number, "place": place, **{name: repr(value) for name, value in vars(found).items()}}
        for number, section in enumerate(one.alike)
        for place, found in section.items()
    ]
    yield "alike", pd.DataFrame(groups).map(str)
    best = best_gains(one, 1000)
    assert best is not None
    yield "best gains", pd.DataFrame({name: pd.Series(np.ravel(value)) for name, value in vars(best).items()})
    yield "replies", indexgov.replies(one)
    yield "agreement", indexgov.agreement(one.dataset)
    for territory, body in (("R02", "akimat"), ("R05", "maslikhat"), ("R07", "")):
        told = indexgov.explain(one, territory, body)
        yield f"{territory}/{body} explained", told.frame
        yield f"{territory}/{body} gains", told.gains()


def changes() -> Tables:
    """What changed between the quarters, and why."""
    both = [quarter("2026-Q2"), quarter("2026-Q3")]
    for words, settings in {"": {}, " restated": {"restate": True}, " new": {"new_localities": True}}.items():
        made = indexgov.compare(both, **settings)
        for name in ("changes", "flips", "series"):
            yield f"{name}{words}", getattr(made, name)
        for level in ("index", "block"):
            yield f"movers{words} {level}", indexgov.movers(made, level)
        yield f"reasons{words}", indexgov.reasons(made, "R03", "akimat")
        yield f"reasons{words} of a territory", indexgov.reasons(made, "R03")


def corners() -> Tables:
    """Small registries, each for another corner of the language, and some that were drawn."""
    for case in CASES:
        with TemporaryDirectory() as folder:
            yield from _of_corner(case.name, scored(case.write(Path(folder))))
    draw = np.random.default_rng(12)
    for at in range(12):
        yield from _of_corner(f"drawn {at}", random_assessment(draw, at))


def _of_corner(name: str, one: indexgov.Assessment) -> Tables:
    yield f"{name} scores", one.scores
    yield f"{name} ranking", one.ranking
    first = one.ranking.iloc[0]
    told = indexgov.explain(one, first["territory"], first["body"])
    yield f"{name} explained", told.frame
    yield f"{name} gains", told.gains()
    yield f"{name} correlations", indexgov.audit(one).correlations


def quarters() -> Tables:
    """Nine quarters of invented figures in a row: what one brings, what changed in four of them, how all went."""
    for mean, rule, territory in (
        ("arithmetic", "reweight", "pooled"),
        ("geometric", "reweight, min_coverage: 0.6", "weights, akimat: 60, maslikhat: 40"),
        ("{power: 0.5}", "zero", "pooled"),
    ):
        rules = registry(survey(tree(mean, rule, "2", territory)))
        made = []
        for at in range(9):
            data = with_errors(rules, seed=at)
            period = indexgov.Period.parse(f"{2024 + at // 4}-Q{at % 4 + 1}")
            made.append(indexgov.score(rules, replace(data, period=period), draws=50))
        yield f"scores {mean}", made[-1].scores
        yield f"ranking {mean}", made[-1].ranking
        yield f"changes {mean}", indexgov.compare(made[-4:], restate=True).changes
        yield f"series {mean}", indexgov.compare(made, restate=True).series
        for body in ("akimat", ""):
            yield f"gains {mean} '{body}'", indexgov.explain(made[0], "R1", body).gains()


def audits() -> Tables:
    """Whether indexes are sound: the demo's, one of chance, and one with criteria that say the same or the contrary."""
    yield from indexgov.audit(quarter("2026-Q3")).tables().items()
    chance, sound = np.random.default_rng(3), invented(24)
    alike = {
        "papers.c": np.where(np.arange(24) < 23, sound["papers.a"], 0.0), "talks.b": 10 + 0.8 * sound["papers.b"],
        "talks.a": 100 - sound["papers.b"], "survey.a": np.round(sound["survey.a"], -2),
        "survey.b": 50 + (sound["survey.b"] - 50) / 20,
    }  # fmt: skip
    gaps = {name: np.where(chance.random(24) < 0.2, np.nan, one) for name, one in invented(24, 9).items()}
    for name, columns in {"alike": sound | alike, "gaps": gaps, "noise": noise(24)}.items():
        for table, frame in indexgov.audit(audited(columns)).tables().items():
            yield f"{name} {table}", frame


def noise(count: int) -> dict[str, np.ndarray[Any, Any]]:
    """Levels of three kinds dealt out, of which two criteria have nearly one alone."""
    chance = np.random.default_rng(11)
    shares = {"papers.b": [0.05, 0.0, 0.95], "talks.b": [0.9, 0.1, 0.0]}
    return {name: chance.choice([0.0, 50.0, 100.0], count, p=shares.get(name, [0.3, 0.3, 0.4])) for name in invented(1)}


def uncertainties() -> Tables:
    """Every kind of draw at once, by several means and treatments of what is missing, and with slips of assessors."""
    for mean, rule in (("arithmetic", "reweight"), ("geometric", "reweight"), ("{power: 0.5}", "zero")):
        # A mean is never drawn where it stands anyway.
        rules = registry(ALL.replace("[geometric]", "[median]") + survey(tree(mean, rule)))
        found = indexgov.uncertainty(indexgov.score(rules, with_errors(rules), draws=120))
        for name in ("authorities", "pairs", "shares"):
            yield f"{name} {mean} {rule}", getattr(found, name)
    demo = quarter("2026-Q3")
    found = indexgov.uncertainty(indexgov.score(demo.registry, demo.dataset, draws=60, seed=5))
    for name in ("authorities", "pairs", "shares"):
        yield f"{name} of the demo", getattr(found, name)


QUESTIONS = questionnaire(
    {"x": scale(dont_know=(98,), refused=(99,)), "y": yes_no(dont_know=(98,)), "z": number(range=(0, 200)),
     "sex": choice(1, 2), "age": number(range=(0, 120))},
    margins={"sex": {"question": "sex", "totals": ({"code": 1, "total": 52}, {"code": 2, "total": 48})},
             "age": {"question": "age", "groups": ({"to": 39, "total": 45}, {"from": 40, "total": 55})}},
)  # fmt: skip
MEASURES = (
    Measure("mean", "x", "mean"), Measure("top", "x", "top_box"), Measure("median", "x", "median"),
    Measure("worst", "x", "share", (1,)), Measure("some", "x", "share", (2, 3, 4, 5)), Measure("dk", "x", "dont_know"),
    Measure("no", "x", "refused"), Measure("yes", "y", "share", (1,)), Measure("z", "z", "mean"),
    Measure("late", "z", "median"),
)  # fmt: skip


def respondents() -> pd.DataFrame:
    """Strata of many, of two and of a single PSU, areas that cut across them, weights of 0, answers of every kind."""
    chance, size = np.random.default_rng(20261122), 260
    stratum = chance.choice(["s1", "s2", "s3", "s4"], size, p=[0.4, 0.3, 0.25, 0.05])
    psus = {"s1": 6, "s2": 4, "s3": 2, "s4": 1}
    return pd.DataFrame({
        "area": chance.choice(["A", "B", "C", "D"], size, p=[0.4, 0.3, 0.27, 0.03]), "stratum": stratum,
        "psu": [f"{one}-{chance.integers(psus[one])}" for one in stratum], "wave": chance.choice(["1", "2"], size),
        "weight": np.round(chance.lognormal(0, 0.6, size), 3) * (chance.random(size) > 0.05),
        "fpc": [{"s1": 40, "s2": 9, "s3": 2, "s4": 3}[one] for one in stratum],
        "x": chance.choice([1.0, 2, 3, 4, 5, 98, 99], size, p=[0.05, 0.15, 0.3, 0.25, 0.15, 0.07, 0.03]),
        "y": chance.choice([0.0, 1, 98, np.nan], size, p=[0.2, 0.6, 0.1, 0.1]),
        "z": np.where(chance.random(size) > 0.1, np.round(chance.gamma(4, 9, size)), np.nan),
        "sex": chance.choice([1.0, 2.0], size), "age": chance.integers(18, 90, size).astype(float),
    })  # fmt: skip


CLUSTERED = Design("weight", "stratum", "psu", lonely_psu="adjust")
DESIGNS: Mapping[str, Design] = {
    "adjust": CLUSTERED,
    "average": replace(CLUSTERED, lonely_psu="average"),
    "remove": replace(CLUSTERED, lonely_psu="remove"),
    "fail": replace(CLUSTERED, lonely_psu="fail"),
    "fpc": replace(CLUSTERED, fpc="fpc"),
    "collapsed": replace(CLUSTERED, collapse={"s4": "s3"}),
    "unweighted": Design(psu="psu"),
    "respondents": Design("weight", "stratum", unclustered=True, lonely_psu="adjust"),
    "respondents average": Design("weight", ("stratum", "psu"), unclustered=True, lonely_psu="average"),
    "weights": Design("weight"),
    "guess": Design("weight", cluster=ClusterGuess(12, 0.05)),
}


def _told(name: str, found: Estimates) -> Tables:
    yield name, found.frame
    yield f"{name} covariances", found.covariances()


def surveys() -> Tables:
    """One sample by every design, interval and raking, and what changed between areas and waves."""
    frame = respondents()

    def made(design: Design, **more: Any) -> Estimates:
        return estimate(frame, QUESTIONS, area="area", design=design, measures=MEASURES, covariances=True, **more)

    for name, design in DESIGNS.items():
        yield from _told(name, made(design))
    for interval in ("korn_graubard", "korn_graubard_capped", "arcsine", "wald"):
        yield interval, made(CLUSTERED, interval=interval, confidence=0.9).frame
    for margins, limit in ((("sex",), None), (("sex", "age"), None), (("sex", "age"), (0.9, 1.1))):
        for name in ("adjust", "respondents"):
            raked = made(DESIGNS[name], raking=Raking(margins, limit) if limit else Raking(margins))
            yield from _told(f"raked to {margins} within {limit}, {name}", raked)
    pairs = {name: made(DESIGNS[name]) for name in ("adjust", "remove", "fpc", "unweighted")}
    moved = [
        {"design": name, "measure": one.name, **vars(found.change(one.name, "A", other))}
        for name, found in pairs.items()
        for one in MEASURES
        for other in ("B", "C")
        if one.kind != "median"
    ]
    yield "between areas", pd.DataFrame(moved)
    for name in ("adjust", "respondents", "weights"):
        every = pairs[name] if name in pairs else made(DESIGNS[name])
        figures = every.frame.assign(body="")
        for profile, rules in PROFILES.items():
            yield f"{name}, {profile}", publish(figures, rules, ends={"mean": (1, 5)}, min_n={"z": 60})
    for linked in (False, True):
        waves = {"wave": "wave", "waves": ("1", "2"), "linked": linked, "area": "area", "measures": MEASURES}
        yield f"waves {linked}", changes_of_waves(frame, QUESTIONS, design=CLUSTERED, **waves)  # type: ignore[arg-type]


def main() -> None:
    """Write the file anew, a line a column."""
    made = {
        one.__name__: kept(one()) for one in (scores, alike, corners, changes, quarters, audits, uncertainties, surveys)
    }
    lines = [
        f"  {json.dumps(f'{case} | {table} | {column}', ensure_ascii=False)}: {json.dumps(held)}"
        for case, tables in made.items()
        for table, columns in tables.items()
        for column, held in columns.items()
    ]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
