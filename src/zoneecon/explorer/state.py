"""What has the user of the explorer set, and which scenario is that? Pure: state in, state out.

A state holds what differs from its preset and nothing else, so that a slider moved there and back
leaves no trace: a value that a scenario names is held in all its draws, one that it does not name
may be drawn.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from zoneecon.data.checks.assumed import central_reading
from zoneecon.data.newest import effective
from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.scenarios.allowed import PARAMETERS
from zoneecon.scenarios.assumed import available
from zoneecon.scenarios.model import central_split
from zoneecon.scenarios.named import one_named, printed_numbers
from zoneecon.scenarios.parameters import Scenario
from zoneecon.targets.cases import read_cases
from zoneecon.targets.progress import plan_targets, standings
from zoneecon.targets.views import Views, pairs_of, views_of
from zoneecon.text.catalogue import SOURCE, say

SPLIT = "investment_split"
SAME = 1e-9  # relative; what a slider's rounding may change without meaning anything


class SessionInputs(NamedTuple):
    """What a session works with and no slider moves: scenarios, names, the outside view.

    `titles` (of industries and presets) and `paths` (price paths, with titles and evidence) come
    from the assumptions. `views` are the inside and the outside view, `baseline` the preset whose
    central path has the centre of the inside view. `known` holds targets with a later published
    level (`progress.standings`); `broken` says which saved scenarios could not be read, and why.
    """

    zone: str
    as_of: str
    presets: Mapping[str, Scenario]
    titles: Mapping[str, Mapping[str, str]]
    paths: Mapping[str, Mapping[str, Any]]
    views: Views
    baseline: str
    known: Mapping[str, Mapping[str, Any]]
    weight: float
    draws: int
    seed: int
    broken: Mapping[str, str]
    saved: frozenset[str]

    @property
    def industries(self) -> tuple[str, ...]:
        return tuple(next(iter(self.presets.values())).targets)


@dataclass(frozen=True)
class State:
    """A preset and what the user changed; `other` is the preset it is compared with, if any."""

    preset: str
    industry: str
    changes: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    price_path: str | None = None
    weight: float | None = None
    other: str = ""


def inputs_of(
    plan, panels: Mapping[str, pd.DataFrame], draws: int = 20_000, seed: int = 0
) -> SessionInputs:
    """A vintage (`data.vintage.load`) made ready to explore; tables of `answer.panels_of`.

    A saved scenario that cannot be read is left out and said so; the others work.

    Raises
    ------
    ValueError
        If a scenario of the assumptions themselves cannot be read.
    """
    assumed, numbers = plan.assumptions, printed_numbers(plan)
    saved, statements = assumed.get("saved", ()), effective(plan.statements)
    presets, broken = {}, {}
    for name in available(assumed):
        try:
            presets[name] = one_named(plan, name, numbers)
        except ValueError as error:
            if name not in saved:
                raise
            broken[name] = str(error)
    cases = read_cases(panels["cases"], plan.reference, plan.indicators)
    known = plan._replace(statements=statements)
    first = presets[assumed["verdict"]["price_scenarios"][0]]
    views = views_of(known, panels, pairs_of(known, panels, cases))
    views = views.priced(first.price_paths[first.price_path])
    targets = plan_targets(
        statements, plan.indicators, assumed["industries"], central_reading(assumed)
    )
    return SessionInputs(
        plan.zone,
        str(plan.as_of),
        presets,
        _titles(assumed),
        assumed.get("price_paths", {}),
        views,
        first.name,
        standings(targets, assumed["industries"], next(iter(presets.values()))),
        assumed["pooling_weight"],
        draws,
        seed,
        broken,
        frozenset(saved),
    )


def _titles(assumed: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Name of an industry or preset -> language -> title; English where there is no other."""
    titles = {}
    for name, block in {**assumed["industries"], **assumed["scenarios"]}.items():
        english = str(block.get("title_en", block.get("title", name)))
        titles[name] = {"en": english, "zh": str(block.get("title_zh", english))}
    return titles


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


def plain_other(state: State) -> State:
    """The preset that a state is compared with, judged with the same weight."""
    return State(state.other, state.industry, weight=state.weight)


def carried_over(state: State, inputs: SessionInputs, name: str = "") -> State:
    """A state on scenarios that were read again: of `name`, or as it was where that still holds."""
    preset = name or (
        state.preset if state.preset in inputs.presets else next(iter(inputs.presets))
    )
    other = state.other if state.other in inputs.presets else ""
    if preset != state.preset:
        return State(preset, state.industry, weight=state.weight, other=other)
    return replace(state, other=other)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(1.0, abs(other))


def _checked(state: State, inputs: SessionInputs) -> State:
    try:
        scenario_of(state, inputs)
    except ValueError as error:
        raise BadSetting("model-refuses", reason=str(error)) from None
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
