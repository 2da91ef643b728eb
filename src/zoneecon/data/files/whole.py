"""How does a file or a folder change so that a reader, and a power cut, meets the old or the new?

Written beside its place, held by the disk, then renamed over it. Standard library only.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

from zoneecon.data.files.checkout import shown
from zoneecon.data.files.fingerprints import digest


def write_whole(path: Path, content: str | bytes) -> None:
    """Replace a small file by one rename; a text is written as UTF-8 with LF."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(raw)
        sync(partial)
        os.replace(partial, path)
    except OSError:  # a full disk: what was begun is not left lying about
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Have the disk hold a file's content, or a folder's names, before anything relies on them."""
    windows = sys.platform == "win32"
    with suppress(PermissionError):  # Windows opens no folder
        descriptor = os.open(path, os.O_RDWR if windows else os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """The same for a folder with all that is in it."""
    for place, _, names in os.walk(folder):
        for name in names:
            sync(Path(place, name))
        sync(Path(place))


def swap(one: Path, other: Path) -> None:
    """Exchange two folders: in one act where the system can, else by two renames."""
    if sys.platform.startswith("linux"):
        import ctypes

        libc = ctypes.CDLL(None)
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
    """Make a plain folder hold exactly the tables of another; False if it does already."""
    import shutil

    fresh = _finish_swap(folder)
    held = tables_in(folder)
    if held == tables_in(tables):
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(tables, fresh)
    sync_tree(fresh)
    if held is None:
        os.rename(fresh, folder)
    else:
        swap(fresh, folder)
        shutil.rmtree(fresh, ignore_errors=True)
    sync(folder.parent)
    return True


def _finish_swap(folder: Path) -> Path:
    """Clear what a killed `mirror` left; the name of the folder that the next is made in."""
    import shutil

    fresh = folder.with_name(f".{folder.name}-new")
    aside = fresh.with_name(f"{fresh.name}-aside")
    if aside.is_dir() and not folder.exists():  # between the two renames of `swap`
        os.rename(aside, folder)
    for leftover in (fresh, aside):
        shutil.rmtree(leftover, ignore_errors=True)
    return fresh
