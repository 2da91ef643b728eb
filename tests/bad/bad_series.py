"""Bad inputs that no cell shows by itself: series, documents, words, remarks, two truths."""

from collections.abc import Callable

from tests.made_up import (
    BULLETIN,
    NEXT,
    NEXT_VALUES,
    PLAN,
    SOURCES,
    ZONE,
    Case,
    Checkout,
    city_row,
)
from zoneecon.data import folders

COLUMNS = list(folders.STATEMENT_COLUMNS)
Change = Callable[[Checkout], object]


def cells(table: str, id_: str, **typed: str) -> Change:
    """Some cells of a row typed otherwise."""

    def change(it: Checkout) -> None:
        for column, value in typed.items():
            it.set(table, id_, column, value)
        it.save()

    return change


def added(table: str, id_: str, **typed: str) -> Change:
    """A copy of a row under another id, with other cells."""

    def change(it: Checkout) -> None:
        row = list(it.row(table, id_))
        for column, value in {"id": "D900", **typed}.items():
            row[COLUMNS.index(column)] = value
        it.tables[table].append(row)
        it.save()

    return change


def values(table: str, typed: Callable[[list[str]], str]) -> Change:
    """Every value of a table typed otherwise."""

    def change(it: Checkout) -> None:
        for row in it.tables[table][1:]:
            row[COLUMNS.index("value")] = typed(row)
        it.save()

    return change


def without(table: str, *ids: str) -> Change:
    def change(it: Checkout) -> None:
        it.tables[table] = [row for row in it.tables[table] if row[0] not in ids]
        it.save()

    return change


def both(*changes: Change) -> Change:
    def change(it: Checkout) -> None:
        for one in changes:
            one(it)

    return change


def accepted(*changes: Change) -> Change:
    """Changes after the data has been accepted."""

    def change(it: Checkout) -> None:
        folders.accept(ZONE, it.root)
        both(*changes)(it)

    return change


def above(table: str, line: str) -> Change:
    return lambda it: it.write(table, line + "\n" + it.text(table))


def below(table: str, line: str) -> Change:
    return lambda it: it.write(table, it.text(table) + line + "\n")


def _last_year(row: list[str]) -> str:
    """The value of the same indicator in the bulletin before."""
    code, value = row[COLUMNS.index("indicator")], row[COLUMNS.index("value")]
    before = {
        "gdp": "598.7",
        "industry": "239.6",
        "investment": "99.8",
        "firms": "338",
        "steel": "1040.2",
    }
    return before.get(code, value)


def _doubled(row: list[str]) -> str:
    code, value = row[COLUMNS.index("indicator")], row[COLUMNS.index("value")]
    return f"{2 * float(value):g}" if code not in ("gdp_growth", "rd_share") else value


def _index(row: list[str]) -> str:
    growth = row[COLUMNS.index("indicator")] == "gdp_growth"
    value = row[COLUMNS.index("value")]
    return f"{100 + float(value):.1f}" if growth else value


def _services(value: str) -> Change:
    """A second part of GDP beside industry."""

    def change(it: Checkout) -> None:
        it.tables["indicators.csv"].append(
            ["services", "Services", "服务业", "CNY 100m", "value added", "current", "gdp", "Part."]
        )
        it.tables[NEXT].append(city_row("D900", "bulletin-2021", "services", value, 2021))
        it.save()

    return change


def _alone(it: Checkout) -> None:
    """A new indicator with a unit that nobody can check."""
    it.tables["indicators.csv"].append(
        ["wages", "Wages", "工资总额", "CNY 100m", "other", "current", "", "Wages."]
    )
    it.tables[NEXT].append(city_row("D900", "bulletin-2021", "wages", "31200", 2021))
    it.save()


def _renamed(it: Checkout) -> None:
    """A whole bulletin about a place that no other document knows."""
    for row in it.tables[NEXT][1:]:
        row[COLUMNS.index("subject")] = "county"
    it.save()


FULL_YEAR_2020 = [f"B{100 + 5 * n + 4}" for n in range(len(NEXT_VALUES))]
ZONE_2025 = {
    "subject": "zone",
    "indicator": "gdp",
    "unit": "亿元",
    "period": "2025",
    "role": "target",
}
ZONE_2020 = {"subject": "zone", "indicator": "gdp", "period": "2020", "role": "baseline"}

MOVES = [
    Case("a level nearly doubled", "level-moves", cells(NEXT, "C100", value="1100.2")),
    Case(
        "a level up by a third in a steady series",
        "level-moves",
        cells(NEXT, "C106", value="1350.6"),
    ),
    Case("a share four times last year's", "share-moves", cells(NEXT, "C104", value="9.61")),
    Case("growth far outside its series", "rate-outside", cells(BULLETIN, "B116", value="19.5")),
    Case("growth as an index of 100", "rate-index", cells(NEXT, "C103", value="106.1")),
    Case("growth as an index of 1", "rate-index", cells(NEXT, "C103", value="1.061")),
    Case("a whole series of growth as an index", "rate-index", values(BULLETIN, _index)),
    Case(
        "a level that its growth contradicts",
        "level-unlike-growth",
        cells(BULLETIN, "B103", value="683.4"),
    ),
    Case(
        "an average above all of its years",
        "average-outside",
        added(NEXT, "C103", period="2016/2020", value="41.0"),
    ),
    Case(
        "the first quarter above the year",
        "part-of-year-unlike",
        added(NEXT, "C102", period="2021Q1", value="980.4"),
    ),
    Case(
        "a month in another unit",
        "part-of-year-unlike",
        added(NEXT, "C102", period="2021-05", value="0.0008"),
    ),
    Case("parts above their whole, taken together", "parts-sum", _services("540.1")),
    Case("a new indicator that nothing can be held to", "number-alone", _alone),
]

DOCUMENTS = [
    Case("last year's table typed again", "document-copied", values(NEXT, _last_year)),
    Case("a table of another place", "document-scale", values(NEXT, _doubled)),
    Case("a whole table of an unknown place", "subject-new", _renamed),
    Case(
        "values of two rows exchanged",
        "rows-exchanged",
        both(cells(NEXT, "C101", value="345"), cells(NEXT, "C105", value="255")),
    ),
    Case("a year that no document tells", "year-missing", without(BULLETIN, *FULL_YEAR_2020)),
    Case(
        "a row left out of a bulletin of no known issuer",
        "series-missing",
        both(cells(SOURCES, "bulletin-2021", issuer="unstated"), without(NEXT, "C106")),
    ),
    Case("a year ten years off", "year-outside", cells(BULLETIN, "B131", period="2006")),
    Case(
        "a row that cites another document",
        "source-odd",
        cells(BULLETIN, "B134", source="bulletin-2021"),
    ),
    Case("a fact without a year", "period-none", cells(BULLETIN, "B104", period="undated")),
    Case("a fact of two years", "period-odd", cells(NEXT, "C100", period="2020/2021")),
    Case("a title of another year", "title-year", above(NEXT, "甲乙市2020年国民经济主要指标")),
    Case("a title of part of a year", "title-part", above(NEXT, "甲乙市上半年主要指标")),
    Case("a note of part of a year", "title-part", below(NEXT, "注：2021年为1-9月数据")),
    Case(
        "a source named after another year",
        "source-year",
        cells(SOURCES, "bulletin-2021", title="2019年公报"),
    ),
]

WORDS = [
    Case(
        "a quote of another year",
        "quote-period",
        cells(PLAN, "Q102", period_printed="", quote="2017年生产总值121.8亿元"),
    ),
    Case(
        "a quote of half a year",
        "quote-period",
        cells(PLAN, "Q102", quote="2018年上半年生产总值121.8亿元"),
    ),
    Case(
        "a quote of nine months",
        "quote-period",
        cells(PLAN, "Q102", quote="2018年1-9月生产总值121.8亿元"),
    ),
    Case(
        "a printed quarter for a year",
        "quote-period",
        cells(PLAN, "Q102", period_printed="前三季度"),
    ),
    Case(
        "a quote whose year its printed date denies",
        "quote-period",
        cells(PLAN, "Q111", period="2035", period_printed="到2035年"),
    ),
    Case("a month for a year", "quote-year", cells(PLAN, "Q104", period="2020-12")),
    Case("two years for one", "quote-year", cells(PLAN, "Q110", period="2015/2016")),
    Case(
        "another indicator of two characters",
        "quote-indicator",
        cells(PLAN, "Q111", indicator="investment"),
    ),
    Case(
        "an increase for a level",
        "quote-words",
        cells(PLAN, "Q102", quote="2018年生产总值增加121.8亿元"),
    ),
    Case(
        "a sum of years for a level",
        "quote-words",
        cells(PLAN, "Q102", quote="2018年累计实现生产总值121.8亿元"),
    ),
    Case(
        "an average of years for a year",
        "quote-words",
        cells(PLAN, "Q102", quote="2018年年均121.8亿元"),
    ),
    Case(
        "constant prices for current ones",
        "quote-price",
        cells(PLAN, "Q102", quote="2018年按不变价计算的生产总值121.8亿元"),
    ),
    Case(
        "another place than the quote's",
        "quote-subject",
        cells(PLAN, "Q102", quote="2018年全市生产总值121.8亿元"),
    ),
    Case(
        "another indicator than the quote's",
        "quote-indicator",
        cells(PLAN, "Q102", indicator="output"),
    ),
    Case(
        "a fall typed as growth",
        "quote-sign",
        cells(PLAN, "Q110", value="22.37", quote="同比降22.37%"),
    ),
    Case(
        "a rate of fall typed as growth",
        "quote-sign",
        cells(PLAN, "Q110", value="22.37", quote="2016年降幅为22.37%"),
    ),
    Case(
        "a fall told before its number",
        "quote-decline",
        cells(PLAN, "Q110", value="22.37", quote="同比收窄了22.37%"),
    ),
    Case(
        "a bound in other words",
        "quote-qualifier-missing",
        cells(PLAN, "Q111", quote="到2025年产值超过500亿元"),
    ),
]

QUOTES_LOST = Case(
    "a quote lost among quotes",
    "quote-lost",
    both(cells(SOURCES, "plan", file=""), cells(PLAN, "Q102", value="118.2", quote="")),
)

REMARKS = [
    Case(
        "a remark that something is to be checked",
        "level-jump",
        cells(NEXT, "C102", value="1041", note="to be checked: ask the bureau"),
    ),
    Case(
        "a remark that says it is none",
        "remark-unheard",
        cells(NEXT, "C102", value="1041", note="not checked: too large?"),
    ),
    Case(
        "a remark without a reason",
        "level-jump",
        cells(NEXT, "C102", value="1041", note="checked: -"),
    ),
    Case(
        "a remark for another rule",
        "level-jump",
        cells(NEXT, "C102", value="1041", note="gap: 2020 was not told"),
    ),
    Case(
        "a remark on what cannot be",
        "level-negative",
        cells(NEXT, "C102", value="-104.1", note="checked: the bureau confirms it"),
    ),
    Case(
        "a remark on a share above the whole",
        "share-above",
        cells(NEXT, "C104", value="261", note="已核对：统计局确认"),
    ),
    Case("an unknown status", "status-unknown", cells(NEXT, "C102", note="status: guess.")),
]

TWICE = [
    Case(
        "two values of a year under one note",
        "two-values",
        both(cells(NEXT, "C100", note="快报"), added(NEXT, "C100", value="611.3", note="快报")),
    ),
    Case(
        "two values of a year, its months spelt out",
        "two-values",
        added(NEXT, "C100", value="611.3", period="2021-01/2021-12"),
    ),
    Case(
        "two values of a quarter",
        "two-values",
        both(
            added(NEXT, "C102", period="2021Q1", value="24.1"),
            added(NEXT, "C102", id="D901", period="2021-01/2021-03", value="25.6"),
        ),
    ),
    Case(
        "a rough figure after an exact one",
        "history-coarser",
        added(NEXT, "C100", period="2020", value="599"),
    ),
    Case(
        "a base that is not the fact",
        "baseline-unlike",
        added(NEXT, "C100", value="160.1", **ZONE_2020),
    ),
    Case(
        "a target that moved",
        "target-changed",
        added(NEXT, "C100", value="450", **(ZONE_2025 | {"indicator": "output"})),
    ),
    Case(
        "a target below what was reached",
        "target-unlike",
        added(NEXT, "C100", value="90.5", **ZONE_2025),
    ),
    Case(
        "a target in another unit",
        "target-unlike",
        added(NEXT, "C100", value="1905000", **ZONE_2025),
    ),
    Case(
        "a target of a year that was over",
        "period-past",
        added(NEXT, "C100", value="190.5", **(ZONE_2025 | {"period": "2015"})),
    ),
]

LISTS = [
    Case("yuan that are dollars", "unit-currency", cells("units.csv", "亿元", unit="USD 100m")),
    Case(
        "a level at constant prices of no year",
        "basis-doubtful",
        cells("indicators.csv", "gdp", price_basis="constant"),
    ),
    Case(
        "real growth said to be at current prices",
        "basis-doubtful",
        cells("indicators.csv", "gdp_growth", price_basis="current"),
    ),
    Case(
        "money without a price basis",
        "basis-none",
        cells("indicators.csv", "investment", price_basis="n/a"),
    ),
    Case(
        "a share that is a rate of growth",
        "concept-code",
        cells("indicators.csv", "rd_share", concept="growth rate"),
    ),
    Case(
        "a whole of another concept than its part",
        "concept-parent",
        cells("indicators.csv", "gdp", concept="gross output"),
    ),
    Case("a radical for a character", "cell-lookalike", cells(BULLETIN, "B104", subject="⽯化")),
    Case(
        "an accepted price basis changed",
        "record-changed",
        accepted(cells("indicators.csv", "gdp", price_basis="constant")),
    ),
    Case(
        "an accepted day of publication changed",
        "record-changed",
        accepted(cells(SOURCES, "bulletin-2021", published="2022-04-30")),
    ),
    Case(
        "a row added to an accepted document",
        "record-late",
        accepted(added(NEXT, "C102", period="2021Q1", value="24.1")),
    ),
]

SERIES = [*MOVES, *DOCUMENTS, *WORDS, QUOTES_LOST, *REMARKS, *TWICE, *LISTS]
