"""Changes to a made-up checkout by name, for the tables of bad and of odd inputs.

A change is a list: the name of a function in `OF_FILES`, and its arguments. Functions of rows
change a table's cells and save it, functions of text change the file as it lies there. `sheet`
saves a table as a workbook, with changes of its own; see `workbook_changes`.
"""

import gzip
import os
import re
import socket as sockets
from pathlib import Path
from typing import Any

from tests.bad.workbook_changes import OF_BOOKS
from tests.made_up import Checkout, to_xlsx
from zoneecon.data import folders
from zoneecon.data.reading import schema

#: {x*3} in a text of a table stands for xxx.
REPEATED = re.compile(r"\{((?:[^{}])+)\*(\d+)\}")
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


def spoil(it: Checkout, *changes: list) -> Checkout:
    """Make changes in a checkout, one after another."""
    for name, *arguments in changes:
        OF_FILES[name](it, *map(written_out, arguments))
    return it


def cells(table: str, key: str, **typed: str) -> list:
    """The change that types some cells of a row otherwise."""
    return ["set", table, key, typed]


def added(table: str, key: str, **typed: str) -> list:
    """The change that adds a copy of a row with other cells."""
    return ["add", table, key, typed]


def written_out(argument: Any) -> Any:
    """An argument of a table with every repetition in it made."""
    if isinstance(argument, list):
        return [written_out(part) for part in argument]
    if isinstance(argument, str):
        return REPEATED.sub(lambda match: match[1] * int(match[2]), argument)
    return argument


# --- rows ---------------------------------------------------------------------------------------


def _of_rows(change):
    """A change of one table's rows, and the table saved."""

    def changed(it: Checkout, table: str, *arguments) -> None:
        change(it.rows(table), *arguments)
        it.save()

    return changed


def _put(rows: list[list[str]], row: list[str], cells: dict[str, str]) -> None:
    for column, typed in cells.items():
        row[rows[0].index(column)] = typed


def _set(rows, key: str, cells: dict[str, str]) -> None:
    _put(rows, next(row for row in rows if row[0] == key), cells)


def _add(rows, key: str, cells: dict[str, str]) -> None:
    """A copy of a row under another id, with other cells."""
    copy = list(next(row for row in rows if row[0] == key))
    _put(rows, copy, {"id": "D900", **cells})
    rows.append(copy)


def _all(rows, cells: dict[str, str]) -> None:
    for row in rows[1:]:
        _put(rows, row, cells)


def _rename(rows, old: str, new: str) -> None:
    rows[0][rows[0].index(old)] = new


def _without_column(rows, column: str) -> None:
    place = rows[0].index(column)
    for row in rows:
        del row[place]


def _full_width(rows) -> None:
    place = rows[0].index("value")
    for row in rows[1:]:
        row[place] = row[place].translate(FULL_WIDTH)


def _header(rows, method: str, *arguments) -> None:
    """The header as a method of strings makes it."""
    rows[0] = [getattr(cell, method)(*arguments) for cell in rows[0]]


def _chinese_header(rows, place: int) -> None:
    rows.insert(place, [field["title"] for field in schema.fields("statements")])


def _keep(rows, kept) -> None:
    rows[:] = [row for number, row in enumerate(rows) if kept(number, row)]


# --- text and bytes -----------------------------------------------------------------------------


def _of_text(change):
    """A change of one file's text; what it returns is written."""

    def changed(it: Checkout, table: str, *arguments) -> None:
        it.write(table, change(it.text(table), *arguments))

    return changed


def _of_bytes(change):
    def changed(it: Checkout, table: str, *arguments) -> None:
        it.write(table, change(it.path(table).read_bytes(), *arguments))

    return changed


def _once(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def _ending(content: bytes, cut: int, new: str) -> bytes:
    return content[:-cut] + bytes.fromhex(new)


def _hex(content: bytes, old: str, new: str) -> bytes:
    assert old.encode() in content
    return content.replace(old.encode(), bytes.fromhex(new), 1)


# --- what is no file ----------------------------------------------------------------------------


def _link_out(it: Checkout, table: str) -> None:
    secret = it.root / "secret.csv"
    secret.write_text(it.text(table), encoding="utf-8")
    it.path(table).unlink()
    it.path(table).symlink_to(secret)


def _folder_out(it: Checkout) -> None:
    folder = it.path("plan").parent
    folder.rename(it.root / "elsewhere")
    folder.symlink_to(it.root / "elsewhere")


def _odd_name(it: Checkout) -> None:
    folder = os.fsencode(it.path("plan").parent)
    Path(os.fsdecode(folder + b"/bad\xff\x1b[31m.csv")).write_bytes(b"x")


def _socket(it: Checkout, name: str) -> None:
    """Made by name in its own folder: a socket's address has room for about 100 bytes."""
    here = os.getcwd()
    os.chdir(it.path(name).parent)
    try:
        sockets.socket(sockets.AF_UNIX).bind(name)
    finally:
        os.chdir(here)


OF_FILES = OF_BOOKS | {
    # rows
    "add": _of_rows(_add),
    "again": _of_rows(lambda rows, key, n: rows.extend([r for r in rows if r[0] == key] * n)),
    "all": _of_rows(_all),
    "chinese header": _of_rows(_chinese_header),
    "copy line": _of_rows(lambda rows, old, new: rows.insert(new, rows[old])),
    "drop": _of_rows(lambda rows, *keys: _keep(rows, lambda _, row: row[0] not in keys)),
    "full width": _of_rows(_full_width),
    "header": _of_rows(_header),
    "header only": _of_rows(lambda rows: _keep(rows, lambda number, _: number == 0)),
    "line": _of_rows(lambda rows, cells: rows.append(cells)),
    "longer": _of_rows(lambda rows, place, cell: rows[place].append(cell)),
    "move line": _of_rows(lambda rows, old, new: rows.insert(new, rows.pop(old))),
    "rename": _of_rows(_rename),
    "reorder": _of_rows(lambda rows: [row.insert(0, row.pop()) for row in rows]),
    "set": _of_rows(_set),
    "shorter": _of_rows(lambda rows, place: rows[place].pop()),
    "widen": _of_rows(lambda rows, *cells: [row.extend(cells) for row in rows]),
    "without column": _of_rows(_without_column),
    "without line": _of_rows(lambda rows, place: rows.pop(place)),
    "accept": lambda it: folders.accept(it.place),
    "gone": lambda it, name: it.path(name).unlink(),
    # text and bytes
    "above": _of_text(lambda text, line, end="\n": line + end + text),
    "append": _of_text(lambda text, more: text + more),
    "below": _of_text(lambda text, line: f"{text}{line}\n"),
    "encode": _of_text(lambda text, codec: text.encode(codec, "replace")),
    "ending": _of_bytes(_ending),
    "hex": _of_bytes(_hex),
    "misread": _of_text(lambda text, codec: text.encode().decode(codec, "replace")),
    "once": _of_text(_once),
    "packed": _of_bytes(gzip.compress),
    "replace": _of_text(lambda text, old, new: text.replace(old, new)),
    "new": lambda it, name, text: it.write(name, text),
    "new hex": lambda it, name, content: it.write(name, bytes.fromhex(content)),
    "random": lambda it, name: it.write(name, bytes(range(128, 256)) * 20),
    # files
    "copy as": lambda it, table, name: it.write(name, it.text(table)),
    "workbook as": lambda it, table, name: it.write(name, to_xlsx(it.rows(table))),
    "unlink": lambda it, *names: [it.path(name).unlink() for name in names],
    "folder": lambda it, name: it.path(name).mkdir(),
    "folder out": _folder_out,
    "link": lambda it, name, to: it.path(name).symlink_to(to),
    "link out": _link_out,
    "odd name": _odd_name,
    "pipe": lambda it, name: os.mkfifo(it.path(name)),
    "socket": _socket,
    "swamp": lambda it, count: [it.write(f"t{number}.csv", "x") for number in range(count)],
}
