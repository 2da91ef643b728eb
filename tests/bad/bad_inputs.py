"""Bad inputs of a made-up zone, made at test time: each with what must stop it, and where.

`python -m tests.bad.bad_inputs` runs them all and writes `tests/bad/bad_inputs.md`: the input, the
verdict and the first line that the user sees. A test makes the page again and compares.
"""

import csv
import os
import pickle
import re
import resource
import signal
import sys
import tempfile
import time
import tomllib
import traceback
from collections import Counter
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

from tests.bad.changes import spoil, written_out
from tests.made_up import SOUND, Checkout
from zoneecon.errors import BadInput, Problem
from zoneecon.scenarios import soundness

HERE = Path(__file__).parent
PAGE = HERE / "bad_inputs.md"
#: What one bad file may cost: seconds, and megabytes beyond the process that opens it.
SECONDS, MEGABYTES = 5, 500


class Case(NamedTuple):
    """An input: how it is made, the rule that must say so, what follows, and the place."""

    name: str
    verdict: str
    rule: str
    place: str
    changes: list[list]


def tables(file: str) -> list[list]:
    """Rows of a file of cases, whatever part of it they stand in."""
    parts = tomllib.loads((HERE / file).read_text(encoding="utf-8"))
    return [row for part in parts.values() for row in part]


def _cell_case(row: dict[str, str]) -> Case:
    """A cell typed otherwise; `\\u200b` and `{x*3}` are written out."""
    escaped = row["typed"]
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), escaped)
    typed = written_out(plain)
    shown = escaped if len(typed) <= 30 else typed[:8] + "…"
    name = f"{row['table']}.csv: {row['row']}.{row['column']} = “{shown}”"
    change = ["set", row["table"], row["row"], {row["column"]: typed}]
    place = row["at"] or f"{row['table']} {_line(row['table'], row['row'])} {row['column']}"
    return Case(name, row["verdict"], row["rule"], place, [change])


def _line(table: str, key: str) -> int:
    """The line of a sound table at which a row stands."""
    lines = (SOUND / f"{table}.csv").read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.startswith(f"{key},"))


def _case(name: str, expected: str, *changes: list) -> Case:
    verdict, rule, *place = expected.split(" ", 2)
    return Case(name, verdict, rule, " ".join(place), list(changes))


def _cases() -> list[Case]:
    with (HERE / "cells.csv").open(encoding="utf-8", newline="") as file:
        cells = [_cell_case(row) for row in csv.DictReader(file)]
    files = ("tables.toml", "files.toml", "assumptions.toml")
    others = [_case(*row) for file in files for row in tables(file)]
    books = [_case(f"xlsx: {name}", *row) for name, *row in tables("workbooks.toml")]
    return [*cells, *others, *books]


CASES = _cases()
#: What is read in silence: name, why, changes.
GIVEN_UP = tables("given_up.toml")


# --- running them -----------------------------------------------------------------------------


class Result(NamedTuple):
    """What became of a case, in how many seconds and megabytes more at its peak."""

    case: Case
    verdict: str
    line: str
    place: str
    rules: frozenset[str]
    seconds: float
    megabytes: float

    @property
    def as_meant(self) -> bool:
        """Whether the rule meant for it spoke, at its place, with the verdict."""
        meant = self.case.verdict, self.case.place
        return self.case.rule in self.rules and (self.verdict, self.place) == meant


def run(case: Case, root: Path) -> Result:
    """Make a case and check it as `zoneecon check` does."""
    it = spoil(Checkout(root), *case.changes)
    begun, before = time.process_time(), _peak()
    try:
        raw = it.inspect()
        problems, notices = raw.problems, raw.notices
        problems = problems or soundness.faults(it.place)
    except BadInput as error:
        problems, notices = error.problems, []
    seconds = time.process_time() - begun
    more = _peak() - before  # whatever the process held that this one is a copy of
    warned = [notice for notice in notices if notice.verdict == "warned"]
    verdict = "refused" if problems else "warned" if warned else "ACCEPTED"
    told = problems or warned or [Problem("", None, "", "", "nothing")]
    first = next((p for p in told if p.rule == case.rule), told[0])
    meant = next((p for p in [*problems, *notices] if p.rule == case.rule), first)
    rules = frozenset(p.rule for p in [*problems, *notices])
    return Result(case, verdict, str(first), place_of(meant), rules, seconds, more)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def place_of(problem: Problem) -> str:
    """File without its ending, row and column, as the tables of cases name them."""
    name = problem.file.rpartition("/")[2].rpartition(".")[0] or problem.file.rpartition("/")[2]
    parts = (name if name.isprintable() else "", problem.row or "", problem.column)
    return " ".join(str(part) for part in parts if part)


def run_limited(case: Case) -> Result:
    """Run a case in a process of its own, which the system ends at the limits.

    The limit of memory is real: an allocation beyond it fails inside the reader.
    """
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            _limit()
            with tempfile.TemporaryDirectory() as folder, os.fdopen(write, "wb") as answer:
                result = run(case, Path(folder).resolve())
                pickle.dump(result._replace(case=None), answer)
            os._exit(0)
        except BaseException:
            traceback.print_exc(limit=-3)
            os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        content = answer.read()
    _, status = os.waitpid(child, 0)
    if status or not content:
        return Result(case, "KILLED", f"status {status}", "", frozenset(), SECONDS, MEGABYTES)
    return pickle.loads(content)._replace(case=case)  # noqa: S301 — from our own child, by a pipe


def _limit() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEGABYTES * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    signal.setitimer(signal.ITIMER_PROF, SECONDS + 5)  # making a bomb costs time, too
    csv.field_size_limit(131_072)  # Python's own; frictionless, where it is imported, lifts it


def run_all(cases: list[Case] = CASES, processes: int = 2) -> list[Result]:
    with Pool(processes) as pool:
        return pool.map(run_limited, cases, chunksize=10)


# --- the page ---------------------------------------------------------------------------------


def headline(results: list[Result]) -> str:
    """The one line that the README repeats."""
    silent = sum(result.verdict not in ("refused", "warned") for result in results)
    return f"**{len(results)} bad inputs tried, {silent} accepted.**"


def page(results: list[Result]) -> str:
    """The results as a Markdown page."""
    count = Counter(result.verdict for result in results)
    lines = [
        "# Bad inputs and what the user sees",
        "",
        "Made by `python -m tests.bad.bad_inputs` from the tables beside it; the files themselves "
        "are made when it runs.",
        "",
        headline(results),
        "",
        f"{count['refused']} refused, {count['warned']} used with a warning that names the cell. "
        f"Each in a process of its own, with {SECONDS} s and {MEGABYTES} MB at most; one that "
        "meets a limit counts as accepted.",
        "",
        "| input | verdict | rule | first line |",
        "|---|---|---|---|",
    ]
    for result in results:
        cells = (result.case.name, result.verdict, f"`{result.case.rule}`", result.line)
        lines.append(f"| {' | '.join(_markdown(cell) for cell in cells)} |")
    lines += ["", "## Given up", "", "No longer refused or warned of, and why:", ""]
    lines += [f"- **{name}**: {why}" for name, why, *_ in GIVEN_UP]
    return "\n".join(lines) + "\n"


def _markdown(text: str) -> str:
    plain = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    plain = plain if len(plain) <= 240 else plain[:239] + "…"
    return plain.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def main() -> int:
    results = run_all()
    PAGE.write_text(page(results), encoding="utf-8", newline="\n")
    slow = max(results, key=lambda result: result.seconds)
    large = max(results, key=lambda result: result.megabytes)
    print(headline(results), dict(Counter(result.verdict for result in results)))
    print(
        f"slowest {slow.seconds:.2f} s ({slow.case.name}); "
        f"largest {large.megabytes:.0f} MB ({large.case.name})"
    )
    unexpected = [result for result in results if not result.as_meant]
    for result in unexpected:
        told = sorted(rule for rule in result.rules if not rule.startswith("unverifiable"))
        print(f"UNEXPECTED {result.case}: {result.verdict} {told} {result.place} {result.line}")
    return 1 if unexpected else 0


if __name__ == "__main__":
    sys.exit(main())
