"""How does a new document's table enter, and what was known when? The disk side of vintages.

`prepare` tries a file out on a copy of the checkout and says what it would change; `write` puts it
in place. Nothing is ever overwritten: a revised number is a row of a later publication.
"""

import csv
import datetime
import io
import re
import tempfile
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from zoneecon.data import check_output, folders, newest
from zoneecon.data import problems as data_problem
from zoneecon.data.files import locks, releases, safe_files, snapshot, whole
from zoneecon.data.files.checkout import ANYWHERE, Checkout, Place
from zoneecon.data.files.fingerprints import digest
from zoneecon.data.problems import found
from zoneecon.data.reading import readers, schema
from zoneecon.data.writing import harmless
from zoneecon.errors import BadInput, Problem
from zoneecon.rows import each_row
from zoneecon.text.catalogue import SOURCE, each, say

#: What a row says where its cell or its whole column is left out.
DEFAULTS = {"subject": "zone", "role": "actual", "confidence": "medium"}
#: Columns that a new document's table may leave out.
OPTIONAL = frozenset(schema.columns("statements")) - {"indicator", "value", "unit", "period"}
#: First letters of the ids that are given out; Q is the plan's, C what surrounds the zone.
LETTERS = "RSTUVWXYZABDEFGHIJKLMNOP"
#: An id has three digits.
MOST_OF_A_LETTER = 999


class Prepared(NamedTuple):
    """A checked addition: what the files will say, what it changes, and what it was tried out on.

    `files` are paths in the checkout and their new content, in the order in which to write them;
    `before` holds the hash of everything that was read.
    """

    place: Place
    source: dict[str, str]
    files: tuple[tuple[str, bytes], ...]
    before: dict[str, str]
    effects: pd.DataFrame
    notices: tuple[Problem, ...]


def _refused(key: str, file: str, column: str = "", value: str = "", **fields) -> BadInput:
    return BadInput([data_problem.typed(f"add.{key}", file, None, column, value, **fields)])


def slug(text: str) -> str:
    """A short name for a source, from a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40] or "document"


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
) -> Prepared:
    """Check a file as the statements of a new source; nothing is written to the checkout.

    Parameters
    ----------
    file : Path
        CSV or xlsx with the columns of a table of statements. In a CSV file the columns id and
        source may be missing or empty, and so may all that have a default.
    zone, published, title, source, issuer, url : str
        The new row of `sources.csv`; the source's name is the one in the file, or the file's own.

    Raises
    ------
    BadInput
        With everything that is wrong, before anything is written.
    """
    place = Checkout.find(root).zone(zone)
    try:
        published = data_problem.iso_date(published).isoformat()
    except ValueError as error:
        raise BadInput([Problem("--published", None, "", published, str(error))]) from None
    if file.suffix.lower() not in {".csv", ".xlsx"} or not file.is_file():
        raise _refused("kind", str(file))
    if not title.strip():
        raise _refused("title", "--title")
    for option, text in (("--title", title), ("--issuer", issuer), ("--source", source or "")):
        if harmless(text) != text or not text.isprintable():
            raise _refused("plain", option, value=ascii(text))
    with tempfile.TemporaryDirectory(prefix="zoneecon-") as folder:
        with locks.data_lock(place.checkout):
            trial = snapshot.snapshot(place, Path(folder))
        before = _state(trial)
        begun = _begin(trial, place)
        held = _held(trial)
        reading = _read(file, trial)
        name = _name(reading.table, source, file)
        row = {
            **dict.fromkeys(schema.columns("sources"), ""),
            "source": name,
            "title": title,
            "title_en": title,
            "issuer": issuer or "unstated",
            "published": published,
            "published_basis": "day",
            "url": url,
            "rights": say("commands.add.rights", SOURCE),
        }
        _refuse_known(row, held.sources, trial.statements, file)
        lines = _completed(reading.table, name, held.statements)
        _refuse_twice(row, lines, held, file)
        target = trial.statements / f"{name}.csv"
        target.write_bytes(_csv(schema.columns("statements"), lines).encode())
        if name not in set(held.sources["source"]):
            text = _with_row(trial.sources, row)
            trial.sources.write_text(text, encoding="utf-8", newline="")
        in_file = trial.checkout.shown(target)

        def here(problems) -> list[Problem]:
            return [_in_typed_file(one, in_file, file, reading.table) for one in problems]

        try:
            day = max(data_problem.iso_date(published), held.as_of)
            after = folders.load_folder(trial, day)
        except BadInput as error:
            raise BadInput(here(error.problems)) from None
        folders.accept(trial)
        files = (*begun, *_changed(before, trial, [trial.sources, target]))
    said = here(one for one in after.notices if one.file == in_file and one.row)
    said += _warned_elsewhere(held.notices, after.notices, in_file)
    known = effects(held.statements, after, name)
    return Prepared(place, row, files, before, known, (*reading.notices, *said))


def _state(place: Place) -> dict[str, str]:
    """Hash of every raw table that an addition rests on, by its path in the checkout."""
    assumed = place.assumed()
    files = (path for path in place.inputs() if path not in assumed)
    return {place.checkout.shown(path): digest(path) for path in files}


def _changed(before: dict, trial: Place, first: list[Path]) -> list[tuple[str, bytes]]:
    """What the trial has and the checkout has not: the given files first, then the ledger."""
    names = {trial.checkout.shown(path): path for path in (*first, trial.ledger)}
    return [
        (name, path.read_bytes())
        for name, path in names.items()
        if digest(path) != before.get(name)
    ]


def _begin(trial: Place, place: Place) -> list[tuple[str, bytes]]:
    """In the trial, what a new zone has not yet; where a zone was published nothing is made up.

    A zone begins as an empty folder, or with tables that were typed by hand. Its first ledger is
    empty, so that the addition is valid data after every file that is written of it.
    """
    trial.statements.mkdir(parents=True, exist_ok=True)
    if folders.inspect(trial).problems == folders.unfilled(trial):
        for path in trial.statements.glob("*.csv"):
            path.unlink()  # heads to fill in: an addition takes their place
    there = {*trial.raw.iterdir()}
    if there == {trial.statements} and not any(trial.statements.iterdir()):
        trial.sources.write_bytes(_csv(schema.columns("sources"), []).encode())
    if trial.ledger in there or place.processed.exists() or releases.runs(place.reports):
        return []
    content = _csv(schema.columns("accepted"), []).encode()
    trial.ledger.write_bytes(content)
    return [(trial.checkout.shown(trial.ledger), content)]


def _held(trial: Place) -> folders.Tables:
    """What was known before; of a zone that begins, nothing."""
    if any(trial.statements.iterdir()):
        return folders.load_folder(trial)
    nothing = folders.no_statements()
    sources = readers.empty("sources").drop(columns=list(readers.META))
    return folders.Tables(trial.name, datetime.date.min, nothing, sources, sources)


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


def _read(file: Path, trial: Place) -> readers.Reading:
    """A table's rows as typed, read as any raw table is, under the name of the user's file."""
    probe = trial.statements / f"probe{file.suffix.lower()}"
    probe.write_bytes(safe_files.require_bytes(file, file.parent, fence=file.resolve().parent))
    reading = readers.read_table(probe, trial.root, "statements", OPTIONAL)
    probe.unlink()
    if reading.problems:
        raise BadInput([one._replace(file=str(file)) for one in reading.problems])
    return reading._replace(notices=[one._replace(file=str(file)) for one in reading.notices])


def _in_typed_file(problem: Problem, in_file: str, file: Path, typed: pd.DataFrame) -> Problem:
    """A problem of the completed table, at the row of the file that the user typed."""
    if problem.file != in_file:
        return problem
    if problem.row is None:
        return problem._replace(file=str(file))
    at = typed.iloc[problem.row - 2]
    return problem._replace(file=str(file), row=int(at["at_row"]), sheet=at["in_sheet"])


def _name(typed: pd.DataFrame, source: str | None, file: Path) -> str:
    """The source's name: as asked for, as the rows say, or the file's own."""
    said = sorted(set(typed["source"]) - {""} | ({source} if source else set()))
    if len(said) > 1:
        raise _refused("one_name", str(file), "source", names=said)
    name = said[0] if said else slug(file.stem)
    if not re.fullmatch(schema.pattern("sources", "source"), name):
        raise _refused("name", "--source", value=name)
    return name


def _completed(typed: pd.DataFrame, name: str, held: pd.DataFrame) -> list[dict[str, str]]:
    """Rows of statements with id, source and defaults filled in."""
    columns = schema.columns("statements")
    ids = _free_ids(held, len(typed))
    # only where a column is left out as a whole: one empty cell among others was forgotten
    defaults = {column: value for column, value in DEFAULTS.items() if not typed[column].any()}
    return [
        {**dict.fromkeys(columns, ""), **defaults, "id": one, "source": name}
        | {column: cell for column, cell in row.items() if cell and column in columns}
        for one, row in zip(ids, typed.to_dict("records"), strict=True)
    ]


def _free_ids(held: pd.DataFrame, count: int) -> list[str]:
    """The next ids, in the order of `LETTERS`, in a letter that has room for all of them."""
    parts = held["id"].str.extract(r"^([A-Z])(\d{3})")
    used = parts[1].astype(int).groupby(parts[0]).max()
    started = [letter for letter in LETTERS if letter in used.index]
    begin = LETTERS.index(started[-1]) if started else 0
    for letter in LETTERS[begin:]:
        first = int(used.get(letter, 0)) + 1
        if first + count - 1 <= MOST_OF_A_LETTER:
            return [f"{letter}{number:03}" for number in range(first, first + count)]
    raise _refused("ids", ANYWHERE.raw.as_posix(), "id")


def _csv(columns, lines: list[dict]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def _with_row(path: Path, row: dict[str, str]) -> str:
    """A sources table with one more row, sorted by date and name."""
    text, _ = readers.decode(path.read_bytes())
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    rows.append(row)
    rows.sort(key=lambda one: (one["published"], one["source"]))
    return _csv(schema.columns("sources"), rows)


def _refuse_known(row: dict, sources: pd.DataFrame, statements: Path, file: Path) -> None:
    """A source enters once; one whose writing was cut short may be finished."""
    known = sources[sources["source"] == row["source"]]
    if known.empty:
        return
    began = str(known["published"].iloc[0]) == row["published"]
    if not began or list(statements.glob(f"{row['source']}.*")):
        raise _refused("known", ANYWHERE.raw.as_posix(), "source", row["source"], name=file.name)


def _refuse_twice(row: dict, lines: list[dict], held: folders.Tables, file: Path) -> None:
    """The same numbers of the same day are one document, whatever the file is called."""
    says = ("subject", "indicator", "value", "unit", "period", "role")
    fresh = {tuple(line[column] for column in says) for line in lines}
    dated = held.statements["published"].astype(str) == row["published"]
    for name, rows in held.statements[dated].groupby("source"):
        known = set(rows[list(says)].itertuples(index=False, name=None))
        if name != row["source"] and known == fresh:
            raise _refused("twice", str(file), source=name)


def effects(held: pd.DataFrame, after: folders.Tables, name: str) -> pd.DataFrame:
    """What each new row is to what was known: new, revised, unchanged, in conflict or older.

    Returns
    -------
    DataFrame
        effect, id, subject, indicator, period, role, old, new, unit, size (new / old - 1), old_id,
        old_published.
    """
    fresh = after.statements[after.statements["source"] == name]
    fresh = newest.effective(fresh)
    keys = newest.KEY
    now = newest.effective(held)[[*keys, "number", "newest_id", "published", "value"]]
    both = fresh.merge(now, on=keys, how="left", suffixes=("", "_old"))
    effect = []
    for row in each_row(both):
        same = row.number == row.number_old or row.value == row.value_old
        if not isinstance(row.newest_id_old, str):
            effect.append("new")
        elif same:
            effect.append("unchanged")
        elif row.published == row.published_old:
            effect.append("in conflict")
        else:
            effect.append("revised" if row.published > row.published_old else "older")
    return pd.DataFrame(
        {
            "effect": effect,
            "id": both["id"],
            "subject": both["subject"],
            "indicator": both["indicator"],
            "period": both["period"],
            "role": both["role"],
            "old": both["number_old"],
            "new": both["number"],
            "unit": both["canonical_unit"],
            "size": both["number"] / both["number_old"] - 1,
            "old_id": both["newest_id_old"],
            "old_published": both["published_old"],
        }
    )


def sentences(prepared: Prepared) -> list[str]:
    """What an addition would change, one line a number, and the count of each effect."""
    rows = prepared.effects
    lines = [say("commands.add.source", **prepared.source)]
    lines += each("commands.add.effect.{effect}", rows)
    unsure = {one.row for one in prepared.notices if one.rule == check_output.UNSURE}
    rest = [one for one in prepared.notices if one.rule != check_output.UNSURE]
    lines += [f"  {line}" for line in check_output.notice_lines(rest, "en")]
    if unsure:
        lines.append(say("commands.add.unsure", rows=len(unsure)))
    found = rows.groupby("effect").size().rename("count").reset_index()
    counts = each("commands.add.effect_count", found)
    moves = set(rows["effect"]) - {"unchanged", "older"}
    kind = "count" if moves else "count_unmoved"
    return [*lines, say(f"commands.add.{kind}", numbers=len(rows), counts=counts)]


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
    place, checkout = prepared.place, prepared.place.checkout
    package = checkout.descriptor
    with locks.data_lock(checkout, wait):
        if _state(place) != prepared.before:
            raise BadInput([found("add-moved", checkout.shown(place.raw))])
        for name, content in prepared.files:
            path = checkout.root / name
            path.parent.mkdir(exist_ok=True)
            whole.write_whole(path, content)
        if package.is_file():
            whole.write_whole(package, schema.package_text(checkout))
    written = dict.fromkeys(name for name, _ in prepared.files)
    return [*written, *([checkout.shown(package)] if package.is_file() else [])]


def unfinished(zone: str | Place) -> list[str]:
    """Sources of which no statement is there: what a killed `add` leaves."""
    tables = folders.load_folder(zone)
    return sorted(set(tables.sources["source"]) - set(tables.statements["source"]))
