"""How long from the release of a slider to the new picture, and to the first? In a browser.

    python benchmarks/explorer.py [--moves 60] [--starts 3] [--report benchmarks/explorer.md]

Serves the explorer of a copy of this checkout, opens it in headless Chromium, and moves sliders as
a person does: by an arrow key, and by dragging with the mouse. The browser's own clock runs from
the event that sets the last value (key down, mouse up) to the first frame after the new picture
was decoded. Both frontends: JupyterLab and the page. Before that the page is started as by hand, in
turn with Voilà on a notebook that holds one word: from the command to what is seen.
"""

import argparse
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
from nbformat import v4

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
SLIDERS = ("zone_growth", "growth_premium", "local_correlation", "scope_factor")
DRAG = 24
#: None where there is none.
CHROMIUM = browser.find_chromium()
#: Load average above which the machine is not ours alone.
BUSY = 0.5
TARGETS = {"median": 100, "p95": 200}
#: Start of the page over that of an empty one, and MB of a kernel.
RATIO, MEMORY = 1.5, 200


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
    ends = [float(handle.get_attribute(name)) for name in ("min", "max")]
    at = (float(handle.input_value()) - ends[0]) / (ends[1] - ends[0])
    x, y = box["x"] + 8 + at * (box["width"] - 16), box["y"] + box["height"] / 2
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
            handle = page.locator(f".zx-c-{slider} input[type=range]").first
            handle.scroll_into_view_if_needed()
            move(page, handle, 1)
            times += [move(page, handle, turn) for turn in range(-(-moves // len(SLIDERS)))]
        found[name] = times
    return found


# --- the start ------------------------------------------------------------------------------------


def first_picture(opened, root: Path, log: Path) -> tuple[float, float]:
    """Seconds from the command to the first picture, and MB of the page's kernel."""
    begun = time.perf_counter()
    with browser.served(root, log, "--app") as server, browser.opened(opened, server.link) as page:
        page.locator("img.zx-fan").wait_for(timeout=120_000)
        page.wait_for_function("document.querySelector('img.zx-fan').complete")
        taken = time.perf_counter() - begun
        page.locator(".zx-breakeven table").wait_for(state="attached", timeout=120_000)
        page.wait_for_timeout(3_000)  # the saved ones are listed, free memory is given back
        return taken, max(kernels(server.process.pid), default=0.0)


def empty_page(opened, place: Path) -> float:
    """Seconds from the command to the word of a notebook that holds nothing else, under Voilà."""
    notebook = place / "empty.ipynb"
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("print('word')")]), notebook)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "voila", str(notebook), "--no-browser", f"--port={port}"]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        context = opened.new_context()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        page.get_by_text("word", exact=True).wait_for(timeout=120_000)
        taken = time.perf_counter() - begun
        context.close()
        return taken
    finally:
        process.terminate()
        process.wait(timeout=30)


def kernels(parent: int) -> list[float]:
    """MB of each kernel that a server has started; what several share counts in parts (PSS)."""
    started = psutil.Process(parent).children(recursive=True)
    leaves = [one for one in started if "ipykernel" in str(one.cmdline()) and not one.children()]
    return [one.memory_full_info().pss / 2**20 for one in leaves]


def starts(opened, place: Path, root: Path, count: int) -> list[str]:
    """A table of starts, ours and an empty page in turn."""
    mine, empty, sizes = [], [], []
    for turn in range(count):
        empty.append(empty_page(opened, place))
        taken, size = first_picture(opened, root, place / f"start{turn}.txt")
        mine.append(taken)
        sizes.append(size)
    ratio = statistics.median(mine) / statistics.median(empty)
    return [
        f"From the command to the first picture, median of {count}: "
        f"{statistics.median(mine):.1f} s; "
        f"an empty Voilà page {statistics.median(empty):.1f} s; ratio {ratio:.2f} "
        f"(target {RATIO}). A page's kernel: {max(sizes):.0f} MB PSS (target {MEMORY}).",
        "",
    ]


def row(where: str, how: str, times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    return (
        f"| {where} | {how} | {len(times)} | {statistics.median(times):.0f} | {cuts[-1]:.0f} | "
        f"{max(times):.0f} |"
    )


def report(rows: list[str], begun: list[str], draws: str, load: float) -> str:
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
            *begun,
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
                page.locator(".zx-verdict b").first.wait_for(timeout=120_000)
                page.wait_for_timeout(3_000)
                for how, times in measure(page, moves).items():
                    yield where, how, times


def started(count: int) -> list[str]:
    """Rows on how long the page takes to start, beside an empty one."""
    with tempfile.TemporaryDirectory() as place, browser.chromium(CHROMIUM) as opened:
        root = browser.copied(ROOT, Path(place) / "zoneecon")
        return starts(opened, Path(place), root, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=60, help="moves of each kind")
    parser.add_argument("--starts", type=int, default=3, help="starts of each page")
    parser.add_argument("--report", type=Path, help="file to write; the screen if left out")
    options = parser.parse_args()
    if CHROMIUM is None:
        sys.exit("benchmarks/explorer.py: no Chromium here; apt install chromium")
    load = os.getloadavg()[0]
    begun = started(options.starts) if options.starts else []
    rows = [row(*found) for found in measured(options.moves)]
    text = report(rows, begun, "20,000", load)
    print(text)
    if options.report:
        options.report.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
