"""What does a refresh work on, and what changed? A snapshot of all inputs; changes by name.

The hashes that decide are in `fingerprints`; standard library only here too.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from zoneecon.data.files import fingerprints
from zoneecon.data.files.fingerprints import ABSENT, LOCK_FILE, PACKAGE, SHARED, digest, survey
from zoneecon.data.files.releases import digest_of
from zoneecon.text.catalogue import say


def find_root() -> Path | None:
    """As `data.find_root`, without its message: None leaves the complaint to it."""
    found = fingerprints.find_root()
    return Path(found) if found else None


def notebooks(root: Path) -> list[Path]:
    """The numbered notebooks, in order; dropping one in the folder is enough to add it."""
    return [Path(path) for path in fingerprints.notebooks(os.fspath(root))]


def committed(root: Path) -> list[Path]:
    """The notebooks whose outputs are committed: the numbered ones, and the sliders'.

    A report has no page of the sliders, which are dead without a kernel; so only the former are
    inputs of one.
    """
    return [*notebooks(root), *(root / "notebooks").glob("explore.ipynb")]


def data_files(root: Path, zone: str) -> list[Path]:
    """Every file under data/ that a report of this zone may be made from."""
    return [Path(path) for path in fingerprints.data_files(os.fspath(root), zone)]


def irregular(root: Path, zone: str) -> bool:
    """Whether something lies among the data that is never copied: the reader says what."""
    return (
        len(data_files(root, zone)) < len(fingerprints.candidates(os.fspath(root), zone))
        or (root / "data" / "raw" / zone).is_symlink()
    )


def changed(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What is new, gone or different, by name, in words.

    Examples
    --------
    >>> changed({"a.csv": "1", "b.csv": "1"}, {"a.csv": "2", "c.csv": "1"})
    ['a.csv changed', 'b.csv is gone', 'c.csv is new']
    """
    words = []
    for name in sorted({*then, *now}):
        before, after = then.get(name, ABSENT), now.get(name, ABSENT)
        if before != after:
            what = "new" if before == ABSENT else "gone" if after == ABSENT else "changed"
            words.append(say(f"commands.changed.{what}", name=name))
    return words


def source_digest(notebook: Path) -> str:
    """Hash of a notebook without what running it stores: outputs and counts."""
    try:
        content = json.loads(notebook.read_bytes())
        cells = [[c["cell_type"], c["source"], c.get("metadata")] for c in content["cells"]]
    except (ValueError, KeyError, TypeError):
        return digest(notebook)
    return digest_of([cells, content.get("nbformat")])


def changes(root: Path, then: Mapping, request: Mapping[str, object]) -> list[str]:
    """Why a report made as its manifest says would come out otherwise today; none: it would not.

    Re-executed notebooks (other outputs, same cells) count as the same.
    """
    before, now = then["inputs"], survey(root, str(request["zone"]))
    for name in now.keys() & before.keys():
        if now[name] != before[name] and _same_cells(root / name, then["notebooks"]):
            now[name] = before[name]
    asked = [] if then["request"] == dict(request) else [say("commands.changed.parameters")]
    return [*asked, *changed(before, now)]


def _same_cells(path: Path, notebooks: Mapping[str, Mapping]) -> bool:
    """Whether this is a notebook with the cells that it had when a report was made of it."""
    made = notebooks.get(path.stem) if path.suffix == ".ipynb" else None
    return made is not None and made["source"] == source_digest(path)


def newest(root: Path, zone: str) -> str | None:
    """As `data.newest`, from unchecked files: None where no date can be read."""
    import csv
    import re

    dates = []
    for name in (zone, *SHARED):
        path = root / "data" / "raw" / name / "sources.csv"
        if path.is_file():
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                dates += [row.get("published") or "" for row in csv.DictReader(file)]
    valid = [date for date in dates if re.fullmatch(r"\d{4}-\d\d-\d\d", date)]
    return max(valid, default=None)


def snapshot(root: Path, zone: str, to: Path) -> Path:
    """Copy every input, so that what is hashed is what is read, whatever happens meanwhile."""
    import shutil

    pairs = [(path, to / path.relative_to(root)) for path in data_files(root, zone)]
    pairs += [(path, to / "notebooks" / path.name) for path in committed(root)]
    if (root / LOCK_FILE).is_file():
        pairs.append((root / LOCK_FILE, to / LOCK_FILE))
    for source, target in pairs:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    (to / "data" / "raw").mkdir(parents=True, exist_ok=True)
    (to / "data" / "assumptions").mkdir(parents=True, exist_ok=True)
    # Times are kept, so that Python takes the compiled files beside the sources as valid.
    shutil.copytree(PACKAGE, to / "src" / "zoneecon", copy_function=shutil.copy2)
    return to
