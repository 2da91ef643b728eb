"""Reads a file of plan targets as people type them: bounds, ranges, remarks, empty cells.

Columns as in the project's own `plan_targets.csv` or the shorter ones of a hand-made list
(case_id, place, plan, indicator, concept, base_year, base_value, unit, target_year, target_value,
outcome_value, outcome_year, confidence, note), in any order. What a cell can mean only one way is
read that way; a row with a cell that nobody can read is named, with the others, and left out.
"""

import csv
import io
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from zoneecon.data.reading import schema
from zoneecon.errors import Problem
from zoneecon.targets import plan_pairs

REQUIRED = ("place", "plan", "concept", "target_year", "target_value", "outcome_value")
EMPTY = {
    *("", "-", "--", "–", "—", "?", ".", "na", "n/a", "n.a.", "nan", "none", "null", "unknown"),
    *("not found", "not known", "不详", "无"),
}
SIZES = ("thousand", "million", "billion", "trillion", "crore", "lakh", "万亿", "亿", "万")
NUMBER = r"[-+−]?\d+(?:[ ,]\d{3})+(?:\.\d+)?|[-+−]?\d*\.?\d+(?:[eE][-+]?\d+)?"
AT_MOST = re.compile(
    r"<|≤|≦|＜|\b(below|under|less than|at most|up to|not above|fewer than)\b|"
    r"不足|以下|低于|少于|未达|未到|不到",
    re.IGNORECASE,
)
NEAR = re.compile(r"\b(nearly|close to|almost|just under)\b|接近|将近|近(?=\d)", re.IGNORECASE)
AT_LEAST = re.compile(
    r">|≥|≧|＞|\d\s*\+|\b(over|above|more than|at least|passed|exceed\w*|not below|crossed)\b|"
    r"超过|超|突破|以上|逾|多于|不低于|\d多",
    re.IGNORECASE,
)
ABOUT = re.compile(r"~|≈|\b(about|around|ca|circa|approx\w*|roughly)\b|约|左右", re.IGNORECASE)
REMARKS = {"derived": "derived", "expected": "expected"}
RANGE = re.compile(rf"({NUMBER})\s*(?:-|–|—|~|\.\.|to|至)\s*({NUMBER})")
KINDS = (*plan_pairs.LEVELS, *plan_pairs.RATES, "cumulative")
YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
A_YEAR = re.compile(r"%.*(a year|per year|per annum|annual|p\.?\s?a\b|/\s?(yr|year|a)\b|年)")
LOCAL = re.compile(
    r"\b(zones?|parks?|new areas?|districts?|clusters?|bases?|city|cities|municipal\w*|county|"
    r"prefecture|town|port|bay|EDZ|ETDZ|EDA|SEZ|TEDA|hub)\b|开发区|园区|新区|集群|[市县区]$",
    re.IGNORECASE,
)
WIDE = re.compile(
    r"\((the )?(province|region|state|nation|country)\)|\bprovinc\w*\b", re.IGNORECASE
)
LOCAL_NOTE = re.compile(r"^(zones?|city|cities|district|prefecture|park|cluster)\b", re.IGNORECASE)
WIDE_NOTE = re.compile(r"^(province|nation|country|region|state)\b", re.IGNORECASE)
BOUND_NOTE = re.compile(r"outcome[^.;]*\b(upper|lower) bound", re.IGNORECASE)


class Cell(NamedTuple):
    """A number as typed: its value, how it is meant, and the upper end of a range."""

    value: float = float("nan")
    reading: str = ""
    upper: float = float("nan")


class Unreadable(ValueError):
    """A cell that can mean several things, or nothing."""


def read_pairs(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Rows of a file in the columns of the reference tables, and what is wrong with the others.

    Raises
    ------
    SystemExit
        If the file has no table with the columns that are needed.
    """
    rows = _table(path)
    found, problems, seen = [], [], set()
    for place, row in enumerate(rows, 2):
        if not any(row.values()):
            continue
        name = row.get("case") or row.get("case_id") or f"row_{place}"
        if name in seen:
            problems.append(Problem(path.name, place, "case_id", name, "stands there twice"))
            continue
        seen.add(name)
        try:
            found.append(_pair(name, row))
        except Unreadable as error:
            column, text, why = error.args
            problems.append(Problem(path.name, place, column, text, why))
    columns = list(dict.fromkeys([*plan_pairs.NEEDED, "concept", "indicator"]))
    return pd.DataFrame(found, columns=columns), problems


def _table(path: Path) -> list[dict[str, str]]:
    """Rows by column name; UTF-8 or GB18030, comma, semicolon or tab."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    names = [(name or "").strip().lower() for name in reader.fieldnames or []]
    if missing := [name for name in REQUIRED if name not in names]:
        raise SystemExit(
            f"{path.name}: columns {', '.join(missing)} are missing; needed are "
            f"{', '.join(REQUIRED)}."
        )
    reader.fieldnames = names
    return [{name: (cell or "").strip() for name, cell in row.items() if name} for row in reader]


def _pair(name: str, row: dict[str, str]) -> dict:
    """One row in the columns of the reference tables."""
    kind = _word(row, "kind", KINDS) or _kind(row)
    typed = _word(row, "left_out", tuple(plan_pairs.REASONS))
    base = _number(row, "base_value")
    target, outcome = _number(row, "target_value"), _number(row, "outcome_value")
    base_year, target_year = _year(row, "base_year"), _year(row, "target_year")
    outcome_year = _year(row, "outcome_year")
    if pd.isna(target.value):
        raise Unreadable("target_value", row["target_value"], "a target needs a number")
    if base.value < 0:
        raise Unreadable("base_value", row["base_value"], "a base is not below zero")
    if kind in plan_pairs.LEVELS and base.value > 0 and pd.notna(target_year - base_year):
        if target_year <= base_year:
            raise Unreadable("target_year", row["target_year"], "is not after the base year")
    return {
        "case": name,
        "place": row["place"] or name,
        "plan": row["plan"] or name,
        "stratum": _word(row, "stratum", plan_pairs.STRATA) or _stratum(row),
        "kind": kind,
        "base_year": base_year,
        "base_value": base.value,
        "base_reading": row.get("base_reading") or base.reading.replace("near", "about"),
        "target_year": target_year,
        "target_value": target.value,
        "outcome_year": outcome_year,
        **_outcome(row, kind, target.value, outcome, outcome_year - target_year),
        "outcome_concept": row.get("outcome_concept", ""),
        "confidence": _confidence(row),
        "left_out": typed if typed in plan_pairs.TYPED else "",
        "concept": row["concept"],
        "indicator": row.get("indicator", ""),
    }


def _word(row: dict[str, str], column: str, known: tuple[str, ...]) -> str:
    """A word of a column that a file may have; an unknown one is refused."""
    word = row.get(column, "")
    if word and word not in known:
        raise Unreadable(column, word, f"is unknown; known: {', '.join(known)}")
    return word


def _number(row: dict[str, str], column: str) -> Cell:
    """The number of a cell, with its bound; an empty cell is no number."""
    typed = row.get(column, "")
    text = unicodedata.normalize("NFKC", typed).strip()
    if text.lower() in EMPTY:
        return Cell()
    plain = re.sub(r"\(.*?\)", " ", text)
    size = next((word for word in SIZES if word in plain.lower()), None)
    if size and size not in unicodedata.normalize("NFKC", row.get("unit", "")).lower():
        raise Unreadable(column, typed, f"says {size}; type the number in the row's unit")
    reading = next((word for remark, word in REMARKS.items() if remark in text.lower()), "exact")
    if ABOUT.search(text):
        reading = "about"
    if NEAR.search(text):
        reading = "near"
    if AT_MOST.search(text):
        reading = "at most"
    if AT_LEAST.search(text):
        reading = "at least"
    if between := RANGE.fullmatch(re.sub(r"[%\s]+$", "", plain).strip()):
        low, high = (_float(part) for part in between.groups())
        return Cell(low, reading, high)
    numbers = re.findall(NUMBER, plain)
    if len(numbers) != 1:
        why = "holds no number" if not numbers else "holds several numbers; give each its row"
        raise Unreadable(column, typed, why)
    return Cell(_float(numbers[0]), reading)


def _float(text: str) -> float:
    return float(re.sub(r"[ ,]", "", text).replace("−", "-"))


def _year(row: dict[str, str], column: str) -> float:
    """The first year that a cell names; nan for an empty one."""
    typed = row.get(column, "")
    if typed.lower() in EMPTY:
        return float("nan")
    if year := YEAR.search(unicodedata.normalize("NFKC", typed)):
        return float(year[1])
    raise Unreadable(column, typed, "names no year")


def _outcome(row: dict, kind: str, target: float, outcome: Cell, late: float) -> dict:
    """Value and reading of an outcome: its bound, or how far it stands from the target year."""
    given = _word(row, "reading", schema.constraint("plan_targets", "reading", "enum"))
    value, reading = outcome.value, given or outcome.reading
    if pd.notna(outcome.upper):  # a range: the end that decides, if one does
        met = value >= target
        value, reading = (value, "at least") if met else (outcome.upper, "at most")
    if reading == "near":  # a little below
        reading = "at most" if value <= target else "about"
    if reading == "at least" and late > 0:  # reached by then says nothing of the target year
        reading = "late"
    bound = BOUND_NOTE.search(row.get("note", ""))
    if reading == "exact" and bound:
        reading = "at most" if bound[1].lower() == "upper" else "at least"
    if reading in ("exact", "about", "derived", "expected"):
        rate = kind in plan_pairs.RATES
        word = "late" if late > 0 else "part" if late < 0 and rate else "early" if late < 0 else ""
        reading = word or ("exact" if reading == "exact" else "about")
    return {"outcome_value": value, "reading": reading}


def _kind(row: dict[str, str]) -> str:
    """Level, share, rate or sum, from concept, indicator and unit."""
    concept, unit = row["concept"].lower(), row.get("unit", "").lower()
    about = f"{concept} {row.get('indicator', '').lower()}"
    if re.search(r"cumulative|\bsum\b|累计", about):
        return "cumulative"
    if "growth of one" in concept:
        return "one-year rate"
    words = r"\b(average|annual|growth)\b|年均|增速" if "%" in unit else r"\bgrowth\b|增速"
    if A_YEAR.search(unit) or (re.search(words, concept) and ("%" in unit or not unit)):
        return "rate"
    return "share" if re.search(r"\bshare\b|占比|比重", about) or unit == "%" else "level"


def _stratum(row: dict[str, str]) -> str:
    """Zone or nation, from the note's first word or the name of the place."""
    note, place = row.get("note", "").strip(), row["place"]
    if LOCAL_NOTE.match(note) or WIDE_NOTE.match(note):
        return plan_pairs.ZONE if LOCAL_NOTE.match(note) else plan_pairs.NATION
    if WIDE.search(place):
        return plan_pairs.NATION
    within = re.search(r"\(.+\)", place)  # a place within another
    return plan_pairs.ZONE if LOCAL.search(place) or within else plan_pairs.NATION


def _confidence(row: dict[str, str]) -> str:
    """High, medium or low; an empty cell is medium."""
    word = row.get("confidence", "").lower()
    known = next((name for name in plan_pairs.TRUST if word and name.startswith(word[:3])), None)
    if word and known is None:
        raise Unreadable("confidence", word, f"is unknown; known: {', '.join(plan_pairs.TRUST)}")
    return known or "medium"
