"""How long from the release of a slider to the new picture? Measured in a browser.

    python benchmarks/explorer.py [--moves 60] [--report benchmarks/explorer.md]

Serves the explorer of a copy of this checkout, opens it in headless Chromium, and moves sliders as
a person does: by an arrow key, and by dragging with the mouse. The browser's own clock runs from
the event that sets the last value (key down, mouse up) to the first frame after the new picture
was decoded. Both frontends: JupyterLab and the page.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import browser  # noqa: E402

#: Notes when the last value was set and when its picture was on the screen.
CLOCK = """() => {
  const image = document.querySelector('img.zx-fan');
  const clock = window.clock = {set: 0, shown: 0, pictures: 0};
  const note = () => { clock.set = performance.now(); };
  const events = ['keydown', 'pointerup', 'mouseup'];
  for (const kind of events) document.addEventListener(kind, note, true);
  new MutationObserver(async () => {
    clock.pictures += 1;
    await image.decode();
    requestAnimationFrame(() => { clock.shown = performance.now(); });
  }).observe(image, {attributes: true, attributeFilter: ['src']});
}"""
#: Sliders that are moved in turn, and how far a drag goes (points of the page).
SLIDERS = ("zone_growth", "investment_growth", "local_correlation", "investment_share")
DRAG = 24
#: None where there is none.
CHROMIUM = browser.find_chromium()
#: Load average above which the machine is not ours alone.
BUSY = 0.5
TARGETS = {"median": 200, "p95": 400}


def settled(page, quiet: float = 0.5) -> None:
    """Wait until no picture has come and no work is shown for a while."""
    last, since = -1, time.monotonic()
    while time.monotonic() - since < quiet:
        now = page.evaluate("clock.pictures")
        busy = page.locator(".zx.zx-busy").count()
        if now != last or busy:
            last, since = now, time.monotonic()
        time.sleep(0.05)


def latency(page) -> float:
    """Milliseconds from the last value set to the last picture shown; 0 if it was there already."""
    settled(page)
    clock = page.evaluate("clock")
    return max(0.0, clock["shown"] - clock["set"])


def by_key(page, handle, turn: int) -> float:
    handle.focus()
    page.keyboard.press("ArrowRight" if turn % 2 == 0 else "ArrowLeft")
    return latency(page)


def by_drag(page, handle, turn: int) -> float:
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    way = DRAG if turn % 2 == 0 else -DRAG
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 9):  # a hand: a movement every 15 ms
        page.mouse.move(x + way * step / 8, y)
        time.sleep(0.015)
    page.mouse.up()
    return latency(page)


def measure(page, moves: int) -> dict[str, list[float]]:
    """Latencies of keys and drags; the first of each slider is a warm-up."""
    page.evaluate(CLOCK)
    found = {}
    for name, move in (("arrow key", by_key), ("drag and release", by_drag)):
        times = []
        for slider in SLIDERS:
            handle = page.locator(f".zx-c-{slider} .noUi-handle").first
            handle.scroll_into_view_if_needed()
            move(page, handle, 1)
            times += [move(page, handle, turn) for turn in range(-(-moves // len(SLIDERS)))]
        found[name] = times
    return found


def row(where: str, how: str, times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    return (
        f"| {where} | {how} | {len(times)} | {statistics.median(times):.0f} | {cuts[-1]:.0f} | "
        f"{max(times):.0f} |"
    )


def report(rows: list[str], draws: str, load: float) -> str:
    told = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    others = " (others were at work: not the figure to quote)" if load > BUSY else ""
    return "\n".join(
        [
            "# The explorer: from slider to picture",
            "",
            f"Made by `python benchmarks/explorer.py` on {told}; browser, server and "
            "kernel share the "
            f"cores. {draws} draws. Load average before it began: {load:.1f}{others}. "
            f"Target: median under {TARGETS['median']} ms, 95 % under {TARGETS['p95']} ms.",
            "",
            "Clock: the browser's, from the event that sets the last value (key down, "
            "mouse up) to the "
            "first frame after the new picture was decoded. A drag sets about eight values within "
            "120 ms; only the newest is computed.",
            "",
            "| where | how | n | median, ms | 95 %, ms | slowest, ms |",
            "| --- | --- | --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


def measured(moves: int) -> Iterator[tuple[str, str, list[float]]]:
    """Latencies in milliseconds by front end and kind of move, on a copy of this checkout."""
    with tempfile.TemporaryDirectory() as place, browser.chromium(CHROMIUM) as opened:
        root = browser.copied(ROOT, Path(place) / "zoneecon")
        for where, arguments in (("JupyterLab", ()), ("page", ("--app",))):
            log = Path(place) / f"{where}.txt"
            with (
                browser.served(root, log, *arguments) as server,
                browser.opened(opened, server.link) as page,
            ):
                if not arguments:
                    browser.run_all(page)
                page.locator(".zx-verdict b").wait_for(timeout=60_000)
                page.wait_for_timeout(3_000)
                for how, times in measure(page, moves).items():
                    yield where, how, times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=60, help="moves of each kind")
    parser.add_argument("--report", type=Path, help="file to write; the screen if left out")
    options = parser.parse_args()
    if CHROMIUM is None:
        sys.exit("benchmarks/explorer.py: no Chromium here; apt install chromium")
    load = os.getloadavg()[0]
    rows = [row(*found) for found in measured(options.moves)]
    text = report(rows, "20,000", load)
    print(text)
    if options.report:
        options.report.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
