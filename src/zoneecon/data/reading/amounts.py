"""Which number stands in a cell of a printed table, with its unit, its sign and its bounds?

约84.05亿元, 1,349,083.5, ８１, 下降3.2%, 100以上, 571.9①: what people print around a number is
taken off by fixed rules and told; whatever is left is no number, and nothing is guessed.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from zoneecon.data.reading import printed, vocabulary
from zoneecon.data.reading.vocabulary import WORDS, plain

_MARK = re.compile(r"(?<=[\d%％\u4e00-\u9fff])\s*(?:[①-⑳❶-❿*＊†‡※]+|[\[［]\d{1,2}[\]］])$")
_GROUPED = re.compile(r"\d{1,3}(?:[, \u2009\u00a0]\d{3})+(?:\.\d+)?", re.ASCII)
_NUMBER = re.compile(r"([-+]?)(\d[\d, \u2009\u00a0]*(?:\.\d+)?)(.*)", re.ASCII | re.DOTALL)
_HALF_WIDTH = printed.FULL_WIDTH | str.maketrans("−﹣＞＜", "--><")
#: No number with what is printed around it is so long.
LONGEST = 60


class Amount(NamedTuple):
    """A printed number: its digits as printed, without what groups them, and what is beside it."""

    value: str
    unit: str = ""
    qualifier: str = ""
    mark: str = ""


def is_none(text: str) -> bool:
    """Whether a cell says that there is no number."""
    return not text.strip() or plain(text) in vocabulary.words("none", "marks")


def amount(text: str, units: Mapping[str, str]) -> Amount | None:
    """The number of a cell; None if there is none that can be told for sure.

    Examples
    --------
    >>> units = {"亿元": "亿元", "%": "%"}
    >>> amount("突破1,100亿元以上", units)
    Amount(value='1100', unit='亿元', qualifier='突破;以上', mark='')
    >>> amount("下降3.2％", units).value, amount("571.9①", units).mark, amount("57,19", units)
    ('-3.2', '①', None)
    """
    if len(text) > LONGEST:
        return None
    mark = _MARK.search(text := text.strip())
    rest = (text[: mark.start()] if mark else text).translate(_HALF_WIDTH).strip()
    words, sign, rest = _before(rest)
    match = _NUMBER.fullmatch(rest)
    if not match:
        return None
    digits, behind = match[2].strip(), match[3].strip()
    if not re.fullmatch(r"\d+(\.\d+)?", digits, re.ASCII):
        if not _GROUPED.fullmatch(digits):
            return None
        digits = re.sub(r"[^\d.]", "", digits)
    more, unit = _behind(behind, units)
    if unit is None or (sign and match[1]):
        return None
    value = (sign or match[1].replace("+", "")) + digits
    return Amount(value, unit, ";".join([*words, *more]), mark[0].strip() if mark else "")


def _before(text: str) -> tuple[list[str], str, str]:
    """Words before a number: its bounds, the sign that they are, and the rest."""
    codes = {word: word for word in WORDS["qualifiers"]["before"]} | WORDS["qualifiers"]["others"]
    fall, rise = (dict.fromkeys(WORDS["signs"][kind], kind) for kind in ("fall", "rise"))
    known = sorted([*codes, *fall, *rise], key=len, reverse=True)
    found, sign = [], ""
    while word := next((word for word in known if text.startswith(word)), ""):
        text = text[len(word) :].strip()
        sign = "-" if word in fall else sign
        found += [codes[word]] if codes.get(word) else []
    return list(dict.fromkeys(found)), sign, text


def _behind(text: str, units: Mapping[str, str]) -> tuple[list[str], str | None]:
    """Bounds and unit behind a number, in either order; no unit but None for anything else."""
    known = sorted(WORDS["qualifiers"]["behind"], key=len, reverse=True)
    found, unit = [], ""
    while text:
        word = next((word for word in known if text.startswith(word) or text.endswith(word)), "")
        if word:
            text = text.removeprefix(word) if text.startswith(word) else text.removesuffix(word)
            found.append(word)
        elif text in WORDS["points"]["units"]:
            return [], None  # points of a rate are no rate
        elif not unit and (unit := vocabulary.unit_of(text, units)):
            text = ""
        else:
            return [], None
        text = text.strip()
    return found, unit
