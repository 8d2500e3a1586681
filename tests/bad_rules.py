"""Faults of registries that their rules find: classes, gates, scales, ratios, measures, weights, territories, YAML."""

from __future__ import annotations

from tests.bad_inputs import REGISTRY, Case

CASES = (
    Case(
        "two bands of one name",
        ((REGISTRY, "{id: B, from: 0, title", "{id: A, from: 0, title"),),
        """
p/indicators.yaml:85:5: error: two bands have the same id [class-duplicate]
  85 |     - {id: A, from: 50, title: {kk: A, ru: A, en: A}}
     |     ^
  = rename one of them
1 error, nothing was written
""",
    ),
    Case(
        "band beyond the range",
        ((REGISTRY, "{id: A, from: 50", "{id: A, from: 150"),),
        """
p/indicators.yaml:85:21: error: the band 'A' begins at 150, outside the range 0 to 100 [class-range]
  85 |     - {id: A, from: 150, title: {kk: A, ru: A, en: A}}
     |                     ^
  = bring it into the range
1 error, nothing was written
""",
    ),
    Case(
        "two bands with one beginning",
        ((REGISTRY, "{id: A, from: 50", "{id: A, from: 0"),),
        """
p/indicators.yaml:86:21: error: the bands 'A' and 'B' both begin at 0 [class-overlap]
  86 |     - {id: B, from: 0, title: {kk: B, ru: B, en: B}}
     |                     ^
  = let each band begin where the one below ends
1 error, nothing was written
""",
    ),
    Case(
        "highest band ends below the range",
        ((REGISTRY, "{id: A, from: 50", "{id: A, from: 50, to: 90"),),
        """
p/indicators.yaml:85:29: error: the highest band 'A' ends at 90, the range at 100 [class-gap]
  85 |     - {id: A, from: 50, to: 90, title: {kk: A, ru: A, en: A}}
     |                             ^
  = write 'to: 100' or leave 'to' out
1 error, nothing was written
""",
    ),
    Case(
        "gate where the classes are not read",
        (
            (REGISTRY, "      - id: openness\n", "      - id: openness\n        must_have: {score: 50, class: B}\n"),
            (REGISTRY, "classes:\n  bands:", "classes: none\nclass:\n  bands:"),
        ),
        """
p/indicators.yaml:84:10: error: 'classes' must be a mapping of keys to values, found 'none' [type]
  84 | classes: none
     |          ^
p/indicators.yaml:85:1: error: 'class' is not a key here [unknown-key]
  85 | class:
     | ^
  = did you mean 'classes'? allowed: 'indexgov', 'id', 'version', 'title', 'languages', 'guidance', 'territory_codes', 'range', 'tiers', 'peer_groups', 'groups', 'denominators', 'bodies', 'acts', 'reasons', 'scales', 'assessors', 'components', 'combine', 'territory', 'ranking', 'classes', 'publication', 'uncertainty'
2 errors, nothing was written
""",
    ),
    Case(
        "misspelt scale of an indicator",
        ((REGISTRY, "scale: published\n                weight: 2", "sclae: published\n                weight: 2"),),
        """
p/indicators.yaml:44:17: error: 'sclae' is not a key here [unknown-key]
  44 |                 sclae: published
     |                 ^
  = did you mean 'scale'? allowed: 'title', 'id', 'body', 'tiers', 'scale', 'weight', 'better', 'not_applicable', 'legal', 'valid', 'replaces', 'question', 'measure', 'codes', 'boxes', 'among', 'min_n', 'denominator', 'per', 'carry', 'impute', 'must_have'
1 error, nothing was written
""",
    ),
    Case(
        "measure on a scale of levels",
        ((REGISTRY, "scale: opinion", "scale: published"),),
        """
p/indicators.yaml:80:20: error: 'satisfaction.roads' is a number from the survey, the scale 'published' is not for numbers [measure-scale]
  80 |             scale: published
     |                    ^
  = use a scale of numbers, such as goalposts
1 error, nothing was written
""",
    ),
    Case(
        "measure that may not apply",
        ((REGISTRY, "scale: opinion", "scale: opinion\n            not_applicable: [no_budget]"),),
        """
p/indicators.yaml:81:29: error: 'satisfaction.roads' comes from the survey and cannot be recorded as not applicable [measure-applicable]
  81 |             not_applicable: [no_budget]
     |                             ^
  = remove 'not_applicable'
1 error, nothing was written
""",
    ),
    Case(
        "share of no codes",
        ((REGISTRY, "measure: mean", "measure: share"),),
        """
p/indicators.yaml:79:22: error: 'satisfaction.roads' is a share of no codes [measure-codes]
  79 |             measure: share
     |                      ^
  = add 'codes: [...]'
1 error, nothing was written
""",
    ),
    Case(
        "one level",
        ((REGISTRY, "points: identity", "points: {levels: {full: 100}}"),),
        """
p/indicators.yaml:27:20: error: the scale 'points' has 1 level [level-count]
  27 |   points: {levels: {full: 100}}
     |                    ^
  = write at least two levels
1 error, nothing was written
""",
    ),
    Case(
        "ratio without a numerator",
        ((REGISTRY, "numerator: {in_time: 1, late: 0.5}", "numerator: {}"),),
        """
p/indicators.yaml:26:33: error: the ratio 'answered' has no numerator [ratio]
  26 |   answered: {ratio: {numerator: {}, denominator: received, empty: error}}
     |                                 ^
  = name at least one part
1 error, nothing was written
""",
    ),
    Case(
        "denominator in the numerator",
        ((REGISTRY, "numerator: {in_time: 1, late: 0.5}", "numerator: {in_time: 1, received: 0.5}"),),
        """
p/indicators.yaml:26:56: error: 'received' is the denominator and part of the numerator too [ratio]
  26 |   answered: {ratio: {numerator: {in_time: 1, received: 0.5}, denominator: received, empty: error}}
     |                                                        ^
  = remove it from the numerator
1 error, nothing was written
""",
    ),
    Case(
        "percent of children without numbers",
        ((REGISTRY, "weight: 70", "weight: children"),),
        """
p/indicators.yaml:36:18: error: the children of 'openness' have no percentages [weights-percent]
  36 |         weights: percent
     |                  ^
  = write a number for each child
1 error, nothing was written
""",
    ),
    Case(
        "sum of children without numbers",
        (
            (REGISTRY, "weights: percent", "aggregation: sum"),
            (REGISTRY, "weight: 70", "weight: children"),
        ),
        """
p/indicators.yaml:36:22: error: the children of 'openness' need a number each [sum-weights]
  36 |         aggregation: sum
     |                      ^
  = a sum takes weights as written
1 error, nothing was written
""",
    ),
    Case(
        "languages that are not known",
        ((REGISTRY, "languages: [kk, ru, en]", "languages: [kk, ru, tlh]"),),
        """
p/indicators.yaml:5:21: error: 'tlh' is not a value of 'languages' [value]
  5 | languages: [kk, ru, tlh]
    |                     ^
  = allowed: 'kk', 'ru', 'en'
1 error, nothing was written
""",
    ),
    Case(
        "zero for missing outside the range",
        (
            (REGISTRY, "missing: {rule: reweight, min_coverage: 0.5}", "missing: {rule: zero}"),
            (REGISTRY, "territory: {rule: pooled}", "territory: {rule: pooled}\nrange: [-100, 100]"),
            (REGISTRY, "{id: B, from: 0,", "{id: B, from: -100,"),
        ),
        """
p/indicators.yaml:32:14: error: 'missing: zero' needs a range that begins at 0, not the range -100 to 100 [missing-zero]
  32 |     missing: {rule: zero}
     |              ^
  = use reweight or refuse
1 error, nothing was written
""",
    ),
    Case(
        "weights of a pooled territory",
        ((REGISTRY, "{rule: pooled}", "{rule: pooled, akimat: 60}"),),
        """
p/indicators.yaml:81:35: error: a pooled territory score takes no weights [territory-weights]
  81 | territory: {rule: pooled, akimat: 60}
     |                                   ^
  = write 'rule: weights' or remove it
1 error, nothing was written
""",
    ),
    Case(
        "negative weight of a body",
        ((REGISTRY, "{rule: pooled}", "{rule: weights, akimat: -60, maslikhat: 40}"),),
        """
p/indicators.yaml:81:36: error: the weight of 'akimat' is negative: -60 [weights-negative]
  81 | territory: {rule: weights, akimat: -60, maslikhat: 40}
     |                                    ^
  = write 0 or more
1 error, nothing was written
""",
    ),
    Case(
        "body without a weight",
        ((REGISTRY, "{rule: pooled}", "{rule: weights, akimat: 60}"),),
        """
p/indicators.yaml:81:12: error: there is no weight for 'maslikhat' [territory-weights]
  81 | territory: {rule: weights, akimat: 60}
     |            ^
  = give every body a weight
1 error, nothing was written
""",
    ),
    Case(
        "bodies that weigh nothing",
        ((REGISTRY, "{rule: pooled}", "{rule: weights, akimat: 0, maslikhat: 0}"),),
        """
p/indicators.yaml:81:12: error: all weights of the bodies are zero [weights-zero]
  81 | territory: {rule: weights, akimat: 0, maslikhat: 0}
     |            ^
  = give at least one body a weight
1 error, nothing was written
""",
    ),
    Case(
        "key that is a list",
        ((REGISTRY, "id: small\n", "id: small\n[author]: nobody\n"),),
        """
p/indicators.yaml:3:1: error: a key must be a word [yaml-key]
  3 | [author]: nobody
    | ^
  = write the key as plain text
1 error, nothing was written
""",
    ),
    Case(
        "key that is an alias",
        ((REGISTRY, "id: small\n", "id: &a small\n*a : nobody\n"),),
        """
p/indicators.yaml:2:5: error: anchors and aliases are not used here [yaml-alias]
  2 | id: &a small
    |     ^
  = write the key out
1 error, nothing was written
""",
    ),
    Case(
        "merge key",
        ((REGISTRY, "id: small\n", "id: small\n<<: {author: nobody}\n"),),
        """
p/indicators.yaml:3:1: error: merge keys are not used here [yaml-merge]
  3 | <<: {author: nobody}
    | ^
  = write the values out
1 error, nothing was written
""",
    ),
    Case(
        "tag of YAML",
        ((REGISTRY, 'version: "1"', "version: !!str 1"),),
        """
p/indicators.yaml:3:10: error: explicit tags are not allowed [yaml-tag]
  3 | version: !!str 1
    |          ^
  = remove the tag, use quotes for text
1 error, nothing was written
""",
    ),
    Case(
        "title in another language",
        ((REGISTRY, "title: {kk: Индекс, ru: Индекс, en: Index}", "title: {kk: Индекс, ru: Индекс, de: Index}"),),
        """
p/indicators.yaml:4:33: error: there is a text in 'de' and none in 'en' [title-language]
  4 | title: {kk: Индекс, ru: Индекс, de: Index}
    |                                 ^
  = rename the key
1 error, nothing was written
""",
    ),
    Case(
        "weight with a decimal comma",
        ((REGISTRY, "weight: 2\n", "weight: 2,5\n"),),
        """
p/indicators.yaml:45:25: error: '2,5' is neither a number nor 'children' [value]
  45 |                 weight: 2,5
     |                         ^
  = write 2.5 with a decimal point
1 error, nothing was written
""",
    ),
    Case(
        "weight with spaces",
        ((REGISTRY, "weight: 2\n", "weight: 2 000\n"),),
        """
p/indicators.yaml:45:25: error: '2 000' is neither a number nor 'children' [value]
  45 |                 weight: 2 000
     |                         ^
  = write 2000 without spaces
1 error, nothing was written
""",
    ),
    Case(
        "decimal comma in braces",
        ((REGISTRY, "share: {goalposts: {min: 0, max: 1}}", "share: {goalposts: {min: 0, max: 1,5}}"),),
        """
p/indicators.yaml:23:38: error: '5' is not a key here [unknown-key]
  23 |   share: {goalposts: {min: 0, max: 1,5}}
     |                                      ^
  = write decimals with a point, not a comma
1 error, nothing was written
""",
    ),
    Case(
        "control character",
        ((REGISTRY, "id: small", "id: sm\x07all"),),
        """
p/indicators.yaml:2:7: error: the text holds the invisible character U+0007 [invisible]
  2 | id: sm\\u0007all
    |       ^
  = delete it, or type the text again
1 error, nothing was written
""",
    ),
)
