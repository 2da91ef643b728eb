"""How fast is a scenario, beside the random numbers it needs? Writes scenarios.md.

Run from the repository with the package installed: ``python benchmarks/scenarios.py`` (about two
minutes, nearly all of it the ten million draws; ``--quick`` leaves them out and writes nothing).
Ratios are of times in the same run; each time is the best of seven.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from zoneecon.data.vintage import load
from zoneecon.scenarios import draws as scenarios_draw
from zoneecon.scenarios import simulate as simulation
from zoneecon.scenarios.draws import drawn_names
from zoneecon.scenarios.named import named_scenarios

ROOT = Path(__file__).parents[1]
ZONE = "anshan-edz"
MILLIONS = 10_000_000


def baseline():
    """The zone's baseline scenario."""
    return named_scenarios(load(ZONE, root=ROOT))["baseline"]


def simulate(*arguments, **named) -> pd.DataFrame:
    """A simulation for the first time: nothing of an earlier one is remembered."""
    scenarios_draw._draw.cache_clear()
    scenarios_draw._draw_rates.cache_clear()
    return simulation.simulate.__wrapped__(*arguments, **named)


def best(function, times: int = 7) -> float:
    """Shortest of several wall times, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        found.append(time.perf_counter() - start)
    return min(found)


def only_random_numbers(scenario, draws: int) -> None:
    """The random numbers of one simulation, drawn by NumPy in a few large calls and left unused."""
    generator = np.random.Generator(np.random.Philox(1))
    n, years = len(scenario.industries), scenario.target_year - int(scenario.values["base_year"])
    generator.standard_normal((n * (years + 1), draws))  # volumes and their trend
    generator.standard_normal((n * years, draws))  # prices
    generator.standard_gamma(2.3, draws)  # tails
    generator.random((len(drawn_names(scenario)), draws))  # parameters
    for a, b in ((44.6, 97.4), (17.8, 27.3)):  # funnel rates
        generator.beta(a, b, draws)
    generator.standard_normal((4, draws))  # funnel counts and sizes


def memory_of(draws: int) -> tuple[float, float]:
    """Peak memory in GB and seconds of one run in a process of its own."""
    code = (
        "import benchmarks.scenarios as b, resource, time;"
        f"s = b.baseline(); t = time.perf_counter(); b.simulate(s, {draws}, 1);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, time.perf_counter() - t)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    peak, seconds = done.stdout.split()
    return float(peak), float(seconds)


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    scenario = baseline()
    simulate(scenario, 5000, 1)  # imports and first touches
    numbers = best(lambda: only_random_numbers(scenario, 100_000))
    two = best(lambda: simulate(scenario, 100_000, 1, threads=2))
    one = best(lambda: simulate(scenario, 100_000, 1, threads=1))
    slider = best(lambda: simulate(scenario, 20_000, 1))
    rows = [
        ("100,000 draws × 3 industries × 5 years, two threads", f"{two:.3f} s", "0.15 s"),
        ("the same, one thread", f"{one:.3f} s", ""),
        ("its random numbers alone, one thread", f"{numbers:.3f} s", ""),
        ("two threads over random numbers", f"{two / numbers:.2f} ×", "3 ×"),
        ("one thread over random numbers", f"{one / numbers:.2f} ×", "3 ×"),
        ("20,000 draws, as behind a slider", f"{1000 * slider:.0f} ms", "40 ms"),
    ]
    if not quick:
        small, _ = memory_of(100_000)
        million, _ = memory_of(1_000_000)
        peak, seconds = memory_of(MILLIONS)
        rows += [
            ("peak memory of a process, 100,000 draws", f"{small:.2f} GB", ""),
            ("the same, 1,000,000 draws", f"{million:.2f} GB", ""),
            ("the same, 10,000,000 draws", f"{peak:.2f} GB", "1 GB"),
            ("time for 10,000,000 draws", f"{seconds:.0f} s", ""),
        ]
    lines = ["| what | measured | asked for |", "|---|---|---|"]
    lines += [f"| {what} | {found} | {asked} |" for what, found, asked in rows]
    print("\n".join(lines))
    if not quick:
        where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        head = f"# Speed of scenarios\n\nBest of seven; {where}, NumPy {np.__version__}.\n\n"
        notes = (
            "\nDraws are kept by series; beyond the bound on memory the blocks are computed again, "
            "one pass for each group of series, which costs time and changes no number.\n"
        )
        (ROOT / "benchmarks/scenarios.md").write_text(
            head + "\n".join(lines) + "\n" + notes, "utf-8"
        )


if __name__ == "__main__":
    main()
