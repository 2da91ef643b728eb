"""Shared by all tests: the real zone, a toy zone small enough to check in your head."""

import csv
from pathlib import Path

import pytest
from hypothesis import settings

from zoneecon.data import vintage

# How long an example takes on a busy machine is no property of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

REAL = "anshan-edz"
ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def desk() -> vintage.Desk:
    return vintage.open_desk(REAL, root=ROOT)


@pytest.fixture(scope="session")
def document() -> Path:
    """The plan's text, which the project does not redistribute."""
    found = sorted((SHARED / "source").glob("*.txt"))
    if not found:
        pytest.skip("the plan's text is not beside this checkout (../shared/source)")
    return found[0]


@pytest.fixture(scope="session")
def inventory() -> list[dict[str, str]]:
    """The given inventory of the plan's numbers, with its flags."""
    path = SHARED / "facts" / "plan_inventory.csv"
    if not path.is_file():
        pytest.skip("the inventory is not beside this checkout (../shared/facts)")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# --- a toy zone: GDP 100, 110, 121; growth 10 %, 10 %; a target of 200 on a base of 100 ------

TOY_DOCUMENT = (
    "甲乙开发区规划\n产值100亿元、110亿元、121亿元，增长5%、10%、10%。\n到2025年产值200亿元以上。\n"
)

TOY_TABLES = {
    "indicators.csv": [
        vintage.INDICATOR_COLUMNS,
        ("gdp", "GDP", "产值", "CNY 100m", "value added", "current", "", "All value added."),
        ("gdp_growth", "GDP growth", "增长", "fraction", "growth rate", "constant", "gdp", "Real."),
        ("output", "Output", "产值", "CNY 100m", "gross output", "current", "", "Output."),
    ],
    "units.csv": [
        vintage.UNIT_COLUMNS,
        ("亿元", "CNY 100m", "1"),
        ("万元", "CNY 100m", "0.0001"),
        ("%", "fraction", "0.01"),
        ("words", "words", "1"),
    ],
    "raw/toytown/sources.csv": [
        vintage.SOURCE_COLUMNS,
        ("plan", "规划", "Plan", "甲乙", "2021-08-31", "", "day", "", "plan.txt", "", "made up"),
        ("later", "公报", "Bulletin", "甲乙", "2022-03-01", "", "day", "", "", "", "made up"),
    ],
    "raw/toytown/statements/plan.csv": [
        vintage.STATEMENT_COLUMNS,
        (
            "Q001",
            "plan",
            "2",
            "",
            "zone",
            "gdp",
            "100",
            "亿元",
            "",
            "",
            "2018",
            "actual",
            "high",
            "产值100亿元",
            "",
        ),
        (
            "Q002",
            "plan",
            "2",
            "",
            "zone",
            "gdp",
            "110",
            "亿元",
            "",
            "",
            "2019",
            "actual",
            "high",
            "110亿元",
            "",
        ),
        (
            "Q003",
            "plan",
            "2",
            "",
            "zone",
            "gdp",
            "121",
            "亿元",
            "",
            "",
            "2020",
            "actual",
            "high",
            "121亿元",
            "",
        ),
        (
            "Q004",
            "plan",
            "2",
            "",
            "zone",
            "gdp_growth",
            "5",
            "%",
            "",
            "",
            "2018",
            "actual",
            "high",
            "增长5%",
            "",
        ),
        (
            "Q005",
            "plan",
            "2",
            "",
            "zone",
            "gdp_growth",
            "10",
            "%",
            "",
            "",
            "2019",
            "actual",
            "high",
            "增长5%、10%",
            "",
        ),
        (
            "Q006",
            "plan",
            "2",
            "",
            "zone",
            "gdp_growth",
            "10",
            "%",
            "",
            "",
            "2020",
            "actual",
            "high",
            "增长5%、10%、10%",
            "",
        ),
        (
            "Q007",
            "plan",
            "3",
            "",
            "zone",
            "output",
            "200",
            "亿元",
            "以上",
            "到2025年",
            "2025",
            "target",
            "high",
            "到2025年产值200亿元",
            "",
        ),
    ],
    "raw/toytown/statements/later.csv": [
        vintage.STATEMENT_COLUMNS,
        (
            "R001",
            "later",
            "",
            "",
            "zone",
            "gdp",
            "120",
            "亿元",
            "",
            "",
            "2020",
            "actual",
            "high",
            "",
            "status: revised.",
        ),
    ],
}


class Toy:
    """A checkout with one made-up zone, whose cells a test can change."""

    def __init__(self, root: Path):
        self.root = root
        self.tables = {name: [list(row) for row in rows] for name, rows in TOY_TABLES.items()}
        (root / "data" / "assumptions").mkdir(parents=True)
        self.save()

    def save(self) -> "Toy":
        for name, rows in self.tables.items():
            path = self.root / "data" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(rows)
        return self

    def set(self, table: str, row: int, column: str, value: str) -> "Toy":
        """Change a cell; `row` counts as a spreadsheet does, the header is 1."""
        rows = self.tables[table]
        rows[row - 1][list(rows[0]).index(column)] = value
        return self.save()

    def load(self, as_of: str | None = None) -> vintage.Tables:
        return vintage.load("toytown", as_of, self.root)

    def files(self) -> dict[str, bytes]:
        """Every file of the checkout, to see that nothing was written."""
        return {str(p): p.read_bytes() for p in sorted(self.root.rglob("*")) if p.is_file()}


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return Toy(tmp_path)
