"""In which surroundings does a kernel of a report run?

papermill is told by `kernel_manager_class`; the process is of `processes`.
"""

import os
import uuid
from collections.abc import Mapping
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict

from zoneecon import processes
from zoneecon.provisioner import Provisioner
from zoneecon.refresh import isolation

PRELOAD = ["zoneecon.refresh.preload"]


def warm(job: Mapping) -> None:
    """Have the fork server begin, by a process that does nothing; wait until it is ready."""
    processes.begin(PRELOAD, job)
    if processes.method() != "spawn":
        process = processes.context(PRELOAD).Process(target=int)
        process.start()
        process.join()


class Manager(AsyncKernelManager):
    """Starts kernels with imports done, each in surroundings of its own."""

    environment = Dict(config=True, help="Environment variables of the kernel.")

    # typed as a function that returns nothing, and documented as one to be awaited
    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
        self.kernel_id = self.kernel_id or str(uuid.uuid4())
        self.provisioner = Provisioner.of(self, PRELOAD, enclose)
        await super().start_kernel(**{**options, "env": dict(self.environment)})


def enclose(environment: Mapping[str, str], folder: str) -> None:
    """Let this process write into its own folders only, and print nothing."""
    isolation.fence([os.path.dirname(folder), environment["JUPYTER_RUNTIME_DIR"]])
    # what a program prints is in the notebook; without end it would fill the log of a schedule, too
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
