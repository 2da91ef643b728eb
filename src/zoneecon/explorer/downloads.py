"""How does a figure or a table leave the explorer? As a file under reports/, and as a link.

Tables leave through the door of all reports (`report.spreadsheet`), harmless as there.
"""

import base64
import re
from collections.abc import Mapping

import pandas as pd

from zoneecon.data.files.checkout import Place
from zoneecon.data.files.whole import write_whole
from zoneecon.explorer import pictures
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.explorer.state import difference
from zoneecon.explorer.views import Result, exported_table
from zoneecon.scenarios.tables import parameter_table
from zoneecon.text.catalogue import say

FOLDER = "explorer"
KINDS = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def csv(table: pd.DataFrame) -> bytes:
    """A table as CSV, UTF-8 with a mark that spreadsheets need to read Chinese."""
    from zoneecon.report import spreadsheet  # large: only for who exports

    return spreadsheet.csv_bytes(spreadsheet.rows_of(table))


def xlsx(sheets: Mapping[str, pd.DataFrame], zone: str = "") -> bytes:
    """Tables as sheets of one workbook, with its contents and what the columns mean."""
    from zoneecon.report import spreadsheet

    rows = {name: spreadsheet.rows_of(table) for name, table in sheets.items()}
    return spreadsheet.workbook(rows, say("spreadsheet.explored", zone=zone))


def content(one: Result, ending: str, inputs: SessionInputs, language: str) -> bytes:
    """What a state shows, as a file of this kind."""
    if ending in ("png", "svg"):
        made = pictures.both(one, inputs, language)
        return pictures.png(made) if ending == "png" else pictures.svg(made)
    table = exported_table(one, inputs)
    if ending == "csv":
        return csv(table)
    sheets = {
        "chances": table,
        "difference": difference(one.state, inputs),
        "assumptions": parameter_table(one.scenario),
    }
    return xlsx(sheets, inputs.zone)


def file_name(*parts: str) -> str:
    """Parts as one name for a file: letters, digits, - and _ only."""
    return "-".join(re.sub(r"[^\w-]+", "-", part).strip("-") for part in parts if part)


def write(place: Place, name: str, content: bytes) -> str:
    """Put a file under reports/, whole; its name from the checkout on."""
    path = place.reports / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return place.checkout.shown(path)


def link(name: str, content: bytes) -> str:
    """Address of the content itself: a browser can keep it wherever the server runs."""
    kind = KINDS[name.rpartition(".")[2]]
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
