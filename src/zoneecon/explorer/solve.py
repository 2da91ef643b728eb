"""What would have to be different? The values at which the middle of the fan reaches the target.

One control at a time, or a few together: everything else is held as the page shows it, limits too.
The central path is solved (SciPy), for the target times what the median of the draws differs from
it; what is found is then simulated, rounded to the side that reaches, so that a person who types
it sees the target reached.
"""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import Bounds, brentq, minimize

from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer.controls import (
    LANDED,
    SPLIT,
    WEIGHT,
    Control,
    ControlState,
    control_state,
    controls_of,
    entered,
    flat_name,
    meant,
)
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.explorer.state import State, in_place, rescaled, scenario_of, shown_split
from zoneecon.scenarios.model import central_output, evaluate
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.simulate import simulate

#: Controls that move no path, only how chances are judged or joined.
APART = (WEIGHT, "local_correlation")
#: Points between the ends of one control, and of each of two or three.
POINTS = {1: 129, 2: 41, 3: 17}
MOST = max(POINTS)
#: How often what was found is corrected by what its draws say.
ROUNDS = 10
#: What is asked for beyond the target, so that what is rounded does not stay where it was.
MORE = 2e-4
#: A path solved to end on its target has reached it, whatever the last bit says.
REACHED = 1 - 1e-9


class Solved(NamedTuple):
    """What reaches the target: a value for each control, in the page's own scale.

    Of what is not `reached`, `values` are the best ones and `median` is how far they lead.
    `always` if every value reaches it.
    """

    places: tuple[tuple[str, str], ...]
    values: tuple[Any, ...]
    reached: bool
    median: float
    always: bool = False


def median(scenario: Scenario, industry: str, inputs: SessionInputs) -> float:
    """Middle of the fan in the target year: the one central number of the page."""
    table = simulate(scenario, inputs.draws, inputs.seed)
    mine = table["measure"].eq("output") & table["industry"].eq(industry)
    return float(table.loc[mine & table["year"].eq(scenario.year_of(industry)), "p50"].iloc[0])


def askable(
    state: State,
    inputs: SessionInputs,
    stand: Mapping[tuple[str, str], ControlState] | None = None,
) -> dict[tuple[str, str], ControlState]:
    """Sliders that can be solved for: unlocked, and no matter of how chances are judged."""
    found = {}
    for control in controls_of(inputs).values():
        place = control.key, state.industry if control.per_industry else ""
        if control.kind == "choice" or control.key in APART:
            continue
        known = stand.get(place) if stand else None
        of = known or control_state(control, state.industry, state, inputs)
        if not of.locked:
            found[place] = of
    return found


def alone(
    state: State, inputs: SessionInputs, given_up: Callable[[], bool] = lambda: False
) -> list[Solved] | None:
    """Every control by itself, all else as set; None if it was given up on the way."""
    found = []
    for control in controls_of(inputs).values():
        if given_up():
            return None
        own = state.industry if control.per_industry else ""
        of = control_state(control, own or state.industry, state, inputs)
        if of.locked or control.key in APART:
            continue
        place = (control.key, own)
        solve = _best_option if of.options else _one
        if (one := solve(place, of, state, inputs)) is not None:
            found.append(one)
    return found


def together(places: Sequence[tuple[str, str]], state: State, inputs: SessionInputs) -> Solved:
    """The least change of one, two or three controls with which the target is reached.

    Least: the sum of squares, each in units of its driver's range in the assumptions, which is the
    package's own where a zone states none.
    """
    asked = askable(state, inputs)
    if not places:
        raise BadSetting("solve-nothing")
    if len(set(places)) < len(places) or len(places) > MOST:
        raise BadSetting("solve-twice", most=MOST)
    if any(place not in asked for place in places):
        raise BadSetting("solve-locked")
    return _Problem(tuple(places), [asked[place] for place in places], state, inputs).solve()


def after(solved: Solved, state: State, inputs: SessionInputs) -> State:
    """The state in which what was solved is set, through the controls."""
    by_key = controls_of(inputs)
    for (key, own), value in zip(solved.places, solved.values, strict=True):
        state = entered(by_key[key], own or state.industry, value, state, inputs)
    return state


# --- one by itself -------------------------------------------------------------------------------


def _best_option(place, of: ControlState, state: State, inputs: SessionInputs) -> Solved | None:
    """The option of a list that reaches the target, the present one first; else the best."""
    control, industry = controls_of(inputs)[place[0]], place[1] or state.industry
    tried = []
    for option in sorted(of.options, key=lambda one: one != of.value):
        try:
            state_then = entered(control, industry, option, state, inputs)
        except BadSetting:
            continue  # the model cannot take it beside the rest
        scenario = scenario_of(state_then, inputs)
        tried.append((median(scenario, state.industry, inputs), option))
    if not tried or max(tried)[0] - min(tried)[0] <= 1e-9 * max(tried)[0]:
        return None
    target = scenario_of(state, inputs).targets[state.industry]
    good = [(level, option) for level, option in tried if level >= target * REACHED]
    level, option = good[0] if good else max(tried, key=lambda one: one[0])
    return Solved((place,), (option,), bool(good), level, len(good) == len(tried))


def _one(place, of: ControlState, state: State, inputs: SessionInputs) -> Solved | None:
    problem = _Problem((place,), [of], state, inputs)
    return problem.solve() if problem.moves() else None


class _Problem:
    """Some controls, their ends, and the central output as a function of what they show."""

    def __init__(self, places, stands: Sequence[ControlState], state: State, inputs: SessionInputs):
        self.places, self.stands, self.state, self.inputs = places, stands, state, inputs
        self.scenario = scenario_of(state, inputs)
        self.industry = state.industry
        self.target = self.scenario.targets[state.industry]
        self.controls = [controls_of(inputs)[key] for key, _ in places]
        self.start = np.array([one.value for one in stands], dtype=float)
        self.low = np.array([one.low for one in stands])
        self.high = np.array([one.high for one in stands])
        self.ranges = np.array([self._range(i) for i in range(len(places))])
        self.grid, self.outputs = self._looked_at()

    def _range(self, i: int) -> float:
        """Width of a driver's range in the assumptions, as the page shows it."""
        control, own = self.controls[i], self.places[i][1]
        whole = self.high[i] - self.low[i]
        if control.key == SPLIT:
            return whole
        preset = self.inputs.presets[self.state.preset]
        low, high = preset.ranges[flat_name(control, own or self.industry)]
        return (high - low) * self._scale(control) or whole

    def _scale(self, control: Control) -> float:
        """What the page shows for one of the model's."""
        return in_place(self.scenario) if control.key == LANDED else control.scale

    def central(self, points: np.ndarray) -> np.ndarray:
        """Central output at points (m, n) of the controls' values."""
        changes: dict[str, np.ndarray] = {}
        for control, (_, own), shown in zip(self.controls, self.places, points.T, strict=True):
            changes |= self._changes(control, own, shown)
        with np.errstate(all="ignore"):
            return evaluate(self.scenario, changes)[self.industry]

    def _changes(self, control: Control, own: str, shown: np.ndarray) -> dict[str, np.ndarray]:
        """The parameters that a control sets where it shows these values."""
        if control.key == SPLIT:
            shares = shown_split(self.scenario)
            split = [rescaled(shares, own, meant(control, float(x))) for x in shown]
            return {f"{SPLIT}.{key}": np.array([row[key] for row in split]) for key in shares}
        flat = flat_name(control, own or self.industry)
        return {flat: shown / self._scale(control)}

    def median(self, values: Sequence[float]) -> float:
        """What the page shows once these are set."""
        found = Solved(self.places, tuple(values), True, 0.0)
        return median(
            scenario_of(after(found, self.state, self.inputs), self.inputs),
            self.industry,
            self.inputs,
        )

    def moves(self) -> bool:
        """Whether anything is moved by them."""
        most = self.outputs.max()
        return bool(most - self.outputs.min() > 1e-9 * most)

    def solve(self) -> Solved:
        """The nearest point that reaches the target."""
        grid, outputs = self.grid, self.outputs
        asked = (
            self.target * self._central_now() / median(self.scenario, self.industry, self.inputs)
        )
        for turn in range(ROUNDS):
            if outputs.max() < asked:
                break
            if outputs.min() >= asked:
                return Solved(self.places, tuple(self.start), True, self.target, True)
            point = self._nearest(grid, outputs, asked)
            values = self._rounded(point, asked)
            try:
                level = self.median(values)
            except BadSetting:
                break
            if level >= self.target * REACHED:
                return Solved(self.places, values, True, level)
            asked *= (self.target / level) * (1 + MORE * 2**turn)
        return self._best(grid, outputs)

    def _central_now(self) -> float:
        return central_output(self.scenario, self.industry)

    def _looked_at(self) -> tuple[np.ndarray, np.ndarray]:
        count = POINTS[len(self.places)]
        axes = [
            np.unique(np.append(np.linspace(low, high, count), now))
            for low, high, now in zip(self.low, self.high, self.start, strict=True)
        ]
        grid = np.array(list(itertools.product(*axes)))
        return grid, self.central(grid)

    def _distance(self, points: np.ndarray) -> np.ndarray:
        return (((points - self.start) / self.ranges) ** 2).sum(axis=-1)

    def _nearest(self, grid: np.ndarray, outputs: np.ndarray, asked: float) -> np.ndarray:
        """Where the output is what is asked for, nearest to where the controls stand."""
        if len(self.places) == 1:
            return self._crossing(grid[:, 0], outputs, asked)
        there = grid[outputs >= asked]
        begin = there[self._distance(there).argmin()]
        if (begin == self.start).all():
            return begin
        reaches: Any = {"type": "ineq", "fun": lambda x: self._log_room(x, asked)}
        found = minimize(  # type: ignore[call-overload]  # its stubs want literal bounds
            lambda x: float(self._distance(x)),
            begin,
            method="SLSQP",
            bounds=Bounds(self.low, self.high),
            constraints=reaches,
            tol=1e-10,
        )
        point = np.clip(found.x, self.low, self.high)
        good = self.central(point[None, :])[0] >= asked * (1 - 1e-6)
        return point if good and self._distance(point) < self._distance(begin) else begin

    def _log_room(self, point: np.ndarray, asked: float) -> float:
        """By how much the output at a point is more than asked for, in logs."""
        return float(np.log(self.central(point[None, :])[0] / asked))

    def _crossing(self, axis: np.ndarray, outputs: np.ndarray, asked: float) -> np.ndarray:
        over = outputs >= asked
        turns = np.flatnonzero(over[1:] != over[:-1])
        edges = [(axis[i], axis[i + 1]) for i in turns]
        roots = [
            brentq(lambda x: self.central(np.array([[x]]))[0] - asked, *edge, xtol=1e-10)
            for edge in edges
        ]
        return np.array([min(roots, key=lambda x: abs(x - self.start[0]))])

    def _rounded(self, point: np.ndarray, asked: float) -> tuple[float, ...]:
        """The point with as few digits as each control shows, on the side that reaches.

        Where an end of a range leaves no room for that, with more digits.
        """
        slope = self._slope(point)
        for more in range(6):
            values = []
            for i, control in enumerate(self.controls):
                unit = 10.0 ** -(control.digits + more)
                steps = point[i] / unit
                near = round(steps)
                exact = math.isclose(steps, near, abs_tol=1e-7)
                step = near if exact else math.ceil(steps) if slope[i] > 0 else math.floor(steps)
                values.append(round(step * unit, 10) + 0.0)
            inside = np.array(values)
            room = (inside >= self.low - 1e-12).all() and (inside <= self.high + 1e-12).all()
            if room and self.central(inside[None, :])[0] >= asked * (1 - 1e-7):
                return tuple(values)
        return tuple(float(x) for x in point)

    def _slope(self, point: np.ndarray) -> np.ndarray:
        """Which way each control raises the output there."""
        steps = np.diag(1e-4 * (self.high - self.low))
        ahead, behind = (np.clip(point + side * steps, self.low, self.high) for side in (1, -1))
        return self.central(ahead) - self.central(behind)

    def _best(self, grid: np.ndarray, outputs: np.ndarray) -> Solved:
        """How far the controls lead at most, with the least change that does."""
        near = grid[outputs >= outputs.max() * (1 - 1e-9)]
        point = near[self._distance(near).argmin()]
        values = tuple(round(float(x), 6) for x in point)
        try:
            level = self.median(values)
        except BadSetting:
            values = tuple(float(x) for x in self.start)
            level = self.median(values)
        return Solved(self.places, values, False, level)


def marks(found: Sequence[Solved]) -> Mapping[tuple[str, str], float]:
    """Of each slider that reaches the target by itself, where."""
    return {
        one.places[0]: one.values[0]
        for one in found
        if one.reached and not one.always and not isinstance(one.values[0], str)
    }
