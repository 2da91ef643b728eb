"""A MADE-UP zone walks from its plan to its target year, one publication at a time.

No number here is about a real place. `python -m tests.walk` prints the walk; the tests hold it.
"""

import csv
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from tests.conftest import ROOT
from zoneecon.data import add as adding
from zoneecon.data import vintage
from zoneecon.report.sentences import tracking as tracking_sentences
from zoneecon.tracking import state as tracking_state
from zoneecon.tracking import status as tracking_status

ZONE = "madeup-zone"
TABLES = {
    "indicators.csv": [
        vintage.INDICATOR_COLUMNS,
        ("gdp", "GDP", "产值", "CNY 100m", "value added", "current", "", "Made up."),
        ("gdp_growth", "GDP growth", "增长", "fraction", "growth rate", "constant", "gdp", "-"),
        ("output_a", "Output of A", "甲", "CNY 100m", "gross output", "current", "", "Made up."),
        ("output_b", "Output of B", "乙", "CNY 100m", "gross output", "current", "", "Made up."),
    ],
    "units.csv": [vintage.UNIT_COLUMNS, ("亿元", "CNY 100m", "1"), ("%", "fraction", "0.01")],
    f"raw/{ZONE}/sources.csv": [
        vintage.SOURCE_COLUMNS,
        ("plan", "规划", "Plan", "made up", "2021-08-31", "", "day", "", "", "", "made up"),
    ],
    "raw/reference/sources.csv": [
        vintage.SOURCE_COLUMNS,
        ("none", "无", "None", "made up", "2021-01-01", "", "day", "", "", "", "made up"),
    ],
    "raw/reference/statements/none.csv": [
        vintage.STATEMENT_COLUMNS,
        (
            "N001",
            "none",
            "",
            "",
            "zone",
            "gdp",
            "1",
            "亿元",
            "",
            "",
            "2020",
            "actual",
            "low",
            "",
            "",
        ),
    ],
    f"raw/{ZONE}/statements/plan.csv": [
        vintage.STATEMENT_COLUMNS,
        *(
            (
                f"Q{n:03}",
                "plan",
                "",
                "",
                subject,
                indicator,
                value,
                "亿元",
                "",
                "",
                year,
                role,
                "high",
                "",
                "",
            )
            for n, (subject, indicator, value, year, role) in enumerate(
                [
                    ("zone", "gdp", "60", "2016", "actual"),
                    ("zone", "gdp", "64", "2017", "actual"),
                    ("zone", "gdp", "67", "2018", "actual"),
                    ("zone", "gdp", "72", "2019", "actual"),
                    ("zone", "gdp", "76", "2020", "actual"),
                    ("a", "output_a", "100", "2020", "actual"),
                    ("b", "output_b", "50", "2020", "actual"),
                    ("a", "output_a", "150", "2025", "target"),
                    ("b", "output_b", "120", "2025", "target"),
                ],
                1,
            )
        ),
        (
            "Q010",
            "plan",
            "",
            "",
            "zone",
            "gdp_growth",
            "5",
            "%",
            "",
            "",
            "2021/2025",
            "target",
            "high",
            "",
            "",
        ),
    ],
}
ASSUMPTIONS = """as_of = 2021-08-31
base_readings = [2020.0]
target_year = 2025
[series.gdp]
level = "gdp"
growth = "gdp_growth"
[industries.a]
title_en = "A"
baseline = "Q006"
target = "Q008"
[industries.b]
title_en = "B"
baseline = "Q007"
target = "Q009"
"""
#: Published on, title, and (subject, indicator, year, value, note) of each number.
STEPS = (
    (
        "2022-03-15",
        "bulletin-2021",
        [
            ("zone", "gdp", 2021, "81", ""),
            ("zone", "gdp_growth", 2021, "6", ""),
            ("a", "output_a", 2021, "110", ""),
            ("b", "output_b", 2021, "55", ""),
        ],
    ),
    ("2022-11-30", "revision-2020", [("zone", "gdp", 2020, "74", "status: revised")]),
    (
        "2023-03-15",
        "bulletin-2022",
        [
            ("zone", "gdp", 2022, "86", ""),
            ("zone", "gdp_growth", 2022, "4", ""),
            ("a", "output_a", 2022, "118", ""),
            ("b", "output_b", 2022, "60", ""),
        ],
    ),
    (
        "2024-03-15",
        "bulletin-2023",
        [
            ("zone", "gdp", 2023, "90", ""),
            ("zone", "gdp_growth", 2023, "5", ""),
            ("a", "output_a", 2023, "130", ""),
            ("b", "output_b", 2023, "66", ""),
        ],
    ),
    (
        "2025-03-15",
        "bulletin-2024",
        [
            ("zone", "gdp", 2024, "93", ""),
            ("zone", "gdp_growth", 2024, "5", ""),
            ("a", "output_a", 2024, "141", ""),
            ("b", "output_b", 2024, "70", ""),
        ],
    ),
    (
        "2026-03-15",
        "bulletin-2025",
        [
            ("zone", "gdp", 2025, "97", ""),
            ("zone", "gdp_growth", 2025, "4.9", ""),
            ("a", "output_a", 2025, "152", ""),
            ("b", "output_b", 2025, "75", ""),
        ],
    ),
)


def build(root: Path) -> Path:
    """A checkout with the made-up zone as its plan leaves it."""
    for name, rows in TABLES.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    assumptions = root / "data" / "assumptions"
    assumptions.mkdir()
    (assumptions / f"{ZONE}.toml").write_text(ASSUMPTIONS, encoding="utf-8")
    (assumptions / f"{ZONE}.relations.toml").write_text("", encoding="utf-8")
    name = "forecast_hyperparameters.csv"
    settings = (ROOT / "data" / "raw" / "reference" / name).read_bytes()
    (root / "data" / "raw" / "reference" / name).write_bytes(settings)
    return root


def table(folder: Path, title: str, numbers: list[tuple]) -> Path:
    """The file that someone would type for one publication: no ids, defaults left out."""
    path = folder / f"{title}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["subject", "indicator", "period", "value", "unit", "note"])
        for subject, indicator, year, value, note in numbers:
            unit = "%" if indicator.endswith("_growth") else "亿元"
            writer.writerow([subject, indicator, year, value, unit, note])
    return path


def walk(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Add one publication after the other; yields its title and what it says."""
    before = tracking_state.read_state(ZONE, "2021-08-31", root)
    yield "plan", tracking_sentences.status_sentences(tracking_status.track(before))
    for published, title, numbers in STEPS:
        prepared = adding.prepare(table(root, title, numbers), ZONE, published, title, root=root)
        said = adding.sentences(prepared)
        adding.write(prepared)
        after = tracking_state.read_state(ZONE, published, root)
        yield (
            title,
            [
                *said,
                *tracking_sentences.diff_sentences(before, after),
                *tracking_sentences.followed_sentences(tracking_status.track(after)),
                *tracking_sentences.record_sentences(tracking_status.pseudo_real_time(after)),
            ],
        )
        before = after


def standing(root: Path, day: str) -> pd.DataFrame:
    """Where every target stands on a day."""
    return tracking_status.track(tracking_state.read_state(ZONE, day, root)).set_index("id")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for title, lines in walk(build(Path(place))):
            sys.stdout.write("\n".join([f"== {title} (MADE UP) ==", *lines, "", ""]))
