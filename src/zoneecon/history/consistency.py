"""Does the plan agree with itself? A tuple of rules; each takes the facts and returns findings.

A finding accuses `statements` (what cannot stand together, or cannot be tested) on the `evidence`
of others. It has a size in a stated unit. Nothing here corrects a document.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from zoneecon.growth import compound, path_sum
from zoneecon.history import relations
from zoneecon.history.findings import COLUMNS, SEVERITIES, Facts, finding, worded
from zoneecon.history.reconstruct import BREAK_THRESHOLD, claim_readings
from zoneecon.rows import keyed_rows, row_at

# --- series ---------------------------------------------------------------------------------


def level_against_growth(facts: Facts) -> list[dict]:
    """Growth implied by printed levels against published growth, beyond what rounding explains."""
    wide = facts.series.set_index(["indicator", "measure", "year"])
    findings = []
    for (indicator, measure, year), gap in keyed_rows(wide):
        if measure != "gap" or gap["low"] <= 0 <= gap["high"]:
            continue
        implied = row_at(wide, (indicator, "implied_growth", year))
        published = row_at(wide, (indicator, "published_growth", year))
        opposite = implied["high"] < 0 < published["low"] or published["high"] < 0 < implied["low"]
        severity, kind, prices = _severity_of_gap(wide, indicator, year, opposite)
        before, level = implied["derived_from"].split(";")
        findings.append(
            finding(
                severity,
                [level, published["derived_from"]],
                gap["value"],
                "fraction",
                [before],
                kind=kind,
                series=facts.indicators.at[indicator, "en"],
                year=year,
                implied=implied["value"],
                published=published["value"],
                **prices,
            )
        )
    return findings


def _severity_of_gap(wide: pd.DataFrame, indicator: str, year: int, opposite: bool):
    """Severity, which explanation, and the price changes that it names."""
    deflator, national = ((indicator, m, year) for m in ("implied_deflator", "national_deflator"))
    if deflator not in wide.index:
        return "contradiction", "constant", {}
    needed = row_at(wide, deflator)
    if national not in wide.index:
        return "minor", "prices", {"needed": needed["value"]}
    around = wide.loc[national, "value"]
    prices = {"needed": needed["value"], "nation": around}
    if opposite:
        return "contradiction", "opposite", prices
    if max(needed["low"] - around, around - needed["high"]) > BREAK_THRESHOLD:
        return "break", "break", prices
    return "minor", "nation", prices


def readings_of_claim(facts: Facts, relation: Mapping) -> pd.DataFrame:
    """Every reading of a claim about average growth; see `reconstruct.claim_readings`."""
    return claim_readings(
        facts.series,
        tuple(relation["series"]),
        facts.number(relation["claim"]),
        relation["since"],
        _last_year_known(facts, relation),
    )


def average_claim(facts: Facts) -> list[dict]:
    """A claim about average growth, under every reading of its window, mean and rates."""
    findings = []
    for relation in facts.relations.get("average_claim", []):
        readings = readings_of_claim(facts, relation)
        if readings["holds"].all():
            continue
        published = readings[readings["rates"] == "published"]["holds"]
        findings.append(
            finding(
                "contradiction",
                [relation["claim"]],
                float(readings["holds"].mean()),
                true=readings["holds"].sum(),
                readings=len(readings),
                true_published=published.sum(),
                published=len(published),
            )
        )
    return findings


def _last_year_known(facts: Facts, relation: Mapping) -> int:
    """Last full year when the claim was printed, or the last that all of its series have."""
    rates = facts.series[facts.series["measure"].isin(["published_growth", "implied_growth"])]
    rates = rates[rates["indicator"].isin(relation["series"])]
    ends = rates.groupby(["indicator", "measure"])["year"].max()
    return int(min(ends.min(), facts.cell(relation["claim"], "published").year - 1))


# --- targets against the accounts -----------------------------------------------------------


def _with_targets(facts: Facts) -> list[Mapping]:
    return [i for i in facts.industries.values() if i.get("target") in facts.statements.index]


def output_against_gdp(facts: Facts) -> list[dict]:
    """The industries' targets against the GDP path: what value-added rate would fit them in?"""
    findings = []
    for relation in facts.relations.get("output_against_gdp", []):
        room = room_for_targets(facts, relation)
        if room["value_added_needed"] <= room["gdp_path"]:
            continue
        targets = [industry["target"] for industry in _with_targets(facts)]
        bases = [industry["baseline"] for industry in _with_targets(facts)]
        findings.append(
            finding(
                "contradiction",
                [*targets, relation["gdp_growth"]],
                room["value_added_needed"] / room["gdp_path"],
                evidence=[relation["gdp"], relation["value_added"], *bases],
                **room,
            )
        )
    return findings


def room_for_targets(facts: Facts, relation: Mapping) -> dict[str, Any]:
    """Arithmetic of `output_against_gdp`, in 100 million yuan and fractions.

    rate_base = value added / Σ base output; value_added_needed = Σ target output · rate_base;
    gdp_path = GDP · (1 + g)^n; rate_fits = (gdp_path - rest · (1 + g)^n) / Σ target output, where
    the rest of GDP also grows at g.
    """
    industries = _with_targets(facts)
    base = sum(facts.number(industry["baseline"]) for industry in industries)
    target = sum(facts.number(industry["target"]) for industry in industries)
    gdp, growth = facts.number(relation["gdp"]), facts.number(relation["gdp_growth"])
    added = facts.number(relation["value_added"])
    years = int(facts.cell(relation["gdp_growth"], "last")) - int(
        facts.cell(relation["gdp"], "year")
    )
    return {
        "output_base": base,
        "output_target": target,
        "rate_base": added / base,
        "value_added_needed": target * added / base,
        "gdp_path": compound(gdp, growth, years),
        "rate_fits": compound(added, growth, years) / target,
    }


def investment_against_path(facts: Facts) -> list[dict]:
    """Investment that the targets need at the plan's own ratio, against the investment path."""
    findings = []
    for relation in facts.relations.get("investment_against_path", []):
        need = investment_needed(facts, relation)
        if need["needed"] <= need["path"]:
            continue
        findings.append(
            finding(
                "contradiction",
                [relation["industry_investment"], relation["growth"]],
                need["needed"] / need["path"],
                evidence=[relation["investment"], *(i["target"] for i in _with_targets(facts))],
                **need,
            )
        )
    return findings


def investment_needed(facts: Facts, relation: Mapping) -> dict[str, Any]:
    """Arithmetic of `investment_against_path`, in 100 million yuan and investment per output."""
    industries = _with_targets(facts)
    increment = sum(facts.number(i["target"]) - facts.number(i["baseline"]) for i in industries)
    own = facts.industries[relation["industry"]]
    ratio = facts.number(relation["industry_investment"]) / (
        facts.number(own["target"]) - facts.number(own["baseline"])
    )
    years = int(facts.cell(relation["growth"], "last")) - int(
        facts.cell(relation["investment"], "year")
    )
    path = path_sum(facts.number(relation["investment"]), facts.number(relation["growth"]), years)
    return {
        "increment": increment,
        "ratio": ratio,
        "needed": increment * ratio,
        "path": path,
        "ratio_fits": path / increment,
    }


def floor_above(facts: Facts) -> list[dict]:
    """A growth said to exceed another must have the higher floor."""
    return [
        finding(
            "contradiction",
            [r["higher"], r["lower"]],
            facts.number(r["higher"]) - facts.number(r["lower"]),
            "fraction",
            title=r["title"],
            higher=facts.number(r["higher"]),
            lower=facts.number(r["lower"]),
        )
        for r in facts.relations.get("floor_above", [])
        if facts.number(r["higher"]) < facts.number(r["lower"])
    ]


# --- definitions ----------------------------------------------------------------------------


def concept_shift(facts: Facts) -> list[dict]:
    """A target in another concept than its base (sales revenue against gross output)."""
    findings = []
    for name, industry in facts.industries.items():
        if industry.get("target") not in facts.statements.index:
            continue
        ids = [industry["baseline"], industry["target"]]
        concepts: list[Any] = [
            facts.indicators.at[facts.cell(i, "indicator"), "concept"] for i in ids
        ]
        if concepts[0] != concepts[1]:
            findings.append(
                finding(
                    "shift",
                    ids,
                    industry=name.capitalize(),
                    base=concepts[0],
                    target=concepts[1],
                )
            )
    return findings


def scope(facts: Facts) -> list[dict]:
    """Base and target name different wholes."""
    return [
        finding("shift", [r["target"][0]], evidence=[r["baseline"][0]], title=r["title"])
        for r in facts.relations.get("scope", [])
        if r["baseline"][1] != r["target"][1]
    ]


def undated_base(facts: Facts) -> list[dict]:
    """A target whose base is dated only 目前."""
    findings = []
    for name, industry in facts.industries.items():
        base = facts.statements.loc[industry["baseline"]]
        if base["period"] == "undated" and industry.get("target") in facts.statements.index:
            findings.append(
                finding(
                    "shift",
                    [industry["baseline"]],
                    industry=name.capitalize(),
                    published=base["published"],
                )
            )
    return findings


def target_without_base(facts: Facts) -> list[dict]:
    """A growth target of something whose level the document never states."""
    rows = facts.statements
    levels = set(rows.loc[rows["role"].isin(["actual", "baseline"]), "indicator"])
    concept = rows["indicator"].map(facts.indicators["concept"])
    parent = rows["indicator"].map(facts.indicators["parent"])
    named = [i for r in facts.relations.get("no_base", []) for i in r["statements"]]
    growth = (rows["role"] == "target") & (concept == "growth rate") & (rows["number"].notna())
    ids = rows.index[growth & ~parent.isin(levels) & rows["line"].ne("")]
    return [
        finding("untestable", [i], indicator=facts.indicators.at[rows.at[i, "indicator"], "en"])
        for i in [*ids, *(i for i in named if i not in ids)]
    ]


RULES: tuple[Callable[[Facts], list[dict]], ...] = (
    output_against_gdp,
    investment_against_path,
    average_claim,
    level_against_growth,
    floor_above,
    concept_shift,
    scope,
    undated_base,
    target_without_base,
    relations.parts,
    relations.quotient,
    relations.same,
    relations.increase,
    relations.within_capacity,
    relations.at_most,
    relations.at_least,
    relations.same_range,
    relations.again,
    relations.demand,
    relations.overlap,
    relations.unit_slip,
    relations.judged,
)


def find(facts: Facts) -> pd.DataFrame:
    """Findings of all rules, strongest first.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. `finding` is the rule and a running number within it; `statements`
        and `evidence` are ids joined by `;`; `quotes` prints the words of each.
    """
    rows = []
    for rule in RULES:
        for number, found in enumerate(rule(facts), 1):
            cited = [*found["statements"], *found["evidence"]]
            quotes = [f"{i} “{facts.cell(i, 'quote')}”" for i in cited]
            rows.append(
                worded(rule.__name__, found)
                | {
                    "finding": f"{rule.__name__}-{number}",
                    "statements": ";".join(found["statements"]),
                    "evidence": ";".join(found["evidence"]),
                    "quotes": " · ".join(quotes),
                }
            )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = table["severity"].map({name: i for i, name in enumerate(SEVERITIES)})
    return table.assign(order=order).sort_values("order", kind="stable", ignore_index=True)[
        list(COLUMNS)
    ]
