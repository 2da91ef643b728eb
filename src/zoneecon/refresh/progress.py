"""How far is it? A bar that moves with every cell on a terminal; elsewhere a line a notebook.

The bar is on standard error. The lines are on standard output, for standard error is what cron
mails: they say what went well. Nothing heavy is imported here.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TextIO

from zoneecon.text.catalogue import say

if TYPE_CHECKING:
    from tqdm import tqdm

#: What a bar counts in: a notebook is 1; before and after come these parts of one.
CHECKED, READY, PAGES = 0.25, 0.75, 0.5
#: Seconds from one movement of a clock to the next, and before a silent command shows one.
TICK, PATIENCE = 1.0, 1.5
FORM = "{percentage:3.0f} %|{bar}| {elapsed}  {desc}"

#: Hears what the helper reports (see `helper`): the part that was reached, the cell that ran, the
#: notebook that ended.
Hears = Callable[[Mapping], None]


def shown(zone: str, names: Sequence[str], wanted: bool) -> AbstractContextManager[Hears]:
    """Whoever hears what the helper reports, and shows it as this place allows."""
    if not wanted:
        return nullcontext(lambda report: None)
    return _bar(names) if sys.stderr.isatty() else nullcontext(_lines(zone, len(names)))


def put(text: str, stream: TextIO) -> None:
    """Print; where nobody reads any more, or the disk of a log is full, the reports go on."""
    try:
        print(text, file=stream, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _lines(zone: str, count: int) -> Hears:
    ended = []

    def hear(report: Mapping) -> None:
        if "name" not in report:
            return
        ended.append(report["name"])
        kind = "stopped" if report.get("failure") else "ended"
        said = {"zone": zone, "done": len(ended), "count": count, **report}
        put(say(f"commands.progress.{kind}", **said), sys.stdout)

    return hear


@contextmanager
def _bar(names: Sequence[str]) -> Iterator[Hears]:
    """A bar in parts of notebooks; its clock goes on where a cell takes long."""
    parts = dict.fromkeys(names, 0.0)
    total = CHECKED + READY + len(names) + PAGES
    with _clock(say("commands.progress.checks"), total=total, bar_format=FORM) as drawn:

        def hear(report: Mapping) -> None:
            if "stage" in report:
                said = say(f"commands.progress.{report['stage']}")
                move(CHECKED if report["stage"] == "checked" else READY, said)
            elif "cell" in report:
                move(at(report["cell"], report["part"]), report["cell"])
            elif "name" in report:
                left = sum(part < 1 for part in parts.values()) - 1
                said = report["name"] if left else say("commands.progress.pages")
                move(at(report["name"], 1.0), said)

        def at(name: str, part: float) -> float:
            before, parts[name] = parts[name], max(part, parts[name])
            return parts[name] - before

        def move(by: float, said: str) -> None:
            drawn.set_description_str(said, refresh=False)
            if not drawn.update(by):
                drawn.refresh()

        yield hear
        move(total - drawn.n, "")


@contextmanager
def silent(what: str) -> Iterator[None]:
    """A clock on a terminal beside what says nothing until it is done, gone when it is."""
    if not sys.stderr.isatty():
        yield
        return
    with _clock(what, delay=PATIENCE, leave=False, bar_format="{desc} {elapsed}"):
        yield


@contextmanager
def _clock(what: str, **form: Any) -> Iterator["tqdm"]:
    """A bar of tqdm that is drawn anew every second."""
    import shutil

    from tqdm import tqdm

    stop = threading.Event()
    wide, high = shutil.get_terminal_size()  # some terminals say 0, which tqdm believes
    form = {"mininterval": 0, "ncols": wide - 1, "nrows": high, **form}
    with tqdm(desc=what, file=sys.stderr, **form) as drawn:
        began = time.monotonic()

        def tick() -> None:
            while not stop.wait(TICK):
                if time.monotonic() - began > form.get("delay", 0):
                    drawn.refresh()

        thread = threading.Thread(target=tick, daemon=True)
        thread.start()
        try:
            yield drawn
        finally:
            stop.set()
            thread.join()
            if not form.get("leave", True):
                drawn.clear()
