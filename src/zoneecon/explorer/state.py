"""What has the user of the explorer set, and which scenario is that? Pure: state in, state out.

A state holds what differs from its preset and nothing else, so that a slider moved there and back
leaves no trace: a value that a scenario names is held in all its draws, one that it does not name
may be drawn.
"""

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from zoneecon.data import cache
from zoneecon.data.checks.assumed import central_reading
from zoneecon.data.newest import effective
from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.scenarios.allowed import PARAMETERS
from zoneecon.scenarios.assumed import available
from zoneecon.scenarios.model import central_split
from zoneecon.scenarios.named import one_named, printed_numbers
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.starts import from_plan
from zoneecon.targets import readings, verdicts
from zoneecon.targets.cases import read_cases
from zoneecon.targets.progress import MISSED, REACHED, plan_targets, standings
from zoneecon.targets.views import Views, pairs_of, views_of
from zoneecon.text.catalogue import SOURCE, say

SPLIT = "investment_split"
#: In place of a preset to compare with: the state that was pinned.
PINNED = ":pinned"
#: What signed projects bring a year; no parameter, but the product of three.
LANDED = "landed_investment"
SAME = 1e-9  # relative; what a slider's rounding may change without meaning anything


class SessionInputs(NamedTuple):
    """What a session works with and no slider moves: scenarios, names, the outside view.

    `titles` (of industries and presets) and `paths` (price paths, with titles and evidence) come
    from the assumptions. `views` are the inside and the outside view, `baseline` the preset whose
    central path has the centre of the inside view. `known` holds targets with a later published
    level (`progress.standings`); `broken` says which saved scenarios could not be read, and why;
    `saved` is what the file says of those that people saved. `reported` holds the report's
    verdicts, `seen` what each industry's path was expected to be before news came (year of the
    day -> industry -> year, level), `eras` how often past eras' 80 % bands held, at worst and best.
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
    saved: Mapping[str, Mapping[str, Any]]
    reported: pd.DataFrame
    seen: Mapping[int, Mapping[str, pd.DataFrame]]
    eras: tuple[float, float]

    @property
    def industries(self) -> tuple[str, ...]:
        return tuple(next(iter(self.presets.values())).targets)


@dataclass(frozen=True)
class State:
    """A preset and what the user changed; `other` is what it is compared with, if anything."""

    preset: str
    industry: str
    changes: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    price_path: str | None = None
    weight: float | None = None
    other: str = ""


@cache.by_content(1)  # a page that a kernel was made ready for asks for the same again
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
    assumed, numbers, news = plan.assumptions, printed_numbers(plan), from_plan(plan)
    saved, statements = assumed.get("saved", ()), effective(plan.statements)
    presets, broken = {}, {}
    for name in available(assumed):
        try:
            presets[name] = one_named(plan, name, numbers, news)
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
        (levels := standings(targets, assumed["industries"], next(iter(presets.values())))),
        assumed["pooling_weight"],
        draws,
        seed,
        broken,
        {name: assumed["scenarios"][name] for name in saved},
        reported(plan, presets, first, views, levels),
        seen_before(plan, first),
        _eras(plan),
    )


#: Series that an era needs for its coverage to be counted.
FEWEST = 20


def _eras(plan) -> tuple[float, float]:
    """How often the 80 % bands of past eras held: worst and best (`inside_coverage.csv`)."""
    table = plan.panel("inside_coverage")
    held = table.loc[table["end"].notna() & (table["n"] >= FEWEST), "coverage_80"]
    return (float(held.min()), float(held.max())) if len(held) else (math.nan, math.nan)


def reported(
    plan,
    presets: Mapping[str, Scenario],
    baseline: Scenario,
    views: Views,
    known: Mapping[str, Mapping[str, Any]],
) -> pd.DataFrame:
    """The report's verdicts: industry, title, verdict, words, words_zh, pooled, target.

    Those of `targets.assess`, whose shares of paths are not asked for here.
    """
    assumed = plan.assumptions
    cells = readings.grid(
        [baseline], {readings.TREND: None}, assumed["industries"], views, baseline
    )
    central = cells[cells["central"]].set_index("industry")
    apart = {name for name, one in assumed["scenarios"].items() if "solve" in one}
    asked = [
        one for name, one in presets.items() if name not in {*apart, *assumed.get("saved", ())}
    ]
    nothing = pd.DataFrame({"scenario": [one.name for one in asked], "draws": 1})
    nothing = nothing.assign(**{f"probability_{name}": math.nan for name in baseline.targets})
    named = verdicts.named_readings(asked, baseline, views, cells, nothing)
    rows = []
    for name, target in baseline.targets.items():
        pooled = central["pooled"].get(name, math.nan)
        word = verdicts.decide(pooled, known.get(name, {}).get("status", ""))
        others = named[named["industry"] == name]
        lifted = {} if word in (REACHED, MISSED) else verdicts.condition(others, pooled)
        title = str(assumed["industries"][name].get("title_en", name))
        rows.append(
            {"industry": name, "title": title, "pooled": pooled, "target": target}
            | verdicts.worded(word, lifted)
        )
    return pd.DataFrame(rows)


def seen_before(plan, baseline: Scenario) -> dict[int, dict[str, pd.DataFrame]]:
    """Paths as the day before the news expected them, of industries that news has come of."""
    if not baseline.news.starts:
        return {}
    then = plan.previous()
    if then.as_of == plan.as_of:
        return {}
    levels = readings.central_levels(one_named(then, baseline.name, printed_numbers(then)))
    return {
        then.as_of.year: {
            name: levels[name].rename("level").reset_index() for name in baseline.news.starts
        }
    }


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


def plain_other(state: State) -> State:
    """The preset that a state is compared with, judged with the same weight."""
    return State(state.other, state.industry, weight=state.weight)


def beside(state: State, pinned: State | None) -> State | None:
    """What a state is compared with, if with anything: a preset, or what is pinned."""
    if state.other == PINNED:
        return replace(pinned, industry=state.industry, other="") if pinned else None
    return plain_other(state) if state.other else None


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
