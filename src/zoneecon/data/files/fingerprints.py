"""What is a report made from, and is it as it was? Content decides, never times.

An input is a file (by its path in the checkout) or a fact about the interpreter. Each has a hash;
`inputs.sha256` of a release lists them as `sha256sum` does. This is asked by every scheduled run
that has nothing to do, so it imports `os`, `re`, `sys` and `hashlib` only.
"""

import os
import re
import sys
from hashlib import sha256

#: Folders of data/raw that are not zones: figures about places and markets around a zone, and
#: what happened to others.
SHARED = ("context", "reference")
#: What a zone's folder may be called.
NAME = re.compile(r"[a-z0-9-]{1,40}")
PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
#: Files outside data/ that every notebook depends on.
LOCK_FILE = "requirements.lock"
ABSENT = "absent"
#: Lists the inputs of a release, in its folder.
LISTING = "inputs.sha256"


# --- hashes ----------------------------------------------------------------------------------


def shown(name: str) -> bool:
    """Whether a file counts: not hidden as `.ipynb_checkpoints` is, no lock, copy or cache."""
    return not name.startswith((".", "~", "#")) and not name.endswith("~") and name != "__pycache__"


def digest(path: str | os.PathLike) -> str:
    """SHA-256 of a file; `absent` where there is none."""
    try:
        with open(path, "rb", buffering=0) as file:
            return sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return ABSENT


def digest_of_names(names) -> str:
    """SHA-256 of a set of names."""
    return sha256("\0".join(sorted(names)).encode()).hexdigest()


# --- where things are ------------------------------------------------------------------------


def find_root() -> str | None:
    """The folder that holds `data/`; None leaves the complaint to `paths.find_root`.

    ZONEECON_ROOT where it is set, else the checkout that one stands in, also deep inside, else
    the one that the package was installed from.
    """
    named = os.environ.get("ZONEECON_ROOT")
    places = [named] if named else [*_upwards(), os.path.dirname(os.path.dirname(PACKAGE))]
    for place in places:
        if os.path.isfile(os.path.join(place, "data", "indicators.csv")):
            return os.path.realpath(place)
    return None


def _upwards() -> list[str]:
    """The folder one stands in and those around it; none where it is gone."""
    try:
        places = [os.getcwd()]
    except FileNotFoundError:
        return []
    while (above := os.path.dirname(places[-1])) != places[-1]:
        places.append(above)
    return places


def zones(root: str) -> list[str]:
    """Folders of `data/raw` that are zones; a link that leads out of it is none."""
    raw = os.path.realpath(os.path.join(root, "data", "raw"))
    return sorted(
        name
        for name in os.listdir(raw)
        if NAME.fullmatch(name)
        and name not in SHARED
        and os.path.isdir(os.path.join(raw, name))
        and os.path.realpath(os.path.join(raw, name)).startswith(os.path.join(raw, ""))
    )


def files(folder: str) -> list[str]:
    """Every file below a folder that counts."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(filter(shown, folders))
        found += [os.path.join(place, name) for name in sorted(filter(shown, names))]
    return found


def notebooks(root: str) -> list[str]:
    """The numbered notebooks, in order; dropping one in the folder is enough to add it."""
    folder = os.path.join(root, "notebooks")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return [
        os.path.join(folder, name)
        for name in names
        if name.endswith(".ipynb") and name[:2].isdigit() and name[2:3] == "_"
    ]


def candidates(root: str, zone: str) -> list[str]:
    """Everything under data/ that a report of this zone may be made from, ordinary file or not."""
    data = os.path.join(root, "data")
    assumed = os.path.join(data, "assumptions")
    names = sorted(os.listdir(assumed)) if os.path.isdir(assumed) else []
    return [
        *(
            os.path.join(data, name)
            for name in sorted(os.listdir(data))
            if name.endswith(".csv") and shown(name)
        ),
        *(path for name in (zone, *SHARED) for path in files(os.path.join(data, "raw", name))),
        *(
            os.path.join(assumed, name)
            for name in names
            if name.startswith(f"{zone}.") and name.endswith("toml")
        ),
    ]


def data_files(root: str, zone: str) -> list[str]:
    """The candidates that may be opened: no pipe to wait for, no link that leads out of data/."""
    inside = os.path.join(os.path.realpath(os.path.join(root, "data")), "")
    real: dict[str, str] = {}  # of a folder: asked once for all its files

    def leads_inside(path: str) -> bool:
        folder = os.path.dirname(path)
        if os.path.islink(path):
            return os.path.realpath(path).startswith(inside)
        if folder not in real:
            real[folder] = os.path.join(os.path.realpath(folder), "")
        return real[folder].startswith(inside)

    return [path for path in candidates(root, zone) if os.path.isfile(path) and leads_inside(path)]


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


def survey(root: str | os.PathLike, zone: str, package: str | os.PathLike = PACKAGE) -> dict:
    """Name -> hash of every input of a zone's report."""
    root, package = os.fspath(root), os.fspath(package)
    found = {}
    for path in (*data_files(root, zone), *notebooks(root), os.path.join(root, LOCK_FILE)):
        found[_name(path, root)] = digest(path)
    for path in files(package):
        found[f"src/zoneecon/{_name(path, package)}"] = digest(path)
    return {name: hash_ for name, hash_ in found.items() if hash_ != ABSENT} | environment()


def _name(path: str, folder: str) -> str:
    """A path below a folder, counted from it, with / on every system."""
    return path[len(folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/")


def listing(surveyed: dict[str, str], request: dict) -> str:
    """The inputs as text: a line on what was asked for, then hash and name of each."""
    asked = " ".join(f"{name}={value}" for name, value in sorted(request.items()))
    lines = [f"{surveyed[name]}  {name}" for name in sorted(surveyed)]
    return "\n".join([f"# {asked}", *lines, ""])
