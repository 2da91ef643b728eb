"""How is a table laid out as bureaus print it? Numbers with the labels of their row and column.

指标 × 年份, 地区 × 年份, 年份 × 指标, 指标 with 绝对额 and 比上年增长, heads of several
rows, panels side by side, sections: all of them are a grid in which a number is what the labels
before it and above it say. What the labels mean is read elsewhere (`labels`, `mapping`).
"""

import itertools
import re
from typing import NamedTuple

from zoneecon.data.reading import amounts, labels, vocabulary
from zoneecon.data.reading.labels import Said
from zoneecon.data.reading.sheets import Line, Sheet
from zoneecon.data.reading.vocabulary import Names, plain

#: Rows of labels above a block of numbers, at most.
MOST_HEADS = 5
_TABLE_UNIT = re.compile(r"单位\s*[:：]\s*\S|^[(（](计量)?单位")
_CONTINUED = re.compile(r"续表|表续|\(续\)|（续）")


class Cell(NamedTuple):
    """A number's place: row as a spreadsheet counts it, column from 0, text, and what it is of."""

    row: int
    place: int
    text: str
    #: labels in its row, in its column, and above both: sections, titles
    beside: tuple[str, ...]
    above: tuple[str, ...]
    around: tuple[str, ...]
    #: cell of the unit column and of the notes column, what the stub's head calls its labels
    unit: str = ""
    note: str = ""
    stub: str = ""
    #: label of the level that a change stands behind, whose period is its own
    when: str = ""


class Table(NamedTuple):
    """Cells of a sheet, its titles and its notes."""

    cells: list[Cell]
    titles: list[str]
    notes: list[tuple[int, str]]


class _Grid(NamedTuple):
    """Rows with their merged cells filled in, and what each cell is: T, N, Y, 0 or ''."""

    rows: list[list[str]]
    kinds: list[list[str]]
    lines: list[Line]


def read(sheet: Sheet, names: Names) -> Table:
    """All numbers of a sheet with their labels; no cells where it holds no such table."""
    grid = _grid(sheet, names)
    table = Table([], [], [])
    blocks = _blocks(grid, names)
    begin = 0
    for number, (head, first, end) in enumerate(blocks):
        last = blocks[number + 1][0] if number + 1 < len(blocks) else len(grid.rows)
        titles = [text for at in range(begin, head) for text in _distinct(grid.rows[at])]
        if number and titles and all(_CONTINUED.search(text) for text in titles):
            titles = table.titles  # the table goes on
        table.titles.extend(text for text in titles if text not in table.titles)
        _block(grid, head, first, end, last, tuple(titles), names, table)
        begin = last
    return table


def _grid(sheet: Sheet, names: Names) -> _Grid:
    width = max((len(line.cells) for line in sheet.lines), default=0)
    rows = [
        [" ".join(cell.split()) for cell in line.cells] + [""] * (width - len(line.cells))
        for line in sheet.lines
    ]
    at = {line.row: place for place, line in enumerate(sheet.lines)}
    for top, left, bottom, right in sheet.merged:
        text = rows[at[top]][left] if top in at else ""
        for row in range(top, bottom + 1) if text else ():
            for place in range(left, min(right + 1, width)) if row in at else ():
                rows[at[row]][place] = text
    kinds = [[_kind(text, names) for text in row] for row in rows]
    return _Grid(rows, kinds, sheet.lines)


def _kind(text: str, names: Names) -> str:
    """T a label, N a number, Y a period that may be a number, 0 a mark for none, '' nothing."""
    if not text:
        return ""
    if re.fullmatch(r"(19|20)\d\d", plain(text)):
        return "Y"
    if amounts.is_none(text):
        return "0"
    said = labels.read(text, names)
    if (said.years or said.months) and not said.unknown:
        return "Y"
    return "N" if amounts.amount(text, names.units) else "T"


def _distinct(row: list[str]) -> list[str]:
    return list(dict.fromkeys(text for text in row if text))


# --- blocks ---------------------------------------------------------------------------------------


def _blocks(grid: _Grid, names: Names) -> list[tuple[int, int, int]]:
    """First head row, first and last row of numbers (exclusive) of each table of a sheet."""
    found: list[tuple[int, int, int]] = []
    at = 0
    while at < len(grid.rows):
        if "N" not in grid.kinds[at] and not _counted(grid, at):
            at += 1
            continue
        head, first = _head(grid, at, found[-1][2] if found else 0)
        if head == first:  # numbers without a head: nothing says what they are
            at += 1
            continue
        end = at + 1
        for below in range(at + 1, len(grid.rows)):
            if _begins(grid, below, head):
                break
            if "N" in grid.kinds[below] or _like(grid, below, at):
                end = below + 1
        found.append((head, first, end))
        at = end
    return found


def _counted(grid: _Grid, at: int) -> bool:
    """Whether a row of what looks like years is one of numbers: 企业数 1985 2003 2021."""
    place = next((place for place, kind in enumerate(grid.kinds[at]) if kind), None)
    if place is None or grid.kinds[at][place] != "T" or not at:
        return False
    years = [place for place, kind in enumerate(grid.kinds[at]) if kind == "Y"]
    above = [grid.kinds[at - 1][place] for place in years]
    return bool(years) and all(kind == "Y" for kind in above)


def _head(grid: _Grid, at: int, least: int) -> tuple[int, int]:
    """First row of labels above a row of numbers, and the row behind the last of them.

    Names of sections may stand between the labels and the numbers.
    """
    first = at
    while first > least and len(_distinct(grid.rows[first - 1])) == 1:
        first -= 1
    head = first
    while head > max(least, first - MOST_HEADS):
        row, kinds = grid.rows[head - 1], grid.kinds[head - 1]
        if "N" in kinds or len(_distinct(row)) < 2 or any(map(_TABLE_UNIT.search, row)):
            break
        head -= 1
    return head, first


def _begins(grid: _Grid, at: int, head: int) -> bool:
    """Whether a row is the head of another table, or of this one going on."""
    kinds = grid.kinds[at]
    if "N" in kinds or sum(map(bool, kinds)) < 2:
        return False
    first = next(text for text in grid.rows[at] if text)
    known = vocabulary.heads("statements") | dict.fromkeys(vocabulary.words("ignored", "heads"), "")
    return plain(first) in known or first == next((text for text in grid.rows[head] if text), "")


def _like(grid: _Grid, at: int, first: int) -> bool:
    """Whether a row without a number belongs to the numbers above: marks for none, or years."""
    kinds = grid.kinds[at]
    values = [place for place, kind in enumerate(grid.kinds[first]) if kind == "N"]
    return any(kinds[place] in ("0", "Y") for place in values)


def _block(grid, head, first, end, last, titles, names: Names, table: Table) -> None:
    """Put the cells of one block into a table."""
    columns = _columns(grid, head, first, end, names)
    sections: list[str] = []
    named = ""
    for at in range(first, last):
        row, kinds, line = grid.rows[at], grid.kinds[at], grid.lines[at]
        filled = [place for place, text in enumerate(row) if text]
        if not filled:
            continue
        if at >= end or _is_label(row, kinds, columns):
            (table.notes if at >= end else []).append((line.row, row[filled[0]]))
            sections = sections if at >= end else [row[filled[0]]]
            continue
        for place in (place for place in filled if place in columns):
            if kinds[place] == "0":
                continue
            column = columns[place]
            beside = tuple(dict.fromkeys(row[stub] for stub in column.stubs if row[stub]))
            said = [labels.read(label, names) for label in beside]
            alone = any(one.measure for one in said) and not any(one.indicator for one in said)
            named = named if alone else next(iter(beside[-1:]), "")
            table.cells.append(
                Cell(
                    line.row,
                    place,
                    row[place],
                    beside,
                    column.labels,
                    (*([named] if alone else []), *column.of, *sections, *titles),
                    row[column.unit] if column.unit is not None else "",
                    row[column.note] if column.note is not None else "",
                    column.stub,
                    column.when,
                )
            )


def _is_label(row: list[str], kinds: list[str], columns: dict[int, "_Column"]) -> bool:
    """Whether a row holds a label alone: the name of a section, or a unit below the heads."""
    filled = [place for place, text in enumerate(row) if text]
    words = all(kinds[place] == "T" for place in filled)
    return len(_distinct(row)) == 1 and (words or not any(place in columns for place in filled))


class _Column(NamedTuple):
    """A column of numbers: its labels, and the columns beside it that say what a row is."""

    labels: tuple[str, ...]
    stubs: tuple[int, ...]
    unit: int | None
    note: int | None
    stub: str
    #: what a column of changes is a change of, where only the one before it says so
    of: tuple[str, ...] = ()
    #: the label that says when, where only that of the levels before it does
    when: str = ""


def _columns(grid: _Grid, head: int, first: int, end: int, names: Names) -> dict[int, _Column]:
    """Columns of numbers by place."""
    above = _heads(grid, head, first)
    known, ignored = vocabulary.heads("statements"), vocabulary.words("ignored", "heads")
    stubs: list[int] = []
    units: list[int] = []
    notes: list[int] = []
    found: dict[int, _Column] = {}
    panel = ""
    for place, titles in enumerate(above):
        cells = [grid.rows[at][place] for at in range(first, end)]
        kinds = [grid.kinds[at][place] for at in range(first, end)]
        title = titles[-1] if titles else ""
        is_head = known.get(plain(vocabulary.bare(title)), "")
        if plain(vocabulary.bare(title)) in ignored or not any(kinds):
            continue
        if is_head == "unit" or _all_units(cells, names):
            units.append(place)
        elif is_head in ("note", "qualifier", "section", "quote"):
            notes.append(place)
        elif "N" in kinds or (stubs and _is_of_numbers(title, names)):
            left = [stub for stub in stubs if stub < place]
            stub = _stub(above, left, known)
            near = next((one for one in reversed(units) if one < place), next(iter(units), None))
            of = _of(titles, [column.labels for column in found.values()], names)
            when = _when(titles, [column.labels for column in found.values()], names)
            found[place] = _Column(tuple(titles), tuple(left), near, None, stub, of, when)
        elif not found or title == panel:
            if found:  # a second panel beside the first
                stubs, units = [], []
            panel = panel or title
            stubs.append(place)
    # a column of units or of notes may stand behind the numbers
    return {
        place: column._replace(
            unit=column.unit if column.unit is not None else next(iter(units), None),
            note=next(iter(notes), None),
        )
        for place, column in found.items()
    }


def _of(titles, before: list[tuple[str, ...]], names: Names) -> tuple[str, ...]:
    """The label of the column that one of changes stands behind; none where it names its own."""
    said = [labels.read(title, names) for title in titles]
    if any(one.indicator for one in said) or not any(one.measure == "growth" for one in said):
        return ()
    named = (label for labels_ in reversed(before) for label in labels_[::-1])
    return next(((label,) for label in named if labels.read(label, names).indicator), ())


def _when(titles, before: list[tuple[str, ...]], names: Names) -> str:
    """The label of the newest level since the last change, for a change that says no period.

    So, too, for the level of a year earlier: 1-9月, 上年同期, 增长%.
    """
    said = [labels.read(title, names) for title in titles]
    dated = any(one.years or one.months for one in said)
    if dated or not any(one.measure in ("growth", "earlier") for one in said):
        return ""
    newest, last = "", (0, 0)
    for column in reversed(before):
        read = [(title, labels.read(title, names)) for title in column]
        if any(one.measure in ("growth", "average") for _, one in read):
            break
        for title, one in read:
            day = (one.years[1] if one.years else 0, 12 if one.months is None else one.months[1])
            if (one.years or one.months) and day > last:
                newest, last = title, day
    return newest


def _heads(grid: _Grid, head: int, first: int) -> list[tuple[str, ...]]:
    """Labels above each column, from the top; one over several columns is written once."""
    rows = [list(row) for row in grid.rows[head:first]]
    for upper, lower in itertools.pairwise(rows):
        for place in range(1, len(upper)):
            if not upper[place] and lower[place] and place > 1:
                upper[place] = upper[place - 1]
    width = len(rows[0]) if rows else 0
    return [
        tuple(dict.fromkeys(row[place] for row in rows if row[place])) for place in range(width)
    ]


def _all_units(cells: list[str], names: Names) -> bool:
    filled = [cell for cell in cells if cell]
    said = [labels.read(cell, names) for cell in filled]
    return bool(said) and all(
        one.units and one == Said(units=one.units, prices=one.prices) for one in said
    )


def _is_of_numbers(title: str, names: Names) -> bool:
    """Whether a column's head is of a number, and not of the labels of rows."""
    said = labels.read(title, names)
    return bool(said.years or said.months or said.measure or said.indicator)


def _stub(above: list[tuple[str, ...]], stubs: list[int], known: dict[str, str]) -> str:
    """What the labels of rows are by their head: subject where it is 地区; '' if it is silent."""
    heads = (
        known.get(plain(vocabulary.bare(above[stub][-1])), "") for stub in stubs if above[stub]
    )
    return next((head for head in heads if head == "subject"), "")
