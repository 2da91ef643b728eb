"""What is wrong with a raw table? Every bad row at once; tables in, problems out."""

import datetime
import re
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from zoneecon import printed


class Problem(NamedTuple):
    """One thing wrong with one cell of a raw table; `row` counts the header as row 1."""

    file: str
    row: int | None
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        place = self.file + (f", row {self.row}" if self.row else "")
        place += f", column {self.column}" if self.column else ""
        return (
            f"{place}: {self.value!r} {self.message}" if self.value else f"{place}: {self.message}"
        )


class BadInput(ValueError):
    """Raw data that cannot be used; `problems` holds them all."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        lines = [f"{count} in the raw data; nothing was written.", *map(str, problems)]
        super().__init__("\n  ".join(lines))


def _flag(table: pd.DataFrame, bad: pd.Series, column: str, message: str) -> list[Problem]:
    """One problem for each row where `bad` holds."""
    rows = table.loc[bad.to_numpy(dtype=bool), ["in_file", "at_row", column]]
    return [Problem(file, int(row), column, value, message) for file, row, value in rows.to_numpy()]


def _unparsed(table: pd.DataFrame, column: str, parse: Callable[[str], object]) -> list[Problem]:
    """One problem, in the parser's words, for each cell that `parse` refuses."""
    problems = []
    for file, row, text in table[["in_file", "at_row", column]].to_numpy():
        try:
            parse(text)
        except ValueError as error:
            problems.append(Problem(file, int(row), column, text, str(error)))
    return problems


def _known(table: pd.DataFrame, column: str, known, where: str) -> list[Problem]:
    close = ", ".join(sorted(known)) if len(known) <= 12 else f"see {where}"
    return _flag(table, ~table[column].isin(list(known)), column, f"is unknown; known: {close}")


def _repeated(table: pd.DataFrame, keys: list[str], column: str, message: str) -> list[Problem]:
    return _flag(table, table.duplicated(keys, keep="first"), column, message)


def check_units(units: pd.DataFrame) -> list[Problem]:
    """Units are printed once each and convert by a positive factor."""
    return [
        *_unparsed(units, "factor", _positive_factor),
        *_repeated(units, ["printed"], "printed", "is listed twice; delete one row"),
    ]


def _positive_factor(text: str) -> float:
    try:
        factor = float(text)
    except ValueError:
        factor = 0.0
    if not 0 < factor < float("inf"):
        raise ValueError("is not a positive number; type the multiplier, e.g. 0.0001 for 万元")
    return factor


def check_indicators(indicators: pd.DataFrame, units: pd.DataFrame) -> list[Problem]:
    """Codes are unique snake_case; units and parents exist."""
    codes = indicators["code"]
    snake = codes.map(lambda code: re.fullmatch(r"[a-z][a-z0-9_]*", code) is not None)
    return [
        *_flag(indicators, ~snake, "code", "is not a code; use lower_snake_case"),
        *_repeated(indicators, ["code"], "code", "is listed twice; delete one row"),
        *_known(indicators, "unit", set(units["unit"]), "data/units.csv"),
        *_known(indicators, "parent", {"", *codes}, "data/indicators.csv"),
    ]


def check_sources(sources: pd.DataFrame) -> list[Problem]:
    """Every source has a slug and a publication date."""
    slug = sources["source"].map(lambda name: re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) is not None)
    return [
        *_flag(sources, ~slug, "source", "is not a name; use lower-case letters, digits and -"),
        *_repeated(sources, ["source"], "source", "is listed twice; delete one row"),
        *_unparsed(sources, "published", iso_date),
    ]


def iso_date(text: str) -> datetime.date:
    if not text:
        raise ValueError("the date is missing; type the day of publication as 2021-08-31")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a date; type the day of publication as 2021-08-31") from None


def check_statements(
    statements: pd.DataFrame, sources: pd.DataFrame, indicators: pd.DataFrame, units: pd.DataFrame
) -> list[Problem]:
    """Every rule that a statement can be held to without its document."""
    held = sources.loc[sources["file"] != "", "source"] if len(sources) else []
    unit_of = dict(zip(units["printed"], units["unit"], strict=True))
    wanted = statements["indicator"].map(
        dict(zip(indicators["code"], indicators["unit"], strict=True))
    )
    given = statements["unit"].map(unit_of)
    differs = given.notna() & wanted.notna() & (given != wanted)
    in_words = statements["unit"] == "words"
    wordless = in_words & (statements["value"] == "")
    cites_document = statements["source"].isin(list(held))
    no_line = cites_document & ~statements["line"].str.fullmatch(r"[1-9][0-9]*")
    unquoted = cites_document & (statements["quote"] == "")
    return [
        *_flag(statements, statements["id"] == "", "id", "the id is missing"),
        *_repeated(statements, ["id"], "id", "is used twice; ids are unique in a zone"),
        *_repeated(
            statements[statements["id"] != ""],
            ["source", "line", "indicator", "subject", "period", "role", "value", "quote"],
            "id", "states the same number as an earlier row; delete one",
        ),
        *_known(statements, "source", set(sources["source"]), "sources.csv"),
        *_known(statements, "indicator", set(indicators["code"]), "data/indicators.csv"),
        *_known(statements, "unit", unit_of, "data/units.csv"),
        *(
            Problem(file, int(row), "unit", unit, f"measures {has}, but {code} is in {needs}")
            for file, row, unit, code, has, needs in zip(
                *(statements.loc[differs, c] for c in ("in_file", "at_row", "unit", "indicator")),
                given[differs], wanted[differs], strict=True,
            )
        ),
        *_unparsed(statements[~in_words], "value", printed.parse_value),
        *_flag(statements, wordless, "value", "the words are missing"),
        *_unparsed(statements, "period", printed.parse_period),
        *_unparsed(statements, "qualifier", _known_qualifiers),
        *_known(statements, "role", printed.ROLES, ""),
        *_known(statements, "confidence", printed.CONFIDENCE, ""),
        *_flag(statements, no_line, "line", "is not a line number of the document"),
        *_flag(statements, unquoted, "quote", "the quote is missing"),
    ]  # fmt: skip


def _known_qualifiers(text: str) -> list[str]:
    words = [word for word in text.split(";") if word]
    unknown = [word for word in words if word not in printed.QUALIFIERS]
    if unknown:
        raise ValueError(f"has an unknown qualifier; known: {' '.join(sorted(printed.QUALIFIERS))}")
    return words


def verify_quotes(statements: pd.DataFrame, document: str) -> list[Problem]:
    """Every quote stands at its line and ends with its value and unit; every date is printed.

    Parameters
    ----------
    statements : DataFrame
        Checked statements of the one source that this document is.
    document : str
        Full text; a line is what a line break ends.
    """
    lines = document.split("\n")
    problems = []
    for row in statements.itertuples(index=False):
        number = int(row.line)
        here = lines[number - 1] if number <= len(lines) else ""

        def problem(column: str, message: str, row=row) -> Problem:
            return Problem(row.in_file, int(row.at_row), column, getattr(row, column), message)

        if not printed.occurs(row.quote, here):
            elsewhere = [i for i, line in enumerate(lines, 1) if printed.occurs(row.quote, line)]
            hint = f"it is at line {elsewhere[0]}" if elsewhere else "it is nowhere in the document"
            problems.append(problem("quote", f"does not occur at line {number}; {hint}"))
        in_words = row.unit == "words"
        shown = printed.occurs if in_words else printed.shown_last
        if not shown(row.value, row.quote):
            problems.append(problem("value", f"is not what the quote ends with: {row.quote}"))
        if not in_words and row.unit not in row.quote:
            problems.append(problem("unit", f"is not printed in the quote: {row.quote}"))
        unprinted = [word for word in row.qualifier.split(";") if word and word not in here]
        if unprinted:
            problems.append(problem("qualifier", f"is not printed at line {number}"))
        if not any(row.period_printed in line for line in lines[:number]):
            problems.append(problem("period_printed", f"is printed nowhere up to line {number}"))
    return problems
