"""The helper that runs notebooks: imports the stack once, then forks runners and kernels from it.

Reads one job from standard input, writes what happens as JSON lines to standard output, ends.
Every runner is a fork of this process, which has no thread and no socket; it forks its kernel
first thing, so that a kernel too begins with the stack imported and nothing else. Whoever loses
its parent is killed by the system, so nothing outlives a kill -9. Without fork, runners are
fresh processes and papermill starts ordinary kernels.
"""

import importlib
import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

from zoneecon import runner

#: What running a notebook takes, and what making pages takes.
RUNNING = (
    "papermill", "nbclient", "jupyter_client.asynchronous.client", "ipykernel.kernelapp",
    "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "IPython.core.pylabtools",
)  # fmt: skip
PAGES = ("zoneecon.report", "nbconvert.exporters.html")
IMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import\s+(.+)|import\s+(.+))$", re.MULTILINE)
#: Optional parts of Jupyter that no refresh uses and that take longest to import: a debugger to
#: attach to kernels, and a check of international web addresses in JSON schemas.
UNUSED = ("debugpy", "rfc3987_syntax")
DEATH_SIGNAL = 1  # prctl's PR_SET_PDEATHSIG


def die_with(parent: int) -> None:
    """Have the system kill this process when its parent ends; only Linux can."""
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


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


def preload(notebooks: list[str]) -> None:
    """Import what runs notebooks, and what these notebooks import, once for all of them."""
    sys.modules.update(dict.fromkeys(UNUSED))  # None: an import fails, as where it is missing
    import nbformat

    nbformat.validate(nbformat.v4.new_notebook())  # compiles the schema
    cells = [cell for path in notebooks for cell in nbformat.read(path, as_version=4).cells]
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    load((*RUNNING, *mentioned(code)))


def load(names: Iterable[str]) -> None:
    """Import modules; one that is missing or fails is left to the notebook to complain of."""
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)


# --- kernels by fork -------------------------------------------------------------------------


class ForkedProcess:
    """The part of `subprocess.Popen` that jupyter_client uses, for a forked child."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int):
        self.pid, self.returncode = pid, None

    def poll(self) -> int | None:
        if self.returncode is None:
            with suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        while self.poll() is None:
            time.sleep(0.005)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)
        self.wait()

    terminate = kill


def _become_kernel(orders: int, parent: int) -> None:
    """Wait for the order that names a connection file; then be an ordinary IPython kernel."""
    die_with(parent)
    order = b"".join(iter(lambda: os.read(orders, 65536), b""))
    if not order:
        return  # the runner needed no kernel
    order = json.loads(order)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    sys.argv = order["cmd"][2:]
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(parent_handle=parent)
    app.initialize(order["cmd"][3:])
    app.start()


def _use_waiting_kernel(pid: int, orders: int) -> None:
    """Have jupyter_client start its next kernel by an order to a process that waits for one."""
    from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

    class Forked(LocalProvisioner):
        async def launch_kernel(self, cmd: list[str], **options: object) -> dict:
            environment = dict(options.get("env") or os.environ)
            cwd = str(options.get("cwd") or os.getcwd())
            os.write(orders, json.dumps({"cmd": cmd, "env": environment, "cwd": cwd}).encode())
            os.close(orders)
            self.process, self.pid, self.cwd = ForkedProcess(pid), pid, cwd
            self.pgid = None  # the kernel shares its runner's group: signals go to it alone
            return self.connection_info

        async def kill(self, restart: bool = False) -> None:
            self.process.kill()  # and wait: the default looks for the body every 0.1 s only

    class Factory(KernelProvisionerFactory):
        def create_provisioner_instance(self, kernel_id, kernel_spec, parent):
            return Forked(kernel_id=kernel_id, kernel_spec=kernel_spec, parent=parent)

    Factory.instance()  # a singleton: from here on every kernel manager of this process asks it


class ForkedRunner:
    """A notebook run by papermill in a fork of this process, its kernel in another."""

    def __init__(self, task: runner.Task, sockets: str):
        self.task, self.deadline = task, time.monotonic() + task.timeout
        helper, self.pid = os.getpid(), os.fork()
        if not self.pid:
            _leave_after(lambda: self._run(sockets, helper))
        with suppress(OSError):
            os.setpgid(self.pid, self.pid)  # here too: whoever comes first
        self.process = ForkedProcess(self.pid)

    def _run(self, sockets: str, helper: int) -> None:
        with suppress(OSError):
            os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with(helper)
        mine, (read, write) = os.getpid(), os.pipe()
        kernel = os.fork()
        if not kernel:
            os.close(write)
            _leave_after(lambda: _become_kernel(read, mine))
        os.close(read)
        runner.attempt(self.task, sockets, lambda: _use_waiting_kernel(kernel, write))

    def done(self) -> bool:
        return self.process.poll() is not None

    def kill(self) -> None:
        """End the runner, its kernel and whatever the notebook started: one process group."""
        with suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()


def _leave_after(action) -> None:
    """Do it and end the process, whatever happens: a fork must not return to its caller."""
    code = 1
    try:
        action()
        code = 0
    except BaseException:
        import traceback

        traceback.print_exc(file=sys.__stderr__)
    finally:
        with suppress(Exception):
            sys.__stderr__.flush()
        os._exit(code)


class SpawnedRunner:
    """A notebook run by papermill in a fresh process, for systems that cannot fork."""

    def __init__(self, task: runner.Task, sockets: str):
        self.task, self.deadline = task, time.monotonic() + task.timeout
        self.process = get_context("spawn").Process(
            target=_spawned, args=(tuple(task), sockets, os.getpid())
        )
        self.process.start()

    def done(self) -> bool:
        return not self.process.is_alive()

    def kill(self) -> None:
        """End the runner; its kernel notices within a second that it has no parent."""
        self.process.kill()
        self.process.join()


def _spawned(task: tuple, sockets: str, parent: int) -> None:
    die_with(parent)
    runner.attempt(runner.Task(*task), sockets)


# --- the job ---------------------------------------------------------------------------------


def run_tasks(
    tasks: list[runner.Task], workers: int, sockets: str, make: Callable, tell: Callable,
    meanwhile: Callable = lambda: None,
) -> bool:  # fmt: skip
    """Run tasks, so many at a time, each within its time; True if all ended well.

    `meanwhile` is called once, when there is a place and nothing waits for it.
    """
    waiting, running, good = list(tasks), [], True
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                running.append(make(waiting.pop(0), sockets))
            if len(running) < workers:
                meanwhile()
            time.sleep(0.005)
            for one in list(running):
                late = time.monotonic() > one.deadline
                if one.done() or late:
                    running.remove(one)
                    one.kill()
                    report = {"name": one.task.name, **_verdict(one.task, late)}
                    good = good and not report["failure"]
                    tell(report)
    finally:
        for one in running:
            one.kill()
    return good


def _verdict(task: runner.Task, late: bool) -> dict:
    found = runner.outcome(Path(task.folder))
    if late:
        found["failure"] = f"{task.name}: took longer than {task.timeout:g} s and was stopped"
    elif found["failure"] == "ended without a result":
        found["failure"] = f"{task.name}: its process {found['failure']}"
    return found


def check(zone: str, as_of: str | None, root: str) -> list[tuple]:
    """Problems of the raw data, as plain tuples; none is the rule."""
    from zoneecon import checks, data

    try:
        for name in (zone, *data.SHARED):
            if (Path(root) / "data" / "raw" / name / "sources.csv").is_file() or name == zone:
                data.load(name, as_of, Path(root))
    except checks.BadInput as error:
        return [tuple(problem) for problem in error.problems]
    return []


def work(job: dict, tell) -> None:
    """Check the inputs, run the notebooks, write the pages; stop at the first that fails."""
    from zoneecon import refresh

    tasks = [runner.Task(*task) for task in job["tasks"]]
    if tasks and job["engine"] == "fork":
        preload([task.source for task in tasks])
    problems = check(job["zone"], job["as_of"], job["root"])
    if problems:
        tell({"problems": problems})
        return
    make = ForkedRunner if job["engine"] == "fork" else SpawnedRunner
    pages = job["pages"]
    ready = (lambda: load(PAGES)) if pages else (lambda: None)
    if run_tasks(tasks, job["workers"], job["sockets"], make, tell, ready) and pages:
        executed = job["executed"] | {t.name: f"{t.folder}/notebook.ipynb" for t in tasks}
        try:
            refresh.write_pages(Path(pages), executed, job["zone"], job["as_of"], Path(job["root"]))
        except OSError as error:
            tell({"failure": f"the pages could not be written: {error}"})


def main() -> None:
    """Do the job on standard input."""
    job = json.load(sys.stdin)
    die_with(job["parent"])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # `finally` ends the runners
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not look like an answer

    def tell(report: dict) -> None:
        answers.write(json.dumps(report) + "\n")
        answers.flush()

    work(job, tell)
    tell({"end": True})
    os._exit(0)  # everything is written; tidying up an interpreter this full takes half a second


if __name__ == "__main__":
    main()
