"""Rules of indicators: what they name exists, and what they say fits together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from indexgov.errors import Problem, choose_from, quoted
from indexgov.methods.scales import SCALES
from indexgov.registry.models import Indicator, Valid
from indexgov.registry.rules.check import Check, days_of_change, lost
from indexgov.registry.source import Path_


def references(check: Check) -> Iterator[Problem]:
    """Scales, bodies, tiers, acts and reasons are declared where they are used."""
    for indicator in check.registry.indicators:
        path = indicator.path
        if not lost(check, path, "scale"):
            yield from check.unknown("unknown-scale", "scale", indicator.scale, (*path, "scale"), "scales")
        for index, body in enumerate(indicator.body):
            yield from check.unknown("unknown-body", "body", body, (*path, "body", index), "bodies")
        for index, tier in enumerate(indicator.tiers):
            yield from check.unknown("unknown-tier", "tier", tier, (*path, "tiers", index), "tiers")
        for index, legal in enumerate(indicator.legal):
            yield from check.unknown("unknown-act", "act", legal.act, (*path, "legal", index, "act"), "acts")
        for index, reason in enumerate(indicator.not_applicable):
            yield from check.unknown("unknown-reason", "reason", reason, (*path, "not_applicable", index), "reasons")
    for name, body_model in check.registry.bodies.items():
        for index, tier in enumerate(body_model.tiers):
            yield from check.unknown("unknown-tier", "tier", tier, ("bodies", name, "tiers", index), "tiers")


def nobody(check: Check) -> Iterator[Problem]:
    """Every indicator concerns some body at some tier."""
    registry = check.registry
    for indicator in registry.indicators:
        pairs = [(body, tier) for body in registry.bodies for tier in registry.tiers]
        named = {tier for body in registry.bodies.values() for tier in body.tiers} | set(indicator.tiers)
        known = set(indicator.body) <= set(registry.bodies) and named <= set(registry.tiers)
        if (
            known
            and pairs
            and not any(registry.exists(body, tier) and indicator.concerns(body, tier) for body, tier in pairs)
        ):
            who = f"{quoted(indicator.body or registry.bodies)} at {quoted(indicator.tiers)}"
            message = f"'{indicator.id}' concerns nobody: {who} does not exist"
            yield check.problem("nobody", (*indicator.path, "tiers"), message, "change 'body' or 'tiers'")


def validity(check: Check) -> Iterator[Problem]:
    """Periods of validity run forwards."""
    for indicator in check.registry.indicators:
        valid = indicator.valid
        if valid is not None and _reversed(valid):
            message = f"'{indicator.id}' is valid from {valid.from_} to {valid.to}, which ends before it begins"
            yield check.problem("valid-reversed", (*indicator.path, "valid"), message, "swap 'from' and 'to'")


def replacements(check: Check) -> Iterator[Problem]:
    """`replaces` names another indicator, and the two are never valid on the same day."""
    known = {indicator.id: indicator for indicator in check.registry.indicators}
    days = days_of_change(check.registry)
    for indicator in check.registry.indicators:
        if indicator.replaces is None:
            continue
        path: Path_ = (*indicator.path, "replaces")
        old = known.get(indicator.replaces)
        if old is None or old is indicator:
            names = [name for name in known if name != indicator.id]
            advice = choose_from(indicator.replaces, names)
            yield check.problem("replaces-unknown", path, f"there is no other indicator '{indicator.replaces}'", advice)
            continue
        if _unsure(check, indicator) or _unsure(check, old):
            continue
        both = [day for day in days if all(one.valid is None or one.valid.covers(day) for one in (indicator, old))]
        if both:
            message = f"'{indicator.id}' and '{old.id}', which it replaces, are both valid on {both[0]}"
            yield check.problem(
                "replaces-overlap", path, message, f"end '{old.id}' with 'valid: {{to: …}}' and begin this one after it"
            )
        elif _begins_after(old, indicator):
            message = f"'{old.id}', which '{indicator.id}' replaces, begins only after '{indicator.id}' has ended"
            advice = "'replaces' stands at the newer of the two: move it there, or correct 'valid'"
            yield check.problem("replaces-later", path, message, advice)


def _unsure(check: Check, indicator: Indicator) -> bool:
    """Whether it could not be read for whom and when an indicator holds, which is reported already."""
    return any(
        lost(check, indicator.path, key) or any(known[: len(path)] == path for known in check.dropped)
        for key in ("valid", "body", "tiers")
        for path in [(*indicator.path, key)]
    )


def _begins_after(one: Indicator, other: Indicator) -> bool:
    """Whether an indicator begins after another has ended; not told where ends are swapped, which is reported."""
    begin = one.valid.from_ if one.valid is not None and not _reversed(one.valid) else None
    end = other.valid.to if other.valid is not None and not _reversed(other.valid) else None
    return begin is not None and end is not None and begin.first_day > end.last_day


def _reversed(valid: Valid) -> bool:
    return valid.from_ is not None and valid.to is not None and valid.from_.first_day > valid.to.last_day


def heirs(check: Check) -> Iterator[Problem]:
    """Of indicators that replace the same one, no two assess the same body at the same tier on the same day."""
    registry, days = check.registry, days_of_change(check.registry)
    by_old: dict[str, list[Indicator]] = {}
    known = {indicator.id for indicator in registry.indicators}
    for indicator in registry.indicators:
        if indicator.replaces in known and not _unsure(check, indicator):
            by_old.setdefault(str(indicator.replaces), []).append(indicator)
    for old, found in by_old.items():
        for first, second in combinations(found, 2):
            both = [day for day in days if all(one.valid is None or one.valid.covers(day) for one in (first, second))]
            who = [
                (body, tier)
                for body in registry.bodies
                for tier in registry.tiers
                if registry.exists(body, tier) and first.concerns(body, tier) and second.concerns(body, tier)
            ]
            if both and who:
                body, tier = who[0]
                message = (
                    f"'{first.id}' and '{second.id}' both replace '{old}' for {body} at tier '{tier}' on {both[0]}"
                )
                advice = "let one of the two replace it; the other is a new indicator"
                yield check.problem("replaces-twice", (*second.path, "replaces"), message, advice)


_MEASURES = {
    "mean": "a mean",
    "share": "a share of answers",
    "top_box": "a top box",
    "median": "a median",
    "dont_know": 'the share of "don\'t know"',
    "refused": "the share of refusals",
}
"""Every measure in words."""


def survey_measures(check: Check) -> Iterator[Problem]:
    """Survey keys come together, and estimates are numbers."""
    for indicator in check.registry.indicators:
        path = indicator.path
        if indicator.measure is None:
            known = ("question", "codes", "boxes", "among", "min_n")
            keys = [key for key in known if getattr(indicator, key) not in (None, ())]
            if keys and not lost(check, path, "measure"):
                message = f"'{indicator.id}' has {quoted(keys)} and no 'measure'"
                advice = f"add 'measure:' with one of {quoted(_MEASURES)}"
                yield check.problem("measure", (*path, keys[0]), message, advice)
            continue
        yield from _measure_keys(check, indicator)
        scale = check.scale_of(indicator)
        if scale is not None and (scale.levels is not None or scale.ratio is not None):
            message = f"'{indicator.id}' is a number from the survey, the scale '{indicator.scale}' is not for numbers"
            yield check.problem("measure-scale", (*path, "scale"), message, "use a scale of numbers, such as goalposts")
        if indicator.not_applicable:
            message = f"'{indicator.id}' comes from the survey and cannot be recorded as not applicable"
            yield check.problem("measure-applicable", (*path, "not_applicable"), message, "remove 'not_applicable'")


def _measure_keys(check: Check, indicator: Indicator) -> Iterator[Problem]:
    """What stands beside `measure` is what the measure takes."""
    path, what = indicator.path, _MEASURES[str(indicator.measure)]
    without = indicator.question is not None and not indicator.codes and not lost(check, path, "codes")
    if indicator.measure == "share" and without:
        message = f"'{indicator.id}' is a share of no codes"
        yield check.problem("measure-codes", (*path, "measure"), message, "add 'codes: [...]'")
    if indicator.measure != "share" and indicator.codes:
        message = f"'{indicator.id}' is {what} and takes no codes"
        yield check.problem("measure-codes", (*path, "codes"), message, "remove 'codes'")
    if indicator.measure != "top_box" and indicator.boxes is not None:
        message = f"'{indicator.id}' is {what} and takes no boxes"
        advice = "remove 'boxes', or write 'measure: top_box'"
        yield check.problem("measure-boxes", (*path, "boxes"), message, advice)
    if indicator.among is not None and indicator.question is None and not lost(check, path, "question"):
        message = f"'{indicator.id}' has 'among' and no 'question' that is put to those people"
        yield check.problem("measure-among", (*path, "among"), message, "add 'question', or remove 'among'")


def direction(check: Check) -> Iterator[Problem]:
    """`better: lower` is for scales that do not state scores."""
    for indicator in check.registry.indicators:
        scale = check.scale_of(indicator)
        if (
            indicator.better == "lower"
            and scale is not None
            and scale.kind in SCALES
            and SCALES[scale.kind].turn is None
        ):
            message = f"'{indicator.id}' says 'better: lower', but the scale '{indicator.scale}' states its scores"
            yield check.problem(
                "better", (*indicator.path, "better"), message, "remove 'better' and write the scores in the scale"
            )


def denominators(check: Check) -> Iterator[Problem]:
    """What is divided is one number from evidence, and the denominator is a declared column."""
    for indicator in check.registry.indicators:
        path = indicator.path
        if indicator.denominator is None:
            if indicator.per != 1 and not lost(check, path, "denominator"):
                message = f"'{indicator.id}' has 'per' and no 'denominator'"
                yield check.problem("denominator", (*path, "per"), message, "add 'denominator: COLUMN'")
            continue
        yield from check.unknown(
            "unknown-denominator", "denominator", indicator.denominator, (*path, "denominator"), "denominators"
        )
        scale = check.scale_of(indicator)
        if scale is not None and (scale.levels is not None or scale.ratio is not None or indicator.from_survey):
            what = "a survey measure" if indicator.from_survey else f"scored by {scale.kind}"
            message = f"'{indicator.id}' is {what} and cannot be divided"
            yield check.problem("denominator", (*path, "denominator"), message, "remove 'denominator'")


def carried(check: Check) -> Iterator[Problem]:
    """Only evidence is carried over by date."""
    for indicator in check.registry.indicators:
        if indicator.carry is not None and indicator.from_survey:
            message = f"'{indicator.id}' comes from the survey, and 'carry' is for evidence"
            advice = "write 'impute: {by: last, carry: 1}' to take the last estimate"
            yield check.problem("carry", (*indicator.path, "carry"), message, advice)


def links(check: Check) -> Iterator[Problem]:
    """Links of acts and legal bases are web addresses."""
    found: list[tuple[Path_, str | None]] = [
        (("acts", name, "url"), act.url) for name, act in check.registry.acts.items()
    ]
    for indicator in check.registry.indicators:
        found += [((*indicator.path, "legal", index, "url"), legal.url) for index, legal in enumerate(indicator.legal)]
    for path, url in found:
        if url is not None and not re.match(r"https?://\S+\Z", url):
            yield check.problem(
                "link", path, f"'{url}' is not a web address", "begin it with https:// and write no spaces"
            )
