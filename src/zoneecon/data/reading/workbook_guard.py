"""Can a workbook be opened without harm? Looked at as a zip of XML, before any library parses it.

A few kilobytes of xlsx can make a reader unpack gigabytes (a zip bomb), expand entities without
end, or allocate every cell up to one far corner. So sizes, entities and cell places are checked
first, with bounded memory; only then is the workbook read.
"""

import io
import re
import xml.parsers.expat as expat
import zipfile
from typing import NamedTuple

from zoneecon.data.messages import Slip
from zoneecon.text.catalogue import Text

MOST_PARTS = 200
MOST_UNPACKED = 20_000_000
MOST_RATIO = 200
#: Bytes below which a high ratio does no harm.
SMALL = 1_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_CELLS = 80_000
#: Most elements beside cells and their texts: formats, names, rules, merges.
MOST_OTHERS = 50_000
#: Most pieces of text with letters of their own.
MOST_RUNS = 20_000
_OF_CELLS = frozenset(
    "row c v f is si t r rPr rPh phoneticPr b i sz color rFont family charset "
    "scheme vertAlign u strike".split()
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What a table needs no part of (names of `inputs.part`), by a piece of the part's name.
UNWANTED = {
    "vbaproject": "macros",
    "macrosheets": "macros",
    "externallinks": "links",
    "embeddings": "embedded",
    "activex": "controls",
    "ctrlprops": "controls",
    "connections.xml": "connections",
    "querytables": "connections",
    "pivotcache": "pivot",
    "xl/media/": "pictures",
    "xl/charts/": "charts",
}
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


class Formulas(NamedTuple):
    """Places (row, column) of the formulas of one sheet, and of those without a stored result."""

    all: frozenset[tuple[int, int]]
    empty: frozenset[tuple[int, int]]


def inspect(content: bytes) -> dict[str, Formulas]:
    """Check a workbook's bytes; formulas by the name of the sheet's part.

    Raises
    ------
    Slip
        The first reason not to open it.
    """
    if content.startswith(OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise Slip("xlsx-encrypted") if locked else Slip("file-disguised", kind="old_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, len(content))
            return _check_parts(archive)
    except Slip:
        raise
    except expat.ExpatError as error:
        raise Slip("xlsx-broken", reason=Text("inputs.broken.xml", {"error": error})) from error
    except Exception as error:  # zipfile raises many kinds on damaged archives
        raise Slip("xlsx-broken", reason=_said(error)) from error


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:120]


def _check_directory(archive: zipfile.ZipFile, size: int) -> None:
    """Hold the zip's directory to the limits; nothing is unpacked."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise Slip("xlsx-members", count=len(parts), limit=MOST_PARTS)
    names = [part.filename for part in parts]
    for name in names:
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
            raise Slip("xlsx-name")
        for piece, what in UNWANTED.items():
            if piece in name.lower():
                raise Slip("xlsx-macro", what=what)
    if len(set(map(str.lower, names))) < len(names):
        raise Slip("xlsx-broken", reason=Text("inputs.broken.part_twice"))
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked // max(size, 1)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and ratio > MOST_RATIO):
        raise Slip("xlsx-bomb", size=round(unpacked / 1e6), ratio=ratio)
    if any(part.flag_bits & 1 for part in parts):
        raise Slip("xlsx-encrypted")
    if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
        raise Slip("xlsx-broken", reason=Text("inputs.broken.no_workbook"))


def _check_parts(archive: zipfile.ZipFile) -> dict[str, Formulas]:
    """Parse every XML part once, refusing entities and far places."""
    formulas, cells, others, runs = {}, 0, 0, 0
    for part in archive.infolist():
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        scan = _Scan(part.filename)
        scan.run(archive.read(part))  # at most the size that the directory declares
        cells += scan.cells
        others += scan.others
        runs += scan.runs
        if cells > MOST_CELLS:
            raise Slip("xlsx-cells", limit=MOST_CELLS)
        if runs > MOST_RUNS:
            raise Slip("xlsx-crowded", limit=MOST_RUNS)
        if others > MOST_OTHERS:
            raise Slip("xlsx-crowded", limit=MOST_OTHERS)
        if scan.is_sheet:
            formulas[part.filename] = Formulas(frozenset(scan.formulas), frozenset(scan.empty))
    return formulas


class _Scan:
    """One pass of expat over one part; a class because expat calls back with its state."""

    def __init__(self, part: str):
        self.part, self.is_sheet, self.depth = part, False, 0
        self.cells, self.others, self.runs = 0, 0, 0
        self.last_row, self.last_column = 0, 0
        self.rows: set[int] = set()
        self.filled: set[tuple[int, int]] = set()
        self.kinds: set[str] = set()
        self.formulas: set[tuple[int, int]] = set()
        self.empty: set[tuple[int, int]] = set()
        self.here, self.has_formula, self.has_value = (0, 0), False, False
        self.inside_value, self.named = False, ""

    def run(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartDoctypeDeclHandler = self._refuse_entity
        parser.EntityDeclHandler = self._refuse_entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)

    def _refuse_entity(self, *_) -> None:
        raise Slip("xlsx-entity", part=self.part)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        self.depth += 1
        if self.depth == 1:
            self.is_sheet = local == "worksheet"
        if self.depth > 100:
            raise Slip("xlsx-broken", reason=Text("inputs.broken.nested"))
        self.others += local not in _OF_CELLS
        self.runs += local == "r"
        if local == "comment" and "ref" in attributes:
            self._reach(attributes["ref"])
        if not self.is_sheet:
            return
        if local == "row":
            self._row(attributes.get("r"))
        elif local == "c":
            self._cell(attributes.get("r"))
        elif local == "f":
            self.has_formula = True
        elif local in ("v", "is"):
            self.inside_value = True
            if self.kinds:
                raise Slip("xlsx-ambiguous", place=self._named(self.here))
            self.kinds.add(local)
        elif local in ("mergeCell", "hyperlink"):
            first, _, last = attributes.get("ref", "").partition(":")
            (top, left), (bottom, right) = self._reach(first), self._reach(last or first)
            if local == "mergeCell":  # the reader makes every cell of it
                self.cells += max(bottom - top + 1, 0) * max(right - left + 1, 0)

    def _text(self, text: str) -> None:
        self.has_value = self.has_value or (self.inside_value and bool(text.strip()))

    def _end(self, name: str) -> None:
        self.depth -= 1
        local = name.rpartition("}")[2]
        if local in ("v", "is"):
            self.inside_value = False
        if self.is_sheet and local == "c" and (self.has_formula or self.kinds):
            self._filled()

    def _filled(self) -> None:
        """A cell with something in it; one that has a format only is left out of the sheet."""
        self.cells += 1
        self._within(*self.here, self.named or Text("inputs.place.unnamed"))
        if self.has_formula:
            self.formulas.add(self.here)
            if not self.has_value:
                self.empty.add(self.here)

    def _row(self, number: str | None) -> None:
        self.last_row = int(number) if number and number.isdecimal() else self.last_row + 1
        self.last_column = 0
        if self.last_row in self.rows:
            raise Slip("xlsx-ambiguous", place=Text("inputs.place.row", {"row": self.last_row}))
        self.rows.add(self.last_row)

    def _cell(self, place: str | None) -> None:
        self.has_formula = self.has_value = False
        self.kinds, self.named = set(), place or ""
        self.here = self._place(place) if place else (self.last_row, self.last_column + 1)
        self.last_column = self.here[1]
        if self.here in self.filled or self.here[0] != self.last_row:
            raise Slip("xlsx-ambiguous", place=self._named(self.here))
        self.filled.add(self.here)

    @staticmethod
    def _named(place: tuple[int, int]) -> Text:
        return Text("inputs.place.cell", {"row": place[0], "column": place[1]})

    def _reach(self, place: str) -> tuple[int, int]:
        """Row and column of a place that something needs."""
        row, column = self._place(place)
        self._within(row, column, place)
        return row, column

    @staticmethod
    def _place(place: str) -> tuple[int, int]:
        match = _CELL.fullmatch(place)
        if not match:
            raise Slip("xlsx-far", place=place, rows=MOST_ROWS, columns=MOST_COLUMNS)
        column = 0
        for letter in match[1]:
            column = 26 * column + ord(letter) - 64
        return int(match[2]), column

    def _within(self, row: int, column: int, place: str | Text) -> None:
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise Slip("xlsx-far", place=place, rows=MOST_ROWS, columns=MOST_COLUMNS)
