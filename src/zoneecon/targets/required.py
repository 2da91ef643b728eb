"""Can it be reached? Required growth of every target over the readings of its base.

Money is in 100 million yuan (亿元), growth a fraction a year.
"""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import pandas as pd

from zoneecon.data.newest import FACTS, effective
from zoneecon.data.vintage import Vintage
from zoneecon.growth import required_growth
from zoneecon.rows import each_row, keyed_rows
from zoneecon.scenarios import starts
from zoneecon.scenarios.allowed import CONVERSIONS

#: Which end of the concept factor a row uses, in the order shown.
FACTORS = ("low", "central", "high")

#: Columns of `growth_targets`.
GROWTH_COLUMNS = (
    "id",
    "indicator",
    "en",
    "required_growth",
    "base",
    "base_year",
    "base_id",
    "level",
    "status",
    "newest_id",
)

NOT_TESTABLE = "not testable"
TESTABLE = "testable"


def required_table(
    statements: pd.DataFrame,
    industries: Mapping[str, Mapping],
    base_years: Sequence[float],
    target_year: int,
) -> pd.DataFrame:
    """Growth a year that carries each industry's base to its target, under every reading.

    Parameters
    ----------
    statements : DataFrame
        As loaded.
    industries : mapping
        Name -> {"baseline": id, "target": id, "concept_factor": {"low", "central", "high"}}; those
        without a target are left out. The factor turns the base into the target's concept;
        `target_year` is that of its own target.
    base_years : sequence of float
        Readings of an undated base; 2021.5 is mid-2021.
    target_year : int

    Returns
    -------
    DataFrame
        industry, base_year, factor (low/central/high), concept_factor, base (as printed),
        target (both CNY 100m), multiple, years, required_growth (fraction a year), status,
        derived_from. A base or target that is missing makes the row "not testable", with no
        number guessed. A revised number is cited by the sentence that prints it last.
    """
    numbers = statements.set_index("id")["number"]
    printed = statements.set_index("id").get("newest_id", pd.Series(dtype=str))
    rows = []
    for name, industry in industries.items():
        if "target" not in industry:
            continue
        base = numbers.get(industry.get("baseline"), float("nan"))
        target = numbers.get(industry["target"], float("nan"))
        roles = (industry.get("baseline"), industry["target"])
        ids = ";".join(printed.get(one, one) for one in roles if one)
        testable = base > 0 and target > 0
        for year in base_years:
            for factor in FACTORS:
                kappa = industry.get("concept_factor", {}).get(factor, 1.0)
                years = industry.get("target_year", target_year) - industry.get("later_base", year)
                asked = testable and years > 0
                growth = required_growth(base * kappa, target, years) if asked else None
                rows.append(
                    {
                        "industry": name,
                        "base_year": year,
                        "factor": factor,
                        "concept_factor": kappa,
                        "base": base,
                        "target": target,
                        "multiple": target / (base * kappa) if testable else None,
                        "years": years,
                        "required_growth": growth,
                        "status": TESTABLE if testable else NOT_TESTABLE,
                        "derived_from": ids,
                    }
                )
    return pd.DataFrame(rows)


def from_plan(plan: Vintage) -> pd.DataFrame:
    """`required_table` of a vintage, a revised number as it was printed last."""
    assumed = plan.assumptions
    return required_table(
        effective(plan.statements),
        assumed["industries"],
        assumed["base_readings"],
        assumed["target_year"],
    )


def asked_now(plan: Vintage) -> pd.DataFrame:
    """What each target asks from the level that its industry goes on from.

    Returns
    -------
    DataFrame
        industry, title, base (in the target's concept where it is published since the plan), since
        (its year), target, multiple. Without industries whose target year is known.
    """
    assumed, news = plan.assumptions, starts.from_plan(plan).starts
    titles = {name: block["title_en"] for name, block in assumed["industries"].items()}
    table = summary(from_plan(plan), titles).rename(columns={"base_year": "since"})
    for name, start in news.items():
        block, mine = assumed["industries"][name], table["industry"] == name
        factors = () if start.concept == starts.TARGET else CONVERSIONS
        level = start.level * prod(block.get(one, {}).get("central", 1.0) for one in factors)
        table.loc[mine, ["base", "since"]] = level, start.year
        table.loc[mine, "multiple"] = table.loc[mine, "target"] / level
    years = {
        name: block.get("target_year", plan.target_year)
        for name, block in assumed["industries"].items()
    }
    return table[table["since"] < table["industry"].map(years)][
        ["industry", "title", "base", "since", "target", "multiple"]
    ]


def central(required: pd.DataFrame, base_year: float | None = None) -> pd.DataFrame:
    """Rows at the central concept factor, of one base year if given."""
    rows = required[required["factor"] == "central"]
    return rows if base_year is None else rows[rows["base_year"] == base_year]


def growth_targets(statements: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Targets stated as average growth: which of them can be tested at all.

    A number that was revised counts as its newest publication prints it, which is cited.

    Returns
    -------
    DataFrame
        id, newest_id, indicator, en, required_growth (fraction a year), base, base_year, base_id,
        level (what the growth leads to, unit of the base), status. Without a published level of
        the parent indicator a target is "not testable".
    """
    facts, statements = indicators.set_index("code"), effective(statements)
    concept = statements["indicator"].map(facts["concept"])
    goals = statements[
        (statements["role"] == "target") & (concept == "growth rate") & statements["number"].notna()
    ]
    rows = []
    for goal in each_row(goals):
        levels = statements[
            (statements["indicator"] == facts.at[goal.indicator, "parent"])
            & statements["role"].isin(FACTS)
            & (statements["year"] < goal.last)
        ].sort_values("year")
        # the plan's base is the last level before its first year, whatever has come since
        before = levels[levels["year"] < goal.first]
        base: Any = (before if len(before) else levels).iloc[-1] if len(levels) else {}
        years = int(goal.last - base["year"]) if len(levels) else None
        rows.append(
            {
                "id": goal.id,
                "newest_id": goal.newest_id,
                "indicator": goal.indicator,
                "en": facts.at[goal.indicator, "en"],
                "required_growth": goal.number,
                "base": base["number"] if years else None,
                "base_year": base["year"] if years else None,
                "base_id": base["newest_id"] if years else "",
                "level": base["number"] * (1 + goal.number) ** years if years else None,
                "status": TESTABLE if years else NOT_TESTABLE,
            }
        )
    return pd.DataFrame(rows, columns=list(GROWTH_COLUMNS))


def summary(required: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """One row an industry: base, target, multiple, required growth at each reading of the base.

    Returns
    -------
    DataFrame
        industry, title, base, target, multiple, required (central reading: the middle base year),
        required_low, required_high (over base years and concept factors), status, derived_from.
    """
    years = sorted(required["base_year"].unique())
    middle = central(required, years[len(years) // 2]).set_index("industry")
    spread = required.groupby("industry")["required_growth"].agg(["min", "max"])
    return pd.DataFrame(
        [
            {
                "industry": name,
                "title": titles[name],
                "base": row["base"],
                "target": row["target"],
                "multiple": row["multiple"],
                "base_year": row["base_year"],
                "required": row["required_growth"],
                "required_low": spread.at[name, "min"],
                "required_high": spread.at[name, "max"],
                "status": row["status"],
                "derived_from": row["derived_from"],
            }
            for name, row in keyed_rows(middle)
        ]
    )
