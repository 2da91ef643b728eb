"""Is it fast enough to be used? Every figure that is asked for, in one run on a quiet machine.

    python benchmarks/speed.py [--pairs 5] [--moves 60] [--report benchmarks/speed.md]

Ratios are of times in the same run, in turn, A B A B …; the median over the turns counts. A part
that cannot be measured here says why: the libraries' (extra `benchmark`), the browser's (Chromium).
The parts have scripts of their own, with more beside them: `refresh_speed.py`, `scenarios.py`,
`short_series.py`, `explorer.py`.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import explorer
import numpy as np
import pandas as pd
import refresh_speed as refresh
import scenarios
import short_series
from checkouts import ZONE, copy_to, done

from zoneecon.trends.distribution import hyperparameters_of

ROOT = Path(__file__).resolve().parents[1]
SERIES, YEARS = 1000, 5
#: AutoARIMA takes as long for each series; of these the time of all is told.
SAMPLE = 60


class Figure(NamedTuple):
    """What was measured, the figure, what it is made of, and what is asked for."""

    what: str
    figure: str
    of: str
    asked: str

    def __str__(self) -> str:
        return f"| {' | '.join(self)} |"


def compared(what: str, asked: str, turns: list[tuple[float, float]]) -> Figure:
    """The median ratio of two times, with its range and both medians."""
    ratios = sorted(one / other for one, other in turns)
    one, other = (statistics.median(times) for times in zip(*turns, strict=True))
    spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}; {one:.4g} s / {other:.4g} s"
    return Figure(what, f"{statistics.median(ratios):.2f} ×", spread, asked)


# --- whole processes --------------------------------------------------------------------------


def commands(root: Path, pairs: int, many: int) -> Iterator[Figure]:
    """A refresh against plain papermill, nothing new, the import, a check."""

    def nothing() -> None:
        refresh.python(root, "-c", "pass")

    done(root, "refresh", "--quiet")  # compiles what is compiled once, fills the page cache
    day = done(root, "status").split("newest")[1].split()[0]
    turns = refresh.in_turn(
        lambda: done(root, "refresh", "--quiet"),
        lambda: refresh.python(root, "-c", refresh.PLAIN, str(root), ZONE, day),
        pairs,
    )
    yield compared("full refresh / plain papermill", "≤ 0.30, 0.25 if it can be", turns)
    done(root, "refresh", "--quiet")
    for what, options, asked in refresh.QUICK:
        if asked != "–":
            turns = refresh.in_turn(lambda o=options: done(root, *o), nothing, many)
            yield compared(f"`{what}`, nothing new / bare Python", asked, turns)
    turns = refresh.in_turn(lambda: refresh.python(root, "-c", "import zoneecon"), nothing, many)
    yield compared("`import zoneecon` / bare Python", "≤ 1.1", turns)
    turns = refresh.in_turn(
        lambda: done(root, "check"),
        lambda: refresh.python(root, "-c", "import pandas"),
        many,
    )
    yield compared("`check` of the real zone / `import pandas`", "≤ 1.5", turns)


# --- scenarios and trends ---------------------------------------------------------------------


def draws() -> Iterator[Figure]:
    """A scenario's paths beside their random numbers, and as behind a slider."""
    scenario = scenarios.baseline()
    scenarios.simulate(scenario, 5000, 1)  # imports and first touches
    turns = [
        (
            scenarios.best(lambda: scenarios.simulate(scenario, 100_000, 1, threads=2), 3),
            scenarios.best(lambda: scenarios.only_random_numbers(scenario, 100_000), 3),
        )
        for _ in range(5)
    ]
    yield compared("100,000 draws, two threads / their random numbers", "≤ 1.8", turns)
    times = [
        1000 * refresh.seconds(lambda: scenarios.simulate(scenario, 20_000, 1)) for _ in range(15)
    ]
    spread = f"{min(times):.1f} to {max(times):.1f} ms"
    yield Figure("20,000 draws", f"{statistics.median(times):.1f} ms", spread, "≤ 22 ms")


def trends() -> Iterator[Figure]:
    """Fits of many series, each labelled as a person has it, against AutoARIMA one by one."""
    what, asked = f"AutoARIMA / trend fit, {SERIES:,} series one by one", "≥ 400"
    try:
        from statsforecast.models import AutoARIMA
    except ImportError:
        yield Figure(what, "–", "not measured: the extra `benchmark` is not installed", asked)
        return
    steps = np.random.default_rng(1).normal(0.05, 0.08, (SERIES, YEARS - 1))
    levels = 100 * np.exp(np.cumsum(np.column_stack([np.zeros(SERIES), steps]), axis=1))
    table = pd.read_csv(ROOT / "data/raw/reference/forecast_hyperparameters.csv")
    numbers = hyperparameters_of(table, "shrunken_t")
    short_series.single_path_seconds(levels, numbers)  # imports and first touches
    own = min(short_series.single_path_seconds(levels, numbers) for _ in range(3)) * SERIES
    model = AutoARIMA()
    model.forecast(y=np.log(levels[0]), h=YEARS, level=[80, 95])  # compile before the clock
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for row in np.log(levels[:SAMPLE]):
            model.forecast(y=row, h=YEARS, level=[80, 95])
    library = (time.perf_counter() - began) * SERIES / SAMPLE
    spread = f"{library:.1f} s (from {SAMPLE}) / {own:.3f} s"
    yield Figure(what, f"{library / own:,.0f} ×", spread, asked)


# --- the browser ------------------------------------------------------------------------------


def sliders(moves: int) -> Iterator[Figure]:
    """From a slider to its picture, in both front ends."""
    asked = "≤ 100 ms, 95 % of them ≤ 200 ms"
    if explorer.browser.find_chromium() is None:
        yield Figure("slider to picture", "–", "not measured: no Chromium here", asked)
        return
    for where, how, times in explorer.measured(moves):
        cuts = statistics.quantiles(times, n=20, method="inclusive")
        figure = f"{statistics.median(times):.0f} ms, 95 %: {cuts[-1]:.0f} ms"
        yield Figure(f"slider to picture, {where}, {how}", figure, f"{len(times)} moves", asked)


# --- all --------------------------------------------------------------------------------------


def figures(pairs: int, many: int, moves: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="zoneecon-") as place:
        yield from commands(copy_to(Path(place)), pairs, many)
    parts: tuple[Callable[[], Iterator[Figure]], ...] = (draws, trends, lambda: sliders(moves))
    for part in parts:
        yield from part()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--pairs", type=int, default=5, help="refreshes of each kind")
    arguments.add_argument("--turns", type=int, default=refresh.MANY, help="of quick commands")
    arguments.add_argument("--moves", type=int, default=60, help="moves of sliders of each kind")
    arguments.add_argument("--report", type=Path, help="file to write, too")
    options = arguments.parse_args()
    where = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    head = [
        "# Speed, in one run",
        "",
        f"Made by `python benchmarks/speed.py` on {where}; load average before it began: "
        f"{os.getloadavg()[0]:.1f}.",
        "",
        "| what | measured | of | asked |",
        "|---|---|---|---|",
    ]
    print("\n".join(head), flush=True)
    rows = []
    for figure in figures(options.pairs, options.turns, options.moves):
        rows.append(str(figure))
        print(rows[-1], flush=True)
    if options.report:
        options.report.write_text("\n".join([*head, *rows, ""]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
