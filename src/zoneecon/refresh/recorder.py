"""Which inputs does a running notebook read? An IPython extension that writes their names down.

Python reports every file it opens and every folder it lists to an audit hook, whatever library
asked. Names are written at once and unbuffered, so a kernel may be killed without losing any.
"""

import os
import sys

#: File that collects the names, and folder whose files count.
READS, ROOT = "ZONEECON_READS", "ZONEECON_ROOT"


def load_ipython_extension(_shell: object) -> None:
    """Start recording in this kernel."""
    if os.environ.get(READS):
        record(os.environ[READS], os.environ[ROOT])


def record(reads: str, root: str) -> None:
    """Write each file opened and each folder listed under `root`/data to `reads`, once."""
    inside = os.path.join(os.path.realpath(root), "data") + os.sep
    log = os.open(reads, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    seen = set()

    def hook(event: str, arguments: tuple) -> None:
        if event not in {"open", "os.listdir", "os.scandir"}:
            return
        path = arguments[0]
        if not isinstance(path, str | os.PathLike) or (event, path) in seen:
            return
        seen.add((event, path))
        full = os.path.abspath(path)
        if full.startswith(inside):
            name = os.path.relpath(full, os.path.realpath(root)).replace(os.sep, "/")
            os.write(log, f"{name}{'' if event == 'open' else '/'}\n".encode())

    sys.addaudithook(hook)


def names(reads: str) -> list[str]:
    """What was recorded; a name ending in / is a folder that was listed."""
    try:
        with open(reads, encoding="utf-8") as file:
            return sorted(set(file.read().splitlines()))
    except FileNotFoundError:
        return []
