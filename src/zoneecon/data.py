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

from zoneecon import checks, printed
from zoneecon.checks import BadInput, Problem

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
# Where a row was read, for messages; dropped from the tables that are handed out.
META = ("in_file", "at_row")

# Folders of data/raw that are not zones: figures about places and markets around a zone, and
# what happened to others.
SHARED = ("context", "reference")
NAME = re.compile(r"[a-z0-9-]{1,40}")


class Desk(NamedTuple):
    """All that a notebook works from: one zone on one day, what surrounds it, what we assume."""

    zone: str
    as_of: datetime.date
    statements: pd.DataFrame
    sources: pd.DataFrame
    indicators: pd.DataFrame
    context: pd.DataFrame
    reference: pd.DataFrame
    assumptions: dict
    relations: dict


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
    folders = (path.name for path in raw.iterdir() if path.is_dir())
    return sorted(name for name in folders if NAME.fullmatch(name) and name not in SHARED)


def require_zone(zone: str, root: Path) -> None:
    """Refuse, with the known names, what is not a zone here."""
    if zone not in (known := zones(root)):
        message = f"is not a zone here. Zones: {', '.join(known) or 'none yet'}"
        raise BadInput([Problem("data/raw", None, "", zone, message)])


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
        dict(zip(header, row, strict=True), in_file=file, at_row=i)
        for i, row in enumerate(body, 2)
        if row
    ]
    return pd.DataFrame(rows, columns=[*columns, *META]), []


def _no_rows(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=[*columns, *META])


# --- loading ---------------------------------------------------------------------------------


def _codelists(root: Path) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    indicators, problems = _read(root / "data" / "indicators.csv", INDICATOR_COLUMNS, root)
    units, more = _read(root / "data" / "units.csv", UNIT_COLUMNS, root)
    problems = problems + more or checks.check_units(units) + checks.check_indicators(
        indicators, units
    )
    return indicators, units, problems


def _raw(zone: str, root: Path) -> tuple[pd.DataFrame, ...]:
    """Checked raw tables of a zone, still as printed: statements, sources, indicators, units."""
    if zone not in SHARED:
        require_zone(zone, root)
    folder = root / "data" / "raw" / zone
    indicators, units, problems = _codelists(root)
    sources, more = _read(folder / "sources.csv", SOURCE_COLUMNS, root)
    problems += more or checks.check_sources(sources)
    files = sorted((folder / "statements").glob("*.csv"))
    if not files:
        problems.append(Problem(f"data/raw/{zone}/statements", None, "", "", "holds no CSV file"))
    parts = [_read(path, STATEMENT_COLUMNS, root) for path in files]
    problems += [problem for _, found in parts for problem in found]
    statements = pd.concat(
        [_no_rows(STATEMENT_COLUMNS), *(rows for rows, _ in parts)], ignore_index=True
    )
    if not problems:
        problems = checks.check_statements(statements, sources, indicators, units)
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
    sources = sources.assign(published=sources["published"].map(checks.iso_date)).drop(
        columns=list(META)
    )
    as_of = (
        checks.iso_date(as_of) if isinstance(as_of, str) else as_of or sources["published"].max()
    )
    sources = sources[sources["published"] <= as_of].reset_index(drop=True)
    statements = statements[statements["source"].isin(sources["source"])].drop(columns=list(META))
    statements = _typed(statements, sources, units)
    return Tables(zone, as_of, statements, sources, indicators.drop(columns=list(META)))


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
    require_zone(zone, root)
    around = [name for name in SHARED if (root / "data" / "raw" / name / "sources.csv").is_file()]
    return max(load(name, root=root).as_of for name in (zone, *around))


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
    problems = checks.verify_quotes(cited, content.decode("utf-8"))
    if problems:
        raise BadInput(problems)
    return len(cited)


def open_desk(zone: str, as_of: str | None = None, root: Path | None = None) -> Desk:
    """Everything about a zone as known on a day; the day the assumptions are pinned to if None."""
    root = root or find_root()
    assumptions = load_assumptions(zone, root)
    day = as_of or str(assumptions["as_of"])
    tables = load(zone, day, root)
    context, reference = (_around(name, day, root) for name in SHARED)
    return Desk(
        zone, tables.as_of, tables.statements, tables.sources, tables.indicators, context,
        reference, assumptions, load_relations(zone, root),
    )  # fmt: skip


def cite(desk: Desk, ids: list[str]) -> pd.DataFrame:
    """Statements by id, in that order, whatever table they stand in; unknown ids are left out."""
    known = pd.concat([desk.statements, desk.context, desk.reference]).set_index("id", drop=False)
    return known.loc[[one for one in ids if one in known.index]].reset_index(drop=True)


def _around(name: str, day: str, root: Path) -> pd.DataFrame:
    """Statements of a shared folder; none where a checkout has no such folder."""
    if (root / "data" / "raw" / name / "sources.csv").is_file():
        return load(name, day, root).statements
    return _typed(_no_rows(STATEMENT_COLUMNS), _no_rows(SOURCE_COLUMNS), _no_rows(UNIT_COLUMNS))


def load_assumptions(zone: str, root: Path | None = None) -> dict:
    """What we assume for a zone: `data/assumptions/<zone>.toml`, as plain dictionaries."""
    return _toml(zone, ".toml", root or find_root())


def load_relations(zone: str, root: Path | None = None) -> dict:
    """Which statements should agree: `data/assumptions/<zone>.relations.toml`."""
    return _toml(zone, ".relations.toml", root or find_root())


def _toml(zone: str, ending: str, root: Path) -> dict:
    require_zone(zone, root)
    path = root / "data" / "assumptions" / f"{zone}{ending}"
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
    """A table as CSV text: LF, ten significant digits, empty for unknown; always the same bytes."""
    return table.to_csv(index=False, lineterminator="\n", float_format="%.10g")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table so that a reader sees the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(to_csv(table), encoding="utf-8", newline="")
    os.replace(partial, path)


def move_table(table: Path, path: Path) -> None:
    """Replace one table by a finished one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(table, path)
