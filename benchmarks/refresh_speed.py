"""How fast is a refresh, against plain papermill and against Python that does nothing?

    python benchmarks/refresh_speed.py [--pairs 5]

Every figure is a ratio of whole processes that ran in turn, A B A B …, on a copy of this checkout;
the median over the pairs counts. Prints a table; `refresh.md` keeps one from a quiet machine.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from checkouts import ZONE, copy_to, done, environment

#: The same notebooks, one after another, each with a kernel of its own, in one process.
PLAIN = """
import sys, tempfile
from pathlib import Path
import papermill
with tempfile.TemporaryDirectory() as place:
    for path in sorted(Path(sys.argv[1], "notebooks").glob("[0-9]*.ipynb")):
        papermill.execute_notebook(path, f"{place}/{path.name}", progress_bar=False, cwd=place,
                                   parameters={"zone": sys.argv[2], "as_of": sys.argv[3]})
"""
#: What a schedule asks every hour, in every spelling, with nothing new; and what nobody waits for.
QUICK = [
    ("refresh --if-changed", ["refresh", "--if-changed"], "≤ 5"),
    (f"refresh --zone {ZONE} --if-changed", ["refresh", "--zone", ZONE, "--if-changed"], "≤ 5"),
    ("refresh --all --if-changed --json", ["refresh", "--all", "--if-changed", "--json"], "≤ 5"),
    ("--help", ["--help"], "–"),
]
MANY = 20
REVISED = "data/raw/context/statements/context.csv"


def seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def python(root: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, *arguments],
        env=environment(root),
        cwd=root,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def in_turn(one: Callable, other: Callable, pairs: int) -> list[tuple[float, float]]:
    return [(seconds(one), seconds(other)) for _ in range(pairs)]


def row(what: str, asked: str, pairs: list[tuple[float, float]]) -> str:
    """A line of the table: medians of both, and of their ratio with its range."""
    ratios = sorted(one / other for one, other in pairs)
    middle = (statistics.median(column) for column in zip(*pairs, strict=True))
    one, other = (f"{value:.3g}" for value in middle)
    spread = f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    return f"| {what} | {one} s | {other} s | {spread} | {asked} |"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--pairs", type=int, default=5)
    pairs = arguments.parse_args().pairs
    with tempfile.TemporaryDirectory(prefix="zoneecon-") as place:
        root = copy_to(Path(place))
        done(root, "refresh", "--quiet")  # compiles what is compiled once, fills the page cache
        day = done(root, "status").split("newest")[1].split()[0]
        print("| what | A | B | A / B | asked |\n|---|---|---|---|---|", flush=True)
        print(
            row(
                "full refresh / plain papermill",
                "≤ 0.30",
                in_turn(
                    lambda: done(root, "refresh", "--quiet"),
                    lambda: python(root, "-c", PLAIN, str(root), ZONE, day),
                    pairs,
                ),
            ),
            flush=True,
        )
        done(root, "refresh", "--quiet")
        for what, options, asked in QUICK:
            turns = in_turn(
                lambda o=options: done(root, *o), lambda: python(root, "-c", "pass"), MANY
            )
            print(row(f"`{what}` / `python -c pass`", asked, turns), flush=True)
        turns = in_turn(
            lambda: python(root, "-c", "import zoneecon"), lambda: python(root, "-c", "pass"), MANY
        )
        print(row("`import zoneecon` / `python -c pass`", "–", turns), flush=True)
        table = root / REVISED
        table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        print(f"\nA line added to {REVISED}:\n{done(root, 'refresh', '--if-changed')}")


if __name__ == "__main__":
    main()
