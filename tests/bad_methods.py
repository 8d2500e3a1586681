"""Faults that only the data show: columns, earlier periods, and values that a method has no answer for."""

from __future__ import annotations

from tests.bad_inputs import DATASET, ESTIMATES, EVIDENCE, REGISTRY, TERRITORIES, Case

CASES = (
    Case(
        "column of a group missing",
        ((REGISTRY, "scales:\n", "groups: {oblast: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),),
        """
p/territories.csv:1: error: the column 'oblast' is missing [column-missing]
  1 | territory,tier,name_kk,name_ru,name_en
  = the table has: 'territory', 'tier', 'name_kk', 'name_ru', 'name_en'
1 error, nothing was written
""",
    ),
    Case(
        "column of a group misspelt",
        (
            (REGISTRY, "scales:\n", "groups: {oblast: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),
            (TERRITORIES, "name_en\n", "name_en,obalst\n"),
            (TERRITORIES, "Region 01\n", "Region 01,a\n"),
            (TERRITORIES, "Region 02\n", "Region 02,b\n"),
            (TERRITORIES, "Region 03\n", "Region 03,c\n"),
        ),
        """
p/territories.csv:1: error: the column 'oblast' is missing [column-missing]
  1 | territory,tier,name_kk,name_ru,name_en,obalst
  = rename 'obalst' to 'oblast'
1 error, nothing was written
""",
    ),
    Case(
        "column of a denominator missing",
        ((REGISTRY, "scales:\n", "denominators: {villages: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),),
        """
p/territories.csv:1: error: the column 'villages' is missing [column-missing]
  1 | territory,tier,name_kk,name_ru,name_en
  = the table has: 'territory', 'tier', 'name_kk', 'name_ru', 'name_en'
1 error, nothing was written
""",
    ),
    Case(
        "no population to divide by",
        ((REGISTRY, "scales:\n", "denominators: {population: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),),
        """
p/territories.csv:1: error: the column 'population' is missing [column-missing]
  1 | territory,tier,name_kk,name_ru,name_en
  = the table has: 'territory', 'tier', 'name_kk', 'name_ru', 'name_en'
1 error, nothing was written
""",
    ),
    Case(
        "denominators that divide nothing",
        (
            (REGISTRY, "scales:\n", "denominators: {villages: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                denominator: villages",
            ),
            (TERRITORIES, "name_en\n", "name_en,villages\n"),
            (TERRITORIES, "Region 01\n", "Region 01,1000\n"),
            (TERRITORIES, "Region 02\n", "Region 02,-5\n"),
            (TERRITORIES, "Region 03\n", "Region 03,0\n"),
        ),
        """
p/territories.csv:3: error: nothing can be divided by -5, and 'villages' is a denominator [denominator]
  3 | R02,region,Өңір 02,Регион 02,Region 02,-5
  = write a number above 0, or leave the cell empty where it is not known
p/territories.csv:4: error: nothing can be divided by 0, and 'villages' is a denominator [denominator]
  4 | R03,region,Өңір 03,Регион 03,Region 03,0
  = write a number above 0, or leave the cell empty where it is not known
2 errors, nothing was written
""",
    ),
    Case(
        "population below zero to divide by",
        (
            (REGISTRY, "scales:\n", "denominators: {population: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                denominator: population",
            ),
            (TERRITORIES, "name_en\n", "name_en,population\n"),
            (TERRITORIES, "Region 01\n", "Region 01,1000\n"),
            (TERRITORIES, "Region 02\n", "Region 02,-5\n"),
            (TERRITORIES, "Region 03\n", "Region 03,0\n"),
        ),
        """
p/territories.csv:3: error: the population is negative: -5 [population]
  3 | R02,region,Өңір 02,Регион 02,Region 02,-5
p/territories.csv:4: error: nothing can be divided by 0, and 'population' is a denominator [denominator]
  4 | R03,region,Өңір 03,Регион 03,Region 03,0
  = write a number above 0, or leave the cell empty where it is not known
2 errors, nothing was written
""",
    ),
    Case(
        "denominator that is no number",
        (
            (REGISTRY, "scales:\n", "denominators: {villages: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),
            (TERRITORIES, "name_en\n", "name_en,villages\n"),
            (TERRITORIES, "Region 01\n", "Region 01,1000\n"),
            (TERRITORIES, "Region 02\n", "Region 02,many\n"),
            (TERRITORIES, "Region 03\n", "Region 03,\n"),
        ),
        """
p/territories.csv:3: error: 'many' in column 'villages' is not a number [number]
  3 | R02,region,Өңір 02,Регион 02,Region 02,many
  = write digits with a decimal point
1 error, nothing was written
""",
    ),
    Case(
        "evidence of an earlier year",
        ((EVIDENCE, "https://example.org/4,2026-08-03", "https://example.org/4,2025-08-03"),),
        """
p/evidence.csv:8: error: the evidence was seen on 2025-08-03, before 2026-Q3 began on 2026-07-01 [evidence-old]
  8 | R01,maslikhat,people.sessions,,6,https://example.org/4,2025-08-03,,,
  = look again, or write 'carry: N' at the indicator to allow evidence of N periods before
1 error, nothing was written
""",
    ),
    Case(
        "evidence older than carry allows",
        (
            (REGISTRY, "                scale: sessions", "                scale: sessions\n                carry: 2"),
            (EVIDENCE, "https://example.org/4,2026-08-03", "https://example.org/4,2025-08-03"),
        ),
        """
p/evidence.csv:8: error: the evidence was seen on 2025-08-03, 'people.sessions' may be carried from 2026-01-01 [evidence-old]
  8 | R01,maslikhat,people.sessions,,6,https://example.org/4,2025-08-03,,,
  = look again
1 error, nothing was written
""",
    ),
    Case(
        "value below the first step",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {bands: [[7, 0], [12, 100]]}",
            ),
        ),
        """
p/evidence.csv:8: error: 6 is outside the bands from 7 of 'people.sessions' [out-of-range]
  8 | R01,maslikhat,people.sessions,,6,https://example.org/4,2026-08-03,,,
  = correct the value, or let the bands begin lower
1 error, nothing was written
""",
    ),
    Case(
        "level for a relative scale",
        (
            (REGISTRY, "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}", "  sessions: {rank: {}}"),
            (EVIDENCE, "people.sessions,,6,", "people.sessions,,many,"),
        ),
        """
p/evidence.csv:8: error: 'many' in column 'value' is not a number [number]
  8 | R01,maslikhat,people.sessions,,many,https://example.org/4,2026-08-03,,,
  = write digits with a decimal point
1 error, nothing was written
""",
    ),
    Case(
        "number beyond all sense",
        (
            (REGISTRY, "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}", "  sessions: {minmax: {}}"),
            (EVIDENCE, "people.sessions,,6,", "people.sessions,,1e300,"),
        ),
        """
p/evidence.csv:8: error: '1e300' in column 'value' is beyond 1e+15 [number]
  8 | R01,maslikhat,people.sessions,,1e300,https://example.org/4,2026-08-03,,,
  = correct the number
1 error, nothing was written
""",
    ),
    Case(
        "base period not named",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2026-Q2}}",
            ),
        ),
        """
p/dataset.yaml:1:1: error: the scale 'sessions' is made over 2026-Q2, and no dataset of that period is named [previous-missing]
  1 | period: 2026-Q3
    | ^
  = add its folder: 'previous: [../2026-Q2]'
1 error, nothing was written
""",
    ),
    Case(
        "base period not among the previous",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2026-Q2}}",
            ),
            (DATASET, "status: demo", "status: demo\nprevious: [q2]"),
            (
                "q2/dataset.yaml",
                "",
                "period: 2026-Q1\nstatus: demo\ntitle: {kk: Үлгі, ru: Пример, en: Example}\nregistry: ../indicators.yaml\nterritories: ../territories.csv\nevidence: [evidence.csv]\n",
            ),
            (
                "q2/evidence.csv",
                "",
                "territory,body,indicator,value,source_url\nR01,maslikhat,people.sessions,3,https://example.org/1\nR02,maslikhat,people.sessions,5,https://example.org/1\n",
            ),
        ),
        """
p/dataset.yaml:3:11: error: the scale 'sessions' is made over 2026-Q2, and no dataset of that period is named [previous-missing]
  3 | previous: [q2]
    |           ^
  = add its folder: 'previous: [../2026-Q2]'
1 error, nothing was written
""",
    ),
    Case(
        "previous folder missing",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2026-Q2}}",
            ),
            (DATASET, "status: demo", "status: demo\nprevious: [q2]"),
        ),
        """
p/dataset.yaml:3:12: error: there is no dataset in 'q2' [previous]
  3 | previous: [q2]
    |            ^
  = name a folder with a dataset.yaml
1 error, nothing was written
""",
    ),
    Case(
        "previous folder missing and not needed",
        ((DATASET, "status: demo", "status: demo\nprevious: [q2]"),),
        """
p/dataset.yaml:3:12: error: there is no dataset in 'q2' [previous]
  3 | previous: [q2]
    |            ^
  = name a folder with a dataset.yaml
1 error, nothing was written
""",
    ),
    Case(
        "previous that is later",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2026-Q2}}",
            ),
            (DATASET, "status: demo", "status: demo\nprevious: [q2]"),
            (
                "q2/dataset.yaml",
                "",
                "period: 2026-Q4\nstatus: demo\ntitle: {kk: Үлгі, ru: Пример, en: Example}\nregistry: ../indicators.yaml\nterritories: ../territories.csv\nevidence: [evidence.csv]\n",
            ),
            (
                "q2/evidence.csv",
                "",
                "territory,body,indicator,value,source_url\nR01,maslikhat,people.sessions,3,https://example.org/1\nR02,maslikhat,people.sessions,5,https://example.org/1\n",
            ),
        ),
        """
p/dataset.yaml:3:12: error: the period 2026-Q4 of 'q2' does not lie before 2026-Q3 [previous]
  3 | previous: [q2]
    |            ^
  = correct the folder
1 error, nothing was written
""",
    ),
    Case(
        "previous that holds the period",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2026-Q2}}",
            ),
            (DATASET, "status: demo", "status: demo\nprevious: [q2]"),
            (
                "q2/dataset.yaml",
                "",
                "period: 2026\nstatus: demo\ntitle: {kk: Үлгі, ru: Пример, en: Example}\nregistry: ../indicators.yaml\nterritories: ../territories.csv\nevidence: [evidence.csv]\n",
            ),
            (
                "q2/evidence.csv",
                "",
                "territory,body,indicator,value,source_url\nR01,maslikhat,people.sessions,3,https://example.org/1\nR02,maslikhat,people.sessions,5,https://example.org/1\n",
            ),
        ),
        """
p/dataset.yaml:3:12: error: the period 2026 of 'q2' does not lie before 2026-Q3 [previous]
  3 | previous: [q2]
    |            ^
  = correct the folder
1 error, nothing was written
""",
    ),
    Case(
        "previous that is itself",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2026-Q2}}",
            ),
            (DATASET, "status: demo", "status: demo\nprevious: [.]"),
        ),
        """
p/dataset.yaml:3:12: error: the period 2026-Q3 of '.' does not lie before 2026-Q3 [previous]
  3 | previous: [.]
    |            ^
  = correct the folder
1 error, nothing was written
""",
    ),
    Case(
        "previous twice",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2026-Q2}}",
            ),
            (DATASET, "status: demo", "status: demo\nprevious: [q2, q1]"),
            (
                "q2/dataset.yaml",
                "",
                "period: 2026-Q2\nstatus: demo\ntitle: {kk: Үлгі, ru: Пример, en: Example}\nregistry: ../indicators.yaml\nterritories: ../territories.csv\nevidence: [evidence.csv]\n",
            ),
            (
                "q2/evidence.csv",
                "",
                "territory,body,indicator,value,source_url\nR01,maslikhat,people.sessions,3,https://example.org/1\nR02,maslikhat,people.sessions,5,https://example.org/1\n",
            ),
            (
                "q1/dataset.yaml",
                "",
                "period: 2026-Q2\nstatus: demo\ntitle: {kk: Үлгі, ru: Пример, en: Example}\nregistry: ../indicators.yaml\nterritories: ../territories.csv\nevidence: [evidence.csv]\n",
            ),
            (
                "q1/evidence.csv",
                "",
                "territory,body,indicator,value,source_url\nR01,maslikhat,people.sessions,3,https://example.org/1\nR02,maslikhat,people.sessions,5,https://example.org/1\n",
            ),
        ),
        """
p/dataset.yaml:3:16: error: the period 2026-Q2 of 'q1' stands twice [previous]
  3 | previous: [q2, q1]
    |                ^
  = correct the folder
1 error, nothing was written
""",
    ),
    Case(
        "previous that is a file",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2026-Q2}}",
            ),
            (DATASET, "status: demo", "status: demo\nprevious: [evidence.csv]"),
        ),
        """
p/dataset.yaml:3:12: error: there is no dataset in 'evidence.csv' [previous]
  3 | previous: [evidence.csv]
    |            ^
  = name a folder with a dataset.yaml
1 error, nothing was written
""",
    ),
    Case(
        "previous as a number",
        ((DATASET, "status: demo", "status: demo\nprevious: 5"),),
        """
p/dataset.yaml:3:11: error: 'previous' must be a list, found '5' [type]
  3 | previous: 5
    |           ^
  = write it like this: [../2026-Q2]
1 error, nothing was written
""",
    ),
    Case(
        "misspelt previous",
        ((DATASET, "status: demo", "status: demo\nprevius: [q2]"),),
        """
p/dataset.yaml:3:1: error: 'previus' is not a key here [unknown-key]
  3 | previus: [q2]
    | ^
  = did you mean 'previous'? allowed: 'period', 'status', 'revision', 'corrections', 'title', 'registry', 'territories', 'evidence', 'estimates', 'survey', 'previous', 'publication', 'sampling', 'licence', 'citation', 'contact', 'indexgov_dataset'
1 error, nothing was written
""",
    ),
    Case(
        "fault in the previous evidence",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2026-Q2}}",
            ),
            (DATASET, "status: demo", "status: demo\nprevious: [q2]"),
            (
                "q2/dataset.yaml",
                "",
                "period: 2026-Q2\nstatus: demo\ntitle: {kk: Үлгі, ru: Пример, en: Example}\nregistry: ../indicators.yaml\nterritories: ../territories.csv\nevidence: [evidence.csv]\n",
            ),
            (
                "q2/evidence.csv",
                "",
                "territory,body,indicator,value,source_url\nR01,maslikhat,people.sessions,three,https://example.org/1\nR02,maslikhat,people.sessions,5,https://example.org/1\n",
            ),
        ),
        """
p/q2/evidence.csv:2: error: 'three' in column 'value' is not a number [number]
  2 | R01,maslikhat,people.sessions,three,https://example.org/1
  = write digits with a decimal point
1 error, nothing was written
""",
    ),
    Case(
        "fault in the previous dataset.yaml",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2026-Q2}}",
            ),
            (DATASET, "status: demo", "status: demo\nprevious: [q2]"),
            (
                "q2/dataset.yaml",
                "",
                "period: 2026-Q2\nstaus: demo\ntitle: {kk: Үлгі, ru: Пример, en: Example}\nregistry: ../indicators.yaml\nterritories: ../territories.csv\nevidence: [evidence.csv]\n",
            ),
            (
                "q2/evidence.csv",
                "",
                "territory,body,indicator,value,source_url\nR01,maslikhat,people.sessions,3,https://example.org/1\nR02,maslikhat,people.sessions,5,https://example.org/1\n",
            ),
        ),
        """
p/q2/dataset.yaml:2:1: error: 'staus' is not a key here [unknown-key]
  2 | staus: demo
    | ^
  = did you mean 'status'? allowed: 'period', 'status', 'revision', 'corrections', 'title', 'registry', 'territories', 'evidence', 'estimates', 'survey', 'previous', 'publication', 'sampling', 'licence', 'citation', 'contact', 'indexgov_dataset'
1 error, nothing was written
""",
    ),
    Case(
        "nothing in the base period",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2026-Q2}}",
            ),
            (DATASET, "status: demo", "status: demo\nprevious: [q2]"),
            (
                "q2/dataset.yaml",
                "",
                "period: 2026-Q2\nstatus: demo\ntitle: {kk: Үлгі, ru: Пример, en: Example}\nregistry: ../indicators.yaml\nterritories: ../territories.csv\n",
            ),
            (
                "q2/evidence.csv",
                "",
                "territory,body,indicator,value,source_url\nR01,maslikhat,people.sessions,3,https://example.org/1\nR02,maslikhat,people.sessions,5,https://example.org/1\n",
            ),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions': there is no value to compare with, and a relative scale needs two that differ [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = write 'constant: SCORE' in the scale, or choose a scale that is not relative
1 error, nothing was written
""",
    ),
    Case(
        "base period that is yet to come",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {over: 2027-Q1}}",
            ),
        ),
        """
p/dataset.yaml:1:9: error: the scale 'sessions' is made over 2027-Q1, which does not lie before 2026-Q3 [previous]
  1 | period: 2026-Q3
    |         ^
  = correct 'over' in the registry, or score a later period
1 error, nothing was written
""",
    ),
    Case(
        "constant column",
        (
            (REGISTRY, "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}", "  sessions: {minmax: {}}"),
            (EVIDENCE, "people.sessions,,12,", "people.sessions,,6,"),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions': all 2 values are 6, and a relative scale needs two that differ [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = write 'constant: SCORE' in the scale, or choose a scale that is not relative
1 error, nothing was written
""",
    ),
    Case(
        "single value",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {zscore: {centre: 50, spread: 10}}",
            ),
            (EVIDENCE, "R02,maslikhat,people.sessions,,12,https://example.org/7,2026-08-04,,,\n", ""),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions': the only value is 6, and a relative scale needs two that differ [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = write 'constant: SCORE' in the scale, or choose a scale that is not relative
1 error, nothing was written
""",
    ),
    Case(
        "constant column in a group",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {percentile: {within: [body, tier]}}",
            ),
            (EVIDENCE, "people.sessions,,12,", "people.sessions,,6,"),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions' in maslikhat, region: all 2 values are 6, and a relative scale needs two that differ [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = write 'constant: SCORE' in the scale, or choose a scale that is not relative
1 error, nothing was written
""",
    ),
    Case(
        "reference without a value",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                '  sessions: {distance_to_reference: {reference: "R03"}}',
            ),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions': the reference 'R03' has no value [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = name a territory with a value in every group, or use 'distance_to_max'
1 error, nothing was written
""",
    ),
    Case(
        "reference that is the worst",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                '  sessions: {distance_to_reference: {reference: "R01"}}',
            ),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions': the reference 'R01' is not better than the worst value [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = choose another, or use 'minmax'
1 error, nothing was written
""",
    ),
    Case(
        "reference with two values",
        (
            (
                REGISTRY,
                "  opinion: {goalposts: {min: 1, max: 5}}",
                '  opinion: {goalposts: {min: 1, max: 5}}\n  near: {distance_to_reference: {reference: "R01"}}',
            ),
            (REGISTRY, "            scale: share\n", "            scale: near\n"),
        ),
        """
p/indicators.yaml:75:20: error: the scale 'near' has no answer for 'satisfaction.body': the reference 'R01' has 2 values [relative-scale]
  75 |             scale: near
     |                    ^
  = write 'within: [body]', so that each body has a reference of its own
1 error, nothing was written
""",
    ),
    Case(
        "target below the worst",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {distance_to_target: {target: 5}}",
            ),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions': the target is not better than the worst value [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = choose another, or use 'minmax'
1 error, nothing was written
""",
    ),
    Case(
        "target above the worst where less is better",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {distance_to_target: {target: 20}}",
            ),
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                better: lower",
            ),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions': the target is not better than the worst value [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = choose another, or use 'minmax'
1 error, nothing was written
""",
    ),
    Case(
        "fraction of negative values",
        (
            (REGISTRY, "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}", "  sessions: {fraction: {}}"),
            (EVIDENCE, "people.sessions,,6,", "people.sessions,,-6,"),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions': a fraction of the largest value needs values from 0, found -6 [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = use 'minmax'
1 error, nothing was written
""",
    ),
    Case(
        "logarithm of nothing",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {treat: {when: always, transform: log}}}",
            ),
            (EVIDENCE, "people.sessions,,6,", "people.sessions,,0,"),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions': a logarithm needs values above 0, found 0 [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = use 'shifted_log'
1 error, nothing was written
""",
    ),
    Case(
        "logarithm of the GII below 1",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {treat: {when: always, transform: gii_log}}}",
            ),
            (EVIDENCE, "people.sessions,,6,", "people.sessions,,0,"),
            (EVIDENCE, "people.sessions,,12,", "people.sessions,,1,"),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions': 'gii_log' needs a largest value above 1, found 1 [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = use 'shifted_log'
1 error, nothing was written
""",
    ),
    Case(
        "Box-Cox of a negative value",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {minmax: {treat: {when: always, transform: {boxcox: 0.5}}}}",
            ),
            (EVIDENCE, "people.sessions,,6,", "people.sessions,,-1,"),
        ),
        """
p/indicators.yaml:60:24: error: the scale 'sessions' has no answer for 'people.sessions': Box-Cox needs values above 0, found -1 [relative-scale]
  60 |                 scale: sessions
     |                        ^
  = use 'shifted_log'
1 error, nothing was written
""",
    ),
    Case(
        "restate of a single score",
        (
            (
                REGISTRY,
                "            weight: 30",
                "            weight: 30\n            restate: {minmax: {within: [body]}}",
            ),
        ),
        """
p/indicators.yaml:56:22: error: 'openness.people': 'restate' has no answer in akimat: the only value is 85, and a relative scale needs two that differ [method]
  56 |             restate: {minmax: {within: [body]}}
     |                      ^
  = write 'constant: SCORE' in the scale, or choose a scale that is not relative
1 error, nothing was written
""",
    ),
    Case(
        "restate of a single territory",
        ((REGISTRY, "            weight: 30", "            weight: 30\n            restate: {minmax: {}}"),),
        """
p/indicators.yaml:56:22: error: 'openness.people' of the territories: 'restate' has no answer: the only value is 67.5, and a relative scale needs two that differ [method]
  56 |             restate: {minmax: {}}
     |                      ^
  = write 'constant: SCORE' in the scale, or choose a scale that is not relative
1 error, nothing was written
""",
    ),
    Case(
        "restate with an unknown reference",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                'combine: {restate: {distance_to_reference: {reference: "R09"}}, missing: {rule: reweight}}\nterritory: {rule: pooled}',
            ),
        ),
        """
p/indicators.yaml:81:20: error: 'index': 'restate' has no answer: the reference 'R09' has no value [method]
  81 | combine: {restate: {distance_to_reference: {reference: "R09"}}, missing: {rule: reweight}}
     |                    ^
  = name a territory with a value in every group, or use 'distance_to_max'
1 error, nothing was written
""",
    ),
    Case(
        "principal component of too few",
        (
            (REGISTRY, "            weight: 70\n", "            weight: 70\n            weights: pca\n"),
            (REGISTRY, "                weight: 2\n", ""),
            (REGISTRY, "                weight: 1\n", ""),
        ),
        """
p/indicators.yaml:41:22: error: 'openness.papers': weights by principal component: of the authorities 1 have a score for every child, and 3 are needed [method]
  41 |             weights: pca
     |                      ^
  = write the weights
1 error, nothing was written
""",
    ),
    Case(
        "principal component of a constant child",
        (
            (REGISTRY, "      - id: satisfaction\n", "      - id: satisfaction\n        weights: pca\n"),
            (ESTIMATES, "R01,akimat,satisfaction.body,0.6,120", "R01,akimat,satisfaction.body,0.5,120"),
            (ESTIMATES, "R01,maslikhat,satisfaction.body,0.5,120", "R01,maslikhat,satisfaction.body,0.5,120"),
            (ESTIMATES, "R02,,satisfaction.body,0.4,110", "R02,,satisfaction.body,0.5,110"),
            (ESTIMATES, "R03,akimat,satisfaction.body,0.7,100", "R03,akimat,satisfaction.body,0.5,100"),
        ),
        """
p/indicators.yaml:69:18: error: 'satisfaction': weights by principal component: 'satisfaction.body' has the same score for every authority [method]
  69 |         weights: pca
     |                  ^
  = write the weights
1 error, nothing was written
""",
    ),
    Case(
        "principal component of a child against the others",
        (
            (REGISTRY, "      - id: satisfaction\n", "      - id: satisfaction\n        weights: pca\n"),
            (ESTIMATES, "R01,akimat,satisfaction.body,0.6,120", "R01,akimat,satisfaction.body,0.3,120"),
            (ESTIMATES, "R01,maslikhat,satisfaction.body,0.5,120", "R01,maslikhat,satisfaction.body,0.3,120"),
            (ESTIMATES, "R02,,satisfaction.body,0.4,110", "R02,,satisfaction.body,0.7,110"),
            (ESTIMATES, "R03,akimat,satisfaction.body,0.7,100", "R03,akimat,satisfaction.body,0.2,100"),
        ),
        """
p/indicators.yaml:69:18: error: 'satisfaction': weights by principal component: 'satisfaction.body' runs against the others [method]
  69 |         weights: pca
     |                  ^
  = turn its scale, or write the weights
1 error, nothing was written
""",
    ),
    Case(
        "mazziotta-pareto of a negative mean",
        (
            (REGISTRY, "version:", "range: null\nversion:"),
            (REGISTRY, "{id: B, from: 0,", "{id: B,"),
            (REGISTRY, "            weight: 30", "            weight: 30\n            aggregation: mazziotta_pareto"),
            (REGISTRY, "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}", "  sessions: identity"),
            (EVIDENCE, "people.sessions,,6,", "people.sessions,,-6,"),
        ),
        """
p/indicators.yaml:57:26: error: 'openness.people': 'mazziotta_pareto' has no value for the scores of the maslikhat of 'R01': their mean is not above 0 [method]
  57 |             aggregation: mazziotta_pareto
     |                          ^
  = choose another aggregation
1 error, nothing was written
""",
    ),
)
