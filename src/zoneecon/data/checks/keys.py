"""Is a zone's TOML file what it must be? Every fault by its key, all at once."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from zoneecon.data.problems import found
from zoneecon.data.reading.keys import (
    ARITHMETIC,
    RESERVED,
    REST,
    TYPES,
    all_of,
    entry_way,
    inside,
    is_amount,
    is_number,
    keys,
    shown,
)
from zoneecon.errors import Problem

#: Of names that are listed, the most that one message shows.
LISTED = 40
#: Rule for a name that is not known -> the one that says what may have been meant.
NEAR = {
    "key-unknown": "key-unknown-near",
    "key-option": "key-option-near",
    "id-unknown": "id-unknown-near",
    "code-assumed": "code-assumed-near",
}


class Names(NamedTuple):
    """What a file may name beside the keys of the list."""

    industries: tuple[str, ...]
    scenarios: tuple[str, ...] = ()
    price_paths: tuple[str, ...] = ()
    growth_paths: tuple[str, ...] = ()
    #: Parameter of the model -> whether each industry has its own; None: any name will do.
    parameters: Mapping[str, bool] | None = None


def names_in(content: Mapping[str, Any], parameters: Mapping[str, bool] | None = None) -> Names:
    """The names that a zone's own file gives to its industries, scenarios and paths."""
    tables = {name: content.get(name, {}) for name in Names._fields if name != "parameters"}
    named = {name: tuple(one) if isinstance(one, Mapping) else () for name, one in tables.items()}
    return Names(**named, parameters=parameters)


def faults(content: Mapping[str, Any], kind: str, file: str, names: Names) -> list[Problem]:
    """Everything that is wrong with one TOML file, by key.

    Parameters
    ----------
    content : dict
        The file as `tomllib` reads it.
    kind : str
        `zone`, `relations`, `pin` or `saved`.
    file : str
        Its name, for the messages.
    names : Names
        From the zone's own file.
    """
    if not content and kind != "pin":
        return [found("toml-empty", file)] if kind == "zone" else []
    problems = list(_Look(kind, file, names).table(content, "", ""))
    return problems or (twins(content, file) if kind == "zone" else [])


def key_problem(rule: str, file: str, way: str, value: object = "", **fields: object) -> Problem:
    """A problem with a key of a TOML file."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return found(rule, file, None, shown(way), text, "", **fields)


def unknown(rule: str, file: str, way: str, value: str, known: Iterable[str]) -> Problem:
    """A name that is not known: with the nearest one, or else all that there are."""
    names, word = list(dict.fromkeys(known)), value or way.rpartition(".")[2]
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return key_problem(NEAR[rule], file, way, value, near=close[0])
    return key_problem(rule, file, way, value, known=";".join(names[:LISTED]) or "-")


class _Look:
    """One look at one file."""

    def __init__(self, kind: str, file: str, names: Names):
        self.kind, self.file, self.names = kind, file, names

    def problem(self, rule: str, here: str, value: object = "", **fields: object) -> Problem:
        return key_problem(rule, self.file, here, value, **fields)

    def unknown(self, here: str, known: Iterable[str]) -> Problem:
        return unknown("key-unknown", self.file, here, "", known)

    def table(self, content: Mapping[str, Any], here: str, listed: str) -> Iterator[Problem]:
        """Everything in a table; `listed` is the way under which it stands in the list."""
        may = inside(self.kind, listed)
        for key, value in content.items():
            way = f"{here}.{key}" if here else key
            if key in may:
                yield from self.value(value, way, f"{listed}.{key}" if listed else key)
            else:
                yield from self.named(key, value, way, listed, list(may))
        for key, entry in may.items():
            if entry.get("required") and key not in content:
                way = f"{here}.{key}" if here else key
                yield self.problem("key-missing", way, kind=entry["type"])

    def named(self, key, value, way: str, listed: str, may: list[str]) -> Iterator[Problem]:
        """A key that is a name of the zone's own, or unknown."""
        child = f"{listed}.*" if listed else "*"
        opens = self.entry(listed).get("open", "")
        if opens == "industries":
            own = listed == "parameters.*"
            known = [*self.names.industries, *(() if own else REST)]
            known = [] if own and way.count(".") > 2 else known  # no industry in an industry
            if key in known:
                yield from self.value(value, way, child)
            else:
                yield self.unknown(way, [*may, *known])
        elif opens == "parameters":
            yield from self.parameter(key, value, way, may)
        elif child in keys(self.kind):
            yield from self.value(value, way, child)
        else:
            yield self.unknown(way, may)

    def entry(self, listed: str) -> Mapping[str, Any]:
        return keys(self.kind).get(entry_way(self.kind, listed), {}) if listed else {}

    def value(self, value: Any, here: str, listed: str) -> Iterator[Problem]:
        entry = self.entry(listed)
        kind, key = entry["type"], here.rpartition(".")[2]
        known = self.names.parameters
        if listed == "parameters.*" and known is not None and key not in known:
            yield self.unknown(here, known)
        elif entry.get("name") == "year" and not re.fullmatch(r"\d{4}", key):
            yield self.problem("key-year", here)
        elif value == "" and entry.get("of", "").endswith("paths"):
            return  # no path: prices of the base, growth by the parameters
        elif not TYPES[kind](value):
            yield self.problem("key-type", here, value, kind=kind)
        elif kind == "rows":
            for row in value:
                yield from self.table(row, here, listed)
        elif kind == "table":
            yield from self.table(value, here, entry.get("like", listed))
        elif kind == "years":
            yield from self.years(value, here)
        elif kind == "amount":
            yield from self.amount(value, here)
        else:
            yield from self.plain(value, entry, here)

    def plain(self, value: Any, entry: Mapping[str, Any], here: str) -> Iterator[Problem]:
        """A value of its type: is it in the range, one of the options, a name that is there?"""
        for one in value if isinstance(value, list) else [value]:
            if "range" in entry and not entry["range"][0] <= one <= entry["range"][1]:
                least, most = entry["range"]
                yield self.problem("key-range", here, one, least=least, most=most)
            if "options" in entry and one not in entry["options"]:
                yield unknown("key-option", self.file, here, one, entry["options"])
            if "of" in entry:
                known = getattr(self.names, entry["of"])
                known = (*known, "baseline") if entry["of"] == "scenarios" else known
                if one not in known:
                    yield unknown("key-option", self.file, here, one, known)

    def amount(self, value: Any, here: str) -> Iterator[Problem]:
        """A number, an id, or arithmetic on those."""
        if not is_amount(value):
            yield self.problem("key-type", here, value, kind="amount")
        elif isinstance(value, Mapping):
            for key, part in value.items():
                way = f"{here}.{key}"
                if key not in ARITHMETIC:
                    yield self.unknown(way, ARITHMETIC)
                elif key in ("times", "over"):
                    if not all_of(is_amount)(part):
                        yield self.problem("key-type", way, part, kind="ids")
                elif not is_number(part):
                    yield self.problem("key-type", way, part, kind="number")

    def years(self, value: Mapping[str, Any], here: str) -> Iterator[Problem]:
        for year, change in value.items():
            if re.fullmatch(r"\d{4}", year):
                yield from self.amount(change, f"{here}.{year}")
            else:
                yield self.problem("key-year", f"{here}.{year}")

    def parameter(self, key: str, value: Any, here: str, may: list[str]) -> Iterator[Problem]:
        """A parameter that a scenario sets: an amount, or one for each industry that is named."""
        name, _, industry = key.partition(".")
        known = self.names.parameters
        if known is not None and name not in known:
            yield self.unknown(here, [*may, *known])
            return
        is_table = isinstance(value, Mapping) and "times" not in value
        if not is_table and not industry:
            yield from self.amount(value, here)
            return
        if known is not None and not known[name]:
            yield self.problem("parameter-whole", here, name=name)
            return
        for one, amount in (value if is_table else {industry: value}).items():
            way = f"{here}.{one}" if is_table else here
            if one in self.names.industries:
                yield from self.amount(amount, way)
            else:
                yield self.unknown(way, self.names.industries)


# --- names that clash ------------------------------------------------------------------------


def twins(content: Mapping[str, Any], file: str) -> list[Problem]:
    """Industries and joint targets whose names or titles cannot be told apart, or mean another."""
    blocks = [
        (f"{table}.{name}", name, block)
        for table in ("industries", "together")
        for name, block in content.get(table, {}).items()
    ]
    problems: list[Problem] = []
    taken: dict[str, str] = {}
    for way, name, block in blocks:
        if name in RESERVED or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            problems.append(key_problem("industry-name", file, f"{way}."))
        titles = {str(block[key]) for key in ("title_en", "title_zh", "short_en") if key in block}
        for word in sorted({_plain(one) for one in {name, *titles}}):
            if taken.setdefault(word, way) != way:
                other = taken[word]
                problems.append(key_problem("industry-twin", file, f"{way}.", word, other=other))
    return problems


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()
