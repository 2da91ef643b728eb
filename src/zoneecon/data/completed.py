"""What counts where a zone's assumptions say nothing? The file, completed from its own documents.

A zone writes down what only it can know: which statements are bases and targets. Years, accounts,
series and windows are read off the statements, and the rest is a default of `keys.toml`. Whatever
the file says stays as it is. Numbers are cited by their ids, so that a revision counts.
"""

import datetime
from collections.abc import Mapping
from typing import Any

import pandas as pd

from zoneecon.data.checks.assumed import central_reading
from zoneecon.data.newest import FACTS, yearly
from zoneecon.data.reading.keys import GOALS, default, keys
from zoneecon.data.saved_scenarios import BASELINE
from zoneecon.text.catalogue import SOURCE, say

#: Subject of statements on the zone as a whole.
ZONE = "zone"
#: Growth rates after a year that make a window of growth.
LEAST_RATES = 2
MOST_WINDOWS = 3


def completed(
    assumed: Mapping[str, Any],
    statements: pd.DataFrame,
    indicators: pd.DataFrame,
    context: pd.DataFrame,
    day: datetime.date | None = None,
) -> dict[str, Any]:
    """The assumptions of a zone with everything that an analysis asks for.

    Parameters
    ----------
    assumed : dict
        The zone's file as it is written.
    statements, context : DataFrame
        Of the zone and of what surrounds it: all that the assumptions may cite.
    indicators : DataFrame
        The codelist.
    day : date, optional
        What is published later starts no industry.

    Returns
    -------
    dict
        A new dictionary; what the file says is in it unchanged.
    """
    rows = statements.set_index("id", drop=False)
    own = dict(assumed)
    own["pooling_weight"] = assumed.get("pooling_weight", default("pooling_weight"))
    drawn = {name: default(f"simulation.{name}") for name in ("draws", "seed")}
    own["simulation"] = drawn | assumed.get("simulation", {})
    own["industries"] = {
        name: _industry(name, block, rows, indicators)
        for name, block in assumed.get("industries", {}).items()
    }
    own["together"] = {
        name: _titled(name, block) for name, block in assumed.get("together", {}).items()
    }
    own.setdefault("target_year", _target_year(own, rows))
    own.setdefault("base_readings", _base_readings(own, rows))
    known = statements if day is None else statements[statements["published"] <= day]
    for block in own["industries"].values():
        block |= _later_base(block, known, rows)
    own["series"] = _series(assumed, statements, indicators, context)
    own.setdefault("accounts", _accounts(own, statements))
    own["parameters"] = _parameters(own, rows)
    own |= _paths_and_scenarios(assumed)
    own["verdict"] = _verdict(assumed.get("verdict", {}), statements)
    own.setdefault("squeezed_years", [])
    return own


# --- industries ------------------------------------------------------------------------------


def _titled(name: str, block: Mapping[str, Any]) -> dict[str, Any]:
    title = block.get("title_en", name.replace("_", " ").capitalize())
    return {"title_en": title, "title_zh": block.get("title_zh", title), **block}


def _industry(name, block: Mapping, rows: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, Any]:
    """An industry with its titles, its target's year, and a factor between two concepts."""
    found = _titled(name, block)
    if (year := _last(rows, block.get("target", ""))) is not None:
        found["target_year"] = year
    if "target" not in block or "concept_factor" in block:
        return found
    concepts = indicators.set_index("code")["concept"]
    ids = [block.get(key) for key in ("baseline", "target")]
    if all(one in rows.index for one in ids):
        base, target = (concepts.get(rows.at[one, "indicator"]) for one in ids)
        if base != target:
            found["concept_factor"] = {
                "low": 0.9,
                "central": 1.0,
                "high": 1.1,
                "impact": "medium",
                "quality": "red",
                "statements": ids,
                "rationale": say("zones.concept", SOURCE, base=base, target=target),
            }
    return found


def _later_base(
    block: Mapping[str, Any], known: pd.DataFrame, rows: pd.DataFrame
) -> dict[str, Any]:
    """Of a target without base: the first level that was published of it since, and its year."""
    if "baseline" in block or block.get("target") not in rows.index:
        return {}
    goal = rows.loc[block["target"]]
    same = (known["indicator"] == goal["indicator"]) & (known["subject"] == goal["subject"])
    dated = known["year"].lt(goal["last"]).fillna(False).astype(bool)
    levels = known[same & known["role"].isin(FACTS) & known["number"].gt(0) & dated]
    if levels.empty:
        return {}
    first = levels.sort_values(["year", "published"]).iloc[0]
    return {"baseline": first["id"], "later_base": int(first["year"])}


def _targets(own: Mapping[str, Any]) -> list[str]:
    return [
        block["target"] for table in GOALS for block in own[table].values() if "target" in block
    ]


def _bases(own: Mapping[str, Any]) -> list[str]:
    return [block["baseline"] for block in own["industries"].values() if "baseline" in block]


def _target_year(own: Mapping[str, Any], rows: pd.DataFrame) -> int | None:
    years = (_last(rows, one) for one in _targets(own))
    return max((year for year in years if year is not None), default=None)


def _last(rows: pd.DataFrame, one: str) -> int | None:
    """The last year that a statement is about."""
    year: Any = rows["last"].get(one)
    return None if year is None or pd.isna(year) else int(year)


def _base_readings(own: Mapping[str, Any], rows: pd.DataFrame) -> list[float]:
    """Years that the bases are of; of undated ones what 现状 may mean in a plan of that day."""
    cited = rows.loc[[one for one in _bases(own) if one in rows.index]]
    undated = cited[cited["last"].isna()]
    if len(undated):
        year = undated["published"].min().year
        return [year - 2.0, year - 1.0, year + 0.5]
    if len(cited):
        return [float(cited["last"].max())]
    return []


# --- series and accounts ---------------------------------------------------------------------


def _of_zone(statements: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Whole-year figures of an indicator as printed; the zone's own where others' are printed."""
    rows = yearly(statements, indicator)
    own = rows[rows["subject"] == ZONE]
    return own if len(own) else rows


def _series(assumed, statements, indicators, context) -> dict[str, dict[str, str]]:
    facts = indicators.set_index("code")
    names = assumed.get("series")
    if names is None:
        standard = [name for name in keys("zone")["series"]["standard"] if name in facts.index]
        codes = [(name, _growth_code(name, facts)) for name in standard]
        printed = set(statements.loc[statements["role"].isin(FACTS), "indicator"])
        names = {level: {} for level, growth in codes if printed & {level, growth}}
    index = keys("zone")["series.*.deflator"]["standard"]
    found = {}
    for name, block in names.items():
        level = block.get("level", name)
        concept, basis = facts.loc[level, ["concept", "price_basis"]]
        own = {
            "level": level,
            "growth": _growth_code(level, facts),
            "kind": concept,
            "price_basis": basis,
        }
        if basis == "current" and (context["indicator"] == index).any():
            own["deflator"] = index
        found[name] = own | block
    return found


def _growth_code(level: str, facts: pd.DataFrame) -> str:
    """The code of a level's growth, empty where the codelist has none."""
    return f"{level}_growth" if f"{level}_growth" in facts.index else ""


def _accounts(own: Mapping[str, Any], statements: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Printed levels by year, of the years that a base may be of; the last before where none is.

    A year counts where all series are printed that the zone has at all: what grows from one year
    on starts there together.
    """
    if not own["base_readings"]:
        return {}
    first, last = int(min(own["base_readings"])), int(max(own["base_readings"]))
    levels = {name: _levels(statements, name, last) for name in keys("zone")["series"]["standard"]}
    known = {name: rows for name, rows in levels.items() if rows}
    years = sorted(set.intersection(*map(set, known.values()))) if known else []
    since = min(first, max(years, default=first))
    return {
        str(year): {name: rows[year] for name, rows in known.items()}
        for year in years
        if year >= since
    }


def _levels(statements: pd.DataFrame, name: str, last: int) -> dict[int, str]:
    """Year -> statement that first printed the level, up to a year."""
    rows = _of_zone(statements, name).sort_values(["published", "id"]).drop_duplicates("year")
    rows = rows[rows["year"] <= last]
    return dict(zip(rows["year"].astype(int), rows["id"], strict=True))


# --- parameters, scenarios, verdict ------------------------------------------------------------


def _parameters(own: Mapping[str, Any], rows: pd.DataFrame) -> dict[str, Any]:
    """The parameters of the file, and those that follow from what else is known of the zone."""
    found = {}
    if own["base_readings"]:
        found["base_year"] = _base_year(own, rows)
    funnel = own.get("funnel", {})
    value, landed = funnel.get("negotiated_value"), funnel.get("landed_value")
    if funnel and isinstance(value, str) and isinstance(landed, str):
        cited = {"statements": [value], "quality": "amber"}
        found["negotiated_value"] = _around_half({"times": [value]}) | cited
        ratio = {"times": [landed], "over": [value]}
        found["conversion"] = _around_half(ratio) | {**cited, "statements": [value, landed]}
    off = {"value": 0.0, "low": 0.0, "high": 0.0, "source": "definition", "quality": "green"}
    if not funnel:
        found["funnel_limit"] = off | {"rationale": say("zones.no_funnel", SOURCE)}
    return found | own.get("parameters", {})


def _around_half(amount: dict[str, Any]) -> dict[str, Any]:
    """An amount whose plausible range is from half to twice of it."""
    return {
        "value": amount,
        "low": {**amount, "scale": 0.5},
        "high": {**amount, "scale": 2.0},
    }


def _base_year(own: Mapping[str, Any], rows: pd.DataFrame) -> dict[str, Any]:
    readings = sorted(own["base_readings"])
    cited = [one for one in _bases(own) if one in rows.index]
    dated = bool(rows.loc[cited, "last"].notna().all())
    return {
        "value": central_reading(own),
        "low": readings[0],
        "high": readings[-1],
        "unit": "year",
        "statements": cited,
        "quality": "green" if dated else "amber",
        "impact": "low" if dated else "high",
        "rationale": say(f"zones.base_year.{'dated' if dated else 'undated'}", SOURCE),
    }


def _paths_and_scenarios(assumed: Mapping[str, Any]) -> dict[str, Any]:
    """Scenarios with a baseline, and paths with one that holds the prices of the base."""
    paths = assumed.get("price_paths") or {"constant": _both("zones.prices")}
    scenarios = assumed.get("scenarios", {})
    if BASELINE not in scenarios:
        scenarios = {BASELINE: {}, **scenarios}
    baseline = _both("zones.baseline") | {"quality": "amber", "impact": "high"}
    baseline |= {"price_path": next(iter(paths)), "growth_path": ""}
    return {
        "price_paths": {name: {"title": name, **block} for name, block in paths.items()},
        "growth_paths": assumed.get("growth_paths", {}),
        "scenarios": scenarios | {BASELINE: baseline | scenarios[BASELINE]},
    }


def _both(key: str) -> dict[str, str]:
    """Title and reason of what nobody typed, in the words of the catalogue."""
    return {
        "title": say(f"{key}.title", "en"),
        "title_zh": say(f"{key}.title", "zh"),
        "rationale": say(f"{key}.why", "en"),
    }


def _verdict(given: Mapping[str, Any], statements: pd.DataFrame) -> dict[str, Any]:
    """Readings of prices, and of the window of growth: the last years with rates enough behind."""
    found = {"price_scenarios": [BASELINE]} | dict(given)
    if "window_indicator" not in found:
        preferred = keys("zone")["verdict.window_indicator"]["standard"]
        printed = [one for one in preferred if len(_of_zone(statements, f"{one}_growth"))]
        found["window_indicator"] = (printed or preferred)[0]
    if "windows" not in found:
        rates = _of_zone(statements, f"{found['window_indicator']}_growth")
        years = sorted(set(rates["year"].astype(int)))
        enough = [one for one in years if sum(later > one for later in years) >= LEAST_RATES]
        found["windows"] = enough[-MOST_WINDOWS:]
    return found
