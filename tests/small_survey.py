"""A small survey by itself: a dataset.yaml with nothing but microdata and their questionnaire. Places are invented.

Three areas, each with its PSUs in two strata; Highland is small. The free text and the numbers of respondents hold
MARKERS, which must not come out anywhere.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

MARKERS = ("RESP-7731-", "I said that in private")
DATASET = """\
status: demo
title: {en: Northern towns, ru: Северные города}
survey:
  file: answers.csv
  questionnaire: questionnaire.yaml
  columns: {territory: Town, weight: wgt, stratum: layer, psu: block, questions: {roads: Q1}}
"""
QUESTIONNAIRE = """\
indexgov_questionnaire: 1
id: towns
title: {en: Towns, ru: Города}
languages: [en, ru]
questions:
  sex:
    text: {en: Sex, ru: Пол}
    type: choice
    codes: [{code: 1, label: {en: woman, ru: женщина}}, {code: 2, label: {en: man, ru: мужчина}}]
  visited:
    text: {en: Did you visit a clinic?, ru: Были ли вы в поликлинике?}
    type: yes_no
    codes: [{code: 1, label: {en: "yes", ru: да}}, {code: 2, label: {en: "no", ru: нет}}]
  roads:
    text: {en: How are the roads?, ru: Какие у вас дороги?}
    type: scale
    codes:
      - {code: 1, label: {en: bad, ru: плохие}}
      - {code: 2, label: {en: fair, ru: средние}}
      - {code: 3, label: {en: good, ru: хорошие}}
      - {code: 4, label: {en: very good, ru: очень хорошие}}
    dont_know: [98]
    refused: [99]
  clinic:
    text: {en: Was the clinic clean?, ru: Чисто ли было в поликлинике?}
    type: yes_no
    filter: visitors
    codes: [{code: 1, label: {en: "yes", ru: да}}, {code: 2, label: {en: "no", ru: нет}}]
filters:
  visitors: {title: {en: of those who visited a clinic, ru: из посетивших поликлинику}, question: visited, codes: [1]}
margins:
  sex: {question: sex, totals: [{code: 1, total: 6500}, {code: 2, total: 3500}], source: invented}
"""
_SIZES = (("Ashford", 60), ("Birchwood", 48), ("Highland", 8))


def answers() -> str:
    """116 respondents; chance has a fixed seed."""
    chance = Random(3)
    lines = ["id,Town,layer,block,wgt,sex,visited,Q1,clinic,comment"]
    for town, size in _SIZES:
        for at in range(size):
            sex, visited = (1 if chance.random() < share else 2 for share in (0.5, 0.7))
            roads = chance.choices([1, 2, 3, 4, 98, 99], [2, 4, 6, 3, 1, 1])[0]
            clinic = (1 if chance.random() < 0.8 else 2) if visited == 1 else ""
            design = f"{town},{town}-{at % 2},{at // 6},{chance.choice([1, 1.25, 1.5])}"
            told = f"{sex},{visited},{roads},{clinic}"
            lines.append(f"{MARKERS[0]}{town}{at},{design},{told},{MARKERS[1]} {at}")
    return "\n".join(lines) + "\n"


FILES = {"dataset.yaml": DATASET, "questionnaire.yaml": QUESTIONNAIRE, "answers.csv": answers()}


def write_survey(folder: Path, files: dict[str, str] | None = None) -> Path:
    """Write the survey, with some files replaced, into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (FILES | (files or {})).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
