"""What does a spreadsheet show of a number? Its format code, read; nothing is computed with it.

A cell may hold 5719000 and show 571.9 (`0.0,` divides by a thousand), hold -1.2 and show 1.2
(`0.0;0.0` hides the sign), or show nothing (`;;;`). What was seen by the person who saved the
workbook is what counts, so a format that shows another number than the stored one is refused.
"""

import re
from decimal import Decimal
from typing import NamedTuple

#: Significant digits that a spreadsheet keeps.
DIGITS = 15
#: Digits that the format General has room for.
GENERAL_DIGITS = 11
PLAIN = ("General", "@", "", "G/通用格式")
_PIECES = re.compile(r'"([^"]*)"|\\(.)|!(.)|_.|\*.|\[([^\]]*)\]|(.)', re.DOTALL)
_NUMBER = re.compile(r"[#0?,]*[#0?](?:\.([#0?]*))?(%?)")
#: Brackets that change nothing about the number: colours and currency or locale marks.
_HARMLESS = re.compile(
    r"\$([^-\]\d]{0,3})(-.*)?|DBNum0|(black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+"
    r"|黑色?|蓝色?|绿色?|红色?|白色?|黄色?|颜色 ?\d+)",
    re.IGNORECASE,
)
_CURRENCY = frozenset("¥￥$€£ 　")


class Shown(NamedTuple):
    """What a cell shows: the number's text, and whether digits, or another number, hide behind."""

    text: str
    rounded: bool = False
    other: bool = False


def shown(value: float, code: str) -> Shown:
    """The text that a number has in a format, all of its stored digits kept.

    Examples
    --------
    >>> shown(84.5, "0.00").text, shown(0.085, "0.0%").text, shown(-1.2, "0.0_);(0.0)").text
    ('84.50', '8.5%', '-1.2')
    >>> shown(5719000, "0.0,").other, shown(-1.2, "0.0;0.0").other, shown(571.96, "0.0").rounded
    (True, True, True)
    """
    stored = Decimal(f"{value:.{DIGITS}g}")
    if code in PLAIN:
        text = plain(stored)
        return Shown(text, rounded=sum(map(str.isdigit, text.lstrip("-0."))) > GENERAL_DIGITS)
    sections = _sections(code)
    place = 1 if stored < 0 and len(sections) > 1 else 2 if not stored and len(sections) > 2 else 0
    number, before, after, harmless = _read(sections[place])
    minus = "-" in before or "(" in before
    # of two sections the second shows the sign itself; before any other it is one too many
    signed = minus if place == 1 else not minus
    digits = any(map(str.isdigit, before + after[:1]))
    shape = _NUMBER.fullmatch(number)
    if not (shape and harmless and signed) or digits or set(before) - _CURRENCY - set("-(+"):
        return Shown(plain(stored), other=True)
    text, rounded = _digits(stored * 100 if shape[2] else stored, shape[1] or "")
    unit = "".join(c for c in after if c not in _CURRENCY and c not in "()-")
    return Shown(text + shape[2] + unit, rounded)


def parts_of_dates(code: str) -> str:
    """What a format shows of a date: y, ym, ymd …, each letter once.

    Examples
    --------
    >>> parts_of_dates('yyyy"年"'), parts_of_dates("[$-804]yyyy-mm"), parts_of_dates("m/d h:mm")
    ('y', 'ym', 'mdh')
    """
    letters = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code.lower())
    return "".join(dict.fromkeys(letter for letter in letters if letter in "ymdhs"))


def _digits(number: Decimal, places: str) -> tuple[str, bool]:
    """A number with the decimals of a format, unless these would hide some."""
    text = f"{number:.{len(places)}f}"
    if Decimal(text) != number:
        return plain(number), True
    least = places.count("0")
    while "." in text and text[-1] == "0" and len(text.partition(".")[2]) > least:
        text = text[:-1]
    return text.rstrip("."), False


def _sections(code: str) -> list[str]:
    """Parts of a format: for positive numbers, negative ones, zero, and text."""
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)


def _read(section: str) -> tuple[str, str, str, bool]:
    """A section's digits, the characters shown before and behind, and whether it is harmless."""
    digits, before, after, harmless = "", "", "", True
    for match in _PIECES.finditer(section):
        literal = match[1] or match[2] or match[3] or ""
        if match[4] is not None:
            harmless = harmless and bool(_HARMLESS.fullmatch(match[4]))
            continue
        mark = match[5] or ""
        if mark and mark in "#0?,.%":
            harmless = harmless and not after  # digits behind a literal: 0!.0 shows a tenth
            digits += mark
        elif not mark or mark in "-+() ¥￥$€£/:" or not mark.isascii():
            shown_here = literal + mark
            before, after = (before, after + shown_here) if digits else (before + shown_here, after)
        else:
            harmless = False  # E+00, letters of dates
    return digits, before, after, harmless and "/" not in before + after


def plain(number: Decimal) -> str:
    """A number in plain digits, without the zeros behind its last one."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
