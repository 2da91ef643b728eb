"""What do the documents say? The only reader and writer of `data/`.

Raw tables are strings until they have been checked; every problem of every file is gathered and
raised in one `BadInput`, which names file, row (as a spreadsheet counts it), column and value.
"""

import csv
import datetime
import hashlib
import os
import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from zoneecon import printed

SOURCE_COLUMNS = (
    "source", "title", "title_en", "issuer", "published", "published_printed",
    "published_basis", "url", "file", "sha256", "rights",
)  # fmt: skip
STATEMENT_COLUMNS = (
    "id", "source", "line", "section", "subject", "indicator", "value", "unit", "qualifier",
    "period_printed", "period", "role", "confidence", "quote", "note",
)  # fmt: skip
INDICATOR_COLUMNS = (
    "code", "en", "zh", "unit", "concept", "price_basis", "parent", "definition",
)  # fmt: skip
UNIT_COLUMNS = ("printed", "unit", "factor")

# Folders of data/raw that are not zones: figures about places and markets around a zone, and
# what happened to others.
SHARED = ("context", "reference")
NAME = re.compile(r"[a-z0-9-]{1,40}")


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


class Tables(NamedTuple):
    """What is known of one zone on one day.

    `statements` has, beside the printed columns, `number` and `half_unit` in the indicator's
    unit (`canonical_unit`), `first`, `last` and `year` of the period, and `published`.
    """

    zone: str
    as_of: datetime.date
    statements: pd.DataFrame
    sources: pd.DataFrame
    indicators: pd.DataFrame


# --- where things are -----------------------------------------------------------------------


def find_root() -> Path:
    """Folder that holds `data/`: ZONEECON_ROOT, else this checkout, else the folder we run in."""
    named = os.environ.get("ZONEECON_ROOT")
    candidates = [Path(named)] if named else [Path(__file__).parents[2], Path.cwd()]
    for candidate in candidates:
        if (candidate / "data" / "indicators.csv").is_file():
            return candidate.resolve()
    raise BadInput([Problem("data/indicators.csv", None, "", "", (
        "not found beside the package or in this folder; run inside the checkout or set "
        "ZONEECON_ROOT to it"
    ))])  # fmt: skip


def zones(root: Path | None = None) -> list[str]:
    """Names of the zones that have raw data."""
    raw = (root or find_root()) / "data" / "raw"
    folders = (path.name for path in raw.iterdir() if (path / "sources.csv").is_file())
    return sorted(name for name in folders if name not in SHARED)


def _zone_folder(zone: str, root: Path) -> Path:
    folder = root / "data" / "raw" / zone if NAME.fullmatch(zone) else None
    if folder is None or not folder.is_dir():
        known = ", ".join(zones(root)) or "none yet"
        raise BadInput([Problem("data/raw", None, "", zone, f"is not a zone here. Zones: {known}")])
    return folder


# --- reading and checking raw tables ---------------------------------------------------------


def _read(path: Path, columns: tuple[str, ...], root: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Rows of one CSV file as strings, with `file` and `row`; and what is wrong with its form."""
    file = path.relative_to(root).as_posix()
    if not path.is_file():
        return _no_rows(columns), [Problem(file, None, "", "", "the file is missing")]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 (byte {error.start}); save the file as CSV UTF-8"
        return _no_rows(columns), [Problem(file, None, "", "", message)]
    lines = list(csv.reader(text.splitlines()))
    header, body = (lines[0], lines[1:]) if lines else ([], [])
    problems = [
        Problem(file, 1, column, "", f"the column is missing; columns are {', '.join(columns)}")
        for column in columns
        if column not in header
    ]
    problems += [
        Problem(file, 1, column, "", f"is not a column of this table: {', '.join(columns)}")
        for column in header
        if column not in columns
    ]
    ragged = [(i, row) for i, row in enumerate(body, 2) if row and len(row) != len(header)]
    problems += [
        Problem(file, i, "", "", f"has {len(row)} cells where the header has {len(header)}")
        for i, row in ragged
    ]
    if problems:
        return _no_rows(columns), problems
    rows = [
        dict(zip(header, row, strict=True), file=file, row=i)
        for i, row in enumerate(body, 2)
        if row
    ]
    return pd.DataFrame(rows, columns=[*columns, "file", "row"]), []


def _no_rows(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=[*columns, "file", "row"])


def _flag(table: pd.DataFrame, bad: pd.Series, column: str, message: str) -> list[Problem]:
    """One problem for each row where `bad` holds."""
    rows = table.loc[bad.to_numpy(dtype=bool), ["file", "row", column]]
    return [Problem(file, int(row), column, value, message) for file, row, value in rows.to_numpy()]


def _parsed(table: pd.DataFrame, column: str, parse) -> tuple[list, list[Problem]]:
    """`parse` of every cell (None where it fails), and one problem for each that fails."""
    values, problems = [], []
    for file, row, text in table[["file", "row", column]].to_numpy():
        try:
            values.append(parse(text))
        except ValueError as error:
            values.append(None)
            problems.append(Problem(file, int(row), column, text, str(error)))
    return values, problems


def _known(table: pd.DataFrame, column: str, known, where: str) -> list[Problem]:
    close = ", ".join(sorted(known)) if len(known) <= 12 else f"see {where}"
    return _flag(table, ~table[column].isin(list(known)), column, f"is unknown; known: {close}")


def _repeated(table: pd.DataFrame, keys: list[str], column: str, message: str) -> list[Problem]:
    return _flag(table, table.duplicated(keys, keep="first"), column, message)


def check_units(units: pd.DataFrame) -> list[Problem]:
    """Units are printed once each and convert by a positive factor."""
    factors, problems = _parsed(units, "factor", _positive_factor)
    return problems + _repeated(units, ["printed"], "printed", "is listed twice; delete one row")


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
    _, problems = _parsed(sources, "published", _iso_date)
    return [
        *_flag(sources, ~slug, "source", "is not a name; use lower-case letters, digits and -"),
        *_repeated(sources, ["source"], "source", "is listed twice; delete one row"),
        *problems,
    ]


def _iso_date(text: str) -> datetime.date:
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
    _, number_problems = _parsed(statements[~in_words], "value", printed.parse_value)
    _, period_problems = _parsed(statements, "period", printed.parse_period)
    _, qualifier_problems = _parsed(statements, "qualifier", _known_qualifiers)
    cites_document = statements["source"].isin(list(held))
    no_line = cites_document & ~statements["line"].str.fullmatch(r"[1-9]\d*")
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
                *(statements.loc[differs, c] for c in ("file", "row", "unit", "indicator")),
                given[differs], wanted[differs], strict=True,
            )
        ),
        *number_problems,
        *_flag(statements, in_words & (statements["value"] == ""), "value", "the words are missing"),
        *period_problems,
        *qualifier_problems,
        *_known(statements, "role", printed.ROLES, ""),
        *_known(statements, "confidence", printed.CONFIDENCE, ""),
        *_flag(statements, no_line, "line", "is not a line number of the document"),
        *_flag(statements, cites_document & (statements["quote"] == ""), "quote", "the quote is missing"),
    ]  # fmt: skip


def _known_qualifiers(text: str) -> list[str]:
    words = [word for word in text.split(";") if word]
    unknown = [word for word in words if word not in printed.QUALIFIERS]
    if unknown:
        raise ValueError(f"has an unknown qualifier; known: {' '.join(sorted(printed.QUALIFIERS))}")
    return words


def verify_quotes(statements: pd.DataFrame, document: str) -> list[Problem]:
    """Every quote stands at its line of the document and shows its value; every date is printed.

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
            return Problem(row.file, int(row.row), column, getattr(row, column), message)

        if not printed.occurs(row.quote, here):
            elsewhere = [i for i, line in enumerate(lines, 1) if printed.occurs(row.quote, line)]
            hint = f"it is at line {elsewhere[0]}" if elsewhere else "it is nowhere in the document"
            problems.append(problem("quote", f"does not occur at line {number}; {hint}"))
        items = [row.value] if row.unit == "words" else printed.printed_items(row.value)
        missing = [item for item in items if not printed.occurs(item, row.quote)]
        if missing:
            problems.append(problem("value", f"is not what the quote prints: {row.quote}"))
        unprinted = [word for word in row.qualifier.split(";") if word and word not in here]
        if unprinted:
            problems.append(problem("qualifier", f"is not printed at line {number}"))
        if not any(row.period_printed in line for line in lines[:number]):
            problems.append(problem("period_printed", f"is printed nowhere up to line {number}"))
    return problems


# --- loading ---------------------------------------------------------------------------------


def _codelists(root: Path) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    indicators, problems = _read(root / "data" / "indicators.csv", INDICATOR_COLUMNS, root)
    units, more = _read(root / "data" / "units.csv", UNIT_COLUMNS, root)
    problems = problems + more or check_units(units) + check_indicators(indicators, units)
    return indicators, units, problems


def _raw(zone: str, root: Path) -> tuple[pd.DataFrame, ...]:
    """Checked raw tables of a zone, still as printed: statements, sources, indicators, units."""
    folder = _zone_folder(zone, root)
    indicators, units, problems = _codelists(root)
    sources, more = _read(folder / "sources.csv", SOURCE_COLUMNS, root)
    problems += more or check_sources(sources)
    files = sorted((folder / "statements").glob("*.csv"))
    if not files:
        problems.append(Problem(f"data/raw/{zone}/statements", None, "", "", "holds no CSV file"))
    parts = [_read(path, STATEMENT_COLUMNS, root) for path in files]
    problems += [problem for _, found in parts for problem in found]
    statements = pd.concat(
        [_no_rows(STATEMENT_COLUMNS), *(rows for rows, _ in parts)], ignore_index=True
    )
    if not problems:
        problems = check_statements(statements, sources, indicators, units)
    if problems:
        raise BadInput(problems)
    return statements, sources, indicators, units


def load(zone: str, as_of: str | datetime.date | None = None, root: Path | None = None) -> Tables:
    """Tables of a zone as they were known on a day.

    Parameters
    ----------
    zone : str
        Folder of `data/raw`, e.g. a zone, `context` or `reference`.
    as_of : date or ISO string, optional
        Only sources published by then; the newest if None.
    root : Path, optional
        Folder that holds `data/`.

    Returns
    -------
    Tables

    Raises
    ------
    BadInput
        All problems of all files at once.
    """
    root = root or find_root()
    statements, sources, indicators, units = _raw(zone, root)
    sources = sources.assign(published=sources["published"].map(_iso_date)).drop(columns="row")
    as_of = _iso_date(as_of) if isinstance(as_of, str) else as_of or sources["published"].max()
    sources = sources[sources["published"] <= as_of].reset_index(drop=True)
    statements = statements[statements["source"].isin(sources["source"])]
    statements = _typed(statements, sources, units)
    return Tables(zone, as_of, statements, sources, indicators.drop(columns=["file", "row"]))


def _typed(statements: pd.DataFrame, sources: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Printed columns, plus numbers in the canonical unit and parsed periods, sorted by id."""
    table = statements.sort_values("id").reset_index(drop=True)
    conversion = units.set_index("printed")
    factor = table["unit"].map(conversion["factor"].astype(float)).to_numpy()
    single = [
        values[0] if len(values) == 1 else printed.Printed(np.nan, np.nan)
        for values in (
            [] if unit == "words" else printed.parse_value(text)
            for text, unit in table[["value", "unit"]].to_numpy()
        )
    ]
    periods = pd.DataFrame(
        [printed.parse_period(text) for text in table["period"]],
        columns=printed.Period._fields, index=table.index,
    ).astype("Int64")  # fmt: skip
    published = table["source"].map(sources.set_index("source")["published"])
    return table.assign(
        number=np.array([value.number for value in single], dtype=float) * factor,
        half_unit=np.array([value.half_unit for value in single], dtype=float) * factor,
        canonical_unit=table["unit"].map(conversion["unit"]),
        **periods,
        published=published,
    )


def newest(zone: str, root: Path | None = None) -> datetime.date:
    """Publication date of the newest source of a zone or of the figures around it."""
    root = root or find_root()
    present = [name for name in (zone, *SHARED) if (root / "data" / "raw" / name).is_dir()]
    return max(load(name, root=root).as_of for name in present)


def verify_document(zone: str, document: Path, root: Path | None = None) -> int:
    """Hold a zone's statements against the document they were taken from.

    Returns
    -------
    int
        How many statements were verified.

    Raises
    ------
    BadInput
        If the document is not one of the zone's sources or a statement is not in it.
    """
    root = root or find_root()
    statements, sources, _, _ = _raw(zone, root)
    file = f"data/raw/{zone}/sources.csv"
    try:
        content = Path(document).read_bytes()
    except OSError as error:
        raise BadInput(
            [Problem(str(document), None, "", "", f"cannot be read: {error.strerror}")]
        ) from error
    match = sources[sources["sha256"] == hashlib.sha256(content).hexdigest()]
    if match.empty:
        match = sources[(sources["file"] == Path(document).name) & (sources["file"] != "")]
    if match.empty:
        raise BadInput([Problem(file, None, "sha256", "", (
            f"no source is the document {Path(document).name}; add its checksum to the source's row"
        ))])  # fmt: skip
    cited = statements[statements["source"] == match["source"].iloc[0]]
    problems = verify_quotes(cited, content.decode("utf-8"))
    if problems:
        raise BadInput(problems)
    return len(cited)


def load_assumptions(zone: str, root: Path | None = None) -> dict:
    """What we assume for a zone: `data/assumptions/<zone>.toml`, as plain dictionaries."""
    root = root or find_root()
    _zone_folder(zone, root)
    path = root / "data" / "assumptions" / f"{zone}.toml"
    file = path.relative_to(root).as_posix()
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput([Problem(file, None, "", "", "the file is missing")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput([Problem(file, None, "", "", f"is not valid TOML: {error}")]) from None


def load_derived(name: str, root: Path | None = None) -> pd.DataFrame:
    """A table that our own scripts derived from public panels, `data/raw/reference/<name>.csv`."""
    root = root or find_root()
    path = root / "data" / "raw" / "reference" / f"{name}.csv"
    if not NAME.fullmatch(name.replace("_", "-")) or not path.is_file():
        raise BadInput(
            [Problem(f"data/raw/reference/{name}.csv", None, "", "", "the file is missing")]
        )
    return pd.read_csv(path)


# --- writing ---------------------------------------------------------------------------------


def to_csv(table: pd.DataFrame) -> str:
    """A table as CSV text: LF, ten significant digits, empty for unknown; the same bytes each time."""
    return table.to_csv(index=False, lineterminator="\n", float_format="%.10g")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table so that a reader sees the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(to_csv(table), encoding="utf-8", newline="")
    os.replace(partial, path)
