"""How does the assumptions' file become a scenario?

Every problem is gathered and raised at once, one sentence each, with file and block.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from zoneecon.data.reading.keys import INHERITED
from zoneecon.errors import BadInput
from zoneecon.scenarios.allowed import (
    ABOUT,
    BLOCK_SETTINGS,
    CONVERSIONS,
    ENTRIES,
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
from zoneecon.text.catalogue import stored


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
    numbers: Mapping[str, float],
    file: str,
) -> Scenario:
    """Build one named scenario: the parameters' values, then only its own differences.

    Parameters
    ----------
    assumptions : dict
        The assumptions file as `tomllib` reads it.
    name : str
        A key of its ``scenarios`` table.
    numbers : dict
        Statement id to printed number, in the printed unit: ``{"Q040": 150.0}``.
    file : str
        Name of the file, for messages.

    Raises
    ------
    BadInput
        Unknown scenario, unknown key (with a suggestion), a statement without a number, or an
        infeasible value; one sentence each, all at once.
    """
    problems: list[str] = []
    blocks = assumptions.get("scenarios", {})
    if name not in blocks:
        raise BadInput(f"{file}: no scenario {name!r}{suggest(name, blocks)}.")
    listed = assumptions.get("industries", {})
    joint = {name for one in assumptions.get("together", {}).values() for name in one["industries"]}
    industries = tuple(
        key
        for key, block in listed.items()
        if "baseline" in block and ("target" in block or key in joint)
    )
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
    funnel = {
        k: number_of(v, numbers, f"{file} [funnel]", problems)
        for k, v in assumptions.get("funnel", {}).items()
    }
    level = {
        role: {
            key: number_of(listed[key].get(role), numbers, f"{file} [industries.{key}]", problems)
            for key in industries
            if role == "baseline" or role in listed[key]
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
        target_years=_own_years(assumptions, block, industries),
        outside_industry=frozenset(
            key for key in industries if listed[key].get("outside_industry")
        ),
        base_readings=tuple(assumptions.get("base_readings", ())),
        base_weights=_base_weights(assumptions),
        overlap=tuple(assumptions["overlap"]["between"]) if "overlap" in assumptions else None,
        about={key: blocks[name][key] for key in ABOUT if key in blocks[name]},
        file=file,
        zone=str(assumptions.get("name_en", "")),
        titles={key: str(listed[key].get("title_en", key)) for key in industries},
        labels={key: label_of(key, listed[key]) for key in industries},
    )
    refuse(problems + problems_of(scenario))
    return scenario


def _base_weights(assumptions: Mapping[str, Any]) -> dict[float, float]:
    """Reading of the base's date -> what the document's own evidence says for it."""
    given = assumptions.get("verdict", {}).get("base_weights", {})
    return {float(year): float(weight) for year, weight in given.items()}


def _own_years(assumptions, block: Mapping[str, Any], industries) -> dict[str, int]:
    """Industry -> the year of its target, where that is not the scenario's."""
    if "target_year" in block:  # a scenario that asks for another year asks for it of all
        return {}
    common, listed = assumptions["target_year"], assumptions["industries"]
    years = {key: listed[key].get("target_year", common) for key in industries}
    return {key: year for key, year in years.items() if year != common}


#: What a number is, as the assumptions say it.
_NUMBERS = ("value", "low", "high")
#: What speaks for a number: of another number it says nothing.
_SPEAKS = ("statements", "source", "quality", "rationale")


def _layered(entry: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with what another says instead.

    A new value stands for itself: range, evidence and whether it is drawn are its own.
    """
    if not any(word in over for word in _NUMBERS):
        return {**entry, **over}
    gone = (*_NUMBERS, *_SPEAKS, "drawn") if "value" in over else _SPEAKS
    found = {word: said for word, said in entry.items() if word not in gone} | dict(over)
    found.setdefault("quality", "red")
    if not found.get("statements") and not found.get("source"):
        found["source"] = stored("zones.own.guess")
    return found


def _entry(
    assumptions: Mapping[str, Any], name: str, industry: str, keys, numbers: Mapping[str, float]
) -> tuple[dict, str]:
    """What counts for a parameter, and the block that says so: the model's value, the zone's."""
    model = {word: ENTRIES[name][word] for word in (*_NUMBERS, *EVIDENCE) if word in ENTRIES[name]}
    if model.get("value") in INHERITED and model["value"] not in numbers:
        model["value"] = ENTRIES[name]["otherwise"]  # no trend to inherit from
    if name in CONVERSIONS:
        block = dict(assumptions["industries"][industry].get(name, {}))
        if "central" in block:
            # a concept factor is uncertain in every draw, a scope is a choice of reading
            centre = {"value": block.pop("central"), "drawn": model.get("drawn", False)}
            block = centre | block
        return _layered(model, block), f"[industries.{industry}.{name}]"
    zone = assumptions.get("parameters", {}).get(name, {})
    own = zone.get(industry, {}) if industry else {}
    general = {word: value for word, value in zone.items() if word not in keys}
    where = f"[parameters.{name}.{industry}]" if own else f"[parameters.{name}]"
    return _layered(_layered(model, general), own), where


def _read_parameters(assumptions, industries, numbers, file, problems):
    """Flat values, ranges, drawn names, evidence and origins from [parameters] and [industries]."""
    values, ranges, evidence, origins = {}, {}, {}, {}
    drawn = set()
    for name in assumptions.get("parameters", {}):
        if name not in PARAMETERS or name in CONVERSIONS:
            known = [key for key in PARAMETERS if key not in CONVERSIONS]
            place = f"{file} [parameters.{name}]"
            problems.append(fault("parameter", place, hint=suggest(name, known)))
    known = tuple(assumptions.get("industries", {}))
    for name, allowed in PARAMETERS.items():
        for key in industries if allowed.per_industry else ("",):
            flat = f"{name}.{key}" if key else name
            entry, where = _entry(assumptions, name, key, known, numbers)
            place = f"{file} {where}"
            if entry.get("value") is None:
                problems.append(fault("missing", place, name=flat))
                continue
            allowed_words = (*_NUMBERS, *EVIDENCE, *industries)
            problems += [
                fault("key", place, key=word, hint=suggest(word, allowed_words))
                for word in entry
                if word not in allowed_words
            ]
            read = {
                part: number_of(entry.get(part, entry["value"]), numbers, place, problems)
                for part in _NUMBERS
            }
            if entry["value"] in INHERITED:  # whatever the trend gives is plausible
                read["low"] = min(read["low"], read["value"])
                read["high"] = max(read["high"], read["value"])
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
