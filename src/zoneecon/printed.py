"""What does a printed number, unit or period mean? Parsing only; no files, no tables.

A printed number is an interval: half a unit of its last digit to either side.
"""

import re
from typing import NamedTuple

CHINESE_DIGITS = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {"零": 0, "两": 2}
CHINESE_POWERS = {"十": 10, "百": 100, "千": 1000}
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－％＋，", "0123456789.-%+,")

QUALIFIERS = frozenset(
    "力争 以上 以下 约 ＞ 不低于 不少于 目前 超 预计 左右 及以下 其中 共计".split()
)
ROLES = ("actual", "baseline", "target", "context", "duty")
CONFIDENCE = ("high", "medium", "low")

# ASCII: a full-width ８ is a digit to Python, and a slip to us.
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?", re.ASCII)
_RANGE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])|Q([1-4]))?", re.ASCII)
WITHOUT_YEAR = ("undated", "recurring", "none")


class Printed(NamedTuple):
    """A number as printed: the value and half a unit of its last printed digit."""

    number: float
    half_unit: float


class Period(NamedTuple):
    """First and last year of a printed period; `year` only if it is one whole year."""

    first: int | None
    last: int | None
    year: int | None


def chinese_number(text: str) -> int | None:
    """Value of a Chinese numeral below ten thousand (六, 十二, 三百五十, 千), or None.

    Examples
    --------
    >>> chinese_number("十二"), chinese_number("三百五十"), chinese_number("村")
    (12, 350, None)
    """
    total, digit = 0, None
    for character in text:
        if character in CHINESE_DIGITS and digit is None:
            digit = CHINESE_DIGITS[character]
        elif character in CHINESE_POWERS:
            total += (1 if digit is None else digit) * CHINESE_POWERS[character]
            digit = None
        else:
            return None
    return total + (digit or 0) if text else None


def parse_number(text: str) -> Printed:
    """Read one number exactly as a document prints it.

    Raises
    ------
    ValueError
        With the reason and what to type instead. Nothing is guessed: no thousands separators,
        no full-width digits, no percent sign (the unit has its own column).

    Examples
    --------
    >>> parse_number("84.05")
    Printed(number=84.05, half_unit=0.005)
    >>> parse_number("40")
    Printed(number=40.0, half_unit=0.5)
    """
    if _NUMBER.fullmatch(text):
        decimals = len(text.partition(".")[2])
        return Printed(float(text), 0.5 * 10.0**-decimals)
    value = chinese_number(text)
    if value is not None:
        return Printed(float(value), 0.5)
    normal = text.translate(FULL_WIDTH)
    if normal != text:
        raise ValueError(f"is typed in full-width characters; type {normal}")
    if "," in text:
        raise ValueError(f"has a thousands separator; type {text.replace(',', '')}")
    if text.endswith("%"):
        raise ValueError(f"carries its unit; type {text[:-1]} here and % in the column unit")
    raise ValueError("is not a number; type it as printed, e.g. 84.05 or -22.37")


def parse_value(text: str) -> list[Printed]:
    """Read the value column: one number, numbers joined by `;`, or one printed range `10-40`."""
    bounds = _RANGE.fullmatch(text)
    return [parse_number(item) for item in (bounds.groups() if bounds else text.split(";"))]


def printed_items(text: str) -> list[str]:
    """The pieces of a value cell that its quote must show."""
    bounds = _RANGE.fullmatch(text)
    return list(bounds.groups()) if bounds else text.split(";")


def parse_period(text: str) -> Period:
    """Read the column period.

    Grammar: `2016`, `2016/2020`, `2021-08`, `2024-01/2024-10`, `2021Q1/2021Q3`, or one of
    `undated`, `recurring`, `none`.

    Examples
    --------
    >>> parse_period("2016/2020")
    Period(first=2016, last=2020, year=None)
    >>> parse_period("2016").year
    2016
    """
    if text in WITHOUT_YEAR:
        return Period(None, None, None)
    ends = [_PERIOD.fullmatch(end) for end in text.split("/")]
    if len(ends) > 2 or not all(ends):
        raise ValueError(
            "is not a period; type 2016, 2016/2020, 2021-08, 2021Q1/2021Q3, "
            "undated, recurring or none"
        )
    first, last = int(ends[0][1]), int(ends[-1][1])
    if ends[0][0] > ends[-1][0]:
        raise ValueError("ends before it begins")
    if not 1900 <= first <= last <= 2100:
        raise ValueError("has a year outside 1900-2100")
    whole_year = len(ends) == 1 and not (ends[0][2] or ends[0][3])
    return Period(first, last, first if whole_year else None)


def shown_last(text: str, quote: str) -> bool:
    """Whether a quote shows a value cell's numbers, and shows them last.

    A quote ends with its own number, so that no other number of the sentence can stand in for it.

    Examples
    --------
    >>> shown_last("4", "分别增长1%、4%"), shown_last("1", "分别增长1%、4%")
    (True, False)
    """
    items = printed_items(text)
    if any(not _NUMBER.fullmatch(item) for item in items):
        return all(occurs(item, quote) for item in items)
    numbers = re.findall(r"\d+(?:\.\d+)?", quote, re.ASCII)[-len(items) :]
    return numbers == [item.lstrip("+-") for item in items] and all(
        occurs(item, quote) for item in items
    )


def occurs(needle: str, text: str) -> bool:
    """Whether a printed piece stands in a text, numbers whole: `40` is not in `140` nor in `40.5`.

    Examples
    --------
    >>> occurs("40", "分别为140"), occurs("40", "达到40亿元")
    (False, True)
    """
    before = r"(?<![\d.])" if needle[:1].isdigit() else ""
    after = r"(?!\.?\d)" if needle[-1:].isdigit() else ""
    return bool(needle) and re.search(before + re.escape(needle) + after, text) is not None
