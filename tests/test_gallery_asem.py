"""The ASEM registry makes figures that COINr published: sub-indices, index and ranks of pillars, a pillar of values."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import indexgov
from tests.gallery import column, edited, scored

# COINr 1.1.14 on ASEM_iData (MIT licence), means of min-max scores to six decimals: the twelve best of 51 countries.
PILLARS = """\
country,physical,conecfin,political,instit,p2p,environ,social,susecfin,conn,sust,index,rank
CHE,50.040017,14.052199,74.782789,87.624476,51.540227,77.574865,82.968260,58.304957,55.607942,72.949361,64.278651,1
DNK,48.007361,11.616184,78.134746,76.292520,41.003935,72.549892,79.813987,62.716467,51.010949,71.693449,61.352199,2
SWE,49.669142,9.692046,80.982925,75.896195,35.037279,70.825815,82.540835,63.616332,50.255517,72.327661,61.291589,3
NOR,53.231823,7.391587,80.032077,90.054757,26.735073,72.426399,81.549188,57.430150,51.489063,70.468579,60.978821,4
BEL,52.248201,28.345721,80.840627,76.537208,35.992411,55.945819,86.338467,53.526100,54.792834,65.270129,60.031481,5
LUX,52.504622,73.096473,51.169668,78.514770,61.086431,47.331157,80.837057,41.732229,63.274393,56.633481,59.953937,6
NLD,51.242918,18.201095,84.552995,72.677158,36.325739,59.554410,78.623116,59.854916,52.599981,66.010814,59.305397,7
DEU,46.177171,9.787333,94.789177,77.906349,26.275550,63.464708,72.395715,66.865871,50.987116,67.575431,59.281274,8
AUT,36.068688,14.234715,78.226038,78.476740,45.136526,70.954734,66.987070,65.656439,50.428541,67.866081,59.147311,9
SVN,46.934173,22.142336,55.415962,77.285794,36.928326,64.961805,69.204471,71.004911,47.741318,68.390396,58.065857,10
FIN,42.927690,9.157950,77.892990,76.808782,34.160149,52.938595,82.095772,63.757184,48.189512,66.263850,57.226681,11
MLT,51.553669,36.291057,42.287446,78.094743,59.931451,67.230011,55.952654,57.959277,53.631673,60.380647,57.006160,12
"""
# The same: what was recorded, and the pillar that it makes. Malta and France, Laos and France, Myanmar and Portugal are
# the lowest and highest of all 51 in the three indicators, so these twelve are placed as among all.
POLITICAL = """\
country,embs,igos,unvote,political
CHE,82,222,42.64127029639473,74.782788872
CHN,100,193,37.13661262024815,54.507940660
DEU,100,309,42.62614908653246,94.789177342
DNK,77,259,42.791404489295566,78.134746327
FRA,100,329,40.42294532124773,87.604397629
KAZ,62,117,38.72687077226017,33.793025679
LAO,41,82,37.63291135194246,14.439824104
MLT,28,169,42.564846497004915,42.287445961
MMR,52,87,35.7557197463119,11.785874944
NOR,78,259,43.11113907643642,80.032076808
PRT,72,236,43.18604665760307,74.486429750
SWE,78,278,42.7515289570839,80.982925457
"""


def places(registry: indexgov.Registry, table: pd.DataFrame) -> pd.DataFrame:
    """territories.csv where neither groups nor denominators matter."""
    frame = pd.DataFrame({"name_en": table.index, "tier": "country"}, index=table.index)
    return frame.assign(**dict.fromkeys((*registry.groups, *registry.denominators), ""))


def test_published_pillars_make_the_published_index(tmp_path: Path) -> None:
    """From eight pillars to two sub-indices, the index and its ranks, with the weights of the registry."""

    def from_pillars(content: Any) -> None:
        content["scales"]["position"] = {"identity": True}
        for component in content["components"].values():
            component["indicators"] = [
                {"id": block["id"], "title": block["title"], "scale": "position"} for block in component.pop("blocks")
            ]

    table = pd.read_csv(StringIO(PILLARS), index_col="country")
    registry = edited("asem", from_pillars)
    pillars = table[[one.id for one in registry.indicators]]
    found = scored(registry, tmp_path, "2018", places(registry, table), pillars).ranking.set_index("territory")
    for name, column_name in (("conn", "conn"), ("sust", "sust"), ("index", "score")):
        np.testing.assert_allclose(found.loc[table.index, column_name].astype(float), table[name], atol=1e-6)
    assert found.loc[table.index, "rank"].tolist() == table["rank"].tolist()


def test_published_values_make_the_published_pillar(tmp_path: Path) -> None:
    """Min-max over the period and the mean of three indicators, to the nine decimals written above."""

    def political_only(content: Any) -> None:
        conn = content["components"]["conn"]
        conn["blocks"] = [block for block in conn["blocks"] if block["id"] == "political"]
        del content["components"]["sust"]

    table = pd.read_csv(StringIO(POLITICAL), index_col="country")
    registry = edited("asem", political_only)
    found = column(scored(registry, tmp_path, "2018", places(registry, table), table[["embs", "igos", "unvote"]]))
    np.testing.assert_allclose(found.loc[table.index, "political"], table["political"], atol=1e-9)
