"""Can a file be opened without harm? Ordinary files of a bounded size inside the data folder."""

import os
import stat
from pathlib import Path
from typing import NamedTuple

from zoneecon.data.files.checkout import SYSTEM, Checkout, shown
from zoneecon.data.problems import found
from zoneecon.errors import BadInput, Problem

#: Largest file that is read, in bytes: a plan of 240 statements takes 44 kB.
MOST_BYTES = 5_000_000
#: Most files in a folder of statements.
MOST_FILES = 200
#: Kinds of what is no file (names of `inputs.kind`).
KINDS = {
    stat.S_IFDIR: "folder",
    stat.S_IFIFO: "pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}
LOCK_PREFIXES = ("~$", ".~lock.")
SYSTEM_FILES = (*SYSTEM, ".ds_store", ".gitkeep", ".directory")
SUFFIXES = (".csv", ".xlsx")


class Content(NamedTuple):
    """Bytes of a file, or why it was not opened."""

    data: bytes
    problems: list[Problem]


def shown_name(path: Path, root: Path) -> str:
    """How messages call a file: from the checkout on."""
    return Checkout(root).shown(path)


def read_bytes(path: Path, root: Path, fence: Path | None = None) -> Content:
    """Content of an ordinary file that lies inside a fence; nothing else is ever opened.

    Parameters
    ----------
    path : Path
        File to read.
    root : Path
        Checkout, for the name in messages.
    fence : Path, optional
        Folder that the file must really lie in, links followed; the data if None.
    """
    file = shown_name(path, root)
    refused = _refusal(path, file, (fence or Checkout(root).data).resolve())
    if refused:
        return Content(b"", [refused])
    try:
        # Not blocking and not following: what was checked may have been swapped since.
        handle = os.open(path.resolve(), os.O_RDONLY | _flag("O_NONBLOCK") | _flag("O_NOFOLLOW"))
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return Content(b"", [found("file-changed", file)])
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        return Content(b"", [found("file-unreadable", file, reason=error.strerror or "")])
    if len(content) > MOST_BYTES:
        return Content(b"", [found("file-changed", file)])
    return Content(content, [])


def _flag(name: str) -> int:
    return getattr(os, name, 0)  # absent on Windows


def _refusal(path: Path, file: str, fence: Path) -> Problem | None:
    """Why a path must not be opened; decided without opening it."""
    try:
        if path.is_symlink() and not path.exists():
            return found("file-broken-link", file)
        real = path.resolve()
        if not real.is_relative_to(fence):
            return found("file-link", file)
        status = os.stat(real)
    except FileNotFoundError:
        return found("file-missing", file)
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name too long
        return found("file-unreadable", file, reason=getattr(error, "strerror", None) or error)
    if not stat.S_ISREG(status.st_mode):
        return found("file-special", file, kind=KINDS.get(stat.S_IFMT(status.st_mode), "special"))
    if status.st_size > MOST_BYTES:
        return found(
            "file-large", file, size=round(status.st_size / 1e6, 1), limit=MOST_BYTES // 1_000_000
        )
    return None


def require_bytes(path: Path, root: Path, fence: Path | None = None) -> bytes:
    """Content of a file that must be there; `BadInput` otherwise."""
    content = read_bytes(path, root, fence)
    if content.problems:
        raise BadInput(content.problems)
    return content.data


def tables_in(folder: Path, root: Path) -> tuple[list[Path], list[Problem], list[Problem]]:
    """Tables of a folder of statements, what must not be there, and what was skipped."""
    name = shown_name(folder, root)
    refused = _folder_refusal(folder, name, root)
    if refused:
        return [], [refused], []
    notices = left_behind(folder, root)
    skipped = {notice.file for notice in notices}
    entries = [path for path in sorted(folder.iterdir()) if shown_name(path, root) not in skipped]
    if len(entries) > MOST_FILES:
        return [], [found("file-many", name, count=len(entries), limit=MOST_FILES)], []
    tables, problems = [], []
    for path in entries:
        file = shown_name(path, root)
        if path.suffix.lower() in SUFFIXES:
            tables.append(path)
        else:
            special = _refusal(path, file, Checkout(root).data.resolve())
            problems.append(special or found("file-kind", file))
    stems = [path.stem for path in tables]
    problems += [
        found("file-twice", shown_name(path, root))
        for path in tables
        if stems.count(path.stem) > 1 and path.suffix.lower() == ".xlsx"
    ]
    if not tables and not problems:
        problems.append(found("file-none", name))
    return tables, problems, notices


def left_behind(folder: Path, root: Path) -> list[Problem]:
    """What programs leave in a folder of data: skipped wherever it lies, and said."""
    notices = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith(LOCK_PREFIXES):
            rule = "file-lock"
        elif path.name.lower() in SYSTEM_FILES or path.name.startswith("._"):
            rule = "file-system"
        elif not shown(path.name):
            rule = "file-leftover"
        else:
            continue
        notices.append(found(rule, shown_name(path, root)))
    return notices


def _folder_refusal(folder: Path, name: str, root: Path) -> Problem | None:
    if folder.is_symlink() and not folder.exists():
        return found("file-broken-link", name)
    if not folder.is_dir():
        return found("file-none", name)
    if not folder.resolve().is_relative_to(Checkout(root).data.resolve()):
        return found("file-link", name)
    return None
