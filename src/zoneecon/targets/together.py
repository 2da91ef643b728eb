"""Can a target be reached that a plan sets for several industries at once? Tested as their sum.

No split is invented: the levels are added up and the sum is held against the one target, by both
views as any other multiple. The sum wanders as its largest industry does, which is no less than it
would.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from zoneecon.data.newest import effective
from zoneecon.data.vintage import Vintage
from zoneecon.growth import required_growth
from zoneecon.scenarios.parameters import Scenario
from zoneecon.targets.progress import MISSED, REACHED
from zoneecon.targets.required import NOT_TESTABLE, TESTABLE
from zoneecon.targets.views import Views

COLUMNS = (
    "name",
    "title",
    "title_zh",
    "id",
    "printed",
    "base",
    "target",
    "target_year",
    "since",
    "multiple",
    "required",
    "inside",
    "outside",
    "pooled",
    "status",
)


def together_table(plan: Vintage, scenario: Scenario, views: Views) -> pd.DataFrame:
    """A row a joint target: what it asks of the sum, and the chance of it on the central reading.

    Returns
    -------
    DataFrame
        name, title, title_zh, id, printed (the value as it stands in the plan), base and target
        (CNY 100m), target_year, since (the year of the base), multiple, required (growth a year),
        inside, outside, pooled (probabilities), status ("testable"; "reached" or "missed" where the
        sum is published; "not testable" where an industry has no base).
    """
    rows = effective(plan.statements).set_index("id")
    found = [
        _row(name, block, rows.loc[block["target"]], scenario, views)
        for name, block in plan.assumptions.get("together", {}).items()
        if block["target"] in rows.index
    ]
    return pd.DataFrame(found, columns=list(COLUMNS))


def _row(
    name: str, block: Mapping[str, Any], goal: Any, scenario: Scenario, views: Views
) -> dict[str, Any]:
    row = {"name": name, "title": block["title_en"], "title_zh": block["title_zh"]}
    row |= {"id": block["target"], "printed": goal["value"], "target": goal["number"]}
    row |= {"target_year": int(goal["last"]), "status": NOT_TESTABLE}
    members = block["industries"]
    if not set(members) <= set(scenario.industries):
        return row
    levels = {key: scenario.baselines[key] * scenario.conversion(key) for key in members}
    base, since = sum(levels.values()), max(map(scenario.start_year, members))
    multiple = row["target"] / base
    row |= {"base": base, "multiple": multiple, "since": since}
    if since >= row["target_year"]:  # every one of them is printed
        return row | {"status": REACHED if multiple <= 1 else MISSED}
    known = views.inside.share if views.inside is not None else levels
    largest = max(levels, key=lambda key: (key in known, levels[key]))
    chance = views.chance(largest, multiple, since, row["target_year"])
    return row | {
        "required": required_growth(base, row["target"], row["target_year"] - since),
        **{column: chance[column] for column in ("inside", "outside", "pooled")},
        "status": TESTABLE,
    }
