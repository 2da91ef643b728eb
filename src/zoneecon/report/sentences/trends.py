"""How are forecasts said? Columns shown, and sentences from tables."""

import pandas as pd

from zoneecon.report.charts.trends import HEADLINE, MODEL_NAMES


def last_year(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the last forecast year, models named in words."""
    rows = table[table["year"] == table["year"].max()]
    return rows.assign(name=rows["model"].map(MODEL_NAMES))


def switch_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Last year of every treatment, and the treatments that could not be fitted."""
    rows = table[(table["year"] == table["year"].max()) | table["year"].isna()]
    return rows.assign(model=rows["model"].map(MODEL_NAMES))


def coverage_sentences(rows: pd.DataFrame) -> list[str]:
    """Which nominal 80 % intervals hold what they say on real series, from `last_year`."""
    honest = rows[(rows["coverage_80"] - 0.8).abs() <= 0.06]
    worst = rows.loc[rows["coverage_80"].idxmin()]
    own = rows.set_index("model").loc[HEADLINE]
    spread = rows["median"].max() - rows["median"].min()
    return [
        f"Five years ahead a nominal 80 % interval held {own['coverage_80']:.0%} of real outcomes "
        f"for the pooled model, and {worst['coverage_80']:.0%} for {worst['name']}.",
        f"{len(honest)} of {len(rows)} models mean what they say within six points.",
        f"The medians run from {rows['median'].min():.0f} to {rows['median'].max():.0f}: models "
        f"differ by {spread / (own['upper_80'] - own['lower_80']):.0%} of the pooled model's own "
        "80 % interval.",
    ]


def plan_sentences(table: pd.DataFrame) -> list[str]:
    """One sentence a promised path."""
    return [
        f"{row.series}: the plan's {row.promised:.0%} a year lead to {row.plan:.1f} in {row.year}; "
        f"the median is {row.median:.1f}, the chance of the plan's level {row.probability:.0%} "
        f"({row.id})."
        for row in table.itertuples()
    ]


def conclusion(plan: pd.DataFrame, implied: pd.DataFrame) -> list[str]:
    """What five points can and cannot say."""
    widest = ((plan["upper_80"] - plan["lower_80"]) / plan["median"]).max()
    trend = implied[implied["elasticity"] == 1]
    return [
        *plan_sentences(plan),
        f"Five points leave an 80 % interval up to {widest:.1f} times as wide as its median.",
        f"If each industry only followed the zone's industrial trend, the best chance of a target "
        f"would be {trend['probability'].max():.1%}.",
    ]
