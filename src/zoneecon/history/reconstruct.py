"""What was the series? Levels and growth as published, and what each implies for the other.

The result is one tidy table. A row is one value of one measure in one year, with the interval
that rounding leaves open (half a unit of the last printed digit, in level and rate alike), how it
came about and the statements it derives from. All functions are pure.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zoneecon.data.newest import yearly
from zoneecon.data.vintage import Vintage
from zoneecon.errors import BadInput
from zoneecon.growth import (
    cagr,
    chain,
    chain_back,
    deflate,
    growth_rate,
    mean_growth,
    previous_level,
)
from zoneecon.rows import keyed_rows, row_at
from zoneecon.text.catalogue import stored

COLUMNS = (
    "indicator",
    "year",
    "measure",
    "value",
    "low",
    "high",
    "unit",
    "price_basis",
    "status",
    "method",
    "derived_from",
)

#: What a row can measure, in the order of a table's columns.
MEASURES = (
    "published_level",
    "published_growth",
    "implied_growth",
    "implied_level",
    "gap",
    "implied_deflator",
    "national_deflator",
    "chained_back",
    "chained_forward",
    "carried_level",
)

LINKED = ("published_level", "chained_back")

#: A price change this far from the national one is read as a break in the level, not as prices.
#: Chosen above every regional gap that prices explain (the zone's 2018: about one point) and far
#: below the breaks found (13 points and more); a reader may pass another.
BREAK_THRESHOLD = 0.05


TYPES = {"value": float, "low": float, "high": float, "id": object}


def annual(statements: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """One row a year of what documents report for an indicator; the newest publication wins.

    Parameters
    ----------
    statements : DataFrame
        As loaded: needs id, indicator, role, year, number, half_unit, published.
    indicator : str
        Code; only whole-year statements with role actual or baseline count.

    Returns
    -------
    DataFrame
        Indexed by year (int): value, low, high, id, published.
    """
    chosen = yearly(statements, indicator).sort_values(["published", "id"])
    chosen = chosen.drop_duplicates("year", keep="last")
    table = pd.DataFrame(
        {
            "value": chosen["number"].to_numpy(),
            "low": (chosen["number"] - chosen["half_unit"]).to_numpy(),
            "high": (chosen["number"] + chosen["half_unit"]).to_numpy(),
            "id": chosen["id"].to_numpy(),
            "published": chosen["published"].to_numpy(),
        },
        index=pd.Index(chosen["year"].astype(int), name="year"),
    )
    return table.sort_index()


def implied_growth(levels: pd.DataFrame) -> pd.DataFrame:
    """Growth between consecutive years, with the interval that the levels' rounding leaves.

    Years whose predecessor is not reported are absent, not bridged.
    """
    years = [year for year in levels.index if year - 1 in levels.index]
    now, before = levels.loc[years], levels.loc[[year - 1 for year in years]]
    growth = pd.DataFrame(index=pd.Index(years, name="year", dtype=int))
    growth["value"] = list(map(growth_rate, before["value"], now["value"]))
    growth["low"] = list(map(growth_rate, before["high"], now["low"]))
    growth["high"] = list(map(growth_rate, before["low"], now["high"]))
    growth["id"] = [f"{b};{n}" for b, n in zip(before["id"], now["id"], strict=True)]
    return growth.astype(
        TYPES
    )  # of one year alone there is no growth, and it has types all the same


def gap(implied: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Implied less published growth; `explained` where rounding alone can close it."""
    years = implied.index.intersection(published.index)
    one, two = implied.loc[years], published.loc[years]
    table = pd.DataFrame(
        {
            "value": one["value"] - two["value"],
            "low": one["low"] - two["high"],
            "high": one["high"] - two["low"],
            "id": one["id"] + ";" + two["id"],
        }
    )
    return table.assign(explained=(table["low"] <= 0) & (table["high"] >= 0))


def implied_deflator(implied: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Price change that reconciles nominal levels with growth at comparable prices."""
    years = implied.index.intersection(published.index)
    one, two = implied.loc[years], published.loc[years]
    return pd.DataFrame(
        {
            "value": list(map(deflate, one["value"], two["value"])),
            "low": list(map(deflate, one["low"], two["high"])),
            "high": list(map(deflate, one["high"], two["low"])),
            "id": one["id"] + ";" + two["id"],
        },
        index=years,
    )


def implied_first_level(levels: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Level of the year before the first one, implied by the first published rate."""
    year = int(levels.index[0])
    if year not in published.index:
        return pd.DataFrame(columns=list(TYPES)).astype(TYPES)
    level, rate = row_at(levels, year), row_at(published, year)
    row = {
        "value": previous_level(level["value"], rate["value"]),
        "low": previous_level(level["low"], rate["high"]),
        "high": previous_level(level["high"], rate["low"]),
        "id": f"{level['id']};{rate['id']}",
    }
    return pd.DataFrame([row], index=pd.Index([year - 1], name="year"))


def _consecutive(published: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Rates of the years first + 1 … last; a gap year ends the chain with a sentence."""
    years = range(first + 1, last + 1)
    missing = [year for year in years if year not in published.index]
    if missing:
        raise BadInput(f"growth of {missing} is not reported, so levels cannot be chained")
    return published.loc[list(years)]


def _linked(levels: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """The longest run of levels that published growth links, the later of two alike.

    A level may come before its rate is printed, or lie alone, as one that a later document prints
    for a year long before.
    """
    first, last = int(levels.index[0]), int(levels.index[-1])
    unknown = [year for year in range(first + 1, last + 1) if year not in published.index]
    runs = np.searchsorted(unknown, levels.index.to_numpy(), side="right")
    sizes = pd.Series(runs).value_counts().sort_index()
    return levels[runs == sizes[sizes == sizes.max()].index[-1]]


def carried(levels: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Levels of the years after the newest one of which only a growth rate is printed.

    Year after year without a gap, at the prices of that level where the rates are at comparable
    prices. The interval carries the rounding of the level and of every rate.
    """
    last = int(levels.index[-1])
    later = [year for year in published.index if year > last]
    run = [year for place, year in enumerate(later, 1) if year == last + place]
    if not run:
        return pd.DataFrame(columns=list(TYPES)).astype(TYPES)
    rates, newest = published.loc[run], row_at(levels, last)
    found = {name: chain(newest[name], list(rates[name]))[1:] for name in ("value", "low", "high")}
    ids = [";".join([newest["id"], *rates["id"].iloc[:n]]) for n in range(1, len(run) + 1)]
    return pd.DataFrame({**found, "id": ids}, index=pd.Index(run, name="year"))


def known_levels(statements: pd.DataFrame, indicator: str, growth: str) -> pd.Series:
    """Levels of a series by year: as printed, and carried on over growth-only years."""
    levels, published = annual(statements, indicator), annual(statements, growth)
    if levels.empty:
        return levels["value"]
    later = carried(levels, published)
    return pd.concat([levels["value"], later["value"]]) if len(later) else levels["value"]


def chained(levels: pd.DataFrame, published: pd.DataFrame, base: str) -> pd.DataFrame:
    """Level in prices of one year, from that year's level and the published real growth.

    Parameters
    ----------
    levels, published : DataFrame
        From `annual`: levels, and growth at comparable prices.
    base : {"last", "first"}
        `last` chains back from the last reported level (its prices), one year beyond the first
        where the first rate is published; `first` chains forward from the first level.

    Notes
    -----
    The interval carries the rounding of the base level and of every rate in between; it is the
    widest that these allow.
    """
    first, last = int(levels.index[0]), int(levels.index[-1])
    begin = first - 1 if base == "last" and first in published.index else first
    rates = _consecutive(published, begin, last)
    anchor = row_at(levels, last if base == "last" else first)
    if rates.empty:  # one level that no rate leads to
        return levels.loc[[first], list(TYPES)]
    link, opposite = (chain_back, ("high", "low")) if base == "last" else (chain, ("low", "high"))
    ids = list(rates["id"])
    used = [[anchor["id"], *(ids[i:] if base == "last" else ids[:i])] for i in range(len(ids) + 1)]
    return pd.DataFrame(
        {
            "value": link(anchor["value"], list(rates["value"])),
            "low": link(anchor["low"], list(rates[opposite[0]])),
            "high": link(anchor["high"], list(rates[opposite[1]])),
            "id": [";".join(parts) for parts in used],
        },
        index=pd.Index(range(begin, last + 1), name="year"),
    )


def _rows(indicator: str, measure: str, table: pd.DataFrame, **constant: str) -> pd.DataFrame:
    rows = table.reset_index(names="year").rename(columns={"id": "derived_from"})
    return rows.assign(indicator=indicator, measure=measure, **constant)[list(COLUMNS)]


def reconstruct(
    statements: pd.DataFrame,
    indicators: pd.DataFrame,
    series: Mapping[str, Mapping[str, str]],
    context: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every reading of every series in one tidy table.

    Parameters
    ----------
    statements, indicators : DataFrame
        Of the zone, as loaded.
    series : mapping
        Indicator code of each level -> {"growth": code, "deflator": code of a price index or
        of its growth (optional)}; the assumptions' block `series`.
    context : DataFrame, optional
        Statements of the figures around the zone, for the price index.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, sorted by indicator, measure, year. Growth, gaps and deflators are
        fractions; levels in the indicator's unit. The implied deflator exists only where growth
        is published at comparable prices: elsewhere a gap is a contradiction, not a price.
    """
    facts = indicators.set_index("code")
    parts = [
        _one_series(statements, facts, level, codes, context) for level, codes in series.items()
    ]
    if not parts:  # no series is printed at all
        return pd.DataFrame(columns=list(COLUMNS)).astype({"year": int, "value": float})
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["indicator", "measure", "year"], ignore_index=True)


def from_plan(plan: Vintage) -> pd.DataFrame:
    """`reconstruct` on everything that a vintage (`data.vintage.load`) holds."""
    return reconstruct(
        plan.statements, plan.indicators, plan.assumptions.get("series", {}), plan.context
    )


def _method(measure: str, **fields: object) -> str:
    """How a measure came about, in English as the published table has it."""
    return stored(f"history.method.{measure}", **fields)


def _basis(name: str, **fields: object) -> str:
    """A price basis, in English as the published table has it."""
    return stored(f"history.basis.{name}", **fields)


def _only_rates(level: str, published: pd.DataFrame, basis: str) -> pd.DataFrame:
    """What is known of a series without any level: the rates as printed."""
    named = _basis("comparable" if basis == "constant" else "as_published")
    how = {"unit": "fraction", "status": "reported", "method": _method("printed")}
    return _rows(level, "published_growth", published, price_basis=named, **how)


def _one_series(statements, facts, level: str, codes: Mapping[str, str], context) -> pd.DataFrame:
    levels, published = annual(statements, level), annual(statements, codes["growth"])
    if levels.empty:
        return _only_rates(level, published, facts.loc[codes["growth"], "price_basis"])
    unit, basis = facts.loc[level, ["unit", "price_basis"]]
    rates = facts.loc[codes["growth"], "price_basis"]
    real = rates == "constant"
    implied, linked = implied_growth(levels), _linked(levels, published)
    first, last = int(linked.index[0]), int(linked.index[-1])

    def derived(measure: str, table, unit="fraction", basis="n/a", **said) -> pd.DataFrame:
        how = {"status": "derived", "method": _method(measure, **said)}
        return _rows(level, measure, table, unit=unit, price_basis=basis, **how)

    def at_prices_of(year: int, measure: str, table) -> pd.DataFrame:
        prices = _basis("constant", year=year) if real else basis
        return derived(measure, table, unit, prices, year=year)

    printed = {"status": "reported", "method": _method("printed")}
    parts = [
        _rows(level, "published_level", levels, unit=unit, price_basis=basis, **printed),
        _only_rates(level, published, rates),
        derived("implied_growth", implied, basis=basis),
        derived("implied_level", implied_first_level(levels, published), unit, basis),
        derived("gap", gap(implied, published)),
        at_prices_of(last, "chained_back", chained(linked, published, "last")),
        at_prices_of(first, "chained_forward", chained(linked, published, "first")),
    ]
    if len(later := carried(levels, published)):
        parts.append(at_prices_of(int(levels.index[-1]), "carried_level", later))
    if real:
        parts.append(derived("implied_deflator", implied_deflator(implied, published)))
    if codes.get("deflator") and context is not None:
        national = annual(context, codes["deflator"])
        if facts.loc[codes["deflator"], "concept"] != "growth rate":
            national = implied_growth(national)
        national = national[national.index.isin(levels.index[1:])]
        parts.append(derived("national_deflator", national))
    return pd.concat(parts, ignore_index=True)


def pivot(series: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Years down, measures across, for one indicator: the form people read."""
    wide = series[series["indicator"] == indicator].pivot(
        index="year", columns="measure", values="value"
    )
    return wide[[m for m in MEASURES if m in wide.columns]]


def breaks(series: pd.DataFrame, threshold: float = BREAK_THRESHOLD) -> pd.DataFrame:
    """Years whose implied price change is too far from the national one to be prices.

    Returns
    -------
    DataFrame
        indicator, year, implied, national, excess (implied - national), low, high (excess over
        the whole rounding interval), derived_from. A year counts only if the excess is beyond
        the threshold on all of that interval.
    """
    wide = series.set_index(["indicator", "year", "measure"])
    rows = []
    for (indicator, year, measure), row in keyed_rows(wide):
        key = (indicator, year, "national_deflator")
        if measure != "implied_deflator" or key not in wide.index:
            continue
        national = wide.loc[key, "value"]
        low, high = row["low"] - national, row["high"] - national
        rows.append(
            {
                "indicator": indicator,
                "year": year,
                "implied": row["value"],
                "national": national,
                "excess": row["value"] - national,
                "low": low,
                "high": high,
                "derived_from": row["derived_from"] + ";" + wide.loc[key, "derived_from"],
            }
        )
    table = pd.DataFrame(
        rows,
        columns=[
            "indicator",
            "year",
            "implied",
            "national",
            "excess",
            "low",
            "high",
            "derived_from",
        ],
    )
    beyond = (table["low"] > threshold) | (table["high"] < -threshold)
    return table[beyond].reset_index(drop=True)


def claim_readings(
    series: pd.DataFrame, claimed: tuple[str, ...], threshold: float, since: int, last: int
) -> pd.DataFrame:
    """Truth table of "from `since` on, the average annual growth exceeded `threshold`".

    Every reading of the sentence: does the window include the step into `since` or begin after
    it, is the mean geometric or arithmetic, are the rates published or implied by the levels.
    ("From the level of since - 1" is the first window, geometric, implied.)

    Parameters
    ----------
    series : DataFrame
        From `reconstruct`.
    claimed : tuple of str
        Indicators that the sentence joins by "and".
    threshold : float
        Fraction, e.g. 0.10.
    since, last : int
        Years of the sentence and of the last value.

    Returns
    -------
    DataFrame
        window, mean, rates, one column of average growth per indicator, `holds_<indicator>`,
        `holds` (all of them).
    """
    rates = series[series["measure"].isin(["published_growth", "implied_growth"])]
    values = rates.set_index(["indicator", "measure", "year"])["value"]
    rows = []
    for start in (since, since + 1):
        window = list(range(start, last + 1))
        for mean in ("geometric", "arithmetic"):
            for measure in ("published_growth", "implied_growth"):
                averages = {
                    name: _mean_of([values.get((name, measure, year)) for year in window], mean)
                    for name in claimed
                }
                holds = {f"holds_{name}": bool(v > threshold) for name, v in averages.items()}
                row = {
                    "window": f"{start}-{last}",
                    "mean": mean,
                    "rates": measure.removesuffix("_growth"),
                }
                rows.append(row | averages | holds | {"holds": all(holds.values())})
    return pd.DataFrame(rows)


def _mean_of(rates: list[float | None], mean: str) -> float:
    """Average of the rates of a window; nan where one is missing."""
    known = [rate for rate in rates if rate is not None]
    return mean_growth(known, mean) if len(known) == len(rates) else np.nan


def linked_span(series: pd.DataFrame, indicator: str) -> tuple[int, int] | None:
    """First and last year that have a level and are linked by printed rates; None if there is one.

    No rate of a newer year may be published yet, and a level may lie alone before a gap.
    """
    one = series[series["indicator"] == indicator]
    printed, real = (set(one.loc[one["measure"] == name, "year"]) for name in LINKED)
    years = sorted(printed & real)
    return (int(years[0]), int(years[-1])) if len(years) > 1 else None


def real_against_printed(series: pd.DataFrame, indicator: str) -> tuple[float, float]:
    """Average growth over `linked_span`: chained (real), and as the levels print.

    Examples: of GDP 2016-2020, real 2.8 % a year where the printed levels suggest 8.6 %.
    """
    if (span := linked_span(series, indicator)) is None:
        return np.nan, np.nan
    one = series[series["indicator"] == indicator].set_index(["measure", "year"])["value"]
    printed, real = (one.loc[name] for name in LINKED)
    first, last = span
    steps = last - first
    return cagr(real[first], real[last], steps), cagr(printed[first], printed[last], steps)
