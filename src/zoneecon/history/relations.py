"""Which printed numbers should agree with which? Each rule reads its relations and judges them.

The relations themselves are our reading of the document and live with the assumptions.
"""

from zoneecon.history.findings import Facts, finding, unit


def parts(facts: Facts) -> list[dict]:
    """Parts add up to their total; if only the main parts are named, they do not exceed it."""
    findings = []
    for r in facts.relations.get("parts", []):
        total, sum_of_parts = facts.number(r["total"]), sum(map(facts.number, r["parts"]))
        slack = sum(map(facts.half, [r["total"], *r["parts"]]))
        whole_numbers = all(float(facts.number(i)).is_integer() for i in [r["total"], *r["parts"]])
        slack = 0 if whole_numbers else slack
        excess = sum_of_parts - total
        if excess > slack or (r.get("complete", True) and excess < -slack):
            printed = " + ".join(facts.statements.at[i, "value"] for i in r["parts"])
            findings.append(
                finding(
                    "contradiction",
                    r["title"],
                    [r["total"], *r["parts"]],
                    excess,
                    unit(facts, r["total"]),
                    f"{printed} = {sum_of_parts:g}, printed total {total:g}",
                )
            )
    return findings


def quotient(facts: Facts) -> list[dict]:
    """A printed share is the quotient of its printed parts, to its last digit."""
    findings = []
    for r in facts.relations.get("quotient", []):
        difference = facts.number(r["part"]) / facts.number(r["whole"]) - facts.number(r["share"])
        if abs(difference) > facts.half(r["share"]):
            findings.append(
                finding(
                    "contradiction",
                    r["title"],
                    [r["part"], r["whole"], r["share"]],
                    difference,
                    "fraction",
                    "the share is not the quotient of its parts",
                )
            )
    return findings


def same(facts: Facts) -> list[dict]:
    """One quantity stated twice has one value."""
    findings = []
    for r in facts.relations.get("same", []):
        one, other = (facts.number(i) for i in r["statements"])
        if one != other:
            findings.append(
                finding(
                    "contradiction",
                    r["title"],
                    r["statements"],
                    other - one,
                    unit(facts, r["statements"][0]),
                    f"{one:g} here, {other:g} there",
                )
            )
    return findings


def increase(facts: Facts) -> list[dict]:
    """What is laid new does not exceed what the network grows by."""
    findings = []
    for r in facts.relations.get("increase", []):
        total, grows, laid = (facts.number(r[key]) for key in ("total", "increase", "laid"))
        if laid <= grows:
            continue
        named = sum(map(facts.number, r.get("named", [])))
        findings.append(
            finding(
                "contradiction",
                r["title"],
                [r["laid"], r["total"], r["increase"]],
                laid - grows,
                unit(facts, r["total"]),
                f"{laid:g} to be laid, {named:g} of it in named segments, on a network "
                "that grows by "
                f"{grows:g} to {total:g}",
                r.get("named", []),
            )
        )
    return findings


def within_capacity(facts: Facts) -> list[dict]:
    """A yearly flow does not exceed capacity at full load."""
    findings = []
    for r in facts.relations.get("within_capacity", []):
        limit = facts.number(r["capacity"]) * r["hours"]
        flow = facts.number(r["flow"])
        if flow > limit:
            findings.append(
                finding(
                    "contradiction",
                    r["title"],
                    [r["flow"], r["capacity"]],
                    flow / limit,
                    "times a full year at capacity",
                    f"{flow / 1e4:g} against {limit / 1e4:g} (ten thousand "
                    f"{unit(facts, r['flow'])}); "
                    "possible only as a total of several years",
                )
            )
    return findings


def at_most(facts: Facts) -> list[dict]:
    """A magnitude beyond a bound that cannot be exceeded."""
    return [
        finding(
            "implausible",
            r["title"],
            [r["statement"]],
            facts.number(r["statement"]) / facts.number(r["bound"]),
            "times the bound",
            f"{facts.number(r['statement']):,.0f} {unit(facts, r['statement'])} against "
            f"{facts.number(r['bound']):,.0f}",
            [r["bound"]],
        )
        for r in facts.relations.get("at_most", [])
        if facts.number(r["statement"]) > facts.number(r["bound"])
    ]


def at_least(facts: Facts) -> list[dict]:
    """A magnitude too small for what it is said to cover."""
    findings = []
    for r in facts.relations.get("at_least", []):
        each = facts.number(r["statement"]) / facts.number(r["per"])
        if each < r["bound"]:
            findings.append(
                finding(
                    "implausible",
                    r["title"],
                    [r["statement"]],
                    each,
                    f"{r['unit']} each",
                    f"{facts.number(r['statement']):g} {r['unit']} for {facts.number(r['per']):g}",
                    [r["per"]],
                )
            )
    return findings


def same_range(facts: Facts) -> list[dict]:
    """A class "up to" one bound, and a series of it that ends at another."""
    findings = []
    for r in facts.relations.get("same_range", []):
        top = max(float(bound) for bound in facts.statements.at[r["series"], "value"].split("-"))
        classes = [facts.number(i) for i in r["class"]]
        if max(classes) != top:
            findings.append(
                finding(
                    "contradiction",
                    r["title"],
                    [*r["class"], r["series"]],
                    max(classes) - top,
                    unit(facts, r["class"][0]),
                    f"up to {max(classes):g}, and a series up to {top:g}",
                )
            )
    return findings


def again(facts: Facts) -> list[dict]:
    """What is reported as done is set again as a goal."""
    return [
        finding(
            "contradiction",
            r["title"],
            [r["done"], r["goal"]],
            float(facts.statements.at[r["goal"], "last"] - facts.statements.at[r["done"], "last"]),
            "years between",
            "reported as done, then set as a goal",
        )
        for r in facts.relations.get("again", [])
        if facts.number(r["goal"]) <= facts.number(r["done"])
    ]


def demand(facts: Facts) -> list[dict]:
    """A capacity that would take an implausible share of its whole market."""
    findings = []
    for r in facts.relations.get("demand", []):
        market = facts.number(r["market"]) * r["per_market_unit"]
        share = facts.number(r["statement"]) / market
        if share > r["share"]:
            findings.append(
                finding(
                    "implausible",
                    r["title"],
                    [r["statement"]],
                    share,
                    "share of national purchases",
                    f"{facts.number(r['statement']):g} a year; the nation planned to "
                    f"buy {market:g}",
                    [r["market"]],
                )
            )
    return findings


def overlap(facts: Facts) -> list[dict]:
    """One product that two targets may both count."""
    return [
        finding(
            "shift",
            r["title"],
            [r["statement"]],
            facts.number(r["statement"]),
            unit(facts, r["statement"]),
            "may be counted twice in the sum of targets",
            r["targets"],
        )
        for r in facts.relations.get("overlap", [])
    ]


def unit_slip(facts: Facts) -> list[dict]:
    """A unit that is not one of the quantity's."""
    return [
        finding(
            "minor",
            f"Unit printed {r['printed']}, {r['expected']} expected",
            [r["statement"]],
            None,
            "",
            "read as expected; the row keeps what is printed",
        )
        for r in facts.relations.get("unit_slip", [])
        if r["printed"] in facts.statements.at[r["statement"], "quote"]
        and r["expected"] not in facts.statements.at[r["statement"], "quote"]
    ]


def judged(facts: Facts) -> list[dict]:
    """What a reader judges and no arithmetic can; listed so that nothing is hidden."""
    return [
        finding(
            r["severity"],
            r["title"],
            r["statements"],
            None,
            "",
            r["explanation"],
            r.get("evidence", []),
        )
        for r in facts.relations.get("judged", [])
    ]
