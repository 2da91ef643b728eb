"""Which printed numbers should agree with which? Each rule judges one relation of its name.

The relations themselves are our reading of the document and live with the assumptions.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from zoneecon.history.findings import Facts, each_relation, finding, unit


@each_relation
def parts(facts: Facts, r: Mapping) -> Iterator[dict]:
    """Parts add up to their total; if only the main parts are named, they do not exceed it."""
    ids = [r["total"], *r["parts"]]
    total, sum_of_parts = facts.number(r["total"]), sum(map(facts.number, r["parts"]))
    whole_numbers = all(float(facts.number(i)).is_integer() for i in ids)
    slack = 0 if whole_numbers else sum(map(facts.half, ids))
    excess = sum_of_parts - total
    if excess > slack or (r.get("complete", True) and excess < -slack):
        printed = " + ".join(facts.cell(i, "value") for i in r["parts"])
        fields: dict[str, Any] = {"printed": printed, "sum": sum_of_parts, "total": total}
        yield finding("certain", ids, excess, unit(facts, r["total"]), title=r["title"], **fields)


@each_relation
def quotient(facts: Facts, r: Mapping) -> Iterator[dict]:
    """A printed share is the quotient of its printed parts, to its last digit."""
    difference = facts.number(r["part"]) / facts.number(r["whole"]) - facts.number(r["share"])
    if abs(difference) > facts.half(r["share"]):
        ids = [r["part"], r["whole"], r["share"]]
        yield finding("certain", ids, difference, "fraction", title=r["title"])


@each_relation
def same(facts: Facts, r: Mapping) -> Iterator[dict]:
    """One quantity stated twice has one value."""
    ids = r["statements"]
    here, there = map(facts.number, ids)
    if here != there:
        fields = {"title": r["title"], "here": here, "there": there}
        yield finding("certain", ids, there - here, unit(facts, ids[0]), **fields)


@each_relation
def increase(facts: Facts, r: Mapping) -> Iterator[dict]:
    """What is laid new does not exceed what the network grows by."""
    total, grows, laid = (facts.number(r[key]) for key in ("total", "increase", "laid"))
    if laid > grows:
        named = r.get("named", [])
        yield finding(
            "strained",
            [r["laid"], r["total"], r["increase"]],
            laid - grows,
            unit(facts, r["total"]),
            named,
            r["title"],
            laid=laid,
            named=sum(map(facts.number, named)),
            grows=grows,
            total=total,
        )


@each_relation
def within_capacity(facts: Facts, r: Mapping) -> Iterator[dict]:
    """A yearly flow does not exceed capacity at full load."""
    limit, flow = facts.number(r["capacity"]) * r["hours"], facts.number(r["flow"])
    if flow > limit:
        yield finding(
            "definition",
            [r["flow"], r["capacity"]],
            flow / limit,
            title=r["title"],
            flow=flow / 1e4,
            limit=limit / 1e4,
            measure=unit(facts, r["flow"]),
        )


@each_relation
def at_most(facts: Facts, r: Mapping) -> Iterator[dict]:
    """A magnitude beyond a bound that cannot be exceeded."""
    one, number, bound = r["statement"], facts.number(r["statement"]), facts.number(r["bound"])
    if number > bound:
        fields: dict[str, Any] = {"number": number, "bound": bound, "measure": unit(facts, one)}
        around: dict[str, Any] = {"evidence": [r["bound"]], "title": r["title"]}
        yield finding("certain", [one], number / bound, **around, **fields)


@each_relation
def at_least(facts: Facts, r: Mapping) -> Iterator[dict]:
    """A magnitude too small for what it is said to cover."""
    number, per = facts.number(r["statement"]), facts.number(r["per"])
    if number / per < r["bound"]:
        fields: dict[str, Any] = {"number": number, "per": per, "measure": r["unit"]}
        around: dict[str, Any] = {"evidence": [r["per"]], "title": r["title"]}
        yield finding("strained", [r["statement"]], number / per, **around, **fields)


@each_relation
def same_range(facts: Facts, r: Mapping) -> Iterator[dict]:
    """A class "up to" one bound, and a series of it that ends at another."""
    top = max(float(bound) for bound in facts.cell(r["series"], "value").split("-"))
    largest = max(facts.number(i) for i in r["class"])
    if largest != top:
        ids, measure = [*r["class"], r["series"]], unit(facts, r["class"][0])
        fields = {"title": r["title"], "largest": largest, "top": top}
        yield finding("strained", ids, largest - top, measure, **fields)


@each_relation
def again(facts: Facts, r: Mapping) -> Iterator[dict]:
    """What is reported as done is set again as a goal."""
    if facts.number(r["goal"]) <= facts.number(r["done"]):
        years = float(facts.cell(r["goal"], "last") - facts.cell(r["done"], "last"))
        yield finding("strained", [r["done"], r["goal"]], years, title=r["title"])


@each_relation
def demand(facts: Facts, r: Mapping) -> Iterator[dict]:
    """A capacity that would take an implausible share of its whole market."""
    number = facts.number(r["statement"])
    market = facts.number(r["market"]) * r["per_market_unit"]
    if number / market > r["share"]:
        around: dict[str, Any] = {"evidence": [r["market"]], "title": r["title"]}
        fields = {"number": number, "market": market}
        yield finding("strained", [r["statement"]], number / market, **around, **fields)


@each_relation
def more_than(facts: Facts, r: Mapping) -> Iterator[dict]:
    """One count printed above another that should not be smaller."""
    more, less = facts.number(r["more"]), facts.number(r["less"])
    if more > less:
        fields = {"title": r["title"], "more": more, "less": less}
        yield finding("definition", [r["more"], r["less"]], more / less, **fields)


@each_relation
def overlap(facts: Facts, r: Mapping) -> Iterator[dict]:
    """One product that two targets may both count."""
    one = r["statement"]
    size = facts.number(one), unit(facts, one)
    yield finding("definition", [one], *size, r["targets"], r["title"])


@each_relation
def unit_slip(facts: Facts, r: Mapping) -> Iterator[dict]:
    """A unit that is not one of the quantity's."""
    quote = facts.cell(r["statement"], "quote")
    if r["printed"] in quote and r["expected"] not in quote:
        fields = {"printed": r["printed"], "expected": r["expected"]}
        yield finding("definition", [r["statement"]], slip=True, **fields)


@each_relation
def judged(facts: Facts, r: Mapping) -> Iterator[dict]:
    """What a reader judges and no arithmetic can; listed so that nothing is hidden."""
    yield finding(
        r["grade"],
        r["statements"],
        evidence=r.get("evidence", []),
        title=r["title"],
        slip=r.get("slip", False),
        explanation=r["explanation"],
    )
