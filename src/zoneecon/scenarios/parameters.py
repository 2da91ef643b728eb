"""Which assumptions make up a scenario, and are they feasible?

Every problem is gathered and raised at once, one sentence each, with parameter, value, allowed
range, file and block. `assumed` reads a scenario from its file.
"""

from __future__ import annotations

import datetime
import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zoneecon.arguments import as_year, one_of, refusal
from zoneecon.data.amounts import amount
from zoneecon.errors import BadInput, Problem
from zoneecon.scenarios.allowed import (
    ABOUT,
    BLOCK_SETTINGS,
    CONVERSIONS,
    PARAMETERS,
    SWITCHES,
    TOTAL,
    Allowed,
)
from zoneecon.scenarios.starts import NOTHING, TARGET, News
from zoneecon.text.catalogue import say

#: Where a value comes from that was changed by `Scenario.with_`.
WITH = "[with_]"

# --- the scenario ---------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Scenario:
    """One complete set of assumptions, with the file and block each came from.

    Take one from `named_scenarios`, vary it with `with_`. `values` holds every parameter under
    its flat name: ``zone_growth`` or, for an industry, ``elasticity.<industry>``. `zone`, `titles`
    and `labels` (an industry in a word) are names for tables and charts. `baselines` are the levels
    that the industries go on from: the plan's, or the newest published since, as `news` says.
    """

    name: str
    title: str
    industries: tuple[str, ...]
    baselines: Mapping[str, float]
    targets: Mapping[str, float]
    values: Mapping[str, float]
    ranges: Mapping[str, tuple[float, float]]
    drawn: frozenset[str]
    held: frozenset[str]
    evidence: Mapping[str, Mapping[str, Any]]
    origins: Mapping[str, str]
    accounts: Mapping[float, Mapping[str, float]]
    funnel: Mapping[str, float]
    price_paths: Mapping[str, Mapping[str, Mapping[int, float]]]
    growth_paths: Mapping[str, Mapping[str, Mapping[int, float]]]
    price_path: str
    growth_path: str
    target_year: int
    base_readings: tuple[float, ...]
    overlap: tuple[str, str] | None
    about: Mapping[str, Any]
    file: str
    zone: str
    titles: Mapping[str, str]
    labels: Mapping[str, str]
    news: News = NOTHING
    #: Of targets whose year is not `target_year`: industry -> its own.
    target_years: Mapping[str, int] = field(default_factory=dict)
    #: What the document's own evidence says for each reading of the base's date; alike if empty.
    base_weights: Mapping[float, float] = field(default_factory=dict)
    #: The parameter that was solved for, so that each path ends on its target.
    solved: str = ""
    #: Industries that are no part of industrial value added.
    outside_industry: frozenset[str] = frozenset()
    #: The day up to which is known what it was read from; None if it was read from no vintage.
    as_of: datetime.date | None = None

    def __repr__(self) -> str:
        changed = {name: self.values[name] for name in self.origins if self.origins[name] == WITH}
        return f"Scenario({self.name!r}{f', changed: {changed}' if changed else ''})"

    def with_(self, **changes: Any) -> Scenario:
        """A copy with some parameters changed and held, checked before it is returned.

        Parameters
        ----------
        **changes
            A parameter by its name: ``zone_growth=0.06``; ``elasticity=0.5`` for every industry;
            ``elasticity={"a": 0.5}`` or ``**{"elasticity.a": 0.5}`` for one. A name of
            `breakeven` likewise, with what it lifts: ``growth=0.27`` (see `LEVERS`). Also `name`,
            `title`, `price_path`, `growth_path` and `target_year`. Growth and shares are
            fractions, money is CNY 100m.

        Returns
        -------
        Scenario

        Raises
        ------
        BadInput
            One sentence for each unknown or infeasible value, all at once.

        Examples
        --------
        >>> import zoneecon as ze
        >>> baseline = ze.named_scenarios(ze.load("anshan-edz"))["baseline"]
        >>> what_if = baseline.with_(investment_growth=0.12)
        >>> what_if.values["investment_growth"], baseline.values["investment_growth"]
        (0.12, 0.08)
        """
        own = {key: changes.pop(key) for key in _SETTINGS if key in changes}
        if "target_year" in own:
            own["target_year"] = as_year(own["target_year"], "target_year")
            own["target_years"] = {}  # who asks for a year asks for it of all
        lifted = {key: changes.pop(key) for key in list(changes) if key.partition(".")[0] in LEVERS}
        problems: list[str] = []
        flat = flattened(changes, self.industries, f"{self.file} {WITH}", problems)
        scenario = replace(
            self,
            values=MappingProxyType({**self.values, **flat}),
            held=self.held | frozenset(flat),
            origins={**self.origins, **dict.fromkeys(flat, WITH)},
            **own,
        )
        refuse(problems + problems_of(scenario))
        for key, value in lifted.items():
            scenario = _lifted(scenario, key, value)
        return scenario

    def difference_from(self, preset: Scenario) -> pd.DataFrame:
        """What this scenario changes: columns parameter, preset, scenario, unit."""
        rows = [
            (name, preset.values[name], value, self.evidence[name].get("unit", ""))
            for name, value in self.values.items()
            if value != preset.values[name]
        ]
        rows += [
            (name, getattr(preset, name), getattr(self, name), "name")
            for name in ("price_path", "growth_path", "target_year")
            if getattr(self, name) != getattr(preset, name)
        ]
        return pd.DataFrame(rows, columns=["parameter", "preset", "scenario", "unit"])

    def by_industry(self, parameter: str) -> dict[str, float]:
        """The values of one per-industry parameter."""
        return {industry: self.values[f"{parameter}.{industry}"] for industry in self.industries}

    def start_year(self, industry: str) -> float:
        """The year of the level that an industry goes on from."""
        start = self.news.starts.get(industry)
        return start.year if start else self.values["base_year"]

    def conversion(self, industry: str) -> float:
        """Factor from the level that an industry goes on from to the target's concept and scope."""
        return math.prod(self.values[f"{name}.{industry}"] for name in CONVERSIONS)

    def is_known(self, industry: str) -> bool:
        """Whether the target year's level is published: of an industry, or of every one."""
        keys = self.industries if industry == TOTAL else (industry,)
        return all(self.start_year(key) >= self.year_of(key) for key in keys)

    @property
    def settled(self) -> frozenset[str]:
        """Parameters that published levels leave nothing uncertain in, whatever their range."""
        own = [key for key, start in self.news.starts.items() if start.concept == TARGET]
        names = {f"{name}.{key}" for name in CONVERSIONS for key in own}
        every = len(self.news.starts) == len(self.industries)
        return frozenset(names | {"base_year"} if every else names)

    @property
    def base_dates(self) -> dict[float, float]:
        """Readings of the base's date that draws are spread over, with their shares.

        One where the scenario chooses the year, or where nothing starts at a base any more.
        """
        read = dict.fromkeys(self.base_readings, 1.0)
        weighed = {year: self.base_weights.get(year, 0.0) for year in read}
        found = {year: weight for year, weight in weighed.items() if weight > 0} or read
        if "base_year" in self.held | self.settled or self.values["base_year"] not in read:
            return {self.values["base_year"]: 1.0}
        return {year: weight / sum(found.values()) for year, weight in found.items()}

    @property
    def first_year(self) -> float:
        """The earliest of these years."""
        return min(map(self.start_year, self.industries))

    @property
    def account_years(self) -> tuple[float, float]:
        """Years of the zone's accounts: those that the industries start from, and the newest."""
        since = max(map(self.start_year, self.industries))
        every = (year for year in (*self.accounts, *self.news.accounts) if year <= since)
        year = max(every, default=since // 1)
        return year, max((year, *self.news.accounts))

    def account(self, year: float) -> Mapping[str, float]:
        """The zone's accounts of a year that they are known in."""
        return self.news.accounts.get(year) or self.accounts.get(year, {})

    def year_of(self, industry: str = TOTAL) -> int:
        """The year of an industry's target; of all, the last that any target is set for."""
        return self.target_years.get(industry, self.target_year)

    @property
    def tested(self) -> tuple[str, ...]:
        """Industries that have a target, and the total where all have one, of one year."""
        adds_up = not self.target_years and len(self.targets) == len(self.industries)
        return (*self.targets, TOTAL) if adds_up else (*self.targets,)

    @property
    def has_accounts(self) -> bool:
        """Whether GDP and industrial value added are known where the industries start."""
        return {"gdp", "industrial_value_added"} <= set(self.account(self.account_years[0]))

    def known_industry(self, industry: str) -> str:
        """An industry of the scenario, or ``total``; `BadInput` names them for any other."""
        return one_of(industry, (*self.industries, TOTAL), "industry")

    def target_of(self, industry: str = TOTAL) -> float:
        """The target of an industry, or the sum of all (CNY 100m)."""
        return sum(self.targets.values()) if industry == TOTAL else self.targets[industry]


def require_scenario(value: object) -> Scenario:
    """A scenario; `BadInput` says where to take one from for anything else."""
    if not isinstance(value, Scenario):
        where = "named_scenarios(plan)"
        such = f"{where}[{value!r}]" if isinstance(value, str) else f'{where}["baseline"]'
        raise refusal("arguments.kind.scenario", value=repr(value), such=such)
    return value


_SETTINGS = ("name", "title", "price_path", "growth_path", "target_year")


def number_of(entry, numbers, where, problems) -> float:
    """A number, the number a statement prints, or arithmetic on printed numbers."""
    if isinstance(entry, bool) or entry is None:
        problems.append(fault("number", where, value=entry))
        return math.nan
    if isinstance(entry, (int, float)):
        return float(entry)
    if isinstance(entry, str):
        if entry not in numbers:
            problems.append(fault("statement", where, value=entry))
            return math.nan
        return float(numbers[entry])
    if isinstance(entry, Mapping) and "times" in entry:
        known = ("times", "over", "scale", "plus", "years")
        for word in entry:
            if word not in known:
                problems.append(fault("key", where, key=word, hint=suggest(word, known)))
        with suppress(ArithmeticError):
            return amount(entry, lambda key: number_of(key, numbers, where, problems))
    problems.append(fault("entry", where, value=entry))
    return math.nan


def flattened(changes, industries, where, problems, numbers=None) -> dict[str, float]:
    """{'elasticity': {'a': 1}} or {'elasticity': 1} or {'elasticity.a': 1} to flat names."""
    flat: dict[str, float] = {}
    for key, entry in changes.items():
        name, _, one = key.partition(".")
        if name not in PARAMETERS:
            known = (*PARAMETERS, *LEVERS, *ABOUT, *BLOCK_SETTINGS)
            problems.append(fault("key", where, key=key, hint=suggest(key, known)))
            continue
        if not PARAMETERS[name].per_industry:
            if one:
                problems.append(fault("of_the_zone", where, name=name))
                continue
            flat[name] = number_of(entry, numbers or {}, f"{where} {name}", problems)
            continue
        is_table = isinstance(entry, Mapping) and "times" not in entry
        table = {one: entry} if one else (entry if is_table else dict.fromkeys(industries, entry))
        for industry, value in table.items():
            if industry not in industries:
                fields = {"industry": industry, "hint": suggest(industry, industries)}
                problems.append(fault("no_industry", where, name=name, **fields))
                continue
            named = f"{where} {name}"
            flat[f"{name}.{industry}"] = number_of(value, numbers or {}, named, problems)
    return flat


def suggest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    if near:
        return say("inputs.hint.near", near=near[0])
    return say("inputs.hint.known", known=known)


def fault(name: str, place: str, /, **fields: object) -> str:
    """What is wrong in a place of the assumptions, in the words of `text/inputs.toml`."""
    return say(f"inputs.scenario.{name}", place=place, **fields)


def refuse(problems: list[str]) -> None:
    if problems:
        sentences = dict.fromkeys(problems)
        raise BadInput([Problem("", None, "", "", sentence) for sentence in sentences])


def problems_of(scenario: Scenario) -> list[str]:
    """One sentence for each infeasible value: parameter, value, allowed range, file and block."""
    problems = []
    for flat, value in scenario.values.items():
        allowed = PARAMETERS[flat.partition(".")[0]]
        where = f"{scenario.file} {scenario.origins[flat]}"
        if not allowed.holds(value):
            problems.append(fault("outside", where, name=flat, value=value, allowed=allowed))
        elif flat in SWITCHES and value not in (0.0, 1.0):
            problems.append(fault("switch", where, name=flat, value=value))
    base_year, values = scenario.values["base_year"], scenario.values

    def place(name: str) -> str:
        return f"{scenario.file} {scenario.origins[name]}"

    years = {"base_year": base_year, "target_year": scenario.target_year}
    for year in dict.fromkeys((base_year, *scenario.base_readings)):
        if year >= scenario.target_year:
            problems.append(
                fault("target_year", place("base_year"), **{**years, "base_year": year})
            )
    if scenario.accounts and min(scenario.accounts) > base_year:
        first = min(scenario.accounts)
        problems.append(fault("first_year", place("base_year"), first=first, **years))
    for industry in scenario.industries:
        premium = f"growth_premium.{industry}"
        growth = values[f"elasticity.{industry}"] * values["zone_growth"] + values[premium]
        if not growth > -1:
            problems.append(fault("growth", place(premium), industry=industry, growth=growth))
    split = sum(scenario.by_industry("investment_split").values())
    if split and not math.isclose(split, 1.0, abs_tol=1e-6):
        where = place(f"investment_split.{scenario.industries[0]}")
        problems.append(fault("split", where, split=split))
    if not problems and not _is_positive_definite(correlation(scenario)):
        names = ("local_correlation", "price_correlation", "price_volume_correlation")
        given = [f"{name} = {values[name]:g}" for name in names]
        problems.append(fault("correlation", place(names[2]), given=given))
    for table, name in (("price_path", scenario.price_path), ("growth_path", scenario.growth_path)):
        known = getattr(scenario, f"{table}s")
        if name not in known:
            where = f"{scenario.file} [scenarios.{scenario.name}]"
            hint = suggest(name, [key for key in known if key])
            problems.append(fault("path", where, table=table, name=name, hint=hint))
    for year, row in scenario.accounts.items():
        value, gdp = row.get("industrial_value_added", 0.0), row.get("gdp", math.inf)
        if value > gdp:
            where = f"{scenario.file} [accounts.{year:g}]"
            problems.append(fault("accounts", where, value=value, gdp=gdp))
    return problems


def correlation(scenario: Scenario) -> np.ndarray:
    """Correlation of the 2n shocks: n volumes, then n prices; equal inside each block."""
    n, values = len(scenario.industries), scenario.values
    matrix = np.full((2 * n, 2 * n), values["price_volume_correlation"])
    matrix[:n, :n] = values["local_correlation"]
    matrix[n:, n:] = values["price_correlation"]
    np.fill_diagonal(matrix, 1.0)
    return matrix


def _is_positive_definite(matrix: np.ndarray) -> bool:
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True


# --- levers: what break-even asks for, by its own names -------------------------------------------

FREE_OF_CAPITAL = {"capital_limit": 0.0, "funnel_limit": 0.0}


def some(scenario: Scenario, industry: str, **changes: float) -> Scenario:
    """Change per-industry parameters of one industry, or of all for the total."""
    keys = scenario.industries if industry == TOTAL else (industry,)
    return scenario.with_(**{f"{name}.{key}": x for name, x in changes.items() for key in keys})


def _a_year(scenario: Scenario, industry: str, x: float) -> dict[str, float]:
    """Growth a year by which each industry is `x` times its start in the target year.

    Of an industry whose target year is known nothing grows any more. What would take more than any
    parameter allows, as a large multiple in the one year that is left, is held at that.
    """
    keys = scenario.industries if industry == TOTAL else (industry,)
    years = {key: scenario.year_of(key) - scenario.start_year(key) for key in keys}
    most = PARAMETERS["price_drift"]
    return {
        key: min(max(x ** (1.0 / left) - 1.0, most.low), most.high) if left > 0 else 0.0
        for key, left in years.items()
    }


def growth(scenario: Scenario, industry: str, x: float) -> Scenario:
    """Demand grows by `x` a year, capital limits as they are."""
    keys = scenario.industries if industry == TOTAL else (industry,)
    return _growing(scenario, dict.fromkeys(keys, x))


def _growing(scenario: Scenario, rates: Mapping[str, float]) -> Scenario:
    """Demand of some industries grows by so much a year, capital limits as they are."""
    zone, most = scenario.values["zone_growth"], PARAMETERS["growth_premium"]
    premium = {key: x - scenario.values[f"elasticity.{key}"] * zone for key, x in rates.items()}
    held = {key: min(max(x, most.low), most.high) for key, x in premium.items()}
    return scenario.with_(growth_premium=held)


def free_growth(scenario: Scenario, industry: str, x: float) -> Scenario:
    """Demand grows by `x` a year, and capital is no limit."""
    return growth(scenario.with_(**FREE_OF_CAPITAL), industry, x)


def volume(scenario: Scenario, industry: str, x: float) -> Scenario:
    """Volume ends at `x` times the base, and capital is no limit."""
    plain = some(scenario, industry, realised_share=0.0, idle_output=0.0)
    return _growing(plain.with_(**FREE_OF_CAPITAL), _a_year(scenario, industry, x))


def price(scenario: Scenario, industry: str, x: float) -> Scenario:
    """Prices end at `x` times their path."""
    return scenario.with_(price_drift=_a_year(scenario, industry, x))


def growth_within_capital(scenario: Scenario, industry: str, x: float) -> Scenario:
    """Demand grows by `x` a year, and output is no more than the scenario's investment builds."""
    return growth(scenario.with_(capital_limit=1.0), industry, x)


def unlimited_demand(scenario: Scenario, industry: str) -> Scenario:
    """Demand doubles every year, so that capacity decides."""
    return growth_within_capital(scenario, industry, 1.0)


def beyond_investment(scenario: Scenario) -> Scenario:
    """The same zone with so much fixed-asset investment that its share is never the limit."""
    accounts = {
        year: {key: x * (1e6 if key == "fixed_asset_investment" else 1) for key, x in row.items()}
        for year, row in scenario.accounts.items()
    }
    return replace(scenario, accounts=accounts)


def landed(scenario: Scenario, industry: str, x: float) -> Scenario:
    """Landed projects bring `x` a year, and neither demand nor the zone's investment limits."""
    demanded = beyond_investment(unlimited_demand(scenario, industry))
    return demanded.with_(funnel_limit=1.0, negotiated_value=x, conversion=1.0)


class Lever(NamedTuple):
    """A name of break-even that is no parameter: how it enters, and where it makes sense."""

    pull: Callable[[Scenario, str, float], Scenario]
    allowed: Allowed


#: The other names of break-even are parameters themselves; `with_` takes them as those, and lifts
#: nothing.
LEVERS: dict[str, Lever] = {
    "growth": Lever(free_growth, Allowed(-0.9, 5)),
    "growth_within_capital": Lever(growth_within_capital, Allowed(-0.9, 5)),
    "volume_multiple": Lever(volume, Allowed(0, 1e3, open_low=True)),
    "price_multiple": Lever(price, Allowed(0, 1e3, open_low=True)),
    "landed_investment": Lever(landed, Allowed(0, 1e6)),
}


def _lifted(scenario: Scenario, key: str, entry: Any) -> Scenario:
    """A scenario with a lever pulled: for all, for one (``growth.steel``), or for those named."""
    name, _, industry = key.partition(".")
    table = {industry: entry} if industry else entry
    table = table if isinstance(table, Mapping) else {TOTAL: table}
    lever, where = LEVERS[name], f"{scenario.file} {WITH}"
    for one, value in table.items():
        problems: list[str] = []
        x = number_of(value, {}, f"{where} {name}", problems)
        if not problems and not lever.allowed.holds(x):
            problems.append(fault("outside", where, name=name, value=x, allowed=lever.allowed))
        refuse(problems)
        scenario = lever.pull(scenario, scenario.known_industry(one), x)
    return scenario
