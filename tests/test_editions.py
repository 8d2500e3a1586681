"""Editions: what one registry says of two periods, checked by hand and against the engine."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import indexgov
from indexgov.cli import main
from indexgov.registry.editions import (
    Changes,
    Difference,
    Replacement,
    TreeChange,
    changes,
    in_the_place_of,
    nominal_shares,
)
from indexgov.report.editions import edition_lines
from tests.in_memory import HEAD, Key, Value, dataset, registry, score_of
from tests.small_project import DATASET, REGISTRY, write_project
from tests.test_docs import README, ROOT, block_called, blocks, data_of, merged
from tests.test_docs import REGISTRY as PAGE

BODY = """\
acts: {law: {title: {en: law}}}
scales:
  points: identity
  yes_no: {levels: {met: 100, none: 0}}
  published: {levels: {full: 100, partial: 50, none: 0}}
components:
  external:
    title: {en: external}
    weight: 60
    missing: {rule: reweight}
    blocks:
      - id: open
        title: {en: open}
        weight: children
        indicators:
          - {id: a, title: {en: Plan}, scale: yes_no, weight: 2, valid: {to: 2026-Q2}}
          - id: b
            title: {en: Plan and report}
            scale: published
            weight: 3
            legal: [{act: law, article: "7", edition: 2026-06-30, verified: false}]
            not_applicable: [why]
            valid: {from: 2026-Q3}
            replaces: a
          - {id: c, title: {en: Budget}, scale: published, weight: 1, body: akimat}
      - id: serve
        title: {en: serve}
        weight: children
        indicators: [{id: d, title: {en: Replies}, scale: points, weight: 1}]
      - id: fresh
        title: {en: Fresh block}
        weight: children
        indicators:
          - {id: e, title: {en: Sittings}, scale: points, weight: 1, body: maslikhat, valid: {from: 2026-Q3}}
      - id: past
        title: {en: Past block}
        weight: children
        indicators:
          - {id: f, title: {en: Gatherings}, scale: points, weight: 1, tiers: [okrug], valid: {to: 2026-Q2}}
  internal:
    title: {en: internal}
    weight: 40
    weights: percent
    indicators:
      - {id: m, title: {en: Trust}, measure: mean, scale: points, weight: 70}
      - {id: n, title: {en: Roads}, measure: mean, scale: points, weight: 30, valid: {to: 2026-Q2}}
      - {id: o, title: {en: Roads}, measure: mean, scale: points, weight: 30, valid: {from: 2026-Q3}, replaces: n}
"""
Q1, Q2, Q3, Q4 = (indexgov.Period.parse(f"2026-Q{quarter}") for quarter in (1, 2, 3, 4))


def rules() -> indexgov.Registry:
    return registry(BODY, scales="")


def tree_of(found: Changes, body: str, tier: str) -> TreeChange:
    (tree,) = [tree for tree in found.trees if (tree.body, tree.tier) == (body, tier)]
    return tree


def shown(tree: TreeChange) -> dict[str, tuple[float | None, float | None]]:
    return {f"{one.instead_of}>{one.node}" if one.instead_of else one.node: (one.before, one.after)
            for one in tree.shares}  # fmt: skip


def near(expected: dict[str, tuple[float | None, float | None]]) -> object:
    return {name: tuple(None if one is None else pytest.approx(one, abs=1e-15) for one in pair)
            for name, pair in expected.items()}  # fmt: skip


def test_what_began_ended_and_was_replaced() -> None:
    """Each indicator stands in one list; what differs between the two of a pair is told key by key."""
    found = changes(rules(), Q2, Q3)
    assert (found.began, found.ended, found.appeared, found.disappeared) == (("e",), ("f",), ("fresh",), ("past",))
    assert found.replaced == (
        Replacement("a", "b", (
            Difference("title", "Plan", "Plan and report"),
            Difference("scale", "yes_no {levels: {met: 100, none: 0}}",
                       "published {levels: {full: 100, partial: 50, none: 0}}"),
            Difference("weight", "2", "3"),
            Difference("not_applicable", "none", "why"),
            Difference("legal", "none", "law, article 7, edition of 2026-06-30, not verified"),
        )),
        Replacement("n", "o", ()),
    )  # fmt: skip


def test_what_draws_vary_changes_no_edition() -> None:
    """`uncertainty` has no editions: nodes that begin and end may be named in it, and nothing else differs."""
    varied = "uncertainty: {weights: {block: {noise: 0.25}}, aggregation: {fresh: [median], past: [median]}}"
    here = registry(f"{BODY}{varied}\n", scales="")
    assert changes(here, Q2, Q3) == changes(rules(), Q2, Q3)
    assert changes(here, Q3, Q3).empty


def test_shares_by_hand() -> None:
    """Blocks weigh as their children. Akimats at regions: a 2, c 1, d 1 of 4 points, then b 3, c 1, d 1 of 5.

    Open is 60 % x 3/4 = 45 %, then 60 % x 4/5 = 48 %; a is 60 % x 2/4, b 60 % x 3/5. At okrugs f makes 5 points of
    the 4, so c and d have 60 % x 1/5 before and after. Maslikhats: a 2, d 1 of 3, then b 3, d 1, e 1 of 5. The share of
    n and o, 40 % x 30 %, is the same, so neither is listed.
    """
    found = changes(rules(), Q2, Q3)
    region = tree_of(found, "akimat", "region")
    assert (region.indicators_before, region.indicators_after) == (5, 5)
    assert shown(region) == near(
        {"open": (0.45, 0.48), "a>b": (0.3, 0.36), "c": (0.15, 0.12), "serve": (0.15, 0.12), "d": (0.15, 0.12)}
    )
    okrug = tree_of(found, "akimat", "okrug")
    assert (okrug.indicators_before, okrug.indicators_after) == (6, 5)
    assert shown(okrug) == near({"open": (0.36, 0.48), "a>b": (0.24, 0.36), "past": (0.12, None), "f": (0.12, None)})
    maslikhat = tree_of(found, "maslikhat", "region")
    assert (maslikhat.indicators_before, maslikhat.indicators_after) == (4, 5)
    assert shown(maslikhat) == near({
        "open": (0.4, 0.36), "a>b": (0.4, 0.36), "serve": (0.2, 0.12), "d": (0.2, 0.12),
        "fresh": (None, 0.12), "e": (None, 0.12),
    })  # fmt: skip
    assert len(found.trees) == 3, "no maslikhat at okrugs"


@pytest.mark.parametrize(
    ("keys", "weights", "expected"),
    [
        ("aggregation: arithmetic", (None, None), (0.5, 0.5)),
        ("aggregation: geometric", (3, 1), (0.75, 0.25)),
        ("aggregation: minimum", (3, 1), (0.75, 0.25)),
        ("aggregation: sum", (0.6, 0.3), (0.6, 0.3)),
        ("weights: percent", (100, 0), (1, 0)),
    ],
    ids=["equal", "geometric", "minimum", "sum", "zero"],
)
def test_shares_of_other_means(
    keys: str, weights: tuple[float | None, float | None], expected: tuple[float, float]
) -> None:
    """Weights share out a mean of any kind; in a sum they count as written, here 0.9 of the range."""
    text = f"components:\n  c:\n    title: {{en: c}}\n    {keys}\n    indicators:\n"
    for name, weight in zip("xy", weights, strict=True):
        written = "" if weight is None else f", weight: {weight}"
        text += f"      - {{id: {name}, title: {{en: i}}, scale: points{written}}}\n"
    found = nominal_shares(registry(text), Q1.last_day, "akimat", "okrug")
    assert found == {"index": 1, "c": 1, "x": expected[0], "y": expected[1]}


def test_a_node_whose_weights_are_all_zero_gives_way() -> None:
    """Nothing below `none` counts for akimats, so scoring leaves it out as not applicable and `some` has it all."""
    text = (
        "components:\n"
        "  none:\n    title: {en: n}\n    weight: 50\n    indicators:\n"
        "      - {id: x, title: {en: x}, scale: points, weight: 0}\n"
        "      - {id: y, title: {en: y}, scale: points, weight: 1, body: maslikhat}\n"
        "  some: {title: {en: s}, weight: 50, indicators: [{id: z, title: {en: z}, scale: points}]}\n"
    )
    here = registry(text)
    found = nominal_shares(here, Q1.last_day, "akimat", "region")
    assert found == {"index": 1, "none": 0, "x": 0, "some": 1, "z": 1}
    values: dict[Key, Value] = {("A", "akimat", name): 50.0 for name in "xz"}
    scored = indexgov.score(here, dataset(here, values))
    assert score_of(scored, "z")["effective_weight"] == 1


def full_values(here: indexgov.Registry, period: indexgov.Period) -> dict[Key, Value]:
    """Something for every indicator of a period, for one place of each tier."""
    recorded: dict[str, Value] = {"points": 60.0, "yes_no": "met", "published": "full"}
    return {
        (tier, body, one.id): recorded[one.scale]
        for tier in here.tiers
        for body in here.bodies
        for one in here.indicators_of(period)
        if here.exists(body, tier) and one.concerns(body, tier)
    }


def assert_shares_are_effective_weights(here: indexgov.Registry, period: indexgov.Period) -> None:
    values = full_values(here, period)
    scored = indexgov.score(here, dataset(here, values, [(tier, tier) for tier in here.tiers], period=period.code))
    assert len(scored.scores)
    for (tier, body), rows in scored.scores[scored.scores["body"] != ""].groupby(["territory", "body"]):
        weights = dict(zip(rows["node"], rows["effective_weight"], strict=True))
        assert nominal_shares(here, period.last_day, str(body), str(tier)) == pytest.approx(weights, abs=1e-12)


@pytest.mark.parametrize("period", [Q2, Q3], ids=str)
def test_shares_are_the_effective_weights_of_the_engine(period: indexgov.Period) -> None:
    """An authority with everything assessed is scored with the nominal shares; the engine computes them otherwise."""
    assert_shares_are_effective_weights(rules(), period)


def test_scoring_two_periods_uses_two_editions() -> None:
    """The same records, scored for each quarter: internal 0.7 x 60 + 0.3 x 20 = 48, then 0.7 x 60 + 0.3 x 80 = 66.

    External is (2 x 100 + 1 x 100 + 1 x 60) / 4 = 90 with the old plan, (3 x 50 + 100 + 60) / 5 = 62 with the new one.
    """
    here = rules()
    records: dict[str, Value] = {"a": "met", "b": "partial", "c": "full", "d": 60.0, "m": 60.0, "n": 20.0, "o": 80.0}
    found = {}
    for period in (Q2, Q3):
        valid = {one.id for one in here.indicators_of(period)}
        values: dict[Key, Value] = {("A", "akimat", name): value for name, value in records.items() if name in valid}
        scored = indexgov.score(here, dataset(here, values, period=period.code))
        found[period.code] = [score_of(scored, node)["score"] for node in ("external", "internal", "index")]
        assert set(scored.scores["node"]) & set("abno") == valid & set("abno")
    assert found["2026-Q2"] == pytest.approx([90, 48, 0.6 * 90 + 0.4 * 48])
    assert found["2026-Q3"] == pytest.approx([62, 66, 0.6 * 62 + 0.4 * 66])


CHAIN = """\
components:
  c:
    title: {en: c}
    indicators:
      - {id: always, title: {en: x}, scale: points}
      - {id: one, title: {en: x}, scale: points, valid: {to: 2026-Q1}}
      - {id: two, title: {en: x}, scale: points, valid: {from: 2026-Q2, to: 2026-Q2}, replaces: one}
      - {id: three, title: {en: x}, scale: points, valid: {from: 2026-Q4}, replaces: two}
"""


@pytest.mark.parametrize(
    ("before", "after", "began", "ended", "replaced"),
    [
        (Q1, Q2, (), (), [("one", "two")]),
        (Q1, Q4, (), (), [("one", "three")]),
        (Q4, Q1, (), (), [("three", "one")]),
        (Q2, Q3, (), ("two",), []),
        (Q3, Q4, ("three",), (), []),
    ],
)
def test_chains_and_gaps(
    before: indexgov.Period,
    after: indexgov.Period,
    began: tuple[str, ...],
    ended: tuple[str, ...],
    replaced: list[tuple[str, str]],
) -> None:
    """A place is followed through those that held between the periods; into a gap it ends, out of it it begins."""
    found = changes(registry(CHAIN), before, after)
    assert (found.began, found.ended) == (began, ended)
    assert [(one.before, one.after) for one in found.replaced] == replaced


def test_periods_are_judged_on_their_last_day() -> None:
    """The year ends on the last day of its fourth quarter and has that quarter's edition."""
    assert changes(registry(CHAIN), Q4, indexgov.Period.parse("2026")).empty
    assert not changes(registry(CHAIN), Q1, indexgov.Period.parse("2026")).empty


def test_split_among_bodies() -> None:
    """One criterion for both bodies becomes one for each: two replacements, and each tree holds one of them."""
    here = registry("""\
components:
  c:
    title: {en: c}
    indicators:
      - {id: old, title: {en: x}, scale: points, weight: 1, valid: {to: 2026-Q2}}
      - {id: ours, title: {en: x}, scale: points, weight: 1, body: akimat, valid: {from: 2026-Q3}, replaces: old}
      - {id: theirs, title: {en: x}, scale: points, weight: 2, body: maslikhat, valid: {from: 2026-Q3}, replaces: old}
      - {id: rest, title: {en: x}, scale: points, weight: 1}
""")
    found = changes(here, Q2, Q3)
    assert [(one.before, one.after, one.differences[-1]) for one in found.replaced] == [
        ("old", "ours", Difference("body", "every body", "akimat")),
        ("old", "theirs", Difference("weight", "1", "2")),
    ]
    assert tree_of(found, "akimat", "okrug").shares == ()
    assert shown(tree_of(found, "maslikhat", "region")) == near({"old>theirs": (1 / 2, 2 / 3), "rest": (1 / 2, 1 / 3)})


def test_two_heirs_of_one_place() -> None:
    """Split among the bodies, then each part widened to both: one heir takes the place in a tree, the other is new."""
    here = registry("""\
components:
  c:
    title: {en: c}
    indicators:
      - {id: old, title: {en: x}, scale: points, valid: {to: 2026-Q1}}
      - {id: ours, title: {en: x}, scale: points, body: akimat, valid: {from: 2026-Q2, to: 2026-Q2}, replaces: old}
      - {id: theirs, title: {en: x}, scale: points, body: maslikhat, valid: {from: 2026-Q2, to: 2026-Q2}, replaces: old}
      - {id: first, title: {en: x}, scale: points, valid: {from: 2026-Q3}, replaces: ours}
      - {id: second, title: {en: x}, scale: points, valid: {from: 2026-Q3}, replaces: theirs}
""")
    found = changes(here, Q1, Q3)
    assert [(one.before, one.after) for one in found.replaced] == [("old", "first"), ("old", "second")]
    for tree in found.trees:
        assert shown(tree) == near({"old>first": (1, 0.5), "second": (None, 0.5)})
    assert changes(here, Q3, Q1) == mirrored(found)


@st.composite
def registries(draw: st.DrawFn) -> indexgov.Registry:
    """Blocks of places, each held by up to three indicators one after another, with gaps, over eight quarters."""
    quarters = [f"{year}-Q{quarter}" for year in (2026, 2027) for quarter in (1, 2, 3, 4)]
    children = draw(st.booleans())
    lines, number = ["components:", "  c:", "    title: {en: c}", "    blocks:"], 0
    for block in range(draw(st.integers(1, 3))):
        weight = "children" if children else repr(draw(st.floats(0.1, 10)))
        lines += [f"      - {{id: b{block}, title: {{en: b}}, weight: {weight}, indicators: ["]
        for _ in range(draw(st.integers(1, 3))):
            cuts = sorted(draw(st.sets(st.integers(0, 7), min_size=2, max_size=6)))
            previous = ""
            for first, last in zip(cuts[::2], cuts[1::2], strict=False):
                body = draw(st.sampled_from(("", ", body: akimat", ", body: maslikhat")))
                valid = f"{{from: {quarters[first]}, to: {quarters[last - 1]}}}"
                keys = f"scale: points, weight: {draw(st.floats(0.1, 10))!r}, valid: {valid}{body}{previous}"
                lines.append(f"          {{id: i{number}, title: {{en: i}}, {keys}}},")
                previous, number = f", replaces: i{number}", number + 1
        lines.append("        ]}")
    return registry("\n".join(lines) + "\n")


def mirrored(found: Changes) -> Changes:
    """The same changes told from the other side."""
    return Changes(
        found.to_period,
        found.from_period,
        began=found.ended,
        ended=found.began,
        replaced=tuple(
            Replacement(one.after, one.before, tuple(Difference(d.key, d.after, d.before) for d in one.differences))
            for one in found.replaced
        ),
        appeared=found.disappeared,
        disappeared=found.appeared,
        trees=tuple(
            replace(
                tree,
                indicators_before=tree.indicators_after,
                indicators_after=tree.indicators_before,
                shares=tuple(
                    replace(
                        one,
                        node=one.instead_of or one.node,
                        instead_of=one.node if one.instead_of else "",
                        before=one.after,
                        after=one.before,
                    )
                    for one in tree.shares
                ),
            )
            for tree in found.trees
        ),
    )


periods = st.sampled_from(
    [indexgov.Period.parse(f"{year}-Q{quarter}") for year in (2026, 2027) for quarter in (1, 2, 3)]
)


@settings(max_examples=60, deadline=None)
@given(registries(), periods, periods)
def test_laws_of_changes(here: indexgov.Registry, one: indexgov.Period, other: indexgov.Period) -> None:
    """Nothing changes from a period to itself; the way back mirrors the way; shares add up to 1, or nothing is there.

    Every indicator of one edition only is told once on its side, and the terminal says so when nothing changes.
    """
    same = changes(here, one, one)
    assert same.empty
    assert (same.trees, same.appeared, same.disappeared) == ((), (), ())
    found = changes(here, one, other)
    assert changes(here, other, one) == mirrored(found)
    lines = [line.text for line in edition_lines(found, here)]
    assert (len(lines) == 1) == ("nothing changes" in lines[0]) == found.empty
    held = [{indicator.id for indicator in here.indicators_of(period)} for period in (one, other)]
    assert sorted(found.began + tuple(pair.after for pair in found.replaced)) == sorted(held[1] - held[0])
    assert sorted(found.ended + tuple(pair.before for pair in found.replaced)) == sorted(held[0] - held[1])
    for body, tier in (("akimat", "region"), ("akimat", "okrug"), ("maslikhat", "region")):
        shares = nominal_shares(here, one.last_day, body, tier)
        leaves = [share for name, share in shares.items() if name.startswith("i") and name != "index"]
        assert sum(leaves) == pytest.approx(1 if leaves else 0)
    if held[0]:
        assert_shares_are_effective_weights(here, one)


OUTPUT = """\
2026-Q2 to 2026-Q3: 1 indicator began, 1 ended, 2 replaced; weights changed for akimat at tiers region, okrug and \
for maslikhat at tier region

Began
  e  Sittings (in fresh)

Ended
  f  Gatherings (in past)

Replaced
  a -> b
    title             Plan -> Plan and report
    scale             yes_no {levels: {met: 100, none: 0}}
                      -> published {levels: {full: 100, partial: 50, none: 0}}
    weight            2 -> 3
    reasons accepted  none -> why
    legal basis       none -> law, article 7, edition of 2026-06-30, not verified
  n -> o

New in the tree
  fresh  Fresh block (in external)

No longer in the tree
  past  Past block (in external)

akimat at tier region: 5 indicators, as before
  share in the score   before    after
    open               45.00%   48.00%
      a -> b           30.00%   36.00%
      c                15.00%   12.00%
    serve              15.00%   12.00%
      d                15.00%   12.00%

akimat at tier okrug: 6 indicators, then 5
  share in the score   before    after
    open               36.00%   48.00%
      a -> b           24.00%   36.00%
    past               12.00%        -
      f                12.00%        -

maslikhat at tier region: 4 indicators, then 5
  share in the score   before    after
    open               40.00%   36.00%
      a -> b           40.00%   36.00%
    serve              20.00%   12.00%
      d                20.00%   12.00%
    fresh                   -   12.00%
      e                     -   12.00%
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", *words])


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("indicators.yaml").write_text(HEAD + BODY, encoding="utf-8")
    return "indicators.yaml"


def test_command_shows_changes(file: str) -> None:
    """The whole output: what a methodologist reads before a new quarter; problems stay on standard error."""
    result = run(file, "--from", "2026-Q2", "--to", "2026-Q3")
    assert result.exit_code == 0
    assert result.stdout == OUTPUT
    assert result.stderr == "indicators.yaml: registry 'memory' 1 with 9 indicators: no errors\n"


def test_a_body_that_gets_its_first_indicators(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before, nothing concerned the maslikhat: its tree is new from the index down."""
    monkeypatch.chdir(tmp_path)
    text = (
        f"{HEAD}scales: {{points: identity}}\ncomponents:\n  c:\n    title: {{en: c}}\n    indicators:\n"
        "      - {id: x, title: {en: x}, scale: points, body: akimat}\n"
        "      - {id: y, title: {en: y}, scale: points, body: maslikhat, valid: {from: 2026-Q3}}\n"
    )
    Path("indicators.yaml").write_text(text, encoding="utf-8")
    lines = run("indicators.yaml", "--from", "2026-Q2", "--to", "2026-Q3").stdout.splitlines()
    assert lines[0] == "2026-Q2 to 2026-Q3: 1 indicator began; weights changed for maslikhat at tier region"
    assert lines[5:] == [
        "maslikhat at tier region: 0 indicators, then 1",
        "  share in the score   before    after",
        "  index                     -  100.00%",
        "  c                         -  100.00%",
        "    y                       -  100.00%",
    ]


def test_command_without_changes(file: str) -> None:
    result = run(file, "--from", "2026-Q3", "--to", "2027")
    assert result.exit_code == 0
    assert result.stdout == "2026-Q3 to 2027: nothing changes, the same 6 indicators in both\n"


def test_command_for_machines(file: str) -> None:
    """Problems and changes in one object; shares are numbers, null where a node is not in the tree."""
    told = json.loads(run(file, "--from", "2026-Q3", "--to", "2026-Q2", "--json").stdout)
    assert told["problems"] == []
    found = told["changes"]
    assert list(found) == ["from", "to", "began", "ended", "replaced", "appeared", "disappeared", "trees"]
    assert (found["from"], found["to"], found["began"], found["ended"]) == ("2026-Q3", "2026-Q2", ["f"], ["e"])
    assert found["replaced"][0]["differences"][2] == {"key": "weight", "before": "3", "after": "2"}
    okrug = found["trees"][1]
    assert (okrug["body"], okrug["tier"], okrug["indicators_before"], okrug["indicators_after"]) == (
        "akimat", "okrug", 5, 6)  # fmt: skip
    assert okrug["shares"][-1] == {
        "node": "f", "instead_of": "", "level": "indicator", "before": None, "after": pytest.approx(0.12),
    }  # fmt: skip
    assert okrug["shares"][1]["instead_of"] == "b"
    assert "changes" not in json.loads(run(file, "--json").stdout)


def test_indicators_that_only_make_room_are_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new criterion among sixty would otherwise bury what is new under sixty rows; JSON has them all."""
    monkeypatch.chdir(tmp_path)
    old = "".join(f"      - {{id: x{number}, title: {{en: x}}, scale: points}}\n" for number in range(3))
    new = "      - {id: y, title: {en: New}, scale: points, valid: {from: 2026-Q3}}\n"
    text = f"{HEAD}scales: {{points: identity}}\ncomponents:\n  c:\n    title: {{en: c}}\n    indicators:\n{old}{new}"
    Path("indicators.yaml").write_text(text, encoding="utf-8")
    words = ("indicators.yaml", "--from", "2026-Q2", "--to", "2026-Q3")
    assert run(*words).stdout.splitlines()[5:9] == [
        "akimat at tiers region, okrug: 3 indicators, then 4",
        "  share in the score          before    after",
        "    3 indicators of c, each   33.33%   25.00%",
        "    y                              -   25.00%",
    ]
    shares = json.loads(run(*words, "--json").stdout)["changes"]["trees"][0]["shares"]
    assert [one["node"] for one in shares] == ["x0", "x1", "x2", "y"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--from", "2026-Q2"], "--from and --to go together: name both periods or none"),
        (["--to", "2026-Q2"], "--from and --to go together: name both periods or none"),
        (["--from", "2026-Q5", "--to", "2026-Q2"],
         "Invalid value for '--from': '2026-Q5' is not a period, expected for example 2026-Q3, 2026-S1 or 2026"),
    ],
    ids=["no to", "no from", "no period"],
)  # fmt: skip
def test_command_used_wrongly(words: list[str], message: str, file: str) -> None:
    result = run(file, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(f"Error: {message}\n")


EDITED = REGISTRY.replace(
    "                scale: published\n                weight: 2\n",
    "                scale: published\n                weight: 2\n                valid: {to: 2026-Q3}\n",
).replace(
    "              - id: papers.budget\n",
    "              - id: papers.people\n"
    "                title: {kk: Адамдар, ru: Люди, en: People}\n"
    "                scale: published\n"
    "                weight: 2\n"
    "                valid: {from: 2026-Q4}\n"
    "                replaces: papers.heads\n"
    "              - id: papers.budget\n",
)


def test_a_dataset_shows_its_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that people have at hand will do; a questionnaire has no editions, and errors come first."""
    monkeypatch.chdir(tmp_path)
    write_project(Path("p"), {"indicators.yaml": EDITED})
    words = ("--from", "2026-Q3", "--to", "2026-Q4")
    result = run("p", *words)
    assert result.exit_code == 0
    assert result.stdout.startswith("2026-Q3 to 2026-Q4: 1 indicator replaced; no weights changed\n")
    questionnaire = run("p/questionnaire.yaml", *words)
    assert (questionnaire.exit_code, questionnaire.stdout) == (2, "")
    assert "'p/questionnaire.yaml' is a questionnaire, which has no editions" in questionnaire.stderr
    write_project(Path("p"), {"dataset.yaml": DATASET.replace("demo", "dmeo")})
    assert (run("p", *words).exit_code, run("p", *words).stdout) == (1, "")


@pytest.mark.parametrize(
    ("period", "name", "message"),
    [
        ("2026-Q3", "papers.people", "it begins in 2026-Q4 and replaces 'papers.heads': record that until then"),
        ("2026-Q4", "papers.heads", "it was replaced by 'papers.people'"),
    ],
)
def test_a_row_for_the_indicator_of_another_edition(period: str, name: str, message: str, tmp_path: Path) -> None:
    """Whoever works with the sheet of another quarter is told the name to write, in both directions."""
    evidence = f"territory,body,indicator,value,source_url,seen_on\nR01,akimat,{name},full,https://example.org/1,\n"
    files = {
        "indicators.yaml": EDITED,
        "dataset.yaml": DATASET.replace("2026-Q3", period),
        "evidence.csv": evidence,
    }
    with pytest.raises(indexgov.InputError) as caught:
        indexgov.load_dataset(write_project(tmp_path / "p", files))
    (problem,) = [one for one in caught.value.problems if one.rule == "indicator-not-valid"]
    assert (problem.message, problem.advice) == (f"'{name}' is not valid in {period}", message)


def test_an_old_row_finds_its_place_through_a_chain() -> None:
    """The advice follows the chain of replacements to what holds in the period."""
    here = registry(CHAIN)
    assert [one.id for one in in_the_place_of(here, "one", Q4)] == ["three"]
    assert [one.id for one in in_the_place_of(here, "three", Q1)] == ["one"]
    assert in_the_place_of(here, "two", Q3) == ()


def test_changes_before_the_year_2000_are_seen() -> None:
    """The days on which rules look at editions reach back before the first change, whenever that was."""
    text = (
        "components:\n  c:\n    title: {en: c}\n    indicators:\n"
        "      - {id: x, title: {en: x}, scale: points, valid: {to: 1990}}\n"
        "      - {id: y, title: {en: y}, scale: points, valid: {to: 1994}, replaces: x}\n"
        "      - {id: z, title: {en: z}, scale: points}\n"
    )
    with pytest.raises(indexgov.InputError, match="are both valid on 1990-12-31"):
        registry(text)


def test_the_page_shows_what_the_command_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worked example of docs/registry.md, put into the complete registry, gives the output that stands there."""
    monkeypatch.chdir(tmp_path)
    whole = data_of(block_called(PAGE, "Complete: indicators.yaml"))
    part = data_of(block_called(PAGE, "An edition: one question in the place of another"))
    Path("indicators.yaml").write_text(
        yaml.safe_dump(merged(whole, part), allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    (output,) = (one for one in blocks(PAGE, "text") if one.startswith("2026-Q2 to 2026-Q3"))
    assert run("indicators.yaml", "--from", "2026-Q2", "--to", "2026-Q3").stdout == output


def test_check_commands_of_the_readme_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those about files of the repository, with the options that they show."""
    monkeypatch.chdir(ROOT)
    lines = re.findall(r"^\S*indexgov check (.+)$", "\n".join(blocks(README, "bash")), re.MULTILINE)
    calls = [words for words in map(shlex.split, lines) if Path(words[0]).exists()]
    assert any("--from" in words for words in calls)
    assert all(run(*words).exit_code == 0 for words in calls)


def test_a_replacement_in_another_block_on_another_scale() -> None:
    """Everything in which the two differ, values as YAML writes them on one line."""
    body = """\
components:
  c:
    title: {en: c}
    blocks:
      - {id: x, title: {en: x}, indicators: [
          {id: a, title: {en: a}, scale: line, valid: {to: 2026-Q2}}, {id: k, title: {en: k}, scale: line}]}
      - {id: y, title: {en: y}, indicators: [
          {id: b, title: {en: a}, scale: open, valid: {from: 2026-Q3}, replaces: a}]}
"""
    scales = "scales: {line: {piecewise: [[0, 0], [10, 100]]}, open: {goalposts: {min: 0, max: 9, clamp: false}}}\n"
    (one,) = changes(registry(body, scales), Q2, Q3).replaced
    assert [(each.key, each.before, each.after) for each in one.differences] == [
        ("parent", "x", "y"),
        ("scale", "line {piecewise: [[0, 0], [10, 100]]}", "open {goalposts: {min: 0, max: 9, clamp: false}}"),
    ]
