"""Bulletins that are plausible and wrong: what is said of each before it enters?

`python -m tests.bad.bulletins` hands them all to `add`, on a copy of the real zone's data with a
made-up right bulletin of the year before, and prints what became of each. Nothing is published.
"""

import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import NamedTuple

from tests.conftest import REAL, ROOT, write_rows
from zoneecon.data import add as adding
from zoneecon.errors import BadInput

TABLE = Path(__file__).with_suffix(".toml")
HEAD = ["subject", "indicator", "period", "value", "unit"]
#: A row with the words that print its number.
QUOTED = {"subject": "zone", "period": "2022", "role": "actual"}

UNQUOTED = "unverifiable"


class Outcome(NamedTuple):
    """What became of a bulletin: refused, warned or silent; and the sentences."""

    verdict: str
    said: tuple[str, ...]


def told() -> dict:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def typed(year: str, values: dict[str, str]) -> list[list[str]]:
    """Rows of a bulletin; `97.4 万元 @ 2021` is a value with a unit and a year of its own."""
    rows = [HEAD]
    for indicator, value in values.items():
        value, _, period = value.partition(" @ ")
        number, _, unit = value.partition(" ")
        unit = unit or ("%" if indicator.endswith("_growth") else "亿元")
        rows.append(["zone", indicator, period or year, number, unit])
    return rows


def build(folder: Path) -> Path:
    """The real zone's data with the right bulletin of the first year; a source of 2022 besides."""
    root = folder / "checkout"
    shutil.copytree(ROOT / "data", root / "data")
    year, values = next(iter(told()["right"].items()))
    prepared = hand_in(root, folder, year, values)
    assert not isinstance(prepared, BadInput), prepared
    adding.write(prepared)
    return root


def hand_in(root: Path, folder: Path, year: str, values: dict[str, str]):
    """What `add` makes of a bulletin, or why it refuses it."""
    return _add(root, folder, year, typed(year, values))


def _add(root: Path, folder: Path, year: str, rows: list[list[str]]):
    file = write_rows(folder / f"bulletin-{year}.csv", rows)
    day = f"{int(year) + 1}-03-20"
    try:
        return adding.prepare(file, REAL, day, f"Made-up bulletin of {year}", root=root)
    except BadInput as error:
        return error


def outcome(root: Path, folder: Path, changes: dict[str, str]) -> Outcome:
    """What is said of the second year's bulletin with some cells typed otherwise.

    That no quote confirms a cell is said of a right bulletin, too, and is no word here.
    """
    year, right = list(told()["right"].items())[-1]
    return _outcome(hand_in(root, folder, year, right | changes))


def outcome_of_words(root: Path, folder: Path, cells: dict[str, str]) -> Outcome:
    """What is said of a row whose quote prints its number, but of something else."""
    row = QUOTED | cells
    return _outcome(_add(root, folder, "2022", [list(row), list(row.values())]))


def _outcome(made) -> Outcome:
    if isinstance(made, BadInput):
        return Outcome("refused", tuple(problem.text("en") for problem in made.problems))
    said = tuple(notice.text("en") for notice in made.notices if notice.rule != UNQUOTED)
    return Outcome("warned" if said else "silent", said)


def table() -> list[str]:
    """A line for each wrong bulletin: what became of it, and the first thing that is said of it."""
    lines = ["| bulletin | is | what is said first |", "|---|---|---|"]
    with tempfile.TemporaryDirectory(prefix="zoneecon-") as place:
        folder = Path(place)
        root = build(folder)
        numbers = {"(the right one)": {}, **told()["wrong"], **told()["beyond"]}
        for how, cases in ((outcome, numbers), (outcome_of_words, told()["quoted"])):
            for name, changes in cases.items():
                verdict, said = how(root, folder, changes)
                first = said[0].replace(f"{folder}/", "").replace("|", "/") if said else ""
                lines.append(f"| {name} | {verdict} | {first} |")
    return lines


if __name__ == "__main__":
    print("\n".join(table()))
