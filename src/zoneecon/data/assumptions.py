"""What do we assume? The only reader and writer of `data/assumptions`."""

import os
import tomllib
from contextlib import suppress
from pathlib import Path

from zoneecon.data import saved_scenarios
from zoneecon.data.checks.assumptions import check_codes, check_toml
from zoneecon.data.files import locks, safe_files, snapshot, whole
from zoneecon.data.files.checkout import PIN, SHARED, Checkout, Place, at, shown
from zoneecon.data.problems import found
from zoneecon.data.reading.readers import read_table
from zoneecon.errors import BadInput, Problem

PIN_HEAD = (
    "# The sources that committed notebooks and data/processed rest on, with `as_of` of the\n"
    "# assumptions. What was added since is taken up by `zoneecon notebooks --pin`: read its diff."
)


def load_assumptions(zone: str | Place) -> dict:
    """What we assume for a zone: `data/assumptions/<zone>.toml`, as plain dictionaries.

    Scenarios that were saved in the explorer (`<zone>.saved.toml`) stand behind the others.
    """
    place = at(zone)
    assumptions = _toml(place.assumptions, place, "assumed")
    if not os.path.lexists(place.saved):
        return assumptions
    saved = _toml(place.saved, place, "saved")
    return saved_scenarios.merged(assumptions, saved, place.checkout.shown(place.saved))


def save_scenario(zone: str | Place, name: str, block: dict) -> Path:
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
    place = at(zone)
    place.checkout.zone(place.name)
    path = place.saved
    with locks.data_lock(place.checkout):
        name = saved_scenarios.clean_name(name, load_assumptions(place).get("scenarios", {}))
        text = safe_files.require_bytes(path, place.root).decode("utf-8") if path.exists() else ""
        whole.write_whole(path, saved_scenarios.added(text, name, block))
    return path


def load_pin(zone: str | Place) -> list[str] | None:
    """Sources that committed results rest on: `data/assumptions/<zone>.pin.toml`; None without it.

    Raises
    ------
    BadInput
        If it names what no list of sources has: a typo would leave a document out.
    """
    place = at(zone)
    if not os.path.lexists(place.pin):
        return None
    named = _toml(place.pin, place, "pin")["sources"]
    known = {source for source, _ in _listed(place)}
    file = place.checkout.shown(place.pin)
    wrong = [
        found("pin-unknown", file, None, "sources", str(one)) for one in named if one not in known
    ]
    if wrong:
        raise BadInput(wrong)
    return named


def pinned_sources(checkout: Checkout) -> set[str]:
    """Sources that committed results of any zone rest on; `load_pin` complains of a broken file."""
    found = set()
    for path in checkout.assumptions.glob(f"[!.]*{PIN}"):
        with suppress(ValueError, TypeError, RecursionError):
            content = safe_files.read_bytes(path, checkout.root).data.decode("utf-8")
            found |= set(tomllib.loads(content).get("sources", ()))
    return found


def not_pinned(place: Place) -> list[str]:
    """Sources that committed results do not rest on: added since, or published after their day."""
    pinned = load_pin(place) or []
    return [source for source in dict(_listed(place)) if source not in pinned]


def pin(place: Place) -> Path:
    """Write down the sources published by the pinned day, for committed results to rest on."""
    day = str(load_assumptions(place)["as_of"])
    listed = (source for source, published in _listed(place) if published <= day)
    lines = dict.fromkeys(f'    "{name}",' for name in listed)
    whole.write_whole(place.pin, "\n".join([PIN_HEAD, "sources = [", *lines, "]", ""]))
    return place.pin


def _listed(place: Place) -> list[tuple[str, str]]:
    """Source and day of publication of every line of the lists of a zone and around it."""
    found: list[tuple[str, str]] = []
    for one in (place, *map(place.checkout.place, SHARED)):
        if one.sources.is_file():
            table = read_table(one.sources, one.root, "sources").table
            found += table[["source", "published"]].itertuples(index=False, name=None)
    return found


def load_relations(zone: str | Place) -> dict:
    """Which statements should agree: `data/assumptions/<zone>.relations.toml`."""
    place = at(zone)
    return _toml(place.relations, place, "relations")


def _toml(path: Path, place: Place, shape: str) -> dict:
    place.checkout.zone(place.name)
    content = safe_files.require_bytes(path, place.root)
    file = place.checkout.shown(path)
    try:
        read = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput([found("toml-invalid", file, reason=error)]) from None
    if problems := check_toml(read, shape, file):
        raise BadInput(problems)
    return read


def name(place: Place, language: str) -> str:
    """What people call a zone; its folder's name if nobody wrote it down."""
    known = load_assumptions(place) if place.assumptions.is_file() else {}
    return str(known.get(f"name_{language}", place.name))


def has_any(place: Place) -> bool:
    """Whether anything was written down of what we assume for a zone."""
    return any(shown(path.name) for path in place.assumed())


def inspect(place: Place) -> list[Problem]:
    """Everything that is wrong with a zone's files of assumptions, relations and pinned sources."""
    path = place.checkout.codelist("indicators")
    codes = read_table(path, place.root, "indicators").table["code"]
    problems: list[Problem] = []
    try:
        file = place.checkout.shown(place.assumptions)
        assumed = load_assumptions(place)
        problems += check_codes(assumed, set(codes), file)
        day, first = str(assumed["as_of"]), min(snapshot.days(place), default="")
        if day < first:
            problems.append(found("pin-early", file, None, "as_of", day, first=first))
    except BadInput as error:
        problems += error.problems
    for load in (load_relations, load_pin):
        try:
            load(place)
        except BadInput as error:
            problems += error.problems
    return problems
