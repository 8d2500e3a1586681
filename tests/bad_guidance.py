"""Guidance of the small registry, right in every line, and its faults: what is replaced, what by, and all that is told."""

WORDS = {"kk": "мәтін", "ru": "текст", "en": "text"}


def guidance(language: str) -> str:
    """Guidance of the small registry; every text says in its language what it is."""
    word = WORDS[language]
    levels = f"{{full: {word} full, partial: {word} partial, none: {word} none}}"
    rest = f"check: {word} check\n    evidence: {word} evidence\n    remedy: {word} remedy"
    parts = f"{{received: {word} received, in_time: {word} in time, late: {word} late}}"
    return f"""\
indexgov_guidance: 1
registry: small
language: {language}
criteria:
  papers.heads:
    levels: {levels}
    {rest}
  papers.budget:
    levels: {levels}
    not_applicable: {word} not applicable
    {rest}
  people.sessions:
    value: {word} value
    {rest}
  people.requests:
    parts: {parts}
    {rest}
"""


CASES = {
    "an unknown criterion": (
        "papers.budget:",
        "papers.bugdet:",
        """\
guidance/en.yaml:4:1: error: criterion has no guidance: 'papers.budget' [guidance-missing]
  4 | criteria:
    | ^
  = add an entry for each
guidance/en.yaml:10:3: error: there is no criterion 'papers.bugdet' [unknown-indicator]
  10 |   papers.bugdet:
     |   ^
  = did you mean 'papers.budget'? allowed: 'papers.heads', 'papers.budget', 'people.sessions', 'people.requests'
2 errors
""",
    ),
    "a level that the scale does not have": (
        "{full: text full, partial: text partial, none: text none}\n    check",
        "{full: text full, partly: text partial, none: text none}\n    check",
        """\
guidance/en.yaml:6:5: error: 'papers.heads' says nothing of the level 'partial' [guidance-levels]
  6 |     levels: {full: text full, partly: text partial, none: text none}
    |     ^
  = add partial under 'levels'
guidance/en.yaml:6:31: error: 'papers.heads' has no level 'partly' [guidance-levels]
  6 |     levels: {full: text full, partly: text partial, none: text none}
    |                               ^
  = did you mean 'partial'? allowed: 'full', 'partial', 'none'
2 errors
""",
    ),
    "a number without words": (
        "    value: text value\n",
        "",
        """\
guidance/en.yaml:16:3: error: 'people.sessions' is a number, and nothing says which [guidance-value]
  16 |   people.sessions:
     |   ^
  = add 'value'
1 error
""",
    ),
    "a number where there are counts": (
        "    parts: {received: text received, in_time: text in time, late: text late}",
        "    value: text value",
        """\
guidance/en.yaml:21:3: error: 'people.requests' says nothing of the parts 'received', 'in_time', 'late' [guidance-parts]
  21 |   people.requests:
     |   ^
  = add received, in_time, late under 'parts'
guidance/en.yaml:22:5: error: 'people.requests' has parts and is no single number [guidance-value]
  22 |     value: text value
     |     ^
  = remove 'value'
2 errors
""",
    ),
    "no word on when it does not apply": (
        "    not_applicable: text not applicable\n",
        "",
        """\
guidance/en.yaml:10:3: error: 'papers.budget' may be not applicable for 'no_budget', and nothing says when [guidance-not-applicable]
  10 |   papers.budget:
     |   ^
  = add 'not_applicable'
1 error
""",
    ),
    "not applicable without a reason in the registry": (
        "    value: text value\n",
        "    value: text value\n    not_applicable: text never\n",
        """\
guidance/en.yaml:18:5: error: the registry lists no reason for which 'people.sessions' is not applicable [guidance-not-applicable]
  18 |     not_applicable: text never
     |     ^
  = remove the text, or list the reason in the registry
1 error
""",
    ),
    "a text that was not translated": (
        "    value: text value",
        "    value: текст value",
        """\
guidance/en.yaml:17:12: error: the text in 'en' is that of 'ru' [guidance-untranslated]
  17 |     value: текст value
     |            ^
  = translate it
1 error
""",
    ),
    "another registry and language": (
        "registry: small\nlanguage: en",
        "registry: large\nlanguage: ru",
        """\
guidance/en.yaml:2:11: error: this guidance belongs to 'large', and the registry is 'small' [guidance-registry]
  2 | registry: large
    |           ^
  = name the right folder
guidance/en.yaml:3:11: error: the file of 'en' says that its language is 'ru' [guidance-language]
  3 | language: ru
    |           ^
  = write 'en'
2 errors
""",
    ),
    "a key that is missing": (
        "    remedy: text remedy\n  papers.budget:",
        "    remedi: text remedy\n  papers.budget:",
        """\
guidance/en.yaml:9:5: error: 'remedi' is not a key here [unknown-key]
  9 |     remedi: text remedy
    |     ^
  = did you mean 'remedy'? allowed: 'levels', 'parts', 'value', 'not_applicable', 'check', 'evidence', 'remedy'
1 error
""",
    ),
}
