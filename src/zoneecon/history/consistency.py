"""Does the plan agree with itself? A tuple of rules; each takes the facts and returns findings.

A finding accuses `statements` (what cannot stand together, or cannot be tested) on the `evidence`
of others. It has a size in a stated unit. Nothing here corrects a document.
"""

from collections.abc import Callable, Mapping

import pandas as pd

from zoneecon.growth import compound, path_sum
from zoneecon.history import relations
from zoneecon.history.findings import COLUMNS, SEVERITIES, Facts, finding
from zoneecon.history.reconstruct import BREAK_THRESHOLD, claim_readings

# --- series ---------------------------------------------------------------------------------


def level_against_growth(facts: Facts) -> list[dict]:
    """Growth implied by printed levels against published growth, beyond what rounding explains."""
    wide = facts.series.set_index(["indicator", "measure", "year"])
    findings = []
    for (indicator, measure, year), gap in wide.iterrows():
        if measure != "gap" or gap["low"] <= 0 <= gap["high"]:
            continue
        implied = wide.loc[(indicator, "implied_growth", year)]
        published = wide.loc[(indicator, "published_growth", year)]
        opposite = implied["high"] < 0 < published["low"] or published["high"] < 0 < implied["low"]
        severity, reading = _severity_of_gap(wide, indicator, year, opposite)
        name = facts.indicators.at[indicator, "en"]
        before, level = implied["derived_from"].split(";")
        findings.append(
            finding(
                severity,
                f"{name} {year}: level against growth",
                [level, published["derived_from"]],
                gap["value"],
                "fraction",
                f"levels imply {implied['value']:+.2%}, published "
                f"{published['value']:+.2%}; {reading}",
                [before],
            )
        )
    return findings


def _severity_of_gap(wide: pd.DataFrame, indicator: str, year: int, opposite: bool):
    deflator, national = ((indicator, m, year) for m in ("implied_deflator", "national_deflator"))
    if deflator not in wide.index:
        return "contradiction", "both are as published, so no price change can reconcile them"
    needed = wide.loc[deflator]
    reading = f"prices would have to change by {needed['value']:+.1%}"
    if national not in wide.index:
        return "minor", reading
    around = wide.loc[national, "value"]
    reading += f" where the nation's changed by {around:+.1%}"
    if opposite:
        return "contradiction", f"{reading}; one rises where the other falls"
    if max(needed["low"] - around, around - needed["high"]) > BREAK_THRESHOLD:
        return "break", f"{reading}: a new level, not prices"
    return "minor", reading


def average_claim(facts: Facts) -> list[dict]:
    """A claim about average growth, under every reading of its window, mean and rates."""
    findings = []
    for relation in facts.relations.get("average_claim", []):
        readings = claim_readings(
            facts.series,
            tuple(relation["series"]),
            facts.number(relation["claim"]),
            relation["since"],
            _last_year_known(facts, relation),
        )
        if readings["holds"].all():
            continue
        published = readings[readings["rates"] == "published"]["holds"]
        findings.append(
            finding(
                "contradiction",
                "Average growth above 10 %, for industry and investment at once",
                [relation["claim"]],
                float(readings["holds"].mean()),
                "share of readings true",
                f"true in {readings['holds'].sum()} of {len(readings)} readings, and in "
                f"{published.sum()} of the {len(published)} that use published rates",
            )
        )
    return findings


def _last_year_known(facts: Facts, relation: Mapping) -> int:
    """Last full year when the claim was printed, or the last that all of its series have."""
    rates = facts.series[facts.series["measure"].isin(["published_growth", "implied_growth"])]
    rates = rates[rates["indicator"].isin(relation["series"])]
    ends = rates.groupby(["indicator", "measure"])["year"].max()
    return int(min(ends.min(), facts.statements.at[relation["claim"], "published"].year - 1))


# --- targets against the accounts -----------------------------------------------------------


def _with_targets(facts: Facts) -> list[Mapping]:
    return [i for i in facts.industries.values() if i.get("target") in facts.statements.index]


def output_against_gdp(facts: Facts) -> list[dict]:
    """The industries' targets against the GDP path: what value-added rate would fit them in?"""
    findings = []
    for relation in facts.relations.get("output_against_gdp", []):
        room = room_for_targets(facts, relation)
        targets = [industry["target"] for industry in _with_targets(facts)]
        bases = [industry["baseline"] for industry in _with_targets(facts)]
        findings.append(
            finding(
                "contradiction",
                "Industry targets against the GDP path",
                [*targets, relation["gdp_growth"]],
                room["value_added_needed"] / room["gdp_path"],
                "times the whole GDP of the target year",
                f"output {room['output_base']:g} → {room['output_target']:g}; at "
                f"{room['rate_base']:.2%} value added per output that is "
                f"{room['value_added_needed']:.0f} of value added, against a whole GDP of "
                f"{room['gdp_path']:.1f}; it fits only at {room['rate_fits']:.2%}",
                [relation["gdp"], relation["value_added"], *bases],
            )
        )
        if room["value_added_needed"] <= room["gdp_path"]:
            findings.pop()
    return findings


def room_for_targets(facts: Facts, relation: Mapping) -> dict[str, float]:
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
    years = int(facts.statements.at[relation["gdp_growth"], "last"]) - int(
        facts.statements.at[relation["gdp"], "year"]
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
                "Industry targets against the investment path",
                [relation["industry_investment"], relation["growth"]],
                need["needed"] / need["path"],
                "times all investment of the period",
                f"{need['increment']:g} more output at the plan's own {need['ratio']:.3f} of "
                f"investment per output takes {need['needed']:.1f}, the whole path gives "
                f"{need['path']:.1f}; it fits only at {need['ratio_fits']:.2f}",
                [relation["investment"], *(i["target"] for i in _with_targets(facts))],
            )
        )
    return findings


def investment_needed(facts: Facts, relation: Mapping) -> dict[str, float]:
    """Arithmetic of `investment_against_path`, in 100 million yuan and investment per output."""
    industries = _with_targets(facts)
    increment = sum(facts.number(i["target"]) - facts.number(i["baseline"]) for i in industries)
    own = facts.industries[relation["industry"]]
    ratio = facts.number(relation["industry_investment"]) / (
        facts.number(own["target"]) - facts.number(own["baseline"])
    )
    years = int(facts.statements.at[relation["growth"], "last"]) - int(
        facts.statements.at[relation["investment"], "year"]
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
            r["title"],
            [r["higher"], r["lower"]],
            facts.number(r["higher"]) - facts.number(r["lower"]),
            "fraction",
            f"said to be above, with a floor of {facts.number(r['higher']):.0%} under "
            f"{facts.number(r['lower']):.0%}",
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
        concepts = [
            facts.indicators.at[facts.statements.at[i, "indicator"], "concept"] for i in ids
        ]
        if concepts[0] != concepts[1]:
            findings.append(
                finding(
                    "shift",
                    f"{name.capitalize()}: {concepts[0]} at the base, {concepts[1]} at the target",
                    ids,
                    None,
                    "",
                    "a factor between the two concepts is needed, with a range",
                )
            )
    return findings


def scope(facts: Facts) -> list[dict]:
    """Base and target name different wholes."""
    return [
        finding(
            "shift",
            r["title"],
            [r["target"][0]],
            None,
            "",
            "growth by definition would look like growth of output",
            [r["baseline"][0]],
        )
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
                    f"{name.capitalize()}: the base has no date",
                    [industry["baseline"]],
                    None,
                    "",
                    f"目前 in a document of {base['published']:%B %Y} has several readings; the "
                    "assumptions list them and all are carried",
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
        finding(
            "untestable",
            f"{facts.indicators.at[rows.at[i, 'indicator'], 'en']}: no base level",
            [i],
            None,
            "",
            "growth is promised on a level that is not given",
        )
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
            quotes = [f"{i} “{facts.statements.at[i, 'quote']}”" for i in cited]
            rows.append(
                found
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
