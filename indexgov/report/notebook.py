"""What a notebook shows of a result: a table of HTML that stands alone, without style sheet, script or address."""

from __future__ import annotations

from indexgov.analysis.compare import Comparison
from indexgov.inputs.survey_data import SurveyResults
from indexgov.report.change_view import chosen_language, comparison_views
from indexgov.report.language_pages import label_texts, templates
from indexgov.report.survey_view import survey_view
from indexgov.report.view import scorecards
from indexgov.report.words import Words, spoken
from indexgov.scoring.assessment import Assessment

SHOWN = 30
"""How many rows of a table are shown; the others are counted."""


def as_html(result: Assessment | Comparison | SurveyResults, language: str | None = None) -> str:
    """A result as a piece of HTML: title, period and state of the figures first, then what was found.

    Of an assessment the rankings with rank intervals and how many are not ranked, of a comparison who rose and fell
    most with what the change comes from, of a survey its estimates with their intervals as they are published. Every
    text is escaped. In `kk`, `ru` or `en`; without `language` in English where the titles have it, else in their first
    language. Raises ValueError or IndexgovError for a language without titles. A notebook shows the same by itself.
    """
    if isinstance(result, Assessment):
        view = scorecards(result, language or spoken(result.registry.languages))
        return _rendered("assessment", view, view.words)
    if isinstance(result, Comparison):
        (told,) = comparison_views(result, [chosen_language(result, language, "en")])
        return _rendered("comparison", told, told.words)
    survey = survey_view(result, language or spoken(result.questionnaire.languages))
    return _rendered("survey", survey, survey.words)


def _rendered(kind: str, view: object, words: Words) -> str:
    template = templates().get_template("notebook.html.j2")
    return template.render(kind=kind, view=view, shown=SHOWN, t=words.text, w=label_texts(words))
