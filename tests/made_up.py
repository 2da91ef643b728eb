"""A sound made-up checkout: a plan with quotes and two bulletins without, to spoil and to fuzz."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from tests.conftest import at
from zoneecon.data import folders
from zoneecon.data.files.checkout import Place

ZONE = "toytown"
RAW = f"raw/{ZONE}"
PLAN = f"{RAW}/statements/plan.csv"
BULLETIN = f"{RAW}/statements/bulletin-2020.csv"
NEXT = f"{RAW}/statements/bulletin-2021.csv"
ASSUMED = f"assumptions/{ZONE}.toml"
SOURCES = f"{RAW}/sources.csv"
#: The tables themselves, and the places in `data/` where they belong.
SOUND = Path(__file__).with_name("bad") / "sound"
PLACES = {
    "indicators": "indicators.csv",
    "units": "units.csv",
    "sources": SOURCES,
    "plan": PLAN,
    "bulletin-2020": BULLETIN,
    "bulletin-2021": NEXT,
}


class Checkout:
    """A made-up checkout on disk whose tables and files can be spoiled.

    A table goes by its place in `data/` or by its short name, a new file by its name.
    """

    def __init__(self, root: Path):
        self.root = root
        self.tables = {
            place: list(csv.reader((SOUND / f"{name}.csv").open(encoding="utf-8", newline="")))
            for name, place in PLACES.items()
        }
        self.save()

    def path(self, table: str) -> Path:
        place = PLACES.get(table, table)
        inside = place.startswith(("raw/", "assumptions/")) or place in self.tables
        return self.root / "data" / (place if inside else f"{RAW}/statements/{place}")

    def save(self) -> "Checkout":
        for name, rows in self.tables.items():
            self.path(name).parent.mkdir(parents=True, exist_ok=True)
            self.path(name).write_text(as_csv(rows), encoding="utf-8", newline="")
        if not (ledger := self.path(f"{RAW}/accepted.csv")).exists():
            ledger.write_text("id,accepted\n", encoding="utf-8")
        if not self.path(ASSUMED).exists():
            self.write(ASSUMED, (SOUND / "assumptions.toml").read_bytes())
        return self

    def rows(self, table: str) -> list[list[str]]:
        return self.tables[PLACES.get(table, table)]

    def row(self, table: str, key: str) -> list[str]:
        """A row by its first cell."""
        return next(row for row in self.rows(table) if row[0] == key)

    def set(self, table: str, key: str, column: str, value: str) -> "Checkout":
        self.row(table, key)[self.rows(table)[0].index(column)] = value
        return self

    def text(self, table: str) -> str:
        return self.path(table).read_bytes().decode("utf-8")

    def write(self, table: str, content: str | bytes) -> None:
        raw = content.encode("utf-8") if isinstance(content, str) else content
        self.path(table).parent.mkdir(parents=True, exist_ok=True)
        self.path(table).write_bytes(raw)

    @property
    def place(self) -> Place:
        return at(self.root, ZONE)

    def inspect(self) -> folders.Raw:
        return folders.inspect(self.place)


def as_csv(rows: list[list[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def to_xlsx(rows: list[list[str]], change: Callable[[Workbook], object] | None = None) -> bytes:
    """A workbook as a person would save it: numbers are numbers, nothing else is."""
    book = Workbook()
    book.active.title = "数据"
    value = rows[0].index("value")
    for row in rows:
        cells: list = [cell or None for cell in row]
        if re.fullmatch(r"-?\d+(\.\d+)?", row[value]):
            cells[value] = float(row[value])
        book.active.append(cells)
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
