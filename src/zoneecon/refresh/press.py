"""Where are the pages of a report written? In a process of their own, while the notebooks run.

It imports what pages take while the helper imports what notebooks take, and is told the name of
each notebook that has run. Where a process cannot be forked, the pages are written afterwards.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from zoneecon.refresh import forks, runner
from zoneecon.text.catalogue import say

#: Writes a page for every (name, executed notebook) that comes, and the rest when no more comes.
Writer = Callable[[Iterable[tuple[str, str]]], None]


class Beside:
    """Pages are written by a fork of this process, which is told of each through a pipe."""

    def __init__(self, write: Writer):
        read, self._orders = os.pipe()
        self._fork = forks.Forked(lambda: write(_coming(read)))
        os.close(read)
        self._complaint = None

    def order(self, name: str, executed: str) -> None:
        """Have the page of an executed notebook written."""
        self._send([name, executed])

    def finish(self) -> str:
        """Wait until every page is written; what was wrong, or nothing."""
        self._send(None)
        end = time.monotonic() + runner.NOTEBOOK_TIMEOUT
        while not self._fork.done():
            if time.monotonic() > end:
                self.end()
                return f"they took longer than {runner.NOTEBOOK_TIMEOUT:g} s"
            time.sleep(0.005)
        code = self._fork.process.returncode
        return self.end() or (f"their process ended with code {code}" if code else "")

    def end(self) -> str:
        """End the process; its complaint, also when asked again."""
        if self._complaint is None:
            self._complaint = self._fork.end()
            os.close(self._orders)
        return self._complaint

    def _send(self, order: list[str] | None) -> None:
        with suppress(BrokenPipeError):  # it ended early, and `finish` says why
            os.write(self._orders, json.dumps(order).encode() + b"\n")


class Afterwards:
    """Pages are written in this process, once all notebooks have run."""

    def __init__(self, write: Writer):
        self._write, self._orders = write, []

    def order(self, name: str, executed: str) -> None:
        """Have the page of an executed notebook written."""
        self._orders.append((name, executed))

    def finish(self) -> str:
        """Write every page; what was wrong, or nothing."""
        try:
            self._write(self._orders)
        except OSError as error:
            return str(error)
        return ""

    def end(self) -> None:
        """Nothing is left to end."""


def _coming(read: int) -> Iterator[tuple[str, str]]:
    with os.fdopen(read, encoding="utf-8") as lines:
        for line in lines:
            order = json.loads(line)
            if order is None:
                return
            yield tuple(order)


# --- what is written ---------------------------------------------------------------------------


def write_pages(
    job: Mapping, notebooks: Mapping[str, str], orders: Iterable[tuple[str, str]]
) -> None:
    """Write a page for every executed notebook that comes, then statements and index.

    Parameters
    ----------
    job : mapping
        pages (folder), zone, as_of, root.
    notebooks : mapping
        Name -> file of every notebook of the report; it need not have run yet.
    orders : iterable
        Names and executed notebooks, in any order.
    """
    import nbformat

    from zoneecon.report import html

    tables = _everything_cited(job)
    read = {name: nbformat.read(notebooks[name], as_version=4) for name in sorted(notebooks)}
    executed = ((name, nbformat.read(path, as_version=4)) for name, path in orders)
    line = say("pages.line", zone=job["zone"], as_of=tables.as_of)
    for name, text in html.render(read, executed, tables.statements, tables.sources, line):
        (Path(job["pages"]) / name).write_text(text, encoding="utf-8")


def _everything_cited(job: Mapping):
    """Tables of the zone with the statements and sources of what surrounds it."""
    import pandas as pd

    from zoneecon.data import folders
    from zoneecon.data.files import paths

    root = Path(job["root"])
    tables = folders.load_folder(job["zone"], job["as_of"], root)
    every = [
        tables,
        *(
            folders.load_folder(name, tables.as_of, root)
            for name in paths.SHARED
            if (root / "data" / "raw" / name / "sources.csv").is_file()
        ),
    ]
    sources = pd.concat([one.sources for one in every], ignore_index=True)
    return tables._replace(
        statements=pd.concat([one.statements for one in every], ignore_index=True),
        sources=sources.drop_duplicates("source"),  # one page can serve context and reference
    )
