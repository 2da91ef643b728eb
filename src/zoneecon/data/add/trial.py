"""How does a new document's table enter, and what was known when? The disk side of vintages.

`prepare` tries a file out on a copy of the checkout and says what it would change; `write` puts it
in place. Nothing is ever overwritten: a revised number is a row of a later publication.
"""

import datetime
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from zoneecon.data import corrections, folders
from zoneecon.data import problems as data_problem
from zoneecon.data.add import effects, incoming, new_rows
from zoneecon.data.add.incoming import Incoming
from zoneecon.data.files import locks, releases, snapshot, whole
from zoneecon.data.files.checkout import ANYWHERE, SHARED, Checkout, Place
from zoneecon.data.files.fingerprints import digest
from zoneecon.data.problems import found
from zoneecon.data.reading import readers, schema, vocabulary
from zoneecon.data.reading.meanings import EMPTY, Meanings
from zoneecon.errors import BadInput, Problem
from zoneecon.text.catalogue import SOURCE, say


class Prepared(NamedTuple):
    """A checked addition: what the files will say, what it changes, and what it was tried out on.

    `files` are paths in the checkout and their new content, in the order in which to write them;
    `before` holds the hash of everything that was read; `incoming` is the file as it was read.
    """

    place: Place
    source: dict[str, str]
    files: tuple[tuple[str, bytes], ...]
    before: dict[str, str]
    effects: pd.DataFrame
    notices: tuple[Problem, ...]
    incoming: Incoming
    units: tuple[dict[str, str], ...] = ()
    #: code -> English name of an indicator
    names: Mapping[str, str] = {}


class _Part(NamedTuple):
    """What goes into one folder: its rows as typed and as they will be, and where."""

    place: Place
    typed: pd.DataFrame
    lines: list[dict[str, str]]
    target: Path
    held: folders.Tables

    def write(self) -> None:
        text = new_rows.as_csv(schema.columns("statements"), self.lines)
        self.target.write_bytes(text.encode())


# --- trying out ------------------------------------------------------------------------------


def prepare(
    file: Path,
    zone: str,
    published: str,
    title: str,
    source: str | None = None,
    issuer: str = "",
    url: str = "",
    root: Path | None = None,
    given: Meanings = EMPTY,
    context: bool = True,
    revised: bool = False,
    retrieved: bool = False,
) -> Prepared:
    """Check a file as the statements of a new source; nothing is written to the checkout.

    Parameters
    ----------
    file : Path
        CSV or xlsx: the columns of a table of statements, of which the columns id and source may
        be missing or empty, and so may all that have a default; or a table as it is printed.
    zone : str
        Folder of `data/raw` that is added to: a zone, `context` or `reference`.
    published, title, source, issuer, url : str
        The new row of `sources.csv`; the source's name is the one in the file, or the file's own.
        A month (2022-03) or a year counts from its last day.
    given : Meanings
        What labels of a printed table stand for, before the vocabulary is asked.
    context : bool
        Whether numbers of places around the zone enter there; else they are left out.
    revised : bool
        Whether numbers that differ from earlier ones are revisions, and are noted as such.
    retrieved : bool
        Whether the day is that of retrieval, the document having none.

    Raises
    ------
    BadInput
        With everything that is wrong, before anything is written.
    """
    checkout = Checkout.find(root)
    place = checkout.place(zone) if zone in SHARED else checkout.zone(zone)
    content = incoming.content_of(file)
    row = new_rows.source_row(published, title, issuer, url, retrieved)
    if source:
        new_rows.require_plain("--source", source)
    with tempfile.TemporaryDirectory(prefix="zoneecon-") as folder:
        with locks.data_lock(checkout):
            trial = snapshot.snapshot(place, Path(folder))
        before = _state(trial)
        begun = _begin(trial, place)
        asked = incoming.question(trial, row, given)
        read = incoming.read(file, content, asked)
        parts = incoming.split(read.table, zone)
        if not context:
            parts = {name: part for name, part in parts.items() if name == zone}
        if not parts:
            raise BadInput([incoming.expected(file)])
        name = new_rows.name_of(read.table, source, file, _sources(trial), row["published"])
        row = row | {"source": name}
        units = _new_units(parts, trial)
        for one in (one for one in parts if one != zone):
            begun += _begin(trial.checkout.place(one), checkout.place(one))
        made = _placed(parts, row, file, trial, checkout)
        changed, told, known = _tried(made, row, file, trial, before, revised)
    files = (*begun, *changed)
    said = (*read.notices, *told)
    return Prepared(place, row, files, before, known, said, read, units, asked.called)


def _sources(trial: Place) -> pd.DataFrame:
    if not trial.sources.is_file():
        return readers.empty("sources")
    return readers.read_table(trial.sources, trial.root, "sources").table


def _new_units(parts: dict[str, pd.DataFrame], trial: Place) -> tuple[dict, ...]:
    """Units of the rows that are multiples of a known one, put into the trial's codelist."""
    path, columns = trial.checkout.codelist("units"), schema.columns("units")
    units = readers.read_table(path, trial.root, "units").table
    used = dict.fromkeys(unit for part in parts.values() for unit in part["unit"])
    unknown = (unit for unit in used if unit not in set(units["printed"]))
    rows = [row for unit in unknown if (row := vocabulary.derived_unit(unit, units))]
    if rows:
        _write_rows(path, columns, [*units[list(columns)].to_dict("records"), *rows])
    return tuple(rows)


def _write_rows(path: Path, columns: tuple[str, ...], rows: list[dict]) -> None:
    """Rows in a file of the trial, sorted by their first column."""
    text = new_rows.as_csv(columns, sorted(rows, key=lambda row: row[columns[0]]))
    path.write_text(text, encoding="utf-8", newline="")


def _placed(
    parts: dict[str, pd.DataFrame], row: dict, file: Path, trial: Place, checkout: Checkout
) -> list[_Part]:
    """Every part in its folder of the trial, with ids; one that is there already is left out."""
    made, known = [], []
    for folder, typed in parts.items():
        place = trial.checkout.place(folder)
        held = _held(place)
        ids = new_rows.ids(checkout.place(folder), len(typed))
        lines = new_rows.completed(typed, row["source"], ids, folder)
        part = _Part(place, typed, lines, place.statements / f"{row['source']}.csv", held)
        if _is_known(row, part):
            known.append(folder)
            continue
        _refuse_twice(row, lines, held, file)
        part.write()
        _correct(part)
        if row["source"] not in set(held.sources["source"]):
            text = new_rows.with_row(place.sources, row)
            place.sources.write_text(text, encoding="utf-8", newline="")
        made.append(part)
    if not made:
        where = ANYWHERE.place(known[0]).raw.as_posix()
        raise new_rows.refused("known", where, "source", row["source"], name=file.name)
    return made


def _correct(part: _Part) -> None:
    """Declare what is meant by the misprints among new rows, where whoever typed them says so."""
    columns = schema.columns("corrections")
    rows = zip(part.lines, part.typed.to_dict("records"), strict=True)
    fresh = [
        {"statement": line["id"], "printed": line["value"]}
        | {name: row[name] for name in columns[2:]}
        for line, row in rows
        if row["corrected"]
    ]
    if fresh:
        known = corrections.read(part.place).table[list(columns)].to_dict("records")
        _write_rows(part.place.corrections, columns, [*known, *fresh])


def _tried(
    made: list[_Part], row: dict, file: Path, trial: Place, before: dict[str, str], revised: bool
) -> tuple[list[tuple[str, bytes]], list[Problem], pd.DataFrame]:
    """Files that change, what is said of the rows, and what each number is to what was known."""
    told, tables = [], []
    first = [trial.checkout.codelist("units")]
    for part in made:
        place, in_file = part.place, trial.checkout.shown(part.target)

        def here(problems, in_file=in_file, part=part) -> list[Problem]:
            return [_in_typed_file(one, in_file, file, part.typed) for one in problems]

        day = max(data_problem.iso_date(row["published"]), part.held.as_of)
        if revised:
            _note_revisions(part, in_file)
        try:
            after = folders.load_folder(place, day)
        except BadInput as error:
            raise BadInput(here(error.problems)) from None
        folders.accept(place)
        told += here(one for one in after.notices if one.file == in_file and one.row)
        told += _warned_elsewhere(part.held.notices, after.notices, in_file)
        known = effects.effects(part.held.statements, after, row["source"])
        tables.append(known.assign(folder=place.name))
        first += [place.sources, part.target, place.corrections, place.ledger]
    return _changed(before, trial, first), told, pd.concat(tables, ignore_index=True)


def _note_revisions(part: _Part, in_file: str) -> None:
    """Begin the notes of rows that change an earlier number with the status that says so."""
    status = say("commands.add.revised", SOURCE)
    for problem in folders.inspect(part.place).problems:
        if (problem.file, problem.rule) == (in_file, "history-rewritten") and problem.row:
            line = part.lines[problem.row - 2]
            line["note"] = " ".join(filter(None, (status, line["note"])))
    part.write()


def _state(place: Place) -> dict[str, str]:
    """Hash of every raw table that an addition rests on, by its path in the checkout."""
    assumed = place.assumed()
    files = (path for path in place.inputs() if path not in assumed)
    return {place.checkout.shown(path): digest(path) for path in files}


def _changed(before: dict, trial: Place, candidates: list[Path]) -> list[tuple[str, bytes]]:
    """What the trial has and the checkout has not, in the given order."""
    names = {trial.checkout.shown(path): path for path in candidates if path.is_file()}
    return [
        (name, path.read_bytes())
        for name, path in names.items()
        if digest(path) != before.get(name)
    ]


def _begin(trial: Place, place: Place) -> list[tuple[str, bytes]]:
    """In the trial, what a new folder has not yet; where one was published nothing is made up.

    A zone begins as an empty folder, or with tables that were typed by hand. Its first ledger is
    empty, so that the addition is valid data after every file that is written of it.
    """
    trial.statements.mkdir(parents=True, exist_ok=True)
    if folders.inspect(trial).problems == folders.unfilled(trial):
        for path in trial.statements.glob("*.csv"):
            path.unlink()  # heads to fill in: an addition takes their place
    there = {*trial.raw.iterdir()}
    if there == {trial.statements} and not any(trial.statements.iterdir()):
        trial.sources.write_text(new_rows.as_csv(schema.columns("sources"), []), "utf-8")
    if trial.ledger in there or place.processed.exists() or releases.runs(place.reports):
        return []
    content = new_rows.as_csv(schema.columns("accepted"), []).encode()
    trial.ledger.write_bytes(content)
    return [(trial.checkout.shown(trial.ledger), content)]


def _held(place: Place) -> folders.Tables:
    """What was known before; of a folder that begins, nothing."""
    if any(place.statements.iterdir()):
        return folders.load_folder(place)
    nothing = folders.no_statements()
    sources = readers.empty("sources").drop(columns=list(readers.META))
    return folders.Tables(place.name, datetime.date.min, nothing, sources, sources)


def _warned_elsewhere(
    before: tuple[Problem, ...], after: tuple[Problem, ...], in_file: str
) -> list[Problem]:
    """What the addition makes odd in other files: a series that it lacks, a title of its source."""

    def key(one: Problem) -> tuple:
        return one.file, one.column, one.value, one.rule, one.message

    known = {key(one) for one in before}
    return [
        one
        for one in after
        if one.verdict == "warned" and one.file != in_file and key(one) not in known
    ]


def _in_typed_file(problem: Problem, in_file: str, file: Path, typed: pd.DataFrame) -> Problem:
    """A problem of the completed table, at the place in the file that the user handed in."""
    if problem.file != in_file:
        return problem
    if problem.row is None:
        return problem._replace(file=str(file))
    at = typed.iloc[problem.row - 2]
    column = (
        at["at_head"] if at["at_head"] and problem.column in ("value", "period") else problem.column
    )
    return problem._replace(
        file=str(file), row=int(at["at_row"]), sheet=at["in_sheet"], column=column
    )


#: What a number says, whoever types it.
SAYS = ("subject", "indicator", "value", "unit", "period", "role")


def _is_known(row: dict, part: _Part) -> bool:
    """A source enters once; one whose writing was cut short may be finished."""
    sources = part.held.sources
    known = sources[sources["source"] == row["source"]]
    if known.empty:
        return False
    began = str(known["published"].iloc[0]) == row["published"]
    return not began or bool(list(part.target.parent.glob(f"{row['source']}.*")))


def _refuse_twice(row: dict, lines: list[dict], held: folders.Tables, file: Path) -> None:
    """The same numbers of the same day are one document, whatever the file is called."""
    fresh = {tuple(line[column] for column in SAYS) for line in lines}
    dated = held.statements["published"].astype(str) == row["published"]
    for name, rows in held.statements[dated].groupby("source"):
        known = set(rows[list(SAYS)].itertuples(index=False, name=None))
        if name != row["source"] and known == fresh:
            raise new_rows.refused("twice", str(file), source=name)


# --- writing ---------------------------------------------------------------------------------


def write(prepared: Prepared, wait: float = locks.DATA_WAIT) -> list[str]:
    """Put an addition in place: source, statements, ledger; each file by one rename.

    Every state in between is valid data. Cut short after the first file, it leaves a source without
    statements (`unfinished` names it), and the same command finishes it.

    Raises
    ------
    BadInput
        If the data changed since the addition was tried out, so that ids may be taken: nothing
        is written.
    Busy
        If somebody else writes data for longer than `wait` seconds.
    """
    place = prepared.place
    checkout, package = place.checkout, place.checkout.descriptor
    with locks.data_lock(checkout, wait):
        if _state(place) != prepared.before:
            raise BadInput([found("add-moved", checkout.shown(place.raw))])
        heads = place.first_table  # of a new zone: to fill in, and no table beside another
        if heads.is_file() and len(heads.read_bytes().splitlines()) == 1:
            heads.unlink()
        for name, content in prepared.files:
            (checkout.root / name).parent.mkdir(parents=True, exist_ok=True)
            whole.write_whole(checkout.root / name, content)
        if package.is_file():
            whole.write_whole(package, schema.package_text(checkout))
    written = dict.fromkeys(name for name, _ in prepared.files)
    return [*written, *([checkout.shown(package)] if package.is_file() else [])]
