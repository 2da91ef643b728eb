"""How does a file become rows of strings? CSV and xlsx, headers found, notes set apart.

From outside: `read_table(path, root, table)` gives a `Reading`: rows of strings that carry file,
sheet and row; what is refused; and what was skipped or normalised. Nothing is dropped in silence.
"""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zoneecon.data import cache
from zoneecon.data.files import safe_files
from zoneecon.data.files.checkout import Checkout
from zoneecon.data.messages import Slip
from zoneecon.data.problems import found
from zoneecon.data.reading import cells, csv_text, printed_dates, schema, vocabulary
from zoneecon.data.reading.csv_text import csv_lines, decode
from zoneecon.data.reading.sheets import Line, Mark, Sheet
from zoneecon.errors import Problem
from zoneecon.text.catalogue import say as catalogue_say

#: Where a row was read, for messages; dropped from the tables that are handed out.
META = ("in_file", "at_row", "in_sheet")
#: Rows in which the header is looked for: below a title, a unit line, an empty row.
HEADER_ROWS = 20
#: Files whose rows are remembered: a few zones, all that surrounds them, and the codelists.
READ_FILES = 400
FOOTNOTE = re.compile(
    r"[（(\[【*※]*\s*(注|备注|说明|附注|数据来源|资料来源|来源|note|notes|source|sources|remark)"
    r"\s*\d*\s*[:：.、】\]]|[*※†]",
    re.IGNORECASE,
)


#: What is refused of a number that no quote confirms.
STRICTER = {"cell-formula-read": "cell-formula-value"}
#: Columns of running text, where a raised 2 is a square.
FREE_TEXT = frozenset("title title_en issuer section note definition zh en rights".split())


class Reading(NamedTuple):
    """Rows of a file as strings, what is refused, and what is only reported."""

    table: pd.DataFrame
    problems: list[Problem]
    notices: list[Problem]


def empty(table: str) -> pd.DataFrame:
    """No rows, with the columns of a table."""
    return pd.DataFrame(columns=[*schema.columns(table), *META], dtype="str")


def read_table(path: Path, root: Path, table: str) -> Reading:
    """Rows of one file of `data/`.

    Parameters
    ----------
    path : Path
        A `.csv` or `.xlsx` file.
    root : Path
        Checkout; the file must really lie in its `data/`.
    table : str
        Name of the table in the contract, e.g. `statements`.
    """
    content = safe_files.read_bytes(path, root)
    if content.problems:
        return Reading(empty(table), content.problems, [])
    return parsed(content.data, safe_files.shown_name(path, root), table)


def codelists(checkout: Checkout) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Indicators and units of a checkout, as they are written."""
    indicators, units = (
        read_table(checkout.codelist(name), checkout.root, name).table
        for name in ("indicators", "units")
    )
    return indicators, units


def _content_and_name(content: bytes, *arguments: object) -> tuple:
    return hashlib.sha256(content).digest(), *arguments


@cache.by_content(READ_FILES, of=_content_and_name)
def parsed(content: bytes, file: str, table: str) -> Reading:
    """Rows of a file's content, as `read_table` gives those of a file of `data/`."""
    reader = _from_workbook if file.lower().endswith(".xlsx") else _from_text
    try:
        return reader(content, file, table)
    except Slip as slip:
        return Reading(empty(table), [found(slip.rule, file, **slip.fields)], [])


def plain_content(content: bytes, file: str) -> tuple[bytes, list[str]]:
    """A CSV file's content in UTF-8 with commas, and the rules that say what it was; xlsx as it is.

    Raises
    ------
    Slip
        If its text cannot be read.
    """
    if file.lower().endswith(".xlsx"):
        return content, []
    text, rule = decode(content)
    mark = csv_text.delimiter(text)
    rules = [*([rule] if rule else []), *(["csv-delimiter-read"] if mark != "," else [])]
    return csv_text.with_commas(text, mark).encode(), rules


def sheets(content: bytes, file: str) -> list[Sheet]:
    """Sheets of a file, a CSV file being one.

    Raises
    ------
    Slip
        If it cannot be read.
    """
    if file.lower().endswith(".xlsx"):
        return _workbook(content)
    return [_text_sheet(content.decode())]


# --- CSV --------------------------------------------------------------------------------------


def _text_sheet(text: str) -> Sheet:
    return Sheet("", False, csv_lines(text), frozenset(), frozenset())


def _from_text(content: bytes, file: str, table: str) -> Reading:
    text, rule = decode(content)
    sheet = _text_sheet(text)
    _require_commas(sheet.lines, table)
    reading = assemble(sheet, file, table)
    notices = [found(rule, file)] if rule else []
    return reading._replace(notices=notices + reading.notices)


def _require_commas(lines: list[Line], table: str) -> None:
    """Say so if cells are separated by something else than commas."""
    first = next((line.cells[0] for line in lines if len(line.cells) == 1 and line.cells[0]), "")
    names = schema.columns(table)
    for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars"), ("，", "full_width")):
        if sum(piece.strip() in names for piece in first.split(mark)) > len(names) / 2:
            raise Slip("csv-delimiter", mark=name)


# --- xlsx -------------------------------------------------------------------------------------


def _from_workbook(content: bytes, file: str, table: str) -> Reading:
    pages = _workbook(content)
    problems = [found("sheet-hidden", file, sheet=one.name) for one in pages if one.hidden]
    with_header = [one for one in pages if header_at(one.lines, table) is not None]
    problems += [found("sheet-two", file, sheet=one.name) for one in with_header[1:]]
    if not with_header:
        names = ", ".join(schema.columns(table))
        return Reading(empty(table), [*problems, found("sheet-none", file, columns=names)], [])
    chosen = with_header[0]
    notices: list[Problem] = []
    for other in pages:
        if other not in with_header and any(any(line.cells) for line in other.lines):
            rule = "sheet-numbers" if _has_numbers(other) else "sheet-skipped"
            notice = found(rule, file, sheet=other.name, table=chosen.name)
            (problems if notice.verdict == "refused" else notices).append(notice)
    reading = assemble(chosen, file, table)
    return Reading(reading.table, problems + reading.problems, notices + reading.notices)


def _workbook(content: bytes) -> list[Sheet]:
    if not content:
        raise Slip("file-empty")
    if not content.startswith((b"PK", b"\xd0\xcf")):
        raise Slip("file-disguised", kind="text")
    from zoneecon.data.reading import workbook  # the library for it costs as much as a check

    return workbook.read_sheets(content)


def _has_numbers(sheet: Sheet) -> bool:
    """Whether a cell is a number; words with digits in them are no data."""
    shape = re.compile(r"[-+(▲]?[\d,.]*\d\s?[^\s\d]{0,4}")
    return any(shape.fullmatch(cell.strip()) for line in sheet.lines for cell in line.cells)


# --- rows of either ---------------------------------------------------------------------------


def header_at(lines: list[Line], table: str) -> int | None:
    """Index of the row that names the most columns, if it names half of the required ones."""
    names = vocabulary.heads(table)
    counts = [
        len({names.get(vocabulary.plain(cell)) for cell in line.cells} - {None})
        for line in lines[:HEADER_ROWS]
    ]
    if not counts or max(counts) * 2 < len(schema.columns(table)) - len(schema.optional(table)):
        return None
    return counts.index(max(counts))


def assemble(sheet: Sheet, file: str, table: str) -> Reading:
    """Find the header of a sheet, set titles and notes apart, and gather the rows below."""
    problems: list[Problem] = []
    notices: list[Problem] = []

    def say(rule: str, row: int | None = None, column: str = "", value: str = "", **fields) -> None:
        problem = found(rule, file, row, column, value, sheet.name, **fields)
        (problems if problem.verdict == "refused" else notices).append(problem)

    start = header_at(sheet.lines, table)
    if start is None:
        if not any(any(line.cells) for line in sheet.lines):
            raise Slip("file-empty")
        names = ", ".join(schema.columns(table))
        raise Slip("header-missing", rows=HEADER_ROWS, columns=names)
    _titles(sheet.lines[:start], say)
    places = _columns(sheet, start, table, say)
    left_out = dict.fromkeys(schema.optional(table) - set(places.values()), "")
    if problems:
        return Reading(empty(table), problems, notices)
    rows, blank, width = [], 0, len(sheet.lines[start].cells)
    known = vocabulary.heads(table)
    for line in sheet.lines[start + 1 :]:
        if not any(line.cells):
            blank += 1
        elif row := _row(line, places, width, known, say):
            place: dict[str, Any] = {"in_file": file, "at_row": line.row, "in_sheet": sheet.name}
            rows.append(left_out | row | place)
    if blank:
        say("blank-skipped", count=blank)
    if not rows and not problems and table != "accepted":  # a new folder's ledger has no line yet
        say("file-empty")
    read = {sheet.lines[start].row, *(row["at_row"] for row in rows)}
    skipped = [line for line in sheet.lines if line.row not in read]
    _beside(skipped, rows, sheet.lines[start].row, say)
    frame = pd.DataFrame(rows, columns=[*schema.columns(table), *META])
    return Reading(frame, problems + cells.hygiene(frame, table), notices)


def _titles(lines: list[Line], say: Callable) -> None:
    """Rows above the header: one or two filled cells are a title, more are lost data."""
    for line in lines:
        filled = [cell for cell in line.cells if cell]
        if filled:
            rule = "title-skipped" if len(filled) <= 2 else "header-data-above"
            say(rule, line.row, value=filled[0])


def _beside(lines: list[Line], rows: list[dict[str, str]], above: int, say: Callable) -> None:
    """What titles and notes say against the rows: the rows' columns count."""
    for line in lines:
        for text in filter(None, line.cells):
            for rule, fields in printed_dates.beside(text, rows, line.row < above):
                say(rule, line.row, value=text, **fields)


def _columns(sheet: Sheet, start: int, table: str, say: Callable) -> dict[int, str]:
    """Place -> column of the header row, after saying what is wrong with it."""
    header, names = sheet.lines[start], schema.columns(table)
    known = vocabulary.heads(table)
    places: dict[int, str] = {}
    for place, text in enumerate(header.cells):
        column = known.get(vocabulary.plain(text), text.strip().lower())
        below = any(
            len(line.cells) > place and line.cells[place] for line in sheet.lines[start + 1 :]
        )
        if column in names:
            if column in places.values():
                say("header-twice", header.row, column)
            elif text != column:
                rule = "header-spelling" if text.isascii() else "header-chinese"
                say(rule, header.row, value=text, name=column)
            places[place] = column
            if place in sheet.hidden_columns:
                say("column-hidden", None, column)
        elif text or below:
            say(
                "header-unknown",
                header.row,
                text or catalogue_say("inputs.column_number", number=place + 1),
                columns=", ".join(names),
            )
        for mark in header.marks.get(place, []):
            if mark.rule in ("cell-merged", "cell-error"):
                say(mark.rule, header.row, column, text, **mark.fields)
    for column in names:
        if column not in {*places.values(), *schema.optional(table)}:
            say("header-column", header.row, column, columns=", ".join(names))
    return places


def _is_header(
    filled: list[tuple[int, str]], places: dict[int, str], known: dict[str, str]
) -> bool:
    """Whether the first cells of a row are names of their columns."""
    names = [known.get(vocabulary.plain(cell)) for _, cell in filled[:3]]
    return names == [places.get(place) for place, _ in filled[:3]]


def _row(
    line: Line, places: dict[int, str], width: int, known: dict[str, str], say: Callable
) -> dict[str, str] | None:
    """Cells of a row by column; None for a note or for a row that cannot be read."""
    filled = [(place, cell) for place, cell in enumerate(line.cells) if cell]
    first = filled[0][1]
    if len(filled) <= 2 and FOOTNOTE.match(first) and not filled[-1][1][:1].isdigit():
        say("footnote-skipped", line.row, value=first)
        return None
    for mark in line.marks.get(-1, []):
        say(mark.rule, line.row, **mark.fields)
    if _is_header(filled, places, known):
        say("header-again", line.row)
        return None
    if len(filled) == 1 and len(places) > 3:
        say("row-lonely", line.row, places.get(filled[0][0], ""), first)
        return None
    if len(line.cells) != width:
        say("row-ragged", line.row, count=len(line.cells), wanted=width)
        return None
    outside = [place for place, cell in filled if place not in places]
    if outside:
        say("row-ragged", line.row, count=len(filled), wanted=len(places))
        return None
    for place, marks in line.marks.items():
        for mark in marks if place in places else []:
            if mark.rule == "cell-raised" and _harmless(mark, places[place]):
                continue
            _say_mark(mark, line, place, places, say)
    return {column: line.cells[place] for place, column in places.items()}


def _harmless(mark: Mark, column: str) -> bool:
    """Whether a raised character is no digit of a number: km² in running text."""
    return column in FREE_TEXT or (column == "quote" and not mark.fields["behind_digit"])


def _say_mark(mark: Mark, line: Line, place: int, places: dict[int, str], say: Callable) -> None:
    """Say what is odd about a cell; a struck row once, at its first struck cell."""
    struck = [p for p, marks in line.marks.items() if any(m.rule == mark.rule for m in marks)]
    if mark.rule == "row-struck" and place != min(struck):
        return
    quote = next((line.cells[p] for p, column in places.items() if column == "quote"), "")
    stricter = {"cell-year-read": "cell-date", **({} if quote else STRICTER)}
    rule = stricter.get(mark.rule, mark.rule) if places[place] == "value" else mark.rule
    say(rule, line.row, places[place], line.cells[place], **mark.fields)
