"""What do damage, several hands, a schedule and requests that cannot be meant come to?

    python benchmarks/safety.py [--report benchmarks/safety.md]

Run from the repository with the package installed. Everything happens on temporary copies, by the
functions of the tests that hold the same: `store_walk`, `test_hands`, `test_tree`. Without
`--report` the page is printed. Takes about ten minutes on two cores.
"""

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from checkouts import ROOT, ZONE, copy_to, environment

sys.path.insert(0, str(ROOT))

from tests.conftest import Toy, contents
from tests.refresh import store_walk, test_hands, test_tree

HEAD = """# Nothing lost, nothing published by accident

Made by `python benchmarks/safety.py`, on temporary copies.
"""
WALK = """
## Every file of a store of reports, damaged

Two reports of a made-up zone, `<old>` and `<new>`, of before and after a change of the assumptions.
Each file of the store is in turn missing, empty, cut by its last letter, or changed in one bit;
each folder missing, empty, or a file instead. On each damaged store all commands run in this order,
so the first `refresh` mends what the next ones find. No command raised; no damaged report was
removed. Exit code 2 says in a sentence that the report that was asked for by name is damaged or not
there, 3 that the folder of reports is none.
"""
HANDS = """
## Several hands at once

Every two, three, four and all five of {kinds}, started in the same moment, as processes, in a
made-up checkout. 0 is in; 3 and 4 are refused whole, with a sentence: somebody else was at it, or
had changed what this one had read. Afterwards every statement has its own id, sources, statements,
ledger and data package agree, the newest report is whole and the one that `index.html` opens, and
no file was left over: `sound`.
"""
TREE = """
## The tree after a schedule

A made-up zone under git, with this project's `.gitignore`. `git status` is what
`git status --porcelain` says after the step.
"""
ASKED = """
## What cannot be asked for

On a copy of this checkout. Each line is a command, its exit code and the last line that it said; no
file of the copy changed. A line with a change of a file was run after that change, which was then
set back.
"""


# --- several hands, the tree -----------------------------------------------------------------


def hands(place: Path) -> Iterator[str]:
    """A row for each set of hands."""
    yield "| hands | exit codes | afterwards |\n|---|---|---|"
    sets = (itertools.combinations(test_hands.KINDS, size) for size in range(2, 6))
    for number, kinds in enumerate(itertools.chain.from_iterable(sets)):
        root = test_hands.build(place / f"{number}" / "checkout")
        commands = {kind: test_hands.command(kind, root.parent) for kind in kinds}
        ended = test_hands.at_once(root, commands)
        documents = {kind: Path(commands[kind][1]).stem for kind in kinds if kind == "add"}
        test_hands.left_sound(root, ended, documents)
        codes = ", ".join(str(ended[kind][2]) for kind in kinds)
        yield f"| {', '.join(kinds)} | {codes} | sound |"


def tree(place: Path) -> Iterator[str]:
    """A row for each step of a schedule, and of what a person does meanwhile."""
    yield "| step | exit code | `git status` | `index.html` opens | reports, beside |"
    yield "|---|---|---|---|---|"
    root = test_tree.plant(Toy(place / "tree"))
    later = root / "data" / "raw" / "toytown" / "statements" / "later.csv"
    reports = root / "reports" / "toytown"

    def commit() -> int:
        later.write_text(later.read_text("utf-8").replace(",120,", ",119,"), "utf-8")
        test_tree.commit(root)
        return 0

    def refresh(*options: str) -> int:
        return zoneecon(root, "refresh", "--if-changed", "--quiet", *options)[0]

    steps = {
        "`refresh --if-changed`": refresh,
        "the same again": refresh,
        "a number is revised and committed": commit,
        "`refresh --if-changed` by the schedule": refresh,
        "`refresh --as-of 2021-08-31` by hand": lambda: refresh("--as-of", "2021-08-31"),
        "`refresh -p draws=2000` by hand": lambda: refresh("-p", "draws=2000"),
        "the schedule again": refresh,
    }
    for step, action in steps.items():
        code = action()
        status = test_tree.git(root, "status", "--porcelain").strip() or "clean"
        opened = test_tree.opened(root).name[:6]
        there = len(store_walk.releases.runs(reports))
        beside = len(store_walk.releases.runs(reports / "beside"))
        yield f"| {step} | {code} | {status} | {opened} | {there}, {beside} |"


# --- what cannot be asked for ----------------------------------------------------------------

OPTIONS = {
    "--workers": ("0", "-1", "65", "nan", "two", "''"),
    "--keep": ("0", "-1", "1e9", "inf", "''"),
    "--timeout": ("0", "-1", "nan", "inf", "soon"),
    "--wait": ("-1", "nan", "1e12"),
    "--as-of": ("1999-01-01", "2999-12-31", "tomorrow", "''", "0"),
    "-p": ("draws=0", "draws=1", "draws=1999", "draws=1e12", "draws=many", "seed=-1", "drawz=1"),
    "--zone": ("elsewhere", "../anshan-edz"),
}
#: What a line of the assumptions begins with, and what somebody types in its stead before `check`.
TYPED = {
    "seed =": (
        "seed = -1",
        'seed = "one"',
        "draws = 1e12",
        "draws = 0",
        "draws = nan",
        "drawz = 5",
    ),
    "as_of =": (
        "as_of = ",
        'as_of = "2026-11-23"',
        "as_of = 1999-01-01",
        "",
        "as_of = 2026-11-23\ntarget_year = 2025.9",
        "as_of = 2026-11-23\ntarget_year = inf",
        "as_of = 2026-11-23\nscenarios = 5",
    ),
    "price_path =": ('price_path = ["a"]', "price_path = 5"),
    "baseline =": ('basline = "Q040"', 'baseline = "Q999"'),
}
#: Parameters that bare papermill hands to a notebook.
HANDED = ("drawz 5000", "draws many", "draws 1000000000000", "as_of tomorrow", "as_of 1999-01-01")


def zoneecon(root: Path, *words: str) -> tuple[int, str]:
    """Exit code and last line of a command; places of this machine are left out."""
    return _ran(root, "-m", "zoneecon", *words)


def _ran(root: Path, *words: str) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, *words],
        cwd=root,
        env=environment(root),
        capture_output=True,
        text=True,
        check=False,
    )
    said = (run.stderr.strip() or run.stdout.strip() or "-").splitlines()[-1]
    return run.returncode, said.replace(str(root), "<checkout>").strip()


def asked(root: Path) -> Iterator[str]:
    """A line for each request that cannot be meant."""
    yield "```"
    for option, values in OPTIONS.items():
        for value in values:
            given = "" if value == "''" else value
            words = (option, given) if option == "-p" else (f"{option}={given}",)
            zone = () if option == "--zone" else ("--zone", ZONE)
            yield _line(f"refresh {option} {value}", *zoneecon(root, "refresh", *zone, *words))
    path = root / "data" / "assumptions" / f"{ZONE}.toml"
    sound = path.read_text("utf-8")
    for begins, others in TYPED.items():
        line = next(line for line in sound.splitlines() if line.startswith(begins))
        for other in others:
            path.write_text(sound.replace(f"\n{line}\n", f"\n{other}\n", 1), "utf-8")
            code, said = zoneecon(root, "check", ZONE)
            assert code == 2, f"{other} is accepted"
            yield _line(f"{begins} … -> {other!r}; check", code, said)
    path.write_text(sound, "utf-8")
    for given in HANDED:
        words = (
            "notebooks/00_summary.ipynb",
            os.devnull,
            "--no-progress-bar",
            "-p",
            *given.split(),
        )
        code, said = _ran(root, "-m", "papermill", *words)
        yield _line(f"papermill notebooks/00_summary.ipynb -p {given}", code, said)
    yield "```"


def _line(command: str, code: int, said: str) -> str:
    return f"$ {command}\n[{code}] {said}"


def page(place: Path) -> Iterator[str]:
    """The page, piece by piece."""
    yield HEAD + WALK
    yield store_walk.table(list(store_walk.walk(place / "walk")))
    yield HANDS.format(kinds=", ".join(f"`{kind}`" for kind in test_hands.KINDS))
    yield from hands(place / "hands")
    yield TREE
    yield from tree(place)
    yield ASKED
    root = copy_to(place / "asked")
    before = contents(root)
    yield from asked(root)
    changed = {name for name, held in contents(root).items() if held != before.get(name)}
    assert not {name for name in changed if "log.jsonl" not in name}, changed


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--report", type=Path)
    report = arguments.parse_args().report
    with tempfile.TemporaryDirectory(prefix="zoneecon-") as place:
        for name in ("walk", "hands"):
            (Path(place) / name).mkdir()
        pieces = []
        for piece in page(Path(place)):
            pieces.append(piece)
            if not report:
                print(piece, flush=True)
    if report:
        report.write_text("\n".join(pieces) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
