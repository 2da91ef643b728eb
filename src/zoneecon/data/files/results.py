"""Has this notebook run before, from the very same inputs? Results kept by what they read."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from zoneecon.data.files import releases
from zoneecon.data.files.whole import swap

TRACE = "trace.json"
#: Each zone keeps its own results, so that its lock guards them: another zone's refresh would
#: drop a result that is kept already and named by no release yet.
RESULTS = ".store"


def find(results: Path, key: str, now: Callable[[str], str]) -> Path | None:
    """A kept result whose every recorded read gives today what it gave then.

    Parameters
    ----------
    results : Path
        Folder of the store.
    key : str
        Hash of what is known before running: notebook, parameters, package, environment.
    now : callable
        Name of an input -> its hash today.
    """
    for trace in sorted((results / key[:32]).glob(f"*/{TRACE}")):
        reads = json.loads(trace.read_bytes())["reads"]
        if all(now(name) == then for name, then in reads.items()):
            return trace.parent
    return None


def keep(results: Path, key: str, folder: Path, trace: Mapping[str, object]) -> Path:
    """Move a finished result into the store by one rename."""
    kept = results / key[:32] / releases.digest_of(trace["reads"])[:32]
    (folder / TRACE).write_text(json.dumps(trace, indent=1, sort_keys=True), encoding="utf-8")
    kept.parent.mkdir(parents=True, exist_ok=True)
    if kept.exists():  # run again although nothing changed: the newer result counts
        swap(folder, kept)
    else:
        os.rename(folder, kept)
    return kept


def prune(reports: Path, runs: Iterable[Path]) -> None:
    """Drop results that no release uses."""
    used = {one["result"] for path in runs for one in releases.manifest(path)["notebooks"].values()}
    for kept in (reports / RESULTS).glob("*/*"):
        if f"{kept.parent.name}/{kept.name}" not in used:
            shutil.rmtree(kept, ignore_errors=True)
            with suppress(OSError):
                kept.parent.rmdir()
