"""How much may a cell print? So much, then a sentence: a loop must not fill a disk or a page."""

from typing import Any

from ipykernel.iostream import OutStream

from zoneecon.text.catalogue import say

#: Letters of one cell's standard output, and as many of its standard error.
MOST = 1_000_000


class BoundedStream(OutStream):
    """A kernel's standard output, or error, that takes so many letters of each cell."""

    _cell: Any = None
    _left = MOST

    def write(self, string: str) -> int:
        cell = self.parent_header.get("msg_id")
        if cell != self._cell:
            self._cell, self._left = cell, MOST
        kept, before = string[: max(self._left, 0)], self._left
        self._left -= len(string)
        if self._left < 0 <= before:
            kept += say("commands.printed", most=MOST)
        if kept:
            super().write(kept)
        return len(string)


def bounded(text: str) -> str:
    """A text that a cell shows, in the same measure."""
    return text if len(text) <= MOST else text[:MOST] + say("commands.printed", most=MOST)
