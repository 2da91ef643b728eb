"""What do many zones cost, and does the cost of one grow with their number? Writes zones.md.

Run from the repository with the package and its extra `cluster` installed: ``python
benchmarks/zones.py`` (about ten minutes on two cores; ``--quick`` does 1 and 4 zones and writes
nothing). Zones are made up: seven printed numbers and two small notebooks each, so that starting
and ending a refresh is most of what is measured. Ratios are of times in the same run.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.conftest import Toy  # noqa: E402
from tests.refresh.test_run import ANSWER, HISTORY, write_notebook  # noqa: E402

WORKERS = 2


class Times(NamedTuple):
    """Seconds of `refresh --all` for so many zones: all of it, with nothing new, one changed.

    `processor` is what the first took of processors here, which no other work of the machine
    moves; a cluster's workers are not in it.
    """

    zones: int
    engine: str
    full: float
    nothing: float
    one: float
    processor: float


def build(root: Path, zones: int) -> Path:
    """A checkout with so many made-up zones."""
    toy = Toy(root)
    for number in range(1, zones):
        shutil.copytree(root / "data/raw/toytown", root / f"data/raw/made-up-{number:03}")
    write_notebook(root, "00_answer", ANSWER)
    write_notebook(root, "01_history", HISTORY)
    return toy.root


def change_one(root: Path) -> None:
    """Correct a number of one zone."""
    path = root / "data/raw/toytown/statements/later.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("gdp,12", "gdp,13", 1), encoding="utf-8")


def refresh(root: Path, *options: str) -> tuple[float, list[str]]:
    """Wall time of a refresh of every zone by the command line, and the outcome of each."""
    command = [sys.executable, "-m", "zoneecon.cli", "refresh", "--all", "--json", *options]
    began = time.perf_counter()
    done = subprocess.run(
        command,
        env={**os.environ, "ZONEECON_ROOT": str(root)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - began
    return seconds, sorted(json.loads(line)["outcome"] for line in done.stdout.splitlines())


def processor_time() -> float:
    """Seconds of processor time that ended children of this process have taken."""
    spent = os.times()
    return spent.children_user + spent.children_system


def measure(zones: int, engine: str, *options: str) -> Times:
    """Times of one engine on a fresh checkout, and a check that each run did what it should."""
    with tempfile.TemporaryDirectory(prefix="zones-") as place:
        root = build(Path(place), zones)
        spent = processor_time()
        full, outcomes = refresh(root, *options)
        spent = processor_time() - spent
        assert outcomes == ["published"] * zones
        nothing, outcomes = min(refresh(root, *options, "--if-changed") for _ in range(3))
        assert outcomes == ["nothing new"] * zones
        change_one(root)
        one, outcomes = refresh(root, *options, "--if-changed")
        assert outcomes == ["nothing new"] * (zones - 1) + ["published"]
    found = Times(zones, engine, full, nothing, one, spent)
    print(found, flush=True)
    return found


def page(found: list[Times]) -> str:
    """Times as a table, and what one zone costs among many beside among few."""
    lines = [
        "| zones | engine | everything | a zone | nothing new | a zone | one zone changed |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in found:
        lines.append(
            f"| {row.zones} | {row.engine} | {row.full:.1f} s | {row.full / row.zones:.2f} s "
            f"| {row.nothing:.2f} s | {1000 * row.nothing / row.zones:.0f} ms | {row.one:.1f} s |"
        )
    lines.append("")
    for engine in dict.fromkeys(row.engine for row in found):
        *_, few, many = [row for row in found if row.engine == engine]
        full, nothing, processor = (
            (getattr(many, what) / many.zones) / (getattr(few, what) / few.zones)
            for what in ("full", "nothing", "processor")
        )
        own = f", {processor:.2f} × in processor time" if engine == "local" else ""
        lines.append(
            f"- {engine}: a zone among {many.zones} costs {full:.2f} × what it costs among "
            f"{few.zones}{own}; with nothing new {nothing:.2f} ×."
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write zones.md."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="1 and 4 zones, nothing is written")
    quick = options.parse_args().quick
    from distributed import LocalCluster

    counts = (1, 4) if quick else (1, 10, 100)
    found = [measure(zones, "local") for zones in counts]
    with LocalCluster(
        n_workers=WORKERS, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        dask = "--engine", "dask", "--scheduler", cluster.scheduler_address
        measure(WORKERS, "dask", *dask)  # workers import the package
        name = f"Dask, {WORKERS} workers"
        found += [measure(zones, name, *dask) for zones in counts]
    text = page(found)
    print(text)
    if not quick:
        where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        head = f"# Cost of many zones\n\nMade-up zones with two small notebooks; {where}.\n\n"
        (ROOT / "benchmarks/zones.md").write_text(head + text, encoding="utf-8")


if __name__ == "__main__":
    main()
