"""How does a slider not queue work? Only the newest thing is worked on; what it overtook is not.

A thread starts when there is something and ends when there is nothing: while it computes, the
kernel goes on taking messages, and each replaces the one that waits.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Latest(Generic[Thing]):
    """Calls `work` on the newest thing put, never on two at once; `failed` on its exceptions.

    `busy` is told at once that there is something, and that there is nothing any more.
    """

    def __init__(
        self,
        work: Callable[[Thing], None],
        failed: Callable[[Exception], None],
        busy: Callable[[bool], None],
    ):
        self._work, self._failed, self._busy = work, failed, busy
        self._lock = threading.Lock()
        self._waiting: list[Thing] = []
        self._thread: threading.Thread | None = None

    def put(self, thing: Thing) -> None:
        """Work on this next, and on nothing that waited before it."""
        with self._lock:
            self._waiting = [thing]
            if self._thread is None:
                self._busy(True)
                self._thread = threading.Thread(target=self._run, name="explorer", daemon=True)
                self._thread.start()

    @property
    def overtaken(self) -> bool:
        """Whether something newer waits: then what is left to do of the present is not needed."""
        return bool(self._waiting)

    def quiet(self, seconds: float) -> bool:
        """Whether nothing newer comes for some seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._waiting:
                return False
            time.sleep(0.02)
        return not self._waiting

    def wait(self, seconds: float = 60.0) -> bool:
        """Whether all is done, after at most some seconds."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return self._thread is None

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    self._busy(False)
                    return
                thing = self._waiting.pop()
            try:
                self._work(thing)
            except Exception as error:  # one state that fails must not silence the next
                self._failed(error)
