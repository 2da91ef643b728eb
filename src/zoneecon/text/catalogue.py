"""What is said, and in which words? One catalogue of everything that a person reads.

The texts are data: toml files beside this module. The key of a text is the name of its file and
the way to it: `history.gap.open` is `[gap.open]` in `history.toml`. An entry holds the text in each
language that its file declares at the top (`languages`); a file that is not told in a language yet
is told in English. `{name}` in a text is a field that the code fills, `{name:form}` one that is
written in a form of `numbers`. A text that is a table of plural forms (`one`, `other`) is chosen by
the field `count`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from zoneecon.errors import ZoneEconError
from zoneecon.text import numbers

#: What each language is called in itself.
LANGUAGES = {"en": "English", "zh": "中文"}
SOURCE = "en"

_spoken: ContextVar[str] = ContextVar("language", default=SOURCE)


class UnknownText(ZoneEconError, LookupError):
    """A text, a language or a field that is not there."""


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """What is said inside the block is said in this language, where no other is asked for.

    Examples
    --------
    >>> with speaking("zh"):
    ...     say("checks.file-missing")
    '文件不存在'
    """
    token = _spoken.set(known(language))
    try:
        yield
    finally:
        _spoken.reset(token)


def known(language: str | None) -> str:
    """A language of the catalogue; the one that is being spoken if None."""
    language = language or _spoken.get()
    if language not in LANGUAGES:
        raise UnknownText(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
    return language


# --- texts -----------------------------------------------------------------------------------


def say(key: str, language: str | None = None, /, **fields: object) -> str:
    """A text, filled in.

    Parameters
    ----------
    key : str
        File and name of the text.
    language : str, optional
        That of the surrounding `speaking` if None, else English.
    **fields
        What its braces name; it need not use all of them. What a field holds is never a format.

    Raises
    ------
    UnknownText
        No such text (near ones are named), or a field that it asks for is missing.

    Examples
    --------
    >>> say("history.gap.closed", years=[2017, 2018, 2020])
    'Rounding explains the gap of 2017, 2018 and 2020.'
    """
    return _filled(key, language, fields)


def each(key: str, rows: Any, language: str | None = None, /, **fields: object) -> list[str]:
    """A text for each row of a table (DataFrame), its columns being the fields."""
    return [_filled(key, language, fields | row) for row in rows.to_dict("records")]


def texts(group: str, language: str | None = None) -> dict[str, Any]:
    """Name -> text of all entries under a key, in the catalogue's order: a closed set of words.

    Examples
    --------
    >>> texts("history.measure")["gap"]
    'gap'
    """
    file, _, way = group.partition(".")
    start = f"{way}." if way else ""
    language = spoken(file, language)
    found = {
        name.removeprefix(start): entry[language]
        for name, entry in entries(file).items()
        if name.startswith(start)
    }
    if not found:
        raise UnknownText(_missing(group))
    return found


def heads(table: str, language: str | None = None) -> dict[str, str]:
    """Columns of a table as people see it, in order: column -> "header | {:number format}".

    Examples
    --------
    >>> heads("joint")["pooled"]
    'pooled | {:.4%}'
    """
    columns = texts(f"tables.{table}", language)
    formats = {name: entries("tables")[f"{table}.{name}"].get("format", "") for name in columns}
    return {name: f"{head} | {{:{formats[name]}}}" for name, head in columns.items()}


def _filled(key: str, language: str | None, fields: Mapping[str, object]) -> str:
    file, _, way = key.partition(".")
    if way not in entries(file):
        raise UnknownText(_missing(key))
    language = spoken(file, language)
    text = entries(file)[way][language]
    try:
        if not isinstance(text, str):
            text = text[numbers.plural(fields["count"], language)]
        return Filler(language).vformat(text, (), fields)
    except KeyError as field:
        raise UnknownText(f"the text {key!r} has no value for its field {field}") from None


class Filler(Formatter):
    """`str.format` with the forms of `numbers`."""

    def __init__(self, language: str):
        self.language = language

    def format_field(self, value: object, form: str) -> str:
        return numbers.written(value, form, self.language)


def _missing(key: str) -> str:
    file = key.partition(".")[0]
    near = get_close_matches(key, [f"{file}.{way}" for way in entries(file)])
    return f"no text {key!r}; " + (f"near: {', '.join(near)}" if near else f"see {file}.toml")


# --- files -----------------------------------------------------------------------------------


def names() -> list[str]:
    """Names of all files of the catalogue."""
    found = (path.name.partition(".toml") for path in files(__package__).iterdir())
    return sorted(name for name, ending, _ in found if ending)


def languages(file: str) -> list[str]:
    """Languages in which each text of a file is told."""
    return _content(file)["languages"]


def spoken(file: str, language: str | None = None) -> str:
    """The language that a file answers in: English where it is not told in another yet."""
    language = known(language)
    return language if language in languages(file) else SOURCE


@cache
def entries(file: str) -> dict[str, Mapping[str, Any]]:
    """Way to an entry -> entry, of a whole file."""

    def walk(table: Mapping[str, Any], way: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for name, inner in table.items():
            if isinstance(inner, Mapping):
                whole = isinstance(inner.get(SOURCE), str) or "other" in inner.get(SOURCE, ())
                yield from [(way + name, inner)] if whole else walk(inner, f"{way}{name}.")

    return dict(walk(_content(file), ""))


@cache
def _content(file: str) -> dict[str, Any]:
    if file not in names():
        raise UnknownText(f"no texts {file!r}; known: {', '.join(names())}")
    return tomllib.loads((files(__package__) / f"{file}.toml").read_text(encoding="utf-8"))
