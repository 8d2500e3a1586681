"""A small project that is right in every line, for tests that break one line of it. Places and figures are invented."""

from __future__ import annotations

from pathlib import Path

REGISTRY = """\
indexgov: 1
id: small
version: "1"
title: {kk: Индекс, ru: Индекс, en: Index}
languages: [kk, ru, en]
tiers:
  region: {title: {kk: өңір, ru: регион, en: region}}
  okrug: {title: {kk: округ, ru: округ, en: okrug}}
bodies:
  akimat: {title: {kk: әкімдік, ru: акимат, en: akimat}}
  maslikhat: {title: {kk: мәслихат, ru: маслихат, en: maslikhat}, tiers: [region]}
acts:
  law: {title: {kk: Заң, ru: Закон, en: Law}, url: https://example.org/law}
reasons:
  no_budget: {title: {kk: бюджет жоқ, ru: нет бюджета, en: no budget}}
scales:
  published:
    levels: {full: 100, partial: 50, none: 0}
    titles:
      full: {kk: толық, ru: полностью, en: full}
      partial: {kk: ішінара, ru: частично, en: partial}
      none: {kk: жоқ, ru: нет, en: none}
  share: {goalposts: {min: 0, max: 1}}
  opinion: {goalposts: {min: 1, max: 5}}
  sessions: {goalposts: {min: 0, max: 12, clamp: false}}
  answered: {ratio: {numerator: {in_time: 1, late: 0.5}, denominator: received, empty: error}}
  points: identity
components:
  external:
    title: {kk: Сыртқы, ru: Внешний, en: External}
    weight: 60
    missing: {rule: reweight, min_coverage: 0.5}
    blocks:
      - id: openness
        title: {kk: Ашықтық, ru: Открытость, en: Openness}
        weights: percent
        sub_blocks:
          - id: openness.papers
            title: {kk: Құжаттар, ru: Документы, en: Papers}
            weight: 70
            indicators:
              - id: papers.heads
                title: {kk: Басшылар, ru: Руководители, en: Heads}
                scale: published
                weight: 2
                legal: [{act: law, article: "16"}]
              - id: papers.budget
                title: {kk: Бюджет, ru: Бюджет, en: Budget}
                body: akimat
                scale: published
                weight: 1
                not_applicable: [no_budget]
          - id: openness.people
            title: {kk: Адамдар, ru: Люди, en: People}
            weight: 30
            indicators:
              - id: people.sessions
                title: {kk: Сессиялар, ru: Сессии, en: Sessions}
                body: maslikhat
                scale: sessions
              - id: people.requests
                title: {kk: Сұрау салулар, ru: Запросы, en: Requests}
                scale: answered
  internal:
    title: {kk: Ішкі, ru: Внутренний, en: Internal}
    weight: 40
    blocks:
      - id: satisfaction
        title: {kk: Қанағаттану, ru: Удовлетворённость, en: Satisfaction}
        indicators:
          - id: satisfaction.body
            title: {kk: Жұмысы, ru: Работа, en: Work}
            measure: share
            scale: share
            min_n: 30
          - id: satisfaction.roads
            title: {kk: Жолдар, ru: Дороги, en: Roads}
            question: q_roads
            measure: mean
            scale: opinion
territory: {rule: pooled}
ranking: {within: [body, tier]}
classes:
  bands:
    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}
    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}
"""

DATASET = """\
period: 2026-Q3
status: demo
title: {kk: Үлгі, ru: Пример, en: Example}
registry: indicators.yaml
territories: territories.csv
evidence: [evidence.csv]
estimates: [estimates.csv]
survey: {file: survey.csv, questionnaire: questionnaire.yaml, unclustered: true, columns: {weight: weight}}
publication: {profile: open}
"""

QUESTIONNAIRE = """\
indexgov_questionnaire: 1
id: small
title: {kk: Сауалнама, ru: Опрос, en: Survey}
languages: [kk, ru, en]
questions:
  q_roads:
    text: {kk: Жолдар?, ru: Дороги?, en: Roads?}
    type: scale
    codes:
      - {code: 1, label: {kk: нашар, ru: плохо, en: bad}}
      - {code: 3, label: {kk: орташа, ru: средне, en: fair}}
      - {code: 5, label: {kk: жақсы, ru: хорошо, en: good}}
    dont_know: [98]
    refused: [99]
"""

TERRITORIES = """\
territory,tier,name_kk,name_ru,name_en
R01,region,Өңір 01,Регион 01,Region 01
R02,region,Өңір 02,Регион 02,Region 02
R03,region,Өңір 03,Регион 03,Region 03
"""

EVIDENCE = """\
territory,body,indicator,part,value,source_url,seen_on,assessor,stage,reason
R01,akimat,papers.heads,,full,https://example.org/1,2026-08-03,,,
R01,akimat,papers.budget,,partial,https://example.org/2,2026-08-03,,,
R01,akimat,people.requests,in_time,8,https://example.org/3,2026-08-03,,,
R01,akimat,people.requests,late,1,https://example.org/3,2026-08-03,,,
R01,akimat,people.requests,received,10,https://example.org/3,2026-08-03,,,
R01,maslikhat,papers.heads,,none,,2026-08-03,,,
R01,maslikhat,people.sessions,,6,https://example.org/4,2026-08-03,,,
R02,akimat,papers.heads,,partial,https://example.org/5,2026-08-04,,,
R02,akimat,papers.budget,,not_applicable,,2026-08-04,,,no_budget
R02,maslikhat,papers.heads,,full,https://example.org/6,2026-08-04,,,
R02,maslikhat,people.sessions,,12,https://example.org/7,2026-08-04,,,
R03,akimat,papers.heads,,full,https://example.org/8,2026-08-05,,,
R03,maslikhat,papers.heads,,partial,https://example.org/9,2026-08-05,,,
"""

ESTIMATES = """\
territory,body,indicator,value,n
R01,akimat,satisfaction.body,0.6,120
R01,maslikhat,satisfaction.body,0.5,120
R02,,satisfaction.body,0.4,110
R03,akimat,satisfaction.body,0.7,100
R03,maslikhat,satisfaction.body,0.3,12
"""

SURVEY = """\
territory,weight,q_roads
R01,1.5,5
R01,0.5,1
R01,1,98
R02,1,3
R02,1,3
R03,2,5
R03,1,3
R03,1,99
R03,1,
"""

FILES = {
    "indicators.yaml": REGISTRY,
    "dataset.yaml": DATASET,
    "questionnaire.yaml": QUESTIONNAIRE,
    "territories.csv": TERRITORIES,
    "evidence.csv": EVIDENCE,
    "estimates.csv": ESTIMATES,
    "survey.csv": SURVEY,
}


def write_project(folder: Path, files: dict[str, str] | None = None) -> Path:
    """Write the project, with some files replaced, into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (FILES | (files or {})).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
