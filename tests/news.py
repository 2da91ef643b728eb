"""MADE-UP bulletins of the real zone: what a test publishes, no number here is about a real place.

`published` adds rows to a vintage in memory; `checkout` and `add` take the way of a person who
adds a file. `BULLETINS` is the walk: five years of figures, one publication each.
"""

import csv
import datetime
import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from tests.conftest import REAL, ROOT
from zoneecon.data import add as adding
from zoneecon.data.vintage import Vintage

#: subject, indicator, period, value as printed
Row = tuple[str, str, str, float]
UNITS = {"CNY 100m": ("亿元", 1.0), "fraction": ("%", 0.01)}
STEEL, STEEL_SALES = "steel_cluster_gross_output", "steel_sales_revenue"
EQUIPMENT, CHEMICALS = "equipment_sales_revenue", "fine_chemicals_gross_output"
#: Day of publication -> its rows: the steel target's own concept in every year, growth-only
#: investment, equipment for the first time in the third bulletin, chemicals in the base's concept.
BULLETINS: dict[str, tuple[Row, ...]] = {
    "2022-03-20": (
        ("zone", "gdp", "2021", 95.2),
        ("zone", "gdp_growth", "2021", 7.1),
        ("zone", "industrial_value_added", "2021", 44.1),
        ("zone", "industrial_value_added_growth", "2021", 8.0),
        ("zone", "fixed_asset_investment_growth", "2021", 12.5),
        ("steel", STEEL, "2021", 205),
    ),
    "2023-03-20": (
        ("zone", "gdp", "2022", 101.0),
        ("zone", "gdp_growth", "2022", 5.2),
        ("zone", "industrial_value_added", "2022", 46.0),
        ("zone", "industrial_value_added_growth", "2022", 5.0),
        ("zone", "fixed_asset_investment_growth", "2022", 9.0),
        ("steel", STEEL, "2022", 262),
    ),
    "2024-03-20": (
        ("zone", "gdp", "2023", 106.3),
        ("zone", "gdp_growth", "2023", 5.6),
        ("zone", "industrial_value_added", "2023", 48.5),
        ("zone", "industrial_value_added_growth", "2023", 6.0),
        ("zone", "fixed_asset_investment_growth", "2023", 6.4),
        ("steel", STEEL, "2023", 330),
        ("equipment", EQUIPMENT, "2023", 71),
    ),
    "2025-03-20": (
        ("zone", "gdp", "2024", 111.9),
        ("zone", "gdp_growth", "2024", 5.0),
        ("zone", "industrial_value_added", "2024", 50.0),
        ("zone", "industrial_value_added_growth", "2024", 4.5),
        ("zone", "fixed_asset_investment_growth", "2024", 5.0),
        ("steel", STEEL, "2024", 402),
        ("chemicals", "coal_tar_sales_revenue", "2024", 21),
    ),
    "2026-03-20": (
        ("zone", "gdp", "2025", 118.0),
        ("zone", "gdp_growth", "2025", 5.5),
        ("zone", "industrial_value_added", "2025", 52.4),
        ("zone", "industrial_value_added_growth", "2025", 5.2),
        ("zone", "fixed_asset_investment_growth", "2025", 4.0),
        ("steel", STEEL, "2025", 470),
        ("equipment", EQUIPMENT, "2025", 90),
        ("chemicals", CHEMICALS, "2025", 27),
    ),
}


def published(
    plan: Vintage, day: str, rows: Iterable[Row], role: str = "actual", source: str = "made-up"
) -> Vintage:
    """The vintage with one more publication, on its day."""
    facts, when = plan.indicators.set_index("code"), datetime.date.fromisoformat(day)
    made = []
    for place, (subject, indicator, period, value) in enumerate(rows):
        printed, factor = UNITS[facts.at[indicator, "unit"]]
        first, _, last = period.partition("/")
        dated = first.isdigit()
        digits = len(f"{value:g}".partition(".")[2])
        made.append(
            {
                "id": f"R{len(plan.statements) + place}",
                "source": f"{source}-{day}",
                "subject": subject,
                "indicator": indicator,
                "value": f"{value:g}",
                "unit": printed,
                "period": period,
                "role": role,
                "confidence": "medium",
                "number": value * factor,
                "half_unit": 0.5 * 10.0**-digits * factor,
                "canonical_unit": facts.at[indicator, "unit"],
                "first": int(first) if dated else pd.NA,
                "last": int(last or first) if dated else pd.NA,
                "year": int(first) if dated and not last else pd.NA,
                "published": when,
            }
        )
    new = pd.DataFrame(made).reindex(columns=plan.statements.columns)
    types = plan.statements.dtypes
    for column in types[types == "str"].index:
        new[column] = new[column].astype("str").where(new[column].notna(), "")
    table = pd.concat([plan.statements, new.astype(types)], ignore_index=True)
    return plan._replace(statements=table, as_of=when, label=day)


def walked(plan: Vintage, until: int = len(BULLETINS)) -> Vintage:
    """The vintage after so many bulletins, in memory."""
    for day in list(BULLETINS)[:until]:
        plan = published(plan, day, BULLETINS[day])
    return plan


# --- the way of a person ----------------------------------------------------------------------


def checkout(root: Path) -> Path:
    """A copy of the real zone's data, to publish in."""
    shutil.copytree(ROOT / "data", root / "data", dirs_exist_ok=True)
    return root


def add(root: Path, day: str, rows: Iterable[Row] = ()) -> None:
    """Publish a bulletin in a copied checkout, as `zoneecon add` does."""
    facts = pd.read_csv(ROOT / "data" / "indicators.csv").set_index("code")
    path = root / f"bulletin-{day}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["subject", "indicator", "period", "value", "unit"])
        for subject, indicator, period, value in rows or BULLETINS[day]:
            unit = UNITS[facts.at[indicator, "unit"]][0]
            writer.writerow([subject, indicator, period, f"{value:g}", unit])
    adding.write(adding.prepare(path, REAL, day, f"MADE-UP bulletin of {day}", root=root))
