"""Which printed numbers should agree with which? Each rule reads its relations and judges them.

The relations themselves are our reading of the document and live with the assumptions.
"""

from zoneecon.history.findings import Facts, finding, unit


def parts(facts: Facts) -> list[dict]:
    """Parts add up to their total; if only the main parts are named, they do not exceed it."""
    findings = []
    for r in facts.relations.get("parts", []):
        ids = [r["total"], *r["parts"]]
        total, sum_of_parts = facts.number(r["total"]), sum(map(facts.number, r["parts"]))
        whole_numbers = all(float(facts.number(i)).is_integer() for i in ids)
        slack = 0 if whole_numbers else sum(map(facts.half, ids))
        excess = sum_of_parts - total
        if excess > slack or (r.get("complete", True) and excess < -slack):
            findings.append(
                finding(
                    "certain",
                    ids,
                    excess,
                    unit(facts, r["total"]),
                    title=r["title"],
                    printed=" + ".join(facts.cell(i, "value") for i in r["parts"]),
                    sum=sum_of_parts,
                    total=total,
                )
            )
    return findings


def quotient(facts: Facts) -> list[dict]:
    """A printed share is the quotient of its printed parts, to its last digit."""
    findings = []
    for r in facts.relations.get("quotient", []):
        difference = facts.number(r["part"]) / facts.number(r["whole"]) - facts.number(r["share"])
        if abs(difference) > facts.half(r["share"]):
            ids = [r["part"], r["whole"], r["share"]]
            findings.append(finding("certain", ids, difference, "fraction", title=r["title"]))
    return findings


def same(facts: Facts) -> list[dict]:
    """One quantity stated twice has one value."""
    findings = []
    for r in facts.relations.get("same", []):
        here, there = (facts.number(i) for i in r["statements"])
        if here != there:
            findings.append(
                finding(
                    "certain",
                    r["statements"],
                    there - here,
                    unit(facts, r["statements"][0]),
                    title=r["title"],
                    here=here,
                    there=there,
                )
            )
    return findings


def increase(facts: Facts) -> list[dict]:
    """What is laid new does not exceed what the network grows by."""
    findings = []
    for r in facts.relations.get("increase", []):
        total, grows, laid = (facts.number(r[key]) for key in ("total", "increase", "laid"))
        if laid > grows:
            findings.append(
                finding(
                    "strained",
                    [r["laid"], r["total"], r["increase"]],
                    laid - grows,
                    unit(facts, r["total"]),
                    r.get("named", []),
                    r["title"],
                    laid=laid,
                    named=sum(map(facts.number, r.get("named", []))),
                    grows=grows,
                    total=total,
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
                    "definition",
                    [r["flow"], r["capacity"]],
                    flow / limit,
                    title=r["title"],
                    flow=flow / 1e4,
                    limit=limit / 1e4,
                    measure=unit(facts, r["flow"]),
                )
            )
    return findings


def at_most(facts: Facts) -> list[dict]:
    """A magnitude beyond a bound that cannot be exceeded."""
    findings = []
    for r in facts.relations.get("at_most", []):
        number, bound = facts.number(r["statement"]), facts.number(r["bound"])
        if number > bound:
            findings.append(
                finding(
                    "certain",
                    [r["statement"]],
                    number / bound,
                    evidence=[r["bound"]],
                    title=r["title"],
                    number=number,
                    bound=bound,
                    measure=unit(facts, r["statement"]),
                )
            )
    return findings


def at_least(facts: Facts) -> list[dict]:
    """A magnitude too small for what it is said to cover."""
    findings = []
    for r in facts.relations.get("at_least", []):
        number, per = facts.number(r["statement"]), facts.number(r["per"])
        if number / per < r["bound"]:
            findings.append(
                finding(
                    "strained",
                    [r["statement"]],
                    number / per,
                    evidence=[r["per"]],
                    title=r["title"],
                    number=number,
                    per=per,
                    measure=r["unit"],
                )
            )
    return findings


def same_range(facts: Facts) -> list[dict]:
    """A class "up to" one bound, and a series of it that ends at another."""
    findings = []
    for r in facts.relations.get("same_range", []):
        top = max(float(bound) for bound in facts.cell(r["series"], "value").split("-"))
        largest = max(facts.number(i) for i in r["class"])
        if largest != top:
            findings.append(
                finding(
                    "strained",
                    [*r["class"], r["series"]],
                    largest - top,
                    unit(facts, r["class"][0]),
                    title=r["title"],
                    largest=largest,
                    top=top,
                )
            )
    return findings


def again(facts: Facts) -> list[dict]:
    """What is reported as done is set again as a goal."""
    years = facts.statements["last"]
    return [
        finding(
            "strained",
            [r["done"], r["goal"]],
            float(years[r["goal"]] - years[r["done"]]),
            title=r["title"],
        )
        for r in facts.relations.get("again", [])
        if facts.number(r["goal"]) <= facts.number(r["done"])
    ]


def demand(facts: Facts) -> list[dict]:
    """A capacity that would take an implausible share of its whole market."""
    findings = []
    for r in facts.relations.get("demand", []):
        number = facts.number(r["statement"])
        market = facts.number(r["market"]) * r["per_market_unit"]
        if number / market > r["share"]:
            findings.append(
                finding(
                    "strained",
                    [r["statement"]],
                    number / market,
                    evidence=[r["market"]],
                    title=r["title"],
                    number=number,
                    market=market,
                )
            )
    return findings


def more_than(facts: Facts) -> list[dict]:
    """One count printed above another that should not be smaller."""
    return [
        finding(
            "definition",
            [r["more"], r["less"]],
            facts.number(r["more"]) / facts.number(r["less"]),
            title=r["title"],
            more=facts.number(r["more"]),
            less=facts.number(r["less"]),
        )
        for r in facts.relations.get("more_than", [])
        if facts.number(r["more"]) > facts.number(r["less"])
    ]


def overlap(facts: Facts) -> list[dict]:
    """One product that two targets may both count."""
    return [
        finding(
            "definition",
            [r["statement"]],
            facts.number(r["statement"]),
            unit(facts, r["statement"]),
            r["targets"],
            r["title"],
        )
        for r in facts.relations.get("overlap", [])
    ]


def unit_slip(facts: Facts) -> list[dict]:
    """A unit that is not one of the quantity's."""
    quotes = facts.statements["quote"]
    return [
        finding(
            "definition",
            [r["statement"]],
            slip=True,
            printed=r["printed"],
            expected=r["expected"],
        )
        for r in facts.relations.get("unit_slip", [])
        if r["printed"] in quotes[r["statement"]] and r["expected"] not in quotes[r["statement"]]
    ]


def judged(facts: Facts) -> list[dict]:
    """What a reader judges and no arithmetic can; listed so that nothing is hidden."""
    return [
        finding(
            r["grade"],
            r["statements"],
            evidence=r.get("evidence", []),
            title=r["title"],
            slip=r.get("slip", False),
            explanation=r["explanation"],
        )
        for r in facts.relations.get("judged", [])
    ]
