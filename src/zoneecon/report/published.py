"""What does a report hold that can be handed over? Tables, notebooks, pages and their inputs."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from zoneecon.data import assumptions, folders
from zoneecon.data.files import releases, safe_files
from zoneecon.data.files.checkout import Checkout, Place
from zoneecon.data.problems import found
from zoneecon.errors import BadInput
from zoneecon.report.spreadsheet import Rows
from zoneecon.text.catalogue import known


class Report(NamedTuple):
    """What a zone's report hands over.

    `tables` are its published tables as rows of text, head first; `notebooks` the folder of its
    executed notebooks; `pages` that of its HTML pages, None for the committed state; `place` where
    its inputs lie, and `as_of` the day that they are known on.
    """

    tables: Mapping[str, Rows]
    notebooks: Path
    pages: Path | None
    place: Place
    as_of: str

    @property
    def inputs(self) -> list[folders.Tables]:
        """What the documents say: of the zone, and of what surrounds it."""
        places = (self.place, *self.place.checkout.around())
        return [folders.load_folder(place, self.as_of) for place in places]

    @property
    def assumed(self) -> Mapping:
        """The zone's assumptions; nothing if it has none."""
        if not self.place.assumptions.is_file():
            return {}
        return assumptions.load_assumptions(self.place)

    @property
    def name(self) -> str:
        """What people call the zone."""
        return assumptions.name(self.place, known(None))


def newest(place: Place, committed: bool = False) -> Report:
    """A zone's newest whole report, or its committed state.

    Parameters
    ----------
    place : Place
    committed : bool
        The pinned tables of `data/processed` and the committed notebooks instead.

    Raises
    ------
    BadInput
        If there is none.
    """
    run = None if committed else releases.current(place.reports)
    folder = run / "tables" if run else place.processed
    tables = {}
    for path in sorted(folder.glob("[!.]*.csv")) if run or committed else []:
        text = safe_files.require_bytes(path, place.root, fence=folder).decode("utf-8-sig")
        tables[path.stem] = list(csv.reader(io.StringIO(text, newline="")))
    if not tables:
        sought = place.processed if committed else place.reports
        raise BadInput([found("export-nothing", place.checkout.shown(sought))])
    if not run:
        day = str(folders.newest(place))
        return Report(tables, place.checkout.notebooks, None, place, day)
    copied = Checkout(run / "inputs")
    then = copied.place(place.name) if copied.is_there() else place
    day = str(releases.manifest(run).get("as_of") or folders.newest(then))
    own = releases.edition(run, known(None))
    pages = own if own.is_dir() else run  # of before there were two
    return Report(tables, pages, pages, then, day)
