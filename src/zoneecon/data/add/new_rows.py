"""How are rows of a new source written? Its name and day, free ids, and what was left out."""

import calendar
import csv
import datetime
import hashlib
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from zoneecon.data import problems as data_problem
from zoneecon.data.files.checkout import ANYWHERE, SHARED, Place
from zoneecon.data.reading import csv_text, readers, schema
from zoneecon.data.reading.vocabulary import WORDS
from zoneecon.data.writing import harmless
from zoneecon.errors import BadInput
from zoneecon.text.catalogue import SOURCE, say

#: What a row says where its cell or its whole column is left out.
DEFAULTS = {"subject": "zone", "role": "actual", "confidence": "medium"}
#: First letters of the ids that are given out; Q is the plan's, C what surrounds the zone.
LETTERS = "RSTUVWXYZABDEFGHIJKLMNOP"
AROUND = "C"
#: What the name of a file loses without becoming another.
IGNORED = frozenset(WORDS["documents_ignored"]["letters"])
#: An id has three digits.
MOST_OF_A_LETTER = 999


def refused(key: str, file: str, column: str = "", value: str = "", **fields) -> BadInput:
    """What is wrong with an addition, in the words of `inputs.add`."""
    return BadInput([data_problem.typed(f"add.{key}", file, None, column, value, **fields)])


def source_row(
    published: str, title: str, issuer: str, url: str, retrieved: bool = False
) -> dict[str, str]:
    """The new row of `sources.csv`, still without a name.

    A date that is known to the month or the year counts from its last day.
    """
    try:
        day, basis = _day(published)
    except ValueError as error:
        rule = getattr(error, "rule", "date-unknown")  # there is no year 0, which no rule says
        raise BadInput([data_problem.found(rule, "--published", value=published)]) from None
    if not title.strip():
        raise refused("title", "--title")
    for option, text in (("--title", title), ("--issuer", issuer)):
        require_plain(option, text)
    return {
        **dict.fromkeys(schema.columns("sources"), ""),
        "title": title,
        "title_en": title,
        "issuer": issuer or "unstated",
        "published": day.isoformat(),
        "published_printed": "" if basis == "day" else published,
        "published_basis": "retrieved" if retrieved else basis,
        "url": url,
        "rights": say("commands.add.rights", SOURCE),
    }


def _day(text: str) -> tuple[datetime.date, str]:
    """The day from which something is known that is dated to a day, a month or a year."""
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return datetime.date(int(text), 12, 31), "year"
    if re.fullmatch(r"\d{4}-\d\d", text, re.ASCII):
        first = data_problem.iso_date(f"{text}-01")
        last = calendar.monthrange(first.year, first.month)[1]
        return first.replace(day=last), "month"
    return data_problem.iso_date(text), "day"


def require_plain(option: str, text: str) -> None:
    """Refuse what a spreadsheet would compute, and what nobody sees."""
    if harmless(text) != text or not text.isprintable():
        raise refused("plain", option, value=ascii(text))


def slug(text: str) -> str:
    """A short name for a source, from a file's name; Chinese ones keep names of their own.

    Examples
    --------
    >>> slug("Bulletin 2021"), slug("统计公报"), slug("政府工作报告")
    ('bulletin-2021', 'communique', 'work-report')
    """
    named, rest = text.lower(), text
    for word in sorted(WORDS["documents"], key=len, reverse=True):
        named, rest = named.replace(word, f"-{WORDS['documents'][word]}-"), rest.replace(word, "")
    latin = re.sub(r"[^a-z0-9]+", "-", named).strip("-")[:40].strip("-")
    if own := "".join(c for c in rest if ord(c) > 0x7F and c not in IGNORED):
        latin = f"{latin or 'document'}-{hashlib.sha256(own.encode()).hexdigest()[:6]}"
    return latin or "document"


def name_of(
    typed: pd.DataFrame, source: str | None, file: Path, sources: pd.DataFrame, day: str
) -> str:
    """The source's name: as asked for, as the rows say, or the file's own.

    A file's own name that a source of another day has is told from it by the day.
    """
    said = sorted(set(typed["source"]) - {""} | ({source} if source else set()))
    if len(said) > 1:
        raise refused("one_name", str(file), "source", names=said)
    name = said[0] if said else slug(file.stem)
    taken = sources.loc[sources["source"] == name, "published"]
    if not said and len(taken) and day not in set(taken):
        name = f"{name}-{day}"
    if not re.fullmatch(schema.pattern("sources", "source"), name):
        raise refused("name", "--source", value=name)
    return name


def completed(typed: pd.DataFrame, name: str, ids: list[str], folder: str) -> list[dict[str, str]]:
    """Rows of statements with id, source and defaults filled in."""
    columns = schema.columns("statements")
    # only where a column is left out as a whole: one empty cell among others was forgotten
    defaults = {column: value for column, value in DEFAULTS.items() if not typed[column].any()}
    if folder in SHARED:
        defaults.pop("subject", None)  # what surrounds zones is of no zone
    return [
        {**dict.fromkeys(columns, ""), **defaults, "id": one, "source": name}
        | {column: cell for column, cell in row.items() if cell and column in columns}
        for one, row in zip(ids, typed.to_dict("records"), strict=True)
    ]


def statements(place: Place) -> pd.DataFrame:
    """Rows of a folder as they are written."""
    files = [
        path for kind in ("csv", "xlsx") for path in sorted(place.statements.glob(f"*.{kind}"))
    ]
    tables = [readers.read_table(path, place.root, "statements").table for path in files]
    return pd.concat([readers.empty("statements"), *tables], ignore_index=True)


def ids(place: Place, count: int) -> list[str]:
    """Free ids of a folder: those around a zone are cited beside those of any zone."""
    zones = place.checkout.zones() if place.shared else []
    names = dict.fromkeys([place.name, *SHARED, *zones])
    used = pd.concat([statements(place.checkout.place(name)) for name in names])
    return free_ids(statements(place), count, AROUND + LETTERS if place.shared else LETTERS, used)


def free_ids(
    held: pd.DataFrame, count: int, letters: str = LETTERS, used: pd.DataFrame | None = None
) -> list[str]:
    """The next ids, in the order of some letters, in a letter that has room for all of them.

    Parameters
    ----------
    held, used : DataFrame
        Statements of the folder, whose last letter goes on, and all whose ids are taken.
    """
    own = set(held["id"].str[0])
    parts = (held if used is None else used)["id"].str.extract(r"^([A-Z])(\d{3})")
    last = parts[1].astype(int).groupby(parts[0]).max()
    started = [letter for letter in letters if letter in own]
    begin = letters.index(started[-1]) if started else 0
    for letter in letters[begin:]:
        first = int(last.get(letter, 0)) + 1
        if first + count - 1 <= MOST_OF_A_LETTER:
            return [f"{letter}{number:03}" for number in range(first, first + count)]
    raise refused("ids", ANYWHERE.raw.as_posix(), "id")


def as_csv(columns: Iterable[str], lines: list[dict]) -> str:
    """Rows as a CSV file of the data has them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def with_row(path: Path, row: dict[str, str]) -> str:
    """A sources table with one more row, sorted by date and name."""
    text, _ = csv_text.decode(path.read_bytes())
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    rows.append(row)
    rows.sort(key=lambda one: (one["published"], one["source"]))
    return as_csv(schema.columns("sources"), rows)
