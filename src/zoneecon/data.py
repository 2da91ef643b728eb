"""What do the documents say? The only reader and writer of `data/`.

Raw tables are strings until they have been checked; every problem of every file is gathered and
raised in one `BadInput`, which names file, row (as a spreadsheet counts it), column and value.
"""

import datetime
import hashlib
import io
import os
import re
import stat
import tomllib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from zoneecon import (
    cells,
    checks,
    codelists,
    contract,
    derived,
    economics,
    evidence,
    ledger,
    printed,
    remarks,
    remember,
    safe_files,
    saved,
    store,
    titles,
)
from zoneecon.checks import BadInput, Problem, found
from zoneecon.export import harmless
from zoneecon.readers import META, empty, read_table

SOURCE_COLUMNS = contract.columns("sources")
STATEMENT_COLUMNS = contract.columns("statements")
INDICATOR_COLUMNS = contract.columns("indicators")
UNIT_COLUMNS = contract.columns("units")

# Folders of data/raw that are not zones: figures about places and markets around a zone, and
# what happened to others.
SHARED = ("context", "reference")
LEDGER = "accepted.csv"
PIN = ".pin.toml"
PIN_HEAD = (
    "# The sources that committed notebooks and data/processed rest on, with `as_of` of the\n"
    "# assumptions. What was added since is taken up by `zoneecon notebooks --pin`: read its diff."
)
#: Folders that are remembered as checked: a zone, what surrounds it, and one more.
CHECKED_FOLDERS = 4
NAME = re.compile(r"[a-z0-9-]{1,40}")


class Desk(NamedTuple):
    """All that a notebook works from: one zone on one day, what surrounds it, what we assume.

    `evidence` holds every statement that the assumptions may cite. They are today's, also on a
    past day, so it reaches to the day that they are pinned to.
    """

    zone: str
    as_of: datetime.date
    statements: pd.DataFrame
    sources: pd.DataFrame
    indicators: pd.DataFrame
    context: pd.DataFrame
    reference: pd.DataFrame
    assumptions: dict
    relations: dict
    evidence: pd.DataFrame


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
    #: What was warned of, skipped or normalised while reading; nothing of it is silent.
    notices: tuple[Problem, ...] = ()


class Raw(NamedTuple):
    """Raw tables of a folder as strings, and everything there is to say of them."""

    statements: pd.DataFrame
    sources: pd.DataFrame
    indicators: pd.DataFrame
    units: pd.DataFrame
    problems: list[Problem]
    notices: list[Problem]


# --- where things are -----------------------------------------------------------------------


def find_root() -> Path:
    """Folder that holds `data/`: ZONEECON_ROOT, else this checkout, else the folder we run in."""
    named = os.environ.get("ZONEECON_ROOT")
    candidates = [Path(named)] if named else [Path(__file__).parents[2], Path.cwd()]
    for candidate in candidates:
        if (candidate / "data" / "indicators.csv").is_file():
            return candidate.resolve()
    raise BadInput(
        [
            Problem(
                "data/indicators.csv",
                None,
                "",
                "",
                (
                    "not found beside the package or in this folder; run inside the "
                    "checkout or set "
                    "ZONEECON_ROOT to it"
                ),
            )
        ]
    )


def zones(root: Path | None = None) -> list[str]:
    """Names of the zones that have raw data."""
    raw = (root or find_root()) / "data" / "raw"
    # A link that leads out of the checkout is no zone of it.
    folders = (
        path.name
        for path in raw.iterdir()
        if path.is_dir() and path.resolve().is_relative_to(raw.resolve())
    )
    return sorted(name for name in folders if NAME.fullmatch(name) and name not in SHARED)


def require_zone(zone: str, root: Path) -> None:
    """Refuse, with the known names, what is not a zone here."""
    if zone not in (known := zones(root)):
        raise BadInput(
            [
                found(
                    "zone-unknown", "data/raw", None, "", zone, known=", ".join(known) or "none yet"
                )
            ]
        )


# --- reading and checking raw tables ---------------------------------------------------------


def inspect(zone: str, root: Path | None = None) -> Raw:
    """Read a folder of `data/raw` and say everything that is to say of it; raises nothing.

    Parameters
    ----------
    zone : str
        Folder of `data/raw`.
    root : Path, optional
        Checkout.
    """
    root = root or find_root()
    if zone not in SHARED:
        require_zone(zone, root)
    folder = root / "data" / "raw" / zone
    codelists = {
        name: read_table(root / "data" / f"{name}.csv", root, name)
        for name in ("indicators", "units")
    }
    sources = read_table(folder / "sources.csv", root, "sources")
    files, problems, notices = safe_files.tables_in(folder / "statements", root)
    parts = [read_table(path, root, "statements") for path in files]
    readings = [*codelists.values(), sources, *parts]
    notices = [*notices, *(notice for reading in readings for notice in reading.notices)]
    problems = [*problems, *(problem for reading in readings for problem in reading.problems)]
    statements = pd.concat(
        [empty("statements"), *(part.table for part in parts)], ignore_index=True
    )
    raw = Raw(
        statements,
        sources.table,
        codelists["indicators"].table,
        codelists["units"].table,
        problems,
        notices,
    )
    if any(reading.problems for reading in readings[:3]):
        return raw  # without codelists and sources every row would look wrong
    return _against_ledger(_checked(raw), folder / LEDGER, root)


def _and_the_day(raw: Raw) -> tuple[Raw, datetime.date]:
    return raw, datetime.date.today()  # a rule asks whether a document is from the future


@remember.by_content(CHECKED_FOLDERS, of=_and_the_day)
def _checked(raw: Raw) -> Raw:
    """Raw tables held to all rules; a row that breaks one is not held to the next."""
    statements, sources, indicators, units, problems, notices = raw
    rates = indicators.loc[indicators["concept"] == "growth rate", "code"]
    statements, said = cells.normalised(statements, set(units["printed"]), frozenset(rates))
    lists = codelists.check_units(units) + codelists.check_indicators(indicators, units)
    dated = codelists.check_sources(sources)
    said += lists + dated
    said += checks.check_statements(statements, sources, indicators, units)
    said += codelists.check_every_source_speaks(statements, sources)
    said += titles.check_titles(statements, sources)
    if not _refused(lists):
        sound = _sound(statements, [*problems, *said])
        said += evidence.check_quotes(sound, units, indicators)
        said += evidence.suspicious_text(statements) + remarks.unknown_status(statements)
        whole = not _refused([*problems, *said])
        days = _sound(sources, dated)
        days = days.assign(published=days["published"].map(checks.iso_date))
        sound = _sound(sound, said)
        typed = _typed(sound[sound["source"].isin(days["source"])], days, units)
        said += economics.check_economics(typed, indicators, days, whole)
        said = remarks.quieted(said, statements)
    problems = [*problems, *_refused(said)]
    notices = [*notices, *(problem for problem in said if problem.verdict != "refused")]
    return Raw(statements, sources, indicators, units, _first_of_each_cell(problems), notices)


def _refused(said: list[Problem]) -> list[Problem]:
    return [problem for problem in said if problem.verdict == "refused"]


def _first_of_each_cell(problems: list[Problem]) -> list[Problem]:
    """One problem a cell, the first: what follows from it would only be noise."""
    first = {}
    for problem in problems:
        place = (problem.file, problem.row, problem.column)
        first.setdefault(place if problem.row else (*place, problem.rule, problem.sheet), problem)
    return list(first.values())


def _against_ledger(raw: Raw, path: Path, root: Path) -> Raw:
    """Hold rows to what they said when they were accepted, in a folder that keeps a ledger."""
    if not os.path.lexists(path):
        return raw
    accepted, problems, notices = read_table(path, root, "accepted")
    if not problems:
        file = safe_files.shown_name(path, root)
        said = ledger.compare(raw.statements, _recorded(raw), accepted, file)
        if raw.problems:  # a row that could not be read is not gone
            said = [problem for problem in said if problem.rule == "record-changed"]
        problems = [problem for problem in said if problem.verdict == "refused"]
        notices = [*notices, *(problem for problem in said if problem.verdict != "refused")]
    return raw._replace(problems=raw.problems + problems, notices=[*raw.notices, *notices])


def _recorded(raw: Raw) -> pd.DataFrame:
    return ledger.record(raw.statements, raw.sources, raw.indicators, raw.units)


def accept(zone: str, root: Path | None = None) -> list[Problem]:
    """Write down what a folder's statements say now; what differed before is returned.

    Raises
    ------
    BadInput
        If anything else is wrong with the folder.
    """
    root = root or find_root()
    raw = inspect(zone, root)
    differed = [p for p in raw.problems if p.rule.startswith("record-")]
    if len(differed) < len(raw.problems):
        raise BadInput(raw.problems)
    write_table(_recorded(raw), root / "data" / "raw" / zone / LEDGER)
    return differed


def _sound(table: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """Rows of which nothing was refused."""
    broken = {(p.file, p.row) for p in problems if p.verdict == "refused"}
    places = zip(table["in_file"], table["at_row"], strict=True)
    return table[np.array([place not in broken for place in places], dtype=bool)]


def _raw(zone: str, root: Path) -> tuple[pd.DataFrame, ...]:
    """Checked raw tables of a zone, still as printed: statements, sources, indicators, units."""
    raw = inspect(zone, root)
    if raw.problems:
        raise BadInput(raw.problems)
    return raw[:4]


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
    raw = inspect(zone, root)
    if raw.problems:
        raise BadInput(raw.problems)
    statements, sources, indicators, units = raw[:4]
    sources = sources.assign(published=sources["published"].map(checks.iso_date)).drop(
        columns=list(META)
    )
    as_of = (
        checks.iso_date(as_of) if isinstance(as_of, str) else as_of or sources["published"].max()
    )
    sources = sources[sources["published"] <= as_of].reset_index(drop=True)
    statements = statements[statements["source"].isin(sources["source"])].drop(columns=list(META))
    statements = _typed(statements, sources, units)
    indicators = indicators.drop(columns=list(META))
    return Tables(zone, as_of, statements, sources, indicators, tuple(raw.notices))


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
        columns=printed.Period._fields,
        index=table.index,
    ).astype("Int64")
    published = table["source"].map(sources.set_index("source")["published"])
    return table.assign(
        number=np.array([value.number for value in single], dtype=float) * factor,
        half_unit=np.array([value.half_unit for value in single], dtype=float) * factor,
        canonical_unit=table["unit"].map(conversion["unit"]),
        **periods,
        published=published,
    )


def around(root: Path | None = None) -> list[str]:
    """Shared folders that this checkout has."""
    raw = (root or find_root()) / "data" / "raw"
    return [name for name in SHARED if (raw / name).is_dir()]


def newest(zone: str, root: Path | None = None) -> datetime.date:
    """Publication date of the newest source of a zone or of the figures around it."""
    root = root or find_root()
    require_zone(zone, root)
    return max(load(name, root=root).as_of for name in (zone, *around(root)))


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
    content = _document_bytes(Path(document))
    match = sources[sources["sha256"] == hashlib.sha256(content).hexdigest()]
    if match.empty:
        match = sources[(sources["file"] == Path(document).name) & (sources["file"] != "")]
    if match.empty:
        raise BadInput([found("document-unknown", file, None, "sha256", name=Path(document).name)])
    cited = statements[statements["source"] == match["source"].iloc[0]]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        name = Path(document).name
        raise BadInput([found("encoding-broken", name, byte=error.start)]) from None
    problems = checks.verify_quotes(cited, text)
    if problems:
        raise BadInput(problems)
    return len(cited)


def _document_bytes(path: Path) -> bytes:
    """Content of a document that may lie anywhere; ordinary files only."""
    try:
        mode = path.stat().st_mode
        kind = safe_files.KINDS.get(stat.S_IFMT(mode), "special")
        if not stat.S_ISREG(mode):
            raise BadInput([found("file-special", str(path), kind=kind)])
        return safe_files.require_bytes(path, path.parent, fence=path.resolve().parent)
    except OSError as error:
        raise BadInput([found("file-unreadable", str(path), reason=error.strerror)]) from error


def open_desk(zone: str, as_of: str | None = None, root: Path | None = None) -> Desk:
    """Everything about a zone as known on a day.

    If None, as pinned: the day of the assumptions, and of what was published by then only the
    sources in `<zone>.pin.toml`. So a document that is found later moves no committed result.
    """
    root = root or find_root()
    assumptions = load_assumptions(zone, root)
    pinned = checks.iso_date(str(assumptions["as_of"]))
    day = checks.iso_date(as_of) if as_of else pinned
    later = max(day, pinned)
    tables = load(zone, later, root)
    parts = [tables.statements, *(_around(name, later, root) for name in SHARED)]
    sources = tables.sources
    if as_of is None and (pinned_to := load_pin(zone, root)) is not None:
        parts = [part[part["source"].isin(pinned_to)] for part in parts]
        sources = sources[sources["source"].isin(pinned_to)]
    statements, context, reference = (
        part[part["published"] <= day].reset_index(drop=True) for part in parts
    )
    sources = sources[sources["published"] <= day].reset_index(drop=True)
    return Desk(
        zone,
        day,
        statements,
        sources,
        tables.indicators,
        context,
        reference,
        assumptions,
        load_relations(zone, root),
        pd.concat(parts, ignore_index=True),
    )


def cite(desk: Desk, ids: list[str]) -> pd.DataFrame:
    """Statements by id, in that order, whatever table they stand in; unknown ids are left out."""
    known = pd.concat([desk.statements, desk.context, desk.reference]).set_index("id", drop=False)
    return known.loc[[one for one in ids if one in known.index]].reset_index(drop=True)


def _around(name: str, day: datetime.date, root: Path) -> pd.DataFrame:
    """Statements of a shared folder; none where a checkout has no such folder."""
    if (root / "data" / "raw" / name / "sources.csv").is_file():
        return load(name, day, root).statements
    return _typed(
        *(empty(name).drop(columns=list(META)) for name in ("statements", "sources", "units"))
    )


def load_assumptions(zone: str, root: Path | None = None) -> dict:
    """What we assume for a zone: `data/assumptions/<zone>.toml`, as plain dictionaries.

    Scenarios that were saved in the explorer (`<zone>.saved.toml`) stand behind the others.
    """
    root = root or find_root()
    assumptions = _toml(zone, ".toml", root)
    path = _saved_file(zone, root)
    # listed rather than asked for: so a refresh knows that we looked, also where there is none
    if path.name not in {other.name for other in path.parent.iterdir()}:
        return assumptions
    return saved.merged(
        assumptions, _toml(zone, saved.ENDING, root), safe_files.shown_name(path, root)
    )


def _saved_file(zone: str, root: Path) -> Path:
    return root / "data" / "assumptions" / f"{zone}{saved.ENDING}"


def save_scenario(zone: str, name: str, block: dict, root: Path | None = None) -> Path:
    """Add a block (`saved.block_of`) to a zone's saved scenarios: whole, and one at a time.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    saved.Refused
        If the name cannot be used, or was taken meanwhile, in another tab perhaps.
    BadInput
        If the file that is there cannot be read; it is left as it is.
    Busy
        If somebody else holds the file for ten seconds.
    """
    root = root or find_root()
    require_zone(zone, root)
    path = _saved_file(zone, root)
    with store.lock(root / "reports" / zone / ".saved.lock", wait=10.0):
        name = saved.clean_name(name, load_assumptions(zone, root)["scenarios"])
        text = safe_files.require_bytes(path, root).decode("utf-8") if path.exists() else ""
        store.write_whole(path, saved.added(text, name, block))
    return path


def load_pin(zone: str, root: Path | None = None) -> list[str] | None:
    """Sources that committed results rest on: `data/assumptions/<zone>.pin.toml`; None without it.

    Raises
    ------
    BadInput
        If it names what no list of sources has: a typo would leave a document out.
    """
    root = root or find_root()
    path = root / "data" / "assumptions" / f"{zone}{PIN}"
    if path.name not in {other.name for other in path.parent.iterdir()}:
        return None
    named = _toml(zone, PIN, root).get("sources", [])
    known = {source for name in (zone, *SHARED) for source, _ in _listed(name, root)}
    file = safe_files.shown_name(path, root)
    wrong = [
        found("pin-unknown", file, None, "sources", str(one)) for one in named if one not in known
    ]
    if wrong:
        raise BadInput(wrong)
    return named


def pin(zone: str, root: Path | None = None) -> Path:
    """Write down the sources published by the pinned day, for committed results to rest on."""
    root = root or find_root()
    day = str(load_assumptions(zone, root)["as_of"])
    listed = (source for name in (zone, *SHARED) for source in _listed(name, root))
    lines = dict.fromkeys(f'    "{name}",' for name, published in listed if published <= day)
    path = root / "data" / "assumptions" / f"{zone}{PIN}"
    store.write_whole(path, "\n".join([PIN_HEAD, "sources = [", *lines, "]", ""]))
    return path


def _listed(name: str, root: Path) -> list[tuple[str, str]]:
    """Source and day of publication of every line of a folder's list of sources."""
    path = root / "data" / "raw" / name / "sources.csv"
    if not path.is_file():
        return []
    table = read_table(path, root, "sources").table
    return list(table[["source", "published"]].itertuples(index=False, name=None))


def load_relations(zone: str, root: Path | None = None) -> dict:
    """Which statements should agree: `data/assumptions/<zone>.relations.toml`."""
    return _toml(zone, ".relations.toml", root or find_root())


def _toml(zone: str, ending: str, root: Path) -> dict:
    require_zone(zone, root)
    path = root / "data" / "assumptions" / f"{zone}{ending}"
    content = safe_files.require_bytes(path, root)
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        file = safe_files.shown_name(path, root)
        raise BadInput([found("toml-invalid", file, reason=error)]) from None


def load_derived(name: str, root: Path | None = None) -> pd.DataFrame:
    """A table that our own scripts derived from public panels, `data/raw/reference/<name>.csv`.

    Raises
    ------
    BadInput
        If the table is not there, or not what the contract says.
    """
    root = root or find_root()
    path = root / "data" / "raw" / "reference" / f"{name}.csv"
    file = safe_files.shown_name(path, root)
    if name not in contract.DERIVED:
        raise BadInput([found("file-missing", file)])
    content = safe_files.require_bytes(path, root)
    try:
        table = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig")
    except (ValueError, pd.errors.ParserError) as error:  # no columns, ragged rows, no UTF-8
        raise BadInput([found("csv-broken", file, reason=error)]) from None
    if problems := derived.check_derived(table, name, file):
        raise BadInput(problems)
    return table


# --- writing ---------------------------------------------------------------------------------


def to_csv(table: pd.DataFrame) -> str:
    """A table as CSV text: LF, ten significant digits, empty for unknown; always the same bytes.

    Text that a spreadsheet would compute is marked as text; see `export.harmless`.
    """
    safe = table.map(lambda cell: harmless(cell) if isinstance(cell, str) else cell)
    safe.columns = [harmless(str(name)) for name in table.columns]
    return safe.to_csv(index=False, lineterminator="\n", float_format="%.10g")


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
