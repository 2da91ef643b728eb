"""What do we assume? The only reader and writer of `data/assumptions`."""

import os
import tomllib
from contextlib import suppress
from pathlib import Path

from zoneecon.data import saved_scenarios
from zoneecon.data.checks.assumptions import check_codes, check_toml
from zoneecon.data.files import locks, safe_files, whole
from zoneecon.data.files.fingerprints import shown
from zoneecon.data.files.paths import SHARED, find_root, require_zone
from zoneecon.data.problems import found
from zoneecon.data.reading.readers import read_table
from zoneecon.errors import BadInput, Problem

PIN = ".pin.toml"
PIN_HEAD = (
    "# The sources that committed notebooks and data/processed rest on, with `as_of` of the\n"
    "# assumptions. What was added since is taken up by `zoneecon notebooks --pin`: read its diff."
)


def load_assumptions(zone: str, root: Path | None = None) -> dict:
    """What we assume for a zone: `data/assumptions/<zone>.toml`, as plain dictionaries.

    Scenarios that were saved in the explorer (`<zone>.saved.toml`) stand behind the others.
    """
    root = root or find_root()
    assumptions = _toml(zone, ".toml", root, "assumed")
    path = _saved_file(zone, root)
    if not os.path.lexists(path):
        return assumptions
    return saved_scenarios.merged(
        assumptions,
        _toml(zone, saved_scenarios.ENDING, root, "saved"),
        safe_files.shown_name(path, root),
    )


def _saved_file(zone: str, root: Path) -> Path:
    return root / "data" / "assumptions" / f"{zone}{saved_scenarios.ENDING}"


def save_scenario(zone: str, name: str, block: dict, root: Path | None = None) -> Path:
    """Add a block (`saved.block_of`) to a zone's saved scenarios: whole, and one at a time.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    saved.BadSetting
        If the name cannot be used, or was taken meanwhile, in another tab perhaps.
    BadInput
        If the file that is there cannot be read; it is left as it is.
    Busy
        If somebody else holds the file for ten seconds.
    """
    root = root or find_root()
    require_zone(zone, root)
    path = _saved_file(zone, root)
    with locks.data_lock(root):
        name = saved_scenarios.clean_name(name, load_assumptions(zone, root).get("scenarios", {}))
        text = safe_files.require_bytes(path, root).decode("utf-8") if path.exists() else ""
        whole.write_whole(path, saved_scenarios.added(text, name, block))
    return path


def load_pin(zone: str, root: Path | None = None) -> list[str] | None:
    """Sources that committed results rest on: `data/assumptions/<zone>.pin.toml`; None without it.

    Raises
    ------
    BadInput
        If it names what no list of sources has: a typo would leave a document out.
    """
    root = root or find_root()
    path = root / "data" / "assumptions" / f"{zone}{PIN}"
    if not os.path.lexists(path):
        return None
    named = _toml(zone, PIN, root, "pin")["sources"]
    known = {source for name in (zone, *SHARED) for source, _ in _listed(name, root)}
    file = safe_files.shown_name(path, root)
    wrong = [
        found("pin-unknown", file, None, "sources", str(one)) for one in named if one not in known
    ]
    if wrong:
        raise BadInput(wrong)
    return named


def pinned_sources(root: Path) -> set[str]:
    """Sources that committed results of any zone rest on; `load_pin` complains of a broken file."""
    found = set()
    for path in (root / "data" / "assumptions").glob(f"[!.]*{PIN}"):
        with suppress(ValueError, TypeError, RecursionError):
            content = safe_files.read_bytes(path, root).data.decode("utf-8")
            found |= set(tomllib.loads(content).get("sources", ()))
    return found


def not_pinned(zone: str, root: Path) -> list[str]:
    """Sources that committed results do not rest on: added since, or published after their day."""
    pinned = load_pin(zone, root) or []
    listed = (source for name in (zone, *SHARED) for source, _ in _listed(name, root))
    return [source for source in dict.fromkeys(listed) if source not in pinned]


def pin(zone: str, root: Path | None = None) -> Path:
    """Write down the sources published by the pinned day, for committed results to rest on."""
    root = root or find_root()
    day = str(load_assumptions(zone, root)["as_of"])
    listed = (source for name in (zone, *SHARED) for source in _listed(name, root))
    lines = dict.fromkeys(f'    "{name}",' for name, published in listed if published <= day)
    path = root / "data" / "assumptions" / f"{zone}{PIN}"
    whole.write_whole(path, "\n".join([PIN_HEAD, "sources = [", *lines, "]", ""]))
    return path


def _listed(name: str, root: Path) -> list[tuple[str, str]]:
    """Source and day of publication of every line of a folder's list of sources."""
    path = root / "data" / "raw" / name / "sources.csv"
    if not path.is_file():
        return []
    table = read_table(path, root, "sources").table
    return list(table[["source", "published"]].itertuples(index=False, name=None))


def load_relations(zone: str, root: Path | None = None) -> dict:
    """Which statements should agree: `data/assumptions/<zone>.relations.toml`."""
    return _toml(zone, ".relations.toml", root or find_root(), "relations")


def _toml(zone: str, ending: str, root: Path, shape: str) -> dict:
    require_zone(zone, root)
    path = root / "data" / "assumptions" / f"{zone}{ending}"
    content = safe_files.require_bytes(path, root)
    file = safe_files.shown_name(path, root)
    try:
        read = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput([found("toml-invalid", file, reason=error)]) from None
    if problems := check_toml(read, shape, file):
        raise BadInput(problems)
    return read


def has_any(zone: str, root: Path | None = None) -> bool:
    """Whether anything was written down of what we assume for a zone."""
    folder = (root or find_root()) / "data" / "assumptions"
    return folder.is_dir() and any(shown(path.name) for path in folder.glob(f"{zone}.*toml"))


def inspect(zone: str, root: Path | None = None) -> list[Problem]:
    """Everything that is wrong with a zone's files of assumptions, relations and pinned sources."""
    root = root or find_root()
    codes = read_table(root / "data" / "indicators.csv", root, "indicators").table["code"]
    problems: list[Problem] = []
    try:
        file = f"data/assumptions/{zone}.toml"
        problems += check_codes(load_assumptions(zone, root), set(codes), file)
    except BadInput as error:
        problems += error.problems
    for load in (load_relations, load_pin):
        try:
            load(zone, root)
        except BadInput as error:
            problems += error.problems
    return problems
