"""What does a printed number, unit or period mean? Parsing only; no files, no tables.

A printed number is an interval: half a unit of its last digit to either side.
"""

import datetime
import re
from typing import NamedTuple

from zoneecon.data.messages import Slip
from zoneecon.data.reading.vocabulary import WORDS
from zoneecon.text.catalogue import Text

CHINESE_DIGITS = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {"零": 0, "两": 2}
CHINESE_POWERS = {"十": 10, "百": 100, "千": 1000}
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－％＋，", "0123456789.-%+,")

LETTERS_LIKE_DIGITS = str.maketrans("OoQlI|SBZＯｌ", "00011158201")
PLACEHOLDERS = frozenset(
    "- -- --- — —— – … ... / \\ * . ? x n/a na nan none null nil unknown tbd missing "
    "无 暂无 不详 未知 缺 空 待定".split()
)
#: No document prints more digits than this, and no double holds more.
MOST_DIGITS = 15
#: Day 0 of a spreadsheet's date numbers (1900 system).
SERIAL_ZERO = datetime.date(1899, 12, 30)

#: Words around a number that bound it, and those that stand behind it, and so behind its quote.
QUALIFIERS = frozenset(WORDS["qualifiers"]["before"] + WORDS["qualifiers"]["behind"])
BEHIND = tuple(WORDS["qualifiers"]["behind"])
ROLES = ("actual", "baseline", "target", "context", "duty")
CONFIDENCE = ("high", "medium", "low")

# ASCII: a full-width ８ is a digit to Python, and a slip to us.
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?", re.ASCII)
_RANGE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])|Q([1-4]))?", re.ASCII)
_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})(?!\d)", re.ASCII)
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

    None also for what can be read in two ways: 二百五 is 250 in speech, 205 by the letter.

    Examples
    --------
    >>> chinese_number("十二"), chinese_number("三百五十"), chinese_number("村")
    (12, 350, None)
    >>> chinese_number("二百零五"), chinese_number("二百五")
    (205, None)
    """
    total, digit = 0, 0
    for character in text:
        if character in CHINESE_DIGITS:
            digit = CHINESE_DIGITS[character]
        elif character in CHINESE_POWERS:
            total, digit = total + (digit or 1) * CHINESE_POWERS[character], 0
        else:
            return None
    if total + digit > 9999:
        return None
    full = chinese_numeral(total + digit)
    plain = text.replace("两", "二").replace("〇", "零")
    return total + digit if plain in (full, full.removeprefix("一")) and plain else None


def chinese_numeral(number: int) -> str:
    """A number below ten thousand in Chinese characters, every power with its digit.

    Examples
    --------
    >>> chinese_numeral(12), chinese_numeral(1005), chinese_numeral(350)
    ('一十二', '一千零五', '三百五十')
    """
    digits = "零一二三四五六七八九"
    places = zip(f"{number:04}", ("千", "百", "十", ""), strict=True)
    text = "".join(digits[int(d)] + power if d != "0" else "零" for d, power in places)
    return re.sub("零+", "零", text).strip("零") or "零"


def parse_number(text: str) -> Printed:
    """Read one number exactly as a document prints it.

    Raises
    ------
    Slip
        A `ValueError` with the reason and what to type instead. Nothing is guessed: no thousands
        separators, no full-width digits, no percent sign (the unit has its own column).

    Examples
    --------
    >>> parse_number("84.05")
    Printed(number=84.05, half_unit=0.005)
    >>> parse_number("40")
    Printed(number=40.0, half_unit=0.5)
    """
    if _NUMBER.fullmatch(text):
        if sum(character.isdigit() for character in text) > MOST_DIGITS:
            raise Slip("number-long")
        if re.match(r"[-+]?0\d", text):
            raise Slip("number-zeros", fix=re.sub(r"0+(?=\d)", "", text, count=1))
        decimals = len(text.partition(".")[2])
        return Printed(float(text), 0.5 * 10.0**-decimals)
    value = chinese_number(text)
    if value is not None:
        return Printed(float(value), 0.5)
    raise _number_slip(text)


def _number_slip(text: str) -> Slip:
    """Why a text is no printed number, and what to type."""
    normal = text.translate(FULL_WIDTH)
    digits = text.translate(LETTERS_LIKE_DIGITS)
    decline = re.fullmatch(r"[(（▲△▼下降减少负\s]+(\d+(?:\.\d+)?)%?[)）]?", text, re.ASCII)
    if not text:
        return Slip("number-missing")
    if text.strip() != text:
        return Slip("number-words")
    if text.lower() in PLACEHOLDERS:
        return Slip("number-placeholder")
    if text.startswith("#"):
        return Slip("cell-hashes" if set(text) == {"#"} else "cell-error")
    if text[0] in "=@":
        return Slip("number-formula")
    if normal != text and is_number(normal.replace(",", "")):
        return Slip("number-full-width", fix=normal)
    if is_number(text.replace(",", "")):
        grouped = re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text, re.ASCII)
        return (
            Slip("number-thousands", fix=text.replace(",", ""))
            if grouped
            else Slip("number-grouping")
        )
    if decline:
        return Slip("number-negative", fix=f"-{decline[1]}")
    if text[-1] in "%％" and is_number(normal.rstrip("%")):
        return Slip("number-unit", fix=normal.rstrip("%"), unit="%")
    if is_number(digits):
        return Slip("number-letters", fix=digits)
    return Slip("number-words")


def is_number(text: str) -> bool:
    """Whether a text is a plain decimal number."""
    return _NUMBER.fullmatch(text) is not None


def parse_value(text: str) -> list[Printed]:
    """Read the value column: one number, numbers joined by `;`, or one printed range `10-40`."""
    bounds = _RANGE.fullmatch(text)
    numbers = [parse_number(item) for item in (bounds.groups() if bounds else text.split(";"))]
    if bounds and not numbers[0].number < numbers[1].number:
        raise Slip("number-range")
    return numbers


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
    ends = [end for part in text.split("/") if (end := _PERIOD.fullmatch(part))]
    if len(ends) > 2 or len(ends) < len(text.split("/")):
        raise _period_slip(text)
    first, last = int(ends[0][1]), int(ends[-1][1])
    if _months(ends[0])[0] > _months(ends[-1])[1]:
        raise Slip("period-order")
    if not 1900 <= first <= last <= 2100:
        raise Slip("period-years")
    whole_year = len(ends) == 1 and not (ends[0][2] or ends[0][3])
    return Period(first, last, first if whole_year else None)


def plainest_period(text: str) -> str:
    """A period in its shortest form: 2022/2022, 2022-01/2022-12 and 2022Q1/2022Q4 are 2022.

    Examples
    --------
    >>> plainest_period("2022-01/2022-12"), plainest_period("2022-05/2022-05")
    ('2022', '2022-05')
    >>> plainest_period("2022-01/2022-09")
    '2022-01/2022-09'
    """
    ends = text.split("/")
    if len(ends) != 2 or not all(map(_PERIOD.fullmatch, ends)):
        return text
    if ends[0] == ends[1]:
        return ends[0]
    days = period_days(text)
    (year, first), (last_year, last) = days or ((0, 0), (0, 0))
    return str(year) if days and year == last_year and (first, last) == (1, 12) else text


def period_days(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """First and last (year, month) of a period that parses; None where it has no year."""
    if text in WITHOUT_YEAR:
        return None
    ends = [end for part in text.split("/") if (end := _PERIOD.fullmatch(part))]
    return _months(ends[0])[0], _months(ends[-1])[1]


def _months(end: re.Match) -> tuple[tuple[int, int], tuple[int, int]]:
    year, month, quarter = int(end[1]), end[2], end[3]
    first, last = (1, 12) if not (month or quarter) else (int(month or 0), int(month or 0))
    if quarter:
        first, last = 3 * int(quarter) - 2, 3 * int(quarter)
    return (year, first), (year, last)


def _either(first: object, second: object) -> Text:
    return Text("inputs.or", {"first": first, "second": second})


def _period_slip(text: str) -> Slip:
    """Why a text is no period, and what to type."""
    half = re.fullmatch(r"(\d{4})\s*年?\s*(?:H([12])|([上下])半年)", text, re.ASCII)
    if half:
        first = half[2] == "1" or half[3] == "上"
        year = half[1]
        return Slip("period-half", fix=f"{year}-01/{year}-06" if first else f"{year}-07/{year}-12")
    if re.fullmatch(r"\d{5}(\.0+)?", text, re.ASCII) and 20000 < float(text) < 60000:
        day = SERIAL_ZERO + datetime.timedelta(days=int(float(text)))
        return Slip("period-serial", fix=_either(day.year, f"{day:%Y-%m}"))
    suffix = re.fullmatch(r"(\d{4})(?:年|年度|\.0+|\s+)", text, re.ASCII)
    if suffix:
        return Slip("period-suffix", fix=suffix[1])
    date = _DATE.match(text)
    if date and 1 <= int(date[2]) <= 12:
        return Slip("period-date", fix=_either(date[1], f"{date[1]}-{int(date[2]):02d}"))
    if re.fullmatch(r"[A-Za-z]{3}[- ]\d\d|\d{1,2}[-月/][A-Za-z]{3}(-\d+)?", text, re.ASCII):
        return Slip("period-date", fix=_either("2021", "2021-08"))
    return Slip("period-unknown")


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
    # The sign may be a word (下降5.2%); `evidence` holds it to the words before the number.
    bare = [item.lstrip("+-") for item in items]
    return numbers == bare and all(occurs(item, quote) for item in bare)


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
