"""Small projects with random values, each for another corner of the language. Places and figures are invented."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path

HEAD = """\
indexgov: 1
id: random
version: "1"
title: {en: Random}
languages: [en]
range: RANGE
tiers: {region: {title: {en: region}}, okrug: {title: {en: okrug}}}
bodies:
  akimat: {title: {en: akimat}}
  maslikhat: {title: {en: maslikhat}, tiers: [region]}
reasons: {why: {title: {en: nothing to publish}}}
scales:
  published: {levels: {full: HIGH, partial: MIDDLE, none: LOW}}
  points: identity
  opinion: {goalposts: {min: 1, max: 5}}
  placed: {minmax: {over: period, constant: error}}
"""
DATASET = """\
period: 2026-Q3
status: demo
title: {en: Random}
registry: indicators.yaml
territories: territories.csv
evidence: [evidence.csv]
estimates: [estimates.csv]
publication: {profile: open, min_n: 20, disclosure: 10, min_psus: 2}
"""


@dataclass(frozen=True)
class Case:
    """A registry without its head, and how its values are drawn."""

    name: str
    body: str
    change: tuple[str, str]
    """A weight as written, and another one."""
    bounds: tuple[float, float] = (0.0, 100.0)
    survey: bool = False
    hidden: bool = False
    """Whether some survey figures stand on one sampling unit: they count and are not printed."""
    missing: float = 0.1
    """Probability that a value is not assessed; half as often it does not apply."""

    def registry(self, changed: bool = False) -> str:
        """The registry as YAML, with the other weight if `changed`."""
        low, high = self.bounds
        ends = {"RANGE": f"[{low}, {high}]", "HIGH": f"{high}", "MIDDLE": f"{(low + high) / 2}", "LOW": f"{low}"}
        text = HEAD
        for word, end in ends.items():
            text = text.replace(word, end)
        assert self.body.count(self.change[0]) == 1
        return text + (self.body.replace(*self.change) if changed else self.body)

    def write(self, folder: Path, changed: bool = False) -> Path:
        """Write the project into a folder and return it; the values are those of the case on every call."""
        draw = random.Random(self.name)
        places = [(f"T{number:02d}", "region" if number < 7 else "okrug") for number in range(10)]
        names = "".join(f"{code},{tier},Place {code}\n" for code, tier in places)
        files = {
            "indicators.yaml": self.registry(changed),
            "dataset.yaml": DATASET,
            "territories.csv": f"territory,tier,name_en\n{names}",
            "evidence.csv": self.evidence(draw, places),
            "estimates.csv": self.estimates(draw, places),
        }
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    def evidence(self, draw: random.Random, places: list[tuple[str, str]]) -> str:
        """Values of the criteria: `l...` are levels, `p...` points, `r...` numbers on a relative scale."""
        lines = ["territory,body,indicator,value,reason,source_url,seen_on"]
        for code, tier in places:
            for body in ("akimat", "maslikhat") if tier == "region" else ("akimat",):
                for name in self.criteria:
                    if name in _ONLY and _ONLY[name] != body:
                        continue
                    chance = draw.random()
                    value, reason = self.value(draw, name), ""
                    if chance < self.missing:
                        value = "not_assessed"
                    elif chance < 1.5 * self.missing and name not in _ALWAYS:
                        value, reason = "not_applicable", "why"
                    lines.append(f"{code},{body},{name},{value},{reason},https://example.org/{code}/{name},2026-08-03")
        return "\n".join(lines) + "\n"

    def value(self, draw: random.Random, name: str) -> str:
        """A value for an indicator."""
        if name.startswith("l"):
            return draw.choice(["full", "full", "partial", "none"])
        low, high = self.bounds
        return str(draw.choice([low, round(draw.uniform(low, high), 3), round(draw.uniform(low, high), 3)]))

    @property
    def criteria(self) -> list[str]:
        """The ids of the criteria, as the body of the registry writes them."""
        return [line.partition("id: ")[2].partition(",")[0] for line in self.body.splitlines() if "scale:" in line
                and "measure:" not in line]  # fmt: skip

    def estimates(self, draw: random.Random, places: list[tuple[str, str]]) -> str:
        """Survey figures: one for both bodies or one each, some of too few people, some of one sampling unit alone."""
        lines = ["territory,body,indicator,value,n,n_psu,se,df"]
        if self.survey:
            for code, tier in places:
                for body in ["", *(("akimat", "maslikhat") if tier == "region" else ("akimat",))]:
                    name = "shared" if not body else "own"
                    n, psus = draw.choice([(200, 12), (200, 12), (150, 1 if self.hidden else 9), (5, 5), (15, 6)])
                    figure = round(draw.uniform(1, 5), 4)
                    lines.append(f"{code},{body},{name},{figure},{n},{psus},0.1,10")
        return "\n".join(lines) + "\n"


_ONLY = {"l3": "akimat", "q2": "maslikhat", "w3": "akimat", "w4": "akimat"}
"""Indicators of one body."""
_ALWAYS = {"w1", "w2", "w3", "w4"}
"""Indicators that always apply, because their node needs every child."""
_ONE = "title: {en: x}, not_applicable: [why]"
_CASES = (
    Case(
        "pooled",
        f"""\
components:
  external:
    title: {{en: External}}
    weight: 60
    missing: {{rule: reweight, min_coverage: 0.6}}
    blocks:
      - id: one
        title: {{en: One}}
        weight: children
        sub_blocks:
          - id: one.a
            title: {{en: A}}
            weight: children
            missing: {{rule: reweight, min_children: 0.5, impute: {{by: mean, within: [body]}}}}
            indicators:
              - {{id: l1, weight: 3, scale: published, {_ONE}}}
              - {{id: l2, weight: 1, scale: published, {_ONE}}}
              - {{id: p1, weight: 2.5, scale: points, {_ONE}}}
          - id: one.b
            title: {{en: B}}
            weight: children
            indicators:
              - {{id: l3, weight: 2, scale: published, body: akimat, {_ONE}}}
              - {{id: q2, weight: 1, scale: points, body: maslikhat, {_ONE}}}
        indicators:
          - {{id: l4, weight: 4, scale: published, {_ONE}}}
      - id: two
        title: {{en: Two}}
        weight: 5
        indicators:
          - {{id: p3, scale: points, {_ONE}}}
          - {{id: r1, scale: placed, {_ONE}}}
  internal:
    title: {{en: Internal}}
    weight: 40
    missing: {{rule: reweight}}
    blocks:
      - id: asked
        title: {{en: Asked}}
        indicators:
          - {{id: shared, title: {{en: s}}, weight: 2, measure: mean, scale: opinion}}
          - {{id: own, title: {{en: o}}, weight: 1, measure: mean, scale: opinion, better: lower}}
combine: {{missing: {{rule: reweight}}}}
territory: {{rule: pooled}}
""",
        ("id: l2, weight: 1,", "id: l2, weight: 6,"),
        survey=True,
        missing=0.15,
    ),
    Case(
        "means",
        f"""\
components:
  geometric:
    title: {{en: Geometric}}
    weight: 3
    aggregation: geometric
    missing: {{rule: reweight}}
    indicators:
      - {{id: p1, weight: 2, scale: points, {_ONE}}}
      - {{id: p2, weight: 1, scale: points, {_ONE}}}
  powers:
    title: {{en: Powers}}
    weight: 2
    aggregation: {{power: 2}}
    missing: {{rule: reweight}}
    blocks:
      - id: harmonic
        title: {{en: Harmonic}}
        weight: 1
        aggregation: harmonic
        indicators:
          - {{id: p3, weight: 1, scale: points, {_ONE}}}
          - {{id: l1, weight: 3, scale: published, {_ONE}}}
      - id: least
        title: {{en: Least}}
        weight: 2
        aggregation: minimum
        indicators:
          - {{id: p4, weight: 1, scale: points, {_ONE}}}
          - {{id: p5, weight: 1, scale: points, {_ONE}}}
  middle:
    title: {{en: Middle}}
    weight: 1
    aggregation: median
    missing: {{rule: reweight}}
    indicators:
      - {{id: p6, weight: 1, scale: points, {_ONE}}}
      - {{id: p7, weight: 2, scale: points, {_ONE}}}
      - {{id: p8, weight: 2, scale: points, {_ONE}}}
      - {{id: p9, weight: 1, scale: points, {_ONE}}}
  zero:
    title: {{en: Zero}}
    weight: 1
    aggregation: geometric
    missing: {{rule: zero}}
    indicators:
      - {{id: pa, weight: 1, scale: points, {_ONE}}}
      - {{id: pb, weight: 1, scale: points, {_ONE}}}
combine: {{aggregation: arithmetic, missing: {{rule: reweight, min_coverage: 0.5}}}}
territory: {{rule: weights, akimat: 60, maslikhat: 40}}
""",
        ("id: p7, weight: 2,", "id: p7, weight: 5,"),
    ),
    Case(
        "refuse",
        f"""\
components:
  strict:
    title: {{en: Strict}}
    weight: 3
    missing: {{rule: refuse}}
    blocks:
      - id: strict.a
        title: {{en: A}}
        weight: children
        indicators:
          - {{id: p1, weight: 2, scale: points, {_ONE}}}
          - {{id: l1, weight: 1, scale: published, {_ONE}}}
      - id: strict.b
        title: {{en: B}}
        weight: 2
        missing: {{rule: zero}}
        indicators:
          - {{id: p2, scale: points, {_ONE}}}
          - {{id: l2, scale: published, {_ONE}}}
  whole:
    title: {{en: Whole}}
    weight: 1
    aggregation: product
    missing: {{rule: reweight}}
    indicators:
      - {{id: w1, weight: 1, scale: points, title: {{en: x}}}}
      - {{id: w2, weight: 1, scale: points, title: {{en: x}}}}
  summed:
    title: {{en: Summed}}
    weight: 1
    aggregation: sum
    missing: {{rule: zero}}
    indicators:
      - {{id: w3, weight: 0.4, scale: points, body: akimat, title: {{en: x}}}}
      - {{id: w4, weight: 0.6, scale: points, body: akimat, title: {{en: x}}}}
combine: {{missing: {{rule: reweight}}}}
ranking: {{on: {{rounded: 1}}, within: [tier]}}
territory: {{rule: pooled}}
""",
        ("id: p1, weight: 2,", "id: p1, weight: 0.25,"),
        missing=0.06,
    ),
    Case(
        "narrow",
        f"""\
components:
  level:
    title: {{en: Level}}
    weight: 2
    aggregation: mazziotta_pareto
    missing: {{rule: reweight}}
    indicators:
      - {{id: p1, weight: 2, scale: points, {_ONE}}}
      - {{id: p2, weight: 1, scale: points, {_ONE}}}
      - {{id: l1, weight: 1, scale: published, {_ONE}}}
  powers:
    title: {{en: Powers}}
    weight: 1
    aggregation: {{power: -2.5}}
    missing: {{rule: refuse}}
    indicators:
      - {{id: p3, weight: 1, scale: points, {_ONE}}}
      - {{id: p4, weight: 1, scale: points, {_ONE}}}
combine: {{aggregation: minimum, missing: {{rule: reweight}}}}
""",
        ("id: p1, weight: 2,", "id: p1, weight: 9,"),
        bounds=(70.0, 130.0),
    ),
    Case(
        "engine",
        f"""\
components:
  duels:
    title: {{en: Duels}}
    weight: 2
    aggregation: copeland
    missing: {{rule: reweight}}
    indicators:
      - {{id: p1, weight: 2, scale: points, {_ONE}}}
      - {{id: p2, weight: 1, scale: points, {_ONE}}}
  placed:
    title: {{en: Placed}}
    weight: 3
    restate: {{minmax: {{over: period}}}}
    missing: {{rule: reweight}}
    indicators:
      - {{id: p3, weight: 1, scale: points, {_ONE}}}
      - {{id: r2, weight: 1, scale: placed, {_ONE}}}
  data:
    title: {{en: Data}}
    weight: 1
    weights: equal
    missing: {{rule: reweight}}
    indicators:
      - {{id: p4, scale: points, {_ONE}}}
      - {{id: p5, scale: points, {_ONE}}}
combine: {{missing: {{rule: reweight}}}}
ranking: {{tolerance: 0.5, within: [body]}}
""",
        ("weight: 3\n", "weight: 0.5\n"),
        missing=0.0,
    ),
)
HIDDEN = replace(_CASES[0], name="hidden", hidden=True)
CASES = (*_CASES, HIDDEN)
