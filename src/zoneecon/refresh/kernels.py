"""How does a kernel start, and when does it end? As a process that begins with imports done.

A kernel is a `multiprocessing.Process`: where the system has a fork server, a fork of one that has
imported what notebooks need (see `preload`), elsewhere a fresh process. papermill is told by
`kernel_manager_class`, jupyter_client by the manager's `provisioner`. Such a process ends with
whoever started it, in the middle of a cell too: nothing outlives a kill -9.
"""

import asyncio
import json
import multiprocessing
import multiprocessing.connection
import os
import runpy
import sys
import tempfile
import threading
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Dict

from zoneecon.refresh import isolation

if TYPE_CHECKING:  # the second is not there on every system
    from multiprocessing.context import ForkServerContext, SpawnContext

#: Names a start method of `multiprocessing`, `forkserver` or `spawn`, instead of the best.
METHOD = "ZONEECON_ENGINE"
#: What the fork server imports; what it is to compute beside, as JSON, for `preload` to read.
PRELOAD, JOB = ["zoneecon.refresh.preload"], "ZONEECON_PRELOAD"
#: Bytes that a system allows in the path of a socket, less what is added to a temporary folder.
LONGEST = 107 - len("/pymp-12345678/listener-12345678")


def method() -> str:
    """How processes start here. Apple's frameworks do not survive a fork without exec."""
    fit = sys.platform != "darwin" and len(os.fsencode(tempfile.gettempdir())) <= LONGEST
    known = multiprocessing.get_all_start_methods()
    return os.environ.get(METHOD) or ("forkserver" if fit and "forkserver" in known else "spawn")


def context() -> "SpawnContext | ForkServerContext":
    """Where processes come from; the fork server starts with the first of them."""
    if method() == "spawn":
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(PRELOAD)
    return found


def warm(job: Mapping) -> None:
    """Have the fork server begin, by a process that does nothing; wait until it is ready."""
    if method() != "spawn":
        os.environ[JOB] = json.dumps(job)
        process = context().Process(target=int)
        process.start()
        process.join()


# --- what jupyter_client asks ----------------------------------------------------------------


class Provisioner(LocalProvisioner):
    """Starts a kernel as a process of `multiprocessing`; signals go to all that it started."""

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        environment, folder = dict(options["env"]), str(options.get("cwd") or os.getcwd())
        self.process = context().Process(target=become_kernel, args=(cmd, environment, folder))
        self.process.start()
        self.pid = self.process.pid
        return self.connection_info

    async def poll(self) -> int | None:
        return self.process.exitcode if self.process else 0

    async def wait(self) -> int | None:
        while (code := await self.poll()) is None:
            await asyncio.sleep(0.005)
        self.process = None  # there is none any more, says `has_process`
        return code

    async def send_signal(self, signum: int) -> None:
        if await self.poll() is None:
            try:
                os.killpg(self.process.pid, signum)
            except (AttributeError, ProcessLookupError):  # no groups here; not in its own yet
                with suppress(ProcessLookupError):
                    os.kill(self.process.pid, signum)


class Manager(AsyncKernelManager):
    """Starts kernels by the provisioner above, each in surroundings of its own.

    jupyter_client looks for a provisioner only where there is none.
    """

    environment = Dict(config=True, help="Environment variables of the kernel.")

    # typed as a function that returns nothing, and documented as one to be awaited
    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
        self.kernel_id = self.kernel_id or str(uuid.uuid4())
        self.provisioner = Provisioner(
            kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
        )
        await super().start_kernel(**{**options, "env": dict(self.environment)})


# --- in the process itself -------------------------------------------------------------------


def become_kernel(command: list[str], environment: dict[str, str], folder: str) -> None:
    """Run the module of a kernel's command line, in this process."""
    end_with_parent()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    isolation.fence([os.path.dirname(folder), environment["JUPYTER_RUNTIME_DIR"]])
    # what a program prints is in the notebook; without end it would fill the log of a schedule, too
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    at = command.index("-m") + 1
    # ipykernel reads the usual variable when it is imported, which was before this process began
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    sys.argv = [*command[at:], parent]
    runpy.run_module(command[at], run_name="__main__", alter_sys=True)


def end_with_parent() -> None:
    """End this process, and what it starts, as soon as the one that started it is gone."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if not sys.platform.startswith("linux"):
        threading.Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()
        return
    import fcntl

    os.setpgid(0, 0)
    # At the end of the parent's pipe the system itself signals to this group, which needs nothing
    # of the interpreter: a cell may be holding it for ever. The signal's default is to end.
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, -os.getpgrp())
    flags = fcntl.fcntl(parent.sentinel, fcntl.F_GETFL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)
    if multiprocessing.connection.wait([parent.sentinel], 0):  # it was gone before
        os._exit(1)
