"""How does a result appear whole, or not at all? Locks, results kept by their inputs, releases.

A release is a folder `reports/<zone>/<run>/` with pages, tables and a manifest. The small file
`current` names the one that counts; replacing it is the one act that publishes. Who reads
resolves `current` once and then reads the folder it named. Standard library only, so that a
refresh with nothing to do starts fast.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from zoneecon.data.files.fingerprints import LISTING, digest, listing, shown
from zoneecon.errors import Busy

MANIFEST = "manifest.json"
TRACE = "trace.json"
#: Each zone keeps its own results, so that its lock guards them: another zone's refresh would
#: drop a result that is kept already and named by no release yet.
RESULTS = ".store"


def digest_of(value: object) -> str:
    """SHA-256 of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


# --- one at a time ---------------------------------------------------------------------------


def _acquire(descriptor: int) -> bool:
    """Take the operating system's lock, which dies with its process: none is ever stale."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, 1 << 20, os.SEEK_SET)  # beyond the text, which stays readable
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def lock(path: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold a lock file; `Busy` says who holds it if that takes longer than `wait` seconds."""
    import time

    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        deadline = time.monotonic() + wait
        while not _acquire(descriptor):
            if time.monotonic() >= deadline:
                holder = path.read_text(encoding="utf-8").strip() or "another process"
                raise Busy(f"{path.parent.name} is being refreshed by {holder}")
            time.sleep(0.05)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"process {os.getpid()} since {time.strftime('%F %T')}\n".encode())
        yield
    finally:
        os.close(descriptor)


# --- results by their inputs -----------------------------------------------------------------


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
    kept = results / key[:32] / digest_of(trace["reads"])[:32]
    (folder / TRACE).write_text(json.dumps(trace, indent=1, sort_keys=True), encoding="utf-8")
    kept.parent.mkdir(parents=True, exist_ok=True)
    if kept.exists():  # run again although nothing changed: the newer result counts
        swap(folder, kept)
    else:
        os.rename(folder, kept)
    return kept


# --- releases --------------------------------------------------------------------------------


def current(reports: Path) -> Path | None:
    """The release that counts. Resolve once, then read the folder returned."""
    try:
        # The last part of the name only: what stands in the file leads nowhere else.
        run = reports / Path((reports / "current").read_text(encoding="utf-8").strip()).name
    except FileNotFoundError:
        return None
    return run if (run / MANIFEST).is_file() else None


def manifest(run: Path) -> dict:
    """What a release was made from, and what is in it."""
    return json.loads((run / MANIFEST).read_bytes())


def seal(stage: Path, facts: Mapping[str, object]) -> None:
    """Write the list of inputs, and the manifest: the given facts and the hash of every file."""
    if "inputs" in facts:
        text = listing(facts["inputs"], facts["request"])
        (stage / LISTING).write_text(text, encoding="utf-8", newline="\n")
    names = [path for path in sorted(stage.rglob("*")) if path.is_file() and path.name != MANIFEST]
    files = {path.relative_to(stage).as_posix(): digest(path) for path in names}
    text = json.dumps({**facts, "files": files}, indent=1, ensure_ascii=False)
    (stage / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def damage(run: Path) -> list[str]:
    """Files of a release that are missing or not what its manifest says; none is the rule."""
    files = manifest(run)["files"]
    return [name for name, then in files.items() if digest(run / name) != then]


def release(stage: Path, run: Path) -> None:
    """Make a sealed stage the release that counts."""
    os.rename(stage, run)
    write_whole(run.parent / "current", f"{run.name}\n")


def write_whole(path: Path, text: str) -> None:
    """Write a small text so that a reader sees the old one or the new one."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8", newline="\n")
    os.replace(partial, path)


def swap(one: Path, other: Path) -> None:
    """Exchange two folders: in one act where the system can, else by two renames."""
    if sys.platform.startswith("linux"):
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        at_cwd, exchange = -100, 2
        paths = os.fsencode(one), os.fsencode(other)
        if hasattr(libc, "renameat2") and not libc.renameat2(
            at_cwd, paths[0], at_cwd, paths[1], exchange
        ):
            return
    aside = one.with_name(f"{one.name}-aside")
    os.rename(other, aside)
    os.rename(one, other)
    os.rename(aside, one)


def tables_in(folder: Path) -> dict[str, str] | None:
    """Name -> hash of every file of a folder; None where there is no folder."""
    if not folder.is_dir():
        return None
    return {path.name: digest(path) for path in folder.iterdir() if shown(path.name)}


def mirror(tables: Path, folder: Path) -> bool:
    """Make a plain folder hold exactly a release's tables; False if it does already."""
    import shutil

    held = tables_in(folder)
    if held == tables_in(tables):
        return False
    fresh = folder.with_name(f".{folder.name}-new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(tables, fresh)
    if held is None:
        os.rename(fresh, folder)
    else:
        swap(fresh, folder)
        shutil.rmtree(fresh, ignore_errors=True)
    return True


def runs(reports: Path) -> list[Path]:
    """All releases, oldest first."""
    return sorted(path.parent for path in reports.glob(f"[0-9]*/{MANIFEST}"))


def made_for(reports: Path, order: str) -> Path | None:
    """The release that was made for an order, if there is one."""
    for run in runs(reports):
        with suppress(FileNotFoundError):  # dropped by another refresh just now
            if manifest(run).get("order") == order:
                return run
    return None


def clear(stage: Path) -> None:
    """Remove a staging folder, and its sockets, which are elsewhere because of short paths."""
    import shutil

    with suppress(OSError):
        sockets = Path((stage / "sockets").read_text(encoding="utf-8"))
        if sockets.name.startswith("zoneecon-"):
            shutil.rmtree(sockets, ignore_errors=True)
    shutil.rmtree(stage, ignore_errors=True)


def settle(reports: Path, processed: Path) -> bool:
    """Finish or clear what a killed refresh left behind; the caller holds the lock."""
    import shutil

    fresh = processed.with_name(f".{processed.name}-new")
    aside = fresh.with_name(f"{fresh.name}-aside")
    if aside.is_dir() and not processed.exists():  # between the two renames of `swap`
        os.rename(aside, processed)
    for leftover in (*reports.glob(".staging-*"), fresh, aside):
        clear(leftover)
    run = current(reports)
    unfinished = [path for path in runs(reports) if run is None or path.name > run.name]
    for path in unfinished:  # renamed, but `current` never got to name it
        shutil.rmtree(path, ignore_errors=True)
    return run is not None and mirror(run / "tables", processed)


def prune(reports: Path, results: Path, keep_runs: int) -> None:
    """Drop releases before the last `keep_runs`, and results that no release uses."""
    import shutil

    run = current(reports)
    for path in runs(reports)[:-keep_runs]:
        if path != run:
            gone = path.with_name(f".staging-{path.name}")
            os.rename(path, gone)
            shutil.rmtree(gone, ignore_errors=True)
    used = {one["result"] for path in runs(reports) for one in manifest(path)["notebooks"].values()}
    for kept in results.glob("*/*"):
        if f"{kept.parent.name}/{kept.name}" not in used:
            shutil.rmtree(kept, ignore_errors=True)
            with suppress(OSError):
                kept.parent.rmdir()
