"""How much may a cell print, show or say when it fails? So much: no loop fills a disk or a page."""

from typing import Any

import nbformat
from ipykernel.iostream import OutStream

from zoneecon.text.catalogue import say

#: Letters of one cell's standard output, and as many of its standard error.
MOST = 1_000_000
#: Letters of all that a cell shows, figures too; of what an error says, and of what led to it.
MOST_SHOWN, MOST_SAID, MOST_LED = 10_000_000, 10_000, 100_000


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


def bounded(text: str, most: int = MOST) -> str:
    """A text that a cell shows, in the same measure."""
    return text if len(text) <= most else text[:most] + say("commands.printed", most=most)


def shown(outputs: list) -> list:
    """Outputs of a cell until they are too much together; then a sentence instead of the rest."""
    kept: list = []
    left = MOST_SHOWN
    for output in outputs:
        left -= sum(len(str(part)) for part in output.get("data", {}).values())
        if left < 0:
            text = say("commands.printed", most=MOST_SHOWN)
            return [*kept, nbformat.v4.new_output("stream", name="stderr", text=text)]
        kept.append(output)
    return kept
