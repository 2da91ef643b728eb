"""What is a report made from, and is it as it was? Content decides, never times.

An input is a file (by its path in the checkout) or a fact about the interpreter. Each has a hash;
`inputs.sha256` of a release lists them as `sha256sum` does. This is asked by every scheduled run
that has nothing to do, so it imports the standard library only.
"""

import os
import sys
from collections.abc import Iterable
from hashlib import sha256
from threading import Thread

from zoneecon.data.files.checkout import PACKAGE, Place, files

ABSENT, UNREADABLE = "absent", "unreadable"
#: Lists the inputs of a release, in its folder.
LISTING = "inputs.sha256"


# --- hashes ----------------------------------------------------------------------------------


def content(path: str | os.PathLike) -> bytes:
    """What a file holds; a pipe that lies in its place is not waited for."""
    with open(path, "rb", buffering=0, opener=_at_once) as file:
        return file.read() or b""


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def digest(path: str | os.PathLike) -> str:
    """SHA-256 of a file; `absent` where there is none."""
    try:
        return sha256(content(path)).hexdigest()
    except FileNotFoundError:
        return ABSENT


def digest_if_readable(path: str | os.PathLike) -> str:
    """The same; `unreadable` where something is there that nobody can read, such as a folder."""
    try:
        return digest(path)
    except (OSError, ValueError):  # or its name is one that no file can have
        return UNREADABLE


def digests(paths: Iterable[str | os.PathLike]) -> list[str]:
    """`digest_if_readable` of many; a second thread halves what reading and hashing take."""
    every = list(paths)
    found = [""] * len(every)

    def each_second(first: int) -> None:
        found[first::2] = map(digest_if_readable, every[first::2])

    other = Thread(target=each_second, args=(1,))
    other.start()
    each_second(0)
    other.join()
    return found


def digest_of_names(names) -> str:
    """SHA-256 of a set of names."""
    return sha256("\0".join(sorted(names)).encode()).hexdigest()


# --- all inputs ------------------------------------------------------------------------------


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
    return {"Python": version, "installed packages": digest_of_names(installed)}


def survey(place: Place, package: str | os.PathLike = PACKAGE) -> dict[str, str]:
    """Name -> hash of every input of a zone's report."""
    checkout = place.checkout
    inputs = (*place.inputs(), *checkout.numbered(), checkout.requirements)
    named: dict[str, str | os.PathLike] = {_name(path, checkout.root): path for path in inputs}
    named |= {f"src/zoneecon/{_name(file, package)}": file for file in files(package)}
    found = zip(named, digests(named.values()), strict=True)
    return {name: hash_ for name, hash_ in found if hash_ != ABSENT} | environment()


def _name(path: str | os.PathLike, folder: str | os.PathLike) -> str:
    """A path below a folder, counted from it, with / on every system."""
    return os.fspath(path)[len(os.fspath(folder).rstrip(os.sep)) + 1 :].replace(os.sep, "/")


def listing(surveyed: dict[str, str], request: dict) -> str:
    """The inputs as text: a line on what was asked for, then hash and name of each."""
    asked = " ".join(f"{name}={value}" for name, value in sorted(request.items()))
    lines = [f"{surveyed[name]}  {name}" for name in sorted(surveyed)]
    return "\n".join([f"# {asked}", *lines, ""])
