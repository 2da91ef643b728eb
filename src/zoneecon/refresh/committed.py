"""How are a zone's notebooks renewed where they stand, or handed out to work in?

All run with the parameters written in them, on a snapshot, and only if every one ends well is
anything written.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zoneecon.data.files import locks, whole
from zoneecon.data.files import snapshot as files_snapshot
from zoneecon.data.files.checkout import Checkout, Place
from zoneecon.data.files.fingerprints import digest
from zoneecon.errors import NotebookFailed
from zoneecon.refresh import request as asked
from zoneecon.refresh import run
from zoneecon.text.catalogue import SOURCE, known, say

PLAIN: dict[str, Any] = {"as_of": None, "workers": run.WORKERS, "pages": None, "languages": []}


def execute_in_place(
    zone: str, root: Path | None = None, progress: bool = True, pin: bool = False
) -> list[Path]:
    """Rerun the committed notebooks as they are pinned and store their outputs and tables.

    The one way to renew committed outputs: all notebooks run with the parameters written in them,
    and only if every one ends well are notebooks and `data/processed` replaced. `pin` takes up
    the sources that were added since (see `data.pin`). Where the notebooks ask for another zone of
    the checkout, they stay as they are: the zone's tables and its pin are renewed.
    """
    from zoneecon.data import assumptions, notebooks

    checkout = Checkout.find(root)
    place = checkout.zone(str(asked.validate({"zone": zone})["zone"]))
    sources = checkout.committed()
    asked.check_notebooks(checkout, sources)
    with locks.zone_lock(place):
        with run.staging(place.reports) as stage:
            with locks.data_lock(checkout):
                copy = files_snapshot.snapshot(place, stage / "inputs")
                before = {path: digest(path) for path in (*sources, place.pin)}
            pinned = assumptions.pin(copy) if pin else None
            names = [path.stem for path in sources]
            others = [path for path in sources if notebooks.asks_for(path) not in ("", place.name)]
            asked_for = {"zone": place.name} if others else {}
            run.run_notebooks(dict(PLAIN), names, asked_for, stage, copy, None, progress)
            tables = stage / "release" / "tables"
            for name in names:
                for table in (stage / "work" / name / "tables").glob("*.csv"):
                    shutil.copyfile(table, tables / table.name)
            with locks.data_lock(checkout):
                _require_unmoved(checkout, before)
                for path in () if others else sources:
                    made = stage / "work" / path.stem / "notebook.ipynb"
                    whole.write_whole(path, made.read_bytes())
                if pinned:
                    whole.write_whole(place.pin, pinned.read_bytes())
                whole.mirror(tables, place.processed)
    return [] if others else sources


def hand_out(
    zone: str, to: Path, language: str | None = None, root: Path | None = None, progress=True
) -> list[Path]:
    """Write a zone's notebooks to a new folder, executed in a language, for work.

    Their own parameters name the zone and the language, so they say the same when they are run
    again.

    Parameters
    ----------
    zone : str
    to : Path
        Nothing may be there yet.
    language : str, optional
        That which is being spoken if None.
    root : Path, optional
    progress : bool

    Raises
    ------
    BadInput
        If something is there, or nothing can be written there.
    NotebookFailed
        If a cell fails; nothing is written.
    """
    from zoneecon.data import notebooks
    from zoneecon.report import handover

    checkout = Checkout.find(root)
    place = checkout.zone(str(asked.validate({"zone": zone})["zone"]))
    handover.check_goal(to)
    sources = checkout.committed()
    asked.check_notebooks(checkout, sources)
    with locks.zone_lock(place), run.staging(place.reports) as stage:
        with locks.data_lock(checkout):
            copy = files_snapshot.snapshot(place, stage / "inputs")
        for path in sources:
            text = notebooks.asking_for(path, place.name, known(language))
            (copy.checkout.notebooks / path.name).write_text(text, encoding="utf-8")
        names = [path.stem for path in sources]
        run.run_notebooks(dict(PLAIN), names, {}, stage, copy, None, progress)
        made = {f"{name}.ipynb": stage / "work" / name / "notebook.ipynb" for name in names}
        contents = {name: path.read_bytes() for name, path in made.items()}
        return handover.put(contents, to, folder=True)


@contextmanager
def told(place: Place, language: str) -> Iterator[Path | None]:
    """The committed notebooks executed in a language; None where they are told in it already."""
    if language == SOURCE:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        hand_out(place.name, Path(folder) / "told", language, place.root, progress=False)
        yield Path(folder) / "told"


def _require_unmoved(checkout: Checkout, before: Mapping[Path, str]) -> None:
    """Overwrite nothing that somebody changed while the notebooks ran."""
    moved = [path for path, then in before.items() if digest(path) != then]
    if moved:
        said = [say("commands.refresh.moved", file=checkout.shown(path)) for path in moved]
        said = [say("commands.refresh.untouched"), *said, say("commands.refresh.try_again")]
        raise NotebookFailed("\n  ".join(said))
