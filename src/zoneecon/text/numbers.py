"""How are numbers, lists and dates written in a language?

Python rounds; decimal point, thousands, plurals, lists and months are those that readers of the
language expect, from CLDR (babel). English follows British habits: no comma before "and".
"""

import math
import re
from collections.abc import Iterable
from functools import cache
from numbers import Real
from typing import Any, Literal

LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN"}
#: Languages that count large numbers by steps of their own, and from where on.
LARGE_STEPS = {"zh": 1e4}
#: Between the items of a bare list, such as ids.
COMMAS = {"en": ", ", "zh": "、"}
#: How a language writes the sign for per cent behind a number.
PER_CENT = {"en": " %", "zh": "%"}
#: Forms of a date.
SKELETONS = {"month": "yMMMM", "day": "yMMMMd"}
#: Forms of a field beside Python's number formats.
LISTS: dict[str, Literal["standard", "or"]] = {"and": "standard", "or": "or"}


def written(value: Any, form: str, language: str) -> str:
    """A value by its form: a number format of Python's, or `and`, `or`, `list`, `month`, `day`,
    `short`.

    Examples
    --------
    >>> written(1234.5, ",.2f", "en"), written("steel", "", "en")
    ('1,234.50', 'steel')
    >>> written(0.123, ".1%", "en"), written(0.123, ".1%", "zh")
    ('12.3 %', '12.3%')
    >>> written(884000, ".3g", "en"), written(1234567.8, "g", "zh")
    ('884,000', '1,234,570')
    >>> written([2017, 2018, 2020], "and", "en"), written("Q040;Q126", "list", "zh")
    ('2017, 2018 and 2020', 'Q040、Q126')
    """
    if form == "list" or form in LISTS:
        return listed(value.split(";") if isinstance(value, str) else value, form, language)
    if form in ("short", "+short"):
        text = short(value)
        signed = form == "+short" and value >= 0
        return f"{'+' if signed else ''}{text}".translate(_signs(language))
    if form in SKELETONS:
        from babel.dates import format_skeleton

        return format_skeleton(SKELETONS[form], value, locale=locale(language))
    text = format(value, form)
    if form.endswith("%"):
        text = text[:-1] + PER_CENT[language]
    if form.endswith("g") and "e" in text and isinstance(value, Real):  # never as a power of ten
        number, digits = float(value), re.findall(r"\.(\d+)g", form) or ["6"]
        text = ("+" if "+" in form and number > 0 else "") + short(number, int(digits[0]))
    return text.translate(_signs(language)) if form and isinstance(value, Real) else text


def short(value: float, digits: int = 3) -> str:
    """A number to so many significant digits, whatever its size: never as a power of ten.

    Examples
    --------
    >>> short(2580), short(33.3333), short(0.00004), short(173.2), short(-1.5), short(0)
    ('2,580', '33.3', '0.00004', '173', '-1.5', '0')
    """
    if not value or not math.isfinite(value):
        return f"{value:g}"
    rounded = significant(value, digits)
    places = max(digits - 1 - math.floor(math.log10(abs(rounded))), 0)
    text = f"{rounded:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float, digits: int, language: str) -> str:
    """A share or a rate in per cent, to so many significant digits.

    Examples
    --------
    >>> percent(0.1234, 3, "en"), percent(0.00004, 3, "zh")
    ('12.3 %', '0.004%')
    """
    return short(share * 100, digits) + PER_CENT[language]


def significant(value: float, digits: int) -> float:
    """A number rounded to so many significant digits.

    Examples
    --------
    >>> significant(182.4, 2), significant(12.49, 3)
    (180.0, 12.5)
    """
    return float(f"{value:.{digits}g}")


def compact(value: float, digits: int, language: str) -> str:
    """As `short`, in the language's own large steps where its readers count by them (万, 亿).

    Examples
    --------
    >>> compact(884000, 4, "en"), compact(884000, 4, "zh"), compact(9000, 4, "zh")
    ('884,000', '88.4万', '9,000')
    """
    if (
        language not in LARGE_STEPS
        or not math.isfinite(value)
        or abs(value) < LARGE_STEPS[language]
    ):
        return short(value, digits)
    from babel.numbers import format_compact_decimal

    rounded = significant(value, digits)
    return format_compact_decimal(rounded, locale=LOCALES[language], fraction_digits=digits - 1)


def listed(items: Iterable[object], form: str, language: str) -> str:
    """Items in a row: joined by the language's "and" or "or", or (`list`) by commas alone."""
    shown = [str(item) for item in items if str(item)]
    if form == "list":
        return COMMAS[language].join(shown)
    from babel.lists import format_list

    return format_list(shown, style=LISTS[form], locale=locale(language))


def plural(count: float, language: str) -> str:
    """The plural form that a count takes: `one` or `other` in English, `other` in Chinese."""
    return locale(language).plural_form(count)


@cache
def locale(language: str):
    """Babel's locale of a language."""
    from babel import Locale

    return Locale.parse(LOCALES[language])


@cache
def _signs(language: str) -> dict[int, str]:
    """Signs that a language writes otherwise than Python."""
    symbols = locale(language).number_symbols["latn"]
    python = {".": "decimal", ",": "group", "-": "minusSign"}
    return {ord(sign): symbols[name] for sign, name in python.items() if symbols[name] != sign}
