"""Who may write now? One hand at a time, by locks that die with their process.

Two locks: `zone_lock` is held as long as a report of a zone is made; `data_lock`, of the whole
checkout, for the moment in which data, assumptions or committed notebooks are read as a whole or
written. What is drawn from them (an id, a ledger, a name that is free) is drawn inside it.
Who needs both takes the zone's first. Who holds a lock may take it again. Standard library only.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from zoneecon.data.files.checkout import Checkout, Place
from zoneecon.errors import Busy
from zoneecon.text.catalogue import say

#: Seconds that a writer of data waits for another: each needs a few.
DATA_WAIT = 60.0
#: Locks that threads of this process hold.
_held: set[tuple[int, Path]] = set()


def zone_lock(place: Place, wait: float = 0.0) -> AbstractContextManager[None]:
    """For whoever makes a report of a zone."""
    return lock(place.reports / ".lock", wait, "zone", zone=place.name)


def data_lock(checkout: Checkout, wait: float = DATA_WAIT) -> AbstractContextManager[None]:
    """For whoever changes what reports are made from, or copies it as a whole."""
    return lock(checkout.reports / ".lock", wait, "data")


def _acquire(descriptor: int) -> bool:
    """Take the operating system's lock, which dies with its process: none is ever stale."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, 1 << 20, os.SEEK_SET)  # beyond the text, which stays readable
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def lock(path: Path, wait: float = 0.0, busy: str = "other", **fields: str) -> Iterator[None]:
    """Hold a lock file; `Busy` says who holds it if that takes longer than `wait` seconds.

    `busy` names the sentence, of `commands.busy`, and `fields` fill it in.
    """
    import time

    mine = (threading.get_ident(), path.absolute())
    if mine in _held:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        deadline = time.monotonic() + wait
        while not _acquire(descriptor):
            if time.monotonic() >= deadline:
                text = path.read_text(encoding="utf-8", errors="replace")
                holder = text.strip() or say("commands.busy.unknown")
                raise Busy(say(f"commands.busy.{busy}", holder=holder, **fields))
            time.sleep(0.05)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        holder = say("commands.busy.process", process=os.getpid(), time=time.strftime("%F %T"))
        os.write(descriptor, f"{holder}\n".encode())
        _held.add(mine)
        yield
    finally:
        _held.discard(mine)
        os.close(descriptor)
