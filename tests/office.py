"""Forms filled in through LibreOffice: opened, saved as flat XML, filled there, and saved as a workbook again."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path

from tests.filled_forms import Filled

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}


def convert(path: Path, form: str, out: Path) -> Path:
    """Let the program open a file and save it in another form, `ending` or `ending:filter`, into a folder."""
    profile = (out / "profile").resolve().as_uri()
    words = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", form, "--outdir", str(out)]
    subprocess.run([*words, str(path)], check=True, capture_output=True, timeout=300)
    return out / f"{path.stem}.{form.partition(':')[0]}"


def fill_in_office(path: Path, filled: Filled, assessor: str, work: Path) -> None:
    """Fill in a form by the ids of its rows, as a person at LibreOffice would leave it."""
    flat = convert(path, "fods", work)
    spaces = dict(space for _, space in ElementTree.iterparse(flat, events=["start-ns"]))
    for prefix, address in spaces.items():
        ElementTree.register_namespace(prefix, address)
    tree = ElementTree.parse(flat)
    for table in tree.iter(f"{_TABLE}table"):
        rows = _unfolded(table)
        names = [_text(cell) for cell in rows[0]]
        if not names[0].startswith("#columns"):
            continue
        for row in rows:
            one = _text(row[0])
            if one == "#assessor":
                _write(row[3], assessor)
            for name, value in filled.get(one, {}).items():
                _write(row[names.index(name)], value)
    written = ElementTree.tostring(tree.getroot(), encoding="unicode")
    # Formulas stand in attributes, where nothing shows that they need their prefix declared.
    lost = [f'xmlns:{prefix}="{address}"' for prefix, address in spaces.items() if f"xmlns:{prefix}=" not in written]
    written = written.replace(" ", f" {' '.join(lost)} ", 1)
    flat.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{written}', encoding="utf-8")
    convert(flat, "xlsx", work).replace(path)


def _unfolded(table: ElementTree.Element) -> list[list[ElementTree.Element]]:
    """The cells of the rows that hold something, each of its own, because equal neighbours are written once."""
    rows = []
    for row in table.iter(f"{_TABLE}table-row"):
        repeated = int(row.attrib.get(f"{_TABLE}number-rows-repeated", 1))
        for cell in list(row):
            count = int(cell.attrib.pop(f"{_TABLE}number-columns-repeated", 1)) if cell.tag in _CELLS else 1
            place = list(row).index(cell)
            for _ in range(min(count, 30) - 1):
                row.insert(place, ElementTree.fromstring(ElementTree.tostring(cell)))
        if repeated == 1:
            rows.append([cell for cell in row if cell.tag in _CELLS])
    return rows


def _text(cell: ElementTree.Element) -> str:
    return "".join("".join(one.itertext()) for one in cell.iter(f"{_TEXT}p"))


def _write(cell: ElementTree.Element, value: object) -> None:
    kind, name, text = "string", "string-value", str(value)
    if isinstance(value, date):
        kind, name, text = "date", "date-value", value.isoformat()[:10]
    elif isinstance(value, int | float):
        kind, name = "float", "value"
    cell.attrib[f"{_OFFICE}value-type"], cell.attrib[f"{_OFFICE}{name}"] = kind, text
    paragraph = ElementTree.SubElement(cell, f"{_TEXT}p")
    paragraph.text = text


_ALWAYS_RECALCULATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Without it the program shows the stored results of a workbook that says it is of Excel."""


def recalculated(paths: list[Path], out: Path) -> list[Path]:
    """Let the program open workbooks, compute every formula anew, and save them into a folder."""
    settings = out / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    profile = (out / "profile").resolve().as_uri()
    words = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    subprocess.run([*words, *map(str, paths)], check=True, capture_output=True, timeout=300)
    return [out / path.name for path in paths]
