"""How are notebooks run? By papermill, each in a thread with a kernel of its own.

Everything heavy happens in a process beside this one, the helper, which works on a snapshot of the
inputs. What is here starts it, listens to it, and ends it with all it started; and what a thread of
the helper does with one notebook.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from zoneecon.data.files.fingerprints import PACKAGE
from zoneecon.errors import PICTURES, STAGE, RunnerDied
from zoneecon.refresh import isolation
from zoneecon.text.catalogue import SOURCE, say

#: Seconds a cell, and a whole notebook, may take.
CELL_TIMEOUT = 600
NOTEBOOK_TIMEOUT = 1200
#: The class of `output` that a kernel prints by.
STREAM = "zoneecon.refresh.output.BoundedStream"
#: Names a model of a kernel that is gone once the notebook has run.
WIDGET = "application/vnd.jupyter.widget-view+json"
#: Colours of a terminal in a traceback, and the line of a cell that it names.
COLOURS, LINE = re.compile(r"\x1b\[[\d;]*m"), re.compile(r"Cell In\[\d+\], line (\d+)")


class Task(NamedTuple):
    """One notebook to run: where it is, and an empty folder for all that comes of it.

    `pictures` is the form that its figures are wanted in; its own if empty. `languages` are the
    editions that it is told in; as it stands if there are none.
    """

    source: str
    folder: str
    parameters: dict
    root: str
    cell_timeout: float = CELL_TIMEOUT
    timeout: float = NOTEBOOK_TIMEOUT
    pictures: str = ""
    languages: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return Path(self.source).stem

    @property
    def output(self) -> Path:
        return Path(self.folder) / "notebook.ipynb"


# --- the helper ------------------------------------------------------------------------------


def helper_environment(source: Path | None, sockets: str) -> dict[str, str]:
    """Surroundings of the helper: the snapshot's package, inline figures, one thread a process."""
    single = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
    return {
        **isolation.surroundings(os.environ, sockets),
        **single,
        "PYTHONPATH": str(source or Path(PACKAGE).parent),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def run(job: dict, source: Path | None, cwd: Path) -> Iterable[dict]:
    """Have the helper do a job; yields what it reports, as it happens.

    Parameters
    ----------
    job : dict
        zone, as_of, root, parameters, tasks, workers, pages (folder or None), sockets
        (private folder with a short path).
    source : Path, optional
        Folder to import `zoneecon` from, ahead of the installed package.
    cwd : Path
        Folder for stray files.
    """
    helper = subprocess.Popen(
        [sys.executable, "-m", "zoneecon.refresh.helper"],
        stdin=subprocess.PIPE,  # stays open: by its end the helper knows that we are gone
        stdout=subprocess.PIPE,
        cwd=cwd,
        env=helper_environment(source, job["sockets"]),
        start_new_session=True,
        text=True,
        encoding="utf-8",
    )
    assert helper.stdin and helper.stdout  # both were asked for
    try:
        with suppress(BrokenPipeError):
            helper.stdin.write(json.dumps(job) + "\n")
            helper.stdin.flush()
        for line in helper.stdout:
            report = json.loads(line)
            if "end" in report:
                return
            yield report
        raise RunnerDied(say("commands.refresh.died", code=helper.wait()))
    finally:
        _end(helper)


def _end(helper: subprocess.Popen) -> None:
    """End the helper and its fork server at once; kernels end when it does (see `kernels`)."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(helper.pid, signal.SIGKILL)
    else:
        helper.kill()
    helper.wait()
    for pipe in (helper.stdin, helper.stdout):
        with suppress(BrokenPipeError):
            pipe.close() if pipe else None


# --- a notebook ------------------------------------------------------------------------------


def attempt(task: Task, sockets: str, tell: Callable[[dict], object] = dict) -> dict:
    """Run a task; its name, the executed notebook's file, failure (a sentence or None), seconds.

    `tell` hears of every cell that has run.
    """
    led: list[str] = []
    began = time.monotonic()
    failure = run_notebook(task, sockets, led.append, tell)
    seconds = round(time.monotonic() - began, 3)
    found = {"name": task.name, "file": str(task.output), "failure": failure, "seconds": seconds}
    return found | ({"traceback": led[0]} if led else {})


def run_notebook(
    task: Task,
    sockets: str,
    keep: Callable[[str], object] = str,
    tell: Callable[[dict], object] = dict,
) -> str | None:
    """Run one notebook by papermill; None if every cell ran, else what went wrong and where.

    papermill's own `cwd` is left alone: it would be that of all threads.

    Parameters
    ----------
    task : Task
    sockets : str
        Private folder with a short path, for the kernel's sockets and connection file.
    keep : callable
        Called with the traceback of a cell that failed.
    tell : callable
        Called with the notebook and how much of it has run, as every cell ends.
    """
    import nbformat
    import papermill
    from nbclient.exceptions import CellTimeoutError
    from traitlets.config import Config

    from zoneecon.refresh import editions, kernels, output

    cwd, limit = Path(task.folder) / "cwd", _Limit(task)
    for needed in (Path(task.folder) / "tables", cwd):
        needed.mkdir(parents=True, exist_ok=True)
    length = 0
    languages: tuple[str, ...] = ()
    try:
        own, languages = _own(task)
        source: Any = nbformat.read(task.source, as_version=4)
        if languages:
            source = editions.bound(source, own, languages)
            length = editions.length(source)
        cells = len(source.cells)

        def ran(cell_index: int, **_: object) -> None:  # one cell more where papermill adds one
            tell({"cell": task.name, "part": min((cell_index + 1) / cells, 1.0)})

        papermill.execute_notebook(
            source,
            str(task.output),
            parameters={} if languages else own,
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            config=Config({"KernelManager": _settings(task, sockets)}),
            kernel_manager_class=kernels.Manager,
            resources={"metadata": {"path": str(cwd)}},
            timeout_func=limit.of,
            on_cell_complete=ran,
            shutdown_kernel="immediate",
            # what failed is said here; a kernel that is told to leave need not complain
            extra_arguments=[
                "--IPKernelApp.log_level=CRITICAL",
                f"--IPKernelApp.outstream_class={STREAM}",
            ],
        )
        executed = nbformat.read(task.output, as_version=4)
        every = editions.parted(executed, languages) if languages else {SOURCE: executed}
        for language, notebook in every.items():
            file = editions.file_of(task.output, language)
            file.write_text(stored(notebook), encoding="utf-8", newline="\n")
    except papermill.PapermillExecutionError as error:
        traceback = COLOURS.sub("", "\n".join(error.traceback))
        keep(output.bounded(traceback, output.MOST_LED))
        lines = LINE.findall(traceback)
        at = {"cell": editions.place(error.exec_count, length), "line": lines[-1] if lines else ""}
        kind = "line" if lines else "cell"
        said = output.bounded(error.evalue, output.MOST_SAID)
        return _failed(task, kind, kind=error.ename, error=said, **at)
    except CellTimeoutError:
        return limit.said()
    except Exception as error:  # a dead kernel, a full disk: reported with the notebook's name
        return _failed(task, "error", kind=type(error).__name__, error=error)
    skipped = [
        i
        for i, cell in enumerate(executed.cells)
        if cell.cell_type == "code" and cell.source.strip() and not cell.execution_count
    ]
    return _failed(task, "skipped", cells=skipped) if skipped else None


def _failed(task: Task, how: str, /, **fields: object) -> str:
    return say(f"commands.notebook.{how}", name=task.name, **fields)


class _Limit:
    """How long may a cell take? Its own limit, at most what is left of the notebook's."""

    def __init__(self, task: Task):
        self._task, self._end, self._began = task, float("inf"), time.monotonic()

    def of(self, _cell: object) -> float:
        """Seconds; nbclient takes 0 for ever."""
        self._began = time.monotonic()
        self._end = min(self._end, self._began + self._task.timeout)
        return max(min(self._task.cell_timeout, self._end - time.monotonic()), 0.001)

    def said(self) -> str:
        """Which limit was passed; if none, not all that a cell showed has come through."""
        now = time.monotonic()
        if now < min(self._end, self._began + self._task.cell_timeout):
            return _failed(self._task, "lost")
        if now < self._end:
            return _failed(self._task, "cell_limit", seconds=self._task.cell_timeout)
        return _failed(self._task, "limit", seconds=self._task.timeout)


def _settings(task: Task, sockets: str) -> dict[str, object]:
    """Of the kernel's manager: environment, connection file, and transport.

    Private sockets beside that file where there are any and their paths fit (107 bytes), else
    encrypted TCP.
    """
    given = {STAGE: f"{task.folder}/tables", "ZONEECON_ROOT": task.root, PICTURES: task.pictures}
    given |= {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    fits = len(os.fsencode(f"{sockets}/{task.name}-ipc-1")) < 100
    private = os.name == "posix" and fits
    return {
        "environment": {
            **isolation.surroundings(os.environ, sockets),
            **given,
            "JUPYTER_RUNTIME_DIR": sockets,
        },
        "connection_file": f"{sockets}/{task.name}.json",
        **({"transport": "ipc"} if private else {"transport_encryption": "auto"}),
    }


def _own(task: Task) -> tuple[dict, tuple[str, ...]]:
    """The parameters that a notebook's own parameter cell names; not every one has a seed.

    And the languages that it can be told in; none where it has no such parameter.
    """
    import papermill

    from zoneecon.refresh.editions import PARAMETER

    named = papermill.inspect_notebook(task.source)
    own = {name: value for name, value in task.parameters.items() if name in named}
    return own, tuple(task.languages) if PARAMETER in named else ()


def stored(notebook) -> str:
    """Text of an executed notebook without what differs from run to run: times, paths, notes."""
    import nbformat

    from zoneecon.refresh.output import bounded, shown

    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"  # papermill draws one by lot
        if "outputs" in cell:
            cell.outputs = shown(whole_texts(cell.outputs))
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET, None)
            if "text/plain" in data:
                data["text/plain"] = bounded(data["text/plain"])
    return nbformat.writes(notebook) + "\n"


def whole_texts(outputs: list) -> list:
    """Outputs with a text in one piece, however many messages it came in: that is chance."""
    merged: list = []
    for output in outputs:
        before = merged[-1] if merged else {}
        if output["output_type"] == "stream" == before.get("output_type"):
            if output["name"] == before["name"]:
                before["text"] += output["text"]
                continue
        merged.append(output)
    return merged
