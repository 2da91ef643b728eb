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
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pandas as pd
from openpyxl.styles import Font

from tests.made_up import BULLETIN, NEXT, PLAN, SOURCES, ZONE, Checkout, to_xlsx
from zoneecon.data import folders

ROOT = Path(__file__).resolve().parents[2]
PAGE = Path(__file__).with_name("fuzz.md")
TABLES = (PLAN, BULLETIN, NEXT)
#: Columns that say what a number is; the rest is wording around it.
SAYS = (
    "source",
    "subject",
    "indicator",
    "number",
    "value",
    "canonical_unit",
    "qualifier",
    "period",
    "role",
)
WORDING = ("line", "section", "period_printed", "confidence", "quote", "note")
#: What a cell is called in the notice of its row that admits that nothing confirms it.
NAMED = {"number": "value", "canonical_unit": "unit"}
#: What a codelist says of an indicator; rules hang on it, no number does.
CODELIST = ("concept", "parent", "price_basis")
OUTCOMES = (
    "refused",
    "warned",
    "harmless",
    "wording",
    "codelist",
    "row left out",
    "unverifiable",
    "ACCEPTED CHANGED",
    "TRACEBACK",
)


class Outcome(NamedTuple):
    """What became of one fault; `size` is how far an unverifiable number was moved."""

    kind: str
    fault: str
    outcome: str
    column: str
    size: float
    detail: str


# --- faults in bytes of CSV --------------------------------------------------------------------


def flip_a_bit(content: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << rng.randrange(8)]) + content[place + 1 :]


def change_a_byte(content: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(content))
    return content[:place] + bytes([rng.randrange(256)]) + content[place + 1 :]


def insert_a_byte(content: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(content) + 1)
    return content[:place] + bytes([rng.randrange(256)]) + content[place:]


def delete_a_byte(content: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(content))
    return content[:place] + content[place + 1 :]


def double_a_byte(content: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(content))
    return content[: place + 1] + content[place:]


def swap_two_bytes(content: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(content) - 1)
    pair = content[place : place + 2]
    return content[:place] + pair[::-1] + content[place + 2 :]


def cut_the_end(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(1, len(content))]


def change_a_digit(content: bytes, rng: random.Random) -> bytes:
    places = [place for place, byte in enumerate(content) if 48 <= byte <= 57]
    place = rng.choice(places)
    other = rng.choice([byte for byte in b"0123456789" if byte != content[place]])
    return content[:place] + bytes([other]) + content[place + 1 :]


def swap_two_digits(content: bytes, rng: random.Random) -> bytes:
    places = [
        place
        for place in range(len(content) - 1)
        if content[place : place + 2].isdigit() and content[place] != content[place + 1]
    ]
    place = rng.choice(places)
    pair = content[place : place + 2]
    return content[:place] + pair[::-1] + content[place + 2 :]


def change_a_character(content: bytes, rng: random.Random) -> bytes:
    text = content.decode()
    place = rng.randrange(len(text))
    other = rng.choice("0123456789.,;-+%％万亿元年 \t\"'=@增长下降约０１９lOoI|а\u200b\u00a0\n")
    return (text[:place] + other + text[place + 1 :]).encode()


def save_in_another_encoding(content: bytes, rng: random.Random) -> bytes:
    encoding = rng.choice(
        [
            "gb18030",
            "gbk",
            "big5",
            "shift_jis",
            "utf-16",
            "utf-8-sig",
            "utf-7",
            "euc_kr",
            "cp1252",
            "utf-32",
            "utf-16-le",
        ]
    )
    return content.decode().encode(encoding, "replace")


def read_in_another_encoding(content: bytes, rng: random.Random) -> bytes:
    encoding = rng.choice(["gb18030", "cp1252", "latin-1", "big5"])
    return content.decode(encoding, "replace").encode()


# --- faults in lines and cells -----------------------------------------------------------------


def _lines(change: Callable[[list[bytes], random.Random], object]):
    def fault(content: bytes, rng: random.Random) -> bytes:
        lines = content.splitlines(keepends=True)
        change(lines, rng)
        return b"".join(lines)

    return fault


def _drop_line(lines, rng):
    del lines[rng.randrange(len(lines))]


def _double_line(lines, rng):
    place = rng.randrange(len(lines))
    lines.insert(place, lines[place])


def _swap_lines(lines, rng):
    one, other = rng.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]


def _move_line(lines, rng):
    line = lines.pop(rng.randrange(len(lines)))
    lines.insert(rng.randrange(len(lines) + 1), line)


def _cells(change: Callable[[list[list[bytes]], int, int, random.Random], object]):
    def fault(content: bytes, rng: random.Random) -> bytes:
        rows = [line.split(b",") for line in content.splitlines()]
        row = rng.randrange(1, len(rows))
        change(rows, row, rng.randrange(len(rows[row])), rng)
        return b"\n".join(b",".join(row) for row in rows) + b"\n"

    return fault


def _empty_cell(rows, row, column, rng):
    rows[row][column] = b""


def _drop_cell(rows, row, column, rng):
    del rows[row][column]


def _double_cell(rows, row, column, rng):
    rows[row].insert(column, rows[row][column])


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
    function.__name__.replace("_", " "): function
    for function in (
        flip_a_bit,
        change_a_byte,
        insert_a_byte,
        delete_a_byte,
        double_a_byte,
        swap_two_bytes,
        cut_the_end,
        change_a_digit,
        swap_two_digits,
        change_a_character,
        save_in_another_encoding,
        read_in_another_encoding,
    )
} | {
    "drop a line": _lines(_drop_line),
    "double a line": _lines(_double_line),
    "swap two lines": _lines(_swap_lines),
    "move a line": _lines(_move_line),
    "empty a cell": _cells(_empty_cell),
    "drop a cell": _cells(_drop_cell),
    "double a cell": _cells(_double_cell),
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
    _number_cell(sheet, rng).value *= rng.choice([10, 100, 1000, 10_000, 0.1, 0.01, 0.001, -1])


def _number_as_text(sheet, rng):
    cell = _number_cell(sheet, rng)
    cell.value = rng.choice(["{}", "{} ", "{}亿", "约{}", "{}万元", "'{}", "{}*", "（{}）"]).format(
        cell.value
    )


def _other_type(sheet, rng):
    import datetime

    _any_cell(sheet, rng).value = rng.choice(
        [
            True,
            0,
            1,
            -1,
            2018,
            43101,
            0.5,
            "",
            " ",
            "x",
            "#REF!",
            datetime.datetime(2018, 1, 1),
            datetime.time(1),
            "=1+1",
            1e300,
            None,
        ]
    )


def _other_format(sheet, rng):
    cell = _number_cell(sheet, rng)
    cell.number_format = rng.choice(
        [
            "0",
            "0.0",
            "0.00%",
            "0.0,",
            "0!.0,",
            ";;;",
            "0.0;0.0",
            "0.00E+00",
            "# ?/?",
            "yyyy-mm-dd",
            '0.0"万"',
            '"约"0.0',
            "@",
            "#,##0.00",
            "[h]:mm",
            '0.0"亿元"',
            "¥0.00",
            "00000",
        ]
    )


def _other_font(sheet, rng):
    font = rng.choice(
        [
            {"strike": True},
            {"color": "FFFFFFFF"},
            {"size": 1},
            {"bold": True},
            {"vertAlign": "superscript"},
        ]
    )
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
    sheet.merge_cells(
        start_row=row,
        end_row=row + rng.randrange(2),
        start_column=column,
        end_column=column + rng.randrange(2),
    )


def _delete_row(sheet, rng):
    sheet.delete_rows(rng.randrange(1, sheet.max_row + 1))


def _delete_column(sheet, rng):
    sheet.delete_cols(rng.randrange(1, sheet.max_column + 1))


def _insert_row(sheet, rng):
    sheet.insert_rows(rng.randrange(1, sheet.max_row + 1))


def _insert_column(sheet, rng):
    sheet.insert_cols(rng.randrange(1, sheet.max_column + 1))


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


def _other_epoch(sheet, rng):
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    sheet.parent.epoch = CALENDAR_MAC_1904


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
    "delete a row": _delete_row,
    "delete a column": _delete_column,
    "insert a row": _insert_row,
    "insert a column": _insert_column,
    "copy a cell": _copy_up,
    "swap two cells": _swap_down,
    "a stray cell": _stray_cell,
    "more sheets": _more_sheets,
    "dates from 1904": _other_epoch,
}


def flip_in_workbook(content: bytes, rng: random.Random) -> bytes:
    return flip_a_bit(content, rng)


# --- one fault ---------------------------------------------------------------------------------


#: The committed plan, whose every number has a quote, as if it had never been accepted.
REAL, REAL_TABLE = "anshan-edz", "raw/anshan-edz/statements/plan-2021.csv"


class Ground:
    """A sound checkout on disk, what it says, and its files to spoil one at a time."""

    def __init__(self, root: Path, kind: str):
        self.root, self.kind, self.zone = root, kind, ZONE
        if kind == "the real plan, new":
            self.zone = REAL
            left_out = (
                "processed",
                "context",
                "reference",
                "*.pin.toml",
            )  # nothing rests on it yet
            ignored = shutil.ignore_patterns(*left_out)
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
                folders.accept(ZONE, root)
        raw = self.inspect()
        assert not raw.problems, raw.problems
        self.said, self.units = says(raw), _codes(raw)
        self.quoted = set(raw.statements.loc[raw.statements["quote"] != "", "id"])
        self.warned = {notice for notice in raw.notices if notice.verdict == "warned"}

    def inspect(self) -> folders.Raw:
        return folders.inspect(self.zone, self.root)

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
            return "flip a bit of the file", flip_a_bit(sound, rng)
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
    concept = raw.indicators.set_index("code")[list(CODELIST)]
    return table.join(concept, on="indicator")


def judge(ground: Ground, raw: folders.Raw) -> tuple[str, str, float, str]:
    """Outcome of an accepted table: column, size and words of the worst change."""
    then, now = ground.said, says(raw)
    warned = {n for n in raw.notices if n.verdict == "warned"} - ground.warned
    if warned:
        return "warned", "", 0, ""
    admits = [notice for notice in raw.notices if notice.rule == "unverifiable"]
    notices = {(n.file, n.row): re.search(r"\((.*?)\)", n.message)[1].split(", ") for n in admits}
    if _content(now) == _content(then) and not now[[*SAYS]].equals(then[[*SAYS]]):
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
    total = Counter(outcome.outcome for outcome in outcomes)
    lines = [
        "# Single faults and what became of them",
        "",
        f"Made by `python -m tests.bad.fuzz --count {len(outcomes)} --seed {seed}`. A sound "
        "made-up zone (a plan with quotes, two bulletins without), or a copy of the committed "
        "plan, is spoiled in one place and read again.",
        "",
        headline(outcomes),
        "",
        f"| kind | faults | {' | '.join(OUTCOMES)} |",
        f"|---|---|{'---|' * len(OUTCOMES)}",
    ]
    for kind in (*KINDS, ""):
        rows = [one for one in outcomes if kind in ("", one.kind)]
        count = Counter(one.outcome for one in rows)
        lines.append(
            f"| {kind or 'all'} | {len(rows)} | "
            f"{' | '.join(str(count[name]) for name in OUTCOMES)} |"
        )
    moved = sorted(one.size for one in outcomes if one.outcome == "unverifiable" and one.size)
    columns = Counter(one.column for one in outcomes if one.outcome == "unverifiable")
    lines += [
        "",
        "- **refused**, **warned**: said aloud, at the row or its neighbour.",
        "- **harmless**: every number, unit, year, indicator, subject and role is as before.",
        "- **wording**: a section, a note, an id or a quote changed, no number with it.",
        "- **codelist**: the parent, concept or price basis of an indicator is another sound one; "
        "no number moves, and only a look at the codelist's difference shows it.",
        "- **row left out**: a row is gone that nothing else in the table misses; the count of "
        "statements shows it, and once a table is accepted its ledger does.",
        "- **unverifiable**: the changed cell's own row says that only a reader can confirm it. "
        "That is never granted to the number of a row with a quote.",
        "",
        f"Unverifiable by column: {', '.join(f'{k} {v}' for k, v in columns.most_common())}. "
        + (
            f"Numbers among them moved by {moved[len(moved) // 2]:.1%} at the median, "
            f"{moved[-1]:.0%} at most."
            if moved
            else ""
        ),
        "",
        "| fault | faults | " + " | ".join(OUTCOMES) + " |",
        f"|---|---|{'---|' * len(OUTCOMES)}",
    ]
    for fault in sorted({(one.kind == "xlsx", one.fault) for one in outcomes}):
        rows = [one for one in outcomes if (one.kind == "xlsx", one.fault) == fault]
        count = Counter(one.outcome for one in rows)
        name = f"xlsx: {fault[1]}" if fault[0] else fault[1]
        lines.append(
            f"| {name} | {len(rows)} | {' | '.join(str(count[one]) for one in OUTCOMES)} |"
        )
    assert sum(total.values()) == len(outcomes)
    return "\n".join(lines) + "\n"


def headline(outcomes: list[Outcome]) -> str:
    """The one line that the README repeats."""
    count = Counter(outcome.outcome for outcome in outcomes)
    return (
        f"**{len(outcomes)} single faults made, {count['ACCEPTED CHANGED']} changed values "
        f"accepted, {count['TRACEBACK']} tracebacks.**"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=20_000)
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
