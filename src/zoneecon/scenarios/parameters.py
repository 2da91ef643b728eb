"""Which assumptions make up a scenario, and are they feasible?

Reads the assumptions table into `Scenario` objects. Every problem is gathered and raised at once,
one sentence each, with parameter, value, allowed range, file and block.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zoneecon.errors import BadInput, Problem


class Allowed(NamedTuple):
    """Where a parameter makes sense at all, wider than what we find plausible."""

    low: float
    high: float
    per_industry: bool = False
    open_low: bool = False  # the low end itself is not allowed
    default: float | None = None  # where an assumptions file need not name it


MONEY = "CNY 100m"  # 亿元

PARAMETERS: dict[str, Allowed] = {
    "base_year": Allowed(1990, 2100),
    "uncertainty": Allowed(0, 3),
    "zone_growth": Allowed(-0.9, 3),
    "phase_in_years": Allowed(0, 50, open_low=True),
    "investment_growth": Allowed(-0.9, 3),
    "investment_share": Allowed(0, 1),
    "investment_split": Allowed(0, 1, per_industry=True, default=0.0),
    "capital_limit": Allowed(0, 1),
    "funnel_limit": Allowed(0, 1),
    "negotiated_value": Allowed(0, 1e6),
    "negotiated_growth": Allowed(-0.9, 3),
    "conversion": Allowed(0, 1),
    "city_weight": Allowed(0, 1),
    "project_size_variation": Allowed(0, 10),
    "funds_in_place": Allowed(0, 1),
    "landing_lag": Allowed(0, 10),
    "other_industry_share": Allowed(0, 1),
    "value_added_rate_factor": Allowed(0, 10),
    "overlap_share": Allowed(0, 1),
    "local_correlation": Allowed(0, 0.9),
    "price_correlation": Allowed(0, 0.9),
    "price_volume_correlation": Allowed(-0.9, 0.9),
    "degrees_of_freedom": Allowed(2, 1e6, open_low=True),
    "elasticity": Allowed(-10, 10, per_industry=True),
    "growth_premium": Allowed(-0.9, 5, per_industry=True),
    "price_drift": Allowed(-0.9, 5, per_industry=True),
    "concept_factor": Allowed(0, 20, per_industry=True, open_low=True),
    "scope_factor": Allowed(0, 100, per_industry=True, open_low=True),
    "transferred_output": Allowed(0, 1e6, per_industry=True),
    "project_output": Allowed(0, 1e6, per_industry=True),
    "realised_share": Allowed(0, 1, per_industry=True),
    "idle_output": Allowed(0, 1e6, per_industry=True),
    "utilisation": Allowed(0, 1, per_industry=True, open_low=True),
    "capital_output_ratio": Allowed(0, 100, per_industry=True, open_low=True),
    "depreciation": Allowed(0, 0.99, per_industry=True),
    "relative_value_added": Allowed(0, 100, per_industry=True, open_low=True),
    "volume_volatility": Allowed(0, 5, per_industry=True),
    "trend_uncertainty": Allowed(0, 5, per_industry=True),
    "price_volatility": Allowed(0, 5, per_industry=True),
}
SWITCHES = ("capital_limit", "funnel_limit")
# Central values of these two sit beside the industry they convert, not under [parameters].
CONVERSIONS = ("concept_factor", "scope_factor")
ABOUT = ("title", "title_zh", "author_role", "date", "sources", "rationale", "quality", "impact")
_EVIDENCE = ("unit", "statements", "source", "quality", "impact", "rationale", "drawn")
_REST_KEYS = ("rest", "zone", "investment")


# --- the scenario ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Scenario:
    """One complete set of assumptions, with the file and block each came from.

    Make one with `from_assumptions`, vary it with `with_`. `values` holds every parameter under
    its flat name: ``zone_growth`` or, for an industry, ``elasticity.<industry>``.
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

    def with_(self, **changes: Any) -> Scenario:
        """A copy with some parameters changed and held, checked before it is returned.

        Parameters
        ----------
        **changes
            ``zone_growth=0.06``; ``elasticity=0.5`` for every industry; ``elasticity={"a": 0.5}``
            or ``**{"elasticity.a": 0.5}`` for one. Also `name`, `title`, `price_path`,
            `growth_path` and `target_year`.

        Raises
        ------
        BadInput
            One sentence for each unknown or infeasible value, all at once.
        """
        own = {key: changes.pop(key) for key in _SETTINGS if key in changes}
        problems: list[str] = []
        flat = _flatten(changes, self.industries, f"{self.file} [with_]", problems)
        scenario = replace(
            self,
            values=MappingProxyType({**self.values, **flat}),
            held=self.held | frozenset(flat),
            origins={**self.origins, **dict.fromkeys(flat, "[with_]")},
            **own,
        )
        _refuse(problems + _problems(scenario))
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


_SETTINGS = ("name", "title", "price_path", "growth_path", "target_year")


def available(assumptions: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the scenarios, in the order of the file."""
    return tuple(assumptions.get("scenarios", {}))


def printed_values(statements: pd.DataFrame) -> dict[str, float]:
    """Statement id to printed number, in the printed unit; rows without one number are left out.

    Reads the columns id and value; ``>=6`` counts as 6.
    """
    number = statements["value"].astype(str).str.extract(r"^\s*[<>=≥≤]*\s*(-?\d+(?:\.\d+)?)\s*$")[0]
    known = number.notna()
    return dict(zip(statements.loc[known, "id"], number[known].astype(float), strict=True))


def read_scenario(
    assumptions: Mapping[str, Any],
    name: str,
    base_values: Mapping[str, float] | None = None,
    *,
    file: str = "assumptions",
) -> Scenario:
    """Build one named scenario: the parameters' values, then only its own differences.

    Parameters
    ----------
    assumptions : dict
        The assumptions file as `tomllib` reads it.
    name : str
        A key of its ``scenarios`` table.
    base_values : dict
        Statement id to printed number, in the printed unit: ``{"Q040": 150.0}``.
    file : str
        Name of the file, for messages.

    Raises
    ------
    BadInput
        Unknown scenario, unknown key (with a suggestion), a statement without a number, or an
        infeasible value; one sentence each, all at once.
    """
    numbers = base_values or {}
    problems: list[str] = []
    blocks = assumptions.get("scenarios", {})
    if name not in blocks:
        raise BadInput(f"{file}: no scenario {name!r}{_suggest(name, blocks)}.")
    listed = assumptions.get("industries", {})
    industries = tuple(key for key, block in listed.items() if "target" in block)
    values, ranges, drawn, evidence, origins = _read_parameters(
        assumptions, industries, numbers, file, problems
    )
    block = {**{"price_path": "", "growth_path": ""}, **blocks.get("baseline", {}), **blocks[name]}
    where = f"{file} [scenarios.{name}]"
    own = {k: v for k, v in blocks[name].items() if k not in (*ABOUT, *_BLOCK_SETTINGS)}
    flat = _flatten(own, industries, where, problems, numbers)
    accounts = {
        float(year): {
            k: _number(v, numbers, f"{file} [accounts.{year}]", problems) for k, v in row.items()
        }
        for year, row in assumptions.get("accounts", {}).items()
    }
    funnel = {
        k: _number(v, numbers, f"{file} [funnel]", problems)
        for k, v in assumptions.get("funnel", {}).items()
    }
    level = {
        role: {
            key: _number(listed[key].get(role), numbers, f"{file} [industries.{key}]", problems)
            for key in industries
        }
        for role in ("baseline", "target")
    }
    _refuse(problems)
    scenario = Scenario(
        name=name,
        title=str(blocks[name].get("title", name)),
        industries=industries,
        baselines=level["baseline"],
        targets=level["target"],
        values=MappingProxyType({**values, **flat}),
        ranges=ranges,
        drawn=drawn,
        held=frozenset(flat),
        evidence=evidence,
        origins={**origins, **dict.fromkeys(flat, f"[scenarios.{name}]")},
        accounts=accounts,
        funnel=funnel,
        price_paths=_read_paths(assumptions, "price_paths", industries, numbers, file, problems),
        growth_paths=_read_paths(assumptions, "growth_paths", industries, numbers, file, problems),
        price_path=block["price_path"],
        growth_path=block["growth_path"],
        target_year=int(block.get("target_year", assumptions["target_year"])),
        base_readings=tuple(assumptions.get("base_readings", ())),
        overlap=tuple(assumptions["overlap"]["between"]) if "overlap" in assumptions else None,
        about={key: blocks[name][key] for key in ABOUT if key in blocks[name]},
        file=file,
    )
    _refuse(problems + _problems(scenario))
    return scenario


_BLOCK_SETTINGS = ("price_path", "growth_path", "target_year", "solve")


def _read_parameters(assumptions, industries, numbers, file, problems):
    """Flat values, ranges, drawn names, evidence and origins from [parameters] and [industries]."""
    values, ranges, evidence, origins = {}, {}, {}, {}
    drawn = set()
    listed = assumptions.get("parameters", {})
    for name in listed:
        if name not in PARAMETERS or name in CONVERSIONS:
            known = [key for key in PARAMETERS if key not in CONVERSIONS]
            problems.append(
                f"{file} [parameters.{name}]: unknown parameter{_suggest(name, known)}."
            )
    for name, allowed in PARAMETERS.items():
        for key in industries if allowed.per_industry else ("",):
            flat, entry, where = name, listed.get(name), f"[parameters.{name}]"
            if key:
                flat = f"{name}.{key}"
            if name in CONVERSIONS:
                entry = assumptions["industries"][key].get(name)
                where = f"[industries.{key}.{name}]"
                # a concept factor is uncertain in every draw, a scope is a choice of reading
                entry = entry and {"drawn": name == "concept_factor", "unit": "factor", **entry}
                entry = entry and {**entry, "value": entry.get("central")}
            elif key and entry and key in entry:
                entry, where = entry[key], f"[parameters.{name}.{key}]"
            if not entry and allowed.default is not None:
                entry = {"value": allowed.default, "source": "default of the model"}
            if not entry or entry.get("value") is None:
                problems.append(f"{file} {where}: missing; the model needs {flat}.")
                continue
            for word in entry:
                allowed_words = ("value", "low", "high", "central", *_EVIDENCE, *industries)
                if word not in allowed_words:
                    problems.append(
                        f"{file} {where}: unknown key {word!r}{_suggest(word, allowed_words)}."
                    )
            read = {
                part: _number(entry.get(part, entry["value"]), numbers, f"{file} {where}", problems)
                for part in ("value", "low", "high")
            }
            values[flat] = read["value"]
            ranges[flat] = (read["low"], read["high"])
            if not read["low"] <= read["value"] <= read["high"]:
                problems.append(
                    f"{file} {where}: value {read['value']:g} is outside its own range "
                    f"{read['low']:g} to {read['high']:g}."
                )
            if entry.get("drawn"):
                drawn.add(flat)
            evidence[flat] = {word: entry[word] for word in _EVIDENCE if word in entry}
            origins[flat] = where
    return values, ranges, frozenset(drawn), evidence, origins


def _read_paths(assumptions, table, industries, numbers, file, problems):
    """Paths as fractions: {path: {industry or rest: {year: change}}}. Ids are percentages."""
    paths = {"": {}}
    for name, block in assumptions.get(table, {}).items():
        where = f"{file} [{table}.{name}]"
        paths[name] = {}
        for key, years in block.items():
            if not isinstance(years, Mapping):
                continue  # title, rationale, quality
            if key not in (*industries, *_REST_KEYS):
                known = (*industries, *_REST_KEYS)
                problems.append(f"{where}: unknown industry {key!r}{_suggest(key, known)}.")
                continue
            paths[name][key] = {
                int(year): _number(change, numbers, where, problems)
                * (0.01 if isinstance(change, str) else 1.0)
                for year, change in years.items()
            }
            for year, change in paths[name][key].items():
                if not change > -1:
                    problems.append(f"{where}: {key} {year} = {change:g} must be above -1.")
    return paths


def _number(entry, numbers, where, problems) -> float:
    """A number, the number a statement prints, or arithmetic on printed numbers."""
    if isinstance(entry, bool) or entry is None:
        problems.append(f"{where}: {entry!r} is not a number.")
        return math.nan
    if isinstance(entry, (int, float)):
        return float(entry)
    if isinstance(entry, str):
        if entry not in numbers:
            problems.append(f"{where}: no number for statement {entry!r}.")
            return math.nan
        return float(numbers[entry])
    if isinstance(entry, Mapping) and "times" in entry:
        known = ("times", "over", "scale", "plus", "years")
        for word in entry:
            if word not in known:
                problems.append(f"{where}: unknown key {word!r}{_suggest(word, known)}.")
        product = math.prod(_number(key, numbers, where, problems) for key in entry["times"])
        product /= math.prod(
            _number(key, numbers, where, problems) for key in entry.get("over", ())
        )
        product *= entry.get("scale", 1.0)
        if "years" in entry:
            return product ** (1.0 / entry["years"]) - 1.0
        return product + entry.get("plus", 0.0)
    problems.append(f"{where}: {entry!r} is not a number, a statement id or {{times = [ids]}}.")
    return math.nan


def _flatten(changes, industries, where, problems, numbers=None) -> dict[str, float]:
    """{'elasticity': {'a': 1}} or {'elasticity': 1} or {'elasticity.a': 1} to flat names."""
    flat: dict[str, float] = {}
    for key, entry in changes.items():
        name, _, one = key.partition(".")
        if name not in PARAMETERS:
            known = (*PARAMETERS, *ABOUT, *_BLOCK_SETTINGS)
            problems.append(f"{where}: unknown key {key!r}{_suggest(key, known)}.")
            continue
        if not PARAMETERS[name].per_industry:
            if one:
                problems.append(f"{where}: {name} is one number for the zone, not per industry.")
                continue
            flat[name] = _number(entry, numbers or {}, f"{where} {name}", problems)
            continue
        is_table = isinstance(entry, Mapping) and "times" not in entry
        table = {one: entry} if one else (entry if is_table else dict.fromkeys(industries, entry))
        for industry, value in table.items():
            if industry not in industries:
                problems.append(
                    f"{where}: {name} has no industry {industry!r}{_suggest(industry, industries)}."
                )
                continue
            flat[f"{name}.{industry}"] = _number(value, numbers or {}, f"{where} {name}", problems)
    return flat


def _suggest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"


def _refuse(problems: list[str]) -> None:
    if problems:
        sentences = dict.fromkeys(problems)
        raise BadInput([Problem("", None, "", "", sentence) for sentence in sentences])


def _problems(scenario: Scenario) -> list[str]:
    """One sentence for each infeasible value: parameter, value, allowed range, file and block."""
    problems = []
    for flat, value in scenario.values.items():
        allowed = PARAMETERS[flat.partition(".")[0]]
        too_low = value <= allowed.low if allowed.open_low else value < allowed.low
        place = f"{scenario.file} {scenario.origins[flat]}"
        if not math.isfinite(value) or too_low or value > allowed.high:
            bracket = "(" if allowed.open_low else "["
            problems.append(
                f"{place}: {flat} = {value:g} is outside "
                f"{bracket}{allowed.low:g}, {allowed.high:g}]."
            )
        elif flat in SWITCHES and value not in (0.0, 1.0):
            problems.append(f"{place}: {flat} = {value:g} must be 0 or 1.")
    base_year, values = scenario.values["base_year"], scenario.values
    if base_year >= scenario.target_year:
        problems.append(
            f"{scenario.file} {scenario.origins['base_year']}: base_year = {base_year:g} must be "
            f"before target_year = {scenario.target_year}."
        )
    if scenario.accounts and min(scenario.accounts) > base_year:
        problems.append(
            f"{scenario.file} {scenario.origins['base_year']}: base_year = {base_year:g} is before "
            f"the first year with accounts, {min(scenario.accounts):g}."
        )
    for industry in scenario.industries:
        growth = (
            values[f"elasticity.{industry}"] * values["zone_growth"]
            + values[f"growth_premium.{industry}"]
        )
        if not growth > -1:
            problems.append(
                f"{scenario.file} {scenario.origins[f'growth_premium.{industry}']}: growth of "
                f"{industry}, elasticity x zone_growth + growth_premium = {growth:g}, "
                "must be above -1."
            )
    split = sum(scenario.by_industry("investment_split").values())
    if split and not math.isclose(split, 1.0, abs_tol=1e-6):
        problems.append(
            f"{scenario.file} {scenario.origins[f'investment_split.{scenario.industries[0]}']}: "
            f"investment_split adds up to {split:g} over the industries; it must add up to 1, or "
            "be 0 for all, which shares by need."
        )
    if not problems and not _is_positive_definite(correlation(scenario)):
        names = ("local_correlation", "price_correlation", "price_volume_correlation")
        given = ", ".join(f"{name} = {values[name]:g}" for name in names)
        problems.append(
            f"{scenario.file} {scenario.origins[names[2]]}: the correlation matrix of {given} is "
            "not positive definite; bring price_volume_correlation nearer 0."
        )
    for table, name in (("price_path", scenario.price_path), ("growth_path", scenario.growth_path)):
        known = getattr(scenario, f"{table}s")
        if name not in known:
            problems.append(
                f"{scenario.file} [scenarios.{scenario.name}]: unknown {table} {name!r}"
                f"{_suggest(name, [key for key in known if key])}."
            )
    for year, row in scenario.accounts.items():
        if row["industrial_value_added"] > row["gdp"]:
            problems.append(
                f"{scenario.file} [accounts.{year:g}]: industrial_value_added = "
                f"{row['industrial_value_added']:g} is outside [0, {row['gdp']:g}], the GDP."
            )
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
