"""What do the raw tables of a folder say, and can it be? The only reader and writer of `data/raw`.

Raw tables are strings until they have been checked; every problem of every file is gathered and
raised in one `BadInput`, which names file, row (as a spreadsheet counts it), column and value.
"""

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from zoneecon.arguments import as_day
from zoneecon.data import cache, corrections, derived_tables, document_copy
from zoneecon.data import problems as data_problem
from zoneecon.data.assumptions import names, pinned_sources
from zoneecon.data.checks import accepted as accepted_rows
from zoneecon.data.checks import codelists as checks_codelist
from zoneecon.data.checks import quotes as quote_checks
from zoneecon.data.checks import rules as economic_rules
from zoneecon.data.checks import statements as statement_checks
from zoneecon.data.checks import waivers
from zoneecon.data.document_copy import Verified
from zoneecon.data.files import locks, safe_files
from zoneecon.data.files.checkout import Checkout, Place, at
from zoneecon.data.problems import found
from zoneecon.data.reading import cells, printed
from zoneecon.data.reading.readers import META, Reading, empty, read_table
from zoneecon.data.writing import write_table
from zoneecon.errors import BadInput, Problem
from zoneecon.rows import each_row

#: Whatever is read of `data/raw` is read through here.
load_derived = derived_tables.load_derived
#: Columns where letters of another script are worth a look.
RUNNING_TEXT = ("section", "period_printed", "quote", "note")
#: Folders that are remembered as checked: a zone, what surrounds it, and one more.
CHECKED_FOLDERS = 4


class Tables(NamedTuple):
    """What is known of one zone on one day.

    In `statements`, `value` is what is meant: where a misprint is corrected, `printed_value` and
    `correction` say so. Beside the printed columns it has `number` and `half_unit` in the
    indicator's unit (`canonical_unit`), `first`, `last` and `year` of the period, and `published`.
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
    corrections: pd.DataFrame


# --- reading and checking raw tables ---------------------------------------------------------


_seen: ContextVar[dict[Place, Raw] | None] = ContextVar("seen", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Inside, each folder is read once: all that a command says is of one state of the data."""
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def inspect(zone: str | Place) -> Raw:
    """Read a folder of `data/raw` and say everything that is to say of it; raises nothing."""
    place, seen = at(zone), _seen.get()
    if seen is None:
        return _inspected(place)
    if place not in seen:
        seen[place] = _inspected(place)
    return seen[place]


def _inspected(place: Place) -> Raw:
    checkout, root = place.checkout, place.root
    if not place.shared:
        checkout.zone(place.name)
    codelists = {
        name: read_table(checkout.codelist(name), root, name) for name in ("indicators", "units")
    }
    sources = read_table(place.sources, root, "sources")
    corrected = corrections.read(place)
    files, problems, notices = safe_files.tables_in(place.statements, root)
    above = () if place.shared else (checkout.data, checkout.raw, checkout.assumptions)
    for folder in (place.raw, *above):
        notices += safe_files.left_behind(folder, root)
    parts = [read_table(path, root, "statements") for path in files]
    readings = [*codelists.values(), sources, corrected, *parts]
    if not place.shared and _is_unfilled(sources, parts, problems):
        return Raw(
            empty("statements"),
            empty("sources"),
            codelists["indicators"].table,
            codelists["units"].table,
            unfilled(place),
            [],
            empty("corrections"),
        )
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
        corrected.table,
    )
    if any(reading.problems for reading in readings[:4]):
        return raw  # without codelists and sources every row would look wrong
    called = () if place.shared else tuple(names(place))
    return _against_ledger(_checked(raw, _present(place), called), place)


def _is_unfilled(sources: Reading, parts: list[Reading], problems: list[Problem]) -> bool:
    """Whether a zone was made and nothing was filled in: no source, and no row in any table."""
    said = [problem.rule for reading in (sources, *parts) for problem in reading.problems]
    said += [problem.rule for problem in problems]
    none = all(reading.table.empty for reading in (sources, *parts))
    return none and bool(said) and set(said) <= {"file-empty", "file-none"}


def unfilled(place: Place) -> list[Problem]:
    """What is said of a zone of which nothing is filled in yet: one sentence."""
    files = {"workbook": place.workbook, "toml": place.assumptions}
    named = {name: place.checkout.shown(path) for name, path in files.items()}
    folder, fields = place.checkout.shown(place.raw), {"zone": place.name, **named}
    return [found("zone-empty", folder, None, "", "", "", **fields)]


def _present(place: Place) -> datetime.date:
    """Today, or the last day of which something was accepted: then this machine's clock is behind.

    A rule asks whether a document is from the future; what was once loaded must load everywhere.
    """
    lines = read_table(place.ledger, place.root, "accepted").table["accepted"]
    days = [datetime.date.today()]
    for text in lines.str.extract(r"(\d{4}-\d\d-\d\d)$")[0].dropna().unique():
        with suppress(ValueError):
            days.append(data_problem.iso_date(text))
    return max(days)


@cache.by_content(CHECKED_FOLDERS)
def _checked(raw: Raw, present: datetime.date, called: tuple[str, ...]) -> Raw:
    """Raw tables held to all rules; a row that breaks one is not held to the next."""
    statements, sources, indicators, units, problems, notices, corrected = raw
    rates = indicators.loc[indicators["concept"] == "growth rate", "code"]
    statements, said = cells.normalised(statements, set(units["printed"]), frozenset(rates))
    lists = checks_codelist.check_units(units) + checks_codelist.check_indicators(indicators, units)
    dated = checks_codelist.check_sources(sources, present)
    said += lists + dated
    said += statement_checks.check_statements(statements, sources, indicators, units)
    said += checks_codelist.check_every_source_speaks(statements, sources)
    said += corrections.check(corrected, statements)
    if not _refused(lists):
        sound = _sound(statements, [*problems, *said])
        said += quote_checks.check_quotes(sound, units, indicators, called)
        said += cells.foreign_letters(statements, RUNNING_TEXT) + waivers.unknown_status(statements)
        whole = not _refused([*problems, *said])
        days = _sound(sources, dated)
        days = days.assign(published=days["published"].map(data_problem.iso_date))
        sound = _sound(sound, said)
        meant = corrections.applied(sound[sound["source"].isin(days["source"])], corrected)
        numbers = typed(meant, days, units)
        said += economic_rules.check_economics(numbers, indicators, days, whole)
        said = waivers.quieted(said, statements)
    problems = [*problems, *_refused(said)]
    notices = [*notices, *(problem for problem in said if problem.verdict != "refused")]
    problems = _first_of_each_cell(problems)
    return Raw(statements, sources, indicators, units, problems, notices, corrected)


def _refused(said: list[Problem]) -> list[Problem]:
    return [problem for problem in said if problem.verdict == "refused"]


def _first_of_each_cell(problems: list[Problem]) -> list[Problem]:
    """One problem a cell, the first: what follows from it would only be noise."""
    first: dict[tuple, Problem] = {}
    for problem in problems:
        place = (problem.file, problem.row, problem.column)
        first.setdefault(place if problem.row else (*place, problem.rule, problem.sheet), problem)
    return list(first.values())


def _against_ledger(raw: Raw, place: Place) -> Raw:
    """Hold rows, and tables that our scripts made, to what they said when they were accepted."""
    file = place.checkout.shown(place.ledger)
    if not os.path.lexists(place.ledger):
        missing = [found("record-missing", file)] if len(raw.statements) else []
        return raw._replace(problems=raw.problems + missing)
    accepted, problems, notices = read_table(place.ledger, place.root, "accepted")
    if not problems:
        rows = accepted[~accepted["id"].str.endswith(".csv")]
        said = accepted_rows.compare(raw.statements, _recorded(raw), rows, file)
        if raw.problems:  # a row that could not be read is not gone
            said = [problem for problem in said if problem.rule == "record-changed"]
        if place == place.checkout.reference:
            said += derived_tables.check(accepted, raw.statements["id"], place.checkout)
        said += _lost(raw, set(rows["id"]), place.checkout)
        problems = [problem for problem in said if problem.verdict == "refused"]
        notices = [*notices, *(problem for problem in said if problem.verdict != "refused")]
    return raw._replace(problems=raw.problems + problems, notices=[*raw.notices, *notices])


def _lost(raw: Raw, accepted: set[str], checkout: Checkout) -> list[Problem]:
    """Sources that committed results rest on, and of which a ledger has lost every line."""
    pinned = pinned_sources(checkout)
    rows = raw.statements[raw.statements["source"].isin(pinned)]
    held = set(rows.loc[rows["id"].isin(accepted), "source"])
    first = rows[~rows["source"].isin(held)].drop_duplicates("source")
    return [data_problem.at(row, "record-lost", "source") for row in each_row(first)]


def _recorded(raw: Raw) -> pd.DataFrame:
    meant = corrections.in_force(raw.corrections, raw.statements)
    corrected = dict(zip(meant["statement"], meant["corrected"], strict=True))
    tables = (raw.statements, raw.sources, raw.indicators, raw.units)
    return accepted_rows.record(*tables, corrected)


def accept(zone: str | Place) -> list[Problem]:
    """Write down what a folder's statements say now; what differed before is returned.

    Raises
    ------
    BadInput
        If anything else is wrong with the folder.
    """
    place = at(zone)
    with locks.data_lock(place.checkout):
        raw = inspect(place)
        differed = [p for p in raw.problems if p.rule.startswith("record-")]
        if len(differed) < len(raw.problems):
            raise BadInput(raw.problems)
        lines = _recorded(raw)
        if place == place.checkout.reference:
            made = derived_tables.record(place.checkout)
            tables = pd.DataFrame(made.items(), columns=lines.columns)
            lines = pd.concat([lines, tables], ignore_index=True)
        write_table(lines, place.ledger)
    return differed


def _sound(table: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """Rows of which nothing was refused."""
    broken = {(p.file, p.row) for p in problems if p.verdict == "refused"}
    places = zip(table["in_file"], table["at_row"], strict=True)
    return table[np.array([place not in broken for place in places], dtype=bool)]


def _sound_raw(place: Place) -> Raw:
    """Checked raw tables, still as printed."""
    raw = inspect(place)
    if raw.problems:
        raise BadInput(raw.problems)
    return raw


def load_folder(zone: str | Place, as_of: object = None) -> Tables:
    """Tables of a folder of `data/raw` as they were known on a day.

    Parameters
    ----------
    zone : str or Place
        Folder of `data/raw`: a zone, `context` or `reference`.
    as_of : date or anything that names one, optional
        Only sources published by then (see `arguments.as_day`); the newest if None.

    Returns
    -------
    Tables

    Raises
    ------
    BadInput
        All problems of all files at once.
    """
    place = at(zone)
    day = None if as_of is None else as_day(as_of)
    raw = _sound_raw(place)
    statements, sources, indicators, units = raw[:4]
    sources = sources.assign(published=sources["published"].map(data_problem.iso_date)).drop(
        columns=list(META)
    )
    day = day or sources["published"].max()
    sources = sources[sources["published"] <= day].reset_index(drop=True)
    statements = statements[statements["source"].isin(sources["source"])].drop(columns=list(META))
    statements = typed(corrections.applied(statements, raw.corrections), sources, units)
    indicators = indicators.drop(columns=list(META))
    return Tables(place.name, day, statements, sources, indicators, tuple(raw.notices))


def no_statements() -> pd.DataFrame:
    """Typed statements of a folder that a checkout does not have: none."""
    names = ("statements", "sources", "units", "corrections")
    statements, sources, units, none = (empty(name).drop(columns=list(META)) for name in names)
    return typed(corrections.applied(statements, none), sources, units)


def typed(statements: pd.DataFrame, sources: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
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


def newest(zone: str | Place) -> datetime.date:
    """Publication date of the newest source of a zone or of the figures around it."""
    place = at(zone)
    place.checkout.zone(place.name)
    return max(load_folder(one).as_of for one in (place, *place.checkout.around()))


def hold_document(zone: str | Place, document: Path) -> Verified:
    """Hold a zone's statements against a copy of the document they were taken from.

    Raises
    ------
    BadInput
        If the document is not one of the zone's sources, or with every statement that it does not
        print.
    """
    place = at(zone)
    raw, file = _sound_raw(place), place.checkout.shown(place.sources)
    return document_copy.verify(raw.statements, raw.sources, Path(document), file)
