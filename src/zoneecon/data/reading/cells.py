"""Is a cell clean, and what did the person mean? Hygiene of any cell, normalising of numbers.

Normalising follows fixed rules and is always reported: full-width digits, thousands separators,
a unit typed beside the number, other spellings of a unit, zeros that a spreadsheet dropped.
Anything beyond these is refused, not guessed.
"""

import re
import unicodedata
from decimal import Decimal

import pandas as pd

from zoneecon.data.problems import found
from zoneecon.data.reading import printed, schema
from zoneecon.data.reading.vocabulary import WORDS
from zoneecon.errors import Problem
from zoneecon.rows import records

MOST_CHARACTERS = 2_000
#: Longer cells hold no numbers; what looks for numbers in them would be slow.
MOST_OF_A_NUMBER = 200
#: So many decimals are computed, not printed.
COMPUTED = 5
#: Columns that hold codes: nothing but what a Latin keyboard types.
CODES = frozenset(
    "id source indicator line period role confidence published published_basis url file sha256 "
    "code unit_code parent price_basis factor".split()
)
#: Columns where a space at either end makes another word.
EXACT = CODES | {"subject", "value", "unit", "qualifier", "printed", "concept"}
ERRORS = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|FIELD!|BUSY!)")
UNIT_SPELLINGS: dict[str, str] = WORDS["units"]
POINTS: list[str] = WORDS["points"]["units"]
_WITH_UNIT = re.compile(r"([-+]?[\d,]*\.?\d+)[ \u3000]*([^\d\s;,.+-][^\d;]*)", re.ASCII)
#: All but Latin letters, Chinese characters and their marks.
_UNUSUAL = re.compile("[^\x00-\x7f\u2010-\u2027\u3000-\u303f\u4e00-\u9fff]")
#: Characters of a number with its unit, at most.
LONGEST_NUMBER = 60
#: How the names of letters begin that pass for Latin ones.
LOOK_LATIN = (
    *("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"),
    *("FULLWIDTH LATIN", "MATHEMATICAL", "ROMAN NUMERAL"),
)
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_MINUS = str.maketrans("−﹣", "--")
#: What a spreadsheet computes, and the signed numbers that it may.
_COMPUTED = re.compile(r"\s*[=+\-@−＝＋－＠|](?![-\s]*$)")
_SIGNED = re.compile(r"[-+−－]\s*[\d０-９][\d.,０-９．，]*([%％\u4e00-\u9fff、，。；（]|$)")


# --- hygiene ----------------------------------------------------------------------------------


def hygiene(frame: pd.DataFrame, table: str) -> list[Problem]:
    """What is wrong with the characters of any cell, whatever its column means."""
    problems = []
    columns = schema.columns(table)
    for row in records(frame):
        for column in columns:
            text = row[column]
            plain = text.isascii() and text.isprintable() and len(text) <= MOST_CHARACTERS
            if plain and text.strip() == text and (not text or text[0] not in "#=+-@|"):
                continue
            if broken := _unclean(column, text):
                rule, fields = broken
                problems.append(_say(row, rule, column, text, **fields))
    return problems


def _unclean(column: str, text: str) -> tuple[str, dict] | None:
    """First rule that a cell's characters break."""
    if len(text) > MOST_CHARACTERS:
        return "cell-long", {"count": len(text), "limit": MOST_CHARACTERS}
    if "\n" in text or "\r" in text:
        return "cell-break", {}
    for character in "" if text.isprintable() and "\ufffd" not in text else text:
        kind, code = unicodedata.category(character), f"U+{ord(character):04X}"
        if kind in ("Cc", "Cf", "Zl", "Zp"):
            return "cell-control", {"code": code}
        if kind in ("Co", "Cn", "Cs") or character == "\ufffd":
            return "cell-garbled", {"code": code}
    if meant := misread(text):
        return "cell-mojibake", {"fix": meant}
    if ERRORS.fullmatch(text):
        return "cell-error", {}
    if text and set(text) == {"#"}:
        return "cell-hashes", {}
    free = column not in EXACT - {"subject", "printed"}
    if free and _COMPUTED.match(text) and not _SIGNED.match(text):
        return "cell-formula-like", {}
    if column in EXACT and text.strip() != text:
        return "cell-space", {"fix": text.strip()}
    foreign = _odd_letters(text) if column in EXACT else []
    if foreign:
        return "cell-lookalike", {"code": f"U+{ord(foreign[0]):04X}"}
    return None


def misread(text: str) -> str:
    """What a text meant before it was read in a wrong encoding; '' if it was not.

    Examples
    --------
    >>> misread("浜垮\u5393"), misread("生产总值"), misread("锟斤拷")
    ('亿元', '', '?')
    """
    if text.isascii():
        return ""
    if any(mark in text for mark in ("锟斤拷", "烫烫烫", "屯屯屯", "ï¿½")):
        return "?"
    for wrong in ("gb18030", "cp1252", "latin-1"):
        try:
            meant = text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
        if any("\u4e00" <= character <= "\u9fff" for character in meant):
            return meant
    return ""


def _odd_letters(text: str) -> list[str]:
    """Letters that only look like those of a code or of a Chinese word."""
    return [c for c in _UNUSUAL.findall(text) if _looks_latin(c) or _looks_chinese(c)]


def _looks_latin(character: str) -> bool:
    """Whether a letter comes from a script whose letters pass for Latin ones."""
    return unicodedata.name(character, "").startswith(LOOK_LATIN)


def _looks_chinese(character: str) -> bool:
    """Whether a sign passes for a Chinese character: a radical or an old code for one.

    PDFs are full of them: ⽯ (U+2F6F) is not 石.
    """
    return "\u2e80" <= character <= "\u2fdf" or "\uf900" <= character <= "\ufaff"


def foreign_letters(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[Problem]:
    """Letters of other scripts in running text: worth a look, harmless to numbers."""
    return [
        _say(row, "cell-script", column, row[column], code=f"U+{ord(odd[0]):04X}")
        for row in records(frame)
        for column in columns
        if (odd := [c for c in _UNUSUAL.findall(row[column]) if _looks_latin(c)])
    ]


# --- normalising ------------------------------------------------------------------------------


def normalised(
    statements: pd.DataFrame, units: set[str], rates: frozenset[str] = frozenset()
) -> tuple[pd.DataFrame, list[Problem]]:
    """Statements with values, units and periods as the contract wants them; and what was done.

    Parameters
    ----------
    statements : DataFrame
        As read.
    units : set of str
        Units as they may be printed.
    rates : set of str
        Codes of indicators that are rates of growth.
    """
    rows, said = [], []
    for row in records(statements):
        problems = [*_unit(row, rates), *_value(row, units), *_zeros(row), *_period(row)]
        said += problems
        said += _computed(row)
        rows.append(row)
    return pd.DataFrame(rows, columns=statements.columns), said


def _say(row: dict, rule: str, column: str, value: str, **fields) -> Problem:
    return found(rule, row["in_file"], row["at_row"], column, value, row["in_sheet"], **fields)


def _unit(row: dict, rates: frozenset[str]) -> list[Problem]:
    typed = row["unit"]
    if typed in POINTS and (row["indicator"] in rates or row["indicator"].endswith("_growth")):
        return [_say(row, "points-growth", "unit", typed, code=row["indicator"])]
    if typed not in UNIT_SPELLINGS:
        return []
    row["unit"] = UNIT_SPELLINGS[typed]
    return [_say(row, "unit-read", "unit", typed, fix=row["unit"])]


def _value(row: dict, units: set[str]) -> list[Problem]:
    """Normalise the numbers of a value cell, each piece by itself."""
    typed, said = row["value"], []
    if row["unit"] == "words" or not typed or len(typed) > MOST_OF_A_NUMBER:
        return []
    pieces = []
    for piece in typed.replace("；", ";").split(";"):
        plain = piece.translate(printed.FULL_WIDTH).translate(_MINUS)
        number, unit = _split_unit(plain, units)
        if unit:
            if row["unit"] not in ("", unit):
                return [
                    _say(row, "number-two-units", "value", typed, carried=unit, unit=row["unit"])
                ]
            row["unit"] = unit
        whole = number.replace(",", "") if _GROUPED.fullmatch(number) else number
        if not printed.is_number(whole):
            return []  # left as typed, for `printed.parse_value` to refuse in its words
        if plain != piece:
            said.append(_say(row, "number-full-width-read", "value", typed, fix=whole))
        if whole != number:
            said.append(_say(row, "number-thousands-read", "value", typed, fix=whole))
        if unit:
            said.append(_say(row, "number-unit-read", "value", typed, fix=whole, unit=unit))
        pieces.append(whole)
    row["value"] = ";".join(pieces)
    return said


def _split_unit(text: str, units: set[str]) -> tuple[str, str]:
    """A number and the known unit typed behind it; the text itself and '' if there is none."""
    # no number with its unit is so long, and the pattern would try every place to split it at
    match = _WITH_UNIT.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
    unit = match and UNIT_SPELLINGS.get(match[2], match[2])
    return (match[1], unit) if match and unit in units else (text, "")


def _zeros(row: dict) -> list[Problem]:
    """Give back the zeros that a spreadsheet drops (84.50 → 84.5), if the quote shows them."""
    typed = row["value"]
    if not printed.is_number(typed):
        return []
    shown = re.findall(r"\d+(?:\.\d+)?", row["quote"], re.ASCII)[-1:]
    bare = typed.lstrip("+-")
    if not shown or shown[0] == bare or len(shown[0]) <= len(bare) or "." not in shown[0]:
        return []
    if Decimal(shown[0]) != Decimal(bare):
        return []
    row["value"] = typed[: len(typed) - len(bare)] + shown[0]
    return [_say(row, "number-zeros-read", "value", typed, fix=row["value"])]


def _computed(row: dict) -> list[Problem]:
    """Decimals that no document prints come from a computation."""
    decimals = len(row["value"].partition(".")[2]) if printed.is_number(row["value"]) else 0
    if decimals < COMPUTED or row["quote"]:
        return []
    return [_say(row, "number-computed", "value", row["value"], count=decimals)]


def _period(row: dict) -> list[Problem]:
    typed = row["period"]
    plain = typed.translate(printed.FULL_WIDTH)
    row["period"] = printed.plainest_period(plain)
    if row["period"] == typed:
        return []
    rule = "number-full-width-read" if row["period"] == plain else "period-read"
    return [_say(row, rule, "period", typed, fix=row["period"])]
