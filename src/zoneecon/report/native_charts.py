"""Which charts does a workbook draw itself? The series, and a fan for each forecast.

The charts are the spreadsheet's own, so they can be changed there; they draw numbers of a sheet
beside them. A fan is a stack of areas: nothing up to its lowest line, then the width of each band.
"""

from collections.abc import Iterator, Mapping

from openpyxl.chart import AreaChart, LineChart, Reference
from openpyxl.chart.legend import Legend, LegendEntry
from openpyxl.worksheet.worksheet import Worksheet

from zoneecon.report.format import unit_word
from zoneecon.text.catalogue import entries, retold, say, spelled_out

#: Bands of a fan from below: from, to, name of the band, colour.
BANDS = (
    ("p2.5", "p10", "band_95", "D6E6F2"),
    ("p10", "p25", "band_80", "A9CCE3"),
    ("p25", "p75", "band_50", "6FA8D0"),
    ("p75", "p90", "band_80", "A9CCE3"),
    ("p90", "p97.5", "band_95", "D6E6F2"),
)
LEVELS = {"published_level": "history", "chained_back": "chained"}
INK, BLUE, RED = "222222", "0072B2", "D55E00"
#: Rows of a sheet that a chart takes, and its size in centimetres.
TALL, WIDE, HIGH = 18, 18, 8

Cell = str | float | int | None
Block = tuple[str, list[list[Cell]]]


def draw(charts: Worksheet, numbers: Worksheet, tables: Mapping[str, list[list[str]]]) -> int:
    """Draw what there is to draw, and write the numbers that it is drawn from; how many charts."""
    row, count = 1, 0
    blocks = [*_series(tables.get("series", [])), *_fans(tables)]
    for title, block in blocks:
        for at, line in enumerate(block, row):
            for place, value in enumerate(line, 1):
                if value is not None:
                    numbers.cell(at, place, value)
        fan = len(block[0]) > 3
        chart = (_fan if fan else _lines)(numbers, row, len(block), len(block[0]))
        chart.title, chart.width, chart.height = title, WIDE, HIGH
        chart.x_axis.title = say("spreadsheet.chart.year")
        if chart.legend is not None:
            chart.legend.position = "b"
        chart.x_axis.delete = chart.y_axis.delete = False  # else LibreOffice hides them
        chart.y_axis.number_format = "#,##0"
        charts.add_chart(chart, f"{'AK'[count % 2]}{1 + TALL * (count // 2)}")
        row, count = row + len(block) + 1, count + 1
    return count


def _lines(sheet: Worksheet, row: int, rows: int, columns: int) -> LineChart:
    """Levels as lines with marks that differ."""
    chart = LineChart()
    _take(chart, sheet, row, rows, 2, columns)
    marks = zip(chart.series, ("circle", "diamond"), (INK, BLUE), strict=False)
    for series, mark, colour in marks:
        series.marker.symbol, series.marker.size = mark, 7
        series.graphicalProperties.line.solidFill = colour
        series.marker.graphicalProperties.solidFill = colour
        series.smooth = False
    chart.y_axis.scaling.min = 0
    return chart


def _fan(sheet: Worksheet, row: int, rows: int, columns: int) -> AreaChart:
    """Bands as a stack of areas, with the history and the median as lines over them."""
    areas, lines = AreaChart(), LineChart()
    areas.grouping = "stacked"
    _take(areas, sheet, row, rows, 4, columns)
    areas.series[0].graphicalProperties.noFill = True
    for series, (*_, colour) in zip(areas.series[1:], BANDS, strict=True):
        series.graphicalProperties.solidFill = colour
    for series in areas.series:
        series.graphicalProperties.line.noFill = True
    _take(lines, sheet, row, rows, 2, 3)
    for series, colour, mark in zip(lines.series, (INK, BLUE), ("circle", "none"), strict=True):
        series.graphicalProperties.line.solidFill = colour
        series.marker.symbol, series.smooth = mark, False
        series.marker.graphicalProperties.solidFill = colour
    areas.y_axis.scaling.min = 0
    areas += lines
    # the two halves of a band are named once, what lies below the fan not at all
    areas.legend = Legend()
    areas.legend.legendEntry = [LegendEntry(idx=at, delete=True) for at in (0, 4, 5)]
    return areas


def _take(chart, sheet: Worksheet, row: int, rows: int, first: int, last: int) -> None:
    """Columns of the numbers as series of a chart, the first column of all being the years."""
    last_row = row + rows - 1
    data = Reference(sheet, min_col=first, max_col=last, min_row=row, max_row=last_row)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=row + 1, max_row=last_row))


# --- the numbers ------------------------------------------------------------------------------


def records_of(rows: list[list[str]], *needed: str) -> list[dict[str, str]]:
    """Rows of a table by column; none if it lacks a column that is needed."""
    if not rows or set(needed) - set(rows[0]):
        return []
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]


def _levels(rows: list[list[str]]) -> dict[str, dict[str, dict[int, float]]]:
    """Indicator -> kind of level -> year -> level."""
    found: dict[str, dict[str, dict[int, float]]] = {}
    for row in records_of(rows, "indicator", "measure", "year", "value"):
        if row["measure"] in LEVELS and row["value"]:
            kinds = found.setdefault(row["indicator"], {})
            kinds.setdefault(row["measure"], {})[int(row["year"])] = float(row["value"])
    return found


def _series(rows: list[list[str]]) -> Iterator[Block]:
    units = {row["indicator"]: row["unit"] for row in records_of(rows, "indicator", "unit")}
    for indicator, kinds in _levels(rows).items():
        kept = [kind for kind in LEVELS if kind in kinds]
        years = sorted({year for kind in kept for year in kinds[kind]})
        heads = [say(f"spreadsheet.chart.{LEVELS[kind]}") for kind in kept]
        block: list[list[Cell]] = [[say("spreadsheet.chart.year"), *heads]]
        block += [[year, *(kinds[kind].get(year) for kind in kept)] for year in years]
        title = {"indicator": name_of(indicator), "unit": unit_word(units.get(indicator, ""))}
        yield say("spreadsheet.chart.series", **title), block


def _fans(tables: Mapping[str, list[list[str]]]) -> Iterator[Block]:
    history = _levels(tables.get("series", []))
    lines = ("p2.5", "p10", "p25", "p50", "p75", "p90", "p97.5")
    by_fan: dict[tuple[str, str], dict[int, dict[str, str]]] = {}
    for row in records_of(tables.get("forecasts", []), "indicator", "model", "year", *lines):
        if all(row[line] for line in lines):
            by_fan.setdefault((row["indicator"], row["model"]), {})[int(row["year"])] = row
    for (indicator, _), fan in by_fan.items():
        known = history.get(indicator, {}).get("published_level", {})
        first = min(fan)
        known = {year: level for year, level in known.items() if year < first}
        names = ("history", "median", "lowest", *(name for *_, name, _ in BANDS))
        heads = [say(f"spreadsheet.chart.{name}") for name in names]
        block: list[list[Cell]] = [[say("spreadsheet.chart.year"), *heads]]
        for year in sorted({*known, *fan}):
            block.append([year, known.get(year), *_bands(fan.get(year), known, year)])
        unit = unit_word(next(iter(fan.values())).get("unit", ""))
        title = {"indicator": name_of(indicator), "unit": unit}
        yield say("spreadsheet.chart.fan", **title), block


def _bands(row: Mapping[str, str] | None, known: Mapping[int, float], year: int) -> list[Cell]:
    """Median, lowest line and widths of the bands; they begin at the last level that is known."""
    if row is None:
        last = year == max(known)
        return (
            [known[year], known[year], *[0.0] * len(BANDS)] if last else [None] * (2 + len(BANDS))
        )
    widths = [float(row[high]) - float(row[low]) for low, high, *_ in BANDS]
    return [float(row["p50"]), float(row["p2.5"]), *widths]


def name_of(indicator: str) -> str:
    """What a series is called; its code without underscores if nobody said."""
    code, _, which = indicator.partition(", ")
    known = f"series.{code}" in entries("history")
    name = say(f"history.series.{code}") if known else code.replace("_", " ")
    return (
        say("spreadsheet.chart.which", name=name, which=spelled_out(retold(which)))
        if which
        else name
    )
