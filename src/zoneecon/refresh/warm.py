"""The helper that runs notebooks: imports the stack, computes what they share, forks the rest.

Reads one job from standard input, writes what happens as JSON lines to standard output, ends.
A job is a row of steps, so many at a time: notebooks, and the study that several of them ask for.
Pages are written beside them (`press`). See `forks` for the processes.
"""

import importlib
import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from zoneecon.errors import BadInput
from zoneecon.refresh import forks, press, runner

#: What running a notebook takes, with what is else imported when a first table or figure is shown.
#: Not matplotlib_inline: it hooks itself into the shell of whoever imports it first, and would find
#: none here.
RUNNING = (
    "papermill",
    "nbclient",
    "jupyter_client.asynchronous.client",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.pylabtools",
    "IPython.core.logger",
    "matplotlib.backends.backend_agg",
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PpmImagePlugin",
    "pandas.io.formats.style",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "pandas.io.formats.csvs",
)
IMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import\s+(.+)|import\s+(.+))$", re.MULTILINE)
#: Optional parts of Jupyter that no refresh uses and that take longest to import: a debugger to
#: attach to kernels, and a check of international web addresses in JSON schemas.
UNUSED = ("debugpy", "rfc3987_syntax")
#: Whoever imports one of these asks for the study behind the verdicts.
ASK_FOR_STUDY = {"zoneecon.targets.readings", "zoneecon.tracking.state"}
#: Whoever imports this simulates scenarios, which the study has done.
SIMULATE = {"zoneecon.scenarios"}


# --- before the first fork ---------------------------------------------------------------------


def mentioned(source: str) -> list[str]:
    """Modules that a notebook's code imports, or may: `from a import b` can mean module a.b.

    Examples
    --------
    >>> mentioned("import pandas as pd\\nfrom zoneecon import data, plots")
    ['pandas', 'zoneecon', 'zoneecon.data', 'zoneecon.plots']
    """
    found = set()
    for package, members, plain in IMPORT.findall(source):
        names = [part.split()[0] for part in (members or plain).split(",") if part.split()]
        words = [name for name in names if re.fullmatch(r"[\w.]+", name)]
        found |= {package, *(f"{package}.{word}" for word in words)} if package else set(words)
    return sorted(found)


def imported(notebook: str) -> set[str]:
    """Modules that the code of a notebook imports, or may."""
    import nbformat

    cells = nbformat.read(notebook, as_version=4).cells
    return set(mentioned("\n".join(cell.source for cell in cells if cell.cell_type == "code")))


def preload(modules: Iterable[str]) -> None:
    """Import what runs notebooks, and what these notebooks import, once for all of them."""
    import nbformat

    nbformat.validate(nbformat.v4.new_notebook())  # compiles the schema
    load((*RUNNING, *modules))


def load(names: Iterable[str]) -> None:
    """Import modules; one that is missing or fails is left to the notebook to complain of."""
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)


def check(zone: str, as_of: str | None, root: str) -> list[tuple]:
    """Problems of the raw data, as plain tuples; none is the rule."""
    from zoneecon.data import folders
    from zoneecon.data.files import paths

    try:
        for name in (zone, *paths.SHARED):
            if (Path(root) / "data" / "raw" / name / "sources.csv").is_file() or name == zone:
                folders.load_folder(name, as_of, Path(root))
    except BadInput as error:
        return [tuple(problem) for problem in error.problems]
    return []


def remember_study(job: dict, tasks: list[runner.Task]) -> None:
    """Compute the study that several notebooks ask for; forks of this process remember it.

    What goes wrong here goes wrong again in the notebook that asks, which then says where.
    """
    from zoneecon.data import vintage
    from zoneecon.targets.answer import assess

    root = Path(job["root"])
    with suppress(Exception), _within(tasks[0].timeout):
        plan = vintage.load(job["zone"], job["as_of"], root)
        drawn = {**plan.assumptions["simulation"], **tasks[0].parameters}
        assess(plan, draws=drawn["draws"], seed=drawn["seed"])


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in what takes longer; only in a main thread, as this process has."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


# --- steps -------------------------------------------------------------------------------------


class Step(NamedTuple):
    """Something to be started, mostly in a process of its own; `ended(late, complaint)` follows."""

    start: Callable[[], forks.Forked | forks.Spawned | forks.Here]
    ended: Callable[[bool, str], None] = lambda late, complaint: None
    timeout: float = runner.NOTEBOOK_TIMEOUT


def run_steps(steps: list[Step], workers: int) -> None:
    """Run steps, so many at a time, each within its time."""
    waiting, running = list(steps), []
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                step = waiting.pop(0)
                running.append((step, step.start(), time.monotonic() + step.timeout))
            time.sleep(0.005)
            for one in list(running):
                step, process, deadline = one
                late = time.monotonic() > deadline
                if process.done() or late:
                    running.remove(one)
                    step.ended(late, process.end())
    finally:
        for _, process, _ in running:
            process.end()


def in_order(tasks: list[runner.Task], modules: dict[str, set[str]], workers: int) -> list:
    """Tasks as they come, the longest first; None stands where the study is computed.

    Where two or more ask for the study it comes first, beside tasks that have no use for it.
    """
    asking = [task for task in tasks if modules[task.name] & ASK_FOR_STUDY]
    if len(asking) < 2:
        return tasks
    used = ASK_FOR_STUDY | SIMULATE
    beside = [task for task in tasks if not modules[task.name] & used][: workers - 1]
    return [*beside, None, *(task for task in tasks if task not in beside)]


class Work:
    """A job under way: its steps, and what is told of them."""

    def __init__(self, job: dict, tell: Callable[[dict], None]):
        self.job, self.tell, self.failed = job, tell, False
        self.tasks = [runner.Task(*task) for task in job["tasks"]]
        self.forking = job["engine"] == "fork"
        self.press = None

    def do(self) -> None:
        """Check the inputs, run the notebooks, write the pages; publish nothing if one fails."""
        try:
            self._do()
        finally:
            if self.press:
                self.press.end()

    def _do(self) -> None:
        if self.job["pages"]:
            sources = {task.name: task.source for task in self.tasks}
            kind = press.Beside if self.forking else press.Afterwards
            self.press = kind(partial(press.write_pages, self.job, sources))
        modules = {task.name: imported(task.source) for task in self.tasks}
        if self.forking:
            preload(sorted(set().union(*modules.values())))
        problems = check(self.job["zone"], self.job["as_of"], self.job["root"])
        if problems:
            self.tell({"problems": problems})
            return
        workers = self.job["workers"]
        order = in_order(self.tasks, modules, workers) if self.forking else self.tasks
        run_steps([self.notebook(task) if task else self.study() for task in order], workers)
        if self.press and not self.failed and (complaint := self.press.finish()):
            self.tell({"failure": f"the pages could not be written: {complaint}"})

    def study(self) -> Step:
        """Compute, in this very process, what its forks are to remember."""
        return Step(lambda: forks.Here(partial(remember_study, self.job, self.tasks)))

    def notebook(self, task: runner.Task) -> Step:
        """Run a notebook in a process of its own."""
        sockets = self.job["sockets"]
        start = (
            partial(forks.Forked, partial(forks.run_notebook, task, sockets))
            if self.forking
            else partial(forks.Spawned, task, sockets)
        )
        return Step(start, partial(self.ran, task), task.timeout)

    def ran(self, task: runner.Task, late: bool, complaint: str) -> None:
        """Report how a notebook ended; its page follows."""
        report = {"name": task.name, **_verdict(task, late, complaint)}
        self.failed = self.failed or bool(report["failure"])
        self.tell(report)
        if self.press and not self.failed:
            self.press.order(task.name, f"{task.folder}/notebook.ipynb")


def _verdict(task: runner.Task, late: bool, complaint: str) -> dict:
    found = runner.outcome(Path(task.folder))
    if late:
        found["failure"] = f"{task.name}: took longer than {task.timeout:g} s and was stopped"
    elif found["failure"] == "ended without a result":
        why = f": {complaint}" if complaint else ""
        found["failure"] = f"{task.name}: its process {found['failure']}{why}"
    return found


def main() -> None:
    """Do the job on standard input."""
    job = json.load(sys.stdin)
    forks.die_with(job["parent"])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # `finally` ends the runners
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not look like an answer

    def tell(report: dict) -> None:
        answers.write(json.dumps(report) + "\n")
        answers.flush()

    sys.modules.update(dict.fromkeys(UNUSED))  # None: an import fails, as where it is missing
    Work(job, tell).do()
    tell({"end": True})
    os._exit(0)  # everything is written; tidying up an interpreter this full takes half a second


if __name__ == "__main__":
    main()
