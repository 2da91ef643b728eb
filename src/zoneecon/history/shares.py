"""What do levels say together that none says alone? A whole less its part, shares a year earlier.

Rules of `consistency`: each judges one relation of its name.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from zoneecon.history.findings import Facts, each_relation, finding


@each_relation
def outside_part(facts: Facts, r: Mapping) -> Iterator[dict]:
    """A year in which the whole jumps and its one printed part does not: the rest was redrawn."""
    whole, part = (_measure(facts, r[one], "published_level") for one in ("whole", "part"))
    rest = (whole["value"] - part["value"]).dropna()
    steps: Any = pd.DataFrame({"rest": rest.pct_change(), "part": part["value"].diff()}).dropna()
    for year in steps.index[(steps["rest"] > r["share"]) & (steps["part"] <= 0)]:
        yield finding(
            "definition",
            [whole.at[year, "derived_from"], part.at[year, "derived_from"]],
            steps.at[year, "rest"],
            "fraction",
            [table.at[year - 1, "derived_from"] for table in (whole, part)],
            r["title"],
            levels=", ".join(f"{level:.4g}" for level in rest),
            first=rest.index[0],
            last=rest.index[-1],
            year=year,
            rest_before=rest[year - 1],
            rest=rest[year],
            part_before=part.at[year - 1, "value"],
            part=part.at[year, "value"],
        )


@each_relation
def before_first(facts: Facts, r: Mapping) -> Iterator[dict]:
    """Shares of a whole in the year before the first one, as the first printed rates imply them."""
    names = ("implied_level", "published_level")
    whole, later = (_measure(facts, r["whole"], name) for name in names)
    for part in r["parts"]:
        implied, printed = (_measure(facts, part, name) for name in names)
        for year in implied.index.intersection(whole.index):
            level, of = implied.loc[year], whole.loc[year]
            share = level["value"] / of["value"]
            next_share = printed.at[year + 1, "value"] / later.at[year + 1, "value"]
            if share <= r["times"] * next_share:
                continue
            yield finding(
                "strained",
                str(level["derived_from"]).split(";"),
                share,
                evidence=str(of["derived_from"]).split(";"),
                series=facts.indicators.at[part, "en"],
                whole=facts.indicators.at[r["whole"], "en"],
                year=year,
                level=level["value"],
                of=of["value"],
                share=share,
                next=year + 1,
                next_share=next_share,
            )


def _measure(facts: Facts, indicator: str, measure: str) -> Any:
    """One measure of a series: value and derived_from, by year."""
    series = facts.series
    rows = series[(series["indicator"] == indicator) & (series["measure"] == measure)]
    return rows.set_index("year")[["value", "derived_from"]].sort_index()
