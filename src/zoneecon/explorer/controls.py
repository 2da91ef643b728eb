"""What can be moved in the explorer, how far, and on what evidence? A table; ranges from the data.

A control is one parameter of the model (or the weight of the verdict). Its range is what the
assumptions find plausible, widened to the values that the presets use.
"""

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.explorer.state import (
    LANDED,
    SPLIT,
    State,
    landed_investment,
    scenario_of,
    set_landed,
    set_price_path,
    set_split,
    set_value,
    set_weight,
    shown_split,
    weight_of,
)
from zoneecon.scenarios.allowed import ENTRIES, PARAMETERS, SWITCHES
from zoneecon.scenarios.parameters import Scenario

WEIGHT = "pooling_weight"
SLACK = 1e-6  # of a range's ends, for the rounding of what a page shows


class Control(NamedTuple):
    """One thing to move: the parameter, how it is written, where it stands, what it needs.

    `unit` is the key of what its numbers count. `scale` is 100 where the page shows percentages.
    `needs` is a switch that must be on for the control to have any effect. `kind` is slider or
    choice.
    """

    key: str
    group: str
    unit: str = ""
    scale: float = 1.0
    digits: int = 2
    kind: str = "slider"
    needs: str = ""

    @property
    def per_industry(self) -> bool:
        return self.key in PARAMETERS and PARAMETERS[self.key].per_industry


CONTROLS = (
    Control("base_year", "demand", "year", digits=1, kind="choice"),
    Control("zone_growth", "demand", "growth", 100, 1),
    Control("growth_premium", "demand", "growth", 100, 1),
    Control("price_path", "demand", "name", kind="choice"),
    Control("price_drift", "demand", "growth", 100, 1),
    Control("transferred_output", "demand", "money", digits=0),
    Control("capital_limit", "capital", "name", digits=0, kind="choice"),
    Control("investment_growth", "capital", "growth", 100, 1, needs="capital_limit"),
    Control("investment_share", "capital", "share", 100, 0, needs="capital_limit"),
    Control(SPLIT, "capital", "share", 100, 0, needs="capital_limit"),
    Control("capital_output_ratio", "capital", "ratio", needs="capital_limit"),
    Control("funnel_limit", "capital", "name", digits=0, kind="choice", needs="capital_limit"),
    Control(LANDED, "capital", "flow", digits=0, needs="funnel_limit"),
    Control("conversion", "capital", "share", 100, 1, needs="funnel_limit"),
    Control("scope_factor", "reading", "factor"),
    Control("concept_factor", "reading", "factor"),
    Control("local_correlation", "reading", "correlation"),
    Control(WEIGHT, "reading", "share", 100, 0),
)
BY_KEY = {control.key: control for control in CONTROLS}
#: The best of impact: whatever moves the answer so far has a control, in any zone.
HIGH = "high"


def controls_of(inputs: SessionInputs) -> dict[str, Control]:
    """The table by key, and what else the assumptions of this zone hold to be of high impact."""
    first = next(iter(inputs.presets.values()))
    high = {
        flat.partition(".")[0]: None
        for flat, told in first.evidence.items()
        if told.get("impact") == HIGH
    }
    return BY_KEY | {name: _other_control(name) for name in high if name not in BY_KEY}


def _other_control(name: str) -> Control:
    """A control of a parameter that the table does not hold, from what the model says of it."""
    unit = str(ENTRIES[name].get("unit", ""))
    if name in SWITCHES or unit == "switch":
        return Control(name, "reading", digits=0, kind="choice")
    return Control(name, "reading", "", *((100, 1) if unit.startswith("fraction") else (1.0, 2)))


class ControlState(NamedTuple):
    """What a control shows now: everything that a widget needs, in the page's own scale.

    `default` is the preset's value, `evidence` its row of the assumptions, `locked` the key of the
    reason for which it cannot be moved (empty if it can). Where need decides who is paid, a share
    is what need makes it, and may differ from its default although nobody `changed` it.
    """

    value: Any  # a number, or a name of the options
    default: Any
    low: float = 0.0
    high: float = 1.0
    step: float = 0.01
    options: tuple = ()
    evidence: dict | None = None
    origin: str = ""
    drawn: bool = False
    locked: str = ""
    changed: bool = False


def flat_name(control: Control, industry: str) -> str:
    """The parameter that a control moves: of the industry, if each has its own."""
    if control.key == LANDED:
        return "negotiated_value"
    return f"{control.key}.{industry}" if control.per_industry else control.key


def control_state(
    control: Control, industry: str, state: State, inputs: SessionInputs
) -> ControlState:
    """How a control of one industry stands."""
    if control.key == WEIGHT:
        return ControlState(
            _shown(control, weight_of(state, inputs)),
            _shown(control, inputs.weight),
            0.0,
            control.scale,
            5.0,
            evidence={"source": "assumption", "quality": "red", "unit": "fraction"},
            origin=WEIGHT,
            changed=state.weight is not None,
        )
    preset, scenario = inputs.presets[state.preset], scenario_of(state, inputs)
    if control.key == "price_path":
        name = scenario.price_path
        return ControlState(
            name,
            preset.price_path,
            options=tuple(p for p in scenario.price_paths if p or p == preset.price_path),
            evidence=dict(inputs.paths.get(name, {})),
            origin=f"[price_paths.{name}]",
            changed=state.price_path is not None,
        )
    flat = flat_name(control, industry)
    told: dict[str, Any] = {
        "evidence": dict(preset.evidence.get(flat, {})),
        "origin": preset.origins[flat],
        "drawn": flat in preset.drawn and flat not in preset.held,
        "locked": _lock(control, flat, scenario),
        "changed": flat in state.changes,
    }
    if control.kind == "choice":
        options = _readings(scenario) if control.key == "base_year" else (0.0, 1.0)
        return ControlState(scenario.values[flat], preset.values[flat], options=options, **told)
    if control.key == SPLIT:
        now, before = (
            _shown(control, one[industry]) for one in map(shown_split, (scenario, preset))
        )
        return ControlState(now, before, 0.0, control.scale, 1.0, **told)
    if control.key == LANDED:
        now, before = (landed_investment(one) for one in (scenario, preset))
        high = _up_to(map(landed_investment, inputs.presets.values()), preset)
        now, before = round(now, 6), round(before, 6)
        return ControlState(now, before, 0.0, high, nice_step(0.0, high), **told)
    low, high = _range(control, flat, inputs.presets.values())
    value, default = (_shown(control, one.values[flat]) for one in (scenario, preset))
    step = nice_step(low, high)
    return ControlState(value, default, low, max(high, low + step), step, **told)


def _up_to(values: Iterable[float], preset: Scenario) -> float:
    """A round end of a range that holds values, and what all that is negotiated would bring."""
    most = max((*values, preset.ranges["negotiated_value"][1], 1.0))
    power = 10.0 ** math.floor(math.log10(most))
    return math.ceil(most / power) * power


def _lock(control: Control, flat: str, scenario: Scenario) -> str:
    if not scenario.funnel and control.key in (LANDED, "conversion", "funnel_limit"):
        return "lock-no-funnel"
    if control.needs and not all(
        scenario.values[switch] for switch in SWITCHES[: SWITCHES.index(control.needs) + 1]
    ):
        return f"lock-{control.needs}"
    if flat in scenario.settled:
        return "lock-published"
    return "lock-one-value" if scenario.ranges[flat] == (1.0, 1.0) else ""


def _readings(scenario: Scenario) -> tuple[float, ...]:
    """Readings of the base year that have accounts before them and lie before the target."""
    first = min(scenario.accounts, default=-math.inf)
    return tuple(y for y in scenario.base_readings if first <= y < scenario.target_year)


def _range(control: Control, flat: str, presets: Iterable[Scenario]) -> tuple[float, float]:
    """Plausible range and what presets use, rounded outwards to the digits that are shown."""
    presets = list(presets)
    allowed = PARAMETERS[control.key]
    ends = [*presets[0].ranges[flat], *(one.values[flat] for one in presets)]
    unit = 10.0**-control.digits
    low = math.floor(min(ends) * control.scale / unit + 1e-9) * unit
    high = math.ceil(max(ends) * control.scale / unit - 1e-9) * unit
    floor = allowed.low * control.scale + (unit if allowed.open_low else 0.0)
    return round(max(low, floor), 6), round(min(high, allowed.high * control.scale), 6)


def nice_step(low: float, high: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, about a hundred from end to end.

    Examples
    --------
    >>> nice_step(0, 12.8), nice_step(1.0, 1.5), nice_step(-5, 53.5)
    (0.1, 0.005, 0.5)
    """
    rough = (high - low) / 100 or 0.01
    power = 10.0 ** math.floor(math.log10(rough))
    nearest = min((1, 2, 5, 10), key=lambda m: abs(math.log(m * power / rough)))
    return round(nearest * power, 10)


def on_grid(of: ControlState, value: float) -> float:
    """The stop of a slider that is nearest to a value: a browser shows no other.

    Examples
    --------
    >>> on_grid(ControlState(6.849315, 6.849315, 3.0, 20.0, 0.2), 6.849315)
    6.8
    """
    stop = of.low + round((value - of.low) / of.step) * of.step
    return round(min(max(stop, of.low), of.high), 10)


def _shown(control: Control, value: float) -> float:
    return round(value * control.scale, 6)


def meant(control: Control, shown: Any) -> Any:
    """The model's value for one that the page shows."""
    return shown if isinstance(shown, str) else round(shown / control.scale, 12)


def moved(
    control: Control, industry: str, shown: Any, state: State, inputs: SessionInputs
) -> State:
    """The state after a control of an industry was moved to a stop that the page shows.

    Raises
    ------
    BadSetting
        If it is locked, out of its range, or the model cannot take it.
    """
    of = control_state(control, industry, state, inputs)
    shown = shown if isinstance(shown, str) else round(shown, 10)
    if not of.options and shown == on_grid(of, of.value):
        return state  # it stands there already; a stop is not a wish for the stop's exact value
    if not of.options and shown == on_grid(of, of.default) and not of.locked:
        shown = of.default  # back at the preset, not near it
    return entered(control, industry, shown, state, inputs)


def entered(
    control: Control, industry: str, shown: Any, state: State, inputs: SessionInputs
) -> State:
    """The state after a control was set to exactly this value, in the page's own scale."""
    of = control_state(control, industry, state, inputs)
    if of.locked:
        raise BadSetting(of.locked)
    if of.options and shown not in of.options:
        raise BadSetting("not-offered", options=", ".join(map(str, of.options)))
    if not of.options and not of.low - SLACK <= shown <= of.high + SLACK:
        raise BadSetting("outside-range", low=f"{of.low:g}", high=f"{of.high:g}")
    value = meant(control, shown)
    if control.key == WEIGHT:
        return set_weight(state, inputs, value)
    if control.key == "price_path":
        return set_price_path(state, inputs, value)
    if control.key == SPLIT:
        return set_split(state, inputs, industry, value)
    if control.key == LANDED:
        return set_landed(state, inputs, value)
    flat = flat_name(control, industry)
    if shown == of.default:
        value = inputs.presets[state.preset].values[flat]
    return set_value(state, inputs, flat, value)
