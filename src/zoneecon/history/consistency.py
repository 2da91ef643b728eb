"""Does the plan agree with itself? A tuple of rules; each takes the facts and returns findings.

What bears on the targets comes first, slips of typing last. A finding accuses `statements` (what
cannot stand together, or cannot be tested) on the `evidence` of others. It has a size in a stated
unit. Nothing here corrects a document.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from zoneecon.data import amounts
from zoneecon.growth import compound, path_sum, required_growth
from zoneecon.history import relations, shares
from zoneecon.history.findings import (
    COLUMNS,
    GRADES,
    Facts,
    each_relation,
    finding,
    worded,
)
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
        grade, kind, prices = _grade_of_gap(wide, indicator, year, opposite)
        before, level = implied["derived_from"].split(";")
        findings.append(
            finding(
                grade,
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
    return sorted(findings, key=lambda found: GRADES.index(found["grade"]))


def _grade_of_gap(wide: pd.DataFrame, indicator: str, year: int, opposite: bool):
    """Grade, which explanation, and the price changes that it names."""
    deflator, national = ((indicator, m, year) for m in ("implied_deflator", "national_deflator"))
    if deflator not in wide.index:
        return "certain", "constant", {}
    needed = row_at(wide, deflator)
    if national not in wide.index:
        return "definition", "prices", {"needed": needed["value"]}
    around = wide.loc[national, "value"]
    prices = {"needed": needed["value"], "nation": around}
    if opposite:
        return "strained", "opposite", prices
    if max(needed["low"] - around, around - needed["high"]) > BREAK_THRESHOLD:
        return "definition", "break", prices
    return "definition", "nation", prices


def readings_of_claim(facts: Facts, relation: Mapping) -> pd.DataFrame:
    """Every reading of a claim about average growth; see `reconstruct.claim_readings`."""
    return claim_readings(
        facts.series,
        tuple(relation["series"]),
        facts.number(relation["claim"]),
        relation["since"],
        _last_year_known(facts, relation),
    )


@each_relation
def average_claim(facts: Facts, relation: Mapping) -> Iterator[dict]:
    """A claim about average growth, under every reading of its window, mean and rates."""
    readings = readings_of_claim(facts, relation)
    holds = readings["holds"]
    if not holds.all():
        published = holds[readings["rates"] == "published"]
        yield finding(
            "strained" if holds.any() else "certain",
            [relation["claim"]],
            float(holds.mean()),
            true=holds.sum(),
            readings=len(readings),
            true_published=published.sum(),
            published=len(published),
        )


def _last_year_known(facts: Facts, relation: Mapping) -> int:
    """Last full year when the claim was printed, or the last that all of its series have."""
    rates = facts.series[facts.series["measure"].isin(["published_growth", "implied_growth"])]
    rates = rates[rates["indicator"].isin(relation["series"])]
    ends = rates.groupby(["indicator", "measure"])["year"].max()
    return int(min(ends.min(), facts.cell(relation["claim"], "published").year - 1))


# --- targets against the accounts -----------------------------------------------------------


def _with_targets(facts: Facts) -> list[Mapping]:
    """Industries whose base and target are both printed."""
    known = facts.statements.index
    return [
        one
        for one in facts.industries.values()
        if one.get("target") in known and one.get("baseline") in known
    ]


def _increment(facts: Facts, industry: Mapping) -> float:
    """How much more than its base an industry's target asks for."""
    return facts.number(industry["target"]) - facts.number(industry["baseline"])


@each_relation
def output_against_gdp(facts: Facts, relation: Mapping) -> Iterator[dict]:
    """The industries' targets against the GDP path: what value-added rate would fit them in?"""
    room = room_for_targets(facts, relation)
    if room["value_added_needed"] > room["gdp_path"]:
        industries = _with_targets(facts)
        yield finding(
            "strained",
            [*(one["target"] for one in industries), relation["gdp_growth"]],
            room["value_added_needed"] / room["gdp_path"],
            evidence=[
                relation["gdp"],
                relation["value_added"],
                *(one["baseline"] for one in industries),
            ],
            **room,
        )


def room_for_targets(facts: Facts, relation: Mapping) -> dict[str, Any]:
    """Arithmetic of `output_against_gdp`, in 100 million yuan and fractions.

    rate_base = value added / Σ base output; value_added_needed = Σ target output · rate_base;
    gdp_path = GDP · (1 + g)^n · P; rate_fits = (gdp_path - rest · (1 + g)^n · P) / Σ target output,
    where the rest of GDP also grows at g. g is a rate at comparable prices, so that P, the change
    of prices to the target year, stands beside it; it runs as far as the prices are known
    (`prices_of`). At base prices the targets make a GDP of gdp_implied, which grows at
    growth_implied a year where g is planned.
    """
    industries = _with_targets(facts)
    base = sum(facts.number(industry["baseline"]) for industry in industries)
    target = sum(facts.number(industry["target"]) for industry in industries)
    gdp, growth = facts.number(relation["gdp"]), facts.number(relation["gdp_growth"])
    added = facts.number(relation["value_added"])
    first, last = (
        int(facts.cell(relation["gdp"], "year")),
        int(facts.cell(relation["gdp_growth"], "last")),
    )
    prices_of, prices = price_change(facts, relation.get("prices", ""), first, last)
    implied = target * added / base + compound(gdp - added, growth, last - first)
    return {
        "output_base": base,
        "output_target": target,
        "rate_base": added / base,
        "value_added_needed": target * added / base,
        "growth": growth,
        "prices": prices,
        "prices_of": prices_of,
        "gdp_path": compound(gdp, growth, last - first) * prices,
        "rate_fits": compound(added, growth, last - first) * prices / target,
        "gdp_implied": implied,
        "growth_implied": required_growth(gdp, implied, last - first),
    }


def price_change(facts: Facts, path: str, first: int, last: int) -> tuple[int, float]:
    """The year that prices are known to, and what they are then in prices of the first year."""
    changes = facts.price_paths.get(path, {}).get("rest", {})
    year, index = first, 1.0
    while year < last and (change := changes.get(str(year + 1))) is not None:
        if not set(amounts.cited(change)) <= set(facts.statements.index):
            break
        year, index = year + 1, index * (1 + amounts.amount(change, facts.number))
    return year, index


@each_relation
def investment_against_path(facts: Facts, relation: Mapping) -> Iterator[dict]:
    """Investment that the targets need at the plan's own ratio, against the investment path."""
    need = investment_needed(facts, relation)
    if need and need["needed"] > need["path"]:
        yield finding(
            "strained",
            [relation["industry_investment"], relation["growth"]],
            need["needed"] / need["path"],
            evidence=[
                relation["investment"],
                *(i["target"] for i in _with_targets(facts)),
                *(one for pair in relation.get("elsewhere", []) for one in pair),
            ],
            kind="elsewhere" if "least" in need else "path",
            **need,
        )


def investment_needed(facts: Facts, relation: Mapping) -> dict[str, Any]:
    """Arithmetic of `investment_against_path`, in 100 million yuan and investment per output.

    Empty where the targets ask for no more than the base.
    """
    increment = sum(_increment(facts, one) for one in _with_targets(facts))
    own = _increment(facts, facts.industries[relation["industry"]])
    if min(increment, own) <= 0:
        return {}
    ratio = facts.number(relation["industry_investment"]) / own
    years = int(facts.cell(relation["growth"], "last")) - int(
        facts.cell(relation["investment"], "year")
    )
    elsewhere = [
        facts.number(one) / facts.number(more) for one, more in relation.get("elsewhere", [])
    ]
    path = path_sum(facts.number(relation["investment"]), facts.number(relation["growth"]), years)
    return {
        "increment": increment,
        "ratio": ratio,
        "needed": increment * ratio,
        "path": path,
        "ratio_fits": path / increment,
    } | ({"least": min(elsewhere), "most": max(elsewhere)} if elsewhere else {})


@each_relation
def floor_above(facts: Facts, r: Mapping) -> Iterator[dict]:
    """A growth said to exceed another must have the higher floor."""
    higher, lower = facts.number(r["higher"]), facts.number(r["lower"])
    if higher < lower:
        fields = {"title": r["title"], "higher": higher, "lower": lower}
        yield finding("strained", [r["higher"], r["lower"]], higher - lower, "fraction", **fields)


# --- definitions ----------------------------------------------------------------------------


def concept_shift(facts: Facts) -> list[dict]:
    """A target in another concept than its base (sales revenue against gross output)."""
    findings = []
    for name, industry in facts.industries.items():
        ids = [str(industry.get(role)) for role in ("baseline", "target")]
        if not set(ids) <= set(facts.statements.index):
            continue
        concepts: list[Any] = [
            facts.indicators.at[facts.cell(i, "indicator"), "concept"] for i in ids
        ]
        if concepts[0] != concepts[1]:
            findings.append(
                finding(
                    "definition",
                    ids,
                    industry=name.capitalize(),
                    base=concepts[0],
                    target=concepts[1],
                )
            )
    return findings


@each_relation
def scope(facts: Facts, r: Mapping) -> Iterator[dict]:
    """Base and target name different wholes."""
    if r["baseline"][1] != r["target"][1]:
        ids, evidence = [r["target"][0]], [r["baseline"][0]]
        yield finding("definition", ids, evidence=evidence, title=r["title"])


def undated_base(facts: Facts) -> list[dict]:
    """A target whose base is dated only 目前; what the document names dates it further."""
    findings = []
    dating = [i for r in facts.relations.get("dating", []) for i in r["statements"]]
    for name, industry in facts.industries.items():
        if not {industry.get("baseline"), industry.get("target")} <= set(facts.statements.index):
            continue
        base = facts.statements.loc[industry["baseline"]]
        if base["period"] == "undated":
            findings.append(
                finding(
                    "definition",
                    [industry["baseline"]],
                    evidence=dating,
                    kind="dated" if dating else "undated",
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
        finding("definition", [i], indicator=facts.indicators.at[rows.at[i, "indicator"], "en"])
        for i in [*ids, *(i for i in named if i not in ids)]
    ]


RULES: tuple[Callable[[Facts], list[dict]], ...] = (
    output_against_gdp,
    investment_against_path,
    average_claim,
    shares.outside_part,
    shares.before_first,
    level_against_growth,
    floor_above,
    relations.more_than,
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
    """Findings of all rules: what bears on the targets first, slips of typing last.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. `finding` is the rule and a running number within it; `statements`
        and `evidence` are ids joined by `;`; `quotes` prints the words of each.
    """
    rows: list[dict] = []
    for rule in RULES:
        for number, found in enumerate(rule(facts), 1):
            cited = [*found["statements"], *found["evidence"]]
            quotes = [facts.quoted(i) for i in cited]
            rows.append(
                worded(rule.__name__, found)
                | {
                    "finding": f"{rule.__name__}-{number}",
                    "statements": ";".join(found["statements"]),
                    "evidence": ";".join(found["evidence"]),
                    "quotes": " · ".join(quotes),
                }
            )
    rows.sort(key=lambda row: row["slip"])
    return pd.DataFrame(rows, columns=list(COLUMNS))
