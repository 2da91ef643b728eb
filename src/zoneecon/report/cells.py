"""What does a column of text hold: numbers, ids, sentences, words? And how wide is a text?"""

import re
from collections.abc import Iterable

#: Where the Chinese blocks of Unicode begin: radicals, punctuation, ideographs, wide forms.
CHINESE = 0x2E80
STATEMENT = re.compile(r"(?<![A-Za-z\d_])[A-Z]\d{3}[a-z]?(?![A-Za-z\d_])")
#: Letters that a number may have beside it, as in "CNY 100m" or "under 1 %".
UNIT_LETTERS = 5
#: Letters from which a column is one of sentences, and up to which one of single words.
LONG, SHORT = 40, 14


def kind(texts: Iterable[str]) -> str:
    """What a column holds: n for numbers, ids, sentences (long), single words (short), or ""."""
    known = [text for text in texts if text]
    if known and all(map(STATEMENT.match, known)):
        return "ids"
    if known and all(map(is_number, known)):
        return "n"
    longest = max(map(width, known), default=0)
    return "long" if longest >= LONG else "short" if longest <= SHORT else ""


def is_number(text: str) -> bool:
    """Whether a cell is read as a number: digits, with at most a unit or a bound beside them.

    Examples
    --------
    >>> [is_number(text) for text in ("1,234.5", "under 1 %", "500 亿元", "Q126", "base of 2019")]
    [True, True, True, False, False]
    """
    letters = sum(letter.isalpha() for letter in text)
    return bool(re.search(r"\d", text)) and letters <= UNIT_LETTERS and not STATEMENT.search(text)


def width(text: str) -> int:
    """Width of a text in Latin letters.

    Examples
    --------
    >>> width("steel"), width("钢铁")
    (5, 4)
    """
    return sum(2 if ord(letter) >= CHINESE else 1 for letter in text)
