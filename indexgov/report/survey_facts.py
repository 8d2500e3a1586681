"""How a survey was computed, in words of one language: design, intervals, raking, rules of publication."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from indexgov.inputs.survey_data import SurveyResults
from indexgov.methods.publication import Profile
from indexgov.report.words import Words
from indexgov.survey.design import Design
from indexgov.survey.weighting import Reweighted

_THRESHOLDS = ("disclosure", "min_n", "min_psus", "min_df", "half_width", "no_answer")
"""Rules of a profile that have a number."""


def facts_of(results: SurveyResults, words: Words) -> Iterator[tuple[str, str]]:
    """Label and text of each thing that the reader of the figures must know."""
    entry, text = results.content.survey, words.text
    sampling = results.content.sampling
    yield text("survey_respondents"), words.number(results.estimates.respondents, 0)
    yield text("survey_measures"), words.number(len(results.estimates.measures), 0)
    if sampling:
        yield text("survey_sampling"), sampling.get(words.language) or next(iter(sampling.values()))
    yield text("survey_errors"), design_in_words(entry.design, words)
    if entry.design.lonely_psu != "fail":
        yield text("survey_lonely"), text("survey_lonely_rule", rule=entry.design.lonely_psu)
    level = words.stated_percent(entry.confidence)
    yield text("survey_intervals"), text("survey_interval_kinds", level=level, kind=entry.interval)
    yield text("survey_rules"), _profile(results.rules, words)
    weighting = results.estimates.weighting
    if weighting is not None and entry.raking is not None:
        yield text("survey_raking"), _raking(weighting, entry.raking.margins, words)
        before, after = (words.number(one, 2) for one in (weighting.effect_before, weighting.effect_after))
        yield text("survey_weights_effect"), text("raked_effect", before=before, after=after)


def design_in_words(design: Design, words: Words) -> str:
    """What standard errors stand on: `strata, PSUs and weights`, `weights only, clustering unknown`."""
    text = words.text
    named = [
        *(["design_unclustered"] if design.basis == "unclustered" else []),
        *(["design_strata"] if design.strata else []),
        *(["design_psu"] if design.psu is not None else []),
        *(["design_weight"] if design.weight is not None else []),
        *(["design_fpc"] if design.fpc is not None else []),
    ]
    if design.basis == "weights_only" and design.cluster is None:
        return text("design_weights_only" if design.weight is not None else "design_nothing")
    if design.basis == "weights_only" and design.cluster is not None:
        guess = design.cluster
        size, rho, factor = words.plain(guess.size), words.plain(guess.rho), words.plain(guess.factor, 2)
        told = text("design_guess", size=size, rho=rho, factor=factor)
        return f"{text('design_weight')}; {told}" if design.weight is not None else told
    parts = [text(key) for key in named]
    return parts[0] if len(parts) == 1 else text("design_and", parts=", ".join(parts[:-1]), last=parts[-1])


def _profile(rules: Profile, words: Words) -> str:
    """The name of a profile with its thresholds by their keys."""
    written = [(one.name, getattr(rules, one.name)) for one in fields(rules) if one.name in _THRESHOLDS]
    told = ", ".join(f"{name} {words.plain(value)}" for name, value in written if value is not None)
    return f"{rules.name} ({told})" if told else rules.name


def rules_in_words(rules: Profile, words: Words) -> Iterator[str]:
    """A sentence for each rule of publication that holds."""
    told = False
    for name in _THRESHOLDS:
        least = getattr(rules, name)
        if least is not None:
            told = True
            number = words.stated_percent(least) if name == "no_answer" else words.plain(least)
            yield words.text(f"rule_{name}", least=number)
    if rules.nchs:
        yield words.text("rule_nchs")
    elif not told:
        yield words.text("rule_none")


def _raking(weighting: Reweighted, margins: tuple[str, ...], words: Words) -> str:
    """How raking went, in one sentence."""
    raked, text = weighting.raked, words.text
    parts = [
        text("raked_margins", margins=", ".join(margins)),
        words.counted("raked_rounds", raked.rounds),
        text("raked_converged" if raked.converged else "raked_not_converged"),
        text("raked_gap", gap=words.stated_percent(raked.largest_gap)),
        text("raked_factors", low=words.number(raked.factor_low, 2), high=words.number(raked.factor_high, 2)),
    ]
    if raked.trimmed_cells:
        parts.append(text("raked_trimmed", share=words.percent(raked.trimmed_share)))
    return "; ".join(parts)
