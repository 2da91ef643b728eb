"""What does a sheet show, of a workbook or of a text file? Rows of strings, and what is odd."""

from typing import NamedTuple


class Mark(NamedTuple):
    """Something odd about a cell: a rule of the catalogue and what fills its message in."""

    rule: str
    fields: dict


class Line(NamedTuple):
    """One row of a sheet; `marks` by column from 0, and under -1 those of the whole row."""

    row: int
    cells: list[str]
    marks: dict[int, list[Mark]]


class Sheet(NamedTuple):
    """One sheet: what it shows, whether it is shown, and its hidden columns."""

    name: str
    hidden: bool
    lines: list[Line]
    hidden_columns: frozenset[int]
    formulas: frozenset[tuple[int, int]]
    #: merged cells: first row, first column from 0, last row, last column
    merged: tuple[tuple[int, int, int, int], ...] = ()
