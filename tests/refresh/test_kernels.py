"""A kernel begins with imports done, is an ordinary one otherwise, and ends with who started it."""

import asyncio
import gc
import importlib
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory

import zoneecon as ze
from tests.conftest import REAL, ROOT
from zoneecon import processes
from zoneecon.provisioner import Provisioner
from zoneecon.refresh import kernels, runner
from zoneecon.targets import answer

METHODS = [
    name for name in ("forkserver", "spawn") if name in multiprocessing.get_all_start_methods()
]


# --- what jupyter_client is relied on for --------------------------------------------------------


def test_a_manager_that_has_a_provisioner_asks_nobody_for_one(tmp_path, monkeypatch):
    """Only a comment in jupyter_client says so."""
    monkeypatch.setenv(processes.METHOD, "spawn")
    monkeypatch.setattr(
        KernelProvisionerFactory,
        "create_provisioner_instance",
        lambda *_, **__: pytest.fail("the factory was asked"),
    )

    async def session() -> tuple[bool, bool, int | None]:
        manager = kernels.Manager(
            environment=dict(os.environ), connection_file=str(tmp_path / "kernel.json")
        )
        await manager.start_kernel()
        ours = manager.provisioner
        began = isinstance(ours, Provisioner) and await manager.is_alive()
        process = ours.process
        await manager.shutdown_kernel(now=True)
        return began, await manager.is_alive(), process.exitcode

    began, lives, code = asyncio.run(session())
    assert began and not lives and code not in (None, 0)


# --- where they come from ------------------------------------------------------------------------


def test_the_fork_server_is_preferred_where_it_fits(monkeypatch):
    monkeypatch.delenv(processes.METHOD, raising=False)
    monkeypatch.setattr(tempfile, "tempdir", "/tmp")
    monkeypatch.setattr(sys, "platform", "linux")
    assert processes.method() == METHODS[0]
    monkeypatch.setattr(sys, "platform", "darwin")
    assert processes.method() == "spawn"
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(tempfile, "tempdir", "/" + "x" * 80)  # no room for a socket's path
    assert processes.method() == "spawn"
    monkeypatch.setenv(processes.METHOD, "forkserver")
    assert processes.method() == "forkserver"


def test_what_the_fork_server_is_told_to_import_is_there():
    for name in kernels.PRELOAD:
        assert importlib.import_module(name).compute


def run_cells(folder: Path, *cells: str) -> list[str]:
    """Texts that the cells of a notebook print, run as a refresh runs it."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    nbformat.write(notebook, folder / "cells.ipynb")
    task = runner.Task(str(folder / "cells.ipynb"), str(folder / "task"), {}, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="zoneecon-") as sockets:
        assert runner.run_notebook(task, sockets) is None
    printed = nbformat.read(task.output, as_version=4)
    return ["".join(o.get("text", "") for o in cell.outputs) for cell in printed.cells]


BEGINS = "import sys\nbegan = set(sys.modules)"
SHOWN = "import matplotlib.pyplot as plt, pandas as pd, zoneecon as ze\nplt.plot([1, 2]);"
USED = (
    "pd.DataFrame({'x': [1]})\nfor name in ze.__all__:\n    name == 'explore' or getattr(ze, name)"
)
#: More are forgotten imports: each costs every kernel of every refresh.
FEW = 25


@pytest.mark.skipif("forkserver" not in METHODS, reason="this system has no fork server")
def test_a_kernel_imports_next_to_nothing_beyond_the_preload(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    command = [sys.executable, "-c", f"import sys, {kernels.PRELOAD[0]}; print(*sys.modules)"]
    have = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    at_once, *_, at_last = run_cells(
        tmp_path, f"{BEGINS}\nprint(*began)", SHOWN, USED, "print(*sys.modules)"
    )
    assert "pandas" in at_once.split()  # it was forked, not started
    assert len(beyond := sorted({*at_last.split()} - {*have})) <= FEW, beyond


def test_the_preload_computes_what_notebooks_ask_for(monkeypatch):
    monkeypatch.setenv("ZONEECON_ROOT", "")  # set back at the end, as `compute` sets it
    preload = importlib.import_module(kernels.PRELOAD[0])
    asked = {"draws": 200, "seed": 7}
    job = {"zone": REAL, "as_of": "2021-08-31", "root": str(ROOT), "parameters": asked}
    preload.compute(job)
    monkeypatch.setattr(answer, "grid", lambda *_, **__: pytest.fail("computed again"))
    plan = ze.load(REAL, as_of="2021-08-31")
    assert len(ze.assess(plan, draws=200, seed=7).verdicts)
    assert gc.get_freeze_count() == 0  # that is for a fork server


def test_a_preload_that_fails_leaves_it_to_the_notebooks_to_say_so(monkeypatch):
    monkeypatch.setenv("ZONEECON_ROOT", "")
    preload = importlib.import_module(kernels.PRELOAD[0])
    preload.compute({"zone": "nowhere", "as_of": None, "root": "/nowhere", "parameters": {}})


# --- when they end -------------------------------------------------------------------------------

#: Starts a child that ends with its parent, says who it is, and does what is asked of it.
PARENT = """
import multiprocessing, os, sys, time
from zoneecon import processes

def child(line, source):
    processes.end_with_parent()
    names = {"line": line}
    exec(source, names)

if __name__ == "__main__":
    ours, theirs = multiprocessing.Pipe()
    process = processes.context([]).Process(target=child, args=(theirs, sys.argv[1]))
    process.start()
    print(process.pid, ours.recv(), flush=True)
    time.sleep(120)
"""
BUSY = {
    "asleep": "import time; line.send(0); time.sleep(120)",
    "holds the interpreter": "import re; line.send(0); re.match(r'(a|a)*b', 'a' * 40)",
    "has a child of its own": "import subprocess, sys, time\n"
    "own = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(120)'])\n"
    "line.send(own.pid); time.sleep(120)",
}


def gone(pid: int) -> bool:
    """Whether a process has ended, also where nobody has asked for its code yet."""
    try:
        return "(zombie)" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("doing", BUSY)
def test_no_process_outlives_the_one_that_started_it(tmp_path, method, doing):
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="zoneecon-") as place:  # what the killed cannot clear
        surroundings = {processes.METHOD: method, "PYTHONPATH": os.pathsep.join(sys.path)}
        parent = subprocess.Popen(
            [sys.executable, script, BUSY[doing]],
            env={**os.environ, **surroundings, "TMPDIR": place},
            stdout=subprocess.PIPE,
            text=True,
        )
        pids = [int(word) for word in parent.stdout.readline().split() if int(word)]
        assert pids and not any(map(gone, pids))
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 20
    while not all(map(gone, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert all(map(gone, pids))
