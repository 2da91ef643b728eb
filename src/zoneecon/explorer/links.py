"""How does a state travel? As one line of text: in an address, a tab's memory, a copied link.

`scenario=baseline&zone_growth=0.06…`: readable, and signed with a few digits of its own hash, so
that a link that was cut says so instead of meaning something else.
"""

import hashlib
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote

from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.explorer.state import PINNED, State, scenario_of, seen
from zoneecon.text.catalogue import LANGUAGES

#: Of the text; a later form gets another number.
VERSION = "1"
#: Where a link's text begins in an address (`panel.js`).
PREFIX = "#zx:"
#: Longer than any state, shorter than what a browser's address holds.
LONGEST = 8000
PIN = "pin."
SETTINGS = ("scenario", "industry", "price_path", "weight", "other")


class Restored(NamedTuple):
    """What a link stands for; `notes` are keys and fields of what has to be said about it."""

    state: State
    pinned: State | None
    language: str
    notes: tuple[tuple[str, dict], ...]


def link_of(state: State, pinned: State | None, inputs: SessionInputs, language: str) -> str:
    """The text of a state."""
    told = {"v": VERSION, "zone": inputs.zone, "day": inputs.as_of, "language": language}
    told |= _told(state)
    if pinned is not None:
        told |= {f"{PIN}{key}": value for key, value in _told(pinned).items()}
    text = "&".join(f"{key}={quote(value, safe='')}" for key, value in told.items())
    return f"{text}&check={_check(text)}"


def _told(state: State) -> dict[str, str]:
    told = {"scenario": state.preset, "industry": state.industry}
    told |= {flat: repr(value) for flat, value in state.changes.items()}
    if state.price_path is not None:
        told["price_path"] = state.price_path
    if state.weight is not None:
        told["weight"] = repr(state.weight)
    return told | ({"other": state.other} if state.other else {})


def _check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def restored(text: str, inputs: SessionInputs) -> Restored:
    """What a link, or the text after its `#`, stands for.

    Raises
    ------
    BadSetting
        If it is cut or no link, of another form or zone, or of a scenario that is gone.
    """
    text = text.strip()
    text = text.partition(PREFIX)[2] if PREFIX in text else text
    if "=" not in text and "%3D" in text:
        text = unquote(text)  # a mail program wrote its signs as numbers
    body, _, check = text.rpartition("&check=")
    if not body or len(text) > LONGEST or check != _check(body):
        raise BadSetting("link-cut")
    told = dict(parse_qsl(body, keep_blank_values=True))
    if told.pop("v", "") != VERSION:
        raise BadSetting("link-old")
    zone, day = told.pop("zone", ""), told.pop("day", "")
    if zone != inputs.zone:
        raise BadSetting("link-zone", zone=zone, here=inputs.zone)
    language = told.pop("language", "")
    notes: list[tuple[str, dict]] = []
    if day != inputs.as_of:
        notes.append(("link-day", {"day": day, "here": inputs.as_of}))
    pins = {key.removeprefix(PIN): told.pop(key) for key in list(told) if key.startswith(PIN)}
    state = _state(told, inputs, notes)
    pinned = _state(pins, inputs, []) if pins.get("scenario") in inputs.presets else None
    if state.other not in ("", *inputs.presets) and not (state.other == PINNED and pinned):
        state = seen(state, state.industry, "")
    return Restored(state, pinned, language if language in LANGUAGES else "", tuple(notes))


def _state(told: Mapping[str, str], inputs: SessionInputs, notes: list) -> State:
    preset = told.get("scenario", "")
    if preset not in inputs.presets:
        raise BadSetting("link-gone", name=preset)
    scenario, changes, dropped = inputs.presets[preset], {}, []
    for flat, typed in told.items():
        if flat in SETTINGS:
            continue
        value = _number(typed)
        if flat not in scenario.values or value is None:
            dropped.append(flat)
        elif value != scenario.values[flat]:
            changes[flat] = value
    if (industry := told.get("industry", "")) not in inputs.industries:
        dropped += filter(None, [industry])
        industry = inputs.industries[0]
    path = told.get("price_path")
    if path is not None and path not in scenario.price_paths:
        dropped.append(path)
        path = None
    weight = _number(told["weight"]) if "weight" in told else None
    if weight is not None and not 0 <= weight <= 1:
        weight = None
    state = State(
        preset,
        industry,
        MappingProxyType(changes),
        path,
        weight,
        told.get("other", ""),
    )
    try:
        scenario_of(state, inputs)
    except ValueError:
        raise BadSetting("link-refused") from None
    if dropped:
        notes.append(("link-dropped", {"names": dropped}))
    return state


def _number(typed: str) -> float | None:
    try:
        value = float(typed)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
