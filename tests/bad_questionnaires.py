"""Faults of the questionnaire, of the survey in dataset.yaml, and of indicators that ask the questionnaire."""

from __future__ import annotations

from tests.bad_inputs import DATASET, ESTIMATES, QUESTIONNAIRE, REGISTRY, SURVEY, Case

FIRST, LAST = "questions:\n", "    refused: [99]\n"
"""The first and the last line of the questions of the small project."""
YES_NO = 'codes: [{code: 1, label: {kk: иә, ru: да, en: "yes"}}, {code: 2, label: {kk: жоқ, ru: нет, en: "no"}}]'
USED = f"  q_used:\n    text: {{kk: Бардыңыз ба?, ru: Были?, en: Visited?}}\n    type: yes_no\n    {YES_NO}\n"
AGE = "  q_age:\n    text: {kk: Жасыңыз?, ru: Возраст?, en: Age?}\n    type: number\n"
CARDED = "  q_used:\n    text: {kk: Бардыңыз ба?, ru: Были?, en: Visited?}\n    type: yes_no\n    card: good\n"
CARD = f"cards:\n  good: {{{YES_NO}, refused: [99]}}\n"
MODULES = "modules:\n  roads: {title: {kk: ж, ru: д, en: r}}\n  used: {title: {kk: б, ru: б, en: u}}\n"
RANDOM = MODULES.replace("}}\n", "}, order: random}\n")
TEXT = "    text: {kk: Жолдар?, ru: Дороги?, en: Roads?}\n"
IN_ROADS = (QUESTIONNAIRE, TEXT, "    module: roads\n" + TEXT)
"""An edit that puts the question of the small project into a module."""
WORDS = "{kk: ф, ru: ф, en: f}"
TOTALS = "margins:\n  used: {question: q_used, totals: [{code: 1, total: 400}, {code: 2, total: 600}]}\n"


def more(*parts: str) -> tuple[tuple[str, str, str], ...]:
    """An edit that adds questions, filters or margins at the end of the questionnaire."""
    return ((QUESTIONNAIRE, LAST, LAST + "".join(parts)),)


def age(groups: str) -> str:
    """A margin of ages."""
    return f"margins:\n  age: {{question: q_age, groups: {groups}}}\n"


CASES = (
    Case(
        "code twice among the answers",
        ((QUESTIONNAIRE, "{code: 3, label", "{code: 1, label"),),
        """
p/questionnaire.yaml:11:16: error: the code 1 of 'q_roads' means two things: it stands twice under 'codes' [code-duplicate]
  11 |       - {code: 1, label: {kk: орташа, ru: средне, en: fair}}
     |                ^
  = give each answer its own code
1 error, nothing was written
""",
    ),
    Case(
        "letter of Stata twice",
        (
            (QUESTIONNAIRE, "dont_know: [98]", 'dont_know: [98, ".a"]'),
            (QUESTIONNAIRE, "refused: [99]", 'refused: [99, ".a"]'),
        ),
        """
p/questionnaire.yaml:14:19: error: the code .a of 'q_roads' means two things: it stands under 'dont_know' and under 'refused' [code-duplicate]
  14 |     refused: [99, ".a"]
     |                   ^
  = give each answer its own code
1 error, nothing was written
""",
    ),
    Case(
        "code that is neither number nor letter",
        ((QUESTIONNAIRE, "dont_know: [98]", 'dont_know: [".A", 98.5]'),),
        """
p/questionnaire.yaml:13:17: error: '.A' is neither a whole number nor a letter from .a to .z [value]
  13 |     dont_know: [".A", 98.5]
     |                 ^
p/questionnaire.yaml:13:23: error: '98.5' is neither a whole number nor a letter from .a to .z [value]
  13 |     dont_know: [".A", 98.5]
     |                       ^
2 errors, nothing was written
""",
    ),
    Case(
        "code of no answer inside the range",
        more(AGE, "    range: [18, 110]\n    dont_know: [98]\n"),
        """
p/questionnaire.yaml:19:17: error: the code 98 of 'q_age' means two things: it is a number from 18 to 110 too [code-duplicate]
  19 |     dont_know: [98]
     |                 ^
  = take a code outside 'range'
1 error, nothing was written
""",
    ),
    Case(
        "two answers of one label",
        ((QUESTIONNAIRE, "en: fair", "en: Bad "),),
        """
p/questionnaire.yaml:11:55: error: the label 'Bad' of 'q_roads' stands for the code 1 and for 3 [label-duplicate]
  11 |       - {code: 3, label: {kk: орташа, ru: средне, en: Bad }}
     |                                                       ^
  = word the two answers differently
1 error, nothing was written
""",
    ),
    Case(
        "no answers",
        (
            (QUESTIONNAIRE, "type: scale", "type: choice"),
            (
                QUESTIONNAIRE,
                """    codes:
      - {code: 1, label: {kk: нашар, ru: плохо, en: bad}}
      - {code: 3, label: {kk: орташа, ru: средне, en: fair}}
      - {code: 5, label: {kk: жақсы, ru: хорошо, en: good}}
""",
                "",
            ),
        ),
        """
p/questionnaire.yaml:7:5: error: 'q_roads' has no valid answer [code-none]
  7 |     text: {kk: Жолдар?, ru: Дороги?, en: Roads?}
    |     ^
  = list the codes
1 error, nothing was written
""",
    ),
    Case(
        "number with codes",
        more(AGE, "    " + YES_NO + "\n"),
        """
p/questionnaire.yaml:18:12: error: 'q_age' is a number and takes no codes [code-number]
  18 |     codes: [{code: 1, label: {kk: иә, ru: да, en: "yes"}}, {code: 2, label: {kk: жоқ, ru: нет, en: "no"}}]
     |            ^
  = remove 'codes', or write 'type: scale'
1 error, nothing was written
""",
    ),
    Case(
        "yes and no with three codes",
        ((QUESTIONNAIRE, "type: scale", "type: yes_no"),),
        """
p/questionnaire.yaml:10:7: error: 'q_roads' is a question of yes and no, and has 3 codes [code-yes-no]
  10 |       - {code: 1, label: {kk: нашар, ru: плохо, en: bad}}
     |       ^
  = keep two, or write 'type: choice'
1 error, nothing was written
""",
    ),
    Case(
        "ends of a choice",
        more(USED, "    ends: {worst: 2, best: 1}\n"),
        """
p/questionnaire.yaml:19:11: error: 'q_used' has 'ends' and is of type 'yes_no' [scale-ends]
  19 |     ends: {worst: 2, best: 1}
     |           ^
  = remove 'ends', or write 'type: scale'
1 error, nothing was written
""",
    ),
    Case(
        "ends that are one",
        ((QUESTIONNAIRE, "type: scale", "type: scale\n    ends: {worst: 5, best: 5}"),),
        """
p/questionnaire.yaml:9:11: error: the worst and the best answer to 'q_roads' are both 5 [scale-ends]
  9 |     ends: {worst: 5, best: 5}
    |           ^
  = name the two ends of the scale
1 error, nothing was written
""",
    ),
    Case(
        "ends that are no answers",
        ((QUESTIONNAIRE, "type: scale", "type: scale\n    ends: {worst: 0, best: 6}"),),
        """
p/questionnaire.yaml:9:19: error: 0 is no valid answer to 'q_roads' [unknown-code]
  9 |     ends: {worst: 0, best: 6}
    |                   ^
  = allowed: '1', '3', '5'
p/questionnaire.yaml:9:28: error: 6 is no valid answer to 'q_roads' [unknown-code]
  9 |     ends: {worst: 0, best: 6}
    |                            ^
  = allowed: '1', '3', '5'
2 errors, nothing was written
""",
    ),
    Case(
        "ends inside the scale",
        ((QUESTIONNAIRE, "type: scale", "type: scale\n    ends: {worst: 1, best: 3}"),),
        """
p/questionnaire.yaml:9:11: error: the ends of 'q_roads' are 1 and 3, and its codes go from 1 to 5 [scale-ends]
  9 |     ends: {worst: 1, best: 3}
    |           ^
  = name the lowest and the highest code; number the answers in their order
1 error, nothing was written
""",
    ),
    Case(
        "range of a scale",
        ((QUESTIONNAIRE, "type: scale", "type: scale\n    range: [1, 5]"),),
        """
p/questionnaire.yaml:9:12: error: 'q_roads' has 'range' and is of type 'scale' [number-range]
  9 |     range: [1, 5]
    |            ^
  = remove 'range', or write 'type: number'
1 error, nothing was written
""",
    ),
    Case(
        "range of a number downwards",
        more(AGE, "    range: [110, 18]\n"),
        """
p/questionnaire.yaml:18:12: error: the range of 'q_age' goes from 110 to 18 [number-range]
  18 |     range: [110, 18]
     |            ^
  = write the smaller number first
1 error, nothing was written
""",
    ),
    Case(
        "filter that is not there",
        (
            (QUESTIONNAIRE, "type: scale", "type: scale\n    filter: user"),
            (QUESTIONNAIRE, FIRST, FIRST + USED),
            *more(f"filters:\n  users: {{title: {WORDS}, question: q_used, codes: [1]}}\n"),
        ),
        """
p/questionnaire.yaml:13:13: error: there is no filter 'user' [unknown-filter]
  13 |     filter: user
     |             ^
  = did you mean 'users'? allowed: 'users'
1 error, nothing was written
""",
    ),
    Case(
        "filter of no question",
        more(USED, f"filters:\n  users: {{title: {WORDS}, question: q_use, codes: [1]}}\n"),
        """
p/questionnaire.yaml:20:51: error: there is no question 'q_use' [unknown-question]
  20 |   users: {title: {kk: ф, ru: ф, en: f}, question: q_use, codes: [1]}
     |                                                   ^
  = did you mean 'q_used'? allowed: 'q_roads', 'q_used'
1 error, nothing was written
""",
    ),
    Case(
        "filter of a number",
        more(AGE, f"filters:\n  users: {{title: {WORDS}, question: q_age, codes: [18]}}\n"),
        """
p/questionnaire.yaml:19:51: error: the filter 'users' goes by 'q_age', which is a number [filter-question]
  19 |   users: {title: {kk: ф, ru: ф, en: f}, question: q_age, codes: [18]}
     |                                                   ^
  = take a question with codes
1 error, nothing was written
""",
    ),
    Case(
        "filter by an answer that is not there",
        more(USED, f"filters:\n  users: {{title: {WORDS}, question: q_used, codes: [1, 3]}}\n"),
        """
p/questionnaire.yaml:20:70: error: 3 is no valid answer to 'q_used' [unknown-code]
  20 |   users: {title: {kk: ф, ru: ф, en: f}, question: q_used, codes: [1, 3]}
     |                                                                      ^
  = allowed: '1', '2'
1 error, nothing was written
""",
    ),
    Case(
        "filter that lets nobody pass",
        more(USED, f"filters:\n  users: {{title: {WORDS}, question: q_used, codes: []}}\n"),
        """
p/questionnaire.yaml:20:66: error: the filter 'users' lets nobody pass [filter-codes]
  20 |   users: {title: {kk: ф, ru: ф, en: f}, question: q_used, codes: []}
     |                                                                  ^
  = list the answers of those who pass
1 error, nothing was written
""",
    ),
    Case(
        "filter without a language",
        more(USED, "filters:\n  users: {title: {kk: ф, en: f}, question: q_used, codes: [1]}\n"),
        """
p/questionnaire.yaml:20:18: error: there is no text in 'ru' [title-language]
  20 |   users: {title: {kk: ф, en: f}, question: q_used, codes: [1]}
     |                  ^
  = add ru
1 error, nothing was written
""",
    ),
    Case(
        "question filtered by itself",
        more(USED, "    filter: users\n", f"filters:\n  users: {{title: {WORDS}, question: q_used, codes: [1]}}\n"),
        """
p/questionnaire.yaml:19:13: error: 'q_used' is filtered by its own answers [filter-circle]
  19 |     filter: users
     |             ^
  = remove a 'filter'; to count only some in a figure, let the indicator name them by 'among'
1 error, nothing was written
""",
    ),
    Case(
        "questions filtered in a circle",
        (
            (QUESTIONNAIRE, "type: scale", "type: scale\n    filter: users"),
            *more(
                USED,
                "    filter: content\n",
                f"filters:\n  users: {{title: {WORDS}, question: q_used, codes: [1]}}\n  content: {{title: {WORDS}, question: q_roads, codes: [5]}}\n",
            ),
        ),
        """
p/questionnaire.yaml:9:13: error: 'q_roads' is filtered by its own answers through 'q_used' [filter-circle]
  9 |     filter: users
    |             ^
  = remove a 'filter'; to count only some in a figure, let the indicator name them by 'among'
1 error, nothing was written
""",
    ),
    Case(
        "margin of no question",
        more(USED, TOTALS.replace("question: q_used", "question: q_usd")),
        """
p/questionnaire.yaml:20:20: error: there is no question 'q_usd' [unknown-question]
  20 |   used: {question: q_usd, totals: [{code: 1, total: 400}, {code: 2, total: 600}]}
     |                    ^
  = did you mean 'q_used'? allowed: 'q_roads', 'q_used'
1 error, nothing was written
""",
    ),
    Case(
        "margin in two forms",
        more(USED, TOTALS.replace("]}\n", "], groups: [{total: 1000}]}\n")),
        """
p/questionnaire.yaml:20:92: error: the margin 'used' has 'totals' and 'groups' [margin-form]
  20 |   used: {question: q_used, totals: [{code: 1, total: 400}, {code: 2, total: 600}], groups: [{total: 1000}]}
     |                                                                                            ^
  = keep one of the two
1 error, nothing was written
""",
    ),
    Case(
        "margin without totals",
        more(USED, "margins:\n  used: {question: q_used}\n"),
        """
p/questionnaire.yaml:20:9: error: the margin 'used' has no totals [margin-form]
  20 |   used: {question: q_used}
     |         ^
  = add 'totals', or 'groups' for a question about a number
1 error, nothing was written
""",
    ),
    Case(
        "margin of a number by codes",
        more(AGE, "margins:\n  age: {question: q_age, totals: [{code: 18, total: 1000}]}\n"),
        """
p/questionnaire.yaml:19:34: error: 'q_age' is a number, and 'totals' is for answers with codes [margin-form]
  19 |   age: {question: q_age, totals: [{code: 18, total: 1000}]}
     |                                  ^
  = write 'groups'
1 error, nothing was written
""",
    ),
    Case(
        "margin of answers by groups",
        more(USED, "margins:\n  used: {question: q_used, groups: [{from: 1, to: 2, total: 1000}]}\n"),
        """
p/questionnaire.yaml:20:36: error: 'q_used' is no number, and 'groups' is for numbers [margin-form]
  20 |   used: {question: q_used, groups: [{from: 1, to: 2, total: 1000}]}
     |                                    ^
  = write 'totals'
1 error, nothing was written
""",
    ),
    Case(
        "margin of several answers",
        more(USED.replace("yes_no", "multiple"), TOTALS),
        """
p/questionnaire.yaml:20:20: error: 'q_used' takes several answers, so that people would count more than once [margin-question]
  20 |   used: {question: q_used, totals: [{code: 1, total: 400}, {code: 2, total: 600}]}
     |                    ^
  = take a question with one answer
1 error, nothing was written
""",
    ),
    Case(
        "margin of a question put to some",
        (
            (QUESTIONNAIRE, "type: scale", "type: scale\n    filter: users"),
            (QUESTIONNAIRE, FIRST, FIRST + USED),
            *more(
                f"filters:\n  users: {{title: {WORDS}, question: q_used, codes: [1]}}\n",
                "margins:\n  roads: {question: q_roads, totals: [{code: 1, total: 1}, {code: 3, total: 1}, {code: 5, total: 1}]}\n",
            ),
        ),
        """
p/questionnaire.yaml:23:21: error: 'q_roads' is not put to everybody, and the margin 'roads' counts everybody [margin-question]
  23 |   roads: {question: q_roads, totals: [{code: 1, total: 1}, {code: 3, total: 1}, {code: 5, total: 1}]}
     |                     ^
  = take a question without 'filter'
1 error, nothing was written
""",
    ),
    Case(
        "total of an answer that is not there",
        more(USED, TOTALS.replace("}]}", "}, {code: 3, total: 10}]}")),
        """
p/questionnaire.yaml:20:90: error: 3 is no valid answer to 'q_used' [unknown-code]
  20 |   used: {question: q_used, totals: [{code: 1, total: 400}, {code: 2, total: 600}, {code: 3, total: 10}]}
     |                                                                                          ^
  = allowed: '1', '2'
1 error, nothing was written
""",
    ),
    Case(
        "total twice",
        more(USED, TOTALS.replace("}]}", "}, {code: 2, total: 10}]}")),
        """
p/questionnaire.yaml:20:90: error: the margin 'used' counts the code 2 twice [code-duplicate]
  20 |   used: {question: q_used, totals: [{code: 1, total: 400}, {code: 2, total: 600}, {code: 2, total: 10}]}
     |                                                                                          ^
  = keep one of the two
1 error, nothing was written
""",
    ),
    Case(
        "answer without a total",
        more(USED, "margins:\n  used: {question: q_used, totals: [{code: 1, total: 400}]}\n"),
        """
p/questionnaire.yaml:20:36: error: the margin 'used' has no total for '2' of 'q_used' [margin-codes]
  20 |   used: {question: q_used, totals: [{code: 1, total: 400}]}
     |                                    ^
  = add it; who gave an answer without a total has no place in the population
1 error, nothing was written
""",
    ),
    Case(
        "total of nobody",
        more(USED, TOTALS.replace("600", "0")),
        """
p/questionnaire.yaml:20:77: error: 'total' must be above 0, found '0' [bounds]
  20 |   used: {question: q_used, totals: [{code: 1, total: 400}, {code: 2, total: 0}]}
     |                                                                             ^
1 error, nothing was written
""",
    ),
    Case(
        "group that ends before it begins",
        more(AGE, age("[{from: 30, to: 18, total: 5}, {from: 31, total: 5}]")),
        """
p/questionnaire.yaml:19:35: error: the group from 30 to 18 ends before it begins [margin-groups]
  19 |   age: {question: q_age, groups: [{from: 30, to: 18, total: 5}, {from: 31, total: 5}]}
     |                                   ^
  = swap 'from' and 'to'
1 error, nothing was written
""",
    ),
    Case(
        "groups that overlap",
        more(AGE, age("[{from: 18, to: 30, total: 5}, {from: 30, total: 5}]")),
        """
p/questionnaire.yaml:19:65: error: the groups from 18 to 30 and from 30 overlap [margin-groups]
  19 |   age: {question: q_age, groups: [{from: 18, to: 30, total: 5}, {from: 30, total: 5}]}
     |                                                                 ^
  = both ends belong to a group: begin after it
1 error, nothing was written
""",
    ),
    Case(
        "groups with a gap",
        more(AGE, age("[{from: 35, total: 5}, {to: 29, total: 5}]")),
        """
p/questionnaire.yaml:19:35: error: no group of 'age' holds the numbers between 29 and 35 [margin-groups]
  19 |   age: {question: q_age, groups: [{from: 35, total: 5}, {to: 29, total: 5}]}
     |                                   ^
  = add a group, or let one reach the next
1 error, nothing was written
""",
    ),
    Case(
        "margins of different sums",
        more(USED, AGE, TOTALS, "  age: {question: q_age, groups: [{to: 29, total: 500}, {from: 30, total: 501}]}\n"),
        """
p/questionnaire.yaml:24:3: error: the margin 'age' sums to 1001, and 'used' to 1000 [margin-total]
  24 |   age: {question: q_age, groups: [{to: 29, total: 500}, {from: 30, total: 501}]}
     |   ^
  = count the same people in both
1 error, nothing was written
""",
    ),
    Case(
        "strata without sampling units",
        (
            (
                DATASET,
                "unclustered: true, columns: {weight: weight}",
                "columns: {weight: weight, stratum: zone, fpc: villages}",
            ),
        ),
        """
p/dataset.yaml:8:98: error: the sample has 'stratum', 'fpc' and no 'psu' [survey-design]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, columns: {weight: weight, stratum: zone, fpc: villages}}
    |                                                                                                  ^
  = name the column of PSUs, such as the locality, or write 'unclustered: true' if respondents were drawn one by one
1 error, nothing was written
""",
    ),
    Case(
        "sampling units of respondents drawn one by one",
        (
            (
                DATASET,
                "unclustered: true, columns: {weight: weight}",
                "unclustered: true, columns: {weight: weight, psu: village}",
            ),
        ),
        """
p/dataset.yaml:8:76: error: 'psu' names PSUs, and 'unclustered' says that respondents were drawn one by one [survey-design]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, unclustered: true, columns: {weight: weight, psu: village}}
    |                                                                            ^
  = remove one of the two
1 error, nothing was written
""",
    ),
    Case(
        "clusters named and guessed",
        (
            (
                DATASET,
                "unclustered: true, columns: {weight: weight}",
                "cluster: {size: 10, rho: 0.05}, columns: {weight: weight, psu: village}",
            ),
        ),
        """
p/dataset.yaml:8:72: error: 'cluster' is for data that do not name their clusters, and there is 'psu' [survey-design]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, cluster: {size: 10, rho: 0.05}, columns: {weight: weight, psu: village}}
    |                                                                        ^
  = remove 'cluster'
1 error, nothing was written
""",
    ),
    Case(
        "clusters guessed where there are none",
        (
            (
                DATASET,
                "unclustered: true, columns: {weight: weight}",
                "cluster: {size: 10, rho: 0.05}, unclustered: true, columns: {weight: weight}",
            ),
        ),
        """
p/dataset.yaml:8:72: error: 'cluster' is for data that do not name their clusters, and there is 'unclustered' [survey-design]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, cluster: {size: 10, rho: 0.05}, unclustered: true, columns: {weight: weight}}
    |                                                                        ^
  = remove 'cluster'
1 error, nothing was written
""",
    ),
    Case(
        "strata put together without strata",
        ((DATASET, "unclustered: true, columns: {weight: weight}", 'collapse: {"2": "1"}, columns: {weight: weight}'),),
        """
p/dataset.yaml:8:73: error: 'collapse' puts strata together, and no column of strata is named [collapse]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, collapse: {"2": "1"}, columns: {weight: weight}}
    |                                                                         ^
  = add 'stratum' under 'columns', or remove 'collapse'
1 error, nothing was written
""",
    ),
    Case(
        "strata put together without a name",
        (
            (
                DATASET,
                "unclustered: true, columns: {weight: weight}",
                'collapse: {"": "1"}, columns: {weight: weight, psu: village, stratum: zone}',
            ),
        ),
        """
p/dataset.yaml:8:74: error: a key is empty [value]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, collapse: {"": "1"}, columns: {weight: weight, psu: village, stratum: zone}}
    |                                                                          ^
  = write a name before the colon
1 error, nothing was written
""",
    ),
    Case(
        "strata put together in a chain",
        (
            (
                DATASET,
                "unclustered: true, columns: {weight: weight}",
                'collapse: {"3": "2", "2": "1", "4": "4"}, columns: {weight: weight, psu: village, stratum: zone}',
            ),
        ),
        """
p/dataset.yaml:8:79: error: the stratum '3' goes to '2', which goes to '1' itself [collapse]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, collapse: {"3": "2", "2": "1", "4": "4"}, columns: {weight: weight, psu: village, stratum: zone}}
    |                                                                               ^
  = name a stratum that stays
p/dataset.yaml:8:99: error: the stratum '4' is put together with itself [collapse]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, collapse: {"3": "2", "2": "1", "4": "4"}, columns: {weight: weight, psu: village, stratum: zone}}
    |                                                                                                   ^
  = name another stratum
2 errors, nothing was written
""",
    ),
    Case(
        "margin to rake to that is not there",
        (
            (
                DATASET,
                "unclustered: true, columns: {weight: weight}",
                "raking: {margins: [usd]}, columns: {weight: weight}",
            ),
            *more(USED, TOTALS),
        ),
        """
p/dataset.yaml:8:82: error: the questionnaire has no margin 'usd' [unknown-margin]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, raking: {margins: [usd]}, columns: {weight: weight}}
    |                                                                                  ^
  = did you mean 'used'? allowed: 'used'
1 error, nothing was written
""",
    ),
    Case(
        "raking to nothing",
        (
            (
                DATASET,
                "unclustered: true, columns: {weight: weight}",
                "raking: {margins: []}, columns: {weight: weight}",
            ),
        ),
        """
p/dataset.yaml:8:81: error: 'raking' names no margin [raking-margins]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, raking: {margins: []}, columns: {weight: weight}}
    |                                                                                 ^
  = name margins of the questionnaire, or remove 'raking'
1 error, nothing was written
""",
    ),
    Case(
        "raking to a margin twice",
        (
            (
                DATASET,
                "unclustered: true, columns: {weight: weight}",
                "raking: {margins: [used, used], limit: [1.5, 3]}, columns: {weight: weight}",
            ),
            *more(USED, TOTALS),
        ),
        """
p/dataset.yaml:8:88: error: the margin 'used' stands twice [raking-margins]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, raking: {margins: [used, used], limit: [1.5, 3]}, columns: {weight: weight}}
    |                                                                                        ^
  = keep one of the two
p/dataset.yaml:8:102: error: the limits 1.5 and 3 of the factor do not hold 1 between them [raking-limit]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, raking: {margins: [used, used], limit: [1.5, 3]}, columns: {weight: weight}}
    |                                                                                                      ^
  = write a number from 0 to 1, then one above 1, such as [0.3, 3]
2 errors, nothing was written
""",
    ),
    Case(
        "form of an SPSS file",
        ((DATASET, "file: survey.csv,", "file: survey.sav, form: form.xlsx,"),),
        """
p/dataset.yaml:8:16: error: the file 'survey.sav' does not exist [file]
  8 | survey: {file: survey.sav, form: form.xlsx, questionnaire: questionnaire.yaml, unclustered: true, columns: {weight: weight}}
    |                ^
  = did you mean 'survey.csv'? its folder holds: 'dataset.yaml', 'estimates.csv', 'evidence.csv', 'indicators.yaml', 'questionnaire.yaml', 'survey.csv', 'territories.csv'
p/dataset.yaml:8:34: error: the file 'form.xlsx' does not exist [file]
  8 | survey: {file: survey.sav, form: form.xlsx, questionnaire: questionnaire.yaml, unclustered: true, columns: {weight: weight}}
    |                                  ^
  = its folder holds: 'dataset.yaml', 'estimates.csv', 'evidence.csv', 'indicators.yaml', 'questionnaire.yaml', 'survey.csv', 'territories.csv'
p/dataset.yaml:8:34: error: 'form' is for exports of KoboToolbox and ODK, and 'survey.sav' is no CSV and no XLSX file [survey-form]
  8 | survey: {file: survey.sav, form: form.xlsx, questionnaire: questionnaire.yaml, unclustered: true, columns: {weight: weight}}
    |                                  ^
  = remove 'form', or name the export
3 errors, nothing was written
""",
    ),
    Case(
        "engine for an SPSS file",
        ((DATASET, "file: survey.csv,", "file: survey.sav, engine: duckdb,"),),
        """
p/dataset.yaml:8:16: error: the file 'survey.sav' does not exist [file]
  8 | survey: {file: survey.sav, engine: duckdb, questionnaire: questionnaire.yaml, unclustered: true, columns: {weight: weight}}
    |                ^
  = did you mean 'survey.csv'? its folder holds: 'dataset.yaml', 'estimates.csv', 'evidence.csv', 'indicators.yaml', 'questionnaire.yaml', 'survey.csv', 'territories.csv'
p/dataset.yaml:8:36: error: duckdb does not read a .sav file [survey-engine]
  8 | survey: {file: survey.sav, engine: duckdb, questionnaire: questionnaire.yaml, unclustered: true, columns: {weight: weight}}
    |                                    ^
  = remove 'engine', or save the data as CSV or Parquet
2 errors, nothing was written
""",
    ),
    Case(
        "engine for an export with a form",
        ((DATASET, "file: survey.csv,", "file: survey.csv, form: survey.csv, engine: spark,"),),
        """
p/dataset.yaml:8:54: error: spark does not read an export with a form [survey-engine]
  8 | survey: {file: survey.csv, form: survey.csv, engine: spark, questionnaire: questionnaire.yaml, unclustered: true, columns: {weight: weight}}
    |                                                      ^
  = remove 'engine', or save the data as CSV or Parquet
1 error, nothing was written
""",
    ),
    Case(
        "form that is not there",
        ((DATASET, "file: survey.csv,", "file: survey.csv, form: servey.csv,"),),
        """
p/dataset.yaml:8:34: error: the file 'servey.csv' does not exist [file]
  8 | survey: {file: survey.csv, form: servey.csv, questionnaire: questionnaire.yaml, unclustered: true, columns: {weight: weight}}
    |                                  ^
  = did you mean 'survey.csv'? its folder holds: 'dataset.yaml', 'estimates.csv', 'evidence.csv', 'indicators.yaml', 'questionnaire.yaml', 'survey.csv', 'territories.csv'
1 error, nothing was written
""",
    ),
    Case(
        "sampling in two languages",
        ((DATASET, "status: demo", "status: demo\nsampling: {ru: Выборка, en: Sample}"),),
        """
p/dataset.yaml:3:11: error: there is no text in 'kk' [title-language]
  3 | sampling: {ru: Выборка, en: Sample}
    |           ^
  = add kk
1 error, nothing was written
""",
    ),
    Case(
        "misspelt sampling units",
        ((DATASET, "{weight: weight}", "{weight: weight, stratum: zone, pus: village}"),),
        """
p/dataset.yaml:8:123: error: 'pus' is not a key here [unknown-key]
  8 | survey: {file: survey.csv, questionnaire: questionnaire.yaml, unclustered: true, columns: {weight: weight, stratum: zone, pus: village}}
    |                                                                                                                           ^
  = did you mean 'psu'? allowed: 'territory', 'weight', 'stratum', 'psu', 'fpc', 'questions'
1 error, nothing was written
""",
    ),
    Case(
        "share of a code that is no answer",
        (
            (
                REGISTRY,
                "            measure: mean\n            scale: opinion",
                "            measure: share\n            codes: [5, 4]\n            scale: share",
            ),
        ),
        """
p/survey.csv: error: the indicator 'satisfaction.roads' counts the code 4, which is no valid answer to 'q_roads' [unknown-code]
  = allowed: '1', '3', '5'
1 error, nothing was written
""",
    ),
    Case(
        "mean of a choice",
        ((QUESTIONNAIRE, "type: scale", "type: choice"),),
        """
p/survey.csv: error: the indicator 'satisfaction.roads' is the mean of 'q_roads', a question of type 'choice' [measure-question]
  = it can be taken of 'scale', 'number'; change 'measure', or the type of the question
1 error, nothing was written
""",
    ),
    Case(
        "top box of a choice",
        (
            (QUESTIONNAIRE, "type: scale", "type: choice"),
            (
                REGISTRY,
                "            measure: mean\n            scale: opinion",
                "            measure: top_box\n            scale: share",
            ),
        ),
        """
p/survey.csv: error: the indicator 'satisfaction.roads' is a top box of 'q_roads', a question of type 'choice' [measure-question]
  = it can be taken of 'scale'; change 'measure', or the type of the question
1 error, nothing was written
""",
    ),
    Case(
        "all boxes",
        (
            (
                REGISTRY,
                "            measure: mean\n            scale: opinion",
                "            measure: top_box\n            boxes: 3\n            scale: share",
            ),
        ),
        """
p/survey.csv: error: the indicator 'satisfaction.roads' counts the 3 best answers to 'q_roads', which has 3 [measure-boxes]
  = write fewer 'boxes'
1 error, nothing was written
""",
    ),
    Case(
        "refusals that cannot be given",
        (
            (
                REGISTRY,
                "            measure: mean\n            scale: opinion",
                "            measure: refused\n            scale: share",
            ),
            (QUESTIONNAIRE, "    refused: [99]\n", ""),
            (SURVEY, "R03,1,99\n", ""),
        ),
        """
p/survey.csv: error: the indicator 'satisfaction.roads' is the share of refusals, and 'q_roads' has no code under 'refused' [measure-no-answer]
  = add the code to the questionnaire
1 error, nothing was written
""",
    ),
    Case(
        "people of no filter",
        (
            (REGISTRY, "            measure: mean\n", "            measure: mean\n            among: user\n"),
            *more(USED, f"filters:\n  users: {{title: {WORDS}, question: q_used, codes: [1]}}\n"),
        ),
        """
p/survey.csv: error: the indicator 'satisfaction.roads' counts 'user', which is no filter of the questionnaire [unknown-filter]
  = did you mean 'users'? allowed: 'users'
1 error, nothing was written
""",
    ),
    Case(
        "share of don't know above one",
        (
            (
                REGISTRY,
                "            measure: share\n            scale: share",
                "            measure: dont_know\n            scale: share",
            ),
            (ESTIMATES, "R02,,satisfaction.body,0.4,110", "R02,,satisfaction.body,40,110"),
        ),
        """
p/estimates.csv:4: error: value 40 is a share and must lie between 0 and 1 [estimate-value]
  4 | R02,,satisfaction.body,40,110
  = write 0.8 for 80 %
1 error, nothing was written
""",
    ),
    Case(
        "unknown card",
        more(CARDED, CARD.replace("  good:", "  godo:")),
        """
p/questionnaire.yaml:18:11: error: there is no card 'good' [unknown-card]
  18 |     card: good
     |           ^
  = did you mean 'godo'? allowed: 'godo'
1 error, nothing was written
""",
    ),
    Case(
        "unknown module",
        (IN_ROADS, *more(USED + "    module: use\n", MODULES)),
        """
p/questionnaire.yaml:20:13: error: there is no module 'use' [unknown-module]
  20 |     module: use
     |             ^
  = did you mean 'used'? allowed: 'roads', 'used'
1 error, nothing was written
""",
    ),
    Case(
        "module without any modules",
        (IN_ROADS,),
        """
p/questionnaire.yaml:7:13: error: there is no module 'roads' [unknown-module]
  7 |     module: roads
    |             ^
  = none is declared
1 error, nothing was written
""",
    ),
    Case(
        "question of no module",
        (IN_ROADS, *more(USED, MODULES)),
        """
p/questionnaire.yaml:16:3: error: 'q_used' belongs to no module [module-missing]
  16 |   q_used:
     |   ^
  = add 'module:' to it, allowed: 'roads', 'used'
1 error, nothing was written
""",
    ),
    Case(
        "modules in another order than their questions",
        (
            IN_ROADS,
            *more(USED + "    module: used\n", "  q_again:\n    module: roads\n" + USED.split("\n", 1)[1], MODULES),
        ),
        """
p/questionnaire.yaml:21:3: error: 'q_again' of the module 'roads' stands after questions of the module 'used' [module-order]
  21 |   q_again:
     |   ^
  = put the questions of a module together, in the order of 'modules'
1 error, nothing was written
""",
    ),
    Case(
        "card and module that no question has",
        (IN_ROADS, *more(USED + "    module: roads\n    dont_know: [1]\n", MODULES, CARD)),
        """
p/questionnaire.yaml:21:17: error: the code 1 of 'q_used' means two things: it stands under 'codes' and under 'dont_know' [code-duplicate]
  21 |     dont_know: [1]
     |                 ^
  = give each answer its own code
p/questionnaire.yaml:24:3: warning: no question has the module 'used' [module-unused]
  24 |   used: {title: {kk: б, ru: б, en: u}}
     |   ^
  = remove it
p/questionnaire.yaml:26:3: warning: no question has the card 'good' [card-unused]
  26 |   good: {codes: [{code: 1, label: {kk: иә, ru: да, en: "yes"}}, {code: 2, label: {kk: жоқ, ru: нет, en: "no"}}], refused: [99]}
     |   ^
  = remove it
1 error, nothing was written
""",
    ),
    Case(
        "random module between fixed ones",
        (
            IN_ROADS,
            *more(USED + "    module: used\n    dont_know: [1]\n", MODULES.replace("r}}", "r}, order: random}")),
        ),
        """
p/questionnaire.yaml:21:17: error: the code 1 of 'q_used' means two things: it stands under 'codes' and under 'dont_know' [code-duplicate]
  21 |     dont_know: [1]
     |                 ^
  = give each answer its own code
p/questionnaire.yaml:23:48: warning: the module 'roads' is random and has no random module next to it, so that it keeps its place [module-alone]
  23 |   roads: {title: {kk: ж, ru: д, en: r}, order: random}
     |                                                ^
  = remove 'order', or make the next one random too
1 error, nothing was written
""",
    ),
    Case(
        "filter across modules that change places",
        (
            IN_ROADS,
            *more(
                USED + "    module: used\n    filter: fine\n",
                RANDOM,
                f"filters:\n  fine: {{title: {WORDS}, question: q_roads, codes: [5]}}\n",
            ),
        ),
        """
p/questionnaire.yaml:21:13: error: 'q_used' is filtered by the answers to 'q_roads' of the module 'roads', which may come after 'used' [filter-random]
  21 |     filter: fine
     |             ^
  = put both in one module, or the module of one of them among those of a fixed order
1 error, nothing was written
""",
    ),
    Case(
        "order of a module misspelt",
        (IN_ROADS, *more(USED + "    module: used\n", MODULES.replace("r}}", "r}, order: shuffled}"))),
        """
p/questionnaire.yaml:22:48: error: 'shuffled' is not a value of 'order' [value]
  22 |   roads: {title: {kk: ж, ru: д, en: r}, order: shuffled}
     |                                                ^
  = allowed: 'fixed', 'random'
1 error, nothing was written
""",
    ),
    Case(
        "answers of a number read out",
        more(AGE + "    answers: read_out\n"),
        """
p/questionnaire.yaml:18:14: error: 'q_age' is a number and has no answers to show or read out [answers-number]
  18 |     answers: read_out
     |              ^
  = remove 'answers'
1 error, nothing was written
""",
    ),
    Case(
        "answers put in no known way",
        more(USED + "    answers: shown\n"),
        """
p/questionnaire.yaml:19:14: error: 'shown' is not a value of 'answers' [value]
  19 |     answers: shown
     |              ^
  = allowed: 'card', 'read_out', 'not_read_out'
1 error, nothing was written
""",
    ),
    Case(
        "number with a card",
        more(AGE + "    card: good\n", CARD),
        """
p/questionnaire.yaml:18:11: error: 'q_age' is a number and takes no card [code-number]
  18 |     card: good
     |           ^
  = remove 'card', or write 'type: scale'
1 error, nothing was written
""",
    ),
    Case(
        "card with a code twice",
        more(CARDED, CARDED.replace("q_used", "q_again"), CARD.replace("refused: [99]", "refused: [2]")),
        """
p/questionnaire.yaml:24:124: error: the code 2 of the card 'good' means two things: it stands under 'codes' and under 'refused' [code-duplicate]
  24 |   good: {codes: [{code: 1, label: {kk: иә, ru: да, en: "yes"}}, {code: 2, label: {kk: жоқ, ru: нет, en: "no"}}], refused: [2]}
     |                                                                                                                            ^
  = give each answer its own code
1 error, nothing was written
""",
    ),
    Case(
        "code of a question that its card has too",
        more(CARDED + "    dont_know: [1]\n", CARD),
        """
p/questionnaire.yaml:19:17: error: the code 1 of 'q_used' means two things: it stands under 'codes' and under 'dont_know' [code-duplicate]
  19 |     dont_know: [1]
     |                 ^
  = give each answer its own code
1 error, nothing was written
""",
    ),
    Case(
        "card with a label twice",
        more(CARDED, CARD.replace('"no"', '"yes"')),
        """
p/questionnaire.yaml:20:105: error: the label 'yes' of the card 'good' stands for the code 1 and for 2 [label-duplicate]
  20 |   good: {codes: [{code: 1, label: {kk: иә, ru: да, en: "yes"}}, {code: 2, label: {kk: жоқ, ru: нет, en: "yes"}}], refused: [99]}
     |                                                                                                         ^
  = word the two answers differently
1 error, nothing was written
""",
    ),
    Case(
        "card with wrong ends",
        more(CARDED.replace("yes_no", "scale"), CARD.replace("refused: [99]", "ends: {worst: 2, best: 3}")),
        """
p/questionnaire.yaml:20:137: error: 3 is no valid answer to the card 'good' [unknown-code]
  20 |   good: {codes: [{code: 1, label: {kk: иә, ru: да, en: "yes"}}, {code: 2, label: {kk: жоқ, ru: нет, en: "no"}}], ends: {worst: 2, best: 3}}
     |                                                                                                                                         ^
  = allowed: '1', '2'
1 error, nothing was written
""",
    ),
    Case(
        "card without answers",
        more(CARDED, "cards: {good: {codes: []}}\n"),
        """
p/questionnaire.yaml:19:23: error: the card 'good' has no valid answer [code-none]
  19 | cards: {good: {codes: []}}
     |                       ^
  = list the codes
1 error, nothing was written
""",
    ),
    Case(
        "card whose answers are no yes and no",
        more(CARDED, CARD.replace("}], ", "}, {code: 3, label: {kk: мүмкін, ru: может быть, en: perhaps}}], ")),
        """
p/questionnaire.yaml:18:11: error: 'q_used' is a question of yes and no, and has 3 codes [code-yes-no]
  18 |     card: good
     |           ^
  = keep two, or write 'type: choice'
1 error, nothing was written
""",
    ),
    Case(
        "card without a language",
        more(CARDED, CARD.replace("ru: нет, ", "")),
        """
p/questionnaire.yaml:20:82: error: there is no text in 'ru' [title-language]
  20 |   good: {codes: [{code: 1, label: {kk: иә, ru: да, en: "yes"}}, {code: 2, label: {kk: жоқ, en: "no"}}], refused: [99]}
     |                                                                                  ^
  = add ru
1 error, nothing was written
""",
    ),
    Case(
        "texts of the interview without a language",
        (
            IN_ROADS,
            *more(
                USED + "    module: used\n    instruction: {kk: оқымаңыз, en: do not read out}\n",
                MODULES.replace("kk: б, ", ""),
                "introduction: {ru: Здравствуйте, en: Hello}\n",
            ),
        ),
        """
p/questionnaire.yaml:21:18: error: there is no text in 'ru' [title-language]
  21 |     instruction: {kk: оқымаңыз, en: do not read out}
     |                  ^
  = add ru
p/questionnaire.yaml:24:17: error: there is no text in 'kk' [title-language]
  24 |   used: {title: {ru: б, en: u}}
     |                 ^
  = add kk
p/questionnaire.yaml:25:15: error: there is no text in 'kk' [title-language]
  25 | introduction: {ru: Здравствуйте, en: Hello}
     |               ^
  = add kk
3 errors, nothing was written
""",
    ),
    Case(
        "one answer that excludes others",
        more(USED.replace('"no"}}', '"no"}, alone: true}')),
        """
p/questionnaire.yaml:18:114: error: 'alone' is for one of several answers, and 'q_used' is of type 'yes_no' [code-alone]
  18 |     codes: [{code: 1, label: {kk: иә, ru: да, en: "yes"}}, {code: 2, label: {kk: жоқ, ru: нет, en: "no"}, alone: true}]
     |                                                                                                                  ^
  = remove it
1 error, nothing was written
""",
    ),
    Case(
        "name of a second pass",
        (
            IN_ROADS,
            *more(USED + "    module: used\n", "  q_roads__2:\n    module: used\n" + USED.split("\n", 1)[1], RANDOM),
        ),
        """
p/questionnaire.yaml:21:3: error: 'q_roads__2' is what forms call 'q_roads' where its module comes second [question-twin]
  21 |   q_roads__2:
     |   ^
  = name it otherwise
1 error, nothing was written
""",
    ),
)
