"""The real notebooks on zones of which next to nothing is printed: a page, or one sentence."""

import csv
import re

import pytest

from tests.conftest import ROOT
from zoneecon.cli import main

HEADS = ("subject", "indicator", "value", "unit", "period", "role")
INDUSTRY = """
[industries.ceramics]
title_en = "Ceramics"
baseline = "R{base:03d}"
target = "R{goal:03d}"
"""
#: What a plan prints before the base and the target of its one industry.
PRINTED = {
    "no series at all": [],
    "one level and one rate": [
        ("zone", "gdp", "84", "亿元", "2019", "actual"),
        ("zone", "gdp_growth", "5", "%", "2019", "actual"),
    ],
    "levels without rates": [
        ("zone", "gdp", str(70 + 4 * year), "亿元", str(2016 + year), "actual") for year in range(5)
    ],
}


@pytest.mark.long
@pytest.mark.parametrize("printed", PRINTED.values(), ids=list(PRINTED))
def test_a_zone_of_a_few_numbers_has_a_report(printed, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "lakeside"]) == 0
    monkeypatch.chdir(tmp_path / "lakeside")
    rows = [
        HEADS,
        *printed,
        ("ceramics", "sales_revenue", "45", "亿元", "2020", "baseline"),
        ("ceramics", "sales_revenue", "90", "亿元", "2025", "target"),
    ]
    with open("plan-2021.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    day = ["--published", "2021-03-18", "--title", "Plan", "--yes"]
    assert main(["add", "plan-2021.csv", "--zone", "lakeside", *day]) == 0
    with open("data/assumptions/lakeside.toml", "a", encoding="utf-8") as file:
        file.write(INDUSTRY.format(base=len(rows) - 2, goal=len(rows) - 1))
    for notebook in ROOT.glob("notebooks/*.ipynb"):
        (tmp_path / "lakeside/notebooks" / notebook.name).write_bytes(notebook.read_bytes())
    assert main(["refresh", "--zone", "lakeside", "--quiet"]) == 0, capsys.readouterr().err
    pages = [*(tmp_path / "lakeside/reports/lakeside").glob("0*/*.html")]
    assert len(pages) > 8
    assert not [page.name for page in pages if re.search(r">\s*nan\s*<", page.read_text("utf-8"))]
