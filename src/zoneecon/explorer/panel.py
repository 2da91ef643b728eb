"""How does a column of controls reach a browser? One widget for all of them, and what each shows.

The browser's own sliders and boxes: they are named, spoken and moved by keys as everywhere. What
a person does comes back as one message; `rows` and `standing` say what each control shows.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from zoneecon.explorer import labels as words
from zoneecon.explorer.controls import (
    SPLIT,
    Control,
    ControlState,
    control_state,
    controls_of,
    on_grid,
)
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.explorer.state import State

#: Of a control: which, and of which industry (empty where all have one).
Place = tuple[str, str]


class Panel(anywidget.AnyWidget):
    """The controls of a page.

    Attributes
    ----------
    fixed : list of dict
        What each control is, in order (`rows`).
    now : dict
        id -> how it stands (`standing`).
    needed : dict
        id -> value and words of what reaches the target; empty while it is looked for.
    spoken : str
        What a screen reader says of the result.
    link : str
        What the address holds.
    heard : int
        Number of the newest message that was worked on.
    alt : list of str
        What the pictures show, for who does not see them.
    """

    _esm = Path(__file__).with_name("panel.js")
    fixed: traitlets.List = traitlets.List().tag(sync=True)
    now = traitlets.Dict().tag(sync=True)
    needed = traitlets.Dict().tag(sync=True)
    spoken = traitlets.Unicode().tag(sync=True)
    link = traitlets.Unicode().tag(sync=True)
    heard = traitlets.Int().tag(sync=True)
    alt: traitlets.List = traitlets.List().tag(sync=True)


def name_of(place: Place) -> str:
    """What a control is called between the page and here."""
    return ".".join(filter(None, place))


def standings(state: State, inputs: SessionInputs) -> dict[Place, ControlState]:
    """Every control that is shown for the industry that is looked at, and how it stands."""
    found = {}
    for control in controls_of(inputs).values():
        own = (state.industry,) if control.per_industry else ("",)
        for industry in inputs.industries if control.key == SPLIT else own:
            of = control_state(control, industry or state.industry, state, inputs)
            found[control.key, industry] = of
    return found


def rows(
    stand: Mapping[Place, ControlState], state: State, inputs: SessionInputs, language: str
) -> list[dict[str, Any]]:
    """What each control is: id, name, group, ends and step or the names of its options, tooltip."""
    by_key = controls_of(inputs)
    found = []
    for (key, own), of in stand.items():
        control, industry = by_key[key], own or state.industry
        quality = (of.evidence or {}).get("quality", "")
        row: dict[str, Any] = {
            "id": name_of((key, own)),
            "name": words.name(key, industry, inputs, language),
            "label": words.label(key, industry, of, inputs, language),
            "group": words.say(control.group, language),
            "tip": words.tooltip(control, of, state.preset, inputs, language),
            "classes": [
                f"zx-c-{key}",
                *([f"zx-i-{own}"] if own else []),
                f"zx-{quality or 'plain'}",
            ],
        }
        if of.options:
            row["options"] = [words.number(control, x, inputs, language) for x in of.options]
        else:
            row |= {"min": of.low, "max": of.high, "step": of.step}
            row["unit"] = words.unit(control, language)
        found.append(row)
    return found


def standing(
    control: Control, of: ControlState, said: tuple[str, str], language: str
) -> dict[str, Any]:
    """How a control stands; `said` is what is wrong with what was typed, and the typed text."""
    told = {"locked": bool(of.locked), "changed": of.changed, "said": said[0]}
    if of.options:
        return {**told, "place": of.options.index(of.value)}
    shown = words.exact(control, of)
    spoken = f"{words.plain(of.value, control.digits)} {words.unit(control, language)}"
    return {
        **told,
        "value": on_grid(of, of.value),
        "text": shown,
        "spoken": spoken,
        "wrong": said[1],
    }
