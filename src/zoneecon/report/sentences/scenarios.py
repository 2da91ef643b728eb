"""How are scenarios, break-evens and sensitivities said? Columns and sentences."""

from collections.abc import Mapping

import pandas as pd


def fan_sentences(summary: pd.DataFrame) -> list[str]:
    """Median, 80 % band and chance of each target in the last year, from `scenarios.simulate`."""
    rows = summary[(summary["measure"] == "output") & summary["target"].notna()]
    return [
        f"{row.industry}: median {row.p50:.3g}, 80 % between {row.p10:.3g} and {row.p90:.3g}; "
        f"{_chance(row.probability)} of draws reach {row.target:g}."
        for row in rows.itertuples()
    ]


def _chance(share: float) -> str:
    return f"{share:.1%}" if share >= 0.0005 else "fewer than 0.1 %"


def scenario_sentences(table: pd.DataFrame) -> list[str]:
    """Which scenario gives each target its best chance, the solved one apart."""
    others = table[table["scenario"] != "plan_met"]
    sentences = []
    for name in ("steel", "equipment", "chemicals"):
        best = others.loc[others[f"probability_{name}"].idxmax()]
        sentences.append(
            f"{name}: the best chance is {_chance(best[f'probability_{name}'])}, in "
            f"“{best['title']}”."
        )
    joint = others["probability_all"].max()
    sentences.append(f"All three together: {_chance(joint)} at best.")
    return sentences


def years_wide(years: pd.DataFrame) -> pd.DataFrame:
    """Scenario × industry: the year in which each target is reached; empty if not by then."""
    wide = years.pivot(index="scenario", columns="industry", values="year")
    return wide.loc[years["scenario"].unique()].reset_index()


def rate_sentences(need: Mapping[str, object]) -> list[str]:
    """What the targets ask of value added per output, on the scenario's own zone growth."""
    return [
        f"With GDP on the baseline's path all three targets fit only at a value-added rate of "
        f"{need['value']:.2%} ({need['note']})."
    ]


def scenarios_conclusion(table: pd.DataFrame, solved: pd.DataFrame) -> list[str]:
    """The answer of the scenarios in a few sentences."""
    others = table[table["scenario"] != "plan_met"]
    chances = others[["probability_steel", "probability_equipment", "probability_chemicals"]]
    above = int((chances > 0.33).any(axis=1).sum())
    growth = solved[(solved["variable"] == "growth") & solved["reached"]].set_index("industry")
    needed = ", ".join(
        f"{name} {growth.at[name, 'value']:.0%}"
        for name in ("steel", "equipment", "chemicals")
        if name in growth.index
    )
    inside = solved[solved["variable"] == "growth_within_capital"]
    return [
        "No named scenario but the solved one gives any target more than one chance in three."
        if not above
        else f"{above} of {len(others)} scenarios give some target more than one chance in three.",
        f"With capital no limit, demand would have to grow, a year: {needed}.",
        f"Within the capital that the plan's own investment builds, growth alone reaches "
        f"{int(inside['reached'].sum())} of {len(inside)} targets.",
    ]


def swing_sentences(swings: pd.DataFrame, target: float) -> list[str]:
    """Whether any single assumption reaches the sum of the targets inside its range."""
    ends = swings[["output_low", "output_high"]].max(axis=1)
    reach = swings[ends >= target]
    return [
        f"{len(reach)} of {len(swings)} assumptions reach the targets' sum, {target:g}, alone; the "
        f"highest end of any bar is {ends.max():.0f}."
    ]


def sensitivity_conclusion(swings: pd.DataFrame, priorities: pd.DataFrame) -> list[str]:
    """What moves the answer most, and where better evidence is worth most."""
    first, weak = swings.iloc[0], priorities.iloc[0]
    return [
        f"The largest single swing is {first['swing']:.0f} ({first['parameter']}).",
        f"Better evidence is worth most on {weak['parameter']}: quality {weak['quality']}, "
        f"{weak['share']:.0%} of all swings.",
    ]
