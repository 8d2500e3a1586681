"""What the form of a survey says in each of its languages: hints to the interviewer, answers, and their limits."""

from __future__ import annotations

from collections.abc import Sequence

from indexgov.report.words import sentence
from indexgov.report.xlsform import FormLanguages, Texts, plain_number
from indexgov.survey.questionnaire import NoAnswers, Question

Answers = Sequence[tuple[str, Texts]]
"""Names of choices with their labels."""


class InterviewWords(FormLanguages):
    """The texts of an interview in the languages of its questionnaire."""

    def label(self, key: str) -> Texts:
        """A text of the catalogue as a label."""
        return {one: sentence(text) for one, text in self.text(key).items()}

    def hint(self, question: Question, card: int | None) -> Texts:
        """What the interviewer does: as the questionnaire says, and as the answers are put."""
        told = question.instruction or {}
        parts: list[Texts] = [told]
        if card is not None:
            parts.append(self.text("form_card", number=card))
        elif question.answers is not None:
            parts.append(self.text(f"form_{question.answers}"))
        if question.type == "multiple":
            several = self.text("form_several")
            # Questionnaires that are printed too say so themselves.
            parts.append({one: text for one, text in several.items() if text.rstrip(".") not in told.get(one, "")})
        if question.type == "number":
            marks = self._no_answers(question)
            parts.append({one: "; ".join(f"{code}: {text[one]}" for code, text in marks) for one in self.words})
        return {one: " ".join(part[one] for part in parts if part.get(one)) for one in self.words}

    def answers(self, question: Question) -> Answers:
        """The valid answers, then "don't know" and a refusal, each named by its code."""
        valid: list[tuple[str, Texts]] = [(str(answer.code), answer.label) for answer in question.codes]
        return [*valid, *self._no_answers(question)]

    def _no_answers(self, question: Question) -> list[tuple[str, Texts]]:
        """Codes of no answer; those that mean the same are told apart by their codes."""
        found: list[tuple[str, Texts]] = []
        kinds: tuple[tuple[str, NoAnswers], ...] = (
            ("form_dont_know", question.dont_know), ("form_refused", question.refused),
        )  # fmt: skip
        for key, codes in kinds:
            for code in codes:
                text = self.text(key)
                if len(codes) > 1:
                    text = {one: f"{words} [{code}]" for one, words in text.items()}
                # Nobody can type a letter into a number.
                if isinstance(code, int) or question.type != "number":
                    found.append((str(code), text))
        return found

    def limits(self, question: Question) -> dict[str, str]:
        """The valid numbers and the codes of no answer as a constraint; nothing where every number is valid."""
        if question.range is None:
            return {}
        low, high = (plain_number(end) for end in question.range)
        codes = "".join(f" or . = {code}" for code, _ in self._no_answers(question))
        message = self.text("form_range", low=low, high=high)
        return {
            "constraint": f"(. >= {low} and . <= {high}){codes}",
            **self.column("constraint_message", message),
        }

    def exclusive(self, question: Question) -> dict[str, str]:
        """The constraint that "don't know", a refusal and "none of these" stand alone."""
        lone = {str(answer.code) for answer in question.codes if answer.alone}
        lone |= {str(code) for code in (*question.dont_know, *question.refused)}
        named = [(code, label) for code, label in self.answers(question) if code in lone]
        if not named:
            return {}
        chosen = " or ".join(f"selected(., '{code}')" for code, _ in named)
        names = {one: "; ".join(label[one] for _, label in named) for one in self.words}
        message = {one: words.text("form_alone", answers=names[one]) for one, words in self.words.items()}
        return {
            "constraint": f"not(({chosen}) and count-selected(.) > 1)",
            **self.column("constraint_message", message),
        }
