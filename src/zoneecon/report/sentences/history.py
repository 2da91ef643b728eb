"""How is the history said, and what the plan's own numbers leave room for?

Code chooses the sentence and fills it in; the words stand in `text/history.toml`.
"""

from collections.abc import Mapping

import pandas as pd

from zoneecon.history.findings import GRADES
from zoneecon.history.reconstruct import breaks, linked_span, real_against_printed
from zoneecon.rows import each_row
from zoneecon.text.catalogue import each, say, texts


def name(indicator: str) -> str:
    """Words for a series' code."""
    return texts("history.series").get(indicator, indicator.replace("_", " "))


# --- history ---------------------------------------------------------------------------------


def history_formats(series: pd.DataFrame, indicator: str) -> dict[str, str]:
    """Columns of a `pivot` of one series, with unit and rounding, for `show`."""
    rows = series[series["indicator"] == indicator].drop_duplicates("measure").set_index("measure")
    formats = {"year": say("history.year")}
    for measure, label in texts("history.measure").items():
        if measure in rows.index:
            level = rows.at[measure, "unit"] != "fraction"
            basis = f", {rows.at[measure, 'price_basis']!s}" if level else ""
            formats[measure] = f"{label}{basis} | " + ("{:.2f}" if level else "{:+.2%}")
    return formats


def _gaps(series: pd.DataFrame, indicator: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Gaps between levels and growth that rounding explains, and those that it does not."""
    gaps = series[(series["indicator"] == indicator) & (series["measure"] == "gap")]
    explained = (gaps["low"] <= 0) & (gaps["high"] >= 0)
    return gaps[explained], gaps[~explained]


def gap_sentences(series: pd.DataFrame, indicator: str) -> list[str]:
    """Which years' levels and growth rates agree within rounding, and which do not."""
    closed, left = _gaps(series, indicator)
    left = left.assign(
        points=left["value"] * 100, least=left[["low", "high"]].abs().min(axis=1) * 100
    )
    if closed.empty and left.empty:
        return [say("history.gap.none", series=name(indicator))]
    explained = [say("history.gap.closed", years=closed["year"])] if len(closed) else []
    return explained + each("history.gap.open", left)


def real_sentences(series: pd.DataFrame, indicator: str) -> list[str]:
    """Average growth at comparable prices against the average that the printed levels suggest."""
    if (years := linked_span(series, indicator)) is None:
        return [say("history.real.unlinked", series=name(indicator))]
    values = series[series["indicator"] == indicator].set_index(["measure", "year"])["value"]
    levels, chained = values.loc["published_level"], values.loc["chained_back"]
    span = {"first": years[0], "last": years[1]}
    level = {"chained": chained[span["first"]], "printed": levels[span["first"]]}
    real, suggested = real_against_printed(series, indicator)
    return [
        say("history.real.level", series=name(indicator), **span, **level),
        say("history.real.growth", real=real, suggested=suggested, **span),
    ]


def history_conclusion(series: pd.DataFrame) -> list[str]:
    """What the years of the history were, in a few sentences."""
    sentences, known = [], set(series["indicator"])
    for key, indicator in (("gdp", "gdp"), ("industry", "industrial_value_added")):
        if indicator not in known:
            continue
        real, suggested = real_against_printed(series, indicator)
        if real == real:
            sentences.append(say(f"history.conclusion.{key}", real=real, suggested=suggested))
        else:
            sentences.append(say("history.real.unlinked", series=name(indicator)))
    if "fixed_asset_investment" in known:
        agrees = _gaps(series, "fixed_asset_investment")[1].empty
        sentences.append(say(f"history.conclusion.{'agrees' if agrees else 'disagrees'}"))
    broken = "; ".join(f"{name(row.indicator)} {row.year}" for row in each_row(breaks(series)))
    return [
        *sentences,
        say(
            "history.conclusion.breaks" if broken else "history.conclusion.unbroken", breaks=broken
        ),
    ]


def claim_sentences(readings: pd.DataFrame) -> list[str]:
    """In how many readings a claim about average growth holds, and which."""
    published = readings[readings["rates"] == "published"]
    exceptions = readings[readings["holds"] & (readings["rates"] == "implied")]
    count = say(
        "history.claim.true",
        true=readings["holds"].sum(),
        readings=len(readings),
        true_published=published["holds"].sum(),
        published=len(published),
    )
    return [count, *each("history.claim.exception", exceptions)]


# --- plan consistency ------------------------------------------------------------------------


def room_sentences(room: Mapping[str, float]) -> list[str]:
    """What the targets imply for value added, and what would have to be true."""
    times = room["output_target"] / room["output_base"]
    keys = ("output", "value_added", "fits", "implied")
    return [say(f"history.room.{key}", times=times, **room) for key in keys]


def investment_sentences(need: Mapping[str, float]) -> list[str]:
    """What the targets imply for investment, and what would have to be true."""
    keys = ["needed", "fits", *(["elsewhere"] if "least" in need else [])]
    return [say(f"history.investment.{key}", **need) for key in keys]


def grade_table(found: pd.DataFrame) -> pd.DataFrame:
    """grade, meaning, findings: the legend of the findings with their count."""
    meanings = texts("findings.grade")
    table = pd.DataFrame({"grade": meanings.keys(), "meaning": meanings.values()})
    counts = found["grade"].value_counts()
    return table.assign(findings=table["grade"].map(counts).fillna(0).astype(int))


def findings_conclusion(found: pd.DataFrame) -> list[str]:
    """What the checks found, in two sentences."""
    counts = {one: int((found["grade"] == one).sum()) for one in GRADES}
    decide = {"output_against_gdp-1", "investment_against_path-1"} <= set(found["finding"])
    return [
        say("history.findings.count", **counts, findings=len(found)),
        say("history.findings.decide" if decide else "history.findings.fits"),
    ]
