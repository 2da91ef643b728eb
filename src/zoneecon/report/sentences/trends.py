"""How are forecasts said? Rows that are shown, and sentences from `text/trends.toml`."""

import pandas as pd

from zoneecon.report.charts.trends import HEADLINE
from zoneecon.rows import row_at
from zoneecon.text.catalogue import each, say

#: The class of series that is nearest to a Chinese zone's industry, as parents and as panels are
#: called, and children or windows that an era needs.
NEAREST = ("province_secondary", "chinese_city_secondary")
FEWEST = 20


def last_year(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the last forecast year."""
    return table[table["year"] == table["year"].max()]


def switch_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Last year of every treatment, and the treatments that could not be fitted."""
    return table[(table["year"] == table["year"].max()) | table["year"].isna()]


def coverage_sentences(rows: pd.DataFrame) -> list[str]:
    """Which nominal 80 % intervals hold what they say on real series, from `last_year`."""
    rows = rows.dropna(subset="coverage_80") if len(rows) else rows
    if rows.empty:
        return [say("trends.coverage.nothing")]
    honest = rows[(rows["coverage_80"] - 0.8).abs() <= 0.06]
    worst = row_at(rows, rows["coverage_80"].idxmin())
    own = rows.set_index("model").loc[HEADLINE]
    low, high = rows["median"].min(), rows["median"].max()
    share = (high - low) / (own["upper_80"] - own["lower_80"])
    held = {"own": own["coverage_80"], "worst": worst["coverage_80"], "model": worst["model"]}
    return [
        say("trends.coverage.held", **held),
        say("trends.coverage.honest", honest=len(honest), models=len(rows)),
        say("trends.coverage.medians", low=low, high=high, share=share),
    ]


def era_sentences(coverage: pd.DataFrame) -> list[str]:
    """How far an industry's coverage differs between eras, and where it was worst near this zone.

    Parameters
    ----------
    coverage : DataFrame
        `inside_coverage.csv`: rows with an `end` are of one era.
    """
    eras = coverage[coverage["end"].notna()]
    return _of_eras(eras, eras["parent"].isin(NEAREST), "spread", "near")


def series_era_sentences(coverage: pd.DataFrame) -> list[str]:
    """The same of the pooled trend model, from `model_eras.csv`."""
    near = coverage["panel"].isin(NEAREST)
    return _of_eras(coverage[coverage["model"].eq(HEADLINE) | near], near, "series", "fast")


def _of_eras(eras: pd.DataFrame, near: pd.Series, spread: str, worst: str) -> list[str]:
    """Mean and range over eras, then the coverage of the nearest class where it is known."""
    many = eras[eras["n"] >= FEWEST]["coverage_80"]
    held = {"mean": many.mean(), "least": many.min(), "most": many.max(), "eras": len(many)}
    least = eras.loc[near.reindex(eras.index), ["coverage_80", "coverage_95"]].min()
    low = {"held": least["coverage_80"], "held_95": least["coverage_95"]}
    parts = [spread, worst] if near.any() else [spread]
    return [say(f"trends.eras.{part}", **held, **low) for part in parts]


def nowcast_sentences(table: pd.DataFrame) -> list[str]:
    """Where the zone stands by its parent's growth, and what was said of it when it published."""
    if table.empty:
        return [say("trends.nowcast.none")]
    last = table.iloc[-1]
    whole = int((table["basis"] == "whole").sum())
    parts = [say("trends.nowcast.now", **last)]
    parts += (
        [say("trends.nowcast.seen", **last)] if last["seen_median"] == last["seen_median"] else []
    )
    parts += [say("trends.nowcast.plan", **last)] if last["plan"] == last["plan"] else []
    if whole < len(table):
        counts = {"years": len(table), "whole": whole, "rest": len(table) - whole}
        parts.append(say("trends.nowcast.rates", parent=last["parent"], **counts))
    return [*parts, say("trends.nowcast.alone")]


def plan_sentences(table: pd.DataFrame) -> list[str]:
    """One sentence a promised path."""
    return each("trends.plan", table)


def outcome_sentences(came: pd.DataFrame) -> list[str]:
    """What came of each series whose target year is known, beside the plan's path."""
    kinds = came["plan"].notna().map({True: "promised", False: "plain"})
    return each("trends.outcome.{kind}", came.assign(kind=kinds))


def conclusion(plan: pd.DataFrame, implied: pd.DataFrame, came: pd.DataFrame) -> list[str]:
    """What five points can and cannot say, and what came where the last year is known."""
    widest = ((plan["upper_80"] - plan["lower_80"]) / plan["median"]).max()
    best = implied.loc[implied["elasticity"] == 1, "probability"].max() if len(implied) else None
    said = [
        *outcome_sentences(came),
        *plan_sentences(plan),
        *([say("trends.conclusion.width", times=widest)] if len(plan) else []),
        *([say("trends.conclusion.implied", chance=best)] if len(implied) else []),
    ]
    return said or [say("trends.conclusion.none")]
