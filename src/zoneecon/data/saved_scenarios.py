"""How is a scenario of the explorer kept? As one more block of TOML, beside the assumptions.

Pure: what a name may be, what a block says, what a file says with one block more. `data` reads
and writes the file, `data/assumptions/<zone>.saved.toml`, which people may also edit by hand.
"""

import datetime
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from zoneecon.data.problems import typed
from zoneecon.errors import BadInput

#: The scenario that every zone has, whether its file names it or not.
BASELINE = "baseline"
LONGEST_NAME, LONGEST_REASON = 40, 500
HEAD = "# Scenarios saved in the explorer, each with only what it changes.\n"


class BadSetting(BadInput):
    """What a user of the explorer typed cannot be: key of the message, and what fills it."""

    def __init__(self, key: str, **fields: object):
        super().__init__(key)
        self.key, self.fields = key, fields


def clean_name(typed: str, taken: Iterable[str] = ()) -> str:
    """The name as it is kept: letters of any script, digits, spaces, - and _.

    Nothing that means something in a path, in HTML or in TOML is let in.

    Raises
    ------
    BadSetting
        If it is empty, too long, has another character, or is taken (case does not count).
    """
    name = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not name:
        raise BadSetting("name-missing")
    if len(name) > LONGEST_NAME:
        raise BadSetting("name-long", count=len(name), limit=LONGEST_NAME)
    odd = next((c for c in name if not (c.isalnum() or c in " -_")), "")
    if odd:
        raise BadSetting(
            "name-character", character=odd if odd.isprintable() else f"U+{ord(odd):04X}"
        )
    if name.casefold() in {one.casefold() for one in taken}:
        raise BadSetting("name-taken", name=name)
    return name


def clean_date(typed: str) -> datetime.date:
    """A day typed as 2026-11-23; `BadSetting` if it is none."""
    try:
        return datetime.date.fromisoformat(typed.strip())
    except ValueError:
        raise BadSetting("date-wrong", typed=typed.strip()) from None


def clean_reason(typed: str) -> str:
    """The rationale in one line; `BadSetting` if it is missing or too long."""
    reason = " ".join("".join(c if c.isprintable() else " " for c in typed).split())
    if not reason:
        raise BadSetting("reason-missing")
    if len(reason) > LONGEST_REASON:
        raise BadSetting("reason-long", count=len(reason), limit=LONGEST_REASON)
    return reason


def added(text: str, name: str, block: Mapping[str, Any]) -> str:
    """Text of the file with one block more; what stood there, comments too, stays as it was."""
    import tomlkit  # of the extra `explore`; reading needs none

    document = tomlkit.parse(text or HEAD)
    table = tomlkit.table()
    for key, value in block.items():
        if isinstance(value, Mapping):
            inline = tomlkit.inline_table()
            inline.update(value)
            value = inline
        table[key] = value
    scenarios = document.setdefault("scenarios", tomlkit.table(is_super_table=True))
    scenarios[name] = table
    return tomlkit.dumps(document)


def changed(
    text: str,
    name: str,
    expected: Mapping[str, Any],
    block: Mapping[str, Any] | None,
    new: str = "",
) -> str:
    """Text of the file with a block taken out, replaced or renamed; the rest stays as it was.

    Parameters
    ----------
    text, name : str
    expected : mapping
        What the block said when whoever changes it read it.
    block : mapping, optional
        What it is to say; None takes it out.
    new : str, optional
        What it is to be called.

    Raises
    ------
    BadSetting
        If it is gone, or says something else by now: another tab was there first.
    """
    import tomlkit

    document = tomlkit.parse(text or HEAD)
    kept = document.get("scenarios", {})
    if name not in kept:
        raise BadSetting("gone-already", name=name)
    if kept[name].unwrap() != dict(expected):
        raise BadSetting("changed-meanwhile", name=name)
    if block is None:
        del kept[name]
        return tomlkit.dumps(document)
    if not new or new == name:
        for key in [key for key in kept[name] if key not in block]:
            del kept[name][key]
        for key, value in block.items():
            if key not in kept[name] or kept[name][key].unwrap() != value:
                kept[name][key] = value
        return tomlkit.dumps(document)
    del kept[name]
    return added(tomlkit.dumps(document), new, block)


def merged(assumptions: dict, kept: Mapping[str, Any], file: str) -> dict:
    """The assumptions with the saved scenarios behind their own; ``saved`` names them.

    Raises
    ------
    BadInput
        If the file holds a name that the assumptions use.
    """
    blocks, own = kept.get("scenarios", {}), assumptions.get("scenarios", {})
    known = {name.casefold() for name in (*own, BASELINE)}
    problems = [
        typed("saved.taken", file, value=name) for name in blocks if name.casefold() in known
    ]
    if problems:
        raise BadInput(problems)
    return {**assumptions, "scenarios": {**own, **blocks}, "saved": tuple(blocks)}
