"""The table of faults: what is changed in the small project, and the whole message that must come of it."""

from __future__ import annotations

from dataclasses import dataclass

REGISTRY, DATASET, EVIDENCE, TERRITORIES = "indicators.yaml", "dataset.yaml", "evidence.csv", "territories.csv"
ESTIMATES, SURVEY, QUESTIONNAIRE = "estimates.csv", "survey.csv", "questionnaire.yaml"


@dataclass(frozen=True)
class Case:
    """Edits (file, text as it stands, text in its place) and everything that must then stand on standard error."""

    name: str
    edits: tuple[tuple[str, str, str], ...]
    expected: str


CASES = (
    Case(
        "yaml syntax",
        ((REGISTRY, "languages: [kk, ru, en]", "languages: [kk, ru, en"),),
        """
p/indicators.yaml:6:6: error: while parsing a flow sequence did not find expected ',' or ']' [yaml-syntax]
  6 | tiers:
    |      ^
  = check indentation, colons and quotes here and in the line above
1 error, nothing was written
""",
    ),
    Case(
        "duplicate key",
        ((REGISTRY, 'version: "1"\n', 'version: "1"\nid: other\n'),),
        """
p/indicators.yaml:4:1: error: the key 'id' stands twice, first on line 2 [yaml-duplicate-key]
  4 | id: other
    | ^
  = keep one of the two
1 error, nothing was written
""",
    ),
    Case(
        "ambiguous word",
        ((REGISTRY, "levels: {full: 100, partial: 50, none: 0}", "levels: {full: 100, partial: 0x32, none: 0}"),),
        """
p/indicators.yaml:18:34: error: '0x32' is read as a number by some YAML readers and as text by others [yaml-ambiguous]
  18 |     levels: {full: 100, partial: 0x32, none: 0}
     |                                  ^
  = write "0x32" in quotes if text is meant, plain digits for a number
1 error, nothing was written
""",
    ),
    Case(
        "ambiguous exponent",
        ((REGISTRY, "ranking: {within: [body, tier]}", "ranking: {within: [body, tier], tolerance: 1e-9}"),),
        """
p/indicators.yaml:82:44: error: '1e-9' is read as text by some YAML readers and as a number by others [yaml-ambiguous]
  82 | ranking: {within: [body, tier], tolerance: 1e-9}
     |                                            ^
  = write 1.0e-9 for the number, quotes for the text
1 error, nothing was written
""",
    ),
    Case(
        "alias",
        (
            (REGISTRY, "title: {kk: Индекс, ru: Индекс, en: Index}", "title: &t {kk: Индекс, ru: Индекс, en: Index}"),
            (REGISTRY, "  akimat: {title: {kk: әкімдік, ru: акимат, en: akimat}}", "  akimat: {title: *t}"),
        ),
        """
p/indicators.yaml:4:8: error: anchors and aliases are not used here [yaml-alias]
  4 | title: &t {kk: Индекс, ru: Индекс, en: Index}
    |        ^
  = write the value out
1 error, nothing was written
""",
    ),
    Case(
        "tag",
        ((REGISTRY, "id: small", "id: !!python/name:os.system small"),),
        """
p/indicators.yaml:2:5: error: the tag 'tag:yaml.org,2002:python/name:os.system' is not allowed [yaml-tag]
  2 | id: !!python/name:os.system small
    |     ^
  = remove it and write a plain value
1 error, nothing was written
""",
    ),
    Case(
        "unquoted version",
        ((REGISTRY, 'version: "1"', "version: 1.10"),),
        """
p/indicators.yaml:3:10: error: 'version' must be text, found '1.10' [text]
  3 | version: 1.10
    |          ^
  = write "1.10" in quotes
1 error, nothing was written
""",
    ),
    Case(
        "unknown key",
        ((REGISTRY, "    weight: 60", "    wieght: 60"),),
        """
p/indicators.yaml:31:5: error: 'wieght' is not a key here [unknown-key]
  31 |     wieght: 60
     |     ^
  = did you mean 'weight'? allowed: 'title', 'weight', 'weights', 'aggregation', 'restate', 'missing', 'must_have', 'blocks', 'indicators'
1 error, nothing was written
""",
    ),
    Case(
        "missing key",
        ((REGISTRY, "                scale: published\n                weight: 2\n", "                weight: 2\n"),),
        """
p/indicators.yaml:42:17: error: the key 'scale' is missing [missing-key]
  42 |               - id: papers.heads
     |                 ^
  = add 'scale:' here
1 error, nothing was written
""",
    ),
    Case(
        "later key",
        ((REGISTRY, "territory: {rule: pooled}", "territory: {rule: pooled}\nsurvey: {waves: 2}"),),
        """
p/indicators.yaml:82:1: error: 'survey' is part of the registry language but not supported yet [not-supported-yet]
  82 | survey: {waves: 2}
     | ^
  = leave it out in this release
1 error, nothing was written
""",
    ),
    Case(
        "range without ends and a band that begins",
        ((REGISTRY, "tiers:\n  region", "range: null\ntiers:\n  region"),),
        """
p/indicators.yaml:87:21: error: scores below 0 have no class [class-gap]
  87 |     - {id: B, from: 0, title: {kk: B, ru: B, en: B}}
     |                     ^
  = leave 'from' out in the lowest band
1 error, nothing was written
""",
    ),
    Case(
        "text for number",
        ((REGISTRY, "            weight: 70", "            weight: seventy"),),
        """
p/indicators.yaml:40:21: error: 'seventy' is neither a number nor 'children' [value]
  40 |             weight: seventy
     |                     ^
1 error, nothing was written
""",
    ),
    Case(
        "bad id",
        ((REGISTRY, "id: papers.heads", "id: Papers Heads"),),
        """
p/indicators.yaml:42:21: error: 'Papers Heads' is not an id [id]
  42 |               - id: Papers Heads
     |                     ^
  = use small Latin letters, digits and _, parts joined by dots
1 error, nothing was written
""",
    ),
    Case(
        "unknown value",
        ((REGISTRY, "rule: reweight, min_coverage: 0.5", "rule: rewieght, min_coverage: 0.5"),),
        """
p/indicators.yaml:32:21: error: 'rewieght' is not a value of 'rule' [value]
  32 |     missing: {rule: rewieght, min_coverage: 0.5}
     |                     ^
  = did you mean 'reweight'? allowed: 'reweight', 'zero', 'refuse'
1 error, nothing was written
""",
    ),
    Case(
        "bounds",
        ((REGISTRY, "min_coverage: 0.5", "min_coverage: 50"),),
        """
p/indicators.yaml:32:45: error: 'min_coverage' must be at most 1, found '50' [bounds]
  32 |     missing: {rule: reweight, min_coverage: 50}
     |                                             ^
  = write 0.5 for 50 %
1 error, nothing was written
""",
    ),
    Case(
        "title language",
        ((REGISTRY, "{kk: Басшылар, ru: Руководители, en: Heads}", "{kk: Басшылар, en: Heads}"),),
        """
p/indicators.yaml:43:24: error: there is no text in 'ru' [title-language]
  43 |                 title: {kk: Басшылар, en: Heads}
     |                        ^
  = add ru
1 error, nothing was written
""",
    ),
    Case(
        "extra language",
        (
            (
                REGISTRY,
                "{kk: Басшылар, ru: Руководители, en: Heads}",
                "{kk: Басшылар, ru: Руководители, en: Heads, de: Leiter}",
            ),
        ),
        """
p/indicators.yaml:43:68: error: 'de' is not a language of the file [title-language]
  43 |                 title: {kk: Басшылар, ru: Руководители, en: Heads, de: Leiter}
     |                                                                    ^
  = its languages are 'kk', 'ru', 'en'
1 error, nothing was written
""",
    ),
    Case(
        "duplicate id",
        ((REGISTRY, "id: papers.budget", "id: papers.heads"),),
        """
p/indicators.yaml:47:21: error: the id 'papers.heads' stands twice, first on line 42 [id-duplicate]
  47 |               - id: papers.heads
     |                     ^
  = rename one of the two
1 error, nothing was written
""",
    ),
    Case(
        "reserved id",
        ((REGISTRY, "- id: openness.people", "- id: index"),),
        """
p/indicators.yaml:53:17: error: 'index' is the name of the whole index [id-reserved]
  53 |           - id: index
     |                 ^
  = choose another id
1 error, nothing was written
""",
    ),
    Case(
        "component called like a column",
        ((REGISTRY, "  internal:\n", "  status:\n"),),
        """
p/indicators.yaml:64:3: error: 'status' is a column of the ranking [id-reserved]
  64 |   status:
     |   ^
  = choose another id
1 error, nothing was written
""",
    ),
    Case(
        "two kinds of scale",
        ((REGISTRY, "share: {goalposts: {min: 0, max: 1}}", "share: {goalposts: {min: 0, max: 1}, identity: true}"),),
        """
p/indicators.yaml:23:10: error: the scale 'share' is of 2 kinds: 'goalposts', 'identity' [scale-kind]
  23 |   share: {goalposts: {min: 0, max: 1}, identity: true}
     |          ^
  = keep one
1 error, nothing was written
""",
    ),
    Case(
        "level outside range",
        ((REGISTRY, "partial: 50, none: 0}", "partial: 50, none: -10}"),),
        """
p/indicators.yaml:18:44: error: the level 'none' scores -10, outside the range 0 to 100 [level-range]
  18 |     levels: {full: 100, partial: 50, none: -10}
     |                                            ^
  = bring it into the range or change 'range'
1 error, nothing was written
""",
    ),
    Case(
        "level called like a status",
        (
            (
                REGISTRY,
                "levels: {full: 100, partial: 50, none: 0}",
                "levels: {full: 100, partial: 50, none: 0, not_assessed: 10}",
            ),
        ),
        """
p/indicators.yaml:18:61: error: 'not_assessed' is a status, not a level [level-name]
  18 |     levels: {full: 100, partial: 50, none: 0, not_assessed: 10}
     |                                                             ^
  = choose another name
1 error, nothing was written
""",
    ),
    Case(
        "level title without level",
        ((REGISTRY, "      none: {kk: жоқ", "      nothing: {kk: жоқ"),),
        """
p/indicators.yaml:22:16: error: there is no level 'nothing' [level-titles]
  22 |       nothing: {kk: жоқ, ru: нет, en: none}
     |                ^
  = allowed: 'full', 'partial', 'none'
1 error, nothing was written
""",
    ),
    Case(
        "goalposts reversed",
        ((REGISTRY, "{min: 1, max: 5}", "{min: 5, max: 1}"),),
        """
p/indicators.yaml:24:30: error: the goalposts of 'opinion' are reversed: min 5 is not below max 1 [goalposts-reversed]
  24 |   opinion: {goalposts: {min: 5, max: 1}}
     |                              ^
  = swap them; write 'better: lower' at the indicator if less is better
1 error, nothing was written
""",
    ),
    Case(
        "logarithm of zero",
        ((REGISTRY, "{min: 0, max: 1}", "{min: 0, max: 1, transform: log}"),),
        """
p/indicators.yaml:23:28: error: the goalposts of 'share' have no logarithm: min is 0 [goalposts-log]
  23 |   share: {goalposts: {min: 0, max: 1, transform: log}}
     |                            ^
  = a logarithmic scale needs a min above 0
1 error, nothing was written
""",
    ),
    Case(
        "piecewise out of order",
        ((REGISTRY, "points: identity", "points: {piecewise: [[0, 100], [15, 0], [5, 50]]}"),),
        """
p/indicators.yaml:27:43: error: the value 5 does not come after 15 [piecewise]
  27 |   points: {piecewise: [[0, 100], [15, 0], [5, 50]]}
     |                                           ^
  = sort the points by value
1 error, nothing was written
""",
    ),
    Case(
        "ratio factor",
        ((REGISTRY, "late: 0.5", "late: 1.5"),),
        """
p/indicators.yaml:26:52: error: the part 'late' counts 1.5 times [ratio]
  26 |   answered: {ratio: {numerator: {in_time: 1, late: 1.5}, denominator: received, empty: error}}
     |                                                    ^
  = write a factor from 0 to 1
1 error, nothing was written
""",
    ),
    Case(
        "unknown scale",
        ((REGISTRY, "            scale: opinion", "            scale: opinions"),),
        """
p/indicators.yaml:80:20: error: there is no scale 'opinions' [unknown-scale]
  80 |             scale: opinions
     |                    ^
  = did you mean 'opinion'? allowed: 'published', 'share', 'opinion', 'sessions', 'answered', 'points'
1 error, nothing was written
""",
    ),
    Case(
        "unknown body",
        ((REGISTRY, "                body: akimat", "                body: akymat"),),
        """
p/indicators.yaml:49:23: error: there is no body 'akymat' [unknown-body]
  49 |                 body: akymat
     |                       ^
  = did you mean 'akimat'? allowed: 'akimat', 'maslikhat'
1 error, nothing was written
""",
    ),
    Case(
        "unknown tier",
        ((REGISTRY, "tiers: [region]", "tiers: [regions]"),),
        """
p/indicators.yaml:11:75: error: there is no tier 'regions' [unknown-tier]
  11 |   maslikhat: {title: {kk: мәслихат, ru: маслихат, en: maslikhat}, tiers: [regions]}
     |                                                                           ^
  = did you mean 'region'? allowed: 'region', 'okrug'
1 error, nothing was written
""",
    ),
    Case(
        "unknown act",
        ((REGISTRY, "act: law,", "act: laws,"),),
        """
p/indicators.yaml:46:31: error: there is no act 'laws' [unknown-act]
  46 |                 legal: [{act: laws, article: "16"}]
     |                               ^
  = did you mean 'law'? allowed: 'law'
1 error, nothing was written
""",
    ),
    Case(
        "unknown reason",
        ((REGISTRY, "not_applicable: [no_budget]", "not_applicable: [no_bugdet]"),),
        """
p/indicators.yaml:52:34: error: there is no reason 'no_bugdet' [unknown-reason]
  52 |                 not_applicable: [no_bugdet]
     |                                  ^
  = did you mean 'no_budget'? allowed: 'no_budget'
1 error, nothing was written
""",
    ),
    Case(
        "concerns nobody",
        (
            (
                REGISTRY,
                "                body: maslikhat",
                "                body: maslikhat\n                tiers: [okrug]",
            ),
        ),
        """
p/indicators.yaml:60:24: error: 'people.sessions' concerns nobody: 'maslikhat' at 'okrug' does not exist [nobody]
  60 |                 tiers: [okrug]
     |                        ^
  = change 'body' or 'tiers'
1 error, nothing was written
""",
    ),
    Case(
        "empty block",
        (
            (
                REGISTRY,
                "            title: {kk: Адамдар, ru: Люди, en: People}\n            weight: 30\n            indicators:",
                "            title: {kk: Адамдар, ru: Люди, en: People}\n"
                "            weight: 30\n"
                "            indicators: []\n"
                "          - id: openness.more\n"
                "            title: {kk: Тағы, ru: Ещё, en: More}\n"
                "            weight: 0\n"
                "            indicators:",
            ),
        ),
        """
p/indicators.yaml:53:13: error: the sub-block 'openness.people' is empty [empty-node]
  53 |           - id: openness.people
     |             ^
  = add indicators or remove it
1 error, nothing was written
""",
    ),
    Case(
        "weights partly written",
        ((REGISTRY, "                weight: 1\n", ""),),
        """
p/indicators.yaml:47:17: error: some children of 'openness.papers' have a weight and 'papers.budget' has none [weights-partial]
  47 |               - id: papers.budget
     |                 ^
  = write all weights or none (none means equal)
1 error, nothing was written
""",
    ),
    Case(
        "negative weight",
        ((REGISTRY, "                weight: 1\n", "                weight: -1\n"),),
        """
p/indicators.yaml:51:25: error: the weight of 'papers.budget' is negative: -1 [weights-negative]
  51 |                 weight: -1
     |                         ^
  = write 0 or more
1 error, nothing was written
""",
    ),
    Case(
        "all weights zero",
        (
            (REGISTRY, "                weight: 2", "                weight: 0"),
            (REGISTRY, "                weight: 1", "                weight: 0"),
        ),
        """
p/indicators.yaml:45:25: error: all weights of the children of 'openness.papers' are zero [weights-zero]
  45 |                 weight: 0
     |                         ^
  = give at least one child a weight
1 error, nothing was written
""",
    ),
    Case(
        "children of an indicator",
        ((REGISTRY, "                weight: 1\n", "                weight: children\n"),),
        """
p/indicators.yaml:51:25: error: 'papers.budget' cannot weigh as its children [weights-children]
  51 |                 weight: children
     |                         ^
  = an indicator has no children: write a number
1 error, nothing was written
""",
    ),
    Case(
        "percent",
        ((REGISTRY, "            weight: 30", "            weight: 25"),),
        """
p/indicators.yaml:36:18: error: weights of the children of 'openness' sum to 95, expected 100 [weights-percent]
  36 |         weights: percent
     |                  ^
  = change the weights or remove 'weights: percent'
1 error, nothing was written
""",
    ),
    Case(
        "sum out of range",
        (
            (
                REGISTRY,
                "            title: {kk: Құжаттар, ru: Документы, en: Papers}",
                "            title: {kk: Құжаттар, ru: Документы, en: Papers}\n            aggregation: sum",
            ),
        ),
        """
p/indicators.yaml:40:26: error: the sum 'openness.papers' can leave the range 0 to 100: its weights add up to 3 [sum-range]
  40 |             aggregation: sum
     |                          ^
  = let the weights add up to at most 1
p/indicators.yaml:53:33: error: 'sum' needs every child, and 'papers.budget' may be not applicable [every-child]
  53 |                 not_applicable: [no_budget]
     |                                 ^
  = remove 'not_applicable', or use another aggregation
2 errors, nothing was written
""",
    ),
    Case(
        "valid reversed",
        (
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                valid: {from: 2026-Q4, to: 2026-Q1}",
            ),
        ),
        """
p/indicators.yaml:61:24: error: 'people.sessions' is valid from 2026-Q4 to 2026-Q1, which ends before it begins [valid-reversed]
  61 |                 valid: {from: 2026-Q4, to: 2026-Q1}
     |                        ^
  = swap 'from' and 'to'
1 error, nothing was written
""",
    ),
    Case(
        "replaces nothing",
        (
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                replaces: people.session",
            ),
        ),
        """
p/indicators.yaml:61:27: error: there is no other indicator 'people.session' [replaces-unknown]
  61 |                 replaces: people.session
     |                           ^
  = did you mean 'people.requests'? allowed: 'papers.heads', 'papers.budget', 'people.requests', 'satisfaction.body', 'satisfaction.roads'
1 error, nothing was written
""",
    ),
    Case(
        "replaces what is still valid",
        (
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                replaces: people.requests",
            ),
        ),
        """
p/indicators.yaml:61:27: error: 'people.sessions' and 'people.requests', which it replaces, are both valid on 2000-01-01 [replaces-overlap]
  61 |                 replaces: people.requests
     |                           ^
  = end 'people.requests' with 'valid: {to: …}' and begin this one after it
1 error, nothing was written
""",
    ),
    Case(
        "replaces what begins later",
        (
            (
                REGISTRY,
                "            min_n: 30",
                "            min_n: 30\n            valid: {to: 2026-Q2}\n            replaces: satisfaction.roads",
            ),
            (
                REGISTRY,
                "            scale: opinion",
                "            scale: opinion\n            valid: {from: 2026-Q4}",
            ),
        ),
        """
p/indicators.yaml:77:23: error: 'satisfaction.roads', which 'satisfaction.body' replaces, begins only after 'satisfaction.body' has ended [replaces-later]
  77 |             replaces: satisfaction.roads
     |                       ^
  = 'replaces' stands at the newer of the two: move it there, or correct 'valid'
1 error, nothing was written
""",
    ),
    Case(
        "replaces in a circle",
        (
            (
                REGISTRY,
                "            min_n: 30",
                "            min_n: 30\n            valid: {to: 2026-Q2}\n            replaces: satisfaction.roads",
            ),
            (
                REGISTRY,
                "            scale: opinion",
                "            scale: opinion\n            valid: {from: 2026-Q3}\n            replaces: satisfaction.body",
            ),
        ),
        """
p/indicators.yaml:77:23: error: 'satisfaction.roads', which 'satisfaction.body' replaces, begins only after 'satisfaction.body' has ended [replaces-later]
  77 |             replaces: satisfaction.roads
     |                       ^
  = 'replaces' stands at the newer of the two: move it there, or correct 'valid'
1 error, nothing was written
""",
    ),
    Case(
        "two in one place",
        (
            (
                REGISTRY,
                "                scale: published\n                weight: 1\n",
                "                scale: published\n                weight: 1\n                valid: {to: 2026-Q2}\n",
            ),
            (
                REGISTRY,
                "            min_n: 30",
                "            min_n: 30\n            valid: {from: 2026-Q3}\n            replaces: papers.budget",
            ),
            (
                REGISTRY,
                "            scale: opinion",
                "            scale: opinion\n            valid: {from: 2026-Q4}\n            replaces: papers.budget",
            ),
        ),
        """
p/indicators.yaml:85:23: error: 'satisfaction.body' and 'satisfaction.roads' both replace 'papers.budget' for akimat at tier 'region' on 2026-10-01 [replaces-twice]
  85 |             replaces: papers.budget
     |                       ^
  = let one of the two replace it; the other is a new indicator
1 error, nothing was written
""",
    ),
    Case(
        "not a period of an indicator that replaces another",
        (
            (
                REGISTRY,
                "            scale: opinion",
                "            scale: opinion\n            valid: {from: 2026-Q5}\n            replaces: satisfaction.body",
            ),
        ),
        """
p/indicators.yaml:81:27: error: '2026-Q5' is not a period, expected for example 2026-Q3, 2026-S1 or 2026 [value]
  81 |             valid: {from: 2026-Q5}
     |                           ^
1 error, nothing was written
""",
    ),
    Case(
        "not a period",
        (
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                valid: {from: 2026-Q5}",
            ),
        ),
        """
p/indicators.yaml:61:31: error: '2026-Q5' is not a period, expected for example 2026-Q3, 2026-S1 or 2026 [value]
  61 |                 valid: {from: 2026-Q5}
     |                               ^
1 error, nothing was written
""",
    ),
    Case(
        "better with levels",
        ((REGISTRY, "                weight: 1\n", "                weight: 1\n                better: lower\n"),),
        """
p/indicators.yaml:52:25: error: 'papers.budget' says 'better: lower', but the scale 'published' states its scores [better]
  52 |                 better: lower
     |                         ^
  = remove 'better' and write the scores in the scale
1 error, nothing was written
""",
    ),
    Case(
        "mean with codes",
        ((REGISTRY, "            measure: mean", "            measure: mean\n            codes: [5]"),),
        """
p/indicators.yaml:80:20: error: 'satisfaction.roads' is a mean and takes no codes [measure-codes]
  80 |             codes: [5]
     |                    ^
  = remove 'codes'
1 error, nothing was written
""",
    ),
    Case(
        "question without measure",
        ((REGISTRY, "            measure: mean\n", ""),),
        """
p/indicators.yaml:78:23: error: 'satisfaction.roads' has 'question' and no 'measure' [measure]
  78 |             question: q_roads
     |                       ^
  = add 'measure:' with one of 'mean', 'share', 'top_box', 'median', 'dont_know', 'refused'
1 error, nothing was written
""",
    ),
    Case(
        "class gap",
        ((REGISTRY, "{id: B, from: 0,", "{id: B, from: 10,"),),
        """
p/indicators.yaml:86:21: error: scores from 0 to 10 have no class [class-gap]
  86 |     - {id: B, from: 10, title: {kk: B, ru: B, en: B}}
     |                     ^
  = let the lowest band begin at 0
1 error, nothing was written
""",
    ),
    Case(
        "class overlap",
        ((REGISTRY, "{id: B, from: 0,", "{id: B, from: 0, to: 60,"),),
        """
p/indicators.yaml:86:28: error: the bands 'B' and 'A' overlap between 50 and 60 [class-overlap]
  86 |     - {id: B, from: 0, to: 60, title: {kk: B, ru: B, en: B}}
     |                            ^
  = write 'to: 50' or leave 'to' out
1 error, nothing was written
""",
    ),
    Case(
        "floor without reweighting",
        ((REGISTRY, "{rule: reweight, min_coverage: 0.5}", "{rule: zero, min_coverage: 0.5}"),),
        """
p/indicators.yaml:32:41: error: 'min_coverage' has no effect with rule 'zero' [min-coverage]
  32 |     missing: {rule: zero, min_coverage: 0.5}
     |                                         ^
  = remove it or write 'rule: reweight'
1 error, nothing was written
""",
    ),
    Case(
        "territory weights",
        ((REGISTRY, "territory: {rule: pooled}", "territory: {rule: weights, akimat: 60, maslihat: 40}"),),
        """
p/indicators.yaml:81:40: error: there is no body 'maslihat' [unknown-body]
  81 | territory: {rule: weights, akimat: 60, maslihat: 40}
     |                                        ^
  = did you mean 'maslikhat'? allowed: 'akimat', 'maslikhat'
1 error, nothing was written
""",
    ),
    Case(
        "registry not found",
        ((DATASET, "registry: indicators.yaml", "registry: indicator.yaml"),),
        """
p/dataset.yaml:4:11: error: the file 'indicator.yaml' does not exist [file]
  4 | registry: indicator.yaml
    |           ^
  = did you mean 'indicators.yaml'? its folder holds: 'dataset.yaml', 'estimates.csv', 'evidence.csv', 'indicators.yaml', 'questionnaire.yaml', 'survey.csv', 'territories.csv'
1 error, nothing was written
""",
    ),
    Case(
        "unknown status",
        ((DATASET, "status: demo", "status: finished"),),
        """
p/dataset.yaml:2:9: error: 'finished' is not a value of 'status' [value]
  2 | status: finished
    |         ^
  = allowed: 'demo', 'draft', 'final'
1 error, nothing was written
""",
    ),
    Case(
        "file not found",
        ((DATASET, "evidence: [evidence.csv]", "evidence: [evidence.csv, second.csv]"),),
        """
p/dataset.yaml:6:26: error: the file 'second.csv' does not exist [file]
  6 | evidence: [evidence.csv, second.csv]
    |                          ^
  = did you mean 'survey.csv'? its folder holds: 'dataset.yaml', 'estimates.csv', 'evidence.csv', 'indicators.yaml', 'questionnaire.yaml', 'survey.csv', 'territories.csv'
1 error, nothing was written
""",
    ),
    Case(
        "unknown tier of a territory",
        ((TERRITORIES, "R03,region", "R03,regon"),),
        """
p/territories.csv:4: error: there is no tier 'regon' [unknown-tier]
  4 | R03,regon,Өңір 03,Регион 03,Region 03
  = did you mean 'region'? allowed: 'region', 'okrug'
1 error, nothing was written
""",
    ),
    Case(
        "no territory at all",
        (
            (
                TERRITORIES,
                "territory,tier,name_kk,name_ru,name_en\n"
                "R01,region,Өңір 01,Регион 01,Region 01\n"
                "R02,region,Өңір 02,Регион 02,Region 02\n"
                "R03,region,Өңір 03,Регион 03,Region 03\n",
                "territory,tier,name_kk,name_ru,name_en\n",
            ),
        ),
        """
p/territories.csv: error: there is no territory [table-empty]
  = add a row for each
1 error, nothing was written
""",
    ),
    Case(
        "number beyond all bounds",
        ((EVIDENCE, "people.sessions,,6,", "people.sessions,,1e999,"),),
        """
p/evidence.csv:8: error: '1e999' in column 'value' is not a number [number]
  8 | R01,maslikhat,people.sessions,,1e999,https://example.org/4,2026-08-03,,,
  = write digits with a decimal point
1 error, nothing was written
""",
    ),
    Case(
        "duplicate territory",
        ((TERRITORIES, "R03,region", "R01,region"),),
        """
p/territories.csv:4: error: the territory 'R01' stands twice, first in row 2 [territory-duplicate]
  4 | R01,region,Өңір 03,Регион 03,Region 03
  = keep one of the two rows
1 error, nothing was written
""",
    ),
    Case(
        "territory without a name",
        ((TERRITORIES, "R02,region,Өңір 02,Регион 02", "R02,region,Өңір 02,"),),
        """
p/territories.csv:3: error: 'R02' has no name in 'ru' [territory-name]
  3 | R02,region,Өңір 02,,Region 02
  = fill in 'name_ru'
1 error, nothing was written
""",
    ),
    Case(
        "column missing",
        ((TERRITORIES, "territory,tier,", "teritory,tier,"),),
        """
p/territories.csv:1: error: the column 'territory' is missing [column-missing]
  1 | teritory,tier,name_kk,name_ru,name_en
  = rename 'teritory' to 'territory'
1 error, nothing was written
""",
    ),
    Case(
        "unknown territory",
        ((EVIDENCE, "R02,akimat,papers.heads", "R20,akimat,papers.heads"),),
        """
p/evidence.csv:9: error: there is no territory 'R20' [unknown-territory]
  9 | R20,akimat,papers.heads,,partial,https://example.org/5,2026-08-04,,,
  = allowed: 'R01', 'R02', 'R03'
1 error, nothing was written
""",
    ),
    Case(
        "unknown indicator",
        ((EVIDENCE, "R02,akimat,papers.heads", "R02,akimat,papers.head"),),
        """
p/evidence.csv:9: error: there is no indicator 'papers.head' [unknown-indicator]
  9 | R02,akimat,papers.head,,partial,https://example.org/5,2026-08-04,,,
  = did you mean 'papers.heads'? allowed: 'papers.heads', 'papers.budget', 'people.sessions', 'people.requests', 'satisfaction.body', 'satisfaction.roads'
1 error, nothing was written
""",
    ),
    Case(
        "unknown level",
        ((EVIDENCE, "papers.heads,,partial", "papers.heads,,partly"),),
        """
p/evidence.csv:9: error: 'partly' is not a level of 'papers.heads' (scale 'published') [unknown-level]
  9 | R02,akimat,papers.heads,,partly,https://example.org/5,2026-08-04,,,
  = did you mean 'partial'? allowed: 'full', 'partial', 'none'
1 error, nothing was written
""",
    ),
    Case(
        "empty value",
        ((EVIDENCE, "papers.heads,,partial", "papers.heads,,"),),
        """
p/evidence.csv:9: error: 'papers.heads' has no value [value-empty]
  9 | R02,akimat,papers.heads,,,https://example.org/5,2026-08-04,,,
  = write a value, 'not_assessed' if nobody looked, or 'not_applicable' with a reason
1 error, nothing was written
""",
    ),
    Case(
        "not a number",
        ((EVIDENCE, "people.sessions,,6,", "people.sessions,,six,"),),
        """
p/evidence.csv:8: error: 'six' in column 'value' is not a number [number]
  8 | R01,maslikhat,people.sessions,,six,https://example.org/4,2026-08-03,,,
  = write digits with a decimal point
1 error, nothing was written
""",
    ),
    Case(
        "decimal comma not declared",
        ((EVIDENCE, "people.sessions,,6,", 'people.sessions,,"6,5",'),),
        """
p/evidence.csv:8: error: '6,5' in column 'value' is not a number [number]
  8 | R01,maslikhat,people.sessions,,"6,5",https://example.org/4,2026-08-03,,,
  = for decimal commas write 'decimal: ","' for this file in dataset.yaml
1 error, nothing was written
""",
    ),
    Case(
        "outside unclamped goalposts",
        ((EVIDENCE, "people.sessions,,12,", "people.sessions,,13,"),),
        """
p/evidence.csv:12: error: 13 is outside the goalposts 0 to 12 of 'people.sessions' [out-of-range]
  12 | R02,maslikhat,people.sessions,,13,https://example.org/7,2026-08-04,,,
  = correct the value, or let the scale clamp
1 error, nothing was written
""",
    ),
    Case(
        "duplicate row",
        (
            (
                EVIDENCE,
                "R02,akimat,papers.heads,,partial,https://example.org/5,2026-08-04,,,",
                "R01,akimat,papers.heads,,partial,https://example.org/5,2026-08-04,,,",
            ),
        ),
        """
p/evidence.csv:9: error: the row for R01, akimat, papers.heads, initial stands twice, first at p/evidence.csv:2 [row-duplicate]
  9 | R01,akimat,papers.heads,,partial,https://example.org/5,2026-08-04,,,
  = keep one of the two rows
1 error, nothing was written
""",
    ),
    Case(
        "one body and every body",
        ((EVIDENCE, "R01,maslikhat,papers.heads", "R01,,papers.heads"),),
        """
p/evidence.csv:2: error: 'papers.heads' is recorded for 'akimat' and also for every body (empty 'body') [body-overlap]
  2 | R01,akimat,papers.heads,,full,https://example.org/1,2026-08-03,,,
  = keep one of the two
1 error, nothing was written
""",
    ),
    Case(
        "criterion of another body",
        ((EVIDENCE, "R02,akimat,papers.budget", "R02,maslikhat,papers.budget"),),
        """
p/evidence.csv:10: error: 'papers.budget' does not concern the maslikhat of 'R02' (tier 'region') [not-concerned]
  10 | R02,maslikhat,papers.budget,,not_applicable,,2026-08-04,,,no_budget
  = it concerns 'akimat'; correct or remove the row
1 error, nothing was written
""",
    ),
    Case(
        "survey measure in evidence",
        ((EVIDENCE, "R03,akimat,papers.heads,,full", "R03,akimat,satisfaction.body,,0.7"),),
        """
p/evidence.csv:13: error: 'satisfaction.body' is a survey measure [wrong-table]
  13 | R03,akimat,satisfaction.body,,0.7,https://example.org/8,2026-08-05,,,
  = record it under 'estimates' or 'survey'
1 error, nothing was written
""",
    ),
    Case(
        "reason not allowed",
        ((EVIDENCE, "2026-08-04,,,no_budget", "2026-08-04,,,no_bugdet"),),
        """
p/evidence.csv:10: error: 'no_bugdet' is not a reason for which 'papers.budget' is not applicable [not-applicable]
  10 | R02,akimat,papers.budget,,not_applicable,,2026-08-04,,,no_bugdet
  = did you mean 'no_budget'? allowed: 'no_budget'
1 error, nothing was written
""",
    ),
    Case(
        "no reason at all",
        ((EVIDENCE, "2026-08-04,,,no_budget", "2026-08-04,,,"),),
        """
p/evidence.csv:10: error: 'papers.budget' is not applicable without a reason [not-applicable]
  10 | R02,akimat,papers.budget,,not_applicable,,2026-08-04,,,
  = allowed: 'no_budget'
1 error, nothing was written
""",
    ),
    Case(
        "never not applicable",
        ((EVIDENCE, "R01,akimat,papers.heads,,full", "R01,akimat,papers.heads,,not_applicable"),),
        """
p/evidence.csv:2: error: 'papers.heads' cannot be not applicable [not-applicable]
  2 | R01,akimat,papers.heads,,not_applicable,https://example.org/1,2026-08-03,,,
  = the registry lists no reason for it; record a value or not_assessed
1 error, nothing was written
""",
    ),
    Case(
        "no such date",
        ((EVIDENCE, "2026-08-05", "2026-02-30"),),
        """
p/evidence.csv:13: error: '2026-02-30' is not a date [date]
  13 | R03,akimat,papers.heads,,full,https://example.org/8,2026-02-30,,,
  = write YYYY-MM-DD or DD.MM.YYYY
1 error, nothing was written
""",
    ),
    Case(
        "evidence older than the period",
        ((EVIDENCE, "2026-08-05", "2026-06-30"),),
        """
p/evidence.csv:13: error: the evidence was seen on 2026-06-30, before 2026-Q3 began on 2026-07-01 [evidence-old]
  13 | R03,akimat,papers.heads,,full,https://example.org/8,2026-06-30,,,
  = look again, or write 'carry: N' at the indicator to allow evidence of N periods before
1 error, nothing was written
""",
    ),
    Case(
        "missing link",
        ((EVIDENCE, "R03,akimat,papers.heads,,full,https://example.org/8", "R03,akimat,papers.heads,,full,"),),
        """
p/evidence.csv:13: error: 'full' for 'papers.heads' has no evidence [link-missing]
  13 | R03,akimat,papers.heads,,full,,2026-08-05,,,
  = fill in 'source_url', or name document and page in 'note'
1 error, nothing was written
""",
    ),
    Case(
        "link that is no link",
        ((EVIDENCE, "https://example.org/8", "javascript:alert(1)"),),
        """
p/evidence.csv:13: error: 'javascript:alert(1)' is not a web address [link]
  13 | R03,akimat,papers.heads,,full,javascript:alert(1),2026-08-05,,,
  = begin it with https:// and write no spaces
1 error, nothing was written
""",
    ),
    Case(
        "unknown stage",
        ((EVIDENCE, "https://example.org/8,2026-08-05,,,", "https://example.org/8,2026-08-05,,final,"),),
        """
p/evidence.csv:13: error: there is no stage 'final' [unknown-stage]
  13 | R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,final,
  = did you mean 'initial'? allowed: 'initial', 'second', 'adjudicated', 'reply', 'decision'
1 error, nothing was written
""",
    ),
    Case(
        "assessors differ",
        (
            (
                EVIDENCE,
                "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,",
                "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,m1,,\n"
                "R03,akimat,papers.heads,,partial,https://example.org/8,2026-08-06,m2,second,",
            ),
        ),
        """
p/evidence.csv:14: error: 'papers.heads' has 2 values at stage 'initial', 'second': 'full', 'partial' [assessors-differ]
  14 | R03,akimat,papers.heads,,partial,https://example.org/8,2026-08-06,m2,second,
  = add a row with stage 'adjudicated'
1 error, nothing was written
""",
    ),
    Case(
        "decisions of one day differ",
        (
            (
                EVIDENCE,
                "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,",
                "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,m1,,\n"
                "R03,akimat,papers.heads,,none,,2026-08-20,c1,decision,\n"
                "R03,akimat,papers.heads,,partial,https://example.org/8,2026-08-20,c2,decision,",
            ),
        ),
        """
p/evidence.csv:15: error: 'papers.heads' has 2 values at stage 'decision': 'none', 'partial' [assessors-differ]
  15 | R03,akimat,papers.heads,,partial,https://example.org/8,2026-08-20,c2,decision,
  = keep one of them, or write the day of each in 'seen_on', so that the last counts
1 error, nothing was written
""",
    ),
    Case(
        "decisions differ and one has no day",
        (
            (
                EVIDENCE,
                "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,",
                "R03,akimat,papers.heads,,none,,2026-08-20,c1,decision,\n"
                "R03,akimat,papers.heads,,full,https://example.org/8,,c1,decision,",
            ),
        ),
        """
p/evidence.csv:14: error: 'papers.heads' has 2 values at stage 'decision': 'none', 'full' [assessors-differ]
  14 | R03,akimat,papers.heads,,full,https://example.org/8,,c1,decision,
  = keep one of them, or write the day of each in 'seen_on', so that the last counts
1 error, nothing was written
""",
    ),
    Case(
        "two objections of one day",
        (
            (
                EVIDENCE,
                "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,",
                "R03,akimat,papers.heads,,none,,2026-08-05,m1,,\n"
                "R03,akimat,papers.heads,,partial,,2026-08-20,,reply,\n"
                "R03,akimat,papers.heads,,full,,20.08.2026,,reply,",
            ),
        ),
        """
p/evidence.csv:15: error: the row for R03, akimat, papers.heads, reply, 2026-08-20 stands twice, first at p/evidence.csv:14 [row-duplicate]
  15 | R03,akimat,papers.heads,,full,,20.08.2026,,reply,
  = keep one of the two rows
1 error, nothing was written
""",
    ),
    Case(
        "a decision of a ratio with parts of two days",
        (
            (
                EVIDENCE,
                "R01,akimat,people.requests,received,10,https://example.org/3,2026-08-03,,,",
                "R01,akimat,people.requests,received,10,https://example.org/3,2026-08-03,,,\n"
                "R01,akimat,people.requests,in_time,9,https://example.org/3,2026-08-20,c1,decision,\n"
                "R01,akimat,people.requests,late,0,https://example.org/3,2026-08-20,c1,decision,\n"
                "R01,akimat,people.requests,received,10,https://example.org/3,2026-08-21,c1,decision,",
            ),
        ),
        """
p/evidence.csv:7: error: 'people.requests' lacks the part 'received' [part]
  7 | R01,akimat,people.requests,in_time,9,https://example.org/3,2026-08-20,c1,decision,
  = a row each for 'in_time', 'late', 'received'
p/evidence.csv:9: error: 'people.requests' lacks the part 'in_time', 'late' [part]
  9 | R01,akimat,people.requests,received,10,https://example.org/3,2026-08-21,c1,decision,
  = a row each for 'in_time', 'late', 'received'
2 errors, nothing was written
""",
    ),
    Case(
        "open objection in a final dataset",
        (
            (DATASET, "status: demo", "status: final"),
            (
                EVIDENCE,
                "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,",
                "R03,akimat,papers.heads,,partial,https://example.org/8,2026-08-05,,,\n"
                "R03,akimat,papers.heads,,full,,2026-08-06,,reply,",
            ),
        ),
        """
p/evidence.csv:14: error: the objection to 'papers.heads' of 'R03' is open, and the dataset is final [open-dispute]
  14 | R03,akimat,papers.heads,,full,,2026-08-06,,reply,
  = add a row with stage 'decision', or keep the status draft
1 error, nothing was written
""",
    ),
    Case(
        "unknown part",
        ((EVIDENCE, "people.requests,late,1", "people.requests,later,1"),),
        """
p/evidence.csv:5: error: 'later' is not a part of 'people.requests' [part]
  5 | R01,akimat,people.requests,later,1,https://example.org/3,2026-08-03,,,
  = did you mean 'late'? allowed: 'in_time', 'late', 'received'
1 error, nothing was written
""",
    ),
    Case(
        "part missing",
        ((EVIDENCE, "R01,akimat,people.requests,late,1,https://example.org/3,2026-08-03,,,\n", ""),),
        """
p/evidence.csv:4: error: 'people.requests' lacks the part 'late' [part]
  4 | R01,akimat,people.requests,in_time,8,https://example.org/3,2026-08-03,,,
  = a row each for 'in_time', 'late', 'received'
1 error, nothing was written
""",
    ),
    Case(
        "more than the whole",
        ((EVIDENCE, "people.requests,in_time,8", "people.requests,in_time,18"),),
        """
p/evidence.csv:4: error: the parts of 'people.requests' count 19, more than 'received' 10 [ratio-above-one]
  4 | R01,akimat,people.requests,in_time,18,https://example.org/3,2026-08-03,,,
  = correct the counts
1 error, nothing was written
""",
    ),
    Case(
        "empty denominator",
        (
            (EVIDENCE, "people.requests,in_time,8", "people.requests,in_time,0"),
            (EVIDENCE, "people.requests,late,1", "people.requests,late,0"),
            (EVIDENCE, "people.requests,received,10", "people.requests,received,0"),
        ),
        """
p/evidence.csv:4: error: 'received' of 'people.requests' is 0 [ratio-empty]
  4 | R01,akimat,people.requests,in_time,0,https://example.org/3,2026-08-03,,,
  = record not_applicable or not_assessed, or write 'empty: not_applicable' in the scale
1 error, nothing was written
""",
    ),
    Case(
        "row too wide",
        (
            (
                EVIDENCE,
                "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,",
                "R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,,,extra",
            ),
        ),
        """
p/evidence.csv:13: error: the row has 12 cells, the header 10 [row-width]
  13 | R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,,,extra
  = put quotes around text that holds the separator
1 error, nothing was written
""",
    ),
    Case(
        "share above one",
        ((ESTIMATES, "R02,,satisfaction.body,0.4,110", "R02,,satisfaction.body,40,110"),),
        """
p/estimates.csv:4: error: value 40 is a share and must lie between 0 and 1 [estimate-value]
  4 | R02,,satisfaction.body,40,110
  = write 0.8 for 80 %
1 error, nothing was written
""",
    ),
    Case(
        "n missing",
        ((ESTIMATES, "R02,,satisfaction.body,0.4,110", "R02,,satisfaction.body,0.4,"),),
        """
p/estimates.csv:4: error: 'satisfaction.body' needs the number of answers [n-missing]
  4 | R02,,satisfaction.body,0.4,
  = fill in 'n' (min_n is 30)
1 error, nothing was written
""",
    ),
    Case(
        "code nobody declared",
        ((SURVEY, "R02,1,3\nR02,1,3", "R02,1,3\nR02,1,9"),),
        """
p/survey.csv:6: error: '9' is not an answer to 'q_roads' [unknown-code]
  = allowed: '1', '3', '5', '98', '99'
1 error, nothing was written
""",
    ),
    Case(
        "negative weight of a respondent",
        ((SURVEY, "R01,0.5,1", "R01,-0.5,1"),),
        """
p/survey.csv:3: error: the weight -0.5 in 'weight' is negative [weight]
  = write 0 or more
1 error, nothing was written
""",
    ),
    Case(
        "question without a column",
        ((SURVEY, "territory,weight,q_roads", "territory,weight,q_road"),),
        """
p/survey.csv:1: error: the column 'q_roads' is missing [column-missing]
  = rename 'q_road' to 'q_roads'
1 error, nothing was written
""",
    ),
    Case(
        "question that is not asked",
        ((REGISTRY, "question: q_roads", "question: q_road"),),
        """
p/survey.csv: error: the indicator 'satisfaction.roads' asks 'q_road', which the questionnaire does not have [unknown-question]
  = did you mean 'q_roads'? allowed: 'q_roads'
1 error, nothing was written
""",
    ),
    Case(
        "code with two meanings",
        ((QUESTIONNAIRE, "dont_know: [98]", "dont_know: [99]"),),
        """
p/questionnaire.yaml:14:15: error: the code 99 of 'q_roads' means two things: it stands under 'dont_know' and under 'refused' [code-duplicate]
  14 |     refused: [99]
     |               ^
  = give each answer its own code
1 error, nothing was written
""",
    ),
    Case(
        "question in two languages",
        ((QUESTIONNAIRE, "text: {kk: Жолдар?, ru: Дороги?, en: Roads?}", "text: {kk: Жолдар?, en: Roads?}"),),
        """
p/questionnaire.yaml:7:11: error: there is no text in 'ru' [title-language]
  7 |     text: {kk: Жолдар?, en: Roads?}
    |           ^
  = add ru
1 error, nothing was written
""",
    ),
)

SEVEN_FAULTS = Case(
    "seven faults",
    (
        (REGISTRY, 'version: "1"', "version: 1.10"),
        (REGISTRY, "    weight: 60", "    wieght: 60"),
        (REGISTRY, "            weight: 30", "            weight: 25"),
        (REGISTRY, "id: papers.budget", "id: papers.heads"),
        (REGISTRY, "                scale: sessions", "                scale: session"),
        (REGISTRY, "{min: 1, max: 5}", "{min: 5, max: 1}"),
        (REGISTRY, "{id: B, from: 0,", "{id: B, from: 10,"),
    ),
    """
p/indicators.yaml:3:10: error: 'version' must be text, found '1.10' [text]
  3 | version: 1.10
    |          ^
  = write "1.10" in quotes
p/indicators.yaml:24:30: error: the goalposts of 'opinion' are reversed: min 5 is not below max 1 [goalposts-reversed]
  24 |   opinion: {goalposts: {min: 5, max: 1}}
     |                              ^
  = swap them; write 'better: lower' at the indicator if less is better
p/indicators.yaml:31:5: error: 'wieght' is not a key here [unknown-key]
  31 |     wieght: 60
     |     ^
  = did you mean 'weight'? allowed: 'title', 'weight', 'weights', 'aggregation', 'restate', 'missing', 'must_have', 'blocks', 'indicators'
p/indicators.yaml:36:18: error: weights of the children of 'openness' sum to 95, expected 100 [weights-percent]
  36 |         weights: percent
     |                  ^
  = change the weights or remove 'weights: percent'
p/indicators.yaml:47:21: error: the id 'papers.heads' stands twice, first on line 42 [id-duplicate]
  47 |               - id: papers.heads
     |                     ^
  = rename one of the two
p/indicators.yaml:60:24: error: there is no scale 'session' [unknown-scale]
  60 |                 scale: session
     |                        ^
  = did you mean 'sessions'? allowed: 'published', 'share', 'opinion', 'sessions', 'answered', 'points'
p/indicators.yaml:86:21: error: scores from 0 to 10 have no class [class-gap]
  86 |     - {id: B, from: 10, title: {kk: B, ru: B, en: B}}
     |                     ^
  = let the lowest band begin at 0
7 errors, nothing was written
""",
)
