"""What is said, and in which words? One catalogue of everything that a person reads.

The texts are data: toml files beside this module. The key of a text is the name of its file and
the way to it: `history.gap.open` is `[gap.open]` in `history.toml`. An entry holds the text in each
language that its file declares at the top (`languages`), and may hold more; where a file is not
told in a language yet, its texts are English. In a text stands

- `{name}`: a field that the code fills;
- `{name:form}`: one that is written in a form of `numbers`, such as `.1%`, `and`, `day`;
- `{name:chance}`: a probability;
- `{name:verbatim}`: what can be typed, the same in every language;
- `{name:targets.verdict}`: one whose value is worded by that group, here `targets.verdict.<value>`.

A column's `format` in `tables.toml` takes the same forms. A text that is a table of plural forms is
chosen by the field `count`: `=3` for just that number, else `one` or `other` by CLDR's rule.

Results are computed once and hold English (`stored`); whoever shows them says them in the language
that is being spoken, which is that of the surrounding `speaking`, else of the last `speak`.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from string import Formatter
from typing import Any, NamedTuple

from zoneecon.text import numbers

#: What each language is called in itself.
LANGUAGES = {"en": "English", "zh": "中文"}
SOURCE = "en"
#: Form of a field that is worded by a group of the catalogue; no number format looks like it.
GROUP = re.compile(r"[a-z]+(\.[a-z_]+)+")

_spoken: ContextVar[str | None] = ContextVar("language", default=None)
#: What `speak` and `stored` keep, of this process.
_session: dict[str, str] = {"language": SOURCE}
_names: dict[str, Mapping[str, str]] = {}
#: How many sentences are kept to be told again, the newest: more than any report has, and a page
#: that stays open for days does not grow.
MOST = 20_000
_memory: dict[str, "Text"] = {}
#: A code of a part, as tables hold it and as it is spelled out.
PART = re.compile(r"(?P<name>[\w ]+?)(?:\.| \()(?P<of>\w+)\)?")
#: Between what stands in one cell of a table.
JOINED = ({"en": "; ", "zh": "；"}, {"en": ", ", "zh": "，"})


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """What is said inside the block is said in this language, where no other is asked for.

    Examples
    --------
    >>> with speaking("zh"):
    ...     say("explorer.industry")
    '产业'
    """
    token = _spoken.set(known(language))
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: str) -> None:
    """From now on everything is said in this language, in this process: a notebook's beginning."""
    _session["language"] = known(language)


def known(language: str | None) -> str:
    """A language of the catalogue; the one that is being spoken if None."""
    language = language or _spoken.get() or _session["language"]
    if language not in LANGUAGES:
        raise LookupError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
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
    LookupError
        No such text (near ones are named), or a field that it asks for is missing.

    Examples
    --------
    >>> say("history.gap.closed", years=[2017, 2018, 2020])
    'Rounding explains the gap of 2017, 2018 and 2020.'
    """
    return _filled(key, language, fields)


def each(key: str, rows: Any, language: str | None = None, /, **fields: object) -> list[str]:
    """A text for each row of a table (DataFrame), its columns being the fields, also of the key.

    Examples
    --------
    >>> import pandas as pd
    >>> kinds = pd.DataFrame({"kind": ["agrees", "unbroken"]})
    >>> each("history.conclusion.{kind}", kinds)[1]
    'No level break.'
    """
    records = [fields | row for row in rows.to_dict("records")]
    return [_filled(key.format_map(record), language, record) for record in records]


def stored(key: str, /, **fields: object) -> str:
    """A text as tables hold it: in English whatever is spoken, and told again where it is shown.

    So a result is computed once, and told in any language (`retold`).
    """
    text = _filled(key, SOURCE, fields)
    if text not in fields.values():  # a word alone is not told by what only repeats it
        _memory.setdefault(text, Text(key, fields))
        if len(_memory) > MOST:
            del _memory[next(iter(_memory))]
    return text


def stored_texts(group: str) -> dict[str, str]:
    """As `texts`, as tables hold them."""
    return {name: stored(f"{group}.{name}") for name in texts(group, SOURCE)}


def named(code: str = "", /, **names: str) -> None:
    """Remember what something is called in each language, by its name in English and its code."""
    _names.setdefault(names[SOURCE], names)
    if code:
        _names.setdefault(code, names)


def called(code: str) -> str:
    """The English name of a code that one is known of, or the catalogue has; else the code itself.

    Examples
    --------
    >>> named("sprockets_sold", en="Sprockets sold", zh="链轮销量")
    >>> called("sprockets_sold"), called("other"), retold("sprockets_sold", "zh")
    ('Sprockets sold', 'other', '链轮销量')
    """
    found = _names.get(code) or entries("codes").get(code, {})
    return str(found.get(SOURCE, code))


def retold(text: str, language: str | None = None) -> str:
    """What tables hold, in another language: as `stored`, `named` or a code; else as it is.

    Examples
    --------
    >>> named(en="Sprockets", zh="链轮")
    >>> retold("Sprockets", "zh"), retold("Sprockets"), retold("as printed", "zh")
    ('链轮', 'Sprockets', 'as printed')
    """
    language = known(language)
    if language == SOURCE or not text:
        return text
    codes = entries("codes")
    found = (
        codes.get(text)
        or codes.get(text.replace(" ", "_"))
        or _names.get(text)
        or _memory.get(text)
    )
    if isinstance(found, Text):
        return say(found.key, language, **found.fields)
    if found:
        return str(found.get(language, text))
    if (part := PART.fullmatch(text)) and part["name"].replace(" ", "_") in codes:
        return say("codes.of", language, **part.groupdict())
    for signs in JOINED:
        if len(parts := text.split(signs[SOURCE])) > 1:
            told = [retold(part, language) for part in parts]
            return signs[language].join(told) if told != parts else text
    return text


def spelled_out(code: str) -> str:
    """A code name as words, where nobody gave it any; in a text, the form `plain` of a field.

    Examples
    --------
    >>> spelled_out("growth_within_capital"), spelled_out("scope_factor.steel")
    ('growth within capital', 'scope factor (steel)')
    """
    name, _, of = code.replace("_", " ").partition(".")
    return f"{name} ({of})" if of else name


def prose(cell: str, english: str, language: str | None = None) -> str:
    """The text of a notebook's cell in a language, by its id; the English one where none is known.

    What stands in the notebook is the English edition: `notebooks.toml` holds the others.
    """
    language = known(language)
    if language == SOURCE or "notebooks" not in names():
        return english
    return str(_content("notebooks").get(cell, {}).get(language, english))


def texts(group: str, language: str | None = None) -> dict[str, Any]:
    """Name -> text of all entries under a key, in the catalogue's order: a closed set of words.

    Examples
    --------
    >>> texts("history.measure")["gap"]
    'gap'
    """
    file, _, way = group.partition(".")
    start = f"{way}." if way else ""
    ways = [way for way in entries(file) if way.startswith(start)]
    if not ways:
        raise LookupError(_missing(group))
    return {way.removeprefix(start): _told(f"{file}.{way}", language)[1] for way in ways}


def heads(table: str, language: str | None = None) -> dict[str, str]:
    """Columns of a table as people see it, in order: column -> "header | {:number format}".

    Examples
    --------
    >>> heads("joint")["pooled"]
    'pooled | {:chance}'
    """
    columns = texts(f"tables.{table}", language)
    formats = {name: entries("tables")[f"{table}.{name}"].get("format", "") for name in columns}
    return {name: f"{head} | {{:{formats[name]}}}" for name, head in columns.items()}


def _told(key: str, language: str | None) -> tuple[str, Any]:
    """The language that a text answers in, English where it is not told in another yet, and it."""
    file, _, way = key.partition(".")
    entry, language = entries(file).get(way), known(language)
    if entry is None:
        raise LookupError(_missing(key))
    if language not in entry and language in languages(file):
        raise LookupError(f"the text {key!r} is not there in {LANGUAGES[language]}")
    language = language if language in entry else SOURCE
    return language, entry[language]


def _filled(key: str, language: str | None, fields: Mapping[str, Any]) -> str:
    language, text = _told(key, language)
    try:
        if not isinstance(text, str):
            form = f"={fields['count']}"
            text = text.get(form) or text[numbers.plural(fields["count"], language)]
        return Filler(language).vformat(text, (), fields)
    except KeyError as field:
        raise LookupError(f"the text {key!r} has no value for its field {field}") from None


#: Edges of the bands below which a chance is not printed in percents, and what lies between.
EDGES = (0.01, 0.05)
BANDS = {
    (0, 0): "under_1",
    (1, 1): "from_1_to_5",
    (0, 1): "under_5",
    (1, 2): "from_1_to_10",
    (0, 2): "under_10",
}
NEARLY = 0.995


class Filler(Formatter):
    """`str.format` with the forms of `numbers`, and `chance` and groups of the catalogue."""

    def __init__(self, language: str):
        self.language = language

    def format_field(self, value: Any, form: str) -> str:
        if isinstance(value, Text):
            value = say(value.key, self.language, **value.fields)
        if form == "chance":
            return chance(value, self.language)
        if form == "verbatim":
            listed = isinstance(value, list | tuple)
            return numbers.listed(value, "list", self.language) if listed else str(value)
        if form == "plain":
            return spelled_out(retold(str(value), self.language))
        if GROUP.fullmatch(form):
            return say(f"{form}.{value}", self.language) if value else ""
        if isinstance(value, str):
            value = retold(value, self.language)
        elif form in numbers.LISTS or form == "list":
            value = [retold(str(item), self.language) for item in value]
        return numbers.written(value, form, self.language)


class Text(NamedTuple):
    """What completes a sentence, to be said in whichever language the sentence is.

    Examples
    --------
    >>> fix = Text("inputs.or", {"first": 2021, "second": "2021-08"})
    >>> say("messages.period-date", "zh", fix=fix)
    '是日期而不是时期；请把该列设为文本格式并输入 2021 或 2021-08'
    """

    key: str
    fields: Mapping[str, object] = {}


def chance(probability: float, language: str | None = None, error: float = 0.0) -> str:
    """A probability no finer than it was tested; in a text, the form `chance` of a field.

    Below 5 % a band, above whole percents. Where it was counted in draws and lies within two of
    their standard errors of a band's edge, the wider band.

    Examples
    --------
    >>> chance(0.213), chance(0.0332), chance(0.0078), chance(0.00003)
    ('21 %', '1–5 %', 'under 1 %', 'under 1 %')
    >>> chance(0.0104, error=0.0007), chance(0.049, error=0.0015)
    ('under 5 %', '1–10 %')
    """
    low, high = (sum(at >= edge for edge in EDGES) for at in _around(probability, error))
    band = BANDS.get((low, high), "nearly" if probability >= NEARLY else "whole")
    return say(f"numbers.chance.{band}", language, percent=probability * 100)


def _around(probability: float, error: float) -> tuple[float, float]:
    return probability - 2 * error, probability + 2 * error


def _missing(key: str) -> str:
    from difflib import get_close_matches

    file = key.partition(".")[0]
    near = get_close_matches(key, [f"{file}.{way}" for way in entries(file)])
    return f"no text {key!r}; " + (f"near: {', '.join(near)}" if near else f"see {file}.toml")


# --- files -----------------------------------------------------------------------------------


def names() -> list[str]:
    """Names of all files of the catalogue."""
    from importlib.resources import files

    found = (path.name.partition(".toml") for path in files(__package__).iterdir())
    return sorted(name for name, ending, _ in found if ending)


def languages(file: str) -> list[str]:
    """Languages in which each text of a file is told."""
    return _content(file)["languages"]


@cache
def entries(file: str) -> dict[str, Mapping[str, Any]]:
    """Way to an entry -> entry, of a whole file."""

    def walk(table: Mapping[str, Any], way: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for name, inner in table.items():
            if isinstance(inner, Mapping):
                told = inner.get(SOURCE, ())
                whole = isinstance(told, str) or "other" in told
                yield from [(way + name, inner)] if whole else walk(inner, f"{way}{name}.")

    return dict(walk(_content(file), ""))


@cache
def _content(file: str) -> dict[str, Any]:
    import tomllib  # a run that says nothing does not wait for it
    from pkgutil import get_data  # nor one that says one sentence for importlib.resources

    try:
        content = get_data(__package__, f"{file}.toml")
    except OSError:
        raise LookupError(f"no texts {file!r}; known: {', '.join(names())}") from None
    return tomllib.loads((content or b"").decode("utf-8"))
