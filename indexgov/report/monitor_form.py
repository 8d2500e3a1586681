"""The monitors' sheet as an XLSForm: one submission is what one assessor saw of one body of one territory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from indexgov.inputs.dataset_head import load_head
from indexgov.inputs.evidence import lowest_level
from indexgov.inputs.monitor_questions import (
    ASSESSOR,
    BODY,
    FORM_STAGES,
    RECORDED,
    STAGE,
    STAMP,
    TERRITORY,
    TIER,
    Criterion,
    criteria,
    encoded,
    stamp,
)
from indexgov.inputs.subject import Subject
from indexgov.registry.guidance import CriterionGuidance, Guidance, load_guidance
from indexgov.registry.models import Block, Combine, Indicator, Registry
from indexgov.registry.outline import Outline, outline
from indexgov.report.unchanged_inputs import guidance_of
from indexgov.report.words import short_title
from indexgov.report.xlsform import FormLanguages, Row, Texts, WrittenForm, XlsForm, plain_number, save_xlsform
from indexgov.tables import NOT_APPLICABLE, NOT_ASSESSED

_LINK = "regex(., '^https?://[^\\s<>\"]+$')"


def monitor_form(subject: Subject, guidance: Guidance | None = None) -> XlsForm:
    """The form in which monitors record the evidence of a period: its territories, bodies and criteria.

    `guidance` is that of the registry, read from its files when left out. Raises InputError where those have faults.
    """
    return _Form(subject, load_guidance(subject.registry) if guidance is None else guidance).form()


def write_monitor_form(source: str | Path, out: str | Path | None = None) -> WrittenForm:
    """Write the form in which monitors record the evidence of a dataset, for KoboToolbox and ODK.

    `source` is a dataset.yaml or its folder, without evidence yet or with some; `out` a new workbook, `out/INDEX/` and
    the form's name when left out. Raises InputError with everything that is wrong with the files, OutputError where the
    form cannot be written.
    """
    _, subject, read = load_head(source)
    sources = [*read, *guidance_of(subject.registry)]
    form = monitor_form(subject)
    path = save_xlsform(form, out, Path("out") / subject.registry.id / f"{form.settings['form_id']}.xlsx", sources)
    return WrittenForm(path, len(criteria(subject.registry, subject.period)))


class _Form:
    """The rows of a form while they are put together."""

    def __init__(self, subject: Subject, guidance: Guidance) -> None:
        self.subject, self.registry, self.guidance = subject, subject.registry, guidance
        self.languages = FormLanguages(self.registry.languages)
        self.words = self.languages.words
        self.survey: list[Row] = []
        self.choices: list[Row] = []

    def form(self) -> XlsForm:
        """All sheets of the form."""
        self._head()
        tree = outline(self.registry, self.subject.period.last_day)
        known = {one.indicator.id: one for one in criteria(self.registry, self.subject.period)}
        for heading, name, asked in _sections(tree, self.registry, known):
            self._section(heading, name, asked)
        self._choices(known.values())
        language = self.registry.languages[0]
        words = self.words[language]
        title = f"{words.text('monitor_form')}: {self.registry.title[language]}, {words.period(self.subject.period)}"
        settings = {
            "form_title": title,
            "form_id": f"{self.registry.id}-{self.subject.period}-monitors",
            "version": stamp(self.registry, self.subject.period),
            "default_language": self.languages.language_names[language],
        }
        return XlsForm(self.survey, self.choices, settings)

    def _head(self) -> None:
        """What the submission is about."""
        calculated = stamp(self.registry, self.subject.period)
        self.survey += [
            {"type": "calculate", "name": STAMP, "calculation": f"'{calculated}'"},
            self._asked("select_one territories", TERRITORY, self.languages.text("territory")),
            {
                "type": "calculate",
                "name": TIER,
                "calculation": f"instance('territories')/root/item[name = ${{{TERRITORY}}}]/tier",
            },
            self._asked(
                "select_one bodies", BODY, self.languages.text("body"), choice_filter=f"selected(tiers, ${{{TIER}}})"
            ),
            self._asked(
                "text", ASSESSOR, self.languages.text("assessor"), hint=self.languages.text("monitor_assessor_hint")
            ),
            self._asked("select_one stages", STAGE, self.languages.text("stage")),
        ]

    def _asked(self, kind: str, name: str, label: Texts, hint: Texts | None = None, **cells: str) -> Row:
        """A question that must be answered."""
        return self._row(kind, name, label, hint, required="yes", **cells)

    def _row(self, kind: str, name: str, label: Texts | None, hint: Texts | None = None, **cells: str) -> Row:
        texts = self.languages.column("label", label or {}) | self.languages.column("hint", hint or {})
        return {"type": kind, "name": name, **texts, **cells}

    def _refusal(self, key: str) -> Row:
        """What is said where an answer does not fit."""
        return self.languages.column("constraint_message", self.languages.text(key))

    def _section(self, title: Texts, name: str, asked: Sequence[Criterion]) -> None:
        """The group of a sub-block, seen where one of its criteria concerns the body."""
        conditions = list(dict.fromkeys(_concerned(one.indicator) for one in asked))
        relevant = f"${{{BODY}}} != ''"
        if "" not in conditions:
            relevant += f" and ({' or '.join(f'({one})' for one in conditions)})"
        self.survey.append(self._row("begin_group", f"section__{encoded(name)}", title, relevant=relevant))
        for criterion in asked:
            condition = _concerned(criterion.indicator) if len(conditions) > 1 else ""
            cells = {"relevant": condition} if condition else {}
            self.survey.append(
                {"type": "begin_group", "name": criterion.name("about"), "appearance": "field-list", **cells}
            )
            self._criterion(criterion)
            self.survey.append({"type": "end_group", "name": criterion.name("about")})
        self.survey.append({"type": "end_group", "name": f"section__{encoded(name)}"})

    def _criterion(self, criterion: Criterion) -> None:
        """The questions about one criterion; nothing but the first is seen before it is answered."""
        indicator, value = criterion.indicator, f"${{{criterion.name('value')}}}"
        help_ = {language: entries[indicator.id] for language, entries in self.guidance.items()}
        kind = f"select_one {_list_of(criterion)}"
        self.survey.append(self._row(kind, criterion.name("value"), indicator.title, self._how(criterion, help_)))
        self._numbers(criterion, help_)
        if indicator.not_applicable:
            reasons = " ".join(indicator.not_applicable)
            hint = {language: one.not_applicable or "" for language, one in help_.items()}
            row = self._asked("select_one reasons", criterion.name("reason"), self.languages.text("reason"), hint=hint)
            only = {"relevant": f"{value} = '{NOT_APPLICABLE}'", "choice_filter": f"selected('{reasons}', name)"}
            self.survey.append({**row, **only})
        self._details(criterion, help_)

    def _details(self, criterion: Criterion, help_: Mapping[str, CriterionGuidance]) -> None:
        """Where it was seen and when; what was found has a link or names a document."""
        value = f"${{{criterion.name('value')}}}"
        seen = {"relevant": f"{value} != '' and {value} != '{NOT_ASSESSED}'"}
        link = self._row("text", criterion.name("link"), self.languages.text("evidence_link"))
        self.survey.append({**link, "constraint": _LINK, **self._refusal("monitor_link_wrong"), **seen})
        first = self.subject.period.back(criterion.indicator.carry or 0).first_day
        wrong = {one: words.text("monitor_day_wrong", day=words.long_date(first)) for one, words in self.words.items()}
        day = self._row("date", criterion.name("seen"), self.languages.text("seen_on"))
        rule = {"constraint": f". <= today() and . >= date('{first.isoformat()}')"}
        self.survey.append({**day, **rule, **self.languages.column("constraint_message", wrong), **seen})
        needed = [f"${{{criterion.name('link')}}} = ''", f"{value} != '{NOT_APPLICABLE}'"]
        if (lowest := lowest_level(criterion.scale)) is not None:
            needed.append(f"{value} != '{lowest}'")
        kept = {language: one.evidence for language, one in help_.items()} or self.languages.text("monitor_note_hint")
        note = self._row("text", criterion.name("note"), self.languages.text("monitor_note"), kept)
        self.survey.append({**note, "required": " and ".join(needed), **seen})
        comment = self._row("text", criterion.name("comment"), self.languages.text("comment"))
        self.survey.append({**comment, "relevant": f"{value} != ''"})

    def _numbers(self, criterion: Criterion, help_: Mapping[str, CriterionGuidance]) -> None:
        """Questions for the numbers of a criterion: one, or the counts of a ratio, the whole first."""
        only = {"relevant": f"${{{criterion.name('value')}}} = '{RECORDED}'"}
        for part, name in criterion.numbers.items():
            if part:
                label = {language: one.parts[part] for language, one in help_.items()} or self._part(criterion, part)
                rule, kind = self._count_rule(criterion, part), "integer"
            else:
                label = {language: one.value or "" for language, one in help_.items()} or self.languages.text(
                    "monitor_number"
                )
                rule, kind = self._number_rule(criterion), "decimal"
            self.survey.append({**self._asked(kind, name, label), **rule, **only})

    def _count_rule(self, criterion: Criterion, part: str) -> Row:
        """Counts are not negative, and those of the numerator together not more than the whole."""
        ratio = criterion.scale.ratio
        assert ratio is not None
        rule = ". >= 0"
        if part != ratio.denominator and ratio.denominator not in ratio.numerator:
            above = [f"coalesce(${{{criterion.numbers[one]}}}, 0)" for one in ratio.numerator]
            counted = above[: list(ratio.numerator).index(part)]
            rule += f" and {' + '.join(['.', *counted])} <= ${{{criterion.numbers[ratio.denominator]}}}"
        return {"constraint": rule, **self._refusal("monitor_count_wrong")}

    def _number_rule(self, criterion: Criterion) -> Row:
        """What the scale can place; a number that is divided is judged by the reader, who knows by what."""
        scale = criterion.scale
        ends: tuple[float, float] | None = None
        if scale.goalposts is not None and not scale.goalposts.clamp:
            ends = scale.goalposts.min, scale.goalposts.max
        elif scale.identity:
            ends = self.registry.range
        if ends is None or criterion.indicator.denominator is not None:
            return {}
        low, high = ends
        messages = {
            language: words.text("monitor_number_wrong", low=words.plain(low), high=words.plain(high))
            for language, words in self.words.items()
        }
        return {
            "constraint": f". >= {plain_number(low)} and . <= {plain_number(high)}",
            **self.languages.column("constraint_message", messages),
        }

    def _part(self, criterion: Criterion, part: str) -> Texts:
        return (criterion.scale.titles or {}).get(part) or dict.fromkeys(self.words, part)

    def _how(self, criterion: Criterion, help_: Mapping[str, CriterionGuidance]) -> Texts:
        """How to check, and what must be seen for each level."""
        return {
            language: "\n".join(
                [
                    one.check,
                    *(f"{self._level(criterion, level)[language]}: {text}" for level, text in one.levels.items()),
                ]
            )
            for language, one in help_.items()
        }

    def _level(self, criterion: Criterion, level: str) -> Texts:
        return (criterion.scale.titles or {}).get(level) or dict.fromkeys(self.words, level)

    def _choices(self, asked: Iterable[Criterion]) -> None:
        """Everything that can be chosen."""
        territories = self.subject.territories
        names = {language: territories[f"name_{language}"].tolist() for language in self.words}
        for number, (code, tier) in enumerate(zip(territories["territory"], territories["tier"], strict=True)):
            label = {language: texts[number] for language, texts in names.items()}
            self._choice("territories", code, label, tier=tier)
        for body, model in self.registry.bodies.items():
            short = {language: short_title(model.title[language]) for language in self.words}
            self._choice("bodies", body, short, tiers=" ".join(model.tiers or self.registry.tiers))
        for stage in FORM_STAGES:
            self._choice("stages", stage, self.languages.text(f"stage_{stage}"))
        for reason, titled in self.registry.reasons.items():
            self._choice("reasons", reason, titled.title)
        lists: dict[str, Criterion] = {}
        for criterion in asked:
            lists.setdefault(_list_of(criterion), criterion)
        for name, criterion in lists.items():
            for level in criterion.levels:
                self._choice(name, level, self._level(criterion, level))
            if not criterion.levels:
                self._choice(name, RECORDED, self.languages.text("monitor_recorded"))
            if criterion.indicator.not_applicable:
                self._choice(name, NOT_APPLICABLE, self.languages.text("not_applicable"))
            self._choice(name, NOT_ASSESSED, self.languages.text("not_assessed"))

    def _choice(self, list_name: str, name: str, label: Texts, **cells: str) -> None:
        self.choices.append({"list_name": list_name, "name": name, **self.languages.column("label", label), **cells})


def _sections(
    tree: Outline, registry: Registry, known: Mapping[str, Criterion]
) -> Iterable[tuple[Texts, str, list[Criterion]]]:
    """Title, id and criteria of each node that has criteria of its own."""
    for position, node in enumerate(tree.nodes):
        below = [tree.nodes[child].id for child in tree.children[position] if tree.nodes[child].level == "indicator"]
        asked = [known[name] for name in below if name in known]
        if not asked or isinstance(node.model, Indicator | Combine):
            continue
        above = tree.nodes[node.parent].model
        title = node.model.title
        if isinstance(above, Block):
            title = {code: f"{short_title(above.title[code])} · {title[code]}" for code in registry.languages}
        yield title, node.id, asked


def _list_of(criterion: Criterion) -> str:
    """Name of the list from which the value of a criterion is chosen."""
    what = f"levels_{encoded(criterion.indicator.scale)}" if criterion.levels else "numbers"
    return f"{what}_or_not" if criterion.indicator.not_applicable else what


def _concerned(indicator: Indicator) -> str:
    """When a criterion is asked, as the form says it; empty for every body at every tier."""
    parts = [
        f"selected('{' '.join(names)}', ${{{of}}})"
        for names, of in ((indicator.body, BODY), (indicator.tiers, TIER))
        if names
    ]
    return " and ".join(parts)
