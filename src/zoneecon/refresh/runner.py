"""How are notebooks run? Each by papermill in a process of its own, with a kernel of its own.

Everything heavy happens in one helper process, `python -m zoneecon.refresh.warm`, which works on a
snapshot of the inputs: it imports the stack once, and where the system can fork, every runner and
every kernel is a fork of it. What is here starts that helper, listens to it, and ends it with all
it started; and what a runner does with one notebook.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from zoneecon.errors import RunnerDied

#: Seconds a cell, and a whole notebook, may take.
CELL_TIMEOUT = 600
NOTEBOOK_TIMEOUT = 1200
#: `fork` or `processes`; the first where the system has it, unless this variable says otherwise.
ENGINE = "ZONEECON_ENGINE"
#: The client that a notebook is run through.
PROMPT = {"client_factory": "zoneecon.refresh.prompt.PromptClient"}
#: Names a model of a kernel that is gone once the notebook has run.
WIDGET = "application/vnd.jupyter.widget-view+json"


class Task(NamedTuple):
    """One notebook to run: where it is, and an empty folder for all that comes of it."""

    source: str
    folder: str
    parameters: dict
    root: str
    cell_timeout: float = CELL_TIMEOUT
    timeout: float = NOTEBOOK_TIMEOUT

    @property
    def name(self) -> str:
        return Path(self.source).stem


def engine() -> str:
    """How kernels are started here. Apple's frameworks do not survive a fork without exec."""
    can_fork = hasattr(os, "fork") and sys.platform != "darwin"
    return os.environ.get(ENGINE) or ("fork" if can_fork else "processes")


def outcome(folder: Path) -> dict:
    """What a finished task left: failure (a sentence or None), seconds."""
    try:
        return json.loads((folder / "outcome.json").read_bytes())
    except (FileNotFoundError, ValueError):
        return {"failure": "ended without a result", "seconds": None}


def helper_environment(source: Path | None) -> dict[str, str]:
    """Surroundings of the helper: the snapshot's package, inline figures, one thread a process."""
    path = [str(source)] if source else []
    path += [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []
    single = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
    return {
        **os.environ,
        **single,
        "PYTHONPATH": os.pathsep.join(path),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def run(job: dict, source: Path | None, cwd: Path) -> Iterable[dict]:
    """Have the helper do a job; yields what it reports, as it happens.

    Parameters
    ----------
    job : dict
        zone, as_of, root, tasks (as lists), workers, pages (folder or None), line.
    source : Path, optional
        Folder to import `zoneecon` from, ahead of the installed package.
    cwd : Path
        Folder for stray files.
    """
    helper = subprocess.Popen(
        [sys.executable, "-m", "zoneecon.refresh.warm"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=cwd,
        env=helper_environment(source),
        start_new_session=True,
        text=True,
        encoding="utf-8",
    )
    try:
        with suppress(BrokenPipeError):
            helper.stdin.write(json.dumps({**job, "parent": os.getpid(), "engine": engine()}))
            helper.stdin.close()
        for line in helper.stdout:
            report = json.loads(line)
            if "end" in report:
                helper.wait()
                return
            yield report
        else:
            raise RunnerDied(f"the process that runs notebooks ended with code {helper.wait()}")
    finally:
        _end(helper)


def _end(helper: subprocess.Popen) -> None:
    """End the helper; it ends what it started, also when it is killed."""
    with suppress(OSError):
        helper.terminate()
    try:
        helper.wait(5)
    except subprocess.TimeoutExpired:
        helper.kill()
        helper.wait()
    helper.stdout.close()


# --- inside a process of its own ---------------------------------------------------------------


def run_notebook(task: Task, sockets: str, prepare: Callable[[], None] | None = None) -> str | None:
    """Run one notebook by papermill; None if every cell ran, else what went wrong and where.

    Parameters
    ----------
    task : Task
    sockets : str
        Private folder with a short path, for the kernel's sockets and connection file.
    prepare : callable, optional
        Called before papermill, to replace how kernels start.
    """
    import nbformat
    import papermill
    from traitlets.config import Config

    folder, stem = Path(task.folder), task.name
    tables, output = folder / "tables", folder / "notebook.ipynb"
    for needed in (tables, folder / "cwd"):
        needed.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        {
            "ZONEECON_STAGE": str(tables),
            "ZONEECON_ROOT": task.root,
            "JUPYTER_RUNTIME_DIR": sockets,
        }
    )
    if prepare:
        prepare()
    try:
        papermill.execute_notebook(
            task.source,
            str(output),
            parameters=_own(task),
            kernel_name="python3",
            cwd=str(folder / "cwd"),
            progress_bar=False,
            log_output=False,
            execution_timeout=task.cell_timeout,
            request_save_on_cell_execute=False,
            config=Config({"KernelManager": {**_transport(sockets), **PROMPT}}),
            shutdown_kernel="immediate",
            # the runner says what failed; a kernel that is told to leave need not complain
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        )
        executed = nbformat.read(output, as_version=4)
        output.write_text(stored(executed), encoding="utf-8", newline="\n")
    except papermill.PapermillExecutionError as error:
        return f"{stem}, cell {error.exec_count}: {error.ename}: {error.evalue}"
    except Exception as error:  # a dead kernel, a full disk: reported with the notebook's name
        return f"{stem}: {type(error).__name__}: {error}"
    skipped = [
        i
        for i, cell in enumerate(executed.cells)
        if cell.cell_type == "code" and cell.source.strip() and not cell.execution_count
    ]
    return f"{stem}: cells {skipped} were not run" if skipped else None


def stored(notebook) -> str:
    """Text of an executed notebook without what differs from run to run: times, paths, notes."""
    import nbformat

    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"  # papermill draws one by lot
        if "outputs" in cell:
            cell.outputs = whole_texts(cell.outputs)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
    return nbformat.writes(notebook) + "\n"


def whole_texts(outputs: list) -> list:
    """Outputs with a text in one piece, however many messages it came in: that is chance."""
    merged = []
    for output in outputs:
        before = merged[-1] if merged else {}
        if output["output_type"] == "stream" == before.get("output_type"):
            if output["name"] == before["name"]:
                before["text"] += output["text"]
                continue
        merged.append(output)
    return merged


def _own(task: Task) -> dict:
    """The parameters that a notebook's own parameter cell names; not every one has a seed."""
    import papermill

    named = papermill.inspect_notebook(task.source)
    return {name: value for name, value in task.parameters.items() if name in named}


def _transport(sockets: str) -> dict[str, object]:
    """Private sockets where there are any and their paths fit (107 bytes), else encrypted TCP."""
    longest = f"{sockets}/kernel-{'0' * 36}-ipc-1"
    if os.name == "posix" and len(os.fsencode(longest)) < 100:
        return {"transport": "ipc"}
    return {"transport_encryption": "auto"}


def attempt(task: Task, sockets: str, prepare: Callable[[], None] | None = None) -> None:
    """Run a task and leave its outcome in its folder."""
    import time

    began = time.monotonic()
    failure = run_notebook(task, sockets, prepare)
    found = {"failure": failure, "seconds": round(time.monotonic() - began, 3)}
    (Path(task.folder) / "outcome.json").write_text(json.dumps(found), encoding="utf-8")
