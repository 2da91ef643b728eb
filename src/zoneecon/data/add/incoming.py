"""How does a file that someone hands in become rows of statements? Read, translated, not checked.

One printed number a row, or a table as bureaus print it; csv or xlsx. Words are put into those of
the codelists by the vocabulary and by a mapping; every row keeps its place in the file.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zoneecon.data import assumptions
from zoneecon.data.add import new_rows
from zoneecon.data.files import safe_files
from zoneecon.data.files.checkout import SHARED, Place
from zoneecon.data.messages import Slip
from zoneecon.data.problems import found
from zoneecon.data.reading import labels, mapping, readers, schema, typed_rows, vocabulary, wide
from zoneecon.data.reading.mapping import Entry
from zoneecon.data.reading.meanings import EMPTY, OUT, Meanings, fresh
from zoneecon.data.reading.sheets import Mark, Sheet
from zoneecon.data.reading.vocabulary import CONTEXT, Names, plain
from zoneecon.errors import BadInput, Problem
from zoneecon.text.catalogue import Text, texts

#: What is handed in, in the contract of tables.
TABLE = "handed_in"
#: Beside the columns of a table of statements: where a row was read, and the folder it belongs to.
PLACE = (*readers.META, "at_head", "folder")

#: Rules of a table's form: who breaks them is told what a table is; labels that are told then.
OF_FORM = ("header-", "sheet-", "csv-", "file-")
SHOWN = 5


class Incoming(NamedTuple):
    """What a file says: rows, what is only reported, and for a printed table its mapping."""

    table: pd.DataFrame
    notices: list[Problem]
    meanings: Meanings | None = None
    #: numbers of a printed table that are left out
    left: tuple[Entry, ...] = ()
    #: labels that the mapping that was given says nothing of
    fresh: tuple[str, ...] = ()


class Question(NamedTuple):
    """What a file is read by."""

    names: Names
    #: title of its document, year of its publication, folder that is added to
    title: str
    year: int
    folder: str
    given: Meanings = EMPTY
    #: code -> English name of an indicator
    called: Mapping[str, str] = {}


def question(place: Place, row: Mapping[str, str], given: Meanings) -> Question:
    """What a document is read by: codelists, the zone's names, the places around it.

    Parameters
    ----------
    row : mapping
        Its row of `sources.csv`.
    """
    checkout = place.checkout
    indicators, units = readers.codelists(checkout)
    known = _subjects(checkout.place(CONTEXT))
    own = set() if place.shared else set(_subjects(place))
    around = [subject for subject in known if subject not in own]
    called = None if place.shared else assumptions.names(place)
    names = vocabulary.names(indicators, vocabulary.with_multiples(units), called, around)
    meant = given.indicators | ({"--indicator": given.indicator} if given.indicator else {})
    problems = [
        found("mapping-code", "--mapping", None, "indicators", label, code=code)
        for label, code in meant.items()
        if code != OUT and code not in names.measured
    ]
    if problems:
        raise BadInput(problems)
    english = dict(zip(indicators["code"], indicators["en"], strict=True))
    return Question(names, row["title"], int(row["published"][:4]), place.name, given, english)


def _subjects(place: Place) -> list[str]:
    return list(dict.fromkeys(new_rows.statements(place)["subject"]))


def read(file: Path, content: bytes, asked: Question) -> Incoming:
    """Rows of a file, of which the content was read, whatever parts its cells if it is text.

    Raises
    ------
    BadInput
        If it is no table, or is none that can be read, with what would be.
    """
    try:
        content, notices = readers.plain_content(content, file.name)
        sheets = readers.sheets(content, file.name)
    except Slip as slip:
        raise BadInput([found(slip.rule, str(file), **slip.fields)]) from None
    hidden = [found("sheet-hidden", str(file), sheet=one.name) for one in sheets if one.hidden]
    if hidden:
        raise BadInput(hidden)
    if not any(_is_long(sheet, asked.names) for sheet in sheets):
        tables = [(sheet, wide.read(sheet, asked.names)) for sheet in sheets]
        if any(table.cells for _, table in tables):
            told = [found(rule, str(file)) for rule in notices]
            return _printed(file, tables, asked, told)
    return _typed(file, content, asked)


def content_of(file: Path) -> bytes:
    """Bytes of a csv or xlsx file; of any other kind, what to do."""
    if not file.exists() and not file.is_symlink():
        raise BadInput([found("file-missing", str(file))])
    ending = file.suffix.lower().lstrip(".")
    if file.is_file() and ending not in ("csv", "xlsx"):
        remedies = texts("inputs.add.remedy")
        kind = ending if ending in remedies else "other"
        remedy = Text(f"inputs.add.remedy.{kind}")
        raise BadInput([found("add-kind", str(file), remedy=remedy)])
    return safe_files.require_bytes(file, file.parent, fence=file.resolve().parent)


def _is_long(sheet: Sheet, names: Names) -> bool:
    """Whether a sheet holds one number a row: a column of values, and none that is a year's."""
    start = readers.header_at(sheet.lines, TABLE)
    if start is None:
        return False
    heads = [cell for cell in sheet.lines[start].cells if cell]
    columns = [vocabulary.heads(TABLE).get(vocabulary.plain(head)) for head in heads]
    said = [labels.read(h, names) for h, column in zip(heads, columns, strict=True) if not column]
    of_numbers = any(one.years or one.measure or one.indicator for one in said)
    return not of_numbers and ("value" in columns or {"indicator", "period"} <= {*columns})


# --- one number a row ---------------------------------------------------------------------------


def _typed(file: Path, content: bytes, asked: Question) -> Incoming:
    """Rows as typed, with their words in those of the codelists."""
    reading = readers.parsed(content, str(file), TABLE)
    if reading.problems:
        of_form = any(one.rule.startswith(OF_FORM) for one in reading.problems)
        told = [one for one in reading.problems if one.rule != "header-missing"]
        raise BadInput([*told, *([expected(file)] if of_form else [])])
    rows, problems = [], []
    for cells in reading.table.to_dict("records"):
        typed = {str(column): cell for column, cell in cells.items()}
        row, folder = typed_rows.translated(typed, asked.names, asked.given, asked.folder in SHARED)
        if asked.folder in SHARED and row["subject"] in ("", "zone"):
            at = (str(file), typed["at_row"], "subject", row["subject"], typed["in_sheet"])
            problems.append(found("subject-nowhere", *at))
        if row["indicator"] and row["indicator"] not in asked.names.measured:
            near = mapping.nearest(typed["indicator"], asked.names)
            if near:
                at = (
                    str(file),
                    typed["at_row"],
                    "indicator",
                    typed["indicator"],
                    typed["in_sheet"],
                )
                problems.append(found("label-unknown", *at, near=", ".join(near)))
        rows.append(row | {"folder": folder or asked.folder, "at_head": ""})
    if problems:
        raise BadInput(problems)
    table = pd.DataFrame(rows, columns=[*schema.columns(TABLE), *PLACE])
    return Incoming(table, [one for one in reading.notices if one.rule != "header-chinese"])


def expected(file: Path) -> Problem:
    """What can be read, for whoever hands in something else."""
    return found("add-expected", str(file), expected=Text("inputs.add.expected"))


# --- a table as it is printed -------------------------------------------------------------------


def _printed(
    file: Path, tables: list[tuple[Sheet, wide.Table]], asked: Question, notices: list[Problem]
) -> Incoming:
    """Rows of the tables of a file, and what all of their labels stand for."""
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    entries: list[Entry] = []
    for sheet, table in tables:
        problems += _unseen(sheet, str(file))
        document = " ".join(filter(None, (sheet.name, asked.title)))
        here = mapping.entries(table, asked.names, asked.given, document, asked.year, asked.folder)
        heads = {entry.cell.place: entry.cell.above[-1] for entry in here if entry.cell.above}
        marks = {line.row: line.marks for line in sheet.lines}
        for entry in (one for one in here if not one.out):
            at = (str(file), entry.cell.row, heads.get(entry.cell.place, ""), entry.cell.text)
            odd = _odd(marks[entry.cell.row], entry, at, sheet)
            problems += [one for one in odd if one.verdict == "refused"]
            notices += [one for one in odd if one.verdict != "refused"]
            place = (str(file), entry.cell.row, sheet.name, at[2], entry.folder)
            rows.append(
                dict.fromkeys(schema.columns(TABLE), "")
                | entry.row
                | dict(zip(PLACE, place, strict=True))
            )
        notices += [
            found("footnote-skipped", str(file), row, "", text, sheet.name)
            for row, text in table.notes
        ]
        entries += here
    if not rows:
        left = {entry.label or " ".join(entry.cell.beside): entry for entry in entries}
        problems += [_left(entry, label, str(file)) for label, entry in list(left.items())[:SHOWN]]
        problems += [expected(file)] if {entry.out for entry in entries} == {"label"} else []
    if problems:
        raise BadInput(list(dict.fromkeys(problems)))
    meanings = mapping.drafted(entries, asked.given)
    return Incoming(
        pd.DataFrame(rows, columns=[*schema.columns(TABLE), *PLACE]),
        notices,
        meanings,
        tuple(entry for entry in entries if entry.out),
        tuple(fresh(meanings, asked.given)),
    )


def _unseen(sheet: Sheet, file: str) -> list[Problem]:
    """Characters that nobody sees, and formulas without a result: shown is not what is kept."""
    hidden = [
        found("cell-control", file, line.row, "", text, sheet.name, code=f"U+{ord(odd[0]):04X}")
        for line in sheet.lines
        for text in line.cells
        if (odd := [c for c in text if not c.isprintable() and not c.isspace()])
    ]
    empty = [
        found(mark.rule, file, line.row, "", "", sheet.name)
        for line in sheet.lines
        for marks in line.marks.values()
        for mark in marks
        if mark.rule == "cell-formula-empty"
    ]
    return hidden + empty


def _left(entry: Entry, label: str, file: str) -> Problem:
    """Why a number stays out, as a problem of its place."""
    return found("label-left", file, entry.cell.row, "", label, reason=reason(entry))


def reason(entry: Entry) -> Text:
    """Why a number of a printed table stays out."""
    kind = "label_near" if entry.fields.get("near") else entry.out
    return Text(f"commands.add.left.{kind}", entry.fields)


def _odd(marks: dict[int, list[Mark]], entry: Entry, at: tuple, sheet: Sheet) -> list[Problem]:
    """What is odd about the cell of a number and about its row."""
    file, row, head, text = at
    here = [*marks.get(-1, []), *marks.get(entry.cell.place, [])]
    odd = [mark for mark in here if mark.rule != "cell-merged"]
    told = []
    for mark in odd:
        rule = {"cell-formula-read": "cell-formula-value", "cell-year-read": "cell-date"}.get(
            mark.rule, mark.rule
        )
        if rule == "cell-raised" and not mark.fields["behind_digit"]:
            continue
        told.append(found(rule, file, row, head, text, sheet.name, **mark.fields))
    if entry.cell.place in sheet.hidden_columns:
        told.append(found("column-hidden", file, None, head, "", sheet.name))
    if entry.marked or entry.row["qualifier"] or entry.row["value"][0] != plain(text)[0]:
        fields = {"fix": entry.row["value"], "qualifier": entry.row["qualifier"]}
        told.append(found("number-words-read", file, row, head, text, sheet.name, **fields))
    return told


def split(table: pd.DataFrame, folder: str) -> dict[str, pd.DataFrame]:
    """Rows by the folder that they go to, the one that is added to first."""
    folders = [folder, *(name for name in (CONTEXT,) if name != folder)]
    parts = {name: table[table["folder"] == name].reset_index(drop=True) for name in folders}
    return {name: part for name, part in parts.items() if len(part)}
