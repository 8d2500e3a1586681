"""What survey indicators ask of a questionnaire: their questions, answers and filters are there and fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexgov.errors import Place, Problem, choose_from, quoted
from indexgov.registry.models import Indicator, Registry
from indexgov.survey.measures import NUMBERS
from indexgov.survey.questionnaire import Question, Questionnaire

_TYPES = {
    "mean": ("scale", "number"),
    "median": ("scale", "number"),
    "share": ("scale", "yes_no", "choice", "multiple"),
    "top_box": ("scale",),
}
"""Types of questions from which a measure can be taken; any for the others."""
_WORDS = {"mean": "the mean", "median": "the median", "share": "a share of answers", "top_box": "a top box"}
_NO_ANSWER = {"dont_know": '"don\'t know"', "refused": "refusals"}


def check_measures(
    registry: Registry, indicators: Iterable[Indicator], questionnaire: Questionnaire, place: Place
) -> Iterator[Problem]:
    """Problems of the survey indicators that name a question, at `place`, the file of the microdata.

    Others among `indicators` are passed over, and the questionnaire is one without errors. All problems are errors, but
    for the warning `direction`.
    """
    for one in indicators:
        if not one.from_survey or one.question is None:
            continue
        question = questionnaire.questions.get(one.question)
        if one.among is not None and one.among not in questionnaire.filters:
            message = f"the indicator '{one.id}' counts '{one.among}', which is no filter of the questionnaire"
            yield Problem("unknown-filter", place, message, choose_from(one.among, list(questionnaire.filters)))
        if question is None:
            message = f"the indicator '{one.id}' asks '{one.question}', which the questionnaire does not have"
            advice = choose_from(one.question, list(questionnaire.questions))
            yield Problem("unknown-question", place, message, advice)
        elif question.type not in _TYPES.get(str(one.measure), (question.type,)):
            what, types = _WORDS[str(one.measure)], _TYPES[str(one.measure)]
            message = f"the indicator '{one.id}' is {what} of '{one.question}', a question of type '{question.type}'"
            advice = f"it can be taken of {quoted(types)}; change 'measure', or the type of the question"
            yield Problem("measure-question", place, message, advice)
        else:
            yield from _answers(one, question, place)
            yield from _placed(one, question, registry, place)


def _answers(one: Indicator, question: Question, place: Place) -> Iterator[Problem]:
    """What an indicator counts can be answered."""
    valid = question.valid_codes
    for code in one.codes:
        if code not in valid:
            message = f"the indicator '{one.id}' counts the code {code}, which is no valid answer to '{one.question}'"
            yield Problem("unknown-code", place, message, choose_from(str(code), [str(known) for known in valid]))
    boxes = one.boxes or 2
    if one.measure == "top_box" and boxes >= len(valid):
        message = (
            f"the indicator '{one.id}' counts the {boxes} best answers to '{one.question}', which has {len(valid)}"
        )
        yield Problem("measure-boxes", place, message, "write fewer 'boxes'")
    if one.measure in _NO_ANSWER and not getattr(question, str(one.measure)):
        message = f"the indicator '{one.id}' is the share of {_NO_ANSWER[one.measure]}, and '{one.question}' has no "
        message += f"code under '{one.measure}'"
        yield Problem("measure-no-answer", place, message, "add the code to the questionnaire")


def _placed(one: Indicator, question: Question, registry: Registry, place: Place) -> Iterator[Problem]:
    """The mean or median of a scale lies where the indicator's scale can place it, and the right way round."""
    scale = registry.scales[one.scale]
    ends = scale.ends(registry.range)
    if one.measure not in NUMBERS or question.type != "scale":
        return
    outside = [code for code in question.valid_codes if ends and not ends[0] <= code <= ends[1]]
    if ends and outside:
        message = f"the answer {outside[0]} to '{one.question}' lies outside the ends {ends[0]:g} to {ends[1]:g}"
        advice = f"let the scale '{one.scale}' of '{one.id}' hold all answers"
        yield Problem("out-of-range", place, message, advice)
    if scale.kind in ("goalposts", "identity") and question.direction != one.better:
        worst, best = question.worst_and_best
        message = f"the best answer to '{one.question}' is {best} and the worst {worst}, but for the indicator "
        message += f"'{one.id}' {one.better} is better"
        advice = f"write 'better: {question.direction}' there, or correct 'ends' of the question"
        yield Problem("direction", place, message, advice, "warning")
