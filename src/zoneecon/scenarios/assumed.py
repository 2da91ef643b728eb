"""How does the assumptions' file become a scenario?

Every problem is gathered and raised at once, one sentence each, with file and block.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from zoneecon.errors import BadInput
from zoneecon.scenarios.allowed import (
    ABOUT,
    BLOCK_SETTINGS,
    CONVERSIONS,
    EVIDENCE,
    PARAMETERS,
    REST_KEYS,
)
from zoneecon.scenarios.parameters import (
    Scenario,
    fault,
    flattened,
    number_of,
    problems_of,
    refuse,
    suggest,
)
from zoneecon.text.catalogue import SOURCE, say

#: What the adding-up starts from, of every year that has an account.
ACCOUNT = ("gdp", "industrial_value_added", "fixed_asset_investment")


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
        raise BadInput(f"{file}: no scenario {name!r}{suggest(name, blocks)}.")
    listed = assumptions.get("industries", {})
    industries = tuple(key for key, block in listed.items() if "target" in block)
    values, ranges, drawn, evidence, origins = _read_parameters(
        assumptions, industries, numbers, file, problems
    )
    block = {**{"price_path": "", "growth_path": ""}, **blocks.get("baseline", {}), **blocks[name]}
    where = f"{file} [scenarios.{name}]"
    own = {k: v for k, v in blocks[name].items() if k not in (*ABOUT, *BLOCK_SETTINGS)}
    flat = flattened(own, industries, where, problems, numbers)
    accounts = {
        float(year): {
            k: number_of(v, numbers, f"{file} [accounts.{year}]", problems) for k, v in row.items()
        }
        for year, row in assumptions.get("accounts", {}).items()
    }
    for year, row in assumptions.get("accounts", {}).items() or [("", {})]:
        lacking = ", ".join(key for key in ACCOUNT if key not in row)
        place = f"{file} [accounts.{year}]" if year else f"{file} [accounts]"
        problems += [fault("missing", place, name=lacking)] if lacking else []
    funnel = {
        k: number_of(v, numbers, f"{file} [funnel]", problems)
        for k, v in assumptions.get("funnel", {}).items()
    }
    level = {
        role: {
            key: number_of(listed[key].get(role), numbers, f"{file} [industries.{key}]", problems)
            for key in industries
        }
        for role in ("baseline", "target")
    }
    refuse(problems)
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
        zone=str(assumptions.get("name_en", "")),
        titles={key: str(listed[key].get("title_en", key)) for key in industries},
        labels={key: label_of(key, listed[key]) for key in industries},
    )
    refuse(problems + problems_of(scenario))
    return scenario


def _read_parameters(assumptions, industries, numbers, file, problems):
    """Flat values, ranges, drawn names, evidence and origins from [parameters] and [industries]."""
    values, ranges, evidence, origins = {}, {}, {}, {}
    drawn = set()
    listed = assumptions.get("parameters", {})
    for name in listed:
        if name not in PARAMETERS or name in CONVERSIONS:
            known = [key for key in PARAMETERS if key not in CONVERSIONS]
            place = f"{file} [parameters.{name}]"
            problems.append(fault("parameter", place, hint=suggest(name, known)))
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
                entry = {"value": allowed.default, "source": say("inputs.scenario.default", SOURCE)}
            if not entry or entry.get("value") is None:
                problems.append(fault("missing", f"{file} {where}", name=flat))
                continue
            place = f"{file} {where}"
            for word in entry:
                allowed_words = ("value", "low", "high", "central", *EVIDENCE, *industries)
                if word not in allowed_words:
                    hint = suggest(word, allowed_words)
                    problems.append(fault("key", place, key=word, hint=hint))
            read = {
                part: number_of(entry.get(part, entry["value"]), numbers, place, problems)
                for part in ("value", "low", "high")
            }
            values[flat] = read["value"]
            ranges[flat] = (read["low"], read["high"])
            if not read["low"] <= read["value"] <= read["high"]:
                problems.append(fault("own_range", place, **read))
            if entry.get("drawn"):
                drawn.add(flat)
            evidence[flat] = {word: entry[word] for word in EVIDENCE if word in entry}
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
            if key not in (*industries, *REST_KEYS):
                known = (*industries, *REST_KEYS)
                problems.append(fault("industry", where, industry=key, hint=suggest(key, known)))
                continue
            paths[name][key] = {
                int(year): number_of(change, numbers, where, problems)
                * (0.01 if isinstance(change, str) else 1.0)
                for year, change in years.items()
            }
            for year, change in paths[name][key].items():
                if not change > -1:
                    fields = {"industry": key, "year": year, "change": change}
                    problems.append(fault("change", where, **fields))
    return paths


def label_of(industry: str, block: Mapping[str, Any]) -> str:
    """An industry in a word, as a chart names it."""
    return str(block.get("short_en", industry.replace("_", " ").capitalize()))
