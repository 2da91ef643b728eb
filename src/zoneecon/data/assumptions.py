"""What do we assume? The only reader and writer of `data/assumptions`."""

import os
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from zoneecon.data import saved_scenarios
from zoneecon.data.checks import keys as key_checks
from zoneecon.data.files import locks, safe_files, whole
from zoneecon.data.files.checkout import PIN, SHARED, Checkout, Place, at
from zoneecon.data.problems import found
from zoneecon.data.reading.readers import read_table
from zoneecon.errors import BadInput, Problem

PIN_HEAD = (
    "# The sources that committed notebooks and data/processed rest on, with `as_of` of the\n"
    "# assumptions. What was added since is taken up by `zoneecon notebooks --pin`: read its diff."
)


# --- files ---------------------------------------------------------------------------------------


def files_of(place: Place) -> dict[str, Path]:
    """Kind of file (`reading.keys.FILES`) -> where a zone's lies, whether it is there or not."""
    return {
        "zone": place.assumptions,
        "relations": place.relations,
        "pin": place.pin,
        "saved": place.saved,
    }


def _read(place: Place, kind: str) -> dict[str, Any]:
    """What one of a zone's files says; nothing of one that need not be there and is not."""
    place.checkout.zone(place.name)
    path = files_of(place)[kind]
    file = place.checkout.shown(path)
    if not os.path.lexists(path):
        if kind == "zone":
            raise BadInput([found("toml-missing", file, zone=place.name)])
        return {}
    content = safe_files.require_bytes(path, place.root)
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput([found("toml-invalid", file, reason=error)]) from None


def _sound(place: Place, kind: str, names: key_checks.Names | None = None) -> dict:
    """What a file says, once nothing is wrong with it in itself."""
    content = _read(place, kind)
    names = names or key_checks.names_in(content)
    file = place.checkout.shown(files_of(place)[kind])
    if problems := key_checks.faults(content, kind, file, names):
        raise BadInput(problems)
    return content


def faults(place: Place, parameters: Mapping[str, bool]) -> tuple[list[Problem], dict[str, dict]]:
    """Everything that is wrong in itself with the TOML files of a zone, and what they say.

    Parameters
    ----------
    place : Place
    parameters : mapping
        Parameter of the model -> whether each industry has its own.

    Returns
    -------
    list of Problem, dict
        The second is kind of file -> content, of those that can be read.
    """
    problems: list[Problem] = []
    contents: dict[str, dict] = {}
    for kind, path in files_of(place).items():
        if kind != "zone" and not os.path.lexists(path):
            continue
        try:
            content = _read(place, kind)
        except BadInput as error:
            problems += error.problems
            continue
        names = key_checks.names_in(contents.get("zone", content), parameters)
        problems += key_checks.faults(content, kind, place.checkout.shown(path), names)
        contents[kind] = content
    return problems, contents


# --- what we assume ------------------------------------------------------------------------------


def load_assumptions(zone: str | Place) -> dict:
    """What a zone's file says: `data/assumptions/<zone>.toml`, as plain dictionaries.

    Scenarios that were saved in the explorer (`<zone>.saved.toml`) stand behind the others. What
    the file leaves out is completed by `vintage.load`.

    Raises
    ------
    BadInput
        Every key that is unknown, missing or of the wrong type, at once.
    """
    place = at(zone)
    assumptions = _sound(place, "zone")
    saved = _sound(place, "saved", key_checks.names_in(assumptions))
    if not saved:
        return assumptions
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

    def put(text: str, taken: list[str]) -> str:
        return saved_scenarios.added(text, saved_scenarios.clean_name(name, taken), block)

    return _rewritten(zone, put)


def change_scenario(
    zone: str | Place,
    name: str,
    expected: Mapping[str, Any],
    block: Mapping[str, Any] | None,
    new: str = "",
) -> Path:
    """Take out, replace or rename a saved scenario (`saved_scenarios.changed`), whole and alone.

    Raises
    ------
    saved.BadSetting
        If it is gone or was changed meanwhile, or the new name cannot be used.
    BadInput
        If the file that is there cannot be read; it is left as it is.
    Busy
        If somebody else holds the file for ten seconds.
    """

    def put(text: str, taken: list[str]) -> str:
        others = [one for one in taken if one != name]
        called = saved_scenarios.clean_name(new, others) if new else ""
        return saved_scenarios.changed(text, name, expected, block, called)

    return _rewritten(zone, put)


def _rewritten(zone: str | Place, put: Callable[[str, list[str]], str]) -> Path:
    """Change a zone's saved scenarios, given what stands there and the names that are taken."""
    place = at(zone)
    place.checkout.zone(place.name)
    path = place.saved
    with locks.data_lock(place.checkout):
        taken = [*load_assumptions(place).get("scenarios", {}), saved_scenarios.BASELINE]
        text = safe_files.require_bytes(path, place.root).decode("utf-8") if path.exists() else ""
        whole.write_whole(path, put(text, taken))
    return path


def name(place: Place, language: str) -> str:
    """What people call a zone; its folder's name if nobody wrote it down."""
    known = load_assumptions(place) if place.assumptions.is_file() else {}
    return str(known.get(f"name_{language}", place.name))


def names(place: Place) -> list[str]:
    """What a zone is called in any language, as far as its file can be read."""
    try:
        known = _read(place, "zone")
    except BadInput:
        return []
    return [str(value) for key, value in known.items() if key.startswith("name_")]


def load_relations(zone: str | Place) -> dict:
    """Which statements should agree: `data/assumptions/<zone>.relations.toml`, none without it."""
    return _sound(at(zone), "relations")


# --- the pin -------------------------------------------------------------------------------------


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
    named = _sound(place, "pin")["sources"]
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
    named = set()
    for path in checkout.assumptions.glob(f"[!.]*{PIN}"):
        with suppress(ValueError, TypeError, RecursionError):
            content = safe_files.read_bytes(path, checkout.root).data.decode("utf-8")
            named |= set(tomllib.loads(content).get("sources", ()))
    return named


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
    listed: list[tuple[str, str]] = []
    for one in (place, *map(place.checkout.place, SHARED)):
        if one.sources.is_file():
            table = read_table(one.sources, one.root, "sources").table
            listed += table[["source", "published"]].itertuples(index=False, name=None)
    return listed
