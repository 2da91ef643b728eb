"""How does Jupyter get a kernel that begins with imports done?

A kernel is a process of `processes`; jupyter_client is told so by a manager's `provisioner`, and
looks for another only where there is none.
"""

import asyncio
import importlib
import os
import runpy
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import LocalProvisioner

from zoneecon import processes

#: Of environment variables and folder of a kernel, which are its process's own by then.
Ready = Callable[[dict[str, str], str], object]


def nothing(environment: Mapping[str, str], folder: str) -> None:
    """Of a kernel that needs no more than every kernel has."""


class Provisioner(LocalProvisioner):
    """Starts a kernel as a process of `processes`; signals go to all that it started.

    Attributes
    ----------
    preload : sequence of str
        Modules that the process begins with, see `processes.context`.
    ready : callable
        What it does before it becomes a kernel: a function of a module, so that it can be named
        to another process, which imports that module.
    """

    process: Any = None
    preload: Sequence[str]
    ready: Ready

    @classmethod
    def of(
        cls, manager: KernelManager, preload: Sequence[str], ready: Ready = nothing
    ) -> "Provisioner":
        """What a manager of jupyter_client starts its kernel with."""
        made = cls(kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager)
        made.preload, made.ready = preload, ready
        return made

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        environment, folder = dict(options["env"]), str(options.get("cwd") or os.getcwd())
        asked = self.preload, self.ready, cmd, environment, folder
        self.process = processes.context(self.preload).Process(target=become_kernel, args=asked)
        await asyncio.to_thread(self.process.start)  # the fork server may still be importing
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


def become_kernel(
    preload: Sequence[str],
    ready: Ready,
    command: list[str],
    environment: dict[str, str],
    folder: str,
) -> None:
    """Run the module of a kernel's command line, in this process."""
    processes.end_with_parent()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for name in preload:  # a fork has them already
        importlib.import_module(name)
    ready(environment, folder)
    at = command.index("-m") + 1
    # ipykernel reads the usual variable when it is imported, which was before this process began
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    sys.argv = [*command[at:], parent]
    runpy.run_module(command[at], run_name="__main__", alter_sys=True)
