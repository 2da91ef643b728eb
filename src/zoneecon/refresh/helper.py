"""The process that runs a job: papermill in threads, each with a kernel beside this process.

Reads a line of standard input, the job; writes what happens as JSON lines to standard output; ends.
When its input ends first, so does it, with all it started: whoever wanted the report is gone.
"""

import json
import os
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

from zoneecon.data.files.checkout import Checkout
from zoneecon.errors import NotebookFailed
from zoneecon.refresh import runner
from zoneecon.text.catalogue import SOURCE, say, speak

#: What of a job `preload` asks for.
SHARED = ("zone", "as_of", "root", "parameters")


def work(job: dict, tell: Callable[[dict], None]) -> None:
    """Check the inputs, run the notebooks, write their pages; tell how each ended."""
    from zoneecon.refresh import kernels

    pool = ThreadPoolExecutor(job["workers"])
    warm = pool.submit(kernels.warm, {name: job[name] for name in SHARED})
    # what is imported here takes about as long as the fork server needs
    import papermill  # noqa: F401

    from zoneecon.refresh import pages

    place = Checkout(Path(job["root"])).place(job["zone"])
    if problems := pages.check(place, job["as_of"]):
        tell({"problems": problems})
        return
    tell({"stage": "checked"})
    warm.result(runner.NOTEBOOK_TIMEOUT)
    tell({"stage": "ready"})
    tasks = [runner.Task(*task) for task in job["tasks"]]
    running = [pool.submit(runner.attempt, task, job["sockets"], tell) for task in tasks]
    executed = _executed(running, tell)
    try:
        pages.write(job, executed) if job["pages"] else deque(executed)
    except NotebookFailed:
        pass  # which, and why, has been told
    except Exception as error:
        said = str(error) if isinstance(error, OSError) else traceback.format_exc()
        tell({"failure": say("commands.refresh.pages", error=said)})


def _executed(running: Iterable[Future], tell: Callable[[dict], None]) -> Iterator:
    """Name and file of every notebook that has run, as it ends; none once one has failed."""
    failed = False
    for ended in as_completed(running):
        report = ended.result()
        tell(report)
        failed = failed or bool(report["failure"])
        if not failed:
            yield report["name"], report["file"]
    if failed:
        raise NotebookFailed


def _end_with_input() -> None:
    sys.stdin.read()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)  # with the fork server, which may be busy importing
    os._exit(1)


def main() -> None:
    """Do the job on standard input."""
    job = json.loads(sys.stdin.readline())
    speak(job.get("language", SOURCE))
    threading.Thread(target=_end_with_input, daemon=True).start()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not look like an answer

    one_at_a_time = threading.Lock()  # notebooks run in threads, and each tells of its cells

    def tell(report: dict) -> None:
        with one_at_a_time:
            answers.write(json.dumps(report) + "\n")
            answers.flush()

    code = 1
    try:
        work(job, tell)
        tell({"end": True})
        code = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(code)  # at once: no notebook is of use now, and nothing is left to tidy up


if __name__ == "__main__":
    main()
