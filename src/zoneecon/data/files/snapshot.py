"""What does a refresh work on, and what changed? A snapshot of all inputs; changes by name.

The hashes that decide are in `fingerprints`; standard library only here too.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from zoneecon.data.files import fingerprints
from zoneecon.data.files.checkout import PACKAGE, SHARED, Checkout, Place
from zoneecon.data.files.fingerprints import ABSENT, digest_if_readable, survey
from zoneecon.data.files.releases import digest_of
from zoneecon.text.catalogue import say


def irregular(place: Place) -> bool:
    """Whether something lies among the data that is never copied: the reader says what."""
    return len(place.inputs()) < len(place.candidates()) or place.raw.is_symlink()


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
        content = json.loads(fingerprints.content(notebook))
        cells = [[c["cell_type"], c["source"], c.get("metadata")] for c in content["cells"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return digest_if_readable(notebook)
    return digest_of([cells, content.get("nbformat")])


def changes(place: Place, then: Mapping, request: Mapping[str, object]) -> list[str]:
    """Why a report made as its manifest says would come out otherwise today; none: it would not.

    Re-executed notebooks (other outputs, same cells) count as the same.
    """
    before, now = then["inputs"], survey(place)
    for name in now.keys() & before.keys():
        if now[name] != before[name] and _same_cells(place.root / name, then["notebooks"]):
            now[name] = before[name]
    asked = [] if then["request"] == dict(request) else [say("commands.changed.parameters")]
    return [*asked, *changed(before, now)]


def _same_cells(path: Path, notebooks: Mapping[str, Mapping]) -> bool:
    """Whether this is a notebook with the cells that it had when a report was made of it."""
    made = notebooks.get(path.stem) if path.suffix == ".ipynb" else None
    return made is not None and made["source"] == source_digest(path)


def days(place: Place) -> list[str]:
    """Days of publication that a list of sources names, unchecked."""
    import csv
    import re

    if not place.sources.is_file():
        return []
    with place.sources.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        found = [row.get("published") or "" for row in csv.DictReader(file)]
    return [day for day in found if re.fullmatch(r"\d{4}-\d\d-\d\d", day)]


def newest(place: Place) -> str | None:
    """As `folders.newest`, from unchecked files: None where no date can be read."""
    every = (place, *map(place.checkout.place, SHARED))
    return max((day for one in every for day in days(one)), default=None)


def snapshot(place: Place, to: Path) -> Place:
    """Copy every input, so that what is hashed is what is read, whatever happens meanwhile."""
    import shutil

    checkout, copy = place.checkout, Checkout(to)
    sources = [*place.inputs(), *checkout.committed()]
    sources += [checkout.requirements] if checkout.requirements.is_file() else []
    for source in sources:
        target = to / source.relative_to(checkout.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    copy.raw.mkdir(parents=True, exist_ok=True)
    copy.assumptions.mkdir(parents=True, exist_ok=True)
    # Times are kept, so that Python takes the compiled files beside the sources as valid.
    shutil.copytree(PACKAGE, copy.package, copy_function=shutil.copy2)
    return copy.place(place.name)
