"""What may stand in the TOML files of a zone? Every key, as data.

`keys.toml` is the one list: files are held to it (`checks.keys`), what they leave out is completed
from it, and docs/assumptions.md is made from it. A key is written as the way to it,
`industries.steel.target`; a `*` stands for a name that the zone chooses.
"""

import datetime
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

ID = re.compile(r"[A-Z]\d{3}[a-z]?")
#: Kinds of files.
FILES = ("zone", "relations", "pin", "saved")
#: Keys of a path beside the industries: what they do not count, the zone, its investment.
REST = ("rest", "zone", "investment")
#: Tables of a zone's file that set targets: an industry's own, and joint ones.
GOALS = ("industries", "together")
#: Names of numbers that the trend gives (`scenarios.inherited`), as a printed one is named.
INHERITED = ("trend.growth", "form.follow", "form.drift")
#: Words that arithmetic on printed numbers knows.
ARITHMETIC = ("times", "over", "scale", "plus", "years")
#: Names that mean something else where an industry could stand.
RESERVED = ("total", "all", *REST)


@cache
def keys(file: str) -> dict[str, dict[str, Any]]:
    """Way -> entry, of one kind of file (`FILES`), in the order of a page."""
    tables = tomllib.loads((files(__package__) / "keys.toml").read_text(encoding="utf-8"))
    if file == "saved":
        own = {way: one for way, one in tables["zone"].items() if way.startswith("scenarios.*.")}
        return tables["saved"] | own
    return tables[file]


def default(way: str) -> Any:
    """What counts where a zone's file leaves a key out; of keys whose default is a value."""
    return keys("zone")[way]["default"]


def shown(way: str) -> str:
    """A key as it is found in a file.

    Examples
    --------
    >>> shown("industries.steel.target"), shown("as_of")
    ('[industries.steel] target', 'as_of')
    """
    table, _, key = way.rpartition(".")
    return f"[{table}] {key}".rstrip() if table else key


# --- what a value can be ---------------------------------------------------------------------


def is_number(value: object) -> bool:
    """A finite number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def is_amount(value: object) -> bool:
    """A number, the id of a printed one, or arithmetic on those."""
    plain = is_number(value) or _is_id(value) or value in INHERITED
    return plain or (isinstance(value, Mapping) and "times" in value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_id(value: object) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


def _is_date(value: object) -> bool:
    return type(value) is datetime.date and 1900 <= value.year <= 2100


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_text, value))


def _is_weights(value: object) -> bool:
    """Years, as text, with shares that are not all nothing."""
    return (
        isinstance(value, Mapping)
        and all(re.fullmatch(r"\d{4}(\.\d+)?", str(year)) for year in value)
        and all(is_number(weight) and 0 <= weight <= 1 for weight in value.values())
        and sum(value.values()) > 0
    )


def all_of(check: Callable[[object], bool]) -> Callable[[object], bool]:
    """Whether a value is a list of such values."""
    return lambda value: isinstance(value, list) and all(map(check, value))


#: Type of a key -> whether a value is of it; the catalogue words the types (`zones.type`).
TYPES: dict[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "date": _is_date,
    "whole": _is_whole,
    "number": is_number,
    "switch": lambda value: isinstance(value, bool),
    "id": _is_id,
    "ids": all_of(_is_id),
    "code": _is_text,
    "codes": all_of(_is_text),
    "names": all_of(_is_text),
    "texts": all_of(lambda value: isinstance(value, str)),
    "numbers": all_of(is_number),
    "amount": is_amount,
    "years": _is_table,
    "pairs": all_of(_is_pair),
    "weights": _is_weights,
    "table": _is_table,
    "rows": all_of(_is_table),
}


# --- finding an entry ------------------------------------------------------------------------


@lru_cache(10_000)
def entry_way(file: str, way: str) -> str:
    """The way under which a key is listed: its own, or one with a `*` for names; else empty.

    Examples
    --------
    >>> entry_way("zone", "industries.steel.target"), entry_way("zone", "industries.steel.taget")
    ('industries.*.target', '')
    """
    parts = way.split(".")
    fitting = [one for one in keys(file) if fits(one, parts)]
    return min(fitting, key=lambda one: one.count("*"), default="")


def fits(way: str, parts: list[str]) -> bool:
    """Whether a listed way stands for a key."""
    pattern = way.split(".")
    return len(pattern) == len(parts) and all(
        one in ("*", part) for one, part in zip(pattern, parts, strict=True)
    )


@cache
def inside(file: str, table: str) -> dict[str, dict[str, Any]]:
    """Key -> entry, of the keys that a table may have by name (`table` as it is listed)."""
    parts = table.split(".") if table else []
    found: dict[str, dict[str, Any]] = {}
    for way, entry in keys(file).items():
        head, _, key = way.rpartition(".")
        if key != "*" and (fits(head, parts) if parts else not head):
            found.setdefault(key, entry)
    return found
