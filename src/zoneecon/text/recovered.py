"""What does a sentence that a file holds say in another language? It is known again by its shape.

Tables hold English (`catalogue.stored`), and the process that made them can tell it again. Whoever
reads them from a file later finds the text that a sentence was made from, and fills its other
edition with what the sentence holds: names told again, numbers as they are printed.
"""

import re
from functools import cache
from string import Formatter
from typing import Any, NamedTuple

from zoneecon.text import numbers
from zoneecon.text.catalogue import (
    GROUP,
    JOINED,
    SOURCE,
    entries,
    known,
    languages,
    retold,
    texts,
)

#: Files whose texts tables hold, and how many letters of its own a text must have to be known by.
FILES = ("findings", "history", "inputs", "scenarios", "targets", "tracking", "trends", "zones")
LETTERS = 5
DIGITS, WORDS = r"[-+−]?[\d.,]+", r".+"
NUMBER, PERCENTAGE = rf"{DIGITS}(?: ?%)?", re.compile(rf"{DIGITS} ?%")
#: Forms of a field that print something else than a number.
WORDED = {"", "chance", "day", "list", "month", "plain", *numbers.LISTS}
BETWEEN = re.compile(r", | and | or ")
#: What is left where a text is told in part.
ENGLISH = re.compile(r"[A-Za-z]{3}")


class Shape(NamedTuple):
    """What a text looks like when it is filled in, and the entry and plural form that it is."""

    pattern: re.Pattern[str]
    entry: Any
    form: str | None


def told_again(text: str, language: str | None = None) -> str:
    """A text of a file in another language; as it is where the catalogue does not know it.

    Parameters
    ----------
    text : str
        As a published table holds it, in English.
    language : str, optional
        That of the surrounding `speaking` if None.

    Examples
    --------
    >>> told_again("reached at 28.55 %", "zh"), told_again("no base printed", "zh")
    ('取28.55%时达标', '原文未给出基数')
    >>> told_again("nobody says this", "zh"), told_again("reached at 28.55 %", "en")
    ('nobody says this', 'reached at 28.55 %')
    """
    language = known(language)
    return text if language == SOURCE else _told(text, language)


@cache
def _told(text: str, language: str) -> str:
    if ENGLISH.search(whole := retold(text, language)) is None:
        return whole  # a name that is known
    for shape in _shapes():
        found = shape.pattern.fullmatch(text)
        if found and language in shape.entry:
            return _filled(shape, found.groupdict(), language)
    between = JOINED[0]  # a name may hold a comma
    if between[SOURCE] in text:
        parts = [told_again(part, language) for part in text.split(between[SOURCE])]
        return between[language].join(parts)
    return whole


@cache
def _shapes() -> list[Shape]:
    """Those of all texts that can be known again, the most particular first."""
    found = []
    for file in FILES:
        for entry in entries(file).values():
            own = entry[SOURCE] if languages(file)[0] == SOURCE else ""
            for form, text in own.items() if isinstance(own, dict) else [(None, own)]:
                if (letters := _letters(text)) >= LETTERS:
                    found.append((letters, Shape(_pattern(text), entry, form)))
    return [shape for _, shape in sorted(found, key=lambda one: -one[0])]


def _letters(text: str) -> int:
    return sum(sign.isalpha() for literal, *_ in Formatter().parse(text) for sign in literal)


def _pattern(text: str) -> re.Pattern[str]:
    """A text with what each field may have become; a field that comes again is the same again."""
    seen: dict[tuple[str, str], str] = {}
    signs = []
    for literal, name, form, _ in Formatter().parse(text):
        signs.append(re.escape(literal))
        if name is None:
            continue
        field = (name, form or "")
        if field in seen:
            signs.append(f"(?P={seen[field]})")
            continue
        worded = form in WORDED or GROUP.fullmatch(form or "")
        group = name if name.isidentifier() and name not in seen.values() else f"also_{len(seen)}"
        seen[field] = group
        signs.append(f"(?P<{group}>{WORDS if worded else NUMBER})")
    return re.compile("".join(signs), re.S)


def _filled(shape: Shape, fields: dict[str, str], language: str) -> str:
    text = shape.entry[language]
    if isinstance(text, dict):
        text = text.get(shape.form) or text["other"]
    return _Filler(language).vformat(text, (), fields)


class _Filler(Formatter):
    """Fills a text with what another edition of it printed."""

    def __init__(self, language: str):
        self.language = language

    def get_value(self, key: Any, args: Any, kwargs: Any) -> str:
        return str(kwargs.get(key, ""))

    def format_field(self, value: str, form: str) -> str:
        if GROUP.fullmatch(form):
            return self._worded(value, form)
        if form == "chance" and (band := self._worded(value, "numbers.chance")) != value:
            return band
        if form == "list" or form in numbers.LISTS:
            items = [told_again(item, self.language) for item in BETWEEN.split(value)]
            return numbers.written(items, form, self.language)
        if form.endswith("%") or form == "chance" or PERCENTAGE.fullmatch(value):
            return value.rstrip(" %") + numbers.PER_CENT[self.language]
        return told_again(value, self.language)

    def _worded(self, value: str, group: str) -> str:
        """A word of a closed set; what is none stays."""
        word = {own: name for name, own in texts(group, SOURCE).items()}.get(value)
        return str(texts(group, self.language)[word]) if word else value
