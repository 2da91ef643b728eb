"""Where do processes come from that begin with imports done, and when do they end?

Where the system has a fork server, a process is a fork of one that has imported what it needs
(`preload`), elsewhere a fresh one. It ends with whoever started it, in the middle of anything:
nothing outlives a kill -9. Standard library only.
"""

import json
import multiprocessing
import multiprocessing.connection
import os
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the second is not there on every system
    from multiprocessing.context import ForkServerContext, SpawnContext

#: Names a start method of `multiprocessing`, `forkserver` or `spawn`, instead of the best.
METHOD = "ZONEECON_ENGINE"
#: What a preload is to compute beside its imports, as JSON.
JOB = "ZONEECON_PRELOAD"
#: Bytes that a system allows in the path of a socket, less what is added to a temporary folder.
LONGEST = 107 - len("/pymp-12345678/listener-12345678")


def method() -> str:
    """How processes start here. Apple's frameworks do not survive a fork without exec."""
    fit = sys.platform != "darwin" and len(os.fsencode(tempfile.gettempdir())) <= LONGEST
    known = multiprocessing.get_all_start_methods()
    return os.environ.get(METHOD) or ("forkserver" if fit and "forkserver" in known else "spawn")


def context(preload: Sequence[str]) -> "SpawnContext | ForkServerContext":
    """What makes processes; a fork server begins with the first of them, if none has begun.

    Parameters
    ----------
    preload : sequence of str
        Modules that it imports; every process then begins with what is in them.
    """
    if method() == "spawn":
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([*preload])
    return found


def begin(preload: Sequence[str], job: Mapping) -> None:
    """Have the fork server begin, where there is one, and go on without waiting for it.

    Parameters
    ----------
    preload : sequence of str
        As `context` has it.
    job : mapping
        What these modules find in the variable `JOB`, as JSON.
    """
    if context(preload).get_start_method() == "forkserver":
        from multiprocessing import forkserver  # not on every system

        os.environ[JOB] = json.dumps(job)
        forkserver.ensure_running()
        del os.environ[JOB]


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
