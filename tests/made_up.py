"""A sound made-up checkout: a plan with quotes and two bulletins without, to spoil and to fuzz."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook

from zoneecon.data import folders

ZONE = "toytown"
RAW = f"raw/{ZONE}"
PLAN = f"{RAW}/statements/plan.csv"
BULLETIN = f"{RAW}/statements/bulletin-2020.csv"
NEXT = f"{RAW}/statements/bulletin-2021.csv"
SOURCES = f"{RAW}/sources.csv"

YEARS = range(2016, 2021)
CITY = {
    "gdp": ("520.5", "548.2", "571.9", "603.4", "598.7"),
    "industry": ("210.3", "221.8", "230.4", "241.9", "239.6"),
    "investment": ("80.2", "75.6", "90.4", "101.7", "99.8"),
    "gdp_growth": ("5.1", "4.8", "-1.2", "5.5", "0.8"),
    "rd_share": ("2.15", "2.21", "2.34", "2.40", "2.52"),
    "firms": ("312", "320", "331", "340", "338"),
    "steel": ("980.4", "995.1", "1012.7", "1031.5", "1040.2"),
}
UNIT = {"gdp_growth": "%", "rd_share": "%", "firms": "家", "steel": "万吨"}
NEXT_VALUES = {
    "gdp": "640.2",
    "industry": "255.3",
    "investment": "104.1",
    "gdp_growth": "6.1",
    "rd_share": "2.61",
    "firms": "345",
    "steel": "1050.6",
}
ZONE_GDP = ("100.5", "110.2", "121.8", "133.4", "140.1")


def _statement(**cells: str) -> list[str]:
    return [cells.get(column, "") for column in folders.STATEMENT_COLUMNS]


def city_row(id_: str, source: str, indicator: str, value: str, year: int) -> list[str]:
    return _statement(
        id=id_,
        source=source,
        subject="city",
        indicator=indicator,
        value=value,
        unit=UNIT.get(indicator, "亿元"),
        period=str(year),
        role="actual",
        confidence="high",
    )


def base_tables() -> dict[str, list[list[str]]]:
    """A sound checkout: one plan with quotes, two bulletins without."""
    zone = [
        _statement(
            id=f"Q{100 + i}",
            source="plan",
            line="2",
            subject="zone",
            indicator="gdp",
            value=value,
            unit="亿元",
            period_printed=f"{year}年",
            period=str(year),
            role="actual",
            confidence="high",
            quote=f"{year}年生产总值{value}亿元",
        )
        for i, (year, value) in enumerate(zip(YEARS, ZONE_GDP, strict=True))
    ]
    zone += [
        _statement(
            id="Q110",
            source="plan",
            line="3",
            subject="zone",
            indicator="gdp_growth",
            value="-22.37",
            unit="%",
            period_printed="2016年",
            period="2016",
            role="actual",
            confidence="high",
            quote="同比增长-22.37%",
        ),
        _statement(
            id="Q111",
            source="plan",
            line="4",
            subject="zone",
            indicator="output",
            value="500",
            unit="亿元",
            qualifier="以上",
            period_printed="到2025年",
            period="2025",
            role="target",
            confidence="high",
            quote="到2025年产值达到500亿元",
        ),
    ]
    numbered = [(code, i) for code in CITY for i in range(5)]
    city = [
        city_row(f"B{100 + n}", "bulletin-2020", code, CITY[code][i], YEARS[i])
        for n, (code, i) in enumerate(numbered)
    ]
    later = [
        city_row(f"C{100 + n}", "bulletin-2021", code, value, 2021)
        for n, (code, value) in enumerate(NEXT_VALUES.items())
    ]
    head = list(folders.STATEMENT_COLUMNS)
    return {
        "indicators.csv": [
            list(folders.INDICATOR_COLUMNS),
            ["gdp", "GDP", "生产总值", "CNY 100m", "value added", "current", "", "GDP."],
            ["industry", "Industry", "工业", "CNY 100m", "value added", "current", "gdp", "Part."],
            ["investment", "Investment", "投资", "CNY 100m", "investment", "current", "", "Inv."],
            ["output", "Output", "产值", "CNY 100m", "gross output", "current", "", "Output."],
            ["gdp_growth", "Growth", "增长", "fraction", "growth rate", "constant", "gdp", "Real."],
            ["rd_share", "R&D", "研发占比", "fraction", "share", "n/a", "", "Share."],
            ["firms", "Firms", "企业", "count", "count", "n/a", "", "Firms."],
            ["steel", "Steel", "粗钢", "t", "physical", "n/a", "", "Tonnes."],
        ],
        "units.csv": [
            list(folders.UNIT_COLUMNS),
            ["亿元", "CNY 100m", "1"],
            ["万元", "CNY 100m", "0.0001"],
            ["%", "fraction", "0.01"],
            ["家", "count", "1"],
            ["万吨", "t", "10000"],
            ["吨", "t", "1"],
            ["words", "words", "1"],
        ],
        SOURCES: [
            list(folders.SOURCE_COLUMNS),
            [
                "plan",
                "规划",
                "Plan",
                "甲乙",
                "2021-08-31",
                "2021年8月",
                "month",
                "",
                "plan.txt",
                "",
                "made up",
            ],
            [
                "bulletin-2020",
                "公报",
                "Bulletin",
                "统计局",
                "2021-03-31",
                "",
                "day",
                "https://example.org/2020",
                "",
                "",
                "made up",
            ],
            [
                "bulletin-2021",
                "公报",
                "Bulletin",
                "统计局",
                "2022-03-31",
                "",
                "day",
                "",
                "",
                "",
                "made up",
            ],
        ],
        PLAN: [list(head), *zone],
        BULLETIN: [list(head), *city],
        NEXT: [list(head), *later],
    }


class Case(NamedTuple):
    """An input: what is odd about it, the rule that must say so, and how to make it."""

    name: str
    rule: str
    spoil: Callable[["Checkout"], object]


class Checkout:
    """A made-up checkout on disk whose tables and files a case can spoil."""

    def __init__(self, root: Path):
        self.root = root
        self.tables = base_tables()
        self.save()

    def path(self, table: str) -> Path:
        return self.root / "data" / table

    def save(self) -> "Checkout":
        for name, rows in self.tables.items():
            self.path(name).parent.mkdir(parents=True, exist_ok=True)
            self.path(name).write_text(as_csv(rows), encoding="utf-8", newline="")
        return self

    def row(self, table: str, id_: str) -> list[str]:
        return next(row for row in self.tables[table] if row[0] == id_)

    def set(self, table: str, id_: str, column: str, value: str) -> "Checkout":
        self.row(table, id_)[self.tables[table][0].index(column)] = value
        return self

    def text(self, table: str) -> str:
        return self.path(table).read_text(encoding="utf-8")

    def write(self, table: str, content: str | bytes) -> None:
        raw = content.encode("utf-8") if isinstance(content, str) else content
        self.path(table).parent.mkdir(parents=True, exist_ok=True)
        self.path(table).write_bytes(raw)

    def inspect(self) -> folders.Raw:
        return folders.inspect(ZONE, self.root)


def as_csv(rows: list[list[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def to_xlsx(rows: list[list[str]], change: Callable[[Workbook], object] | None = None) -> bytes:
    """A workbook as a person would save it: numbers are numbers, nothing else is."""
    book = Workbook()
    sheet = book.active
    sheet.title = "数据"
    value = rows[0].index("value")
    for row in rows:
        typed = [
            float(cell) if place == value and re.fullmatch(r"-?\d+(\.\d+)?", cell) else cell or None
            for place, cell in enumerate(row)
        ]
        sheet.append(typed)
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
