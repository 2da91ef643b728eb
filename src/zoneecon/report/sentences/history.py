"""How is a result said? Sentences built from tables, so that new data cannot make them false."""

from collections.abc import Mapping

import pandas as pd

from zoneecon.history.consistency import investment_needed, room_for_targets
from zoneecon.history.findings import SEVERITIES, Facts
from zoneecon.history.reconstruct import MEASURES, breaks, real_against_printed
from zoneecon.targets.required import NOT_TESTABLE

# Which columns of a table are shown, under which header and with which rounding (see `show`).
VERDICTS = {
    "title": "industry",
    "base": "base, CNY 100m | {:g}",
    "target": "2025 target, CNY 100m | {:g}",
    "multiple": "multiple | {:.2f}",
    "required": "required a year, from 2020 | {:.2%}",
    "required_low": "least | {:.1%}",
    "required_high": "most | {:.1%}",
    "derived_from": "statements",
}
GOALS = {
    "en": "target",
    "required_growth": "a year, at least | {:.0%}",
    "base": "base, CNY 100m | {:g}",
    "base_year": "base year | {:g}",
    "level": "leads to, CNY 100m | {:.1f}",
    "status": "status",
    "id": "statement",
}
STATEMENTS = {
    "id": "id",
    "line": "line",
    "value": "value",
    "unit": "unit",
    "qualifier": "qualifier",
    "period": "period",
    "role": "role",
    "quote": "as printed",
}
AROUND = {
    "id": "id",
    "subject": "place",
    "indicator": "what",
    "value": "value",
    "unit": "unit",
    "period": "period",
    "note": "note",
}
FINDINGS = {
    "title": "finding",
    "size": "size | {:.3g}",
    "unit": "unit of size",
    "explanation": "what the numbers say",
    "quotes": "as printed",
}
FINDINGS_IN_SHORT = {
    "title": "finding",
    "severity": "severity",
    "explanation": "what the numbers say",
    "statements": "statements",
}
REASONS = {"title": "finding", "severity": "severity", "explanation": "why", "quotes": "as printed"}
READINGS = {
    "window": "years",
    "mean": "mean",
    "rates": "rates",
    "industrial_value_added": "industrial value added | {:+.1%}",
    "fixed_asset_investment": "investment | {:+.1%}",
    "holds_industrial_value_added": "industry above",
    "holds_fixed_asset_investment": "investment above",
    "holds": "both",
}
BREAKS = {
    "indicator": "series",
    "year": "year",
    "implied": "implied price change | {:+.1%}",
    "national": "national | {:+.1%}",
    "excess": "excess | {:+.1%}",
    "low": "at least | {:+.1%}",
    "high": "at most | {:+.1%}",
    "derived_from": "statements",
}

NAMES = {
    "gdp": "GDP",
    "industrial_value_added": "Industrial value added",
    "fixed_asset_investment": "Fixed-asset investment",
}


def name(indicator: str) -> str:
    """Words for a series' code."""
    return NAMES.get(indicator, indicator.replace("_", " "))


def _years(years: list[int]) -> str:
    return (
        " and ".join([", ".join(map(str, years[:-1])), str(years[-1])])
        if years[1:]
        else str(years[0])
    )


# --- history ---------------------------------------------------------------------------------


def history_formats(series: pd.DataFrame, indicator: str) -> dict[str, str]:
    """Columns of a `pivot` of one series, with unit and rounding, for `show`."""
    rows = series[series["indicator"] == indicator].drop_duplicates("measure").set_index("measure")
    formats = {"year": "year"}
    for measure, label in MEASURES.items():
        if measure in rows.index:
            level = rows.at[measure, "unit"] != "fraction"
            basis = f", {rows.at[measure, 'price_basis']}" if level else ""
            formats[measure] = f"{label}{basis} | " + ("{:.2f}" if level else "{:+.2%}")
    return formats


def gap_sentences(series: pd.DataFrame, indicator: str) -> list[str]:
    """Which years' levels and growth rates agree within rounding, and which do not."""
    gaps = series[(series["indicator"] == indicator) & (series["measure"] == "gap")]
    closed = gaps[(gaps["low"] <= 0) & (gaps["high"] >= 0)]
    open_ = gaps.drop(closed.index)
    sentences = []
    if len(closed):
        sentences.append(f"Rounding explains the gap of {_years(list(closed['year']))}.")
    for row in open_.itertuples():
        sentences.append(
            f"It does not explain {row.year}: {row.value * 100:+.1f} points, at least "
            f"{min(abs(row.low), abs(row.high)) * 100:.1f} on the whole rounding interval "
            f"({row.derived_from.replace(';', ', ')})."
        )
    return sentences


def real_sentences(series: pd.DataFrame, indicator: str) -> list[str]:
    """Average growth at comparable prices against the average that the printed levels suggest."""
    one = series[series["indicator"] == indicator].set_index(["measure", "year"])["value"]
    levels, chained = one.loc["published_level"], one.loc["chained_back"]
    first, last = levels.index[0], chained.index[-1]
    real, suggested = real_against_printed(series, indicator)
    return [
        f"{name(indicator)} of {first} is {chained[first]:.2f} in prices of {last}, where "
        f"{levels[first]:g} is printed.",
        f"From {first} to {last} it grew {real:.1%} a year at the printed rates, where the printed "
        f"levels suggest {suggested:.1%}.",
    ]


def break_sentences(series: pd.DataFrame) -> list[str]:
    """One sentence a break."""
    return [
        f"{name(row.indicator)} {row.year}: a price change of {row.implied:+.1%} would be needed, "
        f"the nation's was {row.national:+.1%}."
        for row in breaks(series).itertuples()
    ]


def history_conclusion(series: pd.DataFrame) -> list[str]:
    """What 2016-2020 were, in a few sentences."""
    real, suggested = real_against_printed(series, "gdp")
    industry, industry_levels = real_against_printed(series, "industrial_value_added")
    gaps = series[(series["indicator"] == "fixed_asset_investment") & (series["measure"] == "gap")]
    agrees = bool(((gaps["low"] <= 0) & (gaps["high"] >= 0)).all())
    broken = breaks(series)
    listed = "; ".join(f"{name(row.indicator)} {row.year}" for row in broken.itertuples())
    return [
        f"GDP grew {real:.1%} a year at comparable prices; its printed levels suggest "
        f"{suggested:.1%}.",
        f"Industrial value added grew {industry:.1%} a year by its printed rates and "
        f"{industry_levels:.1%} by its printed levels.",
        "Investment agrees with itself within rounding."
        if agrees
        else "Investment does not agree with itself.",
        f"Level breaks: {listed}." if listed else "No level break.",
    ]


def claim_sentences(readings: pd.DataFrame) -> list[str]:
    """In how many readings a claim about average growth holds, and which."""
    true = readings[readings["holds"]]
    published = readings[readings["rates"] == "published"]
    sentences = [
        f"Both halves are true in {len(true)} of {len(readings)} readings, and in "
        f"{int(published['holds'].sum())} of the {len(published)} that use published rates."
    ]
    sentences += [
        f"The exception: {row.window}, {row.mean} mean of the growth that the levels imply."
        for row in true.itertuples()
        if row.rates == "implied"
    ]
    return sentences


# --- plan consistency ------------------------------------------------------------------------


def room_sentences(room: Mapping[str, float]) -> list[str]:
    """What the targets imply for value added, and what would have to be true."""
    return [
        f"Together {room['output_base']:g} → {room['output_target']:g}, "
        f"{room['output_target'] / room['output_base']:.3g} times.",
        f"At the base's value added per output ({room['rate_base']:.2%}) the targets carry "
        f"{room['value_added_needed']:.0f} of value added; the plan's own growth target leads the "
        f"whole GDP to {room['gdp_path']:.1f}.",
        f"Both hold only if value added per output falls to {room['rate_fits']:.2%}, the rest of "
        "GDP also growing at the plan's rate.",
    ]


def investment_sentences(need: Mapping[str, float]) -> list[str]:
    """What the targets imply for investment, and what would have to be true."""
    return [
        f"At the plan's own ratio of investment to output ({need['ratio']:.3f}) an increment of "
        f"{need['increment']:g} takes {need['needed']:.1f} of investment; the plan's own path adds "
        f"up to {need['path']:.1f} for the whole zone.",
        f"Both hold only at {need['ratio_fits']:.2f} or less, with nothing left for anything else.",
    ]


def together_sentences(facts: Facts) -> list[str]:
    """Both sums, where the relations name them."""
    return [
        *(
            s
            for r in facts.relations.get("output_against_gdp", [])
            for s in room_sentences(room_for_targets(facts, r))
        ),
        *(
            s
            for r in facts.relations.get("investment_against_path", [])
            for s in investment_sentences(investment_needed(facts, r))
        ),
    ]


def severity_table(found: pd.DataFrame) -> pd.DataFrame:
    """severity, meaning, findings: the legend of the findings with their count."""
    counts = found["severity"].value_counts()
    rows = [(word, meaning, int(counts.get(word, 0))) for word, meaning in SEVERITIES.items()]
    return pd.DataFrame(rows, columns=["severity", "meaning", "findings"])


def findings_conclusion(found: pd.DataFrame) -> list[str]:
    """What the checks found, in two sentences."""
    counts = found["severity"].value_counts()
    hard = int(counts.get("contradiction", 0))
    return [
        f"The plan contradicts itself in {hard} places; {len(found)} findings in all.",
        "Two of them decide the question: the targets fit neither the GDP path nor the investment "
        "path of the same document."
        if {"output_against_gdp-1", "investment_against_path-1"} <= set(found["finding"])
        else "The targets fit the accounts of the same document.",
    ]


# --- targets ---------------------------------------------------------------------------------


def target_sentences(table: pd.DataFrame) -> list[str]:
    """One sentence a target, from `targets.summary`."""
    sentences = []
    for row in table.itertuples(index=False):
        ids = row.derived_from.replace(";", ", ")
        if row.status == NOT_TESTABLE:
            sentences.append(f"{row.title}: not testable, base or target is missing ({ids}).")
            continue
        sentences.append(
            f"{row.title}: {row.base:g} → {row.target:g}, {row.multiple:.3g} times, needs "
            f"{row.required:.1%} a year from {row.base_year:g} ({row.required_low:.0%} to "
            f"{row.required_high:.0%} over the readings of the base) ({ids})."
        )
    return sentences


def summary_conclusion(table: pd.DataFrame, rates: pd.DataFrame) -> list[str]:
    """The answer in two sentences, from required and reference growth."""
    best = rates.iloc[-1]
    above = table[table["required_low"] > best["growth"]]
    return [
        f"{len(above)} of {len(table)} targets need more growth under every reading than the best "
        f"rate here ({best['label']}, {best['growth']:.1%}).",
        "Not on the plan's own paths: they could be met only with another GDP path, less value "
        "added per output, cheaper capacity, or a wider definition than the base.",
    ]
