"""Tables that are shown otherwise than they lie."""

import pandas as pd

from zoneecon.report import tables
from zoneecon.text.catalogue import entries


def test_the_base_of_a_growth_target_is_a_level_and_no_percentage():
    heads = [way.partition(".")[2] for way in entries("tables") if way.startswith("plan_targets.")]
    rows = [
        {"kind": "growth", "target": 0.06, "unit": "fraction a year", "base": 84.05},
        {"kind": "level", "target": 1.0, "unit": "fraction", "base": 0.95},
        {"kind": "level", "target": 500.0, "unit": "CNY 100m", "base": 150.0},
        {"kind": "growth", "target": 0.05, "unit": "fraction a year", "base": float("nan")},
    ]
    table = pd.DataFrame(rows).assign(en=["a", "b", "c", "d"])
    shown = tables.show(table.reindex(columns=heads), "plan_targets")
    assert shown["base"].tolist() == ["84.05", "95 %", "150", ""]
