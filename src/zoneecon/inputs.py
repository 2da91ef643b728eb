"""What is a report made from, and which of it changed? Standard library only: it must be fast.

An input is a file (by its path in the checkout), the names in a folder, or a fact about the
interpreter. Each has a hash; two dictionaries of hashes say what changed, by name.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from zoneecon.store import ABSENT, digest, digest_of, shown

#: As data.SHARED, which is not imported here because pandas comes with it.
SHARED = ("context", "reference")
PACKAGE = Path(__file__).parent
#: Files outside data/ that every notebook depends on.
LOCK_FILE = "requirements.lock"


def find_root() -> Path | None:
    """As `data.find_root`, without its message: None leaves the complaint to it."""
    named = os.environ.get("ZONEECON_ROOT")
    for candidate in [Path(named)] if named else [PACKAGE.parents[1], Path.cwd()]:
        if (candidate / "data" / "indicators.csv").is_file():
            return candidate.resolve()
    return None


def notebooks(root: Path) -> list[Path]:
    """The numbered notebooks, in order; dropping one in the folder is enough to add it."""
    return sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def _files(folder: Path) -> Iterable[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(filter(shown, folders))
        yield from (Path(place, name) for name in sorted(filter(shown, names)))


def _candidates(root: Path, zone: str) -> list[Path]:
    raw = root / "data" / "raw"
    return [
        *sorted((root / "data").glob("*.csv")),
        *(path for name in (zone, *SHARED) for path in _files(raw / name)),
        *sorted((root / "data" / "assumptions").glob(f"{zone}.*toml")),
    ]


def _ordinary(path: Path, inside: str) -> bool:
    """Whether a file may be opened: no pipe or device to wait for, no link out of the data."""
    return path.is_file() and os.path.realpath(path).startswith(inside)


def data_files(root: Path, zone: str) -> list[Path]:
    """Every file under data/ that a report of this zone may be made from."""
    inside = os.path.join(os.path.realpath(root / "data"), "")
    return [path for path in _candidates(root, zone) if _ordinary(path, inside)]


def irregular(root: Path, zone: str) -> bool:
    """Whether something lies among the data that is never copied: the reader says what."""
    return (
        len(data_files(root, zone)) < len(_candidates(root, zone))
        or (root / "data" / "raw" / zone).is_symlink()
    )


def environment() -> dict[str, str]:
    """Python's version and a hash of the installed packages' names and versions."""
    installed = {
        name
        for place in sys.path
        if place.endswith("-packages") and os.path.isdir(place)
        for name in os.listdir(place)
        if name.endswith(".dist-info")
    }
    version = ".".join(map(str, sys.version_info[:3]))
    return {"Python": version, "installed packages": digest_of(sorted(installed))}


def survey(root: Path, zone: str, package: Path = PACKAGE) -> dict[str, str]:
    """Name -> hash of every input of a zone's report."""
    named = {path.relative_to(root).as_posix(): path for path in data_files(root, zone)}
    named |= {f"notebooks/{path.name}": path for path in notebooks(root)}
    named |= {f"src/zoneecon/{p.relative_to(package).as_posix()}": p for p in _files(package)}
    found = {name: digest(path) for name, path in named.items()}
    if (root / LOCK_FILE).is_file():
        found[LOCK_FILE] = digest(root / LOCK_FILE)
    return found | environment()


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
            what = "is new" if before == ABSENT else "is gone" if after == ABSENT else "changed"
            words.append(f"{name} {what}")
    return words


def source_digest(notebook: Path) -> str:
    """Hash of a notebook without what running it stores: outputs and counts."""
    try:
        content = json.loads(notebook.read_bytes())
        cells = [[c["cell_type"], c["source"], c.get("metadata")] for c in content["cells"]]
    except (ValueError, KeyError, TypeError):
        return digest(notebook)
    return digest_of([cells, content.get("nbformat")])


def unchanged(root: Path, then: Mapping, request: Mapping[str, object]) -> bool:
    """Whether a report made as its manifest says would come out the same today.

    Re-executed notebooks (other outputs, same cells) count as the same.
    """
    if then["request"] != dict(request):
        return False
    before, now = then["inputs"], survey(root, str(request["zone"]))
    if before.keys() != now.keys():
        return False
    for name in (name for name in now if now[name] != before[name]):
        stem = Path(name).stem
        if not name.startswith("notebooks/") or stem not in then["notebooks"]:
            return False
        if then["notebooks"][stem]["source"] != source_digest(root / name):
            return False
    return True


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
    pairs += [(path, to / "notebooks" / path.name) for path in notebooks(root)]
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
