"""How does a page come soon? From a kernel that has read everything before anyone asks.

Kernels are forks of a process that did so (see `ahead`). One waits; whoever opens a page takes it,
and the next one is made ready.
"""

import asyncio
from typing import Any, cast

from jupyter_server.services.kernels.kernelmanager import (
    AsyncMappingKernelManager,
    ServerKernelManager,
)
from traitlets import List, Unicode

from zoneecon.provisioner import Provisioner

#: Seconds between looks at whether a page is there.
LOOK = 1.0


class Kernel(ServerKernelManager):
    """Starts a page's kernel with imports done."""

    # typed as a function that returns nothing, and documented as one to be awaited
    async def start_kernel(self, *given: Any, **options: Any) -> None:  # type: ignore[override]
        self.provisioner = Provisioner.of(self, cast(Warm, self.parent).preload)
        await super().start_kernel(*given, **options)


class Warm(AsyncMappingKernelManager):
    """Jupyter's kernels, of which one waits.

    Attributes
    ----------
    preload : list of str
        What kernels begin with, see `processes.context`.
    folder : str
        Where the one that waits works, as Jupyter calls it.
    """

    kernel_manager_class = f"{__name__}.{Kernel.__name__}"
    preload: List = List(Unicode())
    folder = Unicode()
    _waiting: asyncio.Task | None = None
    _next: asyncio.Task | None = None

    def heat(self) -> None:
        """Make a kernel ready, if none is."""
        if self._waiting is None:
            self._waiting = asyncio.ensure_future(super().start_kernel(path=cast(Any, self.folder)))

    async def start_kernel(  # type: ignore[override]
        self, *, kernel_id: str | None = None, path: Any = None, **told: Any
    ) -> str:
        """The kernel that waits for who asks for a new one there; else a new one."""
        waiting, self._waiting = self._waiting, None
        found = await waiting if waiting is not None and kernel_id is None else ""
        if found not in self:  # none waited, or it has ended meanwhile
            found = await super().start_kernel(kernel_id=kernel_id, path=path, **told)
        self._next = asyncio.ensure_future(self._after(found))
        return found

    async def _after(self, taken: str) -> None:
        """Make the next kernel ready once this one's page is there: that comes first."""
        while taken in self:
            seen, kernel = self._kernel_connections.get(taken, 0), cast(Any, self.get_kernel(taken))
            if seen and kernel.execution_state == "idle":
                break
            await asyncio.sleep(LOOK)
        self.heat()

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that no page holds any more, and not the one that waits for a page."""
        if self._waiting and self._waiting.done() and self._waiting.result() == kernel_id:
            return
        await super().cull_kernel_if_idle(kernel_id)
