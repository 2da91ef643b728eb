"""What has the user of the explorer set, and which scenario is that? Pure: state in, state out.

A state holds what differs from its preset and nothing else, so that a slider moved there and back
leaves no trace: a value that a scenario names is held in all its draws, one that it does not name
may be drawn.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.scenarios.allowed import PARAMETERS
from zoneecon.scenarios.model import central_split
from zoneecon.scenarios.parameters import Scenario
from zoneecon.text.catalogue import SOURCE, say

SPLIT = "investment_split"
#: In place of a preset to compare with: the state that was pinned.
PINNED = ":pinned"
#: What signed projects bring a year; no parameter, but the product of three.
LANDED = "landed_investment"
SAME = 1e-9  # relative; what a slider's rounding may change without meaning anything


@dataclass(frozen=True)
class State:
    """A preset and what the user changed; `other` is what it is compared with, if anything."""

    preset: str
    industry: str
    changes: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    price_path: str | None = None
    weight: float | None = None
    other: str = ""


def start(inputs: SessionInputs, preset: str, industry: str = "") -> State:
    """A preset as it is; the first industry if none is named."""
    return State(preset, industry or inputs.industries[0])


def scenario_of(state: State, inputs: SessionInputs) -> Scenario:
    """The scenario that a state stands for."""
    preset = inputs.presets[state.preset]
    path = {} if state.price_path is None else {"price_path": state.price_path}
    return preset.with_(**state.changes, **path) if state.changes or path else preset


# --- changes ----------------------------------------------------------------------------------


def set_value(state: State, inputs: SessionInputs, flat: str, value: float) -> State:
    """A state with one parameter set; set to the preset's value, it is as if never touched.

    Raises
    ------
    BadSetting
        If the model cannot take the value, with its reason; the state stays as it was.
    """
    preset = inputs.presets[state.preset]
    changes = {key: x for key, x in state.changes.items() if key != flat}
    if not _same(value, preset.values[flat]):
        changes[flat] = value
    return _checked(replace(state, changes=MappingProxyType(changes)), inputs)


def set_split(state: State, inputs: SessionInputs, industry: str, share: float) -> State:
    """A state in which one industry gets a share of the investment and the others the rest.

    The others keep their proportions, so that the shares add up to 1 as before.
    """
    return _with_split(
        state, inputs, rescaled(shown_split(scenario_of(state, inputs)), industry, share)
    )


def share_by_need(state: State, inputs: SessionInputs) -> State:
    """A state in which need decides again who is paid."""
    return _with_split(state, inputs, dict.fromkeys(inputs.industries, 0.0))


def _with_split(state: State, inputs: SessionInputs, split: Mapping[str, float]) -> State:
    preset = inputs.presets[state.preset]
    changes = {k: x for k, x in state.changes.items() if not k.startswith(f"{SPLIT}.")}
    split = {f"{SPLIT}.{key}": x for key, x in split.items()}
    if any(not _same(x, preset.values[flat]) for flat, x in split.items()):
        changes |= split  # all of them: one alone does not add up
    return _checked(replace(state, changes=MappingProxyType(changes)), inputs)


def rescaled(shares: Mapping[str, float], moved: str, share: float) -> dict[str, float]:
    """Shares that still add up to 1 after one was set; the others in proportion, or alike.

    Examples
    --------
    >>> rescaled({"a": 0.5, "b": 0.3, "c": 0.2}, "a", 0.75)
    {'a': 0.75, 'b': 0.15, 'c': 0.1}
    """
    share = min(max(share, 0.0), 1.0)
    others = [key for key in shares if key != moved]
    if not others:
        return {moved: 1.0}
    total = sum(shares[key] for key in others)
    rest = {
        key: round((1 - share) * (shares[key] / total if total > 0 else 1 / len(others)), 12)
        for key in others
    }
    return {key: share if key == moved else rest[key] for key in shares}


def shown_split(scenario: Scenario) -> dict[str, float]:
    """Shares of the industries in investment: as set, or as need makes them on the central path."""
    split = scenario.by_industry(SPLIT)
    return split if any(split.values()) else central_split(scenario)


def landed_investment(scenario: Scenario) -> float:
    """Funds a year that are in place for signed projects (CNY 100m), at first."""
    return scenario.values["negotiated_value"] * in_place(scenario)


def in_place(scenario: Scenario) -> float:
    """Share of what is negotiated that comes as funds."""
    return scenario.values["conversion"] * scenario.values["funds_in_place"]


def set_landed(state: State, inputs: SessionInputs, amount: float) -> State:
    """A state in which so much lands a year: more is negotiated, and as much of it signed."""
    if not (share := in_place(scenario_of(state, inputs))):
        raise BadSetting("nothing-lands")
    return set_value(state, inputs, "negotiated_value", amount / share)


def set_price_path(state: State, inputs: SessionInputs, path: str) -> State:
    """A state with another price path."""
    same = path == inputs.presets[state.preset].price_path
    return _checked(replace(state, price_path=None if same else path), inputs)


def set_weight(state: State, inputs: SessionInputs, weight: float) -> State:
    """A state with another weight of the inside view; it moves the verdict, not the paths."""
    return replace(state, weight=None if _same(weight, inputs.weight) else weight)


def reset(state: State) -> State:
    """The preset as it is, seen as before."""
    return replace(state, changes=MappingProxyType({}), price_path=None, weight=None)


def other_preset(state: State, preset: str) -> State:
    """Another preset as it is; industry, weight and comparison stay."""
    return State(preset, state.industry, weight=state.weight, other=state.other)


def seen(state: State, industry: str, other: str) -> State:
    """The same assumptions, looked at for an industry and beside another preset ("" for none)."""
    return replace(state, industry=industry, other=other)


def beside(state: State, pinned: State | None) -> State | None:
    """What a state is compared with: a preset, judged with the same weight, or what is pinned."""
    if state.other == PINNED:
        return replace(pinned, industry=state.industry, other="") if pinned else None
    return State(state.other, state.industry, weight=state.weight) if state.other else None


def carried_over(state: State, inputs: SessionInputs, name: str = "") -> State:
    """A state on scenarios that were read again: of `name`, or as it was where that still holds."""
    preset = name or (
        state.preset if state.preset in inputs.presets else next(iter(inputs.presets))
    )
    other = state.other if state.other in (*inputs.presets, PINNED) else ""
    if preset != state.preset:
        return State(preset, state.industry, weight=state.weight, other=other)
    return replace(state, other=other)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(1.0, abs(other))


def _checked(state: State, inputs: SessionInputs) -> State:
    try:
        scenario_of(state, inputs)
    except ValueError as error:
        raise BadSetting("model-refuses", reason=error) from None
    return state


# --- what a state says --------------------------------------------------------------------------


def weight_of(state: State, inputs: SessionInputs) -> float:
    return inputs.weight if state.weight is None else state.weight


def difference(state: State, inputs: SessionInputs) -> pd.DataFrame:
    """What the user changed, and only that: parameter, preset, scenario, unit."""
    preset = inputs.presets[state.preset]
    table = scenario_of(state, inputs).difference_from(preset)
    if state.weight is not None:
        row: Any = ["pooling_weight", inputs.weight, state.weight, "fraction"]
        table.loc[len(table)] = row
    return table


def code_line(state: State, inputs: SessionInputs) -> str:
    """One line that gives this state's numbers in a plain cell of the notebook.

    It needs `ze` and `cases`, which the notebook defines. The weight of the verdict is no
    part of it: it moves no path.
    """
    given: dict[str, Any] = {}
    for flat, value in state.changes.items():
        name, _, industry = flat.partition(".")
        if industry:
            given.setdefault(name, {})[industry] = value
        else:
            given[name] = value
    if state.price_path is not None:
        given["price_path"] = state.price_path
    varied = ", ".join(f"{name}={value!r}" for name, value in given.items())
    scenario = f"cases[{state.preset!r}]" + (f".with_({varied})" if given else "")
    return f"ze.simulate({scenario}, draws={inputs.draws}, seed={inputs.seed})"


#: Settings of a scenario that are names, not numbers.
SETTINGS = ("price_path", "growth_path", "target_year")


def block_of(scenario: Scenario, name: str, date: datetime.date, reason: str) -> dict[str, Any]:
    """What the file says of a scenario: who, when, why, and every value that it holds.

    It is rated red, because whoever moves a slider guesses; its sources are the preset's.
    """
    about = {
        "title": name,
        "title_zh": name,
        "author_role": say("commands.explore.author", SOURCE),
        "date": date,
        "sources": list(scenario.about.get("sources", ())),
        "rationale": reason,
        "quality": "red",
        "impact": "medium",
    }
    settings = {key: getattr(scenario, key) for key in SETTINGS}
    values: dict[str, Any] = {}
    for flat in sorted(scenario.held):
        parameter, _, industry = flat.partition(".")
        if industry:
            values.setdefault(parameter, {})[industry] = scenario.values[flat]
        else:
            values[parameter] = scenario.values[flat]
    return {**about, **settings, **{key: values[key] for key in PARAMETERS if key in values}}
