"""What of the person and the machine reaches a notebook of a report, and where may it write?

Its result must not depend on who runs it: settings of IPython, Jupyter and matplotlib in a home
folder, and packages of a person, are left out. It writes into folders of its own and nowhere else:
an audit hook says so for what Python does, and on Linux the system itself (Landlock) refuses it to
libraries and programs, too. Standard library only.
"""

import errno
import os
import signal
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from zoneecon.text.catalogue import say

#: How variables begin that a person sets and that would reach a notebook; all but one, without
#: which some installations of Python do not start.
PERSONAL, NEEDED = ("PYTHON", "IPYTHON", "JUPYTER_", "MATPLOTLIBRC"), "PYTHONHOME"
#: Flags of `open` that can change a file.
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: Audit events that change what is named by so many of their first arguments.
CHANGES = {
    "os.chmod": 1,
    "os.link": 2,
    "os.mkdir": 1,
    "os.remove": 1,
    "os.rename": 2,
    "os.rmdir": 1,
    "os.symlink": 2,
    "os.truncate": 1,
    "sqlite3.connect": 1,
}


def surroundings(given: Mapping[str, str], private: str) -> dict[str, str]:
    """Environment variables without what is personal.

    Parameters
    ----------
    given : mapping
        Variables of whoever starts the report.
    private : str
        An empty folder that is dropped afterwards, for settings and passing files.
    """
    kept = {
        name: value
        for name, value in given.items()
        if name == NEEDED or not name.startswith(PERSONAL)
    }
    plot = find_spec("matplotlib")
    settings = (
        Path(plot.origin).parent / "mpl-data" / "matplotlibrc" if plot and plot.origin else ""
    )
    return {
        **kept,
        "IPYTHONDIR": f"{private}/ipython",
        "JUPYTER_CONFIG_DIR": f"{private}/jupyter",
        "JUPYTER_DATA_DIR": f"{private}/jupyter",
        "JUPYTER_NO_CONFIG": "1",
        "MATPLOTLIBRC": str(settings),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        # what libraries warn of on short series is for tests; on standard error cron would mail it
        "PYTHONWARNINGS": "ignore",
        "TMPDIR": private,
    }


# --- where a notebook may write --------------------------------------------------------------


def fence(allowed: Iterable[str]) -> None:
    """From now on this process, and what it starts, changes files below these folders only."""
    folders = [os.path.realpath(folder) for folder in allowed]
    _forbid_to_all([*folders, "/dev"])
    sentence = say("commands.fence")

    def inside(path: str) -> bool:
        return any(path == place or path.startswith(place + os.sep) for place in (*folders, "/dev"))

    def hook(event: str, arguments: tuple) -> None:
        if event == "open":
            path, _, flags = arguments
            changed = (path,) if isinstance(flags, int) and flags & WRITES else ()
        else:
            changed = arguments[: CHANGES.get(event, 0)]
        for path in changed:
            if isinstance(path, str | bytes | os.PathLike):
                full = os.path.realpath(os.fsdecode(path))
                if not inside(full):
                    raise PermissionError(errno.EACCES, sentence, full)

    sys.addaudithook(hook)


#: Landlock: create a set of rules, add one, hold this process to them; the same on every machine.
CREATE, ADD, RESTRICT, NO_NEW_PRIVILEGES = 444, 445, 446, 38
#: Write, remove, make of every kind, link across, truncate: bits 1, 4 to 12, 13 and 14.
CHANGING, RULE_BELOW = 0b111_1111_1111_0010, 1


def landlock_version() -> int:
    """What this system can refuse to a process and all that it starts; below 1: nothing."""
    if not sys.platform.startswith("linux"):
        return 0
    import ctypes

    return ctypes.CDLL(None, use_errno=True).syscall(CREATE, None, 0, 1)


def _forbid_to_all(folders: list[str]) -> None:
    """Have Linux refuse any change outside the folders; where it cannot, the hook remains."""
    if landlock_version() < 3:  # which knows bits 13 and 14
        return
    import ctypes
    import struct

    libc = ctypes.CDLL(None, use_errno=True)
    handled = ctypes.c_uint64(CHANGING)
    rules = libc.syscall(CREATE, ctypes.byref(handled), ctypes.sizeof(handled), 0)
    if rules < 0:
        return
    for folder in filter(os.path.isdir, folders):
        place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        below = struct.pack("=Qi", CHANGING, place)  # what may be done below an open folder
        libc.syscall(ADD, rules, RULE_BELOW, below, 0)
        os.close(place)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.syscall(RESTRICT, rules, 0)
    os.close(rules)


# --- what it leaves --------------------------------------------------------------------------


def end_survivors(place: Path) -> None:
    """End processes that were started for a place and outlived it; they have it in their variables.

    A kernel ends with all of its group; a program that a cell started in a session of its own
    does not. Where there is no /proc, nothing is looked for.
    """
    mark = f"={place}{os.sep}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int(folder.name) != os.getpid() and mark in (folder / "environ").read_bytes():
                os.kill(int(folder.name), signal.SIGKILL)
