"""How does a page come soon? From a kernel that has read everything before anyone asks.

One kernel waits; whoever opens a page takes it, and the next one is made ready.
"""

import asyncio
from pathlib import Path
from typing import Any, cast

import nbformat
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Unicode

from zoneecon.data.notebooks import PARAMETERS

#: Cells of a notebook that read what it works with.
FIRST = {PARAMETERS, "setup"}
#: What they are run with before a page does so again.
AHEAD = "zoneecon.explorer.app"

#: Seconds between looks at whether a page is there.
LOOK = 1.0


def first_cells(notebook: Path) -> str:
    """The code that a notebook begins with."""
    cells = nbformat.read(notebook, as_version=4).cells
    return "\n\n".join(
        [
            f"__import__({AHEAD!r})",
            *(one.source for one in cells if FIRST & set(one.metadata.get("tags", ()))),
        ]
    )


class Warm(AsyncMappingKernelManager):
    """Jupyter's kernels, of which one waits and has run `ahead` already.

    Attributes
    ----------
    ahead : str
        Python file that a waiting kernel runs; none waits without it.
    folder : str
        Where its kernel works, as Jupyter calls it.
    """

    ahead = Unicode().tag(config=True)
    folder = Unicode().tag(config=True)
    _waiting: asyncio.Task | None = None
    _next: asyncio.Task | None = None

    def heat(self) -> None:
        """Make a kernel ready, if none is."""
        if self.ahead and self._waiting is None:
            self._waiting = asyncio.ensure_future(self._ready())

    async def _ready(self) -> str:
        given: dict[str, Any] = {
            "path": self.folder,
            "extra_arguments": [f"--IPKernelApp.exec_files={self.ahead}"],
        }
        return await super().start_kernel(**given)

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
