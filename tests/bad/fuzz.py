"""Single faults in sound tables: what a slip of a finger, a disk or a spreadsheet does to a file.

`python -m tests.bad.fuzz` makes 20 000 faults and writes `tests/bad/fuzz.md`; the test suite makes
a few hundred. Every accepted table is compared with the sound one, cell by cell. A changed number
must have been refused, warned of, or reported by its own row as one that only a reader can confirm.
"""

import argparse
import io
import random
import re
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from multiprocessing import Pool
from operator import setitem
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pandas as pd
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.cases import tables
from tests.conftest import at
from tests.made_up import BULLETIN, NEXT, PLAN, SOURCES, ZONE, Checkout, to_xlsx
from zoneecon.data import folders

ROOT = Path(__file__).resolve().parents[2]
PAGE = Path(__file__).with_name("fuzz.md")
#: So many faults are a full run, whose figures the page and README give.
FULL = 20_000
TABLES = (PLAN, BULLETIN, NEXT)
#: Sentences of the page, outcomes, and what faults choose from.
CHOICES = tables(__file__)
#: Columns that say what a number is; the rest is wording around it.
SAYS = "source subject indicator number value canonical_unit qualifier period role".split()
WORDING = "line section period_printed confidence quote note".split()
#: What a cell is called in the notice of its row that admits that nothing confirms it.
NAMED = {"number": "value", "canonical_unit": "unit"}
#: What a codelist says of an indicator; rules hang on it, no number does.
CODELIST = ["concept", "parent", "price_basis"]
#: From the least to the worst, as `_judge` weighs them.
OUTCOMES = CHOICES["outcomes"]


class Outcome(NamedTuple):
    """What became of one fault; `size` is how far an unverifiable number was moved."""

    kind: str
    fault: str
    outcome: str
    column: str
    size: float
    detail: str


# --- faults in bytes of CSV --------------------------------------------------------------------


def _from(change: Callable[[bytes, random.Random], bytes], more: int = 0):
    """A fault of what lies from one place on; `more` places than there are bytes."""

    def fault(content: bytes, rng: random.Random) -> bytes:
        place = rng.randrange(len(content) + more)
        return content[:place] + change(content[place:], rng)

    return fault


def flip(rest: bytes, rng: random.Random) -> bytes:
    return bytes([rest[0] ^ 1 << rng.randrange(8)]) + rest[1:]


def other_digit(content: bytes, rng: random.Random) -> bytes:
    place = rng.choice([place for place, byte in enumerate(content) if 48 <= byte <= 57])
    other = rng.choice([byte for byte in b"0123456789" if byte != content[place]])
    return content[:place] + bytes([other]) + content[place + 1 :]


def swapped_digits(content: bytes, rng: random.Random) -> bytes:
    pairs = [content[place : place + 2] for place in range(len(content) - 1)]
    place = rng.choice([n for n, two in enumerate(pairs) if two.isdigit() and two[0] != two[1]])
    return content[:place] + pairs[place][::-1] + content[place + 2 :]


def other_character(content: bytes, rng: random.Random) -> bytes:
    text = content.decode()
    place = rng.randrange(len(text))
    return (text[:place] + rng.choice(CHOICES["characters"]) + text[place + 1 :]).encode()


def saved_in(content: bytes, rng: random.Random) -> bytes:
    return content.decode().encode(rng.choice(CHOICES["saved in"]), "replace")


def read_in(content: bytes, rng: random.Random) -> bytes:
    return content.decode(rng.choice(CHOICES["read in"]), "replace").encode()


# --- faults in lines and cells -----------------------------------------------------------------


def _lines(change: Callable[[list[bytes], random.Random], object]):
    def fault(content: bytes, rng: random.Random) -> bytes:
        lines = content.splitlines(keepends=True)
        change(lines, rng)
        return b"".join(lines)

    return fault


def _swap_lines(lines, rng):
    one, other = rng.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]


def _move_line(lines, rng):
    line = lines.pop(rng.randrange(len(lines)))
    lines.insert(rng.randrange(len(lines) + 1), line)


def _double_line(lines, rng):
    place = rng.randrange(len(lines))
    lines.insert(place, lines[place])


def _cells(change: Callable[[list[list[bytes]], int, int, random.Random], object]):
    def fault(content: bytes, rng: random.Random) -> bytes:
        rows = [line.split(b",") for line in content.splitlines()]
        row = rng.randrange(1, len(rows))
        change(rows, row, rng.randrange(len(rows[row])), rng)
        return b"\n".join(b",".join(row) for row in rows) + b"\n"

    return fault


def _copy_cell(rows, row, column, rng):
    other = rng.choice([n for n, cells in enumerate(rows) if n and len(cells) > column])
    rows[row][column] = rows[other][column]


def _swap_cells_of_a_column(rows, row, column, rng):
    other = rng.choice([n for n, cells in enumerate(rows) if n and len(cells) > column])
    rows[row][column], rows[other][column] = rows[other][column], rows[row][column]


def _swap_cells_of_a_row(rows, row, column, rng):
    other = rng.randrange(len(rows[row]))
    rows[row][column], rows[row][other] = rows[row][other], rows[row][column]


def _shift_column(rows, row, column, rng):
    """A column pasted one row too low."""
    for place in range(len(rows) - 1, row, -1):
        if column < min(len(rows[place]), len(rows[place - 1])):
            rows[place][column] = rows[place - 1][column]


def _scale_value(rows, row, column, rng):
    place = rows[0].index(b"value") if b"value" in rows[0] else None
    if place is not None and rows[row][place].replace(b".", b"").isdigit():
        times = rng.choice([10, 100, 1000, 10_000, 0.1, 0.01, 0.001, 0.0001])
        rows[row][place] = f"{float(rows[row][place]) * times:.10g}".encode()


BYTES = {
    "flip a bit": _from(flip),
    "change a byte": _from(lambda rest, rng: bytes([rng.randrange(256)]) + rest[1:]),
    "insert a byte": _from(lambda rest, rng: bytes([rng.randrange(256)]) + rest, 1),
    "delete a byte": _from(lambda rest, _: rest[1:]),
    "double a byte": _from(lambda rest, _: rest[:1] + rest),
    "swap two bytes": _from(lambda rest, _: rest[1::-1] + rest[2:], -1),
    "cut the end": lambda content, rng: content[: rng.randrange(1, len(content))],
    "change a digit": other_digit,
    "swap two digits": swapped_digits,
    "change a character": other_character,
    "save in another encoding": saved_in,
    "read in another encoding": read_in,
    "drop a line": _lines(lambda lines, rng: lines.pop(rng.randrange(len(lines)))),
    "double a line": _lines(_double_line),
    "swap two lines": _lines(_swap_lines),
    "move a line": _lines(_move_line),
    "empty a cell": _cells(lambda rows, row, column, _: setitem(rows[row], column, b"")),
    "drop a cell": _cells(lambda rows, row, column, _: rows[row].pop(column)),
    "double a cell": _cells(lambda rows, row, at, _: rows[row].insert(at, rows[row][at])),
    "copy a cell from another row": _cells(_copy_cell),
    "swap two cells of a column": _cells(_swap_cells_of_a_column),
    "swap two cells of a row": _cells(_swap_cells_of_a_row),
    "shift a column by a row": _cells(_shift_column),
    "scale a value": _cells(_scale_value),
}


# --- faults in workbooks -----------------------------------------------------------------------


def _any_cell(sheet, rng):
    return sheet.cell(rng.randrange(2, sheet.max_row + 1), rng.randrange(1, sheet.max_column + 1))


def _number_cell(sheet, rng):
    return sheet.cell(rng.randrange(2, sheet.max_row + 1), 7)


def _change_digit(sheet, rng):
    cell = _number_cell(sheet, rng)
    text = str(cell.value)
    place = rng.choice([n for n, c in enumerate(text) if c.isdigit()])
    cell.value = float(text[:place] + rng.choice("0123456789") + text[place + 1 :])


def _scale(sheet, rng):
    _number_cell(sheet, rng).value *= rng.choice(CHOICES["scales"])


def _number_as_text(sheet, rng):
    cell = _number_cell(sheet, rng)
    cell.value = rng.choice(CHOICES["around a number"]).format(cell.value)


def _other_type(sheet, rng):
    _any_cell(sheet, rng).value = rng.choice([*CHOICES["other types"], None])


def _other_format(sheet, rng):
    cell = _number_cell(sheet, rng)
    cell.number_format = rng.choice(CHOICES["formats"])


def _other_font(sheet, rng):
    font = rng.choice(CHOICES["fonts"])
    _any_cell(sheet, rng).font = Font(**font)


def _hide_row(sheet, rng):
    dimension = sheet.row_dimensions[rng.randrange(1, sheet.max_row + 1)]
    dimension.hidden = rng.random() < 0.7
    dimension.height = rng.choice([None, 0.5, 15]) if not dimension.hidden else None


def _hide_column(sheet, rng):
    dimension = sheet.column_dimensions["ABCDEFGHIJKLMNO"[rng.randrange(15)]]
    dimension.hidden = rng.random() < 0.7
    dimension.width = 13 if dimension.hidden else rng.choice([0.1, 13])


def _merge(sheet, rng):
    row, column = rng.randrange(1, sheet.max_row), rng.randrange(1, 15)
    rows, columns = rng.randrange(2), rng.randrange(2)
    sheet.merge_cells(None, row, column, row + rows, column + columns)


def _at_a_row(method: str):
    return lambda sheet, rng: getattr(sheet, method)(rng.randrange(1, sheet.max_row + 1))


def _at_a_column(method: str):
    return lambda sheet, rng: getattr(sheet, method)(rng.randrange(1, sheet.max_column + 1))


def _copy_up(sheet, rng):
    cell = _any_cell(sheet, rng)
    cell.value = sheet.cell(rng.randrange(2, sheet.max_row + 1), cell.column).value


def _swap_down(sheet, rng):
    cell = _any_cell(sheet, rng)
    other = sheet.cell(rng.randrange(2, sheet.max_row + 1), cell.column)
    cell.value, other.value = other.value, cell.value


def _stray_cell(sheet, rng):
    place = sheet.cell(rng.randrange(1, 60), rng.randrange(1, 20))
    place.value = rng.choice([1, 571.9, "注：无", "x", "合计"])


def _more_sheets(sheet, rng):
    book = sheet.parent
    other = book.create_sheet("另", rng.randrange(2))
    other["A1"] = rng.choice([None, 1, "说明", 571.9])
    other.sheet_state = rng.choice(["visible", "hidden", "veryHidden"])
    if rng.random() < 0.2:
        book.copy_worksheet(sheet)


CELLS = {
    "change a digit": _change_digit,
    "scale a number": _scale,
    "number as text": _number_as_text,
    "another type": _other_type,
    "another format": _other_format,
    "another font": _other_font,
    "hide a row": _hide_row,
    "hide a column": _hide_column,
    "merge cells": _merge,
    "delete a row": _at_a_row("delete_rows"),
    "delete a column": _at_a_column("delete_cols"),
    "insert a row": _at_a_row("insert_rows"),
    "insert a column": _at_a_column("insert_cols"),
    "copy a cell": _copy_up,
    "swap two cells": _swap_down,
    "a stray cell": _stray_cell,
    "more sheets": _more_sheets,
    "dates from 1904": lambda sheet, _: setattr(sheet.parent, "epoch", CALENDAR_MAC_1904),
}


# --- one fault ---------------------------------------------------------------------------------


#: The committed plan, whose every number has a quote, as if it had never been accepted.
REAL, REAL_TABLE = "anshan-edz", "raw/anshan-edz/statements/plan-2021.csv"


class Ground:
    """A sound checkout on disk, what it says, and its files to spoil one at a time."""

    def __init__(self, root: Path, kind: str):
        self.root, self.kind, self.zone = root, kind, ZONE
        if kind == "the real plan, new":
            self.zone = REAL
            # nothing rests on it yet
            ignored = shutil.ignore_patterns("processed", "context", "reference", "*.pin.toml")
            shutil.copytree(ROOT / "data", root / "data", ignore=ignored)
            ledger = root / "data" / "raw" / REAL / "accepted.csv"
            ledger.write_text("id,accepted\n", encoding="utf-8")
        else:
            it = Checkout(root)
            if kind == "xlsx":
                for table in TABLES:
                    it.path(table).unlink()
                    it.write(table.replace(".csv", ".xlsx"), to_xlsx(it.tables[table]))
            if kind == "csv, accepted before":
                folders.accept(at(root, ZONE))
        raw = self.inspect()
        assert not raw.problems, raw.problems
        self.said, self.units = says(raw), _codes(raw)
        self.quoted = set(raw.statements.loc[raw.statements["quote"] != "", "id"])
        self.warned = {notice for notice in raw.notices if notice.verdict == "warned"}

    def inspect(self) -> folders.Raw:
        return folders.inspect(at(self.root, self.zone))

    def files(self) -> list[str]:
        if self.kind == "xlsx":
            return [table.replace(".csv", ".xlsx") for table in TABLES]
        if self.zone == REAL:
            return [REAL_TABLE]
        # The codelists and sources now and then: they are smaller and typed less often.
        return [*TABLES, *TABLES, SOURCES, "units.csv", "indicators.csv"]

    def try_fault(self, rng: random.Random) -> Outcome:
        """Spoil a file, read, put it back."""
        table = rng.choice(self.files())
        path = self.root / "data" / table
        sound = path.read_bytes()
        name, spoiled = self._spoil(table, sound, rng)
        path.write_bytes(spoiled)
        try:
            return self._judge(name, f"{table.rpartition('/')[2]} {_difference(sound, spoiled)}")
        finally:
            path.write_bytes(sound)

    def _spoil(self, table: str, sound: bytes, rng: random.Random) -> tuple[str, bytes]:
        if self.kind != "xlsx":
            name = rng.choice(list(BYTES))
            return name, BYTES[name](sound, rng)
        if rng.random() < 0.1:
            return "flip a bit of the file", BYTES["flip a bit"](sound, rng)
        name = rng.choice(list(CELLS))
        book = openpyxl.load_workbook(io.BytesIO(sound))
        CELLS[name](book.active, rng)
        stream = io.BytesIO()
        book.save(stream)
        return name, stream.getvalue()

    def _judge(self, name: str, detail: str) -> Outcome:
        try:
            raw = self.inspect()
        except Exception:
            return Outcome(self.kind, name, "TRACEBACK", "", 0, detail + traceback.format_exc())
        if raw.problems:
            return Outcome(self.kind, name, "refused", "", 0, "")
        outcome, column, size, found = judge(self, raw)
        return Outcome(self.kind, name, outcome, column, size, f"{detail} {found}")


def _codes(raw: folders.Raw) -> list[list[str]]:
    return raw.units[["printed", "unit", "factor"]].sort_values("printed").to_numpy().tolist()


def says(raw: folders.Raw) -> pd.DataFrame:
    """What an accepted folder says, by id: numbers in canonical units, and the words around."""
    dated = raw.sources.assign(published=pd.to_datetime(raw.sources["published"]).dt.date)
    typed = folders.typed(raw.statements, dated, raw.units)
    columns = [*SAYS, *WORDING, "published", "in_file", "at_row"]
    table = typed.set_index("id")[columns]
    concept = raw.indicators.set_index("code")[CODELIST]
    return table.join(concept, on="indicator")


def judge(ground: Ground, raw: folders.Raw) -> tuple[str, str, float, str]:
    """Outcome of an accepted table: column, size and words of the worst change."""
    then, now = ground.said, says(raw)
    warned = {n for n in raw.notices if n.verdict == "warned"} - ground.warned
    if warned:
        return "warned", "", 0, ""
    admits = [notice for notice in raw.notices if notice.rule == "unverifiable"]
    notices = {(n.file, n.row): re.search(r"\((.*?)\)", n.message)[1].split(", ") for n in admits}
    if _content(now) == _content(then) and not now[SAYS].equals(then[SAYS]):
        return "wording", "id", 0, str(set(now.index) - set(then.index))
    if set(then.index) - set(now.index):
        return "row left out", "", 0, str(set(then.index) - set(now.index))
    if len(now) > len(then):
        return "ACCEPTED CHANGED", "row", 0, str(set(now.index) - set(then.index))
    now = now.loc[then.index]
    worst = ("harmless", "", 0.0, "")
    for column in [c for c in then.columns if c not in ("in_file", "at_row")]:
        differs = ~((then[column] == now[column]) | (then[column].isna() & now[column].isna()))
        if column == "value":  # as typed; the number is compared as a number
            differs &= then["number"].isna()
        for id_ in then.index[differs]:
            worst = max(
                worst,
                _weigh(ground, raw, id_, column, then, now, notices),
                key=lambda outcome: OUTCOMES.index(outcome[0]),
            )
    return worst


def _content(table: pd.DataFrame) -> list[str]:
    """Rows as they are, in no order and without their names."""
    columns = [*SAYS, *WORDING]
    return sorted(map(str, table[columns].itertuples(index=False, name=None)))


def _weigh(ground, raw, id_, column, then, now, notices) -> tuple[str, str, float, str]:
    told = f"{id_}.{column}: {then.at[id_, column]!r} → {now.at[id_, column]!r}"
    if column in WORDING:
        return "wording", column, 0.0, told
    if column in CODELIST:
        return "codelist", column, 0.0, told
    here = notices.get((now.at[id_, "in_file"], now.at[id_, "at_row"]), [])
    if column == "published":
        admitted = any(file.endswith("sources.csv") for file, _ in notices)
    elif column in ("number", "canonical_unit") and _codes(raw) != ground.units:
        admitted = False  # a row speaks for its own cells, not for the codelist of units
    elif id_ in ground.quoted and not now.at[id_, "quote"] and column != "period":
        admitted = False  # a quote that is lost excuses nothing
    else:
        admitted = NAMED.get(column, column) in here
    if not admitted:
        return "ACCEPTED CHANGED", column, 0.0, told
    size = abs(now.at[id_, "number"] / then.at[id_, "number"] - 1) if column == "number" else 0.0
    return "unverifiable", column, size, told


def _difference(sound: bytes, spoiled: bytes) -> str:
    start = next((n for n, (a, b) in enumerate(zip(sound, spoiled, strict=False)) if a != b), 0)
    return f"at byte {start}: {sound[start : start + 12]!r} → {spoiled[start : start + 12]!r}"


# --- many faults -------------------------------------------------------------------------------

#: Share of the faults made in each kind of ground.
KINDS = {"csv": 0.5, "csv, accepted before": 0.1, "the real plan, new": 0.15, "xlsx": 0.25}


def run(kind: str, count: int, seed: int) -> list[Outcome]:
    """Outcomes of `count` faults in one kind of ground, the same ones for the same seed."""
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(Path(folder).resolve(), kind)
        return [ground.try_fault(random.Random(f"{kind} {seed} {n}")) for n in range(count)]


def run_many(count: int, seed: int, processes: int = 2) -> list[Outcome]:
    """Outcomes of `count` faults over all kinds, in batches of at most 500."""
    jobs = []
    for kind, share in KINDS.items():
        wanted = round(count * share)
        jobs += [(kind, min(500, wanted - done), seed + done) for done in range(0, wanted, 500)]
    with Pool(processes) as pool:
        return [outcome for batch in pool.starmap(run, jobs, chunksize=1) for outcome in batch]


def page(outcomes: list[Outcome], seed: int) -> str:
    """The figures as a Markdown page."""
    unsure = [one for one in outcomes if one.outcome == "unverifiable"]
    moved = sorted(one.size for one in unsure if one.size)
    columns = ", ".join(f"{k} {v}" for k, v in Counter(one.column for one in unsure).most_common())
    size = {"middle": moved[len(moved) // 2], "most": moved[-1]} if moved else {}
    kinds = [(kind, [one for one in outcomes if one.kind == kind]) for kind in KINDS]
    faults = {}
    for one in outcomes:
        place = one.kind == "xlsx", one.fault
        faults.setdefault(place, []).append(one)
    named = [
        (f"xlsx: {name}" if book else name, faults[book, name]) for book, name in sorted(faults)
    ]
    return CHOICES["page"].format(
        count=len(outcomes),
        seed=seed,
        headline=headline(outcomes),
        kinds=_table("kind", [*kinds, ("all", outcomes)]),
        columns=columns,
        moved=CHOICES["moved"].format(**size) if moved else "",
        faults=_table("fault", named),
    )


def _table(head: str, rows: list[tuple[str, list[Outcome]]]) -> str:
    """How often each outcome came about, by kind or fault."""
    lines = [f"| {head} | faults | {' | '.join(OUTCOMES)} |", f"|---|---|{'---|' * len(OUTCOMES)}"]
    for name, made in rows:
        count = Counter(one.outcome for one in made)
        assert count.keys() <= set(OUTCOMES)
        lines.append(
            f"| {name} | {len(made)} | {' | '.join(str(count[one]) for one in OUTCOMES)} |"
        )
    return "\n".join(lines)


def headline(outcomes: list[Outcome]) -> str:
    """The one line that the README repeats."""
    count = Counter(outcome.outcome for outcome in outcomes)
    return (
        f"**{len(outcomes)} single faults made, {count['ACCEPTED CHANGED']} changed values "
        f"accepted, {count['TRACEBACK']} tracebacks.**"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=FULL)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dry", action="store_true", help="do not write tests/bad/fuzz.md")
    options = parser.parse_args()
    outcomes = run_many(options.count, options.seed)
    print(headline(outcomes), dict(Counter(one.outcome for one in outcomes)))
    bad = [one for one in outcomes if one.outcome in ("ACCEPTED CHANGED", "TRACEBACK")]
    for one in bad[:40]:
        print(one.kind, "|", one.fault, "|", one.outcome, "|", one.detail[-400:])
    if not options.dry:
        PAGE.write_text(page(outcomes, options.seed), encoding="utf-8", newline="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
